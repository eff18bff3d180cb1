/* pen-canvas-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-canvas.h"
#include "pen-mipmap.h"

G_BEGIN_DECLS

#define PEN_CANVAS_MAX_ZOOM 32.0
#define PEN_CANVAS_ZOOM_STEP 1.25

/* A picture is never enlarged more than this just because there is room. */
#define PEN_CANVAS_MAX_FIT 2.0

struct _PenCanvas
{
  GtkWidget        parent_instance;

  PenMipmap       *before;        /* (owned) (nullable) */
  PenMipmap       *after;         /* (owned) (nullable) */
  GtkWidget       *before_label;
  GtkWidget       *after_label;
  GtkWidget       *divider;       /* a scale: keyboard and screen readers move it */

  /* Of the picture in full; the textures may be smaller. 0: that of the texture */
  guint            picture_width;
  guint            picture_height;

  double           zoom;          /* 0: fit */
  double           centre_x;      /* what is in the middle, 0 to 1 of the picture */
  double           centre_y;
  gboolean         compare;
  gboolean         asked_for_detail;
  gboolean         named;         /* the picture after has a label of its own */

  /* Of the gestures */
  double           pointer_x;
  double           pointer_y;
  double           start_centre_x;
  double           start_centre_y;
  double           start_scale;
  gboolean         moving_divider;
};

gboolean pen_canvas_is_comparing   (PenCanvas       *self);
gboolean pen_canvas_can_pan        (PenCanvas       *self);
void     pen_canvas_get_size       (PenCanvas       *self,
                                    double          *width,
                                    double          *height);
void     pen_canvas_get_rect       (PenCanvas       *self,
                                    graphene_rect_t *rect);
gboolean pen_canvas_get_visible    (PenCanvas       *self,
                                    graphene_rect_t *rect);
double   pen_canvas_get_divider_x  (PenCanvas       *self);
void     pen_canvas_set_centre     (PenCanvas       *self,
                                    double           x,
                                    double           y);
void     pen_canvas_zoom_at        (PenCanvas       *self,
                                    double           scale,
                                    double           x,
                                    double           y);

void     pen_canvas_changed        (PenCanvas       *self);

void     pen_canvas_snapshot_pictures (PenCanvas    *self,
                                       GtkSnapshot  *snapshot);
void     pen_canvas_snapshot_arrows   (PenCanvas    *self,
                                       GtkSnapshot  *snapshot);

void     pen_canvas_class_init_input (GtkWidgetClass *widget_class);
void     pen_canvas_init_input       (PenCanvas      *self);

G_END_DECLS
