/* test-engine-mask.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Outside the mask nothing changes: from a request to the picture in the gallery, with the
 * Practice provider, and with models of it that take less than it does.
 */

#define G_LOG_DOMAIN "test-engine-mask"

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "pen-decode.h"
#include "pen-encode.h"
#include "pen-engine-fixture.h"
#include "pen-mask.h"
#include "pen-scale.h"

#define WIDTH  200
#define HEIGHT 120

/* Models of the user's own: a small one that needs another shape, and one whose canvas is
 * enlarged before it is sent. */
#define MODELS \
  "{\"id\": \"practice\", \"models\": [" \
  " {\"id\": \"small\", \"title\": \"Small\", \"tasks\": {\"inpaint\": {" \
  "   \"roles\": {\"prompt\": {\"field\": \"p\"}, \"source\": {\"field\": \"s\"}," \
  "    \"mask\": {\"field\": \"m\", \"polarity\": \"white\"}," \
  "    \"strength\": {\"field\": \"t\", \"min\": 0, \"max\": 1}}," \
  "   \"limits\": {\"side-max\": 96, \"multiple\": 32, \"aspect-max\": 1.0}}}}," \
  " {\"id\": \"canvas\", \"title\": \"Canvas\", \"tasks\": {\"inpaint\": {" \
  "   \"roles\": {\"prompt\": {\"field\": \"p\"}, \"source\": {\"field\": \"s\"}," \
  "    \"mask\": {\"field\": \"m\", \"polarity\": \"white\", \"required\": true}," \
  "    \"extend\": {\"by\": \"canvas\", \"max\": 1000}," \
  "    \"strength\": {\"field\": \"t\", \"min\": 0, \"max\": 1}}," \
  "   \"limits\": {\"multiple\": 64}}}}]}"

static void
set_up (PenEngineFixture *fixture,
        gconstpointer     data)
{
  g_autofree char *folder = g_build_filename (g_get_user_config_dir (), "pentimento", NULL);
  g_autofree char *path = g_build_filename (folder, "practice.json", NULL);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, MODELS, -1, NULL));
  pen_engine_fixture_set_up (fixture, data);
}

/* (transfer full): a mask of a rectangle in the middle. */
static char *
write_mask (guint width,
            guint height)
{
  g_autoptr(PenPixels) pixels = pen_pixels_new (width, height);
  char *path = g_build_filename (g_get_user_cache_dir (), "mask.png", NULL);
  guint8 *data = pen_pixels_get_data (pixels);
  g_autoptr(GError) error = NULL;

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++, data += 4)
      {
        gboolean inside = x >= width / 4 && x < width * 3 / 4 && y >= height / 4 &&
                          y < height * 3 / 4;

        memset (data, inside ? 255 : 0, 3);
        data[3] = 255;
      }

  g_mkdir_with_parents (g_get_user_cache_dir (), 0700);
  pen_picture_encode (pixels, "image/png", 90, path, &error);
  g_assert_no_error (error);

  return path;
}

static PenRequest *
new_request (PenEngineFixture *fixture,
             const char       *model,
             const char       *source,
             const char       *mask)
{
  PenRequest *request = pen_engine_fixture_request (fixture, model, PEN_TASK_INPAINT);

  pen_request_set_prompt (request, "negative");
  pen_request_set_strength (request, 1.0);
  pen_request_set_source_path (request, source);
  if (mask != NULL)
    pen_request_set_mask_path (request, mask);

  return request;
}

static PenPixels *
decode (const char *path)
{
  g_autoptr(GError) error = NULL;
  PenPixels *pixels = pen_picture_decode (path, 0, NULL, NULL, &error);

  g_assert_no_error (error);

  return pixels;
}

/* (transfer full): the one picture of @job. */
static PenPicture *
get_picture (PenJob *job)
{
  if (pen_job_get_error (job) != NULL)
    g_test_message ("%s", pen_job_get_error (job)->message);
  g_assert_cmpint (pen_job_get_state (job), ==, PEN_JOB_DONE);
  g_assert_cmpuint (g_list_model_get_n_items (pen_job_get_pictures (job)), ==, 1);

  return g_list_model_get_item (pen_job_get_pictures (job), 0);
}

