/* pen-engine-submit.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * PenEngine: from a request to jobs that are on disk.
 */

#define G_LOG_DOMAIN "pen-engine"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-engine-private.h"
#include "pen-job-private.h"
#include "pen-json.h"
#include "pen-task.h"

typedef struct
{
  /* In progress */
  PenRequest *request;   /* (owned): a copy; its pictures become the kept ones */
  guint       kept;      /* how many of its pictures are */
  guint       left;      /* pictures still to be asked for */
  guint64     seed;      /* of the next call */

  /* Result */
  GPtrArray  *jobs;      /* (owned) (element-type PenJob) */
} SubmitData;

static void
submit_data_free (SubmitData *data)
{
  g_clear_object (&data->request);
  g_clear_pointer (&data->jobs, g_ptr_array_unref);
  g_free (data);
}

static void key_cb    (GObject      *object,
                       GAsyncResult *result,
                       gpointer      user_data);
static void keep_next (GTask        *task);
static void kept_cb   (GObject      *object,
                       GAsyncResult *result,
                       gpointer      user_data);
static void add_next  (GTask        *task);
static void added_cb  (GObject      *object,
                       GAsyncResult *result,
                       gpointer      user_data);

static gboolean
check_model (PenEngine   *self,
             PenRequest  *request,
             GError     **error)
{
  PenModel *model = pen_request_get_model (request);

  if (pen_model_get_status (model) == PEN_MODEL_RETIRED)
    {
      g_set_error (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                   _("%s was retired by the service: choose another model"),
                   pen_model_get_title (model));
      return FALSE;
    }

  if (!pen_model_has_task (model, pen_request_get_task (request)))
    {
      g_set_error (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST, _("%s cannot do “%s”"),
                   pen_model_get_title (model),
                   pen_task_to_title (pen_request_get_task (request)));
      return FALSE;
    }

  return pen_request_check (request, error);
}

/* The seeds of a job are drawn here, so that a result can always be made again. */
static guint64
choose_seed (PenRequest *request)
{
  PenField *field = pen_request_get_spec (request)->fields[PEN_ROLE_SEED];
  double greatest;

  if (pen_request_get_seed (request) != 0 || field == NULL)
    return pen_request_get_seed (request);

  greatest = field->maximum > 0 ? MIN (field->maximum, G_MAXINT32) : G_MAXINT32;
  /* The other pictures of the same request count up from it. */
  greatest = MAX (greatest - pen_request_get_count (request), 2);

  return (guint64) g_random_double_range (1, greatest);
}

/**
 * pen_engine_submit_async:
 * @self: a #PenEngine that is open
 * @request: what is asked for
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when its jobs are on disk
 * @user_data: data for @callback
 *
 * Fails, with nothing written and nothing sent, where the request, its pictures or the
 * key are not as they must be.
 */
void
pen_engine_submit_async (PenEngine           *self,
                         PenRequest          *request,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  PenProvider *provider;
  SubmitData *data;
  GError *error = NULL;

  g_return_if_fail (PEN_IS_ENGINE (self));
  g_return_if_fail (PEN_IS_REQUEST (request));

  data = g_new0 (SubmitData, 1);
  data->request = pen_request_copy (request);
  data->left = MAX (pen_request_get_count (request), 1);
  data->jobs = g_ptr_array_new_with_free_func (g_object_unref);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, pen_engine_submit_async);
  g_task_set_task_data (task, data, (GDestroyNotify) submit_data_free);

  if (!check_model (self, request, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  data->seed = choose_seed (request);
  provider = _pen_engine_find_provider (self,
                                        pen_model_get_provider (pen_request_get_model (request)));
  _pen_engine_lookup_key_async (self, provider, cancellable, key_cb, g_steal_pointer (&task));
}

static void
key_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  PenEngine *self = PEN_ENGINE (object);
  g_autoptr(GTask) task = G_TASK (user_data);
  SubmitData *data = g_task_get_task_data (task);
  PenModel *model = pen_request_get_model (data->request);
  PenCatalogue *catalogue = pen_engine_find_catalogue (self, pen_model_get_provider (model));
  g_autoptr(PenSecret) key = NULL;
  GError *error = NULL;

  key = _pen_engine_lookup_key_finish (self, result, NULL, &error);
  if (key == NULL && error == NULL && pen_catalogue_get_key_need (catalogue) == PEN_KEY_REQUIRED)
    error = g_error_new (PEN_ERROR, PEN_ERROR_KEY_MISSING,
                         _("There is no key for %s yet: enter one in the preferences"),
                         pen_catalogue_get_title (catalogue));
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  /* From here on things are written down: they are told of, whoever has cancelled. */
  g_task_set_check_cancellable (task, FALSE);
  keep_next (g_steal_pointer (&task));
}

/* The pictures of a request in order: source, mask, references, controls. */
static guint
count_inputs (PenRequest *request)
{
  return 2 + pen_request_get_references (request)->len + pen_request_get_controls (request)->len;
}

