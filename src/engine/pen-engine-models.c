/* pen-engine-models.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * PenEngine: models by their name, kept in the user's own file of models.
 */

#define G_LOG_DOMAIN "pen-engine"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "pen-engine-private.h"
#include "pen-json.h"

gboolean
pen_engine_finds_models (PenEngine  *self,
                         const char *provider_id)
{
  PenProvider *provider;

  g_return_val_if_fail (PEN_IS_ENGINE (self), FALSE);

  provider = _pen_engine_find_provider (self, provider_id);
  return provider != NULL && pen_provider_finds_models (provider);
}

/* The file. */

typedef struct
{
  PenProvider *provider;   /* (owned) */
  char        *id;         /* (owned) (nullable): of the model, once it is known */
  char        *words;      /* (owned) (nullable) */
  JsonNode    *entry;      /* (owned) (nullable): to be added; %NULL: to be removed */
  GError      *no_key;     /* (owned) (nullable): why there is no key */
} ModelData;

static void
model_data_free (ModelData *data)
{
  g_clear_object (&data->provider);
  g_clear_pointer (&data->id, g_free);
  g_clear_pointer (&data->words, g_free);
  g_clear_pointer (&data->entry, json_node_unref);
  g_clear_error (&data->no_key);
  g_free (data);
}

static JsonNode *
read_file (const char  *path,
           GError     **error)
{
  g_autofree char *text = NULL;
  g_autoptr(JsonObject) nothing = NULL;
  g_autoptr(JsonNode) root = NULL;
  g_autoptr(GError) local = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, &local))
    {
      if (g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        {
          nothing = json_object_new ();
          return json_node_init_object (json_node_alloc (), nothing);
        }

      g_set_error (error, PEN_ERROR, PEN_ERROR_STORAGE, "%s", local->message);
      return NULL;
    }

  root = pen_json_parse (text, (gssize) length, NULL);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error (error, PEN_ERROR, PEN_ERROR_STORAGE,
                   _("Your file of models %s is not JSON: mend it, or move it away first"), path);
      return NULL;
    }

  return g_steal_pointer (&root);
}

/* Takes the model out of the list, and puts the new entry where it was. */
static JsonArray *
change_list (JsonArray *models,
             ModelData *data,
             gboolean  *ret_found)
{
  JsonArray *changed = json_array_new ();
  gboolean found = FALSE;

  for (guint i = 0; models != NULL && i < json_array_get_length (models); i++)
    {
      JsonNode *node = json_array_get_element (models, i);
      const char *id = JSON_NODE_HOLDS_OBJECT (node)
                       ? pen_json_string_or (json_node_get_object (node), "id", NULL) : NULL;

      if (g_strcmp0 (id, data->id) != 0)
        json_array_add_element (changed, json_node_copy (node));
      else if (data->entry != NULL && !found)
        json_array_add_element (changed, json_node_copy (data->entry));
      found = found || g_strcmp0 (id, data->id) == 0;
    }

  if (data->entry != NULL && !found)
    json_array_add_element (changed, json_node_copy (data->entry));

  *ret_found = found;
  return changed;
}

/* A file that would be left out at the next start must not be written. */
static gboolean
check_text (PenProvider  *provider,
            const char   *path,
            const char   *text,
            GError      **error)
{
  const char *resource = PEN_PROVIDER_GET_CLASS (provider)->catalogue_path;
  g_autoptr(GBytes) own = g_resources_lookup_data (resource, 0, NULL);
  g_autoptr(PenCatalogue) catalogue = NULL;
  g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr(GError) local = NULL;

  catalogue = pen_catalogue_new_from_bytes (own, &local);
  if (catalogue != NULL && pen_catalogue_overlay_users (catalogue, bytes, &local))
    return TRUE;

  g_set_error (error, PEN_ERROR, PEN_ERROR_STORAGE,
               _("Your file of models %s has a mistake: %s"), path, local->message);
  return FALSE;
}

static gboolean
write_file (const char  *path,
            JsonNode    *root,
            PenProvider *provider,
            GError     **error)
{
  g_autofree char *text = json_to_string (root, TRUE);
  g_autofree char *whole = g_strconcat (text, "\n", NULL);
  g_autoptr(GError) local = NULL;

  if (!check_text (provider, path, whole, error))
    return FALSE;

  if (g_file_set_contents_full (path, whole, -1,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                0600, &local))
    return TRUE;

  g_set_error (error, PEN_ERROR, PEN_ERROR_STORAGE, "%s", local->message);
  return FALSE;
}

