/* test-engine-recover.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-engine-recover"

#include "config.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "pen-encode.h"
#include "pen-engine-fixture.h"
#include "pen-store.h"

/*
 * What an earlier program left behind is written straight into the database, as a
 * program that was killed at that moment would have left it.
 */

#define DEAD_OWNER "1:1:gone:gone"

static PenStore *
open_store (void)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "pentimento",
                                            "pentimento.db", NULL);
  PenStore *store = pen_store_new (path);
  GAsyncResult *place = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  pen_store_open_async (store, NULL, pen_engine_fixture_store, &place);
  result = pen_engine_fixture_await (&place);
  pen_store_open_finish (store, result, &error);
  g_assert_no_error (error);

  return store;
}

static gint64
leave_job (PenEngineFixture *fixture,
           PenStore         *store,
           const char       *model,
           PenJobState       state,
           const char       *memo)
{
  g_autofree char *full = g_strconcat (model, NULL);
  g_autoptr(PenRequest) request = NULL;
  g_autoptr(JsonNode) node = NULL;
  g_autoptr(PenJobRow) row = pen_job_row_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GAsyncResult *place = NULL;
  gint64 id;

  request = pen_engine_fixture_request (fixture, full, PEN_TASK_TEXT_TO_IMAGE);
  pen_request_set_prompt (request, "left behind");
  node = pen_request_to_json (request);
  row->state = state;
  row->provider = g_strdup (pen_model_get_provider (pen_request_get_model (request)));
  row->model = g_strdup (pen_model_get_id (pen_request_get_model (request)));
  row->task = g_strdup ("text-to-image");
  row->request = json_to_string (node, FALSE);
  row->memo = g_strdup (memo);
  row->owner = g_strdup (DEAD_OWNER);
  row->message = g_strdup ("Trying again in 5 seconds");
  row->cost_usd = -1;
  row->created = row->updated = g_get_real_time ();

  pen_store_add_job_async (store, row, pen_engine_fixture_store, &place);
  result = pen_engine_fixture_await (&place);
  id = pen_store_add_job_finish (store, result, &error);
  g_assert_no_error (error);

  return id;
}

static void
close_store (PenStore *store)
{
  pen_store_close (store);
  g_object_unref (store);
}

static PenJob *
find (PenEngineFixture *fixture,
      gint64            id)
{
  GListModel *jobs = pen_engine_get_jobs (fixture->engine);

  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr(PenJob) job = g_list_model_get_item (jobs, i);

      if (pen_job_get_id (job) == id)
        return job;
    }

  return NULL;
}

/* A whole picture where the answer of a job was arriving. */
static char *
leave_picture (PenEngineFixture *fixture,
               gint64            id,
               gsize             cut)
{
  g_autofree char *folder = g_strdup_printf ("%s/.incoming/%" G_GINT64_FORMAT,
                                             pen_engine_get_pictures_folder (fixture->engine), id);
  char *path = g_build_filename (folder, ".pen-abcdef", NULL);
  g_autofree char *source = pen_engine_fixture_source (90, 60);
  g_autofree char *data = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;

  g_mkdir_with_parents (folder, 0700);
  g_file_get_contents (source, &data, &length, &error);
  g_assert_no_error (error);
  g_file_set_contents (path, data, (gssize) (length - cut), &error);
  g_assert_no_error (error);

  return path;
}

static void
test_sending (PenEngineFixture *fixture,
              gconstpointer     data)
{
  PenStore *store = open_store ();
  gint64 id = leave_job (fixture, store, "stability/core", PEN_JOB_SENDING, NULL);
  PenJob *job;

  close_store (store);
  pen_engine_fixture_close (fixture);
  pen_engine_fixture_open (fixture, TRUE);

  job = find (fixture, id);
  g_assert_cmpint (pen_job_get_state (job), ==, PEN_JOB_UNKNOWN);
  g_assert_true (pen_job_get_charged (job));
  g_assert_error (pen_job_get_error (job), PEN_ERROR, PEN_ERROR_UNKNOWN_OUTCOME);

  pen_engine_resume_jobs (fixture->engine);
  g_assert_false (pen_job_is_active (job));
  g_assert_cmpuint (pen_engine_fixture_count (fixture, PEN_SIM_COUNT_SEEN), ==, 0);
}

