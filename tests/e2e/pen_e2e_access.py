# SPDX-FileCopyrightText: 2026 The Pentimento Authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a screen reader is told, and what it can do.

Asks over the accessibility bus itself, with many questions under way at once: one look at
a whole window is a matter of a moment, and never an old one.
"""

import re
import time

from gi.repository import Gio, GLib

REGISTRY = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
NOBODY = "/org/a11y/atspi/null"
A11Y = "org.a11y.atspi."
CALL_MS = 15000
PACE_MS = 20            # between two looks
PATIENCE = 30           # seconds for anything to happen

# Numbers of AT-SPI: of roles, and of bits among the states.
ROLES = {"alert": 2, "check": 7, "combo": 11, "dialog": 16, "frame": 23, "image": 27, "label": 29,
         "list": 31, "item": 32, "menu-item": 35, "tab": 37, "tabs": 38, "password": 40,
         "progress": 42, "button": 43, "scrollbar": 48, "slider": 51, "spin": 52,
         "cell": 56, "text": 61, "toggle": 62, "window": 69, "entry": 79}
LEAVES = {ROLES[name] for name in ("tab", "scrollbar", "label", "slider")}
FOCUSABLE, FOCUSED, SENSITIVE, VISIBLE = 11, 12, 24, 30
CHECKED, SELECTED = 4, 23

# GTK 4.8 names what has no name after its class.
CLASS_NAME = re.compile(r"(Gtk|Adw|Pen)[A-Z]\w*")


class Failure(Exception):
    """Something was not as it has to be."""


def check(condition, message):
    if not condition:
        raise Failure(message)


def turn(pace_ms=PACE_MS):
    """Lets the main loop run for a moment."""
    ticked = []
    GLib.timeout_add(pace_ms, lambda: ticked.append(True))
    while not ticked:
        GLib.MainContext.default().iteration(True)


def wait_for(condition, what, patience=PATIENCE, pace_ms=PACE_MS):
    """Looks again and again until condition() is true, and returns what it gave."""
    end = time.monotonic() + patience
    while True:
        try:
            found = condition()
        except GLib.Error:
            # What was looked at has gone meanwhile.
            found = None
        if found:
            return found
        if time.monotonic() > end:
            raise Failure(f"waited in vain for {what}")
        turn(pace_ms)


def plain(name):
    """A name without what GTK 4.8 adds: it says twice what also has a label beside it."""
    if CLASS_NAME.fullmatch(name):
        return ""
    words = name.replace("_", "")
    half = words[:len(words) // 2]
    return half if half + " " + half == words else name


class Node:
    """One thing on the screen, as it was when it was looked at."""

    def __init__(self, bus, place, parent):
        self.bus, self.place, self.parent = bus, place, parent
        self.name, self.description, self.role, self.states = "", "", 0, 0
        self.children, self.interfaces = [], []

    def __eq__(self, other):
        return isinstance(other, Node) and self.place == other.place

    def __hash__(self):
        return hash(self.place)

    def call(self, interface, method, arguments=None):
        return self.bus.call(self.place, A11Y + interface, method, arguments)

    def get(self, interface, name):
        return self.bus.call(self.place, "org.freedesktop.DBus.Properties", "Get",
                             GLib.Variant("(ss)", (A11Y + interface, name)))

    def has(self, state):
        return bool(self.states >> state & 1)

    def look(self):
        """Looks at it again, without what is below it; None if it has gone."""
        fresh = Node(self.bus, self.place, self.parent)
        try:
            self.bus.read([fresh])
        except GLib.Error:
            return None
        return fresh

    def walk(self):
        """It and all below; what is hidden hides all in it."""
        yield self
        for child in self.children:
            yield from child.walk()

    def path_of_names(self):
        """Where it is, for whoever has to find it."""
        names = {number: name for name, number in ROLES.items()}
        path, node = [], self
        while node is not None:
            if node.name or node is self:
                path.append(f"{names.get(node.role, node.role)} “{node.name}”")
            node = node.parent
        return " in ".join(path[:4])

    def find(self, name):
        """The first thing in it that has this name; None if there is none."""
        return next((node for node in self.walk() if node.name == name), None)

    def current_name(self):
        """Its name now, as quickly as it can be had."""
        return plain(self.get("Accessible", "Name"))

    def text(self):
        """What a text field holds, or a label says."""
        if A11Y + "Text" not in self.interfaces:
            return ""
        return self.call("Text", "GetText", GLib.Variant("(ii)", (0, -1)))

    def says(self):
        return self.name or self.text()

    def value(self):
        return self.get("Value", "CurrentValue")

    def press(self):
        """What a screen reader does to press a button."""
        count = self.get("Action", "NActions")
        check(count > 0, f"“{self.name}” has no action")
        check(self.call("Action", "DoAction", GLib.Variant("(i)", (0,))),
              f"“{self.name}” cannot be pressed")

    def extents(self):
        """x, y, width, height within the window."""
        return self.call("Component", "GetExtents", GLib.Variant("(u)", (1,)))

    def describe(self, depth=0):
        """A tree as text, for whoever has to find out why."""
        names = {number: name for name, number in ROLES.items()}
        marks = "".join(letter for letter, state in
                        (("f", FOCUSABLE), ("F", FOCUSED), ("s", SENSITIVE), ("c", CHECKED),
                         ("S", SELECTED)) if self.has(state))
        line = f"{'  ' * depth}{names.get(self.role, self.role)} “{self.name}” [{marks}]"
        if self.role in (ROLES["text"], ROLES["alert"], ROLES["spin"]):
            line += f" = {self.text()!r}"
        below = [] if self.role in LEAVES else self.children
        return "\n".join([line] + [child.describe(depth + 1) for child in below])


class Bus:
    """The accessibility bus."""

    def __init__(self):
        session = Gio.bus_get_sync(Gio.BusType.SESSION)
        address = session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus",
                                    "GetAddress", None, None, Gio.DBusCallFlags.NONE,
                                    CALL_MS, None).unpack()[0]
        flags = Gio.DBusConnectionFlags
        self.connection = Gio.DBusConnection.new_for_address_sync(
            address, flags.AUTHENTICATION_CLIENT | flags.MESSAGE_BUS_CONNECTION, None, None)
        self.focus_place = None
        self.listen()

    def call(self, place, interface, method, arguments=None):
        answer = self.connection.call_sync(*place, interface, method, arguments, None,
                                           Gio.DBusCallFlags.NONE, CALL_MS, None).unpack()
        return answer[0] if len(answer) == 1 else answer

    def ask(self, questions):
        """Asks all at once; an answer is None where there is nobody any longer."""
        answers = [None] * len(questions)
        left = [len(questions)]

        def answered(connection, result, index):
            left[0] -= 1
            try:
                answers[index] = connection.call_finish(result).unpack()[0]
            except GLib.Error:
                answers[index] = None

        for index, (place, interface, method, arguments) in enumerate(questions):
            self.connection.call(*place, interface, method, arguments, None,
                                 Gio.DBusCallFlags.NONE, CALL_MS, None, answered, index)
        while left[0]:
            GLib.MainContext.default().iteration(True)
        return answers

    def read(self, nodes):
        """Fills in what belongs to each node itself; returns where their children are."""
        accessible = A11Y + "Accessible"
        questions = []
        for node in nodes:
            questions += [
                (node.place, "org.freedesktop.DBus.Properties", "GetAll",
                 GLib.Variant("(s)", (accessible,))),
                (node.place, accessible, "GetRole", None),
                (node.place, accessible, "GetState", None),
                (node.place, accessible, "GetInterfaces", None),
                (node.place, accessible, "GetChildren", None)]
        answers = self.ask(questions)
        below = []
        for index, node in enumerate(nodes):
            properties, role, states, interfaces, children = answers[index * 5:index * 5 + 5]
            if None in (properties, role, states, children):
                below.append([])
                continue
            node.name = plain(properties.get("Name", ""))
            node.description = properties.get("Description", "")
            node.role = role
            node.states = states[0] | states[1] << 32
            node.interfaces = interfaces or []
            below.append([child for child in children if child[1] != NOBODY])
        return below

    def tree(self, place):
        """All that is shown below a place."""
        root = Node(self, place, None)
        level = [root]
        while level:
            below = self.read(level)
            following = []
            for node, places in zip(level, below):
                if node.has(VISIBLE) or node.parent is None or node.parent is root:
                    node.children = [Node(self, child, node) for child in places]
                    following += node.children
                elif node.parent is not None:
                    node.parent.children.remove(node)
            level = following
        return root

    def apps(self):
        return self.call(REGISTRY, A11Y + "Accessible", "GetChildren")

    def process_of(self, name):
        return self.connection.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus",
                                         "org.freedesktop.DBus", "GetConnectionUnixProcessID",
                                         GLib.Variant("(s)", (name,)), None,
                                         Gio.DBusCallFlags.NONE, CALL_MS, None).unpack()[0]

    def listen(self):
        """Hears where the keyboard goes."""
        self.connection.call_sync(*REGISTRY[:1], "/org/a11y/atspi/registry",
                                  A11Y + "Registry", "RegisterEvent",
                                  GLib.Variant("(sass)", ("object:state-changed:focused", [],
                                                          "")), None,
                                  Gio.DBusCallFlags.NONE, CALL_MS, None)
        self.connection.signal_subscribe(None, A11Y + "Event.Object", "StateChanged", None,
                                         "focused", Gio.DBusSignalFlags.NONE,
                                         self._focused, None)

    def _focused(self, connection, sender, path, interface, signal, parameters, data):
        if parameters.unpack()[1]:
            self.focus_place = (sender, path)
