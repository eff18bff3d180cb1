/* test-http-memory.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Memory does not grow with the picture, whichever way it goes.
 */

#define G_LOG_DOMAIN "test-http-memory"

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "pen-http-fixture.h"
#include "pen-json.h"
#include "pen-raw-server.h"

#define MIB   (1024u * 1024u)
#define SMALL (4 * MIB)
#define LARGE (40 * MIB)

/* What 36 MiB more of picture may take. */
#define ALLOWED_KIB (16 * 1024)

typedef struct
{
  PenHttpFixture base;
  gsize          size;          /* of the picture that the server sends */
  gboolean       in_json;
  gsize          received;      /* what the server was sent */
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  pen_http_fixture_set_up (&fixture->base);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  pen_http_fixture_tear_down (&fixture->base);
}

/* The most memory so far, in KiB. */
static guint64
get_peak (void)
{
  g_autofree char *status = NULL;
  const char *line;

  g_assert_true (g_file_get_contents ("/proc/self/status", &status, NULL, NULL));
  line = strstr (status, "VmHWM:");
  g_assert_nonnull (line);

  return g_ascii_strtoull (line + strlen ("VmHWM:"), NULL, 10);
}

static void
talk_cb (PenRawTalk *talk,
         gpointer    user_data)
{
  Fixture *fixture = user_data;
  g_autofree char *piece = g_strnfill (64 * 1024, 'A');
  gsize left = fixture->in_json ? (fixture->size + 2) / 3 * 4 : fixture->size;
  const char *start = fixture->in_json ? "{\"image\":\"" : "\x89PNG\r\n\x1a\n";
  const char *end = fixture->in_json ? "\"}" : "";
  g_autofree char *head = NULL;

  pen_raw_talk_read_head (talk);
  fixture->received = pen_raw_talk_read_body (talk);

  head = g_strdup_printf ("HTTP/1.1 200 OK\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n%s",
                          strlen (start) + left + strlen (end), start);
  pen_raw_talk_write (talk, head);
  while (left > 0)
    {
      gsize part = MIN (left, 64 * 1024);

      pen_raw_talk_write_bytes (talk, piece, part);
      left -= part;
    }
  pen_raw_talk_write (talk, end);
}

static PenBlob *
make_file (gsize size)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "picture-XXXXXX", NULL);
  int fd = g_mkstemp (path);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (ftruncate (fd, (off_t) size), ==, 0);
  g_close (fd, NULL);

  return pen_blob_new_for_temporary (path, size, "image/png");
}

static PenBody *
make_body (PenBodyKind kind,
           gsize       size)
{
  g_autoptr(PenBlob) blob = make_file (size);
  PenBody *body;

  switch (kind)
    {
    case PEN_BODY_JSON:
      return pen_http_fixture_new_json (blob, "words");

    case PEN_BODY_FORM:
      body = pen_body_new_form ();
      pen_body_add_blob (body, "image", NULL, blob);
      return body;

    case PEN_BODY_BLOB:
    default:
      return pen_body_new_blob (blob);
    }
}

/* Sends a picture of @size bytes, and gets back one of the same size. */
static void
exchange_once (Fixture     *fixture,
               PenBodyKind  kind,
               gsize        size)
{
  g_autoptr(PenRawServer) server = pen_raw_server_new (talk_cb, fixture);
  g_autofree char *uri = pen_raw_server_get_uri (server, "/");
  g_autoptr(PenExchange) exchange = pen_http_fixture_new_exchange (&fixture->base, "POST", uri);
  g_autoptr(PenReply) reply = NULL;
  g_autoptr(PenBlob) blob = NULL;
  g_autoptr(GError) error = NULL;

  fixture->size = size;
  fixture->in_json = kind == PEN_BODY_JSON;
  exchange->body = make_body (kind, size);
  exchange->expect = PEN_EXPECT_EITHER;
  reply = pen_http_fixture_send (&fixture->base, exchange, NULL, &error);
  g_assert_no_error (error);

  if (fixture->in_json)
    {
      JsonObject *object = json_node_get_object (pen_reply_get_json (reply));

      blob = pen_reply_get_blob (reply, pen_json_string_or (object, "image", NULL), &error);
      g_assert_no_error (error);
      g_assert_cmpuint (fixture->received, >, size / 3 * 4);
    }
  else
    {
      blob = pen_blob_ref (pen_reply_get_picture (reply));
      g_assert_cmpuint (fixture->received, >=, size);
    }

  g_assert_cmpuint (pen_blob_get_size (blob), >=, size);
}

static void
test_kind (Fixture       *fixture,
           gconstpointer  data)
{
  PenBodyKind kind = GPOINTER_TO_INT (data);
  guint64 before;
  guint64 after;

  exchange_once (fixture, kind, SMALL);
  before = get_peak ();
  exchange_once (fixture, kind, LARGE);
  after = get_peak ();

  g_test_message ("%u MiB: %" G_GUINT64_FORMAT " KiB, %u MiB: %" G_GUINT64_FORMAT " KiB",
                  SMALL / MIB, before, LARGE / MIB, after);
  g_assert_cmpuint (after - before, <=, ALLOWED_KIB);
}

#define ADD(path, kind) \
  g_test_add (path, Fixture, GINT_TO_POINTER (kind), set_up, test_kind, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("/http-memory/json", PEN_BODY_JSON);
  ADD ("/http-memory/form", PEN_BODY_FORM);
  ADD ("/http-memory/blob", PEN_BODY_BLOB);

  return g_test_run ();
}
