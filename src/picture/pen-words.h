/* pen-words.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char  *pen_words_fold (const char         *prompt);
gsize  pen_words_find (const char         *text,
                       const char         *words,
                       gsize              *ret_at);
guint  pen_words_best (const char         *text,
                       const char * const *lists,
                       guint               n);

G_END_DECLS
