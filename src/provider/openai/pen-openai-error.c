/* pen-openai-error.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * What OpenAI's refusals mean.  Codes are often missing where it matters, so that a
 * row may also go by a piece of the text.
 */

#define G_LOG_DOMAIN "pen-openai-error"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "pen-json.h"
#include "pen-openai-provider-private.h"

/* Some answers carry a whole essay. */
#define MAX_WORDS 300

/* A refusal, taken apart; the texts belong to the reply. */
typedef struct
{
  guint       status;
  const char *message;
  const char *type;
  const char *param;
  const char *code;
  const char *stage;
  const char *id;
} Refusal;

/* A row counts where all that it names is so; the first that counts is taken.  In a
 * sentence “{param}” is the field that is meant; none means the service's own words. */
static const struct
{
  guint       status;
  const char *code;
  const char *text;
  PenError    kind;
  const char *sentence;
} rows[] = {
  { 0, "billing_hard_limit_reached", NULL, PEN_ERROR_QUOTA,
    N_("The spending limit of your OpenAI account is reached: raise it at "
       "https://platform.openai.com/settings/organization/limits") },
  { 401, "invalid_api_key", NULL, PEN_ERROR_KEY_REJECTED,
    N_("OpenAI rejected the key: check it in the preferences") },
  { 403, NULL, "must be verified to use the model", PEN_ERROR_KEY_REJECTED,
    N_("OpenAI wants your organization to be verified before it may use this model: see "
       "https://platform.openai.com/settings/organization/general, and allow 15 minutes") },
  { 403, "unsupported_country_region_territory", NULL, PEN_ERROR_KEY_REJECTED,
    N_("OpenAI is not available in your region") },
  { 403, NULL, "country, region", PEN_ERROR_KEY_REJECTED,
    N_("OpenAI is not available in your region") },
  { 400, "image_too_large", NULL, PEN_ERROR_TOO_LARGE,
    N_("The picture is too large for OpenAI: choose a smaller one") },
  { 400, "image_file_too_large", NULL, PEN_ERROR_TOO_LARGE,
    N_("The picture is too large for OpenAI: choose a smaller one") },
  { 400, "image_too_small", NULL, PEN_ERROR_INVALID_REQUEST,
    N_("The picture is too small for OpenAI: choose a larger one") },
  { 400, "invalid_image", NULL, PEN_ERROR_PICTURE, NULL },
  { 400, "invalid_image_format", NULL, PEN_ERROR_PICTURE, NULL },
  { 400, "unsupported_image_media_type", NULL, PEN_ERROR_PICTURE, NULL },
  { 400, "image_parse_error", NULL, PEN_ERROR_PICTURE, NULL },
  { 400, "empty_image_file", NULL, PEN_ERROR_PICTURE, NULL },
  { 400, NULL, "unsupported mimetype", PEN_ERROR_PICTURE, NULL },
  { 400, "unknown_parameter", NULL, PEN_ERROR_INVALID_REQUEST,
    N_("The model does not accept the option “{param}”: set it back to its default") },
  { 400, NULL, "ransparent background", PEN_ERROR_INVALID_REQUEST,
    N_("This model makes no transparent background: choose another one") },
  { 413, NULL, NULL, PEN_ERROR_TOO_LARGE,
    N_("The request is larger than OpenAI takes: choose a smaller picture") },
  { 503, NULL, NULL, PEN_ERROR_SERVICE, N_("OpenAI is overloaded: try again later") },
};

static void
take_apart (PenReply *reply,
            Refusal  *refusal)
{
  JsonNode *root = pen_reply_get_json (reply);
  JsonObject *object = root != NULL ? pen_json_root_object (root, NULL) : NULL;
  JsonObject *error = pen_json_object_or (object, "error", NULL);
  JsonObject *details = pen_json_object_or (error, "moderation_details", NULL);

  refusal->status = pen_reply_get_status (reply);
  refusal->message = pen_json_string_or (error, "message", "");
  refusal->type = pen_json_string_or (error, "type", "");
  refusal->param = pen_json_string_or (error, "param", "");
  refusal->code = pen_json_string_or (error, "code", "");
  refusal->stage = pen_json_string_or (details, "moderation_stage", "");
  refusal->id = pen_reply_get_header (reply, "x-request-id");

  g_debug ("Status %u, type %s, code %s, field %s, request %s", refusal->status, refusal->type,
           refusal->code, refusal->param, refusal->id != NULL ? refusal->id : "unknown");
}

/* The first line of the service's own words, and not too much of it. */
static char *
get_words (const Refusal *refusal)
{
  g_autofree char *words = g_strndup (refusal->message, strcspn (refusal->message, "\r\n"));
  gsize length;

  if (g_utf8_strlen (words, -1) > MAX_WORDS)
    *g_utf8_offset_to_pointer (words, MAX_WORDS) = '\0';

  length = strlen (words);
  if (length > 0 && words[length - 1] == '.')
    words[length - 1] = '\0';

  return g_steal_pointer (&words);
}

/* An empty account answers with the same status as a hurried one. */
static gboolean
is_out_of_money (const Refusal *refusal)
{
  return refusal->status == 429 &&
         (g_str_equal (refusal->type, "insufficient_quota") ||
          g_str_equal (refusal->code, "insufficient_quota") ||
          g_str_equal (refusal->code, "credit_balance_exhausted") ||
          (g_str_has_suffix (refusal->code, "_exceeded") &&
           !g_str_equal (refusal->code, "rate_limit_exceeded")));
}

