/* pen-fal-queue.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * The queue: what is submitted has three addresses, which a memo keeps; the status is
 * looked at until it is over, and then the result says how.
 */

#define G_LOG_DOMAIN "pen-fal-provider"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "pen-backoff.h"
#include "pen-fal-provider-private.h"
#include "pen-json.h"
#include "pen-remote-uri.h"

#define POLL_MS 1000

/* Asks for the messages of the model, and tells a look at the status from the result. */
#define LOGS "logs=1"

/* How often a question is asked again whose answer says nothing, or comes from elsewhere. */
#define MAX_ODD_ANSWERS 600
#define MAX_ATTEMPTS 8
#define MAX_WAIT_SECONDS 300

/* The parts of a memo. */
#define STATUS "status"
#define RESULT "result"
#define CANCEL "cancel"

/* Owner and app, without the rest of the path; behind some first words a part more. */
static char *
find_app (const char *path)
{
  g_auto(GStrv) parts = g_strsplit (path, "/", -1);
  gboolean three = g_strv_length (parts) > 3 && (g_str_equal (parts[1], "workflows") ||
                                                 g_str_equal (parts[1], "comfy"));

  if (g_strv_length (parts) < 3)
    return g_strdup (path);

  return three ? g_strjoin ("/", "", parts[1], parts[2], parts[3], NULL)
               : g_strjoin ("/", "", parts[1], parts[2], NULL);
}

/* Whether @text leads to the queue itself, or to a stand-in on this computer. */
static gboolean
is_own_address (PenProvider *provider,
                const char  *text)
{
  PenCatalogue *catalogue = pen_provider_get_catalogue (provider);
  g_autoptr(GUri) own = g_uri_parse (pen_catalogue_get_address (catalogue, "fal-queue"),
                                     SOUP_HTTP_URI_FLAGS, NULL);
  g_autoptr(GUri) uri = text != NULL ? g_uri_parse (text, SOUP_HTTP_URI_FLAGS, NULL) : NULL;

  return uri != NULL && own != NULL && pen_remote_uri_is_web (uri) &&
         (pen_remote_uri_is_same_server (uri, own) || pen_remote_uri_is_loopback (uri));
}

/*
 * The address that the service names for @what, if it is its own; else the usual one.
 * Below the queue's own address it is kept without the host, so that it leads wherever
 * the user has put the queue, and the key goes along.
 */
static void
note_address (PenProvider *provider,
              PenRequest  *request,
              JsonObject  *reply,
              const char  *member,
              const char  *suffix,
              JsonObject  *memo,
              const char  *what)
{
  const char *named = pen_json_string_or (reply, member, NULL);
  g_autofree char *app = find_app (pen_request_get_spec (request)->path);
  g_autofree char *start = g_strconcat (app, "/requests/", NULL);
  g_autofree char *id = NULL;
  g_autofree char *path = NULL;

  if (is_own_address (provider, named))
    {
      const char *place = strstr (named, start);

      json_object_set_string_member (memo, what, place != NULL ? place : named);
      return;
    }

  id = g_uri_escape_string (pen_json_string_or (reply, "request_id", ""), NULL, FALSE);
  path = g_strconcat (start, id, suffix, NULL);
  json_object_set_string_member (memo, what, path);
}

static PenCall *
call_address (const char *method,
              JsonNode   *memo,
              const char *what,
              const char *query)
{
  JsonObject *object = pen_json_root_object (memo, NULL);
  const char *place = pen_json_string_or (object, what, NULL);
  g_autofree char *whole = NULL;

  if (place == NULL)
    return NULL;

  whole = g_strconcat (place, query == NULL ? "" : strchr (place, '?') != NULL ? "&" : "?",
                       query, NULL);

  return *whole == '/' ? pen_call_new (method, "fal-queue", whole)
                       : pen_call_new_uri (method, "fal-queue", whole);
}

/* Asks for the status: @round times in vain so far. */
PenStep *
_pen_fal_provider_poll (JsonNode *memo,
                        JsonNode *new_memo,
                        guint     delay_ms,
                        guint     round,
                        GError  **error)
{
  PenCall *call = call_address ("GET", memo, STATUS, LOGS);

  if (call == NULL || round > MAX_ODD_ANSWERS)
    {
      g_clear_pointer (&call, pen_call_free);
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                           _("fal does not say what became of the request"));
      return NULL;
    }

  call->round = round;

  return pen_step_new_call (call, delay_ms, new_memo != NULL ? json_node_ref (new_memo) : NULL);
}

static PenStep *
fetch_result (JsonNode *memo,
              guint     delay_ms,
              guint     round,
              GError  **error)
{
  PenCall *call = call_address ("GET", memo, RESULT, NULL);

  if (call == NULL)
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                           _("fal does not say what became of the request"));
      return NULL;
    }

  call->round = round;

  return pen_step_new_call (call, delay_ms, NULL);
}

