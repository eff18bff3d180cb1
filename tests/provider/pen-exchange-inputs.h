/* pen-exchange-inputs.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-provider.h"

G_BEGIN_DECLS

/*
 * What a request needs beside words, as the engine would have made it ready.
 */

PenBlob *pen_exchange_new_mask        (guint       width,
                                       guint       height,
                                       gboolean    left_is_white);
void     pen_exchange_take_input      (PenRequest *request,
                                       const char *slot,
                                       PenBlob    *blob);
void     pen_exchange_set_string      (PenRequest *request,
                                       const char *name,
                                       const char *text);
void     pen_exchange_fill_parameters (PenRequest *request);

G_END_DECLS
