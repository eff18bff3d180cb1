/* pen-plane.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-plane"

#include "config.h"

#include <math.h>

#include "pen-plane.h"

#define MAX_CHANNELS 4

/* Columns that are blurred together, so that whole cache lines are used. */
#define COLUMN_BLOCK 16

#define N_BOXES 3

typedef struct
{
  const PenPlane *from;
  PenPlane       *to;
  guint           radius;
} Blur;

PenPlane *
pen_plane_new (guint width,
               guint height,
               guint channels)
{
  PenPlane *self;

  g_return_val_if_fail (width > 0 && height > 0, NULL);
  g_return_val_if_fail (channels > 0 && channels <= MAX_CHANNELS, NULL);

  self = g_new0 (PenPlane, 1);
  self->width = width;
  self->height = height;
  self->channels = channels;
  self->data = g_new0 (float, (gsize) width * height * channels);

  return self;
}

void
pen_plane_free (PenPlane *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->data);
  g_free (self);
}

/* Three channels; transparency is left to whoever calls. */
PenPlane *
pen_plane_new_colours (PenPixels *pixels)
{
  PenPlane *self;
  const guint8 *from;
  gsize n;

  g_return_val_if_fail (pixels != NULL, NULL);

  self = pen_plane_new (pen_pixels_get_width (pixels), pen_pixels_get_height (pixels), 3);
  from = pen_pixels_get_data (pixels);
  n = (gsize) self->width * self->height;
  for (gsize i = 0; i < n; i++)
    for (guint c = 0; c < 3; c++)
      self->data[i * 3 + c] = from[i * 4 + c] * (1.0f / 255.0f);

  return self;
}

/* How light each pixel is. */
PenPlane *
pen_plane_new_luma (PenPixels *pixels)
{
  PenPlane *self;
  const guint8 *from;
  gsize n;

  g_return_val_if_fail (pixels != NULL, NULL);

  self = pen_plane_new (pen_pixels_get_width (pixels), pen_pixels_get_height (pixels), 1);
  from = pen_pixels_get_data (pixels);
  n = (gsize) self->width * self->height;
  for (gsize i = 0; i < n; i++)
    self->data[i] = pen_luma (from[i * 4], from[i * 4 + 1], from[i * 4 + 2]) * (1.0f / 255.0f);

  return self;
}

/* The mean of 2 × radius + 1 values, sliding along @n values that are @step apart. */
static void
box_line (const float *from,
          float       *to,
          int          n,
          gsize        step,
          int          radius)
{
  double sum = 0.0;
  double share = 1.0 / (2 * radius + 1);

  for (int i = -radius; i <= radius; i++)
    sum += from[(gsize) CLAMP (i, 0, n - 1) * step];
  for (int i = 0; i < n; i++)
    {
      to[(gsize) i * step] = (float) (sum * share);
      sum += from[(gsize) MIN (i + radius + 1, n - 1) * step] -
             from[(gsize) MAX (i - radius, 0) * step];
    }
}

static void
blur_across (guint    first,
             guint    last,
             gpointer data)
{
  Blur *blur = data;
  gsize length = (gsize) blur->from->width * blur->from->channels;

  for (guint y = first; y < last; y++)
    for (guint c = 0; c < blur->from->channels; c++)
      box_line (blur->from->data + y * length + c, blur->to->data + y * length + c,
                (int) blur->from->width, blur->from->channels, (int) blur->radius);
}

static void
blur_down (guint    first,
           guint    last,
           gpointer data)
{
  Blur *blur = data;
  gsize length = (gsize) blur->from->width * blur->from->channels;
  gsize end = MIN ((gsize) last * COLUMN_BLOCK, length);

  for (gsize at = (gsize) first * COLUMN_BLOCK; at < end; at++)
    box_line (blur->from->data + at, blur->to->data + at,
              (int) blur->from->height, length, (int) blur->radius);
}

/* The width of the boxes that together come nearest to a Gaussian. */
static guint
box_radius (float sigma,
            guint index)
{
  double ideal = sqrt (12.0 * sigma * sigma / N_BOXES + 1.0);
  int lower = (int) floor (ideal);
  int n_lower;

  if (lower % 2 == 0)
    lower--;
  n_lower = (int) lround ((12.0 * sigma * sigma - N_BOXES * (double) lower * lower -
                           4.0 * N_BOXES * lower - 3.0 * N_BOXES) / (-4.0 * lower - 4.0));

  return (guint) ((int) index < n_lower ? lower - 1 : lower + 1) / 2;
}

/**
 * pen_plane_new_blurred:
 * @self: a plane
 * @sigma: how far, in pixels
 * @worker: whom to tell, and whether to go on
 * @until: see pen_worker_rows()
 *
 * Three boxes one after the other, which nobody can tell from a Gaussian.
 *
 * Returns: (transfer full) (nullable): the blurred plane; %NULL if cancelled
 */
PenPlane *
pen_plane_new_blurred (const PenPlane *self,
                       float           sigma,
                       PenWorker      *worker,
                       double          until)
{
  g_autoptr(PenPlane) half = NULL;
  g_autoptr(PenPlane) whole = NULL;
  double start, step;
  guint n_blocks;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (worker != NULL, NULL);

  half = pen_plane_new (self->width, self->height, self->channels);
  whole = pen_plane_new (self->width, self->height, self->channels);
  start = worker->done;
  step = (until - start) / (2 * N_BOXES);
  n_blocks = (self->width * self->channels + COLUMN_BLOCK - 1) / COLUMN_BLOCK;

  for (guint i = 0; i < N_BOXES; i++)
    {
      guint radius = box_radius (MAX (sigma, 0.1f), i);
      Blur across = { i == 0 ? self : whole, half, radius };
      Blur down = { half, whole, radius };

      if (!pen_worker_rows (worker, self->height, start + step * (2 * i + 1), blur_across,
                            &across) ||
          !pen_worker_rows (worker, n_blocks, start + step * (2 * i + 2), blur_down, &down))
        return NULL;
    }

  return g_steal_pointer (&whole);
}

/**
 * pen_plane_sample:
 * @self: a plane
 * @x: where, with 0 in the middle of the first pixel
 * @y: likewise
 * @values: (out): one for each channel
 *
 * Reads between the pixels.
 */
void
pen_plane_sample (const PenPlane *self,
                  float           x,
                  float           y,
                  float          *values)
{
  int left = (int) floorf (x);
  int top = (int) floorf (y);
  float across = x - (float) left;
  float down = y - (float) top;
  const float *a = pen_plane_at (self, left, top);
  const float *b = pen_plane_at (self, left + 1, top);
  const float *c = pen_plane_at (self, left, top + 1);
  const float *d = pen_plane_at (self, left + 1, top + 1);

  for (guint i = 0; i < self->channels; i++)
    values[i] = pen_mix (pen_mix (a[i], b[i], across), pen_mix (c[i], d[i], across), down);
}
