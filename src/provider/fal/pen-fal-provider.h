/* pen-fal-provider.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-provider.h"

G_BEGIN_DECLS

#define PEN_TYPE_FAL_PROVIDER (pen_fal_provider_get_type ())

G_DECLARE_FINAL_TYPE (PenFalProvider, pen_fal_provider, PEN, FAL_PROVIDER,
                      PenProvider)

G_END_DECLS
