/* pen-socket.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * A web socket that is listened to: what a server tells while it works.
 */

#define G_LOG_DOMAIN "pen-socket"

#include "config.h"

#include "pen-error.h"
#include "pen-headers.h"
#include "pen-http-private.h"
#include "pen-json.h"
#include "pen-socket.h"

/* A message may be a preview; the library's own limit is 128 KiB. */
#define MAX_MESSAGE (16 * 1024 * 1024)

typedef struct
{
  PenEventFunc             on_event;
  gpointer                 event_data;
  SoupMessage             *message;        /* (owned) */
  SoupWebsocketConnection *connection;     /* (owned) (nullable) */
  gulong                   cancelled_id;
} ListenData;

static void
listen_data_free (ListenData *data)
{
  g_clear_object (&data->message);
  g_clear_object (&data->connection);
  g_free (data);
}

static void
stop_listening (GTask *task)
{
  ListenData *data = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  g_signal_handlers_disconnect_by_data (data->connection, task);
  if (cancellable != NULL)
    g_cancellable_disconnect (cancellable, data->cancelled_id);
}

static void
message_cb (SoupWebsocketConnection *connection,
            SoupWebsocketDataType    type,
            GBytes                  *bytes,
            gpointer                 user_data)
{
  GTask *task = user_data;
  ListenData *data = g_task_get_task_data (task);
  g_autoptr(PenReply) reply = pen_reply_new (SOUP_STATUS_OK);
  g_autoptr(JsonNode) root = NULL;
  gsize size;
  const char *text = g_bytes_get_data (bytes, &size);

  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    return;

  if (type == SOUP_WEBSOCKET_DATA_BINARY)
    {
      pen_reply_set_bytes (reply, bytes);
    }
  else
    {
      root = text != NULL ? pen_json_parse (text, (gssize) size, NULL) : NULL;
      if (root == NULL)
        return;
      pen_reply_set_json (reply, root);
    }

  data->on_event (reply, data->event_data);
}

/* Takes @user_data, a task. */
static void
closed_cb (SoupWebsocketConnection *connection,
           gpointer                 user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);

  stop_listening (task);
  g_task_return_boolean (task, TRUE);
}

static gboolean
close_cb (gpointer user_data)
{
  SoupWebsocketConnection *connection = user_data;

  if (soup_websocket_connection_get_state (connection) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (connection, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, NULL);

  return G_SOURCE_REMOVE;
}

/* Not here: handlers of a cancellable must not wait for it. */
static void
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, close_cb, g_object_ref (user_data), g_object_unref);
}

static void
connected_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  ListenData *data = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;

  data->connection = soup_session_websocket_connect_finish (SOUP_SESSION (object), result,
                                                            &error);
  pen_headers_wipe (soup_message_get_request_headers (data->message));
  if (data->connection == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  soup_websocket_connection_set_max_incoming_payload_size (data->connection, MAX_MESSAGE);
  g_signal_connect (data->connection, "message", G_CALLBACK (message_cb), task);
  g_signal_connect (data->connection, "closed", G_CALLBACK (closed_cb), task);
  if (cancellable != NULL)
    data->cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb),
                                                g_object_ref (data->connection),
                                                g_object_unref);
  g_steal_pointer (&task);
}

/**
 * pen_socket_listen_async:
 * @http: whose session is used
 * @exchange: where to, with its headers and its function for events; copied
 * @cancellable: (nullable): ends it
 * @callback: called when the socket is closed, by whomever
 * @user_data: data for @callback
 *
 * Opens a web socket and hands each message to the exchange's function: a JSON tree where
 * it is text, bytes where it is binary.  No origin is sent: some servers refuse one that
 * is not their own.
 */
void
pen_socket_listen_async (PenHttp             *http,
                         PenExchange         *exchange,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  ListenData *data;

  g_return_if_fail (PEN_IS_HTTP (http));
  g_return_if_fail (exchange != NULL && exchange->on_event != NULL);

  data = g_new0 (ListenData, 1);
  data->on_event = exchange->on_event;
  data->event_data = exchange->event_data;
  data->message = soup_message_new_from_uri ("GET", exchange->uri);

  task = g_task_new (http, cancellable, callback, user_data);
  g_task_set_source_tag (task, pen_socket_listen_async);
  g_task_set_task_data (task, data, (GDestroyNotify) listen_data_free);

  if (exchange->headers != NULL)
    pen_headers_append (soup_message_get_request_headers (data->message), exchange->headers);
  if (exchange->has_key)
    pen_headers_wipe (exchange->headers);
  pen_headers_introduce (soup_message_get_request_headers (data->message));

  soup_session_websocket_connect_async (http->session, data->message, NULL, NULL,
                                        G_PRIORITY_DEFAULT, cancellable, connected_cb,
                                        g_steal_pointer (&task));
}

/**
 * pen_socket_listen_finish:
 * @http: the #PenHttp
 * @result: the result that the callback was given
 * @error: return location for a #GError
 *
 * Returns: %TRUE once it is closed, or %FALSE with @error set if it never opened
 */
gboolean
pen_socket_listen_finish (PenHttp       *http,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (PEN_IS_HTTP (http), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, http), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_socket_listen_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
