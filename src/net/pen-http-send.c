/* pen-http-send.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-http"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "pen-body-stream.h"
#include "pen-error.h"
#include "pen-headers.h"
#include "pen-http-private.h"
#include "pen-http1.h"
#include "pen-net-error.h"
#include "pen-patience.h"
#include "pen-redirect.h"
#include "pen-remote-uri.h"
#include "pen-spool.h"

#define BUFFER_SIZE   (128 * 1024)
#define MAX_REDIRECTS 5

/* The life of pen_http_send_async(), in the order in which it happens. */

typedef struct
{
  /* Input */
  char               *method;          /* (owned) */
  GUri               *uri;             /* (owned): where to; changes with redirects */
  SoupMessageHeaders *headers;         /* (owned) (nullable) */
  gboolean            has_key;
  PenBody            *body;            /* (owned) (nullable) */
  PenExpect           expect;
  guint               timeout;         /* seconds; 0 for none */
  char               *spool_folder;    /* (owned) (nullable) */
  PenEventFunc        on_event;        /* (nullable) */
  gpointer            event_data;
  gboolean            may_submit;      /* whether asking twice is not the same as once */

  /* In progress */
  SoupMessage        *message;         /* (owned) (nullable) */
  PenPatience        *patience;        /* (owned) (nullable) */
  PenNetStage         stage;
  guint               n_redirects;
  GInputStream       *stream;          /* (owned) (nullable) */
  char               *buffer;          /* (owned) (nullable) */
  gsize               filled;          /* how much of @buffer is new */
  gboolean            at_end;
  PenSpool           *spool;           /* (owned) (nullable) */

  /* Output */
  PenReply           *reply;           /* (owned) (nullable) */
} SendData;

static void
clear_message (SendData *data)
{
  if (data->message == NULL)
    return;

  g_signal_handlers_disconnect_by_data (data->message, data);
  if (data->has_key)
    pen_headers_wipe (soup_message_get_request_headers (data->message));
  g_clear_object (&data->message);
}

static void
send_data_free (SendData *data)
{
  g_clear_pointer (&data->patience, pen_patience_free);
  clear_message (data);

  if (data->has_key && data->headers != NULL)
    pen_headers_wipe (data->headers);
  g_clear_pointer (&data->headers, soup_message_headers_unref);
  g_clear_pointer (&data->method, g_free);
  g_clear_pointer (&data->uri, g_uri_unref);
  g_clear_pointer (&data->body, pen_body_unref);
  g_clear_pointer (&data->spool_folder, g_free);
  g_clear_object (&data->stream);
  g_clear_pointer (&data->buffer, g_free);
  g_clear_pointer (&data->spool, pen_spool_free);
  g_clear_pointer (&data->reply, pen_reply_unref);
  g_free (data);
}

static void start_message  (GTask        *task);
static void send_cb        (GObject      *object,
                            GAsyncResult *result,
                            gpointer      user_data);
static void read_body      (GTask        *task);
static void read_cb        (GObject      *object,
                            GAsyncResult *result,
                            gpointer      user_data);
static void spool_cb       (GObject      *object,
                            GAsyncResult *result,
                            gpointer      user_data);

static SendData *
send_data_new (PenExchange *exchange)
{
  SendData *data = g_new0 (SendData, 1);

  data->method = g_strdup (exchange->method);
  data->uri = g_uri_ref (exchange->uri);
  data->has_key = exchange->has_key;
  data->body = exchange->body != NULL ? pen_body_ref (exchange->body) : NULL;
  data->expect = exchange->expect;
  data->timeout = exchange->timeout_seconds;
  data->spool_folder = g_strdup (exchange->spool_folder);
  data->on_event = exchange->on_event;
  data->event_data = exchange->event_data;
  data->may_submit = exchange->body != NULL || strcmp (exchange->method, "POST") == 0;

  data->headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  if (exchange->headers == NULL)
    return data;

  pen_headers_append (data->headers, exchange->headers);
  if (exchange->has_key)
    pen_headers_wipe (exchange->headers);

  return data;
}

/**
 * pen_http_send_async:
 * @self: a #PenHttp
 * @exchange: what to exchange; copied, and where it has the key its headers are wiped
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when the whole answer is here, or on failure
 * @user_data: data for @callback
 *
 * Makes one exchange.  Nothing is ever sent twice, except by following a redirect,
 * which is done only without key and without body.
 */
