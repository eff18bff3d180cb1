/* pen-schema.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * PenSchemaHints:
 * @id: the id that the model is to have, without the provider
 * @title: (nullable): its name for people; by default @id without its owner
 * @description: (nullable): what it is good for, in the service's words
 * @category: (nullable): what the service says it does: “image-to-image”
 * @endpoint: the name of the host, as in `PENTIMENTO_ENDPOINTS`
 * @path: what follows the address of the host
 * @prefix: what stands before a picture's base64; “{type}” in it becomes the media type
 * @input: the JSON pointer of the schema of what is sent, in the document:
 *   “#/components/schemas/Input”
 * @output: (nullable): that of what comes back; %NULL where it is not described
 * @limits: (nullable): what the service takes as a picture, in the form of a catalogue;
 *   what the document says of its own goes first
 * @fixed: (nullable): what is sent with every request beside what @input describes
 * @hidden: (nullable) (array zero-terminated=1): fields that the provider sends itself,
 *   or that nobody may set
 *
 * What a document does not say itself.
 */
typedef struct
{
  const char         *id;
  const char         *title;
  const char         *description;
  const char         *category;
  const char         *endpoint;
  const char         *path;
  const char         *prefix;
  const char         *input;
  const char         *output;
  JsonObject         *limits;
  JsonObject         *fixed;
  const char * const *hidden;
} PenSchemaHints;

JsonNode *pen_schema_translate      (JsonObject            *document,
                                     const PenSchemaHints  *hints,
                                     GError               **error);
char     *pen_schema_body_pointer   (const char            *path);
char     *pen_schema_answer_pointer (const char            *path);

G_END_DECLS
