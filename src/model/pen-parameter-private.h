/* pen-parameter-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-parameter.h"

G_BEGIN_DECLS

char *_pen_parameter_format (JsonNode *value);

G_END_DECLS
