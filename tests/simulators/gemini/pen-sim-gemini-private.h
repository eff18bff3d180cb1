/* pen-sim-gemini-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-sim-json.h"

G_BEGIN_DECLS

/**
 * PenSimGeminiModel:
 * @id: its id
 * @title: its name
 * @sizes: the sizes it takes; only %NULL where it takes none
 * @wide: whether it takes the extreme aspects as well
 * @thinks: whether its thinking can be set
 * @pictures: the most it takes
 *
 * A model that is there.
 */
typedef struct
{
  const char *id;
  const char *title;
  const char *sizes[5];
  gboolean    wide;
  gboolean    thinks;
  guint       pictures;
} PenSimGeminiModel;

/* Ends with an id of NULL. */
extern const PenSimGeminiModel pen_sim_gemini_models[];

char     *pen_sim_gemini_check   (const PenSimGeminiModel *model,
                                  JsonObject              *body);
GBytes   *pen_sim_gemini_draw    (JsonObject              *body);
void      pen_sim_gemini_answer  (PenSimVisit             *visit,
                                  const char              *model,
                                  GBytes                  *picture,
                                  JsonObject              *body);
gboolean  pen_sim_gemini_refuse  (PenSimVisit             *visit,
                                  const char              *name,
                                  const char              *value);
gboolean  pen_sim_gemini_knows   (const char              *name);

G_END_DECLS
