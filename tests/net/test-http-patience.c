/* test-http-patience.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Servers that keep silent, and users who have had enough, at each stage.
 */

#define G_LOG_DOMAIN "test-http-patience"

#include "config.h"

#include <string.h>

#include "pen-broken-fixture.h"
#include "pen-error.h"
#include "pen-test-server.h"

#define OK "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"

typedef PenBrokenFixture Fixture;

/* Silence: before the connection stands, after the request, and in the middle. */
static void
test_silence (Fixture       *fixture,
              gconstpointer  data)
{
  static const char * const answers[] = {
    NULL, "HTTP/1.1 200", OK "Content-Length: 100\r\n\r\n{\"a\":",
  };

  fixture->manner.is_silent = TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr(PenExchange) exchange = pen_broken_fixture_new_exchange (fixture, "POST", NULL);
      g_autoptr(GError) error = NULL;

      fixture->manner.answer = answers[i];
      exchange->timeout_seconds = 1;
      g_assert_null (pen_http_fixture_send (&fixture->base, exchange, NULL, &error));
      g_assert_error (error, PEN_ERROR, PEN_ERROR_UNKNOWN_OUTCOME);
      g_assert_nonnull (strstr (error->message, "silent for 1 second;"));
    }
}

static void
test_silence_when_asked (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr(PenExchange) exchange = pen_broken_fixture_new_exchange (fixture, "GET", NULL);
  g_autoptr(GError) error = NULL;

  fixture->manner.is_silent = TRUE;
  exchange->timeout_seconds = 2;
  g_assert_null (pen_http_fixture_send (&fixture->base, exchange, NULL, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_NETWORK);
  g_assert_nonnull (strstr (error->message, "silent for 2 seconds;"));
}

static void
test_silence_during_body (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr(PenBlob) blob = pen_broken_fixture_make_large ();
  g_autoptr(PenExchange) exchange = pen_broken_fixture_new_exchange (fixture, "POST", blob);
  g_autoptr(GError) error = NULL;

  fixture->manner.appetite = PEN_READ_HEAD;
  exchange->timeout_seconds = 1;
  g_assert_null (pen_http_fixture_send (&fixture->base, exchange, NULL, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_NETWORK);
  g_assert_nonnull (strstr (error->message, "silent for 1 second;"));
}

/* An exchange with a server that is to encrypt, and does not. */
static PenExchange *
new_unencrypted (Fixture *fixture)
{
  g_autofree char *uri = pen_raw_server_get_uri (fixture->server, "/");
  g_autofree char *tls = g_strconcat ("https", uri + strlen ("http"), NULL);
  PenExchange *exchange = pen_http_fixture_new_exchange (&fixture->base, "POST", tls);

  exchange->body = pen_http_fixture_new_json (NULL, "words");

  return exchange;
}

static void
test_silence_connecting (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr(PenExchange) exchange = new_unencrypted (fixture);
  g_autoptr(GError) error = NULL;

  fixture->manner.appetite = PEN_READ_NOTHING;
  pen_http_set_connect_timeout (fixture->base.http, 1);
  g_assert_null (pen_http_fixture_send (&fixture->base, exchange, NULL, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_NETWORK);
  g_assert_nonnull (strstr (error->message, "silent for 1 second;"));
}

static void
assert_cancels (Fixture     *fixture,
                PenExchange *exchange)
{
  g_autoptr(GError) error = NULL;

  fixture->cancellable = g_cancellable_new ();
  g_assert_null (pen_http_fixture_send (&fixture->base, exchange, fixture->cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_cancel_connecting (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr(PenExchange) exchange = new_unencrypted (fixture);

  fixture->manner.appetite = PEN_READ_NOTHING;
  assert_cancels (fixture, exchange);
}

static void
test_cancel_sending (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(PenBlob) blob = pen_broken_fixture_make_large ();
  g_autoptr(PenExchange) exchange = pen_broken_fixture_new_exchange (fixture, "POST", blob);

  fixture->manner.appetite = PEN_READ_HEAD;
  assert_cancels (fixture, exchange);
}

static void
test_cancel_waiting (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(PenExchange) exchange = pen_broken_fixture_new_exchange (fixture, "POST", NULL);

  fixture->manner.is_silent = TRUE;
  assert_cancels (fixture, exchange);
}

static void
test_cancel_reading (Fixture       *fixture,
                     gconstpointer  data)
{
  static const char * const answers[] = {
    "HTTP/1.1 200 OK\r\nContent-", OK "Content-Length: 100\r\n\r\n{\"a\":",
    OK "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n",
  };

  fixture->manner.is_silent = TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr(PenExchange) exchange = pen_broken_fixture_new_exchange (fixture, "POST", NULL);

      fixture->manner.answer = answers[i];
      assert_cancels (fixture, exchange);
      g_clear_object (&fixture->cancellable);
    }
}

/* What has come whole is kept, although the user has just had enough of it. */
static void
test_cancel_too_late (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr(PenExchange) exchange = pen_broken_fixture_new_exchange (fixture, "POST", NULL);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(PenReply) reply = NULL;
  g_autoptr(GError) error = NULL;

  fixture->manner.answer = OK "Content-Length: 2\r\n\r\n{}";
  pen_http_send_async (fixture->base.http, exchange, cancellable, pen_test_store_result, &result);
  pen_test_wait_for (&result);
  g_cancellable_cancel (cancellable);
  reply = pen_http_send_finish (fixture->base.http, result, &error);
  g_assert_no_error (error);
  g_assert_nonnull (reply);
}

#define ADD(path, func) \
  g_test_add (path, Fixture, NULL, pen_broken_fixture_set_up, func, pen_broken_fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("/http-patience/silence", test_silence);
  ADD ("/http-patience/silence-when-asked", test_silence_when_asked);
  ADD ("/http-patience/silence-during-body", test_silence_during_body);
  ADD ("/http-patience/silence-connecting", test_silence_connecting);
  ADD ("/http-patience/cancel-connecting", test_cancel_connecting);
  ADD ("/http-patience/cancel-sending", test_cancel_sending);
  ADD ("/http-patience/cancel-waiting", test_cancel_waiting);
  ADD ("/http-patience/cancel-reading", test_cancel_reading);
  ADD ("/http-patience/cancel-too-late", test_cancel_too_late);

  return g_test_run ();
}
