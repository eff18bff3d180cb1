/* pen-event-stream.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * The format is that of the HTML standard, section “Server-sent events”: lines of
 * “field: value”, an empty line ends an event.  Only “data” matters here.  A line may be
 * megabytes long, so that it is passed on as it comes and never kept.
 */

#define G_LOG_DOMAIN "pen-event-stream"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "pen-error.h"
#include "pen-event-stream.h"
#include "pen-json-spooler.h"

#define DATA "data"
/* What some services send as their last event, instead of JSON. */
#define END  "[DONE]"

typedef enum
{
  IN_NAME,     /* at the start of a line */
  IN_SPACE,    /* between the colon and the value */
  IN_VALUE,    /* in the value of “data” */
  IN_REST,     /* in what does not matter */
} Place;

struct _PenEventStream
{
  guint           status;
  char           *folder;             /* (owned) */
  guint64         max_json_size;
  guint64         max_picture_size;

  Place           place;
  GString        *name;               /* (owned): of the field, as far as it has come */
  gboolean        after_return;       /* whether a line feed belongs to the line before */
  guint           n_lines;            /* of data, in this event */
  guint64         total;              /* bytes of data in all events */
  GString        *head;               /* (owned): the first bytes of the event's data */
  PenJsonSpooler *json;               /* (owned) (nullable): the rest of them */

  GPtrArray      *ready;              /* (owned) (element-type PenReply): not taken yet */
  PenReply       *last;               /* (owned) (nullable) */
};

/**
 * pen_event_stream_new:
 * @status: the HTTP status of the answer
 * @folder: where files go
 * @max_json_size: the most bytes of all events together
 * @max_picture_size: the most bytes of a picture
 *
 * Returns: (transfer full): a reader
 */
PenEventStream *
pen_event_stream_new (guint       status,
                      const char *folder,
                      guint64     max_json_size,
                      guint64     max_picture_size)
{
  PenEventStream *self = g_new0 (PenEventStream, 1);

  self->status = status;
  self->folder = g_strdup (folder);
  self->max_json_size = max_json_size;
  self->max_picture_size = max_picture_size;
  self->name = g_string_new (NULL);
  self->head = g_string_new (NULL);
  self->ready = g_ptr_array_new_with_free_func ((GDestroyNotify) pen_reply_unref);

  return self;
}

void
pen_event_stream_free (PenEventStream *self)
{
  g_clear_pointer (&self->folder, g_free);
  g_string_free (self->name, TRUE);
  g_string_free (self->head, TRUE);
  g_clear_pointer (&self->json, pen_json_spooler_free);
  g_clear_pointer (&self->ready, g_ptr_array_unref);
  g_clear_pointer (&self->last, pen_reply_unref);
  g_free (self);
}

static gboolean
add_data (PenEventStream  *self,
          const char      *data,
          gsize            length,
          GError         **error)
{
  self->total += length;
  if (self->total > self->max_json_size)
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_TOO_LARGE, _("The reply is too large"));
      return FALSE;
    }

  if (self->json == NULL)
    {
      g_string_append_len (self->head, data, (gssize) length);
      if (self->head->len <= strlen (END))
        return TRUE;

      self->json = pen_json_spooler_new (self->folder, self->max_json_size,
                                         self->max_picture_size);
      data = self->head->str;
      length = self->head->len;
    }

  return pen_json_spooler_feed (self->json, data, length, error);
}

static void
forget_event (PenEventStream *self)
{
  g_clear_pointer (&self->json, pen_json_spooler_free);
  g_string_truncate (self->head, 0);
  self->n_lines = 0;
}

/* Something that is not JSON is no event of ours: some services send signs of life. */
static gboolean
forgive (PenEventStream  *self,
         GError         **error)
{
  g_autoptr(GError) reason = NULL;

  if (error == NULL || !g_error_matches (*error, PEN_ERROR, PEN_ERROR_INVALID_REPLY))
    return FALSE;

  reason = g_steal_pointer (error);
  g_debug ("An event that is no JSON: %s", reason->message);
  forget_event (self);

  return TRUE;
}

