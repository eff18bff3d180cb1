/* pen-replicate-error.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * What went wrong: refusals of the service, and ends of a prediction.
 */

#define G_LOG_DOMAIN "pen-replicate-error"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "pen-json.h"
#include "pen-replicate-provider-private.h"

/* Where the service does not say how long. */
#define USUAL_WAIT_SECONDS 10

/* Models put whole stack traces into their errors. */
#define MAX_WORDS 300

static char *
shorten (const char *words)
{
  g_autofree char *line = NULL;
  glong length;

  words += strspn (words, "\r\n\t ");
  line = g_strndup (words, strcspn (words, "\r\n"));
  length = g_utf8_strlen (line, -1);

  return length > MAX_WORDS ? g_utf8_substring (line, 0, MAX_WORDS) : g_steal_pointer (&line);
}

static void
append_field (GString    *text,
              const char *field,
              const char *words)
{
  if (words == NULL)
    return;

  /* “input.” stands before every field, and tells the user nothing. */
  if (field != NULL && g_str_has_prefix (field, "input."))
    field += strlen ("input.");

  if (text->len > 0)
    g_string_append (text, "; ");
  if (field != NULL)
    g_string_append_printf (text, "%s: ", field);
  g_string_append (text, words);
}

/* The last text of “loc” is the field. */
static const char *
find_place (JsonObject *item)
{
  JsonArray *place = pen_json_array_or (item, "loc", NULL);
  const char *field = NULL;

  for (guint i = 0; place != NULL && i < json_array_get_length (place); i++)
    if (pen_json_at_string (place, i, NULL) != NULL)
      field = pen_json_at_string (place, i, NULL);

  return field;
}

/* The fields that are wrong, as the platform and as the model's own server list them;
 * else the one text there is. */
static char *
find_words (JsonObject *object)
{
  JsonArray *invalid = pen_json_array_or (object, "invalid_fields", NULL);
  JsonArray *details = pen_json_array_or (object, "detail", NULL);
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; invalid != NULL && i < json_array_get_length (invalid); i++)
    {
      JsonObject *item = pen_json_at_object (invalid, i, NULL);

      append_field (text, pen_json_string_or (item, "field", NULL),
                    pen_json_string_or (item, "description", NULL));
    }

  for (guint i = 0; details != NULL && i < json_array_get_length (details); i++)
    {
      JsonObject *item = pen_json_at_object (details, i, NULL);

      append_field (text, find_place (item), pen_json_string_or (item, "msg", NULL));
    }

  if (text->len > 0)
    return g_string_free (g_steal_pointer (&text), FALSE);

  return shorten (pen_json_string_or (object, "detail",
                                      pen_json_string_or (object, "title", "")));
}

/* The wait stands in a header, in the body, or in the text; the runner knows the header. */
static void
normalise_wait (PenReply   *reply,
                JsonObject *object,
                const char *words)
{
  g_autoptr(GRegex) regex = g_regex_new ("resets in ~?(\\d{1,5})\\s*s", G_REGEX_CASELESS, 0, NULL);
  g_autoptr(GMatchInfo) match = NULL;
  g_autofree char *seconds = NULL;
  double wait = pen_json_double_or (object, "retry_after", -1);

  if (pen_reply_get_header (reply, "Retry-After") != NULL)
    return;

  if (wait >= 0 && wait < G_MAXUINT16)
    seconds = g_strdup_printf ("%.0f", wait);
  else if (g_regex_match (regex, words, 0, &match))
    seconds = g_match_info_fetch (match, 1);
  else
    seconds = g_strdup_printf ("%d", USUAL_WAIT_SECONDS);

  pen_reply_set_header (reply, "Retry-After", seconds);
}

static GError *
build_rate_limit (PenReply   *reply,
                  JsonObject *object,
                  const char *words)
{
  normalise_wait (reply, object, words);
  if (strstr (words, "credit") != NULL)
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_RATE_LIMIT,
                                _("Replicate takes few requests from accounts with little "
                                  "credit; more credit lifts the limit"));

  return g_error_new_literal (PEN_ERROR, PEN_ERROR_RATE_LIMIT,
                              _("Replicate gets too many requests from this account"));
}

