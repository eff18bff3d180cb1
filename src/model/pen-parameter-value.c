/* pen-parameter-value.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * PenParameter: what may be set, how it is typed, and how it is shown.
 */

#define G_LOG_DOMAIN "pen-parameter"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "pen-error.h"
#include "pen-json.h"
#include "pen-parameter-private.h"

/* A value as it is typed and shown: numbers with a point, whatever the language. */
char *
_pen_parameter_format (JsonNode *value)
{
  GType type = JSON_NODE_HOLDS_VALUE (value) ? json_node_get_value_type (value) : G_TYPE_INVALID;
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (type == G_TYPE_STRING)
    return json_node_dup_string (value);
  if (type == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (value) ? "true" : "false");
  if (type == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (value));
  if (type != G_TYPE_DOUBLE)
    return NULL;

  g_ascii_formatd (text, sizeof text, "%.15g", json_node_get_double (value));
  return g_strdup (text);
}

G_GNUC_PRINTF (2, 3)
static gboolean
refuse (GError     **error,
        const char  *format,
        ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST, message);
  return FALSE;
}

static gboolean
is_number (PenParameter *self)
{
  return self->kind == PEN_PARAMETER_INTEGER || self->kind == PEN_PARAMETER_NUMBER;
}

static gboolean
check_number (PenParameter  *self,
              JsonNode      *value,
              GType          type,
              GError       **error)
{
  double number;

  if (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE)
    return refuse (error, _("“%s” must be a number"), self->title);

  number = json_node_get_double (value);
  if (!isfinite (number))
    return refuse (error, _("“%s” must be a number"), self->title);

  if (self->kind == PEN_PARAMETER_INTEGER && trunc (number) != number)
    return refuse (error, _("“%s” must be a whole number"), self->title);

  if (number < self->minimum && self->maximum >= G_MAXDOUBLE)
    return refuse (error, _("“%s” must be at least %g"), self->title, self->minimum);

  if (number > self->maximum && self->minimum <= -G_MAXDOUBLE)
    return refuse (error, _("“%s” must be at most %g"), self->title, self->maximum);

  if (number < self->minimum || number > self->maximum)
    return refuse (error, _("“%s” must be from %g to %g"),
                   self->title, self->minimum, self->maximum);

  return TRUE;
}

static gboolean
check_choice (PenParameter  *self,
              JsonNode      *value,
              GError       **error)
{
  g_autofree char *all = NULL;
  g_autofree char *text = _pen_parameter_format (value);

  if (text == NULL)
    return refuse (error, _("“%s” must be one value"), self->title);

  /* What a running engine offers is not known here. */
  if (self->choices == NULL)
    return *text != '\0' || refuse (error, _("“%s” must not be empty"), self->title);

  if (g_strv_contains ((const char * const *) self->choices, text))
    return TRUE;

  all = g_strjoinv (", ", self->choices);
  return refuse (error, _("“%s” cannot be “%s”, only one of: %s"), self->title, text, all);
}

static JsonNode *
parse_boolean (const char *text)
{
  static const char * const yes[] = { "true", "yes", "on", "1", NULL };
  static const char * const no[] = { "false", "no", "off", "0", NULL };
  g_autofree char *lower = g_ascii_strdown (text, -1);

  if (g_strv_contains (yes, lower))
    return json_node_init_boolean (json_node_alloc (), TRUE);
  if (g_strv_contains (no, lower))
    return json_node_init_boolean (json_node_alloc (), FALSE);

  return NULL;
}

static JsonNode *
parse_number (PenParameter *self,
              const char   *text)
{
  char *end = NULL;
  gint64 integer;
  double number;

  if ((self->base == PEN_PARAMETER_INTEGER || self->kind == PEN_PARAMETER_CHOICE) &&
      g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &integer, NULL))
    return json_node_init_int (json_node_alloc (), integer);

  number = g_ascii_strtod (text, &end);
  if (end == text || *end != '\0' || !isfinite (number))
    return NULL;

  return json_node_init_double (json_node_alloc (), number);
}

/* “a, b” or, where a text holds a comma, a JSON list. */
static JsonNode *
parse_texts (const char *text)
{
  g_autoptr(JsonNode) given = *text == '[' ? pen_json_parse (text, -1, NULL) : NULL;
  g_auto(GStrv) parts = NULL;
  g_autoptr(JsonArray) array = NULL;

  if (given != NULL && JSON_NODE_HOLDS_ARRAY (given))
    return g_steal_pointer (&given);

  array = json_array_new ();
  parts = g_strsplit_set (text, ",\n", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    if (*g_strstrip (parts[i]) != '\0')
      json_array_add_string_element (array, parts[i]);

  return json_node_init_array (json_node_alloc (), array);
}

static gboolean
check_texts (PenParameter  *self,
             JsonNode      *value,
             GError       **error)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (value) ? json_node_get_array (value) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING ||
          !g_utf8_validate (json_node_get_string (node), -1, NULL))
        array = NULL;
    }

  return array != NULL || refuse (error, _("“%s” must be a list of texts"), self->title);
}

