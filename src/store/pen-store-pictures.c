/* pen-store-pictures.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-store-pictures"

#include "config.h"

#include "pen-store-private.h"

static gboolean
run_add_picture (PenDatabase   *database,
                 PenStoreCall  *call,
                 GCancellable  *cancellable,
                 GError       **error)
{
  call->ret_number = pen_database_add_picture (database, call->picture, error);

  return call->ret_number != 0;
}

/**
 * pen_store_add_picture_async:
 * @self: a #PenStore
 * @row: what to write; the id is not read
 * @callback: called when it is done, or on failure
 * @user_data: data for @callback
 *
 * Puts a picture into the gallery.
 */
void
pen_store_add_picture_async (PenStore            *self,
                             const PenPictureRow *row,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  PenStoreCall *call;
  GTask *task;

  g_return_if_fail (PEN_IS_STORE (self));
  g_return_if_fail (row != NULL);

  call = pen_store_call_new (run_add_picture);
  call->picture = pen_picture_row_copy (row);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, pen_store_add_picture_async);
  pen_store_call_push (self, task, call);
}

/**
 * pen_store_add_picture_finish:
 * @self: a #PenStore
 * @result: the result that the callback was given
 * @error: return location for a #GError
 *
 * Returns: the id of the picture, or 0 with @error set
 */
gint64
pen_store_add_picture_finish (PenStore      *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  PenStoreCall *call;

  g_return_val_if_fail (PEN_IS_STORE (self), 0);
  g_return_val_if_fail (g_task_is_valid (result, self), 0);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_store_add_picture_async), 0);
  g_return_val_if_fail (error == NULL || *error == NULL, 0);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return 0;

  call = g_task_get_task_data (G_TASK (result));
  return call->ret_number;
}

static gboolean
run_get_picture (PenDatabase   *database,
                 PenStoreCall  *call,
                 GCancellable  *cancellable,
                 GError       **error)
{
  call->ret_picture = pen_database_get_picture (database, call->id, error);

  return call->ret_picture != NULL;
}

/**
 * pen_store_get_picture_async:
 * @self: a #PenStore
 * @id: of a picture
 * @callback: called when it is done, or on failure
 * @user_data: data for @callback
 *
 * Reads one picture, in the trash or not.
 */
void
pen_store_get_picture_async (PenStore            *self,
                             gint64               id,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  PenStoreCall *call;
  GTask *task;

  g_return_if_fail (PEN_IS_STORE (self));

  call = pen_store_call_new (run_get_picture);
  call->id = id;

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, pen_store_get_picture_async);
  pen_store_call_push (self, task, call);
}

/**
 * pen_store_get_picture_finish:
 * @self: a #PenStore
 * @result: the result that the callback was given
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the picture, or %NULL with @error set
 */
