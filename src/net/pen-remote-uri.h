/* pen-remote-uri.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

GUri     *pen_remote_uri_parse          (const char *text,
                                         GUri       *base);
gboolean  pen_remote_uri_is_web         (GUri       *uri);
gboolean  pen_remote_uri_is_same_server (GUri       *uri,
                                         GUri       *base);
gboolean  pen_remote_uri_is_loopback    (GUri       *uri);
gboolean  pen_remote_uri_check_encrypted
                                        (GUri       *uri,
                                         gboolean    is_local,
                                         GError    **error);
GUri     *pen_remote_uri_join           (const char  *address,
                                         const char  *path,
                                         GError     **error);

G_END_DECLS
