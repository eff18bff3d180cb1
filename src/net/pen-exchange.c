/* pen-exchange.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-exchange"

#include "config.h"

#include "pen-exchange.h"
#include "pen-headers.h"

/**
 * pen_exchange_new:
 * @method: the HTTP method
 * @uri: (transfer none): where to
 *
 * Returns: (transfer full): an exchange that carries nothing and expects JSON
 */
PenExchange *
pen_exchange_new (const char *method,
                  GUri       *uri)
{
  PenExchange *self;

  g_return_val_if_fail (method != NULL, NULL);
  g_return_val_if_fail (uri != NULL, NULL);

  self = g_new0 (PenExchange, 1);
  self->method = g_strdup (method);
  self->uri = g_uri_ref (uri);

  return self;
}

/**
 * pen_exchange_free:
 * @self: (transfer full): an exchange
 *
 * Frees @self, and wipes its headers if the key is among them.
 */
void
pen_exchange_free (PenExchange *self)
{
  g_return_if_fail (self != NULL);

  if (self->has_key && self->headers != NULL)
    pen_headers_wipe (self->headers);

  g_clear_pointer (&self->method, g_free);
  g_clear_pointer (&self->uri, g_uri_unref);
  g_clear_pointer (&self->headers, soup_message_headers_unref);
  g_clear_pointer (&self->body, pen_body_unref);
  g_clear_pointer (&self->spool_folder, g_free);
  g_free (self);
}
