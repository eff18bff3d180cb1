/* pen-image-page.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-request-form.h"

G_BEGIN_DECLS

#define PEN_TYPE_IMAGE_PAGE (pen_image_page_get_type ())

/**
 * PenImagePage:
 *
 * A picture, what shall become of it, and what became of it.
 *
 * A picture that cannot be opened leaves the page as it was, with a sentence on top.
 */
G_DECLARE_FINAL_TYPE (PenImagePage, pen_image_page, PEN, IMAGE_PAGE, AdwBin)

void            pen_image_page_set_engine       (PenImagePage *self,
                                                 PenEngine    *engine);
PenRequestForm *pen_image_page_get_form         (PenImagePage *self);
const char     *pen_image_page_get_path         (PenImagePage *self);
gboolean        pen_image_page_is_loading       (PenImagePage *self);
void            pen_image_page_open_path        (PenImagePage *self,
                                                 const char   *path,
                                                 gint64        parent);
void            pen_image_page_open_file        (PenImagePage *self,
                                                 GFile        *file);
void            pen_image_page_open_file_dialog (PenImagePage *self);
void            pen_image_page_paste            (PenImagePage *self);
void            pen_image_page_watch_drops      (PenImagePage *self,
                                                 GtkWidget    *widget);

G_END_DECLS
