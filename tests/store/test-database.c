/* test-database.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-database"

#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pen-database.h"
#include "store-helper.h"

/* The database as the program of another day left it, written with SQLite alone */
static void
execute (const char *path,
         const char *sql)
{
  g_autofree char *folder = g_path_get_dirname (path);
  char *message = NULL;
  sqlite3 *handle;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  sqlite3_exec (handle, sql, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
  g_assert_cmpint (sqlite3_close (handle), ==, SQLITE_OK);
}

static char *
ask (const char *path,
     const char *sql)
{
  sqlite3 *handle;
  sqlite3_stmt *statement;
  char *answer = NULL;

  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (handle, sql, -1, &statement, NULL), ==, SQLITE_OK);
  if (sqlite3_step (statement) == SQLITE_ROW)
    answer = g_strdup ((const char *) sqlite3_column_text (statement, 0));
  sqlite3_finalize (statement);
  g_assert_cmpint (sqlite3_close (handle), ==, SQLITE_OK);

  return answer;
}

#define assert_answer(path, sql, expected) \
  G_STMT_START { \
    g_autofree char *answer_ = ask (path, sql); \
    g_assert_cmpstr (answer_, ==, expected); \
  } G_STMT_END

static char *
digest (const char *path)
{
  g_autofree char *content = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &content, &length, NULL));

  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (guchar *) content, length);
}

static void
assert_not_opened (const char *path,
                   int         code)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (store_open (path, &error));
  g_assert_error (error, PEN_ERROR, code);
  g_assert_false (g_str_has_suffix (error->message, "."));
}

static void
test_new (void)
{
  g_autofree char *path = store_new_path ();
  g_autofree char *folder = g_path_get_dirname (path);
  PenStore *store = store_must_open (path);
  GStatBuf info;

  g_assert_finalize_object (store);
  g_assert_cmpint (g_stat (folder, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0700);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);

  assert_answer (path, "PRAGMA user_version", "2");
  assert_answer (path, "PRAGMA journal_mode", "wal");
  assert_answer (path, "PRAGMA integrity_check", "ok");

  /* And once more what is there */
  store = store_must_open (path);
  g_assert_finalize_object (store);
}

/* Fixture: a gallery of version 1, which had no index of words. */
static void
test_older (void)
{
  g_autofree char *fixture = g_test_build_filename (G_TEST_DIST, "store", "version-1.sql", NULL);
  g_autofree char *path = store_new_path ();
  g_autofree char *sql = NULL;
  g_autoptr(PenJobRow) job = NULL;
  g_autoptr(GPtrArray) found = NULL;
  PenStore *store;

  g_assert_true (g_file_get_contents (fixture, &sql, NULL, NULL));
  execute (path, sql);
  assert_answer (path, "PRAGMA user_version", "1");

  store = store_must_open (path);
  job = store_get_job (store, 1);
  g_assert_cmpint (job->state, ==, PEN_JOB_RUNNING);
  g_assert_cmpstr (job->memo, ==, "{\"id\":\"r8\"}");
  found = store_list (store, &(PenPictureQuery) { .text = "castle" });
  g_assert_cmpuint (found->len, ==, 1);
  g_assert_cmpint (((PenPictureRow *) found->pdata[0])->id, ==, 2);
  g_assert_finalize_object (store);

  assert_answer (path, "PRAGMA user_version", "2");
  assert_answer (path, "PRAGMA integrity_check", "ok");
}

/* A migration that fails leaves the file as it was. */
static void
test_older_damaged (void)
{
  g_autofree char *path = store_new_path ();

  execute (path, "CREATE TABLE something (else_ TEXT); PRAGMA user_version = 1;");
  assert_not_opened (path, PEN_ERROR_STORAGE);
  assert_answer (path, "PRAGMA user_version", "1");
  assert_answer (path, "SELECT count (*) FROM sqlite_schema", "1");
}

