/* pen-cli-gallery.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-cli-gallery"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "pen-cli.h"

static const GOptionEntry list_options[] = {
  { "limit", 0, 0, G_OPTION_ARG_INT, &pen_cli_options.limit,
    N_("At most so many, the newest; 0 for all (default: 100)"), N_("N") },
  { "provider", 'p', 0, G_OPTION_ARG_STRING, &pen_cli_options.provider,
    N_("Only of this provider"), N_("ID") },
  { "task", 't', 0, G_OPTION_ARG_STRING, &pen_cli_options.task,
    N_("Only what came of this task"), N_("TASK") },
  { "starred", 0, 0, G_OPTION_ARG_NONE, &pen_cli_options.starred,
    N_("Only pictures with a star"), NULL },
  { NULL }
};

static gboolean
check_list (PenCli  *cli,
            GError **error)
{
  PenTask task;

  if (pen_cli_options.limit < 0)
    return pen_cli_usage (error, _("The limit must be 0 or more"));

  return pen_cli_options.task == NULL ||
         pen_cli_parse_task (pen_cli_options.task, &task, error);
}

static gboolean
check_id (PenCli  *cli,
          GError **error)
{
  gint64 id;

  return pen_cli_parse_id (cli->arguments[0], &id, error);
}

static gboolean
check_export (PenCli  *cli,
              GError **error)
{
  if (*cli->arguments[1] == '\0')
    return pen_cli_usage (error, _("The name of the file must not be empty"));

  return check_id (cli, error);
}

static void
print_line (PenCli     *cli,
            PenPicture *picture)
{
  const PenPictureRow *row = pen_picture_get_row (picture);
  g_autofree char *created = pen_cli_format_time (row->created);
  g_autofree char *model = g_strconcat (row->provider, "/", row->model, NULL);
  g_autofree char *prompt = pen_cli_to_line (row->prompt);

  if (cli->json)
    pen_cli_print_picture (cli, picture, NULL);
  else if (cli->quiet)
    pen_cli_print ("%" G_GINT64_FORMAT "\n", row->id);
  else
    pen_cli_print ("%6" G_GINT64_FORMAT "  %s  %s  %-28s  %s\n", row->id, created,
                   row->starred ? "*" : " ", model, prompt);
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  PenCli *cli = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) pictures = NULL;

  pictures = pen_engine_list_pictures_finish (PEN_ENGINE (object), result, &error);
  if (pictures == NULL)
    {
      pen_cli_fail (cli, error);
      return;
    }

  for (guint i = 0; i < pictures->len; i++)
    print_line (cli, g_ptr_array_index (pictures, i));

  pen_cli_end (cli, PEN_CLI_DONE);
}

static void
start_list (PenCli *cli)
{
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  PenPictureQuery query = {
    .provider = pen_cli_options.provider,
    .task = pen_cli_options.task,
    .starred = pen_cli_options.starred,
    .limit = (guint) pen_cli_options.limit,
  };

  if (cli->arguments[0] != NULL)
    {
      text = pen_cli_to_utf8 (cli->arguments[0], &error);
      if (text == NULL)
        {
          pen_cli_fail (cli, error);
          return;
        }
      query.text = text;
    }

  pen_engine_list_pictures_async (cli->engine, &query, cli->cancellable, listed_cb, cli);
}

/* What is done with one picture, once it has been found */

