/* pen-reply.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-reply"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "pen-base64.h"
#include "pen-error.h"
#include "pen-media.h"
#include "pen-reply.h"

/* As much of a page as goes into a sentence. */
#define MAX_WORDS 200

struct _PenReply
{
  gatomicrefcount     ref_count;

  guint               status;
  SoupMessageHeaders *headers;       /* (owned) */
  char               *media_type;    /* (owned) (nullable) */
  JsonNode           *json;          /* (owned) (nullable) */
  PenBlob            *picture;       /* (owned) (nullable) */
  char               *text;          /* (owned) (nullable) */
  GBytes             *bytes;         /* (owned) (nullable) */
  GHashTable         *spooled;       /* (owned) (element-type utf8 PenBlob) */
};

G_DEFINE_BOXED_TYPE (PenReply, pen_reply, pen_reply_ref, pen_reply_unref)

/**
 * pen_reply_new:
 * @status: the HTTP status
 *
 * Returns: (transfer full): a reply with nothing in it
 */
PenReply *
pen_reply_new (guint status)
{
  PenReply *self = g_new0 (PenReply, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->status = status;
  self->headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  self->spooled = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                         (GDestroyNotify) pen_blob_unref);

  return self;
}

/**
 * pen_reply_ref:
 * @self: a reply
 *
 * Returns: (transfer full): @self
 */
PenReply *
pen_reply_ref (PenReply *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * pen_reply_unref:
 * @self: (transfer full): a reply
 *
 * Lets go of @self; files that nobody took are deleted with it.
 */
void
pen_reply_unref (PenReply *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_clear_pointer (&self->headers, soup_message_headers_unref);
  g_clear_pointer (&self->media_type, g_free);
  g_clear_pointer (&self->json, json_node_unref);
  g_clear_pointer (&self->picture, pen_blob_unref);
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->spooled, g_hash_table_unref);
  g_free (self);
}

/**
 * pen_reply_get_status:
 * @self: a reply
 *
 * Returns: the HTTP status
 */
guint
pen_reply_get_status (PenReply *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->status;
}

/**
 * pen_reply_get_header:
 * @self: a reply
 * @name: the name of a header, in any case
 *
 * Returns: (transfer none) (nullable): its value; the last one if there are several
 */
const char *
pen_reply_get_header (PenReply   *self,
                      const char *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  return soup_message_headers_get_one (self->headers, name);
}

/**
 * pen_reply_set_header:
 * @self: a reply
 * @name: the name of a header
 * @value: (nullable): its value, or %NULL to take it away
 */
void
pen_reply_set_header (PenReply   *self,
                      const char *name,
                      const char *value)
{
  g_return_if_fail (self != NULL && name != NULL);

  if (value != NULL)
    soup_message_headers_replace (self->headers, name, value);
  else
    soup_message_headers_remove (self->headers, name);
}

/**
 * pen_reply_get_media_type:
 * @self: a reply
 *
 * Returns: (transfer none) (nullable): what the body is: by its first bytes if it is a
 *   picture, else what the server says, without parameters
 */
const char *
pen_reply_get_media_type (PenReply *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->media_type;
}

/**
 * pen_reply_set_media_type:
 * @self: a reply
 * @media_type: (nullable): what the body is
 */
void
pen_reply_set_media_type (PenReply   *self,
                          const char *media_type)
{
  g_autofree char *old = NULL;

  g_return_if_fail (self != NULL);

  old = g_steal_pointer (&self->media_type);
  self->media_type = g_strdup (media_type);
}

/**
 * pen_reply_get_json:
 * @self: a reply
 *
 * Returns: (transfer none) (nullable): the document
 */
JsonNode *
pen_reply_get_json (PenReply *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->json;
}

/**
 * pen_reply_set_json:
 * @self: a reply
 * @root: (transfer none) (nullable): the document
 */
void
pen_reply_set_json (PenReply *self,
                    JsonNode *root)
{
  g_autoptr(JsonNode) old = NULL;

  g_return_if_fail (self != NULL);

  old = g_steal_pointer (&self->json);
  self->json = root != NULL ? json_node_ref (root) : NULL;
}

/**
 * pen_reply_get_picture:
 * @self: a reply
 *
 * Returns: (transfer none) (nullable): the picture that the body is
 */
PenBlob *
pen_reply_get_picture (PenReply *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->picture;
}

/**
 * pen_reply_set_picture:
 * @self: a reply
 * @picture: (transfer none) (nullable): the picture that the body is
 */
void
pen_reply_set_picture (PenReply *self,
                       PenBlob  *picture)
{
  g_autoptr(PenBlob) old = NULL;

  g_return_if_fail (self != NULL);

  old = g_steal_pointer (&self->picture);
  self->picture = picture != NULL ? pen_blob_ref (picture) : NULL;
}

/**
 * pen_reply_get_text:
 * @self: a reply
 *
 * Returns: (transfer none) (nullable): the words of a body that is neither JSON nor a
 *   picture; of a web page the title, or its first words
 */
const char *
pen_reply_get_text (PenReply *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->text;
}

static char *
replace_all (const char *text,
             const char *pattern,
             const char *by)
{
  g_autoptr(GRegex) regex = g_regex_new (pattern, G_REGEX_CASELESS | G_REGEX_DOTALL, 0, NULL);
  char *result = g_regex_replace_literal (regex, text, -1, 0, by, 0, NULL);

  return result != NULL ? result : g_strdup ("");
}

