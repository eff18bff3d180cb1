/* pen-stability-provider.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/**
 * PenStabilityProvider:
 *
 * Stability AI's “Stable Image” service: one form out, one picture back; for two of its
 * tools an id, and the picture later.
 */

#define G_LOG_DOMAIN "pen-stability-provider"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "pen-json.h"
#include "pen-stability-provider-private.h"
#include "pen-stability-resources.h"

#define BALANCE_PATH "/v1/user/balance"
#define RESULT_PATH  "/v2beta/results/"

/* The service wants to be asked for a result every ten seconds at most. */
#define POLL_MS 10000

/* As long as an id of a result may be. */
#define MAX_ID 128

struct _PenStabilityProvider
{
  PenProvider parent_instance;
};

G_DEFINE_FINAL_TYPE (PenStabilityProvider, pen_stability_provider, PEN_TYPE_PROVIDER)

static void
prepare_call (PenCall *call)
{
  if (call->headers == NULL)
    call->headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);

  /* The picture itself is a third smaller than its base64. */
  call->expect = PEN_EXPECT_EITHER;
  soup_message_headers_replace (call->headers, "Accept", "image/*");
  soup_message_headers_replace (call->headers, "stability-client-id", GETTEXT_PACKAGE);
  soup_message_headers_replace (call->headers, "stability-client-version", VERSION);
}

/* What the new background is to be: words or a picture, or both. */
static gboolean
check_background (PenRequest  *request,
                  GError     **error)
{
  if (pen_request_get_task (request) != PEN_TASK_REPLACE_BACKGROUND ||
      *pen_request_get_prompt (request) != '\0' ||
      pen_request_get_input (request, "reference-0") != NULL)
    return TRUE;

  g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                       _("Say in the prompt what the new background is to be, or choose a "
                         "reference picture of it"));
  return FALSE;
}

static PenStep *
pen_stability_provider_begin (PenProvider  *provider,
                              PenRequest   *request,
                              GError      **error)
{
  PenProviderClass *parent_class = PEN_PROVIDER_CLASS (pen_stability_provider_parent_class);
  PenStep *step;

  if (!check_background (request, error))
    return NULL;

  step = parent_class->begin (provider, request, error);
  if (step != NULL)
    prepare_call (step->call);

  return step;
}

/* It becomes a part of an address. */
static gboolean
is_id (const char *text)
{
  gsize length = text != NULL ? strlen (text) : 0;

  if (length == 0 || length > MAX_ID)
    return FALSE;

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (text[i]))
      return FALSE;

  return TRUE;
}

/* Asks for the result; @memo is written down before it, where it is new. */
static PenStep *
ask_for_result (const char *id,
                JsonNode   *memo)
{
  g_autofree char *path = g_strconcat (RESULT_PATH, id, NULL);
  PenCall *call = pen_call_new ("GET", "stability", path);

  prepare_call (call);
  return pen_step_new_call (call, POLL_MS, memo);
}

static JsonNode *
memo_new (const char *id)
{
  g_autoptr(JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "id", id);
  return json_node_init_object (json_node_alloc (), object);
}

static PenStep *
pen_stability_provider_resume (PenProvider  *provider,
                               PenRequest   *request,
                               JsonNode     *memo,
                               GError      **error)
{
  const char *id = pen_json_string_or (pen_json_root_object (memo, NULL), "id", NULL);
  PenStep *step;

  if (!is_id (id))
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_EXPIRED,
                           _("What was written down of this request cannot be read"));
      return NULL;
    }

  step = ask_for_result (id, NULL);
  step->delay_ms = 0;
  return step;
}

/* A seed that is no number is as good as none. */
static guint64
parse_seed (const char *text)
{
  guint64 seed = 0;

  if (text != NULL)
    g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, &seed, NULL);

  return seed;
}

