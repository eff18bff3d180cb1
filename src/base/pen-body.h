/* pen-body.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

#include "pen-blob.h"

G_BEGIN_DECLS

#define PEN_TYPE_BODY (pen_body_get_type ())

/**
 * PenBodyKind:
 * @PEN_BODY_JSON: one JSON document; strings in it may stand for files
 * @PEN_BODY_FORM: multipart/form-data
 * @PEN_BODY_BLOB: one file, as it is
 */
typedef enum
{
  PEN_BODY_JSON,
  PEN_BODY_FORM,
  PEN_BODY_BLOB,
} PenBodyKind;

/**
 * PenBodyPart:
 * @name: the name of the form field
 * @text: (nullable): the value of a text field
 * @blob: (nullable): the value of a file field
 * @filename: (nullable): the file name to announce
 */
typedef struct
{
  char    *name;
  char    *text;
  PenBlob *blob;
  char    *filename;
} PenBodyPart;

/**
 * PenBody:
 *
 * What a message is to carry, as a description: nothing is read before it is
 * sent.  In a JSON body a file is a string of the form returned by
 * pen_body_embed(); the writer in net/ puts prefix and base64 in its place.
 */
typedef struct _PenBody PenBody;

GType        pen_body_get_type      (void);
PenBody     *pen_body_new_json      (void);
PenBody     *pen_body_new_form      (void);
PenBody     *pen_body_new_blob      (PenBlob     *blob);
PenBody     *pen_body_ref           (PenBody     *self);
void         pen_body_unref         (PenBody     *self);
PenBodyKind  pen_body_get_kind      (PenBody     *self);

/* JSON: the document is built by the caller and handed over once. */
char        *pen_body_embed         (PenBody     *self,
                                     PenBlob     *blob,
                                     const char  *prefix);
void         pen_body_set_root      (PenBody     *self,
                                     JsonNode    *root);
JsonNode    *pen_body_get_root      (PenBody     *self);
gboolean     pen_body_lookup        (PenBody     *self,
                                     const char  *token,
                                     PenBlob    **blob,
                                     const char **prefix);

/* Form */
void         pen_body_add_text      (PenBody     *self,
                                     const char  *name,
                                     const char  *text);
void         pen_body_add_blob      (PenBody     *self,
                                     const char  *name,
                                     const char  *filename,
                                     PenBlob     *blob);
GPtrArray   *pen_body_get_parts     (PenBody     *self);

/* Blob */
PenBlob     *pen_body_get_blob      (PenBody     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PenBody, pen_body_unref)

G_END_DECLS
