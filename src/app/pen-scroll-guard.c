/* pen-scroll-guard.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-scroll-guard"

#include "config.h"

#include "pen-scroll-guard.h"

/**
 * pen_scroll_guard_protect:
 * @widget: a slider, or a number with two buttons
 *
 * Lets the wheel of the mouse go to the form around @widget.  A value must not change
 * because the form was scrolled with the pointer over it.
 */
void
pen_scroll_guard_protect (GtkWidget *widget)
{
  g_autoptr(GListModel) controllers = NULL;
  guint i;

  g_return_if_fail (GTK_IS_WIDGET (widget));

  controllers = gtk_widget_observe_controllers (widget);
  for (i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_SCROLL (controller))
        gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_NONE);
    }
}
