/* test-effect.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-effect"

#include "config.h"

#include <math.h>
#include <string.h>

#include "pen-decode.h"
#include "pen-effect.h"
#include "pen-error.h"
#include "pen-scale.h"
#include "pen-test-files.h"
#include "pen-worker.h"

static PenPixels *
load_sample (const char *name,
             guint       max_side)
{
  g_autofree char *path = pen_test_sample (name);
  g_autoptr(GError) error = NULL;
  PenPixels *pixels = pen_picture_decode (path, max_side, NULL, NULL, &error);

  g_assert_no_error (error);

  return pixels;
}

static PenPixels *
apply (const char *name,
       PenPixels  *source,
       double      strength,
       guint64     seed)
{
  g_autoptr(GError) error = NULL;
  PenPixels *result = pen_effect_apply (name, source, strength, seed, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (result);

  return result;
}

/* How far apart two pictures are on the average, 0 to 255. */
static double
difference (PenPixels *one,
            PenPixels *other)
{
  const guint8 *a = pen_pixels_get_data (one);
  const guint8 *b = pen_pixels_get_data (other);
  gsize size = pen_pixels_get_stride (one) * pen_pixels_get_height (one);
  double sum = 0.0;

  for (gsize i = 0; i < size; i++)
    sum += ABS (a[i] - b[i]);

  return sum / (double) size;
}

static void
mean_colour (PenPixels *pixels,
             double    *mean)
{
  const guint8 *data = pen_pixels_get_data (pixels);
  gsize n = (gsize) pen_pixels_get_width (pixels) * pen_pixels_get_height (pixels);

  memset (mean, 0, 3 * sizeof (double));
  for (gsize i = 0; i < n; i++)
    for (guint c = 0; c < 3; c++)
      mean[c] += data[i * 4 + c] / (double) n;
}

static void
test_names (void)
{
  const char * const *names = pen_effect_get_names ();

  g_assert_cmpuint (g_strv_length ((char **) names), >=, 12);
  for (gsize i = 0; names[i] != NULL; i++)
    {
      g_assert_nonnull (pen_effect_get_title (names[i]));
      for (gsize j = 0; j < i; j++)
        {
          g_assert_cmpstr (names[i], !=, names[j]);
          g_assert_cmpstr (pen_effect_get_title (names[i]), !=, pen_effect_get_title (names[j]));
        }
    }
  g_assert_null (pen_effect_get_title ("no-such-effect"));
}

