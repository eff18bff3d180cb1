/* pen-cli-models.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-cli-models"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-cli.h"

static const GOptionEntry options[] = {
  { "provider", 'p', 0, G_OPTION_ARG_STRING, &pen_cli_options.provider,
    N_("Only of this provider"), N_("ID") },
  { "task", 't', 0, G_OPTION_ARG_STRING, &pen_cli_options.task,
    N_("Only what can do this task"), N_("TASK") },
  { NULL }
};

static const GOptionEntry model_options[] = {
  { "provider", 'p', 0, G_OPTION_ARG_STRING, &pen_cli_options.provider,
    N_("Only of this provider"), N_("ID") },
  { "task", 't', 0, G_OPTION_ARG_STRING, &pen_cli_options.task,
    N_("Only what can do this task"), N_("TASK") },
  { "add", 0, 0, G_OPTION_ARG_STRING, &pen_cli_options.add,
    N_("Ask the service for a model that is not listed, and keep it"), N_("PROVIDER/NAME") },
  { "remove", 0, 0, G_OPTION_ARG_STRING, &pen_cli_options.remove,
    N_("Give up a model that you have added"), N_("PROVIDER/MODEL") },
  { NULL }
};

static gboolean
check (PenCli  *cli,
       GError **error)
{
  PenTask task;

  if (pen_cli_options.add != NULL && pen_cli_options.remove != NULL)
    return pen_cli_usage (error, _("Either add a model or remove one"));

  return pen_cli_options.task == NULL ||
         pen_cli_parse_task (pen_cli_options.task, &task, error);
}

static gboolean
is_wanted (PenModel *model)
{
  PenTask task;

  return pen_cli_options.task == NULL ||
         (pen_task_from_nick (pen_cli_options.task, &task) && pen_model_has_task (model, task));
}

static const char *
get_availability (PenCli       *cli,
                  PenCatalogue *catalogue)
{
  switch (pen_engine_get_availability (cli->engine, pen_catalogue_get_id (catalogue)))
    {
    case PEN_AVAILABLE:
      return "available";

    case PEN_NEEDS_KEY:
      return "needs-key";

    case PEN_NOT_RUNNING:
      return "not-running";

    case PEN_AVAILABLE_UNKNOWN:
    default:
      return "unknown";
    }
}

static const char *
get_key_need (PenCatalogue *catalogue)
{
  switch (pen_catalogue_get_key_need (catalogue))
    {
    case PEN_KEY_REQUIRED:
      return "required";

    case PEN_KEY_OPTIONAL:
      return "optional";

    case PEN_KEY_NONE:
    default:
      return "none";
    }
}

static guint
count_models (PenCatalogue *catalogue)
{
  GListModel *models = pen_catalogue_get_models (catalogue);
  guint count = 0;

  for (guint i = 0; i < g_list_model_get_n_items (models); i++)
    {
      g_autoptr(PenModel) model = g_list_model_get_item (models, i);

      count += is_wanted (model) ? 1 : 0;
    }

  return count;
}

/* The engines that answer, whether they are used or not; JSON has them with the provider. */
static void
print_found (PenCli *cli)
{
  GPtrArray *found = pen_engine_list_found (cli->engine);

  for (guint i = 0; !cli->json && !cli->quiet && i < found->len; i++)
    {
      PenFoundEngine *engine = g_ptr_array_index (found, i);

      if (engine->problem != NULL)
        pen_cli_print (_("Found %s at %s: %s\n"), engine->title, engine->address,
                       engine->problem);
      else if (engine->in_use)
        pen_cli_print (_("Found %s at %s, used by %s\n"), engine->title, engine->address,
                       engine->provider);
      else
        pen_cli_print (_("Found %s at %s, for %s: not used\n"), engine->title, engine->address,
                       engine->provider);
    }
}

