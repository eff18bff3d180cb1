/* pen-body-writer.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Turns a request and the catalogue entry of its model into the body of a message.
 * Only what was set is sent, and nothing that the service would take anyway.
 */

#define G_LOG_DOMAIN "pen-body-writer"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "pen-body-writer.h"
#include "pen-error.h"
#include "pen-media.h"

typedef struct
{
  PenBody    *body;        /* (owned) */
  JsonObject *root;        /* (owned) (nullable): JSON only */
  GHashTable *addresses;   /* (nullable): slot to address */
} Writer;

/* As short as possible, and with a point in every language. */
static char *
format_number (double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (text, sizeof text, "%.15g", number);
  if (g_ascii_strtod (text, NULL) != number)
    g_ascii_dtostr (text, sizeof text, number);

  return g_strdup (text);
}

static char *
format_node (JsonNode *node)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  if (type == G_TYPE_STRING)
    return json_node_dup_string (node);
  if (type == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (node) ? "true" : "false");
  if (type == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  if (type == G_TYPE_DOUBLE)
    return format_number (json_node_get_double (node));

  return json_to_string (node, FALSE);
}

/* The object that @name, with its dots, leads into; made where it is not there yet. */
static JsonObject *
enter_objects (JsonObject *object,
               char      **parts)
{
  for (guint i = 0; parts[i + 1] != NULL; i++)
    {
      JsonNode *inner = json_object_get_member (object, parts[i]);

      if (inner == NULL || !JSON_NODE_HOLDS_OBJECT (inner))
        json_object_set_object_member (object, parts[i], json_object_new ());

      object = json_node_get_object (json_object_get_member (object, parts[i]));
    }

  return object;
}

/* Takes @node. */
static void
put_json (JsonObject *object,
          const char *name,
          JsonNode   *node)
{
  g_auto(GStrv) parts = g_strsplit (name, ".", -1);
  char *last = parts[g_strv_length (parts) - 1];

  object = enter_objects (object, parts);
  if (g_str_has_suffix (last, "[]"))
    {
      JsonNode *list;

      last[strlen (last) - 2] = '\0';
      list = json_object_get_member (object, last);
      if (list == NULL || !JSON_NODE_HOLDS_ARRAY (list))
        json_object_set_array_member (object, last, json_array_new ());
      list = json_object_get_member (object, last);
      json_array_add_element (json_node_get_array (list), node);
      return;
    }

  json_object_set_member (object, last, node);
}

/* Takes @node. */
static void
put_node (Writer     *writer,
          const char *name,
          JsonNode   *node)
{
  g_autoptr(JsonNode) owned = node;
  g_autofree char *text = NULL;

  if (writer->root != NULL)
    {
      put_json (writer->root, name, g_steal_pointer (&owned));
      return;
    }

  text = format_node (owned);
  pen_body_add_text (writer->body, name, text);
}

static void
put_text (Writer     *writer,
          PenField   *field,
          const char *text)
{
  if (field != NULL && text != NULL && *text != '\0')
    put_node (writer, field->name, json_node_init_string (json_node_alloc (), text));
}

static void
put_number (Writer   *writer,
            PenField *field,
            double    number)
{
  JsonNode *node = json_node_alloc ();

  if (field->as_text)
    {
      g_autofree char *text = format_number (number);

      json_node_init_string (node, text);
    }
  else if (trunc (number) == number && fabs (number) < (double) G_MAXINT64)
    json_node_init_int (node, (gint64) number);
  else
    json_node_init_double (node, number);

  put_node (writer, field->name, node);
}

/* Seeds may have more digits than a double holds. */
static void
put_seed (Writer   *writer,
          PenField *field,
          guint64   seed)
{
  if (seed <= G_MAXINT64 && !field->as_text)
    put_node (writer, field->name, json_node_init_int (json_node_alloc (), (gint64) seed));
  else
    put_number (writer, field, seed);
}

/*
 * The picture of @slot under @name: its address if it was uploaded, else the bytes.  The
 * field's prefix stands before base64 only.
 */
static void
put_picture (Writer     *writer,
             PenField   *field,
             const char *name,
             const char *slot,
             PenBlob    *blob)
{
  const char *address = writer->addresses != NULL
                        ? g_hash_table_lookup (writer->addresses, slot) : NULL;
  const char *type;
  g_autoptr(GString) prefix = NULL;
  g_autofree char *filename = NULL;
  g_autofree char *token = NULL;

  if (*name == '\0')
    return;

  if (address != NULL)
    {
      put_node (writer, name, json_node_init_string (json_node_alloc (), address));
      return;
    }

  type = pen_blob_get_media_type (blob);
  if (writer->root == NULL)
    {
      /* The name of the user's file is nobody's business. */
      filename = g_strconcat (g_str_equal (slot, "source") ? "image" : slot, ".",
                              pen_media_to_extension (type), NULL);
      pen_body_add_blob (writer->body, name, filename, blob);
      return;
    }

  prefix = g_string_new (field->prefix);
  g_string_replace (prefix, "{type}", type != NULL ? type : "application/octet-stream", 0);
  token = pen_body_embed (writer->body, blob, prefix->str);
  put_json (writer->root, name, json_node_init_string (json_node_alloc (), token));
}

