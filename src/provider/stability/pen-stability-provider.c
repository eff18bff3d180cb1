/* pen-stability-provider.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/**
 * PenStabilityProvider:
 *
 * Stability AI's “Stable Image” service: one form out, one picture back.
 */

#define G_LOG_DOMAIN "pen-stability-provider"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "pen-json.h"
#include "pen-stability-provider.h"
#include "pen-stability-resources.h"

#define BALANCE_PATH "/v1/user/balance"

struct _PenStabilityProvider
{
  PenProvider parent_instance;
};

G_DEFINE_FINAL_TYPE (PenStabilityProvider, pen_stability_provider, PEN_TYPE_PROVIDER)

/* What the service says of a refusal; v2 has a list of texts, v1 one text. */
static char *
join_words (JsonObject *object)
{
  JsonArray *errors = pen_json_array_or (object, "errors", NULL);
  g_autoptr(GString) words = g_string_new (NULL);

  for (guint i = 0; errors != NULL && i < json_array_get_length (errors); i++)
    {
      const char *text = pen_json_at_string (errors, i, NULL);

      if (text != NULL)
        g_string_append_printf (words, "%s%s", words->len > 0 ? "; " : "", text);
    }

  if (words->len == 0)
    g_string_append (words, pen_json_string_or (object, "message", ""));

  return g_string_free (g_steal_pointer (&words), FALSE);
}

static GError *
build_invalid (const char *words,
               guint       status)
{
  if (*words == '\0')
    return g_error_new (PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                        _("Stability does not take this request (status %u)"), status);

  return g_error_new (PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                      _("Stability does not take this request: %s"), words);
}

static GError *
build_unprocessable (const char *name,
                     const char *words)
{
  if (g_strcmp0 (name, "invalid_language") == 0)
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                                _("Stability understands prompts in English only"));

  if (g_strcmp0 (name, "public_figure") == 0)
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_REFUSED,
                                _("Stability does not work on pictures that show a public "
                                  "figure"));

  return build_invalid (words, 422);
}

static GError *
build_forbidden (const char *name)
{
  if (g_strcmp0 (name, "content_moderation") == 0)
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_REFUSED,
                                _("The content filter refused this request; nothing was "
                                  "charged"));

  return g_error_new_literal (PEN_ERROR, PEN_ERROR_KEY_REJECTED,
                              _("This Stability key has no permission for this"));
}

static GError *
pen_stability_provider_read_error (PenProvider *provider,
                                   PenReply    *reply,
                                   gboolean    *charged)
{
  JsonNode *root = pen_reply_get_json (reply);
  JsonObject *object = root != NULL ? pen_json_root_object (root, NULL) : NULL;
  const char *name = pen_json_string_or (object, "name", NULL);
  g_autofree char *words = join_words (object);
  guint status = pen_reply_get_status (reply);

  g_debug ("Status %u, name %s, id %s", status, name != NULL ? name : "none",
           pen_json_string_or (object, "id", "none"));

  /* Only successful calls are charged. */
  *charged = FALSE;

  switch (status)
    {
    case 401:
      return g_error_new_literal (PEN_ERROR, PEN_ERROR_KEY_REJECTED,
                                  _("The Stability key was rejected: check it in the "
                                    "preferences"));
    case 402:
      return g_error_new_literal (PEN_ERROR, PEN_ERROR_QUOTA,
                                  _("The Stability account has not enough credits: buy more at "
                                    "https://platform.stability.ai/account/credits"));
    case 403:
      return build_forbidden (name);
    case 404:
      return g_error_new_literal (PEN_ERROR, PEN_ERROR_EXPIRED,
                                  _("Stability does not have the result, or has it no longer"));
    case 413:
      return g_error_new_literal (PEN_ERROR, PEN_ERROR_TOO_LARGE,
                                  _("The request is larger than the 10 MiB that Stability "
                                    "takes: choose a smaller picture"));
    case 422:
      return build_unprocessable (name, words);
    case 429:
      return g_error_new_literal (PEN_ERROR, PEN_ERROR_RATE_LIMIT,
                                  _("Stability gets too many requests from this account: try "
                                    "again in a minute"));
    default:
      break;
    }

  if (status >= 500)
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_SERVICE,
                                _("Stability had an internal error: try again later"));

  return build_invalid (words, status);
}

static PenStep *
pen_stability_provider_begin (PenProvider  *provider,
                              PenRequest   *request,
                              GError      **error)
{
  PenStep *step = PEN_PROVIDER_CLASS (pen_stability_provider_parent_class)->begin (provider,
                                                                                   request,
                                                                                   error);
  PenCall *call;

  if (step == NULL)
    return NULL;

  call = step->call;
  if (call->headers == NULL)
    call->headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);

  /* The picture itself is a third smaller than its base64. */
  call->expect = PEN_EXPECT_EITHER;
  soup_message_headers_replace (call->headers, "Accept", "image/*");
  soup_message_headers_replace (call->headers, "stability-client-id", GETTEXT_PACKAGE);
  soup_message_headers_replace (call->headers, "stability-client-version", VERSION);

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
  g_autofree char *number = NULL;

  if (!isfinite (credits))
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                           _("Stability did not say how many credits are left"));
      return NULL;
    }

  /* The service is often behind with it, so that a tenth is enough. */
  credits = round (credits * 10) / 10;
  number = g_strdup_printf ("%.*f", trunc (credits) == credits ? 0 : 1, credits);

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                       "Valid, about %s credit left",
                                       "Valid, about %s credits left",
                                       credits == 1 ? 1 : 2),
                          number);
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
  provider_class->read_error = pen_stability_provider_read_error;
}

static void
pen_stability_provider_init (PenStabilityProvider *self)
{
}
