/* pen-effect-paint.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Paint on canvas and on paper.
 *
 * Both begin with patches of even colour that keep the edges: around each pixel the mean of
 * eight sectors is taken, and those with the least variation count most (Kuwahara's idea).
 */

#define G_LOG_DOMAIN "pen-effect-paint"

#include "config.h"

#include <math.h>

#include "pen-effect-private.h"
#include "pen-noise.h"

#define N_SECTORS   8
#define MAX_RADIUS  9

/* The source for smoothing: red, green, blue and how light it is. */
#define N_VALUES    4

typedef struct
{
  int     dx;
  int     dy;
  gssize  offset;
  guint   sector;
  float   weight;
} Tap;

typedef struct
{
  PenPlane *from;
  PenPlane *to;
  Tap      *taps;       /* (owned) */
  guint     n_taps;
  int       radius;
} Smoothing;

typedef struct
{
  float red;
  float green;
  float blue;
  float luma;
  float square;
  float weight;
} Sector;

static void
make_taps (Smoothing *smoothing,
           int        radius)
{
  gssize stride = (gssize) smoothing->from->width * N_VALUES;

  smoothing->radius = radius;
  smoothing->taps = g_new (Tap, (gsize) (2 * radius + 1) * (gsize) (2 * radius + 1) + N_SECTORS);
  for (int dy = -radius; dy <= radius; dy++)
    for (int dx = -radius; dx <= radius; dx++)
      {
        float distance = hypotf ((float) dx, (float) dy);
        double turn = (atan2 (dy, dx) / G_PI + 1.0) * (N_SECTORS / 2.0);

        if (distance > (float) radius + 0.3f || distance < 0.5f)
          continue;
        smoothing->taps[smoothing->n_taps++] = (Tap) {
          dx, dy, dy * stride + dx * N_VALUES, (guint) floor (turn + 0.5) % N_SECTORS,
          expf (-1.6f * distance * distance / (float) (radius * radius))
        };
      }

  /* The pixel itself belongs to all. */
  for (guint i = 0; i < N_SECTORS; i++)
    smoothing->taps[smoothing->n_taps++] = (Tap) { 0, 0, 0, i, 1.0f };
}

static void
smooth_pixel (Smoothing *smoothing,
              int        x,
              int        y,
              float     *out)
{
  const PenPlane *from = smoothing->from;
  const float *middle = pen_plane_at (from, x, y);
  gboolean inside = x >= smoothing->radius && y >= smoothing->radius &&
                    x + smoothing->radius < (int) from->width &&
                    y + smoothing->radius < (int) from->height;
  Sector sectors[N_SECTORS] = { { 0.0f, }, };
  float total = 0.0f;

  for (guint i = 0; i < smoothing->n_taps; i++)
    {
      const Tap *tap = &smoothing->taps[i];
      const float *colour = inside ? middle + tap->offset
                                   : pen_plane_at (from, x + tap->dx, y + tap->dy);
      Sector *sector = &sectors[tap->sector];

      sector->red += colour[0] * tap->weight;
      sector->green += colour[1] * tap->weight;
      sector->blue += colour[2] * tap->weight;
      sector->luma += colour[3] * tap->weight;
      sector->square += colour[3] * colour[3] * tap->weight;
      sector->weight += tap->weight;
    }

  out[0] = out[1] = out[2] = 0.0f;
  for (guint i = 0; i < N_SECTORS; i++)
    {
      float scale = 1.0f / sectors[i].weight;
      float mean = sectors[i].luma * scale;
      float variance = MAX (sectors[i].square * scale - mean * mean, 0.0f) * 100.0f;
      /* The even sectors win clearly over the others. */
      float share = 1.0f / (1e-4f + variance * variance * variance);

      out[0] += sectors[i].red * scale * share;
      out[1] += sectors[i].green * scale * share;
      out[2] += sectors[i].blue * scale * share;
      total += share;
    }
  for (guint c = 0; c < 3; c++)
    out[c] /= total;
}

