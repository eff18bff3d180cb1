/* pen-redact.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-secret.h"

G_BEGIN_DECLS

char *pen_redact (PenSecret  *key,
                  const char *text);

G_END_DECLS
