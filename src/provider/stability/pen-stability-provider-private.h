/* pen-stability-provider-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-stability-provider.h"

G_BEGIN_DECLS

GError *_pen_stability_read_error (PenProvider  *provider,
                                   PenReply     *reply,
                                   gboolean     *charged);

G_END_DECLS