static void
put_slot (Writer     *writer,
          PenRequest *request,
          PenField   *field,
          const char *slot)
{
  PenBlob *blob = pen_request_get_input (request, slot);

  if (field != NULL && blob != NULL)
    put_picture (writer, field, field->name, slot, blob);
}

/* A plain name takes one; “x[]” is a list; “x_{n}” counts from the field's first. */
static void
put_references (Writer     *writer,
                PenRequest *request,
                PenField   *field)
{
  for (guint i = 0; field != NULL; i++)
    {
      g_autofree char *slot = g_strdup_printf ("reference-%u", i);
      g_autofree char *number = g_strdup_printf ("%u", field->from + i);
      g_autoptr(GString) name = g_string_new (field->name);
      PenBlob *blob = pen_request_get_input (request, slot);

      if (blob == NULL)
        return;

      g_string_replace (name, "{n}", number, 0);
      put_picture (writer, field, name->str, slot, blob);
    }
}

static const char *
find_control_field (PenField   *field,
                    const char *kind)
{
  for (guint i = 0; field->kinds[i] != NULL; i++)
    if (g_str_equal (field->kinds[i], kind))
      return field->kind_fields[i];

  return "";
}

static void
put_controls (Writer     *writer,
              PenRequest *request,
              PenField   *field)
{
  GPtrArray *controls = pen_request_get_controls (request);

  for (guint i = 0; field != NULL && i < controls->len; i++)
    {
      PenControl *control = g_ptr_array_index (controls, i);
      g_autofree char *slot = g_strdup_printf ("control-%u", i);
      PenBlob *blob = pen_request_get_input (request, slot);
      const char *name = find_control_field (field, control->kind);

      if (blob == NULL || *name == '\0')
        continue;

      put_picture (writer, field, name, slot, blob);
      if (control->weight >= 0 && field->weight != NULL && *field->weight->name != '\0')
        put_number (writer, field->weight, control->weight);
    }
}

/* Margins that the service takes as numbers, in its own steps and at least one. */
static void
put_extend (Writer     *writer,
            PenRequest *request,
            PenField   *field)
{
  const guint *extend = pen_request_get_extend (request);

  if (field == NULL || field->by != PEN_EXTEND_BY_FIELDS)
    return;

  for (guint i = 0; i < PEN_N_SIDES; i++)
    {
      guint multiple = field->multiple;
      guint64 margin = ((guint64) extend[i] + multiple / 2) / multiple * multiple;

      if (extend[i] == 0 || field->sides[i] == NULL)
        continue;

      put_node (writer, field->sides[i],
                json_node_init_int (json_node_alloc (), (gint64) MAX (margin, multiple)));
    }
}

/*
 * Our 0 to 1 on the service's own scale.  One that counts from nearly 0 to nearly 1 means
 * the same by its numbers as we do, and only lacks the ends: a half stays a half.  Rounded,
 * so that 1 - 0.55 is 0.45.
 */
static double
scale_strength (PenField *field,
                double    strength)
{
  double value = field->inverted ? 1 - strength : strength;

  if (field->minimum >= 0 && field->minimum <= 0.1 &&
      field->maximum >= 0.9 && field->maximum <= 1)
    value = CLAMP (value, field->minimum, field->maximum);
  else
    value = field->minimum + value * (field->maximum - field->minimum);
  return round (value * 10000) / 10000;
}

static void
put_strength (Writer   *writer,
              PenField *field,
              double    strength)
{
  guint number = field->values != NULL ? g_strv_length (field->values) : 0;

  if (number == 0)
    put_number (writer, field, scale_strength (field, strength));
  else
    put_text (writer, field, field->values[MIN ((guint) (strength * number), number - 1)]);
}

static void
put_size (Writer     *writer,
          PenRequest *request,
          PenField   *across,
          PenField   *down)
{
  g_autofree char *text = NULL;
  guint width;
  guint height;

  pen_request_get_sent_size (request, &width, &height);
  if (width == 0 || height == 0)
    return;

  /* A service that has its own idea of one side may have another of both. */
  if (width == across->fallback && height == down->fallback)
    return;

  if (g_str_equal (across->name, down->name))
    {
      text = g_strdup_printf ("%ux%u", width, height);
      put_text (writer, across, text);
      return;
    }

  put_number (writer, across, width);
  put_number (writer, down, height);
}

static void
put_pictures (Writer      *writer,
              PenRequest  *request,
              PenTaskSpec *spec)
{
  put_slot (writer, request, spec->fields[PEN_ROLE_SOURCE], "source");
  put_slot (writer, request, spec->fields[PEN_ROLE_MASK], "mask");
  put_references (writer, request, spec->fields[PEN_ROLE_REFERENCES]);
  put_controls (writer, request, spec->fields[PEN_ROLE_CONTROL]);
  put_extend (writer, request, spec->fields[PEN_ROLE_EXTEND]);
}

