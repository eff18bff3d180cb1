/* test-prepare.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-prepare"

#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "pen-decode.h"
#include "pen-encode.h"
#include "pen-error.h"
#include "pen-prepare.h"
#include "pen-scale.h"
#include "pen-test-files.h"

static const char * const all_formats[] = { "image/png", "image/jpeg", "image/webp", NULL };
static const char * const png_only[] = { "image/png", NULL };
static const char * const jpeg_only[] = { "image/jpeg", NULL };

typedef struct
{
  guint             width;
  guint             height;
  PenPrepareLimits  limits;
  guint             expected_width;
  guint             expected_height;
} Fit;

static void
test_fit (void)
{
  static const Fit fits[] = {
    /* Nothing is limited, or all is within the limits */
    { 1600, 1067, { 0 }, 1600, 1067 },
    { 1, 1, { 0 }, 1, 1 },
    { 1024, 768, { .multiple = 64, .max_side = 1024, .min_side = 64 }, 1024, 768 },

    /* Sides */
    { 4000, 3000, { .max_side = 2000 }, 2000, 1500 },
    { 3000, 4000, { .max_side = 2000 }, 1500, 2000 },
    { 100, 50, { .min_side = 64 }, 128, 64 },

    /* Pixels */
    { 4000, 4000, { .max_pixels = 1024 * 1024 }, 1024, 1024 },
    { 6000, 4000, { .max_pixels = 9437184 }, 3762, 2508 },
    { 32, 32, { .min_pixels = 4096 }, 64, 64 },

    /* Multiples */
    { 1000, 667, { .multiple = 64 }, 960, 640 },
    { 1023, 1025, { .multiple = 8 }, 1024, 1024 },
    { 5, 5, { .multiple = 64 }, 64, 64 },
    { 1920, 1080, { .multiple = 64, .max_pixels = 1048576 }, 1344, 768 },

    /* Aspects, around the picture and inside it */
    { 3000, 1000, { .max_aspect = 2.5 }, 3000, 1200 },
    { 3000, 1000, { .max_aspect = 2.5, .mode = PEN_FIT_CROP }, 2500, 1000 },
    { 1000, 3000, { .min_aspect = 0.4 }, 1200, 3000 },
    { 1000, 3000, { .min_aspect = 0.4, .mode = PEN_FIT_CROP }, 1000, 2500 },
    { 1000, 3000, { .min_aspect = 1.0, .max_aspect = 1.0, .max_side = 1024 }, 1024, 1024 },

    /* Thin ones */
    { 1, 5000, { .max_side = 1000 }, 1, 1000 },
    { 5000, 1, { .max_side = 1000 }, 1000, 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (fits); i++)
    {
      const Fit *fit = &fits[i];
      g_autoptr(GError) error = NULL;
      guint width = 0, height = 0;

      g_test_message ("%" G_GSIZE_FORMAT ": %u × %u", i, fit->width, fit->height);
      g_assert_true (pen_prepare_fit (&fit->limits, fit->width, fit->height, &width, &height,
                                      &error));
      g_assert_no_error (error);
      g_assert_cmpuint (width, ==, fit->expected_width);
      g_assert_cmpuint (height, ==, fit->expected_height);
    }
}

/* Whatever comes, the result is within the limits and near the aspect. */
static void
test_fit_always (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (3);
  PenPrepareLimits limits = {
    .min_side = 64, .max_side = 4096, .max_pixels = 4194304, .min_pixels = 16384, .multiple = 16,
    .min_aspect = 0.4, .max_aspect = 2.5,
  };

  for (guint i = 0; i < 2000; i++)
    {
      guint source_width = (guint) g_rand_int_range (rand, 1, 9000);
      guint source_height = (guint) g_rand_int_range (rand, 1, 9000);
      double aspect = CLAMP ((double) source_width / source_height, 0.4, 2.5);
      guint width, height;

      g_assert_true (pen_prepare_fit (&limits, source_width, source_height, &width, &height,
                                      NULL));
      g_assert_cmpuint (width % 16, ==, 0);
      g_assert_cmpuint (height % 16, ==, 0);
      g_assert_cmpuint (MIN (width, height), >=, 64);
      g_assert_cmpuint (MAX (width, height), <=, 4096);
      g_assert_cmpuint (width * height, <=, 4194304);
      g_assert_cmpuint (width * height, >=, 16384);
      g_assert_cmpfloat (fabs (log ((double) width / height / aspect)), <, 0.12);
    }
}

