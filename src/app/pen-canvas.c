/* pen-canvas.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-canvas"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "pen-canvas-private.h"

#define HANDLE_SIDE 36
#define MIN_SIDE 100

G_DEFINE_FINAL_TYPE (PenCanvas, pen_canvas, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_SPLIT = 1,
  PROP_ZOOM,
  PROP_COMPARE,
} PenCanvasProperty;

static GParamSpec *properties[PROP_COMPARE + 1];

typedef enum
{
  DETAIL_WANTED,
} PenCanvasSignal;

static guint signals[DETAIL_WANTED + 1];

static void
pen_canvas_snapshot (GtkWidget   *widget,
                     GtkSnapshot *snapshot)
{
  PenCanvas *self = PEN_CANVAS (widget);

  pen_canvas_snapshot_pictures (self, snapshot);
  GTK_WIDGET_CLASS (pen_canvas_parent_class)->snapshot (widget, snapshot);
  if (pen_canvas_is_comparing (self))
    pen_canvas_snapshot_arrows (self, snapshot);
}

static GtkSizeRequestMode
pen_canvas_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
pen_canvas_measure (GtkWidget      *widget,
                    GtkOrientation  orientation,
                    int             for_size,
                    int            *minimum,
                    int            *natural,
                    int            *minimum_baseline,
                    int            *natural_baseline)
{
  double width, height;

  pen_canvas_get_size (PEN_CANVAS (widget), &width, &height);

  *minimum = MIN_SIDE;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *natural = (int) CLAMP (width, MIN_SIDE, 640);
  else if (for_size > 0)
    *natural = (int) CLAMP (ceil (height * MIN (for_size / width,
                                                          PEN_CANVAS_MAX_FIT)), MIN_SIDE, 640);
  else
    *natural = (int) CLAMP (height, MIN_SIDE, 640);
}

static void
allocate_label (GtkWidget             *label,
                const graphene_rect_t *visible,
                gboolean               at_end)
{
  int width, height;

  gtk_widget_measure (label, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &width, NULL, NULL);
  gtk_widget_measure (label, GTK_ORIENTATION_VERTICAL, width, NULL, &height, NULL, NULL);
  gtk_widget_size_allocate (label,
                            &(GtkAllocation) {
                              (int) (at_end ? visible->origin.x + visible->size.width - width
                                            : visible->origin.x),
                              (int) visible->origin.y, width, height },
                            -1);
}

/* Says once for each picture that more of it could be seen.  Whoever listens only
 * starts something. */
static void
ask_for_detail (PenCanvas *self)
{
  if (self->asked_for_detail || !pen_canvas_lacks_detail (self))
    return;

  self->asked_for_detail = TRUE;
  g_signal_emit (self, signals[DETAIL_WANTED], 0);
}

static void
pen_canvas_size_allocate (GtkWidget *widget,
                          int        width,
                          int        height,
                          int        baseline)
{
  PenCanvas *self = PEN_CANVAS (widget);
  gboolean comparing = pen_canvas_is_comparing (self);
  graphene_rect_t visible = GRAPHENE_RECT_INIT (0, 0, 1, 1);
  int minimum;

  pen_canvas_get_visible (self, &visible);

  gtk_widget_set_child_visible (self->divider, comparing);
  gtk_widget_set_child_visible (self->before_label, comparing);
  gtk_widget_set_child_visible (self->after_label, self->after != NULL &&
                                (comparing || self->before != NULL || self->named));

  allocate_label (self->before_label, &visible, FALSE);
  allocate_label (self->after_label, &visible, TRUE);

  /* Half a handle stands out on each side, so that its middle is on the divider. */
  gtk_widget_measure (self->divider, GTK_ORIENTATION_HORIZONTAL, -1,
                      &minimum, NULL, NULL, NULL);
  gtk_widget_measure (self->divider, GTK_ORIENTATION_VERTICAL, -1,
                      &height, NULL, NULL, NULL);
  gtk_widget_size_allocate (self->divider,
                            &(GtkAllocation) {
                              (int) (visible.origin.x - HANDLE_SIDE / 2.0),
                              (int) (visible.origin.y + (visible.size.height - height) / 2),
                              MAX (minimum, (int) visible.size.width + HANDLE_SIDE), height },
                            -1);

  ask_for_detail (self);
}

static void
split_changed (PenCanvas *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SPLIT]);
}

static void
pen_canvas_dispose (GObject *object)
{
  PenCanvas *self = PEN_CANVAS (object);

  pen_canvas_set_before (self, NULL);
  pen_canvas_set_after (self, NULL);
  g_clear_pointer (&self->divider, gtk_widget_unparent);
  g_clear_pointer (&self->before_label, gtk_widget_unparent);
  g_clear_pointer (&self->after_label, gtk_widget_unparent);

  G_OBJECT_CLASS (pen_canvas_parent_class)->dispose (object);
}

