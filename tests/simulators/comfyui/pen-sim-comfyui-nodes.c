/* pen-sim-comfyui-nodes.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * The nodes that this ComfyUI has, what they take, and what is wrong with a graph.
 */

#define G_LOG_DOMAIN "pen-sim-comfyui-nodes"

#include "config.h"

#include <string.h>

#include "pen-sim-comfyui-private.h"

#define MAX_INPUTS 11
#define MAX_SEED 18446744073709551615.0

/**
 * Input:
 * @name: its name
 * @type: INT, FLOAT, STRING, BOOLEAN, COMBO, FILE (an upload), or that of a wire
 * @minimum: of numbers
 * @maximum: of numbers
 * @choices: (nullable): of a COMBO, between commas; or a folder after a slash
 * @multiple: the step that the node's own window allows
 * @optional: whether it may be left out
 */
typedef struct
{
  const char *name;
  const char *type;
  double      minimum;
  double      maximum;
  const char *choices;
  guint       multiple;
  gboolean    optional;
} Input;

#define SAMPLERS "euler,euler_ancestral,heun,dpmpp_2m,uni_pc"
#define SCHEDULERS "simple,sgm_uniform,karras,normal,beta"
#define WIRE(name, type) { name, type, 0, 0, NULL, 0, FALSE }

