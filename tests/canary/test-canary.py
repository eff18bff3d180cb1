#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Pentimento Authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A key that must not be found anywhere: not in a file, a log, an address or an error.

Usage: test-canary.py CLI SIMULATORS FOLDER-OF-SCHEMAS

The key goes into a real keyring on a private bus, through standard input.  Then the
program meets every error of the simulators, with all debugging output on, and what it
leaves behind is searched: its output, every file of its user, the command lines and the
environment of its processes.  A stranger's server looks whether the key comes to it.
"""

import base64
import http.server
import os
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.parse
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parent.parent / "cli"))

from cli_home import Home, Simulators, keyring  # noqa: E402
from cli_services import SERVICES, write_noise  # noqa: E402

KEY = "sk-canary7Qz4WvUjXbNcY2TgHsKpLmRdAeFoJiCxBq9031Z"
LOGIN = "canaryuser:canaryPass7Qz4WvUjXbNcY2"

# As it is, and in the clothes it travels in.
FORMS = [KEY, KEY[3:], base64.b64encode(KEY.encode()).decode().rstrip("="),
         urllib.parse.quote(KEY, safe=""),
         LOGIN.split(":")[1], base64.b64encode(LOGIN.encode()).decode()]

STABILITY_FAULTS = [
    "bad_request", "unauthorized", "payment_required", "content_moderation", "permission_denied",
    "generation_not_found", "payload_too_large", "invalid_language", "public_figure",
    "rate_limit_exceeded", "internal_error", "content-filtered", "key-echo",
    "html", "bad-gateway", "service-unavailable", "gateway-timeout",
    "tiny-picture", "corrupt-picture", "truncated-picture", "huge-picture", "no-picture",
    "foreign-address", "cut-before-body", "cut-after-body", "half-answer", "trickle",
    "wrong-json", "broken-json", "empty",
]


# What every simulator can do wrong; those that send elsewhere get the whole picture to send.
FAULTS = ["none", "html", "bad-gateway", "service-unavailable", "gateway-timeout",
          "cut-before-body", "cut-after-body", "half-answer", "wrong-json", "broken-json",
          "empty", "key-echo"]
FAULTS_ELSEWHERE = ["none", "foreign-address", "redirect"]


class Stranger(http.server.BaseHTTPRequestHandler):
    """A server that has no business with the key."""

    seen = []

    def do_GET(self):
        length = int(self.headers.get("Content-Length") or 0)
        Stranger.seen.append(self.path + "\n" + str(self.headers) +
                             self.rfile.read(length).decode("latin-1"))
        self.send_response(404)
        self.end_headers()

    do_POST = do_GET

    def log_message(self, *arguments):
        pass


class Watch(threading.Thread):
    """Reads the command lines of all processes, and the environment of ours, for ever."""

    def __init__(self):
        super().__init__(daemon=True)
        self.found = []
        self.running = True
        self.rounds = 0

    def run(self):
        me = str(os.getpid())
        while self.running:
            for folder in Path("/proc").iterdir():
                if not folder.name.isdigit() or folder.name == me:
                    continue
                for name in ("cmdline", "environ"):
                    try:
                        data = (folder / name).read_bytes().decode("latin-1")
                    except OSError:
                        continue
                    if any(form in data for form in FORMS):
                        self.found.append(f"{folder.name}/{name}: {data[:80]!r}")
            self.rounds += 1


class Test:
    def __init__(self, home):
        self.home = home
        self.number = 0
        self.failed = 0

    def check(self, name, good, detail=""):
        self.number += 1
        self.failed += not good
        print(f"{'ok' if good else 'not ok'} {self.number} {name}" + (f": {detail}" if detail else ""))
        sys.stdout.flush()

    def run(self, *arguments, text=None):
        process = self.home.start(*arguments, stdin=subprocess.PIPE)
        output, errors = process.communicate(text.encode() if text else b"", timeout=200)
        return process.returncode, (output + errors).decode(errors="replace")

    def search(self, name, text):
        found = [form for form in FORMS if form in text]
        self.check(name, not found, "the key, or a part of it, is in the output" if found else "")

    def search_files(self):
        n_files, found = 0, []
        for path in self.home.folder.rglob("*"):
            if not path.is_file():
                continue
            n_files += 1
            data = path.read_bytes().decode("latin-1")
            names = str(path)
            if any(form in data or form in names for form in FORMS):
                found.append(str(path.relative_to(self.home.folder)))
        self.check(f"none of {n_files} files holds the key", n_files > 5 and not found, " ".join(found))


def tell(simulators, service, **command):
    simulators.tell(**{"service": service, **command})


def visit_stability(test, simulators, stranger):
    tell(simulators, "stability", key=KEY, credits=500)
    status, said = test.run("key", "set", "stability", text=KEY + "\n")
    test.check("the key goes into the keyring", status == 0, said[-200:] if status else "")
    test.search("storing it says nothing of it", said)
    status, said = test.run("key", "check", "stability")
    test.check("the key is good", status == 0, said[-200:] if status else "")

    for fault in STABILITY_FAULTS:
        extra = {"value": "0"} if fault in ("rate_limit_exceeded", "service-unavailable") else {}
        if fault == "foreign-address":
            extra = {"value": stranger}
        tell(simulators, "stability", reset=True, key=KEY, credits=500)
        try:
            tell(simulators, "stability", fault=fault, times=9, **extra)
        except urllib.error.HTTPError:
            test.check(f"{fault} is known to the simulator", False)
            continue
        status, said = test.run("generate", "--model", "stability/core", "--json",
                                "a lighthouse in fog")
        test.search(f"{fault}, exit {status}", said)

    # A wrong key is told back by the service.
    tell(simulators, "stability", reset=True, fault="unauthorized")
    status, said = test.run("key", "check", "stability")
    test.check("a rejected key ends with 3", status == 3, str(status))
    test.search("a rejected key is not repeated", said)


def visit_sdapi(test, simulators):
    tell(simulators, "sdapi", login=LOGIN)
    status, said = test.run("key", "set", "sdapi", text=LOGIN + "\n")
    test.search("a password is stored in silence", said)
    for fault in ("none", "bad-gateway", "html", "cut-after-body", "half-answer", "broken-json"):
        tell(simulators, "sdapi", reset=True, login=LOGIN)
        tell(simulators, "sdapi", fault=fault, times=9, path="txt2img")
        status, said = test.run("generate", "--model", "sdapi/checkpoint", "--json",
                                "a lighthouse in fog")
        test.search(f"sdapi {fault}, exit {status}", said)


def visit_service(test, simulators, stranger, service):
    key = service.key(KEY[3:])
    service.set_up(test.home, simulators.address)
    if not service.free:
        status, said = test.run("key", "set", service.name, text=key + "\n")
        test.check(f"{service.name}: the key goes into the keyring", status == 0, said[-200:])
        test.search(f"{service.name}: storing it says nothing of it", said)
        tell(simulators, service.name, key=key)
        status, said = test.run("key", "check", service.name)
        test.check(f"{service.name}: the key is good", status == 0, said[-200:] if status else "")
        test.search(f"{service.name}: checking it says nothing of it", said)

    for side, faults in ((64, FAULTS), (service.side, FAULTS_ELSEWHERE)):
        photo = write_noise(test.home.folder / "photo.png", side)
        for fault in faults:
            tell(simulators, service.name, reset=True)
            if not service.free:
                tell(simulators, service.name, key=key)
            extra = {"value": stranger} if fault in FAULTS_ELSEWHERE else {}
            if fault == "service-unavailable":
                extra = {"value": "0"}
            try:
                tell(simulators, service.name, fault=fault, times=9, **extra)
            except urllib.error.HTTPError:
                # Not every service tells a key back.
                test.check(f"{service.name}: {fault} is known", fault == "key-echo")
                continue
            status, said = test.run(*service.words(photo, "a lighthouse in fog"), "--json")
            test.search(f"{service.name}: {fault} at {side} pixels, exit {status}", said)
            if fault == "none":
                test.check(f"{service.name}: works with {side} pixels", status == 0, said[-300:]
                           if status else "")

    tell(simulators, service.name, reset=True)
    if not service.free:
        status, said = test.run("key", "check", service.name)
        test.check(f"{service.name}: a rejected key ends with 3", status == 3, str(status))
        test.search(f"{service.name}: a rejected key is not repeated", said)


def visit_stranger(test, simulators, stranger):
    for command in (("key", "check", "stability"),
                    ("generate", "--model", "stability/core", "--json", "a lighthouse in fog")):
        tell(simulators, "stability", reset=True, key=KEY, credits=500)
        tell(simulators, "stability", fault="redirect", times=9, value=stranger)
        status, said = test.run(*command)
        test.search(f"redirect, {command[0]}, exit {status}", said)
    seen = "\n".join(Stranger.seen)
    test.check(f"{len(Stranger.seen)} visits to a stranger, none with the key",
               not any(form in seen for form in FORMS))


def run_all(test, home, simulators, stranger):
    watch = Watch()
    watch.start()
    visit_stability(test, simulators, stranger)
    visit_sdapi(test, simulators)
    visit_stranger(test, simulators, stranger)
    for name, service in SERVICES.items():
        if name != "stability":
            visit_service(test, simulators, stranger, service)
    seen = "\n".join(Stranger.seen)
    test.check(f"{len(Stranger.seen)} visits to a stranger by all, none with the key",
               not any(form in seen for form in FORMS))
    for command in ("jobs", "gallery"):
        test.search(f"{command} list", test.run(command, "list", "--json")[1])
    test.search_files()
    watch.running = False
    watch.join()
    test.check(f"no process showed the key in {watch.rounds} looks",
               watch.rounds > 0 and not watch.found, " ".join(watch.found[:3]))


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Stranger)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    stranger = f"http://localhost:{server.server_port}/elsewhere"
    with tempfile.TemporaryDirectory(prefix="pentimento-canary-") as folder:
        home = Home(folder)
        test = Test(home)
        with keyring(home):
            simulators = Simulators(home)
            home.environment.update(
                G_MESSAGES_DEBUG="all", SOUP_DEBUG="1",
                PENTIMENTO_ENDPOINTS=f"stability={simulators.address}/stability "
                                     f"sdapi={simulators.address}/sdapi")
            del home.environment["STABILITY_API_KEY"]
            try:
                run_all(test, home, simulators, stranger)
            finally:
                simulators.stop()
    server.shutdown()
    print(f"1..{test.number}")
    return 1 if test.failed else 0


if __name__ == "__main__":
    sys.exit(main())
