/* test-canvas.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-canvas"

#include "config.h"

#include "pen-app-resources.h"
#include "pen-canvas.h"
#include "pen-mipmap.h"
#include "pen-texture.h"

#define SIDE 400

static GdkTexture *
new_texture (int     width,
             int     height,
             guint32 argb)
{
  guint32 *pixels = g_new (guint32, (gsize) width * (gsize) height);
  g_autoptr(GBytes) bytes = NULL;

  for (int i = 0; i < width * height; i++)
    pixels[i] = argb;

  bytes = g_bytes_new_take (pixels, (gsize) width * (gsize) height * sizeof (guint32));

  return gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, bytes,
                                 (gsize) width * sizeof (guint32));
}

static void
count (guint *times)
{
  (*times)++;
}

/* A canvas of SIDE × SIDE in a window of its own. */
static PenCanvas *
show_canvas (void)
{
  GtkWidget *canvas = pen_canvas_new ();
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), SIDE, SIDE);
  gtk_window_set_child (GTK_WINDOW (window), canvas);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  g_assert_cmpint (gtk_widget_get_width (canvas), ==, SIDE);
  g_assert_cmpint (gtk_widget_get_height (canvas), ==, SIDE);

  return PEN_CANVAS (canvas);
}

static void
destroy (PenCanvas *canvas)
{
  gpointer gone = canvas;

  g_object_add_weak_pointer (G_OBJECT (canvas), &gone);
  gtk_window_destroy (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (canvas))));
  g_assert_null (gone);
}

/* The colour that the canvas draws at a point, as 0xAARRGGBB. */
static guint32
colour_at (PenCanvas *canvas,
           int        x,
           int        y)
{
  g_autoptr(GtkSnapshot) snapshot = NULL;
  g_autoptr(GskRenderNode) node = NULL;
  g_autoptr(GdkTexture) texture = NULL;
  g_autofree guint32 *pixels = g_new0 (guint32, SIDE * SIDE);

  gtk_test_widget_wait_for_draw (GTK_WIDGET (canvas));
  snapshot = gtk_snapshot_new ();
  GTK_WIDGET_GET_CLASS (canvas)->snapshot (GTK_WIDGET (canvas), snapshot);
  node = gtk_snapshot_free_to_node (g_steal_pointer (&snapshot));
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (gtk_widget_get_native
                                           (GTK_WIDGET (canvas))),
                                         node, &GRAPHENE_RECT_INIT (0, 0, SIDE, SIDE));
  gdk_texture_download (texture, (guchar *) pixels, SIDE * sizeof (guint32));

  return pixels[y * SIDE + x];
}

static void
test_properties (void)
{
  GtkWidget *widget = g_object_ref_sink (pen_canvas_new ());
  PenCanvas *canvas = PEN_CANVAS (widget);
  guint splits = 0, zooms = 0, compares = 0;

  g_signal_connect_swapped (canvas, "notify::split", G_CALLBACK (count), &splits);
  g_signal_connect_swapped (canvas, "notify::zoom", G_CALLBACK (count), &zooms);
  g_signal_connect_swapped (canvas, "notify::compare", G_CALLBACK (count), &compares);

  g_assert_cmpfloat (pen_canvas_get_split (canvas), ==, 0.5);
  pen_canvas_set_split (canvas, 0.25);
  pen_canvas_set_split (canvas, 0.25);
  g_assert_cmpuint (splits, ==, 1);
  pen_canvas_set_split (canvas, 3);
  g_assert_cmpfloat (pen_canvas_get_split (canvas), ==, 1.0);

  g_assert_cmpfloat (pen_canvas_get_zoom (canvas), ==, 0.0);
  g_object_set (canvas, "zoom", 2.0, NULL);
  g_object_set (canvas, "zoom", 2.0, NULL);
  g_assert_cmpuint (zooms, ==, 1);
  g_assert_cmpfloat (pen_canvas_get_scale (canvas), ==, 2.0);

  g_assert_true (pen_canvas_get_compare (canvas));
  g_object_set (canvas, "compare", FALSE, NULL);
  g_object_set (canvas, "compare", FALSE, NULL);
  g_assert_cmpuint (compares, ==, 1);

  g_assert_finalize_object (widget);
}

