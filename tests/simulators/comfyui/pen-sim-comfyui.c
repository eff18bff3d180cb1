/* pen-sim-comfyui.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * A ComfyUI on the user's own machine.
 *
 * Where it swallows what it should refuse, it puts a remark into the log, and our tests
 * want none.
 */

#define G_LOG_DOMAIN "pen-sim-comfyui"

#include "config.h"

#include <string.h>

#include "pen-sim-comfyui-private.h"
#include "pen-sim-form.h"

static const char *ages[] = { "old", "usual", "new" };
static const char *versions[] = { "0.3.40", "0.3.64", "0.38.1" };

/* Jobs that fail when they run: the answer to the POST is a good one. */
static const char * const oddities[] =
{
  "execution-error", "out-of-memory", "no-output", "forget", NULL,
};

static const char * const refusals[] =
{
  "missing-node", "model-gone", "upload-gone", "internal", "too-large", NULL,
};

static gboolean
refuse (gpointer     data,
        PenSimVisit *visit,
        const char  *name,
        const char  *value)
{
  if (g_str_equal (name, "missing-node"))
    pen_sim_visit_answer_text (visit, 400, "application/json",
                               "{\"error\":{\"type\":\"missing_node_type\",\"message\":"
                               "\"Node 'Canny' not found\",\"details\":\"Node ID '#22'\","
                               "\"extra_info\":{}},\"node_errors\":[]}");
  else if (g_str_equal (name, "internal"))
    pen_sim_visit_answer_text (visit, 500, "text/plain", "500 Internal Server Error");
  else if (g_str_equal (name, "too-large"))
    pen_sim_visit_answer_text (visit, 413, "text/plain", "413: Request Entity Too Large");
  else
    return FALSE;

  return TRUE;
}

static gboolean
knows (const char *name)
{
  return g_strv_contains (refusals, name) || g_strv_contains (oddities, name);
}

static void
answer_empty (PenSimVisit *visit,
              guint        status)
{
  g_autoptr(GBytes) nothing = g_bytes_new (NULL, 0);

  pen_sim_visit_answer (visit, status, NULL, nothing);
}

/* aiohttp's own words */
static void
answer_lost (PenSimVisit *visit,
             guint        status)
{
  pen_sim_visit_answer_text (visit, status, "text/plain",
                             status == 404 ? "404: Not Found" : "405: Method Not Allowed");
}

/* === Uploads === */

static void
take_upload (PenSimComfyuiState *state,
             PenSimVisit        *visit)
{
  const char *content_type = pen_sim_visit_get_header (visit, "Content-Type");
  g_autoptr(GError) error = NULL;
  g_autoptr(PenSimForm) form = pen_sim_form_new (content_type, visit->body, &error);
  PenSimPart *image = form != NULL ? pen_sim_form_get (form, "image") : NULL;
  g_autoptr(GdkPixbuf) picture = NULL;
  const char *overwrite;
  JsonObject *object;

  if (image == NULL || image->file_name == NULL || *image->file_name == '\0' ||
      strchr (image->file_name, '/') != NULL)
    {
      answer_empty (visit, 400);
      return;
    }

  json_object_set_object_member (visit->entry, "fields", pen_sim_form_describe (form));
  picture = pen_sim_picture_decode (image->bytes);
  if (picture == NULL)
    pen_sim_log_remark (visit->entry, "the picture cannot be decoded");
  if (pen_sim_visit_goes_wrong (visit))
    return;

  overwrite = pen_sim_form_get_text (form, "overwrite", "");
  if (!g_str_equal (overwrite, "true") && g_hash_table_contains (state->uploads,
                                                                 image->file_name))
    pen_sim_log_remark (visit->entry, "litters the engine's folder");

  g_hash_table_replace (state->uploads, g_strdup (image->file_name), g_bytes_ref (image->bytes));
  object = json_object_new ();
  json_object_set_string_member (object, "name", image->file_name);
  json_object_set_string_member (object, "subfolder", "");
  json_object_set_string_member (object, "type", "input");
  pen_sim_visit_answer_object (visit, 200, object);
}

/* === Jobs === */

