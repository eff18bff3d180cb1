/* pen-engine-inputs.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * PenEngine: pictures that come in without a file, and what was typed and not sent.
 */

#define G_LOG_DOMAIN "pen-engine"

#include "config.h"

#include <unistd.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "pen-decode.h"
#include "pen-engine-private.h"
#include "pen-file.h"
#include "pen-json.h"
#include "pen-media.h"
#include "pen-remote-uri.h"

#define FETCH_SECONDS 60

/* Keeping bytes */

typedef struct
{
  GBytes *bytes;    /* (owned) */
  char   *folder;   /* (owned) */
} KeepData;

static void
keep_data_free (KeepData *data)
{
  g_clear_pointer (&data->bytes, g_bytes_unref);
  g_clear_pointer (&data->folder, g_free);
  g_free (data);
}

static void
keep_in_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  KeepData *data = task_data;
  g_autofree char *path = NULL;
  g_autofree char *suffix = NULL;
  gsize size;
  const guint8 *bytes = g_bytes_get_data (data->bytes, &size);
  const char *media_type = pen_media_sniff (bytes, size);
  GError *error = NULL;
  gboolean written;
  int fd;

  if (media_type == NULL)
    {
      g_task_return_new_error (task, PEN_ERROR, PEN_ERROR_PICTURE, _("This is not a picture"));
      return;
    }

  suffix = g_strconcat (".", pen_media_to_extension (media_type), NULL);
  fd = pen_file_create_temporary (data->folder, suffix, &path, &error);
  if (fd < 0)
    {
      g_task_return_error (task, error);
      return;
    }

  written = pen_file_write_all (fd, bytes, size, &error);
  close (fd);
  if (written)
    {
      g_task_return_pointer (task, g_steal_pointer (&path), g_free);
    }
  else
    {
      g_unlink (path);
      g_task_return_error (task, error);
    }
}

static void
kept_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  const char *temporary = g_object_get_data (G_OBJECT (task), "temporary");
  GError *error = NULL;
  char *path = pen_store_add_input_finish (PEN_STORE (object), result, &error);

  if (temporary != NULL)
    g_unlink (temporary);
  if (path == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, path, g_free);
}

/* Takes @task and @temporary. */
static void
keep_file (GTask *task,
           char  *temporary)
{
  PenEngine *self = g_task_get_source_object (task);

  g_object_set_data_full (G_OBJECT (task), "temporary", temporary, g_free);
  pen_store_add_input_async (self->store, temporary, self->inputs_folder, kept_cb, task);
}

static void
keep_written_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;
  char *temporary = g_task_propagate_pointer (G_TASK (result), &error);

  if (temporary == NULL)
    g_task_return_error (task, error);
  else
    keep_file (g_steal_pointer (&task), temporary);
}

void
pen_engine_keep_input_async (PenEngine           *self,
                             GBytes              *bytes,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) thread = NULL;
  GTask *task;
  KeepData *data;

  g_return_if_fail (PEN_IS_ENGINE (self));
  g_return_if_fail (bytes != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, pen_engine_keep_input_async);

  data = g_new0 (KeepData, 1);
  data->bytes = g_bytes_ref (bytes);
  data->folder = g_strdup (self->outgoing_folder);
  thread = g_task_new (self, NULL, keep_written_cb, task);
  g_task_set_source_tag (thread, pen_engine_keep_input_async);
  g_task_set_task_data (thread, data, (GDestroyNotify) keep_data_free);
  g_task_run_in_thread (thread, keep_in_thread);
}

