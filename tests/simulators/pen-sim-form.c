/* pen-sim-form.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * A reader of multipart/form-data that forgives nothing.
 *
 * libsoup's own reader takes what many clients send; here every line break, boundary
 * and header must be as RFC 7578 wants it, so that a mistake of ours shows.
 */

#define G_LOG_DOMAIN "pen-sim-form"

#include "config.h"

#include <gio/gio.h>
#include <libsoup/soup.h>
#include <string.h>

#include "pen-sim-form.h"
#include "pen-sim-log.h"

#define MAX_BOUNDARY 70

struct _PenSimForm
{
  GPtrArray *parts;    /* (owned) (element-type PenSimPart) */
};

static void
part_free (PenSimPart *part)
{
  g_free (part->name);
  g_free (part->file_name);
  g_free (part->media_type);
  g_clear_pointer (&part->bytes, g_bytes_unref);
  g_free (part);
}

static gboolean
fail (GError     **error,
      const char  *message)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, message);
  return FALSE;
}

static char *
read_boundary (const char  *content_type,
               GError     **error)
{
  g_autoptr(SoupMessageHeaders) headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  g_autoptr(GHashTable) parameters = NULL;
  const char *type;
  const char *boundary;

  if (content_type != NULL)
    soup_message_headers_append (headers, "Content-Type", content_type);
  type = soup_message_headers_get_content_type (headers, &parameters);

  if (g_strcmp0 (type, "multipart/form-data") != 0)
    {
      fail (error, "content-type: must be multipart/form-data");
      return NULL;
    }

  boundary = g_hash_table_lookup (parameters, "boundary");
  if (boundary == NULL || *boundary == '\0' || strlen (boundary) > MAX_BOUNDARY)
    {
      fail (error, "content-type: boundary is missing or too long");
      return NULL;
    }

  return g_strdup (boundary);
}

/* Content-Disposition and Content-Type of one part, and nothing else. */
static gboolean
read_part_headers (const char  *text,
                   gsize        length,
                   PenSimPart  *part,
                   GError     **error)
{
  g_autoptr(SoupMessageHeaders) headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_MULTIPART);
  g_autoptr(GHashTable) parameters = NULL;
  g_autofree char *disposition = NULL;

  if (!soup_headers_parse (text, (int) length, headers))
    return fail (error, "body: the headers of a part cannot be read");
  if (!soup_message_headers_get_content_disposition (headers, &disposition, &parameters) ||
      !g_str_equal (disposition, "form-data"))
    return fail (error, "body: a part without content-disposition form-data");
  if (g_hash_table_lookup (parameters, "name") == NULL)
    return fail (error, "body: a part without a name");
  if (soup_message_headers_get_one (headers, "Content-Transfer-Encoding") != NULL)
    return fail (error, "body: a part with a transfer encoding");

  part->name = g_strdup (g_hash_table_lookup (parameters, "name"));
  part->file_name = g_strdup (g_hash_table_lookup (parameters, "filename"));
  part->media_type = g_strdup (soup_message_headers_get_content_type (headers, NULL));

  return TRUE;
}

static const char *
find (const char *from,
      const char *end,
      const char *what)
{
  return memmem (from, end - from, what, strlen (what));
}

/* Takes one part off *@at, which stands behind a boundary's line break. */
static gboolean
read_part (PenSimForm  *self,
           GBytes      *body,
           const char **at,
           const char  *end,
           const char  *delimiter,
           GError     **error)
{
  PenSimPart *part = g_new0 (PenSimPart, 1);
  const char *start = g_bytes_get_data (body, NULL);
  const char *blank, *close;

  g_ptr_array_add (self->parts, part);

  blank = find (*at, end, "\r\n\r\n");
  if (blank == NULL)
    return fail (error, "body: a part without a blank line behind its headers");

  /* soup_headers_parse() skips a first line, and wants the blank line. */
  if (!read_part_headers (*at - 2, blank + 4 - (*at - 2), part, error))
    return FALSE;

  close = find (blank + 4, end, delimiter);
  if (close == NULL)
    return fail (error, "body: a part that does not end");

  part->bytes = g_bytes_new_from_bytes (body, blank + 4 - start, close - blank - 4);
  *at = close + strlen (delimiter);

  return TRUE;
}