static JsonObject *
read_body (PenSimVisit *visit)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (visit->body, &size);
  g_autofree char *text = g_strndup (data != NULL ? data : "", size);
  g_autoptr(JsonNode) node = json_from_string (text, NULL);

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return NULL;

  json_object_set_member (visit->entry, "fields", pen_sim_log_shorten (node));
  return json_object_ref (json_node_get_object (node));
}

/* Canonical, and in lower case. */
static gboolean
is_uuid (const char *text)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);

  return g_uuid_string_is_valid (text) && g_str_equal (text, lower);
}

static void
answer_prompt_error (PenSimVisit *visit,
                     const char  *type,
                     const char  *message)
{
  g_autofree char *text = g_strdup_printf ("{\"error\":{\"type\":\"%s\",\"message\":\"%s\","
                                           "\"details\":\"%s\",\"extra_info\":{}},"
                                           "\"node_errors\":{}}", type, message, message);

  pen_sim_visit_answer_text (visit, 400, "application/json", text);
}

static void
check_envelope (PenSimVisit *visit,
                JsonObject  *body)
{
  static const char *members[] = { "prompt", "client_id", "prompt_id", NULL };
  g_autoptr(GList) names = json_object_get_members (body);

  for (GList *l = names; l != NULL; l = l->next)
    if (!g_strv_contains (members, l->data))
      pen_sim_log_remark (visit->entry, "%s is not asked for", (const char *) l->data);
  if (!json_object_has_member (body, "client_id"))
    pen_sim_log_remark (visit->entry, "nobody can be told of the progress");
}

/* What the fault wants, as if the engine had changed since it was asked. */
static void
spoil_state (PenSimComfyuiState *state,
             PenSimVisit        *visit,
             JsonObject         *graph)
{
  if (pen_sim_fault_is (visit->fault, "upload-gone"))
    g_hash_table_remove_all (state->uploads);
  if (pen_sim_fault_is (visit->fault, "model-gone") && json_object_has_member (graph, "4"))
    json_object_set_string_member (
      json_object_get_object_member (json_object_get_object_member (graph, "4"), "inputs"),
      "ckpt_name", "gone.safetensors");
}

static void
take_prompt (PenSimComfyuiState *state,
             PenSimVisit        *visit)
{
  g_autoptr(JsonObject) body = read_body (visit);
  JsonNode *graph = body != NULL ? json_object_get_member (body, "prompt") : NULL;
  const char *id;
  g_autofree char *digest = NULL;
  JsonObject *refusal, *answer;
  PenSimComfyuiJob *job;

  if (body == NULL || graph == NULL || !JSON_NODE_HOLDS_OBJECT (graph))
    {
      answer_prompt_error (visit, "no_prompt", "No prompt provided");
      return;
    }

  id = json_object_get_string_member_with_default (body, "prompt_id", NULL);
  if (state->age == PEN_SIM_COMFYUI_NEW && id != NULL && !is_uuid (id))
    {
      answer_prompt_error (visit, "invalid_prompt_id", "prompt_id is no UUID");
      return;
    }

  check_envelope (visit, body);
  spoil_state (state, visit, json_node_get_object (graph));
  refusal = pen_sim_comfyui_check (state, json_node_get_object (graph), visit->entry);
  if (refusal != NULL)
    {
      pen_sim_visit_answer_object (visit, 400, refusal);
      return;
    }
  if (pen_sim_visit_goes_wrong (visit))
    return;

  digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, visit->body);
  pen_sim_visit_pay (visit, digest, 0);

  job = g_new0 (PenSimComfyuiJob, 1);
  /* Old ones make up an id of their own. */
  job->id = id != NULL && state->age != PEN_SIM_COMFYUI_OLD ? g_strdup (id)
                                                            : g_uuid_string_random ();
  job->client_id = g_strdup (json_object_get_string_member_with_default (body, "client_id",
                                                                         NULL));
  job->graph = json_object_ref (json_node_get_object (graph));
  job->steps = pen_sim_comfyui_get_steps (job->graph);
  job->fault = visit->fault != NULL ? g_strdup (visit->fault->name) : NULL;

  answer = json_object_new ();
  json_object_set_string_member (answer, "prompt_id", job->id);
  json_object_set_int_member (answer, "number", state->n_jobs);
  json_object_set_object_member (answer, "node_errors", json_object_new ());
  pen_sim_comfyui_push (state, job);
  pen_sim_visit_answer_object (visit, 200, answer);
}

