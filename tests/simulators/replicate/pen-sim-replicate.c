/* pen-sim-replicate.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Replicate: predictions of many models, files for their input, and a host of its own
 * for the results, which wants no key.
 */

#define G_LOG_DOMAIN "pen-sim-replicate"

#include "config.h"

#include <string.h>

#include "pen-sim-account.h"
#include "pen-sim-replicate-private.h"

#define POLLS 2
#define LOW_CREDIT \
  "Request was throttled. Your rate limit for creating predictions is reduced to 6 requests per " \
  "minute with a burst of 1 requests while you have less than $5.0 in credit. Your rate limit " \
  "resets in ~2s."

/* What goes wrong with a prediction that was accepted. */
static const char * const oddities[] =
{
  "nsfw", "nsfw-all", "sensitive", "out-of-memory", "no-face", "model-failed", "aborted",
  "canceled", "no-output", "empty-output", "data-removed", "nested-output", "object-output",
  "odd-status", "output-early", "foreign-get", "no-urls", "no-address", "long-logs",
  "failed-at-once", "no-schema", NULL,
};

static const struct
{
  const char *name;
  guint       status;
  const char *body;
} refusals[] =
{
  { "unauthenticated", 401,
    "{\"title\":\"Unauthenticated\",\"detail\":\"You did not pass a valid authentication "
    "token\",\"status\":401}" },
  { "insufficient-credit", 402,
    "{\"title\":\"Insufficient credit\",\"detail\":\"You have insufficient credit to run this "
    "model.\",\"status\":402}" },
  { "forbidden", 403,
    "{\"title\":\"Forbidden\",\"detail\":\"You do not have permission.\",\"status\":403}" },
  { "not-found", 404,
    "{\"detail\":\"The requested resource could not be found.\",\"status\":404}" },
  { "too-large", 413, "{\"detail\":\"Files must be less than 100MB in size\"}" },
  { "version-invalid", 422,
    "{\"title\":\"Invalid version or not permitted\",\"detail\":\"The specified version does not "
    "exist (or perhaps you don't have permission to use it?)\",\"status\":422}" },
  { "cog-invalid", 422,
    "{\"detail\":[{\"loc\":[\"body\",\"input\",\"seed\"],\"msg\":\"value is not a valid "
    "integer\",\"type\":\"type_error.integer\"}]}" },
  { "throttled", 429,
    "{\"detail\":\"Request was throttled. Your rate limit resets in ~2s.\"}" },
  { "low-credit", 429, "{\"detail\":\"" LOW_CREDIT "\",\"status\":429,\"retry_after\":2}" },
  { "internal", 500, "{\"detail\":\"Internal server error\",\"status\":500}" },
};

/* === Words === */

char *
pen_sim_replicate_get_base (PenSimVisit *visit)
{
  GUri *uri = soup_server_message_get_uri (visit->message);

  return g_strdup_printf ("%s://%s:%d/replicate", g_uri_get_scheme (uri), g_uri_get_host (uri),
                          g_uri_get_port (uri));
}

/* The service's ids are 26 letters and digits. */
char *
pen_sim_replicate_make_id (PenSimReplicate *state)
{
  g_autofree char *number = g_strdup_printf ("%u", ++state->n_made);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, number, -1);

  return g_strndup (digest, 26);
}

void
pen_sim_replicate_answer_error (PenSimVisit *visit,
                                guint        status,
                                const char  *title,
                                const char  *detail)
{
  JsonObject *object = json_object_new ();

  if (title != NULL)
    json_object_set_string_member (object, "title", title);
  json_object_set_string_member (object, "detail", detail);
  json_object_set_int_member (object, "status", status);
  pen_sim_visit_answer_object (visit, status, object);
}

