/* pen-sim-bfl.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * The interface of Black Forest Labs: a task is submitted to one host, asked for at
 * another, below `/region/`, and its picture fetched from a third, below `/delivery/`,
 * which must never see a key.
 */

#define G_LOG_DOMAIN "pen-sim-bfl"

#include "config.h"

#include <string.h>

#include "pen-sim-account.h"
#include "pen-sim-bfl-private.h"

#define REGION "/region/eu4/get_result"
#define DELIVERY "/delivery/results/"

/* What a decode and encode pass would spoil. */
#define SIGNATURE "se=2026-11-23T12%3A00%3A00Z&sp=r&sig=a%2Bb%2FC%3D%3D&x=1+1"

typedef struct
{
  GHashTable *credits;   /* (element-type utf8 double): by key */
  GHashTable *tasks;     /* (element-type utf8 PenSimBflTask): by id */
  gint64      pending;   /* how often a task is not ready yet */
  gboolean    expired;   /* whether the links to pictures are dead */
  guint       n_tasks;
} State;

static const struct { const char *name; guint status; const char *body; } refusals[] =
{
  { "bad-request", 400, "{\"detail\":\"The request is odd\"}" },
  { "not-authenticated", 403, "{\"detail\":\"Not authenticated - Invalid Authentication\"}" },
  { "unauthorized", 401, "{\"message\":\"Unauthorized\"}" },
  { "out-of-credits", 402, "{\"detail\":\"Insufficient credits\"}" },
  { "withdrawn", 404, "{\"detail\":\"Not Found\"}" },
  { "error-member", 400, "{\"error\":\"Something is odd\"}" },
  { "too-many-tasks", 429, "{\"detail\":\"Too many active tasks\"}" },
  { "internal-error", 500, "{\"detail\":\"Internal Server Error\"}" },
  { NULL }
};

/* How a task can end, or go on, instead of being ready. */
static const struct
{
  const char *name;
  guint       status;
  const char *word;
  const char *details;
}
outcomes[] =
{
  { "request-moderated", 200, "Request Moderated",
    "{\"Moderation Reasons\":[\"Sexual Content\",\"Violence\"]}" },
  { "content-moderated", 200, "Content Moderated", NULL },
  { "moderated-422", 422, "Request Moderated", "{\"Moderation Reasons\":[\"Violence\"]}" },
  { "moderated-503", 503, "Content Moderated", NULL },
  { "task-error", 200, "Error", "{\"error\":\"The worker died\"}" },
  { "task-error-503", 503, "Error", NULL },
  { "task-failed", 200, "Failed", NULL },
  { "task-not-found", 200, "Task not found", NULL },
  { "task-not-found-404", 404, "Task not found", NULL },
  { "reasoning", 200, "Reasoning", NULL },
  { "generating", 200, "Generating", NULL },
  { "pending-503", 503, "Pending", NULL },
  { "something-new", 200, "Varnishing", NULL },
  { "ready-without-sample", 200, "Ready", NULL },
};

/* Read by the handlers themselves. */
static const char * const quirks[] = { "no-polling-url", "no-cost", "lower-case", NULL };

static const char *
get_key (PenSimVisit *visit)
{
  return pen_sim_visit_get_header (visit, "x-key");
}

static void
answer_word (PenSimVisit *visit,
             guint        status,
             const char  *word,
             const char  *details)
{
  const char *id = pen_sim_visit_get_query (visit, "id");
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "id", id != NULL ? id : "");
  json_object_set_string_member (object, "status", word);
  json_object_set_null_member (object, "result");
  json_object_set_null_member (object, "progress");
  if (details != NULL)
    json_object_set_member (object, "details", json_from_string (details, NULL));
  else
    json_object_set_null_member (object, "details");
  json_object_set_null_member (object, "preview");
  pen_sim_visit_answer_object (visit, status, object);
}

