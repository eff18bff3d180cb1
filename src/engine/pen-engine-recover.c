/* pen-engine-recover.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * PenEngine: what an earlier run left behind.  Each job is told the truth about
 * itself before anything else happens: a picture that had arrived is brought home,
 * what may have been bought is called unknown, and only what cannot cost goes back
 * into the queue.
 */

#define G_LOG_DOMAIN "pen-engine"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-engine-private.h"
#include "pen-job-private.h"
#include "pen-json.h"
#include "pen-landing.h"
#include "pen-output-memo.h"
#include "pen-reserve.h"

typedef struct
{
  GPtrArray *rows;   /* (owned) (element-type PenJobRow) */
  guint      next;
} RecoverData;

static void
recover_data_free (RecoverData *data)
{
  g_clear_pointer (&data->rows, g_ptr_array_unref);
  g_free (data);
}

static void salvaged_cb (GObject      *object,
                         GAsyncResult *result,
                         gpointer      user_data);
static void recover_next (GTask       *task);

/* In a thread: pictures that had arrived for jobs which do not know of them. */
static void
salvage_in_thread (GTask        *task,
                   gpointer      source_object,
                   gpointer      task_data,
                   GCancellable *cancellable)
{
  PenEngine *self = source_object;
  RecoverData *data = task_data;

  for (guint i = 0; i < data->rows->len; i++)
    {
      PenJobRow *row = g_ptr_array_index (data->rows, i);
      g_autofree char *spool = pen_landing_get_spool (self->pictures_folder, row->id);
      g_autoptr(JsonNode) memo = NULL;

      if (pen_store_owner_is_alive (row->owner))
        continue;

      /* Room is kept for jobs that are under way, not for those that only might be. */
      pen_reserve_release (spool);
      if (row->state != PEN_JOB_SENDING &&
          (row->memo != NULL || row->state != PEN_JOB_RUNNING))
        continue;

      memo = pen_landing_salvage (self->pictures_folder, row->id);
      if (memo != NULL)
        {
          row->state = PEN_JOB_DOWNLOADING;
          row->memo = pen_json_to_text (memo);
        }
    }

  g_task_return_boolean (task, TRUE);
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  RecoverData *data = g_task_get_task_data (task);
  g_autoptr(GTask) thread = NULL;
  GError *error = NULL;

  data->rows = pen_store_list_jobs_finish (PEN_STORE (object), result, &error);
  if (data->rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  thread = g_task_new (g_task_get_source_object (task), NULL, salvaged_cb, task);
  g_task_set_source_tag (thread, _pen_engine_recover_async);
  g_task_set_task_data (thread, data, NULL);
  g_steal_pointer (&task);
  g_task_run_in_thread (thread, salvage_in_thread);
}

static void
salvaged_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  recover_next (G_TASK (user_data));
}

/* What is true of a job whose program is gone. */
static void
tell_truth (PenEngine *self,
            PenJobRow *row)
{
  PenProvider *provider = _pen_engine_find_provider (self, row->provider);
  gboolean no_charge = provider != NULL && _pen_engine_is_free (provider);

  /* The service has it, or has it done.  While a request that may cost was on its way,
   * what came before it says nothing. */
  if (row->memo != NULL && row->state != PEN_JOB_SENDING)
    return;
  g_clear_pointer (&row->memo, g_free);

  switch ((guint) row->state)
    {
    case PEN_JOB_SENDING:
    case PEN_JOB_RUNNING:
    case PEN_JOB_DOWNLOADING:
      if (no_charge)
        {
          row->state = PEN_JOB_QUEUED;
          g_clear_pointer (&row->message, g_free);
          break;
        }
      row->state = PEN_JOB_UNKNOWN;
      row->charged = TRUE;
      g_free (row->error);
      row->error = g_strdup (pen_error_to_nick (PEN_ERROR_UNKNOWN_OUTCOME));
      g_free (row->message);
      row->message = g_strdup (_("The program stopped while this was under way: "
                                 "it may or may not have been charged"));
      break;

    case PEN_JOB_QUEUED:
      /* Whoever was to try again in a moment is gone. */
      g_clear_pointer (&row->message, g_free);
      break;

    default:
      break;
    }
}

