/* pen-cli-edit.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-cli-edit"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "pen-cli.h"

static gboolean for_edit_cb (const char  *name,
                             const char  *value,
                             gpointer     data,
                             GError     **error);

/* What only a picture has: a clear word is better than “unknown option”. */
#define FOR_EDIT(name) \
  { name, 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_CALLBACK, for_edit_cb, NULL, NULL }

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
    N_("Copy the pictures there too; nothing is overwritten"), N_("FILE|FOLDER") }, \
  { "reference", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &pen_cli_options.references, \
    N_("Another picture to take style, persons or things from; may be given several times"), \
    N_("FILE") }, \
  { "control", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &pen_cli_options.controls, \
    N_("A picture whose edges, depth or pose … is followed; may be given several times"), \
    N_("KIND=FILE[,WEIGHT]") }

static const GOptionEntry generate_options[] = {
  SHARED_OPTIONS,
  FOR_EDIT ("mask"), FOR_EDIT ("feather"), FOR_EDIT ("grow"), FOR_EDIT ("extend"),
  FOR_EDIT ("search"), FOR_EDIT ("strength"),
  { NULL }
};

static const GOptionEntry edit_options[] = {
  SHARED_OPTIONS,
  { "task", 't', 0, G_OPTION_ARG_STRING, &pen_cli_options.task,
    N_("What is to be done (default: what the other options suggest, or image-to-image)"),
    N_("TASK") },
  { "strength", 0, 0, G_OPTION_ARG_STRING, &pen_cli_options.strength,
    N_("How much may change: 0 keeps the picture, 1 ignores it (default: 0.8)"), N_("0..1") },
  { "mask", 0, 0, G_OPTION_ARG_FILENAME, &pen_cli_options.mask,
    N_("A picture of the same size: only what is white in it may change"), N_("FILE") },
  { "feather", 0, 0, G_OPTION_ARG_INT, &pen_cli_options.feather,
    N_("Soften the border of what changes: inwards, or into the old picture"),
    N_("PIXELS") },
  { "grow", 0, 0, G_OPTION_ARG_INT, &pen_cli_options.grow,
    N_("Make what is white in the mask larger on all sides"), N_("PIXELS") },
  { "extend", 0, 0, G_OPTION_ARG_STRING, &pen_cli_options.extend,
    N_("Pull the frame wider by so many pixels"), N_("LEFT,TOP,RIGHT,BOTTOM") },
  { "search", 0, 0, G_OPTION_ARG_FILENAME, &pen_cli_options.search,
    N_("What is to be found in the picture, and replaced or recoloured"), N_("TEXT") },
  { NULL }
};

static gboolean
for_edit_cb (const char  *name,
             const char  *value,
             gpointer     data,
             GError     **error)
{
  return pen_cli_usage (error, _("%s is for a picture that is there already: use “edit”"), name);
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
  g_autoptr(GError) error = NULL;
  PenModel *model = pen_engine_find_model (cli->engine, pen_cli_options.model, &error);
  gboolean with_source = !g_str_equal (cli->command->name, "generate");

  if (model == NULL)
    pen_cli_fail (cli, error);
  else if (with_source)
    submit (cli, pen_cli_choose_task (model, TRUE), cli->arguments[0], cli->arguments[1]);
  else
    submit (cli, pen_cli_choose_task (model, FALSE), NULL, cli->arguments[0]);
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

/* The catalogue that @name, PROVIDER/MODEL, belongs to, whether or not it has the model. */
static PenCatalogue *
find_catalogue (PenCli     *cli,
                const char *name)
{
  const char *slash = strchr (name, '/');
  g_autofree char *provider = slash != NULL ? g_strndup (name, (gsize) (slash - name)) : NULL;

  return provider != NULL ? pen_engine_find_catalogue (cli->engine, provider) : NULL;
}

/* The lists of an engine on this computer have to be read before they can be chosen from,
 * and so have the models of a server. */
static void
start (PenCli *cli)
{
  g_autoptr(GError) error = NULL;
  PenModel *model = pen_engine_find_model (cli->engine, pen_cli_options.model, &error);
  PenCatalogue *catalogue = find_catalogue (cli, pen_cli_options.model);

  if (model == NULL && pen_cli_can_add_model (cli, pen_cli_options.model))
    pen_cli_add_model (cli, pen_cli_options.model, added);
  else if (catalogue != NULL && pen_catalogue_is_local (catalogue))
    pen_engine_refresh_async (cli->engine, cli->cancellable, refreshed_cb, cli);
  else if (model == NULL)
    pen_cli_fail (cli, error);
  else
    begin (cli);
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

  return pen_cli_check_picture (cli->arguments[0], error);
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
