/* pen-engine-jobs.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * PenEngine: jobs, from the request to the queue and out of it.
 */

#define G_LOG_DOMAIN "pen-engine"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-engine-private.h"
#include "pen-job-private.h"
#include "pen-job-worker.h"
#include "pen-json.h"
#include "pen-task.h"

GListModel *
pen_engine_get_jobs (PenEngine *self)
{
  g_return_val_if_fail (PEN_IS_ENGINE (self), NULL);

  return G_LIST_MODEL (self->jobs);
}

/*
 * (transfer full): a job for a row of the database, with its request where its model
 * is still known.
 */
PenJob *
_pen_engine_job_for_row (PenEngine       *self,
                         const PenJobRow *row)
{
  PenCatalogue *catalogue = pen_engine_find_catalogue (self, row->provider);
  PenModel *model = catalogue != NULL ? pen_catalogue_find_model (catalogue, row->model) : NULL;
  g_autoptr(PenRequest) request = NULL;
  g_autoptr(JsonNode) node = NULL;

  if (model != NULL)
    node = pen_json_parse (row->request, -1, NULL);
  if (node != NULL)
    request = pen_request_new_from_json (model, node, NULL);
  if (request != NULL)
    pen_request_freeze (request);

  return _pen_job_new (pen_job_row_copy (row), request);
}

/* The queue */

static guint
count_working (PenEngine  *self,
               const char *provider)
{
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->jobs)); i++)
    {
      g_autoptr(PenJob) job = g_list_model_get_item (G_LIST_MODEL (self->jobs), i);

      if (pen_job_is_active (job) && !_pen_job_get_wanted (job) &&
          g_strcmp0 (pen_job_get_row (job)->provider, provider) == 0)
        n++;
    }

  return n;
}

typedef struct
{
  PenEngine *engine;   /* (owned) */
  PenJob    *job;      /* (owned) */
  PenRunner *runner;   /* (owned) (nullable) */
} Start;

static void
start_free (Start *start)
{
  g_clear_object (&start->engine);
  g_clear_object (&start->job);
  g_clear_object (&start->runner);
  g_free (start);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Start, start_free)

static void
finish_job (PenEngine *self,
            PenJob    *job)
{
  GListModel *pictures = pen_job_get_pictures (job);

  _pen_job_set_active (job, FALSE);
  for (guint i = 0; i < g_list_model_get_n_items (pictures); i++)
    {
      g_autoptr(PenPicture) picture = g_list_model_get_item (pictures, i);

      _pen_engine_emit_picture_added (self, picture);
    }

  _pen_engine_emit_job_ended (self, job);
  _pen_engine_pump (self);
}

static void
worked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Start) start = user_data;

  pen_job_worker_run_finish (PEN_JOB_WORKER (object), result, NULL);
  finish_job (start->engine, start->job);
}

static void
written_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Start) start = user_data;
  g_autoptr(GError) error = NULL;

  if (!pen_store_update_job_finish (PEN_STORE (object), result, &error))
    g_warning ("The end of a job could not be written down: %s", error->message);
  finish_job (start->engine, start->job);
}

/* The job is another program's, or the database cannot be read.  Takes @error. */
static void
give_up (Start  *start,
         GError *error)
{
  _pen_job_set_stopping (start->job, FALSE);
  if (pen_job_has_ended (start->job))
    g_clear_error (&error);
  else
    _pen_job_take_error (start->job, error);

  finish_job (start->engine, start->job);
}

/* Takes @start. */
static void
work (Start *start)
{
  PenEngine *self = start->engine;
  PenProvider *provider = _pen_engine_find_provider (self, pen_job_get_row (start->job)->provider);
  g_autoptr(PenJobWorker) worker = NULL;

  worker = pen_job_worker_new (start->job, self->store, self->pictures_folder,
                               self->outgoing_folder);
  pen_job_worker_run_async (worker, start->runner, _pen_engine_is_free (provider), worked_cb,
                            start);
}

/* A job from before the start of the program needs to know which engine it is, and what it
 * has; if nobody answers, the job says so. */
static void
met_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!pen_runner_discover_finish (PEN_RUNNER (object), result, &error))
    g_debug ("Asking an engine what it has: %s", error->message);

  work (user_data);
}