static gboolean
refuse (gpointer     data,
        PenSimVisit *visit,
        const char  *name,
        const char  *value)
{
  for (guint i = 0; refusals[i].name != NULL; i++)
    if (g_str_equal (refusals[i].name, name))
      {
        if (value != NULL)
          pen_sim_visit_set_header (visit, "Retry-After", value);
        pen_sim_visit_answer_text (visit, refusals[i].status, "application/json",
                                   refusals[i].body);
        return TRUE;
      }

  for (guint i = 0; i < G_N_ELEMENTS (outcomes); i++)
    if (g_str_equal (outcomes[i].name, name))
      {
        answer_word (visit, outcomes[i].status, outcomes[i].word, outcomes[i].details);
        return TRUE;
      }

  return FALSE;
}

static gboolean
knows (const char *name)
{
  for (guint i = 0; refusals[i].name != NULL; i++)
    if (g_str_equal (refusals[i].name, name))
      return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (outcomes); i++)
    if (g_str_equal (outcomes[i].name, name))
      return TRUE;

  return g_strv_contains (quirks, name);
}

static double *
find_credits (State       *state,
              PenSimVisit *visit)
{
  const char *key = get_key (visit);

  /* A key in any other place is no key, and one in two places is a leak. */
  if (pen_sim_visit_get_header (visit, "Authorization") != NULL)
    return NULL;

  return pen_sim_accounts_find (state->credits, key);
}

/* === Submitting === */

static void
refuse_fields (PenSimVisit *visit,
               GPtrArray   *errors)
{
  JsonObject *object = json_object_new ();
  JsonArray *details = json_array_new ();

  for (guint i = 0; i < errors->len; i++)
    {
      PenSimJsonError *error = g_ptr_array_index (errors, i);
      JsonObject *detail = json_object_new ();
      JsonArray *location = json_array_new ();

      json_array_add_string_element (location, "body");
      json_array_add_string_element (location, error->field);
      json_object_set_array_member (detail, "loc", location);
      json_object_set_string_member (detail, "msg", error->text);
      json_object_set_string_member (detail, "type", error->type);
      json_array_add_object_element (details, detail);
    }

  json_object_set_array_member (object, "detail", details);
  pen_sim_visit_answer_object (visit, 422, object);
}

static void
answer_submitted (PenSimVisit   *visit,
                  PenSimBflTask *task,
                  double         cost)
{
  const char *host = pen_sim_visit_get_header (visit, "Host");
  g_autofree char *uri = g_strdup_printf ("http://%s/bfl" REGION "?id=%s", host, task->id);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "id", task->id);
  if (pen_sim_fault_is (visit->fault, "foreign-address"))
    json_object_set_string_member (object, "polling_url", visit->fault->value);
  else if (!pen_sim_fault_is (visit->fault, "no-polling-url"))
    json_object_set_string_member (object, "polling_url", uri);

  if (pen_sim_fault_is (visit->fault, "no-cost"))
    json_object_set_null_member (object, "cost");
  else
    json_object_set_double_member (object, "cost", cost);
  json_object_set_double_member (object, "input_mp", 0);
  json_object_set_double_member (object, "output_mp", 1);
  pen_sim_visit_answer_object (visit, SOUP_STATUS_OK, object);
}

