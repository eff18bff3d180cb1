/* pen-sim-openai.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * OpenAI's image routes and its list of models, below an address that ends where the
 * real one ends in “/v1”.
 */

#define G_LOG_DOMAIN "pen-sim-openai"

#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "pen-sim-account.h"
#include "pen-sim-openai-private.h"

typedef struct
{
  GHashTable *credits;   /* (owned) (element-type utf8 double): by key, US dollars */
  GHashTable *added;     /* (owned) (element-type utf8 utf8): models, with the day of their end */
  GPtrArray  *removed;   /* (owned) (element-type utf8): models that are on no list */
} State;

typedef struct
{
  const char *name;
  guint       status;
  const char *type;
  const char *code;
  const char *param;
  const char *message;
} Refusal;

#define INVALID "invalid_request_error"

static const Refusal refusals[] =
{
  { "unknown_parameter", 400, INVALID, "unknown_parameter", "user", "Unknown parameter: 'user'." },
  { "invalid_value", 400, INVALID, "invalid_value", "size", "Invalid value for 'size'." },
  { "moderation_blocked", 400, "image_generation_user_error", "moderation_blocked", NULL,
    "Your request was rejected by the safety system. If you believe this is an error, contact us "
    "and include the request ID req_1. safety_violations=[violence]." },
  { "content_policy_violation", 400, INVALID, "content_policy_violation", NULL,
    "Your request was rejected as a result of our safety system." },
  { "unsupported_mimetype", 400, INVALID, NULL, "image",
    "Invalid file 'image': unsupported mimetype ('application/octet-stream')." },
  { "invalid_image", 400, INVALID, "invalid_image", "image", "The image is not valid." },
  { "image_too_large", 400, INVALID, "image_too_large", "image", "The image is too large." },
  { "image_too_small", 400, INVALID, "image_too_small", "image", "The image is too small." },
  { "billing_hard_limit_reached", 400, INVALID, "billing_hard_limit_reached", NULL,
    "Billing hard limit has been reached." },
  { "not_a_member", 401, INVALID, NULL, NULL,
    "You must be a member of an organization to use the API." },
  { "missing_scopes", 403, INVALID, NULL, NULL,
    "You have insufficient permissions for this operation. Missing scopes: api.model.read. Check "
    "that you have the correct role in your organization." },
  { "not_verified", 403, INVALID, NULL, NULL,
    "Your organization must be verified to use the model `gpt-image-2`. Please go to: "
    "https://platform.openai.com/settings/organization/general and click on Verify Organization. "
    "It can take up to 15 minutes for access to propagate." },
  { "region", 403, "request_forbidden", "unsupported_country_region_territory", NULL,
    "Country, region, or territory not supported" },
  { "model_not_found", 403, INVALID, "model_not_found", NULL,
    "Project `proj_1` does not have access to model `gpt-image-2`" },
  { "too_large", 413, INVALID, NULL, NULL, "Request too large." },
  { "insufficient_quota", 429, "insufficient_quota", "insufficient_quota", NULL,
    "You exceeded your current quota, please check your plan and billing details." },
  { "credit_balance_exhausted", 429, "insufficient_quota", "credit_balance_exhausted", NULL,
    "Your credit balance is exhausted." },
  { "project_spend_limit_exceeded", 429, "insufficient_quota", "project_spend_limit_exceeded",
    NULL, "The spend limit of this project is exceeded." },
  { "rate_limit_exceeded", 429, "images", "rate_limit_exceeded", NULL,
    "Rate limit reached for gpt-image-2 on images per min: Limit 5, Used 5, Requested 1." },
  { "slow_down", 429, "requests", "slow_down", NULL, "Please slow down." },
  { "server_error", 500, "server_error", NULL, NULL,
    "The server had an error while processing your request. Sorry about that!" },
  { "bad_gateway_json", 502, "server_error", NULL, NULL, "Bad gateway." },
  { "server_is_overloaded", 503, "server_error", "server_is_overloaded", NULL,
    "Our servers are currently overloaded. Please try again later." },
};

/* What goes wrong only in the answer. */
static const char * const late_faults[] =
{
  "empty-data", "fewer", "stream-error", "stream-cut", "stream-bare", "no-usage", NULL
};

/* With the days that the service has announced. */
static const struct { const char *id, *end; } models[] =
{
  { "gpt-4o", NULL },
  { "gpt-image-2.6-sunburst", NULL }, { "gpt-image-2.6-flare", NULL },
  { "gpt-image-2.5-sunburst", NULL }, { "gpt-image-2.5-flare", NULL },
  { "gpt-image-2", NULL }, { "gpt-image-2-2026-04-21", NULL },
  { "gpt-image-1.5", "2026-12-01" }, { "gpt-image-1-mini", "2026-12-01" },
  { "chatgpt-image-latest", "2026-12-01" },
  { "text-embedding-3-large", NULL },
};

