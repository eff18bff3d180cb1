/* pen-request.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-blob.h"
#include "pen-model.h"

G_BEGIN_DECLS

#define PEN_TYPE_REQUEST (pen_request_get_type ())

/**
 * PenRequest:
 *
 * What the user asked for.  Filled with the setters, then frozen: from
 * pen_request_freeze() on it never changes, and setters are mistakes of the
 * programmer.
 *
 * A seed of 0 means: the program draws one.  A size of 0 means: the model's own.
 * Strength is how much may change: 0 keeps the picture, 1 ignores it.
 */
G_DECLARE_FINAL_TYPE (PenRequest, pen_request, PEN, REQUEST, GObject)

#define PEN_DEFAULT_STRENGTH 0.8

/**
 * PenControl:
 * @kind: what is in the picture: “canny”, “depth”, “pose” …
 * @path: (type filename): the picture
 * @weight: how strongly it is to be followed, on the scale of the model; negative for
 *   the model's own
 *
 * A picture that leads the composition.
 */
typedef struct
{
  char   *kind;
  char   *path;
  double  weight;
} PenControl;

/* Pictures that can be asked for at a time, in as many calls as it takes. */
#define PEN_REQUEST_MAX_COUNT 100

PenRequest *pen_request_new             (PenModel     *model,
                                         PenTask       task);
PenRequest *pen_request_copy            (PenRequest   *self);
void        pen_request_freeze          (PenRequest   *self);
gboolean    pen_request_check           (PenRequest   *self,
                                         GError      **error);
char      **pen_request_get_notes       (PenRequest   *self);

PenModel   *pen_request_get_model       (PenRequest   *self);
PenTask     pen_request_get_task        (PenRequest   *self);
PenTaskSpec *pen_request_get_spec       (PenRequest   *self);
const char *pen_request_get_prompt      (PenRequest   *self);
void        pen_request_set_prompt      (PenRequest   *self,
                                         const char   *prompt);
const char *pen_request_get_negative    (PenRequest   *self);
void        pen_request_set_negative    (PenRequest   *self,
                                         const char   *negative);
const char *pen_request_get_source_path (PenRequest   *self);
void        pen_request_set_source_path (PenRequest   *self,
                                         const char   *path);
double      pen_request_get_strength    (PenRequest   *self);
void        pen_request_set_strength    (PenRequest   *self,
                                         double        strength);
guint64     pen_request_get_seed        (PenRequest   *self);
void        pen_request_set_seed        (PenRequest   *self,
                                         guint64       seed);
guint       pen_request_get_count       (PenRequest   *self);
void        pen_request_set_count       (PenRequest   *self,
                                         guint         count);
void        pen_request_get_size        (PenRequest   *self,
                                         guint        *width,
                                         guint        *height);
void        pen_request_set_size        (PenRequest   *self,
                                         guint         width,
                                         guint         height);
const char *pen_request_get_aspect      (PenRequest   *self);
void        pen_request_set_aspect      (PenRequest   *self,
                                         const char   *aspect);
JsonObject *pen_request_get_parameters  (PenRequest   *self);
void        pen_request_set_parameter   (PenRequest   *self,
                                         const char   *name,
                                         JsonNode     *value);
gint64      pen_request_get_parent      (PenRequest   *self);
void        pen_request_set_parent      (PenRequest   *self,
                                         gint64        picture_id);

/* What is to be found, where the task replaces or recolours a thing by its name. */
const char *pen_request_get_search      (PenRequest   *self);
void        pen_request_set_search      (PenRequest   *self,
                                         const char   *search);
/* White is what changes; grown and softened by so many pixels of the source. */
const char *pen_request_get_mask_path   (PenRequest   *self);
void        pen_request_set_mask_path   (PenRequest   *self,
                                         const char   *path);
guint       pen_request_get_mask_grow   (PenRequest   *self);
void        pen_request_set_mask_grow   (PenRequest   *self,
                                         guint         pixels);
guint       pen_request_get_mask_feather
                                        (PenRequest   *self);
void        pen_request_set_mask_feather
                                        (PenRequest   *self,
                                         guint         pixels);
GPtrArray  *pen_request_get_references  (PenRequest   *self);
void        pen_request_add_reference   (PenRequest   *self,
                                         const char   *path);
void        pen_request_set_reference   (PenRequest   *self,
                                         guint         index,
                                         const char   *path);
GPtrArray  *pen_request_get_controls    (PenRequest   *self);
void        pen_request_add_control     (PenRequest   *self,
                                         const char   *kind,
                                         const char   *path,
                                         double        weight);
void        pen_request_set_control     (PenRequest   *self,
                                         guint         index,
                                         const char   *path);
/* Margins in pixels of the source: left, top, right, bottom. */
const guint *
            pen_request_get_extend      (PenRequest   *self);
void        pen_request_set_extend      (PenRequest   *self,
                                         const guint   margins[PEN_N_SIDES]);
gboolean    pen_request_has_extend      (PenRequest   *self);
/* A UUID of this request alone, for names and ids at the service. */
const char *pen_request_get_token       (PenRequest   *self);
void        pen_request_set_token       (PenRequest   *self,
                                         const char   *token);

/* The pictures as they will be sent; set by the engine just before sending.  Slots are
 * “source”, “mask”, “reference-0” …, “control-0” …, in this order. */
PenBlob    *pen_request_get_input       (PenRequest   *self,
                                         const char   *slot);
void        pen_request_set_input       (PenRequest   *self,
                                         const char   *slot,
                                         PenBlob      *blob);
char      **pen_request_get_slots       (PenRequest   *self);
PenBlob    *pen_request_get_source      (PenRequest   *self);
void        pen_request_set_source      (PenRequest   *self,
                                         PenBlob      *source);
/* Its size in pixels: what a model with width and height is asked for when the user
 * has set none. */
void        pen_request_get_source_size (PenRequest   *self,
                                         guint        *width,
                                         guint        *height);
void        pen_request_set_source_size (PenRequest   *self,
                                         guint         width,
                                         guint         height);
/* The size that is asked for: from the user or the source, in the model's steps. */
void        pen_request_get_sent_size   (PenRequest   *self,
                                         guint        *width,
                                         guint        *height);

/* A request as text, for the job's row: everything but the prepared blobs. */
JsonNode   *pen_request_to_json         (PenRequest   *self);
PenRequest *pen_request_new_from_json   (PenModel     *model,
                                         JsonNode     *node,
                                         GError      **error);
double      pen_request_estimate_usd    (PenRequest   *self);

G_END_DECLS
