/* test-decode.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-decode"

#include "config.h"

#include <lcms2.h>
#include <string.h>

#include "pen-decode.h"
#include "pen-encode.h"
#include "pen-error.h"
#include "pen-scale.h"
#include "pen-test-files.h"

#define N_PATCHES 8

/* Colours that every profile moves by something else. */
static const guint8 patches[N_PATCHES][3] = {
  { 255, 0, 0 }, { 0, 255, 0 }, { 0, 0, 255 }, { 200, 120, 60 },
  { 40, 90, 160 }, { 128, 128, 128 }, { 250, 240, 20 }, { 10, 10, 30 },
};

static PenPixels *
decode (const char     *path,
        guint           max_side,
        PenPictureInfo *info)
{
  g_autoptr(GError) error = NULL;
  PenPixels *pixels = pen_picture_decode (path, max_side, info, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (pixels);

  return pixels;
}

static PenPictureInfo
read_info (const char *path)
{
  g_autoptr(GError) error = NULL;
  PenPictureInfo info = { NULL, };

  g_assert_true (pen_picture_read_info (path, &info, &error));
  g_assert_no_error (error);

  return info;
}

/* Where the pixel that is seen at @x, @y of a @width × @height picture is stored. */
static void
stored_place (guint  orientation,
              guint  width,
              guint  height,
              guint  x,
              guint  y,
              guint *stored_x,
              guint *stored_y)
{
  guint right = width - 1 - x;
  guint bottom = height - 1 - y;
  const guint places[9][2] = {
    { 0, 0 }, { x, y }, { right, y }, { right, bottom }, { x, bottom },
    { y, x }, { y, right }, { bottom, right }, { bottom, x },
  };

  *stored_x = places[orientation][0];
  *stored_y = places[orientation][1];
}

static void
assert_upright (PenPixels *seen,
                PenPixels *stored,
                guint      orientation)
{
  guint width = pen_pixels_get_width (seen);
  guint height = pen_pixels_get_height (seen);

  g_assert_cmpuint (width, ==, orientation < 5 ? pen_pixels_get_width (stored)
                                               : pen_pixels_get_height (stored));
  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      {
        guint at_x, at_y;
        const guint8 *from;

        stored_place (orientation, width, height, x, y, &at_x, &at_y);
        from = pen_pixels_get_data (stored) + at_y * pen_pixels_get_stride (stored) + at_x * 4;
        pen_test_assert_pixel (seen, x, y, from[0], from[1], from[2], from[3], 0);
      }
}

static void
test_orientation_png (void)
{
  g_autofree char *folder = pen_test_folder ();
  g_autoptr(PenPixels) stored = pen_test_pixels (7, 4, TRUE);
  PenTestPng png = { 7, 4, 8, 6, pen_pixels_get_data (stored), 28 };

  for (guint orientation = 1; orientation <= 8; orientation++)
    {
      g_autoptr(GByteArray) array = pen_test_png (&png);
      g_autoptr(GBytes) exif = pen_test_exif (orientation);
      g_autoptr(GBytes) bytes = NULL;
      g_autofree char *path = NULL;
      g_autoptr(PenPixels) seen = NULL;
      PenPictureInfo info;

      pen_test_add_chunk (array, "eXIf", g_bytes_get_data (exif, NULL), g_bytes_get_size (exif));
      pen_test_end_png (array, &png);
      bytes = g_byte_array_free_to_bytes (g_steal_pointer (&array));
      path = pen_test_write (folder, "turned.png", bytes);

      info = read_info (path);
      g_assert_cmpuint (info.orientation, ==, orientation);
      g_assert_cmpuint (info.width, ==, orientation < 5 ? 7 : 4);
      g_assert_cmpuint (info.height, ==, orientation < 5 ? 4 : 7);
      g_assert_true (info.has_metadata);

      seen = decode (path, 0, NULL);
      assert_upright (seen, stored, orientation);
    }
}

static void
test_orientation_jpeg (void)
{
  g_autofree char *folder = pen_test_folder ();
  g_autoptr(PenPixels) source = pen_test_pixels (20, 13, FALSE);
  g_autoptr(GBytes) plain = pen_test_jpeg (source, 0, NULL, 0);
  g_autofree char *plain_path = pen_test_write (folder, "plain.jpg", plain);
  g_autoptr(PenPixels) stored = decode (plain_path, 0, NULL);

  for (guint orientation = 1; orientation <= 8; orientation++)
    {
      g_autoptr(GBytes) exif = pen_test_exif (orientation);
      g_autofree guint8 *segment = g_malloc0 (6 + g_bytes_get_size (exif));
      g_autoptr(GBytes) bytes = NULL;
      g_autofree char *path = NULL;
      g_autoptr(PenPixels) seen = NULL;

      memcpy (segment, "Exif\0\0", 6);
      memcpy (segment + 6, g_bytes_get_data (exif, NULL), g_bytes_get_size (exif));
      bytes = pen_test_jpeg (source, 0xe1, segment, 6 + g_bytes_get_size (exif));
      path = pen_test_write (folder, "turned.jpg", bytes);
      g_assert_cmpuint (read_info (path).orientation, ==, orientation);
      seen = decode (path, 0, NULL);
      assert_upright (seen, stored, orientation);
    }
}

/* The samples were turned without loss, so they may differ by rounding alone. */
static void
test_orientation_samples (void)
{
  g_autofree char *first_path = pen_test_sample ("orientation-1.jpg");
  g_autoptr(PenPixels) first = decode (first_path, 0, NULL);

  for (guint orientation = 2; orientation <= 8; orientation++)
    {
      g_autofree char *name = g_strdup_printf ("orientation-%u.jpg", orientation);
      g_autofree char *path = pen_test_sample (name);
      g_autoptr(PenPixels) seen = decode (path, 0, NULL);

      g_test_message ("%s", name);
      g_assert_cmpuint (read_info (path).orientation, ==, orientation);
      pen_test_assert_same (first, seen, 24);
    }
}

/* An orientation that does not exist, or lies beyond the end, counts as none. */
static void
test_orientation_broken (void)
{
  g_autofree char *folder = pen_test_folder ();
  g_autoptr(PenPixels) stored = pen_test_pixels (7, 4, FALSE);
  PenTestPng png = { 7, 4, 8, 6, pen_pixels_get_data (stored), 28 };
  static const char * const broken[] = {
    "MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x09\0\0",
    "MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0",
    "MM\0*\xff\xff\xff\xff\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0",
    "MM\0*\0\0\0\x08\xff\xff\x01\x13\0\x03\0\0\0\x01\0\x06\0\0",
    "XX\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr(GByteArray) array = pen_test_png (&png);
      g_autoptr(GBytes) bytes = NULL;
      g_autofree char *path = NULL;

      pen_test_add_chunk (array, "eXIf", broken[i], 22);
      pen_test_end_png (array, &png);
      bytes = g_byte_array_free_to_bytes (g_steal_pointer (&array));
      path = pen_test_write (folder, "broken.png", bytes);
      g_assert_cmpuint (read_info (path).orientation, ==, 1);
    }
}

static GBytes *
png_with_profile (GBytes *profile)
{
  PenTestPng png = { N_PATCHES, 1, 8, 2, (const guint8 *) patches, N_PATCHES * 3 };
  g_autoptr(GByteArray) array = pen_test_png (&png);
  g_autoptr(GByteArray) chunk = g_byte_array_new ();
  g_autoptr(GBytes) packed = NULL;

  packed = pen_test_deflate (g_bytes_get_data (profile, NULL), g_bytes_get_size (profile));
  g_byte_array_append (chunk, (const guint8 *) "profile\0\0", 9);
  g_byte_array_append (chunk, g_bytes_get_data (packed, NULL), (guint) g_bytes_get_size (packed));
  pen_test_add_chunk (array, "iCCP", chunk->data, chunk->len);
  pen_test_end_png (array, &png);

  return g_byte_array_free_to_bytes (g_steal_pointer (&array));
}

/* The reference is lcms2 itself, with numbers instead of bytes and without short cuts. */
static void
assert_converted (PenPixels *pixels,
                  GBytes    *profile)
{
  cmsHPROFILE source = cmsOpenProfileFromMem (g_bytes_get_data (profile, NULL),
                                              (cmsUInt32Number) g_bytes_get_size (profile));
  cmsHPROFILE srgb = cmsCreate_sRGBProfile ();
  cmsHTRANSFORM transform;

  transform = cmsCreateTransform (source, TYPE_RGB_DBL, srgb, TYPE_RGB_DBL,
                                  INTENT_RELATIVE_COLORIMETRIC,
                                  cmsFLAGS_NOOPTIMIZE | cmsFLAGS_NOCACHE |
                                  cmsFLAGS_BLACKPOINTCOMPENSATION);
  g_assert_nonnull (transform);
  for (guint i = 0; i < N_PATCHES; i++)
    {
      double in[3] = { patches[i][0] / 255.0, patches[i][1] / 255.0, patches[i][2] / 255.0 };
      double out[3];
      guint expected[3];

      cmsDoTransform (transform, in, out, 1);
      for (guint c = 0; c < 3; c++)
        expected[c] = (guint) (CLAMP (out[c], 0.0, 1.0) * 255.0 + 0.5);
      pen_test_assert_pixel (pixels, i, 0, expected[0], expected[1], expected[2], 255, 1);
    }
  cmsDeleteTransform (transform);
  cmsCloseProfile (source);
  cmsCloseProfile (srgb);
}

static void
test_profile (void)
{
  g_autofree char *folder = pen_test_folder ();
  g_autoptr(GBytes) profile = pen_test_profile (FALSE);
  g_autoptr(GBytes) bytes = png_with_profile (profile);
  g_autofree char *path = pen_test_write (folder, "profile.png", bytes);
  g_autoptr(PenPixels) pixels = NULL;
  PenPictureInfo info;

  pixels = decode (path, 0, &info);
  g_assert_true (info.has_profile);
  g_assert_false (info.has_metadata);
  assert_converted (pixels, profile);
}

static void
test_profile_srgb (void)
{
  g_autofree char *folder = pen_test_folder ();
  g_autoptr(GBytes) profile = pen_test_profile (TRUE);
  g_autoptr(GBytes) bytes = png_with_profile (profile);
  g_autofree char *path = pen_test_write (folder, "srgb.png", bytes);
  g_autoptr(PenPixels) pixels = NULL;
  PenPictureInfo info;

  pixels = decode (path, 0, &info);
  g_assert_false (info.has_profile);
  for (guint i = 0; i < N_PATCHES; i++)
    pen_test_assert_pixel (pixels, i, 0, patches[i][0], patches[i][1], patches[i][2], 255, 0);
}

static void
test_profile_broken (void)
{
  g_autofree char *folder = pen_test_folder ();
  g_autoptr(GBytes) profile = g_bytes_new_static ("this is no profile", 18);
  g_autoptr(GBytes) bytes = png_with_profile (profile);
  g_autofree char *path = pen_test_write (folder, "broken.png", bytes);
  g_autoptr(PenPixels) pixels = NULL;
  PenPictureInfo info;

  pixels = decode (path, 0, &info);
  g_assert_false (info.has_profile);
  pen_test_assert_pixel (pixels, 3, 0, 200, 120, 60, 255, 0);
}

/* The samples with wide colours look like the one without. */
static void
test_profile_samples (void)
{
  static const char * const names[] = { "display-p3.jpg", "display-p3.png" };
  g_autofree char *plain_path = pen_test_sample ("orientation-1.jpg");
  g_autoptr(PenPixels) plain = decode (plain_path, 0, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = pen_test_sample (names[i]);
      g_autoptr(PenPixels) pixels = NULL;
      g_autoptr(PenPixels) small = NULL;
      g_autoptr(PenPixels) plain_small = NULL;
      PenPictureInfo info;

      pixels = decode (path, 0, &info);
      g_assert_true (info.has_profile);
      small = pen_pixels_scale (pixels, 24, 16);
      plain_small = pen_pixels_scale (plain, 24, 16);
      pen_test_assert_same (small, plain_small, 5);
    }
}

static void
test_sixteen_bits (void)
{
  static const guint8 row[] = {
    0xff, 0xff, 0x80, 0x80, 0x00, 0x00, 0xff, 0xff,
    0x12, 0x34, 0xab, 0xcd, 0x7f, 0x7f, 0x40, 0x40,
  };
  PenTestPng png = { 2, 1, 16, 6, row, sizeof row };
  g_autofree char *folder = pen_test_folder ();
  g_autoptr(GByteArray) array = pen_test_png (&png);
  g_autoptr(GBytes) bytes = NULL;
  g_autofree char *path = NULL;
  g_autoptr(PenPixels) pixels = NULL;
  PenPictureInfo info;

  pen_test_end_png (array, &png);
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&array));
  path = pen_test_write (folder, "deep.png", bytes);
  pixels = decode (path, 0, &info);
  g_assert_cmpuint (info.bit_depth, ==, 16);
  g_assert_true (info.has_alpha);
  pen_test_assert_pixel (pixels, 0, 0, 255, 128, 0, 255, 1);
  pen_test_assert_pixel (pixels, 1, 0, 0x12, 0xab, 0x7f, 0x40, 1);
}

