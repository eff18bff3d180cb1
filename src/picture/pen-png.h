/* pen-png.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GBytes *pen_png_write (const guint8  *data,
                       guint          width,
                       guint          height,
                       guint          channels,
                       GError       **error);

G_END_DECLS
