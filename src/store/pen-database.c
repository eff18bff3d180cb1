/* pen-database.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-database"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "pen-database.h"
#include "pen-error.h"

/* How long another program may hold the database before we give up */
#define BUSY_MILLISECONDS 10000

struct _PenDatabase
{
  sqlite3    *handle;          /* (owned) */
  char       *path;            /* (owned) */
  GHashTable *statements;      /* (owned) (element-type utf8 sqlite3_stmt) */
};

static void
statement_free (gpointer data)
{
  sqlite3_finalize (data);
}

/**
 * pen_database_set_error:
 * @self: a #PenDatabase
 * @code: what SQLite answered
 * @error: return location for a #GError
 *
 * Says what @code means for a person.
 */
void
pen_database_set_error (PenDatabase  *self,
                        int           code,
                        GError      **error)
{
  g_autofree char *name = g_filename_display_name (self->path);

  g_debug ("SQLite: %d, %s", code,
           self->handle != NULL ? sqlite3_errmsg (self->handle) : sqlite3_errstr (code));

  switch (code & 0xff)
    {
    case SQLITE_INTERRUPT:
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                           _("The search was stopped"));
      break;

    case SQLITE_FULL:
      g_set_error (error, PEN_ERROR, PEN_ERROR_STORAGE,
                   _("There is no room left on the disk of the gallery “%s”"), name);
      break;

    case SQLITE_READONLY:
    case SQLITE_PERM:
      g_set_error (error, PEN_ERROR, PEN_ERROR_STORAGE,
                   _("The gallery “%s” cannot be written to: it is read-only"), name);
      break;

    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      g_set_error (error, PEN_ERROR, PEN_ERROR_STORAGE,
                   _("The gallery “%s” is damaged; the file has been left as it is, and the "
                     "pictures are not touched"), name);
      break;

    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      g_set_error (error, PEN_ERROR, PEN_ERROR_STORAGE,
                   _("The gallery “%s” is in use by another program"), name);
      break;

    case SQLITE_CANTOPEN:
      g_set_error (error, PEN_ERROR, PEN_ERROR_STORAGE,
                   _("The gallery “%s” cannot be opened"), name);
      break;

    default:
      g_set_error (error, PEN_ERROR, PEN_ERROR_STORAGE,
                   _("The gallery “%s” could not be read or written"), name);
    }
}

/**
 * pen_database_get_handle:
 * @self: a #PenDatabase
 *
 * Returns: the connection
 */
sqlite3 *
pen_database_get_handle (PenDatabase *self)
{
  return self->handle;
}

/**
 * pen_database_execute:
 * @self: a #PenDatabase
 * @sql: one or more statements without results
 * @error: return location for a #GError
 *
 * Returns: whether all of @sql ran
 */
gboolean
pen_database_execute (PenDatabase  *self,
                      const char   *sql,
                      GError      **error)
{
  int code = sqlite3_exec (self->handle, sql, NULL, NULL, NULL);

  if (code == SQLITE_OK)
    return TRUE;

  pen_database_set_error (self, code, error);
  return FALSE;
}

/**
 * pen_database_prepare:
 * @self: a #PenDatabase
 * @sql: one statement
 * @error: return location for a #GError
 *
 * Compiles @sql, once for each text, and makes it ready to bind and to step.
 *
 * Returns: (transfer none): the statement, or %NULL with @error set
 */
sqlite3_stmt *
pen_database_prepare (PenDatabase  *self,
                      const char   *sql,
                      GError      **error)
{
  sqlite3_stmt *statement = g_hash_table_lookup (self->statements, sql);
  int code;

  if (statement != NULL)
    {
      sqlite3_reset (statement);
      sqlite3_clear_bindings (statement);
      return statement;
    }

  code = sqlite3_prepare_v3 (self->handle, sql, -1, SQLITE_PREPARE_PERSISTENT,
                             &statement, NULL);
  if (code != SQLITE_OK)
    {
      pen_database_set_error (self, code, error);
      return NULL;
    }

  g_hash_table_insert (self->statements, g_strdup (sql), statement);
  return statement;
}

/**
 * pen_database_next:
 * @self: a #PenDatabase
 * @statement: a prepared statement
 * @ret_row: (out): whether there is another row
 * @error: return location for a #GError
 *
 * Steps to the next row.  At the end, and on failure, the statement is reset, so
 * that it holds no lock.
 *
 * Returns: %FALSE with @error set on failure
 */