static void
test_recognise (void)
{
  static const char * const cases[][2] = {
    { "Make it look like an oil painting", "oil-paint" },
    { "in the style of Van Gogh", "oil-paint" },
    { "a WATERCOLOR of this scene", "watercolour" },
    { "turn this into a watercolour painting", "watercolour" },
    { "pencil sketch", "pencil-sketch" },
    { "draw it with a pencil, please", "pencil-sketch" },
    { "pen and ink drawing", "ink" },
    { "make me a cartoon!", "cartoon" },
    { "comic book style", "cartoon" },
    { "black and white", "black-and-white" },
    { "B&W photo", "black-and-white" },
    { "convert to grayscale", "black-and-white" },
    { "an old photograph in sepia", "sepia" },
    { "dreamy", "soft-focus" },
    { "sharper, with more detail", "sharpen" },
    { "warmer colours", "warm" },
    { "a cold winter day", "cool" },
    { "pop art poster", "posterise" },
    { "8-bit pixel art", "pixelate" },
    { "stained glass windows", "mosaic" },
    { "add a vignette", "vignette" },
    { "embossed", "emboss" },
    { "vintage polaroid", "vintage" },
    { "more vibrant", "vivid" },
    { "invert the colours", "negative" },
    { "an oil\npainting", "oil-paint" },

    { "give the man a hat", NULL },
    { "boiling", NULL },
    { "swarm of bees", NULL },
    { "", NULL },
    { NULL, NULL },
    { "油絵 \xff\xfe", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_cmpstr (pen_effect_recognise (cases[i][0]), ==, cases[i][1]);
    }
}

/* Each effect does something, and something else than each other. */
static void
test_all_different (void)
{
  const char * const *names = pen_effect_get_names ();
  g_autoptr(PenPixels) source = load_sample ("photo.jpg", 300);
  g_autoptr(GPtrArray) results = NULL;

  results = g_ptr_array_new_with_free_func ((GDestroyNotify) pen_pixels_unref);
  for (gsize i = 0; names[i] != NULL; i++)
    {
      PenPixels *result = apply (names[i], source, 1.0, 1);

      g_test_message ("%s", names[i]);
      g_ptr_array_add (results, result);
      g_assert_cmpuint (pen_pixels_get_width (result), ==, 300);
      g_assert_cmpfloat (difference (result, source), >, 0.5);
      g_assert_false (pen_pixels_has_alpha (result));
      for (gsize j = 0; j < i; j++)
        g_assert_cmpfloat (difference (result, results->pdata[j]), >, 0.5);
    }
}

/* Strength 0 is the source bit for bit, and the way to 1 is a straight one. */
static void
test_strength (void)
{
  const char * const *names = pen_effect_get_names ();
  g_autoptr(PenPixels) source = load_sample ("cut-out.webp", 0);

  for (gsize i = 0; names[i] != NULL; i++)
    {
      g_autoptr(PenPixels) none = apply (names[i], source, 0.0, 1);
      g_autoptr(PenPixels) half = apply (names[i], source, 0.5, 1);
      g_autoptr(PenPixels) all = apply (names[i], source, 1.0, 1);
      const guint8 *a = pen_pixels_get_data (source);
      const guint8 *b = pen_pixels_get_data (all);
      const guint8 *m = pen_pixels_get_data (half);

      g_test_message ("%s", names[i]);
      pen_test_assert_same (none, source, 0);
      for (gsize j = 0; j < pen_pixels_get_stride (source) * pen_pixels_get_height (source); j++)
        g_assert_cmpint (ABS ((a[j] + b[j]) - 2 * m[j]), <=, 1);
    }
}

/* Transparency stays, and what it hides does not come out. */
static void
test_alpha (void)
{
  const char * const *names = pen_effect_get_names ();
  g_autoptr(PenPixels) source = pen_pixels_new (120, 90);
  guint8 *data = pen_pixels_get_data (source);

  /* A grey disc; what is hidden around it is bright green. */
  for (int y = 0; y < 90; y++)
    for (int x = 0; x < 120; x++, data += 4)
      memcpy (data, hypot (x - 60, y - 45) < 30 ? "\x80\x80\x80\xff" : "\0\xff\0\0", 4);

  for (gsize i = 0; names[i] != NULL; i++)
    {
      g_autoptr(PenPixels) result = apply (names[i], source, 1.0, 1);
      const guint8 *before = pen_pixels_get_data (source);
      const guint8 *after = pen_pixels_get_data (result);

      g_test_message ("%s", names[i]);
      for (gsize j = 0; j < 120 * 90 * 4; j += 4)
        {
          g_assert_cmpuint (before[j + 3], ==, after[j + 3]);
          if (after[j + 3] > 0)
            g_assert_cmpint (after[j + 1], <=, MAX (after[j], after[j + 2]) + 12);
        }
    }
}

/* Far from anything that is seen, too: one even colour stays one even colour. */
static void
test_alpha_even (void)
{
  static const char * const names[] = { "soft-focus", "sharpen", "pixelate" };
  g_autoptr(PenPixels) source = pen_pixels_new (300, 300);
  guint8 *data = pen_pixels_get_data (source);

  for (int y = 0; y < 300; y++)
    for (int x = 0; x < 300; x++, data += 4)
      memcpy (data, hypot (x - 100, y - 100) < 40 ? "\x90\x90\x90\xff" : "\0\0\0\0", 4);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(PenPixels) result = apply (names[i], source, 1.0, 1);
      const guint8 *after = pen_pixels_get_data (result);
      guint8 low = 255, high = 0;

      g_test_message ("%s", names[i]);
      for (gsize j = 0; j < 300 * 300 * 4; j += 4)
        if (after[j + 3] > 0)
          {
            low = MIN (low, after[j]);
            high = MAX (high, after[j]);
          }
      g_assert_cmpuint (high - low, <=, 1);
    }
}

static void
test_any_threads (void)
{
  const char * const *names = pen_effect_get_names ();
  static const guint n_threads[] = { 2, 5, 16 };
  g_autoptr(PenPixels) source = load_sample ("photo.jpg", 240);

  for (gsize i = 0; names[i] != NULL; i++)
    {
      g_autoptr(PenPixels) first = NULL;
      g_autoptr(PenPixels) other_seed = NULL;

      pen_worker_set_threads (1);
      first = apply (names[i], source, 1.0, 42);
      for (gsize j = 0; j < G_N_ELEMENTS (n_threads); j++)
        {
          g_autoptr(PenPixels) again = NULL;

          pen_worker_set_threads (n_threads[j]);
          again = apply (names[i], source, 1.0, 42);
          pen_test_assert_same (first, again, 0);
        }
      pen_worker_set_threads (0);

      other_seed = apply (names[i], source, 1.0, 43);
      if (g_str_equal (names[i], "oil-paint") || g_str_equal (names[i], "mosaic"))
        g_assert_cmpfloat (difference (first, other_seed), >, 0.5);
    }
}

