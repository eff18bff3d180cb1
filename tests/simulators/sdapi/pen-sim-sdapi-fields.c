/* pen-sim-sdapi-fields.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * The fields of txt2img and img2img: what the engines refuse, and what they only ought to.
 */

#define G_LOG_DOMAIN "pen-sim-sdapi-fields"

#include "config.h"

#include "pen-sim-sdapi-private.h"

#define MAX_SEED 2147483647

typedef enum
{
  FIELD_TEXT,
  FIELD_INTEGER,
  FIELD_NUMBER,
  FIELD_BOOLEAN,
  FIELD_TEXTS,
  FIELD_OBJECT,
} FieldType;

#define A1111 (1 << PEN_SIM_SDAPI_A1111)
#define FORGE (1 << PEN_SIM_SDAPI_FORGE)
#define SDNEXT (1 << PEN_SIM_SDAPI_SDNEXT)
#define KOBOLDCPP (1 << PEN_SIM_SDAPI_KOBOLDCPP)

static const struct
{
  const char *name;
  FieldType   type;
  gboolean    of_pictures;     /* img2img alone */
  guint       lacking;         /* the engines that have no such field */
} fields[] =
{
  { "prompt", FIELD_TEXT },
  { "negative_prompt", FIELD_TEXT },
  { "styles", FIELD_TEXTS, FALSE, KOBOLDCPP },
  { "seed", FIELD_INTEGER },
  { "subseed", FIELD_INTEGER, FALSE, KOBOLDCPP },
  { "subseed_strength", FIELD_NUMBER, FALSE, KOBOLDCPP },
  { "sampler_name", FIELD_TEXT },
  { "scheduler", FIELD_TEXT, FALSE, SDNEXT },
  { "batch_size", FIELD_INTEGER, FALSE, KOBOLDCPP },
  { "n_iter", FIELD_INTEGER, FALSE, KOBOLDCPP },
  { "steps", FIELD_INTEGER },
  { "cfg_scale", FIELD_NUMBER },
  { "distilled_cfg_scale", FIELD_NUMBER, FALSE, A1111 | SDNEXT | KOBOLDCPP },
  { "width", FIELD_INTEGER },
  { "height", FIELD_INTEGER },
  { "restore_faces", FIELD_BOOLEAN, FALSE, SDNEXT | KOBOLDCPP },
  { "tiling", FIELD_BOOLEAN, FALSE, SDNEXT | KOBOLDCPP },
  { "enable_hr", FIELD_BOOLEAN, FALSE, KOBOLDCPP },
  { "denoising_strength", FIELD_NUMBER },
  { "hr_scale", FIELD_NUMBER, FALSE, KOBOLDCPP },
  { "hr_resize_x", FIELD_INTEGER, FALSE, KOBOLDCPP },
  { "hr_resize_y", FIELD_INTEGER, FALSE, KOBOLDCPP },
  { "hr_upscaler", FIELD_TEXT, FALSE, KOBOLDCPP },
  { "hr_second_pass_steps", FIELD_INTEGER, FALSE, KOBOLDCPP },
  { "override_settings", FIELD_OBJECT, FALSE, KOBOLDCPP },
  { "override_settings_restore_afterwards", FIELD_BOOLEAN, FALSE, KOBOLDCPP },
  { "send_images", FIELD_BOOLEAN, FALSE, KOBOLDCPP },
  { "save_images", FIELD_BOOLEAN, FALSE, KOBOLDCPP },
  { "alwayson_scripts", FIELD_OBJECT, FALSE, SDNEXT | KOBOLDCPP },
  { "force_task_id", FIELD_TEXT, FALSE, SDNEXT | KOBOLDCPP },
  { "clip_skip", FIELD_INTEGER },
  { "init_images", FIELD_TEXTS, TRUE },
  { "resize_mode", FIELD_INTEGER, TRUE, KOBOLDCPP },
  { "mask", FIELD_TEXT, TRUE },
  { "mask_blur", FIELD_INTEGER, TRUE, KOBOLDCPP },
  { "inpainting_fill", FIELD_INTEGER, TRUE, KOBOLDCPP },
  { "inpainting_mask_invert", FIELD_INTEGER, TRUE },
  { "inpaint_full_res", FIELD_BOOLEAN, TRUE, KOBOLDCPP },
  { "inpaint_full_res_padding", FIELD_INTEGER, TRUE, KOBOLDCPP },
  { "initial_noise_multiplier", FIELD_NUMBER, TRUE, KOBOLDCPP },
  { "image_cfg_scale", FIELD_NUMBER, TRUE, KOBOLDCPP },
  { "include_init_images", FIELD_BOOLEAN, TRUE, KOBOLDCPP },
};

static const struct
{
  const char *text;
  const char *kind;
} type_errors[] =
{
  { "str type expected", "type_error.str" },
  { "value is not a valid integer", "type_error.integer" },
  { "value is not a valid float", "type_error.float" },
  { "value could not be parsed to a boolean", "type_error.bool" },
  { "value is not a valid list", "type_error.list" },
  { "value is not a valid dict", "type_error.dict" },
};