static PenStep *
read_submitted (PenProvider  *provider,
                PenRequest   *request,
                PenReply     *reply,
                GError      **error)
{
  JsonNode *root = pen_reply_get_json (reply);
  JsonObject *object = root != NULL ? pen_json_root_object (root, NULL) : NULL;
  const char *id = pen_json_string_or (object, "request_id", NULL);
  g_autoptr(JsonNode) memo = json_node_new (JSON_NODE_OBJECT);
  JsonObject *places = json_object_new ();

  json_node_take_object (memo, places);
  if ((id == NULL || *id == '\0') &&
      !is_own_address (provider, pen_json_string_or (object, "status_url", NULL)))
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                           _("fal took the request and did not say under which number"));
      return NULL;
    }

  note_address (provider, request, object, "status_url", "/status", places, STATUS);
  note_address (provider, request, object, "response_url", "", places, RESULT);
  note_address (provider, request, object, "cancel_url", "/cancel", places, CANCEL);

  return _pen_fal_provider_poll (memo, memo, POLL_MS, 0, error);
}

static PenStep *
read_status (JsonNode  *memo,
             PenCall   *call,
             PenReply  *reply,
             GError   **error)
{
  JsonNode *root = pen_reply_get_json (reply);
  JsonObject *object = root != NULL ? pen_json_root_object (root, NULL) : NULL;
  const char *state = pen_json_string_or (object, "status", "");
  GError *failure;
  PenStep *step;

  if (g_str_equal (state, "COMPLETED"))
    {
      /* Of a request that reached no model, the result would say no more. */
      failure = _pen_fal_provider_name_error (pen_json_string_or (object, "error_type", NULL));

      return failure != NULL ? pen_step_new_failed (failure, FALSE)
                             : fetch_result (memo, 0, 0, error);
    }

  if (g_str_equal (state, "IN_QUEUE") || g_str_equal (state, "IN_PROGRESS"))
    step = _pen_fal_provider_poll (memo, NULL, POLL_MS, 0, error);
  else
    step = _pen_fal_provider_poll (memo, NULL, POLL_MS, call->round + 1, error);

  if (step != NULL)
    step->progress = _pen_fal_provider_read_progress (object);

  return step;
}

/* Whether the queue itself, or somebody before it, answered in the place of the model. */
static gboolean
is_from_gateway (PenReply *reply)
{
  JsonNode *root = pen_reply_get_json (reply);
  JsonObject *object = root != NULL ? pen_json_root_object (root, NULL) : NULL;
  guint status = pen_reply_get_status (reply);

  /* A model has no such answers. */
  if (status == 408 || status == 429)
    return TRUE;
  if (pen_json_array_or (object, "detail", NULL) != NULL ||
      pen_json_string_or (object, "error_type", NULL) != NULL)
    return FALSE;

  return (status >= 401 && status <= 405) ||
         (status >= 500 && object == NULL &&
          pen_reply_get_header (reply, "x-fal-request-id") == NULL);
}

/* Whether asking once more may help. */
static gboolean
is_passing (PenReply *reply)
{
  guint status = pen_reply_get_status (reply);

  return status == 408 || status == 429 || status >= 500;
}

static PenStep *
read_finished (PenProvider  *provider,
               PenRequest   *request,
               JsonNode     *memo,
               PenCall      *call,
               PenReply     *reply,
               GError      **error)
{
  guint status = pen_reply_get_status (reply);
  gint seconds;
  gboolean charged;
  GError *failure;

  if (status == 202 || _pen_fal_provider_is_early (reply))
    return _pen_fal_provider_poll (memo, NULL, POLL_MS, call->round + 1, error);

  if (status < 400)
    return _pen_fal_provider_read_result (request, reply, error);

  if (is_from_gateway (reply) && is_passing (reply) && call->round + 1 < MAX_ATTEMPTS)
    {
      seconds = pen_backoff_retry_after (reply, 0);
      return fetch_result (memo, seconds >= 0 ? (guint) MIN (seconds, MAX_WAIT_SECONDS) * 1000
                                              : pen_backoff_next_ms (call->round),
                           call->round + 1, error);
    }

  failure = pen_provider_read_error (provider, reply, &charged);
  if (!is_from_gateway (reply))
    return pen_step_new_failed (failure, charged);

  /* Nobody has said anything of the picture, which waits for another look. */
  if (is_passing (reply))
    failure->code = PEN_ERROR_NETWORK;
  g_propagate_error (error, failure);
  return NULL;
}

/* Whether @call asks for the result, which is the model's own answer. */
gboolean
_pen_fal_provider_is_result (PenCall *call)
{
  const char *place = call->uri != NULL ? call->uri : call->path;

  return g_str_equal (call->endpoint, "fal-queue") && g_str_equal (call->method, "GET") &&
         !g_str_has_suffix (place, LOGS);
}

/* What the queue has answered: to the paid call, and after it. */
PenStep *
_pen_fal_provider_read_queue (PenProvider  *provider,
                              PenRequest   *request,
                              JsonNode     *memo,
                              PenCall      *call,
                              PenReply     *reply,
                              GError      **error)
{
  if (call->may_cost)
    return read_submitted (provider, request, reply, error);
  if (_pen_fal_provider_is_result (call))
    return read_finished (provider, request, memo, call, reply, error);

  return read_status (memo, call, reply, error);
}

PenCall *
_pen_fal_provider_build_cancel (JsonNode *memo)
{
  return call_address ("PUT", memo, CANCEL, NULL);
}
