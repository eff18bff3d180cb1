#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Pentimento Authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The built command line as a script sees it: words in, lines and an exit status out.

Usage: test-cli.py PROGRAM SIMULATORS COMPLETION
"""

import json
import re
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True
from cli_home import PROGRAM, WAIT, assert_error, equal, one, run_tests, wait_for_job


# Help and usage

def test_help(home):
    text = home.run("--help")
    commands = re.findall(r"^  ([a-z]+(?: [a-z]+)?)  ", text, re.M)
    assert len(commands) >= 18, commands
    for command in commands:
        assert "--json" in home.run(*command.split(), "--help"), command
    equal(home.run("help"), text)
    assert re.fullmatch(r"pentimento-cli \d+\.\d+\.\d+\n", home.run("--version"))


def test_manual(home):
    """What the program says it can do stands in the manual page, and the other way round."""
    path = Path(__file__).resolve().parents[2] / "data" / "pentimento-cli.1"
    manual = re.sub(r"\\f.", "", path.read_text().replace("\\-", "-"))
    commands = re.findall(r"^  ([a-z]+(?: [a-z]+)?)  ", home.run("--help"), re.M)
    options = set()
    for command in commands:
        assert command in manual.replace('"', ""), command
        options |= set(re.findall(r"--[a-z-]+", home.run(*command.split(), "--help")))
    equal(options - set(re.findall(r"--[a-z-]+", manual)), set())
    equal(set(re.findall(r"--[a-z-]+", manual)) - options - {"--version"}, set())
    for status in (0, 1, 2, 3, 4, 5, 6, 7, 8, 130):
        assert f"\n.B {status}\n" in manual, status


def test_usage(home):
    photo = home.write_picture()
    (home.folder / "there.png").write_text("taken")
    model = ["-m", "practice/patterns"]
    effects = ["-m", "practice/effects"]
    for words in (
            [], ["paint"], ["jobs"], ["jobs", "paint"], ["generate"], ["generate", "a", "b"],
            ["generate", "x"], ["generate", "-m", "practice", "x"], ["generate", "-m", "no/such", "x"],
            ["generate", "-m", "practice/no", "x"], ["generate", "--nonsense", "x"],
            ["generate", *effects, "x"], ["generate", *model, "--size", "big", "x"],
            ["generate", *model, "--size", "0x5", "x"], ["generate", *model, "--size", "1x2x3", "x"],
            ["generate", *model, "--size", "1x1", "x"],
            ["generate", *model, "--seed", "-1", "x"], ["generate", *model, "--seed", "one", "x"],
            ["generate", *model, "--count", "0", "x"], ["generate", *model, "--count", "101", "x"],
            ["generate", *model, "--set", "nothing", "x"], ["generate", *model, "--set", "a=b", "x"],
            ["generate", *model, "-o", "no/such/file.png", "x"],
            ["generate", *model, "-o", "no-such-folder/", "x"],
            ["generate", *model, "-o", "there.png", "x"],
            ["edit", *effects, "--strength", "1.5", photo, "x"],
            ["edit", *effects, "--strength", "nan", photo, "x"],
            ["edit", *effects, "--strength", "much", photo, "x"],
            ["edit", *effects, "--task", "paint", photo, "x"],
            ["edit", *effects, "--task", "upscale", photo, "x"],
            ["edit", *effects, "--task", "text-to-image", photo, "x"],
            ["edit", *effects, "--set", "effect=shiny", photo, "x"],
            ["edit", *effects], ["models", "-t", "paint"], ["models", "-p", "nobody"],
            ["providers", "more"], ["jobs", "show"], ["jobs", "show", "x"], ["jobs", "show", "7"],
            ["jobs", "cancel", "7"], ["jobs", "retry", "7"], ["jobs", "list", "--limit", "-1"],
            ["gallery", "show", "0"], ["gallery", "show", "7"], ["gallery", "export", "1"],
            ["gallery", "delete", "7"], ["gallery", "search"], ["gallery", "list", "-t", "paint"],
            ["key", "set"], ["key", "set", "nobody"], ["key", "check", "nobody"],
            ["key", "set", "practice"], ["key", "forget", "practice"]):
        equal(home.run(*words, status=2, text="k"), "", words)
        assert home.errors.startswith("pentimento-cli: ") or not words, (words, home.errors)
        equal(home.errors.count("\n"), 1, (words, home.errors))
        if words:
            error = one(home.objects(*words, status=2, text="k"))
            equal(error["exit"], 2, words)
    equal(home.objects("jobs", "list"), [])


def test_later(home):
    home.run("batch", "--images", "folder", "-m", "practice/effects", status=2)
    assert "no batches" in home.errors, home.errors
    equal(one(home.objects("batch", status=2))["error"], "usage")
    home.run("gallery", "import", "photo.png", status=2)
    assert "takes no pictures" in home.errors, home.errors


def test_groups(home):
    for words in (["jobs"], ["jobs", "--help"], ["jobs", "paint"]):
        home.run(*words, status=2)
        assert "list, show, resume, cancel, retry" in home.errors, home.errors


# What there is

def test_providers(home):
    found = {each["id"]: each for each in home.objects("providers")}
    equal(found["practice"]["availability"], "available")
    equal(found["practice"]["key"], "none")
    equal(found["stability"]["availability"], "needs-key")
    equal(found["stability"]["key-variable"], "STABILITY_API_KEY")
    equal(found["sdapi"]["availability"], "not-running")
    assert found["practice"]["models"] >= 2
    equal(home.run("providers", "--quiet").split(), list(found))
    equal([each["id"] for each in home.objects("providers", "-p", "practice")], ["practice"])
    assert re.search(r"^practice +available ", home.run("providers"), re.M)


def test_models(home):
    found = {each["id"]: each for each in home.objects("models")}
    effects = found["practice/effects"]
    equal(effects["provider"], "practice")
    equal(effects["tasks"], ["image-to-image", "inpaint", "outpaint"])
    equal(effects["status"], "current")
    equal(effects["price"]["usd"], 0)
    assert "oil-paint" in effects["parameters"][0]["enum"], effects
    equal(set(home.run("models", "--quiet").split()), set(found))
    for each in home.objects("models", "--task", "text-to-image"):
        assert "text-to-image" in each["tasks"], each
    for each in home.objects("models", "--provider", "stability"):
        equal(each["provider"], "stability")
    home.objects("models", "--provider", "sdapi")


# Making pictures

def test_own_models(home):
    """A file that cannot be used is named, and takes nothing away."""
    folder = home.folder / "config" / "pentimento"
    folder.mkdir(parents=True)
    for text in ("nonsense", "[" * 1000000, '{"id": "other"}'):
        (folder / "stability.json").write_text(text, encoding="utf-8")
        assert "stability/core" in home.run("models")
        assert "Your models for Stability AI (stability.json) are left out: " in home.errors


def test_generate(home):
    picture = one(home.make("--seed", "7", "Meer und 海 🎨"))
    equal((picture["prompt"], picture["model"], picture["seed"]),
          ("Meer und 海 🎨", "practice/patterns", 7))
    equal((picture["width"], picture["height"], picture["parent"], picture["cost"]),
          (64, 64, None, 0))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", picture["created"]), picture
    assert Path(picture["path"]).read_bytes().startswith(b"\x89PNG"), picture

    # Deterministic, and never under the same name
    again = one(home.make("--seed", "7", "Meer und 海 🎨"))
    assert again["path"] != picture["path"]
    equal(Path(again["path"]).read_bytes(), Path(picture["path"]).read_bytes())
    equal([each["id"] for each in home.objects("gallery", "list")], [again["id"], picture["id"]])

    # Plain: the path, and nothing else
    path = home.run("generate", "-m", "practice/patterns", "--size", "64x64", "a sea")
    equal(home.errors, "")
    assert Path(path.rstrip("\n")).is_file(), path


def test_prompt_like_an_option(home):
    equal(one(home.make("--", "--mask"))["prompt"], "--mask")


def test_locale(home):
    home.environment["LC_ALL"] = "C"
    picture = one(home.make("Café 海"))
    equal(picture["prompt"], "Café 海")
    equal(one(home.objects("gallery", "search", "海"))["id"], picture["id"])
    error = subprocess.run([PROGRAM, "generate", "-m", "practice/patterns", b"\xff\xfe"],
                           env=home.environment, stderr=subprocess.PIPE, timeout=WAIT)
    equal(error.returncode, 2)


def test_count(home):
    pictures = home.make("--count", "3", "stars")
    equal(len({each["path"] for each in pictures}), 3)
    equal(len({Path(each["path"]).read_bytes() for each in pictures}), 3)


def test_edit(home):
    photo = home.write_picture()
    before = Path(photo).read_bytes()
    picture = one(home.objects("edit", "-m", "practice/effects", "--strength", "1", photo,
                               "make it black and white"))
    equal((picture["task"], picture["width"], picture["height"]), ("image-to-image", 48, 48))
    equal(Path(photo).read_bytes(), before)

    # By a setting instead of words
    named = one(home.objects("edit", "-m", "practice/effects", "--strength", "1", "--set",
                             "effect=black-and-white", photo))
    other = one(home.objects("edit", "-m", "practice/effects", "--strength", "1", "--set",
                             "effect=negative", photo))
    equal(Path(named["path"]).read_bytes(), Path(picture["path"]).read_bytes())
    assert Path(other["path"]).read_bytes() != Path(picture["path"]).read_bytes()


def test_bad_pictures(home):
    (home.folder / "text.png").write_text("no picture")
    (home.folder / "empty.png").write_text("")
    (home.folder / "cut.png").write_bytes(Path(home.write_picture()).read_bytes()[:60])
    for name in ("text.png", "empty.png", "absent.png", ".", "cut.png"):
        error = one(home.objects("edit", "-m", "practice/effects", name, "sepia", status=8))
        equal(error["exit"], 8, name)
        if name == "absent.png":
            equal(error["message"], "There is no file “absent.png”")


def test_output(home):
    (home.folder / "out").mkdir()
    picture = one(home.make("-o", "sea.png", "sea"))
    equal(Path(home.folder / "sea.png").read_bytes(), Path(picture["path"]).read_bytes())
    assert picture["output"].endswith("sea.png"), picture

    # Nothing is overwritten, and nothing made in vain.
    home.make("-o", "sea.png", "sea", status=2)
    equal(len(home.objects("gallery", "list")), 1)

    home.make("-o", "out", "--count", "2", "sea")
    equal(len(list((home.folder / "out").iterdir())), 2)
    home.make("-o", "many.png", "--count", "3", "sea")
    equal(len(list(home.folder.glob("many*.png"))), 3)
    assert home.run("generate", "-m", "practice/patterns", "--size", "64x64", "-o", "plain.png",
                    "sea").endswith("plain.png\n")

    # A link that leads nowhere is no free name, and no name at all is none either.
    (home.folder / "link.png").symlink_to("nowhere.png")
    home.make("-o", "link.png", "sea", status=2)
    home.make("-o", "", "sea", status=2)
    home.objects("gallery", "export", "1", "", status=2)
    exported = one(home.objects("gallery", "export", "1", "link.png"))["output"]
    assert exported.endswith("link-2.png"), exported
    assert not (home.folder / "nowhere.png").exists()

    # Looked at before it is sent once more, too
    before = len(home.objects("jobs", "list"))
    home.objects("jobs", "retry", "1", "-o", "sea.png", status=2)
    home.objects("jobs", "retry", "1", "-o", "no/folder.png", status=2)
    equal(len(home.objects("jobs", "list")), before)


def test_lines(home):
    """One line each, whatever was typed; nothing in it speaks to the terminal."""
    home.make("one\ntwo\r\tthree \x1b[31mred\a \N{WAVING HAND SIGN}")
    for words in (("jobs", "list"), ("gallery", "list")):
        line = home.run(*words)
        equal(line.count("\n"), 1, line)
        assert line.endswith("\n") and line[:-1].isprintable(), line
        assert "one two" in line and "\N{WAVING HAND SIGN}" in line, line
    prompt = one(home.objects("gallery", "list"))["prompt"]
    assert prompt.startswith("one\ntwo\r\tthree \x1b[31m"), prompt


# Jobs

def test_jobs(home):
    home.make("a lake")
    photo = home.write_picture()
    home.run("edit", "-m", "practice/effects", "-q", photo, "sepia")
    jobs = home.objects("jobs", "list")
    equal([(each["id"], each["state"]) for each in jobs], [(2, "done"), (1, "done")])
    equal((jobs[1]["model"], jobs[1]["prompt"], jobs[1]["charged"], jobs[1]["cost"]),
          ("practice/patterns", "a lake", False, 0))
    equal(home.run("jobs", "list", "--quiet"), "2\n1\n")
    equal(len(home.objects("jobs", "list", "--limit", "1")), 1)
    equal(one(home.objects("jobs", "show", "1")), jobs[1])
    assert "a lake" in home.run("jobs", "show", "1")
    assert "done" in home.run("jobs", "list")

    # At an end already
    assert_error(home.objects("jobs", "cancel", "1", status=2), "usage", 2)
    equal(home.run("jobs", "resume"), "")
    assert "No job" in home.errors

    again = one(home.objects("jobs", "retry", "1", "-o", "lake.png"))
    equal((again["prompt"], again["job"]), ("a lake", 3))
    assert (home.folder / "lake.png").is_file()


def test_killed_and_resumed(home):
    photo = home.write_picture("big.png", 3000)
    running = home.start("edit", "-m", "practice/effects", photo, "oil painting")
    wait_for_job(home, ("sending", "running", "downloading"))
    running.kill()
    running.communicate()

    # What costs nothing waits to be sent again; it is done once.
    equal(one(home.objects("jobs", "list"))["state"], "queued")
    picture = one(home.objects("jobs", "resume"))
    equal(picture["job"], 1)
    equal(one(home.objects("jobs", "list"))["state"], "done")
    equal(len(home.objects("gallery", "list")), 1)


def test_model_gone(home):
    """A job whose model went with the user's own file is told of, and waited for by nobody."""
    home.make("sea")
    database = sqlite3.connect(home.folder / "data" / "pentimento" / "pentimento.db")
    with database:
        database.execute("UPDATE job SET state = 'queued', model = 'gone'")
    database.close()
    error = assert_error(home.objects("jobs", "resume", status=2), "not-found", 2)
    assert "practice/gone" in error["message"], error
    equal(one(home.objects("jobs", "list"))["state"], "queued")
    equal(one(home.objects("jobs", "cancel", "1"))["state"], "cancelled")


