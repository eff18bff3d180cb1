/* pen-sim-fal-check.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Checks an input against the fields of its endpoint, and the pictures in it.  Unlike
 * some of the real endpoints, none lets an unknown field pass.
 */

#define G_LOG_DOMAIN "pen-sim-fal"

#include "config.h"

#include <string.h>

#include "pen-sim-fal-private.h"

/* More than this belongs into the storage. */
#define MAX_EMBEDDED (4 * 1024 * 1024)
#define MAX_FILE 50000000
#define MAX_SIDE 14142

static const char * const presets[] =
{
  "square_hd", "square", "portrait_4_3", "portrait_16_9", "landscape_4_3", "landscape_16_9", NULL
};

typedef struct
{
  char    *name;
  gboolean required;
  char     kind;
  char    *values;     /* what stands in the parentheses, or “” */
} Field;

static void
field_free (Field *field)
{
  g_free (field->name);
  g_free (field->values);
  g_free (field);
}

/* “name*:k(values)” */
static Field *
read_field (const char *text)
{
  Field *field = g_new0 (Field, 1);
  const char *colon = strchr (text, ':');
  const char *open;

  g_assert_nonnull (colon);
  field->required = colon[-1] == '*';
  field->name = g_strndup (text, colon - text - (field->required ? 1 : 0));
  field->kind = colon[1];
  open = colon[2] == '(' ? colon + 3 : NULL;
  field->values = open != NULL ? g_strndup (open, strlen (open) - 1) : g_strdup ("");

  return field;
}

static GPtrArray *
read_fields (const char *text)
{
  GPtrArray *fields = g_ptr_array_new_with_free_func ((GDestroyNotify) field_free);
  g_auto(GStrv) parts = g_strsplit (text, ";", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    g_ptr_array_add (fields, read_field (parts[i]));

  return fields;
}

void
pen_sim_fal_complain (JsonArray  *detail,
                      const char *field,
                      const char *type,
                      const char *format,
                      ...)
{
  JsonObject *object = json_object_new ();
  JsonArray *where = json_array_new ();
  g_autofree char *text = NULL;
  g_autofree char *url = g_strconcat ("https://docs.fal.ai/errors/#", type, NULL);
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  json_array_add_string_element (where, "body");
  if (field != NULL)
    json_array_add_string_element (where, field);
  json_object_set_array_member (object, "loc", where);
  json_object_set_string_member (object, "msg", text);
  json_object_set_string_member (object, "type", type);
  json_object_set_string_member (object, "url", url);
  json_array_add_object_element (detail, object);
}

const PenSimFalEndpoint *
pen_sim_fal_find_endpoint (const char *id)
{
  for (guint i = 0; pen_sim_fal_endpoints[i].id != NULL; i++)
    if (g_str_equal (pen_sim_fal_endpoints[i].id, id))
      return &pen_sim_fal_endpoints[i];

  return NULL;
}

/* === Values === */

static void
check_range (Field     *field,
             double     value,
             JsonArray *detail)
{
  g_auto(GStrv) ends = g_strsplit (field->values, ",", 2);

  if (ends[0] == NULL || ends[1] == NULL)
    return;

  if (*ends[0] != '\0' && value < g_ascii_strtod (ends[0], NULL))
    pen_sim_fal_complain (detail, field->name,
                          field->kind == 's' ? "string_too_short" : "greater_than_equal",
                          "Input should be greater than or equal to %s", ends[0]);
  if (*ends[1] != '\0' && value > g_ascii_strtod (ends[1], NULL))
    pen_sim_fal_complain (detail, field->name,
                          field->kind == 's' ? "string_too_long" : "less_than_equal",
                          "Input should be less than or equal to %s", ends[1]);
}

static void
check_choice (Field      *field,
              const char *text,
              JsonArray  *detail)
{
  g_auto(GStrv) choices = g_strsplit (field->values, "|", -1);

  if (!g_strv_contains ((const char * const *) choices, text))
    pen_sim_fal_complain (detail, field->name, "literal_error", "Input should be one of %s",
                          field->values);
}

static void
check_size (Field     *field,
            JsonNode  *node,
            JsonArray *detail)
{
  static const char *sides[] = { "width", "height" };
  JsonObject *object;

  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    {
      if (!g_strv_contains (presets, json_node_get_string (node)))
        check_choice (field, json_node_get_string (node), detail);
      return;
    }

  object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  if (object == NULL || json_object_get_size (object) != G_N_ELEMENTS (sides))
    {
      pen_sim_fal_complain (detail, field->name, "model_type", "Input should be a size");
      return;
    }

  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      JsonNode *side = json_object_get_member (object, sides[i]);

      if (side == NULL || !JSON_NODE_HOLDS_VALUE (side) ||
          json_node_get_value_type (side) != G_TYPE_INT64 || json_node_get_int (side) <= 0 ||
          json_node_get_int (side) > MAX_SIDE)
        pen_sim_fal_complain (detail, field->name, "int_type", "%s is not a valid side", sides[i]);
    }
}

