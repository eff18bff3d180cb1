/* pen-request-form-draft.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-request-form-draft"

#include "config.h"

#include "pen-json.h"
#include "pen-request-form-private.h"

static JsonNode *
make_draft (PenRequestForm *self)
{
  PenModel *model = pen_model_chooser_get_model (self->chooser);
  g_autofree char *prompt = pen_prompt_view_dup_text (self->prompt);
  g_autofree char *negative = pen_prompt_view_dup_text (self->negative);
  JsonObject *draft = json_object_new ();
  JsonNode *node = json_node_alloc ();

  if (model != NULL)
    json_object_set_string_member (draft, "model", pen_model_get_full_id (model));
  json_object_set_string_member (draft, "prompt", prompt);
  json_object_set_string_member (draft, "negative", negative);
  json_object_set_double_member (draft, "strength",
                                 pen_strength_row_get_strength (self->strength));
  json_object_set_member (draft, "settings", pen_parameter_form_dup_draft (self->parameters));
  if (self->source_path != NULL)
    {
      json_object_set_string_member (draft, "source", self->source_path);
      json_object_set_int_member (draft, "parent", self->source_parent);
    }

  json_node_init_object (node, draft);
  json_object_unref (draft);

  return node;
}

/* Keeps what stands in the form over a crash. */
void
_pen_request_form_save_draft (PenRequestForm *self)
{
  g_autoptr(JsonNode) draft = make_draft (self);

  g_clear_handle_id (&self->draft_source, g_source_remove);
  pen_engine_save_draft (self->engine, self->page, draft);
}

/* Goes on with what was typed the last time, as far as it can be understood. */
void
_pen_request_form_load_draft (PenRequestForm *self)
{
  g_autoptr(JsonNode) draft = pen_engine_load_draft (self->engine, self->page);
  JsonObject *object;
  const char *model;
  const char *source;

  if (draft == NULL || !JSON_NODE_HOLDS_OBJECT (draft))
    return;

  object = json_node_get_object (draft);
  model = pen_json_string_or (object, "model", NULL);
  source = pen_json_string_or (object, "source", NULL);

  if (model != NULL)
    pen_model_chooser_set_model (self->chooser, model);
  pen_prompt_view_load_text (self->prompt, pen_json_string_or (object, "prompt", NULL));
  pen_prompt_view_load_text (self->negative, pen_json_string_or (object, "negative", NULL));
  pen_strength_row_set_strength (self->strength,
                                 pen_json_double_or (object, "strength", PEN_DEFAULT_STRENGTH));
  pen_parameter_form_load_draft (self->parameters, json_object_get_member (object, "settings"));

  if (source != NULL && pen_task_has_source (self->task))
    g_signal_emit_by_name (self, "source-wanted", source,
                           pen_json_int_or (object, "parent", 0));
}
