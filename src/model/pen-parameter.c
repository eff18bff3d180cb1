/* pen-parameter.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-parameter"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "pen-error.h"
#include "pen-parameter.h"
#include "pen-strict-private.h"

static const char * const members[] = {
  "name", "title", "description", "type", "enum", "titles", "minimum", "maximum", "step",
  "default", "list", NULL
};

static const char * const types[] = { "boolean", "integer", "number", "string", NULL };

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
              const char    *text,
              GError       **error)
{
  g_autofree char *all = NULL;

  /* What a running engine offers is not known here. */
  if (self->choices == NULL)
    return *text != '\0' || refuse (error, _("“%s” must not be empty"), self->title);

  if (g_strv_contains ((const char * const *) self->choices, text))
    return TRUE;

  all = g_strjoinv (", ", self->choices);
  return refuse (error, _("“%s” cannot be “%s”, only one of: %s"), self->title, text, all);
}

static gboolean
read_kind (PenParameter  *self,
           const char    *type,
           GError       **error)
{
  int kind = pen_strict_choice (type, "type", types, error);

  if (kind < 0)
    return FALSE;

  self->kind = kind;
  if (self->choices == NULL && self->list == NULL)
    return TRUE;

  if (self->kind != PEN_PARAMETER_STRING)
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_FAILED,
                           _("Only a text can have “enum” or “list”"));
      return FALSE;
    }

  self->kind = PEN_PARAMETER_CHOICE;
  if (self->choices != NULL && self->choices[0] == NULL)
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_FAILED, _("“enum” is empty"));
      return FALSE;
    }

  return TRUE;
}

static gboolean
read_titles (PenParameter  *self,
             JsonObject    *object,
             GError       **error)
{
  if (!pen_strict_strings (object, "titles", &self->choice_titles, error))
    return FALSE;

  if (self->choice_titles == NULL)
    return TRUE;

  if (self->choices == NULL ||
      g_strv_length (self->choices) != g_strv_length (self->choice_titles))
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_FAILED,
                           _("“titles” must have as many texts as “enum”"));
      return FALSE;
    }

  for (guint i = 0; self->choice_titles[i] != NULL; i++)
    {
      g_autofree char *title = g_steal_pointer (&self->choice_titles[i]);

      self->choice_titles[i] = pen_strict_translate (title);
    }

  return TRUE;
}

static gboolean
read_range (PenParameter  *self,
            JsonObject    *object,
            GError       **error)
{
  if (!is_number (self) &&
      (json_object_has_member (object, "minimum") || json_object_has_member (object, "maximum") ||
       json_object_has_member (object, "step")))
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_FAILED,
                           _("Only a number can have “minimum”, “maximum” or “step”"));
      return FALSE;
    }

  self->minimum = -G_MAXDOUBLE;
  self->maximum = G_MAXDOUBLE;
  if (!pen_strict_number (object, "minimum", &self->minimum, error) ||
      !pen_strict_number (object, "maximum", &self->maximum, error) ||
      !pen_strict_number (object, "step", &self->step, error))
    return FALSE;

  if (self->minimum > self->maximum)
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_FAILED,
                           _("“minimum” is greater than “maximum”"));
      return FALSE;
    }

  return TRUE;
}

static gboolean
read_members (PenParameter  *self,
              JsonObject    *object,
              GError       **error)
{
  const char *title = NULL;
  const char *description = NULL;
  const char *type = NULL;
  const char *list = NULL;
  JsonNode *fallback;

  if (!pen_strict_string (object, "title", FALSE, &title, error) ||
      !pen_strict_string (object, "description", FALSE, &description, error) ||
      !pen_strict_string (object, "type", TRUE, &type, error) ||
      !pen_strict_string (object, "list", FALSE, &list, error) ||
      !pen_strict_strings (object, "enum", &self->choices, error))
    return FALSE;

  self->title = title != NULL ? pen_strict_translate (title) : g_strdup (self->name);
  self->description = pen_strict_translate (description);
  self->list = g_strdup (list);

  if (!read_kind (self, type, error) ||
      !read_titles (self, object, error) ||
      !read_range (self, object, error))
    return FALSE;

  fallback = json_object_get_member (object, "default");
  if (fallback == NULL)
    return TRUE;

  if (!pen_parameter_check (self, fallback, error))
    {
      g_prefix_error (error, "“default”: ");
      return FALSE;
    }

  self->fallback = json_node_copy (fallback);
  return TRUE;
}

