/* pen-body-stream.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <libsoup/soup.h>

#include "pen-body.h"

G_BEGIN_DECLS

#define PEN_TYPE_BODY_STREAM (pen_body_stream_get_type ())

/**
 * PenBodyStream:
 *
 * The bytes of a #PenBody, one after another: pieces of text, files, and files as
 * base64 that is made on the way.  Needs the same memory whatever the size.
 *
 * Can be read only once.
 */
G_DECLARE_FINAL_TYPE (PenBodyStream, pen_body_stream, PEN, BODY_STREAM, GInputStream)

PenBodyStream *pen_body_stream_new              (PenBody       *body);
const char    *pen_body_stream_get_content_type (PenBodyStream *self);
guint64        pen_body_stream_get_size         (PenBodyStream *self);
void           pen_body_stream_attach           (PenBody       *body,
                                                 SoupMessage   *message);

G_END_DECLS
