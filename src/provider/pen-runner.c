/* pen-runner.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-runner"

#include "config.h"

#include "pen-runner-private.h"

G_DEFINE_FINAL_TYPE (PenRunner, pen_runner, G_TYPE_OBJECT)

static void
pen_runner_finalize (GObject *object)
{
  PenRunner *self = PEN_RUNNER (object);

  g_clear_object (&self->provider);
  g_clear_object (&self->http);
  g_clear_pointer (&self->key, pen_secret_unref);
  g_clear_pointer (&self->addresses, g_hash_table_unref);

  G_OBJECT_CLASS (pen_runner_parent_class)->finalize (object);
}

static void
pen_runner_class_init (PenRunnerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = pen_runner_finalize;
}

static void
pen_runner_init (PenRunner *self)
{
  self->addresses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->pace = 1;
}

PenRunner *
pen_runner_new (PenProvider *provider,
                PenHttp     *http)
{
  PenRunner *self;

  g_return_val_if_fail (PEN_IS_PROVIDER (provider), NULL);
  g_return_val_if_fail (PEN_IS_HTTP (http), NULL);

  self = g_object_new (PEN_TYPE_RUNNER, NULL);
  self->provider = g_object_ref (provider);
  self->http = g_object_ref (http);

  return self;
}

/**
 * pen_runner_set_key:
 * @self: a #PenRunner
 * @key: (nullable): the key to send
 */
void
pen_runner_set_key (PenRunner *self,
                    PenSecret *key)
{
  g_return_if_fail (PEN_IS_RUNNER (self));

  g_clear_pointer (&self->key, pen_secret_unref);
  if (key != NULL)
    self->key = pen_secret_ref (key);
}

/**
 * pen_runner_set_address:
 * @self: a #PenRunner
 * @endpoint: the name of a host in the catalogue
 * @address: (nullable): the address to use instead of the catalogue's
 */
void
pen_runner_set_address (PenRunner  *self,
                        const char *endpoint,
                        const char *address)
{
  g_return_if_fail (PEN_IS_RUNNER (self));
  g_return_if_fail (endpoint != NULL);

  if (address == NULL)
    g_hash_table_remove (self->addresses, endpoint);
  else
    g_hash_table_replace (self->addresses, g_strdup (endpoint), g_strdup (address));
}

/**
 * pen_runner_set_pace:
 * @self: a #PenRunner
 * @pace: what all waiting times are multiplied with; 1 unless it was set
 *
 * For tests, whose simulators need no patience.
 */
void
pen_runner_set_pace (PenRunner *self,
                     double     pace)
{
  g_return_if_fail (PEN_IS_RUNNER (self));
  g_return_if_fail (pace >= 0);

  self->pace = pace;
}
