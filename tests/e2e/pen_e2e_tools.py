# SPDX-FileCopyrightText: 2026 The Pentimento Authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the window use beside the window."""

import ctypes
import json
import subprocess
import urllib.request

from pen_e2e_access import PATIENCE, check


def size_of(path):
    """Width and height of a picture that can be decoded whole."""
    done = subprocess.run(["convert", path, "-format", "%w %h", "info:"], capture_output=True,
                          text=True, timeout=PATIENCE, check=False)
    check(done.returncode == 0 and not done.stderr, f"{path} is broken: {done.stderr}")
    return tuple(int(number) for number in done.stdout.split())


def pixels_of(path):
    """What tells one picture from another, whatever their files."""
    done = subprocess.run(["identify", "-format", "%#", path], capture_output=True, text=True,
                          timeout=PATIENCE, check=True)
    return done.stdout


class Finger:
    """Presses what the mouse points at, and keys, without starting a program for it."""

    def __init__(self):
        self.x11, self.test = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXtst.so.6")
        self.x11.XOpenDisplay.restype = ctypes.c_void_p
        self.x11.XStringToKeysym.restype = ctypes.c_ulong
        self.display = ctypes.c_void_p(self.x11.XOpenDisplay(None))
        check(self.display, "the display cannot be opened")

    def click(self):
        for down in (1, 0):
            self.test.XTestFakeButtonEvent(self.display, 1, down, ctypes.c_ulong(0))
        self.x11.XFlush(self.display)

    def key(self, name):
        symbol = ctypes.c_ulong(self.x11.XStringToKeysym(name.encode()))
        code = self.x11.XKeysymToKeycode(self.display, symbol)
        for down in (1, 0):
            self.test.XTestFakeKeyEvent(self.display, code, down, ctypes.c_ulong(0))
        self.x11.XFlush(self.display)


class Simulators:
    def __init__(self, session):
        self.process = session.spawn([session.build / "tests/simulators/pen-simulators",
                                      "--port", "0"], stdout=subprocess.PIPE, text=True)
        self.address = self.process.stdout.readline().strip().rstrip("/")

    def control(self, service="stability", **command):
        data = json.dumps({"service": service, **command}).encode()
        urllib.request.urlopen(urllib.request.Request(
            self.address + "/_control", data, {"Content-Type": "application/json"},
            method="POST"), timeout=PATIENCE).read()

    def log(self):
        with urllib.request.urlopen(self.address + "/_log", timeout=PATIENCE) as answer:
            return json.load(answer)

    def count(self, name, service="stability"):
        return self.log()["services"][service][name]

    def requests(self, path, service="stability"):
        return [entry for entry in self.log()["requests"]
                if entry["service"] == service and entry["path"].endswith(path)]
