/* pen-drop-search.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * A field for words above the list of a drop-down, where the list is long.
 */

void pen_drop_search_set_up (GtkDropDown *drop,
                             GCallback    get_words);
void pen_drop_search_update (GtkDropDown *drop);

G_END_DECLS
