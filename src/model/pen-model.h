/* pen-model.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-parameter.h"
#include "pen-task.h"

G_BEGIN_DECLS

#define PEN_TYPE_MODEL (pen_model_get_type ())

G_DECLARE_FINAL_TYPE (PenModel, pen_model, PEN, MODEL, GObject)

/**
 * PenRole:
 *
 * The parts of a request that every model shares, each under a name of its own.
 */
typedef enum
{
  PEN_ROLE_PROMPT,
  PEN_ROLE_NEGATIVE,
  PEN_ROLE_SOURCE,
  PEN_ROLE_MASK,
  PEN_ROLE_REFERENCES,
  PEN_ROLE_CONTROL,
  PEN_ROLE_STRENGTH,
  PEN_ROLE_SEED,
  PEN_ROLE_COUNT,
  PEN_ROLE_ASPECT,
  PEN_ROLE_WIDTH,
  PEN_ROLE_HEIGHT,
} PenRole;

#define PEN_N_ROLES (PEN_ROLE_HEIGHT + 1)

/**
 * PenField:
 * @name: the field's name, as the service spells it; a dot enters a JSON object,
 *   a final “[]” makes a list of one
 * @minimum: least value (numbers), or least length in characters (texts)
 * @maximum: greatest value (numbers) or length (texts); 0 where not limited
 * @fallback: the number the service takes when it is not sent
 * @multiple: (sizes) values are multiples of this; at least 1
 * @inverted: (strength) the service counts the other way: 1 keeps the picture
 * @values: (nullable) (array zero-terminated=1): the closed set of values (aspect)
 * @prefix: (nullable): (pictures in JSON) what stands before the base64; “{type}” in
 *   it becomes the media type
 *
 * How one service names and bounds one role.
 */
typedef struct
{
  char    *name;
  double   minimum;
  double   maximum;
  double   fallback;
  guint    multiple;
  gboolean inverted;
  char   **values;
  char    *prefix;
} PenField;

/**
 * PenLimits:
 * @max_bytes: of the file sent; 0 where not limited
 * @max_request_bytes: of the whole message; 0 where not limited
 * @min_pixels: width × height
 * @max_pixels: width × height; 0 where not limited
 * @min_side: in pixels
 * @max_side: in pixels; 0 where not limited
 * @multiple: both sides are multiples of this; at least 1
 * @min_aspect: least width / height; 0 where not limited
 * @max_aspect: greatest width / height; 0 where not limited
 * @formats: (nullable) (array zero-terminated=1): media types taken, the first preferred
 * @alpha: whether transparency may be sent
 *
 * What a model takes as a source picture.
 */
typedef struct
{
  guint64   max_bytes;
  guint64   max_request_bytes;
  guint64   min_pixels;
  guint64   max_pixels;
  guint     min_side;
  guint     max_side;
  guint     multiple;
  double    min_aspect;
  double    max_aspect;
  char    **formats;
  gboolean  alpha;
} PenLimits;

typedef enum
{
  PEN_BODY_STYLE_NONE,
  PEN_BODY_STYLE_JSON,
  PEN_BODY_STYLE_FORM,
} PenBodyStyle;

/**
 * PenTaskSpec:
 * @task: the task
 * @endpoint: the name of the host, as in `PENTIMENTO_ENDPOINTS`
 * @method: the HTTP method
 * @path: what follows the address of the host
 * @style: how the fields are written
 * @fields: by #PenRole; %NULL where the model does not take it
 * @prompt_required: whether the prompt may be empty
 * @parameters: (element-type PenParameter): the other settings
 * @fixed: (nullable): fields sent always, with their values
 * @limits: what the source may be
 * @max_count: pictures in one call; 1 where the service has no such field
 * @price_usd: estimate for one picture in US dollars; negative where unknown
 *
 * How one model does one task.
 */
typedef struct
{
  PenTask       task;
  char         *endpoint;
  char         *method;
  char         *path;
  PenBodyStyle  style;
  PenField     *fields[PEN_N_ROLES];
  gboolean      prompt_required;
  GPtrArray    *parameters;
  JsonObject   *fixed;
  PenLimits     limits;
  guint         max_count;
  double        price_usd;
} PenTaskSpec;

typedef enum
{
  PEN_MODEL_CURRENT,
  PEN_MODEL_RETIRING,
  PEN_MODEL_RETIRED,
} PenModelStatus;

PenModel       *pen_model_new_from_json    (const char      *provider,
                                            JsonObject      *object,
                                            GError         **error);
const char     *pen_model_get_provider     (PenModel        *self);
const char     *pen_model_get_id           (PenModel        *self);
const char     *pen_model_get_full_id      (PenModel        *self);
const char     *pen_model_get_title        (PenModel        *self);
const char     *pen_model_get_description  (PenModel        *self);
PenModelStatus  pen_model_get_status       (PenModel        *self);
const char     *pen_model_get_retires      (PenModel        *self);
const char     *pen_model_get_price_text   (PenModel        *self);
const char     *pen_model_get_price_date   (PenModel        *self);
const char     *pen_model_get_price_source (PenModel        *self);
gboolean        pen_model_has_task         (PenModel        *self,
                                            PenTask          task);
PenTaskSpec    *pen_model_get_spec         (PenModel        *self,
                                            PenTask          task);
GArray         *pen_model_get_tasks        (PenModel        *self);
PenParameter   *pen_model_find_parameter   (PenModel        *self,
                                            PenTask          task,
                                            const char      *name);

G_END_DECLS
