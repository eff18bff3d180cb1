/* pen-runner-find.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * PenRunner: a model that is not in the catalogue, by its name.
 */

#define G_LOG_DOMAIN "pen-runner"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-runner-private.h"

#define FIND_SECONDS 30

static void
find_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  PenRunner *self = PEN_RUNNER (object);
  g_autoptr(GTask) task = G_TASK (user_data);
  const char *words = g_task_get_task_data (task);
  const char *title = pen_catalogue_get_title (pen_provider_get_catalogue (self->provider));
  g_autoptr(PenReply) reply = NULL;
  g_autoptr(JsonNode) entry = NULL;
  g_autoptr(GError) error = NULL;

  reply = _pen_runner_ask_finish (self, result, &error);
  if (reply != NULL)
    entry = pen_provider_read_model (self->provider, words, reply, &error);

  if (entry != NULL)
    {
      g_task_return_pointer (task, g_steal_pointer (&entry), (GDestroyNotify) json_node_unref);
      return;
    }

  /* A service says in many ways that it has no such thing, and none names the model. */
  if (g_error_matches (error, PEN_ERROR, PEN_ERROR_NOT_FOUND) ||
      g_error_matches (error, PEN_ERROR, PEN_ERROR_EXPIRED))
    {
      g_clear_error (&error);
      g_set_error (&error, PEN_ERROR, PEN_ERROR_NOT_FOUND,
                   _("%s has no model “%s”, or does not show it to this key"), title, words);
    }

  _pen_runner_redact (self, &error);
  g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * pen_runner_find_model_async:
 * @self: a #PenRunner
 * @words: what the user typed: a name, a name and version, or a web address
 * @cancellable: (nullable): a #GCancellable
 * @callback: called with the entry
 * @user_data: data for @callback
 *
 * Asks the service, free of charge, to describe a model.
 */
void
pen_runner_find_model_async (PenRunner           *self,
                             const char          *words,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(PenCall) call = NULL;
  g_autoptr(GError) error = NULL;

  g_return_if_fail (PEN_IS_RUNNER (self));
  g_return_if_fail (words != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, pen_runner_find_model_async);
  g_task_set_task_data (task, g_strdup (words), g_free);

  call = pen_provider_find_model (self->provider, words, &error);
  if (call == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  _pen_runner_ask_async (self, call, FIND_SECONDS, cancellable, find_cb,
                         g_steal_pointer (&task));
}

/**
 * pen_runner_find_model_finish:
 * @self: a #PenRunner
 * @result: the result that the callback was given
 * @error: return location for a #GError
 *
 * Returns: (transfer full): an entry of a catalogue, or %NULL with @error set
 */
JsonNode *
pen_runner_find_model_finish (PenRunner     *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (PEN_IS_RUNNER (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_runner_find_model_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
