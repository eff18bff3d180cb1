/* pen-openai-compatible-discovery.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Who is at the address, and which models it offers.  What each engine understands of
 * OpenAI's routes is written down in openai-compatible-engines.json; here every model on
 * the server's list becomes an entry of the catalogue by that pattern.
 */

#define G_LOG_DOMAIN "pen-openai-compatible-discovery"

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "pen-json.h"
#include "pen-openai-compatible-provider-private.h"

#define ENGINES_PATH RESOURCE_PREFIX "/catalogue/openai-compatible-engines.json"

/* More than anybody can choose from. */
#define MAX_MODELS 500

/* Lists of the catalogue: who it is, and what was there at the first question. */
#define ENGINE "engine"
#define FOUND "found"

typedef enum
{
  ASK_MODELS,
  ASK_SDCPP,
  ASK_KOBOLDCPP,
  ASK_LOCALAI,
  ASK_LLAMA_SWAP,
  ASK_LEMONADE,
  ASK_LIST,
} Question;

static const char * const paths[] = {
  [ASK_MODELS] = "/v1/models",
  [ASK_SDCPP] = "/sdcpp/v1/capabilities",
  [ASK_KOBOLDCPP] = "/api/extra/version",
  [ASK_LOCALAI] = "/.well-known/localai.json",
  [ASK_LLAMA_SWAP] = "/api/version",
  [ASK_LEMONADE] = "/v1/health",
  [ASK_LIST] = NULL,
};

#define OTHER N_("OpenAI-Compatible Server")

/* The engines as data, to be changed by whoever got them. */
static JsonNode *
load_engines (void)
{
  g_autoptr(GBytes) bytes = g_resources_lookup_data (ENGINES_PATH, 0, NULL);

  /* A resource ends with a zero. */
  return bytes != NULL ? json_from_string (g_bytes_get_data (bytes, NULL), NULL) : NULL;
}

static JsonObject *
find_engine (JsonNode     *engines,
             PenCatalogue *catalogue)
{
  const char * const *name = pen_catalogue_get_list (catalogue, ENGINE);
  JsonArray *array = engines != NULL
                     ? pen_json_array_or (pen_json_root_object (engines, NULL), "engines", NULL)
                     : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *engine = pen_json_at_object (array, i, NULL);

      if (g_strcmp0 (pen_json_string_or (engine, "title", NULL),
                     name != NULL ? name[0] : OTHER) == 0)
        return engine;
    }

  return NULL;
}

/* The first that is recognised counts. */
static void
set_engine (PenCatalogue *catalogue,
            const char   *title)
{
  const char *value[] = { title, NULL };

  if (pen_catalogue_get_list (catalogue, ENGINE) != NULL)
    return;

  pen_catalogue_set_list (catalogue, ENGINE, value);
  pen_catalogue_set_title (catalogue, g_str_equal (title, OTHER) ? _(OTHER) : title);
}

/**
 * _pen_openai_compatible_discover:
 * @provider: the provider
 * @index: the number of the question
 *
 * Returns: (transfer full) (nullable): the question; %NULL after the last, or when nobody
 *   answered the first
 */
PenCall *
_pen_openai_compatible_discover (PenProvider *provider,
                                 guint        index)
{
  PenCatalogue *catalogue = pen_provider_get_catalogue (provider);
  g_autoptr(JsonNode) engines = NULL;
  const char *path;

  if (index > ASK_LIST)
    return NULL;

  if (index == ASK_MODELS)
    {
      pen_catalogue_set_list (catalogue, ENGINE, NULL);
      pen_catalogue_set_list (catalogue, FOUND, NULL);
    }
  else if (pen_catalogue_get_list (catalogue, FOUND) == NULL)
    {
      return NULL;
    }

  path = paths[index];
  if (index == ASK_LIST)
    {
      set_engine (catalogue, OTHER);
      engines = load_engines ();
      path = pen_json_string_or (find_engine (engines, catalogue), "list", paths[ASK_MODELS]);
    }

  return pen_call_new ("GET", PEN_OPENAI_COMPATIBLE_ENDPOINT, path);
}

static gboolean
lists (JsonArray  *array,
       const char *text)
{
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (g_strcmp0 (pen_json_at_string (array, i, NULL), text) == 0)
      return TRUE;

  return FALSE;
}

/* Servers that say what a model makes are believed; of the others every model may do. */
static gboolean
makes_pictures (JsonObject *item)
{
  JsonObject *architecture = pen_json_object_or (item, "architecture", NULL);
  JsonArray *labels = pen_json_array_or (item, "labels", NULL);
  JsonArray *outputs = pen_json_array_or (item, "output_modalities",
                                          pen_json_array_or (architecture, "output_modalities",
                                                             NULL));

  if (outputs != NULL)
    return lists (outputs, "image");

  return labels == NULL || lists (labels, "image") || lists (labels, "edit") ||
         lists (labels, "upscaling");
}

/* Leaves the tasks that the model's own labels speak of. */
static void
drop_tasks (JsonObject *tasks,
            JsonObject *wanted,
            JsonObject *item)
{
  JsonArray *labels = pen_json_array_or (item, "labels", NULL);
  g_autoptr(GList) names = json_object_get_members (tasks);

  for (GList *l = names; l != NULL && wanted != NULL && labels != NULL; l = l->next)
    {
      const char *label = pen_json_string_or (wanted, l->data, NULL);

      if (label != NULL && !lists (labels, label))
        json_object_remove_member (tasks, l->data);
    }
}

static void
name_model (JsonObject *tasks,
            const char *id)
{
  g_autoptr(GList) names = json_object_get_members (tasks);

  for (GList *l = names; l != NULL; l = l->next)
    {
      JsonObject *fixed = pen_json_object_or (pen_json_object_or (tasks, l->data, NULL), "fixed",
                                              NULL);

      if (fixed != NULL)
        json_object_set_string_member (fixed, "model", id);
    }
}

