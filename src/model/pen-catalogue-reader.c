/* pen-catalogue-reader.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-catalogue-reader"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "pen-catalogue-private.h"
#include "pen-error.h"
#include "pen-json.h"
#include "pen-strict-private.h"

#define MAX_PARALLEL 64

static const char * const catalogue_members[] = {
  "id", "title", "description", "endpoints", "local", "key", "key-hosts", "facts", "parallel",
  "models", NULL
};

static const char * const key_members[] = { "needed", "kind", "environment", "get", NULL };
static const char * const needs[] = { "none", "optional", "required", NULL };
static const char * const kinds[] = { "token", "basic", NULL };

static void
replace_text (char       **field,
              const char  *text)
{
  if (text == NULL)
    return;

  g_free (*field);
  *field = g_strdup (text);
}

static void
set_address (PenCatalogue *self,
             const char   *endpoint,
             const char   *address)
{
  g_autoptr(GStrvBuilder) builder = NULL;

  if (!g_hash_table_contains (self->addresses, endpoint))
    {
      builder = g_strv_builder_new ();
      g_strv_builder_addv (builder, (const char **) self->endpoints);
      g_strv_builder_add (builder, endpoint);
      g_strfreev (self->endpoints);
      self->endpoints = g_strv_builder_end (builder);
    }

  g_hash_table_insert (self->addresses, g_strdup (endpoint), g_strdup (address));
}

static gboolean
read_endpoints (PenCatalogue  *self,
                JsonObject    *object,
                GError       **error)
{
  g_autoptr(GList) names = json_object_get_members (object);

  for (GList *l = names; l != NULL; l = l->next)
    {
      const char *address = NULL;

      /* Empty where only the user knows it. */
      if (!pen_strict_string (object, l->data, FALSE, &address, error))
        {
          g_prefix_error (error, _("Endpoints: "));
          return FALSE;
        }

      set_address (self, l->data, address);
    }

  return TRUE;
}

static gboolean
read_key (PenCatalogue  *self,
          JsonObject    *object,
          GError       **error)
{
  const char *needed = needs[PEN_KEY_NONE];
  const char *kind = kinds[0];
  const char *variable = NULL;
  const char *page = NULL;
  int need;
  int position;

  if (!pen_strict_members (object, key_members, error) ||
      !pen_strict_string (object, "needed", FALSE, &needed, error) ||
      !pen_strict_string (object, "kind", FALSE, &kind, error) ||
      !pen_strict_string (object, "environment", FALSE, &variable, error) ||
      !pen_strict_string (object, "get", FALSE, &page, error) ||
      (need = pen_strict_choice (needed, "needed", needs, error)) < 0 ||
      (position = pen_strict_choice (kind, "kind", kinds, error)) < 0)
    {
      g_prefix_error (error, _("Key: "));
      return FALSE;
    }

  self->key_need = need;
  self->key_is_password = position == 1;
  replace_text (&self->key_variable, variable);
  replace_text (&self->key_page, page);
  return TRUE;
}

/* Each is the end of a name, dot included, so that “.a.b” is not the end of “xa.b”. */
static gboolean
read_key_hosts (PenCatalogue  *self,
                JsonObject    *object,
                GError       **error)
{
  g_auto(GStrv) hosts = NULL;

  if (!pen_strict_strings (object, "key-hosts", &hosts, error))
    return FALSE;

  for (guint i = 0; hosts != NULL && hosts[i] != NULL; i++)
    if (hosts[i][0] != '.' || strchr (hosts[i] + 1, '.') == NULL)
      {
        g_set_error (error, PEN_ERROR, PEN_ERROR_FAILED,
                     _("“key-hosts” cannot be “%s”: it must be as “.example.org”"), hosts[i]);
        return FALSE;
      }

  if (hosts != NULL)
    {
      g_strfreev (self->key_hosts);
      self->key_hosts = g_steal_pointer (&hosts);
    }

  return TRUE;
}

/* Puts @model where one of its id is, or at the end. */
static void
put_model (PenCatalogue *self,
           PenModel     *model)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->models));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(PenModel) old = g_list_model_get_item (G_LIST_MODEL (self->models), i);

      if (g_str_equal (pen_model_get_id (old), pen_model_get_id (model)))
        {
          if (pen_model_is_users (model) && !pen_model_is_users (old))
            g_hash_table_insert (self->covered, g_strdup (pen_model_get_id (old)),
                                 g_object_ref (old));
          g_list_store_splice (self->models, i, 1, (gpointer *) &model, 1);
          return;
        }
    }

  g_list_store_append (self->models, model);
}

static gboolean
read_models (PenCatalogue  *self,
             JsonArray     *array,
             GError       **error)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      g_autoptr(PenModel) model = NULL;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        {
          g_set_error_literal (error, PEN_ERROR, PEN_ERROR_FAILED,
                               _("“models” must be a list of objects"));
          return FALSE;
        }

      model = pen_model_new_from_json (self->id, json_node_get_object (node), error);
      if (model == NULL)
        return FALSE;

      if (pen_catalogue_find_model (self, pen_model_get_id (model)) != NULL)
        {
          g_set_error (error, PEN_ERROR, PEN_ERROR_FAILED,
                       _("Model “%s” is there twice"), pen_model_get_id (model));
          return FALSE;
        }

      g_list_store_append (self->models, model);
    }

  return TRUE;
}

