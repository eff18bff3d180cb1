/* test-landing.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Results that are laid into the old picture, also where a program was killed on the way:
 * whatever was done already is found again, and the rest is done with the same outcome.
 */

#define G_LOG_DOMAIN "test-landing"

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "pen-decode.h"
#include "pen-encode.h"
#include "pen-engine-fixture.h"
#include "pen-landing.h"
#include "pen-mask.h"
#include "pen-test-files.h"

#define WIDTH  80
#define HEIGHT 60

typedef struct
{
  PenEngineFixture  engine;
  PenRequest       *request;    /* (owned): with a source and a mask of its left half */
  PenJobRow        *row;        /* (owned) */
  char             *pictures;   /* (owned) */
  char             *source;     /* (owned) */
  char             *sent;       /* (owned) (nullable): the bytes of the last result */
  gsize             sent_size;
} Fixture;

static char *
write_half_mask (void)
{
  g_autoptr(PenMask) mask = pen_mask_new (WIDTH, HEIGHT);
  g_autoptr(GBytes) bytes = NULL;
  char *path = g_build_filename (g_get_user_cache_dir (), "mask.png", NULL);

  for (guint i = 0; i < WIDTH * HEIGHT; i++)
    mask->data[i] = i % WIDTH < WIDTH / 2 ? 255 : 0;
  bytes = pen_mask_encode (mask, PEN_MASK_FORM_WHITE, 0, NULL);
  g_assert_true (g_file_set_contents (path, g_bytes_get_data (bytes, NULL),
                                      (gssize) g_bytes_get_size (bytes), NULL));

  return path;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autofree char *mask = NULL;

  pen_engine_fixture_set_up (&fixture->engine, NULL);
  fixture->source = pen_engine_fixture_source (WIDTH, HEIGHT);
  mask = write_half_mask ();
  fixture->request = pen_engine_fixture_request (&fixture->engine, "practice/effects",
                                                 PEN_TASK_INPAINT);
  pen_request_set_source_path (fixture->request, fixture->source);
  pen_request_set_mask_path (fixture->request, mask);
  fixture->pictures = g_build_filename (g_get_user_data_dir (), "landed", NULL);

  fixture->row = pen_job_row_new ();
  fixture->row->id = 5;
  fixture->row->created = (gint64) 1790000000 * G_USEC_PER_SEC;
  fixture->row->provider = g_strdup ("practice");
  fixture->row->model = g_strdup ("effects");
  fixture->row->task = g_strdup ("inpaint");
  fixture->row->request = g_strdup ("{}");
  g_assert_true (pen_landing_open_spool (fixture->pictures, 5, NULL));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_clear_object (&fixture->request);
  g_clear_pointer (&fixture->row, pen_job_row_free);
  g_clear_pointer (&fixture->pictures, g_free);
  g_clear_pointer (&fixture->source, g_free);
  g_clear_pointer (&fixture->sent, g_free);
  pen_engine_fixture_tear_down (&fixture->engine, NULL);
}

/* (transfer full): what has arrived: a grey picture, or @bytes. */
static PenOutput *
arrive (Fixture *fixture,
        guint    width,
        guint    height,
        GBytes  *bytes)
{
  g_autofree char *spool = pen_landing_get_spool (fixture->pictures, 5);
  g_autofree char *path = g_strdup_printf ("%s/arrived-%u.png", spool, g_random_int ());
  g_autoptr(PenPixels) pixels = pen_pixels_new (width, height);
  g_autoptr(GBytes) encoded = NULL;
  g_autoptr(PenBlob) blob = NULL;
  gconstpointer data;

  memset (pen_pixels_get_data (pixels), 255, (gsize) width * height * 4);
  encoded = bytes != NULL ? g_bytes_ref (bytes)
                          : pen_picture_encode_to_bytes (pixels, "image/png", 90, NULL);
  data = g_bytes_get_data (encoded, &fixture->sent_size);
  g_free (fixture->sent);
  fixture->sent = g_memdup2 (data, fixture->sent_size);
  g_assert_true (g_file_set_contents (path, data, (gssize) fixture->sent_size, NULL));
  blob = pen_blob_new_for_file (path, fixture->sent_size, "image/png");

  return pen_output_new_blob (blob);
}

/* Takes @output, or none: as after a restart, when what had arrived has its name. */
static GPtrArray *
try_land (Fixture    *fixture,
          PenOutput  *output,
          GError    **error)
{
  g_autoptr(GPtrArray) outputs =
    g_ptr_array_new_with_free_func ((GDestroyNotify) pen_output_free);
  g_autoptr(GAsyncResult) result = NULL;
  GAsyncResult *place = NULL;
  PenPlacement placement;

  pen_placement_init (&placement, PEN_FIT_PAD, WIDTH, HEIGHT, WIDTH, HEIGHT);
  g_ptr_array_add (outputs, output != NULL ? output : g_new0 (PenOutput, 1));
  pen_landing_run_async (outputs, fixture->row, fixture->request,
                         output != NULL ? &placement : NULL, fixture->pictures,
                         pen_engine_fixture_store, &place);
  result = pen_engine_fixture_await (&place);

  return pen_landing_run_finish (result, error);
}

