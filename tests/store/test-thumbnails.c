/* test-thumbnails.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-thumbnails"

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "pen-encode.h"
#include "pen-error.h"
#include "pen-thumbnails.h"

#define DIGEST_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define DIGEST_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static void
result_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *result;
}

/* The loaders of pictures are found through the folders of the system, so that the
 * test's own way of hiding these cannot be used here. */
static char *folder_of_test;

static char *
data_path (const char *name)
{
  return g_build_filename (folder_of_test, name, NULL);
}

static void
remove_folder (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_folder (child);
      else
        g_unlink (child);
    }

  g_rmdir (path);
}

/* Each test begins with an empty folder. */
static void
in_new_folder (gconstpointer data)
{
  GTestFunc func = data;

  folder_of_test = g_dir_make_tmp ("pentimento-test-XXXXXX", NULL);
  func ();
  remove_folder (folder_of_test);
  g_clear_pointer (&folder_of_test, g_free);
}

/* A picture of one colour, half of it transparent if @alpha says so */
static char *
write_picture (guint   width,
               guint   height,
               guint8  alpha)
{
  g_autoptr(PenPixels) pixels = pen_pixels_new (width, height);
  g_autoptr(GError) error = NULL;
  char *path = data_path ("picture.png");
  guint8 *data = pen_pixels_get_data (pixels);

  for (gsize i = 0; i < (gsize) width * height; i++)
    {
      data[4 * i] = 200;
      data[4 * i + 1] = 100;
      data[4 * i + 2] = 50;
      data[4 * i + 3] = i % 2 == 0 ? 255 : alpha;
    }

  g_assert_true (pen_picture_encode (pixels, "image/png", 90, path, &error));
  g_assert_no_error (error);

  return path;
}

static PenPixels *
load (const char    *path,
      const char    *digest,
      const char    *folder,
      GCancellable  *cancellable,
      GError       **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  pen_thumbnail_load_async (path, digest, folder, cancellable, result_cb, &result);
  return pen_thumbnail_load_finish (wait_for (&result), error);
}

/* The names in a folder, one after another */
static char *
list (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr(GString) names = g_string_new (NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_string_append_printf (names, "%s;", name);

  return g_string_free (g_steal_pointer (&names), FALSE);
}

static void
test_made_and_kept (void)
{
  g_autofree char *path = write_picture (1000, 500, 255);
  g_autofree char *folder = data_path ("thumbnails");
  g_autofree char *names = NULL;
  g_autoptr(PenPixels) made = NULL;
  g_autoptr(PenPixels) kept = NULL;
  g_autoptr(GError) error = NULL;

  made = load (path, DIGEST_A, folder, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pen_pixels_get_width (made), ==, 256);
  g_assert_cmpuint (pen_pixels_get_height (made), ==, 128);
  names = list (folder);
  g_assert_cmpstr (names, ==, DIGEST_A ".jpg;");

  /* The drive of the picture is gone. */
  g_assert_cmpint (g_unlink (path), ==, 0);
  kept = load (path, DIGEST_A, folder, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pen_pixels_get_width (kept), ==, 256);
  g_assert_cmpuint (pen_pixels_get_height (kept), ==, 128);
}

static void
test_alpha (void)
{
  g_autofree char *path = write_picture (40, 30, 0);
  g_autofree char *folder = data_path ("thumbnails");
  g_autofree char *names = NULL;
  g_autoptr(PenPixels) made = load (path, DIGEST_A, folder, NULL, NULL);
  g_autoptr(PenPixels) kept = load (path, DIGEST_A, folder, NULL, NULL);

  names = list (folder);
  g_assert_cmpstr (names, ==, DIGEST_A ".png;");

  /* A small one stays as it is. */
  g_assert_cmpuint (pen_pixels_get_width (made), ==, 40);
  g_assert_cmpmem (pen_pixels_get_data (made), 40 * 30 * 4,
                   pen_pixels_get_data (kept), 40 * 30 * 4);
}

static void
test_damaged_is_made_again (void)
{
  g_autofree char *path = write_picture (300, 300, 255);
  g_autofree char *folder = data_path ("thumbnails");
  g_autofree char *kept_path = g_build_filename (folder, DIGEST_A ".jpg", NULL);
  g_autofree char *content = NULL;
  g_autoptr(PenPixels) pixels = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (kept_path, "no picture", -1, NULL));

  pixels = load (path, DIGEST_A, folder, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pen_pixels_get_width (pixels), ==, 256);
  g_assert_true (g_file_get_contents (kept_path, &content, &length, NULL));
  g_assert_cmpuint (length, >, 100);
}

static void
test_not_kept (void)
{
  g_autofree char *path = write_picture (300, 300, 255);
  g_autofree char *folder = data_path ("thumbnails");
  g_autoptr(PenPixels) unnamed = NULL;
  g_autoptr(PenPixels) pixels = NULL;
  g_autoptr(GError) error = NULL;

  /* No digest: never the name of a file */
  unnamed = load (path, "../../escape", folder, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (unnamed);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));

  /* The folder cannot be: the picture is shown all the same. */
  g_assert_true (g_file_set_contents (folder, "a file", -1, NULL));
  pixels = load (path, DIGEST_B, folder, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (pixels);
}

static void
test_errors (void)
{
  g_autofree char *absent = data_path ("absent.png");
  g_autofree char *rubbish = data_path ("rubbish.png");
  g_autofree char *folder = data_path ("thumbnails");
  g_autofree char *names = NULL;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  g_assert_null (load (absent, DIGEST_A, folder, NULL, &error));
  g_assert_nonnull (error);
  g_assert_true (error->domain == PEN_ERROR);
  g_clear_error (&error);

  g_assert_true (g_file_set_contents (rubbish, "no picture", -1, NULL));
  g_assert_null (load (rubbish, DIGEST_A, folder, NULL, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_PICTURE);
  g_clear_error (&error);
  names = list (folder);
  g_assert_cmpstr (names, ==, "");

  g_cancellable_cancel (cancellable);
  g_assert_null (load (rubbish, DIGEST_A, folder, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_many (void)
{
  g_autofree char *path = write_picture (600, 600, 255);
  g_autofree char *folder = data_path ("thumbnails");
  g_autofree char *names = NULL;
  GAsyncResult *results[60] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    pen_thumbnail_load_async (path, i % 2 == 0 ? DIGEST_A : DIGEST_B, folder, NULL,
                              result_cb, &results[i]);

  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(PenPixels) pixels = NULL;

      pixels = pen_thumbnail_load_finish (wait_for (&results[i]), &error);
      g_assert_no_error (error);
      g_assert_cmpuint (pen_pixels_get_width (pixels), ==, 256);
      g_clear_object (&results[i]);
    }

  names = list (folder);
  g_assert_cmpuint (strlen (names), ==, 2 * strlen (DIGEST_A ".jpg;"));
}

#define ADD(path, func) \
  g_test_add_data_func (path, func, in_new_folder)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/thumbnails/made-and-kept", test_made_and_kept);
  ADD ("/thumbnails/alpha", test_alpha);
  ADD ("/thumbnails/damaged-is-made-again", test_damaged_is_made_again);
  ADD ("/thumbnails/not-kept", test_not_kept);
  ADD ("/thumbnails/errors", test_errors);
  ADD ("/thumbnails/many", test_many);

  return g_test_run ();
}