static void
test_accessible (void)
{
  GtkWidget *canvas = g_object_ref_sink (pen_canvas_new ());
  GtkWidget *child = gtk_widget_get_first_child (canvas);

  while (child != NULL && !GTK_IS_SCALE (child))
    child = gtk_widget_get_next_sibling (child);

  g_assert_nonnull (child);
  gtk_test_accessible_assert_role (canvas, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (canvas, GTK_ACCESSIBLE_PROPERTY_LABEL, "Picture");
  gtk_test_accessible_assert_role (child, GTK_ACCESSIBLE_ROLE_SLIDER);
  gtk_test_accessible_assert_property (child, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Before and after");

  g_assert_finalize_object (canvas);
}

static void
test_zoom (void)
{
  PenCanvas *canvas = show_canvas ();
  g_autoptr(GdkTexture) texture = new_texture (800, 400, 0xff102030);
  guint wanted = 0;

  g_signal_connect_swapped (canvas, "detail-wanted", G_CALLBACK (count), &wanted);
  pen_canvas_set_before (canvas, texture);

  /* Fitted: 800 pixels in a place of 400. */
  g_assert_cmpfloat (pen_canvas_get_scale (canvas), ==, 0.5);
  gtk_widget_activate_action (GTK_WIDGET (canvas), "canvas.one", NULL);
  g_assert_cmpfloat_with_epsilon (pen_canvas_get_scale (canvas), 1.0, 1e-9);
  gtk_widget_activate_action (GTK_WIDGET (canvas), "canvas.zoom-in", NULL);
  g_assert_cmpfloat_with_epsilon (pen_canvas_get_scale (canvas), 1.25, 1e-9);
  gtk_widget_activate_action (GTK_WIDGET (canvas), "canvas.zoom-out", NULL);
  g_assert_cmpfloat_with_epsilon (pen_canvas_get_scale (canvas), 1.0, 1e-9);
  gtk_widget_activate_action (GTK_WIDGET (canvas), "canvas.fit", NULL);
  g_assert_cmpfloat (pen_canvas_get_zoom (canvas), ==, 0.0);
  g_assert_cmpfloat (pen_canvas_get_scale (canvas), ==, 0.5);

  /* The texture has every pixel of the picture. */
  gtk_test_widget_wait_for_draw (GTK_WIDGET (canvas));
  g_assert_cmpuint (wanted, ==, 0);

  /* A picture that is larger than its texture: 100 % is that of the picture, and its
   * pixels are asked for once they would be seen. */
  pen_canvas_set_picture_size (canvas, 3200, 1600);
  g_assert_cmpfloat (pen_canvas_get_scale (canvas), ==, 0.125);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (canvas));
  g_assert_cmpuint (wanted, ==, 0);
  pen_canvas_set_zoom (canvas, 1.0);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (canvas));
  pen_canvas_set_zoom (canvas, 2.0);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (canvas));
  g_assert_cmpuint (wanted, ==, 1);
  g_assert_true (pen_canvas_lacks_detail (canvas));

  destroy (canvas);
}

static void
test_compare (void)
{
  PenCanvas *canvas = show_canvas ();
  g_autoptr(GdkTexture) before = new_texture (SIDE, SIDE, 0xffff0000);
  g_autoptr(GdkTexture) after = new_texture (SIDE, SIDE, 0xff0000ff);

  pen_canvas_set_before (canvas, before);
  g_assert_cmphex (colour_at (canvas, 300, 100), ==, 0xffff0000);

  pen_canvas_set_after (canvas, after);
  g_assert_cmphex (colour_at (canvas, 100, 100), ==, 0xffff0000);
  g_assert_cmphex (colour_at (canvas, 300, 100), ==, 0xff0000ff);

  pen_canvas_set_split (canvas, 0.1);
  g_assert_cmphex (colour_at (canvas, 100, 100), ==, 0xff0000ff);

  pen_canvas_set_split (canvas, 1.0);
  g_assert_cmphex (colour_at (canvas, 300, 100), ==, 0xffff0000);

  /* Without comparing the result alone is seen. */
  pen_canvas_set_compare (canvas, FALSE);
  g_assert_cmphex (colour_at (canvas, 100, 100), ==, 0xff0000ff);

  pen_canvas_set_after (canvas, NULL);
  g_assert_cmphex (colour_at (canvas, 100, 100), ==, 0xffff0000);
  g_assert_true (pen_canvas_get_before (canvas) == before);
  g_assert_null (pen_canvas_get_after (canvas));

  destroy (canvas);
}

