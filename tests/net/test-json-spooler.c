/* test-json-spooler.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-json-spooler"

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "pen-error.h"
#include "pen-json.h"
#include "pen-json-spooler.h"

#define LIMIT (64 * 1024)

typedef struct
{
  char *folder;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->folder = g_build_filename (g_get_tmp_dir (), "spool-XXXXXX", NULL);
  g_assert_nonnull (g_mkdtemp (fixture->folder));
}

/* Nothing is left behind, whatever happened. */
static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GDir) dir = g_dir_open (fixture->folder, 0, NULL);

  g_assert_null (g_dir_read_name (dir));
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_clear_pointer (&fixture->folder, g_free);
}

/* Feeds @text in pieces of @first bytes and then of @rest. */
static PenReply *
spool_in_pieces (Fixture     *fixture,
                 const char  *text,
                 gsize        length,
                 gsize        first,
                 gsize        rest,
                 GError     **error)
{
  g_autoptr(PenJsonSpooler) spooler = pen_json_spooler_new (fixture->folder, G_MAXUINT64,
                                                            1024 * 1024);
  g_autoptr(PenReply) reply = pen_reply_new (200);
  gsize part = MIN (first, length);
  gsize at = 0;

  do
    {
      if (!pen_json_spooler_feed (spooler, text + at, part, error))
        return NULL;
      at += part;
      part = MIN (rest, length - at);
    }
  while (at < length);

  if (!pen_json_spooler_finish (spooler, reply, error))
    return NULL;

  return g_steal_pointer (&reply);
}

static PenReply *
spool (Fixture     *fixture,
       const char  *text,
       GError     **error)
{
  return spool_in_pieces (fixture, text, strlen (text), G_MAXSIZE, 1, error);
}

static void
assert_bytes (PenReply      *reply,
              const char    *member,
              gconstpointer  data,
              gsize          length)
{
  JsonObject *object = json_node_get_object (pen_reply_get_json (reply));
  g_autoptr(GError) error = NULL;
  const char *text = pen_json_get_string (object, member, &error);
  g_autoptr(PenBlob) blob = NULL;
  g_autoptr(GBytes) bytes = NULL;

  g_assert_no_error (error);
  blob = pen_reply_get_blob (reply, text, &error);
  g_assert_no_error (error);
  bytes = pen_blob_load (blob, 1024 * 1024, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), data, length);
}

/* A picture of @size bytes: the right beginning, and noise. */
static guint8 *
make_picture (gsize size)
{
  guint8 *data = g_malloc (size);
  g_autoptr(GRand) random = g_rand_new_with_seed (7);

  for (gsize i = 0; i < size; i++)
    data[i] = (guint8) g_rand_int (random);
  memcpy (data, "GIF89a", 6);

  return data;
}

static void
test_small (Fixture       *fixture,
            gconstpointer  data)
{
  static const char text[] =
    "{ \"a\": \"\\\"quo\\\\ted\\\" \\u00e9\\uD83D\\uDE00 {[,\", \"b\": [1, 2.5e3, true, null, {}],"
    "  \"image\": \"aGVsbG8=\" }";
  static const char expected[] =
    "{\"a\":\"\\\"quo\\\\ted\\\" é😀 {[,\",\"b\":[1,2500.0,true,null,{}],\"image\":\"aGVsbG8=\"}";

  /* Cut in two at every byte, and into single bytes */
  for (gsize first = 0; first <= strlen (text); first++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(PenReply) reply = spool_in_pieces (fixture, text, strlen (text), first,
                                                   first % 2 == 0 ? G_MAXSIZE : 1, &error);
      g_autofree char *found = NULL;

      g_assert_no_error (error);
      found = pen_json_to_text (pen_reply_get_json (reply));
      g_assert_cmpstr (found, ==, expected);
      assert_bytes (reply, "image", "hello", 5);
    }
}

static void
test_pictures (Fixture       *fixture,
               gconstpointer  data)
{
  static const gsize pieces[] = { 1, 7, 4096, 65536, G_MAXSIZE };
  static const gsize sizes[] = { 50001, 50002, 50003, 200000 };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (pieces); j++)
      {
        g_autofree guint8 *picture = make_picture (sizes[i]);
        g_autofree char *base64 = g_base64_encode (picture, sizes[i]);
        g_autofree char *text = g_strdup_printf ("{\"a\":\"%s\",\"b\":\"data:image/png;base64,%s\","
                                                 "\"c\":\"short\"}", base64, base64);
        g_autoptr(GError) error = NULL;
        g_autoptr(PenReply) reply = NULL;
        JsonObject *object;

        reply = spool_in_pieces (fixture, text, strlen (text), pieces[j], pieces[j], &error);
        g_assert_no_error (error);
        object = json_node_get_object (pen_reply_get_json (reply));
        g_assert_cmpuint (strlen (pen_json_string_or (object, "a", "")), <, 100);
        g_assert_cmpstr (pen_json_string_or (object, "c", ""), ==, "short");
        assert_bytes (reply, "a", picture, sizes[i]);
        assert_bytes (reply, "b", picture, sizes[i]);
      }
}

