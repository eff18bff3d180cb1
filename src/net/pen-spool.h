/* pen-spool.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-exchange.h"
#include "pen-reply.h"

G_BEGIN_DECLS

/**
 * PenSpool:
 *
 * Where the body of an answer goes, by what is expected and by its first bytes.
 */
typedef struct _PenSpool PenSpool;

PenSpool *pen_spool_new     (guint        status,
                             PenExpect    expect,
                             gboolean     has_length,
                             const char  *folder,
                             guint64      max_json_size,
                             guint64      max_picture_size);
void      pen_spool_free    (PenSpool    *self);
gboolean  pen_spool_is_lax  (PenSpool    *self);
gboolean  pen_spool_is_full (PenSpool    *self);
gboolean  pen_spool_feed    (PenSpool    *self,
                             const char  *data,
                             gsize        length,
                             GError     **error);
GPtrArray *
          pen_spool_take_events
                            (PenSpool    *self);
gboolean  pen_spool_finish  (PenSpool    *self,
                             PenReply    *reply,
                             GError     **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PenSpool, pen_spool_free)

G_END_DECLS
