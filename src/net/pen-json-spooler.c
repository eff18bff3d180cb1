/* pen-json-spooler.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-json-spooler"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "pen-base64.h"
#include "pen-error.h"
#include "pen-json.h"
#include "pen-json-spooler.h"
#include "pen-sink.h"

/* A string longer than this is tried as base64. */
#define MAX_SHORT (64 * 1024)

/* What stays in memory: the text around the pictures, and how many values it may make.
 * The longest honest lists are those of an engine with very many nodes installed. */
#define MAX_TEXT   (16 * 1024 * 1024)
#define MAX_VALUES (1000 * 1000)
#define MAX_DEPTH  128

typedef enum
{
  OUTSIDE,        /* of any string */
  SHORT_STRING,   /* collected in @string */
  LONG_TEXT,      /* too long, and not base64: goes on in @text */
  LONG_BASE64,    /* goes into @sink */
} State;

struct _PenJsonSpooler
{
  char       *folder;              /* (owned) */
  guint64     max_picture_size;
  guint64     left;                /* how many more bytes may come */

  State       state;
  char        escape[8];           /* an escape that is not complete yet */
  gsize       escape_length;
  guint       depth;
  guint       n_values;

  GString    *text;                /* (owned): the document, with tokens */
  GString    *string;              /* (owned): the inside of a string, as written */

  PenSink    *sink;                /* (owned) (nullable) */
  PenBase64   decoder;
  GByteArray *decoded;             /* (owned) */

  char       *nonce;               /* (owned): keeps tokens apart from what a server says */
  PenReply   *blobs;               /* (owned): a place to keep them in */
  GPtrArray  *tokens;              /* (owned) (element-type utf8) */
};

/**
 * pen_json_spooler_new:
 * @folder: where the files go
 * @max_size: the most bytes that the whole document may have
 * @max_picture_size: the most bytes that one file may have
 *
 * Returns: (transfer full): a spooler
 */
PenJsonSpooler *
pen_json_spooler_new (const char *folder,
                      guint64     max_size,
                      guint64     max_picture_size)
{
  PenJsonSpooler *self;

  g_return_val_if_fail (folder != NULL, NULL);

  self = g_new0 (PenJsonSpooler, 1);
  self->folder = g_strdup (folder);
  self->left = max_size;
  self->max_picture_size = max_picture_size;
  self->text = g_string_new (NULL);
  self->string = g_string_new (NULL);
  self->decoded = g_byte_array_new ();
  self->nonce = g_uuid_string_random ();
  self->blobs = pen_reply_new (0);
  self->tokens = g_ptr_array_new_with_free_func (g_free);

  return self;
}

void
pen_json_spooler_free (PenJsonSpooler *self)
{
  g_clear_pointer (&self->folder, g_free);
  g_string_free (self->text, TRUE);
  g_string_free (self->string, TRUE);
  g_clear_pointer (&self->sink, pen_sink_free);
  g_clear_pointer (&self->decoded, g_byte_array_unref);
  g_clear_pointer (&self->nonce, g_free);
  g_clear_pointer (&self->blobs, pen_reply_unref);
  g_clear_pointer (&self->tokens, g_ptr_array_unref);
  g_free (self);
}

static gboolean
set_damaged (GError **error)
{
  g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                       _("The picture in the reply is damaged"));
  return FALSE;
}

static gboolean
set_too_large (GError **error)
{
  g_set_error_literal (error, PEN_ERROR, PEN_ERROR_TOO_LARGE,
                       _("The reply is larger than this program accepts"));
  return FALSE;
}

static gboolean
keep_text (PenJsonSpooler  *self,
           const char      *data,
           gsize            length,
           GError         **error)
{
  if (length > MAX_TEXT - self->text->len)
    return set_too_large (error);

  g_string_append_len (self->text, data, (gssize) length);
  return TRUE;
}

/* The one character that an escape stands for, where it can be part of base64. */
static gboolean
read_escape (const char *escape,
             char       *ret_character)
{
  gunichar unit = 0;

  switch (escape[1])
    {
    case 'n':
      *ret_character = '\n';
      return TRUE;

    case 'r':
      *ret_character = '\r';
      return TRUE;

    case '/':
      *ret_character = '/';
      return TRUE;

    case 'u':
      for (gsize i = 2; i < 6; i++)
        {
          int digit = g_ascii_xdigit_value (escape[i]);

          if (digit < 0)
            return FALSE;
          unit = unit * 16 + (gunichar) digit;
        }
      *ret_character = (char) unit;
      return unit > 0 && unit < 128;

    default:
      return FALSE;
    }
}

