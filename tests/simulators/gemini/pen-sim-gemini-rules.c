/* pen-sim-gemini-rules.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * What generateContent takes of the image models, and what they make of it.
 */

#define G_LOG_DOMAIN "pen-sim-gemini-rules"

#include "config.h"

#include <math.h>
#include <string.h>

#include "pen-sim-gemini-private.h"

/* How much an instruction changes a picture: enough to be seen. */
#define CHANGE 0.5

const PenSimGeminiModel pen_sim_gemini_models[] =
{
  { "gemini-nano-banana-2.1", "Nano Banana 2.1", { "1K", "2K", "4K" }, TRUE, TRUE, 14 },
  { "gemini-3-pro-image", "Nano Banana Pro", { "1K", "2K", "4K" }, FALSE, FALSE, 14 },
  { "gemini-3.1-flash-lite-image", "Nano Banana 2 Lite", { NULL }, FALSE, FALSE, 14 },
  { "gemini-9-image", "Nano Banana 9", { NULL }, FALSE, FALSE, 14 },
  { NULL }
};

static const char * const aspects[] =
{
  "1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9", NULL
};
static const char * const wide_aspects[] = { "1:4", "4:1", "1:8", "8:1", NULL };
static const char * const levels[] = { "MINIMAL", "MEDIUM", "HIGH", NULL };
static const char * const media_types[] =
{
  "image/png", "image/jpeg", "image/webp", "image/heic", "image/heif", NULL
};
static const char * const categories[] =
{
  "HARM_CATEGORY_HARASSMENT", "HARM_CATEGORY_HATE_SPEECH", "HARM_CATEGORY_SEXUALLY_EXPLICIT",
  "HARM_CATEGORY_DANGEROUS_CONTENT", NULL
};
static const char * const thresholds[] =
{
  "BLOCK_LOW_AND_ABOVE", "BLOCK_MEDIUM_AND_ABOVE", "BLOCK_ONLY_HIGH", "BLOCK_NONE", "OFF", NULL
};

static const char * const body_members[] =
{
  "contents", "generationConfig", "safetySettings", NULL
};
static const char * const content_members[] = { "role", "parts", NULL };
static const char * const part_members[] = { "text", "inlineData", NULL };
static const char * const data_members[] = { "mimeType", "data", NULL };
static const char * const setting_members[] = { "category", "threshold", NULL };
static const char * const config_members[] =
{
  "responseModalities", "imageConfig", "thinkingConfig", "seed", NULL
};
static const char * const image_members[] = { "aspectRatio", "imageSize", NULL };
static const char * const thinking_members[] = { "thinkingLevel", NULL };

/* What is in @node that no @members name, or %NULL. */
static char *
find_unknown (JsonNode           *node,
              const char * const *members,
              const char         *where)
{
  JsonObjectIter iter;
  const char *name;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return g_strdup_printf ("Invalid value at '%s'", where);

  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &name, NULL))
    if (!g_strv_contains (members, name))
      return g_strdup_printf ("Invalid JSON payload received. Unknown name \"%s\" at '%s': "
                              "Cannot find field.", name, where);

  return NULL;
}

