/* pen-noise.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-noise"

#include "config.h"

#include <math.h>

#include "pen-noise.h"

/* How far the middle of a cell may be from the middle of its square. */
#define CELL_JITTER 0.85f

/* Every bit of the input changes about half of the bits of the result. */
guint32
pen_noise_hash (guint32 seed,
                gint32  x,
                gint32  y)
{
  guint32 h = seed ^ (guint32) x * 0x9e3779b1u ^ (guint32) y * 0x85ebca77u;

  h ^= h >> 16;
  h *= 0x7feb352du;
  h ^= h >> 15;
  h *= 0x846ca68bu;
  h ^= h >> 16;

  return h;
}

/* 0 to 1, without any relation between neighbours. */
float
pen_noise_white (guint32 seed,
                 gint32  x,
                 gint32  y)
{
  return (float) (pen_noise_hash (seed, x, y) >> 8) * (1.0f / 16777215.0f);
}

static float
slope (guint32 seed,
       gint32  x,
       gint32  y,
       float   dx,
       float   dy)
{
  guint32 hash = pen_noise_hash (seed, x, y);

  /* Eight directions are enough; all of the same length. */
  switch (hash >> 29)
    {
    case 0: return dx * 1.4142f;
    case 1: return -dx * 1.4142f;
    case 2: return dy * 1.4142f;
    case 3: return -dy * 1.4142f;
    case 4: return dx + dy;
    case 5: return dx - dy;
    case 6: return dy - dx;
    default: return -dx - dy;
    }
}

static float
fade (float t)
{
  return t * t * t * (t * (t * 6.0f - 15.0f) + 10.0f);
}

/* 0 to 1, smooth, with hills about one apart. */
float
pen_noise_at (guint32 seed,
              float   x,
              float   y)
{
  float left = floorf (x);
  float top = floorf (y);
  gint32 i = (gint32) left;
  gint32 j = (gint32) top;
  float dx = x - left;
  float dy = y - top;
  float u = fade (dx);
  float v = fade (dy);
  float a = slope (seed, i, j, dx, dy);
  float b = slope (seed, i + 1, j, dx - 1.0f, dy);
  float c = slope (seed, i, j + 1, dx, dy - 1.0f);
  float d = slope (seed, i + 1, j + 1, dx - 1.0f, dy - 1.0f);
  float value = a + (b - a) * u + (c - a) * v + (a - b - c + d) * u * v;

  return CLAMP (value * 0.5f + 0.5f, 0.0f, 1.0f);
}

/* The same with smaller hills on the hills. */
float
pen_noise_fbm (guint32 seed,
               float   x,
               float   y,
               guint   octaves)
{
  float sum = 0.0f;
  float total = 0.0f;
  float weight = 1.0f;

  for (guint i = 0; i < octaves; i++)
    {
      sum += pen_noise_at (seed + i * 101u, x, y) * weight;
      total += weight;
      weight *= 0.5f;

      /* Turned a little, or the grid would show. */
      {
        float turned = x * 1.6f - y * 1.2f;

        y = x * 1.2f + y * 1.6f;
        x = turned;
      }
    }

  return total > 0.0f ? sum / total : 0.0f;
}

static void
cell_middle (guint32  seed,
             gint32   x,
             gint32   y,
             float   *middle_x,
             float   *middle_y)
{
  *middle_x = (float) x + 0.5f + (pen_noise_white (seed, x, y) - 0.5f) * CELL_JITTER;
  *middle_y = (float) y + 0.5f + (pen_noise_white (seed + 7u, x, y) - 0.5f) * CELL_JITTER;
}

/**
 * pen_noise_cells:
 * @seed: which cells
 * @x: where; cells are about one wide
 * @y: likewise
 * @edge: (out): how far it is to the nearest border
 * @cell_x: (out): which cell it is
 * @cell_y: (out): likewise
 *
 * Returns: how far it is to the middle of the cell
 */
float
pen_noise_cells (guint32  seed,
                 float    x,
                 float    y,
                 float   *edge,
                 gint32  *cell_x,
                 gint32  *cell_y)
{
  gint32 i = (gint32) floorf (x);
  gint32 j = (gint32) floorf (y);
  float nearest = G_MAXFLOAT;
  float near_x = 0.0f, near_y = 0.0f;

  for (gint32 v = j - 1; v <= j + 1; v++)
    for (gint32 u = i - 1; u <= i + 1; u++)
      {
        float mx, my, distance;

        cell_middle (seed, u, v, &mx, &my);
        distance = (mx - x) * (mx - x) + (my - y) * (my - y);
        if (distance < nearest)
          {
            nearest = distance;
            near_x = mx;
            near_y = my;
            *cell_x = u;
            *cell_y = v;
          }
      }

  *edge = G_MAXFLOAT;
  for (gint32 v = j - 2; v <= j + 2; v++)
    for (gint32 u = i - 2; u <= i + 2; u++)
      {
        float mx, my, length;

        cell_middle (seed, u, v, &mx, &my);
        length = hypotf (mx - near_x, my - near_y);
        if (length > 1e-5f)
          *edge = MIN (*edge, (((mx + near_x) * 0.5f - x) * (mx - near_x) +
                               ((my + near_y) * 0.5f - y) * (my - near_y)) / length);
      }

  return sqrtf (nearest);
}
