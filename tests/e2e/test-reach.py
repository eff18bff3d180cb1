#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Pentimento Authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window for everybody: on a narrow screen, with the keyboard alone, and read aloud.

Usage: test-reach.py BUILD SOURCE [CASE...]
"""

from pen_e2e import main
from pen_e2e_access import FOCUSABLE, ROLES, check, wait_for

NARROW = (360, 640)
PAGES = ((1, "Text to Image", "Generate"),
         (2, "Image to Image", "Generate Modified Image"),
         (3, "Gallery", "Search pictures"))
# What somebody can do something with.
ACTIVE = {ROLES[name] for name in ("button", "toggle", "slider", "spin", "entry", "text",
                                   "password", "combo", "tab", "item", "menu-item", "check",
                                   "cell")}
# What libadwaita 1.2 and GTK 4.8 put into their own widgets, and leave without a name: the
# button of a drop-down, which is named itself; the row around an expander's rows; the eye of
# a password row; the magnifying glass of the preferences, and the entry under it.
UNNAMED_PARENTS = {"combo", "text", "password", "list"}


def start(session):
    session.start_simulators()
    session.cli("edit", "--model", "practice/effects", session.photo, "An oil painting")
    app = session.start()
    app.place()


def shortcuts_lead_everywhere(session):
    app = session.app
    for number, title, expected in PAGES:
        app.page(number, expected)
        wait_for(lambda title=title: app.is_page(title), f"the page “{title}”")
    app.keys("alt+1", "ctrl+f")
    wait_for(lambda: app.is_page("Gallery"), "the gallery")
    app.type("oil")
    app.wait("image", "An oil painting")
    app.keys("Escape")

    app.page(1, "Generate")
    app.keys("ctrl+o")
    app.wait_window("Open Picture")
    wait_for(lambda: app.is_page("Image to Image"), "the page for pictures from pictures")
    app.keys("Escape")
    app.wait_window("Pentimento")

    app.keys("ctrl+comma")
    app.wait_window("Preferences")
    app.keys("Escape")
    app.wait_window("Pentimento")
    app.keys("ctrl+question")
    app.says("Open a picture")
    session.picture_of_screen("shortcuts")
    app.keys("Escape")
    app.wait_window("Pentimento")


def a_picture_is_made_with_the_keyboard_alone(session):
    app = session.app
    before = len(session.saved())
    app.page(1, "Generate")
    app.choose("Provider", "Practice")
    app.focus("Prompt")
    app.type("Waves of blue and gold")
    app.keys("ctrl+Return")
    wait_for(lambda: len(session.saved()) == before + 1, "the picture")
    app.wait("button", "Generate", sensitive=True)
    session.picture_of_screen("text")


def tab_goes_around_and_reads_names(session):
    for number, title, expected in PAGES:
        session.app.page(number, expected)
        stops = [node.name for node in session.app.tour()]
        print(f"# {title}: " + ", ".join(stops))
        check("" not in stops, f"on “{title}” something without a name has the keyboard")
        for wanted in ("Main menu", expected):
            check(wanted in stops, f"“{wanted}” is not reached on “{title}”: {stops}")


def everything_has_a_name(session):
    app = session.app
    for number, _, expected in PAGES:
        app.page(number, expected)
    app.keys("ctrl+comma")
    app.wait_window("Preferences")
    nodes = list(app.nodes())
    app.keys("Escape")
    app.wait_window("Pentimento")

    active = [node for node in nodes if node.role in ACTIVE and node.has(FOCUSABLE)]
    check(len(active) > 80, f"there are only {len(active)} things to look at")
    nameless = [node.path_of_names() for node in active if not node.name and not excused(node)]
    check(not nameless, f"{len(nameless)} of {len(active)} have no name: {nameless}")
    print(f"# {len(active)} things that can be used have names")


def excused(node):
    parent, roles = node.parent, {ROLES[name] for name in UNNAMED_PARENTS}
    near = []
    while parent is not None and len(near) < 5:
        near.append(parent)
        parent = parent.parent
    if node.role == ROLES["item"]:
        return any(child.name for child in node.walk())
    return any(parent.role in roles and parent.name for parent in near) or \
        any(window.name == "Preferences" for window in ancestors(node))


def ancestors(node):
    while node is not None:
        yield node
        node = node.parent


def nothing_is_cut_off_when_it_is_narrow(session):
    """All that Tab reaches on each page, Generate among it, is inside of the window."""
    app = session.app
    app.resize(*NARROW)
    for number, title, expected in PAGES:
        app.page(number, expected)
        stops = app.tour()
        session.picture_of_screen(f"narrow-{number}")
        check(app.geometry()[2] == NARROW[0], f"the window is {app.geometry()[2]} wide")
        check(expected in [node.name for node in stops], f"“{expected}” is not reached")
        for node in stops:
            left, _, width, _ = node.extents()
            check(0 <= left and left + width <= NARROW[0],
                  f"“{node.name}” on “{title}” is from {left} to {left + width}")


def generate_is_in_sight_when_it_is_narrow(session):
    app = session.app
    for number, _, expected in PAGES[:2]:
        app.page(number, expected)
        app.focus(expected)
        _, top, _, height = app.focused().extents()
        check(0 <= top and top + height <= NARROW[1],
              f"“{expected}” is not in sight when it has the focus")


main(start,
     shortcuts_lead_everywhere,
     a_picture_is_made_with_the_keyboard_alone,
     tab_goes_around_and_reads_names,
     everything_has_a_name,
     nothing_is_cut_off_when_it_is_narrow,
     generate_is_in_sight_when_it_is_narrow)