def test_cancelled_from_elsewhere(home):
    photo = home.write_picture("big.png", 3000)
    running = home.start("edit", "-m", "practice/effects", photo, "oil painting")
    wait_for_job(home, ("sending", "running", "downloading"))
    assert_error(home.objects("jobs", "cancel", "1", status=2), "usage", 2)
    running.kill()
    running.communicate()

    # Its program is gone: now it can be.
    equal(one(home.objects("jobs", "cancel", "1"))["state"], "cancelled")
    equal(one(home.objects("jobs", "list"))["state"], "cancelled")


def test_interrupt(home):
    photo = home.write_picture("big.png", 3000)
    for word in (signal.SIGINT, signal.SIGTERM):
        running = home.start("edit", "--json", "-m", "practice/effects", photo, "oil painting")
        job = wait_for_job(home, ("sending", "running", "downloading"))
        running.send_signal(word)
        output, _ = running.communicate(timeout=WAIT)
        equal(running.returncode, 130)
        error = assert_error([json.loads(output)], "cancelled", 130)
        equal((error["job"], error["state"], error["charged"]), (job["id"], "cancelled", False))
        equal(home.objects("jobs", "list")[0]["state"], "cancelled")
    equal(home.objects("gallery", "list"), [])


# Gallery

def test_gallery(home):
    first, second = one(home.make("red castle")), one(home.make("blue sea"))
    equal([each["id"] for each in home.objects("gallery", "list")], [second["id"], first["id"]])
    equal(one(home.objects("gallery", "search", "cas RED"))["id"], first["id"])
    equal(home.objects("gallery", "search", "\"' OR prompt:*"), [])
    equal(home.run("gallery", "list", "--quiet"), f"{second['id']}\n{first['id']}\n")
    equal(len(home.objects("gallery", "list", "--limit", "1")), 1)
    equal(home.objects("gallery", "list", "--provider", "stability"), [])
    equal(len(home.objects("gallery", "list", "--task", "text-to-image")), 2)
    equal(home.objects("gallery", "list", "--starred"), [])
    assert "red castle" in home.run("gallery", "list")
    assert "red castle" in home.run("gallery", "show", str(first["id"]))
    shown = one(home.objects("gallery", "show", str(first["id"])))
    equal(shown, {key: value for key, value in first.items() if key != "output"})


