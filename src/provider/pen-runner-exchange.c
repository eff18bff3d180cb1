/* pen-runner-exchange.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * From a call to an exchange: the host, the checks of addresses, and the key.
 */

#define G_LOG_DOMAIN "pen-runner"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "pen-redact.h"
#include "pen-remote-uri.h"
#include "pen-runner-private.h"

#define GENERATION_SECONDS 600
#define USUAL_SECONDS      60

static const char *
get_address (PenRunner  *self,
             const char *endpoint)
{
  const char *address = g_hash_table_lookup (self->addresses, endpoint);

  if (address != NULL)
    return address;

  return pen_catalogue_get_address (pen_provider_get_catalogue (self->provider), endpoint);
}

static GUri *
refuse_address (PenRunner  *self,
                const char *uri,
                GError    **error)
{
  g_debug ("refused an address from a reply");
  g_set_error (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
               _("%s answered with an address that is not safe to follow"),
               pen_catalogue_get_title (pen_provider_get_catalogue (self->provider)));
  return NULL;
}

/* Settings, environment and the user's own catalogue may all have changed it. */
static GUri *
get_base (PenRunner   *self,
          const char  *endpoint,
          GError     **error)
{
  gboolean is_local = pen_catalogue_is_local (pen_provider_get_catalogue (self->provider));
  const char *address = get_address (self, endpoint);
  g_autoptr(GUri) base = NULL;

  if (address == NULL || *address == '\0')
    {
      g_set_error (error, PEN_ERROR, PEN_ERROR_USAGE,
                   _("There is no address for %s yet: enter one in the preferences"),
                   pen_catalogue_get_title (pen_provider_get_catalogue (self->provider)));
      return NULL;
    }

  base = pen_remote_uri_join (address, "", error);
  if (base == NULL || !pen_remote_uri_check_encrypted (base, is_local, error))
    return NULL;

  return g_steal_pointer (&base);
}

static void
copy_header (const char *name,
             const char *value,
             gpointer    user_data)
{
  soup_message_headers_append (user_data, name, value);
}

static gboolean
needs_key (PenRunner *self)
{
  PenCatalogue *catalogue = pen_provider_get_catalogue (self->provider);

  return pen_catalogue_get_key_need (catalogue) == PEN_KEY_REQUIRED;
}

/* Some services answer from hosts of their own that only the answer names. */
static gboolean
is_own_host (PenRunner *self,
             GUri      *uri)
{
  PenCatalogue *catalogue = pen_provider_get_catalogue (self->provider);
  const char * const *ends = pen_catalogue_get_key_hosts (catalogue);
  g_autofree char *host = g_ascii_strdown (g_uri_get_host (uri), -1);

  if (strcmp (g_uri_get_scheme (uri), "https") != 0 ||
      (g_uri_get_port (uri) != -1 && g_uri_get_port (uri) != 443))
    return FALSE;

  for (guint i = 0; ends != NULL && ends[i] != NULL; i++)
    if (g_str_has_suffix (host, ends[i]))
      return TRUE;

  return FALSE;
}

/**
 * _pen_runner_build_exchange:
 * @self: a #PenRunner
 * @call: a call of the provider
 * @spool_folder: where big parts of the answer go
 * @error: return location for a #GError
 *
 * The key goes along only where the address is on the endpoint's own server, or on a
 * further host of the service.
 *
 * Returns: (transfer full): what to send, or %NULL with @error set
 */
PenExchange *
_pen_runner_build_exchange (PenRunner   *self,
                            PenCall     *call,
                            const char  *spool_folder,
                            GError     **error)
{
  g_autoptr(GUri) base = get_base (self, call->endpoint, error);
  g_autoptr(GUri) uri = NULL;
  PenExchange *exchange;

  if (base == NULL)
    return NULL;

  if (call->uri != NULL)
    uri = pen_remote_uri_parse (call->uri, base);
  else
    uri = pen_remote_uri_join (get_address (self, call->endpoint), call->path, error);
  if (uri == NULL)
    {
      if (call->uri != NULL)
        refuse_address (self, call->uri, error);
      return NULL;
    }

  if (call->with_key && self->key == NULL && needs_key (self))
    {
      g_set_error (error, PEN_ERROR, PEN_ERROR_KEY_MISSING,
                   _("There is no key for %s yet: enter one in the preferences"),
                   pen_catalogue_get_title (pen_provider_get_catalogue (self->provider)));
      return NULL;
    }

  exchange = pen_exchange_new (call->method, uri);
  if (exchange->headers == NULL)
    exchange->headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  if (call->headers != NULL)
    soup_message_headers_foreach (call->headers, copy_header, exchange->headers);
  if (call->body != NULL)
    exchange->body = pen_body_ref (call->body);
  exchange->expect = call->expect;
  exchange->spool_folder = g_strdup (spool_folder);
  exchange->timeout_seconds = call->timeout_seconds;
  if (exchange->timeout_seconds == 0)
    exchange->timeout_seconds = call->may_cost ? GENERATION_SECONDS : USUAL_SECONDS;

  if (call->with_key && self->key != NULL &&
      (pen_remote_uri_is_same_server (uri, base) || is_own_host (self, uri)))
    {
      exchange->has_key = TRUE;
      pen_provider_authorise (self->provider, exchange->headers, self->key);
    }

  return exchange;
}

