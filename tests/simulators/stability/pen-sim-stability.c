/* pen-sim-stability.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Stability AI's REST interface, version 2beta, and of version 1 the account and its
 * balance.
 */

#define G_LOG_DOMAIN "pen-sim-stability"

#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "pen-sim-account.h"
#include "pen-sim-form.h"
#include "pen-sim-picture.h"
#include "pen-sim-service.h"
#include "pen-sim-stability-rules.h"

#define MAX_REQUEST (10 * 1024 * 1024)

/* 150 requests in ten seconds; whoever sends more is shut out for a minute. */
#define RATE_LIMIT 150
#define RATE_WINDOW_SECONDS 10
#define RATE_BAN_SECONDS 60

/* A fault that is answered with a picture, not with a refusal. */
#define FILTERED "content-filtered"

/* A refusal that tells the key, as version 1 does with a wrong one. */
#define ECHO "key-echo"

/* How often a late result is not there yet, unless told otherwise. */
#define POLLS 2

/* A picture that is fetched after it was asked for. */
typedef struct
{
  char   *key;          /* (owned): only whoever ordered it may have it */
  char   *media_type;   /* (owned) */
  char   *seed;         /* (owned) */
  char   *reason;       /* (owned) */
  GBytes *bytes;        /* (owned) */
  guint   polls;
} Result;

typedef struct
{
  GHashTable *results;        /* (owned) (element-type utf8 Result): by id */
  guint       polls;
  GHashTable *credits;        /* (owned) (element-type utf8 double): by key */
  GQueue      moments;        /* (element-type gint64): of the last requests */
  gint64      banned_until;
  guint       rate_limit;
  guint       window_seconds;
} State;

/* === Answers === */

static gboolean
is_v1 (PenSimVisit *visit)
{
  return g_str_has_prefix (visit->path, "/v1/");
}

/* An id that is the same for the same request. */
static char *
make_id (PenSimVisit *visit,
         const char  *name)
{
  return g_strdup_printf ("%08x%08x", g_str_hash (visit->path), g_str_hash (name));
}

static void
answer_errors (PenSimVisit *visit,
               guint        status,
               const char  *name,
               JsonArray   *errors)
{
  JsonObject *object = json_object_new ();
  g_autofree char *id = make_id (visit, name);

  json_object_set_string_member (object, "id", id);
  json_object_set_string_member (object, "name", name);
  if (is_v1 (visit))
    {
      json_object_set_string_member (object, "message", json_array_get_string_element (errors, 0));
      json_array_unref (errors);
    }
  else
    json_object_set_array_member (object, "errors", errors);

  pen_sim_visit_set_header (visit, "x-request-id", id);
  pen_sim_visit_answer_object (visit, status, object);
}

static void
answer_error (PenSimVisit *visit,
              guint        status,
              const char  *name,
              const char  *text)
{
  JsonArray *errors = json_array_new ();

  json_array_add_string_element (errors, text);
  answer_errors (visit, status, name, errors);
}

/* Version 1 tells the key it was sent; version 2 does not. */
static void
refuse_key (PenSimVisit *visit)
{
  const char *key = pen_sim_get_bearer (visit);
  g_autofree char *text = NULL;

  if (!is_v1 (visit) || key == NULL)
    {
      answer_error (visit, 401, "unauthorized", "authorization: invalid or missing header value");
      return;
    }

  text = g_strdup_printf ("Incorrect API key provided: %s", key);
  answer_error (visit, 401, "unauthorized", text);
}

static gboolean
refuse (gpointer     data,
        PenSimVisit *visit,
        const char  *name,
        const char  *value)
{
  if (g_str_equal (name, "unauthorized"))
    {
      refuse_key (visit);
      return TRUE;
    }
  if (g_str_equal (name, ECHO))
    {
      g_autofree char *text = g_strdup_printf ("authorization: %s is odd",
                                               pen_sim_get_bearer (visit));

      answer_error (visit, 400, "bad_request", text);
      return TRUE;
    }

  for (guint i = 0; pen_sim_stability_refusals[i].name != NULL; i++)
    {
      const PenSimStabilityRefusal *refusal = &pen_sim_stability_refusals[i];

      if (!g_str_equal (refusal->name, name))
        continue;

      if (value != NULL)
        pen_sim_visit_set_header (visit, "Retry-After", value);
      answer_error (visit, refusal->status, name, refusal->text);
      return TRUE;
    }

  return FALSE;
}

