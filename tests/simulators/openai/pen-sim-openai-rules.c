/* pen-sim-openai-rules.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * What OpenAI's image routes take, field by field and family by family.
 */

#define G_LOG_DOMAIN "pen-sim-openai-rules"

#include "config.h"

#include <string.h>

#include "pen-sim-openai-private.h"

#define MAX_PROMPT 32000
#define MAX_PICTURES 16
#define MAX_PICTURE_BYTES (50 * 1000 * 1000)
#define MAX_MASK_BYTES (4 * 1024 * 1024)

typedef enum
{
  FAMILY_GONE,
  FAMILY_1,
  FAMILY_1_FIDELITY,
  FAMILY_2,
  FAMILY_2_5,
} Family;

/* The first beginning that fits counts. */
static const struct { const char *prefix; gboolean whole; Family family; } families[] =
{
  { "dall-e-", FALSE, FAMILY_GONE },
  { "gpt-image-1", TRUE, FAMILY_GONE },
  { "gpt-image-1.5", FALSE, FAMILY_1_FIDELITY },
  { "gpt-image-1-mini", FALSE, FAMILY_1 },
  { "chatgpt-image-", FALSE, FAMILY_1 },
  { "gpt-image-2", TRUE, FAMILY_2 },
  { "gpt-image-2-", FALSE, FAMILY_2 },
  { "gpt-image-", FALSE, FAMILY_2_5 },
};

static const char * const word_fields[] =
{
  "model", "prompt", "n", "size", "quality", "background", "output_format", "output_compression",
  "moderation", "stream", "partial_images", "user", NULL
};

static const char * const picture_fields[] =
{
  "image", "image[]", "mask", "model", "prompt", "n", "size", "quality", "background",
  "output_format", "output_compression", "input_fidelity", "stream", "partial_images", "user", NULL
};

static const char * const sizes[] = { "auto", "1024x1024", "1536x1024", "1024x1536", NULL };
static const char * const qualities[] = { "auto", "low", "medium", "high", NULL };
static const char * const more_qualities[] =
{
  "auto", "low", "medium", "high", "xhigh", "max", NULL
};
static const char * const backgrounds[] = { "auto", "opaque", "transparent", NULL };
static const char * const formats[] = { "png", "jpeg", "webp", NULL };
static const char * const filters[] = { "auto", "low", NULL };
static const char * const fidelities[] = { "low", "high", NULL };
static const char * const truths[] = { "true", "false", NULL };

G_GNUC_PRINTF (4, 5)
static gboolean
refuse (PenSimOpenaiProblem *problem,
        const char          *code,
        const char          *param,
        const char          *format,
        ...)
{
  va_list args;

  va_start (args, format);
  problem->message = g_strdup_vprintf (format, args);
  va_end (args);

  problem->status = 400;
  problem->type = "invalid_request_error";
  problem->code = code;
  problem->param = param;
  return FALSE;
}

static JsonNode *
find_node (PenSimOpenaiAsk *ask,
           const char      *name)
{
  JsonNode *node = ask->json != NULL ? json_object_get_member (ask->json, name) : NULL;

  return node != NULL && !JSON_NODE_HOLDS_NULL (node) ? node : NULL;
}

const char *
pen_sim_openai_get_text (PenSimOpenaiAsk *ask,
                         const char      *name,
                         const char      *fallback)
{
  JsonNode *node;

  if (ask->form != NULL)
    return pen_sim_form_get_text (ask->form, name, fallback);

  node = find_node (ask, name);
  return node != NULL ? json_node_get_string (node) : fallback;
}

gint64
pen_sim_openai_get_integer (PenSimOpenaiAsk *ask,
                            const char      *name,
                            gint64           fallback)
{
  JsonNode *node = find_node (ask, name);
  const char *text = ask->form != NULL ? pen_sim_form_get_text (ask->form, name, NULL) : NULL;

  if (text != NULL)
    return g_ascii_strtoll (text, NULL, 10);

  return node != NULL ? json_node_get_int (node) : fallback;
}

gboolean
pen_sim_openai_get_boolean (PenSimOpenaiAsk *ask,
                            const char      *name)
{
  JsonNode *node = find_node (ask, name);

  if (ask->form != NULL)
    return g_str_equal (pen_sim_form_get_text (ask->form, name, "false"), "true");

  return node != NULL && json_node_get_boolean (node);
}

static gboolean
has (PenSimOpenaiAsk *ask,
     const char      *name)
{
  return ask->form != NULL ? pen_sim_form_get (ask->form, name) != NULL
                           : find_node (ask, name) != NULL;
}

/* === Names and types === */

