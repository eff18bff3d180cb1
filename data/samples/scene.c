/* scene.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Renders the sample photograph: fruit and a jug on a table, by the light of a window.
 *
 * A small path tracer with a lens, a little film grain and a curve of film.  Chance comes from
 * the place in the picture alone, so that the result is the same every time.
 *
 *   scene WIDTH HEIGHT SAMPLES > photo.ppm
 *   scene WIDTH HEIGHT SAMPLES cut-out > cut-out.pam      the things alone, without the room
 */

#define G_LOG_DOMAIN "scene"

#include <math.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "scene.h"

#define N_THREADS   2
#define MAX_BOUNCES 6
#define FAR         1e9f

typedef enum { WOOD, WALL, ORANGE, LEMON, APPLE, PEAR, GRAPE, BOWL, JUG, STALK, LIGHT } Stuff;

typedef struct { Vec at; Vec normal; float t; Stuff stuff; } Hit;

typedef struct { Vec centre; Vec radii; Stuff stuff; } Ball;

static Ball balls[64];
static int n_balls;
static int width, height, n_samples, cut_out;
static float *image;        /* red, green, blue and how much of the pixel is covered */

static const Vec apple_one = { -0.42f, 0.82f, -0.72f };
static const Vec apple_two = { -1.95f, 0.33f, 0.30f };

static float
distance_to (Vec p, Stuff *stuff)
{
  float pear = pear_distance (p);
  float jug = jug_distance (p);
  float first = apple_distance (p, apple_one) * 0.9f;
  float second = apple_distance (p, apple_two) * 0.9f;
  float apple = fminf (first, second);
  float best = fminf (fminf (pear, jug), apple);

  *stuff = best == pear ? PEAR : best == jug ? JUG : APPLE;
  return best;
}

static float
slope (Vec p, Vec step)
{
  Stuff stuff;

  return distance_to (add (p, step), &stuff) - distance_to (sub (p, step), &stuff);
}

/* The part of the ray in which there may be a shape at all. */
static int
find_range (Vec from, Vec way, float *start, float *end)
{
  const Vec centres[4] = {
    vec (1.36f, 0.6f, 0.45f), vec (2.2f, 1.2f, -1.25f), apple_one, apple_two
  };
  const float radii[4] = { 0.78f, 1.52f, 0.52f, 0.52f };

  *start = FAR;
  *end = 0;
  for (int i = 0; i < 4; i++)
    {
      Vec o = sub (from, centres[i]);
      float b = dot (o, way);
      float root = b * b - dot (o, o) + radii[i] * radii[i];

      if (root <= 0 || -b + sqrtf (root) <= 0)
        continue;
      *start = fminf (*start, fmaxf (-b - sqrtf (root), 0.002f));
      *end = fmaxf (*end, -b + sqrtf (root));
    }
  return *end > 0;
}

static int
hit_shapes (Vec from, Vec way, Hit *hit)
{
  Stuff stuff;
  float t, end;

  if (!find_range (from, way, &t, &end))
    return 0;

  for (int i = 0; i < 110 && t < hit->t && t < end; i++)
    {
      Vec p = add (from, mul (way, t));
      float d = distance_to (p, &stuff);

      if (d < 0.0007f)
        {
          const float e = 0.0015f;
          Vec n = vec (slope (p, vec (e, 0, 0)), slope (p, vec (0, e, 0)),
                       slope (p, vec (0, 0, e)));

          *hit = (Hit) { p, unit (n), t, stuff };
          return 1;
        }
      t += fmaxf (d, 0.0008f);
    }
  return 0;
}

static void
hit_ball (const Ball *ball, Vec from, Vec way, Hit *hit)
{
  Vec scale = vec (1 / ball->radii.x, 1 / ball->radii.y, 1 / ball->radii.z);
  Vec o = by (sub (from, ball->centre), scale);
  Vec d = by (way, scale);
  float a = dot (d, d), b = dot (o, d), c = dot (o, o) - 1;
  float root = b * b - a * c;
  float t;

  if (root < 0)
    return;
  t = (-b - sqrtf (root)) / a;
  if (t < 0.001f || t > hit->t)
    return;
  hit->t = t;
  hit->at = add (from, mul (way, t));
  hit->normal = unit (by (add (o, mul (d, t)), scale));
  hit->stuff = ball->stuff;
}

#define BOWL_CENTRE vec (-0.42f, 1.17f, -0.15f)
#define BOWL_RIM    0.74f
#define BOWL_OUTER  1.17f
#define BOWL_INNER  1.10f