static const struct
{
  const char *name;
  const char *outputs;
  Input       inputs[MAX_INPUTS];
  gboolean    is_output;
  gboolean    is_v3;
} classes[] =
{
  { "CheckpointLoaderSimple", "MODEL,CLIP,VAE",
    { { "ckpt_name", "COMBO", 0, 0, "/checkpoints" } } },
  { "LoraLoader", "MODEL,CLIP",
    { WIRE ("model", "MODEL"), WIRE ("clip", "CLIP"), { "lora_name", "COMBO", 0, 0, "/loras" },
      { "strength_model", "FLOAT", -100, 100 }, { "strength_clip", "FLOAT", -100, 100 } } },
  { "UNETLoader", "MODEL",
    { { "unet_name", "COMBO", 0, 0, "/diffusion_models" },
      { "weight_dtype", "COMBO", 0, 0, "default,fp8_e4m3fn" } } },
  { "DualCLIPLoader", "CLIP",
    { { "clip_name1", "COMBO", 0, 0, "/text_encoders" },
      { "clip_name2", "COMBO", 0, 0, "/text_encoders" },
      { "type", "COMBO", 0, 0, "sdxl,sd3,flux" } } },
  { "VAELoader", "VAE", { { "vae_name", "COMBO", 0, 0, "/vae" } } },
  { "CLIPTextEncode", "CONDITIONING", { { "text", "STRING" }, WIRE ("clip", "CLIP") } },
  { "FluxGuidance", "CONDITIONING",
    { WIRE ("conditioning", "CONDITIONING"), { "guidance", "FLOAT", 0, 100 } } },
  { "EmptyLatentImage", "LATENT",
    { { "width", "INT", 16, 16384, NULL, 8 }, { "height", "INT", 16, 16384, NULL, 8 },
      { "batch_size", "INT", 1, 4096 } } },
  { "EmptySD3LatentImage", "LATENT",
    { { "width", "INT", 16, 16384, NULL, 16 }, { "height", "INT", 16, 16384, NULL, 16 },
      { "batch_size", "INT", 1, 4096 } } },
  { "KSampler", "LATENT",
    { WIRE ("model", "MODEL"), { "seed", "INT", 0, MAX_SEED }, { "steps", "INT", 1, 10000 },
      { "cfg", "FLOAT", 0, 100 }, { "sampler_name", "COMBO", 0, 0, SAMPLERS },
      { "scheduler", "COMBO", 0, 0, SCHEDULERS }, WIRE ("positive", "CONDITIONING"),
      WIRE ("negative", "CONDITIONING"), WIRE ("latent_image", "LATENT"),
      { "denoise", "FLOAT", 0, 1 } } },
  { "VAEDecode", "IMAGE", { WIRE ("samples", "LATENT"), WIRE ("vae", "VAE") } },
  { "VAEEncode", "LATENT", { WIRE ("pixels", "IMAGE"), WIRE ("vae", "VAE") } },
  { "VAEEncodeForInpaint", "LATENT",
    { WIRE ("pixels", "IMAGE"), WIRE ("vae", "VAE"), WIRE ("mask", "MASK"),
      { "grow_mask_by", "INT", 0, 64 } } },
  { "SetLatentNoiseMask", "LATENT", { WIRE ("samples", "LATENT"), WIRE ("mask", "MASK") } },
  { "RepeatLatentBatch", "LATENT",
    { WIRE ("samples", "LATENT"), { "amount", "INT", 1, 64 } } },
  { "InpaintModelConditioning", "CONDITIONING,CONDITIONING,LATENT",
    { WIRE ("positive", "CONDITIONING"), WIRE ("negative", "CONDITIONING"), WIRE ("vae", "VAE"),
      WIRE ("pixels", "IMAGE"), WIRE ("mask", "MASK"), { "noise_mask", "BOOLEAN" } } },
  { "LoadImage", "IMAGE,MASK", { { "image", "FILE" } } },
  { "LoadImageMask", "MASK",
    { { "image", "FILE" }, { "channel", "COMBO", 0, 0, "alpha,red,green,blue" } } },
  { "ControlNetLoader", "CONTROL_NET",
    { { "control_net_name", "COMBO", 0, 0, "/controlnet" } } },
  { "ControlNetApplyAdvanced", "CONDITIONING,CONDITIONING",
    { WIRE ("positive", "CONDITIONING"), WIRE ("negative", "CONDITIONING"),
      WIRE ("control_net", "CONTROL_NET"), WIRE ("image", "IMAGE"),
      { "strength", "FLOAT", 0, 10 }, { "start_percent", "FLOAT", 0, 1 },
      { "end_percent", "FLOAT", 0, 1 }, { "vae", "VAE", 0, 0, NULL, 0, TRUE } } },
  { "Canny", "IMAGE",
    { WIRE ("image", "IMAGE"), { "low_threshold", "FLOAT", 0.01, 0.99 },
      { "high_threshold", "FLOAT", 0.01, 0.99 } } },
  { "UpscaleModelLoader", "UPSCALE_MODEL",
    { { "model_name", "COMBO", 0, 0, "/upscale_models" } }, FALSE, TRUE },
  { "ImageUpscaleWithModel", "IMAGE",
    { WIRE ("upscale_model", "UPSCALE_MODEL"), WIRE ("image", "IMAGE") } },
  { "ImageScaleBy", "IMAGE",
    { WIRE ("image", "IMAGE"),
      { "upscale_method", "COMBO", 0, 0, "nearest-exact,bilinear,area,bicubic,lanczos" },
      { "scale_by", "FLOAT", 0.01, 8 } } },
  { "PreviewImage", "", { WIRE ("images", "IMAGE") }, TRUE },
  { "SaveImage", "", { WIRE ("images", "IMAGE"), { "filename_prefix", "STRING" } }, TRUE },
};

static const struct
{
  const char *folder;
  const char *files;
} folders[] =
{
  { "checkpoints", "dreams_15.safetensors,sd_xl_base.safetensors" },
  { "loras", "ink.safetensors" },
  { "diffusion_models", "wan.safetensors,flux1-dev.safetensors" },
  { "text_encoders", "t5xxl_fp8.safetensors,clip_l.safetensors" },
  { "vae", "ae.safetensors" },
  { "controlnet", "control_depth.pth,control_canny.pth" },
  { "upscale_models", "RealESRGAN_x4.pth" },
};

static const char *
find_files (const char *folder)
{
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    if (g_str_equal (folders[i].folder, folder))
      return folders[i].files;

  return NULL;
}

