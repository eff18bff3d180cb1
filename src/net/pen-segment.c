/* pen-segment.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-segment"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "pen-error.h"
#include "pen-json.h"
#include "pen-media.h"
#include "pen-segment.h"

/* Three bytes become four digits, so a multiple of three needs no padding. */
#define PLAIN_SIZE   (3 * 16 * 1024)
#define ENCODED_SIZE (4 * 16 * 1024)

#define TOKEN_START "\"pen-embed:"

struct _PenSegment
{
  PenBlob      *blob;         /* (owned) */
  gboolean      as_base64;

  GInputStream *stream;       /* (owned) (nullable): until it is read first */
  guint64       left;         /* bytes of the blob that are still to be read */

  guint8       *plain;        /* (owned) (nullable) */
  char         *encoded;      /* (owned) (nullable) */
  gsize         start;        /* what of @encoded is still to be given out */
  gsize         end;
};

/**
 * pen_segment_new_blob:
 * @blob: (transfer none): what to send
 * @as_base64: whether to send base64 of it
 *
 * Returns: (transfer full): a segment
 */
PenSegment *
pen_segment_new_blob (PenBlob  *blob,
                      gboolean  as_base64)
{
  PenSegment *self = g_new0 (PenSegment, 1);

  self->blob = pen_blob_ref (blob);
  self->as_base64 = as_base64;
  self->left = pen_blob_get_size (blob);

  return self;
}

/**
 * pen_segment_new_text:
 * @text: what to send
 * @length: its length in bytes
 *
 * Returns: (transfer full): a segment
 */
PenSegment *
pen_segment_new_text (const char *text,
                      gsize       length)
{
  g_autoptr(GBytes) bytes = g_bytes_new (text, length);
  g_autoptr(PenBlob) blob = pen_blob_new_for_bytes (bytes, NULL);

  return pen_segment_new_blob (blob, FALSE);
}

void
pen_segment_free (PenSegment *self)
{
  g_clear_pointer (&self->blob, pen_blob_unref);
  g_clear_object (&self->stream);
  g_clear_pointer (&self->plain, g_free);
  g_clear_pointer (&self->encoded, g_free);
  g_free (self);
}

/**
 * pen_segment_get_size:
 * @self: a segment
 *
 * Returns: how many bytes it makes
 */
guint64
pen_segment_get_size (PenSegment *self)
{
  guint64 size = pen_blob_get_size (self->blob);

  return self->as_base64 ? (size + 2) / 3 * 4 : size;
}

/* Reads just as much as was announced; a file that has become shorter is an error. */
static gboolean
read_blob (PenSegment  *self,
           void        *buffer,
           gsize        size,
           gsize       *ret_length,
           GError     **error)
{
  if (self->stream == NULL)
    self->stream = pen_blob_open (self->blob, error);
  if (self->stream == NULL)
    return FALSE;

  size = MIN (size, self->left);
  if (!g_input_stream_read_all (self->stream, buffer, size, ret_length, NULL, error))
    {
      pen_error_convert (error);
      return FALSE;
    }

  if (*ret_length < size)
    {
      g_set_error (error, PEN_ERROR, PEN_ERROR_STORAGE,
                   _("The file “%s” was changed while it was sent"),
                   pen_blob_get_path (self->blob));
      return FALSE;
    }

  self->left -= *ret_length;
  return TRUE;
}

static gboolean
encode_more (PenSegment  *self,
             GError     **error)
{
  gsize length;
  gint state = 0;
  gint save = 0;

  if (self->plain == NULL)
    {
      self->plain = g_malloc (PLAIN_SIZE);
      /* GLib asks for a little more than the digits themselves */
      self->encoded = g_malloc (ENCODED_SIZE + 8);
    }

  if (!read_blob (self, self->plain, PLAIN_SIZE, &length, error))
    return FALSE;

  self->start = 0;
  self->end = g_base64_encode_step (self->plain, length, FALSE, self->encoded, &state, &save);
  self->end += g_base64_encode_close (FALSE, self->encoded + self->end, &state, &save);

  return TRUE;
}

/**
 * pen_segment_read:
 * @self: a segment
 * @buffer: where to write
 * @size: the size of @buffer
 * @error: return location for a #GError
 *
 * Blocks where the segment is a file.
 *
 * Returns: how many bytes were written, 0 at the end, or -1 with %PEN_ERROR_STORAGE
 */
gssize
pen_segment_read (PenSegment  *self,
                  void        *buffer,
                  gsize        size,
                  GError     **error)
{
  gsize length = 0;

  if (!self->as_base64)
    {
      if (self->left > 0 && !read_blob (self, buffer, size, &length, error))
        return -1;
      return (gssize) length;
    }

  if (self->start == self->end && self->left > 0 && !encode_more (self, error))
    return -1;

  length = MIN (size, self->end - self->start);
  if (length > 0)
    memcpy (buffer, self->encoded + self->start, length);
  self->start += length;

  return (gssize) length;
}