/* What stands under transparent pixels is part of the picture. */
static void
test_hidden_colour (void)
{
  static const guint8 row[] = { 200, 100, 50, 0, 200, 100, 50, 1, 1, 2, 3, 128 };
  PenTestPng png = { 3, 1, 8, 6, row, sizeof row };
  g_autofree char *folder = pen_test_folder ();
  g_autoptr(GByteArray) array = pen_test_png (&png);
  g_autoptr(GBytes) bytes = NULL;
  g_autofree char *path = NULL;
  g_autoptr(PenPixels) pixels = NULL;

  pen_test_end_png (array, &png);
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&array));
  path = pen_test_write (folder, "hidden.png", bytes);
  pixels = decode (path, 0, NULL);
  g_assert_cmpmem (pen_pixels_get_data (pixels), 12, row, 12);
}

typedef struct
{
  const char *name;
  const char *media_type;
  guint       width;
  guint       height;
  guint       bit_depth;
  gboolean    has_alpha;
  gboolean    has_profile;
  gboolean    has_metadata;
  gboolean    animated;
} Sample;

static void
test_samples (void)
{
  static const Sample samples[] = {
    { "photo.jpg", "image/jpeg", 1600, 1067, 8, FALSE, FALSE, FALSE, FALSE },
    { "photo.webp", "image/webp", 240, 160, 8, FALSE, FALSE, FALSE, FALSE },
    { "photo.avif", "image/avif", 240, 160, 8, FALSE, FALSE, TRUE, FALSE },
    { "photo.heic", "image/heic", 240, 160, 8, FALSE, FALSE, TRUE, FALSE },
    { "cut-out.png", "image/png", 480, 320, 8, TRUE, FALSE, FALSE, FALSE },
    { "cut-out.webp", "image/webp", 240, 160, 8, TRUE, FALSE, FALSE, FALSE },
    { "depth-16.png", "image/png", 240, 160, 16, FALSE, FALSE, FALSE, FALSE },
    { "palette.png", "image/png", 240, 160, 8, FALSE, FALSE, FALSE, FALSE },
    { "grey.jpg", "image/jpeg", 240, 160, 8, FALSE, FALSE, FALSE, FALSE },
    { "cmyk.jpg", "image/jpeg", 240, 160, 8, FALSE, FALSE, FALSE, FALSE },
    { "still.gif", "image/gif", 240, 160, 8, FALSE, FALSE, FALSE, FALSE },
    { "frames.gif", "image/gif", 240, 160, 8, FALSE, FALSE, FALSE, TRUE },
    { "display-p3.jpg", "image/jpeg", 240, 160, 8, FALSE, TRUE, FALSE, FALSE },
    { "display-p3.png", "image/png", 240, 160, 8, FALSE, TRUE, FALSE, FALSE },
    { "place.jpg", "image/jpeg", 240, 160, 8, FALSE, FALSE, TRUE, FALSE },
    { "place.png", "image/png", 120, 80, 8, FALSE, FALSE, TRUE, FALSE },
    { "place.webp", "image/webp", 240, 160, 8, FALSE, FALSE, TRUE, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      const Sample *sample = &samples[i];
      g_autofree char *path = pen_test_sample (sample->name);
      g_autoptr(PenPixels) pixels = NULL;
      PenPictureInfo info = read_info (path);
      PenPictureInfo again;

      g_test_message ("%s", sample->name);
      g_assert_cmpstr (info.media_type, ==, sample->media_type);
      g_assert_cmpuint (info.width, ==, sample->width);
      g_assert_cmpuint (info.height, ==, sample->height);
      g_assert_cmpuint (info.bit_depth, ==, sample->bit_depth);
      g_assert_cmpint (info.has_alpha, ==, sample->has_alpha);
      g_assert_cmpint (info.has_profile, ==, sample->has_profile);
      g_assert_cmpint (info.has_metadata, ==, sample->has_metadata);
      g_assert_cmpint (info.animated, ==, sample->animated);
      g_assert_cmpuint (info.orientation, ==, 1);

      pixels = decode (path, 0, &again);
      g_assert_cmpuint (pen_pixels_get_width (pixels), ==, sample->width);
      g_assert_cmpuint (pen_pixels_get_height (pixels), ==, sample->height);
      g_assert_cmpint (pen_pixels_has_alpha (pixels), ==, sample->has_alpha);
      g_assert_cmpuint (again.bytes, ==, info.bytes);
    }
}

/* All show the same thing, whatever they are stored as. */
static void
test_samples_alike (void)
{
  static const char * const names[] = {
    "photo.webp", "photo.avif", "photo.heic", "depth-16.png", "palette.png", "cmyk.jpg",
    "still.gif", "frames.gif", "place.jpg",
  };
  g_autofree char *first_path = pen_test_sample ("orientation-1.jpg");
  g_autoptr(PenPixels) first = decode (first_path, 0, NULL);
  g_autoptr(PenPixels) first_small = pen_pixels_scale (first, 12, 8);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = pen_test_sample (names[i]);
      g_autoptr(PenPixels) pixels = decode (path, 0, NULL);
      g_autoptr(PenPixels) small = pen_pixels_scale (pixels, 12, 8);

      g_test_message ("%s", names[i]);
      pen_test_assert_same (small, first_small, 12);
    }
}

