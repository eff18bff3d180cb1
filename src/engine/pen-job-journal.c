/* pen-job-journal.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-job-journal"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-error.h"
#include "pen-job-journal.h"
#include "pen-job-private.h"
#include "pen-json.h"

struct _PenJobJournal
{
  GObject   parent_instance;

  PenJob   *job;     /* (owned) */
  PenStore *store;   /* (owned) */
};

static void pen_job_journal_iface_init (PenJournalInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PenJobJournal, pen_job_journal, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (PEN_TYPE_JOURNAL,
                                                      pen_job_journal_iface_init))

static void
note_update_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (!pen_store_update_job_finish (PEN_STORE (object), result, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* Takes @task. */
static void
write_row (GTask *task)
{
  PenJobJournal *self = g_task_get_source_object (task);

  pen_store_update_job_async (self->store, pen_job_get_row (self->job), note_update_cb, task);
}

static void
note_claim_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  PenJobJournal *self = g_task_get_source_object (task);
  PenJobState wanted = (PenJobState) GPOINTER_TO_INT (g_task_get_task_data (task));
  GError *error = NULL;

  if (!pen_store_claim_job_finish (PEN_STORE (object), result, &error))
    {
      if (error == NULL)
        error = g_error_new_literal (PEN_ERROR, PEN_ERROR_BUSY,
                                     _("Another window or program is already doing this job"));
      g_task_return_error (task, error);
      return;
    }

  _pen_job_set_state (self->job, wanted);
  if (wanted == PEN_JOB_SENDING)
    g_task_return_boolean (task, TRUE);
  else
    write_row (g_steal_pointer (&task));
}

static PenJobState
state_of_moment (PenMoment moment)
{
  switch (moment)
    {
    case PEN_MOMENT_RUNNING:
      return PEN_JOB_RUNNING;
    case PEN_MOMENT_DOWNLOADING:
      return PEN_JOB_DOWNLOADING;
    case PEN_MOMENT_WAITING:
      return PEN_JOB_QUEUED;
    case PEN_MOMENT_SENDING:
    default:
      return PEN_JOB_SENDING;
    }
}

static void
pen_job_journal_note_async (PenJournal          *journal,
                           PenMoment            moment,
                           JsonNode            *memo,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  PenJobJournal *self = PEN_JOB_JOURNAL (journal);
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);
  PenJobRow *row = _pen_job_edit_row (self->job);
  PenJobState state = state_of_moment (moment);

  g_task_set_source_tag (task, pen_job_journal_note_async);
  g_task_set_task_data (task, GINT_TO_POINTER (state), NULL);

  g_clear_pointer (&row->memo, g_free);
  row->memo = memo != NULL ? pen_json_to_text (memo) : NULL;

  if (row->state == PEN_JOB_QUEUED && state != PEN_JOB_QUEUED)
    {
      pen_store_claim_job_async (self->store, row->id, note_claim_cb, g_steal_pointer (&task));
      return;
    }

  _pen_job_set_state (self->job, state);
  write_row (g_steal_pointer (&task));
}

static gboolean
pen_job_journal_note_finish (PenJournal    *journal,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, journal), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_job_journal_note_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
pen_job_journal_progress (PenJournal *journal,
                         double      fraction,
                         GBytes     *preview,
                         const char *message)
{
  PenJobJournal *self = PEN_JOB_JOURNAL (journal);

  _pen_job_set_progress (self->job, fraction, preview, message);
}

static void
pen_job_journal_iface_init (PenJournalInterface *iface)
{
  iface->note_async = pen_job_journal_note_async;
  iface->note_finish = pen_job_journal_note_finish;
  iface->progress = pen_job_journal_progress;
}

static void
pen_job_journal_finalize (GObject *object)
{
  PenJobJournal *self = PEN_JOB_JOURNAL (object);

  g_clear_object (&self->job);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (pen_job_journal_parent_class)->finalize (object);
}

static void
pen_job_journal_class_init (PenJobJournalClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = pen_job_journal_finalize;
}

static void
pen_job_journal_init (PenJobJournal *self)
{
}

/**
 * pen_job_journal_new:
 * @job: a job that is in the database
 * @store: the database
 *
 * Returns: (transfer full): a journal for @job
 */
PenJournal *
pen_job_journal_new (PenJob   *job,
                     PenStore *store)
{
  PenJobJournal *self = g_object_new (PEN_TYPE_JOB_JOURNAL, NULL);

  self->job = g_object_ref (job);
  self->store = g_object_ref (store);

  return PEN_JOURNAL (self);
}
