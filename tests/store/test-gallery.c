/* test-gallery.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-gallery"

#include "config.h"

#include <glib/gstdio.h>

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

static gint64
add (Fixture    *fixture,
     const char *prompt)
{
  g_autoptr(PenPictureRow) row = store_new_picture (prompt);

  return store_add_picture (fixture->store, row);
}

/* The ids that a search finds, as text: “3 1” */
static char *
find (Fixture    *fixture,
      const char *text)
{
  PenPictureQuery query = { .text = text };
  g_autoptr(GPtrArray) rows = store_list (fixture->store, &query);
  g_autoptr(GString) ids = g_string_new (NULL);

  for (guint i = 0; i < rows->len; i++)
    g_string_append_printf (ids, "%s%" G_GINT64_FORMAT, i > 0 ? " " : "",
                            ((PenPictureRow *) rows->pdata[i])->id);

  g_assert_cmpint (store_count (fixture->store, &query), ==, rows->len);

  return g_string_free (g_steal_pointer (&ids), FALSE);
}

#define assert_finds(fixture, text, expected) \
  G_STMT_START { \
    g_autofree char *found_ = find (fixture, text); \
    g_assert_cmpstr (found_, ==, expected); \
  } G_STMT_END

static void
test_round_trip (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(PenPictureRow) row = store_new_picture ("夜の街, emoji 🎨\nsecond line");
  g_autoptr(PenPictureRow) read = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  gint64 first = add (fixture, "first");
  gint64 id;

  row->negative = g_strdup ("blur");
  row->source_path = g_strdup ("/nowhere/source.jpg");
  row->parent = first;
  row->cost_usd = 0.25;
  row->notes = g_strdup ("for the wall");
  row->warning = g_strdup ("blurred");
  row->created = 1234567;
  id = store_add_picture (fixture->store, row);
  g_assert_cmpint (id, >, first);

  pen_store_get_picture_async (fixture->store, id, store_result_cb, &result);
  read = pen_store_get_picture_finish (fixture->store, store_wait (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpint (read->id, ==, id);
  g_assert_cmpstr (read->prompt, ==, row->prompt);
  g_assert_cmpstr (read->negative, ==, "blur");
  g_assert_cmpstr (read->source_path, ==, "/nowhere/source.jpg");
  g_assert_cmpint (read->parent, ==, first);
  g_assert_cmpint (read->job, ==, 0);
  g_assert_cmpuint (read->seed, ==, G_MAXUINT64 - 1);
  g_assert_cmpfloat (read->cost_usd, ==, 0.25);
  g_assert_cmpstr (read->notes, ==, "for the wall");
  g_assert_cmpstr (read->warning, ==, "blurred");
  g_assert_cmpint (read->created, ==, 1234567);
  g_assert_cmpuint (read->width, ==, 640);
  g_assert_cmpuint (read->height, ==, 480);
  g_assert_cmpuint (read->bytes, ==, 1234);
  g_assert_cmpstr (read->media_type, ==, "image/png");
}

/* A picture is worth more than where it came from. */
static void
test_lost_parent (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr(PenPictureRow) row = store_new_picture ("orphan");
  g_autoptr(GPtrArray) rows = NULL;

  row->parent = 999;
  row->job = 999;
  store_add_picture (fixture->store, row);

  rows = store_list (fixture->store, &(PenPictureQuery) { 0 });
  g_assert_cmpuint (rows->len, ==, 1);
  g_assert_cmpint (((PenPictureRow *) rows->pdata[0])->parent, ==, 0);
  g_assert_cmpint (((PenPictureRow *) rows->pdata[0])->job, ==, 0);
}

static void
test_no_such_picture (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  GAsyncResult *result = NULL;

  pen_store_get_picture_async (fixture->store, 7, store_result_cb, &result);
  g_assert_null (pen_store_get_picture_finish (fixture->store, store_wait (&result), &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_clear_object (&result);

  pen_store_set_starred_async (fixture->store, 7, TRUE, store_result_cb, &result);
  g_assert_false (pen_store_set_starred_finish (fixture->store, store_wait (&result), &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_clear_object (&result);

  pen_store_set_trashed_async (fixture->store, 7, 1, store_result_cb, &result);
  g_assert_false (pen_store_set_trashed_finish (fixture->store, store_wait (&result), &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_NOT_FOUND);
  g_clear_object (&result);
}

static void
test_search (Fixture       *fixture,
             gconstpointer  data)
{
  add (fixture, "a red castle at dusk");
  add (fixture, "Castles in the Café");
  add (fixture, "a cat");
  add (fixture, "夜の東京, rain");
  add (fixture, "party 🎨 100% \"quoted\" it's");

  assert_finds (fixture, NULL, "5 4 3 2 1");
  assert_finds (fixture, "", "5 4 3 2 1");
  assert_finds (fixture, "  ", "5 4 3 2 1");
  assert_finds (fixture, "cas", "2 1");
  assert_finds (fixture, "CASTLE", "2 1");
  assert_finds (fixture, "cas dusk", "1");
  assert_finds (fixture, "dusk cas", "1");
  assert_finds (fixture, "cafe", "2");
  assert_finds (fixture, "stle", "");
  assert_finds (fixture, "filters", "5 4 3 2 1");

  /* Words without spaces, and signs, which the index does not know */
  assert_finds (fixture, "東京", "4");
  assert_finds (fixture, "東京 rain", "4");
  assert_finds (fixture, "東京 sun", "");
  assert_finds (fixture, "🎨", "5");
  assert_finds (fixture, "🎨 quo", "5");
  assert_finds (fixture, "%", "5");
}

/* What means something to the index is text when a user types it. */
static void
test_search_syntax (Fixture       *fixture,
                    gconstpointer  data)
{
  const char * const texts[] = {
    "\"", "'", "\"\"", "*", "a*", "^a", "a AND", "AND", "OR OR", "NOT a", "NEAR(a b)", "(", ")",
    "a)", "prompt:", "prompt: a", "{prompt} : a", "-prompt : a", "a + b", "a-b", "-", "--", ";",
    "'; DROP TABLE picture; --", "\\", "a\"b", "\"a\" OR \"b\"", "\xff\xfe", "\xc3", "a\x01z",
    "%s%n", "?1", ":x", "@x",
  };
  g_autofree char *lengthy = g_strnfill (100000, 'a');
  g_autoptr(GString) many = g_string_new (NULL);

  add (fixture, "or not and near prompt");
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (find (fixture, texts[i]));
  g_free (find (fixture, lengthy));

  for (guint i = 0; i < 1000; i++)
    g_string_append (many, "near ");
  assert_finds (fixture, many->str, "1");

  assert_finds (fixture, "NOT", "1");
  assert_finds (fixture, "AND OR NEAR", "1");
  assert_finds (fixture, "prompt:", "1");
  assert_finds (fixture, "near(not", "1");
}

static void
set_starred (Fixture  *fixture,
             gint64    id,
             gboolean  starred)
{
  g_autoptr(GAsyncResult) result = NULL;

  pen_store_set_starred_async (fixture->store, id, starred, store_result_cb, &result);
  g_assert_true (pen_store_set_starred_finish (fixture->store, store_wait (&result), NULL));
}

static void
set_trashed (Fixture *fixture,
             gint64   id,
             gint64   when)
{
  g_autoptr(GAsyncResult) result = NULL;

  pen_store_set_trashed_async (fixture->store, id, when, store_result_cb, &result);
  g_assert_true (pen_store_set_trashed_finish (fixture->store, store_wait (&result), NULL));
}

static void
test_filters (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(PenPictureRow) other = store_new_picture ("other cat");
  g_autoptr(GPtrArray) starred = NULL;
  gint64 first = add (fixture, "first cat");
  gint64 second;

  g_free (other->provider);
  other->provider = g_strdup ("stability");
  g_free (other->task);
  other->task = g_strdup ("text-to-image");
  other->parent = first;
  second = store_add_picture (fixture->store, other);

  set_starred (fixture, first, TRUE);
  starred = store_list (fixture->store, &(PenPictureQuery) { .starred = TRUE, .text = "cat" });
  g_assert_cmpuint (starred->len, ==, 1);
  g_assert_true (((PenPictureRow *) starred->pdata[0])->starred);
  g_assert_cmpint (((PenPictureRow *) starred->pdata[0])->id, ==, first);
  set_starred (fixture, first, FALSE);
  g_assert_cmpint (store_count (fixture->store, &(PenPictureQuery) { .starred = TRUE }), ==, 0);

  g_assert_cmpint (store_count (fixture->store, &(PenPictureQuery) { .provider = "stability" }),
                   ==, 1);
  g_assert_cmpint (store_count (fixture->store, &(PenPictureQuery) { .provider = "openai" }),
                   ==, 0);
  g_assert_cmpint (store_count (fixture->store,
                                &(PenPictureQuery) { .task = "text-to-image", .text = "cat" }),
                   ==, 1);
  g_assert_cmpint (store_count (fixture->store, &(PenPictureQuery) { .parent = first }), ==, 1);
  g_assert_cmpint (store_count (fixture->store, &(PenPictureQuery) { .parent = second }), ==, 0);
}

static void
test_trash (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(PenPictureRow) read = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  gint64 id;

  add (fixture, "kept");
  id = add (fixture, "thrown away");

  set_trashed (fixture, id, 42);
  assert_finds (fixture, NULL, "1");
  assert_finds (fixture, "thrown", "");

  pen_store_get_picture_async (fixture->store, id, store_result_cb, &result);
  read = pen_store_get_picture_finish (fixture->store, store_wait (&result), NULL);
  g_assert_cmpint (read->trashed, ==, 42);

  set_trashed (fixture, id, 0);
  assert_finds (fixture, "thrown", "2");
}

static void
test_pages (Fixture       *fixture,
            gconstpointer  data)
{
  const char * const texts[] = { NULL, "cat" };

  for (guint i = 0; i < 25; i++)
    add (fixture, "cat");

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      PenPictureQuery query = { .text = texts[i], .limit = 10 };
      guint seen = 0;

      while (TRUE)
        {
          g_autoptr(GPtrArray) rows = store_list (fixture->store, &query);

          for (guint j = 0; j < rows->len; j++)
            {
              PenPictureRow *row = rows->pdata[j];

              g_assert_cmpint (row->id, ==, 25 - seen);
              query.before = row->id;
              seen++;
            }

          if (rows->len < query.limit)
            break;
        }

      g_assert_cmpuint (seen, ==, 25);
    }
}

static void
test_cancelled_list (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  add (fixture, "a cat");
  g_cancellable_cancel (cancellable);
  pen_store_list_pictures_async (fixture->store, &(PenPictureQuery) { .text = "cat" }, cancellable,
                                 store_result_cb, &result);
  g_assert_null (pen_store_list_pictures_finish (fixture->store, store_wait (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  assert_finds (fixture, "cat", "1");
}

static char *
add_input (Fixture     *fixture,
           const char  *path,
           const char  *folder,
           GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  pen_store_add_input_async (fixture->store, path, folder, store_result_cb, &result);
  return pen_store_add_input_finish (fixture->store, store_wait (&result), error);
}

static guint
count_files (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  guint count = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    count++;

  return count;
}

static void
test_inputs (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "inputs", NULL);
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "source", NULL);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *again = NULL;
  g_autofree char *other = NULL;
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  GStatBuf before;
  GStatBuf after;

  g_assert_true (g_file_set_contents (path, "\x89PNG\r\n\x1a\n and more", -1, NULL));
  first = add_input (fixture, path, folder, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (first, folder));
  g_assert_true (g_str_has_suffix (first, ".png"));
  g_assert_true (g_file_get_contents (first, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "\x89PNG\r\n\x1a\n and more");

  g_assert_cmpint (g_stat (first, &before), ==, 0);

  second = add_input (fixture, path, folder, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (second, ==, first);
  g_assert_cmpint (g_stat (first, &after), ==, 0);
  g_assert_cmpuint (before.st_ino, ==, after.st_ino);
  again = add_input (fixture, first, folder, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again, ==, first);
  g_assert_cmpuint (count_files (folder), ==, 1);

  /* The copy is none of the source's business. */
  g_assert_true (g_file_set_contents (path, "something else", -1, NULL));
  other = add_input (fixture, path, folder, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (other, !=, first);
  g_assert_true (g_str_has_suffix (other, ".bin"));
  g_assert_cmpuint (count_files (folder), ==, 2);
}

static void
test_inputs_at_once (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "inputs", NULL);
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "source", NULL);
  GAsyncResult *results[20] = { NULL };

  g_assert_true (g_file_set_contents (path, "the same", -1, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    pen_store_add_input_async (fixture->store, path, folder, store_result_cb, &results[i]);

  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *copy = NULL;

      copy = pen_store_add_input_finish (fixture->store, store_wait (&results[i]), &error);
      g_assert_no_error (error);
      g_assert_true (g_file_test (copy, G_FILE_TEST_IS_REGULAR));
      g_clear_object (&results[i]);
    }

  g_assert_cmpuint (count_files (folder), ==, 1);
}

static void
test_bad_inputs (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "inputs", NULL);
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "source", NULL);
  g_autofree char *absent = g_build_filename (g_get_user_data_dir (), "absent", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_null (add_input (fixture, absent, folder, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_STORAGE);
  g_clear_error (&error);

  g_assert_null (add_input (fixture, g_get_user_data_dir (), folder, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_STORAGE);
  g_clear_error (&error);

  /* Where the folder should be is a file. */
  g_assert_true (g_file_set_contents (path, "content", -1, NULL));
  g_assert_null (add_input (fixture, path, path, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_STORAGE);
}

#define ADD(path, func) \
  g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("/gallery/round-trip", test_round_trip);
  ADD ("/gallery/lost-parent", test_lost_parent);
  ADD ("/gallery/no-such-picture", test_no_such_picture);
  ADD ("/gallery/search", test_search);
  ADD ("/gallery/search-syntax", test_search_syntax);
  ADD ("/gallery/filters", test_filters);
  ADD ("/gallery/trash", test_trash);
  ADD ("/gallery/pages", test_pages);
  ADD ("/gallery/cancelled-list", test_cancelled_list);
  ADD ("/gallery/inputs", test_inputs);
  ADD ("/gallery/inputs-at-once", test_inputs_at_once);
  ADD ("/gallery/bad-inputs", test_bad_inputs);

  return g_test_run ();
}
