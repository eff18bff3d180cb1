/* pen-show-in-files.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void pen_show_in_files (GtkWidget  *widget,
                        const char *path);

G_END_DECLS
