/* pen-store-jobs.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-store-jobs"

#include "config.h"

#include "pen-store-private.h"

static gboolean
run_add_job (PenDatabase   *database,
             PenStoreCall  *call,
             GCancellable  *cancellable,
             GError       **error)
{
  call->ret_number = pen_database_add_job (database, call->job, error);

  return call->ret_number != 0;
}

/**
 * pen_store_add_job_async:
 * @self: a #PenStore
 * @row: what to write; the id is not read
 * @callback: called when it is done, or on failure
 * @user_data: data for @callback
 *
 * Writes a job down.  It is on disk when this finishes.
 */
void
pen_store_add_job_async (PenStore            *self,
                         const PenJobRow     *row,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  PenStoreCall *call;
  GTask *task;

  g_return_if_fail (PEN_IS_STORE (self));
  g_return_if_fail (row != NULL);

  call = pen_store_call_new (run_add_job);
  call->job = pen_job_row_copy (row);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, pen_store_add_job_async);
  pen_store_call_push (self, task, call);
}

/**
 * pen_store_add_job_finish:
 * @self: a #PenStore
 * @result: the result that the callback was given
 * @error: return location for a #GError
 *
 * Returns: the id of the job, or 0 with @error set
 */
gint64
pen_store_add_job_finish (PenStore      *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  PenStoreCall *call;

  g_return_val_if_fail (PEN_IS_STORE (self), 0);
  g_return_val_if_fail (g_task_is_valid (result, self), 0);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_store_add_job_async), 0);
  g_return_val_if_fail (error == NULL || *error == NULL, 0);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return 0;

  call = g_task_get_task_data (G_TASK (result));
  return call->ret_number;
}

static gboolean
run_update_job (PenDatabase   *database,
                PenStoreCall  *call,
                GCancellable  *cancellable,
                GError       **error)
{
  return pen_database_update_job (database, call->job, error);
}

/**
 * pen_store_update_job_async:
 * @self: a #PenStore
 * @row: state, memo, error, message, charged and cost for the job of its id
 * @callback: called when it is done, or on failure
 * @user_data: data for @callback
 *
 * Writes down what has become of a job.
 */
void
pen_store_update_job_async (PenStore            *self,
                            const PenJobRow     *row,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  PenStoreCall *call;
  GTask *task;

  g_return_if_fail (PEN_IS_STORE (self));
  g_return_if_fail (row != NULL);
  g_return_if_fail (row->id != 0);

  call = pen_store_call_new (run_update_job);
  call->job = pen_job_row_copy (row);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, pen_store_update_job_async);
  pen_store_call_push (self, task, call);
}

/**
 * pen_store_update_job_finish:
 * @self: a #PenStore
 * @result: the result that the callback was given
 * @error: return location for a #GError
 *
 * Returns: whether it is on disk
 */
