/* pen-sim-sdapi-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-sim-picture.h"
#include "pen-sim-service.h"

G_BEGIN_DECLS

/**
 * PenSimSdapiFlavour:
 * @PEN_SIM_SDAPI_A1111: the original web UI
 * @PEN_SIM_SDAPI_FORGE: its faster descendant
 * @PEN_SIM_SDAPI_SDNEXT: its richer descendant
 * @PEN_SIM_SDAPI_KOBOLDCPP: a language engine that draws on the side
 * @PEN_SIM_SDAPI_SDCPP: sd-server, which has a way of its own
 *
 * The engines that speak this interface, each in its own way.
 */
typedef enum
{
  PEN_SIM_SDAPI_A1111,
  PEN_SIM_SDAPI_FORGE,
  PEN_SIM_SDAPI_SDNEXT,
  PEN_SIM_SDAPI_KOBOLDCPP,
  PEN_SIM_SDAPI_SDCPP,
} PenSimSdapiFlavour;

typedef struct _PenSimSdapiJob PenSimSdapiJob;
typedef struct _PenSimSdapiNativeJob PenSimSdapiNativeJob;

/**
 * PenSimSdapiState:
 * @flavour: which engine
 * @login: (nullable): user and password with a colon between; %NULL for open doors
 * @checkpoint: the title of the loaded model
 * @samples_format: `png`, `jpg` or `webp`
 * @pace: milliseconds a step takes; 0 for none, -1 for a step with each look
 * @previews: whether unfinished pictures are shown
 * @bare: whether ControlNet is missing
 * @queue: (element-type PenSimSdapiJob): the first one is being worked on
 * @jobs: (nullable) (element-type PenSimSdapiNativeJob): by id
 * @source_id: the timer of the next step
 *
 * One simulated engine.
 */
typedef struct
{
  PenSimSdapiFlavour  flavour;
  char               *login;
  char               *checkpoint;
  char               *samples_format;
  gint                pace;
  gboolean            previews;
  gboolean            bare;
  GQueue              queue;
  GHashTable         *jobs;
  guint               source_id;
} PenSimSdapiState;

gboolean    pen_sim_sdapi_check         (PenSimSdapiState *state,
                                         PenSimVisit      *visit,
                                         JsonObject       *body,
                                         gboolean          with_picture);
void        pen_sim_sdapi_generate      (PenSimSdapiState *state,
                                         PenSimVisit      *visit,
                                         gboolean          with_picture);
void        pen_sim_sdapi_progress      (PenSimSdapiState *state,
                                         PenSimVisit      *visit);
void        pen_sim_sdapi_interrupt     (PenSimSdapiState *state);
void        pen_sim_sdapi_schedule      (PenSimSdapiState *state);
void        pen_sim_sdapi_drop_jobs     (PenSimSdapiState *state);

JsonNode   *pen_sim_sdapi_list          (PenSimSdapiState *state,
                                         const char       *path);
gboolean    pen_sim_sdapi_has_model     (const char       *name);
gboolean    pen_sim_sdapi_has_sampler   (const char       *name);
const char *pen_sim_sdapi_default_model (void);

void        pen_sim_sdapi_answer_error  (PenSimSdapiState *state,
                                         PenSimVisit      *visit,
                                         guint             status,
                                         const char       *detail);
void        pen_sim_sdapi_answer_crash  (PenSimSdapiState *state,
                                         PenSimVisit      *visit,
                                         const char       *kind,
                                         const char       *text);
void        pen_sim_sdapi_answer_field  (PenSimVisit      *visit,
                                         const char       *field,
                                         const char       *text,
                                         const char       *kind);
JsonObject *pen_sim_sdapi_read_body     (PenSimSdapiState *state,
                                         PenSimVisit      *visit);
void        pen_sim_sdapi_native_handle (PenSimSdapiState *state,
                                         PenSimVisit      *visit);

/* Extras */
GdkPixbuf  *pen_sim_sdapi_read_mask     (PenSimVisit      *visit,
                                         JsonObject       *body);
void        pen_sim_sdapi_check_mask    (PenSimSdapiState *state,
                                         PenSimVisit      *visit,
                                         JsonObject       *body);
void        pen_sim_sdapi_keep          (GdkPixbuf        *picture,
                                         GdkPixbuf        *source,
                                         GdkPixbuf        *mask);
gboolean    pen_sim_sdapi_check_scripts (PenSimSdapiState *state,
                                         PenSimVisit      *visit,
                                         JsonObject       *scripts);
JsonNode   *pen_sim_sdapi_list_controls (PenSimSdapiState *state,
                                         const char       *path);
void        pen_sim_sdapi_upscale       (PenSimSdapiState *state,
                                         PenSimVisit      *visit);

G_END_DECLS
