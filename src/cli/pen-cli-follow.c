/* pen-cli-follow.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-cli-follow"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-cli.h"

/* Jobs that are waited for, and then told about one after the other */
typedef struct
{
  GPtrArray    *jobs;          /* (owned) (element-type PenJob) */
  GPtrArray    *pictures;      /* (owned) (element-type PenPicture): not told yet */
  PenCliStatus  status;
  gboolean      told;
} Follow;

static void
follow_free (Follow *follow)
{
  g_ptr_array_unref (follow->jobs);
  g_ptr_array_unref (follow->pictures);
  g_free (follow);
}

static void tell_next_picture (PenCli       *cli);
static void exported_cb       (GObject      *object,
                               GAsyncResult *result,
                               gpointer      user_data);

/* Of several ends the first that is no success counts. */
static void
note_status (Follow       *follow,
             PenCliStatus  status)
{
  if (follow->status == PEN_CLI_DONE)
    follow->status = status;
}

static void
tell_job (PenCli *cli,
          Follow *follow,
          PenJob *job)
{
  const GError *error = pen_job_get_error (job);
  GListModel *pictures = pen_job_get_pictures (job);
  g_autoptr(GError) unexplained = NULL;

  if (pen_job_get_state (job) == PEN_JOB_DONE)
    {
      for (guint i = 0; i < g_list_model_get_n_items (pictures); i++)
        g_ptr_array_add (follow->pictures, g_list_model_get_item (pictures, i));
      return;
    }

  if (error == NULL)
    {
      const char *message = pen_job_get_message (job);

      unexplained = g_error_new_literal (PEN_ERROR, PEN_ERROR_FAILED,
                                         message != NULL && *message != '\0'
                                         ? message : _("The job did not come to its end"));
      error = unexplained;
    }

  pen_cli_print_error (cli, error, job);
  note_status (follow, pen_job_get_state (job) == PEN_JOB_CANCELLED ? PEN_CLI_CANCELLED
                                                                    : pen_cli_status_of (error));
}

static void
tell_next_picture (PenCli *cli)
{
  Follow *follow = cli->data;

  while (follow->pictures->len > 0)
    {
      if (pen_cli_options.output != NULL)
        {
          pen_engine_export_picture_async (cli->engine, g_ptr_array_index (follow->pictures, 0),
                                           pen_cli_options.output, exported_cb, cli);
          return;
        }

      pen_cli_print_picture (cli, g_ptr_array_index (follow->pictures, 0), NULL);
      g_ptr_array_remove_index (follow->pictures, 0);
    }

  pen_cli_end (cli, follow->status);
}

static void
exported_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  PenCli *cli = user_data;
  Follow *follow = cli->data;
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;

  path = pen_engine_export_picture_finish (PEN_ENGINE (object), result, &error);
  if (path == NULL)
    {
      /* It is in the gallery all the same. */
      pen_cli_print_error (cli, error, NULL);
      note_status (follow, pen_cli_status_of (error));
    }

  pen_cli_print_picture (cli, g_ptr_array_index (follow->pictures, 0), path);
  g_ptr_array_remove_index (follow->pictures, 0);
  tell_next_picture (cli);
}

static void
look (PenCli *cli)
{
  Follow *follow = cli->data;

  if (follow->told)
    return;

  for (guint i = 0; i < follow->jobs->len; i++)
    {
      if (pen_job_is_active (g_ptr_array_index (follow->jobs, i)))
        {
          pen_cli_show_progress (cli, follow->jobs);
          return;
        }
    }

  follow->told = TRUE;
  pen_cli_clear_progress (cli);
  for (guint i = 0; i < follow->jobs->len; i++)
    tell_job (cli, follow, g_ptr_array_index (follow->jobs, i));
  tell_next_picture (cli);
}

static void
job_ended_cb (PenEngine *engine,
              PenJob    *job,
              gpointer   user_data)
{
  look (user_data);
}

static void
job_notify_cb (PenJob     *job,
               GParamSpec *pspec,
               gpointer    user_data)
{
  PenCli *cli = user_data;
  Follow *follow = cli->data;

  if (!follow->told)
    pen_cli_show_progress (cli, follow->jobs);
}

static void
cancel_jobs (PenCli *cli)
{
  Follow *follow = cli->data;

  for (guint i = 0; i < follow->jobs->len; i++)
    pen_engine_cancel_job (cli->engine, g_ptr_array_index (follow->jobs, i));
}

/**
 * pen_cli_follow:
 * @cli: a run; takes its data
 * @jobs: (element-type PenJob): jobs that are under way
 *
 * Waits until all are at an end, prints what came of them, and ends the run.  Ctrl+C
 * cancels them.
 */
void
pen_cli_follow (PenCli    *cli,
                GPtrArray *jobs)
{
  Follow *follow = g_new0 (Follow, 1);

  follow->jobs = g_ptr_array_ref (jobs);
  follow->pictures = g_ptr_array_new_with_free_func (g_object_unref);
  pen_cli_set_data (cli, follow, (GDestroyNotify) follow_free);
  cli->interrupt = cancel_jobs;

  g_signal_connect (cli->engine, "job-ended", G_CALLBACK (job_ended_cb), cli);
  for (guint i = 0; i < jobs->len; i++)
    g_signal_connect (g_ptr_array_index (jobs, i), "notify", G_CALLBACK (job_notify_cb), cli);

  if (cli->interrupted)
    cancel_jobs (cli);

  look (cli);
}
