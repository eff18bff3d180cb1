/* pen-choice-row.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define PEN_TYPE_CHOICE_ROW (pen_choice_row_get_type ())

/**
 * PenChoiceRow:
 *
 * One line of a drop-down: what it is, and below, small, what speaks against it.
 */
G_DECLARE_FINAL_TYPE (PenChoiceRow, pen_choice_row, PEN, CHOICE_ROW, AdwBin)

GtkWidget  *pen_choice_row_new          (void);
void        pen_choice_row_set          (PenChoiceRow *self,
                                         const char   *title,
                                         const char   *reason,
                                         gboolean      usable);
void        pen_choice_row_set_chosen   (PenChoiceRow *self,
                                         gboolean      chosen);
const char *pen_choice_row_get_title    (PenChoiceRow *self);
const char *pen_choice_row_get_reason   (PenChoiceRow *self);

G_END_DECLS
