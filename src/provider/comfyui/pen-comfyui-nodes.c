/* pen-comfyui-nodes.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * The pieces that graphs are made of.
 */

#define G_LOG_DOMAIN "pen-comfyui-nodes"

#include "config.h"

#include <math.h>
#include <string.h>

#include "pen-comfyui-provider-private.h"
#include "pen-json.h"

/*
 * _pen_comfyui_add_node:
 * @graph: the graph
 * @id: how the node is called in it
 * @class_type: what kind of node it is
 *
 * Returns: (transfer none): its inputs, still empty
 */
JsonObject *
_pen_comfyui_add_node (JsonObject *graph,
                       const char *id,
                       const char *class_type)
{
  JsonObject *node = json_object_new ();
  JsonObject *inputs = json_object_new ();

  json_object_set_string_member (node, "class_type", class_type);
  json_object_set_object_member (node, "inputs", inputs);
  json_object_set_object_member (graph, id, node);

  return inputs;
}

void
_pen_comfyui_link (JsonObject     *inputs,
                   const char     *name,
                   PenComfyuiLink  from)
{
  JsonArray *link = json_array_new ();

  json_array_add_string_element (link, from.id);
  json_array_add_int_element (link, from.slot);
  json_object_set_array_member (inputs, name, link);
}

/* The field of the same name, else @fallback: a node takes no input for granted. */
void
_pen_comfyui_copy (JsonObject *inputs,
                   const char *name,
                   JsonObject *fields,
                   double      fallback)
{
  if (json_object_has_member (fields, name))
    json_object_set_member (inputs, name, json_node_copy (json_object_get_member (fields, name)));
  else if (trunc (fallback) == fallback)
    json_object_set_int_member (inputs, name, (gint64) fallback);
  else
    json_object_set_double_member (inputs, name, fallback);
}

static gboolean
has_word (const char *name,
          const char *word)
{
  g_autofree char *folded = g_ascii_strdown (name, -1);

  return strstr (folded, word) != NULL;
}

/*
 * _pen_comfyui_choose:
 * @catalogue: what the engine has
 * @fields: what the user has set
 * @name: the field of a file's name
 * @list: the list of the files that the engine has
 * @word: (nullable): in small letters: what the right file's name holds
 *
 * Returns: (transfer full) (nullable): the user's choice, else the first file with
 *   @word in its name, else the only one, or without a @word the first
 */
char *
_pen_comfyui_choose (PenCatalogue *catalogue,
                     JsonObject   *fields,
                     const char   *name,
                     const char   *list,
                     const char   *word)
{
  const char *chosen = pen_json_string_or (fields, name, NULL);
  const char * const *files = pen_catalogue_get_list (catalogue, list);

  if (chosen != NULL)
    return g_strdup (chosen);
  if (files == NULL || files[0] == NULL)
    return NULL;

  for (guint i = 0; word != NULL && files[i] != NULL; i++)
    if (has_word (files[i], word))
      return g_strdup (files[i]);

  return word == NULL || files[1] == NULL ? g_strdup (files[0]) : NULL;
}
