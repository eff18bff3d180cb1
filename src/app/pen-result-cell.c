/* pen-result-cell.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-result-cell"

#include "config.h"

#include "pen-result-cell.h"
#include "pen-texture.h"

#define SIDE 56

struct _PenResultCell
{
  AdwBin        parent_instance;

  GtkWidget    *picture_widget;

  GCancellable *loading;        /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (PenResultCell, pen_result_cell, ADW_TYPE_BIN)

static void
stop_loading (PenResultCell *self)
{
  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
}

static void
load_cb (GObject      *source_object,
         GAsyncResult *result,
         gpointer      user_data)
{
  PenResultCell *self;
  g_autoptr(GError) error = NULL;
  g_autoptr(PenPixels) pixels = NULL;
  g_autoptr(GdkTexture) texture = NULL;

  pixels = pen_engine_load_thumbnail_finish (PEN_ENGINE (source_object), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self = user_data;
  g_clear_object (&self->loading);
  if (pixels == NULL)
    {
      g_debug ("No small picture: %s", error->message);
      return;
    }

  texture = pen_texture_new_for_pixels (pixels);
  gtk_picture_set_paintable (GTK_PICTURE (self->picture_widget), GDK_PAINTABLE (texture));
}

static void
pen_result_cell_dispose (GObject *object)
{
  stop_loading (PEN_RESULT_CELL (object));

  G_OBJECT_CLASS (pen_result_cell_parent_class)->dispose (object);
}

static void
pen_result_cell_class_init (PenResultCellClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pen_result_cell_dispose;
}

static void
pen_result_cell_init (PenResultCell *self)
{
  self->picture_widget = gtk_picture_new ();
  gtk_picture_set_content_fit (GTK_PICTURE (self->picture_widget), GTK_CONTENT_FIT_COVER);
  gtk_widget_set_size_request (self->picture_widget, SIDE, SIDE);
  gtk_widget_set_overflow (self->picture_widget, GTK_OVERFLOW_HIDDEN);
  gtk_widget_add_css_class (self->picture_widget, "card");
  adw_bin_set_child (ADW_BIN (self), self->picture_widget);
}

GtkWidget *
pen_result_cell_new (void)
{
  return g_object_new (PEN_TYPE_RESULT_CELL, NULL);
}

/**
 * pen_result_cell_set_picture:
 * @self: a cell
 * @engine: (nullable): the engine
 * @picture: (nullable): a picture of the gallery; %NULL gives the memory back
 *
 * Shows a picture, as soon as its small form is there.
 */
void
pen_result_cell_set_picture (PenResultCell *self,
                             PenEngine     *engine,
                             PenPicture    *picture)
{
  g_return_if_fail (PEN_IS_RESULT_CELL (self));
  g_return_if_fail (picture == NULL || PEN_IS_PICTURE (picture));

  stop_loading (self);
  gtk_picture_set_paintable (GTK_PICTURE (self->picture_widget), NULL);
  gtk_picture_set_alternative_text (GTK_PICTURE (self->picture_widget),
                                    picture != NULL ? pen_picture_get_prompt (picture) : NULL);
  if (picture == NULL || engine == NULL)
    return;

  self->loading = g_cancellable_new ();
  pen_engine_load_thumbnail_async (engine, picture, self->loading, load_cb, self);
}
