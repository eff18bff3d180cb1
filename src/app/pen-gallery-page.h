/* pen-gallery-page.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "pen-engine.h"

G_BEGIN_DECLS

#define PEN_TYPE_GALLERY_PAGE (pen_gallery_page_get_type ())

/**
 * PenGalleryPage:
 *
 * The pictures that were made: a grid with search and filters, and the details of the
 * chosen one.
 *
 * Signals:
 *   "use-as-source" (PenPicture): it is to be the source of a new one
 *   "reuse-settings" (PenPicture): what it was made with is to fill the form
 */
G_DECLARE_FINAL_TYPE (PenGalleryPage, pen_gallery_page, PEN, GALLERY_PAGE, AdwBin)

GtkWidget *pen_gallery_page_new          (void);
void       pen_gallery_page_set_engine   (PenGalleryPage *self,
                                          PenEngine      *engine);
void       pen_gallery_page_show_picture (PenGalleryPage *self,
                                          gint64          id);
void       pen_gallery_page_focus_search (PenGalleryPage *self);
void       pen_gallery_page_undo_trash   (PenGalleryPage *self);

G_END_DECLS
