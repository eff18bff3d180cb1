/* pen-runner-run.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-runner"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-output-memo.h"
#include "pen-runner-private.h"
#include "pen-upload.h"

#define CANCEL_SECONDS 5

/* The life of pen_runner_run_async(), in the order in which it happens. */

typedef struct
{
  /* Input */
  PenRequest   *request;        /* (owned) */
  PenJournal   *journal;        /* (owned) */
  char         *spool_folder;   /* (owned) */

  /* In progress */
  JsonNode     *memo;           /* (owned) (nullable) */
  PenCall      *call;           /* (owned) (nullable): the one that is next, or under way */
  guint         delay_ms;
  guint         attempt;
  gboolean      under_way;      /* whether @call went out and has not come back */
  GCancellable *watch;          /* (owned) (nullable) */
  GError       *error;          /* (owned) (nullable): waits for the service to be told */
  PenCall      *cancel_call;    /* (owned) (nullable): tells it */

  /* Result */
  GPtrArray    *outputs;        /* (owned) (nullable) (element-type PenOutput) */
  gboolean      charged;
  double        cost_usd;
} RunData;

static void
run_data_free (RunData *data)
{
  /* The journal hears no more of it, and the runner is let go. */
  if (data->watch != NULL)
    g_cancellable_cancel (data->watch);
  g_clear_object (&data->request);
  g_clear_object (&data->journal);
  g_clear_pointer (&data->spool_folder, g_free);
  g_clear_pointer (&data->memo, json_node_unref);
  g_clear_pointer (&data->call, pen_call_free);
  g_clear_object (&data->watch);
  g_clear_error (&data->error);
  g_clear_pointer (&data->cancel_call, pen_call_free);
  g_clear_pointer (&data->outputs, g_ptr_array_unref);
  g_free (data);
}

static void start_watch   (GTask        *task);
static void take_step     (GTask        *task,
                           PenStep      *step);
static void noted_cb      (GObject      *object,
                           GAsyncResult *result,
                           gpointer      user_data);
static void wait_before   (GTask        *task);
static void note_send_cb  (GObject      *object,
                           GAsyncResult *result,
                           gpointer      user_data);
static void send_call     (GTask        *task);
static void send_cb       (GObject      *object,
                           GAsyncResult *result,
                           gpointer      user_data);
static void start_work    (GTask        *task,
                           PenStep      *step);
static void fetch         (GTask        *task);

static void cancel_with   (GTask        *task,
                           PenCall      *call);

/* Takes @task and @error.  When it was cancelled, the service hears of it first. */
static void fail          (GTask        *task,
                           GError       *error);

/**
 * pen_runner_run_async:
 * @self: a #PenRunner
 * @request: a frozen request, its source prepared
 * @memo: (nullable): where an earlier run had come to
 * @journal: is told of each act before it is done
 * @spool_folder: an existing folder for what arrives, on the disk of its destination
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when the pictures are here, or on failure
 * @user_data: data for @callback
 */
void
pen_runner_run_async (PenRunner           *self,
                      PenRequest          *request,
                      JsonNode            *memo,
                      PenJournal          *journal,
                      const char          *spool_folder,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(PenStep) step = NULL;
  g_autoptr(GError) error = NULL;
  RunData *data;

  g_return_if_fail (PEN_IS_RUNNER (self));
  g_return_if_fail (PEN_IS_REQUEST (request));
  g_return_if_fail (PEN_IS_JOURNAL (journal));

  data = g_new0 (RunData, 1);
  data->request = g_object_ref (request);
  data->journal = g_object_ref (journal);
  data->spool_folder = g_strdup (spool_folder);
  data->memo = memo != NULL ? json_node_ref (memo) : NULL;
  data->cost_usd = -1;

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, pen_runner_run_async);
  g_task_set_task_data (task, data, (GDestroyNotify) run_data_free);
  /* Each step looks itself; the last must not throw away what has arrived. */
  g_task_set_check_cancellable (task, FALSE);

  if (memo != NULL && !pen_upload_memo_is (memo) && !pen_output_memo_is (memo))
    start_watch (task);

  if (pen_output_memo_is (memo))
    {
      data->outputs = pen_output_memo_read (memo);
      fetch (g_steal_pointer (&task));
      return;
    }

  step = memo != NULL ? pen_provider_resume (self->provider, request, memo, &error)
                      : pen_provider_begin (self->provider, request, &error);
  if (step == NULL)
    fail (g_steal_pointer (&task), g_steal_pointer (&error));
  else
    take_step (g_steal_pointer (&task), step);
}

