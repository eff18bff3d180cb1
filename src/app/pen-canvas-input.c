/* pen-canvas-input.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * The canvas's ears: wheel, touch, drag and keys.
 */

#define G_LOG_DOMAIN "pen-canvas-input"

#include "config.h"

#include <math.h>

#include "pen-canvas-private.h"

/* How near to the divider a press takes hold of it, in pixels of the window. */
#define DIVIDER_REACH 20

/* How far an arrow key moves the picture, as a part of what is seen. */
#define KEY_PAN 0.15

static gboolean
is_at_divider (PenCanvas *self,
               double     x,
               double     y)
{
  graphene_rect_t visible;

  if (!pen_canvas_is_comparing (self) || !pen_canvas_get_visible (self, &visible))
    return FALSE;

  return fabs (x - pen_canvas_get_divider_x (self)) <= DIVIDER_REACH &&
         y >= visible.origin.y && y <= visible.origin.y + visible.size.height;
}

static void
move_divider (PenCanvas *self,
              double     x)
{
  graphene_rect_t visible;

  if (pen_canvas_get_visible (self, &visible))
    pen_canvas_set_split (self, (x - visible.origin.x) / visible.size.width);
}

static void
zoom_by (PenCanvas *self,
         double     factor,
         double     x,
         double     y)
{
  if (self->before == NULL && self->after == NULL)
    return;

  pen_canvas_zoom_at (self,
                      CLAMP (pen_canvas_get_scale (self) * factor, 1.0 / 64, PEN_CANVAS_MAX_ZOOM),
                      x, y);
}

static void
zoom_middle (PenCanvas *self,
             double     factor)
{
  zoom_by (self, factor,
           gtk_widget_get_width (GTK_WIDGET (self)) / 2.0,
           gtk_widget_get_height (GTK_WIDGET (self)) / 2.0);
}

static void
zoom_in_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  zoom_middle (PEN_CANVAS (widget), PEN_CANVAS_ZOOM_STEP);
}

static void
zoom_out_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  zoom_middle (PEN_CANVAS (widget), 1 / PEN_CANVAS_ZOOM_STEP);
}

static void
fit_action (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  pen_canvas_set_zoom (PEN_CANVAS (widget), 0);
}

static void
one_action (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  PenCanvas *self = PEN_CANVAS (widget);

  /* One pixel of the picture is one of the screen, also where the screen is dense. */
  zoom_middle (self, 1.0 / gtk_widget_get_scale_factor (widget) / pen_canvas_get_scale (self));
}

static gboolean
pan_key (GtkWidget *widget,
         GVariant  *arguments,
         gpointer   user_data)
{
  PenCanvas *self = PEN_CANVAS (widget);
  graphene_rect_t rect;
  int x, y;

  if (!pen_canvas_can_pan (self))
    return GDK_EVENT_PROPAGATE;

  g_variant_get (arguments, "(ii)", &x, &y);
  pen_canvas_get_rect (self, &rect);
  pen_canvas_set_centre (self,
                         self->centre_x +
                         x * KEY_PAN * gtk_widget_get_width (widget) / rect.size.width,
                         self->centre_y +
                         y * KEY_PAN * gtk_widget_get_height (widget) / rect.size.height);

  return GDK_EVENT_STOP;
}

static void
motion_cb (PenCanvas                *self,
           double                    x,
           double                    y,
           GtkEventControllerMotion *controller)
{
  self->pointer_x = x;
  self->pointer_y = y;

  gtk_widget_set_cursor_from_name (GTK_WIDGET (self),
                                   is_at_divider (self, x, y) ? "col-resize" :
                                   pen_canvas_can_pan (self) ? "grab" : NULL);
}

/* With Ctrl the wheel zooms at the pointer.  Without, it moves a picture that is
 * larger than its frame; else whatever the canvas stands in may scroll. */
static gboolean
scroll_cb (PenCanvas                *self,
           double                    dx,
           double                    dy,
           GtkEventControllerScroll *controller)
{
  GdkModifierType modifiers =
    gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));
  graphene_rect_t rect;

  if (modifiers & GDK_CONTROL_MASK)
    {
      zoom_by (self, pow (PEN_CANVAS_ZOOM_STEP, -dy), self->pointer_x, self->pointer_y);
      return GDK_EVENT_STOP;
    }

  if (!pen_canvas_can_pan (self))
    return GDK_EVENT_PROPAGATE;

  if (modifiers & GDK_SHIFT_MASK)
    {
      dx += dy;
      dy = 0;
    }

  pen_canvas_get_rect (self, &rect);
  pen_canvas_set_centre (self,
                         self->centre_x + dx * 48 / rect.size.width,
                         self->centre_y + dy * 48 / rect.size.height);

  return GDK_EVENT_STOP;
}

static void
drag_begin_cb (PenCanvas      *self,
               double          x,
               double          y,
               GtkGestureDrag *gesture)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));

  self->moving_divider = is_at_divider (self, x, y);
  if (!self->moving_divider && !pen_canvas_can_pan (self))
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  self->start_centre_x = self->centre_x;
  self->start_centre_y = self->centre_y;
  if (self->moving_divider)
    gtk_widget_grab_focus (self->divider);
  else
    gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "grabbing");
}

