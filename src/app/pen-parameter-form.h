/* pen-parameter-form.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "pen-catalogue.h"
#include "pen-request.h"

G_BEGIN_DECLS

#define PEN_TYPE_PARAMETER_FORM (pen_parameter_form_get_type ())

/**
 * PenParameterForm:
 *
 * The settings of a model beyond prompt and strength, as its catalogue entry lists
 * them: size, count, seed, and the model's own.
 *
 * Signal "changed": something that a request would carry has changed.
 */
G_DECLARE_FINAL_TYPE (PenParameterForm, pen_parameter_form, PEN, PARAMETER_FORM, AdwBin)

GtkWidget *pen_parameter_form_new          (void);
void       pen_parameter_form_set_model    (PenParameterForm *self,
                                            PenModel         *model,
                                            PenTask           task,
                                            PenCatalogue     *catalogue);
void       pen_parameter_form_apply        (PenParameterForm *self,
                                            PenRequest       *request);
void       pen_parameter_form_load_request (PenParameterForm *self,
                                            PenRequest       *request);
JsonNode  *pen_parameter_form_dup_draft    (PenParameterForm *self);
void       pen_parameter_form_load_draft   (PenParameterForm *self,
                                            JsonNode         *draft);
void       pen_parameter_form_reset        (PenParameterForm *self);

G_END_DECLS
