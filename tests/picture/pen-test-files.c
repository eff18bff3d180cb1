/* pen-test-files.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-test-files"

#include "config.h"

#include <glib/gstdio.h>
#include <lcms2.h>
#include <string.h>

#include "pen-encode.h"
#include "pen-test-files.h"

/* A new folder, in the directories that GLib isolates for this test. */
char *
pen_test_folder (void)
{
  g_autofree char *template = g_build_filename (g_get_user_data_dir (), "XXXXXX", NULL);

  g_assert_cmpint (g_mkdir_with_parents (g_get_user_data_dir (), 0700), ==, 0);
  g_assert_nonnull (g_mkdtemp (template));

  return g_steal_pointer (&template);
}

char *
pen_test_sample (const char *name)
{
  char *path = g_test_build_filename (G_TEST_DIST, "..", "data", "samples", name, NULL);

  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));

  return path;
}

char *
pen_test_write (const char *folder,
                const char *name,
                GBytes     *bytes)
{
  char *path = g_build_filename (folder, name, NULL);
  g_autoptr(GError) error = NULL;

  g_file_set_contents (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes),
                       &error);
  g_assert_no_error (error);

  return path;
}

static guint32
crc (const guint8 *data,
     gsize         length)
{
  guint32 sum = 0xffffffff;

  for (gsize i = 0; i < length; i++)
    {
      sum ^= data[i];
      for (guint bit = 0; bit < 8; bit++)
        sum = sum & 1 ? sum >> 1 ^ 0xedb88320 : sum >> 1;
    }

  return ~sum;
}

static void
append_be32 (GByteArray *array,
             guint32     value)
{
  value = GUINT32_TO_BE (value);
  g_byte_array_append (array, (const guint8 *) &value, 4);
}

void
pen_test_add_chunk (GByteArray    *png,
                    const char    *type,
                    gconstpointer  data,
                    gsize          length)
{
  guint start;

  append_be32 (png, (guint32) length);
  start = png->len;
  g_byte_array_append (png, (const guint8 *) type, 4);
  if (length > 0)
    g_byte_array_append (png, data, (guint) length);
  append_be32 (png, crc (png->data + start, png->len - start));
}

GBytes *
pen_test_deflate (gconstpointer data,
                  gsize         length)
{
  g_autoptr(GConverter) converter = NULL;
  g_autoptr(GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr(GOutputStream) stream = NULL;
  g_autoptr(GError) error = NULL;

  converter = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, 9));
  stream = g_converter_output_stream_new (memory, converter);
  g_output_stream_write_all (stream, data, length, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_output_stream_close (stream, NULL, &error));

  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

/* Signature and header; chunks may follow, then pen_test_end_png(). */
GByteArray *
pen_test_png (const PenTestPng *png)
{
  GByteArray *array = g_byte_array_new ();
  g_autoptr(GByteArray) header = g_byte_array_new ();
  const guint8 rest[5] = { (guint8) png->depth, (guint8) png->colour_type, 0, 0, 0 };

  g_byte_array_append (array, (const guint8 *) "\x89PNG\r\n\x1a\n", 8);
  append_be32 (header, png->width);
  append_be32 (header, png->height);
  g_byte_array_append (header, rest, sizeof rest);
  pen_test_add_chunk (array, "IHDR", header->data, header->len);

  return array;
}

void
pen_test_end_png (GByteArray       *png,
                  const PenTestPng *content)
{
  g_autoptr(GByteArray) rows = g_byte_array_new ();
  g_autoptr(GBytes) packed = NULL;

  for (guint y = 0; y < content->height; y++)
    {
      g_byte_array_append (rows, (const guint8 *) "", 1);
      g_byte_array_append (rows, content->rows + y * content->row_size, (guint) content->row_size);
    }
  packed = pen_test_deflate (rows->data, rows->len);
  pen_test_add_chunk (png, "IDAT", g_bytes_get_data (packed, NULL), g_bytes_get_size (packed));
  pen_test_add_chunk (png, "IEND", NULL, 0);
}

/* A TIFF structure that holds an orientation, big-endian. */
GBytes *
pen_test_exif (guint orientation)
{
  guint8 exif[] = {
    'M', 'M', 0, 42, 0, 0, 0, 8,
    0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (guint8) orientation, 0, 0,
    0, 0, 0, 0
  };

  return g_bytes_new (exif, sizeof exif);
}

