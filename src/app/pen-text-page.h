/* pen-text-page.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-request-form.h"

G_BEGIN_DECLS

#define PEN_TYPE_TEXT_PAGE (pen_text_page_get_type ())

/**
 * PenTextPage:
 *
 * Pictures from words: the form, and what came of it.
 *
 * Signal "use-as-source" (PenPicture): the picture shall be changed further.
 */
G_DECLARE_FINAL_TYPE (PenTextPage, pen_text_page, PEN, TEXT_PAGE, AdwBin)

void            pen_text_page_set_engine (PenTextPage *self,
                                          PenEngine   *engine);
PenRequestForm *pen_text_page_get_form   (PenTextPage *self);

G_END_DECLS
