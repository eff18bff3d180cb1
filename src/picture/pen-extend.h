/* pen-extend.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-mask.h"

G_BEGIN_DECLS

/* How wide a margin may be, in pixels. */
#define PEN_EXTEND_MAX 20000

/**
 * PenMargins:
 *
 * By how many pixels a picture becomes larger on each side.
 */
typedef struct
{
  guint left;
  guint top;
  guint right;
  guint bottom;
} PenMargins;

gboolean   pen_margins_is_empty   (const PenMargins  *self);
gboolean   pen_extend_check       (const PenMargins  *margins,
                                   guint              width,
                                   guint              height,
                                   GError           **error);
guint      pen_extend_get_overlap (guint              width,
                                   guint              height);
PenPixels *pen_extend_mirrored    (PenPixels         *pixels,
                                   const PenMargins  *margins);
PenPixels *pen_extend_canvas      (PenPixels         *pixels,
                                   const PenMargins  *margins);
PenMask   *pen_extend_mask        (guint              width,
                                   guint              height,
                                   const PenMargins  *margins,
                                   guint              overlap);
PenMask   *pen_extend_place_mask  (const PenMask     *mask,
                                   const PenMargins  *margins);

G_END_DECLS
