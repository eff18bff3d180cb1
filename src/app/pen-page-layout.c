/* pen-page-layout.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-page-layout"

#include "config.h"

#include "pen-page-layout.h"

/* From this width on there is room for both beside each other. */
#define WIDE_WIDTH 700

#define FORM_MIN_WIDTH 330
#define FORM_MAX_WIDTH 420
#define FORM_SHARE 0.36

/* A narrow window: the part of the height that the content gets. */
#define CONTENT_SHARE 0.42

struct _PenPageLayout
{
  GtkWidget  parent_instance;

  GtkWidget *form;              /* (nullable): child */
  GtkWidget *separator;
  GtkWidget *content;           /* (nullable): child */

  guint      content_first : 1;
  guint      content_optional : 1;
  guint      narrow : 1;
  guint      narrow_source;     /* notifies "narrow" outside of the allocation */
};

G_DEFINE_FINAL_TYPE (PenPageLayout, pen_page_layout, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_FORM = 1,
  PROP_CONTENT,
  PROP_CONTENT_FIRST,
  PROP_CONTENT_OPTIONAL,
  PROP_NARROW,
} PenPageLayoutProperty;

static GParamSpec *properties[PROP_NARROW + 1];

static gboolean
is_shown (GtkWidget *child)
{
  return child != NULL && gtk_widget_should_layout (child);
}

static int
form_width (PenPageLayout *self,
            int            width)
{
  int minimum = 0;

  if (!is_shown (self->content))
    return width;

  if (is_shown (self->form))
    gtk_widget_measure (self->form, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);

  return MAX (minimum, CLAMP ((int) (width * FORM_SHARE), FORM_MIN_WIDTH, FORM_MAX_WIDTH));
}

static void
measure_child (GtkWidget      *child,
               GtkOrientation  orientation,
               int             for_size,
               int            *ret_minimum,
               int            *ret_natural)
{
  *ret_minimum = 0;
  *ret_natural = 0;

  if (is_shown (child))
    gtk_widget_measure (child, orientation, for_size, ret_minimum, ret_natural, NULL, NULL);
}

static GtkSizeRequestMode
pen_page_layout_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
measure_height (PenPageLayout *self,
                int            width,
                int           *minimum,
                int           *natural)
{
  gboolean wide = width >= WIDE_WIDTH;
  int form = wide ? form_width (self, width) : width;
  int form_minimum, form_natural, content_minimum, content_natural;

  measure_child (self->form, GTK_ORIENTATION_VERTICAL, form, &form_minimum, &form_natural);
  measure_child (self->content, GTK_ORIENTATION_VERTICAL,
                 wide ? MAX (width - form - 1, 0) : width,
                 &content_minimum, &content_natural);

  if (wide)
    {
      *minimum = MAX (form_minimum, content_minimum);
      *natural = MAX (form_natural, content_natural);
      return;
    }

  if (self->content_optional)
    content_minimum = content_natural = 0;

  *minimum = form_minimum + content_minimum + 1;
  *natural = form_natural + content_natural + 1;
}

static void
pen_page_layout_measure (GtkWidget      *widget,
                         GtkOrientation  orientation,
                         int             for_size,
                         int            *minimum,
                         int            *natural,
                         int            *minimum_baseline,
                         int            *natural_baseline)
{
  PenPageLayout *self = PEN_PAGE_LAYOUT (widget);
  int form_minimum, form_natural, content_minimum, content_natural;

  *minimum_baseline = -1;
  *natural_baseline = -1;

  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      measure_height (self, for_size, minimum, natural);
      return;
    }

  measure_child (self->form, orientation, -1, &form_minimum, &form_natural);
  measure_child (self->content, orientation, -1, &content_minimum, &content_natural);

  *minimum = MAX (form_minimum, content_minimum);
  *natural = MAX (*minimum, CLAMP (form_natural, FORM_MIN_WIDTH, FORM_MAX_WIDTH)
                            + content_natural);
}

static gboolean
notify_narrow_cb (gpointer user_data)
{
  PenPageLayout *self = PEN_PAGE_LAYOUT (user_data);

  self->narrow_source = 0;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NARROW]);

  return G_SOURCE_REMOVE;
}

/* Whoever hears of it may want to show or hide something, which must not happen
 * in the middle of an allocation. */
