/* pen-engine-local.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * PenEngine: engines on this computer, and at the addresses that the user gave.
 */

#define G_LOG_DOMAIN "pen-engine"

#include "config.h"

#include <string.h>

#include "pen-engine-private.h"
#include "pen-finder.h"

/* Where to look instead of the usual ports; empty: nowhere. */
#define VARIABLE "PENTIMENTO_ENGINES"

static void
found_free (PenFoundEngine *found)
{
  g_free (found->title);
  g_free (found->provider);
  g_free (found->other);
  g_free (found->address);
  g_free (found->problem);
  g_free (found);
}

/**
 * pen_engine_list_found:
 * @self: a #PenEngine
 *
 * Returns: (transfer none) (element-type PenFoundEngine): the engines that were running
 *   when they were last looked for
 */
GPtrArray *
pen_engine_list_found (PenEngine *self)
{
  g_return_val_if_fail (PEN_IS_ENGINE (self), NULL);

  if (self->found == NULL)
    self->found = g_ptr_array_new_with_free_func ((GDestroyNotify) found_free);

  return self->found;
}

/* Without the slashes at its end, which lead nowhere else. */
static char *
trim_address (const char *address)
{
  char *bare = g_strdup (address);
  gsize length = strlen (bare);

  while (length > 0 && bare[length - 1] == '/')
    bare[--length] = '\0';

  return bare;
}

static void
add_address (GPtrArray  *addresses,
             const char *address)
{
  g_autofree char *bare = trim_address (address);

  if (*bare != '\0' && !g_ptr_array_find_with_equal_func (addresses, bare, g_str_equal, NULL))
    g_ptr_array_add (addresses, g_steal_pointer (&bare));
}

static gboolean
is_at (PenFoundEngine *found,
       const char     *address)
{
  g_autofree char *bare = trim_address (address);

  return g_str_equal (found->address, bare);
}

/* The hosts of the engines; all other services are left alone. */
static const char *
get_endpoint (PenProvider *provider)
{
  PenCatalogue *catalogue = pen_provider_get_catalogue (provider);
  const char * const *endpoints = pen_catalogue_get_endpoints (catalogue);

  return pen_catalogue_is_local (catalogue) && endpoints != NULL ? endpoints[0] : NULL;
}

static char **
collect_addresses (PenEngine *self)
{
  g_autoptr(GPtrArray) addresses = g_ptr_array_new ();
  const char *text = g_getenv (VARIABLE);
  g_auto(GStrv) words = g_strsplit_set (text != NULL ? text : "", " \t\n", -1);
  const char * const *usual = text != NULL ? (const char * const *) words
                                           : pen_local_probe_get_addresses ();

  for (guint i = 0; i < g_list_model_get_n_items (self->providers); i++)
    {
      g_autoptr(PenProvider) provider = g_list_model_get_item (self->providers, i);
      const char *endpoint = get_endpoint (provider);
      g_autofree char *address = NULL;

      if (endpoint != NULL)
        address = pen_settings_dup_address (self->settings, endpoint);
      if (address != NULL)
        add_address (addresses, address);
    }

  for (guint i = 0; usual[i] != NULL; i++)
    add_address (addresses, usual[i]);
  g_ptr_array_add (addresses, NULL);

  return (char **) g_ptr_array_free (g_steal_pointer (&addresses), FALSE);
}

static gboolean
speaks_to (PenProvider    *provider,
           PenFoundEngine *found)
{
  const char *id = pen_provider_get_id (provider);

  return g_strcmp0 (found->provider, id) == 0 || g_strcmp0 (found->other, id) == 0;
}

/* The first engine that @provider can use is its own, unless the user has said which. */
static void
choose (PenEngine   *self,
        PenProvider *provider)
{
  const char *endpoint = get_endpoint (provider);
  g_autofree char *address = NULL;
  PenFoundEngine *chosen = NULL;

  if (endpoint == NULL)
    return;

  address = pen_settings_dup_address (self->settings, endpoint);
  for (guint i = 0; i < self->found->len && chosen == NULL; i++)
    {
      PenFoundEngine *found = g_ptr_array_index (self->found, i);

      if (found->problem != NULL || !speaks_to (provider, found))
        continue;
      if (address != NULL ? is_at (found, address)
                          : !found->is_guess &&
                            g_str_equal (found->provider, pen_provider_get_id (provider)))
        chosen = found;
    }

  if (chosen == NULL)
    return;

  chosen->in_use = TRUE;
  if (address == NULL)
    pen_settings_set_found_address (self->settings, endpoint, chosen->address);
}

static void
find_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  PenEngine *self = g_task_get_source_object (task);
  g_autoptr(GPtrArray) places = NULL;
  GError *error = NULL;

  places = pen_finder_find_finish (PEN_HTTP (object), result, &error);
  if (places == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  g_ptr_array_set_size (pen_engine_list_found (self), 0);
  for (guint i = 0; i < places->len; i++)
    {
      PenFound *place = g_ptr_array_index (places, i);
      PenFoundEngine *found = g_new0 (PenFoundEngine, 1);

      found->title = g_strdup (place->engine.title);
      found->provider = g_strdup (place->engine.provider);
      found->other = g_strdup (place->engine.other);
      found->address = g_strdup (place->address);
      found->problem = g_strdup (place->engine.problem);
      found->is_guess = place->engine.is_guess;
      g_ptr_array_add (self->found, found);
    }

  for (guint i = 0; i < g_list_model_get_n_items (self->providers); i++)
    {
      g_autoptr(PenProvider) provider = g_list_model_get_item (self->providers, i);

      choose (self, provider);
    }

  g_task_return_boolean (task, TRUE);
}

/*
 * _pen_engine_find_local_async:
 * @self: a #PenEngine
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is known who is there
 * @user_data: data for @callback
 *
 * Looks for engines; networks are not searched.
 */
void
_pen_engine_find_local_async (PenEngine           *self,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_auto(GStrv) addresses = collect_addresses (self);

  g_task_set_source_tag (task, _pen_engine_find_local_async);
  pen_finder_find_async (self->http, (const char * const *) addresses, cancellable, find_cb,
                         g_steal_pointer (&task));
}

gboolean
_pen_engine_find_local_finish (PenEngine     *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (PEN_IS_ENGINE (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, _pen_engine_find_local_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/*
 * _pen_engine_is_taken:
 * @self: a #PenEngine
 * @provider: a provider
 *
 * Returns: whether something that @provider cannot speak to answers at its address
 */
gboolean
_pen_engine_is_taken (PenEngine   *self,
                      PenProvider *provider)
{
  const char *endpoint = get_endpoint (provider);
  g_autofree char *address = NULL;

  if (endpoint == NULL)
    return FALSE;

  address = pen_engine_dup_address (self, endpoint, NULL);
  for (guint i = 0; i < pen_engine_list_found (self)->len; i++)
    {
      PenFoundEngine *found = g_ptr_array_index (self->found, i);

      if (is_at (found, address) && !found->is_guess)
        return !speaks_to (provider, found);
    }

  return FALSE;
}
