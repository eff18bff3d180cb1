/* pen-cli-jobs.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-cli-jobs"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "pen-cli.h"

static const GOptionEntry list_options[] = {
  { "limit", 0, 0, G_OPTION_ARG_INT, &pen_cli_options.limit,
    N_("At most so many, the newest; 0 for all (default: 100)"), N_("N") },
  { NULL }
};

static const GOptionEntry retry_options[] = {
  { "output", 'o', 0, G_OPTION_ARG_FILENAME, &pen_cli_options.output,
    N_("Copy the pictures there too; nothing is overwritten"), N_("FILE|FOLDER") },
  { NULL }
};

static gboolean
check_list (PenCli  *cli,
            GError **error)
{
  return pen_cli_options.limit >= 0 ||
         pen_cli_usage (error, _("The limit must be 0 or more"));
}

static gboolean
check_id (PenCli  *cli,
          GError **error)
{
  gint64 id;

  return pen_cli_parse_id (cli->arguments[0], &id, error);
}

static gboolean
check_retry (PenCli  *cli,
             GError **error)
{
  return check_id (cli, error) && pen_cli_check_output (error);
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  PenCli *cli = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) jobs = pen_engine_list_jobs_finish (PEN_ENGINE (object), result, &error);

  if (jobs == NULL)
    {
      pen_cli_fail (cli, error);
      return;
    }

  for (guint i = 0; i < jobs->len; i++)
    pen_cli_print_job (cli, g_ptr_array_index (jobs, i));

  pen_cli_end (cli, PEN_CLI_DONE);
}

static void
start_list (PenCli *cli)
{
  pen_engine_list_jobs_async (cli->engine, (guint) pen_cli_options.limit, listed_cb, cli);
}

/* What is done with one job, once it has been found */

static void
show (PenCli *cli,
      PenJob *job)
{
  const PenJobRow *row = pen_job_get_row (job);
  g_autofree char *created = pen_cli_format_time (row->created);
  g_autofree char *updated = pen_cli_format_time (row->updated);
  PenRequest *request = pen_job_get_request (job);

  if (cli->json)
    {
      pen_cli_print_job (cli, job);
      pen_cli_end (cli, PEN_CLI_DONE);
      return;
    }

  pen_cli_print (_("Job:      %" PRId64 "\n"), row->id);
  pen_cli_print (_("State:    %s\n"), pen_job_state_to_nick (pen_job_get_state (job)));
  pen_cli_print (_("Model:    %s/%s\n"), row->provider, row->model);
  pen_cli_print (_("Task:     %s\n"), row->task);
  if (request != NULL && *pen_request_get_prompt (request) != '\0')
    pen_cli_print (_("Prompt:   %s\n"), pen_request_get_prompt (request));
  if (row->message != NULL && *row->message != '\0')
    pen_cli_print (_("Message:  %s\n"), row->message);
  pen_cli_print (_("Charged:  %s\n"), pen_job_get_charged (job) ? _("yes, or perhaps") : _("no"));
  if (row->cost_usd >= 0)
    pen_cli_print (_("Cost:     %.3f US dollars\n"), row->cost_usd);
  pen_cli_print (_("Created:  %s\n"), created);
  pen_cli_print (_("Updated:  %s\n"), updated);
  pen_cli_end (cli, PEN_CLI_DONE);
}

static void
cancelled_cb (PenEngine *engine,
              PenJob    *job,
              gpointer   user_data)
{
  PenCli *cli = user_data;

  if (job != cli->data)
    return;

  /* Another program was faster, or the database could not be written. */
  if (pen_job_get_state (job) != PEN_JOB_CANCELLED && pen_job_get_error (job) != NULL)
    {
      pen_cli_fail (cli, pen_job_get_error (job));
      return;
    }

  pen_cli_print_job (cli, job);
  pen_cli_end (cli, PEN_CLI_DONE);
}

