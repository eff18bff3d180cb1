/* pen-effect-tone.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* Effects that only look at one pixel at a time. */

#define G_LOG_DOMAIN "pen-effect-tone"

#include "config.h"

#include <math.h>

#include "pen-effect-private.h"
#include "pen-noise.h"

typedef struct
{
  PenEffectRun   *run;
  PenEffectShade  shade;
  gconstpointer   data;
  PenPixels      *result;
} Shading;

static void
shade_rows (guint    first,
            guint    last,
            gpointer data)
{
  Shading *shading = data;
  PenPixels *source = shading->run->source;
  gsize stride = pen_pixels_get_stride (source);

  for (guint y = first; y < last; y++)
    {
      const guint8 *from = pen_pixels_get_data (source) + y * stride;
      guint8 *to = pen_pixels_get_data (shading->result) + y * stride;

      for (guint x = 0; x < pen_pixels_get_width (source); x++, from += 4, to += 4)
        {
          float colour[3] = { from[0] * (1.0f / 255.0f),
                              from[1] * (1.0f / 255.0f),
                              from[2] * (1.0f / 255.0f) };

          shading->shade (shading->run, shading->data, x, y, colour);
          for (guint c = 0; c < 3; c++)
            to[c] = pen_to_byte (colour[c]);
          to[3] = 255;
        }
    }
}

/**
 * pen_effect_shade:
 * @run: the run
 * @shade: is given each pixel's colour and changes it
 * @data: for @shade
 * @until: see pen_worker_rows()
 *
 * Returns: (transfer full) (nullable): the result; %NULL if cancelled
 */
PenPixels *
pen_effect_shade (PenEffectRun   *run,
                  PenEffectShade  shade,
                  gconstpointer   data,
                  double          until)
{
  g_autoptr(PenPixels) result = NULL;
  Shading shading;

  g_return_val_if_fail (run != NULL, NULL);
  g_return_val_if_fail (shade != NULL, NULL);

  result = pen_pixels_new (pen_pixels_get_width (run->source),
                           pen_pixels_get_height (run->source));
  shading = (Shading) { run, shade, data, result };
  if (!pen_worker_rows (run->worker, pen_pixels_get_height (result), until, shade_rows, &shading))
    return NULL;

  return g_steal_pointer (&result);
}

/* An S-shaped curve that leaves black, middle grey and white where they are. */
static float
contrast (float value,
          float amount)
{
  return pen_mix (value, pen_smooth_step (0.0f, 1.0f, value), amount);
}

static void
saturate (float *colour,
          float  factor)
{
  float luma = pen_luma (colour[0], colour[1], colour[2]);

  for (guint c = 0; c < 3; c++)
    colour[c] = pen_clamp01 (luma + (colour[c] - luma) * factor);
}

/* 0 in the middle, 1 in the corners. */
static float
from_middle (PenEffectRun *run,
             guint         x,
             guint         y)
{
  float across = ((float) x + 0.5f) / (float) pen_pixels_get_width (run->source) * 2.0f - 1.0f;
  float down = ((float) y + 0.5f) / (float) pen_pixels_get_height (run->source) * 2.0f - 1.0f;

  return sqrtf ((across * across + down * down) * 0.5f);
}

static void
darken_corners (PenEffectRun *run,
                guint         x,
                guint         y,
                float         amount,
                float        *colour)
{
  float shade = 1.0f - amount * pen_smooth_step (0.35f, 1.0f, from_middle (run, x, y));

  for (guint c = 0; c < 3; c++)
    colour[c] *= shade;
}

/* Film grain: the same size in any picture, strongest in the middle tones. */
static void
add_grain (PenEffectRun *run,
           guint         x,
           guint         y,
           float         amount,
           float        *colour)
{
  float size = MAX (run->unit * 0.8f, 1.0f);
  float fine = pen_noise_at (run->seed, (float) x / size, (float) y / size) - 0.5f;
  float luma = pen_luma (colour[0], colour[1], colour[2]);
  float grain = fine * amount * (0.4f + 2.4f * luma * (1.0f - luma));

  for (guint c = 0; c < 3; c++)
    colour[c] = pen_clamp01 (colour[c] + grain);
}

static void
shade_grey (PenEffectRun  *run,
            gconstpointer  data,
            guint          x,
            guint          y,
            float         *colour)
{
  /* As with a yellow filter on film: skies darker, skin lighter. */
  float grey = 0.36f * colour[0] + 0.52f * colour[1] + 0.12f * colour[2];

  colour[0] = colour[1] = colour[2] = contrast (grey, 0.45f);
}

PenPixels *
pen_effect_grey (PenEffectRun *run)
{
  return pen_effect_shade (run, shade_grey, NULL, PEN_EFFECT_RENDERED);
}

