/* pen-call.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-call"

#include "config.h"

#include "pen-call.h"

/**
 * pen_call_new:
 * @method: the HTTP method
 * @endpoint: the name of the host in the catalogue
 * @path: what follows the endpoint's address, with its query
 *
 * Returns: (transfer full): a call that expects JSON, takes the key along and costs
 *   nothing
 */
PenCall *
pen_call_new (const char *method,
              const char *endpoint,
              const char *path)
{
  PenCall *self = g_new0 (PenCall, 1);

  self->method = g_strdup (method);
  self->endpoint = g_strdup (endpoint);
  self->path = g_strdup (path);
  self->expect = PEN_EXPECT_JSON;
  self->with_key = TRUE;

  return self;
}

/**
 * pen_call_new_uri:
 * @method: the HTTP method
 * @endpoint: the name of the host in the catalogue
 * @uri: a whole address from an earlier reply; checked before it is used
 *
 * Returns: (transfer full): a call that expects JSON, takes the key along where @uri is
 *   on the endpoint's own server, and costs nothing
 */
PenCall *
pen_call_new_uri (const char *method,
                  const char *endpoint,
                  const char *uri)
{
  PenCall *self = pen_call_new (method, endpoint, NULL);

  self->uri = g_strdup (uri);

  return self;
}

void
pen_call_free (PenCall *self)
{
  g_clear_pointer (&self->method, g_free);
  g_clear_pointer (&self->endpoint, g_free);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->uri, g_free);
  g_clear_pointer (&self->headers, soup_message_headers_unref);
  g_clear_pointer (&self->body, pen_body_unref);
  g_free (self);
}