/* A service that tells on the side how far it is does so until the run is over. */
static void
start_watch (GTask *task)
{
  RunData *data = g_task_get_task_data (task);

  if (data->watch != NULL)
    return;

  data->watch = g_cancellable_new ();
  _pen_runner_watch (g_task_get_source_object (task), data->request, data->journal,
                     data->watch);
}

static void
stop_watch (RunData *data)
{
  if (data->watch != NULL)
    g_cancellable_cancel (data->watch);
  g_clear_object (&data->watch);
}

static void
report (RunData *data,
        PenStep *step)
{
  g_autoptr(GBytes) preview = NULL;

  if (step->preview != NULL)
    preview = pen_blob_load (step->preview, G_MAXUINT32, NULL);
  if (step->progress >= 0 || preview != NULL)
    pen_journal_progress (data->journal, step->progress, preview, NULL);
}

/* Takes @task. */
static void
take_step (GTask   *task,
           PenStep *step)
{
  RunData *data = g_task_get_task_data (task);

  report (data, step);
  if (step->cost_usd >= 0)
    data->cost_usd = step->cost_usd;

  switch (step->kind)
    {
    case PEN_STEP_WORK:
      start_work (task, step);
      return;

    case PEN_STEP_FAILED:
      data->charged = step->charged;
      fail (task, g_steal_pointer (&step->error));
      return;

    case PEN_STEP_DONE:
      data->outputs = g_steal_pointer (&step->outputs);
      fetch (task);
      return;

    case PEN_STEP_CALL:
    default:
      break;
    }

  g_clear_pointer (&data->call, pen_call_free);
  data->call = g_steal_pointer (&step->call);
  data->delay_ms = step->delay_ms;
  data->attempt = 0;

  if (step->memo == NULL)
    {
      wait_before (task);
      return;
    }

  g_clear_pointer (&data->memo, json_node_unref);
  data->memo = g_steal_pointer (&step->memo);
  pen_journal_note_async (data->journal, PEN_MOMENT_RUNNING, data->memo, noted_cb, task);
}

static void
noted_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  g_autoptr(GError) error = NULL;

  if (!pen_journal_note_finish (PEN_JOURNAL (object), result, &error))
    fail (g_steal_pointer (&task), g_steal_pointer (&error));
  else
    wait_before (g_steal_pointer (&task));
}

static gboolean
wait_cb (gpointer user_data)
{
  g_autoptr(GTask) task = g_object_ref (user_data);
  RunData *data = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &error))
    fail (g_steal_pointer (&task), g_steal_pointer (&error));
  else if (data->call->may_cost)
    pen_journal_note_async (data->journal, PEN_MOMENT_SENDING, data->memo, note_send_cb,
                            g_steal_pointer (&task));
  else
    send_call (g_steal_pointer (&task));

  return G_SOURCE_REMOVE;
}

/* Takes @task. */
static void
wait_before (GTask *task)
{
  RunData *data = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  PenRunner *self = g_task_get_source_object (task);
  g_autoptr(GSource) source = g_timeout_source_new ((guint) (data->delay_ms * self->pace));

  if (cancellable != NULL)
    {
      g_autoptr(GSource) child = g_cancellable_source_new (cancellable);

      g_source_set_dummy_callback (child);
      g_source_add_child_source (source, child);
    }
  g_source_set_callback (source, wait_cb, task, g_object_unref);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static void
note_send_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  g_autoptr(GError) error = NULL;

  /* Cancelled after the note and before the act: nothing went out. */
  if (!pen_journal_note_finish (PEN_JOURNAL (object), result, &error) ||
      g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &error))
    fail (g_steal_pointer (&task), g_steal_pointer (&error));
  else
    send_call (g_steal_pointer (&task));
}

