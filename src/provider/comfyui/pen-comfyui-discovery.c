/* pen-comfyui-discovery.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * What a running ComfyUI has: files, by their folders or, where it is old, by the nodes
 * that load them; samplers and schedules by the node that uses them.
 */

#define G_LOG_DOMAIN "pen-comfyui-discovery"

#include "config.h"

#include "pen-comfyui-provider-private.h"
#include "pen-json.h"

/**
 * Question:
 * @path: what to GET
 * @node: (nullable): the node whose input lists the choices; %NULL where the answer is
 *   the list itself
 * @input: (nullable): that input
 * @list: where the choices go
 *
 * The first question, who is there, has no @list.
 */
static const struct
{
  const char *path;
  const char *node;
  const char *input;
  const char *list;
} questions[] = {
  { "/system_stats", NULL, NULL, NULL },
  { "/models/checkpoints", NULL, NULL, "checkpoints" },
  { "/object_info/CheckpointLoaderSimple", "CheckpointLoaderSimple", "ckpt_name",
    "checkpoints" },
  { "/object_info/KSampler", "KSampler", "sampler_name", "samplers" },
  { "/object_info/KSampler", "KSampler", "scheduler", "schedulers" },
  { "/models/loras", NULL, NULL, "loras" },
  { "/object_info/LoraLoader", "LoraLoader", "lora_name", "loras" },
  { "/models/controlnet", NULL, NULL, "controlnets" },
  { "/object_info/ControlNetLoader", "ControlNetLoader", "control_net_name", "controlnets" },
  { "/models/upscale_models", NULL, NULL, "upscale-models" },
  { "/object_info/UpscaleModelLoader", "UpscaleModelLoader", "model_name", "upscale-models" },
  { "/models/diffusion_models", NULL, NULL, "diffusion-models" },
  { "/object_info/UNETLoader", "UNETLoader", "unet_name", "diffusion-models" },
  { "/models/text_encoders", NULL, NULL, "text-encoders" },
  { "/object_info/DualCLIPLoader", "DualCLIPLoader", "clip_name1", "text-encoders" },
  { "/models/vae", NULL, NULL, "vaes" },
  { "/object_info/VAELoader", "VAELoader", "vae_name", "vaes" },
};

/**
 * _pen_comfyui_read_version:
 * @root: (nullable): the answer to /system_stats
 *
 * KoboldCpp gives an answer of the same shape, with its own name as the device.
 *
 * Returns: (nullable): the version; %NULL if it is no ComfyUI
 */
const char *
_pen_comfyui_read_version (JsonNode *root)
{
  JsonObject *object = root != NULL ? pen_json_root_object (root, NULL) : NULL;
  JsonObject *system = pen_json_object_or (object, "system", NULL);
  JsonArray *devices = pen_json_array_or (object, "devices", NULL);
  JsonObject *device = NULL;

  if (devices != NULL && json_array_get_length (devices) > 0)
    device = pen_json_at_object (devices, 0, NULL);
  if (g_strcmp0 (pen_json_string_or (device, "name", NULL), "koboldcpp") == 0)
    return NULL;

  return pen_json_string_or (system, "comfyui_version", NULL);
}

/**
 * _pen_comfyui_discover:
 * @provider: the provider
 * @index: the number of the question
 *
 * Returns: (transfer full) (nullable): the question; %NULL after the last, or when it is
 *   no ComfyUI that has answered the first
 */
PenCall *
_pen_comfyui_discover (PenProvider *provider,
                       guint        index)
{
  PenCatalogue *catalogue = pen_provider_get_catalogue (provider);
  PenCall *call;

  if (index >= G_N_ELEMENTS (questions))
    return NULL;

  if (index == 0)
    pen_catalogue_set_list (catalogue, "engine", NULL);
  else if (pen_catalogue_get_list (catalogue, "engine") == NULL)
    return NULL;

  /* What was offered before counts no more; but a job that starts meanwhile shall find most
   * of it. */
  if (index > 0 && g_strcmp0 (questions[index].list, questions[index - 1].list) != 0)
    pen_catalogue_set_list (catalogue, questions[index].list, NULL);

  call = pen_call_new ("GET", "comfyui", questions[index].path);
  call->with_key = TRUE;
  return call;
}

/* The input is a list of two: its kind, and more about it.  Choices are the kind itself,
 * or stand under “options” where the kind is “COMBO”. */
static JsonArray *
find_choices (JsonObject *object,
              const char *node,
              const char *input)
{
  static const char * const needs[] = { "required", "optional" };
  JsonObject *inputs = pen_json_object_or (pen_json_object_or (object, node, NULL), "input",
                                           NULL);
  JsonArray *pair = NULL;
  JsonNode *kind;

  for (guint i = 0; i < G_N_ELEMENTS (needs) && pair == NULL; i++)
    pair = pen_json_array_or (pen_json_object_or (inputs, needs[i], NULL), input, NULL);
  if (pair == NULL || json_array_get_length (pair) == 0)
    return NULL;

  kind = json_array_get_element (pair, 0);
  if (JSON_NODE_HOLDS_ARRAY (kind))
    return json_node_get_array (kind);
  if (g_strcmp0 (pen_json_at_string (pair, 0, NULL), "COMBO") == 0 &&
      json_array_get_length (pair) > 1)
    return pen_json_array_or (pen_json_at_object (pair, 1, NULL), "options", NULL);

  return NULL;
}

static void
extend_list (PenCatalogue *catalogue,
             const char   *name,
             JsonArray    *choices)
{
  g_auto(GStrv) old = g_strdupv ((char **) pen_catalogue_get_list (catalogue, name));
  g_autoptr(GPtrArray) values = g_ptr_array_new ();

  for (guint i = 0; old != NULL && old[i] != NULL; i++)
    g_ptr_array_add (values, old[i]);

  for (guint i = 0; i < json_array_get_length (choices); i++)
    {
      const char *value = pen_json_at_string (choices, i, NULL);

      if (value != NULL && *value != '\0' &&
          !g_ptr_array_find_with_equal_func (values, value, g_str_equal, NULL))
        g_ptr_array_add (values, (char *) value);
    }

  g_ptr_array_add (values, NULL);
  pen_catalogue_set_list (catalogue, name, (const char **) values->pdata);
}

/**
 * _pen_comfyui_read_discovery:
 * @provider: the provider
 * @index: the number of the question
 * @reply: its answer
 * @catalogue: where to put what it says
 */
void
_pen_comfyui_read_discovery (PenProvider  *provider,
                             guint         index,
                             PenReply     *reply,
                             PenCatalogue *catalogue)
{
  JsonNode *root = pen_reply_get_json (reply);
  JsonArray *choices = NULL;

  g_return_if_fail (index < G_N_ELEMENTS (questions));

  if (index == 0)
    {
      const char *engine[] = { _pen_comfyui_read_version (root), NULL };

      if (engine[0] != NULL)
        pen_catalogue_set_list (catalogue, "engine", engine);
      return;
    }

  if (root == NULL)
    return;

  if (questions[index].node != NULL)
    choices = find_choices (pen_json_root_object (root, NULL), questions[index].node,
                            questions[index].input);
  else if (JSON_NODE_HOLDS_ARRAY (root))
    choices = json_node_get_array (root);

  if (choices != NULL)
    extend_list (catalogue, questions[index].list, choices);
}
