/* pen-spool.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-spool"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-error.h"
#include "pen-event-stream.h"
#include "pen-json.h"
#include "pen-json-spooler.h"
#include "pen-media.h"
#include "pen-sink.h"
#include "pen-spool.h"

/* As much of a refusal as is read. */
#define MAX_WORDS (1024 * 1024)

struct _PenSpool
{
  guint           status;
  PenExpect       expect;
  gboolean        has_length;
  char           *folder;              /* (owned) */
  guint64         max_json_size;
  guint64         max_picture_size;

  gboolean        is_lax;              /* whether any body will do */
  GString        *head;                /* (owned): all of it, if lax; else what came before
                                        * the decision */
  PenJsonSpooler *json;                /* (owned) (nullable) */
  PenEventStream *events;              /* (owned) (nullable) */
  PenSink        *picture;             /* (owned) (nullable) */
};

/**
 * pen_spool_new:
 * @status: the HTTP status
 * @expect: what a good answer holds
 * @has_length: whether the server told the length, so that half a body shows
 * @folder: (nullable): where files go; needed unless nothing is expected
 * @max_json_size: the most bytes of a document
 * @max_picture_size: the most bytes of a picture
 *
 * Returns: (transfer full): a spool
 */
PenSpool *
pen_spool_new (guint       status,
               PenExpect   expect,
               gboolean    has_length,
               const char *folder,
               guint64     max_json_size,
               guint64     max_picture_size)
{
  PenSpool *self = g_new0 (PenSpool, 1);

  self->status = status;
  self->expect = expect;
  self->has_length = has_length;
  self->folder = g_strdup (folder != NULL ? folder : g_get_tmp_dir ());
  self->max_json_size = max_json_size;
  self->max_picture_size = max_picture_size;
  self->is_lax = expect == PEN_EXPECT_NOTHING || status < 200 || status >= 300;
  self->head = g_string_new (NULL);

  return self;
}

void
pen_spool_free (PenSpool *self)
{
  g_clear_pointer (&self->folder, g_free);
  g_string_free (self->head, TRUE);
  g_clear_pointer (&self->json, pen_json_spooler_free);
  g_clear_pointer (&self->events, pen_event_stream_free);
  g_clear_pointer (&self->picture, pen_sink_free);
  g_free (self);
}

/**
 * pen_spool_is_lax:
 * @self: a spool
 *
 * Returns: whether half a body is as good as none: that of a refusal, or of an answer
 *   that does not matter
 */
gboolean
pen_spool_is_lax (PenSpool *self)
{
  return self->is_lax;
}

/**
 * pen_spool_is_full:
 * @self: a spool
 *
 * Returns: whether the rest of the body is of no interest
 */
gboolean
pen_spool_is_full (PenSpool *self)
{
  return self->is_lax && self->head->len >= MAX_WORDS;
}

static gboolean
set_not_expected (GError **error)
{
  g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                       _("The reply is not what was expected"));
  return FALSE;
}

/* A service that was asked for events may answer with a document all the same. */
static gboolean
is_document (const char *text)
{
  while (g_ascii_isspace (*text))
    text++;

  return *text == '{' || *text == '[';
}

/* Enough has come, or all of it, to see what it is. */
static gboolean
decide (PenSpool  *self,
        GError   **error)
{
  const char *media_type = pen_media_sniff ((const guint8 *) self->head->str, self->head->len);
  gboolean is_picture = media_type != NULL && self->expect != PEN_EXPECT_JSON &&
                        self->expect != PEN_EXPECT_EVENTS;

  if (!is_picture && self->expect == PEN_EXPECT_PICTURE)
    return set_not_expected (error);

  if (self->expect == PEN_EXPECT_EVENTS && !is_document (self->head->str))
    {
      self->events = pen_event_stream_new (self->status, self->folder, self->max_json_size,
                                           self->max_picture_size);
      return pen_event_stream_feed (self->events, self->head->str, self->head->len, error);
    }

  if (!is_picture)
    {
      self->json = pen_json_spooler_new (self->folder, self->max_json_size,
                                         self->max_picture_size);
      return pen_json_spooler_feed (self->json, self->head->str, self->head->len, error);
    }

  self->picture = pen_sink_new (self->folder, self->max_picture_size, error);

  return self->picture != NULL &&
         pen_sink_write (self->picture, self->head->str, self->head->len, error);
}

