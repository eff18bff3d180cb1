/* test-decode-errors.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-decode-errors"

#include "config.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "pen-decode.h"
#include "pen-encode.h"
#include "pen-error.h"
#include "pen-test-files.h"

/* Both ways of looking at a file give the same sentence. */
static void
assert_refused (const char *path,
                PenError    code,
                const char *sentence)
{
  g_autoptr(GError) error = NULL;
  PenPictureInfo info;

  g_assert_null (pen_picture_decode (path, 0, NULL, NULL, &error));
  g_assert_error (error, PEN_ERROR, (int) code);
  g_assert_cmpstr (error->message, ==, sentence);
  g_clear_error (&error);

  if (pen_picture_read_info (path, &info, &error))
    return;
  g_assert_error (error, PEN_ERROR, (int) code);
  g_assert_cmpstr (error->message, ==, sentence);
}

static void
assert_bytes_refused (const char    *name,
                      gconstpointer  data,
                      gsize          length,
                      PenError       code,
                      const char    *sentence)
{
  g_autofree char *folder = pen_test_folder ();
  g_autoptr(GBytes) bytes = g_bytes_new (data, length);
  g_autofree char *path = pen_test_write (folder, name, bytes);

  assert_refused (path, code, sentence);
}

static void
test_missing (void)
{
  g_autofree char *folder = pen_test_folder ();
  g_autofree char *path = g_build_filename (folder, "gone.png", NULL);
  g_autofree char *below = NULL;
  g_autoptr(GBytes) bytes = g_bytes_new_static ("x", 1);
  g_autofree char *file = pen_test_write (folder, "file", bytes);
  g_autoptr(GError) error = NULL;

  assert_refused (path, PEN_ERROR_PICTURE, "“gone.png” is no longer there");

  below = g_build_filename (file, "below.png", NULL);
  g_assert_null (pen_picture_decode (below, 0, NULL, NULL, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_PICTURE);
  g_assert_true (g_str_has_prefix (error->message, "“below.png” could not be read ("));
}

static void
test_folder (void)
{
  g_autofree char *folder = pen_test_folder ();
  g_autofree char *path = g_build_filename (folder, "pictures", NULL);

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  assert_refused (path, PEN_ERROR_PICTURE, "“pictures” is a folder; choose a picture in it");
}

static void
test_special (void)
{
  assert_refused ("/dev/null", PEN_ERROR_PICTURE, "“null” is not a file");
}

static void
test_empty (void)
{
  assert_bytes_refused ("none.jpg", "", 0, PEN_ERROR_PICTURE, "“none.jpg” is empty");
}

static void
test_no_picture (void)
{
  static const char page[] = "<html><body>Not found</body></html>";

  assert_bytes_refused ("page.png", page, sizeof page - 1, PEN_ERROR_PICTURE,
                        "“page.png” is not a picture");
  assert_bytes_refused ("x.png", "x", 1, PEN_ERROR_PICTURE, "“x.png” is not a picture");
}

/* Root may read everything, so for this the test steps down. */
static void
test_forbidden_subprocess (void)
{
  const char *path = g_getenv ("PEN_TEST_FORBIDDEN");

  uid_t user = geteuid ();

  if (path == NULL)
    return;

  if (user == 0)
    g_assert_cmpint (seteuid (65534), ==, 0);
  assert_refused (path, PEN_ERROR_PICTURE, "You are not allowed to read “secret.png”");

  /* What looks for leaks has to look into the process. */
  g_assert_cmpint (seteuid (user), ==, 0);
  prctl (PR_SET_DUMPABLE, 1);
}

static void
test_forbidden (void)
{
  g_autofree char *folder = g_dir_make_tmp ("pen-XXXXXX", NULL);
  g_autoptr(GBytes) bytes = g_bytes_new_static ("secret", 6);
  g_autofree char *path = pen_test_write (folder, "secret.png", bytes);

  g_assert_cmpint (g_chmod (folder, 0755), ==, 0);
  g_assert_cmpint (g_chmod (path, 0000), ==, 0);
  g_setenv ("PEN_TEST_FORBIDDEN", path, TRUE);
  g_test_trap_subprocess ("/decode-errors/subprocess/forbidden", 0, 0);
  g_test_trap_assert_passed ();
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_large_file (void)
{
  g_autofree char *folder = pen_test_folder ();
  g_autoptr(GBytes) bytes = g_bytes_new_static ("\x89PNG\r\n\x1a\n", 8);
  g_autofree char *path = pen_test_write (folder, "large.png", bytes);

  g_assert_cmpint (truncate (path, PEN_DECODE_MAX_BYTES + 1), ==, 0);
  assert_refused (path, PEN_ERROR_TOO_LARGE,
                  "“large.png” is larger than 100 MB, the most that can be opened");
  g_assert_cmpint (g_unlink (path), ==, 0);
}

/* A small file that says it is huge. */
static void
test_many_pixels (void)
{
  PenTestPng png = { 50000, 50000, 8, 2, NULL, 0 };
  PenTestPng larger = { 65536, 65536, 8, 2, NULL, 0 };
  g_autoptr(GByteArray) array = pen_test_png (&png);
  g_autoptr(GByteArray) larger_array = pen_test_png (&larger);

  assert_bytes_refused ("huge.png", larger_array->data, larger_array->len, PEN_ERROR_TOO_LARGE,
                        "“huge.png” has 65536 × 65536 pixels; "
                        "the most that can be opened are 200 megapixels");
  assert_bytes_refused ("bomb.png", array->data, array->len, PEN_ERROR_TOO_LARGE,
                        "“bomb.png” has 50000 × 50000 pixels; "
                        "the most that can be opened are 200 megapixels");
}

static void
test_many_pixels_elsewhere (void)
{
  static const guint8 gif[] = "GIF89a\xff\xff\xff\xff\0\0\0;";
  static const guint8 jpeg[] = {
    0xff, 0xd8, 0xff, 0xc0, 0, 17, 8, 0xff, 0xff, 0xff, 0xff, 3,
    1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 0xff, 0xd9
  };
  static const guint8 tiff[] = {
    'I', 'I', 42, 0, 8, 0, 0, 0, 9, 0,
    0, 1, 4, 0, 1, 0, 0, 0, 0x20, 0x4e, 0, 0,       /* width 20000 */
    1, 1, 4, 0, 1, 0, 0, 0, 0x20, 0x4e, 0, 0,       /* height 20000 */
    2, 1, 3, 0, 1, 0, 0, 0, 8, 0, 0, 0,             /* bits a sample */
    3, 1, 3, 0, 1, 0, 0, 0, 1, 0, 0, 0,             /* no compression */
    6, 1, 3, 0, 1, 0, 0, 0, 1, 0, 0, 0,             /* grey */
    17, 1, 4, 0, 1, 0, 0, 0, 8, 0, 0, 0,            /* where the pixels are */
    21, 1, 3, 0, 1, 0, 0, 0, 1, 0, 0, 0,            /* samples a pixel */
    22, 1, 4, 0, 1, 0, 0, 0, 0x20, 0x4e, 0, 0,      /* rows a strip */
    23, 1, 4, 0, 1, 0, 0, 0, 16, 0, 0, 0,           /* bytes of the strip */
    0, 0, 0, 0
  };

  assert_bytes_refused ("bomb.gif", gif, sizeof gif - 1, PEN_ERROR_TOO_LARGE,
                        "“bomb.gif” has 65535 × 65535 pixels; "
                        "the most that can be opened are 200 megapixels");
  assert_bytes_refused ("bomb.jpg", jpeg, sizeof jpeg, PEN_ERROR_TOO_LARGE,
                        "“bomb.jpg” has 65535 × 65535 pixels; "
                        "the most that can be opened are 200 megapixels");
  assert_bytes_refused ("bomb.tiff", tiff, sizeof tiff, PEN_ERROR_TOO_LARGE,
                        "“bomb.tiff” has 20000 × 20000 pixels; "
                        "the most that can be opened are 200 megapixels");
}

/* Each format cut at many places: never half a picture, never a crash. */
static void
test_truncated (void)
{
  static const char * const names[] = {
    "orientation-1.jpg", "display-p3.jpg", "palette.png", "cut-out.webp", "photo.webp",
    "still.gif", "photo.avif", "photo.heic",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = pen_test_sample (names[i]);
      g_autofree char *data = NULL;
      g_autofree char *sentence = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (path, &data, &length, NULL));
      sentence = g_strdup_printf ("“%s” is cut off: the end of the picture is missing", names[i]);
      for (gsize cut = 64; cut < length - 2; cut += length / 13 + 1)
        assert_bytes_refused (names[i], data, cut, PEN_ERROR_PICTURE, sentence);
      assert_bytes_refused (names[i], data, length - 2, PEN_ERROR_PICTURE, sentence);
    }
}

static void
test_truncated_bmp (void)
{
  guint8 bmp[54 + 300] = "BM";

  memcpy (bmp + 10, "\x36\0\0\0\x28\0\0\0\x0a\0\0\0\x0a\0\0\0\x01\0\x18\0", 20);
  assert_bytes_refused ("cut.bmp", bmp, sizeof bmp, PEN_ERROR_PICTURE,
                        "“cut.bmp” is cut off: the end of the picture is missing");
}

/* The container is whole, and what is in it is not. */
static void
test_damaged (void)
{
  g_autofree char *path = pen_test_sample ("palette.png");
  g_autofree char *data = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &data, &length, NULL));
  memset (data + length / 2, 0x55, 40);
  assert_bytes_refused ("damaged.png", data, length, PEN_ERROR_PICTURE,
                        "“damaged.png” is damaged and cannot be opened");
}

