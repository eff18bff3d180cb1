/* pen-model-words.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "pen-engine.h"

G_BEGIN_DECLS

/*
 * What is said of providers and models where they are chosen.
 */

const char         *pen_model_words_provider    (PenEngine    *engine,
                                                 PenCatalogue *catalogue,
                                                 PenTask       task,
                                                 gboolean     *usable);
char               *pen_model_words_model       (PenEngine    *engine,
                                                 PenModel     *model,
                                                 PenTask       task,
                                                 gboolean     *usable);
char               *pen_model_words_explain     (PenEngine    *engine,
                                                 PenModel     *model,
                                                 PenTask       task);
char               *pen_model_words_about       (PenEngine    *engine,
                                                 PenModel     *model,
                                                 PenTask       task);
char               *pen_model_words_get_search  (PenModel     *model);
GtkListItemFactory *pen_model_words_new_factory (void);

G_END_DECLS
