/* pen-strip.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * A picture file without what is not picture.
 *
 * The compressed picture is copied as it is, so nothing is lost.  What is kept is listed;
 * what is not known goes.
 */

#define G_LOG_DOMAIN "pen-strip"

#include "config.h"

#include "pen-header-private.h"
#include "pen-strip.h"

#define JPEG_EOI   0xd9
#define JPEG_SOS   0xda
#define JPEG_APP0  0xe0
#define JPEG_APP14 0xee
#define JPEG_APP15 0xef
#define JPEG_COM   0xfe

#define JFIF_SIZE  14
#define ADOBE_SIZE 12

#define WEBP_FLAG_ICC  0x20
#define WEBP_FLAG_EXIF 0x08
#define WEBP_FLAG_XMP  0x04

static void
append (GByteArray *out,
        PenSpan     span)
{
  g_byte_array_append (out, span.data, (guint) span.length);
}

static void
append_segment (GByteArray *out,
                guint       marker,
                PenSpan     content)
{
  guint length = (guint) content.length + 2;
  guint8 head[4] = { 0xff, (guint8) marker, (guint8) (length >> 8), (guint8) length };

  g_byte_array_append (out, head, sizeof head);
  append (out, content);
}

/* A thumbnail may follow in these two; they are written anew without it. */
static void
append_application (GByteArray *out,
                    guint       marker,
                    PenSpan     content)
{
  if (marker == JPEG_APP0 && pen_span_has (content, 0, "JFIF", 5) &&
      content.length >= JFIF_SIZE)
    {
      guint8 jfif[JFIF_SIZE];

      memcpy (jfif, content.data, JFIF_SIZE);
      jfif[JFIF_SIZE - 2] = jfif[JFIF_SIZE - 1] = 0;
      append_segment (out, marker, (PenSpan) { jfif, JFIF_SIZE });
    }
  else if (marker == JPEG_APP14 && pen_span_has (content, 0, "Adobe", 5))
    append_segment (out, marker, pen_span_part (content, 0, ADOBE_SIZE));
}

static gboolean
strip_jpeg (GByteArray *out,
            PenSpan     span)
{
  static const guint8 end[2] = { 0xff, JPEG_EOI };
  gsize at = 2;

  append (out, pen_span_part (span, 0, 2));
  while (at + 1 < span.length && span.data[at] == 0xff)
    {
      guint marker = span.data[at + 1];
      PenSpan content;
      gsize next;

      if (marker == 0xff)
        {
          at++;
          continue;
        }
      if (marker == JPEG_EOI)
        {
          g_byte_array_append (out, end, sizeof end);
          return TRUE;
        }

      next = at + 2 + pen_span_be16 (span, at + 2);
      if (next < at + 4 || next > span.length)
        return FALSE;

      content = pen_span_part (span, at + 4, next - at - 4);
      if (marker >= JPEG_APP0 && marker <= JPEG_APP15)
        append_application (out, marker, content);
      else if (marker != JPEG_COM)
        append_segment (out, marker, content);

      at = next;
      if (marker == JPEG_SOS)
        {
          next = pen_jpeg_skip_scan (span, at);
          append (out, pen_span_part (span, at, next - at));
          at = next;
        }
    }

  return FALSE;
}

static gboolean
strip_png (GByteArray *out,
           PenSpan     span)
{
  static const char kept[][5] = {
    "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "cICP", "sBIT", "pHYs",
  };
  gsize at = 8;

  append (out, pen_span_part (span, 0, at));
  while (at + 12 <= span.length)
    {
      gsize size = (gsize) pen_span_be32 (span, at) + 12;

      if (size > span.length - at)
        return FALSE;

      for (gsize i = 0; i < G_N_ELEMENTS (kept); i++)
        if (pen_span_has (span, at + 4, kept[i], 4))
          append (out, pen_span_part (span, at, size));
      if (pen_span_has (span, at + 4, "IEND", 4))
        return TRUE;
      at += size;
    }

  return FALSE;
}

static gboolean
strip_webp (GByteArray *out,
            PenSpan     span)
{
  static const char kept[][5] = { "VP8X", "VP8 ", "VP8L", "ALPH" };
  gsize end = MIN ((gsize) pen_span_le32 (span, 4) + 8, span.length);
  gsize at = 12;
  guint32 riff_size;

  append (out, pen_span_part (span, 0, at));
  while (at + 8 <= end)
    {
      gsize length = pen_span_le32 (span, at + 4);
      guint start = out->len;

      if (length > span.length - at - 8)
        return FALSE;

      for (gsize i = 0; i < G_N_ELEMENTS (kept); i++)
        if (pen_span_has (span, at, kept[i], 4))
          append (out, pen_span_part (span, at, 8 + length));
      if (out->len > start && (length & 1) != 0)
        g_byte_array_append (out, (const guint8 *) "", 1);
      if (out->len > start && length >= 10 && pen_span_has (span, at, "VP8X", 4))
        out->data[start + 8] &= (guint8) ~(WEBP_FLAG_ICC | WEBP_FLAG_EXIF | WEBP_FLAG_XMP);

      at += 8 + length + (length & 1);
    }

  riff_size = GUINT32_TO_LE (out->len - 8);
  memcpy (out->data + 4, &riff_size, sizeof riff_size);

  return TRUE;
}

/**
 * pen_strip:
 * @header: what was read of @file
 * @file: a complete JPEG, PNG or WebP file
 *
 * Takes out everything but the compressed picture and what is needed to read it: EXIF, XMP,
 * IPTC, comments, thumbnails, profiles, and whatever stands behind the end.  So the picture
 * must be upright and in sRGB without them.
 *
 * Returns: (transfer full) (nullable): the file without them; %NULL where that cannot be
 *   done, or the format is another
 */
GBytes *
pen_strip (const PenHeader *header,
           GBytes          *file)
{
  g_autoptr(GByteArray) out = NULL;
  PenSpan span;
  gboolean done = FALSE;

  g_return_val_if_fail (header != NULL, NULL);
  g_return_val_if_fail (file != NULL, NULL);

  out = g_byte_array_new ();
  span.data = g_bytes_get_data (file, &span.length);
  if (g_strcmp0 (header->media_type, "image/jpeg") == 0)
    done = strip_jpeg (out, span);
  else if (g_strcmp0 (header->media_type, "image/png") == 0)
    done = strip_png (out, span);
  else if (g_strcmp0 (header->media_type, "image/webp") == 0)
    done = strip_webp (out, span);

  return done ? g_byte_array_free_to_bytes (g_steal_pointer (&out)) : NULL;
}
