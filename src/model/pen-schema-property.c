/* pen-schema-property.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * One field of a model, as its document describes it.
 */

#define G_LOG_DOMAIN "pen-schema"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "pen-json.h"
#include "pen-schema-private.h"

#define MAX_DESCRIPTION 300
#define MAX_VALUES 500
#define MAX_SIDE 1000000

/* Text of a service as one line: documents keep the indentation of their source code. */
static char *
tidy (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autoptr(GString) line = g_string_new (NULL);
  gboolean blank = FALSE;
  guint n = 0;

  for (const char *p = valid; *p != '\0' && n < MAX_DESCRIPTION; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isspace (c) || g_unichar_iscntrl (c))
        {
          blank = line->len > 0;
          continue;
        }

      if (blank)
        g_string_append_c (line, ' ');
      blank = FALSE;
      g_string_append_unichar (line, c);
      n++;
    }

  if (n == MAX_DESCRIPTION)
    {
      char *last = strrchr (line->str, ' ');

      if (last != NULL)
        g_string_truncate (line, last - line->str);
      g_string_append (line, "…");
    }
  else if (line->len > 0 && line->str[line->len - 1] == '.')
    {
      g_string_truncate (line, line->len - 1);
    }

  return line->len > 0 ? g_strdup (line->str) : NULL;
}

/* “num_inference_steps” to “Num inference steps” */
static char *
title_of_name (const char *name)
{
  GString *title = g_string_new (name);

  g_string_replace (title, "_", " ", 0);
  title->str[0] = g_ascii_toupper (title->str[0]);

  return g_string_free (title, FALSE);
}

static const char *
get_type (JsonObject *schema)
{
  JsonArray *types = pen_json_array_or (schema, "type", NULL);

  for (guint i = 0; types != NULL && i < json_array_get_length (types); i++)
    {
      const char *type = pen_json_at_string (types, i, NULL);

      if (type != NULL && !g_str_equal (type, "null"))
        return type;
    }

  return pen_json_string_or (schema, "type", "");
}

static GType
value_type (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;
}

/* The values of a closed list, as they are; those of another type than the first go. */
static JsonArray *
read_values (JsonObject *schema)
{
  JsonArray *given = pen_json_array_or (schema, "enum", NULL);
  JsonNode *only = json_object_get_member (schema, "const");
  g_autoptr(JsonArray) values = json_array_new ();
  GType type = G_TYPE_INVALID;

  if (only != NULL && value_type (only) != G_TYPE_INVALID && value_type (only) != G_TYPE_BOOLEAN)
    {
      json_array_add_element (values, json_node_ref (only));
      return g_steal_pointer (&values);
    }

  for (guint i = 0; given != NULL && i < MIN (json_array_get_length (given), MAX_VALUES); i++)
    {
      JsonNode *node = json_array_get_element (given, i);

      if (type == G_TYPE_INVALID)
        type = value_type (node);
      if (type != G_TYPE_INVALID && value_type (node) == type && type != G_TYPE_BOOLEAN)
        json_array_add_element (values, json_node_ref (node));
    }

  return json_array_get_length (values) > 0 ? g_steal_pointer (&values) : NULL;
}

static guint
read_count (JsonObject *schema,
            const char *name)
{
  return (guint) CLAMP (pen_json_double_or (schema, name, 0), 0, MAX_SIDE);
}

