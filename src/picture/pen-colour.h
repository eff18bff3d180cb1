/* pen-colour.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-pixels.h"
#include "pen-worker.h"

G_BEGIN_DECLS

gboolean pen_colour_is_srgb (GBytes    *profile);
gboolean pen_colour_to_srgb (PenPixels *pixels,
                             GBytes    *profile,
                             PenWorker *worker);

G_END_DECLS