static void
hit_bowl (Vec from, Vec way, Hit *hit)
{
  const float radii[2] = { BOWL_OUTER, BOWL_INNER };
  Vec o = sub (from, BOWL_CENTRE);
  float b = dot (o, way);
  float t;

  for (int i = 0; i < 2; i++)
    {
      float root = b * b - dot (o, o) + radii[i] * radii[i];

      for (int side = -1; root > 0 && side <= 1; side += 2)
        {
          Vec p;

          t = -b + (float) side * sqrtf (root);
          p = add (from, mul (way, t));
          if (t < 0.001f || t > hit->t || p.y > BOWL_RIM)
            continue;
          *hit = (Hit) { p, mul (sub (p, BOWL_CENTRE), 1 / radii[i]), t, BOWL };
          if (dot (hit->normal, way) > 0)
            hit->normal = mul (hit->normal, -1);
        }
    }

  t = (BOWL_RIM - from.y) / way.y;
  if (t > 0.001f && t < hit->t)
    {
      Vec p = add (from, mul (way, t));
      Vec q = sub (p, BOWL_CENTRE);
      float d = dot (q, q);

      if (d < BOWL_OUTER * BOWL_OUTER && d > BOWL_INNER * BOWL_INNER)
        *hit = (Hit) { p, vec (0, way.y < 0 ? 1 : -1, 0), t, BOWL };
    }
}

#define WINDOW_X     -4.6f
#define WINDOW_LOW   0.9f
#define WINDOW_HIGH  4.0f
#define WINDOW_NEAR  2.6f
#define WINDOW_FAR   -1.6f

/* The window's bars leave their soft shadow on the wall. */
static int
is_glass (float y, float z)
{
  float u = (y - WINDOW_LOW) / (WINDOW_HIGH - WINDOW_LOW);
  float v = (z - WINDOW_FAR) / (WINDOW_NEAR - WINDOW_FAR);

  return u > 0 && u < 1 && v > 0 && v < 1 && fabsf (u - 0.55f) > 0.025f && fabsf (v - 0.5f) > 0.02f;
}

static int
trace (Vec from, Vec way, Hit *hit)
{
  float t;

  hit->t = FAR;
  t = -from.y / way.y;
  if (t > 0.001f)
    {
      Vec p = add (from, mul (way, t));

      if (p.z > -2.9f)
        *hit = (Hit) { p, vec (0, 1, 0), t, WOOD };
    }
  t = (-2.9f - from.z) / way.z;
  if (t > 0.001f && t < hit->t)
    *hit = (Hit) { add (from, mul (way, t)), vec (0, 0, 1), t, WALL };
  t = (WINDOW_X - from.x) / way.x;
  if (t > 0.001f && t < hit->t)
    {
      Vec p = add (from, mul (way, t));

      *hit = (Hit) { p, vec (1, 0, 0), t, is_glass (p.y, p.z) ? LIGHT : WALL };
    }
  for (int i = 0; i < n_balls; i++)
    hit_ball (&balls[i], from, way, hit);
  hit_bowl (from, way, hit);
  hit_shapes (from, way, hit);
  return hit->t < FAR;
}

static Vec
bump (Hit *hit, float scale, float amount)
{
  Vec p = mul (hit->at, scale);
  float here = noise (p);
  Vec slant = vec (noise (add (p, vec (0.1f, 0, 0))) - here,
                   noise (add (p, vec (0, 0.1f, 0))) - here,
                   noise (add (p, vec (0, 0, 0.1f))) - here);

  return unit (sub (hit->normal, mul (slant, amount)));
}

static Vec
wood_colour (Vec p)
{
  float plank = floorf ((p.z + 20.3f) / 1.05f);
  float in_plank = (p.z + 20.3f) / 1.05f - plank;
  float shift = lattice ((int) plank, 3, 1) * 20;
  float waver = fbm (vec (p.x * 0.35f + shift, 0, p.z * 0.9f), 3) * 3.0f;
  float rings = 0.5f + 0.5f * sinf ((p.z * 2.1f + waver + shift) * 9.0f);
  float fibre = fbm (vec (p.x * 2.4f + shift, 1, p.z * 60), 4);
  Vec colour = mix (vec (0.205f, 0.098f, 0.046f), vec (0.42f, 0.235f, 0.118f),
                    0.35f * rings + 0.75f * fibre - 0.05f);
  float gap = smooth (0.0f, 0.022f, in_plank) * smooth (1.0f, 0.978f, in_plank);

  return mul (colour, (0.80f + 0.35f * lattice ((int) plank, 9, 4)) * mixf (0.22f, 1, gap));
}

