/* test-store.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-store"

#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

#include "store-helper.h"

typedef struct
{
  char     *path;
  PenStore *store;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->path = store_new_path ();
  fixture->store = store_must_open (fixture->path);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (g_steal_pointer (&fixture->store));
  g_free (fixture->path);
}

static void
reopen (Fixture *fixture)
{
  pen_store_close (fixture->store);
  g_clear_object (&fixture->store);
  fixture->store = store_must_open (fixture->path);
}

static void
test_nicks (void)
{
  PenJobState state;

  for (guint i = PEN_JOB_QUEUED; i <= PEN_JOB_UNKNOWN; i++)
    {
      g_assert_true (pen_job_state_from_nick (pen_job_state_to_nick (i), &state));
      g_assert_cmpint (state, ==, i);
    }

  g_assert_false (pen_job_state_from_nick ("finished", &state));
  g_assert_false (pen_job_state_from_nick (NULL, &state));
}

static void
test_rows (void)
{
  g_autoptr(PenJobRow) job = store_new_job ("practice");
  g_autoptr(PenJobRow) job_copy = NULL;
  g_autoptr(PenPictureRow) picture = store_new_picture ("a cat");
  g_autoptr(PenPictureRow) picture_copy = NULL;

  job->owner = g_strdup ("1:2:3:4");
  job_copy = pen_job_row_copy (job);
  g_assert_cmpstr (job_copy->owner, ==, "1:2:3:4");
  g_assert_cmpstr (job_copy->request, ==, job->request);
  g_assert_true (job_copy->request != job->request);
  g_assert_cmpfloat (job_copy->cost_usd, ==, -1);

  picture->warning = g_strdup ("blurred");
  picture_copy = pen_picture_row_copy (picture);
  g_assert_cmpstr (picture_copy->warning, ==, "blurred");
  g_assert_cmpuint (picture_copy->seed, ==, G_MAXUINT64 - 1);
  g_assert_true (picture_copy->prompt != picture->prompt);

  pen_job_row_free (NULL);
  pen_picture_row_free (NULL);
}

static void
test_job (Fixture       *fixture,
          gconstpointer  data)
{
  g_autoptr(PenJobRow) row = store_new_job ("practice");
  g_autoptr(PenJobRow) read = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  gint64 id;

  row->owner = pen_store_dup_owner ();
  id = store_add_job (fixture->store, row);
  read = store_get_job (fixture->store, id);
  g_assert_cmpint (read->state, ==, PEN_JOB_QUEUED);
  g_assert_cmpstr (read->request, ==, row->request);
  g_assert_cmpstr (read->owner, ==, row->owner);
  g_assert_null (read->memo);
  g_assert_cmpfloat (read->cost_usd, ==, -1);
  g_assert_cmpint (read->created, >, 0);

  row->id = id;
  row->state = PEN_JOB_RUNNING;
  row->memo = g_strdup ("{\"id\":\"r8\"}");
  pen_store_update_job_async (fixture->store, row, store_result_cb, &result);
  g_assert_true (pen_store_update_job_finish (fixture->store, store_wait (&result), &error));
  g_assert_no_error (error);

  reopen (fixture);
  pen_job_row_free (g_steal_pointer (&read));
  read = store_get_job (fixture->store, id);
  g_assert_cmpint (read->state, ==, PEN_JOB_RUNNING);
  g_assert_cmpstr (read->memo, ==, "{\"id\":\"r8\"}");
  g_assert_cmpstr (read->owner, ==, row->owner);
  g_assert_cmpint (read->updated, >=, read->created);
}

static void
test_ended_job_has_no_owner (Fixture       *fixture,
                             gconstpointer  data)
{
  const PenJobState states[] = { PEN_JOB_FAILED, PEN_JOB_REFUSED, PEN_JOB_CANCELLED };

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autoptr(PenJobRow) row = store_new_job ("practice");
      g_autoptr(PenJobRow) read = NULL;
      g_autoptr(GAsyncResult) result = NULL;

      row->id = store_add_job (fixture->store, row);
      g_assert_true (store_claim (fixture->store, row->id, FALSE));

      row->state = states[i];
      row->error = g_strdup (pen_error_to_nick (PEN_ERROR_SERVICE));
      row->message = g_strdup ("The service failed");
      row->charged = TRUE;
      pen_store_update_job_async (fixture->store, row, store_result_cb, &result);
      g_assert_true (pen_store_update_job_finish (fixture->store, store_wait (&result), NULL));

      read = store_get_job (fixture->store, row->id);
      g_assert_cmpint (read->state, ==, states[i]);
      g_assert_cmpstr (read->message, ==, "The service failed");
      g_assert_true (read->charged);
      g_assert_null (read->owner);
      g_assert_false (store_claim (fixture->store, row->id, TRUE));
    }
}

static void
test_no_such_job (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr(PenJobRow) row = store_new_job ("practice");
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) ids = NULL;
  GAsyncResult *result = NULL;
  const char * const prompts[] = { "a cat", NULL };

  row->id = 99;

  pen_store_get_job_async (fixture->store, 99, store_result_cb, &result);
  g_assert_null (pen_store_get_job_finish (fixture->store, store_wait (&result), &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_clear_object (&result);

  pen_store_update_job_async (fixture->store, row, store_result_cb, &result);
  g_assert_false (pen_store_update_job_finish (fixture->store, store_wait (&result), &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_clear_object (&result);

  pen_store_claim_job_async (fixture->store, 99, store_result_cb, &result);
  g_assert_false (pen_store_claim_job_finish (fixture->store, store_wait (&result), &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_clear_object (&result);

  pen_store_adopt_job_async (fixture->store, 99, store_result_cb, &result);
  g_assert_false (pen_store_adopt_job_finish (fixture->store, store_wait (&result), &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_clear_object (&result);

  pen_store_set_owner_async (fixture->store, 99, NULL, store_result_cb, &result);
  g_assert_false (pen_store_set_owner_finish (fixture->store, store_wait (&result), &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_clear_object (&result);

  /* And nothing of it stays */
  g_assert_null (store_complete (fixture->store, 99, prompts, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_cmpint (store_count (fixture->store, &(PenPictureQuery) { 0 }), ==, 0);

  /* Nor does it stand in the way of the next one. */
  ids = store_complete (fixture->store, store_add_job (fixture->store, row), prompts, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ids->len, ==, 1);
}

static void
test_complete (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(PenJobRow) row = store_new_job ("practice");
  g_autoptr(PenJobRow) read = NULL;
  g_autoptr(GArray) ids = NULL;
  g_autoptr(GArray) again = NULL;
  g_autoptr(GPtrArray) pictures = NULL;
  g_autoptr(GError) error = NULL;
  const char * const prompts[] = { "one", "two", NULL };
  gint64 id = store_add_job (fixture->store, row);

  ids = store_complete (fixture->store, id, prompts, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ids->len, ==, 2);
  g_assert_cmpint (g_array_index (ids, gint64, 0), <, g_array_index (ids, gint64, 1));

  read = store_get_job (fixture->store, id);
  g_assert_cmpint (read->state, ==, PEN_JOB_DONE);
  g_assert_cmpfloat (read->cost_usd, ==, 0.04);

  pictures = store_list (fixture->store, &(PenPictureQuery) { .job = id });
  g_assert_cmpuint (pictures->len, ==, 2);
  g_assert_cmpstr (((PenPictureRow *) pictures->pdata[0])->prompt, ==, "two");
  g_assert_cmpuint (((PenPictureRow *) pictures->pdata[0])->seed, ==, G_MAXUINT64 - 1);
  g_assert_cmpint (((PenPictureRow *) pictures->pdata[0])->job, ==, id);

  /* Told twice, shown once */
  again = store_complete (fixture->store, id, prompts, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (again->data, again->len * sizeof (gint64),
                   ids->data, ids->len * sizeof (gint64));
  g_assert_cmpint (store_count (fixture->store, &(PenPictureQuery) { 0 }), ==, 2);
}

static void
test_list_jobs (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(GPtrArray) all = NULL;
  g_autoptr(GPtrArray) open = NULL;
  g_autoptr(GPtrArray) newest = NULL;

  for (guint i = PEN_JOB_QUEUED; i <= PEN_JOB_UNKNOWN; i++)
    {
      g_autoptr(PenJobRow) row = store_new_job ("practice");

      row->state = i;
      store_add_job (fixture->store, row);
    }

  all = store_list_jobs (fixture->store, FALSE, 0);
  g_assert_cmpuint (all->len, ==, PEN_JOB_UNKNOWN + 1);
  g_assert_cmpint (((PenJobRow *) all->pdata[0])->state, ==, PEN_JOB_UNKNOWN);
  g_assert_cmpint (((PenJobRow *) all->pdata[0])->id, >, ((PenJobRow *) all->pdata[1])->id);

  open = store_list_jobs (fixture->store, TRUE, 0);
  g_assert_cmpuint (open->len, ==, 5);

  newest = store_list_jobs (fixture->store, FALSE, 2);
  g_assert_cmpuint (newest->len, ==, 2);
}

static void
test_claim (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(PenJobRow) row = store_new_job ("practice");
  g_autoptr(PenJobRow) read = NULL;
  g_autofree char *own = pen_store_dup_owner ();
  gint64 id;

  row->message = g_strdup ("Trying again in 5 seconds");
  id = store_add_job (fixture->store, row);
  g_assert_true (store_claim (fixture->store, id, FALSE));
  read = store_get_job (fixture->store, id);
  g_assert_cmpint (read->state, ==, PEN_JOB_SENDING);
  g_assert_cmpstr (read->owner, ==, own);
  /* It waits no longer. */
  g_assert_null (read->message);

  /* No longer queued */
  g_assert_false (store_claim (fixture->store, id, FALSE));
  g_assert_true (store_claim (fixture->store, id, TRUE));
}

/* The owner column, as another process would have left it */
static void
set_owner (Fixture    *fixture,
           gint64      id,
           const char *owner)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  pen_store_set_owner_async (fixture->store, id, owner, store_result_cb, &result);
  g_assert_true (pen_store_set_owner_finish (fixture->store, store_wait (&result), &error));
  g_assert_no_error (error);
}

static void
test_claim_owned (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr(PenJobRow) row = store_new_job ("practice");
  g_autoptr(PenJobRow) read = NULL;
  g_autoptr(GSubprocess) other = NULL;
  g_autofree char *own = pen_store_dup_owner ();
  g_autofree char *owner = NULL;
  g_autofree char *stat_path = NULL;
  g_autofree char *stat_text = NULL;
  g_auto(GStrv) parts = g_strsplit (own, ":", 4);
  g_auto(GStrv) fields = NULL;
  gint64 id = store_add_job (fixture->store, row);

  /* A process that lives as long as we let it */
  other = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE,
                            NULL, "cat", NULL);
  stat_path = g_build_filename ("/proc", g_subprocess_get_identifier (other), "stat", NULL);
  g_assert_true (g_file_get_contents (stat_path, &stat_text, NULL, NULL));
  fields = g_strsplit (stat_text, " ", -1);
  owner = g_strjoin (":", g_subprocess_get_identifier (other), fields[21], parts[2], parts[3],
                     NULL);

  g_assert_true (pen_store_owner_is_alive (owner));
  set_owner (fixture, id, owner);
  g_assert_false (store_claim (fixture->store, id, FALSE));
  g_assert_false (store_claim (fixture->store, id, TRUE));
  read = store_get_job (fixture->store, id);
  g_assert_cmpint (read->state, ==, PEN_JOB_QUEUED);
  g_assert_cmpstr (read->owner, ==, owner);

  g_subprocess_force_exit (other);
  g_assert_true (g_subprocess_wait (other, NULL, NULL));
  g_assert_false (pen_store_owner_is_alive (owner));
  g_assert_true (store_claim (fixture->store, id, FALSE));
}

