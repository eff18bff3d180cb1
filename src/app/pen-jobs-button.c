/* pen-jobs-button.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-jobs-button"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-job-row.h"
#include "pen-jobs-button.h"

struct _PenJobsButton
{
  AdwBin          parent_instance;

  PenEngine      *engine;     /* (owned) (nullable) */
  GPtrArray      *followed;   /* (owned) (element-type PenJob): whose state is followed */

  GtkMenuButton  *button;
  GtkPopover     *popover;
  GtkStack       *stack;
  GtkListBox     *list;
  GtkLabel       *count;
  GtkSpinner     *spinner;
};

G_DEFINE_FINAL_TYPE (PenJobsButton, pen_jobs_button, ADW_TYPE_BIN)

static guint show_picture_signal;

static void
update_count (PenJobsButton *self)
{
  GListModel *jobs = pen_engine_get_jobs (self->engine);
  guint n_jobs = g_list_model_get_n_items (jobs);
  guint n_active = 0;
  guint n_waiting = 0;
  g_autofree char *number = NULL;
  g_autofree char *label = NULL;

  for (guint i = 0; i < n_jobs; i++)
    {
      g_autoptr(PenJob) job = g_list_model_get_item (jobs, i);

      if (pen_job_is_active (job))
        n_active++;
      else if (!pen_job_has_ended (job) || pen_job_get_state (job) == PEN_JOB_UNKNOWN)
        n_waiting++;
    }

  number = g_strdup_printf ("%u", n_active > 0 ? n_active : n_waiting);
  gtk_label_set_label (self->count, number);
  gtk_widget_set_visible (GTK_WIDGET (self->count), n_active + n_waiting > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), n_active > 0);
  gtk_spinner_set_spinning (self->spinner, n_active > 0);

  if (n_active > 0)
    label = g_strdup_printf (ngettext ("Jobs: %u under way", "Jobs: %u under way", n_active),
                             n_active);
  else if (n_waiting > 0)
    label = g_strdup_printf (ngettext ("Jobs: %u needs a decision", "Jobs: %u need a decision",
                                       n_waiting), n_waiting);
  else
    label = g_strdup (_("Jobs"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), label);
}

static void
jobs_changed_cb (PenJobsButton *self)
{
  GListModel *jobs = pen_engine_get_jobs (self->engine);
  guint n_jobs = g_list_model_get_n_items (jobs);

  for (guint i = 0; i < self->followed->len; i++)
    g_signal_handlers_disconnect_by_func (g_ptr_array_index (self->followed, i),
                                          update_count, self);
  g_ptr_array_set_size (self->followed, 0);

  for (guint i = 0; i < n_jobs; i++)
    {
      PenJob *job = g_list_model_get_item (jobs, i);

      g_signal_connect_object (job, "notify::active", G_CALLBACK (update_count), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (job, "notify::state", G_CALLBACK (update_count), self,
                               G_CONNECT_SWAPPED);
      g_ptr_array_add (self->followed, job);
    }

  gtk_stack_set_visible_child_name (self->stack, n_jobs > 0 ? "jobs" : "empty");
  update_count (self);
}

static void
row_show_picture_cb (PenJobsButton *self,
                     gint64         id)
{
  gtk_popover_popdown (self->popover);
  g_signal_emit (self, show_picture_signal, 0, id);
}

static GtkWidget *
create_row_cb (gpointer item,
               gpointer user_data)
{
  PenJobsButton *self = PEN_JOBS_BUTTON (user_data);
  GtkWidget *row = pen_job_row_widget_new (self->engine, PEN_JOB (item));

  g_signal_connect_object (row, "show-picture", G_CALLBACK (row_show_picture_cb), self,
                           G_CONNECT_SWAPPED);

  return row;
}

static void
pen_jobs_button_dispose (GObject *object)
{
  PenJobsButton *self = PEN_JOBS_BUTTON (object);

  if (self->list != NULL)
    gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  /* The button is a child of the template as well as of the bin: only one may drop it. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), PEN_TYPE_JOBS_BUTTON);
  g_clear_pointer (&self->followed, g_ptr_array_unref);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (pen_jobs_button_parent_class)->dispose (object);
}

static void
pen_jobs_button_class_init (PenJobsButtonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = pen_jobs_button_dispose;

  /**
   * PenJobsButton::show-picture:
   *
   * The picture with this id is to be shown.
   */
  show_picture_signal = g_signal_new ("show-picture", PEN_TYPE_JOBS_BUTTON, G_SIGNAL_RUN_LAST, 0,
                                      NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);

  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PREFIX "/pen-jobs-button.ui");
  gtk_widget_class_bind_template_child (widget_class, PenJobsButton, button);
  gtk_widget_class_bind_template_child (widget_class, PenJobsButton, popover);
  gtk_widget_class_bind_template_child (widget_class, PenJobsButton, stack);
  gtk_widget_class_bind_template_child (widget_class, PenJobsButton, list);
  gtk_widget_class_bind_template_child (widget_class, PenJobsButton, count);
  gtk_widget_class_bind_template_child (widget_class, PenJobsButton, spinner);
}

static void
pen_jobs_button_init (PenJobsButton *self)
{
  self->followed = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
pen_jobs_button_new (void)
{
  return g_object_new (PEN_TYPE_JOBS_BUTTON, NULL);
}

void
pen_jobs_button_set_engine (PenJobsButton *self,
                            PenEngine     *engine)
{
  GListModel *jobs;

  g_return_if_fail (PEN_IS_JOBS_BUTTON (self));
  g_return_if_fail (PEN_IS_ENGINE (engine));
  g_return_if_fail (self->engine == NULL);

  self->engine = g_object_ref (engine);
  jobs = pen_engine_get_jobs (engine);
  gtk_list_box_bind_model (self->list, jobs, create_row_cb, self, NULL);
  g_signal_connect_object (jobs, "items-changed", G_CALLBACK (jobs_changed_cb), self,
                           G_CONNECT_SWAPPED);
  jobs_changed_cb (self);
}
