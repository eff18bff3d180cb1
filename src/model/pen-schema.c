/* pen-schema.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Turns the OpenAPI document of a model that nobody has described by hand into an
 * entry of a catalogue.
 */

#define G_LOG_DOMAIN "pen-schema"

#include "config.h"

#include <glib/gi18n-lib.h>

#include <string.h>

#include "pen-error.h"
#include "pen-json.h"
#include "pen-schema-private.h"

#define MAX_PROPERTIES 300
#define BUDGET 100000

/* Fields that are about the exchange rather than about the picture. */
static gboolean
is_hidden (const PenSchemaHints *hints,
           const char           *name)
{
  return hints->hidden != NULL && g_strv_contains (hints->hidden, name);
}

static gboolean
is_listed (JsonArray  *names,
           const char *name)
{
  for (guint i = 0; names != NULL && i < json_array_get_length (names); i++)
    if (g_strcmp0 (pen_json_at_string (names, i, NULL), name) == 0)
      return TRUE;

  return FALSE;
}

/* Where a field stands in the form: as the service orders it, else as it is written. */
static double
get_place (JsonObject *input,
           JsonObject *properties,
           const char *name)
{
  JsonArray *order = pen_json_array_or (input, "x-fal-order-properties", NULL);
  JsonObject *property = pen_json_object_or (properties, name, NULL);

  for (guint i = 0; order != NULL && i < json_array_get_length (order); i++)
    if (g_strcmp0 (pen_json_at_string (order, i, NULL), name) == 0)
      return i;

  return property != NULL ? pen_json_double_or (property, "x-order", G_MAXDOUBLE) : G_MAXDOUBLE;
}

typedef struct
{
  const char *name;
  double      place;
  guint       position;
} Place;

static int
compare_places (const Place *first,
                const Place *second)
{
  if (first->place != second->place)
    return first->place < second->place ? -1 : 1;

  return first->position < second->position ? -1 : 1;
}

static GPtrArray *
read_properties (PenSchemaReader      *reader,
                 JsonObject           *input,
                 const PenSchemaHints *hints)
{
  JsonObject *given = pen_json_object_or (input, "properties", NULL);
  JsonArray *required = pen_json_array_or (input, "required", NULL);
  g_autoptr(GList) names = given != NULL ? json_object_get_members (given) : NULL;
  g_autoptr(GArray) places = g_array_new (FALSE, FALSE, sizeof (Place));
  GPtrArray *properties =
    g_ptr_array_new_with_free_func ((GDestroyNotify) _pen_schema_property_free);

  for (GList *l = names; l != NULL && places->len < MAX_PROPERTIES; l = l->next)
    {
      Place place = { l->data, get_place (input, given, l->data), places->len };

      g_array_append_val (places, place);
    }

  g_array_sort (places, (GCompareFunc) compare_places);
  for (guint i = 0; i < places->len; i++)
    {
      const char *name = g_array_index (places, Place, i).name;
      JsonObject *schema = pen_json_object_or (given, name, NULL);
      g_autoptr(PenSchemaProperty) property = NULL;

      if (schema == NULL || is_hidden (hints, name))
        continue;

      property = _pen_schema_property_new (reader, name, schema, is_listed (required, name));
      if (!property->deprecated || property->required)
        g_ptr_array_add (properties, g_steal_pointer (&property));
    }

  return properties;
}

static const char *
get_title (const PenSchemaHints *hints)
{
  /* Without its owner: “flux/dev” of “fal-ai/flux/dev”. */
  const char *slash = strchr (hints->id, '/');

  if (hints->title != NULL && *hints->title != '\0')
    return hints->title;

  return slash != NULL && slash[1] != '\0' ? slash + 1 : hints->id;
}

static gboolean
refuse (GError               **error,
        const PenSchemaHints  *hints,
        const char            *why)
{
  g_set_error (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST, _("“%s” cannot be used here: %s"),
               hints->id, why);
  return FALSE;
}

