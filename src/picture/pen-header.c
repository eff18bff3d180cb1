/* pen-header.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-header"

#include "config.h"

#include "pen-header-private.h"
#include "pen-media.h"

#define EXIF_ORIENTATION 0x0112

typedef struct
{
  const char *media_type;
  void      (*read) (PenHeader *self,
                     PenSpan    span);
} Reader;

static const Reader readers[] = {
  { "image/jpeg", pen_header_read_jpeg },
  { "image/png", pen_header_read_png },
  { "image/webp", pen_header_read_webp },
  { "image/gif", pen_header_read_gif },
  { "image/bmp", pen_header_read_bmp },
  { "image/avif", pen_header_read_heif },
  { "image/heic", pen_header_read_heif },
};

/**
 * pen_header_read:
 * @self: (out): to be cleared with pen_header_clear()
 * @data: the whole file
 * @length: its size
 *
 * Reads what the container says.  Of a format that is not known here only the media type is
 * filled in, if that; then it is taken to be complete, and to hold metadata.
 */
void
pen_header_read (PenHeader    *self,
                 const guint8 *data,
                 gsize         length)
{
  g_return_if_fail (self != NULL);

  *self = (PenHeader) {
    .media_type = pen_media_sniff (data, length),
    .orientation = 1,
    .bit_depth = 8,
    .has_metadata = TRUE,
    .complete = TRUE,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (readers); i++)
    if (g_strcmp0 (readers[i].media_type, self->media_type) == 0)
      {
        self->has_metadata = FALSE;
        self->complete = FALSE;
        readers[i].read (self, (PenSpan) { data, length });
      }

  /* EXIF is a TIFF file without a picture, so its reader reads this, too. */
  if (g_strcmp0 (self->media_type, "image/tiff") == 0)
    self->orientation = pen_header_read_exif ((PenSpan) { data, length });
}

void
pen_header_clear (PenHeader *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->profile, g_bytes_unref);
}

/**
 * pen_header_read_exif:
 * @exif: a TIFF structure, from its byte order mark on
 *
 * Returns: the orientation, 1 to 8; 1 where there is none
 */
guint
pen_header_read_exif (PenSpan exif)
{
  gboolean little = pen_span_has (exif, 0, "II*\0", 4);
  guint32 at;
  guint n_entries;

  if (!little && !pen_span_has (exif, 0, "MM\0*", 4))
    return 1;

  at = little ? pen_span_le32 (exif, 4) : pen_span_be32 (exif, 4);
  if (at > exif.length)
    return 1;

  n_entries = little ? pen_span_le16 (exif, at) : pen_span_be16 (exif, at);
  for (guint i = 0; i < n_entries; i++)
    {
      gsize entry = (gsize) at + 2 + i * 12;
      guint tag = little ? pen_span_le16 (exif, entry) : pen_span_be16 (exif, entry);
      guint value = little ? pen_span_le16 (exif, entry + 8) : pen_span_be16 (exif, entry + 8);

      if (tag == EXIF_ORIENTATION)
        return value >= 1 && value <= 8 ? value : 1;
    }

  return 1;
}
