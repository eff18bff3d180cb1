#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Pentimento Authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What build-aux/count-tests.py makes of the logs of meson test.

Usage: test-count.py COUNT-TESTS.PY
"""

import json
import subprocess
import sys
import tempfile

# Entries of a log, further arguments, the last line, the exit status.
CASES = [
    ([("a", "OK", "ok 1 /x\nok 2 /y\n"), ("b", "OK", "")], [], "3 passed, 0 failed", 0),
    ([("a", "FAIL", "ok 1 /x\nnot ok 2 /y\n")], [], "1 passed, 1 failed", 1),
    ([("crashed", "ERROR", "ok 1 /x\n")], [], "1 passed, 1 failed", 1),
    ([("hangs", "TIMEOUT", "")], [], "0 passed, 1 failed", 1),
    ([("a", "OK", "ok 1 /x # SKIP no display\nok 2 /y\n")], [], "1 passed, 1 failed", 1),
    ([("b", "SKIP", "")], [], "0 passed, 1 failed", 1),
    ([("b", "EXPECTEDFAIL", ""), ("c", "UNEXPECTEDPASS", "")], [], "1 passed, 1 failed", 1),
    ([("b", "OK", "")], ["--broken", "2"], "1 passed, 2 failed", 1),
    ([], [], "0 passed, 1 failed", 1),
]


def main(argv):
    wrong = 0
    for entries, extra, expected, status in CASES:
        with tempfile.NamedTemporaryFile("w", suffix=".json") as log:
            for name, result, stdout in entries:
                log.write(json.dumps({"name": name, "result": result, "stdout": stdout}) + "\n")
            log.flush()
            run = subprocess.run([sys.executable, argv[0], *extra, log.name],
                                 capture_output=True, text=True)
        last = run.stdout.splitlines()[-1]
        if (last, run.returncode) != (expected, status):
            print(f"{entries}: “{last}” and {run.returncode}, not “{expected}” and {status}")
            wrong = 1
    return wrong


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
