/* pen-seed-row.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-seed-row"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-seed-row.h"

struct _PenSeedRow
{
  AdwActionRow  parent_instance;

  GtkWidget    *entry;

  guint64       maximum;
};

G_DEFINE_FINAL_TYPE (PenSeedRow, pen_seed_row, ADW_TYPE_ACTION_ROW)

typedef enum
{
  SIGNAL_CHANGED,
} PenSeedRowSignal;

static guint signals[SIGNAL_CHANGED + 1];

/* What is not a digit does not go in, whether typed or pasted. */
static void
insert_text_cb (GtkEditable *editable,
                const char  *text,
                int          length,
                int         *position,
                gpointer     user_data)
{
  int i;

  for (i = 0; i < length; i++)
    if (!g_ascii_isdigit (text[i]))
      {
        g_signal_stop_emission_by_name (editable, "insert-text");
        gtk_widget_error_bell (GTK_WIDGET (editable));
        return;
      }
}

static void
changed_cb (PenSeedRow *self)
{
  gboolean random = pen_seed_row_get_seed (self) == 0;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "seed.random", !random);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
new_seed (GtkWidget  *widget,
          const char *action_name,
          GVariant   *parameter)
{
  PenSeedRow *self = PEN_SEED_ROW (widget);
  guint64 seed = g_random_int ();

  pen_seed_row_set_seed (self, seed % self->maximum + 1);
}

static void
random_seed (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  pen_seed_row_set_seed (PEN_SEED_ROW (widget), 0);
}

static void
pen_seed_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PEN_TYPE_SEED_ROW);

  G_OBJECT_CLASS (pen_seed_row_parent_class)->dispose (object);
}

static void
pen_seed_row_class_init (PenSeedRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = pen_seed_row_dispose;

  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "seed.new", NULL, new_seed);
  gtk_widget_class_install_action (widget_class, "seed.random", NULL, random_seed);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/pen-seed-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PenSeedRow, entry);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
pen_seed_row_init (PenSeedRow *self)
{
  GtkEditable *delegate;

  self->maximum = G_MAXUINT32;

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "seed.random", FALSE);

  delegate = gtk_editable_get_delegate (GTK_EDITABLE (self->entry));
  g_signal_connect (delegate, "insert-text", G_CALLBACK (insert_text_cb), NULL);
}

GtkWidget *
pen_seed_row_new (void)
{
  return g_object_new (PEN_TYPE_SEED_ROW, NULL);
}

/**
 * pen_seed_row_set_maximum:
 * @self: a row
 * @maximum: the greatest seed that the model takes; 0 where it is not known
 *
 * Bounds the seeds that the row draws.
 */
void
pen_seed_row_set_maximum (PenSeedRow *self,
                          guint64     maximum)
{
  g_return_if_fail (PEN_IS_SEED_ROW (self));

  self->maximum = maximum > 0 ? maximum : G_MAXUINT32;
}

/**
 * pen_seed_row_get_seed:
 * @self: a row
 *
 * Returns: the seed; 0 for a new one each time
 */
guint64
pen_seed_row_get_seed (PenSeedRow *self)
{
  g_return_val_if_fail (PEN_IS_SEED_ROW (self), 0);

  return g_ascii_strtoull (gtk_editable_get_text (GTK_EDITABLE (self->entry)), NULL, 10);
}

/**
 * pen_seed_row_set_seed:
 * @self: a row
 * @seed: the seed; 0 for a new one each time
 *
 * Shows a seed.
 */
void
pen_seed_row_set_seed (PenSeedRow *self,
                       guint64     seed)
{
  g_autofree char *text = NULL;

  g_return_if_fail (PEN_IS_SEED_ROW (self));

  text = seed > 0 ? g_strdup_printf ("%" G_GUINT64_FORMAT, seed) : g_strdup ("");
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
}
