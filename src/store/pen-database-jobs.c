/* pen-database-jobs.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-database-jobs"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "pen-database.h"
#include "pen-error.h"
#include "pen-owner.h"

#define JOB_COLUMNS \
  "id, state, provider, model, task, request, memo, error, message, charged, cost_usd, " \
  "owner, created, updated"

/* NULL stays NULL; the text outlives the step. */
static void
bind_text (sqlite3_stmt *statement,
           int           position,
           const char   *text)
{
  sqlite3_bind_text (statement, position, text, -1, SQLITE_STATIC);
}

/* What must not be NULL */
static void
bind_some_text (sqlite3_stmt *statement,
                int           position,
                const char   *text)
{
  bind_text (statement, position, text != NULL ? text : "");
}

static void
bind_cost (sqlite3_stmt *statement,
           int           position,
           double        cost_usd)
{
  if (cost_usd < 0)
    sqlite3_bind_null (statement, position);
  else
    sqlite3_bind_double (statement, position, cost_usd);
}

static void
set_not_found (gint64   id,
               GError **error)
{
  g_set_error (error, PEN_ERROR, PEN_ERROR_NOT_FOUND,
               _("There is no job %" PRId64), id);
}

static char *
column_text (sqlite3_stmt *statement,
             int           column)
{
  return g_strdup ((const char *) sqlite3_column_text (statement, column));
}

static PenJobRow *
read_job (sqlite3_stmt *statement)
{
  PenJobRow *row = pen_job_row_new ();

  row->id = sqlite3_column_int64 (statement, 0);
  if (!pen_job_state_from_nick ((const char *) sqlite3_column_text (statement, 1), &row->state))
    row->state = PEN_JOB_UNKNOWN;
  row->provider = column_text (statement, 2);
  row->model = column_text (statement, 3);
  row->task = column_text (statement, 4);
  row->request = column_text (statement, 5);
  row->memo = column_text (statement, 6);
  row->error = column_text (statement, 7);
  row->message = column_text (statement, 8);
  row->charged = sqlite3_column_int (statement, 9) != 0;
  if (sqlite3_column_type (statement, 10) != SQLITE_NULL)
    row->cost_usd = sqlite3_column_double (statement, 10);
  row->owner = column_text (statement, 11);
  row->created = sqlite3_column_int64 (statement, 12);
  row->updated = sqlite3_column_int64 (statement, 13);

  return row;
}

/**
 * pen_database_add_job:
 * @self: a #PenDatabase
 * @row: what to write; id and updated are not read, created 0 stands for now
 * @error: return location for a #GError
 *
 * Returns: the id, or 0 with @error set
 */
gint64
pen_database_add_job (PenDatabase      *self,
                      const PenJobRow  *row,
                      GError          **error)
{
  gint64 now = g_get_real_time ();
  sqlite3_stmt *statement;

  statement = pen_database_prepare (self,
                                    "INSERT INTO job (state, provider, model, task, request, "
                                    "  memo, error, message, charged, cost_usd, owner, "
                                    "  created, updated) "
                                    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, "
                                    "  ?12, ?13)",
                                    error);
  if (statement == NULL)
    return 0;

  bind_text (statement, 1, pen_job_state_to_nick (row->state));
  bind_some_text (statement, 2, row->provider);
  bind_some_text (statement, 3, row->model);
  bind_some_text (statement, 4, row->task);
  bind_some_text (statement, 5, row->request);
  bind_text (statement, 6, row->memo);
  bind_text (statement, 7, row->error);
  bind_text (statement, 8, row->message);
  sqlite3_bind_int (statement, 9, row->charged ? 1 : 0);
  bind_cost (statement, 10, row->cost_usd);
  bind_text (statement, 11, row->owner);
  sqlite3_bind_int64 (statement, 12, row->created > 0 ? row->created : now);
  sqlite3_bind_int64 (statement, 13, now);

  if (!pen_database_run (self, statement, error))
    return 0;

  return sqlite3_last_insert_rowid (pen_database_get_handle (self));
}

/* An ended job has no owner any more. */
static gboolean
write_job (PenDatabase      *self,
           const PenJobRow  *row,
           PenJobState       state,
           GError          **error)
{
  sqlite3_stmt *statement;

  statement = pen_database_prepare (self,
                                    "UPDATE job SET state = ?2, memo = ?3, error = ?4, "
                                    "  message = ?5, charged = ?6, cost_usd = ?7, updated = ?8, "
                                    "  owner = CASE WHEN ?9 THEN NULL ELSE owner END "
                                    "WHERE id = ?1",
                                    error);
  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, row->id);
  bind_text (statement, 2, pen_job_state_to_nick (state));
  bind_text (statement, 3, row->memo);
  bind_text (statement, 4, row->error);
  bind_text (statement, 5, row->message);
  sqlite3_bind_int (statement, 6, row->charged ? 1 : 0);
  bind_cost (statement, 7, row->cost_usd);
  sqlite3_bind_int64 (statement, 8, g_get_real_time ());
  sqlite3_bind_int (statement, 9, pen_job_state_has_ended (state) ? 1 : 0);

  if (!pen_database_run (self, statement, error))
    return FALSE;

  if (sqlite3_changes (pen_database_get_handle (self)) > 0)
    return TRUE;

  set_not_found (row->id, error);
  return FALSE;
}

