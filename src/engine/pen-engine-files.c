/* pen-engine-files.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * PenEngine: what is done with the files of pictures: trash, undo, export.
 */

#define G_LOG_DOMAIN "pen-engine"

#include "config.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "pen-engine-private.h"
#include "pen-file.h"

/* What the service sent, where it was laid into the old picture. */
#define SERVICE "-service."

typedef struct
{
  gint64    id;
  char     *path;          /* (owned): of the master */
  char     *undo;          /* (owned): a second name of the file while it can come back */
  gboolean  from_job;      /* whether its name is ours, and so is that of a file beside it */
  char     *destination;   /* (owned) (nullable) */
} FileData;

static void
file_data_free (FileData *data)
{
  g_clear_pointer (&data->path, g_free);
  g_clear_pointer (&data->undo, g_free);
  g_clear_pointer (&data->destination, g_free);
  g_free (data);
}

static GTask *
new_task (PenEngine           *self,
          PenPicture          *picture,
          GAsyncReadyCallback  callback,
          gpointer             user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  FileData *data = g_new0 (FileData, 1);
  g_autofree char *owner = pen_store_dup_owner ();
  g_autofree char *name = NULL;

  data->id = pen_picture_get_id (picture);
  data->path = g_strdup (pen_picture_get_path (picture));
  data->from_job = pen_picture_get_row (picture)->job != 0;
  name = g_strdup_printf ("%" G_GINT64_FORMAT, data->id);
  data->undo = g_build_filename (self->undo_folder, owner, name, NULL);
  g_task_set_task_data (task, data, (GDestroyNotify) file_data_free);

  return task;
}

/* Trash */

/* Takes @stem: (transfer full) (nullable): the file whose name is that, “-service.” and any
 * end. */
static char *
find_service_file (char *stem)
{
  g_autofree char *start = g_strconcat (stem, SERVICE, NULL);
  g_autofree char *folder = g_path_get_dirname (start);
  g_autofree char *prefix = g_path_get_basename (start);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_free (stem);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, prefix))
      return g_build_filename (folder, name, NULL);

  return NULL;
}

static char *
get_stem (const char *path)
{
  const char *dot = strrchr (path, '.');

  return dot != NULL ? g_strndup (path, (gsize) (dot - path)) : g_strdup (path);
}

static gboolean
keep_for_undo (const char  *path,
               const char  *undo,
               GError     **error)
{
  g_autofree char *folder = g_path_get_dirname (undo);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, PEN_ERROR, PEN_ERROR_STORAGE, _("The picture cannot be moved: %s"),
                   g_strerror (errno));
      return FALSE;
    }

  g_unlink (undo);
  if (link (path, undo) == 0)
    return TRUE;

  return pen_file_copy (path, undo, NULL, error);
}

/* Goes with its picture; where it cannot, it is no reason to keep that. */
static void
trash_service_file (FileData *data)
{
  g_autofree char *path = data->from_job ? find_service_file (get_stem (data->path)) : NULL;
  g_autofree char *undo = NULL;
  g_autoptr(GFile) file = NULL;
  g_autoptr(GError) error = NULL;

  if (path == NULL)
    return;

  undo = g_strconcat (data->undo, SERVICE, strrchr (path, '.') + 1, NULL);
  file = g_file_new_for_path (path);
  if (!keep_for_undo (path, undo, &error) || !g_file_trash (file, NULL, &error))
    {
      g_debug ("%s stays: %s", path, error->message);
      g_unlink (undo);
    }
}

static void
restore_service_file (FileData *data)
{
  g_autofree char *undo = find_service_file (g_strdup (data->undo));
  g_autofree char *stem = get_stem (data->path);
  g_autofree char *path = NULL;

  if (undo == NULL)
    return;

  path = g_strconcat (stem, SERVICE, strrchr (undo, '.') + 1, NULL);
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    g_unlink (undo);
  else if (g_rename (undo, path) != 0)
    g_debug ("%s stays in the trash: %s", path, g_strerror (errno));
}

static void
trash_in_thread (GTask        *task,
                 gpointer      source_object,
                 gpointer      task_data,
                 GCancellable *cancellable)
{
  FileData *data = task_data;
  g_autoptr(GFile) file = g_file_new_for_path (data->path);
  g_autoptr(GError) error = NULL;

  /* A file that is gone already has nothing to move: the row may go. */
  if (!g_file_test (data->path, G_FILE_TEST_EXISTS))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  if (!keep_for_undo (data->path, data->undo, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  if (!g_file_trash (file, NULL, &error))
    {
      g_unlink (data->undo);
      g_task_return_new_error (task, PEN_ERROR, PEN_ERROR_STORAGE,
                               _("The picture cannot be moved to the trash: %s"), error->message);
      return;
    }

  trash_service_file (data);
  g_task_return_boolean (task, TRUE);
}

static void
trash_marked_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  FileData *data = g_task_get_task_data (task);
  GError *error = NULL;

  if (!pen_store_set_trashed_finish (PEN_STORE (object), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  _pen_engine_emit_picture_removed (g_task_get_source_object (task), data->id);
  g_task_return_boolean (task, TRUE);
}

static void
trash_moved_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  PenEngine *self = PEN_ENGINE (object);
  g_autoptr(GTask) task = G_TASK (user_data);
  FileData *data = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, error);
      return;
    }

  pen_store_set_trashed_async (self->store, data->id, g_get_real_time (), trash_marked_cb,
                               g_steal_pointer (&task));
}

