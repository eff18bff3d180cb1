#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Pentimento Authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""NEWS and the releases of the metainfo file say the same, in the same words.

Usage: check-news.py NEWS METAINFO VERSION
"""

import re
import sys
import xml.etree.ElementTree as ElementTree


def read_news(path):
    """Version and date → the points, with lines joined."""
    releases = {}
    for line in open(path, encoding="utf-8"):
        head = re.match(r"(\S+) \((\S+)\)$", line)
        if head:
            points = releases.setdefault(head.groups(), [])
        elif line.startswith(" * "):
            points.append(line[3:].strip())
        elif line.startswith("   "):
            points[-1] += " " + line.strip()
    return releases


def read_metainfo(path):
    return {(release.get("version"), release.get("date")):
            [" ".join(item.text.split()) for item in release.iter("li")]
            for release in ElementTree.parse(path).iter("release")}


def main(argv):
    news, metainfo = read_news(argv[0]), read_metainfo(argv[1])
    problems = []
    if list(news) != list(metainfo):
        problems.append(f"releases: {list(news)} and {list(metainfo)}")
    if not news or next(iter(news))[0] != argv[2]:
        problems.append(f"the newest release is not {argv[2]}")
    for release in news:
        for one, other in zip(news[release], metainfo.get(release, [])):
            if one != other:
                problems.append(f"“{one}”\n“{other}”")
        if len(news[release]) != len(metainfo.get(release, [])):
            problems.append(f"{release} has more points in one file")
    print("\n".join(problems))
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
