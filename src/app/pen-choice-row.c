/* pen-choice-row.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-choice-row"

#include "config.h"

#include "pen-choice-row.h"

struct _PenChoiceRow
{
  AdwBin     parent_instance;

  GtkLabel  *title;
  GtkLabel  *reason;
  GtkWidget *check;
};

G_DEFINE_FINAL_TYPE (PenChoiceRow, pen_choice_row, ADW_TYPE_BIN)

static void
pen_choice_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PEN_TYPE_CHOICE_ROW);

  G_OBJECT_CLASS (pen_choice_row_parent_class)->dispose (object);
}

static void
pen_choice_row_class_init (PenChoiceRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = pen_choice_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/pen-choice-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PenChoiceRow, title);
  gtk_widget_class_bind_template_child (widget_class, PenChoiceRow, reason);
  gtk_widget_class_bind_template_child (widget_class, PenChoiceRow, check);
}

static void
pen_choice_row_init (PenChoiceRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
pen_choice_row_new (void)
{
  return g_object_new (PEN_TYPE_CHOICE_ROW, NULL);
}

/**
 * pen_choice_row_set:
 * @self: a row
 * @title: what can be chosen
 * @reason: (nullable): a few words on it: why it cannot be used now
 * @usable: whether it can be used all the same
 *
 * Fills the row.
 */
void
pen_choice_row_set (PenChoiceRow *self,
                    const char   *title,
                    const char   *reason,
                    gboolean      usable)
{
  g_return_if_fail (PEN_IS_CHOICE_ROW (self));
  g_return_if_fail (title != NULL);

  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->reason, reason != NULL ? reason : "");
  gtk_widget_set_visible (GTK_WIDGET (self->reason), reason != NULL);

  if (usable)
    gtk_widget_remove_css_class (GTK_WIDGET (self->title), "dim-label");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->title), "dim-label");
}

/**
 * pen_choice_row_set_chosen:
 * @self: a row
 * @chosen: whether to tick it
 *
 * Ticks the row that is chosen now.
 */
void
pen_choice_row_set_chosen (PenChoiceRow *self,
                           gboolean      chosen)
{
  g_return_if_fail (PEN_IS_CHOICE_ROW (self));

  gtk_widget_set_opacity (self->check, chosen ? 1.0 : 0.0);
}

/**
 * pen_choice_row_get_title:
 * @self: a row
 *
 * Returns: what can be chosen
 */
const char *
pen_choice_row_get_title (PenChoiceRow *self)
{
  g_return_val_if_fail (PEN_IS_CHOICE_ROW (self), NULL);

  return gtk_label_get_label (self->title);
}

/**
 * pen_choice_row_get_reason:
 * @self: a row
 *
 * Returns: the few words below it; empty where there are none
 */
const char *
pen_choice_row_get_reason (PenChoiceRow *self)
{
  g_return_val_if_fail (PEN_IS_CHOICE_ROW (self), NULL);

  return gtk_label_get_label (self->reason);
}
