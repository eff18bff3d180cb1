/* pen-engine.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-engine"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "pen-engine-private.h"
#include "pen-registry.h"
#include "pen-task.h"

G_DEFINE_FINAL_TYPE (PenEngine, pen_engine, G_TYPE_OBJECT)

typedef enum
{
  SIGNAL_JOB_ENDED,
  SIGNAL_PICTURE_ADDED,
  SIGNAL_PICTURE_REMOVED,
  SIGNAL_PICTURE_CHANGED,
  SIGNAL_AVAILABILITY_CHANGED,
} PenEngineSignal;

static guint signals[SIGNAL_AVAILABILITY_CHANGED + 1];

static void
pen_engine_finalize (GObject *object)
{
  PenEngine *self = PEN_ENGINE (object);

  g_clear_object (&self->store);
  g_clear_object (&self->keyring);
  g_clear_object (&self->http);
  g_clear_object (&self->settings);
  g_clear_object (&self->providers);
  g_clear_object (&self->catalogues);
  g_clear_object (&self->jobs);
  g_clear_pointer (&self->found, g_ptr_array_unref);
  g_clear_pointer (&self->status, g_hash_table_unref);
  g_clear_pointer (&self->drafts, g_hash_table_unref);
  g_clear_pointer (&self->notices, g_strfreev);
  g_clear_pointer (&self->data_folder, g_free);
  g_clear_pointer (&self->inputs_folder, g_free);
  g_clear_pointer (&self->outgoing_folder, g_free);
  g_clear_pointer (&self->thumbnails_folder, g_free);
  g_clear_pointer (&self->pictures_folder, g_free);
  g_clear_pointer (&self->undo_folder, g_free);

  G_OBJECT_CLASS (pen_engine_parent_class)->finalize (object);
}

static guint
new_signal (const char *name,
            GType       argument)
{
  return g_signal_new (name, PEN_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, argument != G_TYPE_NONE ? 1 : 0, argument);
}

static void
pen_engine_class_init (PenEngineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = pen_engine_finalize;

  /**
   * PenEngine::job-ended:
   *
   * A job of this run reached its end.
   */
  signals[SIGNAL_JOB_ENDED] = new_signal ("job-ended", PEN_TYPE_JOB);

  /**
   * PenEngine::picture-added:
   *
   * A picture came into the gallery.
   */
  signals[SIGNAL_PICTURE_ADDED] = new_signal ("picture-added", PEN_TYPE_PICTURE);

  /**
   * PenEngine::picture-removed:
   *
   * The picture with this id went to the trash.
   */
  signals[SIGNAL_PICTURE_REMOVED] = new_signal ("picture-removed", G_TYPE_INT64);

  /**
   * PenEngine::picture-changed:
   *
   * A picture got or lost its star.
   */
  signals[SIGNAL_PICTURE_CHANGED] = new_signal ("picture-changed", PEN_TYPE_PICTURE);

  /**
   * PenEngine::availability-changed:
   *
   * What can be used may have changed.
   */
  signals[SIGNAL_AVAILABILITY_CHANGED] = new_signal ("availability-changed", G_TYPE_NONE);
}

static char *
find_pictures_folder (void)
{
  const char *folder = g_getenv ("XDG_PICTURES_DIR");
  g_autofree char *fallback = NULL;

  if (folder == NULL || !g_path_is_absolute (folder))
    folder = g_get_user_special_dir (G_USER_DIRECTORY_PICTURES);
  if (folder == NULL)
    folder = fallback = g_build_filename (g_get_home_dir (), "Pictures", NULL);

  return g_build_filename (folder, "Pentimento", NULL);
}

static void
pen_engine_init (PenEngine *self)
{
  g_autofree char *database = NULL;

  self->data_folder = g_build_filename (g_get_user_data_dir (), PEN_ENGINE_FOLDER, NULL);
  self->inputs_folder = g_build_filename (self->data_folder, "inputs", NULL);
  self->outgoing_folder = g_build_filename (g_get_user_cache_dir (), PEN_ENGINE_FOLDER,
                                            "outgoing", NULL);
  self->thumbnails_folder = g_build_filename (g_get_user_cache_dir (), PEN_ENGINE_FOLDER,
                                              "thumbnails", NULL);
  self->pictures_folder = find_pictures_folder ();
  self->undo_folder = g_build_filename (self->pictures_folder, ".undo", NULL);

  database = g_build_filename (self->data_folder, "pentimento.db", NULL);
  self->store = pen_store_new (database);
  self->keyring = pen_keyring_new ();
  self->http = pen_http_new ();
  self->settings = pen_settings_new ();
  self->providers = pen_registry_new_providers ();
  self->catalogues = g_list_store_new (PEN_TYPE_CATALOGUE);
  self->jobs = g_list_store_new (PEN_TYPE_JOB);
  self->status = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->drafts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                        (GDestroyNotify) g_bytes_unref);
  self->notices = g_new0 (char *, 1);

  for (guint i = 0; i < g_list_model_get_n_items (self->providers); i++)
    {
      g_autoptr(PenProvider) provider = g_list_model_get_item (self->providers, i);

      g_list_store_append (self->catalogues, pen_provider_get_catalogue (provider));
    }
}

