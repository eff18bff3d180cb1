/* pen-file.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * Files that must not be lost: all of these block and belong in a thread.
 */

int       pen_file_create_temporary (const char   *folder,
                                     const char   *suffix,
                                     char        **ret_path,
                                     GError      **error);
gboolean  pen_file_publish          (const char   *temporary,
                                     const char   *folder,
                                     const char   *stem,
                                     const char   *extension,
                                     char        **ret_path,
                                     GError      **error);
gboolean  pen_file_sync             (const char   *path,
                                     GError      **error);
void      pen_file_start_sync       (const char   *path);
gboolean  pen_file_write_all        (int           fd,
                                     const void   *data,
                                     gsize         length,
                                     GError      **error);
gboolean  pen_file_copy             (const char   *from,
                                     const char   *to,
                                     GCancellable *cancellable,
                                     GError      **error);
char     *pen_file_digest           (const char   *path,
                                     guint64      *ret_size,
                                     GCancellable *cancellable,
                                     GError      **error);
char     *pen_file_new_stem         (void);

G_END_DECLS
