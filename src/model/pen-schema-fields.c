/* pen-schema-fields.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * The roles and the parameters of one task, in the words of a catalogue.
 */

#define G_LOG_DOMAIN "pen-schema"

#include "config.h"

#include "pen-json.h"
#include "pen-schema-private.h"

/* Where a document does not say how many pictures a list takes. */
#define USUAL_REFERENCES 8

/* What a service scales a picture to is known only where it names a modest bound. */
#define GREATEST_SIDE 4096

/* Pictures are made of blocks; steps that no document speaks of, and every model takes. */
#define USUAL_STEP 8

static void
set_number (JsonObject *object,
            const char *name,
            double      number)
{
  if (number > -1e15 && number < 1e15 && number == (double) (gint64) number)
    json_object_set_int_member (object, name, (gint64) number);
  else
    json_object_set_double_member (object, name, number);
}

static void
set_bounds (JsonObject        *object,
            PenSchemaProperty *property,
            const char        *least,
            const char        *greatest)
{
  if (property->minimum > -1e15)
    set_number (object, least, property->minimum);
  if (property->maximum < 1e15)
    set_number (object, greatest, property->maximum);
}

static JsonObject *
add_field (JsonObject *roles,
           const char *role,
           const char *name)
{
  JsonObject *field = json_object_new ();

  json_object_set_string_member (field, "field", name);
  json_object_set_object_member (roles, role, field);

  return field;
}

static JsonObject *
add_picture (JsonObject        *roles,
             const char        *role,
             PenSchemaProperty *property,
             const char        *prefix)
{
  g_autofree char *name = g_strconcat (property->name,
                                       property->kind == PEN_SCHEMA_PICTURES ? "[]" : "", NULL);
  JsonObject *field = add_field (roles, role, name);

  json_object_set_string_member (field, "prefix", prefix);
  return field;
}

static void
add_text (JsonObject        *roles,
          const char        *role,
          PenSchemaProperty *property,
          gboolean           required)
{
  JsonObject *field = add_field (roles, role, property->name);

  if (property->min_length > 0)
    json_object_set_int_member (field, "min", property->min_length);
  if (property->max_length > 0)
    json_object_set_int_member (field, "max", property->max_length);
  if (required)
    json_object_set_boolean_member (field, "required", TRUE);
}

/* Without words, a service makes what its example says, which nobody asked for. */
static gboolean
needs_prompt (PenSchemaProperty *prompt,
              PenTask            task)
{
  gboolean example = prompt->fallback != NULL && JSON_NODE_HOLDS_VALUE (prompt->fallback) &&
                     json_node_get_value_type (prompt->fallback) == G_TYPE_STRING &&
                     *json_node_get_string (prompt->fallback) != '\0';

  if (prompt->required || task == PEN_TASK_TEXT_TO_IMAGE)
    return TRUE;

  return example && task != PEN_TASK_UPSCALE && task != PEN_TASK_REMOVE_BACKGROUND &&
         task != PEN_TASK_ERASE && task != PEN_TASK_VARIATIONS;
}

static void
add_references (JsonObject     *object,
                PenSchemaRoles *roles,
                gboolean        with_source,
                const char     *prefix)
{
  PenSchemaProperty *property = roles->references;
  JsonObject *field;
  guint first = with_source && property == roles->source ? 1 : 0;
  guint least;
  guint greatest;

  if (with_source && roles->numbered != NULL)
    {
      field = add_field (object, "references", roles->numbered);
      json_object_set_string_member (field, "prefix", prefix);
      json_object_set_int_member (field, "from", roles->numbered_from);
      json_object_set_int_member (field, "max", roles->n_numbered);
      return;
    }

  if (property == NULL)
    return;

  least = MAX (property->min_length, property->required ? 1 : 0);
  greatest = property->kind == PEN_SCHEMA_PICTURE ? 1 : property->max_length;
  if (greatest == 0)
    greatest = MAX (USUAL_REFERENCES, least);
  if (greatest <= first)
    return;

  field = add_picture (object, "references", property, prefix);
  if (least > first)
    json_object_set_int_member (field, "min", least - first);
  json_object_set_int_member (field, "max", greatest - first);
}

