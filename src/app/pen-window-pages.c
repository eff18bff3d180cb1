/* pen-window-pages.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * The pages of the window, and the ways from one to another.
 */

#define G_LOG_DOMAIN "pen-window-pages"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-window-private.h"

static void
use_as_source_cb (PenWindow  *self,
                  PenPicture *picture)
{
  pen_window_show_page (self, "image");
  pen_image_page_open_path (self->image_page, pen_picture_get_path (picture),
                            pen_picture_get_id (picture));
}

static void
reuse_settings_cb (PenWindow  *self,
                   PenPicture *picture)
{
  g_autoptr(PenRequest) request = pen_engine_request_of_picture (self->engine, picture);
  gboolean from_text;

  if (request == NULL)
    {
      pen_window_toast (self, _("The model of this picture is not known now"), NULL, NULL);
      return;
    }

  from_text = pen_request_get_task (request) == PEN_TASK_TEXT_TO_IMAGE;
  pen_window_show_page (self, from_text ? "text" : "image");
  pen_request_form_load_request (pen_window_get_visible_form (self), request);
}

static void
make_text_page (PenWindow *self)
{
  if (self->text_page != NULL)
    return;

  self->text_page = g_object_new (PEN_TYPE_TEXT_PAGE, NULL);
  adw_bin_set_child (self->text_place, GTK_WIDGET (self->text_page));
  g_signal_connect_object (self->text_page, "use-as-source",
                           G_CALLBACK (use_as_source_cb), self, G_CONNECT_SWAPPED);
  if (self->engine != NULL)
    pen_text_page_set_engine (self->text_page, self->engine);
}

static void
make_image_page (PenWindow *self)
{
  if (self->image_page != NULL)
    return;

  self->image_page = g_object_new (PEN_TYPE_IMAGE_PAGE, NULL);
  adw_bin_set_child (self->image_place, GTK_WIDGET (self->image_page));
  pen_image_page_watch_drops (self->image_page, GTK_WIDGET (self));
  if (self->engine != NULL)
    pen_image_page_set_engine (self->image_page, self->engine);
}

static void
make_gallery_page (PenWindow *self)
{
  if (self->gallery_page != NULL)
    return;

  self->gallery_page = PEN_GALLERY_PAGE (pen_gallery_page_new ());
  adw_bin_set_child (self->gallery_place, GTK_WIDGET (self->gallery_page));
  g_signal_connect_object (self->gallery_page, "use-as-source",
                           G_CALLBACK (use_as_source_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->gallery_page, "reuse-settings",
                           G_CALLBACK (reuse_settings_cb), self, G_CONNECT_SWAPPED);
  if (self->engine != NULL)
    pen_gallery_page_set_engine (self->gallery_page, self->engine);
}

/* Makes the page that is shown.  The image page comes in any case, once there is an
 * engine: it is the one that drops go to. */
void
pen_window_make_visible_page (PenWindow *self)
{
  GtkWidget *place = adw_view_stack_get_visible_child (self->pages);

  if (self->engine == NULL)
    return;

  if (place == GTK_WIDGET (self->text_place))
    make_text_page (self);
  else if (place == GTK_WIDGET (self->gallery_place))
    make_gallery_page (self);

  make_image_page (self);
}

/* The form of the page that is shown; %NULL in the gallery. */
PenRequestForm *
pen_window_get_visible_form (PenWindow *self)
{
  GtkWidget *place = adw_view_stack_get_visible_child (self->pages);

  if (place == GTK_WIDGET (self->text_place) && self->text_page != NULL)
    return pen_text_page_get_form (self->text_page);
  if (place == GTK_WIDGET (self->image_place) && self->image_page != NULL)
    return pen_image_page_get_form (self->image_page);

  return NULL;
}