static void
test_fit_impossible (void)
{
  PenPrepareLimits limits = { .min_side = 512, .max_pixels = 100 * 100 };
  g_autoptr(GError) error = NULL;
  guint width, height;

  g_assert_false (pen_prepare_fit (&limits, 300, 200, &width, &height, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST);
  g_assert_cmpstr (error->message, ==,
                   "A picture of 300 × 200 pixels cannot be brought to a size that this model "
                   "takes");
}

static PenPrepared *
prepare (const char             *path,
         const PenPrepareLimits *limits)
{
  g_autofree char *folder = pen_test_folder ();
  g_autoptr(GError) error = NULL;
  PenPrepared *prepared = pen_prepare (path, limits, folder, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (prepared);
  g_assert_cmpuint (pen_blob_get_size (prepared->blob), >, 0);

  return prepared;
}

static PenPixels *
decode (const char *path)
{
  g_autoptr(GError) error = NULL;
  PenPixels *pixels = pen_picture_decode (path, 0, NULL, NULL, &error);

  g_assert_no_error (error);

  return pixels;
}

/* What fits and carries nothing goes out as the very file it is. */
static void
test_untouched (void)
{
  static const char * const names[] = { "photo.jpg", "cut-out.png", "photo.webp", "grey.jpg",
                                        "palette.png" };
  PenPrepareLimits limits = { .formats = all_formats, .alpha = TRUE, .max_side = 4096 };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = pen_test_sample (names[i]);
      g_autoptr(PenPrepared) prepared = prepare (path, &limits);

      g_test_message ("%s", names[i]);
      g_assert_true (prepared->untouched);
      g_assert_false (prepared->stripped);
      g_assert_cmpstr (pen_blob_get_path (prepared->blob), ==, path);
      g_assert_cmpuint (prepared->width, ==, prepared->source_width);
    }
}

static void
assert_clean (PenPrepared *prepared)
{
  const char *path = pen_blob_get_path (prepared->blob);
  g_autofree char *found = pen_test_exiftool (path);
  g_autofree char *data = NULL;
  g_autoptr(GError) error = NULL;
  PenPictureInfo info;
  gsize length;

  g_assert_cmpstr (found, ==, "");
  g_assert_true (g_file_get_contents (path, &data, &length, &error));
  g_assert_cmpuint (length, ==, pen_blob_get_size (prepared->blob));
  g_assert_null (memmem (data, length, "Canary", 6));
  g_assert_true (pen_picture_read_info (path, &info, &error));
  g_assert_false (info.has_metadata);
  g_assert_cmpuint (info.orientation, ==, 1);
  g_assert_cmpstr (info.media_type, ==, pen_blob_get_media_type (prepared->blob));
}

/* WebP says in front what is in the file; what is not there must not be said. */
static void
assert_flags (PenPrepared *prepared)
{
  g_autoptr(GBytes) bytes = pen_blob_load (prepared->blob, G_MAXSIZE, NULL);
  const guint8 *data = g_bytes_get_data (bytes, NULL);

  if (memcmp (data + 8, "WEBPVP8X", 8) == 0)
    g_assert_cmphex (data[20] & (0x20 | 0x08 | 0x04), ==, 0);
}

/* The place goes, the picture stays as it was compressed. */
static void
test_stripped (void)
{
  static const char * const names[] = { "place.jpg", "place.png", "place.webp" };
  PenPrepareLimits limits = { .formats = all_formats, .alpha = TRUE };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = pen_test_sample (names[i]);
      g_autofree char *before = pen_test_exiftool (path);
      g_autoptr(PenPrepared) prepared = prepare (path, &limits);
      g_autoptr(PenPixels) source = decode (path);
      g_autoptr(PenPixels) sent = decode (pen_blob_get_path (prepared->blob));

      g_test_message ("%s", names[i]);
      g_assert_nonnull (strstr (before, "Canary"));
      g_assert_true (prepared->stripped);
      g_assert_false (prepared->untouched);
      pen_test_assert_same (source, sent, 0);
      assert_clean (prepared);
      assert_flags (prepared);
    }
}

