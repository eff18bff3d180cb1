/* pen-comfyui-graph.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * From a request to a graph.  The parts stand in the order in which pictures flow:
 * loading, words, what to start from, controls, sampling, decoding.
 */

#define G_LOG_DOMAIN "pen-comfyui-graph"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-comfyui-provider-private.h"
#include "pen-json.h"

typedef struct
{
  /* Input */
  PenRequest     *request;
  JsonObject     *fields;       /* what the catalogue made of the request */
  GHashTable     *uploads;      /* slot to name */
  PenCatalogue   *catalogue;
  gboolean        is_flux;

  /* In progress */
  JsonObject     *graph;
  PenComfyuiLink  model;
  PenComfyuiLink  clip;
  PenComfyuiLink  vae;
  PenComfyuiLink  positive;
  PenComfyuiLink  negative;
  PenComfyuiLink  latent;
} Plan;

static gboolean
lacks (Plan        *plan,
       const char  *title,
       const char  *folder,
       GError     **error)
{
  if (pen_catalogue_get_list (plan->catalogue, "engine") == NULL)
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_NETWORK,
                           _("ComfyUI is not running, or did not say what it has"));
      return FALSE;
    }

  g_set_error (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
               _("Choose a file for “%s”: ComfyUI has none in its folder models/%s, or none "
                 "whose name tells what it is for"),
               title, folder);
  return FALSE;
}

/* Puts a file that the engine has into @inputs, as the user or the name decides. */
static gboolean
put_file (Plan        *plan,
          JsonObject  *inputs,
          const char  *name,
          const char  *list,
          const char  *word)
{
  g_autofree char *file = _pen_comfyui_choose (plan->catalogue, plan->fields, name, list, word);

  if (file == NULL)
    return FALSE;

  json_object_set_string_member (inputs, name, file);
  return TRUE;
}

/* === Loading === */

static gboolean
load_checkpoint (Plan    *plan,
                 GError **error)
{
  JsonObject *inputs = _pen_comfyui_add_node (plan->graph, "4", "CheckpointLoaderSimple");

  plan->model = (PenComfyuiLink) { "4", 0 };
  plan->clip = (PenComfyuiLink) { "4", 1 };
  plan->vae = (PenComfyuiLink) { "4", 2 };

  return put_file (plan, inputs, "ckpt_name", "checkpoints", NULL) ||
         lacks (plan, _("Checkpoint"), "checkpoints", error);
}

static void
load_lora (Plan *plan)
{
  JsonObject *inputs;

  if (!json_object_has_member (plan->fields, "lora_name"))
    return;

  inputs = _pen_comfyui_add_node (plan->graph, "18", "LoraLoader");
  _pen_comfyui_link (inputs, "model", plan->model);
  _pen_comfyui_link (inputs, "clip", plan->clip);
  _pen_comfyui_copy (inputs, "lora_name", plan->fields, 0);
  json_object_set_double_member (inputs, "strength_model",
                                 pen_json_double_or (plan->fields, "lora_strength", 1));
  json_object_set_double_member (inputs, "strength_clip",
                                 pen_json_double_or (plan->fields, "lora_strength", 1));
  plan->model = (PenComfyuiLink) { "18", 0 };
  plan->clip = (PenComfyuiLink) { "18", 1 };
}

static gboolean
load_flux (Plan    *plan,
           GError **error)
{
  JsonObject *inputs = _pen_comfyui_add_node (plan->graph, "40", "UNETLoader");

  json_object_set_string_member (inputs, "weight_dtype", "default");
  if (!put_file (plan, inputs, "unet_name", "diffusion-models", "flux"))
    return lacks (plan, _("Diffusion Model"), "diffusion_models", error);

  inputs = _pen_comfyui_add_node (plan->graph, "41", "DualCLIPLoader");
  json_object_set_string_member (inputs, "type", "flux");
  if (!put_file (plan, inputs, "clip_name1", "text-encoders", "clip_l") ||
      !put_file (plan, inputs, "clip_name2", "text-encoders", "t5"))
    return lacks (plan, _("Text Encoder"), "text_encoders", error);

  inputs = _pen_comfyui_add_node (plan->graph, "42", "VAELoader");
  if (!put_file (plan, inputs, "vae_name", "vaes", NULL))
    return lacks (plan, _("VAE"), "vae", error);

  plan->model = (PenComfyuiLink) { "40", 0 };
  plan->clip = (PenComfyuiLink) { "41", 0 };
  plan->vae = (PenComfyuiLink) { "42", 0 };
  return TRUE;
}

/* === Words === */

