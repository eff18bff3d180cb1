/* pen-encode.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-pixels.h"

G_BEGIN_DECLS

gboolean pen_picture_can_encode
                            (const char   *media_type);
gboolean pen_picture_encode (PenPixels    *pixels,
                             const char   *media_type,
                             int           quality,
                             const char   *path,
                             GError      **error);
GBytes  *pen_picture_encode_to_bytes
                            (PenPixels    *pixels,
                             const char   *media_type,
                             int           quality,
                             GError      **error);

G_END_DECLS