/* === Answers === */

static void
answer_error (PenSimVisit *visit,
              guint        status,
              const char  *type,
              const char  *code,
              const char  *param,
              const char  *message)
{
  JsonObject *object = json_object_new ();
  JsonObject *error = json_object_new ();

  json_object_set_string_member (error, "message", message);
  json_object_set_string_member (error, "type", type);
  if (param != NULL)
    json_object_set_string_member (error, "param", param);
  else
    json_object_set_null_member (error, "param");
  if (code != NULL)
    json_object_set_string_member (error, "code", code);
  else
    json_object_set_null_member (error, "code");

  if (g_strcmp0 (code, "moderation_blocked") == 0 && visit->fault != NULL &&
      visit->fault->value != NULL)
    {
      JsonObject *details = json_object_new ();
      JsonArray *categories = json_array_new ();

      json_array_add_string_element (categories, "violence");
      json_object_set_string_member (details, "moderation_stage", visit->fault->value);
      json_object_set_array_member (details, "categories", categories);
      json_object_set_object_member (error, "moderation_details", details);
    }

  json_object_set_object_member (object, "error", error);
  pen_sim_visit_answer_object (visit, status, object);
}

static gboolean
refuse (gpointer     data,
        PenSimVisit *visit,
        const char  *name,
        const char  *value)
{
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      const Refusal *refusal = &refusals[i];

      if (!g_str_equal (refusal->name, name))
        continue;

      if (value != NULL && refusal->status == 429)
        pen_sim_visit_set_header (visit, "retry-after-ms", value);
      answer_error (visit, refusal->status, refusal->type, refusal->code, refusal->param,
                    refusal->message);
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

  return g_strv_contains (late_faults, name);
}

/* The real service repeats the ends of a wrong key. */
static gboolean
check_key (State       *state,
           PenSimVisit *visit)
{
  const char *key = pen_sim_get_bearer (visit);
  g_autofree char *message = NULL;

  if (key == NULL)
    {
      answer_error (visit, 401, INVALID, NULL, NULL, "You didn't provide an API key.");
      return FALSE;
    }
  if (g_hash_table_contains (state->credits, key))
    return TRUE;

  message = g_strdup_printf ("Incorrect API key provided: %s. You can find your API key at "
                             "https://platform.openai.com/account/api-keys.", key);
  answer_error (visit, 401, INVALID, "invalid_api_key", NULL, message);
  return FALSE;
}

/* === Pictures === */

static gboolean
read_ask (PenSimVisit         *visit,
          PenSimOpenaiAsk     *ask,
          PenSimOpenaiProblem *problem)
{
  const char *content_type = pen_sim_visit_get_header (visit, "Content-Type");
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = NULL;
  g_autofree char *text = NULL;

  if (ask->edit)
    {
      ask->form = pen_sim_form_new (content_type, visit->body, &error);
      if (ask->form != NULL)
        json_object_set_object_member (visit->entry, "fields", pen_sim_form_describe (ask->form));
    }
  else if (g_strcmp0 (content_type, "application/json") == 0)
    {
      text = g_strndup (g_bytes_get_data (visit->body, NULL), g_bytes_get_size (visit->body));
      node = json_from_string (text, &error);
      if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
        {
          ask->json = json_object_ref (json_node_get_object (node));
          json_object_set_member (visit->entry, "fields", pen_sim_log_shorten (node));
        }
    }

  if (ask->form != NULL || ask->json != NULL)
    return TRUE;

  *problem = (PenSimOpenaiProblem) { 400, INVALID, NULL, NULL, NULL };
  problem->message = g_strdup (error != NULL ? error->message : "Could not parse the body.");
  return FALSE;
}

static char *
get_digest (PenSimVisit     *visit,
            PenSimOpenaiAsk *ask)
{
  if (ask->form != NULL)
    return pen_sim_form_get_digest (ask->form, visit->path);

  return g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, visit->body);
}

static void
make (State           *state,
      PenSimVisit     *visit,
      PenSimOpenaiAsk *ask)
{
  g_autofree char *digest = get_digest (visit, ask);
  double *credits = pen_sim_accounts_find (state->credits, pen_sim_get_bearer (visit));
  double cost = 0.05 * (double) pen_sim_openai_get_integer (ask, "n", 1);

  if (pen_sim_visit_goes_wrong (visit))
    return;
  if (*credits < cost)
    {
      refuse (state, visit, "insufficient_quota", NULL);
      return;
    }

  *credits -= cost;
  pen_sim_visit_pay (visit, digest, cost);
  pen_sim_openai_answer (visit, ask, digest);
}