static void
add_text (GPtrArray  *list,
          const char *text,
          gssize      length)
{
  gsize size = length < 0 ? strlen (text) : (gsize) length;

  if (size > 0)
    g_ptr_array_add (list, pen_segment_new_text (text, size));
}

/* The prefix as the inside of a JSON string. */
static void
add_prefix (GPtrArray  *list,
            const char *prefix)
{
  g_autoptr(JsonNode) node = json_node_init_string (json_node_alloc (), prefix);
  g_autofree char *quoted = pen_json_to_text (node);

  add_text (list, quoted + 1, (gssize) strlen (quoted) - 2);
}

/* The document is small, so it is written as a whole, and then cut where files go.
 * No token comes about by chance: each has a random part, and is looked up. */
static GPtrArray *
list_json (GPtrArray *list,
           PenBody   *body)
{
  JsonNode *root = pen_body_get_root (body);
  g_autofree char *text = root != NULL ? pen_json_to_text (root) : g_strdup ("null");
  const char *rest = text;
  const char *found = text;

  while ((found = strstr (found, TOKEN_START)) != NULL)
    {
      const char *start = found + 1;
      const char *end = strchr (start, '"');
      g_autofree char *token = end != NULL ? g_strndup (start, (gsize) (end - start)) : NULL;
      PenBlob *blob;
      const char *prefix;

      found = start;
      if (!pen_body_lookup (body, token, &blob, &prefix))
        continue;

      add_text (list, rest, start - rest);
      add_prefix (list, prefix);
      g_ptr_array_add (list, pen_segment_new_blob (blob, TRUE));
      rest = end;
    }

  add_text (list, rest, -1);

  return list;
}

/* As browsers do. */
static char *
escape_name (const char *name)
{
  GString *escaped = g_string_new (name);

  g_string_replace (escaped, "\"", "%22", 0);
  g_string_replace (escaped, "\r", "%0D", 0);
  g_string_replace (escaped, "\n", "%0A", 0);

  return g_string_free (escaped, FALSE);
}

static void
add_part (GPtrArray   *list,
          PenBodyPart *part,
          const char  *boundary)
{
  g_autofree char *name = escape_name (part->name);
  g_autofree char *filename = NULL;
  g_autofree char *head = NULL;
  const char *media_type;

  if (part->blob == NULL)
    {
      head = g_strdup_printf ("--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n",
                              boundary, name, part->text);
      add_text (list, head, -1);
      return;
    }

  /* Without a file name it would be taken for a text */
  media_type = pen_blob_get_media_type (part->blob);
  filename = part->filename != NULL
             ? escape_name (part->filename)
             : g_strdup_printf ("file.%s", pen_media_to_extension (media_type));
  head = g_strdup_printf ("--%s\r\n"
                          "Content-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\n"
                          "Content-Type: %s\r\n\r\n",
                          boundary, name, filename,
                          media_type != NULL ? media_type : "application/octet-stream");
  add_text (list, head, -1);
  g_ptr_array_add (list, pen_segment_new_blob (part->blob, FALSE));
  add_text (list, "\r\n", -1);
}

static GPtrArray *
list_form (GPtrArray  *list,
           PenBody    *body,
           const char *boundary)
{
  GPtrArray *parts = pen_body_get_parts (body);
  g_autofree char *end = g_strdup_printf ("--%s--\r\n", boundary);

  for (guint i = 0; i < parts->len; i++)
    add_part (list, g_ptr_array_index (parts, i), boundary);
  add_text (list, end, -1);

  return list;
}

/**
 * pen_segment_list_new:
 * @body: what to send
 * @ret_content_type: (out) (transfer full): the value of `Content-Type`
 *
 * Returns: (transfer full) (element-type PenSegment): @body in pieces
 */
GPtrArray *
pen_segment_list_new (PenBody  *body,
                      char    **ret_content_type)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) pen_segment_free);
  g_autofree char *random = g_uuid_string_random ();
  g_autofree char *boundary = g_strconcat ("pentimento-", random, NULL);
  const char *media_type;

  switch (pen_body_get_kind (body))
    {
    case PEN_BODY_JSON:
      *ret_content_type = g_strdup ("application/json");
      return list_json (list, body);

    case PEN_BODY_FORM:
      *ret_content_type = g_strconcat ("multipart/form-data; boundary=", boundary, NULL);
      return list_form (list, body, boundary);

    case PEN_BODY_BLOB:
    default:
      media_type = pen_blob_get_media_type (pen_body_get_blob (body));
      *ret_content_type = g_strdup (media_type != NULL ? media_type
                                                       : "application/octet-stream");
      g_ptr_array_add (list, pen_segment_new_blob (pen_body_get_blob (body), FALSE));
      return list;
    }
}
