/* pen-database-pictures.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-database-pictures"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "pen-database.h"
#include "pen-error.h"

static void
bind_text (sqlite3_stmt *statement,
           int           position,
           const char   *text)
{
  sqlite3_bind_text (statement, position, text, -1, SQLITE_STATIC);
}

static void
bind_some_text (sqlite3_stmt *statement,
                int           position,
                const char   *text)
{
  bind_text (statement, position, text != NULL ? text : "");
}

static char *
column_text (sqlite3_stmt *statement,
             int           column)
{
  return g_strdup ((const char *) sqlite3_column_text (statement, column));
}

static void
set_not_found (gint64   id,
               GError **error)
{
  g_set_error (error, PEN_ERROR, PEN_ERROR_NOT_FOUND,
               _("There is no picture %" PRId64 " in the gallery"), id);
}

/**
 * pen_database_read_picture:
 * @statement: stands on a row of %PEN_PICTURE_COLUMNS
 *
 * Returns: (transfer full): the row
 */
PenPictureRow *
pen_database_read_picture (sqlite3_stmt *statement)
{
  PenPictureRow *row = pen_picture_row_new ();

  row->id = sqlite3_column_int64 (statement, 0);
  row->path = column_text (statement, 1);
  row->digest = column_text (statement, 2);
  row->media_type = column_text (statement, 3);
  row->bytes = (guint64) sqlite3_column_int64 (statement, 4);
  row->width = (guint) sqlite3_column_int64 (statement, 5);
  row->height = (guint) sqlite3_column_int64 (statement, 6);
  row->seed = (guint64) sqlite3_column_int64 (statement, 7);
  row->prompt = column_text (statement, 8);
  row->negative = column_text (statement, 9);
  row->provider = column_text (statement, 10);
  row->model = column_text (statement, 11);
  row->task = column_text (statement, 12);
  row->parameters = column_text (statement, 13);
  row->source_path = column_text (statement, 14);
  row->parent = sqlite3_column_int64 (statement, 15);
  row->job = sqlite3_column_int64 (statement, 16);
  if (sqlite3_column_type (statement, 17) != SQLITE_NULL)
    row->cost_usd = sqlite3_column_double (statement, 17);
  row->starred = sqlite3_column_int (statement, 18) != 0;
  row->notes = column_text (statement, 19);
  row->warning = column_text (statement, 20);
  row->trashed = sqlite3_column_int64 (statement, 21);
  row->created = sqlite3_column_int64 (statement, 22);

  return row;
}

static void
bind_picture (sqlite3_stmt        *statement,
              const PenPictureRow *row)
{
  bind_some_text (statement, 1, row->path);
  bind_some_text (statement, 2, row->digest);
  bind_some_text (statement, 3, row->media_type);
  sqlite3_bind_int64 (statement, 4, (gint64) row->bytes);
  sqlite3_bind_int64 (statement, 5, row->width);
  sqlite3_bind_int64 (statement, 6, row->height);
  sqlite3_bind_int64 (statement, 7, (gint64) row->seed);
  bind_some_text (statement, 8, row->prompt);
  bind_text (statement, 9, row->negative);
  bind_some_text (statement, 10, row->provider);
  bind_some_text (statement, 11, row->model);
  bind_some_text (statement, 12, row->task);
  bind_some_text (statement, 13, row->parameters);
  bind_text (statement, 14, row->source_path);
  sqlite3_bind_int64 (statement, 15, row->parent);
  sqlite3_bind_int64 (statement, 16, row->job);
  if (row->cost_usd >= 0)
    sqlite3_bind_double (statement, 17, row->cost_usd);
  sqlite3_bind_int (statement, 18, row->starred ? 1 : 0);
  bind_text (statement, 19, row->notes);
  bind_text (statement, 20, row->warning);
  sqlite3_bind_int64 (statement, 21, row->trashed);
  sqlite3_bind_int64 (statement, 22, row->created > 0 ? row->created : g_get_real_time ());
}

/**
 * pen_database_add_picture:
 * @self: a #PenDatabase
 * @row: what to write; the id is not read, created 0 stands for now
 * @error: return location for a #GError
 *
 * A parent or a job that is not there is no reason to lose a picture: it is left out.
 *
 * Returns: the id, or 0 with @error set
 */
