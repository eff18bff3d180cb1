/* pen-redirect.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-redirect"

#include "config.h"

#include <string.h>

#include "pen-redirect.h"
#include "pen-remote-uri.h"

static gboolean
is_redirection (guint status)
{
  return status == SOUP_STATUS_MOVED_PERMANENTLY || status == SOUP_STATUS_FOUND ||
         status == SOUP_STATUS_SEE_OTHER || status == SOUP_STATUS_TEMPORARY_REDIRECT ||
         status == SOUP_STATUS_PERMANENT_REDIRECT;
}

/**
 * pen_redirect_get_target:
 * @message: a message that was answered
 *
 * Where the answer sends us on to, if we go: from one encrypted server to another, or
 * within the same server, or on this computer.
 *
 * Returns: (transfer full) (nullable): the address, or %NULL to stay
 */
GUri *
pen_redirect_get_target (SoupMessage *message)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  const char *location = soup_message_headers_get_one (headers, "Location");
  GUri *from = soup_message_get_uri (message);
  g_autofree char *base = NULL;
  g_autofree char *text = NULL;
  g_autoptr(GUri) to = NULL;

  if (location == NULL || !is_redirection (soup_message_get_status (message)))
    return NULL;

  base = g_uri_to_string (from);
  text = g_uri_resolve_relative (base, location, SOUP_HTTP_URI_FLAGS, NULL);
  to = pen_remote_uri_parse (text, from);
  if (to == NULL)
    return NULL;

  if (strcmp (g_uri_get_scheme (to), "https") == 0 ||
      pen_remote_uri_is_same_server (to, from) ||
      (pen_remote_uri_is_loopback (to) && pen_remote_uri_is_loopback (from)))
    return g_steal_pointer (&to);

  return NULL;
}