/* What the words promise, in numbers. */
static void
test_looks (void)
{
  g_autoptr(PenPixels) source = load_sample ("photo.jpg", 400);
  g_autoptr(PenPixels) grey = apply ("black-and-white", source, 1.0, 1);
  g_autoptr(PenPixels) warm = apply ("warm", source, 1.0, 1);
  g_autoptr(PenPixels) cool = apply ("cool", source, 1.0, 1);
  g_autoptr(PenPixels) sepia = apply ("sepia", source, 1.0, 1);
  g_autoptr(PenPixels) negative = apply ("negative", source, 1.0, 1);
  g_autoptr(PenPixels) twice = apply ("negative", negative, 1.0, 1);
  double before[3], after[3];
  const guint8 *data = pen_pixels_get_data (grey);

  for (gsize i = 0; i < pen_pixels_get_stride (grey) * pen_pixels_get_height (grey); i += 4)
    {
      g_assert_cmpuint (data[i], ==, data[i + 1]);
      g_assert_cmpuint (data[i], ==, data[i + 2]);
    }

  mean_colour (source, before);
  mean_colour (warm, after);
  g_assert_cmpfloat (after[0] / after[2], >, before[0] / before[2] * 1.2);
  mean_colour (cool, after);
  g_assert_cmpfloat (after[2] / after[0], >, before[2] / before[0] * 1.2);
  mean_colour (sepia, after);
  g_assert_cmpfloat (after[0], >, after[1]);
  g_assert_cmpfloat (after[1], >, after[2]);
  pen_test_assert_same (twice, source, 1);
}

static void
test_small_pictures (void)
{
  const char * const *names = pen_effect_get_names ();
  static const guint sizes[][2] = { { 1, 1 }, { 1, 40 }, { 40, 1 }, { 2, 3 }, { 7, 7 } };

  for (gsize i = 0; names[i] != NULL; i++)
    for (gsize j = 0; j < G_N_ELEMENTS (sizes); j++)
      {
        g_autoptr(PenPixels) source = pen_test_pixels (sizes[j][0], sizes[j][1], TRUE);
        g_autoptr(PenPixels) result = apply (names[i], source, 1.0, 1);

        g_assert_cmpuint (pen_pixels_get_width (result), ==, sizes[j][0]);
        g_assert_cmpuint (pen_pixels_get_height (result), ==, sizes[j][1]);
      }
}

