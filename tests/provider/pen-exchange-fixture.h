/* pen-exchange-fixture.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-runner.h"
#include "pen-sim-picture.h"
#include "pen-simulator.h"
#include "pen-test-journal.h"

G_BEGIN_DECLS

/**
 * PenExchangeFixture:
 * @service: the service under test, of @simulator
 * @simulator: (owned): the service's own server
 * @foreign: (owned): a server that has no business with it
 * @provider: (owned): the translator
 * @runner: (owned): what drives it
 * @journal: (owned): what the runner must tell
 * @cancellable: (owned): stops the run
 * @folder: (owned): where pictures arrive
 * @key: (nullable): the key to run with
 * @done: whether the last run is over
 * @outputs: (nullable): what it brought
 * @charged: whether money was spent
 * @cost_usd: how much
 * @error: (nullable): why it failed
 *
 * A runner, with a real HTTP client, against a simulated service.
 */
typedef struct
{
  const char     *service;
  PenSimulator   *simulator;
  PenSimulator   *foreign;
  PenProvider    *provider;
  PenHttp        *http;
  PenRunner      *runner;
  PenTestJournal *journal;
  GCancellable   *cancellable;
  char           *folder;
  const char     *key;

  gboolean        done;
  GPtrArray      *outputs;
  gboolean        charged;
  double          cost_usd;
  GError         *error;
} PenExchangeFixture;

void        pen_exchange_set_up      (PenExchangeFixture *self,
                                      const char         *service,
                                      GType               provider_type,
                                      const char         *key);
void        pen_exchange_tear_down   (PenExchangeFixture *self);
void        pen_exchange_set_key     (PenExchangeFixture *self,
                                      const char         *key);
PenRequest *pen_exchange_new_request (PenExchangeFixture *self,
                                      const char         *model,
                                      PenTask             task);
void        pen_exchange_start       (PenExchangeFixture *self,
                                      PenRequest         *request);
void        pen_exchange_resume      (PenExchangeFixture *self,
                                      PenRequest         *request,
                                      JsonNode           *memo);
void        pen_exchange_finish      (PenExchangeFixture *self);
void        pen_exchange_run         (PenExchangeFixture *self,
                                      const char         *model,
                                      PenTask             task);
void        pen_exchange_assert_error
                                     (PenExchangeFixture *self,
                                      gint                code,
                                      const char         *words);
GdkPixbuf  *pen_exchange_get_picture (PenExchangeFixture *self,
                                      guint               index);
void        pen_exchange_tell        (PenExchangeFixture *self,
                                      const char         *members);
guint       pen_exchange_count       (PenExchangeFixture *self,
                                      PenSimCount         count);
JsonObject *pen_exchange_get_sent    (PenExchangeFixture *self,
                                      guint               index);
char       *pen_exchange_check       (PenExchangeFixture *self,
                                      GError            **error);
gboolean    pen_exchange_discover    (PenExchangeFixture *self,
                                      GError            **error);
JsonNode   *pen_exchange_find_model  (PenExchangeFixture *self,
                                      const char         *words,
                                      GError            **error);
PenBlob    *pen_exchange_new_source  (guint               width,
                                      guint               height,
                                      const char         *format);

G_END_DECLS
