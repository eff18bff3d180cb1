/* test-composite.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-composite"

#include "config.h"

#include <string.h>

#include "pen-composite.h"
#include "pen-error.h"
#include "pen-extend.h"
#include "pen-scale.h"
#include "pen-test-files.h"
#include "pen-worker.h"

static PenPixels *
make_noise (guint   width,
            guint   height,
            guint32 seed,
            guint8  least_alpha)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (seed);
  PenPixels *pixels = pen_pixels_new (width, height);
  guint8 *data = pen_pixels_get_data (pixels);

  for (guint i = 0; i < width * height; i++)
    {
      for (guint c = 0; c < 3; c++)
        data[i * 4 + c] = (guint8) g_rand_int_range (rand, 0, 256);
      data[i * 4 + 3] = (guint8) g_rand_int_range (rand, least_alpha, 256);
    }

  return pixels;
}

static PenMask *
make_mask (guint   width,
           guint   height,
           guint32 seed)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (seed);
  PenMask *mask = pen_mask_new (width, height);

  for (guint i = 0; i < width * height; i++)
    mask->data[i] = (guint8) CLAMP (g_rand_int_range (rand, -100, 356), 0, 255);

  return mask;
}

static void
assert_kept (PenPixels     *composite,
             PenPixels     *old,
             const PenMask *mask)
{
  const guint8 *data = pen_pixels_get_data (composite);
  const guint8 *before = pen_pixels_get_data (old);

  for (guint i = 0; i < mask->width * mask->height; i++)
    if (mask->data[i] == 0)
      g_assert_cmpmem (data + i * 4, 4, before + i * 4, 4);
}

/* The formula, for each value of the mask and of both pictures' extremes */
static void
test_formula (void)
{
  g_autoptr(PenPixels) old = make_noise (256, 64, 1, 255);
  g_autoptr(PenPixels) changed = make_noise (256, 64, 2, 255);
  g_autoptr(PenPixels) composite = NULL;
  g_autoptr(PenMask) mask = pen_mask_new (256, 64);

  for (guint i = 0; i < 256 * 64; i++)
    mask->data[i] = (guint8) (i % 256);
  memset (pen_pixels_get_data (old), 255, 1024);
  memset (pen_pixels_get_data (changed), 255, 1024);

  composite = pen_pixels_crop (changed, 0, 0, 256, 64);
  pen_composite_blend (composite, old, mask);
  for (guint i = 0; i < 256 * 64 * 4; i++)
    {
      guint a = mask->data[i / 4];
      guint expected = (a * pen_pixels_get_data (changed)[i] +
                        (255 - a) * pen_pixels_get_data (old)[i] + 127) / 255;

      g_assert_cmpuint (pen_pixels_get_data (composite)[i], ==, expected);
    }
  assert_kept (composite, old, mask);
}

/* What is transparent lends no colour, and what is kept is kept with what is hidden in it. */
static void
test_alpha (void)
{
  g_autoptr(PenPixels) old = make_noise (100, 50, 3, 0);
  g_autoptr(PenPixels) changed = make_noise (100, 50, 4, 0);
  g_autoptr(PenPixels) composite = NULL;
  g_autoptr(PenMask) mask = make_mask (100, 50, 5);
  guint8 *data;

  data = pen_pixels_get_data (old);
  memcpy (data, (guint8[]) { 200, 0, 0, 255, 10, 20, 30, 0 }, 8);
  data = pen_pixels_get_data (changed);
  memcpy (data, (guint8[]) { 0, 99, 0, 0, 99, 98, 97, 255 }, 8);
  mask->data[0] = mask->data[1] = 128;

  composite = pen_pixels_crop (changed, 0, 0, 100, 50);
  pen_composite_blend (composite, old, mask);
  pen_test_assert_pixel (composite, 0, 0, 200, 0, 0, 127, 0);
  pen_test_assert_pixel (composite, 1, 0, 99, 98, 97, 128, 0);
  assert_kept (composite, old, mask);
  for (guint i = 0; i < 5000; i++)
    if (mask->data[i] == 255)
      g_assert_cmpmem (pen_pixels_get_data (composite) + i * 4, 4,
                       pen_pixels_get_data (changed) + i * 4, 4);
}

