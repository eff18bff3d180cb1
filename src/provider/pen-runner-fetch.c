/* pen-runner-fetch.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * The last stretch: what the service has finished comes home.  Pictures that are
 * only an address are downloaded; then all are files, synced, and judged by their
 * first bytes.
 */

#define G_LOG_DOMAIN "pen-runner"

#include "config.h"

#include <errno.h>
#include <unistd.h>
#include <glib/gi18n-lib.h>

#include "pen-backoff.h"
#include "pen-file.h"
#include "pen-media.h"
#include "pen-output-memo.h"
#include "pen-runner-private.h"

#define MAX_ATTEMPTS 6
#define RENEW_SECONDS 30

typedef struct
{
  /* Input */
  GPtrArray  *outputs;        /* (owned) (element-type PenOutput) */
  PenJournal *journal;        /* (owned) */
  char       *spool_folder;   /* (owned) */

  /* In progress */
  guint       next;
  guint       attempt;
  gboolean    renewed;        /* whether the next picture has a second address */
  GError     *expired;        /* (owned) (nullable): waits for a second address */
} FetchData;

static void
fetch_data_free (FetchData *data)
{
  g_clear_pointer (&data->outputs, g_ptr_array_unref);
  g_clear_object (&data->journal);
  g_clear_pointer (&data->spool_folder, g_free);
  g_clear_error (&data->expired);
  g_free (data);
}

static void fetch_next      (GTask        *task);
static void download_cb     (GObject      *object,
                             GAsyncResult *result,
                             gpointer      user_data);
static void renewed_cb      (GObject      *object,
                             GAsyncResult *result,
                             gpointer      user_data);
static void settle_cb       (GObject      *object,
                             GAsyncResult *result,
                             gpointer      user_data);
static void note_landed_cb  (GObject      *object,
                             GAsyncResult *result,
                             gpointer      user_data);

static void
note_listed_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (!pen_journal_note_finish (PEN_JOURNAL (object), result, &error))
    g_task_return_error (task, error);
  else
    fetch_next (g_steal_pointer (&task));
}

static gboolean
retry_download_cb (gpointer user_data)
{
  fetch_next (G_TASK (user_data));

  return G_SOURCE_REMOVE;
}

static GError *
describe_download (PenReply *reply)
{
  guint status = pen_reply_get_status (reply);

  if (status == 403 || status == 404 || status == 410)
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_EXPIRED,
                                _("The service keeps this picture no longer"));

  return g_error_new (PEN_ERROR, PEN_ERROR_SERVICE,
                      _("The picture could not be downloaded (status %u)"), status);
}

static gboolean
may_try_again (FetchData *data,
               GError    *error)
{
  if (data->attempt >= MAX_ATTEMPTS)
    return FALSE;

  return g_error_matches (error, PEN_ERROR, PEN_ERROR_NETWORK) ||
         g_error_matches (error, PEN_ERROR, PEN_ERROR_SERVICE) ||
         g_error_matches (error, PEN_ERROR, PEN_ERROR_UNKNOWN_OUTCOME);
}

/* Takes @task and @error.  Some services give dead addresses a second life. */
static void
renew (GTask  *task,
       GError *error)
{
  PenRunner *self = g_task_get_source_object (task);
  FetchData *data = g_task_get_task_data (task);
  PenOutput *output = g_ptr_array_index (data->outputs, data->next);
  g_autoptr(PenCall) call = pen_provider_renew (self->provider, output->uri);

  if (call == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }

  data->renewed = TRUE;
  data->expired = error;
  _pen_runner_ask_async (self, call, RENEW_SECONDS, g_task_get_cancellable (task), renewed_cb,
                         task);
}

static void
renewed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  PenRunner *self = PEN_RUNNER (object);
  g_autoptr(GTask) task = G_TASK (user_data);
  FetchData *data = g_task_get_task_data (task);
  PenOutput *output = g_ptr_array_index (data->outputs, data->next);
  g_autoptr(PenReply) reply = NULL;
  g_autofree char *uri = NULL;

  reply = _pen_runner_ask_finish (self, result, NULL);
  if (reply != NULL)
    uri = pen_provider_read_renewed (self->provider, reply, NULL);

  if (uri == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&data->expired));
      return;
    }

  g_clear_error (&data->expired);
  g_free (output->uri);
  output->uri = g_steal_pointer (&uri);
  fetch_next (g_steal_pointer (&task));
}

static void
download_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  FetchData *data = g_task_get_task_data (task);
  PenOutput *output = g_ptr_array_index (data->outputs, data->next);
  g_autoptr(PenReply) reply = NULL;
  g_autoptr(GSource) source = NULL;
  GError *error = NULL;

  reply = pen_http_send_finish (PEN_HTTP (object), result, &error);
  if (reply != NULL && pen_reply_get_status (reply) >= 400)
    error = describe_download (reply);

  if (error == NULL)
    {
      output->blob = pen_blob_ref (pen_reply_get_picture (reply));
      data->next++;
      data->attempt = 0;
      data->renewed = FALSE;
      fetch_next (g_steal_pointer (&task));
      return;
    }

  if (g_error_matches (error, PEN_ERROR, PEN_ERROR_EXPIRED) && !data->renewed)
    {
      renew (g_steal_pointer (&task), error);
      return;
    }

  if (!may_try_again (data, error))
    {
      g_task_return_error (task, error);
      return;
    }

  g_clear_error (&error);
  source = g_timeout_source_new (pen_backoff_next_ms (data->attempt++));
  g_task_attach_source (task, source, retry_download_cb);
  g_steal_pointer (&task);
}

