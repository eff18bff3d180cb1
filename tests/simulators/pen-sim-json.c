/* pen-sim-json.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * JSON bodies, member by member: nothing unknown, nothing of another type, nothing out of
 * its range, and pictures that can be decoded.
 */

#define G_LOG_DOMAIN "pen-sim-json"

#include "config.h"

#include <math.h>
#include <string.h>

#include "pen-sim-json.h"

static void
error_free (gpointer data)
{
  PenSimJsonError *error = data;

  g_free (error->field);
  g_free (error->text);
  g_free (error);
}

GPtrArray *
pen_sim_json_errors_new (void)
{
  return g_ptr_array_new_with_free_func (error_free);
}

void
pen_sim_json_complain (GPtrArray  *errors,
                       const char *field,
                       const char *type,
                       const char *text)
{
  PenSimJsonError *error = g_new0 (PenSimJsonError, 1);

  error->field = g_strdup (field);
  error->text = g_strdup (text);
  error->type = type;
  g_ptr_array_add (errors, error);
}

/**
 * pen_sim_json_read:
 * @visit: a request whose body is there
 *
 * Returns: (transfer full) (nullable): the body, which is also noted in the log; %NULL if it
 *   is not announced as JSON, or is no JSON object
 */
JsonObject *
pen_sim_json_read (PenSimVisit *visit)
{
  const char *type = pen_sim_visit_get_header (visit, "Content-Type");
  gsize length = g_bytes_get_size (visit->body);
  g_autofree char *text = g_strndup (g_bytes_get_data (visit->body, NULL), length);
  g_autoptr(JsonNode) node = NULL;

  if (type == NULL || !g_str_has_prefix (type, "application/json"))
    return NULL;
  if (strlen (text) == length)
    node = json_from_string (text, NULL);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return NULL;

  json_object_set_member (visit->entry, "fields", pen_sim_log_shorten (node));
  return json_object_ref (json_node_get_object (node));
}

