/* pen-test-translator.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-test-translator"

#include "config.h"

#include <string.h>

#include "pen-test-translator.h"

PenRequest *
pen_test_request (PenProvider *provider,
                  const char  *model,
                  PenTask      task)
{
  PenModel *found = pen_catalogue_find_model (pen_provider_get_catalogue (provider), model);

  g_assert_nonnull (found);

  return pen_request_new (found, task);
}

PenBlob *
pen_test_blob (const char *bytes)
{
  g_autoptr(GBytes) data = g_bytes_new (bytes, strlen (bytes));

  return pen_blob_new_for_bytes (data, "image/png");
}

void
pen_test_set (PenRequest *request,
              const char *name,
              const char *text)
{
  PenParameter *parameter = pen_model_find_parameter (pen_request_get_model (request),
                                                      pen_request_get_task (request), name);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) value = NULL;

  g_assert_nonnull (parameter);
  value = pen_parameter_parse (parameter, text, &error);
  g_assert_no_error (error);
  pen_request_set_parameter (request, name, value);
}

PenReply *
pen_test_reply (guint       status,
                const char *json)
{
  g_autoptr(PenReply) reply = pen_reply_new (status);
  g_autoptr(JsonNode) root = json_from_string (json, NULL);

  if (root != NULL)
    pen_reply_set_json (reply, root);

  return g_steal_pointer (&reply);
}

char *
pen_test_form (PenBody *body)
{
  GPtrArray *parts = pen_body_get_parts (body);
  g_autoptr(GString) text = g_string_new (NULL);

  g_assert_cmpint (pen_body_get_kind (body), ==, PEN_BODY_FORM);
  for (guint i = 0; i < parts->len; i++)
    {
      PenBodyPart *part = g_ptr_array_index (parts, i);

      g_string_append_printf (text, "%s%s=%s%s", i > 0 ? "|" : "", part->name,
                              part->blob != NULL ? "@" : "",
                              part->blob != NULL ? part->filename : part->text);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}