/* Though a picture was asked for, the same may come as JSON with base64 in it. */
static PenBlob *
read_json (PenReply    *reply,
           const char **ret_reason,
           guint64     *ret_seed,
           GError     **error)
{
  JsonNode *root = pen_reply_get_json (reply);
  JsonObject *object = root != NULL ? pen_json_root_object (root, NULL) : NULL;
  const char *image = pen_json_string_or (object, "image", NULL);
  gint64 seed = pen_json_int_or (object, "seed", 0);

  if (image == NULL || *image == '\0')
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                           _("Stability answered without a picture"));
      return NULL;
    }

  *ret_reason = pen_json_string_or (object, "finish_reason", NULL);
  *ret_seed = seed > 0 ? (guint64) seed : parse_seed (pen_json_string_or (object, "seed", NULL));

  return pen_reply_get_blob (reply, image, error);
}

/* An id instead of a picture, or the word that it is still in the works. */
static gboolean
is_promise (PenReply    *reply,
            const char **ret_id)
{
  JsonNode *root = pen_reply_get_json (reply);
  JsonObject *object = root != NULL ? pen_json_root_object (root, NULL) : NULL;

  *ret_id = pen_json_string_or (object, "id", NULL);
  return is_id (*ret_id) && !json_object_has_member (object, "image") &&
         !json_object_has_member (object, "errors");
}

static PenStep *
pen_stability_provider_next (PenProvider  *provider,
                             PenRequest   *request,
                             JsonNode     *memo,
                             PenCall      *call,
                             PenReply     *reply,
                             GError      **error)
{
  const char *reason = pen_reply_get_header (reply, "finish-reason");
  guint64 seed = parse_seed (pen_reply_get_header (reply, "seed"));
  PenBlob *picture = pen_reply_get_picture (reply);
  g_autoptr(PenBlob) embedded = NULL;
  PenOutput *output;
  PenStep *step;
  const char *id;

  if (picture == NULL && is_promise (reply, &id))
    return ask_for_result (id, memo == NULL ? memo_new (id) : NULL);

  if (picture == NULL)
    picture = embedded = read_json (reply, &reason, &seed, error);
  if (picture == NULL)
    return NULL;

  output = pen_output_new_blob (picture);
  output->seed = seed;
  if (g_strcmp0 (reason, "CONTENT_FILTERED") == 0)
    output->warning = g_strdup (_("The result was blurred by the content filter, and is "
                                  "charged all the same"));

  step = pen_step_new_done ();
  step->cost_usd = pen_request_get_spec (request)->price_usd;
  pen_step_take_output (step, output);

  return step;
}

static PenCall *
pen_stability_provider_check_key (PenProvider *provider)
{
  return pen_call_new ("GET", "stability", BALANCE_PATH);
}

static char *
pen_stability_provider_read_check (PenProvider  *provider,
                                   PenReply     *reply,
                                   GError      **error)
{
  JsonNode *root = pen_reply_get_json (reply);
  JsonObject *object = root != NULL ? pen_json_root_object (root, NULL) : NULL;
  double credits = pen_json_double_or (object, "credits", NAN);

  if (!isfinite (credits))
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                           _("Stability did not say how many credits are left"));
      return NULL;
    }

  return pen_provider_describe_credits (credits);
}

static void
pen_stability_provider_class_init (PenStabilityProviderClass *klass)
{
  PenProviderClass *provider_class = PEN_PROVIDER_CLASS (klass);

  /* Keeps the catalogue when the program is linked. */
  pen_stability_get_resource ();

  provider_class->catalogue_path = RESOURCE_PREFIX "/catalogue/stability.json";
  provider_class->begin = pen_stability_provider_begin;
  provider_class->next = pen_stability_provider_next;
  provider_class->check_key = pen_stability_provider_check_key;
  provider_class->read_check = pen_stability_provider_read_check;
  provider_class->resume = pen_stability_provider_resume;
  provider_class->read_error = _pen_stability_read_error;
}

static void
pen_stability_provider_init (PenStabilityProvider *self)
{
}
