/* test-http-broken.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Servers that break off, keep silent, or lie: what is known about money afterwards,
 * and whether the user can leave at any time.
 */

#define G_LOG_DOMAIN "test-http-broken"

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "pen-error.h"
#include "pen-http-fixture.h"
#include "pen-raw-server.h"
#include "pen-test-server.h"

#define OK "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"

/* More than what any buffer on the way can hold. */
#define LARGE (64 * 1024 * 1024)

typedef enum
{
  READ_ALL,
  READ_HEAD,       /* and then nothing, until the gate opens */
  READ_NOTHING,
} Appetite;

/* How the server behaves. */
typedef struct
{
  Appetite    appetite;
  const char *answer;        /* (nullable): what it says */
  gboolean    is_silent;     /* whether it then keeps the connection open */
} Manner;

typedef struct
{
  PenHttpFixture  base;
  PenRawServer   *server;
  Manner          manner;

  GCancellable   *cancellable;    /* (owned) (nullable): cancelled when it has done its part */

  GMutex          mutex;
  GCond           cond;
  gboolean        gate_open;      /* under @mutex */
} Fixture;

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);

  return G_SOURCE_REMOVE;
}

static void
cancel_soon (Fixture *fixture)
{
  if (fixture->cancellable != NULL)
    g_main_context_invoke_full (NULL, G_PRIORITY_LOW, cancel_cb,
                                g_object_ref (fixture->cancellable), g_object_unref);
}

static void
wait_at_gate (Fixture *fixture)
{
  cancel_soon (fixture);

  g_mutex_lock (&fixture->mutex);
  while (!fixture->gate_open)
    g_cond_wait (&fixture->cond, &fixture->mutex);
  g_mutex_unlock (&fixture->mutex);
}

static void
open_gate (Fixture *fixture)
{
  g_mutex_lock (&fixture->mutex);
  fixture->gate_open = TRUE;
  g_cond_broadcast (&fixture->cond);
  g_mutex_unlock (&fixture->mutex);
}

static void
talk_cb (PenRawTalk *talk,
         gpointer    user_data)
{
  Fixture *fixture = user_data;
  const Manner *manner = &fixture->manner;

  if (manner->appetite == READ_NOTHING)
    {
      wait_at_gate (fixture);
      return;
    }

  while (*pen_raw_talk_read_head (talk) != '\0')
    {
      if (manner->appetite == READ_HEAD)
        {
          wait_at_gate (fixture);
          return;
        }

      pen_raw_talk_read_body (talk);
      if (manner->answer != NULL)
        pen_raw_talk_write (talk, manner->answer);
      cancel_soon (fixture);
      if (manner->is_silent)
        pen_raw_talk_wait_for_close (talk);
      if (manner->answer == NULL || strstr (manner->answer, "keep-alive") == NULL)
        return;
    }
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  pen_http_fixture_set_up (&fixture->base);
  g_mutex_init (&fixture->mutex);
  g_cond_init (&fixture->cond);
  fixture->server = pen_raw_server_new (talk_cb, fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  pen_http_fixture_tear_down (&fixture->base);
  open_gate (fixture);
  g_clear_pointer (&fixture->server, pen_raw_server_free);
  g_clear_object (&fixture->cancellable);
  g_mutex_clear (&fixture->mutex);
  g_cond_clear (&fixture->cond);
}

static PenBlob *
make_large (void)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "large-XXXXXX", NULL);
  int fd = g_mkstemp (path);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (ftruncate (fd, LARGE), ==, 0);
  g_close (fd, NULL);

  return pen_blob_new_for_temporary (path, LARGE, "image/png");
}

static PenExchange *
new_exchange (Fixture    *fixture,
              const char *method,
              PenBlob    *blob)
{
  g_autofree char *uri = pen_raw_server_get_uri (fixture->server, "/");
  PenExchange *exchange = pen_http_fixture_new_exchange (&fixture->base, method, uri);

  if (strcmp (method, "POST") == 0)
    exchange->body = pen_http_fixture_new_json (blob, "words");

  return exchange;
}

