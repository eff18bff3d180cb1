# SPDX-FileCopyrightText: 2026 The Pentimento Authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The real program on a display, a session bus, a keyring and a home of its own.

A test is a program that calls main() with its cases.  It starts itself a second time
inside of a private session bus; the outer process sees to it that nothing stays behind.
What happens on the screen is read as a screen reader reads it; keys and mouse are real.
"""

import ctypes
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

from gi.repository import GLib

from pen_e2e_access import (FOCUSED, PATIENCE, ROLES, SELECTED, SENSITIVE,
                            Bus, Failure, Node, check, wait_for)
from pen_e2e_tools import Simulators

SCREEN = (1400, 900)
WHOLE_PATIENCE = 300    # seconds for a whole test
BLIND_PATIENCE = 0.5    # seconds for a focus to tell where it is
KEY = "sk-simulator00000000000000000000000000000000000000001"
PICTURES = (".png", ".jpg", ".jpeg", ".webp")
PR_SET_CHILD_SUBREAPER = 36


class App:
    """The running program."""

    def __init__(self, session, arguments, extra):
        self.session = session
        self.log = open(session.folder / "pentimento.log", "ab")
        self.process = session.spawn([session.build / "src/app/pentimento", *arguments],
                                     stdout=self.log, stderr=self.log,
                                     env={**os.environ, **extra})
        self.bus = session.bus
        self.place_of_root = wait_for(self._find, "the program on the accessibility bus")
        self.window_id = wait_for(self._find_window, "the window").split()[0]
        session.x("windowactivate", "--sync", self.window_id)
        self.wait("tab")

    def _find(self):
        self.check_alive()
        for place in self.bus.apps():
            if self.bus.process_of(place[0]) == self.process.pid:
                return place
        return None

    def check_alive(self):
        check(self.process.poll() is None, f"the program ended with {self.process.returncode}")

    def _find_window(self):
        return self.session.x("search", "--onlyvisible", "--pid", str(self.process.pid),
                              "--name", "^Pentimento$", fails=True)

    def windows(self):
        return self.bus.tree(self.place_of_root).children

    def nodes(self):
        self.check_alive()
        for window in self.windows():
            yield from window.walk()

    def find(self, role=None, name=None, contains=None, sensitive=False):
        """The first thing that is shown and has this role and name; None if there is none."""
        for node in self.nodes():
            if role is not None and node.role != ROLES[role]:
                continue
            if name is not None and node.name != name:
                continue
            if contains is not None and contains not in node.says():
                continue
            if sensitive and not node.has(SENSITIVE):
                continue
            return node
        return None

    def wait(self, role=None, name=None, contains=None, sensitive=False, patience=PATIENCE):
        what = f"{role or 'something'} “{name or contains or ''}”"
        return wait_for(lambda: self.find(role, name, contains, sensitive), what,
                        patience)

    def wait_gone(self, role=None, name=None, contains=None):
        wait_for(lambda: not self.find(role, name, contains), f"“{name or contains}” to go")

    def says(self, sentence, patience=PATIENCE):
        """Waits until a sentence can be read somewhere."""
        return self.wait(contains=sentence, patience=patience)

    def notice(self, sentence, patience=PATIENCE):
        """Waits for a sentence in a box that alerts; returns the box with all in it."""
        def find():
            boxes = [node for node in self.nodes() if node.role == ROLES["alert"]]
            return next((box for box in boxes
                         if any(sentence in node.says() for node in box.walk())), None)

        return wait_for(find, f"a box with “{sentence}”", patience)

    def click(self, node):
        """Presses and lets go the mouse in the middle of it."""
        self.point(node)
        self.session.x("click", "1")

    def point(self, node):
        """Moves the mouse to the middle of it."""
        left, top, width, height = node.extents()
        x, y = self.geometry()[:2]
        self.session.x("mousemove", str(x + left + width // 2), str(y + top + height // 2))

    def focused(self):
        """What has the keyboard."""
        if self.bus.focus_place is None:
            return None
        node = Node(self.bus, self.bus.focus_place, None).look()
        return node if node is not None and node.has(FOCUSED) else None

    def focus_name(self, node):
        """The name of what has the focus; the button in a drop-down is named by that."""
        if node.name:
            return node.name
        parent = Node(self.bus, node.get("Accessible", "Parent"), None).look()
        return parent.name if parent is not None and parent.role == ROLES["combo"] else ""

    def focus_is(self, name):
        node = self.focused()
        return node if node is not None and self.focus_name(node) == name else None

    def wait_focus(self, name):
        return wait_for(lambda: self.focus_is(name), f"the focus on “{name}”")

    def wait_window(self, title):
        """Waits until the keys go to another window of the program."""
        wait_for(lambda: self.session.x("getactivewindow", "getwindowname",
                                        fails=True).strip() == title, f"the window “{title}”")

    def geometry(self):
        lines = self.session.x("getwindowgeometry", "--shell", self.window_id).splitlines()
        numbers = dict(line.split("=") for line in lines)
        return tuple(int(numbers[name]) for name in ("X", "Y", "WIDTH", "HEIGHT"))

    def resize(self, width, height):
        self.session.x("windowsize", self.window_id, str(width), str(height))
        wait_for(lambda: self.geometry()[2:] == (width, height), f"a window of {width}×{height}")

    def place(self, width=1100, height=800):
        """The window to the left, room for another program to its right."""
        self.session.x("windowmove", self.window_id, "0", "0")
        self.resize(width, height)

    def is_page(self, title):
        """Whether this page of the window is the one that is shown."""
        return any(node.role == ROLES["tab"] and node.name == title and node.has(SELECTED)
                   for node in self.nodes())

    def page(self, number, expected):
        """Goes to a page by its key, and waits for something on it."""
        self.keys(f"alt+{number}")
        return self.wait(name=expected)

    def keys(self, *names):
        self.session.x("key", "--clearmodifiers", *names)

    def type(self, text):
        self.session.x("type", "--delay", "4", text)

    def write(self, key, name, text):
        """Goes to a text field by its mnemonic and replaces what is in it."""
        self.keys(key)
        field = self.wait_focus(name)
        self.keys("ctrl+a", "BackSpace")
        self.type(text)
        wait_for(lambda: field.text() == text, f"“{text}” in “{name}”")
        return field

    def set_strength(self, start, steps, expected):
        """Sets the strength with the keyboard, and reads it back."""
        self.keys("alt+s")
        slider = self.wait_focus("Strength")
        self.keys(start, *["Right"] * steps)
        wait_for(lambda: abs(slider.value() - expected) < 0.001, f"a strength of {expected}")

    def choose(self, name, wanted, limit=20):
        """Chooses from a drop-down with the keyboard alone."""
        self.focus(name)
        self.bus.focus_place = None
        self.keys("space")
        wait_for(self.focused, f"the list of “{name}”")
        self.keys(*["Up"] * limit)
        for _ in range(limit):
            item = wait_for(self.focused, "the focus in a list")
            if any(wanted in node.name for node in self.bus.tree(item.place).walk()):
                break
            self.next_focus("Down")
        else:
            raise Failure(f"“{wanted}” cannot be chosen from “{name}”")
        self.keys("Return")
        self.wait_focus(name)

    def search(self, name, words):
        """Chooses from a long drop-down what is found first."""
        self.focus(name)
        self.keys("space")
        self.wait(name="Search the list")
        self.type(words)
        self.keys("Return")
        self.wait_focus(name)

    def focus(self, name, limit=60, key="Tab"):
        """Goes from one thing to the next with Tab until the one is reached."""
        for _ in range(limit):
            node = self.focus_is(name)
            if node is not None:
                return node
            self.next_focus(key)
        raise Failure(f"“{name}” is not reached with {key}")

    def tour(self, limit=80):
        """All that Tab comes by, once around, as they were then; each with its name."""
        stops, places = [], set()
        for _ in range(limit):
            node = self.next_focus()
            if node is None:
                continue
            if node.place in places:
                break
            places.add(node.place)
            node.name = self.focus_name(node)
            stops.append(node)
        return stops

    def next_focus(self, key="Tab"):
        """Where a key takes the focus; None if it is somewhere that tells nobody.

        GTK 4.8 does so in the text of an entry row.
        """
        self.bus.focus_place = None
        self.keys(key)
        try:
            return wait_for(self.focused, "the focus to move on", BLIND_PATIENCE)
        except Failure:
            return None

    def end(self):
        """Ends the program as its user does."""
        if self.process.poll() is None:
            self.session.x("windowactivate", "--sync", self.window_id, fails=True)
            self.keys("ctrl+q")
            try:
                wait_for(lambda: self.process.poll() is not None, "the program to end", 10)
            except Failure:
                self.process.kill()
                self.process.wait()
                raise
        self.log.close()
        check(self.process.returncode == 0,
              f"the program ended with {self.process.returncode}")


class Session:
    """One user with a display, a bus, a keyring and a home."""

    def __init__(self, build, source, folder, name):
        self.build, self.source, self.folder = Path(build), Path(source), Path(folder)
        self.name = name
        self.photo = self.source / "data/samples/photo.jpg"
        self.pictures = self.folder / "Pictures"
        self.simulators = None
        self.app = None
        self.processes = []
        self.spawn(["openbox", "--sm-disable"], stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
        wait_for(lambda: "window id" in subprocess.run(
            ["xprop", "-root", "_NET_SUPPORTING_WM_CHECK"], capture_output=True,
            text=True, check=False).stdout, "a window manager")
        self._start_keyring()
        self.bus = Bus()

    def _start_keyring(self):
        keyring = self.spawn(["gnome-keyring-daemon", "--foreground", "--unlock",
                              "--components=secrets"], stdin=subprocess.PIPE,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        keyring.stdin.write(b"password")
        keyring.stdin.close()
        wait_for(lambda: "org.freedesktop.secrets" in subprocess.run(
            ["dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus",
             "/org/freedesktop/DBus", "org.freedesktop.DBus.ListNames"],
            capture_output=True, text=True, check=False).stdout, "the keyring")

    def spawn(self, command, **options):
        process = subprocess.Popen([str(part) for part in command], **options)
        self.processes.append(process)
        return process

    def x(self, *arguments, fails=False):
        done = subprocess.run(["xdotool", *arguments], capture_output=True, text=True,
                              timeout=PATIENCE, check=False)
        check(fails or done.returncode == 0, f"xdotool {' '.join(arguments)}: {done.stderr}")
        return done.stdout if done.returncode == 0 else ""

    def start_simulators(self):
        self.simulators = Simulators(self)
        os.environ["PENTIMENTO_ENGINES"] = ""
        os.environ["PENTIMENTO_ENDPOINTS"] = \
            f"stability={self.simulators.address}/stability " \
            f"sdapi={self.simulators.address}/sdapi"

    def start(self, *arguments, **extra):
        self.app = App(self, arguments, extra)
        return self.app

    def end(self):
        if self.app is not None:
            app, self.app = self.app, None
            app.end()

    def cli(self, *arguments, text=None):
        done = subprocess.run([self.build / "src/cli/pentimento-cli", *arguments], input=text,
                              capture_output=True, text=True, timeout=PATIENCE, check=False)
        check(done.returncode == 0,
              f"pentimento-cli {' '.join(map(str, arguments))}: {done.stdout}{done.stderr}")
        return done.stdout

    def gallery(self):
        return [json.loads(line) for line in
                self.cli("gallery", "list", "--json").splitlines() if line.strip()]

    def saved(self):
        """The pictures in the pictures folder, oldest first."""
        found = [path for path in self.pictures.rglob("*")
                 if path.suffix in PICTURES and not path.name.startswith(".")]
        return sorted(found, key=lambda path: path.stat().st_mtime_ns)

    def drop(self, *arguments, target=None):
        """Drags what pen-drag-source holds, with the mouse, onto the window."""
        told = self.folder / "drag"
        with open(told, "wb") as output:
            source = self.spawn([self.build / "tests/app/pen-drag-source", *arguments],
                                stdout=output)
        try:
            wait_for(lambda: told.read_text() == "ready\n", "something to drag")
            window = wait_for(lambda: self.x("search", "--onlyvisible", "--name",
                                             "^pen-drag-source$", fails=True), "the source")
            window = window.split()[0]
            self.x("windowmove", window, "1150", "200")
            wait_for(lambda: "X=1150" in self.x("getwindowgeometry", "--shell", window,
                                                fails=True), "the source in its place")
            self._drag_until(told, target or (700, 400))
            taken = "not taken" not in told.read_text()
        finally:
            source.kill()
            source.wait()
        self.x("windowactivate", "--sync", self.app.window_id)
        return taken

    def _drag_until(self, told, target):
        """Now and then a drag does not begin, when the mouse was faster than the window."""
        for _ in range(3):
            self._drag(target)
            try:
                wait_for(lambda: "dropped" in told.read_text(), "the end of the drag", 5)
                return
            except Failure:
                continue
        raise Failure("nothing could be dragged")

    def _drag(self, target):
        x, y = 1250, 300
        self.x("mousemove", "--sync", str(x), str(y))
        self.x("mousedown", "1")
        try:
            for step in range(1, 21):
                self.x("mousemove", str(x + (target[0] - x) * step // 20),
                       str(y + (target[1] - y) * step // 20))
            # Small movements, until both programs have agreed on the way.
            for step in range(10):
                self.x("mousemove", str(target[0] + step % 2), str(target[1]))
        finally:
            self.x("mouseup", "1")

    def picture_of_screen(self, name):
        folder = Path(os.environ.get("PEN_E2E_SCREENSHOTS", self.build / "tests/e2e"))
        path = folder / f"{self.name}-{name}.png"
        subprocess.run(["import", "-window", "root", path], timeout=PATIENCE, check=False)
        return path


# === A test as a program ===

def _run_cases(session, cases):
    print(f"1..{len(cases)}", flush=True)
    failed = 0
    for number, case in enumerate(cases, 1):
        title = case.__name__.replace("_", " ")
        begin = time.monotonic()
        try:
            case(session)
            print(f"ok {number} {title}")
        except Exception as error:  # the next case may still say something
            failed += 1
            picture = session.picture_of_screen(case.__name__)
            print(f"not ok {number} {title}: {error}")
            _explain(session, error, picture)
        print(f"# {time.monotonic() - begin:.1f} s", flush=True)
    return failed


def _tail(session):
    """The last words of the program."""
    log = session.folder / "pentimento.log"
    lines = log.read_text(errors="replace").splitlines()[-20:] if log.exists() else []
    return [f"# {line}" for line in lines]


def _explain(session, error, picture):
    lines = [f"the screen: {picture}"]
    if not isinstance(error, Failure):
        lines += traceback.format_exc().splitlines()
    if session.app is not None and session.app.process.poll() is None:
        try:
            for window in session.app.windows():
                lines += window.describe().splitlines()
        except GLib.Error:
            lines.append("the program cannot be looked at")
    print("\n".join(_tail(session) + [f"# {line}" for line in lines]))


def _inside(arguments, cases):
    build, source, folder = arguments
    os.dup2(int(os.environ["PEN_E2E_OUTPUT"]), sys.stdout.fileno())
    session = Session(build, source, folder, Path(sys.argv[0]).stem)
    only = os.environ["PEN_E2E_ONLY"].split()
    failed = _run_cases(session, [case for case in cases
                                  if not only or case.__name__ in only])
    try:
        session.end()
    except Failure as failure:
        failed += 1
        print("\n".join([f"# at the end: {failure}"] + _tail(session)))
    return 1 if failed else 0


def _descendants():
    """Everything that this process has started, whoever has started it for us."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            stat = (entry / "stat").read_text()
        except OSError:
            continue
        parents.setdefault(int(stat.rpartition(")")[2].split()[1]), []).append(int(entry.name))
    found, todo = [], [os.getpid()]
    while todo:
        below = parents.get(todo.pop(), [])
        found += below
        todo += below
    return found


