/* pen-job-worker.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-job-worker"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-job-inputs.h"
#include "pen-job-journal.h"
#include "pen-job-private.h"
#include "pen-job-worker.h"
#include "pen-json.h"
#include "pen-landing.h"
#include "pen-upload.h"

struct _PenJobWorker
{
  GObject     parent_instance;

  PenJob     *job;                /* (owned) */
  PenStore   *store;              /* (owned) */
  PenJournal *journal;            /* (owned) */
  char       *pictures_folder;    /* (owned) */
  char       *outgoing_folder;    /* (owned) */
};

G_DEFINE_FINAL_TYPE (PenJobWorker, pen_job_worker, G_TYPE_OBJECT)

static void
pen_job_worker_finalize (GObject *object)
{
  PenJobWorker *self = PEN_JOB_WORKER (object);

  g_clear_object (&self->job);
  g_clear_object (&self->store);
  g_clear_object (&self->journal);
  g_clear_pointer (&self->pictures_folder, g_free);
  g_clear_pointer (&self->outgoing_folder, g_free);

  G_OBJECT_CLASS (pen_job_worker_parent_class)->finalize (object);
}

static void
pen_job_worker_class_init (PenJobWorkerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = pen_job_worker_finalize;
}

static void
pen_job_worker_init (PenJobWorker *self)
{
}

/**
 * pen_job_worker_new:
 * @job: a job that is in the database
 * @store: the database
 * @pictures_folder: where pictures are to stand
 * @outgoing_folder: where prepared pictures go for the time of sending
 *
 * Returns: (transfer full): a worker for @job
 */
PenJobWorker *
pen_job_worker_new (PenJob     *job,
                    PenStore   *store,
                    const char *pictures_folder,
                    const char *outgoing_folder)
{
  PenJobWorker *self = g_object_new (PEN_TYPE_JOB_WORKER, NULL);

  self->job = g_object_ref (job);
  self->store = g_object_ref (store);
  self->journal = pen_job_journal_new (job, store);
  self->pictures_folder = g_strdup (pictures_folder);
  self->outgoing_folder = g_strdup (outgoing_folder);

  return self;
}

/* The life of pen_job_worker_run_async(), in the order in which it happens. */

typedef struct
{
  /* Input */
  PenRunner    *runner;     /* (owned) */
  gboolean      local;

  /* In progress */
  PenRequest   *request;    /* (owned) (nullable): with the prepared pictures */
  PenPlacement  placement;  /* where the old picture lies in results, if it @is_placed */
  gboolean      is_placed;
  JsonNode     *memo;       /* (owned) (nullable) */
  char         *spool;      /* (owned) */
  GPtrArray    *outputs;    /* (owned) (nullable) (element-type PenOutput) */
  GPtrArray    *rows;       /* (owned) (nullable) (element-type PenPictureRow) */
  gboolean      arrived;    /* whether the pictures are on this disk */
} WorkData;

static void
work_data_free (WorkData *data)
{
  g_clear_object (&data->runner);
  g_clear_object (&data->request);
  g_clear_pointer (&data->memo, json_node_unref);
  g_clear_pointer (&data->spool, g_free);
  g_clear_pointer (&data->outputs, g_ptr_array_unref);
  g_clear_pointer (&data->rows, g_ptr_array_unref);
  g_free (data);
}

static void opened_cb    (GObject      *object,
                          GAsyncResult *result,
                          gpointer      user_data);
static void prepared_cb  (GObject      *object,
                          GAsyncResult *result,
                          gpointer      user_data);
static void start_runner (GTask        *task);
static void ran_cb       (GObject      *object,
                          GAsyncResult *result,
                          gpointer      user_data);
static void land         (GTask        *task);
static void landed_cb    (GObject      *object,
                          GAsyncResult *result,
                          gpointer      user_data);
static void completed_cb (GObject      *object,
                          GAsyncResult *result,
                          gpointer      user_data);
static void cleared_cb   (GObject      *object,
                          GAsyncResult *result,
                          gpointer      user_data);
