/* pen-request.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-request"

#include "config.h"

#include "pen-request-private.h"

G_DEFINE_FINAL_TYPE (PenRequest, pen_request, G_TYPE_OBJECT)

static void
pen_request_finalize (GObject *object)
{
  PenRequest *self = PEN_REQUEST (object);

  g_clear_object (&self->model);
  g_clear_pointer (&self->prompt, g_free);
  g_clear_pointer (&self->negative, g_free);
  g_clear_pointer (&self->source_path, g_free);
  g_clear_pointer (&self->aspect, g_free);
  g_clear_pointer (&self->parameters, json_object_unref);
  _pen_request_clear_inputs (self);

  G_OBJECT_CLASS (pen_request_parent_class)->finalize (object);
}

static void
pen_request_class_init (PenRequestClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = pen_request_finalize;
}

static void
pen_request_init (PenRequest *self)
{
  self->prompt = g_strdup ("");
  self->negative = g_strdup ("");
  self->strength = PEN_DEFAULT_STRENGTH;
  self->count = 1;
  self->parameters = json_object_new ();
  _pen_request_init_inputs (self);
}

/**
 * pen_request_new:
 * @model: a model
 * @task: something that it can do
 *
 * Returns: (transfer full): an empty request
 */
PenRequest *
pen_request_new (PenModel *model,
                 PenTask   task)
{
  PenRequest *self;

  g_return_val_if_fail (PEN_IS_MODEL (model), NULL);
  g_return_val_if_fail (pen_model_has_task (model, task), NULL);

  self = g_object_new (PEN_TYPE_REQUEST, NULL);
  self->model = g_object_ref (model);
  self->task = task;

  return self;
}

/**
 * pen_request_copy:
 * @self: a request
 *
 * Returns: (transfer full): the same request, not frozen
 */
PenRequest *
pen_request_copy (PenRequest *self)
{
  g_autoptr(GList) names = NULL;
  PenRequest *copy;

  g_return_val_if_fail (PEN_IS_REQUEST (self), NULL);

  copy = pen_request_new (self->model, self->task);
  _pen_request_replace_text (&copy->prompt, self->prompt);
  _pen_request_replace_text (&copy->negative, self->negative);
  _pen_request_replace_text (&copy->source_path, self->source_path);
  _pen_request_replace_text (&copy->aspect, self->aspect);
  copy->strength = self->strength;
  copy->seed = self->seed;
  copy->count = self->count;
  copy->width = self->width;
  copy->height = self->height;
  copy->parent = self->parent;
  copy->source_width = self->source_width;
  copy->source_height = self->source_height;
  _pen_request_copy_inputs (self, copy);

  names = json_object_get_members (self->parameters);
  for (GList *l = names; l != NULL; l = l->next)
    json_object_set_member (copy->parameters, l->data,
                            json_node_copy (json_object_get_member (self->parameters,
                                                                    l->data)));

  return copy;
}

/**
 * pen_request_freeze:
 * @self: a request
 *
 * From here on nothing of what the user asked for changes.
 */
void
pen_request_freeze (PenRequest *self)
{
  g_return_if_fail (PEN_IS_REQUEST (self));

  self->frozen = TRUE;
}

/**
 * pen_request_get_model:
 * @self: a request
 *
 * Returns: (transfer none): who is to do it
 */
PenModel *
pen_request_get_model (PenRequest *self)
{
  g_return_val_if_fail (PEN_IS_REQUEST (self), NULL);

  return self->model;
}

/**
 * pen_request_get_task:
 * @self: a request
 *
 * Returns: what is to be done
 */
PenTask
pen_request_get_task (PenRequest *self)
{
  g_return_val_if_fail (PEN_IS_REQUEST (self), PEN_TASK_TEXT_TO_IMAGE);

  return self->task;
}

/**
 * pen_request_get_spec:
 * @self: a request
 *
 * Returns: (transfer none): how the model is asked for the task
 */
PenTaskSpec *
pen_request_get_spec (PenRequest *self)
{
  g_return_val_if_fail (PEN_IS_REQUEST (self), NULL);

  return pen_model_get_spec (self->model, self->task);
}

