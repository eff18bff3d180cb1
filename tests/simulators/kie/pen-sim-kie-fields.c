/* pen-sim-kie-fields.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * What each model of KIE takes.  A model is one line of fields with bars between; a field
 * is its name, a star where it is required, and its kind:
 *
 *   text LEAST MOST     enum A,B,C     bool     int LEAST MOST     num LEAST MOST
 *   url                 urls MOST      refs MOST (only the first is used)
 */

#define G_LOG_DOMAIN "pen-sim-kie-fields"

#include "config.h"

#include <string.h>

#include "pen-sim-kie-private.h"

#define NSFW "|nsfw_checker bool"
#define PNG "|output_format enum png,jpeg"
#define JPG "|output_format enum png,jpg"
#define SIX "enum square,square_hd,portrait_4_3,portrait_16_9,landscape_4_3,landscape_16_9"
#define NINE SIX ",portrait_3_2,landscape_3_2,landscape_21_9"
#define BANANA "|aspect_ratio enum 1:1,9:16,16:9,3:4,4:3,3:2,2:3,5:4,4:5,21:9,auto"
#define WIDE "enum auto,1:1,2:3,3:2,1:4,4:1,3:4,4:3,4:5,5:4,1:8,8:1,9:16,16:9,21:9"
#define RES3 "|resolution enum 1K,2K,4K"
#define EIGHT "aspect_ratio* enum 1:1,4:3,3:4,16:9,9:16,2:3,3:2,21:9"
#define FLUX "aspect_ratio* enum 1:1,4:3,3:4,16:9,9:16,3:2,2:3"
#define FLUX_REST "|prompt* text 3 5000|resolution* enum 1K,2K" NSFW
#define IMAGEN "prompt* text 1 5000|aspect_ratio enum 1:1,16:9,9:16,3:4,4:3,auto" \
               "|negative_prompt text 0 5000|seed "
#define GPT2 "prompt* text 1 20000|aspect_ratio enum auto,1:1,3:2,2:3,4:3,3:4,5:4,4:5,16:9," \
             "9:16,2:1,1:2,3:1,1:3,21:9,9:21" RES3
#define GPT15 "prompt* text 1 1000000|aspect_ratio* enum 1:1,2:3,3:2|quality* enum medium,high"
#define SPEED "|rendering_speed enum TURBO,BALANCED,QUALITY|expand_prompt bool" \
              "|seed int 0 9007199254740991"
#define IDEOGRAM "|style enum AUTO,GENERAL,REALISTIC,DESIGN"
#define CHARACTER "|style enum AUTO,REALISTIC,FICTION|num_images enum 1,2,3,4"
#define QWEN(steps) "|num_inference_steps num 2 " steps "|guidance_scale num 0 20" \
                    "|negative_prompt text 0 500|acceleration enum none,regular,high" PNG \
                    "|seed int 0 9007199254740991|enable_safety_checker bool" NSFW
#define QWEN3 "prompt* text 1 5000|image_size enum 1:1,3:2,2:3,4:3,3:4,16:9,9:16,21:9" \
              "|resolution enum 1K,2K|negative_prompt text 0 5000|prompt_extend bool" \
              "|seed int 0 2147483647" PNG NSFW
#define V4 "|prompt* text 1 5000|image_size " NINE "|image_resolution enum 1K,2K,4K" \
           "|max_images int 1 6|seed int 0 9007199254740991" NSFW
#define WAN "prompt* text 1 5000|input_urls urls 9|aspect_ratio enum 1:1,16:9,4:3,21:9,3:4," \
            "9:16,8:1,1:8" RES3 "|n int 1 12|seed int 0 2147483647|enable_sequential bool" \
            "|thinking_mode bool|watermark bool"