static PenPictureRow *
land (Fixture   *fixture,
      PenOutput *output)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) rows = try_land (fixture, output, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 1);

  return pen_picture_row_copy (g_ptr_array_index (rows, 0));
}

/* (transfer full): what stands beside the picture of @row. */
static char *
service_path (const PenPictureRow *row)
{
  g_autofree char *stem = g_strndup (row->path, strlen (row->path) - strlen (".png"));

  return g_strconcat (stem, "-service.png", NULL);
}

static void
assert_sent_is_kept (Fixture    *fixture,
                     const char *path)
{
  g_autofree char *content = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &content, &length, NULL));
  g_assert_cmpmem (content, length, fixture->sent, fixture->sent_size);
}

static guint
count_files (Fixture *fixture)
{
  g_autoptr(GDir) dir = g_dir_open (fixture->pictures, 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    n += *name != '.';

  return n;
}

/* White on the left, the source on the right */
static void
assert_composed (Fixture             *fixture,
                 const PenPictureRow *row)
{
  g_autoptr(PenPixels) before = pen_picture_decode (fixture->source, 0, NULL, NULL, NULL);
  g_autoptr(PenPixels) after = pen_picture_decode (row->path, 0, NULL, NULL, NULL);
  guint8 white[WIDTH / 2 * 4];

  memset (white, 255, sizeof white);
  g_assert_cmpuint (row->width, ==, WIDTH);
  g_assert_cmpuint (row->height, ==, HEIGHT);
  g_assert_cmpstr (row->media_type, ==, "image/png");
  for (guint y = 0; y < HEIGHT; y++)
    {
      const guint8 *one = pen_pixels_get_data (before) + y * WIDTH * 4;
      const guint8 *two = pen_pixels_get_data (after) + y * WIDTH * 4;

      g_assert_cmpmem (two, sizeof white, white, sizeof white);
      g_assert_cmpmem (two + sizeof white, sizeof white, one + sizeof white, sizeof white);
    }
}

static void
test_composed (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(PenPictureRow) row = land (fixture, arrive (fixture, WIDTH, HEIGHT, NULL));
  g_autofree char *service = service_path (row);

  assert_composed (fixture, row);
  assert_sent_is_kept (fixture, service);
  g_assert_cmpuint (count_files (fixture), ==, 2);
  g_assert_null (row->warning);
}

/* Several results of one job: each has its place, and they share what they are laid into. */
static void
test_two (Fixture       *fixture,
          gconstpointer  data)
{
  g_autoptr(GPtrArray) outputs =
    g_ptr_array_new_with_free_func ((GDestroyNotify) pen_output_free);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) rows = NULL;
  g_autoptr(GError) error = NULL;
  GAsyncResult *place = NULL;

  g_ptr_array_add (outputs, arrive (fixture, WIDTH, HEIGHT, NULL));
  g_ptr_array_add (outputs, arrive (fixture, WIDTH * 2, HEIGHT * 2, NULL));
  pen_landing_run_async (outputs, fixture->row, fixture->request, NULL, fixture->pictures,
                         pen_engine_fixture_store, &place);
  result = pen_engine_fixture_await (&place);
  rows = pen_landing_run_finish (result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 2);
  assert_composed (fixture, g_ptr_array_index (rows, 0));
  assert_composed (fixture, g_ptr_array_index (rows, 1));
  g_assert_cmpuint (count_files (fixture), ==, 4);
}

/* Killed after the composite had got its name. */
static void
test_again (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(PenPictureRow) row = land (fixture, arrive (fixture, WIDTH, HEIGHT, NULL));
  g_autoptr(PenPictureRow) again = land (fixture, NULL);

  g_assert_cmpstr (again->path, ==, row->path);
  g_assert_cmpstr (again->digest, ==, row->digest);
  g_assert_cmpuint (count_files (fixture), ==, 2);
}

/* Killed between the name of what the service sent and that of the composite. */
static void
test_between (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(PenPictureRow) row = land (fixture, arrive (fixture, WIDTH, HEIGHT, NULL));
  g_autoptr(PenPictureRow) again = NULL;

  g_assert_cmpint (g_unlink (row->path), ==, 0);
  pen_landing_clear_spool (fixture->pictures, 5);
  again = land (fixture, NULL);
  g_assert_cmpstr (again->path, ==, row->path);
  g_assert_cmpstr (again->digest, ==, row->digest);
  assert_composed (fixture, again);
  g_assert_cmpuint (count_files (fixture), ==, 2);
}