static gboolean
is_page (const char *text)
{
  return g_regex_match_simple ("^\\s*<(!doctype|html|head|body|\\?xml|title|h1|center|p|div)\\b",
                               text, G_REGEX_CASELESS, 0);
}

/* Nobody wants to read the source of a gateway's error page. */
static char *
condense_page (const char *text)
{
  static const char * const entities[][2] = {
    { "&nbsp;", " " }, { "&lt;", "<" }, { "&gt;", ">" }, { "&quot;", "\"" }, { "&#39;", "'" },
    { "&amp;", "&" },
  };
  g_autoptr(GRegex) title = g_regex_new ("<title[^>]*>([^<]*\\S[^<]*)</title",
                                         G_REGEX_CASELESS, 0, NULL);
  g_autoptr(GMatchInfo) match = NULL;
  g_autofree char *body = NULL;
  g_autofree char *words = NULL;
  g_autofree char *start = NULL;
  GString *plain;

  if (g_regex_match (title, text, 0, &match))
    words = g_match_info_fetch (match, 1);
  else
    {
      body = replace_all (text, "<!--.*?-->|<(script|style|head)\\b.*?</\\1\\s*>", " ");
      words = replace_all (body, "<[^>]*>", " ");
    }

  plain = g_string_new (words);
  for (gsize i = 0; i < G_N_ELEMENTS (entities); i++)
    g_string_replace (plain, entities[i][0], entities[i][1], 0);

  g_free (words);
  words = g_string_free (plain, FALSE);
  start = replace_all (words, "\\s+", " ");
  g_strstrip (start);
  if (g_utf8_strlen (start, -1) <= MAX_WORDS)
    return g_steal_pointer (&start);

  g_free (words);
  words = g_utf8_substring (start, 0, MAX_WORDS);

  return g_strconcat (words, "…", NULL);
}

/**
 * pen_reply_set_text:
 * @self: a reply
 * @text: (nullable): the body as it came; what is not UTF-8 in it is replaced, and a
 *   web page is cut down to its title or its first words
 */
void
pen_reply_set_text (PenReply   *self,
                    const char *text)
{
  g_autofree char *valid = NULL;

  g_return_if_fail (self != NULL);

  valid = text != NULL ? g_utf8_make_valid (text, -1) : NULL;
  g_free (self->text);
  self->text = valid != NULL && is_page (valid) ? condense_page (valid)
                                                : g_steal_pointer (&valid);
}

/**
 * pen_reply_get_bytes:
 * @self: a reply
 *
 * Returns: (transfer none) (nullable): the binary message of a web socket
 */
GBytes *
pen_reply_get_bytes (PenReply *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->bytes;
}

/**
 * pen_reply_set_bytes:
 * @self: a reply
 * @bytes: (nullable) (transfer none): the binary message of a web socket
 */
void
pen_reply_set_bytes (PenReply *self,
                     GBytes   *bytes)
{
  g_return_if_fail (self != NULL);

  if (bytes != NULL)
    g_bytes_ref (bytes);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  self->bytes = bytes;
}

/**
 * pen_reply_take_over:
 * @self: a reply
 * @other: one with a JSON tree
 *
 * Gives @self the tree of @other and the files that belong to it.
 */
void
pen_reply_take_over (PenReply *self,
                     PenReply *other)
{
  GHashTableIter iter;
  gpointer token;
  gpointer blob;

  g_return_if_fail (self != NULL);
  g_return_if_fail (other != NULL);

  pen_reply_set_json (self, other->json);
  g_hash_table_iter_init (&iter, other->spooled);
  while (g_hash_table_iter_next (&iter, &token, &blob))
    pen_reply_add_spooled (self, token, blob);
}

/**
 * pen_reply_add_spooled:
 * @self: a reply
 * @token: what stands in the document
 * @blob: (transfer none): what it stands for
 */
void
pen_reply_add_spooled (PenReply   *self,
                       const char *token,
                       PenBlob    *blob)
{
  g_return_if_fail (self != NULL && token != NULL && blob != NULL);

  g_hash_table_insert (self->spooled, g_strdup (token), pen_blob_ref (blob));
}

/**
 * pen_reply_get_blob:
 * @self: a reply
 * @text: (nullable): a string of the document: a token, or base64 that was short enough
 *   to stay in it, with or without `data:…;base64,` before it
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the bytes, or %NULL with %PEN_ERROR_INVALID_REPLY
 */
PenBlob *
pen_reply_get_blob (PenReply    *self,
                    const char  *text,
                    GError     **error)
{
  PenBlob *spooled;
  PenBase64 decoder = { 0 };
  g_autoptr(GByteArray) data = NULL;
  g_autoptr(GBytes) bytes = NULL;
  gsize length;
  gsize start;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  spooled = text != NULL ? g_hash_table_lookup (self->spooled, text) : NULL;
  if (spooled != NULL)
    return pen_blob_ref (spooled);

  data = g_byte_array_new ();
  length = text != NULL ? strlen (text) : 0;
  start = length > 0 ? pen_base64_skip_prefix (text, length) : 0;
  if (start == length || !pen_base64_decode (&decoder, text + start, length - start, data) ||
      !pen_base64_finish (&decoder, data) || data->len == 0)
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                           _("The picture in the reply is damaged"));
      return NULL;
    }

  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&data));

  return pen_blob_new_for_bytes (bytes, pen_media_sniff (g_bytes_get_data (bytes, NULL),
                                                         g_bytes_get_size (bytes)));
}
