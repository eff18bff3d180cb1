/* pen-json.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/*
 * Reading JSON that somebody else wrote: a service, or a user's file.  Getters
 * that end in _or() give @fallback where the member is absent, null or of
 * another type; the others set an error of %PEN_ERROR_INVALID_REPLY.
 */

gboolean    pen_json_is_safe       (const char  *text,
                                    gsize        length);
JsonNode   *pen_json_parse         (const char  *text,
                                    gssize       length,
                                    GError     **error);
JsonObject *pen_json_root_object   (JsonNode    *root,
                                    GError     **error);
JsonArray  *pen_json_get_array     (JsonObject  *object,
                                    const char  *name,
                                    GError     **error);
JsonObject *pen_json_get_object    (JsonObject  *object,
                                    const char  *name,
                                    GError     **error);
const char *pen_json_get_string    (JsonObject  *object,
                                    const char  *name,
                                    GError     **error);
JsonObject *pen_json_at_object     (JsonArray   *array,
                                    guint        position,
                                    GError     **error);
const char *pen_json_at_string     (JsonArray   *array,
                                    guint        position,
                                    GError     **error);
const char *pen_json_string_or     (JsonObject  *object,
                                    const char  *name,
                                    const char  *fallback);
double      pen_json_double_or     (JsonObject  *object,
                                    const char  *name,
                                    double       fallback);
gint64      pen_json_int_or        (JsonObject  *object,
                                    const char  *name,
                                    gint64       fallback);
gboolean    pen_json_boolean_or    (JsonObject  *object,
                                    const char  *name,
                                    gboolean     fallback);
JsonObject *pen_json_object_or     (JsonObject  *object,
                                    const char  *name,
                                    JsonObject  *fallback);
JsonArray  *pen_json_array_or      (JsonObject  *object,
                                    const char  *name,
                                    JsonArray   *fallback);
char       *pen_json_to_text       (JsonNode    *node);

G_END_DECLS
