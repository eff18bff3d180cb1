/* test-processes.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-processes"

#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store-helper.h"

#define N_CLAIMERS 4
#define N_JOBS     60
#define N_KILLS    25

static const char *program;

static GSubprocess *
start (const char *what,
       const char *path)
{
  g_autoptr(GSubprocessLauncher) launcher = NULL;
  g_autoptr(GError) error = NULL;
  GSubprocess *child;

  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE |
                                        G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_subprocess_launcher_setenv (launcher, "XDG_DATA_HOME", g_get_user_data_dir (), TRUE);
  child = g_subprocess_launcher_spawn (launcher, &error, program, what, path, NULL);
  g_assert_no_error (error);

  return child;
}

static GDataInputStream *
open_output (GSubprocess *child)
{
  return g_data_input_stream_new (g_subprocess_get_stdout_pipe (child));
}

static void
go (GSubprocess *child)
{
  GOutputStream *input = g_subprocess_get_stdin_pipe (child);

  g_assert_true (g_output_stream_write_all (input, "\n", 1, NULL, NULL, NULL));
  g_assert_true (g_output_stream_flush (input, NULL, NULL));
}

/* In the child: says that it is ready, and waits for the word. */
static void
wait_for_word (void)
{
  printf ("ready\n");
  fflush (stdout);
  if (getchar () == EOF)
    exit (2);
}

/* In the child: takes what it can, and says what. */
static int
claim_all (const char *path)
{
  PenStore *store = store_must_open (path);

  wait_for_word ();
  for (gint64 id = 1; id <= N_JOBS; id++)
    {
      if (store_claim (store, id, FALSE))
        printf ("%" G_GINT64_FORMAT "\n", id);
    }

  printf ("end\n");
  fflush (stdout);
  /* What it owns it owns as long as it lives. */
  return getchar () == EOF ? 0 : 1;
}

/* In the child: ends jobs, three pictures each, and says what is on disk. */
static int
complete_for_ever (const char *path)
{
  const char * const prompts[] = { "one", "two", "three", NULL };
  PenStore *store = store_must_open (path);

  wait_for_word ();
  while (TRUE)
    {
      g_autoptr(PenJobRow) row = store_new_job ("practice");
      g_autoptr(GArray) ids = NULL;
      gint64 id = store_add_job (store, row);

      ids = store_complete (store, id, prompts, NULL);
      g_assert_nonnull (ids);
      printf ("%" G_GINT64_FORMAT "\n", id);
      fflush (stdout);
    }

  return 0;
}

/* In the child: opens a gallery that is not there yet. */
static int
open_once (const char *path)
{
  wait_for_word ();
  g_assert_finalize_object (store_must_open (path));

  return 0;
}

/* What one child has taken, up to its last word */
static guint
read_claims (GDataInputStream *output,
             gboolean         *taken)
{
  guint count = 0;

  while (TRUE)
    {
      g_autofree char *line = g_data_input_stream_read_line (output, NULL, NULL, NULL);
      gint64 id;

      g_assert_nonnull (line);
      if (g_str_equal (line, "end"))
        return count;

      id = g_ascii_strtoll (line, NULL, 10);
      g_assert_cmpint (id, >, 0);
      g_assert_cmpint (id, <=, N_JOBS);
      g_assert_false (taken[id]);
      taken[id] = TRUE;
      count++;
    }
}

static void
test_claim (void)
{
  g_autofree char *path = store_new_path ();
  PenStore *store = store_must_open (path);
  GSubprocess *children[N_CLAIMERS];
  GDataInputStream *outputs[N_CLAIMERS];
  gboolean taken[N_JOBS + 1] = { FALSE };
  guint n_taken = 0;

  for (guint i = 0; i < N_JOBS; i++)
    {
      g_autoptr(PenJobRow) row = store_new_job ("practice");

      store_add_job (store, row);
    }

  for (guint i = 0; i < N_CLAIMERS; i++)
    {
      g_autofree char *line = NULL;

      children[i] = start ("--claim", path);
      outputs[i] = open_output (children[i]);
      line = g_data_input_stream_read_line (outputs[i], NULL, NULL, NULL);
      g_assert_cmpstr (line, ==, "ready");
    }

  for (guint i = 0; i < N_CLAIMERS; i++)
    go (children[i]);

  /* Each job is taken by one of them, and by one only. */
  for (guint i = 0; i < N_CLAIMERS; i++)
    n_taken += read_claims (outputs[i], taken);
  g_assert_cmpuint (n_taken, ==, N_JOBS);

  /* They live: nobody else gets anything. */
  for (gint64 id = 1; id <= N_JOBS; id++)
    g_assert_false (store_claim (store, id, TRUE));

  for (guint i = 0; i < N_CLAIMERS; i++)
    {
      g_subprocess_send_signal (children[i], SIGKILL);
      g_assert_true (g_subprocess_wait (children[i], NULL, NULL));
      g_clear_object (&outputs[i]);
      g_clear_object (&children[i]);
    }

  /* They are dead: what they left can be taken over, but is not sent a second time. */
  for (gint64 id = 1; id <= N_JOBS; id++)
    {
      g_assert_false (store_claim (store, id, FALSE));
      g_assert_true (store_claim (store, id, TRUE));
    }

  g_assert_finalize_object (store);
}

