/* pen-engine-keys.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * PenEngine: keys and addresses.
 */

#define G_LOG_DOMAIN "pen-engine"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-engine-private.h"
#include "pen-remote-uri.h"

#define ACCOUNT "default"

PenRunner *
_pen_engine_new_runner (PenEngine   *self,
                        PenProvider *provider,
                        PenSecret   *key)
{
  PenRunner *runner = pen_runner_new (provider, self->http);
  const char *pace = g_getenv ("PENTIMENTO_PACE");
  PenCatalogue *catalogue = pen_provider_get_catalogue (provider);
  const char * const *endpoints = pen_catalogue_get_endpoints (catalogue);

  pen_runner_set_key (runner, key);
  if (pace != NULL)
    pen_runner_set_pace (runner, CLAMP (g_ascii_strtod (pace, NULL), 0, 1));
  for (guint i = 0; endpoints != NULL && endpoints[i] != NULL; i++)
    {
      g_autofree char *address = pen_settings_dup_address (self->settings, endpoints[i]);

      if (address == NULL)
        address = pen_settings_dup_found_address (self->settings, endpoints[i]);
      pen_runner_set_address (runner, endpoints[i], address);
    }

  return runner;
}

/* Looking up a key */

static PenSecret *
read_environment (PenCatalogue *catalogue)
{
  const char *variable = pen_catalogue_get_key_variable (catalogue);
  const char *value = variable != NULL ? g_getenv (variable) : NULL;

  return value != NULL && *value != '\0' ? pen_secret_new (value) : NULL;
}

static void
lookup_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  PenEngine *self = g_task_get_source_object (task);
  PenProvider *provider = g_task_get_task_data (task);
  PenCatalogue *catalogue = pen_provider_get_catalogue (provider);
  PenKeySource source = PEN_KEY_SOURCE_KEYRING;
  PenSecret *key;
  GError *error = NULL;

  key = pen_keyring_lookup_finish (PEN_KEYRING (object), result, &error);
  if (key != NULL)
    {
      if (pen_keyring_is_session_only (self->keyring, pen_provider_get_id (provider), ACCOUNT))
        source = PEN_KEY_SOURCE_SESSION;
    }
  else
    {
      key = read_environment (catalogue);
      source = key != NULL ? PEN_KEY_SOURCE_ENVIRONMENT : PEN_KEY_SOURCE_NONE;
    }

  g_object_set_data (G_OBJECT (task), "source", GINT_TO_POINTER (source));
  if (key == NULL && error != NULL && (pen_catalogue_get_key_need (catalogue) == PEN_KEY_REQUIRED ||
                                       g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)))
    {
      g_task_return_error (task, error);
      return;
    }

  g_clear_error (&error);
  g_task_return_pointer (task, key, (GDestroyNotify) pen_secret_unref);
}

void
_pen_engine_lookup_key_async (PenEngine           *self,
                              PenProvider         *provider,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  PenCatalogue *catalogue = pen_provider_get_catalogue (provider);

  g_task_set_source_tag (task, _pen_engine_lookup_key_async);
  g_task_set_task_data (task, g_object_ref (provider), g_object_unref);

  if (pen_catalogue_get_key_need (catalogue) == PEN_KEY_NONE)
    {
      g_task_return_pointer (task, NULL, NULL);
      return;
    }

  pen_keyring_lookup_async (self->keyring, pen_provider_get_id (provider), ACCOUNT, cancellable,
                            lookup_cb, g_steal_pointer (&task));
}

PenSecret *
_pen_engine_lookup_key_finish (PenEngine     *self,
                               GAsyncResult  *result,
                               PenKeySource  *ret_source,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, _pen_engine_lookup_key_async), NULL);

  if (ret_source != NULL)
    *ret_source = (PenKeySource) GPOINTER_TO_INT (g_object_get_data (G_OBJECT (result), "source"));

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Setting, forgetting and checking a key */

static PenProvider *
find_or_refuse (GTask      *task,
                const char *provider_id)
{
  PenEngine *self = g_task_get_source_object (task);
  PenProvider *provider = _pen_engine_find_provider (self, provider_id);

  if (provider == NULL)
    {
      g_task_return_new_error (task, PEN_ERROR, PEN_ERROR_NOT_FOUND,
                               _("There is no provider “%s”"), provider_id);
    }
  else if (pen_catalogue_get_key_need (pen_provider_get_catalogue (provider)) == PEN_KEY_NONE)
    {
      g_task_return_new_error (task, PEN_ERROR, PEN_ERROR_USAGE, _("%s needs no key"),
                               pen_catalogue_get_title (pen_provider_get_catalogue (provider)));
      provider = NULL;
    }

  return provider;
}

static void
key_refreshed_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = g_steal_pointer ((GError **) g_task_get_task_data (task));

  /* Whatever the refresh found: the answer is that of the keyring. */
  pen_engine_refresh_finish (PEN_ENGINE (object), result, NULL);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
error_place_free (GError **place)
{
  g_clear_error (place);
  g_free (place);
}

/* Takes @error. */
static void
refresh_after (GTask  *task,
               GError *error)
{
  GError **place = g_new0 (GError *, 1);

  *place = error;
  g_task_set_task_data (task, place, (GDestroyNotify) error_place_free);
  pen_engine_refresh_async (g_task_get_source_object (task), NULL, key_refreshed_cb,
                            g_object_ref (task));
}