static gsize
get_escape_length (const char *escape)
{
  return escape[1] == 'u' ? 6 : 2;
}

/* The inside of a string without escapes, or NULL if it cannot be base64. */
static char *
unescape (const GString *string,
          gsize         *ret_length)
{
  g_autofree char *plain = g_malloc (string->len + 1);
  gsize length = 0;

  for (gsize i = 0; i < string->len; i++)
    {
      plain[length] = string->str[i];
      if (string->str[i] == '\\')
        {
          if (!read_escape (string->str + i, &plain[length]))
            return NULL;
          i += get_escape_length (string->str + i) - 1;
        }
      length++;
    }

  *ret_length = length;
  return g_steal_pointer (&plain);
}

static gboolean
flush_decoded (PenJsonSpooler  *self,
               GError         **error)
{
  if (!pen_sink_write (self->sink, self->decoded->data, self->decoded->len, error))
    return FALSE;

  g_byte_array_set_size (self->decoded, 0);
  return TRUE;
}

/* A string has become long: is it a picture or a text? */
static gboolean
decide (PenJsonSpooler  *self,
        GError         **error)
{
  gsize length = 0;
  g_autofree char *plain = unescape (self->string, &length);
  gsize start = plain != NULL ? pen_base64_skip_prefix (plain, length) : 0;
  gboolean is_base64;

  self->decoder = (PenBase64) { 0 };
  g_byte_array_set_size (self->decoded, 0);
  is_base64 = plain != NULL && start < length &&
              pen_base64_decode (&self->decoder, plain + start, length - start, self->decoded);

  if (!is_base64)
    {
      self->state = LONG_TEXT;
      return keep_text (self, self->string->str, self->string->len, error);
    }

  self->state = LONG_BASE64;
  self->sink = pen_sink_new (self->folder, self->max_picture_size, error);

  return self->sink != NULL && flush_decoded (self, error);
}

/* Part of the inside of a string, never half of an escape. */
static gboolean
take_string (PenJsonSpooler  *self,
             const char      *data,
             gsize            length,
             GError         **error)
{
  char character;

  switch (self->state)
    {
    case SHORT_STRING:
      g_string_append_len (self->string, data, (gssize) length);
      return self->string->len <= MAX_SHORT || decide (self, error);

    case LONG_TEXT:
      return keep_text (self, data, length, error);

    case LONG_BASE64:
      if (*data == '\\')
        {
          if (!read_escape (data, &character))
            return set_damaged (error);
          data = &character;
          length = 1;
        }
      if (!pen_base64_decode (&self->decoder, data, length, self->decoded))
        return set_damaged (error);
      return flush_decoded (self, error);

    case OUTSIDE:
    default:
      g_return_val_if_reached (FALSE);
    }
}

static gboolean
end_string (PenJsonSpooler  *self,
            GError         **error)
{
  g_autoptr(PenBlob) blob = NULL;
  State state = self->state;
  char *token;

  self->state = OUTSIDE;
  if (state == LONG_TEXT)
    return keep_text (self, "\"", 1, error);

  if (state == SHORT_STRING)
    return keep_text (self, self->string->str, self->string->len, error) &&
           keep_text (self, "\"", 1, error);

  if (!pen_base64_finish (&self->decoder, self->decoded))
    return set_damaged (error);
  if (!flush_decoded (self, error))
    return FALSE;

  blob = pen_sink_finish (self->sink);
  g_clear_pointer (&self->sink, pen_sink_free);
  token = g_strdup_printf ("pen-spooled:%s:%u", self->nonce, self->tokens->len);
  g_ptr_array_add (self->tokens, token);
  pen_reply_add_spooled (self->blobs, token, blob);

  return keep_text (self, token, strlen (token), error) && keep_text (self, "\"", 1, error);
}