/* Every task must name a host of the provider, or work without one. */
static gboolean
check_hosts (PenCatalogue  *self,
             GHashTable    *addresses,
             GError       **error)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->models));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(PenModel) model = g_list_model_get_item (G_LIST_MODEL (self->models), i);
      GArray *tasks = pen_model_get_tasks (model);

      for (guint j = 0; j < tasks->len; j++)
        {
          PenTask task = g_array_index (tasks, PenTask, j);
          const char *endpoint = pen_model_get_spec (model, task)->endpoint;

          if (endpoint == NULL || g_hash_table_contains (addresses, endpoint))
            continue;

          g_set_error (error, PEN_ERROR, PEN_ERROR_FAILED,
                       _("Model “%s”: Task “%s”: There is no endpoint “%s”"),
                       pen_model_get_id (model), pen_task_to_nick (task), endpoint);
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
read_members (PenCatalogue  *self,
              JsonObject    *object,
              gboolean       whole,
              GError       **error)
{
  const char *title = NULL;
  const char *description = NULL;
  const char *date = NULL;
  guint64 parallel = self->parallel;
  JsonObject *endpoints = NULL;
  JsonObject *key = NULL;
  JsonArray *models = NULL;

  if (!pen_strict_members (object, catalogue_members, error) ||
      !pen_strict_string (object, "title", whole, &title, error) ||
      !pen_strict_string (object, "description", FALSE, &description, error) ||
      !pen_strict_string (object, "facts", FALSE, &date, error) ||
      !pen_strict_count (object, "parallel", MAX_PARALLEL, &parallel, error) ||
      !pen_strict_boolean (object, "local", &self->local, error) ||
      !pen_strict_object (object, "endpoints", FALSE, &endpoints, error) ||
      !pen_strict_object (object, "key", FALSE, &key, error) ||
      !read_key_hosts (self, object, error) ||
      !pen_strict_array (object, "models", &models, error))
    return FALSE;

  if (title != NULL)
    {
      g_free (self->title);
      self->title = pen_strict_translate (title);
    }
  if (description != NULL)
    {
      g_free (self->description);
      self->description = pen_strict_translate (description);
    }
  replace_text (&self->date, date);
  self->parallel = parallel;

  return (endpoints == NULL || read_endpoints (self, endpoints, error)) &&
         (key == NULL || read_key (self, key, error)) &&
         (models == NULL || read_models (self, models, error));
}

/* The parser knows the line only as long as it is at it. */
static void
parser_error_cb (JsonParser   *parser,
                 const GError *error,
                 guint        *line)
{
  *line = json_parser_get_current_line (parser);
}

static JsonNode *
parse (GBytes  *bytes,
       GError **error)
{
  g_autoptr(JsonParser) parser = json_parser_new_immutable ();
  gsize length;
  guint line = 1;
  const char *text = g_bytes_get_data (bytes, &length);

  g_signal_connect (parser, "error", G_CALLBACK (parser_error_cb), &line);
  if (text == NULL || !g_utf8_validate (text, length, NULL) ||
      !pen_json_is_safe (text, length) ||
      !json_parser_load_from_data (parser, text, length, NULL))
    {
      g_set_error (error, PEN_ERROR, PEN_ERROR_FAILED, _("Line %u is not JSON"), MAX (line, 1));
      return NULL;
    }

  if (json_parser_get_root (parser) == NULL ||
      !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_FAILED,
                           _("The file does not hold a JSON object"));
      return NULL;
    }

  return json_parser_steal_root (parser);
}

/**
 * pen_catalogue_new_from_bytes:
 * @bytes: a catalogue as JSON text
 * @error: return location for a #GError
 *
 * Reads a catalogue.  Whatever is not known in it is an error that names it and the
 * part it stands in.
 *
 * Returns: (transfer full): the catalogue, or %NULL with @error set: %PEN_ERROR_FAILED
 */
PenCatalogue *
pen_catalogue_new_from_bytes (GBytes  *bytes,
                              GError **error)
{
  g_autoptr(PenCatalogue) self = NULL;
  g_autoptr(JsonNode) root = NULL;
  const char *id = NULL;

  g_return_val_if_fail (bytes != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  root = parse (bytes, error);
  if (root == NULL ||
      !pen_strict_string (json_node_get_object (root), "id", TRUE, &id, error))
    return NULL;

  self = g_object_new (PEN_TYPE_CATALOGUE, NULL);
  self->id = g_strdup (id);

  if (!read_members (self, json_node_get_object (root), TRUE, error) ||
      !check_hosts (self, self->addresses, error))
    return NULL;

  return g_steal_pointer (&self);
}

/* What @part says over what @self says. */
static void
take_over (PenCatalogue *self,
           PenCatalogue *part,
           JsonObject   *object,
           gboolean      users)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (part->models));

  replace_text (&self->description, part->description);
  replace_text (&self->date, part->date);
  if (part->title != NULL)
    pen_catalogue_set_title (self, part->title);
  if (json_object_has_member (object, "local"))
    self->local = part->local;
  if (json_object_has_member (object, "parallel"))
    self->parallel = part->parallel;

  if (json_object_has_member (object, "key"))
    {
      self->key_need = part->key_need;
      self->key_is_password = part->key_is_password;
      replace_text (&self->key_variable, part->key_variable);
      replace_text (&self->key_page, part->key_page);
    }

  for (guint i = 0; part->endpoints[i] != NULL; i++)
    set_address (self, part->endpoints[i],
                 g_hash_table_lookup (part->addresses, part->endpoints[i]));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(PenModel) model = g_list_model_get_item (G_LIST_MODEL (part->models), i);

      if (users)
        _pen_model_mark_users (model);
      put_model (self, model);
    }
}

