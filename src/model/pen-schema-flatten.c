/* pen-schema-flatten.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * One schema that says all by itself, made of those that it is put together from.
 */

#define G_LOG_DOMAIN "pen-schema"

#include "config.h"

#include <string.h>

#include "pen-json.h"
#include "pen-schema-private.h"

#define MAX_DEPTH 8
#define MAX_PARTS 32

static JsonObject *flatten (PenSchemaReader *reader,
                            JsonObject      *schema,
                            guint            depth);

/*
 * _pen_schema_find:
 * @document: a document
 * @pointer: a JSON pointer into it: “#/components/schemas/Input”
 *
 * Returns: (transfer none) (nullable): the object it leads to
 */
JsonObject *
_pen_schema_find (JsonObject *document,
                  const char *pointer)
{
  g_auto(GStrv) steps = NULL;
  JsonObject *object = document;

  if (!g_str_has_prefix (pointer, "#/"))
    return NULL;

  steps = g_strsplit (pointer + 2, "/", -1);
  for (guint i = 0; steps[i] != NULL && object != NULL; i++)
    {
      GString *step = g_string_new (steps[i]);

      g_string_replace (step, "~1", "/", 0);
      g_string_replace (step, "~0", "~", 0);
      object = pen_json_object_or (object, step->str, NULL);
      g_string_free (step, TRUE);
    }

  return object;
}

/* What @from says, over what @object says. */
static void
merge (JsonObject *object,
       JsonObject *from)
{
  g_autoptr(GList) names = json_object_get_members (from);

  for (GList *l = names; l != NULL; l = l->next)
    json_object_set_member (object, l->data,
                            json_node_ref (json_object_get_member (from, l->data)));
}

static gboolean
is_null (JsonObject *schema)
{
  return g_str_equal (pen_json_string_or (schema, "type", ""), "null");
}

static gboolean
is_size (JsonObject *schema)
{
  JsonObject *properties = pen_json_object_or (schema, "properties", NULL);

  return properties != NULL && json_object_has_member (properties, "width") &&
         json_object_has_member (properties, "height");
}

/* How good a branch is to offer: a closed list first, then what one field can hold. */
static guint
rank_branch (JsonObject *branch)
{
  const char *type = pen_json_string_or (branch, "type", "");

  if (pen_json_array_or (branch, "enum", NULL) != NULL)
    return 4;
  if (is_size (branch))
    return 3;
  if (g_str_equal (type, "string") || g_str_equal (type, "integer") ||
      g_str_equal (type, "number") || g_str_equal (type, "boolean"))
    return 2;
  if (g_str_equal (type, "array"))
    return 1;

  return 0;
}

/* Puts the best of several ways to fill a field into @object. */
static void
take_branches (PenSchemaReader *reader,
               JsonObject      *object,
               JsonArray       *branches,
               guint            depth)
{
  g_autoptr(JsonObject) best = NULL;
  g_autoptr(JsonObject) size = NULL;
  JsonNode *sides;

  for (guint i = 0; i < MIN (json_array_get_length (branches), MAX_PARTS); i++)
    {
      JsonNode *node = json_array_get_element (branches, i);
      g_autoptr(JsonObject) branch = NULL;

      if (JSON_NODE_HOLDS_OBJECT (node))
        branch = flatten (reader, json_node_get_object (node), depth + 1);
      if (branch == NULL || is_null (branch))
        continue;

      if (size == NULL && is_size (branch))
        size = json_object_ref (branch);
      if (best == NULL || rank_branch (branch) > rank_branch (best))
        {
          g_clear_pointer (&best, json_object_unref);
          best = g_steal_pointer (&branch);
        }
    }

  if (best != NULL)
    merge (object, best);
  /* Width and height, or one of some names for both.  The very node that is there already
   * would not be taken again. */
  sides = size != NULL ? json_object_get_member (size, "properties") : NULL;
  if (sides != NULL && json_object_get_member (object, "properties") != sides)
    json_object_set_member (object, "properties", json_node_ref (sides));
}

static void
take_all (PenSchemaReader *reader,
          JsonObject      *object,
          JsonArray       *parts,
          guint            depth)
{
  for (guint i = 0; i < MIN (json_array_get_length (parts), MAX_PARTS); i++)
    {
      JsonNode *node = json_array_get_element (parts, i);
      g_autoptr(JsonObject) part = NULL;

      if (JSON_NODE_HOLDS_OBJECT (node))
        part = flatten (reader, json_node_get_object (node), depth + 1);
      if (part != NULL)
        merge (object, part);
    }
}

static JsonObject *
flatten (PenSchemaReader *reader,
         JsonObject      *schema,
         guint            depth)
{
  static const char * const choices[] = { "anyOf", "oneOf" };
  static const char * const joints[] = { "$ref", "allOf", "anyOf", "oneOf" };
  g_autoptr(JsonObject) flat = NULL;
  const char *pointer = pen_json_string_or (schema, "$ref", NULL);
  JsonArray *parts = pen_json_array_or (schema, "allOf", NULL);
  JsonObject *target;

  if (depth > MAX_DEPTH || json_object_get_size (schema) >= reader->budget)
    return NULL;

  reader->budget -= json_object_get_size (schema) + 1;
  flat = json_object_new ();

  target = pointer != NULL ? _pen_schema_find (reader->document, pointer) : NULL;
  if (target != NULL)
    {
      g_autoptr(JsonObject) inner = flatten (reader, target, depth + 1);

      if (inner != NULL)
        merge (flat, inner);
    }

  if (parts != NULL)
    take_all (reader, flat, parts, depth);

  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    if ((parts = pen_json_array_or (schema, choices[i], NULL)) != NULL)
      take_branches (reader, flat, parts, depth);

  /* What stands beside a reference is said of this place, and goes first. */
  merge (flat, schema);
  for (guint i = 0; i < G_N_ELEMENTS (joints); i++)
    if (json_object_has_member (flat, joints[i]))
      json_object_remove_member (flat, joints[i]);

  return g_steal_pointer (&flat);
}

/*
 * _pen_schema_flatten:
 * @reader: the document
 * @schema: a schema of it
 *
 * Follows references and joins parts, as deep as is sensible.
 *
 * Returns: (transfer full) (nullable): a schema without “$ref”, “allOf”, “anyOf” and
 *   “oneOf” at its top; %NULL where the document leads nowhere
 */
JsonObject *
_pen_schema_flatten (PenSchemaReader *reader,
                     JsonObject      *schema)
{
  return flatten (reader, schema, 0);
}