static void
test_queued (PenEngineFixture *fixture,
             gconstpointer     data)
{
  PenStore *store = open_store ();
  gint64 id = leave_job (fixture, store, "stability/core", PEN_JOB_QUEUED, NULL);
  PenJob *job;

  close_store (store);
  pen_engine_fixture_close (fixture);
  pen_engine_fixture_open (fixture, TRUE);

  job = find (fixture, id);
  g_assert_cmpint (pen_job_get_state (job), ==, PEN_JOB_QUEUED);
  g_assert_false (pen_job_is_active (job));
  g_assert_null (pen_job_get_message (job));

  pen_engine_resume_jobs (fixture->engine);
  pen_engine_fixture_wait (fixture, 1);
  g_assert_cmpint (pen_job_get_state (job), ==, PEN_JOB_DONE);
  g_assert_cmpuint (pen_engine_fixture_count (fixture, PEN_SIM_COUNT_PAID), ==, 1);
}

/* An engine of one's own charges nothing: the job goes back into the queue. */
static void
test_sending_local (PenEngineFixture *fixture,
                    gconstpointer     data)
{
  PenStore *store = open_store ();
  g_autoptr(PenCatalogue) catalogue = g_object_ref (pen_engine_find_catalogue (fixture->engine,
                                                                               "sdapi"));
  g_autoptr(PenModel) model = g_list_model_get_item (pen_catalogue_get_models (catalogue), 0);
  gint64 id = leave_job (fixture, store, pen_model_get_full_id (model), PEN_JOB_SENDING, NULL);

  close_store (store);
  pen_engine_fixture_close (fixture);
  pen_engine_fixture_open (fixture, TRUE);

  g_assert_cmpint (pen_job_get_state (find (fixture, id)), ==, PEN_JOB_QUEUED);
}