/* What @schema, or what a list of it holds, is: a picture's address, or else. */
static gboolean
gives_picture (PenSchemaReader *reader,
               JsonObject      *schema,
               guint            depth)
{
  g_autoptr(JsonObject) flat = _pen_schema_flatten (reader, schema);
  JsonObject *items = flat != NULL ? pen_json_object_or (flat, "items", NULL) : NULL;
  JsonObject *properties = flat != NULL ? pen_json_object_or (flat, "properties", NULL) : NULL;
  g_autoptr(GList) names = properties != NULL ? json_object_get_members (properties) : NULL;

  if (flat == NULL || depth > 2)
    return FALSE;

  if (items != NULL)
    return gives_picture (reader, items, depth + 1);

  for (GList *l = names; l != NULL; l = l->next)
    {
      JsonObject *property = pen_json_object_or (properties, l->data, NULL);
      g_autofree char *tokens = _pen_schema_tokens (l->data);

      if (_pen_schema_names_picture (tokens) ||
          (property != NULL && gives_picture (reader, property, depth + 1)))
        return TRUE;
    }

  return g_str_equal (pen_json_string_or (flat, "format", ""), "uri");
}

static gboolean
check_output (PenSchemaReader       *reader,
              const char            *model,
              const PenSchemaHints  *hints,
              GError               **error)
{
  JsonObject *output = hints->output != NULL ? _pen_schema_find (reader->document, hints->output)
                                             : NULL;
  g_autofree char *category = _pen_schema_tokens (hints->category);

  if (_pen_schema_has_token (category, "to video|to audio|to speech|to text|to music|to 3 d|"
                                       "to json|training|llm|vision|speech|audio") ||
      _pen_schema_has_token (model, "video|audio|music|speech|tts|whisper"))
    return refuse (error, hints, _("it makes no pictures"));

  if (output != NULL && !gives_picture (reader, output, 0))
    return refuse (error, hints, _("it makes no pictures"));

  return TRUE;
}

static gboolean
is_served (PenSchemaRoles    *roles,
           PenSchemaProperty *property,
           const PenTask     *tasks,
           guint              n_tasks)
{
  if (!_pen_schema_has_role (roles, property))
    return property->kind < PEN_SCHEMA_PICTURE;

  for (guint i = 0; i < n_tasks && property == roles->mask; i++)
    if (tasks[i] == PEN_TASK_INPAINT || tasks[i] == PEN_TASK_ERASE)
      return TRUE;

  return property != roles->mask;
}

/* A field that cannot be filled is left out, unless the service wants it. */
static gboolean
check_parts (PenSchemaRoles        *roles,
             GPtrArray             *properties,
             const PenTask         *tasks,
             guint                  n_tasks,
             const PenSchemaHints  *hints,
             GPtrArray             *notes,
             GError               **error)
{
  for (guint i = 0; i < properties->len; i++)
    {
      PenSchemaProperty *property = g_ptr_array_index (properties, i);
      const char *what = property->foreign != NULL ? property->foreign : _("a further picture");
      g_autofree char *why = NULL;

      if (is_served (roles, property, tasks, n_tasks))
        continue;

      if (property->kind == PEN_SCHEMA_SIZE)
        what = _("a structure of several values");
      if (property->required)
        {
          /* TRANSLATORS: a field of a model, and what it is: “a video” */
          why = g_strdup_printf (_("it needs “%s”, which is %s"), property->title, what);
          return refuse (error, hints, why);
        }

      /* TRANSLATORS: a field of a model, and what it is: “a video” */
      g_ptr_array_add (notes, g_strdup_printf (_("“%s” is left out, as it is %s"),
                                               property->title, what));
    }

  return TRUE;
}

static JsonNode *
write_entry (PenSchemaRoles       *roles,
             GPtrArray            *properties,
             const PenTask        *tasks,
             guint                 n_tasks,
             const PenSchemaHints *hints,
             GPtrArray            *notes)
{
  g_autoptr(JsonObject) entry = json_object_new ();
  JsonObject *by_task = json_object_new ();
  JsonArray *sentences = json_array_new ();

  json_object_set_string_member (entry, "id", hints->id);
  json_object_set_string_member (entry, "title", get_title (hints));
  if (hints->description != NULL && *hints->description != '\0')
    json_object_set_string_member (entry, "description", hints->description);

  for (guint i = 0; i < n_tasks; i++)
    json_object_set_object_member (by_task, pen_task_to_nick (tasks[i]),
                                   _pen_schema_write_task (roles, tasks[i], properties, hints));
  json_object_set_object_member (entry, "tasks", by_task);

  for (guint i = 0; i < notes->len; i++)
    json_array_add_string_element (sentences, g_ptr_array_index (notes, i));
  if (notes->len > 0)
    json_object_set_array_member (entry, "notes", sentences);
  else
    json_array_unref (sentences);

  return json_node_init_object (json_node_alloc (), entry);
}