static gboolean
is_moderated (const Refusal *refusal)
{
  return g_str_equal (refusal->code, "moderation_blocked") ||
         g_str_equal (refusal->code, "content_policy_violation") ||
         g_str_equal (refusal->code, "image_content_policy_violation") ||
         g_str_equal (refusal->type, "image_generation_user_error");
}

static GError *
build_moderated (const Refusal *refusal)
{
  const char *sentence = _("OpenAI's content filter refused the prompt or a picture: change it "
                           "and try again");

  if (g_str_equal (refusal->stage, "input"))
    sentence = _("OpenAI's content filter refused what was sent: change the prompt or the "
                 "picture and try again");
  else if (g_str_equal (refusal->stage, "output"))
    sentence = _("OpenAI's content filter refused the picture that came of it: change the "
                 "prompt and try again");

  return g_error_new_literal (PEN_ERROR, PEN_ERROR_REFUSED, sentence);
}

/* A key that may do less than others names what it lacks, in a sentence of its own. */
static GError *
build_restricted (const Refusal *refusal)
{
  static const char start[] = "Missing scopes: ";
  const char *scopes = strstr (refusal->message, start);
  g_autofree char *line = NULL;
  g_auto(GStrv) parts = NULL;

  if (scopes == NULL)
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_KEY_REJECTED,
                                _("This OpenAI key lacks a permission: allow it “Models: Read” "
                                  "and “Model capabilities: Write”"));

  line = g_strndup (scopes + strlen (start), MIN (strcspn (scopes + strlen (start), "\r\n"),
                                                  MAX_WORDS));
  parts = g_strsplit (line, ". ", 2);

  return g_error_new (PEN_ERROR, PEN_ERROR_KEY_REJECTED,
                      _("This OpenAI key lacks the permission %s: allow it “Models: Read” and "
                        "“Model capabilities: Write”"), parts[0]);
}

static GError *
build_missing_model (const Refusal *refusal)
{
  g_autofree char *words = get_words (refusal);

  return g_error_new (PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                      _("This model is not available to your key, or was removed: choose "
                        "another one. OpenAI says: %s"), words);
}

static GError *
find_row (const Refusal *refusal)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GString) sentence = NULL;

      if ((rows[i].status != 0 && rows[i].status != refusal->status) ||
          (rows[i].code != NULL && !g_str_equal (rows[i].code, refusal->code)) ||
          (rows[i].text != NULL && strstr (refusal->message, rows[i].text) == NULL))
        continue;

      if (rows[i].kind == PEN_ERROR_PICTURE)
        return g_error_new_literal (PEN_ERROR, PEN_ERROR_PICTURE,
                                    _("OpenAI could not read the picture: use a PNG, JPEG or "
                                      "WebP file"));

      sentence = g_string_new (_(rows[i].sentence));
      g_string_replace (sentence, "{param}", refusal->param, 0);
      return g_error_new_literal (PEN_ERROR, rows[i].kind, sentence->str);
    }

  return NULL;
}

/* What no row knows, by its status alone. */
static GError *
build_other (const Refusal *refusal)
{
  g_autofree char *words = get_words (refusal);

  if (refusal->status == 401 || refusal->status == 403)
    return *words == '\0'
           ? g_error_new_literal (PEN_ERROR, PEN_ERROR_KEY_REJECTED,
                                  _("OpenAI rejected the key: check it in the preferences"))
           : g_error_new (PEN_ERROR, PEN_ERROR_KEY_REJECTED,
                          _("OpenAI does not allow this key to do this: %s"), words);

  /* The number of the request is what OpenAI's own support asks for. */
  if (refusal->status >= 500)
    return refusal->id != NULL
           ? g_error_new (PEN_ERROR, PEN_ERROR_SERVICE,
                          _("OpenAI had an internal error: try again later (request %s)"),
                          refusal->id)
           : g_error_new_literal (PEN_ERROR, PEN_ERROR_SERVICE,
                                  _("OpenAI had an internal error: try again later"));

  if (refusal->status < 400)
    return g_error_new (PEN_ERROR, PEN_ERROR_SERVICE,
                        _("OpenAI failed while it made the picture: %s"),
                        *words != '\0' ? words : refusal->code);

  if (*words == '\0')
    return g_error_new (PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                        _("OpenAI does not take this request (status %u)"), refusal->status);

  return g_error_new (PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                      _("OpenAI does not take this request: %s"), words);
}

/**
 * _pen_openai_read_error:
 * @provider: the provider
 * @reply: a refusal, or the last record of a stream that failed
 * @charged: (out): whether money was spent; a refusal is never charged
 *
 * Returns: (transfer full): what it means
 */
GError *
_pen_openai_read_error (PenProvider *provider,
                        PenReply    *reply,
                        gboolean    *charged)
{
  Refusal refusal;
  GError *error;

  *charged = FALSE;
  take_apart (reply, &refusal);

  if (is_out_of_money (&refusal))
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_QUOTA,
                                _("Your OpenAI account has no credit left, or its spending limit "
                                  "is reached: see "
                                  "https://platform.openai.com/settings/organization/billing"));

  if (refusal.status == 429 || g_str_equal (refusal.code, "rate_limit_exceeded"))
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_RATE_LIMIT,
                                _("OpenAI gets too many requests from this account"));

  if (is_moderated (&refusal))
    return build_moderated (&refusal);

  if ((refusal.status == 401 || refusal.status == 403) &&
      (strstr (refusal.message, "insufficient permissions") != NULL ||
       strstr (refusal.message, "Missing scopes:") != NULL))
    return build_restricted (&refusal);

  if (g_str_equal (refusal.code, "model_not_found"))
    return build_missing_model (&refusal);

  error = find_row (&refusal);
  return error != NULL ? error : build_other (&refusal);
}
