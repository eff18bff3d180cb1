/* pen-effect-shape.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* Effects that gather pixels into fewer colours or larger shapes, or spread their light. */

#define G_LOG_DOMAIN "pen-effect-shape"

#include "config.h"

#include <math.h>

#include "pen-effect-private.h"
#include "pen-noise.h"
#include "pen-scale.h"

/* Squares along the shorter side. */
#define N_SQUARES 56.0f

#define N_LEVELS  5.0f

static void
shade_posterise (PenEffectRun  *run,
                 gconstpointer  data,
                 guint          x,
                 guint          y,
                 float         *colour)
{
  const float *patch = pen_plane_at (data, (int) x, (int) y);
  float luma = pen_luma (patch[0], patch[1], patch[2]);
  float high = MAX (MAX (patch[0], patch[1]), patch[2]);
  float low = MIN (MIN (patch[0], patch[1]), patch[2]);

  /* What is nearly grey becomes grey, or its borders would show in all colours. */
  float share = 1.5f * pen_smooth_step (0.16f, 0.30f, (high - low) / (high + 0.08f));

  for (guint c = 0; c < 3; c++)
    {
      float strong = powf (pen_clamp01 (luma + (patch[c] - luma) * share), 0.78f);

      colour[c] = floorf (MIN (strong, 0.9999f) * N_LEVELS) / (N_LEVELS - 1.0f);
    }
}

PenPixels *
pen_effect_posterise (PenEffectRun *run)
{
  g_autoptr(PenPlane) patches = pen_effect_smooth (run, 4.5f, 0.75);

  if (patches == NULL)
    return NULL;

  return pen_effect_shade (run, shade_posterise, patches, PEN_EFFECT_RENDERED);
}

typedef struct
{
  PenPixels *small;
  guint      side;
} Squares;

static void
shade_pixelate (PenEffectRun  *run,
                gconstpointer  data,
                guint          x,
                guint          y,
                float         *colour)
{
  const Squares *squares = data;
  guint i = MIN (x / squares->side, pen_pixels_get_width (squares->small) - 1);
  guint j = MIN (y / squares->side, pen_pixels_get_height (squares->small) - 1);
  const guint8 *from = pen_pixels_get_data (squares->small) +
                       j * pen_pixels_get_stride (squares->small) + (gsize) i * 4;

  for (guint c = 0; c < 3; c++)
    colour[c] = from[c] * (1.0f / 255.0f);
}

PenPixels *
pen_effect_pixelate (PenEffectRun *run)
{
  guint width = pen_pixels_get_width (run->source);
  guint height = pen_pixels_get_height (run->source);
  guint side = MAX ((guint) lroundf ((float) MIN (width, height) / N_SQUARES), 2);
  guint across = (width + side - 1) / side;
  guint down = (height + side - 1) / side;
  g_autoptr(PenPixels) padded = NULL;
  g_autoptr(PenPixels) small = NULL;
  Squares squares;

  /* The last square may hang over the border, and is as large as the others. */
  padded = pen_pixels_scale (run->source, across * 8, down * 8);
  small = pen_pixels_scale (padded, across, down);
  squares = (Squares) { small, side };

  return pen_effect_shade (run, shade_pixelate, &squares, PEN_EFFECT_RENDERED);
}

typedef struct
{
  PenPixels *small;
  float      side;
} Glass;

static void
shade_mosaic (PenEffectRun  *run,
              gconstpointer  data,
              guint          x,
              guint          y,
              float         *colour)
{
  const Glass *glass = data;
  float edge;
  gint32 i, j;
  float middle = pen_noise_cells (run->seed, (float) x / glass->side, (float) y / glass->side,
                                  &edge, &i, &j);
  int at_x = CLAMP (i, 0, (int) pen_pixels_get_width (glass->small) - 1);
  int at_y = CLAMP (j, 0, (int) pen_pixels_get_height (glass->small) - 1);
  const guint8 *from = pen_pixels_get_data (glass->small) +
                       (gsize) at_y * pen_pixels_get_stride (glass->small) + (gsize) at_x * 4;
  float lead = pen_smooth_step (0.075f, 0.035f, edge);
  float uneven = (pen_noise_white (run->seed + 77u, i, j) - 0.5f) * 0.14f;
  float glow = 1.08f - 0.28f * middle + uneven;
  float luma = pen_luma (from[0], from[1], from[2]) * (1.0f / 255.0f);

  for (guint c = 0; c < 3; c++)
    {
      float rich = pen_clamp01 (luma + (from[c] * (1.0f / 255.0f) - luma) * 1.45f) * glow;

      colour[c] = pen_mix (pen_clamp01 (rich), 0.07f, lead);
    }
}