static void
cancel (PenCli *cli,
        PenJob *job)
{
  g_autoptr(GError) error = NULL;

  if (pen_job_has_ended (job))
    {
      g_set_error (&error, PEN_ERROR, PEN_ERROR_USAGE,
                   _("Job %" PRId64 " is at an end already: %s"), pen_job_get_id (job),
                   pen_job_state_to_nick (pen_job_get_state (job)));
      pen_cli_fail (cli, error);
      return;
    }

  pen_cli_set_data (cli, g_object_ref (job), g_object_unref);
  g_signal_connect (cli->engine, "job-ended", G_CALLBACK (cancelled_cb), cli);
  pen_engine_cancel_job (cli->engine, job);

  /* Another program is at it, and says so. */
  if (!pen_job_get_stopping (job))
    {
      g_set_error_literal (&error, PEN_ERROR, PEN_ERROR_USAGE, pen_job_get_message (job));
      pen_cli_fail (cli, error);
    }
}

static void
retried_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  PenCli *cli = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) jobs = NULL;
  PenJob *job = pen_engine_retry_job_finish (PEN_ENGINE (object), result, &error);

  if (job == NULL)
    {
      pen_cli_fail (cli, error);
      return;
    }

  jobs = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (jobs, job);
  pen_cli_follow (cli, jobs);
}

static void
wait_for_jobs (PenCli *cli)
{
  /* Nothing to do yet: the jobs are cancelled as soon as they are known. */
}

static void
retry (PenCli *cli,
       PenJob *job)
{
  cli->interrupt = wait_for_jobs;
  pen_engine_retry_job_async (cli->engine, job, retried_cb, cli);
}

static void
found_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  PenCli *cli = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) jobs = pen_engine_list_jobs_finish (PEN_ENGINE (object), result, &error);
  gint64 id = 0;

  if (jobs == NULL || !pen_cli_parse_id (cli->arguments[0], &id, &error))
    {
      pen_cli_fail (cli, error);
      return;
    }

  for (guint i = 0; i < jobs->len; i++)
    {
      PenJob *job = g_ptr_array_index (jobs, i);

      if (pen_job_get_id (job) != id)
        continue;

      if (g_str_equal (cli->command->name, "jobs show"))
        show (cli, job);
      else if (g_str_equal (cli->command->name, "jobs cancel"))
        cancel (cli, job);
      else
        retry (cli, job);
      return;
    }

  g_set_error (&error, PEN_ERROR, PEN_ERROR_NOT_FOUND, _("There is no job %" PRId64), id);
  pen_cli_fail (cli, error);
}

static void
start_one (PenCli *cli)
{
  pen_engine_list_jobs_async (cli->engine, 0, found_cb, cli);
}

static void
start_resume (PenCli *cli)
{
  GListModel *all = pen_engine_get_jobs (cli->engine);
  g_autoptr(GPtrArray) jobs = g_ptr_array_new_with_free_func (g_object_unref);

  pen_engine_resume_jobs (cli->engine);

  /* Newest first in the list; told in the order in which they were asked for */
  for (guint i = g_list_model_get_n_items (all); i > 0; i--)
    {
      g_autoptr(PenJob) job = g_list_model_get_item (all, i - 1);

      /* One that cannot go on is told of, too. */
      if (pen_job_is_active (job) || (!pen_job_has_ended (job) && pen_job_get_error (job) != NULL))
        g_ptr_array_add (jobs, g_steal_pointer (&job));
    }

  if (jobs->len == 0)
    pen_cli_say (cli, _("No job waits to be resumed"));

  pen_cli_follow (cli, jobs);
}

const PenCliCommand pen_cli_job_commands[] = {
  { "jobs list", NULL, N_("List the jobs, newest first"), 0, 0, list_options, check_list,
    start_list },
  { "jobs show", N_("ID"), N_("Say all that is known of a job"), 1, 1, NULL, check_id, start_one },
  { "jobs resume", NULL, N_("Go on with the jobs that an earlier run left"), 0, 0, NULL, NULL,
    start_resume },
  { "jobs cancel", N_("ID"), N_("Stop a job"), 1, 1, NULL, check_id, start_one },
  { "jobs retry", N_("ID"), N_("Send a job again, as a new one; this may be charged again"), 1, 1,
    retry_options, check_retry, start_one },
  { NULL }
};
