#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Pentimento Authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every XML file of the tree is well-formed, and every .ui file reaches the program.

Usage: check-xml.py TREE
"""

import subprocess
import sys
from pathlib import Path


def main(argv):
    root = Path(argv[0])
    paths = [path for folder in ("src", "data") for suffix in ("*.ui", "*.xml", "*.svg", "*.xml.in")
             for path in sorted((root / folder).rglob(suffix))]
    wrong = subprocess.run(["xmllint", "--noout", *paths]).returncode

    listed = "".join(path.read_text() for path in (root / "src").rglob("*.gresource.xml"))
    for path in paths:
        if path.suffix == ".ui" and f">{path.name}<" not in listed:
            print(f"{path.relative_to(root)}: in no gresource.xml")
            wrong = 1
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