static guint
count_files (PenEngineFixture *fixture)
{
  g_autoptr(GDir) dir = g_dir_open (pen_engine_get_pictures_folder (fixture->engine), 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    n += *name != '.';

  return n;
}

/* (transfer full) (nullable): what the service sent, beside the picture at @path. */
static char *
find_service_file (const char *path,
                   const char *extension)
{
  g_autofree char *stem = g_strndup (path, strlen (path) - strlen (".png"));
  char *service = g_strconcat (stem, "-service.", extension, NULL);

  if (!g_file_test (service, G_FILE_TEST_IS_REGULAR))
    g_clear_pointer (&service, g_free);

  return service;
}

typedef gboolean (*Inside) (int x, int y);

static gboolean
in_rectangle (int x,
              int y)
{
  return x >= WIDTH / 4 && x < WIDTH * 3 / 4 && y >= HEIGHT / 4 && y < HEIGHT * 3 / 4;
}

/* Grown by 6 */
static gboolean
in_larger (int x,
           int y)
{
  return x >= WIDTH / 4 - 6 && x < WIDTH * 3 / 4 + 6 && y >= HEIGHT / 4 - 6 &&
         y < HEIGHT * 3 / 4 + 6;
}

/* Outside to the bit, and inside changed for the most part. */
static void
assert_limited (const char *path,
                const char *source,
                Inside      inside)
{
  g_autoptr(PenPixels) before = decode (source);
  g_autoptr(PenPixels) after = decode (path);
  guint changed = 0, marked = 0;

  g_assert_cmpuint (pen_pixels_get_width (after), ==, WIDTH);
  g_assert_cmpuint (pen_pixels_get_height (after), ==, HEIGHT);
  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++)
      {
        const guint8 *one = pen_pixels_get_data (before) + (y * WIDTH + x) * 4;
        const guint8 *two = pen_pixels_get_data (after) + (y * WIDTH + x) * 4;

        if (!inside (x, y))
          g_assert_cmpmem (one, 4, two, 4);
        marked += inside (x, y);
        changed += memcmp (one, two, 4) != 0;
      }
  g_assert_cmpuint (changed, >, marked * 7 / 10);
}

static void
test_inpaint (PenEngineFixture *fixture,
              gconstpointer     data)
{
  g_autofree char *source = pen_engine_fixture_source (WIDTH, HEIGHT);
  g_autofree char *mask = write_mask (WIDTH, HEIGHT);
  g_autoptr(PenRequest) request = new_request (fixture, "practice/effects", source, mask);
  g_autoptr(PenPicture) picture = get_picture (pen_engine_fixture_run (fixture, request));
  const PenPictureRow *row = pen_picture_get_row (picture);
  g_autofree char *service = NULL;

  assert_limited (row->path, source, in_rectangle);
  g_assert_cmpstr (row->media_type, ==, "image/png");
  g_assert_cmpuint (row->width, ==, WIDTH);
  g_assert_null (row->warning);

  /* What the service sent is kept beside it. */
  service = find_service_file (row->path, "png");
  g_assert_nonnull (service);
  g_assert_cmpuint (count_files (fixture), ==, 2);
}

/* The source is smaller and has bars at the service, and comes back as large as it was. */
static void
test_inpaint_small (PenEngineFixture *fixture,
                    gconstpointer     data)
{
  g_autofree char *source = pen_engine_fixture_source (WIDTH, HEIGHT);
  g_autofree char *mask = write_mask (WIDTH / 2, HEIGHT / 2);
  g_autoptr(PenRequest) request = new_request (fixture, "practice/small", source, mask);
  g_autoptr(PenPicture) picture = get_picture (pen_engine_fixture_run (fixture, request));
  g_autofree char *service = find_service_file (pen_picture_get_path (picture), "png");
  g_autoptr(PenPixels) sent = decode (service);

  g_assert_cmpuint (pen_pixels_get_width (sent), ==, 96);
  g_assert_cmpuint (pen_pixels_get_height (sent), ==, 96);
  assert_limited (pen_picture_get_path (picture), source, in_larger);
}

