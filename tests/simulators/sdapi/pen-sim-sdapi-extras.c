/* pen-sim-sdapi-extras.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Beside the two generations: masks, the units of ControlNet, and upscaling.
 */

#define G_LOG_DOMAIN "pen-sim-sdapi-extras"

#include "config.h"

#include <string.h>

#include "pen-sim-sdapi-private.h"

static const char *nets[] = { "control_v11p_sd15_canny [d14c016b]",
                              "control_v11p_sd15_openpose [cab727d4]" };
static const char *modules[] = { "none", "canny", "openpose" };

static const struct
{
  const char *name;
  GType       type;
} unit_keys[] =
{
  { "enabled", G_TYPE_BOOLEAN },
  { "module", G_TYPE_STRING },
  { "model", G_TYPE_STRING },
  { "weight", G_TYPE_DOUBLE },
  { "image", G_TYPE_STRING },
  { "save_detected_map", G_TYPE_BOOLEAN },
  { "control_mode", G_TYPE_STRING },
  { "guidance_start", G_TYPE_DOUBLE },
  { "guidance_end", G_TYPE_DOUBLE },
};

static const struct
{
  const char *name;
  GType       type;
} upscale_fields[] =
{
  { "image", G_TYPE_STRING },
  { "resize_mode", G_TYPE_INT64 },
  { "upscaling_resize", G_TYPE_DOUBLE },
  { "upscaler_1", G_TYPE_STRING },
  { "gfpgan_visibility", G_TYPE_DOUBLE },
  { "codeformer_visibility", G_TYPE_DOUBLE },
  { "codeformer_weight", G_TYPE_DOUBLE },
};

static GBytes *
decode_base64 (const char *text)
{
  gsize length = 0;
  guchar *data = g_base64_decode (text, &length);

  return g_bytes_new_take (data, length);
}

static gboolean
has_type (JsonNode *node,
          GType     type)
{
  GType value = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  return value == type || (type == G_TYPE_DOUBLE && value == G_TYPE_INT64);
}

static gboolean
lists (const char **names,
       guint        n_names,
       const char  *name)
{
  for (guint i = 0; i < n_names; i++)
    if (g_str_equal (names[i], name))
      return TRUE;

  return FALSE;
}

/* === Masks === */

/**
 * pen_sim_sdapi_read_mask:
 * @visit: an img2img
 * @body: what it holds
 *
 * Returns: (transfer full) (nullable): white is repainted
 */
GdkPixbuf *
pen_sim_sdapi_read_mask (PenSimVisit *visit,
                         JsonObject  *body)
{
  const char *text = json_object_get_string_member_with_default (body, "mask", NULL);
  g_autoptr(GBytes) bytes = text != NULL ? decode_base64 (text) : NULL;
  PenSimPictureInfo info;

  if (bytes == NULL)
    return NULL;

  /* An alpha would be looked at instead of the colour, the other way round. */
  if (!pen_sim_picture_inspect (bytes, &info) || info.channels != 1)
    pen_sim_log_remark (visit->entry, "the mask is not plain grey");
  else if (info.width != json_object_get_int_member_with_default (body, "width", 0) ||
           info.height != json_object_get_int_member_with_default (body, "height", 0))
    pen_sim_log_remark (visit->entry, "the mask is %u by %u, not as asked for", info.width,
                        info.height);

  return pen_sim_picture_decode (bytes);
}

/* What the engines take for granted, each something else. */
void
pen_sim_sdapi_check_mask (PenSimSdapiState *state,
                          PenSimVisit      *visit,
                          JsonObject       *body)
{
  if (!json_object_has_member (body, "mask") || state->flavour == PEN_SIM_SDAPI_KOBOLDCPP)
    return;

  if (!json_object_has_member (body, "inpainting_fill") &&
      state->flavour != PEN_SIM_SDAPI_SDNEXT)
    pen_sim_log_remark (visit->entry, "inpainting_fill is not set");
  if (!json_object_has_member (body, "inpaint_full_res"))
    pen_sim_log_remark (visit->entry, "inpaint_full_res is not set");
}

