/* pen-replicate-provider.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-provider.h"

G_BEGIN_DECLS

#define PEN_TYPE_REPLICATE_PROVIDER (pen_replicate_provider_get_type ())

G_DECLARE_FINAL_TYPE (PenReplicateProvider, pen_replicate_provider, PEN, REPLICATE_PROVIDER,
                      PenProvider)

G_END_DECLS
