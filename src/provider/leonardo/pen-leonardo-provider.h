/* pen-leonardo-provider.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-provider.h"

G_BEGIN_DECLS

#define PEN_TYPE_LEONARDO_PROVIDER (pen_leonardo_provider_get_type ())

G_DECLARE_FINAL_TYPE (PenLeonardoProvider, pen_leonardo_provider, PEN, LEONARDO_PROVIDER,
                      PenProvider)

G_END_DECLS
