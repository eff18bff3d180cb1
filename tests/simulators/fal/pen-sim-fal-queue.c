/* pen-sim-fal-queue.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * The queue: submit, look, fetch the result, cancel.  What is wrong with an input is only
 * found by the model, so that the queue takes it, and the result says no.
 */

#define G_LOG_DOMAIN "pen-sim-fal"

#include "config.h"

#include <string.h>

#include "pen-sim-fal-private.h"

static gboolean
has_shape (PenSimFalState *state,
           const char     *shape)
{
  return g_strcmp0 (state->shape, shape) == 0;
}

/* Owner and app, which are two parts; three behind certain first words. */
static char *
find_app (const char *id)
{
  g_auto(GStrv) parts = g_strsplit (id, "/", -1);
  gboolean three = g_str_equal (parts[0], "workflows") || g_str_equal (parts[0], "comfy");

  if (three && g_strv_length (parts) > 2)
    return g_strjoin ("/", parts[0], parts[1], parts[2], NULL);

  return g_strjoin ("/", parts[0], parts[1], NULL);
}

static char *
make_address (PenSimFalState *state,
              PenSimVisit    *visit,
              PenSimFalJob   *job,
              const char     *suffix)
{
  g_autofree char *path = g_strdup_printf ("/queue/%s/requests/%s%s", job->app, job->id, suffix);

  if (has_shape (state, "foreign"))
    return g_strdup_printf ("https://queue.example.com/%s/requests/%s%s", job->app, job->id,
                            suffix);

  return pen_sim_fal_get_address (visit, path);
}

static void
add_addresses (PenSimFalState *state,
               PenSimVisit    *visit,
               PenSimFalJob   *job,
               JsonObject     *object)
{
  g_autofree char *status = make_address (state, visit, job, "/status");
  g_autofree char *cancel = make_address (state, visit, job, "/cancel");
  g_autofree char *response = make_address (state, visit, job,
                                            has_shape (state, "response") ? "/response" : "");

  json_object_set_string_member (object, "request_id", job->id);
  if (has_shape (state, "no-addresses"))
    return;

  json_object_set_string_member (object, "response_url", response);
  json_object_set_string_member (object, "status_url", status);
  json_object_set_string_member (object, "cancel_url", cancel);
}

/* === Submit === */

static JsonObject *
read_body (PenSimVisit *visit)
{
  const char *type = pen_sim_visit_get_header (visit, "Content-Type");
  g_autofree char *text = g_strndup (g_bytes_get_data (visit->body, NULL),
                                     g_bytes_get_size (visit->body));
  g_autoptr(JsonNode) node = NULL;

  if (type == NULL || !g_str_has_prefix (type, "application/json"))
    return NULL;

  node = json_from_string (text, NULL);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_dup_object (node) : NULL;
}

static void
run_model (PenSimFalState *state,
           PenSimVisit    *visit,
           PenSimFalJob   *job,
           JsonObject     *body)
{
  PenSimFalInput input = { NULL };
  g_autoptr(JsonArray) detail = json_array_new ();
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), body);
  g_autofree char *text = json_to_string (node, FALSE);
  g_autofree char *whole = g_strconcat (job->endpoint->id, text, NULL);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, whole, -1);

  pen_sim_fal_check (state, job->endpoint, body, &input, detail);
  if (json_array_get_length (detail) > 0)
    job->detail = g_steal_pointer (&detail);
  else if (pen_sim_fal_find_outcome (job->outcome, &(gboolean) { FALSE }) == 0)
    {
      job->output = pen_sim_fal_draw (state, visit, job, body, &input);
      pen_sim_visit_pay (visit, digest, job->units);
    }

  g_clear_object (&input.source);
  g_clear_object (&input.mask);
}

