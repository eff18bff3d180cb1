/* test-pixels.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-pixels"

#include "config.h"

#include <string.h>

#include "pen-scale.h"
#include "pen-test-files.h"
#include "pen-worker.h"

static void
test_memory (void)
{
  PenPixels *pixels = pen_pixels_new (3, 2);
  g_autoptr(GBytes) bytes = NULL;

  g_assert_cmpuint (pen_pixels_get_width (pixels), ==, 3);
  g_assert_cmpuint (pen_pixels_get_height (pixels), ==, 2);
  g_assert_cmpuint (pen_pixels_get_stride (pixels), ==, 12);
  pen_test_assert_pixel (pixels, 2, 1, 0, 0, 0, 0, 0);

  /* The bytes are the same memory, and keep it. */
  pen_pixels_get_data (pixels)[23] = 77;
  bytes = pen_pixels_get_bytes (pixels);
  pen_pixels_unref (pixels);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 24);
  g_assert_cmpuint (((const guint8 *) g_bytes_get_data (bytes, NULL))[23], ==, 77);
}

static void
test_has_alpha (void)
{
  g_autoptr(PenPixels) pixels = pen_test_pixels (5, 4, FALSE);

  g_assert_false (pen_pixels_has_alpha (pixels));
  pen_pixels_get_data (pixels)[5 * 4 * 4 - 1] = 254;
  g_assert_true (pen_pixels_has_alpha (pixels));
}

static void
test_scale_flat (void)
{
  static const guint sizes[][2] = { { 1, 1 }, { 7, 3 }, { 64, 64 }, { 100, 1 }, { 1, 100 } };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (sizes); j++)
      {
        g_autoptr(PenPixels) source = pen_pixels_new (sizes[i][0], sizes[i][1]);
        g_autoptr(PenPixels) scaled = NULL;
        guint8 *data = pen_pixels_get_data (source);

        for (gsize k = 0; k < (gsize) sizes[i][0] * sizes[i][1]; k++)
          memcpy (data + k * 4, "\x10\xf0\x80\xff", 4);
        scaled = pen_pixels_scale (source, sizes[j][0], sizes[j][1]);
        g_assert_cmpuint (pen_pixels_get_width (scaled), ==, sizes[j][0]);
        g_assert_cmpuint (pen_pixels_get_height (scaled), ==, sizes[j][1]);
        for (guint y = 0; y < sizes[j][1]; y++)
          for (guint x = 0; x < sizes[j][0]; x++)
            pen_test_assert_pixel (scaled, x, y, 0x10, 0xf0, 0x80, 0xff, 0);
      }
}

static void
test_scale_same (void)
{
  g_autoptr(PenPixels) source = pen_test_pixels (9, 7, TRUE);
  g_autoptr(PenPixels) scaled = pen_pixels_scale (source, 9, 7);

  g_assert_true (source == scaled);
}

/* A ramp stays a ramp: no shift, and no loss at the ends. */
static void
test_scale_ramp (void)
{
  g_autoptr(PenPixels) source = pen_test_pixels (256, 2, FALSE);
  g_autoptr(PenPixels) half = pen_pixels_scale (source, 128, 2);
  g_autoptr(PenPixels) twice = pen_pixels_scale (source, 512, 2);
  const guint8 *data = pen_pixels_get_data (half);

  for (guint x = 4; x < 124; x++)
    g_assert_cmpint (ABS ((int) data[x * 4] - (int) (x * 2)), <=, 1);
  data = pen_pixels_get_data (twice);
  for (guint x = 8; x < 504; x++)
    g_assert_cmpint (ABS ((int) data[x * 4] - (int) (x / 2)), <=, 1);
}

/* Each pixel counts: a fine chequerboard becomes grey, not black or white. */
static void
test_scale_all_count (void)
{
  g_autoptr(PenPixels) source = pen_pixels_new (120, 120);
  g_autoptr(PenPixels) small = NULL;
  guint8 *data = pen_pixels_get_data (source);

  for (guint i = 0; i < 120 * 120; i++)
    memset (data + i * 4, (i % 120 + i / 120) % 2 ? 255 : 0, 4);
  for (guint i = 0; i < 120 * 120; i++)
    data[i * 4 + 3] = 255;
  small = pen_pixels_scale (source, 10, 10);
  for (guint y = 0; y < 10; y++)
    for (guint x = 0; x < 10; x++)
      pen_test_assert_pixel (small, x, y, 127, 127, 127, 255, 4);
}

/* Red beside transparent green: no green may come through. */
static void
test_scale_hidden_colour (void)
{
  static const guint sizes[] = { 5, 8, 31, 64 };
  g_autoptr(PenPixels) source = pen_pixels_new (16, 16);
  guint8 *data = pen_pixels_get_data (source);

  for (guint i = 0; i < 16 * 16; i++)
    memcpy (data + i * 4, i % 16 < 8 ? "\xff\0\0\xff" : "\0\xff\0\0", 4);

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr(PenPixels) scaled = pen_pixels_scale (source, sizes[i], sizes[i]);
      gboolean has_edge = FALSE;

      data = pen_pixels_get_data (scaled);
      for (guint j = 0; j < sizes[i] * sizes[i]; j++)
        {
          g_assert_cmpuint (data[j * 4 + 1], ==, 0);
          if (data[j * 4 + 3] > 0)
            g_assert_cmpuint (data[j * 4], >=, 254);
          has_edge |= data[j * 4 + 3] > 0 && data[j * 4 + 3] < 255;
        }
      g_assert_true (has_edge || sizes[i] % 16 == 0 || sizes[i] == 8);
    }
}

