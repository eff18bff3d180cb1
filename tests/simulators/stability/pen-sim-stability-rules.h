/* pen-sim-stability-rules.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-sim-form.h"

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
 * @side: of a square answer, in pixels
 * @has_mode: whether a picture is taken in one of two modes only
 */
typedef struct
{
  const char       *path;
  const PenSimRule *rules;
  double            credits;
  guint             side;
  gboolean          has_mode;
} PenSimStabilityEndpoint;

/* Each ends with a name or path of NULL. */
extern const PenSimStabilityRefusal pen_sim_stability_refusals[];
extern const PenSimStabilityEndpoint pen_sim_stability_endpoints[];

double pen_sim_stability_get_credits (const PenSimStabilityEndpoint *endpoint,
                                      PenSimForm                    *form);
void   pen_sim_stability_check       (const PenSimStabilityEndpoint *endpoint,
                                      PenSimForm                    *form,
                                      GPtrArray                     *errors);

G_END_DECLS
