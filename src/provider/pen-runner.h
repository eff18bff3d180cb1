/* pen-runner.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-http.h"
#include "pen-journal.h"
#include "pen-provider.h"

G_BEGIN_DECLS

#define PEN_TYPE_RUNNER (pen_runner_get_type ())

/**
 * PenRunner:
 *
 * Drives one provider through one request: sending, the memo to the journal before
 * the next call, polling, back-off and `Retry-After`, cancelling, time limits,
 * downloads, host checks.  Done once, here, for all providers.
 */
G_DECLARE_FINAL_TYPE (PenRunner, pen_runner, PEN, RUNNER, GObject)

PenRunner *pen_runner_new          (PenProvider          *provider,
                                    PenHttp              *http);
void       pen_runner_set_key      (PenRunner            *self,
                                    PenSecret            *key);
void       pen_runner_set_address  (PenRunner            *self,
                                    const char           *endpoint,
                                    const char           *address);
void       pen_runner_set_pace      (PenRunner            *self,
                                    double                pace);
void       pen_runner_run_async    (PenRunner            *self,
                                    PenRequest           *request,
                                    JsonNode             *memo,
                                    PenJournal           *journal,
                                    const char           *spool_folder,
                                    GCancellable         *cancellable,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
GPtrArray *pen_runner_run_finish   (PenRunner            *self,
                                    GAsyncResult         *result,
                                    gboolean             *ret_charged,
                                    double               *ret_cost_usd,
                                    GError              **error);
void       pen_runner_check_async  (PenRunner            *self,
                                    GCancellable         *cancellable,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
char      *pen_runner_check_finish (PenRunner            *self,
                                    GAsyncResult         *result,
                                    GError              **error);
void       pen_runner_discover_async
                                   (PenRunner            *self,
                                    GCancellable         *cancellable,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
gboolean   pen_runner_discover_finish
                                   (PenRunner            *self,
                                    GAsyncResult         *result,
                                    GError              **error);
void       pen_runner_find_model_async
                                   (PenRunner            *self,
                                    const char           *words,
                                    GCancellable         *cancellable,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
JsonNode  *pen_runner_find_model_finish
                                   (PenRunner            *self,
                                    GAsyncResult         *result,
                                    GError              **error);

G_END_DECLS
