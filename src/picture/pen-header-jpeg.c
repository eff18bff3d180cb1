/* pen-header-jpeg.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-header-jpeg"

#include "config.h"

#include "pen-header-private.h"

#define SOI   0xd8
#define EOI   0xd9
#define SOS   0xda
#define DHT   0xc4
#define JPG   0xc8
#define DAC   0xcc
#define APP0  0xe0
#define APP1  0xe1
#define APP2  0xe2
#define APP14 0xee
#define APP15 0xef
#define COM   0xfe

#define JFIF_SIZE  14
#define ADOBE_SIZE 12

/* A profile larger than 64 KB comes in numbered pieces, in any order. */
typedef struct
{
  PenSpan pieces[256];
  guint   n_pieces;
  gboolean has_exif;
} Pieces;

/**
 * pen_jpeg_skip_scan:
 * @span: a JPEG file
 * @at: where the compressed data of a scan begin
 *
 * Returns: where the next marker stands, or the end
 */
gsize
pen_jpeg_skip_scan (PenSpan span,
                    gsize   at)
{
  while (at + 1 < span.length)
    {
      const guint8 *found = memchr (span.data + at, 0xff, span.length - at - 1);

      if (found == NULL)
        break;
      at = (gsize) (found - span.data);
      if (found[1] != 0 && found[1] != 0xff && (found[1] < 0xd0 || found[1] > 0xd7))
        return at;
      at += found[1] == 0xff ? 1 : 2;
    }

  return span.length;
}

static void
read_frame (PenHeader *self,
            PenSpan    segment)
{
  self->bit_depth = pen_span_byte (segment, 0);
  self->height = pen_span_be16 (segment, 1);
  self->width = pen_span_be16 (segment, 3);
  self->cmyk = pen_span_byte (segment, 5) == 4;
}

static void
read_application (PenHeader *self,
                  guint      marker,
                  PenSpan    segment,
                  Pieces    *pieces)
{
  if (marker == APP0 && pen_span_has (segment, 0, "JFIF", 5) && segment.length <= JFIF_SIZE)
    return;
  if (marker == APP14 && pen_span_has (segment, 0, "Adobe", 5) && segment.length <= ADOBE_SIZE)
    return;

  if (marker == APP2 && pen_span_has (segment, 0, "ICC_PROFILE", 12))
    {
      guint number = pen_span_byte (segment, 12);

      pieces->n_pieces = pen_span_byte (segment, 13);
      pieces->pieces[number] = pen_span_part (segment, 14, segment.length);
      return;
    }

  if (marker == APP1 && pen_span_has (segment, 0, "Exif", 5) && !pieces->has_exif)
    {
      self->orientation = pen_header_read_exif (pen_span_part (segment, 6, segment.length));
      pieces->has_exif = TRUE;
    }

  self->has_metadata = TRUE;
}

static void
take_profile (PenHeader *self,
              Pieces    *pieces)
{
  g_autoptr(GByteArray) profile = g_byte_array_new ();

  for (guint i = 1; i <= pieces->n_pieces; i++)
    {
      /* With a piece missing there is no profile. */
      if (pieces->pieces[i].length == 0)
        return;
      g_byte_array_append (profile, pieces->pieces[i].data, pieces->pieces[i].length);
    }

  if (profile->len > 0)
    self->profile = g_byte_array_free_to_bytes (g_steal_pointer (&profile));
}

/* What stands behind the end: cameras put films and larger previews there. */
static gboolean
has_trailer (PenSpan span,
             gsize   at)
{
  for (; at < span.length; at++)
    if (span.data[at] != 0)
      return TRUE;

  return FALSE;
}

void
pen_header_read_jpeg (PenHeader *self,
                      PenSpan    span)
{
  g_autofree Pieces *pieces = g_new0 (Pieces, 1);
  gsize at = 2;

  self->lossy = TRUE;
  while (at + 1 < span.length && span.data[at] == 0xff)
    {
      guint marker = span.data[at + 1];
      gsize length;

      if (marker == 0xff)
        {
          at++;
          continue;
        }

      at += 2;
      if (marker == EOI)
        {
          self->complete = TRUE;
          self->has_metadata |= has_trailer (span, at);
          break;
        }
      if (marker <= 0x01 || (marker >= 0xd0 && marker <= SOI))
        continue;

      length = pen_span_be16 (span, at);
      if (length < 2 || length > span.length - at)
        break;

      if (marker >= 0xc0 && marker <= 0xcf && marker != DHT && marker != JPG && marker != DAC)
        read_frame (self, pen_span_part (span, at + 2, length - 2));
      else if (marker >= APP0 && marker <= APP15)
        read_application (self, marker, pen_span_part (span, at + 2, length - 2), pieces);
      else if (marker == COM)
        self->has_metadata = TRUE;

      at += length;
      if (marker == SOS)
        at = pen_jpeg_skip_scan (span, at);
    }

  take_profile (self, pieces);
}