static void
handle_submit (State                   *state,
               PenSimVisit             *visit,
               const PenSimBflEndpoint *endpoint)
{
  const char *accept = pen_sim_visit_get_header (visit, "Accept");
  g_autoptr(GPtrArray) errors = pen_sim_json_errors_new ();
  g_autoptr(JsonObject) body = pen_sim_json_read (visit);
  g_autofree char *digest = pen_sim_json_get_digest (visit);
  double *credits = find_credits (state, visit);
  g_autofree char *id = NULL;
  PenSimBflTask *task;

  if (body == NULL || g_strcmp0 (accept, "application/json") != 0)
    pen_sim_json_complain (errors, "body", "json_invalid", "JSON decode error");
  else
    pen_sim_bfl_check (endpoint, body, errors);

  if (errors->len > 0)
    {
      refuse_fields (visit, errors);
      return;
    }
  if (pen_sim_visit_goes_wrong (visit))
    return;
  if (credits == NULL)
    {
      refuse (state, visit, "not-authenticated", NULL);
      return;
    }
  if (*credits < endpoint->credits)
    {
      refuse (state, visit, "out-of-credits", NULL);
      return;
    }

  *credits -= endpoint->credits;
  pen_sim_visit_pay (visit, digest, endpoint->credits);
  id = g_strdup_printf ("task-%u-%.8s", ++state->n_tasks, digest);
  task = pen_sim_bfl_task_new (endpoint, body, id);
  g_hash_table_replace (state->tasks, task->id, task);
  answer_submitted (visit, task, endpoint->credits);
}

/* === Asking === */

static void
answer_ready (PenSimVisit   *visit,
              PenSimBflTask *task)
{
  const char *host = pen_sim_visit_get_header (visit, "Host");
  gboolean lower = pen_sim_fault_is (visit->fault, "lower-case");
  g_autofree char *uri = g_strdup_printf ("http://%s/bfl" DELIVERY "%s/sample.%s?%s",
                                          host, task->id, task->format, SIGNATURE);
  JsonObject *object = json_object_new ();
  JsonObject *result = json_object_new ();

  json_object_set_string_member (result, "sample",
                                 pen_sim_fault_is (visit->fault, "foreign-address") ?
                                 visit->fault->value : uri);
  json_object_set_string_member (result, "prompt", task->prompt);
  json_object_set_int_member (result, "seed", task->seed);
  json_object_set_double_member (result, "start_time", 1763900000.25);
  json_object_set_double_member (result, "end_time", 1763900004.5);
  json_object_set_double_member (result, "duration", 4.25);

  json_object_set_string_member (object, "id", task->id);
  json_object_set_string_member (object, "status", lower ? "ready" : "Ready");
  json_object_set_object_member (object, "result", result);
  json_object_set_null_member (object, "progress");
  json_object_set_null_member (object, "details");
  json_object_set_null_member (object, "preview");
  pen_sim_visit_answer_object (visit, SOUP_STATUS_OK, object);
}

static void
answer_pending (State         *state,
                PenSimVisit   *visit,
                PenSimBflTask *task)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "id", task->id);
  json_object_set_string_member (object, "status", "Pending");
  json_object_set_null_member (object, "result");
  json_object_set_double_member (object, "progress",
                                 (double) task->polls / (double) (state->pending + 1));
  json_object_set_null_member (object, "details");
  json_object_set_null_member (object, "preview");
  pen_sim_visit_set_header (visit, "Retry-After", "1");
  pen_sim_visit_answer_object (visit, SOUP_STATUS_OK, object);
}

/* A task is known where it was sent to; the global host knows those without a region. */
static void
handle_ask (State       *state,
            PenSimVisit *visit,
            gboolean     global)
{
  const char *id = pen_sim_visit_get_query (visit, "id");
  PenSimBflTask *task = id != NULL ? g_hash_table_lookup (state->tasks, id) : NULL;

  if (pen_sim_visit_goes_wrong (visit))
    return;

  if (find_credits (state, visit) == NULL)
    refuse (state, visit, "not-authenticated", NULL);
  else if (task == NULL || (global && state->pending >= 0))
    refuse (state, visit, "task-not-found", NULL);
  else if (task->polls++ < MAX (state->pending, 0))
    answer_pending (state, visit, task);
  else
    answer_ready (visit, task);
}

static void
answer_storage (PenSimVisit *visit,
                guint        status,
                const char  *code)
{
  g_autofree char *text = g_strdup_printf ("<?xml version=\"1.0\" encoding=\"utf-8\"?>"
                                           "<Error><Code>%s</Code></Error>", code);

  pen_sim_visit_answer_text (visit, status, "application/xml", text);
}