static void
answer_history (PenSimComfyuiState *state,
                PenSimVisit        *visit,
                const char         *id)
{
  JsonObject *entry = g_hash_table_lookup (state->history, id);
  JsonObject *object = json_object_new ();

  if (entry != NULL)
    json_object_set_object_member (object, id, json_object_ref (entry));
  pen_sim_visit_answer_object (visit, 200, object);
  pen_sim_comfyui_look (state);
}

static void
count_stopped (PenSimVisit *visit,
               gboolean     stopped)
{
  if (stopped)
    pen_sim_log_count (visit->service->log, PEN_SIM_COUNT_INTERRUPTED, 1);
}

static void
cancel_job (PenSimComfyuiState *state,
            PenSimVisit        *visit,
            const char         *rest)
{
  g_autofree char *id = g_strndup (rest, strlen (rest) - strlen ("/cancel"));
  gboolean stopped = pen_sim_comfyui_interrupt (state, id) || pen_sim_comfyui_delete (state, id);

  count_stopped (visit, stopped);
  pen_sim_visit_answer_text (visit, 200, "application/json",
                             stopped ? "{\"cancelled\":true}" : "{\"cancelled\":false}");
}

static void
change_queue (PenSimComfyuiState *state,
              PenSimVisit        *visit)
{
  g_autoptr(JsonObject) body = read_body (visit);
  JsonArray *ids = body != NULL && json_object_has_member (body, "delete")
                   ? json_object_get_array_member (body, "delete") : NULL;

  for (guint i = 0; ids != NULL && i < json_array_get_length (ids); i++)
    count_stopped (visit, pen_sim_comfyui_delete (state, json_array_get_string_element (ids, i)));
  answer_empty (visit, 200);
}

static void
interrupt (PenSimComfyuiState *state,
           PenSimVisit        *visit)
{
  g_autoptr(JsonObject) body = read_body (visit);
  const char *id = body != NULL
                   ? json_object_get_string_member_with_default (body, "prompt_id", NULL) : NULL;

  if (state->age == PEN_SIM_COMFYUI_OLD)
    id = NULL;
  count_stopped (visit, pen_sim_comfyui_interrupt (state, id));
  answer_empty (visit, 200);
}

/* === What it has === */

static void
answer_stats (PenSimComfyuiState *state,
              PenSimVisit        *visit)
{
  g_autofree char *text = NULL;

  text = g_strdup_printf ("{\"system\":{\"os\":\"posix\",\"ram_total\":1,\"ram_free\":1,"
                          "\"comfyui_version\":\"%s\",\"argv\":[\"main.py\"]},\"devices\":"
                          "[{\"name\":\"cuda:0 Card\",\"type\":\"cuda\",\"index\":0}]}",
                          versions[state->age]);
  pen_sim_visit_answer_text (visit, 200, "application/json", text);
}

static void
answer_files (PenSimComfyuiState *state,
              PenSimVisit        *visit,
              const char         *folder)
{
  g_autoptr(JsonNode) files = pen_sim_comfyui_list_files (state, folder);

  if (files != NULL)
    pen_sim_visit_answer_json (visit, 200, files);
  else
    answer_empty (visit, 404);
}

static void
answer_picture (PenSimComfyuiState *state,
                PenSimVisit        *visit)
{
  const char *type = pen_sim_visit_get_query (visit, "type");
  const char *name = pen_sim_visit_get_query (visit, "filename");
  g_autofree char *key = NULL;
  g_autoptr(GBytes) spoilt = NULL;
  GBytes *bytes;

  if (name == NULL || strstr (name, "..") != NULL)
    {
      answer_empty (visit, 400);
      return;
    }

  key = g_strdup_printf ("%s/%s", type != NULL ? type : "output", name);
  bytes = g_hash_table_lookup (state->results, key);
  if (bytes == NULL)
    {
      answer_empty (visit, 404);
      return;
    }

  spoilt = pen_sim_visit_spoil (visit, bytes);
  pen_sim_visit_answer (visit, 200, "image/png", spoilt);
}