static const struct
{
  const char *model;
  double      credits;
  const char *fields;
} jobs[] =
{
  { "z-image", 0.8, "prompt* text 1 1000|aspect_ratio* enum 1:1,4:3,3:4,16:9,9:16" NSFW },
  { "google/nano-banana", 4, "prompt* text 1 5000" BANANA PNG NSFW },
  { "google/nano-banana-edit", 4, "prompt* text 1 5000|image_urls* urls 10" BANANA PNG },
  { "nano-banana-2", 8, "prompt* text 1 20000|image_input urls 14|aspect_ratio " WIDE RES3 JPG },
  { "nano-banana-2-lite", 4, "prompt* text 1 20000|image_urls urls 10|aspect_ratio* " WIDE },
  { "nano-banana-pro", 18, "prompt* text 1 10000|image_input urls 8" BANANA RES3 JPG },
  { "google/imagen4", 8, IMAGEN "text 0 500" },
  { "google/imagen4-ultra", 12, IMAGEN "text 0 500" },
  { "google/imagen4-fast", 4, IMAGEN "int 0 9007199254740991" },
  { "bytedance/seedream", 5, "prompt* text 1 5000|image_size " SIX "|guidance_scale num 1 10"
    "|seed int 0 9007199254740991" },
  { "bytedance/seedream-v4-text-to-image", 5, "seed int 0 9007199254740991" V4 },
  { "bytedance/seedream-v4-edit", 5, "image_urls* urls 10" V4 },
  { "seedream/4.5-text-to-image", 6.5, EIGHT "|prompt* text 1 3000|quality* enum basic,high" NSFW },
  { "seedream/4.5-edit", 6.5, EIGHT "|prompt* text 1 3000|quality* enum basic,high" NSFW
    "|image_urls* urls 14" },
  { "seedream/5-lite-text-to-image", 5.5, EIGHT "|prompt* text 3 3000"
    "|quality* enum basic,high,ultra" PNG NSFW },
  { "seedream/5-lite-image-to-image", 5.5, EIGHT "|prompt* text 3 3000"
    "|quality* enum basic,high,ultra" PNG NSFW "|image_urls* urls 14" },
  { "seedream/5-pro-text-to-image", 7, EIGHT "|prompt* text 3 5000|quality* enum basic,high" PNG
    NSFW },
  { "seedream/5-pro-image-to-image", 7.5, EIGHT "|prompt* text 3 5000|quality* enum basic,high" PNG
    NSFW "|image_urls* urls 10" },
  { "flux-2/pro-text-to-image", 5, FLUX FLUX_REST },
  { "flux-2/flex-text-to-image", 14, FLUX FLUX_REST },
  { "flux-2/pro-image-to-image", 5, FLUX ",auto|input_urls* urls 8" FLUX_REST },
  { "flux-2/flex-image-to-image", 14, FLUX ",auto|input_urls* urls 8" FLUX_REST },
  { "gpt-image/1.5-text-to-image", 4, GPT15 },
  { "gpt-image/1.5-image-to-image", 4, GPT15 "|input_urls* urls 16" },
  { "gpt-image-2-text-to-image", 6, GPT2 },
  { "gpt-image-2-image-to-image", 6, GPT2 "|input_urls* urls 16" },
  { "ideogram/v3-text-to-image", 7, "prompt* text 1 5000|image_size " SIX
    "|negative_prompt text 0 5000" IDEOGRAM SPEED },
  { "ideogram/v3-remix", 7, "image_url* url|prompt* text 1 5000|strength num 0.01 1"
    "|num_images enum 1,2,3,4|image_size " SIX "|negative_prompt text 0 5000" IDEOGRAM SPEED },
  { "ideogram/v3-edit", 7, "image_url* url|mask_url* url|prompt* text 1 5000" SPEED },
  { "ideogram/v3-reframe", 7, "image_url* url|image_size* " SIX "|num_images enum 1,2,3,4"
    IDEOGRAM "|rendering_speed enum TURBO,BALANCED,QUALITY|seed int 0 9007199254740991" },
  { "ideogram/character", 18, "reference_image_urls* urls 100|prompt* text 1 5000|image_size " SIX
    "|negative_prompt text 0 5000" CHARACTER SPEED },
  { "ideogram/character-remix", 18, "image_url* url|reference_image_urls* refs 100"
    "|prompt* text 1 5000|strength num 0.1 1|image_urls urls 100|reference_mask_urls text 0 5000"
    "|image_size " SIX "|negative_prompt text 0 500" CHARACTER SPEED },
  { "ideogram/character-edit", 18, "image_url* url|mask_url* url|prompt* text 1 5000"
    "|reference_image_urls* refs 100" CHARACTER SPEED },
  { "qwen/text-to-image", 4, "prompt* text 1 5000|image_size " SIX QWEN ("250") },
  { "qwen/image-to-image", 4, "prompt* text 1 5000|image_url* url|strength num 0 1" QWEN ("250") },
  { "qwen/image-edit", 6, "prompt* text 1 2000|image_url* url|num_images enum 1,2,3,4"
    "|sync_mode bool|image_size " SIX QWEN ("49") },
  { "qwen2/text-to-image", 5.6, "prompt* text 1 800|image_size enum 1:1,3:4,4:3,9:16,16:9"
    "|seed int 0 9007199254740991" PNG NSFW },
  { "qwen2/image-edit", 5.6, "prompt* text 1 800|image_url* url|image_size enum 1:1,2:3,3:2,3:4,"
    "4:3,9:16,16:9,21:9|seed int 0 9007199254740991" PNG NSFW },
  { "qwen3/text-to-image", 4.8, QWEN3 },
  { "qwen3/pro-text-to-image", 6.9, QWEN3 },
  { "qwen3/image-to-image", 5.3, QWEN3 "|image_urls* urls 3" },
  { "qwen3/pro-image-to-image", 6.9, QWEN3 "|image_urls* urls 3" },
  { "grok-imagine/text-to-image", 4, "prompt* text 1 5000|aspect_ratio enum 1:1,2:3,3:2,16:9,9:16"
    "|enable_pro bool" NSFW },
  { "grok-imagine/image-to-image", 4, "image_urls* urls 5|prompt text 0 390000" NSFW },
  { "grok-imagine-image-2-0/text-to-image", 4, "prompt* text 1 390000"
    "|aspect_ratio* enum 1:1,2:3,3:2,16:9,9:16" },
  { "wan/2-7-image", 4.8, WAN NSFW },
  { "wan/2-7-image-pro", 12, WAN },
  { "recraft/remove-background", 1, "image* url" },
  { "recraft/crisp-upscale", 0.5, "image* url" },
  { "topaz/image-upscale", 10, "image_url* url|upscale_factor* enum 1,2,4" },
};

