/* pen-registry.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-registry"

#include "config.h"

#include "pen-provider-list.h"
#include "pen-registry.h"

/**
 * pen_registry_new_providers:
 *
 * Returns: (transfer full): a list of one #PenProvider of each kind, in the order
 *   of the build file
 */
GListModel *
pen_registry_new_providers (void)
{
  GListStore *store = g_list_store_new (PEN_TYPE_PROVIDER);

  for (guint i = 0; provider_types[i] != NULL; i++)
    {
      g_autoptr(PenProvider) provider = g_object_new (provider_types[i] (), NULL);

      g_list_store_append (store, provider);
    }

  return G_LIST_MODEL (store);
}
