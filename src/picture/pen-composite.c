/* pen-composite.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Outside the mask nothing changes: what a service sent is laid into the old picture.
 */

#define G_LOG_DOMAIN "pen-composite"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "pen-composite.h"
#include "pen-error.h"
#include "pen-scale.h"
#include "pen-worker.h"

/* Services round sizes to steps of their own; beyond this they have cut or turned. */
#define ASPECT_TOLERANCE 0.02

typedef struct
{
  PenPixels     *changed;
  PenPixels     *old;
  const PenMask *mask;
} Blend;

static gboolean
row_is_opaque (const guint8 *row,
               gsize         length)
{
  guint8 all = 255;

  for (gsize i = 3; i < length; i += 4)
    all &= row[i];

  return all == 255;
}

/* @wide has the value of the mask once for each channel. */
static void
blend_opaque (guint8       * restrict to,
              const guint8 * restrict old,
              const guint8 * restrict wide,
              gsize                   length)
{
  for (gsize i = 0; i < length; i++)
    {
      guint16 a = wide[i];
      guint16 sum = (guint16) (a * to[i] + (255 - a) * old[i] + 127);

      to[i] = (guint8) (sum / 255);
    }
}

/* Colours count as much as they are seen, or what is hidden under transparency would come
 * to light.  Where both are opaque it is the same formula. */
static void
blend_alpha (guint8       *to,
             const guint8 *old,
             guint         a)
{
  guint new_weight = a * to[3];
  guint old_weight = (255 - a) * old[3];
  guint sum = new_weight + old_weight;

  if (a == 0 || sum == 0)
    {
      memcpy (to, old, 4);
      return;
    }

  for (guint c = 0; c < 3; c++)
    to[c] = (guint8) ((new_weight * to[c] + old_weight * old[c] + sum / 2) / sum);
  to[3] = (guint8) ((sum + 127) / 255);
}

static void
blend_rows (guint    first,
            guint    last,
            gpointer data)
{
  Blend *blend = data;
  gsize length = pen_pixels_get_stride (blend->old);
  g_autofree guint8 *wide = g_malloc (length);

  for (guint y = first; y < last; y++)
    {
      guint8 *to = pen_pixels_get_data (blend->changed) + y * length;
      const guint8 *old = pen_pixels_get_data (blend->old) + y * length;
      const guint8 *mask = blend->mask->data + (gsize) y * blend->mask->width;

      if (!row_is_opaque (to, length) || !row_is_opaque (old, length))
        {
          for (guint x = 0; x < blend->mask->width; x++)
            if (mask[x] < 255)
              blend_alpha (to + (gsize) x * 4, old + (gsize) x * 4, mask[x]);
          continue;
        }

      for (guint x = 0; x < blend->mask->width; x++)
        {
          const guint32 four = mask[x] * 0x01010101u;

          memcpy (wide + (gsize) x * 4, &four, 4);
        }
      blend_opaque (to, old, wide, length);
    }
}

/**
 * pen_composite_blend:
 * @changed: the new picture; becomes the composite
 * @old: the old picture, of the same size
 * @mask: where and how much the new one counts, of the same size
 *
 * Each channel becomes `(a * new + (255 - a) * old + 127) / 255`; where a is 0 the bytes are
 * those of @old.
 */
void
pen_composite_blend (PenPixels     *changed,
                     PenPixels     *old,
                     const PenMask *mask)
{
  PenWorker worker = { NULL, };
  Blend blend = { changed, old, mask };

  g_return_if_fail (changed != NULL && old != NULL && mask != NULL);
  g_return_if_fail (mask->width == pen_pixels_get_width (old));
  g_return_if_fail (mask->height == pen_pixels_get_height (old));
  g_return_if_fail (mask->width == pen_pixels_get_width (changed));
  g_return_if_fail (mask->height == pen_pixels_get_height (changed));

  pen_worker_rows (&worker, mask->height, 1.0, blend_rows, &blend);
}

static gboolean
has_shape (PenPixels          *result,
           const PenPlacement *placement)
{
  double across = (double) pen_pixels_get_width (result) / placement->frame_width;
  double down = (double) pen_pixels_get_height (result) / placement->frame_height;

  return fabs (across / down - 1.0) <= ASPECT_TOLERANCE;
}

/**
 * pen_composite:
 * @old: the picture as it was
 * @result: (transfer full): what the service made of what was sent, in any size
 * @mask: what may change, of the size of @old
 * @placement: where @old lies in what was sent
 * @error: return location for a #GError
 *
 * Brings a result back to where it came from: bars are cut off, its size becomes that of
 * @old, and what was not marked is that of @old to the bit.  What had been cut off before
 * sending stays, too.  Blocks.
 *
 * Returns: (transfer full): the composite, of the size of @old; or %NULL with
 *   %PEN_ERROR_INVALID_REPLY if @result has another shape than what was sent
 */
PenPixels *
pen_composite (PenPixels           *old,
               PenPixels           *result,
               const PenMask       *mask,
               const PenPlacement  *placement,
               GError             **error)
{
  g_autoptr(PenPixels) whole = result;
  g_autoptr(PenPixels) changed = NULL;
  g_autoptr(PenMask) seen = NULL;
  double across, down;

  g_return_val_if_fail (old != NULL && result != NULL && mask != NULL, NULL);
  g_return_val_if_fail (placement != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (!has_shape (result, placement))
    {
      g_set_error (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                   _("The service was sent %u × %u pixels and returned a picture of another shape "
                     "(%u × %u)"),
                   placement->frame_width, placement->frame_height,
                   pen_pixels_get_width (result), pen_pixels_get_height (result));
      return NULL;
    }

  across = (double) pen_pixels_get_width (result) / placement->frame_width;
  down = (double) pen_pixels_get_height (result) / placement->frame_height;
  changed = pen_pixels_scale_part (result, placement->x * across, placement->y * down,
                                   placement->width * across, placement->height * down,
                                   pen_pixels_get_width (old), pen_pixels_get_height (old));
  g_clear_pointer (&whole, pen_pixels_unref);

  if (placement->x < 0 || placement->y < 0)
    {
      seen = pen_mask_new (mask->width, mask->height);
      memcpy (seen->data, mask->data, (gsize) mask->width * mask->height);
      pen_mask_hide (seen, placement);
      mask = seen;
    }
  pen_composite_blend (changed, old, mask);

  return g_steal_pointer (&changed);
}
