/* pen-scale.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Other sizes of a picture.
 *
 * Scaling is a bicubic filter whose width grows with the reduction, so that every
 * pixel of the source counts.  Colours are weighted with their alpha, or what is hidden
 * under transparent pixels would show as a fringe.
 */

#define G_LOG_DOMAIN "pen-scale"

#include "config.h"

#include <math.h>
#include <string.h>

#include "pen-scale-private.h"
#include "pen-worker.h"

typedef struct
{
  guint   taps;
  guint  *first;        /* (owned): by target position, the first source position */
  float  *weights;      /* (owned): @taps for each target position */
} Kernel;

typedef struct
{
  const PenRaster *source;
  PenPixels       *target;
  Kernel           across;
  Kernel           down;
  gboolean         alpha;
} Scaling;

/* Catmull-Rom: passes through the source's values and keeps edges crisp. */
static double
cubic (double x)
{
  x = fabs (x);
  if (x < 1.0)
    return (1.5 * x - 2.5) * x * x + 1.0;
  if (x < 2.0)
    return ((-0.5 * x + 2.5) * x - 4.0) * x + 2.0;
  return 0.0;
}

/* @target positions for the part of @source values that begins at @start. */
static void
kernel_init (Kernel *self,
             guint   source,
             double  start,
             double  length,
             guint   target)
{
  double ratio = length / target;
  double width = MAX (ratio, 1.0);

  self->taps = MIN ((guint) ceil (4.0 * width) + 1, source);
  self->first = g_new (guint, target);
  self->weights = g_new0 (float, (gsize) target * self->taps);

  for (guint i = 0; i < target; i++)
    {
      double centre = start + (i + 0.5) * ratio - 0.5;
      int left = (int) ceil (centre - 2.0 * width);
      int first = CLAMP (left, 0, (int) (source - self->taps));
      float *weights = self->weights + (gsize) i * self->taps;
      double sum = 0.0;

      /* What would lie outside counts for the pixel at the border. */
      for (int j = left; j <= (int) floor (centre + 2.0 * width); j++)
        {
          int at = CLAMP (j, 0, (int) source - 1) - first;
          double weight = cubic ((j - centre) / width);

          weights[CLAMP (at, 0, (int) self->taps - 1)] += (float) weight;
          sum += weight;
        }
      for (guint j = 0; j < self->taps; j++)
        weights[j] /= (float) sum;
      self->first[i] = (guint) first;
    }
}

static void
kernel_clear (Kernel *self)
{
  g_clear_pointer (&self->first, g_free);
  g_clear_pointer (&self->weights, g_free);
}

static void
add_row (float        *sum,
         const guint8 *row,
         float         weight,
         gsize         length)
{
  for (gsize i = 0; i < length; i++)
    sum[i] += weight * row[i];
}

static void
add_row_alpha (float        *sum,
               const guint8 *row,
               float         weight,
               gsize         length)
{
  for (gsize i = 0; i < length; i += 4)
    {
      float share = weight * row[i + 3] * (1.0f / 255.0f);

      sum[i] += share * row[i];
      sum[i + 1] += share * row[i + 1];
      sum[i + 2] += share * row[i + 2];
      sum[i + 3] += share * 255.0f;
    }
}

static guint8
to_byte (float value)
{
  if (value <= 0.0f)
    return 0;
  return value >= 255.0f ? 255 : (guint8) (value + 0.5f);
}

static void
store_alpha (guint8      *out,
             const float *sum)
{
  float alpha = MIN (sum[3], 255.0f);

  out[3] = to_byte (alpha);
  if (out[3] == 0)
    {
      out[0] = out[1] = out[2] = 0;
      return;
    }
  for (guint c = 0; c < 3; c++)
    out[c] = to_byte (sum[c] * 255.0f / alpha);
}