static void
shade_sepia (PenEffectRun  *run,
             gconstpointer  data,
             guint          x,
             guint          y,
             float         *colour)
{
  static const float dark[3] = { 0.11f, 0.06f, 0.03f };
  static const float middle[3] = { 0.60f, 0.44f, 0.29f };
  static const float light[3] = { 1.0f, 0.95f, 0.84f };
  float luma = contrast (pen_luma (colour[0], colour[1], colour[2]), 0.25f);

  for (guint c = 0; c < 3; c++)
    colour[c] = luma < 0.5f ? pen_mix (dark[c], middle[c], luma * 2.0f)
                            : pen_mix (middle[c], light[c], luma * 2.0f - 1.0f);
  darken_corners (run, x, y, 0.25f, colour);
}

PenPixels *
pen_effect_sepia (PenEffectRun *run)
{
  return pen_effect_shade (run, shade_sepia, NULL, PEN_EFFECT_RENDERED);
}

static void
shade_vintage (PenEffectRun  *run,
               gconstpointer  data,
               guint          x,
               guint          y,
               float         *colour)
{
  static const float shadow[3] = { 0.10f, 0.09f, 0.16f };
  static const float light[3] = { 1.0f, 0.96f, 0.80f };

  saturate (colour, 0.72f);
  darken_corners (run, x, y, 0.35f, colour);
  for (guint c = 0; c < 3; c++)
    colour[c] = pen_mix (shadow[c], light[c], contrast (colour[c], 0.35f));

  /* Old prints turn towards yellow and red. */
  colour[0] = powf (colour[0], 0.90f);
  colour[2] = powf (colour[2], 1.12f);
  add_grain (run, x, y, 0.16f, colour);
}

PenPixels *
pen_effect_vintage (PenEffectRun *run)
{
  return pen_effect_shade (run, shade_vintage, NULL, PEN_EFFECT_RENDERED);
}

/* Like another temperature of the light; what was as light as before stays so. */
static void
tint (float       *colour,
      const float *gain)
{
  float before = pen_luma (colour[0], colour[1], colour[2]);
  float after, keep;

  for (guint c = 0; c < 3; c++)
    colour[c] *= gain[c];
  after = pen_luma (colour[0], colour[1], colour[2]);
  keep = after > 0.0f ? before / after : 1.0f;
  for (guint c = 0; c < 3; c++)
    colour[c] = pen_clamp01 (colour[c] * keep);
}

static void
shade_warm (PenEffectRun  *run,
            gconstpointer  data,
            guint          x,
            guint          y,
            float         *colour)
{
  static const float gain[3] = { 1.20f, 1.02f, 0.66f };

  tint (colour, gain);
  saturate (colour, 1.10f);
  for (guint c = 0; c < 3; c++)
    colour[c] = powf (colour[c], 0.94f);
}

PenPixels *
pen_effect_warm (PenEffectRun *run)
{
  return pen_effect_shade (run, shade_warm, NULL, PEN_EFFECT_RENDERED);
}

static void
shade_cool (PenEffectRun  *run,
            gconstpointer  data,
            guint          x,
            guint          y,
            float         *colour)
{
  static const float gain[3] = { 0.76f, 1.0f, 1.36f };

  tint (colour, gain);
  saturate (colour, 0.94f);
}

PenPixels *
pen_effect_cool (PenEffectRun *run)
{
  return pen_effect_shade (run, shade_cool, NULL, PEN_EFFECT_RENDERED);
}

static void
shade_vivid (PenEffectRun  *run,
             gconstpointer  data,
             guint          x,
             guint          y,
             float         *colour)
{
  float high = MAX (MAX (colour[0], colour[1]), colour[2]);
  float low = MIN (MIN (colour[0], colour[1]), colour[2]);

  /* Pale colours gain most; what is strong already would only clip. */
  saturate (colour, 1.0f + 0.85f * (1.0f - (high - low)));
  for (guint c = 0; c < 3; c++)
    colour[c] = contrast (colour[c], 0.40f);
}

PenPixels *
pen_effect_vivid (PenEffectRun *run)
{
  return pen_effect_shade (run, shade_vivid, NULL, PEN_EFFECT_RENDERED);
}

static void
shade_negative (PenEffectRun  *run,
                gconstpointer  data,
                guint          x,
                guint          y,
                float         *colour)
{
  for (guint c = 0; c < 3; c++)
    colour[c] = 1.0f - colour[c];
}

PenPixels *
pen_effect_negative (PenEffectRun *run)
{
  return pen_effect_shade (run, shade_negative, NULL, PEN_EFFECT_RENDERED);
}

static void
shade_vignette (PenEffectRun  *run,
                gconstpointer  data,
                guint          x,
                guint          y,
                float         *colour)
{
  darken_corners (run, x, y, 0.85f, colour);
}

PenPixels *
pen_effect_vignette (PenEffectRun *run)
{
  return pen_effect_shade (run, shade_vignette, NULL, PEN_EFFECT_RENDERED);
}
