/* pen-pixels.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-pixels"

#include "config.h"

#include <string.h>

#include "pen-pixels.h"

struct _PenPixels
{
  gatomicrefcount  ref_count;
  guint            width;
  guint            height;
  guint8          *data;        /* (owned) */
};

G_DEFINE_BOXED_TYPE (PenPixels, pen_pixels, pen_pixels_ref, pen_pixels_unref)

/**
 * pen_pixels_new:
 * @width: in pixels, at least 1
 * @height: in pixels, at least 1
 *
 * Returns: (transfer full): a picture of transparent black
 */
PenPixels *
pen_pixels_new (guint width,
                guint height)
{
  PenPixels *self;

  g_return_val_if_fail (width > 0, NULL);
  g_return_val_if_fail (height > 0, NULL);

  self = g_new0 (PenPixels, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->width = width;
  self->height = height;
  self->data = g_malloc0_n (height, (gsize) width * 4);

  return self;
}

PenPixels *
pen_pixels_ref (PenPixels *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
pen_pixels_unref (PenPixels *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->data);
  g_free (self);
}

guint
pen_pixels_get_width (PenPixels *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->width;
}

guint
pen_pixels_get_height (PenPixels *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->height;
}

/**
 * pen_pixels_get_data:
 * @self: a #PenPixels
 *
 * Returns: (transfer none): the first byte of the top row: R, G, B, A, R, …  May be
 *   written to by whoever made @self, until it is shared.
 */
guint8 *
pen_pixels_get_data (PenPixels *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->data;
}

/**
 * pen_pixels_get_stride:
 * @self: a #PenPixels
 *
 * Returns: bytes from one row to the next: four times the width
 */
gsize
pen_pixels_get_stride (PenPixels *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return (gsize) self->width * 4;
}

/**
 * pen_pixels_get_bytes:
 * @self: a #PenPixels
 *
 * Returns: (transfer full): all rows, without a copy; keeps @self alive
 */
GBytes *
pen_pixels_get_bytes (PenPixels *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_bytes_new_with_free_func (self->data,
                                     pen_pixels_get_stride (self) * self->height,
                                     (GDestroyNotify) pen_pixels_unref,
                                     pen_pixels_ref (self));
}

/**
 * pen_pixels_has_alpha:
 * @self: a #PenPixels
 *
 * Looks at the pixels themselves, not at what the file could have held.
 *
 * Returns: whether anything in @self is not opaque
 */
gboolean
pen_pixels_has_alpha (PenPixels *self)
{
  gsize stride;

  g_return_val_if_fail (self != NULL, FALSE);

  stride = pen_pixels_get_stride (self);
  for (guint y = 0; y < self->height; y++)
    {
      const guint8 *row = self->data + y * stride;
      guint8 all = 255;

      for (gsize x = 3; x < stride; x += 4)
        all &= row[x];
      if (all != 255)
        return TRUE;
    }

  return FALSE;
}
