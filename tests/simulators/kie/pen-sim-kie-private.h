/* pen-sim-kie-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-sim-picture.h"
#include "pen-sim-service.h"

G_BEGIN_DECLS

/* How a record spells its result: four ways have been seen. */
typedef enum
{
  PEN_SIM_KIE_API_JOBS,
  PEN_SIM_KIE_API_4O,
  PEN_SIM_KIE_API_KONTEXT,
} PenSimKieApi;

/**
 * PenSimKieTask:
 * @id: its name
 * @api: where it was created
 * @model: what for
 * @param: the request, as JSON in a text
 * @input: what was asked
 * @credits: its price
 * @n_looks: how often its record was read
 * @created: milliseconds since 1970
 * @results: (element-type utf8): addresses, once it is done
 */
typedef struct
{
  char         *id;
  PenSimKieApi  api;
  char         *model;
  char         *param;
  JsonObject   *input;
  double        credits;
  guint         n_looks;
  gint64        created;
  GPtrArray    *results;
} PenSimKieTask;

/**
 * PenSimKieState:
 * @credits: (element-type utf8 double): by key
 * @uploads: (element-type utf8 GBytes): by path below the file host
 * @results: (element-type utf8 GBytes): the same for what was made
 * @dead: (element-type utf8): paths that are gone; the value is the one that replaces it
 * @tasks: (element-type utf8 PenSimKieTask)
 * @n_tasks: how many there have been
 * @unknown_looks: how often a new task is unknown at first
 * @old_age: seconds that tasks seem to be older than they are
 * @fail_code: (nullable): the next tasks fail so
 * @fail_text: (nullable): and say this
 * @variant: how unusual a record looks: `result_urls`, `resultUrl`, `message`, `empty`
 * @links_die: whether addresses of results die at once
 */
typedef struct
{
  GHashTable *credits;
  GHashTable *uploads;
  GHashTable *results;
  GHashTable *dead;
  GHashTable *tasks;
  guint       n_tasks;
  guint       unknown_looks;
  guint       old_age;
  char       *fail_code;
  char       *fail_text;
  char       *variant;
  gboolean    links_die;
} PenSimKieState;

/* Envelopes */
void        pen_sim_kie_answer        (PenSimKieState *state,
                                       PenSimVisit    *visit,
                                       int             code,
                                       const char     *text,
                                       JsonNode       *data);
JsonObject *pen_sim_kie_read_body     (PenSimKieState *state,
                                       PenSimVisit    *visit);
const char *pen_sim_kie_get_key       (PenSimVisit    *visit);
int         pen_sim_kie_to_int        (const char     *text);

/* Fields */
gboolean    pen_sim_kie_check_input   (PenSimKieState *state,
                                       PenSimKieApi    api,
                                       const char     *model,
                                       JsonObject     *input,
                                       double         *ret_credits,
                                       char          **ret_problem);
const char *pen_sim_kie_find_source   (JsonObject     *input);

/* Files */
void        pen_sim_kie_upload        (PenSimKieState *state,
                                       PenSimVisit    *visit);
void        pen_sim_kie_serve         (PenSimKieState *state,
                                       PenSimVisit    *visit);
void        pen_sim_kie_renew         (PenSimKieState *state,
                                       PenSimVisit    *visit);
char       *pen_sim_kie_get_base      (PenSimVisit    *visit);
GBytes     *pen_sim_kie_find_upload   (PenSimKieState *state,
                                       const char     *address);
void        pen_sim_kie_add_result    (PenSimKieState *state,
                                       PenSimVisit    *visit,
                                       PenSimKieTask  *task,
                                       GBytes         *picture,
                                       const char     *extension);

/* Tasks */
void        pen_sim_kie_create        (PenSimKieState *state,
                                       PenSimVisit    *visit,
                                       PenSimKieApi    api);
void        pen_sim_kie_look          (PenSimKieState *state,
                                       PenSimVisit    *visit,
                                       PenSimKieApi    api);
void        pen_sim_kie_task_free     (PenSimKieTask  *task);

G_END_DECLS