static void
handle_delivery (State       *state,
                 PenSimVisit *visit)
{
  const char *query = g_uri_get_query (soup_server_message_get_uri (visit->message));
  g_auto(GStrv) parts = g_strsplit (visit->path + strlen (DELIVERY), "/", 2);
  PenSimBflTask *task = g_hash_table_lookup (state->tasks, parts[0]);
  g_autofree char *media_type = NULL;
  g_autoptr(GBytes) bytes = NULL;

  if (get_key (visit) != NULL || pen_sim_visit_get_header (visit, "Authorization") != NULL)
    {
      answer_storage (visit, 400, "InvalidAuthenticationInfo");
      return;
    }
  if (pen_sim_visit_goes_wrong (visit))
    return;
  if (state->expired || task == NULL || g_strcmp0 (query, SIGNATURE) != 0)
    {
      answer_storage (visit, 403, "AuthenticationFailed");
      return;
    }

  media_type = g_strdup_printf ("image/%s", task->format);
  bytes = pen_sim_visit_spoil (visit, task->picture);
  pen_sim_visit_answer (visit, SOUP_STATUS_OK, media_type, bytes);
}

static void
handle_credits (State       *state,
                PenSimVisit *visit)
{
  double *credits = find_credits (state, visit);
  JsonObject *object;

  if (pen_sim_visit_goes_wrong (visit))
    return;
  if (credits == NULL)
    {
      refuse (state, visit, "not-authenticated", NULL);
      return;
    }

  object = json_object_new ();
  json_object_set_double_member (object, "credits", *credits);
  pen_sim_visit_answer_object (visit, SOUP_STATUS_OK, object);
}

static void
handle (gpointer     data,
        PenSimVisit *visit)
{
  State *state = data;
  gboolean get = g_str_equal (pen_sim_visit_get_method (visit), "GET");

  for (guint i = 0; !get && pen_sim_bfl_endpoints[i].path != NULL; i++)
    if (g_str_equal (visit->path, pen_sim_bfl_endpoints[i].path))
      {
        handle_submit (state, visit, &pen_sim_bfl_endpoints[i]);
        return;
      }

  if (get && g_str_equal (visit->path, "/credits"))
    handle_credits (state, visit);
  else if (get && g_str_equal (visit->path, "/get_result"))
    handle_ask (state, visit, TRUE);
  else if (get && g_str_equal (visit->path, REGION))
    handle_ask (state, visit, FALSE);
  else if (get && g_str_has_prefix (visit->path, DELIVERY))
    handle_delivery (state, visit);
  else
    refuse (state, visit, "withdrawn", NULL);
}

/* === Its state === */

static gpointer
create (void)
{
  State *state = g_new0 (State, 1);

  state->credits = pen_sim_accounts_new (PEN_SIMULATOR_KEY, 1000);
  state->tasks = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                        (GDestroyNotify) pen_sim_bfl_task_free);
  state->pending = 2;

  return state;
}

static void
destroy (gpointer data)
{
  State *state = data;

  g_clear_pointer (&state->credits, g_hash_table_unref);
  g_clear_pointer (&state->tasks, g_hash_table_unref);
  g_free (state);
}

/* `pending`: how often a task is not ready; -1 for tasks that the global host knows, too. */
static gboolean
control (gpointer    data,
         JsonObject *command,
         GError    **error)
{
  State *state = data;

  pen_sim_accounts_control (state->credits, command, "credits", 1000);
  state->pending = json_object_get_int_member_with_default (command, "pending", state->pending);
  state->expired = json_object_get_boolean_member_with_default (command, "expired",
                                                                state->expired);
  if (json_object_get_boolean_member_with_default (command, "forget", FALSE))
    g_hash_table_remove_all (state->tasks);

  return TRUE;
}

const PenSimServiceClass pen_sim_bfl_class =
{
  "bfl", create, destroy, handle, refuse, knows, control,
};
