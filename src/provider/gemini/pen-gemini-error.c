/* pen-gemini-error.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Errors in the shape of google.rpc: a status in words, and details that are told apart
 * by their type.
 */

#define G_LOG_DOMAIN "pen-gemini-error"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "pen-gemini-provider-private.h"
#include "pen-json.h"

/* The error, which some ways of answering wrap in a list of one. */
static JsonObject *
find_error (JsonNode *root)
{
  JsonObject *object = NULL;

  if (root != NULL && JSON_NODE_HOLDS_ARRAY (root) &&
      json_array_get_length (json_node_get_array (root)) > 0)
    object = pen_json_at_object (json_node_get_array (root), 0, NULL);
  else if (root != NULL)
    object = pen_json_root_object (root, NULL);

  return pen_json_object_or (object, "error", NULL);
}

/* The detail whose type ends with @type. */
static JsonObject *
find_detail (JsonObject *error,
             const char *type)
{
  JsonArray *details = pen_json_array_or (error, "details", NULL);

  for (guint i = 0; details != NULL && i < json_array_get_length (details); i++)
    {
      JsonObject *detail = pen_json_at_object (details, i, NULL);

      if (g_str_has_suffix (pen_json_string_or (detail, "@type", ""), type))
        return detail;
    }

  return NULL;
}

/* Whether the name of a quota that was exceeded has @words in it. */
static gboolean
exceeds_quota (JsonObject *error,
               const char *words)
{
  JsonObject *failure = find_detail (error, ".QuotaFailure");
  JsonArray *violations = pen_json_array_or (failure, "violations", NULL);

  for (guint i = 0; violations != NULL && i < json_array_get_length (violations); i++)
    {
      JsonObject *violation = pen_json_at_object (violations, i, NULL);

      if (strstr (pen_json_string_or (violation, "quotaId", ""), words) != NULL)
        return TRUE;
    }

  return FALSE;
}

/* The service puts into the body what others put into a header. */
static void
note_delay (PenReply   *reply,
            JsonObject *error)
{
  const char *delay = pen_json_string_or (find_detail (error, ".RetryInfo"), "retryDelay", NULL);
  g_autofree char *seconds = g_strdup (delay);

  if (delay == NULL || !g_str_has_suffix (delay, "s") ||
      pen_reply_get_header (reply, "Retry-After") != NULL)
    return;

  seconds[strlen (seconds) - 1] = '\0';
  pen_reply_set_header (reply, "Retry-After", seconds);
}

static GError *
build_exhausted (PenReply   *reply,
                 JsonObject *error)
{
  const char *words = pen_json_string_or (error, "message", "");

  if (strstr (words, "limit: 0") != NULL || exceeds_quota (error, "FreeTier"))
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_QUOTA,
                                _("Image models need a paid Google project, and this key has no "
                                  "quota for them: turn on billing in Google AI Studio"));
  if (exceeds_quota (error, "PerDay"))
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_QUOTA,
                                _("The daily limit of this key is reached: try again tomorrow"));

  note_delay (reply, error);
  return g_error_new_literal (PEN_ERROR, PEN_ERROR_RATE_LIMIT,
                              _("Google gets too many requests from this project"));
}

static GError *
build_key_rejected (void)
{
  return g_error_new_literal (PEN_ERROR, PEN_ERROR_KEY_REJECTED,
                              _("Google does not accept this key: make a new one at "
                                "https://aistudio.google.com/apikey; old ones that begin with "
                                "AIza are being switched off"));
}

static GError *
build_invalid (JsonObject *error,
               guint       status)
{
  const char *reason = pen_json_string_or (find_detail (error, ".ErrorInfo"), "reason", "");
  const char *words = pen_json_string_or (error, "message", "");

  if (g_str_equal (reason, "API_KEY_INVALID") || strstr (words, "API key not valid") != NULL)
    return build_key_rejected ();
  if (g_str_equal (pen_json_string_or (error, "status", ""), "FAILED_PRECONDITION"))
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_QUOTA,
                                _("Google does not offer this free of charge where you are: turn "
                                  "on billing for this key in Google AI Studio"));
  if (*words == '\0')
    return g_error_new (PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                        _("Google does not take this request (status %u)"), status);

  return g_error_new (PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                      _("Google does not take this request: %s"), words);
}

static GError *
build_forbidden (JsonObject *error)
{
  const char *words = pen_json_string_or (error, "message", "");

  if (*words == '\0')
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_KEY_REJECTED,
                                _("This key may not use Google's image models: it is blocked, "
                                  "restricted or without billing"));

  return g_error_new (PEN_ERROR, PEN_ERROR_KEY_REJECTED,
                      _("This key may not use Google's image models: it is blocked, restricted "
                        "or without billing. Google says: %s"), words);
}

/**
 * _pen_gemini_read_error:
 * @provider: the provider
 * @reply: a refusal
 * @charged: (out): whether money may have been spent
 *
 * Returns: (transfer full): what it means
 */
GError *
_pen_gemini_read_error (PenProvider *provider,
                        PenReply    *reply,
                        gboolean    *charged)
{
  JsonObject *error = find_error (pen_reply_get_json (reply));
  guint status = pen_reply_get_status (reply);

  *charged = FALSE;

  switch (status)
    {
    case 401:
      return build_key_rejected ();
    case 403:
      return build_forbidden (error);
    case 404:
      return g_error_new_literal (PEN_ERROR, PEN_ERROR_NOT_FOUND,
                                  _("Google has this model no longer: choose another"));
    case 413:
      return g_error_new_literal (PEN_ERROR, PEN_ERROR_TOO_LARGE,
                                  _("The pictures are too large together for one request to "
                                    "Google: send fewer or smaller ones"));
    case 429:
      return build_exhausted (reply, error);
    case 503:
      note_delay (reply, error);
      return g_error_new_literal (PEN_ERROR, PEN_ERROR_SERVICE,
                                  _("The model is overloaded: try again later"));
    case 504:
      /* Nobody knows how far it got. */
      *charged = TRUE;
      return g_error_new_literal (PEN_ERROR, PEN_ERROR_SERVICE,
                                  _("The request took Google too long: try a smaller size"));
    default:
      break;
    }

  if (status >= 500)
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_SERVICE,
                                _("Google had an internal error, often because of very large "
                                  "pictures: try again later"));
  if (status == 499)
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_SERVICE, _("The request was cancelled"));

  return build_invalid (error, status);
}
