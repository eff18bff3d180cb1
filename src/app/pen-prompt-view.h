/* pen-prompt-view.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define PEN_TYPE_PROMPT_VIEW (pen_prompt_view_get_type ())

/**
 * PenPromptView:
 *
 * A few lines of text in a frame, with words in it that say what belongs there.
 *
 * Properties: "text" (string), "label" (string: its name for screen readers),
 * "placeholder" (string), "lines" (uint: its least height).
 */
G_DECLARE_FINAL_TYPE (PenPromptView, pen_prompt_view, PEN, PROMPT_VIEW, AdwBin)

GtkWidget *pen_prompt_view_new       (void);
char      *pen_prompt_view_dup_text  (PenPromptView *self);
void       pen_prompt_view_set_text  (PenPromptView *self,
                                      const char    *text);
void       pen_prompt_view_load_text (PenPromptView *self,
                                      const char    *text);

G_END_DECLS