gint64
pen_database_add_picture (PenDatabase          *self,
                          const PenPictureRow  *row,
                          GError              **error)
{
  sqlite3_stmt *statement;

  statement = pen_database_prepare (self,
                                    "INSERT INTO picture (path, digest, media_type, bytes, "
                                    "  width, height, seed, prompt, negative, provider, model, "
                                    "  task, parameters, source_path, parent, job, cost_usd, "
                                    "  starred, notes, warning, trashed, created) "
                                    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, "
                                    "  ?12, ?13, ?14, "
                                    "  (SELECT id FROM picture WHERE id = ?15), "
                                    "  (SELECT id FROM job WHERE id = ?16), "
                                    "  ?17, ?18, ?19, ?20, ?21, ?22)",
                                    error);
  if (statement == NULL)
    return 0;

  bind_picture (statement, row);
  if (!pen_database_run (self, statement, error))
    return 0;

  return sqlite3_last_insert_rowid (pen_database_get_handle (self));
}

/**
 * pen_database_get_picture:
 * @self: a #PenDatabase
 * @id: of a picture, in the trash or not
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the row, or %NULL with @error set
 */
PenPictureRow *
pen_database_get_picture (PenDatabase  *self,
                          gint64        id,
                          GError      **error)
{
  PenPictureRow *picture;
  sqlite3_stmt *statement;
  gboolean row;

  statement = pen_database_prepare (self,
                                    "SELECT " PEN_PICTURE_COLUMNS " FROM picture "
                                    "WHERE picture.id = ?1",
                                    error);
  if (statement == NULL)
    return NULL;

  sqlite3_bind_int64 (statement, 1, id);
  if (!pen_database_next (self, statement, &row, error))
    return NULL;

  if (!row)
    {
      set_not_found (id, error);
      return NULL;
    }

  picture = pen_database_read_picture (statement);
  sqlite3_reset (statement);
  return picture;
}

static gboolean
set_number (PenDatabase  *self,
            const char   *sql,
            gint64        id,
            gint64        value,
            GError      **error)
{
  sqlite3_stmt *statement = pen_database_prepare (self, sql, error);

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, id);
  sqlite3_bind_int64 (statement, 2, value);
  if (!pen_database_run (self, statement, error))
    return FALSE;

  if (sqlite3_changes (pen_database_get_handle (self)) > 0)
    return TRUE;

  set_not_found (id, error);
  return FALSE;
}

/**
 * pen_database_set_starred:
 * @self: a #PenDatabase
 * @id: of a picture
 * @starred: whether it has a star
 * @error: return location for a #GError
 *
 * Returns: whether it is on disk
 */
gboolean
pen_database_set_starred (PenDatabase  *self,
                          gint64        id,
                          gboolean      starred,
                          GError      **error)
{
  return set_number (self, "UPDATE picture SET starred = ?2 WHERE id = ?1",
                     id, starred ? 1 : 0, error);
}

/**
 * pen_database_set_trashed:
 * @self: a #PenDatabase
 * @id: of a picture
 * @when: Unix time in microseconds; 0 where it is not in the trash
 * @error: return location for a #GError
 *
 * Returns: whether it is on disk
 */
gboolean
pen_database_set_trashed (PenDatabase  *self,
                          gint64        id,
                          gint64        when,
                          GError      **error)
{
  return set_number (self, "UPDATE picture SET trashed = ?2 WHERE id = ?1", id, when, error);
}

/**
 * pen_database_add_input:
 * @self: a #PenDatabase
 * @digest: SHA-256 of the file
 * @path: of the copy
 * @bytes: its size
 * @error: return location for a #GError
 *
 * Returns: whether it is on disk
 */
gboolean
pen_database_add_input (PenDatabase  *self,
                        const char   *digest,
                        const char   *path,
                        guint64       bytes,
                        GError      **error)
{
  sqlite3_stmt *statement;

  statement = pen_database_prepare (self,
                                    "INSERT INTO input (digest, path, bytes, created) "
                                    "VALUES (?1, ?2, ?3, ?4) "
                                    "ON CONFLICT (digest) DO UPDATE SET path = excluded.path",
                                    error);
  if (statement == NULL)
    return FALSE;

  bind_text (statement, 1, digest);
  bind_text (statement, 2, path);
  sqlite3_bind_int64 (statement, 3, (gint64) bytes);
  sqlite3_bind_int64 (statement, 4, g_get_real_time ());

  return pen_database_run (self, statement, error);
}
