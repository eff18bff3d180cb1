/* pen-openai-models.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * The service's own list of models: new ones appear in the catalogue, with the rules of
 * the family that they look like, and announced ends are noted.
 */

#define G_LOG_DOMAIN "pen-openai-models"

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "pen-json.h"
#include "pen-openai-provider-private.h"

/* Which entry a new model is like; the last is for those of times to come. */
static const struct
{
  const char *prefix;
  const char *pattern;
} families[] = {
  { "gpt-image-1", "gpt-image-1-mini" },
  { "chatgpt-image-", "gpt-image-1-mini" },
  { "gpt-image-2.5-", "gpt-image-2.5-sunburst" },
  { "gpt-image-2.6-", "gpt-image-2.6-sunburst" },
  { "gpt-image-2-", "gpt-image-2" },
  { "gpt-image-", "gpt-image-2.5-sunburst" },
};

static const char *
find_pattern (const char *id)
{
  for (gsize i = 0; i < G_N_ELEMENTS (families); i++)
    if (g_str_has_prefix (id, families[i].prefix))
      return families[i].pattern;

  return NULL;
}

static JsonArray *
get_list (PenReply *reply)
{
  JsonNode *root = pen_reply_get_json (reply);

  return pen_json_array_or (root != NULL ? pen_json_root_object (root, NULL) : NULL, "data",
                            NULL);
}

/**
 * _pen_openai_count_models:
 * @reply: the list of models
 *
 * Returns: how many of them make pictures; negative if there is no list
 */
gint
_pen_openai_count_models (PenReply *reply)
{
  JsonArray *list = get_list (reply);
  gint n = 0;

  if (list == NULL)
    return -1;

  for (guint i = 0; i < json_array_get_length (list); i++)
    n += find_pattern (pen_json_string_or (pen_json_at_object (list, i, NULL), "id", "")) != NULL;

  return n;
}

/**
 * _pen_openai_discover:
 * @provider: the provider
 * @index: the number of the question
 *
 * Returns: (transfer full) (nullable): the one question there is
 */
PenCall *
_pen_openai_discover (PenProvider *provider,
                      guint        index)
{
  return index == 0 ? pen_call_new ("GET", "openai", "/models") : NULL;
}

/* The entry that is part of the program, to be changed. */
static JsonObject *
copy_entry (const char *id)
{
  g_autoptr(GBytes) bytes = g_resources_lookup_data (PEN_OPENAI_CATALOGUE_PATH, 0, NULL);
  g_autoptr(JsonNode) root = NULL;
  JsonArray *models;

  /* A resource ends with a zero. */
  if (bytes != NULL)
    root = json_from_string (g_bytes_get_data (bytes, NULL), NULL);
  models = root != NULL ? pen_json_array_or (pen_json_root_object (root, NULL), "models", NULL)
                        : NULL;

  for (guint i = 0; models != NULL && i < json_array_get_length (models); i++)
    {
      JsonObject *entry = pen_json_at_object (models, i, NULL);

      if (g_strcmp0 (pen_json_string_or (entry, "id", NULL), id) == 0)
        return json_object_ref (entry);
    }

  return NULL;
}

static void
name_model (JsonObject *entry,
            const char *id)
{
  JsonObject *tasks = pen_json_object_or (entry, "tasks", NULL);
  g_autoptr(GList) names = json_object_get_members (tasks);

  json_object_set_string_member (entry, "id", id);
  json_object_set_string_member (entry, "title", id);
  json_object_set_string_member (entry, "description",
                                 N_("From the list of the service; it may take more settings"));
  json_object_set_string_member (entry, "status", "current");
  for (guint i = 0; i < 2; i++)
    {
      static const char * const others[] = { "price", "retires" };

      if (json_object_has_member (entry, others[i]))
        json_object_remove_member (entry, others[i]);
    }

  for (GList *l = names; l != NULL; l = l->next)
    {
      JsonObject *fixed = pen_json_object_or (pen_json_object_or (tasks, l->data, NULL), "fixed",
                                              NULL);

      if (fixed != NULL)
        json_object_set_string_member (fixed, "model", id);
    }
}

