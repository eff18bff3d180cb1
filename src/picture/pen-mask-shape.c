/* pen-mask-shape.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Larger masks, and softer ones.
 *
 * To grow is to take the greatest value around: along lines in four directions one after the
 * other, which makes an octagon, at a cost that does not depend on the distance.
 *
 * A feather goes inwards only, so that what was not marked stays as it is to the bit.  Its
 * length is that of the wish or of half the mark, whichever is less: a thin line is still
 * changed wholly in its middle.
 */

#define G_LOG_DOMAIN "pen-mask"

#include "config.h"

#include <math.h>
#include <string.h>

#include "pen-error.h"
#include "pen-mask.h"
#include "pen-worker.h"

typedef struct
{
  const guint8 *from;
  guint8       *to;
  guint         width;
  guint         height;
  guint         radius;
  int           lean;     /* columns to the right for each row down; 2 for along the row */
} Lines;

/* The greatest of 2 × radius + 1 values around each of @n values that are @step apart: from
 * the running maxima of blocks, once forwards and once backwards. */
static void
greatest_on_line (const guint8 *from,
                  guint8       *to,
                  gsize         n,
                  gssize        step,
                  gsize         radius,
                  guint8       *scratch)
{
  gsize block = 2 * radius + 1;
  gsize length = n + 2 * radius;
  guint8 *forwards = scratch;
  guint8 *backwards = scratch + length;

  for (gsize i = 0; i < length; i++)
    {
      guint8 value = i >= radius && i < n + radius ? from[(gssize) (i - radius) * step] : 0;

      backwards[i] = value;
      forwards[i] = i % block == 0 ? value : MAX (value, forwards[i - 1]);
    }
  for (gsize i = length - 1; i-- > 0;)
    if ((i + 1) % block != 0)
      backwards[i] = MAX (backwards[i], backwards[i + 1]);

  for (gsize i = 0; i < n; i++)
    to[(gssize) i * step] = MAX (backwards[i], forwards[i + 2 * radius]);
}

/* Line number @index: rows, columns, or slanting ones that begin at the top or at a side. */
static void
do_line (const Lines *lines,
         guint        index,
         guint8      *scratch)
{
  gsize width = lines->width;
  gsize start, n;
  gssize step;

  if (lines->lean == 2)
    {
      start = index * width;
      n = width;
      step = 1;
    }
  else
    {
      gsize x = MIN (index, lines->width - 1);
      gsize y = index - x;

      /* Those that lean to the left begin at the right border, not at the left one. */
      if (lines->lean == 1)
        x = lines->width - 1 - x;
      start = y * width + x;
      step = (gssize) width + lines->lean;
      n = lines->height - y;
      if (lines->lean == 1)
        n = MIN (n, width - x);
      else if (lines->lean == -1)
        n = MIN (n, x + 1);
    }

  greatest_on_line (lines->from + start, lines->to + start, n, step, lines->radius, scratch);
}

static void
do_lines (guint    first,
          guint    last,
          gpointer data)
{
  const Lines *lines = data;
  gsize length = MAX (lines->width, lines->height) + 2 * (gsize) lines->radius;
  g_autofree guint8 *scratch = g_malloc (2 * length);

  for (guint i = first; i < last; i++)
    do_line (lines, i, scratch);
}

static gboolean
spread (guint8       **data,
        guint8       **other,
        guint          width,
        guint          height,
        guint          radius,
        int            lean,
        GCancellable  *cancellable)
{
  PenWorker worker = { .cancellable = cancellable };
  Lines lines = { *data, *other, width, height, radius, lean };
  guint n_lines = lean == 2 ? height : lean == 0 ? width : width + height - 1;
  guint8 *swap = *data;

  if (radius == 0)
    return TRUE;
  if (!pen_worker_rows (&worker, n_lines, 1.0, do_lines, &lines))
    return FALSE;

  *data = *other;
  *other = swap;

  return TRUE;
}

/* The greatest value in an octagon around each pixel. */
static gboolean
dilate (guint8       **data,
        guint          width,
        guint          height,
        guint          distance,
        GCancellable  *cancellable)
{
  g_autofree guint8 *other = g_malloc ((gsize) width * height);
  /* A regular octagon, as nearly as whole pixels can be; slanting lines alone leave holes. */
  guint slanting = (guint) (distance / (2.0 + G_SQRT2) + 0.5);
  guint straight;

  while (slanting > 0 && 2 * slanting >= distance)
    slanting--;
  straight = distance - 2 * slanting;

  return spread (data, &other, width, height, straight, 2, cancellable) &&
         spread (data, &other, width, height, straight, 0, cancellable) &&
         spread (data, &other, width, height, slanting, 1, cancellable) &&
         spread (data, &other, width, height, slanting, -1, cancellable);
}