static gboolean
has_start (const char  *path,
           const char  *start,
           const char **ret_rest)
{
  *ret_rest = path + strlen (start);

  return g_str_has_prefix (path, start) && **ret_rest != '\0';
}

static void
handle_get (PenSimComfyuiState *state,
            PenSimVisit        *visit,
            const char         *path)
{
  const char *rest;

  if (pen_sim_visit_goes_wrong (visit))
    return;

  if (g_str_equal (path, "/system_stats"))
    answer_stats (state, visit);
  else if (has_start (path, "/object_info/", &rest))
    pen_sim_visit_answer_object (visit, 200, pen_sim_comfyui_describe (state, rest));
  else if (has_start (path, "/models/", &rest))
    answer_files (state, visit, rest);
  else if (has_start (path, "/history/", &rest))
    answer_history (state, visit, rest);
  else if (g_str_equal (path, "/queue"))
    {
      pen_sim_visit_answer_object (visit, 200, pen_sim_comfyui_get_queue (state));
      pen_sim_comfyui_look (state);
    }
  else if (g_str_equal (path, "/view"))
    answer_picture (state, visit);
  else
    answer_lost (visit, 404);
}

static void
handle_post (PenSimComfyuiState *state,
             PenSimVisit        *visit,
             const char         *path)
{
  const char *rest;

  if (g_str_equal (path, "/upload/image"))
    take_upload (state, visit);
  else if (g_str_equal (path, "/prompt"))
    take_prompt (state, visit);
  else if (g_str_equal (path, "/queue"))
    change_queue (state, visit);
  else if (g_str_equal (path, "/interrupt"))
    interrupt (state, visit);
  else if (has_start (visit->path, "/api/jobs/", &rest) && g_str_has_suffix (rest, "/cancel") &&
           state->age == PEN_SIM_COMFYUI_NEW)
    cancel_job (state, visit, rest);
  else
    answer_lost (visit, g_str_has_prefix (visit->path, "/api/jobs/") ? 404 : 405);
}

static gboolean
is_let_in (PenSimComfyuiState *state,
           PenSimVisit        *visit)
{
  const char *header = pen_sim_visit_get_header (visit, "Authorization");
  g_autofree char *encoded = NULL;
  g_autofree char *wanted = NULL;

  if (state->login == NULL)
    return TRUE;

  encoded = g_base64_encode ((const guchar *) state->login, strlen (state->login));
  wanted = g_strconcat ("Basic ", encoded, NULL);
  return g_strcmp0 (header, wanted) == 0;
}

static void
handle (gpointer     data,
        PenSimVisit *visit)
{
  PenSimComfyuiState *state = data;
  const char *method = pen_sim_visit_get_method (visit);
  const char *path = g_str_has_prefix (visit->path, "/api/") &&
                     !g_str_has_prefix (visit->path, "/api/jobs/") ? visit->path + 4
                                                                   : visit->path;

  if (pen_sim_visit_get_header (visit, "Origin") != NULL)
    answer_empty (visit, 403);
  else if (!is_let_in (state, visit))
    pen_sim_visit_answer_text (visit, 401, "text/plain", "Unauthorized");
  else if (g_str_equal (method, "POST"))
    handle_post (state, visit, path);
  else if (g_str_equal (method, "GET"))
    handle_get (state, visit, path);
  else
    answer_lost (visit, 405);
}

/* === Its web socket === */

static void
closed_cb (SoupWebsocketConnection *connection,
           gpointer                 user_data)
{
  PenSimComfyuiState *state = user_data;

  g_signal_handlers_disconnect_by_data (connection, state);
  g_ptr_array_remove (state->clients, connection);
}