static gboolean
end_event (PenEventStream  *self,
           GError         **error)
{
  g_autoptr(PenReply) reply = NULL;

  if (self->n_lines == 0 || (self->json == NULL && g_str_equal (self->head->str, END)))
    {
      forget_event (self);
      return TRUE;
    }

  reply = pen_reply_new (self->status);
  if (self->json == NULL)
    self->json = pen_json_spooler_new (self->folder, self->max_json_size,
                                       self->max_picture_size);
  else
    g_string_truncate (self->head, 0);

  if ((self->head->len > 0 &&
       !pen_json_spooler_feed (self->json, self->head->str, self->head->len, error)) ||
      !pen_json_spooler_finish (self->json, reply, error))
    return forgive (self, error);

  forget_event (self);
  g_clear_pointer (&self->last, pen_reply_unref);
  self->last = pen_reply_ref (reply);
  g_ptr_array_add (self->ready, g_steal_pointer (&reply));

  return TRUE;
}

/* @character is the first of a line, or one of the name of its field. */
static gboolean
read_name (PenEventStream  *self,
           char             character,
           GError         **error)
{
  if (character == ':')
    {
      gboolean matters = g_str_equal (self->name->str, DATA);

      self->place = matters ? IN_SPACE : IN_REST;
      if (!matters || self->n_lines++ == 0)
        return TRUE;
      return add_data (self, "\n", 1, error) || forgive (self, error);
    }

  /* No name that is longer is of interest. */
  if (self->name->len > strlen (DATA))
    self->place = IN_REST;
  else
    g_string_append_c (self->name, character);

  return TRUE;
}

static gboolean
end_line (PenEventStream  *self,
          GError         **error)
{
  gboolean is_empty = self->place == IN_NAME && self->name->len == 0;

  self->place = IN_NAME;
  g_string_truncate (self->name, 0);

  return !is_empty || end_event (self, error);
}

/* Consumes what belongs together.  Returns how many bytes, 0 with @error set. */
static gsize
read_piece (PenEventStream  *self,
            const char      *data,
            gsize            length,
            GError         **error)
{
  gboolean is_end = *data == '\n' || *data == '\r';
  gsize size = 1;

  if (*data == '\n' && self->after_return)
    {
      self->after_return = FALSE;
      return 1;
    }

  self->after_return = *data == '\r';
  if (is_end)
    return end_line (self, error) ? 1 : 0;

  if (self->place == IN_NAME)
    return read_name (self, *data, error) ? 1 : 0;

  if (self->place == IN_SPACE)
    {
      self->place = IN_VALUE;
      if (*data == ' ')
        return 1;
    }

  while (size < length && data[size] != '\n' && data[size] != '\r')
    size++;

  if (self->place == IN_REST || add_data (self, data, size, error))
    return size;

  /* The rest of the line is of as little use as its start. */
  self->place = IN_REST;
  return forgive (self, error) ? size : 0;
}

/**
 * pen_event_stream_feed:
 * @self: a reader
 * @data: the next piece
 * @length: its length in bytes
 * @error: return location for a #GError
 *
 * Blocks.  After an error, @self is of no use any more.
 *
 * Returns: %TRUE, or %FALSE with %PEN_ERROR_TOO_LARGE or %PEN_ERROR_STORAGE
 */
gboolean
pen_event_stream_feed (PenEventStream  *self,
                       const char      *data,
                       gsize            length,
                       GError         **error)
{
  while (length > 0)
    {
      g_autoptr(GError) reason = NULL;
      gsize size = read_piece (self, data, length, &reason);

      if (size == 0)
        {
          g_propagate_error (error, g_steal_pointer (&reason));
          return FALSE;
        }

      data += size;
      length -= size;
    }

  return TRUE;
}

/**
 * pen_event_stream_take:
 * @self: a reader
 *
 * Returns: (transfer full) (element-type PenReply): the events that have come since it
 *   was asked last
 */
GPtrArray *
pen_event_stream_take (PenEventStream *self)
{
  GPtrArray *ready = self->ready;

  self->ready = g_ptr_array_new_with_free_func ((GDestroyNotify) pen_reply_unref);

  return ready;
}

/**
 * pen_event_stream_finish:
 * @self: a reader that has seen the end
 * @reply: gets what the last whole event holds
 * @error: return location for a #GError
 *
 * Half an event at the end is as good as none.
 *
 * Returns: %TRUE, or %FALSE with %PEN_ERROR_INVALID_REPLY if there was none
 */
gboolean
pen_event_stream_finish (PenEventStream  *self,
                         PenReply        *reply,
                         GError         **error)
{
  if (self->last == NULL)
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                           _("The reply is not what was expected"));
      return FALSE;
    }

  pen_reply_take_over (reply, self->last);
  return TRUE;
}
