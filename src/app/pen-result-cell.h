/* pen-result-cell.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "pen-engine.h"

G_BEGIN_DECLS

#define PEN_TYPE_RESULT_CELL (pen_result_cell_get_type ())

/**
 * PenResultCell:
 *
 * A small picture in a strip of results.
 */
G_DECLARE_FINAL_TYPE (PenResultCell, pen_result_cell, PEN, RESULT_CELL, AdwBin)

GtkWidget *pen_result_cell_new         (void);
void       pen_result_cell_set_picture (PenResultCell *self,
                                        PenEngine     *engine,
                                        PenPicture    *picture);

G_END_DECLS
