/* pen-backoff.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-backoff"

#include "config.h"

#include <math.h>

#include "pen-backoff.h"

#define FIRST_MS    1000
#define MAX_MS      60000
#define MAX_SECONDS (24 * 60 * 60)

/**
 * pen_backoff_next_ms:
 * @attempt: how many attempts have failed in a row, less one: 0, 1, 2 …
 *
 * How long to wait before the next attempt where the server does not say: twice as
 * long each time, up to a minute, less a random part of up to a half, so that many
 * clients do not come back at once.
 *
 * Returns: milliseconds
 */
guint
pen_backoff_next_ms (guint attempt)
{
  guint longest = attempt < 6 ? MIN (FIRST_MS << attempt, MAX_MS) : MAX_MS;

  return (guint) g_random_int_range ((gint32) longest / 2, (gint32) longest + 1);
}

static gboolean
read_number (const char *text,
             double     *ret_number)
{
  char *end;
  double number;

  if (text == NULL || *text == '\0')
    return FALSE;

  number = g_ascii_strtod (text, &end);
  if (*end != '\0' || !isfinite (number))
    return FALSE;

  *ret_number = number;
  return TRUE;
}

/**
 * pen_backoff_retry_after:
 * @reply: a reply
 * @now: the time, in seconds since 1970 in UTC
 *
 * Reads `Retry-After`, in seconds or as a date, and its finer relative `Retry-After-Ms`.
 *
 * Returns: the seconds to wait, 0 to a day; -1 if the server does not say
 */
gint
pen_backoff_retry_after (PenReply *reply,
                         gint64    now)
{
  const char *text;
  g_autoptr(GDateTime) date = NULL;
  double seconds;

  g_return_val_if_fail (reply != NULL, -1);

  text = pen_reply_get_header (reply, "Retry-After");
  if (read_number (pen_reply_get_header (reply, "Retry-After-Ms"), &seconds))
    seconds /= 1000;
  else if (!read_number (text, &seconds))
    {
      date = text != NULL ? soup_date_time_new_from_http_string (text) : NULL;
      if (date == NULL)
        return -1;
      seconds = (double) (g_date_time_to_unix (date) - now);
    }

  return (gint) ceil (CLAMP (seconds, 0, MAX_SECONDS));
}
