/* pen-placement.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  PEN_FIT_PAD,
  PEN_FIT_CROP,
} PenFitMode;

/**
 * PenPlacement:
 * @frame_width: of what is sent
 * @frame_height: of what is sent
 * @x: of the left border of the whole picture in the frame; negative where it is cut off
 * @y: of its top border, likewise
 * @width: of the whole picture in the frame, scaled
 * @height: of the whole picture in the frame, scaled
 *
 * Where a picture lies in the frame that is sent: what is needed to send a mask that fits
 * it, and to bring a result back.
 */
typedef struct
{
  guint frame_width;
  guint frame_height;
  int   x;
  int   y;
  guint width;
  guint height;
} PenPlacement;

void     pen_placement_init    (PenPlacement       *self,
                                PenFitMode          mode,
                                guint               width,
                                guint               height,
                                guint               frame_width,
                                guint               frame_height);
gboolean pen_placement_is_full (const PenPlacement *self);

G_END_DECLS