static void
key_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  PenEngine *self = PEN_ENGINE (object);
  g_autoptr(Start) start = user_data;
  const PenJobRow *row = pen_job_get_row (start->job);
  PenProvider *provider = _pen_engine_find_provider (self, row->provider);
  g_autoptr(PenSecret) key = NULL;
  GError *error = NULL;

  key = _pen_engine_lookup_key_finish (self, result, NULL, &error);
  if (error != NULL)
    {
      gboolean cancelled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

      /* Nothing has gone out: what was under way before still is. */
      _pen_job_take_error (start->job, error);
      if (row->memo == NULL)
        _pen_job_set_state (start->job, cancelled ? PEN_JOB_CANCELLED : PEN_JOB_FAILED);
      pen_store_update_job_async (self->store, row, written_cb, g_steal_pointer (&start));
      return;
    }

  start->runner = _pen_engine_new_runner (self, provider, key);
  if (pen_catalogue_is_local (pen_provider_get_catalogue (provider)) &&
      pen_engine_get_availability (self, row->provider) == PEN_AVAILABLE_UNKNOWN)
    pen_runner_discover_async (start->runner, _pen_job_get_cancellable (start->job), met_cb,
                               start);
  else
    work (start);
  g_steal_pointer (&start);
}

static void
taken_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  PenEngine *self = PEN_ENGINE (object);
  g_autoptr(Start) start = user_data;
  PenJob *job = start->job;
  GError *error = NULL;

  if (!_pen_engine_take_job_finish (self, result, &error))
    {
      give_up (start, error);
      return;
    }

  _pen_engine_lookup_key_async (self,
                                _pen_engine_find_provider (self, pen_job_get_row (job)->provider),
                                _pen_job_get_cancellable (job), key_cb, g_steal_pointer (&start));
}

/* Starts what may start: the oldest first, as many at once as the service likes. */
void
_pen_engine_pump (PenEngine *self)
{
  guint n_jobs = g_list_model_get_n_items (G_LIST_MODEL (self->jobs));

  if (self->closed)
    return;

  for (guint i = n_jobs; i > 0; i--)
    {
      g_autoptr(PenJob) job = g_list_model_get_item (G_LIST_MODEL (self->jobs), i - 1);
      const PenJobRow *row = pen_job_get_row (job);
      PenCatalogue *catalogue = pen_engine_find_catalogue (self, row->provider);
      guint most = catalogue != NULL ? MAX (pen_catalogue_get_parallel (catalogue), 1) : 0;
      Start *start;

      if (!_pen_job_get_wanted (job) || pen_job_get_request (job) == NULL ||
          count_working (self, row->provider) >= most)
        continue;

      _pen_job_set_wanted (job, FALSE);
      start = g_new0 (Start, 1);
      start->engine = g_object_ref (self);
      start->job = g_object_ref (job);
      _pen_engine_take_job_async (self, job, taken_cb, start);
    }
}

static void
want_job (PenEngine *self,
          PenJob    *job)
{
  _pen_job_take_error (job, NULL);
  _pen_job_set_wanted (job, TRUE);
  _pen_job_set_active (job, TRUE);
}

static GError *
new_unknown_model_error (PenJob *job)
{
  return g_error_new (PEN_ERROR, PEN_ERROR_NOT_FOUND,
                      _("The model of this job, %s/%s, is not known any longer"),
                      pen_job_get_row (job)->provider, pen_job_get_row (job)->model);
}

void
pen_engine_resume_jobs (PenEngine *self)
{
  g_return_if_fail (PEN_IS_ENGINE (self));

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->jobs)); i++)
    {
      g_autoptr(PenJob) job = g_list_model_get_item (G_LIST_MODEL (self->jobs), i);

      if (pen_job_has_ended (job) || pen_job_is_active (job) ||
          !_pen_engine_check_elsewhere (job, NULL))
        continue;

      if (pen_job_get_request (job) != NULL)
        want_job (self, job);
      else
        _pen_job_take_error (job, new_unknown_model_error (job));
    }

  _pen_engine_pump (self);
}

/* Nobody worked on it, and nobody does now. */
static void
taken_to_cancel_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  PenEngine *self = PEN_ENGINE (object);
  g_autoptr(Start) start = user_data;
  PenJob *job = start->job;
  GError *error = NULL;

  if (!_pen_engine_take_job_finish (self, result, &error))
    {
      give_up (start, error);
      return;
    }

  _pen_job_take_error (job, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Cancelled")));
  _pen_job_set_state (job, PEN_JOB_CANCELLED);
  pen_store_update_job_async (self->store, pen_job_get_row (job), written_cb,
                              g_steal_pointer (&start));
}

