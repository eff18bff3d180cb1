/* pen-header-webp.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-header-webp"

#include "config.h"

#include "pen-header-private.h"

#define RIFF_SIZE 12

#define FLAG_ANIMATION 0x02
#define FLAG_ALPHA     0x10

static guint
le24 (PenSpan span,
      gsize   at)
{
  return pen_span_le16 (span, at) | pen_span_byte (span, at + 2) << 16;
}

static void
read_extended (PenHeader *self,
               PenSpan    chunk)
{
  guint flags = pen_span_byte (chunk, 0);

  self->has_alpha = (flags & FLAG_ALPHA) != 0;
  self->animated = (flags & FLAG_ANIMATION) != 0;
  self->width = le24 (chunk, 4) + 1;
  self->height = le24 (chunk, 7) + 1;
}

/* The frame itself; it only says how large it is where no VP8X came before. */
static void
read_frame (PenHeader *self,
            PenSpan    chunk,
            gboolean   lossless)
{
  guint32 bits = pen_span_le32 (chunk, 1);

  self->lossy = !lossless;
  if (lossless)
    self->has_alpha |= (bits >> 28) & 1;
  if (self->width > 0)
    return;

  if (lossless)
    {
      self->width = (bits & 0x3fff) + 1;
      self->height = (bits >> 14 & 0x3fff) + 1;
    }
  else
    {
      self->width = pen_span_le16 (chunk, 6) & 0x3fff;
      self->height = pen_span_le16 (chunk, 8) & 0x3fff;
    }
}

static void
read_exif (PenHeader *self,
           PenSpan    chunk)
{
  /* Some writers put JPEG's marker in front. */
  if (pen_span_has (chunk, 0, "Exif\0\0", 6))
    chunk = pen_span_part (chunk, 6, chunk.length);

  self->orientation = pen_header_read_exif (chunk);
  self->has_metadata = TRUE;
}

static void
read_chunk (PenHeader *self,
            PenSpan    span,
            gsize      at,
            PenSpan    chunk)
{
  if (pen_span_has (span, at, "VP8X", 4))
    read_extended (self, chunk);
  else if (pen_span_has (span, at, "VP8 ", 4))
    read_frame (self, chunk, FALSE);
  else if (pen_span_has (span, at, "VP8L", 4))
    read_frame (self, chunk, TRUE);
  else if (pen_span_has (span, at, "ICCP", 4))
    self->profile = self->profile != NULL ? self->profile : g_bytes_new (chunk.data, chunk.length);
  else if (pen_span_has (span, at, "EXIF", 4))
    read_exif (self, chunk);
  else if (!pen_span_has (span, at, "ALPH", 4) &&
           !pen_span_has (span, at, "ANIM", 4) &&
           !pen_span_has (span, at, "ANMF", 4))
    self->has_metadata = TRUE;
}

void
pen_header_read_webp (PenHeader *self,
                      PenSpan    span)
{
  gsize end = (gsize) pen_span_le32 (span, 4) + 8;
  gsize at = RIFF_SIZE;

  while (at + 8 <= MIN (end, span.length))
    {
      gsize length = pen_span_le32 (span, at + 4);

      if (length > span.length - at - 8)
        return;

      read_chunk (self, span, at, pen_span_part (span, at + 8, length));
      at += 8 + length + (length & 1);
    }

  self->complete = self->width > 0 && end <= span.length + 1;
  self->has_metadata |= end < span.length;
}