static void
submit (PenSimFalState *state,
        PenSimVisit    *visit,
        const char     *id)
{
  const PenSimFalEndpoint *endpoint = pen_sim_fal_find_endpoint (id);
  g_autoptr(JsonObject) body = read_body (visit);
  g_autoptr(JsonNode) node = NULL;
  JsonObject *object;
  PenSimFalJob *job;

  if (pen_sim_visit_goes_wrong (visit))
    return;
  if (!pen_sim_fal_has_key (state, visit))
    {
      pen_sim_fal_refuse (state, visit, "unauthorized", NULL);
      return;
    }
  if (endpoint == NULL)
    {
      g_autofree char *text = g_strdup_printf ("Application \"%s\" not found", id);

      pen_sim_fal_answer_detail (visit, 404, text);
      return;
    }
  if (body == NULL)
    {
      pen_sim_fal_answer_detail (visit, 400, "The body is not a JSON object");
      return;
    }

  node = json_node_init_object (json_node_alloc (), body);
  json_object_set_member (visit->entry, "fields", pen_sim_log_shorten (node));

  job = g_new0 (PenSimFalJob, 1);
  job->id = g_strdup_printf ("00000000-0000-4000-8000-%012u", ++state->next);
  job->app = find_app (id);
  job->endpoint = endpoint;
  job->outcome = g_steal_pointer (&state->outcome);
  g_hash_table_insert (state->jobs, g_strdup (job->id), job);
  run_model (state, visit, job, body);

  object = json_object_new ();
  json_object_set_string_member (object, "status", "IN_QUEUE");
  json_object_set_null_member (object, "logs");
  json_object_set_object_member (object, "metrics", json_object_new ());
  json_object_set_int_member (object, "queue_position", 1);
  add_addresses (state, visit, job, object);
  pen_sim_visit_set_header (visit, "x-fal-request-id", job->id);
  pen_sim_visit_answer_object (visit, 200, object);
}

/* === Status === */

static void
add_logs (PenSimFalState *state,
          PenSimFalJob   *job,
          JsonObject     *object)
{
  static const char *messages[] = { "Loading the weights", " 40%|####      | 2/5", "working" };
  JsonArray *logs;

  if (has_shape (state, "logs-object"))
    {
      json_object_set_object_member (object, "logs", json_object_new ());
      return;
    }

  logs = json_array_new ();
  for (guint i = 0; i < G_N_ELEMENTS (messages); i++)
    {
      JsonObject *entry = json_object_new ();

      json_object_set_string_member (entry, "message", messages[i]);
      json_object_set_string_member (entry, "level", i == 1 ? "STDERR" : "INFO");
      json_object_set_string_member (entry, "source", "run");
      json_object_set_string_member (entry, "timestamp", "2026-11-23T12:00:00.000Z");
      json_array_add_object_element (logs, entry);
    }
  json_object_set_array_member (object, "logs", logs);
}

static void
add_end (PenSimFalJob *job,
         JsonObject   *object)
{
  JsonObject *metrics = json_object_new ();
  gboolean of_request = FALSE;

  json_object_set_double_member (metrics, "inference_time", 1.25);
  json_object_set_object_member (object, "metrics", metrics);

  if (job->detail != NULL)
    json_object_set_string_member (object, "error", "Validation failed");
  else if (pen_sim_fal_find_outcome (job->outcome, &of_request) != 0)
    {
      json_object_set_string_member (object, "error", "The run failed");
      if (of_request)
        json_object_set_string_member (object, "error_type", job->outcome);
    }
}

static void
answer_status (PenSimFalState *state,
               PenSimVisit    *visit,
               PenSimFalJob   *job)
{
  gboolean logs = g_strcmp0 (pen_sim_visit_get_query (visit, "logs"), "1") == 0;
  guint polls = job->polls++;
  gboolean completed = polls >= state->waits + state->runs;
  JsonObject *object = json_object_new ();

  if (polls < state->waits)
    {
      json_object_set_string_member (object, "status", "IN_QUEUE");
      json_object_set_int_member (object, "queue_position", state->waits - polls - 1);
    }
  else if (!completed)
    {
      json_object_set_string_member (object, "status",
                                     has_shape (state, "unknown-state") ? "PAUSED" : "IN_PROGRESS");
      if (logs)
        add_logs (state, job, object);
    }
  else
    {
      json_object_set_string_member (object, "status", "COMPLETED");
      if (logs)
        add_logs (state, job, object);
      add_end (job, object);
    }

  add_addresses (state, visit, job, object);
  pen_sim_visit_answer_object (visit, completed ? 200 : 202, object);
}

/* === Result === */

