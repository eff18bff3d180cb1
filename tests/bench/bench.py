#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Pentimento Authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the program compares with a peer that is measured in the same run.

Usage: bench.py window PENTIMENTO EMPTY
       bench.py edit CLI SERVER METER
       bench.py preview PROGRAM METER
       bench.py composite PROGRAM

Every line is a ratio, with the goal beside it; that of the composite is in milliseconds.  Nothing fails because a machine is slow.
"""

import contextlib
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 7


def environment(folder):
    env = {name: os.environ[name] for name in
           ("PATH", "GSETTINGS_SCHEMA_DIR", "GSETTINGS_BACKEND", "GSK_RENDERER", "GDK_BACKEND", "LC_ALL")
           if name in os.environ}
    env.update(HOME=folder, XDG_DATA_HOME=f"{folder}/data", XDG_CONFIG_HOME=f"{folder}/config",
               XDG_CACHE_HOME=f"{folder}/cache", XDG_RUNTIME_DIR=f"{folder}/run",
               DBUS_SESSION_BUS_ADDRESS="unix:path=/nonexistent/bus", GIO_USE_VFS="local",
               GTK_A11Y="none", PENTIMENTO_ENGINES="",
               PENTIMENTO_ENDPOINTS="sdapi=http://127.0.0.1:1")
    os.makedirs(f"{folder}/run", mode=0o700, exist_ok=True)
    return env


def compare(what, ours, peer, goal, unit):
    ratio = ours / peer
    verdict = "meets" if ratio <= goal else "misses"
    print(f"{what:<44} ours {ours:9.2f} {unit:<3} peer {peer:9.2f} {unit:<3} "
          f"ratio {ratio:5.2f}  goal {goal:.2f}  {verdict}", flush=True)


@contextlib.contextmanager
def display(env):
    """A screen of our own, and a window manager that tells of windows."""
    read, write = os.pipe()
    screen = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x1024x24",
                               "-nolisten", "tcp"], pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as file:
        env["DISPLAY"] = ":" + file.readline().strip()
    manager = subprocess.Popen(["openbox"], env=env, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    while "0x" not in subprocess.run(["xprop", "-root", "_NET_CLIENT_LIST_STACKING",
                                      "_NET_SUPPORTING_WM_CHECK"], env=env, text=True,
                                     capture_output=True).stdout:
        time.sleep(0.02)
    try:
        yield
    finally:
        manager.terminate()
        manager.wait()
        screen.terminate()
        screen.wait()


def pss(pid):
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no Pss")


def ticks(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


def rest(pid):
    """Waits until the program does next to nothing for a second: a cursor may blink."""
    before, since = ticks(pid), time.monotonic()
    while time.monotonic() - since < 1:
        now = ticks(pid)
        if now - before > 5:
            before, since = now, time.monotonic()
        time.sleep(0.05)


def show(program, env):
    """(seconds to the first window, MiB at rest)"""
    spy = subprocess.Popen(["xprop", "-root", "-spy", "_NET_CLIENT_LIST"], env=env, text=True,
                           stdout=subprocess.PIPE)
    spy.stdout.readline()
    started = time.monotonic()
    process = subprocess.Popen([program], env=env, stderr=subprocess.DEVNULL)
    while "0x" not in spy.stdout.readline():
        pass
    seconds = time.monotonic() - started
    rest(process.pid)
    memory = pss(process.pid)
    process.terminate()
    process.wait()
    spy.terminate()
    spy.wait()
    return seconds, memory


def bench_window(pentimento, empty):
    with tempfile.TemporaryDirectory(prefix="pentimento-bench-") as folder:
        env = environment(folder)
        with display(env):
            show(empty, env)
            show(pentimento, env)
            ours, peer = [], []
            for _ in range(RUNS):
                peer.append(show(empty, env))
                ours.append(show(pentimento, env))
    for index, (what, unit, factor) in enumerate((("start to first window", "ms", 1000),
                                                  ("memory at rest", "MiB", 1))):
        compare(f"{what}, against an empty window",
                statistics.median(run[index] for run in ours) * factor,
                statistics.median(run[index] for run in peer) * factor, 1.25, unit)


# A model without limits, so that a picture of any size is sent as it is.
MODEL = {
    "id": "stability",
    "models": [{
        "id": "bench", "title": "Bench", "status": "current",
        "tasks": {"image-to-image": {
            "endpoint": "stability", "method": "POST", "path": "/edit", "body": "form",
            "roles": {"prompt": {"field": "prompt"}, "source": {"field": "image"},
                      "strength": {"field": "strength", "min": 0, "max": 1}},
            "limits": {"formats": ["image/png"]},
        }},
    }],
}


def measure(meter, command, env):
    """(milliseconds, MiB) of one run of a command."""
    words = subprocess.run([meter, *command], env=env, check=True, text=True,
                           stdout=subprocess.PIPE).stdout.split()
    return float(words[0]), int(words[1]) / 1024


def write_noise(path, megabytes):
    """A PNG of noise, which does not shrink, without any metadata."""
    side = int((megabytes * 1000 * 1000 / 3) ** 0.5)
    subprocess.run(["convert", "-size", f"{side}x{side}", "-depth", "8", "rgb:-", "-strip",
                    "-define", "png:exclude-chunks=all", "-quality", "10", f"PNG24:{path}"],
                   input=os.urandom(3 * side * side), check=True)


def bench_edit(cli, server, meter):
    with tempfile.TemporaryDirectory(prefix="pentimento-bench-") as folder:
        env = environment(folder)
        env["STABILITY_API_KEY"] = "sk-bench"
        config = Path(folder, "config", "pentimento")
        config.mkdir(parents=True)
        (config / "stability.json").write_text(json.dumps(MODEL))
        for megabytes, goal in ((4, 2.0), (40, 1.3)):
            picture = f"{folder}/source-{megabytes}.png"
            write_noise(picture, megabytes)
            size = os.path.getsize(picture) / 1e6
            serving = subprocess.Popen([server, picture], stdout=subprocess.PIPE, text=True)
            address = serving.stdout.readline().strip().rstrip("/")
            env["PENTIMENTO_ENDPOINTS"] = f"stability={address}"
            ours_command = [cli, "edit", "--model", "stability/bench", "--quiet", picture, "warmer"]
            peer_command = ["curl", "-sS", "-H", "Authorization: Bearer sk-bench",
                            "-F", f"image=@{picture}", "-F", "prompt=warmer", "-F", "strength=0.8",
                            "-o", f"{folder}/answer.png", f"{address}/edit"]
            measure(meter, peer_command, env)
            measure(meter, ours_command, env)
            ours, peer = [], []
            for _ in range(RUNS):
                peer.append(measure(meter, peer_command, env))
                ours.append(measure(meter, ours_command, env))
            serving.terminate()
            serving.wait()
            times = [statistics.median(run[0] for run in runs) for runs in (ours, peer)]
            memory = [statistics.median(run[1] for run in runs) for runs in (ours, peer)]
            compare(f"edit of {size:.1f} MB, time, against curl", times[0], times[1], goal, "ms")
            more = memory[0] - memory[1]
            print(f"edit of {size:.1f} MB, peak memory, against curl{'':<4} ours {memory[0]:9.2f} MiB "
                  f"peer {memory[1]:9.2f} MiB  {more:+.2f} MiB  goal +16  "
                  f"{'meets' if more <= 16 else 'misses'}", flush=True)


def bench_preview(program, meter):
    with tempfile.TemporaryDirectory(prefix="pentimento-bench-") as folder:
        env = environment(folder)
        picture = f"{folder}/camera.jpg"
        subprocess.run(["convert", "-size", "6000x4000", "plasma:tomato-steelblue", "-seed", "3",
                        "-attenuate", "0.3", "+noise", "Gaussian", "-quality", "90", picture], check=True)
        with display(env):
            lines = subprocess.run([program, picture, str(RUNS + 1)], env=env, check=True,
                                   capture_output=True, text=True).stdout.split()
        ours = statistics.median(float(line) for line in lines[1:])
        peer = statistics.median(
            measure(meter, ["djpeg", "-scale", "1/4", "-outfile", f"{folder}/small.ppm", picture],
                    env)[0]
            for _ in range(RUNS))
        compare("24 megapixel JPEG to painted preview, djpeg", ours, peer, 1.5, "ms")


def bench_composite(program):
    lines = subprocess.run([program, str(RUNS)], check=True, capture_output=True,
                           text=True).stdout.split()
    ours = statistics.median(float(line) for line in lines)
    print(f"composite of 4096 x 4096{'':<20} ours {ours:9.2f} ms  goal 60  "
          f"{'meets' if ours <= 60 else 'misses'}", flush=True)


def main():
    kind, programs = sys.argv[1], sys.argv[2:]
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for tool in {"window": ("Xvfb", "openbox", "xprop"), "edit": ("curl", "convert"),
                 "preview": ("Xvfb", "openbox", "djpeg", "convert"), "composite": ()}[kind]:
        if shutil.which(tool) is None:
            print(f"{kind}: needs {tool}")
            return 1
    {"window": bench_window, "edit": bench_edit, "preview": bench_preview,
     "composite": bench_composite}[kind](*programs)
    return 0


if __name__ == "__main__":
    sys.exit(main())