/**
 * pen_mask_grow:
 * @self: a mask
 * @distance: how far it grows, in pixels, at most %PEN_MASK_MAX_GROW
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for a #GError
 *
 * Makes what is marked larger on all sides.  Blocks.
 *
 * Returns: %TRUE, or %FALSE with %G_IO_ERROR_CANCELLED
 */
gboolean
pen_mask_grow (PenMask       *self,
               guint          distance,
               GCancellable  *cancellable,
               GError       **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (distance <= PEN_MASK_MAX_GROW, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (distance > 0)
    dilate (&self->data, self->width, self->height, distance, cancellable);

  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

typedef struct
{
  const PenMask *mask;
  guint8        *depths;   /* first up and down alone, then in all directions */
  guint          limit;
} Depths;

/* How far each pixel is from the next one above or below that is kept; at most the limit. */
static void
measure_columns (Depths *depths)
{
  gsize width = depths->mask->width;
  gsize height = depths->mask->height;

  for (gsize y = 0; y < height; y++)
    for (gsize x = 0; x < width; x++)
      {
        gsize at = y * width + x;
        guint above = y > 0 ? depths->depths[at - width] : depths->limit;

        depths->depths[at] = depths->mask->data[at] == 0
                               ? 0 : (guint8) MIN (above + 1, depths->limit);
      }

  for (gsize y = height - 1; y-- > 0;)
    for (gsize x = 0; x < width; x++)
      {
        gsize at = y * width + x;
        guint below = depths->depths[at + width] + 1u;

        if (depths->depths[at] > below)
          depths->depths[at] = (guint8) below;
      }
}

/* Where the parabola over @b begins to lie below the one over @a. */
static double
crossing (const double *heights,
          guint         a,
          guint         b)
{
  return (heights[b] + (double) b * b - heights[a] - (double) a * a) / (2.0 * b - 2.0 * a);
}

/* The least of all parabolas, which is the square of the distance (Felzenszwalb and
 * Huttenlocher 2012). */
static void
measure_row (guint8 *row,
             guint   width,
             guint   limit,
             double *heights,
             double *starts,
             guint  *centres)
{
  guint n = 0;

  for (guint x = 0; x < width; x++)
    heights[x] = (double) row[x] * row[x];

  centres[0] = 0;
  starts[0] = -G_MAXDOUBLE;
  for (guint x = 1; x < width; x++)
    {
      double start = crossing (heights, centres[n], x);

      while (n > 0 && start <= starts[n])
        start = crossing (heights, centres[--n], x);
      centres[++n] = x;
      starts[n] = start;
    }

  for (guint x = 0, i = 0; x < width; x++)
    {
      double across;

      while (i < n && starts[i + 1] < x)
        i++;
      across = (double) x - centres[i];
      row[x] = (guint8) MIN (sqrt (across * across + heights[centres[i]]) + 0.5, limit);
    }
}

static void
measure_rows (guint    first,
              guint    last,
              gpointer data)
{
  Depths *depths = data;
  guint width = depths->mask->width;
  g_autofree double *heights = g_new (double, width);
  g_autofree double *starts = g_new (double, width);
  g_autofree guint *centres = g_new (guint, width);

  for (guint y = first; y < last; y++)
    measure_row (depths->depths + (gsize) y * width, width, depths->limit, heights, starts,
                 centres);
}

/* What lies @depth deep where the middle is @middle deep changes this much. */
static guint8
soften (guint8 value,
        guint  depth,
        guint  middle)
{
  float share;

  if (depth >= middle)
    return value;

  share = (float) depth / (float) middle;
  share = share * share * (3.0f - 2.0f * share);

  return (guint8) ((float) value * share + 0.5f);
}

/**
 * pen_mask_feather:
 * @self: a mask
 * @distance: how long the way from kept to changed is, in pixels, at most
 *   %PEN_MASK_MAX_FEATHER
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for a #GError
 *
 * Softens the border of what is marked, inwards: what is kept stays kept.  The border of the
 * picture is none.  Blocks.
 *
 * Returns: %TRUE, or %FALSE with %G_IO_ERROR_CANCELLED
 */
gboolean
pen_mask_feather (PenMask       *self,
                  guint          distance,
                  GCancellable  *cancellable,
                  GError       **error)
{
  PenWorker worker = { .cancellable = cancellable };
  g_autofree guint8 *middles = NULL;
  g_autofree guint8 *depths = NULL;
  Depths measure;
  gsize n;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (distance <= PEN_MASK_MAX_FEATHER, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (distance == 0)
    return TRUE;

  n = (gsize) self->width * self->height;
  depths = g_malloc (n);
  measure = (Depths) { self, depths, distance + 1 };
  measure_columns (&measure);
  if (pen_worker_rows (&worker, self->height, 1.0, measure_rows, &measure))
    {
      middles = g_memdup2 (depths, n);
      if (dilate (&middles, self->width, self->height, distance + 1, cancellable))
        for (gsize i = 0; i < n; i++)
          self->data[i] = soften (self->data[i], depths[i], middles[i]);
    }

  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}
