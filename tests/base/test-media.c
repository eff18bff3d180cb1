/* test-media.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-media"

#include "config.h"

#include "pen-media.h"

typedef struct
{
  const char *bytes;
  gsize       length;
  const char *expected;
} Case;

#define BYTES(text) text, sizeof (text) - 1

static void
test_sniff (void)
{
  static const Case cases[] = {
    { BYTES ("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "image/png" },
    { BYTES ("\xff\xd8\xff\xe0"), "image/jpeg" },
    { BYTES ("RIFF\x10\0\0\0WEBPVP8 "), "image/webp" },
    { BYTES ("GIF89a"), "image/gif" },
    { BYTES ("GIF87a"), "image/gif" },
    { BYTES ("II*\0"), "image/tiff" },
    { BYTES ("MM\0*"), "image/tiff" },
    { BYTES ("\xff\x0a"), "image/jxl" },
    { BYTES ("\0\0\0\x0cJXL \r\n\x87\n"), "image/jxl" },
    { BYTES ("<svg xmlns="), "image/svg+xml" },
    { BYTES ("BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0"), "image/bmp" },
    { BYTES ("\0\0\0\x20" "ftypavif\0\0\0\0"), "image/avif" },
    { BYTES ("\0\0\0\x20" "ftypmif1\0\0\0\0mif1avif"), "image/avif" },
    { BYTES ("\0\0\0\x20" "ftypheic\0\0\0\0"), "image/heic" },
    { BYTES ("\0\0\0\x20" "ftypmif1\0\0\0\0mif1heic"), "image/heic" },

    { BYTES (""), NULL },
    { BYTES ("\x89PNG"), NULL },
    { BYTES ("RIFF\x10\0\0\0WAVEfmt "), NULL },
    { BYTES ("ROFF\x10\0\0\0WEBPVP8 "), NULL },
    { BYTES ("\0\0\0\x20" "ftypmp42\0\0\0\0isom"), NULL },
    { BYTES ("\0\0\0\x20" "ftyp"), NULL },
    { BYTES ("BMW is a car, not a bitmap"), NULL },
    { BYTES ("<!DOCTYPE html>"), NULL },
    { BYTES ("{\"error\": 1}"), NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].expected != NULL ? cases[i].expected : "nothing");

      /* In memory of just that size, so that reading beyond it is seen */
      if (cases[i].length > 0)
        {
          g_autofree guint8 *data = g_memdup2 (cases[i].bytes, cases[i].length);

          g_assert_cmpstr (pen_media_sniff (data, cases[i].length), ==, cases[i].expected);
        }
    }

  g_assert_null (pen_media_sniff (NULL, 0));
}

static void
test_names (void)
{
  static const char * const formats[] = {
    "png", "jpeg", "webp", "gif", "avif", "heic", "tiff", "bmp", "jxl", "svg",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      const char *media_type = pen_media_from_format (formats[i]);

      g_assert_nonnull (media_type);
      g_assert_cmpstr (pen_media_to_format (media_type), ==, formats[i]);
    }

  g_assert_cmpstr (pen_media_from_format ("JPG"), ==, "image/jpeg");
  g_assert_cmpstr (pen_media_from_format ("tif"), ==, "image/tiff");
  g_assert_null (pen_media_from_format ("exe"));
  g_assert_null (pen_media_from_format (NULL));

  g_assert_cmpstr (pen_media_to_extension ("image/jpeg"), ==, "jpg");
  g_assert_cmpstr (pen_media_to_extension ("Image/PNG; charset=binary"), ==, "png");
  g_assert_cmpstr (pen_media_to_extension ("image/pngx"), ==, "bin");
  g_assert_cmpstr (pen_media_to_extension (NULL), ==, "bin");
  g_assert_null (pen_media_to_format ("text/html"));
  g_assert_null (pen_media_to_format (NULL));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/media/sniff", test_sniff);
  g_test_add_func ("/media/names", test_names);

  return g_test_run ();
}