static Vec
apple_colour (Vec p)
{
  Vec q = sub (p, p.x < -1.2f ? apple_two : apple_one);
  float streak = fbm (vec (atan2f (q.z, q.x) * 7, q.y * 1.2f, 1), 4);
  float dots = smooth (0.80f, 0.86f, noise (mul (p, 26)));
  Vec skin = mix (vec (0.62f, 0.035f, 0.03f), vec (0.74f, 0.42f, 0.08f),
                  smooth (0.50f, 0.78f, streak));

  return mix (skin, vec (0.75f, 0.5f, 0.25f), dots * 0.4f);
}

/* What a surface is like: colour, how it shines, and how rough that is. */
static Vec
surface (Hit *hit, float *shine, float *rough)
{
  Vec p = hit->at;

  *shine = 0.04f;
  *rough = 0.25f;
  switch (hit->stuff)
    {
    case WOOD:
      *rough = 0.30f + 0.25f * noise (mul (p, 5));
      hit->normal = bump (hit, 24, 0.08f);
      return wood_colour (p);
    case WALL:
      *shine = 0;
      hit->normal = bump (hit, 9, 0.16f);
      return mul (vec (0.40f, 0.43f, 0.39f), 0.82f + 0.36f * fbm (mul (p, 1.3f), 5));
    case ORANGE:
      *rough = 0.28f;
      hit->normal = bump (hit, 42, 0.75f);
      return mul (vec (0.86f, 0.33f, 0.028f), 0.90f + 0.2f * noise (mul (p, 4)));
    case LEMON:
      *rough = 0.30f;
      hit->normal = bump (hit, 34, 0.6f);
      return mul (vec (0.88f, 0.66f, 0.06f), 0.92f + 0.16f * noise (mul (p, 5)));
    case APPLE:
      *rough = 0.12f;
      return apple_colour (p);
    case PEAR:
      {
        float blush = smooth (0.40f, 0.75f, fbm (mul (p, 1.6f), 3));
        float dots = smooth (0.72f, 0.80f, noise (mul (p, 38)));

        *rough = 0.35f;
        return mul (mix (vec (0.46f, 0.55f, 0.10f), vec (0.60f, 0.40f, 0.12f), blush * 0.7f),
                    1 - 0.25f * dots);
      }
    case GRAPE:
      *rough = 0.20f;
      return mix (vec (0.075f, 0.022f, 0.085f), vec (0.30f, 0.27f, 0.38f),
                  smooth (0.45f, 0.85f, fbm (mul (p, 6), 3)) * 0.45f);
    case BOWL:
      {
        float d = p.y - 0.60f;
        Vec glaze = mix (vec (0.74f, 0.71f, 0.64f), vec (0.62f, 0.57f, 0.48f),
                         smooth (0.4f, 0.7f, fbm (mul (p, 4), 4)));

        *rough = 0.08f;
        return fabsf (d) < 0.028f ? vec (0.07f, 0.13f, 0.27f) : glaze;
      }
    case JUG:
      *rough = 0.07f;
      return mix (vec (0.03f, 0.10f, 0.21f), vec (0.10f, 0.28f, 0.36f),
                  smooth (0.35f, 0.7f, fbm (mul (p, 2.4f), 4)));
    case STALK:
      return vec (0.10f, 0.06f, 0.03f);
    case LIGHT:
    default:
      return vec (0, 0, 0);
    }
}

static Vec
around (Vec n, float z, float turn)
{
  Vec side = unit (cross (fabsf (n.x) > 0.7f ? vec (0, 1, 0) : vec (1, 0, 0), n));
  Vec up = cross (n, side);
  float r = sqrtf (fmaxf (0, 1 - z * z));

  return add (mul (n, z), add (mul (side, r * cosf (turn)), mul (up, r * sinf (turn))));
}

static Vec
window_light (float y)
{
  /* Bright sky above, garden below. */
  return mix (vec (9.0f, 9.4f, 8.0f), vec (15.5f, 15.8f, 16.6f), smooth (1.2f, 3.2f, y));
}

