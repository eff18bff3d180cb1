/* pen-sim-leonardo-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-sim-picture.h"
#include "pen-sim-service.h"

G_BEGIN_DECLS

/**
 * PenSimLeonardoImage:
 * @id: its name
 * @extension: what was announced
 * @fields: the form that was given out
 * @canvas: whether it is one of a pair
 * @bytes: (nullable): what was uploaded
 */
typedef struct
{
  char       *id;
  char       *extension;
  JsonObject *fields;
  gboolean    canvas;
  GBytes     *bytes;
} PenSimLeonardoImage;

/**
 * PenSimLeonardoJob:
 * @id: its name
 * @variation: whether it is asked for as a variation
 * @prompt: what was asked
 * @seed: what for
 * @count: how many pictures
 * @strength: how much may change
 * @source: (nullable): what to start from
 * @mask: (nullable): white is what changes
 * @n_looks: how often it was asked for
 * @addresses: (element-type utf8): of the results, once it is done
 */
typedef struct
{
  char                *id;
  gboolean             variation;
  char                *prompt;
  guint64              seed;
  guint                count;
  double               strength;
  PenSimLeonardoImage *source;
  PenSimLeonardoImage *mask;
  guint                n_looks;
  GPtrArray           *addresses;
} PenSimLeonardoJob;

/**
 * PenSimLeonardoState:
 * @keys: (element-type utf8 double): tokens left, by key
 * @images: (element-type utf8 PenSimLeonardoImage)
 * @jobs: (element-type utf8 PenSimLeonardoJob)
 * @results: (element-type utf8 GBytes): by path
 * @n_ids: how many names were given
 * @variant: (nullable): how unusual the answers look
 */
typedef struct
{
  GHashTable *keys;
  GHashTable *images;
  GHashTable *jobs;
  GHashTable *results;
  guint       n_ids;
  char       *variant;
} PenSimLeonardoState;

/* Envelopes */
void        pen_sim_leonardo_refuse     (PenSimLeonardoState *state,
                                         PenSimVisit         *visit,
                                         const char          *text);
JsonObject *pen_sim_leonardo_read_body  (PenSimLeonardoState *state,
                                         PenSimVisit         *visit);
char       *pen_sim_leonardo_get_base   (PenSimVisit         *visit);
char       *pen_sim_leonardo_new_id     (PenSimLeonardoState *state);
gboolean    pen_sim_leonardo_is         (PenSimLeonardoState *state,
                                         const char          *variant);

/* Fields */
char       *pen_sim_leonardo_check_v1   (PenSimLeonardoState *state,
                                         JsonObject          *body);
char       *pen_sim_leonardo_check_v2   (PenSimLeonardoState *state,
                                         JsonObject          *body,
                                         gboolean             sync);
char       *pen_sim_leonardo_check_upscale
                                        (PenSimLeonardoState *state,
                                         JsonObject          *body);

/* Files */
void        pen_sim_leonardo_name       (PenSimLeonardoState *state,
                                         PenSimVisit         *visit);
void        pen_sim_leonardo_name_pair  (PenSimLeonardoState *state,
                                         PenSimVisit         *visit);
void        pen_sim_leonardo_take_file  (PenSimLeonardoState *state,
                                         PenSimVisit         *visit);
void        pen_sim_leonardo_give_file  (PenSimLeonardoState *state,
                                         PenSimVisit         *visit);
PenSimLeonardoImage *
            pen_sim_leonardo_find       (PenSimLeonardoState *state,
                                         const char          *id,
                                         gboolean             canvas);
void        pen_sim_leonardo_image_free (PenSimLeonardoImage *image);

/* Jobs */
void        pen_sim_leonardo_create_v1  (PenSimLeonardoState *state,
                                         PenSimVisit         *visit);
void        pen_sim_leonardo_create_v2  (PenSimLeonardoState *state,
                                         PenSimVisit         *visit);
void        pen_sim_leonardo_create_sync
                                        (PenSimLeonardoState *state,
                                         PenSimVisit         *visit);
void        pen_sim_leonardo_create_upscale
                                        (PenSimLeonardoState *state,
                                         PenSimVisit         *visit);
void        pen_sim_leonardo_look       (PenSimLeonardoState *state,
                                         PenSimVisit         *visit);
void        pen_sim_leonardo_job_free   (PenSimLeonardoJob   *job);

G_END_DECLS