/* Each model gets the engine's pattern from the file anew, for it is changed. */
static void
add_model (PenCatalogue *catalogue,
           JsonObject   *item,
           const char   *id)
{
  g_autoptr(JsonNode) engines = load_engines ();
  JsonObject *engine = find_engine (engines, catalogue);
  JsonObject *tasks = pen_json_object_or (engine, "tasks", NULL);
  JsonObject *price = pen_json_object_or (engine, "price", NULL);
  JsonObject *model;

  if (tasks == NULL)
    return;

  drop_tasks (tasks, pen_json_object_or (engine, "labels", NULL), item);
  name_model (tasks, id);
  model = json_object_new ();
  json_object_set_string_member (model, "id", id);
  json_object_set_string_member (model, "title", id);
  json_object_set_object_member (model, "tasks", json_object_ref (tasks));
  if (price != NULL)
    json_object_set_object_member (model, "price", json_object_ref (price));

  pen_catalogue_take_entry (catalogue, model);
}

/* What was on an earlier list, of this server or another, counts no more. */
static void
forget_models (PenCatalogue        *catalogue,
               const char * const  *known)
{
  GListModel *models = pen_catalogue_get_models (catalogue);

  for (guint i = g_list_model_get_n_items (models); i > 0; i--)
    {
      g_autoptr(PenModel) model = g_list_model_get_item (models, i - 1);

      if (known != NULL && g_strv_contains (known, pen_model_get_id (model)))
        pen_catalogue_remove_model (catalogue, pen_model_get_id (model));
    }
}

static void
read_list (PenReply     *reply,
           PenCatalogue *catalogue)
{
  JsonNode *root = pen_reply_get_json (reply);
  JsonArray *data = JSON_NODE_HOLDS_ARRAY (root)
                    ? json_node_get_array (root)
                    : pen_json_array_or (pen_json_root_object (root, NULL), "data", NULL);
  g_autoptr(GPtrArray) ids = g_ptr_array_new ();

  forget_models (catalogue, pen_catalogue_get_list (catalogue, "models"));
  for (guint i = 0; data != NULL && i < json_array_get_length (data) && i < MAX_MODELS; i++)
    {
      JsonObject *item = pen_json_at_object (data, i, NULL);
      const char *id = pen_json_string_or (item, "id", "");

      /* What the program or the user has described stays as it is. */
      if (*id == '\0' || !makes_pictures (item) ||
          pen_catalogue_find_model (catalogue, id) != NULL)
        continue;

      add_model (catalogue, item, id);
      g_ptr_array_add (ids, (char *) id);
    }

  g_ptr_array_add (ids, NULL);
  pen_catalogue_set_list (catalogue, "models", (const char **) ids->pdata);
}

/* The servers that give themselves away in their list. */
static void
read_models (PenReply     *reply,
             PenCatalogue *catalogue)
{
  static const char *found[] = { "found", NULL };
  JsonArray *data = pen_json_array_or (pen_json_root_object (pen_reply_get_json (reply), NULL),
                                       "data", NULL);
  JsonObject *first;
  const char *owner;

  if (data == NULL)
    return;

  pen_catalogue_set_list (catalogue, FOUND, found);
  first = json_array_get_length (data) > 0 ? pen_json_at_object (data, 0, NULL) : NULL;
  owner = pen_json_string_or (first, "owned_by", "");
  if (g_str_equal (owner, "koboldcpp"))
    set_engine (catalogue, "KoboldCpp");
  else if (g_str_equal (owner, "local") &&
           g_str_equal (pen_json_string_or (first, "id", ""), "sd-cpp-local"))
    set_engine (catalogue, "stable-diffusion.cpp");
}

/**
 * _pen_openai_compatible_read_discovery:
 * @provider: the provider
 * @index: the number of the question
 * @reply: its answer
 * @catalogue: where to put what it says
 */
void
_pen_openai_compatible_read_discovery (PenProvider  *provider,
                                       guint         index,
                                       PenReply     *reply,
                                       PenCatalogue *catalogue)
{
  JsonNode *root = pen_reply_get_json (reply);
  JsonObject *object = root != NULL ? pen_json_root_object (root, NULL) : NULL;

  if (root == NULL)
    return;

  switch ((Question) index)
    {
    case ASK_MODELS:
      read_models (reply, catalogue);
      break;

    case ASK_SDCPP:
      if (pen_json_array_or (object, "supported_modes", NULL) != NULL)
        set_engine (catalogue, "stable-diffusion.cpp");
      break;

    case ASK_KOBOLDCPP:
      if (g_strcmp0 (pen_json_string_or (object, "result", NULL), "KoboldCpp") == 0)
        set_engine (catalogue, "KoboldCpp");
      break;

    case ASK_LOCALAI:
      if (pen_json_string_or (object, "version", NULL) != NULL &&
          json_object_has_member (object, "endpoints"))
        set_engine (catalogue, "LocalAI");
      break;

    case ASK_LLAMA_SWAP:
      if (pen_json_string_or (object, "commit", NULL) != NULL &&
          pen_json_string_or (object, "build_date", NULL) != NULL)
        set_engine (catalogue, "llama-swap");
      break;

    case ASK_LEMONADE:
      if (g_strcmp0 (pen_json_string_or (object, "status", NULL), "ok") == 0 &&
          json_object_has_member (object, "all_models_loaded"))
        set_engine (catalogue, "lemonade");
      break;

    case ASK_LIST:
      read_list (reply, catalogue);
      break;

    default:
      break;
    }
}