static JsonArray *
split (const char *text)
{
  g_auto(GStrv) parts = g_strsplit (text, ",", -1);
  JsonArray *array = json_array_new ();

  for (guint i = 0; parts[i] != NULL; i++)
    json_array_add_string_element (array, parts[i]);

  return array;
}

/* (transfer full) (nullable): the files in a folder of models */
JsonNode *
pen_sim_comfyui_list_files (PenSimComfyuiState *state,
                            const char         *folder)
{
  const char *files = find_files (folder);
  JsonNode *node;

  if (files == NULL || state->age == PEN_SIM_COMFYUI_OLD)
    return NULL;

  node = json_node_new (JSON_NODE_ARRAY);
  json_node_take_array (node, split (files));
  return node;
}

static const char *
get_choices (const Input *input)
{
  return *input->choices == '/' ? find_files (input->choices + 1) : input->choices;
}

/* === What it says of its nodes === */

static JsonArray *
describe_input (PenSimComfyuiState *state,
                const Input        *input,
                gboolean            is_v3)
{
  JsonArray *pair = json_array_new ();
  JsonObject *more = json_object_new ();

  if (g_str_equal (input->type, "COMBO") && is_v3 && !state->classic)
    {
      json_array_add_string_element (pair, "COMBO");
      json_object_set_array_member (more, "options", split (get_choices (input)));
    }
  else if (g_str_equal (input->type, "COMBO"))
    json_array_add_array_element (pair, split (get_choices (input)));
  else
    json_array_add_string_element (pair, input->type);

  json_array_add_object_element (pair, more);
  return pair;
}

/* (transfer full): as /object_info/@class_type answers */
JsonObject *
pen_sim_comfyui_describe (PenSimComfyuiState *state,
                          const char         *class_type)
{
  JsonObject *object = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    {
      JsonObject *node, *input, *required;

      if (!g_str_equal (classes[i].name, class_type))
        continue;

      node = json_object_new ();
      input = json_object_new ();
      required = json_object_new ();
      for (guint j = 0; j < MAX_INPUTS && classes[i].inputs[j].name != NULL; j++)
        json_object_set_array_member (required, classes[i].inputs[j].name,
                                      describe_input (state, &classes[i].inputs[j],
                                                      classes[i].is_v3));
      json_object_set_object_member (input, "required", required);
      json_object_set_object_member (node, "input", input);
      json_object_set_array_member (node, "output", split (classes[i].outputs));
      json_object_set_boolean_member (node, "output_node", classes[i].is_output);
      json_object_set_object_member (object, class_type, node);
    }

  return object;
}

/* === What is wrong with a graph === */

static gint
find_class (const char *name)
{
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (classes); i++)
    if (g_str_equal (classes[i].name, name))
      return (gint) i;

  return -1;
}

static JsonObject *
new_problem (const char *type,
             const char *message,
             const char *details,
             const char *input,
             JsonNode   *value)
{
  JsonObject *problem = json_object_new ();
  JsonObject *extra = json_object_new ();

  json_object_set_string_member (problem, "type", type);
  json_object_set_string_member (problem, "message", message);
  json_object_set_string_member (problem, "details", details);
  if (input != NULL)
    json_object_set_string_member (extra, "input_name", input);
  if (value != NULL)
    json_object_set_member (extra, "received_value", json_node_copy (value));
  json_object_set_object_member (problem, "extra_info", extra);

  return problem;
}

static const char *
get_class (JsonObject *graph,
           const char *id)
{
  JsonNode *node = json_object_get_member (graph, id);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node)
           ? json_object_get_string_member_with_default (json_node_get_object (node),
                                                         "class_type", NULL)
           : NULL;
}

