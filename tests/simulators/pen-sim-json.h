/* pen-sim-json.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

#include "pen-sim-service.h"

G_BEGIN_DECLS

/* The plural ones are lists of pictures; %PEN_SIM_JSON_LIST is one of anything. */
typedef enum
{
  PEN_SIM_JSON_TEXT,
  PEN_SIM_JSON_INTEGER,
  PEN_SIM_JSON_NUMBER,
  PEN_SIM_JSON_BOOLEAN,
  PEN_SIM_JSON_CHOICE,
  PEN_SIM_JSON_BASE64,
  PEN_SIM_JSON_DATA_URI,
  PEN_SIM_JSON_BASE64S,
  PEN_SIM_JSON_DATA_URIS,
  PEN_SIM_JSON_LIST,
  PEN_SIM_JSON_OBJECT,
} PenSimJsonKind;

/**
 * PenSimJsonRule:
 * @name: the member; %NULL ends a list
 * @kind: what it holds
 * @required: whether it must be there
 * @minimum: least value; for texts, least length in characters
 * @maximum: greatest value or length; for lists, most items; 0 where not limited
 * @multiple: a number must be a multiple of it; 0 where any will do
 * @choices: (nullable): the closed set of values
 * @picture: (nullable): what a picture may be; for lists, those in it
 *
 * What a service wants of one member of a JSON body.
 */
typedef struct
{
  const char              *name;
  PenSimJsonKind           kind;
  gboolean                 required;
  double                   minimum;
  double                   maximum;
  guint                    multiple;
  const char *const       *choices;
  const PenSimPictureRule *picture;
} PenSimJsonRule;

/**
 * PenSimJsonError:
 * @field: the member
 * @text: what is wrong with it
 * @type: a word for it, as FastAPI has them
 *
 * One reason to refuse a body.
 */
typedef struct
{
  char       *field;
  char       *text;
  const char *type;
} PenSimJsonError;

GPtrArray  *pen_sim_json_errors_new   (void);
void        pen_sim_json_complain     (GPtrArray             *errors,
                                       const char            *field,
                                       const char            *type,
                                       const char            *text);
JsonObject *pen_sim_json_read         (PenSimVisit           *visit);
char       *pen_sim_json_get_digest   (PenSimVisit           *visit);
void        pen_sim_json_check        (JsonObject            *object,
                                       const PenSimJsonRule  *rules,
                                       GPtrArray             *errors);
GBytes     *pen_sim_json_decode       (const char            *text,
                                       PenSimJsonKind         kind,
                                       char                 **ret_media_type);
GBytes     *pen_sim_json_get_picture  (JsonObject            *object,
                                       const char            *name,
                                       PenSimJsonKind         kind);

/* Where a mask is white, @altered; where it is black, @source: the sizes are the same. */
GdkPixbuf  *pen_sim_mask_blend        (GdkPixbuf             *source,
                                       GdkPixbuf             *altered,
                                       GdkPixbuf             *mask);
gboolean    pen_sim_mask_check        (GBytes                *mask,
                                       GBytes                *source);

G_END_DECLS
