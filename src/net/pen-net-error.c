/* pen-net-error.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * What to say when an exchange has failed: which server, what is known about money,
 * and what to do.
 */

#define G_LOG_DOMAIN "pen-net-error"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-error.h"
#include "pen-net-error.h"

/* Whether all of an answer came, and made no sense. */
static gboolean
is_unreadable (const GError *cause)
{
  return g_error_matches (cause, PEN_ERROR, PEN_ERROR_INVALID_REPLY);
}

static GError *
new_submitted (const char   *host,
               const GError *cause)
{
  if (is_unreadable (cause))
    return g_error_new (PEN_ERROR, PEN_ERROR_UNKNOWN_OUTCOME,
                        _("“%s” took the request, and its answer cannot be read; it may have "
                          "been charged, so look there before sending it again"), host);

  return g_error_new (PEN_ERROR, PEN_ERROR_UNKNOWN_OUTCOME,
                      _("“%s” took the request, and no whole answer came; it may have been "
                        "charged, so look there before sending it again"), host);
}

static GError *
new_connecting (const char   *host,
                const GError *cause)
{
  if (cause->domain == G_RESOLVER_ERROR ||
      g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_HOST_NOT_FOUND))
    return g_error_new (PEN_ERROR, PEN_ERROR_NETWORK,
                        _("“%s” was not found; check the address and the network connection"),
                        host);

  if (cause->domain == G_TLS_ERROR)
    return g_error_new (PEN_ERROR, PEN_ERROR_NETWORK,
                        _("The identity of “%s” cannot be verified, so nothing was sent; check "
                          "the address, and the date of this computer"), host);

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    return g_error_new (PEN_ERROR, PEN_ERROR_NETWORK,
                        _("“%s” does not accept connections; check that the server runs"), host);

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE) ||
      g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE))
    return g_error_new (PEN_ERROR, PEN_ERROR_NETWORK,
                        _("“%s” cannot be reached; check the network connection"), host);

  return g_error_new (PEN_ERROR, PEN_ERROR_NETWORK,
                      _("The connection to “%s” was lost before the whole request was sent; "
                        "try again"), host);
}

/**
 * pen_net_error_new:
 * @stage: how far the exchange had come
 * @host: the name of the server
 * @cause: what happened
 *
 * Returns: (transfer full): the error for it.  A full disk, and an answer that is too
 *   large, are said as they are, whatever the stage
 */
GError *
pen_net_error_new (PenNetStage   stage,
                   const char   *host,
                   const GError *cause)
{
  g_debug ("%s: %s %d: %s", host, g_quark_to_string (cause->domain), cause->code,
           cause->message);

  if (g_error_matches (cause, PEN_ERROR, PEN_ERROR_STORAGE) ||
      g_error_matches (cause, PEN_ERROR, PEN_ERROR_TOO_LARGE))
    return g_error_copy (cause);

  switch (stage)
    {
    case PEN_NET_SUBMITTED:
      return new_submitted (host, cause);

    case PEN_NET_ASKED:
      if (is_unreadable (cause))
        return g_error_new (PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                            _("The answer of “%s” cannot be read; try again later"), host);
      return g_error_new (PEN_ERROR, PEN_ERROR_NETWORK,
                          _("The connection to “%s” was lost before the whole answer came; "
                            "try again"), host);

    case PEN_NET_CONNECTING:
    default:
      return new_connecting (host, cause);
    }
}

/**
 * pen_net_error_new_timeout:
 * @stage: how far the exchange had come
 * @host: the name of the server
 * @seconds: how long nothing happened
 *
 * Returns: (transfer full): the error for it
 */
GError *
pen_net_error_new_timeout (PenNetStage  stage,
                           const char  *host,
                           guint        seconds)
{
  if (stage == PEN_NET_SUBMITTED)
    return g_error_new (PEN_ERROR, PEN_ERROR_UNKNOWN_OUTCOME,
                        g_dngettext (GETTEXT_PACKAGE,
                                     "“%s” took the request, and then was silent for %u second; "
                                     "it may have been charged, so look there before sending "
                                     "it again",
                                     "“%s” took the request, and then was silent for %u seconds; "
                                     "it may have been charged, so look there before sending "
                                     "it again", seconds), host, seconds);

  return g_error_new (PEN_ERROR, PEN_ERROR_NETWORK,
                      g_dngettext (GETTEXT_PACKAGE,
                                   "“%s” was silent for %u second; check the network "
                                   "connection, or try again later",
                                   "“%s” was silent for %u seconds; check the network "
                                   "connection, or try again later", seconds), host, seconds);
}