static void
test_max_side (void)
{
  static const guint sides[] = { 1600, 1599, 800, 400, 333, 200, 64, 1 };
  g_autofree char *path = pen_test_sample ("photo.jpg");
  g_autoptr(PenPixels) whole = decode (path, 0, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      guint height = MAX ((1067 * sides[i] + 800) / 1600, 1);
      g_autoptr(PenPixels) small = NULL;
      g_autoptr(PenPixels) one = NULL;
      g_autoptr(PenPixels) other = NULL;
      PenPictureInfo info;

      small = decode (path, sides[i], &info);
      g_assert_cmpuint (info.width, ==, 1600);
      g_assert_cmpuint (pen_pixels_get_width (small), ==, sides[i]);
      g_assert_cmpuint (pen_pixels_get_height (small), ==, height);

      one = pen_pixels_scale (small, 12, 8);
      other = pen_pixels_scale (whole, 12, 8);
      if (sides[i] >= 64)
        pen_test_assert_same (one, other, 5);
    }
}

static void
test_max_side_turned (void)
{
  g_autofree char *path = pen_test_sample ("orientation-6.jpg");
  g_autoptr(PenPixels) small = decode (path, 60, NULL);

  g_assert_cmpuint (pen_pixels_get_width (small), ==, 60);
  g_assert_cmpuint (pen_pixels_get_height (small), ==, 40);
}

