/* pen-sim-replicate-models.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * What each model takes, field by field, and what it refuses.
 *
 * models.json was made from the models' published inputs by a program, and shares nothing
 * with the catalogue.  Beside the fields it says what the service does not: `mask` is the
 * colour of what changes, `sides` what sizes are multiples of, `custom` the field that must
 * be “custom” with a size, `pictures` and `pixels` the most of each, `word` what the prompt
 * must hold, `tolerance` the most that is taken with a picture, `strength` the field that
 * counts from “keep” to “ignore”, `likeness` one that counts the other way.
 */

#define G_LOG_DOMAIN "pen-sim-replicate-models"

#include "config.h"

#include <string.h>

#include "pen-sim-replicate-private.h"

#define RESOURCE "/io/github/pentimento/simulators/replicate/models.json"
#define MAX_INLINE (256 * 1024)

extern GResource *pen_sim_replicate_get_resource (void);

JsonObject *
pen_sim_replicate_load_models (void)
{
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(JsonNode) node = NULL;

  /* Keeps the data when a test is linked. */
  pen_sim_replicate_get_resource ();

  bytes = g_resources_lookup_data (RESOURCE, 0, NULL);
  g_assert_nonnull (bytes);
  node = json_from_string (g_bytes_get_data (bytes, NULL), NULL);
  g_assert_nonnull (node);

  return json_object_ref (json_node_get_object (node));
}

/**
 * pen_sim_replicate_find_version:
 * @state: the service
 * @version: 64 hexadecimal digits, or those behind “owner/name:”, or an official
 *   “owner/name”
 * @ret_name: (out): the model's name
 *
 * Returns: (transfer none) (nullable): the model
 */
JsonObject *
pen_sim_replicate_find_version (PenSimReplicate  *state,
                                const char       *version,
                                const char      **ret_name)
{
  const char *colon = strchr (version, ':');
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, state->models);
  while (json_object_iter_next (&iter, &name, &node))
    {
      JsonObject *model = json_node_get_object (node);
      const char *own = json_object_get_string_member_with_default (model, "version", "");
      gboolean named = g_str_has_prefix (version, name);
      gboolean found;

      if (colon != NULL)
        found = named && version + strlen (name) == colon && g_str_equal (colon + 1, own);
      else
        found = g_str_equal (version, *own != '\0' ? own : " ") ||
                (g_str_equal (version, name) && json_object_get_boolean_member (model, "official"));

      if (!found)
        continue;

      *ret_name = name;
      return model;
    }

  return NULL;
}

/**
 * pen_sim_replicate_read_picture:
 * @state: the service
 * @visit: a request
 * @address: what stands in the input
 *
 * Returns: (transfer full) (nullable): the file that a model would see
 */
GBytes *
pen_sim_replicate_read_picture (PenSimReplicate *state,
                                PenSimVisit     *visit,
                                const char      *address)
{
  g_autofree char *base = pen_sim_replicate_get_base (visit);
  g_autofree char *files = g_strconcat (base, "/files/", NULL);
  const char *comma = strchr (address, ',');
  g_autoptr(GBytes) bytes = NULL;
  g_autofree char *head = NULL;
  PenSimPictureInfo info;
  guchar *data;
  gsize length;

  if (g_str_has_prefix (address, files))
    {
      PenSimFile *file = g_hash_table_lookup (state->files, address + strlen (files));

      return file != NULL && !file->expired ? g_bytes_ref (file->bytes) : NULL;
    }

  if (!g_str_has_prefix (address, "data:") || comma == NULL)
    return NULL;

  data = g_base64_decode (comma + 1, &length);
  bytes = g_bytes_new_take (data, length);
  if (length == 0 || length > MAX_INLINE || !pen_sim_picture_inspect (bytes, &info))
    return NULL;

  head = g_strdup_printf ("data:%s;base64,", info.media_type);
  return g_str_has_prefix (address, head) ? g_steal_pointer (&bytes) : NULL;
}

/* === Checking === */

typedef struct
{
  PenSimReplicate *state;
  PenSimVisit     *visit;
  JsonObject      *model;
  JsonObject      *input;
  JsonArray       *invalid;
} Check;

G_GNUC_PRINTF (4, 5)
static void
refuse (Check      *check,
        const char *field,
        const char *type,
        const char *format,
        ...)
{
  JsonObject *object = json_object_new ();
  g_autofree char *name = g_strconcat ("input.", field, NULL);
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  json_object_set_string_member (object, "type", type);
  json_object_set_string_member (object, "field", name);
  json_object_set_string_member (object, "description", text);
  json_array_add_object_element (check->invalid, object);
}

