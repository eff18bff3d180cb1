#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Pentimento Authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The built command line with services, keys, a terminal and a shell.

Usage: test-cli-services.py PROGRAM SIMULATORS COMPLETION
"""

import json
import os
import pty
import select
import signal
import subprocess
import sys
import termios
from pathlib import Path

sys.dont_write_bytecode = True
from cli_home import (COMPLETION, KEY, PROGRAM, WAIT, assert_error, assert_nowhere, equal, keyring,
                      one, run_tests, simulators)


# Services

def test_exit_codes(home):
    words = ["generate", "-m", "stability/core", "a lighthouse"]
    equal(one(home.objects(*words, status=3))["exit"], 3)

    with simulators(home) as service:
        picture = one(home.objects(*words))
        assert picture["cost"] > 0, picture
        assert "Estimated cost" not in home.errors
        home.run(*words)
        assert "Estimated cost" in home.errors

        for fault, kind, status in (
                ("unauthorized", "key-rejected", 3), ("content_moderation", "refused", 4),
                ("cut-after-body", "unknown-outcome", 6), ("payment_required", "quota", 7),
                ("internal_error", "service", 7), ("broken-json", "unknown-outcome", 6)):
            service.tell(fault=fault)
            error = one(home.objects(*words, status=status))
            equal(error["exit"], status, fault)
            assert error["job"] > 0 and error["message"], error
            equal(error["error"], kind)
            equal(error["charged"], status == 6, error)
            service.tell(reset=True)

        home.environment["STABILITY_API_KEY"] = "wrong"
        error = assert_error(home.objects(*words, status=3), "key-rejected", 3)
        assert "wrong" not in json.dumps(error).replace("is wrong", ""), error

    # Nobody there
    home.environment["STABILITY_API_KEY"] = KEY
    assert_error(home.objects(*words, status=5), "network", 5)


def test_interrupted_paid_job(home):
    """Cancelled while the service has it: what it says of money must be the truth."""
    with simulators(home) as service:
        service.tell(fault="hold")
        running = home.start("generate", "--json", "-m", "stability/core", "a lighthouse")
        service.wait("held")
        running.send_signal(signal.SIGINT)
        output, _ = running.communicate(timeout=WAIT)
        error = one([json.loads(line) for line in output.decode().splitlines()])
        assert running.returncode in (6, 130), error
        assert error["state"] in ("unknown", "cancelled") and error["charged"], error
        equal(error["exit"], running.returncode)
        service.tell(release=True)


# Keys

def test_key(home):
    sources = {each["provider"]: each["source"] for each in home.objects("key", "list")}
    equal(sources["stability"], "none")
    assert "practice" not in sources

    with keyring(home), simulators(home) as service:
        del home.environment["STABILITY_API_KEY"]
        service.tell(reset=True)
        home.run("key", "set", "stability", text=f" \t{KEY} \r\n")
        assert "keyring" in home.errors
        equal({each["provider"]: each["source"] for each in home.objects("key", "list")}
              ["stability"], "keyring")
        assert "redit" in home.run("key", "check", "stability")
        equal(one(home.objects("key", "check", "stability"))["provider"], "stability")
        assert one(home.objects("generate", "-m", "stability/core", "a sea"))["cost"] > 0

        home.run("key", "set", "stability", text="sk-wrong")
        assert_error(home.objects("key", "check", "stability", status=3), "key-rejected", 3)
        home.run("key", "forget", "stability")
        equal({each["provider"]: each["source"] for each in home.objects("key", "list")}
              ["stability"], "none")
        assert_error(home.objects("key", "check", "stability", status=3), "key-missing", 3)
    assert_nowhere(home, KEY)


def test_key_without_keyring(home):
    error = assert_error(home.objects("key", "set", "stability", status=3, text=KEY), "keyring", 3)
    assert "not saved" in error["message"] and KEY not in json.dumps(error), error
    home.environment["STABILITY_API_KEY"] = KEY
    equal({each["provider"]: each["source"] for each in home.objects("key", "list")}["stability"],
          "environment")
    assert_nowhere(home, KEY)


def test_bad_keys(home):
    for text in ("", "\n", "  \n", "two\x01words", "x" * 20000, "\x1b[A"):
        assert_error(home.objects("key", "set", "stability", status=2, text=text), "usage", 2)


def read_until(terminal, text):
    seen = b""
    while text not in seen:
        ready, _, _ = select.select([terminal], [], [], WAIT)
        assert ready, seen
        seen += os.read(terminal, 4096)
    return seen


def test_key_on_a_terminal(home):
    """The key is not seen while it is typed, and the terminal is as before afterwards."""
    ours, theirs = pty.openpty()
    echo = termios.tcgetattr(theirs)[3] & termios.ECHO
    assert echo
    for interrupt in (False, True):
        running = home.start("key", "set", "stability", stdin=theirs, stderr=theirs)
        seen = read_until(ours, b"Key for Stability AI: ")
        while termios.tcgetattr(theirs)[3] & termios.ECHO:
            assert running.poll() is None
        if interrupt:
            running.send_signal(signal.SIGINT)
        else:
            os.write(ours, KEY.encode() + b"\n")
        running.communicate(timeout=WAIT)
        equal(running.returncode, 130 if interrupt else 3)
        seen += read_until(ours, b"pentimento-cli: ")
        assert KEY.encode() not in seen, seen
        equal(termios.tcgetattr(theirs)[3] & termios.ECHO, echo)
    os.close(ours)
    os.close(theirs)


def test_no_core_dumps(home):
    running = home.start("key", "set", "stability", stdin=subprocess.PIPE)
    while "Max core file size        0                    0" not in \
            Path(f"/proc/{running.pid}/limits").read_text():
        assert running.poll() is None
    assert KEY not in Path(f"/proc/{running.pid}/cmdline").read_text()
    running.communicate(b"")


# The terminal and the shell

def test_progress(home):
    photo = home.write_picture("big.png", 1500)
    words = ("edit", "-m", "practice/effects", photo, "oil painting")
    ours, theirs = pty.openpty()
    for more, wanted in (((), True), (("--quiet",), False)):
        running = home.start(*words, *more, stderr=theirs)
        output, _ = running.communicate(timeout=WAIT)
        equal(running.returncode, 0)
        ready, _, _ = select.select([ours], [], [], 0)
        seen = os.read(ours, 65536) if ready else b""
        equal(b"\r" in seen and b"%" in seen, wanted, seen)
        assert b"\r" not in output and output.count(b"\n") == 1, output
    os.close(ours)
    os.close(theirs)

    # Not on a terminal: nothing
    home.run(*words)
    equal(home.errors, "")


def test_closed_output(home):
    """Whoever reads the list may stop: that is no crash."""
    for _ in range(3):
        home.make("a sea")
    reader, writer = os.pipe()
    running = subprocess.Popen([PROGRAM, "gallery", "list", "--json"], env=home.environment,
                               stdout=writer, stderr=subprocess.PIPE)
    os.close(reader)
    os.close(writer)
    running.communicate(timeout=WAIT)
    assert running.returncode >= 0, running.returncode


def test_full_output(home):
    """A list that could not be written was not given; a picture is in the gallery all the same."""
    home.make("a sea")
    for words in (["gallery", "list"], ["models", "--json"], ["--help"],
                  ["generate", "-m", "practice/patterns", "--size", "64x64", "a second sea"]):
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run([PROGRAM, *words], env=home.environment, stdout=full,
                                  stderr=subprocess.PIPE, text=True, timeout=WAIT)
        equal(done.returncode, 1, words)
        assert "No space left" in done.stderr, done.stderr
    equal(len(home.objects("gallery", "list")), 2)


def test_no_streams(home):
    """Closed streams are not taken for files that the program opens: nothing goes astray."""
    done = subprocess.run(["sh", "-c", '"$0" "$@" <&- >&- 2>&-', PROGRAM, "generate", "-m",
                           "practice/patterns", "--size", "64x64", "a sea"],
                          env=home.environment, timeout=WAIT)
    equal(done.returncode, 1)
    equal(one(home.objects("jobs", "list"))["state"], "done")


def test_unlisted_setting(home):
    """An engine takes its own choice for a sampler that it does not have: that is said."""
    with simulators(home) as service:
        home.environment["PENTIMENTO_ENDPOINTS"] = f"sdapi={service.address}/sdapi"
        words = ["generate", "-m", "sdapi/checkpoint", "--size", "64x64", "a sea", "-s"]
        home.run(*words, "sampler_name=nope")
        assert "“nope” is not among them" in home.errors, home.errors
        home.run(*words, "sampler_name=euler")
        equal(home.errors, "")


def test_found_engines(home):
    """An engine at a usual port is found under its own name, and used without a word."""
    with simulators(home) as service:
        address = f"{service.address}/sdapi"
        del home.environment["PENTIMENTO_ENDPOINTS"]
        home.environment["PENTIMENTO_ENGINES"] = f"http://127.0.0.1:1 {address}"
        output = home.run("providers")
        assert f"Found AUTOMATIC1111 at {address}, used by sdapi\n" in output, output
        found = {each["id"]: each for each in home.objects("providers")}
        equal(found["sdapi"]["availability"], "available")
        equal(found["sdapi"]["found"],
              [{"title": "AUTOMATIC1111", "address": address, "problem": None, "in-use": True}])
        assert "found" not in found["practice"]


def test_models_of_a_server(home):
    """What a server lists, or a service knows, can be used by its name at once."""
    with simulators(home) as service:
        home.environment["PENTIMENTO_ENDPOINTS"] = (
            f"openai-compatible={service.address}/openai-compatible "
            f"openai={service.address}/openai")
        words = ["generate", "--size", "1024x1024", "a sea", "-m"]
        picture = one(home.objects(*words, "openai-compatible/painter"))
        equal(picture["model"], "openai-compatible/painter")
        assert_error(home.objects(*words, "openai-compatible/nobody", status=2), "not-found", 2)

        home.environment["OPENAI_API_KEY"] = KEY
        picture = one(home.objects(*words, "openai/gpt-image-2-2026-04-21"))
        equal(picture["model"], "openai/gpt-image-2-2026-04-21")
        assert picture["cost"] > 0, picture
        assert_error(home.objects(*words, "openai/gpt-image-77", status=2), "not-found", 2)
        assert_error(home.objects(*words, "openai/gpt-4o", status=2), "usage", 2)


def complete(home, *words):
    script = f"""
