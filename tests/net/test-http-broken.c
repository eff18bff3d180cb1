/* test-http-broken.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Servers that break off or lie: what is known about money afterwards.
 */

#define G_LOG_DOMAIN "test-http-broken"

#include "config.h"

#include <string.h>

#include "pen-broken-fixture.h"
#include "pen-error.h"

#define OK "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"

typedef PenBrokenFixture Fixture;

/* A resolver that knows no name, so that no test asks the network. */

#define TEST_TYPE_RESOLVER (test_resolver_get_type ())
G_DECLARE_FINAL_TYPE (TestResolver, test_resolver, TEST, RESOLVER, GResolver)

struct _TestResolver
{
  GResolver parent_instance;
};

G_DEFINE_FINAL_TYPE (TestResolver, test_resolver, G_TYPE_RESOLVER)

static void
test_resolver_lookup_by_name_with_flags_async (GResolver                *resolver,
                                               const char               *hostname,
                                               GResolverNameLookupFlags  flags,
                                               GCancellable             *cancellable,
                                               GAsyncReadyCallback       callback,
                                               gpointer                  user_data)
{
  g_autoptr(GTask) task = g_task_new (resolver, cancellable, callback, user_data);

  g_task_set_source_tag (task, test_resolver_lookup_by_name_with_flags_async);
  g_task_return_new_error (task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "unknown");
}

static GList *
test_resolver_lookup_by_name_with_flags_finish (GResolver     *resolver,
                                                GAsyncResult  *result,
                                                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, resolver), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_resolver_class_init (TestResolverClass *klass)
{
  GResolverClass *resolver_class = G_RESOLVER_CLASS (klass);

  resolver_class->lookup_by_name_with_flags_async =
    test_resolver_lookup_by_name_with_flags_async;
  resolver_class->lookup_by_name_with_flags_finish =
    test_resolver_lookup_by_name_with_flags_finish;
}

static void
test_resolver_init (TestResolver *self)
{
}

/* Where versions of the library differ in what they call a whole answer. */
#define EITHER PEN_ERROR_FAILED

static void
assert_outcome (Fixture    *fixture,
                const char *method,
                PenBlob    *blob,
                PenError    code)
{
  g_autoptr(PenExchange) exchange = pen_broken_fixture_new_exchange (fixture, method, blob);
  g_autoptr(GError) error = NULL;
  guint hits = pen_raw_server_get_hits (fixture->server);

  g_assert_null (pen_http_fixture_send (&fixture->base, exchange, NULL, &error));
  if (code == EITHER && error->code == PEN_ERROR_NETWORK)
    code = PEN_ERROR_NETWORK;
  else if (code == EITHER)
    code = PEN_ERROR_INVALID_REPLY;
  g_assert_error (error, PEN_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, "127.0.0.1"));
  g_assert_false (g_str_has_suffix (error->message, "."));

  /* Once, and not once more */
  g_assert_cmpuint (pen_raw_server_get_hits (fixture->server), ==, hits + 1);
}

/* What a server can do wrong after it has the whole request. */
static void
test_after_body (Fixture       *fixture,
                 gconstpointer  data)
{
  static const struct
  {
    const char *answer;
    PenError    asked;
  } cases[] = {
    { NULL, PEN_ERROR_NETWORK },
    { "HTT", PEN_ERROR_NETWORK },
    { OK, EITHER },
    { "This is not HTTP\r\n\r\n", PEN_ERROR_NETWORK },
    { OK "Content-Length: 100\r\n\r\n{\"a\":", PEN_ERROR_NETWORK },
    { OK "Content-Length: 100\r\n\r\n", PEN_ERROR_NETWORK },
    { OK "Content-Length: 100\r\n\r\n{}", PEN_ERROR_NETWORK },
    { OK "Transfer-Encoding: chunked\r\n\r\n9\r\n{\"a\":", PEN_ERROR_NETWORK },
    { OK "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n", EITHER },
    { OK "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n", EITHER },
    { OK "Connection: close\r\n\r\n{\"a\":", PEN_ERROR_INVALID_REPLY },
    { OK "Content-Length: 1\r\n\r\n{}", PEN_ERROR_INVALID_REPLY },
    { OK "Content-Length: 6\r\n\r\n<html>", PEN_ERROR_INVALID_REPLY },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].answer != NULL ? cases[i].answer : "nothing");
      fixture->manner.answer = cases[i].answer;
      assert_outcome (fixture, "GET", NULL, cases[i].asked);
      assert_outcome (fixture, "POST", NULL, PEN_ERROR_UNKNOWN_OUTCOME);
    }
}

/* The library takes a cut between two chunks, and of course one of a body without any
 * length, for the end: the picture itself has to show it. */
