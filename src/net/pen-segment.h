/* pen-segment.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-body.h"

G_BEGIN_DECLS

/**
 * PenSegment:
 *
 * A piece of what is sent: the bytes of a blob, as they are or as base64.
 */
typedef struct _PenSegment PenSegment;

PenSegment *pen_segment_new_text (const char  *text,
                                  gsize        length);
PenSegment *pen_segment_new_blob (PenBlob     *blob,
                                  gboolean     as_base64);
void        pen_segment_free     (PenSegment  *self);
guint64     pen_segment_get_size (PenSegment  *self);
gssize      pen_segment_read     (PenSegment  *self,
                                  void        *buffer,
                                  gsize        size,
                                  GError     **error);

GPtrArray  *pen_segment_list_new (PenBody     *body,
                                  char       **ret_content_type);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PenSegment, pen_segment_free)

G_END_DECLS