void
pen_engine_cancel_job (PenEngine *self,
                       PenJob    *job)
{
  Start *start;

  g_return_if_fail (PEN_IS_ENGINE (self));
  g_return_if_fail (PEN_IS_JOB (job));

  if (pen_job_has_ended (job) || pen_job_get_stopping (job))
    return;

  if (!pen_job_is_active (job) && !_pen_engine_check_elsewhere (job, NULL))
    {
      _pen_job_set_progress (job, -1, NULL,
                             _("Another window or program is doing this job: cancel it there"));
      return;
    }

  _pen_job_set_stopping (job, TRUE);
  if (pen_job_is_active (job) && !_pen_job_get_wanted (job))
    {
      g_cancellable_cancel (_pen_job_get_cancellable (job));
      return;
    }

  /* Still in the queue, or left by an earlier run: nobody works on it. */
  _pen_job_set_wanted (job, FALSE);
  start = g_new0 (Start, 1);
  start->engine = g_object_ref (self);
  start->job = g_object_ref (job);
  _pen_engine_take_job_async (self, job, taken_to_cancel_cb, start);
}

void
pen_engine_dismiss_job (PenEngine *self,
                        PenJob    *job)
{
  guint position;

  g_return_if_fail (PEN_IS_ENGINE (self));

  if (!pen_job_is_active (job) && g_list_store_find (self->jobs, job, &position))
    g_list_store_remove (self->jobs, position);
}

/* The life of pen_engine_retry_job_async() */

static void
retried_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  g_autoptr(GPtrArray) jobs = NULL;
  GError *error = NULL;

  jobs = pen_engine_submit_finish (PEN_ENGINE (object), result, &error);
  if (jobs == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_object_ref (g_ptr_array_index (jobs, 0)), g_object_unref);
}

void
pen_engine_retry_job_async (PenEngine           *self,
                            PenJob              *job,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  GError *error = NULL;

  g_return_if_fail (PEN_IS_ENGINE (self));
  g_return_if_fail (PEN_IS_JOB (job));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, pen_engine_retry_job_async);

  if (pen_job_get_request (job) == NULL)
    {
      g_task_return_error (task, new_unknown_model_error (job));
      return;
    }

  /* What had gone out goes on instead of being sent again. */
  if (!pen_job_has_ended (job))
    {
      if (!pen_job_is_active (job) && !_pen_engine_check_elsewhere (job, &error))
        {
          g_task_return_error (task, error);
          return;
        }
      if (!pen_job_is_active (job))
        want_job (self, job);
      g_task_return_pointer (task, g_object_ref (job), g_object_unref);
      _pen_engine_pump (self);
      return;
    }

  pen_engine_submit_async (self, pen_job_get_request (job), NULL, retried_cb,
                           g_steal_pointer (&task));
}

PenJob *
pen_engine_retry_job_finish (PenEngine     *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (PEN_IS_ENGINE (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_engine_retry_job_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* From the database.  Jobs that are in the list of this run are those very objects. */

static PenJob *
find_job (PenEngine *self,
          gint64     id)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->jobs)); i++)
    {
      g_autoptr(PenJob) job = g_list_model_get_item (G_LIST_MODEL (self->jobs), i);

      if (pen_job_get_id (job) == id)
        return g_steal_pointer (&job);
    }

  return NULL;
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  PenEngine *self = g_task_get_source_object (task);
  g_autoptr(GPtrArray) rows = NULL;
  GPtrArray *jobs;
  GError *error = NULL;

  rows = pen_store_list_jobs_finish (PEN_STORE (object), result, &error);
  if (rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  jobs = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < rows->len; i++)
    {
      const PenJobRow *row = g_ptr_array_index (rows, i);
      PenJob *job = find_job (self, row->id);

      g_ptr_array_add (jobs, job != NULL ? job : _pen_engine_job_for_row (self, row));
    }

  g_task_return_pointer (task, jobs, (GDestroyNotify) g_ptr_array_unref);
}

void
pen_engine_list_jobs_async (PenEngine           *self,
                            guint                limit,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (PEN_IS_ENGINE (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, pen_engine_list_jobs_async);
  pen_store_list_jobs_async (self->store, FALSE, limit > 0 ? limit : G_MAXINT32, listed_cb,
                             g_steal_pointer (&task));
}

GPtrArray *
pen_engine_list_jobs_finish (PenEngine     *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (PEN_IS_ENGINE (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_engine_list_jobs_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