/**
 * pen_request_get_prompt:
 * @self: a request
 *
 * Returns: (transfer none): what the picture is to show; may be empty
 */
const char *
pen_request_get_prompt (PenRequest *self)
{
  g_return_val_if_fail (PEN_IS_REQUEST (self), NULL);

  return self->prompt;
}

/**
 * pen_request_set_prompt:
 * @self: a request
 * @prompt: (nullable): what the picture is to show
 */
void
pen_request_set_prompt (PenRequest *self,
                        const char *prompt)
{
  g_return_if_fail (PEN_IS_REQUEST (self));
  g_return_if_fail (!self->frozen);

  _pen_request_replace_text (&self->prompt, prompt != NULL ? prompt : "");
}

/**
 * pen_request_get_negative:
 * @self: a request
 *
 * Returns: (transfer none): what the picture is not to show; may be empty
 */
const char *
pen_request_get_negative (PenRequest *self)
{
  g_return_val_if_fail (PEN_IS_REQUEST (self), NULL);

  return self->negative;
}

/**
 * pen_request_set_negative:
 * @self: a request
 * @negative: (nullable): what the picture is not to show
 */
void
pen_request_set_negative (PenRequest *self,
                          const char *negative)
{
  g_return_if_fail (PEN_IS_REQUEST (self));
  g_return_if_fail (!self->frozen);

  _pen_request_replace_text (&self->negative, negative != NULL ? negative : "");
}

/**
 * pen_request_get_source_path:
 * @self: a request
 *
 * Returns: (transfer none) (nullable) (type filename): the user's own picture
 */
const char *
pen_request_get_source_path (PenRequest *self)
{
  g_return_val_if_fail (PEN_IS_REQUEST (self), NULL);

  return self->source_path;
}

/**
 * pen_request_set_source_path:
 * @self: a request
 * @path: (nullable) (type filename): the user's own picture
 */
void
pen_request_set_source_path (PenRequest *self,
                             const char *path)
{
  g_return_if_fail (PEN_IS_REQUEST (self));
  g_return_if_fail (!self->frozen);

  _pen_request_replace_text (&self->source_path, path);
}

/**
 * pen_request_get_strength:
 * @self: a request
 *
 * Returns: how much may change, from 0 to 1
 */
double
pen_request_get_strength (PenRequest *self)
{
  g_return_val_if_fail (PEN_IS_REQUEST (self), PEN_DEFAULT_STRENGTH);

  return self->strength;
}

/**
 * pen_request_set_strength:
 * @self: a request
 * @strength: how much may change, from 0 to 1
 */
void
pen_request_set_strength (PenRequest *self,
                          double      strength)
{
  g_return_if_fail (PEN_IS_REQUEST (self));
  g_return_if_fail (!self->frozen);

  self->strength = strength;
}

/**
 * pen_request_get_seed:
 * @self: a request
 *
 * Returns: the seed; 0 for any
 */
guint64
pen_request_get_seed (PenRequest *self)
{
  g_return_val_if_fail (PEN_IS_REQUEST (self), 0);

  return self->seed;
}

/**
 * pen_request_set_seed:
 * @self: a request
 * @seed: the seed; 0 for any
 */
void
pen_request_set_seed (PenRequest *self,
                      guint64     seed)
{
  g_return_if_fail (PEN_IS_REQUEST (self));
  g_return_if_fail (!self->frozen);

  self->seed = seed;
}

/**
 * pen_request_get_count:
 * @self: a request
 *
 * Returns: how many pictures are asked for
 */
guint
pen_request_get_count (PenRequest *self)
{
  g_return_val_if_fail (PEN_IS_REQUEST (self), 1);

  return self->count;
}

/**
 * pen_request_set_count:
 * @self: a request
 * @count: how many pictures are asked for, from 1 to %PEN_REQUEST_MAX_COUNT
 */
void
pen_request_set_count (PenRequest *self,
                       guint       count)
{
  g_return_if_fail (PEN_IS_REQUEST (self));
  g_return_if_fail (!self->frozen);

  self->count = count;
}

/**
 * pen_request_get_size:
 * @self: a request
 * @width: (out) (optional): in pixels; 0 for the model's own
 * @height: (out) (optional): in pixels; 0 for the model's own
 */