static void
welcome (gpointer                 data,
         SoupServerMessage       *message,
         SoupWebsocketConnection *connection)
{
  PenSimComfyuiState *state = data;
  const char *query = g_uri_get_query (soup_server_message_get_uri (message));
  g_autoptr(GHashTable) fields = query != NULL ? soup_form_decode (query) : NULL;
  const char *client = fields != NULL ? g_hash_table_lookup (fields, "clientId") : NULL;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  /* The real one answers 403 before there is a socket. */
  if (client == NULL || soup_message_headers_get_one (headers, "Origin") != NULL)
    {
      soup_websocket_connection_close (connection, SOUP_WEBSOCKET_CLOSE_POLICY_VIOLATION, NULL);
      return;
    }

  g_object_set_data_full (G_OBJECT (connection), "client", g_strdup (client), g_free);
  g_ptr_array_add (state->clients, g_object_ref (connection));
  g_signal_connect (connection, "closed", G_CALLBACK (closed_cb), state);
  soup_websocket_connection_send_text (connection, "{\"type\":\"status\",\"data\":{\"status\":"
                                       "{\"exec_info\":{\"queue_remaining\":0}}}}");
}

/* === Its state === */

static gpointer
create (void)
{
  PenSimComfyuiState *state = g_new0 (PenSimComfyuiState, 1);

  state->age = PEN_SIM_COMFYUI_USUAL;
  state->uploads = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                          (GDestroyNotify) g_bytes_unref);
  state->results = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                          (GDestroyNotify) g_bytes_unref);
  state->history = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                          (GDestroyNotify) json_object_unref);
  state->clients = g_ptr_array_new_with_free_func (g_object_unref);
  g_queue_init (&state->queue);

  return state;
}

static void
destroy (gpointer data)
{
  PenSimComfyuiState *state = data;

  for (guint i = 0; i < state->clients->len; i++)
    g_signal_handlers_disconnect_by_data (state->clients->pdata[i], state);
  pen_sim_comfyui_drop_jobs (state);
  g_ptr_array_unref (state->clients);
  g_hash_table_unref (state->uploads);
  g_hash_table_unref (state->results);
  g_hash_table_unref (state->history);
  g_free (state->login);
  g_free (state);
}

static gboolean
control (gpointer    data,
         JsonObject *command,
         GError    **error)
{
  PenSimComfyuiState *state = data;
  const char *age = json_object_get_string_member_with_default (command, "age", NULL);
  const char *login = json_object_get_string_member_with_default (command, "login", NULL);
  const char *job = json_object_get_string_member_with_default (command, "other_job", NULL);
  const char *only = json_object_get_string_member_with_default (command, "only_job", NULL);

  for (guint i = 0; age != NULL && i < G_N_ELEMENTS (ages); i++)
    if (g_str_equal (age, ages[i]))
      state->age = i;
  if (login != NULL)
    {
      g_free (state->login);
      state->login = g_strdup (login);
    }
  state->classic = json_object_get_boolean_member_with_default (command, "classic",
                                                                state->classic);
  state->metadata = json_object_get_boolean_member_with_default (command, "metadata",
                                                                 state->metadata);
  state->pace = (gint) json_object_get_int_member_with_default (command, "pace", state->pace);
  if (job != NULL)
    {
      PenSimComfyuiJob *other = g_new0 (PenSimComfyuiJob, 1);

      other->id = g_strdup (job);
      other->graph = json_object_new ();
      other->fault = g_strdup ("forget");
      other->steps = G_MAXUINT;
      pen_sim_comfyui_push (state, other);
    }
  if (json_object_get_boolean_member_with_default (command, "interrupt", FALSE))
    pen_sim_comfyui_interrupt (state, NULL);
  if (only != NULL && (g_queue_get_length (&state->queue) != 1 ||
                       !g_str_equal (((PenSimComfyuiJob *) state->queue.head->data)->id, only)))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "only_job: “%s” is not alone in the queue", only);
      return FALSE;
    }
  if (json_object_get_boolean_member_with_default (command, "restart", FALSE))
    {
      pen_sim_comfyui_drop_jobs (state);
      g_hash_table_remove_all (state->history);
      g_hash_table_remove_all (state->results);
    }
  pen_sim_comfyui_schedule (state);

  return TRUE;
}

const PenSimServiceClass pen_sim_comfyui_class =
{
  "comfyui", create, destroy, handle, refuse, knows, control, welcome,
};
