/* pen-window.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "pen-engine.h"

G_BEGIN_DECLS

#define PEN_TYPE_WINDOW (pen_window_get_type ())

/**
 * PenWindow:
 *
 * The window: three pages, the jobs, and the menu.
 *
 * Actions: win.show-page (s), win.toast (s), win.open, win.paste, win.generate,
 * win.cancel, win.search.
 */
G_DECLARE_FINAL_TYPE (PenWindow, pen_window, PEN, WINDOW, AdwApplicationWindow)

PenWindow *pen_window_new          (GtkApplication *application,
                                    GSettings      *settings);
void       pen_window_set_engine   (PenWindow      *self,
                                    PenEngine      *engine);
void       pen_window_show_page    (PenWindow      *self,
                                    const char     *page);
void       pen_window_show_picture (PenWindow      *self,
                                    gint64          id);
void       pen_window_open_file    (PenWindow      *self,
                                    GFile          *file);
void       pen_window_toast        (PenWindow      *self,
                                    const char     *sentence,
                                    const char     *button,
                                    const char     *action);
void       pen_window_show_failure (PenWindow      *self,
                                    const GError   *error);

G_END_DECLS