static gboolean
read_parts (PenSimForm  *self,
            const char  *boundary,
            GBytes      *body,
            GError     **error)
{
  g_autofree char *delimiter = g_strdup_printf ("\r\n--%s", boundary);
  gsize length = 0;
  const char *at = g_bytes_get_data (body, &length);
  const char *end = at + length;

  if (length < strlen (delimiter) || !g_str_has_prefix (delimiter + 2, "--") ||
      memcmp (at, delimiter + 2, strlen (delimiter + 2)) != 0)
    return fail (error, "body: does not begin with the boundary");

  at += strlen (delimiter + 2);
  while (end - at >= 2 && memcmp (at, "\r\n", 2) == 0)
    {
      at += 2;
      if (!read_part (self, body, &at, end, delimiter, error))
        return FALSE;
    }

  if (end - at < 2 || memcmp (at, "--", 2) != 0)
    return fail (error, "body: does not end with the boundary");
  at += 2;
  if (at != end && (end - at != 2 || memcmp (at, "\r\n", 2) != 0))
    return fail (error, "body: something follows the last boundary");

  return TRUE;
}

static gboolean
check_parts (PenSimForm  *self,
             GError     **error)
{
  g_autoptr(GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->parts->len; i++)
    {
      PenSimPart *part = g_ptr_array_index (self->parts, i);
      gsize length;
      const char *data = g_bytes_get_data (part->bytes, &length);

      if (!g_hash_table_add (names, part->name) && !g_str_has_suffix (part->name, "[]"))
        return fail (error, "body: a field is there twice");
      if (part->file_name == NULL && length > 0 && !g_utf8_validate_len (data, length, NULL))
        return fail (error, "body: a text field is not UTF-8");
    }

  return TRUE;
}

/**
 * pen_sim_form_new:
 * @content_type: (nullable): the header of the request
 * @body: the body
 * @error: return location for what is wrong, in the manner of a service
 *
 * Returns: (transfer full) (nullable): the fields
 */
