/* pen-sim-bfl-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-sim-json.h"

G_BEGIN_DECLS

/**
 * PenSimBflEndpoint:
 * @path: the path
 * @rules: its members
 * @credits: price of a picture of one megapixel
 * @format: what it draws in when nothing else is wanted
 *
 * One model.
 */
typedef struct
{
  const char           *path;
  const PenSimJsonRule *rules;
  double                credits;
  const char           *format;
} PenSimBflEndpoint;

/**
 * PenSimBflTask:
 * @id: its id
 * @format: of the picture
 * @prompt: what was asked for
 * @seed: what was drawn with
 * @picture: the file
 * @polls: how often it was asked for
 *
 * A picture in the making.
 */
typedef struct
{
  char    *id;
  char    *format;
  char    *prompt;
  gint64   seed;
  GBytes  *picture;
  guint    polls;
} PenSimBflTask;

/* Ends with a path of NULL. */
extern const PenSimBflEndpoint pen_sim_bfl_endpoints[];

void           pen_sim_bfl_check     (const PenSimBflEndpoint *endpoint,
                                      JsonObject              *body,
                                      GPtrArray               *errors);
PenSimBflTask *pen_sim_bfl_task_new  (const PenSimBflEndpoint *endpoint,
                                      JsonObject              *body,
                                      const char              *id);
void           pen_sim_bfl_task_free (PenSimBflTask           *self);

G_END_DECLS
