/* pen-backoff.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-reply.h"

G_BEGIN_DECLS

guint pen_backoff_next_ms     (guint     attempt);
gint  pen_backoff_retry_after (PenReply *reply,
                               gint64    now);

G_END_DECLS
