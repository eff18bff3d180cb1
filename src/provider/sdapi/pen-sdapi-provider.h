/* pen-sdapi-provider.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-provider.h"

G_BEGIN_DECLS

#define PEN_TYPE_SDAPI_PROVIDER (pen_sdapi_provider_get_type ())

G_DECLARE_FINAL_TYPE (PenSdapiProvider, pen_sdapi_provider, PEN, SDAPI_PROVIDER, PenProvider)

G_END_DECLS