static void
put_roles (Writer      *writer,
           PenRequest  *request,
           PenTaskSpec *spec)
{
  PenField **fields = spec->fields;
  guint count = MIN (pen_request_get_count (request), spec->max_count);
  guint64 seed = pen_request_get_seed (request);

  put_text (writer, fields[PEN_ROLE_PROMPT], pen_request_get_prompt (request));
  put_text (writer, fields[PEN_ROLE_NEGATIVE], pen_request_get_negative (request));

  put_text (writer, fields[PEN_ROLE_SEARCH], pen_request_get_search (request));
  put_pictures (writer, request, spec);

  if (fields[PEN_ROLE_STRENGTH] != NULL && pen_task_has_source (spec->task))
    put_strength (writer, fields[PEN_ROLE_STRENGTH], pen_request_get_strength (request));

  if (fields[PEN_ROLE_SEED] != NULL && seed != 0)
    put_seed (writer, fields[PEN_ROLE_SEED], seed);

  if (fields[PEN_ROLE_COUNT] != NULL && count != MAX (fields[PEN_ROLE_COUNT]->fallback, 1))
    put_number (writer, fields[PEN_ROLE_COUNT], count);

  put_text (writer, fields[PEN_ROLE_ASPECT], pen_request_get_aspect (request));
  if (fields[PEN_ROLE_WIDTH] != NULL && fields[PEN_ROLE_HEIGHT] != NULL)
    put_size (writer, request, fields[PEN_ROLE_WIDTH], fields[PEN_ROLE_HEIGHT]);
}

static void
put_fixed (Writer      *writer,
           PenRequest  *request,
           PenTaskSpec *spec)
{
  g_autoptr(GList) names = NULL;

  if (spec->fixed == NULL)
    return;

  names = json_object_get_members (spec->fixed);
  for (GList *l = names; l != NULL; l = l->next)
    {
      JsonObject *parameters = pen_request_get_parameters (request);

      /* A fixed value of a parameter is what we want unless the user wants another. */
      if (!json_object_has_member (parameters, l->data))
        put_node (writer, l->data,
                  json_node_copy (json_object_get_member (spec->fixed, l->data)));
    }
}

static void
put_parameters (Writer      *writer,
                PenRequest  *request,
                PenTaskSpec *spec)
{
  JsonObject *values = pen_request_get_parameters (request);

  for (guint i = 0; i < spec->parameters->len; i++)
    {
      PenParameter *parameter = g_ptr_array_index (spec->parameters, i);
      JsonNode *value = json_object_get_member (values, parameter->name);
      gboolean fixed = spec->fixed != NULL &&
                       json_object_has_member (spec->fixed, parameter->name);

      if (value == NULL || (!fixed && pen_parameter_is_default (parameter, value)))
        continue;

      if (parameter->kind == PEN_PARAMETER_INTEGER)
        put_node (writer, parameter->name,
                  json_node_init_int (json_node_alloc (),
                                      (gint64) json_node_get_double (value)));
      else
        put_node (writer, parameter->name, json_node_copy (value));
    }
}

/**
 * pen_body_writer_write:
 * @request: a request that pen_request_check() has passed
 * @error: return location for a #GError
 *
 * Like pen_body_writer_write_with(), with all pictures in the message itself.
 *
 * Returns: (transfer full) (nullable): the body, as there
 */
PenBody *
pen_body_writer_write (PenRequest  *request,
                       GError     **error)
{
  return pen_body_writer_write_with (request, NULL, error);
}

/**
 * pen_body_writer_write_with:
 * @request: a request that pen_request_check() has passed
 * @addresses: (nullable) (element-type utf8 utf8): slot to address, for the pictures that
 *   were uploaded before
 * @error: return location for a #GError
 *
 * Writes the fields of the catalogue entry: the fixed ones, the roles, then the
 * parameters.
 *
 * Returns: (transfer full) (nullable): the body; %NULL without @error for an entry
 *   that has none, %NULL with @error set to %PEN_ERROR_INVALID_REQUEST if the source
 *   has not been prepared
 */
PenBody *
pen_body_writer_write_with (PenRequest  *request,
                            GHashTable  *addresses,
                            GError     **error)
{
  g_autoptr(PenBody) body = NULL;
  g_autoptr(JsonObject) root = NULL;
  PenTaskSpec *spec;
  Writer writer;

  g_return_val_if_fail (PEN_IS_REQUEST (request), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  spec = pen_request_get_spec (request);
  if (spec->style == PEN_BODY_STYLE_NONE)
    return NULL;

  if (spec->fields[PEN_ROLE_SOURCE] != NULL && pen_task_has_source (spec->task) &&
      pen_request_get_source (request) == NULL)
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                           _("The picture to start from is missing"));
      return NULL;
    }

  if (spec->style == PEN_BODY_STYLE_JSON)
    {
      body = pen_body_new_json ();
      root = json_object_new ();
    }
  else
    {
      body = pen_body_new_form ();
    }

  writer = (Writer) { body, root, addresses };
  put_fixed (&writer, request, spec);
  put_roles (&writer, request, spec);
  put_parameters (&writer, request, spec);

  if (root != NULL)
    {
      g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), root);

      pen_body_set_root (body, node);
    }

  return g_steal_pointer (&body);
}