static void
test_threads (void)
{
  g_autoptr(PenPixels) old = make_noise (300, 200, 6, 255);
  g_autoptr(PenPixels) changed = make_noise (300, 200, 7, 255);
  g_autoptr(PenPixels) one = pen_pixels_crop (changed, 0, 0, 300, 200);
  g_autoptr(PenPixels) many = pen_pixels_crop (changed, 0, 0, 300, 200);
  g_autoptr(PenMask) mask = make_mask (300, 200, 8);

  pen_worker_set_threads (1);
  pen_composite_blend (one, old, mask);
  pen_worker_set_threads (7);
  pen_composite_blend (many, old, mask);
  pen_worker_set_threads (0);
  pen_test_assert_same (one, many, 0);
}

/* Gently changing colours, which survive scaling. */
static PenPixels *
make_slope (guint width,
            guint height)
{
  PenPixels *pixels = pen_pixels_new (width, height);
  guint8 *data = pen_pixels_get_data (pixels);

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++, data += 4)
      {
        data[0] = (guint8) (x * 255 / width);
        data[1] = (guint8) (y * 255 / height);
        data[2] = 40;
        data[3] = 255;
      }

  return pixels;
}

/* There and back through a frame: the result lies where it came from. */
static void
there_and_back (PenFitMode mode,
                guint      frame_width,
                guint      frame_height,
                guint      result_width,
                guint      result_height)
{
  g_autoptr(PenPixels) old = make_slope (240, 160);
  g_autoptr(PenPixels) scaled = NULL;
  g_autoptr(PenPixels) framed = NULL;
  g_autoptr(PenPixels) result = NULL;
  g_autoptr(PenPixels) composite = NULL;
  g_autoptr(PenMask) mask = pen_mask_new (240, 160);
  g_autoptr(GError) error = NULL;
  PenPlacement placement;

  memset (mask->data, 255, 240 * 160);
  pen_placement_init (&placement, mode, 240, 160, frame_width, frame_height);
  scaled = pen_pixels_scale (old, placement.width, placement.height);
  framed = mode == PEN_FIT_PAD
             ? pen_pixels_pad (scaled, frame_width, frame_height)
             : pen_pixels_crop (scaled, (guint) -placement.x, (guint) -placement.y, frame_width,
                                frame_height);
  result = pen_pixels_scale (framed, result_width, result_height);

  composite = pen_composite (old, g_steal_pointer (&result), mask, &placement, &error);
  g_assert_no_error (error);
  pen_test_assert_same (composite, old, 3);
}

static void
test_back (void)
{
  there_and_back (PEN_FIT_PAD, 240, 160, 240, 160);
  there_and_back (PEN_FIT_PAD, 240, 160, 480, 320);
  there_and_back (PEN_FIT_PAD, 300, 300, 300, 300);
  there_and_back (PEN_FIT_PAD, 300, 300, 701, 700);
  there_and_back (PEN_FIT_PAD, 512, 128, 1024, 256);
  there_and_back (PEN_FIT_CROP, 160, 160, 320, 320);
  there_and_back (PEN_FIT_CROP, 240, 80, 240, 80);
}