static void
smooth_rows (guint    first,
             guint    last,
             gpointer data)
{
  Smoothing *smoothing = data;

  for (guint y = first; y < last; y++)
    for (guint x = 0; x < smoothing->to->width; x++)
      smooth_pixel (smoothing, (int) x, (int) y,
                    smoothing->to->data + ((gsize) y * smoothing->to->width + x) * 3);
}

/**
 * pen_effect_smooth:
 * @run: the run
 * @radius: how large the patches are, for a picture with a shorter side of 1000
 * @until: see pen_worker_rows()
 *
 * Returns: (transfer full) (nullable): the source in patches; %NULL if cancelled
 */
PenPlane *
pen_effect_smooth (PenEffectRun *run,
                   float         radius,
                   double        until)
{
  g_autoptr(PenPlane) from = NULL;
  g_autoptr(PenPlane) to = NULL;
  Smoothing smoothing = { NULL, };
  const guint8 *bytes;
  gboolean done;

  g_return_val_if_fail (run != NULL, NULL);

  bytes = pen_pixels_get_data (run->source);
  from = pen_plane_new (pen_pixels_get_width (run->source),
                        pen_pixels_get_height (run->source), N_VALUES);
  to = pen_plane_new (from->width, from->height, 3);
  for (gsize i = 0; i < (gsize) from->width * from->height * N_VALUES; i += N_VALUES)
    {
      for (guint c = 0; c < 3; c++)
        from->data[i + c] = bytes[i + c] * (1.0f / 255.0f);
      from->data[i + 3] = pen_luma (from->data[i], from->data[i + 1], from->data[i + 2]);
    }
  smoothing.from = from;
  smoothing.to = to;
  make_taps (&smoothing, CLAMP ((int) lroundf (radius * run->unit), 1, MAX_RADIUS));
  done = pen_worker_rows (run->worker, from->height, until, smooth_rows, &smoothing);
  g_free (smoothing.taps);

  return done ? g_steal_pointer (&to) : NULL;
}

/* Which way the picture runs at each place, so that strokes follow it. */

typedef struct
{
  const PenPlane *luma;
  PenPlane       *tensor;
} Slopes;

static void
slope_rows (guint    first,
            guint    last,
            gpointer data)
{
  Slopes *slopes = data;

  for (int y = (int) first; y < (int) last; y++)
    for (int x = 0; x < (int) slopes->tensor->width; x++)
      {
        const PenPlane *luma = slopes->luma;
        float across = *pen_plane_at (luma, x + 1, y) - *pen_plane_at (luma, x - 1, y);
        float down = *pen_plane_at (luma, x, y + 1) - *pen_plane_at (luma, x, y - 1);
        float *out = slopes->tensor->data + ((gsize) y * slopes->tensor->width + (gsize) x) * 3;

        out[0] = across * across;
        out[1] = down * down;
        out[2] = across * down;
      }
}

static PenPlane *
find_flow (PenEffectRun *run,
           double        until)
{
  g_autoptr(PenPlane) luma = pen_plane_new_luma (run->source);
  g_autoptr(PenPlane) soft = NULL;
  g_autoptr(PenPlane) tensor = pen_plane_new (luma->width, luma->height, 3);
  Slopes slopes = { NULL, tensor };
  double start = run->worker->done;

  soft = pen_plane_new_blurred (luma, 1.5f * run->unit, run->worker, pen_mix (start, until, 0.3f));
  if (soft == NULL)
    return NULL;

  slopes.luma = soft;
  if (!pen_worker_rows (run->worker, luma->height, pen_mix (start, until, 0.4f), slope_rows,
                        &slopes))
    return NULL;

  return pen_plane_new_blurred (tensor, 7.0f * run->unit, run->worker, until);
}

/* Along an edge rather than across it; where there is none, in slow curves. */
static void
flow_at (PenEffectRun   *run,
         const PenPlane *tensor,
         float           x,
         float           y,
         float          *dx,
         float          *dy)
{
  const float *t = pen_plane_at (tensor, (int) x, (int) y);
  float scale = 1.0f / (run->unit * 160.0f);
  float drift = pen_noise_at (run->seed + 11u, x * scale, y * scale) * 9.0f;
  float idle = 4e-6f;
  float real = t[0] - t[1] + idle * cosf (drift);
  float imaginary = 2.0f * t[2] + idle * sinf (drift);
  float angle = 0.5f * atan2f (imaginary, real) + (float) G_PI_2;

  *dx = cosf (angle);
  *dy = sinf (angle);
}