static void
assert_outcome (Fixture    *fixture,
                const char *method,
                PenBlob    *blob,
                PenError    code)
{
  g_autoptr(PenExchange) exchange = new_exchange (fixture, method, blob);
  g_autoptr(GError) error = NULL;
  guint hits = pen_raw_server_get_hits (fixture->server);

  g_assert_null (pen_http_fixture_send (&fixture->base, exchange, NULL, &error));
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
    { OK, PEN_ERROR_INVALID_REPLY },
    { "This is not HTTP\r\n\r\n", PEN_ERROR_NETWORK },
    { OK "Content-Length: 100\r\n\r\n{\"a\":", PEN_ERROR_NETWORK },
    { OK "Content-Length: 100\r\n\r\n", PEN_ERROR_NETWORK },
    { OK "Content-Length: 100\r\n\r\n{}", PEN_ERROR_NETWORK },
    { OK "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n", PEN_ERROR_NETWORK },
    { OK "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n", PEN_ERROR_NETWORK },
    { OK "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n", PEN_ERROR_NETWORK },
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

/* More than was promised is not looked at. */
static void
test_too_much (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(PenExchange) exchange = new_exchange (fixture, "POST", NULL);
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
  g_autoptr(PenExchange) exchange = new_exchange (fixture, "POST", NULL);
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
  g_autoptr(PenBlob) blob = make_large ();

  fixture->manner.appetite = READ_HEAD;
  open_gate (fixture);
  assert_outcome (fixture, "POST", blob, PEN_ERROR_NETWORK);
}

/* A kept connection that is closed just when it is used again: the library would send
 * again by itself. */
static void
test_kept_connection (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr(PenExchange) first = new_exchange (fixture, "GET", NULL);
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
  g_autoptr(PenExchange) first = new_exchange (fixture, "GET", NULL);
  g_autoptr(PenExchange) second = new_exchange (fixture, "PUT", NULL);
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
}

/* A POST that carries nothing may start something all the same. */
static void
test_no_body (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(PenExchange) exchange = new_exchange (fixture, "POST", NULL);
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

  /* Nobody listens any more */
  g_clear_pointer (&fixture->server, pen_raw_server_free);

  assert_unreachable (fixture, uri, "does not accept connections");
  assert_unreachable (fixture, "http://no-such-host.invalid/", "was not found");
}

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
      g_autoptr(PenExchange) exchange = new_exchange (fixture, "POST", NULL);
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
  g_autoptr(PenExchange) exchange = new_exchange (fixture, "GET", NULL);
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
  g_autoptr(PenBlob) blob = make_large ();
  g_autoptr(PenExchange) exchange = new_exchange (fixture, "POST", blob);
  g_autoptr(GError) error = NULL;

  fixture->manner.appetite = READ_HEAD;
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

  fixture->manner.appetite = READ_NOTHING;
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

  fixture->manner.appetite = READ_NOTHING;
  assert_cancels (fixture, exchange);
}

static void
test_cancel_sending (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(PenBlob) blob = make_large ();
  g_autoptr(PenExchange) exchange = new_exchange (fixture, "POST", blob);

  fixture->manner.appetite = READ_HEAD;
  assert_cancels (fixture, exchange);
}

static void
test_cancel_waiting (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(PenExchange) exchange = new_exchange (fixture, "POST", NULL);

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
      g_autoptr(PenExchange) exchange = new_exchange (fixture, "POST", NULL);

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
  g_autoptr(PenExchange) exchange = new_exchange (fixture, "POST", NULL);
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
  exchange = new_exchange (fixture, "POST", NULL);
  exchange->timeout_seconds = 5;
  reply = pen_http_fixture_send (&fixture->base, exchange, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (pen_reply_get_json (reply));
}

#define ADD(path, func) \
  g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("/http-broken/after-body", test_after_body);
  ADD ("/http-broken/too-much", test_too_much);
  ADD ("/http-broken/half-refusal", test_half_refusal);
  ADD ("/http-broken/during-body", test_during_body);
  ADD ("/http-broken/kept-connection", test_kept_connection);
  ADD ("/http-broken/kept-connection-put", test_kept_connection_put);
  ADD ("/http-broken/no-body", test_no_body);
  ADD ("/http-broken/unreachable", test_unreachable);
  ADD ("/http-broken/silence", test_silence);
  ADD ("/http-broken/silence-when-asked", test_silence_when_asked);
  ADD ("/http-broken/silence-during-body", test_silence_during_body);
  ADD ("/http-broken/silence-connecting", test_silence_connecting);
  ADD ("/http-broken/cancel-connecting", test_cancel_connecting);
  ADD ("/http-broken/cancel-sending", test_cancel_sending);
  ADD ("/http-broken/cancel-waiting", test_cancel_waiting);
  ADD ("/http-broken/cancel-reading", test_cancel_reading);
  ADD ("/http-broken/cancel-too-late", test_cancel_too_late);
  ADD ("/http-broken/dripping", test_dripping);

  return g_test_run ();
}