def _end_all():
    """Orphans become ours, as this process is a reaper: nothing gets away."""
    for _ in range(100):
        pids = _descendants()
        if not pids:
            return
        for pid in pids:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        try:
            while True:
                os.waitpid(-1, 0)
        except ChildProcessError:
            pass


def _start_display():
    reading, writing = os.pipe()
    subprocess.Popen(["Xvfb", "-displayfd", str(writing), "-screen", "0",
                      f"{SCREEN[0]}x{SCREEN[1]}x24", "-nolisten", "tcp", "-noreset"],
                     pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        number = pipe.readline().strip()
    check(number, "there is no virtual display")
    return f":{number}"


def _environment(build, folder):
    """What the session of whoever runs the test has to do with it: nothing."""
    home = folder / "home"
    runtime = folder / "run"
    settings = folder / "config" / "gtk-4.0"
    for path in (home, runtime, settings, folder / "data", folder / "cache",
                 folder / "Pictures"):
        path.mkdir(parents=True)
    runtime.chmod(0o700)
    (settings / "settings.ini").write_text("[Settings]\ngtk-enable-animations=false\n")
    return {
        "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(home),
        "XDG_DATA_HOME": str(folder / "data"), "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_CACHE_HOME": str(folder / "cache"), "XDG_RUNTIME_DIR": str(runtime),
        "XDG_PICTURES_DIR": str(folder / "Pictures"),
        "GSETTINGS_BACKEND": "keyfile", "GSETTINGS_SCHEMA_DIR": str(Path(build) / "data"),
        "GIO_USE_VFS": "local", "GIO_USE_PROXY_RESOLVER": "dummy", "GDK_BACKEND": "x11",
        "GSK_RENDERER": "cairo", "G_DEBUG": "fatal-criticals", "NO_AT_BRIDGE": "0",
        **{name: value for name, value in os.environ.items() if name.startswith("PEN_E2E_")},
    }


def main(*cases):
    if sys.argv[1:2] == ["--inside"]:
        sys.exit(_inside(sys.argv[2:], cases))

    build, source = sys.argv[1:3]
    only = sys.argv[3:]
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    folder = Path(tempfile.mkdtemp(prefix="pentimento-e2e-"))
    status = 1
    try:
        environment = _environment(build, folder)
        environment["DISPLAY"] = _start_display()
        environment["PEN_E2E_ONLY"] = " ".join(only)
        # Services that the bus starts talk on the standard output of the bus.
        output = os.dup(sys.stdout.fileno())
        environment["PEN_E2E_OUTPUT"] = str(output)
        status = subprocess.run(
            ["dbus-run-session", "--", sys.executable, "-B", sys.argv[0], "--inside", build,
             source, str(folder)],
            env=environment, pass_fds=[output], stdin=subprocess.DEVNULL, stdout=sys.stderr,
            timeout=WHOLE_PATIENCE, check=False).returncode
    except subprocess.TimeoutExpired:
        print(f"Bail out! Not ready after {WHOLE_PATIENCE} seconds")
    finally:
        _end_all()
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(status)