/**
 * pen_spool_feed:
 * @self: a spool
 * @data: the next piece
 * @length: its length in bytes
 * @error: return location for a #GError
 *
 * Blocks.  After an error, @self is of no use any more.
 *
 * Returns: %TRUE, or %FALSE with %PEN_ERROR_INVALID_REPLY, %PEN_ERROR_TOO_LARGE or
 *   %PEN_ERROR_STORAGE
 */
gboolean
pen_spool_feed (PenSpool    *self,
                const char  *data,
                gsize        length,
                GError     **error)
{
  gsize room;

  if (self->json != NULL)
    return pen_json_spooler_feed (self->json, data, length, error);
  if (self->events != NULL)
    return pen_event_stream_feed (self->events, data, length, error);
  if (self->picture != NULL)
    return pen_sink_write (self->picture, data, length, error);

  room = self->is_lax ? MAX_WORDS - self->head->len : length;
  g_string_append_len (self->head, data, (gssize) MIN (room, length));
  if (self->is_lax || self->head->len < PEN_MEDIA_SNIFF_SIZE)
    return TRUE;

  return decide (self, error);
}

/**
 * pen_spool_take_events:
 * @self: a spool
 *
 * Returns: (transfer full) (nullable) (element-type PenReply): the events that have come
 *   since it was asked last, if the answer is a stream of them
 */
GPtrArray *
pen_spool_take_events (PenSpool *self)
{
  return self->events != NULL ? pen_event_stream_take (self->events) : NULL;
}

static void
finish_words (PenSpool *self,
              PenReply *reply)
{
  g_autoptr(JsonNode) root = NULL;

  if (self->head->len == 0)
    return;

  /* A bare number may be no JSON at all; some servers refuse with a bare string. */
  root = pen_json_parse (self->head->str, (gssize) self->head->len, NULL);
  if (root != NULL &&
      (!JSON_NODE_HOLDS_VALUE (root) || json_node_get_value_type (root) == G_TYPE_STRING))
    pen_reply_set_json (reply, root);
  else
    pen_reply_set_text (reply, self->head->str);
}

/**
 * pen_spool_finish:
 * @self: a spool that has seen the end
 * @reply: gets what the body holds
 * @error: return location for a #GError
 *
 * Blocks.
 *
 * Returns: %TRUE, or %FALSE with the errors of pen_spool_feed(), or with
 *   %PEN_ERROR_NETWORK if this is only a part
 */
gboolean
pen_spool_finish (PenSpool  *self,
                  PenReply  *reply,
                  GError   **error)
{
  g_autoptr(PenBlob) blob = NULL;

  if (self->is_lax)
    {
      finish_words (self, reply);
      return TRUE;
    }

  if (self->head->len == 0)
    {
      /* No content, and said so */
      if (self->status == SOUP_STATUS_NO_CONTENT || self->status == SOUP_STATUS_RESET_CONTENT)
        return TRUE;
      return set_not_expected (error);
    }

  if (self->json == NULL && self->events == NULL && self->picture == NULL &&
      !decide (self, error))
    return FALSE;

  if (self->events != NULL)
    return pen_event_stream_finish (self->events, reply, error);

  if (self->json != NULL)
    return pen_json_spooler_finish (self->json, reply, error);

  if (!self->has_length && pen_sink_is_cut (self->picture))
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_NETWORK,
                           _("The reply ends in the middle"));
      return FALSE;
    }

  blob = pen_sink_finish (self->picture);
  pen_reply_set_picture (reply, blob);
  pen_reply_set_media_type (reply, pen_blob_get_media_type (blob));

  return TRUE;
}
