/* pen-mask.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-pixels.h"
#include "pen-placement.h"

G_BEGIN_DECLS

/* How far a mask may be grown or feathered, in pixels. */
#define PEN_MASK_MAX_GROW    500
#define PEN_MASK_MAX_FEATHER 250

/**
 * PenMask:
 * @data: (owned): a byte for each pixel, row by row without gaps: 255 is changed wholly,
 *   0 is kept to the bit
 *
 * Which parts of a picture may change.
 */
typedef struct
{
  guint   width;
  guint   height;
  guint8 *data;
} PenMask;

/**
 * PenMaskForm:
 * @PEN_MASK_FORM_WHITE: grey, white is changed
 * @PEN_MASK_FORM_BLACK: grey, black is changed
 * @PEN_MASK_FORM_ALPHA: RGBA, what is transparent is changed
 * @PEN_MASK_FORM_TWO_WAY: RGBA, white and transparent is changed, black and opaque kept
 *
 * How a service wants to see a mask.
 */
typedef enum
{
  PEN_MASK_FORM_WHITE,
  PEN_MASK_FORM_BLACK,
  PEN_MASK_FORM_ALPHA,
  PEN_MASK_FORM_TWO_WAY,
} PenMaskForm;

PenMask  *pen_mask_new      (guint                width,
                             guint                height);
void      pen_mask_free     (PenMask             *self);
PenMask  *pen_mask_load     (const char          *path,
                             guint                width,
                             guint                height,
                             GCancellable        *cancellable,
                             GError             **error);
gboolean  pen_mask_is_empty (const PenMask       *self);
void      pen_mask_add      (PenMask             *self,
                             const PenMask       *other);
PenMask  *pen_mask_place    (const PenMask       *self,
                             const PenPlacement  *placement);
void      pen_mask_hide     (PenMask             *self,
                             const PenPlacement  *placement);
GBytes   *pen_mask_encode   (const PenMask       *self,
                             PenMaskForm          form,
                             guint64              max_bytes,
                             GError             **error);

/* pen-mask-shape.c */
gboolean  pen_mask_grow     (PenMask             *self,
                             guint                distance,
                             GCancellable        *cancellable,
                             GError             **error);
gboolean  pen_mask_feather  (PenMask             *self,
                             guint                distance,
                             GCancellable        *cancellable,
                             GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PenMask, pen_mask_free)

G_END_DECLS
