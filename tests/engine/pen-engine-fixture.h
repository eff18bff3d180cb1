/* pen-engine-fixture.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-engine.h"
#include "pen-simulator.h"

G_BEGIN_DECLS

/**
 * PenEngineFixture:
 * @engine: an open engine in folders of its own
 * @simulator: where the services of @engine are
 * @ended: (element-type PenJob): jobs that have ended
 *
 * An engine against the simulators, without any keyring: the key of stability comes
 * from the environment.
 */
typedef struct
{
  PenEngine    *engine;
  PenSimulator *simulator;
  GPtrArray    *ended;
} PenEngineFixture;

void          pen_engine_fixture_set_up    (PenEngineFixture *fixture,
                                            gconstpointer     data);
void          pen_engine_fixture_tear_down (PenEngineFixture *fixture,
                                            gconstpointer     data);
void          pen_engine_fixture_open      (PenEngineFixture *fixture,
                                            gboolean          auto_resume);
void          pen_engine_fixture_close     (PenEngineFixture *fixture);

PenRequest   *pen_engine_fixture_request   (PenEngineFixture *fixture,
                                            const char       *model,
                                            PenTask           task);
char         *pen_engine_fixture_source    (guint             width,
                                            guint             height);
GPtrArray    *pen_engine_fixture_submit    (PenEngineFixture *fixture,
                                            PenRequest       *request,
                                            GError          **error);
void          pen_engine_fixture_wait      (PenEngineFixture *fixture,
                                            guint             n_ended);
PenJob       *pen_engine_fixture_run       (PenEngineFixture *fixture,
                                            PenRequest       *request);
GPtrArray    *pen_engine_fixture_gallery   (PenEngineFixture *fixture,
                                            const char       *text);
guint         pen_engine_fixture_count     (PenEngineFixture *fixture,
                                            PenSimCount       count);

void          pen_engine_fixture_store     (GObject          *object,
                                            GAsyncResult     *result,
                                            gpointer          user_data);
GAsyncResult *pen_engine_fixture_await     (GAsyncResult    **result);

G_END_DECLS
