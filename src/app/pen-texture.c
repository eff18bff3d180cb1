/* pen-texture.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Pictures for the screen.  They are only looked at: what is sent or saved never
 * goes through a texture.  Everything that takes long happens in a thread, so
 * textures are already in the memory format that the renderers upload as it is.
 */

#define G_LOG_DOMAIN "pen-texture"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-error.h"
#include "pen-mipmap.h"
#include "pen-texture.h"

#define OPAQUE_KEY "pen-texture-opaque"
#define BYTES_KEY "pen-texture-bytes"

/* No texture is larger than this just to spare a pass. */
#define MAX_SIDE 8192

static inline guint8
premultiply (guint colour,
             guint alpha)
{
  return (guint8) ((colour * alpha + 127) / 255);
}

static void
convert_row (const guint8 *from,
             guint32      *to,
             guint         width)
{
  for (guint x = 0; x < width; x++, from += 4)
    {
      guint alpha = from[3];

      to[x] = alpha << 24 |
              (guint32) premultiply (from[0], alpha) << 16 |
              (guint32) premultiply (from[1], alpha) << 8 |
              (guint32) premultiply (from[2], alpha);
    }
}

/**
 * pen_texture_new_for_pixels:
 * @pixels: a picture
 *
 * Makes a texture that shows @pixels.  May be called in any thread.
 *
 * Returns: (transfer full): the texture
 */
GdkTexture *
pen_texture_new_for_pixels (PenPixels *pixels)
{
  g_autoptr(GBytes) bytes = NULL;
  GdkTexture *texture;
  const guint8 *data;
  guint32 *premultiplied;
  gsize stride, size;
  guint width, height;

  g_return_val_if_fail (pixels != NULL, NULL);

  width = pen_pixels_get_width (pixels);
  height = pen_pixels_get_height (pixels);
  stride = pen_pixels_get_stride (pixels);
  data = pen_pixels_get_data (pixels);

  size = (gsize) width * height * sizeof (guint32);
  premultiplied = g_malloc (size);
  for (guint y = 0; y < height; y++)
    convert_row (data + y * stride, premultiplied + (gsize) y * width, width);

  bytes = g_bytes_new_take (premultiplied, size);
  texture = gdk_memory_texture_new ((int) width, (int) height, GDK_MEMORY_DEFAULT,
                                    bytes, width * sizeof (guint32));
  g_object_set_data_full (G_OBJECT (texture), BYTES_KEY, g_bytes_ref (bytes),
                          (GDestroyNotify) g_bytes_unref);
  if (!pen_pixels_has_alpha (pixels))
    g_object_set_data (G_OBJECT (texture), OPAQUE_KEY, GINT_TO_POINTER (TRUE));

  return texture;
}

/**
 * pen_texture_is_opaque:
 * @texture: a texture
 *
 * Returns: whether @texture is known to cover everything below it
 */
gboolean
pen_texture_is_opaque (GdkTexture *texture)
{
  g_return_val_if_fail (GDK_IS_TEXTURE (texture), FALSE);

  return g_object_get_data (G_OBJECT (texture), OPAQUE_KEY) != NULL;
}

/**
 * pen_texture_get_bytes:
 * @texture: a texture
 *
 * Returns: (transfer none) (nullable): its pixels as in %GDK_MEMORY_DEFAULT, rows
 *   without padding, where they are known without a copy
 */
GBytes *
pen_texture_get_bytes (GdkTexture *texture)
{
  g_return_val_if_fail (GDK_IS_TEXTURE (texture), NULL);

  return g_object_get_data (G_OBJECT (texture), BYTES_KEY);
}

typedef struct
{
  /* Input */
  char           *path;      /* (owned) */
  guint           side;

  /* Output */
  PenPictureInfo  info;
} Load;

static void
load_free (Load *load)
{
  g_free (load->path);
  g_free (load);
}

/* The loaders halve a picture for nothing, and every other size costs a pass over all
 * of it: so the size is the smallest half, quarter … that has enough pixels. */
static guint
choose_side (const char *path,
             guint       wanted)
{
  PenPictureInfo info = { 0 };
  guint side;

  if (wanted == 0 || !pen_picture_read_info (path, &info, NULL))
    return wanted;

  side = MAX (info.width, info.height);
  while ((side + 1) / 2 >= wanted)
    side = (side + 1) / 2;

  return side > MAX_SIDE ? wanted : side;
}

