/* test-http.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-http"

#include "config.h"

#include <string.h>

#include "pen-error.h"
#include "pen-json.h"
#include "pen-served.h"
#include "pen-spool.h"

#define PNG "\x89PNG\r\n\x1a\n picture with\0zeros"

static PenBlob *
make_blob (const char *text)
{
  g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));

  return pen_blob_new_for_bytes (bytes, "image/png");
}

static void
assert_picture (PenReply *reply)
{
  PenBlob *picture = pen_reply_get_picture (reply);
  g_autoptr(GBytes) bytes = NULL;

  g_assert_nonnull (picture);
  g_assert_cmpstr (pen_blob_get_media_type (picture), ==, "image/png");
  g_assert_cmpstr (pen_reply_get_media_type (reply), ==, "image/png");
  bytes = pen_blob_load (picture, 1000, NULL);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                   PNG, sizeof (PNG) - 1);
}

static void
test_json (PenServed     *fixture,
           gconstpointer  data)
{
  g_autoptr(PenReply) reply = NULL;
  g_autoptr(GError) error = NULL;
  JsonObject *object;

  pen_test_server_reply (fixture->server, "/json", 200, "application/json; charset=utf-8",
                         "{\"a\": 1}", -1);
  pen_test_server_add_header (fixture->server, "/json", "X-Cost", "3");
  pen_test_server_chunk (fixture->server, "/json");

  reply = pen_served_get (fixture, "/json", PEN_EXPECT_JSON, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pen_reply_get_status (reply), ==, 200);
  g_assert_cmpstr (pen_reply_get_media_type (reply), ==, "application/json");
  g_assert_cmpstr (pen_reply_get_header (reply, "x-cost"), ==, "3");
  object = pen_json_root_object (pen_reply_get_json (reply), &error);
  g_assert_no_error (error);
  g_assert_cmpint (pen_json_int_or (object, "a", 0), ==, 1);
}

/* The picture inside a document becomes a file. */
static void
test_json_picture (PenServed     *fixture,
                   gconstpointer  data)
{
  g_autofree char *base64 = g_strnfill (1000000, 'A');
  g_autofree char *text = g_strdup_printf ("{\"image\": \"%s\"}", base64);
  g_autoptr(PenReply) reply = NULL;
  g_autoptr(PenBlob) blob = NULL;
  g_autoptr(GError) error = NULL;
  JsonObject *object;

  pen_test_server_reply (fixture->server, "/json", 200, "application/json", text, -1);
  reply = pen_served_get (fixture, "/json", PEN_EXPECT_EITHER, &error);
  g_assert_no_error (error);
  object = json_node_get_object (pen_reply_get_json (reply));
  blob = pen_reply_get_blob (reply, pen_json_string_or (object, "image", NULL), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pen_blob_get_size (blob), ==, 750000);
  g_assert_true (g_str_has_prefix (pen_blob_get_path (blob), fixture->base.folder));
}

/* Whatever the server calls it. */
static void
test_picture (PenServed     *fixture,
              gconstpointer  data)
{
  g_autoptr(PenReply) picture = NULL;
  g_autoptr(PenReply) either = NULL;
  g_autoptr(GError) error = NULL;

  pen_test_server_reply (fixture->server, "/png", 200, "text/html", PNG, sizeof (PNG) - 1);

  picture = pen_served_get (fixture, "/png", PEN_EXPECT_PICTURE, &error);
  g_assert_no_error (error);
  assert_picture (picture);

  either = pen_served_get (fixture, "/png", PEN_EXPECT_EITHER, &error);
  g_assert_no_error (error);
  assert_picture (either);
}