static void
test_owner (void)
{
  g_autofree char *own = pen_store_dup_owner ();
  g_autofree char *again = pen_store_dup_owner ();
  g_auto(GStrv) parts = g_strsplit (own, ":", -1);
  g_autofree char *other_start = NULL;
  g_autofree char *other_boot = NULL;
  g_autofree char *other_space = NULL;

  g_assert_cmpstr (own, ==, again);
  g_assert_cmpuint (g_strv_length (parts), ==, 4);
  g_assert_true (pen_store_owner_is_alive (own));

  /* The same number again, after the process of that number has ended */
  other_start = g_strjoin (":", parts[0], "1", parts[2], parts[3], NULL);
  g_assert_false (pen_store_owner_is_alive (other_start));

  other_boot = g_strjoin (":", parts[0], parts[1], "another", parts[3], NULL);
  g_assert_false (pen_store_owner_is_alive (other_boot));

  /* In another process namespace only a locked file counts, and there is none. */
  other_space = g_strjoin (":", parts[0], parts[1], parts[2], "1", NULL);
  g_assert_false (pen_store_owner_is_alive (other_space));

  g_assert_false (pen_store_owner_is_alive (NULL));
  g_assert_false (pen_store_owner_is_alive (""));
  g_assert_false (pen_store_owner_is_alive ("12"));
  g_assert_false (pen_store_owner_is_alive ("self:1:2:3"));
}