static gboolean
check_name (const char          *name,
            const char * const  *known,
            PenSimOpenaiProblem *problem)
{
  return g_strv_contains (known, name) ||
         refuse (problem, "unknown_parameter", g_intern_string (name),
                 "Unknown parameter: '%s'.", name);
}

static gboolean
check_names (PenSimOpenaiAsk     *ask,
             PenSimOpenaiProblem *problem)
{
  GPtrArray *parts = ask->form != NULL ? pen_sim_form_get_parts (ask->form) : NULL;
  g_autoptr(GList) names = ask->json != NULL ? json_object_get_members (ask->json) : NULL;

  for (GList *l = names; l != NULL; l = l->next)
    if (!check_name (l->data, word_fields, problem))
      return FALSE;

  for (guint i = 0; parts != NULL && i < parts->len; i++)
    {
      PenSimPart *part = g_ptr_array_index (parts, i);
      gboolean picture = g_str_has_prefix (part->name, "image") ||
                         g_str_equal (part->name, "mask");

      if (!check_name (part->name, picture_fields, problem))
        return FALSE;
      if (picture != (part->file_name != NULL))
        return refuse (problem, "invalid_type", part->name, "Invalid type for '%s': expected %s.",
                       part->name, picture ? "a file" : "a text");
    }

  return TRUE;
}

static gboolean
check_type (PenSimOpenaiAsk     *ask,
            const char          *name,
            GType                type,
            PenSimOpenaiProblem *problem)
{
  JsonNode *node = find_node (ask, name);

  if (node == NULL ||
      (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type))
    return TRUE;

  return refuse (problem, "invalid_type", name, "Invalid type for '%s': expected %s.", name,
                 type == G_TYPE_INT64 ? "an integer"
                                      : type == G_TYPE_BOOLEAN ? "a boolean" : "a string");
}

static gboolean
check_choice (PenSimOpenaiAsk     *ask,
              const char          *name,
              const char * const  *choices,
              PenSimOpenaiProblem *problem)
{
  g_autofree char *all = g_strjoinv ("', '", (char **) choices);
  const char *text;

  if (!check_type (ask, name, G_TYPE_STRING, problem))
    return FALSE;

  text = pen_sim_openai_get_text (ask, name, NULL);
  return text == NULL || g_strv_contains (choices, text) ||
         refuse (problem, "invalid_value", name,
                 "Invalid value: '%s'. Supported values are: '%s'.", text, all);
}

static gboolean
check_integer (PenSimOpenaiAsk     *ask,
               const char          *name,
               gint64               least,
               gint64               most,
               PenSimOpenaiProblem *problem)
{
  const char *text = ask->form != NULL ? pen_sim_form_get_text (ask->form, name, NULL) : NULL;
  gint64 value;

  if (!check_type (ask, name, G_TYPE_INT64, problem))
    return FALSE;
  if (text != NULL && (*text == '\0' || strspn (text, "0123456789") != strlen (text)))
    return refuse (problem, "invalid_type", name,
                   "Invalid type for '%s': expected an integer.", name);

  value = pen_sim_openai_get_integer (ask, name, least);
  return (value >= least && value <= most) ||
         refuse (problem, "invalid_value", name, "Invalid '%s': %" G_GINT64_FORMAT ".", name,
                 value);
}

static gboolean
check_truth (PenSimOpenaiAsk     *ask,
             const char          *name,
             PenSimOpenaiProblem *problem)
{
  return ask->form != NULL ? check_choice (ask, name, truths, problem)
                           : check_type (ask, name, G_TYPE_BOOLEAN, problem);
}

/* === Words, model and size === */

static gboolean
check_prompt (PenSimOpenaiAsk     *ask,
              PenSimOpenaiProblem *problem)
{
  const char *prompt;

  if (!has (ask, "prompt"))
    return refuse (problem, "missing_required_parameter", "prompt",
                   "Missing required parameter: 'prompt'.");
  if (!check_type (ask, "prompt", G_TYPE_STRING, problem))
    return FALSE;

  prompt = pen_sim_openai_get_text (ask, "prompt", "");
  if (*prompt == '\0')
    return refuse (problem, "invalid_value", "prompt", "Invalid 'prompt': empty string.");

  return g_utf8_strlen (prompt, -1) <= MAX_PROMPT ||
         refuse (problem, "string_above_max_length", "prompt",
                 "Invalid 'prompt': string too long. Expected a string with maximum length %d.",
                 MAX_PROMPT);
}

