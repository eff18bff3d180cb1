#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Pentimento Authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a dropped photograph to the gallery, with the provider that needs no network.

Usage: test-practice.py BUILD SOURCE [CASE...]
"""

import time

from pen_e2e import main
from pen_e2e_access import check, wait_for
from pen_e2e_tools import pixels_of, size_of

PROMPT = "An oil painting, please"


def a_dropped_photo_is_changed_and_saved(session):
    timer = session.build / "tests/e2e/libpen-loop-timer.so"
    times = session.folder / "loop"
    begin = time.monotonic()
    app = session.start(LD_PRELOAD=str(timer), PEN_LOOP_FILE=str(times))
    print(f"# window to be seen and used: {(time.monotonic() - begin) * 1000:.0f} ms")
    started = time.monotonic_ns() // 1000
    app.place()

    check(session.drop(session.photo), "the photo was not taken")
    width, height = size_of(session.photo)
    app.says(f"{width} × {height}")

    app.write("alt+o", "Prompt", PROMPT)
    app.set_strength("Home", 7, 0.35)
    app.choose("Provider", "Practice")
    app.wait("button", "Generate Modified Image").press()

    saved = wait_for(session.saved, "a picture in the pictures folder")
    check(len(saved) == 1, f"there are {len(saved)} pictures")
    check(size_of(saved[0]) == (width, height), f"it has {size_of(saved[0])} pixels")
    check(pixels_of(saved[0]) != pixels_of(session.photo), "nothing has changed in it")
    app.wait("button", "Generate Modified Image")
    session.picture_of_screen("result")
    print(f"# longest main-loop callback: {longest(times, started)} ms "
          f"({longest(times, 0)} ms with the start of the program)")


def longest(times, since):
    """The longest turn of the main loop in milliseconds; those below 20 are not told."""
    lines = [line.split() for line in times.read_text().splitlines()]
    lengths = [int(length) for end, length in lines if int(end) >= since]
    return f"{max(lengths) / 1000:.0f}" if lengths else "less than 20"


def it_is_in_the_gallery_with_its_details(session):
    app = session.app
    rows = session.gallery()
    check(len(rows) == 1, f"the gallery has {len(rows)} rows")
    check(rows[0]["path"] == str(session.saved()[0]), "the row is of another file")
    check(rows[0]["prompt"] == PROMPT, "the row has another prompt")

    app.page(3, "Search pictures")
    app.wait("image", PROMPT)
    app.focus(PROMPT)
    app.keys("Return")
    app.wait("button", "Use as Source", sensitive=True)
    for fact in ("0.35", "Effects", str(session.saved()[0])):
        app.wait("label", contains=fact)
    session.picture_of_screen("gallery")


def it_is_there_again_after_a_restart(session):
    session.end()
    app = session.start()
    app.page(3, "Search pictures")
    app.wait("image", PROMPT)


main(a_dropped_photo_is_changed_and_saved,
     it_is_in_the_gallery_with_its_details,
     it_is_there_again_after_a_restart)
