/* pen-mask.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-mask"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "pen-decode.h"
#include "pen-error.h"
#include "pen-mask.h"
#include "pen-png.h"
#include "pen-scale.h"

/* A service is told to change what changes visibly: below this share a pixel of the result
 * is hardly another one. */
#define VISIBLE 16

/**
 * pen_mask_new:
 * @width: in pixels, at least 1
 * @height: in pixels, at least 1
 *
 * Returns: (transfer full): a mask that keeps everything
 */
PenMask *
pen_mask_new (guint width,
              guint height)
{
  PenMask *self;

  g_return_val_if_fail (width > 0 && height > 0, NULL);

  self = g_new0 (PenMask, 1);
  self->width = width;
  self->height = height;
  self->data = g_malloc0_n (height, width);

  return self;
}

void
pen_mask_free (PenMask *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->data);
  g_free (self);
}

/* How light each pixel is; what is transparent has no light. */
static PenMask *
mask_of_pixels (PenPixels *pixels)
{
  PenMask *self = pen_mask_new (pen_pixels_get_width (pixels), pen_pixels_get_height (pixels));
  const guint8 *from = pen_pixels_get_data (pixels);
  gsize n = (gsize) self->width * self->height;

  for (gsize i = 0; i < n; i++, from += 4)
    {
      guint light = (299 * from[0] + 587 * from[1] + 114 * from[2] + 500) / 1000;

      self->data[i] = (guint8) ((light * from[3] + 127) / 255);
    }

  return self;
}

/* Scaled as a picture is, so that both stay one over the other. */
static PenMask *
mask_scale (const PenMask *self,
            guint          width,
            guint          height)
{
  g_autoptr(PenPixels) pixels = pen_pixels_new (self->width, self->height);
  g_autoptr(PenPixels) scaled = NULL;
  guint8 *to = pen_pixels_get_data (pixels);
  gsize n = (gsize) self->width * self->height;

  for (gsize i = 0; i < n; i++, to += 4)
    {
      to[0] = to[1] = to[2] = self->data[i];
      to[3] = 255;
    }

  scaled = pen_pixels_scale (pixels, width, height);

  return mask_of_pixels (scaled);
}

/* The same shape, but for the rounding that any scaling brings. */
static gboolean
has_shape (const PenMask *self,
           guint          width,
           guint          height)
{
  double across = (double) self->width / width;
  double down = (double) self->height / height;

  return fabs (across * height - self->height) < 1.0 || fabs (down * width - self->width) < 1.0;
}

static PenMask *
check_mask (const char  *path,
            PenMask     *self,
            guint        width,
            guint        height,
            GError     **error)
{
  g_autofree char *name = g_filename_display_basename (path);

  if (!has_shape (self, width, height))
    {
      g_set_error (error, PEN_ERROR, PEN_ERROR_PICTURE,
                   _("The mask “%s” has %u × %u pixels and the picture %u × %u: a mask must have "
                     "the size of its picture, or the same shape"),
                   name, self->width, self->height, width, height);
      return NULL;
    }

  if (pen_mask_is_empty (self))
    {
      g_set_error (error, PEN_ERROR, PEN_ERROR_PICTURE,
                   _("The mask “%s” marks nothing: paint white what may change"), name);
      return NULL;
    }

  if (self->width == width && self->height == height)
    return self;

  return mask_scale (self, width, height);
}

/**
 * pen_mask_load:
 * @path: a picture file: what is white may change, what is black or transparent is kept
 * @width: of the picture that it is for, orientation applied
 * @height: of the picture that it is for
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for a #GError
 *
 * Reads a mask and brings it to the size of its picture.  Blocks.
 *
 * Returns: (transfer full): the mask, or %NULL with the errors of pen_picture_decode(), or
 *   %PEN_ERROR_PICTURE if its shape is another or it marks nothing
 */
