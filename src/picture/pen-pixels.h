/* pen-pixels.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PEN_TYPE_PIXELS (pen_pixels_get_type ())

/**
 * PenPixels:
 *
 * A picture in memory: straight (not premultiplied) 8-bit RGBA in sRGB, rows
 * without padding, top row first.  Immutable once shared.
 */
typedef struct _PenPixels PenPixels;

GType        pen_pixels_get_type   (void);
PenPixels   *pen_pixels_new        (guint       width,
                                    guint       height);
PenPixels   *pen_pixels_ref        (PenPixels  *self);
void         pen_pixels_unref      (PenPixels  *self);
guint        pen_pixels_get_width  (PenPixels  *self);
guint        pen_pixels_get_height (PenPixels  *self);
guint8      *pen_pixels_get_data   (PenPixels  *self);
gsize        pen_pixels_get_stride (PenPixels  *self);
GBytes      *pen_pixels_get_bytes  (PenPixels  *self);
gboolean     pen_pixels_has_alpha  (PenPixels  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PenPixels, pen_pixels_unref)

G_END_DECLS