static void
test_cut_picture (Fixture       *fixture,
                  gconstpointer  data)
{
  static const struct
  {
    const char *body;
    gsize       length;
    gboolean    is_whole;
  } cases[] = {
    { "\x89PNG\r\n\x1a\n half", 13, FALSE },
    { "\x89PNG\r\n\x1a\n IEND\xae\x42\x60\x82", 17, TRUE },
    { "\xff\xd8\xff\xe0 half", 9, FALSE },
    { "\xff\xd8\xff\xe0 \xff\xd9 appended", 16, TRUE },
    { "RIFF\x0d\0\0\0WEBPVP8 half", 20, FALSE },
    { "RIFF\x0c\0\0\0WEBPVP8 half", 20, TRUE },
    { "GIF89a has no such mark", 23, TRUE },
  };

  for (gsize i = 0; i < 2 * G_N_ELEMENTS (cases); i++)
    {
      gsize n = i / 2;
      g_autoptr(PenExchange) exchange = pen_broken_fixture_new_exchange (fixture, "GET", NULL);
      g_autoptr(PenReply) reply = NULL;
      g_autoptr(GError) error = NULL;

      fixture->manner.answer = i % 2 == 0 ? OK "Connection: close\r\n\r\n"
                                          : OK "Transfer-Encoding: chunked\r\n\r\n";
      fixture->manner.in_chunks = i % 2 == 1;
      fixture->manner.body = cases[n].body;
      fixture->manner.body_length = cases[n].length;
      exchange->expect = PEN_EXPECT_PICTURE;
      reply = pen_http_fixture_send (&fixture->base, exchange, NULL, &error);
      if (cases[n].is_whole)
        g_assert_no_error (error);
      else
        g_assert_error (error, PEN_ERROR, PEN_ERROR_NETWORK);
      g_assert_cmpint (reply != NULL, ==, cases[n].is_whole);
    }
}