static void
test_no_loader (void)
{
  static const guint8 jxl[] = { 0xff, 0x0a, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 };

  assert_bytes_refused ("new.jxl", jxl, sizeof jxl, PEN_ERROR_PICTURE,
                        "“new.jxl” is a JPEG XL picture; "
                        "to open it, install the gdk-pixbuf loader for JPEG XL");
}

/* Without any loader module, as on a system where WebP was not installed. */
static void
test_no_webp_subprocess (void)
{
  g_autofree char *path = pen_test_sample ("photo.webp");

  assert_refused (path, PEN_ERROR_PICTURE,
                  "“photo.webp” is a WebP picture; "
                  "to open it, install the gdk-pixbuf loader for WebP");
}

static void
test_no_webp (void)
{
  g_setenv ("GDK_PIXBUF_MODULE_FILE", "/dev/null", TRUE);
  g_test_trap_subprocess ("/decode-errors/subprocess/no-webp", 0, 0);
  g_test_trap_assert_passed ();
  g_unsetenv ("GDK_PIXBUF_MODULE_FILE");
}

/* Bytes that nobody thought of must lead to a sentence or to a picture. */
static void
test_noise (void)
{
  static const char * const names[] = {
    "place.jpg", "palette.png", "place.png", "place.webp", "frames.gif",
  };
  g_autoptr(GRand) rand = g_rand_new_with_seed (7);
  g_autofree char *folder = pen_test_folder ();

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = pen_test_sample (names[i]);
      g_autofree char *data = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (path, &data, &length, NULL));
      for (guint round = 0; round < 60; round++)
        {
          g_autofree char *copy = g_memdup2 (data, length);
          g_autoptr(GBytes) bytes = NULL;
          g_autofree char *broken = NULL;
          g_autoptr(PenPixels) pixels = NULL;
          g_autoptr(GError) error = NULL;

          for (guint j = 0; j < 6; j++)
            copy[g_rand_int_range (rand, 0, (gint32) MIN (length, 2000))] =
              (char) g_rand_int_range (rand, 0, 256);
          bytes = g_bytes_new (copy, length);
          broken = pen_test_write (folder, names[i], bytes);
          pixels = pen_picture_decode (broken, 64, NULL, NULL, &error);
          g_assert_true ((pixels != NULL) == (error == NULL));
          if (error != NULL)
            g_assert_true (error->domain == PEN_ERROR);
        }
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/decode-errors/missing", test_missing);
  g_test_add_func ("/decode-errors/folder", test_folder);
  g_test_add_func ("/decode-errors/special", test_special);
  g_test_add_func ("/decode-errors/empty", test_empty);
  g_test_add_func ("/decode-errors/no-picture", test_no_picture);
  g_test_add_func ("/decode-errors/forbidden", test_forbidden);
  g_test_add_func ("/decode-errors/subprocess/forbidden", test_forbidden_subprocess);
  g_test_add_func ("/decode-errors/large-file", test_large_file);
  g_test_add_func ("/decode-errors/many-pixels", test_many_pixels);
  g_test_add_func ("/decode-errors/many-pixels-elsewhere", test_many_pixels_elsewhere);
  g_test_add_func ("/decode-errors/truncated", test_truncated);
  g_test_add_func ("/decode-errors/truncated-bmp", test_truncated_bmp);
  g_test_add_func ("/decode-errors/damaged", test_damaged);
  g_test_add_func ("/decode-errors/no-loader", test_no_loader);
  g_test_add_func ("/decode-errors/no-webp", test_no_webp);
  g_test_add_func ("/decode-errors/subprocess/no-webp", test_no_webp_subprocess);
  g_test_add_func ("/decode-errors/noise", test_noise);

  return g_test_run ();
}
