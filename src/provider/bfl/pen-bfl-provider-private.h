/* pen-bfl-provider-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-provider.h"

G_BEGIN_DECLS

GError *_pen_bfl_read_error (PenProvider *provider,
                             PenReply    *reply,
                             gboolean    *charged);
GError *_pen_bfl_read_end   (PenRequest  *request,
                             JsonObject  *object,
                             const char  *status);

G_END_DECLS
