/* pen-strict.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-strict"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>

#include "pen-error.h"
#include "pen-strict-private.h"

/* The member @name, or %NULL: with @error set if it is absent though @required. */
static JsonNode *
find_member (JsonObject  *object,
             const char  *name,
             gboolean     required,
             gboolean    *ret_ok,
             GError     **error)
{
  JsonNode *node = json_object_get_member (object, name);

  *ret_ok = node != NULL || !required;
  if (!*ret_ok)
    g_set_error (error, PEN_ERROR, PEN_ERROR_FAILED, _("“%s” is missing"), name);

  return node;
}

static gboolean
holds_number (JsonNode *node)
{
  GType type;

  if (!JSON_NODE_HOLDS_VALUE (node))
    return FALSE;

  type = json_node_get_value_type (node);
  return type == G_TYPE_INT64 || type == G_TYPE_DOUBLE;
}

/**
 * pen_strict_members:
 * @object: a JSON object
 * @allowed: (array zero-terminated=1): the names that may be in it
 * @error: return location for a #GError
 *
 * Returns: whether @object has no other members than @allowed
 */
gboolean
pen_strict_members (JsonObject          *object,
                    const char * const  *allowed,
                    GError             **error)
{
  g_autoptr(GList) names = json_object_get_members (object);

  for (GList *l = names; l != NULL; l = l->next)
    if (!g_strv_contains (allowed, l->data))
      {
        g_set_error (error, PEN_ERROR, PEN_ERROR_FAILED,
                     _("“%s” is not known here"), (const char *) l->data);
        return FALSE;
      }

  return TRUE;
}

/**
 * pen_strict_string:
 * @object: a JSON object
 * @name: the name of the member
 * @required: whether it has to be there, and not empty
 * @ret: (out) (transfer none): the text
 * @error: return location for a #GError
 *
 * Returns: %FALSE with @error set if it is absent, or no text
 */
gboolean
pen_strict_string (JsonObject  *object,
                   const char  *name,
                   gboolean     required,
                   const char **ret,
                   GError     **error)
{
  gboolean ok;
  JsonNode *node = find_member (object, name, required, &ok, error);

  if (node == NULL)
    return ok;

  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    {
      g_set_error (error, PEN_ERROR, PEN_ERROR_FAILED, _("“%s” must be a text"), name);
      return FALSE;
    }

  if (required && *json_node_get_string (node) == '\0')
    {
      g_set_error (error, PEN_ERROR, PEN_ERROR_FAILED, _("“%s” is empty"), name);
      return FALSE;
    }

  *ret = json_node_get_string (node);
  return TRUE;
}

/**
 * pen_strict_number:
 * @object: a JSON object
 * @name: the name of the member
 * @ret: (out): the number
 * @error: return location for a #GError
 *
 * Returns: %FALSE with @error set if it is there and no number
 */
gboolean
pen_strict_number (JsonObject  *object,
                   const char  *name,
                   double      *ret,
                   GError     **error)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL)
    return TRUE;

  if (!holds_number (node) || !isfinite (json_node_get_double (node)))
    {
      g_set_error (error, PEN_ERROR, PEN_ERROR_FAILED, _("“%s” must be a number"), name);
      return FALSE;
    }

  *ret = json_node_get_double (node);
  return TRUE;
}

/**
 * pen_strict_count:
 * @object: a JSON object
 * @name: the name of the member
 * @maximum: the greatest number that makes sense
 * @ret: (out): a whole number from 0 to @maximum
 * @error: return location for a #GError
 *
 * Returns: %FALSE with @error set if it is there and no such number
 */
gboolean
pen_strict_count (JsonObject  *object,
                  const char  *name,
                  guint64      maximum,
                  guint64     *ret,
                  GError     **error)
{
  double value = 0;

  if (!json_object_has_member (object, name))
    return TRUE;

  if (!pen_strict_number (object, name, &value, error))
    return FALSE;

  if (value < 0 || value > (double) maximum || trunc (value) != value)
    {
      g_set_error (error, PEN_ERROR, PEN_ERROR_FAILED,
                   _("“%s” must be a whole number from 0 to %" PRIu64),
                   name, maximum);
      return FALSE;
    }

  *ret = (guint64) value;
  return TRUE;
}

