/* pen-sim-replicate-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-sim-service.h"

G_BEGIN_DECLS

/**
 * PenSimReplicate:
 * @models: (element-type utf8 JsonObject): what each model takes, by its name
 * @keys: (element-type utf8 double): the keys that are taken
 * @predictions: (element-type utf8 PenSimPrediction): by their ids
 * @files: (element-type utf8 PenSimFile): what was uploaded, by its id
 * @pictures: (element-type utf8 GBytes): what is delivered, by its path
 * @polls: how often a prediction is asked for until it has succeeded
 * @n_made: how many ids were given
 *
 * The state of the service.
 */
typedef struct
{
  JsonObject *models;
  GHashTable *keys;
  GHashTable *predictions;
  GHashTable *files;
  GHashTable *pictures;
  guint       polls;
  guint       n_made;
} PenSimReplicate;

/**
 * PenSimFile:
 * @bytes: the file
 * @media_type: as announced
 * @expired: whether it is gone
 */
typedef struct
{
  GBytes   *bytes;
  char     *media_type;
  gboolean  expired;
} PenSimFile;

void        pen_sim_file_free                    (PenSimFile       *self);

/* The address at which this service was asked: “http://127.0.0.1:4010/replicate”. */
char       *pen_sim_replicate_get_base           (PenSimVisit      *visit);
char       *pen_sim_replicate_make_id            (PenSimReplicate  *state);
void        pen_sim_replicate_answer_error       (PenSimVisit      *visit,
                                                  guint             status,
                                                  const char       *title,
                                                  const char       *detail);

/* Models */
JsonObject *pen_sim_replicate_load_models        (void);
JsonObject *pen_sim_replicate_find_version       (PenSimReplicate  *state,
                                                  const char       *version,
                                                  const char      **ret_name);
JsonArray  *pen_sim_replicate_check_input        (PenSimReplicate  *state,
                                                  PenSimVisit      *visit,
                                                  JsonObject       *model,
                                                  JsonObject       *input);
JsonNode   *pen_sim_replicate_describe_model     (PenSimReplicate  *state,
                                                  const char       *name);
GBytes     *pen_sim_replicate_read_picture       (PenSimReplicate  *state,
                                                  PenSimVisit      *visit,
                                                  const char       *address);

/* Predictions */
GHashTable *pen_sim_replicate_new_predictions    (void);
void        pen_sim_replicate_create_prediction  (PenSimReplicate  *state,
                                                  PenSimVisit      *visit,
                                                  const char       *name,
                                                  JsonObject       *model,
                                                  JsonObject       *input);
void        pen_sim_replicate_answer_prediction  (PenSimReplicate  *state,
                                                  PenSimVisit      *visit,
                                                  const char       *id);
void        pen_sim_replicate_cancel_prediction  (PenSimReplicate  *state,
                                                  PenSimVisit      *visit,
                                                  const char       *id);
void        pen_sim_replicate_expire_predictions (PenSimReplicate  *state);
void        pen_sim_replicate_deliver            (PenSimReplicate  *state,
                                                  PenSimVisit      *visit);

/* Files */
void        pen_sim_replicate_upload             (PenSimReplicate  *state,
                                                  PenSimVisit      *visit);
void        pen_sim_replicate_list_files         (PenSimReplicate  *state,
                                                  PenSimVisit      *visit);
void        pen_sim_replicate_handle_file        (PenSimReplicate  *state,
                                                  PenSimVisit      *visit,
                                                  const char       *id);

G_END_DECLS
