/* pen-body-stream.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-body-stream"

#include "config.h"

#include <string.h>

#include "pen-body-stream.h"
#include "pen-segment.h"

/* Whoever sends asks for a few kilobytes at a time; a thread is started for many. */
#define BUFFER_SIZE (256 * 1024)

struct _PenBodyStream
{
  GInputStream  parent_instance;

  char         *content_type;    /* (owned) */
  GPtrArray    *segments;        /* (owned) (element-type PenSegment) */
  guint         position;        /* the segment to read next */
  guint64       size;

  guint8       *buffer;          /* (owned) (nullable) */
  gsize         start;           /* what of @buffer is still to be given out */
  gsize         end;
};

G_DEFINE_FINAL_TYPE (PenBodyStream, pen_body_stream, G_TYPE_INPUT_STREAM)

static gboolean
fill_buffer (PenBodyStream  *self,
             GError        **error)
{
  if (self->buffer == NULL)
    self->buffer = g_malloc (BUFFER_SIZE);

  self->start = self->end = 0;
  while (self->end < BUFFER_SIZE && self->position < self->segments->len)
    {
      gssize length = pen_segment_read (g_ptr_array_index (self->segments, self->position),
                                        self->buffer + self->end, BUFFER_SIZE - self->end,
                                        error);

      if (length < 0)
        return FALSE;
      if (length == 0)
        self->position++;
      self->end += (gsize) length;
    }

  return TRUE;
}

static gssize
take_from_buffer (PenBodyStream *self,
                  void          *buffer,
                  gsize          count)
{
  gsize length = MIN (count, self->end - self->start);

  if (length > 0)
    memcpy (buffer, self->buffer + self->start, length);
  self->start += length;

  return (gssize) length;
}

static gssize
pen_body_stream_read (GInputStream  *stream,
                      void          *buffer,
                      gsize          count,
                      GCancellable  *cancellable,
                      GError       **error)
{
  PenBodyStream *self = PEN_BODY_STREAM (stream);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return -1;
  if (self->start == self->end && !fill_buffer (self, error))
    return -1;

  return take_from_buffer (self, buffer, count);
}

typedef struct
{
  void  *buffer;    /* (unowned): the caller keeps it until the end */
  gsize  count;
} ReadData;

static void
read_in_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  ReadData *data = task_data;
  GError *error = NULL;
  gssize length = pen_body_stream_read (source_object, data->buffer, data->count,
                                        cancellable, &error);

  if (length < 0)
    g_task_return_error (task, error);
  else
    g_task_return_int (task, length);
}

static void
pen_body_stream_read_async (GInputStream        *stream,
                            void                *buffer,
                            gsize                count,
                            int                  io_priority,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  PenBodyStream *self = PEN_BODY_STREAM (stream);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  ReadData *data;

  g_task_set_source_tag (task, pen_body_stream_read_async);
  g_task_set_priority (task, io_priority);

  if (self->start < self->end)
    {
      g_task_return_int (task, take_from_buffer (self, buffer, count));
      return;
    }

  data = g_new0 (ReadData, 1);
  data->buffer = buffer;
  data->count = count;
  g_task_set_task_data (task, data, g_free);
  g_task_run_in_thread (task, read_in_thread);
}

static gssize
pen_body_stream_read_finish (GInputStream  *stream,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, stream), -1);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_body_stream_read_async), -1);

  return g_task_propagate_int (G_TASK (result), error);
}

static void
pen_body_stream_finalize (GObject *object)
{
  PenBodyStream *self = PEN_BODY_STREAM (object);

  g_clear_pointer (&self->content_type, g_free);
  g_clear_pointer (&self->segments, g_ptr_array_unref);
  g_clear_pointer (&self->buffer, g_free);

  G_OBJECT_CLASS (pen_body_stream_parent_class)->finalize (object);
}

static void
pen_body_stream_class_init (PenBodyStreamClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GInputStreamClass *stream_class = G_INPUT_STREAM_CLASS (klass);

  object_class->finalize = pen_body_stream_finalize;

  stream_class->read_fn = pen_body_stream_read;
  stream_class->read_async = pen_body_stream_read_async;
  stream_class->read_finish = pen_body_stream_read_finish;
}

static void
pen_body_stream_init (PenBodyStream *self)
{
}

/**
 * pen_body_stream_new:
 * @body: (transfer none): what to send
 *
 * Returns: (transfer full): a stream; nothing is opened before it is read
 */
PenBodyStream *
pen_body_stream_new (PenBody *body)
{
  PenBodyStream *self;

  g_return_val_if_fail (body != NULL, NULL);

  self = g_object_new (PEN_TYPE_BODY_STREAM, NULL);
  self->segments = pen_segment_list_new (body, &self->content_type);
  for (guint i = 0; i < self->segments->len; i++)
    self->size += pen_segment_get_size (g_ptr_array_index (self->segments, i));

  return self;
}

/**
 * pen_body_stream_get_content_type:
 * @self: a stream
 *
 * Returns: (transfer none): the value of `Content-Type`
 */
const char *
pen_body_stream_get_content_type (PenBodyStream *self)
{
  g_return_val_if_fail (PEN_IS_BODY_STREAM (self), NULL);

  return self->content_type;
}

/**
 * pen_body_stream_get_size:
 * @self: a stream
 *
 * Returns: the value of `Content-Length`
 */
guint64
pen_body_stream_get_size (PenBodyStream *self)
{
  g_return_val_if_fail (PEN_IS_BODY_STREAM (self), 0);

  return self->size;
}

/**
 * pen_body_stream_attach:
 * @body: (transfer none): what to send
 * @message: what it is to go along with
 *
 * Makes a stream of @body the body of @message.
 */
void
pen_body_stream_attach (PenBody     *body,
                        SoupMessage *message)
{
  g_autoptr(PenBodyStream) self = pen_body_stream_new (body);

  g_return_if_fail (self != NULL);

  soup_message_set_request_body (message, self->content_type, G_INPUT_STREAM (self),
                                 (gssize) self->size);
}