static void
store_result_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
test_async (void)
{
  g_autofree char *path = pen_test_sample ("photo.jpg");
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(PenPixels) pixels = NULL;
  g_autoptr(GError) error = NULL;
  PenPictureInfo info;

  pen_picture_decode_async (path, 500, NULL, store_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  pixels = pen_picture_decode_finish (result, &info, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pen_pixels_get_width (pixels), ==, 500);
  g_assert_cmpuint (info.width, ==, 1600);
}

static void
test_async_fails (void)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  pen_picture_decode_async ("/nowhere/at/all.png", 0, NULL, store_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (pen_picture_decode_finish (result, NULL, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_PICTURE);
}

static void
test_cancelled (void)
{
  g_autofree char *path = pen_test_sample ("photo.jpg");
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (pen_picture_decode (path, 0, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  pen_picture_decode_async (path, 0, cancellable, store_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (pen_picture_decode_finish (result, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/decode/orientation/png", test_orientation_png);
  g_test_add_func ("/decode/orientation/jpeg", test_orientation_jpeg);
  g_test_add_func ("/decode/orientation/samples", test_orientation_samples);
  g_test_add_func ("/decode/orientation/broken", test_orientation_broken);
  g_test_add_func ("/decode/profile/converted", test_profile);
  g_test_add_func ("/decode/profile/srgb", test_profile_srgb);
  g_test_add_func ("/decode/profile/broken", test_profile_broken);
  g_test_add_func ("/decode/profile/samples", test_profile_samples);
  g_test_add_func ("/decode/sixteen-bits", test_sixteen_bits);
  g_test_add_func ("/decode/hidden-colour", test_hidden_colour);
  g_test_add_func ("/decode/samples/info", test_samples);
  g_test_add_func ("/decode/samples/alike", test_samples_alike);
  g_test_add_func ("/decode/max-side/sizes", test_max_side);
  g_test_add_func ("/decode/max-side/turned", test_max_side_turned);
  g_test_add_func ("/decode/async/done", test_async);
  g_test_add_func ("/decode/async/fails", test_async_fails);
  g_test_add_func ("/decode/cancelled", test_cancelled);

  return g_test_run ();
}