static gboolean
has_type (JsonNode *node,
          char      kind)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  switch (kind)
    {
    case 's':
    case 'e':
    case 'u':
    case 'm':
      return type == G_TYPE_STRING;
    case 'i':
      return type == G_TYPE_INT64;
    case 'n':
      return type == G_TYPE_INT64 || type == G_TYPE_DOUBLE;
    case 'b':
      return type == G_TYPE_BOOLEAN;
    case 'U':
    case 'I':
      return JSON_NODE_HOLDS_ARRAY (node) && json_array_get_length (json_node_get_array (node)) > 0;
    case 'S':
      return type == G_TYPE_STRING || JSON_NODE_HOLDS_OBJECT (node);
    default:
      return FALSE;
    }
}

/* === Pictures === */

/* Returns: (transfer full) (nullable): the bytes of a picture field */
static GBytes *
load_picture (PenSimFalState *state,
              const char     *name,
              const char     *text,
              JsonArray      *detail)
{
  const char *comma = strstr (text, ";base64,");
  g_autoptr(GBytes) bytes = NULL;
  guchar *data;
  gsize length;

  if (!g_str_has_prefix (text, "data:"))
    {
      bytes = pen_sim_fal_fetch (state, text);
      if (bytes == NULL)
        pen_sim_fal_complain (detail, name, "file_download_error", "Failed to download the file");
      else if (g_bytes_get_size (bytes) > MAX_FILE)
        pen_sim_fal_complain (detail, name, "file_too_large", "File size exceeds the maximum");
      return g_steal_pointer (&bytes);
    }

  if (comma == NULL || !g_str_has_prefix (text, "data:image/"))
    {
      pen_sim_fal_complain (detail, name, "image_load_error", "Failed to load the image");
      return NULL;
    }

  data = g_base64_decode (comma + strlen (";base64,"), &length);
  bytes = g_bytes_new_take (data, length);
  if (length > MAX_EMBEDDED)
    pen_sim_fal_complain (detail, name, "file_too_large", "File size exceeds the maximum");

  return g_steal_pointer (&bytes);
}

static GdkPixbuf *
read_picture (PenSimFalState *state,
              const char     *name,
              const char     *text,
              JsonArray      *detail)
{
  g_autoptr(GBytes) bytes = load_picture (state, name, text, detail);
  g_autoptr(GError) error = NULL;
  GdkPixbuf *picture;

  if (bytes == NULL)
    return NULL;

  picture = pen_sim_picture_check (bytes, NULL, &error) ? pen_sim_picture_decode (bytes) : NULL;
  if (picture == NULL)
    pen_sim_fal_complain (detail, name, "image_load_error", "Failed to load the image");

  return picture;
}

/* White is what changes: a mask with holes was meant for another service. */
static void
check_mask (const char     *name,
            PenSimFalInput *input,
            JsonArray      *detail)
{
  if (gdk_pixbuf_get_has_alpha (input->mask))
    pen_sim_fal_complain (detail, name, "image_load_error", "The mask is not white on black");

  if (input->source != NULL &&
      (gdk_pixbuf_get_width (input->mask) != gdk_pixbuf_get_width (input->source) ||
       gdk_pixbuf_get_height (input->mask) != gdk_pixbuf_get_height (input->source)))
    pen_sim_fal_complain (detail, name, "value_error",
                          "Image and mask must have the same dimensions");
}