static Vec
light_on (Vec at, Vec normal, Chance *chance)
{
  float y = mixf (WINDOW_LOW, WINDOW_HIGH, draw (chance));
  float z = mixf (WINDOW_FAR, WINDOW_NEAR, draw (chance));
  Vec way = sub (vec (WINDOW_X, y, z), at);
  float square = dot (way, way);
  float area = (WINDOW_HIGH - WINDOW_LOW) * (WINDOW_NEAR - WINDOW_FAR);
  float facing;
  Hit hit;

  way = mul (way, 1 / sqrtf (square));
  facing = dot (way, normal) * -way.x;
  if (dot (way, normal) <= 0 || !is_glass (y, z) || way.x >= 0)
    return vec (0, 0, 0);
  if (trace (add (at, mul (normal, 0.004f)), way, &hit) && hit.stuff != LIGHT &&
      hit.t * hit.t < square * 0.998f)
    return vec (0, 0, 0);
  return mul (window_light (y), facing * area / (square * PI));
}

/*
 * What comes along a ray.  Only what the camera sees itself, @direct, shines; both the mirrored and
 * the scattered light are followed there, since a choice between them would show as white dots.
 */
static Vec
radiance (Vec from, Vec way, Chance *chance, int direct)
{
  Vec sum = vec (0, 0, 0);
  Vec share = vec (1, 1, 1);

  for (int i = 0; i < MAX_BOUNCES; i++)
    {
      float shine, rough, facing, fresnel;
      Vec colour;
      Hit hit;

      if (!trace (from, way, &hit))
        {
          /* The room behind the camera, lit by what comes back from it. */
          return add (sum, by (share, mul (vec (0.36f, 0.33f, 0.30f), 0.6f + 0.4f * way.y)));
        }
      if (hit.stuff == LIGHT)
        return i == 0 ? window_light (hit.at.y) : sum;

      colour = surface (&hit, &shine, &rough);
      facing = fmaxf (-dot (way, hit.normal), 0.02f);
      fresnel = shine > 0 ? shine + (1 - shine) * powf (1 - facing, 5) * (1 - rough) : 0;
      from = add (hit.at, mul (hit.normal, 0.003f));

      if (direct && i == 0 && fresnel > 0)
        {
          Vec mirror = unit (add (way, mul (hit.normal, 2 * facing)));
          float spread = powf (draw (chance), rough * rough * 0.5f + 0.0005f);
          Vec out = around (mirror, fminf (spread, 1), draw (chance) * 2 * PI);

          if (dot (out, hit.normal) > 0)
            sum = mul (radiance (from, out, chance, 0), fresnel);
          share = mul (share, 1 - fresnel);
        }

      share = by (share, colour);
      sum = add (sum, by (share, light_on (hit.at, hit.normal, chance)));
      way = around (hit.normal, sqrtf (draw (chance)), draw (chance) * 2 * PI);
      if (i > 1)
        {
          float keep = fminf (fmaxf (share.x, fmaxf (share.y, share.z)) * 1.2f, 1);

          if (draw (chance) > keep)
            return sum;
          share = mul (share, 1 / keep);
        }
    }
  return sum;
}

static Vec
camera_ray (float x, float y, Chance *chance, Vec *from)
{
  const Vec eye = vec (0.25f, 2.25f, 6.1f);
  const Vec target = vec (0.06f, 0.72f, 0);
  const float focus = 5.75f, aperture = 0.055f;
  Vec ahead = unit (sub (target, eye));
  Vec right = unit (cross (ahead, vec (0, 1, 0)));
  Vec up = cross (right, ahead);
  float r = sqrtf (draw (chance)) * aperture, turn = draw (chance) * 2 * PI;
  Vec way = unit (add (ahead, add (mul (right, x * 0.44f), mul (up, y * 0.44f))));
  Vec point = add (eye, mul (way, focus / dot (way, ahead)));

  *from = add (eye, add (mul (right, r * cosf (turn)), mul (up, r * sinf (turn))));
  return unit (sub (point, *from));
}

static void *
render_rows (void *data)
{
  for (int y = (int) (intptr_t) data; y < height; y += N_THREADS)
    for (int x = 0; x < width; x++)
      {
        Chance chance = { hash ((uint32_t) (y * width + x) * 9781u + 1u) };
        float *pixel = image + (y * width + x) * 4;
        Vec sum = vec (0, 0, 0);
        int n_covered = 0;

        for (int i = 0; i < n_samples; i++)
          {
            float u = ((float) x + draw (&chance)) / (float) width * 2 - 1;
            float v = 1 - ((float) y + draw (&chance)) / (float) height * 2;
            Vec from;
            Vec way = camera_ray (u, v * (float) height / (float) width, &chance, &from);
            Vec light;
            float most;
            Hit hit;

            if (cut_out && (!trace (from, way, &hit) || hit.stuff == WOOD || hit.stuff == WALL))
              continue;
            light = radiance (from, way, &chance, 1);
            most = fmaxf (light.x, fmaxf (light.y, light.z));
            n_covered++;

            /* A single path must not leave a white dot. */
            if (most > 8)
              light = mul (light, 8 / most);
            sum = add (sum, light);
          }
        sum = mul (sum, 1 / fmaxf ((float) n_covered, 1));
        pixel[0] = sum.x;
        pixel[1] = sum.y;
        pixel[2] = sum.z;
        pixel[3] = (float) n_covered / (float) n_samples;
      }
  return NULL;
}

