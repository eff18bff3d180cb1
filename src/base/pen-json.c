/* pen-json.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-json"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "pen-error.h"
#include "pen-json.h"

/* json-glib descends by recursion and has no limit of its own. */
#define MAX_DEPTH 128

/* 2^63: the first double that no gint64 holds. */
#define INT64_LIMIT 9223372036854775808.0

/**
 * pen_json_is_safe:
 * @text: what is said to be JSON
 * @length: its length in bytes
 *
 * Looks for what would lead a parser too deep: many levels, also behind comments and
 * single quotes, which json-glib knows and JSON does not.
 *
 * Returns: whether @text may be given to a parser
 */
gboolean
pen_json_is_safe (const char *text,
                  gsize       length)
{
  gboolean in_string = FALSE;
  guint depth = 0;

  for (gsize i = 0; i < length; i++)
    {
      if (in_string && text[i] == '\\')
        i++;
      else if (text[i] == '"')
        in_string = !in_string;
      else if (!in_string && (text[i] == '{' || text[i] == '['))
        depth++;
      else if (!in_string && (text[i] == '}' || text[i] == ']') && depth > 0)
        depth--;

      if (depth > MAX_DEPTH || (!in_string && strchr ("/#'", text[i]) != NULL))
        return FALSE;
    }

  return TRUE;
}

static gboolean
is_blank (const char *text,
          gsize       length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isspace (text[i]))
      return FALSE;

  return TRUE;
}

/**
 * pen_json_parse:
 * @text: UTF-8 text
 * @length: its length in bytes, or -1 if it ends with a zero byte
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the document, or %NULL with %PEN_ERROR_INVALID_REPLY
 */
JsonNode *
pen_json_parse (const char  *text,
                gssize       length,
                GError     **error)
{
  g_autoptr(JsonParser) parser = NULL;
  g_autoptr(GError) local_error = NULL;
  gsize size;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  size = length < 0 ? strlen (text) : (gsize) length;
  if (size >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    {
      text += 3;
      size -= 3;
    }

  parser = json_parser_new_immutable ();
  if (is_blank (text, size) || !pen_json_is_safe (text, size) ||
      !json_parser_load_from_data (parser, text, size, &local_error) ||
      json_parser_get_root (parser) == NULL)
    {
      g_debug ("Not JSON: %s", local_error != NULL ? local_error->message : "empty or too deep");
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                           _("The text is not valid JSON"));
      return NULL;
    }

  return json_node_ref (json_parser_get_root (parser));
}

static gboolean
check_type (JsonNode      *node,
            JsonNodeType   type,
            const char    *name,
            GError       **error)
{
  if (node != NULL && json_node_get_node_type (node) == type)
    return TRUE;

  g_set_error (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
               _("The reply has no usable “%s”"), name);
  return FALSE;
}

static const char *
check_string (JsonNode    *node,
              const char  *name,
              GError     **error)
{
  if (!check_type (node, JSON_NODE_VALUE, name, error))
    return NULL;

  if (json_node_get_value_type (node) != G_TYPE_STRING)
    {
      g_set_error (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                   _("In the reply, “%s” is not a text"), name);
      return NULL;
    }

  return json_node_get_string (node);
}

static JsonNode *
get_element (JsonArray *array,
             guint      position)
{
  if (array == NULL || position >= json_array_get_length (array))
    return NULL;

  return json_array_get_element (array, position);
}

/**
 * pen_json_root_object:
 * @root: (nullable): a document
 * @error: return location for a #GError
 *
 * Returns: (transfer none): the object that @root is, or %NULL with @error set
 */
JsonObject *
pen_json_root_object (JsonNode  *root,
                      GError   **error)
{
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                           _("The reply is not a JSON object"));
      return NULL;
    }

  return json_node_get_object (root);
}

/**
 * pen_json_get_array:
 * @object: a JSON object
 * @name: the name of the member
 * @error: return location for a #GError
 *
 * Returns: (transfer none): the array, or %NULL with @error set
 */
JsonArray *
pen_json_get_array (JsonObject  *object,
                    const char  *name,
                    GError     **error)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL && name != NULL, NULL);

  node = json_object_get_member (object, name);

  return check_type (node, JSON_NODE_ARRAY, name, error) ? json_node_get_array (node) : NULL;
}

/**
 * pen_json_get_object:
 * @object: a JSON object
 * @name: the name of the member
 * @error: return location for a #GError
 *
 * Returns: (transfer none): the object, or %NULL with @error set
 */
JsonObject *
pen_json_get_object (JsonObject  *object,
                     const char  *name,
                     GError     **error)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL && name != NULL, NULL);

  node = json_object_get_member (object, name);

  return check_type (node, JSON_NODE_OBJECT, name, error) ? json_node_get_object (node) : NULL;
}

/**
 * pen_json_get_string:
 * @object: a JSON object
 * @name: the name of the member
 * @error: return location for a #GError
 *
 * Returns: (transfer none): the string, or %NULL with @error set
 */
const char *
pen_json_get_string (JsonObject  *object,
                     const char  *name,
                     GError     **error)
{
  g_return_val_if_fail (object != NULL && name != NULL, NULL);

  return check_string (json_object_get_member (object, name), name, error);
}

