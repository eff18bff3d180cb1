/* pen-runner-ask.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Single questions to a service: is the key good, what is running there, how far is
 * it.  None of them may cost, and none is tried twice.
 */

#define G_LOG_DOMAIN "pen-runner"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-runner-private.h"

#define CHECK_SECONDS 30
#define PROBE_SECONDS 4

static void
ask_send_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  PenRunner *self = g_task_get_source_object (task);
  g_autoptr(PenReply) reply = NULL;
  g_autoptr(GError) error = NULL;
  gboolean charged;

  reply = pen_http_send_finish (PEN_HTTP (object), result, &error);
  if (reply != NULL && pen_reply_get_status (reply) >= 400)
    error = _pen_runner_read_refusal (self, reply, NULL, &charged);

  if (error != NULL)
    {
      _pen_runner_redact (self, &error);
      g_task_return_error (task, g_steal_pointer (&error));
    }
  else
    {
      g_task_return_pointer (task, g_steal_pointer (&reply), (GDestroyNotify) pen_reply_unref);
    }
}

void
_pen_runner_ask_async (PenRunner           *self,
                       PenCall             *call,
                       guint                timeout_seconds,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr(PenExchange) exchange = NULL;
  g_autoptr(GError) error = NULL;

  g_task_set_source_tag (task, _pen_runner_ask_async);

  exchange = _pen_runner_build_exchange (self, call, g_get_tmp_dir (), &error);
  if (exchange == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  exchange->timeout_seconds = timeout_seconds;
  pen_http_send_async (self->http, exchange, cancellable, ask_send_cb,
                       g_steal_pointer (&task));
}

PenReply *
_pen_runner_ask_finish (PenRunner     *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (PEN_IS_RUNNER (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, _pen_runner_ask_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
check_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  PenRunner *self = PEN_RUNNER (object);
  g_autoptr(GTask) task = G_TASK (user_data);
  g_autoptr(PenReply) reply = NULL;
  g_autofree char *sentence = NULL;
  g_autoptr(GError) error = NULL;

  reply = _pen_runner_ask_finish (self, result, &error);
  if (reply != NULL)
    sentence = pen_provider_read_check (self->provider, reply, &error);

  if (sentence == NULL)
    {
      _pen_runner_redact (self, &error);
      g_task_return_error (task, g_steal_pointer (&error));
    }
  else
    {
      g_task_return_pointer (task, g_steal_pointer (&sentence), g_free);
    }
}

/**
 * pen_runner_check_async:
 * @self: a #PenRunner
 * @cancellable: (nullable): a #GCancellable
 * @callback: called with the answer
 * @user_data: data for @callback
 *
 * Asks the service, free of charge, whether the key is good.
 */
void
pen_runner_check_async (PenRunner           *self,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(PenCall) call = NULL;

  g_return_if_fail (PEN_IS_RUNNER (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, pen_runner_check_async);

  call = pen_provider_check_key (self->provider);
  if (call == NULL)
    {
      PenCatalogue *catalogue = pen_provider_get_catalogue (self->provider);

      g_task_return_new_error (task, PEN_ERROR, PEN_ERROR_USAGE, _("%s needs no key"),
                               pen_catalogue_get_title (catalogue));
      return;
    }

  _pen_runner_ask_async (self, call, CHECK_SECONDS, cancellable, check_cb,
                         g_steal_pointer (&task));
}

/**
 * pen_runner_check_finish:
 * @self: a #PenRunner
 * @result: the result that the callback was given
 * @error: return location for a #GError
 *
 * Returns: (transfer full): a sentence: “Valid, about 42.5 credits left”
 */
char *
pen_runner_check_finish (PenRunner     *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (PEN_IS_RUNNER (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_runner_check_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* The life of pen_runner_discover_async() */

typedef struct
{
  guint    index;
  gboolean found;
  GError  *first_error;   /* (owned) (nullable) */
} DiscoverData;

static void
discover_data_free (DiscoverData *data)
{
  g_clear_error (&data->first_error);
  g_free (data);
}

static void discover_cb (GObject      *object,
                         GAsyncResult *result,
                         gpointer      user_data);

/* Takes @task. */
static void
discover_next (GTask *task)
{
  PenRunner *self = g_task_get_source_object (task);
  DiscoverData *data = g_task_get_task_data (task);
  g_autoptr(PenCall) call = pen_provider_discover (self->provider, data->index);

  if (call != NULL)
    {
      _pen_runner_ask_async (self, call, PROBE_SECONDS, g_task_get_cancellable (task),
                             discover_cb, task);
      return;
    }

  if (data->found || data->first_error == NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&data->first_error));
  g_object_unref (task);
}

static void
discover_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  PenRunner *self = PEN_RUNNER (object);
  g_autoptr(GTask) task = G_TASK (user_data);
  DiscoverData *data = g_task_get_task_data (task);
  g_autoptr(PenReply) reply = NULL;
  g_autoptr(GError) error = NULL;

  reply = _pen_runner_ask_finish (self, result, &error);
  if (reply != NULL)
    {
      data->found = TRUE;
      pen_provider_read_discovery (self->provider, data->index, reply);
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
           g_error_matches (error, PEN_ERROR, PEN_ERROR_NETWORK))
    {
      /* Nobody is there: the other questions would only take time. */
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  else if (data->first_error == NULL)
    {
      data->first_error = g_steal_pointer (&error);
    }

  data->index++;
  discover_next (g_steal_pointer (&task));
}

/**
 * pen_runner_discover_async:
 * @self: a #PenRunner
 * @cancellable: (nullable): a #GCancellable
 * @callback: called once all questions are answered
 * @user_data: data for @callback
 *
 * Asks a running engine for its models and lists, and keeps them in the catalogue.
 */
void
pen_runner_discover_async (PenRunner           *self,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (PEN_IS_RUNNER (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, pen_runner_discover_async);
  g_task_set_task_data (task, g_new0 (DiscoverData, 1), (GDestroyNotify) discover_data_free);

  discover_next (g_steal_pointer (&task));
}

/**
 * pen_runner_discover_finish:
 * @self: a #PenRunner
 * @result: the result that the callback was given
 * @error: return location for a #GError
 *
 * Returns: whether an engine runs there
 */
gboolean
pen_runner_discover_finish (PenRunner     *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (PEN_IS_RUNNER (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_runner_discover_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