static void
test_newer (void)
{
  g_autofree char *path = store_new_path ();
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  execute (path, "CREATE TABLE future (wonder TEXT); PRAGMA user_version = 1000;");
  before = digest (path);

  assert_not_opened (path, PEN_ERROR_NEWER_DATABASE);
  after = digest (path);
  g_assert_cmpstr (before, ==, after);
}

/* One from a newer version that was killed: what it wrote is in the log beside. */
static void
test_newer_with_log (void)
{
  g_autofree char *path = store_new_path ();
  g_autofree char *copy = store_new_path ();
  g_autofree char *folder = g_path_get_dirname (copy);
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  g_autofree char *log_copy = g_strconcat (copy, "-wal", NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *content = NULL;
  g_autofree char *log_content = NULL;
  gsize length;
  gsize log_length;
  sqlite3 *handle;

  execute (path, "PRAGMA journal_mode = WAL;");
  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (handle,
                                 "CREATE TABLE future (wonder TEXT); PRAGMA user_version = 1000;",
                                 NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_true (g_file_get_contents (path, &content, &length, NULL));
  g_assert_true (g_file_get_contents (log, &log_content, &log_length, NULL));
  g_assert_cmpint (sqlite3_close (handle), ==, SQLITE_OK);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (copy, content, (gssize) length, NULL));
  g_assert_true (g_file_set_contents (log_copy, log_content, (gssize) log_length, NULL));
  before = digest (log_copy);

  assert_not_opened (copy, PEN_ERROR_NEWER_DATABASE);
  after = digest (log_copy);
  g_assert_cmpstr (before, ==, after);
}

static void
test_damaged (void)
{
  g_autofree char *path = store_new_path ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *rubbish = g_strnfill (8192, 'x');
  g_autofree char *content = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, rubbish, -1, NULL));

  assert_not_opened (path, PEN_ERROR_STORAGE);
  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, rubbish);
}

/* A file that was cut off: opened or not, nothing crashes, and errors say what it is. */
static void
test_cut_off (void)
{
  g_autofree char *path = store_new_path ();
  g_autofree char *content = NULL;
  gsize length;
  PenStore *store = store_must_open (path);

  for (guint i = 0; i < 50; i++)
    {
      g_autoptr(PenPictureRow) row = store_new_picture ("a castle");

      store_add_picture (store, row);
    }
  g_assert_finalize_object (store);

  g_assert_true (g_file_get_contents (path, &content, &length, NULL));
  g_assert_cmpuint (length, >, 12288);
  g_assert_true (g_file_set_contents (path, content, 12288, NULL));

  {
    g_autoptr(GError) error = NULL;
    g_autoptr(GAsyncResult) result = NULL;
    g_autoptr(GPtrArray) rows = NULL;

    store = store_open (path, &error);
    if (store != NULL)
      {
        pen_store_list_pictures_async (store, &(PenPictureQuery) { .text = "castle" }, NULL,
                                       store_result_cb, &result);
        rows = pen_store_list_pictures_finish (store, store_wait (&result), &error);
        g_assert_null (rows);
        g_clear_object (&result);
        g_assert_finalize_object (store);
      }

    g_assert_error (error, PEN_ERROR, PEN_ERROR_STORAGE);
    g_assert_nonnull (strstr (error->message, "damaged"));
  }
}

static void
test_no_folder (void)
{
  g_autofree char *file = g_build_filename (g_get_user_data_dir (), "file", NULL);
  g_autofree char *path = g_build_filename (file, "pentimento.db", NULL);

  g_assert_cmpint (g_mkdir_with_parents (g_get_user_data_dir (), 0700), ==, 0);
  g_assert_true (g_file_set_contents (file, "a file", -1, NULL));
  assert_not_opened (path, PEN_ERROR_STORAGE);

  /* Where the file should be is a folder. */
  assert_not_opened (g_get_user_data_dir (), PEN_ERROR_STORAGE);
}

