/* pen-strength-row.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/**
 * PenStrengthRow:
 *
 * Chooses how much of the source may change.
 *
 * How the slider follows the property, and what stands at its ends, is in
 * pen-strength-row.ui.
 */

#define G_LOG_DOMAIN "pen-strength-row"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-request.h"
#include "pen-scroll-guard.h"
#include "pen-strength-row.h"

#define FINE_STEP 0.01

struct _PenStrengthRow
{
  AdwPreferencesRow parent_instance;

  GtkWidget        *scale;

  double            strength;
};

G_DEFINE_FINAL_TYPE (PenStrengthRow, pen_strength_row, ADW_TYPE_PREFERENCES_ROW)

typedef enum
{
  PROP_STRENGTH = 1,
} PenStrengthRowProperty;

static GParamSpec *properties[PROP_STRENGTH + 1];

/* A closure of the template: GtkLabel:label from PenStrengthRow:strength. */
static char *
strength_to_text (PenStrengthRow *self,
                  double          strength)
{
  return g_strdup_printf ("%.2f", strength);
}

/* The second press of a double click: not for the slider, which would jump there. */
static void
pressed_cb (PenStrengthRow  *self,
            int              n_press,
            double           x,
            double           y,
            GtkGestureClick *gesture)
{
  if (n_press != 2)
    return;

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  pen_strength_row_set_strength (self, PEN_DEFAULT_STRENGTH);
}

static gboolean
fine_step_cb (GtkWidget *scale,
              GVariant  *step,
              gpointer   user_data)
{
  GtkWidget *self = gtk_widget_get_ancestor (scale, PEN_TYPE_STRENGTH_ROW);
  double strength = pen_strength_row_get_strength (PEN_STRENGTH_ROW (self));

  pen_strength_row_set_strength (PEN_STRENGTH_ROW (self), strength + g_variant_get_double (step));

  return TRUE;
}

/* Plain arrows take the slider's own steps; with Shift they go in fine ones. */
static void
add_fine_steps (PenStrengthRow *self)
{
  static const struct
  {
    guint  key;
    double step;
  } keys[] = {
    { GDK_KEY_Left, -FINE_STEP },
    { GDK_KEY_Down, -FINE_STEP },
    { GDK_KEY_Right, FINE_STEP },
    { GDK_KEY_Up, FINE_STEP },
  };
  GtkEventController *controller = gtk_shortcut_controller_new ();
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      GtkShortcut *shortcut =
        gtk_shortcut_new (gtk_keyval_trigger_new (keys[i].key, GDK_SHIFT_MASK),
                          gtk_callback_action_new (fine_step_cb, NULL, NULL));

      gtk_shortcut_set_arguments (shortcut, g_variant_new_double (keys[i].step));
      gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), shortcut);
    }

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (self->scale, controller);
}

static void
pen_strength_row_dispose (GObject *object)
{
  PenStrengthRow *self = PEN_STRENGTH_ROW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), PEN_TYPE_STRENGTH_ROW);

  G_OBJECT_CLASS (pen_strength_row_parent_class)->dispose (object);
}

static void
pen_strength_row_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  PenStrengthRow *self = PEN_STRENGTH_ROW (object);

  switch ((PenStrengthRowProperty) prop_id)
    {
    case PROP_STRENGTH:
      g_value_set_double (value, pen_strength_row_get_strength (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
pen_strength_row_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  PenStrengthRow *self = PEN_STRENGTH_ROW (object);

  switch ((PenStrengthRowProperty) prop_id)
    {
    case PROP_STRENGTH:
      pen_strength_row_set_strength (self, g_value_get_double (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
pen_strength_row_class_init (PenStrengthRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = pen_strength_row_dispose;
  object_class->get_property = pen_strength_row_get_property;
  object_class->set_property = pen_strength_row_set_property;

  /**
   * PenStrengthRow:strength:
   *
   * How much may change: from 0, which keeps the source as it is, to 1, which
   * forgets it.
   */
  properties[PROP_STRENGTH] =
    g_param_spec_double ("strength", NULL, NULL,
                         0.0, 1.0, PEN_DEFAULT_STRENGTH,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/pen-strength-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PenStrengthRow, scale);
  gtk_widget_class_bind_template_callback (widget_class, strength_to_text);
  gtk_widget_class_bind_template_callback (widget_class, pressed_cb);
}

static void
pen_strength_row_init (PenStrengthRow *self)
{
  self->strength = PEN_DEFAULT_STRENGTH;

  gtk_widget_init_template (GTK_WIDGET (self));
  pen_scroll_guard_protect (self->scale);
  add_fine_steps (self);
}

GtkWidget *
pen_strength_row_new (void)
{
  return g_object_new (PEN_TYPE_STRENGTH_ROW, NULL);
}

/**
 * pen_strength_row_get_strength:
 * @self: a row
 *
 * Returns: how much may change, 0 to 1
 */
double
pen_strength_row_get_strength (PenStrengthRow *self)
{
  g_return_val_if_fail (PEN_IS_STRENGTH_ROW (self), 0.0);

  return self->strength;
}

/**
 * pen_strength_row_set_strength:
 * @self: a row
 * @strength: how much may change; what lies outside of 0 to 1 is brought back
 *
 * Moves the slider.
 */
void
pen_strength_row_set_strength (PenStrengthRow *self,
                               double          strength)
{
  g_return_if_fail (PEN_IS_STRENGTH_ROW (self));

  strength = CLAMP (strength, 0.0, 1.0);
  if (self->strength == strength)
    return;

  self->strength = strength;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STRENGTH]);
}
