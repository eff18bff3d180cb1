/* pen-sim-fal-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-sim-picture.h"
#include "pen-sim-service.h"

G_BEGIN_DECLS

/* A key that the simulated account takes from the start. */
#define PEN_SIM_FAL_KEY \
  "6f1c0f52-0d6e-4c1a-9a7e-5b0000000001:0123456789abcdef0123456789abcdef"

/**
 * PenSimFalEndpoint:
 * @id: its name; %NULL ends a list
 * @single: whether the answer has one `image`, and not a list of `images`
 * @nsfw: whether the answer has `has_nsfw_concepts`
 * @seed: whether the answer has the seed
 * @fields: what it takes, in the short language of pen-sim-fal-inputs.c
 *
 * One model of the service.
 */
typedef struct
{
  const char *id;
  gboolean    single;
  gboolean    nsfw;
  gboolean    seed;
  const char *fields;
} PenSimFalEndpoint;

/**
 * PenSimFalFile:
 * @bytes: (nullable): %NULL as long as nothing was put there
 * @media_type: what was announced
 *
 * A file in the storage.
 */
typedef struct
{
  GBytes *bytes;
  char   *media_type;
} PenSimFalFile;

/**
 * PenSimFalJob:
 * @id: the request id
 * @app: owner and app, which the addresses of its status have
 * @endpoint: the model
 * @polls: how often its status was asked for
 * @asked: how often its result was asked for
 * @cancelled: whether it was taken out of the queue
 * @outcome: (nullable): how it ends, if not well
 * @detail: (nullable): what the model has against its input
 * @output: (nullable): the answer of the model
 * @units: what is charged for it
 *
 * One request in the queue.
 */
typedef struct
{
  char                    *id;
  char                    *app;
  const PenSimFalEndpoint *endpoint;
  guint                    polls;
  guint                    asked;
  gboolean                 cancelled;
  char                    *outcome;
  JsonArray               *detail;
  JsonObject              *output;
  double                   units;
} PenSimFalJob;

/**
 * PenSimFalState:
 * @keys: (element-type utf8 double): the keys it takes
 * @jobs: (element-type utf8 PenSimFalJob): by request id
 * @files: (element-type utf8 PenSimFalFile): by file name
 * @next: the number of the next request or file
 * @waits: for how many looks a request waits in the queue
 * @runs: for how many further looks it runs
 * @outcome: (nullable): how the next request ends, if not well
 * @shape: (nullable): what is odd about the next answers
 *
 * One simulated account.
 */
typedef struct
{
  GHashTable *keys;
  GHashTable *jobs;
  GHashTable *files;
  guint       next;
  guint       waits;
  guint       runs;
  char       *outcome;
  char       *shape;
} PenSimFalState;

/* What an input holds, once it has been checked. */
typedef struct
{
  GdkPixbuf *source;    /* (owned) (nullable) */
  GdkPixbuf *mask;      /* (owned) (nullable) */
  guint      pictures;
} PenSimFalInput;

extern const PenSimFalEndpoint pen_sim_fal_endpoints[];

const PenSimFalEndpoint *
            pen_sim_fal_find_endpoint  (const char               *id);
void        pen_sim_fal_check          (PenSimFalState           *state,
                                        const PenSimFalEndpoint  *endpoint,
                                        JsonObject               *body,
                                        PenSimFalInput           *ret_input,
                                        JsonArray                *detail);
void        pen_sim_fal_complain       (JsonArray                *detail,
                                        const char               *field,
                                        const char               *type,
                                        const char               *format,
                                        ...) G_GNUC_PRINTF (4, 5);

JsonObject *pen_sim_fal_draw           (PenSimFalState           *state,
                                        PenSimVisit              *visit,
                                        PenSimFalJob             *job,
                                        JsonObject               *body,
                                        PenSimFalInput           *input);

gboolean    pen_sim_fal_refuse         (gpointer                  state,
                                        PenSimVisit              *visit,
                                        const char               *name,
                                        const char               *value);
gboolean    pen_sim_fal_knows          (const char               *name);
guint       pen_sim_fal_find_outcome   (const char               *name,
                                        gboolean                 *ret_request_error);
void        pen_sim_fal_answer_outcome (PenSimVisit              *visit,
                                        PenSimFalJob             *job);

gboolean    pen_sim_fal_has_key        (PenSimFalState           *state,
                                        PenSimVisit              *visit);
void        pen_sim_fal_answer_detail  (PenSimVisit              *visit,
                                        guint                     status,
                                        const char               *text);
char       *pen_sim_fal_get_address    (PenSimVisit              *visit,
                                        const char               *part);

void        pen_sim_fal_handle_queue   (PenSimFalState           *state,
                                        PenSimVisit              *visit,
                                        const char               *path);
void        pen_sim_fal_handle_storage (PenSimFalState           *state,
                                        PenSimVisit              *visit,
                                        const char               *path);
void        pen_sim_fal_handle_upload  (PenSimFalState           *state,
                                        PenSimVisit              *visit,
                                        const char               *path);
void        pen_sim_fal_handle_files   (PenSimFalState           *state,
                                        PenSimVisit              *visit,
                                        const char               *path);
void        pen_sim_fal_handle_platform
                                       (PenSimFalState           *state,
                                        PenSimVisit              *visit,
                                        const char               *path);
GBytes     *pen_sim_fal_fetch          (PenSimFalState           *state,
                                        const char               *address);
char       *pen_sim_fal_keep           (PenSimFalState           *state,
                                        PenSimVisit              *visit,
                                        GBytes                   *bytes,
                                        const char               *media_type);

G_END_DECLS
