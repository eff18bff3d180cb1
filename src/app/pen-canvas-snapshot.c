/* pen-canvas-snapshot.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * How the canvas draws: pictures, the checks under transparent ones, the divider.
 */

#define G_LOG_DOMAIN "pen-canvas-snapshot"

#include "config.h"

#include <math.h>

#include "pen-canvas-private.h"
#include "pen-texture.h"

#define CHECK_SIDE 8

static void
snapshot_checks (GtkSnapshot           *snapshot,
                 const graphene_rect_t *rect)
{
  const GdkRGBA light = { 0.80f, 0.80f, 0.80f, 1 }, dark = { 0.66f, 0.66f, 0.66f, 1 };
  const graphene_rect_t tile = GRAPHENE_RECT_INIT (rect->origin.x, rect->origin.y,
                                                   2 * CHECK_SIDE, 2 * CHECK_SIDE);

  gtk_snapshot_append_color (snapshot, &light, rect);
  gtk_snapshot_push_repeat (snapshot, rect, &tile);
  gtk_snapshot_append_color (snapshot, &dark,
                             &GRAPHENE_RECT_INIT (rect->origin.x, rect->origin.y,
                                                  CHECK_SIDE, CHECK_SIDE));
  gtk_snapshot_append_color (snapshot, &dark,
                             &GRAPHENE_RECT_INIT (rect->origin.x + CHECK_SIDE,
                                                  rect->origin.y + CHECK_SIDE,
                                                  CHECK_SIDE, CHECK_SIDE));
  gtk_snapshot_pop (snapshot);
}

/* A result may have another shape than its source: it is shown whole, in the middle. */
static void
fit_inside (GdkTexture            *texture,
            const graphene_rect_t *box,
            graphene_rect_t       *rect)
{
  double width = gdk_texture_get_width (texture);
  double height = gdk_texture_get_height (texture);
  double scale = MIN (box->size.width / width, box->size.height / height);

  /* A shape that differs only by rounding fills the box. */
  if (fabs (width * scale - box->size.width) < 2 && fabs (height * scale - box->size.height) < 2)
    {
      *rect = *box;
      return;
    }

  graphene_rect_init (rect,
                      (float) (box->origin.x + (box->size.width - width * scale) / 2),
                      (float) (box->origin.y + (box->size.height - height * scale) / 2),
                      (float) (width * scale), (float) (height * scale));
}

/* @box as a part of @whole, from 0 to 1 in both directions. */
static void
relate (const graphene_rect_t *box,
        const graphene_rect_t *whole,
        graphene_rect_t       *part)
{
  graphene_rect_init (part,
                      (box->origin.x - whole->origin.x) / whole->size.width,
                      (box->origin.y - whole->origin.y) / whole->size.height,
                      box->size.width / whole->size.width,
                      box->size.height / whole->size.height);
}

/* Draws a picture that fills @box as far as its shape lets it; only what is inside
 * of @visible will be seen. */
static void
snapshot_picture (PenCanvas             *self,
                  GtkSnapshot           *snapshot,
                  PenMipmap             *mipmap,
                  const graphene_rect_t *box,
                  const graphene_rect_t *visible)
{
  graphene_rect_t rect, seen, wanted, part;
  GdkTexture *full = pen_mipmap_get_texture (mipmap);
  GdkTexture *texture;
  int factor = gtk_widget_get_scale_factor (GTK_WIDGET (self));

  fit_inside (full, box, &rect);
  if (!graphene_rect_intersection (&rect, visible, &seen))
    return;

  if (!pen_texture_is_opaque (full))
    snapshot_checks (snapshot, &seen);

  pen_mipmap_fit (mipmap, (int) lround (rect.size.width * factor),
                  (int) lround (rect.size.height * factor));
  relate (&seen, &rect, &wanted);
  texture = pen_mipmap_crop (mipmap, rect.size.width * (float) factor, &wanted, &part);
  graphene_rect_scale (&part, rect.size.width, rect.size.height, &part);
  graphene_rect_offset (&part, rect.origin.x, rect.origin.y);
  if (fabs (part.size.width * factor - gdk_texture_get_width (texture)) < 0.1)
    graphene_rect_init (&part, roundf (part.origin.x), roundf (part.origin.y),
                        roundf (part.size.width), roundf (part.size.height));
  gtk_snapshot_append_texture (snapshot, texture, &part);
}

static void
snapshot_divider (PenCanvas             *self,
                  GtkSnapshot           *snapshot,
                  const graphene_rect_t *visible)
{
  const GdkRGBA line = { 1, 1, 1, 0.95f }, shade = { 0, 0, 0, 0.35f };
  float x = (float) round (pen_canvas_get_divider_x (self));

  gtk_snapshot_append_color (snapshot, &shade,
                             &GRAPHENE_RECT_INIT (x - 2, visible->origin.y,
                                                  4, visible->size.height));
  gtk_snapshot_append_color (snapshot, &line,
                             &GRAPHENE_RECT_INIT (x - 1, visible->origin.y,
                                                  2, visible->size.height));
}

static void
snapshot_both (PenCanvas             *self,
               GtkSnapshot           *snapshot,
               const graphene_rect_t *rect,
               const graphene_rect_t *visible)
{
  graphene_rect_t part = *visible;
  float x = (float) pen_canvas_get_divider_x (self);

  part.size.width = x - visible->origin.x;
  gtk_snapshot_push_clip (snapshot, &part);
  snapshot_picture (self, snapshot, self->before, rect, &part);
  gtk_snapshot_pop (snapshot);

  part.origin.x = x;
  part.size.width = visible->origin.x + visible->size.width - x;
  gtk_snapshot_push_clip (snapshot, &part);
  snapshot_picture (self, snapshot, self->after, rect, &part);
  gtk_snapshot_pop (snapshot);

  snapshot_divider (self, snapshot, visible);
}

/* The arrows on the handle, over the scale that draws the rest of it. */
void
pen_canvas_snapshot_arrows (PenCanvas   *self,
                            GtkSnapshot *snapshot)
{
  const GdkRGBA colour = { 0, 0, 0, 0.75f };
  graphene_rect_t visible;
  double x, y;

  if (!pen_canvas_get_visible (self, &visible))
    return;

  x = round (pen_canvas_get_divider_x (self));
  y = round (visible.origin.y + visible.size.height / 2);

  for (int side = -1; side <= 1; side += 2)
    for (int i = 0; i < 5; i++)
      gtk_snapshot_append_color (snapshot, &colour,
                                 &GRAPHENE_RECT_INIT ((float) (x + side * (10 - i) - 0.5),
                                                      (float) (y - i), 1, 2 * i + 1));
}

/* Everything that lies below the children. */
void
pen_canvas_snapshot_pictures (PenCanvas   *self,
                              GtkSnapshot *snapshot)
{
  PenMipmap *shown = self->after != NULL ? self->after : self->before;
  graphene_rect_t rect, visible;

  if (shown == NULL || !pen_canvas_get_visible (self, &visible))
    return;

  pen_canvas_get_rect (self, &rect);
  if (pen_canvas_is_comparing (self))
    snapshot_both (self, snapshot, &rect, &visible);
  else
    snapshot_picture (self, snapshot, shown, &rect, &visible);
}
