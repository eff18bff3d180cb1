/* pen-draw-scene.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* Patterns that show a place: hills, the sea, the sky at night. */

#define G_LOG_DOMAIN "pen-draw-scene"

#include "config.h"

#include <math.h>

#include "pen-draw.h"
#include "pen-noise.h"
#include "pen-plane.h"

#define N_RIDGES 6
#define N_SWELLS 9

static void
blend (float       *colour,
       const float *other,
       float        share)
{
  for (guint c = 0; c < 3; c++)
    colour[c] = pen_mix (colour[c], other[c], share);
}

static float
chance (const PenDrawing *drawing,
        gint32            index)
{
  return pen_noise_white (drawing->seed, index, -index);
}

/* A disc with a halo. */
static void
add_sun (const PenDrawing *drawing,
         float             x,
         float             y,
         float             sun_x,
         float             sun_y,
         float             radius,
         float            *colour)
{
  float distance = hypotf (x - sun_x, y - sun_y);
  float light[3];

  pen_draw_palette (drawing, 1.0f, light);
  blend (colour, light, 0.55f * expf (-distance * distance / (radius * radius * 9.0f)));
  blend (colour, light, 0.25f * expf (-distance * 2.2f));
  blend (colour, light, pen_smooth_step (radius, radius * 0.965f, distance));
}

void
pen_draw_landscape (const PenDrawing *drawing,
                    float             x,
                    float             y,
                    float            *colour)
{
  float sun_x = drawing->aspect * (0.2f + 0.6f * chance (drawing, 1));
  float sun_y = 0.24f + 0.16f * chance (drawing, 2);
  float horizon = 0.46f + 0.06f * chance (drawing, 3);
  float cloud;

  pen_draw_palette (drawing,
                    0.30f + 0.65f * powf (pen_clamp01 (y / (horizon + 0.12f)), 1.3f), colour);
  add_sun (drawing, x, y, sun_x, sun_y, 0.055f + 0.03f * chance (drawing, 4), colour);

  /* Streaks of cloud that catch the light. */
  cloud = pen_noise_fbm (drawing->seed + 40u, x * 1.4f, y * 8.0f, 5);
  blend (colour, drawing->colours[5], 0.55f * pen_smooth_step (0.52f, 0.72f, cloud) *
                                      pen_smooth_step (0.02f, 0.18f, y));

  for (guint i = 0; i < N_RIDGES; i++)
    {
      float depth = (float) i / (N_RIDGES - 1);
      float scale = 3.6f - 2.2f * depth;
      float rough = pen_noise_fbm (drawing->seed + i * 17u, x * scale + (float) i * 9.0f, 0.5f, 6);
      float top = horizon + 0.50f * powf (depth, 1.25f) - (rough - 0.38f) * (0.34f - 0.12f * depth);
      float ridge[3], haze;

      if (y < top)
        continue;

      /* Far ridges fade into the sky, and mist lies in front of each. */
      pen_draw_palette (drawing, 0.62f * (1.0f - depth), ridge);
      haze = pen_smooth_step (0.0f, 0.26f, y - top) * (0.55f - 0.45f * depth);
      blend (ridge, drawing->colours[4], haze);
      blend (ridge, drawing->colours[3],
             0.16f * pen_noise_fbm (drawing->seed + 90u + i, x * 9.0f, y * 16.0f, 3) * depth);
      blend (colour, ridge, 1.0f);
    }
}

