#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Pentimento Authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the many services bring with them: engines that are found, models by their names,
pictures on the way, and jobs that outlive the window.

Usage: test-services.py BUILD SOURCE [CASE...]
"""

import os

from pen_e2e import KEY, main
from pen_e2e_access import check, wait_for
from pen_e2e_tools import Simulators

SDXL = "7762fd07cf82c948538e41f63f77d685e02b063e37e496e96eefd46c929f9bdc"
PREDICTIONS = "/v1/predictions"
FOUND = "to be chosen as provider without a key: AUTOMATIC1111, ComfyUI"


def start_simulators(session):
    """The engines where they would be found, the services at their addresses."""
    session.simulators = Simulators(session)
    address = session.simulators.address
    os.environ["PENTIMENTO_ENGINES"] = f"{address}/sdapi {address}/comfyui"
    os.environ["PENTIMENTO_ENDPOINTS"] = f"openai={address}/openai replicate={address}/replicate"
    os.environ["PENTIMENTO_PACE"] = "0.01"


def engines_are_offered_without_a_key(session):
    start_simulators(session)
    app = session.start()
    app.place()
    app.page(1, "Generate")
    app.says(FOUND)
    app.choose("Provider", "ComfyUI")
    app.write("alt+o", "Prompt", "A lighthouse")
    app.wait("button", "Generate", sensitive=True).press()
    wait_for(session.gallery, "a picture of the engine")
    check(session.gallery()[0]["model"].startswith("comfyui/"), "another model made it")


def the_address_of_a_server_is_entered_with_the_keyboard(session):
    app = session.app
    address = f"{session.simulators.address}/openai-compatible"
    app.keys("ctrl+comma")
    app.wait_window("Preferences")
    app.focus("OpenAI-Compatible Server")
    app.says("Has no address yet")
    app.keys("Return")
    app.focus("Check")
    app.next_focus()
    app.type(address)
    app.keys("Return")
    app.says(f"Running at {address}")
    app.keys("Escape")
    app.wait_window("Pentimento")


def a_model_is_added_by_its_name(session):
    session.end()
    for service in ("openai", "replicate"):
        session.cli("key", "set", service, text=KEY)
    app = session.start()
    app.place()
    app.page(1, "Generate")
    app.choose("Provider", "Replicate")
    app.keys("alt+a")
    app.wait_window("Add a Model by Name")
    app.type(f"stability-ai/sdxl:{SDXL}")
    app.keys("Return")
    app.wait_window("Pentimento")
    app.wait("button", "Remove This Model")
    app.focus("More Settings")
    app.keys("space")
    app.wait(name="Scheduler")
    session.picture_of_screen("added")


def it_makes_a_picture_and_is_removed(session):
    app = session.app
    before = len(session.gallery())
    app.wait("button", "Generate", sensitive=True).press()
    wait_for(lambda: len(session.gallery()) > before, "a picture of the added model")
    check(SDXL in session.gallery()[0]["model"], "another model made it")
    app.wait("button", "Generate", sensitive=True)
    app.wait("button", "Remove This Model").press()
    app.wait_gone("button", "Remove This Model")
    # The first in the list, which does the task.
    app.says("Fast and cheap, from words only")


def an_unfinished_picture_is_shown(session):
    app = session.app
    app.choose("Provider", "OpenAI")
    app.focus("Previews")
    app.next_focus()
    app.keys("Up", "Up")
    wait_for(lambda: app.wait("spin", "Previews").value() == 2, "two previews")

    session.simulators.control("openai", fault="hold-half")
    app.keys("ctrl+Return")
    wait_for(lambda: session.simulators.count("held", "openai") == 1, "half of an answer")
    app.wait("label", "Preview")
    session.picture_of_screen("preview")
    app.wait("button", "Cancel")

    before = len(session.gallery())
    session.simulators.control("openai", release=True)
    wait_for(lambda: len(session.gallery()) > before, "the whole picture")
    app.wait_gone("label", "Preview")


def a_long_list_is_searched(session):
    app = session.app
    app.choose("Provider", "Replicate")
    app.search("Model", "flux-schnell")
    app.says("Fast and cheap, from words only")


def a_job_outlives_the_window(session):
    app = session.app
    before = len(session.gallery())
    paid = session.simulators.count("paid", "replicate")
    app.write("alt+o", "Prompt", "A lighthouse in the fog")
    session.simulators.control("replicate", fault="hold", method="GET")
    app.keys("ctrl+Return")
    wait_for(lambda: session.simulators.count("held", "replicate") == 1,
             "a question that waits")
    app.process.kill()
    app.process.wait()
    session.app = None
    session.simulators.control("replicate", release=True)

    session.start()
    wait_for(lambda: len(session.gallery()) > before, "the picture of the job")
    check(session.gallery()[0]["prompt"] == "A lighthouse in the fog", "it is another one")
    check(session.simulators.count("paid", "replicate") == paid + 1, "it was paid twice")
    check(session.simulators.count("bought_twice", "replicate") == 0, "it was bought twice")


main(engines_are_offered_without_a_key,
     the_address_of_a_server_is_entered_with_the_keyboard,
     a_model_is_added_by_its_name,
     it_makes_a_picture_and_is_removed,
     an_unfinished_picture_is_shown,
     a_long_list_is_searched,
     a_job_outlives_the_window)
