# SPDX-FileCopyrightText: 2026 The Pentimento Authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every .ui file owes to people who translate it and to those who hear it."""

import re
import xml.parsers.expat

# Properties whose text people read.
READ = {"label", "title", "subtitle", "description", "tooltip-text", "tooltip-markup",
        "placeholder-text", "heading", "body", "comments", "alternative-text", "help-text",
        "value-text", "button-label"}
BUTTONS = {"GtkButton", "GtkToggleButton", "GtkMenuButton", "AdwSplitButton"}
# Without words of their own, these are silent for a screen reader.
SILENT = {"GtkScale", "GtkTextView", "GtkEntry", "GtkPasswordEntry", "GtkSearchEntry",
          "GtkSpinButton", "GtkDropDown", "GtkPicture"}


class Node:
    def __init__(self, tag, attributes, line):
        self.tag, self.attributes, self.line = tag, attributes, line
        self.children, self.text = [], ""

    def walk(self):
        yield self
        for child in self.children:
            yield from child.walk()

    def properties(self):
        """Name → node of the properties that stand directly in this object."""
        return {child.attributes.get("name", "").replace("_", "-"): child
                for child in self.children if child.tag in ("property", "binding")}

    def accessible(self):
        return {child.attributes.get("name", "")
                for group in self.children if group.tag == "accessibility"
                for child in group.children}


def parse(text):
    root = Node("", {}, 0)
    stack = [root]
    parser = xml.parsers.expat.ParserCreate()

    def start(tag, attributes):
        node = Node(tag, attributes, parser.CurrentLineNumber)
        stack[-1].children.append(node)
        stack.append(node)

    def data(chunk):
        stack[-1].text += chunk

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda tag: stack.pop()
    parser.CharacterDataHandler = data
    parser.Parse(text, True)
    return root


def has_words(node):
    """Whether a button says something: a label, or a child that holds one."""
    names = node.properties()
    if "label" in names or any(name in node.accessible() for name in ("label", "labelled-by")):
        return True
    if "tooltip-text" in names or "tooltip-markup" in names:
        return True
    return any(other.tag == "object" and other is not node
               and other.attributes.get("class") in ("GtkLabel", "AdwButtonContent")
               for other in node.walk())


def named_in_code(node, code):
    """Whether the class in @code gives the words, because they change."""
    name = node.attributes.get("id")
    return name is not None and re.search(
        r"\b(gtk_accessible_update_(property|relation)|gtk_(menu_)?button_set_label"
        r"|gtk_widget_set_tooltip_text)\s*\((\w+ \()?self->" + name + r"\b", code)


def check(text, code=""):
    """Yield (line, rule, message); @code is the text of the class that uses the file."""
    try:
        root = parse(text)
    except xml.parsers.expat.ExpatError as error:
        yield error.lineno, "ui-xml", f"no XML: {error}"
        return

    # The label or the row that stands for a widget gives it a name too.
    named = {node.text.strip() for node in root.walk() if node.tag == "property"
             and node.attributes.get("name") in ("mnemonic-widget", "activatable-widget")}

    for node in root.walk():
        words = re.search(r"[A-Za-z]{2}", node.text)
        read = (node.tag in ("property", "attribute") and words
                and node.attributes.get("name", "").replace("_", "-") in READ) \
            or (node.tag == "item" and words and not node.children)
        if read and node.attributes.get("translatable") not in ("yes", "true"):
            yield node.line, "ui-translatable", f"“{node.text.strip()}” is not translatable"

        if node.tag not in ("object", "template") or named_in_code(node, code) \
           or node.attributes.get("id") in named:
            continue
        kind = node.attributes.get("class") if node.tag == "object" else \
            node.attributes.get("parent")
        if kind in BUTTONS and not has_words(node):
            yield node.line, "ui-label", f"{kind} has neither words, tooltip nor accessible label"
        if kind in SILENT and not node.accessible() & {"label", "labelled-by"} \
           and not {"alternative-text", "tooltip-text"} & set(node.properties()):
            yield node.line, "ui-label", f"{kind} has no accessible label"
