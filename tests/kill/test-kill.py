#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Pentimento Authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kill the program at many points of one job; nothing is lost and nothing bought twice.

Usage: test-kill.py CLI SIMULATORS SHIM SCHEMAS [POINTS]

The shim kills before the N-th call that changes a file or talks to the network, so
that the points cover a job from its first row to its last, the moments between
receiving a picture and saving it included.  After each kill a new program resumes.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

CLI, SIMULATORS, SHIM, SCHEMAS = sys.argv[1:5]
POINTS = int(sys.argv[5]) if len(sys.argv) > 5 else 60
KEY = "sk-simulator00000000000000000000000000000000000000001"
PROMPT = "a lighthouse in fog"
PICTURES = (".png", ".jpg", ".jpeg", ".webp")


class Simulators:
    def __init__(self):
        self.process = subprocess.Popen([SIMULATORS, "--port", "0"], stdout=subprocess.PIPE, text=True)
        self.address = self.process.stdout.readline().strip()

    def control(self, **command):
        data = json.dumps({"service": "stability", **command}).encode()
        request = urllib.request.Request(self.address.rstrip("/") + "/_control", data,
                                         {"Content-Type": "application/json"}, method="POST")
        urllib.request.urlopen(request).read()

    def counts(self):
        with urllib.request.urlopen(self.address.rstrip("/") + "/_log") as answer:
            return json.load(answer)["services"]["stability"]

    def stop(self):
        self.process.terminate()
        self.process.wait()


class Home:
    """Folders of one user, thrown away at the end."""

    def __init__(self, address):
        self.folder = Path(tempfile.mkdtemp(prefix="pentimento-kill-"))
        self.env = {
            "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(self.folder),
            "XDG_DATA_HOME": str(self.folder / "data"), "XDG_CONFIG_HOME": str(self.folder / "config"),
            "XDG_CACHE_HOME": str(self.folder / "cache"), "XDG_PICTURES_DIR": str(self.folder / "pictures"),
            "XDG_RUNTIME_DIR": str(self.folder), "DBUS_SESSION_BUS_ADDRESS": "disabled:",
            "GSETTINGS_BACKEND": "memory", "GSETTINGS_SCHEMA_DIR": SCHEMAS, "GIO_USE_VFS": "local",
            "PENTIMENTO_ENDPOINTS": f"stability={address.rstrip('/')}/stability",
            "STABILITY_API_KEY": KEY,
        }

    def settle(self):
        """As after an earlier run: the database is there, so that no point is spent on it."""
        self.run("jobs", "list", "--json")

    def run(self, *arguments, **extra):
        return subprocess.run([CLI, *arguments], env={**self.env, **extra}, text=True,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=60)

    def lines(self, *arguments):
        done = self.run(*arguments, "--json")
        rows = [json.loads(line) for line in done.stdout.splitlines() if line.strip()]
        return [row for row in rows if "error" not in row or "id" in row]

    def arrived(self):
        """Pictures on the disk, in their last place or on their way to it."""
        found = []
        for path in (self.folder / "pictures").rglob("*"):
            if path.is_file() and is_whole(path):
                found.append(path)
        return found

    def remove(self):
        shutil.rmtree(self.folder)


def is_whole(path):
    data = path.read_bytes()
    return data[:8] == b"\x89PNG\r\n\x1a\n" and data[-8:-4] == b"IEND"


def generate(home, **extra):
    return home.run("generate", "--model", "stability/core", "--set", "output_format=png",
                    "--json", PROMPT, **extra)


def count_calls(simulators):
    home = Home(simulators.address)
    home.settle()
    file = home.folder / "count"
    done = generate(home, LD_PRELOAD=SHIM, PEN_KILL_COUNT=str(file))
    assert done.returncode == 0, done.stderr
    calls = int(file.read_text())
    home.remove()
    return calls


def judge(home, paid, arrived_before):
    """What must be true after the new program has had its turn."""
    jobs = home.lines("jobs", "list")
    pictures = home.lines("gallery", "list")
    assert len(jobs) <= 1, jobs
    state = jobs[0]["state"] if jobs else "nothing"

    assert len(pictures) == (1 if state == "done" else 0), (state, pictures)
    for picture in pictures:
        assert is_whole(Path(picture["path"])), picture
        assert picture["prompt"] == PROMPT, picture
    if paid:
        assert state in ("done", "unknown"), f"paid for, and the job says {state}"
    if arrived_before:
        assert state == "done", f"a whole picture had arrived, and the job says {state}"
    assert len(home.arrived()) <= 1, home.arrived()
    return state


def try_point(simulators, point):
    simulators.control(reset=True)
    home = Home(simulators.address)
    home.settle()
    done = generate(home, LD_PRELOAD=SHIM, PEN_KILL_AT=str(point))
    killed = done.returncode == -9
    arrived_before = len(home.arrived()) > 0
    paid_before = simulators.counts()["paid"]
    before = home.lines("jobs", "list")
    said = before[0]["state"] if before else "nothing"
    # What was paid for is never called something that invites to pay again unasked.
    if paid_before:
        assert said not in ("queued", "failed", "cancelled", "refused"), said

    home.run("jobs", "resume", "--json")
    counts = simulators.counts()
    assert counts["bought_twice"] == 0, counts
    assert counts["paid"] <= 1, counts
    state = judge(home, counts["paid"], arrived_before)
    home.remove()
    return killed, said, state, counts["paid"]


def main():
    simulators = Simulators()
    try:
        calls = count_calls(simulators)
        points = sorted({round(i * calls / POINTS) for i in range(POINTS)})
        print(f"1..{len(points)}")
        print(f"# a whole job makes {calls} such calls")
        failed = n_killed = 0
        seen = {}
        for number, point in enumerate(points, 1):
            try:
                killed, said, state, paid = try_point(simulators, point)
                n_killed += killed
                seen[(said, state)] = seen.get((said, state), 0) + 1
                print(f"ok {number} call {point}: {said} after the kill, then {state}, {paid} paid")
            except AssertionError as error:
                failed += 1
                print(f"not ok {number} call {point}: {error}")
            sys.stdout.flush()
        print(f"# killed {n_killed} times: " +
              ", ".join(f"{a} then {b}: {n}" for (a, b), n in sorted(seen.items())))
        return 1 if failed or n_killed < 50 else 0
    finally:
        simulators.stop()


if __name__ == "__main__":
    sys.exit(main())
