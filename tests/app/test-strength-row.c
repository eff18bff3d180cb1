/* test-strength-row.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-strength-row"

#include "config.h"

#include "pen-strength-row.h"
#include "widget-helper.h"

static void
count_cb (guint *times)
{
  (*times)++;
}

static void
test_property (void)
{
  GtkWidget *widget = g_object_ref_sink (pen_strength_row_new ());
  PenStrengthRow *row = PEN_STRENGTH_ROW (widget);
  GtkWidget *scale = widget_find (widget, GTK_TYPE_SCALE, "Strength");
  guint notified = 0;

  g_assert_nonnull (scale);
  g_assert_cmpfloat (pen_strength_row_get_strength (row), ==, 0.8);
  g_assert_cmpfloat (gtk_range_get_value (GTK_RANGE (scale)), ==, 0.8);
  g_assert_true (widget_shows_text (widget, "0.80"));
  g_signal_connect_swapped (row, "notify::strength", G_CALLBACK (count_cb), &notified);

  /* The slider and the number follow the property … */
  pen_strength_row_set_strength (row, 0.25);
  g_assert_cmpuint (notified, ==, 1);
  g_assert_cmpfloat (gtk_range_get_value (GTK_RANGE (scale)), ==, 0.25);
  g_assert_true (widget_shows_text (widget, "0.25"));

  /* … and the property follows the slider. */
  gtk_range_set_value (GTK_RANGE (scale), 0.75);
  g_assert_cmpuint (notified, ==, 2);
  g_assert_cmpfloat (pen_strength_row_get_strength (row), ==, 0.75);

  /* Out of range is brought back; the same value again says nothing. */
  pen_strength_row_set_strength (row, 7.0);
  pen_strength_row_set_strength (row, 1.0);
  g_assert_cmpuint (notified, ==, 3);
  g_assert_cmpfloat (pen_strength_row_get_strength (row), ==, 1.0);
  g_object_set (row, "strength", 0.0, NULL);
  g_assert_cmpuint (notified, ==, 4);
  g_assert_cmpfloat (gtk_range_get_value (GTK_RANGE (scale)), ==, 0.0);

  g_assert_finalize_object (widget);
}

static void
test_accessible (void)
{
  GtkWidget *widget = g_object_ref_sink (pen_strength_row_new ());
  GtkAccessible *scale = GTK_ACCESSIBLE (widget_find (widget, GTK_TYPE_SCALE, NULL));

  gtk_test_accessible_assert_role (scale, GTK_ACCESSIBLE_ROLE_SLIDER);
  g_assert_true (GTK_ACCESSIBLE (widget_find (widget, GTK_TYPE_SCALE, "Strength")) == scale);
  gtk_test_accessible_assert_property (scale, GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, 0.8);

  g_assert_finalize_object (widget);
}

static GtkWidget *
show_row (GtkWidget **ret_window)
{
  GtkWidget *row = pen_strength_row_new ();
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_append (GTK_LIST_BOX (list), row);
  *ret_window = widget_show (list, 360, 200);

  return row;
}

static void
assert_strength (GtkWidget *row,
                 double     strength)
{
  g_assert_cmpfloat_with_epsilon (pen_strength_row_get_strength (PEN_STRENGTH_ROW (row)),
                                  strength, 1e-9);
}

static void
test_keyboard (void)
{
  GtkWidget *window;
  GtkWidget *row = show_row (&window);
  GtkWidget *scale = widget_find (row, GTK_TYPE_SCALE, NULL);

  gtk_widget_grab_focus (scale);
  widget_press_keys (window, "Left");
  assert_strength (row, 0.75);
  widget_press_keys (window, "Right Right");
  assert_strength (row, 0.85);
  widget_press_keys (window, "shift+Left shift+Left");
  assert_strength (row, 0.83);
  widget_press_keys (window, "shift+Right");
  assert_strength (row, 0.84);
  widget_press_keys (window, "Home");
  assert_strength (row, 0.0);
  widget_press_keys (window, "shift+Left");
  assert_strength (row, 0.0);
  widget_press_keys (window, "End");
  assert_strength (row, 1.0);

  widget_close (window);
}

static void
test_mouse (void)
{
  GtkWidget *window;
  GtkWidget *row = show_row (&window);
  GtkWidget *scale = widget_find (row, GTK_TYPE_SCALE, NULL);

  g_assert_cmpint (gtk_widget_get_width (scale), >, 250);
  pen_strength_row_set_strength (PEN_STRENGTH_ROW (row), 0.1);
  widget_click (scale, 2);
  assert_strength (row, 0.8);

  /* The wheel belongs to the form around it. */
  widget_scroll (scale, 3);
  assert_strength (row, 0.8);

  widget_close (window);
}

int
main (int   argc,
      char *argv[])
{
  widget_test_init (&argc, &argv);

  g_test_add_func ("/strength-row/property", test_property);
  g_test_add_func ("/strength-row/accessible", test_accessible);
  g_test_add_func ("/strength-row/keyboard", test_keyboard);
  g_test_add_func ("/strength-row/mouse", test_mouse);

  return g_test_run ();
}