static gboolean
knows (const char *name)
{
  for (guint i = 0; pen_sim_stability_refusals[i].name != NULL; i++)
    if (g_str_equal (pen_sim_stability_refusals[i].name, name))
      return TRUE;

  return g_str_equal (name, FILTERED) || g_str_equal (name, ECHO);
}

/* === Checks === */

static gboolean
is_banned (State *state)
{
  gint64 now = g_get_monotonic_time ();

  while (!g_queue_is_empty (&state->moments) &&
         *(gint64 *) g_queue_peek_head (&state->moments) <
         now - state->window_seconds * G_USEC_PER_SEC)
    g_free (g_queue_pop_head (&state->moments));

  g_queue_push_tail (&state->moments, g_memdup2 (&now, sizeof (now)));
  if (g_queue_get_length (&state->moments) > state->rate_limit)
    state->banned_until = now + RATE_BAN_SECONDS * G_USEC_PER_SEC;

  return now < state->banned_until;
}

static JsonArray *
to_array (GPtrArray *errors)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < errors->len; i++)
    json_array_add_string_element (array, g_ptr_array_index (errors, i));

  return array;
}

/* === Generation === */

/* The answer as JSON, with the picture in base64. */
static void
answer_embedded (PenSimVisit *visit,
                 GBytes      *picture,
                 guint64      seed,
                 const char  *reason,
                 const char  *format)
{
  g_autofree char *media_type = g_strdup_printf ("application/json; type=image/%s", format);
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  g_autofree char *base64 = NULL;
  g_autofree char *text = NULL;

  base64 = g_base64_encode (g_bytes_get_data (picture, NULL), g_bytes_get_size (picture));
  json_object_set_string_member (object, "image",
                                 pen_sim_fault_is (visit->fault, "foreign-address") ?
                                 visit->fault->value : base64);
  json_object_set_string_member (object, "finish_reason", reason);
  json_object_set_int_member (object, "seed", seed);
  json_node_take_object (node, object);

  text = json_to_string (node, FALSE);
  pen_sim_visit_answer_text (visit, SOUP_STATUS_OK, media_type, text);
}

static void
result_free (Result *result)
{
  g_free (result->key);
  g_free (result->media_type);
  g_free (result->seed);
  g_free (result->reason);
  g_bytes_unref (result->bytes);
  g_free (result);
}

/* Keeps the picture, and answers with what to ask for it by. */
static void
answer_id (State       *state,
           PenSimVisit *visit,
           const char  *digest,
           Result      *result)
{
  g_autofree char *id = g_compute_checksum_for_string (G_CHECKSUM_SHA256, digest, -1);
  JsonObject *object = json_object_new ();

  result->key = g_strdup (pen_sim_get_bearer (visit));
  result->polls = state->polls;
  json_object_set_string_member (object, "id", id);
  g_hash_table_replace (state->results, g_steal_pointer (&id), result);
  pen_sim_visit_answer_object (visit, SOUP_STATUS_OK, object);
}

static void
answer_picture (State                         *state,
                PenSimVisit                   *visit,
                PenSimForm                    *form,
                const PenSimStabilityEndpoint *endpoint,
                const char                    *digest)
{
  const char *accept = pen_sim_visit_get_header (visit, "Accept");
  const char *format = pen_sim_form_get_text (form, "output_format", "png");
  guint64 seed = g_ascii_strtoull (pen_sim_form_get_text (form, "seed", "0"), NULL, 10);
  gboolean filtered = pen_sim_fault_is (visit->fault, FILTERED);
  const char *reason = filtered ? "CONTENT_FILTERED" : "SUCCESS";
  g_autofree char *media_type = g_strdup_printf ("image/%s", format);
  g_autofree char *seed_text = NULL;
  g_autofree char *id = make_id (visit, digest);
  g_autoptr(GdkPixbuf) picture = NULL;
  g_autoptr(GBytes) good = NULL;
  g_autoptr(GBytes) bytes = NULL;

  if (seed == 0)
    seed = 1 + g_str_hash (digest) % 4294967294u;

  picture = pen_sim_stability_make (endpoint, form, seed);
  if (filtered)
    {
      g_autoptr(GdkPixbuf) sharp = g_steal_pointer (&picture);

      picture = pen_sim_picture_blur (sharp);
    }
  good = pen_sim_picture_encode (picture, format);
  bytes = pen_sim_visit_spoil (visit, good);

  pen_sim_visit_set_header (visit, "x-request-id", id);
  if (g_strcmp0 (accept, "application/json") == 0 ||
      pen_sim_fault_is (visit->fault, "foreign-address"))
    {
      answer_embedded (visit, bytes, seed, reason, format);
      return;
    }

  seed_text = g_strdup_printf ("%" G_GUINT64_FORMAT, seed);
  if (endpoint->is_late)
    {
      Result *result = g_new0 (Result, 1);

      result->media_type = g_steal_pointer (&media_type);
      result->seed = g_steal_pointer (&seed_text);
      result->reason = g_strdup (reason);
      result->bytes = g_steal_pointer (&bytes);
      answer_id (state, visit, digest, result);
      return;
    }

  pen_sim_visit_set_header (visit, "finish-reason", reason);
  pen_sim_visit_set_header (visit, "seed", seed_text);
  pen_sim_visit_answer (visit, SOUP_STATUS_OK, media_type, bytes);
}

