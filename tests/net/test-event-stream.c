/* test-event-stream.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-event-stream"

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "pen-error.h"
#include "pen-event-stream.h"
#include "pen-json.h"
#include "pen-served.h"

typedef struct
{
  char *folder;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->folder = g_build_filename (g_get_tmp_dir (), "events-XXXXXX", NULL);
  g_assert_nonnull (g_mkdtemp (fixture->folder));
}

/* Nothing is left behind, whatever happened. */
static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GDir) dir = g_dir_open (fixture->folder, 0, NULL);

  g_assert_null (g_dir_read_name (dir));
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_clear_pointer (&fixture->folder, g_free);
}

static PenEventStream *
stream_new (Fixture *fixture)
{
  return pen_event_stream_new (200, fixture->folder, 1024 * 1024, 1024 * 1024);
}

/* The events of @text, fed in pieces of @step bytes: “{"a":1}|{"b":2}”. */
static char *
read_in_pieces (Fixture    *fixture,
                const char *text,
                gsize       step)
{
  g_autoptr(PenEventStream) stream = stream_new (fixture);
  g_autoptr(GString) events = g_string_new (NULL);
  gsize length = strlen (text);

  for (gsize at = 0; at < length; at += step)
    {
      g_autoptr(GPtrArray) ready = NULL;
      g_autoptr(GError) error = NULL;

      g_assert_true (pen_event_stream_feed (stream, text + at, MIN (step, length - at), &error));
      g_assert_no_error (error);
      ready = pen_event_stream_take (stream);
      for (guint i = 0; i < ready->len; i++)
        {
          g_autofree char *json = pen_json_to_text (pen_reply_get_json (ready->pdata[i]));

          g_assert_cmpuint (pen_reply_get_status (ready->pdata[i]), ==, 200);
          g_string_append_printf (events, "%s%s", events->len > 0 ? "|" : "", json);
        }
    }

  return g_string_free (g_steal_pointer (&events), FALSE);
}

