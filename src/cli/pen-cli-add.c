/* pen-cli-add.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Models by their name: asked of the service, kept for the user, and given up again.
 */

#define G_LOG_DOMAIN "pen-cli-add"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "pen-cli.h"

typedef struct
{
  PenCli  *cli;
  void   (*then) (PenCli   *cli,
                  PenModel *model);
} Adding;

static void
say_added (PenCli   *cli,
           PenModel *model)
{
  const char * const *notes = pen_model_get_notes (model);

  if (!pen_model_is_users (model))
    {
      pen_cli_say (cli, _("%s is in the list already"), pen_model_get_full_id (model));
      return;
    }

  pen_cli_say (cli, _("Added %s to your models"), pen_model_get_full_id (model));
  for (guint i = 0; notes != NULL && notes[i] != NULL; i++)
    pen_cli_say (cli, "%s", notes[i]);
}

static void
added_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autofree Adding *adding = user_data;
  PenCli *cli = adding->cli;
  g_autoptr(PenModel) model = NULL;
  g_autoptr(GError) error = NULL;

  model = pen_engine_add_model_finish (PEN_ENGINE (object), result, &error);
  if (model == NULL)
    {
      pen_cli_fail (cli, error);
      return;
    }

  say_added (cli, model);
  adding->then (cli, model);
}

/**
 * pen_cli_add_model:
 * @cli: a run
 * @name: PROVIDER/NAME, where the name is whatever the service's models are known by
 * @then: what to do with the model
 *
 * Asks the service for the model and keeps it; says so, or fails.
 */
void
pen_cli_add_model (PenCli      *cli,
                   const char  *name,
                   void       (*then) (PenCli   *cli,
                                       PenModel *model))
{
  const char *slash = strchr (name, '/');
  g_autofree char *provider = NULL;
  g_autoptr(GError) error = NULL;
  Adding *adding;

  if (slash == NULL || slash[1] == '\0')
    {
      pen_cli_usage (&error, _("“%s” names no model: write PROVIDER/MODEL"), name);
      pen_cli_fail (cli, error);
      return;
    }

  adding = g_new0 (Adding, 1);
  adding->cli = cli;
  adding->then = then;
  provider = g_strndup (name, (gsize) (slash - name));
  pen_engine_add_model_async (cli->engine, provider, slash + 1, cli->cancellable, added_cb,
                              adding);
}

/**
 * pen_cli_can_add_model:
 * @cli: a run
 * @name: PROVIDER/NAME
 *
 * Returns: whether the service may know a model that is not in the list
 */
gboolean
pen_cli_can_add_model (PenCli     *cli,
                       const char *name)
{
  const char *slash = strchr (name, '/');
  g_autofree char *provider = NULL;

  if (slash == NULL || slash[1] == '\0')
    return FALSE;

  provider = g_strndup (name, (gsize) (slash - name));
  return pen_engine_finds_models (cli->engine, provider);
}

static void
removed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  PenCli *cli = user_data;
  g_autoptr(GError) error = NULL;

  if (!pen_engine_remove_model_finish (PEN_ENGINE (object), result, &error))
    {
      pen_cli_fail (cli, error);
      return;
    }

  pen_cli_say (cli, _("Removed from your models"));
  pen_cli_end (cli, PEN_CLI_DONE);
}

/**
 * pen_cli_remove_model:
 * @cli: a run
 * @name: PROVIDER/MODEL, one of the user's
 *
 * Takes the model out of the user's file, and ends the run.
 */
void
pen_cli_remove_model (PenCli     *cli,
                      const char *name)
{
  pen_engine_remove_model_async (cli->engine, name, removed_cb, cli);
}