static void
generate (State                         *state,
          PenSimVisit                   *visit,
          PenSimForm                    *form,
          const PenSimStabilityEndpoint *endpoint)
{
  g_autofree char *digest = pen_sim_form_get_digest (form, visit->path);
  double price = pen_sim_stability_get_credits (endpoint, form);
  double *credits = pen_sim_accounts_find (state->credits, pen_sim_get_bearer (visit));

  if (is_banned (state))
    {
      refuse (state, visit, "rate_limit_exceeded", NULL);
      return;
    }
  if (pen_sim_visit_goes_wrong (visit))
    return;

  if (credits == NULL)
    refuse_key (visit);
  else if (*credits < price)
    refuse (state, visit, "payment_required", NULL);
  else if (!pen_sim_stability_is_english (pen_sim_form_get_text (form, "prompt", "")))
    refuse (state, visit, "invalid_language", NULL);
  else
    {
      *credits -= price;
      pen_sim_visit_pay (visit, digest, price);
      answer_picture (state, visit, form, endpoint, digest);
    }
}

static void
handle_generate (State                         *state,
                 PenSimVisit                   *visit,
                 const PenSimStabilityEndpoint *endpoint)
{
  const char *content_type = pen_sim_visit_get_header (visit, "Content-Type");
  g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(PenSimForm) form = NULL;
  g_autoptr(GError) error = NULL;

  if (g_bytes_get_size (visit->body) > MAX_REQUEST)
    {
      refuse (state, visit, "payload_too_large", NULL);
      return;
    }

  pen_sim_stability_check_headers (visit, errors);
  form = pen_sim_form_new (content_type, visit->body, &error);
  if (form == NULL)
    g_ptr_array_add (errors, g_strdup (error->message));
  else
    {
      json_object_set_object_member (visit->entry, "fields", pen_sim_form_describe (form));
      pen_sim_stability_check (endpoint, form, errors);
    }

  if (errors->len > 0)
    answer_errors (visit, 400, "bad_request", to_array (errors));
  else
    generate (state, visit, form, endpoint);
}

/* === Late results === */

static void
handle_result (State       *state,
               PenSimVisit *visit)
{
  const char *id = strrchr (visit->path, '/') + 1;
  Result *result = g_hash_table_lookup (state->results, id);
  const char *key = pen_sim_get_bearer (visit);
  JsonObject *object;

  if (is_banned (state))
    {
      refuse (state, visit, "rate_limit_exceeded", NULL);
      return;
    }
  if (pen_sim_visit_goes_wrong (visit))
    return;
  if (pen_sim_accounts_find (state->credits, key) == NULL)
    {
      refuse_key (visit);
      return;
    }
  if (result == NULL || !g_str_equal (result->key, key))
    {
      refuse (state, visit, "generation_not_found", NULL);
      return;
    }

  if (result->polls > 0)
    {
      result->polls--;
      object = json_object_new ();
      json_object_set_string_member (object, "id", id);
      json_object_set_string_member (object, "status", "in-progress");
      pen_sim_visit_answer_object (visit, SOUP_STATUS_ACCEPTED, object);
      return;
    }

  pen_sim_visit_set_header (visit, "finish-reason", result->reason);
  pen_sim_visit_set_header (visit, "seed", result->seed);
  pen_sim_visit_answer (visit, SOUP_STATUS_OK, result->media_type, result->bytes);
}

