/* bench-preview.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * From the path of a dropped picture to its painted preview, in the canvas of the
 * window.  Prints milliseconds, one line a run.
 */

#define G_LOG_DOMAIN "bench-preview"

#include "config.h"

#include <adwaita.h>
#include <stdio.h>
#include <stdlib.h>

#include "pen-canvas.h"
#include "pen-texture.h"

typedef struct
{
  PenCanvas  *canvas;
  GMainLoop  *loop;
  const char *path;
  gint64      started;
  gboolean    waiting;   /* the texture is set, its frame is not painted yet */
  guint       left;
} Bench;

static void start (Bench *bench);

static gboolean
start_cb (gpointer user_data)
{
  start (user_data);

  return G_SOURCE_REMOVE;
}

static void
painted_cb (GdkFrameClock *clock,
            Bench         *bench)
{
  if (!bench->waiting)
    return;

  bench->waiting = FALSE;
  printf ("%.2f\n", (double) (g_get_monotonic_time () - bench->started) / 1000);
  if (--bench->left == 0)
    {
      g_main_loop_quit (bench->loop);
      return;
    }

  pen_canvas_set_before (bench->canvas, NULL);
  g_idle_add (start_cb, bench);
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Bench *bench = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkTexture) texture = pen_texture_load_finish (result, NULL, &error);

  if (texture == NULL)
    {
      fprintf (stderr, "%s\n", error->message);
      exit (EXIT_FAILURE);
    }

  pen_canvas_set_before (bench->canvas, texture);
  bench->waiting = TRUE;
  gtk_widget_queue_draw (GTK_WIDGET (bench->canvas));
}

static void
start (Bench *bench)
{
  GtkWidget *canvas = GTK_WIDGET (bench->canvas);
  int side = MAX (gtk_widget_get_width (canvas), gtk_widget_get_height (canvas));

  /* As the page for pictures does: no larger than can be seen at first. */
  bench->started = g_get_monotonic_time ();
  pen_texture_load_async (bench->path,
                          (guint) CLAMP (side * gtk_widget_get_scale_factor (canvas), 640, 2560),
                          NULL, loaded_cb, bench);
}

static void
mapped_cb (GtkWidget *window,
           Bench     *bench)
{
  g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (painted_cb),
                    bench);
  start (bench);
}

int
main (int   argc,
      char *argv[])
{
  Bench bench = { 0, };
  GtkWidget *window;

  if (argc != 3)
    {
      fprintf (stderr, "Usage: bench-preview PICTURE TIMES\n");
      return EXIT_FAILURE;
    }

  adw_init ();
  window = gtk_window_new ();
  bench.path = argv[1];
  bench.left = (guint) g_ascii_strtoull (argv[2], NULL, 10);
  bench.loop = g_main_loop_new (NULL, FALSE);
  bench.canvas = PEN_CANVAS (pen_canvas_new ());
  gtk_window_set_default_size (GTK_WINDOW (window), 1100, 760);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (bench.canvas));
  g_signal_connect (window, "map", G_CALLBACK (mapped_cb), &bench);
  gtk_window_present (GTK_WINDOW (window));
  g_main_loop_run (bench.loop);

  gtk_window_destroy (GTK_WINDOW (window));
  g_main_loop_unref (bench.loop);

  return EXIT_SUCCESS;
}