static gboolean
refuse (gpointer     data,
        PenSimVisit *visit,
        const char  *name,
        const char  *value)
{
  if (g_str_equal (name, "key-echo"))
    {
      g_autofree char *text = g_strdup_printf ("The token %s is odd", pen_sim_get_bearer (visit));

      pen_sim_replicate_answer_error (visit, 422, NULL, text);
      return TRUE;
    }

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

static gboolean
knows (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (g_str_equal (refusals[i].name, name))
      return TRUE;

  return g_str_equal (name, "key-echo") || g_strv_contains (oddities, name);
}

/* === Creating === */

static void
answer_invalid (PenSimVisit *visit,
                JsonArray   *fields)
{
  JsonObject *object = json_object_new ();
  g_autoptr(GString) detail = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (fields); i++)
    {
      JsonObject *field = json_array_get_object_element (fields, i);

      g_string_append_printf (detail, "- %s: %s\n",
                              json_object_get_string_member (field, "field"),
                              json_object_get_string_member (field, "description"));
    }

  json_object_set_string_member (object, "title", "Input validation failed");
  json_object_set_string_member (object, "detail", detail->str);
  json_object_set_int_member (object, "status", 422);
  json_object_set_array_member (object, "invalid_fields", fields);
  pen_sim_visit_answer_object (visit, 422, object);
}

static JsonObject *
read_body (PenSimVisit *visit)
{
  const char *content_type = pen_sim_visit_get_header (visit, "Content-Type");
  g_autoptr(JsonParser) parser = json_parser_new_immutable ();
  gsize length = 0;
  const char *data = g_bytes_get_data (visit->body, &length);
  JsonNode *root;

  if (content_type == NULL || !g_str_has_prefix (content_type, "application/json") ||
      data == NULL || !json_parser_load_from_data (parser, data, (gssize) length, NULL))
    return NULL;

  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return NULL;

  json_object_set_member (visit->entry, "fields", pen_sim_log_shorten (root));
  return json_object_ref (json_node_get_object (root));
}

/* No other key may stand beside the input. */
static const char *
find_stranger (JsonObject *body,
               gboolean    with_version)
{
  static const char * const members[] = { "input", "webhook", "webhook_events_filter", NULL };
  g_autoptr(GList) names = json_object_get_members (body);

  for (GList *l = names; l != NULL; l = l->next)
    if (!g_strv_contains (members, l->data) &&
        !(with_version && g_str_equal (l->data, "version")))
      return g_intern_string (l->data);

  return NULL;
}

static void
create_with (PenSimReplicate *state,
             PenSimVisit     *visit,
             const char      *name,
             JsonObject      *model,
             JsonObject      *body)
{
  JsonNode *input = json_object_get_member (body, "input");
  g_autoptr(JsonArray) fields = NULL;

  if (input == NULL || !JSON_NODE_HOLDS_OBJECT (input))
    {
      pen_sim_replicate_answer_error (visit, 422, "Input validation failed",
                                      "- input is required");
      return;
    }

  fields = pen_sim_replicate_check_input (state, visit, model, json_node_get_object (input));
  if (json_array_get_length (fields) > 0)
    answer_invalid (visit, g_steal_pointer (&fields));
  else if (!pen_sim_visit_goes_wrong (visit))
    pen_sim_replicate_create_prediction (state, visit, name, model,
                                         json_node_get_object (input));
}

