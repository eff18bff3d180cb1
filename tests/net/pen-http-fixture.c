/* pen-http-fixture.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-http-fixture"

#include "config.h"

#include <glib/gstdio.h>

#include "pen-http-fixture.h"
#include "pen-test-server.h"

void
pen_http_fixture_set_up (PenHttpFixture *self)
{
  self->http = pen_http_new ();
  self->folder = g_build_filename (g_get_tmp_dir (), "http-XXXXXX", NULL);
  g_assert_nonnull (g_mkdtemp (self->folder));
}

void
pen_http_fixture_tear_down (PenHttpFixture *self)
{
  g_autoptr(GDir) dir = g_dir_open (self->folder, 0, NULL);

  pen_test_settle ();
  g_assert_finalize_object (g_steal_pointer (&self->http));
  pen_test_settle ();

  g_assert_null (g_dir_read_name (dir));
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  g_clear_pointer (&self->folder, g_free);
}

PenExchange *
pen_http_fixture_new_exchange (PenHttpFixture *self,
                               const char     *method,
                               const char     *uri)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GUri) parsed = g_uri_parse (uri, SOUP_HTTP_URI_FLAGS, &error);
  PenExchange *exchange;

  g_assert_no_error (error);
  exchange = pen_exchange_new (method, parsed);
  exchange->spool_folder = g_strdup (self->folder);

  return exchange;
}

PenReply *
pen_http_fixture_send (PenHttpFixture  *self,
                       PenExchange     *exchange,
                       GCancellable    *cancellable,
                       GError         **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  pen_http_send_async (self->http, exchange, cancellable, pen_test_store_result, &result);
  pen_test_wait_for (&result);

  return pen_http_send_finish (self->http, result, error);
}

/* A document with @prompt in it, and @blob if there is one. */
PenBody *
pen_http_fixture_new_json (PenBlob    *blob,
                           const char *prompt)
{
  PenBody *body = pen_body_new_json ();
  g_autofree char *token = blob != NULL ? pen_body_embed (body, blob, NULL) : NULL;
  g_autoptr(JsonObject) object = json_object_new ();
  g_autoptr(JsonNode) root = json_node_new (JSON_NODE_OBJECT);

  json_object_set_string_member (object, "prompt", prompt);
  if (token != NULL)
    json_object_set_string_member (object, "image", token);
  json_node_set_object (root, object);
  pen_body_set_root (body, root);

  return body;
}