static void
test_grow_and_feather (PenEngineFixture *fixture,
                       gconstpointer     data)
{
  g_autofree char *source = pen_engine_fixture_source (WIDTH, HEIGHT);
  g_autofree char *mask = write_mask (WIDTH, HEIGHT);
  g_autoptr(PenRequest) request = new_request (fixture, "practice/effects", source, mask);
  g_autoptr(PenPicture) hard = NULL;
  g_autoptr(PenPicture) soft = NULL;
  g_autoptr(PenPixels) hard_pixels = NULL;
  g_autoptr(PenPixels) soft_pixels = NULL;
  g_autoptr(PenPixels) before = decode (source);
  gsize border = (HEIGHT / 2 * WIDTH + WIDTH / 4 - 6) * 4;
  gsize middle = (HEIGHT / 2 * WIDTH + WIDTH / 2) * 4;

  pen_request_set_mask_grow (request, 6);
  hard = get_picture (pen_engine_fixture_run (fixture, request));
  assert_limited (pen_picture_get_path (hard), source, in_larger);

  pen_request_set_mask_feather (request, 10);
  soft = get_picture (pen_engine_fixture_run (fixture, request));
  assert_limited (pen_picture_get_path (soft), source, in_larger);

  /* Just inside the border it is nearly as it was, in the middle all new. */
  hard_pixels = decode (pen_picture_get_path (hard));
  soft_pixels = decode (pen_picture_get_path (soft));
  g_assert_cmpint (ABS (pen_pixels_get_data (hard_pixels)[border] -
                        pen_pixels_get_data (before)[border]), >, 60);
  g_assert_cmpint (ABS (pen_pixels_get_data (soft_pixels)[border] -
                        pen_pixels_get_data (before)[border]), <, 12);
  g_assert_cmpmem (pen_pixels_get_data (hard_pixels) + middle, 4,
                   pen_pixels_get_data (soft_pixels) + middle, 4);
}

/* A picture that was sent as a JPEG is laid into what was decoded of the source. */
static void
test_jpeg_source (PenEngineFixture *fixture,
                  gconstpointer     data)
{
  g_autofree char *png = pen_engine_fixture_source (WIDTH, HEIGHT);
  g_autofree char *source = g_build_filename (g_get_user_cache_dir (), "source.jpeg", NULL);
  g_autofree char *mask = write_mask (WIDTH, HEIGHT);
  g_autoptr(PenPixels) pixels = decode (png);
  g_autoptr(PenRequest) request = NULL;
  g_autoptr(PenPicture) picture = NULL;

  g_assert_true (pen_picture_encode (pixels, "image/jpeg", 80, source, NULL));
  request = new_request (fixture, "practice/effects", source, mask);
  picture = get_picture (pen_engine_fixture_run (fixture, request));
  assert_limited (pen_picture_get_path (picture), source, in_rectangle);
}

static void
assert_extended (const char  *path,
                 const char  *source,
                 const guint *margins)
{
  g_autoptr(PenPixels) before = decode (source);
  g_autoptr(PenPixels) after = decode (path);
  g_autoptr(PenPixels) inside = NULL;

  g_assert_cmpuint (pen_pixels_get_width (after), ==, WIDTH + margins[0] + margins[2]);
  g_assert_cmpuint (pen_pixels_get_height (after), ==, HEIGHT + margins[1] + margins[3]);
  inside = pen_pixels_crop (after, margins[0], margins[1], WIDTH, HEIGHT);
  g_assert_cmpmem (pen_pixels_get_data (inside), WIDTH * HEIGHT * 4,
                   pen_pixels_get_data (before), WIDTH * HEIGHT * 4);
}

static void
test_outpaint (PenEngineFixture *fixture,
               gconstpointer     data)
{
  const guint margins[PEN_N_SIDES] = { 40, 0, 17, 30 };
  g_autofree char *source = pen_engine_fixture_source (WIDTH, HEIGHT);
  g_autoptr(PenRequest) request = NULL;
  g_autoptr(PenPicture) picture = NULL;
  g_autofree char *service = NULL;

  request = pen_engine_fixture_request (fixture, "practice/effects", PEN_TASK_OUTPAINT);
  pen_request_set_source_path (request, source);
  pen_request_set_extend (request, margins);
  picture = get_picture (pen_engine_fixture_run (fixture, request));
  assert_extended (pen_picture_get_path (picture), source, margins);
  service = find_service_file (pen_picture_get_path (picture), "png");
  g_assert_nonnull (service);
}

