/* test-header.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-header"

#include "config.h"

#include <string.h>

#include "pen-header.h"
#include "pen-test-files.h"

static void
append_box (GByteArray   *array,
            const char   *type,
            const guint8 *content,
            gsize         length)
{
  guint32 size = GUINT32_TO_BE ((guint32) length + 8);

  g_byte_array_append (array, (const guint8 *) &size, 4);
  g_byte_array_append (array, (const guint8 *) type, 4);
  if (length > 0)
    g_byte_array_append (array, content, (guint) length);
}

static GByteArray *
new_heif (GByteArray *properties)
{
  GByteArray *file = g_byte_array_new ();
  g_autoptr(GByteArray) container = g_byte_array_new ();
  g_autoptr(GByteArray) meta = g_byte_array_new ();

  append_box (file, "ftyp", (const guint8 *) "heic\0\0\0\0mif1heic", 16);
  append_box (container, "ipco", properties->data, properties->len);
  g_byte_array_append (meta, (const guint8 *) "\0\0\0\0", 4);
  append_box (meta, "iprp", container->data, container->len);
  append_box (file, "meta", meta->data, meta->len);
  append_box (file, "mdat", (const guint8 *) "pixels", 6);

  return file;
}

/* A photograph of a telephone: tiles, a preview, a profile, turned, with a depth map. */
static void
test_heif (void)
{
  static const guint8 tile[] = { 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 2, 0 };
  static const guint8 whole[] = { 0, 0, 0, 0, 0, 0, 0x0f, 0xc0, 0, 0, 0x0b, 0xd0 };
  static const guint8 preview[] = { 0, 0, 0, 0, 0, 0, 1, 64, 0, 0, 0, 240 };
  static const guint8 bits[] = { 0, 0, 0, 0, 3, 10, 10, 10 };
  static const guint8 turned[] = { 3 };
  static const char alpha[] = "\0\0\0\0urn:mpeg:hevc:2015:auxid:1";
  g_autoptr(GByteArray) properties = g_byte_array_new ();
  g_autoptr(GByteArray) file = NULL;
  g_auto(PenHeader) header = { NULL, };
  g_auto(PenHeader) cut = { NULL, };

  append_box (properties, "colr", (const guint8 *) "profthis is a profile", 21);
  append_box (properties, "ispe", tile, sizeof tile);
  append_box (properties, "ispe", whole, sizeof whole);
  append_box (properties, "ispe", preview, sizeof preview);
  append_box (properties, "pixi", bits, sizeof bits);
  append_box (properties, "irot", turned, sizeof turned);
  append_box (properties, "auxC", (const guint8 *) alpha, sizeof alpha);
  file = new_heif (properties);

  pen_header_read (&header, file->data, file->len);
  g_assert_cmpstr (header.media_type, ==, "image/heic");
  g_assert_cmpuint (header.width, ==, 3024);
  g_assert_cmpuint (header.height, ==, 4032);
  g_assert_cmpuint (header.orientation, ==, 1);
  g_assert_cmpuint (header.bit_depth, ==, 10);
  g_assert_true (header.has_alpha);
  g_assert_true (header.has_metadata);
  g_assert_true (header.complete);
  g_assert_cmpmem (g_bytes_get_data (header.profile, NULL), g_bytes_get_size (header.profile),
                   "this is a profile", 17);

  pen_header_read (&cut, file->data, file->len - 1);
  g_assert_false (cut.complete);
  g_assert_cmpuint (cut.width, ==, 3024);
}

/* Boxes that say that they are endless, empty, or inside themselves. */
static void
test_heif_broken (void)
{
  static const guint32 sizes[] = { 0, 1, 7, 8, 0x7fffffff, 0xffffffff };
  g_autoptr(GByteArray) properties = g_byte_array_new ();

  append_box (properties, "ispe", (const guint8 *) "\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff", 12);
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr(GByteArray) file = new_heif (properties);
      guint32 size = GUINT32_TO_BE (sizes[i]);

      for (gsize at = 24; at + 4 <= file->len; at++)
        {
          g_autofree guint8 *copy = g_memdup2 (file->data, file->len);
          g_auto(PenHeader) header = { NULL, };

          memcpy (copy + at, &size, 4);
          pen_header_read (&header, copy, file->len);
          g_assert_cmpstr (header.media_type, ==, "image/heic");
        }
    }
}

