/* test-encode.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-encode"

#include "config.h"

#include <unistd.h>

#include "pen-decode.h"
#include "pen-encode.h"
#include "pen-error.h"
#include "pen-scale.h"
#include "pen-test-files.h"

static PenPixels *
round_trip (PenPixels  *pixels,
            const char *media_type,
            int         quality)
{
  g_autofree char *folder = pen_test_folder ();
  g_autofree char *path = g_build_filename (folder, "picture", NULL);
  g_autofree char *found = NULL;
  g_autoptr(GError) error = NULL;
  PenPixels *back;
  PenPictureInfo info;

  g_assert_true (pen_picture_encode (pixels, media_type, quality, path, &error));
  g_assert_no_error (error);
  back = pen_picture_decode (path, 0, &info, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (info.media_type, ==, media_type);
  g_assert_false (info.has_metadata);
  g_assert_false (info.has_profile);

  found = pen_test_exiftool (path);
  g_assert_cmpstr (found, ==, "");

  return back;
}

static void
test_png (void)
{
  g_autoptr(PenPixels) plain = pen_test_pixels (37, 23, FALSE);
  g_autoptr(PenPixels) clear = pen_test_pixels (37, 23, TRUE);
  g_autoptr(PenPixels) plain_back = round_trip (plain, "image/png", 90);
  g_autoptr(PenPixels) clear_back = round_trip (clear, "image/png", 90);

  /* Colour under transparent pixels included. */
  pen_test_assert_same (plain, plain_back, 0);
  pen_test_assert_same (clear, clear_back, 0);
}

static void
test_jpeg (void)
{
  g_autofree char *path = pen_test_sample ("orientation-1.jpg");
  g_autoptr(PenPixels) photo = pen_picture_decode (path, 0, NULL, NULL, NULL);
  g_autoptr(PenPixels) back = round_trip (photo, "image/jpeg", 95);
  g_autoptr(PenPixels) one = pen_pixels_scale (photo, 60, 40);
  g_autoptr(PenPixels) other = pen_pixels_scale (back, 60, 40);

  pen_test_assert_same (one, other, 10);
}

/* On white, not on black, and not by just leaving the alpha out. */
static void
test_jpeg_transparent (void)
{
  g_autoptr(PenPixels) clear = pen_pixels_new (16, 16);
  g_autoptr(PenPixels) back = round_trip (clear, "image/jpeg", 95);

  pen_test_assert_pixel (back, 8, 8, 255, 255, 255, 255, 1);
}

static void
test_bytes (void)
{
  g_autoptr(PenPixels) pixels = pen_test_pixels (64, 64, FALSE);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) good = pen_picture_encode_to_bytes (pixels, "image/jpeg", 95, &error);
  g_autoptr(GBytes) rough = pen_picture_encode_to_bytes (pixels, "image/jpeg", 20, &error);
  g_autoptr(GBytes) again = pen_picture_encode_to_bytes (pixels, "image/jpeg", 95, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (good), >, g_bytes_get_size (rough));
  g_assert_true (g_bytes_equal (good, again));
}

static void
test_unknown_format (void)
{
  g_autofree char *folder = pen_test_folder ();
  g_autofree char *path = g_build_filename (folder, "picture.gif", NULL);
  g_autoptr(PenPixels) pixels = pen_test_pixels (4, 4, FALSE);
  g_autoptr(GError) error = NULL;

  g_assert_false (pen_picture_can_encode ("image/gif"));
  g_assert_true (pen_picture_can_encode ("image/png"));
  g_assert_true (pen_picture_can_encode ("image/jpeg"));

  g_assert_false (pen_picture_encode (pixels, "image/gif", 90, path, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_PICTURE);
  g_assert_cmpstr (error->message, ==, "Pictures cannot be written as gif here");
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_clear_error (&error);

  g_assert_null (pen_picture_encode_to_bytes (pixels, "image/gif", 90, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_PICTURE);
}

static void
test_no_folder (void)
{
  g_autoptr(PenPixels) pixels = pen_test_pixels (4, 4, FALSE);
  g_autoptr(GError) error = NULL;

  g_assert_false (pen_picture_encode (pixels, "image/png", 90, "/nowhere/a.png", &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_STORAGE);
}

/* A device that is always full. */
static void
test_full_disk (void)
{
  g_autofree char *folder = pen_test_folder ();
  g_autofree char *path = g_build_filename (folder, "full.png", NULL);
  g_autoptr(PenPixels) pixels = pen_test_pixels (400, 400, FALSE);
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (symlink ("/dev/full", path), ==, 0);
  g_assert_false (pen_picture_encode (pixels, "image/png", 90, path, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_STORAGE);
  g_assert_false (g_file_test (path, G_FILE_TEST_IS_SYMLINK));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/encode/png", test_png);
  g_test_add_func ("/encode/jpeg", test_jpeg);
  g_test_add_func ("/encode/jpeg-transparent", test_jpeg_transparent);
  g_test_add_func ("/encode/bytes", test_bytes);
  g_test_add_func ("/encode/unknown-format", test_unknown_format);
  g_test_add_func ("/encode/no-folder", test_no_folder);
  g_test_add_func ("/encode/full-disk", test_full_disk);

  return g_test_run ();
}
