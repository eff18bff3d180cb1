/* pen-media.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * What kind of picture bytes are, judged by the bytes alone.  Whatever a file
 * name or a service says of them does not count.
 */

#define PEN_MEDIA_SNIFF_SIZE 32

const char *pen_media_sniff          (const guint8 *data,
                                      gsize         length);
const char *pen_media_to_extension   (const char   *media_type);
const char *pen_media_to_format      (const char   *media_type);
const char *pen_media_from_format    (const char   *format);

G_END_DECLS
