/* pen-reserve.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * Room on a disk, kept free for what is on its way: taken before something is bought,
 * and given back to the one who writes it when the disk has become full meanwhile.
 */

gboolean pen_reserve_take    (const char  *folder,
                              guint64      size,
                              GError     **error);
gboolean pen_reserve_release (const char  *folder);

G_END_DECLS