static void
test_crop (void)
{
  g_autoptr(PenPixels) source = pen_test_pixels (10, 8, TRUE);
  g_autoptr(PenPixels) part = pen_pixels_crop (source, 3, 2, 7, 6);
  const guint8 *from = pen_pixels_get_data (source);

  g_assert_cmpuint (pen_pixels_get_width (part), ==, 7);
  for (guint y = 0; y < 6; y++)
    g_assert_cmpmem (pen_pixels_get_data (part) + y * 28, 28,
                     from + (y + 2) * 40 + 3 * 4, 28);
}

static void
test_pad (void)
{
  g_autoptr(PenPixels) source = pen_test_pixels (4, 3, FALSE);
  g_autoptr(PenPixels) padded = pen_pixels_pad (source, 9, 11);
  g_autoptr(PenPixels) middle = pen_pixels_crop (padded, 2, 4, 4, 3);
  g_autoptr(PenPixels) same = pen_pixels_pad (source, 4, 3);
  const guint8 *row = pen_pixels_get_data (padded) + 4 * 36;

  pen_test_assert_same (middle, source, 0);
  g_assert_true (same == source);

  /* The margin mirrors: 1 0 | 0 1 2 3 | 3 2 1 */
  for (guint i = 0; i < 2; i++)
    g_assert_cmpmem (row + (1 - i) * 4, 4, row + (2 + i) * 4, 4);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpmem (row + (6 + i) * 4, 4, row + (5 - i) * 4, 4);
  g_assert_false (pen_pixels_has_alpha (padded));
}

static void
test_pad_transparent (void)
{
  g_autoptr(PenPixels) source = pen_test_pixels (4, 3, TRUE);
  g_autoptr(PenPixels) padded = pen_pixels_pad (source, 6, 5);
  g_autoptr(PenPixels) middle = pen_pixels_crop (padded, 1, 1, 4, 3);

  pen_test_assert_same (middle, source, 0);
  pen_test_assert_pixel (padded, 0, 0, 0, 0, 0, 0, 0);
  pen_test_assert_pixel (padded, 5, 2, 0, 0, 0, 0, 0);
  pen_test_assert_pixel (padded, 2, 4, 0, 0, 0, 0, 0);
}

static void
test_flatten (void)
{
  g_autoptr(PenPixels) source = pen_pixels_new (2, 1);
  g_autoptr(PenPixels) flat = NULL;
  g_autoptr(PenPixels) again = NULL;

  memcpy (pen_pixels_get_data (source), "\x64\x32\x0a\x80\x64\x32\x0a\0", 8);
  flat = pen_pixels_flatten (source);
  pen_test_assert_pixel (flat, 0, 0, 177, 152, 132, 255, 0);
  pen_test_assert_pixel (flat, 1, 0, 255, 255, 255, 255, 0);
  again = pen_pixels_flatten (flat);
  g_assert_true (again == flat);
}

static void
count_rows (guint    first,
            guint    last,
            gpointer data)
{
  int *rows = data;

  for (guint i = first; i < last; i++)
    g_atomic_int_inc (&rows[i]);
}

static void
note_progress (double   fraction,
               gpointer user_data)
{
  double *last = user_data;

  g_assert_cmpfloat (fraction, >=, *last);
  g_assert_cmpfloat (fraction, <=, 1.0);
  *last = fraction;
}

static void
test_worker (void)
{
  static const guint n_threads[] = { 1, 2, 3, 16, 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (n_threads); i++)
    for (guint n_rows = 1; n_rows < 400; n_rows += 57)
      {
        g_autofree int *rows = g_new0 (int, n_rows);
        double last = 0.0;
        PenWorker worker = { note_progress, &last, NULL, 0.5, };

        pen_worker_set_threads (n_threads[i]);
        g_assert_true (pen_worker_rows (&worker, n_rows, 1.0, count_rows, rows));
        for (guint j = 0; j < n_rows; j++)
          g_assert_cmpint (rows[j], ==, 1);
        g_assert_cmpfloat (worker.done, ==, 1.0);
        g_assert_cmpfloat (last, >, 0.98);
      }
  pen_worker_set_threads (0);
}

static void
test_worker_cancelled (void)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  PenWorker worker = { NULL, NULL, cancellable, };
  int rows[10] = { 0, };

  g_cancellable_cancel (cancellable);
  g_assert_false (pen_worker_rows (&worker, 10, 1.0, count_rows, rows));
  for (guint i = 0; i < 10; i++)
    g_assert_cmpint (rows[i], ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/pixels/memory", test_memory);
  g_test_add_func ("/pixels/has-alpha", test_has_alpha);
  g_test_add_func ("/pixels/scale/flat", test_scale_flat);
  g_test_add_func ("/pixels/scale/same", test_scale_same);
  g_test_add_func ("/pixels/scale/ramp", test_scale_ramp);
  g_test_add_func ("/pixels/scale/all-count", test_scale_all_count);
  g_test_add_func ("/pixels/scale/hidden-colour", test_scale_hidden_colour);
  g_test_add_func ("/pixels/crop", test_crop);
  g_test_add_func ("/pixels/pad", test_pad);
  g_test_add_func ("/pixels/pad-transparent", test_pad_transparent);
  g_test_add_func ("/pixels/flatten", test_flatten);
  g_test_add_func ("/pixels/worker", test_worker);
  g_test_add_func ("/pixels/worker-cancelled", test_worker_cancelled);

  return g_test_run ();
}
