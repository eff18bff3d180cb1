/* pen-store-inputs.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-store-inputs"

#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "pen-error.h"
#include "pen-file.h"
#include "pen-media.h"
#include "pen-store-private.h"

/* The life of pen_store_add_input_async(), in the order in which it happens: the copy in
 * a thread of its own, so that a big file does not hold up the database; then the row. */

static gboolean run_add_input (PenDatabase   *database,
                               PenStoreCall  *call,
                               GCancellable  *cancellable,
                               GError       **error);
static void copy_in_thread (GTask        *task,
                            gpointer      source,
                            gpointer      task_data,
                            GCancellable *cancellable);
static void copy_cb        (GObject      *object,
                            GAsyncResult *result,
                            gpointer      user_data);

/**
 * pen_store_add_input_async:
 * @self: a #PenStore
 * @path: of a file
 * @folder: where its copy is to stand; made where it is not there
 * @callback: called when the copy and its row are on disk, or on failure
 * @user_data: data for @callback
 *
 * Keeps a copy of a file, under a name made of its digest: however often the same file
 * is used, there is one copy.
 */
void
pen_store_add_input_async (PenStore            *self,
                           const char          *path,
                           const char          *folder,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) copying = NULL;
  PenStoreCall *call;
  GTask *task;

  g_return_if_fail (PEN_IS_STORE (self));
  g_return_if_fail (path != NULL);
  g_return_if_fail (folder != NULL);

  call = pen_store_call_new (run_add_input);
  call->text = g_strdup (path);
  call->folder = g_strdup (folder);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, pen_store_add_input_async);
  g_task_set_task_data (task, call, (GDestroyNotify) pen_store_call_free);

  /* Has no source object: the store must not be let go in the thread. */
  copying = g_task_new (NULL, NULL, copy_cb, task);
  g_task_set_source_tag (copying, copy_in_thread);
  g_task_set_task_data (copying, call, NULL);
  g_task_run_in_thread (copying, copy_in_thread);
}

static const char *
find_extension (const char *path)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GFileInputStream) stream = g_file_read (file, NULL, NULL);
  guint8 head[PEN_MEDIA_SNIFF_SIZE];
  const char *media_type;
  gsize length = 0;

  if (stream == NULL ||
      !g_input_stream_read_all (G_INPUT_STREAM (stream), head, sizeof head, &length, NULL, NULL))
    return "bin";

  media_type = pen_media_sniff (head, length);
  return media_type != NULL ? pen_media_to_extension (media_type) : "bin";
}

static char *
build_copy_path (PenStoreCall *call,
                 const char   *path)
{
  g_autofree char *name = g_strconcat (call->digest, ".", find_extension (path), NULL);

  return g_build_filename (call->folder, name, NULL);
}

/* The name says the content, so what stands there already may well be replaced. */
static gboolean
give_name (PenStoreCall  *call,
           const char    *temporary,
           GError       **error)
{
  g_autofree char *name = NULL;

  call->digest = pen_file_digest (temporary, &call->bytes, NULL, error);
  if (call->digest == NULL)
    return FALSE;

  /* Nothing waits for the disk here: after a power cut the user's own file is there, and
   * a copy that is not whole is made again. */
  pen_file_start_sync (temporary);

  call->ret_text = build_copy_path (call, temporary);
  if (g_rename (temporary, call->ret_text) == 0)
    return TRUE;

  name = g_filename_display_name (call->ret_text);
  g_set_error (error, PEN_ERROR, PEN_ERROR_STORAGE,
               _("The picture cannot be kept as “%s”: %s"), name, g_strerror (errno));
  return FALSE;
}

static gboolean
make_copy (PenStoreCall  *call,
           GError       **error)
{
  g_autofree char *temporary = NULL;
  int fd = pen_file_create_temporary (call->folder, NULL, &temporary, error);

  if (fd < 0)
    return FALSE;

  close (fd);
  g_unlink (temporary);

  if (!pen_file_copy (call->text, temporary, NULL, error))
    return FALSE;

  if (!give_name (call, temporary, error))
    {
      g_unlink (temporary);
      return FALSE;
    }

  return TRUE;
}

static gboolean
is_kept (PenStoreCall *call)
{
  g_autofree char *path = build_copy_path (call, call->text);
  GStatBuf info;

  if (g_stat (path, &info) != 0 || (guint64) info.st_size != call->bytes)
    return FALSE;

  call->ret_text = g_steal_pointer (&path);
  return TRUE;
}

static void
copy_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  PenStoreCall *call = task_data;
  g_autoptr(GError) error = NULL;

  call->digest = pen_file_digest (call->text, &call->bytes, NULL, &error);
  if (call->digest != NULL && !is_kept (call))
    {
      g_clear_pointer (&call->digest, g_free);
      make_copy (call, &error);
    }

  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
copy_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  PenStore *self = g_task_get_source_object (task);
  PenStoreCall *call = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      pen_error_convert (&error);
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  pen_store_call_push (self, g_steal_pointer (&task), call);
}

static gboolean
run_add_input (PenDatabase   *database,
               PenStoreCall  *call,
               GCancellable  *cancellable,
               GError       **error)
{
  return pen_database_add_input (database, call->digest, call->ret_text, call->bytes, error);
}

/**
 * pen_store_add_input_finish:
 * @self: a #PenStore
 * @result: the result that the callback was given
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the path of the copy, or %NULL with @error set
 */
char *
pen_store_add_input_finish (PenStore      *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  PenStoreCall *call;

  g_return_val_if_fail (PEN_IS_STORE (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_store_add_input_async), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;

  call = g_task_get_task_data (G_TASK (result));
  return g_steal_pointer (&call->ret_text);
}