/* Cameras hide whole pictures and films behind the end of the first. */
static void
test_stripped_trailer (void)
{
  static const char * const names[] = { "photo.jpg", "palette.png", "photo.webp" };
  g_autofree char *folder = pen_test_folder ();
  PenPrepareLimits limits = { .formats = all_formats, .alpha = TRUE };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = pen_test_sample (names[i]);
      g_autofree char *data = NULL;
      g_autoptr(GByteArray) array = g_byte_array_new ();
      g_autoptr(GBytes) bytes = NULL;
      g_autofree char *longer = NULL;
      g_autoptr(PenPrepared) prepared = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (path, &data, &length, NULL));
      g_byte_array_append (array, (const guint8 *) data, (guint) length);
      g_byte_array_append (array, (const guint8 *) "Canary film", 11);
      bytes = g_byte_array_free_to_bytes (g_steal_pointer (&array));
      longer = pen_test_write (folder, names[i], bytes);

      prepared = prepare (longer, &limits);
      g_assert_true (prepared->stripped);
      assert_clean (prepared);
    }
}

/* Segments that hold a thumbnail beside what is needed. */
static void
test_stripped_thumbnail (void)
{
  static const guint8 jfif[] = "JFIF\0\1\2\0\0\1\0\1\2\1CanaryCanary";
  g_autofree char *folder = pen_test_folder ();
  g_autoptr(PenPixels) pixels = pen_test_pixels (32, 24, FALSE);
  g_autoptr(GBytes) bytes = pen_test_jpeg (pixels, 0xe0, jfif, sizeof jfif - 1);
  g_autofree char *path = pen_test_write (folder, "jfif.jpg", bytes);
  PenPrepareLimits limits = { .formats = all_formats };
  g_autoptr(PenPrepared) prepared = prepare (path, &limits);
  g_autoptr(PenPixels) source = decode (path);
  g_autoptr(PenPixels) sent = decode (pen_blob_get_path (prepared->blob));

  g_autoptr(GBytes) stripped = pen_blob_load (prepared->blob, G_MAXSIZE, NULL);

  g_assert_true (prepared->stripped);
  pen_test_assert_same (source, sent, 0);
  assert_clean (prepared);

  /* Its size is taken out with it, or a reader would look for it in what follows. */
  g_assert_cmpmem ((const guint8 *) g_bytes_get_data (stripped, NULL) + 6, 14,
                   "JFIF\0\1\2\0\0\1\0\1\0\0", 14);
}

static void
test_turned (void)
{
  g_autofree char *path = pen_test_sample ("orientation-6.jpg");
  PenPrepareLimits limits = { .formats = all_formats };
  g_autoptr(PenPrepared) prepared = prepare (path, &limits);
  g_autoptr(PenPixels) source = decode (path);
  g_autoptr(PenPixels) sent = decode (pen_blob_get_path (prepared->blob));
  g_autoptr(PenPixels) one = pen_pixels_scale (source, 48, 32);
  g_autoptr(PenPixels) other = pen_pixels_scale (sent, 48, 32);

  g_assert_false (prepared->untouched);
  g_assert_false (prepared->stripped);
  g_assert_cmpuint (prepared->width, ==, 240);
  g_assert_cmpuint (prepared->height, ==, 160);
  g_assert_cmpstr (pen_blob_get_media_type (prepared->blob), ==, "image/jpeg");
  pen_test_assert_same (one, other, 6);
  assert_clean (prepared);
}

