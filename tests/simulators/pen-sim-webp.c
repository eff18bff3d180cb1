/* pen-sim-webp.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Just enough WebP: the size of any file, and files of one colour.
 *
 * In the lossless format a picture of one colour needs no pixel data at all: each of its
 * five prefix codes has a single symbol, which takes no bits.
 */

#define G_LOG_DOMAIN "pen-sim-webp"

#include "config.h"

#include <string.h>

#include "pen-sim-webp.h"

typedef struct
{
  guint8 bytes[64];
  guint  used;       /* in bits */
} BitWriter;

static guint
read_le (const guint8 *data,
         guint         n)
{
  guint value = 0;

  for (guint i = 0; i < n; i++)
    value |= (guint) data[i] << (8 * i);

  return value;
}

/* Fills @info from the head of a WebP file. */
gboolean
pen_sim_webp_inspect (const guint8      *data,
                      gsize              length,
                      PenSimPictureInfo *info)
{
  if (length < 30 || memcmp (data, "RIFF", 4) != 0 || memcmp (data + 8, "WEBP", 4) != 0)
    return FALSE;

  info->media_type = "image/webp";
  if (memcmp (data + 12, "VP8X", 4) == 0)
    {
      info->width = read_le (data + 24, 3) + 1;
      info->height = read_le (data + 27, 3) + 1;
    }
  else if (memcmp (data + 12, "VP8L", 4) == 0)
    {
      info->width = (read_le (data + 21, 4) & 0x3fff) + 1;
      info->height = (read_le (data + 21, 4) >> 14 & 0x3fff) + 1;
    }
  else
    {
      info->width = read_le (data + 26, 2) & 0x3fff;
      info->height = read_le (data + 28, 2) & 0x3fff;
    }

  return TRUE;
}

static void
put (BitWriter *writer,
     guint      value,
     guint      bits)
{
  for (guint i = 0; i < bits; i++, writer->used++)
    if (value >> i & 1)
      writer->bytes[writer->used / 8] |= (guint8) (1u << (writer->used % 8));
}

/* A prefix code with one symbol of eight bits. */
static void
put_symbol (BitWriter *writer,
            guint      symbol)
{
  put (writer, 1, 1);
  put (writer, 0, 1);
  put (writer, 1, 1);
  put (writer, symbol, 8);
}

/* The average colour of @picture as a file of its size, at most 16384 a side. */
GBytes *
pen_sim_webp_encode (GdkPixbuf *picture)
{
  g_autoptr(GdkPixbuf) average = gdk_pixbuf_scale_simple (picture, 1, 1, GDK_INTERP_TILES);
  const guint8 *colour = gdk_pixbuf_read_pixels (average);
  BitWriter writer = { 0 };
  g_autoptr(GByteArray) file = g_byte_array_new ();
  guint8 head[] = "RIFF....WEBPVP8L....";
  guint payload;

  put (&writer, 0x2f, 8);
  put (&writer, gdk_pixbuf_get_width (picture) - 1, 14);
  put (&writer, gdk_pixbuf_get_height (picture) - 1, 14);
  put (&writer, 0, 1);      /* no alpha */
  put (&writer, 0, 3);      /* version */
  put (&writer, 0, 1);      /* no transform */
  put (&writer, 0, 1);      /* no colour cache */
  put (&writer, 0, 1);      /* one group of codes */
  put_symbol (&writer, colour[1]);
  put_symbol (&writer, colour[0]);
  put_symbol (&writer, colour[2]);
  put_symbol (&writer, 255);
  put_symbol (&writer, 0);

  payload = (writer.used + 7) / 8;
  payload += payload % 2;
  for (guint i = 0; i < 4; i++)
    {
      head[4 + i] = (guint8) ((payload + 12) >> (8 * i));
      head[16 + i] = (guint8) (payload >> (8 * i));
    }

  g_byte_array_append (file, head, sizeof (head) - 1);
  g_byte_array_append (file, writer.bytes, payload);

  return g_byte_array_free_to_bytes (g_steal_pointer (&file));
}