/* A bound that is not itself allowed becomes the nearest that is worth setting. */
static void
read_range (PenSchemaProperty *self,
            JsonObject        *schema)
{
  double above = pen_json_double_or (schema, "exclusiveMinimum", -G_MAXDOUBLE);
  double below = pen_json_double_or (schema, "exclusiveMaximum", G_MAXDOUBLE);
  double range;
  double step = 1;

  self->minimum = pen_json_double_or (schema, "minimum", -G_MAXDOUBLE);
  self->maximum = pen_json_double_or (schema, "maximum", G_MAXDOUBLE);
  /* In OpenAPI 3.0 it is a word about “minimum”, in 3.1 a number of its own. */
  if (pen_json_boolean_or (schema, "exclusiveMinimum", FALSE))
    above = self->minimum;
  if (pen_json_boolean_or (schema, "exclusiveMaximum", FALSE))
    below = self->maximum;

  range = MIN (self->maximum, below) - MAX (self->minimum, above);
  if (self->kind == PEN_SCHEMA_NUMBER)
    step = range > 0 && range < 1 ? range / 100 : 0.01;
  if (above > -G_MAXDOUBLE && above + step > self->minimum)
    self->minimum = above + step;
  if (below < G_MAXDOUBLE && below - step < self->maximum)
    self->maximum = below - step;

  if (self->minimum > self->maximum)
    {
      self->minimum = -G_MAXDOUBLE;
      self->maximum = G_MAXDOUBLE;
    }

  self->multiple = MAX (read_count (schema, "multipleOf"), 1);
}

static void
take_limit (JsonObject *limits,
            const char *limit,
            JsonObject *from,
            const char *name,
            gboolean    greatest)
{
  double value = pen_json_double_or (from, name, 0);
  double before = pen_json_double_or (limits, limit, value);

  if (value > 0 && value < 1e15)
    json_object_set_double_member (limits, limit, greatest ? MAX (value, before)
                                                           : MIN (value, before));
}

/* What newer documents of fal say of a picture. */
static JsonObject *
read_limits (JsonObject *schema)
{
  JsonObject *given = pen_json_object_or (schema, "x-fal", NULL);
  g_autoptr(JsonObject) limits = json_object_new ();

  if (given == NULL)
    return NULL;

  take_limit (limits, "bytes", given, "max_file_size", FALSE);
  take_limit (limits, "pixels-min", given, "min_area", TRUE);
  take_limit (limits, "pixels-max", given, "max_area", FALSE);
  take_limit (limits, "side-min", given, "min_width", TRUE);
  take_limit (limits, "side-min", given, "min_height", TRUE);
  take_limit (limits, "side-max", given, "max_width", FALSE);
  take_limit (limits, "side-max", given, "max_height", FALSE);
  take_limit (limits, "multiple", given, "multiple_of", FALSE);
  take_limit (limits, "aspect-min", given, "min_aspect_ratio", FALSE);
  take_limit (limits, "aspect-max", given, "max_aspect_ratio", FALSE);

  return json_object_get_size (limits) > 0 ? g_steal_pointer (&limits) : NULL;
}

static gboolean
is_secret (JsonObject *schema)
{
  return g_str_equal (pen_json_string_or (schema, "format", ""), "password") ||
         pen_json_boolean_or (schema, "x-cog-secret", FALSE);
}

/* What a file that is given by its address holds, or %NULL where it is a picture. */
static const char *
describe_file (PenSchemaProperty *self,
               const char        *words)
{
  if (_pen_schema_has_token (self->tokens, "archive|zip|tar") ||
      _pen_schema_has_token (words, "archive|zip|tar"))
    return _("an archive of files");

  if (_pen_schema_names_picture (self->tokens) ||
      _pen_schema_control_kind (self->tokens) != NULL)
    return NULL;

  if (_pen_schema_has_token (self->tokens, "video|videos"))
    return _("a video");
  if (_pen_schema_has_token (self->tokens, "audio|sound|voice|music|song|speech"))
    return _("a sound");
  if (_pen_schema_has_token (words, "image|images|photo|picture|portrait|face"))
    return NULL;
  if (_pen_schema_has_token (words, "video"))
    return _("a video");
  if (_pen_schema_has_token (words, "audio|sound|voice|music"))
    return _("a sound");

  return _pen_schema_has_token (self->tokens, "input|source|subject|reference|init")
         ? NULL : _("a file that is no picture");
}

static gboolean
ends_with (const char *tokens,
           const char *words)
{
  const char *last = strrchr (tokens, ' ');

  while (last > tokens && last[-1] != ' ')
    last--;

  return _pen_schema_has_token (last > tokens ? last - 1 : tokens, words);
}