gboolean
pen_store_update_job_finish (PenStore      *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (PEN_IS_STORE (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_store_update_job_async), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
run_claim_job (PenDatabase   *database,
               PenStoreCall  *call,
               GCancellable  *cancellable,
               GError       **error)
{
  gboolean claimed = FALSE;
  gboolean done = pen_database_claim_job (database, call->id, FALSE, &claimed, error);

  call->ret_number = claimed;
  return done;
}

/**
 * pen_store_claim_job_async:
 * @self: a #PenStore
 * @id: of a queued job
 * @callback: called when it is done, or on failure
 * @user_data: data for @callback
 *
 * Takes a queued job for this process, which then sends it: only one process can.
 */
void
pen_store_claim_job_async (PenStore            *self,
                           gint64               id,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  PenStoreCall *call;
  GTask *task;

  g_return_if_fail (PEN_IS_STORE (self));
  g_return_if_fail (id != 0);

  call = pen_store_call_new (run_claim_job);
  call->id = id;

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, pen_store_claim_job_async);
  pen_store_call_push (self, task, call);
}

/**
 * pen_store_claim_job_finish:
 * @self: a #PenStore
 * @result: the result that the callback was given
 * @error: return location for a #GError
 *
 * Returns: whether the job is this process's now; %FALSE without @error if another was
 *   faster
 */
gboolean
pen_store_claim_job_finish (PenStore      *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  PenStoreCall *call;

  g_return_val_if_fail (PEN_IS_STORE (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_store_claim_job_async), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;

  call = g_task_get_task_data (G_TASK (result));
  return call->ret_number != 0;
}

static gboolean
run_adopt_job (PenDatabase   *database,
               PenStoreCall  *call,
               GCancellable  *cancellable,
               GError       **error)
{
  gboolean claimed = FALSE;
  gboolean done = pen_database_claim_job (database, call->id, TRUE, &claimed, error);

  call->ret_number = claimed;
  return done;
}

/**
 * pen_store_adopt_job_async:
 * @self: a #PenStore
 * @id: of a job
 * @callback: called when it is done, or on failure
 * @user_data: data for @callback
 *
 * Takes over a job that no running process works on, unless it has ended.
 */
void
pen_store_adopt_job_async (PenStore            *self,
                           gint64               id,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  PenStoreCall *call;
  GTask *task;

  g_return_if_fail (PEN_IS_STORE (self));
  g_return_if_fail (id != 0);

  call = pen_store_call_new (run_adopt_job);
  call->id = id;

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, pen_store_adopt_job_async);
  pen_store_call_push (self, task, call);
}

/**
 * pen_store_adopt_job_finish:
 * @self: a #PenStore
 * @result: the result that the callback was given
 * @error: return location for a #GError
 *
 * Returns: whether the job is this process's now; %FALSE without @error if another
 *   process has it
 */
gboolean
pen_store_adopt_job_finish (PenStore      *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  PenStoreCall *call;

  g_return_val_if_fail (PEN_IS_STORE (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_store_adopt_job_async), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;

  call = g_task_get_task_data (G_TASK (result));
  return call->ret_number != 0;
}

static gpointer
copy_picture (gconstpointer row,
              gpointer      user_data)
{
  return pen_picture_row_copy (row);
}

static GPtrArray *
copy_pictures (GPtrArray *pictures)
{
  GPtrArray *copy = g_ptr_array_copy (pictures, copy_picture, NULL);

  g_ptr_array_set_free_func (copy, (GDestroyNotify) pen_picture_row_free);

  return copy;
}

static gboolean
run_complete_job (PenDatabase   *database,
                  PenStoreCall  *call,
                  GCancellable  *cancellable,
                  GError       **error)
{
  call->ret_ids = pen_database_complete_job (database, call->job, call->pictures, error);

  return call->ret_ids != NULL;
}

/**
 * pen_store_complete_job_async:
 * @self: a #PenStore
 * @row: the job; its state counts as done
 * @pictures: (element-type PenPictureRow): what came of it
 * @callback: called when it is done, or on failure
 * @user_data: data for @callback
 *
 * Ends a job as done: its state, its pictures and its cost, all in one transaction.  A
 * job that is done already keeps the pictures it has.
 */
void
pen_store_complete_job_async (PenStore            *self,
                              const PenJobRow     *row,
                              GPtrArray           *pictures,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  PenStoreCall *call;
  GTask *task;

  g_return_if_fail (PEN_IS_STORE (self));
  g_return_if_fail (row != NULL);
  g_return_if_fail (row->id != 0);
  g_return_if_fail (pictures != NULL);

  call = pen_store_call_new (run_complete_job);
  call->job = pen_job_row_copy (row);
  call->pictures = copy_pictures (pictures);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, pen_store_complete_job_async);
  pen_store_call_push (self, task, call);
}

/**
 * pen_store_complete_job_finish:
 * @self: a #PenStore
 * @result: the result that the callback was given
 * @error: return location for a #GError
 *
 * Returns: (transfer full) (element-type gint64): the ids of the pictures, in their
 *   order, or %NULL with @error set
 */
GArray *
pen_store_complete_job_finish (PenStore      *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  PenStoreCall *call;

  g_return_val_if_fail (PEN_IS_STORE (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_store_complete_job_async), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;

  call = g_task_get_task_data (G_TASK (result));
  return g_steal_pointer (&call->ret_ids);
}

static gboolean
run_get_job (PenDatabase   *database,
             PenStoreCall  *call,
             GCancellable  *cancellable,
             GError       **error)
{
  call->ret_job = pen_database_get_job (database, call->id, error);

  return call->ret_job != NULL;
}

/**
 * pen_store_get_job_async:
 * @self: a #PenStore
 * @id: of a job
 * @callback: called when it is done, or on failure
 * @user_data: data for @callback
 *
 * Reads one job.
 */
void
pen_store_get_job_async (PenStore            *self,
                         gint64               id,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  PenStoreCall *call;
  GTask *task;

  g_return_if_fail (PEN_IS_STORE (self));

  call = pen_store_call_new (run_get_job);
  call->id = id;

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, pen_store_get_job_async);
  pen_store_call_push (self, task, call);
}

/**
 * pen_store_get_job_finish:
 * @self: a #PenStore
 * @result: the result that the callback was given
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the job, or %NULL with @error set
 */
PenJobRow *
pen_store_get_job_finish (PenStore      *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  PenStoreCall *call;

  g_return_val_if_fail (PEN_IS_STORE (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_store_get_job_async), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;

  call = g_task_get_task_data (G_TASK (result));
  return g_steal_pointer (&call->ret_job);
}

static gboolean
run_list_jobs (PenDatabase   *database,
               PenStoreCall  *call,
               GCancellable  *cancellable,
               GError       **error)
{
  call->ret_rows = pen_database_list_jobs (database, call->number != 0, (guint) call->id, error);

  return call->ret_rows != NULL;
}

/**
 * pen_store_list_jobs_async:
 * @self: a #PenStore
 * @open: only those that have not ended, or of which nobody knows
 * @limit: at most so many; 0 for all
 * @callback: called when it is done, or on failure
 * @user_data: data for @callback
 *
 * Reads the newest jobs, newest first.
 */
void
pen_store_list_jobs_async (PenStore            *self,
                           gboolean             open,
                           guint                limit,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  PenStoreCall *call;
  GTask *task;

  g_return_if_fail (PEN_IS_STORE (self));

  call = pen_store_call_new (run_list_jobs);
  call->number = open;
  call->id = limit;

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, pen_store_list_jobs_async);
  pen_store_call_push (self, task, call);
}

/**
 * pen_store_list_jobs_finish:
 * @self: a #PenStore
 * @result: the result that the callback was given
 * @error: return location for a #GError
 *
 * Returns: (transfer full) (element-type PenJobRow): the jobs, or %NULL with @error set
 */
GPtrArray *
pen_store_list_jobs_finish (PenStore      *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  PenStoreCall *call;

  g_return_val_if_fail (PEN_IS_STORE (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_store_list_jobs_async), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;

  call = g_task_get_task_data (G_TASK (result));
  return g_steal_pointer (&call->ret_rows);
}

static gboolean
run_set_owner (PenDatabase   *database,
               PenStoreCall  *call,
               GCancellable  *cancellable,
               GError       **error)
{
  return pen_database_set_owner (database, call->id, call->text, error);
}

/**
 * pen_store_set_owner_async:
 * @self: a #PenStore
 * @id: of a job
 * @owner: (nullable): as pen_store_dup_owner() gave it; %NULL for nobody
 * @callback: called when it is done, or on failure
 * @user_data: data for @callback
 *
 * Says which process works on a job.
 */
void
pen_store_set_owner_async (PenStore            *self,
                           gint64               id,
                           const char          *owner,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  PenStoreCall *call;
  GTask *task;

  g_return_if_fail (PEN_IS_STORE (self));
  g_return_if_fail (id != 0);

  call = pen_store_call_new (run_set_owner);
  call->id = id;
  call->text = g_strdup (owner);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, pen_store_set_owner_async);
  pen_store_call_push (self, task, call);
}

/**
 * pen_store_set_owner_finish:
 * @self: a #PenStore
 * @result: the result that the callback was given
 * @error: return location for a #GError
 *
 * Returns: whether it is on disk
 */
gboolean
pen_store_set_owner_finish (PenStore      *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (PEN_IS_STORE (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_store_set_owner_async), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
