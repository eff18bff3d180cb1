/* pen-together-provider-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-provider.h"

G_BEGIN_DECLS

#define PEN_TOGETHER_CATALOGUE RESOURCE_PREFIX "/catalogue/together.json"

GError  *_pen_together_read_error     (PenProvider   *provider,
                                       PenReply      *reply,
                                       gboolean      *charged);
PenCall *_pen_together_discover       (PenProvider   *provider,
                                       guint          index);
void     _pen_together_read_discovery (PenProvider   *provider,
                                       guint          index,
                                       PenReply      *reply,
                                       PenCatalogue  *catalogue);

G_END_DECLS