/**
 * pen_json_at_object:
 * @array: a JSON array
 * @position: an index; one beyond the end is an error as well
 * @error: return location for a #GError
 *
 * Returns: (transfer none): the object, or %NULL with @error set
 */
JsonObject *
pen_json_at_object (JsonArray  *array,
                    guint       position,
                    GError    **error)
{
  JsonNode *node = get_element (array, position);
  g_autofree char *name = g_strdup_printf ("[%u]", position);

  return check_type (node, JSON_NODE_OBJECT, name, error) ? json_node_get_object (node) : NULL;
}

/**
 * pen_json_at_string:
 * @array: a JSON array
 * @position: an index; one beyond the end is an error as well
 * @error: return location for a #GError
 *
 * Returns: (transfer none): the string, or %NULL with @error set
 */
const char *
pen_json_at_string (JsonArray  *array,
                    guint       position,
                    GError    **error)
{
  g_autofree char *name = g_strdup_printf ("[%u]", position);

  return check_string (get_element (array, position), name, error);
}

/* The member, if it is there and not null. */
static JsonNode *
find_member (JsonObject   *object,
             const char   *name,
             JsonNodeType  type)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && json_node_get_node_type (node) == type ? node : NULL;
}

/**
 * pen_json_string_or:
 * @object: (nullable): a JSON object
 * @name: the name of the member
 * @fallback: (nullable): what to return if there is no such string
 *
 * Returns: (transfer none) (nullable): the string
 */
const char *
pen_json_string_or (JsonObject *object,
                    const char *name,
                    const char *fallback)
{
  JsonNode *node = find_member (object, name, JSON_NODE_VALUE);

  if (node == NULL || json_node_get_value_type (node) != G_TYPE_STRING)
    return fallback;

  return json_node_get_string (node);
}

/**
 * pen_json_double_or:
 * @object: (nullable): a JSON object
 * @name: the name of the member
 * @fallback: what to return if there is no such number
 *
 * Returns: the number, whether it was written with a fraction or without; always finite
 */
double
pen_json_double_or (JsonObject *object,
                    const char *name,
                    double      fallback)
{
  JsonNode *node = find_member (object, name, JSON_NODE_VALUE);

  if (node == NULL)
    return fallback;

  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return (double) json_node_get_int (node);
  if (json_node_get_value_type (node) == G_TYPE_DOUBLE && isfinite (json_node_get_double (node)))
    return json_node_get_double (node);

  return fallback;
}

/**
 * pen_json_int_or:
 * @object: (nullable): a JSON object
 * @name: the name of the member
 * @fallback: what to return if there is no such number
 *
 * Returns: the number; one with a fraction counts as another type, 3.0 does not
 */
gint64
pen_json_int_or (JsonObject *object,
                 const char *name,
                 gint64      fallback)
{
  JsonNode *node = find_member (object, name, JSON_NODE_VALUE);
  double value;

  if (node == NULL)
    return fallback;

  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return json_node_get_int (node);
  if (json_node_get_value_type (node) != G_TYPE_DOUBLE)
    return fallback;

  value = json_node_get_double (node);
  if (!(value >= -INT64_LIMIT && value < INT64_LIMIT) || floor (value) < value)
    return fallback;

  return (gint64) value;
}

/**
 * pen_json_boolean_or:
 * @object: (nullable): a JSON object
 * @name: the name of the member
 * @fallback: what to return if there is no such boolean
 *
 * Returns: the boolean
 */
gboolean
pen_json_boolean_or (JsonObject *object,
                     const char *name,
                     gboolean    fallback)
{
  JsonNode *node = find_member (object, name, JSON_NODE_VALUE);

  if (node == NULL || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return fallback;

  return json_node_get_boolean (node);
}

/**
 * pen_json_object_or:
 * @object: (nullable): a JSON object
 * @name: the name of the member
 * @fallback: (nullable): what to return if there is no such object
 *
 * Returns: (transfer none) (nullable): the object
 */
JsonObject *
pen_json_object_or (JsonObject *object,
                    const char *name,
                    JsonObject *fallback)
{
  JsonNode *node = find_member (object, name, JSON_NODE_OBJECT);

  return node != NULL ? json_node_get_object (node) : fallback;
}

/**
 * pen_json_array_or:
 * @object: (nullable): a JSON object
 * @name: the name of the member
 * @fallback: (nullable): what to return if there is no such array
 *
 * Returns: (transfer none) (nullable): the array
 */
JsonArray *
pen_json_array_or (JsonObject *object,
                   const char *name,
                   JsonArray  *fallback)
{
  JsonNode *node = find_member (object, name, JSON_NODE_ARRAY);

  return node != NULL ? json_node_get_array (node) : fallback;
}

/**
 * pen_json_to_text:
 * @node: a document
 *
 * Returns: (transfer full): @node in one line
 */
char *
pen_json_to_text (JsonNode *node)
{
  g_return_val_if_fail (node != NULL, NULL);

  return json_to_string (node, FALSE);
}