static const char *
get_text (JsonObject *object,
          const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
         json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

static char *
check_picture (JsonNode *node)
{
  char *unknown = find_unknown (node, data_members, "contents[0].parts[0].inline_data");
  g_autoptr(GBytes) bytes = NULL;
  JsonObject *data;
  const char *type, *text;
  PenSimPictureInfo info;

  if (unknown != NULL)
    return unknown;

  data = json_node_get_object (node);
  type = get_text (data, "mimeType");
  text = get_text (data, "data");
  if (type == NULL || !g_strv_contains (media_types, type))
    return g_strdup ("Unsupported MIME type");
  if (text != NULL)
    bytes = pen_sim_json_decode (text, PEN_SIM_JSON_BASE64, NULL);
  if (bytes == NULL)
    return g_strdup ("Invalid value at 'contents[0].parts[0].inline_data.data' (TYPE_BYTES), "
                     "Base64 decoding failed");
  if (!pen_sim_picture_check (bytes, NULL, NULL) || !pen_sim_picture_inspect (bytes, &info) ||
      !g_str_equal (info.media_type, type))
    return g_strdup ("Unable to process input image");

  return NULL;
}

static char *
check_part (JsonNode *node,
            guint    *n_pictures)
{
  char *unknown = find_unknown (node, part_members, "contents[0].parts[0]");
  JsonObject *part;

  if (unknown != NULL)
    return unknown;

  part = json_node_get_object (node);
  if (json_object_get_size (part) != 1)
    return g_strdup ("A part must have exactly one kind of data");
  if (json_object_has_member (part, "text"))
    {
      const char *text = get_text (part, "text");

      return text != NULL && *text != '\0' ? NULL : g_strdup ("Empty text parameter");
    }

  ++*n_pictures;
  return check_picture (json_object_get_member (part, "inlineData"));
}

static char *
check_contents (const PenSimGeminiModel *model,
                JsonNode                *node)
{
  JsonArray *contents = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node)
                                                                     : NULL;
  JsonArray *parts;
  guint n_pictures = 0;
  JsonNode *first;
  char *wrong;

  if (contents == NULL || json_array_get_length (contents) != 1)
    return g_strdup ("* GenerateContentRequest.contents: contents is not specified");

  first = json_array_get_element (contents, 0);
  wrong = find_unknown (first, content_members, "contents[0]");
  if (wrong != NULL)
    return wrong;
  if (g_strcmp0 (get_text (json_node_get_object (first), "role"), "user") != 0)
    return g_strdup ("Please use a valid role: user, model.");
  if (!json_object_has_member (json_node_get_object (first), "parts"))
    return g_strdup ("* GenerateContentRequest.contents[0].parts: must not be empty");

  parts = json_object_get_array_member (json_node_get_object (first), "parts");
  for (guint i = 0; wrong == NULL && i < json_array_get_length (parts); i++)
    wrong = check_part (json_array_get_element (parts, i), &n_pictures);
  if (wrong == NULL && json_array_get_length (parts) == 0)
    wrong = g_strdup ("* GenerateContentRequest.contents[0].parts: must not be empty");
  if (wrong == NULL && n_pictures > model->pictures)
    wrong = g_strdup ("Too many images");

  return wrong;
}

static char *
check_image_config (const PenSimGeminiModel *model,
                    JsonNode                *node)
{
  char *unknown = find_unknown (node, image_members, "generation_config.image_config");
  const char *aspect, *size;

  if (unknown != NULL)
    return unknown;

  aspect = get_text (json_node_get_object (node), "aspectRatio");
  size = get_text (json_node_get_object (node), "imageSize");
  if (aspect != NULL && !g_strv_contains (aspects, aspect) &&
      !(model->wide && g_strv_contains (wide_aspects, aspect)))
    return g_strdup ("aspect_ratio must be one of the supported ratios");
  if (size != NULL && !g_strv_contains (model->sizes, size))
    return g_strdup_printf ("The image size %s is not supported by this model", size);

  return NULL;
}

static char *
check_thinking (const PenSimGeminiModel *model,
                JsonNode                *node)
{
  char *unknown = find_unknown (node, thinking_members, "generation_config.thinking_config");
  const char *level;

  if (unknown != NULL)
    return unknown;

  level = get_text (json_node_get_object (node), "thinkingLevel");
  if (!model->thinks || level == NULL || !g_strv_contains (levels, level))
    return g_strdup ("Thinking level is not supported for this model");

  return NULL;
}

static char *
check_config (const PenSimGeminiModel *model,
              JsonNode                *node)
{
  char *wrong = find_unknown (node, config_members, "generation_config");
  g_autofree char *modalities = NULL;
  JsonObject *config;
  JsonNode *seed;

  if (wrong != NULL)
    return wrong;

  config = json_node_get_object (node);
  if (json_object_has_member (config, "responseModalities"))
    modalities = json_to_string (json_object_get_member (config, "responseModalities"), FALSE);
  if (modalities == NULL || (!g_str_equal (modalities, "[\"IMAGE\"]") &&
                             !g_str_equal (modalities, "[\"TEXT\",\"IMAGE\"]")))
    return g_strdup ("The requested combination of response modalities is not supported");

  seed = json_object_get_member (config, "seed");
  if (seed != NULL && (json_node_get_value_type (seed) != G_TYPE_INT64 ||
                       ABS (json_node_get_int (seed)) > G_MAXINT32))
    return g_strdup ("Invalid value at 'generation_config.seed' (TYPE_INT32)");

  if (json_object_has_member (config, "imageConfig"))
    wrong = check_image_config (model, json_object_get_member (config, "imageConfig"));
  if (wrong == NULL && json_object_has_member (config, "thinkingConfig"))
    wrong = check_thinking (model, json_object_get_member (config, "thinkingConfig"));

  return wrong;
}

