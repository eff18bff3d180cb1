/* pen-result-view.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "pen-engine.h"

G_BEGIN_DECLS

#define PEN_TYPE_RESULT_VIEW (pen_result_view_get_type ())

/**
 * PenResultView:
 *
 * The pictures that were made since the program started, the newest large.
 *
 * Property "empty" (boolean): there is nothing to show, and nothing on its way.
 *
 * Signal "use-as-source" (PenPicture): the picture shall be changed further.
 */
G_DECLARE_FINAL_TYPE (PenResultView, pen_result_view, PEN, RESULT_VIEW, AdwBin)

GtkWidget  *pen_result_view_new         (void);
void        pen_result_view_set_engine  (PenResultView *self,
                                         PenEngine     *engine);
void        pen_result_view_add_job     (PenResultView *self,
                                         PenJob        *job);
gboolean    pen_result_view_is_empty    (PenResultView *self);
PenPicture *pen_result_view_get_picture (PenResultView *self);

G_END_DECLS
