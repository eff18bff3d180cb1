/* pen-engine-availability.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * PenEngine: what can be used now, and why the rest cannot.
 */

#define G_LOG_DOMAIN "pen-engine"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-engine-private.h"

static PenProviderStatus *
get_status (PenEngine  *self,
            const char *provider)
{
  PenProviderStatus *status = g_hash_table_lookup (self->status, provider);

  if (status == NULL)
    {
      status = g_new0 (PenProviderStatus, 1);
      status->availability = PEN_AVAILABLE_UNKNOWN;
      g_hash_table_insert (self->status, g_strdup (provider), status);
    }

  return status;
}

PenAvailability
pen_engine_get_availability (PenEngine  *self,
                             const char *provider_id)
{
  PenProvider *provider;

  g_return_val_if_fail (PEN_IS_ENGINE (self), PEN_AVAILABLE_UNKNOWN);

  provider = _pen_engine_find_provider (self, provider_id);
  g_return_val_if_fail (provider != NULL, PEN_AVAILABLE_UNKNOWN);

  if (pen_catalogue_get_key_need (pen_provider_get_catalogue (provider)) == PEN_KEY_NONE &&
      !pen_catalogue_is_local (pen_provider_get_catalogue (provider)))
    return PEN_AVAILABLE;

  return get_status (self, provider_id)->availability;
}

PenKeySource
pen_engine_get_key_source (PenEngine  *self,
                           const char *provider)
{
  g_return_val_if_fail (PEN_IS_ENGINE (self), PEN_KEY_SOURCE_NONE);

  return get_status (self, provider)->key_source;
}

/**
 * pen_engine_explain_model:
 * @self: a #PenEngine
 * @model: a model
 * @task: what is to be done
 *
 * Returns: (transfer full) (nullable): why @model cannot be used for @task now, or
 *   %NULL where it can
 */
char *
pen_engine_explain_model (PenEngine *self,
                          PenModel  *model,
                          PenTask    task)
{
  const char *provider = pen_model_get_provider (model);
  PenCatalogue *catalogue = pen_engine_find_catalogue (self, provider);
  const char *retires = pen_model_get_retires (model);

  g_return_val_if_fail (catalogue != NULL, NULL);

  if (pen_model_get_status (model) == PEN_MODEL_RETIRED)
    return retires != NULL ? g_strdup_printf (_("Retired by the service on %s"), retires)
                           : g_strdup (_("Retired by the service"));
  if (!pen_model_has_task (model, task))
    return g_strdup_printf (_("Cannot do “%s”"), pen_task_to_title (task));

  switch (pen_engine_get_availability (self, provider))
    {
    case PEN_NEEDS_KEY:
      return g_strdup_printf (_("%s needs a key"), pen_catalogue_get_title (catalogue));
    case PEN_NOT_RUNNING:
      return g_strdup_printf (_("%s is not running"), pen_catalogue_get_title (catalogue));
    case PEN_AVAILABLE:
    case PEN_AVAILABLE_UNKNOWN:
    default:
      return NULL;
    }
}

/* The life of pen_engine_refresh_async(): who runs here, then all providers at once. */

typedef struct
{
  guint n_active;
} RefreshData;

typedef struct
{
  GTask       *task;       /* (owned) */
  PenProvider *provider;   /* (owned) */
} Probe;

static void
probe_free (Probe *probe)
{
  g_clear_object (&probe->task);
  g_clear_object (&probe->provider);
  g_free (probe);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Probe, probe_free)

static void
refresh_one_less (GTask *task)
{
  RefreshData *data = g_task_get_task_data (task);

  if (--data->n_active > 0)
    return;

  _pen_engine_emit_availability (g_task_get_source_object (task));
  g_task_return_boolean (task, TRUE);
}

static void
probe_discovered_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(Probe) probe = user_data;
  PenEngine *self = g_task_get_source_object (probe->task);
  PenProviderStatus *status = get_status (self, pen_provider_get_id (probe->provider));
  g_autoptr(GError) error = NULL;

  if (pen_runner_discover_finish (PEN_RUNNER (object), result, &error))
    status->availability = PEN_AVAILABLE;
  else if (g_error_matches (error, PEN_ERROR, PEN_ERROR_KEY_REJECTED) ||
           g_error_matches (error, PEN_ERROR, PEN_ERROR_KEY_MISSING))
    status->availability = PEN_NEEDS_KEY;
  else
    status->availability = PEN_NOT_RUNNING;

  refresh_one_less (probe->task);
}

/* A list that does not come says nothing about the key: some keys may not see it. */
static void
probe_listed_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(Probe) probe = user_data;
  g_autoptr(GError) error = NULL;

  if (!pen_runner_discover_finish (PEN_RUNNER (object), result, &error))
    g_debug ("Models of %s: %s", pen_provider_get_id (probe->provider), error->message);

  refresh_one_less (probe->task);
}

static void
probe_key_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  PenEngine *self = PEN_ENGINE (object);
  g_autoptr(Probe) probe = user_data;
  PenCatalogue *catalogue = pen_provider_get_catalogue (probe->provider);
  PenProviderStatus *status = get_status (self, pen_provider_get_id (probe->provider));
  g_autoptr(PenSecret) key = NULL;
  g_autoptr(PenRunner) runner = NULL;
  GCancellable *cancellable = g_task_get_cancellable (probe->task);

  key = _pen_engine_lookup_key_finish (self, result, &status->key_source, NULL);
  if (!pen_catalogue_is_local (catalogue))
    {
      gboolean required = pen_catalogue_get_key_need (catalogue) == PEN_KEY_REQUIRED;

      status->availability = key == NULL && required ? PEN_NEEDS_KEY : PEN_AVAILABLE;
      if (key == NULL)
        {
          refresh_one_less (probe->task);
          return;
        }

      runner = _pen_engine_new_runner (self, probe->provider, key);
      pen_runner_discover_async (runner, cancellable, probe_listed_cb, g_steal_pointer (&probe));
      return;
    }

  if (_pen_engine_is_taken (self, probe->provider))
    {
      status->availability = PEN_NOT_RUNNING;
      refresh_one_less (probe->task);
      return;
    }

  runner = _pen_engine_new_runner (self, probe->provider, key);
  pen_runner_discover_async (runner, cancellable, probe_discovered_cb, g_steal_pointer (&probe));
}

static void
found_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  PenEngine *self = PEN_ENGINE (object);
  g_autoptr(GTask) task = G_TASK (user_data);
  RefreshData *data = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;

  if (!_pen_engine_find_local_finish (self, result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  for (guint i = 0; i < g_list_model_get_n_items (self->providers); i++)
    {
      Probe *probe = g_new0 (Probe, 1);

      probe->task = g_object_ref (task);
      probe->provider = g_list_model_get_item (self->providers, i);
      data->n_active++;
      _pen_engine_lookup_key_async (self, probe->provider, cancellable, probe_key_cb, probe);
    }

  refresh_one_less (task);
}

void
pen_engine_refresh_async (PenEngine           *self,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  RefreshData *data;

  g_return_if_fail (PEN_IS_ENGINE (self));

  data = g_new0 (RefreshData, 1);
  data->n_active = 1;
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, pen_engine_refresh_async);
  g_task_set_task_data (task, data, g_free);

  _pen_engine_find_local_async (self, cancellable, found_cb, g_steal_pointer (&task));
}

gboolean
pen_engine_refresh_finish (PenEngine     *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (PEN_IS_ENGINE (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_engine_refresh_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
