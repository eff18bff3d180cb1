/* pen-job-row.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-job-row"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-job-row.h"

struct _PenJobRowWidget
{
  GtkListBoxRow   parent_instance;

  PenEngine      *engine;     /* (owned) */
  PenJob         *job;        /* (owned) */

  GtkLabel       *title;
  GtkLabel       *model;
  GtkLabel       *message;
  GtkProgressBar *progress;
  GtkWidget      *dismiss;
  GtkWidget      *cancel;
  GtkWidget      *retry;
  GtkWidget      *show;
};

G_DEFINE_FINAL_TYPE (PenJobRowWidget, pen_job_row_widget, GTK_TYPE_LIST_BOX_ROW)

static guint show_picture_signal;

static const char *
describe_state (PenJob *job)
{
  if (pen_job_get_stopping (job) && !pen_job_has_ended (job))
    return _("Stopping…");

  switch (pen_job_get_state (job))
    {
    case PEN_JOB_QUEUED:
      return pen_job_is_active (job) ? _("Waiting for its turn") : _("Not sent yet");
    case PEN_JOB_SENDING:
    case PEN_JOB_RUNNING:
      return pen_job_is_active (job) ? _("Under way") : _("Under way when the program stopped");
    case PEN_JOB_DOWNLOADING:
      return pen_job_is_active (job) ? _("Saving") : _("Finished, but not saved yet");
    case PEN_JOB_DONE:
      return _("Done");
    case PEN_JOB_REFUSED:
      return _("Refused");
    case PEN_JOB_CANCELLED:
      return _("Cancelled");
    case PEN_JOB_UNKNOWN:
      return _("Nobody knows what became of it");
    case PEN_JOB_FAILED:
    default:
      return _("Failed");
    }
}

/* What sending it once more means, in the words of the button. */
static const char *
describe_retry (PenJob *job)
{
  PenJobState state = pen_job_get_state (job);

  if (state == PEN_JOB_UNKNOWN || (state == PEN_JOB_CANCELLED && pen_job_get_charged (job)))
    return _("Send _Again (May Be Charged Again)");
  if (!pen_job_has_ended (job))
    return state == PEN_JOB_QUEUED ? _("_Send") : _("_Resume");

  return _("_Try Again");
}

static void
update (PenJobRowWidget *self)
{
  PenJob *job = self->job;
  const char *message = pen_job_get_message (job);
  const char *state = describe_state (job);
  g_autofree char *text = NULL;
  gboolean active = pen_job_is_active (job);
  double fraction = pen_job_get_progress (job);

  if (message != NULL && *message != '\0' && !pen_job_get_stopping (job))
    text = active ? g_strdup (message) : g_strdup_printf ("%s: %s", state, message);
  gtk_label_set_label (self->message, text != NULL ? text : state);

  gtk_widget_set_visible (GTK_WIDGET (self->progress), active && fraction >= 0);
  if (fraction >= 0)
    gtk_progress_bar_set_fraction (self->progress, fraction);

  gtk_widget_set_visible (self->cancel, !pen_job_has_ended (job));
  gtk_widget_set_sensitive (self->cancel, !pen_job_get_stopping (job));
  gtk_widget_set_visible (self->dismiss, !active && pen_job_has_ended (job));
  gtk_widget_set_visible (self->show, pen_job_get_state (job) == PEN_JOB_DONE);
  gtk_widget_set_visible (self->retry, !active && pen_job_get_state (job) != PEN_JOB_DONE &&
                                       pen_job_get_request (job) != NULL);
  gtk_button_set_label (GTK_BUTTON (self->retry), describe_retry (job));
}

static void
dismiss_cb (PenJobRowWidget *self)
{
  pen_engine_dismiss_job (self->engine, self->job);
}

static void
cancel_cb (PenJobRowWidget *self)
{
  pen_engine_cancel_job (self->engine, self->job);
}

static void
retried_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(PenJobRowWidget) self = PEN_JOB_ROW_WIDGET (user_data);
  g_autoptr(PenJob) job = NULL;
  g_autoptr(GError) error = NULL;

  job = pen_engine_retry_job_finish (PEN_ENGINE (object), result, &error);
  if (job == NULL)
    gtk_label_set_label (self->message, error->message);
  else if (job != self->job)
    pen_engine_dismiss_job (self->engine, self->job);
}

static void
retry_cb (PenJobRowWidget *self)
{
  pen_engine_retry_job_async (self->engine, self->job, retried_cb, g_object_ref (self));
}

static void
show_cb (PenJobRowWidget *self)
{
  g_autoptr(PenPicture) picture = g_list_model_get_item (pen_job_get_pictures (self->job), 0);

  if (picture != NULL)
    g_signal_emit (self, show_picture_signal, 0, pen_picture_get_id (picture));
}

static void
pen_job_row_widget_dispose (GObject *object)
{
  PenJobRowWidget *self = PEN_JOB_ROW_WIDGET (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), PEN_TYPE_JOB_ROW);
  g_clear_object (&self->engine);
  g_clear_object (&self->job);

  G_OBJECT_CLASS (pen_job_row_widget_parent_class)->dispose (object);
}

static void
pen_job_row_widget_class_init (PenJobRowWidgetClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = pen_job_row_widget_dispose;

  /**
   * PenJobRowWidget::show-picture:
   *
   * The picture with this id is to be shown.
   */
  show_picture_signal = g_signal_new ("show-picture", PEN_TYPE_JOB_ROW, G_SIGNAL_RUN_LAST, 0,
                                      NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);

  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PREFIX "/pen-job-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PenJobRowWidget, title);
  gtk_widget_class_bind_template_child (widget_class, PenJobRowWidget, model);
  gtk_widget_class_bind_template_child (widget_class, PenJobRowWidget, message);
  gtk_widget_class_bind_template_child (widget_class, PenJobRowWidget, progress);
  gtk_widget_class_bind_template_child (widget_class, PenJobRowWidget, dismiss);
  gtk_widget_class_bind_template_child (widget_class, PenJobRowWidget, cancel);
  gtk_widget_class_bind_template_child (widget_class, PenJobRowWidget, retry);
  gtk_widget_class_bind_template_child (widget_class, PenJobRowWidget, show);
  gtk_widget_class_bind_template_callback (widget_class, dismiss_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_cb);
}

static void
pen_job_row_widget_init (PenJobRowWidget *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
set_title (PenJobRowWidget *self)
{
  PenRequest *request = pen_job_get_request (self->job);
  const PenJobRow *row = pen_job_get_row (self->job);
  const char *prompt = request != NULL ? pen_request_get_prompt (request) : NULL;
  PenTask task = PEN_TASK_TEXT_TO_IMAGE;
  g_autofree char *model = NULL;

  pen_task_from_nick (row->task, &task);
  gtk_label_set_label (self->title, prompt != NULL && *prompt != '\0' ? prompt
                                                                       : pen_task_to_title (task));
  if (request != NULL)
    model = g_strdup (pen_model_get_title (pen_request_get_model (request)));
  else
    model = g_strdup_printf ("%s/%s", row->provider, row->model);
  gtk_label_set_label (self->model, model);
}

GtkWidget *
pen_job_row_widget_new (PenEngine *engine,
                        PenJob    *job)
{
  PenJobRowWidget *self = g_object_new (PEN_TYPE_JOB_ROW, NULL);

  self->engine = g_object_ref (engine);
  self->job = g_object_ref (job);
  set_title (self);
  g_signal_connect_object (job, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);

  return GTK_WIDGET (self);
}
