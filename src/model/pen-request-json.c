/* pen-request-json.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * A request as text, for the row of its job and the row of its picture.
 */

#define G_LOG_DOMAIN "pen-request-json"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-error.h"
#include "pen-json.h"
#include "pen-request.h"

/* JSON is UTF-8 and knows no unsigned 64-bit numbers; paths and seeds may be both.  A path
 * that is not UTF-8 goes into a member whose name says that it is escaped. */
static void
set_path (JsonObject *object,
          const char *name,
          const char *path)
{
  g_autofree char *escaped_name = NULL;
  g_autofree char *escaped = NULL;

  if (path == NULL)
    return;

  if (g_utf8_validate (path, -1, NULL))
    {
      json_object_set_string_member (object, name, path);
      return;
    }

  escaped_name = g_strconcat (name, "-escaped", NULL);
  escaped = g_uri_escape_string (path, G_URI_RESERVED_CHARS_ALLOWED_IN_PATH, FALSE);
  json_object_set_string_member (object, escaped_name, escaped);
}

static char *
dup_path (JsonObject *object,
          const char *name)
{
  g_autofree char *escaped_name = g_strconcat (name, "-escaped", NULL);
  const char *path = pen_json_string_or (object, name, NULL);
  const char *escaped = pen_json_string_or (object, escaped_name, NULL);

  if (path != NULL)
    return g_strdup (path);

  return escaped != NULL ? g_uri_unescape_string (escaped, NULL) : NULL;
}

static void
set_seed (JsonObject *object,
          guint64     seed)
{
  g_autofree char *text = NULL;

  if (seed <= G_MAXINT64)
    {
      json_object_set_int_member (object, "seed", (gint64) seed);
      return;
    }

  text = g_strdup_printf ("%" G_GUINT64_FORMAT, seed);
  json_object_set_string_member (object, "seed", text);
}

static JsonObject *
copy_object (JsonObject *object)
{
  JsonObject *copy = json_object_new ();
  g_autoptr(GList) names = json_object_get_members (object);

  for (GList *l = names; l != NULL; l = l->next)
    json_object_set_member (copy, l->data,
                            json_node_copy (json_object_get_member (object, l->data)));

  return copy;
}

static void
set_mask (JsonObject *object,
          PenRequest *self)
{
  if (pen_request_get_mask_path (self) == NULL)
    return;

  set_path (object, "mask", pen_request_get_mask_path (self));
  json_object_set_int_member (object, "mask-grow", pen_request_get_mask_grow (self));
  json_object_set_int_member (object, "mask-feather", pen_request_get_mask_feather (self));
}

static void
set_references (JsonObject *object,
                PenRequest *self)
{
  GPtrArray *references = pen_request_get_references (self);
  JsonArray *array;

  if (references->len == 0)
    return;

  array = json_array_new ();
  for (guint i = 0; i < references->len; i++)
    {
      JsonObject *entry = json_object_new ();

      set_path (entry, "path", g_ptr_array_index (references, i));
      json_array_add_object_element (array, entry);
    }
  json_object_set_array_member (object, "references", array);
}

static void
set_controls (JsonObject *object,
              PenRequest *self)
{
  GPtrArray *controls = pen_request_get_controls (self);
  JsonArray *array;

  if (controls->len == 0)
    return;

  array = json_array_new ();
  for (guint i = 0; i < controls->len; i++)
    {
      PenControl *control = g_ptr_array_index (controls, i);
      JsonObject *entry = json_object_new ();

      json_object_set_string_member (entry, "kind", control->kind);
      set_path (entry, "path", control->path);
      if (control->weight >= 0)
        json_object_set_double_member (entry, "weight", control->weight);
      json_array_add_object_element (array, entry);
    }
  json_object_set_array_member (object, "controls", array);
}

static void
set_extend (JsonObject *object,
            PenRequest *self)
{
  JsonArray *array;

  if (!pen_request_has_extend (self))
    return;

  array = json_array_new ();
  for (guint i = 0; i < PEN_N_SIDES; i++)
    json_array_add_int_element (array, pen_request_get_extend (self)[i]);
  json_object_set_array_member (object, "extend", array);
}

