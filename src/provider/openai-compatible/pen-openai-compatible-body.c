/* pen-openai-compatible-body.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * What OpenAI's routes have no field for, and engines take inside the prompt: the
 * catalogue names it as if it were a field, and here it moves to its place.
 */

#define G_LOG_DOMAIN "pen-openai-compatible-body"

#include "config.h"

#include <string.h>

#include "pen-json.h"
#include "pen-openai-compatible-provider-private.h"

#define PROMPT "prompt"

/* stable-diffusion.cpp: a JSON object in the prompt, which overrides the fields. */
#define ARGUMENTS "sd_cpp_extra_args"
#define OPENING "<" ARGUMENTS ">"
#define CLOSING "</" ARGUMENTS ">"

/* LocalAI: what is not wanted stands behind a bar. */
#define BARRED "prompt|"

static void
set_prompt (PenBody    *body,
            const char *text)
{
  GPtrArray *parts;

  if (pen_body_get_kind (body) == PEN_BODY_JSON)
    {
      json_object_set_string_member (pen_json_root_object (pen_body_get_root (body), NULL),
                                     PROMPT, text);
      return;
    }

  parts = pen_body_get_parts (body);
  for (guint i = 0; i < parts->len; i++)
    {
      PenBodyPart *part = g_ptr_array_index (parts, i);

      if (g_str_equal (part->name, PROMPT))
        {
          g_free (part->text);
          part->text = g_strdup (text);
        }
    }
}

/* A form knows texts only; of all arguments one alone is a text. */
static JsonNode *
to_node (const char *name,
         const char *text)
{
  JsonNode *node = json_node_alloc ();
  char *end = NULL;
  double number = g_ascii_strtod (text, &end);

  if (g_str_equal (name, "negative_prompt") || *text == '\0' || *end != '\0')
    return json_node_init_string (node, text);
  if (strpbrk (text, ".eE") == NULL)
    return json_node_init_int (node, g_ascii_strtoll (text, NULL, 10));

  return json_node_init_double (node, number);
}

/* Takes @node; a dot in @name enters an object. */
static void
put_argument (JsonObject *arguments,
              const char *name,
              JsonNode   *node)
{
  g_auto(GStrv) parts = g_strsplit (name, ".", -1);
  guint last = g_strv_length (parts) - 1;

  for (guint i = 0; i < last; i++)
    {
      JsonObject *inner = pen_json_object_or (arguments, parts[i], NULL);

      if (inner == NULL)
        {
          inner = json_object_new ();
          json_object_set_object_member (arguments, parts[i], inner);
        }
      arguments = inner;
    }

  json_object_set_member (arguments, parts[last], node);
}

/* Returns: (transfer full): the arguments, which are in @body no more */
static JsonObject *
take_arguments (PenBody *body)
{
  JsonObject *arguments = json_object_new ();
  JsonObject *root;
  GPtrArray *parts;

  if (pen_body_get_kind (body) == PEN_BODY_JSON)
    {
      root = pen_json_root_object (pen_body_get_root (body), NULL);
      if (pen_json_object_or (root, ARGUMENTS, NULL) != NULL)
        {
          json_object_unref (arguments);
          arguments = json_object_ref (pen_json_object_or (root, ARGUMENTS, NULL));
          json_object_remove_member (root, ARGUMENTS);
        }
      return arguments;
    }

  parts = pen_body_get_parts (body);
  for (guint i = 0; i < parts->len;)
    {
      PenBodyPart *part = g_ptr_array_index (parts, i);

      if (!g_str_has_prefix (part->name, ARGUMENTS "."))
        {
          i++;
          continue;
        }

      put_argument (arguments, part->name + strlen (ARGUMENTS "."),
                    to_node (part->name + strlen (ARGUMENTS "."), part->text));
      g_ptr_array_remove_index (parts, i);
    }

  return arguments;
}

/* Arguments that came with the user's text, from wherever it was copied. */
static void
strip_arguments (GString *prompt)
{
  char *start;
  char *end;

  while ((start = strstr (prompt->str, OPENING)) != NULL)
    {
      end = strstr (start, CLOSING);
      g_string_erase (prompt, start - prompt->str,
                      end != NULL ? end + strlen (CLOSING) - start : -1);
    }
}

static void
append_arguments (GString    *prompt,
                  JsonObject *arguments)
{
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;

  if (json_object_get_size (arguments) == 0)
    return;

  /* On one line, or it is taken for words. */
  json_node_set_object (node, arguments);
  text = json_to_string (node, FALSE);
  g_string_append_printf (prompt, OPENING "%s" CLOSING, text);
}

/**
 * _pen_openai_compatible_settle:
 * @body: (nullable): the body that the catalogue entry makes
 * @request: what it is made of
 *
 * Moves what stands under a made-up name to where the engine looks for it.
 */
void
_pen_openai_compatible_settle (PenBody    *body,
                               PenRequest *request)
{
  const char *text = pen_request_get_prompt (request);
  g_autoptr(GString) prompt = g_string_new (text);
  g_autoptr(JsonObject) arguments = NULL;
  JsonObject *root = NULL;
  const char *barred = NULL;

  if (body == NULL || text == NULL)
    return;

  strip_arguments (prompt);
  arguments = take_arguments (body);
  append_arguments (prompt, arguments);

  if (pen_body_get_kind (body) == PEN_BODY_JSON)
    root = pen_json_root_object (pen_body_get_root (body), NULL);
  barred = pen_json_string_or (root, BARRED, NULL);
  if (barred != NULL)
    {
      g_string_append_printf (prompt, "|%s", barred);
      json_object_remove_member (root, BARRED);
    }

  if (!g_str_equal (prompt->str, text))
    set_prompt (body, prompt->str);
}
