/* pen-scale.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-pixels.h"

G_BEGIN_DECLS

PenPixels *pen_pixels_scale  (PenPixels *self,
                              guint      width,
                              guint      height);
PenPixels *pen_pixels_scale_part
                             (PenPixels *self,
                              double     x,
                              double     y,
                              double     part_width,
                              double     part_height,
                              guint      width,
                              guint      height);
PenPixels *pen_pixels_crop   (PenPixels *self,
                              guint      x,
                              guint      y,
                              guint      width,
                              guint      height);
PenPixels *pen_pixels_surround
                             (PenPixels *self,
                              guint      left,
                              guint      top,
                              guint      right,
                              guint      bottom,
                              gboolean   clear);
PenPixels *pen_pixels_pad    (PenPixels *self,
                              guint      width,
                              guint      height);
PenPixels *pen_pixels_flatten
                             (PenPixels *self);

G_END_DECLS