static gboolean
change_file (const char  *folder,
             ModelData   *data,
             GError     **error)
{
  g_autofree char *name = g_strconcat (pen_provider_get_id (data->provider), ".json", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr(JsonNode) root = read_file (path, error);
  JsonObject *object;
  JsonNode *models;
  gboolean found;

  if (root == NULL)
    return FALSE;

  object = json_node_get_object (root);
  models = json_object_get_member (object, "models");
  if (models != NULL && !JSON_NODE_HOLDS_ARRAY (models))
    {
      g_set_error (error, PEN_ERROR, PEN_ERROR_STORAGE,
                   _("Your file of models %s has a mistake: %s"), path,
                   _("“models” must be a list of objects"));
      return FALSE;
    }

  json_object_set_array_member (object, "models",
                                change_list (models != NULL ? json_node_get_array (models) : NULL,
                                             data, &found));

  if (data->entry == NULL && !found)
    return TRUE;

  return write_file (path, root, data->provider, error);
}

/* The window and the command line may be at it at the same time. */
static void
change_in_thread (GTask        *task,
                  gpointer      source_object,
                  gpointer      task_data,
                  GCancellable *cancellable)
{
  g_autofree char *folder = g_build_filename (g_get_user_config_dir (), PEN_ENGINE_FOLDER, NULL);
  GError *error = NULL;
  gboolean changed = FALSE;
  int fd = -1;

  if (g_mkdir_with_parents (folder, 0700) == 0)
    fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);

  if (fd < 0)
    {
      g_set_error (&error, PEN_ERROR, PEN_ERROR_STORAGE, _("The folder %s cannot be used: %s"),
                   folder, g_strerror (errno));
    }
  else
    {
      while (flock (fd, LOCK_EX) < 0 && errno == EINTR)
        continue;
      changed = change_file (folder, task_data, &error);
      close (fd);
    }

  if (changed)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* The life of pen_engine_add_model_async(), in the order in which it happens. */

static void add_lookup_cb (GObject      *object,
                           GAsyncResult *result,
                           gpointer      user_data);
static void add_find_cb   (GObject      *object,
                           GAsyncResult *result,
                           gpointer      user_data);
static void add_write_cb  (GObject      *object,
                           GAsyncResult *result,
                           gpointer      user_data);

/**
 * pen_engine_add_model_async:
 * @self: a #PenEngine
 * @provider_id: the id of a provider
 * @words: what the user typed: a name, a name and version, or a web address
 * @cancellable: (nullable): a #GCancellable
 * @callback: called once the model can be used
 * @user_data: data for @callback
 *
 * Asks a service to describe one of its models, and keeps it in the user's file of
 * models.  Free of charge.
 */
void
pen_engine_add_model_async (PenEngine           *self,
                            const char          *provider_id,
                            const char          *words,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  PenProvider *provider;
  ModelData *data;

  g_return_if_fail (PEN_IS_ENGINE (self));
  g_return_if_fail (provider_id != NULL);
  g_return_if_fail (words != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, pen_engine_add_model_async);

  provider = _pen_engine_find_provider (self, provider_id);
  if (provider == NULL)
    {
      g_task_return_new_error (task, PEN_ERROR, PEN_ERROR_NOT_FOUND,
                               _("There is no provider “%s”"), provider_id);
      return;
    }

  data = g_new0 (ModelData, 1);
  data->provider = g_object_ref (provider);
  data->words = g_strstrip (g_strdup (words));
  g_task_set_task_data (task, data, (GDestroyNotify) model_data_free);

  _pen_engine_lookup_key_async (self, provider, cancellable, add_lookup_cb,
                                g_steal_pointer (&task));
}

static void
add_lookup_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  PenEngine *self = PEN_ENGINE (object);
  g_autoptr(GTask) task = G_TASK (user_data);
  ModelData *data = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr(PenSecret) key = NULL;
  g_autoptr(PenRunner) runner = NULL;

  /* Some services tell it to everybody; for the others the runner wants the key. */
  key = _pen_engine_lookup_key_finish (self, result, NULL, &data->no_key);
  runner = _pen_engine_new_runner (self, data->provider, key);
  pen_runner_find_model_async (runner, data->words, cancellable, add_find_cb,
                               g_steal_pointer (&task));
}

