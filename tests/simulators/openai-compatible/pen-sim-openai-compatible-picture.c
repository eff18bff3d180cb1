/* pen-sim-openai-compatible-picture.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * What the servers make of a request: the words, the arguments in them, masks by colour or
 * by transparency, and sizes that are rounded or fixed.
 */

#define G_LOG_DOMAIN "pen-sim-openai-compatible-picture"

#include "config.h"

#include <string.h>

#include "pen-sim-openai-compatible-private.h"

#define OPENING "<sd_cpp_extra_args>"
#define CLOSING "</sd_cpp_extra_args>"

/* sd-server: unless it was started otherwise, the same picture every time. */
#define USUAL_SEED 42

/**
 * pen_sim_compatible_read_prompt:
 * @ask: a request; its words and its arguments are filled in
 *
 * Only sd-server looks for arguments, and only on one line.
 *
 * Returns: whether the arguments are in order
 */
gboolean
pen_sim_compatible_read_prompt (PenSimCompatibleAsk *ask)
{
  const char *text = pen_sim_compatible_get_text (ask, "prompt");
  const char *start = text != NULL ? strstr (text, OPENING) : NULL;
  const char *end = start != NULL ? strstr (start, CLOSING) : NULL;
  g_autofree char *json = NULL;
  g_autoptr(JsonNode) node = NULL;

  ask->prompt = g_strdup (text != NULL ? text : "");
  if (ask->route->flavour != PEN_SIM_COMPATIBLE_SDCPP || end == NULL)
    return TRUE;

  json = g_strndup (start + strlen (OPENING), end - start - strlen (OPENING));
  if (strchr (json, '\n') != NULL)
    return TRUE;

  node = json_from_string (json, NULL);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return FALSE;

  ask->arguments = json_object_ref (json_node_get_object (node));
  g_free (ask->prompt);
  ask->prompt = g_strdup_printf ("%.*s%s", (int) (start - text), text, end + strlen (CLOSING));
  return TRUE;
}

static GdkPixbuf *
decode_base64 (const char *text)
{
  gsize length;
  guchar *data = g_base64_decode (text, &length);
  g_autoptr(GBytes) bytes = g_bytes_new_take (data, length);

  return pen_sim_picture_decode (bytes);
}

/* What to start from; with more channels or fewer than three it is silently left out. */
static GdkPixbuf *
find_source (PenSimCompatibleAsk *ask,
             PenSimVisit         *visit)
{
  static const char * const names[] = { "image[]", "image" };
  const char *text = ask->json != NULL ? pen_sim_compatible_get_text (ask, "file") : NULL;
  PenSimPictureInfo info;

  if (text == NULL && ask->json != NULL)
    text = pen_sim_compatible_get_text (ask, "image");
  if (text != NULL)
    return decode_base64 (text);

  for (guint i = 0; ask->form != NULL && i < G_N_ELEMENTS (names); i++)
    {
      PenSimPart *part = pen_sim_form_get (ask->form, names[i]);

      if (part == NULL)
        continue;
      if (!pen_sim_picture_inspect (part->bytes, &info) || info.channels != 3)
        {
          pen_sim_log_remark (visit->entry, "the picture is not plain RGB");
          return NULL;
        }
      return pen_sim_picture_decode (part->bytes);
    }

  return NULL;
}

/* LocalAI's inpainting makes one size, and sd-server rounds up. */
static void
find_size (PenSimCompatibleAsk *ask,
           GdkPixbuf           *source,
           guint               *width,
           guint               *height)
{
  const char *text = pen_sim_compatible_get_text (ask, "size");
  g_auto(GStrv) sides = g_strsplit (text != NULL ? text : "", "x", 2);

  *width = *height = 512;
  if (g_str_has_suffix (ask->route->path, "/upscale"))
    {
      *width = (guint) gdk_pixbuf_get_width (source) * 4;
      *height = (guint) gdk_pixbuf_get_height (source) * 4;
      return;
    }

  if (g_strv_length (sides) == 2)
    {
      *width = (guint) g_ascii_strtoull (sides[0], NULL, 10);
      *height = (guint) g_ascii_strtoull (sides[1], NULL, 10);
    }
  else if (source != NULL && ask->route->flavour == PEN_SIM_COMPATIBLE_SDCPP)
    {
      *width = (guint) gdk_pixbuf_get_width (source);
      *height = (guint) gdk_pixbuf_get_height (source);
    }

  if (ask->route->flavour == PEN_SIM_COMPATIBLE_SDCPP)
    {
      *width = (*width + 63) / 64 * 64;
      *height = (*height + 63) / 64 * 64;
    }
}