static JsonObject *
check_link (JsonObject  *graph,
            const Input *input,
            JsonNode    *value)
{
  JsonArray *link = JSON_NODE_HOLDS_ARRAY (value) ? json_node_get_array (value) : NULL;
  g_auto(GStrv) outputs = NULL;
  gint source;
  gint64 slot;

  if (link == NULL || json_array_get_length (link) != 2 ||
      json_node_get_value_type (json_array_get_element (link, 0)) != G_TYPE_STRING ||
      json_node_get_value_type (json_array_get_element (link, 1)) != G_TYPE_INT64)
    return new_problem ("bad_linked_input", "Bad linked input, must be a length-2 list of "
                        "[node_id, slot_index]", input->name, input->name, value);

  source = find_class (get_class (graph, json_array_get_string_element (link, 0)));
  slot = json_array_get_int_element (link, 1);
  if (source < 0)
    return new_problem ("exception_during_validation", "Exception when validating node",
                        json_array_get_string_element (link, 0), input->name, value);

  outputs = g_strsplit (classes[source].outputs, ",", -1);
  if (slot < 0 || slot >= g_strv_length (outputs) ||
      !g_str_equal (outputs[slot], input->type))
    return new_problem ("return_type_mismatch",
                        "Return type mismatch between linked nodes", input->name, input->name,
                        value);

  return NULL;
}

static JsonObject *
check_number (const Input *input,
              JsonNode    *value,
              JsonObject  *entry)
{
  GType type = JSON_NODE_HOLDS_VALUE (value) ? json_node_get_value_type (value) : G_TYPE_INVALID;
  double number;

  if (type != G_TYPE_INT64 && (type != G_TYPE_DOUBLE || g_str_equal (input->type, "INT")))
    return new_problem ("invalid_input_type", "Failed to convert an input value", input->name,
                        input->name, value);

  number = json_node_get_double (value);
  if (number < input->minimum)
    return new_problem ("value_smaller_than_min", "Value is smaller than min", input->name,
                        input->name, value);
  if (number > input->maximum)
    return new_problem ("value_bigger_than_max", "Value is bigger than max", input->name,
                        input->name, value);
  if (input->multiple > 0 && json_node_get_int (value) % input->multiple != 0)
    pen_sim_log_remark (entry, "%s is not a multiple of %u", input->name, input->multiple);

  return NULL;
}

static JsonObject *
check_text (PenSimComfyuiState *state,
            const Input        *input,
            JsonNode           *value)
{
  const char *text = JSON_NODE_HOLDS_VALUE (value) &&
                     json_node_get_value_type (value) == G_TYPE_STRING
                     ? json_node_get_string (value) : NULL;
  g_auto(GStrv) choices = NULL;

  if (text == NULL)
    return new_problem ("invalid_input_type", "Failed to convert an input value", input->name,
                        input->name, value);

  if (g_str_equal (input->type, "FILE") && !g_hash_table_contains (state->uploads, text))
    return new_problem ("custom_validation_failed", "Custom validation failed for node",
                        "image - Invalid image file", input->name, value);

  if (!g_str_equal (input->type, "COMBO"))
    return NULL;

  choices = g_strsplit (get_choices (input), ",", -1);
  if (!g_strv_contains ((const char * const *) choices, text))
    return new_problem ("value_not_in_list", "Value not in list", input->name, input->name,
                        value);

  return NULL;
}

static JsonObject *
check_input (PenSimComfyuiState *state,
             JsonObject         *graph,
             const Input        *input,
             JsonNode           *value,
             JsonObject         *entry)
{
  if (value == NULL)
    return input->optional ? NULL
                           : new_problem ("required_input_missing", "Required input is missing",
                                          input->name, input->name, NULL);

  if (g_str_equal (input->type, "INT") || g_str_equal (input->type, "FLOAT"))
    return check_number (input, value, entry);
  if (g_str_equal (input->type, "STRING") || g_str_equal (input->type, "COMBO") ||
      g_str_equal (input->type, "FILE"))
    return check_text (state, input, value);
  if (g_str_equal (input->type, "BOOLEAN"))
    return json_node_get_value_type (value) == G_TYPE_BOOLEAN
             ? NULL : new_problem ("invalid_input_type", "Failed to convert an input value",
                                   input->name, input->name, value);

  return check_link (graph, input, value);
}

