/* fuzz-event-stream.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * However a stream is cut, it holds the same events.  The first byte is the size of the
 * pieces.
 */

#define G_LOG_DOMAIN "fuzz-event-stream"

#include "config.h"

#include "pen-event-stream.h"
#include "pen-fuzz.h"

#define LIMIT (64 * 1024)

int
LLVMFuzzerInitialize (int    *argc,
                      char ***argv)
{
  return 0;
}

static char *
read_in_pieces (const char *text,
                gsize       length,
                gsize       step)
{
  g_autoptr(PenEventStream) stream = pen_event_stream_new (200, g_get_tmp_dir (), LIMIT, LIMIT);
  g_autoptr(PenReply) reply = pen_reply_new (200);
  g_autoptr(GString) events = g_string_new (NULL);
  g_autoptr(GPtrArray) ready = NULL;
  g_autoptr(GError) error = NULL;

  for (gsize at = 0; at < length && error == NULL; at += step)
    pen_event_stream_feed (stream, text + at, MIN (step, length - at), &error);

  ready = pen_event_stream_take (stream);
  for (guint i = 0; i < ready->len; i++)
    {
      JsonNode *root = pen_reply_get_json (ready->pdata[i]);
      g_autofree char *json = root != NULL ? json_to_string (root, FALSE) : NULL;

      g_string_append_printf (events, "%s\n", json != NULL ? json : "");
    }

  g_string_append (events, error != NULL ? "error" :
                           pen_event_stream_finish (stream, reply, NULL) ? "end" : "nothing");
  return g_string_free (g_steal_pointer (&events), FALSE);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree char *whole = NULL;
  g_autofree char *pieces = NULL;

  if (size < 2)
    return 0;

  whole = read_in_pieces ((const char *) data + 1, size - 1, size - 1);
  pieces = read_in_pieces ((const char *) data + 1, size - 1, (gsize) data[0] + 1);
  g_assert_cmpstr (whole, ==, pieces);

  return 0;
}
