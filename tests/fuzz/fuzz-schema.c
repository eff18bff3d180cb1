/* fuzz-schema.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Whatever document describes a model: what comes of it is an entry that the catalogue
 * takes, or a sentence.
 */

#define G_LOG_DOMAIN "fuzz-schema"

#include "config.h"

#include "pen-error.h"
#include "pen-fuzz.h"
#include "pen-json.h"
#include "pen-model.h"
#include "pen-schema.h"

int
LLVMFuzzerInitialize (int    *argc,
                      char ***argv)
{
  return 0;
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  const PenSchemaHints hints = {
    .id = "owner/name",
    .endpoint = "test",
    .path = "/owner/name",
    .prefix = "data:{type};base64,",
    .input = "#/components/schemas/Input",
    .output = "#/components/schemas/Output",
  };
  g_autoptr(JsonNode) root = pen_json_parse ((const char *) data, (gssize) size, NULL);
  g_autoptr(JsonNode) entry = NULL;
  g_autoptr(PenModel) model = NULL;
  g_autoptr(GError) error = NULL;

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return 0;

  entry = pen_schema_translate (json_node_get_object (root), &hints, &error);
  if (entry == NULL)
    {
      g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return 0;
    }

  g_assert_no_error (error);
  model = pen_model_new_from_json ("test", json_node_get_object (entry), &error);
  g_assert_no_error (error);
  g_assert_nonnull (model);

  return 0;
}
