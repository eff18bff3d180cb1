/* pen-parameter-row.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "pen-parameter.h"

G_BEGIN_DECLS

#define PEN_TYPE_PARAMETER_ROW (pen_parameter_row_get_type ())

/**
 * PenParameterRow:
 *
 * One setting of a model, with the widget that fits its kind.
 *
 * Signal "changed": its value has changed.
 */
G_DECLARE_FINAL_TYPE (PenParameterRow, pen_parameter_row, PEN, PARAMETER_ROW, AdwActionRow)

GtkWidget    *pen_parameter_row_new           (PenParameter        *parameter,
                                               const char * const  *list);
PenParameter *pen_parameter_row_get_parameter (PenParameterRow     *self);
JsonNode     *pen_parameter_row_dup_value     (PenParameterRow     *self);
gboolean      pen_parameter_row_set_value     (PenParameterRow     *self,
                                               JsonNode            *value);

G_END_DECLS