/* Equal for equal requests to the same path. */
char *
pen_sim_json_get_digest (PenSimVisit *visit)
{
  g_autoptr(GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  g_checksum_update (sum, (const guchar *) visit->path, -1);
  g_checksum_update (sum, g_bytes_get_data (visit->body, NULL), g_bytes_get_size (visit->body));

  return g_strdup (g_checksum_get_string (sum));
}

static gboolean
is_base64 (const char *text)
{
  gsize length = strlen (text);
  gsize body = strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

  return length > 0 && length % 4 == 0 && length - body <= 2 &&
         strspn (text + body, "=") == length - body;
}

/**
 * pen_sim_json_decode:
 * @text: base64, bare or in a data URI
 * @kind: which of the two
 * @ret_media_type: (out) (optional): what a data URI announces
 *
 * Returns: (transfer full) (nullable): the bytes; %NULL where the text is not exactly that
 */
GBytes *
pen_sim_json_decode (const char      *text,
                     PenSimJsonKind   kind,
                     char           **ret_media_type)
{
  guchar *data;
  gsize length = 0;

  if (kind == PEN_SIM_JSON_DATA_URI)
    {
      const char *end = strstr (text, ";base64,");

      if (!g_str_has_prefix (text, "data:image/") || end == NULL)
        return NULL;
      if (ret_media_type != NULL)
        *ret_media_type = g_strndup (text + 5, end - text - 5);
      text = end + strlen (";base64,");
    }

  if (!is_base64 (text))
    return NULL;

  data = g_base64_decode (text, &length);
  return g_bytes_new_take (data, length);
}

/* Returns: (transfer full) (nullable): the picture in the member @name */
GBytes *
pen_sim_json_get_picture (JsonObject     *object,
                          const char     *name,
                          PenSimJsonKind  kind)
{
  const char *text = json_object_get_string_member_with_default (object, name, NULL);

  return text != NULL ? pen_sim_json_decode (text, kind, NULL) : NULL;
}

static void
check_picture (const PenSimJsonRule *rule,
               JsonNode             *node,
               PenSimJsonKind        kind,
               GPtrArray            *errors)
{
  const char *text = json_node_get_string (node);
  g_autofree char *media_type = NULL;
  g_autoptr(GBytes) bytes = text != NULL ? pen_sim_json_decode (text, kind, &media_type) : NULL;
  g_autoptr(GError) error = NULL;
  PenSimPictureInfo info;

  if (bytes == NULL)
    pen_sim_json_complain (errors, rule->name, "value_error", "Invalid base64-encoded image");
  else if (!pen_sim_picture_check (bytes, rule->picture, &error))
    pen_sim_json_complain (errors, rule->name, "value_error", error->message);
  else if (media_type != NULL && pen_sim_picture_inspect (bytes, &info) &&
           !g_str_equal (info.media_type, media_type))
    pen_sim_json_complain (errors, rule->name, "value_error", "The media type is another");
}

static void
check_number (const PenSimJsonRule *rule,
              double                number,
              GPtrArray            *errors)
{
  g_autofree char *text = NULL;

  if (number < rule->minimum)
    {
      text = g_strdup_printf ("Input should be greater than or equal to %g", rule->minimum);
      pen_sim_json_complain (errors, rule->name, "greater_than_equal", text);
    }
  else if (rule->maximum > 0 && number > rule->maximum)
    {
      text = g_strdup_printf ("Input should be less than or equal to %g", rule->maximum);
      pen_sim_json_complain (errors, rule->name, "less_than_equal", text);
    }
  else if (rule->multiple > 0 && fmod (number, rule->multiple) > 0)
    {
      text = g_strdup_printf ("Input should be a multiple of %u", rule->multiple);
      pen_sim_json_complain (errors, rule->name, "multiple_of", text);
    }
}

static void
check_text (const PenSimJsonRule *rule,
            const char           *text,
            GPtrArray            *errors)
{
  glong length = g_utf8_strlen (text, -1);

  if (rule->kind == PEN_SIM_JSON_CHOICE && !g_strv_contains (rule->choices, text))
    pen_sim_json_complain (errors, rule->name, "enum", "Input should be one of the choices");
  else if (rule->kind == PEN_SIM_JSON_TEXT && length < rule->minimum)
    pen_sim_json_complain (errors, rule->name, "string_too_short", "Input is too short");
  else if (rule->kind == PEN_SIM_JSON_TEXT && rule->maximum > 0 && length > rule->maximum)
    pen_sim_json_complain (errors, rule->name, "string_too_long", "Input is too long");
}

static void
check_list (const PenSimJsonRule *rule,
            JsonArray            *array,
            GPtrArray            *errors)
{
  guint length = json_array_get_length (array);

  if (length < MAX (rule->minimum, 1) || (rule->maximum > 0 && length > rule->maximum))
    pen_sim_json_complain (errors, rule->name, "list_length", "List has a wrong length");

  for (guint i = 0; rule->kind != PEN_SIM_JSON_LIST && i < length; i++)
    check_picture (rule, json_array_get_element (array, i),
                   rule->kind == PEN_SIM_JSON_DATA_URIS ? PEN_SIM_JSON_DATA_URI
                                                        : PEN_SIM_JSON_BASE64, errors);
}

static gboolean
has_type (const PenSimJsonRule *rule,
          JsonNode             *node)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  switch (rule->kind)
    {
    case PEN_SIM_JSON_INTEGER:
      return type == G_TYPE_INT64;
    case PEN_SIM_JSON_NUMBER:
      return type == G_TYPE_INT64 || type == G_TYPE_DOUBLE;
    case PEN_SIM_JSON_BOOLEAN:
      return type == G_TYPE_BOOLEAN;
    case PEN_SIM_JSON_LIST:
    case PEN_SIM_JSON_BASE64S:
    case PEN_SIM_JSON_DATA_URIS:
      return JSON_NODE_HOLDS_ARRAY (node);
    case PEN_SIM_JSON_OBJECT:
      return JSON_NODE_HOLDS_OBJECT (node);
    case PEN_SIM_JSON_TEXT:
    case PEN_SIM_JSON_CHOICE:
    case PEN_SIM_JSON_BASE64:
    case PEN_SIM_JSON_DATA_URI:
    default:
      return type == G_TYPE_STRING;
    }
}

