/* pen-png.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * PNG files of exactly the kind that was asked for.
 *
 * The savers of gdk-pixbuf know no grey, which many services want of a mask.  A mask has
 * large even areas, so rows need no filter to become small.
 */

#define G_LOG_DOMAIN "pen-png"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-error.h"
#include "pen-png.h"

#define SIGNATURE "\x89PNG\r\n\x1a\n"

#define DEPTH         8
#define COLOUR_GREY   0
#define COLOUR_RGBA   6
#define COMPRESSION   6
#define CRC_POLYNOMIAL 0xedb88320u

/* The check sum of a chunk, as the PNG specification has it (annex D). */
static guint32
add_crc (guint32       crc,
         const guint8 *data,
         gsize         length)
{
  for (gsize i = 0; i < length; i++)
    {
      crc ^= data[i];
      for (guint bit = 0; bit < 8; bit++)
        crc = (crc & 1) != 0 ? (crc >> 1) ^ CRC_POLYNOMIAL : crc >> 1;
    }

  return crc;
}

static void
append_number (GByteArray *png,
               guint32     number)
{
  const guint32 big = GUINT32_TO_BE (number);

  g_byte_array_append (png, (const guint8 *) &big, sizeof big);
}

static void
append_chunk (GByteArray   *png,
              const char   *type,
              const guint8 *data,
              gsize         length)
{
  guint32 crc = 0xffffffffu;

  append_number (png, (guint32) length);
  g_byte_array_append (png, (const guint8 *) type, 4);
  if (length > 0)
    g_byte_array_append (png, data, (guint) length);

  crc = add_crc (crc, (const guint8 *) type, 4);
  crc = add_crc (crc, data, length);
  append_number (png, ~crc);
}

static GBytes *
compress_rows (const guint8  *data,
               guint          height,
               gsize          stride,
               GError       **error)
{
  g_autoptr(GConverter) converter =
    G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, COMPRESSION));
  g_autoptr(GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr(GOutputStream) stream = g_converter_output_stream_new (memory, converter);
  const guint8 no_filter = 0;

  for (guint y = 0; y < height; y++)
    if (!g_output_stream_write_all (stream, &no_filter, 1, NULL, NULL, error) ||
        !g_output_stream_write_all (stream, data + y * stride, stride, NULL, NULL, error))
      return NULL;

  if (!g_output_stream_close (stream, NULL, error))
    return NULL;

  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

/**
 * pen_png_write:
 * @data: the pixels, row by row without gaps, the top row first
 * @width: in pixels, at least 1
 * @height: in pixels, at least 1
 * @channels: 1 for grey, 4 for straight RGBA
 * @error: return location for a #GError
 *
 * Writes a PNG of 8 bits a channel that has exactly these channels.  Blocks.
 *
 * Returns: (transfer full): the file, or %NULL with %PEN_ERROR_FAILED
 */
GBytes *
pen_png_write (const guint8  *data,
               guint          width,
               guint          height,
               guint          channels,
               GError       **error)
{
  const guint8 rest[5] = { DEPTH, channels == 1 ? COLOUR_GREY : COLOUR_RGBA, 0, 0, 0 };
  const guint32 size[2] = { GUINT32_TO_BE (width), GUINT32_TO_BE (height) };
  g_autoptr(GByteArray) png = NULL;
  g_autoptr(GByteArray) header = NULL;
  g_autoptr(GBytes) packed = NULL;
  g_autoptr(GError) problem = NULL;

  g_return_val_if_fail (data != NULL, NULL);
  g_return_val_if_fail (width > 0 && height > 0, NULL);
  g_return_val_if_fail (channels == 1 || channels == 4, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  packed = compress_rows (data, height, (gsize) width * channels, &problem);
  if (packed == NULL || g_bytes_get_size (packed) > G_MAXINT)
    {
      g_debug ("%s", problem != NULL ? problem->message : "too large");
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_FAILED,
                           _("The picture could not be encoded"));
      return NULL;
    }

  header = g_byte_array_new ();
  g_byte_array_append (header, (const guint8 *) size, sizeof size);
  g_byte_array_append (header, rest, sizeof rest);

  png = g_byte_array_new ();
  g_byte_array_append (png, (const guint8 *) SIGNATURE, sizeof SIGNATURE - 1);
  append_chunk (png, "IHDR", header->data, header->len);
  append_chunk (png, "IDAT", g_bytes_get_data (packed, NULL), g_bytes_get_size (packed));
  append_chunk (png, "IEND", NULL, 0);

  return g_byte_array_free_to_bytes (g_steal_pointer (&png));
}
