/* pen-draw.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define PEN_DRAW_N_COLOURS 6

/**
 * PenDrawing:
 * @seed: for chance
 * @aspect: width / height
 * @colours: from the darkest or lowest to the lightest or highest
 * @ink: a dark colour that goes with them
 *
 * One pattern, and what it is drawn with.
 */
typedef struct
{
  guint32 seed;
  float   aspect;
  float   colours[PEN_DRAW_N_COLOURS][3];
  float   ink[3];
} PenDrawing;

/* The colour at a place: @y is 0 at the top and 1 at the bottom, @x 0 to the aspect. */
typedef void (*PenDrawFunc) (const PenDrawing *drawing,
                             float             x,
                             float             y,
                             float            *colour);

void pen_draw_palette    (const PenDrawing *drawing,
                          float             at,
                          float            *colour);

void pen_draw_landscape  (const PenDrawing *drawing, float x, float y, float *colour);
void pen_draw_sea        (const PenDrawing *drawing, float x, float y, float *colour);
void pen_draw_stars      (const PenDrawing *drawing, float x, float y, float *colour);
void pen_draw_lights     (const PenDrawing *drawing, float x, float y, float *colour);
void pen_draw_glass      (const PenDrawing *drawing, float x, float y, float *colour);
void pen_draw_marble     (const PenDrawing *drawing, float x, float y, float *colour);
void pen_draw_rays       (const PenDrawing *drawing, float x, float y, float *colour);
void pen_draw_tiles      (const PenDrawing *drawing, float x, float y, float *colour);
void pen_draw_ribbons    (const PenDrawing *drawing, float x, float y, float *colour);

G_END_DECLS
