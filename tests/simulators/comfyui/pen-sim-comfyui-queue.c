/* pen-sim-comfyui-queue.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Jobs wait, run step by step, and end in the history; whoever sent one hears of it.
 */

#define G_LOG_DOMAIN "pen-sim-comfyui-queue"

#include "config.h"

#include <string.h>

#include "pen-sim-comfyui-private.h"

static void
job_free (PenSimComfyuiJob *job)
{
  g_free (job->id);
  g_free (job->client_id);
  g_free (job->fault);
  json_object_unref (job->graph);
  g_free (job);
}

/* === What is told === */

static SoupWebsocketConnection *
find_client (PenSimComfyuiState *state,
             const char         *client_id)
{
  for (guint i = 0; i < state->clients->len; i++)
    {
      SoupWebsocketConnection *connection = g_ptr_array_index (state->clients, i);

      if (g_strcmp0 (g_object_get_data (G_OBJECT (connection), "client"), client_id) == 0 &&
          soup_websocket_connection_get_state (connection) == SOUP_WEBSOCKET_STATE_OPEN)
        return connection;
    }

  return NULL;
}

static void
tell (PenSimComfyuiState *state,
      PenSimComfyuiJob   *job,
      const char         *type,
      const char         *members)
{
  SoupWebsocketConnection *connection = find_client (state, job->client_id);
  g_autofree char *text = NULL;

  if (connection == NULL)
    return;

  text = g_strdup_printf ("{\"type\":\"%s\",\"data\":{%s%s\"prompt_id\":\"%s\"}}", type, members,
                          *members != '\0' ? "," : "", job->id);
  soup_websocket_connection_send_text (connection, text);
}

static void
append_number (GByteArray *bytes,
               guint32     number)
{
  guint32 big = GUINT32_TO_BE (number);

  g_byte_array_append (bytes, (const guint8 *) &big, sizeof big);
}

static void
show (PenSimComfyuiState *state,
      PenSimComfyuiJob   *job)
{
  SoupWebsocketConnection *connection = find_client (state, job->client_id);
  g_autoptr(GByteArray) frame = g_byte_array_new ();
  g_autoptr(GBytes) picture = NULL;
  g_autofree char *metadata = NULL;
  gsize size;
  const guint8 *data;

  if (connection == NULL)
    return;

  picture = pen_sim_comfyui_preview (state, job);
  data = g_bytes_get_data (picture, &size);
  if (state->metadata)
    {
      metadata = g_strdup_printf ("{\"node_id\":\"3\",\"prompt_id\":\"%s\","
                                  "\"image_type\":\"image/jpeg\"}", job->id);
      append_number (frame, 4);
      append_number (frame, (guint32) strlen (metadata));
      g_byte_array_append (frame, (const guint8 *) metadata, (guint) strlen (metadata));
    }
  else
    {
      append_number (frame, 1);
      append_number (frame, 1);
    }
  g_byte_array_append (frame, data, (guint) size);
  soup_websocket_connection_send_binary (connection, frame->data, frame->len);
}

/* === How it ends === */

static JsonArray *
new_message (const char *name,
             JsonObject *data)
{
  JsonArray *message = json_array_new ();

  json_object_set_int_member (data, "timestamp", 1700000000000);
  json_array_add_string_element (message, name);
  json_array_add_object_element (message, data);
  return message;
}

static JsonArray *
new_exception (PenSimComfyuiJob *job)
{
  gboolean memory = g_str_equal (job->fault, "out-of-memory");
  JsonObject *data = json_object_new ();

  json_object_set_string_member (data, "prompt_id", job->id);
  json_object_set_string_member (data, "node_id", "3");
  json_object_set_string_member (data, "node_type", "KSampler");
  json_object_set_string_member (data, "exception_message",
                                 memory ? "Allocation on device"
                                        : "mat1 and mat2 shapes cannot be multiplied\nmore");
  json_object_set_string_member (data, "exception_type",
                                 memory ? "torch.OutOfMemoryError" : "RuntimeError");
  json_object_set_array_member (data, "traceback", json_array_new ());

  return new_message ("execution_error", data);
}

static void
remember (PenSimComfyuiState *state,
          PenSimComfyuiJob   *job,
          gboolean            interrupted)
{
  gboolean failed = interrupted || g_strcmp0 (job->fault, "execution-error") == 0 ||
                    g_strcmp0 (job->fault, "out-of-memory") == 0;
  JsonObject *entry = json_object_new ();
  JsonObject *outputs = json_object_new ();
  JsonObject *status = json_object_new ();
  JsonArray *messages = json_array_new ();
  const char *node = NULL;

  json_array_add_array_element (messages, new_message ("execution_start", json_object_new ()));
  if (interrupted)
    json_array_add_array_element (messages, new_message ("execution_interrupted",
                                                         json_object_new ()));
  else if (failed)
    json_array_add_array_element (messages, new_exception (job));
  else if (g_strcmp0 (job->fault, "no-output") != 0)
    {
      JsonArray *names = pen_sim_comfyui_run (state, job, &node);
      JsonObject *output = json_object_new ();

      json_object_set_array_member (output, "images", names);
      json_object_set_object_member (outputs, node, output);
    }

  json_object_set_string_member (status, "status_str", failed ? "error" : "success");
  json_object_set_boolean_member (status, "completed", !failed);
  json_object_set_array_member (status, "messages", messages);
  json_object_set_array_member (entry, "prompt", json_array_new ());
  json_object_set_object_member (entry, "outputs", outputs);
  json_object_set_object_member (entry, "status", status);
  json_object_set_object_member (entry, "meta", json_object_new ());
  g_hash_table_replace (state->history, g_strdup (job->id), entry);
}