/* The last string of 64 KiB stays, and the next becomes a file. */
static void
test_limit (Fixture       *fixture,
            gconstpointer  data)
{
  g_autofree char *fits = g_strnfill (LIMIT, 'A');
  g_autofree char *over = g_strnfill (LIMIT + 4, 'A');
  g_autofree char *text = g_strdup_printf ("{\"fits\":\"%s\",\"over\":\"%s\"}", fits, over);
  g_autofree char *zeros = g_malloc0 (LIMIT);
  g_autoptr(GError) error = NULL;
  g_autoptr(PenReply) reply = spool (fixture, text, &error);
  JsonObject *object;

  g_assert_no_error (error);
  object = json_node_get_object (pen_reply_get_json (reply));
  g_assert_cmpuint (strlen (pen_json_string_or (object, "fits", "")), ==, LIMIT);
  g_assert_cmpuint (strlen (pen_json_string_or (object, "over", "")), <, 100);
  assert_bytes (reply, "over", zeros, (LIMIT + 4) / 4 * 3);
}

/* Slashes and line ends are often escaped; the whole alphabet may be. */
static void
test_escapes (Fixture       *fixture,
              gconstpointer  data)
{
  static const gsize pieces[] = { 1, 3, 5000, G_MAXSIZE };
  gsize size = 120000;
  g_autofree guint8 *picture = make_picture (size);
  g_autofree char *base64 = g_base64_encode (picture, size);
  GString *text = g_string_new ("{\"a\":\"data:image\\/png;base64,");

  for (gsize i = 0; base64[i] != '\0'; i++)
    {
      if (base64[i] == '/')
        g_string_append (text, "\\/");
      else if (base64[i] == '+')
        g_string_append (text, i % 3 == 0 ? "\\u002B" : "\\u002b");
      else
        g_string_append_c (text, base64[i]);
      if (i % 76 == 75)
        g_string_append (text, "\\r\\n");
    }
  g_string_append (text, "\"}");

  for (gsize i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(PenReply) reply = spool_in_pieces (fixture, text->str, text->len, pieces[i],
                                                   pieces[i], &error);

      g_assert_no_error (error);
      assert_bytes (reply, "a", picture, size);
    }

  g_string_free (text, TRUE);
}

/* A long text is a text: the log of a run, say. */
static void
test_long_text (Fixture       *fixture,
                gconstpointer  data)
{
  static const char * const beginnings[] = {
    "100%: done", "words and words", "\\u00e9", "\\t", "\\ud83d\\ude00", "é", "data:image/png,",
    "data:text/plain;charset=utf-8,x",
  };
  g_autofree char *fill = g_strnfill (2 * LIMIT, 'x');

  for (gsize i = 0; i < G_N_ELEMENTS (beginnings); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"a\":\"%s%s, \\\"end\\\"\"}",
                                               beginnings[i], fill);
      g_autoptr(GError) error = NULL;
      g_autoptr(PenReply) reply = spool_in_pieces (fixture, text, strlen (text), 1000, 1000,
                                                   &error);
      const char *found;

      g_assert_no_error (error);
      found = pen_json_string_or (json_node_get_object (pen_reply_get_json (reply)), "a", "");
      g_assert_cmpuint (strlen (found), >, 2 * LIMIT);
      g_assert_true (g_str_has_suffix (found, "xx, \"end\""));
    }
}

static void
assert_fails (Fixture    *fixture,
              const char *text,
              PenError    code)
{
  static const gsize pieces[] = { 1000, G_MAXSIZE };

  for (gsize i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autoptr(GError) error = NULL;

      g_test_message ("%.60s", text);
      g_assert_null (spool_in_pieces (fixture, text, strlen (text), pieces[i], pieces[i],
                                      &error));
      g_assert_error (error, PEN_ERROR, (int) code);
    }
}

/* What looked like a picture for long, and then was none. */
static void
test_damaged (Fixture       *fixture,
              gconstpointer  data)
{
  static const char * const ends[] = {
    " ", "!", "é", "\\t", "\\u00e9", "\\u0000", "\\ud83d", "\\uzzzz", "A=A", "A", "\\\\",
  };
  g_autofree char *fill = g_strnfill (2 * LIMIT, 'A');

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"a\":\"%s%s\"}", fill, ends[i]);

      assert_fails (fixture, text, PEN_ERROR_INVALID_REPLY);
    }
}