/* Returns: (transfer full) (nullable): an entry for the model @id */
static JsonObject *
build_entry (const char *id)
{
  const char *pattern = find_pattern (id);
  JsonObject *entry = pattern != NULL ? copy_entry (pattern) : NULL;

  if (entry != NULL)
    name_model (entry, id);

  return entry;
}

static void
add_model (PenCatalogue *catalogue,
           const char   *id)
{
  JsonObject *entry = build_entry (id);

  if (entry != NULL)
    pen_catalogue_take_entry (catalogue, entry);
}

/* An announced end, and an end that has come: gone from the list after its notice. */
static void
note_ends (PenCatalogue *catalogue,
           GHashTable   *dates)
{
  GListModel *models = pen_catalogue_get_models (catalogue);

  for (guint i = 0; i < g_list_model_get_n_items (models); i++)
    {
      g_autoptr(PenModel) model = g_list_model_get_item (models, i);
      const char *id = pen_model_get_id (model);
      const char *date = g_hash_table_lookup (dates, id);

      if (date != NULL && *date != '\0')
        pen_model_set_end (model, PEN_MODEL_RETIRING, date);
      else if (date == NULL && pen_model_get_status (model) == PEN_MODEL_RETIRING)
        pen_model_set_end (model, PEN_MODEL_RETIRED, pen_model_get_retires (model));
    }
}

/**
 * _pen_openai_read_discovery:
 * @provider: the provider
 * @index: the number of the question
 * @reply: its answer
 * @catalogue: where to put what it says
 */
void
_pen_openai_read_discovery (PenProvider  *provider,
                            guint         index,
                            PenReply     *reply,
                            PenCatalogue *catalogue)
{
  g_autoptr(GHashTable) dates = g_hash_table_new (g_str_hash, g_str_equal);
  JsonArray *list = get_list (reply);

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      JsonObject *item = pen_json_at_object (list, i, NULL);
      const char *id = pen_json_string_or (item, "id", "");

      if (find_pattern (id) == NULL)
        continue;

      g_hash_table_insert (dates, (char *) id,
                           (char *) pen_json_string_or (item, "shutdown_date", ""));
      if (pen_catalogue_find_model (catalogue, id) == NULL)
        add_model (catalogue, id);
    }

  /* A key that sees no such model says nothing about them. */
  if (g_hash_table_size (dates) > 0)
    note_ends (catalogue, dates);
}

/**
 * _pen_openai_find_model:
 * @provider: the provider
 * @words: the name of a model
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the question for the list of models
 */
PenCall *
_pen_openai_find_model (PenProvider  *provider,
                        const char   *words,
                        GError      **error)
{
  if (find_pattern (words) != NULL)
    return pen_call_new ("GET", "openai", "/models");

  g_set_error (error, PEN_ERROR, PEN_ERROR_USAGE,
               _("“%s” is no model for pictures: those of OpenAI begin with “gpt-image-”"), words);
  return NULL;
}

/**
 * _pen_openai_read_model:
 * @provider: the provider
 * @words: the name of a model
 * @reply: the list of models
 * @error: return location for a #GError
 *
 * Returns: (transfer full): an entry for it, if it is on the list
 */
JsonNode *
_pen_openai_read_model (PenProvider  *provider,
                        const char   *words,
                        PenReply     *reply,
                        GError      **error)
{
  JsonArray *list = get_list (reply);
  JsonObject *entry = NULL;
  JsonNode *node;

  for (guint i = 0; entry == NULL && list != NULL && i < json_array_get_length (list); i++)
    if (g_str_equal (pen_json_string_or (pen_json_at_object (list, i, NULL), "id", ""), words))
      entry = build_entry (words);

  if (entry == NULL)
    {
      g_set_error (error, PEN_ERROR, PEN_ERROR_NOT_FOUND, _("OpenAI has no model “%s”"), words);
      return NULL;
    }

  node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, entry);
  return node;
}