static void
set_inputs (JsonObject *object,
            PenRequest *self)
{
  if (*pen_request_get_search (self) != '\0')
    json_object_set_string_member (object, "search", pen_request_get_search (self));
  if (pen_request_get_token (self) != NULL)
    json_object_set_string_member (object, "token", pen_request_get_token (self));

  set_mask (object, self);
  set_references (object, self);
  set_controls (object, self);
  set_extend (object, self);
}

/**
 * pen_request_to_json:
 * @self: a request
 *
 * Returns: (transfer full): what the user asked for, without the prepared source;
 *   for pen_request_new_from_json()
 */
JsonNode *
pen_request_to_json (PenRequest *self)
{
  g_autoptr(JsonObject) object = json_object_new ();
  JsonObject *parameters;
  PenModel *model;
  guint width;
  guint height;

  g_return_val_if_fail (PEN_IS_REQUEST (self), NULL);

  model = pen_request_get_model (self);
  parameters = pen_request_get_parameters (self);
  pen_request_get_size (self, &width, &height);

  json_object_set_string_member (object, "provider", pen_model_get_provider (model));
  json_object_set_string_member (object, "model", pen_model_get_id (model));
  json_object_set_string_member (object, "task",
                                 pen_task_to_nick (pen_request_get_task (self)));
  json_object_set_string_member (object, "prompt", pen_request_get_prompt (self));
  if (*pen_request_get_negative (self) != '\0')
    json_object_set_string_member (object, "negative", pen_request_get_negative (self));
  set_path (object, "source", pen_request_get_source_path (self));
  set_inputs (object, self);
  json_object_set_double_member (object, "strength", pen_request_get_strength (self));
  set_seed (object, pen_request_get_seed (self));
  json_object_set_int_member (object, "count", pen_request_get_count (self));
  json_object_set_int_member (object, "width", width);
  json_object_set_int_member (object, "height", height);
  if (pen_request_get_aspect (self) != NULL)
    json_object_set_string_member (object, "aspect", pen_request_get_aspect (self));
  if (json_object_get_size (parameters) > 0)
    json_object_set_object_member (object, "parameters", copy_object (parameters));
  if (pen_request_get_parent (self) != 0)
    json_object_set_int_member (object, "parent", pen_request_get_parent (self));

  return json_node_init_object (json_node_alloc (), object);
}

static guint
read_pixels (JsonObject *object,
             const char *name)
{
  return (guint) CLAMP (pen_json_int_or (object, name, 0), 0, G_MAXINT);
}

static void
read_lists (PenRequest *self,
            JsonObject *object)
{
  JsonArray *references = pen_json_array_or (object, "references", NULL);
  JsonArray *controls = pen_json_array_or (object, "controls", NULL);

  for (guint i = 0; references != NULL && i < json_array_get_length (references); i++)
    {
      g_autofree char *path = dup_path (pen_json_at_object (references, i, NULL), "path");

      if (path != NULL)
        pen_request_add_reference (self, path);
    }

  for (guint i = 0; controls != NULL && i < json_array_get_length (controls); i++)
    {
      JsonObject *entry = pen_json_at_object (controls, i, NULL);
      const char *kind = pen_json_string_or (entry, "kind", NULL);
      g_autofree char *path = dup_path (entry, "path");

      if (kind != NULL && path != NULL)
        pen_request_add_control (self, kind, path, pen_json_double_or (entry, "weight", -1));
    }
}

