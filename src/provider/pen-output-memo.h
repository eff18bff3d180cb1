/* pen-output-memo.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-step.h"

G_BEGIN_DECLS

JsonNode  *pen_output_memo_new      (GPtrArray *outputs);
gboolean   pen_output_memo_is       (JsonNode  *memo);
GPtrArray *pen_output_memo_read     (JsonNode  *memo);

G_END_DECLS