static GError *
build_unprocessable (const char *title,
                     const char *words)
{
  if (g_strcmp0 (title, "Invalid version or not permitted") == 0)
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                                _("This version of the model does not exist, or this account "
                                  "may not use it: add the model again by its name"));

  if (*words == '\0')
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                                _("The model does not take this request"));

  return g_error_new (PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                      _("The model does not take this request: %s"), words);
}

static GError *
build_other (const char *words,
             guint       status)
{
  if (status >= 500)
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_SERVICE,
                                _("Replicate has trouble: try again later"));

  if (*words == '\0')
    return g_error_new (PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                        _("Replicate does not take this request (status %u)"), status);

  return g_error_new (PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                      _("Replicate does not take this request: %s"), words);
}

/**
 * _pen_replicate_read_error:
 * @provider: the provider
 * @reply: a refusal
 * @charged: (out): whether money was spent; never, for nothing has been made
 *
 * Returns: (transfer full): what it means
 */
GError *
_pen_replicate_read_error (PenProvider *provider,
                           PenReply    *reply,
                           gboolean    *charged)
{
  JsonNode *root = pen_reply_get_json (reply);
  JsonObject *object = root != NULL ? pen_json_root_object (root, NULL) : NULL;
  guint status = pen_reply_get_status (reply);
  g_autofree char *words = find_words (object);

  *charged = FALSE;

  switch (status)
    {
    case 401:
      return g_error_new_literal (PEN_ERROR, PEN_ERROR_KEY_REJECTED,
                                  _("The Replicate key is wrong or revoked: check it in the "
                                    "preferences"));
    case 402:
      return g_error_new_literal (PEN_ERROR, PEN_ERROR_QUOTA,
                                  _("The Replicate account has no credit left: buy some at "
                                    "https://replicate.com/account/billing; it may take some "
                                    "minutes until it counts"));
    case 403:
      return g_error_new_literal (PEN_ERROR, PEN_ERROR_KEY_REJECTED,
                                  _("This Replicate account may not use the model"));
    case 404:
      return g_error_new_literal (PEN_ERROR, PEN_ERROR_NOT_FOUND,
                                  _("Replicate does not have this model, or does not show it to "
                                    "this account: check its name"));
    case 413:
      return g_error_new_literal (PEN_ERROR, PEN_ERROR_TOO_LARGE,
                                  _("The picture is larger than the 100 MB that Replicate takes: "
                                    "choose a smaller one"));
    case 422:
      return build_unprocessable (pen_json_string_or (object, "title", NULL), words);
    case 429:
      return build_rate_limit (reply, object, words);
    default:
      return build_other (words, status);
    }
}

static gboolean
holds (const char *words,
       const char *part)
{
  g_autofree char *folded = g_ascii_strdown (words, -1);

  return strstr (folded, part) != NULL;
}

/**
 * _pen_replicate_describe_end:
 * @status: “failed”, “canceled” or “aborted”
 * @words: (nullable): what the model says
 *
 * Returns: (transfer full): why there is no picture
 */
GError *
_pen_replicate_describe_end (const char *status,
                             const char *words)
{
  g_autofree char *line = NULL;

  if (g_str_equal (status, "aborted"))
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_SERVICE,
                                _("The model did not start in time: try again"));
  if (g_str_equal (status, "canceled"))
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_SERVICE,
                                _("The prediction was stopped at Replicate"));
  if (words == NULL || *words == '\0')
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_SERVICE,
                                _("The model failed, and does not say why"));

  if (holds (words, "nsfw") || strstr (words, "E005") != NULL ||
      holds (words, "flagged as sensitive"))
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_REFUSED,
                                _("The safety filter stopped this picture: change the prompt or "
                                  "the source"));
  if (holds (words, "out of memory"))
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_TOO_LARGE,
                                _("The picture is too large for this model: choose a smaller "
                                  "size or a smaller picture"));
  if (holds (words, "no face") || holds (words, "face not"))
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                                _("The model found no face in the picture: choose one with one "
                                  "clear face"));

  line = shorten (words);
  return g_error_new (PEN_ERROR, PEN_ERROR_SERVICE, _("The model failed: %s"), line);
}