static const char *fields_4o = "prompt text 1 1000000|filesUrl urls 5|size* enum 1:1,3:2,2:3";

static const char *fields_kontext =
  "prompt* text 1 1000000|enableTranslation bool|uploadCn bool|inputImage url"
  "|aspectRatio enum 21:9,16:9,4:3,1:1,3:4,9:16|outputFormat enum jpeg,png"
  "|promptUpsampling bool|model enum flux-kontext-pro,flux-kontext-max"
  "|safetyTolerance int 0 6|watermark text 0 100";

static GType
get_type (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;
}

static gboolean
is_number (JsonNode   *node,
           gboolean    whole,
           char      **words)
{
  GType type = get_type (node);
  double value;

  if (type != G_TYPE_INT64 && (whole || type != G_TYPE_DOUBLE))
    return FALSE;

  value = json_node_get_double (node);
  return value >= g_ascii_strtod (words[2], NULL) && value <= g_ascii_strtod (words[3], NULL);
}

static gboolean
is_upload (PenSimKieState *state,
           JsonNode       *node)
{
  return get_type (node) == G_TYPE_STRING &&
         pen_sim_kie_find_upload (state, json_node_get_string (node)) != NULL;
}

static gboolean
are_uploads (PenSimKieState *state,
             JsonNode       *node,
             guint           most)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (array == NULL || json_array_get_length (array) < 1 || json_array_get_length (array) > most)
    return FALSE;

  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!is_upload (state, json_array_get_element (array, i)))
      return FALSE;

  return TRUE;
}

/* @words: name, kind, and what the kind wants. */
static gboolean
is_right (PenSimKieState  *state,
          JsonNode        *node,
          char           **words)
{
  const char *kind = words[1];

  if (g_str_equal (kind, "bool"))
    return get_type (node) == G_TYPE_BOOLEAN;
  if (g_str_equal (kind, "int") || g_str_equal (kind, "num"))
    return is_number (node, g_str_equal (kind, "int"), words);
  if (g_str_equal (kind, "url"))
    return is_upload (state, node);
  if (g_str_equal (kind, "urls") || g_str_equal (kind, "refs"))
    return are_uploads (state, node, (guint) pen_sim_kie_to_int (words[2]));
  if (get_type (node) != G_TYPE_STRING)
    return FALSE;

  if (g_str_equal (kind, "enum"))
    {
      g_auto(GStrv) values = g_strsplit (words[2], ",", -1);

      return g_strv_contains ((const char * const *) values, json_node_get_string (node));
    }

  return g_utf8_strlen (json_node_get_string (node), -1) >= pen_sim_kie_to_int (words[2]) &&
         g_utf8_strlen (json_node_get_string (node), -1) <= pen_sim_kie_to_int (words[3]);
}