/* Whatever size the result has, what is not marked is that of the source. */
static void
test_kept (void)
{
  g_autoptr(PenPixels) old = make_noise (201, 99, 9, 255);
  g_autoptr(PenMask) mask = make_mask (201, 99, 10);
  const guint sizes[][2] = { { 256, 128 }, { 512, 256 }, { 64, 32 }, { 1000, 500 } };
  PenPlacement placement;

  pen_placement_init (&placement, PEN_FIT_PAD, 201, 99, 256, 128);
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      PenPixels *result = make_noise (sizes[i][0], sizes[i][1], 11, 255);
      g_autoptr(GError) error = NULL;
      g_autoptr(PenPixels) composite = pen_composite (old, result, mask, &placement, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (pen_pixels_get_width (composite), ==, 201);
      g_assert_cmpuint (pen_pixels_get_height (composite), ==, 99);
      assert_kept (composite, old, mask);
    }
}

/* What was cut off before sending cannot have been changed. */
static void
test_cut (void)
{
  g_autoptr(PenPixels) old = make_noise (300, 100, 12, 255);
  g_autoptr(PenPixels) composite = NULL;
  g_autoptr(PenMask) mask = pen_mask_new (300, 100);
  g_autoptr(GError) error = NULL;
  PenPlacement placement;

  memset (mask->data, 255, 30000);
  pen_placement_init (&placement, PEN_FIT_CROP, 300, 100, 100, 100);
  composite = pen_composite (old, make_noise (100, 100, 13, 255), mask, &placement, &error);
  g_assert_no_error (error);
  for (guint y = 0; y < 100; y++)
    {
      const guint8 *row = pen_pixels_get_data (composite) + y * 1200;
      const guint8 *before = pen_pixels_get_data (old) + y * 1200;

      g_assert_cmpmem (row, 400, before, 400);
      g_assert_cmpmem (row + 800, 400, before + 800, 400);
      g_assert_cmpint (memcmp (row + 400, before + 400, 400), !=, 0);
    }
}