/* Somebody in another process namespace, where only the locked file tells */
static void
test_owner_in_namespace (void)
{
  g_autofree char *own = pen_store_dup_owner ();
  g_auto(GStrv) parts = g_strsplit (own, ":", -1);
  g_autofree char *other = g_strjoin (":", parts[0], parts[1], parts[2], "1", NULL);
  g_autofree char *name = g_strdelimit (g_strdup (other), ":", '_');
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "pentimento", "owners", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  int fd;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (flock (fd, LOCK_EX), ==, 0);
  g_assert_true (pen_store_owner_is_alive (other));
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));

  /* As when it ends */
  g_assert_cmpint (close (fd), ==, 0);
  g_assert_false (pen_store_owner_is_alive (other));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_calls_without_open (void)
{
  g_autofree char *path = store_new_path ();
  g_autoptr(PenStore) store = pen_store_new (path);
  g_autoptr(GError) error = NULL;
  GAsyncResult *result = NULL;

  pen_store_get_job_async (store, 1, store_result_cb, &result);
  g_assert_null (pen_store_get_job_finish (store, store_wait (&result), &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_STORAGE);
  g_clear_error (&error);
  g_clear_object (&result);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));

  pen_store_close (store);
  pen_store_close (store);
  pen_store_get_job_async (store, 1, store_result_cb, &result);
  g_assert_null (pen_store_get_job_finish (store, store_wait (&result), &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_STORAGE);
  g_clear_object (&result);
}

