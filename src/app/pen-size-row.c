/* pen-size-row.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-size-row"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "pen-scroll-guard.h"
#include "pen-size-row.h"

/* Where the catalogue names no size or no bound. */
#define USUAL_SIDE 1024
#define LEAST_SIDE 64
#define GREATEST_SIDE 16384

struct _PenSizeRow
{
  AdwPreferencesRow  parent_instance;

  GtkDropDown       *drop;
  GtkWidget         *numbers;
  GtkSpinButton     *width;
  GtkSpinButton     *height;

  GArray            *presets;           /* (owned) (element-type Preset) */
  guint              loading : 1;
};

typedef struct
{
  guint width;
  guint height;
} Preset;

static const struct
{
  const char *title;
  double      aspect;
} shapes[] = {
  { N_("Square"), 1.0 },
  { N_("Landscape 4:3"), 4.0 / 3.0 },
  { N_("Landscape 3:2"), 3.0 / 2.0 },
  { N_("Landscape 16:9"), 16.0 / 9.0 },
  { N_("Portrait 3:4"), 3.0 / 4.0 },
  { N_("Portrait 2:3"), 2.0 / 3.0 },
  { N_("Portrait 9:16"), 9.0 / 16.0 },
};

G_DEFINE_FINAL_TYPE (PenSizeRow, pen_size_row, ADW_TYPE_PREFERENCES_ROW)

typedef enum
{
  SIGNAL_CHANGED,
} PenSizeRowSignal;

static guint signals[SIGNAL_CHANGED + 1];

static guint
snap (const PenField *field,
      double          side)
{
  guint multiple = MAX (field->multiple, 1);
  double lower = MAX (field->minimum, 1);
  double upper = field->maximum > 0 ? field->maximum : GREATEST_SIDE;
  guint snapped = (guint) round (side / multiple) * multiple;

  if (snapped < lower)
    snapped = (guint) ceil (lower / multiple) * multiple;
  if (snapped > upper)
    snapped = (guint) floor (upper / multiple) * multiple;

  return snapped;
}

/* The entry behind the shapes: numbers. */
static gboolean
is_custom (PenSizeRow *self)
{
  return gtk_drop_down_get_selected (self->drop) == self->presets->len;
}

static void
number_changed_cb (PenSizeRow *self)
{
  if (!self->loading)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
selected_cb (PenSizeRow *self)
{
  if (self->presets == NULL)
    return;

  gtk_widget_set_visible (self->numbers, is_custom (self));
  if (!self->loading)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
set_bounds (GtkSpinButton  *spin,
            const PenField *field)
{
  double upper = field->maximum > 0 ? field->maximum : GREATEST_SIDE;
  double lower = field->minimum > 0 ? field->minimum : MIN (LEAST_SIDE, upper);
  double step = MAX (field->multiple, 1);
  double usual = field->fallback > 0 ? field->fallback : USUAL_SIDE;

  gtk_adjustment_configure (gtk_spin_button_get_adjustment (spin),
                            snap (field, usual), lower, upper, step, step * 8, 0);
  gtk_spin_button_set_snap_to_ticks (spin, field->multiple > 1);
}

static void
add_preset (PenSizeRow    *self,
            GtkStringList *titles,
            const char    *title,
            guint          width,
            guint          height)
{
  Preset preset = { width, height };
  g_autofree char *text = NULL;

  if (width > 0)
    /* TRANSLATORS: the name of a shape, and its width and height in pixels */
    text = g_strdup_printf (_("%s, %u × %u"), title, width, height);

  g_array_append_val (self->presets, preset);
  gtk_string_list_append (titles, text != NULL ? text : title);
}

static void
pen_size_row_dispose (GObject *object)
{
  PenSizeRow *self = PEN_SIZE_ROW (object);

  self->loading = TRUE;
  gtk_widget_dispose_template (GTK_WIDGET (self), PEN_TYPE_SIZE_ROW);

  G_OBJECT_CLASS (pen_size_row_parent_class)->dispose (object);
}

static void
pen_size_row_finalize (GObject *object)
{
  PenSizeRow *self = PEN_SIZE_ROW (object);

  g_clear_pointer (&self->presets, g_array_unref);

  G_OBJECT_CLASS (pen_size_row_parent_class)->finalize (object);
}

static void
pen_size_row_class_init (PenSizeRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = pen_size_row_dispose;
  object_class->finalize = pen_size_row_finalize;

  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/pen-size-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PenSizeRow, drop);
  gtk_widget_class_bind_template_child (widget_class, PenSizeRow, numbers);
  gtk_widget_class_bind_template_child (widget_class, PenSizeRow, width);
  gtk_widget_class_bind_template_child (widget_class, PenSizeRow, height);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, number_changed_cb);
}

