/* pen-leonardo-body.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * The body of version 2: the model outside, the rest in “parameters”, and each picture an
 * object in the list of its guidance.  The catalogue puts plain ids there: into a list, or
 * one alone where the guidance takes no more.
 */

#define G_LOG_DOMAIN "pen-leonardo-body"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "pen-error.h"
#include "pen-json.h"
#include "pen-leonardo-provider-private.h"

#define PREFIX   "guidances."
#define NO_STYLE "NONE"

static const char * const words[] = { "LOW", "MID", "HIGH" };

/* Whether @field is the guidance @name: “guidances.edge”, or a list “guidances.style[]”. */
static gboolean
is_guidance (const char *field,
             const char *name)
{
  g_autofree char *one = g_strconcat (PREFIX, name, NULL);
  g_autofree char *list = g_strconcat (one, "[]", NULL);

  return g_strcmp0 (field, one) == 0 || g_strcmp0 (field, list) == 0;
}

/* Takes a text out of @object. */
static char *
take_text (JsonObject *object,
           const char *name)
{
  char *text = g_strdup (pen_json_string_or (object, name, NULL));

  if (text != NULL)
    json_object_remove_member (object, name);

  return text;
}

/* The word for the weight of the control that went into @name. */
static const char *
find_weight (PenRequest *request,
             const char *name)
{
  PenField *field = pen_request_get_spec (request)->fields[PEN_ROLE_CONTROL];
  GPtrArray *controls = pen_request_get_controls (request);

  for (guint i = 0; field != NULL && i < controls->len; i++)
    {
      PenControl *control = g_ptr_array_index (controls, i);

      for (guint j = 0; field->kinds[j] != NULL; j++)
        if (g_str_equal (field->kinds[j], control->kind) &&
            is_guidance (field->kind_fields[j], name))
          return words[control->weight < 0 ? 1 : MIN ((guint) (control->weight * 3), 2)];
    }

  return NULL;
}

static void
add_reference (JsonArray  *array,
               const char *id,
               const char *strength)
{
  JsonObject *reference = json_object_new ();
  JsonObject *image = json_object_new ();

  json_object_set_string_member (image, "type", "UPLOADED");
  json_object_set_string_member (image, "id", id);
  json_object_set_object_member (reference, "image", image);
  if (strength != NULL)
    json_object_set_string_member (reference, "strength", strength);
  json_array_add_object_element (array, reference);
}

/* Each id in the member @name becomes a reference to an uploaded picture. */
static JsonArray *
build_references (JsonObject *guidances,
                  const char *name,
                  const char *strength)
{
  JsonArray *ids = pen_json_array_or (guidances, name, NULL);
  JsonArray *array = json_array_new ();

  if (ids == NULL)
    add_reference (array, pen_json_string_or (guidances, name, ""), strength);

  for (guint i = 0; ids != NULL && i < json_array_get_length (ids); i++)
    add_reference (array, pen_json_at_string (ids, i, NULL), strength);

  return array;
}

static void
build_guidances (PenRequest *request,
                 JsonObject *input)
{
  PenField *source = pen_request_get_spec (request)->fields[PEN_ROLE_SOURCE];
  JsonObject *guidances = pen_json_object_or (input, "guidances", NULL);
  g_autofree char *strength = take_text (input, "strength");
  g_autofree char *style_strength = take_text (input, "style_strength");
  g_autoptr(GList) names = guidances != NULL ? json_object_get_members (guidances) : NULL;

  for (GList *l = names; l != NULL; l = l->next)
    {
      const char *word = find_weight (request, l->data);

      if (source != NULL && is_guidance (source->name, l->data))
        word = strength;
      else if (g_str_equal (l->data, "style"))
        word = style_strength;

      json_object_set_array_member (guidances, l->data,
                                    build_references (guidances, l->data, word));
    }
}

/* Choices that are numbers for the service: “848x1264”, and a factor. */
static void
build_numbers (JsonObject *input)
{
  const char *size = pen_json_string_or (input, "size", "");
  const char *factor = pen_json_string_or (input, "upscale_factor", NULL);
  const char *cross = strchr (size, 'x');

  if (factor != NULL)
    json_object_set_int_member (input, "upscale_factor", g_ascii_strtoll (factor, NULL, 10));

  if (cross != NULL && g_ascii_isdigit (*size))
    {
      gint64 width = g_ascii_strtoll (size, NULL, 10);
      gint64 height = g_ascii_strtoll (cross + 1, NULL, 10);

      json_object_remove_member (input, "size");
      json_object_set_int_member (input, "width", width);
      json_object_set_int_member (input, "height", height);
    }
}

/*
 * _pen_leonardo_check_style:
 * @request: a request
 * @error: return location for a #GError
 *
 * Returns: whether its style goes with Alchemy, or without it; if not, @error is
 *   %PEN_ERROR_INVALID_REQUEST
 */
gboolean
_pen_leonardo_check_style (PenRequest  *request,
                           GError     **error)
{
  JsonObject *parameters = pen_request_get_parameters (request);
  gboolean alchemy = pen_json_boolean_or (parameters, "alchemy", TRUE);
  const char *style = pen_json_string_or (parameters, "presetStyle", NO_STYLE);
  gboolean own = g_str_equal (style, "LEONARDO");

  if (g_str_equal (style, NO_STYLE) || own != alchemy)
    return TRUE;

  g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                       alchemy ? _("The style “Leonardo” is for pictures without Alchemy")
                               : _("Without Alchemy, the style can only be “Leonardo” or "
                                   "“None”"));
  return FALSE;
}

/* The service's own default is a style that Alchemy alone can do. */
void
_pen_leonardo_suit_style (PenBody *body)
{
  JsonObject *input = json_node_get_object (pen_body_get_root (body));

  if (!pen_json_boolean_or (input, "alchemy", TRUE) &&
      !json_object_has_member (input, "presetStyle"))
    json_object_set_string_member (input, "presetStyle", NO_STYLE);
}

void
_pen_leonardo_wrap (PenRequest *request,
                    PenBody    *body)
{
  g_autoptr(JsonObject) input = NULL;
  g_autoptr(JsonObject) outer = json_object_new ();
  g_autoptr(JsonNode) root = NULL;
  g_autofree char *model = NULL;

  input = json_object_ref (json_node_get_object (pen_body_get_root (body)));
  model = take_text (input, "model");
  build_guidances (request, input);
  build_numbers (input);

  json_object_set_string_member (outer, "model", model);
  /* Else the result may be shown to everybody. */
  json_object_set_boolean_member (outer, "public", FALSE);
  json_object_set_object_member (outer, "parameters", json_object_ref (input));

  root = json_node_init_object (json_node_alloc (), outer);
  pen_body_set_root (body, root);
}