static JsonObject *
check_node (PenSimComfyuiState *state,
            JsonObject         *graph,
            guint               class_index,
            JsonObject         *inputs,
            JsonObject         *entry)
{
  g_autoptr(GList) names = json_object_get_members (inputs);

  for (GList *l = names; l != NULL; l = l->next)
    {
      guint i = 0;

      while (i < MAX_INPUTS && classes[class_index].inputs[i].name != NULL &&
             !g_str_equal (classes[class_index].inputs[i].name, l->data))
        i++;
      if (i == MAX_INPUTS || classes[class_index].inputs[i].name == NULL)
        pen_sim_log_remark (entry, "%s has no input %s", classes[class_index].name,
                            (const char *) l->data);
    }

  for (guint i = 0; i < MAX_INPUTS && classes[class_index].inputs[i].name != NULL; i++)
    {
      const Input *input = &classes[class_index].inputs[i];
      JsonObject *problem = check_input (state, graph, input,
                                         json_object_get_member (inputs, input->name), entry);

      if (problem != NULL)
        return problem;
    }

  return NULL;
}

/* Takes @problem and @nodes. */
static JsonObject *
new_refusal (JsonObject *problem,
             JsonObject *nodes)
{
  JsonObject *object = json_object_new ();

  json_object_set_object_member (object, "error", problem);
  json_object_set_object_member (object, "node_errors", nodes);
  return object;
}

/* Takes @problem. */
static JsonObject *
refuse_node (const char *id,
             const char *class_type,
             JsonObject *problem)
{
  JsonObject *nodes = json_object_new ();
  JsonObject *node = json_object_new ();
  JsonArray *problems = json_array_new ();
  JsonArray *outputs = json_array_new ();

  json_array_add_object_element (problems, problem);
  json_array_add_string_element (outputs, "9");
  json_object_set_array_member (node, "errors", problems);
  json_object_set_array_member (node, "dependent_outputs", outputs);
  json_object_set_string_member (node, "class_type", class_type);
  json_object_set_object_member (nodes, id, node);

  return new_refusal (new_problem ("prompt_outputs_failed_validation",
                                   "Prompt outputs failed validation", "", NULL, NULL),
                      nodes);
}

/**
 * pen_sim_comfyui_check:
 * @state: an engine
 * @graph: what it was sent
 * @entry: the request in the log
 *
 * Returns: (transfer full) (nullable): the body of the refusal; %NULL if it runs
 */
JsonObject *
pen_sim_comfyui_check (PenSimComfyuiState *state,
                       JsonObject         *graph,
                       JsonObject         *entry)
{
  g_autoptr(GList) ids = json_object_get_members (graph);
  guint n_outputs = 0;

  for (GList *l = ids; l != NULL; l = l->next)
    {
      const char *name = get_class (graph, l->data);
      gint index = find_class (name);
      JsonNode *inputs;
      JsonObject *problem;

      if (index < 0)
        return new_refusal (new_problem ("invalid_prompt", "Cannot execute because node does not "
                                         "exist.", name != NULL ? name : "Node ID", NULL, NULL),
                            json_object_new ());

      inputs = json_object_get_member (json_object_get_object_member (graph, l->data), "inputs");
      if (inputs == NULL || !JSON_NODE_HOLDS_OBJECT (inputs))
        return new_refusal (new_problem ("invalid_prompt", "Node has no inputs", name, NULL,
                                         NULL),
                            json_object_new ());

      n_outputs += classes[index].is_output;
      problem = check_node (state, graph, (guint) index, json_node_get_object (inputs), entry);
      if (problem != NULL)
        return refuse_node (l->data, name, problem);
    }

  if (n_outputs == 0)
    return new_refusal (new_problem ("prompt_no_outputs", "Prompt has no outputs", "", NULL,
                                     NULL),
                        json_object_new ());

  return NULL;
}
