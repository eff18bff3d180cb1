/* test-texture.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-texture"

#include "config.h"

#include <glib/gstdio.h>

#include "pen-encode.h"
#include "pen-error.h"
#include "pen-texture.h"

typedef struct
{
  GMainLoop    *loop;
  GAsyncResult *result;
} Wait;

static void
wait_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Wait *wait = user_data;

  wait->result = g_object_ref (result);
  g_main_loop_quit (wait->loop);
}

static GAsyncResult *
finish_waiting (Wait *wait)
{
  g_main_loop_run (wait->loop);
  g_clear_pointer (&wait->loop, g_main_loop_unref);

  return g_steal_pointer (&wait->result);
}

static PenPixels *
new_pixels (guint  width,
            guint  height,
            guint8 alpha)
{
  PenPixels *pixels = pen_pixels_new (width, height);
  guint8 *data = pen_pixels_get_data (pixels);

  for (guint i = 0; i < width * height; i++, data += 4)
    {
      data[0] = 200;
      data[1] = 100;
      data[2] = 50;
      data[3] = alpha;
    }

  return pixels;
}

static void
test_pixels (void)
{
  g_autoptr(PenPixels) opaque = new_pixels (3, 2, 255);
  g_autoptr(PenPixels) clear = new_pixels (3, 2, 128);
  g_autoptr(GdkTexture) texture = pen_texture_new_for_pixels (opaque);
  g_autoptr(GdkTexture) see_through = pen_texture_new_for_pixels (clear);
  guint32 pixels[6];

  g_assert_cmpint (gdk_texture_get_width (texture), ==, 3);
  g_assert_cmpint (gdk_texture_get_height (texture), ==, 2);
  g_assert_true (pen_texture_is_opaque (texture));
  gdk_texture_download (texture, (guchar *) pixels, 3 * sizeof (guint32));
  for (guint i = 0; i < G_N_ELEMENTS (pixels); i++)
    g_assert_cmphex (pixels[i], ==, 0xffc86432);

  g_assert_false (pen_texture_is_opaque (see_through));
  gdk_texture_download (see_through, (guchar *) pixels, 3 * sizeof (guint32));
  for (guint i = 0; i < G_N_ELEMENTS (pixels); i++)
    g_assert_cmphex (pixels[i], ==, 0x80643219);

  g_assert_finalize_object (g_steal_pointer (&texture));
}

static GdkTexture *
load (const char      *path,
      guint            side,
      GCancellable    *cancellable,
      PenPictureInfo  *info,
      GError         **error)
{
  Wait wait = { g_main_loop_new (NULL, FALSE), NULL };
  g_autoptr(GAsyncResult) result = NULL;

  pen_texture_load_async (path, side, cancellable, wait_cb, &wait);
  result = finish_waiting (&wait);

  return pen_texture_load_finish (result, info, error);
}

static void
test_load (void)
{
  g_autofree char *folder = g_dir_make_tmp ("test-texture-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "picture.png", NULL);
  g_autoptr(PenPixels) pixels = new_pixels (300, 200, 255);
  g_autoptr(GCancellable) cancelled = g_cancellable_new ();
  g_autoptr(GdkTexture) texture = NULL;
  g_autoptr(GError) error = NULL;
  PenPictureInfo info = { 0 };

  g_assert_true (pen_picture_encode (pixels, "image/png", 90, path, &error));
  g_assert_no_error (error);

  texture = load (path, 100, NULL, &info, &error);
  g_assert_no_error (error);
  g_assert_cmpint (gdk_texture_get_width (texture), ==, 150);
  g_assert_cmpuint (info.width, ==, 300);
  g_assert_cmpuint (info.height, ==, 200);
  g_assert_cmpstr (info.media_type, ==, "image/png");

  /* Not less than was wanted, and never more than there is. */
  g_clear_object (&texture);
  texture = load (path, 151, NULL, &info, &error);
  g_assert_no_error (error);
  g_assert_cmpint (gdk_texture_get_width (texture), ==, 300);
  g_clear_object (&texture);
  texture = load (path, 1000, NULL, &info, &error);
  g_assert_no_error (error);
  g_assert_cmpint (gdk_texture_get_width (texture), ==, 300);

  g_cancellable_cancel (cancelled);
  g_assert_null (load (path, 100, cancelled, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  g_assert_null (load ("/nowhere/picture.png", 100, NULL, NULL, &error));
  g_assert_nonnull (error);
  g_assert_true (error->domain == PEN_ERROR);

  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_bytes (void)
{
  Wait wait = { g_main_loop_new (NULL, FALSE), NULL };
  Wait encode = { g_main_loop_new (NULL, FALSE), NULL };
  Wait bad = { g_main_loop_new (NULL, FALSE), NULL };
  g_autoptr(PenPixels) pixels = new_pixels (30, 20, 255);
  g_autoptr(GdkTexture) texture = pen_texture_new_for_pixels (pixels);
  g_autoptr(GdkTexture) again = NULL;
  g_autoptr(GAsyncResult) encoded = NULL, loaded = NULL, failed = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GBytes) rubbish = g_bytes_new_static ("no picture", 10);
  g_autoptr(GError) error = NULL;

  pen_texture_encode_async (texture, NULL, wait_cb, &encode);
  encoded = finish_waiting (&encode);
  bytes = pen_texture_encode_finish (encoded, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), 8, "\x89PNG\r\n\x1a\n", 8);

  pen_texture_load_bytes_async (bytes, NULL, wait_cb, &wait);
  loaded = finish_waiting (&wait);
  again = pen_texture_load_bytes_finish (loaded, &error);
  g_assert_no_error (error);
  g_assert_cmpint (gdk_texture_get_width (again), ==, 30);

  pen_texture_load_bytes_async (rubbish, NULL, wait_cb, &bad);
  failed = finish_waiting (&bad);
  g_assert_null (pen_texture_load_bytes_finish (failed, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_PICTURE);
}

int
main (int   argc,
      char *argv[])
{
  /* Without isolated folders: gdk-pixbuf looks up the kinds of pictures in them. */
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/texture/pixels", test_pixels);
  g_test_add_func ("/texture/load", test_load);
  g_test_add_func ("/texture/bytes", test_bytes);

  return g_test_run ();
}
