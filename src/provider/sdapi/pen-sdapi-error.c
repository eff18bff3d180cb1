/* pen-sdapi-error.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * What went wrong, out of the shapes in which these engines say so.
 */

#define G_LOG_DOMAIN "pen-sdapi-error"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "pen-json.h"
#include "pen-sdapi-provider-private.h"

/* Some engines put a whole stack trace into their answer. */
#define MAX_WORDS 300

/* The field that one item of a “detail” list is about: the last text of “loc”. */
static const char *
find_field (JsonObject *item)
{
  JsonArray *location = pen_json_array_or (item, "loc", NULL);
  const char *field = NULL;

  for (guint i = 0; location != NULL && i < json_array_get_length (location); i++)
    {
      const char *text = pen_json_at_string (location, i, NULL);

      if (text != NULL)
        field = text;
    }

  return field;
}

static char *
join_details (JsonArray *details)
{
  g_autoptr(GString) words = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (details); i++)
    {
      JsonObject *item = pen_json_at_object (details, i, NULL);
      const char *message = pen_json_string_or (item, "msg", NULL);
      const char *field = find_field (item);

      if (message == NULL)
        continue;

      if (words->len > 0)
        g_string_append (words, "; ");
      if (field != NULL)
        g_string_append_printf (words, "%s: ", field);
      g_string_append (words, message);
    }

  return words->len > 0 ? g_string_free (g_steal_pointer (&words), FALSE) : NULL;
}

static char *
find_words (JsonNode *root)
{
  static const char * const members[] = { "detail", "errors", "message", "error" };
  JsonObject *object;
  JsonArray *details;
  JsonObject *detail;

  if (root == NULL)
    return NULL;

  if (JSON_NODE_HOLDS_VALUE (root) && json_node_get_value_type (root) == G_TYPE_STRING)
    return json_node_dup_string (root);

  object = pen_json_root_object (root, NULL);
  details = pen_json_array_or (object, "detail", NULL);
  if (details != NULL)
    return join_details (details);

  detail = pen_json_object_or (object, "detail", NULL);
  if (detail != NULL)
    return g_strdup (pen_json_string_or (detail, "msg", NULL));

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      const char *words = pen_json_string_or (object, members[i], NULL);

      if (words != NULL && *words != '\0')
        return g_strdup (words);
    }

  return NULL;
}

/* The first line, and not too much of it. */
static void
shorten (char *words)
{
  char *end = strpbrk (words, "\r\n");

  if (end != NULL)
    *end = '\0';
  if (g_utf8_strlen (words, -1) > MAX_WORDS)
    *g_utf8_offset_to_pointer (words, MAX_WORDS) = '\0';
}

static GError *
build_unauthorised (const char *words)
{
  if (g_strcmp0 (words, "Not authenticated") == 0)
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_KEY_MISSING,
                                _("The engine wants a user name and a password: enter them in "
                                  "the preferences as user:password"));

  return g_error_new_literal (PEN_ERROR, PEN_ERROR_KEY_REJECTED,
                              _("The engine does not accept this user name and password: check "
                                "them in the preferences"));
}

static GError *
build_missing (const char *words)
{
  /* FastAPI's own words for an address that does not exist. */
  if (words == NULL || g_str_equal (words, "Not Found"))
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_SERVICE,
                                _("The engine does not offer its interface: start the web UI "
                                  "with the option --api"));

  return g_error_new (PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                      _("The engine does not take this request: %s"), words);
}

/* stable-diffusion.cpp keeps a job for ten minutes after its end. */
static gboolean
is_gone (const char *words,
         guint       status)
{
  return status == 410 || (status == 404 && g_strcmp0 (words, "job not found") == 0);
}

static GError *
build_failure (const char *words,
               guint       status)
{
  g_autofree char *folded = words != NULL ? g_utf8_casefold (words, -1) : NULL;

  if (folded != NULL && strstr (folded, "out of memory") != NULL)
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_SERVICE,
                                _("The engine ran out of memory: choose a smaller size or a "
                                  "smaller picture"));

  if (words == NULL)
    return g_error_new (PEN_ERROR, PEN_ERROR_SERVICE,
                        _("The engine failed (status %u)"), status);

  return g_error_new (PEN_ERROR, PEN_ERROR_SERVICE, _("The engine failed: %s"), words);
}

/**
 * _pen_sdapi_read_error:
 * @provider: the provider
 * @reply: a refusal
 * @charged: (out): whether money was spent; never
 *
 * Returns: (transfer full): what it means
 */
GError *
_pen_sdapi_read_error (PenProvider *provider,
                       PenReply    *reply,
                       gboolean    *charged)
{
  guint status = pen_reply_get_status (reply);
  g_autofree char *words = find_words (pen_reply_get_json (reply));

  *charged = FALSE;
  if (words != NULL)
    shorten (words);

  if (status == 401 || status == 403)
    return build_unauthorised (words);
  if (is_gone (words, status))
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_EXPIRED,
                                _("The engine knows this job no longer"));
  if (status == 404)
    return build_missing (words);
  if (status == 429)
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_RATE_LIMIT,
                                _("Too many jobs wait in the engine: try again in a minute"));
  if (status >= 500)
    return build_failure (words, status);
  if (words == NULL)
    return g_error_new (PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                        _("The engine does not take this request (status %u)"), status);

  return g_error_new (PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                      _("The engine does not take this request: %s"), words);
}