source '{COMPLETION}'
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_pentimento_cli
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    done = subprocess.run(["bash", "--norc", "-c", script, "bash", PROGRAM, *words],
                          env=home.environment, cwd=home.folder, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=WAIT, text=True)
    equal(done.stderr, "")
    return [line for line in done.stdout.splitlines() if line]


def test_completion(home):
    home.make("a sea")
    photo = home.write_picture()
    equal(complete(home, "gen"), ["generate"])
    assert {"jobs", "gallery", "key", "edit", "models"} <= set(complete(home, ""))
    equal(set(complete(home, "jobs", "")), {"list", "show", "resume", "cancel", "retry"})
    equal(complete(home, "gallery", "ex"), ["export"])
    equal(complete(home, "edit", "--str"), ["--strength"])
    assert "--limit" in complete(home, "jobs", "list", "--")
    equal(set(complete(home, "edit", "--model", "practice/")),
          {"practice/effects", "practice/patterns"})
    equal(complete(home, "models", "--provider", "stab"), ["stability"])
    equal(complete(home, "edit", "--task", "image"), ["image-to-image"])
    equal(complete(home, "key", "set", "stab"), ["stability"])
    equal(complete(home, "jobs", "show", ""), ["1"])
    equal(complete(home, "gallery", "delete", ""), ["1"])
    equal(complete(home, "edit", "pho"), ["photo.png"], photo)
    equal(complete(home, "edit", "--mask", "pho"), ["photo.png"])
    equal(complete(home, "edit", "--reference", "pho"), ["photo.png"])
    equal(complete(home, "edit", "--control", "canny=pho"), ["canny=photo.png"])
    equal(complete(home, "edit", "--control", "can"), [])
    equal(complete(home, "edit", "--ext"), ["--extend"])
    equal(complete(home, "edit", "--feather", ""), [])


if __name__ == "__main__":
    sys.exit(run_tests(dict(globals())))
