/* pen-cli-edit.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-cli-edit"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-cli.h"
#include "pen-decode.h"

static gboolean later_cb (const char  *name,
                          const char  *value,
                          gpointer     data,
                          GError     **error);

/* Options of other programs of this kind, and of later versions of this one: a clear
 * word is better than “unknown option”. */
#define LATER(name) \
  { name, 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_CALLBACK, later_cb, NULL, NULL }

#define SHARED_OPTIONS \
  { "model", 'm', 0, G_OPTION_ARG_FILENAME, &pen_cli_options.model, \
    N_("The model to use; “pentimento-cli models” lists them"), N_("PROVIDER/MODEL") }, \
  { "negative", 'n', 0, G_OPTION_ARG_FILENAME, &pen_cli_options.negative, \
    N_("What is not wanted, where the model takes that"), N_("TEXT") }, \
  { "seed", 0, 0, G_OPTION_ARG_STRING, &pen_cli_options.seed, \
    N_("The same number gives the same picture; 0 draws one"), N_("N") }, \
  { "count", 'c', 0, G_OPTION_ARG_INT, &pen_cli_options.count, \
    N_("How many pictures to make"), N_("N") }, \
  { "size", 0, 0, G_OPTION_ARG_STRING, &pen_cli_options.size, \
    N_("In pixels (1024x768), or as an aspect (16:9)"), N_("SIZE") }, \
  { "set", 's', 0, G_OPTION_ARG_FILENAME_ARRAY, &pen_cli_options.settings, \
    N_("A setting of the model; may be given several times"), N_("NAME=VALUE") }, \
  { "output", 'o', 0, G_OPTION_ARG_FILENAME, &pen_cli_options.output, \
    N_("Copy the pictures there too; nothing is overwritten"), N_("FILE|FOLDER") }

static const GOptionEntry generate_options[] = {
  SHARED_OPTIONS,
  LATER ("mask"), LATER ("reference"), LATER ("control"), LATER ("extend"), LATER ("feather"),
  LATER ("grow"),
  { NULL }
};

static const GOptionEntry edit_options[] = {
  SHARED_OPTIONS,
  { "task", 't', 0, G_OPTION_ARG_STRING, &pen_cli_options.task,
    N_("What is to be done (default: image-to-image)"), N_("TASK") },
  { "strength", 0, 0, G_OPTION_ARG_STRING, &pen_cli_options.strength,
    N_("How much may change: 0 keeps the picture, 1 ignores it (default: 0.8)"), N_("0..1") },
  LATER ("mask"), LATER ("reference"), LATER ("control"), LATER ("extend"), LATER ("feather"),
  LATER ("grow"),
  { NULL }
};

static gboolean
later_cb (const char  *name,
          const char  *value,
          gpointer     data,
          GError     **error)
{
  return pen_cli_usage (error, _("This version of Pentimento has no %s"), name);
}

static void
submitted_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  PenCli *cli = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) jobs = pen_engine_submit_finish (PEN_ENGINE (object), result, &error);

  if (jobs != NULL)
    pen_cli_follow (cli, jobs);
  else
    pen_cli_fail (cli, error);
}

static void
wait_for_jobs (PenCli *cli)
{
  /* The cancellable stops what has not been written down; what has is followed, and
   * cancelled then. */
}

/* What the window shows beside the button: what is ignored, and what it will cost */
static void
say_notes (PenCli     *cli,
           PenRequest *request)
{
  g_auto(GStrv) notes = pen_request_get_notes (request);
  double estimate = pen_request_estimate_usd (request);

  if (cli->json)
    return;

  for (guint i = 0; notes != NULL && notes[i] != NULL; i++)
    pen_cli_say (cli, "%s", notes[i]);

  if (estimate > 0)
    pen_cli_say (cli, _("Estimated cost: %.3f US dollars"), estimate);
}

