/* pen-gemini-provider.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-provider.h"

G_BEGIN_DECLS

#define PEN_TYPE_GEMINI_PROVIDER (pen_gemini_provider_get_type ())

G_DECLARE_FINAL_TYPE (PenGeminiProvider, pen_gemini_provider, PEN, GEMINI_PROVIDER,
                      PenProvider)

G_END_DECLS
