/* pen-run-bar.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-run-bar"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-run-bar.h"

#define PULSE_MS 120

struct _PenRunBar
{
  AdwBin          parent_instance;

  PenNotice      *notice;
  GtkWidget      *progress_box;
  GtkLabel       *message;
  GtkProgressBar *progress;
  GtkLabel       *summary;
  GtkButton      *button;

  char           *label;        /* (owned) (nullable) */
  GPtrArray      *jobs;         /* (owned) (element-type PenJob): started together */
  guint           pulse_source;

  guint           pending : 1;  /* the jobs are being written down */
  guint           stopping : 1; /* Cancel was pressed */
  guint           was_active : 1;
};

G_DEFINE_FINAL_TYPE (PenRunBar, pen_run_bar, ADW_TYPE_BIN)

typedef enum
{
  PROP_LABEL = 1,
} PenRunBarProperty;

static GParamSpec *properties[PROP_LABEL + 1];

typedef enum
{
  SIGNAL_GENERATE,
  SIGNAL_CANCEL,
  SIGNAL_SEND_AGAIN,
} PenRunBarSignal;

static guint signals[SIGNAL_SEND_AGAIN + 1];

static gboolean
pulse_cb (gpointer user_data)
{
  PenRunBar *self = PEN_RUN_BAR (user_data);

  gtk_progress_bar_pulse (self->progress);

  return G_SOURCE_CONTINUE;
}

static void
set_pulsing (PenRunBar *self,
             gboolean   pulsing)
{
  if (pulsing && self->pulse_source == 0)
    self->pulse_source = g_timeout_add (PULSE_MS, pulse_cb, self);
  else if (!pulsing)
    g_clear_handle_id (&self->pulse_source, g_source_remove);
}

static PenJob *
find_active (PenRunBar *self,
             guint     *ret_n_ended)
{
  PenJob *active = NULL;
  guint i;

  *ret_n_ended = 0;
  for (i = 0; i < self->jobs->len; i++)
    {
      if (pen_job_has_ended (self->jobs->pdata[i]))
        (*ret_n_ended)++;
      else if (active == NULL)
        active = self->jobs->pdata[i];
    }

  return active;
}

static const char *
state_to_text (PenJob *job)
{
  switch (pen_job_get_state (job))
    {
    case PEN_JOB_QUEUED:
      return _("Waiting…");

    case PEN_JOB_SENDING:
      return _("Sending…");

    case PEN_JOB_RUNNING:
      return _("Working…");

    case PEN_JOB_DOWNLOADING:
      return _("Receiving the picture…");

    case PEN_JOB_DONE:
    case PEN_JOB_FAILED:
    case PEN_JOB_REFUSED:
    case PEN_JOB_CANCELLED:
    case PEN_JOB_UNKNOWN:
    default:
      return "";
    }
}

static void
update_message (PenRunBar *self,
                PenJob    *active,
                guint      n_ended)
{
  const char *message = active != NULL ? pen_job_get_message (active) : NULL;
  g_autofree char *text = NULL;

  if (self->stopping || (active != NULL && pen_job_get_stopping (active)))
    message = _("Stopping…");
  else if (active == NULL)
    message = _("Preparing…");
  else if (message == NULL || *message == '\0')
    message = state_to_text (active);

  if (self->jobs->len > 1)
    /* TRANSLATORS: which of several pictures is being made, and how far it is */
    text = g_strdup_printf (_("%u of %u: %s"), MIN (n_ended + 1, self->jobs->len),
                            self->jobs->len, message);

  gtk_label_set_label (self->message, text != NULL ? text : message);
}

static void
update_progress (PenRunBar *self)
{
  gboolean known = FALSE;
  double sum = 0;
  guint i;

  for (i = 0; i < self->jobs->len; i++)
    {
      PenJob *job = self->jobs->pdata[i];
      double progress = pen_job_has_ended (job) ? 1 : pen_job_get_progress (job);

      known = known || progress >= 0;
      sum += MAX (progress, 0);
    }

  if (known)
    gtk_progress_bar_set_fraction (self->progress, sum / self->jobs->len);
  set_pulsing (self, !known);
}