static void
gather_row (Scaling *scaling,
            float   *sum,
            guint8  *out)
{
  guint channels = scaling->source->channels;
  guint taps = scaling->across.taps;

  for (guint x = 0; x < pen_pixels_get_width (scaling->target); x++, out += 4)
    {
      const float *weights = scaling->across.weights + (gsize) x * taps;
      const float *from = sum + (gsize) scaling->across.first[x] * channels;
      float total[4] = { 0.0f, 0.0f, 0.0f, 255.0f };

      if (scaling->alpha)
        total[3] = 0.0f;
      for (guint i = 0; i < taps; i++, from += channels)
        {
          total[0] += weights[i] * from[0];
          total[1] += weights[i] * from[1];
          total[2] += weights[i] * from[2];
          if (scaling->alpha)
            total[3] += weights[i] * from[3];
        }
      store_alpha (out, total);
    }
}

static void
scale_rows (guint    first,
            guint    last,
            gpointer data)
{
  Scaling *scaling = data;
  const PenRaster *source = scaling->source;
  gsize length = (gsize) source->width * source->channels;
  g_autofree float *sum = g_new (float, length);

  for (guint y = first; y < last; y++)
    {
      const guint8 *row = source->data + scaling->down.first[y] * source->stride;
      const float *weights = scaling->down.weights + (gsize) y * scaling->down.taps;

      memset (sum, 0, length * sizeof (float));
      for (guint i = 0; i < scaling->down.taps; i++, row += source->stride)
        if (scaling->alpha)
          add_row_alpha (sum, row, weights[i], length);
        else
          add_row (sum, row, weights[i], length);

      gather_row (scaling, sum,
                  pen_pixels_get_data (scaling->target) +
                  y * pen_pixels_get_stride (scaling->target));
    }
}

static gboolean
raster_is_opaque (const PenRaster *self)
{
  if (self->channels == 3)
    return TRUE;

  for (guint y = 0; y < self->height; y++)
    {
      const guint8 *row = self->data + y * self->stride;
      guint8 all = 255;

      for (guint x = 0; x < self->width; x++)
        all &= row[x * 4 + 3];
      if (all != 255)
        return FALSE;
    }

  return TRUE;
}

static PenPixels *
scale_part (const PenRaster *self,
            double           x,
            double           y,
            double           part_width,
            double           part_height,
            guint            width,
            guint            height)
{
  PenWorker worker = { NULL, };
  Scaling scaling = { .source = self };

  scaling.target = pen_pixels_new (width, height);
  scaling.alpha = !raster_is_opaque (self);
  kernel_init (&scaling.across, self->width, x, part_width, width);
  kernel_init (&scaling.down, self->height, y, part_height, height);
  pen_worker_rows (&worker, height, 1.0, scale_rows, &scaling);
  kernel_clear (&scaling.across);
  kernel_clear (&scaling.down);

  return scaling.target;
}

/**
 * pen_raster_scale:
 * @self: where the pixels are
 * @width: the new width, at least 1
 * @height: the new height, at least 1
 *
 * Returns: (transfer full): the picture in the new size
 */
PenPixels *
pen_raster_scale (const PenRaster *self,
                  guint            width,
                  guint            height)
{
  g_return_val_if_fail (self != NULL && (self->channels == 3 || self->channels == 4), NULL);
  g_return_val_if_fail (width > 0 && height > 0, NULL);

  return scale_part (self, 0.0, 0.0, self->width, self->height, width, height);
}

/**
 * pen_raster_copy:
 * @self: where the pixels are
 *
 * Returns: (transfer full): the same pixels, our own
 */
PenPixels *
pen_raster_copy (const PenRaster *self)
{
  PenPixels *copy;

  g_return_val_if_fail (self != NULL && (self->channels == 3 || self->channels == 4), NULL);

  copy = pen_pixels_new (self->width, self->height);
  for (guint y = 0; y < self->height; y++)
    {
      const guint8 *from = self->data + y * self->stride;
      guint8 *to = pen_pixels_get_data (copy) + y * pen_pixels_get_stride (copy);

      if (self->channels == 4)
        memcpy (to, from, pen_pixels_get_stride (copy));
      else
        for (guint x = 0; x < self->width; x++, to += 4, from += 3)
          {
            to[0] = from[0];
            to[1] = from[1];
            to[2] = from[2];
            to[3] = 255;
          }
    }

  return copy;
}

