/* pen-sink.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-blob.h"

G_BEGIN_DECLS

/**
 * PenSink:
 *
 * A temporary file that is being written; deleted unless it is finished.
 */
typedef struct _PenSink PenSink;

PenSink  *pen_sink_new    (const char  *folder,
                           guint64      max_size,
                           GError     **error);
void      pen_sink_free   (PenSink     *self);
gboolean  pen_sink_write  (PenSink     *self,
                           const void  *data,
                           gsize        length,
                           GError     **error);
gboolean  pen_sink_is_cut (PenSink     *self);
PenBlob  *pen_sink_finish (PenSink     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PenSink, pen_sink_free)

G_END_DECLS