/* Puts the old pixels back where the mask is black. */
void
pen_sim_sdapi_keep (GdkPixbuf *picture,
                    GdkPixbuf *source,
                    GdkPixbuf *mask)
{
  for (int y = 0; y < gdk_pixbuf_get_height (picture); y++)
    for (int x = 0; x < gdk_pixbuf_get_width (picture); x++)
      {
        const guint8 *white = gdk_pixbuf_read_pixels (mask) + y * gdk_pixbuf_get_rowstride (mask) +
                              x * gdk_pixbuf_get_n_channels (mask);

        if (white[0] < 128)
          memcpy (gdk_pixbuf_get_pixels (picture) + y * gdk_pixbuf_get_rowstride (picture) + x * 3,
                  gdk_pixbuf_read_pixels (source) + y * gdk_pixbuf_get_rowstride (source) +
                  x * gdk_pixbuf_get_n_channels (source), 3);
      }
}

/* === ControlNet === */

static const char *
find_mistake (PenSimVisit *visit,
              JsonObject  *unit)
{
  g_autoptr(GList) names = json_object_get_members (unit);
  const char *model = json_object_get_string_member_with_default (unit, "model", "None");
  const char *module = json_object_get_string_member_with_default (unit, "module", "none");
  const char *image = json_object_get_string_member_with_default (unit, "image", "");
  double weight = json_object_get_double_member_with_default (unit, "weight", 1);
  g_autoptr(GBytes) bytes = decode_base64 (image);
  PenSimPictureInfo info;

  for (GList *l = names; l != NULL; l = l->next)
    {
      guint i = 0;

      while (i < G_N_ELEMENTS (unit_keys) && !g_str_equal (unit_keys[i].name, l->data))
        i++;
      if (i == G_N_ELEMENTS (unit_keys) ||
          !has_type (json_object_get_member (unit, l->data), unit_keys[i].type))
        return "a unit holds what it does not take";
    }

  if (!json_object_get_boolean_member_with_default (unit, "enabled", FALSE))
    pen_sim_log_remark (visit->entry, "the unit is not enabled");
  if (json_object_get_boolean_member_with_default (unit, "save_detected_map", TRUE))
    pen_sim_log_remark (visit->entry, "the map will come back as well");
  if (!lists (nets, G_N_ELEMENTS (nets), model))
    return "no such ControlNet model";
  if (!lists (modules, G_N_ELEMENTS (modules), module))
    return "no such preprocessor";
  if (weight < 0 || weight > 2)
    return "weight out of range";
  if (!pen_sim_picture_inspect (bytes, &info))
    return "the control picture cannot be decoded";

  return NULL;
}

static gboolean
check_units (PenSimSdapiState *state,
             PenSimVisit      *visit,
             JsonObject       *script)
{
  JsonArray *units = json_object_has_member (script, "args")
                     ? json_object_get_array_member (script, "args") : NULL;

  for (guint i = 0; units != NULL && i < json_array_get_length (units); i++)
    {
      const char *mistake = find_mistake (visit, json_array_get_object_element (units, i));

      if (mistake == NULL)
        continue;

      pen_sim_sdapi_answer_error (state, visit, 422, mistake);
      return FALSE;
    }

  return TRUE;
}

/**
 * pen_sim_sdapi_check_scripts:
 * @state: an engine
 * @visit: a POST
 * @scripts: the scripts that are always on
 *
 * Returns: whether the engine has them; if not, it has refused
 */
gboolean
pen_sim_sdapi_check_scripts (PenSimSdapiState *state,
                             PenSimVisit      *visit,
                             JsonObject       *scripts)
{
  gboolean has_nets = state->flavour <= PEN_SIM_SDAPI_FORGE && !state->bare;
  g_autoptr(GList) names = json_object_get_members (scripts);

  for (GList *l = names; l != NULL; l = l->next)
    {
      g_autofree char *text = g_strdup_printf ("Script '%s' not found", (const char *) l->data);

      if (!has_nets || g_ascii_strcasecmp (l->data, "controlnet") != 0)
        {
          pen_sim_sdapi_answer_error (state, visit, 422, text);
          return FALSE;
        }
      if (!check_units (state, visit, json_object_get_object_member (scripts, l->data)))
        return FALSE;
    }

  return TRUE;
}

