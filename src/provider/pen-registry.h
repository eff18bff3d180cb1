/* pen-registry.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-provider.h"

G_BEGIN_DECLS

/* Every provider that is built in, in the order of the build file. */
GListModel  *pen_registry_new_providers (void);

G_END_DECLS