static void
drag_update_cb (PenCanvas      *self,
                double          dx,
                double          dy,
                GtkGestureDrag *gesture)
{
  graphene_rect_t rect;
  double x, y;

  if (self->moving_divider)
    {
      gtk_gesture_drag_get_start_point (gesture, &x, &y);
      move_divider (self, x + dx);
      return;
    }

  pen_canvas_get_rect (self, &rect);
  pen_canvas_set_centre (self,
                         self->start_centre_x - dx / rect.size.width,
                         self->start_centre_y - dy / rect.size.height);
}

static void
drag_end_cb (PenCanvas      *self,
             double          dx,
             double          dy,
             GtkGestureDrag *gesture)
{
  self->moving_divider = FALSE;
  gtk_widget_set_cursor (GTK_WIDGET (self), NULL);
}

static void
zoom_begin_cb (PenCanvas        *self,
               GdkEventSequence *sequence,
               GtkGesture       *gesture)
{
  self->start_scale = pen_canvas_get_scale (self);
}

static void
scale_changed_cb (PenCanvas      *self,
                  double          factor,
                  GtkGestureZoom *gesture)
{
  double x, y;

  if (!gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y) ||
      self->start_scale <= 0)
    return;

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  zoom_by (self, self->start_scale * factor / pen_canvas_get_scale (self), x, y);
}

/* Twice on the picture: near, and back to the whole of it. */
static void
pressed_cb (PenCanvas       *self,
            int              n_press,
            double           x,
            double           y,
            GtkGestureClick *gesture)
{
  if (n_press != 2 || is_at_divider (self, x, y))
    return;

  if (self->zoom > 0)
    pen_canvas_set_zoom (self, 0);
  else
    zoom_by (self, MAX (1.0 / pen_canvas_get_scale (self), 2.0), x, y);
}

static void
add_key_action (GtkWidgetClass *widget_class,
                guint           key,
                guint           keypad_key,
                const char     *action)
{
  gtk_widget_class_add_binding_action (widget_class, key, 0, action, NULL);
  gtk_widget_class_add_binding_action (widget_class, key, GDK_CONTROL_MASK, action, NULL);
  gtk_widget_class_add_binding_action (widget_class, keypad_key, 0, action, NULL);
  gtk_widget_class_add_binding_action (widget_class, keypad_key, GDK_CONTROL_MASK, action, NULL);
}

/* The part of the class that listens. */
void
pen_canvas_class_init_input (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "canvas.zoom-in", NULL, zoom_in_action);
  gtk_widget_class_install_action (widget_class, "canvas.zoom-out", NULL, zoom_out_action);
  gtk_widget_class_install_action (widget_class, "canvas.fit", NULL, fit_action);
  gtk_widget_class_install_action (widget_class, "canvas.one", NULL, one_action);

  add_key_action (widget_class, GDK_KEY_plus, GDK_KEY_KP_Add, "canvas.zoom-in");
  add_key_action (widget_class, GDK_KEY_equal, GDK_KEY_KP_Equal, "canvas.zoom-in");
  add_key_action (widget_class, GDK_KEY_minus, GDK_KEY_KP_Subtract, "canvas.zoom-out");
  add_key_action (widget_class, GDK_KEY_0, GDK_KEY_KP_0, "canvas.fit");
  add_key_action (widget_class, GDK_KEY_1, GDK_KEY_KP_1, "canvas.one");

  gtk_widget_class_add_binding (widget_class, GDK_KEY_Left, 0, pan_key, "(ii)", -1, 0);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Right, 0, pan_key, "(ii)", 1, 0);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Up, 0, pan_key, "(ii)", 0, -1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Down, 0, pan_key, "(ii)", 0, 1);
}

static GtkEventController *
add_controller (PenCanvas          *self,
                GtkEventController *controller)
{
  gtk_widget_add_controller (GTK_WIDGET (self), controller);

  return controller;
}

/* The part of a canvas that listens. */
void
pen_canvas_init_input (PenCanvas *self)
{
  GtkEventController *controller;

  controller = add_controller (self, gtk_event_controller_motion_new ());
  g_signal_connect_swapped (controller, "motion", G_CALLBACK (motion_cb), self);

  controller =
    add_controller (self,
                    gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES));
  g_signal_connect_swapped (controller, "scroll", G_CALLBACK (scroll_cb), self);

  controller = add_controller (self, GTK_EVENT_CONTROLLER (gtk_gesture_zoom_new ()));
  g_signal_connect_swapped (controller, "begin", G_CALLBACK (zoom_begin_cb), self);
  g_signal_connect_swapped (controller, "scale-changed", G_CALLBACK (scale_changed_cb), self);

  controller = add_controller (self, GTK_EVENT_CONTROLLER (gtk_gesture_drag_new ()));
  g_signal_connect_swapped (controller, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (controller, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect_swapped (controller, "drag-end", G_CALLBACK (drag_end_cb), self);

  controller = add_controller (self, GTK_EVENT_CONTROLLER (gtk_gesture_click_new ()));
  g_signal_connect_swapped (controller, "pressed", G_CALLBACK (pressed_cb), self);
}