static void
test_unknown (void)
{
  g_autoptr(PenPixels) source = pen_test_pixels (4, 4, FALSE);
  g_autoptr(GError) error = NULL;

  g_assert_null (pen_effect_apply ("hat", source, 1.0, 1, NULL, NULL, NULL, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_NOT_FOUND);
  g_assert_cmpstr (error->message, ==, "There is no effect “hat”");
}

typedef struct
{
  GCancellable *cancellable;
  double        last;
  double        stop_at;
} Watch;

static void
watch_cb (double   fraction,
          gpointer user_data)
{
  Watch *watch = user_data;

  g_assert_cmpfloat (fraction, >, watch->last);
  g_assert_cmpfloat (fraction, <=, 1.0);
  watch->last = fraction;
  if (fraction >= watch->stop_at)
    g_cancellable_cancel (watch->cancellable);
}

/* Progress goes up to the end; cancelled half-way there is no result. */
static void
test_progress_and_cancel (void)
{
  const char * const *names = pen_effect_get_names ();
  g_autoptr(PenPixels) source = load_sample ("photo.jpg", 200);

  for (gsize i = 0; names[i] != NULL; i++)
    {
      static const double stops[] = { 2.0, 0.0, 0.3, 0.6, 0.9 };

      for (gsize j = 0; j < G_N_ELEMENTS (stops); j++)
        {
          g_autoptr(GCancellable) cancellable = g_cancellable_new ();
          Watch watch = { cancellable, 0.0, stops[j] };
          g_autoptr(PenPixels) result = NULL;
          g_autoptr(GError) error = NULL;

          result = pen_effect_apply (names[i], source, 1.0, 1, watch_cb, &watch, cancellable,
                                     &error);
          if (stops[j] > 1.0)
            {
              g_assert_no_error (error);
              g_assert_nonnull (result);
              g_assert_cmpfloat (watch.last, >, 0.98);
            }
          else
            {
              g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
              g_assert_null (result);
            }
        }
    }
}

static void
test_cancelled_before (void)
{
  g_autoptr(PenPixels) source = pen_test_pixels (40, 40, FALSE);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (pen_effect_apply ("sepia", source, 1.0, 1, NULL, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (pen_effect_draw ("hills", 64, 64, 1, NULL, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static PenPixels *
draw (const char *prompt,
      guint       width,
      guint       height,
      guint64     seed)
{
  g_autoptr(GError) error = NULL;
  PenPixels *pixels = pen_effect_draw (prompt, width, height, seed, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (pixels);

  return pixels;
}

static void
test_draw (void)
{
  static const char * const prompts[] = {
    "mountain sunset", "ocean waves", "starry night", "party lights", "stained glass forest",
    "marble fire", "retro sunburst", "geometric autumn", "ribbons of aurora", "a cat in a hat", "",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (prompts); i++)
    {
      g_autoptr(PenPixels) first = NULL;
      g_autoptr(PenPixels) again = NULL;
      g_autoptr(PenPixels) other_seed = NULL;
      g_autoptr(PenPixels) upper_case = NULL;
      g_autofree char *upper = g_ascii_strup (prompts[i], -1);

      g_test_message ("“%s”", prompts[i]);
      pen_worker_set_threads (1);
      first = draw (prompts[i], 96, 64, 7);
      pen_worker_set_threads (5);
      again = draw (prompts[i], 96, 64, 7);
      pen_worker_set_threads (0);
      other_seed = draw (prompts[i], 96, 64, 8);
      upper_case = draw (upper, 96, 64, 7);

      pen_test_assert_same (first, again, 0);
      pen_test_assert_same (first, upper_case, 0);
      g_assert_cmpfloat (difference (first, other_seed), >, 1.0);
      g_assert_false (pen_pixels_has_alpha (first));
    }
}

/* The words for colours count. */
static void
test_draw_colours (void)
{
  g_autoptr(PenPixels) fire = draw ("marble fire", 80, 80, 3);
  g_autoptr(PenPixels) sea = draw ("marble ocean", 80, 80, 3);
  g_autoptr(PenPixels) wood = draw ("marble forest", 80, 80, 3);
  g_autoptr(PenPixels) night = draw ("stars at night", 80, 80, 3);
  g_autoptr(PenPixels) evening = draw ("ocean at sunset", 80, 80, 3);
  double mean[3];

  mean_colour (fire, mean);
  g_assert_cmpfloat (mean[0], >, mean[2] * 1.5);
  mean_colour (sea, mean);
  g_assert_cmpfloat (mean[2], >, mean[0] * 1.2);
  mean_colour (wood, mean);
  g_assert_cmpfloat (mean[1], >, mean[0]);
  g_assert_cmpfloat (mean[1], >, mean[2]);
  mean_colour (night, mean);
  g_assert_cmpfloat (mean[0] + mean[1] + mean[2], <, 300.0);
  mean_colour (evening, mean);
  g_assert_cmpfloat (mean[0], >, mean[1]);
  g_assert_cmpfloat (mean[0], >, mean[2]);
}

/* The same drawing, only larger. */
static void
test_draw_sizes (void)
{
  g_autoptr(PenPixels) small = draw ("ribbons", 120, 80, 3);
  g_autoptr(PenPixels) large = draw ("ribbons", 480, 320, 3);
  g_autoptr(PenPixels) scaled = pen_pixels_scale (large, 120, 80);
  g_autoptr(PenPixels) thin = draw ("ribbons", 1, 300, 3);
  g_autoptr(PenPixels) nothing = draw (NULL, 30, 1, 3);

  g_assert_cmpfloat (difference (small, scaled), <, 4.0);
  g_assert_cmpuint (pen_pixels_get_height (thin), ==, 300);
  g_assert_cmpuint (pen_pixels_get_width (nothing), ==, 30);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/effect/names", test_names);
  g_test_add_func ("/effect/recognise", test_recognise);
  g_test_add_func ("/effect/all-different", test_all_different);
  g_test_add_func ("/effect/strength", test_strength);
  g_test_add_func ("/effect/alpha", test_alpha);
  g_test_add_func ("/effect/alpha-even", test_alpha_even);
  g_test_add_func ("/effect/any-threads", test_any_threads);
  g_test_add_func ("/effect/looks", test_looks);
  g_test_add_func ("/effect/small-pictures", test_small_pictures);
  g_test_add_func ("/effect/unknown", test_unknown);
  g_test_add_func ("/effect/progress-and-cancel", test_progress_and_cancel);
  g_test_add_func ("/effect/cancelled-before", test_cancelled_before);
  g_test_add_func ("/effect/draw/all", test_draw);
  g_test_add_func ("/effect/draw/colours", test_draw_colours);
  g_test_add_func ("/effect/draw/sizes", test_draw_sizes);

  return g_test_run ();
}