static gboolean
find_family (PenSimOpenaiAsk     *ask,
             Family              *family,
             PenSimOpenaiProblem *problem)
{
  const char *model;

  if (!has (ask, "model"))
    return refuse (problem, "missing_required_parameter", "model",
                   "Missing required parameter: 'model'.");
  if (!check_type (ask, "model", G_TYPE_STRING, problem))
    return FALSE;

  model = pen_sim_openai_get_text (ask, "model", "");
  *family = FAMILY_GONE;
  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    if (families[i].whole ? g_str_equal (model, families[i].prefix)
                          : g_str_has_prefix (model, families[i].prefix))
      {
        *family = families[i].family;
        break;
      }

  if (*family != FAMILY_GONE)
    return TRUE;

  refuse (problem, "model_not_found", NULL,
          "The model '%s' does not exist or you do not have access to it.", model);
  problem->status = 404;
  return FALSE;
}

static gboolean
parse_size (const char *text,
            guint      *width,
            guint      *height)
{
  g_auto(GStrv) sides = g_strsplit (text, "x", 2);

  for (guint i = 0; i < 2; i++)
    if (sides[i] == NULL || *sides[i] == '\0' || strlen (sides[i]) > 5 ||
        strspn (sides[i], "0123456789") != strlen (sides[i]))
      return FALSE;

  *width = (guint) g_ascii_strtoull (sides[0], NULL, 10);
  *height = (guint) g_ascii_strtoull (sides[1], NULL, 10);
  return TRUE;
}

static gboolean
check_size (PenSimOpenaiAsk     *ask,
            Family               family,
            PenSimOpenaiProblem *problem)
{
  const char *text;
  guint64 pixels;

  ask->width = ask->height = 1024;
  if (!check_type (ask, "size", G_TYPE_STRING, problem))
    return FALSE;

  text = pen_sim_openai_get_text (ask, "size", "auto");
  if (g_str_equal (text, "auto"))
    return TRUE;
  if (!parse_size (text, &ask->width, &ask->height))
    return refuse (problem, "invalid_value", "size", "Invalid size '%s'.", text);
  if (g_strv_contains (sizes, text))
    return TRUE;
  if (family < FAMILY_2)
    return check_choice (ask, "size", sizes, problem);

  pixels = (guint64) ask->width * ask->height;
  if (ask->width % 16 != 0 || ask->height % 16 != 0)
    return refuse (problem, "invalid_value", "size",
                   "Invalid size '%s'. Width and height must both be divisible by 16.", text);
  if (MAX (ask->width, ask->height) > 3840)
    return refuse (problem, "invalid_value", "size",
                   "Invalid size '%s'. The longest edge must be at most 3840.", text);
  if (MAX (ask->width, ask->height) > 3 * MIN (ask->width, ask->height))
    return refuse (problem, "invalid_value", "size",
                   "Invalid size '%s'. The ratio must be between 1:3 and 3:1.", text);

  return (pixels >= 655360 && pixels <= 8294400) ||
         refuse (problem, "invalid_value", "size",
                 "Invalid size '%s'. Requested resolution is outside the pixel budget.", text);
}

/* === What depends on more than one === */

static gboolean
check_background (PenSimOpenaiAsk     *ask,
                  Family               family,
                  PenSimOpenaiProblem *problem)
{
  const char *format = pen_sim_openai_get_text (ask, "output_format", "png");

  if (!check_choice (ask, "background", backgrounds, problem))
    return FALSE;
  if (!g_str_equal (pen_sim_openai_get_text (ask, "background", "auto"), "transparent"))
    return TRUE;

  if (family == FAMILY_2)
    return refuse (problem, NULL, "background",
                   "Transparent background is not supported for this model.");

  return !g_str_equal (format, "jpeg") ||
         refuse (problem, "invalid_value", "background",
                 "Transparent backgrounds need the output format png or webp.");
}

static gboolean
check_output (PenSimOpenaiAsk     *ask,
              PenSimOpenaiProblem *problem)
{
  if (!check_choice (ask, "output_format", formats, problem) ||
      !check_integer (ask, "output_compression", 0, 100, problem))
    return FALSE;

  return !has (ask, "output_compression") ||
         !g_str_equal (pen_sim_openai_get_text (ask, "output_format", "png"), "png") ||
         refuse (problem, "invalid_value", "output_compression",
                 "Compression is only supported for the output formats jpeg and webp.");
}

static gboolean
check_stream (PenSimOpenaiAsk     *ask,
              PenSimOpenaiProblem *problem)
{
  if (!check_truth (ask, "stream", problem) ||
      !check_integer (ask, "partial_images", 0, 3, problem))
    return FALSE;

  return !has (ask, "partial_images") || pen_sim_openai_get_boolean (ask, "stream") ||
         refuse (problem, "invalid_value", "partial_images",
                 "Partial images are only for streams.");
}

/* === Pictures === */

