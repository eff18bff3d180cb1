/* pen-kie-error.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * What went wrong at KIE.  Nearly every refusal comes with status 200, and its true code
 * stands in the body; what comes from the firewall in front of it is no JSON at all.
 */

#define G_LOG_DOMAIN "pen-kie-error"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "pen-json.h"
#include "pen-kie-provider-private.h"

/* Too many new tasks in ten seconds; the service does not say how long to wait. */
#define PAUSE_SECONDS "10"

static const struct
{
  guint       code;
  PenError    kind;
  const char *sentence;   /* “%s” is what the service says */
} refusals[] = {
  { 400, PEN_ERROR_INVALID_REQUEST, N_("KIE does not take this request: %s") },
  { 401, PEN_ERROR_KEY_REJECTED,
    N_("KIE rejected the key: check it, and the addresses it is limited to, at "
       "https://kie.ai/api-key") },
  { 402, PEN_ERROR_QUOTA,
    N_("The KIE account has not enough credits: buy more at https://kie.ai") },
  { 404, PEN_ERROR_EXPIRED,
    N_("KIE does not know this model or task: it may have been withdrawn") },
  { 408, PEN_ERROR_SERVICE, N_("The model did not answer KIE in time: try again later") },
  { 422, PEN_ERROR_INVALID_REQUEST, N_("KIE does not take this request: %s") },
  { 429, PEN_ERROR_RATE_LIMIT,
    N_("KIE gets too many new requests from this account: try again in a few seconds") },
  { 433, PEN_ERROR_QUOTA,
    N_("The limit that was set for this KIE key is used up: raise it at "
       "https://kie.ai/api-key") },
  { 451, PEN_ERROR_INVALID_REQUEST,
    N_("KIE could not fetch the picture it was sent: send the request again") },
  { 455, PEN_ERROR_SERVICE, N_("KIE is under maintenance: try again later") },
  { 500, PEN_ERROR_SERVICE, N_("KIE reports an error: %s") },
  { 501, PEN_ERROR_SERVICE, N_("KIE could not make the picture: %s") },
  { 505, PEN_ERROR_INVALID_REQUEST, N_("KIE has switched this off") },
  { 550, PEN_ERROR_SERVICE, N_("The queue of KIE is full: try again in a minute") },
};

/* How moderators speak; the service has no code for it. */
static const char * const moderation[] = {
  "moderation", "policy", "policies", "nsfw", "sensitive", "prohibited", "safety", "flagged",
};

static JsonObject *
get_object (PenReply *reply)
{
  JsonNode *root = pen_reply_get_json (reply);

  return root != NULL ? pen_json_root_object (root, NULL) : NULL;
}

/*
 * _pen_kie_get_code:
 * @reply: an answer
 * @code: (out): what it says of itself
 *
 * Returns: whether it says so at all
 */
gboolean
_pen_kie_get_code (PenReply *reply,
                   gint64   *code)
{
  *code = pen_json_int_or (get_object (reply), "code", 0);

  return *code > 0;
}

/* Both a good status and a good code. */
gboolean
_pen_kie_is_good (PenReply *reply)
{
  gint64 code;

  return pen_reply_get_status (reply) < 400 && _pen_kie_get_code (reply, &code) && code == 200 &&
         pen_json_boolean_or (get_object (reply), "success", TRUE);
}

/* Both spellings occur. */
static const char *
find_words (PenReply *reply)
{
  JsonObject *object = get_object (reply);
  const char *words = pen_json_string_or (object, "msg", NULL);

  if (words == NULL || *words == '\0')
    words = pen_json_string_or (object, "message", NULL);
  if (words == NULL || *words == '\0')
    return _("it does not say why");

  return words;
}

static GError *
build_firewall (void)
{
  return g_error_new_literal (PEN_ERROR, PEN_ERROR_SERVICE,
                              _("The firewall of KIE turned the program away; the key has "
                                "nothing to do with it: try again later"));
}

static gboolean
is_unfetched (const char *words)
{
  return strstr (words, "media file is unavailable") != NULL;
}

/*
 * _pen_kie_error_new:
 * @reply: a refusal
 *
 * Returns: (transfer full): what it says
 */
GError *
_pen_kie_error_new (PenReply *reply)
{
  const char *words = find_words (reply);
  guint status = pen_reply_get_status (reply);
  gint64 code;

  /* “error code: 1010”, or a page: KIE itself would have said it in JSON. */
  if (status == 403 && get_object (reply) == NULL)
    return build_firewall ();

  if (!_pen_kie_get_code (reply, &code) || code == 200)
    code = status;
  if (code == 422 && is_unfetched (words))
    code = 451;
  if (code == 429 && pen_reply_get_header (reply, "Retry-After") == NULL)
    pen_reply_set_header (reply, "Retry-After", PAUSE_SECONDS);

  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (refusals[i].code == code)
      {
        g_autoptr(GString) sentence = g_string_new (_(refusals[i].sentence));

        g_string_replace (sentence, "%s", words, 1);
        return g_error_new_literal (PEN_ERROR, refusals[i].kind, sentence->str);
      }

  if (code < 400)
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                                _("The answer of KIE was not understood"));

  return g_error_new (PEN_ERROR, pen_error_from_status ((guint) MIN (code, 599)),
                      _("KIE failed (code %u): try again later"), (guint) code);
}

/*
 * _pen_kie_error_for_task:
 * @words: (nullable): why a task failed, in the words of the service
 *
 * Returns: (transfer full): a sentence that repeats them
 */
GError *
_pen_kie_error_for_task (const char *words)
{
  g_autofree char *small = NULL;

  if (words == NULL || *words == '\0')
    words = _("it does not say why");

  small = g_ascii_strdown (words, -1);
  for (guint i = 0; i < G_N_ELEMENTS (moderation); i++)
    if (strstr (small, moderation[i]) != NULL)
      return g_error_new (PEN_ERROR, PEN_ERROR_REFUSED,
                          _("The model refused the request by its content rules: %s"), words);

  if (is_unfetched (small))
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_SERVICE,
                                _("KIE could not fetch the picture it was sent: send the request "
                                  "again"));

  return g_error_new (PEN_ERROR, PEN_ERROR_SERVICE, _("KIE could not make the picture: %s"),
                      words);
}
