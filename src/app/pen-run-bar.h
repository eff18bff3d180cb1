/* pen-run-bar.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-notice.h"

G_BEGIN_DECLS

#define PEN_TYPE_RUN_BAR (pen_run_bar_get_type ())

/**
 * PenRunBar:
 *
 * The foot of a form: what it will cost, the button that starts and stops, and how it
 * goes.
 *
 * Property "label" (string): of the button while nothing runs.
 *
 * Signals: "generate", "cancel", "send-again" (PenJob).
 */
G_DECLARE_FINAL_TYPE (PenRunBar, pen_run_bar, PEN, RUN_BAR, AdwBin)

GtkWidget *pen_run_bar_new         (void);
void       pen_run_bar_set_summary (PenRunBar    *self,
                                    const char   *summary);
void       pen_run_bar_set_pending (PenRunBar    *self,
                                    gboolean      pending);
void       pen_run_bar_set_jobs    (PenRunBar    *self,
                                    GPtrArray    *jobs);
gboolean   pen_run_bar_is_active   (PenRunBar    *self);
PenNotice *pen_run_bar_get_notice  (PenRunBar    *self);
void       pen_run_bar_press       (PenRunBar    *self);

G_END_DECLS
