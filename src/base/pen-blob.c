/* pen-blob.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-blob"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "pen-blob.h"
#include "pen-error.h"

struct _PenBlob
{
  gatomicrefcount  ref_count;

  GBytes          *bytes;           /* (owned) (nullable): or @path */
  char            *path;            /* (owned) (nullable) */
  int              is_temporary;    /* atomic: whether the file goes with the blob */
  guint64          size;
  char            *media_type;      /* (owned) (nullable) */
};

G_DEFINE_BOXED_TYPE (PenBlob, pen_blob, pen_blob_ref, pen_blob_unref)

static PenBlob *
blob_new (guint64     size,
          const char *media_type)
{
  PenBlob *self = g_new0 (PenBlob, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->size = size;
  self->media_type = g_strdup (media_type);

  return self;
}

/**
 * pen_blob_new_for_bytes:
 * @bytes: (transfer none): the bytes
 * @media_type: (nullable): what they are: `image/png`
 *
 * Returns: (transfer full): a blob in memory
 */
PenBlob *
pen_blob_new_for_bytes (GBytes     *bytes,
                        const char *media_type)
{
  PenBlob *self;

  g_return_val_if_fail (bytes != NULL, NULL);

  self = blob_new (g_bytes_get_size (bytes), media_type);
  self->bytes = g_bytes_ref (bytes);

  return self;
}

/**
 * pen_blob_new_for_file:
 * @path: a file that stays as it is for as long as the blob lives
 * @size: its size in bytes
 * @media_type: (nullable): what it is: `image/png`
 *
 * Returns: (transfer full): a blob in a file that belongs to somebody else
 */
PenBlob *
pen_blob_new_for_file (const char *path,
                       guint64     size,
                       const char *media_type)
{
  PenBlob *self;

  g_return_val_if_fail (path != NULL, NULL);

  self = blob_new (size, media_type);
  self->path = g_strdup (path);

  return self;
}

/**
 * pen_blob_new_for_temporary:
 * @path: a file that nobody else uses
 * @size: its size in bytes
 * @media_type: (nullable): what it is: `image/png`
 *
 * Returns: (transfer full): a blob whose file is deleted with it, unless
 *   pen_blob_steal_file() was called
 */
PenBlob *
pen_blob_new_for_temporary (const char *path,
                            guint64     size,
                            const char *media_type)
{
  PenBlob *self = pen_blob_new_for_file (path, size, media_type);

  if (self != NULL)
    self->is_temporary = TRUE;

  return self;
}

/**
 * pen_blob_ref:
 * @self: a blob
 *
 * Returns: (transfer full): @self
 */
PenBlob *
pen_blob_ref (PenBlob *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * pen_blob_unref:
 * @self: (transfer full): a blob
 *
 * Lets go of @self; with the last reference goes its temporary file.
 */
void
pen_blob_unref (PenBlob *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  if (self->is_temporary && g_unlink (self->path) != 0)
    g_debug ("The temporary file %s is gone already", self->path);

  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->media_type, g_free);
  g_free (self);
}

/**
 * pen_blob_get_size:
 * @self: a blob
 *
 * Returns: how many bytes it holds
 */
guint64
pen_blob_get_size (PenBlob *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->size;
}

/**
 * pen_blob_get_media_type:
 * @self: a blob
 *
 * Returns: (transfer none) (nullable): what it is: `image/png`
 */
const char *
pen_blob_get_media_type (PenBlob *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->media_type;
}

/**
 * pen_blob_get_path:
 * @self: a blob
 *
 * Returns: (transfer none) (nullable): its file, or %NULL if it is in memory
 */
const char *
pen_blob_get_path (PenBlob *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->path;
}

/**
 * pen_blob_get_bytes:
 * @self: a blob
 *
 * Returns: (transfer none) (nullable): its bytes, or %NULL if it is in a file; see
 *   pen_blob_load()
 */
GBytes *
pen_blob_get_bytes (PenBlob *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->bytes;
}

/**
 * pen_blob_open:
 * @self: a blob
 * @error: return location for a #GError
 *
 * Opens @self for reading.  Blocks where it is a file.
 *
 * Returns: (transfer full): a stream, or %NULL with %PEN_ERROR_STORAGE
 */
GInputStream *
pen_blob_open (PenBlob  *self,
               GError  **error)
{
  g_autoptr(GFile) file = NULL;
  GFileInputStream *stream;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (self->bytes != NULL)
    return g_memory_input_stream_new_from_bytes (self->bytes);

  file = g_file_new_for_path (self->path);
  stream = g_file_read (file, NULL, error);
  if (stream == NULL)
    {
      pen_error_convert (error);
      return NULL;
    }

  return G_INPUT_STREAM (stream);
}

/**
 * pen_blob_load:
 * @self: a blob
 * @max_size: the most bytes to accept
 * @error: return location for a #GError
 *
 * Reads the whole of @self into memory.  Blocks where it is a file.
 *
 * Returns: (transfer full): the bytes, or %NULL with %PEN_ERROR_TOO_LARGE or
 *   %PEN_ERROR_STORAGE
 */
GBytes *
pen_blob_load (PenBlob  *self,
               gsize     max_size,
               GError  **error)
{
  g_autoptr(GInputStream) stream = NULL;
  g_autofree char *data = NULL;
  gsize length;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (self->size > max_size)
    {
      g_autofree char *limit = g_format_size (max_size);

      g_set_error (error, PEN_ERROR, PEN_ERROR_TOO_LARGE,
                   _("The file is larger than %s"), limit);
      return NULL;
    }

  if (self->bytes != NULL)
    return g_bytes_ref (self->bytes);

  stream = pen_blob_open (self, error);
  if (stream == NULL)
    return NULL;

  data = g_malloc (self->size + 1);
  if (!g_input_stream_read_all (stream, data, self->size + 1, &length, NULL, error))
    {
      pen_error_convert (error);
      return NULL;
    }

  if (length != self->size)
    {
      g_set_error (error, PEN_ERROR, PEN_ERROR_STORAGE,
                   _("The file “%s” was changed by another program"), self->path);
      return NULL;
    }

  return g_bytes_new_take (g_steal_pointer (&data), length);
}

/**
 * pen_blob_steal_file:
 * @self: a blob
 *
 * Makes the temporary file of @self the caller's: it will stay when @self goes.
 *
 * Returns: (transfer full) (nullable): the path, or %NULL if @self is in memory, in a
 *   file of somebody else, or was stolen from before
 */
char *
pen_blob_steal_file (PenBlob *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (!g_atomic_int_compare_and_exchange (&self->is_temporary, TRUE, FALSE))
    return NULL;

  return g_strdup (self->path);
}