static void
test_shapes (void)
{
  PenCanvas *canvas = show_canvas ();
  g_autoptr(GdkTexture) before = new_texture (SIDE, SIDE, 0xffff0000);
  g_autoptr(GdkTexture) wide = new_texture (SIDE, SIDE / 2, 0xff0000ff);
  g_autoptr(GdkTexture) clear = new_texture (SIDE, SIDE, 0);

  /* A result of another shape is shown whole, not stretched. */
  pen_canvas_set_before (canvas, before);
  pen_canvas_set_after (canvas, wide);
  pen_canvas_set_compare (canvas, FALSE);
  g_assert_cmphex (colour_at (canvas, 100, SIDE / 2), ==, 0xff0000ff);
  g_assert_cmphex (colour_at (canvas, 100, 50), !=, 0xff0000ff);

  /* Where nothing covers them, the checks are seen. */
  pen_canvas_set_after (canvas, NULL);
  pen_canvas_set_before (canvas, clear);
  g_assert_cmphex (colour_at (canvas, 4, 4), !=, colour_at (canvas, 12, 4));
  g_assert_cmphex (colour_at (canvas, 4, 4), ==, colour_at (canvas, 12, 12));

  destroy (canvas);
}

static gboolean
shows_label (PenCanvas  *canvas,
             const char *label)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (canvas));
       child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_LABEL (child) && gtk_widget_get_mapped (child) &&
        g_str_equal (gtk_label_get_label (GTK_LABEL (child)), label))
      return TRUE;

  return FALSE;
}

/* A label of its own is said also where there is nothing to compare with. */
static void
test_label (void)
{
  PenCanvas *canvas = show_canvas ();
  g_autoptr(GdkTexture) texture = new_texture (SIDE, SIDE, 0xffffffff);

  pen_canvas_set_after (canvas, texture);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (canvas));
  g_assert_false (shows_label (canvas, "After"));

  pen_canvas_set_after_label (canvas, "Preview");
  gtk_test_widget_wait_for_draw (GTK_WIDGET (canvas));
  g_assert_true (shows_label (canvas, "Preview"));

  pen_canvas_set_before (canvas, texture);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (canvas));
  g_assert_true (shows_label (canvas, "Preview"));

  pen_canvas_set_after_label (canvas, NULL);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (canvas));
  g_assert_true (shows_label (canvas, "After"));

  destroy (canvas);
}

static void
test_mipmap (void)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(GdkTexture) texture = new_texture (1025, 512, 0x80402010);
  PenMipmap *mipmap = pen_mipmap_new (texture);
  g_autofree guint32 *pixels = g_new0 (guint32, 256 * 128);
  GdkTexture *small;

  g_assert_true (pen_mipmap_pick (mipmap, 10) == texture);
  g_signal_connect_swapped (mipmap, "ready", G_CALLBACK (g_main_loop_quit), loop);
  g_main_loop_run (loop);

  g_assert_true (pen_mipmap_get_texture (mipmap) == texture);
  g_assert_true (pen_mipmap_pick (mipmap, 2000) == texture);
  g_assert_true (pen_mipmap_pick (mipmap, 513) == texture);
  g_assert_cmpint (gdk_texture_get_width (pen_mipmap_pick (mipmap, 512)), ==, 512);
  g_assert_cmpint (gdk_texture_get_width (pen_mipmap_pick (mipmap, 257)), ==, 512);

  /* A plain colour stays what it is, alpha included, in every level. */
  small = pen_mipmap_pick (mipmap, 1);
  g_assert_cmpint (gdk_texture_get_width (small), ==, 256);
  g_assert_cmpint (gdk_texture_get_height (small), ==, 128);
  gdk_texture_download (small, (guchar *) pixels, 256 * sizeof (guint32));
  for (guint i = 0; i < 256 * 128; i++)
    g_assert_cmphex (pixels[i], ==, 0x80402010);

  g_assert_finalize_object (mipmap);
}

