#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Pentimento Authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the key to the gallery with a service, whose place a strict simulator takes.

Usage: test-stability.py BUILD SOURCE [CASE...]
"""

import json

from pen_e2e import KEY, main
from pen_e2e_access import check, wait_for
from pen_e2e_tools import pixels_of, size_of

PROMPT = "The same table in the light of candles"
ULTRA = "/v2beta/stable-image/generate/ultra"


def a_key_is_entered_in_the_preferences(session):
    session.start_simulators()
    app = session.start()
    app.place()
    app.page(2, "Generate Modified Image")
    app.choose("Provider", "Stability")
    app.says("Stability AI needs a key")

    app.wait("button", "Enter Key…").press()
    app.wait_window("Preferences")
    app.type(KEY)
    app.keys("Return")
    app.says("Valid, about 1000 credits left")
    session.picture_of_screen("key")
    app.keys("Escape")
    app.wait_window("Pentimento")
    app.wait_gone("label", "Stability AI needs a key")


def the_key_is_in_the_keyring_and_in_no_file(session):
    rows = [json.loads(line) for line in session.cli("key", "list", "--json").splitlines()]
    sources = {row["provider"]: row["source"] for row in rows}
    check(sources["stability"] == "keyring", f"the keys are {sources}")
    for path in session.folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            check(KEY.encode() not in path.read_bytes(), f"{path} holds the key")


def a_dropped_photo_with_its_place_is_changed(session):
    app = session.app
    place = session.source / "data/samples/place.jpg"
    check(session.drop(place), "the photo was not taken")
    width, height = size_of(place)
    app.says(f"{width} × {height}")
    app.write("alt+o", "Prompt", PROMPT)
    app.set_strength("Home", 9, 0.45)
    app.wait("button", "Generate Modified Image").press()

    saved = wait_for(session.saved, "a picture in the pictures folder")
    size_of(saved[0])
    check(pixels_of(saved[0]) != pixels_of(place), "nothing has changed in it")
    app.wait("button", "Generate Modified Image")
    session.picture_of_screen("result")


def the_service_got_what_was_set_and_no_more(session):
    requests = session.simulators.requests(ULTRA)
    check(len(requests) == 1, f"there were {len(requests)} requests")
    fields = requests[0]["fields"]
    check(fields["prompt"] == PROMPT, f"the prompt was {fields['prompt']}")
    check(float(fields["strength"]) == 0.45, f"the strength was {fields['strength']}")
    check(fields["image"]["metadata"] is False, "the picture told where it was taken")
    check(requests[0]["paid"], "it was not paid for")
    check(requests[0]["remarks"] == [], f"the service remarks {requests[0]['remarks']}")


def it_is_in_the_gallery(session):
    rows = session.gallery()
    check([row["prompt"] for row in rows] == [PROMPT], f"the gallery has {rows}")
    check(rows[0]["model"] == "stability/ultra", f"the row is of {rows[0]['model']}")
    check(abs(rows[0]["cost"] - 0.08) < 0.001, f"the row costs {rows[0]['cost']}")
    app = session.app
    app.page(3, "Search pictures")
    app.wait("image", PROMPT)
    app.focus(PROMPT)
    app.keys("Return")
    app.wait("label", contains="0.45")


main(a_key_is_entered_in_the_preferences,
     the_key_is_in_the_keyring_and_in_no_file,
     a_dropped_photo_with_its_place_is_changed,
     the_service_got_what_was_set_and_no_more,
     it_is_in_the_gallery)