static gboolean
count_structure (PenJsonSpooler  *self,
                 const char      *data,
                 gsize            length,
                 GError         **error)
{
  for (gsize i = 0; i < length; i++)
    {
      if (data[i] == '{' || data[i] == '[')
        self->depth++;
      else if ((data[i] == '}' || data[i] == ']') && self->depth > 0)
        self->depth--;

      if (data[i] == '{' || data[i] == '[' || data[i] == ',')
        self->n_values++;

      if (self->depth > MAX_DEPTH || self->n_values > MAX_VALUES)
        return set_too_large (error);
    }

  return TRUE;
}

/* Each of these takes a part of @data, and returns its length, or 0 with an error. */

static gsize
feed_outside (PenJsonSpooler  *self,
              const char      *data,
              gsize            length,
              GError         **error)
{
  const char *quote = memchr (data, '"', length);
  gsize part = quote != NULL ? (gsize) (quote - data) + 1 : length;

  if (!count_structure (self, data, part, error) || !keep_text (self, data, part, error))
    return 0;

  if (quote != NULL)
    {
      self->state = SHORT_STRING;
      g_string_truncate (self->string, 0);
    }

  return part;
}

static gsize
feed_escape (PenJsonSpooler  *self,
             const char      *data,
             GError         **error)
{
  self->escape[self->escape_length++] = *data;
  if (self->escape_length < 2 || self->escape_length < get_escape_length (self->escape))
    return 1;

  if (!take_string (self, self->escape, self->escape_length, error))
    return 0;

  self->escape_length = 0;
  return 1;
}

static gsize
feed_string (PenJsonSpooler  *self,
             const char      *data,
             gsize            length,
             GError         **error)
{
  const char *quote;
  const char *backslash;

  if (self->escape_length > 0 || *data == '\\')
    return feed_escape (self, data, error);
  if (*data == '"')
    return end_string (self, error) ? 1 : 0;

  quote = memchr (data, '"', length);
  if (quote != NULL)
    length = (gsize) (quote - data);
  backslash = memchr (data, '\\', length);
  if (backslash != NULL)
    length = (gsize) (backslash - data);

  /* What a string is depends on the string, and not on the pieces that it comes in */
  if (self->state == SHORT_STRING)
    length = MIN (length, MAX_SHORT + 1 - self->string->len);

  return take_string (self, data, length, error) ? length : 0;
}

/**
 * pen_json_spooler_feed:
 * @self: a spooler
 * @data: (nullable): the next piece
 * @length: its length in bytes
 * @error: return location for a #GError
 *
 * Blocks.  After an error, @self is of no use any more.
 *
 * Returns: %TRUE, or %FALSE with %PEN_ERROR_INVALID_REPLY, %PEN_ERROR_TOO_LARGE or
 *   %PEN_ERROR_STORAGE
 */
gboolean
pen_json_spooler_feed (PenJsonSpooler  *self,
                       const char      *data,
                       gsize            length,
                       GError         **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (length > self->left)
    return set_too_large (error);
  self->left -= length;

  while (length > 0)
    {
      gsize part = self->state == OUTSIDE ? feed_outside (self, data, length, error)
                                          : feed_string (self, data, length, error);

      if (part == 0)
        return FALSE;
      data += part;
      length -= part;
    }

  return TRUE;
}

/**
 * pen_json_spooler_finish:
 * @self: a spooler that has seen the end
 * @reply: gets the document and the files
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with %PEN_ERROR_INVALID_REPLY
 */
gboolean
pen_json_spooler_finish (PenJsonSpooler  *self,
                         PenReply        *reply,
                         GError         **error)
{
  g_autoptr(JsonNode) root = NULL;

  g_return_val_if_fail (self != NULL && reply != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (self->state != OUTSIDE)
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                           _("The reply ends in the middle"));
      return FALSE;
    }

  root = pen_json_parse (self->text->str, (gssize) self->text->len, error);
  if (root == NULL)
    return FALSE;

  pen_reply_set_json (reply, root);
  for (guint i = 0; i < self->tokens->len; i++)
    {
      const char *token = g_ptr_array_index (self->tokens, i);
      g_autoptr(PenBlob) blob = pen_reply_get_blob (self->blobs, token, NULL);

      pen_reply_add_spooled (reply, token, blob);
    }

  return TRUE;
}
