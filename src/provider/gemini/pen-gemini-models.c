/* pen-gemini-models.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * The models that a key may use, out of the service's own list: new ones are offered
 * with what every model takes, and those that are gone are called retired.
 */

#define G_LOG_DOMAIN "pen-gemini-models"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "pen-gemini-provider-private.h"
#include "pen-json.h"

#define LIST_PATH "/models?pageSize=1000"

/* The model whose entry has nothing that others might not take. */
#define PATTERN "gemini-3.1-flash-lite-image"

/* Lists of the catalogue: the ids of all pages so far, and where the next page is. */
#define IDS "models"
#define NEXT "next-page"

/**
 * _pen_gemini_discover:
 * @provider: the provider
 * @index: the number of the question
 *
 * Returns: (transfer full) (nullable): the question for a page of the list, with the key;
 *   %NULL after the last
 */
PenCall *
_pen_gemini_discover (PenProvider *provider,
                      guint        index)
{
  PenCatalogue *catalogue = pen_provider_get_catalogue (provider);
  const char * const *next = pen_catalogue_get_list (catalogue, NEXT);
  g_autofree char *token = NULL;
  g_autofree char *path = NULL;

  if (index == 0)
    return pen_call_new ("GET", "gemini", LIST_PATH);
  if (next == NULL || next[0] == NULL)
    return NULL;

  token = g_uri_escape_string (next[0], NULL, FALSE);
  path = g_strconcat (LIST_PATH "&pageToken=", token, NULL);
  return pen_call_new ("GET", "gemini", path);
}

/* The id of a model that makes pictures in the way we ask for them, or %NULL. */
static const char *
read_id (JsonObject *item)
{
  JsonArray *methods = pen_json_array_or (item, "supportedGenerationMethods", NULL);
  const char *id = pen_json_string_or (item, "name", "");

  if (g_str_has_prefix (id, "models/"))
    id += strlen ("models/");
  if (strstr (id, "image") == NULL && strstr (id, "nano-banana") == NULL)
    return NULL;

  for (guint i = 0; methods != NULL && i < json_array_get_length (methods); i++)
    if (g_strcmp0 (pen_json_at_string (methods, i, NULL), "generateContent") == 0)
      return id;

  return NULL;
}

/* Returns: (transfer full) (nullable): a copy of the entry @id of the program itself */
static JsonObject *
copy_entry (const char *id)
{
  g_autoptr(GBytes) bytes = g_resources_lookup_data (PEN_GEMINI_CATALOGUE, 0, NULL);
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

/* An entry for a model that the program does not know. */
static JsonObject *
build_entry (const char *id,
             const char *title)
{
  JsonObject *entry = copy_entry (PATTERN);
  JsonObject *tasks = pen_json_object_or (entry, "tasks", NULL);
  g_autofree char *path = g_strdup_printf ("/models/%s:generateContent", id);
  g_autoptr(GList) names = json_object_get_members (tasks);

  json_object_set_string_member (entry, "id", id);
  json_object_set_string_member (entry, "title", title != NULL && *title != '\0' ? title : id);
  json_object_set_string_member (entry, "description", _("Found at Google; its limits and price "
                                                         "are not known here"));
  json_object_remove_member (entry, "price");
  for (GList *l = names; l != NULL; l = l->next)
    json_object_set_string_member (pen_json_object_or (tasks, l->data, NULL), "path", path);

  return entry;
}

/* The entry of our own file, with what the list says of it. */
static void
set_status (PenCatalogue *catalogue,
            PenModel     *model,
            gboolean      listed)
{
  static const char * const names[] = { "current", "retiring", "retired" };
  JsonObject *entry = copy_entry (pen_model_get_id (model));
  const char *status = pen_json_string_or (entry, "status", names[PEN_MODEL_CURRENT]);

  if (entry == NULL)
    return;

  if (!listed)
    status = names[PEN_MODEL_RETIRED];
  else if (g_str_equal (status, names[PEN_MODEL_RETIRED]))
    status = names[PEN_MODEL_RETIRING];

  if (g_str_equal (status, names[pen_model_get_status (model)]))
    {
      json_object_unref (entry);
      return;
    }

  json_object_set_string_member (entry, "status", status);
  pen_catalogue_take_entry (catalogue, entry);
}

/* With the list complete: what is not in it is gone, and what is gone may still be in it. */
static void
compare (PenCatalogue       *catalogue,
         const char * const *ids)
{
  GListModel *models = pen_catalogue_get_models (catalogue);
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (models); i++)
    g_ptr_array_add (all, g_list_model_get_item (models, i));

  for (guint i = 0; i < all->len; i++)
    {
      PenModel *model = g_ptr_array_index (all, i);

      set_status (catalogue, model, g_strv_contains (ids, pen_model_get_id (model)));
    }
}

