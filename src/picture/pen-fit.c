/* pen-fit.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * The size that a model takes.
 *
 * A size that fits is left alone.  One that does not is changed as little as possible: first
 * the frame's aspect, then its size, then the nearest multiples.  The picture itself keeps
 * its aspect always; padding or cropping makes up for the rest.
 */

#define G_LOG_DOMAIN "pen-fit"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "pen-error.h"
#include "pen-prepare.h"

/* How many multiples around the wanted width are tried. */
#define NEIGHBOURS 4

/* Better a size that is a little off than bars or a cut. */
#define ASPECT_WEIGHT 3.0

static gboolean
fits (const PenPrepareLimits *limits,
      guint64                 width,
      guint64                 height)
{
  guint64 pixels = width * height;
  guint64 shorter = MIN (width, height);
  guint64 longer = MAX (width, height);
  guint multiple = MAX (limits->multiple, 1);
  double aspect;

  if (shorter == 0 || width % multiple != 0 || height % multiple != 0)
    return FALSE;

  aspect = (double) width / (double) height;

  return shorter >= limits->min_side && pixels >= limits->min_pixels &&
         (limits->max_side == 0 || longer <= limits->max_side) &&
         (limits->max_pixels == 0 || pixels <= limits->max_pixels) &&
         (limits->min_aspect <= 0.0 || aspect >= limits->min_aspect - 1e-9) &&
         (limits->max_aspect <= 0.0 || aspect <= limits->max_aspect + 1e-9);
}

/* The frame of an allowed aspect around the picture, or inside it. */
static void
fit_aspect (const PenPrepareLimits *limits,
            double                 *width,
            double                 *height)
{
  double aspect = *width / *height;
  double wanted = aspect;

  if (limits->min_aspect > 0.0)
    wanted = MAX (wanted, limits->min_aspect);
  if (limits->max_aspect > 0.0)
    wanted = MIN (wanted, limits->max_aspect);

  /* Nothing has to be done to an aspect that is allowed, not even rounding. */
  if (wanted > aspect)
    {
      if (limits->mode == PEN_FIT_PAD)
        *width = *height * wanted;
      else
        *height = *width / wanted;
    }
  else if (wanted < aspect)
    {
      if (limits->mode == PEN_FIT_PAD)
        *height = *width / wanted;
      else
        *width = *height * wanted;
    }
}

/* As large as it was, if that is allowed. */
static void
fit_scale (const PenPrepareLimits *limits,
           double                 *width,
           double                 *height)
{
  double scale = 1.0;

  if (limits->min_side > 0)
    scale = MAX (scale, limits->min_side / MIN (*width, *height));
  if (limits->min_pixels > 0)
    scale = MAX (scale, sqrt ((double) limits->min_pixels / (*width * *height)));
  if (limits->max_side > 0)
    scale = MIN (scale, limits->max_side / MAX (*width, *height));
  if (limits->max_pixels > 0)
    scale = MIN (scale, sqrt ((double) limits->max_pixels / (*width * *height)));

  *width *= scale;
  *height *= scale;
}

static double
cost (double width,
      double height,
      guint  wanted_width,
      guint  wanted_height)
{
  return fabs (log (wanted_width * height / (width * wanted_height))) * ASPECT_WEIGHT +
         fabs (log ((double) wanted_width * wanted_height / (width * height)));
}

/* The allowed pair of multiples that is nearest to the wanted size. */
static gboolean
snap (const PenPrepareLimits *limits,
      double                  width,
      double                  height,
      guint                  *ret_width,
      guint                  *ret_height)
{
  gint64 multiple = MAX (limits->multiple, 1);
  gint64 across = (gint64) floor (width / (double) multiple + 0.5);
  gint64 down = (gint64) floor (height / (double) multiple + 0.5);
  double best = G_MAXDOUBLE;

  for (gint64 i = across - NEIGHBOURS; i <= across + NEIGHBOURS; i++)
    for (gint64 j = down - NEIGHBOURS; j <= down + NEIGHBOURS; j++)
      {
        double price;

        if (i < 1 || j < 1 || i * multiple > G_MAXINT || j * multiple > G_MAXINT ||
            !fits (limits, (guint64) (i * multiple), (guint64) (j * multiple)))
          continue;

        price = cost (width, height, (guint) (i * multiple), (guint) (j * multiple));
        if (price < best)
          {
            best = price;
            *ret_width = (guint) (i * multiple);
            *ret_height = (guint) (j * multiple);
          }
      }

  return best < G_MAXDOUBLE;
}

/**
 * pen_prepare_fit:
 * @limits: what the receiver takes
 * @width: of the picture
 * @height: of the picture
 * @ret_width: (out): of what is to be sent
 * @ret_height: (out): of what is to be sent
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with %PEN_ERROR_INVALID_REQUEST if no size is allowed
 */
gboolean
pen_prepare_fit (const PenPrepareLimits  *limits,
                 guint                    width,
                 guint                    height,
                 guint                   *ret_width,
                 guint                   *ret_height,
                 GError                 **error)
{
  double frame_width = width;
  double frame_height = height;

  g_return_val_if_fail (limits != NULL, FALSE);
  g_return_val_if_fail (width > 0 && height > 0, FALSE);
  g_return_val_if_fail (ret_width != NULL && ret_height != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (fits (limits, width, height))
    {
      *ret_width = width;
      *ret_height = height;
      return TRUE;
    }

  fit_aspect (limits, &frame_width, &frame_height);
  fit_scale (limits, &frame_width, &frame_height);
  if (snap (limits, frame_width, frame_height, ret_width, ret_height))
    return TRUE;

  g_set_error (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
               _("A picture of %u × %u pixels cannot be brought to a size that this model takes"),
               width, height);

  return FALSE;
}
