#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Pentimento Authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check on the built libraries that each floor stands on lower floors alone.

Usage: check-floors.py libraries FOLDER    the libpen-*.a below FOLDER
       check-floors.py program FILE        that it links no GTK, not even through others
With --expect-findings the exit status is turned around, for testing this program.
"""

import re
import subprocess
import sys
from pathlib import Path

# Which libraries a library may take symbols from.  "provider-*" are the services.
FLOORS = {
    "pen-base": set(),
    "pen-picture": {"pen-base"},
    "pen-model": {"pen-base"},
    "pen-net": {"pen-base"},
    "pen-provider": {"pen-base", "pen-model", "pen-net"},
    "pen-provider-*": {"pen-base", "pen-model", "pen-net", "pen-provider"},
    "pen-provider-practice": {"pen-base", "pen-model", "pen-net", "pen-provider", "pen-picture"},
    "pen-registry": {"pen-provider", "pen-provider-*"},
    "pen-store": {"pen-base", "pen-picture"},
    "pen-engine": {"pen-base", "pen-picture", "pen-model", "pen-net", "pen-provider",
                   "pen-registry", "pen-store"},
    "pen-cli": {"pen-base", "pen-picture", "pen-model", "pen-engine"},
    "pen-app": {"pen-base", "pen-picture", "pen-model", "pen-engine"},
}
# Symbols of foreign libraries, and the only ones that may use them.
FOREIGN = {
    r"(gtk|adw|gsk|gdk(?!_pixbuf))_": {"pen-app"},
    r"soup_": {"pen-net", "pen-provider", "pen-provider-*"},
    r"sqlite3_": {"pen-store"},
    r"secret_": {"pen-store"},
    r"cms[A-Z]": {"pen-picture"},
    r"gdk_pixbuf_": {"pen-picture"},
}


def rule_of(name):
    if name in FLOORS or not name.startswith("pen-provider-"):
        return name
    return "pen-provider-*"


def symbols(path):
    """The symbols that a library defines, and those that it wants."""
    listing = subprocess.run(["nm", "--extern-only", "--format=posix", path],
                             check=True, capture_output=True, text=True).stdout
    defined, wanted = set(), set()
    for line in listing.splitlines():
        parts = line.split()
        if len(parts) < 2:
            continue
        (wanted if parts[1] in "Uw" else defined).add(parts[0])
    return defined, wanted - defined


def check_libraries(folder):
    tables = {path.stem[3:]: symbols(path) for path in sorted(Path(folder).rglob("libpen-*.a"))}
    if not tables:
        yield f"no libraries in {folder}"
    home = {symbol: name for name, (defined, _) in tables.items() for symbol in defined}

    for name, (_, wanted) in tables.items():
        rule = rule_of(name)
        if rule not in FLOORS:
            yield f"{name}: on no floor; add it to {Path(__file__).name}"
            continue
        for symbol in sorted(wanted):
            other = home.get(symbol)
            service = other and other.startswith("pen-provider-") \
                and "pen-provider-*" in FLOORS[rule]
            if other and other not in FLOORS[rule] and not service:
                yield f"{name}: uses {symbol}() of {other}"
            for pattern, users in FOREIGN.items():
                if re.match(pattern, symbol) and rule not in users:
                    yield f"{name}: uses {symbol}(), which is for {', '.join(sorted(users))}"


def check_program(path):
    # ldd follows every library to the end, so that nothing hides behind another.
    linked = subprocess.run(["ldd", path], check=True, capture_output=True, text=True).stdout
    if "libglib-2.0" not in linked:
        yield f"{path}: links no GLib; is it the program?"
    for library in re.findall(r"^\s*(lib(?:gtk|adwaita|gdk-3|X11|wayland)\S*)", linked, re.M):
        yield f"{path}: links {library}"


def main(argv):
    turned = "--expect-findings" in argv
    argv = [argument for argument in argv if argument != "--expect-findings"]
    checks = {"libraries": check_libraries, "program": check_program}
    if len(argv) != 2 or argv[0] not in checks:
        print(__doc__, file=sys.stderr)
        return 2

    findings = list(checks[argv[0]](argv[1]))
    print("\n".join(findings))
    return int(bool(findings) != turned)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
