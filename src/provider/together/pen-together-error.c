/* pen-together-error.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * What a refusal means.
 */

#define G_LOG_DOMAIN "pen-together-error"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-json.h"
#include "pen-together-provider-private.h"

/* The service's own words: empty where it says nothing. */
static const char *
find_words (JsonNode *root)
{
  JsonObject *object = root != NULL ? pen_json_root_object (root, NULL) : NULL;
  JsonObject *error = pen_json_object_or (object, "error", NULL);

  return pen_json_string_or (error, "message", pen_json_string_or (object, "message", ""));
}

/* Seconds to wait, under a name of the service's own. */
static void
note_delay (PenReply *reply)
{
  const char *seconds = pen_reply_get_header (reply, "x-ratelimit-reset");

  if (seconds != NULL && pen_reply_get_header (reply, "Retry-After") == NULL)
    pen_reply_set_header (reply, "Retry-After", seconds);
}

static GError *
build_invalid (const char *words,
               guint       status)
{
  if (*words == '\0')
    return g_error_new (PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                        _("Together does not take this request (status %u)"), status);

  return g_error_new (PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                      _("Together does not take a setting: %s"), words);
}

static GError *
build_refused (const char *words)
{
  if (*words == '\0')
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_REFUSED,
                                _("Together's safety filter refused this: change the prompt and "
                                  "try again"));

  return g_error_new (PEN_ERROR, PEN_ERROR_REFUSED,
                      _("Together's safety filter refused this: %s"), words);
}

/**
 * _pen_together_read_error:
 * @provider: the provider
 * @reply: a refusal
 * @charged: (out): whether money may have been spent
 *
 * Returns: (transfer full): what it means
 */
GError *
_pen_together_read_error (PenProvider *provider,
                          PenReply    *reply,
                          gboolean    *charged)
{
  const char *words = find_words (pen_reply_get_json (reply));
  guint status = pen_reply_get_status (reply);

  /* After a time limit nobody knows how far it got. */
  *charged = status == 504;

  switch (status)
    {
    case 401:
      return g_error_new_literal (PEN_ERROR, PEN_ERROR_KEY_REJECTED,
                                  _("Together rejected the key: make a new one at "
                                    "https://api.together.ai/settings/api-keys"));
    case 402:
      return g_error_new_literal (PEN_ERROR, PEN_ERROR_QUOTA,
                                  _("The Together account has no credit left, or reached its "
                                    "limit"));
    case 403:
      return g_error_new_literal (PEN_ERROR, PEN_ERROR_KEY_REJECTED,
                                  _("The level of this Together account does not include the "
                                    "model: choose another, or pay in more"));
    case 404:
      return g_error_new_literal (PEN_ERROR, PEN_ERROR_NOT_FOUND,
                                  _("Together does not offer this model: choose another"));
    case 422:
      return build_refused (words);
    case 429:
      note_delay (reply);
      return g_error_new_literal (PEN_ERROR, PEN_ERROR_RATE_LIMIT,
                                  _("Together asks to slow down"));
    case 503:
      note_delay (reply);
      return g_error_new_literal (PEN_ERROR, PEN_ERROR_SERVICE,
                                  _("This model is overloaded at Together: try again shortly"));
    default:
      break;
    }

  if (status >= 500)
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_SERVICE,
                                _("Together has a problem right now: try again later"));

  return build_invalid (words, status);
}
