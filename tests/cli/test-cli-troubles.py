# SPDX-FileCopyrightText: 2026 The Pentimento Authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong around the program: disks, folders, databases, certificates.

Each has its sentence, and loses neither the picture nor the money.
"""

import json
import socket
import sqlite3
import ssl
import subprocess
import sys
import threading
import urllib.request

sys.dont_write_bytecode = True
from cli_home import PROGRAM, assert_error, equal, one, run_tests, simulators

PROMPT = "a lighthouse in fog"


def run_on_mount(home, options, *words):
    """Runs the program where the folder for pictures is a small disk of its own."""
    folder = home.folder / "Pictures"
    folder.mkdir(exist_ok=True)
    script = f'mount -t tmpfs -o {options} tmpfs "{folder}" && exec "$@"'
    process = subprocess.run(["unshare", "--map-root-user", "--mount", "sh", "-c", script, "sh",
                              PROGRAM, *words],
                             env=home.environment, stdin=subprocess.DEVNULL,
                             capture_output=True, text=True, timeout=120)
    return process.returncode, process.stdout + process.stderr


def test_disk_fills_up_on_the_way(home):
    """Somebody else fills the disk while the service works: the picture is kept."""
    folder = home.folder / "Pictures"
    folder.mkdir()
    script = """
        mount -t tmpfs -o size=48m tmpfs "$1" || exit 99
        shift
        "$@" &
        program=$!
        until [ -e held ]; do read -r -t 0.05 _ <> pipe; done
        dd if=/dev/zero of=Pictures/filler bs=64k 2>dd-said
        touch filled
        wait $program || exit
        cp -r Pictures/Pentimento kept
    """
    with simulators(home) as running:
        running.tell(fault="hold")
        subprocess.run(["mkfifo", str(home.folder / "pipe")], check=True)
        process = subprocess.Popen(
            ["unshare", "--map-root-user", "--mount", "bash", "-c",
             script, "bash", str(folder), PROGRAM, "generate", "-m", "stability/core", PROMPT],
            env=home.environment, cwd=home.folder, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        running.wait("held")
        (home.folder / "held").touch()
        while not (home.folder / "filled").exists():
            assert process.poll() is None, process.communicate()
        assert "No space left" in (home.folder / "dd-said").read_text()
        running.tell(release=True)
        output, errors = process.communicate(timeout=120)
        equal(process.returncode, 0, output + errors)
    equal(one(home.objects("jobs", "list"))["state"], "done")
    kept = list((home.folder / "kept").glob("*.*"))
    equal(len(kept), 1, kept)


def assert_nothing_sent(running):
    with urllib.request.urlopen(running.address + "/_log", timeout=60) as answer:
        counts = json.load(answer)["services"]["stability"]
    equal((counts["seen"], counts["paid"]), (0, 0))


def test_full_disk(home):
    """There is no room for a picture: said before anything is bought."""
    with simulators(home) as running:
        status, said = run_on_mount(home, "size=1m", "generate", "-m", "stability/core", PROMPT)
        assert status not in (0, 2), said
        assert "full" in said and "Nothing was sent" in said, said
        assert_nothing_sent(running)
        job = one(home.objects("jobs", "list"))
        equal(job["state"], "failed")
        # The same job, once there is room again.
        home.run("jobs", "retry", str(job["id"]))
        equal(len(home.objects("gallery", "list")), 1)


def test_read_only_folder(home):
    with simulators(home) as running:
        status, said = run_on_mount(home, "size=100m,ro", "generate", "-m", "stability/core", PROMPT)
        assert status not in (0, 2), said
        assert "Nothing was sent" in said, said
        assert_nothing_sent(running)
        equal(one(home.objects("jobs", "list"))["state"], "failed")


def test_newer_database(home):
    """Written by a later version: it is not touched, and the sentence says what to do."""
    home.make(PROMPT)
    path = home.folder / "data" / "pentimento" / "pentimento.db"
    database = sqlite3.connect(path)
    database.execute("PRAGMA user_version = 99")
    database.close()
    before = path.read_bytes()
    home.run("gallery", "list", status=1)
    assert "newer" in home.errors, home.errors
    equal(path.read_bytes(), before)

    database = sqlite3.connect(path)
    equal(database.execute("SELECT count(*) FROM picture").fetchone(), (1,))
    database.close()


def test_damaged_database(home):
    home.make(PROMPT)
    path = home.folder / "data" / "pentimento" / "pentimento.db"
    damaged = b"this is no database at all" * 400
    path.write_bytes(damaged)
    home.run("gallery", "list", status=1)
    assert len(home.errors) > 20, home.errors
    equal(path.read_bytes(), damaged)


def serve_tls(home, ready, stop):
    """A server whose certificate nobody has signed."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                    "-subj", "/CN=127.0.0.1", "-keyout", f"{home.folder}/key.pem",
                    "-out", f"{home.folder}/cert.pem"], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{home.folder}/cert.pem", f"{home.folder}/key.pem")
    listener = socket.create_server(("127.0.0.1", 0))
    ready.append(listener.getsockname()[1])
    heard = []

    def accept():
        while not stop.is_set():
            try:
                raw, _ = listener.accept()
                with context.wrap_socket(raw, server_side=True) as secure:
                    heard.append(secure.recv(4096))
            except OSError:
                continue

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    return listener, thread, heard


def test_certificate(home):
    """The service cannot show who it is: nothing is said to it, least of all the key."""
    ready, stop = [], threading.Event()
    listener, thread, heard = serve_tls(home, ready, stop)
    home.environment["PENTIMENTO_ENDPOINTS"] = f"stability=https://127.0.0.1:{ready[0]}"
    home.environment["STABILITY_API_KEY"] = "sk-canary-of-the-certificate"
    objects = home.objects("generate", "-m", "stability/core", PROMPT, status=5)
    assert_error(objects, "network", 5)
    assert not any(b"sk-canary" in data for data in heard), heard
    stop.set()
    listener.close()


def test_nobody_there(home):
    home.environment["STABILITY_API_KEY"] = "sk-anything"
    objects = home.objects("generate", "-m", "stability/core", PROMPT, status=5)
    assert_error(objects, "network", 5)
    equal(one(home.objects("jobs", "list"))["state"], "failed")


if __name__ == "__main__":
    sys.exit(run_tests(globals()))
