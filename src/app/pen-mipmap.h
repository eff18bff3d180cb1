/* pen-mipmap.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PEN_TYPE_MIPMAP (pen_mipmap_get_type ())

/**
 * PenMipmap:
 *
 * A texture, and smaller ones of the same picture, so that drawing it small is as
 * fast as it should be and does not flicker; and parts of them, so that drawing a
 * corner of a large one is as fast too.  The smaller ones come from a worker thread;
 * "ready" is emitted when some are there.
 */
G_DECLARE_FINAL_TYPE (PenMipmap, pen_mipmap, PEN, MIPMAP, GObject)

void        pen_mipmap_prepare     (GdkTexture            *texture);
PenMipmap  *pen_mipmap_new         (GdkTexture            *texture);
GdkTexture *pen_mipmap_get_texture (PenMipmap             *self);
GdkTexture *pen_mipmap_pick        (PenMipmap             *self,
                                    double                 width);
void        pen_mipmap_fit         (PenMipmap             *self,
                                    int                    width,
                                    int                    height);
GdkTexture *pen_mipmap_crop        (PenMipmap             *self,
                                    double                 width,
                                    const graphene_rect_t *wanted,
                                    graphene_rect_t       *part);

G_END_DECLS