static void
add_control (JsonObject     *object,
             PenSchemaRoles *roles,
             const char     *prefix)
{
  JsonObject *field = json_object_new ();
  JsonObject *kinds = json_object_new ();

  for (guint i = 0; i < roles->n_controls; i++)
    json_object_set_string_member (kinds, roles->kinds[i], roles->controls[i]->name);

  json_object_set_object_member (field, "kinds", kinds);
  json_object_set_string_member (field, "prefix", prefix);
  json_object_set_int_member (field, "max", roles->n_controls);
  for (guint i = 0; i < roles->n_controls; i++)
    if (roles->controls[i]->required)
      json_object_set_boolean_member (field, "required", TRUE);

  if (roles->weight != NULL)
    {
      JsonObject *weight = add_field (field, "weight", roles->weight->name);

      set_bounds (weight, roles->weight, "min", "max");
      if (roles->weight->fallback != NULL && JSON_NODE_HOLDS_VALUE (roles->weight->fallback))
        set_number (weight, "default", json_node_get_double (roles->weight->fallback));
    }

  json_object_set_object_member (object, "control", field);
}

/*
 * _pen_schema_usual_side:
 * @side: width or height
 *
 * Returns: what the service takes by itself; 0 where it does not say
 */
guint
_pen_schema_usual_side (PenSchemaProperty *side)
{
  gint64 usual = side->fallback != NULL && JSON_NODE_HOLDS_VALUE (side->fallback)
                 ? json_node_get_int (side->fallback) : 0;

  return usual >= 16 && usual <= GREATEST_SIDE ? (guint) usual : 0;
}

/*
 * _pen_schema_sends:
 * @roles: the parts of a request
 * @task: a task
 * @property: a field
 *
 * Returns: whether a request for @task fills @property by its own parts, rather than as
 *   a setting
 */
gboolean
_pen_schema_sends (PenSchemaRoles    *roles,
                   PenTask            task,
                   PenSchemaProperty *property)
{
  gboolean painting = task == PEN_TASK_IMAGE_TO_IMAGE || task == PEN_TASK_INPAINT;

  if (property == roles->strength)
    return painting;

  for (guint i = 0; i < G_N_ELEMENTS (roles->margins); i++)
    if (property == roles->margins[i])
      return task == PEN_TASK_OUTPAINT;

  /* The sides of what is sent are not those of what comes back, elsewhere. */
  if (property == roles->width || property == roles->height)
    return task == PEN_TASK_TEXT_TO_IMAGE ||
           ((painting || task == PEN_TASK_CONTROL || task == PEN_TASK_OUTPAINT) &&
            (MAX (roles->width->maximum, roles->height->maximum) <= GREATEST_SIDE ||
             (_pen_schema_usual_side (roles->width) > 0 &&
              _pen_schema_usual_side (roles->height) > 0)));

  return TRUE;
}

static void
add_side (JsonObject        *roles,
          const char        *role,
          PenSchemaProperty *property,
          const char        *name,
          guint              usual)
{
  JsonObject *field = add_field (roles, role, name);
  gint64 least = (gint64) MAX (property->minimum, 1);
  guint multiple = property->multiple;

  if (multiple == 1 && property->kind != PEN_SCHEMA_SIZE)
    multiple = USUAL_STEP;

  json_object_set_int_member (field, "min", least);
  if (property->maximum < 1000000)
    json_object_set_int_member (field, "max", (gint64) property->maximum);
  if (multiple > 1)
    json_object_set_int_member (field, "multiple", multiple);
  if (usual > 0)
    json_object_set_int_member (field, "default", usual);
}

/* What the names of fal mean, in pixels. */
static void
find_preset (PenSchemaProperty *size,
             guint             *ret_width,
             guint             *ret_height)
{
  static const struct
  {
    const char *name;
    guint       width;
    guint       height;
  } presets[] = {
    { "square_hd", 1024, 1024 },
    { "square", 512, 512 },
    { "portrait_4_3", 768, 1024 },
    { "portrait_16_9", 576, 1024 },
    { "landscape_4_3", 1024, 768 },
    { "landscape_16_9", 1024, 576 },
  };
  JsonNode *fallback = size->fallback;
  const char *name = fallback != NULL && JSON_NODE_HOLDS_VALUE (fallback)
                     ? json_node_get_string (fallback) : NULL;

  if (fallback != NULL && JSON_NODE_HOLDS_OBJECT (fallback))
    {
      JsonObject *object = json_node_get_object (fallback);

      *ret_width = (guint) CLAMP (pen_json_int_or (object, "width", 0), 0, GREATEST_SIDE);
      *ret_height = (guint) CLAMP (pen_json_int_or (object, "height", 0), 0, GREATEST_SIDE);
    }

  for (guint i = 0; i < G_N_ELEMENTS (presets); i++)
    if (g_strcmp0 (presets[i].name, name) == 0)
      {
        *ret_width = presets[i].width;
        *ret_height = presets[i].height;
      }
}

