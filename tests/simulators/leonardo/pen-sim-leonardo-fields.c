/* pen-sim-leonardo-fields.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * What each model of Leonardo takes.  A model is a line of fields with bars between; a
 * field is its name, a star where it is required, and its kind:
 *
 *   text LEAST MOST     enum A,B,C     bool     int LEAST MOST STEP     num LEAST MOST
 *   styles              image          canvas   never (must be false)
 *
 * and a line of guidances: name, how many, and the strengths, “-” where there is none.
 */

#define G_LOG_DOMAIN "pen-sim-leonardo-fields"

#include "config.h"

#include <string.h>

#include "pen-sim-leonardo-private.h"

#define PROMPT "prompt* text 1 9999|prompt_enhance enum AUTO,ON,OFF"
#define LONG "prompt* text 1 2000|prompt_enhance enum AUTO,ON,OFF"
#define NEG "|negative_prompt text 0 1000"
#define SEED "|seed int 0 2147483647 1"
#define QTY "|quantity int 1 8 1"
#define STYLES "|style_ids styles"
#define SIZE(least, most) "|width int " least " " most " 8|height int " least " " most " 8"
#define MODE(values) "|mode enum " values
#define ZERO "|width int 0 6336 1|height int 0 6336 1"
#define XL PROMPT NEG SEED QTY STYLES SIZE ("32", "1536") MODE ("FAST,QUALITY") \
           "|contrast enum LOW,MEDIUM,HIGH|tiling bool|transparency bool"
#define XL_GUIDES "edge 1 LOW,MID,HIGH|pose 1 LOW,MID,HIGH|depth 1 LOW,MID,HIGH|" \
                  "text_image 1 LOW,MID,HIGH|style 4 LOW,MID,HIGH,ULTRA,MAX|" \
                  "content 1 LOW,MID,HIGH,ULTRA|character 1 -|image_to_image 1 LOW,MID,HIGH"
#define PHOENIX LONG NEG SEED QTY STYLES SIZE ("32", "2048") MODE ("FAST,QUALITY,ULTRA") \
                "|contrast enum LOW,MEDIUM,HIGH|tiling bool"
#define PHOENIX_GUIDES "image_to_image 1 LOW,MID,HIGH|style 4 -|content 1 -|character 1 -"
#define GPT_QUALITY "|quality enum LOW,MEDIUM,HIGH,XHIGH,MAX"
#define UPSCALE "width* int 1 100000 1|height* int 1 100000 1|upscale_factor* oneof 2,3,4,5,6,8"

