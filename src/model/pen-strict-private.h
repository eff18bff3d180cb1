/* pen-strict-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/*
 * Reading a catalogue: unlike a reply, which may hold anything, it has to be right
 * to the letter.  Each function sets an error that names the member, and leaves
 * @ret alone where an optional member is absent.
 */

gboolean  pen_strict_members   (JsonObject          *object,
                                const char * const  *allowed,
                                GError             **error);
gboolean  pen_strict_string    (JsonObject          *object,
                                const char          *name,
                                gboolean             required,
                                const char         **ret,
                                GError             **error);
gboolean  pen_strict_number    (JsonObject          *object,
                                const char          *name,
                                double              *ret,
                                GError             **error);
gboolean  pen_strict_count     (JsonObject          *object,
                                const char          *name,
                                guint64              maximum,
                                guint64             *ret,
                                GError             **error);
gboolean  pen_strict_boolean   (JsonObject          *object,
                                const char          *name,
                                gboolean            *ret,
                                GError             **error);
gboolean  pen_strict_object    (JsonObject          *object,
                                const char          *name,
                                gboolean             required,
                                JsonObject         **ret,
                                GError             **error);
gboolean  pen_strict_array     (JsonObject          *object,
                                const char          *name,
                                JsonArray          **ret,
                                GError             **error);
gboolean  pen_strict_strings   (JsonObject          *object,
                                const char          *name,
                                char              ***ret,
                                GError             **error);
int       pen_strict_choice    (const char          *text,
                                const char          *name,
                                const char * const  *choices,
                                GError             **error);
char     *pen_strict_translate (const char          *text);

G_END_DECLS