/* The first job of the batch that did not end well speaks for it. */
static void
show_failure (PenRunBar *self)
{
  guint i;

  for (i = 0; i < self->jobs->len; i++)
    {
      PenJob *job = self->jobs->pdata[i];
      const GError *error = pen_job_get_error (job);
      PenJobState state = pen_job_get_state (job);

      if (state == PEN_JOB_DONE || state == PEN_JOB_CANCELLED || error == NULL)
        continue;

      pen_notice_show_error (self->notice, error, pen_job_get_row (job)->provider, job);
      return;
    }

  for (i = 0; i < self->jobs->len; i++)
    if (pen_job_get_state (self->jobs->pdata[i]) == PEN_JOB_CANCELLED
        && pen_job_get_charged (self->jobs->pdata[i]))
      {
        pen_notice_show_hint (self->notice, _("Cancelled, but it may have been charged"),
                              NULL, NULL, NULL);
        return;
      }
}

static void
update (PenRunBar *self)
{
  guint n_ended;
  PenJob *job = find_active (self, &n_ended);
  gboolean active = self->pending || job != NULL;

  if (self->button == NULL)
    return;

  gtk_widget_set_visible (self->progress_box, active);
  if (active)
    {
      gtk_button_set_label (self->button, _("Cancel"));
      gtk_widget_remove_css_class (GTK_WIDGET (self->button), "suggested-action");
      update_message (self, job, n_ended);
      update_progress (self);
    }
  else
    {
      self->stopping = FALSE;
      set_pulsing (self, FALSE);
      gtk_button_set_label (self->button, self->label != NULL ? self->label : _("Generate"));
      gtk_widget_add_css_class (GTK_WIDGET (self->button), "suggested-action");
      if (self->was_active)
        show_failure (self);
    }

  gtk_widget_set_sensitive (GTK_WIDGET (self->button), !(active && self->stopping));
  self->was_active = active;
}

static void
drop_jobs (PenRunBar *self)
{
  guint i;

  for (i = 0; i < self->jobs->len; i++)
    g_signal_handlers_disconnect_by_func (self->jobs->pdata[i], update, self);
  g_ptr_array_set_size (self->jobs, 0);
}

/* Started once, a second press of the same double click must not stop it. */
static void
pressed_cb (GtkGestureClick *gesture,
            int              n_press,
            double           x,
            double           y)
{
  if (n_press > 1)
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
clicked_cb (PenRunBar *self)
{
  pen_run_bar_press (self);
}

static void
try_again_cb (PenRunBar *self)
{
  g_signal_emit (self, signals[SIGNAL_GENERATE], 0);
}

static void
send_again_cb (PenRunBar *self)
{
  guint i;

  for (i = 0; i < self->jobs->len; i++)
    {
      g_autoptr(PenJob) job = g_object_ref (self->jobs->pdata[i]);

      if (pen_job_get_state (job) != PEN_JOB_UNKNOWN)
        continue;

      pen_notice_clear (self->notice);
      g_signal_emit (self, signals[SIGNAL_SEND_AGAIN], 0, job);
      return;
    }
}

static void
pen_run_bar_dispose (GObject *object)
{
  PenRunBar *self = PEN_RUN_BAR (object);

  g_clear_handle_id (&self->pulse_source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), PEN_TYPE_RUN_BAR);

  G_OBJECT_CLASS (pen_run_bar_parent_class)->dispose (object);
}

static void
pen_run_bar_finalize (GObject *object)
{
  PenRunBar *self = PEN_RUN_BAR (object);

  g_clear_pointer (&self->label, g_free);
  g_clear_pointer (&self->jobs, g_ptr_array_unref);

  G_OBJECT_CLASS (pen_run_bar_parent_class)->finalize (object);
}

