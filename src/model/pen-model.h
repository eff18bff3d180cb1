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
  PEN_ROLE_SEARCH,
  PEN_ROLE_SOURCE,
  PEN_ROLE_MASK,
  PEN_ROLE_REFERENCES,
  PEN_ROLE_CONTROL,
  PEN_ROLE_EXTEND,
  PEN_ROLE_STRENGTH,
  PEN_ROLE_SEED,
  PEN_ROLE_COUNT,
  PEN_ROLE_ASPECT,
  PEN_ROLE_WIDTH,
  PEN_ROLE_HEIGHT,
} PenRole;

#define PEN_N_ROLES (PEN_ROLE_HEIGHT + 1)

/**
 * PenPolarity:
 * @PEN_POLARITY_WHITE: 8-bit grey, white is what changes
 * @PEN_POLARITY_BLACK: 8-bit grey, black is what changes
 * @PEN_POLARITY_ALPHA: RGBA, transparent is what changes
 * @PEN_POLARITY_TWO_WAY: RGBA, what changes is white and transparent, the rest black
 *   and opaque: right for those who look at the alpha and those who look at the colour
 *
 * How a service wants to see a mask.
 */
typedef enum
{
  PEN_POLARITY_WHITE,
  PEN_POLARITY_BLACK,
  PEN_POLARITY_ALPHA,
  PEN_POLARITY_TWO_WAY,
} PenPolarity;

/**
 * PenExtendBy:
 * @PEN_EXTEND_BY_FIELDS: the margins are sent as numbers
 * @PEN_EXTEND_BY_CANVAS: the source is enlarged before it is sent, and the mask shows
 *   the new border
 * @PEN_EXTEND_BY_PROVIDER: the provider writes what the service wants
 *
 * Who pulls the frame wider.
 */
typedef enum
{
  PEN_EXTEND_BY_FIELDS,
  PEN_EXTEND_BY_CANVAS,
  PEN_EXTEND_BY_PROVIDER,
} PenExtendBy;

/* Left, top, right, bottom. */
#define PEN_N_SIDES 4

typedef struct _PenField PenField;

/**
 * PenField:
 * @name: the field's name, as the service spells it; a dot enters a JSON object, a
 *   final “[]” adds to a list, “{n}” becomes a number (references); empty where the
 *   provider places the value itself
 * @minimum: least value (numbers), least length in characters (texts), least number
 *   (references)
 * @maximum: greatest value (numbers), length (texts) or number (references, control);
 *   0 where not limited
 * @fallback: the number the service takes when it is not sent
 * @multiple: (sizes, extend) values are multiples of this; at least 1
 * @required: (prompt, search, mask, control) whether it must be there
 * @inverted: (strength) the service counts the other way: 1 keeps the picture
 * @as_text: (seed, count) the number goes out as a JSON string
 * @values: (nullable) (array zero-terminated=1): the closed set of values (aspect), or
 *   those from “keeps most” to “changes most” (strength)
 * @prefix: (nullable): (pictures in JSON) what stands before the base64; “{type}” in
 *   it becomes the media type
 * @polarity: (mask) how it is to look
 * @max_bytes: (mask) of its file; 0 where not limited
 * @from: (references) the first “{n}”
 * @kinds: (nullable) (array zero-terminated=1): (control) what kinds there are
 * @kind_fields: (nullable) (array zero-terminated=1): (control) for each kind the name
 *   of its field; empty where the provider places it
 * @weight: (nullable): (control) how strongly it is to be followed
 * @by: (extend) who does it
 * @sides: (extend) the names of the fields for left, top, right and bottom; each nullable
 *
 * How one service names and bounds one role.
 */
struct _PenField
{
  char         *name;
  double        minimum;
  double        maximum;
  double        fallback;
  guint         multiple;
  gboolean      required;
  gboolean      inverted;
  gboolean      as_text;
  char        **values;
  char         *prefix;
  PenPolarity   polarity;
  guint64       max_bytes;
  guint         from;
  char        **kinds;
  char        **kind_fields;
  PenField     *weight;
  PenExtendBy   by;
  char         *sides[PEN_N_SIDES];
};

/**
 * PenLimits:
 * @max_bytes: of the file sent; 0 where not limited
 * @max_request_bytes: of the whole message; 0 where not limited
 * @min_pixels: width × height
 * @max_pixels: width × height; 0 where not limited
 * @max_all_pixels: of all pictures that are sent and one that is made; 0 where not limited
 * @min_side: in pixels
 * @max_side: in pixels; 0 where not limited
 * @multiple: both sides are multiples of this; at least 1
 * @min_aspect: least width / height; 0 where not limited
 * @max_aspect: greatest width / height; 0 where not limited
 * @formats: (nullable) (array zero-terminated=1): media types taken, the first preferred
 * @alpha: whether transparency may be sent
 *
 * What a model takes as a source picture, or makes as a result.
 */
typedef struct
{
  guint64   max_bytes;
  guint64   max_request_bytes;
  guint64   min_pixels;
  guint64   max_pixels;
  guint64   max_all_pixels;
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
 * @limits: what the source, references and controls may be
 * @sizes: what width and height may be together, where the user sets them
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
  PenLimits     sizes;
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
void            pen_model_set_end          (PenModel        *self,
                                            PenModelStatus   status,
                                            const char      *date);
const char     *pen_model_get_price_text   (PenModel        *self);
const char     *pen_model_get_price_date   (PenModel        *self);
const char     *pen_model_get_price_source (PenModel        *self);
const char * const *
                pen_model_get_notes        (PenModel        *self);
gboolean        pen_model_is_users         (PenModel        *self);
gboolean        pen_model_has_task         (PenModel        *self,
                                            PenTask          task);
PenTaskSpec    *pen_model_get_spec         (PenModel        *self,
                                            PenTask          task);
GArray         *pen_model_get_tasks        (PenModel        *self);
PenParameter   *pen_model_find_parameter   (PenModel        *self,
                                            PenTask          task,
                                            const char      *name);

G_END_DECLS
