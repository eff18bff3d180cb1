#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Pentimento Authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every language of po/LINGUAS compiles, with its placeholders right and no fuzzy entry.

Usage: check-translations.py TREE
"""

import subprocess
import sys
from pathlib import Path


def main(argv):
    folder = Path(argv[0]) / "po"
    languages = [line for line in (folder / "LINGUAS").read_text().split() if line != "#"]
    present = sorted(path.stem for path in folder.glob("*.po"))
    wrong = 0
    if sorted(languages) != present:
        print(f"po/LINGUAS names {sorted(languages)}, the folder holds {present}")
        wrong = 1

    for language in present:
        path = folder / f"{language}.po"
        wrong |= subprocess.run(["msgfmt", "--check", "--output-file=/dev/null", path]).returncode
        fuzzy = subprocess.run(["msgattrib", "--only-fuzzy", path], check=True,
                               capture_output=True, text=True).stdout
        if fuzzy:
            print(f"{path.name} has fuzzy entries:\n{fuzzy}")
            wrong = 1
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
