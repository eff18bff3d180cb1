/* pen-sink.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-sink"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "pen-error.h"
#include "pen-file.h"
#include "pen-media.h"
#include "pen-reserve.h"
#include "pen-sink.h"

/* How far from the end a picture's last mark may be: some programs append a little. */
#define TAIL_SIZE 1024

struct _PenSink
{
  int      fd;
  char    *path;                          /* (owned) (nullable): once it is finished */
  guint64  size;
  guint64  max_size;
  guint8   head[PEN_MEDIA_SNIFF_SIZE];    /* the first bytes */
};

/**
 * pen_sink_new:
 * @folder: where
 * @max_size: the most bytes that may be written
 * @error: return location for a #GError
 *
 * Like all that follows, blocks.
 *
 * Returns: (transfer full): a sink, or %NULL with %PEN_ERROR_STORAGE
 */
PenSink *
pen_sink_new (const char  *folder,
              guint64      max_size,
              GError     **error)
{
  g_autofree char *path = NULL;
  PenSink *self;
  int fd = pen_file_create_temporary (folder, NULL, &path, error);

  if (fd < 0)
    return NULL;

  self = g_new0 (PenSink, 1);
  self->fd = fd;
  self->path = g_steal_pointer (&path);
  self->max_size = max_size;

  return self;
}

void
pen_sink_free (PenSink *self)
{
  g_close (self->fd, NULL);
  if (self->path != NULL)
    g_unlink (self->path);
  g_clear_pointer (&self->path, g_free);
  g_free (self);
}

/* The disk has become full while the service worked: for this there is a reserve. */
static gboolean
write_or_make_room (PenSink     *self,
                    const void  *data,
                    gsize        length,
                    GError     **error)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  GError *problem = NULL;

  if (pen_file_write_all (self->fd, data, length, &problem))
    return TRUE;

  if (!pen_reserve_release (folder) || ftruncate (self->fd, (off_t) self->size) != 0 ||
      lseek (self->fd, (off_t) self->size, SEEK_SET) < 0)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }

  g_clear_error (&problem);

  return pen_file_write_all (self->fd, data, length, error);
}

/**
 * pen_sink_write:
 * @self: a sink
 * @data: (nullable): what to write
 * @length: its length in bytes
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with %PEN_ERROR_TOO_LARGE or %PEN_ERROR_STORAGE
 */
gboolean
pen_sink_write (PenSink     *self,
                const void  *data,
                gsize        length,
                GError     **error)
{
  if (length > self->max_size - self->size)
    {
      g_autofree char *limit = g_format_size (self->max_size);

      g_set_error (error, PEN_ERROR, PEN_ERROR_TOO_LARGE,
                   _("The picture in the reply is larger than %s"), limit);
      return FALSE;
    }

  if (length > 0 && self->size < sizeof self->head)
    memcpy (self->head + self->size, data, MIN (length, sizeof self->head - self->size));

  if (!write_or_make_room (self, data, length, error))
    return FALSE;

  self->size += length;
  return TRUE;
}

static gboolean
has_mark (const guint8 *tail,
          gsize         length,
          const char   *mark,
          gsize         mark_length)
{
  return memmem (tail, length, mark, mark_length) != NULL;
}

/**
 * pen_sink_is_cut:
 * @self: a sink that has everything
 *
 * For answers that come without their length: there, a connection that breaks looks the
 * same as the end.
 *
 * Returns: whether the picture lacks its end, as far as its format has one
 */
gboolean
pen_sink_is_cut (PenSink *self)
{
  const char *media_type = pen_media_sniff (self->head, MIN (self->size, sizeof self->head));
  guint8 tail[TAIL_SIZE];
  gsize wanted = MIN (self->size, sizeof tail);
  gssize length = pread (self->fd, tail, wanted, (off_t) (self->size - wanted));
  guint32 riff_size;

  if (media_type == NULL || length != (gssize) wanted)
    return FALSE;

  if (strcmp (media_type, "image/png") == 0)
    return !has_mark (tail, wanted, "IEND", 4);
  if (strcmp (media_type, "image/jpeg") == 0)
    return !has_mark (tail, wanted, "\xff\xd9", 2);
  if (strcmp (media_type, "image/webp") != 0)
    return FALSE;

  memcpy (&riff_size, self->head + 4, sizeof riff_size);
  return (guint64) GUINT32_FROM_LE (riff_size) + 8 > self->size;
}

/**
 * pen_sink_finish:
 * @self: a sink, of no use any more
 *
 * Returns: (transfer full): what was written, with a media type if it is a picture
 */
PenBlob *
pen_sink_finish (PenSink *self)
{
  g_autofree char *path = g_steal_pointer (&self->path);

  return pen_blob_new_for_temporary (path, self->size,
                                     pen_media_sniff (self->head,
                                                      MIN (self->size, sizeof self->head)));
}
