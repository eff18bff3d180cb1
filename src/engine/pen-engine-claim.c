/* pen-engine-claim.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * PenEngine: whose job it is.
 *
 * Several programs may use one database, and what a program has read of a job may be
 * old.  Before it works on a job that it did not write down itself, or ends it, it takes
 * the job; only one of them can.
 */

#define G_LOG_DOMAIN "pen-engine"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-engine-private.h"
#include "pen-job-private.h"

static GError *
new_busy_error (void)
{
  return g_error_new_literal (PEN_ERROR, PEN_ERROR_BUSY,
                              _("Another window or program is already doing this job"));
}

/**
 * _pen_engine_check_elsewhere:
 * @job: a job
 * @error: return location for a #GError
 *
 * Goes by what was last read of the job.
 *
 * Returns: %FALSE with %PEN_ERROR_BUSY where another program that still runs has it
 */
gboolean
_pen_engine_check_elsewhere (PenJob  *job,
                             GError **error)
{
  const char *owner = pen_job_get_row (job)->owner;
  g_autofree char *ours = pen_store_dup_owner ();

  if (g_strcmp0 (owner, ours) == 0 || !pen_store_owner_is_alive (owner))
    return TRUE;

  g_propagate_error (error, new_busy_error ());
  return FALSE;
}

/* It is not ours: what has become of it stands in the database. */
static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  PenJob *job = g_task_get_task_data (task);
  g_autoptr(PenJobRow) row = NULL;
  GError *error = NULL;

  row = pen_store_get_job_finish (PEN_STORE (object), result, &error);
  if (row != NULL)
    {
      _pen_job_take_row (job, g_steal_pointer (&row));
      error = new_busy_error ();
    }

  g_task_return_error (task, error);
}

static void
adopted_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  PenJob *job = g_task_get_task_data (task);
  PenJobRow *row = _pen_job_edit_row (job);
  GError *error = NULL;

  if (pen_store_adopt_job_finish (PEN_STORE (object), result, &error))
    {
      g_free (row->owner);
      row->owner = pen_store_dup_owner ();
      g_task_return_boolean (task, TRUE);
    }
  else if (error != NULL)
    {
      g_task_return_error (task, error);
    }
  else
    {
      pen_store_get_job_async (PEN_STORE (object), row->id, read_cb, g_steal_pointer (&task));
    }
}

/*
 * _pen_engine_take_job_async:
 *
 * Makes this program the owner of @job.
 */
void
_pen_engine_take_job_async (PenEngine           *self,
                            PenJob              *job,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);
  g_autofree char *ours = pen_store_dup_owner ();

  g_task_set_source_tag (task, _pen_engine_take_job_async);
  g_task_set_task_data (task, g_object_ref (job), g_object_unref);

  if (g_strcmp0 (pen_job_get_row (job)->owner, ours) == 0)
    g_task_return_boolean (task, TRUE);
  else
    pen_store_adopt_job_async (self->store, pen_job_get_id (job), adopted_cb,
                               g_steal_pointer (&task));
}

/*
 * Returns: whether the job is this program's; on %PEN_ERROR_BUSY it says what has become
 *   of it elsewhere
 */
gboolean
_pen_engine_take_job_finish (PenEngine     *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, _pen_engine_take_job_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