PenPictureRow *
pen_store_get_picture_finish (PenStore      *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  PenStoreCall *call;

  g_return_val_if_fail (PEN_IS_STORE (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_store_get_picture_async), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;

  call = g_task_get_task_data (G_TASK (result));
  return g_steal_pointer (&call->ret_picture);
}

/* The texts of a query are borrowed; those of a call are its own. */
static void
set_query (PenStoreCall          *call,
           const PenPictureQuery *query)
{
  call->query = *query;
  call->query.text = g_strdup (query->text);
  call->query.provider = g_strdup (query->provider);
  call->query.task = g_strdup (query->task);
}

static gboolean
run_list_pictures (PenDatabase   *database,
                   PenStoreCall  *call,
                   GCancellable  *cancellable,
                   GError       **error)
{
  call->ret_rows = pen_database_list_pictures (database, &call->query, cancellable, error);

  return call->ret_rows != NULL;
}

/**
 * pen_store_list_pictures_async:
 * @self: a #PenStore
 * @query: which ones
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is done, or on failure
 * @user_data: data for @callback
 *
 * Reads a page of the gallery, newest first.  Pictures in the trash are never listed.
 * The next page begins before the id of the last picture.
 */
void
pen_store_list_pictures_async (PenStore              *self,
                               const PenPictureQuery *query,
                               GCancellable          *cancellable,
                               GAsyncReadyCallback    callback,
                               gpointer               user_data)
{
  PenStoreCall *call;
  GTask *task;

  g_return_if_fail (PEN_IS_STORE (self));
  g_return_if_fail (query != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  call = pen_store_call_new (run_list_pictures);
  set_query (call, query);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, pen_store_list_pictures_async);
  pen_store_call_push (self, task, call);
}

/**
 * pen_store_list_pictures_finish:
 * @self: a #PenStore
 * @result: the result that the callback was given
 * @error: return location for a #GError
 *
 * Returns: (transfer full) (element-type PenPictureRow): the pictures, or %NULL with
 *   @error set
 */
GPtrArray *
pen_store_list_pictures_finish (PenStore      *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  PenStoreCall *call;

  g_return_val_if_fail (PEN_IS_STORE (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_store_list_pictures_async), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;

  call = g_task_get_task_data (G_TASK (result));
  return g_steal_pointer (&call->ret_rows);
}

static gboolean
run_count_pictures (PenDatabase   *database,
                    PenStoreCall  *call,
                    GCancellable  *cancellable,
                    GError       **error)
{
  return pen_database_count_pictures (database, &call->query, &call->ret_number, error);
}

/**
 * pen_store_count_pictures_async:
 * @self: a #PenStore
 * @query: which ones; before and limit are not read
 * @callback: called when it is done, or on failure
 * @user_data: data for @callback
 *
 * Counts pictures, those in the trash not.
 */
void
pen_store_count_pictures_async (PenStore              *self,
                                const PenPictureQuery *query,
                                GAsyncReadyCallback    callback,
                                gpointer               user_data)
{
  PenStoreCall *call;
  GTask *task;

  g_return_if_fail (PEN_IS_STORE (self));
  g_return_if_fail (query != NULL);

  call = pen_store_call_new (run_count_pictures);
  set_query (call, query);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, pen_store_count_pictures_async);
  pen_store_call_push (self, task, call);
}

/**
 * pen_store_count_pictures_finish:
 * @self: a #PenStore
 * @result: the result that the callback was given
 * @error: return location for a #GError
 *
 * Returns: how many there are, or -1 with @error set
 */
gint64
pen_store_count_pictures_finish (PenStore      *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  PenStoreCall *call;

  g_return_val_if_fail (PEN_IS_STORE (self), -1);
  g_return_val_if_fail (g_task_is_valid (result, self), -1);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_store_count_pictures_async), -1);
  g_return_val_if_fail (error == NULL || *error == NULL, -1);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return -1;

  call = g_task_get_task_data (G_TASK (result));
  return call->ret_number;
}

static gboolean
run_set_starred (PenDatabase   *database,
                 PenStoreCall  *call,
                 GCancellable  *cancellable,
                 GError       **error)
{
  return pen_database_set_starred (database, call->id, call->number != 0, error);
}

/**
 * pen_store_set_starred_async:
 * @self: a #PenStore
 * @id: of a picture
 * @starred: whether it has a star
 * @callback: called when it is done, or on failure
 * @user_data: data for @callback
 *
 * Gives a picture its star, or takes it.
 */
void
pen_store_set_starred_async (PenStore            *self,
                             gint64               id,
                             gboolean             starred,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  PenStoreCall *call;
  GTask *task;

  g_return_if_fail (PEN_IS_STORE (self));

  call = pen_store_call_new (run_set_starred);
  call->id = id;
  call->number = starred;

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, pen_store_set_starred_async);
  pen_store_call_push (self, task, call);
}

/**
 * pen_store_set_starred_finish:
 * @self: a #PenStore
 * @result: the result that the callback was given
 * @error: return location for a #GError
 *
 * Returns: whether it is on disk
 */
gboolean
pen_store_set_starred_finish (PenStore      *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (PEN_IS_STORE (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_store_set_starred_async), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
run_set_trashed (PenDatabase   *database,
                 PenStoreCall  *call,
                 GCancellable  *cancellable,
                 GError       **error)
{
  return pen_database_set_trashed (database, call->id, call->number, error);
}

/**
 * pen_store_set_trashed_async:
 * @self: a #PenStore
 * @id: of a picture
 * @when: Unix time in microseconds; 0 where it is not in the trash
 * @callback: called when it is done, or on failure
 * @user_data: data for @callback
 *
 * Writes down that a picture is in the trash, or no longer.  Moves no file.
 */
void
pen_store_set_trashed_async (PenStore            *self,
                             gint64               id,
                             gint64               when,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  PenStoreCall *call;
  GTask *task;

  g_return_if_fail (PEN_IS_STORE (self));
  g_return_if_fail (when >= 0);

  call = pen_store_call_new (run_set_trashed);
  call->id = id;
  call->number = when;

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, pen_store_set_trashed_async);
  pen_store_call_push (self, task, call);
}

/**
 * pen_store_set_trashed_finish:
 * @self: a #PenStore
 * @result: the result that the callback was given
 * @error: return location for a #GError
 *
 * Returns: whether it is on disk
 */
gboolean
pen_store_set_trashed_finish (PenStore      *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (PEN_IS_STORE (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_store_set_trashed_async), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