static const struct { const char *model, *fields, *guides; } models[] =
{
  { "lucid-origin", LONG SEED QTY STYLES "|width int 16 3840 8|height int 16 3616 8"
    MODE ("FAST,ULTRA"), "style 1 LOW,MID,HIGH,ULTRA,MAX|content 1 LOW,MID,HIGH" },
  { "lucid-realism", PROMPT SEED QTY STYLES SIZE ("16", "2496") MODE ("FAST,ULTRA"),
    "style 1 -|content 1 -" },
  { "phoenix-v1.0", PHOENIX, PHOENIX_GUIDES },
  { "phoenix-v0.9", PHOENIX, PHOENIX_GUIDES },
  { "flux-dev", PROMPT SEED QTY STYLES SIZE ("480", "2048"),
    "style 1 LOW,MID,HIGH,ULTRA,MAX|content 1 LOW,MID,HIGH,ULTRA" },
  { "flux-schnell", PROMPT SEED QTY STYLES SIZE ("32", "2048"), "style 1 -|content 1 -" },
  { "flux-kontext-pro", PROMPT SEED QTY SIZE ("32", "2048"), "image_reference 4 -" },
  { "flux-kontext-max", PROMPT "|seed int 0 4294967295 1" QTY SIZE ("32", "2048"),
    "image_reference 4 -" },
  { "flux-pro-2.0", PROMPT SEED QTY SIZE ("64", "14142"), "image_reference 4 -" },
  { "gemini-2.5-flash-image", PROMPT SEED QTY ZERO, "image_reference 6 LOW,MID,HIGH" },
  { "nano-banana-2", PROMPT SEED QTY ZERO, "image_reference 6 LOW,MID,HIGH" },
  { "nano-banana-2-lite", PROMPT SEED QTY ZERO, "image_reference 6 LOW,MID,HIGH" },
  { "gemini-image-2", PROMPT SEED QTY ZERO, "image_reference 6 LOW,MID,HIGH" },
  { "gpt-image-1.5", PROMPT QTY "|quality enum LOW,MEDIUM,HIGH", "image_reference 6 -" },
  { "gpt-image-2", PROMPT QTY "|width int 16 3824 16|height int 16 3824 16"
    "|quality enum LOW,MEDIUM,HIGH", "image_reference 6 -" },
  { "openai/gpt-image-2.5-flare", PROMPT QTY GPT_QUALITY, "image_reference 16 -" },
  { "openai/gpt-image-2.5-sunburst", PROMPT QTY GPT_QUALITY, "image_reference 16 -" },
  { "bfl/flux-3-image", PROMPT QTY, "image_reference 10 -" },
  { "seedream-4.0", PROMPT SEED QTY SIZE ("32", "14142"), "image_reference 6 -" },
  { "seedream-4.5", PROMPT SEED QTY SIZE ("32", "14142"), "image_reference 6 -" },
  { "seedream-5.0-pro", PROMPT SEED "|quantity int 1 6 1" SIZE ("768", "2048")
    MODE ("FAST,QUALITY") "|output_format enum jpeg,png", "image_reference 10 -" },
  { "ideogram-v3.0", PROMPT NEG SEED QTY SIZE ("32", "2048")
    "|quality enum TURBO,BALANCED,QUALITY", "" },
  { "kino-xl", XL, XL_GUIDES }, { "anime-xl", XL, XL_GUIDES },
  { "portrait-perfect", XL, XL_GUIDES }, { "stock-photography", XL, XL_GUIDES },
  { "illustrative-albedo", XL, XL_GUIDES }, { "concept-art", XL, XL_GUIDES },
  { "lifelike-vision", XL, XL_GUIDES }, { "graphic-design", XL, XL_GUIDES },
  { "lightning-xl", XL, XL_GUIDES },
  { "aurora-upscaler-precise", UPSCALE "|upscale_mode enum clean,detailed",
    "image_reference 1 -" },
  { "aurora-upscaler-creative", UPSCALE "|creativity enum low,mid,high", "image_reference 1 -" },
};

static const char *remove_fields =
  "format enum png,jpg,webp|size enum auto,preview,full,50MP|channels enum rgba,alpha|"
  "type enum auto,person,product,car,animal,graphic,transportation,other";

static const char *v1_fields =
  "prompt* text 1 1500|negative_prompt text 0 10000|modelId text 36 36|width int 32 1536 8|"
  "height int 32 1536 8|num_images int 1 8 1|init_image_id image|init_strength num 0.1 0.9|"
  "alchemy bool|guidance_scale num 1 20|num_inference_steps int 10 60 1|"
  "presetStyle enum ANIME,BOKEH,CINEMATIC,CINEMATIC_CLOSEUP,CREATIVE,DYNAMIC,ENVIRONMENT,FASHION,"
  "FILM,FOOD,GENERAL,HDR,ILLUSTRATION,LEONARDO,LONG_EXPOSURE,MACRO,MINIMALISTIC,MONOCHROME,MOODY,"
  "NONE,NEUTRAL,PHOTOGRAPHY,PORTRAIT,RAYTRACED,RENDER_3D,RETRO,SKETCH_BW,SKETCH_COLOR,STOCK_PHOTO,"
  "VIBRANT,UNPROCESSED|seed int 0 2147483637 1|tiling bool|public* never|canvasRequest bool|"
  "canvasRequestType enum INPAINT|canvasInitId canvas|canvasMaskId canvas";

static const char *upscale_fields =
  "prompt text 0 10000|initImageId* image|upscaleMultiplier num 1 2|creativityStrength int 1 10 1|"
  "upscalerStyle enum GENERAL,CINEMATIC,2D_ART_&_ILLUSTRATION,CG_ART_&_GAME_ASSETS|"
  "ultraUpscaleStyle enum ARTISTIC,REALISTIC|detailContrast int 1 10 1|similarity int 1 10 1";

static GType
get_type (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;
}

