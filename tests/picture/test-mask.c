/* test-mask.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-mask"

#include "config.h"

#include <math.h>
#include <string.h>

#include "pen-decode.h"
#include "pen-encode.h"
#include "pen-error.h"
#include "pen-mask.h"
#include "pen-test-files.h"

static void
mark (PenMask *mask,
      guint    x,
      guint    y,
      guint    width,
      guint    height,
      guint8   value)
{
  for (guint row = y; row < y + height; row++)
    memset (mask->data + row * mask->width + x, value, width);
}

static guint8
at (const PenMask *mask,
    guint          x,
    guint          y)
{
  g_assert_cmpuint (x, <, mask->width);
  g_assert_cmpuint (y, <, mask->height);

  return mask->data[y * mask->width + x];
}

/* (transfer full): a file of these pixels. */
static char *
write_pixels (PenPixels *pixels)
{
  g_autofree char *folder = pen_test_folder ();
  char *path = g_build_filename (folder, "mask.png", NULL);
  g_autoptr(GError) error = NULL;

  pen_picture_encode (pixels, "image/png", 90, path, &error);
  g_assert_no_error (error);

  return path;
}

/* (transfer full): white, half light, black and transparent white, in columns. */
static PenPixels *
make_columns (guint width,
              guint height)
{
  static const guint8 columns[4][4] = {
    { 255, 255, 255, 255 }, { 100, 100, 100, 255 }, { 0, 0, 0, 255 }, { 255, 255, 255, 0 }
  };
  PenPixels *pixels = pen_pixels_new (width, height);

  for (guint i = 0; i < width * height; i++)
    memcpy (pen_pixels_get_data (pixels) + i * 4, columns[i % width * 4 / width], 4);

  return pixels;
}

