/* test-http-trust.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Whom the program trusts with what: the key, a password, a body, a redirect.
 */

#define G_LOG_DOMAIN "test-http-trust"

#include "config.h"

#include <string.h>

#include "pen-served.h"

#define CANARY "canary-key-0815"

/* What we say of ourselves, and what we do not. */
static void
test_headers (PenServed     *fixture,
              gconstpointer  data)
{
  g_autoptr(PenExchange) exchange = pen_served_new_exchange (fixture, "GET", "/x");
  g_autoptr(PenReply) first = NULL;
  g_autoptr(PenReply) second = NULL;
  g_autoptr(GError) error = NULL;

  pen_test_server_reply (fixture->server, "/x", 200, NULL, "{}", -1);
  pen_test_server_add_header (fixture->server, "/x", "Set-Cookie", "id=17");
  pen_test_server_add_header (fixture->server, "/x", "Cache-Control", "max-age=1000");
  exchange->headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  soup_message_headers_append (exchange->headers, "X-Mine", "yes");

  first = pen_http_fixture_send (&fixture->base, exchange, NULL, &error);
  g_assert_no_error (error);
  second = pen_http_fixture_send (&fixture->base, exchange, NULL, &error);
  g_assert_no_error (error);

  g_assert_cmpuint (pen_test_server_get_hits (fixture->server, "/x"), ==, 2);
  g_assert_cmpstr (pen_test_server_get_header (fixture->server, "/x", "X-Mine"), ==, "yes");
  g_assert_cmpstr (pen_test_server_get_header (fixture->server, "/x", "User-Agent"), ==,
                   "Pentimento/" VERSION);
  g_assert_null (pen_test_server_get_header (fixture->server, "/x", "Cookie"));
  g_assert_null (pen_test_server_get_header (fixture->server, "/x", "Referer"));

  /* A service may insist on another name. */
  soup_message_headers_append (exchange->headers, "User-Agent", "Mozilla/5.0 (X11)");
  g_clear_pointer (&first, pen_reply_unref);
  first = pen_http_fixture_send (&fixture->base, exchange, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (pen_test_server_get_header (fixture->server, "/x", "User-Agent"), ==,
                   "Mozilla/5.0 (X11)");
}

/* The key goes where it is to go, and is gone afterwards. */
static void
test_key_wiped (PenServed     *fixture,
                gconstpointer  data)
{
  g_autoptr(PenExchange) exchange = pen_served_new_exchange (fixture, "GET", "/x");
  g_autoptr(PenReply) reply = NULL;
  g_autoptr(GError) error = NULL;
  const char *value;

  pen_test_server_reply (fixture->server, "/x", 200, NULL, "{}", -1);
  exchange->headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  soup_message_headers_append (exchange->headers, "X-Api-Key", CANARY);
  exchange->has_key = TRUE;
  value = soup_message_headers_get_one (exchange->headers, "X-Api-Key");

  reply = pen_http_fixture_send (&fixture->base, exchange, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (pen_test_server_get_header (fixture->server, "/x", "X-Api-Key"), ==, CANARY);
  g_assert_cmpstr (value, ==, "");
}

/* Nobody is given a password because they ask for one. */
static void
test_no_password (PenServed     *fixture,
                  gconstpointer  data)
{
  g_autofree char *uri = pen_test_server_get_uri (fixture->server, "/x");
  g_auto(GStrv) halves = g_strsplit (uri, "://", 2);
  g_autofree char *with_password = g_strdup_printf ("%s://user:" CANARY "@%s", halves[0],
                                                    halves[1]);
  g_autoptr(PenExchange) exchange = NULL;
  g_autoptr(PenReply) reply = NULL;
  g_autoptr(GError) error = NULL;

  pen_test_server_reply (fixture->server, "/x", 401, NULL, "who are you", -1);
  pen_test_server_add_header (fixture->server, "/x", "WWW-Authenticate", "Basic realm=\"x\"");
  exchange = pen_http_fixture_new_exchange (&fixture->base, "GET", with_password);

  reply = pen_http_fixture_send (&fixture->base, exchange, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pen_reply_get_status (reply), ==, 401);
  g_assert_cmpuint (pen_test_server_get_hits (fixture->server, "/x"), ==, 1);
  g_assert_null (pen_test_server_get_header (fixture->server, "/x", "Authorization"));
}

static void
redirect (PenServed     *fixture,
          PenTestServer *server,
          const char    *path,
          guint          status,
          const char    *location)
{
  pen_test_server_reply (server, path, status, NULL, "moved", -1);
  pen_test_server_add_header (server, path, "Location", location);
}

static void
test_redirect (PenServed     *fixture,
               gconstpointer  data)
{
  static const guint statuses[] = { 301, 302, 303, 307, 308 };
  g_autoptr(PenTestServer) other = pen_test_server_new ();
  g_autofree char *elsewhere = pen_test_server_get_uri (other, "/end");

  pen_test_server_reply (other, "/end", 200, NULL, "[\"end\"]", -1);
  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autoptr(PenReply) reply = NULL;
      g_autoptr(GError) error = NULL;

      redirect (fixture, fixture->server, "/first", statuses[i], "second?x=1");
      redirect (fixture, fixture->server, "/second", statuses[i], elsewhere);
      reply = pen_served_get (fixture, "/first", PEN_EXPECT_JSON, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (pen_reply_get_status (reply), ==, 200);
      g_assert_nonnull (pen_reply_get_json (reply));
      g_assert_cmpuint (pen_test_server_get_hits (other, "/end"), ==, i + 1);
    }
}

/* Neither the key nor a body ever goes on to another place. */
static void
test_redirect_refused (PenServed     *fixture,
                       gconstpointer  data)
{
  g_autoptr(PenTestServer) other = pen_test_server_new ();
  g_autofree char *elsewhere = pen_test_server_get_uri (other, "/end");
  g_autoptr(PenExchange) with_key = pen_served_new_exchange (fixture, "GET", "/x");
  g_autoptr(PenBody) body = pen_http_fixture_new_json (NULL, "words");
  g_autoptr(PenReply) first = NULL;
  g_autoptr(PenReply) second = NULL;
  g_autoptr(GError) error = NULL;

  pen_test_server_reply (other, "/end", 200, NULL, "[\"end\"]", -1);
  redirect (fixture, fixture->server, "/x", 307, elsewhere);

  with_key->headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  soup_message_headers_append (with_key->headers, "X-Api-Key", CANARY);
  with_key->has_key = TRUE;
  first = pen_http_fixture_send (&fixture->base, with_key, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pen_reply_get_status (first), ==, 307);

  second = pen_served_post (fixture, "POST", "/x", body, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pen_reply_get_status (second), ==, 307);
  g_assert_cmpuint (pen_test_server_get_hits (other, "/end"), ==, 0);
}

static void
test_redirect_bad (PenServed     *fixture,
                   gconstpointer  data)
{
  static const char * const locations[] = {
    "file:///etc/passwd", "ftp://127.0.0.1/", "http://192.0.2.1/", "data:,x", "https://", "//",
  };
  g_autoptr(PenReply) loop = NULL;
  g_autoptr(PenReply) nowhere = NULL;
  g_autoptr(GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (locations); i++)
    {
      g_autoptr(PenReply) reply = NULL;

      g_test_message ("%s", locations[i]);
      redirect (fixture, fixture->server, "/x", 302, locations[i]);
      reply = pen_served_get (fixture, "/x", PEN_EXPECT_JSON, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (pen_reply_get_status (reply), ==, 302);
      g_assert_cmpstr (pen_reply_get_text (reply), ==, "moved");
    }

  redirect (fixture, fixture->server, "/loop", 302, "/loop");
  loop = pen_served_get (fixture, "/loop", PEN_EXPECT_JSON, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pen_reply_get_status (loop), ==, 302);
  g_assert_cmpuint (pen_test_server_get_hits (fixture->server, "/loop"), ==, 6);

  pen_test_server_reply (fixture->server, "/nowhere", 302, NULL, NULL, 0);
  nowhere = pen_served_get (fixture, "/nowhere", PEN_EXPECT_JSON, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pen_reply_get_status (nowhere), ==, 302);
}

#define ADD(path, func) \
  g_test_add (path, PenServed, NULL, pen_served_set_up, func, pen_served_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("/http-trust/headers", test_headers);
  ADD ("/http-trust/key-wiped", test_key_wiped);
  ADD ("/http-trust/no-password", test_no_password);
  ADD ("/http-trust/redirect", test_redirect);
  ADD ("/http-trust/redirect-refused", test_redirect_refused);
  ADD ("/http-trust/redirect-bad", test_redirect_bad);

  return g_test_run ();
}