/* The canvas is enlarged here, and the model paints into the new border and a little into
 * the old picture, which is put back. */
static void
test_canvas (PenEngineFixture *fixture,
             gconstpointer     data)
{
  const guint margins[PEN_N_SIDES] = { 40, 0, 17, 30 };
  g_autofree char *source = pen_engine_fixture_source (WIDTH, HEIGHT);
  g_autoptr(PenRequest) request = new_request (fixture, "practice/canvas", source, NULL);
  g_autoptr(PenPicture) picture = NULL;
  g_autofree char *service = NULL;
  g_autoptr(PenPixels) sent = NULL;

  pen_request_set_extend (request, margins);
  picture = get_picture (pen_engine_fixture_run (fixture, request));
  assert_extended (pen_picture_get_path (picture), source, margins);

  service = find_service_file (pen_picture_get_path (picture), "png");
  sent = decode (service);
  g_assert_cmpuint (pen_pixels_get_width (sent) % 64, ==, 0);
  g_assert_cmpuint (pen_pixels_get_height (sent) % 64, ==, 0);
}

/* With a mask as well: both may change, and with a feather some of the old picture, too. */
static void
test_canvas_and_mask (PenEngineFixture *fixture,
                      gconstpointer     data)
{
  const guint margins[PEN_N_SIDES] = { 56, 0, 0, 8 };
  g_autofree char *source = pen_engine_fixture_source (WIDTH, HEIGHT);
  g_autofree char *mask = write_mask (WIDTH, HEIGHT);
  g_autoptr(PenRequest) request = new_request (fixture, "practice/canvas", source, mask);
  g_autoptr(PenPicture) picture = NULL;
  g_autoptr(PenPixels) inside = NULL;
  g_autoptr(PenPixels) pixels = NULL;
  g_autofree char *path = g_build_filename (g_get_user_cache_dir (), "inside.png", NULL);

  pen_request_set_extend (request, margins);
  picture = get_picture (pen_engine_fixture_run (fixture, request));
  pixels = decode (pen_picture_get_path (picture));
  g_assert_cmpuint (pen_pixels_get_width (pixels), ==, WIDTH + 56);
  inside = pen_pixels_crop (pixels, 56, 0, WIDTH, HEIGHT);
  g_assert_true (pen_picture_encode (inside, "image/png", 90, path, NULL));
  assert_limited (path, source, in_rectangle);
}

static void
test_extend_feather (PenEngineFixture *fixture,
                     gconstpointer     data)
{
  const guint margins[PEN_N_SIDES] = { 56, 0, 0, 8 };
  g_autofree char *source = pen_engine_fixture_source (WIDTH, HEIGHT);
  g_autoptr(PenRequest) request = new_request (fixture, "practice/canvas", source, NULL);
  g_autoptr(PenPicture) picture = NULL;
  g_autoptr(PenPixels) before = decode (source);
  g_autoptr(PenPixels) after = NULL;

  pen_request_set_extend (request, margins);
  pen_request_set_mask_feather (request, 20);
  picture = get_picture (pen_engine_fixture_run (fixture, request));
  after = decode (pen_picture_get_path (picture));
  for (guint y = 0; y < HEIGHT - 20; y++)
    {
      const guint8 *one = pen_pixels_get_data (before) + y * WIDTH * 4;
      const guint8 *two = pen_pixels_get_data (after) + (y * (WIDTH + 56) + 56) * 4;

      g_assert_cmpmem (one + 80, WIDTH * 4 - 80, two + 80, WIDTH * 4 - 80);
      g_assert_cmpint (memcmp (one, two, 80), !=, 0);
    }
}

/* Nothing is begun for a mask of another shape. */
static void
test_wrong_mask (PenEngineFixture *fixture,
                 gconstpointer     data)
{
  g_autofree char *source = pen_engine_fixture_source (WIDTH, HEIGHT);
  g_autofree char *mask = write_mask (HEIGHT, WIDTH);
  g_autoptr(PenRequest) request = new_request (fixture, "practice/effects", source, mask);
  PenJob *job = pen_engine_fixture_run (fixture, request);

  g_assert_cmpint (pen_job_get_state (job), ==, PEN_JOB_FAILED);
  g_assert_error (pen_job_get_error (job), PEN_ERROR, PEN_ERROR_PICTURE);
  g_assert_nonnull (strstr (pen_job_get_error (job)->message, "has 120 × 200 pixels"));
}

