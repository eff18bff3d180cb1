/* pen-gallery-cell.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-gallery-cell"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-gallery-cell.h"
#include "pen-texture.h"

#define SIDE 150

struct _PenGalleryCell
{
  AdwBin        parent_instance;

  GtkPicture   *picture_widget;
  GtkWidget    *star;
  GtkWidget    *missing;

  PenPicture   *picture;     /* (owned) (nullable) */
  GCancellable *loading;     /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (PenGalleryCell, pen_gallery_cell, ADW_TYPE_BIN)

static void
stop_loading (PenGalleryCell *self)
{
  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  PenGalleryCell *self;
  g_autoptr(GError) error = NULL;
  g_autoptr(PenPixels) pixels = NULL;
  g_autoptr(GdkTexture) texture = NULL;

  pixels = pen_engine_load_thumbnail_finish (PEN_ENGINE (object), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self = user_data;
  g_clear_object (&self->loading);
  gtk_widget_set_visible (self->missing, pixels == NULL);
  if (pixels == NULL)
    {
      gtk_widget_set_tooltip_text (GTK_WIDGET (self), error->message);
      return;
    }

  texture = pen_texture_new_for_pixels (pixels);
  gtk_picture_set_paintable (self->picture_widget, GDK_PAINTABLE (texture));
}

static void
update_star (PenGalleryCell *self)
{
  gtk_widget_set_visible (self->star, self->picture != NULL &&
                                      pen_picture_get_starred (self->picture));
}

static void
pen_gallery_cell_dispose (GObject *object)
{
  PenGalleryCell *self = PEN_GALLERY_CELL (object);

  stop_loading (self);
  g_clear_object (&self->picture);

  G_OBJECT_CLASS (pen_gallery_cell_parent_class)->dispose (object);
}

static void
pen_gallery_cell_class_init (PenGalleryCellClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pen_gallery_cell_dispose;
}

static GtkWidget *
add_icon (GtkOverlay *overlay,
          const char *name,
          GtkAlign    align)
{
  GtkWidget *icon = gtk_image_new_from_icon_name (name);

  gtk_widget_set_halign (icon, align);
  gtk_widget_set_valign (icon, align);
  gtk_widget_add_css_class (icon, "gallery-mark");
  gtk_widget_set_visible (icon, FALSE);
  gtk_overlay_add_overlay (overlay, icon);

  return icon;
}

static void
pen_gallery_cell_init (PenGalleryCell *self)
{
  GtkWidget *overlay = gtk_overlay_new ();

  self->picture_widget = GTK_PICTURE (gtk_picture_new ());
  gtk_picture_set_content_fit (self->picture_widget, GTK_CONTENT_FIT_COVER);
  gtk_widget_set_size_request (GTK_WIDGET (self->picture_widget), SIDE, SIDE);
  gtk_widget_set_overflow (GTK_WIDGET (self->picture_widget), GTK_OVERFLOW_HIDDEN);
  gtk_widget_add_css_class (GTK_WIDGET (self->picture_widget), "card");
  gtk_overlay_set_child (GTK_OVERLAY (overlay), GTK_WIDGET (self->picture_widget));
  self->star = add_icon (GTK_OVERLAY (overlay), "starred-symbolic", GTK_ALIGN_END);
  self->missing = add_icon (GTK_OVERLAY (overlay), "image-missing-symbolic", GTK_ALIGN_CENTER);
  adw_bin_set_child (ADW_BIN (self), overlay);
}

GtkWidget *
pen_gallery_cell_new (void)
{
  return g_object_new (PEN_TYPE_GALLERY_CELL, NULL);
}

/* What a screen reader says of it: its words, or what was done where there are none. */
static const char *
get_name (PenPicture *picture)
{
  const char *prompt = pen_picture_get_prompt (picture);
  PenTask task = PEN_TASK_TEXT_TO_IMAGE;

  if (prompt != NULL && *prompt != '\0')
    return prompt;

  pen_task_from_nick (pen_picture_get_row (picture)->task, &task);

  return pen_task_to_title (task);
}

/* The picture tells it, and the item around the cell, which is what has the focus. */
static void
update_name (PenGalleryCell *self)
{
  GtkWidget *item = gtk_widget_get_parent (GTK_WIDGET (self));
  const char *name = get_name (self->picture);

  gtk_picture_set_alternative_text (self->picture_widget, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->picture_widget),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (item != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (item),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), name);
}

/**
 * pen_gallery_cell_set_picture:
 * @self: a cell
 * @engine: (nullable): the engine
 * @picture: (nullable): a picture; %NULL gives the memory back
 */
void
pen_gallery_cell_set_picture (PenGalleryCell *self,
                              PenEngine      *engine,
                              PenPicture     *picture)
{
  g_return_if_fail (PEN_IS_GALLERY_CELL (self));

  stop_loading (self);
  if (self->picture != NULL)
    g_signal_handlers_disconnect_by_func (self->picture, update_star, self);
  g_set_object (&self->picture, picture);
  gtk_picture_set_paintable (self->picture_widget, NULL);
  gtk_widget_set_visible (self->missing, FALSE);
  update_star (self);
  if (picture == NULL || engine == NULL)
    return;

  update_name (self);
  g_signal_connect_object (picture, "notify::starred", G_CALLBACK (update_star), self,
                           G_CONNECT_SWAPPED);
  self->loading = g_cancellable_new ();
  pen_engine_load_thumbnail_async (engine, picture, self->loading, loaded_cb, self);
}
