/* pen-sdapi-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-sim-picture.h"
#include "pen-sim-service.h"

G_BEGIN_DECLS

/**
 * PenSdapiFlavour:
 * @PEN_SDAPI_A1111: the original web UI
 * @PEN_SDAPI_FORGE: its faster descendant
 * @PEN_SDAPI_SDNEXT: its richer descendant
 * @PEN_SDAPI_KOBOLDCPP: a language engine that draws on the side
 *
 * The engines that speak this interface, each in its own way.
 */
typedef enum
{
  PEN_SDAPI_A1111,
  PEN_SDAPI_FORGE,
  PEN_SDAPI_SDNEXT,
  PEN_SDAPI_KOBOLDCPP,
} PenSdapiFlavour;

typedef struct _PenSdapiJob PenSdapiJob;

/**
 * PenSdapiState:
 * @flavour: which engine
 * @login: (nullable): user and password with a colon between; %NULL for open doors
 * @checkpoint: the title of the loaded model
 * @samples_format: `png`, `jpg` or `webp`
 * @pace: milliseconds a step takes; 0 for none, -1 for a step with each look
 * @previews: whether unfinished pictures are shown
 * @queue: (element-type PenSdapiJob): the first one is being worked on
 * @source_id: the timer of the next step
 *
 * One simulated engine.
 */
typedef struct
{
  PenSdapiFlavour  flavour;
  char            *login;
  char            *checkpoint;
  char            *samples_format;
  gint             pace;
  gboolean         previews;
  GQueue           queue;
  guint            source_id;
} PenSdapiState;

gboolean    pen_sdapi_check         (PenSdapiState   *state,
                                     PenSimVisit     *visit,
                                     JsonObject      *body,
                                     gboolean         with_picture);
void        pen_sdapi_generate      (PenSdapiState   *state,
                                     PenSimVisit     *visit,
                                     gboolean         with_picture);
void        pen_sdapi_progress      (PenSdapiState   *state,
                                     PenSimVisit     *visit);
void        pen_sdapi_interrupt     (PenSdapiState   *state);
void        pen_sdapi_drop_jobs     (PenSdapiState   *state);

JsonNode   *pen_sdapi_list          (PenSdapiState   *state,
                                     const char      *path);
gboolean    pen_sdapi_has_model     (const char      *name);
gboolean    pen_sdapi_has_sampler   (const char      *name);
const char *pen_sdapi_default_model (void);

void        pen_sdapi_answer_error  (PenSdapiState   *state,
                                     PenSimVisit     *visit,
                                     guint            status,
                                     const char      *detail);
void        pen_sdapi_answer_crash  (PenSdapiState   *state,
                                     PenSimVisit     *visit,
                                     const char      *kind,
                                     const char      *text);
void        pen_sdapi_answer_field  (PenSimVisit     *visit,
                                     const char      *field,
                                     const char      *text,
                                     const char      *kind);
JsonObject *pen_sdapi_read_body     (PenSdapiState   *state,
                                     PenSimVisit     *visit);

G_END_DECLS