static void
run_in_thread (GTask               *task,
               GTaskThreadFunc      func,
               GAsyncReadyCallback  callback)
{
  g_autoptr(GTask) thread = g_task_new (g_task_get_source_object (task), NULL, callback,
                                        g_object_ref (task));

  g_task_set_source_tag (thread, run_in_thread);
  g_task_set_task_data (thread, g_task_get_task_data (task), NULL);
  g_task_run_in_thread (thread, func);
}

void
pen_engine_trash_picture_async (PenEngine           *self,
                                PenPicture          *picture,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (PEN_IS_ENGINE (self));
  g_return_if_fail (PEN_IS_PICTURE (picture));

  task = new_task (self, picture, callback, user_data);
  g_task_set_source_tag (task, pen_engine_trash_picture_async);
  run_in_thread (task, trash_in_thread, trash_moved_cb);
}

gboolean
pen_engine_trash_picture_finish (PenEngine     *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  g_return_val_if_fail (PEN_IS_ENGINE (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_engine_trash_picture_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Undo */

static void
restore_in_thread (GTask        *task,
                   gpointer      source_object,
                   gpointer      task_data,
                   GCancellable *cancellable)
{
  FileData *data = task_data;

  restore_service_file (data);

  /* Somebody may have fetched it from the trash already. */
  if (g_file_test (data->path, G_FILE_TEST_EXISTS))
    {
      g_unlink (data->undo);
      g_task_return_boolean (task, TRUE);
      return;
    }

  if (g_rename (data->undo, data->path) != 0)
    {
      g_task_return_new_error (task, PEN_ERROR, PEN_ERROR_STORAGE,
                               _("The picture cannot be brought back from here: "
                                 "look in the trash"));
      return;
    }

  g_task_return_boolean (task, TRUE);
}

static void
restore_found_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  PenEngine *self = PEN_ENGINE (object);
  g_autoptr(GTask) task = G_TASK (user_data);
  g_autoptr(PenPicture) picture = NULL;
  GError *error = NULL;

  picture = pen_engine_get_picture_finish (self, result, &error);
  if (picture == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  _pen_engine_emit_picture_added (self, picture);
  g_task_return_boolean (task, TRUE);
}

static void
restore_marked_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  FileData *data = g_task_get_task_data (task);
  GError *error = NULL;

  if (!pen_store_set_trashed_finish (PEN_STORE (object), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  pen_engine_get_picture_async (g_task_get_source_object (task), data->id, restore_found_cb,
                                g_object_ref (task));
}

static void
restore_moved_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  PenEngine *self = PEN_ENGINE (object);
  g_autoptr(GTask) task = G_TASK (user_data);
  FileData *data = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, error);
      return;
    }

  pen_store_set_trashed_async (self->store, data->id, 0, restore_marked_cb,
                               g_steal_pointer (&task));
}

void
pen_engine_restore_picture_async (PenEngine           *self,
                                  PenPicture          *picture,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (PEN_IS_ENGINE (self));
  g_return_if_fail (PEN_IS_PICTURE (picture));

  task = new_task (self, picture, callback, user_data);
  g_task_set_source_tag (task, pen_engine_restore_picture_async);
  run_in_thread (task, restore_in_thread, restore_moved_cb);
}

gboolean
pen_engine_restore_picture_finish (PenEngine     *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  g_return_val_if_fail (PEN_IS_ENGINE (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_engine_restore_picture_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Export */

/* “name.png”, then “name-2.png”, and so on: the first that is not there. */
static char *
choose_name (const char *folder,
             const char *wanted)
{
  const char *dot = strrchr (wanted, '.');
  int stem = dot != NULL && dot != wanted ? (int) (dot - wanted) : (int) strlen (wanted);
  char *path = g_build_filename (folder, wanted, NULL);

  for (guint i = 2; g_file_test (path, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK); i++)
    {
      g_autofree char *name = g_strdup_printf ("%.*s-%u%s", stem, wanted, i, wanted + stem);

      g_free (path);
      path = g_build_filename (folder, name, NULL);
    }

  return path;
}

static void
export_in_thread (GTask        *task,
                  gpointer      source_object,
                  gpointer      task_data,
                  GCancellable *cancellable)
{
  FileData *data = task_data;
  g_autofree char *folder = NULL;
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  GError *error = NULL;

  if (g_file_test (data->destination, G_FILE_TEST_IS_DIR))
    {
      folder = g_strdup (data->destination);
      name = g_path_get_basename (data->path);
    }
  else
    {
      folder = g_path_get_dirname (data->destination);
      name = g_path_get_basename (data->destination);
    }

  path = choose_name (folder, name);
  if (!pen_file_copy (data->path, path, NULL, &error))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&path), g_free);
}

static void
exported_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;
  char *path = g_task_propagate_pointer (G_TASK (result), &error);

  if (path == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, path, g_free);
}

void
pen_engine_export_picture_async (PenEngine           *self,
                                 PenPicture          *picture,
                                 const char          *destination,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (PEN_IS_ENGINE (self));
  g_return_if_fail (PEN_IS_PICTURE (picture));
  g_return_if_fail (destination != NULL);

  task = new_task (self, picture, callback, user_data);
  ((FileData *) g_task_get_task_data (task))->destination = g_strdup (destination);
  g_task_set_source_tag (task, pen_engine_export_picture_async);
  run_in_thread (task, export_in_thread, exported_cb);
}

char *
pen_engine_export_picture_finish (PenEngine     *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (PEN_IS_ENGINE (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_engine_export_picture_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