/**
 * pen_parameter_new_from_json:
 * @object: a parameter of a catalogue
 * @error: return location for a #GError
 *
 * Reads one setting.  A member that is not known, or of another type, is an error.
 * Where “minimum” or “maximum” is absent, the field is ∓%G_MAXDOUBLE.
 *
 * Returns: (transfer full): the parameter, or %NULL with @error set
 */
PenParameter *
pen_parameter_new_from_json (JsonObject  *object,
                             GError     **error)
{
  g_autoptr(PenParameter) self = NULL;
  const char *name = NULL;

  g_return_val_if_fail (object != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  self = g_new0 (PenParameter, 1);
  if (!pen_strict_string (object, "name", TRUE, &name, error))
    {
      g_prefix_error (error, _("A parameter: "));
      return NULL;
    }

  self->name = g_strdup (name);
  if (!pen_strict_members (object, members, error) || !read_members (self, object, error))
    {
      GError *local = error != NULL ? *error : NULL;

      /* A bad default is a mistake of the file, not of the request. */
      if (local != NULL)
        local->code = PEN_ERROR_FAILED;
      g_prefix_error (error, _("Parameter “%s”: "), name);
      return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * pen_parameter_free:
 * @self: (transfer full): a parameter
 */
void
pen_parameter_free (PenParameter *self)
{
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->description, g_free);
  g_clear_pointer (&self->fallback, json_node_unref);
  g_clear_pointer (&self->choices, g_strfreev);
  g_clear_pointer (&self->choice_titles, g_strfreev);
  g_clear_pointer (&self->list, g_free);
  g_free (self);
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

  if (self->kind == PEN_PARAMETER_INTEGER &&
      g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &integer, NULL))
    return json_node_init_int (json_node_alloc (), integer);

  number = g_ascii_strtod (text, &end);
  if (end == text || *end != '\0' || !isfinite (number))
    return NULL;

  return json_node_init_double (json_node_alloc (), number);
}

/**
 * pen_parameter_parse:
 * @self: a parameter
 * @text: what the user typed; numbers with a point, whatever the language
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
  else if (is_number (self))
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

    case PEN_PARAMETER_STRING:
    case PEN_PARAMETER_CHOICE:
      if (type != G_TYPE_STRING || !g_utf8_validate (json_node_get_string (value), -1, NULL))
        return refuse (error, _("“%s” must be a text"), self->title);
      return self->kind == PEN_PARAMETER_STRING ||
             check_choice (self, json_node_get_string (value), error);

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

  if (is_number (self))
    return json_node_get_double (self->fallback) == json_node_get_double (value);

  return json_node_equal (self->fallback, value);
}

/**
 * pen_parameter_to_json:
 * @self: a parameter
 *
 * Returns: (transfer full): the parameter in the form of the catalogue, with its
 *   texts in the user's language
 */
JsonObject *
pen_parameter_to_json (PenParameter *self)
{
  g_autoptr(JsonObject) object = json_object_new ();

  g_return_val_if_fail (self != NULL, NULL);

  json_object_set_string_member (object, "name", self->name);
  json_object_set_string_member (object, "title", self->title);
  if (self->description != NULL)
    json_object_set_string_member (object, "description", self->description);
  json_object_set_string_member (object, "type",
                                 types[MIN (self->kind, PEN_PARAMETER_STRING)]);
  if (is_number (self) && self->minimum > -G_MAXDOUBLE)
    json_object_set_double_member (object, "minimum", self->minimum);
  if (is_number (self) && self->maximum < G_MAXDOUBLE)
    json_object_set_double_member (object, "maximum", self->maximum);
  if (self->step > 0)
    json_object_set_double_member (object, "step", self->step);
  if (self->fallback != NULL)
    json_object_set_member (object, "default", json_node_copy (self->fallback));
  if (self->list != NULL)
    json_object_set_string_member (object, "list", self->list);

  if (self->choices != NULL)
    {
      JsonArray *choices = json_array_new ();

      for (guint i = 0; self->choices[i] != NULL; i++)
        json_array_add_string_element (choices, self->choices[i]);
      json_object_set_array_member (object, "enum", choices);
    }

  if (self->choice_titles != NULL)
    {
      JsonArray *titles = json_array_new ();

      for (guint i = 0; self->choice_titles[i] != NULL; i++)
        json_array_add_string_element (titles, self->choice_titles[i]);
      json_object_set_array_member (object, "titles", titles);
    }

  return g_steal_pointer (&object);
}