PenEngine *
pen_engine_new (void)
{
  return g_object_new (PEN_TYPE_ENGINE, NULL);
}

void
pen_engine_set_auto_resume (PenEngine *self,
                            gboolean   auto_resume)
{
  g_return_if_fail (PEN_IS_ENGINE (self));

  self->auto_resume = auto_resume;
}

/* The life of pen_engine_open_async(), in the order in which it happens. */

static void open_read_cb    (GObject      *object,
                             GAsyncResult *result,
                             gpointer      user_data);
static void open_store_cb   (GObject      *object,
                             GAsyncResult *result,
                             gpointer      user_data);
static void open_recover_cb (GObject      *object,
                             GAsyncResult *result,
                             gpointer      user_data);

/* In a thread: the user's own models, by provider. */
static void
read_in_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  PenEngine *self = source_object;
  g_autoptr(GHashTable) files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                       (GDestroyNotify) g_bytes_unref);

  for (guint i = 0; i < g_list_model_get_n_items (self->providers); i++)
    {
      g_autoptr(PenProvider) provider = g_list_model_get_item (self->providers, i);
      const char *id = pen_provider_get_id (provider);
      g_autofree char *name = g_strconcat (id, ".json", NULL);
      g_autofree char *path = g_build_filename (g_get_user_config_dir (), PEN_ENGINE_FOLDER,
                                                name, NULL);
      char *text = NULL;
      gsize length;

      if (g_file_get_contents (path, &text, &length, NULL))
        g_hash_table_insert (files, g_strdup (id), g_bytes_new_take (text, length));
    }

  g_task_return_pointer (task, g_steal_pointer (&files), (GDestroyNotify) g_hash_table_unref);
}

/**
 * pen_engine_open_async:
 * @self: a #PenEngine
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when jobs and pictures can be used
 * @user_data: data for @callback
 */
void
pen_engine_open_async (PenEngine           *self,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GTask) thread = NULL;

  g_return_if_fail (PEN_IS_ENGINE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, pen_engine_open_async);

  thread = g_task_new (self, cancellable, open_read_cb, g_steal_pointer (&task));
  g_task_set_source_tag (thread, pen_engine_open_async);
  g_task_run_in_thread (thread, read_in_thread);
}

static void
overlay (PenEngine    *self,
         PenCatalogue *catalogue,
         GBytes       *bytes)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GStrvBuilder) builder = NULL;
  g_autofree char *notice = NULL;

  if (pen_catalogue_overlay_users (catalogue, bytes, &error))
    return;

  notice = g_strdup_printf (_("Your models for %s (%s.json) are left out: %s"),
                            pen_catalogue_get_title (catalogue), pen_catalogue_get_id (catalogue),
                            error->message);
  builder = g_strv_builder_new ();
  g_strv_builder_addv (builder, (const char **) self->notices);
  g_strv_builder_add (builder, notice);
  g_strfreev (self->notices);
  self->notices = g_strv_builder_end (builder);
}

static void
open_read_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  PenEngine *self = PEN_ENGINE (object);
  g_autoptr(GTask) task = G_TASK (user_data);
  g_autoptr(GHashTable) files = g_task_propagate_pointer (G_TASK (result), NULL);

  for (guint i = 0; files != NULL && i < g_list_model_get_n_items (self->providers); i++)
    {
      g_autoptr(PenProvider) provider = g_list_model_get_item (self->providers, i);
      GBytes *bytes = g_hash_table_lookup (files, pen_provider_get_id (provider));

      if (bytes != NULL)
        overlay (self, pen_provider_get_catalogue (provider), bytes);
    }

  pen_store_open_async (self->store, g_task_get_cancellable (task), open_store_cb,
                        g_object_ref (task));
}