/* A large profile comes in pieces, which need not be in order. */
static void
test_jpeg_profile (void)
{
  static const guint8 jpeg[] = "\xff\xd8"
    "\xff\xe2\0\x13" "ICC_PROFILE\0\x02\x02" "two"
    "\xff\xe2\0\x13" "ICC_PROFILE\0\x01\x02" "one"
    "\xff\xc0\0\x11\x08\0\x10\0\x20\x03\x01\x11\0\x02\x11\0\x03\x11\0"
    "\xff\xd9";
  g_auto(PenHeader) header = { NULL, };
  g_auto(PenHeader) lacking = { NULL, };
  guint8 copy[sizeof jpeg];

  pen_header_read (&header, jpeg, sizeof jpeg - 1);
  g_assert_cmpuint (header.width, ==, 32);
  g_assert_cmpuint (header.height, ==, 16);
  g_assert_true (header.complete);
  g_assert_false (header.has_metadata);
  g_assert_nonnull (header.profile);
  g_assert_cmpmem (g_bytes_get_data (header.profile, NULL), g_bytes_get_size (header.profile),
                   "onetwo", 6);

  /* With a piece missing there is none. */
  memcpy (copy, jpeg, sizeof jpeg);
  copy[6 + 12] = 3;
  pen_header_read (&lacking, copy, sizeof copy - 1);
  g_assert_null (lacking.profile);
}

/* What is metadata, by kind of segment. */
static void
test_jpeg_metadata (void)
{
  static const struct
  {
    guint8      marker;
    const char *content;
    gsize       length;
    gboolean    is_metadata;
  } segments[] = {
    { 0xe0, "JFIF\0\1\2\0\0\1\0\1\0\0", 14, FALSE },
    { 0xe0, "JFIF\0\1\2\0\0\1\0\1\1\1abc", 17, TRUE },
    { 0xe0, "JFXX\0\x10", 6, TRUE },
    { 0xe1, "Exif\0\0", 6, TRUE },
    { 0xe1, "http://ns.adobe.com/xap/1.0/\0", 29, TRUE },
    { 0xe2, "MPF\0", 4, TRUE },
    { 0xed, "Photoshop 3.0\0", 14, TRUE },
    { 0xee, "Adobe\0d\0\0\0\0\1", 12, FALSE },
    { 0xee, "Adobe\0d\0\0\0\0\1more", 16, TRUE },
    { 0xef, "anything", 8, TRUE },
    { 0xfe, "a comment", 9, TRUE },
  };
  g_autoptr(PenPixels) pixels = pen_test_pixels (16, 16, FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (segments); i++)
    {
      g_autoptr(GBytes) bytes = pen_test_jpeg (pixels, segments[i].marker, segments[i].content,
                                               segments[i].length);
      g_auto(PenHeader) header = { NULL, };

      g_test_message ("segment %" G_GSIZE_FORMAT, i);
      pen_header_read (&header, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      g_assert_true (header.complete);
      g_assert_cmpint (header.has_metadata, ==, segments[i].is_metadata);
    }
}

static void
test_unknown (void)
{
  g_auto(PenHeader) nothing = { NULL, };
  g_auto(PenHeader) tiff = { NULL, };
  g_autoptr(GBytes) exif = pen_test_exif (6);

  pen_header_read (&nothing, (const guint8 *) "what is this", 12);
  g_assert_null (nothing.media_type);
  g_assert_true (nothing.has_metadata);
  g_assert_true (nothing.complete);

  /* EXIF is a TIFF file without a picture. */
  pen_header_read (&tiff, g_bytes_get_data (exif, NULL), g_bytes_get_size (exif));
  g_assert_cmpstr (tiff.media_type, ==, "image/tiff");
  g_assert_cmpuint (tiff.orientation, ==, 6);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/header/heif", test_heif);
  g_test_add_func ("/header/heif-broken", test_heif_broken);
  g_test_add_func ("/header/jpeg/profile", test_jpeg_profile);
  g_test_add_func ("/header/jpeg/metadata", test_jpeg_metadata);
  g_test_add_func ("/header/unknown", test_unknown);

  return g_test_run ();
}
