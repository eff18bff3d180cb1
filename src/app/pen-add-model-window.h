/* pen-add-model-window.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "pen-engine.h"

G_BEGIN_DECLS

#define PEN_TYPE_ADD_MODEL_WINDOW (pen_add_model_window_get_type ())

/**
 * PenAddModelWindow:
 *
 * Asks for the name of a model, and its service for the model.  Closes itself when the
 * model is there.
 *
 * Signals: "added" (PenModel).
 */
G_DECLARE_FINAL_TYPE (PenAddModelWindow, pen_add_model_window, PEN, ADD_MODEL_WINDOW, AdwWindow)

GtkWidget *pen_add_model_window_new (PenEngine  *engine,
                                     const char *provider);

G_END_DECLS