static void
add_words (Plan       *plan,
           const char *id,
           const char *field)
{
  JsonObject *inputs = _pen_comfyui_add_node (plan->graph, id, "CLIPTextEncode");

  json_object_set_string_member (inputs, "text", pen_json_string_or (plan->fields, field, ""));
  _pen_comfyui_link (inputs, "clip", plan->clip);
}

static void
add_prompts (Plan *plan)
{
  JsonObject *inputs;

  add_words (plan, "6", "prompt");
  add_words (plan, "7", "negative");
  plan->positive = (PenComfyuiLink) { "6", 0 };
  plan->negative = (PenComfyuiLink) { "7", 0 };

  if (!plan->is_flux)
    return;

  inputs = _pen_comfyui_add_node (plan->graph, "43", "FluxGuidance");
  _pen_comfyui_link (inputs, "conditioning", plan->positive);
  _pen_comfyui_copy (inputs, "guidance", plan->fields, 3.5);
  plan->positive = (PenComfyuiLink) { "43", 0 };
}

/* === What to start from === */

/* Returns: (transfer none) (nullable): the inputs of the node that loads it */
static JsonObject *
add_picture (Plan        *plan,
             const char  *id,
             const char  *class_type,
             const char  *slot,
             GError     **error)
{
  const char *name = g_hash_table_lookup (plan->uploads, slot);
  JsonObject *inputs;

  if (name == NULL)
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                           _("A picture that belongs to the request is missing"));
      return NULL;
    }

  inputs = _pen_comfyui_add_node (plan->graph, id, class_type);
  json_object_set_string_member (inputs, "image", name);
  return inputs;
}

static void
start_empty (Plan *plan)
{
  JsonObject *inputs = _pen_comfyui_add_node (plan->graph, "5", plan->is_flux
                                                                ? "EmptySD3LatentImage"
                                                                : "EmptyLatentImage");
  double usual = plan->is_flux ? 1024 : 512;

  _pen_comfyui_copy (inputs, "width", plan->fields, usual);
  _pen_comfyui_copy (inputs, "height", plan->fields, usual);
  json_object_set_int_member (inputs, "batch_size", pen_json_int_or (plan->fields, "count", 1));
  plan->latent = (PenComfyuiLink) { "5", 0 };
}

/* The picture as it is, as many times as there shall be results. */
static void
start_from_source (Plan *plan)
{
  JsonObject *inputs = _pen_comfyui_add_node (plan->graph, "12", "VAEEncode");
  gint64 count = pen_json_int_or (plan->fields, "count", 1);

  _pen_comfyui_link (inputs, "pixels", (PenComfyuiLink) { "10", 0 });
  _pen_comfyui_link (inputs, "vae", plan->vae);
  plan->latent = (PenComfyuiLink) { "12", 0 };

  if (count <= 1)
    return;

  inputs = _pen_comfyui_add_node (plan->graph, "13", "RepeatLatentBatch");
  _pen_comfyui_link (inputs, "samples", plan->latent);
  json_object_set_int_member (inputs, "amount", count);
  plan->latent = (PenComfyuiLink) { "13", 0 };
}

/* White is what changes: the red of a grey picture is taken as it is. */
static gboolean
add_mask (Plan    *plan,
          GError **error)
{
  JsonObject *inputs = add_picture (plan, "14", "LoadImageMask", "mask", error);

  if (inputs == NULL)
    return FALSE;

  json_object_set_string_member (inputs, "channel", "red");
  return TRUE;
}

static void
start_masked (Plan *plan)
{
  JsonObject *inputs;

  start_from_source (plan);
  inputs = _pen_comfyui_add_node (plan->graph, "15", "SetLatentNoiseMask");
  _pen_comfyui_link (inputs, "samples", plan->latent);
  _pen_comfyui_link (inputs, "mask", (PenComfyuiLink) { "14", 0 });
  plan->latent = (PenComfyuiLink) { "15", 0 };
}

/* Greys the marked part first, so that only a whole replacement makes sense. */
static void
start_replaced (Plan *plan)
{
  JsonObject *inputs = _pen_comfyui_add_node (plan->graph, "12", "VAEEncodeForInpaint");

  _pen_comfyui_link (inputs, "pixels", (PenComfyuiLink) { "10", 0 });
  _pen_comfyui_link (inputs, "vae", plan->vae);
  _pen_comfyui_link (inputs, "mask", (PenComfyuiLink) { "14", 0 });
  _pen_comfyui_copy (inputs, "grow_mask_by", plan->fields, 6);
  json_object_set_int_member (plan->fields, "denoise", 1);
  plan->latent = (PenComfyuiLink) { "12", 0 };
}

