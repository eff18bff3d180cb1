/* pen-model-actions.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "pen-engine.h"

G_BEGIN_DECLS

#define PEN_TYPE_MODEL_ACTIONS (pen_model_actions_get_type ())

/**
 * PenModelActions:
 *
 * What can be done with the list of a provider's models: one more by its name, one of
 * the user's less.  Hidden where neither can be done.
 *
 * Signals: "model-added" (PenModel).
 */
G_DECLARE_FINAL_TYPE (PenModelActions, pen_model_actions, PEN, MODEL_ACTIONS, AdwBin)

void  pen_model_actions_set_model  (PenModelActions *self,
                                    PenEngine       *engine,
                                    PenModel        *model);

G_END_DECLS