/* Names for what a width and a height say as well are not worth a second question. */
static gboolean
has_own_shapes (PenSchemaProperty *aspect)
{
  for (guint i = 0; i < json_array_get_length (aspect->values); i++)
    {
      const char *value = pen_json_at_string (aspect->values, i, NULL);

      if (!g_str_has_prefix (value, "square") && !g_str_has_prefix (value, "portrait_") &&
          !g_str_has_prefix (value, "landscape_"))
        return TRUE;
    }

  return FALSE;
}

static void
add_size (JsonObject     *object,
          PenSchemaRoles *roles,
          PenTask         task)
{
  gboolean sized = roles->size != NULL && task == PEN_TASK_TEXT_TO_IMAGE;

  if (roles->aspect != NULL &&
      !(sized && roles->aspect == roles->size && !has_own_shapes (roles->aspect)))
    json_object_set_array_member (add_field (object, "aspect", roles->aspect->name), "values",
                                  json_array_ref (roles->aspect->values));

  if (sized)
    {
      g_autofree char *across = g_strconcat (roles->size->name, ".width", NULL);
      g_autofree char *down = g_strconcat (roles->size->name, ".height", NULL);
      guint width = 0;
      guint height = 0;

      find_preset (roles->size, &width, &height);
      add_side (object, "width", roles->size, across, width);
      add_side (object, "height", roles->size, down, height);
    }
  else if (roles->width != NULL && _pen_schema_sends (roles, task, roles->width))
    {
      add_side (object, "width", roles->width, roles->width->name,
                _pen_schema_usual_side (roles->width));
      add_side (object, "height", roles->height, roles->height->name,
                _pen_schema_usual_side (roles->height));
    }
}

static void
add_numbers (JsonObject     *object,
             PenSchemaRoles *roles,
             PenTask         task)
{
  JsonObject *field;

  if (roles->strength != NULL && _pen_schema_sends (roles, task, roles->strength))
    {
      field = add_field (object, "strength", roles->strength->name);
      set_bounds (field, roles->strength, "min", "max");
      json_object_set_string_member (field, "direction", roles->inverted ? "less" : "more");
    }

  if (roles->seed != NULL)
    {
      field = add_field (object, "seed", roles->seed->name);
      set_number (field, "min", MAX (roles->seed->minimum, 0));
      if (roles->seed->maximum < 1e19)
        set_number (field, "max", roles->seed->maximum);
    }

  if (roles->count != NULL)
    {
      field = add_field (object, "count", roles->count->name);
      json_object_set_int_member (field, "max", (gint64) roles->count->maximum);
      if (roles->count->fallback != NULL && JSON_NODE_HOLDS_VALUE (roles->count->fallback))
        json_object_set_int_member (field, "default",
                                    json_node_get_int (roles->count->fallback));
    }
}

static void
add_margins (JsonObject     *object,
             PenSchemaRoles *roles)
{
  static const char * const sides[] = { "left", "top", "right", "bottom" };
  JsonObject *field = json_object_new ();
  double greatest = 1000000;

  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      json_object_set_string_member (field, sides[i], roles->margins[i]->name);
      greatest = MIN (greatest, roles->margins[i]->maximum);
    }

  if (greatest < 1000000)
    json_object_set_int_member (field, "max", (gint64) greatest);
  json_object_set_string_member (field, "by", "fields");
  json_object_set_object_member (object, "extend", field);
}

/*
 * _pen_schema_write_roles:
 * @roles: the parts of a request
 * @task: a task
 * @prefix: what stands before the base64 of a picture
 *
 * Returns: (transfer full): the “roles” of @task
 */
