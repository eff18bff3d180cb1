/* pen-draw-shape.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* Patterns that show no place: lights, glass, marble, rays, tiles, ribbons. */

#define G_LOG_DOMAIN "pen-draw-shape"

#include "config.h"

#include <math.h>

#include "pen-draw.h"
#include "pen-noise.h"
#include "pen-plane.h"

#define N_LAYERS  5
#define N_RIBBONS 11

static float
chance (const PenDrawing *drawing,
        gint32            index)
{
  return pen_noise_white (drawing->seed, index, -index);
}

static void
blend (float       *colour,
       const float *other,
       float        share)
{
  for (guint c = 0; c < 3; c++)
    colour[c] = pen_mix (colour[c], other[c], share);
}

/* Out-of-focus lights, layer over layer, some sharper than others. */
void
pen_draw_lights (const PenDrawing *drawing,
                 float             x,
                 float             y,
                 float            *colour)
{
  float glow = pen_noise_fbm (drawing->seed + 3u, x * 1.3f, y * 1.3f, 3);

  pen_draw_palette (drawing, 0.04f + 0.34f * glow + 0.12f * y, colour);
  for (guint layer = 0; layer < N_LAYERS; layer++)
    {
      float scale = 2.6f + 1.25f * (float) layer;
      guint32 seed = drawing->seed + layer * 37u;
      gint32 i = (gint32) floorf (x * scale);
      gint32 j = (gint32) floorf (y * scale);

      for (gint32 v = j - 1; v <= j + 1; v++)
        for (gint32 u = i - 1; u <= i + 1; u++)
          {
            float at_x = ((float) u + 0.5f + (pen_noise_white (seed, u, v) - 0.5f)) / scale;
            float at_y = ((float) v + 0.5f + (pen_noise_white (seed + 1u, u, v) - 0.5f)) / scale;
            float radius = (0.16f + 0.40f * pen_noise_white (seed + 2u, u, v)) / scale;
            float soft = radius * (0.05f + 0.35f * pen_noise_white (seed + 3u, u, v));
            float distance = hypotf (x - at_x, y - at_y);
            float disc = pen_smooth_step (radius, radius - soft, distance);
            float rim = pen_smooth_step (radius - soft * 2.5f, radius - soft, distance);
            float light[3];

            if (disc <= 0.0f || pen_noise_white (seed + 4u, u, v) > 0.55f)
              continue;
            pen_draw_palette (drawing, 0.45f + 0.55f * pen_noise_white (seed + 5u, u, v), light);
            for (guint c = 0; c < 3; c++)
              colour[c] = 1.0f - (1.0f - pen_clamp01 (colour[c])) *
                                 (1.0f - light[c] * disc * (0.22f + 0.22f * rim));
          }
    }
}

void
pen_draw_glass (const PenDrawing *drawing,
                float             x,
                float             y,
                float            *colour)
{
  float scale = 6.0f + 5.0f * chance (drawing, 1);
  float warp = pen_noise_fbm (drawing->seed + 2u, x * 2.0f, y * 2.0f, 2) * 0.5f;
  float edge, value, middle, streak;
  gint32 i, j;

  middle = pen_noise_cells (drawing->seed, x * scale + warp, y * scale + warp, &edge, &i, &j);

  /* Neighbours are near in colour, so that the panes make a picture together. */
  value = pen_noise_fbm (drawing->seed + 8u, (float) i * 0.16f, (float) j * 0.16f, 3);
  value = pen_smooth_step (0.22f, 0.78f, value) +
          (pen_noise_white (drawing->seed + 9u, i, j) - 0.5f) * 0.34f;
  pen_draw_palette (drawing, 0.12f + 0.82f * pen_clamp01 (value), colour);
  streak = pen_noise_fbm (drawing->seed + (guint32) i * 7u + (guint32) j,
                          x * 9.0f, y * 3.0f, 3) - 0.5f;
  for (guint c = 0; c < 3; c++)
    colour[c] = colour[c] * (1.12f - 0.30f * middle + 0.25f * streak) +
                0.10f * pen_smooth_step (0.12f, 0.05f, fabsf (edge - 0.10f)) * (1.0f - y);
  blend (colour, drawing->ink, pen_smooth_step (0.062f, 0.038f, edge));
}

void
pen_draw_marble (const PenDrawing *drawing,
                 float             x,
                 float             y,
                 float            *colour)
{
  float u = x * 1.5f, v = y * 1.5f;
  float a = pen_noise_fbm (drawing->seed, u, v, 5);
  float b = pen_noise_fbm (drawing->seed + 31u, u + 3.1f, v + 1.7f, 5);
  float c1 = pen_noise_fbm (drawing->seed + 57u, u + 3.4f * a, v + 3.4f * b, 5);
  float d = pen_noise_fbm (drawing->seed + 83u, u + 3.2f * b + 2.0f * c1, v + 3.2f * a, 5);
  float value = pen_smooth_step (0.25f, 0.75f, d);
  float vein;

  pen_draw_palette (drawing, value * 0.9f + 0.06f * a, colour);
  blend (colour, drawing->colours[5], 0.55f * pen_smooth_step (0.56f, 0.80f, c1));
  blend (colour, drawing->ink, 0.65f * pen_smooth_step (0.52f, 0.34f, b) * (1.0f - value));
  vein = fabsf (c1 - 0.5f);
  blend (colour, drawing->colours[5], 0.30f * pen_smooth_step (0.016f, 0.0f, vein));
}