static gboolean
check_picture (PenSimPart          *part,
               PenSimOpenaiProblem *problem)
{
  static const char * const types[] = { "image/png", "image/jpeg", "image/webp", NULL };
  g_autoptr(GdkPixbuf) picture = NULL;
  PenSimPictureInfo info;

  if (part->media_type == NULL || !g_strv_contains (types, part->media_type))
    return refuse (problem, "invalid_image_format", "image",
                   "Invalid file 'image': unsupported mimetype ('%s'). Supported file formats "
                   "are 'image/jpeg', 'image/png', and 'image/webp'.",
                   part->media_type != NULL ? part->media_type : "application/octet-stream");
  if (g_bytes_get_size (part->bytes) >= MAX_PICTURE_BYTES)
    return refuse (problem, "image_too_large", "image", "Image is too large: at most 50MB.");
  if (g_bytes_get_size (part->bytes) == 0)
    return refuse (problem, "empty_image_file", "image", "The image file is empty.");

  picture = pen_sim_picture_decode (part->bytes);
  return (picture != NULL && pen_sim_picture_inspect (part->bytes, &info) &&
          g_str_equal (info.media_type, part->media_type)) ||
         refuse (problem, "image_parse_error", "image", "The image cannot be read.");
}

static gboolean
check_mask (PenSimOpenaiAsk     *ask,
            PenSimOpenaiProblem *problem)
{
  PenSimPictureInfo info, first;
  PenSimPart *source = g_ptr_array_index (ask->sources, 0);

  if (!check_picture (ask->mask, problem))
    return FALSE;

  pen_sim_picture_inspect (ask->mask->bytes, &info);
  pen_sim_picture_inspect (source->bytes, &first);
  if (!g_str_equal (info.media_type, "image/png") || (info.channels != 2 && info.channels != 4))
    return refuse (problem, "invalid_image_format", "mask",
                   "Invalid mask: expected a PNG with an alpha channel.");
  if (g_bytes_get_size (ask->mask->bytes) >= MAX_MASK_BYTES)
    return refuse (problem, "image_too_large", "mask", "Invalid mask: must be less than 4MB.");

  return (info.width == first.width && info.height == first.height) ||
         refuse (problem, "invalid_value", "mask",
                 "Invalid mask image: the size does not match that of the image.");
}

static gboolean
check_pictures (PenSimOpenaiAsk     *ask,
                PenSimOpenaiProblem *problem)
{
  g_autoptr(GPtrArray) single = pen_sim_form_get_all (ask->form, "image");

  ask->sources = pen_sim_form_get_all (ask->form, "image[]");
  ask->mask = pen_sim_form_get (ask->form, "mask");
  if (single->len > 0 && ask->sources->len > 0)
    return refuse (problem, "duplicate_parameter", "image", "Duplicate parameter: 'image'.");

  g_ptr_array_extend (ask->sources, single, NULL, NULL);
  if (ask->sources->len == 0)
    return refuse (problem, "missing_required_parameter", "image",
                   "Missing required parameter: 'image'.");
  if (ask->sources->len > MAX_PICTURES)
    return refuse (problem, "array_above_max_length", "image",
                   "Invalid 'image': at most %d pictures.", MAX_PICTURES);

  for (guint i = 0; i < ask->sources->len; i++)
    if (!check_picture (g_ptr_array_index (ask->sources, i), problem))
      return FALSE;

  return ask->mask == NULL || check_mask (ask, problem);
}

/**
 * pen_sim_openai_check:
 * @ask: a request; its pictures and its size are filled in
 * @problem: (out): what is wrong with it
 *
 * Returns: whether it is in order
 */
gboolean
pen_sim_openai_check (PenSimOpenaiAsk     *ask,
                      PenSimOpenaiProblem *problem)
{
  Family family = FAMILY_GONE;

  if (!check_names (ask, problem) || !check_prompt (ask, problem) ||
      !find_family (ask, &family, problem))
    return FALSE;

  if (has (ask, "input_fidelity") && family != FAMILY_1_FIDELITY)
    return refuse (problem, "unknown_parameter", "input_fidelity",
                   "Unknown parameter: 'input_fidelity'.");

  return check_integer (ask, "n", 1, 10, problem) &&
         check_choice (ask, "quality", family == FAMILY_2_5 ? more_qualities : qualities,
                       problem) &&
         check_choice (ask, "moderation", filters, problem) &&
         check_choice (ask, "input_fidelity", fidelities, problem) &&
         check_size (ask, family, problem) &&
         check_output (ask, problem) &&
         check_background (ask, family, problem) &&
         check_stream (ask, problem) &&
         (!ask->edit || check_pictures (ask, problem));
}
