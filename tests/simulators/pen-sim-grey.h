/* pen-sim-grey.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>

G_BEGIN_DECLS

GBytes *pen_sim_grey_encode   (const guint8 *pixels,
                               guint         width,
                               guint         height);
GBytes *pen_sim_grey_new_half (guint         width,
                               guint         height,
                               gboolean      left_is_white);

G_END_DECLS