/**
 * pen_parameter_parse:
 * @self: a parameter
 * @text: what the user typed; numbers with a point, whatever the language; a list with
 *   commas between, or in the form of JSON
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the value, checked, or %NULL with @error set:
 *   %PEN_ERROR_INVALID_REQUEST
 */
JsonNode *
pen_parameter_parse (PenParameter  *self,
                     const char    *text,
                     GError       **error)
{
  g_autoptr(JsonNode) value = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (self->kind == PEN_PARAMETER_BOOLEAN)
    value = parse_boolean (text);
  else if (self->kind == PEN_PARAMETER_TEXTS)
    value = parse_texts (text);
  else if (is_number (self) || self->base == PEN_PARAMETER_INTEGER ||
           self->base == PEN_PARAMETER_NUMBER)
    value = parse_number (self, text);

  /* A text that is no number or truth is refused, with its sentence, by the check. */
  if (value == NULL)
    value = json_node_init_string (json_node_alloc (), text);

  if (!pen_parameter_check (self, value, error))
    return NULL;

  return g_steal_pointer (&value);
}

/**
 * pen_parameter_check:
 * @self: a parameter
 * @value: a value for it
 * @error: return location for a #GError
 *
 * Returns: whether the service takes @value; if not, @error says why:
 *   %PEN_ERROR_INVALID_REQUEST
 */
gboolean
pen_parameter_check (PenParameter  *self,
                     JsonNode      *value,
                     GError       **error)
{
  GType type;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (value != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  type = JSON_NODE_HOLDS_VALUE (value) ? json_node_get_value_type (value) : G_TYPE_INVALID;

  switch (self->kind)
    {
    case PEN_PARAMETER_BOOLEAN:
      return type == G_TYPE_BOOLEAN ||
             refuse (error, _("“%s” must be true or false"), self->title);

    case PEN_PARAMETER_INTEGER:
    case PEN_PARAMETER_NUMBER:
      return check_number (self, value, type, error);

    case PEN_PARAMETER_TEXTS:
      return check_texts (self, value, error);

    case PEN_PARAMETER_CHOICE:
      if (self->base != PEN_PARAMETER_STRING)
        return check_choice (self, value, error);
      G_GNUC_FALLTHROUGH;

    case PEN_PARAMETER_STRING:
      if (type != G_TYPE_STRING || !g_utf8_validate (json_node_get_string (value), -1, NULL))
        return refuse (error, _("“%s” must be a text"), self->title);
      return self->kind == PEN_PARAMETER_STRING || check_choice (self, value, error);

    default:
      g_return_val_if_reached (FALSE);
    }
}

/**
 * pen_parameter_is_default:
 * @self: a parameter
 * @value: a value that pen_parameter_check() accepts
 *
 * Returns: whether the service takes @value anyway when it is not sent
 */
gboolean
pen_parameter_is_default (PenParameter *self,
                          JsonNode     *value)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (value != NULL, FALSE);

  if (self->fallback == NULL)
    return FALSE;

  if (self->base == PEN_PARAMETER_INTEGER || self->base == PEN_PARAMETER_NUMBER)
    return json_node_get_double (self->fallback) == json_node_get_double (value);

  return json_node_equal (self->fallback, value);
}

/**
 * pen_parameter_to_text:
 * @self: a parameter
 * @value: a value that pen_parameter_check() accepts
 *
 * Returns: (transfer full): what could be typed for @value
 */
char *
pen_parameter_to_text (PenParameter *self,
                       JsonNode     *value)
{
  GString *text;
  JsonArray *array;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (value != NULL, NULL);

  if (!JSON_NODE_HOLDS_ARRAY (value))
    return _pen_parameter_format (value);

  array = json_node_get_array (value);
  text = g_string_new (NULL);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      const char *item = pen_json_at_string (array, i, NULL);

      if (strpbrk (item, ",\n[") != NULL || g_ascii_isspace (item[0]) || *item == '\0')
        {
          g_string_free (text, TRUE);
          return json_to_string (value, FALSE);
        }

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", item);
    }

  return g_string_free (text, FALSE);
}
