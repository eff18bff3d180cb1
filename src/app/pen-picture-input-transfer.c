/* pen-picture-input-transfer.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * How a picture gets from another program to ours: drops and the clipboard.
 */

#define G_LOG_DOMAIN "pen-picture-input-transfer"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-picture-input-private.h"

/* Encoded pictures that are taken as they are: an encoded picture has its colour
 * profile, its orientation and its transparency, a texture has not. */
static const char * const picture_types[] = {
  "image/png", "image/jpeg", "image/webp", "image/avif", "image/heif", "image/tiff",
  "image/gif", "image/bmp", NULL
};

static gboolean
was_cancelled (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Which of the offered forms is the best one: a file, an encoded picture, a picture
 * of another kind, text.  Returns: the type to read; %G_TYPE_INVALID for none, and
 * %G_TYPE_BYTES for an encoded picture. */
static GType
choose_form (GdkContentFormats *formats)
{
  if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST))
    return GDK_TYPE_FILE_LIST;

  if (gdk_content_formats_contain_gtype (formats, G_TYPE_FILE))
    return G_TYPE_FILE;

  for (guint i = 0; picture_types[i] != NULL; i++)
    {
      if (gdk_content_formats_contain_mime_type (formats, picture_types[i]))
        return G_TYPE_BYTES;
    }

  if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_TEXTURE))
    return GDK_TYPE_TEXTURE;

  return gdk_content_formats_contain_gtype (formats, G_TYPE_STRING) ? G_TYPE_STRING
                                                                    : G_TYPE_INVALID;
}

static void
read_failed (PenPictureInput *self,
             const GError    *error)
{
  g_debug ("What was offered could not be read: %s", error->message);
  pen_picture_input_fail (self, _("The other program did not hand the picture over"));
}

static void
drop_stream_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GInputStream) stream = NULL;

  stream = gdk_drop_read_finish (GDK_DROP (object), result, NULL, &error);
  if (stream == NULL)
    gdk_drop_finish (GDK_DROP (object), 0);
  if (was_cancelled (error))
    return;

  if (stream == NULL)
    read_failed (user_data, error);
  else
    pen_picture_input_resolve_stream (user_data, stream, GDK_DROP (object));
}

static void
drop_value_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  const GValue *value;

  value = gdk_drop_read_value_finish (GDK_DROP (object), result, &error);
  gdk_drop_finish (GDK_DROP (object), value != NULL ? GDK_ACTION_COPY : 0);
  if (was_cancelled (error))
    return;

  if (value == NULL)
    read_failed (user_data, error);
  else
    pen_picture_input_resolve_value (user_data, value);
}

/**
 * pen_picture_input_take_drop:
 * @self: an input
 * @drop: what was dropped; will be finished
 *
 * Takes a drop that has happened.
 */
void
pen_picture_input_take_drop (PenPictureInput *self,
                             GdkDrop         *drop)
{
  GCancellable *cancellable;
  GType form;

  g_return_if_fail (PEN_IS_PICTURE_INPUT (self));
  g_return_if_fail (GDK_IS_DROP (drop));

  cancellable = pen_picture_input_begin (self);
  form = choose_form (gdk_drop_get_formats (drop));

  if (form == G_TYPE_INVALID)
    {
      gdk_drop_finish (drop, 0);
      pen_picture_input_fail (self, _("There was no picture in what was dropped"));
    }
  else if (form == G_TYPE_BYTES)
    {
      gdk_drop_read_async (drop, (const char **) picture_types, G_PRIORITY_DEFAULT,
                           cancellable, drop_stream_cb, self);
    }
  else
    {
      gdk_drop_read_value_async (drop, form, G_PRIORITY_DEFAULT,
                                 cancellable, drop_value_cb, self);
    }
}

/**
 * pen_picture_input_clipboard_has_picture:
 * @clipboard: a clipboard
 *
 * Returns: whether it holds a file, or a picture and no text beside it: what nobody
 *   would want to paste into text
 */
gboolean
pen_picture_input_clipboard_has_picture (GdkClipboard *clipboard)
{
  GdkContentFormats *formats;
  GType form;

  g_return_val_if_fail (GDK_IS_CLIPBOARD (clipboard), FALSE);

  formats = gdk_clipboard_get_formats (clipboard);
  form = choose_form (formats);
  if (form == GDK_TYPE_FILE_LIST || form == G_TYPE_FILE)
    return TRUE;

  return form != G_TYPE_INVALID && !gdk_content_formats_contain_gtype (formats, G_TYPE_STRING);
}