static float
film (float v)
{
  v *= 1.0f;
  return (v * (2.51f * v + 0.03f)) / (v * (2.43f * v + 0.59f) + 0.14f);
}

static void
develop (void)
{
  if (cut_out)
    printf ("P7\nWIDTH %d\nHEIGHT %d\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n",
            width, height);
  else
    printf ("P6\n%d %d\n255\n", width, height);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        float u = (float) x / (float) width * 2 - 1, v = (float) y / (float) height * 2 - 1;
        const float *pixel = image + (y * width + x) * 4;
        float corner = 1 - 0.20f * (u * u + v * v) * 0.5f;
        Chance chance = { hash ((uint32_t) (y * width + x) + 77777u) };
        float grain = (draw (&chance) + draw (&chance) + draw (&chance) - 1.5f) * 0.016f;

        for (int c = 0; c < 3; c++)
          {
            float value = powf (clamp01 (film (pixel[c] * corner)), 1 / 2.2f);

            putchar ((int) (clamp01 (value + grain) * 255 + 0.5f));
          }
        if (cut_out)
          putchar ((int) (pixel[3] * 255 + 0.5f));
      }
}

static void
add_ball (float x, float y, float z, float rx, float ry, float rz, Stuff stuff)
{
  balls[n_balls++] = (Ball) { vec (x, y, z), vec (rx, ry, rz), stuff };
}

static void
lay_table (void)
{
  Vec c = BOWL_CENTRE;

  add_ball (c.x - 0.46f, c.y - 0.42f, c.z + 0.22f, 0.43f, 0.42f, 0.43f, ORANGE);
  add_ball (c.x + 0.43f, c.y - 0.43f, c.z + 0.24f, 0.42f, 0.41f, 0.42f, ORANGE);
  add_ball (c.x + 0.02f, c.y + 0.24f, c.z + 0.02f, 0.43f, 0.415f, 0.43f, ORANGE);
  add_ball (0.62f, 0.295f, 1.28f, 0.43f, 0.295f, 0.31f, LEMON);
  add_ball (1.05f, 0.30f, 1.29f, 0.09f, 0.06f, 0.06f, LEMON);
  add_ball (1.27f, 1.24f, 0.45f, 0.022f, 0.13f, 0.022f, STALK);
  add_ball (apple_two.x + 0.02f, apple_two.y + 0.36f, apple_two.z, 0.02f, 0.14f, 0.02f, STALK);

  /* Grapes: a lower and an upper layer. */
  for (int i = 0; i < 26; i++)
    {
      float turn = (float) i * 2.39996f;
      float r = 0.125f * sqrtf (i < 17 ? (float) i + 0.5f : (float) (i - 17) + 0.3f);
      float size = 0.128f + 0.022f * lattice (i, 5, 5);

      add_ball (-1.22f + r * 1.55f * cosf (turn), i < 17 ? size : 0.33f, 1.30f + r * sinf (turn),
                size, size * 1.05f, size, GRAPE);
    }
}

int
main (int argc, char *argv[])
{
  pthread_t threads[N_THREADS];

  if (argc != 4 && argc != 5)
    {
      fprintf (stderr, "usage: scene WIDTH HEIGHT SAMPLES [cut-out] > FILE\n");
      return 2;
    }
  width = (int) strtol (argv[1], NULL, 10);
  height = (int) strtol (argv[2], NULL, 10);
  n_samples = (int) strtol (argv[3], NULL, 10);
  cut_out = argc == 5;
  image = calloc ((size_t) width * (size_t) height * 4, sizeof (float));
  if (image == NULL)
    return 1;

  lay_table ();
  for (int i = 0; i < N_THREADS; i++)
    pthread_create (&threads[i], NULL, render_rows, (void *) (intptr_t) i);
  for (int i = 0; i < N_THREADS; i++)
    pthread_join (threads[i], NULL);
  develop ();
  free (image);

  return 0;
}
