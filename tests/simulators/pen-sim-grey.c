/* pen-sim-grey.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * PNG files of one grey channel, as masks are sent: gdk-pixbuf writes none.
 */

#define G_LOG_DOMAIN "pen-sim-grey"

#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "pen-sim-grey.h"

static void
append_number (GByteArray *array,
               guint32     number)
{
  guint32 big = GUINT32_TO_BE (number);

  g_byte_array_append (array, (const guint8 *) &big, sizeof big);
}

static guint32
find_crc (const guint8 *data,
          gsize         length)
{
  guint32 crc = 0xffffffffu;

  for (gsize i = 0; i < length; i++)
    {
      crc ^= data[i];
      for (guint bit = 0; bit < 8; bit++)
        crc = crc & 1 ? crc >> 1 ^ 0xedb88320u : crc >> 1;
    }

  return ~crc;
}

static void
append_chunk (GByteArray   *file,
              const char   *type,
              const guint8 *data,
              gsize         length)
{
  guint start;

  append_number (file, (guint32) length);
  start = file->len;
  g_byte_array_append (file, (const guint8 *) type, 4);
  if (length > 0)
    g_byte_array_append (file, data, (guint) length);
  append_number (file, find_crc (file->data + start, file->len - start));
}

static GBytes *
compress (GByteArray *lines)
{
  g_autoptr(GZlibCompressor) compressor = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, 1);
  g_autoptr(GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr(GOutputStream) stream = NULL;

  stream = g_converter_output_stream_new (memory, G_CONVERTER (compressor));
  g_assert_true (g_output_stream_write_all (stream, lines->data, lines->len, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (stream, NULL, NULL));

  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

/**
 * pen_sim_grey_encode:
 * @pixels: a byte each, without gaps
 * @width: in pixels
 * @height: in pixels
 *
 * Returns: (transfer full): a PNG file of 8 bits of grey
 */
GBytes *
pen_sim_grey_encode (const guint8 *pixels,
                     guint         width,
                     guint         height)
{
  static const guint8 signature[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
  static const guint8 rest[] = { 8, 0, 0, 0, 0 };
  g_autoptr(GByteArray) head = g_byte_array_new ();
  g_autoptr(GByteArray) lines = g_byte_array_new ();
  g_autoptr(GBytes) data = NULL;
  GByteArray *file = g_byte_array_new ();

  append_number (head, width);
  append_number (head, height);
  g_byte_array_append (head, rest, sizeof rest);
  for (guint y = 0; y < height; y++)
    {
      g_byte_array_append (lines, (const guint8 *) "", 1);
      g_byte_array_append (lines, pixels + (gsize) y * width, width);
    }
  data = compress (lines);

  g_byte_array_append (file, signature, sizeof signature);
  append_chunk (file, "IHDR", head->data, head->len);
  append_chunk (file, "IDAT", g_bytes_get_data (data, NULL), g_bytes_get_size (data));
  append_chunk (file, "IEND", NULL, 0);

  return g_byte_array_free_to_bytes (file);
}

/**
 * pen_sim_grey_new_half:
 * @width: in pixels
 * @height: in pixels
 * @left_is_white: whether the left half is white and the right black, or the other way
 *
 * Returns: (transfer full): a mask, as a PNG file of 8 bits of grey
 */
GBytes *
pen_sim_grey_new_half (guint    width,
                       guint    height,
                       gboolean left_is_white)
{
  g_autofree guint8 *pixels = g_malloc ((gsize) width * height);

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      pixels[(gsize) y * width + x] = (x < width / 2) == left_is_white ? 255 : 0;

  return pen_sim_grey_encode (pixels, width, height);
}
