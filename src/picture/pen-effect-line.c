/* pen-effect-line.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* Effects that draw: lines where the picture changes, hatching where it is dark. */

#define G_LOG_DOMAIN "pen-effect-line"

#include "config.h"

#include <math.h>

#include "pen-effect-private.h"
#include "pen-noise.h"

typedef struct
{
  const PenPlane *patches;      /* (nullable) */
  const PenPlane *fine;
  const PenPlane *wide;
} Lines;

/* Strokes of a pencil, all about the same way, broken as paper breaks them. */
static float
hatching (PenEffectRun *run,
          guint32       seed,
          float         x,
          float         y,
          float         angle)
{
  float along = (x * cosf (angle) + y * sinf (angle)) / run->unit;
  float across = (y * cosf (angle) - x * sinf (angle)) / run->unit;

  across += pen_noise_at (seed + 1u, along * 0.012f, across * 0.012f) * 14.0f;

  return pen_noise_at (seed, along * 0.022f, across * 0.42f);
}

static void
shade_pencil (PenEffectRun  *run,
              gconstpointer  data,
              guint          x,
              guint          y,
              float         *colour)
{
  const Lines *lines = data;
  float luma = *pen_plane_at (lines->fine, (int) x, (int) y);
  float around = *pen_plane_at (lines->wide, (int) x, (int) y);
  float grain = pen_noise_fbm (run->seed + 21u, (float) x / run->unit * 0.55f,
                               (float) y / run->unit * 0.55f, 2) - 0.5f;
  float outline, dark, light = 1.0f;

  /* What is darker than its surroundings is a line. */
  outline = pen_smooth_step (0.02f, 0.34f, (around - luma) / (around + 0.08f));

  dark = 1.0f - luma;
  light -= 0.42f * pen_smooth_step (0.30f, 0.95f, dark) *
           (0.35f + pen_smooth_step (0.35f, 0.62f,
                                     hatching (run, run->seed, (float) x, (float) y, -0.85f)));
  light -= 0.42f * pen_smooth_step (0.58f, 1.0f, dark) *
           pen_smooth_step (0.40f, 0.62f,
                            hatching (run, run->seed + 5u, (float) x, (float) y, -0.25f));
  light -= outline * 0.80f;
  light += grain * (0.10f + 0.35f * (1.0f - light));
  light = pen_clamp01 (light);

  colour[0] = 0.16f + 0.82f * light;
  colour[1] = 0.16f + 0.81f * light;
  colour[2] = 0.17f + 0.785f * light;
}

static gboolean
find_lines (PenEffectRun  *run,
            PenPlane      *luma,
            float          fine,
            float          wide,
            PenPlane     **ret_fine,
            PenPlane     **ret_wide)
{
  double start = run->worker->done;

  *ret_fine = pen_plane_new_blurred (luma, fine * run->unit, run->worker,
                                     pen_mix ((float) start, 0.8f, 0.5f));
  if (*ret_fine == NULL)
    return FALSE;

  *ret_wide = pen_plane_new_blurred (luma, wide * run->unit, run->worker, 0.8);

  return *ret_wide != NULL;
}

PenPixels *
pen_effect_pencil (PenEffectRun *run)
{
  g_autoptr(PenPlane) luma = pen_plane_new_luma (run->source);
  g_autoptr(PenPlane) fine = NULL;
  g_autoptr(PenPlane) wide = NULL;
  Lines lines;

  if (!find_lines (run, luma, 0.8f, 7.0f, &fine, &wide))
    return NULL;

  lines = (Lines) { NULL, fine, wide };

  return pen_effect_shade (run, shade_pencil, &lines, PEN_EFFECT_RENDERED);
}

/* How much of a line there is: 1 is all ink. */
static float
line_at (const Lines *lines,
         guint        x,
         guint        y,
         float        threshold,
         float        softness)
{
  float fine = *pen_plane_at (lines->fine, (int) x, (int) y);
  float wide = *pen_plane_at (lines->wide, (int) x, (int) y);

  return pen_smooth_step (threshold, threshold + softness, wide - fine);
}

