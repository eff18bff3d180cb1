/* pen-sim-comfyui-run.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * What comes of a graph: pictures that depend on what the graph says, node by node.
 */

#define G_LOG_DOMAIN "pen-sim-comfyui-run"

#include "config.h"

#include <string.h>

#include "pen-sim-comfyui-private.h"

/* What a latent picture stands for. */
typedef struct
{
  GdkPixbuf *source;    /* (owned) (nullable) */
  GdkPixbuf *mask;      /* (owned) (nullable): white changes */
  guint      width;
  guint      height;
  guint      count;
} Latent;

static void
latent_free (Latent *latent)
{
  g_clear_object (&latent->source);
  g_clear_object (&latent->mask);
  g_free (latent);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Latent, latent_free)

static JsonObject *
get_inputs (JsonObject *graph,
            const char *id)
{
  return json_object_get_object_member (json_object_get_object_member (graph, id), "inputs");
}

static const char *
get_class (JsonObject *graph,
           const char *id)
{
  return json_object_get_string_member (json_object_get_object_member (graph, id), "class_type");
}

static const char *
get_link (JsonObject *inputs,
          const char *name)
{
  return json_array_get_string_element (json_object_get_array_member (inputs, name), 0);
}

static GdkPixbuf *
load (PenSimComfyuiState *state,
      const char         *name)
{
  GBytes *bytes = g_hash_table_lookup (state->uploads, name);

  return pen_sim_picture_decode (bytes);
}

static char *
find_text (JsonObject *graph,
           const char *id)
{
  static const char *ways[] = { "positive", "conditioning" };

  for (;;)
    {
      JsonObject *inputs = get_inputs (graph, id);
      const char *next = NULL;

      if (g_str_equal (get_class (graph, id), "CLIPTextEncode"))
        return g_strdup (json_object_get_string_member (inputs, "text"));
      for (guint i = 0; i < G_N_ELEMENTS (ways) && next == NULL; i++)
        if (json_object_has_member (inputs, ways[i]))
          next = get_link (inputs, ways[i]);
      id = next;
    }
}

static GPtrArray *run_images (PenSimComfyuiState *state,
                              JsonObject         *graph,
                              const char         *id,
                              double              done);

static Latent *
run_latent (PenSimComfyuiState *state,
            JsonObject         *graph,
            const char         *id)
{
  const char *class_type = get_class (graph, id);
  JsonObject *inputs = get_inputs (graph, id);
  Latent *latent;

  if (g_str_has_prefix (class_type, "Empty"))
    {
      latent = g_new0 (Latent, 1);
      latent->width = (guint) json_object_get_int_member (inputs, "width");
      latent->height = (guint) json_object_get_int_member (inputs, "height");
      latent->count = (guint) json_object_get_int_member (inputs, "batch_size");
      return latent;
    }

  if (json_object_has_member (inputs, "samples"))
    {
      latent = run_latent (state, graph, get_link (inputs, "samples"));
      if (g_str_equal (class_type, "RepeatLatentBatch"))
        latent->count *= (guint) json_object_get_int_member (inputs, "amount");
    }
  else
    {
      g_autoptr(GPtrArray) images = run_images (state, graph, get_link (inputs, "pixels"), 1);

      latent = g_new0 (Latent, 1);
      latent->source = g_object_ref (images->pdata[0]);
      latent->width = (guint) gdk_pixbuf_get_width (latent->source);
      latent->height = (guint) gdk_pixbuf_get_height (latent->source);
      latent->count = 1;
    }

  if (json_object_has_member (inputs, "mask"))
    {
      JsonObject *mask = get_inputs (graph, get_link (inputs, "mask"));

      g_clear_object (&latent->mask);
      latent->mask = load (state, json_object_get_string_member (mask, "image"));
    }

  return latent;
}

/* Puts the old pixels back where the mask is black. */
static void
keep (GdkPixbuf *picture,
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

static GPtrArray *
sample (PenSimComfyuiState *state,
        JsonObject         *graph,
        const char         *id,
        double              done)
{
  JsonObject *inputs = get_inputs (graph, id);
  g_autoptr(Latent) latent = run_latent (state, graph, get_link (inputs, "latent_image"));
  g_autofree char *text = find_text (graph, get_link (inputs, "positive"));
  double denoise = json_object_get_double_member (inputs, "denoise");
  guint64 seed = (guint64) json_object_get_int_member (inputs, "seed");
  GPtrArray *images = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < latent->count; i++)
    {
      GdkPixbuf *picture;

      if (latent->source == NULL)
        picture = pen_sim_picture_draw (text, seed + i, latent->width, latent->height);
      else
        picture = pen_sim_picture_alter (latent->source, text, seed + i, denoise * done,
                                         latent->width, latent->height);
      if (latent->mask != NULL)
        keep (picture, latent->source, latent->mask);
      g_ptr_array_add (images, picture);
    }

  return images;
}