PenSimForm *
pen_sim_form_new (const char  *content_type,
                  GBytes      *body,
                  GError     **error)
{
  g_autoptr(PenSimForm) self = g_new0 (PenSimForm, 1);
  g_autofree char *boundary = NULL;

  self->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) part_free);

  boundary = read_boundary (content_type, error);
  if (boundary == NULL || !read_parts (self, boundary, body, error) ||
      !check_parts (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
pen_sim_form_free (PenSimForm *self)
{
  g_clear_pointer (&self->parts, g_ptr_array_unref);
  g_free (self);
}

PenSimPart *
pen_sim_form_get (PenSimForm *self,
                  const char *name)
{
  for (guint i = 0; i < self->parts->len; i++)
    {
      PenSimPart *part = g_ptr_array_index (self->parts, i);

      if (g_str_equal (part->name, name))
        return part;
    }

  return NULL;
}

/**
 * pen_sim_form_get_all:
 * @self: a #PenSimForm
 * @name: a field, whose name ends with “[]” if it may be there more than once
 *
 * Returns: (transfer container) (element-type PenSimPart): all parts of that name, in
 *   their order
 */
GPtrArray *
pen_sim_form_get_all (PenSimForm *self,
                      const char *name)
{
  GPtrArray *parts = g_ptr_array_new ();

  for (guint i = 0; i < self->parts->len; i++)
    {
      PenSimPart *part = g_ptr_array_index (self->parts, i);

      if (g_str_equal (part->name, name))
        g_ptr_array_add (parts, part);
    }

  return parts;
}

/**
 * pen_sim_form_get_parts:
 * @self: a #PenSimForm
 *
 * Returns: (transfer none) (element-type PenSimPart): all parts, in their order
 */
GPtrArray *
pen_sim_form_get_parts (PenSimForm *self)
{
  return self->parts;
}

static char *
part_to_text (PenSimPart *part)
{
  gsize length;
  const char *data = g_bytes_get_data (part->bytes, &length);

  return length > 0 ? g_strndup (data, length) : g_strdup ("");
}

/**
 * pen_sim_form_get_text:
 * @self: a #PenSimForm
 * @name: a field
 * @fallback: (nullable): what an absent field stands for
 *
 * Returns: (nullable): the field's text; it lives as long as the form
 */
const char *
pen_sim_form_get_text (PenSimForm *self,
                       const char *name,
                       const char *fallback)
{
  PenSimPart *part = pen_sim_form_get (self, name);
  g_autofree char *text = NULL;

  if (part == NULL)
    return fallback;

  text = part_to_text (part);
  return g_intern_string (text);
}

/* Digits with an optional sign: “1.0”, “1e3” and “ 1” are no integers. */
static gboolean
parse_number (const char *text,
              gboolean    integer,
              double     *ret_value)
{
  const char *digits = *text == '-' ? text + 1 : text;
  char *end = NULL;

  if (!g_ascii_isdigit (*digits))
    return FALSE;
  if (strspn (digits, integer ? "0123456789" : "0123456789.eE+-") != strlen (digits))
    return FALSE;

  *ret_value = g_ascii_strtod (text, &end);
  return *end == '\0';
}

static char *
check_text (const PenSimRule *rule,
            const char       *text)
{
  gsize length = g_utf8_strlen (text, -1);
  double value = 0;

  if (rule->kind == PEN_SIM_RULE_TEXT)
    {
      if (length < rule->minimum || length > rule->maximum)
        return g_strdup_printf ("%s: must be between %.0f and %.0f characters long",
                                rule->name, rule->minimum, rule->maximum);
      return NULL;
    }

  if (rule->kind == PEN_SIM_RULE_CHOICE)
    {
      g_autofree char *choices = g_strjoinv (", ", (char **) rule->choices);

      if (!g_strv_contains (rule->choices, text))
        return g_strdup_printf ("%s: must be one of %s", rule->name, choices);
      return NULL;
    }

  if (!parse_number (text, rule->kind == PEN_SIM_RULE_INTEGER, &value))
    return g_strdup_printf ("%s: must be %s", rule->name,
                            rule->kind == PEN_SIM_RULE_INTEGER ? "an integer" : "a number");
  if (value < rule->minimum || value > rule->maximum)
    return g_strdup_printf ("%s: must be between %g and %.10g",
                            rule->name, rule->minimum, rule->maximum);

  return NULL;
}

static char *
check_picture (const PenSimRule *rule,
               PenSimPart       *part)
{
  g_autoptr(GError) error = NULL;

  if (part->file_name == NULL)
    return g_strdup_printf ("%s: must be a file", rule->name);
  if (!pen_sim_picture_check (part->bytes, rule->picture, &error))
    return g_strdup_printf ("%s: %s", rule->name, error->message);

  return NULL;
}

static char *
check_part (const PenSimRule *rule,
            PenSimPart       *part)
{
  g_autofree char *text = NULL;

  if (rule->kind == PEN_SIM_RULE_PICTURE)
    return check_picture (rule, part);
  if (part->file_name != NULL)
    return g_strdup_printf ("%s: must be a text", rule->name);

  text = part_to_text (part);
  return check_text (rule, text);
}

static gboolean
is_known (const PenSimRule *rules,
          const char       *name)
{
  for (guint i = 0; rules[i].name != NULL; i++)
    if (g_str_equal (rules[i].name, name))
      return TRUE;

  return FALSE;
}

/**
 * pen_sim_form_check:
 * @self: a #PenSimForm
 * @rules: what each field may be
 * @errors: (element-type utf8): where to add a sentence for each field that breaks one
 */
void
pen_sim_form_check (PenSimForm       *self,
                    const PenSimRule *rules,
                    GPtrArray        *errors)
{
  for (guint i = 0; rules[i].name != NULL; i++)
    {
      PenSimPart *part = pen_sim_form_get (self, rules[i].name);
      char *text = NULL;

      if (part != NULL)
        text = check_part (&rules[i], part);
      else if (rules[i].required)
        text = g_strdup_printf ("%s: is required", rules[i].name);

      if (text != NULL)
        g_ptr_array_add (errors, text);
    }

  for (guint i = 0; i < self->parts->len; i++)
    {
      PenSimPart *part = g_ptr_array_index (self->parts, i);

      if (!is_known (rules, part->name))
        g_ptr_array_add (errors, g_strdup_printf ("%s: is not a known field", part->name));
    }
}

/* Whether a picture brings what tells of its camera, place or maker along. */
static gboolean
has_metadata (GBytes *bytes)
{
  static const char * const marks[] = { "Exif", "eXIf", "<x:xmpmeta", "Photoshop 3.0" };
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      if (data != NULL && memmem (data, length, marks[i], strlen (marks[i])) != NULL)
        return TRUE;
    }

  return FALSE;
}

static JsonNode *
describe_part (PenSimPart *part)
{
  JsonNode *node = json_node_new (JSON_NODE_VALUE);
  g_autofree char *text = NULL;
  PenSimPictureInfo info;
  JsonObject *file;

  if (part->file_name == NULL)
    {
      text = part_to_text (part);
      json_node_set_string (node, text);
      return node;
    }

  file = pen_sim_log_describe (part->bytes);
  json_object_set_string_member (file, "file_name", part->file_name);
  json_object_set_boolean_member (file, "metadata", has_metadata (part->bytes));
  if (part->media_type != NULL)
    json_object_set_string_member (file, "media_type", part->media_type);
  if (pen_sim_picture_inspect (part->bytes, &info))
    {
      json_object_set_int_member (file, "width", info.width);
      json_object_set_int_member (file, "height", info.height);
      json_object_set_int_member (file, "channels", info.channels);
    }

  json_node_init (node, JSON_NODE_OBJECT);
  json_node_take_object (node, file);
  return node;
}

/**
 * pen_sim_form_describe:
 * @self: a #PenSimForm
 *
 * Returns: (transfer full): the fields as JSON, files by size, digest, dimensions and
 *   whether they have metadata; a name that ends with “[]” holds a list
 */
JsonObject *
pen_sim_form_describe (PenSimForm *self)
{
  JsonObject *fields = json_object_new ();

  for (guint i = 0; i < self->parts->len; i++)
    {
      PenSimPart *part = g_ptr_array_index (self->parts, i);

      if (!g_str_has_suffix (part->name, "[]"))
        {
          json_object_set_member (fields, part->name, describe_part (part));
          continue;
        }

      if (!json_object_has_member (fields, part->name))
        json_object_set_array_member (fields, part->name, json_array_new ());
      json_array_add_element (json_object_get_array_member (fields, part->name),
                              describe_part (part));
    }

  return fields;
}

static gint
compare_parts (gconstpointer a,
               gconstpointer b)
{
  const PenSimPart *left = *(PenSimPart * const *) a;
  const PenSimPart *right = *(PenSimPart * const *) b;

  return strcmp (left->name, right->name);
}

/**
 * pen_sim_form_get_digest:
 * @self: a #PenSimForm
 * @path: where it was sent
 *
 * Returns: (transfer full): the same for the same fields, whatever their order
 */
char *
pen_sim_form_get_digest (PenSimForm *self,
                         const char *path)
{
  g_autoptr(GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr(GPtrArray) sorted = g_ptr_array_new ();

  g_ptr_array_extend (sorted, self->parts, NULL, NULL);
  g_ptr_array_sort (sorted, compare_parts);

  g_checksum_update (sum, (const guchar *) path, strlen (path) + 1);
  for (guint i = 0; i < sorted->len; i++)
    {
      PenSimPart *part = g_ptr_array_index (sorted, i);
      g_autofree char *digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, part->bytes);

      g_checksum_update (sum, (const guchar *) part->name, strlen (part->name) + 1);
      g_checksum_update (sum, (const guchar *) digest, strlen (digest));
    }

  return g_strdup (g_checksum_get_string (sum));
}
