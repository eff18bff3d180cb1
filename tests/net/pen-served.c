/* pen-served.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-served"

#include "config.h"

#include "pen-served.h"

void
pen_served_set_up (PenServed     *self,
                   gconstpointer  data)
{
  pen_http_fixture_set_up (&self->base);
  self->server = pen_test_server_new ();
}

void
pen_served_tear_down (PenServed     *self,
                      gconstpointer  data)
{
  pen_http_fixture_tear_down (&self->base);
  g_clear_pointer (&self->server, pen_test_server_free);
}

PenExchange *
pen_served_new_exchange (PenServed  *self,
                         const char *method,
                         const char *path)
{
  g_autofree char *uri = pen_test_server_get_uri (self->server, path);

  return pen_http_fixture_new_exchange (&self->base, method, uri);
}

PenReply *
pen_served_get (PenServed   *self,
                const char  *path,
                PenExpect    expect,
                GError     **error)
{
  g_autoptr(PenExchange) exchange = pen_served_new_exchange (self, "GET", path);

  exchange->expect = expect;

  return pen_http_fixture_send (&self->base, exchange, NULL, error);
}

PenReply *
pen_served_post (PenServed   *self,
                 const char  *method,
                 const char  *path,
                 PenBody     *body,
                 GError     **error)
{
  g_autoptr(PenExchange) exchange = pen_served_new_exchange (self, method, path);

  exchange->body = pen_body_ref (body);

  return pen_http_fixture_send (&self->base, exchange, NULL, error);
}