PenMask *
pen_mask_load (const char    *path,
               guint          width,
               guint          height,
               GCancellable  *cancellable,
               GError       **error)
{
  g_autoptr(PenPixels) pixels = NULL;
  g_autoptr(PenMask) self = NULL;
  PenMask *result;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (width > 0 && height > 0, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  pixels = pen_picture_decode (path, 0, NULL, cancellable, error);
  if (pixels == NULL)
    return NULL;

  self = mask_of_pixels (pixels);
  result = check_mask (path, self, width, height, error);
  if (result == self)
    g_steal_pointer (&self);

  return result;
}

/**
 * pen_mask_is_empty:
 * @self: a mask
 *
 * Returns: whether nothing would change visibly
 */
gboolean
pen_mask_is_empty (const PenMask *self)
{
  gsize n;

  g_return_val_if_fail (self != NULL, TRUE);

  n = (gsize) self->width * self->height;
  for (gsize i = 0; i < n; i++)
    if (self->data[i] >= VISIBLE)
      return FALSE;

  return TRUE;
}

/**
 * pen_mask_add:
 * @self: a mask
 * @other: a mask of the same size
 *
 * Marks in @self what is marked in either.
 */
void
pen_mask_add (PenMask       *self,
              const PenMask *other)
{
  gsize n;

  g_return_if_fail (self != NULL && other != NULL);
  g_return_if_fail (self->width == other->width && self->height == other->height);

  n = (gsize) self->width * self->height;
  for (gsize i = 0; i < n; i++)
    self->data[i] = MAX (self->data[i], other->data[i]);
}

/**
 * pen_mask_place:
 * @self: a mask of the size of its picture
 * @placement: where the picture lies in what is sent
 *
 * Bars around the picture are kept: they are cut off again.
 *
 * Returns: (transfer full): the mask of what is sent
 */
PenMask *
pen_mask_place (const PenMask      *self,
                const PenPlacement *placement)
{
  g_autoptr(PenMask) scaled = NULL;
  PenMask *result;
  int left, right;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (placement != NULL, NULL);

  scaled = mask_scale (self, placement->width, placement->height);
  result = pen_mask_new (placement->frame_width, placement->frame_height);
  left = MAX (placement->x, 0);
  right = MIN (placement->x + (int) placement->width, (int) placement->frame_width);

  for (int y = 0; y < (int) placement->frame_height; y++)
    {
      int from = y - placement->y;

      if (from < 0 || from >= (int) placement->height || right <= left)
        continue;
      memcpy (result->data + (gsize) y * result->width + left,
              scaled->data + (gsize) from * scaled->width + (left - placement->x),
              (gsize) (right - left));
    }

  return result;
}

/**
 * pen_mask_hide:
 * @self: a mask of the size of its picture
 * @placement: where the picture lies in what is sent
 *
 * Keeps what was cut off before sending: the service cannot have changed it.
 */
void
pen_mask_hide (PenMask            *self,
               const PenPlacement *placement)
{
  double across, down;

  g_return_if_fail (self != NULL);
  g_return_if_fail (placement != NULL);

  across = (double) placement->width / self->width;
  down = (double) placement->height / self->height;

  for (guint y = 0; y < self->height; y++)
    {
      double top = placement->y + y * down;
      guint8 *row = self->data + (gsize) y * self->width;

      if (top < -1e-6 || top + down > placement->frame_height + 1e-6)
        {
          memset (row, 0, self->width);
          continue;
        }

      for (guint x = 0; x < self->width; x++)
        {
          double left = placement->x + x * across;

          if (left < -1e-6 || left + across > placement->frame_width + 1e-6)
            row[x] = 0;
        }
    }
}

static guint8 *
to_grey (const PenMask *self,
         guint8         changed)
{
  gsize n = (gsize) self->width * self->height;
  guint8 *grey = g_malloc (n);

  for (gsize i = 0; i < n; i++)
    grey[i] = self->data[i] >= VISIBLE ? changed : 255 - changed;

  return grey;
}

static guint8 *
to_rgba (const PenMask *self)
{
  gsize n = (gsize) self->width * self->height;
  guint8 *rgba = g_malloc (n * 4);

  for (gsize i = 0; i < n; i++)
    {
      guint8 light = self->data[i] >= VISIBLE ? 255 : 0;

      memset (rgba + i * 4, light, 3);
      rgba[i * 4 + 3] = 255 - light;
    }

  return rgba;
}

/**
 * pen_mask_encode:
 * @self: a mask of the size of what is sent
 * @form: how the service wants to see it
 * @max_bytes: of the file; 0 where not limited
 * @error: return location for a #GError
 *
 * Writes a PNG with two values only: services round what lies between in ways of their own,
 * and soft borders are made when the result comes back.  Blocks.
 *
 * Returns: (transfer full): the file, or %NULL with %PEN_ERROR_TOO_LARGE or %PEN_ERROR_FAILED
 */
GBytes *
pen_mask_encode (const PenMask  *self,
                 PenMaskForm     form,
                 guint64         max_bytes,
                 GError        **error)
{
  gboolean is_grey = form == PEN_MASK_FORM_WHITE || form == PEN_MASK_FORM_BLACK;
  g_autofree guint8 *data = NULL;
  g_autoptr(GBytes) bytes = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  /* With alpha alone colours do not count, so that both kinds with alpha are one file. */
  data = is_grey ? to_grey (self, form == PEN_MASK_FORM_WHITE ? 255 : 0) : to_rgba (self);
  bytes = pen_png_write (data, self->width, self->height, is_grey ? 1 : 4, error);
  if (bytes == NULL || max_bytes == 0 || g_bytes_get_size (bytes) <= max_bytes)
    return g_steal_pointer (&bytes);

  g_set_error_literal (error, PEN_ERROR, PEN_ERROR_TOO_LARGE,
                       _("The mask has more detail than this model takes: paint it with a "
                         "larger brush"));

  return NULL;
}