char *
pen_engine_keep_input_finish (PenEngine     *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (PEN_IS_ENGINE (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_engine_keep_input_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Fetching from an address */

static void
fetched_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  g_autoptr(PenReply) reply = NULL;
  PenBlob *picture;
  GError *error = NULL;

  reply = pen_http_send_finish (PEN_HTTP (object), result, &error);
  if (reply == NULL)
    {
      if (g_error_matches (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY))
        g_task_return_new_error (task, PEN_ERROR, PEN_ERROR_PICTURE,
                                 _("There is no picture at this address"));
      else
        g_task_return_error (task, g_steal_pointer (&error));
      g_clear_error (&error);
      return;
    }

  picture = pen_reply_get_picture (reply);
  if (pen_reply_get_status (reply) >= 400 || picture == NULL)
    {
      g_task_return_new_error (task, PEN_ERROR, PEN_ERROR_PICTURE,
                               _("There is no picture at this address"));
      return;
    }

  keep_file (g_steal_pointer (&task), pen_blob_steal_file (picture));
}

void
pen_engine_fetch_input_async (PenEngine           *self,
                              const char          *uri,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GUri) parsed = NULL;
  g_autoptr(PenExchange) exchange = NULL;

  g_return_if_fail (PEN_IS_ENGINE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, pen_engine_fetch_input_async);

  parsed = pen_remote_uri_join (uri, "", NULL);
  if (parsed == NULL)
    {
      g_task_return_new_error (task, PEN_ERROR, PEN_ERROR_USAGE,
                               _("This is not the address of a picture"));
      return;
    }

  exchange = pen_exchange_new ("GET", parsed);
  exchange->expect = PEN_EXPECT_PICTURE;
  exchange->timeout_seconds = FETCH_SECONDS;
  exchange->spool_folder = g_strdup (self->outgoing_folder);
  pen_http_send_async (self->http, exchange, cancellable, fetched_cb, g_steal_pointer (&task));
}

char *
pen_engine_fetch_input_finish (PenEngine     *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (PEN_IS_ENGINE (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_engine_fetch_input_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Drafts */

static char *
get_draft_path (PenEngine  *self,
                const char *page)
{
  g_autofree char *name = g_strdup_printf ("draft-%s.json", page);

  return g_build_filename (self->data_folder, name, NULL);
}

typedef struct
{
  PenEngine *engine;   /* (owned) */
  char      *path;     /* (owned) */
  GBytes    *bytes;    /* (owned) */
} Draft;

static void
draft_free (Draft *draft)
{
  g_clear_object (&draft->engine);
  g_clear_pointer (&draft->path, g_free);
  g_clear_pointer (&draft->bytes, g_bytes_unref);
  g_free (draft);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Draft, draft_free)

static void
draft_saved_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(Draft) draft = user_data;
  g_autoptr(GError) error = NULL;

  if (!g_file_replace_contents_finish (G_FILE (object), result, NULL, &error))
    g_warning ("What was typed could not be kept: %s", error->message);

  /* A newer one may be on its way already. */
  if (g_hash_table_lookup (draft->engine->drafts, draft->path) == draft->bytes)
    g_hash_table_remove (draft->engine->drafts, draft->path);
}

/**
 * pen_engine_save_draft:
 * @self: a #PenEngine
 * @page: “text” or “image”
 * @draft: (nullable): what was typed and not sent; %NULL for nothing
 */
void
pen_engine_save_draft (PenEngine  *self,
                       const char *page,
                       JsonNode   *draft)
{
  char *text = draft != NULL ? pen_json_to_text (draft) : g_strdup ("{}");
  Draft *saving = g_new0 (Draft, 1);
  g_autoptr(GFile) file = NULL;

  saving->engine = g_object_ref (self);
  saving->path = get_draft_path (self, page);
  saving->bytes = g_bytes_new_take (text, strlen (text));
  g_hash_table_replace (self->drafts, g_strdup (saving->path), g_bytes_ref (saving->bytes));

  file = g_file_new_for_path (saving->path);
  g_file_replace_contents_bytes_async (file, saving->bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE,
                                       NULL, draft_saved_cb, saving);
}

void
_pen_engine_flush_drafts (PenEngine *self)
{
  GHashTableIter iter;
  gpointer path;
  gpointer bytes;

  g_hash_table_iter_init (&iter, self->drafts);
  while (g_hash_table_iter_next (&iter, &path, &bytes))
    {
      g_autoptr(GError) error = NULL;

      if (!g_file_set_contents_full (path, g_bytes_get_data (bytes, NULL),
                                     (gssize) g_bytes_get_size (bytes),
                                     G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
        g_warning ("What was typed could not be kept: %s", error->message);
    }
}

/**
 * pen_engine_load_draft:
 * @self: a #PenEngine
 * @page: “text” or “image”
 *
 * Returns: (transfer full) (nullable): what was typed and not sent
 */
JsonNode *
pen_engine_load_draft (PenEngine  *self,
                       const char *page)
{
  g_autofree char *path = get_draft_path (self, page);
  g_autofree char *text = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, NULL))
    return NULL;

  return pen_json_parse (text, (gssize) length, NULL);
}