static void
finish_first (PenSimComfyuiState *state,
              gboolean            interrupted)
{
  PenSimComfyuiJob *job = g_queue_pop_head (&state->queue);

  g_clear_handle_id (&state->source_id, g_source_remove);
  if (g_strcmp0 (job->fault, "forget") != 0)
    remember (state, job, interrupted);
  tell (state, job, "executing", "\"node\":null");
  tell (state, job, "execution_success", "");
  job_free (job);
  pen_sim_comfyui_schedule (state);
}

static void
make_step (PenSimComfyuiState *state)
{
  PenSimComfyuiJob *job = g_queue_peek_head (&state->queue);
  g_autofree char *figures = NULL;

  if (job->step == 0)
    tell (state, job, "executing", "\"node\":\"3\",\"display_node\":\"3\"");
  job->step++;
  figures = g_strdup_printf ("\"value\":%u,\"max\":%u,\"node\":\"3\"", job->step, job->steps);
  tell (state, job, "progress", figures);
  show (state, job);

  if (job->step >= job->steps)
    finish_first (state, FALSE);
}

static gboolean
step_cb (gpointer user_data)
{
  PenSimComfyuiState *state = user_data;
  PenSimComfyuiJob *job = g_queue_peek_head (&state->queue);

  state->source_id = 0;
  if (state->pace == 0)
    job->step = job->steps - 1;
  make_step (state);
  pen_sim_comfyui_schedule (state);

  return G_SOURCE_REMOVE;
}

/* Lets the first job go on, if it goes on by itself. */
void
pen_sim_comfyui_schedule (PenSimComfyuiState *state)
{
  if (g_queue_is_empty (&state->queue) || state->source_id != 0 || state->pace < 0)
    return;

  state->source_id = g_timeout_add ((guint) state->pace, step_cb, state);
}

/* Somebody looks at the queue, or into the history. */
void
pen_sim_comfyui_look (PenSimComfyuiState *state)
{
  if (state->pace < 0 && !g_queue_is_empty (&state->queue))
    make_step (state);
}

/* Takes @job. */
void
pen_sim_comfyui_push (PenSimComfyuiState *state,
                      PenSimComfyuiJob   *job)
{
  job->number = state->n_jobs++;
  g_queue_push_tail (&state->queue, job);
  pen_sim_comfyui_schedule (state);
}

/* Takes a job that waits out of the queue. */
gboolean
pen_sim_comfyui_delete (PenSimComfyuiState *state,
                        const char         *id)
{
  for (GList *l = state->queue.head; l != NULL; l = l->next)
    {
      PenSimComfyuiJob *job = l->data;

      if (l == state->queue.head || !g_str_equal (job->id, id))
        continue;

      g_queue_delete_link (&state->queue, l);
      job_free (job);
      return TRUE;
    }

  return FALSE;
}

/* Stops the job that runs: any, where @id is %NULL. */
gboolean
pen_sim_comfyui_interrupt (PenSimComfyuiState *state,
                           const char         *id)
{
  PenSimComfyuiJob *job = g_queue_peek_head (&state->queue);

  if (job == NULL || (id != NULL && !g_str_equal (job->id, id)))
    return FALSE;

  finish_first (state, TRUE);
  return TRUE;
}

/* (transfer full): what runs, and what waits */
JsonObject *
pen_sim_comfyui_get_queue (PenSimComfyuiState *state)
{
  JsonObject *object = json_object_new ();
  JsonArray *lists[] = { json_array_new (), json_array_new () };

  for (GList *l = state->queue.head; l != NULL; l = l->next)
    {
      PenSimComfyuiJob *job = l->data;
      JsonArray *item = json_array_new ();

      json_array_add_int_element (item, job->number);
      json_array_add_string_element (item, job->id);
      json_array_add_object_element (item, json_object_ref (job->graph));
      json_array_add_object_element (item, json_object_new ());
      json_array_add_array_element (item, json_array_new ());
      json_array_add_array_element (lists[l == state->queue.head ? 0 : 1], item);
    }

  json_object_set_array_member (object, "queue_running", lists[0]);
  json_object_set_array_member (object, "queue_pending", lists[1]);
  return object;
}

void
pen_sim_comfyui_drop_jobs (PenSimComfyuiState *state)
{
  g_clear_handle_id (&state->source_id, g_source_remove);
  g_queue_clear_full (&state->queue, (GDestroyNotify) job_free);
}
