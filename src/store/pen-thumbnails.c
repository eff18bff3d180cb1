/* pen-thumbnails.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-thumbnails"

#include "config.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "pen-decode.h"
#include "pen-encode.h"
#include "pen-error.h"
#include "pen-file.h"
#include "pen-thumbnails.h"

/* More decoders at a time only fight for memory. */
#define MAX_THREADS  2
#define JPEG_QUALITY 85

#define DIGEST_LENGTH 64

typedef struct
{
  char *path;                  /* (owned) */
  char *digest;                /* (owned) (nullable): %NULL where it cannot name a file */
  char *folder;                /* (owned) */
} LoadData;

static void
load_data_free (LoadData *data)
{
  g_free (data->path);
  g_free (data->digest);
  g_free (data->folder);
  g_free (data);
}

static gboolean
is_digest (const char *text)
{
  return text != NULL && strlen (text) == DIGEST_LENGTH &&
         strspn (text, "0123456789abcdef") == DIGEST_LENGTH;
}

static char *
build_path (LoadData   *data,
            const char *extension)
{
  g_autofree char *name = g_strconcat (data->digest, extension, NULL);

  return g_build_filename (data->folder, name, NULL);
}

static PenPixels *
read_kept (LoadData     *data,
           const char   *extension,
           GCancellable *cancellable)
{
  g_autofree char *path = build_path (data, extension);
  g_autoptr(GError) error = NULL;
  PenPixels *pixels;

  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return NULL;

  pixels = pen_picture_decode (path, PEN_THUMBNAIL_SIDE, NULL, cancellable, &error);

  /* Half a file, or what is none of ours: made again */
  if (pixels == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_unlink (path);

  return pixels;
}

/* A thumbnail that cannot be kept is made again the next time: no more than a delay. */
static void
keep (LoadData  *data,
      PenPixels *pixels)
{
  gboolean alpha = pen_pixels_has_alpha (pixels);
  const char *extension = alpha ? ".png" : ".jpg";
  g_autofree char *path = build_path (data, extension);
  g_autofree char *temporary = NULL;
  g_autoptr(GError) error = NULL;
  int fd = pen_file_create_temporary (data->folder, extension, &temporary, &error);

  if (fd < 0)
    {
      g_debug ("No thumbnail kept: %s", error->message);
      return;
    }

  close (fd);
  if (pen_picture_encode (pixels, alpha ? "image/png" : "image/jpeg", JPEG_QUALITY,
                          temporary, &error) &&
      g_rename (temporary, path) == 0)
    return;

  g_debug ("No thumbnail kept: %s", error != NULL ? error->message : g_strerror (errno));
  g_unlink (temporary);
}

static PenPixels *
load (LoadData      *data,
      GCancellable  *cancellable,
      GError       **error)
{
  PenPixels *pixels = NULL;

  if (data->digest != NULL)
    pixels = read_kept (data, ".jpg", cancellable);
  if (data->digest != NULL && pixels == NULL)
    pixels = read_kept (data, ".png", cancellable);
  if (pixels != NULL)
    return pixels;

  pixels = pen_picture_decode (data->path, PEN_THUMBNAIL_SIDE, NULL, cancellable, error);
  if (pixels != NULL && data->digest != NULL)
    keep (data, pixels);

  return pixels;
}

static void
load_in_thread (gpointer task_data,
                gpointer pool_data)
{
  g_autoptr(GTask) task = G_TASK (task_data);
  g_autoptr(GError) error = NULL;
  PenPixels *pixels;

  if (g_task_return_error_if_cancelled (task))
    return;

  pixels = load (g_task_get_task_data (task), g_task_get_cancellable (task), &error);
  if (pixels != NULL)
    {
      g_task_return_pointer (task, pixels, (GDestroyNotify) pen_pixels_unref);
      return;
    }

  pen_error_convert (&error);
  g_task_return_error (task, g_steal_pointer (&error));
}

static GThreadPool *
get_pool (void)
{
  static GThreadPool *pool;

  if (g_once_init_enter (&pool))
    g_once_init_leave (&pool, g_thread_pool_new (load_in_thread, NULL, MAX_THREADS, FALSE,
                                                 NULL));

  return pool;
}

/**
 * pen_thumbnail_load_async:
 * @path: of a picture file
 * @digest: SHA-256 of that file in hexadecimal; anything else: nothing is kept
 * @folder: where small pictures are kept; made where it is not there
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when the small picture is there, or on failure
 * @user_data: data for @callback
 *
 * Reads the kept small picture of a file, or makes it: at most %PEN_THUMBNAIL_SIDE
 * pixels a side.  A kept one is found although the file is gone.
 */
void
pen_thumbnail_load_async (const char          *path,
                          const char          *digest,
                          const char          *folder,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GTask *task;
  LoadData *data;

  g_return_if_fail (path != NULL);
  g_return_if_fail (folder != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  data = g_new0 (LoadData, 1);
  data->path = g_strdup (path);
  data->digest = is_digest (digest) ? g_strdup (digest) : NULL;
  data->folder = g_strdup (folder);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, pen_thumbnail_load_async);
  g_task_set_task_data (task, data, (GDestroyNotify) load_data_free);
  g_thread_pool_push (get_pool (), task, NULL);
}

/**
 * pen_thumbnail_load_finish:
 * @result: the result that the callback was given
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the small picture, or %NULL with @error set
 */
PenPixels *
pen_thumbnail_load_finish (GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_thumbnail_load_async), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