static GPtrArray *
scale (GPtrArray *images,
       double     factor)
{
  GPtrArray *scaled = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < images->len; i++)
    g_ptr_array_add (scaled,
                     gdk_pixbuf_scale_simple (images->pdata[i],
                                              (int) (gdk_pixbuf_get_width (images->pdata[i]) *
                                                     factor),
                                              (int) (gdk_pixbuf_get_height (images->pdata[i]) *
                                                     factor),
                                              GDK_INTERP_BILINEAR));

  return scaled;
}

static GPtrArray *
run_images (PenSimComfyuiState *state,
            JsonObject         *graph,
            const char         *id,
            double              done)
{
  const char *class_type = get_class (graph, id);
  JsonObject *inputs = get_inputs (graph, id);
  g_autoptr(GPtrArray) images = NULL;
  GPtrArray *loaded;

  if (g_str_equal (class_type, "VAEDecode"))
    return sample (state, graph, get_link (inputs, "samples"), done);

  if (g_str_equal (class_type, "LoadImage"))
    {
      loaded = g_ptr_array_new_with_free_func (g_object_unref);
      g_ptr_array_add (loaded, load (state, json_object_get_string_member (inputs, "image")));
      return loaded;
    }

  images = run_images (state, graph,
                       get_link (inputs, json_object_has_member (inputs, "image") ? "image"
                                                                                  : "images"),
                       done);
  if (g_str_equal (class_type, "ImageUpscaleWithModel"))
    return scale (images, 4);
  if (g_str_equal (class_type, "ImageScaleBy"))
    return scale (images, json_object_get_double_member (inputs, "scale_by"));

  return g_steal_pointer (&images);
}

static const char *
find_output (JsonObject  *graph,
             const char **ret_type)
{
  g_autoptr(GList) ids = json_object_get_members (graph);

  for (GList *l = ids; l != NULL; l = l->next)
    {
      const char *class_type = get_class (graph, l->data);

      *ret_type = g_str_equal (class_type, "PreviewImage") ? "temp" : "output";
      if (g_str_equal (class_type, "PreviewImage") || g_str_equal (class_type, "SaveImage"))
        return l->data;
    }

  return NULL;
}

/**
 * pen_sim_comfyui_run:
 * @state: an engine
 * @job: a job
 * @ret_node: (out): the node that shows the pictures
 *
 * Returns: (transfer full): how its pictures are called
 */
JsonArray *
pen_sim_comfyui_run (PenSimComfyuiState *state,
                     PenSimComfyuiJob   *job,
                     const char        **ret_node)
{
  const char *type = NULL;
  const char *id = find_output (job->graph, &type);
  g_autoptr(GPtrArray) pictures = run_images (state, job->graph, id, 1);
  JsonArray *names = json_array_new ();

  for (guint i = 0; i < pictures->len; i++)
    {
      JsonObject *name = json_object_new ();
      g_autofree char *file = g_strdup_printf ("ComfyUI_temp_%05u_.png", ++state->n_results);

      g_hash_table_replace (state->results, g_strdup_printf ("%s/%s", type, file),
                            pen_sim_picture_encode (pictures->pdata[i], "png"));
      json_object_set_string_member (name, "filename", file);
      json_object_set_string_member (name, "subfolder", "");
      json_object_set_string_member (name, "type", type);
      json_array_add_object_element (names, name);
    }

  *ret_node = id;
  return names;
}

/* (transfer full): what the job has come to, small */
GBytes *
pen_sim_comfyui_preview (PenSimComfyuiState *state,
                         PenSimComfyuiJob   *job)
{
  const char *type = NULL;
  const char *id = find_output (job->graph, &type);
  g_autoptr(GPtrArray) pictures = run_images (state, job->graph, id,
                                              (double) job->step / job->steps);
  g_autoptr(GdkPixbuf) small = gdk_pixbuf_scale_simple (pictures->pdata[0], 64, 64,
                                                        GDK_INTERP_BILINEAR);

  return pen_sim_picture_encode (small, "jpeg");
}

guint
pen_sim_comfyui_get_steps (JsonObject *graph)
{
  g_autoptr(GList) ids = json_object_get_members (graph);

  for (GList *l = ids; l != NULL; l = l->next)
    if (g_str_equal (get_class (graph, l->data), "KSampler"))
      return (guint) json_object_get_int_member (get_inputs (graph, l->data), "steps");

  return 1;
}
