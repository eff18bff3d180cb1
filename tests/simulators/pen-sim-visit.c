/* pen-sim-visit.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * A request's way through a simulated service, and the ways an answer can go wrong.
 *
 * The message is paused as soon as it is whole, and goes on when there is an answer.
 * Where the connection itself must fail, it is taken away from the server and written
 * to by hand.
 */

#define G_LOG_DOMAIN "pen-sim-visit"

#include "config.h"

#include <string.h>

#include "pen-sim-service.h"

/* A trickled answer: so many bytes, after so many milliseconds. */
#define TRICKLE_BYTES 4096
#define TRICKLE_MS 2

static void deliver (PenSimVisit *self);

static void
visit_clear (gpointer data)
{
  PenSimVisit *self = data;

  g_clear_handle_id (&self->source_id, g_source_remove);
  g_clear_signal_handler (&self->finished_id, self->message);
  g_clear_object (&self->message);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->entry, json_object_unref);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_pointer (&self->fault, pen_sim_fault_free);
  g_clear_pointer (&self->answer, g_bytes_unref);
  g_clear_pointer (&self->raw, g_bytes_unref);
  g_clear_object (&self->stream);
}

PenSimVisit *
pen_sim_visit_ref (PenSimVisit *self)
{
  return g_rc_box_acquire (self);
}

void
pen_sim_visit_unref (PenSimVisit *self)
{
  g_rc_box_release_full (self, visit_clear);
}

static void
set_held (PenSimVisit *self,
          gboolean     held)
{
  if (self->held == held)
    return;

  self->held = held;
  pen_sim_log_count (self->service->log, PEN_SIM_COUNT_HELD, held ? 1 : -1);
}

/* The message is through, in one way or the other. */
static void
finish (PenSimVisit *self)
{
  g_clear_signal_handler (&self->finished_id, self->message);
  g_clear_handle_id (&self->source_id, g_source_remove);
  set_held (self, FALSE);
  self->answered = TRUE;
  g_ptr_array_remove (self->service->visits, self);
}

static void
finished_cb (SoupServerMessage *message,
             PenSimVisit       *self)
{
  if (self->answer != NULL && !self->held)
    pen_sim_log_count (self->service->log, PEN_SIM_COUNT_ANSWERED, 1);

  finish (self);
}

/* Picks the first fault that is meant for this request. */
static PenSimFault *
take_fault (GPtrArray  *faults,
            const char *method,
            const char *path)
{
  for (guint i = 0; i < faults->len; i++)
    {
      PenSimFault *fault = g_ptr_array_index (faults, i);
      PenSimFault *taken;

      if (!pen_sim_fault_applies (fault, method, path))
        continue;

      taken = pen_sim_fault_copy (fault);
      if (--fault->times == 0)
        g_ptr_array_remove_index (faults, i);
      return taken;
    }

  return NULL;
}

/**
 * pen_sim_visit_new:
 * @service: whom it is for
 * @message: a message whose headers have arrived
 * @path: the path below the service's address
 *
 * Returns: (transfer none): the visit; @service holds it until the message is through
 */
PenSimVisit *
pen_sim_visit_new (PenSimService     *service,
                   SoupServerMessage *message,
                   const char        *path)
{
  PenSimVisit *self = g_rc_box_new0 (PenSimVisit);
  const char *method = soup_server_message_get_method (message);

  self->service = service;
  self->message = g_object_ref (message);
  self->path = g_strdup (path);
  self->entry = pen_sim_log_add (service->log, service->klass->name, method, path,
                                 g_uri_get_query (soup_server_message_get_uri (message)),
                                 soup_server_message_get_request_headers (message));
  self->fault = take_fault (service->faults, method, path);
  if (self->fault != NULL)
    json_object_set_string_member (self->entry, "fault", self->fault->name);

  self->finished_id = g_signal_connect (message, "finished", G_CALLBACK (finished_cb), self);
  g_ptr_array_add (service->visits, self);

  return self;
}

PenSimVisit *
pen_sim_visit_find (PenSimService     *service,
                    SoupServerMessage *message)
{
  for (guint i = 0; i < service->visits->len; i++)
    {
      PenSimVisit *self = g_ptr_array_index (service->visits, i);

      if (self->message == message)
        return self;
    }

  return NULL;
}

/* The server is gone: there is nobody left to answer. */
void
pen_sim_visit_abandon (PenSimVisit *self)
{
  if (self->stream != NULL)
    g_io_stream_close (self->stream, NULL, NULL);

  finish (self);
}

/* === A connection that fails === */

static void
take_connection (PenSimVisit *self)
{
  g_clear_signal_handler (&self->finished_id, self->message);
  self->stream = soup_server_message_steal_connection (self->message);
}

static void
close_connection (PenSimVisit *self)
{
  g_io_stream_close (self->stream, NULL, NULL);
  pen_sim_log_count (self->service->log, PEN_SIM_COUNT_ANSWERED, 1);
  finish (self);
}

static gboolean
cut_cb (gpointer user_data)
{
  PenSimVisit *self = user_data;

  self->source_id = 0;
  take_connection (self);
  close_connection (self);

  return G_SOURCE_REMOVE;
}