static void
answer_result (PenSimFalState *state,
               PenSimVisit    *visit,
               PenSimFalJob   *job)
{
  g_autofree char *units = g_strdup_printf ("%g", job->units);
  g_autoptr(JsonNode) node = NULL;
  JsonObject *object;

  /* Too early, or said to be. */
  if (job->polls <= state->waits + state->runs ||
      (has_shape (state, "early") && job->asked++ == 0))
    {
      object = json_object_new ();
      json_object_set_string_member (object, "detail", "Request is still in progress");
      pen_sim_visit_answer_object (visit, has_shape (state, "early") ? 202 : 400, object);
      return;
    }

  pen_sim_visit_set_header (visit, "x-fal-request-id", job->id);
  if (job->detail != NULL)
    {
      object = json_object_new ();
      json_object_set_array_member (object, "detail", json_array_ref (job->detail));
      pen_sim_visit_set_header (visit, "X-Fal-Retryable", "false");
      pen_sim_visit_answer_object (visit, 422, object);
      return;
    }

  if (job->output == NULL)
    {
      pen_sim_fal_answer_outcome (visit, job);
      return;
    }

  if (!has_shape (state, "no-units"))
    pen_sim_visit_set_header (visit, "X-Fal-Billable-Units", units);
  node = json_node_init_object (json_node_alloc (), job->output);
  pen_sim_visit_answer_json (visit, 200, node);
}

/* === Cancel === */

static void
cancel (PenSimFalState *state,
        PenSimVisit    *visit,
        PenSimFalJob   *job)
{
  JsonObject *object = json_object_new ();
  gboolean completed = job->polls > state->waits + state->runs;
  gboolean waits = job->polls <= state->waits;

  json_object_set_string_member (object, "status",
                                 completed ? "ALREADY_COMPLETED" :
                                 waits ? "OK" : "CANCELLATION_REQUESTED");
  if (!completed)
    {
      job->cancelled = TRUE;
      pen_sim_log_count (visit->service->log, PEN_SIM_COUNT_INTERRUPTED, 1);
    }

  pen_sim_visit_answer_object (visit, completed ? 400 : waits ? 200 : 202, object);
}

/* === All of it === */

static void
handle_job (PenSimFalState *state,
            PenSimVisit    *visit,
            const char     *app,
            const char     *id,
            const char     *what)
{
  const char *method = pen_sim_visit_get_method (visit);
  PenSimFalJob *job = g_hash_table_lookup (state->jobs, id);

  if (pen_sim_visit_goes_wrong (visit))
    return;

  if (!pen_sim_fal_has_key (state, visit))
    pen_sim_fal_refuse (state, visit, "unauthorized", NULL);
  else if (job == NULL)
    pen_sim_fal_refuse (state, visit, "not-found", NULL);
  else if (!g_str_equal (app, job->app))
    pen_sim_fal_refuse (state, visit, "method", NULL);
  else if (g_str_equal (what, "status") && g_str_equal (method, "GET"))
    answer_status (state, visit, job);
  else if (g_str_equal (what, "cancel") && g_str_equal (method, "PUT"))
    cancel (state, visit, job);
  else if ((*what == '\0' || g_str_equal (what, "response")) && g_str_equal (method, "GET"))
    answer_result (state, visit, job);
  else
    pen_sim_fal_refuse (state, visit, "method", NULL);
}

/* “/owner/app/…” takes a request, “/owner/app/requests/id…” tells of one. */
void
pen_sim_fal_handle_queue (PenSimFalState *state,
                          PenSimVisit    *visit,
                          const char     *path)
{
  const char *requests = strstr (path, "/requests/");
  g_autofree char *app = NULL;
  g_auto(GStrv) parts = NULL;

  if (requests == NULL)
    {
      if (g_str_equal (pen_sim_visit_get_method (visit), "POST"))
        submit (state, visit, path + 1);
      else
        pen_sim_fal_refuse (state, visit, "method", NULL);
      return;
    }

  app = g_strndup (path + 1, requests - path - 1);
  parts = g_strsplit (requests + strlen ("/requests/"), "/", 2);
  handle_job (state, visit, app, parts[0], parts[1] != NULL ? parts[1] : "");
}
