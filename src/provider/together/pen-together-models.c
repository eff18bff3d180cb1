/* pen-together-models.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * The models on offer, out of the service's own list: new ones draw from words, and
 * those that are gone are called retired.
 */

#define G_LOG_DOMAIN "pen-together-models"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "pen-json.h"
#include "pen-together-provider-private.h"

/* A model whose entry has nothing that others might not take. */
#define PATTERN "Qwen/Qwen-Image"

/**
 * _pen_together_discover:
 * @provider: the provider
 * @index: the number of the question
 *
 * Returns: (transfer full) (nullable): the one question there is, with the key
 */
PenCall *
_pen_together_discover (PenProvider *provider,
                        guint        index)
{
  return index == 0 ? pen_call_new ("GET", "together", "/models") : NULL;
}

/* Returns: (transfer full) (nullable): a copy of the entry @id of the program itself */
static JsonObject *
copy_entry (const char *id)
{
  g_autoptr(GBytes) bytes = g_resources_lookup_data (PEN_TOGETHER_CATALOGUE, 0, NULL);
  g_autoptr(JsonNode) root = NULL;
  JsonArray *models;

  root = pen_json_parse (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), NULL);
  models = pen_json_array_or (pen_json_root_object (root, NULL), "models", NULL);
  for (guint i = 0; i < json_array_get_length (models); i++)
    {
      JsonObject *entry = pen_json_at_object (models, i, NULL);

      if (g_str_equal (pen_json_string_or (entry, "id", ""), id))
        return json_object_ref (entry);
    }

  return NULL;
}

/* US dollars for a megapixel or a picture, negative where the list does not say.  Either
 * is the number 0 where it does not apply. */
static double
read_price (JsonObject *item)
{
  JsonObject *pricing = pen_json_object_or (item, "pricing", NULL);
  JsonObject *pixels = pen_json_object_or (pricing, "image_pixel", NULL);
  JsonObject *picture = pen_json_object_or (pricing, "image", NULL);

  if (pixels != NULL)
    return pen_json_double_or (pixels, "price_per_megapixel", -1);

  return pen_json_double_or (picture, "example_price", -1);
}

/* An entry for a model that the program does not know. */
static JsonObject *
build_entry (JsonObject *item,
             const char *id)
{
  JsonObject *entry = copy_entry (PATTERN);
  JsonObject *tasks = pen_json_object_or (entry, "tasks", NULL);
  JsonObject *task = pen_json_object_or (tasks, "text-to-image", NULL);
  JsonObject *price = pen_json_object_or (entry, "price", NULL);
  double usd = read_price (item);

  json_object_set_string_member (entry, "id", id);
  json_object_set_string_member (entry, "title", pen_json_string_or (item, "display_name", id));
  json_object_set_string_member (entry, "description",
                                 _("Found at Together; its settings are not known here"));
  json_object_set_string_member (pen_json_object_or (task, "fixed", NULL), "model", id);
  json_object_remove_member (price, "date");
  if (usd >= 0)
    json_object_set_double_member (price, "usd", usd);
  else
    json_object_remove_member (entry, "price");

  return entry;
}

/* What is not in the list is gone, and what came back is there. */
static void
set_status (PenCatalogue *catalogue,
            PenModel     *model,
            gboolean      listed)
{
  gboolean retired = pen_model_get_status (model) == PEN_MODEL_RETIRED;
  JsonObject *entry;

  if (retired != listed)
    return;

  entry = copy_entry (pen_model_get_id (model));
  if (entry == NULL)
    return;

  if (!listed)
    json_object_set_string_member (entry, "status", "retired");
  pen_catalogue_take_entry (catalogue, entry);
}

static void
compare (PenCatalogue *catalogue,
         GHashTable   *ids)
{
  GListModel *models = pen_catalogue_get_models (catalogue);
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (models); i++)
    g_ptr_array_add (all, g_list_model_get_item (models, i));

  for (guint i = 0; i < all->len; i++)
    set_status (catalogue, g_ptr_array_index (all, i),
                g_hash_table_contains (ids, pen_model_get_id (g_ptr_array_index (all, i))));
}

/**
 * _pen_together_read_discovery:
 * @provider: the provider
 * @index: the number of the question
 * @reply: its answer
 * @catalogue: where to put what it says
 */
void
_pen_together_read_discovery (PenProvider  *provider,
                              guint         index,
                              PenReply     *reply,
                              PenCatalogue *catalogue)
{
  JsonNode *root = pen_reply_get_json (reply);
  JsonArray *list = root != NULL && JSON_NODE_HOLDS_ARRAY (root) ? json_node_get_array (root)
                                                                 : NULL;
  g_autoptr(GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      JsonObject *item = pen_json_at_object (list, i, NULL);
      const char *id = pen_json_string_or (item, "id", "");

      if (*id == '\0' || !g_str_equal (pen_json_string_or (item, "type", ""), "image"))
        continue;

      g_hash_table_add (ids, (char *) id);
      if (pen_catalogue_find_model (catalogue, id) == NULL)
        pen_catalogue_take_entry (catalogue, build_entry (item, id));
    }

  /* A list without any picture model says nothing about them. */
  if (g_hash_table_size (ids) > 0)
    compare (catalogue, ids);
}
