/* pen-leonardo-error.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * What went wrong at Leonardo.  It has few codes, so that the words decide; and version 2
 * refuses with status 200 and a list of errors where a result would be.
 */

#define G_LOG_DOMAIN "pen-leonardo-error"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "pen-json.h"
#include "pen-leonardo-provider-private.h"

/* “%s” is what the service says; its words are looked for without regard to case. */
static const struct
{
  const char *words;
  PenError    kind;
  const char *sentence;
} refusals[] = {
  { "authorization hook", PEN_ERROR_KEY_REJECTED,
    N_("The Leonardo key was rejected: check it in the preferences") },
  { "authentication hook", PEN_ERROR_KEY_REJECTED,
    N_("The Leonardo key was rejected: check it in the preferences") },
  { "not enough api tokens", PEN_ERROR_QUOTA,
    N_("The balance of the Leonardo API is empty: top it up at "
       "https://app.leonardo.ai/api-access") },
  { "appears to contain inappropriate", PEN_ERROR_REFUSED,
    N_("Leonardo's content filter refused this prompt") },
  { "too many images", PEN_ERROR_INVALID_REQUEST,
    N_("Leonardo makes fewer pictures at a time in this size: ask for fewer, or smaller ones") },
  { "invalid dimensions", PEN_ERROR_INVALID_REQUEST,
    N_("This model of Leonardo does not make this size") },
  { "invalid file extension", PEN_ERROR_INVALID_REQUEST,
    N_("Leonardo did not take the picture: send the request again") },
  { "couldn't access image", PEN_ERROR_INVALID_REQUEST,
    N_("Leonardo cannot find the picture it was sent: send the request again") },
  { "failed to find init variation", PEN_ERROR_INVALID_REQUEST,
    N_("Leonardo cannot find the picture it was sent: send the request again") },
  { "invalid init image id", PEN_ERROR_INVALID_REQUEST,
    N_("Leonardo cannot find the picture it was sent: send the request again") },
  { "maximum length of 1500", PEN_ERROR_INVALID_REQUEST,
    N_("The prompt is too long for this model of Leonardo: at most 1500 characters") },
  { "not supported within the production api", PEN_ERROR_INVALID_REQUEST,
    N_("Leonardo does not offer this model to programs, or no longer: choose another") },
  { "service error", PEN_ERROR_SERVICE, N_("Leonardo had an internal error: try again later") },
};

JsonObject *
_pen_leonardo_get_object (PenReply *reply)
{
  JsonNode *root = pen_reply_get_json (reply);

  return root != NULL ? pen_json_root_object (root, NULL) : NULL;
}

static JsonArray *
get_errors (PenReply *reply)
{
  JsonNode *root = pen_reply_get_json (reply);

  if (root != NULL && JSON_NODE_HOLDS_ARRAY (root))
    return json_node_get_array (root);

  return pen_json_array_or (_pen_leonardo_get_object (reply), "errors", NULL);
}

/* A list is never a result, and an object with errors is none either. */
gboolean
_pen_leonardo_is_refusal (PenReply *reply)
{
  return pen_reply_get_status (reply) >= 400 || get_errors (reply) != NULL ||
         pen_json_string_or (_pen_leonardo_get_object (reply), "error", NULL) != NULL;
}

/* The innermost words say most. */
static const char *
find_words (PenReply *reply)
{
  JsonObject *object = _pen_leonardo_get_object (reply);
  JsonArray *errors = get_errors (reply);
  JsonObject *first = errors != NULL && json_array_get_length (errors) > 0
                      ? pen_json_at_object (errors, 0, NULL) : NULL;
  JsonObject *extensions = pen_json_object_or (first, "extensions", NULL);
  JsonObject *details = pen_json_object_or (extensions, "details", NULL);
  JsonArray *inner = pen_json_array_or (details, "errors", NULL);
  const char *words = NULL;

  if (inner != NULL && json_array_get_length (inner) > 0)
    words = pen_json_string_or (pen_json_at_object (inner, 0, NULL), "message", NULL);
  if (words == NULL)
    words = pen_json_string_or (first, "message", NULL);
  if (words == NULL)
    words = pen_json_string_or (object, "error", NULL);

  return words;
}

/* The hosts that take pictures answer in XML, and know nothing of keys. */
static gboolean
is_from_file_host (PenReply *reply)
{
  const char *media_type = pen_reply_get_media_type (reply);
  const char *text = pen_reply_get_text (reply);

  return (media_type != NULL && strstr (media_type, "xml") != NULL) ||
         (text != NULL && g_str_has_prefix (text, "<?xml"));
}

/* “…content moderation filter: weapon” */
static GError *
build_moderation (const char *words)
{
  const char *colon = strrchr (words, ':');
  g_autofree char *word = colon != NULL ? g_strstrip (g_strdup (colon + 1)) : g_strdup ("");

  if (*word == '\0')
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_REFUSED,
                                _("Leonardo's content filter refused this prompt"));

  return g_error_new (PEN_ERROR, PEN_ERROR_REFUSED,
                      _("Leonardo's content filter refused this prompt because of: %s"), word);
}

static GError *
build_from_words (const char *words)
{
  g_autofree char *small = g_ascii_strdown (words, -1);

  if (strstr (small, "content moderation filter") != NULL)
    return build_moderation (words);

  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (strstr (small, refusals[i].words) != NULL)
      return g_error_new_literal (PEN_ERROR, refusals[i].kind, _(refusals[i].sentence));

  return NULL;
}

static GError *
build_from_status (guint       status,
                   const char *words)
{
  PenError kind = pen_error_from_status (status);

  if (status == 429)
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_RATE_LIMIT,
                                _("Leonardo is busy: try again in a minute"));
  if (status >= 500)
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_SERVICE,
                                _("Leonardo had an internal error: try again later"));
  if (words != NULL)
    return g_error_new (PEN_ERROR, status >= 400 ? kind : PEN_ERROR_INVALID_REQUEST,
                        _("Leonardo does not take this request: %s"), words);
  if (status == 401)
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_KEY_REJECTED,
                                _("The Leonardo key was rejected: check it in the preferences"));
  if (status >= 400)
    return g_error_new (PEN_ERROR, kind, _("Leonardo does not take this request (status %u)"),
                        status);

  return g_error_new_literal (PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                              _("The answer of Leonardo was not understood"));
}

/*
 * _pen_leonardo_error_new:
 * @reply: a refusal
 *
 * Returns: (transfer full): what it says
 */
GError *
_pen_leonardo_error_new (PenReply *reply)
{
  const char *words = find_words (reply);
  GError *error = words != NULL ? build_from_words (words) : NULL;

  if (error != NULL)
    return error;

  if (is_from_file_host (reply))
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_SERVICE,
                                _("The picture could not be uploaded to Leonardo: send the "
                                  "request again"));

  return build_from_status (pen_reply_get_status (reply), words);
}