void
pen_http_send_async (PenHttp             *self,
                     PenExchange         *exchange,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  SendData *data;

  g_return_if_fail (PEN_IS_HTTP (self));
  g_return_if_fail (exchange != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  data = send_data_new (exchange);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, pen_http_send_async);
  g_task_set_task_data (task, data, (GDestroyNotify) send_data_free);

  if (g_task_return_error_if_cancelled (task))
    return;

  if (!pen_remote_uri_is_web (data->uri))
    {
      g_task_return_new_error (task, PEN_ERROR, PEN_ERROR_USAGE,
                               _("This is not the address of a web server"));
      return;
    }

  /* A picture that is here is not thrown away because of a cancel that came late */
  g_task_set_check_cancellable (task, FALSE);
  data->patience = pen_patience_new (cancellable, g_task_get_context (task));
  start_message (g_steal_pointer (&task));
}

static void
starting_cb (SoupMessage *message,
             gpointer     user_data)
{
  SendData *data = user_data;

  pen_patience_start (data->patience, data->timeout);
}

static void
moved_cb (SoupMessage *message,
          guint        size,
          gpointer     user_data)
{
  SendData *data = user_data;

  pen_patience_renew (data->patience);
}

static void
wrote_headers_cb (SoupMessage *message,
                  gpointer     user_data)
{
  SendData *data = user_data;

  if (data->body == NULL)
    data->stage = data->may_submit ? PEN_NET_SUBMITTED : PEN_NET_ASKED;
  pen_patience_renew (data->patience);
}

static void
wrote_body_cb (SoupMessage *message,
               gpointer     user_data)
{
  SendData *data = user_data;

  data->stage = data->may_submit ? PEN_NET_SUBMITTED : PEN_NET_ASKED;
  pen_patience_renew (data->patience);
}

/* The library wants to send again what may have arrived: not behind our back. */
static void
restarted_cb (SoupMessage *message,
              gpointer     user_data)
{
  SendData *data = user_data;

  if (data->may_submit)
    g_cancellable_cancel (pen_patience_get_cancellable (data->patience));
}

/* Takes @task. */
static void
start_message (GTask *task)
{
  SendData *data = g_task_get_task_data (task);
  PenHttp *self = g_task_get_source_object (task);

  data->stage = PEN_NET_CONNECTING;
  pen_patience_start (data->patience, self->connect_timeout);

  /* A connection that has been idle may be closed just now: whoever reuses it cannot
   * tell whether the request arrived.  So what may cost gets one of its own. */
  data->message = soup_message_new_from_uri (data->method, data->uri);
  soup_message_add_flags (data->message, SOUP_MESSAGE_NO_REDIRECT);
  if (data->may_submit)
    soup_message_add_flags (data->message, SOUP_MESSAGE_NEW_CONNECTION);
  pen_http1_insist (data->message);
  pen_headers_append (soup_message_get_request_headers (data->message), data->headers);
  pen_headers_introduce (soup_message_get_request_headers (data->message));
  if (data->body != NULL)
    pen_body_stream_attach (data->body, data->message);

  g_signal_connect (data->message, "starting", G_CALLBACK (starting_cb), data);
  g_signal_connect (data->message, "wrote-headers", G_CALLBACK (wrote_headers_cb), data);
  g_signal_connect (data->message, "wrote-body-data", G_CALLBACK (moved_cb), data);
  g_signal_connect (data->message, "wrote-body", G_CALLBACK (wrote_body_cb), data);
  g_signal_connect (data->message, "restarted", G_CALLBACK (restarted_cb), data);

  soup_session_send_async (self->session, data->message, G_PRIORITY_DEFAULT,
                           pen_patience_get_cancellable (data->patience), send_cb, task);
}

static void
return_failure (GTask        *task,
                const GError *cause)
{
  SendData *data = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  const char *host = g_uri_get_host (data->uri);
  guint seconds = pen_patience_get_seconds (data->patience);

  if (pen_patience_is_lost (data->patience))
    g_task_return_error (task, pen_net_error_new_timeout (data->stage, host, seconds));
  else if (cancellable != NULL && g_cancellable_is_cancelled (cancellable) &&
           cause->domain == G_IO_ERROR)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", cause->message);
  else
    g_task_return_error (task, pen_net_error_new (data->stage, host, cause));
}

static gboolean
follow_redirect (SendData *data)
{
  g_autoptr(GUri) target = NULL;

  if (data->has_key || data->may_submit || data->n_redirects == MAX_REDIRECTS)
    return FALSE;

  target = pen_redirect_get_target (data->message);
  if (target == NULL)
    return FALSE;

  data->n_redirects++;
  g_uri_unref (data->uri);
  data->uri = g_steal_pointer (&target);
  g_clear_object (&data->stream);
  clear_message (data);

  return TRUE;
}