static void end_badly    (GTask        *task,
                          GError       *error);

static void
open_in_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  PenJobWorker *self = source_object;
  GError *error = NULL;

  if (pen_landing_open_spool (self->pictures_folder, pen_job_get_id (self->job), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * pen_job_worker_run_async:
 * @self: a #PenJobWorker
 * @runner: a runner with key and addresses
 * @local: whether the engine is the user's own, so that nothing can be charged
 * @callback: called when the job has ended, or can go on later only
 * @user_data: data for @callback
 *
 * What happens shows in the properties of the job.
 */
void
pen_job_worker_run_async (PenJobWorker        *self,
                          PenRunner           *runner,
                          gboolean             local,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);
  g_autoptr(GTask) thread = NULL;
  const PenJobRow *row = pen_job_get_row (self->job);
  WorkData *data = g_new0 (WorkData, 1);

  data->runner = g_object_ref (runner);
  data->local = local;
  data->request = pen_request_copy (pen_job_get_request (self->job));
  data->spool = pen_landing_get_spool (self->pictures_folder, row->id);
  if (row->memo != NULL)
    data->memo = pen_json_parse (row->memo, -1, NULL);

  g_task_set_source_tag (task, pen_job_worker_run_async);
  g_task_set_task_data (task, data, (GDestroyNotify) work_data_free);

  thread = g_task_new (self, NULL, opened_cb, g_steal_pointer (&task));
  g_task_set_source_tag (thread, pen_job_worker_run_async);
  g_task_run_in_thread (thread, open_in_thread);
}

/* A job that the service has already needs its pictures no more. */
static gboolean
wants_inputs (WorkData *data)
{
  return pen_job_inputs_are_needed (data->request) &&
         (data->memo == NULL || pen_upload_memo_is (data->memo));
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  PenJobWorker *self = PEN_JOB_WORKER (object);
  g_autoptr(GTask) task = G_TASK (user_data);
  WorkData *data = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      end_badly (g_steal_pointer (&task), error);
      return;
    }

  if (!wants_inputs (data))
    {
      start_runner (g_steal_pointer (&task));
      return;
    }

  _pen_job_set_progress (self->job, -1, NULL, _("Preparing the picture"));
  pen_job_inputs_new_async (data->request, self->outgoing_folder,
                            _pen_job_get_cancellable (self->job), prepared_cb,
                            g_steal_pointer (&task));
}

static void
prepared_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  WorkData *data = g_task_get_task_data (task);
  g_autoptr(PenJobInputs) inputs = NULL;
  GError *error = NULL;

  inputs = pen_job_inputs_new_finish (result, &error);
  if (inputs == NULL)
    {
      end_badly (g_steal_pointer (&task), error);
      return;
    }

  pen_job_inputs_apply (inputs, data->request);
  data->placement = *pen_job_inputs_get_placement (inputs);
  data->is_placed = TRUE;
  start_runner (g_steal_pointer (&task));
}

/* Takes @task. */
static void
start_runner (GTask *task)
{
  PenJobWorker *self = g_task_get_source_object (task);
  WorkData *data = g_task_get_task_data (task);

  _pen_job_set_progress (self->job, -1, NULL,
                         data->memo == NULL ? _("Sent, waiting for the picture")
                                            : _("Going on where it had come to"));
  pen_request_freeze (data->request);
  pen_runner_run_async (data->runner, data->request, data->memo, self->journal,
                        data->spool, _pen_job_get_cancellable (self->job), ran_cb, task);
}

static void
ran_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  PenJobWorker *self = g_task_get_source_object (task);
  WorkData *data = g_task_get_task_data (task);
  PenJobRow *row = _pen_job_edit_row (self->job);
  gboolean charged = FALSE;
  double cost = -1;
  GError *error = NULL;

  data->outputs = pen_runner_run_finish (PEN_RUNNER (object), result, &charged, &cost, &error);
  row->charged |= charged && !data->local;
  if (data->outputs == NULL)
    {
      end_badly (g_steal_pointer (&task), error);
      return;
    }

  if (cost < 0)
    cost = pen_request_estimate_usd (data->request);
  row->cost_usd = data->local ? 0 : cost;
  data->arrived = TRUE;
  land (g_steal_pointer (&task));
}