/* Each of these is sent as what was seen, in the format that keeps it. */
static void
test_encoded_anew (void)
{
  static const struct
  {
    const char *name;
    const char *media_type;
  } cases[] = {
    { "display-p3.jpg", "image/jpeg" },
    { "display-p3.png", "image/png" },
    { "depth-16.png", "image/png" },
    { "cmyk.jpg", "image/jpeg" },
    { "frames.gif", "image/png" },
    { "photo.avif", "image/jpeg" },
    { "photo.heic", "image/jpeg" },
  };
  PenPrepareLimits limits = { .formats = all_formats, .alpha = TRUE };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = pen_test_sample (cases[i].name);
      g_autoptr(PenPrepared) prepared = prepare (path, &limits);
      g_autoptr(PenPixels) source = decode (path);
      g_autoptr(PenPixels) sent = decode (pen_blob_get_path (prepared->blob));
      g_autoptr(PenPixels) one = pen_pixels_scale (source, 48, 32);
      g_autoptr(PenPixels) other = pen_pixels_scale (sent, 48, 32);

      g_test_message ("%s", cases[i].name);
      g_assert_false (prepared->untouched || prepared->stripped);
      g_assert_cmpstr (pen_blob_get_media_type (prepared->blob), ==, cases[i].media_type);
      pen_test_assert_same (one, other, 6);
      assert_clean (prepared);
    }
}

static void
test_alpha (void)
{
  g_autofree char *path = pen_test_sample ("cut-out.png");
  PenPrepareLimits limits = { .formats = png_only, .alpha = FALSE };
  g_autoptr(PenPrepared) prepared = prepare (path, &limits);
  g_autoptr(PenPixels) sent = decode (pen_blob_get_path (prepared->blob));

  g_assert_false (prepared->untouched);
  g_assert_false (pen_pixels_has_alpha (sent));
  pen_test_assert_pixel (sent, 0, 0, 255, 255, 255, 255, 0);

  limits.alpha = TRUE;
  limits.max_side = 200;
  g_clear_pointer (&prepared, pen_prepared_free);
  g_clear_pointer (&sent, pen_pixels_unref);
  prepared = prepare (path, &limits);
  sent = decode (pen_blob_get_path (prepared->blob));
  g_assert_true (pen_pixels_has_alpha (sent));
  g_assert_cmpuint (pen_pixels_get_width (sent), ==, 200);

  /* Where there is only JPEG, the ground is white. */
  limits.formats = jpeg_only;
  g_clear_pointer (&prepared, pen_prepared_free);
  g_clear_pointer (&sent, pen_pixels_unref);
  prepared = prepare (path, &limits);
  sent = decode (pen_blob_get_path (prepared->blob));
  pen_test_assert_pixel (sent, 2, 2, 255, 255, 255, 255, 2);
}

/* A circle stays a circle, padded or cropped. */
static void
test_pad_and_crop (void)
{
  static const PenFitMode modes[] = { PEN_FIT_PAD, PEN_FIT_CROP };
  g_autofree char *folder = pen_test_folder ();
  g_autoptr(PenPixels) pixels = pen_pixels_new (300, 200);
  g_autofree char *path = g_build_filename (folder, "circle.png", NULL);
  guint8 *data = pen_pixels_get_data (pixels);

  for (int y = 0; y < 200; y++)
    for (int x = 0; x < 300; x++, data += 4)
      memset (data, hypot (x - 149.5, y - 99.5) < 40 ? 0 : 255, 4);
  data = pen_pixels_get_data (pixels);
  for (gsize i = 0; i < 300 * 200; i++)
    data[i * 4 + 3] = 255;
  g_assert_true (pen_picture_encode (pixels, "image/png", 90, path, NULL));

  for (gsize i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      PenPrepareLimits limits = {
        .formats = png_only, .min_aspect = 1, .max_aspect = 1, .max_side = 160, .mode = modes[i],
      };
      g_autoptr(PenPrepared) prepared = prepare (path, &limits);
      g_autoptr(PenPixels) sent = decode (pen_blob_get_path (prepared->blob));
      guint across = 0, down = 0;

      g_assert_cmpuint (prepared->width, ==, 160);
      g_assert_cmpuint (prepared->height, ==, 160);
      for (guint j = 0; j < 160; j++)
        {
          across += pen_pixels_get_data (sent)[(80 * 160 + j) * 4] < 128;
          down += pen_pixels_get_data (sent)[(j * 160 + 80) * 4] < 128;
        }
      g_assert_cmpuint (across, >, 35);
      g_assert_cmpint (ABS ((int) across - (int) down), <=, 1);
    }
}