static void
add_find_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  PenEngine *self = g_task_get_source_object (task);
  ModelData *data = g_task_get_task_data (task);
  g_autoptr(GTask) thread = NULL;
  g_autoptr(PenModel) model = NULL;
  PenModel *known;
  g_autoptr(GError) error = NULL;

  data->entry = pen_runner_find_model_finish (PEN_RUNNER (object), result, &error);
  if (data->entry != NULL)
    model = pen_model_new_from_json (pen_provider_get_id (data->provider),
                                     json_node_get_object (data->entry), &error);
  if (model == NULL)
    {
      gboolean wants_key = g_error_matches (error, PEN_ERROR, PEN_ERROR_KEY_MISSING);

      g_task_return_error (task, wants_key && data->no_key != NULL
                                 ? g_steal_pointer (&data->no_key) : g_steal_pointer (&error));
      return;
    }

  /* What is described by hand is better described. */
  data->id = g_strdup (pen_model_get_id (model));
  known = pen_catalogue_find_model (pen_provider_get_catalogue (data->provider), data->id);
  if (known != NULL && !pen_model_is_users (known))
    {
      g_task_return_pointer (task, g_object_ref (known), g_object_unref);
      return;
    }

  /* From here on it is added, whoever waits for it. */
  thread = g_task_new (self, NULL, add_write_cb, g_object_ref (task));
  g_task_set_source_tag (thread, pen_engine_add_model_async);
  g_task_set_task_data (thread, data, NULL);
  g_task_run_in_thread (thread, change_in_thread);
}

/* The one model in the form of a user's file. */
static GBytes *
wrap_entry (JsonNode *entry)
{
  g_autoptr(JsonObject) object = json_object_new ();
  g_autoptr(JsonNode) root = json_node_init_object (json_node_alloc (), object);
  JsonArray *models = json_array_new ();
  char *text;

  json_array_add_element (models, json_node_copy (entry));
  json_object_set_array_member (object, "models", models);
  text = pen_json_to_text (root);

  return g_bytes_new_take (text, strlen (text));
}

static void
add_write_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  ModelData *data = g_task_get_task_data (task);
  PenCatalogue *catalogue = pen_provider_get_catalogue (data->provider);
  g_autoptr(GBytes) bytes = wrap_entry (data->entry);
  g_autoptr(GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error) ||
      !pen_catalogue_overlay_users (catalogue, bytes, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  g_task_return_pointer (task, g_object_ref (pen_catalogue_find_model (catalogue, data->id)),
                         g_object_unref);
}

/**
 * pen_engine_add_model_finish:
 * @self: a #PenEngine
 * @result: the result that the callback was given
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the model, now in the list; %NULL with @error set
 */
PenModel *
pen_engine_add_model_finish (PenEngine     *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (PEN_IS_ENGINE (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_engine_add_model_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* The life of pen_engine_remove_model_async() */

static void
remove_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  ModelData *data = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, error);
      return;
    }

  pen_catalogue_remove_model (pen_provider_get_catalogue (data->provider), data->id);
  g_task_return_boolean (task, TRUE);
}

/**
 * pen_engine_remove_model_async:
 * @self: a #PenEngine
 * @full_id: PROVIDER/MODEL, of a model of the user's
 * @callback: called once it is gone
 * @user_data: data for @callback
 *
 * Takes a model out of the user's file of models, and out of the list.  Pictures that
 * it made, and jobs that run, stay.
 */
void
pen_engine_remove_model_async (PenEngine           *self,
                               const char          *full_id,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GTask) thread = NULL;
  g_autoptr(GError) error = NULL;
  PenModel *model;
  ModelData *data;

  g_return_if_fail (PEN_IS_ENGINE (self));
  g_return_if_fail (full_id != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, pen_engine_remove_model_async);

  model = pen_engine_find_model (self, full_id, &error);
  if (model == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  if (!pen_model_is_users (model))
    {
      g_task_return_new_error (task, PEN_ERROR, PEN_ERROR_USAGE,
                               _("“%s” is a part of the program, and cannot be removed"),
                               full_id);
      return;
    }

  data = g_new0 (ModelData, 1);
  data->provider = g_object_ref (_pen_engine_find_provider (self,
                                                            pen_model_get_provider (model)));
  data->id = g_strdup (pen_model_get_id (model));
  g_task_set_task_data (task, data, (GDestroyNotify) model_data_free);

  thread = g_task_new (self, NULL, remove_cb, g_steal_pointer (&task));
  g_task_set_source_tag (thread, pen_engine_remove_model_async);
  g_task_set_task_data (thread, data, NULL);
  g_task_run_in_thread (thread, change_in_thread);
}

gboolean
pen_engine_remove_model_finish (PenEngine     *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (PEN_IS_ENGINE (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_engine_remove_model_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
