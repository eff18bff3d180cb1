/* pen-gallery-cell.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "pen-engine.h"

G_BEGIN_DECLS

#define PEN_TYPE_GALLERY_CELL (pen_gallery_cell_get_type ())

/**
 * PenGalleryCell:
 *
 * A picture in the grid of the gallery, with its star.
 */
G_DECLARE_FINAL_TYPE (PenGalleryCell, pen_gallery_cell, PEN, GALLERY_CELL, AdwBin)

GtkWidget *pen_gallery_cell_new         (void);
void       pen_gallery_cell_set_picture (PenGalleryCell *self,
                                         PenEngine      *engine,
                                         PenPicture     *picture);

G_END_DECLS