static void
test_load (void)
{
  g_autoptr(PenPixels) pixels = make_columns (8, 6);
  g_autofree char *path = write_pixels (pixels);
  g_autoptr(GError) error = NULL;
  g_autoptr(PenMask) mask = pen_mask_load (path, 8, 6, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (at (mask, 0, 0), ==, 255);
  g_assert_cmpuint (at (mask, 1, 5), ==, 255);
  g_assert_cmpuint (at (mask, 2, 0), ==, 100);
  g_assert_cmpuint (at (mask, 5, 3), ==, 0);
  g_assert_cmpuint (at (mask, 6, 3), ==, 0);
  g_assert_cmpuint (at (mask, 7, 5), ==, 0);
}

/* A mask of the same shape is scaled, even where rounding changed the shape a little. */
static void
test_load_scaled (void)
{
  g_autoptr(PenPixels) pixels = make_columns (100, 67);
  g_autofree char *path = write_pixels (pixels);
  g_autoptr(GError) error = NULL;
  g_autoptr(PenMask) mask = pen_mask_load (path, 1000, 667, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (mask->width, ==, 1000);
  g_assert_cmpuint (mask->height, ==, 667);
  g_assert_cmpuint (at (mask, 100, 300), ==, 255);
  g_assert_cmpuint (at (mask, 370, 300), ==, 100);
  g_assert_cmpuint (at (mask, 900, 300), ==, 0);
}

static void
test_load_shape (void)
{
  g_autoptr(PenPixels) pixels = make_columns (100, 67);
  g_autofree char *path = write_pixels (pixels);
  g_autoptr(GError) error = NULL;

  g_assert_null (pen_mask_load (path, 67, 100, NULL, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_PICTURE);
  g_assert_cmpstr (error->message, ==,
                   "The mask “mask.png” has 100 × 67 pixels and the picture 67 × 100: a mask must "
                   "have the size of its picture, or the same shape");
  g_clear_error (&error);

  g_assert_null (pen_mask_load (path, 110, 67, NULL, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_PICTURE);
}

static void
test_load_nothing (void)
{
  g_autoptr(PenPixels) pixels = pen_pixels_new (10, 10);
  g_autofree char *path = NULL;
  g_autoptr(GError) error = NULL;

  /* Transparent white is not marked either. */
  memset (pen_pixels_get_data (pixels), 255, 200);
  for (guint i = 0; i < 100; i++)
    pen_pixels_get_data (pixels)[i * 4 + 3] = 0;
  path = write_pixels (pixels);

  g_assert_null (pen_mask_load (path, 10, 10, NULL, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_PICTURE);
  g_assert_cmpstr (error->message, ==,
                   "The mask “mask.png” marks nothing: paint white what may change");
}

static void
test_load_unreadable (void)
{
  g_autofree char *folder = pen_test_folder ();
  g_autoptr(GBytes) bytes = g_bytes_new_static ("no picture", 10);
  g_autofree char *path = pen_test_write (folder, "text.png", bytes);
  g_autoptr(GError) error = NULL;

  g_assert_null (pen_mask_load (path, 10, 10, NULL, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_PICTURE);
}

static void
test_grow (void)
{
  const guint distances[] = { 1, 2, 3, 4, 7, 10, 25, 60 };

  for (gsize i = 0; i < G_N_ELEMENTS (distances); i++)
    {
      guint distance = distances[i];
      guint middle = 70;
      g_autoptr(PenMask) mask = pen_mask_new (2 * middle + 1, 2 * middle + 1);

      mark (mask, middle, middle, 1, 1, 200);
      g_assert_true (pen_mask_grow (mask, distance, NULL, NULL));

      for (guint y = 0; y < mask->height; y++)
        for (guint x = 0; x < mask->width; x++)
          {
            double away = hypot ((double) x - middle, (double) y - middle);

            /* Whole inside the circle, and hardly anything outside of it. */
            if (away <= distance * 0.92)
              g_assert_cmpuint (at (mask, x, y), ==, 200);
            if (away > MAX (distance * 1.1, distance + 0.9))
              g_assert_cmpuint (at (mask, x, y), ==, 0);
          }
      g_assert_cmpuint (at (mask, middle + distance, middle), ==, 200);
      g_assert_cmpuint (at (mask, middle, middle - distance), ==, 200);
    }
}

/* The greatest value around counts, in any shape and at any border. */
static void
test_grow_grey (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (5);

  for (guint i = 0; i < 40; i++)
    {
      guint width = (guint) g_rand_int_range (rand, 1, 24);
      guint height = (guint) g_rand_int_range (rand, 1, 24);
      g_autoptr(PenMask) mask = pen_mask_new (width, height);
      g_autoptr(PenMask) grown = pen_mask_new (width, height);

      for (guint j = 0; j < width * height; j++)
        mask->data[j] = (guint8) (g_rand_boolean (rand) ? 0 : g_rand_int_range (rand, 0, 256));
      memcpy (grown->data, mask->data, width * height);
      g_assert_true (pen_mask_grow (grown, 1, NULL, NULL));

      for (guint y = 0; y < height; y++)
        for (guint x = 0; x < width; x++)
          {
            guint8 greatest = 0;

            for (guint v = MAX (y, 1) - 1; v <= MIN (y + 1, height - 1); v++)
              for (guint u = MAX (x, 1) - 1; u <= MIN (x + 1, width - 1); u++)
                greatest = MAX (greatest, at (mask, u, v));
            g_assert_cmpuint (at (grown, x, y), ==, greatest);
          }
    }
}

/* From nothing at the border to all of it, and never where nothing was marked. */
static void
test_feather (void)
{
  const guint distance = 12;
  g_autoptr(PenMask) mask = pen_mask_new (120, 100);
  g_autoptr(PenMask) soft = pen_mask_new (120, 100);

  mark (mask, 20, 0, 80, 70, 255);
  memcpy (soft->data, mask->data, 120 * 100);
  g_assert_true (pen_mask_feather (soft, distance, NULL, NULL));

  for (guint i = 0; i < 120 * 100; i++)
    if (mask->data[i] == 0)
      g_assert_cmpuint (soft->data[i], ==, 0);

  /* The border of the picture is none. */
  for (guint x = 20; x < 20 + distance; x++)
    g_assert_cmpuint (at (soft, x, 0), <, at (soft, x + 1, 0));
  g_assert_cmpuint (at (soft, 20, 10), <, 8);
  g_assert_cmpuint (at (soft, 20 + distance + 1, 0), ==, 255);
  g_assert_cmpuint (at (soft, 60, 69), <, 20);
  g_assert_cmpuint (at (soft, 60, 69 - distance), ==, 255);

  /* Round corners */
  g_assert_cmpuint (at (soft, 24, 65), <=, at (soft, 24, 50));
}

/* A thin line is still changed in its middle. */
static void
test_feather_thin (void)
{
  g_autoptr(PenMask) mask = pen_mask_new (100, 100);

  mark (mask, 50, 0, 7, 100, 255);
  g_assert_true (pen_mask_feather (mask, 40, NULL, NULL));
  g_assert_cmpuint (at (mask, 53, 50), ==, 255);
  g_assert_cmpuint (at (mask, 50, 50), <, 128);
  g_assert_cmpuint (at (mask, 50, 50), >, 0);
  g_assert_cmpuint (at (mask, 49, 50), ==, 0);
  g_assert_cmpuint (at (mask, 57, 50), ==, 0);
}

static void
test_cancelled (void)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(PenMask) mask = pen_mask_new (50, 50);
  g_autoptr(GError) error = NULL;

  mark (mask, 10, 10, 20, 20, 255);
  g_cancellable_cancel (cancellable);
  g_assert_false (pen_mask_grow (mask, 5, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (pen_mask_feather (mask, 5, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_place (void)
{
  g_autoptr(PenMask) mask = pen_mask_new (300, 100);
  g_autoptr(PenMask) padded = NULL;
  g_autoptr(PenMask) cropped = NULL;
  PenPlacement placement;

  mark (mask, 0, 0, 150, 100, 255);

  pen_placement_init (&placement, PEN_FIT_PAD, 300, 100, 150, 100);
  g_assert_cmpint (placement.x, ==, 0);
  g_assert_cmpint (placement.y, ==, 25);
  g_assert_cmpuint (placement.width, ==, 150);
  g_assert_cmpuint (placement.height, ==, 50);
  g_assert_false (pen_placement_is_full (&placement));
  padded = pen_mask_place (mask, &placement);
  g_assert_cmpuint (padded->width, ==, 150);
  g_assert_cmpuint (padded->height, ==, 100);
  g_assert_cmpuint (at (padded, 10, 24), ==, 0);
  g_assert_cmpuint (at (padded, 10, 25), ==, 255);
  g_assert_cmpuint (at (padded, 10, 74), ==, 255);
  g_assert_cmpuint (at (padded, 10, 75), ==, 0);
  g_assert_cmpuint (at (padded, 80, 50), ==, 0);

  pen_placement_init (&placement, PEN_FIT_CROP, 300, 100, 100, 100);
  g_assert_cmpint (placement.x, ==, -100);
  cropped = pen_mask_place (mask, &placement);
  g_assert_cmpuint (at (cropped, 0, 0), ==, 255);
  g_assert_cmpuint (at (cropped, 49, 99), ==, 255);
  g_assert_cmpuint (at (cropped, 52, 99), ==, 0);

  /* What was cut off is kept. */
  pen_mask_hide (mask, &placement);
  g_assert_cmpuint (at (mask, 99, 50), ==, 0);
  g_assert_cmpuint (at (mask, 100, 50), ==, 255);
  g_assert_cmpuint (at (mask, 149, 50), ==, 255);
}

typedef struct
{
  PenMaskForm form;
  guint8      colour_type;
  guint8      changed[4];
  guint8      kept[4];
} Form;

static void
test_encode (void)
{
  static const Form forms[] = {
    { PEN_MASK_FORM_WHITE, 0, { 255, 255, 255, 255 }, { 0, 0, 0, 255 } },
    { PEN_MASK_FORM_BLACK, 0, { 0, 0, 0, 255 }, { 255, 255, 255, 255 } },
    { PEN_MASK_FORM_ALPHA, 6, { 255, 255, 255, 0 }, { 0, 0, 0, 255 } },
    { PEN_MASK_FORM_TWO_WAY, 6, { 255, 255, 255, 0 }, { 0, 0, 0, 255 } },
  };
  g_autoptr(PenMask) mask = pen_mask_new (20, 10);

  mark (mask, 5, 0, 10, 5, 255);
  /* What changes visibly is changed, what does not is kept. */
  mark (mask, 0, 9, 1, 1, 16);
  mark (mask, 1, 9, 1, 1, 15);

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      const Form *form = &forms[i];
      g_autoptr(GError) error = NULL;
      g_autoptr(GBytes) bytes = pen_mask_encode (mask, form->form, 0, &error);
      g_autofree char *folder = pen_test_folder ();
      g_autofree char *path = NULL;
      g_autoptr(PenPixels) pixels = NULL;
      const guint8 *c = form->changed;
      const guint8 *k = form->kept;

      g_assert_no_error (error);
      path = pen_test_write (folder, "mask.png", bytes);
      g_assert_cmpuint (((const guint8 *) g_bytes_get_data (bytes, NULL))[24], ==, 8);
      g_assert_cmpuint (((const guint8 *) g_bytes_get_data (bytes, NULL))[25], ==,
                        form->colour_type);
      pixels = pen_picture_decode (path, 0, NULL, NULL, &error);
      g_assert_cmpuint (pen_pixels_get_width (pixels), ==, 20);
      g_assert_cmpuint (pen_pixels_get_height (pixels), ==, 10);
      pen_test_assert_pixel (pixels, 5, 0, c[0], c[1], c[2], c[3], 0);
      pen_test_assert_pixel (pixels, 14, 4, c[0], c[1], c[2], c[3], 0);
      pen_test_assert_pixel (pixels, 0, 9, c[0], c[1], c[2], c[3], 0);
      pen_test_assert_pixel (pixels, 1, 9, k[0], k[1], k[2], k[3], 0);
      pen_test_assert_pixel (pixels, 15, 4, k[0], k[1], k[2], k[3], 0);
      pen_test_assert_pixel (pixels, 5, 5, k[0], k[1], k[2], k[3], 0);
    }
}

static void
test_encode_limit (void)
{
  g_autoptr(PenMask) mask = pen_mask_new (100, 100);
  g_autoptr(GRand) rand = g_rand_new_with_seed (1);
  g_autoptr(GBytes) whole = NULL;
  g_autoptr(GBytes) exact = NULL;
  g_autoptr(GError) error = NULL;
  gsize size;

  for (guint i = 0; i < 10000; i++)
    mask->data[i] = g_rand_boolean (rand) ? 255 : 0;
  whole = pen_mask_encode (mask, PEN_MASK_FORM_WHITE, 0, &error);
  g_assert_no_error (error);
  size = g_bytes_get_size (whole);

  exact = pen_mask_encode (mask, PEN_MASK_FORM_WHITE, size, &error);
  g_assert_no_error (error);
  g_assert_nonnull (exact);
  g_assert_null (pen_mask_encode (mask, PEN_MASK_FORM_WHITE, size - 1, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_TOO_LARGE);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/mask/load", test_load);
  g_test_add_func ("/mask/load-scaled", test_load_scaled);
  g_test_add_func ("/mask/load-shape", test_load_shape);
  g_test_add_func ("/mask/load-nothing", test_load_nothing);
  g_test_add_func ("/mask/load-unreadable", test_load_unreadable);
  g_test_add_func ("/mask/grow", test_grow);
  g_test_add_func ("/mask/grow-grey", test_grow_grey);
  g_test_add_func ("/mask/feather", test_feather);
  g_test_add_func ("/mask/feather-thin", test_feather_thin);
  g_test_add_func ("/mask/cancelled", test_cancelled);
  g_test_add_func ("/mask/place", test_place);
  g_test_add_func ("/mask/encode", test_encode);
  g_test_add_func ("/mask/encode-limit", test_encode_limit);

  return g_test_run ();
}