static void
pen_size_row_init (PenSizeRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->presets = g_array_new (FALSE, TRUE, sizeof (Preset));
  pen_scroll_guard_protect (GTK_WIDGET (self->width));
  pen_scroll_guard_protect (GTK_WIDGET (self->height));
}

GtkWidget *
pen_size_row_new (void)
{
  return g_object_new (PEN_TYPE_SIZE_ROW, NULL);
}

/**
 * pen_size_row_set_fields:
 * @self: a row
 * @width: how the model bounds the width
 * @height: how the model bounds the height
 * @of_source: whether the size that is not sent is that of the source
 *
 * Offers the sizes that a model takes, and goes back to the model's own.
 */
void
pen_size_row_set_fields (PenSizeRow     *self,
                         const PenField *width,
                         const PenField *height,
                         gboolean        of_source)
{
  g_autoptr(GtkStringList) titles = gtk_string_list_new (NULL);
  double area;
  gsize i;

  g_return_if_fail (PEN_IS_SIZE_ROW (self));
  g_return_if_fail (width != NULL && height != NULL);

  area = (width->fallback > 0 ? width->fallback : USUAL_SIDE)
         * (height->fallback > 0 ? height->fallback : USUAL_SIDE);

  self->loading = TRUE;
  g_array_set_size (self->presets, 0);
  add_preset (self, titles, of_source ? _("As the source") : _("Model’s own"), 0, 0);
  for (i = 0; i < G_N_ELEMENTS (shapes); i++)
    add_preset (self, titles, _(shapes[i].title),
                snap (width, sqrt (area * shapes[i].aspect)),
                snap (height, sqrt (area / shapes[i].aspect)));
  /* TRANSLATORS: a size that is given in numbers */
  gtk_string_list_append (titles, _("Custom"));

  set_bounds (self->width, width);
  set_bounds (self->height, height);
  gtk_drop_down_set_model (self->drop, G_LIST_MODEL (titles));
  gtk_drop_down_set_selected (self->drop, 0);
  selected_cb (self);
  self->loading = FALSE;
}

/**
 * pen_size_row_get_size:
 * @self: a row
 * @width: (out): in pixels; 0 for the model's own
 * @height: (out): in pixels; 0 for the model's own
 */
void
pen_size_row_get_size (PenSizeRow *self,
                       guint      *width,
                       guint      *height)
{
  guint selected;

  g_return_if_fail (PEN_IS_SIZE_ROW (self));
  g_return_if_fail (width != NULL && height != NULL);

  *width = 0;
  *height = 0;

  selected = gtk_drop_down_get_selected (self->drop);
  if (selected < self->presets->len)
    {
      *width = g_array_index (self->presets, Preset, selected).width;
      *height = g_array_index (self->presets, Preset, selected).height;
    }
  else if (is_custom (self))
    {
      *width = (guint) gtk_spin_button_get_value_as_int (self->width);
      *height = (guint) gtk_spin_button_get_value_as_int (self->height);
    }
}

/**
 * pen_size_row_set_size:
 * @self: a row
 * @width: in pixels; 0 for the model's own
 * @height: in pixels; 0 for the model's own
 *
 * Shows a size: as its shape where it is one of those offered, else as numbers.
 */
void
pen_size_row_set_size (PenSizeRow *self,
                       guint       width,
                       guint       height)
{
  guint i;

  g_return_if_fail (PEN_IS_SIZE_ROW (self));

  for (i = 0; i < self->presets->len; i++)
    {
      const Preset *preset = &g_array_index (self->presets, Preset, i);

      if (preset->width == width && preset->height == height)
        break;
    }

  if (i == self->presets->len)
    {
      gtk_spin_button_set_value (self->width, width);
      gtk_spin_button_set_value (self->height, height);
    }

  gtk_drop_down_set_selected (self->drop, i);
}