static void
start_conditioned (Plan *plan)
{
  JsonObject *inputs = _pen_comfyui_add_node (plan->graph, "12", "InpaintModelConditioning");

  _pen_comfyui_link (inputs, "positive", plan->positive);
  _pen_comfyui_link (inputs, "negative", plan->negative);
  _pen_comfyui_link (inputs, "vae", plan->vae);
  _pen_comfyui_link (inputs, "pixels", (PenComfyuiLink) { "10", 0 });
  _pen_comfyui_link (inputs, "mask", (PenComfyuiLink) { "14", 0 });
  json_object_set_boolean_member (inputs, "noise_mask", TRUE);
  plan->positive = (PenComfyuiLink) { "12", 0 };
  plan->negative = (PenComfyuiLink) { "12", 1 };
  plan->latent = (PenComfyuiLink) { "12", 2 };
}

static gboolean
start (Plan    *plan,
       GError **error)
{
  const char *method = pen_json_string_or (plan->fields, "method", "noise-mask");

  switch ((guint) pen_request_get_task (plan->request))
    {
    case PEN_TASK_IMAGE_TO_IMAGE:
      if (!add_picture (plan, "10", "LoadImage", "source", error))
        return FALSE;
      start_from_source (plan);
      return TRUE;

    case PEN_TASK_INPAINT:
    case PEN_TASK_OUTPAINT:
      if (!add_picture (plan, "10", "LoadImage", "source", error) ||
          !add_mask (plan, error))
        return FALSE;
      if (g_str_equal (method, "replace"))
        start_replaced (plan);
      else if (g_str_equal (method, "inpaint-model"))
        start_conditioned (plan);
      else
        start_masked (plan);
      return TRUE;

    default:
      start_empty (plan);
      return TRUE;
    }
}

/* === Controls === */

static void
find_edges (Plan       *plan,
            const char *id,
            const char *picture)
{
  JsonObject *inputs = _pen_comfyui_add_node (plan->graph, id, "Canny");

  _pen_comfyui_link (inputs, "image", (PenComfyuiLink) { picture, 0 });
  _pen_comfyui_copy (inputs, "low_threshold", plan->fields, 0.4);
  _pen_comfyui_copy (inputs, "high_threshold", plan->fields, 0.8);
}

static gboolean
add_control (Plan        *plan,
             PenControl  *control,
             guint        index,
             GError     **error)
{
  g_autofree char *slot = g_strdup_printf ("control-%u", index);
  g_autofree char *loader = g_strdup_printf ("20-%u", index);
  g_autofree char *picture = g_strdup_printf ("21-%u", index);
  g_autofree char *edges = g_strdup_printf ("22-%u", index);
  g_autofree char *apply = g_strdup_printf ("23-%u", index);
  gboolean is_canny = g_str_equal (control->kind, "canny");
  JsonObject *inputs = _pen_comfyui_add_node (plan->graph, loader, "ControlNetLoader");

  if (!put_file (plan, inputs, "control_net_name", "controlnets", control->kind))
    return lacks (plan, _("ControlNet"), "controlnet", error);
  if (!add_picture (plan, picture, "LoadImage", slot, error))
    return FALSE;
  if (is_canny)
    find_edges (plan, edges, picture);

  inputs = _pen_comfyui_add_node (plan->graph, apply, "ControlNetApplyAdvanced");
  _pen_comfyui_link (inputs, "positive", plan->positive);
  _pen_comfyui_link (inputs, "negative", plan->negative);
  _pen_comfyui_link (inputs, "control_net", (PenComfyuiLink) { loader, 0 });
  _pen_comfyui_link (inputs, "image", (PenComfyuiLink) { is_canny ? edges : picture, 0 });
  json_object_set_double_member (inputs, "strength", control->weight >= 0 ? control->weight : 1);
  _pen_comfyui_copy (inputs, "start_percent", plan->fields, 0);
  _pen_comfyui_copy (inputs, "end_percent", plan->fields, 1);
  plan->positive = (PenComfyuiLink) { g_intern_string (apply), 0 };
  plan->negative = (PenComfyuiLink) { g_intern_string (apply), 1 };

  return TRUE;
}

static gboolean
add_controls (Plan    *plan,
              GError **error)
{
  GPtrArray *controls = pen_request_get_controls (plan->request);

  for (guint i = 0; i < controls->len; i++)
    if (!add_control (plan, g_ptr_array_index (controls, i), i, error))
      return FALSE;

  return TRUE;
}

/* === The rest === */

