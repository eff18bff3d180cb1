/* pen-gallery-details.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "pen-engine.h"

G_BEGIN_DECLS

#define PEN_TYPE_GALLERY_DETAILS (pen_gallery_details_get_type ())

/**
 * PenGalleryDetails:
 *
 * One picture of the gallery, large, with what it was made of and what can be done
 * with it.
 *
 * Signals:
 *   "use-as-source" (PenPicture), "reuse-settings" (PenPicture)
 *   "show-picture" (gint64): another picture is to be shown, its parent
 *   "close": the user wants to see the grid again
 */
G_DECLARE_FINAL_TYPE (PenGalleryDetails, pen_gallery_details, PEN, GALLERY_DETAILS, AdwBin)

void pen_gallery_details_set_engine  (PenGalleryDetails *self,
                                      PenEngine         *engine);
void pen_gallery_details_set_picture (PenGalleryDetails *self,
                                      PenPicture        *picture);

G_END_DECLS