static void
submit (PenCli     *cli,
        PenTask     task,
        const char *source,
        const char *prompt)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PenRequest) request = pen_cli_new_request (cli, task, source, prompt, &error);

  if (request == NULL)
    {
      pen_cli_fail (cli, error);
      return;
    }

  say_notes (cli, request);
  cli->interrupt = wait_for_jobs;
  pen_engine_submit_async (cli->engine, request, cli->cancellable, submitted_cb, cli);
}

static void
begin (PenCli *cli)
{
  PenTask task = PEN_TASK_IMAGE_TO_IMAGE;

  if (pen_cli_options.task != NULL)
    pen_task_from_nick (pen_cli_options.task, &task);

  if (g_str_equal (cli->command->name, "generate"))
    submit (cli, PEN_TASK_TEXT_TO_IMAGE, NULL, cli->arguments[0]);
  else
    submit (cli, task, cli->arguments[0], cli->arguments[1]);
}

static void
refreshed_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  PenCli *cli = user_data;

  /* Whatever was found: what the engine lacks, sending will tell. */
  pen_engine_refresh_finish (PEN_ENGINE (object), result, NULL);
  begin (cli);
}

/* A model that is not listed may be one that its service knows. */
static void
added (PenCli   *cli,
       PenModel *model)
{
  g_free (pen_cli_options.model);
  pen_cli_options.model = g_strdup (pen_model_get_full_id (model));
  begin (cli);
}

/* The lists of an engine on this computer have to be read before they can be chosen from. */
static void
start (PenCli *cli)
{
  g_autoptr(GError) error = NULL;
  PenModel *model = pen_engine_find_model (cli->engine, pen_cli_options.model, &error);
  PenCatalogue *catalogue;

  if (model == NULL && pen_cli_can_add_model (cli, pen_cli_options.model))
    {
      pen_cli_add_model (cli, pen_cli_options.model, added);
      return;
    }

  if (model == NULL)
    {
      pen_cli_fail (cli, error);
      return;
    }

  catalogue = pen_engine_find_catalogue (cli->engine, pen_model_get_provider (model));
  if (catalogue != NULL && pen_catalogue_is_local (catalogue))
    pen_engine_refresh_async (cli->engine, cli->cancellable, refreshed_cb, cli);
  else
    begin (cli);
}

/* Looked at here, so that nothing is begun for a picture that is none. */
static gboolean
check_picture (const char  *path,
               GError     **error)
{
  PenPictureInfo info;
  GError *local = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_autofree char *name = g_filename_display_name (path);

      g_set_error (error, PEN_ERROR, PEN_ERROR_PICTURE, _("There is no file “%s”"), name);
      return FALSE;
    }

  if (pen_picture_read_info (path, &info, &local))
    return TRUE;

  /* For whoever called us it is the picture that is wrong, not the disk. */
  if (g_error_matches (local, PEN_ERROR, PEN_ERROR_STORAGE))
    local->code = PEN_ERROR_PICTURE;

  g_propagate_error (error, local);
  return FALSE;
}

static gboolean
check_edit (PenCli  *cli,
            GError **error)
{
  PenTask task;

  if (!pen_cli_check_request (cli, error))
    return FALSE;

  if (pen_cli_options.task != NULL && pen_task_from_nick (pen_cli_options.task, &task) &&
      !pen_task_has_source (task))
    return pen_cli_usage (error, _("The task “%s” takes no picture: use “generate”"),
                          pen_cli_options.task);

  return check_picture (cli->arguments[0], error);
}

static gboolean
check_batch (PenCli  *cli,
             GError **error)
{
  return pen_cli_usage (error, _("This version of Pentimento has no batches: call “edit” or "
                                 "“generate” once for each picture"));
}

const PenCliCommand pen_cli_edit_commands[] = {
  { "generate", N_("PROMPT"), N_("Make pictures from words"), 1, 1, generate_options,
    pen_cli_check_request, start },
  { "edit", N_("IMAGE [PROMPT]"), N_("Change a picture"), 1, 2, edit_options, check_edit, start },
  { "batch", NULL, NULL, 0, G_MAXUINT, NULL, check_batch, NULL },
  { NULL }
};
