/* pen-practice-work.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-step.h"

G_BEGIN_DECLS

/* What is done instead of a call: #PenWorkFunc, one for each kind of task. */

GPtrArray *pen_practice_draw_patterns (PenRequest       *request,
                                       const char       *spool_folder,
                                       PenWorkProgress   progress,
                                       gpointer          progress_data,
                                       GCancellable     *cancellable,
                                       GError          **error);
GPtrArray *pen_practice_apply_effect  (PenRequest       *request,
                                       const char       *spool_folder,
                                       PenWorkProgress   progress,
                                       gpointer          progress_data,
                                       GCancellable     *cancellable,
                                       GError          **error);
GPtrArray *pen_practice_mirror_edges  (PenRequest       *request,
                                       const char       *spool_folder,
                                       PenWorkProgress   progress,
                                       gpointer          progress_data,
                                       GCancellable     *cancellable,
                                       GError          **error);

G_END_DECLS