static void
test_shape (void)
{
  g_autoptr(PenPixels) old = make_noise (100, 50, 14, 255);
  g_autoptr(PenMask) mask = make_mask (100, 50, 15);
  g_autoptr(GError) error = NULL;
  PenPlacement placement;

  pen_placement_init (&placement, PEN_FIT_PAD, 100, 50, 100, 50);
  g_assert_null (pen_composite (old, make_noise (50, 100, 16, 255), mask, &placement, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY);
  g_assert_cmpstr (error->message, ==,
                   "The service was sent 100 × 50 pixels and returned a picture of another shape "
                   "(50 × 100)");
}

/* Extending */

static void
test_canvas (void)
{
  const PenMargins margins = { 30, 0, 50, 20 };
  g_autoptr(PenPixels) old = make_noise (120, 80, 17, 255);
  g_autoptr(PenPixels) canvas = pen_extend_canvas (old, &margins);
  g_autoptr(PenPixels) mirrored = pen_extend_mirrored (old, &margins);
  g_autoptr(PenPixels) inside = NULL;
  g_autoptr(PenPixels) mirrored_inside = NULL;
  guint8 *data = pen_pixels_get_data (mirrored);

  g_assert_cmpuint (pen_pixels_get_width (canvas), ==, 200);
  g_assert_cmpuint (pen_pixels_get_height (canvas), ==, 100);
  g_assert_false (pen_pixels_has_alpha (canvas));
  inside = pen_pixels_crop (canvas, 30, 0, 120, 80);
  pen_test_assert_same (inside, old, 0);

  mirrored_inside = pen_pixels_crop (mirrored, 30, 0, 120, 80);
  pen_test_assert_same (mirrored_inside, old, 0);
  /* The first column outside is the first one inside, and the second the second. */
  g_assert_cmpmem (data + 29 * 4, 4, data + 30 * 4, 4);
  g_assert_cmpmem (data + 28 * 4, 4, data + 31 * 4, 4);
  g_assert_cmpmem (data + 150 * 4, 4, data + 149 * 4, 4);
  g_assert_cmpmem (data + 80 * 800, 800, data + 79 * 800, 800);
}

/* A mirror alone would show noise far outside; the canvas has calmed down. */
static void
test_canvas_calm (void)
{
  const PenMargins margins = { 0, 0, 100, 0 };
  g_autoptr(PenPixels) old = make_noise (100, 100, 18, 255);
  g_autoptr(PenPixels) canvas = pen_extend_canvas (old, &margins);
  const guint8 *row = pen_pixels_get_data (canvas) + 50 * 800;

  for (guint x = 150; x < 199; x++)
    for (guint c = 0; c < 3; c++)
      {
        g_assert_cmpint (ABS (row[x * 4 + c] - row[x * 4 + 4 + c]), <, 12);
        g_assert_cmpint (ABS (row[x * 4 + c] - 128), <, 60);
      }
}

static void
test_canvas_alpha (void)
{
  const PenMargins margins = { 1, 1, 1, 1 };
  g_autoptr(PenPixels) old = make_noise (10, 10, 19, 0);
  g_autoptr(PenPixels) canvas = pen_extend_canvas (old, &margins);
  g_autoptr(PenPixels) inside = pen_pixels_crop (canvas, 1, 1, 10, 10);

  pen_test_assert_same (inside, old, 0);
}

static void
test_extend_mask (void)
{
  const PenMargins margins = { 30, 0, 0, 20 };
  g_autoptr(PenMask) mask = pen_extend_mask (100, 80, &margins, 16);
  g_autoptr(PenMask) small = pen_mask_new (100, 80);
  g_autoptr(PenMask) placed = NULL;

  g_assert_cmpuint (mask->width, ==, 130);
  g_assert_cmpuint (mask->height, ==, 100);
  for (guint y = 0; y < 100; y++)
    for (guint x = 0; x < 130; x++)
      g_assert_cmpuint (mask->data[y * 130 + x], ==, x < 46 || y >= 64 ? 255 : 0);

  small->data[0] = 77;
  small->data[99] = 78;
  small->data[7999] = 79;
  placed = pen_extend_place_mask (small, &margins);
  g_assert_cmpuint (placed->data[30], ==, 77);
  g_assert_cmpuint (placed->data[129], ==, 78);
  g_assert_cmpuint (placed->data[79 * 130 + 129], ==, 79);
  g_assert_cmpuint (placed->data[29], ==, 0);

  g_assert_cmpuint (pen_extend_get_overlap (100, 80), ==, 16);
  g_assert_cmpuint (pen_extend_get_overlap (512, 800), ==, 32);
  g_assert_cmpuint (pen_extend_get_overlap (4000, 3000), ==, 64);
  g_assert_cmpuint (pen_extend_get_overlap (10, 8), ==, 2);
}

static void
test_extend_check (void)
{
  const PenMargins small = { 10, 10, 10, 10 };
  const PenMargins large = { PEN_EXTEND_MAX, 0, 0, 0 };
  g_autoptr(GError) error = NULL;

  g_assert_true (pen_extend_check (&small, 5000, 5000, &error));
  g_assert_no_error (error);
  g_assert_false (pen_extend_check (&large, 100, 10000, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_TOO_LARGE);
  g_assert_cmpstr (error->message, ==,
                   "With these margins the picture would have more than 200 megapixels");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/composite/formula", test_formula);
  g_test_add_func ("/composite/alpha", test_alpha);
  g_test_add_func ("/composite/threads", test_threads);
  g_test_add_func ("/composite/back", test_back);
  g_test_add_func ("/composite/kept", test_kept);
  g_test_add_func ("/composite/cut", test_cut);
  g_test_add_func ("/composite/shape", test_shape);
  g_test_add_func ("/extend/canvas", test_canvas);
  g_test_add_func ("/extend/canvas-calm", test_canvas_calm);
  g_test_add_func ("/extend/canvas-alpha", test_canvas_alpha);
  g_test_add_func ("/extend/mask", test_extend_mask);
  g_test_add_func ("/extend/check", test_extend_check);

  return g_test_run ();
}
