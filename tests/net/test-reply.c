/* test-reply.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-reply"

#include "config.h"

#include <string.h>

#include "pen-error.h"
#include "pen-exchange.h"
#include "pen-reply.h"

static PenBlob *
make_blob (const char *text)
{
  g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));

  return pen_blob_new_for_bytes (bytes, "image/png");
}

static void
test_fields (void)
{
  g_autoptr(PenReply) reply = pen_reply_new (201);
  g_autoptr(PenReply) again = pen_reply_ref (reply);
  g_autoptr(PenBlob) blob = make_blob ("x");
  g_autoptr(JsonNode) json = json_node_new (JSON_NODE_NULL);

  g_assert_true (again == reply);
  g_assert_cmpuint (pen_reply_get_status (reply), ==, 201);

  g_assert_null (pen_reply_get_header (reply, "X-Cost"));
  pen_reply_set_header (reply, "x-cost", "1");
  pen_reply_set_header (reply, "X-Cost", "2");
  g_assert_cmpstr (pen_reply_get_header (reply, "X-COST"), ==, "2");
  pen_reply_set_header (reply, "X-Cost", NULL);
  g_assert_null (pen_reply_get_header (reply, "X-Cost"));

  g_assert_null (pen_reply_get_media_type (reply));
  pen_reply_set_media_type (reply, "image/png");
  pen_reply_set_media_type (reply, pen_reply_get_media_type (reply));
  g_assert_cmpstr (pen_reply_get_media_type (reply), ==, "image/png");

  g_assert_null (pen_reply_get_json (reply));
  pen_reply_set_json (reply, json);
  pen_reply_set_json (reply, json);
  g_assert_true (pen_reply_get_json (reply) == json);
  pen_reply_set_json (reply, NULL);
  g_assert_null (pen_reply_get_json (reply));

  g_assert_null (pen_reply_get_picture (reply));
  pen_reply_set_picture (reply, blob);
  pen_reply_set_picture (reply, blob);
  g_assert_true (pen_reply_get_picture (reply) == blob);
  pen_reply_set_picture (reply, NULL);
  g_assert_null (pen_reply_get_picture (reply));
}

static void
test_text (void)
{
  static const char * const cases[][2] = {
    { "Too many requests", "Too many requests" },
    { "a < b and b > c", "a < b and b > c" },
    { "<html><head><title> 502 Bad\nGateway </title></head><body>x</body></html>",
      "502 Bad Gateway" },
    { "<!DOCTYPE html>\n<TITLE>A &amp; B &lt;3</TITLE>", "A & B <3" },
    { "<html><head><style>p { color: red }</style></head><body><script>alert (1)</script>"
      "<!-- hidden --><h1>Sorry</h1><p>We&nbsp;are away</p></body></html>",
      "Sorry We are away" },
    { "<html><title></title><body>Words</body></html>", "Words" },
    { "bad \xff byte", "bad \xef\xbf\xbd byte" },
    { "", "" },
  };
  g_autoptr(PenReply) reply = pen_reply_new (500);

  g_assert_null (pen_reply_get_text (reply));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      pen_reply_set_text (reply, cases[i][0]);
      g_assert_cmpstr (pen_reply_get_text (reply), ==, cases[i][1]);
    }

  pen_reply_set_text (reply, NULL);
  g_assert_null (pen_reply_get_text (reply));
}

static void
test_long_page (void)
{
  g_autofree char *words = g_strnfill (5000, 'w');
  g_autofree char *page = g_strdup_printf ("<html><body>é%s</body></html>", words);
  g_autoptr(PenReply) reply = pen_reply_new (500);

  pen_reply_set_text (reply, page);
  g_assert_cmpint (g_utf8_strlen (pen_reply_get_text (reply), -1), ==, 201);
  g_assert_true (g_str_has_suffix (pen_reply_get_text (reply), "w…"));
}

static void
assert_blob (PenReply   *reply,
             const char *text,
             const char *expected)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PenBlob) blob = pen_reply_get_blob (reply, text, &error);
  GBytes *bytes;

  if (expected == NULL)
    {
      g_assert_null (blob);
      g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY);
      return;
    }

  g_assert_no_error (error);
  bytes = pen_blob_get_bytes (blob);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                   expected, strlen (expected));
}

static void
test_blob (void)
{
  g_autoptr(PenReply) reply = pen_reply_new (200);
  g_autoptr(PenBlob) spooled = make_blob ("spooled");
  g_autoptr(PenBlob) picture = NULL;

  pen_reply_add_spooled (reply, "token", spooled);
  assert_blob (reply, "token", "spooled");

  assert_blob (reply, "aGVsbG8=", "hello");
  assert_blob (reply, "aGVsbG8", "hello");
  assert_blob (reply, "aGVs\r\nbG8=\n", "hello");
  assert_blob (reply, "data:image/png;base64,aGVsbG8=", "hello");
  assert_blob (reply, "DATA:;BASE64,aGVsbG8=", "hello");
  assert_blob (reply, "Pz8_Pj4-", "?\?\?>>>");
  assert_blob (reply, "Pz8/Pj4+", "?\?\?>>>");

  assert_blob (reply, NULL, NULL);
  assert_blob (reply, "", NULL);
  assert_blob (reply, "a", NULL);
  assert_blob (reply, "aGVsb", NULL);
  assert_blob (reply, "aGVs=bG8=", NULL);
  assert_blob (reply, "hello world", NULL);
  assert_blob (reply, "https://example.com/a.png", NULL);
  assert_blob (reply, "data:image/png;base64,", NULL);
  assert_blob (reply, "data:image/svg+xml,aGVsbG8=", NULL);
  assert_blob (reply, "data:aGVsbG8=", NULL);

  picture = pen_reply_get_blob (reply, "R0lGODlhAQABAAAAACw=", NULL);
  g_assert_cmpstr (pen_blob_get_media_type (picture), ==, "image/gif");
}

static void
test_exchange (void)
{
  g_autoptr(GUri) uri = g_uri_parse ("https://a.example/", G_URI_FLAGS_NONE, NULL);
  PenExchange *exchange = pen_exchange_new ("POST", uri);
  g_autoptr(SoupMessageHeaders) headers =
    soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);

  g_assert_cmpstr (exchange->method, ==, "POST");
  g_assert_true (exchange->uri == uri);
  g_assert_cmpint (exchange->expect, ==, PEN_EXPECT_JSON);
  g_assert_false (exchange->has_key);

  /* With the exchange goes the key */
  soup_message_headers_append (headers, "X-Api-Key", "canary");
  exchange->headers = soup_message_headers_ref (headers);
  exchange->has_key = TRUE;
  pen_exchange_free (exchange);
  g_assert_cmpstr (soup_message_headers_get_one (headers, "X-Api-Key"), ==, "");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/reply/fields", test_fields);
  g_test_add_func ("/reply/text", test_text);
  g_test_add_func ("/reply/long-page", test_long_page);
  g_test_add_func ("/reply/blob", test_blob);
  g_test_add_func ("/exchange/life", test_exchange);

  return g_test_run ();
}
