/* pen-owner.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Which process works on a job; the window's and the command line's names for these
 * are in pen-store.h. */

char     *pen_owner_dup      (void);
gboolean  pen_owner_is_alive (const char *owner);

G_END_DECLS
