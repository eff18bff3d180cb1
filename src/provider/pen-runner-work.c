/* pen-runner-work.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Embedded providers do their work here instead of making a call: in a thread, with
 * progress reported on the thread that started it.
 */

#define G_LOG_DOMAIN "pen-runner"

#include "config.h"

#include "pen-runner-private.h"

typedef struct
{
  PenWorkFunc   work;
  PenRequest   *request;        /* (owned) */
  char         *spool_folder;   /* (owned) */
  PenJournal   *journal;        /* (owned) */
  GMainContext *context;        /* (owned) */
} WorkData;

static void
work_data_free (WorkData *data)
{
  g_clear_object (&data->request);
  g_clear_object (&data->journal);
  g_clear_pointer (&data->spool_folder, g_free);
  g_clear_pointer (&data->context, g_main_context_unref);
  g_free (data);
}

typedef struct
{
  PenJournal *journal;   /* (owned) */
  double      fraction;
} Report;

static void
report_free (gpointer user_data)
{
  Report *report = user_data;

  g_clear_object (&report->journal);
  g_free (report);
}

static gboolean
report_cb (gpointer user_data)
{
  Report *report = user_data;

  pen_journal_progress (report->journal, report->fraction, NULL, NULL);

  return G_SOURCE_REMOVE;
}

/* Called in the worker thread. */
static void
progress (double   fraction,
          gpointer user_data)
{
  WorkData *data = user_data;
  Report *report = g_new0 (Report, 1);

  report->journal = g_object_ref (data->journal);
  report->fraction = fraction;
  g_main_context_invoke_full (data->context, G_PRIORITY_DEFAULT, report_cb, report,
                              report_free);
}

static void
work_in_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  WorkData *data = task_data;
  GError *error = NULL;
  GPtrArray *outputs = data->work (data->request, data->spool_folder, progress, data,
                                   cancellable, &error);

  if (outputs == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, outputs, (GDestroyNotify) g_ptr_array_unref);
}

static void
note_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (!pen_journal_note_finish (PEN_JOURNAL (object), result, &error))
    g_task_return_error (task, error);
  else
    g_task_run_in_thread (task, work_in_thread);
}

void
_pen_runner_work_async (PenRunner           *self,
                        PenWorkFunc          work,
                        PenRequest          *request,
                        PenJournal          *journal,
                        const char          *spool_folder,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  WorkData *data = g_new0 (WorkData, 1);

  data->work = work;
  data->request = g_object_ref (request);
  data->journal = g_object_ref (journal);
  data->spool_folder = g_strdup (spool_folder);
  data->context = g_main_context_ref_thread_default ();

  g_task_set_source_tag (task, _pen_runner_work_async);
  g_task_set_task_data (task, data, (GDestroyNotify) work_data_free);
  pen_journal_note_async (journal, PEN_MOMENT_RUNNING, NULL, note_cb, g_steal_pointer (&task));
}

GPtrArray *
_pen_runner_work_finish (PenRunner     *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (PEN_IS_RUNNER (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, _pen_runner_work_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
