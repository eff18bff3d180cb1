/* pen-runner-retry.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Which calls are made again by themselves, and when.
 */

#define G_LOG_DOMAIN "pen-runner"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-backoff.h"
#include "pen-runner-private.h"

#define MAX_PAID_ATTEMPTS  3
#define MAX_FREE_ATTEMPTS  8
#define MAX_LIMIT_ATTEMPTS 5
#define MAX_WAIT_SECONDS   300

/**
 * _pen_runner_get_retry_delay:
 * @call: the call that failed
 * @attempt: how often it has failed before
 * @reply: (nullable): what came back
 * @error: what is wrong
 *
 * A call that may cost is made again only where nothing can have been bought: it did
 * not get through, or it was turned away unread.
 *
 * Returns: milliseconds to wait before the same call again; negative for: never
 */
gint64
_pen_runner_get_retry_delay (PenCall      *call,
                             guint         attempt,
                             PenReply     *reply,
                             const GError *error)
{
  gboolean free_of_charge = !call->may_cost;
  guint status = reply != NULL ? pen_reply_get_status (reply) : 0;
  guint most = free_of_charge ? MAX_FREE_ATTEMPTS : MAX_PAID_ATTEMPTS;
  gint seconds = -1;

  if (g_error_matches (error, PEN_ERROR, PEN_ERROR_RATE_LIMIT) || status == 503)
    {
      seconds = pen_backoff_retry_after (reply, g_get_real_time () / G_USEC_PER_SEC);
      most = MAX_LIMIT_ATTEMPTS;
    }
  else if (!g_error_matches (error, PEN_ERROR, PEN_ERROR_NETWORK) &&
           !(free_of_charge && (status >= 500 ||
                                g_error_matches (error, PEN_ERROR, PEN_ERROR_UNKNOWN_OUTCOME))))
    {
      return -1;
    }

  if (attempt + 1 >= most || seconds > MAX_WAIT_SECONDS)
    return -1;

  return seconds >= 0 ? (gint64) seconds * 1000 : (gint64) pen_backoff_next_ms (attempt);
}

void
_pen_runner_tell_wait (PenRunner  *self,
                       PenReply   *reply,
                       GError    **error)
{
  const char *title = pen_catalogue_get_title (pen_provider_get_catalogue (self->provider));
  gint seconds;
  guint minutes;

  if (reply == NULL || !g_error_matches (*error, PEN_ERROR, PEN_ERROR_RATE_LIMIT))
    return;

  seconds = pen_backoff_retry_after (reply, g_get_real_time () / G_USEC_PER_SEC);
  if (seconds <= MAX_WAIT_SECONDS)
    return;

  minutes = ((guint) seconds + 59) / 60;
  g_free ((*error)->message);
  (*error)->message = g_strdup_printf (ngettext ("%s gets too many requests from this account, "
                                                 "and asks to wait %u minute",
                                                 "%s gets too many requests from this account, "
                                                 "and asks to wait %u minutes", minutes),
                                       title, minutes);
}