void
pen_draw_sea (const PenDrawing *drawing,
              float             x,
              float             y,
              float            *colour)
{
  float sun_x = drawing->aspect * (0.25f + 0.5f * chance (drawing, 1));
  float sun_y = 0.14f + 0.12f * chance (drawing, 2);
  float cloud = pen_noise_fbm (drawing->seed + 40u, x * 1.1f, y * 6.0f, 5);

  pen_draw_palette (drawing, 0.45f + 0.50f * pen_clamp01 (y / 0.42f), colour);
  add_sun (drawing, x, y, sun_x, sun_y, 0.05f, colour);
  blend (colour, drawing->colours[5], 0.6f * pen_smooth_step (0.50f, 0.75f, cloud));

  for (guint i = 0; i < N_SWELLS; i++)
    {
      float depth = (float) i / (N_SWELLS - 1);
      float length = 11.0f - 8.0f * depth;
      float height = 0.006f + 0.034f * depth;
      float drift = chance (drawing, 20 + (gint32) i) * 20.0f;
      float phase = x * length + drift + 1.6f * pen_noise_at (drawing->seed + i, x * 1.5f, drift);
      float wave = sinf (phase) + 0.4f * sinf (phase * 2.3f);
      float top = 0.40f + 0.58f * powf (depth, 1.4f) - height * wave;
      float below = y - top;
      float swell[3], foam, glint;

      if (below < 0.0f)
        continue;

      pen_draw_palette (drawing,
                        0.62f - 0.52f * depth + 0.306f * expf (-below * (34.0f - 22.0f * depth)),
                        swell);
      foam = pen_noise_fbm (drawing->seed + 60u + i, x * (30.0f - 14.0f * depth), y * 60.0f, 3);
      blend (swell, drawing->colours[5],
             0.9f * pen_smooth_step (0.012f + 0.012f * depth, 0.0f, below + (foam - 0.5f) * 0.02f));

      /* The sun's way on the water. */
      glint = pen_noise_at (drawing->seed + 80u, x * 40.0f, y * 130.0f);
      glint = pen_smooth_step (0.58f, 0.75f, glint) *
              expf (-fabsf (x - sun_x) * (9.0f - 5.5f * depth));
      blend (swell, drawing->colours[5], 0.75f * glint);
      blend (colour, swell, 1.0f);
    }
}

/* Stars on a grid of @scale squares, of which @share hold one. */
static float
stars_at (const PenDrawing *drawing,
          guint32           layer,
          float             x,
          float             y,
          float             scale,
          float             share)
{
  gint32 i = (gint32) floorf (x * scale);
  gint32 j = (gint32) floorf (y * scale);
  guint32 seed = drawing->seed + layer * 1013u;
  float place_x = ((float) i + 0.2f + 0.6f * pen_noise_white (seed + 1u, i, j)) / scale;
  float place_y = ((float) j + 0.2f + 0.6f * pen_noise_white (seed + 2u, i, j)) / scale;
  float size = (0.05f + 0.11f * powf (pen_noise_white (seed + 3u, i, j), 3.0f)) / scale;

  if (pen_noise_white (seed, i, j) > share)
    return 0.0f;

  return pen_smooth_step (size, size * 0.3f, hypotf (x - place_x, y - place_y));
}

void
pen_draw_stars (const PenDrawing *drawing,
                float             x,
                float             y,
                float            *colour)
{
  float turn = 0.4f + 0.5f * chance (drawing, 1);
  float warp_x = pen_noise_fbm (drawing->seed + 5u, x * 1.8f, y * 1.8f, 4);
  float warp_y = pen_noise_fbm (drawing->seed + 6u, x * 1.8f, y * 1.8f, 4);
  float cloud = pen_noise_fbm (drawing->seed + 7u, x * 2.2f + warp_x * 1.9f,
                               y * 2.2f + warp_y * 1.9f, 6);
  float band = (y - 0.5f) * cosf (turn) - (x - drawing->aspect * 0.5f) * sinf (turn) +
               (warp_x - 0.5f) * 0.35f;
  float milk = expf (-band * band * 9.0f);
  float light = 0.0f;
  float moon_x = drawing->aspect * (0.12f + 0.76f * chance (drawing, 3));
  float moon_y = 0.18f + 0.14f * chance (drawing, 4);

  pen_draw_palette (drawing, 0.10f + 0.10f * y, colour);
  blend (colour, drawing->ink, 0.5f * (1.0f - milk));
  blend (colour, drawing->colours[2], milk * 0.6f);
  blend (colour, drawing->colours[3],
         pen_smooth_step (0.42f, 0.70f, cloud) * (0.25f + 0.75f * milk));
  blend (colour, drawing->colours[4], pen_smooth_step (0.54f, 0.78f, cloud) * milk);
  blend (colour, drawing->ink, pen_smooth_step (0.46f, 0.28f, cloud) * milk * 0.55f);

  light += stars_at (drawing, 1, x, y, 22.0f, 0.22f);
  light += stars_at (drawing, 2, x, y, 48.0f, 0.35f) * 0.8f;
  light += stars_at (drawing, 3, x, y, 110.0f, 0.30f + 0.5f * milk) * 0.55f;
  for (guint c = 0; c < 3; c++)
    colour[c] += light * pen_mix (1.0f, drawing->colours[5][c], 0.5f);

  if (chance (drawing, 5) < 0.6f)
    add_sun (drawing, x, y, moon_x, moon_y, 0.05f, colour);
}
