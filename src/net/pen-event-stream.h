/* pen-event-stream.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-reply.h"

G_BEGIN_DECLS

/**
 * PenEventStream:
 *
 * Reads `text/event-stream` piece by piece: each event's data is a JSON document and
 * becomes a reply, pictures in it files.
 */
typedef struct _PenEventStream PenEventStream;

PenEventStream *pen_event_stream_new    (guint            status,
                                         const char      *folder,
                                         guint64          max_json_size,
                                         guint64          max_picture_size);
void            pen_event_stream_free   (PenEventStream  *self);
gboolean        pen_event_stream_feed   (PenEventStream  *self,
                                         const char      *data,
                                         gsize            length,
                                         GError         **error);
GPtrArray      *pen_event_stream_take   (PenEventStream  *self);
gboolean        pen_event_stream_finish (PenEventStream  *self,
                                         PenReply        *reply,
                                         GError         **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PenEventStream, pen_event_stream_free)

G_END_DECLS