/* Those that the provider speaks to. */
static void
add_found (PenCli      *cli,
           JsonBuilder *builder,
           const char  *provider)
{
  GPtrArray *found = pen_engine_list_found (cli->engine);

  json_builder_set_member_name (builder, "found");
  json_builder_begin_array (builder);
  for (guint i = 0; i < found->len; i++)
    {
      PenFoundEngine *engine = g_ptr_array_index (found, i);

      if (g_strcmp0 (engine->provider, provider) != 0)
        continue;

      json_builder_begin_object (builder);
      pen_cli_add_text (builder, "title", engine->title);
      pen_cli_add_text (builder, "address", engine->address);
      pen_cli_add_text (builder, "problem", engine->problem);
      json_builder_set_member_name (builder, "in-use");
      json_builder_add_boolean_value (builder, engine->in_use);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
print_provider (PenCli       *cli,
                PenCatalogue *catalogue)
{
  const char *id = pen_catalogue_get_id (catalogue);
  g_autoptr(JsonBuilder) builder = NULL;

  if (!cli->json)
    {
      if (cli->quiet)
        pen_cli_print ("%s\n", id);
      else
        pen_cli_print ("%-20s  %-12s  %s\n", id, get_availability (cli, catalogue),
                       pen_catalogue_get_title (catalogue));
      return;
    }

  builder = json_builder_new ();
  json_builder_begin_object (builder);
  pen_cli_add_text (builder, "id", id);
  pen_cli_add_text (builder, "title", pen_catalogue_get_title (catalogue));
  pen_cli_add_text (builder, "description", pen_catalogue_get_description (catalogue));
  pen_cli_add_text (builder, "availability", get_availability (cli, catalogue));
  pen_cli_add_text (builder, "key", get_key_need (catalogue));
  pen_cli_add_text (builder, "key-variable", pen_catalogue_get_key_variable (catalogue));
  json_builder_set_member_name (builder, "local");
  json_builder_add_boolean_value (builder, pen_catalogue_is_local (catalogue));
  json_builder_set_member_name (builder, "models");
  json_builder_add_int_value (builder, count_models (catalogue));
  if (pen_catalogue_is_local (catalogue))
    add_found (cli, builder, id);
  json_builder_end_object (builder);
  pen_cli_print_object (builder);
}

static const char *
get_status (PenModel *model)
{
  switch (pen_model_get_status (model))
    {
    case PEN_MODEL_RETIRING:
      return "retiring";

    case PEN_MODEL_RETIRED:
      return "retired";

    case PEN_MODEL_CURRENT:
    default:
      return "current";
    }
}

static void
add_tasks (JsonBuilder *builder,
           PenModel    *model)
{
  g_autoptr(GArray) tasks = g_array_ref (pen_model_get_tasks (model));

  json_builder_set_member_name (builder, "tasks");
  json_builder_begin_array (builder);
  for (guint i = 0; i < tasks->len; i++)
    json_builder_add_string_value (builder, pen_task_to_nick (g_array_index (tasks, PenTask, i)));
  json_builder_end_array (builder);
}

/* Each setting once, however many tasks have it */
static void
add_parameters (JsonBuilder *builder,
                PenModel    *model)
{
  GArray *tasks = pen_model_get_tasks (model);
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  json_builder_set_member_name (builder, "parameters");
  json_builder_begin_array (builder);
  for (guint i = 0; i < tasks->len; i++)
    {
      PenTaskSpec *spec = pen_model_get_spec (model, g_array_index (tasks, PenTask, i));

      for (guint j = 0; spec->parameters != NULL && j < spec->parameters->len; j++)
        {
          PenParameter *parameter = g_ptr_array_index (spec->parameters, j);
          JsonNode *node;

          if (!g_hash_table_add (seen, parameter->name))
            continue;

          node = json_node_new (JSON_NODE_OBJECT);
          json_node_take_object (node, pen_parameter_to_json (parameter));
          json_builder_add_value (builder, node);
        }
    }
  json_builder_end_array (builder);
}

/* The least that a picture costs, over the tasks; negative where unknown */
static double
get_price (PenModel *model)
{
  GArray *tasks = pen_model_get_tasks (model);
  double least = -1;

  for (guint i = 0; i < tasks->len; i++)
    {
      double price = pen_model_get_spec (model, g_array_index (tasks, PenTask, i))->price_usd;

      if (price >= 0 && (least < 0 || price < least))
        least = price;
    }

  return least;
}

static void
add_price (JsonBuilder *builder,
           PenModel    *model)
{
  json_builder_set_member_name (builder, "price");
  json_builder_begin_object (builder);
  pen_cli_add_amount (builder, "usd", get_price (model));
  pen_cli_add_text (builder, "text", pen_model_get_price_text (model));
  pen_cli_add_text (builder, "date", pen_model_get_price_date (model));
  pen_cli_add_text (builder, "source", pen_model_get_price_source (model));
  json_builder_end_object (builder);
}

/* Whether it is the user's own, and what was left out when it was added. */
static void
add_origin (JsonBuilder *builder,
            PenModel    *model)
{
  const char * const *notes = pen_model_get_notes (model);

  json_builder_set_member_name (builder, "user");
  json_builder_add_boolean_value (builder, pen_model_is_users (model));
  if (notes == NULL)
    return;

  json_builder_set_member_name (builder, "notes");
  json_builder_begin_array (builder);
  for (guint i = 0; notes[i] != NULL; i++)
    json_builder_add_string_value (builder, notes[i]);
  json_builder_end_array (builder);
}

static void
print_model (PenCli   *cli,
             PenModel *model)
{
  g_autoptr(JsonBuilder) builder = NULL;

  if (!cli->json)
    {
      if (cli->quiet)
        pen_cli_print ("%s\n", pen_model_get_full_id (model));
      else
        pen_cli_print ("%-40s  %-8s  %s\n", pen_model_get_full_id (model), get_status (model),
                       pen_model_get_title (model));
      return;
    }

  builder = json_builder_new ();
  json_builder_begin_object (builder);
  pen_cli_add_text (builder, "id", pen_model_get_full_id (model));
  pen_cli_add_text (builder, "provider", pen_model_get_provider (model));
  pen_cli_add_text (builder, "title", pen_model_get_title (model));
  pen_cli_add_text (builder, "description", pen_model_get_description (model));
  add_tasks (builder, model);
  pen_cli_add_text (builder, "status", get_status (model));
  pen_cli_add_text (builder, "retires", pen_model_get_retires (model));
  add_price (builder, model);
  add_parameters (builder, model);
  add_origin (builder, model);
  json_builder_end_object (builder);
  pen_cli_print_object (builder);
}

static void
print_models (PenCli       *cli,
              PenCatalogue *catalogue)
{
  GListModel *models = pen_catalogue_get_models (catalogue);

  for (guint i = 0; i < g_list_model_get_n_items (models); i++)
    {
      g_autoptr(PenModel) model = g_list_model_get_item (models, i);

      if (is_wanted (model))
        print_model (cli, model);
    }
}

static void
print_all (PenCli *cli)
{
  GListModel *catalogues = pen_engine_get_catalogues (cli->engine);

  for (guint i = 0; i < g_list_model_get_n_items (catalogues); i++)
    {
      g_autoptr(PenCatalogue) catalogue = g_list_model_get_item (catalogues, i);

      if (pen_cli_options.provider != NULL &&
          !g_str_equal (pen_cli_options.provider, pen_catalogue_get_id (catalogue)))
        continue;

      if (g_str_equal (cli->command->name, "models"))
        print_models (cli, catalogue);
      else if (pen_cli_options.task == NULL || count_models (catalogue) > 0)
        print_provider (cli, catalogue);
    }

  if (g_str_equal (cli->command->name, "providers") && pen_cli_options.provider == NULL)
    print_found (cli);
  pen_cli_end (cli, PEN_CLI_DONE);
}

static void
refreshed_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  PenCli *cli = user_data;
  g_autoptr(GError) error = NULL;

  if (!pen_engine_refresh_finish (PEN_ENGINE (object), result, &error))
    g_debug ("Looking for keys and engines: %s", error->message);

  print_all (cli);
}

static void
print_added (PenCli   *cli,
             PenModel *model)
{
  print_model (cli, model);
  pen_cli_end (cli, PEN_CLI_DONE);
}

/* Models are printed as they are known, unless one asks for those of an engine on this
 * computer: nobody is asked to unlock a keyring for a list.  Bare names (--quiet) are what
 * is known without asking anybody. */
static void
start (PenCli *cli)
{
  const char *provider = pen_cli_options.provider;
  PenCatalogue *catalogue = NULL;
  g_autoptr(GError) error = NULL;

  if (pen_cli_options.add != NULL)
    {
      pen_cli_add_model (cli, pen_cli_options.add, print_added);
      return;
    }

  if (pen_cli_options.remove != NULL)
    {
      pen_cli_remove_model (cli, pen_cli_options.remove);
      return;
    }

  if (provider != NULL)
    catalogue = pen_engine_find_catalogue (cli->engine, provider);

  if (provider != NULL && catalogue == NULL)
    {
      g_set_error (&error, PEN_ERROR, PEN_ERROR_NOT_FOUND, _("There is no provider “%s”"),
                   provider);
      pen_cli_fail (cli, error);
      return;
    }

  if (!cli->quiet && (g_str_equal (cli->command->name, "providers") ||
                      (catalogue != NULL && pen_catalogue_is_local (catalogue))))
    pen_engine_refresh_async (cli->engine, cli->cancellable, refreshed_cb, cli);
  else
    print_all (cli);
}

const PenCliCommand pen_cli_model_commands[] = {
  { "providers", NULL, N_("List the services, and whether they can be used now"), 0, 0, options,
    check, start },
  { "models", NULL, N_("List the models, with their settings in JSON"), 0, 0, model_options,
    check, start },
  { NULL }
};