/* However it is cut, and whatever ends its lines. */
static void
test_forms (Fixture       *fixture,
            gconstpointer  data)
{
  static const struct
  {
    const char *text;
    const char *events;
  } streams[] = {
    { "data: {\"a\":1}\n\n", "{\"a\":1}" },
    { "data:{\"a\":1}\n\n", "{\"a\":1}" },
    { "data: {\"a\":1}\r\n\r\ndata: {\"b\":2}\r\n\r\n", "{\"a\":1}|{\"b\":2}" },
    { "data: {\"a\":1}\r\rdata: {\"b\":2}\r\r", "{\"a\":1}|{\"b\":2}" },
    { "data: {\"a\":\r\ndata: 1}\r\n\r\n", "{\"a\":1}" },
    { "event: x\nid: 1\nretry: 5\ndata: {\"a\":1}\n\n", "{\"a\":1}" },
    { ": a comment\n\ndata: {\"a\":\ndata: 1}\n\n", "{\"a\":1}" },
    { "data\n\ndatabase: {}\n\ndata : {}\n\ndata: {\"a\":1}\n\n", "{\"a\":1}" },
    { "data: {\"a\":1}\n\ndata: [DONE]\n\n", "{\"a\":1}" },
    { "data: ping\n\ndata: \n\ndata: <html>not JSON</html>\n\ndata: {\"a\":1}\n\n", "{\"a\":1}" },
    { "data: {\"a\":1}\n\ndata: {\"half\":", "{\"a\":1}" },
    { "data: {\"a\":1}\n\ndata: {\"unended\":1}\n", "{\"a\":1}" },
    { "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (streams); i++)
    for (gsize step = 1; step < 40; step += 3)
      {
        g_autofree char *events = read_in_pieces (fixture, streams[i].text, step);

        g_assert_cmpstr (events, ==, streams[i].events);
      }
}

/* The last event is the answer, with its picture in a file. */
static void
test_finish (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(PenEventStream) stream = stream_new (fixture);
  g_autoptr(PenReply) reply = pen_reply_new (200);
  g_autoptr(PenBlob) blob = NULL;
  g_autofree char *base64 = g_strnfill (200000, 'A');
  g_autofree char *text = g_strdup_printf ("data: {\"n\": 1}\n\ndata: {\"image\": \"%s\"}\n\n"
                                           "data: [DONE]\n\n", base64);
  g_autoptr(GError) error = NULL;
  JsonObject *object;

  g_assert_true (pen_event_stream_feed (stream, text, strlen (text), &error));
  g_assert_true (pen_event_stream_finish (stream, reply, &error));
  g_assert_no_error (error);

  object = pen_json_root_object (pen_reply_get_json (reply), &error);
  blob = pen_reply_get_blob (reply, pen_json_string_or (object, "image", NULL), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pen_blob_get_size (blob), ==, 150000);
}

static void
test_no_event (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(PenEventStream) stream = stream_new (fixture);
  g_autoptr(PenReply) reply = pen_reply_new (200);
  g_autoptr(GError) error = NULL;

  g_assert_true (pen_event_stream_feed (stream, "data: {\"a\"", 10, &error));
  g_assert_false (pen_event_stream_finish (stream, reply, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY);
}

static void
test_too_large (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(PenEventStream) stream = pen_event_stream_new (200, fixture->folder, 100, 100);
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 12; i++)
    g_assert_true (pen_event_stream_feed (stream, "data: {\"a\":1}\n\n", 15, &error));
  for (guint i = 0; i < 10 && error == NULL; i++)
    pen_event_stream_feed (stream, "data: {\"a\":1}\n\n", 15, &error);
  g_assert_error (error, PEN_ERROR, PEN_ERROR_TOO_LARGE);
}

static void
count_cb (PenReply *reply,
          gpointer  user_data)
{
  guint *count = user_data;

  (*count)++;
}

static void
send_events (PenServed  *fixture,
             const char *path,
             guint      *count,
             PenReply  **ret_reply)
{
  g_autofree char *uri = pen_test_server_get_uri (fixture->server, path);
  g_autoptr(PenExchange) exchange = pen_http_fixture_new_exchange (&fixture->base, "POST", uri);
  g_autoptr(GError) error = NULL;

  exchange->expect = PEN_EXPECT_EVENTS;
  exchange->on_event = count_cb;
  exchange->event_data = count;
  *ret_reply = pen_http_fixture_send (&fixture->base, exchange, NULL, &error);
  g_assert_no_error (error);
}

/* Through a connection; and a service that answers with a document all the same. */
static void
test_http (PenServed     *fixture,
           gconstpointer  data)
{
  g_autoptr(PenReply) stream = NULL;
  g_autoptr(PenReply) document = NULL;
  g_autoptr(PenReply) refusal = NULL;
  JsonObject *object;
  guint count = 0;

  pen_test_server_reply (fixture->server, "/events", 200, "text/event-stream",
                         "event: partial\ndata: {\"n\": 1}\n\ndata: {\"n\": 2}\n\n", -1);
  pen_test_server_chunk (fixture->server, "/events");
  pen_test_server_reply (fixture->server, "/document", 200, "application/json",
                         "{\"n\": 3}", -1);
  pen_test_server_reply (fixture->server, "/refusal", 400, "application/json",
                         "{\"error\": \"no\"}", -1);

  send_events (fixture, "/events", &count, &stream);
  object = json_node_get_object (pen_reply_get_json (stream));
  g_assert_cmpuint (count, ==, 2);
  g_assert_cmpint (pen_json_int_or (object, "n", 0), ==, 2);

  send_events (fixture, "/document", &count, &document);
  object = json_node_get_object (pen_reply_get_json (document));
  g_assert_cmpint (pen_json_int_or (object, "n", 0), ==, 3);

  send_events (fixture, "/refusal", &count, &refusal);
  g_assert_cmpuint (pen_reply_get_status (refusal), ==, 400);
  g_assert_cmpuint (count, ==, 2);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add ("/event-stream/forms", Fixture, NULL, set_up, test_forms, tear_down);
  g_test_add ("/event-stream/finish", Fixture, NULL, set_up, test_finish, tear_down);
  g_test_add ("/event-stream/no-event", Fixture, NULL, set_up, test_no_event, tear_down);
  g_test_add ("/event-stream/too-large", Fixture, NULL, set_up, test_too_large, tear_down);
  g_test_add ("/event-stream/http", PenServed, NULL, pen_served_set_up, test_http,
              pen_served_tear_down);

  return g_test_run ();
}
