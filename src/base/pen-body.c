/* pen-body.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-body"

#include "config.h"

#include "pen-body.h"

typedef struct
{
  PenBlob *blob;      /* (owned) */
  char    *prefix;    /* (owned) */
} Embedded;

struct _PenBody
{
  gatomicrefcount  ref_count;

  PenBodyKind      kind;

  JsonNode        *root;        /* (owned) (nullable) */
  GHashTable      *embedded;    /* (owned) (element-type utf8 Embedded) */
  char            *nonce;       /* (owned): keeps tokens apart from what people type */

  GPtrArray       *parts;       /* (owned) (element-type PenBodyPart) */

  PenBlob         *blob;        /* (owned) (nullable) */
};

G_DEFINE_BOXED_TYPE (PenBody, pen_body, pen_body_ref, pen_body_unref)

static void
embedded_free (Embedded *embedded)
{
  g_clear_pointer (&embedded->blob, pen_blob_unref);
  g_clear_pointer (&embedded->prefix, g_free);
  g_free (embedded);
}

static void
part_free (PenBodyPart *part)
{
  g_clear_pointer (&part->name, g_free);
  g_clear_pointer (&part->text, g_free);
  g_clear_pointer (&part->blob, pen_blob_unref);
  g_clear_pointer (&part->filename, g_free);
  g_free (part);
}

static PenBody *
body_new (PenBodyKind kind)
{
  PenBody *self = g_new0 (PenBody, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->kind = kind;
  self->nonce = g_uuid_string_random ();
  self->embedded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                          (GDestroyNotify) embedded_free);
  self->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) part_free);

  return self;
}

/**
 * pen_body_new_json:
 *
 * Returns: (transfer full): a body that waits for pen_body_set_root()
 */
PenBody *
pen_body_new_json (void)
{
  return body_new (PEN_BODY_JSON);
}

/**
 * pen_body_new_form:
 *
 * Returns: (transfer full): a multipart form without fields
 */
PenBody *
pen_body_new_form (void)
{
  return body_new (PEN_BODY_FORM);
}

/**
 * pen_body_new_blob:
 * @blob: (transfer none): what to send
 *
 * Returns: (transfer full): a body that is @blob and nothing else
 */
PenBody *
pen_body_new_blob (PenBlob *blob)
{
  PenBody *self;

  g_return_val_if_fail (blob != NULL, NULL);

  self = body_new (PEN_BODY_BLOB);
  self->blob = pen_blob_ref (blob);

  return self;
}

/**
 * pen_body_ref:
 * @self: a body
 *
 * Returns: (transfer full): @self
 */
PenBody *
pen_body_ref (PenBody *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * pen_body_unref:
 * @self: (transfer full): a body
 */
void
pen_body_unref (PenBody *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_clear_pointer (&self->root, json_node_unref);
  g_clear_pointer (&self->embedded, g_hash_table_unref);
  g_clear_pointer (&self->nonce, g_free);
  g_clear_pointer (&self->parts, g_ptr_array_unref);
  g_clear_pointer (&self->blob, pen_blob_unref);
  g_free (self);
}

/**
 * pen_body_get_kind:
 * @self: a body
 *
 * Returns: what it is
 */
PenBodyKind
pen_body_get_kind (PenBody *self)
{
  g_return_val_if_fail (self != NULL, PEN_BODY_JSON);

  return self->kind;
}

/**
 * pen_body_embed:
 * @self: a JSON body
 * @blob: (transfer none): what the string is to hold, as base64
 * @prefix: (nullable): what stands before the base64: `data:image/png;base64,`
 *
 * Promises a string with the base64 of a file in it.
 *
 * Returns: (transfer full): a token, to be put into the document as the whole of a string
 */
char *
pen_body_embed (PenBody    *self,
                PenBlob    *blob,
                const char *prefix)
{
  Embedded *embedded;
  char *token;

  g_return_val_if_fail (self != NULL && self->kind == PEN_BODY_JSON, NULL);
  g_return_val_if_fail (blob != NULL, NULL);

  embedded = g_new0 (Embedded, 1);
  embedded->blob = pen_blob_ref (blob);
  embedded->prefix = g_strdup (prefix != NULL ? prefix : "");

  token = g_strdup_printf ("pen-embed:%s:%u", self->nonce,
                           g_hash_table_size (self->embedded));
  g_hash_table_insert (self->embedded, g_strdup (token), embedded);

  return token;
}

/**
 * pen_body_set_root:
 * @self: a JSON body
 * @root: (transfer none): the document, which is not to be changed any more
 */
void
pen_body_set_root (PenBody  *self,
                   JsonNode *root)
{
  g_return_if_fail (self != NULL && self->kind == PEN_BODY_JSON);
  g_return_if_fail (root != NULL);

  json_node_ref (root);
  g_clear_pointer (&self->root, json_node_unref);
  self->root = root;
}

/**
 * pen_body_get_root:
 * @self: a body
 *
 * Returns: (transfer none) (nullable): the document of a JSON body, with tokens in it
 */
JsonNode *
pen_body_get_root (PenBody *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->root;
}

/**
 * pen_body_lookup:
 * @self: a body
 * @token: (nullable): a string of the document
 * @blob: (out) (optional) (transfer none): what the string stands for
 * @prefix: (out) (optional) (transfer none): what goes before it; may be empty
 *
 * Returns: whether @token is one, from pen_body_embed()
 */
gboolean
pen_body_lookup (PenBody     *self,
                 const char  *token,
                 PenBlob    **blob,
                 const char **prefix)
{
  Embedded *embedded;

  g_return_val_if_fail (self != NULL, FALSE);

  embedded = token != NULL ? g_hash_table_lookup (self->embedded, token) : NULL;
  if (embedded == NULL)
    return FALSE;

  if (blob != NULL)
    *blob = embedded->blob;
  if (prefix != NULL)
    *prefix = embedded->prefix;

  return TRUE;
}

/**
 * pen_body_add_text:
 * @self: a form
 * @name: the name of the field
 * @text: its value
 */
void
pen_body_add_text (PenBody    *self,
                   const char *name,
                   const char *text)
{
  PenBodyPart *part;

  g_return_if_fail (self != NULL && self->kind == PEN_BODY_FORM);
  g_return_if_fail (name != NULL && text != NULL);

  part = g_new0 (PenBodyPart, 1);
  part->name = g_strdup (name);
  part->text = g_strdup (text);
  g_ptr_array_add (self->parts, part);
}

/**
 * pen_body_add_blob:
 * @self: a form
 * @name: the name of the field
 * @filename: (nullable): the file name to announce
 * @blob: (transfer none): its value
 */
void
pen_body_add_blob (PenBody    *self,
                   const char *name,
                   const char *filename,
                   PenBlob    *blob)
{
  PenBodyPart *part;

  g_return_if_fail (self != NULL && self->kind == PEN_BODY_FORM);
  g_return_if_fail (name != NULL && blob != NULL);

  part = g_new0 (PenBodyPart, 1);
  part->name = g_strdup (name);
  part->filename = g_strdup (filename);
  part->blob = pen_blob_ref (blob);
  g_ptr_array_add (self->parts, part);
}

/**
 * pen_body_get_parts:
 * @self: a body
 *
 * Returns: (transfer none) (element-type PenBodyPart): the fields of a form, in the
 *   order in which they were added
 */
GPtrArray *
pen_body_get_parts (PenBody *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->parts;
}

/**
 * pen_body_get_blob:
 * @self: a body
 *
 * Returns: (transfer none) (nullable): the blob of pen_body_new_blob()
 */
PenBlob *
pen_body_get_blob (PenBody *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->blob;
}
