/* pen-field-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-model.h"

G_BEGIN_DECLS

/* The greatest side of a picture that a catalogue may speak of. */
#define PEN_FIELD_MAX_SIDE 1000000

PenField *pen_field_new_from_json (PenRole      role,
                                   JsonObject  *object,
                                   GError     **error);
void      pen_field_free          (PenField    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PenField, pen_field_free)

G_END_DECLS