/* Something came before the end of the answer. */
static void
event_cb (PenReply *reply,
          gpointer  user_data)
{
  GTask *task = user_data;
  PenRunner *self = g_task_get_source_object (task);
  RunData *data = g_task_get_task_data (task);
  g_autoptr(PenBlob) preview = NULL;
  g_autoptr(GBytes) bytes = NULL;
  double progress = -1;

  pen_provider_read_event (self->provider, data->request, reply, &progress, &preview);
  if (preview != NULL)
    bytes = pen_blob_load (preview, G_MAXUINT32, NULL);
  if (progress >= 0 || bytes != NULL)
    pen_journal_progress (data->journal, progress, bytes, NULL);
}

/* Takes @task. */
static void
send_call (GTask *task)
{
  PenRunner *self = g_task_get_source_object (task);
  RunData *data = g_task_get_task_data (task);
  g_autoptr(PenExchange) exchange = NULL;
  g_autoptr(GError) error = NULL;

  exchange = _pen_runner_build_exchange (self, data->call, data->spool_folder, &error);
  if (exchange == NULL)
    {
      fail (task, g_steal_pointer (&error));
      return;
    }

  data->under_way = data->call->may_cost;
  if (data->call->may_cost)
    start_watch (task);
  exchange->on_event = event_cb;
  exchange->event_data = task;

  pen_http_send_async (self->http, exchange, g_task_get_cancellable (task), send_cb, task);
}

/* Takes @task. */
static void
try_again (GTask  *task,
           gint64  delay_ms,
           GError *error)
{
  RunData *data = g_task_get_task_data (task);
  g_autofree char *sentence = NULL;
  guint seconds = MAX ((guint) ((delay_ms + 999) / 1000), 1);

  data->attempt++;
  data->delay_ms = (guint) delay_ms;
  sentence = g_strdup_printf (ngettext ("%s. Trying again in %u second",
                                        "%s. Trying again in %u seconds", seconds),
                              error->message, seconds);
  pen_journal_progress (data->journal, -1, NULL, sentence);

  if (data->call->may_cost)
    pen_journal_note_async (data->journal, PEN_MOMENT_WAITING, data->memo, noted_cb, task);
  else
    wait_before (task);
}

static gboolean
error_means_charged (RunData      *data,
                     const GError *error)
{
  return data->call->may_cost &&
         (g_error_matches (error, PEN_ERROR, PEN_ERROR_UNKNOWN_OUTCOME) ||
          g_error_matches (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY) ||
          g_error_matches (error, PEN_ERROR, PEN_ERROR_TOO_LARGE) ||
          g_error_matches (error, PEN_ERROR, PEN_ERROR_STORAGE) ||
          g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
}

/*
 * A question about a job that the service has says nothing of the job when it is turned
 * away: the service is in trouble, not the picture.
 */
static GError *
read_refusal (PenRunner *self,
              RunData   *data,
              PenReply  *reply)
{
  gboolean charged = FALSE;
  GError *error = _pen_runner_read_refusal (self, reply, data->call, &charged);

  data->charged |= charged;
  if (!data->call->may_cost && data->memo != NULL &&
      g_error_matches (error, PEN_ERROR, PEN_ERROR_SERVICE))
    error->code = PEN_ERROR_NETWORK;

  return error;
}

static void
send_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  PenRunner *self = g_task_get_source_object (task);
  RunData *data = g_task_get_task_data (task);
  g_autoptr(PenReply) reply = NULL;
  g_autoptr(PenStep) step = NULL;
  g_autoptr(GError) error = NULL;
  gint64 delay_ms;

  reply = pen_http_send_finish (PEN_HTTP (object), result, &error);
  if (error != NULL)
    data->charged |= error_means_charged (data, error);
  else if (pen_provider_refuses (self->provider, data->call, reply))
    error = read_refusal (self, data, reply);

  if (error != NULL)
    {
      delay_ms = _pen_runner_get_retry_delay (data->call, data->attempt, reply, error);
      if (delay_ms >= 0)
        {
          data->under_way = FALSE;
          _pen_runner_redact (self, &error);
          try_again (g_steal_pointer (&task), delay_ms, error);
        }
      else
        {
          data->under_way = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
          _pen_runner_tell_wait (self, reply, &error);
          fail (g_steal_pointer (&task), g_steal_pointer (&error));
        }
      return;
    }

  data->under_way = FALSE;
  step = pen_provider_next (self->provider, data->request, data->memo, data->call, reply, &error);
  if (step == NULL)
    {
      data->charged |= error_means_charged (data, error);
      fail (g_steal_pointer (&task), g_steal_pointer (&error));
      return;
    }

  data->charged |= data->call->may_cost;
  take_step (g_steal_pointer (&task), step);
}

