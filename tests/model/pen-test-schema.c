/* pen-test-schema.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-test-schema"

#include "config.h"

#include "pen-test-catalogue.h"
#include "pen-test-schema.h"

static const char * const hidden[] = { "sync_mode", NULL };

JsonNode *
pen_test_schema_translate (const char  *id,
                           const char  *required,
                           const char  *fields,
                           const char  *schemas,
                           GError     **error)
{
  g_autofree char *text =
    g_strdup_printf ("{'components': {'schemas': {'Input': {'type': 'object',"
                     " 'required': [%s], 'properties': {%s}}%s%s}}}",
                     required != NULL ? required : "", fields,
                     schemas != NULL ? ", " : "", schemas != NULL ? schemas : "");
  g_autoptr(JsonNode) document = pen_test_json_node (text);
  PenSchemaHints hints = {
    .id = id,
    .endpoint = "test",
    .path = "/run",
    .prefix = "data:{type};base64,",
    .input = "#/components/schemas/Input",
    .output = "#/components/schemas/Output",
    .hidden = hidden,
  };

  return pen_schema_translate (json_node_get_object (document), &hints, error);
}

JsonNode *
pen_test_schema_entry (const char *id,
                       const char *required,
                       const char *fields,
                       const char *schemas)
{
  g_autoptr(GError) error = NULL;
  JsonNode *entry = pen_test_schema_translate (id, required, fields, schemas, &error);
  g_autoptr(PenModel) model = NULL;

  g_assert_no_error (error);
  g_assert_nonnull (entry);

  model = pen_model_new_from_json ("test", json_node_get_object (entry), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (pen_model_get_id (model), ==, id);

  return entry;
}

static JsonNode *
enter (JsonNode   *node,
       const char *step)
{
  JsonArray *array;

  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_object_get_member (json_node_get_object (node), step);

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return NULL;

  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *item = json_array_get_element (array, i);
      g_autofree char *number = g_strdup_printf ("%u", i);

      if (g_str_equal (number, step) ||
          (JSON_NODE_HOLDS_OBJECT (item) &&
           g_str_equal (json_object_get_string_member (json_node_get_object (item), "name"),
                        step)))
        return item;
    }

  return NULL;
}

void
pen_test_schema_assert (JsonNode   *entry,
                        const char *path,
                        const char *expected)
{
  g_auto(GStrv) steps = g_strsplit (path, "/", -1);
  JsonNode *node = entry;
  g_autofree char *text = NULL;

  for (guint i = 0; steps[i] != NULL && node != NULL; i++)
    node = enter (node, steps[i]);

  text = node != NULL ? g_strdelimit (json_to_string (node, FALSE), "\"", '\'') : g_strdup ("-");
  g_assert_cmpstr (text, ==, expected);
}
