/* pen-schema-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-schema.h"
#include "pen-task.h"

G_BEGIN_DECLS

/*
 * PenSchemaReader:
 * @document: what references point into
 * @budget: how many members of schemas may still be looked at, so that references that
 *   lead to each other, or to the same again and again, end
 */
typedef struct
{
  JsonObject *document;
  guint       budget;
} PenSchemaReader;

typedef enum
{
  PEN_SCHEMA_TEXT,
  PEN_SCHEMA_BOOLEAN,
  PEN_SCHEMA_INTEGER,
  PEN_SCHEMA_NUMBER,
  PEN_SCHEMA_CHOICE,
  PEN_SCHEMA_TEXTS,
  PEN_SCHEMA_PICTURE,
  PEN_SCHEMA_PICTURES,
  PEN_SCHEMA_SIZE,
  PEN_SCHEMA_FOREIGN,
} PenSchemaKind;

/*
 * PenSchemaProperty:
 * @name: as the service spells it
 * @tokens: the words of the name in lower case, a blank around each: “ control image 2 ”
 * @title: for people
 * @description: (nullable): for people, without a full stop at its end
 * @kind: what it is
 * @foreign: (nullable): for people, where nothing can be made of it: “a video”
 * @minimum: of a number, or a side; -%G_MAXDOUBLE where not limited
 * @maximum: of a number, or a side; %G_MAXDOUBLE where not limited
 * @multiple: what a whole number is a multiple of; at least 1
 * @fallback: (nullable): what the service takes when it is not sent
 * @values: (nullable): of a choice, or what stands beside a size; all of one type
 * @min_length: of a text, or the fewest of a list
 * @max_length: of a text, or the most of a list; 0 where not limited
 * @limits: (nullable): of a picture, in the form of a catalogue
 */
typedef struct
{
  char          *name;
  char          *tokens;
  char          *title;
  char          *description;
  PenSchemaKind  kind;
  char          *foreign;
  gboolean       required;
  gboolean       deprecated;
  double         minimum;
  double         maximum;
  guint          multiple;
  JsonNode      *fallback;
  JsonArray     *values;
  guint          min_length;
  guint          max_length;
  JsonObject    *limits;
} PenSchemaProperty;

typedef enum
{
  PEN_SCHEMA_UNSURE,
  PEN_SCHEMA_MORE,
  PEN_SCHEMA_LESS,
} PenSchemaDirection;

#define PEN_SCHEMA_MAX_CONTROLS 8
#define PEN_SCHEMA_MAX_TASKS 4

/*
 * PenSchemaRoles:
 * @kinds: the kind of each picture of @controls
 * @numbered: (nullable): the pattern of the names of further pictures: “image_{n}”
 * @margins: how far the picture grows on the left, top, right and bottom: all or none
 * @faces: whether @source is a face to be kept
 * @sole_control: whether @source is the only control picture, and there is no other source
 *
 * Which property (unowned) is which part of a request; %NULL where there is none.
 */
typedef struct
{
  PenSchemaProperty  *prompt;
  PenSchemaProperty  *negative;
  PenSchemaProperty  *search;
  PenSchemaProperty  *source;
  PenSchemaProperty  *mask;
  PenSchemaProperty  *references;
  PenSchemaProperty  *controls[PEN_SCHEMA_MAX_CONTROLS];
  const char         *kinds[PEN_SCHEMA_MAX_CONTROLS];
  guint               n_controls;
  PenSchemaProperty  *weight;
  PenSchemaProperty  *strength;
  PenSchemaProperty  *seed;
  PenSchemaProperty  *count;
  PenSchemaProperty  *aspect;
  PenSchemaProperty  *size;
  PenSchemaProperty  *width;
  PenSchemaProperty  *height;
  PenSchemaProperty  *margins[4];

  char               *numbered;
  guint               numbered_from;
  guint               n_numbered;
  gboolean            inverted;
  const char         *polarity;
  gboolean            faces;
  gboolean            sole_control;
} PenSchemaRoles;

JsonObject        *_pen_schema_find           (JsonObject            *document,
                                               const char            *pointer);
JsonObject        *_pen_schema_flatten        (PenSchemaReader       *reader,
                                               JsonObject            *schema);

PenSchemaProperty *_pen_schema_property_new   (PenSchemaReader       *reader,
                                               const char            *name,
                                               JsonObject            *schema,
                                               gboolean               required);
void               _pen_schema_property_free  (PenSchemaProperty     *self);

char              *_pen_schema_tokens         (const char            *text);
gboolean           _pen_schema_has_token      (const char            *tokens,
                                               const char            *words);
gboolean           _pen_schema_names_picture  (const char            *tokens);
const char        *_pen_schema_control_kind   (const char            *tokens);
const char        *_pen_schema_mask_polarity  (const char            *description,
                                               gboolean              *ret_told);
PenSchemaDirection _pen_schema_direction      (PenSchemaProperty     *property);

void               _pen_schema_find_pictures  (PenSchemaRoles        *roles,
                                               GPtrArray             *properties,
                                               const char            *model,
                                               GPtrArray             *notes);
void               _pen_schema_find_roles     (PenSchemaRoles        *roles,
                                               GPtrArray             *properties,
                                               GPtrArray             *notes);
gboolean           _pen_schema_has_role       (PenSchemaRoles        *roles,
                                               PenSchemaProperty     *property);
JsonObject        *_pen_schema_write_roles    (PenSchemaRoles        *roles,
                                               PenTask                task,
                                               const char            *prefix);
gboolean           _pen_schema_sends          (PenSchemaRoles        *roles,
                                               PenTask                task,
                                               PenSchemaProperty     *property);
guint              _pen_schema_usual_side     (PenSchemaProperty     *side);
JsonObject        *_pen_schema_write_parameter
                                              (PenSchemaProperty     *property);
guint              _pen_schema_choose_tasks   (PenSchemaRoles        *roles,
                                               const char            *model,
                                               PenTask               *ret_tasks);
JsonObject        *_pen_schema_write_task     (PenSchemaRoles        *roles,
                                               PenTask                task,
                                               GPtrArray             *properties,
                                               const PenSchemaHints  *hints);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PenSchemaProperty, _pen_schema_property_free)

G_END_DECLS
