/* pen-replicate-prediction.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * What a prediction says of itself: how far it is, and what came of it.
 */

#define G_LOG_DOMAIN "pen-replicate-prediction"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "pen-json.h"
#include "pen-replicate-provider-private.h"

#define LEAST_WAIT_MS 1000
#define MOST_WAIT_MS  3000
#define WAIT_GROWS_MS 100     /* for each second that it has run */
#define MAX_RETRY_SECONDS 300

/* Lists within lists within objects: deeper than any model's. */
#define MAX_DEPTH 8
#define MAX_OUTPUTS 200

/* Seconds since it was made, by the service's own clock: we have none. */
static gint64
find_age (JsonObject *object,
          PenReply   *reply)
{
  const char *now_text = pen_reply_get_header (reply, "Date");
  const char *made_text = pen_json_string_or (object, "created_at", NULL);
  g_autoptr(GDateTime) now = NULL;
  g_autoptr(GDateTime) made = NULL;

  if (now_text == NULL || made_text == NULL)
    return 0;

  now = soup_date_time_new_from_http_string (now_text);
  made = g_date_time_new_from_iso8601 (made_text, NULL);
  if (now == NULL || made == NULL)
    return 0;

  return MAX (g_date_time_difference (now, made) / G_TIME_SPAN_SECOND, 0);
}

static guint
find_delay (JsonObject *object,
            PenReply   *reply)
{
  const char *wanted = pen_reply_get_header (reply, "Retry-After");
  guint64 seconds;

  if (wanted != NULL &&
      g_ascii_string_to_unsigned (wanted, 10, 0, MAX_RETRY_SECONDS, &seconds, NULL))
    return (guint) seconds * 1000;

  return (guint) MIN (LEAST_WAIT_MS + find_age (object, reply) * WAIT_GROWS_MS, MOST_WAIT_MS);
}

/* The newest line of the log that is a progress bar: “ 50%|█████     | 14/28 […]”. */
static double
find_progress (JsonObject *object)
{
  g_autoptr(GRegex) regex = g_regex_new ("^\\s*(\\d{1,3})%\\s*\\|.+?\\|\\s*(\\d+)\\/(\\d+)",
                                         0, 0, NULL);
  g_auto(GStrv) lines = g_strsplit_set (pen_json_string_or (object, "logs", ""), "\r\n", -1);

  for (guint i = g_strv_length (lines); i > 0; i--)
    {
      g_autoptr(GMatchInfo) match = NULL;
      g_autofree char *percent = NULL;

      if (!g_utf8_validate (lines[i - 1], -1, NULL) ||
          !g_regex_match (regex, lines[i - 1], 0, &match))
        continue;

      percent = g_match_info_fetch (match, 1);
      return MIN (g_ascii_strtod (percent, NULL) / 100, 1);
    }

  return -1;
}

/**
 * _pen_replicate_poll:
 * @memo: what is known of a prediction
 * @reply: (nullable): what it said last
 *
 * Returns: (transfer full): the step that asks how far it is
 */
PenStep *
_pen_replicate_poll (JsonNode *memo,
                     PenReply *reply)
{
  JsonObject *known = json_node_get_object (memo);
  JsonNode *root = reply != NULL ? pen_reply_get_json (reply) : NULL;
  JsonObject *object = root != NULL ? pen_json_root_object (root, NULL) : NULL;
  const char *address = pen_json_string_or (known, "get", NULL);
  g_autofree char *escaped = NULL;
  g_autofree char *path = NULL;
  PenCall *call;
  PenStep *step;

  if (address != NULL)
    call = pen_call_new_uri ("GET", "replicate", address);
  else
    {
      escaped = g_uri_escape_string (pen_json_string_or (known, "id", ""), NULL, FALSE);
      path = g_strconcat ("/predictions/", escaped, NULL);
      call = pen_call_new ("GET", "replicate", path);
    }

  step = pen_step_new_call (call, reply != NULL ? find_delay (object, reply) : 0, NULL);
  step->progress = find_progress (object);

  return step;
}

/* What is enough to find it again. */
static JsonNode *
write_memo (JsonObject *object)
{
  JsonObject *urls = pen_json_object_or (object, "urls", NULL);
  const char *get = pen_json_string_or (urls, "get", NULL);
  const char *cancel = pen_json_string_or (urls, "cancel", NULL);
  g_autoptr(JsonObject) memo = json_object_new ();

  json_object_set_string_member (memo, "id", pen_json_string_or (object, "id", ""));
  if (get != NULL)
    json_object_set_string_member (memo, "get", get);
  if (cancel != NULL)
    json_object_set_string_member (memo, "cancel", cancel);

  return json_node_init_object (json_node_alloc (), memo);
}

/* === Outputs === */