/* Whether a pixel of the mask lets the picture change: OpenAI's way looks at the alpha,
 * the others at the colour alone. */
static gboolean
may_change (PenSimCompatibleFlavour  flavour,
            const guint8            *pixel,
            guint                    channels)
{
  if (flavour == PEN_SIM_COMPATIBLE_PLAIN)
    return channels == 4 && pixel[3] < 128;

  return pixel[0] >= 128;
}

static void
keep_masked (PenSimCompatibleAsk *ask,
             PenSimVisit         *visit,
             GdkPixbuf           *source,
             GdkPixbuf           *result)
{
  PenSimPart *part = ask->form != NULL ? pen_sim_form_get (ask->form, "mask") : NULL;
  int width = gdk_pixbuf_get_width (result);
  int height = gdk_pixbuf_get_height (result);
  g_autoptr(GdkPixbuf) mask = part != NULL ? pen_sim_picture_decode (part->bytes) : NULL;
  g_autoptr(GdkPixbuf) scaled = NULL;
  g_autoptr(GdkPixbuf) kept = NULL;
  guint channels;

  if (part == NULL)
    return;
  if (mask == NULL || gdk_pixbuf_get_width (mask) != gdk_pixbuf_get_width (source) ||
      gdk_pixbuf_get_height (mask) != gdk_pixbuf_get_height (source))
    pen_sim_log_remark (visit->entry, "the mask is not of the picture's size");
  if (mask == NULL)
    return;

  channels = (guint) gdk_pixbuf_get_n_channels (mask);
  scaled = gdk_pixbuf_scale_simple (mask, width, height, GDK_INTERP_NEAREST);
  kept = gdk_pixbuf_scale_simple (source, width, height, GDK_INTERP_BILINEAR);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      if (!may_change (ask->route->flavour,
                       gdk_pixbuf_read_pixels (scaled) + y * gdk_pixbuf_get_rowstride (scaled) +
                       x * channels, channels))
        memcpy (gdk_pixbuf_get_pixels (result) + y * gdk_pixbuf_get_rowstride (result) + x * 3,
                gdk_pixbuf_read_pixels (kept) + y * gdk_pixbuf_get_rowstride (kept) + x * 3, 3);
}

/**
 * pen_sim_compatible_draw:
 * @ask: a request in order
 * @visit: who asks
 * @index: which of its pictures
 *
 * Returns: (transfer full): the picture, without alpha
 */
GdkPixbuf *
pen_sim_compatible_draw (PenSimCompatibleAsk *ask,
                         PenSimVisit         *visit,
                         guint                index)
{
  g_autoptr(GdkPixbuf) source = find_source (ask, visit);
  gint64 seed = pen_sim_compatible_get_integer (ask, "seed", USUAL_SEED);
  double strength = 0.75;
  GdkPixbuf *result;
  guint width;
  guint height;

  if (ask->arguments != NULL)
    {
      seed = json_object_get_int_member_with_default (ask->arguments, "seed", seed);
      strength = json_object_get_double_member_with_default (ask->arguments, "strength", strength);
    }

  find_size (ask, source, &width, &height);
  if (source == NULL)
    return pen_sim_picture_draw (ask->prompt, (guint64) seed + index, width, height);

  result = pen_sim_picture_alter (source, ask->prompt, (guint64) seed + index, strength, width,
                                  height);
  keep_masked (ask, visit, source, result);
  return result;
}
