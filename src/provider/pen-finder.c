/* pen-finder.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * All addresses are looked at together, the questions at one address one after the
 * other.  No key goes along: nobody knows yet who listens.
 */

#define G_LOG_DOMAIN "pen-finder"

#include "config.h"

#include "pen-error.h"
#include "pen-finder.h"
#include "pen-remote-uri.h"

/* An engine on this computer or beside it answers at once or is not there. */
#define PROBE_MS 1500

typedef struct
{
  PenFound **places;     /* (owned): one for each address, %NULL where nobody is */
  guint      n_places;
  guint      n_active;
} FindData;

typedef struct
{
  GTask        *task;         /* (owned) */
  char         *address;      /* (owned) */
  guint         place;
  guint         index;        /* of the probe */
  GCancellable *patience;     /* (owned) (nullable): ends the question under way */
  gulong        cancelled_id;
  guint         timeout_id;
} Look;

static void
found_free (PenFound *found)
{
  g_free (found->address);
  g_free (found);
}

static void
find_data_free (FindData *data)
{
  for (guint i = 0; i < data->n_places; i++)
    g_clear_pointer (&data->places[i], found_free);
  g_free (data->places);
  g_free (data);
}

static void
end_question (Look *look)
{
  g_cancellable_disconnect (g_task_get_cancellable (look->task), look->cancelled_id);
  look->cancelled_id = 0;
  g_clear_handle_id (&look->timeout_id, g_source_remove);
  g_clear_object (&look->patience);
}

static void
look_free (Look *look)
{
  end_question (look);
  g_clear_object (&look->task);
  g_free (look->address);
  g_free (look);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Look, look_free)

static void
find_one_less (GTask *task)
{
  FindData *data = g_task_get_task_data (task);
  g_autoptr(GPtrArray) found = NULL;

  if (--data->n_active > 0)
    return;

  found = g_ptr_array_new_with_free_func ((GDestroyNotify) found_free);
  for (guint i = 0; i < data->n_places; i++)
    if (data->places[i] != NULL)
      g_ptr_array_add (found, g_steal_pointer (&data->places[i]));

  if (!g_task_return_error_if_cancelled (task))
    g_task_return_pointer (task, g_steal_pointer (&found), (GDestroyNotify) g_ptr_array_unref);
}

static gboolean
impatient_cb (gpointer user_data)
{
  Look *look = user_data;

  look->timeout_id = 0;

  g_cancellable_cancel (look->patience);

  return G_SOURCE_REMOVE;
}

static void ask (Look *look);

/* Takes what the reply says.  Returns: whether the engine is known now. */
static gboolean
recognise (Look     *look,
           PenReply *reply)
{
  FindData *data = g_task_get_task_data (look->task);
  const char *path = pen_local_probe_get_path (look->index);
  PenLocalEngine engine;

  /* One answer is read for all questions of the same path in a row. */
  do
    {
      if (pen_local_probe_read (look->index, reply, &engine))
        {
          PenFound *found = g_new0 (PenFound, 1);

          found->address = g_strdup (look->address);
          found->engine = engine;
          data->places[look->place] = found;
          return TRUE;
        }
      look->index++;
    }
  while (g_strcmp0 (pen_local_probe_get_path (look->index), path) == 0);

  return FALSE;
}

static void
asked_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(Look) look = user_data;
  g_autoptr(GTask) task = g_object_ref (look->task);
  g_autoptr(PenReply) reply = NULL;
  g_autoptr(GError) error = NULL;
  gboolean done;

  reply = pen_http_send_finish (PEN_HTTP (object), result, &error);
  end_question (look);

  if (reply != NULL)
    done = recognise (look, reply);
  else
    {
      /* An answer that is no JSON is one; nobody there, or silence, is the end. */
      done = !g_error_matches (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY) &&
             !g_error_matches (error, PEN_ERROR, PEN_ERROR_TOO_LARGE);
      look->index++;
    }

  if (done || g_cancellable_is_cancelled (g_task_get_cancellable (task)) ||
      pen_local_probe_get_path (look->index) == NULL)
    {
      g_clear_pointer (&look, look_free);
      find_one_less (task);
    }
  else
    {
      ask (g_steal_pointer (&look));
    }
}

static void
cancelled_cb (GCancellable *cancellable,
              GCancellable *patience)
{
  g_cancellable_cancel (patience);
}

/* Takes @look. */
static void
ask (Look *look)
{
  PenHttp *http = g_task_get_source_object (look->task);
  GCancellable *cancellable = g_task_get_cancellable (look->task);
  g_autoptr(GUri) uri = NULL;
  g_autoptr(PenExchange) exchange = NULL;

  uri = pen_remote_uri_join (look->address, pen_local_probe_get_path (look->index), NULL);
  if (uri == NULL)
    {
      g_autoptr(GTask) task = g_object_ref (look->task);

      look_free (look);
      find_one_less (task);
      return;
    }

  look->patience = g_cancellable_new ();
  look->timeout_id = g_timeout_add (PROBE_MS, impatient_cb, look);
  if (cancellable != NULL)
    look->cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb),
                                                g_object_ref (look->patience), g_object_unref);

  exchange = pen_exchange_new ("GET", uri);
  exchange->expect = PEN_EXPECT_JSON;
  exchange->timeout_seconds = 2;
  exchange->spool_folder = g_strdup (g_get_tmp_dir ());
  pen_http_send_async (http, exchange, look->patience, asked_cb, look);
}

/**
 * pen_finder_find_async:
 * @http: who asks
 * @addresses: (array zero-terminated=1): where to look
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when all have answered, or did not
 * @user_data: data for @callback
 */
void
pen_finder_find_async (PenHttp             *http,
                       const char * const  *addresses,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  FindData *data;

  g_return_if_fail (PEN_IS_HTTP (http));
  g_return_if_fail (addresses != NULL);

  task = g_task_new (http, cancellable, callback, user_data);
  g_task_set_source_tag (task, pen_finder_find_async);

  data = g_new0 (FindData, 1);
  data->n_active = 1;
  data->n_places = g_strv_length ((char **) addresses);
  data->places = g_new0 (PenFound *, data->n_places);
  g_task_set_task_data (task, data, (GDestroyNotify) find_data_free);

  for (guint i = 0; i < data->n_places; i++)
    {
      Look *look = g_new0 (Look, 1);

      look->task = g_object_ref (task);
      look->address = g_strdup (addresses[i]);
      look->place = i;
      data->n_active++;
      ask (look);
    }

  find_one_less (task);
}

/**
 * pen_finder_find_finish:
 * @http: who asked
 * @result: the result that the callback was given
 * @error: return location for a #GError
 *
 * Returns: (transfer full) (element-type PenFound): who is there, in the order of the
 *   addresses, or %NULL with %G_IO_ERROR_CANCELLED
 */
GPtrArray *
pen_finder_find_finish (PenHttp       *http,
                        GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (PEN_IS_HTTP (http), NULL);
  g_return_val_if_fail (g_task_is_valid (result, http), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_finder_find_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
