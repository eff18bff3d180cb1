/* widget-helper.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * What the tests of widgets share: finding a widget as a person would, waiting for a
 * condition, and a real keyboard and mouse.
 */

typedef gboolean (*WidgetCondition) (gpointer data);

void       widget_test_init     (int             *argc,
                                 char          ***argv);
GtkWidget *widget_find          (GtkWidget       *root,
                                 GType            type,
                                 const char      *name);
guint      widget_count         (GtkWidget       *root,
                                 GType            type);
gboolean   widget_shows_text    (GtkWidget       *root,
                                 const char      *text);
void       widget_wait          (WidgetCondition  condition,
                                 gpointer         data);
void       widget_wait_idle     (void);
GtkWidget *widget_show          (GtkWidget       *child,
                                 int              width,
                                 int              height);
void       widget_close         (GtkWidget       *window);
void       widget_press_keys    (GtkWidget       *window,
                                 const char      *keys);
void       widget_type          (GtkWidget       *window,
                                 const char      *text);
void       widget_click         (GtkWidget       *widget,
                                 guint            times);
void       widget_scroll        (GtkWidget       *widget,
                                 guint            clicks);

G_END_DECLS