static void
test_bytes (void)
{
  static const guint64 limits_in_bytes[] = { 150000, 60000, 20000, 3000 };
  g_autofree char *path = pen_test_sample ("photo.jpg");

  for (gsize i = 0; i < G_N_ELEMENTS (limits_in_bytes); i++)
    {
      PenPrepareLimits limits = { .formats = jpeg_only, .max_bytes = limits_in_bytes[i] };
      g_autoptr(PenPrepared) prepared = prepare (path, &limits);

      g_assert_cmpuint (pen_blob_get_size (prepared->blob), <=, limits_in_bytes[i]);
      g_assert_cmpuint (pen_blob_get_size (prepared->blob), >, limits_in_bytes[i] / 4);
      g_assert_cmpfloat (fabs (log ((double) prepared->width / prepared->height / 1.4995)), <,
                         0.02);
      g_assert_cmpuint (prepared->source_width, ==, 1600);
    }
}

static void
test_bytes_impossible (void)
{
  g_autofree char *path = pen_test_sample ("photo.jpg");
  g_autofree char *folder = pen_test_folder ();
  PenPrepareLimits limits = { .formats = png_only, .max_bytes = 20000, .min_side = 1000 };
  g_autoptr(GError) error = NULL;

  g_assert_null (pen_prepare (path, &limits, folder, NULL, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_TOO_LARGE);
  g_assert_cmpstr (error->message, ==,
                   "“photo.jpg” cannot be made small enough for this model without becoming too "
                   "small");
}

static void
test_no_format (void)
{
  static const char * const formats[] = { "image/jxl", NULL };
  g_autofree char *path = pen_test_sample ("photo.jpg");
  g_autofree char *folder = pen_test_folder ();
  PenPrepareLimits limits = { .formats = formats };
  g_autoptr(GError) error = NULL;

  g_assert_null (pen_prepare (path, &limits, folder, NULL, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST);
}

static void
test_no_folder (void)
{
  g_autofree char *path = pen_test_sample ("place.jpg");
  PenPrepareLimits limits = { .formats = jpeg_only };
  g_autoptr(GError) error = NULL;

  g_assert_null (pen_prepare (path, &limits, "/dev/null/folder", NULL, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_STORAGE);
  g_clear_error (&error);
  limits.max_side = 100;
  g_assert_null (pen_prepare (path, &limits, "/dev/null/folder", NULL, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_STORAGE);
}

/* The temporary file goes with the last who needs it. */
static void
test_temporary (void)
{
  g_autofree char *path = pen_test_sample ("place.jpg");
  PenPrepareLimits limits = { .formats = jpeg_only };
  PenPrepared *prepared = prepare (path, &limits);
  g_autofree char *sent = g_strdup (pen_blob_get_path (prepared->blob));

  g_assert_true (g_file_test (sent, G_FILE_TEST_EXISTS));
  pen_prepared_free (prepared);
  g_assert_false (g_file_test (sent, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* Where the picture lies in what is sent. */
static void
assert_placed (const PenPrepared *prepared,
               int                x,
               int                y,
               guint              width,
               guint              height)
{
  g_assert_cmpuint (prepared->placement.frame_width, ==, prepared->width);
  g_assert_cmpuint (prepared->placement.frame_height, ==, prepared->height);
  g_assert_cmpint (prepared->placement.x, ==, x);
  g_assert_cmpint (prepared->placement.y, ==, y);
  g_assert_cmpuint (prepared->placement.width, ==, width);
  g_assert_cmpuint (prepared->placement.height, ==, height);
}

/* A picture that is no file goes the same way. */
static void
test_pixels (void)
{
  PenPrepareLimits whole = { .formats = all_formats };
  PenPrepareLimits square = { .formats = png_only, .max_side = 100, .min_aspect = 1.0,
                              .max_aspect = 1.0 };
  PenPrepareLimits cut = { .formats = png_only, .max_aspect = 1.0, .mode = PEN_FIT_CROP };
  g_autofree char *folder = pen_test_folder ();
  g_autoptr(PenPixels) pixels = pen_test_pixels (200, 120, FALSE);
  g_autoptr(PenPrepared) one = NULL;
  g_autoptr(PenPrepared) lossy = NULL;
  g_autoptr(PenPrepared) framed = NULL;
  g_autoptr(PenPrepared) cropped = NULL;
  g_autoptr(PenPixels) sent = NULL;

  one = pen_prepare_pixels (pixels, "canvas", FALSE, &whole, folder, NULL, NULL);
  g_assert_cmpstr (pen_blob_get_media_type (one->blob), ==, "image/png");
  sent = pen_picture_decode (pen_blob_get_path (one->blob), 0, NULL, NULL, NULL);
  pen_test_assert_same (sent, pixels, 0);
  assert_placed (one, 0, 0, 200, 120);

  lossy = pen_prepare_pixels (pixels, "canvas", TRUE, &whole, folder, NULL, NULL);
  g_assert_cmpstr (pen_blob_get_media_type (lossy->blob), ==, "image/jpeg");

  framed = pen_prepare_pixels (pixels, "canvas", FALSE, &square, folder, NULL, NULL);
  g_assert_cmpuint (framed->source_width, ==, 200);
  assert_placed (framed, 0, 20, 100, 60);

  cropped = pen_prepare_pixels (pixels, "canvas", FALSE, &cut, folder, NULL, NULL);
  assert_placed (cropped, -40, 0, 200, 120);
}

static void
test_pixels_impossible (void)
{
  PenPrepareLimits limits = { .formats = png_only, .max_bytes = 50 };
  g_autofree char *folder = pen_test_folder ();
  g_autoptr(PenPixels) pixels = pen_test_pixels (200, 120, FALSE);
  g_autoptr(GError) error = NULL;

  g_assert_null (pen_prepare_pixels (pixels, "canvas", FALSE, &limits, folder, NULL, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_TOO_LARGE);
  g_assert_nonnull (strstr (error->message, "“canvas”"));
}

static void
test_cancelled (void)
{
  g_autofree char *path = pen_test_sample ("photo.jpg");
  g_autofree char *folder = pen_test_folder ();
  PenPrepareLimits limits = { .formats = jpeg_only, .max_side = 300 };
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (pen_prepare (path, &limits, folder, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/prepare/fit/table", test_fit);
  g_test_add_func ("/prepare/fit/always", test_fit_always);
  g_test_add_func ("/prepare/fit/impossible", test_fit_impossible);
  g_test_add_func ("/prepare/untouched", test_untouched);
  g_test_add_func ("/prepare/stripped/place", test_stripped);
  g_test_add_func ("/prepare/stripped/trailer", test_stripped_trailer);
  g_test_add_func ("/prepare/stripped/thumbnail", test_stripped_thumbnail);
  g_test_add_func ("/prepare/turned", test_turned);
  g_test_add_func ("/prepare/encoded-anew", test_encoded_anew);
  g_test_add_func ("/prepare/alpha", test_alpha);
  g_test_add_func ("/prepare/pad-and-crop", test_pad_and_crop);
  g_test_add_func ("/prepare/bytes/limit", test_bytes);
  g_test_add_func ("/prepare/bytes/impossible", test_bytes_impossible);
  g_test_add_func ("/prepare/no-format", test_no_format);
  g_test_add_func ("/prepare/no-folder", test_no_folder);
  g_test_add_func ("/prepare/temporary", test_temporary);
  g_test_add_func ("/prepare/pixels", test_pixels);
  g_test_add_func ("/prepare/pixels/impossible", test_pixels_impossible);
  g_test_add_func ("/prepare/cancelled", test_cancelled);

  return g_test_run ();
}
