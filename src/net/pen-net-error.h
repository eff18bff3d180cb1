/* pen-net-error.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PenNetStage:
 * @PEN_NET_CONNECTING: the server cannot have the whole request
 * @PEN_NET_ASKED: it has it, but there is no harm in asking again
 * @PEN_NET_SUBMITTED: it has it, and may have started something that costs
 *
 * How far an exchange had come when it failed.
 */
typedef enum
{
  PEN_NET_CONNECTING,
  PEN_NET_ASKED,
  PEN_NET_SUBMITTED,
} PenNetStage;

GError *pen_net_error_new         (PenNetStage   stage,
                                   const char   *host,
                                   const GError *cause);
GError *pen_net_error_new_timeout (PenNetStage   stage,
                                   const char   *host,
                                   guint         seconds);

G_END_DECLS