static char *
check_fields (PenSimKieState *state,
              const char     *fields,
              JsonObject     *input)
{
  g_auto(GStrv) list = g_strsplit (fields, "|", -1);
  g_autoptr(GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GList) members = json_object_get_members (input);

  for (guint i = 0; list[i] != NULL; i++)
    {
      g_auto(GStrv) words = g_strsplit (list[i], " ", -1);
      gboolean required = g_str_has_suffix (words[0], "*");
      g_autofree char *name = g_strndup (words[0], strlen (words[0]) - (required ? 1 : 0));
      JsonNode *node = json_object_get_member (input, name);

      if (node == NULL && required)
        return g_strdup_printf ("%s is required", name);
      if (node != NULL && !is_right (state, node, words))
        return g_strdup_printf ("%s is not within the range of allowed options", name);
      g_hash_table_add (known, g_steal_pointer (&name));
    }

  for (GList *l = members; l != NULL; l = l->next)
    if (!g_hash_table_contains (known, l->data))
      return g_strdup_printf ("%s is not a field of this model", (char *) l->data);

  return NULL;
}

const char *
pen_sim_kie_find_source (JsonObject *input)
{
  static const char * const names[] = {
    "image", "image_url", "inputImage", "image_urls", "image_input", "input_urls", "filesUrl",
    "reference_image_urls",
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      JsonNode *node = json_object_get_member (input, names[i]);

      if (node != NULL && JSON_NODE_HOLDS_ARRAY (node))
        return json_array_get_string_element (json_node_get_array (node), 0);
      if (node != NULL)
        return json_node_get_string (node);
    }

  return NULL;
}

/* Opaque, black and white, of the size of the picture, and neither empty nor full. */
static char *
check_mask (PenSimKieState *state,
            JsonObject     *input)
{
  const char *mask_address = json_object_get_string_member (input, "mask_url");
  GBytes *source_bytes = pen_sim_kie_find_upload (state, pen_sim_kie_find_source (input));
  g_autoptr(GdkPixbuf) source = pen_sim_picture_decode (source_bytes);
  g_autoptr(GdkPixbuf) mask = NULL;
  gboolean black = FALSE;
  gboolean white = FALSE;
  int channels;

  mask = pen_sim_picture_decode (pen_sim_kie_find_upload (state, mask_address));
  if (mask == NULL || source == NULL)
    return g_strdup ("media file is unavailable");
  if (gdk_pixbuf_get_width (mask) != gdk_pixbuf_get_width (source) ||
      gdk_pixbuf_get_height (mask) != gdk_pixbuf_get_height (source))
    return g_strdup ("mask_url must have the size of image_url");

  channels = gdk_pixbuf_get_n_channels (mask);
  for (int y = 0; y < gdk_pixbuf_get_height (mask); y++)
    for (int x = 0; x < gdk_pixbuf_get_width (mask); x++)
      {
        const guint8 *at = gdk_pixbuf_read_pixels (mask) +
                           y * gdk_pixbuf_get_rowstride (mask) + x * channels;

        if (at[0] != at[1] || at[0] != at[2] || (channels == 4 && at[3] != 255))
          return g_strdup ("mask_url must be opaque and without colour");
        black |= at[0] < 128;
        white |= at[0] >= 128;
      }

  return black && white ? NULL : g_strdup ("mask_url marks nothing, or everything");
}

