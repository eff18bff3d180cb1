#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Pentimento Authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is dropped on the window: good pictures, several, and what is none.

Usage: test-drops.py BUILD SOURCE [CASE...]

Whatever comes, the picture that was there and the prompt stay until there is a better one.
"""

import struct
import zlib

from pen_e2e import main
from pen_e2e_access import check
from pen_e2e_tools import size_of

PROMPT = "Keep what I have typed"


def a_picture_and_a_prompt_are_there(session):
    app = session.start()
    app.place()
    # Over the prompt, which takes words that are dropped, but no pictures.
    check(session.drop(session.photo, target=(200, 250)), "the photo was not taken")
    app.says(size_text(session.photo))
    app.write("alt+o", "Prompt", PROMPT)


def size_text(path):
    width, height = size_of(path)
    return f"{width} × {height}"


def is_kept(session):
    """The photo is still the source, and the prompt is still there."""
    app = session.app
    app.says(size_text(session.photo))
    check(app.find("text", "Prompt").text() == PROMPT, "the prompt has changed")


def drop_bad(session, path, *sentences):
    session.drop(path)
    for sentence in sentences:
        session.app.says(sentence)
    is_kept(session)


def a_folder_is_no_picture(session):
    folder = session.folder / "A folder"
    folder.mkdir()
    drop_bad(session, folder, "“A folder” is a folder; choose a picture in it")
    session.picture_of_screen("folder")


def a_text_file_is_no_picture(session):
    path = session.folder / "letter.txt"
    path.write_text("Dear friend, this is no picture at all.\n" * 20)
    drop_bad(session, path, "“letter.txt” is not a picture")


def an_empty_file_is_no_picture(session):
    path = session.folder / "empty.jpg"
    path.write_bytes(b"")
    drop_bad(session, path, "“empty.jpg” is empty")


def a_picture_that_is_cut_off(session):
    path = session.folder / "half.jpg"
    data = session.photo.read_bytes()
    path.write_bytes(data[:len(data) // 2])
    drop_bad(session, path, "“half.jpg” is cut off: the end of the picture is missing")


def a_picture_of_fifty_thousand_squared(session):
    path = session.folder / "huge.png"
    path.write_bytes(huge_png(50000))
    drop_bad(session, path, "“huge.png” has 50000 × 50000 pixels")


def huge_png(side):
    """A valid PNG: one grey, packed so well that it is small."""
    def chunk(name, data):
        return (struct.pack(">I", len(data)) + name + data +
                struct.pack(">I", zlib.crc32(name + data)))

    packer = zlib.compressobj(9)
    row = bytes(1 + (side + 7) // 8)
    packed = b"".join(packer.compress(row * 100) for _ in range(side // 100)) + packer.flush()
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0,
                                                              0, 0)) +
            chunk(b"IDAT", packed) + chunk(b"IEND", b""))


def words_that_are_no_address(session):
    session.drop("--text", "a lighthouse in fog")
    session.app.says("This text is not the address of a picture")
    is_kept(session)


def the_first_of_several_is_taken_and_it_says_so(session):
    app = session.app
    first = session.source / "data/samples/cut-out.png"
    check(session.drop(first, session.photo, session.source / "data/samples/grey.jpg"),
          "the pictures were not taken")
    app.says(size_text(first))
    app.says("The first of 3 pictures was opened")
    session.picture_of_screen("several")
    check(app.find("text", "Prompt").text() == PROMPT, "the prompt has changed")


def a_picture_without_a_file(session):
    app = session.app
    check(session.drop("--texture", session.photo), "the picture was not taken")
    app.says(size_text(session.photo))
    check(app.find("text", "Prompt").text() == PROMPT, "the prompt has changed")


main(a_picture_and_a_prompt_are_there,
     a_folder_is_no_picture,
     a_text_file_is_no_picture,
     an_empty_file_is_no_picture,
     a_picture_that_is_cut_off,
     a_picture_of_fifty_thousand_squared,
     words_that_are_no_address,
     the_first_of_several_is_taken_and_it_says_so,
     a_picture_without_a_file)