static char *
check_safety (JsonArray *settings)
{
  for (guint i = 0; i < json_array_get_length (settings); i++)
    {
      JsonNode *node = json_array_get_element (settings, i);
      char *unknown = find_unknown (node, setting_members, "safety_settings[0]");
      JsonObject *setting;

      if (unknown != NULL)
        return unknown;

      setting = json_node_get_object (node);
      if (!g_strv_contains (categories, get_text (setting, "category")) ||
          !g_strv_contains (thresholds, get_text (setting, "threshold")))
        return g_strdup ("Invalid value at 'safety_settings[0]'");
    }

  return NULL;
}

/**
 * pen_sim_gemini_check:
 * @model: the model
 * @body: a body
 *
 * Returns: (transfer full) (nullable): what is wrong with it
 */
char *
pen_sim_gemini_check (const PenSimGeminiModel *model,
                      JsonObject              *body)
{
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), body);
  char *wrong = find_unknown (node, body_members, "");

  if (wrong == NULL)
    wrong = check_contents (model, json_object_get_member (body, "contents"));
  if (wrong == NULL && !json_object_has_member (body, "generationConfig"))
    wrong = g_strdup ("Without modalities it may answer in words");
  if (wrong == NULL)
    wrong = check_config (model, json_object_get_member (body, "generationConfig"));
  if (wrong == NULL && json_object_has_member (body, "safetySettings"))
    wrong = check_safety (json_object_get_array_member (body, "safetySettings"));

  return wrong;
}

/* === The picture === */

static void
find_size (JsonObject *config,
           GdkPixbuf  *source,
           guint      *ret_width,
           guint      *ret_height)
{
  JsonObject *image = json_object_has_member (config, "imageConfig") ?
                      json_object_get_object_member (config, "imageConfig") : NULL;
  const char *aspect = get_text (image, "aspectRatio");
  const char *size = get_text (image, "imageSize");
  /* A tenth of what the service draws, which is enough to be told apart. */
  double side = 102.4 * (size != NULL ? (double) (size[0] - '0') : 1);
  double ratio = 1;
  guint width, height;

  if (aspect != NULL && sscanf (aspect, "%2u:%2u", &width, &height) == 2)
    ratio = (double) width / height;
  else if (source != NULL)
    ratio = (double) gdk_pixbuf_get_width (source) / gdk_pixbuf_get_height (source);

  *ret_width = MAX (8, (guint) lround (side * sqrt (ratio)));
  *ret_height = MAX (8, (guint) lround (side / sqrt (ratio)));
}

/**
 * pen_sim_gemini_draw:
 * @body: a body in order
 *
 * A grey second picture of the size of the first is taken for the mask that the words
 * speak of.
 *
 * Returns: (transfer full): a picture, as a JPEG
 */
GBytes *
pen_sim_gemini_draw (JsonObject *body)
{
  JsonArray *contents = json_object_get_array_member (body, "contents");
  JsonArray *parts = json_object_get_array_member (json_array_get_object_element (contents, 0),
                                                   "parts");
  JsonObject *config = json_object_get_object_member (body, "generationConfig");
  gint64 seed = json_object_get_int_member_with_default (config, "seed", 7);
  g_autoptr(GPtrArray) pictures = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr(GString) words = g_string_new (NULL);
  g_autoptr(GdkPixbuf) source = NULL;
  g_autoptr(GdkPixbuf) result = NULL;
  guint width, height;

  for (guint i = 0; i < json_array_get_length (parts); i++)
    {
      JsonObject *part = json_array_get_object_element (parts, i);

      if (json_object_has_member (part, "text"))
        g_string_append (words, get_text (part, "text"));
      else
        g_ptr_array_add (pictures, pen_sim_json_get_picture (
          json_object_get_object_member (part, "inlineData"), "data", PEN_SIM_JSON_BASE64));
    }

  if (pictures->len > 0)
    source = pen_sim_picture_decode (g_ptr_array_index (pictures, 0));
  if (pictures->len == 2 && pen_sim_mask_check (g_ptr_array_index (pictures, 1),
                                                g_ptr_array_index (pictures, 0)))
    {
      g_autoptr(GdkPixbuf) mask = pen_sim_picture_decode (g_ptr_array_index (pictures, 1));
      g_autoptr(GdkPixbuf) altered = NULL;

      altered = pen_sim_picture_alter (source, words->str, seed, CHANGE,
                                       gdk_pixbuf_get_width (source),
                                       gdk_pixbuf_get_height (source));
      result = pen_sim_mask_blend (source, altered, mask);
      return pen_sim_picture_encode (result, "jpeg");
    }

  find_size (config, source, &width, &height);
  if (source != NULL)
    result = pen_sim_picture_alter (source, words->str, seed, CHANGE, width, height);
  else
    result = pen_sim_picture_draw (words->str, seed, width, height);

  return pen_sim_picture_encode (result, "jpeg");
}
