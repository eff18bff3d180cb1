/* pen-extend.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * A larger canvas around a picture, for a model to fill.
 *
 * Its border continues the picture: mirrored at the edge, and the more blurred the farther
 * out, so that colours and light lead on and no second copy of a face is there to imitate.
 */

#define G_LOG_DOMAIN "pen-extend"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "pen-decode.h"
#include "pen-error.h"
#include "pen-extend.h"
#include "pen-plane.h"
#include "pen-scale.h"

/* How far a model may reach into the old picture, so that it can make both ends meet. */
#define LEAST_OVERLAP    16
#define GREATEST_OVERLAP 64
#define OVERLAP_SHARE    16

/* What is blurred may be small before: nobody can tell afterwards. */
#define BLUR_SIDE  256
#define BLUR_SIGMA 4.0f
#define BLUR_REACH 16.0f

typedef struct
{
  PenPixels        *canvas;
  PenPixels        *blurred;
  const PenMargins *margins;
  float             reach;
} Mixing;

gboolean
pen_margins_is_empty (const PenMargins *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->left == 0 && self->top == 0 && self->right == 0 && self->bottom == 0;
}

/**
 * pen_extend_check:
 * @margins: by how much the picture is to become larger
 * @width: of the picture
 * @height: of the picture
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with %PEN_ERROR_TOO_LARGE if the larger picture would have more
 *   pixels than we handle
 */
