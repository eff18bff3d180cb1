/* pen-json-spooler.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-reply.h"

G_BEGIN_DECLS

/**
 * PenJsonSpooler:
 *
 * Reads a JSON document piece by piece.  Strings over 64 KiB that are base64, as
 * they are or as a `data:` address, are decoded into files on the way, with a token
 * in their place; the rest is kept and parsed at the end.
 */
typedef struct _PenJsonSpooler PenJsonSpooler;

PenJsonSpooler *pen_json_spooler_new    (const char      *folder,
                                         guint64          max_size,
                                         guint64          max_picture_size);
void            pen_json_spooler_free   (PenJsonSpooler  *self);
gboolean        pen_json_spooler_feed   (PenJsonSpooler  *self,
                                         const char      *data,
                                         gsize            length,
                                         GError         **error);
gboolean        pen_json_spooler_finish (PenJsonSpooler  *self,
                                         PenReply        *reply,
                                         GError         **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PenJsonSpooler, pen_json_spooler_free)

G_END_DECLS
