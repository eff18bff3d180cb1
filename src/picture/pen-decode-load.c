/* pen-decode-load.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-decode-load"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-decoding.h"
#include "pen-error.h"

#define CHUNK_SIZE       (1024 * 1024)
#define MIN_OUTLINE_SIZE (2 * CHUNK_SIZE)

static gboolean
check_file (GFile         *file,
            const char    *name,
            GCancellable  *cancellable,
            guint64       *size,
            GError       **error)
{
  g_autoptr(GFileInfo) info = NULL;

  info = g_file_query_info (file,
                            G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
                            G_FILE_QUERY_INFO_NONE, cancellable, error);
  if (info == NULL)
    return FALSE;

  *size = (guint64) g_file_info_get_size (info);
  if (g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY)
    g_set_error (error, PEN_ERROR, PEN_ERROR_PICTURE,
                 _("“%s” is a folder; choose a picture in it"), name);
  else if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    g_set_error (error, PEN_ERROR, PEN_ERROR_PICTURE, _("“%s” is not a file"), name);
  else if (*size == 0)
    g_set_error (error, PEN_ERROR, PEN_ERROR_PICTURE, _("“%s” is empty"), name);
  else if (*size > PEN_DECODE_MAX_BYTES)
    g_set_error (error, PEN_ERROR, PEN_ERROR_TOO_LARGE,
                 _("“%s” is larger than %d MB, the most that can be opened"),
                 name, PEN_DECODE_MAX_BYTES / 1000 / 1000);
  else
    return TRUE;

  return FALSE;
}

static GBytes *
read_file (GFile         *file,
           guint64        size,
           GCancellable  *cancellable,
           GError       **error)
{
  g_autoptr(GFileInputStream) stream = g_file_read (file, cancellable, error);
  g_autofree guint8 *data = NULL;
  gsize done = 0;
  gssize got = 1;

  if (stream == NULL)
    return NULL;

  /* A file that grows while it is read is cut where it ended before. */
  data = g_malloc (size);
  while (done < size && got > 0)
    {
      got = g_input_stream_read (G_INPUT_STREAM (stream), data + done,
                                 MIN (size - done, CHUNK_SIZE), cancellable, error);
      if (got < 0)
        return NULL;
      done += (gsize) got;
    }

  return g_bytes_new_take (g_steal_pointer (&data), done);
}

/* What the system says, said about this file. */
static void
set_read_error (GError     **error,
                GError      *original,
                const char  *name)
{
  if (original->domain == PEN_ERROR ||
      g_error_matches (original, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, original);
      return;
    }

  if (g_error_matches (original, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    g_set_error (error, PEN_ERROR, PEN_ERROR_PICTURE, _("“%s” is no longer there"), name);
  else if (g_error_matches (original, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    g_set_error (error, PEN_ERROR, PEN_ERROR_PICTURE,
                 _("You are not allowed to read “%s”"), name);
  else
    g_set_error (error, PEN_ERROR, PEN_ERROR_PICTURE,
                 _("“%s” could not be read (%s)"), name, original->message);
  g_error_free (original);
}

/**
 * pen_decode_load:
 * @path: a file
 * @outline: whether the pixels may be left out of a big file, see pen_png_outline()
 * @is_outline: (out): whether they were
 * @size: (out): of the file, in bytes
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for a #GError
 *
 * Reads a whole picture file, after a look at whether it can be one.  Blocks.
 *
 * Returns: (transfer full): its bytes, or %NULL with %PEN_ERROR_PICTURE,
 *   %PEN_ERROR_TOO_LARGE or %G_IO_ERROR_CANCELLED
 */
GBytes *
pen_decode_load (const char    *path,
                 gboolean       outline,
                 gboolean      *is_outline,
                 guint64       *size,
                 GCancellable  *cancellable,
                 GError       **error)
{
  g_autoptr(GFile) file = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autofree char *name = NULL;
  GError *problem = NULL;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  file = g_file_new_for_path (path);
  name = g_filename_display_basename (path);
  *is_outline = FALSE;
  if (check_file (file, name, cancellable, size, &problem))
    {
      if (outline && *size >= MIN_OUTLINE_SIZE)
        bytes = pen_png_outline (path);
      *is_outline = bytes != NULL;
      if (bytes == NULL)
        bytes = read_file (file, *size, cancellable, &problem);
    }
  if (bytes == NULL)
    set_read_error (error, problem, name);

  return g_steal_pointer (&bytes);
}

/**
 * pen_decoding_complete:
 * @self: a decoding
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for a #GError
 *
 * Reads the pixels too, where they had been left out.  Blocks.
 *
 * Returns: %TRUE, or %FALSE with the errors of pen_picture_decode()
 */
gboolean
pen_decoding_complete (PenDecoding   *self,
                       GCancellable  *cancellable,
                       GError       **error)
{
  GBytes *bytes;

  g_return_val_if_fail (self != NULL, FALSE);

  if (!self->is_outline)
    return TRUE;

  bytes = pen_decode_load (self->path, FALSE, &self->is_outline, &self->size, cancellable, error);
  if (bytes == NULL)
    return FALSE;

  g_bytes_unref (self->bytes);
  self->bytes = bytes;

  return TRUE;
}