static void
take_picture (PenSimFalState *state,
              Field          *field,
              const char     *text,
              PenSimFalInput *input,
              JsonArray      *detail)
{
  g_autoptr(GdkPixbuf) picture = read_picture (state, field->name, text, detail);

  input->pictures++;
  if (picture != NULL && field->kind == 'm')
    g_set_object (&input->mask, picture);
  else if (picture != NULL && input->source == NULL)
    g_set_object (&input->source, picture);
}

static void
check_list (PenSimFalState *state,
            Field          *field,
            JsonArray      *array,
            PenSimFalInput *input,
            JsonArray      *detail)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (!has_type (node, field->kind == 'U' ? 'u' : 'i'))
        pen_sim_fal_complain (detail, field->name, "type_error", "Element %u is wrong", i);
      else if (field->kind == 'U')
        take_picture (state, field, json_node_get_string (node), input, detail);
    }
}

/* === All of it === */

static void
check_value (PenSimFalState *state,
             Field          *field,
             JsonNode       *node,
             PenSimFalInput *input,
             JsonArray      *detail)
{
  if (!has_type (node, field->kind))
    {
      pen_sim_fal_complain (detail, field->name, "type_error", "Input has the wrong type");
      return;
    }

  switch (field->kind)
    {
    case 's':
      check_range (field, g_utf8_strlen (json_node_get_string (node), -1), detail);
      break;
    case 'i':
    case 'n':
      check_range (field, json_node_get_double (node), detail);
      break;
    case 'e':
      check_choice (field, json_node_get_string (node), detail);
      break;
    case 'S':
      check_size (field, node, detail);
      break;
    case 'u':
    case 'm':
      take_picture (state, field, json_node_get_string (node), input, detail);
      break;
    case 'U':
    case 'I':
      check_list (state, field, json_node_get_array (node), input, detail);
      break;
    default:
      break;
    }
}

static gboolean
has_field (GPtrArray  *fields,
           const char *name)
{
  for (guint i = 0; i < fields->len; i++)
    if (g_str_equal (((Field *) fields->pdata[i])->name, name))
      return TRUE;

  return FALSE;
}

/* What stands on the canvas must fit on it. */
static void
check_canvas (JsonObject *body,
              JsonArray  *detail)
{
  static const char *names[] = { "canvas_size", "original_image_size", "original_image_location" };

  if (!json_object_has_member (body, names[0]))
    return;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      JsonNode *node = json_object_get_member (body, names[i]);

      if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node) ||
          json_array_get_length (json_node_get_array (node)) != 2)
        {
          pen_sim_fal_complain (detail, names[i], "value_error", "Input should be two numbers");
          return;
        }
    }

  for (guint i = 0; i < 2; i++)
    {
      gint64 sides[3];

      for (guint j = 0; j < 3; j++)
        sides[j] = json_array_get_int_element (json_object_get_array_member (body, names[j]), i);
      if (sides[1] <= 0 || sides[2] < 0 || sides[2] + sides[1] > sides[0] || sides[0] > 5000)
        pen_sim_fal_complain (detail, names[0], "value_error", "The picture is not on the canvas");
    }
}

/**
 * pen_sim_fal_check:
 * @state: the account
 * @endpoint: the model
 * @body: its input
 * @ret_input: (out): the pictures in it, to be cleared by the caller
 * @detail: where to add what is wrong
 */
void
pen_sim_fal_check (PenSimFalState          *state,
                   const PenSimFalEndpoint *endpoint,
                   JsonObject              *body,
                   PenSimFalInput          *ret_input,
                   JsonArray               *detail)
{
  g_autoptr(GPtrArray) fields = read_fields (endpoint->fields);
  JsonObjectIter iter;
  const char *name;

  json_object_iter_init (&iter, body);
  while (json_object_iter_next (&iter, &name, NULL))
    if (!has_field (fields, name))
      pen_sim_fal_complain (detail, name, "extra_forbidden", "Extra inputs are not permitted");

  for (guint i = 0; i < fields->len; i++)
    {
      Field *field = g_ptr_array_index (fields, i);
      JsonNode *node = json_object_get_member (body, field->name);

      if (node != NULL)
        check_value (state, field, node, ret_input, detail);
      else if (field->required)
        pen_sim_fal_complain (detail, field->name, "missing", "Field required");
    }

  if (ret_input->mask != NULL)
    check_mask ("mask_url", ret_input, detail);
  check_canvas (body, detail);
}