static gboolean
is_number (JsonNode  *node,
           char     **words)
{
  gboolean whole = g_str_equal (words[1], "int");
  GType type = get_type (node);
  double value;

  if (type != G_TYPE_INT64 && (whole || type != G_TYPE_DOUBLE))
    return FALSE;

  value = json_node_get_double (node);
  return value >= g_ascii_strtod (words[2], NULL) && value <= g_ascii_strtod (words[3], NULL) &&
         (!whole || json_node_get_int (node) % g_ascii_strtoll (words[4], NULL, 10) == 0);
}

/* A list of one of the styles. */
static gboolean
is_style (JsonNode *node)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  return array != NULL && json_array_get_length (array) == 1 &&
         g_uuid_string_is_valid (json_array_get_string_element (array, 0));
}

static gboolean
is_listed (JsonNode   *node,
           const char *list)
{
  g_auto(GStrv) values = g_strsplit (list, ",", -1);
  g_autofree char *text = NULL;

  if (get_type (node) == G_TYPE_INT64)
    text = g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  else if (get_type (node) == G_TYPE_STRING)
    text = g_strdelimit (g_strdup (json_node_get_string (node)), " ", '_');

  return text != NULL && g_strv_contains ((const char * const *) values, text);
}

static gboolean
is_right (PenSimLeonardoState  *state,
          JsonNode             *node,
          char                **words)
{
  const char *kind = words[1];

  if (g_str_equal (kind, "bool"))
    return get_type (node) == G_TYPE_BOOLEAN;
  if (g_str_equal (kind, "never"))
    return get_type (node) == G_TYPE_BOOLEAN && !json_node_get_boolean (node);
  if (g_str_equal (kind, "int") || g_str_equal (kind, "num"))
    return is_number (node, words);
  if (g_str_equal (kind, "styles"))
    return is_style (node);
  if (g_str_equal (kind, "oneof"))
    return get_type (node) == G_TYPE_INT64 && is_listed (node, words[2]);
  if (get_type (node) != G_TYPE_STRING)
    return FALSE;
  if (g_str_equal (kind, "enum"))
    return is_listed (node, words[2]);
  if (g_str_equal (kind, "image") || g_str_equal (kind, "canvas"))
    return pen_sim_leonardo_find (state, json_node_get_string (node),
                                  g_str_equal (kind, "canvas")) != NULL;

  return g_utf8_strlen (json_node_get_string (node), -1) >= g_ascii_strtoll (words[2], NULL, 10) &&
         g_utf8_strlen (json_node_get_string (node), -1) <= g_ascii_strtoll (words[3], NULL, 10);
}

/* @other: (nullable): a member that is looked at elsewhere */
static char *
check_fields (PenSimLeonardoState *state,
              const char          *fields,
              JsonObject          *object,
              const char          *other)
{
  g_auto(GStrv) list = g_strsplit (fields, "|", -1);
  g_autoptr(GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GList) members = json_object_get_members (object);

  for (guint i = 0; list[i] != NULL; i++)
    {
      g_auto(GStrv) words = g_strsplit (list[i], " ", -1);
      gboolean required = g_str_has_suffix (words[0], "*");
      g_autofree char *name = g_strndup (words[0], strlen (words[0]) - (required ? 1 : 0));
      JsonNode *node = json_object_get_member (object, name);

      if (node == NULL && required)
        return g_strdup_printf ("expecting a value for non-nullable variable: \"%s\"", name);
      if (node != NULL && !is_right (state, node, words))
        return g_strdup_printf ("%s is invalid", name);
      g_hash_table_add (known, g_steal_pointer (&name));
    }

  for (GList *l = members; l != NULL; l = l->next)
    if (!g_hash_table_contains (known, l->data) && g_strcmp0 (l->data, other) != 0)
      return g_strdup_printf ("Unexpected variable %s", (char *) l->data);

  return NULL;
}

