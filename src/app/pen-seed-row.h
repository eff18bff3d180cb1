/* pen-seed-row.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define PEN_TYPE_SEED_ROW (pen_seed_row_get_type ())

/**
 * PenSeedRow:
 *
 * The seed of a picture: empty for a new one each time.
 *
 * Signal "changed": the seed has changed.
 */
G_DECLARE_FINAL_TYPE (PenSeedRow, pen_seed_row, PEN, SEED_ROW, AdwActionRow)

GtkWidget *pen_seed_row_new         (void);
void       pen_seed_row_set_maximum (PenSeedRow *self,
                                     guint64     maximum);
guint64    pen_seed_row_get_seed    (PenSeedRow *self);
void       pen_seed_row_set_seed    (PenSeedRow *self,
                                     guint64     seed);

G_END_DECLS
