/* pen-mipmap.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-mipmap"

#include "config.h"

#include "pen-mipmap.h"
#include "pen-texture.h"

/* Below this many pixels a level gains nothing. */
#define SMALLEST_SIDE 128

struct _PenMipmap
{
  GObject       parent_instance;

  GPtrArray    *levels;       /* (owned) (element-type GdkTexture): largest first */
  GCancellable *cancellable;  /* (owned) */
};

G_DEFINE_FINAL_TYPE (PenMipmap, pen_mipmap, G_TYPE_OBJECT)

typedef enum
{
  READY,
} PenMipmapSignal;

static guint signals[READY + 1];

/* The mean of four pixels, channel by channel; they are premultiplied, so this is
 * right at the edges of transparent parts too. */
static guint32
mean_of_four (guint32 a,
              guint32 b,
              guint32 c,
              guint32 d)
{
  guint32 even, odd;

  even = (a & 0x00ff00ff) + (b & 0x00ff00ff) + (c & 0x00ff00ff) + (d & 0x00ff00ff);
  odd = ((a >> 8) & 0x00ff00ff) + ((b >> 8) & 0x00ff00ff) +
        ((c >> 8) & 0x00ff00ff) + ((d >> 8) & 0x00ff00ff);

  even = ((even + 0x00020002) >> 2) & 0x00ff00ff;
  odd = ((odd + 0x00020002) >> 2) & 0x00ff00ff;

  return even | odd << 8;
}

/* Halves a picture of @width × @height pixels; a last odd row or column is left out. */
static guint32 *
halve (const guint32 *from,
       gsize          width,
       gsize          height)
{
  gsize to_width = width / 2, to_height = height / 2;
  guint32 *to = g_new (guint32, to_width * to_height);

  for (gsize y = 0; y < to_height; y++)
    {
      const guint32 *upper = from + 2 * y * width;
      const guint32 *lower = upper + width;

      for (gsize x = 0; x < to_width; x++)
        to[y * to_width + x] = mean_of_four (upper[2 * x], upper[2 * x + 1],
                                             lower[2 * x], lower[2 * x + 1]);
    }

  return to;
}

static void
build_thread (GTask        *task,
              gpointer      source_object,
              gpointer      task_data,
              GCancellable *cancellable)
{
  GdkTexture *texture = task_data;
  g_autoptr(GPtrArray) levels = g_ptr_array_new_with_free_func (g_object_unref);
  gsize width = (gsize) gdk_texture_get_width (texture);
  gsize height = (gsize) gdk_texture_get_height (texture);
  g_autofree guint32 *pixels = g_new (guint32, width * height);

  gdk_texture_download (texture, (guchar *) pixels, width * sizeof (guint32));

  while (MIN (width, height) >= 2 * SMALLEST_SIDE && !g_cancellable_is_cancelled (cancellable))
    {
      guint32 *half = halve (pixels, width, height);
      g_autoptr(GBytes) bytes = NULL;

      g_free (pixels);
      pixels = half;
      width /= 2;
      height /= 2;

      bytes = g_bytes_new (pixels, width * height * sizeof (guint32));
      g_ptr_array_add (levels,
                       gdk_memory_texture_new ((int) width, (int) height, GDK_MEMORY_DEFAULT,
                                               bytes, width * sizeof (guint32)));
    }

  g_task_return_pointer (task, g_steal_pointer (&levels), (GDestroyNotify) g_ptr_array_unref);
}

static void
build_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  PenMipmap *self;
  g_autoptr(GPtrArray) levels = g_task_propagate_pointer (G_TASK (result), NULL);

  if (levels == NULL)
    return;

  self = user_data;
  for (guint i = 0; i < levels->len; i++)
    g_ptr_array_add (self->levels, g_object_ref (g_ptr_array_index (levels, i)));

  g_signal_emit (self, signals[READY], 0);
}

static void
build (PenMipmap *self)
{
  GdkTexture *texture = pen_mipmap_get_texture (self);
  g_autoptr(GTask) task = g_task_new (NULL, self->cancellable, build_cb, self);

  g_task_set_source_tag (task, build);
  g_task_set_task_data (task, g_object_ref (texture), g_object_unref);
  g_task_run_in_thread (task, build_thread);
}

static void
pen_mipmap_dispose (GObject *object)
{
  PenMipmap *self = PEN_MIPMAP (object);

  g_cancellable_cancel (self->cancellable);

  G_OBJECT_CLASS (pen_mipmap_parent_class)->dispose (object);
}

static void
pen_mipmap_finalize (GObject *object)
{
  PenMipmap *self = PEN_MIPMAP (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->levels, g_ptr_array_unref);

  G_OBJECT_CLASS (pen_mipmap_parent_class)->finalize (object);
}

static void
pen_mipmap_class_init (PenMipmapClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = pen_mipmap_dispose;
  object_class->finalize = pen_mipmap_finalize;

  signals[READY] = g_signal_new ("ready", PEN_TYPE_MIPMAP, G_SIGNAL_RUN_LAST,
                                 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
pen_mipmap_init (PenMipmap *self)
{
  self->levels = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
}

/**
 * pen_mipmap_new:
 * @texture: the picture in full
 *
 * Returns: (transfer full): @texture and, soon, its smaller ones
 */
PenMipmap *
pen_mipmap_new (GdkTexture *texture)
{
  PenMipmap *self;

  g_return_val_if_fail (GDK_IS_TEXTURE (texture), NULL);

  self = g_object_new (PEN_TYPE_MIPMAP, NULL);
  g_ptr_array_add (self->levels, g_object_ref (texture));
  build (self);

  return self;
}

/**
 * pen_mipmap_get_texture:
 * @self: a mipmap
 *
 * Returns: (transfer none): the picture in full
 */
GdkTexture *
pen_mipmap_get_texture (PenMipmap *self)
{
  g_return_val_if_fail (PEN_IS_MIPMAP (self), NULL);

  return g_ptr_array_index (self->levels, 0);
}

/**
 * pen_mipmap_pick:
 * @self: a mipmap
 * @width: how wide the picture will be drawn, in pixels of the screen
 *
 * Returns: (transfer none): the smallest texture that is not smaller than that
 */
GdkTexture *
pen_mipmap_pick (PenMipmap *self,
                 double     width)
{
  g_return_val_if_fail (PEN_IS_MIPMAP (self), NULL);

  for (guint i = self->levels->len - 1; i > 0; i--)
    {
      GdkTexture *level = g_ptr_array_index (self->levels, i);

      if (gdk_texture_get_width (level) >= width)
        return level;
    }

  return pen_mipmap_get_texture (self);
}