static PenRaster
raster_of (PenPixels *pixels)
{
  return (PenRaster) {
    .data = pen_pixels_get_data (pixels),
    .stride = pen_pixels_get_stride (pixels),
    .channels = 4,
    .width = pen_pixels_get_width (pixels),
    .height = pen_pixels_get_height (pixels),
  };
}

/**
 * pen_pixels_scale:
 * @self: a #PenPixels
 * @width: the new width, at least 1
 * @height: the new height, at least 1
 *
 * Scales without keeping the aspect: whoever calls chooses a size that does.
 *
 * Returns: (transfer full): the picture in the new size; @self itself if it has it
 */
PenPixels *
pen_pixels_scale (PenPixels *self,
                  guint      width,
                  guint      height)
{
  PenRaster raster;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (width > 0 && height > 0, NULL);

  if (width == pen_pixels_get_width (self) && height == pen_pixels_get_height (self))
    return pen_pixels_ref (self);

  raster = raster_of (self);

  return pen_raster_scale (&raster, width, height);
}

/**
 * pen_pixels_scale_part:
 * @self: a #PenPixels
 * @x: left border of the part, in pixels of @self; may lie between them, or outside
 * @y: top border of the part, likewise
 * @part_width: of the part, above 0
 * @part_height: of the part, above 0
 * @width: the new width, at least 1
 * @height: the new height, at least 1
 *
 * Scales a part of @self.  What lies outside of @self continues its border.
 *
 * Returns: (transfer full): the part in the new size; @self itself if it is that
 */
PenPixels *
pen_pixels_scale_part (PenPixels *self,
                       double     x,
                       double     y,
                       double     part_width,
                       double     part_height,
                       guint      width,
                       guint      height)
{
  PenRaster raster;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (part_width > 0.0 && part_height > 0.0, NULL);
  g_return_val_if_fail (width > 0 && height > 0, NULL);

  raster = raster_of (self);
  if (x <= 0.0 && x >= 0.0 && y <= 0.0 && y >= 0.0 && width == raster.width &&
      height == raster.height && fabs (part_width - raster.width) < 1e-9 &&
      fabs (part_height - raster.height) < 1e-9)
    return pen_pixels_ref (self);

  return scale_part (&raster, x, y, part_width, part_height, width, height);
}

/**
 * pen_pixels_crop:
 * @self: a #PenPixels
 * @x: the left border
 * @y: the top border
 * @width: of the part, at least 1
 * @height: of the part, at least 1
 *
 * The part must lie inside @self.
 *
 * Returns: (transfer full): the part
 */
PenPixels *
pen_pixels_crop (PenPixels *self,
                 guint      x,
                 guint      y,
                 guint      width,
                 guint      height)
{
  PenRaster raster;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (width > 0 && height > 0, NULL);
  g_return_val_if_fail ((guint64) x + width <= pen_pixels_get_width (self), NULL);
  g_return_val_if_fail ((guint64) y + height <= pen_pixels_get_height (self), NULL);

  raster = (PenRaster) {
    .data = pen_pixels_get_data (self) + y * pen_pixels_get_stride (self) + (gsize) x * 4,
    .stride = pen_pixels_get_stride (self),
    .channels = 4,
    .width = width,
    .height = height,
  };

  return pen_raster_copy (&raster);
}

/* Where @at, counted from the border of a picture of @size, lies when it is mirrored. */
static guint
mirror (gint64 at,
        guint  size)
{
  gint64 period = (gint64) size * 2;

  at = ((at % period) + period) % period;

  return (guint) (at < size ? at : period - 1 - at);
}