static const char *
get_input_path (PenRequest *request,
                guint       index)
{
  GPtrArray *references = pen_request_get_references (request);
  const PenControl *control;

  if (index == 0)
    return pen_request_get_source_path (request);
  if (index == 1)
    return pen_request_get_mask_path (request);
  if (index - 2 < references->len)
    return g_ptr_array_index (references, index - 2);

  control = g_ptr_array_index (pen_request_get_controls (request), index - 2 - references->len);

  return control->path;
}

static void
set_input_path (PenRequest *request,
                guint       index,
                const char *path)
{
  guint n_references = pen_request_get_references (request)->len;

  if (index == 0)
    pen_request_set_source_path (request, path);
  else if (index == 1)
    pen_request_set_mask_path (request, path);
  else if (index - 2 < n_references)
    pen_request_set_reference (request, index - 2, path);
  else
    pen_request_set_control (request, index - 2 - n_references, path);
}

/* Takes @task.  A job done again has the same pictures, whatever became of the files. */
static void
keep_next (GTask *task)
{
  PenEngine *self = g_task_get_source_object (task);
  SubmitData *data = g_task_get_task_data (task);

  for (; data->kept < count_inputs (data->request); data->kept++)
    {
      const char *path = get_input_path (data->request, data->kept);

      if (path == NULL)
        continue;
      pen_store_add_input_async (self->store, path, self->inputs_folder, kept_cb, task);
      return;
    }

  add_next (task);
}

static void
kept_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  SubmitData *data = g_task_get_task_data (task);
  g_autofree char *path = NULL;
  GError *error = NULL;

  path = pen_store_add_input_finish (PEN_STORE (object), result, &error);
  if (path == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  set_input_path (data->request, data->kept++, path);
  keep_next (g_steal_pointer (&task));
}

/* The seed for what comes after @count pictures from @seed on; behind the last is the first. */
static guint64
follow_seed (PenTaskSpec *spec,
             guint64      seed,
             guint        count)
{
  PenField *field = spec->fields[PEN_ROLE_SEED];
  guint64 next = seed + count;

  if (seed == 0)
    return 0;

  return field != NULL && field->maximum > 0 && next > field->maximum
         ? (guint64) MAX (field->minimum, 1) : next;
}

/* One job for each call, and as many pictures in a call as the service makes at once. */
static PenRequest *
take_part (SubmitData *data)
{
  PenTaskSpec *spec = pen_request_get_spec (data->request);
  PenRequest *part = pen_request_copy (data->request);
  guint count = MIN (data->left, MAX (spec->max_count, 1));
  g_autofree char *token = g_uuid_string_random ();

  pen_request_set_count (part, count);
  pen_request_set_seed (part, data->seed);
  pen_request_set_token (part, token);
  pen_request_freeze (part);
  data->left -= count;
  data->seed = follow_seed (spec, data->seed, count);

  return part;
}

/* Takes @task. */
static void
add_next (GTask *task)
{
  PenEngine *self = g_task_get_source_object (task);
  SubmitData *data = g_task_get_task_data (task);
  g_autoptr(PenRequest) part = take_part (data);
  PenModel *model = pen_request_get_model (part);
  g_autoptr(JsonNode) node = pen_request_to_json (part);
  PenJobRow *row = pen_job_row_new ();
  g_autoptr(PenJob) job = NULL;

  row->state = PEN_JOB_QUEUED;
  row->provider = g_strdup (pen_model_get_provider (model));
  row->model = g_strdup (pen_model_get_id (model));
  row->task = g_strdup (pen_task_to_nick (pen_request_get_task (part)));
  row->request = pen_json_to_text (node);
  row->owner = pen_store_dup_owner ();
  row->cost_usd = -1;
  row->created = g_get_real_time ();
  row->updated = row->created;

  job = _pen_job_new (row, part);
  pen_store_add_job_async (self->store, row, added_cb, task);
  g_ptr_array_add (data->jobs, g_steal_pointer (&job));
}

static void
added_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  PenEngine *self = g_task_get_source_object (task);
  SubmitData *data = g_task_get_task_data (task);
  PenJob *job = g_ptr_array_index (data->jobs, data->jobs->len - 1);
  GError *error = NULL;
  gint64 id;

  id = pen_store_add_job_finish (PEN_STORE (object), result, &error);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  _pen_job_edit_row (job)->id = id;
  _pen_job_set_wanted (job, TRUE);
  _pen_job_set_active (job, TRUE);
  g_list_store_insert (self->jobs, 0, job);

  if (data->left > 0)
    {
      add_next (g_steal_pointer (&task));
      return;
    }

  g_task_return_pointer (task, g_ptr_array_ref (data->jobs), (GDestroyNotify) g_ptr_array_unref);
  _pen_engine_pump (self);
}

/**
 * pen_engine_submit_finish:
 * @self: a #PenEngine
 * @result: the result that the callback was given
 * @error: return location for a #GError
 *
 * Returns: (transfer full) (element-type PenJob): the jobs, or %NULL with @error set
 */
GPtrArray *
pen_engine_submit_finish (PenEngine     *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (PEN_IS_ENGINE (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_engine_submit_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