/* In a thread: small pictures that came inside an answer become files too. */
static gboolean
settle (PenOutput   *output,
        const char  *folder,
        GError     **error)
{
  g_autofree char *path = NULL;
  g_autoptr(GBytes) bytes = NULL;
  const char *media_type;
  gsize size;
  int fd;
  gboolean written;

  if (output->blob == NULL)
    return TRUE;

  if (pen_blob_get_path (output->blob) != NULL)
    return pen_file_sync (pen_blob_get_path (output->blob), error);

  bytes = pen_blob_load (output->blob, G_MAXUINT32, error);
  if (bytes == NULL)
    return FALSE;

  media_type = pen_media_sniff (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  if (media_type == NULL)
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                           _("The service sent something that is not a picture"));
      return FALSE;
    }

  fd = pen_file_create_temporary (folder, NULL, &path, error);
  if (fd < 0)
    return FALSE;

  written = pen_file_write_all (fd, g_bytes_get_data (bytes, &size), g_bytes_get_size (bytes),
                                error);
  close (fd);
  if (!written || !pen_file_sync (path, error))
    {
      unlink (path);
      return FALSE;
    }

  pen_blob_unref (output->blob);
  output->blob = pen_blob_new_for_temporary (path, g_bytes_get_size (bytes), media_type);

  return TRUE;
}

static void
settle_in_thread (GTask        *task,
                  gpointer      source_object,
                  gpointer      task_data,
                  GCancellable *cancellable)
{
  FetchData *data = task_data;
  GError *error = NULL;

  for (guint i = 0; i < data->outputs->len; i++)
    if (!settle (g_ptr_array_index (data->outputs, i), data->spool_folder, &error))
      {
        g_task_return_error (task, error);
        return;
      }

  g_task_return_boolean (task, TRUE);
}

/* Takes @task. */
static void
start_settling (GTask *task)
{
  PenRunner *self = g_task_get_source_object (task);
  FetchData *data = g_task_get_task_data (task);
  g_autoptr(GTask) thread = g_task_new (self, NULL, settle_cb, task);

  /* What has arrived is kept, whether or not somebody has cancelled. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_source_tag (thread, start_settling);
  g_task_set_task_data (thread, data, NULL);
  g_task_run_in_thread (thread, settle_in_thread);
}

static void
settle_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  FetchData *data = g_task_get_task_data (task);
  g_autoptr(JsonNode) memo = NULL;
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, error);
      return;
    }

  memo = pen_output_memo_new (data->outputs);
  pen_journal_note_async (data->journal, PEN_MOMENT_DOWNLOADING, memo, note_landed_cb,
                          g_steal_pointer (&task));
}

static void
note_landed_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (!pen_journal_note_finish (PEN_JOURNAL (object), result, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static gboolean
is_remote (FetchData *data,
           guint      index)
{
  PenOutput *output = g_ptr_array_index (data->outputs, index);

  return output->blob == NULL && output->uri != NULL;
}

/* Takes @task. */
static void
fetch_next (GTask *task)
{
  PenRunner *self = g_task_get_source_object (task);
  FetchData *data = g_task_get_task_data (task);
  g_autoptr(PenExchange) exchange = NULL;
  GError *error = NULL;
  PenOutput *output;

  /* One without an address has arrived before; where it lies now, its owner knows. */
  while (data->next < data->outputs->len && !is_remote (data, data->next))
    data->next++;

  if (data->next == data->outputs->len)
    {
      start_settling (task);
      return;
    }

  output = g_ptr_array_index (data->outputs, data->next);
  exchange = _pen_runner_build_download (self, output->uri, data->spool_folder, &error);
  if (exchange == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }

  pen_http_send_async (self->http, exchange, g_task_get_cancellable (task), download_cb, task);
}

/**
 * _pen_runner_fetch_async:
 * @self: a #PenRunner
 * @outputs: (element-type PenOutput): what the service has finished; filled with files
 * @journal: told where things lie, before and after
 * @spool_folder: where files go
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when all are here
 * @user_data: data for @callback
 */
void
_pen_runner_fetch_async (PenRunner           *self,
                         GPtrArray           *outputs,
                         PenJournal          *journal,
                         const char          *spool_folder,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr(JsonNode) memo = NULL;
  FetchData *data = g_new0 (FetchData, 1);
  gboolean remote = FALSE;

  data->outputs = g_ptr_array_ref (outputs);
  data->journal = g_object_ref (journal);
  data->spool_folder = g_strdup (spool_folder);
  g_task_set_source_tag (task, _pen_runner_fetch_async);
  g_task_set_task_data (task, data, (GDestroyNotify) fetch_data_free);

  for (guint i = 0; i < outputs->len; i++)
    remote |= is_remote (data, i);

  if (!remote)
    {
      start_settling (g_steal_pointer (&task));
      return;
    }

  memo = pen_output_memo_new (outputs);
  pen_journal_note_async (journal, PEN_MOMENT_DOWNLOADING, memo, note_listed_cb,
                          g_steal_pointer (&task));
}

gboolean
_pen_runner_fetch_finish (PenRunner     *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (PEN_IS_RUNNER (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, _pen_runner_fetch_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
