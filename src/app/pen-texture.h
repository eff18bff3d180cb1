/* pen-texture.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "pen-decode.h"

G_BEGIN_DECLS

GdkTexture *pen_texture_new_for_pixels    (PenPixels            *pixels);
gboolean    pen_texture_is_opaque         (GdkTexture           *texture);
GBytes     *pen_texture_get_bytes         (GdkTexture           *texture);

void        pen_texture_load_async        (const char           *path,
                                           guint                 side,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
GdkTexture *pen_texture_load_finish       (GAsyncResult         *result,
                                           PenPictureInfo       *info,
                                           GError              **error);

void        pen_texture_load_bytes_async  (GBytes               *bytes,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
GdkTexture *pen_texture_load_bytes_finish (GAsyncResult         *result,
                                           GError              **error);

void        pen_texture_encode_async      (GdkTexture           *texture,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
GBytes     *pen_texture_encode_finish     (GAsyncResult         *result,
                                           GError              **error);

G_END_DECLS