/**
 * pen_pixels_surround:
 * @self: a #PenPixels
 * @left: pixels to add on the left
 * @top: pixels to add on the top
 * @right: pixels to add on the right
 * @bottom: pixels to add on the bottom
 * @clear: whether the margins are transparent; else they mirror the picture
 *
 * Returns: (transfer full): the larger picture; @self itself if nothing is added
 */
PenPixels *
pen_pixels_surround (PenPixels *self,
                     guint      left,
                     guint      top,
                     guint      right,
                     guint      bottom,
                     gboolean   clear)
{
  PenPixels *result;
  guint width, height;

  g_return_val_if_fail (self != NULL, NULL);

  if (left == 0 && top == 0 && right == 0 && bottom == 0)
    return pen_pixels_ref (self);

  width = pen_pixels_get_width (self);
  height = pen_pixels_get_height (self);
  result = pen_pixels_new (left + width + right, top + height + bottom);

  for (guint y = 0; y < pen_pixels_get_height (result); y++)
    {
      guint from_y = mirror ((gint64) y - top, height);
      const guint8 *from = pen_pixels_get_data (self) + from_y * pen_pixels_get_stride (self);
      guint8 *to = pen_pixels_get_data (result) + y * pen_pixels_get_stride (result);

      if (!clear || (y >= top && y - top < height))
        memcpy (to + (gsize) left * 4, from, pen_pixels_get_stride (self));
      for (guint x = 0; !clear && x < left; x++)
        memcpy (to + (gsize) x * 4, from + (gsize) mirror ((gint64) x - left, width) * 4, 4);
      for (guint x = left + width; !clear && x < left + width + right; x++)
        memcpy (to + (gsize) x * 4, from + (gsize) mirror ((gint64) x - left, width) * 4, 4);
    }

  return result;
}

/**
 * pen_pixels_pad:
 * @self: a #PenPixels
 * @width: the new width, not less than that of @self
 * @height: the new height, not less than that of @self
 *
 * Puts @self in the middle of a larger picture.  The margins mirror the picture, which
 * gives a model no bars to imitate; those of a picture with transparency are transparent.
 *
 * Returns: (transfer full): the larger picture; @self itself if it has that size
 */
PenPixels *
pen_pixels_pad (PenPixels *self,
                guint      width,
                guint      height)
{
  guint left, top, right, bottom;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (width >= pen_pixels_get_width (self), NULL);
  g_return_val_if_fail (height >= pen_pixels_get_height (self), NULL);

  left = (width - pen_pixels_get_width (self)) / 2;
  top = (height - pen_pixels_get_height (self)) / 2;
  right = width - pen_pixels_get_width (self) - left;
  bottom = height - pen_pixels_get_height (self) - top;

  return pen_pixels_surround (self, left, top, right, bottom, pen_pixels_has_alpha (self));
}

/**
 * pen_pixels_flatten:
 * @self: a #PenPixels
 *
 * Returns: (transfer full): @self on white, opaque; @self itself if it is opaque
 */
PenPixels *
pen_pixels_flatten (PenPixels *self)
{
  PenPixels *result;
  const guint8 *from;
  guint8 *to;
  gsize size;

  g_return_val_if_fail (self != NULL, NULL);

  if (!pen_pixels_has_alpha (self))
    return pen_pixels_ref (self);

  result = pen_pixels_new (pen_pixels_get_width (self), pen_pixels_get_height (self));
  from = pen_pixels_get_data (self);
  to = pen_pixels_get_data (result);
  size = pen_pixels_get_stride (self) * pen_pixels_get_height (self);
  for (gsize i = 0; i < size; i += 4)
    {
      guint alpha = from[i + 3];

      for (guint c = 0; c < 3; c++)
        to[i + c] = (guint8) ((from[i + c] * alpha + 255 * (255 - alpha) + 127) / 255);
      to[i + 3] = 255;
    }

  return result;
}