/* Takes @task. */
static void
land (GTask *task)
{
  PenJobWorker *self = g_task_get_source_object (task);
  WorkData *data = g_task_get_task_data (task);

  _pen_job_set_progress (self->job, 1, NULL, _("Saving"));
  /* What was asked for, not what was made of it for the service. */
  pen_landing_run_async (data->outputs, pen_job_get_row (self->job),
                         pen_job_get_request (self->job),
                         data->is_placed ? &data->placement : NULL,
                         self->pictures_folder, landed_cb, task);
}

static void
landed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  PenJobWorker *self = g_task_get_source_object (task);
  WorkData *data = g_task_get_task_data (task);
  g_autoptr(PenJobRow) row = NULL;
  GError *error = NULL;

  data->rows = pen_landing_run_finish (result, &error);
  if (data->rows == NULL)
    {
      end_badly (g_steal_pointer (&task), error);
      return;
    }

  row = pen_job_row_copy (pen_job_get_row (self->job));
  row->state = PEN_JOB_DONE;
  g_clear_pointer (&row->memo, g_free);
  g_clear_pointer (&row->message, g_free);
  pen_store_complete_job_async (self->store, row, data->rows, completed_cb,
                                g_steal_pointer (&task));
}

static void
clear_in_thread (GTask        *task,
                 gpointer      source_object,
                 gpointer      task_data,
                 GCancellable *cancellable)
{
  PenJobWorker *self = source_object;

  pen_landing_clear_spool (self->pictures_folder, pen_job_get_id (self->job));
  g_task_return_boolean (task, TRUE);
}

/* Takes @task. */
static void
clear_up (GTask *task)
{
  PenJobWorker *self = g_task_get_source_object (task);
  g_autoptr(GTask) thread = g_task_new (self, NULL, cleared_cb, task);

  g_task_set_source_tag (thread, clear_up);
  g_task_run_in_thread (thread, clear_in_thread);
}

static void
completed_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  PenJobWorker *self = g_task_get_source_object (task);
  WorkData *data = g_task_get_task_data (task);
  g_autoptr(GArray) ids = NULL;
  GError *error = NULL;

  ids = pen_store_complete_job_finish (PEN_STORE (object), result, &error);
  if (ids == NULL)
    {
      end_badly (g_steal_pointer (&task), error);
      return;
    }

  for (guint i = 0; i < data->rows->len; i++)
    {
      PenPictureRow *row = pen_picture_row_copy (g_ptr_array_index (data->rows, i));
      g_autoptr(PenPicture) picture = NULL;

      row->id = g_array_index (ids, gint64, i);
      picture = pen_picture_new (row);
      _pen_job_add_picture (self->job, picture);
    }

  g_clear_pointer (&_pen_job_edit_row (self->job)->memo, g_free);
  _pen_job_take_error (self->job, NULL);
  _pen_job_set_state (self->job, PEN_JOB_DONE);
  clear_up (g_steal_pointer (&task));
}

static void
cleared_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);

  g_task_return_boolean (task, TRUE);
}

/* Whether the service has taken the request, so that it can be asked what became of it. */
static gboolean
is_at_service (PenJobRow *row)
{
  g_autoptr(JsonNode) memo = row->memo != NULL ? pen_json_parse (row->memo, -1, NULL) : NULL;

  return memo != NULL && !pen_upload_memo_is (memo);
}

