/* pen-openai-compatible-provider.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-provider.h"

G_BEGIN_DECLS

#define PEN_TYPE_OPENAI_COMPATIBLE_PROVIDER (pen_openai_compatible_provider_get_type ())

G_DECLARE_FINAL_TYPE (PenOpenaiCompatibleProvider, pen_openai_compatible_provider, PEN,
                      OPENAI_COMPATIBLE_PROVIDER, PenProvider)

G_END_DECLS