static void
show (PenCli     *cli,
      PenPicture *picture)
{
  const PenPictureRow *row = pen_picture_get_row (picture);
  g_autofree char *created = pen_cli_format_time (row->created);

  if (cli->json)
    {
      pen_cli_print_picture (cli, picture, NULL);
      pen_cli_end (cli, PEN_CLI_DONE);
      return;
    }

  pen_cli_print (_("Picture:  %" PRId64 "\n"), row->id);
  pen_cli_print (_("File:     %s\n"), row->path);
  pen_cli_print (_("Size:     %u × %u pixels, %" PRIu64 " bytes\n"), row->width,
                 row->height, row->bytes);
  pen_cli_print (_("Model:    %s/%s\n"), row->provider, row->model);
  pen_cli_print (_("Task:     %s\n"), row->task);
  pen_cli_print (_("Prompt:   %s\n"), row->prompt);
  if (row->negative != NULL && *row->negative != '\0')
    pen_cli_print (_("Negative: %s\n"), row->negative);
  if (row->seed != 0)
    pen_cli_print (_("Seed:     %" PRIu64 "\n"), row->seed);
  if (row->source_path != NULL)
    pen_cli_print (_("Source:   %s\n"), row->source_path);
  if (row->parent != 0)
    pen_cli_print (_("Parent:   %" PRId64 "\n"), row->parent);
  if (row->cost_usd >= 0)
    pen_cli_print (_("Cost:     %.3f US dollars\n"), row->cost_usd);
  if (row->warning != NULL)
    pen_cli_print (_("Warning:  %s\n"), row->warning);
  if (row->notes != NULL)
    pen_cli_print (_("Notes:    %s\n"), row->notes);
  if (row->trashed != 0)
    pen_cli_print (_("In the trash\n"));
  pen_cli_print (_("Created:  %s\n"), created);
  pen_cli_end (cli, PEN_CLI_DONE);
}

static void
exported_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  PenCli *cli = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;

  path = pen_engine_export_picture_finish (PEN_ENGINE (object), result, &error);
  if (path == NULL)
    {
      pen_cli_fail (cli, error);
      return;
    }

  pen_cli_print_picture (cli, cli->data, path);
  pen_cli_end (cli, PEN_CLI_DONE);
}

static void
trashed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  PenCli *cli = user_data;
  g_autoptr(GError) error = NULL;

  if (!pen_engine_trash_picture_finish (PEN_ENGINE (object), result, &error))
    {
      pen_cli_fail (cli, error);
      return;
    }

  if (cli->json)
    pen_cli_print_picture (cli, cli->data, NULL);
  else
    pen_cli_say (cli, _("The picture is in the trash"));
  pen_cli_end (cli, PEN_CLI_DONE);
}

static void
found_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  PenCli *cli = user_data;
  g_autoptr(GError) error = NULL;
  PenPicture *picture = pen_engine_get_picture_finish (PEN_ENGINE (object), result, &error);

  if (picture == NULL)
    {
      pen_cli_fail (cli, error);
      return;
    }

  pen_cli_set_data (cli, picture, g_object_unref);
  if (g_str_equal (cli->command->name, "gallery show"))
    {
      show (cli, picture);
    }
  else if (g_str_equal (cli->command->name, "gallery export"))
    {
      pen_engine_export_picture_async (cli->engine, picture, cli->arguments[1], exported_cb, cli);
    }
  else if (pen_picture_get_row (picture)->trashed != 0)
    {
      g_set_error (&error, PEN_ERROR, PEN_ERROR_NOT_FOUND,
                   _("Picture %" PRId64 " is in the trash already"),
                   pen_picture_get_id (picture));
      pen_cli_fail (cli, error);
    }
  else
    {
      pen_engine_trash_picture_async (cli->engine, picture, trashed_cb, cli);
    }
}

static void
start_one (PenCli *cli)
{
  g_autoptr(GError) error = NULL;
  gint64 id = 0;

  if (!pen_cli_parse_id (cli->arguments[0], &id, &error))
    {
      pen_cli_fail (cli, error);
      return;
    }

  pen_engine_get_picture_async (cli->engine, id, found_cb, cli);
}

static gboolean
check_import (PenCli  *cli,
              GError **error)
{
  return pen_cli_usage (error, _("This version of Pentimento takes no pictures into the gallery "
                                 "that it did not make"));
}

const PenCliCommand pen_cli_gallery_commands[] = {
  { "gallery list", NULL, N_("List the pictures, newest first"), 0, 0, list_options, check_list,
    start_list },
  { "gallery search", N_("TEXT"), N_("Find pictures by words of prompt, model and notes"), 1, 1,
    list_options, check_list, start_list },
  { "gallery show", N_("ID"), N_("Say all that is known of a picture"), 1, 1, NULL, check_id,
    start_one },
  { "gallery export", N_("ID FILE|FOLDER"), N_("Copy a picture; nothing is overwritten"), 2, 2,
    NULL, check_export, start_one },
  { "gallery delete", N_("ID"), N_("Move a picture to the trash"), 1, 1, NULL, check_id,
    start_one },
  { "gallery import", NULL, NULL, 0, G_MAXUINT, NULL, check_import, NULL },
  { NULL }
};