/* One picture of a guidance: an uploaded one, with a strength where there is such a thing. */
static char *
check_guide (PenSimLeonardoState *state,
             JsonNode            *node,
             char               **words)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonNode *inner = object != NULL ? json_object_get_member (object, "image") : NULL;
  JsonNode *strength = object != NULL ? json_object_get_member (object, "strength") : NULL;
  JsonObject *image = inner != NULL && JSON_NODE_HOLDS_OBJECT (inner) ? json_node_get_object (inner)
                                                                      : NULL;

  if (image == NULL || json_object_get_size (image) != 2 ||
      json_object_get_size (object) != (strength != NULL ? 2 : 1))
    return g_strdup_printf ("%s: image is required, and little else", words[0]);
  if (g_strcmp0 (json_object_get_string_member_with_default (image, "type", NULL), "UPLOADED") != 0)
    return g_strdup_printf ("%s: type is invalid", words[0]);
  if (pen_sim_leonardo_find (state, json_object_get_string_member_with_default (image, "id", ""),
                             FALSE) == NULL)
    return g_strdup ("couldn't access image");
  if (strength != NULL && !is_listed (strength, words[2]))
    return g_strdup_printf ("%s: strength is invalid", words[0]);

  return NULL;
}

static char *
check_guides (PenSimLeonardoState *state,
              const char          *guides,
              JsonObject          *object)
{
  g_auto(GStrv) list = g_strsplit (guides, "|", -1);
  g_autoptr(GList) members = json_object_get_members (object);

  for (GList *l = members; l != NULL; l = l->next)
    {
      g_auto(GStrv) words = NULL;
      JsonNode *node = json_object_get_member (object, l->data);
      JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

      for (guint i = 0; list[i] != NULL && words == NULL; i++)
        {
          g_auto(GStrv) some = g_strsplit (list[i], " ", -1);

          if (g_strcmp0 (some[0], l->data) == 0)
            words = g_steal_pointer (&some);
        }

      if (words == NULL)
        return g_strdup_printf ("Unexpected variable guidances.%s", (char *) l->data);
      if (array == NULL || json_array_get_length (array) < 1 ||
          json_array_get_length (array) > g_ascii_strtoull (words[1], NULL, 10))
        return g_strdup_printf ("%s has too many images, or none", words[0]);

      for (guint i = 0; i < json_array_get_length (array); i++)
        {
          char *problem = check_guide (state, json_array_get_element (array, i), words);

          if (problem != NULL)
            return problem;
        }
    }

  return NULL;
}

/* Black and white, of the size of the picture, and neither empty nor full. */
static char *
check_canvas (PenSimLeonardoState *state,
              JsonObject          *body)
{
  const char *source_id = json_object_get_string_member_with_default (body, "canvasInitId", "");
  const char *mask_id = json_object_get_string_member_with_default (body, "canvasMaskId", "");
  PenSimLeonardoImage *first = pen_sim_leonardo_find (state, source_id, TRUE);
  PenSimLeonardoImage *second = pen_sim_leonardo_find (state, mask_id, TRUE);
  g_autoptr(GdkPixbuf) source = NULL;
  g_autoptr(GdkPixbuf) mask = NULL;
  gboolean black = FALSE;
  gboolean white = FALSE;

  if (!json_object_get_boolean_member_with_default (body, "canvasRequest", FALSE))
    return first != NULL || second != NULL ? g_strdup ("canvasRequest is required") : NULL;
  if (first == NULL || second == NULL || !json_object_has_member (body, "canvasRequestType"))
    return g_strdup ("invalid init image id");

  source = pen_sim_picture_decode (first->bytes);
  mask = pen_sim_picture_decode (second->bytes);
  if (gdk_pixbuf_get_width (mask) != gdk_pixbuf_get_width (source) ||
      gdk_pixbuf_get_height (mask) != gdk_pixbuf_get_height (source))
    return g_strdup ("invalid dimensions");

  for (int y = 0; y < gdk_pixbuf_get_height (mask); y++)
    for (int x = 0; x < gdk_pixbuf_get_width (mask); x++)
      {
        const guint8 *at = gdk_pixbuf_read_pixels (mask) + y * gdk_pixbuf_get_rowstride (mask) +
                           x * gdk_pixbuf_get_n_channels (mask);

        black |= at[0] < 128;
        white |= at[0] >= 128;
      }

  return black && white ? NULL : g_strdup ("the mask marks nothing, or everything");
}

/* What goes with Alchemy and what without; the rest is for PhotoReal. */
static gboolean
has_wrong_style (JsonObject *body)
{
  static const char * const with[] = {
    "ANIME", "CREATIVE", "DYNAMIC", "ENVIRONMENT", "GENERAL", "ILLUSTRATION", "PHOTOGRAPHY",
    "RAYTRACED", "RENDER_3D", "SKETCH_BW", "SKETCH_COLOR", "NONE", NULL
  };
  static const char * const without[] = { "LEONARDO", "NONE", NULL };
  gboolean alchemy = json_object_get_boolean_member_with_default (body, "alchemy", TRUE);
  const char *style = json_object_get_string_member_with_default (body, "presetStyle", "DYNAMIC");

  return !g_strv_contains (alchemy ? with : without, style);
}