/**
 * _pen_runner_build_download:
 * @self: a #PenRunner
 * @uri: an address from a reply; or a path at the service's own, which begins with a slash
 * @spool_folder: where the picture goes
 * @error: return location for a #GError
 *
 * The key goes along to a path only.
 *
 * Returns: (transfer full): what to send, or %NULL with @error set
 */
PenExchange *
_pen_runner_build_download (PenRunner   *self,
                            const char  *uri,
                            const char  *spool_folder,
                            GError     **error)
{
  PenCatalogue *catalogue = pen_provider_get_catalogue (self->provider);
  const char * const *endpoints = pen_catalogue_get_endpoints (catalogue);
  g_autoptr(GUri) base = NULL;
  g_autoptr(GUri) parsed = NULL;
  PenExchange *exchange;

  if (endpoints != NULL && endpoints[0] != NULL)
    base = get_base (self, endpoints[0], NULL);
  if (base != NULL && *uri == '/')
    parsed = pen_remote_uri_join (get_address (self, endpoints[0]), uri, NULL);
  else if (base != NULL)
    parsed = pen_remote_uri_parse (uri, base);
  if (parsed == NULL)
    {
      refuse_address (self, uri, error);
      return NULL;
    }

  exchange = pen_exchange_new ("GET", parsed);
  exchange->expect = PEN_EXPECT_PICTURE;
  exchange->timeout_seconds = USUAL_SECONDS;
  exchange->spool_folder = g_strdup (spool_folder);

  if (*uri == '/' && self->key != NULL)
    {
      exchange->has_key = TRUE;
      exchange->headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
      pen_provider_authorise (self->provider, exchange->headers, self->key);
    }

  return exchange;
}

/* Takes the key, and what looks like one, out of an error that will be shown. */
void
_pen_runner_redact (PenRunner  *self,
                    GError    **error)
{
  g_autofree char *clean = NULL;

  if (*error == NULL)
    return;

  clean = pen_redact (self->key, (*error)->message);
  g_free ((*error)->message);
  (*error)->message = g_steal_pointer (&clean);
}

/*
 * Somebody between us and the service gave up: whether the service did its work, and
 * charged for it, is known to nobody here.  A 503 says that it was not taken.
 */
static gboolean
is_lost_behind_gateway (PenReply *reply,
                        PenCall  *call)
{
  guint status = pen_reply_get_status (reply);

  return call != NULL && call->may_cost && (status == 502 || status == 504) &&
         pen_reply_get_json (reply) == NULL;
}

/*
 * _pen_runner_read_refusal:
 * @self: a #PenRunner
 * @reply: an answer that refuses
 * @call: (nullable): what it answers, where that may have cost something
 * @charged: (out): whether money was, or may have been, spent
 *
 * Returns: (transfer full): the refusal, free of the key
 */
GError *
_pen_runner_read_refusal (PenRunner *self,
                          PenReply  *reply,
                          PenCall   *call,
                          gboolean  *charged)
{
  PenCatalogue *catalogue = pen_provider_get_catalogue (self->provider);
  GError *error;

  if (is_lost_behind_gateway (reply, call))
    {
      *charged = TRUE;
      return g_error_new (PEN_ERROR, PEN_ERROR_UNKNOWN_OUTCOME,
                          _("The way to %s broke off while it worked (status %u): the picture "
                            "may or may not have been made and charged"),
                          pen_catalogue_get_title (catalogue), pen_reply_get_status (reply));
    }

  error = pen_provider_read_error (self->provider, reply, charged);
  _pen_runner_redact (self, &error);

  return error;
}
