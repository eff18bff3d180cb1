/* pen-raw-server.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-raw-server"

#include "config.h"

#include <string.h>

#include "pen-raw-server.h"

struct _PenRawServer
{
  GSocketService  *service;        /* (owned) */
  GTlsCertificate *certificate;    /* (owned) (nullable) */
  guint16          port;
  PenRawFunc       func;
  gpointer         user_data;

  GMutex           mutex;
  GCond            cond;
  guint            n_running;      /* under @mutex */
  guint            n_connections;  /* under @mutex */
  guint            hits;           /* under @mutex: requests whose head was read */
};

struct _PenRawTalk
{
  PenRawServer     *server;    /* (unowned) */
  GIOStream        *stream;    /* (owned) */
  GDataInputStream *input;     /* (owned) */
  GString          *head;      /* (owned) */
};

static GIOStream *
wrap (PenRawServer      *self,
      GSocketConnection *connection)
{
  static const char * const protocols[] = { "h2", "http/1.1", NULL };
  g_autoptr(GIOStream) stream = NULL;

  if (self->certificate == NULL)
    return G_IO_STREAM (g_object_ref (connection));

  stream = g_tls_server_connection_new (G_IO_STREAM (connection), self->certificate, NULL);
  g_assert_nonnull (stream);
  g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (stream), protocols);

  return g_steal_pointer (&stream);
}

static gboolean
run_cb (GThreadedSocketService *service,
        GSocketConnection      *connection,
        GObject                *source_object,
        gpointer                user_data)
{
  PenRawServer *self = user_data;
  PenRawTalk talk = { .server = self };

  talk.stream = wrap (self, connection);
  talk.input = g_data_input_stream_new (g_io_stream_get_input_stream (talk.stream));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (talk.input), FALSE);
  talk.head = g_string_new (NULL);

  self->func (&talk, self->user_data);

  g_io_stream_close (talk.stream, NULL, NULL);
  g_clear_object (&talk.input);
  g_clear_object (&talk.stream);
  g_string_free (talk.head, TRUE);

  g_mutex_lock (&self->mutex);
  self->n_running--;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);

  return TRUE;
}

/* In the main loop, before the thread is started. */
static gboolean
incoming_cb (GSocketService    *service,
             GSocketConnection *connection,
             GObject           *source_object,
             gpointer           user_data)
{
  PenRawServer *self = user_data;

  g_mutex_lock (&self->mutex);
  self->n_running++;
  self->n_connections++;
  g_mutex_unlock (&self->mutex);

  return FALSE;
}

PenRawServer *
pen_raw_server_new_tls (PenRawFunc       func,
                        gpointer         user_data,
                        GTlsCertificate *certificate)
{
  PenRawServer *self = g_new0 (PenRawServer, 1);
  g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr(GSocketAddress) wanted = g_inet_socket_address_new (loopback, 0);
  g_autoptr(GSocketAddress) address = NULL;
  g_autoptr(GError) error = NULL;

  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->func = func;
  self->user_data = user_data;
  self->certificate = certificate != NULL ? g_object_ref (certificate) : NULL;
  self->service = g_threaded_socket_service_new (10);

  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), wanted,
                                 G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                                 NULL, &address, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));

  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
  g_signal_connect (self->service, "run", G_CALLBACK (run_cb), self);

  return self;
}

PenRawServer *
pen_raw_server_new (PenRawFunc func,
                    gpointer   user_data)
{
  return pen_raw_server_new_tls (func, user_data, NULL);
}

/* The client is gone by now, so that every function comes to its end. */
void
pen_raw_server_free (PenRawServer *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));

  g_mutex_lock (&self->mutex);
  while (self->n_running > 0)
    g_cond_wait (&self->cond, &self->mutex);
  g_mutex_unlock (&self->mutex);

  while (g_main_context_iteration (NULL, FALSE))
    continue;

  g_clear_object (&self->service);
  g_clear_object (&self->certificate);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_free (self);
}

char *
pen_raw_server_get_uri (PenRawServer *self,
                        const char   *path)
{
  return g_strdup_printf ("%s://127.0.0.1:%u%s", self->certificate != NULL ? "https" : "http",
                          self->port, path);
}

/* How many requests have come, whatever became of them. */
guint
pen_raw_server_get_hits (PenRawServer *self)
{
  guint hits;

  g_mutex_lock (&self->mutex);
  hits = self->hits;
  g_mutex_unlock (&self->mutex);

  return hits;
}

guint
pen_raw_server_get_connections (PenRawServer *self)
{
  guint n_connections;

  g_mutex_lock (&self->mutex);
  n_connections = self->n_connections;
  g_mutex_unlock (&self->mutex);

  return n_connections;
}

/* Returns: the request line and the headers, empty if there are none any more */
const char *
pen_raw_talk_read_head (PenRawTalk *talk)
{
  gboolean at_end = FALSE;

  g_string_truncate (talk->head, 0);
  while (!at_end)
    {
      g_autofree char *line = g_data_input_stream_read_line (talk->input, NULL, NULL, NULL);

      if (line != NULL)
        g_strchomp (line);
      at_end = line == NULL || *line == '\0';
      if (!at_end)
        g_string_append_printf (talk->head, "%s\n", line);
    }

  if (talk->head->len > 0)
    {
      g_mutex_lock (&talk->server->mutex);
      talk->server->hits++;
      g_mutex_unlock (&talk->server->mutex);
    }

  return talk->head->str;
}

/* Returns: (nullable): what client and server agreed to speak when they met */
const char *
pen_raw_talk_get_protocol (PenRawTalk *talk)
{
  return g_tls_connection_get_negotiated_protocol (G_TLS_CONNECTION (talk->stream));
}

/* Reads as much as the head promises.  Returns: how much there was. */
gsize
pen_raw_talk_read_body (PenRawTalk *talk)
{
  const char *length = strstr (talk->head->str, "Content-Length: ");
  guint64 left = length != NULL ? g_ascii_strtoull (length + 16, NULL, 10) : 0;
  gsize got = 0;
  char buffer[4096];

  while (left > 0)
    {
      gssize part = g_input_stream_read (G_INPUT_STREAM (talk->input), buffer,
                                         MIN (left, sizeof buffer), NULL, NULL);

      if (part <= 0)
        break;
      got += (gsize) part;
      left -= (guint64) part;
    }

  return got;
}

void
pen_raw_talk_write_bytes (PenRawTalk *talk,
                          const void *data,
                          gsize       length)
{
  /* The client may have gone: that is what some tests are about */
  g_output_stream_write_all (g_io_stream_get_output_stream (talk->stream), data, length,
                             NULL, NULL, NULL);
}

void
pen_raw_talk_write (PenRawTalk *talk,
                    const char *text)
{
  pen_raw_talk_write_bytes (talk, text, strlen (text));
}

/* Keeps silent until the client has had enough. */
void
pen_raw_talk_wait_for_close (PenRawTalk *talk)
{
  char buffer[4096];

  while (g_input_stream_read (G_INPUT_STREAM (talk->input), buffer, sizeof buffer,
                              NULL, NULL) > 0)
    continue;
}
