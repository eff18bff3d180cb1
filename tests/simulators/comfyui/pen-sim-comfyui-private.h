/* pen-sim-comfyui-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-sim-service.h"

G_BEGIN_DECLS

/**
 * PenSimComfyuiAge:
 * @PEN_SIM_COMFYUI_OLD: interrupts whatever runs, and has no folders of models
 * @PEN_SIM_COMFYUI_USUAL: as 0.3.64: interrupts the job of an id
 * @PEN_SIM_COMFYUI_NEW: as 0.38.1: has jobs, and wants UUIDs
 */
typedef enum
{
  PEN_SIM_COMFYUI_OLD,
  PEN_SIM_COMFYUI_USUAL,
  PEN_SIM_COMFYUI_NEW,
} PenSimComfyuiAge;

typedef struct
{
  char       *id;
  char       *client_id;
  JsonObject *graph;
  char       *fault;         /* (nullable): how it fails when it runs */
  gint64      number;
  guint       steps;
  guint       step;
} PenSimComfyuiJob;

/**
 * PenSimComfyuiState:
 * @age: which version it is
 * @classic: whether all choices are listed in the old shape
 * @metadata: whether previews come with metadata
 * @pace: milliseconds a step; 0 at once; -1 a step whenever the queue is asked for
 * @login: (nullable): “user:password” of what stands before it
 * @uploads: (element-type utf8 GBytes): by name
 * @results: (element-type utf8 GBytes): by name
 * @history: (element-type utf8 JsonObject): by id
 * @queue: (element-type PenSimComfyuiJob): the first one runs
 * @clients: (element-type SoupWebsocketConnection): who listens
 */
typedef struct
{
  PenSimComfyuiAge  age;
  gboolean          classic;
  gboolean          metadata;
  gint              pace;
  char             *login;
  GHashTable       *uploads;
  GHashTable       *results;
  GHashTable       *history;
  GQueue            queue;
  GPtrArray        *clients;
  guint             source_id;
  gint64            n_jobs;
  guint             n_results;
} PenSimComfyuiState;

/* Nodes */
JsonNode   *pen_sim_comfyui_list_files  (PenSimComfyuiState *state,
                                         const char         *folder);
JsonObject *pen_sim_comfyui_describe    (PenSimComfyuiState *state,
                                         const char         *class_type);
JsonObject *pen_sim_comfyui_check       (PenSimComfyuiState *state,
                                         JsonObject         *graph,
                                         JsonObject         *entry);

/* Running: (transfer full): the pictures of the node that shows them */
JsonArray  *pen_sim_comfyui_run         (PenSimComfyuiState *state,
                                         PenSimComfyuiJob   *job,
                                         const char        **ret_node);
GBytes     *pen_sim_comfyui_preview     (PenSimComfyuiState *state,
                                         PenSimComfyuiJob   *job);
guint       pen_sim_comfyui_get_steps   (JsonObject         *graph);

/* The queue */
void        pen_sim_comfyui_push        (PenSimComfyuiState *state,
                                         PenSimComfyuiJob   *job);
void        pen_sim_comfyui_schedule    (PenSimComfyuiState *state);
void        pen_sim_comfyui_look        (PenSimComfyuiState *state);
gboolean    pen_sim_comfyui_delete      (PenSimComfyuiState *state,
                                         const char         *id);
gboolean    pen_sim_comfyui_interrupt   (PenSimComfyuiState *state,
                                         const char         *id);
JsonObject *pen_sim_comfyui_get_queue   (PenSimComfyuiState *state);
void        pen_sim_comfyui_drop_jobs   (PenSimComfyuiState *state);

G_END_DECLS
