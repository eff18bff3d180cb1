/* test-engine-uploads.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * A service that wants every picture at its file host first, from the request to the
 * gallery, and after a program that was stopped between two uploads.
 */

#define G_LOG_DOMAIN "test-engine-uploads"

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "pen-decode.h"
#include "pen-engine-fixture.h"
#include "pen-json.h"
#include "pen-mask.h"
#include "pen-store.h"
#include "pen-upload.h"

#define WIDTH  96
#define HEIGHT 64
#define MODEL  "kie/ideogram-v3"

static void
set_up (PenEngineFixture *fixture,
        gconstpointer     data)
{
  g_autofree char *address = NULL;
  g_autofree char *endpoints = NULL;

  g_setenv ("PENTIMENTO_PACE", "0.001", TRUE);
  g_setenv ("KIE_API_KEY", PEN_SIMULATOR_KEY, TRUE);
  pen_engine_fixture_set_up (fixture, data);
  pen_engine_fixture_close (fixture);

  address = pen_simulator_get_address (fixture->simulator, "kie");
  endpoints = g_strdup_printf ("kie=%s kie-upload=%s/upload", address, address);
  g_setenv ("PENTIMENTO_ENDPOINTS", endpoints, TRUE);
  pen_engine_fixture_open (fixture, FALSE);
}

/* (transfer full): a mask of the left half. */
static char *
write_mask (void)
{
  char *path = g_build_filename (g_get_user_cache_dir (), "mask.png", NULL);
  g_autoptr(PenMask) mask = pen_mask_new (WIDTH, HEIGHT);
  g_autoptr(GBytes) bytes = NULL;

  for (guint i = 0; i < WIDTH * HEIGHT; i++)
    mask->data[i] = i % WIDTH < WIDTH / 2 ? 255 : 0;
  bytes = pen_mask_encode (mask, PEN_MASK_FORM_WHITE, 0, NULL);
  g_assert_true (g_file_set_contents (path, g_bytes_get_data (bytes, NULL),
                                      (gssize) g_bytes_get_size (bytes), NULL));

  return path;
}

static PenRequest *
new_request (PenEngineFixture *fixture,
             const char       *source)
{
  PenRequest *request = pen_engine_fixture_request (fixture, MODEL, PEN_TASK_INPAINT);
  g_autofree char *mask = write_mask ();

  pen_request_set_prompt (request, "a red door");
  pen_request_set_source_path (request, source);
  pen_request_set_mask_path (request, mask);
  pen_request_set_token (request, "0123abcd-0000-4000-8000-000000000001");

  return request;
}

static guint
count (PenEngineFixture *fixture,
       PenSimCount       what)
{
  return pen_simulator_get_count (fixture->simulator, "kie", what);
}

/* The right half is that of the source, whatever the service made of it. */
static void
assert_limited (PenJob     *job,
                const char *source)
{
  g_autoptr(PenPixels) before = pen_picture_decode (source, 0, NULL, NULL, NULL);
  g_autoptr(PenPixels) after = NULL;
  g_autoptr(PenPicture) picture = NULL;
  gsize half = WIDTH / 2 * 4;

  if (pen_job_get_error (job) != NULL)
    g_test_message ("%s", pen_job_get_error (job)->message);
  g_assert_cmpint (pen_job_get_state (job), ==, PEN_JOB_DONE);
  picture = g_list_model_get_item (pen_job_get_pictures (job), 0);
  g_assert_null (pen_picture_get_row (picture)->warning);
  after = pen_picture_decode (pen_picture_get_path (picture), 0, NULL, NULL, NULL);
  g_assert_cmpuint (pen_pixels_get_width (after), ==, WIDTH);
  g_assert_cmpuint (pen_pixels_get_height (after), ==, HEIGHT);
  for (guint y = 0; y < HEIGHT; y++)
    {
      const guint8 *one = pen_pixels_get_data (before) + y * WIDTH * 4;
      const guint8 *two = pen_pixels_get_data (after) + y * WIDTH * 4;

      g_assert_cmpmem (two + half, half, one + half, half);
      g_assert_cmpint (memcmp (two, one, half), !=, 0);
    }
}

static void
test_inpaint (PenEngineFixture *fixture,
              gconstpointer     data)
{
  g_autofree char *source = pen_engine_fixture_source (WIDTH, HEIGHT);
  g_autoptr(PenRequest) request = new_request (fixture, source);

  assert_limited (pen_engine_fixture_run (fixture, request), source);
  g_assert_cmpuint (count (fixture, PEN_SIM_COUNT_PAID), ==, 1);
}

static PenStore *
open_store (void)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "pentimento",
                                            "pentimento.db", NULL);
  PenStore *store = pen_store_new (path);
  GAsyncResult *place = NULL;
  g_autoptr(GAsyncResult) result = NULL;

  pen_store_open_async (store, NULL, pen_engine_fixture_store, &place);
  result = pen_engine_fixture_await (&place);
  g_assert_true (pen_store_open_finish (store, result, NULL));

  return store;
}

/* Nothing of the request is at the file host yet, but the program had begun to send it. */
static void
leave_job (PenRequest *request)
{
  PenStore *store = open_store ();
  g_autoptr(JsonNode) node = pen_request_to_json (request);
  g_autoptr(JsonNode) memo = pen_upload_note (NULL, NULL, NULL);
  g_autoptr(PenJobRow) row = pen_job_row_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GAsyncResult *place = NULL;

  row->state = PEN_JOB_RUNNING;
  row->provider = g_strdup ("kie");
  row->model = g_strdup ("ideogram-v3");
  row->task = g_strdup ("inpaint");
  row->request = pen_json_to_text (node);
  row->memo = pen_json_to_text (memo);
  row->cost_usd = -1;
  row->created = row->updated = g_get_real_time ();
  pen_store_add_job_async (store, row, pen_engine_fixture_store, &place);
  result = pen_engine_fixture_await (&place);
  pen_store_add_job_finish (store, result, &error);
  g_assert_no_error (error);

  pen_store_close (store);
  g_object_unref (store);
}

/* The pictures are prepared once more, for what is still to be sent. */
static void
test_resume (PenEngineFixture *fixture,
             gconstpointer     data)
{
  g_autofree char *source = pen_engine_fixture_source (WIDTH, HEIGHT);
  g_autoptr(PenRequest) request = new_request (fixture, source);

  leave_job (request);
  pen_engine_fixture_close (fixture);
  pen_engine_fixture_open (fixture, TRUE);
  pen_engine_fixture_wait (fixture, 1);
  assert_limited (g_ptr_array_index (fixture->ended, 0), source);
  g_assert_cmpuint (count (fixture, PEN_SIM_COUNT_PAID), ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(path, func) \
  g_test_add ("/engine/uploads/" path, PenEngineFixture, NULL, set_up, func, \
              pen_engine_fixture_tear_down)

  ADD ("inpaint", test_inpaint);
  ADD ("resume", test_resume);

  return g_test_run ();
}
