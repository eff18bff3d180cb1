/* pen-scale-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-scale.h"

G_BEGIN_DECLS

/**
 * PenRaster:
 * @data: the first byte of the top row
 * @stride: bytes from row to row
 * @channels: 3 (RGB) or 4 (straight RGBA)
 *
 * Pixels that belong to somebody else: a decoder.
 */
typedef struct
{
  const guint8 *data;
  gsize         stride;
  guint         channels;
  guint         width;
  guint         height;
} PenRaster;

PenPixels *pen_raster_scale (const PenRaster *self,
                             guint            width,
                             guint            height);
PenPixels *pen_raster_copy  (const PenRaster *self);

G_END_DECLS
