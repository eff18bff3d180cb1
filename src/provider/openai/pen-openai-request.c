/* pen-openai-request.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * What a catalogue cannot say of a request: settings that exclude each other, words
 * that belong to a task, previews, and what it came to in the end.
 */

#define G_LOG_DOMAIN "pen-openai-request"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-json.h"
#include "pen-openai-provider-private.h"

#define PROMPT "prompt"
#define PREVIEWS "partial_images"
#define STREAM "stream"

/* There is no route for variations any more: this is what asks for one.  Words for the
 * model, which understands English best. */
#define VARIATION \
  "Create a variation of this picture: the same subject and style, another composition"

/* What the pictures that lead the composition are, in words for the model. */
static const struct
{
  const char *kind;
  const char *words;
} controls[] = {
  { "canny", "an edge map: follow its outlines" },
  { "depth", "a depth map: follow its distances" },
  { "pose", "a drawing of a pose: give it to the person" },
};

/* US dollars for a million tokens, 2026-11-23; the first beginning that fits counts. */
static const struct
{
  const char *prefix;
  double      text;
  double      image;
  double      output;
} rates[] = {
  { "gpt-image-1-mini", 2, 2.5, 8 },
  { "gpt-image-1.5", 5, 8, 32 },
  { "gpt-image-1", 5, 10, 40 },
  { "gpt-image-2", 5, 8, 30 },
};

static const char *
get_choice (PenRequest *request,
            const char *name)
{
  return pen_json_string_or (pen_request_get_parameters (request), name, "");
}

/* @name is where the provider and nobody else writes. */
static void
set_field (PenBody    *body,
           const char *name,
           const char *text)
{
  GPtrArray *parts;

  if (pen_body_get_kind (body) == PEN_BODY_JSON)
    {
      json_object_set_string_member (pen_json_root_object (pen_body_get_root (body), NULL), name,
                                     text);
      return;
    }

  parts = pen_body_get_parts (body);
  for (guint i = 0; i < parts->len; i++)
    {
      PenBodyPart *part = g_ptr_array_index (parts, i);

      if (!g_str_equal (part->name, name))
        continue;

      g_free (part->text);
      part->text = g_strdup (text);
      return;
    }

  pen_body_add_text (body, name, text);
}

static void
drop_field (PenBody    *body,
            const char *name)
{
  GPtrArray *parts;

  if (pen_body_get_kind (body) == PEN_BODY_JSON)
    {
      json_object_remove_member (pen_json_root_object (pen_body_get_root (body), NULL), name);
      return;
    }

  parts = pen_body_get_parts (body);
  for (guint i = parts->len; i > 0; i--)
    if (g_str_equal (((PenBodyPart *) parts->pdata[i - 1])->name, name))
      g_ptr_array_remove_index (parts, i - 1);
}

/**
 * _pen_openai_check:
 * @request: a request
 * @error: return location for a #GError
 *
 * Returns: whether its settings go together; if not, @error says what to change
 */
gboolean
_pen_openai_check (PenRequest  *request,
                   GError     **error)
{
  const char *format = get_choice (request, "output_format");
  gboolean compressed = g_str_equal (format, "jpeg") || g_str_equal (format, "webp");
  double compression = pen_json_double_or (pen_request_get_parameters (request),
                                           "output_compression", 100);

  if (g_str_equal (get_choice (request, "background"), "transparent") &&
      g_str_equal (format, "jpeg"))
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                           _("JPEG has no transparent background: choose PNG or WebP"));
      return FALSE;
    }

  if (compression < 100 && !compressed)
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                           _("PNG is not compressed by quality: choose JPEG or WebP"));
      return FALSE;
    }

  return TRUE;
}

/* The model sees a row of pictures, and must be told what each one is for. */
static char *
describe_controls (PenRequest *request)
{
  GPtrArray *list = pen_request_get_controls (request);
  g_autoptr(GString) prompt = g_string_new (pen_request_get_prompt (request));
  guint number = 2 + pen_request_get_references (request)->len;

  for (guint i = 0; i < list->len; i++)
    for (gsize j = 0; j < G_N_ELEMENTS (controls); j++)
      if (g_str_equal (((PenControl *) list->pdata[i])->kind, controls[j].kind))
        g_string_append_printf (prompt, "\nPicture %u is %s.", number + i, controls[j].words);

  return g_string_free (g_steal_pointer (&prompt), FALSE);
}

/* Several pictures at a time would come mixed, so that there are no previews then. */
static void
settle_previews (PenCall    *call,
                 PenRequest *request)
{
  if (pen_json_double_or (pen_request_get_parameters (request), PREVIEWS, 0) < 1)
    return;

  if (pen_request_get_count (request) > 1)
    {
      drop_field (call->body, PREVIEWS);
      return;
    }

  call->expect = PEN_EXPECT_EVENTS;
  soup_message_headers_replace (call->headers, "Accept", "text/event-stream, application/json");
  if (pen_body_get_kind (call->body) == PEN_BODY_FORM)
    pen_body_add_text (call->body, STREAM, "true");
  else
    json_object_set_boolean_member (pen_json_root_object (pen_body_get_root (call->body), NULL),
                                    STREAM, TRUE);
}

/**
 * _pen_openai_settle:
 * @call: a call with the body of the catalogue entry
 * @request: what it is made of
 *
 * Adds what the task and its settings ask for beyond that.
 */
void
_pen_openai_settle (PenCall    *call,
                    PenRequest *request)
{
  PenTask task = pen_request_get_task (request);
  const char *prompt = pen_request_get_prompt (request);
  g_autofree char *described = NULL;

  if (task == PEN_TASK_VARIATIONS && (prompt == NULL || *prompt == '\0'))
    set_field (call->body, PROMPT, VARIATION);

  if (task == PEN_TASK_CONTROL)
    {
      described = describe_controls (request);
      set_field (call->body, PROMPT, described);
    }

  settle_previews (call, request);
}

/**
 * _pen_openai_read_cost:
 * @request: what was asked for
 * @answer: (nullable): the answer, which may say how many tokens it took
 *
 * Returns: US dollars; negative where the answer does not say
 */
double
_pen_openai_read_cost (PenRequest *request,
                       JsonObject *answer)
{
  const char *model = pen_model_get_id (pen_request_get_model (request));
  JsonObject *usage = pen_json_object_or (answer, "usage", NULL);
  JsonObject *input = pen_json_object_or (usage, "input_tokens_details", NULL);
  JsonObject *output = pen_json_object_or (usage, "output_tokens_details", NULL);
  double text = pen_json_double_or (input, "text_tokens", 0);
  double image = pen_json_double_or (input, "image_tokens", 0);
  double made = pen_json_double_or (usage, "output_tokens", -1);

  made = pen_json_double_or (output, "image_tokens", made);
  if (!(made >= 0 && text >= 0 && image >= 0))
    return -1;

  for (gsize i = 0; i < G_N_ELEMENTS (rates); i++)
    if (g_str_has_prefix (model, rates[i].prefix))
      return (text * rates[i].text + image * rates[i].image + made * rates[i].output) / 1e6;

  return -1;
}