static void
add_to_list (PenEngine *self,
             PenJobRow *row,
             gboolean   elsewhere)
{
  g_autoptr(PenJob) job = _pen_engine_job_for_row (self, row);
  gboolean waits = row->state == PEN_JOB_QUEUED;
  gboolean may_start = waits ? self->settings != NULL &&
                               g_settings_get_boolean (self->settings, "resume-queued-jobs")
                             : row->memo != NULL;

  /* Newest first, as the rows come. */
  g_list_store_append (self->jobs, job);
  if (!elsewhere && self->auto_resume && may_start && pen_job_get_request (job) != NULL)
    {
      _pen_job_set_wanted (job, TRUE);
      _pen_job_set_active (job, TRUE);
    }
}

static void
owned_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  RecoverData *data = g_task_get_task_data (task);
  GError *error = NULL;

  if (!pen_store_set_owner_finish (PEN_STORE (object), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  add_to_list (g_task_get_source_object (task), data->rows->pdata[data->next - 1], FALSE);
  recover_next (g_steal_pointer (&task));
}

static void
told_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  RecoverData *data = g_task_get_task_data (task);
  PenJobRow *row = g_ptr_array_index (data->rows, data->next - 1);
  GError *error = NULL;

  if (!pen_store_update_job_finish (PEN_STORE (object), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  pen_store_set_owner_async (PEN_STORE (object), row->id, NULL, owned_cb,
                             g_steal_pointer (&task));
}

/* Another program has been faster. */
static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  g_autoptr(PenJobRow) row = NULL;
  GError *error = NULL;

  row = pen_store_get_job_finish (PEN_STORE (object), result, &error);
  if (row == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  if (!pen_job_state_has_ended (row->state))
    add_to_list (g_task_get_source_object (task), row, TRUE);
  recover_next (g_steal_pointer (&task));
}

static void
adopted_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  RecoverData *data = g_task_get_task_data (task);
  PenJobRow *row = g_ptr_array_index (data->rows, data->next - 1);
  PenStore *store = PEN_STORE (object);
  GError *error = NULL;

  if (pen_store_adopt_job_finish (store, result, &error))
    {
      tell_truth (g_task_get_source_object (task), row);
      g_clear_pointer (&row->owner, g_free);
      pen_store_update_job_async (store, row, told_cb, g_steal_pointer (&task));
    }
  else if (error != NULL)
    {
      g_task_return_error (task, error);
    }
  else
    {
      pen_store_get_job_async (store, row->id, read_cb, g_steal_pointer (&task));
    }
}

/* Takes @task. */
static void
recover_next (GTask *task)
{
  PenEngine *self = g_task_get_source_object (task);
  RecoverData *data = g_task_get_task_data (task);

  while (data->next < data->rows->len)
    {
      PenJobRow *row = g_ptr_array_index (data->rows, data->next++);
      gboolean elsewhere = pen_store_owner_is_alive (row->owner);

      if (!elsewhere && row->owner != NULL)
        {
          pen_store_adopt_job_async (self->store, row->id, adopted_cb, task);
          return;
        }

      if (!elsewhere)
        tell_truth (self, row);
      add_to_list (self, row, elsewhere);
    }

  g_task_return_boolean (task, TRUE);
  _pen_engine_pump (self);
  g_object_unref (task);
}

void
_pen_engine_recover_async (PenEngine           *self,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, _pen_engine_recover_async);
  g_task_set_task_data (task, g_new0 (RecoverData, 1), (GDestroyNotify) recover_data_free);
  pen_store_list_jobs_async (self->store, TRUE, G_MAXINT32, listed_cb, g_steal_pointer (&task));
}

gboolean
_pen_engine_recover_finish (PenEngine     *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, _pen_engine_recover_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