gboolean
pen_database_next (PenDatabase   *self,
                   sqlite3_stmt  *statement,
                   gboolean      *ret_row,
                   GError       **error)
{
  int code = sqlite3_step (statement);

  *ret_row = code == SQLITE_ROW;
  if (code == SQLITE_ROW)
    return TRUE;

  sqlite3_reset (statement);
  if (code == SQLITE_DONE)
    return TRUE;

  pen_database_set_error (self, code, error);
  return FALSE;
}

/**
 * pen_database_run:
 * @self: a #PenDatabase
 * @statement: a prepared statement without results
 * @error: return location for a #GError
 *
 * Returns: whether the statement ran
 */
gboolean
pen_database_run (PenDatabase   *self,
                  sqlite3_stmt  *statement,
                  GError       **error)
{
  gboolean row = TRUE;

  while (row)
    {
      if (!pen_database_next (self, statement, &row, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * pen_database_begin:
 * @self: a #PenDatabase
 * @error: return location for a #GError
 *
 * Begins a transaction that writes: nobody else writes until it ends.
 *
 * Returns: whether it has begun
 */
gboolean
pen_database_begin (PenDatabase  *self,
                    GError      **error)
{
  return pen_database_execute (self, "BEGIN IMMEDIATE", error);
}

/**
 * pen_database_commit:
 * @self: a #PenDatabase
 * @error: return location for a #GError
 *
 * Returns: whether all is on disk; if not, nothing is
 */
gboolean
pen_database_commit (PenDatabase  *self,
                     GError      **error)
{
  if (pen_database_execute (self, "COMMIT", error))
    return TRUE;

  pen_database_roll_back (self);
  return FALSE;
}

/**
 * pen_database_roll_back:
 * @self: a #PenDatabase
 *
 * Takes back what has been done since pen_database_begin().
 */
void
pen_database_roll_back (PenDatabase *self)
{
  /* After some failures SQLite has rolled back by itself. */
  if (!sqlite3_get_autocommit (self->handle))
    sqlite3_exec (self->handle, "ROLLBACK", NULL, NULL, NULL);
}

static gboolean
make_folder (PenDatabase  *self,
             GError      **error)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autofree char *name = NULL;

  if (g_mkdir_with_parents (folder, 0700) == 0)
    return TRUE;

  name = g_filename_display_name (folder);
  g_set_error (error, PEN_ERROR, PEN_ERROR_STORAGE,
               _("The folder “%s” cannot be made: %s"), name, g_strerror (errno));
  return FALSE;
}

/* Until we know that the file is ours to write, closing must leave it as it was. */
static gboolean
set_checkpoint_on_close (PenDatabase  *self,
                         gboolean      checkpoint,
                         GError      **error)
{
  int code = sqlite3_db_config (self->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE,
                                !checkpoint, NULL);

  if (code == SQLITE_OK)
    return TRUE;

  pen_database_set_error (self, code, error);
  return FALSE;
}

/* A new file is for the user alone: what was asked for is nobody else's business.  One
 * that is there must not be opened here, for closing it would let go of the locks that
 * SQLite holds. */
static void
make_private_file (PenDatabase *self)
{
  int fd = g_open (self->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

  if (fd >= 0)
    close (fd);
}

static gboolean
connect_to_file (PenDatabase  *self,
                 GError      **error)
{
  int code;

  make_private_file (self);
  code = sqlite3_open_v2 (self->path, &self->handle,
                          SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
                          SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
                          NULL);
  if (code != SQLITE_OK)
    {
      pen_database_set_error (self, code, error);
      return FALSE;
    }

  sqlite3_busy_timeout (self->handle, BUSY_MILLISECONDS);

  if (sqlite3_db_readonly (self->handle, "main") == 1)
    {
      pen_database_set_error (self, SQLITE_READONLY, error);
      return FALSE;
    }

  return set_checkpoint_on_close (self, FALSE, error);
}

/**
 * pen_database_open:
 * @path: the file; made where it is not there
 * @error: return location for a #GError
 *
 * Opens the database and brings it to the form of this version.  A file from a
 * newer version, or a damaged one, is not touched.
 *
 * Returns: (transfer full): the database, or %NULL with @error set
 */
PenDatabase *
pen_database_open (const char  *path,
                   GError     **error)
{
  g_autoptr(PenDatabase) self = g_new0 (PenDatabase, 1);

  self->path = g_strdup (path);
  self->statements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, statement_free);

  if (!make_folder (self, error) ||
      !connect_to_file (self, error) ||
      !pen_database_migrate (self, error) ||
      !set_checkpoint_on_close (self, TRUE, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * pen_database_close:
 * @self: (transfer full) (nullable): a #PenDatabase
 */
void
pen_database_close (PenDatabase *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->statements, g_hash_table_unref);
  g_clear_pointer (&self->handle, sqlite3_close);
  g_free (self->path);
  g_free (self);
}
