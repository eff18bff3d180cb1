/* test-outline.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * A big PNG is looked at without its pixels; what is found must be the same.
 */

#define G_LOG_DOMAIN "test-outline"

#include "config.h"

#include <glib/gstdio.h>

#include "pen-decoding.h"
#include "pen-encode.h"
#include "pen-error.h"
#include "pen-prepare.h"

#define SIDE 1200

/* A file of some megabytes, as noise does not shrink. */
static char *
write_big (const char *name)
{
  g_autoptr(PenPixels) pixels = pen_pixels_new (SIDE, SIDE);
  g_autoptr(GRand) rand = g_rand_new_with_seed (5);
  g_autoptr(GError) error = NULL;
  guint8 *data = pen_pixels_get_data (pixels);
  char *path = g_build_filename (g_get_user_cache_dir (), name, NULL);

  for (guint i = 0; i < SIDE * SIDE * 4; i++)
    data[i] = i % 4 == 3 ? 255 : (guint8) g_rand_int (rand);

  g_mkdir_with_parents (g_get_user_cache_dir (), 0700);
  g_assert_true (pen_picture_encode (pixels, "image/png", 90, path, &error));
  g_assert_no_error (error);

  return path;
}

/* The same with @extra bytes more, or fewer, at the end. */
static void
change_end (const char *path,
            gssize      extra)
{
  g_autofree char *contents = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;

  g_file_get_contents (path, &contents, &length, &error);
  g_assert_no_error (error);
  contents = g_realloc (contents, length + 8);
  memset (contents + length, 'x', 8);
  g_file_set_contents (path, contents, (gssize) length + extra, &error);
  g_assert_no_error (error);
}

static void
test_same (void)
{
  g_autofree char *path = write_big ("same.png");
  g_autoptr(GBytes) outline = pen_png_outline (path);
  g_auto(PenHeader) header = { 0, };
  PenPictureInfo info;
  g_autoptr(GError) error = NULL;

  g_assert_nonnull (outline);
  g_assert_cmpuint (g_bytes_get_size (outline), <, 4096);
  pen_header_read (&header, g_bytes_get_data (outline, NULL), g_bytes_get_size (outline));
  g_assert_true (header.complete);
  g_assert_cmpuint (header.width, ==, SIDE);

  g_assert_true (pen_picture_read_info (path, &info, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (info.width, ==, SIDE);
  g_assert_cmpuint (info.height, ==, SIDE);
  g_assert_cmpuint (info.bytes, >, 3 * 1024 * 1024);
  g_assert_false (info.has_metadata);
}

static void
test_trailing (void)
{
  g_autofree char *path = write_big ("trailing.png");
  PenPictureInfo info;
  g_autoptr(GError) error = NULL;

  change_end (path, 5);
  g_assert_true (pen_picture_read_info (path, &info, &error));
  g_assert_no_error (error);
  g_assert_true (info.has_metadata);
}

static void
test_cut (void)
{
  g_autofree char *path = write_big ("cut.png");
  PenPictureInfo info;
  g_autoptr(GError) error = NULL;

  change_end (path, -20000);
  g_assert_null (pen_png_outline (path));
  g_assert_false (pen_picture_read_info (path, &info, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_PICTURE);
}

/* What is needed later is read then: stripping and scaling see all the pixels. */
static void
test_prepare (void)
{
  static const char * const formats[] = { "image/png", NULL };
  g_autofree char *path = write_big ("prepare.png");
  g_autoptr(PenPixels) before = NULL;
  g_autoptr(PenPixels) after = NULL;
  g_autoptr(PenPrepared) untouched = NULL;
  g_autoptr(PenPrepared) stripped = NULL;
  g_autoptr(PenPrepared) small = NULL;
  g_autoptr(GBytes) expected = NULL;
  g_autoptr(GBytes) found = NULL;
  g_autoptr(GError) error = NULL;
  PenPrepareLimits limits = { .formats = formats, .alpha = TRUE };

  untouched = pen_prepare (path, &limits, g_get_user_cache_dir (), NULL, &error);
  g_assert_no_error (error);
  g_assert_true (untouched->untouched);

  change_end (path, 5);
  stripped = pen_prepare (path, &limits, g_get_user_cache_dir (), NULL, &error);
  g_assert_no_error (error);
  g_assert_true (stripped->stripped);
  before = pen_picture_decode (path, 0, NULL, NULL, &error);
  g_assert_no_error (error);
  after = pen_picture_decode (pen_blob_get_path (stripped->blob), 0, NULL, NULL, &error);
  g_assert_no_error (error);
  expected = pen_pixels_get_bytes (before);
  found = pen_pixels_get_bytes (after);
  g_assert_true (g_bytes_equal (expected, found));

  limits.max_side = 64;
  small = pen_prepare (path, &limits, g_get_user_cache_dir (), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (small->width, ==, 64);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/outline/same", test_same);
  g_test_add_func ("/outline/trailing", test_trailing);
  g_test_add_func ("/outline/cut", test_cut);
  g_test_add_func ("/outline/prepare", test_prepare);

  return g_test_run ();
}
