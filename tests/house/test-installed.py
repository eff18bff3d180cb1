#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Pentimento Authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an installation consists of, and that its parts name each other rightly.

Usage: test-installed.py BUILD PREFIX ID
"""

import configparser
import subprocess
import sys
import tempfile
from pathlib import Path

EXPECTED = [
    "bin/pentimento",
    "bin/pentimento-cli",
    "share/applications/{id}.desktop",
    "share/bash-completion/completions/pentimento-cli",
    "share/dbus-1/services/{id}.service",
    "share/glib-2.0/schemas/{id}.gschema.xml",
    "share/icons/hicolor/scalable/apps/{id}.svg",
    "share/icons/hicolor/symbolic/apps/{id}-symbolic.svg",
    "share/licenses/{id}/LICENSE",
    "share/man/man1/pentimento-cli.1",
    "share/metainfo/{id}.metainfo.xml",
    "share/pentimento/samples/photo.jpg",
]


def read_keys(path):
    keys = configparser.ConfigParser(interpolation=None, strict=True)
    keys.optionxform = str
    keys.read(path, encoding="utf-8")
    return keys


def main(argv):
    build, prefix, app_id = argv
    problems = []
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["meson", "install", "-C", build, "--no-rebuild", "--quiet",
                        "--destdir", folder], check=True)
        root = Path(folder + prefix)
        present = {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
        expected = {name.format(id=app_id) for name in EXPECTED}

        problems += [f"{name} is not installed" for name in sorted(expected - present)]
        problems += [f"{name} is installed; why?" for name in sorted(present - expected)
                     if not (name.startswith("share/locale/") or "completions/" in name
                             or "/site-functions/" in name)]

        if not problems:
            entry = read_keys(root / f"share/applications/{app_id}.desktop")["Desktop Entry"]
            service = read_keys(root / f"share/dbus-1/services/{app_id}.service")["D-BUS Service"]
            if entry["Icon"] != app_id:
                problems.append(f"the icon is called {entry['Icon']}")
            if entry["Exec"].split()[0] != "pentimento":
                problems.append(f"the desktop file starts {entry['Exec']}")
            if service["Exec"].split()[0] != f"{prefix}/bin/pentimento":
                problems.append(f"the service starts {service['Exec']}")

    print("\n".join(problems))
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
