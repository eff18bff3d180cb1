/* pen-effect.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-pixels.h"

G_BEGIN_DECLS

/*
 * Honest, simple filters and patterns: what the Practice provider draws with.
 * Deterministic: the same input gives the same bytes, on any number of threads.
 */

typedef void (*PenEffectProgress) (double   fraction,
                                   gpointer user_data);

const char * const *
            pen_effect_get_names   (void);
const char *pen_effect_get_title   (const char         *name);
const char *pen_effect_recognise   (const char         *prompt);
PenPixels  *pen_effect_apply       (const char         *name,
                                    PenPixels          *source,
                                    double              strength,
                                    guint64             seed,
                                    PenEffectProgress   progress,
                                    gpointer            user_data,
                                    GCancellable       *cancellable,
                                    GError            **error);
PenPixels  *pen_effect_draw        (const char         *prompt,
                                    guint               width,
                                    guint               height,
                                    guint64             seed,
                                    PenEffectProgress   progress,
                                    gpointer            user_data,
                                    GCancellable       *cancellable,
                                    GError            **error);

G_END_DECLS
