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

/**
 * pen_test_check:
 * @provider: a translator
 * @reply: the answer to the question whether a key is good
 * @sentence: (nullable): what is said of it
 * @code: without @sentence, the error that is made of it
 */
void
pen_test_check (PenProvider *provider,
                PenReply    *reply,
                const char  *sentence,
                gint         code)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *said = pen_provider_read_check (provider, reply, &error);

  g_assert_cmpstr (said, ==, sentence);
  if (said == NULL)
    g_assert_error (error, PEN_ERROR, code);
}

/**
 * pen_test_refusal:
 * @provider: a translator
 * @call: what was asked
 * @reply: the answer, which is a refusal that costs nothing
 * @code: the error that is made of it
 * @message: (nullable): the whole sentence
 */
void
pen_test_refusal (PenProvider *provider,
                  PenCall     *call,
                  PenReply    *reply,
                  gint         code,
                  const char  *message)
{
  g_autoptr(GError) error = NULL;
  gboolean charged = TRUE;

  g_assert_true (pen_provider_refuses (provider, call, reply));
  error = pen_provider_read_error (provider, reply, &charged);
  g_assert_error (error, PEN_ERROR, code);
  if (message != NULL)
    g_assert_cmpstr (error->message, ==, message);
  g_assert_false (charged);
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

/* The prefix and the bytes of an embedded file, in the place of its token. */
static char *
show_string (PenBody    *body,
             const char *text)
{
  PenBlob *blob = NULL;
  const char *prefix = "";
  g_autoptr(GBytes) bytes = NULL;

  if (!pen_body_lookup (body, text, &blob, &prefix))
    return g_strdup (text);

  bytes = pen_blob_load (blob, 1000, NULL);
  return g_strdup_printf ("%s@%.*s", prefix, (int) g_bytes_get_size (bytes),
                          (const char *) g_bytes_get_data (bytes, NULL));
}

static JsonNode *
show_node (PenBody  *body,
           JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      g_autoptr(JsonObject) shown = json_object_new ();
      JsonObjectIter iter;
      const char *name;
      JsonNode *member;

      json_object_iter_init_ordered (&iter, json_node_get_object (node));
      while (json_object_iter_next_ordered (&iter, &name, &member))
        json_object_set_member (shown, name, show_node (body, member));
      return json_node_init_object (json_node_alloc (), shown);
    }

  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);
      g_autoptr(JsonArray) shown = json_array_new ();

      for (guint i = 0; i < json_array_get_length (array); i++)
        json_array_add_element (shown, show_node (body, json_array_get_element (array, i)));
      return json_node_init_array (json_node_alloc (), shown);
    }

  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    {
      g_autofree char *text = show_string (body, json_node_get_string (node));

      return json_node_init_string (json_node_alloc (), text);
    }

  return json_node_copy (node);
}

/* The document, with each picture as its prefix, an @ and its bytes. */
char *
pen_test_json (PenBody *body)
{
  g_autoptr(JsonNode) shown = NULL;

  g_assert_cmpint (pen_body_get_kind (body), ==, PEN_BODY_JSON);
  shown = show_node (body, pen_body_get_root (body));

  return json_to_string (shown, FALSE);
}
