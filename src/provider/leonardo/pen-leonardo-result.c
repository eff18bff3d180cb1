/* pen-leonardo-result.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * What came of a creation: an id to ask for, a state, and in the end pictures.
 */

#define G_LOG_DOMAIN "pen-leonardo-result"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-backoff.h"
#include "pen-json.h"
#include "pen-leonardo-provider-private.h"

/* The service wants to be asked every two to five seconds. */
#define POLL_MS 3000

#define GENERATION "generation"
#define VARIATION  "variation"

static gboolean
is_variation (PenRequest *request)
{
  return g_str_has_prefix (pen_request_get_spec (request)->path, "/v1/variations/");
}

/* The amount is a text; credits have no fixed price. */
static double
read_cost (JsonObject *object)
{
  JsonObject *cost = pen_json_object_or (object, "cost", NULL);
  const char *text = pen_json_string_or (cost, "amount", NULL);
  double amount = pen_json_double_or (cost, "amount", -1);

  if (g_strcmp0 (pen_json_string_or (cost, "unit", NULL), "DOLLARS") != 0)
    return -1;

  return text != NULL ? g_ascii_strtod (text, NULL) : amount;
}

static guint
get_delay (PenReply *reply)
{
  gint seconds = pen_backoff_retry_after (reply, 0);

  return seconds > 0 ? (guint) seconds * 1000 : POLL_MS;
}

/*
 * _pen_leonardo_ask:
 * @request: a request
 * @memo: (transfer full): with the id of what came of it
 * @delay_ms: how long to wait before
 *
 * Returns: (transfer full): the question how it is
 */
PenStep *
_pen_leonardo_ask (PenRequest *request,
                   JsonNode   *memo,
                   guint       delay_ms)
{
  JsonObject *object = pen_json_root_object (memo, NULL);
  const char *generation = pen_json_string_or (object, GENERATION, NULL);
  const char *id = generation != NULL ? generation : pen_json_string_or (object, VARIATION, "");
  g_autofree char *escaped = g_uri_escape_string (id, NULL, FALSE);
  g_autofree char *path = g_strdup_printf ("/v1/%s/%s",
                                           generation != NULL ? "generations" : "variations",
                                           escaped);

  return pen_step_new_call (_pen_leonardo_call_new ("GET", path), delay_ms, memo);
}

PenStep *
_pen_leonardo_read_creation (PenRequest  *request,
                             PenReply    *reply,
                             GError     **error)
{
  static const char * const names[] = { "sdGenerationJob", "generate", "universalUpscaler" };
  JsonObject *object = _pen_leonardo_get_object (reply);
  g_autoptr(JsonObject) memo = json_object_new ();
  const char *id;
  double cost;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    object = pen_json_object_or (object, names[i], object);

  id = pen_json_string_or (object, "generationId", pen_json_string_or (object, "id", ""));
  if (*id == '\0')
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                           _("Leonardo took the request, and did not say under which number"));
      return NULL;
    }

  json_object_set_string_member (memo, is_variation (request) ? VARIATION : GENERATION, id);
  cost = read_cost (object);
  if (cost >= 0)
    json_object_set_double_member (memo, "cost", cost);

  return _pen_leonardo_ask (request, json_node_init_object (json_node_alloc (), memo),
                            get_delay (reply));
}

static PenStep *
refuse_empty (PenError     kind,
              const char  *sentence,
              GError     **error)
{
  g_set_error_literal (error, PEN_ERROR, kind, sentence);

  return NULL;
}

static void
add_picture (PenStep    *step,
             JsonObject *picture,
             guint64     seed)
{
  const char *uri = pen_json_string_or (picture, "url", NULL);
  PenOutput *output;

  if (uri == NULL || *uri == '\0')
    return;

  output = pen_output_new_uri (uri);
  output->seed = seed;
  if (pen_json_boolean_or (picture, "nsfw", FALSE))
    output->warning = g_strdup (_("Leonardo has marked this picture as not safe for work"));
  pen_step_take_output (step, output);
}

/* The answer of the one tool that works while one waits. */
PenStep *
_pen_leonardo_read_sync (PenReply  *reply,
                         GError   **error)
{
  g_autoptr(PenStep) step = pen_step_new_done ();
  JsonObject *object = _pen_leonardo_get_object (reply);
  JsonArray *results;

  object = pen_json_object_or (object, "generateSync", object);
  results = pen_json_array_or (object, "results", NULL);
  for (guint i = 0; results != NULL && i < json_array_get_length (results); i++)
    add_picture (step, pen_json_at_object (results, i, NULL), 0);

  if (step->outputs->len == 0 && pen_json_int_or (object, "blockedCount", 0) > 0)
    return refuse_empty (PEN_ERROR_REFUSED,
                         _("Leonardo's content filter withheld the result"), error);
  if (step->outputs->len == 0)
    return refuse_empty (PEN_ERROR_INVALID_REPLY, _("Leonardo answered without a picture"), error);

  step->cost_usd = read_cost (object);

  return g_steal_pointer (&step);
}

/* The pictures of a generation, or the one of a variation; %NULL where it is unknown. */
static JsonArray *
find_pictures (PenReply    *reply,
               const char **ret_status,
               guint64     *ret_seed)
{
  JsonObject *object = _pen_leonardo_get_object (reply);
  JsonObject *generation = pen_json_object_or (object, "generations_by_pk", NULL);
  JsonArray *variations = pen_json_array_or (object, "generated_image_variation_generic", NULL);

  *ret_seed = (guint64) MAX (pen_json_int_or (generation, "seed", 0), 0);
  *ret_status = pen_json_string_or (generation, "status", "");
  if (generation != NULL)
    return pen_json_array_or (generation, "generated_images", NULL);

  if (variations == NULL || json_array_get_length (variations) == 0)
    {
      *ret_status = NULL;
      return NULL;
    }

  *ret_status = pen_json_string_or (pen_json_at_object (variations, 0, NULL), "status", "");
  return variations;
}

PenStep *
_pen_leonardo_read_result (PenRequest  *request,
                           JsonNode    *memo,
                           PenReply    *reply,
                           GError     **error)
{
  const char *status;
  guint64 seed;
  JsonArray *pictures = find_pictures (reply, &status, &seed);
  g_autoptr(PenStep) step = NULL;

  if (status == NULL)
    return refuse_empty (PEN_ERROR_EXPIRED,
                         _("Leonardo does not know this picture, or knows it no longer"), error);
  if (g_str_equal (status, "FAILED"))
    return refuse_empty (PEN_ERROR_SERVICE,
                         _("Leonardo could not make the picture, and gives back what such a "
                           "failure did cost"), error);

  if (!g_str_equal (status, "COMPLETE"))
    {
      step = _pen_leonardo_ask (request, json_node_ref (memo), get_delay (reply));
      /* Nothing new is to be written down. */
      g_clear_pointer (&step->memo, json_node_unref);
      return g_steal_pointer (&step);
    }

  step = pen_step_new_done ();
  for (guint i = 0; pictures != NULL && i < json_array_get_length (pictures); i++)
    add_picture (step, pen_json_at_object (pictures, i, NULL), seed);
  if (step->outputs->len == 0)
    return refuse_empty (PEN_ERROR_SERVICE,
                         _("Leonardo says that it has finished, but there is no picture"), error);

  step->cost_usd = pen_json_double_or (pen_json_root_object (memo, NULL), "cost", -1);

  return g_steal_pointer (&step);
}
