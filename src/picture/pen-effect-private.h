/* pen-effect-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-effect.h"
#include "pen-plane.h"

G_BEGIN_DECLS

/**
 * PenEffectRun:
 * @source: opaque, in the size in which the effect works
 * @unit: what one pixel of a picture with a shorter side of 1000 is here, so that an effect
 *   looks the same whatever the size
 * @seed: for chance
 * @worker: whom to tell, and whether to go on
 *
 * One effect at work.  An effect returns a new picture of the same size, or %NULL if
 * cancelled; its alpha does not count.
 */
typedef struct
{
  PenPixels *source;
  float      unit;
  guint32    seed;
  PenWorker *worker;
} PenEffectRun;

typedef PenPixels *(*PenEffectFunc) (PenEffectRun *run);

/* What the rendering may use of the whole; scaling and blending come after it. */
#define PEN_EFFECT_RENDERED 0.85

/* A colour for one pixel of the result. */
typedef void (*PenEffectShade) (PenEffectRun  *run,
                                gconstpointer  data,
                                guint          x,
                                guint          y,
                                float         *colour);

PenPixels *pen_effect_shade      (PenEffectRun    *run,
                                  PenEffectShade   shade,
                                  gconstpointer    data,
                                  double           until);
PenPlane  *pen_effect_smooth     (PenEffectRun    *run,
                                  float            radius,
                                  double           until);

PenPixels *pen_effect_oil        (PenEffectRun *run);
PenPixels *pen_effect_watercolour (PenEffectRun *run);
PenPixels *pen_effect_pencil     (PenEffectRun *run);
PenPixels *pen_effect_ink        (PenEffectRun *run);
PenPixels *pen_effect_cartoon    (PenEffectRun *run);
PenPixels *pen_effect_emboss     (PenEffectRun *run);
PenPixels *pen_effect_grey       (PenEffectRun *run);
PenPixels *pen_effect_sepia      (PenEffectRun *run);
PenPixels *pen_effect_vintage    (PenEffectRun *run);
PenPixels *pen_effect_warm       (PenEffectRun *run);
PenPixels *pen_effect_cool       (PenEffectRun *run);
PenPixels *pen_effect_vivid      (PenEffectRun *run);
PenPixels *pen_effect_negative   (PenEffectRun *run);
PenPixels *pen_effect_vignette   (PenEffectRun *run);
PenPixels *pen_effect_posterise  (PenEffectRun *run);
PenPixels *pen_effect_pixelate   (PenEffectRun *run);
PenPixels *pen_effect_mosaic     (PenEffectRun *run);
PenPixels *pen_effect_soft_focus (PenEffectRun *run);
PenPixels *pen_effect_sharpen    (PenEffectRun *run);

G_END_DECLS
