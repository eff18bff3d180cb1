/* pen-cli-progress.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-cli-progress"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <unistd.h>

#include "pen-cli.h"

/* Whether the line of progress stands there */
static gboolean shown;

static gboolean
is_wanted (PenCli *cli)
{
  return !cli->quiet && isatty (STDERR_FILENO) == 1;
}

/**
 * pen_cli_clear_progress:
 * @cli: a run
 *
 * Takes the line of progress away, before anything else is written.
 */
void
pen_cli_clear_progress (PenCli *cli)
{
  if (!shown)
    return;

  fputs ("\r\033[K", stderr);
  fflush (stderr);
  shown = FALSE;
}

/**
 * pen_cli_show_progress:
 * @cli: a run
 * @jobs: (element-type PenJob): what is waited for
 *
 * One line on standard error, if that is a terminal: how many jobs are at an end, and
 * how far the first of the others is.
 */
void
pen_cli_show_progress (PenCli    *cli,
                       GPtrArray *jobs)
{
  g_autoptr(GString) line = NULL;
  g_autofree char *message = NULL;
  PenJob *current = NULL;
  guint ended = 0;

  if (!is_wanted (cli))
    return;

  for (guint i = 0; i < jobs->len; i++)
    {
      PenJob *job = g_ptr_array_index (jobs, i);

      if (pen_job_has_ended (job))
        ended++;
      else if (current == NULL)
        current = job;
    }

  if (current == NULL)
    return;

  message = pen_cli_to_line (pen_job_get_message (current));
  line = g_string_new (NULL);
  if (jobs->len > 1)
    g_string_append_printf (line, _("%u of %u: "), ended + 1, jobs->len);

  if (pen_job_get_stopping (current))
    g_string_append (line, _("Stopping…"));
  else if (*message != '\0')
    g_string_append (line, message);
  else
    g_string_append (line, _("Working…"));

  if (pen_job_get_progress (current) >= 0)
    g_string_append_printf (line, " %3.0f %%", 100 * pen_job_get_progress (current));

  fprintf (stderr, "\r\033[K%s", line->str);
  fflush (stderr);
  shown = TRUE;
}