void
pen_request_get_size (PenRequest *self,
                      guint      *width,
                      guint      *height)
{
  g_return_if_fail (PEN_IS_REQUEST (self));

  if (width != NULL)
    *width = self->width;
  if (height != NULL)
    *height = self->height;
}

/**
 * pen_request_set_size:
 * @self: a request
 * @width: in pixels; 0 for the model's own
 * @height: in pixels; 0 for the model's own
 */
void
pen_request_set_size (PenRequest *self,
                      guint       width,
                      guint       height)
{
  g_return_if_fail (PEN_IS_REQUEST (self));
  g_return_if_fail (!self->frozen);

  self->width = width;
  self->height = height;
}

/**
 * pen_request_get_aspect:
 * @self: a request
 *
 * Returns: (transfer none) (nullable): the aspect, as “16:9”; %NULL for the model's own
 */
const char *
pen_request_get_aspect (PenRequest *self)
{
  g_return_val_if_fail (PEN_IS_REQUEST (self), NULL);

  return self->aspect;
}

/**
 * pen_request_set_aspect:
 * @self: a request
 * @aspect: (nullable): the aspect, as “16:9”; %NULL or empty for the model's own
 */
void
pen_request_set_aspect (PenRequest *self,
                        const char *aspect)
{
  g_return_if_fail (PEN_IS_REQUEST (self));
  g_return_if_fail (!self->frozen);

  _pen_request_replace_text (&self->aspect, aspect != NULL && *aspect != '\0' ? aspect : NULL);
}

/**
 * pen_request_get_parameters:
 * @self: a request
 *
 * Returns: (transfer none): the further settings that were set, by name; for reading
 */
JsonObject *
pen_request_get_parameters (PenRequest *self)
{
  g_return_val_if_fail (PEN_IS_REQUEST (self), NULL);

  return self->parameters;
}

/**
 * pen_request_set_parameter:
 * @self: a request
 * @name: the name of a parameter of the model
 * @value: (nullable) (transfer none): its value; %NULL to leave it to the service
 */
void
pen_request_set_parameter (PenRequest *self,
                           const char *name,
                           JsonNode   *value)
{
  g_return_if_fail (PEN_IS_REQUEST (self));
  g_return_if_fail (name != NULL);
  g_return_if_fail (!self->frozen);

  if (value != NULL)
    json_object_set_member (self->parameters, name, json_node_copy (value));
  else if (json_object_has_member (self->parameters, name))
    json_object_remove_member (self->parameters, name);
}

/**
 * pen_request_get_parent:
 * @self: a request
 *
 * Returns: the id of the picture in the gallery that it starts from; 0 for none
 */
gint64
pen_request_get_parent (PenRequest *self)
{
  g_return_val_if_fail (PEN_IS_REQUEST (self), 0);

  return self->parent;
}

/**
 * pen_request_set_parent:
 * @self: a request
 * @picture_id: the id of the picture in the gallery that it starts from; 0 for none
 */
void
pen_request_set_parent (PenRequest *self,
                        gint64      picture_id)
{
  g_return_if_fail (PEN_IS_REQUEST (self));
  g_return_if_fail (!self->frozen);

  self->parent = picture_id;
}

/**
 * pen_request_get_source_size:
 * @self: a request
 * @width: (out) (optional): of the source as it will be sent; 0 where not known
 * @height: (out) (optional): likewise
 */
void
pen_request_get_source_size (PenRequest *self,
                             guint      *width,
                             guint      *height)
{
  g_return_if_fail (PEN_IS_REQUEST (self));

  if (width != NULL)
    *width = self->source_width;
  if (height != NULL)
    *height = self->source_height;
}

/**
 * pen_request_set_source_size:
 * @self: a request, which may be frozen
 * @width: of the source as it will be sent, in pixels; 0 where not known
 * @height: likewise
 */
void
pen_request_set_source_size (PenRequest *self,
                             guint       width,
                             guint       height)
{
  g_return_if_fail (PEN_IS_REQUEST (self));

  self->source_width = width;
  self->source_height = height;
}