/* Root may write anything, so that this has to be somebody else. */
static PenStore *
open_as_nobody (const char  *path,
                GError     **error)
{
  uid_t user = geteuid ();
  PenStore *store;

  if (user == 0)
    g_assert_cmpint (seteuid (65534), ==, 0);
  store = store_open (path, error);
  if (user == 0)
    g_assert_cmpint (seteuid (user), ==, 0);

  return store;
}

static void
test_read_only (void)
{
  g_autofree char *folder = g_dir_make_tmp ("pentimento-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "pentimento.db", NULL);
  const int modes[] = { 0555, 0777 };

  g_assert_finalize_object (store_must_open (path));
  g_assert_cmpint (g_chmod (path, 0444), ==, 0);

  /* The file alone, and the folder with it */
  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_cmpint (g_chmod (folder, modes[i]), ==, 0);
      g_assert_null (open_as_nobody (path, &error));
      g_assert_error (error, PEN_ERROR, PEN_ERROR_STORAGE);
      g_assert_nonnull (strstr (error->message, "read-only"));
    }

  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* A limit on the size of files stands for a full disk. */
static void
test_full (void)
{
  g_autofree char *path = store_new_path ();
  g_autoptr(PenPictureRow) row = store_new_picture (NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  PenStore *store = store_must_open (path);
  struct rlimit old;
  struct rlimit small;

  row->prompt = g_strnfill (1000000, 'a');
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &old), ==, 0);
  small = old;
  small.rlim_cur = 300000;
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);

  pen_store_add_picture_async (store, row, store_result_cb, &result);
  g_assert_cmpint (pen_store_add_picture_finish (store, store_wait (&result), &error), ==, 0);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &old), ==, 0);
  g_assert_error (error, PEN_ERROR, PEN_ERROR_STORAGE);

  /* There is room again: it goes on, and nothing of the other stayed. */
  g_clear_object (&result);
  store_add_picture (store, row);
  g_assert_cmpint (store_count (store, &(PenPictureQuery) { 0 }), ==, 1);
  g_assert_finalize_object (store);
}

/* What a job cost is written once, with the job's end. */
static void
test_spend (void)
{
  g_autofree char *path = store_new_path ();
  g_autoptr(PenJobRow) row = store_new_job ("stability");
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GArray) ids = NULL;
  g_autoptr(GArray) again = NULL;
  const char * const prompts[] = { "a cat", NULL };
  PenStore *store = store_must_open (path);
  gint64 id = store_add_job (store, row);

  ids = store_complete (store, id, prompts, NULL);
  again = store_complete (store, id, prompts, NULL);

  /* Paid for and failed, nobody knows how much */
  row->id = store_add_job (store, row);
  row->state = PEN_JOB_FAILED;
  row->charged = TRUE;
  pen_store_update_job_async (store, row, store_result_cb, &result);
  g_assert_true (pen_store_update_job_finish (store, store_wait (&result), NULL));
  g_clear_object (&result);

  /* Not paid for */
  row->id = store_add_job (store, row);
  row->charged = FALSE;
  pen_store_update_job_async (store, row, store_result_cb, &result);
  g_assert_true (pen_store_update_job_finish (store, store_wait (&result), NULL));
  g_clear_object (&result);

  g_assert_finalize_object (store);
  assert_answer (path, "SELECT count (*) FROM spend", "2");
  assert_answer (path, "SELECT provider || job || cost_usd FROM spend WHERE job = 1",
                 "stability10.04");
  assert_answer (path, "SELECT count (*) FROM spend WHERE job = 2 AND cost_usd IS NULL", "1");
}

