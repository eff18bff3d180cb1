/* pen-store.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-store"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-error.h"
#include "pen-owner.h"
#include "pen-store-private.h"

/*
 * Calls go through a queue to one thread, which alone touches the connection, and come
 * back through an idle source of the context they came from.  The task with its
 * references to the store is never let go in the worker: the store may go with it,
 * and would wait for its own thread.
 */
struct _PenStore
{
  GObject      parent_instance;

  char        *path;           /* (owned) */
  GAsyncQueue *queue;          /* (owned) (element-type Message) */
  GThread     *thread;         /* (owned) (nullable) before the first call and once closed */
  gboolean     closed;
};

G_DEFINE_FINAL_TYPE (PenStore, pen_store, G_TYPE_OBJECT)

typedef struct
{
  GTask  *task;                /* (owned) (nullable): none says: close, and end */
  GError *error;               /* (owned) (nullable) */
} Message;

static void
message_free (Message *message)
{
  g_clear_object (&message->task);
  g_clear_error (&message->error);
  g_free (message);
}

static gboolean
answer_cb (gpointer user_data)
{
  Message *message = user_data;

  if (message->error != NULL)
    g_task_return_error (message->task, g_steal_pointer (&message->error));
  else
    g_task_return_boolean (message->task, TRUE);

  return G_SOURCE_REMOVE;
}

/* Takes @message. */
static void
answer (Message *message)
{
  g_autoptr(GSource) source = g_idle_source_new ();
  g_autoptr(GMainContext) context = g_main_context_ref (g_task_get_context (message->task));

  g_source_set_priority (source, g_task_get_priority (message->task));
  g_source_set_callback (source, answer_cb, message, (GDestroyNotify) message_free);
  g_source_set_static_name (source, "[pen-store] answer");
  g_source_attach (source, context);
}

typedef struct
{
  char        *path;           /* (owned) */
  GAsyncQueue *queue;          /* (owned) */
  PenDatabase *database;       /* (owned) (nullable) */
} Worker;

static gboolean
run_open (PenDatabase   *database,
          PenStoreCall  *call,
          GCancellable  *cancellable,
          GError       **error)
{
  /* The worker has opened it before it came here. */
  return database != NULL;
}

static void
work_on (Worker  *worker,
         Message *message)
{
  PenStoreCall *call = g_task_get_task_data (message->task);
  GCancellable *cancellable = g_task_get_cancellable (message->task);

  if (g_cancellable_set_error_if_cancelled (cancellable, &message->error))
    return;

  if (call->func == run_open && worker->database == NULL)
    {
      worker->database = pen_database_open (worker->path, &message->error);
      if (worker->database == NULL)
        return;
    }

  if (worker->database == NULL)
    {
      g_set_error_literal (&message->error, PEN_ERROR, PEN_ERROR_STORAGE,
                           _("The gallery is not open"));
      return;
    }

  call->func (worker->database, call, cancellable, &message->error);
}

static gpointer
worker_main (gpointer data)
{
  Worker *worker = data;

  while (TRUE)
    {
      Message *message = g_async_queue_pop (worker->queue);

      if (message->task == NULL)
        {
          message_free (message);
          break;
        }

      work_on (worker, message);
      answer (message);
    }

  g_clear_pointer (&worker->database, pen_database_close);
  g_async_queue_unref (worker->queue);
  g_free (worker->path);
  g_free (worker);
  return NULL;
}

static void
pen_store_finalize (GObject *object)
{
  PenStore *self = PEN_STORE (object);

  pen_store_close (self);
  g_clear_pointer (&self->queue, g_async_queue_unref);
  g_clear_pointer (&self->path, g_free);

  G_OBJECT_CLASS (pen_store_parent_class)->finalize (object);
}

static void
pen_store_class_init (PenStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = pen_store_finalize;
}

static void
pen_store_init (PenStore *self)
{
  self->queue = g_async_queue_new ();
}

/**
 * pen_store_new:
 * @path: of the database; nothing is done with it before pen_store_open_async()
 *
 * Returns: (transfer full): a store
 */
PenStore *
pen_store_new (const char *path)
{
  PenStore *self;

  g_return_val_if_fail (path != NULL, NULL);

  self = g_object_new (PEN_TYPE_STORE, NULL);
  self->path = g_strdup (path);

  return self;
}

