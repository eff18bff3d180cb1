#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Pentimento Authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check that po/POTFILES.in names every file with words for translators, and no other.

Usage: check-potfiles.py TREE
"""

import re
import sys
from pathlib import Path

MARKS = {
    ".c": r'\b(_|N_|C_|NC_|ngettext|g_dngettext)\s*\(\s*"',
    ".h": r'\b(_|N_|C_|NC_)\s*\(\s*"',
    ".ui": r'translatable="(yes|true)"',
}


def main(argv):
    root = Path(argv[0])
    listed = [line.split("#")[0].strip() for line in
              (root / "po" / "POTFILES.in").read_text().splitlines()]
    listed = [line for line in listed if line]
    wanted = {str(path.relative_to(root)) for suffix, mark in MARKS.items()
              for path in (root / "src").rglob("*" + suffix)
              if re.search(mark, path.read_text())}
    wanted |= {str(path.relative_to(root)) for path in (root / "data").iterdir()
               if re.search(r"\.(desktop|metainfo\.xml|gschema\.xml)(\.in)?$", path.name)}

    missing, extra = sorted(wanted - set(listed)), sorted(set(listed) - wanted)
    for path in missing:
        print(f"po/POTFILES.in: {path} is missing")
    for path in extra:
        print(f"po/POTFILES.in: {path} has nothing to translate")
    if sorted(listed) != listed:
        print("po/POTFILES.in: not in the order of the alphabet")
    return int(bool(missing or extra or sorted(listed) != listed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