static void
test_gone (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(PenPictureRow) row = land (fixture, arrive (fixture, WIDTH, HEIGHT, NULL));
  g_autofree char *service = service_path (row);
  g_autoptr(GError) error = NULL;

  g_unlink (row->path);
  g_unlink (service);
  g_assert_null (try_land (fixture, NULL, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_EXPIRED);
}

static void
assert_uncomposed (Fixture             *fixture,
                   const PenPictureRow *row,
                   const char          *why)
{
  g_assert_true (g_str_has_suffix (row->path, "-service.png"));
  assert_sent_is_kept (fixture, row->path);
  g_assert_cmpuint (count_files (fixture), ==, 1);
  g_assert_nonnull (strstr (row->warning, "could not be laid into the old picture: "));
  g_assert_nonnull (strstr (row->warning, why));
}

/* What was paid for is kept, whatever shape it has. */
static void
test_other_shape (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr(PenPictureRow) row = land (fixture, arrive (fixture, 64, 64, NULL));
  g_autoptr(PenPictureRow) again = land (fixture, NULL);

  assert_uncomposed (fixture, row, "another shape (64 × 64)");
  assert_uncomposed (fixture, again, "another shape (64 × 64)");
  g_assert_cmpuint (row->width, ==, 64);
}

static void
test_cut_short (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(PenPixels) pixels = pen_test_pixels (WIDTH, HEIGHT, FALSE);
  g_autoptr(GBytes) whole = pen_picture_encode_to_bytes (pixels, "image/png", 90, NULL);
  g_autoptr(GBytes) half = g_bytes_new_from_bytes (whole, 0, g_bytes_get_size (whole) / 2);
  g_autoptr(PenPictureRow) row = land (fixture, arrive (fixture, WIDTH, HEIGHT, half));

  assert_uncomposed (fixture, row, "-service.png");
}

static void
test_no_source (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(PenPictureRow) row = NULL;

  g_unlink (fixture->source);
  row = land (fixture, arrive (fixture, WIDTH, HEIGHT, NULL));
  assert_uncomposed (fixture, row, "source.png");
}

/* A composite that cannot be written is done later, and nothing is lost meanwhile. */
static void
test_no_room (Fixture       *fixture,
              gconstpointer  data)
{
  PenOutput *output = arrive (fixture, WIDTH, HEIGHT, NULL);
  g_autofree char *spool = pen_landing_get_spool (fixture->pictures, 5);
  g_autofree char *aside = g_strconcat (fixture->pictures, "-aside", NULL);
  g_autoptr(PenPictureRow) row = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(PenBlob) blob = NULL;

  /* A file where the folder for temporary files was */
  g_assert_cmpint (g_rename (pen_blob_get_path (output->blob), aside), ==, 0);
  blob = pen_blob_new_for_file (aside, fixture->sent_size, "image/png");
  pen_output_free (output);
  pen_landing_clear_spool (fixture->pictures, 5);
  {
    g_autofree char *parent = g_path_get_dirname (spool);

    g_assert_true (g_file_set_contents (parent, "", 0, NULL));
    g_assert_null (try_land (fixture, pen_output_new_blob (blob), &error));
    g_assert_error (error, PEN_ERROR, PEN_ERROR_STORAGE);
    g_unlink (parent);
  }

  row = land (fixture, NULL);
  assert_composed (fixture, row);
}

/* What a source of 16 bits loses is said. */
static void
test_deep_source (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autofree guint8 *rows = g_malloc0 (HEIGHT * WIDTH * 6);
  PenTestPng png = { WIDTH, HEIGHT, 16, 2, rows, WIDTH * 6 };
  g_autoptr(GByteArray) file = pen_test_png (&png);
  g_autoptr(PenPictureRow) row = NULL;

  pen_test_end_png (file, &png);
  g_assert_true (g_file_set_contents (fixture->source, (const char *) file->data,
                                      (gssize) file->len, NULL));
  row = land (fixture, arrive (fixture, WIDTH, HEIGHT, NULL));
  assert_composed (fixture, row);
  g_assert_cmpstr (row->warning, ==,
                   "The source has 16 bits for each colour, and this picture has 8");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(path, func) \
  g_test_add ("/landing/" path, Fixture, NULL, set_up, func, tear_down)

  ADD ("composed", test_composed);
  ADD ("two", test_two);
  ADD ("again", test_again);
  ADD ("between", test_between);
  ADD ("gone", test_gone);
  ADD ("other-shape", test_other_shape);
  ADD ("cut-short", test_cut_short);
  ADD ("no-source", test_no_source);
  ADD ("no-room", test_no_room);
  ADD ("deep-source", test_deep_source);

  return g_test_run ();
}
