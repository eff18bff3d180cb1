/* pen-openai-compatible-error.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * What went wrong, out of the shapes in which these servers say so: OpenAI's object, a
 * flat text, FastAPI's “detail”, a bare page, or nothing at all.
 */

#define G_LOG_DOMAIN "pen-openai-compatible-error"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "pen-json.h"
#include "pen-openai-compatible-provider-private.h"

#define MAX_WORDS 300

static const char *
find_words (JsonObject *object)
{
  JsonObject *error = pen_json_object_or (object, "error", NULL);
  JsonObject *detail = pen_json_object_or (object, "detail", NULL);
  const char *words = pen_json_string_or (error, "message", NULL);

  if (words == NULL)
    words = pen_json_string_or (detail, "msg", NULL);
  /* stable-diffusion.cpp: a name in “error”, and the words beside it. */
  if (words == NULL)
    words = pen_json_string_or (object, "message", NULL);
  if (words == NULL)
    words = pen_json_string_or (object, "error", NULL);
  if (words == NULL)
    words = pen_json_string_or (object, "detail", NULL);

  return words != NULL && *words != '\0' ? words : NULL;
}

/* The first line, and not too much of it. */
static char *
shorten (const char *words)
{
  char *line = words != NULL ? g_strndup (words, strcspn (words, "\r\n")) : NULL;
  gsize length = line != NULL ? strlen (line) : 0;

  if (length > 0 && line[length - 1] == '.')
    line[length - 1] = '\0';
  if (length > 0 && g_utf8_strlen (line, -1) > MAX_WORDS)
    *g_utf8_offset_to_pointer (line, MAX_WORDS) = '\0';

  return line;
}

static gboolean
is_quota (guint       status,
          JsonObject *error)
{
  const char *type = pen_json_string_or (error, "type", "");
  const char *code = pen_json_string_or (error, "code", "");

  return status == 402 || g_str_equal (type, "insufficient_quota") ||
         g_str_equal (code, "insufficient_quota");
}

static gboolean
is_moderated (JsonObject *error)
{
  const char *code = pen_json_string_or (error, "code", "");

  return g_str_equal (code, "moderation_blocked") || g_str_equal (code, "content_policy_violation");
}

static GError *
build_missing (const char *words)
{
  if (words == NULL || g_str_equal (words, "Not Found"))
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                                _("The server does not have this route: it cannot do this, or its "
                                  "address is wrong; the address ends before “/v1”"));

  return g_error_new (PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                      _("The server does not have this: %s"), words);
}

static GError *
build_other (guint       status,
             const char *words)
{
  if (status >= 400 && status < 500)
    return words != NULL
           ? g_error_new (PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                          _("The server does not take this request: %s"), words)
           : g_error_new (PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                          _("The server does not take this request (status %u)"), status);

  return words != NULL
         ? g_error_new (PEN_ERROR, PEN_ERROR_SERVICE, _("The server failed: %s"), words)
         : g_error_new (PEN_ERROR, PEN_ERROR_SERVICE, _("The server failed (status %u)"), status);
}

/**
 * _pen_openai_compatible_read_error:
 * @provider: the provider
 * @reply: a refusal
 * @charged: (out): whether money was spent; never
 *
 * Returns: (transfer full): what it means
 */
GError *
_pen_openai_compatible_read_error (PenProvider *provider,
                                   PenReply    *reply,
                                   gboolean    *charged)
{
  JsonNode *root = pen_reply_get_json (reply);
  JsonObject *object = root != NULL ? pen_json_root_object (root, NULL) : NULL;
  JsonObject *error = pen_json_object_or (object, "error", NULL);
  guint status = pen_reply_get_status (reply);
  g_autofree char *words = shorten (find_words (object));

  *charged = FALSE;

  if (is_moderated (error))
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_REFUSED,
                                _("The server's content filter refused the request: change it and "
                                  "try again"));

  if (is_quota (status, error))
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_QUOTA,
                                _("The account at this server has no credit left"));

  switch (status)
    {
    case 401:
    case 403:
      return g_error_new_literal (PEN_ERROR, PEN_ERROR_KEY_REJECTED,
                                  _("The server wants a key, or does not accept this one: check it "
                                    "in the preferences"));
    case 404:
      return build_missing (words);
    case 405:
      return build_missing (NULL);
    case 413:
      return g_error_new_literal (PEN_ERROR, PEN_ERROR_TOO_LARGE,
                                  _("The request is larger than the server takes: choose a smaller "
                                    "picture"));
    case 429:
      return g_error_new_literal (PEN_ERROR, PEN_ERROR_RATE_LIMIT,
                                  _("The server gets too many requests"));
    default:
      return build_other (status, words);
    }
}