/* A picture is a string that holds an address; how that is known differs. */
static gboolean
is_picture (PenSchemaProperty *self,
            JsonObject        *schema,
            const char        *words)
{
  JsonObject *ui = pen_json_object_or (schema, "ui", NULL);

  if (ui != NULL && g_str_equal (pen_json_string_or (ui, "field", ""), "image"))
    return TRUE;

  if (!_pen_schema_names_picture (self->tokens))
    return FALSE;

  /* “image_url”, but not “image_size”; “image” alone only where an address is spoken of. */
  return ends_with (self->tokens, "url|urls|uri|uris") ||
         (ends_with (self->tokens, "image|images|mask|photo|photos|img") &&
          _pen_schema_has_token (words, "url|urls|uri|base 64"));
}

/* Other files that come by an address.  Weights do too, and can be typed. */
static gboolean
is_file (PenSchemaProperty *self,
         JsonObject        *schema)
{
  if (g_str_equal (pen_json_string_or (schema, "format", ""), "uri"))
    return _pen_schema_names_picture (self->tokens) ||
           !_pen_schema_has_token (self->tokens, "lora|loras|weights|checkpoint|model|config");

  return ends_with (self->tokens, "url|urls|uri|uris") &&
         _pen_schema_has_token (self->tokens, "archive|zip|tar|video|videos|audio|sound|voice|"
                                              "music|pdf");
}

static void
make_foreign (PenSchemaProperty *self,
              const char        *what)
{
  self->kind = PEN_SCHEMA_FOREIGN;
  g_free (self->foreign);
  self->foreign = g_strdup (what);
}

static void
read_string (PenSchemaProperty *self,
             JsonObject        *schema,
             gboolean           list)
{
  const char *format = pen_json_string_or (schema, "format", "");
  g_autofree char *words = _pen_schema_tokens (self->description);
  gboolean picture = is_picture (self, schema, words);
  gboolean packed = _pen_schema_has_token (words, "archive|zip|tar");

  self->kind = list ? PEN_SCHEMA_TEXTS : PEN_SCHEMA_TEXT;
  if (is_secret (schema))
    make_foreign (self, _("a password or a key of another service"));
  else if (picture || is_file (self, schema))
    {
      const char *what = picture && !packed ? NULL : describe_file (self, words);

      self->kind = list ? PEN_SCHEMA_PICTURES : PEN_SCHEMA_PICTURE;
      if (what != NULL)
        make_foreign (self, what);
    }
  else if (g_str_equal (format, "binary"))
    make_foreign (self, _("a file"));
}

static void
read_list (PenSchemaReader   *reader,
           PenSchemaProperty *self,
           JsonObject        *schema)
{
  JsonObject *given = pen_json_object_or (schema, "items", NULL);
  g_autoptr(JsonObject) items = given != NULL ? _pen_schema_flatten (reader, given) : NULL;

  self->min_length = read_count (schema, "minItems");
  self->max_length = read_count (schema, "maxItems");

  if (items != NULL && g_str_equal (get_type (items), "string") &&
      pen_json_array_or (items, "enum", NULL) == NULL)
    {
      JsonObject *ui = pen_json_object_or (schema, "ui", NULL);

      /* The hint may stand at the list or at what is in it. */
      if (ui != NULL && !json_object_has_member (items, "ui"))
        json_object_set_object_member (items, "ui", json_object_ref (ui));
      read_string (self, items, TRUE);
      return;
    }

  make_foreign (self, items != NULL && g_str_equal (get_type (items), "object")
                      ? _("a list of structures") : _("a list"));
}

/* Width and height in one field; what is said of the one holds for the other. */
static void
read_object (PenSchemaProperty *self,
             JsonObject        *schema)
{
  JsonObject *properties = pen_json_object_or (schema, "properties", NULL);
  JsonObject *width = properties != NULL ? pen_json_object_or (properties, "width", NULL) : NULL;

  if (width == NULL || pen_json_object_or (properties, "height", NULL) == NULL)
    {
      make_foreign (self, _("a structure of several values"));
      return;
    }

  self->kind = PEN_SCHEMA_SIZE;
  read_range (self, width);
}

