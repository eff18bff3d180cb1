#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Pentimento Authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The gallery: found by words, used again, thrown away and brought back.

Usage: test-gallery.py BUILD SOURCE [CASE...]
"""

from pen_e2e import main
from pen_e2e_access import check, wait_for
from pen_e2e_tools import size_of

FIRST, SECOND = "An oil painting of fruit", "A pencil sketch of fruit"


def two_pictures_are_there(session):
    for prompt, strength in ((FIRST, "0.25"), (SECOND, "0.65")):
        session.cli("edit", "--model", "practice/effects", "--strength", strength,
                    session.photo, prompt)
    app = session.start()
    app.place()
    app.page(3, "Search pictures")
    app.wait("image", FIRST)
    app.wait("image", SECOND)


def a_search_finds_one_of_them(session):
    app = session.app
    app.keys("ctrl+f")
    app.type("pencil")
    app.wait_gone("image", FIRST)
    app.wait("image", SECOND)
    app.keys("ctrl+a")
    app.type("nothing of this kind")
    app.wait_gone("image", SECOND)
    session.picture_of_screen("nothing-found")
    app.keys("Escape")
    app.wait("image", FIRST)
    app.wait("image", SECOND)


def open_details(session, prompt):
    app = session.app
    app.page(3, "Search pictures")
    app.click(app.wait("image", prompt))
    app.wait("label", prompt)
    return app.wait("button", "Use as Source", sensitive=True)


def a_picture_becomes_the_source(session):
    app = session.app
    app.click(open_details(session, FIRST))
    path = session.saved()[0]
    width, height = size_of(path)
    app.says(f"{width} × {height}")
    wait_for(lambda: app.is_page("Image to Image"), "the page for pictures from pictures")


def its_settings_are_used_again(session):
    app = session.app
    open_details(session, SECOND)
    app.click(app.wait("button", "Reuse Settings", sensitive=True))
    wait_for(lambda: app.is_page("Image to Image"), "the page for pictures from pictures")
    wait_for(lambda: app.find("text", "Prompt").text() == SECOND, "its prompt")
    wait_for(lambda: abs(app.find("slider", "Strength").value() - 0.65) < 0.001, "its strength")


def the_trash_gives_back_with_the_mouse(session):
    app = session.app
    path = session.saved()[0]
    open_details(session, FIRST)
    app.click(app.wait("button", "Move to trash", sensitive=True))
    app.wait_gone("image", FIRST)
    wait_for(lambda: not path.exists(), "the file to go")
    check(len(session.gallery()) == 1, "the row is still there")
    app.says("The picture is in the trash")
    session.picture_of_screen("trashed")
    app.click(app.wait("button", "Undo"))
    app.wait("image", FIRST)
    wait_for(path.exists, "the file to come back")
    check(len(session.gallery()) == 2, "the row has not come back")


def the_trash_gives_back_with_the_keyboard(session):
    app = session.app
    path = session.saved()[1]
    app.page(3, "Search pictures")
    app.focus(SECOND)
    app.keys("Return")
    app.wait("label", SECOND)
    app.focus(SECOND)
    app.keys("Delete")
    wait_for(lambda: not path.exists(), "the file to go")
    app.focus("Undo", limit=80)
    app.keys("Return")
    wait_for(path.exists, "the file to come back")
    app.wait("image", SECOND)


main(two_pictures_are_there,
     a_search_finds_one_of_them,
     a_picture_becomes_the_source,
     its_settings_are_used_again,
     the_trash_gives_back_with_the_mouse,
     the_trash_gives_back_with_the_keyboard)