/**
 * pen_strict_boolean:
 * @object: a JSON object
 * @name: the name of the member
 * @ret: (out): its value
 * @error: return location for a #GError
 *
 * Returns: %FALSE with @error set if it is there and neither true nor false
 */
gboolean
pen_strict_boolean (JsonObject  *object,
                    const char  *name,
                    gboolean    *ret,
                    GError     **error)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL)
    return TRUE;

  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    {
      g_set_error (error, PEN_ERROR, PEN_ERROR_FAILED,
                   _("“%s” must be true or false"), name);
      return FALSE;
    }

  *ret = json_node_get_boolean (node);
  return TRUE;
}

/**
 * pen_strict_object:
 * @object: a JSON object
 * @name: the name of the member
 * @required: whether it has to be there
 * @ret: (out) (transfer none): the object
 * @error: return location for a #GError
 *
 * Returns: %FALSE with @error set if it is absent, or no object
 */
gboolean
pen_strict_object (JsonObject  *object,
                   const char  *name,
                   gboolean     required,
                   JsonObject **ret,
                   GError     **error)
{
  gboolean ok;
  JsonNode *node = find_member (object, name, required, &ok, error);

  if (node == NULL)
    return ok;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error (error, PEN_ERROR, PEN_ERROR_FAILED, _("“%s” must be an object"), name);
      return FALSE;
    }

  *ret = json_node_get_object (node);
  return TRUE;
}

/**
 * pen_strict_array:
 * @object: a JSON object
 * @name: the name of the member
 * @ret: (out) (transfer none): the list
 * @error: return location for a #GError
 *
 * Returns: %FALSE with @error set if it is there and no list
 */
gboolean
pen_strict_array (JsonObject  *object,
                  const char  *name,
                  JsonArray  **ret,
                  GError     **error)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL)
    return TRUE;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      g_set_error (error, PEN_ERROR, PEN_ERROR_FAILED, _("“%s” must be a list"), name);
      return FALSE;
    }

  *ret = json_node_get_array (node);
  return TRUE;
}

/**
 * pen_strict_strings:
 * @object: a JSON object
 * @name: the name of the member
 * @ret: (out) (transfer full) (array zero-terminated=1): the texts
 * @error: return location for a #GError
 *
 * Returns: %FALSE with @error set if it is there and no list of texts
 */
gboolean
pen_strict_strings (JsonObject   *object,
                    const char   *name,
                    char       ***ret,
                    GError      **error)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *array = NULL;

  if (!pen_strict_array (object, name, &array, error))
    return FALSE;

  if (array == NULL)
    return TRUE;

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
        {
          g_set_error (error, PEN_ERROR, PEN_ERROR_FAILED,
                       _("“%s” must be a list of texts"), name);
          return FALSE;
        }

      g_strv_builder_add (builder, json_node_get_string (node));
    }

  *ret = g_strv_builder_end (builder);
  return TRUE;
}

/**
 * pen_strict_choice:
 * @text: the value of the member
 * @name: the name of the member
 * @choices: (array zero-terminated=1): what it may be
 * @error: return location for a #GError
 *
 * Returns: the position of @text in @choices, or -1 with @error set
 */
int
pen_strict_choice (const char          *text,
                   const char          *name,
                   const char * const  *choices,
                   GError             **error)
{
  g_autofree char *all = NULL;

  for (int i = 0; choices[i] != NULL; i++)
    if (g_str_equal (choices[i], text))
      return i;

  all = g_strjoinv (", ", (char **) choices);
  g_set_error (error, PEN_ERROR, PEN_ERROR_FAILED,
               _("“%s” cannot be “%s”, only one of: %s"), name, text, all);
  return -1;
}

/**
 * pen_strict_translate:
 * @text: (nullable): a text for people out of a catalogue
 *
 * Returns: (transfer full) (nullable): @text in the user's language
 */
char *
pen_strict_translate (const char *text)
{
  /* The translation of the empty text is the header of the translations. */
  if (text == NULL || *text == '\0')
    return g_strdup (text);

  return g_strdup (_(text));
}