static void
handle_images (State       *state,
               PenSimVisit *visit,
               gboolean     edit)
{
  PenSimOpenaiAsk ask = { .edit = edit };
  PenSimOpenaiProblem problem = { 0 };

  if (!check_key (state, visit))
    return;

  if (read_ask (visit, &ask, &problem) && pen_sim_openai_check (&ask, &problem))
    make (state, visit, &ask);
  else
    answer_error (visit, problem.status, problem.type, problem.code, problem.param,
                  problem.message);

  g_clear_pointer (&ask.json, json_object_unref);
  g_clear_pointer (&ask.sources, g_ptr_array_unref);
  g_clear_pointer (&ask.form, pen_sim_form_free);
  g_clear_pointer (&problem.message, g_free);
}

/* === Models === */

static void
add_model (JsonArray  *list,
           const char *id,
           const char *end)
{
  JsonObject *model = json_object_new ();

  json_object_set_string_member (model, "id", id);
  json_object_set_string_member (model, "object", "model");
  json_object_set_int_member (model, "created", 1776000000);
  json_object_set_string_member (model, "owned_by", "system");
  if (end != NULL && *end != '\0')
    json_object_set_string_member (model, "shutdown_date", end);
  else
    json_object_set_null_member (model, "shutdown_date");
  json_array_add_object_element (list, model);
}

static gboolean
is_removed (State      *state,
            const char *id)
{
  return g_ptr_array_find_with_equal_func (state->removed, id, g_str_equal, NULL);
}

static void
handle_models (State       *state,
               PenSimVisit *visit)
{
  JsonObject *object;
  JsonArray *list;
  GHashTableIter iter;
  gpointer id, end;

  if (!check_key (state, visit) || pen_sim_visit_goes_wrong (visit))
    return;

  object = json_object_new ();
  list = json_array_new ();
  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    if (!is_removed (state, models[i].id) && !g_hash_table_contains (state->added, models[i].id))
      add_model (list, models[i].id, models[i].end);

  g_hash_table_iter_init (&iter, state->added);
  while (g_hash_table_iter_next (&iter, &id, &end))
    add_model (list, id, end);

  json_object_set_string_member (object, "object", "list");
  json_object_set_array_member (object, "data", list);
  pen_sim_visit_answer_object (visit, 200, object);
}

static void
handle (gpointer     data,
        PenSimVisit *visit)
{
  static const struct { const char *path, *method; } routes[] =
  {
    { "/models", "GET" }, { "/images/generations", "POST" }, { "/images/edits", "POST" },
  };
  State *state = data;
  const char *method = pen_sim_visit_get_method (visit);
  guint route = 0;

  pen_sim_visit_set_header (visit, "x-request-id", "req_5d0b7f1c");
  while (route < G_N_ELEMENTS (routes) && !g_str_equal (routes[route].path, visit->path))
    route++;

  /* Among the lost is “/images/variations”, which was taken away with its model. */
  if (route == G_N_ELEMENTS (routes))
    answer_error (visit, 404, INVALID, "unknown_url", NULL, "Invalid URL");
  else if (!g_str_equal (routes[route].method, method))
    answer_error (visit, 405, INVALID, "method_not_supported", NULL, "Not allowed to do that here");
  else if (route == 0)
    handle_models (state, visit);
  else
    handle_images (state, visit, route == 2);
}

/* === Its state === */

static gpointer
create (void)
{
  State *state = g_new0 (State, 1);

  state->credits = pen_sim_accounts_new (PEN_SIMULATOR_KEY, 100);
  state->added = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  state->removed = g_ptr_array_new_with_free_func (g_free);

  return state;
}

static void
destroy (gpointer data)
{
  State *state = data;

  g_clear_pointer (&state->credits, g_hash_table_unref);
  g_clear_pointer (&state->added, g_hash_table_unref);
  g_clear_pointer (&state->removed, g_ptr_array_unref);
  g_free (state);
}

static gboolean
control (gpointer     data,
         JsonObject  *command,
         GError     **error)
{
  State *state = data;
  const char *model = json_object_get_string_member_with_default (command, "model", NULL);
  const char *gone = json_object_get_string_member_with_default (command, "gone", NULL);
  const char *end = json_object_get_string_member_with_default (command, "end", "");

  pen_sim_accounts_control (state->credits, command, "credits", 100);
  if (model != NULL)
    g_hash_table_replace (state->added, g_strdup (model), g_strdup (end));
  if (gone != NULL)
    g_ptr_array_add (state->removed, g_strdup (gone));

  return TRUE;
}

const PenSimServiceClass pen_sim_openai_class =
{
  "openai", create, destroy, handle, refuse, knows, control,
};