static void
set_narrow (PenPageLayout *self,
            gboolean       narrow)
{
  if (self->narrow == narrow)
    return;

  self->narrow = narrow;
  if (self->narrow_source == 0)
    self->narrow_source = g_idle_add (notify_narrow_cb, self);
}

static void
allocate (GtkWidget *child,
          int        x,
          int        y,
          int        width,
          int        height)
{
  GtkAllocation allocation = { x, y, width, height };

  if (is_shown (child))
    gtk_widget_size_allocate (child, &allocation, -1);
}

static void
allocate_wide (PenPageLayout *self,
               int            width,
               int            height)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  int form = form_width (self, width);
  int content = MAX (width - form - 1, 0);

  allocate (self->form, rtl ? width - form : 0, 0, form, height);
  allocate (self->separator, rtl ? content : form, 0, 1, height);
  allocate (self->content, rtl ? 0 : form + 1, 0, content, height);
}

static void
allocate_narrow (PenPageLayout *self,
                 int            width,
                 int            height)
{
  gboolean both = is_shown (self->content) && is_shown (self->form);
  int form_minimum, content_minimum, content, natural;

  measure_child (self->form, GTK_ORIENTATION_VERTICAL, width, &form_minimum, &natural);
  measure_child (self->content, GTK_ORIENTATION_VERTICAL, width, &content_minimum, &natural);

  content = MAX (content_minimum, (int) (height * CONTENT_SHARE));
  content = MAX (0, MIN (content, height - form_minimum - 1));

  if (!both || self->content_optional)
    {
      allocate (self->form, 0, 0, width, height);
      if (!self->content_optional)
        allocate (self->content, 0, 0, width, height);
      return;
    }

  if (self->content_first)
    {
      allocate (self->content, 0, 0, width, content);
      allocate (self->separator, 0, content, width, 1);
      allocate (self->form, 0, content + 1, width, height - content - 1);
    }
  else
    {
      allocate (self->form, 0, 0, width, height - content - 1);
      allocate (self->separator, 0, height - content - 1, width, 1);
      allocate (self->content, 0, height - content, width, content);
    }
}

static void
pen_page_layout_size_allocate (GtkWidget *widget,
                               int        width,
                               int        height,
                               int        baseline)
{
  PenPageLayout *self = PEN_PAGE_LAYOUT (widget);
  gboolean narrow = width < WIDE_WIDTH;
  gboolean shows_content = !(narrow && self->content_optional);

  if (self->content != NULL)
    gtk_widget_set_child_visible (self->content, shows_content);
  gtk_widget_set_child_visible (self->separator,
                                shows_content && is_shown (self->form)
                                && is_shown (self->content));

  if (narrow)
    allocate_narrow (self, width, height);
  else
    allocate_wide (self, width, height);

  set_narrow (self, narrow);
}

static void
set_child (PenPageLayout *self,
           GtkWidget    **place,
           GtkWidget     *child,
           GParamSpec    *pspec)
{
  if (*place == child)
    return;

  g_clear_pointer (place, gtk_widget_unparent);
  *place = child;
  if (child != NULL)
    gtk_widget_insert_before (child, GTK_WIDGET (self),
                              pspec == properties[PROP_FORM] ? self->separator : NULL);

  g_object_notify_by_pspec (G_OBJECT (self), pspec);
}

static void
pen_page_layout_dispose (GObject *object)
{
  PenPageLayout *self = PEN_PAGE_LAYOUT (object);

  g_clear_handle_id (&self->narrow_source, g_source_remove);
  g_clear_pointer (&self->form, gtk_widget_unparent);
  g_clear_pointer (&self->separator, gtk_widget_unparent);
  g_clear_pointer (&self->content, gtk_widget_unparent);

  G_OBJECT_CLASS (pen_page_layout_parent_class)->dispose (object);
}