/* What is said to be on disk is there, and of each job all or nothing. */
static void
check_gallery (const char *path,
               GArray     *told)
{
  PenStore *store = store_must_open (path);
  g_autoptr(GPtrArray) jobs = store_list_jobs (store, FALSE, 0);

  for (guint i = 0; i < told->len; i++)
    {
      g_autoptr(PenJobRow) job = store_get_job (store, g_array_index (told, gint64, i));

      g_assert_cmpint (job->state, ==, PEN_JOB_DONE);
    }

  for (guint i = 0; i < jobs->len; i++)
    {
      PenJobRow *job = jobs->pdata[i];
      gint64 pictures = store_count (store, &(PenPictureQuery) { .job = job->id });

      g_assert_cmpint (pictures, ==, job->state == PEN_JOB_DONE ? 3 : 0);
    }

  g_assert_cmpint (store_count (store, &(PenPictureQuery) { .text = "three" }), ==,
                   store_count (store, &(PenPictureQuery) { 0 }) / 3);
  g_assert_finalize_object (store);
}

static void
test_kill (void)
{
  g_autofree char *path = store_new_path ();
  g_autoptr(GArray) told = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < N_KILLS; i++)
    {
      g_autoptr(GSubprocess) child = start ("--complete", path);
      g_autoptr(GDataInputStream) output = open_output (child);
      g_autofree char *line = g_data_input_stream_read_line (output, NULL, NULL, NULL);
      guint until = told->len + (guint) g_test_rand_int_range (1, 10);

      g_assert_cmpstr (line, ==, "ready");
      go (child);
      while (told->len < until)
        {
          g_autofree char *text = g_data_input_stream_read_line (output, NULL, NULL, NULL);
          gint64 id = g_ascii_strtoll (text != NULL ? text : "", NULL, 10);

          g_assert_cmpint (id, >, 0);
          g_array_append_val (told, id);
        }

      /* Somewhere between two words */
      g_subprocess_send_signal (child, SIGKILL);
      g_assert_true (g_subprocess_wait (child, NULL, NULL));
      check_gallery (path, told);
    }
}

/* Window and command line started at the same time, for the first time */
static void
test_open_at_once (void)
{
  for (guint round = 0; round < 10; round++)
    {
      g_autofree char *path = store_new_path ();
      GSubprocess *children[N_CLAIMERS];

      for (guint i = 0; i < N_CLAIMERS; i++)
        children[i] = start ("--open", path);
      for (guint i = 0; i < N_CLAIMERS; i++)
        go (children[i]);

      for (guint i = 0; i < N_CLAIMERS; i++)
        {
          g_autoptr(GError) error = NULL;

          g_subprocess_wait_check (children[i], NULL, &error);
          g_assert_no_error (error);
          g_clear_object (&children[i]);
        }
    }
}

int
main (int   argc,
      char *argv[])
{
  if (argc == 3 && g_str_equal (argv[1], "--claim"))
    return claim_all (argv[2]);
  if (argc == 3 && g_str_equal (argv[1], "--complete"))
    return complete_for_ever (argv[2]);
  if (argc == 3 && g_str_equal (argv[1], "--open"))
    return open_once (argv[2]);

  program = argv[0];
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/processes/claim", test_claim);
  g_test_add_func ("/processes/kill", test_kill);
  g_test_add_func ("/processes/open-at-once", test_open_at_once);

  return g_test_run ();
}
