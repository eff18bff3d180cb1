/* pen-sim-leonardo.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Leonardo.Ai, versions 1 and 2.  The file host for uploads is below /s3, that for results
 * below /cdn.  Version 1 refuses with an object and a status, version 2 with status 200 and
 * a list.
 */

#define G_LOG_DOMAIN "pen-sim-leonardo"

#include "config.h"

#include <string.h>

#include "pen-sim-account.h"
#include "pen-sim-leonardo-private.h"
#include "pen-simulator.h"

static const struct { const char *name; guint status; const char *text; } refusals[] =
{
  { "hook", 400, "Invalid response from authorization hook" },
  { "unauthorized", 400, "Authentication hook unauthorized this request" },
  { "moderation", 400, "content moderation filter: weapon" },
  { "inappropriate", 403, "Your prompt appears to contain inappropriate content" },
  { "no-tokens", 400, "not enough api tokens userId: 0f1e2d3c-0000-4000-8000-000000000000" },
  { "too-many", 400, "Too many images" },
  { "dimensions", 400, "invalid dimensions" },
  { "extension", 400, "invalid file extension" },
  { "no-image", 400, "couldn't access image" },
  { "no-variation", 400, "failed to find init variation" },
  { "bad-image", 400, "invalid init image id" },
  { "long-prompt", 400, "Invalid prompt, maximum length of 1500 characters exceeded." },
  { "gone", 400, "nothing is not supported within the Production API" },
  { "unexpected", 400, "Unexpected variable seed" },
  { "service", 400, "Service Error" },
  { "busy", 429, "Too Many Requests" },
  { "internal", 500, "boom" },
};

/* === Envelopes === */

gboolean
pen_sim_leonardo_is (PenSimLeonardoState *state,
                     const char          *variant)
{
  return g_strcmp0 (state->variant, variant) == 0;
}

/* The list that version 2 answers with, and a good status. */
static void
refuse_v2 (PenSimVisit *visit,
           const char  *text)
{
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  JsonObject *error = json_object_new ();
  JsonObject *extensions = json_object_new ();
  JsonObject *details = json_object_new ();
  JsonObject *inner = json_object_new ();
  JsonArray *errors = json_array_new ();
  JsonArray *list = json_array_new ();

  json_node_take_array (node, list);
  json_object_set_string_member (inner, "message", text);
  json_array_add_object_element (errors, inner);
  json_object_set_array_member (details, "errors", errors);
  json_object_set_string_member (extensions, "code", "VALIDATION_ERROR");
  json_object_set_object_member (extensions, "details", details);
  json_object_set_string_member (error, "message", "Validation failed");
  json_object_set_object_member (error, "extensions", extensions);
  json_array_add_object_element (list, error);

  pen_sim_visit_answer_json (visit, 200, node);
}

static void
refuse_with (PenSimVisit *visit,
             guint        status,
             const char  *text)
{
  JsonObject *object;

  if (g_str_has_prefix (visit->path, "/v2/") && status == 400)
    {
      refuse_v2 (visit, text);
      return;
    }

  object = json_object_new ();
  json_object_set_string_member (object, "error", text);
  json_object_set_string_member (object, "path", "$");
  json_object_set_string_member (object, "code", "bad-request");
  pen_sim_visit_answer_object (visit, status, object);
}

void
pen_sim_leonardo_refuse (PenSimLeonardoState *state,
                         PenSimVisit         *visit,
                         const char          *text)
{
  refuse_with (visit, 400, text);
}

char *
pen_sim_leonardo_get_base (PenSimVisit *visit)
{
  GUri *uri = soup_server_message_get_uri (visit->message);

  return g_strdup_printf ("http://127.0.0.1:%d/leonardo", g_uri_get_port (uri));
}

char *
pen_sim_leonardo_new_id (PenSimLeonardoState *state)
{
  return g_strdup_printf ("5e0f1a2b-0000-4000-8000-%012u", ++state->n_ids);
}

JsonObject *
pen_sim_leonardo_read_body (PenSimLeonardoState *state,
                            PenSimVisit         *visit)
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
      pen_sim_leonardo_refuse (state, visit, "the body is not a JSON object");
      return NULL;
    }

  json_object_set_member (visit->entry, "fields", pen_sim_log_shorten (root));
  return json_object_ref (json_node_get_object (root));
}

