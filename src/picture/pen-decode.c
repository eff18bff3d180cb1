/* pen-decode.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-decode"

#include "config.h"

#include "pen-decode.h"
#include "pen-decoding.h"

/**
 * pen_picture_read_info:
 * @path: a picture file
 * @info: (out): what is known of it
 * @error: return location for a #GError
 *
 * Reads what the file says of the picture, without decoding it.  Blocks.
 *
 * Returns: %TRUE, or %FALSE with %PEN_ERROR_PICTURE or %PEN_ERROR_TOO_LARGE
 */
gboolean
pen_picture_read_info (const char      *path,
                       PenPictureInfo  *info,
                       GError         **error)
{
  g_auto(PenDecoding) decoding = { NULL, };

  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (info != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (!pen_decoding_init (&decoding, path, TRUE, NULL, error) ||
      !pen_decoding_probe (&decoding, error))
    return FALSE;

  *info = decoding.info;

  return TRUE;
}

/**
 * pen_picture_decode:
 * @path: a picture file
 * @max_side: the longest side wanted, in pixels: larger pictures are scaled down, faster
 *   than by decoding them first; 0 for the whole picture
 * @info: (out) (optional): what is known of the file; its size is the file's, not that of
 *   the result
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for a #GError
 *
 * Decodes the first frame: upright, in sRGB.  Blocks.
 *
 * Returns: (transfer full): the picture, or %NULL with %PEN_ERROR_PICTURE,
 *   %PEN_ERROR_TOO_LARGE or %G_IO_ERROR_CANCELLED
 */
PenPixels *
pen_picture_decode (const char      *path,
                    guint            max_side,
                    PenPictureInfo  *info,
                    GCancellable    *cancellable,
                    GError         **error)
{
  g_auto(PenDecoding) decoding = { NULL, };
  PenPixels *pixels;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (!pen_decoding_init (&decoding, path, FALSE, cancellable, error))
    return NULL;

  decoding.max_side = max_side;
  pixels = pen_decoding_run (&decoding, cancellable, error);
  if (pixels != NULL && info != NULL)
    *info = decoding.info;

  return pixels;
}

/* The life of pen_picture_decode_async(), in the order in which it happens. */

typedef struct
{
  /* Input */
  char           *path;         /* (owned) */
  guint           max_side;

  /* Output */
  PenPictureInfo  info;
} DecodeData;

static void
decode_data_free (DecodeData *data)
{
  g_free (data->path);
  g_free (data);
}

static void decode_thread (GTask        *task,
                           gpointer      source_object,
                           gpointer      task_data,
                           GCancellable *cancellable);

/**
 * pen_picture_decode_async:
 * @path: a picture file
 * @max_side: see pen_picture_decode()
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when the picture is there, or on failure
 * @user_data: data for @callback
 *
 * Does what pen_picture_decode() does in a worker thread.
 */
void
pen_picture_decode_async (const char          *path,
                          guint                max_side,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  DecodeData *data;

  g_return_if_fail (path != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  data = g_new0 (DecodeData, 1);
  data->path = g_strdup (path);
  data->max_side = max_side;

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, pen_picture_decode_async);
  g_task_set_task_data (task, data, (GDestroyNotify) decode_data_free);
  g_task_run_in_thread (task, decode_thread);
}

static void
decode_thread (GTask        *task,
               gpointer      source_object,
               gpointer      task_data,
               GCancellable *cancellable)
{
  DecodeData *data = task_data;
  GError *error = NULL;
  PenPixels *pixels;

  pixels = pen_picture_decode (data->path, data->max_side, &data->info, cancellable, &error);
  if (pixels != NULL)
    g_task_return_pointer (task, pixels, (GDestroyNotify) pen_pixels_unref);
  else
    g_task_return_error (task, error);
}

/**
 * pen_picture_decode_finish:
 * @result: the result that the callback was given
 * @info: (out) (optional): what is known of the file
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the picture, or %NULL with the errors of
 *   pen_picture_decode()
 */
PenPixels *
pen_picture_decode_finish (GAsyncResult    *result,
                           PenPictureInfo  *info,
                           GError         **error)
{
  DecodeData *data;

  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_picture_decode_async), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  data = g_task_get_task_data (G_TASK (result));
  if (info != NULL)
    *info = data->info;

  return g_task_propagate_pointer (G_TASK (result), error);
}