static gboolean
is_of_type (JsonNode   *value,
            const char *type)
{
  GType held = JSON_NODE_HOLDS_VALUE (value) ? json_node_get_value_type (value) : G_TYPE_INVALID;

  if (g_str_equal (type, "string"))
    return held == G_TYPE_STRING;
  if (g_str_equal (type, "integer"))
    return held == G_TYPE_INT64;
  if (g_str_equal (type, "number"))
    return held == G_TYPE_INT64 || held == G_TYPE_DOUBLE;
  if (g_str_equal (type, "boolean"))
    return held == G_TYPE_BOOLEAN;

  return JSON_NODE_HOLDS_ARRAY (value);
}

static void
check_range (Check      *check,
             const char *name,
             JsonObject *field,
             JsonNode   *value)
{
  double number = json_node_get_double (value);
  double least = json_object_get_double_member_with_default (field, "minimum", -G_MAXDOUBLE);
  double most = json_object_get_double_member_with_default (field, "maximum", G_MAXDOUBLE);

  if (number < least)
    refuse (check, name, "number_gte", "Must be greater than or equal to %g", least);
  if (number > most)
    refuse (check, name, "number_lte", "Must be less than or equal to %g", most);
}

static void
check_choice (Check      *check,
              const char *name,
              JsonArray  *choices,
              JsonNode   *value)
{
  for (guint i = 0; i < json_array_get_length (choices); i++)
    if (json_node_equal (json_array_get_element (choices, i), value))
      return;

  refuse (check, name, "enum", "%s must be one of the following", name);
}

static void
check_picture (Check      *check,
               const char *name,
               JsonNode   *value)
{
  g_autoptr(GBytes) bytes = NULL;
  PenSimPictureInfo info;
  guint64 most = json_object_get_int_member_with_default (check->model, "pixels", 0);

  if (json_node_get_value_type (value) == G_TYPE_STRING)
    bytes = pen_sim_replicate_read_picture (check->state, check->visit,
                                            json_node_get_string (value));
  if (bytes == NULL || !pen_sim_picture_inspect (bytes, &info))
    refuse (check, name, "format", "Does not match format 'uri'");
  else if (most > 0 && (guint64) info.width * info.height > most)
    refuse (check, name, "size", "The picture is too large for this model");
}

static void
check_list (Check      *check,
            const char *name,
            JsonObject *items,
            JsonArray  *array)
{
  const char *format = json_object_get_string_member_with_default (items, "format", NULL);
  const char *type = json_object_get_string_member (items, "type");
  guint length = json_array_get_length (array);
  guint most = (guint) json_object_get_int_member_with_default (check->model, "pictures", 0);

  if (format != NULL && most > 0 && length > most)
    refuse (check, name, "array_max_items", "Takes at most %u pictures", most);

  for (guint i = 0; i < length; i++)
    {
      JsonNode *item = json_array_get_element (array, i);

      if (!is_of_type (item, type))
        refuse (check, name, "invalid_type", "Invalid type. Expected: %s", type);
      else if (format != NULL)
        check_picture (check, name, item);
    }
}

static void
check_field (Check      *check,
             const char *name,
             JsonObject *field,
             JsonNode   *value)
{
  const char *type = json_object_get_string_member (field, "type");

  if (!is_of_type (value, type))
    {
      refuse (check, name, "invalid_type", "Invalid type. Expected: %s", type);
      return;
    }

  if (json_object_has_member (field, "enum"))
    check_choice (check, name, json_object_get_array_member (field, "enum"), value);
  if (g_str_equal (type, "integer") || g_str_equal (type, "number"))
    check_range (check, name, field, value);
  if (json_object_has_member (field, "format"))
    check_picture (check, name, value);
  if (JSON_NODE_HOLDS_ARRAY (value))
    check_list (check, name, json_object_get_object_member (field, "items"),
                json_node_get_array (value));
}

static void
check_fields (Check      *check,
              JsonObject *fields)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, check->input);
  while (json_object_iter_next (&iter, &name, &node))
    {
      if (json_object_has_member (fields, name))
        check_field (check, name, json_object_get_object_member (fields, name), node);
      else
        refuse (check, name, "additional_property_not_allowed",
                "Additional property %s is not allowed", name);
    }

  json_object_iter_init (&iter, fields);
  while (json_object_iter_next (&iter, &name, &node))
    if (json_object_get_boolean_member_with_default (json_node_get_object (node), "required",
                                                     FALSE) &&
        !json_object_has_member (check->input, name))
      refuse (check, name, "required", "%s is required", name);
}

