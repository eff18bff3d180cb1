#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Pentimento Authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check the habits of this project that a compiler cannot check.

Usage: check-source.py TREE        one line per finding, exit status 1 if any
       check-source.py --self-test TREE
           every file of TREE names in "expect: RULE" what must be found in it,
           and every rule must be expected somewhere

A line is let off with a comment "nocheck: RULE" and the reason, in it or above it.
"""

import os
import re
import sys
from pathlib import Path

sys.dont_write_bytecode = True
import check_ui

MAX_FILE = 600        # lines
MAX_FUNCTION = 60     # lines; class_init may be longer
MAX_DEPTH = 4         # nested blocks
MAX_COLUMN = 100      # characters

# A folder of src/ may include headers from itself and from the folders named here.
PLAIN = {"base", "model", "picture"}
FLOORS = {
    "base": set(),
    "picture": {"base"},
    "model": {"base"},
    "net": {"base"},
    "provider": {"base", "model", "net"},
    "provider/*": {"base", "model", "net", "provider"},
    "provider/practice": {"base", "model", "net", "provider", "picture"},
    "store": {"base", "picture"},
    "engine": PLAIN | {"net", "provider", "store"},
    "cli": PLAIN | {"engine"},
    "app": PLAIN | {"engine"},
}
# The generated list of services is the one thing in provider/ that looks upwards.
FLOORS_EXEMPT = {"src/provider/pen-registry.c"}

# A library's headers are for these folders alone.
LIBRARIES = {
    r"gtk/|gdk/|gsk/|adwaita\.h|graphene|pango/": {"app"},
    r"libsoup/": {"net", "provider", "provider/*"},
    r"sqlite3\.h|libsecret/": {"store"},
    r"lcms2|gdk-pixbuf/": {"picture"},
}

BLOCKED = {
    r"\b(strcpy|strcat|sprintf|vsprintf|gets|strtok|atoi|atof)\s*\(": "unsafe C library call",
    r"\bg_error\s*\(": "g_error() aborts; return a GError",
    r"\bg_spawn_(command_line_)?sync\s*\(": "blocks the main loop",
    r"\b(sleep|usleep|g_usleep|nanosleep)\s*\(": "blocks; wait for a condition",
    r"\bsoup_session_send(_and_read)?\s*\(": "blocks the main loop",
    r"\bgtk_dialog_run\b|\bg_main_context_iteration\b": "nested main loop",
    r"==\s*(TRUE|FALSE)\b": "compare booleans by using them",
    r"^\s*//": "use /* */ comments",
    r"\bgoto\b": "use automatic clean-up",
    r"\bg_test_skip\s*\(": "a test that is skipped tests nothing",
}
# Rules that some folders or files may ignore.
EXEMPT = {
    "blocks the main loop": ("tests/",),
    "nested main loop": ("tests/",),
    "remote JSON without a check": ("base/pen-json", "tests/"),
}
# g_assert() is compiled out of release builds, and a test with it.
TEST_ASSERT = re.compile(r"\bg_assert\s*\(")
REMOTE_JSON = re.compile(r"\bjson_(object_get_(string|int|double|boolean|array|object)_member"
                         r"|array_get_\w+_element)\s*\(")

# Built from halves, so that this file is not found by its own rules.
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK|WI" r"P)\b"
                        r"|not (yet )?imple" r"mented|coming so" r"on|lorem ip" r"sum", re.I)
UNFINISHED_UPPER = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK|WI" r"P)\b")
MACHINE_PATH = re.compile(r"(?<![\w.:-])/(home|Users)/[a-z]\w*/|(?<![\w.:>-])/(work|root)/"
                          r"|\.\./sha" r"red/")

STRING = r'"(?:\\.|[^"\\])*"'
ON_SCREEN = re.compile(
    r"\b(gtk_label_(?:new|set_text|set_label|set_markup)|gtk_(?:check_|toggle_)?button_"
    r"(?:new_with_label|new_with_mnemonic|set_label)|adw_toast_(?:new|set_title|set_button_label)"
    r"|gtk_widget_set_tooltip_(?:text|markup)|gtk_window_set_title|adw_message_dialog_new"
    r"|adw_\w+_set_(?:title|subtitle|description|heading|body)|gtk_file_chooser_native_new"
    r"|g_notification_(?:new|set_body|add_button)|g_menu_append|g_menu_item_new"
    r"|adw_message_dialog_add_response|gtk_entry_set_placeholder_text)\s*\(([^;]*?)\)\s*;", re.S)
ERROR_CALL = re.compile(
    r"\b(?:g_set_error(?:_literal)?|g_error_new(?:_literal)?|g_task_return_new_error)\s*\("
    r"([^;]*?)\)\s*;", re.S)
LOG_CALL = re.compile(
    r"\b(?:g_debug|g_message|g_info|g_warning|g_critical|g_print|g_printerr|g_log)\s*\("
    r"([^;]*?)\)\s*;", re.S)
SECRET = re.compile(r"pen_secret_peek|\b(?:api_)?key\b|\bsecret\b|\bpassword\b|\btoken\b")

SKIPPED_FOLDERS = ("tests/house/bad",)
TEXT = (".c", ".h", ".in", ".py", ".ui", ".xml", ".json", ".md", ".build", ".txt", ".1", ".svg",
        ".css", ".desktop", ".bash", ".po", "")


def exempt(rule, path):
    return any(part in path for part in EXEMPT.get(rule, ()))


def floor_of(path):
    """The floor that a path of the tree stands on, or None."""
    parts = path.split("/")
    if parts[0] not in ("src", "tests") or len(parts) < 3:
        return None
    if parts[:2] == ["src", "provider"] and len(parts) > 3:
        return "provider/" + parts[2]
    return parts[1]


def rule_of(floor):
    return floor if floor in FLOORS or not floor.startswith("provider/") else "provider/*"


def functions(lines):
    """Yield (name, first line, last line) of every definition."""
    start = None
    for number, line in enumerate(lines):
        # A table or a struct also opens in column 0, but not after a parenthesis.
        if start is None and line == "{" and lines[number - 1].endswith(")"):
            head = number - 1
            while head > 0 and not re.match(r"\w+ \(", lines[head]):
                head -= 1
            start = head
        elif line == "}" and start is not None:
            yield lines[start].split(" ")[0], start + 1, number + 1
            start = None


def check_functions(lines):
    for name, first, last in functions(lines):
        body = "\n".join(lines[first:last])
        if last - first > MAX_FUNCTION and not name.endswith("_class_init"):
            yield first, "long-function", f"{name}() has {last - first} lines, at most {MAX_FUNCTION}"

        depth = deepest = 0
        for char in re.sub(STRING + r"|'(\\.|[^'\\])'", "", body):
            depth += (char == "{") - (char == "}")
            deepest = max(deepest, depth)
        if deepest > MAX_DEPTH + 1:
            yield first, "deep-nesting", f"{name}() nests {deepest - 1} blocks, at most {MAX_DEPTH}"

        if name.endswith("_async") and "g_task_new (" in body:
            if not re.search(rf"g_task_set_source_tag \(\w+, {name}\)", body):
                yield first, "source-tag", f"{name}() makes a task without its own source tag"
        if name.endswith("_finish") and "g_task_propagate" in body:
            if not re.search(r"g_task_propagate_\w+ \(G_TASK \(result\), error\)", body):
                yield first, "propagate-result", f"{name}() must propagate its result"
            if "g_task_is_valid (result" not in body:
                yield first, "task-is-valid", f"{name}() does not check its result"

        if "gtk_button_new_from_icon_name" in body:
            if not re.search(r"set_tooltip_text|gtk_accessible_update", body):
                yield first, "icon-label", f"{name}() makes a button that only has an icon, no words"


def check_includes(path, lines, homes):
    includes = [line.split('"')[1] for line in lines if line.startswith('#include "')]
    if path.endswith(".c") and includes[:1] != ["config.h"] and path.startswith("src/"):
        yield 1, "config-first", 'the first include must be "config.h"'

    floor = floor_of(path)
    if floor is None:
        return
    test = path.startswith("tests/")
    rule = rule_of(floor)
    for number, line in enumerate(lines, 1):
        system = re.match(r"#include <([\w./-]+)>", line)
        if system and not test and rule in FLOORS:
            for pattern, folders in LIBRARIES.items():
                if re.match(pattern, system.group(1)) and rule not in folders:
                    yield number, "library", f"{floor}/ may not use <{system.group(1)}>"

        found = re.match(r'#include "(?:[\w./-]*/)?([\w.-]+\.h)"', line)
        if not found or rule not in FLOORS or path in FLOORS_EXEMPT:
            continue
        home = homes.get(found.group(1))
        allowed = FLOORS[rule] | {floor}
        if test:
            allowed = allowed_in_test(floor)
        service = home and home.startswith("provider/") and "provider/*" in allowed
        if home and home not in allowed and not service:
            yield number, "floor", f"{floor}/ may not include {found.group(1)} of {home}/"


def allowed_in_test(floor):
    """A test sees the floor that it tests and everything below; those on top see all."""
    if floor in ("engine", "cli", "app"):
        return set(FLOORS)
    if floor == "provider":
        return FLOORS["provider"] | {"provider", "provider/*", "picture"}
    return FLOORS[rule_of(floor)] | {floor}


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def check_words(path, text):
    """What is shown, what is logged, and how errors are worded."""
    for call in ON_SCREEN.finditer(text):
        bare = re.sub(rf"\b(?:C_|ngettext|_)\s*\((?:{STRING}|[^()\"])*\)", "", call.group(2))
        bare = re.sub(r'"(?:app|win|\w+)\.[\w.-]+(?:::?[^"]*)?"', "", bare)
        words = [s for s in re.findall(STRING, bare) if re.search(r"[A-Za-z]{2}", s)]
        if call.group(1) == "adw_message_dialog_add_response":
            words = words[1:]
        if words:
            yield (line_of(text, call.start()), "untranslated",
                   f"{call.group(1)}() shows {words[0]} without _()")

    for cut in re.finditer(rf"\b_\s*\(\s*{STRING}\s*G_\w+_FORMAT", text):
        yield (line_of(text, cut.start()), "cut-words",
               "translators see half of this text; use PRId64, which gettext knows")

    for call in ERROR_CALL.finditer(text):
        number, arguments = line_of(text, call.start()), call.group(1)
        domain = re.search(r"\b([A-Z]\w*_ERROR)\b\s*,\s*([^,]+)", arguments)
        if domain and domain.group(1) != "PEN_ERROR" and "G_IO_ERROR_CANCELLED" not in domain.group(2):
            yield number, "error-domain", f"{domain.group(1)} may not leave the house"
        strings = re.findall(STRING, arguments)
        if strings and not re.search(r"\b(_|ngettext)\s*\(", arguments):
            if re.search(r"[A-Za-z]{2}", re.sub(r"%\w", "", strings[0])):
                yield number, "untranslated", f"the error {strings[0]} is without _()"
        if strings and re.search(r'[^.]\.\\?n?"$', strings[-1]):
            yield number, "full-stop", "an error message ends without full stop"

    for call in LOG_CALL.finditer(text):
        if SECRET.search(re.sub(STRING, "", call.group(1))):
            yield line_of(text, call.start()), "log-secret", "what may be a key goes into the log"


def check_c(path, text, homes):
    lines = text.split("\n")
    source = path.startswith("src/")
    if path.endswith(".c") and "#define G_LOG_DOMAIN" not in text and source:
        yield 1, "log-domain", "no G_LOG_DOMAIN"
    if len(re.findall(r"^G_DEFINE_(?:FINAL_|ABSTRACT_)?TYPE", text, re.M)) > 1:
        yield 1, "one-class", "more than one class in a file"

    for number, line in enumerate(lines, 1):
        if len(line) > MAX_COLUMN:
            yield number, "long-line", f"{len(line)} characters, at most {MAX_COLUMN}"
        bare = re.sub(STRING, '""', line)
        for pattern, why in BLOCKED.items():
            if re.search(pattern, bare) and not exempt(why, path) \
               and not re.match(r"\s*(/\*|\*)", line):
                yield number, "blocked", why
        if TEST_ASSERT.search(line) and path.startswith("tests/"):
            yield number, "test-assert", "use g_assert_true() and its family in tests"
        if REMOTE_JSON.search(line) and not exempt("remote JSON without a check", path):
            yield number, "remote-json", "read JSON with pen-json.h, which checks"

    yield from check_includes(path, lines, homes)
    yield from check_functions(lines)
    if source:
        yield from check_words(path, text)


def check_file(path, text, homes, code=""):
    """Yield (line, rule, message); @path is relative to the root of the tree, @code
    the text of the class to which a .ui file belongs."""
    lines = text.split("\n")
    suffix = Path(path).suffix
    if suffix in (".c", ".h", ".py") or text.startswith("#!"):
        if "SPDX-License-Identifier:" not in "\n".join(lines[:8]):
            yield 1, "spdx", "no SPDX-License-Identifier in the first lines"
        if len(lines) > MAX_FILE + 1:
            yield 1, "long-file", f"{len(lines) - 1} lines, at most {MAX_FILE}"

    for number, line in enumerate(lines, 1):
        if suffix not in (".po", ".md") and not path.startswith("flatpak/"):
            if "\t" in line or line != line.rstrip():
                yield number, "whitespace", "tab or trailing white space"
        if UNFINISHED_UPPER.search(line) or UNFINISHED.search(line) and suffix in (".c", ".h"):
            yield number, "unfinished", "a mark of unfinished work"
        if MACHINE_PATH.search(line):
            yield number, "machine-path", "a path that exists on one machine only"

    if suffix in (".c", ".h"):
        yield from check_c(path, text, homes)
    if suffix == ".ui":
        yield from check_ui.check(text, code)


def let_off(lines, number, rule):
    return any(f"nocheck: {rule}" in line for line in lines[max(number - 2, 0):number])


def tree_files(root, skipped):
    for folder, folders, names in os.walk(root):
        relative = os.path.relpath(folder, root)
        folders[:] = sorted(name for name in folders
                            if not name.startswith(("_", ".")) or name == ".ci")
        if any(f"{relative}/".startswith(f"{skip}/") for skip in skipped):
            folders[:] = []
            continue
        for name in sorted(names):
            path = os.path.normpath(os.path.join(relative, name))
            # In a work tree of git, “.git” is a file that says where the rest lies.
            if Path(name).suffix in TEXT and name not in ("LICENSE", ".git"):
                yield path


def check_tree(root, skipped=()):
    """Yield (path, line, rule, message) for everything below @root."""
    paths = list(tree_files(root, skipped))
    homes = {Path(path).name: floor_of(path) for path in paths
             if path.endswith(".h") and path.startswith("src/")}
    for path in paths:
        try:
            text = (Path(root) / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        code = (Path(root) / path).with_suffix(".c")
        code = code.read_text(encoding="utf-8") if path.endswith(".ui") and code.exists() else ""
        lines = text.split("\n")
        for number, rule, message in check_file(path, text, homes, code):
            if not let_off(lines, number, rule):
                yield path, number, rule, message


def every_rule():
    here = Path(__file__).parent
    text = (here / "check-source.py").read_text() + (here / "check_ui.py").read_text()
    return set(re.findall(r'yield \(?[^"\n]*?"([a-z]+(?:-[a-z]+)*)",', text)) \
        | set(re.findall(r'yield \(line_of\([^"\n]*"([a-z-]+)",', text))


def self_test(root):
    found = {}
    for path, _, rule, _ in check_tree(root):
        found.setdefault(path, set()).add(rule)

    wrong, covered = 0, set()
    for path in tree_files(root, ()):
        text = (Path(root) / path).read_text()
        expected = set(re.findall(r"expect: ([\w-]+)", text)) - {"nothing"}
        if not expected and "expect: nothing" not in text:
            print(f"{path}: says nothing about what to expect")
            wrong += 1
        covered |= expected
        if expected != found.get(path, set()):
            print(f"{path}: expected {sorted(expected)}, found {sorted(found.get(path, set()))}")
            wrong += 1
    for rule in sorted(every_rule() - covered):
        print(f"{rule}: no bad file shows that it works")
        wrong += 1
    return wrong


def main(argv):
    if len(argv) == 2 and argv[0] == "--self-test":
        return min(self_test(argv[1]), 1)
    if len(argv) != 1:
        print(__doc__, file=sys.stderr)
        return 2

    findings = 0
    for path, number, rule, message in check_tree(argv[0], SKIPPED_FOLDERS):
        print(f"{path}:{number}: {rule}: {message}")
        findings += 1
    return min(findings, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
