/* pen-patience.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PenPatience:
 *
 * A cancellable that fires when another one does, or when nothing has happened for
 * too long.
 */
typedef struct _PenPatience PenPatience;

PenPatience  *pen_patience_new             (GCancellable *other,
                                            GMainContext *context);
void          pen_patience_free            (PenPatience  *self);
GCancellable *pen_patience_get_cancellable (PenPatience  *self);
void          pen_patience_start           (PenPatience  *self,
                                            guint         seconds);
void          pen_patience_renew           (PenPatience  *self);
void          pen_patience_pause           (PenPatience  *self);
gboolean      pen_patience_is_lost         (PenPatience  *self);
guint         pen_patience_get_seconds     (PenPatience  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PenPatience, pen_patience_free)

G_END_DECLS