/* Bristles: noise that is drawn out along the flow. */

typedef struct
{
  PenEffectRun   *run;
  const PenPlane *tensor;
  PenPlane       *directions;   /* x, y and the noise there */
  PenPlane       *bristles;
  float           length;
} Strokes;

static void
direction_rows (guint    first,
                guint    last,
                gpointer data)
{
  Strokes *strokes = data;
  float size = 1.0f / MAX (strokes->run->unit * 1.9f, 1.3f);

  for (guint y = first; y < last; y++)
    for (guint x = 0; x < strokes->directions->width; x++)
      {
        float *out = strokes->directions->data +
                     ((gsize) y * strokes->directions->width + x) * 3;

        flow_at (strokes->run, strokes->tensor, (float) x, (float) y, &out[0], &out[1]);
        out[2] = pen_noise_at (strokes->run->seed, (float) x * size, (float) y * size);
      }
}

static float
follow (Strokes *strokes,
        float    x,
        float    y,
        float    sign)
{
  const float *d = pen_plane_at (strokes->directions, (int) x, (int) y);
  float last_x = 0.0f, last_y = 0.0f;
  float sum = 0.0f;

  for (float at = 0.0f; at < strokes->length; at += 1.0f)
    {
      /* A direction has no sign of its own: go on the way we came. */
      float way = d[0] * last_x + d[1] * last_y < 0.0f ? -1.0f : 1.0f;

      last_x = d[0] * way;
      last_y = d[1] * way;
      x += last_x * sign;
      y += last_y * sign;
      d = pen_plane_at (strokes->directions, (int) (x + 0.5f), (int) (y + 0.5f));
      sum += d[2];
    }

  return sum;
}

static void
bristle_rows (guint    first,
              guint    last,
              gpointer data)
{
  Strokes *strokes = data;
  PenPlane *to = strokes->bristles;

  for (guint y = first; y < last; y++)
    for (guint x = 0; x < to->width; x++)
      {
        float sum = follow (strokes, (float) x, (float) y, 1.0f) +
                    follow (strokes, (float) x, (float) y, -1.0f);

        to->data[(gsize) y * to->width + x] = sum / (2.0f * ceilf (strokes->length));
      }
}

typedef struct
{
  const PenPlane *patches;
  const PenPlane *bristles;
} Paint;

static void
shade_oil (PenEffectRun  *run,
           gconstpointer  data,
           guint          x,
           guint          y,
           float         *colour)
{
  const Paint *paint = data;
  int i = (int) x;
  int j = (int) y;
  float here = *pen_plane_at (paint->bristles, i, j);
  float lit = *pen_plane_at (paint->bristles, i + 1, j + 1) -
              *pen_plane_at (paint->bristles, i - 1, j - 1);
  float relief = 1.0f + CLAMP (lit * 1.9f, -0.22f, 0.26f);
  const float *patch;
  float luma;

  /* Each stroke picks its paint up a little beside, and a little lighter or darker. */
  patch = pen_plane_at (paint->patches,
                        i + (int) lroundf ((here - 0.5f) * 10.0f * run->unit),
                        j + (int) lroundf ((0.5f - here) * 10.0f * run->unit));
  luma = pen_luma (patch[0], patch[1], patch[2]);
  for (guint c = 0; c < 3; c++)
    {
      float rich = luma + (patch[c] - luma) * 1.22f;

      colour[c] = pen_clamp01 ((rich + (here - 0.5f) * 0.16f) * relief);
    }
}

