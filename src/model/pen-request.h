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

/* The source as it will be sent; set by the engine just before sending. */
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
