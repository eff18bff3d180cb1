/* pen-parameter.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-parameter"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-error.h"
#include "pen-parameter-private.h"
#include "pen-strict-private.h"

static const char * const members[] = {
  "name", "title", "description", "type", "enum", "titles", "minimum", "maximum", "step",
  "default", "list", "required", NULL
};

/* In the order of PenParameterKind; a choice goes by the type of its values. */
static const char * const types[] = {
  "boolean", "integer", "number", "string", "texts", NULL
};

static gboolean
is_number (PenParameter *self)
{
  return self->kind == PEN_PARAMETER_INTEGER || self->kind == PEN_PARAMETER_NUMBER;
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
  self->base = kind;
  if (self->choices == NULL && self->list == NULL)
    return TRUE;

  if (self->kind != PEN_PARAMETER_STRING && (self->list != NULL || !is_number (self)))
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_FAILED,
                           _("Only a text or a number can have “enum”, and only a text “list”"));
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

/* The closed set, whose values are all of the type that is named beside it. */
static gboolean
read_choices (PenParameter  *self,
              JsonObject    *object,
              const char    *type,
              GError       **error)
{
  JsonArray *array = NULL;
  g_autoptr(GStrvBuilder) builder = NULL;

  if (g_strcmp0 (type, types[PEN_PARAMETER_INTEGER]) != 0 &&
      g_strcmp0 (type, types[PEN_PARAMETER_NUMBER]) != 0)
    return pen_strict_strings (object, "enum", &self->choices, error);

  if (!pen_strict_array (object, "enum", &array, error))
    return FALSE;

  if (array == NULL)
    return TRUE;

  builder = g_strv_builder_new ();
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      GType held = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node)
                                                : G_TYPE_INVALID;
      g_autofree char *text = NULL;

      if (held != G_TYPE_INT64 &&
          (held != G_TYPE_DOUBLE || g_str_equal (type, types[PEN_PARAMETER_INTEGER])))
        {
          g_set_error (error, PEN_ERROR, PEN_ERROR_FAILED,
                       _("“enum” must be a list of values of the type “%s”"), type);
          return FALSE;
        }

      text = _pen_parameter_format (node);
      g_strv_builder_add (builder, text);
    }

  self->choices = g_strv_builder_end (builder);
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
      !pen_strict_boolean (object, "required", &self->required, error) ||
      !read_choices (self, object, type, error))
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
                                 types[self->base]);
  if (self->required)
    json_object_set_boolean_member (object, "required", TRUE);
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
        json_array_add_element (choices, pen_parameter_parse (self, self->choices[i], NULL));
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
