/* pen-scroll-guard.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void pen_scroll_guard_protect (GtkWidget *widget);

G_END_DECLS
