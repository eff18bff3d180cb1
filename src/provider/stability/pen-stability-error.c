/* pen-stability-error.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * What Stability says when it refuses, and what that means to the user.
 */

#define G_LOG_DOMAIN "pen-stability-provider"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-json.h"
#include "pen-stability-provider-private.h"

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

GError *
_pen_stability_read_error (PenProvider *provider,
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