static void
key_stored_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;

  pen_keyring_store_finish (PEN_KEYRING (object), result, &error);
  refresh_after (task, error);
}

void
pen_engine_set_key_async (PenEngine           *self,
                          const char          *provider_id,
                          PenSecret           *key,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  PenProvider *provider;
  g_autofree char *label = NULL;

  g_return_if_fail (PEN_IS_ENGINE (self));
  g_return_if_fail (key != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, pen_engine_set_key_async);

  provider = find_or_refuse (task, provider_id);
  if (provider == NULL)
    return;

  label = g_strdup_printf (_("Pentimento key for %s"),
                           pen_catalogue_get_title (pen_provider_get_catalogue (provider)));
  pen_keyring_store_async (self->keyring, provider_id, ACCOUNT, label, key, NULL, key_stored_cb,
                           g_steal_pointer (&task));
}

gboolean
pen_engine_set_key_finish (PenEngine     *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (PEN_IS_ENGINE (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_engine_set_key_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
key_cleared_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;

  pen_keyring_clear_finish (PEN_KEYRING (object), result, &error);
  refresh_after (task, error);
}

void
pen_engine_forget_key_async (PenEngine           *self,
                             const char          *provider_id,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (PEN_IS_ENGINE (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, pen_engine_forget_key_async);

  if (find_or_refuse (task, provider_id) != NULL)
    pen_keyring_clear_async (self->keyring, provider_id, ACCOUNT, NULL, key_cleared_cb,
                             g_steal_pointer (&task));
}

gboolean
pen_engine_forget_key_finish (PenEngine     *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (PEN_IS_ENGINE (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_engine_forget_key_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
key_checked_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;
  char *sentence = pen_runner_check_finish (PEN_RUNNER (object), result, &error);

  if (sentence == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, sentence, g_free);
}

static void
check_lookup_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  PenEngine *self = PEN_ENGINE (object);
  g_autoptr(GTask) task = G_TASK (user_data);
  g_autoptr(PenSecret) key = NULL;
  g_autoptr(PenRunner) runner = NULL;
  GError *error = NULL;

  key = _pen_engine_lookup_key_finish (self, result, NULL, &error);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  runner = _pen_engine_new_runner (self, g_task_get_task_data (task), key);
  pen_runner_check_async (runner, g_task_get_cancellable (task), key_checked_cb,
                          g_object_ref (task));
}

void
pen_engine_check_key_async (PenEngine           *self,
                            const char          *provider_id,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  PenProvider *provider;

  g_return_if_fail (PEN_IS_ENGINE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, pen_engine_check_key_async);

  provider = find_or_refuse (task, provider_id);
  if (provider == NULL)
    return;

  g_task_set_task_data (task, g_object_ref (provider), g_object_unref);
  _pen_engine_lookup_key_async (self, provider, cancellable, check_lookup_cb,
                                g_steal_pointer (&task));
}

char *
pen_engine_check_key_finish (PenEngine     *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (PEN_IS_ENGINE (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_engine_check_key_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Addresses */

static PenCatalogue *
find_catalogue_of_endpoint (PenEngine  *self,
                            const char *endpoint)
{
  GListModel *catalogues = G_LIST_MODEL (self->catalogues);

  for (guint i = 0; i < g_list_model_get_n_items (catalogues); i++)
    {
      g_autoptr(PenCatalogue) catalogue = g_list_model_get_item (catalogues, i);

      if (pen_catalogue_get_address (catalogue, endpoint) != NULL)
        return catalogue;
    }

  return NULL;
}

char *
pen_engine_dup_address (PenEngine  *self,
                        const char *endpoint,
                        gboolean   *ret_overridden)
{
  PenCatalogue *catalogue = find_catalogue_of_endpoint (self, endpoint);
  char *address = pen_settings_dup_address (self->settings, endpoint);

  if (ret_overridden != NULL)
    *ret_overridden = address != NULL;
  if (address == NULL)
    address = pen_settings_dup_found_address (self->settings, endpoint);
  if (address == NULL && catalogue != NULL)
    address = g_strdup (pen_catalogue_get_address (catalogue, endpoint));

  return address;
}

/**
 * pen_engine_set_address:
 * @self: a #PenEngine
 * @endpoint: the name of a host in a catalogue
 * @address: (nullable): the address to use; %NULL or empty for the service's own
 * @error: return location for a #GError
 *
 * A plain http address is taken only for this computer, and for engines that are the
 * user's own.
 *
 * Returns: whether @address was taken
 */
gboolean
pen_engine_set_address (PenEngine   *self,
                        const char  *endpoint,
                        const char  *address,
                        GError     **error)
{
  PenCatalogue *catalogue;
  g_autoptr(GUri) uri = NULL;

  g_return_val_if_fail (PEN_IS_ENGINE (self), FALSE);

  catalogue = find_catalogue_of_endpoint (self, endpoint);
  if (catalogue == NULL)
    {
      g_set_error (error, PEN_ERROR, PEN_ERROR_NOT_FOUND, _("There is no host “%s”"), endpoint);
      return FALSE;
    }

  if (address == NULL || *address == '\0')
    {
      pen_settings_set_address (self->settings, endpoint, NULL);
      return TRUE;
    }

  uri = pen_remote_uri_join (address, "", error);
  if (uri == NULL ||
      !pen_remote_uri_check_encrypted (uri, pen_catalogue_is_local (catalogue), error))
    return FALSE;

  pen_settings_set_address (self->settings, endpoint, address);

  return TRUE;
}
