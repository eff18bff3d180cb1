/* pen-sim-openai-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-sim-form.h"
#include "pen-sim-picture.h"
#include "pen-sim-service.h"

G_BEGIN_DECLS

/**
 * PenSimOpenaiProblem:
 * @status: the HTTP status
 * @type: the kind of trouble
 * @code: (nullable): its name
 * @param: (nullable): the field that it is about
 * @message: (owned): a sentence
 *
 * Why a request is refused.
 */
typedef struct
{
  guint       status;
  const char *type;
  const char *code;
  const char *param;
  char       *message;
} PenSimOpenaiProblem;

/**
 * PenSimOpenaiAsk:
 * @edit: whether pictures go in
 * @json: (nullable): the fields of a request in words
 * @form: (nullable): the fields of a request with pictures
 * @sources: (nullable) (element-type PenSimPart): the pictures, in their order
 * @mask: (nullable): what may change
 * @width: of the result
 * @height: of the result
 *
 * A request that is looked at.
 */
typedef struct
{
  gboolean    edit;
  JsonObject *json;
  PenSimForm *form;
  GPtrArray  *sources;
  PenSimPart *mask;
  guint       width;
  guint       height;
} PenSimOpenaiAsk;

const char *pen_sim_openai_get_text    (PenSimOpenaiAsk      *ask,
                                        const char           *name,
                                        const char           *fallback);
gint64      pen_sim_openai_get_integer (PenSimOpenaiAsk      *ask,
                                        const char           *name,
                                        gint64                fallback);
gboolean    pen_sim_openai_get_boolean (PenSimOpenaiAsk      *ask,
                                        const char           *name);
gboolean    pen_sim_openai_check       (PenSimOpenaiAsk      *ask,
                                        PenSimOpenaiProblem  *problem);
void        pen_sim_openai_answer      (PenSimVisit          *visit,
                                        PenSimOpenaiAsk      *ask,
                                        const char           *digest);

G_END_DECLS