static void
shade_ink (PenEffectRun  *run,
           gconstpointer  data,
           guint          x,
           guint          y,
           float         *colour)
{
  static const float ink[3] = { 0.07f, 0.07f, 0.10f };
  static const float paper[3] = { 0.975f, 0.96f, 0.92f };
  const Lines *lines = data;
  float luma = *pen_plane_at (lines->wide, (int) x, (int) y);
  float black = line_at (lines, x, y, 0.008f, 0.012f);
  float scale = 1.0f / MAX (run->unit, 0.85f);
  float u = (float) x * scale;
  float v = (float) y * scale;
  float slack = pen_noise_at (run->seed, u * 0.008f, v * 0.008f) * 6.0f;
  float hatch = 0.5f + 0.5f * sinf ((u + v + slack) * 0.62f);
  float cross = 0.5f + 0.5f * sinf ((u - v + slack) * 0.62f);

  /* The darker, the wider the strokes; then a second layer across. */
  black = MAX (black, pen_smooth_step (-0.16f, 0.16f, (0.46f - luma) * 2.2f - hatch));
  black = MAX (black, pen_smooth_step (-0.16f, 0.16f, (0.27f - luma) * 3.0f - cross));
  black = MAX (black, pen_smooth_step (0.10f, 0.05f, luma));
  for (guint c = 0; c < 3; c++)
    colour[c] = pen_mix (paper[c], ink[c], black);
}

PenPixels *
pen_effect_ink (PenEffectRun *run)
{
  g_autoptr(PenPlane) luma = pen_plane_new_luma (run->source);
  g_autoptr(PenPlane) fine = NULL;
  g_autoptr(PenPlane) wide = NULL;
  Lines lines;

  if (!find_lines (run, luma, 1.1f, 2.0f, &fine, &wide))
    return NULL;

  lines = (Lines) { NULL, fine, wide };

  return pen_effect_shade (run, shade_ink, &lines, PEN_EFFECT_RENDERED);
}

static void
shade_cartoon (PenEffectRun  *run,
               gconstpointer  data,
               guint          x,
               guint          y,
               float         *colour)
{
  const float n_levels = 6.0f;
  const Lines *lines = data;
  const float *patch = pen_plane_at (lines->patches, (int) x, (int) y);
  float luma = pen_luma (patch[0], patch[1], patch[2]);
  float level = floorf (luma * n_levels);
  float part = luma * n_levels - level;
  float flat = (level + pen_smooth_step (0.38f, 0.62f, part)) / n_levels;
  float gain = luma > 0.01f ? flat / luma : 1.0f;
  float black = line_at (lines, x, y, 0.014f, 0.016f);

  for (guint c = 0; c < 3; c++)
    {
      float lit = patch[c] * gain;

      lit = flat + (lit - flat) * 1.45f;
      colour[c] = pen_clamp01 (powf (pen_clamp01 (lit), 0.88f)) * (1.0f - black * 0.92f);
    }
}

PenPixels *
pen_effect_cartoon (PenEffectRun *run)
{
  g_autoptr(PenPlane) patches = NULL;
  g_autoptr(PenPlane) luma = NULL;
  g_autoptr(PenPlane) fine = NULL;
  g_autoptr(PenPlane) wide = NULL;
  Lines lines;

  patches = pen_effect_smooth (run, 5.5f, 0.6);
  if (patches == NULL)
    return NULL;

  /* Lines from the patches, so that texture gives none. */
  luma = pen_plane_new (patches->width, patches->height, 1);
  for (gsize i = 0; i < (gsize) luma->width * luma->height; i++)
    luma->data[i] = pen_luma (patches->data[i * 3], patches->data[i * 3 + 1],
                              patches->data[i * 3 + 2]);
  if (!find_lines (run, luma, 1.4f, 3.2f, &fine, &wide))
    return NULL;

  lines = (Lines) { patches, fine, wide };

  return pen_effect_shade (run, shade_cartoon, &lines, PEN_EFFECT_RENDERED);
}

static void
shade_emboss (PenEffectRun  *run,
              gconstpointer  data,
              guint          x,
              guint          y,
              float         *colour)
{
  const Lines *lines = data;
  int step = MAX ((int) lroundf (run->unit), 1);
  float lit = *pen_plane_at (lines->fine, (int) x + step, (int) y + step) -
              *pen_plane_at (lines->fine, (int) x - step, (int) y - step);
  float grey = 0.52f + CLAMP (lit * 2.4f, -0.48f, 0.46f);
  float luma = pen_luma (colour[0], colour[1], colour[2]);

  /* A trace of the colours, as on tinted metal. */
  for (guint c = 0; c < 3; c++)
    colour[c] = pen_clamp01 (grey + (colour[c] - luma) * 0.10f);
}

PenPixels *
pen_effect_emboss (PenEffectRun *run)
{
  g_autoptr(PenPlane) luma = pen_plane_new_luma (run->source);
  g_autoptr(PenPlane) fine = NULL;
  Lines lines;

  fine = pen_plane_new_blurred (luma, 1.0f * run->unit, run->worker, 0.7);
  if (fine == NULL)
    return NULL;

  lines = (Lines) { NULL, fine, NULL };

  return pen_effect_shade (run, shade_emboss, &lines, PEN_EFFECT_RENDERED);
}