static void
check_mask (Check *check)
{
  const char *mask = json_object_get_string_member_with_default (check->input, "mask", NULL);
  const char *image = NULL;
  g_autoptr(GBytes) mask_bytes = NULL;
  g_autoptr(GBytes) image_bytes = NULL;
  PenSimPictureInfo mask_info;
  PenSimPictureInfo image_info;

  if (mask == NULL)
    return;

  image = json_object_get_string_member_with_default (check->input, "image", NULL);
  if (image == NULL)
    {
      refuse (check, "mask", "ignored", "A mask without a picture is ignored");
      return;
    }

  mask_bytes = pen_sim_replicate_read_picture (check->state, check->visit, mask);
  image_bytes = pen_sim_replicate_read_picture (check->state, check->visit, image);
  if (mask_bytes == NULL || image_bytes == NULL ||
      !pen_sim_picture_inspect (mask_bytes, &mask_info) ||
      !pen_sim_picture_inspect (image_bytes, &image_info))
    return;

  if (mask_info.width != image_info.width || mask_info.height != image_info.height)
    refuse (check, "mask", "size", "The mask must have the size of the picture");
  if (mask_info.channels != 1 || !g_str_equal (mask_info.media_type, "image/png"))
    refuse (check, "mask", "mode", "The mask must be a grey PNG");
}

static void
check_size (Check *check)
{
  const char *custom = json_object_get_string_member_with_default (check->model, "custom", NULL);
  gint64 sides = json_object_get_int_member_with_default (check->model, "sides", 1);
  gboolean with_width = json_object_has_member (check->input, "width");
  gboolean with_height = json_object_has_member (check->input, "height");
  const char *value;

  if (with_width != with_height)
    refuse (check, "width", "ignored", "Give both width and height");
  if (!with_width || !with_height)
    return;

  if (json_object_get_int_member_with_default (check->input, "width", 0) % sides != 0 ||
      json_object_get_int_member_with_default (check->input, "height", 0) % sides != 0)
    refuse (check, "width", "multiple_of", "Must be a multiple of %" G_GINT64_FORMAT, sides);

  value = custom != NULL
          ? json_object_get_string_member_with_default (check->input, custom, "") : NULL;
  if (custom != NULL && !g_str_equal (value, "custom"))
    refuse (check, "width", "ignored", "Only used with custom %s", custom);
}

static void
check_quirks (Check *check)
{
  const char *word = json_object_get_string_member_with_default (check->model, "word", NULL);
  const char *prompt = json_object_get_string_member_with_default (check->input, "prompt", "");
  gint64 tolerance = json_object_get_int_member_with_default (check->model, "tolerance", 6);

  if (json_object_get_int_member_with_default (check->input, "safety_tolerance", 0) > tolerance &&
      json_object_has_member (check->input, "input_image"))
    refuse (check, "safety_tolerance", "number_lte", "At most 2 with a picture");
  if (word != NULL && *prompt != '\0' && strstr (prompt, word) == NULL)
    pen_sim_log_remark (check->visit->entry, "the prompt lacks the trigger word");
}

/**
 * pen_sim_replicate_check_input:
 * @state: the service
 * @visit: a request
 * @model: which model
 * @input: the input
 *
 * Returns: (transfer full): what is wrong, as in “invalid_fields”; maybe empty
 */
JsonArray *
pen_sim_replicate_check_input (PenSimReplicate *state,
                               PenSimVisit     *visit,
                               JsonObject      *model,
                               JsonObject      *input)
{
  Check check = { state, visit, model, input, json_array_new () };

  check_fields (&check, json_object_get_object_member (model, "fields"));
  if (json_array_get_length (check.invalid) == 0)
    {
      check_mask (&check);
      check_size (&check);
      check_quirks (&check);
    }

  return check.invalid;
}

/* === Describing === */

/* The service sorts the fields by length, then by name. */
static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  gsize length_a = strlen (a);
  gsize length_b = strlen (b);

  return length_a != length_b ? (length_a < length_b ? -1 : 1) : strcmp (a, b);
}