PenPixels *
pen_effect_oil (PenEffectRun *run)
{
  g_autoptr(PenPlane) patches = NULL;
  g_autoptr(PenPlane) tensor = NULL;
  g_autoptr(PenPlane) directions = NULL;
  g_autoptr(PenPlane) bristles = NULL;
  Strokes strokes = { .run = run };
  Paint paint;

  patches = pen_effect_smooth (run, 6.0f, 0.5);
  if (patches == NULL)
    return NULL;
  tensor = find_flow (run, 0.6);
  if (tensor == NULL)
    return NULL;

  strokes.tensor = tensor;
  strokes.directions = directions = pen_plane_new (tensor->width, tensor->height, 3);
  strokes.bristles = bristles = pen_plane_new (tensor->width, tensor->height, 1);
  strokes.length = CLAMP (11.0f * run->unit, 3.0f, 18.0f);
  if (!pen_worker_rows (run->worker, tensor->height, 0.65, direction_rows, &strokes) ||
      !pen_worker_rows (run->worker, tensor->height, 0.8, bristle_rows, &strokes))
    return NULL;

  paint = (Paint) { patches, bristles };

  return pen_effect_shade (run, shade_oil, &paint, PEN_EFFECT_RENDERED);
}

/* Watercolour: thin paint that gathers at its borders, on rough paper. */

typedef struct
{
  const PenPlane *patches;
  const PenPlane *soft;
} Wash;

static void
shade_watercolour (PenEffectRun  *run,
                   gconstpointer  data,
                   guint          x,
                   guint          y,
                   float         *colour)
{
  const Wash *wash = data;
  float u = (float) x / run->unit;
  float v = (float) y / run->unit;
  float wobble_x = (pen_noise_fbm (run->seed, u * 0.045f, v * 0.045f, 2) - 0.5f) * 16.0f;
  float wobble_y = (pen_noise_fbm (run->seed + 3u, u * 0.045f, v * 0.045f, 2) - 0.5f) * 16.0f;
  float cloud = pen_noise_fbm (run->seed + 5u, u * 0.011f, v * 0.011f, 4) - 0.5f;
  float paper = pen_noise_fbm (run->seed + 9u, u * 0.30f, v * 0.30f, 3) - 0.5f;
  float patch[3], soft[3];
  float at_x = (float) x + wobble_x * run->unit * 0.5f;
  float at_y = (float) y + wobble_y * run->unit * 0.5f;
  float margin = MIN (MIN ((float) x, (float) (pen_pixels_get_width (run->source) - 1 - x)),
                      MIN ((float) y, (float) (pen_pixels_get_height (run->source) - 1 - y)));
  float sheet = 0.985f + paper * 0.09f;
  float painted = pen_smooth_step (9.0f, 17.0f,
                                   margin / run->unit + wobble_x * 1.1f + paper * 12.0f);
  float border, density;

  pen_plane_sample (wash->patches, at_x, at_y, patch);
  pen_plane_sample (wash->soft, at_x, at_y, soft);
  border = fabsf (pen_luma (patch[0], patch[1], patch[2]) - pen_luma (soft[0], soft[1], soft[2]));
  density = 0.98f + cloud * 0.8f + paper * 0.42f + MIN (border * 2.6f, 0.5f);

  for (guint c = 0; c < 3; c++)
    {
      float luma = pen_luma (patch[0], patch[1], patch[2]);
      float clear = pen_clamp01 (luma + (patch[c] - luma) * 1.25f);

      /* Light comes back from the paper through the paint, so it multiplies. */
      clear = 0.13f + 0.87f * powf (clear, 0.68f);
      clear = powf (MAX (clear, 0.02f), MAX (density, 0.2f));
      colour[c] = pen_mix (sheet, pen_clamp01 (clear), painted) * 0.99f;
    }
}

PenPixels *
pen_effect_watercolour (PenEffectRun *run)
{
  g_autoptr(PenPlane) patches = NULL;
  g_autoptr(PenPlane) soft = NULL;
  Wash wash;

  patches = pen_effect_smooth (run, 7.0f, 0.5);
  if (patches == NULL)
    return NULL;
  soft = pen_plane_new_blurred (patches, 3.0f * run->unit, run->worker, 0.6);
  if (soft == NULL)
    return NULL;

  wash = (Wash) { patches, soft };

  return pen_effect_shade (run, shade_watercolour, &wash, PEN_EFFECT_RENDERED);
}
