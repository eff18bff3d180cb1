/* pen-upload.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

#include "pen-request.h"

G_BEGIN_DECLS

const char *pen_upload_next          (PenRequest   *request,
                                      JsonNode     *memo,
                                      guint64       inline_limit);
GHashTable *pen_upload_get_addresses (JsonNode     *memo);
JsonNode   *pen_upload_start         (JsonNode     *memo,
                                      const char   *slot,
                                      const char   *address);
gboolean    pen_upload_get_started   (JsonNode     *memo,
                                      const char  **slot,
                                      const char  **address);
JsonNode   *pen_upload_note          (JsonNode     *memo,
                                      const char   *slot,
                                      const char   *address);
gboolean    pen_upload_memo_is       (JsonNode     *memo);

G_END_DECLS
