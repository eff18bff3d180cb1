/* test-engine-jobs.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-engine-jobs"

#include "config.h"

#include <glib/gstdio.h>

#include "pen-engine-fixture.h"

static void
assert_saved (PenJob *job)
{
  g_autoptr(PenPicture) picture = NULL;
  const PenPictureRow *row;

  g_assert_cmpint (pen_job_get_state (job), ==, PEN_JOB_DONE);
  g_assert_cmpuint (g_list_model_get_n_items (pen_job_get_pictures (job)), ==, 1);
  picture = g_list_model_get_item (pen_job_get_pictures (job), 0);
  row = pen_picture_get_row (picture);
  g_assert_true (g_file_test (row->path, G_FILE_TEST_IS_REGULAR));
  g_assert_cmpstr (row->digest, !=, NULL);
  g_assert_cmpuint (row->width, >, 0);
  g_assert_cmpint (row->job, ==, pen_job_get_id (job));
}

/* From words to a file and a row. */
static void
test_text_to_image (PenEngineFixture *fixture,
                    gconstpointer     data)
{
  g_autoptr(PenRequest) request = NULL;
  g_autoptr(GPtrArray) found = NULL;
  g_autoptr(GPtrArray) missed = NULL;
  g_autofree char *incoming = NULL;
  PenJob *job;

  request = pen_engine_fixture_request (fixture, "stability/core", PEN_TASK_TEXT_TO_IMAGE);
  pen_request_set_prompt (request, "a lighthouse in fog");
  job = pen_engine_fixture_run (fixture, request);

  assert_saved (job);
  g_assert_true (g_str_has_prefix (pen_job_get_row (job)->request, "{"));
  g_assert_cmpfloat_with_epsilon (pen_job_get_row (job)->cost_usd, 0.03, 0.0001);

  found = pen_engine_fixture_gallery (fixture, "lighth");
  g_assert_cmpuint (found->len, ==, 1);
  missed = pen_engine_fixture_gallery (fixture, "windmill");
  g_assert_cmpuint (missed->len, ==, 0);

  incoming = g_build_filename (pen_engine_get_pictures_folder (fixture->engine), ".incoming", NULL);
  g_assert_false (g_file_test (incoming, G_FILE_TEST_EXISTS));
}

/* The source is kept, so that the job can be done again when the file is gone. */
static void
test_image_to_image (PenEngineFixture *fixture,
                     gconstpointer     data)
{
  g_autoptr(PenRequest) request = NULL;
  g_autoptr(PenRequest) again = NULL;
  g_autoptr(PenPicture) picture = NULL;
  g_autofree char *source = pen_engine_fixture_source (200, 120);
  PenJob *job;

  request = pen_engine_fixture_request (fixture, "stability/sd3.5-large", PEN_TASK_IMAGE_TO_IMAGE);
  pen_request_set_prompt (request, "make it snow");
  pen_request_set_source_path (request, source);
  pen_request_set_strength (request, 0.6);
  job = pen_engine_fixture_run (fixture, request);
  assert_saved (job);

  g_unlink (source);
  picture = g_list_model_get_item (pen_job_get_pictures (job), 0);
  again = pen_engine_request_of_picture (fixture->engine, picture);
  g_assert_nonnull (again);
  g_assert_cmpstr (pen_request_get_prompt (again), ==, "make it snow");
  g_assert_cmpfloat_with_epsilon (pen_request_get_strength (again), 0.6, 1e-9);
  assert_saved (pen_engine_fixture_run (fixture, again));
}