JsonObject *
_pen_schema_write_roles (PenSchemaRoles *roles,
                         PenTask         task,
                         const char     *prefix)
{
  JsonObject *object = json_object_new ();
  gboolean with_source = pen_task_has_source (task);

  if (roles->prompt != NULL)
    add_text (object, "prompt", roles->prompt, needs_prompt (roles->prompt, task));
  if (roles->negative != NULL)
    add_text (object, "negative", roles->negative, FALSE);
  if (roles->search != NULL)
    add_text (object, "search", roles->search, roles->search->required);

  if (with_source && roles->source != NULL)
    add_picture (object, "source", roles->source, prefix);
  if (roles->mask != NULL && (task == PEN_TASK_INPAINT || task == PEN_TASK_ERASE))
    {
      JsonObject *mask = add_picture (object, "mask", roles->mask, prefix);

      json_object_set_string_member (mask, "polarity", roles->polarity);
      json_object_set_boolean_member (mask, "required", TRUE);
    }

  if (with_source || roles->references != roles->source)
    add_references (object, roles, with_source, prefix);
  if (roles->n_controls > 0)
    add_control (object, roles, prefix);

  if (task == PEN_TASK_OUTPAINT && roles->margins[0] != NULL)
    add_margins (object, roles);

  add_numbers (object, roles, task);
  add_size (object, roles, task);

  return object;
}

static gboolean
is_within (PenSchemaProperty *property,
           JsonNode          *value)
{
  double number = json_node_get_double (value);

  return number >= property->minimum && number <= property->maximum;
}

/* A default that the service itself would refuse is none that could be shown. */
static gboolean
is_valid_default (PenSchemaProperty *property)
{
  JsonNode *value = property->fallback;
  GType type;

  if (value == NULL || !JSON_NODE_HOLDS_VALUE (value))
    return FALSE;

  type = json_node_get_value_type (value);
  switch (property->kind)
    {
    case PEN_SCHEMA_TEXT:
      return type == G_TYPE_STRING;
    case PEN_SCHEMA_BOOLEAN:
      return type == G_TYPE_BOOLEAN;
    case PEN_SCHEMA_INTEGER:
      return (type == G_TYPE_INT64 ||
              (type == G_TYPE_DOUBLE &&
               json_node_get_double (value) == (double) json_node_get_int (value))) &&
             is_within (property, value);
    case PEN_SCHEMA_NUMBER:
      return (type == G_TYPE_INT64 || type == G_TYPE_DOUBLE) && is_within (property, value);
    case PEN_SCHEMA_CHOICE:
      for (guint i = 0; i < json_array_get_length (property->values); i++)
        if (json_node_equal (json_array_get_element (property->values, i), value))
          return TRUE;
      return FALSE;
    case PEN_SCHEMA_TEXTS:
    case PEN_SCHEMA_PICTURE:
    case PEN_SCHEMA_PICTURES:
    case PEN_SCHEMA_SIZE:
    case PEN_SCHEMA_FOREIGN:
    default:
      return FALSE;
    }
}

static const char *
type_of_values (JsonArray *values)
{
  GType type = json_node_get_value_type (json_array_get_element (values, 0));

  if (type == G_TYPE_INT64)
    return "integer";

  return type == G_TYPE_DOUBLE ? "number" : "string";
}

/*
 * _pen_schema_write_parameter:
 * @property: a field that has no role
 *
 * Returns: (transfer full) (nullable): the field as a “parameter” of a task; %NULL where
 *   it cannot be one
 */
JsonObject *
_pen_schema_write_parameter (PenSchemaProperty *property)
{
  static const char * const types[] = {
    [PEN_SCHEMA_TEXT] = "string",
    [PEN_SCHEMA_BOOLEAN] = "boolean",
    [PEN_SCHEMA_INTEGER] = "integer",
    [PEN_SCHEMA_NUMBER] = "number",
    [PEN_SCHEMA_CHOICE] = "string",
    [PEN_SCHEMA_TEXTS] = "texts",
  };
  JsonObject *object;

  if (property->kind > PEN_SCHEMA_TEXTS)
    return NULL;

  object = json_object_new ();
  json_object_set_string_member (object, "name", property->name);
  json_object_set_string_member (object, "title", property->title);
  if (property->description != NULL)
    json_object_set_string_member (object, "description", property->description);
  json_object_set_string_member (object, "type", property->values != NULL
                                                 ? type_of_values (property->values)
                                                 : types[property->kind]);
  if (property->values != NULL)
    json_object_set_array_member (object, "enum", json_array_ref (property->values));
  else if (property->kind == PEN_SCHEMA_INTEGER || property->kind == PEN_SCHEMA_NUMBER)
    set_bounds (object, property, "minimum", "maximum");
  if (property->multiple > 1 && property->values == NULL)
    json_object_set_int_member (object, "step", property->multiple);
  if (property->required)
    json_object_set_boolean_member (object, "required", TRUE);
  if (is_valid_default (property))
    json_object_set_member (object, "default", json_node_ref (property->fallback));

  return object;
}
