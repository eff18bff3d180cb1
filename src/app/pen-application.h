/* pen-application.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "pen-engine.h"

G_BEGIN_DECLS

#define PEN_TYPE_APPLICATION (pen_application_get_type ())

/**
 * PenApplication:
 *
 * The program: it owns the one engine, and opens it while the window is already there.
 *
 * Actions: app.quit, app.about, app.preferences (s: id of a provider, or empty),
 * app.shortcuts, app.open-engine, app.resume-jobs, app.show-picture (x: id of a
 * picture).
 */
G_DECLARE_FINAL_TYPE (PenApplication, pen_application, PEN, APPLICATION, AdwApplication)

PenApplication *pen_application_new        (void);

G_END_DECLS