/* Killed between receiving and writing it down. */
static void
test_arrived (PenEngineFixture *fixture,
              gconstpointer     data)
{
  PenStore *store = open_store ();
  gint64 id = leave_job (fixture, store, "stability/core", PEN_JOB_SENDING, NULL);
  g_autofree char *arrived = leave_picture (fixture, id, 0);
  g_autoptr(GPtrArray) pictures = NULL;
  PenJob *job;

  close_store (store);
  pen_engine_fixture_close (fixture);
  pen_engine_fixture_open (fixture, TRUE);

  job = find (fixture, id);
  pen_engine_fixture_wait (fixture, 1);
  g_assert_cmpint (pen_job_get_state (job), ==, PEN_JOB_DONE);
  pictures = pen_engine_fixture_gallery (fixture, "left behind");
  g_assert_cmpuint (pictures->len, ==, 1);
  g_assert_cmpuint (pen_picture_get_row (g_ptr_array_index (pictures, 0))->width, ==, 90);
  g_assert_false (g_file_test (arrived, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (pen_engine_fixture_count (fixture, PEN_SIM_COUNT_SEEN), ==, 0);
}

static void
test_half_arrived (PenEngineFixture *fixture,
                   gconstpointer     data)
{
  PenStore *store = open_store ();
  gint64 id = leave_job (fixture, store, "stability/core", PEN_JOB_SENDING, NULL);

  g_free (leave_picture (fixture, id, 200));
  close_store (store);
  pen_engine_fixture_close (fixture);
  pen_engine_fixture_open (fixture, TRUE);

  g_assert_cmpint (pen_job_get_state (find (fixture, id)), ==, PEN_JOB_UNKNOWN);
}

/* Killed after the file had got its name and before the row was written. */
static void
test_named (PenEngineFixture *fixture,
            gconstpointer     data)
{
  g_autofree char *arrived = NULL;
  g_autofree char *first = NULL;
  g_autoptr(GPtrArray) pictures = NULL;
  g_autoptr(GPtrArray) again = NULL;
  g_autoptr(GDir) dir = NULL;
  PenStore *store = open_store ();
  gint64 id = leave_job (fixture, store, "stability/core", PEN_JOB_SENDING, NULL);
  guint n_files = 0;
  const char *name;

  arrived = leave_picture (fixture, id, 0);
  close_store (store);
  pen_engine_fixture_close (fixture);
  pen_engine_fixture_open (fixture, TRUE);
  pen_engine_fixture_wait (fixture, 1);
  pictures = pen_engine_fixture_gallery (fixture, NULL);
  first = g_strdup (pen_picture_get_path (g_ptr_array_index (pictures, 0)));

  /* The same landing once more, from the memo that such a program leaves; elsewhere in
   * the world by now. */
  g_setenv ("TZ", "UTC+7", TRUE);
  store = open_store ();
  {
    g_autoptr(PenJobRow) row = pen_job_row_copy (pen_job_get_row (find (fixture, id)));
    g_autoptr(GAsyncResult) result = NULL;
    GAsyncResult *place = NULL;

    row->state = PEN_JOB_DOWNLOADING;
    row->memo = g_strdup_printf ("{\"finished-outputs\":[{\"path\":\"%s\",\"seed\":7}]}", arrived);
    pen_store_update_job_async (store, row, pen_engine_fixture_store, &place);
    result = pen_engine_fixture_await (&place);
    g_assert_true (pen_store_update_job_finish (store, result, NULL));
  }
  close_store (store);
  pen_engine_fixture_close (fixture);
  pen_engine_fixture_open (fixture, TRUE);
  pen_engine_fixture_wait (fixture, 1);
  g_assert_cmpint (pen_job_get_state (find (fixture, id)), ==, PEN_JOB_DONE);

  again = pen_engine_fixture_gallery (fixture, NULL);
  g_assert_cmpstr (pen_picture_get_path (g_ptr_array_index (again, 0)), ==, first);
  dir = g_dir_open (pen_engine_get_pictures_folder (fixture->engine), 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    n_files += g_str_has_suffix (name, ".png");
  g_assert_cmpuint (n_files, ==, 1);
  g_unsetenv ("TZ");
}

/* Another program that still runs has the job: it is left alone. */
static void
test_elsewhere (PenEngineFixture *fixture,
                gconstpointer     data)
{
  PenStore *store = open_store ();
  gint64 id = leave_job (fixture, store, "stability/core", PEN_JOB_SENDING, NULL);
  g_autofree char *owner = pen_store_dup_owner ();
  g_autoptr(GAsyncResult) result = NULL;
  GAsyncResult *place = NULL;

  pen_store_set_owner_async (store, id, owner, pen_engine_fixture_store, &place);
  result = pen_engine_fixture_await (&place);
  g_assert_true (pen_store_set_owner_finish (store, result, NULL));
  close_store (store);
  pen_engine_fixture_close (fixture);
  pen_engine_fixture_open (fixture, TRUE);

  g_assert_cmpint (pen_job_get_state (find (fixture, id)), ==, PEN_JOB_SENDING);
  g_assert_false (pen_job_is_active (find (fixture, id)));
}

/* Another program that runs: the one that started this one. */
static char *
dup_other_owner (void)
{
  g_autofree char *own = pen_store_dup_owner ();
  g_auto(GStrv) parts = g_strsplit (own, ":", 4);
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", (int) getppid ());
  g_autofree char *text = NULL;
  g_auto(GStrv) fields = NULL;
  g_autoptr(GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  fields = g_strsplit (strrchr (text, ')') + 2, " ", -1);

  return g_strdup_printf ("%d:%s:%s:%s", (int) getppid (), fields[19], parts[2], parts[3]);
}

static PenJobRow *
read_row (PenStore *store,
          gint64    id)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GAsyncResult *place = NULL;
  PenJobRow *row;

  pen_store_get_job_async (store, id, pen_engine_fixture_store, &place);
  result = pen_engine_fixture_await (&place);
  row = pen_store_get_job_finish (store, result, &error);
  g_assert_no_error (error);

  return row;
}

/* A queued job that this program knows of, and that another one has taken since. */
static gint64
leave_taken (PenEngineFixture *fixture,
             PenStore         *store,
             PenJobState       state)
{
  gint64 id = leave_job (fixture, store, "stability/core", PEN_JOB_QUEUED, NULL);
  g_autofree char *owner = dup_other_owner ();
  g_autoptr(PenJobRow) row = NULL;
  g_autoptr(GAsyncResult) updated = NULL;
  g_autoptr(GAsyncResult) owned = NULL;
  GAsyncResult *place = NULL;

  pen_engine_fixture_close (fixture);
  pen_engine_fixture_open (fixture, FALSE);

  row = read_row (store, id);
  row->state = state;
  pen_store_update_job_async (store, row, pen_engine_fixture_store, &place);
  updated = pen_engine_fixture_await (&place);
  g_assert_true (pen_store_update_job_finish (store, updated, NULL));
  if (state != PEN_JOB_DONE)
    {
      pen_store_set_owner_async (store, id, owner, pen_engine_fixture_store, &place);
      owned = pen_engine_fixture_await (&place);
      g_assert_true (pen_store_set_owner_finish (store, owned, NULL));
    }

  return id;
}

static void
assert_still_taken (PenStore *store,
                    gint64    id)
{
  g_autoptr(PenJobRow) row = read_row (store, id);
  g_autofree char *owner = dup_other_owner ();

  g_assert_cmpint (row->state, ==, PEN_JOB_SENDING);
  g_assert_cmpstr (row->owner, ==, owner);
}

/* What the other program is just receiving stays, and so does what it wrote down. */
static void
test_taken (PenEngineFixture *fixture,
            gconstpointer     data)
{
  PenStore *store = open_store ();
  gint64 id = leave_taken (fixture, store, PEN_JOB_SENDING);
  g_autofree char *arriving = leave_picture (fixture, id, 200);
  PenJob *job = find (fixture, id);

  pen_engine_resume_jobs (fixture->engine);
  pen_engine_fixture_wait (fixture, 1);
  g_assert_false (pen_job_is_active (job));
  g_assert_cmpint (pen_job_get_state (job), ==, PEN_JOB_SENDING);
  g_assert_error (pen_job_get_error (job), PEN_ERROR, PEN_ERROR_BUSY);
  g_assert_true (g_file_test (arriving, G_FILE_TEST_EXISTS));
  assert_still_taken (store, id);
  g_assert_cmpuint (pen_engine_fixture_count (fixture, PEN_SIM_COUNT_SEEN), ==, 0);
  close_store (store);
}

static void
test_taken_cancel (PenEngineFixture *fixture,
                   gconstpointer     data)
{
  PenStore *store = open_store ();
  gint64 id = leave_taken (fixture, store, PEN_JOB_SENDING);
  PenJob *job = find (fixture, id);

  pen_engine_cancel_job (fixture->engine, job);
  pen_engine_fixture_wait (fixture, 1);
  g_assert_cmpint (pen_job_get_state (job), ==, PEN_JOB_SENDING);
  g_assert_false (pen_job_get_stopping (job));
  g_assert_error (pen_job_get_error (job), PEN_ERROR, PEN_ERROR_BUSY);
  assert_still_taken (store, id);
  close_store (store);
}

/* Once more, when it is known from the start that another program has it */
static void
test_taken_retry (PenEngineFixture *fixture,
                  gconstpointer     data)
{
  PenStore *store = open_store ();
  gint64 id = leave_taken (fixture, store, PEN_JOB_SENDING);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GAsyncResult *place = NULL;

  pen_engine_fixture_close (fixture);
  pen_engine_fixture_open (fixture, FALSE);
  pen_engine_retry_job_async (fixture->engine, find (fixture, id), pen_engine_fixture_store,
                              &place);
  result = pen_engine_fixture_await (&place);
  g_assert_null (pen_engine_retry_job_finish (fixture->engine, result, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_BUSY);
  assert_still_taken (store, id);
  close_store (store);
}

/* Another program has finished it since. */
static void
test_done_elsewhere (PenEngineFixture *fixture,
                     gconstpointer     data)
{
  PenStore *store = open_store ();
  gint64 id = leave_taken (fixture, store, PEN_JOB_DONE);
  g_autoptr(PenJobRow) row = NULL;
  PenJob *job = find (fixture, id);

  pen_engine_resume_jobs (fixture->engine);
  pen_engine_fixture_wait (fixture, 1);
  g_assert_cmpint (pen_job_get_state (job), ==, PEN_JOB_DONE);
  g_assert_no_error (pen_job_get_error (job));
  row = read_row (store, id);
  g_assert_cmpint (row->state, ==, PEN_JOB_DONE);
  g_assert_cmpuint (pen_engine_fixture_count (fixture, PEN_SIM_COUNT_SEEN), ==, 0);
  close_store (store);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(path, func) \
  g_test_add (path, PenEngineFixture, NULL, pen_engine_fixture_set_up, func, \
              pen_engine_fixture_tear_down)

  ADD ("/engine/recover/sending", test_sending);
  ADD ("/engine/recover/queued", test_queued);
  ADD ("/engine/recover/sending-local", test_sending_local);
  ADD ("/engine/recover/arrived", test_arrived);
  ADD ("/engine/recover/half-arrived", test_half_arrived);
  ADD ("/engine/recover/named", test_named);
  ADD ("/engine/recover/elsewhere", test_elsewhere);
  ADD ("/engine/recover/taken", test_taken);
  ADD ("/engine/recover/taken-cancel", test_taken_cancel);
  ADD ("/engine/recover/taken-retry", test_taken_retry);
  ADD ("/engine/recover/done-elsewhere", test_done_elsewhere);

  return g_test_run ();
}
