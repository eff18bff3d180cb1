/* pen-parameter.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum
{
  PEN_PARAMETER_BOOLEAN,
  PEN_PARAMETER_INTEGER,
  PEN_PARAMETER_NUMBER,
  PEN_PARAMETER_STRING,
  PEN_PARAMETER_TEXTS,
  PEN_PARAMETER_CHOICE,
} PenParameterKind;

/**
 * PenParameter:
 * @name: the field's name, as the service spells it; a dot enters a JSON object:
 *   “override_settings.sd_model_checkpoint”
 * @title: for people, translated
 * @description: (nullable): for people, translated
 * @kind: what values it takes; %PEN_PARAMETER_TEXTS is a list of texts
 * @base: what kind of JSON value one choice is: text, integer or number; elsewhere the
 *   same as @kind
 * @required: whether the service wants it, and has no value of its own for it
 * @minimum: the least value of a number; -%G_MAXDOUBLE where not limited
 * @maximum: the greatest value of a number; %G_MAXDOUBLE where not limited
 * @step: a sensible step for a number; 0 where there is none
 * @fallback: (nullable): what the service takes when it is not sent; not sent then
 * @choices: (nullable) (array zero-terminated=1): the values of a choice, as texts
 * @choice_titles: (nullable) (array zero-terminated=1): the same, for people
 * @list: (nullable): the name of a list of the provider (“samplers”) that gives
 *   the choices at run time
 *
 * One setting of a model beyond the ones every model shares.
 */
typedef struct
{
  char             *name;
  char             *title;
  char             *description;
  PenParameterKind  kind;
  PenParameterKind  base;
  gboolean          required;
  double            minimum;
  double            maximum;
  double            step;
  JsonNode         *fallback;
  char            **choices;
  char            **choice_titles;
  char             *list;
} PenParameter;

PenParameter *pen_parameter_new_from_json (JsonObject    *object,
                                           GError       **error);
void          pen_parameter_free          (PenParameter  *self);
JsonNode     *pen_parameter_parse         (PenParameter  *self,
                                           const char    *text,
                                           GError       **error);
gboolean      pen_parameter_check         (PenParameter  *self,
                                           JsonNode      *value,
                                           GError       **error);
gboolean      pen_parameter_is_default    (PenParameter  *self,
                                           JsonNode      *value);
char         *pen_parameter_to_text       (PenParameter  *self,
                                           JsonNode      *value);
JsonObject   *pen_parameter_to_json       (PenParameter  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PenParameter, pen_parameter_free)

G_END_DECLS