static void write_on (PenSimVisit *self);

static gboolean
write_on_cb (gpointer user_data)
{
  PenSimVisit *self = user_data;

  self->source_id = 0;
  write_on (self);

  return G_SOURCE_REMOVE;
}

static void
written_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  PenSimVisit *self = user_data;
  gsize written = 0;
  gboolean good;

  good = g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, &written, NULL);
  self->written += written;

  if (!self->answered)
    {
      if (!good || self->written == g_bytes_get_size (self->raw))
        close_connection (self);
      else if (pen_sim_fault_is (self->fault, "hold-half"))
        set_held (self, TRUE);
      else
        self->source_id = g_timeout_add (TRICKLE_MS, write_on_cb, self);
    }

  pen_sim_visit_unref (self);
}

static void
write_on (PenSimVisit *self)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (self->raw, &size);
  gsize piece = size - self->written;

  if (pen_sim_fault_is (self->fault, "trickle"))
    piece = MIN (piece, TRICKLE_BYTES);
  else if (pen_sim_fault_is (self->fault, "hold-half") && self->written == 0)
    piece = size / 2;

  g_output_stream_write_all_async (g_io_stream_get_output_stream (self->stream),
                                   data + self->written, piece, G_PRIORITY_DEFAULT, NULL,
                                   written_cb, pen_sim_visit_ref (self));
}

static void
append_header (const char *name,
               const char *value,
               gpointer    user_data)
{
  g_string_append_printf (user_data, "%s: %s\r\n", name, value);
}

/* Writes the answer by hand: whole, or half of what its head promises. */
static void
write_raw (PenSimVisit *self,
           gboolean     half)
{
  g_autoptr(GString) text = g_string_new (NULL);
  gsize size = 0;
  const char *data = g_bytes_get_data (self->answer, &size);

  g_string_append_printf (text, "HTTP/1.1 %u %s\r\n", self->status,
                          soup_status_get_phrase (self->status));
  soup_message_headers_foreach (soup_server_message_get_response_headers (self->message),
                                append_header, text);
  g_string_append_printf (text, "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n", size);
  g_string_append_len (text, data, half ? size / 2 : size);

  take_connection (self);
  self->raw = g_string_free_to_bytes (g_steal_pointer (&text));
  write_on (self);
}

/* === A request === */

/* What goes wrong before the body has been read. */
void
pen_sim_visit_begin (PenSimVisit *self)
{
  if (pen_sim_fault_is (self->fault, "cut-before-body"))
    {
      soup_server_message_pause (self->message);
      self->source_id = g_idle_add (cut_cb, self);
    }
  else if (pen_sim_fault_is (self->fault, "hold-body"))
    {
      soup_server_message_pause (self->message);
      set_held (self, TRUE);
    }
}

/* The request is whole: the service may think about it. */
void
pen_sim_visit_receive (PenSimVisit *self)
{
  soup_server_message_pause (self->message);

  self->body = soup_message_body_flatten (soup_server_message_get_request_body (self->message));
  pen_sim_log_count (self->service->log, PEN_SIM_COUNT_RECEIVED, 1);

  self->service->klass->handle (self->service->state, self);
}

/* Lets a held request or answer go on. */
void
pen_sim_visit_release (PenSimVisit *self)
{
  if (!self->held)
    return;

  set_held (self, FALSE);
  if (self->raw != NULL)
    write_on (self);
  else if (self->answer != NULL)
    deliver (self);
  else
    soup_server_message_unpause (self->message);
}

const char *
pen_sim_visit_get_method (PenSimVisit *self)
{
  return soup_server_message_get_method (self->message);
}

const char *
pen_sim_visit_get_header (PenSimVisit *self,
                          const char  *name)
{
  return soup_message_headers_get_one (soup_server_message_get_request_headers (self->message),
                                       name);
}

/* The value of a query field; it lives as long as the program. */
const char *
pen_sim_visit_get_query (PenSimVisit *self,
                         const char  *name)
{
  const char *query = g_uri_get_query (soup_server_message_get_uri (self->message));
  g_autoptr(GHashTable) fields = query != NULL ? soup_form_decode (query) : NULL;

  return fields != NULL ? g_intern_string (g_hash_table_lookup (fields, name)) : NULL;
}

void
pen_sim_visit_set_header (PenSimVisit *self,
                          const char  *name,
                          const char  *value)
{
  soup_message_headers_replace (soup_server_message_get_response_headers (self->message),
                                name, value);
}

/* The service has done work that it charges for. */
void
pen_sim_visit_pay (PenSimVisit *self,
                   const char  *digest,
                   double       cost)
{
  pen_sim_log_pay (self->service->log, self->entry, digest, cost);
}