static void
clipboard_stream_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GInputStream) stream = NULL;

  stream = gdk_clipboard_read_finish (GDK_CLIPBOARD (object), result, NULL, &error);
  if (was_cancelled (error))
    return;

  if (stream == NULL)
    read_failed (user_data, error);
  else
    pen_picture_input_resolve_stream (user_data, stream, NULL);
}

static void
clipboard_value_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  const GValue *value;

  value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (object), result, &error);
  if (was_cancelled (error))
    return;

  if (value == NULL)
    read_failed (user_data, error);
  else
    pen_picture_input_resolve_value (user_data, value);
}

/**
 * pen_picture_input_take_clipboard:
 * @self: an input
 * @clipboard: a clipboard
 *
 * Pastes.
 */
void
pen_picture_input_take_clipboard (PenPictureInput *self,
                                  GdkClipboard    *clipboard)
{
  GCancellable *cancellable;
  GType form;

  g_return_if_fail (PEN_IS_PICTURE_INPUT (self));
  g_return_if_fail (GDK_IS_CLIPBOARD (clipboard));

  cancellable = pen_picture_input_begin (self);
  form = choose_form (gdk_clipboard_get_formats (clipboard));

  if (form == G_TYPE_INVALID)
    pen_picture_input_fail (self, _("There is no picture in the clipboard"));
  else if (form == G_TYPE_BYTES)
    gdk_clipboard_read_async (clipboard, (const char **) picture_types, G_PRIORITY_DEFAULT,
                              cancellable, clipboard_stream_cb, self);
  else
    gdk_clipboard_read_value_async (clipboard, form, G_PRIORITY_DEFAULT,
                                    cancellable, clipboard_value_cb, self);
}

static GdkDragAction
enter_cb (PenPictureInput    *self,
          GdkDrop            *drop,
          double              x,
          double              y,
          GtkDropTargetAsync *target)
{
  pen_picture_input_hover (self, 1);

  return GDK_ACTION_COPY;
}

static void
leave_cb (PenPictureInput    *self,
          GdkDrop            *drop,
          GtkDropTargetAsync *target)
{
  pen_picture_input_hover (self, -1);
}

static gboolean
drop_cb (PenPictureInput    *self,
         GdkDrop            *drop,
         double              x,
         double              y,
         GtkDropTargetAsync *target)
{
  pen_picture_input_hover (self, 0);
  pen_picture_input_take_drop (self, drop);

  return TRUE;
}

/* A word that is dragged may be the address of a picture, or be meant for the text that
 * it is dragged to: whatever lies under the pointer decides first. */
static gboolean
drop_text_cb (PenPictureInput    *self,
              GdkDrop            *drop,
              double              x,
              double              y,
              GtkDropTargetAsync *target)
{
  pen_picture_input_take_drop (self, drop);

  return TRUE;
}

static void
add_text_target (PenPictureInput *self,
                 GtkWidget       *widget)
{
  GtkDropTargetAsync *target;

  target = gtk_drop_target_async_new (gdk_content_formats_new_for_gtype (G_TYPE_STRING),
                                      GDK_ACTION_COPY);
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_text_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (target));
}

/**
 * pen_picture_input_add_target:
 * @self: an input
 * @widget: where pictures may be dropped
 *
 * Makes @widget take drops for @self.  Files and pictures are taken wherever in @widget
 * they are dropped, also on an entry; text only where nothing else wants it.
 */
void
pen_picture_input_add_target (PenPictureInput *self,
                              GtkWidget       *widget)
{
  GdkContentFormatsBuilder *builder;
  GtkDropTargetAsync *target;

  g_return_if_fail (PEN_IS_PICTURE_INPUT (self));
  g_return_if_fail (GTK_IS_WIDGET (widget));

  builder = gdk_content_formats_builder_new ();
  gdk_content_formats_builder_add_gtype (builder, GDK_TYPE_FILE_LIST);
  gdk_content_formats_builder_add_gtype (builder, G_TYPE_FILE);
  gdk_content_formats_builder_add_gtype (builder, GDK_TYPE_TEXTURE);
  for (guint i = 0; picture_types[i] != NULL; i++)
    gdk_content_formats_builder_add_mime_type (builder, picture_types[i]);

  target = gtk_drop_target_async_new (gdk_content_formats_builder_free_to_formats (builder),
                                      GDK_ACTION_COPY);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (target),
                                              GTK_PHASE_CAPTURE);
  g_signal_connect_object (target, "drag-enter", G_CALLBACK (enter_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (target, "drag-leave", G_CALLBACK (leave_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (target));

  add_text_target (self, widget);
}