static void
take_text (PenStep    *step,
           PenReply   *reply,
           const char *text,
           guint64     seed)
{
  g_autoptr(PenBlob) blob = NULL;
  PenOutput *output;

  if (g_str_has_prefix (text, "https://") || g_str_has_prefix (text, "http://"))
    output = pen_output_new_uri (text);
  else
    {
      /* A picture in the answer itself, or words that go with the pictures. */
      blob = pen_reply_get_blob (reply, text, NULL);
      if (blob == NULL || pen_blob_get_media_type (blob) == NULL)
        return;
      output = pen_output_new_blob (blob);
    }

  output->seed = seed;
  pen_step_take_output (step, output);
}

/* One text, a list of them, lists in lists, an object that holds them: models differ. */
static void
take_outputs (PenStep  *step,
              PenReply *reply,
              JsonNode *node,
              guint64   seed,
              guint     depth)
{
  g_autoptr(GList) values = NULL;

  if (depth > MAX_DEPTH || (step->outputs != NULL && step->outputs->len >= MAX_OUTPUTS))
    return;

  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    take_text (step, reply, json_node_get_string (node), seed);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    values = json_array_get_elements (json_node_get_array (node));
  else if (JSON_NODE_HOLDS_OBJECT (node))
    values = json_object_get_values (json_node_get_object (node));

  for (GList *l = values; l != NULL; l = l->next)
    take_outputs (step, reply, l->data, seed, depth + 1);
}

/* Official models cost so much a picture, the others so much a second of a machine that
 * is not named. */
static double
find_cost (PenRequest *request,
           guint       n)
{
  PenTaskSpec *spec = pen_request_get_spec (request);

  return spec->price_usd >= 0 && g_str_has_prefix (spec->path, "/models/") ? spec->price_usd * n
                                                                           : -1;
}

static PenStep *
read_success (PenRequest *request,
              JsonObject *object,
              PenReply   *reply)
{
  g_autoptr(PenStep) step = pen_step_new_done ();
  JsonNode *output = json_object_get_member (object, "output");
  gint64 seed = pen_json_int_or (pen_json_object_or (object, "input", NULL), "seed", 0);

  if (pen_json_boolean_or (object, "data_removed", FALSE))
    return pen_step_new_failed (g_error_new_literal (PEN_ERROR, PEN_ERROR_EXPIRED,
                                                     _("Replicate has deleted the result: it "
                                                       "keeps results for one hour only")),
                                TRUE);

  if (output != NULL)
    take_outputs (step, reply, output, MAX (seed, 0), 0);
  if (step->outputs == NULL || step->outputs->len == 0)
    return pen_step_new_failed (g_error_new_literal (PEN_ERROR, PEN_ERROR_SERVICE,
                                                     _("The model gave no picture")),
                                TRUE);

  step->cost_usd = find_cost (request, step->outputs->len);
  return g_steal_pointer (&step);
}

/* What never ran cost nothing; of the rest nobody says that it was free. */
static PenStep *
read_failure (JsonObject *object,
              const char *status)
{
  const char *words = pen_json_string_or (object, "error", NULL);
  gboolean started = pen_json_string_or (object, "started_at", NULL) != NULL ||
                     pen_json_double_or (pen_json_object_or (object, "metrics", NULL),
                                         "predict_time", 0) > 0;

  g_debug ("Prediction %s ended: %s", pen_json_string_or (object, "id", "?"), status);

  return pen_step_new_failed (_pen_replicate_describe_end (status, words), started);
}

/**
 * _pen_replicate_read_prediction:
 * @request: the request
 * @memo: (nullable): what is known of the prediction
 * @call: the call that was made
 * @reply: its good answer
 * @error: return location for a #GError
 *
 * A status that is not known is not the end: the list of them has grown before.
 *
 * Returns: (transfer full): what it means, or %NULL with @error set
 */
PenStep *
_pen_replicate_read_prediction (PenRequest  *request,
                                JsonNode    *memo,
                                PenCall     *call,
                                PenReply    *reply,
                                GError     **error)
{
  JsonNode *root = pen_reply_get_json (reply);
  JsonObject *object = root != NULL ? pen_json_root_object (root, NULL) : NULL;
  const char *status = pen_json_string_or (object, "status", NULL);
  g_autoptr(JsonNode) fresh = NULL;
  PenStep *step;

  if (status == NULL || pen_json_string_or (object, "id", NULL) == NULL)
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                           _("The answer of Replicate was not understood"));
      return NULL;
    }

  if (g_str_equal (status, "succeeded"))
    return read_success (request, object, reply);
  if (g_str_equal (status, "failed") || g_str_equal (status, "canceled") ||
      g_str_equal (status, "aborted"))
    return read_failure (object, status);

  if (!call->may_cost)
    return _pen_replicate_poll (memo, reply);

  fresh = write_memo (object);
  step = _pen_replicate_poll (fresh, reply);
  step->memo = g_steal_pointer (&fresh);

  return step;
}