/* sRGB, or one with the primaries of Adobe RGB and a gamma of 2.2. */
GBytes *
pen_test_profile (gboolean is_srgb)
{
  cmsCIExyY white = { 0.3127, 0.3290, 1.0 };
  cmsCIExyYTRIPLE primaries = {
    { 0.6400, 0.3300, 1.0 }, { 0.2100, 0.7100, 1.0 }, { 0.1500, 0.0600, 1.0 }
  };
  cmsToneCurve *gamma = cmsBuildGamma (NULL, 2.2);
  cmsToneCurve *curves[3] = { gamma, gamma, gamma };
  cmsHPROFILE profile = is_srgb ? cmsCreate_sRGBProfile ()
                                : cmsCreateRGBProfile (&white, &primaries, curves);
  cmsUInt32Number size = 0;
  g_autofree guint8 *data = NULL;

  g_assert_true (cmsSaveProfileToMem (profile, NULL, &size));
  data = g_malloc (size);
  g_assert_true (cmsSaveProfileToMem (profile, data, &size));
  cmsCloseProfile (profile);
  cmsFreeToneCurve (gamma);

  return g_bytes_new (data, size);
}

/* A JPEG with one more segment behind its beginning; none if @length is 0. */
GBytes *
pen_test_jpeg (PenPixels     *pixels,
               guint8         marker,
               gconstpointer  data,
               gsize          length)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) plain = pen_picture_encode_to_bytes (pixels, "image/jpeg", 95, &error);
  GByteArray *array = g_byte_array_new ();
  const guint8 *bytes = g_bytes_get_data (plain, NULL);
  guint8 head[4] = { 0xff, marker, (guint8) ((length + 2) >> 8), (guint8) (length + 2) };

  g_assert_no_error (error);
  g_byte_array_append (array, bytes, 2);
  if (length > 0)
    {
      g_byte_array_append (array, head, sizeof head);
      g_byte_array_append (array, data, (guint) length);
    }
  g_byte_array_append (array, bytes + 2, (guint) g_bytes_get_size (plain) - 2);

  return g_byte_array_free_to_bytes (array);
}

/* Something with slopes, edges and all colours. */
PenPixels *
pen_test_pixels (guint    width,
                 guint    height,
                 gboolean alpha)
{
  PenPixels *pixels = pen_pixels_new (width, height);
  guint8 *data = pen_pixels_get_data (pixels);

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++, data += 4)
      {
        gboolean inside = (x * 2 / width + y * 3 / height) % 2 == 0;

        data[0] = (guint8) (x * 255 / MAX (width - 1, 1));
        data[1] = (guint8) (y * 255 / MAX (height - 1, 1));
        data[2] = inside ? 200 : 40;
        data[3] = alpha ? (guint8) ((x + y) * 255 / MAX (width + height - 2, 1)) : 255;
      }

  return pixels;
}

void
pen_test_assert_same (PenPixels *one,
                      PenPixels *other,
                      guint      tolerance)
{
  const guint8 *a, *b;
  gsize size;

  g_assert_nonnull (one);
  g_assert_nonnull (other);
  g_assert_cmpuint (pen_pixels_get_width (one), ==, pen_pixels_get_width (other));
  g_assert_cmpuint (pen_pixels_get_height (one), ==, pen_pixels_get_height (other));

  a = pen_pixels_get_data (one);
  b = pen_pixels_get_data (other);
  size = pen_pixels_get_stride (one) * pen_pixels_get_height (one);
  for (gsize i = 0; i < size; i++)
    if ((guint) ABS (a[i] - b[i]) > tolerance)
      {
        g_test_message ("byte %" G_GSIZE_FORMAT " of %ux%u", i, pen_pixels_get_width (one),
                        pen_pixels_get_height (one));
        g_assert_cmpuint (a[i], ==, b[i]);
      }
}

void
pen_test_assert_pixel (PenPixels *pixels,
                       guint      x,
                       guint      y,
                       guint      red,
                       guint      green,
                       guint      blue,
                       guint      alpha,
                       guint      tolerance)
{
  const guint expected[4] = { red, green, blue, alpha };
  const guint8 *at;

  g_assert_nonnull (pixels);
  g_assert_cmpuint (x, <, pen_pixels_get_width (pixels));
  g_assert_cmpuint (y, <, pen_pixels_get_height (pixels));

  at = pen_pixels_get_data (pixels) + y * pen_pixels_get_stride (pixels) + (gsize) x * 4;
  for (guint c = 0; c < 4; c++)
    {
      if ((guint) ABS ((int) at[c] - (int) expected[c]) > tolerance)
        g_test_message ("channel %u at %u, %u", c, x, y);
      g_assert_cmpint (at[c], >=, (int) expected[c] - (int) tolerance);
      g_assert_cmpint (at[c], <=, (int) expected[c] + (int) tolerance);
    }
}

/* Everything that exiftool finds in a file beyond what describes its pixels. */
char *
pen_test_exiftool (const char *path)
{
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GError) error = NULL;
  char *found = NULL;

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                              "exiftool", "-s", "-EXIF:all", "-XMP:all", "-IPTC:all", "-GPS:all",
                              "-MakerNotes:all", "-ICC_Profile:all", "-Photoshop:all", "-Comment",
                              "-ThumbnailImage", "-PNG:Text*", "-PNG:ModifyDate", "-Artist", path,
                              NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &found, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));

  return g_strstrip (found);
}
