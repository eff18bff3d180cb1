/* pen-png-outline.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * What a big PNG says of itself, without the pixels: the same chunks, those of the
 * pixels empty.  So that looking at a file costs no memory that grows with it.
 */

#define G_LOG_DOMAIN "pen-png-outline"

#include "config.h"

#include "pen-decoding.h"

#define SIGNATURE_SIZE 8
#define HEAD_SIZE      8
#define CHECK_SIZE     4
#define MAX_OTHER_SIZE (16 * 1024 * 1024)
#define BUFFER_SIZE    512

static gboolean
read_exactly (GInputStream *stream,
              void         *data,
              gsize         size)
{
  gsize done;

  return g_input_stream_read_all (stream, data, size, &done, NULL, NULL) && done == size;
}

static gboolean
copy_chunk (GInputStream *stream,
            GByteArray   *out,
            const guint8 *head,
            gsize         length)
{
  guint at = out->len;

  if (out->len + length > MAX_OTHER_SIZE)
    return FALSE;

  g_byte_array_append (out, head, HEAD_SIZE);
  g_byte_array_set_size (out, (guint) (at + HEAD_SIZE + length + CHECK_SIZE));

  return read_exactly (stream, out->data + at + HEAD_SIZE, length + CHECK_SIZE);
}

/* Takes one chunk over; %FALSE where the outline must end. */
static gboolean
take_chunk (GInputStream *stream,
            GByteArray   *out,
            gboolean     *is_end)
{
  static const guint8 empty[] = { 0, 0, 0, 0, 'I', 'D', 'A', 'T', 0, 0, 0, 0 };
  guint8 head[HEAD_SIZE];
  guint32 length;

  if (!read_exactly (stream, head, HEAD_SIZE))
    return FALSE;

  memcpy (&length, head, sizeof length);
  length = GUINT32_FROM_BE (length);
  *is_end = memcmp (head + 4, "IEND", 4) == 0;
  if (memcmp (head + 4, "IDAT", 4) != 0)
    return copy_chunk (stream, out, head, length);

  /* One empty chunk stands for all; a seek to before the end shows that all is there. */
  if (out->len < sizeof empty || memcmp (out->data + out->len - sizeof empty, empty,
                                         sizeof empty) != 0)
    g_byte_array_append (out, empty, sizeof empty);

  return g_seekable_seek (G_SEEKABLE (stream), (goffset) length + CHECK_SIZE, G_SEEK_CUR,
                          NULL, NULL);
}

/**
 * pen_png_outline:
 * @path: a PNG file
 *
 * Blocks.
 *
 * Returns: (transfer full) (nullable): the file without its pixels, for
 *   pen_header_read(); %NULL where it cannot be made, and the file has to be read
 */
GBytes *
pen_png_outline (const char *path)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GFileInputStream) raw = g_file_read (file, NULL, NULL);
  g_autoptr(GInputStream) stream = NULL;
  g_autoptr(GByteArray) out = g_byte_array_new ();
  guint8 extra;
  gboolean is_end = FALSE;

  if (raw == NULL)
    return NULL;

  /* Chunks are short or skipped: a small buffer reads little in vain. */
  stream = g_buffered_input_stream_new_sized (G_INPUT_STREAM (raw), BUFFER_SIZE);
  g_byte_array_set_size (out, SIGNATURE_SIZE);
  if (!read_exactly (stream, out->data, SIGNATURE_SIZE) ||
      memcmp (out->data, "\x89PNG\r\n\x1a\n", SIGNATURE_SIZE) != 0)
    return NULL;

  while (!is_end)
    if (!take_chunk (stream, out, &is_end))
      return NULL;

  if (read_exactly (stream, &extra, 1))
    g_byte_array_append (out, &extra, 1);

  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}
