/* pen-provider-row.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "pen-engine.h"

G_BEGIN_DECLS

#define PEN_TYPE_PROVIDER_ROW (pen_provider_row_get_type ())

/**
 * PenProviderRow:
 *
 * One provider in the preferences: whether it can be used, its key, its addresses.
 */
G_DECLARE_FINAL_TYPE (PenProviderRow, pen_provider_row, PEN, PROVIDER_ROW, AdwExpanderRow)

GtkWidget  *pen_provider_row_new          (PenEngine      *engine,
                                           PenCatalogue   *catalogue);
const char *pen_provider_row_get_provider (PenProviderRow *self);
void        pen_provider_row_reveal       (PenProviderRow *self);

G_END_DECLS