static void
load_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Load *load = task_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(PenPixels) pixels = NULL;
  GdkTexture *texture;

  pixels = pen_picture_decode (load->path, choose_side (load->path, load->side),
                               &load->info, cancellable, &error);
  if (pixels == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  texture = pen_texture_new_for_pixels (pixels);
  pen_mipmap_prepare (texture);
  g_task_return_pointer (task, texture, g_object_unref);
}

/**
 * pen_texture_load_async:
 * @path: a picture file
 * @side: how many pixels the longer side shall have; it may have up to twice as many;
 *   0 for all
 * @cancellable: (nullable): to stop
 * @callback: called when done
 * @user_data: for @callback
 *
 * Reads a picture for the screen, in a worker thread.
 */
void
pen_texture_load_async (const char          *path,
                        guint                side,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Load *load;

  g_return_if_fail (path != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  load = g_new0 (Load, 1);
  load->path = g_strdup (path);
  load->side = side;

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, pen_texture_load_async);
  g_task_set_task_data (task, load, (GDestroyNotify) load_free);
  g_task_run_in_thread (task, load_thread);
}

/**
 * pen_texture_load_finish:
 * @result: what the callback was given
 * @info: (out caller-allocates) (optional): what is known of the file
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the texture; %NULL with a #PenError or
 *   %G_IO_ERROR_CANCELLED
 */
GdkTexture *
pen_texture_load_finish (GAsyncResult    *result,
                         PenPictureInfo  *info,
                         GError         **error)
{
  GdkTexture *texture;

  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_texture_load_async), NULL);

  texture = g_task_propagate_pointer (G_TASK (result), error);
  if (texture != NULL && info != NULL)
    *info = ((Load *) g_task_get_task_data (G_TASK (result)))->info;

  return texture;
}

static void
load_bytes_thread (GTask        *task,
                   gpointer      source_object,
                   gpointer      task_data,
                   GCancellable *cancellable)
{
  GBytes *bytes = task_data;
  g_autoptr(GError) error = NULL;
  GdkTexture *texture;

  texture = gdk_texture_new_from_bytes (bytes, &error);
  if (texture != NULL)
    {
      g_task_return_pointer (task, texture, g_object_unref);
      return;
    }

  g_debug ("No picture in %" G_GSIZE_FORMAT " bytes: %s", g_bytes_get_size (bytes),
           error->message);
  g_task_return_new_error (task, PEN_ERROR, PEN_ERROR_PICTURE,
                           _("The preview cannot be shown"));
}

/**
 * pen_texture_load_bytes_async:
 * @bytes: an encoded picture
 * @cancellable: (nullable): to stop
 * @callback: called when done
 * @user_data: for @callback
 *
 * Reads a preview for the screen, in a worker thread.
 */
void
pen_texture_load_bytes_async (GBytes              *bytes,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (bytes != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, pen_texture_load_bytes_async);
  g_task_set_task_data (task, g_bytes_ref (bytes), (GDestroyNotify) g_bytes_unref);
  g_task_run_in_thread (task, load_bytes_thread);
}

/**
 * pen_texture_load_bytes_finish:
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the texture; %NULL with a #PenError or
 *   %G_IO_ERROR_CANCELLED
 */
GdkTexture *
pen_texture_load_bytes_finish (GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_texture_load_bytes_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
encode_thread (GTask        *task,
               gpointer      source_object,
               gpointer      task_data,
               GCancellable *cancellable)
{
  g_task_return_pointer (task,
                         gdk_texture_save_to_png_bytes (GDK_TEXTURE (task_data)),
                         (GDestroyNotify) g_bytes_unref);
}

/**
 * pen_texture_encode_async:
 * @texture: a texture that another program, or the clipboard, gave us
 * @cancellable: (nullable): to stop
 * @callback: called when done
 * @user_data: for @callback
 *
 * Writes @texture as PNG, in a worker thread.
 */
void
pen_texture_encode_async (GdkTexture          *texture,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (GDK_IS_TEXTURE (texture));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, pen_texture_encode_async);
  g_task_set_task_data (task, g_object_ref (texture), g_object_unref);
  g_task_run_in_thread (task, encode_thread);
}

/**
 * pen_texture_encode_finish:
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the PNG file; %NULL only with
 *   %G_IO_ERROR_CANCELLED
 */
GBytes *
pen_texture_encode_finish (GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_texture_encode_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
