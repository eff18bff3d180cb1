/* pen-composite.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-mask.h"

G_BEGIN_DECLS

PenPixels *pen_composite       (PenPixels           *old,
                                PenPixels           *result,
                                const PenMask       *mask,
                                const PenPlacement  *placement,
                                GError             **error);
void       pen_composite_blend (PenPixels           *changed,
                                PenPixels           *old,
                                const PenMask       *mask);

G_END_DECLS
