/* pen-remote-uri.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Addresses that a stranger wrote.
 *
 * A reply may name any address it likes.  Whether we go there, and whether the
 * key may come along, is decided here and nowhere else.
 */

#define G_LOG_DOMAIN "pen-remote-uri"

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

#include "pen-error.h"
#include "pen-remote-uri.h"

/**
 * pen_remote_uri_is_web:
 * @uri: an address
 *
 * Returns: whether @uri names a web server
 */
gboolean
pen_remote_uri_is_web (GUri *uri)
{
  const char *scheme;
  const char *host;

  g_return_val_if_fail (uri != NULL, FALSE);

  scheme = g_uri_get_scheme (uri);
  host = g_uri_get_host (uri);

  return host != NULL && *host != '\0' &&
         (strcmp (scheme, "https") == 0 || strcmp (scheme, "http") == 0);
}

/**
 * pen_remote_uri_parse:
 * @text: (nullable): the address as the reply spells it
 * @base: the address of the provider
 *
 * Refuses what does not lead to a web server, and what leads from an encrypted
 * server to a plain one.
 *
 * Returns: (transfer full) (nullable): the address, or %NULL if we do not go there
 */
GUri *
pen_remote_uri_parse (const char *text,
                      GUri       *base)
{
  g_autoptr(GUri) uri = NULL;

  g_return_val_if_fail (base != NULL, NULL);

  uri = text != NULL ? g_uri_parse (text, SOUP_HTTP_URI_FLAGS, NULL) : NULL;
  if (uri == NULL || !pen_remote_uri_is_web (uri))
    return NULL;

  if (strcmp (g_uri_get_scheme (uri), "https") != 0 &&
      strcmp (g_uri_get_scheme (base), "http") != 0)
    return NULL;

  return g_steal_pointer (&uri);
}

static int
get_port (GUri *uri)
{
  int port = g_uri_get_port (uri);

  if (port > 0)
    return port;

  return strcmp (g_uri_get_scheme (uri), "https") == 0 ? 443 : 80;
}

/**
 * pen_remote_uri_is_same_server:
 * @uri: where a message is about to go
 * @base: the address of the provider
 *
 * Returns: %TRUE if scheme, host and port are the same, so that @uri may see the
 *   key of @base
 */
gboolean
pen_remote_uri_is_same_server (GUri *uri,
                               GUri *base)
{
  g_return_val_if_fail (uri != NULL, FALSE);
  g_return_val_if_fail (base != NULL, FALSE);

  return pen_remote_uri_is_web (uri) && pen_remote_uri_is_web (base) &&
         strcmp (g_uri_get_scheme (uri), g_uri_get_scheme (base)) == 0 &&
         g_ascii_strcasecmp (g_uri_get_host (uri), g_uri_get_host (base)) == 0 &&
         get_port (uri) == get_port (base);
}

/**
 * pen_remote_uri_is_loopback:
 * @uri: an address
 *
 * Returns: whether @uri leads to this computer
 */
gboolean
pen_remote_uri_is_loopback (GUri *uri)
{
  g_autoptr(GInetAddress) address = NULL;
  const char *host;

  g_return_val_if_fail (uri != NULL, FALSE);

  host = g_uri_get_host (uri);
  if (host == NULL)
    return FALSE;

  if (g_ascii_strcasecmp (host, "localhost") == 0)
    return TRUE;

  address = g_inet_address_new_from_string (host);

  return address != NULL && g_inet_address_get_is_loopback (address);
}

/**
 * pen_remote_uri_check_encrypted:
 * @uri: the address that a key would go to
 * @is_local: whether an engine of the user's own is there
 * @error: return location for a #GError
 *
 * A plain address is for this computer, and for engines that are the user's own.
 *
 * Returns: %TRUE, or %FALSE with %PEN_ERROR_USAGE
 */
gboolean
pen_remote_uri_check_encrypted (GUri      *uri,
                                gboolean   is_local,
                                GError   **error)
{
  g_return_val_if_fail (uri != NULL, FALSE);

  if (g_strcmp0 (g_uri_get_scheme (uri), "https") == 0 || pen_remote_uri_is_loopback (uri) ||
      is_local)
    return TRUE;

  g_set_error_literal (error, PEN_ERROR, PEN_ERROR_USAGE,
                       _("The key would travel unencrypted: the address must begin with https://"));
  return FALSE;
}

/**
 * pen_remote_uri_join:
 * @address: the address of a host, with or without a path: `https://api.example.com/v1`
 * @path: (nullable): what follows it, with its query: `/images?n=1`
 * @error: return location for a #GError
 *
 * Whatever @path is, it cannot lead to another host.
 *
 * Returns: (transfer full): the whole address, or %NULL with %PEN_ERROR_USAGE
 */
GUri *
pen_remote_uri_join (const char  *address,
                     const char  *path,
                     GError     **error)
{
  g_autoptr(GUri) base = NULL;
  g_autoptr(GUri) uri = NULL;
  g_autofree char *start = NULL;
  g_autofree char *text = NULL;
  gsize length;

  g_return_val_if_fail (address != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  start = g_strstrip (g_strdup (address));
  base = g_uri_parse (start, SOUP_HTTP_URI_FLAGS, NULL);
  if (base == NULL || !pen_remote_uri_is_web (base) ||
      g_uri_get_query (base) != NULL || g_uri_get_fragment (base) != NULL)
    {
      g_set_error (error, PEN_ERROR, PEN_ERROR_USAGE,
                   _("“%s” is not an address of a web server, such as https://example.com"),
                   start);
      return NULL;
    }

  length = strlen (start);
  while (length > 0 && start[length - 1] == '/')
    start[--length] = '\0';
  while (path != NULL && *path == '/')
    path++;

  text = path != NULL && *path != '\0' ? g_strconcat (start, *path == '?' ? "" : "/", path, NULL)
                                       : g_strdup (start);
  uri = g_uri_parse (text, SOUP_HTTP_URI_FLAGS, NULL);
  if (uri == NULL || !pen_remote_uri_is_same_server (uri, base))
    {
      g_set_error (error, PEN_ERROR, PEN_ERROR_USAGE, _("“%s” is not a valid address"), text);
      return NULL;
    }

  return g_steal_pointer (&uri);
}