/* More than was promised is not looked at. */
static void
test_too_much (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(PenExchange) exchange = pen_broken_fixture_new_exchange (fixture, "POST", NULL);
  g_autoptr(PenReply) reply = NULL;
  g_autoptr(GError) error = NULL;

  fixture->manner.answer = OK "Content-Length: 2\r\n\r\n{}{}<html>";
  reply = pen_http_fixture_send (&fixture->base, exchange, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (pen_reply_get_json (reply));
}

/* Half a refusal is a refusal: nothing was bought. */
static void
test_half_refusal (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(PenExchange) exchange = pen_broken_fixture_new_exchange (fixture, "POST", NULL);
  g_autoptr(PenReply) reply = NULL;
  g_autoptr(GError) error = NULL;

  fixture->manner.answer = "HTTP/1.1 429 Slow\r\nRetry-After: 3\r\nContent-Length: 100\r\n\r\nslow";
  reply = pen_http_fixture_send (&fixture->base, exchange, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pen_reply_get_status (reply), ==, 429);
  g_assert_cmpstr (pen_reply_get_header (reply, "Retry-After"), ==, "3");
  g_assert_cmpstr (pen_reply_get_text (reply), ==, "slow");
}

/* The connection is cut while the picture is on its way out. */
static void
test_during_body (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr(PenBlob) blob = pen_broken_fixture_make_large ();

  fixture->manner.appetite = PEN_READ_HEAD;
  pen_broken_fixture_open_gate (fixture);
  assert_outcome (fixture, "POST", blob, PEN_ERROR_NETWORK);
}

/* A kept connection that is closed just when it is used again: the library would send
 * again by itself. */
static void
test_kept_connection (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr(PenExchange) first = pen_broken_fixture_new_exchange (fixture, "GET", NULL);
  g_autoptr(PenReply) reply = NULL;
  g_autoptr(GError) error = NULL;

  fixture->manner.answer = OK "Connection: keep-alive\r\nContent-Length: 2\r\n\r\n{}";
  reply = pen_http_fixture_send (&fixture->base, first, NULL, &error);
  g_assert_no_error (error);

  fixture->manner.answer = NULL;
  assert_outcome (fixture, "POST", NULL, PEN_ERROR_UNKNOWN_OUTCOME);
}

/* Some uploads are a PUT, which HTTP calls safe to repeat; we do not. */
static void
test_kept_connection_put (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr(PenExchange) first = pen_broken_fixture_new_exchange (fixture, "GET", NULL);
  g_autoptr(PenExchange) second = pen_broken_fixture_new_exchange (fixture, "PUT", NULL);
  g_autoptr(PenReply) reply = NULL;
  g_autoptr(GError) error = NULL;

  fixture->manner.answer = OK "Connection: keep-alive\r\nContent-Length: 2\r\n\r\n{}";
  reply = pen_http_fixture_send (&fixture->base, first, NULL, &error);
  g_assert_no_error (error);

  fixture->manner.answer = NULL;
  second->body = pen_http_fixture_new_json (NULL, "words");
  g_assert_null (pen_http_fixture_send (&fixture->base, second, NULL, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_UNKNOWN_OUTCOME);
  g_assert_cmpuint (pen_raw_server_get_hits (fixture->server), ==, 2);
  g_assert_cmpuint (pen_raw_server_get_connections (fixture->server), ==, 2);
}

/* What only asks goes over the connection that is there. */
static void
test_kept_connection_get (Fixture       *fixture,
                          gconstpointer  data)
{
  fixture->manner.answer = OK "Connection: keep-alive\r\nContent-Length: 2\r\n\r\n{}";
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(PenExchange) exchange = pen_broken_fixture_new_exchange (fixture, "GET", NULL);
      g_autoptr(PenReply) reply = NULL;
      g_autoptr(GError) error = NULL;

      reply = pen_http_fixture_send (&fixture->base, exchange, NULL, &error);
      g_assert_no_error (error);
    }

  g_assert_cmpuint (pen_raw_server_get_hits (fixture->server), ==, 3);
  g_assert_cmpuint (pen_raw_server_get_connections (fixture->server), ==, 1);
}

/* A POST that carries nothing may start something all the same. */
static void
test_no_body (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(PenExchange) exchange = pen_broken_fixture_new_exchange (fixture, "POST", NULL);
  g_autoptr(GError) error = NULL;

  g_clear_pointer (&exchange->body, pen_body_unref);
  g_assert_null (pen_http_fixture_send (&fixture->base, exchange, NULL, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_UNKNOWN_OUTCOME);
  g_assert_cmpuint (pen_raw_server_get_hits (fixture->server), ==, 1);
}

static void
assert_unreachable (Fixture    *fixture,
                    const char *uri,
                    const char *word)
{
  g_autoptr(PenExchange) exchange = pen_http_fixture_new_exchange (&fixture->base, "POST", uri);
  g_autoptr(GError) error = NULL;

  exchange->body = pen_http_fixture_new_json (NULL, "words");
  g_assert_null (pen_http_fixture_send (&fixture->base, exchange, NULL, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_NETWORK);
  g_assert_nonnull (strstr (error->message, word));
}

static void
test_unreachable (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autofree char *uri = pen_raw_server_get_uri (fixture->server, "/");
  g_autoptr(GResolver) resolver = g_object_new (TEST_TYPE_RESOLVER, NULL);

  g_resolver_set_default (resolver);

  /* Nobody listens any more */
  g_clear_pointer (&fixture->server, pen_raw_server_free);

  assert_unreachable (fixture, uri, "does not accept connections");
  assert_unreachable (fixture, "http://no-such-host.invalid/", "was not found");
}

/* One byte at a time. */
static void
drip_cb (PenRawTalk *talk,
         gpointer    user_data)
{
  static const char answer[] = OK "Content-Length: 8\r\n\r\n{\"a\": 1}";

  pen_raw_talk_read_head (talk);
  pen_raw_talk_read_body (talk);
  for (const char *at = answer; *at != '\0'; at++)
    pen_raw_talk_write_bytes (talk, at, 1);
}

static void
test_dripping (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(PenExchange) exchange = NULL;
  g_autoptr(PenReply) reply = NULL;
  g_autoptr(GError) error = NULL;

  g_clear_pointer (&fixture->server, pen_raw_server_free);
  fixture->server = pen_raw_server_new (drip_cb, NULL);
  exchange = pen_broken_fixture_new_exchange (fixture, "POST", NULL);
  exchange->timeout_seconds = 5;
  reply = pen_http_fixture_send (&fixture->base, exchange, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (pen_reply_get_json (reply));
}

#define ADD(path, func) \
  g_test_add (path, Fixture, NULL, pen_broken_fixture_set_up, func, pen_broken_fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("/http-broken/after-body", test_after_body);
  ADD ("/http-broken/cut-picture", test_cut_picture);
  ADD ("/http-broken/too-much", test_too_much);
  ADD ("/http-broken/half-refusal", test_half_refusal);
  ADD ("/http-broken/during-body", test_during_body);
  ADD ("/http-broken/kept-connection", test_kept_connection);
  ADD ("/http-broken/kept-connection-put", test_kept_connection_put);
  ADD ("/http-broken/kept-connection-get", test_kept_connection_get);
  ADD ("/http-broken/no-body", test_no_body);
  ADD ("/http-broken/unreachable", test_unreachable);
  ADD ("/http-broken/dripping", test_dripping);

  return g_test_run ();
}
