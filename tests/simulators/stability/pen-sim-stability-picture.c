/* pen-sim-stability-picture.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * What the simulated service draws: of the size that the real one answers with, and
 * changed only where a mask says so.
 */

#define G_LOG_DOMAIN "pen-sim-stability-picture"

#include "config.h"

#include <math.h>

#include "pen-sim-stability-rules.h"

/* As many pixels as a square of @side, in sides that are multiples of 64. */
static void
find_size (double aspect,
           guint  side,
           guint *ret_width,
           guint *ret_height)
{
  *ret_width = MAX (1, (guint) round (side * sqrt (aspect) / 64)) * 64;
  *ret_height = MAX (1, (guint) round (side / sqrt (aspect) / 64)) * 64;
}

static double
find_aspect (PenSimForm *form,
             GdkPixbuf  *source)
{
  const char *text = pen_sim_form_get_text (form, "aspect_ratio", NULL);
  g_auto(GStrv) sides = NULL;

  if (text == NULL && source != NULL)
    return (double) gdk_pixbuf_get_width (source) / gdk_pixbuf_get_height (source);
  if (text == NULL)
    return 1;

  sides = g_strsplit (text, ":", 2);
  return g_ascii_strtod (sides[0], NULL) / g_ascii_strtod (sides[1], NULL);
}

static guint
get_margin (PenSimForm *form,
            const char *name)
{
  return (guint) g_ascii_strtoull (pen_sim_form_get_text (form, name, "0"), NULL, 10);
}

/* Lays @source back over @picture wherever the mask is black. */
static void
keep_unmasked (GdkPixbuf  *picture,
               GdkPixbuf  *source,
               PenSimPart *part)
{
  g_autoptr(GdkPixbuf) mask = pen_sim_picture_decode (part->bytes);
  g_autoptr(GdkPixbuf) fitted = NULL;
  int width = gdk_pixbuf_get_width (picture);
  int height = gdk_pixbuf_get_height (picture);

  fitted = gdk_pixbuf_scale_simple (mask, width, height, GDK_INTERP_NEAREST);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        const guint8 *white = gdk_pixbuf_read_pixels (fitted) +
                              y * gdk_pixbuf_get_rowstride (fitted) +
                              x * gdk_pixbuf_get_n_channels (fitted);

        if (*white == 0)
          gdk_pixbuf_copy_area (source, x, y, 1, 1, picture, x, y);
      }
}

/**
 * pen_sim_stability_make:
 * @endpoint: where it was sent
 * @form: a form in order
 * @seed: the seed
 *
 * Returns: (transfer full): the picture
 */
GdkPixbuf *
pen_sim_stability_make (const PenSimStabilityEndpoint *endpoint,
                        PenSimForm                    *form,
                        guint64                        seed)
{
  const char *prompt = pen_sim_form_get_text (form, "prompt", "");
  double strength = g_ascii_strtod (pen_sim_form_get_text (form, "strength", "1"), NULL);
  PenSimPart *image = pen_sim_form_get (form, endpoint->source != NULL ? endpoint->source
                                                                       : "image");
  PenSimPart *mask = pen_sim_form_get (form, "mask");
  g_autoptr(GdkPixbuf) source = NULL;
  GdkPixbuf *picture;
  guint width, height;

  if (image != NULL)
    source = pen_sim_picture_decode (image->bytes);

  if (endpoint->side > 0)
    {
      find_size (find_aspect (form, source), endpoint->side, &width, &height);
    }
  else
    {
      width = (guint) gdk_pixbuf_get_width (source) * MAX (endpoint->factor, 1) +
              get_margin (form, "left") + get_margin (form, "right");
      height = (guint) gdk_pixbuf_get_height (source) * MAX (endpoint->factor, 1) +
               get_margin (form, "up") + get_margin (form, "down");
    }

  if (source == NULL)
    return pen_sim_picture_draw (prompt, seed, width, height);

  picture = pen_sim_picture_alter (source, prompt, seed, strength, width, height);
  if (mask != NULL)
    keep_unmasked (picture, source, mask);

  return picture;
}
