/* pen-database-schema.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-database-schema"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-database.h"
#include "pen-error.h"

#define MODE_TRIES             200
#define MODE_WAIT_MILLISECONDS 20

/*
 * One script for each version: the first makes version 1 of an empty file, the
 * second version 2 of version 1, and so on.  A script that has been released is
 * never changed.
 */
static const char * const migrations[] = {
  /* 1: jobs, pictures, inputs, and what was spent */
  "CREATE TABLE job ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  state TEXT NOT NULL,"
  "  provider TEXT NOT NULL,"
  "  model TEXT NOT NULL,"
  "  task TEXT NOT NULL,"
  "  request TEXT NOT NULL,"
  "  memo TEXT,"
  "  error TEXT,"
  "  message TEXT,"
  "  charged INTEGER NOT NULL DEFAULT 0,"
  "  cost_usd REAL,"
  "  owner TEXT,"
  "  created INTEGER NOT NULL,"
  "  updated INTEGER NOT NULL"
  ");"
  "CREATE INDEX job_state ON job (state);"
  "CREATE TABLE picture ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  path TEXT NOT NULL,"
  "  digest TEXT NOT NULL,"
  "  media_type TEXT NOT NULL,"
  "  bytes INTEGER NOT NULL,"
  "  width INTEGER NOT NULL,"
  "  height INTEGER NOT NULL,"
  "  seed INTEGER NOT NULL,"
  "  prompt TEXT NOT NULL,"
  "  negative TEXT,"
  "  provider TEXT NOT NULL,"
  "  model TEXT NOT NULL,"
  "  task TEXT NOT NULL,"
  "  parameters TEXT NOT NULL,"
  "  source_path TEXT,"
  "  parent INTEGER REFERENCES picture (id) ON DELETE SET NULL,"
  "  job INTEGER REFERENCES job (id) ON DELETE SET NULL,"
  "  cost_usd REAL,"
  "  starred INTEGER NOT NULL DEFAULT 0,"
  "  notes TEXT,"
  "  warning TEXT,"
  "  trashed INTEGER NOT NULL DEFAULT 0,"
  "  created INTEGER NOT NULL"
  ");"
  "CREATE INDEX picture_job ON picture (job);"
  "CREATE INDEX picture_parent ON picture (parent);"
  "CREATE INDEX picture_provider ON picture (provider);"
  "CREATE INDEX picture_task ON picture (task);"
  "CREATE INDEX picture_starred ON picture (starred) WHERE starred = 1;"
  "CREATE INDEX picture_trashed ON picture (trashed);"
  "CREATE TABLE input ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  digest TEXT NOT NULL UNIQUE,"
  "  path TEXT NOT NULL,"
  "  bytes INTEGER NOT NULL,"
  "  created INTEGER NOT NULL"
  ");"
  "CREATE TABLE spend ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  job INTEGER UNIQUE REFERENCES job (id) ON DELETE SET NULL,"
  "  provider TEXT NOT NULL,"
  "  model TEXT NOT NULL,"
  "  cost_usd REAL,"
  "  created INTEGER NOT NULL"
  ");",

  /* 2: search for words in prompt, model and notes */
  "CREATE VIRTUAL TABLE picture_text USING fts5 ("
  "  prompt, model, notes,"
  "  content = 'picture', content_rowid = 'id',"
  "  tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'"
  ");"
  "CREATE TRIGGER picture_text_insert AFTER INSERT ON picture BEGIN"
  "  INSERT INTO picture_text (rowid, prompt, model, notes)"
  "    VALUES (new.id, new.prompt, new.model, new.notes);"
  "END;"
  "CREATE TRIGGER picture_text_delete AFTER DELETE ON picture BEGIN"
  "  INSERT INTO picture_text (picture_text, rowid, prompt, model, notes)"
  "    VALUES ('delete', old.id, old.prompt, old.model, old.notes);"
  "END;"
  "CREATE TRIGGER picture_text_update AFTER UPDATE OF prompt, model, notes ON picture BEGIN"
  "  INSERT INTO picture_text (picture_text, rowid, prompt, model, notes)"
  "    VALUES ('delete', old.id, old.prompt, old.model, old.notes);"
  "  INSERT INTO picture_text (rowid, prompt, model, notes)"
  "    VALUES (new.id, new.prompt, new.model, new.notes);"
  "END;"
  "INSERT INTO picture_text (picture_text) VALUES ('rebuild');",
};

#define SCHEMA_VERSION ((int) G_N_ELEMENTS (migrations))

static gboolean
read_version (PenDatabase  *self,
              int          *ret_version,
              GError      **error)
{
  sqlite3_stmt *statement = pen_database_prepare (self, "PRAGMA user_version", error);
  gboolean row;

  if (statement == NULL || !pen_database_next (self, statement, &row, error))
    return FALSE;

  *ret_version = row ? sqlite3_column_int (statement, 0) : 0;
  sqlite3_reset (statement);

  if (*ret_version <= SCHEMA_VERSION)
    return TRUE;

  g_set_error_literal (error, PEN_ERROR, PEN_ERROR_NEWER_DATABASE,
                       _("This gallery was written by a newer version of Pentimento; "
                         "install that version to open it"));
  return FALSE;
}

static gboolean
run_migrations (PenDatabase  *self,
                GError      **error)
{
  g_autofree char *pragma = NULL;
  int version;

  /* Another program may have been faster since we looked. */
  if (!read_version (self, &version, error))
    return FALSE;

  for (; version < SCHEMA_VERSION; version++)
    {
      if (!pen_database_execute (self, migrations[version], error))
        return FALSE;
    }

  pragma = g_strdup_printf ("PRAGMA user_version = %d", SCHEMA_VERSION);
  return pen_database_execute (self, pragma, error);
}

/* Two programs that make a new file at the same time both want to change its mode, and
 * SQLite does not let the second one wait. */
static gboolean
use_log (PenDatabase  *self,
         GError      **error)
{
  sqlite3 *handle = pen_database_get_handle (self);
  int code = SQLITE_BUSY;

  for (guint i = 0; i < MODE_TRIES && (code & 0xff) == SQLITE_BUSY; i++)
    {
      if (i > 0)
        sqlite3_sleep (MODE_WAIT_MILLISECONDS);
      code = sqlite3_exec (handle, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
    }

  if (code == SQLITE_OK)
    return TRUE;

  pen_database_set_error (self, code, error);
  return FALSE;
}

/**
 * pen_database_migrate:
 * @self: a #PenDatabase
 * @error: return location for a #GError
 *
 * Sets how the connection works, and brings the tables to the form of this
 * version, all or nothing.  Writes nothing before the version is known.
 *
 * Returns: whether the database can be used
 */
gboolean
pen_database_migrate (PenDatabase  *self,
                      GError      **error)
{
  int version;

  if (!read_version (self, &version, error) ||
      !use_log (self, error) ||
      !pen_database_execute (self,
                             "PRAGMA synchronous = FULL;"
                             "PRAGMA foreign_keys = ON;",
                             error))
    return FALSE;

  if (version == SCHEMA_VERSION)
    return TRUE;

  if (!pen_database_begin (self, error))
    return FALSE;

  if (!run_migrations (self, error))
    {
      pen_database_roll_back (self);
      return FALSE;
    }

  return pen_database_commit (self, error);
}
