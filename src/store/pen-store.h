/* pen-store.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "pen-rows.h"

G_BEGIN_DECLS

#define PEN_TYPE_STORE (pen_store_get_type ())

/**
 * PenStore:
 *
 * The database of jobs and pictures.  All of it runs in one thread of its own, in
 * the order of the calls; a call finishes once its change is on disk.  Errors are
 * %PEN_ERROR_STORAGE, %PEN_ERROR_NEWER_DATABASE or %PEN_ERROR_NOT_FOUND.
 *
 * Two programs (window and command line) may have the same database open.
 */
G_DECLARE_FINAL_TYPE (PenStore, pen_store, PEN, STORE, GObject)

PenStore  *pen_store_new                  (const char *path);
void       pen_store_open_async           (PenStore *self, GCancellable *cancellable,
                                           GAsyncReadyCallback callback, gpointer user_data);
gboolean   pen_store_open_finish          (PenStore *self, GAsyncResult *result,
                                           GError **error);
/* Waits until all that was asked is on disk, and closes.  Blocks. */
void       pen_store_close                (PenStore *self);

/* Jobs */
void       pen_store_add_job_async        (PenStore *self, const PenJobRow *row,
                                           GAsyncReadyCallback callback, gpointer user_data);
gint64     pen_store_add_job_finish       (PenStore *self, GAsyncResult *result,
                                           GError **error);
/* Writes state, memo, error, message, charged, cost_usd of @row where its id is. */
void       pen_store_update_job_async     (PenStore *self, const PenJobRow *row,
                                           GAsyncReadyCallback callback, gpointer user_data);
gboolean   pen_store_update_job_finish    (PenStore *self, GAsyncResult *result,
                                           GError **error);
/* Takes a queued job for this process: queued → sending, with this process as owner, only
 * if still queued and not owned by another living process, so that two programs never
 * send the same job.  %FALSE without @error if another was faster. */
void       pen_store_claim_job_async      (PenStore *self, gint64 id,
                                           GAsyncReadyCallback callback, gpointer user_data);
gboolean   pen_store_claim_job_finish     (PenStore *self, GAsyncResult *result,
                                           GError **error);
/* Takes over a job that nobody, or a process that has ended, works on: for going on
 * after a restart.  %FALSE without @error if another process that still runs has it, or
 * if it has ended. */
void       pen_store_adopt_job_async      (PenStore *self, gint64 id,
                                           GAsyncReadyCallback callback, gpointer user_data);
gboolean   pen_store_adopt_job_finish     (PenStore *self, GAsyncResult *result,
                                           GError **error);
/* Ends a job as done, inserts its pictures and its cost, all in one transaction.
 * Returns: (element-type gint64): the ids of the pictures */
void       pen_store_complete_job_async   (PenStore *self, const PenJobRow *row,
                                           GPtrArray *pictures,
                                           GAsyncReadyCallback callback, gpointer user_data);
GArray    *pen_store_complete_job_finish  (PenStore *self, GAsyncResult *result,
                                           GError **error);
void       pen_store_get_job_async        (PenStore *self, gint64 id,
                                           GAsyncReadyCallback callback, gpointer user_data);
PenJobRow *pen_store_get_job_finish       (PenStore *self, GAsyncResult *result,
                                           GError **error);
/* The newest @limit jobs (0: all), newest first; with @open only those that have not ended
 * (queued, sending, running, downloading, unknown). */
void       pen_store_list_jobs_async      (PenStore *self, gboolean open, guint limit,
                                           GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *pen_store_list_jobs_finish     (PenStore *self, GAsyncResult *result,
                                           GError **error);
/* (transfer full): how this process is written into the column of owners: enough to
 * tell, later and from another process, whether it still runs */
char      *pen_store_dup_owner            (void);
/* Whether the process written as @owner still runs; %FALSE for %NULL. */
gboolean   pen_store_owner_is_alive       (const char *owner);
/* Which process works on a job, so that another leaves it alone; %NULL gives it back. */
void       pen_store_set_owner_async      (PenStore *self, gint64 id, const char *owner,
                                           GAsyncReadyCallback callback, gpointer user_data);
gboolean   pen_store_set_owner_finish     (PenStore *self, GAsyncResult *result,
                                           GError **error);

/* Pictures */
void       pen_store_add_picture_async    (PenStore *self, const PenPictureRow *row,
                                           GAsyncReadyCallback callback, gpointer user_data);
gint64     pen_store_add_picture_finish   (PenStore *self, GAsyncResult *result,
                                           GError **error);
void       pen_store_get_picture_async    (PenStore *self, gint64 id,
                                           GAsyncReadyCallback callback, gpointer user_data);
PenPictureRow *
           pen_store_get_picture_finish   (PenStore *self, GAsyncResult *result,
                                           GError **error);
/* Trashed pictures are never listed.  Returns: (element-type PenPictureRow) */
void       pen_store_list_pictures_async  (PenStore *self, const PenPictureQuery *query,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *pen_store_list_pictures_finish (PenStore *self, GAsyncResult *result,
                                           GError **error);
void       pen_store_count_pictures_async (PenStore *self, const PenPictureQuery *query,
                                           GAsyncReadyCallback callback, gpointer user_data);
gint64     pen_store_count_pictures_finish(PenStore *self, GAsyncResult *result,
                                           GError **error);
void       pen_store_set_starred_async    (PenStore *self, gint64 id, gboolean starred,
                                           GAsyncReadyCallback callback, gpointer user_data);
gboolean   pen_store_set_starred_finish   (PenStore *self, GAsyncResult *result,
                                           GError **error);
/* Marks as trashed (@when > 0), or takes the mark away (0), and follows the file. */
void       pen_store_set_trashed_async    (PenStore *self, gint64 id, gint64 when,
                                           GAsyncReadyCallback callback, gpointer user_data);
gboolean   pen_store_set_trashed_finish   (PenStore *self, GAsyncResult *result,
                                           GError **error);

/* Inputs: a copy by digest in @folder, made once however often it is used.
 * Returns: (transfer full): the path of the copy */
void       pen_store_add_input_async      (PenStore *self, const char *path, const char *folder,
                                           GAsyncReadyCallback callback, gpointer user_data);
char      *pen_store_add_input_finish     (PenStore *self, GAsyncResult *result,
                                           GError **error);

G_END_DECLS
