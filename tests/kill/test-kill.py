#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Pentimento Authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kill the program at many points of one job; nothing is lost and nothing bought twice.

Usage: test-kill.py CLI SIMULATORS SHIM [JOB [POINTS]]

JOB is “generate”, or “inpaint”: there the picture is laid into the old one after it has
arrived, and what the service sent stands beside it.  Or it is one of the services that can be
asked later what became of a job; there the picture is uploaded first where the service wants it.

The shim kills before the N-th call that changes a file or talks to the network, so
that the points cover a job from its first row to its last, the moments between
receiving a picture and saving it included.  After each kill a new program resumes.
"""

import json
import os
import sys
import tempfile
import urllib.request
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parent.parent / "cli"))

from cli_home import KEY, Home, Simulators, read_png  # noqa: E402
from cli_services import SERVICES, is_whole, write_noise  # noqa: E402

SHIM = os.path.abspath(sys.argv[3])
JOB = sys.argv[4] if len(sys.argv) > 4 else "generate"
POINTS = int(sys.argv[5]) if len(sys.argv) > 5 else 60
SERVICE = SERVICES.get(JOB, SERVICES["stability"])
PROMPT = "a lighthouse in fog"
MARKED = range(20, 60)

# Letters and digits that become a key of the service's kind.
TAG = "5f1e0000000000000000000000000001"


def get_counts(simulators):
    with urllib.request.urlopen(simulators.address + "/_log") as answer:
        return json.load(answer)["services"][SERVICE.name]


def run(home, *words, **extra):
    """Runs the program, whatever comes of it."""
    before = dict(home.environment)
    home.environment.update(extra)
    process = home.start(*words)
    home.environment = before
    output, errors = process.communicate(timeout=60)
    return process.returncode, output.decode(), errors.decode()


def list_rows(home, *words):
    rows = [json.loads(line) for line in run(home, *words, "--json")[1].splitlines()]
    return [row for row in rows if "id" in row]


def find_arrived(home):
    """Whole pictures on the disk, in their last place or on their way to it."""
    return [path for path in (home.folder / "Pictures").rglob("*")
            if path.is_file() and is_whole(path)]


def send(home, **extra):
    words = ["generate", "--model", "stability/core", "--set", "output_format=png", PROMPT]
    if JOB == "inpaint":
        words = ["edit", "--model", "stability/inpaint", "--mask", "mask.png",
                 "--set", "output_format=png", "photo.png", PROMPT]
    if JOB in SERVICES:
        words = SERVICE.words("photo.png", PROMPT)
    return run(home, *words, "--json", **extra)


def is_laid_into_source(home, picture):
    """Outside the mask it is the source, inside it is not."""
    (_, _, before), (_, _, after) = read_png(home.folder / "photo.png"), read_png(picture)
    kept = all(after[y][x][:3] == before[y][x] for y in range(80) for x in range(80)
               if x not in MARKED or y not in MARKED)
    return kept and any(after[y][x][:3] != before[y][x] for y in MARKED for x in MARKED)


def new_home(folder, simulators):
    """As after an earlier run: the database is there, so that no point is spent on it."""
    home = Home(folder)
    SERVICE.set_up(home, simulators.address)
    if SERVICE.variable is not None:
        home.environment[SERVICE.variable] = SERVICE.key(TAG) if JOB in SERVICES else KEY
    run(home, "jobs", "list", "--json")
    home.write_picture(side=80)
    if JOB in SERVICES:
        write_noise(home.folder / "photo.png", SERVICE.side)
    home.write_mask(width=80, height=80, whites=MARKED)
    return home


def count_calls(simulators):
    with tempfile.TemporaryDirectory(prefix="pentimento-kill-") as folder:
        home = new_home(folder, simulators)
        file = home.folder / "count"
        status, _, errors = send(home, LD_PRELOAD=SHIM, PEN_KILL_COUNT=str(file))
        assert status == 0, errors
        return int(file.read_text())


def judge(home, paid, arrived_before):
    """What must be true after the new program has had its turn."""
    jobs = list_rows(home, "jobs", "list")
    pictures = list_rows(home, "gallery", "list")
    assert len(jobs) <= 1, jobs
    state = jobs[0]["state"] if jobs else "nothing"

    assert len(pictures) == (1 if state == "done" else 0), (state, pictures)
    for picture in pictures:
        assert is_whole(Path(picture["path"])), picture
        assert picture["prompt"] == PROMPT, picture
        assert JOB != "inpaint" or is_laid_into_source(home, picture["path"]), picture
    if paid and not SERVICE.free:
        assert state in ("done", "unknown"), f"paid for, and the job says {state}"
    if arrived_before:
        assert state == "done", f"a whole picture had arrived, and the job says {state}"
    # What is laid into the source is one more file, and none is left over on the way.
    assert len(find_arrived(home)) <= 1 + (JOB == "inpaint"), find_arrived(home)
    return state


def try_point(simulators, home, point):
    status = send(home, LD_PRELOAD=SHIM, PEN_KILL_AT=str(point))[0]
    arrived_before = len(find_arrived(home)) > 0
    paid_before = get_counts(simulators)["paid"]
    before = list_rows(home, "jobs", "list")
    said = before[0]["state"] if before else "nothing"
    # What was paid for is never called something that invites to pay again unasked.
    if paid_before and not SERVICE.free:
        assert said not in ("queued", "failed", "cancelled", "refused"), said

    run(home, "jobs", "resume", "--json")
    counts = get_counts(simulators)
    assert SERVICE.free or counts["bought_twice"] == 0, counts
    assert SERVICE.free or counts["paid"] <= 1, counts
    state = judge(home, counts["paid"], arrived_before)
    return status == -9, said, state, counts["paid"]


def reset(simulators):
    simulators.tell(service=SERVICE.name, reset=True)
    if JOB in SERVICES and SERVICE.variable is not None:
        simulators.tell(service=SERVICE.name, key=SERVICE.key(TAG))


def try_points(simulators, points):
    failed = n_killed = 0
    seen = {}
    for number, point in enumerate(points, 1):
        reset(simulators)
        with tempfile.TemporaryDirectory(prefix="pentimento-kill-") as folder:
            home = new_home(folder, simulators)
            try:
                killed, said, state, paid = try_point(simulators, home, point)
                n_killed += killed
                seen[(said, state)] = seen.get((said, state), 0) + 1
                print(f"ok {number} call {point}: {said} after the kill, then {state}, {paid} paid",
                      flush=True)
            except AssertionError as error:
                failed += 1
                print(f"not ok {number} call {point}: {error}", flush=True)
    print(f"# killed {n_killed} times: " +
          ", ".join(f"{a} then {b}: {n}" for (a, b), n in sorted(seen.items())))
    return failed == 0 and n_killed >= len(points) * 5 // 6


def main():
    with tempfile.TemporaryDirectory(prefix="pentimento-kill-") as folder:
        simulators = Simulators(Home(folder))
        try:
            reset(simulators)
            calls = count_calls(simulators)
            points = sorted({round(i * calls / POINTS) for i in range(POINTS)})
            print(f"1..{len(points)}")
            print(f"# a whole job makes {calls} such calls", flush=True)
            return 0 if try_points(simulators, points) else 1
        finally:
            simulators.stop()


if __name__ == "__main__":
    sys.exit(main())
