/* scene.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <math.h>
#include <stdint.h>

/* Vectors, chance, noise and shapes for scene.c. */

#define PI 3.14159265f

typedef struct { float x, y, z; } Vec;

typedef struct { uint32_t state; } Chance;

static inline Vec
vec (float x, float y, float z)
{
  return (Vec) { x, y, z };
}

static inline Vec
add (Vec a, Vec b)
{
  return vec (a.x + b.x, a.y + b.y, a.z + b.z);
}

static inline Vec
sub (Vec a, Vec b)
{
  return vec (a.x - b.x, a.y - b.y, a.z - b.z);
}

static inline Vec
mul (Vec a, float k)
{
  return vec (a.x * k, a.y * k, a.z * k);
}

static inline Vec
by (Vec a, Vec b)
{
  return vec (a.x * b.x, a.y * b.y, a.z * b.z);
}

static inline float
dot (Vec a, Vec b)
{
  return a.x * b.x + a.y * b.y + a.z * b.z;
}

static inline Vec
unit (Vec a)
{
  return mul (a, 1.0f / sqrtf (dot (a, a)));
}

static inline Vec
cross (Vec a, Vec b)
{
  return vec (a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x);
}

static inline float
mixf (float a, float b, float t)
{
  return a + (b - a) * t;
}

static inline Vec
mix (Vec a, Vec b, float t)
{
  return add (mul (a, 1 - t), mul (b, t));
}

static inline float
clamp01 (float v)
{
  return v < 0 ? 0 : v > 1 ? 1 : v;
}

static inline float
smooth (float a, float b, float v)
{
  float t = clamp01 ((v - a) / (b - a));

  return t * t * (3 - 2 * t);
}

static inline uint32_t
hash (uint32_t h)
{
  h ^= h >> 16;
  h *= 0x7feb352du;
  h ^= h >> 15;
  h *= 0x846ca68bu;
  return h ^ h >> 16;
}

static inline float
draw (Chance *chance)
{
  chance->state = chance->state * 747796405u + 2891336453u;
  return (float) (hash (chance->state) >> 8) / 16777216.0f;
}

static inline float
lattice (int x, int y, int z)
{
  return (float) (hash ((uint32_t) x * 73856093u ^ (uint32_t) y * 19349663u ^
                        (uint32_t) z * 83492791u) >> 8) / 16777216.0f;
}

static inline float
noise (Vec p)
{
  int x = (int) floorf (p.x), y = (int) floorf (p.y), z = (int) floorf (p.z);
  float u = p.x - (float) x, v = p.y - (float) y, w = p.z - (float) z;
  float planes[2];

  u = u * u * (3 - 2 * u);
  v = v * v * (3 - 2 * v);
  w = w * w * (3 - 2 * w);
  for (int k = 0; k < 2; k++)
    planes[k] = mixf (mixf (lattice (x, y, z + k), lattice (x + 1, y, z + k), u),
                      mixf (lattice (x, y + 1, z + k), lattice (x + 1, y + 1, z + k), u), v);
  return mixf (planes[0], planes[1], w);
}

static inline float
fbm (Vec p, int octaves)
{
  float sum = 0, weight = 0.5f;

  for (int i = 0; i < octaves; i++, weight *= 0.5f)
    {
      sum += noise (p) * weight;
      p = add (mul (p, 2.03f), vec (17.1f, 3.7f, 9.2f));
    }
  return sum / (1 - powf (0.5f, (float) octaves));
}

/* The shapes that are no balls, by their distance. */

static inline float
soft_union (float a, float b, float k)
{
  float h = clamp01 (0.5f + 0.5f * (b - a) / k);

  return mixf (b, a, h) - k * h * (1 - h);
}

static inline float
pear_distance (Vec p)
{
  Vec q = sub (p, vec (1.36f, 0.0f, 0.45f));
  float lean = q.y * q.y * 0.05f;
  float body, neck;

  q.x += lean;
  body = sqrtf (dot (sub (q, vec (0, 0.43f, 0)), sub (q, vec (0, 0.43f, 0)))) - 0.43f;
  neck = sqrtf (dot (sub (q, vec (0, 0.98f, 0)), sub (q, vec (0, 0.98f, 0)))) - 0.20f;
  return soft_union (body, neck, 0.42f) + (fbm (mul (p, 3), 2) - 0.5f) * 0.03f;
}

static inline float
apple_distance (Vec p, Vec centre)
{
  Vec q = sub (p, centre);
  float r = sqrtf (q.x * q.x + q.z * q.z);
  float ring = hypotf (r - 0.17f, q.y * 0.98f - 0.02f) - 0.29f;
  float turn = atan2f (q.z, q.x);

  return ring + 0.012f * cosf (turn * 5) * smooth (0.1f, -0.4f, q.y) - 0.01f;
}

static inline float
jug_distance (Vec p)
{
  Vec q = sub (p, vec (2.05f, 0, -1.25f));
  float r = sqrtf (q.x * q.x + q.z * q.z);
  float y = q.y;
  float profile = 0.42f + 0.40f * expf (-(y - 0.85f) * (y - 0.85f) * 1.9f) +
                  0.16f * smooth (1.9f, 2.45f, y) - 0.13f * smooth (1.2f, 1.95f, y);
  float wall = fabsf (r - profile + 0.03f) - 0.035f;
  float body = fmaxf (y < 0.1f ? r - profile : wall, fmaxf (-y, y - 2.4f));
  Vec h = sub (q, vec (0.72f, 1.5f, 0.1f));
  float handle = hypotf (hypotf (h.x * 1.15f, h.y * 0.72f) - 0.37f, h.z) - 0.075f;

  return fminf (soft_union (body, r > profile ? handle : 1.0f, 0.08f), 0.5f) * 0.75f;
}
