/* pen-bfl-provider.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/**
 * PenBflProvider:
 *
 * FLUX at Black Forest Labs: a task is submitted, asked for until it is ready at the
 * address that the answer gives, and its picture fetched from a third.
 */

#define G_LOG_DOMAIN "pen-bfl-provider"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "pen-backoff.h"
#include "pen-bfl-provider-private.h"
#include "pen-bfl-provider.h"
#include "pen-bfl-resources.h"
#include "pen-body-writer.h"
#include "pen-json.h"

#define USD_PER_CREDIT 0.01
#define POLL_MS 1000
#define MAX_POLL_SECONDS 60

/* A fresh task may be unknown for so many questions, about five seconds. */
#define MAX_UNKNOWN 5

/* Pixels of an extended picture. */
#define MAX_CANVAS 4000000

struct _PenBflProvider
{
  PenProvider parent_instance;
};

G_DEFINE_FINAL_TYPE (PenBflProvider, pen_bfl_provider, PEN_TYPE_PROVIDER)

static void
ask_for_json (PenCall *call)
{
  if (call->headers == NULL)
    call->headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  soup_message_headers_replace (call->headers, "Accept", "application/json");
}

/* One model wants the whole canvas, and where on it the old picture lies; margins are left,
 * top, right and bottom. */
static void
place_on_canvas (PenRequest *request,
                 PenBody    *body)
{
  const guint *margins = pen_request_get_extend (request);
  JsonObject *root = json_node_get_object (pen_body_get_root (body));
  guint width;
  guint height;

  pen_request_get_source_size (request, &width, &height);
  json_object_set_int_member (root, "width",
                              (gint64) margins[0] + width + margins[2]);
  json_object_set_int_member (root, "height",
                              (gint64) margins[1] + height + margins[3]);
  json_object_set_int_member (root, "reference_offset_x", margins[0]);
  json_object_set_int_member (root, "reference_offset_y", margins[1]);
}

/* Whether what @body says of the canvas is what the model makes. */
static gboolean
check_canvas (PenBody  *body,
              GError  **error)
{
  JsonObject *root = json_node_get_object (pen_body_get_root (body));
  gint64 width = pen_json_int_or (root, "width", 0);
  gint64 height = pen_json_int_or (root, "height", 0);

  if (width * height <= MAX_CANVAS)
    return TRUE;

  g_set_error (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
               _("%u × %u pixels are more than the 4 megapixels that this model makes: pull the "
                 "frame less wide"),
               (guint) width, (guint) height);
  return FALSE;
}

static PenStep *
pen_bfl_provider_begin (PenProvider  *provider,
                        PenRequest   *request,
                        GError      **error)
{
  PenField *extend = pen_request_get_spec (request)->fields[PEN_ROLE_EXTEND];
  g_autoptr(PenStep) step = NULL;

  step = PEN_PROVIDER_CLASS (pen_bfl_provider_parent_class)->begin (provider, request, error);
  if (step == NULL)
    return NULL;

  ask_for_json (step->call);
  if (extend == NULL || extend->by != PEN_EXTEND_BY_PROVIDER)
    return g_steal_pointer (&step);

  place_on_canvas (request, step->call->body);
  return check_canvas (step->call->body, error) ? g_steal_pointer (&step) : NULL;
}

/* The next question, from where the memo says; @round counts those that were in vain. */
static PenStep *
ask (JsonNode *memo,
     guint     delay_ms,
     guint     round)
{
  JsonObject *object = json_node_get_object (memo);
  const char *uri = pen_json_string_or (object, "polling-url", NULL);
  g_autofree char *id = g_uri_escape_string (pen_json_string_or (object, "id", ""), NULL, FALSE);
  g_autofree char *path = g_strconcat ("/get_result?id=", id, NULL);
  PenCall *call = uri != NULL ? pen_call_new_uri ("GET", "bfl", uri)
                              : pen_call_new ("GET", "bfl", path);
  PenStep *step;

  ask_for_json (call);
  call->round = round;
  step = pen_step_new_call (call, delay_ms, NULL);
  step->cost_usd = pen_json_double_or (object, "cost-usd", -1);

  return step;
}

/* Half a second to a second is what the service recommends where it says nothing. */
static guint
get_delay (PenReply *reply)
{
  gint seconds = pen_backoff_retry_after (reply, 0);

  return seconds > 0 ? (guint) MIN (seconds, MAX_POLL_SECONDS) * 1000 : POLL_MS;
}

static PenStep *
read_submitted (PenReply  *reply,
                GError   **error)
{
  JsonNode *root = pen_reply_get_json (reply);
  JsonObject *object = root != NULL ? pen_json_root_object (root, NULL) : NULL;
  const char *id = pen_json_string_or (object, "id", NULL);
  const char *uri = pen_json_string_or (object, "polling_url", NULL);
  double credits = pen_json_double_or (object, "cost", -1);
  g_autoptr(JsonNode) memo = json_node_new (JSON_NODE_OBJECT);
  JsonObject *members = json_object_new ();
  PenStep *step;

  json_node_take_object (memo, members);
  if (id == NULL || *id == '\0')
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                           _("BFL took the request without telling its number"));
      return NULL;
    }

  json_object_set_string_member (members, "id", id);
  if (uri != NULL)
    json_object_set_string_member (members, "polling-url", uri);
  if (credits >= 0 && isfinite (credits))
    json_object_set_double_member (members, "cost-usd", credits * USD_PER_CREDIT);

  step = ask (memo, get_delay (reply), 0);
  step->memo = g_steal_pointer (&memo);

  return step;
}