static void
test_nothing (PenServed     *fixture,
              gconstpointer  data)
{
  static const PenExpect expects[] = {
    PEN_EXPECT_JSON, PEN_EXPECT_PICTURE, PEN_EXPECT_EITHER, PEN_EXPECT_NOTHING,
  };
  g_autoptr(PenReply) reply = NULL;
  g_autoptr(GError) error = NULL;

  pen_test_server_reply (fixture->server, "/none", 204, NULL, NULL, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (expects); i++)
    {
      g_autoptr(PenReply) none = pen_served_get (fixture, "/none", expects[i], &error);

      g_assert_no_error (error);
      g_assert_cmpuint (pen_reply_get_status (none), ==, 204);
      g_assert_null (pen_reply_get_json (none));
      g_assert_null (pen_reply_get_picture (none));
      g_assert_null (pen_reply_get_text (none));
    }

  pen_test_server_reply (fixture->server, "/words", 200, NULL, "whatever", -1);
  reply = pen_served_get (fixture, "/words", PEN_EXPECT_NOTHING, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (pen_reply_get_text (reply), ==, "whatever");
}

static void
test_not_expected (PenServed     *fixture,
                   gconstpointer  data)
{
  static const struct
  {
    PenExpect   expect;
    const char *body;
    gssize      length;
  } cases[] = {
    { PEN_EXPECT_JSON, "<html><title>Welcome to the hotel</title></html>", -1 },
    { PEN_EXPECT_JSON, "{\"a\": ", -1 },
    { PEN_EXPECT_JSON, "", -1 },
    { PEN_EXPECT_JSON, PNG, sizeof (PNG) - 1 },
    { PEN_EXPECT_PICTURE, "{\"a\": 1}", -1 },
    { PEN_EXPECT_PICTURE, "", -1 },
    { PEN_EXPECT_PICTURE, "<!DOCTYPE html><html><title>Welcome to the hotel</title></html>", -1 },
    { PEN_EXPECT_EITHER, "", -1 },
    { PEN_EXPECT_EITHER, "neither of the two, and longer than what is looked at", -1 },
  };
  g_autoptr(PenBody) body = pen_http_fixture_new_json (NULL, "words");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PenExchange) exchange = pen_served_new_exchange (fixture, "POST", "/x");
      g_autoptr(GError) safe = NULL;
      g_autoptr(GError) paid = NULL;

      pen_test_server_reply (fixture->server, "/x", 200, NULL, cases[i].body, cases[i].length);
      g_assert_null (pen_served_get (fixture, "/x", cases[i].expect, &safe));
      g_assert_error (safe, PEN_ERROR, PEN_ERROR_INVALID_REPLY);
      g_assert_nonnull (strstr (safe->message, "127.0.0.1"));

      /* It may have been paid for */
      exchange->expect = cases[i].expect;
      exchange->body = pen_body_ref (body);
      g_assert_null (pen_http_fixture_send (&fixture->base, exchange, NULL, &paid));
      g_assert_error (paid, PEN_ERROR, PEN_ERROR_UNKNOWN_OUTCOME);
    }
}