char *
pen_sim_leonardo_check_v1 (PenSimLeonardoState *state,
                           JsonObject          *body)
{
  gint64 width = json_object_get_int_member_with_default (body, "width", 1024);
  gint64 height = json_object_get_int_member_with_default (body, "height", 768);
  const char *prompt = json_object_get_string_member_with_default (body, "prompt", "");
  char *problem;

  if (g_utf8_strlen (prompt, -1) > 1500)
    return g_strdup ("Invalid prompt, maximum length of 1500 characters exceeded.");

  problem = check_fields (state, v1_fields, body, NULL);
  if (problem == NULL && MAX (width, height) > 768 &&
      json_object_get_int_member_with_default (body, "num_images", 4) > 4)
    problem = g_strdup ("Too many images");
  /* Alchemy, which is on unless it is said, has a limit of its own. */
  if (problem == NULL && MAX (width, height) > 1024)
    problem = g_strdup ("invalid dimensions");
  if (problem == NULL && json_object_has_member (body, "init_image_id") !=
                         (json_object_has_member (body, "init_strength") &&
                          !json_object_has_member (body, "canvasInitId")))
    problem = g_strdup ("init_strength goes with a picture");
  if (problem == NULL && has_wrong_style (body))
    problem = g_strdup ("presetStyle does not go with alchemy");

  return problem != NULL ? problem : check_canvas (state, body);
}

char *
pen_sim_leonardo_check_upscale (PenSimLeonardoState *state,
                                JsonObject          *body)
{
  gboolean ultra = json_object_has_member (body, "ultraUpscaleStyle");
  char *problem = check_fields (state, upscale_fields, body, NULL);

  if (problem == NULL && ultra == json_object_has_member (body, "upscalerStyle"))
    problem = g_strdup ("either upscalerStyle or ultraUpscaleStyle");
  if (problem == NULL && !ultra && (json_object_has_member (body, "detailContrast") ||
                                    json_object_has_member (body, "similarity")))
    problem = g_strdup ("detailContrast and similarity are for ultraUpscaleStyle");

  return problem;
}

/* The parameters of a model, and the pictures that lead it. */
static char *
check_parameters (PenSimLeonardoState *state,
                  JsonObject          *parameters,
                  const char          *fields,
                  const char          *guides)
{
  JsonNode *node = json_object_get_member (parameters, "guidances");
  char *problem = check_fields (state, fields, parameters, "guidances");

  if (problem != NULL || node == NULL)
    return problem;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return g_strdup ("guidances is invalid");

  return check_guides (state, guides, json_node_get_object (node));
}

char *
pen_sim_leonardo_check_v2 (PenSimLeonardoState *state,
                           JsonObject          *body,
                           gboolean             sync)
{
  const char *model = json_object_get_string_member_with_default (body, "model", "");
  JsonNode *node = json_object_get_member (body, "parameters");
  JsonObject *parameters = node != NULL && JSON_NODE_HOLDS_OBJECT (node)
                           ? json_node_get_object (node) : NULL;

  if (parameters == NULL || json_object_get_size (body) != 3 ||
      json_object_get_boolean_member_with_default (body, "public", TRUE))
    return g_strdup ("model, parameters and public are required, and nothing else");

  if (sync && g_str_equal (model, "remove-bg"))
    {
      if (!json_object_has_member (parameters, "guidances"))
        return g_strdup ("image_reference is required");
      return check_parameters (state, parameters, remove_fields, "image_reference 1 -");
    }

  for (guint i = 0; !sync && i < G_N_ELEMENTS (models); i++)
    if (g_str_equal (models[i].model, model))
      {
        if (strstr (model, "upscaler") != NULL && !json_object_has_member (parameters, "guidances"))
          return g_strdup ("image_reference is required");
        return check_parameters (state, parameters, models[i].fields, models[i].guides);
      }

  return g_strdup_printf ("%s is not supported within the Production API", model);
}