static void
pen_run_bar_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  PenRunBar *self = PEN_RUN_BAR (object);

  switch ((PenRunBarProperty) prop_id)
    {
    case PROP_LABEL:
      g_value_set_string (value, self->label);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
pen_run_bar_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  PenRunBar *self = PEN_RUN_BAR (object);

  switch ((PenRunBarProperty) prop_id)
    {
    case PROP_LABEL:
      if (g_strcmp0 (self->label, g_value_get_string (value)) == 0)
        return;

      g_free (self->label);
      self->label = g_value_dup_string (value);
      update (self);
      g_object_notify_by_pspec (object, pspec);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
pen_run_bar_class_init (PenRunBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (PEN_TYPE_NOTICE);

  object_class->dispose = pen_run_bar_dispose;
  object_class->finalize = pen_run_bar_finalize;
  object_class->get_property = pen_run_bar_get_property;
  object_class->set_property = pen_run_bar_set_property;

  properties[PROP_LABEL] =
    g_param_spec_string ("label", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[SIGNAL_GENERATE] =
    g_signal_new ("generate", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  signals[SIGNAL_CANCEL] =
    g_signal_new ("cancel", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  signals[SIGNAL_SEND_AGAIN] =
    g_signal_new ("send-again", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL, G_TYPE_NONE, 1, PEN_TYPE_JOB);

  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PREFIX "/pen-run-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, PenRunBar, notice);
  gtk_widget_class_bind_template_child (widget_class, PenRunBar, progress_box);
  gtk_widget_class_bind_template_child (widget_class, PenRunBar, message);
  gtk_widget_class_bind_template_child (widget_class, PenRunBar, progress);
  gtk_widget_class_bind_template_child (widget_class, PenRunBar, summary);
  gtk_widget_class_bind_template_child (widget_class, PenRunBar, button);
  gtk_widget_class_bind_template_callback (widget_class, pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, try_again_cb);
  gtk_widget_class_bind_template_callback (widget_class, send_again_cb);
}

static void
pen_run_bar_init (PenRunBar *self)
{
  self->jobs = g_ptr_array_new_with_free_func (g_object_unref);

  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
pen_run_bar_new (void)
{
  return g_object_new (PEN_TYPE_RUN_BAR, NULL);
}

/**
 * pen_run_bar_set_summary:
 * @self: a bar
 * @summary: (nullable): what is sent, and what it will cost
 *
 * Shows small text above the button.
 */
void
pen_run_bar_set_summary (PenRunBar  *self,
                         const char *summary)
{
  g_return_if_fail (PEN_IS_RUN_BAR (self));

  gtk_label_set_label (self->summary, summary != NULL ? summary : "");
  gtk_widget_set_visible (GTK_WIDGET (self->summary), summary != NULL && *summary != '\0');
}

/**
 * pen_run_bar_set_pending:
 * @self: a bar
 * @pending: whether jobs are on their way to the disk
 *
 * Makes the button Cancel from the first moment on.
 */
void
pen_run_bar_set_pending (PenRunBar *self,
                         gboolean   pending)
{
  g_return_if_fail (PEN_IS_RUN_BAR (self));

  self->pending = pending;
  if (pending)
    {
      drop_jobs (self);
      self->was_active = FALSE;
      self->stopping = FALSE;
      pen_notice_clear (self->notice);
    }

  update (self);
}

/**
 * pen_run_bar_set_jobs:
 * @self: a bar
 * @jobs: (element-type PenJob): what was started together
 *
 * Follows the jobs to their end.
 */
void
pen_run_bar_set_jobs (PenRunBar *self,
                      GPtrArray *jobs)
{
  guint i;

  g_return_if_fail (PEN_IS_RUN_BAR (self));
  g_return_if_fail (jobs != NULL);

  drop_jobs (self);
  self->pending = FALSE;
  self->was_active = TRUE;
  for (i = 0; i < jobs->len; i++)
    {
      g_ptr_array_add (self->jobs, g_object_ref (jobs->pdata[i]));
      g_signal_connect_object (jobs->pdata[i], "notify", G_CALLBACK (update), self,
                               G_CONNECT_SWAPPED);
    }

  update (self);
}

/**
 * pen_run_bar_is_active:
 * @self: a bar
 *
 * Tells whether the button is Cancel now.
 */
gboolean
pen_run_bar_is_active (PenRunBar *self)
{
  guint n_ended;

  g_return_val_if_fail (PEN_IS_RUN_BAR (self), FALSE);

  return self->pending || find_active (self, &n_ended) != NULL;
}

/**
 * pen_run_bar_get_notice:
 * @self: a bar
 *
 * Returns: (transfer none): where errors stand
 */
PenNotice *
pen_run_bar_get_notice (PenRunBar *self)
{
  g_return_val_if_fail (PEN_IS_RUN_BAR (self), NULL);

  return self->notice;
}

/**
 * pen_run_bar_press:
 * @self: a bar
 *
 * Does what a press of the button does.
 */
void
pen_run_bar_press (PenRunBar *self)
{
  g_return_if_fail (PEN_IS_RUN_BAR (self));

  if (!pen_run_bar_is_active (self))
    {
      g_signal_emit (self, signals[SIGNAL_GENERATE], 0);
      return;
    }

  if (self->stopping)
    return;

  /* Seen at once, whatever the service takes to stop. */
  self->stopping = TRUE;
  update (self);
  g_signal_emit (self, signals[SIGNAL_CANCEL], 0);
}
