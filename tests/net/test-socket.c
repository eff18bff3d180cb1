/* test-socket.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-socket"

#include "config.h"

#include <string.h>

#include "pen-json.h"
#include "pen-socket.h"
#include "pen-test-server.h"

#define BIG 1000000

/* A server that says two things as soon as somebody listens. */
typedef struct
{
  SoupServer              *server;       /* (owned) */
  SoupWebsocketConnection *connection;   /* (owned) (nullable) */
  gboolean                 had_origin;
  gboolean                 is_over;
  char                    *uri;          /* (owned) */
  PenHttp                 *http;         /* (owned) */
  GCancellable            *cancellable;  /* (owned) */
  GString                 *heard;        /* (owned) */
} Fixture;

static void
over_cb (SoupWebsocketConnection *connection,
         gpointer                 user_data)
{
  Fixture *fixture = user_data;

  fixture->is_over = TRUE;
}

static void
socket_cb (SoupServer              *server,
           SoupServerMessage       *message,
           const char              *path,
           SoupWebsocketConnection *connection,
           gpointer                 user_data)
{
  Fixture *fixture = user_data;
  g_autofree char *big = g_strnfill (BIG, 'x');

  fixture->had_origin =
    soup_message_headers_get_one (soup_server_message_get_request_headers (message),
                                  "Origin") != NULL;
  fixture->connection = g_object_ref (connection);
  g_signal_connect (connection, "closed", G_CALLBACK (over_cb), fixture);
  soup_websocket_connection_send_text (connection, "{\"type\": \"hello\"}");
  soup_websocket_connection_send_text (connection, "no JSON");
  soup_websocket_connection_send_binary (connection, big, BIG);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  GSList *uris;

  fixture->server = soup_server_new (NULL, NULL);
  soup_server_add_websocket_handler (fixture->server, "/ws", NULL, NULL, socket_cb, fixture,
                                     NULL);
  soup_server_listen_local (fixture->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (fixture->server);
  fixture->uri = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  fixture->http = pen_http_new ();
  fixture->cancellable = g_cancellable_new ();
  fixture->heard = g_string_new (NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_clear_object (&fixture->http);
  g_clear_object (&fixture->cancellable);
  if (fixture->connection != NULL)
    g_signal_handlers_disconnect_by_data (fixture->connection, fixture);
  g_clear_object (&fixture->connection);
  g_clear_object (&fixture->server);
  g_clear_pointer (&fixture->uri, g_free);
  g_string_free (fixture->heard, TRUE);
}

static void
heard_cb (PenReply *reply,
          gpointer  user_data)
{
  Fixture *fixture = user_data;
  JsonNode *root = pen_reply_get_json (reply);
  GBytes *bytes = pen_reply_get_bytes (reply);

  if (root != NULL)
    g_string_append (fixture->heard,
                     pen_json_string_or (json_node_get_object (root), "type", "?"));
  if (bytes != NULL)
    g_string_append_printf (fixture->heard, " %" G_GSIZE_FORMAT, g_bytes_get_size (bytes));
}

static void
listen_at (Fixture       *fixture,
           const char    *path,
           GAsyncResult **result)
{
  g_autofree char *address = g_strconcat (fixture->uri, path, NULL);
  g_autoptr(GUri) uri = g_uri_parse (address, SOUP_HTTP_URI_FLAGS, NULL);
  g_autoptr(PenExchange) exchange = pen_exchange_new ("GET", uri);

  exchange->on_event = heard_cb;
  exchange->event_data = fixture;
  pen_socket_listen_async (fixture->http, exchange, fixture->cancellable,
                           pen_test_store_result, result);
}

static void
wait_for_all (Fixture *fixture)
{
  g_autofree char *all = g_strdup_printf ("hello %d", BIG);

  while (!g_str_equal (fixture->heard->str, all))
    g_main_context_iteration (NULL, TRUE);
}

/* Both kinds of message are heard; what is no JSON is not; and cancelling closes it. */
static void
test_listen (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  listen_at (fixture, "/ws", &result);
  wait_for_all (fixture);
  g_assert_false (fixture->had_origin);
  g_assert_null (result);

  g_cancellable_cancel (fixture->cancellable);
  pen_test_wait_for (&result);
  pen_socket_listen_finish (fixture->http, result, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  while (!fixture->is_over)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_server_closes (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  listen_at (fixture, "/ws", &result);
  wait_for_all (fixture);
  soup_websocket_connection_close (fixture->connection, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
  pen_test_wait_for (&result);
  g_assert_true (pen_socket_listen_finish (fixture->http, result, &error));
  g_assert_no_error (error);
}

static void
test_no_socket (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  listen_at (fixture, "/nothing", &result);
  pen_test_wait_for (&result);
  g_assert_false (pen_socket_listen_finish (fixture->http, result, &error));
  g_assert_nonnull (error);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add ("/socket/listen", Fixture, NULL, set_up, test_listen, tear_down);
  g_test_add ("/socket/server-closes", Fixture, NULL, set_up, test_server_closes, tear_down);
  g_test_add ("/socket/no-socket", Fixture, NULL, set_up, test_no_socket, tear_down);

  return g_test_run ();
}
