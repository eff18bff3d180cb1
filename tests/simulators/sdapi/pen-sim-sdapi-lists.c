/* pen-sim-sdapi-lists.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * What a simulated engine has installed, in the shapes of each engine.
 */

#define G_LOG_DOMAIN "pen-sim-sdapi-lists"

#include "config.h"

#include "pen-sim-sdapi-private.h"

static const struct
{
  const char *title;
  const char *name;
  const char *hash;
} models[] =
{
  { "landscape_v1.safetensors [0123456789]", "landscape_v1", "0123456789" },
  { "portrait-xl.safetensors [abcdef0123]", "portrait-xl", "abcdef0123" },
};

static const char *samplers[] = { "Euler", "Euler a", "DPM++ 2M", "DPM++ SDE", "UniPC" };

static const struct
{
  const char *name;
  const char *label;
} schedulers[] =
{
  { "automatic", "Automatic" },
  { "karras", "Karras" },
  { "exponential", "Exponential" },
};

const char *
pen_sim_sdapi_default_model (void)
{
  return models[0].title;
}

/* By title, or by the bare name, as the engines take it. */
gboolean
pen_sim_sdapi_has_model (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    if (g_str_equal (models[i].title, name) || g_str_equal (models[i].name, name))
      return TRUE;

  return FALSE;
}

gboolean
pen_sim_sdapi_has_sampler (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (samplers); i++)
    if (g_ascii_strcasecmp (samplers[i], name) == 0)
      return TRUE;

  return FALSE;
}

static JsonObject *
add_object (JsonArray *array)
{
  JsonObject *object = json_object_new ();

  json_array_add_object_element (array, object);
  return object;
}

static void
list_models (PenSimSdapiState *state,
             JsonArray        *array)
{
  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    {
      JsonObject *object = add_object (array);
      g_autofree char *file = g_strdup_printf ("/models/Stable-diffusion/%s.safetensors",
                                               models[i].name);

      json_object_set_string_member (object, "title", models[i].title);
      json_object_set_string_member (object, "model_name", models[i].name);
      json_object_set_string_member (object, "hash", models[i].hash);
      json_object_set_null_member (object, "sha256");
      json_object_set_string_member (object, "filename", file);
      json_object_set_null_member (object, "config");
      if (state->flavour == PEN_SIM_SDAPI_SDNEXT)
        json_object_set_string_member (object, "type", "safetensors");
      if (state->flavour == PEN_SIM_SDAPI_KOBOLDCPP)
        return;
    }
}

static void
list_samplers (PenSimSdapiState *state,
               JsonArray        *array)
{
  for (guint i = 0; i < G_N_ELEMENTS (samplers); i++)
    {
      JsonObject *object = add_object (array);
      JsonArray *aliases = json_array_new ();

      json_array_add_string_element (aliases, samplers[i]);
      json_object_set_string_member (object, "name", samplers[i]);
      if (state->flavour == PEN_SIM_SDAPI_SDNEXT)
        json_array_unref (aliases);
      else
        json_object_set_array_member (object, "aliases", aliases);
      json_object_set_object_member (object, "options", json_object_new ());
    }
}

static void
list_schedulers (PenSimSdapiState *state,
                 JsonArray        *array)
{
  for (guint i = 0; i < G_N_ELEMENTS (schedulers); i++)
    {
      JsonObject *object = add_object (array);

      if (state->flavour == PEN_SIM_SDAPI_SDNEXT)
        {
          json_object_set_string_member (object, "name", schedulers[i].label);
          json_object_set_string_member (object, "cls", "Scheduler");
          json_object_set_object_member (object, "options", json_object_new ());
          continue;
        }

      json_object_set_string_member (object, "name", schedulers[i].name);
      json_object_set_string_member (object, "label", schedulers[i].label);
      json_object_set_null_member (object, "aliases");
      json_object_set_double_member (object, "default_rho", -1);
      json_object_set_boolean_member (object, "need_inner_model", FALSE);
    }
}

