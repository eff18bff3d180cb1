/* pen-noise.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Chance that is the same every time: it depends on the place and on a seed alone. */

guint32 pen_noise_hash  (guint32 seed,
                         gint32  x,
                         gint32  y);
float   pen_noise_white (guint32 seed,
                         gint32  x,
                         gint32  y);
float   pen_noise_at    (guint32 seed,
                         float   x,
                         float   y);
float   pen_noise_fbm   (guint32 seed,
                         float   x,
                         float   y,
                         guint   octaves);
float   pen_noise_cells (guint32  seed,
                         float    x,
                         float    y,
                         float   *edge,
                         gint32  *cell_x,
                         gint32  *cell_y);

G_END_DECLS