/* @path: “owner/name” of an official model; %NULL where the body names a version */
static void
create (PenSimReplicate *state,
        PenSimVisit     *visit,
        const char      *official)
{
  g_autoptr(JsonObject) body = read_body (visit);
  const char *stranger = body != NULL ? find_stranger (body, official == NULL) : NULL;
  const char *version = NULL;
  const char *name = official;
  JsonObject *model = NULL;

  if (body == NULL)
    pen_sim_replicate_answer_error (visit, 400, NULL, "The body is not JSON");
  else if (stranger != NULL)
    {
      g_autofree char *text = g_strdup_printf ("- %s: Additional property %s is not allowed",
                                               stranger, stranger);

      pen_sim_replicate_answer_error (visit, 422, "Input validation failed", text);
    }
  else if (official != NULL && !json_object_has_member (state->models, official))
    refuse (state, visit, "not-found", NULL);
  else if (official != NULL)
    {
      model = json_object_get_object_member (state->models, official);
      if (json_object_get_boolean_member (model, "official"))
        create_with (state, visit, name, model, body);
      else
        refuse (state, visit, "not-found", NULL);
    }
  else
    {
      version = json_object_get_string_member_with_default (body, "version", "");
      model = pen_sim_replicate_find_version (state, version, &name);
      if (model != NULL)
        create_with (state, visit, name, model, body);
      else
        refuse (state, visit, "version-invalid", NULL);
    }
}

/* === Routes === */

static void
answer_account (PenSimVisit *visit)
{
  if (!pen_sim_visit_goes_wrong (visit))
    pen_sim_visit_answer_text (visit, 200, "application/json",
                               "{\"type\":\"user\",\"username\":\"painter\",\"name\":\"A Painter\","
                               "\"github_url\":\"https://github.com/painter\"}");
}

static void
answer_model (PenSimReplicate *state,
              PenSimVisit     *visit,
              const char      *name)
{
  g_autoptr(JsonNode) node = pen_sim_replicate_describe_model (state, name);

  if (pen_sim_visit_goes_wrong (visit))
    return;
  if (node == NULL)
    {
      refuse (state, visit, "not-found", NULL);
      return;
    }

  if (pen_sim_fault_is (visit->fault, "no-schema"))
    json_object_set_null_member (json_node_get_object (node), "latest_version");
  pen_sim_visit_answer_json (visit, 200, node);
}

/* One version of a model: without what the model itself says. */
static void
answer_version (PenSimReplicate *state,
                PenSimVisit     *visit,
                const char      *name,
                const char      *id)
{
  g_autoptr(JsonNode) node = pen_sim_replicate_describe_model (state, name);
  JsonObject *version = NULL;

  if (pen_sim_visit_goes_wrong (visit))
    return;

  if (node != NULL)
    version = json_object_get_object_member (json_node_get_object (node), "latest_version");
  if (version != NULL && g_str_equal (json_object_get_string_member (version, "id"), id))
    pen_sim_visit_answer_object (visit, 200, json_object_ref (version));
  else
    refuse (state, visit, "not-found", NULL);
}

static void
handle_model (PenSimReplicate *state,
              PenSimVisit     *visit,
              gboolean         post)
{
  const char *rest = visit->path + strlen ("/models/");
  g_auto(GStrv) parts = g_strsplit (rest, "/", -1);
  guint n = g_strv_length (parts);
  g_autofree char *name = n >= 2 ? g_strdup_printf ("%s/%s", parts[0], parts[1]) : NULL;

  if (post && n == 3 && g_str_equal (parts[2], "predictions"))
    create (state, visit, name);
  else if (!post && n == 2)
    answer_model (state, visit, name);
  else if (!post && n == 4 && g_str_equal (parts[2], "versions"))
    answer_version (state, visit, name, parts[3]);
  else
    refuse (state, visit, "not-found", NULL);
}

static void
handle_prediction (PenSimReplicate *state,
                   PenSimVisit     *visit,
                   gboolean         post)
{
  g_auto(GStrv) parts = g_strsplit (visit->path + strlen ("/predictions/"), "/", -1);
  guint n = g_strv_length (parts);

  if (post && n == 2 && g_str_equal (parts[1], "cancel"))
    pen_sim_replicate_cancel_prediction (state, visit, parts[0]);
  else if (!post && n == 1)
    pen_sim_replicate_answer_prediction (state, visit, parts[0]);
  else
    refuse (state, visit, "not-found", NULL);
}