static void
read_kind (PenSchemaReader   *reader,
           PenSchemaProperty *self,
           JsonObject        *schema)
{
  const char *type = get_type (schema);
  JsonObject *properties = pen_json_object_or (schema, "properties", NULL);

  self->values = read_values (schema);
  if (properties != NULL && self->values != NULL &&
      value_type (json_array_get_element (self->values, 0)) == G_TYPE_STRING)
    read_object (self, schema);
  else if (self->values != NULL)
    self->kind = PEN_SCHEMA_CHOICE;
  else if (g_str_equal (type, "boolean"))
    self->kind = PEN_SCHEMA_BOOLEAN;
  else if (g_str_equal (type, "integer"))
    self->kind = PEN_SCHEMA_INTEGER;
  else if (g_str_equal (type, "number"))
    self->kind = PEN_SCHEMA_NUMBER;
  else if (g_str_equal (type, "string"))
    read_string (self, schema, FALSE);
  else if (g_str_equal (type, "array"))
    read_list (reader, self, schema);
  else if (g_str_equal (type, "object") || properties != NULL)
    read_object (self, schema);
  else
    make_foreign (self, _("of a kind that is not known here"));

  if (self->kind == PEN_SCHEMA_INTEGER || self->kind == PEN_SCHEMA_NUMBER)
    read_range (self, schema);
}

/* Names with these would lead elsewhere when they are written. */
static gboolean
is_plain_name (const char *name)
{
  return *name != '\0' && g_utf8_validate (name, -1, NULL) && strpbrk (name, ".[]{}") == NULL;
}

static gboolean
is_empty_list (JsonNode *node)
{
  return JSON_NODE_HOLDS_ARRAY (node) && json_array_get_length (json_node_get_array (node)) == 0;
}

/*
 * _pen_schema_property_new:
 * @reader: the document
 * @name: the name of a field
 * @schema: its schema, as it stands there
 * @required: whether the service wants it
 *
 * Returns: (transfer full): what is known of the field
 */
PenSchemaProperty *
_pen_schema_property_new (PenSchemaReader *reader,
                          const char      *name,
                          JsonObject      *schema,
                          gboolean         required)
{
  PenSchemaProperty *self = g_new0 (PenSchemaProperty, 1);
  g_autoptr(JsonObject) flat = _pen_schema_flatten (reader, schema);
  JsonNode *fallback = flat != NULL ? json_object_get_member (flat, "default") : NULL;

  self->name = g_utf8_make_valid (name, -1);
  self->tokens = _pen_schema_tokens (name);
  self->minimum = -G_MAXDOUBLE;
  self->maximum = G_MAXDOUBLE;
  self->multiple = 1;
  if (flat != NULL)
    {
      /* Of a part that is joined, the title names the part: only this place's counts. */
      self->title = tidy (pen_json_string_or (schema, "title", ""));
      self->description = tidy (pen_json_string_or (flat, "description", ""));
      self->min_length = read_count (flat, "minLength");
      self->max_length = read_count (flat, "maxLength");
      self->deprecated = pen_json_boolean_or (flat, "deprecated", FALSE);
      self->limits = read_limits (flat);
      read_kind (reader, self, flat);
    }
  else
    {
      make_foreign (self, _("described in circles"));
    }

  if (self->title == NULL)
    self->title = title_of_name (self->name);
  if (!is_plain_name (name))
    make_foreign (self, _("a field with a name that cannot be written"));
  if (fallback != NULL && !JSON_NODE_HOLDS_NULL (fallback))
    self->fallback = json_node_ref (fallback);
  /* What has a default need not be sent, whatever else is said of it; but an empty list
   * of pictures is no default for one that must be there. */
  self->required = required && (fallback == NULL || is_empty_list (fallback));

  return self;
}

void
_pen_schema_property_free (PenSchemaProperty *self)
{
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->tokens, g_free);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->description, g_free);
  g_clear_pointer (&self->foreign, g_free);
  g_clear_pointer (&self->fallback, json_node_unref);
  g_clear_pointer (&self->values, json_array_unref);
  g_clear_pointer (&self->limits, json_object_unref);
  g_free (self);
}
