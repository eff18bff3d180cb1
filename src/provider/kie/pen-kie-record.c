/* pen-kie-record.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * The record of a task: those of the jobs API, which name their state and keep the result
 * as JSON inside a text, and those of the two older ones, which count theirs.
 */

#define G_LOG_DOMAIN "pen-kie-record"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>

#include "pen-backoff.h"
#include "pen-json.h"
#include "pen-kie-provider-private.h"

/* What the service asks for: often at first, then ever more slowly. */
#define QUICK_MS    2500
#define STEADY_MS   7000
#define SLOW_MS     20000
#define QUICK_SECONDS  30
#define STEADY_SECONDS 120

static JsonObject *
get_data (PenReply *reply)
{
  JsonNode *root = pen_reply_get_json (reply);

  return pen_json_object_or (root != NULL ? pen_json_root_object (root, NULL) : NULL, "data",
                             NULL);
}

/* A number, or a number in a text: “0.48”. */
static double
read_progress (JsonObject *data)
{
  const char *text = pen_json_string_or (data, "progress", NULL);
  double progress = pen_json_double_or (data, "progress", -1);

  if (text != NULL)
    progress = g_ascii_strtod (text, NULL);

  /* Where the scale is another, none is better than a wrong one. */
  return progress > 0 && progress <= 1 ? progress : -1;
}

static PenKieState
read_flag (JsonObject  *data,
           GError     **error)
{
  gint64 flag = pen_json_int_or (data, "successFlag", 0);
  GError *refusal;

  if (flag == 1)
    return PEN_KIE_DONE;
  if (flag != 2 && flag != 3)
    return PEN_KIE_RUNNING;

  refusal = _pen_kie_error_for_task (pen_json_string_or (data, "errorMessage", NULL));
  g_propagate_error (error, refusal);
  return PEN_KIE_FAILED;
}

static PenKieState
read_state (JsonObject  *data,
            GError     **error)
{
  const char *state = pen_json_string_or (data, "state", "");
  GError *refusal;

  if (g_str_equal (state, "success"))
    return PEN_KIE_DONE;
  /* One that nobody has heard of is one more way to wait. */
  if (!g_str_equal (state, "fail"))
    return PEN_KIE_RUNNING;

  refusal = _pen_kie_error_for_task (pen_json_string_or (data, "failMsg", NULL));
  g_propagate_error (error, refusal);
  return PEN_KIE_FAILED;
}

/* A record that could not be read: which of that passes? */
static PenKieState
read_refusal (PenReply  *reply,
              gint64     code,
              GError   **error)
{
  switch (code)
    {
    case 404:
    case 422:
      return PEN_KIE_UNKNOWN;

    case 429:
    case 455:
    case 500:
    case 502:
    case 503:
    case 504:
      return PEN_KIE_TROUBLE;

    default:
      g_propagate_error (error, _pen_kie_error_new (reply));
      return PEN_KIE_FAILED;
    }
}

/*
 * _pen_kie_read_record:
 * @reply: a record
 * @progress: (out): 0 to 1, negative where it does not say
 * @error: return location for a #GError, set for %PEN_KIE_FAILED
 *
 * Returns: how the task is
 */
PenKieState
_pen_kie_read_record (PenReply  *reply,
                      double    *progress,
                      GError   **error)
{
  JsonObject *data = get_data (reply);
  gint64 code;

  *progress = -1;
  if (!_pen_kie_get_code (reply, &code))
    return PEN_KIE_TROUBLE;
  if (code != 200)
    return read_refusal (reply, code, error);
  /* It is there before there is anything in it. */
  if (data == NULL)
    return PEN_KIE_UNKNOWN;

  *progress = read_progress (data);
  return json_object_has_member (data, "successFlag") ? read_flag (data, error)
                                                      : read_state (data, error);
}

static void
add_picture (PenStep    *step,
             const char *uri)
{
  if (uri != NULL && g_str_has_prefix (uri, "http"))
    pen_step_take_output (step, pen_output_new_uri (uri));
}

/* The first of the names that occur which has pictures, be it a list or one text. */
static void
add_pictures (PenStep    *step,
              JsonObject *result)
{
  static const char * const names[] = {
    "resultUrls", "result_urls", "resultUrl", "resultImageUrl", "originUrls",
  };

  for (guint i = 0; i < G_N_ELEMENTS (names) && step->outputs->len == 0; i++)
    {
      JsonArray *list = pen_json_array_or (result, names[i], NULL);

      for (guint j = 0; list != NULL && j < json_array_get_length (list); j++)
        add_picture (step, pen_json_at_string (list, j, NULL));
      add_picture (step, pen_json_string_or (result, names[i], NULL));
    }
}

/*
 * _pen_kie_read_pictures:
 * @reply: the record of a task that is done
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the last step, or %NULL with @error set
 */
PenStep *
_pen_kie_read_pictures (PenReply  *reply,
                        GError   **error)
{
  g_autoptr(PenStep) step = pen_step_new_done ();
  JsonObject *data = get_data (reply);
  const char *text = pen_json_string_or (data, "resultJson", NULL);
  double credits = pen_json_double_or (data, "creditsConsumed", -1);
  g_autoptr(JsonNode) inner = NULL;

  if (text != NULL)
    inner = pen_json_parse (text, -1, NULL);
  if (inner != NULL)
    add_pictures (step, pen_json_root_object (inner, NULL));
  add_pictures (step, pen_json_object_or (data, "response", NULL));

  if (step->outputs->len == 0)
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_SERVICE,
                           _("KIE says that it has finished, but there is no picture"));
      return NULL;
    }

  if (credits >= 0)
    step->cost_usd = credits * PEN_KIE_CREDIT_USD;

  return g_steal_pointer (&step);
}

/* What the clock of the service says, in seconds since 1970; 0 if it does not. */
static gint64
get_time (PenReply *reply)
{
  const char *text = pen_reply_get_header (reply, "Date");
  g_autoptr(GDateTime) now = text != NULL ? soup_date_time_new_from_http_string (text) : NULL;

  return now != NULL ? g_date_time_to_unix (now) : 0;
}

/*
 * _pen_kie_get_delay:
 * @reply: the last answer
 *
 * Returns: how long to wait before the next question, in milliseconds
 */
guint
_pen_kie_get_delay (PenReply *reply)
{
  gint64 created = pen_json_int_or (get_data (reply), "createTime", 0) / 1000;
  gint64 now = get_time (reply);
  gint64 age = now > 0 && created > 0 ? now - created : 0;
  gint seconds = pen_backoff_retry_after (reply, now);

  if (seconds > 0)
    return (guint) seconds * 1000;
  if (age >= STEADY_SECONDS)
    return SLOW_MS;
  if (age >= QUICK_SECONDS)
    return STEADY_MS;

  return QUICK_MS;
}
