/* pen-strip.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-header.h"

G_BEGIN_DECLS

GBytes *pen_strip (const PenHeader *header,
                   GBytes          *file);

G_END_DECLS
