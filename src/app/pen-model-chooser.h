/* pen-model-chooser.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "pen-engine.h"

G_BEGIN_DECLS

#define PEN_TYPE_MODEL_CHOOSER (pen_model_chooser_get_type ())

/**
 * PenModelChooser:
 *
 * Chooses a provider and one of its models for a task.
 *
 * Properties: "model" (PenModel, nullable), "explanation" (string, nullable: why the
 * chosen model cannot be used now).
 */
G_DECLARE_FINAL_TYPE (PenModelChooser, pen_model_chooser, PEN, MODEL_CHOOSER, AdwBin)

GtkWidget  *pen_model_chooser_new             (void);
void        pen_model_chooser_set_engine      (PenModelChooser *self,
                                               PenEngine       *engine,
                                               PenTask          task);
PenModel   *pen_model_chooser_get_model       (PenModelChooser *self);
gboolean    pen_model_chooser_set_model       (PenModelChooser *self,
                                               const char      *full_id);
const char *pen_model_chooser_get_explanation (PenModelChooser *self);

G_END_DECLS
