/* pen-cli-text.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-cli-text"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-cli.h"

/**
 * pen_cli_to_utf8:
 * @text: as it was typed
 * @error: return location for a #GError
 *
 * UTF-8 is taken as it is, whatever the locale: a script's locale often is “C”.
 *
 * Returns: (transfer full): the text in UTF-8, or %NULL with %PEN_ERROR_USAGE
 */
char *
pen_cli_to_utf8 (const char  *text,
                 GError     **error)
{
  char *converted;

  if (g_utf8_validate (text, -1, NULL))
    return g_strdup (text);

  converted = g_locale_to_utf8 (text, -1, NULL, NULL, NULL);
  if (converted == NULL)
    pen_cli_usage (error, _("The text is neither UTF-8 nor in the encoding of the locale"));

  return converted;
}

/**
 * pen_cli_parse_id:
 * @text: what was given
 * @ret_id: (out): the number of a job or a picture
 * @error: return location for a #GError
 *
 * Returns: whether @text is such a number
 */
gboolean
pen_cli_parse_id (const char  *text,
                  gint64      *ret_id,
                  GError     **error)
{
  if (g_ascii_string_to_signed (text, 10, 1, G_MAXINT64, ret_id, NULL))
    return TRUE;

  return pen_cli_usage (error, _("“%s” is not the number of a job or a picture"), text);
}

/**
 * pen_cli_parse_task:
 * @nick: what was given
 * @ret_task: (out): the task
 * @error: return location for a #GError
 *
 * Returns: whether there is such a task
 */
gboolean
pen_cli_parse_task (const char  *nick,
                    PenTask     *ret_task,
                    GError     **error)
{
  g_autoptr(GString) all = g_string_new (NULL);

  if (pen_task_from_nick (nick, ret_task))
    return TRUE;

  for (guint i = 0; i < PEN_N_TASKS; i++)
    g_string_append_printf (all, "%s%s", i > 0 ? ", " : "", pen_task_to_nick ((PenTask) i));

  return pen_cli_usage (error, _("There is no task “%s”, only: %s"), nick, all->str);
}

/**
 * pen_cli_format_time:
 * @microseconds: Unix time
 *
 * Returns: (transfer full): the time in UTC, as ISO 8601 writes it
 */
char *
pen_cli_format_time (gint64 microseconds)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc (microseconds / G_USEC_PER_SEC);

  return time != NULL ? g_date_time_format_iso8601 (time) : g_strdup ("");
}

/**
 * pen_cli_to_line:
 * @text: (nullable): what a person or a service wrote
 *
 * Returns: (transfer full): @text as one line, without anything that speaks to the
 *   terminal instead of to people
 */
char *
pen_cli_to_line (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  g_autoptr(GString) line = g_string_new (NULL);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar letter = g_utf8_get_char (at);

      if (!g_unichar_isspace (letter) && !g_unichar_iscntrl (letter))
        g_string_append_unichar (line, letter);
      else if (line->len > 0 && line->str[line->len - 1] != ' ')
        g_string_append_c (line, ' ');
    }

  return g_string_free (g_steal_pointer (&line), FALSE);
}

/**
 * pen_cli_status_of:
 * @error: what went wrong
 *
 * Returns: how the program has to end then
 */
PenCliStatus
pen_cli_status_of (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return PEN_CLI_CANCELLED;

  if (error->domain != PEN_ERROR)
    return PEN_CLI_SERVICE;

  switch ((PenError) error->code)
    {
    case PEN_ERROR_USAGE:
    case PEN_ERROR_NOT_FOUND:
    case PEN_ERROR_INVALID_REQUEST:
    case PEN_ERROR_BUSY:
      return PEN_CLI_USAGE;

    case PEN_ERROR_KEY_MISSING:
    case PEN_ERROR_KEY_REJECTED:
    case PEN_ERROR_KEYRING:
      return PEN_CLI_KEY;

    case PEN_ERROR_REFUSED:
      return PEN_CLI_REFUSED;

    case PEN_ERROR_NETWORK:
      return PEN_CLI_NETWORK;

    case PEN_ERROR_UNKNOWN_OUTCOME:
      return PEN_CLI_UNKNOWN;

    case PEN_ERROR_TOO_LARGE:
    case PEN_ERROR_PICTURE:
      return PEN_CLI_PICTURE;

    case PEN_ERROR_STORAGE:
    case PEN_ERROR_NEWER_DATABASE:
      return PEN_CLI_STORAGE;

    case PEN_ERROR_FAILED:
    case PEN_ERROR_QUOTA:
    case PEN_ERROR_RATE_LIMIT:
    case PEN_ERROR_INVALID_REPLY:
    case PEN_ERROR_SERVICE:
    case PEN_ERROR_EXPIRED:
    default:
      return PEN_CLI_SERVICE;
    }
}
