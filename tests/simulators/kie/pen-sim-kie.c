/* pen-sim-kie.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * KIE AI.  Its upload host is below /upload, its file host below /files.
 *
 * Nearly every answer has status 200, and the true code in its body.
 */

#define G_LOG_DOMAIN "pen-sim-kie"

#include "config.h"

#include <string.h>

#include "pen-sim-account.h"
#include "pen-sim-kie-private.h"
#include "pen-simulator.h"

static const struct { const char *name; int code; const char *text; } refusals[] =
{
  { "bad-request", 400, "The request body is malformed" },
  { "unauthorized", 401, "You do not have access permissions" },
  { "no-credits", 402, "Credits insufficient" },
  { "not-found", 404, "The model name you specified is not supported" },
  { "timeout", 408, "The upstream service is timed out" },
  { "invalid", 422, "aspect_ratio is not within the range of allowed options" },
  { "unfetched", 422, "media file is unavailable" },
  { "rate-limit", 429, "Your call frequency is too high" },
  { "key-limit", 433, "The sub-key usage exceeds the limit" },
  { "cannot-fetch", 451, "Failed to fetch the image" },
  { "maintenance", 455, "The service is under maintenance" },
  { "server-error", 500, "This field is required" },
  { "bad-upstream", 502, "Bad upstream" },
  { "generation-failed", 501, "Generation failed" },
  { "disabled", 505, "This feature is disabled" },
  { "queue-full", 550, "The job queue is full" },
};

/* === Envelopes === */

/**
 * pen_sim_kie_answer:
 * @state: the service
 * @visit: a request
 * @code: what has become of it
 * @text: the same in words
 * @data: (nullable): the rest
 *
 * Answers with status 200.  A fault with a value has that as the status.
 */
void
pen_sim_kie_answer (PenSimKieState *state,
                    PenSimVisit    *visit,
                    int             code,
                    const char     *text,
                    JsonNode       *data)
{
  JsonObject *object = json_object_new ();
  gboolean other = g_strcmp0 (state->variant, "message") == 0;
  guint status = 200;

  if (visit->fault != NULL && visit->fault->value != NULL && code != 200)
    status = (guint) pen_sim_kie_to_int (visit->fault->value);

  json_object_set_int_member (object, "code", code);
  json_object_set_string_member (object, other ? "message" : "msg", text);
  if (g_str_has_prefix (visit->path, "/upload/"))
    json_object_set_boolean_member (object, "success", code == 200);
  if (data != NULL)
    json_object_set_member (object, "data", json_node_copy (data));
  else
    json_object_set_null_member (object, "data");

  pen_sim_visit_answer_object (visit, status, object);
}

const char *
pen_sim_kie_get_key (PenSimVisit *visit)
{
  const char *key = pen_sim_get_bearer (visit);

  return key != NULL ? key : "";
}

int
pen_sim_kie_to_int (const char *text)
{
  return (int) g_ascii_strtoll (text, NULL, 10);
}

JsonObject *
pen_sim_kie_read_body (PenSimKieState *state,
                       PenSimVisit    *visit)
{
  const char *content_type = pen_sim_visit_get_header (visit, "Content-Type");
  g_autoptr(JsonParser) parser = json_parser_new_immutable ();
  gsize length = 0;
  const char *data = g_bytes_get_data (visit->body, &length);
  JsonNode *root = NULL;

  if (data != NULL && content_type != NULL && g_str_has_prefix (content_type, "application/json") &&
      json_parser_load_from_data (parser, data, (gssize) length, NULL))
    root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      pen_sim_kie_answer (state, visit, 400, "The request body is not a JSON object", NULL);
      return NULL;
    }

  json_object_set_member (visit->entry, "fields", pen_sim_log_shorten (root));
  return json_object_ref (json_node_get_object (root));
}

/* Cloudflare looks at the name of the client before anybody looks at the key. */
static gboolean
is_browser (PenSimVisit *visit)
{
  const char *agent = pen_sim_visit_get_header (visit, "User-Agent");

  return agent != NULL && g_str_has_prefix (agent, "Mozilla/");
}

static void
turn_away (PenSimVisit *visit)
{
  pen_sim_visit_answer_text (visit, 403, "text/plain", "error code: 1010");
}

static gboolean
refuse (gpointer     data,
        PenSimVisit *visit,
        const char  *name,
        const char  *value)
{
  if (g_str_equal (name, "firewall"))
    {
      turn_away (visit);
      return TRUE;
    }
  if (g_str_equal (name, "key-echo"))
    {
      g_autofree char *text = g_strdup_printf ("the key %s is odd", pen_sim_kie_get_key (visit));

      pen_sim_kie_answer (data, visit, 500, text, NULL);
      return TRUE;
    }

  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (g_str_equal (refusals[i].name, name))
      {
        pen_sim_kie_answer (data, visit, refusals[i].code, refusals[i].text, NULL);
        return TRUE;
      }

  return FALSE;
}

static gboolean
knows (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (g_str_equal (refusals[i].name, name))
      return TRUE;

  return g_str_equal (name, "firewall") || g_str_equal (name, "key-echo");
}

/* === Routes === */

static void
handle_credit (PenSimKieState *state,
               PenSimVisit    *visit)
{
  double *credits = g_hash_table_lookup (state->credits, pen_sim_kie_get_key (visit));
  g_autoptr(JsonNode) node = json_node_init_double (json_node_alloc (), *credits);

  pen_sim_kie_answer (state, visit, 200, "success", node);
}

