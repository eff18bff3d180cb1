/* pen-openai-compatible-provider-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-provider.h"

G_BEGIN_DECLS

#define PEN_OPENAI_COMPATIBLE_ENDPOINT "openai-compatible"

GError   *_pen_openai_compatible_read_error     (PenProvider   *provider,
                                                 PenReply      *reply,
                                                 gboolean      *charged);
PenCall  *_pen_openai_compatible_discover       (PenProvider   *provider,
                                                 guint          index);
void      _pen_openai_compatible_read_discovery (PenProvider   *provider,
                                                 guint          index,
                                                 PenReply      *reply,
                                                 PenCatalogue  *catalogue);
void      _pen_openai_compatible_settle         (PenBody       *body,
                                                 PenRequest    *request);

G_END_DECLS