static gboolean
has_type (JsonNode *node,
          FieldType type)
{
  GType value = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  switch (type)
    {
    case FIELD_TEXT:
      return value == G_TYPE_STRING;

    case FIELD_INTEGER:
      return value == G_TYPE_INT64;

    case FIELD_NUMBER:
      return value == G_TYPE_INT64 || value == G_TYPE_DOUBLE;

    case FIELD_BOOLEAN:
      return value == G_TYPE_BOOLEAN;

    case FIELD_TEXTS:
      return JSON_NODE_HOLDS_ARRAY (node);

    case FIELD_OBJECT:
    default:
      return JSON_NODE_HOLDS_OBJECT (node);
    }
}

/* Whether all fields have the right type; if not, the request has been refused. */
static gboolean
check_types (PenSimSdapiState *state,
             PenSimVisit      *visit,
             JsonObject       *body,
             gboolean          with_picture)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, body);
  while (json_object_iter_next (&iter, &name, &node))
    {
      guint i = 0;

      while (i < G_N_ELEMENTS (fields) && !g_str_equal (fields[i].name, name))
        i++;

      if (i == G_N_ELEMENTS (fields) || (fields[i].of_pictures && !with_picture) ||
          (fields[i].lacking >> state->flavour & 1) != 0)
        pen_sim_log_remark (visit->entry, "%s is not a field", name);
      else if (JSON_NODE_HOLDS_NULL (node))
        pen_sim_log_remark (visit->entry, "%s is null", name);
      else if (!has_type (node, fields[i].type))
        {
          pen_sim_sdapi_answer_field (visit, name, type_errors[fields[i].type].text,
                                      type_errors[fields[i].type].kind);
          return FALSE;
        }
    }

  return TRUE;
}

/* What the engines swallow, but we should not send. */
static void
check_habits (PenSimVisit *visit,
              JsonObject  *body)
{
  static const char *sides[] = { "width", "height" };
  gint64 seed = json_object_get_int_member_with_default (body, "seed", -1);
  double strength = json_object_get_double_member_with_default (body, "denoising_strength", 0);

  if (seed < 1 || seed > MAX_SEED)
    pen_sim_log_remark (visit->entry, "seed is not set, or out of range");
  if (!json_object_has_member (body, "steps"))
    pen_sim_log_remark (visit->entry, "steps are not set");
  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      gint64 side = json_object_get_int_member_with_default (body, sides[i], 8);

      if (side <= 0 || side % 8 != 0)
        pen_sim_log_remark (visit->entry, "%s is not a multiple of 8", sides[i]);
    }
  if (json_object_get_int_member_with_default (body, "batch_size", 1) < 1 ||
      json_object_get_int_member_with_default (body, "n_iter", 1) < 1)
    pen_sim_log_remark (visit->entry, "no picture is asked for");
  if (strength < 0 || strength > 1)
    pen_sim_log_remark (visit->entry, "denoising_strength is out of range");
}

static void
check_settings (PenSimVisit *visit,
                JsonObject  *body)
{
  JsonObject *settings;
  const char *model;

  if (!json_object_has_member (body, "override_settings"))
    return;

  settings = json_object_get_object_member (body, "override_settings");
  model = json_object_get_string_member_with_default (settings, "sd_model_checkpoint", NULL);
  if (model != NULL && !pen_sim_sdapi_has_model (model))
    pen_sim_log_remark (visit->entry, "there is no model %s", model);
}

static gboolean
check_names (PenSimSdapiState *state,
             PenSimVisit      *visit,
             JsonObject       *body)
{
  const char *sampler = json_object_get_string_member_with_default (body, "sampler_name", NULL);

  if (sampler != NULL && !pen_sim_sdapi_has_sampler (sampler))
    {
      if (state->flavour == PEN_SIM_SDAPI_SDNEXT)
        {
          pen_sim_sdapi_answer_error (state, visit, 404, "Sampler not found");
          return FALSE;
        }
      pen_sim_log_remark (visit->entry, "there is no sampler %s", sampler);
    }

  return !json_object_has_member (body, "alwayson_scripts") ||
         pen_sim_sdapi_check_scripts (state, visit,
                                      json_object_get_object_member (body, "alwayson_scripts"));
}

/**
 * pen_sim_sdapi_check:
 * @state: an engine
 * @visit: a POST
 * @body: what it holds
 * @with_picture: whether it is img2img
 *
 * Returns: whether the engine takes it; if not, it has been refused
 */
gboolean
pen_sim_sdapi_check (PenSimSdapiState *state,
                     PenSimVisit      *visit,
                     JsonObject       *body,
                     gboolean          with_picture)
{
  if (!check_types (state, visit, body, with_picture) || !check_names (state, visit, body))
    return FALSE;

  check_habits (visit, body);
  check_settings (visit, body);
  pen_sim_sdapi_check_mask (state, visit, body);

  return TRUE;
}
