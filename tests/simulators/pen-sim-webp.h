/* pen-sim-webp.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-sim-picture.h"

G_BEGIN_DECLS

gboolean  pen_sim_webp_inspect (const guint8       *data,
                                gsize               length,
                                PenSimPictureInfo  *info);
GBytes   *pen_sim_webp_encode  (GdkPixbuf          *picture);

G_END_DECLS