static void
work_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  RunData *data = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  data->outputs = _pen_runner_work_finish (PEN_RUNNER (object), result, &error);
  if (data->outputs == NULL)
    fail (g_steal_pointer (&task), g_steal_pointer (&error));
  else
    fetch (g_steal_pointer (&task));
}

/* Takes @task. */
static void
start_work (GTask   *task,
            PenStep *step)
{
  RunData *data = g_task_get_task_data (task);

  _pen_runner_work_async (g_task_get_source_object (task), step->work, data->request,
                          data->journal, data->spool_folder, g_task_get_cancellable (task),
                          work_cb, task);
}

static void
fetch_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  RunData *data = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (!_pen_runner_fetch_finish (PEN_RUNNER (object), result, &error))
    fail (g_steal_pointer (&task), g_steal_pointer (&error));
  else
    g_task_return_pointer (task, g_steal_pointer (&data->outputs),
                           (GDestroyNotify) g_ptr_array_unref);
}

/* Takes @task. */
static void
fetch (GTask *task)
{
  RunData *data = g_task_get_task_data (task);

  stop_watch (data);
  _pen_runner_fetch_async (g_task_get_source_object (task), data->outputs, data->journal,
                           data->spool_folder, g_task_get_cancellable (task), fetch_cb, task);
}

static void
cancel_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  PenRunner *self = PEN_RUNNER (object);
  RunData *data = g_task_get_task_data (task);
  g_autoptr(PenReply) reply = NULL;

  /* Best effort: whether or not the service heard of it, the user has stopped. */
  reply = _pen_runner_ask_finish (self, result, NULL);
  cancel_with (g_steal_pointer (&task),
               pen_provider_cancel_next (self->provider, data->request, data->memo,
                                         data->cancel_call, reply));
}

/* Takes @owned_task and @call. */
static void
cancel_with (GTask   *owned_task,
             PenCall *call)
{
  g_autoptr(GTask) task = owned_task;
  PenRunner *self = g_task_get_source_object (task);
  RunData *data = g_task_get_task_data (task);

  g_clear_pointer (&data->cancel_call, pen_call_free);
  data->cancel_call = call;

  if (call != NULL)
    _pen_runner_ask_async (self, call, CANCEL_SECONDS, NULL, cancel_cb,
                           g_steal_pointer (&task));
  else
    g_task_return_error (task, g_steal_pointer (&data->error));
}

static void
fail (GTask  *owned_task,
      GError *owned_error)
{
  g_autoptr(GTask) task = owned_task;
  PenRunner *self = g_task_get_source_object (task);
  RunData *data = g_task_get_task_data (task);
  PenCall *call = NULL;

  stop_watch (data);
  data->error = owned_error;
  if (g_error_matches (data->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      if (data->under_way || data->memo != NULL)
        call = pen_provider_cancel (self->provider, data->request, data->memo);
    }
  else
    {
      _pen_runner_redact (self, &data->error);
    }

  cancel_with (g_steal_pointer (&task), call);
}

/**
 * pen_runner_run_finish:
 * @self: a #PenRunner
 * @result: the result that the callback was given
 * @ret_charged: (out) (optional): whether money was, or may have been, spent; also
 *   set on failure
 * @ret_cost_usd: (out) (optional): what it did cost, negative where unknown
 * @error: return location for a #GError
 *
 * Returns: (transfer full) (element-type PenOutput): pictures in files, or %NULL with
 *   @error set
 */
GPtrArray *
pen_runner_run_finish (PenRunner     *self,
                       GAsyncResult  *result,
                       gboolean      *ret_charged,
                       double        *ret_cost_usd,
                       GError       **error)
{
  RunData *data;

  g_return_val_if_fail (PEN_IS_RUNNER (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_runner_run_async), NULL);

  data = g_task_get_task_data (G_TASK (result));
  if (ret_charged != NULL)
    *ret_charged = data->charged;
  if (ret_cost_usd != NULL)
    *ret_cost_usd = data->cost_usd;

  return g_task_propagate_pointer (G_TASK (result), error);
}