PenPixels *
pen_effect_mosaic (PenEffectRun *run)
{
  guint width = pen_pixels_get_width (run->source);
  guint height = pen_pixels_get_height (run->source);
  float side = MAX (30.0f * run->unit, 4.0f);
  g_autoptr(PenPixels) small = NULL;
  Glass glass;

  small = pen_pixels_scale (run->source, MAX ((guint) ceilf ((float) width / side), 1),
                            MAX ((guint) ceilf ((float) height / side), 1));
  glass = (Glass) { small, side };

  return pen_effect_shade (run, shade_mosaic, &glass, PEN_EFFECT_RENDERED);
}

/* A blurred copy, much smaller, since nobody can tell. */
typedef struct
{
  PenPlane *plane;
  float     scale_x;
  float     scale_y;
} Halo;

static void
shade_soft_focus (PenEffectRun  *run,
                  gconstpointer  data,
                  guint          x,
                  guint          y,
                  float         *colour)
{
  const Halo *halo = data;
  float soft[3];

  pen_plane_sample (halo->plane, ((float) x + 0.5f) * halo->scale_x - 0.5f,
                    ((float) y + 0.5f) * halo->scale_y - 0.5f, soft);
  for (guint c = 0; c < 3; c++)
    {
      float veil = pen_mix (colour[c], soft[c], 0.45f);
      float light = 1.0f - (1.0f - veil) * (1.0f - soft[c] * 0.34f);

      colour[c] = pen_clamp01 (pen_mix (light, powf (light, 1.25f), 0.5f));
    }
}

PenPixels *
pen_effect_soft_focus (PenEffectRun *run)
{
  guint width = pen_pixels_get_width (run->source);
  guint height = pen_pixels_get_height (run->source);
  float shrink = MIN (1.0f, 500.0f / (float) MIN (width, height));
  g_autoptr(PenPixels) small = NULL;
  g_autoptr(PenPlane) sharp = NULL;
  g_autoptr(PenPlane) soft = NULL;
  Halo halo;

  small = pen_pixels_scale (run->source, MAX ((guint) ((float) width * shrink), 1),
                            MAX ((guint) ((float) height * shrink), 1));
  sharp = pen_plane_new_colours (small);
  soft = pen_plane_new_blurred (sharp, 11.0f * run->unit * shrink, run->worker, 0.5);
  if (soft == NULL)
    return NULL;

  halo = (Halo) {
    soft,
    (float) soft->width / (float) width,
    (float) soft->height / (float) height
  };

  return pen_effect_shade (run, shade_soft_focus, &halo, PEN_EFFECT_RENDERED);
}

static void
shade_sharpen (PenEffectRun  *run,
               gconstpointer  data,
               guint          x,
               guint          y,
               float         *colour)
{
  float luma = pen_luma (colour[0], colour[1], colour[2]);
  float detail = luma - *pen_plane_at (data, (int) x, (int) y);
  float size = fabsf (detail);

  /* Noise is left alone, and strong edges get no halo. */
  detail *= pen_smooth_step (0.004f, 0.020f, size) * 1.5f / (1.0f + size * 5.0f);
  for (guint c = 0; c < 3; c++)
    colour[c] = pen_clamp01 (colour[c] + detail);
}

PenPixels *
pen_effect_sharpen (PenEffectRun *run)
{
  g_autoptr(PenPlane) luma = pen_plane_new_luma (run->source);
  g_autoptr(PenPlane) soft = NULL;

  soft = pen_plane_new_blurred (luma, CLAMP (1.1f * run->unit, 0.8f, 3.0f), run->worker, 0.6);
  if (soft == NULL)
    return NULL;

  return pen_effect_shade (run, shade_sharpen, soft, PEN_EFFECT_RENDERED);
}