static void
begin_reply (PenHttp  *self,
             SendData *data)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (data->message);
  guint status = soup_message_get_status (data->message);
  SoupMessageHeadersIter iter;
  const char *name;
  const char *value;

  data->reply = pen_reply_new (status);
  soup_message_headers_iter_init (&iter, headers);
  while (soup_message_headers_iter_next (&iter, &name, &value))
    pen_reply_set_header (data->reply, name, value);
  pen_reply_set_media_type (data->reply, soup_message_headers_get_content_type (headers, NULL));

  data->spool = pen_spool_new (status, data->expect,
                               soup_message_headers_get_encoding (headers) ==
                               SOUP_ENCODING_CONTENT_LENGTH,
                               data->spool_folder, self->max_json_size,
                               self->max_picture_size);
  data->buffer = g_malloc (BUFFER_SIZE);
}

static void
send_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  SendData *data = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  data->stream = soup_session_send_finish (SOUP_SESSION (object), result, &error);
  if (data->stream == NULL)
    {
      return_failure (task, error);
      return;
    }

  if (follow_redirect (data))
    {
      start_message (g_steal_pointer (&task));
      return;
    }

  begin_reply (g_task_get_source_object (task), data);
  read_body (g_steal_pointer (&task));
}

/* Takes @task. */
static void
read_body (GTask *task)
{
  SendData *data = g_task_get_task_data (task);

  pen_patience_renew (data->patience);

  /* An event is to be heard of when it comes, not when the buffer is full. */
  if (data->expect == PEN_EXPECT_EVENTS)
    g_input_stream_read_async (data->stream, data->buffer, BUFFER_SIZE, G_PRIORITY_DEFAULT,
                               pen_patience_get_cancellable (data->patience), read_cb, task);
  else
    g_input_stream_read_all_async (data->stream, data->buffer, BUFFER_SIZE, G_PRIORITY_DEFAULT,
                                   pen_patience_get_cancellable (data->patience), read_cb,
                                   task);
}

/* Files are written, and documents parsed, away from the main loop. */
static void
spool_in_thread (GTask        *task,
                 gpointer      source_object,
                 gpointer      task_data,
                 GCancellable *cancellable)
{
  SendData *data = task_data;
  GError *error = NULL;

  if (data->filled > 0 && !pen_spool_feed (data->spool, data->buffer, data->filled, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  data->at_end = data->at_end || pen_spool_is_full (data->spool);
  if (data->at_end && !pen_spool_finish (data->spool, data->reply, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* Returns whether the connection still stands. */
static gboolean
finish_read (SendData      *data,
             GInputStream  *stream,
             GAsyncResult  *result,
             GError       **error)
{
  gssize size;

  if (data->expect != PEN_EXPECT_EVENTS)
    {
      gboolean is_whole = g_input_stream_read_all_finish (stream, result, &data->filled, error);

      data->at_end = !is_whole || data->filled < BUFFER_SIZE;
      return is_whole;
    }

  size = g_input_stream_read_finish (stream, result, error);
  data->filled = (gsize) MAX (size, 0);
  data->at_end = size <= 0;
  return size >= 0;
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  SendData *data = g_task_get_task_data (task);
  g_autoptr(GTask) spooling = NULL;
  g_autoptr(GError) error = NULL;
  gboolean is_whole = finish_read (data, G_INPUT_STREAM (object), result, &error);

  if (!is_whole && !pen_spool_is_lax (data->spool))
    {
      return_failure (task, error);
      return;
    }

  /* The disk may be slow; that is not the server's silence */
  pen_patience_pause (data->patience);
  spooling = g_task_new (NULL, NULL, spool_cb, g_object_ref (task));
  g_task_set_source_tag (spooling, read_cb);
  g_task_set_task_data (spooling, data, NULL);
  g_task_run_in_thread (spooling, spool_in_thread);
}

static void
tell_events (SendData *data)
{
  g_autoptr(GPtrArray) events = pen_spool_take_events (data->spool);

  for (guint i = 0; events != NULL && data->on_event != NULL && i < events->len; i++)
    data->on_event (g_ptr_array_index (events, i), data->event_data);
}

static void
spool_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  SendData *data = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      return_failure (task, error);
      return;
    }

  tell_events (data);
  if (!data->at_end)
    {
      read_body (g_steal_pointer (&task));
      return;
    }

  g_task_return_pointer (task, g_steal_pointer (&data->reply),
                         (GDestroyNotify) pen_reply_unref);
}

/**
 * pen_http_send_finish:
 * @self: a #PenHttp
 * @result: the result that the callback was given
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the answer, or %NULL with @error set
 */
PenReply *
pen_http_send_finish (PenHttp       *self,
                      GAsyncResult  *result,
                      GError       **error)
{
  g_return_val_if_fail (PEN_IS_HTTP (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_http_send_async), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