/**
 * _pen_gemini_read_discovery:
 * @provider: the provider
 * @index: the number of the question
 * @reply: a page of the list
 * @catalogue: where to put what it says
 */
void
_pen_gemini_read_discovery (PenProvider  *provider,
                            guint         index,
                            PenReply     *reply,
                            PenCatalogue *catalogue)
{
  JsonNode *root = pen_reply_get_json (reply);
  JsonObject *object = root != NULL ? pen_json_root_object (root, NULL) : NULL;
  JsonArray *models = pen_json_array_or (object, "models", NULL);
  const char *token = pen_json_string_or (object, "nextPageToken", "");
  const char *next[] = { *token != '\0' ? token : NULL, NULL };
  g_autoptr(GPtrArray) ids = g_ptr_array_new ();
  g_auto(GStrv) old = index > 0 ? g_strdupv ((char **) pen_catalogue_get_list (catalogue, IDS))
                                : NULL;

  for (guint i = 0; old != NULL && old[i] != NULL; i++)
    g_ptr_array_add (ids, old[i]);

  for (guint i = 0; models != NULL && i < json_array_get_length (models); i++)
    {
      JsonObject *item = pen_json_at_object (models, i, NULL);
      const char *id = read_id (item);

      if (id == NULL)
        continue;

      g_ptr_array_add (ids, (char *) id);
      if (pen_catalogue_find_model (catalogue, id) == NULL)
        pen_catalogue_take_entry (catalogue,
                                  build_entry (id, pen_json_string_or (item, "displayName",
                                                                       NULL)));
    }

  g_ptr_array_add (ids, NULL);
  pen_catalogue_set_list (catalogue, IDS, (const char **) ids->pdata);
  pen_catalogue_set_list (catalogue, NEXT, next[0] != NULL ? next : NULL);

  /* A key that sees no such model at all says nothing about them. */
  if (next[0] == NULL && ids->len > 1)
    compare (catalogue, (const char * const *) ids->pdata);
}

static const char *
strip_prefix (const char *words)
{
  return g_str_has_prefix (words, "models/") ? words + strlen ("models/") : words;
}

/**
 * _pen_gemini_find_model:
 * @provider: the provider
 * @words: the id of a model, with or without “models/”
 * @error: return location for a #GError
 *
 * Names change several times a year, so that any may be typed.
 *
 * Returns: (transfer full): the question for it, or %NULL with %PEN_ERROR_USAGE
 */
PenCall *
_pen_gemini_find_model (PenProvider  *provider,
                        const char   *words,
                        GError      **error)
{
  g_autofree char *clean = g_strstrip (g_strdup (words));
  const char *id = strip_prefix (clean);
  g_autofree char *path = g_strconcat ("/models/", id, NULL);

  if (*id == '\0' || id[strspn (id, "abcdefghijklmnopqrstuvwxyz0123456789.-")] != '\0')
    {
      g_set_error (error, PEN_ERROR, PEN_ERROR_USAGE,
                   _("“%s” is not the name of a model of Google's, such as "
                     "gemini-nano-banana-2.1"), words);
      return NULL;
    }

  return pen_call_new ("GET", "gemini", path);
}

/**
 * _pen_gemini_read_model:
 * @provider: the provider
 * @words: what was asked for
 * @reply: what the service says of it
 * @error: return location for a #GError
 *
 * Returns: (transfer full): its entry, or %NULL with @error set
 */
JsonNode *
_pen_gemini_read_model (PenProvider  *provider,
                        const char   *words,
                        PenReply     *reply,
                        GError      **error)
{
  JsonNode *root = pen_reply_get_json (reply);
  JsonObject *object = root != NULL ? pen_json_root_object (root, NULL) : NULL;
  const char *id = read_id (object);
  JsonNode *entry;

  if (id == NULL)
    {
      g_set_error (error, PEN_ERROR, PEN_ERROR_USAGE,
                   _("“%s” does not make pictures in the way Pentimento asks for them"), words);
      return NULL;
    }

  entry = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (entry, build_entry (id, pen_json_string_or (object, "displayName",
                                                                     NULL)));
  return entry;
}
