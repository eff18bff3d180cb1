/* pen-canvas.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PEN_TYPE_CANVAS (pen_canvas_get_type ())

/**
 * PenCanvas:
 *
 * Shows one picture, or two of the same thing with a divider between them: what was
 * before on the left, what came after on the right.
 *
 * Properties: "split" (double, 0 to 1: where the divider stands in the visible part
 * of the picture), "zoom" (double: pixels of the window for one of the picture; 0
 * fits the picture into the widget), "compare" (boolean: whether both pictures are
 * shown; else the one after).
 *
 * Actions: canvas.zoom-in, canvas.zoom-out, canvas.fit, canvas.one.
 *
 * Signal "detail-wanted": a sharper texture of the picture before would be seen.
 */
G_DECLARE_FINAL_TYPE (PenCanvas, pen_canvas, PEN, CANVAS, GtkWidget)

GtkWidget  *pen_canvas_new              (void);
void        pen_canvas_set_before       (PenCanvas  *self,
                                         GdkTexture *texture);
void        pen_canvas_set_after        (PenCanvas  *self,
                                         GdkTexture *texture);
GdkTexture *pen_canvas_get_before       (PenCanvas  *self);
GdkTexture *pen_canvas_get_after        (PenCanvas  *self);
void        pen_canvas_set_picture_size (PenCanvas  *self,
                                         guint       width,
                                         guint       height);
void        pen_canvas_set_after_label  (PenCanvas  *self,
                                         const char *label);
double      pen_canvas_get_zoom         (PenCanvas  *self);
void        pen_canvas_set_zoom         (PenCanvas  *self,
                                         double      zoom);
double      pen_canvas_get_scale        (PenCanvas  *self);
double      pen_canvas_get_split        (PenCanvas  *self);
void        pen_canvas_set_split        (PenCanvas  *self,
                                         double      split);
gboolean    pen_canvas_get_compare      (PenCanvas  *self);
void        pen_canvas_set_compare      (PenCanvas  *self,
                                         gboolean    compare);
gboolean    pen_canvas_lacks_detail     (PenCanvas  *self);

G_END_DECLS
