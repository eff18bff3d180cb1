# SPDX-FileCopyrightText: 2026 The Pentimento Authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Masks, frames, references and controls from the command line.

Outside the mask nothing changes, whichever service did the work.
"""

import sys
from pathlib import Path

sys.dont_write_bytecode = True
from cli_home import assert_error, equal, one, read_png, run_tests, simulators

EDIT = ("edit", "-m", "practice/effects", "--strength", "1")
WHITES = range(12, 36)


def assert_limited(photo, picture, whites=WHITES):
    width, height, before = read_png(photo)
    found_width, found_height, after = read_png(picture)
    equal((found_width, found_height), (width, height))
    changed = 0
    for y in range(height):
        for x in range(width):
            if x in whites and y in whites:
                changed += before[y][x] != after[y][x][:3]
            else:
                equal(after[y][x][:3], before[y][x], (x, y))
    assert changed > len(whites) ** 2 / 2, changed


def service_file(picture):
    path = Path(picture)
    return path.with_name(path.stem + "-service" + path.suffix)


def test_inpaint(home):
    photo, mask = home.write_picture(), home.write_mask()
    picture = one(home.objects(*EDIT, "--mask", mask, photo, "negative"))
    equal(picture["task"], "inpaint")
    assert_limited(photo, picture["path"])
    assert service_file(picture["path"]).exists()
    equal(len(home.objects("gallery", "list")), 1)


def test_grow_and_feather(home):
    photo, mask = home.write_picture(), home.write_mask()
    grown = one(home.objects(*EDIT, "--mask", mask, "--grow", "3", photo, "negative"))["path"]
    assert_limited(photo, grown, range(9, 39))
    soft = one(home.objects(*EDIT, "--mask", mask, "--feather", "6", photo, "negative"))["path"]
    assert_limited(photo, soft)
    hard = one(home.objects(*EDIT, "--mask", mask, photo, "negative"))["path"]
    before, hard, soft = (read_png(path)[2] for path in (photo, hard, soft))
    away = [sum(abs(one - two) for one, two in zip(rows[24][12], before[24][12]))
            for rows in (soft, hard)]
    assert away[0] * 3 < away[1], away
    equal(soft[24][24], hard[24][24])


def test_small_mask(home):
    """A mask of the same shape is scaled."""
    photo = home.write_picture()
    mask = home.write_mask(width=24, height=24, whites=range(6, 18))
    picture = one(home.objects(*EDIT, "--mask", mask, photo, "negative"))
    assert_limited(photo, picture["path"], range(9, 39))


def test_extend(home):
    photo = home.write_picture()
    picture = one(home.objects(*EDIT[:3], "--extend", "10,0,4, 6", photo))
    equal(picture["task"], "outpaint")
    width, height, after = read_png(picture["path"])
    equal((width, height), (62, 54))
    _, _, before = read_png(photo)
    for y in range(48):
        equal([pixel[:3] for pixel in after[y][10:58]], before[y], y)
    equal(after[0][9][:3], before[0][0])
    equal(after[48][10][:3], before[47][0])


def test_retry(home):
    """The files may be gone by then."""
    photo, mask = home.write_picture(), home.write_mask()
    home.objects(*EDIT, "--mask", mask, photo, "negative")
    Path(photo).rename(home.folder / "moved.png")
    Path(mask).unlink()
    picture = one(home.objects("jobs", "retry", "1"))
    assert_limited(home.folder / "moved.png", picture["path"])


def test_service(home):
    """A service that changes all of the picture: the masks are its own and ours."""
    photo = home.write_picture(side=80)
    mask = home.write_mask(width=80, height=80, whites=range(20, 60))
    with simulators(home):
        picture = one(home.objects("edit", "-m", "stability/inpaint", "--mask", mask, photo,
                                   "a red door"))
        equal(picture["task"], "inpaint")
        assert_limited(photo, picture["path"], range(20, 60))
        erased = one(home.objects("edit", "-m", "stability/erase", "--mask", mask, photo))
        equal(erased["task"], "erase")
        assert_limited(photo, erased["path"], range(20, 60))
        wider = one(home.objects("edit", "-m", "stability/outpaint", "--extend", "0,16,32,0", photo))
        equal(read_png(wider["path"])[:2], (112, 96))
        _, _, after = read_png(wider["path"])
        _, _, before = read_png(photo)
        for y in range(80):
            equal([pixel[:3] for pixel in after[y + 16][:80]], before[y], y)
        plain = one(home.objects("edit", "-m", "stability/remove-background", photo))
        equal(plain["task"], "remove-background")


def refused(home, *words, status=2):
    home.run(*words, status=status)
    equal(home.errors.count("\n"), 1, home.errors)
    return home.errors.removeprefix("pentimento-cli: ").strip()


def test_usage(home):
    photo, mask = home.write_picture(), home.write_mask()
    for options, sentence in (
            (("--grow", "501", "--mask", mask), "A mask can be grown by 0 to 500 pixels"),
            (("--grow", "-1", "--mask", mask), "A mask can be grown by 0 to 500 pixels"),
            (("--feather", "251", "--mask", mask), "A border can be softened by 0 to 250 pixels"),
            (("--grow", "3"), "--grow needs a --mask"),
            (("--grow", "3", "--extend", "1,1,1,1"), "--grow needs a --mask"),
            (("--feather", "3"), "--feather needs a --mask, or --extend"),
            (("--task", "inpaint"), "Mark in a mask what is to change"),
            (("--task", "outpaint"), "Say by how many pixels the frame is to be pulled wider"),
            (("--task", "image-to-image", "--mask", mask),
             "Effects takes no mask for “Image to Image”"),
            (("--extend", "5000,0,0,0"),
             "The frame can be pulled wider by at most 4096 pixels at each side"),
            (("--reference", photo), "Effects takes no reference pictures for “Image to Image”"),
            (("--control", f"canny={photo}"),
             "Effects takes no control pictures for “Image to Image”"),
            (("--search", "a cat"),
             "Effects does not look for a thing by its name for “Image to Image”")):
        equal(refused(home, *EDIT, *options, photo, "sepia"), sentence, options)
    for frame in ("1,2,3", "1,2,3,4,5", "0,0,0,0", "1,2,3,x", "1,2,3,-4", "1,2,3,20001", ""):
        equal(refused(home, *EDIT, "--extend", frame, photo),
              f"“{frame}” is no frame: write LEFT,TOP,RIGHT,BOTTOM in pixels, up to 20000 each")
    for control in ("=photo.png", "canny=", "canny=photo.png,", "canny=photo.png,nan", "=", "",
                    "canny=photo.png,-1"):
        equal(refused(home, *EDIT, "--control", control, photo),
              f"“{control}” is no control: write KIND=FILE or KIND=FILE,WEIGHT")
    for option in ("mask", "feather", "grow", "extend", "search", "strength"):
        equal(refused(home, "generate", "-m", "practice/patterns", f"--{option}", "1", "x"),
              f"--{option} is for a picture that is there already: use “edit”")
    equal(home.objects("jobs", "list"), [])


def test_bad_files(home):
    photo = home.write_picture()
    (home.folder / "text.png").write_text("no picture")
    for option in ("--mask=", "--reference=", "--control=canny="):
        equal(refused(home, *EDIT, f"{option}absent.png", photo, "x", status=8),
              "There is no file “absent.png”")
        refused(home, *EDIT, f"{option}text.png", photo, "x", status=8)
    equal(home.objects("jobs", "list"), [])


def test_bad_masks(home):
    photo = home.write_picture()
    wide = home.write_mask(width=96)
    error = assert_error(home.objects(*EDIT, "--mask", wide, photo, "x", status=8), "picture", 8)
    assert "has 96 × 48 pixels and the picture 48 × 48" in error["message"], error
    black = home.write_mask(whites=())
    error = assert_error(home.objects(*EDIT, "--mask", black, photo, "x", status=8), "picture", 8)
    assert "marks nothing" in error["message"], error


# A model of the user's own that follows pictures, and starts from none.
FOLLOWING = """{"id": "stability", "models": [{"id": "follow", "title": "Follow", "tasks": {
  "control": {"endpoint": "stability", "path": "/v1/follow", "body": "json",
    "roles": {"prompt": {"field": "prompt"},
      "control": {"kinds": {"canny": "edges", "depth": "depth"}, "max": 2, "required": true,
        "weight": {"field": "weight", "min": 0, "max": 2, "default": 1}},
      "references": {"field": "images[]", "max": 2}}}}}]}"""


def test_controls(home):
    """What the model takes is said before anything is sent: nobody listens here."""
    folder = home.folder / "config" / "pentimento"
    folder.mkdir(parents=True)
    (folder / "stability.json").write_text(FOLLOWING)
    home.environment["STABILITY_API_KEY"] = "sk-none"
    photo = home.write_picture()
    follow = ("edit", "-m", "stability/follow")
    for options, sentence in (
            ((), "Say with --control KIND what is to be followed in the picture, one of: "
                 "canny, depth"),
            (("--control", f"pose={photo}"),
             "The control cannot be “pose”, only one of: canny, depth"),
            (("--control", "pose"), "The control cannot be “pose”, only one of: canny, depth"),
            (("--control", f"canny={photo},3"), "The weight of a control must be from 0 to 2"),
            (("--control", "canny", "--control", "depth", "--control", "depth"),
             "Follow takes at most 2 control pictures"),
            (("--control", "canny") + ("--reference", photo) * 3,
             "Follow takes at most 2 reference pictures")):
        equal(refused(home, *follow, *options, photo, "x"), sentence, options)
    equal(refused(home, "generate", "-m", "stability/follow", "--control", "canny", "x"),
          "Say which picture is to be followed: --control canny=FILE")
    equal(home.objects("jobs", "list"), [])

    # These are taken, and end at a service that is not there.
    odd = home.folder / "odd,1"
    Path(photo).rename(odd)
    home.objects("generate", "-m", "stability/follow", "--control", f"depth={odd}", "x", status=5)
    home.objects(*follow, "--control", f"canny={odd},0.5", "--control", "depth", str(odd), "x",
                 status=5)
    equal([job["task"] for job in home.objects("jobs", "list")], ["control", "control"])


def test_help(home):
    text = home.run("edit", "--help")
    for option in ("--mask=FILE", "--feather=PIXELS", "--grow=PIXELS",
                   "--extend=LEFT,TOP,RIGHT,BOTTOM", "--reference=FILE",
                   "--control=KIND=FILE[,WEIGHT]", "--search=TEXT"):
        assert option in text, text
    assert "--mask" not in home.run("generate", "--help")


if __name__ == "__main__":
    sys.exit(run_tests(dict(globals())))