/* === Account === */

static void
handle_balance (State       *state,
                PenSimVisit *visit)
{
  double *credits = pen_sim_accounts_find (state->credits, pen_sim_get_bearer (visit));
  JsonObject *object = json_object_new ();

  json_object_set_double_member (object, "credits", *credits);
  pen_sim_visit_answer_object (visit, SOUP_STATUS_OK, object);
}

static void
handle_account (PenSimVisit *visit)
{
  JsonObject *object = json_object_new ();
  JsonObject *organization = json_object_new ();
  JsonArray *organizations = json_array_new ();

  json_object_set_string_member (organization, "id", "org-simulated");
  json_object_set_string_member (organization, "name", "Simulated");
  json_object_set_string_member (organization, "role", "MEMBER");
  json_object_set_boolean_member (organization, "is_default", TRUE);
  json_array_add_object_element (organizations, organization);

  json_object_set_string_member (object, "id", "user-simulated");
  json_object_set_string_member (object, "email", "painter@example.org");
  json_object_set_array_member (object, "organizations", organizations);
  pen_sim_visit_answer_object (visit, SOUP_STATUS_OK, object);
}

static void
handle_get (State       *state,
            PenSimVisit *visit)
{
  gboolean balance = g_str_equal (visit->path, "/v1/user/balance");
  const char *key = pen_sim_get_bearer (visit);

  if (is_banned (state))
    refuse (state, visit, "rate_limit_exceeded", NULL);
  else if (pen_sim_visit_goes_wrong (visit))
    return;
  else if (pen_sim_accounts_find (state->credits, key) == NULL)
    refuse_key (visit);
  else if (balance)
    handle_balance (state, visit);
  else
    handle_account (visit);
}

static void
handle (gpointer     data,
        PenSimVisit *visit)
{
  State *state = data;
  const char *method = pen_sim_visit_get_method (visit);
  const PenSimStabilityEndpoint *endpoint;

  if (g_str_equal (visit->path, "/v1/user/balance") ||
      g_str_equal (visit->path, "/v1/user/account"))
    {
      if (g_str_equal (method, "GET"))
        handle_get (state, visit);
      else
        answer_error (visit, 405, "method_not_allowed", "The method is not allowed here");
      return;
    }

  if (g_str_has_prefix (visit->path, "/v2beta/results/") && g_str_equal (method, "GET"))
    {
      handle_result (state, visit);
      return;
    }

  endpoint = pen_sim_stability_find (visit->path);
  if (endpoint == NULL)
    answer_error (visit, 404, "not_found", "The requested resource does not exist");
  else if (!g_str_equal (method, "POST"))
    answer_error (visit, 405, "method_not_allowed", "The method is not allowed here");
  else
    handle_generate (state, visit, endpoint);
}

/* === Its state === */

static gpointer
create (void)
{
  State *state = g_new0 (State, 1);

  state->results = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                          (GDestroyNotify) result_free);
  state->polls = POLLS;
  state->credits = pen_sim_accounts_new (PEN_SIMULATOR_KEY, 1000);
  state->rate_limit = RATE_LIMIT;
  state->window_seconds = RATE_WINDOW_SECONDS;
  g_queue_init (&state->moments);

  return state;
}

static void
destroy (gpointer data)
{
  State *state = data;

  g_clear_pointer (&state->results, g_hash_table_unref);
  g_clear_pointer (&state->credits, g_hash_table_unref);
  g_queue_clear_full (&state->moments, g_free);
  g_free (state);
}

static gboolean
control (gpointer    data,
         JsonObject *command,
         GError    **error)
{
  State *state = data;

  pen_sim_accounts_control (state->credits, command, "credits", 1000);
  state->polls = (guint) json_object_get_int_member_with_default (command, "polls",
                                                                  state->polls);
  if (json_object_has_member (command, "rate_limit"))
    {
      state->rate_limit = (guint) json_object_get_int_member (command, "rate_limit");
      state->window_seconds = (guint)
        json_object_get_int_member_with_default (command, "window_seconds", RATE_WINDOW_SECONDS);
      state->banned_until = 0;
    }

  return TRUE;
}

const PenSimServiceClass pen_sim_stability_class =
{
  "stability", create, destroy, handle, refuse, knows, control,
};
