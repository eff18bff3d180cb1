/* pen-size-row.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "pen-model.h"

G_BEGIN_DECLS

#define PEN_TYPE_SIZE_ROW (pen_size_row_get_type ())

/**
 * PenSizeRow:
 *
 * Width and height of a new picture: the model's own, a common shape, or numbers.
 *
 * Signal "changed": the size has changed.
 */
G_DECLARE_FINAL_TYPE (PenSizeRow, pen_size_row, PEN, SIZE_ROW, AdwPreferencesRow)

GtkWidget *pen_size_row_new        (void);
void       pen_size_row_set_fields (PenSizeRow      *self,
                                    const PenField  *width,
                                    const PenField  *height,
                                    gboolean         of_source);
void       pen_size_row_get_size   (PenSizeRow      *self,
                                    guint           *width,
                                    guint           *height);
void       pen_size_row_set_size   (PenSizeRow      *self,
                                    guint            width,
                                    guint            height);

G_END_DECLS