/* What was asked for before the end is done, and is told. */
static void
test_close (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(PenJobRow) row = store_new_job ("practice");
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) jobs = NULL;
  GAsyncResult *results[50] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    pen_store_add_job_async (fixture->store, row, store_result_cb, &results[i]);
  pen_store_close (fixture->store);

  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_assert_cmpint (pen_store_add_job_finish (fixture->store, store_wait (&results[i]), &error),
                       ==, i + 1);
      g_assert_no_error (error);
      g_clear_object (&results[i]);
    }

  reopen (fixture);
  jobs = store_list_jobs (fixture->store, FALSE, 0);
  g_assert_cmpuint (jobs->len, ==, G_N_ELEMENTS (results));
}

static void
test_cancelled_open (void)
{
  g_autofree char *path = store_new_path ();
  g_autoptr(PenStore) store = pen_store_new (path);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancellable);
  pen_store_open_async (store, cancellable, store_result_cb, &result);
  g_assert_false (pen_store_open_finish (store, store_wait (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

#define ADD(path, func) \
  g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/store/nicks", test_nicks);
  g_test_add_func ("/store/rows", test_rows);
  ADD ("/store/job", test_job);
  ADD ("/store/ended-job-has-no-owner", test_ended_job_has_no_owner);
  ADD ("/store/no-such-job", test_no_such_job);
  ADD ("/store/complete", test_complete);
  ADD ("/store/list-jobs", test_list_jobs);
  ADD ("/store/claim", test_claim);
  ADD ("/store/claim-owned", test_claim_owned);
  g_test_add_func ("/store/owner", test_owner);
  g_test_add_func ("/store/owner-in-namespace", test_owner_in_namespace);
  g_test_add_func ("/store/calls-without-open", test_calls_without_open);
  ADD ("/store/close", test_close);
  g_test_add_func ("/store/cancelled-open", test_cancelled_open);

  return g_test_run ();
}
