/* pen-header-png.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-header-png"

#include "config.h"

#include "pen-header-private.h"

#define SIGNATURE_SIZE   8
#define CHUNK_OVERHEAD   12
#define MAX_PROFILE_SIZE (4 * 1024 * 1024)

/* What says how the pixels look, and nothing about who made them, where, with what. */
static const char harmless[][5] = {
  "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "cICP", "mDCv",
  "cLLi", "mDCV", "cLLI", "sBIT", "bKGD", "hIST", "pHYs",
};

static gboolean
is_harmless (PenSpan span,
             gsize   type)
{
  for (gsize i = 0; i < G_N_ELEMENTS (harmless); i++)
    if (pen_span_has (span, type, harmless[i], 4))
      return TRUE;

  return FALSE;
}

/* The profile is compressed, and may be a bomb. */
static GBytes *
inflate (PenSpan span)
{
  g_autoptr(GConverter) converter = NULL;
  g_autoptr(GInputStream) memory = NULL;
  g_autoptr(GInputStream) stream = NULL;
  g_autofree guint8 *buffer = g_malloc (MAX_PROFILE_SIZE);
  gsize size = 0;

  converter = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB));
  memory = g_memory_input_stream_new_from_data (span.data, (gssize) span.length, NULL);
  stream = g_converter_input_stream_new (memory, converter);
  if (!g_input_stream_read_all (stream, buffer, MAX_PROFILE_SIZE, &size, NULL, NULL) ||
      size == 0 || size == MAX_PROFILE_SIZE)
    return NULL;

  return g_bytes_new (buffer, size);
}

static void
read_profile (PenHeader *self,
              PenSpan    chunk)
{
  const guint8 *end = memchr (chunk.data, 0, MIN (chunk.length, 80));

  if (end != NULL && self->profile == NULL)
    self->profile = inflate (pen_span_part (chunk, (gsize) (end - chunk.data) + 2, chunk.length));
}

static void
read_chunk (PenHeader *self,
            PenSpan    span,
            gsize      at,
            PenSpan    chunk)
{
  if (pen_span_has (span, at + 4, "IHDR", 4))
    {
      self->width = pen_span_be32 (chunk, 0);
      self->height = pen_span_be32 (chunk, 4);
      self->bit_depth = pen_span_byte (chunk, 8);
      self->has_alpha = (pen_span_byte (chunk, 9) & 4) != 0;
      self->grey = (pen_span_byte (chunk, 9) & 2) == 0;
    }
  else if (pen_span_has (span, at + 4, "tRNS", 4))
    self->has_alpha = TRUE;
  else if (pen_span_has (span, at + 4, "iCCP", 4))
    read_profile (self, chunk);
  else if (pen_span_has (span, at + 4, "acTL", 4))
    self->animated = TRUE;
  else if (pen_span_has (span, at + 4, "eXIf", 4))
    self->orientation = pen_header_read_exif (chunk);

  self->has_metadata |= !is_harmless (span, at + 4);
}

void
pen_header_read_png (PenHeader *self,
                     PenSpan    span)
{
  gsize at = SIGNATURE_SIZE;
  gboolean is_end = FALSE;

  while (!is_end && at + CHUNK_OVERHEAD <= span.length)
    {
      gsize length = pen_span_be32 (span, at);

      if (length > span.length - at - CHUNK_OVERHEAD)
        return;

      read_chunk (self, span, at, pen_span_part (span, at + 8, length));
      is_end = pen_span_has (span, at + 4, "IEND", 4);
      at += CHUNK_OVERHEAD + length;
    }

  self->complete = is_end;
  self->has_metadata |= is_end && at < span.length;
}