/* A step of a JSON pointer, which keeps “/” and “~” for itself. */
static char *
escape_step (const char *step)
{
  GString *escaped = g_string_new (step);

  g_string_replace (escaped, "~", "~0", 0);
  g_string_replace (escaped, "/", "~1", 0);

  return g_string_free (escaped, FALSE);
}

/**
 * pen_schema_body_pointer:
 * @path: a path of an OpenAPI document: “/fal-ai/flux/dev”
 *
 * Returns: (transfer full): the JSON pointer of the schema of what is posted there as JSON
 */
char *
pen_schema_body_pointer (const char *path)
{
  g_autofree char *step = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  step = escape_step (path);
  return g_strdup_printf ("#/paths/%s/post/requestBody/content/application~1json/schema", step);
}

/**
 * pen_schema_answer_pointer:
 * @path: a path of an OpenAPI document
 *
 * Returns: (transfer full): the JSON pointer of the schema of what is got from there as JSON
 */
char *
pen_schema_answer_pointer (const char *path)
{
  g_autofree char *step = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  step = escape_step (path);
  return g_strdup_printf ("#/paths/%s/get/responses/200/content/application~1json/schema", step);
}

/**
 * pen_schema_translate:
 * @document: an OpenAPI document
 * @hints: what it does not say itself
 * @error: return location for a #GError
 *
 * Makes a catalogue entry of a model from the document that describes its fields:
 * one that pen_model_new_from_json() accepts.  Total: whatever @document holds, the
 * work is bounded.  What was left out, and what had to be guessed, stands as
 * sentences in the entry's “notes”.
 *
 * Returns: (transfer full): the entry, or %NULL with @error set to
 *   %PEN_ERROR_INVALID_REQUEST, which names the part that cannot be served
 */
JsonNode *
pen_schema_translate (JsonObject            *document,
                      const PenSchemaHints  *hints,
                      GError               **error)
{
  PenSchemaReader reader = { document, BUDGET };
  g_autoptr(JsonObject) input = NULL;
  g_autoptr(GPtrArray) properties = NULL;
  g_autoptr(GPtrArray) notes = NULL;
  g_autofree char *model = NULL;
  g_autofree char *numbered = NULL;
  PenSchemaRoles roles = { NULL };
  PenTask tasks[PEN_SCHEMA_MAX_TASKS];
  JsonObject *found;
  guint n_tasks;

  g_return_val_if_fail (document != NULL, NULL);
  g_return_val_if_fail (hints != NULL && hints->id != NULL && hints->input != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  found = _pen_schema_find (document, hints->input);
  input = found != NULL ? _pen_schema_flatten (&reader, found) : NULL;
  if (input == NULL || pen_json_object_or (input, "properties", NULL) == NULL)
    {
      refuse (error, hints, _("the service does not describe what it takes"));
      return NULL;
    }

  model = _pen_schema_tokens (hints->id);
  if (!check_output (&reader, model, hints, error))
    return NULL;

  notes = g_ptr_array_new_with_free_func (g_free);
  properties = read_properties (&reader, input, hints);
  _pen_schema_find_pictures (&roles, properties, model, notes);
  numbered = roles.numbered;
  _pen_schema_find_roles (&roles, properties, notes);
  n_tasks = _pen_schema_choose_tasks (&roles, model, tasks);

  if (!check_parts (&roles, properties, tasks, n_tasks, hints, notes, error))
    return NULL;

  if (n_tasks == 0)
    {
      refuse (error, hints, _("it takes neither a prompt nor a picture"));
      return NULL;
    }

  return write_entry (&roles, properties, tasks, n_tasks, hints, notes);
}