static void
pen_page_layout_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  PenPageLayout *self = PEN_PAGE_LAYOUT (object);

  switch ((PenPageLayoutProperty) prop_id)
    {
    case PROP_FORM:
      g_value_set_object (value, self->form);
      break;

    case PROP_CONTENT:
      g_value_set_object (value, self->content);
      break;

    case PROP_CONTENT_FIRST:
      g_value_set_boolean (value, self->content_first);
      break;

    case PROP_CONTENT_OPTIONAL:
      g_value_set_boolean (value, self->content_optional);
      break;

    case PROP_NARROW:
      g_value_set_boolean (value, pen_page_layout_is_narrow (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
pen_page_layout_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  PenPageLayout *self = PEN_PAGE_LAYOUT (object);

  switch ((PenPageLayoutProperty) prop_id)
    {
    case PROP_FORM:
      pen_page_layout_set_form (self, g_value_get_object (value));
      break;

    case PROP_CONTENT:
      pen_page_layout_set_content (self, g_value_get_object (value));
      break;

    case PROP_CONTENT_FIRST:
      pen_page_layout_set_content_first (self, g_value_get_boolean (value));
      break;

    case PROP_CONTENT_OPTIONAL:
      pen_page_layout_set_content_optional (self, g_value_get_boolean (value));
      break;

    case PROP_NARROW:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
pen_page_layout_class_init (PenPageLayoutClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = pen_page_layout_dispose;
  object_class->get_property = pen_page_layout_get_property;
  object_class->set_property = pen_page_layout_set_property;

  widget_class->get_request_mode = pen_page_layout_get_request_mode;
  widget_class->measure = pen_page_layout_measure;
  widget_class->size_allocate = pen_page_layout_size_allocate;

  properties[PROP_FORM] =
    g_param_spec_object ("form", NULL, NULL, GTK_TYPE_WIDGET,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  properties[PROP_CONTENT] =
    g_param_spec_object ("content", NULL, NULL, GTK_TYPE_WIDGET,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  properties[PROP_CONTENT_FIRST] =
    g_param_spec_boolean ("content-first", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  properties[PROP_CONTENT_OPTIONAL] =
    g_param_spec_boolean ("content-optional", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  properties[PROP_NARROW] =
    g_param_spec_boolean ("narrow", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
pen_page_layout_init (PenPageLayout *self)
{
  self->separator = gtk_separator_new (GTK_ORIENTATION_VERTICAL);
  gtk_widget_set_parent (self->separator, GTK_WIDGET (self));
}

GtkWidget *
pen_page_layout_new (void)
{
  return g_object_new (PEN_TYPE_PAGE_LAYOUT, NULL);
}

/**
 * pen_page_layout_set_form:
 * @self: a layout
 * @form: (nullable): the column
 *
 * Sets the widget at the start, which comes first in the order of the keyboard.
 */
void
pen_page_layout_set_form (PenPageLayout *self,
                          GtkWidget     *form)
{
  g_return_if_fail (PEN_IS_PAGE_LAYOUT (self));
  g_return_if_fail (form == NULL || GTK_IS_WIDGET (form));

  set_child (self, &self->form, form, properties[PROP_FORM]);
}

/**
 * pen_page_layout_set_content:
 * @self: a layout
 * @content: (nullable): what the form is about
 *
 * Sets the widget that takes the rest of a wide window.
 */
void
pen_page_layout_set_content (PenPageLayout *self,
                             GtkWidget     *content)
{
  g_return_if_fail (PEN_IS_PAGE_LAYOUT (self));
  g_return_if_fail (content == NULL || GTK_IS_WIDGET (content));

  set_child (self, &self->content, content, properties[PROP_CONTENT]);
}

/**
 * pen_page_layout_set_content_first:
 * @self: a layout
 * @content_first: whether the content stands above the form in a narrow window
 *
 * Chooses the order in a narrow window.
 */
void
pen_page_layout_set_content_first (PenPageLayout *self,
                                   gboolean       content_first)
{
  g_return_if_fail (PEN_IS_PAGE_LAYOUT (self));

  content_first = !!content_first;
  if (self->content_first == content_first)
    return;

  self->content_first = content_first;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONTENT_FIRST]);
}

/**
 * pen_page_layout_set_content_optional:
 * @self: a layout
 * @content_optional: whether a narrow window leaves the content out
 *
 * Gives the form all of a narrow window while the content has nothing to show.
 */
void
pen_page_layout_set_content_optional (PenPageLayout *self,
                                      gboolean       content_optional)
{
  g_return_if_fail (PEN_IS_PAGE_LAYOUT (self));

  content_optional = !!content_optional;
  if (self->content_optional == content_optional)
    return;

  self->content_optional = content_optional;
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONTENT_OPTIONAL]);
}

/**
 * pen_page_layout_is_narrow:
 * @self: a layout
 *
 * Tells whether form and content stand above each other.
 */
gboolean
pen_page_layout_is_narrow (PenPageLayout *self)
{
  g_return_val_if_fail (PEN_IS_PAGE_LAYOUT (self), FALSE);

  return self->narrow;
}
