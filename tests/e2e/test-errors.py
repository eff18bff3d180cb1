#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Pentimento Authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong with a service is said in its place, and nothing is lost.

Usage: test-errors.py BUILD SOURCE [CASE...]
"""

import time

from pen_e2e import KEY, main
from pen_e2e_access import check, wait_for
from pen_e2e_tools import Finger

PROMPT = "A lighthouse in fog, which must not be lost"
BUTTON = "Generate Modified Image"
ULTRA = "/v2beta/stable-image/generate/ultra"
AT_ONCE_MS = 100


def prepare(session):
    """A photo and a prompt for Stability, in a window that is open."""
    app = session.app
    app.place()
    check(session.drop(session.photo), "the photo was not taken")
    app.says("1600 × 1067")
    app.choose("Provider", "Stability")
    app.write("alt+o", "Prompt", PROMPT)


def is_kept(session):
    """The photo is still the source, and the prompt is still there."""
    app = session.app
    app.says("1600 × 1067")
    check(app.find("text", "Prompt").text() == PROMPT, "the prompt has changed")


def generate(session):
    session.app.wait("button", BUTTON).press()


def fails(session, sentence, button=None, **fault):
    """Generates, reads the sentence and what is offered against it, and loses nothing."""
    app = session.app
    before = len(session.saved())
    session.simulators.control(reset=True, **fault)
    generate(session)
    notice = app.notice(sentence)
    check(button is None or notice.find(button), f"“{button}” is not offered")
    app.wait("button", BUTTON, sensitive=True)
    is_kept(session)
    check(len(session.saved()) == before, "there is a picture all the same")
    return notice


def without_a_key_it_says_so_and_shows_where(session):
    session.start_simulators()
    app = session.start()
    prepare(session)
    generate(session)
    notice = app.notice("Stability AI needs a key")
    check(notice.find("What you typed here stays."), "it does not say that all is kept")
    check(notice.find("Preferences"), "the preferences are not offered")
    session.picture_of_screen("no-key")
    check(session.simulators.requests(ULTRA) == [], "something was sent")
    is_kept(session)


def a_wrong_key_is_refused(session):
    session.end()
    session.cli("key", "set", "stability", text="sk-wrong" + "0" * 40 + "\n")
    session.start()
    prepare(session)
    fails(session, "The Stability key was rejected", "Preferences")
    session.picture_of_screen("wrong-key")


def with_the_right_key_it_goes_on(session):
    session.end()
    session.cli("key", "set", "stability", text=KEY + "\n")
    session.start()
    prepare(session)
    session.simulators.control(reset=True)
    generate(session)
    wait_for(lambda: len(session.saved()) == 1, "the picture")
    session.app.wait("button", BUTTON)


def cancel_is_seen_at_once(session):
    """The best of three counts, as others are busy on this computer too."""
    session.app.point(session.app.wait("button", BUTTON))
    finger = Finger()
    for how, press in (("a click", finger.click), ("Escape", lambda: finger.key("Escape"))):
        passed = min(cancel(session, press) for _ in range(3))
        print(f"# from {how} that cancels to its sign: {passed:.0f} ms")
        check(passed <= AT_ONCE_MS, f"Cancel was seen after {passed:.0f} ms")


def cancel(session, press):
    """Cancels a request that has no answer yet; returns the milliseconds to the sign."""
    app = session.app
    session.simulators.control(reset=True, fault="hold", method="POST")
    generate(session)
    wait_for(lambda: session.simulators.count("held") == 1, "a request that is held")
    button = app.wait("button", "Cancel")
    message = app.says("Sent, waiting for the picture")
    session.picture_of_screen("running")

    begin = time.monotonic()
    press()
    wait_for(lambda: message.current_name() == "Stopping…" or button.current_name() == BUTTON,
             "a sign of the cancelling", pace_ms=1)
    passed = (time.monotonic() - begin) * 1000

    app.wait("button", BUTTON, sensitive=True)
    app.notice("Cancelled, but it may have been charged")
    is_kept(session)
    session.simulators.control(release=True)
    return passed


def no_credit(session):
    fails(session, "The Stability account has not enough credits", "Try Again",
          fault="payment_required", method="POST")


def a_refused_prompt(session):
    fails(session, "The content filter refused this request", fault="content_moderation",
          method="POST")
    session.picture_of_screen("refused")


def the_service_is_down(session):
    fails(session, "Stability had an internal error", "Try Again", fault="service-unavailable", method="POST",
          times=50)
    session.picture_of_screen("down")


def html_instead_of_a_picture(session):
    fails(session, "answer", fault="html", method="POST", times=50)
    session.picture_of_screen("html")


def half_an_answer_is_unknown_until_its_user_decides(session):
    app = session.app
    again = "Send Again (may be charged again)"
    before = len(session.saved())
    notice = fails(session, "no whole answer came", again, fault="half-answer",
                   method="POST")
    session.picture_of_screen("unknown")
    check(session.simulators.count("paid") == 1, "it was sent again without a word")

    app.click(notice.find(again))
    wait_for(lambda: len(session.saved()) == before + 1, "the picture")
    app.wait_gone("button", again)
    check(session.simulators.count("paid") == 2, "it was not sent again")
    is_kept(session)


def a_rate_limit_with_its_time_is_waited_for(session):
    before = len(session.saved())
    session.simulators.control(reset=True, fault="rate_limit_exceeded", method="POST",
                               value="2")
    generate(session)
    session.app.says("Trying again in 2 seconds")
    wait_for(lambda: len(session.saved()) == before + 1, "the picture")
    check(session.simulators.count("paid") == 1, "it was paid for twice")
    session.app.wait("button", BUTTON)
    is_kept(session)


def a_rate_limit_without_a_time(session):
    session.simulators.control(reset=True, fault="rate_limit_exceeded", method="POST",
                               times=50)
    generate(session)
    session.app.says("Trying again in")
    session.picture_of_screen("rate-limit")
    session.app.wait("button", "Cancel").press()
    session.app.wait("button", BUTTON, sensitive=True)
    check(session.simulators.count("paid") == 0, "it was paid for")
    is_kept(session)


main(without_a_key_it_says_so_and_shows_where,
     a_wrong_key_is_refused,
     with_the_right_key_it_goes_on,
     cancel_is_seen_at_once,
     no_credit,
     a_refused_prompt,
     the_service_is_down,
     html_instead_of_a_picture,
     half_an_answer_is_unknown_until_its_user_decides,
     a_rate_limit_with_its_time_is_waited_for,
     a_rate_limit_without_a_time)
