/* pen-headers.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

void pen_headers_append    (SoupMessageHeaders *self,
                            SoupMessageHeaders *others);
void pen_headers_introduce (SoupMessageHeaders *self);
void pen_headers_wipe      (SoupMessageHeaders *self);

G_END_DECLS
