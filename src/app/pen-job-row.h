/* pen-job-row.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "pen-engine.h"

G_BEGIN_DECLS

#define PEN_TYPE_JOB_ROW (pen_job_row_widget_get_type ())

/**
 * PenJobRowWidget:
 *
 * One job in the list behind the jobs button: what it is, how far it is, and what can
 * be done with it.
 *
 * Signals:
 *   "show-picture" (gint64): its first picture is to be shown
 */
G_DECLARE_FINAL_TYPE (PenJobRowWidget, pen_job_row_widget, PEN, JOB_ROW_WIDGET, GtkListBoxRow)

GtkWidget *pen_job_row_widget_new (PenEngine *engine,
                                   PenJob    *job);

G_END_DECLS