static void
read_inputs (PenRequest *self,
             JsonObject *object)
{
  JsonArray *extend = pen_json_array_or (object, "extend", NULL);
  g_autofree char *source = dup_path (object, "source");
  g_autofree char *mask = dup_path (object, "mask");
  guint margins[PEN_N_SIDES] = { 0, };

  pen_request_set_source_path (self, source);
  pen_request_set_mask_path (self, mask);
  pen_request_set_mask_grow (self, read_pixels (object, "mask-grow"));
  pen_request_set_mask_feather (self, read_pixels (object, "mask-feather"));
  pen_request_set_search (self, pen_json_string_or (object, "search", NULL));
  pen_request_set_token (self, pen_json_string_or (object, "token", NULL));
  read_lists (self, object);

  for (guint i = 0; extend != NULL && i < PEN_N_SIDES && i < json_array_get_length (extend); i++)
    {
      JsonNode *margin = json_array_get_element (extend, i);

      if (JSON_NODE_HOLDS_VALUE (margin))
        margins[i] = (guint) CLAMP (json_node_get_int (margin), 0, G_MAXINT);
    }
  pen_request_set_extend (self, margins);
}

static void
read_numbers (PenRequest *self,
              JsonObject *object)
{
  const char *seed_text = pen_json_string_or (object, "seed", NULL);
  guint64 seed = MAX (pen_json_int_or (object, "seed", 0), 0);
  gint64 width = pen_json_int_or (object, "width", 0);
  gint64 height = pen_json_int_or (object, "height", 0);

  if (seed_text != NULL)
    g_ascii_string_to_unsigned (seed_text, 10, 0, G_MAXUINT64, &seed, NULL);

  pen_request_set_strength (self,
                            pen_json_double_or (object, "strength", PEN_DEFAULT_STRENGTH));
  pen_request_set_seed (self, seed);
  pen_request_set_count (self, CLAMP (pen_json_int_or (object, "count", 1), 1,
                                      PEN_REQUEST_MAX_COUNT));
  pen_request_set_size (self, CLAMP (width, 0, G_MAXINT), CLAMP (height, 0, G_MAXINT));
  pen_request_set_parent (self, pen_json_int_or (object, "parent", 0));
}

/**
 * pen_request_new_from_json:
 * @model: the model that @node names
 * @node: from pen_request_to_json(), maybe of another version of the program
 * @error: return location for a #GError
 *
 * Reads a request.  What @node does not say is as in a new request; nothing of it is
 * checked against the model, which may have changed: see pen_request_check().
 *
 * Returns: (transfer full): the request, not frozen, or %NULL with @error set:
 *   %PEN_ERROR_NOT_FOUND if the model cannot do the task, else
 *   %PEN_ERROR_INVALID_REPLY
 */
PenRequest *
pen_request_new_from_json (PenModel  *model,
                           JsonNode  *node,
                           GError   **error)
{
  g_autoptr(PenRequest) self = NULL;
  g_autoptr(GList) names = NULL;
  JsonObject *object;
  JsonObject *parameters;
  const char *nick;
  PenTask task;

  g_return_val_if_fail (PEN_IS_MODEL (model), NULL);
  g_return_val_if_fail (node != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  object = pen_json_root_object (node, error);
  nick = object != NULL ? pen_json_get_string (object, "task", error) : NULL;
  if (nick == NULL)
    return NULL;

  if (!pen_task_from_nick (nick, &task) || !pen_model_has_task (model, task))
    {
      g_set_error (error, PEN_ERROR, PEN_ERROR_NOT_FOUND,
                   _("%s cannot do “%s”"), pen_model_get_title (model), nick);
      return NULL;
    }

  self = pen_request_new (model, task);
  pen_request_set_prompt (self, pen_json_string_or (object, "prompt", NULL));
  pen_request_set_negative (self, pen_json_string_or (object, "negative", NULL));
  pen_request_set_aspect (self, pen_json_string_or (object, "aspect", NULL));
  read_inputs (self, object);
  read_numbers (self, object);

  parameters = pen_json_object_or (object, "parameters", NULL);
  names = parameters != NULL ? json_object_get_members (parameters) : NULL;
  for (GList *l = names; l != NULL; l = l->next)
    pen_request_set_parameter (self, l->data, json_object_get_member (parameters, l->data));

  return g_steal_pointer (&self);
}
