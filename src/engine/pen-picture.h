/* pen-picture.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-rows.h"

G_BEGIN_DECLS

#define PEN_TYPE_PICTURE (pen_picture_get_type ())

/**
 * PenPicture:
 *
 * A picture of the gallery.  Only its star changes.
 */
G_DECLARE_FINAL_TYPE (PenPicture, pen_picture, PEN, PICTURE, GObject)

PenPicture          *pen_picture_new         (PenPictureRow *row);
const PenPictureRow *pen_picture_get_row     (PenPicture    *self);
gint64               pen_picture_get_id      (PenPicture    *self);
const char          *pen_picture_get_path    (PenPicture    *self);
const char          *pen_picture_get_prompt  (PenPicture    *self);
gboolean             pen_picture_get_starred (PenPicture    *self);

G_END_DECLS
