/* pen-thumbnails.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-pixels.h"

G_BEGIN_DECLS

#define PEN_THUMBNAIL_SIDE 256

/* A small picture of a big one, kept in the cache folder by the digest of the
 * file; made where it is not there.  At most two at a time, in threads. */
void       pen_thumbnail_load_async  (const char           *path,
                                      const char           *digest,
                                      const char           *folder,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
PenPixels *pen_thumbnail_load_finish (GAsyncResult         *result,
                                      GError              **error);

G_END_DECLS
