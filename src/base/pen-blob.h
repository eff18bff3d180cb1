/* pen-blob.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PEN_TYPE_BLOB (pen_blob_get_type ())

/**
 * PenBlob:
 *
 * Bytes and their media type, in memory or in a file.  Big pictures travel
 * through the house as files, so that memory does not grow with them.  Immutable.
 */
typedef struct _PenBlob PenBlob;

GType       pen_blob_get_type          (void);
PenBlob    *pen_blob_new_for_bytes     (GBytes      *bytes,
                                        const char  *media_type);
PenBlob    *pen_blob_new_for_file      (const char  *path,
                                        guint64      size,
                                        const char  *media_type);
PenBlob    *pen_blob_new_for_temporary (const char  *path,
                                        guint64      size,
                                        const char  *media_type);
PenBlob    *pen_blob_ref               (PenBlob     *self);
void        pen_blob_unref             (PenBlob     *self);
guint64     pen_blob_get_size          (PenBlob     *self);
const char *pen_blob_get_media_type    (PenBlob     *self);
const char *pen_blob_get_path          (PenBlob     *self);
GBytes     *pen_blob_get_bytes         (PenBlob     *self);
GInputStream *
            pen_blob_open              (PenBlob     *self,
                                        GError     **error);
GBytes     *pen_blob_load              (PenBlob     *self,
                                        gsize        max_size,
                                        GError     **error);
char       *pen_blob_steal_file        (PenBlob     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PenBlob, pen_blob_unref)

G_END_DECLS
