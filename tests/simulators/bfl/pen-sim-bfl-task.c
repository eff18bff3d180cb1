/* pen-sim-bfl-task.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * The picture that a request asks for, made in such a way that a test sees which part of
 * the request it was made from.
 */

#define G_LOG_DOMAIN "pen-sim-bfl-task"

#include "config.h"

#include <math.h>

#include "pen-sim-bfl-private.h"

/* How much an instruction changes a picture: enough to be seen. */
#define CHANGE 0.5

static GdkPixbuf *
decode (JsonObject *body,
        const char *name)
{
  g_autoptr(GBytes) bytes = pen_sim_json_get_picture (body, name, PEN_SIM_JSON_BASE64);

  return bytes != NULL ? pen_sim_picture_decode (bytes) : NULL;
}

static GdkPixbuf *
decode_first (JsonObject *body)
{
  static const char * const names[] = { "input_image", "image", "image_prompt" };
  JsonArray *images = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (json_object_has_member (body, names[i]))
      return decode (body, names[i]);

  if (json_object_has_member (body, "images"))
    images = json_object_get_array_member (body, "images");
  if (images != NULL)
    {
      g_autoptr(GBytes) bytes = pen_sim_json_decode (json_array_get_string_element (images, 0),
                                                     PEN_SIM_JSON_BASE64, NULL);

      return pen_sim_picture_decode (bytes);
    }

  return NULL;
}

/* @source at an offset on a canvas of what was drawn. */
static GdkPixbuf *
extend (GdkPixbuf *source,
        GdkPixbuf *canvas,
        gint       x,
        gint       y)
{
  gdk_pixbuf_copy_area (source, 0, 0, gdk_pixbuf_get_width (source),
                        gdk_pixbuf_get_height (source), canvas, x, y);

  return g_object_ref (canvas);
}

static GdkPixbuf *
expand (JsonObject *body,
        GdkPixbuf  *source,
        const char *prompt,
        gint64      seed)
{
  gint left = json_object_get_int_member_with_default (body, "left", 0);
  gint top = json_object_get_int_member_with_default (body, "top", 0);
  gint width = left + gdk_pixbuf_get_width (source) +
               json_object_get_int_member_with_default (body, "right", 0);
  gint height = top + gdk_pixbuf_get_height (source) +
                json_object_get_int_member_with_default (body, "bottom", 0);
  g_autoptr(GdkPixbuf) canvas = pen_sim_picture_draw (prompt, seed, width, height);

  return extend (source, canvas, left, top);
}

static GdkPixbuf *
outpaint (JsonObject *body,
          GdkPixbuf  *source,
          const char *prompt)
{
  gint width = json_object_get_int_member (body, "width");
  gint height = json_object_get_int_member (body, "height");
  gint x = json_object_get_int_member_with_default (
    body, "reference_offset_x", (width - gdk_pixbuf_get_width (source)) / 2);
  gint y = json_object_get_int_member_with_default (
    body, "reference_offset_y", (height - gdk_pixbuf_get_height (source)) / 2);
  g_autoptr(GdkPixbuf) canvas = pen_sim_picture_draw (prompt, 0, width, height);

  if (x < 0 || y < 0 || x + gdk_pixbuf_get_width (source) > width ||
      y + gdk_pixbuf_get_height (source) > height)
    return g_steal_pointer (&canvas);

  return extend (source, canvas, x, y);
}

static GdkPixbuf *
edit (JsonObject *body,
      GdkPixbuf  *source,
      const char *prompt,
      gint64      seed)
{
  double kept = json_object_get_double_member_with_default (body, "image_prompt_strength", CHANGE);
  gint width = json_object_get_int_member_with_default (body, "width",
                                                        gdk_pixbuf_get_width (source));
  gint height = json_object_get_int_member_with_default (body, "height",
                                                         gdk_pixbuf_get_height (source));
  g_autoptr(GdkPixbuf) altered = pen_sim_picture_alter (source, prompt, seed, 1 - kept, width,
                                                        height);
  g_autoptr(GdkPixbuf) mask = decode (body, "mask");

  if (mask != NULL)
    return pen_sim_mask_blend (source, altered, mask);

  return g_steal_pointer (&altered);
}

static GdkPixbuf *
make (const PenSimBflEndpoint *endpoint,
      JsonObject              *body,
      const char              *prompt,
      gint64                   seed)
{
  g_autoptr(GdkPixbuf) source = decode_first (body);

  if (source == NULL)
    return pen_sim_picture_draw (prompt, seed,
                                 json_object_get_int_member_with_default (body, "width", 64),
                                 json_object_get_int_member_with_default (body, "height", 64));
  if (g_str_has_suffix (endpoint->path, "expand"))
    return expand (body, source, prompt, seed);
  if (g_str_has_suffix (endpoint->path, "outpainting-v1"))
    return outpaint (body, source, prompt);

  return edit (body, source, prompt, seed);
}

/**
 * pen_sim_bfl_task_new:
 * @endpoint: the model
 * @body: a body in order
 * @id: the id of the task
 *
 * Returns: (transfer full): the task, its picture ready
 */
PenSimBflTask *
pen_sim_bfl_task_new (const PenSimBflEndpoint *endpoint,
                      JsonObject              *body,
                      const char              *id)
{
  PenSimBflTask *self = g_new0 (PenSimBflTask, 1);
  const char *prompt = json_object_get_string_member_with_default (body, "prompt", "");
  const char *format = json_object_get_string_member_with_default (body, "output_format",
                                                                   endpoint->format);
  g_autoptr(GdkPixbuf) picture = NULL;

  self->id = g_strdup (id);
  self->format = g_strdup (format);
  self->prompt = g_strdup (prompt);
  self->seed = json_object_get_int_member_with_default (body, "seed", 4242);
  picture = make (endpoint, body, prompt, self->seed);
  self->picture = pen_sim_picture_encode (picture, format);

  return self;
}

void
pen_sim_bfl_task_free (PenSimBflTask *self)
{
  g_free (self->id);
  g_free (self->format);
  g_free (self->prompt);
  g_clear_pointer (&self->picture, g_bytes_unref);
  g_free (self);
}
