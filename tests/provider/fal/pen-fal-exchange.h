/* pen-fal-exchange.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-exchange-fixture.h"

G_BEGIN_DECLS

/*
 * What the exchanges with fal share: its four hosts, requests with all that a task needs,
 * and runs from a memo.
 */

#define FAL_KEY \
  "6f1c0f52-0d6e-4c1a-9a7e-canary00000a:canary7Zq0mX4tKb1vNw9sLr2yHd5f"
#define FAL_TEXT "fal-ai/flux/schnell"
#define FAL_EDIT "fal-ai/flux/dev/image-to-image"

/* The first request of a simulator. */
#define FAL_FIRST "00000000-0000-4000-8000-000000000001"

void        pen_fal_set_up            (PenExchangeFixture *self,
                                       gconstpointer       data);
void        pen_fal_tear_down         (PenExchangeFixture *self,
                                       gconstpointer       data);
PenRequest *pen_fal_new_request       (PenExchangeFixture *self,
                                       const char         *id,
                                       PenTask             task,
                                       gboolean            full);
PenRequest *pen_fal_new_big_request   (PenExchangeFixture *self);
void        pen_fal_start             (PenExchangeFixture *self,
                                       PenRequest         *request);
void        pen_fal_run               (PenExchangeFixture *self);
void        pen_fal_reset             (PenExchangeFixture *self);

G_END_DECLS
