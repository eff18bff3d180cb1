# SPDX-FileCopyrightText: 2026 The Pentimento Authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the command line share: a user of their own, and services to talk to.

Their arguments: PROGRAM SIMULATORS COMPLETION
"""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import urllib.request
import zlib
from pathlib import Path

PROGRAM, SIMULATORS, COMPLETION = (os.path.abspath(path) for path in sys.argv[1:4])
KEY = "sk-simulator00000000000000000000000000000000000000001"
WAIT = 120


class Home:
    """A user of their own: nothing of this machine is seen, nothing is left behind."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.environment = {
            "HOME": folder,
            "PATH": os.environ["PATH"],
            "XDG_DATA_HOME": f"{folder}/data",
            "XDG_CONFIG_HOME": f"{folder}/config",
            "XDG_CACHE_HOME": f"{folder}/cache",
            "XDG_RUNTIME_DIR": f"{folder}/run",
            "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent/bus",
            "PENTIMENTO_ENGINES": "",
            "PENTIMENTO_ENDPOINTS": "sdapi=http://127.0.0.1:1 stability=http://127.0.0.1:1",
        }
        for name in ("GSETTINGS_SCHEMA_DIR", "GSETTINGS_BACKEND", "GIO_USE_VFS",
                     "GIO_USE_PROXY_RESOLVER", "LC_ALL", "G_DEBUG", "MALLOC_CHECK_",
                     "ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS"):
            if name in os.environ:
                self.environment[name] = os.environ[name]
        (self.folder / "run").mkdir(mode=0o700)

    def start(self, *words, **more):
        return subprocess.Popen([PROGRAM, *words], env=self.environment, cwd=self.folder,
                                stdout=subprocess.PIPE, stderr=more.pop("stderr", subprocess.PIPE),
                                stdin=more.pop("stdin", subprocess.DEVNULL), **more)

    def run(self, *words, status=0, text=None):
        """Runs the program, and gives what it printed."""
        done = subprocess.run([PROGRAM, *words], env=self.environment, cwd=self.folder,
                              input=text.encode() if text is not None else b"",
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=WAIT)
        output, errors = done.stdout.decode(), done.stderr.decode()
        equal(done.returncode, status, f"{words}: {output}{errors}")
        self.errors = errors
        return output

    def objects(self, *words, **more):
        """Runs it with --json: each line is one object, and nothing else is printed."""
        end = words.index("--") if "--" in words else len(words)
        output = self.run(*words[:end], "--json", *words[end:], **more)
        found = [json.loads(line) for line in output.splitlines()]
        assert all(isinstance(each, dict) for each in found), found
        return found

    def make(self, *words, **more):
        return self.objects("generate", "-m", "practice/patterns", "--size", "64x64", *words, **more)

    def write_picture(self, name="photo.png", side=48):
        row = b"\0" + bytes(index * 7 % 256 for index in range(side * 3))
        return self.write_png(name, side, side, 2, row * side)

    def write_mask(self, name="mask.png", width=48, height=48, whites=range(12, 36)):
        """A grey picture: white in the rows and columns of whites, black else."""
        rows = b"".join(b"\0" + bytes(255 if x in whites and y in whites else 0
                                      for x in range(width)) for y in range(height))
        return self.write_png(name, width, height, 0, rows)

    def write_png(self, name, width, height, colour_type, rows):
        path = self.folder / name
        chunks = [(b"IHDR", width.to_bytes(4, "big") + height.to_bytes(4, "big") +
                   bytes((8, colour_type, 0, 0, 0))),
                  (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b"")]
        content = b"\x89PNG\r\n\x1a\n"
        for kind, data in chunks:
            content += len(data).to_bytes(4, "big") + kind + data
            content += zlib.crc32(kind + data).to_bytes(4, "big")
        path.write_bytes(content)
        return str(path)


class Simulators:
    """The stand-ins for the services, and what they are told to do wrong."""

    def __init__(self, home):
        self.process = subprocess.Popen([SIMULATORS], env=home.environment, text=True,
                                        stdout=subprocess.PIPE)
        self.address = self.process.stdout.readline().strip()
        home.environment["PENTIMENTO_ENDPOINTS"] = f"stability={self.address}/stability"
        home.environment["STABILITY_API_KEY"] = KEY

    def tell(self, **command):
        body = json.dumps({"service": "stability", **command}).encode()
        with urllib.request.urlopen(f"{self.address}/_control", body, timeout=WAIT):
            pass

    def wait(self, count, least=1):
        query = f"_wait?service=stability&count={count}&least={least}"
        with urllib.request.urlopen(f"{self.address}/{query}", timeout=WAIT):
            pass

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()