/* The index of words follows what others do to the rows. */
static void
test_words_follow (void)
{
  g_autofree char *path = store_new_path ();
  g_autoptr(PenPictureRow) row = store_new_picture ("a castle");
  PenStore *store = store_must_open (path);

  store_add_picture (store, row);
  store_add_picture (store, row);
  execute (path, "UPDATE picture SET notes = 'wall' WHERE id = 1;"
                 "UPDATE picture SET prompt = 'a barn' WHERE id = 1;"
                 "DELETE FROM picture WHERE id = 2;");
  g_assert_cmpint (store_count (store, &(PenPictureQuery) { .text = "castle" }), ==, 0);
  g_assert_cmpint (store_count (store, &(PenPictureQuery) { .text = "wall barn" }), ==, 1);

  /* A number is not used again. */
  g_assert_cmpint (store_add_picture (store, row), ==, 3);
  g_assert_finalize_object (store);
  execute (path, "INSERT INTO picture_text (picture_text) VALUES ('integrity-check');");
}

static void
test_busy (void)
{
  g_autofree char *path = store_new_path ();
  g_autoptr(GError) error = NULL;
  PenStore *store = store_must_open (path);
  sqlite3 *handle;
  GAsyncResult *result = NULL;
  g_autoptr(PenJobRow) row = store_new_job ("practice");

  /* Somebody else holds it a while: the call waits, and is done. */
  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (handle, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);
  pen_store_add_job_async (store, row, store_result_cb, &result);
  g_assert_cmpint (sqlite3_exec (handle, "COMMIT", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (pen_store_add_job_finish (store, store_wait (&result), &error), ==, 1);
  g_assert_no_error (error);

  g_clear_object (&result);
  g_assert_cmpint (sqlite3_close (handle), ==, SQLITE_OK);
  g_assert_finalize_object (store);
}

/* Stands in for a function of the search, and cancels it from within. */
static void
cancelling_instr (sqlite3_context  *context,
                  int               n_values,
                  sqlite3_value   **values)
{
  g_cancellable_cancel (sqlite3_user_data (context));
  sqlite3_result_int (context, 0);
}

/* A search through very many pictures ends when it is told to, not at its own end. */
static void
test_cancelled_search (void)
{
  g_autofree char *path = store_new_path ();
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(PenDatabase) database = NULL;
  g_autoptr(GError) error = NULL;
  gint64 count;

  database = pen_database_open (path, &error);
  g_assert_no_error (error);
  g_assert_true (pen_database_execute (database,
                                       "WITH RECURSIVE n (i) AS "
                                       "  (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) "
                                       "INSERT INTO picture (path, digest, media_type, bytes, "
                                       "  width, height, seed, prompt, provider, model, task, "
                                       "  parameters, created) "
                                       "SELECT 'p', 'd', 'm', 1, 1, 1, i, 'x', 'p', 'm', 't', "
                                       "  '{}', i FROM n;",
                                       &error));
  sqlite3_create_function (pen_database_get_handle (database), "instr", 2, SQLITE_UTF8,
                           cancellable, cancelling_instr, NULL, NULL);

  g_assert_null (pen_database_list_pictures (database, &(PenPictureQuery) { .text = "東" },
                                             cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  /* And the next one is not stopped. */
  g_assert_true (pen_database_count_pictures (database, &(PenPictureQuery) { 0 }, &count, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count, ==, 5000);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/database/new", test_new);
  g_test_add_func ("/database/older", test_older);
  g_test_add_func ("/database/older-damaged", test_older_damaged);
  g_test_add_func ("/database/newer", test_newer);
  g_test_add_func ("/database/newer-with-log", test_newer_with_log);
  g_test_add_func ("/database/damaged", test_damaged);
  g_test_add_func ("/database/cut-off", test_cut_off);
  g_test_add_func ("/database/no-folder", test_no_folder);
  g_test_add_func ("/database/read-only", test_read_only);
  g_test_add_func ("/database/full", test_full);
  g_test_add_func ("/database/spend", test_spend);
  g_test_add_func ("/database/words-follow", test_words_follow);
  g_test_add_func ("/database/busy", test_busy);
  g_test_add_func ("/database/cancelled-search", test_cancelled_search);

  return g_test_run ();
}
