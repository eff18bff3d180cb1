#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Pentimento Authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Count what `meson test` wrote into its logs; the last line is "N passed, N failed".

Usage: count-tests.py [--broken N] LOG.json...

Counts the cases of a TAP program one by one, another program as one.  A case that was
skipped, or a program that stopped early, has failed.  N builds that broke are added.
"""

import json
import re
import sys

GOOD = {"OK", "EXPECTEDFAIL"}


def count(entry):
    """Returns how many cases of one program passed, and the names of those that did not."""
    name, result = entry["name"], entry["result"]
    cases = re.findall(r"^(not ok|ok) \d+(?: - | )?(.*)$", entry.get("stdout", ""), re.M)
    if not cases:
        return (1, []) if result in GOOD else (0, [f"{name} ({result})"])

    passed = sum(kind == "ok" and "# SKIP" not in rest.upper() for kind, rest in cases)
    failed = [f"{name} {rest}" for kind, rest in cases
              if kind != "ok" or "# SKIP" in rest.upper()]
    if not failed and result not in GOOD:
        failed = [f"{name} ({result})"]
    return passed, failed


def main(argv):
    broken = 0
    if argv[:1] == ["--broken"]:
        broken = int(argv[1])
        argv = argv[2:]

    passed, failed = 0, []
    for path in argv:
        try:
            with open(path, encoding="utf-8") as log:
                entries = [json.loads(line) for line in log]
        except OSError as error:
            failed.append(f"{path}: {error.strerror}")
            continue
        if not entries:
            failed.append(f"{path}: no test ran")
        for entry in entries:
            good, bad = count(entry)
            passed += good
            failed += bad

    for name in failed:
        print(f"failed: {name}")
    if broken:
        print(f"{broken} builds broke")
    print(f"{passed} passed, {len(failed) + broken} failed")
    return int(bool(failed) or broken > 0 or passed == 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