static void
test_half (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *fill = g_strnfill (2 * LIMIT, 'A');
  g_autofree char *in_picture = g_strdup_printf ("{\"a\":\"%s", fill);
  g_autofree char *in_text = g_strdup_printf ("{\"a\":\"%%%s", fill);
  g_autofree char *after_picture = g_strdup_printf ("{\"a\":\"%s\"", fill);

  assert_fails (fixture, "{\"a\":\"b", PEN_ERROR_INVALID_REPLY);
  assert_fails (fixture, "{\"a\":\"b\\", PEN_ERROR_INVALID_REPLY);
  assert_fails (fixture, "{\"a\":", PEN_ERROR_INVALID_REPLY);
  assert_fails (fixture, "", PEN_ERROR_INVALID_REPLY);
  assert_fails (fixture, "<html>", PEN_ERROR_INVALID_REPLY);
  assert_fails (fixture, in_picture, PEN_ERROR_INVALID_REPLY);
  assert_fails (fixture, in_text, PEN_ERROR_INVALID_REPLY);
  assert_fails (fixture, after_picture, PEN_ERROR_INVALID_REPLY);
}

static void
test_bombs (Fixture       *fixture,
            gconstpointer  data)
{
  g_autofree char *deep = g_strnfill (1000000, '[');
  g_autofree char *objects = g_strnfill (129, '{');
  g_autofree char *many = g_strnfill (1000001, ',');
  GString *huge = g_string_new ("[\"%");
  g_autofree char *megabyte = g_strnfill (1024 * 1024, 'x');

  for (guint i = 0; i < 16; i++)
    g_string_append (huge, megabyte);
  g_string_append (huge, "\"]");

  assert_fails (fixture, deep, PEN_ERROR_TOO_LARGE);
  assert_fails (fixture, objects, PEN_ERROR_TOO_LARGE);
  assert_fails (fixture, many, PEN_ERROR_TOO_LARGE);
  assert_fails (fixture, huge->str, PEN_ERROR_TOO_LARGE);

  g_string_free (huge, TRUE);
}

/* As many small strings as may be, in reasonable memory. */
static void
test_many_strings (Fixture       *fixture,
                   gconstpointer  data)
{
  GString *text = g_string_new ("[\"s\"");
  g_autoptr(GError) error = NULL;
  g_autoptr(PenReply) reply = NULL;

  for (guint i = 1; i < 200000; i++)
    g_string_append (text, ",\"s\"");
  g_string_append (text, "]");

  reply = spool (fixture, text->str, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (pen_reply_get_json (reply))),
                    ==, 200000);
  g_string_free (text, TRUE);
}

static void
test_sizes (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(PenJsonSpooler) small = pen_json_spooler_new (fixture->folder, 4, 1);
  g_autoptr(PenJsonSpooler) tight = pen_json_spooler_new (fixture->folder, G_MAXUINT64, LIMIT);
  g_autofree char *fill = g_strnfill (2 * LIMIT, 'A');
  g_autoptr(GError) error = NULL;

  g_assert_true (pen_json_spooler_feed (small, "[1, ", 4, &error));
  g_assert_no_error (error);
  g_assert_false (pen_json_spooler_feed (small, "2", 1, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_TOO_LARGE);
  g_clear_error (&error);

  g_assert_true (pen_json_spooler_feed (tight, "[\"", 2, &error));
  g_assert_false (pen_json_spooler_feed (tight, fill, 2 * LIMIT, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_TOO_LARGE);
}

static void
test_no_folder (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(PenJsonSpooler) spooler = pen_json_spooler_new ("/dev/null", G_MAXUINT64, LIMIT);
  g_autofree char *fill = g_strnfill (2 * LIMIT, 'A');
  g_autoptr(GError) error = NULL;

  g_assert_true (pen_json_spooler_feed (spooler, "[\"", 2, &error));
  g_assert_false (pen_json_spooler_feed (spooler, fill, 2 * LIMIT, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_STORAGE);
}

#define ADD(path, func) \
  g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("/json-spooler/small", test_small);
  ADD ("/json-spooler/pictures", test_pictures);
  ADD ("/json-spooler/limit", test_limit);
  ADD ("/json-spooler/escapes", test_escapes);
  ADD ("/json-spooler/long-text", test_long_text);
  ADD ("/json-spooler/damaged", test_damaged);
  ADD ("/json-spooler/half", test_half);
  ADD ("/json-spooler/bombs", test_bombs);
  ADD ("/json-spooler/many-strings", test_many_strings);
  ADD ("/json-spooler/sizes", test_sizes);
  ADD ("/json-spooler/no-folder", test_no_folder);

  return g_test_run ();
}
