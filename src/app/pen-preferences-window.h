/* pen-preferences-window.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "pen-engine.h"

G_BEGIN_DECLS

#define PEN_TYPE_PREFERENCES_WINDOW (pen_preferences_window_get_type ())

/**
 * PenPreferencesWindow:
 *
 * Keys and addresses of the providers, where pictures are saved, and what leaves this
 * computer.
 */
G_DECLARE_FINAL_TYPE (PenPreferencesWindow, pen_preferences_window, PEN, PREFERENCES_WINDOW,
                      AdwPreferencesWindow)

GtkWidget *pen_preferences_window_new           (PenEngine            *engine,
                                                 GtkWindow            *parent);
void       pen_preferences_window_show_provider (PenPreferencesWindow *self,
                                                 const char           *provider);

G_END_DECLS
