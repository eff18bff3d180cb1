/* pen-sim-form.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

#include "pen-sim-picture.h"

G_BEGIN_DECLS

/**
 * PenSimPart:
 * @name: the field
 * @file_name: (nullable): the file name, for files
 * @media_type: (nullable): the announced media type
 * @bytes: the value
 *
 * One field of a form.
 */
typedef struct
{
  char   *name;
  char   *file_name;
  char   *media_type;
  GBytes *bytes;
} PenSimPart;

typedef enum
{
  PEN_SIM_RULE_TEXT,
  PEN_SIM_RULE_INTEGER,
  PEN_SIM_RULE_NUMBER,
  PEN_SIM_RULE_CHOICE,
  PEN_SIM_RULE_PICTURE,
} PenSimRuleKind;

/**
 * PenSimRule:
 * @name: the field; %NULL ends a list
 * @kind: what it holds
 * @required: whether it must be there
 * @minimum: least value; for texts, least length in characters
 * @maximum: greatest value or length
 * @choices: (nullable): the closed set of values
 * @picture: (nullable): what the picture may be
 *
 * What a service wants of one field.
 */
typedef struct
{
  const char               *name;
  PenSimRuleKind            kind;
  gboolean                  required;
  double                    minimum;
  double                    maximum;
  const char *const        *choices;
  const PenSimPictureRule  *picture;
} PenSimRule;

/* A multipart/form-data body, taken apart strictly. */
typedef struct _PenSimForm PenSimForm;

PenSimForm *pen_sim_form_new         (const char        *content_type,
                                      GBytes            *body,
                                      GError           **error);
void        pen_sim_form_free        (PenSimForm        *self);
PenSimPart *pen_sim_form_get         (PenSimForm        *self,
                                      const char        *name);
GPtrArray  *pen_sim_form_get_all     (PenSimForm        *self,
                                      const char        *name);
GPtrArray  *pen_sim_form_get_parts   (PenSimForm        *self);
const char *pen_sim_form_get_text    (PenSimForm        *self,
                                      const char        *name,
                                      const char        *fallback);
void        pen_sim_form_check       (PenSimForm        *self,
                                      const PenSimRule  *rules,
                                      GPtrArray         *errors);
JsonObject *pen_sim_form_describe    (PenSimForm        *self);
char       *pen_sim_form_get_digest  (PenSimForm        *self,
                                      const char        *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PenSimForm, pen_sim_form_free)

G_END_DECLS
