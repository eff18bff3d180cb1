/* pen-canvas-geometry.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Where the picture lies in the canvas, and what zooming and panning do to that.
 */

#define G_LOG_DOMAIN "pen-canvas-geometry"

#include "config.h"

#include <math.h>

#include "pen-canvas-private.h"

/* Call after whatever moves the picture: labels and divider move with it. */
void
pen_canvas_changed (PenCanvas *self)
{
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

gboolean
pen_canvas_is_comparing (PenCanvas *self)
{
  return self->compare && self->before != NULL && self->after != NULL;
}

/* The picture's own size in pixels; at least 1 × 1. */
void
pen_canvas_get_size (PenCanvas *self,
                     double    *width,
                     double    *height)
{
  PenMipmap *shown = self->before != NULL ? self->before : self->after;

  *width = self->picture_width;
  *height = self->picture_height;

  if ((*width < 1 || *height < 1) && shown != NULL)
    {
      *width = gdk_texture_get_width (pen_mipmap_get_texture (shown));
      *height = gdk_texture_get_height (pen_mipmap_get_texture (shown));
    }

  *width = MAX (*width, 1);
  *height = MAX (*height, 1);
}

/**
 * pen_canvas_get_scale:
 * @self: a canvas
 *
 * Returns: how many pixels of the window one pixel of the picture takes now
 */
double
pen_canvas_get_scale (PenCanvas *self)
{
  double width, height, fit;

  g_return_val_if_fail (PEN_IS_CANVAS (self), 1.0);

  if (self->zoom > 0)
    return self->zoom;

  pen_canvas_get_size (self, &width, &height);
  fit = MIN (gtk_widget_get_width (GTK_WIDGET (self)) / width,
             gtk_widget_get_height (GTK_WIDGET (self)) / height);

  return CLAMP (fit, 1.0 / 1024, PEN_CANVAS_MAX_FIT);
}

/* Where along one side the picture begins: in the middle if it is smaller. */
static double
place (double available,
       double length,
       double centre)
{
  if (length <= available)
    return round ((available - length) / 2);

  return CLAMP (round (available / 2 - centre * length), available - length, 0);
}

/* Where the whole picture lies, in the widget's own coordinates. */
void
pen_canvas_get_rect (PenCanvas       *self,
                     graphene_rect_t *rect)
{
  double scale = pen_canvas_get_scale (self);
  double width, height;

  pen_canvas_get_size (self, &width, &height);
  width = MAX (1, round (width * scale));
  height = MAX (1, round (height * scale));

  graphene_rect_init (rect,
                      (float) place (gtk_widget_get_width (GTK_WIDGET (self)),
                                     width, self->centre_x),
                      (float) place (gtk_widget_get_height (GTK_WIDGET (self)),
                                     height, self->centre_y),
                      (float) width, (float) height);
}

gboolean
pen_canvas_get_visible (PenCanvas       *self,
                        graphene_rect_t *rect)
{
  graphene_rect_t all;

  pen_canvas_get_rect (self, &all);

  return graphene_rect_intersection (&all,
                                     &GRAPHENE_RECT_INIT (0, 0,
                                       gtk_widget_get_width (GTK_WIDGET (self)),
                                       gtk_widget_get_height (GTK_WIDGET (self))),
                                     rect);
}

gboolean
pen_canvas_can_pan (PenCanvas *self)
{
  graphene_rect_t rect;

  pen_canvas_get_rect (self, &rect);

  return rect.size.width > gtk_widget_get_width (GTK_WIDGET (self)) ||
         rect.size.height > gtk_widget_get_height (GTK_WIDGET (self));
}

double
pen_canvas_get_divider_x (PenCanvas *self)
{
  graphene_rect_t visible;

  if (!pen_canvas_get_visible (self, &visible))
    return 0;

  return visible.origin.x + pen_canvas_get_split (self) * visible.size.width;
}

/* Half of what the widget shows, as a part of the picture: the centre stays between
 * this and one minus this, so that no emptiness comes in at the edges. */
static double
clamp_centre (double centre,
              double available,
              double length)
{
  double half = available / length / 2;

  return half >= 0.5 ? 0.5 : CLAMP (centre, half, 1 - half);
}

void
pen_canvas_set_centre (PenCanvas *self,
                       double     x,
                       double     y)
{
  graphene_rect_t rect;

  pen_canvas_get_rect (self, &rect);
  self->centre_x = clamp_centre (x, gtk_widget_get_width (GTK_WIDGET (self)),
                                 rect.size.width);
  self->centre_y = clamp_centre (y, gtk_widget_get_height (GTK_WIDGET (self)),
                                 rect.size.height);
  pen_canvas_changed (self);
}

/* Zooms so that the point of the picture at @x, @y of the widget stays where it is. */
void
pen_canvas_zoom_at (PenCanvas *self,
                    double     scale,
                    double     x,
                    double     y)
{
  graphene_rect_t rect;
  double at_x, at_y, width, height;

  pen_canvas_get_rect (self, &rect);
  at_x = (x - rect.origin.x) / rect.size.width;
  at_y = (y - rect.origin.y) / rect.size.height;

  pen_canvas_set_zoom (self, scale);

  pen_canvas_get_size (self, &width, &height);
  width *= pen_canvas_get_scale (self);
  height *= pen_canvas_get_scale (self);
  pen_canvas_set_centre (self,
                         at_x + (gtk_widget_get_width (GTK_WIDGET (self)) / 2.0 - x) / width,
                         at_y + (gtk_widget_get_height (GTK_WIDGET (self)) / 2.0 - y) / height);
}

/**
 * pen_canvas_lacks_detail:
 * @self: a canvas
 *
 * Returns: whether the picture in full would look sharper than the texture that was
 *   set as before
 */
gboolean
pen_canvas_lacks_detail (PenCanvas *self)
{
  double width, height, shown;

  g_return_val_if_fail (PEN_IS_CANVAS (self), FALSE);

  if (self->before == NULL)
    return FALSE;

  pen_canvas_get_size (self, &width, &height);
  shown = width * pen_canvas_get_scale (self) * gtk_widget_get_scale_factor (GTK_WIDGET (self));

  return MIN (shown, width) > 1.1 * gdk_texture_get_width (pen_mipmap_get_texture (self->before));
}