/* (transfer full) (nullable): what @path lists; %NULL where there is no ControlNet */
JsonNode *
pen_sim_sdapi_list_controls (PenSimSdapiState *state,
                             const char       *path)
{
  gboolean of_nets = g_str_equal (path, "/controlnet/model_list");
  JsonObject *object;
  JsonArray *array;
  JsonNode *node;

  if (state->flavour > PEN_SIM_SDAPI_FORGE || state->bare ||
      (!of_nets && !g_str_equal (path, "/controlnet/module_list")))
    return NULL;

  array = json_array_new ();
  for (guint i = 0; i < (of_nets ? G_N_ELEMENTS (nets) : G_N_ELEMENTS (modules)); i++)
    json_array_add_string_element (array, of_nets ? nets[i] : modules[i]);
  object = json_object_new ();
  json_object_set_array_member (object, of_nets ? "model_list" : "module_list", array);
  node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, object);

  return node;
}

/* === Upscaling === */

static void
check_upscale (PenSimVisit *visit,
               JsonObject  *body)
{
  g_autoptr(GList) names = json_object_get_members (body);
  const char *upscaler = json_object_get_string_member_with_default (body, "upscaler_1", "None");

  for (GList *l = names; l != NULL; l = l->next)
    {
      guint i = 0;

      while (i < G_N_ELEMENTS (upscale_fields) && !g_str_equal (upscale_fields[i].name, l->data))
        i++;
      if (i == G_N_ELEMENTS (upscale_fields) ||
          !has_type (json_object_get_member (body, l->data), upscale_fields[i].type))
        pen_sim_log_remark (visit->entry, "%s is not a field, or not of that type",
                            (const char *) l->data);
    }

  if (g_str_equal (upscaler, "None"))
    pen_sim_log_remark (visit->entry, "the picture is only stretched");
}

/**
 * pen_sim_sdapi_upscale:
 * @state: an engine
 * @visit: a POST
 */
void
pen_sim_sdapi_upscale (PenSimSdapiState *state,
                       PenSimVisit      *visit)
{
  g_autoptr(JsonObject) body = pen_sim_sdapi_read_body (state, visit);
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GdkPixbuf) picture = NULL;
  g_autoptr(GdkPixbuf) large = NULL;
  g_autoptr(GBytes) encoded = NULL;
  g_autoptr(GBytes) spoilt = NULL;
  g_autofree char *text = NULL;
  double scale;
  JsonObject *object;

  if (body == NULL)
    return;

  check_upscale (visit, body);
  bytes = decode_base64 (json_object_get_string_member_with_default (body, "image", ""));
  picture = pen_sim_picture_decode (bytes);
  if (picture == NULL)
    {
      pen_sim_sdapi_answer_error (state, visit, 500, "Invalid encoded image");
      return;
    }
  if (pen_sim_visit_goes_wrong (visit))
    return;

  scale = json_object_get_double_member_with_default (body, "upscaling_resize", 2);
  large = gdk_pixbuf_scale_simple (picture, (int) (gdk_pixbuf_get_width (picture) * scale),
                                   (int) (gdk_pixbuf_get_height (picture) * scale),
                                   GDK_INTERP_BILINEAR);
  encoded = pen_sim_picture_encode (large, "png");
  spoilt = pen_sim_visit_spoil (visit, encoded);
  text = g_base64_encode (g_bytes_get_data (spoilt, NULL), g_bytes_get_size (spoilt));
  object = json_object_new ();
  json_object_set_string_member (object, "html_info", "");
  json_object_set_string_member (object, "image",
                                 pen_sim_fault_is (visit->fault, "empty-image") ? "" : text);
  pen_sim_visit_answer_object (visit, 200, object);
}
