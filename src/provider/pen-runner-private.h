/* pen-runner-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-runner.h"

G_BEGIN_DECLS

struct _PenRunner
{
  GObject      parent_instance;

  PenProvider *provider;    /* (owned) */
  PenHttp     *http;        /* (owned) */
  PenSecret   *key;         /* (owned) (nullable) */
  GHashTable  *addresses;   /* (owned) (element-type utf8 utf8): endpoint to address */
  double       pace;        /* what waiting times are multiplied with */
};

PenExchange *_pen_runner_build_exchange  (PenRunner            *self,
                                          PenCall              *call,
                                          const char           *spool_folder,
                                          GError              **error);
PenExchange *_pen_runner_build_download  (PenRunner            *self,
                                          const char           *uri,
                                          const char           *spool_folder,
                                          GError              **error);
GError      *_pen_runner_read_refusal    (PenRunner            *self,
                                          PenReply             *reply,
                                          PenCall              *call,
                                          gboolean             *charged);
void         _pen_runner_redact          (PenRunner            *self,
                                          GError              **error);

gint64       _pen_runner_get_retry_delay (PenCall              *call,
                                          guint                 attempt,
                                          PenReply             *reply,
                                          const GError         *error);

/* Whoever is told to wait longer than we do is told how long. */
void         _pen_runner_tell_wait       (PenRunner            *self,
                                          PenReply             *reply,
                                          GError              **error);

/* A call whose refusal does not matter more than its answer: a check, a probe. */
void         _pen_runner_ask_async       (PenRunner            *self,
                                          PenCall              *call,
                                          guint                 timeout_seconds,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
PenReply    *_pen_runner_ask_finish      (PenRunner            *self,
                                          GAsyncResult         *result,
                                          GError              **error);

/* Asks the service for its progress again and again, until cancelled. */
void         _pen_runner_watch           (PenRunner            *self,
                                          PenRequest           *request,
                                          PenJournal           *journal,
                                          GCancellable         *cancellable);

/* Runs @work in a thread. */
void         _pen_runner_work_async      (PenRunner            *self,
                                          PenWorkFunc           work,
                                          PenRequest           *request,
                                          PenJournal           *journal,
                                          const char           *spool_folder,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
GPtrArray   *_pen_runner_work_finish     (PenRunner            *self,
                                          GAsyncResult         *result,
                                          GError              **error);

/* Brings finished pictures home: each to a file, on disk, and judged by its bytes. */
void         _pen_runner_fetch_async     (PenRunner            *self,
                                          GPtrArray            *outputs,
                                          PenJournal           *journal,
                                          const char           *spool_folder,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
gboolean     _pen_runner_fetch_finish    (PenRunner            *self,
                                          GAsyncResult         *result,
                                          GError              **error);

G_END_DECLS
