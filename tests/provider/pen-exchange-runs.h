/* pen-exchange-runs.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-exchange-fixture.h"

G_BEGIN_DECLS

/*
 * What is tried with every service in the same way: all that it has, what it refuses, wrong
 * keys, a program that goes away.
 */

/* A whole run as the test of a service usually makes it. */
typedef void     (*PenExchangeRun)     (PenExchangeFixture *self);

/* Runs a task of a model; %FALSE if it is not to be run. */
typedef gboolean (*PenExchangeRunTask) (PenExchangeFixture *self,
                                        PenModel           *model,
                                        PenTask             task);

/**
 * PenExchangeRefusal:
 * @fault: what the simulator does
 * @code: a #PenError
 * @words: (nullable): what the sentence says, among other things
 * @charged: whether money was spent; with an unknown outcome it always counts as such
 * @value: (nullable): more about @fault
 *
 * A row of a table of what a service refuses.
 */
typedef struct
{
  const char *fault;
  gint        code;
  const char *words;
  gboolean    charged;
  const char *value;
} PenExchangeRefusal;

void      pen_exchange_run_request         (PenExchangeFixture       *self,
                                            PenRequest               *request);
void      pen_exchange_run_well            (PenExchangeFixture       *self,
                                            PenRequest               *request);
guint     pen_exchange_run_everything      (PenExchangeFixture       *self,
                                            PenExchangeRunTask        run);
void      pen_exchange_fault               (PenExchangeFixture       *self,
                                            const char               *fault,
                                            const char               *members);
void      pen_exchange_run_refusal         (PenExchangeFixture       *self,
                                            const PenExchangeRefusal *refusal,
                                            PenExchangeRun            run);
void      pen_exchange_run_refusals        (PenExchangeFixture       *self,
                                            const PenExchangeRefusal *table,
                                            gsize                     n_rows,
                                            PenExchangeRun            run);
char     *pen_exchange_run_checks          (PenExchangeFixture       *self,
                                            const char               *wrong_key);
void      pen_exchange_run_without_key     (PenExchangeFixture       *self,
                                            PenExchangeRun            run);
void      pen_exchange_run_with_wrong_key  (PenExchangeFixture       *self,
                                            const char               *wrong_key,
                                            PenExchangeRun            run);
JsonNode *pen_exchange_stop_at             (PenExchangeFixture       *self,
                                            PenRequest               *request,
                                            const char               *members);
guint     pen_exchange_assert_without      (PenSimulator             *simulator,
                                            const char               *header,
                                            const char               *prefix);
void      pen_exchange_assert_no_strangers (PenExchangeFixture       *self);
void      pen_exchange_assert_no_remarks   (PenExchangeFixture       *self);

G_END_DECLS