static JsonObject *
describe_field (const char *name,
                JsonObject *field,
                guint       order,
                JsonObject *schemas)
{
  JsonObject *property = json_object_new ();
  JsonObjectIter iter;
  const char *member;
  JsonNode *node;

  json_object_set_int_member (property, "x-order", order);
  if (json_object_has_member (field, "enum"))
    {
      JsonObject *choice = json_object_new ();
      JsonObject *reference = json_object_new ();
      JsonArray *all = json_array_new ();
      g_autofree char *pointer = g_strconcat ("#/components/schemas/", name, NULL);

      json_object_set_string_member (choice, "title", name);
      json_object_set_string_member (choice, "description", "An enumeration.");
      json_object_set_member (choice, "type",
                              json_node_copy (json_object_get_member (field, "type")));
      json_object_set_member (choice, "enum",
                              json_node_copy (json_object_get_member (field, "enum")));
      json_object_set_object_member (schemas, name, choice);
      json_object_set_string_member (reference, "$ref", pointer);
      json_array_add_object_element (all, reference);
      json_object_set_array_member (property, "allOf", all);
    }

  json_object_iter_init (&iter, field);
  while (json_object_iter_next (&iter, &member, &node))
    {
      gboolean elsewhere = json_object_has_member (field, "enum") &&
                           (g_str_equal (member, "type") || g_str_equal (member, "enum"));

      if (!elsewhere && !g_str_equal (member, "required"))
        json_object_set_member (property, member, json_node_copy (node));
    }

  return property;
}

static JsonObject *
describe_input (JsonObject *fields,
                JsonObject *schemas)
{
  g_autoptr(GList) ordered = json_object_get_members (fields);
  g_autoptr(GList) names = g_list_sort (g_list_copy (ordered), compare_names);
  JsonObject *input = json_object_new ();
  JsonObject *properties = json_object_new ();
  JsonArray *required = json_array_new ();

  for (GList *l = names; l != NULL; l = l->next)
    {
      JsonObject *field = json_object_get_object_member (fields, l->data);
      gint order = g_list_index (ordered, l->data);

      if (json_object_get_boolean_member_with_default (field, "required", FALSE))
        json_array_add_string_element (required, l->data);
      json_object_set_object_member (properties, l->data,
                                     describe_field (l->data, field, (guint) order, schemas));
    }

  json_object_set_string_member (input, "type", "object");
  json_object_set_string_member (input, "title", "Input");
  json_object_set_array_member (input, "required", required);
  json_object_set_object_member (input, "properties", properties);

  return input;
}

static JsonObject *
describe_output (const char *kind)
{
  JsonObject *file = json_object_new ();
  JsonObject *list;

  json_object_set_string_member (file, "type", "string");
  json_object_set_string_member (file, "format", "uri");
  if (g_str_equal (kind, "file"))
    return file;

  list = json_object_new ();
  json_object_set_string_member (list, "type", "array");
  json_object_set_object_member (list, "items", file);

  return list;
}

/**
 * pen_sim_replicate_describe_model:
 * @state: the service
 * @name: “owner/name”
 *
 * Returns: (transfer full) (nullable): the model object, with its schema
 */
JsonNode *
pen_sim_replicate_describe_model (PenSimReplicate *state,
                                  const char      *name)
{
  g_auto(GStrv) parts = g_strsplit (name, "/", 2);
  JsonObject *model = json_object_has_member (state->models, name)
                      ? json_object_get_object_member (state->models, name) : NULL;
  JsonObject *schemas = json_object_new ();
  JsonObject *components = json_object_new ();
  JsonObject *document = json_object_new ();
  JsonObject *version = json_object_new ();
  g_autoptr(JsonObject) object = json_object_new ();

  json_object_set_object_member (components, "schemas", schemas);
  json_object_set_string_member (document, "openapi", "3.0.2");
  json_object_set_object_member (document, "components", components);
  json_object_set_object_member (version, "openapi_schema", document);
  json_object_set_object_member (object, "latest_version", version);
  if (model == NULL)
    return NULL;

  json_object_set_object_member (schemas, "Input",
                                 describe_input (json_object_get_object_member (model, "fields"),
                                                 schemas));
  json_object_set_object_member (schemas, "Output",
                                 describe_output (json_object_get_string_member (model,
                                                                                 "output")));
  json_object_set_string_member (version, "id",
                                 json_object_get_string_member_with_default (model, "version",
                                                                             "hidden"));
  json_object_set_string_member (object, "owner", parts[0]);
  json_object_set_string_member (object, "name", parts[1]);
  json_object_set_string_member (object, "description", "A model of the simulator");
  json_object_set_string_member (object, "visibility", "public");
  json_object_set_boolean_member (object, "is_official",
                                  json_object_get_boolean_member (model, "official"));

  return json_node_init_object (json_node_alloc (), object);
}
