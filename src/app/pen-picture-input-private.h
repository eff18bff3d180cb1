/* pen-picture-input-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-picture-input.h"

G_BEGIN_DECLS

GCancellable *pen_picture_input_begin          (PenPictureInput *self);
void          pen_picture_input_fail           (PenPictureInput *self,
                                                const char      *sentence);
void          pen_picture_input_resolve_value  (PenPictureInput *self,
                                                const GValue    *value);
void          pen_picture_input_resolve_stream (PenPictureInput *self,
                                                GInputStream    *stream,
                                                GdkDrop         *drop);

void          pen_picture_input_hover          (PenPictureInput *self,
                                                int              step);

G_END_DECLS
