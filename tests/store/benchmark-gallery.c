/* benchmark-gallery.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "benchmark-gallery"

#include "config.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "store-helper.h"

/*
 * How long a gallery of 100,000 pictures takes to show a page, and to search.  Prints the
 * median and the worst of several runs, with what it should be at most.
 */

#define N_PICTURES 100000
#define N_RUNS     21
#define N_WORDS    30
#define PAGE       100

static const char * const vocabulary[] = {
  "castle", "castaway", "forest", "river", "lantern", "portrait", "watercolour", "sunset",
  "harbour", "winter", "mountain", "glass", "copper", "violet", "shadow", "garden", "bridge",
  "fog", "train", "horse", "violin", "market", "tower", "ocean", "desert", "marble", "ivory",
  "ember", "thunder", "meadow", "cathedral", "window", "mirror", "candle", "autumn", "orchard",
  "vessel", "falcon", "silver", "golden",
};

static char *
make_prompt (GRand *random,
             guint  number)
{
  g_autoptr(GString) prompt = g_string_new (NULL);

  for (guint i = 0; i < N_WORDS; i++)
    g_string_append_printf (prompt, "%s ",
                            vocabulary[g_rand_int_range (random, 0, G_N_ELEMENTS (vocabulary))]);
  if (number % 1000 == 0)
    g_string_append (prompt, "pentimento underpainting");

  return g_string_free (g_steal_pointer (&prompt), FALSE);
}

/* Through SQLite alone: in one transaction, where the store makes one for each */
static void
fill (const char *path)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (1);
  sqlite3 *handle;
  sqlite3_stmt *statement;

  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (handle, "BEGIN", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (handle,
                                       "INSERT INTO picture (path, digest, media_type, bytes, "
                                       "  width, height, seed, prompt, provider, model, task, "
                                       "  parameters, created) VALUES ('/nowhere/p.png', '00ff', "
                                       "  'image/png', 1, 1024, 1024, ?1, ?2, ?3, 'core', "
                                       "  'text-to-image', '{\"steps\":30}', ?1)",
                                       -1, &statement, NULL), ==, SQLITE_OK);

  for (guint i = 1; i <= N_PICTURES; i++)
    {
      g_autofree char *prompt = make_prompt (random, i);

      sqlite3_bind_int64 (statement, 1, i);
      sqlite3_bind_text (statement, 2, prompt, -1, SQLITE_STATIC);
      sqlite3_bind_text (statement, 3, i % 5000 == 0 ? "practice" : "stability", -1,
                         SQLITE_STATIC);
      g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_DONE);
      sqlite3_reset (statement);
    }

  sqlite3_finalize (statement);
  g_assert_cmpint (sqlite3_exec (handle, "COMMIT", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (handle), ==, SQLITE_OK);
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  const gint64 *left = a;
  const gint64 *right = b;

  return (*left > *right) - (*left < *right);
}

static void
measure (PenStore              *store,
         const char            *what,
         const PenPictureQuery *query,
         double                 goal_ms)
{
  gint64 times[N_RUNS];
  guint found = 0;

  for (guint i = 0; i < N_RUNS; i++)
    {
      gint64 start = g_get_monotonic_time ();
      g_autoptr(GPtrArray) rows = store_list (store, query);

      times[i] = g_get_monotonic_time () - start;
      found = rows->len;
    }

  qsort (times, N_RUNS, sizeof *times, compare);
  printf ("%-34s %5u rows  median %7.2f ms  worst %7.2f ms  goal %3.0f ms  %s\n",
          what, found, (double) times[N_RUNS / 2] / 1000, (double) times[N_RUNS - 1] / 1000,
          goal_ms, (double) times[N_RUNS / 2] / 1000 <= goal_ms ? "held" : "MISSED");
}

static void
measure_count (PenStore              *store,
               const char            *what,
               const PenPictureQuery *query,
               double                 goal_ms)
{
  gint64 start = g_get_monotonic_time ();
  gint64 count = store_count (store, query);
  double time_ms = (double) (g_get_monotonic_time () - start) / 1000;

  printf ("%-34s %6" G_GINT64_FORMAT "       once   %7.2f ms"
          "                    goal %3.0f ms  %s\n",
          what, count, time_ms, goal_ms, time_ms <= goal_ms ? "held" : "MISSED");
}

static void
measure_opening (const char *path)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr(PenStore) store = store_must_open (path);
  g_autoptr(GPtrArray) rows = store_list (store, &(PenPictureQuery) { .limit = PAGE });
  double time_ms = (double) (g_get_monotonic_time () - start) / 1000;

  printf ("%-34s %5u rows  once   %7.2f ms                    goal  50 ms  %s\n",
          "open and first page", rows->len, time_ms, time_ms <= 50 ? "held" : "MISSED");
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *folder = g_dir_make_tmp ("pentimento-benchmark-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "pentimento.db", NULL);
  PenStore *store = store_must_open (path);

  fill (path);

  measure_opening (path);
  measure (store, "first page", &(PenPictureQuery) { .limit = PAGE }, 50);
  measure (store, "page in the middle",
           &(PenPictureQuery) { .limit = PAGE, .before = N_PICTURES / 2 }, 50);
  measure (store, "two words, rare",
           &(PenPictureQuery) { .limit = PAGE, .text = "pentimento underpainting" }, 20);
  measure (store, "two words, in half of all",
           &(PenPictureQuery) { .limit = PAGE, .text = "castle forest" }, 20);
  measure (store, "beginning of a word, in most",
           &(PenPictureQuery) { .limit = PAGE, .text = "cas" }, 50);
  measure (store, "one letter",
           &(PenPictureQuery) { .limit = PAGE, .text = "c" }, 50);
  measure (store, "rare service",
           &(PenPictureQuery) { .limit = PAGE, .provider = "practice" }, 50);
  measure (store, "starred, none",
           &(PenPictureQuery) { .limit = PAGE, .starred = TRUE }, 50);
  measure_count (store, "count of all", &(PenPictureQuery) { 0 }, 50);
  measure_count (store, "count of a word",
                 &(PenPictureQuery) { .text = "castle" }, 200);

  pen_store_close (store);
  g_object_unref (store);
  g_unlink (path);
  g_rmdir (folder);

  return 0;
}
