/* pen-comfyui-error.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * What went wrong: before the graph ran, in the answer; while it ran, in the history.
 */

#define G_LOG_DOMAIN "pen-comfyui-error"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "pen-comfyui-provider-private.h"
#include "pen-json.h"

/* Exceptions may bring their whole history along. */
#define MAX_WORDS 300

static char *
shorten (const char *words)
{
  char *copy = g_strdup (words);
  char *end = strpbrk (copy, "\r\n");

  if (end != NULL)
    *end = '\0';
  if (g_utf8_strlen (copy, -1) > MAX_WORDS)
    *g_utf8_offset_to_pointer (copy, MAX_WORDS) = '\0';

  return g_strchomp (copy);
}

/* === Before it ran === */

static GError *
describe_node (const char *class_type,
               JsonObject *problem)
{
  JsonObject *extra = pen_json_object_or (problem, "extra_info", NULL);
  const char *type = pen_json_string_or (problem, "type", "");
  const char *input = pen_json_string_or (extra, "input_name", "");
  const char *value = pen_json_string_or (extra, "received_value", NULL);
  g_autofree char *details = shorten (pen_json_string_or (problem, "details", ""));
  g_autofree char *message = shorten (pen_json_string_or (problem, "message", ""));

  if (g_str_equal (type, "value_not_in_list") && value != NULL)
    return g_error_new (PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                        _("ComfyUI does not have “%s” (any longer): look for engines again and "
                          "choose another"),
                        value);
  if (g_str_equal (type, "custom_validation_failed") && g_str_equal (input, "image"))
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_EXPIRED,
                                _("ComfyUI no longer has the picture that was uploaded: send it "
                                  "again"));

  return g_error_new (PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                      _("ComfyUI does not take this request: %s (%s, %s)"), message, class_type,
                      details);
}

/* The first complaint about a node; %NULL where there is none. */
static GError *
describe_nodes (JsonObject *object)
{
  JsonObject *nodes = pen_json_object_or (object, "node_errors", NULL);
  g_autoptr(GList) ids = nodes != NULL ? json_object_get_members (nodes) : NULL;

  for (GList *l = ids; l != NULL; l = l->next)
    {
      JsonObject *node = pen_json_object_or (nodes, l->data, NULL);
      JsonArray *problems = pen_json_array_or (node, "errors", NULL);

      if (problems != NULL && json_array_get_length (problems) > 0)
        return describe_node (pen_json_string_or (node, "class_type", "?"),
                              pen_json_at_object (problems, 0, NULL));
    }

  return NULL;
}

static GError *
describe_graph (JsonObject *object)
{
  JsonObject *problem = pen_json_object_or (object, "error", NULL);
  GError *error = describe_nodes (object);
  const char *type = pen_json_string_or (problem, "type", "");
  g_autofree char *message = shorten (pen_json_string_or (problem, "message", ""));
  g_autofree char *details = shorten (pen_json_string_or (problem, "details", ""));

  if (error != NULL)
    return error;

  if (g_str_equal (type, "invalid_prompt") || g_str_equal (type, "missing_node_type"))
    return g_error_new (PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                        _("ComfyUI lacks a part that this needs; a newer version may have it: "
                          "%s"),
                        *details != '\0' ? details : message);
  if (*message != '\0')
    return g_error_new (PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                        _("ComfyUI does not take this request: %s"), message);

  return g_error_new_literal (PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                              _("ComfyUI does not take this request"));
}

/**
 * _pen_comfyui_read_error:
 * @provider: the provider
 * @reply: a refusal
 * @charged: (out): whether money was spent; never
 *
 * Returns: (transfer full): what it means
 */
GError *
_pen_comfyui_read_error (PenProvider *provider,
                         PenReply    *reply,
                         gboolean    *charged)
{
  guint status = pen_reply_get_status (reply);
  JsonNode *root = pen_reply_get_json (reply);

  *charged = FALSE;
  switch (status)
    {
    case 400:
      return describe_graph (root != NULL ? pen_json_root_object (root, NULL) : NULL);

    case 401:
      return g_error_new_literal (PEN_ERROR, PEN_ERROR_KEY_REJECTED,
                                  _("What stands before ComfyUI wants another user name and "
                                    "password: enter them in the preferences"));

    case 403:
      return g_error_new_literal (PEN_ERROR, PEN_ERROR_SERVICE,
                                  _("ComfyUI lets nobody in from here: see how it was started"));

    case 404:
    case 405:
      return g_error_new_literal (PEN_ERROR, PEN_ERROR_SERVICE,
                                  _("Something else than ComfyUI answers at this address, or a "
                                    "version that is too old"));

    case 413:
      return g_error_new_literal (PEN_ERROR, PEN_ERROR_TOO_LARGE,
                                  _("The picture is larger than ComfyUI accepts: start it with a "
                                    "greater --max-upload-size"));

    default:
      return g_error_new (PEN_ERROR, PEN_ERROR_SERVICE,
                          _("ComfyUI failed (status %u): its own window may say why"), status);
    }
}

/* === While it ran === */

/* What the message of that name said; messages are pairs of a name and an object. */
static JsonObject *
find_message (JsonObject *status,
              const char *name)
{
  JsonArray *messages = pen_json_array_or (status, "messages", NULL);

  for (guint i = 0; messages != NULL && i < json_array_get_length (messages); i++)
    {
      JsonNode *node = json_array_get_element (messages, i);
      JsonArray *pair = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

      if (pair != NULL && json_array_get_length (pair) > 1 &&
          g_strcmp0 (pen_json_at_string (pair, 0, NULL), name) == 0)
        return pen_json_at_object (pair, 1, NULL);
    }

  return NULL;
}

/**
 * _pen_comfyui_read_failure:
 * @status: (nullable): the status of a job in the history
 *
 * Returns: (transfer full): why it has no pictures
 */
GError *
_pen_comfyui_read_failure (JsonObject *status)
{
  JsonObject *exception = find_message (status, "execution_error");
  const char *node = pen_json_string_or (exception, "node_type", "?");
  g_autofree char *words = shorten (pen_json_string_or (exception, "exception_message", ""));
  g_autofree char *folded = g_utf8_casefold (words, -1);
  g_autofree char *kind = g_utf8_casefold (pen_json_string_or (exception, "exception_type", ""),
                                           -1);

  if (find_message (status, "execution_interrupted") != NULL)
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_SERVICE,
                                _("Somebody stopped the work in ComfyUI"));
  if (strstr (folded, "out of memory") != NULL || strstr (kind, "outofmemory") != NULL)
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_SERVICE,
                                _("The engine ran out of memory: choose a smaller size or a "
                                  "smaller picture"));
  if (exception != NULL)
    return g_error_new (PEN_ERROR, PEN_ERROR_SERVICE, _("ComfyUI failed in “%s”: %s"), node,
                        words);

  return g_error_new_literal (PEN_ERROR, PEN_ERROR_SERVICE,
                              _("ComfyUI has finished without a picture: its own window may say "
                                "why"));
}