static void
check_member (const PenSimJsonRule *rule,
              JsonNode             *node,
              GPtrArray            *errors)
{
  if (!has_type (rule, node))
    {
      pen_sim_json_complain (errors, rule->name, "type_error", "Input has the wrong type");
      return;
    }

  switch (rule->kind)
    {
    case PEN_SIM_JSON_INTEGER:
    case PEN_SIM_JSON_NUMBER:
      check_number (rule, json_node_get_double (node), errors);
      break;
    case PEN_SIM_JSON_TEXT:
    case PEN_SIM_JSON_CHOICE:
      check_text (rule, json_node_get_string (node), errors);
      break;
    case PEN_SIM_JSON_BASE64:
    case PEN_SIM_JSON_DATA_URI:
      check_picture (rule, node, rule->kind, errors);
      break;
    case PEN_SIM_JSON_LIST:
    case PEN_SIM_JSON_BASE64S:
    case PEN_SIM_JSON_DATA_URIS:
      check_list (rule, json_node_get_array (node), errors);
      break;
    case PEN_SIM_JSON_BOOLEAN:
    case PEN_SIM_JSON_OBJECT:
    default:
      break;
    }
}

/**
 * pen_sim_json_check:
 * @object: a body, or an object in it
 * @rules: what may be in it
 * @errors: (element-type PenSimJsonError): where to add what is wrong
 */
void
pen_sim_json_check (JsonObject           *object,
                    const PenSimJsonRule *rules,
                    GPtrArray            *errors)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  for (guint i = 0; rules[i].name != NULL; i++)
    if (rules[i].required && !json_object_has_member (object, rules[i].name))
      pen_sim_json_complain (errors, rules[i].name, "missing", "Field required");

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, &node))
    {
      guint i = 0;

      while (rules[i].name != NULL && !g_str_equal (rules[i].name, name))
        i++;

      if (rules[i].name == NULL)
        pen_sim_json_complain (errors, name, "extra_forbidden", "Extra inputs are not permitted");
      else
        check_member (&rules[i], node, errors);
    }
}

GdkPixbuf *
pen_sim_mask_blend (GdkPixbuf *source,
                    GdkPixbuf *altered,
                    GdkPixbuf *mask)
{
  GdkPixbuf *result = gdk_pixbuf_copy (altered);
  guint width = gdk_pixbuf_get_width (result), height = gdk_pixbuf_get_height (result);

  for (guint y = 0; y < height; y++)
    {
      guint8 *to = gdk_pixbuf_get_pixels (result) + y * gdk_pixbuf_get_rowstride (result);
      const guint8 *old = gdk_pixbuf_read_pixels (source) + y * gdk_pixbuf_get_rowstride (source);
      const guint8 *white = gdk_pixbuf_read_pixels (mask) + y * gdk_pixbuf_get_rowstride (mask);

      for (guint x = 0; x < width; x++)
        if (white[x * gdk_pixbuf_get_n_channels (mask)] < 128)
          memcpy (to + x * 3, old + x * gdk_pixbuf_get_n_channels (source), 3);
    }

  return result;
}

/* Whether @mask is an opaque grey PNG of the size of @source that has something white. */
gboolean
pen_sim_mask_check (GBytes *mask,
                    GBytes *source)
{
  g_autoptr(GdkPixbuf) pixels = NULL;
  PenSimPictureInfo of_mask, of_source;
  gboolean white = FALSE;

  if (!pen_sim_picture_inspect (mask, &of_mask) || !pen_sim_picture_inspect (source, &of_source) ||
      !g_str_equal (of_mask.media_type, "image/png") || of_mask.channels != 1 ||
      of_mask.width != of_source.width || of_mask.height != of_source.height)
    return FALSE;

  pixels = pen_sim_picture_decode (mask);
  for (guint y = 0; pixels != NULL && y < of_mask.height; y++)
    for (guint x = 0; x < of_mask.width; x++)
      white |= gdk_pixbuf_read_pixels (pixels)[y * gdk_pixbuf_get_rowstride (pixels) +
                                               x * gdk_pixbuf_get_n_channels (pixels)] > 127;

  return white;
}