static PenStep *
read_ready (JsonNode    *memo,
            JsonObject  *object,
            GError     **error)
{
  JsonObject *result = pen_json_object_or (object, "result", NULL);
  const char *sample = pen_json_string_or (result, "sample", NULL);
  gint64 seed = pen_json_int_or (result, "seed", 0);
  PenOutput *output;
  PenStep *step;

  if (sample == NULL || *sample == '\0')
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                           _("BFL finished without a picture"));
      return NULL;
    }

  output = pen_output_new_uri (sample);
  output->seed = seed > 0 ? (guint64) seed : 0;
  step = pen_step_new_done ();
  step->cost_usd = pen_json_double_or (json_node_get_object (memo), "cost-usd", -1);
  pen_step_take_output (step, output);

  return step;
}

/* A host that does not know a task may also say so with the status alone. */
static const char *
find_status (PenReply   *reply,
             JsonObject *object)
{
  const char *status = pen_json_string_or (object, "status", NULL);

  return status == NULL && pen_reply_get_status (reply) == 404 ? "Task not found" : status;
}

static PenStep *
pen_bfl_provider_next (PenProvider  *provider,
                       PenRequest   *request,
                       JsonNode     *memo,
                       PenCall      *call,
                       PenReply     *reply,
                       GError      **error)
{
  JsonNode *root = pen_reply_get_json (reply);
  JsonObject *object = root != NULL ? pen_json_root_object (root, NULL) : NULL;
  const char *status = find_status (reply, object);
  g_autoptr(GError) end = NULL;
  gboolean unknown;
  PenStep *step;

  if (call->may_cost)
    return read_submitted (reply, error);

  if (status == NULL)
    return PEN_PROVIDER_CLASS (pen_bfl_provider_parent_class)->next (provider, request, memo,
                                                                     call, reply, error);
  if (g_ascii_strcasecmp (status, "Ready") == 0)
    return read_ready (memo, object, error);

  end = _pen_bfl_read_end (request, object, status);
  unknown = g_error_matches (end, PEN_ERROR, PEN_ERROR_EXPIRED);
  if (end != NULL && !(unknown && call->round + 1 < MAX_UNKNOWN))
    {
      /* Whether a task that failed is charged is not known. */
      gboolean charged = !g_error_matches (end, PEN_ERROR, PEN_ERROR_REFUSED);

      return pen_step_new_failed (g_steal_pointer (&end), charged);
    }

  /* Whatever else it is called, it goes on. */
  step = ask (memo, get_delay (reply), unknown ? call->round + 1 : 0);
  step->progress = MIN (pen_json_double_or (object, "progress", -1), 1);

  return step;
}

static gboolean
is_question (PenCall *call)
{
  return call->uri != NULL || g_str_has_prefix (call->path, "/get_result?");
}

/* Also a bad status may carry the state of the task. */
static gboolean
pen_bfl_provider_refuses (PenProvider *provider,
                          PenCall     *call,
                          PenReply    *reply)
{
  JsonNode *root = pen_reply_get_json (reply);
  JsonObject *object = root != NULL ? pen_json_root_object (root, NULL) : NULL;

  if (is_question (call) && find_status (reply, object) != NULL)
    return FALSE;

  return pen_reply_get_status (reply) >= 400;
}

static PenStep *
pen_bfl_provider_resume (PenProvider  *provider,
                         PenRequest   *request,
                         JsonNode     *memo,
                         GError      **error)
{
  return ask (memo, 0, 0);
}

static PenCall *
pen_bfl_provider_check_key (PenProvider *provider)
{
  PenCall *call = pen_call_new ("GET", "bfl", "/credits");

  ask_for_json (call);
  return call;
}

static char *
pen_bfl_provider_read_check (PenProvider  *provider,
                             PenReply     *reply,
                             GError      **error)
{
  JsonNode *root = pen_reply_get_json (reply);
  JsonObject *object = root != NULL ? pen_json_root_object (root, NULL) : NULL;
  double credits = pen_json_double_or (object, "credits", NAN);

  if (!isfinite (credits))
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                           _("BFL did not say how many credits are left"));
      return NULL;
    }

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                       "Valid, %g credit left, worth $%.2f",
                                       "Valid, %g credits left, worth $%.2f",
                                       credits == 1 ? 1 : 2),
                          credits, credits * USD_PER_CREDIT);
}

static void
pen_bfl_provider_authorise (PenProvider        *provider,
                            SoupMessageHeaders *headers,
                            PenSecret          *key)
{
  soup_message_headers_replace (headers, "x-key", pen_secret_peek (key));
}

static void
pen_bfl_provider_class_init (PenBflProviderClass *klass)
{
  PenProviderClass *provider_class = PEN_PROVIDER_CLASS (klass);

  /* Keeps the catalogue when the program is linked. */
  pen_bfl_get_resource ();

  provider_class->catalogue_path = RESOURCE_PREFIX "/catalogue/bfl.json";
  provider_class->begin = pen_bfl_provider_begin;
  provider_class->next = pen_bfl_provider_next;
  provider_class->refuses = pen_bfl_provider_refuses;
  provider_class->resume = pen_bfl_provider_resume;
  provider_class->check_key = pen_bfl_provider_check_key;
  provider_class->read_check = pen_bfl_provider_read_check;
  provider_class->authorise = pen_bfl_provider_authorise;
  provider_class->read_error = _pen_bfl_read_error;
}

static void
pen_bfl_provider_init (PenBflProvider *self)
{
}