def test_gallery_export_and_delete(home):
    picture = one(home.make("red castle"))
    number, content = str(picture["id"]), Path(picture["path"]).read_bytes()

    copy = one(home.objects("gallery", "export", number, "copy.png"))["output"]
    equal(Path(copy).read_bytes(), content)
    second = home.run("gallery", "export", number, "copy.png").rstrip("\n")
    assert second != "copy.png" and (home.folder / second).is_file(), second
    folder = home.run("gallery", "export", number, str(home.folder)).rstrip("\n")
    equal(Path(folder).read_bytes(), content)
    home.run("gallery", "export", number, "no/such/place.png", status=1)

    equal(one(home.objects("gallery", "delete", number))["id"], picture["id"])
    equal(home.objects("gallery", "list"), [])
    assert not Path(picture["path"]).exists()
    assert_error(home.objects("gallery", "delete", number, status=2), "not-found", 2)

    # In the trash, not gone
    assert any(path.read_bytes() == content
               for path in (home.folder / "data" / "Trash" / "files").iterdir())


def test_disk(home):
    """No gallery, no work: the folder of the data is a file."""
    (home.folder / "data").write_text("a file")
    assert_error(home.objects("gallery", "list", status=1), "storage", 1)
    equal((home.folder / "data").read_text(), "a file")


if __name__ == "__main__":
    sys.exit(run_tests(dict(globals())))