/* One job for each call, each with a seed of its own. */
static void
test_count (PenEngineFixture *fixture,
            gconstpointer     data)
{
  g_autoptr(PenRequest) request = NULL;
  g_autoptr(GPtrArray) jobs = NULL;
  g_autoptr(GPtrArray) pictures = NULL;
  g_autoptr(GError) error = NULL;
  guint seeds = 0;

  request = pen_engine_fixture_request (fixture, "stability/core", PEN_TASK_TEXT_TO_IMAGE);
  pen_request_set_prompt (request, "three apples");
  pen_request_set_seed (request, 41);
  pen_request_set_count (request, 3);
  jobs = pen_engine_fixture_submit (fixture, request, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (jobs->len, ==, 3);
  pen_engine_fixture_wait (fixture, 3);

  pictures = pen_engine_fixture_gallery (fixture, NULL);
  g_assert_cmpuint (pictures->len, ==, 3);
  /* They end in any order. */
  for (guint i = 0; i < pictures->len; i++)
    seeds |= 1u << (pen_picture_get_row (g_ptr_array_index (pictures, i))->seed - 41);
  g_assert_cmpuint (seeds, ==, 7);
  g_assert_cmpuint (pen_engine_fixture_count (fixture, PEN_SIM_COUNT_PAID), ==, 3);
}

/* A seed that the service takes is followed by such as it takes, too. */
static void
test_last_seed (PenEngineFixture *fixture,
                gconstpointer     data)
{
  g_autoptr(PenRequest) request = NULL;
  g_autoptr(GPtrArray) jobs = NULL;
  g_autoptr(GPtrArray) pictures = NULL;
  g_autoptr(GError) error = NULL;
  guint64 sum = 0;

  request = pen_engine_fixture_request (fixture, "stability/core", PEN_TASK_TEXT_TO_IMAGE);
  pen_request_set_prompt (request, "three apples");
  pen_request_set_seed (request, G_GUINT64_CONSTANT (4294967294));
  pen_request_set_count (request, 3);
  jobs = pen_engine_fixture_submit (fixture, request, &error);
  g_assert_no_error (error);
  pen_engine_fixture_wait (fixture, 3);

  pictures = pen_engine_fixture_gallery (fixture, NULL);
  g_assert_cmpuint (pictures->len, ==, 3);
  for (guint i = 0; i < pictures->len; i++)
    sum += pen_picture_get_row (g_ptr_array_index (pictures, i))->seed;
  g_assert_cmpuint (sum, ==, G_GUINT64_CONSTANT (4294967294) + 1 + 2);
}

static void
test_no_key (PenEngineFixture *fixture,
             gconstpointer     data)
{
  g_autoptr(PenRequest) request = NULL;
  g_autoptr(GPtrArray) jobs = NULL;
  g_autoptr(GError) error = NULL;

  g_unsetenv ("STABILITY_API_KEY");
  request = pen_engine_fixture_request (fixture, "stability/core", PEN_TASK_TEXT_TO_IMAGE);
  pen_request_set_prompt (request, "anything");
  jobs = pen_engine_fixture_submit (fixture, request, &error);

  g_assert_null (jobs);
  g_assert_nonnull (error);
  g_assert_true (error->domain == PEN_ERROR);
  g_assert_true (error->code == PEN_ERROR_KEY_MISSING || error->code == PEN_ERROR_KEYRING);
  g_assert_cmpuint (g_list_model_get_n_items (pen_engine_get_jobs (fixture->engine)), ==, 0);
  g_assert_cmpuint (pen_engine_fixture_count (fixture, PEN_SIM_COUNT_SEEN), ==, 0);
}

/* What the service, or the way to it, does, and what must become of the job. */
typedef struct
{
  const char  *fault;
  PenJobState  state;
  PenError     error;
  gboolean     charged;
} Case;

static const Case cases[] =
{
  { "unauthorized", PEN_JOB_FAILED, PEN_ERROR_KEY_REJECTED, FALSE },
  { "payment_required", PEN_JOB_FAILED, PEN_ERROR_QUOTA, FALSE },
  { "content_moderation", PEN_JOB_REFUSED, PEN_ERROR_REFUSED, FALSE },
  { "internal_error", PEN_JOB_FAILED, PEN_ERROR_SERVICE, FALSE },
  { "bad-gateway", PEN_JOB_UNKNOWN, PEN_ERROR_UNKNOWN_OUTCOME, TRUE },
  { "gateway-timeout", PEN_JOB_UNKNOWN, PEN_ERROR_UNKNOWN_OUTCOME, TRUE },
  { "cut-after-body", PEN_JOB_UNKNOWN, PEN_ERROR_UNKNOWN_OUTCOME, TRUE },
  { "half-answer", PEN_JOB_UNKNOWN, PEN_ERROR_UNKNOWN_OUTCOME, TRUE },
};

static void
test_fault (PenEngineFixture *fixture,
            gconstpointer     data)
{
  const Case *test = data;
  g_autoptr(PenRequest) request = NULL;
  g_autoptr(GPtrArray) pictures = NULL;
  PenJob *job;

  pen_simulator_fail (fixture->simulator, "stability", test->fault);
  request = pen_engine_fixture_request (fixture, "stability/core", PEN_TASK_TEXT_TO_IMAGE);
  pen_request_set_prompt (request, "a lighthouse in fog");
  job = pen_engine_fixture_run (fixture, request);

  g_assert_cmpint (pen_job_get_state (job), ==, test->state);
  g_assert_error (pen_job_get_error (job), PEN_ERROR, (int) test->error);
  g_assert_cmpint (pen_job_get_charged (job), ==, test->charged);
  g_assert_cmpstr (pen_job_get_message (job), !=, NULL);
  g_assert_null (strstr (pen_job_get_message (job), PEN_SIMULATOR_KEY));
  g_assert_cmpstr (pen_request_get_prompt (pen_job_get_request (job)), ==, "a lighthouse in fog");
  g_assert_cmpuint (pen_engine_fixture_count (fixture, PEN_SIM_COUNT_SEEN), ==, 1);

  pictures = pen_engine_fixture_gallery (fixture, NULL);
  g_assert_cmpuint (pictures->len, ==, 0);
}

/* A 503 was turned away unread: it is made again by itself. */
static void
test_unavailable (PenEngineFixture *fixture,
                  gconstpointer     data)
{
  g_autoptr(PenRequest) request = NULL;

  pen_simulator_fail (fixture->simulator, "stability", "service-unavailable");
  request = pen_engine_fixture_request (fixture, "stability/core", PEN_TASK_TEXT_TO_IMAGE);
  pen_request_set_prompt (request, "a lighthouse in fog");

  assert_saved (pen_engine_fixture_run (fixture, request));
  g_assert_cmpuint (pen_engine_fixture_count (fixture, PEN_SIM_COUNT_SEEN), ==, 2);
  g_assert_cmpuint (pen_engine_fixture_count (fixture, PEN_SIM_COUNT_PAID), ==, 1);
}

static void
test_cancel (PenEngineFixture *fixture,
             gconstpointer     data)
{
  g_autoptr(PenRequest) request = NULL;
  g_autoptr(GPtrArray) jobs = NULL;
  g_autoptr(GError) error = NULL;
  PenJob *job;

  pen_simulator_fail (fixture->simulator, "stability", "hold");
  request = pen_engine_fixture_request (fixture, "stability/core", PEN_TASK_TEXT_TO_IMAGE);
  pen_request_set_prompt (request, "a lighthouse in fog");
  jobs = pen_engine_fixture_submit (fixture, request, &error);
  g_assert_no_error (error);
  job = g_ptr_array_index (jobs, 0);

  while (pen_engine_fixture_count (fixture, PEN_SIM_COUNT_HELD) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (pen_job_get_state (job), ==, PEN_JOB_SENDING);
  pen_engine_cancel_job (fixture->engine, job);
  g_assert_true (pen_job_get_stopping (job));
  pen_engine_fixture_wait (fixture, 1);

  g_assert_cmpint (pen_job_get_state (job), ==, PEN_JOB_CANCELLED);
  g_assert_true (pen_job_get_charged (job));
  g_assert_false (pen_job_is_active (job));
}

static void
test_cancel_queued (PenEngineFixture *fixture,
                    gconstpointer     data)
{
  g_autoptr(PenRequest) request = NULL;
  g_autoptr(GPtrArray) jobs = NULL;
  g_autoptr(GError) error = NULL;
  guint last;

  pen_simulator_tell (fixture->simulator, "{\"service\":\"stability\","
                                          "\"fault\":\"hold\",\"times\":99}");
  request = pen_engine_fixture_request (fixture, "stability/core", PEN_TASK_TEXT_TO_IMAGE);
  pen_request_set_prompt (request, "many");
  pen_request_set_count (request, 10);
  jobs = pen_engine_fixture_submit (fixture, request, &error);
  g_assert_no_error (error);

  last = jobs->len - 1;
  while (pen_engine_fixture_count (fixture, PEN_SIM_COUNT_HELD) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (pen_job_get_state (g_ptr_array_index (jobs, last)), ==, PEN_JOB_QUEUED);
  for (guint i = 0; i < jobs->len; i++)
    pen_engine_cancel_job (fixture->engine, g_ptr_array_index (jobs, i));
  pen_engine_fixture_wait (fixture, jobs->len);

  for (guint i = 0; i < jobs->len; i++)
    g_assert_cmpint (pen_job_get_state (g_ptr_array_index (jobs, i)), ==, PEN_JOB_CANCELLED);
  g_assert_false (pen_job_get_charged (g_ptr_array_index (jobs, last)));
}

static void
test_bad_request (PenEngineFixture *fixture,
                  gconstpointer     data)
{
  g_autoptr(PenRequest) request = NULL;
  g_autoptr(GPtrArray) jobs = NULL;
  g_autoptr(GError) error = NULL;

  request = pen_engine_fixture_request (fixture, "stability/sd3.5-large", PEN_TASK_IMAGE_TO_IMAGE);
  pen_request_set_prompt (request, "no source");
  jobs = pen_engine_fixture_submit (fixture, request, &error);
  g_assert_null (jobs);
  g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST);
}

/* Where pictures should go is a file: said before anything is bought. */
static void
test_no_folder (PenEngineFixture *fixture,
                gconstpointer     data)
{
  g_autoptr(PenRequest) request = NULL;
  const char *folder = pen_engine_get_pictures_folder (fixture->engine);
  g_autofree char *parent = g_path_get_dirname (folder);
  g_autoptr(GError) error = NULL;
  PenJob *job;

  g_mkdir_with_parents (parent, 0700);
  g_file_set_contents (folder, "in the way", -1, &error);
  g_assert_no_error (error);

  request = pen_engine_fixture_request (fixture, "stability/core", PEN_TASK_TEXT_TO_IMAGE);
  pen_request_set_prompt (request, "anything");
  job = pen_engine_fixture_run (fixture, request);
  g_assert_cmpint (pen_job_get_state (job), ==, PEN_JOB_FAILED);
  g_assert_error (pen_job_get_error (job), PEN_ERROR, PEN_ERROR_STORAGE);
  g_assert_false (pen_job_get_charged (job));
  g_assert_cmpuint (pen_engine_fixture_count (fixture, PEN_SIM_COUNT_SEEN), ==, 0);
  g_unlink (folder);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(path, func, data) \
  g_test_add (path, PenEngineFixture, data, pen_engine_fixture_set_up, func, \
              pen_engine_fixture_tear_down)

  ADD ("/engine/jobs/text-to-image", test_text_to_image, NULL);
  ADD ("/engine/jobs/image-to-image", test_image_to_image, NULL);
  ADD ("/engine/jobs/count", test_count, NULL);
  ADD ("/engine/jobs/last-seed", test_last_seed, NULL);
  ADD ("/engine/jobs/no-key", test_no_key, NULL);
  ADD ("/engine/jobs/unavailable", test_unavailable, NULL);
  ADD ("/engine/jobs/cancel", test_cancel, NULL);
  ADD ("/engine/jobs/cancel-queued", test_cancel_queued, NULL);
  ADD ("/engine/jobs/bad-request", test_bad_request, NULL);
  ADD ("/engine/jobs/no-folder", test_no_folder, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/engine/jobs/fault/", cases[i].fault, NULL);

      ADD (path, test_fault, &cases[i]);
    }

  return g_test_run ();
}