/* One row for each job that was paid for, of unknown cost where nobody told. */
static gboolean
write_spend (PenDatabase      *self,
             const PenJobRow  *row,
             GError          **error)
{
  sqlite3_stmt *statement;

  if (!row->charged && row->cost_usd <= 0)
    return TRUE;

  statement = pen_database_prepare (self,
                                    "INSERT INTO spend (job, provider, model, cost_usd, created) "
                                    "SELECT id, provider, model, ?2, ?3 FROM job WHERE id = ?1 "
                                    "ON CONFLICT (job) DO UPDATE SET cost_usd = excluded.cost_usd",
                                    error);
  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, row->id);
  bind_cost (statement, 2, row->cost_usd);
  sqlite3_bind_int64 (statement, 3, g_get_real_time ());

  return pen_database_run (self, statement, error);
}

/**
 * pen_database_update_job:
 * @self: a #PenDatabase
 * @row: state, memo, error, message, charged and cost for the job of its id
 * @error: return location for a #GError
 *
 * Returns: whether it is on disk
 */
gboolean
pen_database_update_job (PenDatabase      *self,
                         const PenJobRow  *row,
                         GError          **error)
{
  if (!pen_database_begin (self, error))
    return FALSE;

  if (!write_job (self, row, row->state, error) ||
      (pen_job_state_has_ended (row->state) && !write_spend (self, row, error)))
    {
      pen_database_roll_back (self);
      return FALSE;
    }

  return pen_database_commit (self, error);
}

/* Whether this process may take the job: within a transaction, so that the answer holds. */
static gboolean
may_claim (PenDatabase  *self,
           gint64        id,
           gboolean      adopt,
           gboolean     *ret_may,
           GError      **error)
{
  sqlite3_stmt *statement;
  g_autofree char *state = NULL;
  g_autofree char *owner = NULL;
  g_autofree char *own = pen_owner_dup ();
  PenJobState known;
  gboolean row;

  statement = pen_database_prepare (self, "SELECT state, owner FROM job WHERE id = ?1", error);
  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, id);
  if (!pen_database_next (self, statement, &row, error))
    return FALSE;

  if (!row)
    {
      set_not_found (id, error);
      return FALSE;
    }

  state = column_text (statement, 0);
  owner = column_text (statement, 1);
  sqlite3_reset (statement);

  if (!pen_job_state_from_nick (state, &known))
    known = PEN_JOB_UNKNOWN;

  *ret_may = (adopt ? !pen_job_state_has_ended (known) : known == PEN_JOB_QUEUED) &&
             (g_strcmp0 (owner, own) == 0 || !pen_owner_is_alive (owner));
  return TRUE;
}

static gboolean
write_claim (PenDatabase  *self,
             gint64        id,
             gboolean      adopt,
             GError      **error)
{
  g_autofree char *own = pen_owner_dup ();
  sqlite3_stmt *statement;

  statement = pen_database_prepare (self,
                                    "UPDATE job SET owner = ?2, updated = ?3, "
                                    "  state = CASE WHEN ?4 THEN state ELSE 'sending' END, "
                                    "  message = CASE WHEN ?4 THEN message END "
                                    "WHERE id = ?1",
                                    error);
  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, id);
  bind_text (statement, 2, own);
  sqlite3_bind_int64 (statement, 3, g_get_real_time ());
  sqlite3_bind_int (statement, 4, adopt ? 1 : 0);

  return pen_database_run (self, statement, error);
}

/**
 * pen_database_claim_job:
 * @self: a #PenDatabase
 * @id: of a job
 * @adopt: take it in any state but an ended one, and leave that; else only a queued one, to be
 *   sent
 * @ret_claimed: (out): whether it is ours now
 * @error: return location for a #GError
 *
 * Makes this process the owner of a job, unless another that runs has it.
 *
 * Returns: %FALSE with @error set on failure
 */
gboolean
pen_database_claim_job (PenDatabase  *self,
                        gint64        id,
                        gboolean      adopt,
                        gboolean     *ret_claimed,
                        GError      **error)
{
  *ret_claimed = FALSE;

  if (!pen_database_begin (self, error))
    return FALSE;

  if (!may_claim (self, id, adopt, ret_claimed, error) ||
      (*ret_claimed && !write_claim (self, id, adopt, error)) ||
      !pen_database_commit (self, error))
    {
      *ret_claimed = FALSE;
      pen_database_roll_back (self);
      return FALSE;
    }

  return TRUE;
}

