#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Pentimento Authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The built command line and models that are in no list.

Usage: test-cli-models.py PROGRAM SIMULATORS COMPLETION
"""

import contextlib
import json
import sys

sys.dont_write_bytecode = True
from cli_home import KEY, assert_error, equal, one, run_tests, simulators

NAME = "stability-ai/sdxl:7762fd07cf82c948538e41f63f77d685e02b063e37e496e96eefd46c929f9bdc"
FULL = f"replicate/{NAME}"


@contextlib.contextmanager
def replicate(home):
    with simulators(home) as service:
        home.environment["PENTIMENTO_ENDPOINTS"] = f"replicate={service.address}/replicate"
        home.environment["REPLICATE_API_TOKEN"] = KEY
        yield service


def models(home):
    return {each["id"]: each for each in home.objects("models", "-p", "replicate")}


def test_add_and_remove(home):
    with replicate(home):
        assert FULL not in models(home)
        assert not models(home)["replicate/black-forest-labs/flux-dev"]["user"]

        added = one(home.objects("models", "--add", FULL))
        equal((added["id"], added["user"]), (FULL, True))
        assert f"Added {FULL} to your models" in home.errors, home.errors
        assert models(home)[FULL]["user"]
        assert any(each["name"] == "scheduler" for each in added["parameters"]), added

        kept = json.loads((home.folder / "config/pentimento/replicate.json").read_text())
        equal([each["id"] for each in kept["models"]], [NAME])

        home.run("models", "--remove", FULL)
        assert FULL not in models(home)
        assert_error(home.objects("models", "--remove", FULL, status=2), "not-found", 2)


def test_added_on_the_way(home):
    with replicate(home):
        picture = one(home.objects("generate", "-m", FULL, "a lighthouse", "--size", "512x512"))
        assert f"Added {FULL} to your models" in home.errors, home.errors
        equal(picture["model"], FULL)
        assert models(home)[FULL]["user"]

        # The next time it is there.
        one(home.objects("generate", "-m", FULL, "a lighthouse", "--size", "512x512"))
        assert "Added" not in home.errors, home.errors

        # By the address of its page, under its name.
        home.run("models", "--remove", FULL)
        page = "https://replicate.com/" + NAME.replace(":", "/versions/")
        picture = one(home.objects("generate", "-m", f"replicate/{page}", "a lighthouse",
                                   "--size", "512x512"))
        equal(picture["model"], FULL)


def test_refusals(home):
    with replicate(home):
        known = one(home.objects("models", "--add", "replicate/black-forest-labs/flux-dev"))
        assert not known["user"]
        assert "is in the list already" in home.errors

        for words, kind in (("replicate/nobody/nothing", "not-found"),
                            ("nobody/nothing", "not-found"), ("replicate", "usage"),
                            ("stability/nothing", "usage")):
            assert_error(home.objects("models", "--add", words, status=2), kind, 2)

        assert_error(home.objects("generate", "-m", "replicate/nobody/nothing", "x", status=2),
                     "not-found", 2)
        assert_error(home.objects("models", "--remove", "replicate/black-forest-labs/flux-dev",
                                  status=2), "usage", 2)
        home.run("models", "--add", FULL, "--remove", FULL, status=2)
        assert not (home.folder / "config/pentimento/replicate.json").exists()


if __name__ == "__main__":
    sys.exit(run_tests(dict(globals())))