gboolean
pen_extend_check (const PenMargins  *margins,
                  guint              width,
                  guint              height,
                  GError           **error)
{
  guint64 across, down;

  g_return_val_if_fail (margins != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  across = (guint64) width + margins->left + margins->right;
  down = (guint64) height + margins->top + margins->bottom;
  if (across * down <= PEN_DECODE_MAX_PIXELS)
    return TRUE;

  g_set_error (error, PEN_ERROR, PEN_ERROR_TOO_LARGE,
               _("With these margins the picture would have more than %d megapixels"),
               PEN_DECODE_MAX_PIXELS / 1000 / 1000);

  return FALSE;
}

/**
 * pen_extend_get_overlap:
 * @width: of the old picture
 * @height: of the old picture
 *
 * Returns: how far a model may reach into it: 16 to 64 pixels, less in tiny pictures
 */
guint
pen_extend_get_overlap (guint width,
                        guint height)
{
  guint side = MIN (width, height);

  return MIN (CLAMP (side / OVERLAP_SHARE, LEAST_OVERLAP, GREATEST_OVERLAP), side / 4);
}

/**
 * pen_extend_mirrored:
 * @pixels: a picture
 * @margins: by how much it becomes larger
 *
 * Returns: (transfer full): @pixels in a larger picture whose margins mirror it
 */
PenPixels *
pen_extend_mirrored (PenPixels        *pixels,
                     const PenMargins *margins)
{
  g_return_val_if_fail (pixels != NULL, NULL);
  g_return_val_if_fail (margins != NULL, NULL);

  return pen_pixels_surround (pixels, margins->left, margins->top, margins->right,
                              margins->bottom, FALSE);
}

static PenPixels *
blur (PenPixels *canvas,
      guint      factor)
{
  guint width = pen_pixels_get_width (canvas);
  guint height = pen_pixels_get_height (canvas);
  PenWorker worker = { NULL, };
  g_autoptr(PenPixels) small = NULL;
  g_autoptr(PenPlane) plane = NULL;
  g_autoptr(PenPlane) soft = NULL;
  g_autoptr(PenPixels) result = NULL;
  guint8 *to;
  gsize n;

  small = pen_pixels_scale (canvas, MAX (width / factor, 1), MAX (height / factor, 1));
  plane = pen_plane_new_colours (small);
  soft = pen_plane_new_blurred (plane, BLUR_SIGMA, &worker, 1.0);
  result = pen_pixels_new (soft->width, soft->height);
  to = pen_pixels_get_data (result);
  n = (gsize) soft->width * soft->height;
  for (gsize i = 0; i < n; i++)
    {
      for (guint c = 0; c < 3; c++)
        to[i * 4 + c] = pen_to_byte (soft->data[i * 3 + c]);
      to[i * 4 + 3] = 255;
    }

  return pen_pixels_scale (result, width, height);
}

/* How far @at lies outside of @size values that begin at @start. */
static float
outside (guint at,
         guint start,
         guint size)
{
  if (at < start)
    return (float) (start - at);

  return at >= start + size ? (float) (at - start - size + 1) : 0.0f;
}

static void
mix_rows (guint    first,
          guint    last,
          gpointer data)
{
  Mixing *mixing = data;
  const PenMargins *margins = mixing->margins;
  guint width = pen_pixels_get_width (mixing->canvas);
  guint height = pen_pixels_get_height (mixing->canvas);
  gsize stride = pen_pixels_get_stride (mixing->canvas);

  for (guint y = first; y < last; y++)
    {
      guint8 *to = pen_pixels_get_data (mixing->canvas) + y * stride;
      const guint8 *soft = pen_pixels_get_data (mixing->blurred) + y * stride;
      float down = outside (y, margins->top, height - margins->top - margins->bottom);

      for (guint x = 0; x < width; x++, to += 4, soft += 4)
        {
          float across = outside (x, margins->left, width - margins->left - margins->right);
          float share = pen_smooth_step (0.0f, mixing->reach, MAX (across, down));

          if (MAX (across, down) > 0.0f)
            for (guint c = 0; c < 3; c++)
              to[c] = (guint8) (pen_mix (to[c], soft[c], share) + 0.5f);
        }
    }
}

/**
 * pen_extend_canvas:
 * @pixels: a picture
 * @margins: by how much it becomes larger
 *
 * Blocks.
 *
 * Returns: (transfer full): @pixels, unchanged, in a larger picture whose margins lead on
 */
PenPixels *
pen_extend_canvas (PenPixels        *pixels,
                   const PenMargins *margins)
{
  PenWorker worker = { NULL, };
  PenPixels *canvas;
  guint factor;

  g_return_val_if_fail (pixels != NULL, NULL);
  g_return_val_if_fail (margins != NULL, NULL);

  canvas = pen_extend_mirrored (pixels, margins);
  /* Colours under transparency must not spread. */
  if (pen_margins_is_empty (margins) || pen_pixels_has_alpha (pixels))
    return canvas;

  factor = MAX (MAX (pen_pixels_get_width (canvas), pen_pixels_get_height (canvas)) / BLUR_SIDE, 1);
  {
    g_autoptr(PenPixels) blurred = blur (canvas, factor);
    Mixing mixing = { canvas, blurred, margins, BLUR_REACH * (float) factor };

    pen_worker_rows (&worker, pen_pixels_get_height (canvas), 1.0, mix_rows, &mixing);
  }

  return canvas;
}

/**
 * pen_extend_mask:
 * @width: of the old picture
 * @height: of the old picture
 * @margins: by how much it becomes larger
 * @overlap: how far the mask reaches into the old picture on the sides that are extended
 *
 * Returns: (transfer full): the mask of the larger picture: all margins may change
 */
PenMask *
pen_extend_mask (guint             width,
                 guint             height,
                 const PenMargins *margins,
                 guint             overlap)
{
  PenMask *mask;
  guint left, top, right, bottom;

  g_return_val_if_fail (width > 0 && height > 0, NULL);
  g_return_val_if_fail (margins != NULL, NULL);

  mask = pen_mask_new (width + margins->left + margins->right,
                       height + margins->top + margins->bottom);
  left = margins->left + (margins->left > 0 ? MIN (overlap, width) : 0);
  top = margins->top + (margins->top > 0 ? MIN (overlap, height) : 0);
  right = margins->right + (margins->right > 0 ? MIN (overlap, width) : 0);
  bottom = margins->bottom + (margins->bottom > 0 ? MIN (overlap, height) : 0);

  for (guint y = 0; y < mask->height; y++)
    {
      guint8 *row = mask->data + (gsize) y * mask->width;

      if (y < top || y >= mask->height - bottom)
        {
          memset (row, 255, mask->width);
          continue;
        }
      memset (row, 255, MIN (left, mask->width));
      memset (row + mask->width - MIN (right, mask->width), 255, MIN (right, mask->width));
    }

  return mask;
}

/**
 * pen_extend_place_mask:
 * @mask: a mask of the old picture
 * @margins: by how much it becomes larger
 *
 * Returns: (transfer full): @mask in a mask of the larger picture that keeps the margins
 */
PenMask *
pen_extend_place_mask (const PenMask    *mask,
                       const PenMargins *margins)
{
  PenMask *result;

  g_return_val_if_fail (mask != NULL, NULL);
  g_return_val_if_fail (margins != NULL, NULL);

  result = pen_mask_new (mask->width + margins->left + margins->right,
                         mask->height + margins->top + margins->bottom);
  for (guint y = 0; y < mask->height; y++)
    memcpy (result->data + (gsize) (y + margins->top) * result->width + margins->left,
            mask->data + (gsize) y * mask->width, mask->width);

  return result;
}
