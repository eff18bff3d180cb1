/* pen-strength-row.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define PEN_TYPE_STRENGTH_ROW (pen_strength_row_get_type ())

G_DECLARE_FINAL_TYPE (PenStrengthRow, pen_strength_row, PEN, STRENGTH_ROW, AdwPreferencesRow)

GtkWidget *pen_strength_row_new          (void);
double     pen_strength_row_get_strength (PenStrengthRow *self);
void       pen_strength_row_set_strength (PenStrengthRow *self,
                                          double          strength);

G_END_DECLS