static void
open_store_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (!pen_store_open_finish (PEN_STORE (object), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  _pen_engine_recover_async (g_task_get_source_object (task), g_task_get_cancellable (task),
                             open_recover_cb, g_object_ref (task));
}

static void
open_recover_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (!_pen_engine_recover_finish (PEN_ENGINE (object), result, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * pen_engine_open_finish:
 * @self: a #PenEngine
 * @result: the result that the callback was given
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with %PEN_ERROR_STORAGE or %PEN_ERROR_NEWER_DATABASE; then
 *   nothing in the database was touched
 */
gboolean
pen_engine_open_finish (PenEngine     *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (PEN_IS_ENGINE (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_engine_open_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
remove_files (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

/* What another window can still bring back stays; what a program has left that is no
 * longer there goes as well. */
static void
forget_undo (PenEngine *self)
{
  g_autoptr(GDir) dir = g_dir_open (self->undo_folder, 0, NULL);
  g_autofree char *ours = NULL;
  const char *owner;

  if (dir == NULL)
    return;

  ours = pen_store_dup_owner ();
  while ((owner = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->undo_folder, owner, NULL);

      if (g_str_equal (owner, ours) || !pen_store_owner_is_alive (owner))
        remove_files (path);
    }
  g_rmdir (self->undo_folder);
}

void
pen_engine_close (PenEngine *self)
{
  g_return_if_fail (PEN_IS_ENGINE (self));

  if (self->closed)
    return;

  self->closed = TRUE;
  _pen_engine_flush_drafts (self);
  forget_undo (self);
  pen_store_close (self->store);
}

GSettings *
pen_engine_get_settings (PenEngine *self)
{
  g_return_val_if_fail (PEN_IS_ENGINE (self), NULL);

  return self->settings;
}

const char * const *
pen_engine_get_notices (PenEngine *self)
{
  g_return_val_if_fail (PEN_IS_ENGINE (self), NULL);

  return (const char * const *) self->notices;
}

const char *
pen_engine_get_pictures_folder (PenEngine *self)
{
  g_return_val_if_fail (PEN_IS_ENGINE (self), NULL);

  return self->pictures_folder;
}

GListModel *
pen_engine_get_catalogues (PenEngine *self)
{
  g_return_val_if_fail (PEN_IS_ENGINE (self), NULL);

  return G_LIST_MODEL (self->catalogues);
}

/* (transfer none) (nullable): the engine keeps all providers for its whole life. */
PenProvider *
_pen_engine_find_provider (PenEngine  *self,
                           const char *id)
{
  for (guint i = 0; i < g_list_model_get_n_items (self->providers); i++)
    {
      g_autoptr(PenProvider) provider = g_list_model_get_item (self->providers, i);

      if (g_strcmp0 (pen_provider_get_id (provider), id) == 0)
        return provider;
    }

  return NULL;
}

PenCatalogue *
pen_engine_find_catalogue (PenEngine  *self,
                           const char *provider_id)
{
  PenProvider *provider;

  g_return_val_if_fail (PEN_IS_ENGINE (self), NULL);

  provider = _pen_engine_find_provider (self, provider_id);

  return provider != NULL ? pen_provider_get_catalogue (provider) : NULL;
}

PenModel *
pen_engine_find_model (PenEngine   *self,
                       const char  *full_id,
                       GError     **error)
{
  g_autofree char *provider = NULL;
  PenCatalogue *catalogue;
  PenModel *model;
  const char *slash;

  g_return_val_if_fail (PEN_IS_ENGINE (self), NULL);

  slash = full_id != NULL ? strchr (full_id, '/') : NULL;
  if (slash == NULL)
    {
      g_set_error (error, PEN_ERROR, PEN_ERROR_USAGE,
                   _("A model is named PROVIDER/MODEL, as in practice/effects"));
      return NULL;
    }

  provider = g_strndup (full_id, (gsize) (slash - full_id));
  catalogue = pen_engine_find_catalogue (self, provider);
  if (catalogue == NULL)
    {
      g_set_error (error, PEN_ERROR, PEN_ERROR_NOT_FOUND, _("There is no provider “%s”"), provider);
      return NULL;
    }

  model = pen_catalogue_find_model (catalogue, slash + 1);
  if (model == NULL)
    g_set_error (error, PEN_ERROR, PEN_ERROR_NOT_FOUND, _("%s has no model “%s”"),
                 pen_catalogue_get_title (catalogue), slash + 1);

  return model;
}

gboolean
_pen_engine_is_free (PenProvider *provider)
{
  PenCatalogue *catalogue = pen_provider_get_catalogue (provider);
  const char * const *endpoints = pen_catalogue_get_endpoints (catalogue);

  return pen_catalogue_is_local (catalogue) || endpoints == NULL || endpoints[0] == NULL;
}

void
_pen_engine_emit_job_ended (PenEngine *self,
                            PenJob    *job)
{
  g_signal_emit (self, signals[SIGNAL_JOB_ENDED], 0, job);
}

void
_pen_engine_emit_picture_added (PenEngine  *self,
                                PenPicture *picture)
{
  g_signal_emit (self, signals[SIGNAL_PICTURE_ADDED], 0, picture);
}

void
_pen_engine_emit_picture_removed (PenEngine *self,
                                  gint64     id)
{
  g_signal_emit (self, signals[SIGNAL_PICTURE_REMOVED], 0, id);
}

void
_pen_engine_emit_picture_changed (PenEngine  *self,
                                  PenPicture *picture)
{
  g_signal_emit (self, signals[SIGNAL_PICTURE_CHANGED], 0, picture);
}

void
_pen_engine_emit_availability (PenEngine *self)
{
  g_signal_emit (self, signals[SIGNAL_AVAILABILITY_CHANGED], 0);
}
