/* pen-page-layout.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PEN_TYPE_PAGE_LAYOUT (pen_page_layout_get_type ())

/**
 * PenPageLayout:
 *
 * Two widgets beside each other where there is room, and one above the other where
 * there is not.
 *
 * Properties: "form" and "content" (GtkWidget; set them as properties in a .ui file),
 * "content-first" (boolean: in a narrow window the content stands above the form),
 * "content-optional" (boolean: a narrow window leaves the content out, as there is
 * nothing in it yet), "narrow" (boolean, read only).
 */
G_DECLARE_FINAL_TYPE (PenPageLayout, pen_page_layout, PEN, PAGE_LAYOUT, GtkWidget)

GtkWidget *pen_page_layout_new                  (void);
void       pen_page_layout_set_form             (PenPageLayout *self,
                                                 GtkWidget     *form);
void       pen_page_layout_set_content          (PenPageLayout *self,
                                                 GtkWidget     *content);
void       pen_page_layout_set_content_first    (PenPageLayout *self,
                                                 gboolean       content_first);
void       pen_page_layout_set_content_optional (PenPageLayout *self,
                                                 gboolean       content_optional);
gboolean   pen_page_layout_is_narrow            (PenPageLayout *self);

G_END_DECLS
