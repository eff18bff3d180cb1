/* pen-picture-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-picture.h"

G_BEGIN_DECLS

void _pen_picture_set_starred (PenPicture *self,
                               gboolean    starred);

G_END_DECLS
