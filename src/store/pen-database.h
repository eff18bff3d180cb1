/* pen-database.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

#include "pen-rows.h"

G_BEGIN_DECLS

/**
 * PenDatabase:
 *
 * The connection to SQLite and the statements on it.  Blocks, and belongs to one
 * thread: the worker of #PenStore.
 */
typedef struct _PenDatabase PenDatabase;

/* pen-database.c: the connection, its statements, its transactions */
PenDatabase  *pen_database_open            (const char             *path,
                                            GError                **error);
void          pen_database_close           (PenDatabase            *self);
sqlite3      *pen_database_get_handle      (PenDatabase            *self);
sqlite3_stmt *pen_database_prepare         (PenDatabase            *self,
                                            const char             *sql,
                                            GError                **error);
gboolean      pen_database_run             (PenDatabase            *self,
                                            sqlite3_stmt           *statement,
                                            GError                **error);
gboolean      pen_database_next            (PenDatabase            *self,
                                            sqlite3_stmt           *statement,
                                            gboolean               *ret_row,
                                            GError                **error);
gboolean      pen_database_execute         (PenDatabase            *self,
                                            const char             *sql,
                                            GError                **error);
gboolean      pen_database_begin           (PenDatabase            *self,
                                            GError                **error);
gboolean      pen_database_commit          (PenDatabase            *self,
                                            GError                **error);
void          pen_database_roll_back       (PenDatabase            *self);
void          pen_database_set_error       (PenDatabase            *self,
                                            int                     code,
                                            GError                **error);

/* pen-database-schema.c: tables and migrations */
gboolean      pen_database_migrate         (PenDatabase            *self,
                                            GError                **error);

/* pen-database-jobs.c */
gint64        pen_database_add_job         (PenDatabase            *self,
                                            const PenJobRow        *row,
                                            GError                **error);
gboolean      pen_database_update_job      (PenDatabase            *self,
                                            const PenJobRow        *row,
                                            GError                **error);
gboolean      pen_database_claim_job       (PenDatabase            *self,
                                            gint64                  id,
                                            gboolean                adopt,
                                            gboolean               *ret_claimed,
                                            GError                **error);
GArray       *pen_database_complete_job    (PenDatabase            *self,
                                            const PenJobRow        *row,
                                            GPtrArray              *pictures,
                                            GError                **error);
PenJobRow    *pen_database_get_job         (PenDatabase            *self,
                                            gint64                  id,
                                            GError                **error);
GPtrArray    *pen_database_list_jobs       (PenDatabase            *self,
                                            gboolean                open,
                                            guint                   limit,
                                            GError                **error);
gboolean      pen_database_set_owner       (PenDatabase            *self,
                                            gint64                  id,
                                            const char             *owner,
                                            GError                **error);

/* pen-database-pictures.c */
gint64        pen_database_add_picture     (PenDatabase            *self,
                                            const PenPictureRow    *row,
                                            GError                **error);
PenPictureRow *
              pen_database_get_picture     (PenDatabase            *self,
                                            gint64                  id,
                                            GError                **error);
gboolean      pen_database_set_starred     (PenDatabase            *self,
                                            gint64                  id,
                                            gboolean                starred,
                                            GError                **error);
gboolean      pen_database_set_trashed     (PenDatabase            *self,
                                            gint64                  id,
                                            gint64                  when,
                                            GError                **error);
gboolean      pen_database_add_input       (PenDatabase            *self,
                                            const char             *digest,
                                            const char             *path,
                                            guint64                 bytes,
                                            GError                **error);
PenPictureRow *
              pen_database_read_picture    (sqlite3_stmt           *statement);

/* pen-database-search.c */
GPtrArray    *pen_database_list_pictures   (PenDatabase            *self,
                                            const PenPictureQuery  *query,
                                            GCancellable           *cancellable,
                                            GError                **error);
gboolean      pen_database_count_pictures  (PenDatabase            *self,
                                            const PenPictureQuery  *query,
                                            gint64                 *ret_count,
                                            GError                **error);

/* Every column of a picture, in the order in which pen_database_read_picture() reads */
#define PEN_PICTURE_COLUMNS \
  "picture.id, path, digest, media_type, bytes, width, height, seed, picture.prompt, " \
  "negative, provider, picture.model, task, parameters, source_path, parent, job, " \
  "cost_usd, starred, picture.notes, warning, trashed, created"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PenDatabase, pen_database_close)

G_END_DECLS