/* Rules that touch more than one field. */
static char *
check_together (PenSimKieState *state,
                const char     *model,
                JsonObject     *input)
{
  const char *aspect = json_object_get_string_member_with_default (input, "aspect_ratio", "auto");
  const char *resolution = json_object_get_string_member_with_default (input, "resolution", "1K");

  if (json_object_has_member (input, "mask_url"))
    return check_mask (state, input);

  if (g_str_has_prefix (model, "gpt-image-2"))
    {
      if (g_str_equal (aspect, "auto") && !g_str_equal (resolution, "1K"))
        return g_strdup ("aspect_ratio auto goes with 1K only");
      if (g_str_equal (aspect, "1:1") && g_str_equal (resolution, "4K"))
        return g_strdup ("aspect_ratio 1:1 does not go with 4K");
      if (!g_str_equal (resolution, "1K") &&
          strstr (g_str_has_suffix (model, "text-to-image") ? "5:4 4:5 3:1 1:3 9:21" : "5:4 4:5",
                  aspect) != NULL)
        return g_strdup_printf ("aspect_ratio %s goes with 1K only", aspect);
    }

  if (g_str_has_prefix (model, "wan/"))
    {
      gboolean pictures = json_object_has_member (input, "input_urls");

      if (pictures && g_str_equal (resolution, "4K"))
        return g_strdup ("resolution 4K is for words only");
      if (pictures && json_object_has_member (input, "thinking_mode"))
        return g_strdup ("thinking_mode is for words only");
      if (!json_object_get_boolean_member_with_default (input, "enable_sequential", FALSE) &&
          json_object_get_int_member_with_default (input, "n", 4) > 4)
        return g_strdup ("n is not within the range of allowed options");
    }

  return NULL;
}

/* What a picture may be, where a model says more than the ten megabytes of all. */
static char *
check_picture (PenSimKieState *state,
               const char     *model,
               JsonObject     *input)
{
  static const PenSimPictureRule cutout = { 256, 4096, 0, 16000000 };
  gboolean remove = g_str_equal (model, "recraft/remove-background");
  const char *address = pen_sim_kie_find_source (input);
  GBytes *bytes = address != NULL ? pen_sim_kie_find_upload (state, address) : NULL;
  gsize most = strstr (model, "nano-banana-") == model ? 30 * 1024 * 1024 : 10 * 1024 * 1024;
  PenSimPictureInfo info;

  if (bytes == NULL)
    return NULL;
  if (!pen_sim_picture_inspect (bytes, &info) ||
      (!g_str_equal (info.media_type, "image/png") &&
       !g_str_equal (info.media_type, "image/jpeg") &&
       !g_str_equal (info.media_type, "image/webp")))
    return g_strdup ("media file is unavailable");
  if (g_bytes_get_size (bytes) > (remove ? 5 * 1024 * 1024 : most))
    return g_strdup ("file size exceeds the limit");
  if (remove && !pen_sim_picture_check (bytes, &cutout, NULL))
    return g_strdup ("image dimensions are not within the range");

  return NULL;
}

/**
 * pen_sim_kie_check_input:
 * @state: the service
 * @api: where it was sent
 * @model: which model
 * @input: its fields
 * @ret_credits: (out): the price
 * @ret_problem: (out) (transfer full) (nullable): what is wrong
 *
 * Returns: whether there is such a model
 */
gboolean
pen_sim_kie_check_input (PenSimKieState  *state,
                         PenSimKieApi     api,
                         const char      *model,
                         JsonObject      *input,
                         double          *ret_credits,
                         char           **ret_problem)
{
  const char *fields = NULL;

  *ret_problem = NULL;
  if (api == PEN_SIM_KIE_API_4O)
    {
      fields = fields_4o;
      *ret_credits = 6;
    }
  else if (api == PEN_SIM_KIE_API_KONTEXT)
    {
      fields = fields_kontext;
      *ret_credits = g_strcmp0 (model, "flux-kontext-max") == 0 ? 10 : 5;
    }

  for (guint i = 0; fields == NULL && i < G_N_ELEMENTS (jobs); i++)
    if (g_str_equal (jobs[i].model, model))
      {
        fields = jobs[i].fields;
        *ret_credits = jobs[i].credits;
      }

  if (fields == NULL)
    return FALSE;

  *ret_problem = check_fields (state, fields, input);
  if (*ret_problem == NULL)
    *ret_problem = check_picture (state, model, input);
  if (*ret_problem == NULL)
    *ret_problem = check_together (state, model, input);
  if (*ret_problem == NULL && api == PEN_SIM_KIE_API_4O &&
      !json_object_has_member (input, "prompt") && !json_object_has_member (input, "filesUrl"))
    *ret_problem = g_strdup ("prompt or filesUrl is required");
  if (*ret_problem == NULL && api == PEN_SIM_KIE_API_KONTEXT &&
      json_object_has_member (input, "inputImage") &&
      json_object_get_int_member_with_default (input, "safetyTolerance", 2) > 2)
    *ret_problem = g_strdup ("safetyTolerance is from 0 to 2 for editing");

  return TRUE;
}
