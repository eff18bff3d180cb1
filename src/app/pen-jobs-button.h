/* pen-jobs-button.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "pen-engine.h"

G_BEGIN_DECLS

#define PEN_TYPE_JOBS_BUTTON (pen_jobs_button_get_type ())

/**
 * PenJobsButton:
 *
 * How many jobs are under way, and behind it the list of them.
 *
 * Signals:
 *   "show-picture" (gint64): the picture with this id is to be shown
 */
G_DECLARE_FINAL_TYPE (PenJobsButton, pen_jobs_button, PEN, JOBS_BUTTON, AdwBin)

GtkWidget *pen_jobs_button_new        (void);
void       pen_jobs_button_set_engine (PenJobsButton *self,
                                       PenEngine     *engine);

G_END_DECLS