static void
list_upscalers (PenSimSdapiState *state,
                JsonArray        *array)
{
  static const char *names[] = { "None", "Lanczos", "R-ESRGAN 4x+" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      JsonObject *object = add_object (array);

      json_object_set_string_member (object, "name", names[i]);
      json_object_set_null_member (object, "model_name");
      json_object_set_null_member (object, "model_path");
      json_object_set_null_member (object, "model_url");
      json_object_set_int_member (object, "scale", 4);
    }
}

static void
list_decoders (PenSimSdapiState *state,
               JsonArray        *array)
{
  JsonObject *object = add_object (array);

  json_object_set_string_member (object, "model_name", "ae.safetensors");
  json_object_set_string_member (object, "filename", "/models/VAE/ae.safetensors");
}

static const struct
{
  const char *path;
  void      (*fill) (PenSimSdapiState *state, JsonArray *array);
  guint       flavours;     /* a bit for each that has it */
} lists[] =
{
  { "/sdapi/v1/sd-models", list_models, 0x1f },
  { "/sdapi/v1/samplers", list_samplers, 0x1f },
  { "/sdapi/v1/schedulers", list_schedulers, 0x17 },
  { "/sdapi/v1/upscalers", list_upscalers, 0x1f },
  { "/sdapi/v1/sd-vae", list_decoders, 1 << PEN_SIM_SDAPI_A1111 | 1 << PEN_SIM_SDAPI_SDNEXT },
  { "/sdapi/v1/sd-modules", list_decoders, 1 << PEN_SIM_SDAPI_FORGE },
};

static JsonNode *
parse (const char *text)
{
  return json_from_string (text, NULL);
}

static JsonNode *
get_options (PenSimSdapiState *state)
{
  JsonObject *object = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_object_set_string_member (object, "sd_model_checkpoint", state->checkpoint);
  json_object_set_string_member (object, "samples_format", state->samples_format);
  json_object_set_boolean_member (object, "img2img_fix_steps", FALSE);
  json_node_take_object (node, object);

  return node;
}

/**
 * pen_sim_sdapi_list:
 * @state: an engine
 * @path: a path
 *
 * Returns: (transfer full) (nullable): what a GET of @path gives; %NULL if this engine
 *   has no such route
 */
JsonNode *
pen_sim_sdapi_list (PenSimSdapiState *state,
                    const char       *path)
{
  gboolean koboldcpp = state->flavour == PEN_SIM_SDAPI_KOBOLDCPP;

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      JsonArray *array;
      JsonNode *node;

      if (!g_str_equal (lists[i].path, path) || (lists[i].flavours >> state->flavour & 1) == 0)
        continue;

      array = json_array_new ();
      lists[i].fill (state, array);
      node = json_node_new (JSON_NODE_ARRAY);
      json_node_take_array (node, array);
      return node;
    }

  if (g_str_has_prefix (path, "/controlnet/"))
    return pen_sim_sdapi_list_controls (state, path);
  if (g_str_equal (path, "/sdapi/v1/options"))
    return get_options (state);
  if (g_str_equal (path, "/sdapi/v1/version") && state->flavour == PEN_SIM_SDAPI_SDNEXT)
    return parse ("{\"app\":\"sd.next\",\"updated\":\"2026-07-23\",\"hash\":\"058a7f0c\"}");
  if (g_str_equal (path, "/internal/ping") && state->flavour <= PEN_SIM_SDAPI_FORGE)
    return parse ("{}");
  if (g_str_equal (path, "/api/extra/version") && koboldcpp)
    return parse ("{\"result\":\"KoboldCpp\",\"version\":\"1.99\",\"protected\":false,"
                  "\"txt2img\":true}");
  if (g_str_equal (path, "/system_stats") && koboldcpp)
    return parse ("{\"system\":{\"comfyui_version\":\"0.3.0\"},"
                  "\"devices\":[{\"name\":\"koboldcpp\",\"type\":\"cuda\"}]}");
  if (g_str_equal (path, "/api/version") && koboldcpp)
    return parse ("{\"version\":\"0.7.0\"}");

  return NULL;
}