static void
pen_canvas_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  PenCanvas *self = PEN_CANVAS (object);

  switch ((PenCanvasProperty) prop_id)
    {
    case PROP_SPLIT:
      g_value_set_double (value, pen_canvas_get_split (self));
      break;

    case PROP_ZOOM:
      g_value_set_double (value, pen_canvas_get_zoom (self));
      break;

    case PROP_COMPARE:
      g_value_set_boolean (value, pen_canvas_get_compare (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
pen_canvas_set_property (GObject      *object,
                         guint         prop_id,
                         const GValue *value,
                         GParamSpec   *pspec)
{
  PenCanvas *self = PEN_CANVAS (object);

  switch ((PenCanvasProperty) prop_id)
    {
    case PROP_SPLIT:
      pen_canvas_set_split (self, g_value_get_double (value));
      break;

    case PROP_ZOOM:
      pen_canvas_set_zoom (self, g_value_get_double (value));
      break;

    case PROP_COMPARE:
      pen_canvas_set_compare (self, g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
pen_canvas_class_init (PenCanvasClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                            G_PARAM_STATIC_STRINGS;

  object_class->dispose = pen_canvas_dispose;
  object_class->get_property = pen_canvas_get_property;
  object_class->set_property = pen_canvas_set_property;

  widget_class->get_request_mode = pen_canvas_get_request_mode;
  widget_class->measure = pen_canvas_measure;
  widget_class->size_allocate = pen_canvas_size_allocate;
  widget_class->snapshot = pen_canvas_snapshot;

  properties[PROP_SPLIT] =
    g_param_spec_double ("split", NULL, NULL, 0.0, 1.0, 0.5, flags);
  properties[PROP_ZOOM] =
    g_param_spec_double ("zoom", NULL, NULL, 0.0, PEN_CANVAS_MAX_ZOOM, 0.0, flags);
  properties[PROP_COMPARE] =
    g_param_spec_boolean ("compare", NULL, NULL, TRUE, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  /**
   * PenCanvas::detail-wanted:
   *
   * The picture before is drawn with fewer pixels than it has and the screen could
   * show.  Emitted once for each picture that is set.
   */
  signals[DETAIL_WANTED] = g_signal_new ("detail-wanted", PEN_TYPE_CANVAS, G_SIGNAL_RUN_LAST,
                                         0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_css_name (widget_class, "canvas");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  pen_canvas_class_init_input (widget_class);
}

static GtkWidget *
add_label (PenCanvas  *self,
           const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "canvas-label");
  gtk_widget_set_can_target (label, FALSE);
  gtk_widget_set_parent (label, GTK_WIDGET (self));

  return label;
}

static void
pen_canvas_init (PenCanvas *self)
{
  self->compare = TRUE;
  self->centre_x = self->centre_y = 0.5;

  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_add_css_class (GTK_WIDGET (self), "canvas");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Picture"),
                                  -1);

  self->before_label = add_label (self, _("Before"));
  self->after_label = add_label (self, _("After"));

  /* The pointer moves the divider anywhere along its line, not at the handle alone:
   * that is the canvas's business. */
  self->divider = gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL, 0.0, 1.0, 0.02);
  gtk_range_set_value (GTK_RANGE (self->divider), 0.5);
  gtk_widget_set_can_target (self->divider, FALSE);
  gtk_widget_add_css_class (self->divider, "compare");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->divider),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Before and after"),
                                  -1);
  gtk_widget_set_parent (self->divider, GTK_WIDGET (self));
  g_signal_connect_swapped (self->divider, "value-changed", G_CALLBACK (split_changed), self);

  pen_canvas_init_input (self);
}

/**
 * pen_canvas_new:
 *
 * Returns: an empty canvas
 */
GtkWidget *
pen_canvas_new (void)
{
  return g_object_new (PEN_TYPE_CANVAS, NULL);
}

static void
set_mipmap (PenCanvas   *self,
            PenMipmap  **mipmap,
            GdkTexture  *texture)
{
  if (*mipmap != NULL)
    g_signal_handlers_disconnect_by_func (*mipmap, gtk_widget_queue_draw, self);
  g_clear_object (mipmap);

  if (texture != NULL)
    {
      *mipmap = pen_mipmap_new (texture);
      g_signal_connect_swapped (*mipmap, "ready", G_CALLBACK (gtk_widget_queue_draw), self);
    }

  gtk_widget_queue_resize (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * pen_canvas_set_before:
 * @self: a canvas
 * @texture: (nullable): the picture before
 */
void
pen_canvas_set_before (PenCanvas  *self,
                       GdkTexture *texture)
{
  g_return_if_fail (PEN_IS_CANVAS (self));
  g_return_if_fail (texture == NULL || GDK_IS_TEXTURE (texture));

  self->asked_for_detail = FALSE;
  set_mipmap (self, &self->before, texture);
}

/**
 * pen_canvas_set_after:
 * @self: a canvas
 * @texture: (nullable): the picture after
 */
void
pen_canvas_set_after (PenCanvas  *self,
                      GdkTexture *texture)
{
  g_return_if_fail (PEN_IS_CANVAS (self));
  g_return_if_fail (texture == NULL || GDK_IS_TEXTURE (texture));

  set_mipmap (self, &self->after, texture);
}

/**
 * pen_canvas_get_before:
 * @self: a canvas
 *
 * Returns: (transfer none) (nullable): the picture before
 */
GdkTexture *
pen_canvas_get_before (PenCanvas *self)
{
  g_return_val_if_fail (PEN_IS_CANVAS (self), NULL);

  return self->before != NULL ? pen_mipmap_get_texture (self->before) : NULL;
}

/**
 * pen_canvas_get_after:
 * @self: a canvas
 *
 * Returns: (transfer none) (nullable): the picture after
 */
GdkTexture *
pen_canvas_get_after (PenCanvas *self)
{
  g_return_val_if_fail (PEN_IS_CANVAS (self), NULL);

  return self->after != NULL ? pen_mipmap_get_texture (self->after) : NULL;
}

/**
 * pen_canvas_set_picture_size:
 * @self: a canvas
 * @width: of the picture in full, in pixels; 0: that of the texture
 * @height: likewise
 *
 * Says what “100 %” means where the textures are smaller than the picture.
 */
void
pen_canvas_set_picture_size (PenCanvas *self,
                             guint      width,
                             guint      height)
{
  g_return_if_fail (PEN_IS_CANVAS (self));

  self->picture_width = width;
  self->picture_height = height;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * pen_canvas_set_after_label:
 * @self: a canvas
 * @label: (nullable): what the picture after is, said also where there is none before;
 *   %NULL: “After”
 */
void
pen_canvas_set_after_label (PenCanvas  *self,
                            const char *label)
{
  g_return_if_fail (PEN_IS_CANVAS (self));

  self->named = label != NULL;
  gtk_label_set_label (GTK_LABEL (self->after_label), label != NULL ? label : _("After"));
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/**
 * pen_canvas_get_zoom:
 * @self: a canvas
 *
 * Returns: pixels of the window for one of the picture; 0 where the picture is fitted
 */
double
pen_canvas_get_zoom (PenCanvas *self)
{
  g_return_val_if_fail (PEN_IS_CANVAS (self), 0.0);

  return self->zoom;
}

/**
 * pen_canvas_set_zoom:
 * @self: a canvas
 * @zoom: pixels of the window for one of the picture; 0 fits the picture
 */
void
pen_canvas_set_zoom (PenCanvas *self,
                     double     zoom)
{
  g_return_if_fail (PEN_IS_CANVAS (self));

  zoom = CLAMP (zoom, 0.0, PEN_CANVAS_MAX_ZOOM);
  if (self->zoom == zoom)
    return;

  self->zoom = zoom;
  pen_canvas_set_centre (self, self->centre_x, self->centre_y);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ZOOM]);
}

/**
 * pen_canvas_get_split:
 * @self: a canvas
 *
 * Returns: where the divider stands, 0 to 1
 */
double
pen_canvas_get_split (PenCanvas *self)
{
  g_return_val_if_fail (PEN_IS_CANVAS (self), 0.0);

  return self->divider != NULL ? gtk_range_get_value (GTK_RANGE (self->divider)) : 0.5;
}

/**
 * pen_canvas_set_split:
 * @self: a canvas
 * @split: where the divider stands, 0 to 1
 */
void
pen_canvas_set_split (PenCanvas *self,
                      double     split)
{
  g_return_if_fail (PEN_IS_CANVAS (self));

  gtk_range_set_value (GTK_RANGE (self->divider), CLAMP (split, 0.0, 1.0));
}

/**
 * pen_canvas_get_compare:
 * @self: a canvas
 *
 * Returns: whether both pictures are shown where there are two
 */
gboolean
pen_canvas_get_compare (PenCanvas *self)
{
  g_return_val_if_fail (PEN_IS_CANVAS (self), FALSE);

  return self->compare;
}

/**
 * pen_canvas_set_compare:
 * @self: a canvas
 * @compare: whether both pictures are shown where there are two
 */
void
pen_canvas_set_compare (PenCanvas *self,
                        gboolean   compare)
{
  g_return_if_fail (PEN_IS_CANVAS (self));

  compare = !!compare;
  if (self->compare == compare)
    return;

  self->compare = compare;
  pen_canvas_changed (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPARE]);
}