static gboolean
overlay (PenCatalogue  *self,
         GBytes        *bytes,
         gboolean       users,
         GError       **error)
{
  g_autoptr(PenCatalogue) part = NULL;
  g_autoptr(GHashTable) addresses = NULL;
  g_autoptr(JsonNode) root = NULL;
  JsonObject *object;
  const char *id;

  id = self->id;
  root = parse (bytes, error);
  if (root == NULL ||
      !pen_strict_string (json_node_get_object (root), "id", FALSE, &id, error))
    return FALSE;

  if (!g_str_equal (id, self->id))
    {
      g_set_error (error, PEN_ERROR, PEN_ERROR_FAILED,
                   _("“id” is “%s”, but this file belongs to “%s”"), id, self->id);
      return FALSE;
    }

  object = json_node_get_object (root);
  part = g_object_new (PEN_TYPE_CATALOGUE, NULL);
  part->id = g_strdup (self->id);
  if (!read_members (part, object, FALSE, error))
    return FALSE;

  addresses = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; self->endpoints[i] != NULL; i++)
    g_hash_table_add (addresses, self->endpoints[i]);
  for (guint i = 0; part->endpoints[i] != NULL; i++)
    g_hash_table_add (addresses, part->endpoints[i]);
  if (!check_hosts (part, addresses, error))
    return FALSE;

  take_over (self, part, object, users);
  return TRUE;
}

/**
 * pen_catalogue_overlay:
 * @self: a catalogue
 * @bytes: JSON text of the same shape, of which nothing is required
 * @error: return location for a #GError
 *
 * Puts what an engine says over the catalogue: its models are added, or take the place of
 * those with the same id; other members that it has replace what was there.  After
 * an error @self is as before.
 *
 * Returns: whether @bytes were taken; if not, @error says which part is wrong:
 *   %PEN_ERROR_FAILED
 */
gboolean
pen_catalogue_overlay (PenCatalogue  *self,
                       GBytes        *bytes,
                       GError       **error)
{
  g_return_val_if_fail (PEN_IS_CATALOGUE (self), FALSE);
  g_return_val_if_fail (bytes != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return overlay (self, bytes, FALSE, error);
}

/**
 * pen_catalogue_overlay_users:
 * @self: a catalogue
 * @bytes: JSON text of the same shape, of which nothing is required
 * @error: return location for a #GError
 *
 * Puts a user's file over the catalogue, as pen_catalogue_overlay() does.  Its models
 * are the user's own: they know it, and what they stand over can come back.
 *
 * Returns: whether @bytes were taken; if not, @error says which part is wrong:
 *   %PEN_ERROR_FAILED
 */
gboolean
pen_catalogue_overlay_users (PenCatalogue  *self,
                             GBytes        *bytes,
                             GError       **error)
{
  g_return_val_if_fail (PEN_IS_CATALOGUE (self), FALSE);
  g_return_val_if_fail (bytes != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return overlay (self, bytes, TRUE, error);
}

/**
 * pen_catalogue_take_entry:
 * @self: a catalogue
 * @entry: (transfer full): a model, in the form of a catalogue
 *
 * Adds a model of which a service told, or lets it take the place of the one with the
 * same id; unless that one is the user's own, who knows better.  What is wrong with
 * @entry is a matter for the log: the catalogue stays as it was.
 */
void
pen_catalogue_take_entry (PenCatalogue *self,
                          JsonObject   *entry)
{
  g_autoptr(JsonObject) object = json_object_new ();
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), object);
  JsonArray *models = json_array_new ();
  PenModel *old;
  const char *id;
  g_autofree char *text = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;

  g_return_if_fail (PEN_IS_CATALOGUE (self));
  g_return_if_fail (entry != NULL);

  json_array_add_object_element (models, entry);
  json_object_set_array_member (object, "models", models);
  id = pen_json_string_or (entry, "id", "");
  old = pen_catalogue_find_model (self, id);
  if (old != NULL && pen_model_is_users (old))
    return;

  text = pen_json_to_text (node);
  bytes = g_bytes_new (text, strlen (text));
  if (!pen_catalogue_overlay (self, bytes, &error))
    g_debug ("%s: %s", id, error->message);
}