/* Every pixel says where it is. */
static GdkTexture *
new_map (int width,
         int height)
{
  g_autoptr(PenPixels) pixels = pen_pixels_new ((guint) width, (guint) height);
  guint8 *data = pen_pixels_get_data (pixels);

  for (int i = 0; i < width * height; i++)
    {
      data[4 * i] = (guint8) (i % width / 8);
      data[4 * i + 1] = (guint8) (i / width / 8);
      data[4 * i + 3] = 255;
    }

  return pen_texture_new_for_pixels (pixels);
}

static void
test_mipmap_crop (void)
{
  g_autoptr(GdkTexture) texture = new_map (2000, 1500);
  PenMipmap *mipmap = pen_mipmap_new (texture);
  g_autofree guint32 *pixels = NULL;
  graphene_rect_t part;
  GdkTexture *crop;
  int width, x, y;

  /* Nearly all of it: the whole. */
  crop = pen_mipmap_crop (mipmap, 2000, &GRAPHENE_RECT_INIT (0, 0, 0.95f, 0.95f), &part);
  g_assert_true (crop == texture);
  g_assert_true (graphene_rect_equal (&part, &GRAPHENE_RECT_INIT (0, 0, 1, 1)));

  /* The last corner, which is not on the grid. */
  crop = pen_mipmap_crop (mipmap, 2000, &GRAPHENE_RECT_INIT (0.9f, 0.9f, 0.1f, 0.1f), &part);
  g_assert_true (crop != texture);
  width = gdk_texture_get_width (crop);
  x = (int) (part.origin.x * 2000 + 0.5f);
  y = (int) (part.origin.y * 1500 + 0.5f);
  g_assert_cmpint (x + width, ==, 2000);
  g_assert_cmpint (y + gdk_texture_get_height (crop), ==, 1500);
  g_assert_cmpint (x, <=, 1800);
  g_assert_cmpint (y, <=, 1350);

  pixels = g_new0 (guint32, (gsize) width * (gsize) gdk_texture_get_height (crop));
  gdk_texture_download (crop, (guchar *) pixels, (gsize) width * sizeof (guint32));
  for (int row = 0; row < gdk_texture_get_height (crop); row++)
    for (int column = 0; column < width; column++)
      g_assert_cmphex (pixels[row * width + column], ==,
                       0xff000000u | (guint32) ((x + column) / 8) << 16 |
                       (guint32) ((y + row) / 8) << 8);

  /* Moved a little, it is the same part. */
  g_assert_true (pen_mipmap_crop (mipmap, 2000,
                                  &GRAPHENE_RECT_INIT (0.901f, 0.901f, 0.09f, 0.09f),
                                  &part) == crop);

  /* Out of the picture there is still something to draw. */
  crop = pen_mipmap_crop (mipmap, 2000, &GRAPHENE_RECT_INIT (1, 1, 0, 0), &part);
  g_assert_nonnull (crop);

  g_assert_finalize_object (mipmap);
}

static gboolean
quit_cb (gpointer loop)
{
  g_main_loop_quit (loop);

  return G_SOURCE_REMOVE;
}

/* Given up while its thread works: nothing is heard of it any more. */
static void
test_mipmap_given_up (void)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(GdkTexture) texture = new_texture (2048, 2048, 0xff000000);
  PenMipmap *mipmap = pen_mipmap_new (texture);
  guint ready = 0;

  g_signal_connect_swapped (mipmap, "ready", G_CALLBACK (count), &ready);
  g_assert_finalize_object (mipmap);
  g_timeout_add (200, quit_cb, loop);
  g_main_loop_run (loop);
  g_assert_cmpuint (ready, ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv);
  pen_app_get_resource ();

  g_test_add_func ("/canvas/properties", test_properties);
  g_test_add_func ("/canvas/accessible", test_accessible);
  g_test_add_func ("/canvas/zoom", test_zoom);
  g_test_add_func ("/canvas/compare", test_compare);
  g_test_add_func ("/canvas/shapes", test_shapes);
  g_test_add_func ("/canvas/label", test_label);
  g_test_add_func ("/mipmap/levels", test_mipmap);
  g_test_add_func ("/mipmap/crop", test_mipmap_crop);
  g_test_add_func ("/mipmap/given-up", test_mipmap_given_up);

  return g_test_run ();
}