/* The pictures that a job has already: ending it twice must not show them twice. */
static GArray *
find_pictures (PenDatabase  *self,
               gint64        job,
               GError      **error)
{
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  sqlite3_stmt *statement;
  gboolean row = TRUE;

  statement = pen_database_prepare (self,
                                    "SELECT picture.id FROM picture JOIN job ON job.id = job "
                                    "WHERE job.id = ?1 AND state = 'done' ORDER BY picture.id",
                                    error);
  if (statement == NULL)
    return NULL;

  sqlite3_bind_int64 (statement, 1, job);
  while (row)
    {
      if (!pen_database_next (self, statement, &row, error))
        return NULL;
      if (row)
        {
          gint64 id = sqlite3_column_int64 (statement, 0);

          g_array_append_val (ids, id);
        }
    }

  return g_steal_pointer (&ids);
}

static gboolean
add_pictures (PenDatabase  *self,
              gint64        job,
              GPtrArray    *pictures,
              GArray       *ids,
              GError      **error)
{
  for (guint i = 0; i < pictures->len; i++)
    {
      g_autoptr(PenPictureRow) picture = pen_picture_row_copy (g_ptr_array_index (pictures, i));
      gint64 id;

      picture->job = job;
      id = pen_database_add_picture (self, picture, error);
      if (id == 0)
        return FALSE;

      g_array_append_val (ids, id);
    }

  return TRUE;
}

/**
 * pen_database_complete_job:
 * @self: a #PenDatabase
 * @row: the job; its state counts as done
 * @pictures: (element-type PenPictureRow): what came of it
 * @error: return location for a #GError
 *
 * Ends a job, with its pictures and its cost, in one transaction.  A job that was
 * ended so before keeps the pictures it has.
 *
 * Returns: (transfer full) (element-type gint64): the ids of the pictures, in their
 *   order, or %NULL with @error set
 */
GArray *
pen_database_complete_job (PenDatabase      *self,
                           const PenJobRow  *row,
                           GPtrArray        *pictures,
                           GError          **error)
{
  g_autoptr(GArray) ids = NULL;

  if (!pen_database_begin (self, error))
    return NULL;

  ids = find_pictures (self, row->id, error);
  if (ids == NULL ||
      !write_job (self, row, PEN_JOB_DONE, error) ||
      (ids->len == 0 && !add_pictures (self, row->id, pictures, ids, error)) ||
      !write_spend (self, row, error) ||
      !pen_database_commit (self, error))
    {
      pen_database_roll_back (self);
      return NULL;
    }

  return g_steal_pointer (&ids);
}

/**
 * pen_database_get_job:
 * @self: a #PenDatabase
 * @id: of a job
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the row, or %NULL with @error set
 */
PenJobRow *
pen_database_get_job (PenDatabase  *self,
                      gint64        id,
                      GError      **error)
{
  PenJobRow *job;
  sqlite3_stmt *statement;
  gboolean row;

  statement = pen_database_prepare (self, "SELECT " JOB_COLUMNS " FROM job WHERE id = ?1",
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

  job = read_job (statement);
  sqlite3_reset (statement);
  return job;
}

/**
 * pen_database_list_jobs:
 * @self: a #PenDatabase
 * @open: only jobs that have not ended, or of which nobody knows whether they have
 * @limit: at most so many; 0 for all
 * @error: return location for a #GError
 *
 * Returns: (transfer full) (element-type PenJobRow): newest first, or %NULL with
 *   @error set
 */
GPtrArray *
pen_database_list_jobs (PenDatabase  *self,
                        gboolean      open,
                        guint         limit,
                        GError      **error)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) pen_job_row_free);
  sqlite3_stmt *statement;
  gboolean row = TRUE;

  statement = pen_database_prepare (self,
                                    open
                                    ? "SELECT " JOB_COLUMNS " FROM job "
                                      "WHERE state IN ('queued', 'sending', 'running', "
                                      "  'downloading', 'unknown') "
                                      "ORDER BY id DESC LIMIT ?1"
                                    : "SELECT " JOB_COLUMNS " FROM job "
                                      "ORDER BY id DESC LIMIT ?1",
                                    error);
  if (statement == NULL)
    return NULL;

  sqlite3_bind_int64 (statement, 1, limit > 0 ? (gint64) limit : -1);
  while (row)
    {
      if (!pen_database_next (self, statement, &row, error))
        return NULL;
      if (row)
        g_ptr_array_add (rows, read_job (statement));
    }

  return g_steal_pointer (&rows);
}

/**
 * pen_database_set_owner:
 * @self: a #PenDatabase
 * @id: of a job
 * @owner: (nullable): who works on it; %NULL for nobody
 * @error: return location for a #GError
 *
 * Returns: whether it is on disk
 */
gboolean
pen_database_set_owner (PenDatabase  *self,
                        gint64        id,
                        const char   *owner,
                        GError      **error)
{
  sqlite3_stmt *statement;

  statement = pen_database_prepare (self, "UPDATE job SET owner = ?2 WHERE id = ?1", error);
  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, id);
  bind_text (statement, 2, owner);
  if (!pen_database_run (self, statement, error))
    return FALSE;

  if (sqlite3_changes (pen_database_get_handle (self)) > 0)
    return TRUE;

  set_not_found (id, error);
  return FALSE;
}