static void
answer_gateway (PenSimVisit *self)
{
  static const struct { const char *name; guint status; } table[] =
  {
    { "html", SOUP_STATUS_OK },
    { "bad-gateway", SOUP_STATUS_BAD_GATEWAY },
    { "service-unavailable", SOUP_STATUS_SERVICE_UNAVAILABLE },
    { "gateway-timeout", SOUP_STATUS_GATEWAY_TIMEOUT },
    { "redirect", SOUP_STATUS_TEMPORARY_REDIRECT },
  };
  guint status = 0;

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_str_equal (self->fault->name, table[i].name))
      status = table[i].status;

  if (self->fault->value != NULL)
    pen_sim_visit_set_header (self,
                              status == SOUP_STATUS_TEMPORARY_REDIRECT ? "Location" : "Retry-After",
                              self->fault->value);
  pen_sim_visit_answer_text (self, status, "text/html",
                             "<!DOCTYPE html>\n<html><head><title>Gateway</title></head>"
                             "<body><h1>Something else answered</h1></body></html>\n");
}

/**
 * pen_sim_visit_goes_wrong:
 * @self: a #PenSimVisit
 *
 * To be asked by a service when a request has proved to be in order, before it looks at
 * the key and does its work.
 *
 * Returns: whether something else has answered, or the service has refused
 */
gboolean
pen_sim_visit_goes_wrong (PenSimVisit *self)
{
  PenSimService *service = self->service;

  if (pen_sim_fault_is_of_gateway (self->fault))
    {
      answer_gateway (self);
      return TRUE;
    }

  return self->fault != NULL &&
         service->klass->refuse (service->state, self, self->fault->name, self->fault->value);
}

/* Returns: (transfer full): what to send for @picture, which may be something worse. */
GBytes *
pen_sim_visit_spoil (PenSimVisit *self,
                     GBytes      *picture)
{
  GBytes *spoilt = NULL;

  if (pen_sim_fault_is_of_picture (self->fault))
    spoilt = pen_sim_picture_spoil (picture, self->fault->name);

  return spoilt != NULL ? spoilt : g_bytes_ref (picture);
}

static void
send_answer (PenSimVisit *self)
{
  SoupMessageBody *body = soup_server_message_get_response_body (self->message);

  if (self->finished_id == 0)
    return;

  soup_server_message_set_status (self->message, self->status, NULL);
  if (g_bytes_get_size (self->answer) > 0)
    soup_message_body_append_bytes (body, self->answer);
  soup_server_message_unpause (self->message);
}

static gboolean
deliver_cb (gpointer user_data)
{
  PenSimVisit *self = user_data;

  self->source_id = 0;
  if (pen_sim_fault_is (self->fault, "cut-after-body"))
    {
      take_connection (self);
      close_connection (self);
    }
  else if (pen_sim_fault_is (self->fault, "half-answer"))
    write_raw (self, TRUE);
  else if (pen_sim_fault_is (self->fault, "trickle") ||
           pen_sim_fault_is (self->fault, "hold-half"))
    write_raw (self, FALSE);
  else
    send_answer (self);

  return G_SOURCE_REMOVE;
}

/* From the main loop: the connection cannot be taken while the server works on it. */
static void
deliver (PenSimVisit *self)
{
  self->source_id = g_idle_add (deliver_cb, self);
}

/* What @body becomes on its way, or %NULL where it stays. */
static const char *
find_wrong_body (PenSimVisit *self)
{
  if (pen_sim_fault_is (self->fault, "wrong-json"))
    return "{\"unexpected\":[1,{\"deep\":null}],\"image\":17,\"images\":{}}";
  if (pen_sim_fault_is (self->fault, "broken-json"))
    return "{\"image\":\"iVBORw0KGgo";
  if (pen_sim_fault_is (self->fault, "empty"))
    return "";

  return NULL;
}

/**
 * pen_sim_visit_answer:
 * @self: a #PenSimVisit
 * @status: the HTTP status
 * @media_type: (nullable): of @body
 * @body: the answer
 *
 * Answers the request, unless something goes wrong on the way.
 */
void
pen_sim_visit_answer (PenSimVisit *self,
                      guint        status,
                      const char  *media_type,
                      GBytes      *body)
{
  const char *wrong = status < 400 ? find_wrong_body (self) : NULL;

  if (self->answered)
    return;

  if (wrong != NULL)
    media_type = "application/json";
  if (media_type != NULL)
    pen_sim_visit_set_header (self, "Content-Type", media_type);

  self->status = status;
  self->answer = wrong != NULL ? g_bytes_new_static (wrong, strlen (wrong)) : g_bytes_ref (body);
  json_object_set_int_member (self->entry, "status", status);

  if (self->fault != NULL && self->fault->hold)
    set_held (self, TRUE);
  else
    deliver (self);
}

void
pen_sim_visit_answer_text (PenSimVisit *self,
                           guint        status,
                           const char  *media_type,
                           const char  *text)
{
  g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));

  pen_sim_visit_answer (self, status, media_type, bytes);
}

void
pen_sim_visit_answer_json (PenSimVisit *self,
                           guint        status,
                           JsonNode    *node)
{
  g_autofree char *text = json_to_string (node, FALSE);

  pen_sim_visit_answer_text (self, status, "application/json", text);
}

/* Takes @object. */
void
pen_sim_visit_answer_object (PenSimVisit *self,
                             guint        status,
                             JsonObject  *object)
{
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);
  pen_sim_visit_answer_json (self, status, node);
}