static gboolean
refuse (gpointer     data,
        PenSimVisit *visit,
        const char  *name,
        const char  *value)
{
  if (g_str_equal (name, "key-echo"))
    {
      g_autofree char *text = g_strdup_printf ("the key %s is odd", pen_sim_get_bearer (visit));

      refuse_with (visit, 400, text);
      return TRUE;
    }

  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (g_str_equal (refusals[i].name, name))
      {
        if (value != NULL)
          pen_sim_visit_set_header (visit, "Retry-After", value);
        refuse_with (visit, refusals[i].status, refusals[i].text);
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

  return g_str_equal (name, "key-echo");
}

/* === Routes === */

static void
handle_me (PenSimLeonardoState *state,
           PenSimVisit         *visit)
{
  double *tokens = pen_sim_accounts_find (state->keys, pen_sim_get_bearer (visit));
  JsonObject *outer = json_object_new ();
  JsonObject *details = json_object_new ();
  JsonObject *user = json_object_new ();
  JsonArray *array = json_array_new ();

  json_object_set_string_member (user, "id", "0f1e2d3c-0000-4000-8000-000000000000");
  json_object_set_string_member (user, "username", "painter");
  json_object_set_object_member (details, "user", user);
  json_object_set_null_member (details, "apiPaidTokens");
  if (*tokens >= 0)
    json_object_set_int_member (details, "apiSubscriptionTokens", (gint64) *tokens);
  json_object_set_int_member (details, "apiConcurrencySlots", 10);
  json_array_add_object_element (array, details);
  json_object_set_array_member (outer, "user_details", array);
  pen_sim_visit_answer_object (visit, 200, outer);
}

static const struct
{
  const char *method;
  const char *path;           /* with a slash at the end: and whatever follows */
  void      (*handle) (PenSimLeonardoState *state,
                       PenSimVisit         *visit);
} routes[] =
{
  { "GET", "/v1/me", handle_me },
  { "POST", "/v1/init-image", pen_sim_leonardo_name },
  { "POST", "/v1/canvas-init-image", pen_sim_leonardo_name_pair },
  { "POST", "/v1/generations", pen_sim_leonardo_create_v1 },
  { "GET", "/v1/generations/", pen_sim_leonardo_look },
  { "POST", "/v1/variations/universal-upscaler", pen_sim_leonardo_create_upscale },
  { "GET", "/v1/variations/", pen_sim_leonardo_look },
  { "POST", "/v2/generations", pen_sim_leonardo_create_v2 },
  { "POST", "/v2/generationssync", pen_sim_leonardo_create_sync },
};

static gboolean
leads_to (const char *route,
          const char *path)
{
  return g_str_has_suffix (route, "/") ? g_str_has_prefix (path, route)
                                       : g_str_equal (path, route);
}

static void
handle (gpointer     data,
        PenSimVisit *visit)
{
  PenSimLeonardoState *state = data;
  const char *method = pen_sim_visit_get_method (visit);
  const char *accept = pen_sim_visit_get_header (visit, "Accept");

  if (g_str_has_prefix (visit->path, "/s3/"))
    {
      pen_sim_leonardo_take_file (state, visit);
      return;
    }
  if (g_str_has_prefix (visit->path, "/cdn/"))
    {
      pen_sim_leonardo_give_file (state, visit);
      return;
    }

  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    {
      if (!leads_to (routes[i].path, visit->path) || !g_str_equal (routes[i].method, method))
        continue;

      if (pen_sim_visit_goes_wrong (visit))
        return;
      if (pen_sim_accounts_find (state->keys, pen_sim_get_bearer (visit)) == NULL)
        refuse (state, visit, "unauthorized", NULL);
      else if (accept == NULL || strstr (accept, "application/json") == NULL)
        pen_sim_leonardo_refuse (state, visit, "accept must be application/json");
      else
        routes[i].handle (state, visit);
      return;
    }

  /* Whoever misses the right path comes to the guard of the web site. */
  pen_sim_visit_answer_text (visit, 403, "text/html", "<!DOCTYPE html><html>Forbidden</html>");
}

/* === Its state === */

static gpointer
create (void)
{
  PenSimLeonardoState *state = g_new0 (PenSimLeonardoState, 1);

  state->keys = pen_sim_accounts_new (PEN_SIMULATOR_KEY, 1000);
  state->images = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                         (GDestroyNotify) pen_sim_leonardo_image_free);
  state->jobs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify) pen_sim_leonardo_job_free);
  state->results = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                          (GDestroyNotify) g_bytes_unref);

  return state;
}

static void
destroy (gpointer data)
{
  PenSimLeonardoState *state = data;

  g_clear_pointer (&state->keys, g_hash_table_unref);
  g_clear_pointer (&state->jobs, g_hash_table_unref);
  g_clear_pointer (&state->images, g_hash_table_unref);
  g_clear_pointer (&state->results, g_hash_table_unref);
  g_clear_pointer (&state->variant, g_free);
  g_free (state);
}

static gboolean
control (gpointer     data,
         JsonObject  *command,
         GError     **error)
{
  PenSimLeonardoState *state = data;

  pen_sim_accounts_control (state->keys, command, "tokens", 1000);
  if (json_object_has_member (command, "variant"))
    {
      g_free (state->variant);
      state->variant = g_strdup (json_object_get_string_member (command, "variant"));
    }
  if (json_object_get_boolean_member_with_default (command, "forget_jobs", FALSE))
    g_hash_table_remove_all (state->jobs);

  return TRUE;
}

const PenSimServiceClass pen_sim_leonardo_class =
{
  "leonardo", create, destroy, handle, refuse, knows, control,
};
