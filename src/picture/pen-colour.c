/* pen-colour.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-colour"

#include "config.h"

#include <lcms2.h>

#include "pen-colour.h"

#define LATTICE 9

/* lcms2 objects that belong to one conversion; a context of its own makes it thread-safe. */
typedef struct
{
  cmsContext    context;        /* (owned) */
  cmsHTRANSFORM transform;      /* (owned) */
  gboolean      is_grey;
} Conversion;

typedef struct
{
  Conversion *conversion;
  PenPixels  *pixels;
} Work;

static void
conversion_clear (Conversion *self)
{
  g_clear_pointer (&self->transform, cmsDeleteTransform);
  g_clear_pointer (&self->context, cmsDeleteContext);
}

static void
log_cb (cmsContext       context,
        cmsUInt32Number  code,
        const char      *text)
{
  g_debug ("lcms2 %u: %s", code, text);
}

static gboolean
conversion_init (Conversion *self,
                 GBytes     *profile)
{
  cmsHPROFILE source, srgb;
  gsize size;
  const void *data = g_bytes_get_data (profile, &size);
  cmsColorSpaceSignature space;

  *self = (Conversion) { .context = cmsCreateContext (NULL, NULL) };
  cmsSetLogErrorHandlerTHR (self->context, log_cb);

  source = cmsOpenProfileFromMemTHR (self->context, data, (cmsUInt32Number) size);
  if (source == NULL)
    return FALSE;

  /* The pixels that we get are never CMYK or Lab, whatever the profile is for. */
  space = cmsGetColorSpace (source);
  self->is_grey = space == cmsSigGrayData;
  if (space == cmsSigRgbData || self->is_grey)
    {
      srgb = cmsCreate_sRGBProfileTHR (self->context);
      self->transform =
        cmsCreateTransformTHR (self->context,
                               source, self->is_grey ? TYPE_GRAY_8 : TYPE_RGBA_8,
                               srgb, self->is_grey ? TYPE_RGB_8 : TYPE_RGBA_8,
                               INTENT_RELATIVE_COLORIMETRIC,
                               cmsFLAGS_BLACKPOINTCOMPENSATION | cmsFLAGS_NOCACHE |
                               (self->is_grey ? 0 : cmsFLAGS_COPY_ALPHA));
      cmsCloseProfile (srgb);
    }
  cmsCloseProfile (source);

  return self->transform != NULL;
}

static void
convert_grey_row (Conversion *conversion,
                  guint8     *row,
                  guint       width)
{
  g_autofree guint8 *grey = g_malloc (width);
  g_autofree guint8 *colour = g_malloc ((gsize) width * 3);

  for (guint x = 0; x < width; x++)
    grey[x] = row[(gsize) x * 4];
  cmsDoTransform (conversion->transform, grey, colour, width);
  for (guint x = 0; x < width; x++)
    for (guint c = 0; c < 3; c++)
      row[(gsize) x * 4 + c] = colour[(gsize) x * 3 + c];
}

static void
convert_rows (guint    first,
              guint    last,
              gpointer data)
{
  Work *work = data;
  guint width = pen_pixels_get_width (work->pixels);

  for (guint y = first; y < last; y++)
    {
      guint8 *row = pen_pixels_get_data (work->pixels) +
                    y * pen_pixels_get_stride (work->pixels);

      if (work->conversion->is_grey)
        convert_grey_row (work->conversion, row, width);
      else
        cmsDoTransform (work->conversion->transform, row, row, width);
    }
}

/**
 * pen_colour_is_srgb:
 * @profile: an ICC profile
 *
 * Judges a profile by what it does, not by its name.
 *
 * Returns: whether colours stay what they are when @profile is left out; also %TRUE for
 *   what is no profile, or not one for these pixels
 */
gboolean
pen_colour_is_srgb (GBytes *profile)
{
  Conversion conversion;
  gboolean same = TRUE;

  g_return_val_if_fail (profile != NULL, TRUE);

  if (conversion_init (&conversion, profile))
    for (guint i = 0; same && i < LATTICE * LATTICE * LATTICE; i++)
      {
        guint8 in[4] = {
          i % LATTICE * 255 / (LATTICE - 1),
          i / LATTICE % LATTICE * 255 / (LATTICE - 1),
          i / LATTICE / LATTICE * 255 / (LATTICE - 1),
          255
        };
        guint8 out[4];

        if (conversion.is_grey)
          in[1] = in[2] = in[0];
        cmsDoTransform (conversion.transform, in, out, 1);
        for (guint c = 0; c < 3; c++)
          same = same && ABS (in[c] - out[c]) <= 2;
      }

  conversion_clear (&conversion);

  return same;
}

/**
 * pen_colour_to_srgb:
 * @pixels: what is to be converted, in place
 * @profile: the ICC profile that its colours are meant in
 * @worker: whom to tell, and whether to go on
 *
 * A profile that cannot be read, or is not for RGB or grey, changes nothing.
 *
 * Returns: %FALSE if cancelled
 */
gboolean
pen_colour_to_srgb (PenPixels *pixels,
                    GBytes    *profile,
                    PenWorker *worker)
{
  Conversion conversion;
  Work work = { &conversion, pixels };
  gboolean done = TRUE;

  g_return_val_if_fail (pixels != NULL, FALSE);
  g_return_val_if_fail (profile != NULL, FALSE);
  g_return_val_if_fail (worker != NULL, FALSE);

  if (conversion_init (&conversion, profile))
    done = pen_worker_rows (worker, pen_pixels_get_height (pixels), 1.0, convert_rows, &work);
  conversion_clear (&conversion);

  return done;
}