/* Into the folder for temporary files: what we have fetched is no litter there. */
static void
add_result (Plan           *plan,
            PenComfyuiLink  images)
{
  JsonObject *inputs = _pen_comfyui_add_node (plan->graph, PEN_COMFYUI_RESULT, "PreviewImage");

  _pen_comfyui_link (inputs, "images", images);
}

static void
add_sampler (Plan *plan)
{
  JsonObject *inputs = _pen_comfyui_add_node (plan->graph, "3", "KSampler");

  _pen_comfyui_link (inputs, "model", plan->model);
  _pen_comfyui_link (inputs, "positive", plan->positive);
  _pen_comfyui_link (inputs, "negative", plan->negative);
  _pen_comfyui_link (inputs, "latent_image", plan->latent);
  _pen_comfyui_copy (inputs, "seed", plan->fields, 0);
  _pen_comfyui_copy (inputs, "steps", plan->fields, 20);
  _pen_comfyui_copy (inputs, "cfg", plan->fields, plan->is_flux ? 1 : 8);
  json_object_set_string_member (inputs, "sampler_name",
                                 pen_json_string_or (plan->fields, "sampler_name", "euler"));
  json_object_set_string_member (inputs, "scheduler",
                                 pen_json_string_or (plan->fields, "scheduler", "normal"));
  _pen_comfyui_copy (inputs, "denoise", plan->fields, 1);

  inputs = _pen_comfyui_add_node (plan->graph, "8", "VAEDecode");
  _pen_comfyui_link (inputs, "samples", (PenComfyuiLink) { "3", 0 });
  _pen_comfyui_link (inputs, "vae", plan->vae);
  add_result (plan, (PenComfyuiLink) { "8", 0 });
}

static gboolean
build_upscale (Plan    *plan,
               GError **error)
{
  double scale = pen_json_double_or (plan->fields, "scale_by", 1);
  PenComfyuiLink images = { "31", 0 };
  JsonObject *inputs;

  if (!add_picture (plan, "10", "LoadImage", "source", error))
    return FALSE;

  inputs = _pen_comfyui_add_node (plan->graph, "30", "UpscaleModelLoader");
  if (!put_file (plan, inputs, "model_name", "upscale-models", NULL))
    return lacks (plan, _("Upscale Model"), "upscale_models", error);

  inputs = _pen_comfyui_add_node (plan->graph, "31", "ImageUpscaleWithModel");
  _pen_comfyui_link (inputs, "upscale_model", (PenComfyuiLink) { "30", 0 });
  _pen_comfyui_link (inputs, "image", (PenComfyuiLink) { "10", 0 });

  if (scale != 1)
    {
      inputs = _pen_comfyui_add_node (plan->graph, "32", "ImageScaleBy");
      _pen_comfyui_link (inputs, "image", images);
      json_object_set_string_member (inputs, "upscale_method", "lanczos");
      json_object_set_double_member (inputs, "scale_by", scale);
      images = (PenComfyuiLink) { "32", 0 };
    }

  add_result (plan, images);
  return TRUE;
}

static gboolean
build (Plan    *plan,
       GError **error)
{
  if (pen_request_get_task (plan->request) == PEN_TASK_UPSCALE)
    return build_upscale (plan, error);

  if (!(plan->is_flux ? load_flux (plan, error) : load_checkpoint (plan, error)))
    return FALSE;

  load_lora (plan);
  add_prompts (plan);
  /* Controls come first: an inpainting checkpoint's conditioning wraps them. */
  if (!add_controls (plan, error) || !start (plan, error))
    return FALSE;
  add_sampler (plan);

  return TRUE;
}

/*
 * _pen_comfyui_build_graph:
 * @request: what is wanted
 * @fields: its fields, as the catalogue names them; may be changed
 * @uploads: (element-type utf8 utf8): slot to the name that the engine gave it
 * @catalogue: what the engine has
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the graph, or %NULL with %PEN_ERROR_INVALID_REQUEST
 */
JsonObject *
_pen_comfyui_build_graph (PenRequest    *request,
                          JsonObject    *fields,
                          GHashTable    *uploads,
                          PenCatalogue  *catalogue,
                          GError       **error)
{
  g_autoptr(JsonObject) graph = json_object_new ();
  Plan plan = {
    .request = request,
    .fields = fields,
    .uploads = uploads,
    .catalogue = catalogue,
    .graph = graph,
    .is_flux = g_str_equal (pen_model_get_id (pen_request_get_model (request)), "flux"),
  };

  return build (&plan, error) ? g_steal_pointer (&graph) : NULL;
}
