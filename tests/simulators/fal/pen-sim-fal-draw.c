/* pen-sim-fal-draw.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * The work of the models, and the shapes of their answers.
 */

#define G_LOG_DOMAIN "pen-sim-fal"

#include "config.h"

#include <math.h>

#include "pen-sim-fal-private.h"

typedef struct
{
  guint width;
  guint height;
} Size;

static gint64
get_int (JsonObject *body,
         const char *name,
         gint64      fallback)
{
  return json_object_get_int_member_with_default (body, name, fallback);
}

static gboolean
find_preset (const char *name,
             Size       *size)
{
  static const struct { const char *name; Size size; } presets[] =
  {
    { "square_hd", { 1024, 1024 } }, { "square", { 512, 512 } },
    { "portrait_4_3", { 768, 1024 } }, { "portrait_16_9", { 576, 1024 } },
    { "landscape_4_3", { 1024, 768 } }, { "landscape_16_9", { 1024, 576 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (presets); i++)
    if (g_strcmp0 (presets[i].name, name) == 0)
      {
        *size = presets[i].size;
        return TRUE;
      }

  return FALSE;
}

/* What was asked for, else what the source has, else a usual size. */
static Size
find_size (JsonObject     *body,
           PenSimFalInput *input)
{
  Size size = { 1024, 768 };
  JsonNode *node = json_object_get_member (body, "image_size");

  if (input->source != NULL)
    size = (Size) { gdk_pixbuf_get_width (input->source), gdk_pixbuf_get_height (input->source) };

  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    size = (Size) { get_int (json_node_get_object (node), "width", 512),
                    get_int (json_node_get_object (node), "height", 512) };
  else if (node != NULL)
    find_preset (json_node_get_string (node), &size);

  if (json_object_has_member (body, "canvas_size"))
    {
      JsonArray *canvas = json_object_get_array_member (body, "canvas_size");

      size = (Size) { json_array_get_int_element (canvas, 0),
                      json_array_get_int_element (canvas, 1) };
    }

  size.width += get_int (body, "expand_left", 0) + get_int (body, "expand_right", 0);
  size.height += get_int (body, "expand_top", 0) + get_int (body, "expand_bottom", 0);

  return size;
}

/* How much of the source goes; two models count the other way. */
static double
find_strength (const PenSimFalEndpoint *endpoint,
               JsonObject              *body)
{
  if (g_str_has_suffix (endpoint->id, "ideogram/v3/remix"))
    return 1 - json_object_get_double_member_with_default (body, "strength", 0.8);
  if (json_object_has_member (body, "image_prompt_strength"))
    return 1 - json_object_get_double_member (body, "image_prompt_strength");
  if (json_object_has_member (body, "strength"))
    return json_object_get_double_member (body, "strength");
  if (json_object_has_member (body, "creativity"))
    return json_object_get_double_member (body, "creativity");

  return 0.5;
}

/* Where the mask is black, the source stays. */
static void
keep_unmasked (GdkPixbuf      *picture,
               PenSimFalInput *input)
{
  guint width = gdk_pixbuf_get_width (picture);
  guint height = gdk_pixbuf_get_height (picture);
  g_autoptr(GdkPixbuf) source = gdk_pixbuf_scale_simple (input->source, width, height,
                                                         GDK_INTERP_NEAREST);
  g_autoptr(GdkPixbuf) mask = gdk_pixbuf_scale_simple (input->mask, width, height,
                                                       GDK_INTERP_NEAREST);

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      {
        const guint8 *from = gdk_pixbuf_read_pixels (source) +
                             y * gdk_pixbuf_get_rowstride (source) +
                             x * gdk_pixbuf_get_n_channels (source);
        const guint8 *white = gdk_pixbuf_read_pixels (mask) + y * gdk_pixbuf_get_rowstride (mask) +
                              x * gdk_pixbuf_get_n_channels (mask);
        guint8 *to = gdk_pixbuf_get_pixels (picture) + y * gdk_pixbuf_get_rowstride (picture) +
                     x * 3;

        for (guint c = 0; *white < 128 && c < 3; c++)
          to[c] = from[c];
      }
}

static GdkPixbuf *
draw_one (PenSimFalJob   *job,
          JsonObject     *body,
          PenSimFalInput *input,
          guint64         seed)
{
  const char *prompt = json_object_get_string_member_with_default (body, "prompt", "");
  Size size = find_size (body, input);
  GdkPixbuf *picture;

  if (input->source == NULL)
    return pen_sim_picture_draw (prompt, seed, size.width, size.height);

  picture = pen_sim_picture_alter (input->source, prompt, seed,
                                   find_strength (job->endpoint, body), size.width, size.height);
  if (input->mask != NULL)
    keep_unmasked (picture, input);

  return picture;
}

static const char *
find_format (JsonObject *body)
{
  const char *format = json_object_get_string_member_with_default (body, "output_format", NULL);

  if (format == NULL)
    format = json_object_get_string_member_with_default (body, "format", "jpeg");

  return g_str_equal (format, "jpg") ? "jpeg" : format;
}

static JsonObject *
describe (PenSimFalState *state,
          PenSimVisit    *visit,
          GdkPixbuf      *picture,
          const char     *format)
{
  g_autoptr(GBytes) bytes = pen_sim_picture_encode (picture, format);
  g_autofree char *media_type = g_strconcat ("image/", format, NULL);
  g_autofree char *base64 = NULL;
  g_autofree char *url = NULL;
  JsonObject *image = json_object_new ();

  if (g_strcmp0 (state->shape, "data-uri") == 0)
    {
      base64 = g_base64_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      url = g_strdup_printf ("data:%s;base64,%s", media_type, base64);
    }
  else
    url = pen_sim_fal_keep (state, visit, bytes, media_type);

  json_object_set_string_member (image, "url",
                                 pen_sim_fault_is (visit->fault, "foreign-address") ?
                                 visit->fault->value : url);
  if (g_strcmp0 (state->shape, "bare") == 0)
    return image;

  json_object_set_int_member (image, "width", gdk_pixbuf_get_width (picture));
  json_object_set_int_member (image, "height", gdk_pixbuf_get_height (picture));
  json_object_set_string_member (image, "content_type", media_type);
  json_object_set_null_member (image, "file_data");

  return image;
}

/* Puts the pictures where this endpoint has them. */
static void
put_images (PenSimFalState *state,
            PenSimFalJob   *job,
            JsonObject     *output,
            JsonArray      *images,
            JsonArray      *flags)
{
  g_autoptr(JsonArray) owned_images = images;
  g_autoptr(JsonArray) owned_flags = flags;

  if (g_strcmp0 (state->shape, "empty") == 0)
    {
      json_object_set_array_member (output, "images", json_array_new ());
      return;
    }

  if (g_strcmp0 (state->shape, "odd") == 0)
    {
      JsonObject *inner = json_object_new ();

      json_object_set_object_member (inner, "file",
                                     json_object_ref (json_array_get_object_element (images, 0)));
      json_object_set_object_member (output, "result", inner);
    }
  else if (job->endpoint->single)
    json_object_set_object_member (output, "image",
                                   json_object_ref (json_array_get_object_element (images, 0)));
  else
    json_object_set_array_member (output, "images", g_steal_pointer (&owned_images));

  if (job->endpoint->nsfw)
    json_object_set_array_member (output, "has_nsfw_concepts", g_steal_pointer (&owned_flags));
}

/**
 * pen_sim_fal_draw:
 * @state: the account
 * @visit: the request that asks for the result
 * @job: the job
 * @body: its input
 * @input: the pictures in it
 *
 * Returns: (transfer full): what the model answers; `units` of @job are set
 */
JsonObject *
pen_sim_fal_draw (PenSimFalState *state,
                  PenSimVisit    *visit,
                  PenSimFalJob   *job,
                  JsonObject     *body,
                  PenSimFalInput *input)
{
  guint count = job->endpoint->single ? 1 : get_int (body, "num_images", 1);
  guint64 seed = get_int (body, "seed", 4242);
  JsonObject *output = json_object_new ();
  JsonArray *images = json_array_new ();
  JsonArray *flags = json_array_new ();
  gboolean by_pixels = g_str_has_prefix (job->endpoint->id, "fal-ai/flux/");

  for (guint i = 0; i < count; i++)
    {
      g_autoptr(GdkPixbuf) picture = draw_one (job, body, input, seed + i);
      gboolean flagged = g_strcmp0 (state->shape, "nsfw") == 0 ||
                         (g_strcmp0 (state->shape, "half-nsfw") == 0 && i == 0);
      double megapixels = (double) gdk_pixbuf_get_width (picture) *
                          gdk_pixbuf_get_height (picture) / 1e6;

      if (flagged)
        gdk_pixbuf_fill (picture, 0x000000ff);
      json_array_add_object_element (images,
                                     describe (state, visit, picture, find_format (body)));
      json_array_add_boolean_element (flags, flagged);
      job->units += by_pixels ? ceil (megapixels) : 1;
    }

  put_images (state, job, output, images, flags);
  if (job->endpoint->seed)
    json_object_set_int_member (output, "seed", seed);
  json_object_set_string_member (output, "prompt",
                                 json_object_get_string_member_with_default (body, "prompt", ""));

  return output;
}