/**
 * pen_store_close:
 * @self: a #PenStore
 *
 * Waits until all that was asked for is on disk, and closes the database.  Blocks.
 * Callbacks of calls on their way still come; later calls fail.
 */
void
pen_store_close (PenStore *self)
{
  g_return_if_fail (PEN_IS_STORE (self));

  self->closed = TRUE;
  if (self->thread == NULL)
    return;

  g_async_queue_push (self->queue, g_new0 (Message, 1));
  g_thread_join (g_steal_pointer (&self->thread));
}

/**
 * pen_store_call_new:
 * @func: what to run in the worker thread
 *
 * Returns: (transfer full): a call to be filled and pushed
 */
PenStoreCall *
pen_store_call_new (PenStoreFunc func)
{
  PenStoreCall *call = g_new0 (PenStoreCall, 1);

  call->func = func;

  return call;
}

/**
 * pen_store_call_free:
 * @call: (transfer full): a call
 */
void
pen_store_call_free (PenStoreCall *call)
{
  g_clear_pointer (&call->text, g_free);
  g_clear_pointer (&call->folder, g_free);
  g_clear_pointer (&call->digest, g_free);
  g_clear_pointer (&call->job, pen_job_row_free);
  g_clear_pointer (&call->picture, pen_picture_row_free);
  g_clear_pointer (&call->pictures, g_ptr_array_unref);
  g_free ((char *) call->query.text);
  g_free ((char *) call->query.provider);
  g_free ((char *) call->query.task);
  g_clear_pointer (&call->ret_text, g_free);
  g_clear_pointer (&call->ret_job, pen_job_row_free);
  g_clear_pointer (&call->ret_picture, pen_picture_row_free);
  g_clear_pointer (&call->ret_rows, g_ptr_array_unref);
  g_clear_pointer (&call->ret_ids, g_array_unref);
  g_free (call);
}

static void
start_worker (PenStore *self)
{
  Worker *worker = g_new0 (Worker, 1);

  worker->path = g_strdup (self->path);
  worker->queue = g_async_queue_ref (self->queue);
  self->thread = g_thread_new ("pen-store", worker_main, worker);
}

/**
 * pen_store_call_push:
 * @self: a #PenStore
 * @task: (transfer full): the task to end
 * @call: (transfer full): what to do; may be the data of @task already
 *
 * Hands @call to the worker thread.
 */
void
pen_store_call_push (PenStore     *self,
                     GTask        *task,
                     PenStoreCall *call)
{
  Message *message = g_new0 (Message, 1);

  if (g_task_get_task_data (task) != call)
    g_task_set_task_data (task, call, (GDestroyNotify) pen_store_call_free);
  /* A result that is on disk is told, even if somebody has cancelled meanwhile. */
  g_task_set_check_cancellable (task, FALSE);
  message->task = task;

  if (self->closed)
    {
      g_set_error_literal (&message->error, PEN_ERROR, PEN_ERROR_STORAGE,
                           _("The gallery is closed"));
      answer (message);
      return;
    }

  if (self->thread == NULL)
    start_worker (self);
  g_async_queue_push (self->queue, message);
}

/**
 * pen_store_open_async:
 * @self: a #PenStore
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when the database is open, or on failure
 * @user_data: data for @callback
 *
 * Opens the database, makes it where it is not there, and brings it to the form of
 * this version.  May be called again after a failure.
 */
void
pen_store_open_async (PenStore            *self,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (PEN_IS_STORE (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, pen_store_open_async);
  pen_store_call_push (self, task, pen_store_call_new (run_open));
}

/**
 * pen_store_open_finish:
 * @self: a #PenStore
 * @result: the result that the callback was given
 * @error: return location for a #GError
 *
 * Returns: whether the database is open
 */
gboolean
pen_store_open_finish (PenStore      *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (PEN_IS_STORE (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_store_open_async), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * pen_store_dup_owner:
 *
 * Returns: (transfer full): how this process is written into the column of owners
 */
char *
pen_store_dup_owner (void)
{
  return pen_owner_dup ();
}

/**
 * pen_store_owner_is_alive:
 * @owner: (nullable): from the column of owners
 *
 * Returns: whether that process still runs
 */
gboolean
pen_store_owner_is_alive (const char *owner)
{
  return pen_owner_is_alive (owner);
}
