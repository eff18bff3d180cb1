/* pen-bfl-error.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * What went wrong: a call that was refused, or a task that ended without a picture.
 */

#define G_LOG_DOMAIN "pen-bfl-error"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-bfl-provider-private.h"
#include "pen-json.h"

#define SAFETY "safety_tolerance"

/* Where a setting is wrong: “width”, or “images.0”; the “body” before it says nothing. */
static void
append_place (GString    *words,
              JsonObject *item)
{
  JsonArray *location = pen_json_array_or (item, "loc", NULL);
  gboolean first = TRUE;

  for (guint i = 0; location != NULL && i < json_array_get_length (location); i++)
    {
      JsonNode *node = json_array_get_element (location, i);
      const char *text = pen_json_at_string (location, i, NULL);

      if (i == 0 && g_strcmp0 (text, "body") == 0)
        continue;

      if (text != NULL)
        g_string_append_printf (words, "%s%s", first ? "" : ".", text);
      else if (JSON_NODE_HOLDS_VALUE (node))
        g_string_append_printf (words, "%s%" G_GINT64_FORMAT, first ? "" : ".",
                                json_node_get_int (node));
      first = FALSE;
    }

  if (!first)
    g_string_append (words, ": ");
}

static char *
join_details (JsonArray *details)
{
  g_autoptr(GString) words = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (details); i++)
    {
      JsonObject *item = pen_json_at_object (details, i, NULL);
      const char *message = pen_json_string_or (item, "msg", NULL);

      if (message == NULL)
        continue;

      if (words->len > 0)
        g_string_append (words, "; ");
      append_place (words, item);
      g_string_append (words, message);
    }

  return g_string_free (g_steal_pointer (&words), FALSE);
}

/* The service's own words: empty where it says nothing. */
static char *
find_words (JsonNode *root)
{
  static const char * const members[] = { "detail", "message", "error" };
  JsonObject *object = root != NULL ? pen_json_root_object (root, NULL) : NULL;
  JsonArray *details = pen_json_array_or (object, "detail", NULL);

  if (details != NULL)
    return join_details (details);

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      const char *words = pen_json_string_or (object, members[i], NULL);

      if (words != NULL && *words != '\0')
        return g_strdup (words);
    }

  return g_strdup ("");
}

static GError *
build_invalid (const char *words,
               guint       status)
{
  if (*words == '\0')
    return g_error_new (PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                        _("BFL did not accept the request (status %u)"), status);
  if (status == 422)
    return g_error_new (PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                        _("BFL refused a setting: %s"), words);

  return g_error_new (PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                      _("BFL did not accept the request: %s"), words);
}

/**
 * _pen_bfl_read_error:
 * @provider: the provider
 * @reply: a refusal
 * @charged: (out): whether money was spent; never, as what counts are accepted tasks
 *
 * Returns: (transfer full): what it means
 */
GError *
_pen_bfl_read_error (PenProvider *provider,
                     PenReply    *reply,
                     gboolean    *charged)
{
  g_autofree char *words = find_words (pen_reply_get_json (reply));
  guint status = pen_reply_get_status (reply);

  *charged = FALSE;

  switch (status)
    {
    case 401:
    case 403:
      return g_error_new_literal (PEN_ERROR, PEN_ERROR_KEY_REJECTED,
                                  _("BFL rejected the key: check it at dashboard.bfl.ai"));
    case 402:
      return g_error_new_literal (PEN_ERROR, PEN_ERROR_QUOTA,
                                  _("The BFL account is out of credits: add some at "
                                    "dashboard.bfl.ai"));
    case 404:
      return g_error_new_literal (PEN_ERROR, PEN_ERROR_NOT_FOUND,
                                  _("BFL offers this model no longer: choose another"));
    case 429:
      return g_error_new_literal (PEN_ERROR, PEN_ERROR_RATE_LIMIT,
                                  _("BFL is busy with other tasks of this account"));
    default:
      break;
    }

  if (status >= 500)
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_SERVICE,
                                _("BFL has a problem right now: try again later"));

  return build_invalid (words, status);
}

/* The reasons of the filter in brackets, or nothing. */
static char *
join_reasons (JsonObject *object)
{
  JsonObject *details = pen_json_object_or (object, "details", NULL);
  JsonArray *reasons = pen_json_array_or (details, "Moderation Reasons", NULL);
  g_autoptr(GString) words = g_string_new (NULL);

  for (guint i = 0; reasons != NULL && i < json_array_get_length (reasons); i++)
    {
      const char *reason = pen_json_at_string (reasons, i, NULL);

      if (reason != NULL)
        g_string_append_printf (words, "%s%s", words->len > 0 ? ", " : " (", reason);
    }

  if (words->len > 0)
    g_string_append_c (words, ')');

  return g_string_free (g_steal_pointer (&words), FALSE);
}

/* Whether the user could have let more pass. */
static gboolean
can_tolerate_more (PenRequest *request)
{
  PenParameter *parameter = pen_model_find_parameter (pen_request_get_model (request),
                                                      pen_request_get_task (request), SAFETY);
  JsonNode *value = json_object_get_member (pen_request_get_parameters (request), SAFETY);

  if (parameter == NULL)
    return FALSE;
  if (value == NULL)
    value = parameter->fallback;

  return value == NULL || json_node_get_double (value) < parameter->maximum;
}

static GError *
build_moderated (PenRequest *request,
                 JsonObject *object,
                 gboolean    of_request)
{
  g_autofree char *reasons = join_reasons (object);
  g_autofree char *sentence = NULL;

  if (of_request)
    sentence = g_strdup_printf (_("BFL's safety filter refused the prompt or the picture%s; "
                                  "nothing was charged"), reasons);
  else
    sentence = g_strdup_printf (_("BFL's safety filter withheld the result%s; nothing was "
                                  "charged"), reasons);

  if (!can_tolerate_more (request))
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_REFUSED, sentence);

  return g_error_new (PEN_ERROR, PEN_ERROR_REFUSED,
                      _("%s. A higher safety tolerance lets more pass"), sentence);
}

static GError *
build_failed (JsonObject *object)
{
  JsonObject *details = pen_json_object_or (object, "details", NULL);
  const char *words = pen_json_string_or (object, "result", NULL);

  words = pen_json_string_or (details, "message", words);
  words = pen_json_string_or (details, "error", words);
  if (words == NULL || *words == '\0')
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_SERVICE,
                                _("BFL could not finish the picture: try again"));

  return g_error_new (PEN_ERROR, PEN_ERROR_SERVICE,
                      _("BFL could not finish the picture: %s"), words);
}

/**
 * _pen_bfl_read_end:
 * @request: the request
 * @object: what the service says of its task
 * @status: the word in it
 *
 * Returns: (transfer full) (nullable): why the task has ended without a picture; %NULL if
 *   @status does not say that it has
 */
GError *
_pen_bfl_read_end (PenRequest *request,
                   JsonObject *object,
                   const char *status)
{
  if (g_ascii_strcasecmp (status, "Request Moderated") == 0)
    return build_moderated (request, object, TRUE);
  if (g_ascii_strcasecmp (status, "Content Moderated") == 0)
    return build_moderated (request, object, FALSE);
  if (g_ascii_strcasecmp (status, "Error") == 0 || g_ascii_strcasecmp (status, "Failed") == 0)
    return build_failed (object);
  if (g_ascii_strcasecmp (status, "Task not found") == 0)
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_EXPIRED,
                                _("BFL no longer knows this task: results are kept for 10 "
                                  "minutes"));

  return NULL;
}
