/* pen-plane.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-pixels.h"
#include "pen-worker.h"

G_BEGIN_DECLS

/**
 * PenPlane:
 * @data: (owned): @channels numbers for each pixel, row by row; colours are 0 to 1
 *
 * A picture to calculate with.
 */
typedef struct
{
  guint  width;
  guint  height;
  guint  channels;
  float *data;
} PenPlane;

PenPlane *pen_plane_new         (guint            width,
                                 guint            height,
                                 guint            channels);
void      pen_plane_free        (PenPlane        *self);
PenPlane *pen_plane_new_colours (PenPixels       *pixels);
PenPlane *pen_plane_new_luma    (PenPixels       *pixels);
PenPlane *pen_plane_new_blurred (const PenPlane  *self,
                                 float            sigma,
                                 PenWorker       *worker,
                                 double           until);
void      pen_plane_sample      (const PenPlane  *self,
                                 float            x,
                                 float            y,
                                 float           *values);

/* One pixel, with what lies outside taken from the border. */
static inline const float *
pen_plane_at (const PenPlane *self,
              int             x,
              int             y)
{
  x = CLAMP (x, 0, (int) self->width - 1);
  y = CLAMP (y, 0, (int) self->height - 1);

  return self->data + ((gsize) y * self->width + (gsize) x) * self->channels;
}

static inline float
pen_clamp01 (float value)
{
  return value < 0.0f ? 0.0f : value > 1.0f ? 1.0f : value;
}

static inline float
pen_mix (float from,
         float to,
         float share)
{
  return from + (to - from) * share;
}

/* 0 below @low, 1 above @high, and a smooth way in between. */
static inline float
pen_smooth_step (float low,
                 float high,
                 float value)
{
  float t = pen_clamp01 ((value - low) / (high - low));

  return t * t * (3.0f - 2.0f * t);
}

static inline float
pen_luma (float red,
          float green,
          float blue)
{
  return 0.299f * red + 0.587f * green + 0.114f * blue;
}

static inline guint8
pen_to_byte (float value)
{
  return (guint8) (pen_clamp01 (value) * 255.0f + 0.5f);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PenPlane, pen_plane_free)

G_END_DECLS