static void
test_refusal (PenServed     *fixture,
              gconstpointer  data)
{
  g_autoptr(PenReply) json = NULL;
  g_autoptr(PenReply) page = NULL;
  g_autoptr(PenReply) words = NULL;
  g_autoptr(PenReply) number = NULL;
  g_autoptr(PenReply) nowhere = NULL;
  g_autoptr(GError) error = NULL;

  pen_test_server_reply (fixture->server, "/json", 422, "text/plain", "{\"a\": 1}", -1);
  pen_test_server_reply (fixture->server, "/page", 502, "text/html",
                         "<html><title>Bad gateway</title></html>", -1);
  pen_test_server_reply (fixture->server, "/words", 429, "application/json", "slow down", -1);
  pen_test_server_reply (fixture->server, "/number", 500, "application/json", "17", -1);

  json = pen_served_get (fixture, "/json", PEN_EXPECT_PICTURE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pen_reply_get_status (json), ==, 422);
  g_assert_nonnull (pen_reply_get_json (json));
  g_assert_null (pen_reply_get_text (json));

  page = pen_served_get (fixture, "/page", PEN_EXPECT_JSON, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (pen_reply_get_text (page), ==, "Bad gateway");

  words = pen_served_get (fixture, "/words", PEN_EXPECT_JSON, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (pen_reply_get_text (words), ==, "slow down");
  g_assert_null (pen_reply_get_json (words));

  number = pen_served_get (fixture, "/number", PEN_EXPECT_JSON, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (pen_reply_get_text (number), ==, "17");

  nowhere = pen_served_get (fixture, "/nowhere", PEN_EXPECT_JSON, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pen_reply_get_status (nowhere), ==, 404);
}

static void
test_long_refusal (PenServed     *fixture,
                   gconstpointer  data)
{
  g_autofree char *words = g_strnfill (3 * 1024 * 1024, 'w');
  g_autoptr(PenReply) reply = NULL;
  g_autoptr(GError) error = NULL;

  pen_test_server_reply (fixture->server, "/long", 500, NULL, words, -1);
  reply = pen_served_get (fixture, "/long", PEN_EXPECT_JSON, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (strlen (pen_reply_get_text (reply)), ==, 1024 * 1024);
}

/* However large the pieces are. */
static void
test_long_piece (PenServed     *fixture,
                 gconstpointer  data)
{
  g_autofree char *words = g_strnfill (3 * 1024 * 1024, 'w');
  g_autoptr(PenSpool) spool = pen_spool_new (500, PEN_EXPECT_JSON, TRUE, NULL, 1, 1);
  g_autoptr(PenReply) reply = pen_reply_new (500);
  g_autoptr(GError) error = NULL;

  g_assert_false (pen_spool_is_full (spool));
  g_assert_true (pen_spool_feed (spool, words, 3 * 1024 * 1024, &error));
  g_assert_no_error (error);
  g_assert_true (pen_spool_is_full (spool));
  g_assert_true (pen_spool_finish (spool, reply, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (strlen (pen_reply_get_text (reply)), ==, 1024 * 1024);
}

static GBytes *
compress (const char *text,
          gsize       length)
{
  g_autoptr(GZlibCompressor) compressor = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9);
  g_autoptr(GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr(GOutputStream) stream = g_converter_output_stream_new (memory,
                                                                   G_CONVERTER (compressor));

  g_assert_true (g_output_stream_write_all (stream, text, length, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (stream, NULL, NULL));

  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

static void
reply_compressed (PenServed  *fixture,
                  const char *text,
                  gsize       length,
                  gsize       cut)
{
  g_autoptr(GBytes) bytes = compress (text, length);

  pen_test_server_reply (fixture->server, "/gzip", 200, "application/json",
                         g_bytes_get_data (bytes, NULL),
                         (gssize) (g_bytes_get_size (bytes) - cut));
  pen_test_server_add_header (fixture->server, "/gzip", "Content-Encoding", "gzip");
}

static void
test_compressed (PenServed     *fixture,
                 gconstpointer  data)
{
  g_autofree char *spaces = g_strnfill (8 * 1024 * 1024, ' ');
  g_autoptr(PenReply) reply = NULL;
  g_autoptr(GError) error = NULL;

  reply_compressed (fixture, "{\"a\": 1}", 8, 0);
  reply = pen_served_get (fixture, "/gzip", PEN_EXPECT_JSON, &error);
  g_assert_no_error (error);
  g_assert_nonnull (pen_reply_get_json (reply));

  /* Small on the way, and large here */
  reply_compressed (fixture, spaces, 8 * 1024 * 1024, 0);
  pen_http_set_max_json_size (fixture->base.http, 1024 * 1024);
  g_assert_null (pen_served_get (fixture, "/gzip", PEN_EXPECT_JSON, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_TOO_LARGE);
  g_clear_error (&error);

  reply_compressed (fixture, "{\"a\": 1}", 8, 10);
  g_assert_null (pen_served_get (fixture, "/gzip", PEN_EXPECT_JSON, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY);
}

static void
test_limits (PenServed     *fixture,
             gconstpointer  data)
{
  g_autoptr(PenReply) json = NULL;
  g_autoptr(PenReply) picture = NULL;
  g_autoptr(GError) error = NULL;

  pen_test_server_reply (fixture->server, "/json", 200, NULL, "[1, 2, 3]", 9);
  pen_test_server_reply (fixture->server, "/png", 200, NULL, PNG, sizeof (PNG) - 1);

  pen_http_set_max_json_size (fixture->base.http, 9);
  pen_http_set_max_picture_size (fixture->base.http, sizeof (PNG) - 1);
  json = pen_served_get (fixture, "/json", PEN_EXPECT_JSON, &error);
  g_assert_no_error (error);
  picture = pen_served_get (fixture, "/png", PEN_EXPECT_PICTURE, &error);
  g_assert_no_error (error);

  pen_http_set_max_json_size (fixture->base.http, 8);
  pen_http_set_max_picture_size (fixture->base.http, sizeof (PNG) - 2);
  g_assert_null (pen_served_get (fixture, "/json", PEN_EXPECT_JSON, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_TOO_LARGE);
  g_clear_error (&error);
  g_assert_null (pen_served_get (fixture, "/png", PEN_EXPECT_PICTURE, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_TOO_LARGE);
}

static void
test_no_folder (PenServed     *fixture,
                gconstpointer  data)
{
  g_autoptr(PenExchange) exchange = pen_served_new_exchange (fixture, "GET", "/png");
  g_autoptr(GError) error = NULL;

  pen_test_server_reply (fixture->server, "/png", 200, NULL, PNG, sizeof (PNG) - 1);
  g_free (exchange->spool_folder);
  exchange->spool_folder = g_strdup ("/dev/null/folder");
  exchange->expect = PEN_EXPECT_PICTURE;

  g_assert_null (pen_http_fixture_send (&fixture->base, exchange, NULL, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_STORAGE);
}

static void
test_send_json (PenServed     *fixture,
                gconstpointer  data)
{
  g_autoptr(PenBlob) blob = make_blob ("hello");
  g_autoptr(PenBody) body = pen_http_fixture_new_json (blob, "words");
  g_autoptr(PenReply) reply = NULL;
  g_autoptr(GError) error = NULL;
  static const char expected[] = "{\"prompt\":\"words\",\"image\":\"aGVsbG8=\"}";
  GBytes *sent;

  pen_test_server_reply (fixture->server, "/x", 200, NULL, "{}", -1);
  reply = pen_served_post (fixture, "POST", "/x", body, &error);
  g_assert_no_error (error);

  sent = pen_test_server_get_body (fixture->server, "/x");
  g_assert_cmpmem (g_bytes_get_data (sent, NULL), g_bytes_get_size (sent),
                   expected, strlen (expected));
  g_assert_cmpstr (pen_test_server_get_header (fixture->server, "/x", "Content-Type"), ==,
                   "application/json");
  g_assert_cmpstr (pen_test_server_get_header (fixture->server, "/x", "Content-Length"), ==,
                   "37");
  g_assert_null (pen_test_server_get_header (fixture->server, "/x", "Transfer-Encoding"));
}

static void
test_send_form (PenServed     *fixture,
                gconstpointer  data)
{
  g_autoptr(PenBlob) blob = make_blob (PNG);
  g_autoptr(PenBody) body = pen_body_new_form ();
  g_autoptr(PenReply) reply = NULL;
  g_autoptr(SoupMessageHeaders) headers =
    soup_message_headers_new (SOUP_MESSAGE_HEADERS_MULTIPART);
  g_autoptr(SoupMultipart) parts = NULL;
  g_autoptr(GError) error = NULL;
  SoupMessageHeaders *part_headers;
  GBytes *part;

  pen_body_add_text (body, "prompt", "words");
  pen_body_add_blob (body, "image", "a.png", blob);
  pen_test_server_reply (fixture->server, "/x", 200, NULL, "{}", -1);
  reply = pen_served_post (fixture, "POST", "/x", body, &error);
  g_assert_no_error (error);

  /* Read by somebody else's reader */
  soup_message_headers_append (headers, "Content-Type",
                               pen_test_server_get_header (fixture->server, "/x", "Content-Type"));
  parts = soup_multipart_new_from_message (headers, pen_test_server_get_body (fixture->server,
                                                                               "/x"));
  g_assert_nonnull (parts);
  g_assert_cmpint (soup_multipart_get_length (parts), ==, 2);
  g_assert_true (soup_multipart_get_part (parts, 1, &part_headers, &part));
  g_assert_cmpmem (g_bytes_get_data (part, NULL), g_bytes_get_size (part), PNG, strlen (PNG));
  g_assert_cmpstr (soup_message_headers_get_one (part_headers, "Content-Type"), ==, "image/png");
}

static void
test_send_blob (PenServed     *fixture,
                gconstpointer  data)
{
  g_autoptr(PenBlob) blob = make_blob ("hello");
  g_autoptr(PenBody) body = pen_body_new_blob (blob);
  g_autoptr(PenReply) reply = NULL;
  g_autoptr(GError) error = NULL;
  GBytes *sent;

  pen_test_server_reply (fixture->server, "/x", 201, NULL, "{}", -1);
  reply = pen_served_post (fixture, "PUT", "/x", body, &error);
  g_assert_no_error (error);
  sent = pen_test_server_get_body (fixture->server, "/x");
  g_assert_cmpmem (g_bytes_get_data (sent, NULL), g_bytes_get_size (sent), "hello", 5);
  g_assert_cmpstr (pen_test_server_get_method (fixture->server, "/x"), ==, "PUT");
}

static void
test_send_missing (PenServed     *fixture,
                   gconstpointer  data)
{
  g_autoptr(PenBlob) blob = pen_blob_new_for_file ("/nowhere/at-all.png", 100, NULL);
  g_autoptr(PenBody) body = pen_body_new_blob (blob);
  g_autoptr(GError) error = NULL;

  pen_test_server_reply (fixture->server, "/x", 200, NULL, "{}", -1);
  g_assert_null (pen_served_post (fixture, "POST", "/x", body, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_STORAGE);
  g_assert_cmpuint (pen_test_server_get_hits (fixture->server, "/x"), ==, 0);
}

static void
test_cancelled_before (PenServed     *fixture,
                       gconstpointer  data)
{
  g_autoptr(PenExchange) exchange = pen_served_new_exchange (fixture, "GET", "/x");
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  pen_test_server_reply (fixture->server, "/x", 200, NULL, "{}", -1);
  g_cancellable_cancel (cancellable);
  g_assert_null (pen_http_fixture_send (&fixture->base, exchange, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (pen_test_server_get_hits (fixture->server, "/x"), ==, 0);
}

static void
test_not_web (PenServed     *fixture,
              gconstpointer  data)
{
  g_autoptr(GUri) uri = g_uri_parse ("file:///etc/passwd", G_URI_FLAGS_NONE, NULL);
  g_autoptr(PenExchange) exchange = pen_exchange_new ("GET", uri);
  g_autoptr(GError) error = NULL;

  g_assert_null (pen_http_fixture_send (&fixture->base, exchange, NULL, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_USAGE);
}

static void
test_settings (PenServed     *fixture,
               gconstpointer  data)
{
  PenHttp *http = fixture->base.http;

  g_assert_cmpuint (pen_http_get_connect_timeout (http), ==, 15);
  pen_http_set_connect_timeout (http, 3);
  g_assert_cmpuint (pen_http_get_connect_timeout (http), ==, 3);

  pen_http_set_max_json_size (http, 10);
  g_assert_cmpuint (pen_http_get_max_json_size (http), ==, 10);
  pen_http_set_max_picture_size (http, 20);
  g_assert_cmpuint (pen_http_get_max_picture_size (http), ==, 20);
}

#define ADD(path, func) \
  g_test_add (path, PenServed, NULL, pen_served_set_up, func, pen_served_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("/http/json", test_json);
  ADD ("/http/json-picture", test_json_picture);
  ADD ("/http/picture", test_picture);
  ADD ("/http/nothing", test_nothing);
  ADD ("/http/not-expected", test_not_expected);
  ADD ("/http/refusal", test_refusal);
  ADD ("/http/long-refusal", test_long_refusal);
  ADD ("/http/long-piece", test_long_piece);
  ADD ("/http/compressed", test_compressed);
  ADD ("/http/limits", test_limits);
  ADD ("/http/no-folder", test_no_folder);
  ADD ("/http/send-json", test_send_json);
  ADD ("/http/send-form", test_send_form);
  ADD ("/http/send-blob", test_send_blob);
  ADD ("/http/send-missing", test_send_missing);
  ADD ("/http/cancelled-before", test_cancelled_before);
  ADD ("/http/not-web", test_not_web);
  ADD ("/http/settings", test_settings);

  return g_test_run ();
}
