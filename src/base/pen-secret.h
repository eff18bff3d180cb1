/* pen-secret.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define PEN_TYPE_SECRET (pen_secret_get_type ())

/**
 * PenSecret:
 *
 * A key, or another text that must not be seen: kept out of core dumps and of
 * swap where the system allows it, and wiped when the last reference goes.
 */
typedef struct _PenSecret PenSecret;

GType       pen_secret_get_type (void);
PenSecret  *pen_secret_new      (const char *text);
PenSecret  *pen_secret_ref      (PenSecret  *self);
void        pen_secret_unref    (PenSecret  *self);
const char *pen_secret_peek     (PenSecret  *self);
gboolean    pen_secret_equal    (PenSecret  *self,
                                 PenSecret  *other);
void        pen_secret_wipe     (char       *text);
char       *pen_secret_redact   (PenSecret  *self,
                                 const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PenSecret, pen_secret_unref)

G_END_DECLS