/* What the error makes of the job.  A job that can go on keeps its state. */
static PenJobState
judge (WorkData     *data,
       PenJobRow    *row,
       const GError *error)
{
  gboolean passing = g_error_matches (error, PEN_ERROR, PEN_ERROR_NETWORK) ||
                     g_error_matches (error, PEN_ERROR, PEN_ERROR_SERVICE) ||
                     g_error_matches (error, PEN_ERROR, PEN_ERROR_STORAGE) ||
                     g_error_matches (error, PEN_ERROR, PEN_ERROR_UNKNOWN_OUTCOME);

  /* The pictures are here, or listed: only saving is left, and can be done again. */
  if (row->memo != NULL && row->state == PEN_JOB_DOWNLOADING &&
      (passing || (data->arrived && !g_error_matches (error, PEN_ERROR, PEN_ERROR_EXPIRED))))
    return PEN_JOB_DOWNLOADING;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return PEN_JOB_CANCELLED;
  if (g_error_matches (error, PEN_ERROR, PEN_ERROR_UNKNOWN_OUTCOME))
    return data->local ? PEN_JOB_FAILED : PEN_JOB_UNKNOWN;
  if (g_error_matches (error, PEN_ERROR, PEN_ERROR_REFUSED))
    return PEN_JOB_REFUSED;

  /* The service has the job, and cannot be asked just now. */
  if (row->state == PEN_JOB_RUNNING && is_at_service (row) &&
      (g_error_matches (error, PEN_ERROR, PEN_ERROR_NETWORK) ||
       g_error_matches (error, PEN_ERROR, PEN_ERROR_RATE_LIMIT) ||
       g_error_matches (error, PEN_ERROR, PEN_ERROR_KEY_MISSING) ||
       g_error_matches (error, PEN_ERROR, PEN_ERROR_KEY_REJECTED)))
    return PEN_JOB_RUNNING;

  return PEN_JOB_FAILED;
}

static void
ended_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  PenJobWorker *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;

  if (!pen_store_update_job_finish (PEN_STORE (object), result, &error))
    g_warning ("The end of job %" G_GINT64_FORMAT " could not be written down: %s",
               pen_job_get_id (self->job), error->message);

  /* What has arrived stays until it is saved. */
  if (pen_job_has_ended (self->job))
    clear_up (g_steal_pointer (&task));
  else
    g_task_return_boolean (task, TRUE);
}

static char *
describe_cancelled (PenJobRow *row)
{
  if (row->charged)
    return g_strdup (_("Cancelled. It had been sent already and may have been charged"));

  return g_strdup (_("Cancelled"));
}

/* Takes @task and @error. */
static void
end_badly (GTask  *task,
           GError *error)
{
  PenJobWorker *self = g_task_get_source_object (task);
  WorkData *data = g_task_get_task_data (task);
  PenJobRow *row = _pen_job_edit_row (self->job);
  PenJobState state = judge (data, row, error);
  g_autofree char *sentence = NULL;

  /* Nothing of it is ours: neither its row nor what arrives for it. */
  if (g_error_matches (error, PEN_ERROR, PEN_ERROR_BUSY))
    {
      _pen_job_take_error (self->job, error);
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }

  if (state == PEN_JOB_CANCELLED)
    {
      sentence = describe_cancelled (row);
      g_error_free (error);
      error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, sentence);
    }
  if (data->local && g_error_matches (error, PEN_ERROR, PEN_ERROR_UNKNOWN_OUTCOME))
    {
      g_error_free (error);
      error = g_error_new_literal (PEN_ERROR, PEN_ERROR_NETWORK,
                                   _("The connection to the engine broke off while it worked. "
                                     "Try again"));
    }
  if (state == PEN_JOB_UNKNOWN)
    row->charged = TRUE;
  if (state != PEN_JOB_RUNNING && state != PEN_JOB_DOWNLOADING)
    g_clear_pointer (&row->memo, g_free);

  _pen_job_take_error (self->job, error);
  _pen_job_set_state (self->job, state);
  pen_store_update_job_async (self->store, row, ended_cb, task);
}

/**
 * pen_job_worker_run_finish:
 * @self: a #PenJobWorker
 * @result: the result that the callback was given
 * @error: return location for a #GError
 *
 * Returns: %TRUE; how the job ended is in the job
 */
gboolean
pen_job_worker_run_finish (PenJobWorker  *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (PEN_IS_JOB_WORKER (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_job_worker_run_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