static void
create_job (PenSimKieState *state, PenSimVisit *visit)
{
  pen_sim_kie_create (state, visit, PEN_SIM_KIE_API_JOBS);
}

static void
create_4o (PenSimKieState *state, PenSimVisit *visit)
{
  pen_sim_kie_create (state, visit, PEN_SIM_KIE_API_4O);
}

static void
create_kontext (PenSimKieState *state, PenSimVisit *visit)
{
  pen_sim_kie_create (state, visit, PEN_SIM_KIE_API_KONTEXT);
}

static void
look_job (PenSimKieState *state, PenSimVisit *visit)
{
  pen_sim_kie_look (state, visit, PEN_SIM_KIE_API_JOBS);
}

static void
look_4o (PenSimKieState *state, PenSimVisit *visit)
{
  pen_sim_kie_look (state, visit, PEN_SIM_KIE_API_4O);
}

static void
look_kontext (PenSimKieState *state, PenSimVisit *visit)
{
  pen_sim_kie_look (state, visit, PEN_SIM_KIE_API_KONTEXT);
}

static const struct
{
  const char *method;
  const char *path;
  void      (*handle) (PenSimKieState *state,
                       PenSimVisit    *visit);
} routes[] =
{
  { "GET", "/api/v1/chat/credit", handle_credit },
  { "POST", "/api/v1/jobs/createTask", create_job },
  { "GET", "/api/v1/jobs/recordInfo", look_job },
  { "POST", "/api/v1/gpt4o-image/generate", create_4o },
  { "GET", "/api/v1/gpt4o-image/record-info", look_4o },
  { "POST", "/api/v1/flux/kontext/generate", create_kontext },
  { "GET", "/api/v1/flux/kontext/record-info", look_kontext },
  { "POST", "/api/v1/common/download-url", pen_sim_kie_renew },
  { "POST", "/upload/api/file-stream-upload", pen_sim_kie_upload },
};

static void
handle (gpointer     data,
        PenSimVisit *visit)
{
  PenSimKieState *state = data;
  const char *method = pen_sim_visit_get_method (visit);

  if (g_str_has_prefix (visit->path, "/files/"))
    {
      pen_sim_kie_serve (state, visit);
      return;
    }

  if (!is_browser (visit))
    {
      turn_away (visit);
      return;
    }

  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    {
      if (!g_str_equal (routes[i].path, visit->path) || !g_str_equal (routes[i].method, method))
        continue;

      if (pen_sim_visit_goes_wrong (visit))
        return;
      if (!g_hash_table_contains (state->credits, pen_sim_kie_get_key (visit)))
        pen_sim_kie_answer (state, visit, 401, "You do not have access permissions", NULL);
      else
        routes[i].handle (state, visit);
      return;
    }

  pen_sim_kie_answer (state, visit, 404, "Not found", NULL);
}

/* === Its state === */

static gpointer
create (void)
{
  PenSimKieState *state = g_new0 (PenSimKieState, 1);

  state->credits = pen_sim_accounts_new (PEN_SIMULATOR_KEY, 1000);
  state->uploads = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                          (GDestroyNotify) g_bytes_unref);
  state->results = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                          (GDestroyNotify) g_bytes_unref);
  state->dead = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  state->tasks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                        (GDestroyNotify) pen_sim_kie_task_free);

  return state;
}

static void
destroy (gpointer data)
{
  PenSimKieState *state = data;

  g_clear_pointer (&state->credits, g_hash_table_unref);
  g_clear_pointer (&state->uploads, g_hash_table_unref);
  g_clear_pointer (&state->results, g_hash_table_unref);
  g_clear_pointer (&state->dead, g_hash_table_unref);
  g_clear_pointer (&state->tasks, g_hash_table_unref);
  g_clear_pointer (&state->fail_code, g_free);
  g_clear_pointer (&state->fail_text, g_free);
  g_clear_pointer (&state->variant, g_free);
  g_free (state);
}

static void
take_text (JsonObject  *command,
           const char  *name,
           char       **field)
{
  if (!json_object_has_member (command, name))
    return;

  g_free (*field);
  *field = g_strdup (json_object_get_string_member_with_default (command, name, NULL));
}

static gboolean
control (gpointer     data,
         JsonObject  *command,
         GError     **error)
{
  PenSimKieState *state = data;

  pen_sim_accounts_control (state->credits, command, "credits", 1000);
  take_text (command, "fail_code", &state->fail_code);
  take_text (command, "fail_text", &state->fail_text);
  take_text (command, "variant", &state->variant);
  state->links_die = json_object_get_boolean_member_with_default (command, "links_die",
                                                                  state->links_die);
  state->unknown_looks = (guint)
    json_object_get_int_member_with_default (command, "unknown_looks", state->unknown_looks);
  state->old_age = (guint)
    json_object_get_int_member_with_default (command, "old_age", state->old_age);
  if (json_object_get_boolean_member_with_default (command, "forget_tasks", FALSE))
    g_hash_table_remove_all (state->tasks);

  return TRUE;
}

const PenSimServiceClass pen_sim_kie_class =
{
  "kie", create, destroy, handle, refuse, knows, control,
};
