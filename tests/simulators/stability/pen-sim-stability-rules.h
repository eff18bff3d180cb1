/* pen-sim-stability-rules.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-sim-form.h"
#include "pen-sim-service.h"

G_BEGIN_DECLS

/**
 * PenSimStabilityRefusal:
 * @name: the service's name for it
 * @status: the HTTP status
 * @text: what it says
 */
typedef struct
{
  const char *name;
  guint       status;
  const char *text;
} PenSimStabilityRefusal;

/**
 * PenSimStabilityEndpoint:
 * @path: the path
 * @rules: its fields
 * @credits: price; 0 where it depends on the model
 * @side: of a square answer, in pixels; 0 for the size of the picture that came
 * @has_mode: whether a picture is taken in one of two modes only
 * @source: (nullable): the field of the picture that is worked on
 * @factor: how many times as wide the answer is as that picture; 0 for once
 * @is_late: whether an id is answered, and the picture is fetched later
 * @check: (nullable): what depends on more than one field
 */
typedef struct
{
  const char       *path;
  const PenSimRule *rules;
  double            credits;
  guint             side;
  gboolean          has_mode;
  const char       *source;
  guint             factor;
  gboolean          is_late;
  void            (*check) (PenSimForm *form,
                            GPtrArray  *errors);
} PenSimStabilityEndpoint;

/* Each ends with a name or path of NULL. */
extern const PenSimStabilityRefusal pen_sim_stability_refusals[];
extern const PenSimStabilityEndpoint pen_sim_stability_endpoints[];
extern const PenSimStabilityEndpoint pen_sim_stability_tools[];

/* The sets of values that all routes share. */
extern const char * const pen_sim_stability_aspects[];
extern const char * const pen_sim_stability_formats[];
extern const char * const pen_sim_stability_styles[];

const PenSimStabilityEndpoint *
       pen_sim_stability_find        (const char                    *path);
GdkPixbuf *
       pen_sim_stability_make        (const PenSimStabilityEndpoint *endpoint,
                                      PenSimForm                    *form,
                                      guint64                        seed);

void   pen_sim_stability_check_headers
                                     (PenSimVisit                   *visit,
                                      GPtrArray                     *errors);
gboolean
       pen_sim_stability_is_english  (const char                    *text);
double pen_sim_stability_get_credits (const PenSimStabilityEndpoint *endpoint,
                                      PenSimForm                    *form);
void   pen_sim_stability_check       (const PenSimStabilityEndpoint *endpoint,
                                      PenSimForm                    *form,
                                      GPtrArray                     *errors);

G_END_DECLS