/* Files of the user's own may go: a job done again finds what it had. */
static void
test_kept_inputs (PenEngineFixture *fixture,
                  gconstpointer     data)
{
  g_autofree char *source = pen_engine_fixture_source (WIDTH, HEIGHT);
  g_autofree char *copy = g_strconcat (source, ".copy", NULL);
  g_autofree char *mask = write_mask (WIDTH, HEIGHT);
  g_autofree char *content = NULL;
  g_autoptr(PenRequest) request = new_request (fixture, "practice/effects", source, mask);
  g_autoptr(PenRequest) again = NULL;
  g_autoptr(PenPicture) picture = get_picture (pen_engine_fixture_run (fixture, request));
  g_autoptr(PenPicture) second = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (source, &content, &length, NULL));
  g_assert_true (g_file_set_contents (copy, content, (gssize) length, NULL));
  g_unlink (source);
  g_unlink (mask);
  again = pen_engine_request_of_picture (fixture->engine, picture);
  g_assert_nonnull (again);
  second = get_picture (pen_engine_fixture_run (fixture, again));
  assert_limited (pen_picture_get_path (second), copy, in_rectangle);
}

static void
trash (PenEngineFixture *fixture,
       PenPicture       *picture)
{
  GAsyncResult *place = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  pen_engine_trash_picture_async (fixture->engine, picture, pen_engine_fixture_store, &place);
  result = pen_engine_fixture_await (&place);
  pen_engine_trash_picture_finish (fixture->engine, result, &error);
  g_assert_no_error (error);
}

static void
restore (PenEngineFixture *fixture,
         PenPicture       *picture)
{
  GAsyncResult *place = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  pen_engine_restore_picture_async (fixture->engine, picture, pen_engine_fixture_store, &place);
  result = pen_engine_fixture_await (&place);
  pen_engine_restore_picture_finish (fixture->engine, result, &error);
  g_assert_no_error (error);
}

/* What the service sent goes with the picture, and comes back with it. */
static void
test_trash (PenEngineFixture *fixture,
            gconstpointer     data)
{
  g_autofree char *source = pen_engine_fixture_source (WIDTH, HEIGHT);
  g_autofree char *mask = write_mask (WIDTH, HEIGHT);
  g_autoptr(PenRequest) request = new_request (fixture, "practice/effects", source, mask);
  g_autoptr(PenPicture) picture = get_picture (pen_engine_fixture_run (fixture, request));
  g_autoptr(PenPicture) other = get_picture (pen_engine_fixture_run (fixture, request));
  g_autofree char *service = NULL;

  g_assert_cmpuint (count_files (fixture), ==, 4);
  trash (fixture, picture);
  g_assert_cmpuint (count_files (fixture), ==, 2);
  assert_limited (pen_picture_get_path (other), source, in_rectangle);

  restore (fixture, picture);
  g_assert_cmpuint (count_files (fixture), ==, 4);
  assert_limited (pen_picture_get_path (picture), source, in_rectangle);
  service = find_service_file (pen_picture_get_path (picture), "png");
  g_assert_nonnull (service);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(path, func) \
  g_test_add ("/engine/mask/" path, PenEngineFixture, NULL, set_up, func, \
              pen_engine_fixture_tear_down)

  ADD ("inpaint", test_inpaint);
  ADD ("inpaint-small", test_inpaint_small);
  ADD ("grow-and-feather", test_grow_and_feather);
  ADD ("jpeg-source", test_jpeg_source);
  ADD ("outpaint", test_outpaint);
  ADD ("canvas", test_canvas);
  ADD ("canvas-and-mask", test_canvas_and_mask);
  ADD ("extend-feather", test_extend_feather);
  ADD ("wrong-mask", test_wrong_mask);
  ADD ("kept-inputs", test_kept_inputs);
  ADD ("trash", test_trash);

  return g_test_run ();
}