void
pen_draw_rays (const PenDrawing *drawing,
               float             x,
               float             y,
               float            *colour)
{
  float middle_x = drawing->aspect * (0.35f + 0.3f * chance (drawing, 1));
  float middle_y = 0.40f + 0.25f * chance (drawing, 2);
  float dx = x - middle_x, dy = y - middle_y;
  float distance = hypotf (dx, dy);
  float angle = atan2f (dy, dx) / (2.0f * (float) G_PI);
  float n_rays = 18.0f + floorf (14.0f * chance (drawing, 3));
  float bend = (chance (drawing, 4) - 0.5f) * 0.35f;
  float place = (angle + bend * distance) * n_rays;
  float part = place - floorf (place);
  float alternate = pen_smooth_step (0.0f, 0.04f, part) * pen_smooth_step (0.54f, 0.50f, part);
  float rings = 0.5f + 0.5f * sinf (distance * 26.0f + chance (drawing, 5) * 6.0f);
  float size = 0.11f + 0.05f * chance (drawing, 6);
  float light[3];

  pen_draw_palette (drawing, 0.72f - 0.55f * pen_clamp01 (distance * 0.9f), colour);
  pen_draw_palette (drawing, 1.0f - 0.52f * pen_clamp01 (distance * 0.9f), light);
  blend (colour, light, alternate * 0.9f);
  blend (colour, drawing->ink, 0.10f * rings);
  blend (colour, drawing->colours[5], expf (-distance * 5.5f) * 0.6f);
  blend (colour, drawing->colours[1], pen_smooth_step (size * 1.09f, size * 1.075f, distance));
  blend (colour, drawing->colours[5], pen_smooth_step (size, size * 0.985f, distance));
}

/* Triangles whose colours follow slow hills of noise, lit from one side. */
void
pen_draw_tiles (const PenDrawing *drawing,
                float             x,
                float             y,
                float            *colour)
{
  float scale = 7.0f + 5.0f * chance (drawing, 1);
  float turn = (chance (drawing, 2) - 0.5f) * 0.8f;
  float u = (x * cosf (turn) + y * sinf (turn)) * scale;
  float v = (y * cosf (turn) - x * sinf (turn)) * scale * 1.1547f;
  float row = floorf (v);
  float in_row = v - row;
  float place, in_place, value, shade;
  gint32 column;
  gboolean up;

  u += ((gint32) row & 1) != 0 ? 0.5f : 0.0f;
  place = floorf (u);
  in_place = u - place;
  up = in_row > fabsf (in_place - 0.5f) * 2.0f;
  column = (gint32) place * 2 + (up ? 0 : in_place < 0.5f ? -1 : 1);

  value = pen_noise_fbm (drawing->seed + 4u, (float) column * 0.11f, row * 0.19f, 4);
  value = pen_smooth_step (0.24f, 0.76f, value);
  shade = (pen_noise_white (drawing->seed + 5u, column, (gint32) row) - 0.5f) * 0.16f +
          (up ? 0.045f : -0.045f);
  pen_draw_palette (drawing, 0.06f + 0.86f * value + shade, colour);
  for (guint c = 0; c < 3; c++)
    colour[c] *= 1.04f - 0.12f * in_row;
}

/* Sheets of paper one over the other, each with its shadow. */
void
pen_draw_ribbons (const PenDrawing *drawing,
                  float             x,
                  float             y,
                  float            *colour)
{
  float turn = (chance (drawing, 1) - 0.5f) * 1.2f;
  float u = x * cosf (turn) + (y - 0.5f) * sinf (turn);
  float v = (y - 0.5f) * cosf (turn) - (x - drawing->aspect * 0.5f) * sinf (turn) + 0.5f;

  pen_draw_palette (drawing, 1.0f, colour);
  blend (colour, drawing->colours[4], pen_smooth_step (0.0f, 0.5f, v));
  for (guint i = 0; i < N_RIBBONS; i++)
    {
      float depth = (float) i / (N_RIBBONS - 1);
      float sway = pen_noise_fbm (drawing->seed + i * 3u, u * 0.9f + depth * 0.9f,
                                  depth * 1.6f, 2) - 0.5f;
      float swing = u * (3.0f + 2.0f * depth) + depth * 5.0f + chance (drawing, 9) * 6.0f;
      float top = -0.12f + 1.18f * depth + sway * 0.62f + 0.045f * sinf (swing);
      float below = v - top;
      float sheet[3];

      if (below < 0.0f)
        {
          /* The shadow of the sheet that lies over this. */
          blend (colour, drawing->ink, 0.42f * pen_smooth_step (-0.055f, 0.0f, below));
          continue;
        }
      pen_draw_palette (drawing, 0.95f - 0.90f * depth, sheet);
      blend (sheet, drawing->colours[5], 0.22f * expf (-below * 14.0f));
      blend (colour, sheet, 1.0f);
    }
}
