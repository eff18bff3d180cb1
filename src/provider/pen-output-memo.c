/* pen-output-memo.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * What is written down once the service has finished: where each picture lies, at
 * the service or already here.  It makes the rest of the way repeatable.
 */

#define G_LOG_DOMAIN "pen-output-memo"

#include "config.h"

#include <glib/gstdio.h>

#include "pen-json.h"
#include "pen-output-memo.h"

#define MEMBER "finished-outputs"

/**
 * pen_output_memo_new:
 * @outputs: (element-type PenOutput): finished pictures
 *
 * Returns: (transfer full): a memo that pen_output_memo_read() understands
 */
JsonNode *
pen_output_memo_new (GPtrArray *outputs)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, MEMBER);
  json_builder_begin_array (builder);
  for (guint i = 0; i < outputs->len; i++)
    {
      PenOutput *output = g_ptr_array_index (outputs, i);
      const char *path = output->blob != NULL ? pen_blob_get_path (output->blob) : NULL;

      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, path != NULL ? "path" : "uri");
      json_builder_add_string_value (builder, path != NULL ? path : output->uri);
      if (output->seed != 0)
        {
          json_builder_set_member_name (builder, "seed");
          json_builder_add_int_value (builder, (gint64) output->seed);
        }
      if (output->warning != NULL)
        {
          json_builder_set_member_name (builder, "warning");
          json_builder_add_string_value (builder, output->warning);
        }
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}

/**
 * pen_output_memo_is:
 * @memo: (nullable): a memo
 *
 * Returns: whether @memo was made by pen_output_memo_new()
 */
gboolean
pen_output_memo_is (JsonNode *memo)
{
  return memo != NULL && JSON_NODE_HOLDS_OBJECT (memo) &&
         json_object_has_member (json_node_get_object (memo), MEMBER);
}

/**
 * pen_output_memo_read:
 * @memo: a memo from pen_output_memo_new()
 *
 * Blocks shortly, for it looks at the files.
 *
 * Returns: (transfer full) (element-type PenOutput): the pictures; one whose file is
 *   gone has neither blob nor address
 */
GPtrArray *
pen_output_memo_read (JsonNode *memo)
{
  GPtrArray *outputs = g_ptr_array_new_with_free_func ((GDestroyNotify) pen_output_free);
  JsonArray *array = pen_json_array_or (json_node_get_object (memo), MEMBER, NULL);
  guint length = array != NULL ? json_array_get_length (array) : 0;

  for (guint i = 0; i < length; i++)
    {
      JsonObject *object = pen_json_at_object (array, i, NULL);
      PenOutput *output;
      const char *path;
      GStatBuf status;

      if (object == NULL)
        continue;

      output = g_new0 (PenOutput, 1);
      output->uri = g_strdup (pen_json_string_or (object, "uri", NULL));
      output->seed = (guint64) pen_json_int_or (object, "seed", 0);
      output->warning = g_strdup (pen_json_string_or (object, "warning", NULL));
      path = pen_json_string_or (object, "path", NULL);
      if (path != NULL && g_stat (path, &status) == 0)
        output->blob = pen_blob_new_for_file (path, (guint64) status.st_size, NULL);
      g_ptr_array_add (outputs, output);
    }

  return outputs;
}