@contextlib.contextmanager
def simulators(home):
    running = Simulators(home)
    try:
        yield running
    finally:
        running.stop()


def read_png(path):
    """(width, height, rows) of a PNG of 8 bits; each row is a list of pixels."""
    content, at, packed = Path(path).read_bytes(), 8, b""
    while at < len(content):
        length, kind = int.from_bytes(content[at:at + 4], "big"), content[at + 4:at + 8]
        data = content[at + 8:at + 8 + length]
        if kind == b"IHDR":
            width, height = (int.from_bytes(data[i:i + 4], "big") for i in (0, 4))
            equal((data[8], data[12]), (8, 0), "depth and interlace")
            step = {0: 1, 2: 3, 4: 2, 6: 4}[data[9]]
        packed += data if kind == b"IDAT" else b""
        at += length + 12
    raw, before, rows = zlib.decompress(packed), bytearray(width * step), []
    for y in range(height):
        start = y * (width * step + 1)
        row = bytearray(raw[start + 1:start + 1 + width * step])
        for x, value in enumerate(row):
            left, above, corner = (row[x - step], before[x], before[x - step]) if x >= step \
                else (0, before[x], 0)
            nearest = min((left, above, corner), key=lambda each: abs(left + above - corner - each))
            row[x] = value + (0, left, above, (left + above) // 2, nearest)[raw[start]] & 255
        before = row
        rows.append([bytes(row[x:x + step]) for x in range(0, len(row), step)])
    return width, height, rows


def equal(found, expected, why=""):
    assert found == expected, f"{found!r} instead of {expected!r} {why}"


def one(objects):
    equal(len(objects), 1, objects)
    return objects[0]


def assert_error(objects, kind, status):
    error = one(objects)
    equal((error["error"], error["exit"]), (kind, status), error)
    assert error["message"] and not error["message"].endswith("."), error
    return error


def wait_for_job(home, states):
    """The first job, as soon as another program sees it in one of the states."""
    while True:
        jobs = home.objects("jobs", "list")
        if jobs and jobs[0]["state"] in states:
            return jobs[0]


@contextlib.contextmanager
def keyring(home):
    """A real keyring on a bus of its own."""
    bus = subprocess.Popen(["dbus-daemon", "--session", "--nofork", "--print-address"],
                           env=home.environment, stdout=subprocess.PIPE,
                           stderr=subprocess.DEVNULL, text=True)
    home.environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
    service = subprocess.Popen(["gnome-keyring-daemon", "--foreground", "--unlock",
                                "--components=secrets"], env=home.environment,
                               stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    try:
        service.stdin.write(b"password")
        service.stdin.close()
        subprocess.run(["gdbus", "wait", "--session", "--timeout", str(WAIT),
                        "org.freedesktop.secrets"], env=home.environment, check=True)
        yield
    finally:
        for process in (service, bus):
            process.terminate()
            process.wait()
        bus.stdout.close()


def assert_nowhere(home, text):
    for path in home.folder.rglob("*"):
        if path.is_file():
            assert text.encode() not in path.read_bytes(), path


def run_tests(module):
    """Runs every function whose name says so, and prints what came of it as TAP."""
    tests = [(name, func) for name, func in module.items() if name.startswith("test_")]
    failed = 0
    print(f"1..{len(tests)}", flush=True)
    for number, (name, func) in enumerate(tests, 1):
        with tempfile.TemporaryDirectory(prefix="pentimento-cli-") as folder:
            try:
                func(Home(folder))
                print(f"ok {number} {name}", flush=True)
            except Exception as error:  # told, whatever it is
                failed += 1
                print(f"not ok {number} {name}", flush=True)
                kind = type(error).__name__
                for line in f"{kind}: {error}".splitlines():
                    print(f"# {line}", flush=True)
                trace = error.__traceback__
                while trace is not None:
                    print(f"# line {trace.tb_lineno}", flush=True)
                    trace = trace.tb_next
    return 1 if failed else 0