static void
handle_with_key (PenSimReplicate *state,
                 PenSimVisit     *visit)
{
  const char *method = pen_sim_visit_get_method (visit);
  const char *path = visit->path;
  gboolean post = g_str_equal (method, "POST");

  if (g_str_has_prefix (path, "/files/"))
    pen_sim_replicate_handle_file (state, visit, path + strlen ("/files/"));
  else if (!post && !g_str_equal (method, "GET"))
    pen_sim_replicate_answer_error (visit, 405, NULL, "Method not allowed");
  else if (g_str_equal (path, "/account") && !post)
    answer_account (visit);
  else if (g_str_equal (path, "/files"))
    {
      if (pen_sim_visit_goes_wrong (visit))
        return;
      if (post)
        pen_sim_replicate_upload (state, visit);
      else
        pen_sim_replicate_list_files (state, visit);
    }
  else if (g_str_equal (path, "/predictions") && post)
    create (state, visit, NULL);
  else if (g_str_has_prefix (path, "/predictions/"))
    handle_prediction (state, visit, post);
  else if (g_str_has_prefix (path, "/models/"))
    handle_model (state, visit, post);
  else
    refuse (state, visit, "not-found", NULL);
}

static void
handle (gpointer     data,
        PenSimVisit *visit)
{
  PenSimReplicate *state = data;
  const char *key = pen_sim_get_bearer (visit);

  if (g_str_has_prefix (visit->path, "/delivery/"))
    pen_sim_replicate_deliver (state, visit);
  else if (pen_sim_accounts_find (state->keys, key) == NULL)
    refuse (state, visit, "unauthenticated", NULL);
  else
    handle_with_key (state, visit);
}

/* === Its state === */

static gpointer
create_state (void)
{
  PenSimReplicate *state = g_new0 (PenSimReplicate, 1);

  state->models = pen_sim_replicate_load_models ();
  state->keys = pen_sim_accounts_new (PEN_SIMULATOR_KEY, 0);
  state->predictions = pen_sim_replicate_new_predictions ();
  state->files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                        (GDestroyNotify) pen_sim_file_free);
  state->pictures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                           (GDestroyNotify) g_bytes_unref);
  state->polls = POLLS;

  return state;
}

static void
destroy_state (gpointer data)
{
  PenSimReplicate *state = data;

  g_clear_pointer (&state->models, json_object_unref);
  g_clear_pointer (&state->keys, g_hash_table_unref);
  g_clear_pointer (&state->predictions, g_hash_table_unref);
  g_clear_pointer (&state->files, g_hash_table_unref);
  g_clear_pointer (&state->pictures, g_hash_table_unref);
  g_free (state);
}

static void
expire_files (PenSimReplicate *state)
{
  GHashTableIter iter;
  gpointer file;

  g_hash_table_iter_init (&iter, state->files);
  while (g_hash_table_iter_next (&iter, NULL, &file))
    ((PenSimFile *) file)->expired = TRUE;
}

/*
 * `key` is taken from now on; `polls` is how often a prediction is asked for until it has
 * succeeded; `expire` is what is gone: `files`, `outputs`, or `predictions` altogether.
 */
static gboolean
control (gpointer    data,
         JsonObject *command,
         GError    **error)
{
  PenSimReplicate *state = data;
  const char *expire = json_object_get_string_member_with_default (command, "expire", "");

  pen_sim_accounts_control (state->keys, command, "credits", 0);
  state->polls = (guint) json_object_get_int_member_with_default (command, "polls", state->polls);

  if (g_str_equal (expire, "files"))
    expire_files (state);
  else if (g_str_equal (expire, "outputs"))
    pen_sim_replicate_expire_predictions (state);
  else if (g_str_equal (expire, "predictions"))
    g_hash_table_remove_all (state->predictions);

  return TRUE;
}

const PenSimServiceClass pen_sim_replicate_class =
{
  "replicate", create_state, destroy_state, handle, refuse, knows, control,
};
