/* pen-sim-fal-refusals.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * How fal says no: at once, by the gateway; or at the end, by the model.
 */

#define G_LOG_DOMAIN "pen-sim-fal"

#include "config.h"

#include "pen-sim-fal-private.h"

/* What answers a call at once. */
static const struct
{
  const char *name;
  guint       status;
  const char *body;
} refusals[] =
{
  { "unauthorized", 401, "{\"detail\":\"Cannot access application \\\"fal-ai/flux\\\". "
    "Authentication is required to access this application.\"}" },
  { "invalid-credentials", 401, "{\"detail\":\"invalid key credentials\"}" },
  { "locked", 403, "{\"detail\":\"User is locked. Reason: Exhausted balance. Top up your balance "
    "at fal.ai/dashboard/billing.\"}" },
  { "forbidden", 403, "{\"detail\":\"Forbidden\"}" },
  { "no-application", 404, "{\"detail\":\"Application \\\"nothing\\\" not found\"}" },
  { "not-found", 404, "{\"status\":\"NOT_FOUND\"}" },
  { "in-progress", 400, "{\"detail\":\"Request is still in progress\"}" },
  { "method", 405, "{\"detail\":\"Method Not Allowed\"}" },
  { "concurrent", 429, "{\"detail\":[{\"loc\":[\"body\"],\"msg\":\"Too many concurrent requests\","
    "\"type\":\"concurrent_requests_limit\"}]}" },
  { "platform-unauthorized", 401, "{\"error\":{\"type\":\"authorization_error\","
    "\"message\":\"Authentication required\",\"request_id\":\"r-1\"}}" },
  { "platform-limit", 429, "{\"error\":{\"type\":\"rate_limited\","
    "\"message\":\"Rate limit exceeded\"}}" },
};

/* How a run ends; requests that never reached a model have no detail. */
static const struct
{
  const char *name;
  guint       status;
  gboolean    of_request;
  const char *context;
} outcomes[] =
{
  { "content_policy_violation", 422, FALSE, NULL },
  { "no_media_generated", 422, FALSE, NULL },
  { "image_too_small", 422, FALSE, "{\"min_width\":256,\"min_height\":256}" },
  { "image_too_large", 422, FALSE, "{\"max_width\":4096,\"max_height\":2048}" },
  { "file_too_large", 422, FALSE, "{\"max_size\":10485760}" },
  { "image_load_error", 422, FALSE, NULL },
  { "file_download_error", 422, FALSE, NULL },
  { "face_detection_error", 422, FALSE, NULL },
  { "feature_not_supported", 422, FALSE, NULL },
  { "invalid_api_key", 401, FALSE, NULL },
  { "internal_server_error", 500, FALSE, NULL },
  { "downstream_service_error", 500, FALSE, NULL },
  { "downstream_service_unavailable", 500, FALSE, NULL },
  { "generation_timeout", 504, FALSE, NULL },
  { "request_timeout", 504, TRUE, NULL },
  { "startup_timeout", 504, TRUE, NULL },
  { "runner_scheduling_failure", 503, TRUE, NULL },
  { "runner_connection_timeout", 503, TRUE, NULL },
  { "runner_disconnected", 503, TRUE, NULL },
  { "runner_connection_refused", 503, TRUE, NULL },
  { "runner_connection_error", 503, TRUE, NULL },
  { "runner_incomplete_response", 502, TRUE, NULL },
  { "runner_server_error", 500, TRUE, NULL },
  { "client_disconnected", 499, TRUE, NULL },
  { "client_cancelled", 499, TRUE, NULL },
  { "bad_request", 400, TRUE, NULL },
  { "internal_error", 500, TRUE, NULL },
};

gboolean
pen_sim_fal_refuse (gpointer     state,
                    PenSimVisit *visit,
                    const char  *name,
                    const char  *value)
{
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      if (!g_str_equal (refusals[i].name, name))
        continue;

      if (value != NULL)
        pen_sim_visit_set_header (visit, "Retry-After", value);
      pen_sim_visit_answer_text (visit, refusals[i].status, "application/json", refusals[i].body);
      return TRUE;
    }

  return FALSE;
}

gboolean
pen_sim_fal_knows (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (g_str_equal (refusals[i].name, name))
      return TRUE;

  return FALSE;
}

/* Returns: the status of the outcome of that name; 0 if there is none */
guint
pen_sim_fal_find_outcome (const char *name,
                          gboolean   *ret_request_error)
{
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (outcomes); i++)
    if (g_str_equal (outcomes[i].name, name))
      {
        *ret_request_error = outcomes[i].of_request;
        return outcomes[i].status;
      }

  return 0;
}

static const char *
find_context (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (outcomes); i++)
    if (g_str_equal (outcomes[i].name, name))
      return outcomes[i].context;

  return NULL;
}

/* The result of a run that ended badly. */
void
pen_sim_fal_answer_outcome (PenSimVisit  *visit,
                            PenSimFalJob *job)
{
  gboolean of_request = FALSE;
  guint status = pen_sim_fal_find_outcome (job->outcome, &of_request);
  JsonObject *object = json_object_new ();
  JsonArray *detail;
  const char *context;

  pen_sim_visit_set_header (visit, "X-Fal-Retryable", status >= 500 ? "true" : "false");
  if (of_request)
    {
      pen_sim_visit_set_header (visit, "X-Fal-Error-Type", job->outcome);
      json_object_set_string_member (object, "detail", "The request could not be run");
      json_object_set_string_member (object, "error_type", job->outcome);
      pen_sim_visit_answer_object (visit, status, object);
      return;
    }

  detail = json_array_new ();
  pen_sim_fal_complain (detail, "image_url", job->outcome, "The model says: %s", job->outcome);
  context = find_context (job->outcome);
  if (context != NULL)
    json_object_set_member (json_array_get_object_element (detail, 0), "ctx",
                            json_from_string (context, NULL));
  json_object_set_array_member (object, "detail", detail);
  pen_sim_visit_answer_object (visit, status, object);
}
