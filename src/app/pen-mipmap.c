/* pen-mipmap.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-mipmap"

#include "config.h"

#include <math.h>
#include <string.h>

#include "pen-mipmap.h"
#include "pen-texture.h"

/* Below this many pixels a level gains nothing. */
#define SMALLEST_SIDE 128

/* Parts begin and end at multiples of this, so that a picture that is moved a little
 * is still drawn from the same part. */
#define GRID 256

/* Until a size is made, a smaller texture may be enlarged so much: to enlarge is fast,
 * to reduce is not. */
#define MAX_ENLARGEMENT 1.5

#define LEVELS_KEY "pen-mipmap-levels"

/* A size is only made when it has been wanted for so long, in milliseconds: while the
 * picture is being zoomed it would come too late. */
#define FIT_DELAY 80

/* Above this many pixels no size is made. */
#define MAX_FITTED (8 * 1024 * 1024)

typedef struct
{
  GdkTexture *texture;  /* (owned) */
  GBytes     *bytes;    /* (owned) (nullable): its pixels, where they are known */
} Level;

static Level *
level_new (GdkTexture *texture,
           GBytes     *bytes)
{
  Level *level = g_new0 (Level, 1);

  level->texture = g_object_ref (texture);
  level->bytes = bytes != NULL ? g_bytes_ref (bytes) : NULL;

  return level;
}

static void
level_free (Level *level)
{
  g_clear_object (&level->texture);
  g_clear_pointer (&level->bytes, g_bytes_unref);
  g_free (level);
}

struct _PenMipmap
{
  GObject       parent_instance;

  GPtrArray    *levels;       /* (owned) (element-type Level): largest first */
  GdkTexture   *part;         /* (owned) (nullable): the last one that was asked for */
  Level        *part_of;      /* (unowned) (nullable) */
  int           part_rect[4]; /* x, y, width and height of it, in pixels of its level */
  GCancellable *cancellable;  /* (owned) */

  Level        *fitted;       /* (owned) (nullable): in just the size that is drawn */
  int           fit_width;    /* the size that was wanted last */
  int           fit_height;
  guint         fit_source;
  GCancellable *fitting;      /* (owned) (nullable) */
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

static Level *
level_new_take (guint32 *pixels,
                gsize    width,
                gsize    height)
{
  g_autoptr(GBytes) bytes = g_bytes_new_take (pixels, width * height * sizeof (guint32));
  g_autoptr(GdkTexture) texture = NULL;

  texture = gdk_memory_texture_new ((int) width, (int) height, GDK_MEMORY_DEFAULT,
                                    bytes, width * sizeof (guint32));

  return level_new (texture, bytes);
}

/* The pixels of the whole: as they are known, else copied. */
static GBytes *
get_pixels (GdkTexture *texture)
{
  GBytes *known = pen_texture_get_bytes (texture);
  gsize stride = (gsize) gdk_texture_get_width (texture) * sizeof (guint32);
  gsize size = stride * (gsize) gdk_texture_get_height (texture);
  guchar *pixels;

  if (known != NULL)
    return g_bytes_ref (known);

  pixels = g_malloc (size);
  gdk_texture_download (texture, pixels, stride);

  return g_bytes_new_take (pixels, size);
}

static GPtrArray *
make_levels (GdkTexture   *texture,
             GCancellable *cancellable)
{
  GPtrArray *levels = g_ptr_array_new_with_free_func ((GDestroyNotify) level_free);
  g_autoptr(GBytes) whole = get_pixels (texture);
  const guint32 *pixels = g_bytes_get_data (whole, NULL);
  gsize width = (gsize) gdk_texture_get_width (texture);
  gsize height = (gsize) gdk_texture_get_height (texture);

  while (MIN (width, height) >= 2 * SMALLEST_SIDE && !g_cancellable_is_cancelled (cancellable))
    {
      guint32 *half = halve (pixels, width, height);

      pixels = half;
      width /= 2;
      height /= 2;
      g_ptr_array_add (levels, level_new_take (half, width, height));
    }

  return levels;
}

/**
 * pen_mipmap_prepare:
 * @texture: a texture that nobody else has yet
 *
 * Makes the smaller ones at once, in the calling thread; a mipmap of @texture is then
 * ready from the start.
 */
void
pen_mipmap_prepare (GdkTexture *texture)
{
  g_return_if_fail (GDK_IS_TEXTURE (texture));

  g_object_set_data_full (G_OBJECT (texture), LEVELS_KEY, make_levels (texture, NULL),
                          (GDestroyNotify) g_ptr_array_unref);
}

static void
build_thread (GTask        *task,
              gpointer      source_object,
              gpointer      task_data,
              GCancellable *cancellable)
{
  g_task_return_pointer (task, make_levels (task_data, cancellable),
                         (GDestroyNotify) g_ptr_array_unref);
}

static void
add_levels (PenMipmap *self,
            GPtrArray *levels)
{
  for (guint i = 0; i < levels->len; i++)
    {
      Level *level = g_ptr_array_index (levels, i);

      g_ptr_array_add (self->levels, level_new (level->texture, level->bytes));
    }
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
  add_levels (self, levels);
  g_signal_emit (self, signals[READY], 0);
}

static void
build (PenMipmap *self)
{
  GdkTexture *texture = pen_mipmap_get_texture (self);
  GPtrArray *prepared = g_object_get_data (G_OBJECT (texture), LEVELS_KEY);
  g_autoptr(GTask) task = NULL;

  if (prepared != NULL)
    {
      add_levels (self, prepared);
      return;
    }

  task = g_task_new (NULL, self->cancellable, build_cb, self);

  g_task_set_source_tag (task, build);
  g_task_set_task_data (task, g_object_ref (texture), g_object_unref);
  g_task_run_in_thread (task, build_thread);
}

static Level *
pick_level (PenMipmap *self,
            double     width)
{
  for (guint i = self->levels->len - 1; i > 0; i--)
    {
      Level *level = g_ptr_array_index (self->levels, i);

      if (gdk_texture_get_width (level->texture) >= width)
        return level;
    }

  return g_ptr_array_index (self->levels, 0);
}

typedef struct
{
  GBytes *bytes;   /* (owned): of the level to start from */
  int     from_width;
  int     from_height;
  int     width;
  int     height;
} Fit;

static void
fit_free (Fit *fit)
{
  g_clear_pointer (&fit->bytes, g_bytes_unref);
  g_free (fit);
}

static void
fit_thread (GTask        *task,
            gpointer      source_object,
            gpointer      task_data,
            GCancellable *cancellable)
{
  Fit *fit = task_data;
  const int stride = fit->width * (int) sizeof (guint32);
  guint32 *pixels = g_new0 (guint32, (gsize) fit->width * (gsize) fit->height);
  guchar *from_pixels = (guchar *) g_bytes_get_data (fit->bytes, NULL);
  cairo_surface_t *from, *to;
  cairo_t *cr;

  from = cairo_image_surface_create_for_data (from_pixels, CAIRO_FORMAT_ARGB32,
                                              fit->from_width, fit->from_height,
                                              fit->from_width * (int) sizeof (guint32));
  to = cairo_image_surface_create_for_data ((guchar *) pixels, CAIRO_FORMAT_ARGB32,
                                            fit->width, fit->height, stride);
  cr = cairo_create (to);
  cairo_scale (cr, (double) fit->width / fit->from_width,
               (double) fit->height / fit->from_height);
  cairo_set_source_surface (cr, from, 0, 0);
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_GOOD);
  cairo_set_operator (cr, CAIRO_OPERATOR_SOURCE);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_destroy (to);
  cairo_surface_destroy (from);

  g_task_return_pointer (task, level_new_take (pixels, (gsize) fit->width, (gsize) fit->height),
                         (GDestroyNotify) level_free);
}

static void
fit_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  PenMipmap *self;
  Level *level = g_task_propagate_pointer (G_TASK (result), NULL);

  if (level == NULL)
    return;

  self = user_data;
  g_clear_object (&self->fitting);
  g_clear_object (&self->part);
  self->part_of = NULL;
  g_clear_pointer (&self->fitted, level_free);
  self->fitted = level;
  g_signal_emit (self, signals[READY], 0);
}

static gboolean
fit_now_cb (gpointer user_data)
{
  PenMipmap *self = PEN_MIPMAP (user_data);
  Level *level = pick_level (self, self->fit_width);
  g_autoptr(GTask) task = NULL;
  Fit *fit;

  self->fit_source = 0;
  if (level->bytes == NULL)
    return G_SOURCE_REMOVE;

  fit = g_new0 (Fit, 1);
  fit->bytes = g_bytes_ref (level->bytes);
  fit->from_width = gdk_texture_get_width (level->texture);
  fit->from_height = gdk_texture_get_height (level->texture);
  fit->width = self->fit_width;
  fit->height = self->fit_height;

  self->fitting = g_cancellable_new ();
  task = g_task_new (NULL, self->fitting, fit_cb, self);
  g_task_set_source_tag (task, fit_now_cb);
  g_task_set_task_data (task, fit, (GDestroyNotify) fit_free);
  g_task_run_in_thread (task, fit_thread);

  return G_SOURCE_REMOVE;
}

static void
stop_fitting (PenMipmap *self)
{
  g_clear_handle_id (&self->fit_source, g_source_remove);
  if (self->fitting != NULL)
    g_cancellable_cancel (self->fitting);
  g_clear_object (&self->fitting);
}

static void
pen_mipmap_dispose (GObject *object)
{
  PenMipmap *self = PEN_MIPMAP (object);

  stop_fitting (self);
  g_cancellable_cancel (self->cancellable);

  G_OBJECT_CLASS (pen_mipmap_parent_class)->dispose (object);
}

static void
pen_mipmap_finalize (GObject *object)
{
  PenMipmap *self = PEN_MIPMAP (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->part);
  g_clear_pointer (&self->fitted, level_free);
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
  self->levels = g_ptr_array_new_with_free_func ((GDestroyNotify) level_free);
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
  g_ptr_array_add (self->levels, level_new (texture, pen_texture_get_bytes (texture)));
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

  return ((Level *) g_ptr_array_index (self->levels, 0))->texture;
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

  return pick_level (self, width)->texture;
}

/**
 * pen_mipmap_fit:
 * @self: a mipmap
 * @width: how wide the whole picture is drawn, in pixels of the screen
 * @height: how high
 *
 * Says that this size will be drawn for a while.  It is made in a worker thread, and
 * pen_mipmap_crop() then gives it without anything to scale.
 */
void
pen_mipmap_fit (PenMipmap *self,
                int        width,
                int        height)
{
  g_return_if_fail (PEN_IS_MIPMAP (self));

  if (self->fit_width == width && self->fit_height == height)
    return;

  stop_fitting (self);
  self->fit_width = width;
  self->fit_height = height;
  if (width > 0 && height > 0 && (gint64) width * height <= MAX_FITTED
      && width != gdk_texture_get_width (pen_mipmap_get_texture (self)))
    self->fit_source = g_timeout_add (FIT_DELAY, fit_now_cb, self);
}

/* From @start to @start + @length, both parts of one, as pixels on the grid. */
static void
snap (float  start,
      float  length,
      int    side,
      int   *ret_start,
      int   *ret_length)
{
  int first = (int) floor (CLAMP (start, 0, 1) * side / GRID) * GRID;
  int last = (int) ceil (CLAMP (start + length, 0, 1) * side / GRID) * GRID;

  first = CLAMP (first, 0, side - 1);
  *ret_start = first;
  *ret_length = CLAMP (last, first + 1, side) - first;
}

static GdkTexture *
make_part (PenMipmap *self,
           Level     *level,
           const int  rect[4])
{
  gsize stride = (gsize) gdk_texture_get_width (level->texture) * sizeof (guint32);
  gsize offset = (gsize) rect[1] * stride + (gsize) rect[0] * sizeof (guint32);
  gsize size = (gsize) (rect[3] - 1) * stride + (gsize) rect[2] * sizeof (guint32);
  g_autoptr(GBytes) bytes = NULL;

  if (self->part != NULL && self->part_of == level
      && memcmp (self->part_rect, rect, sizeof (self->part_rect)) == 0)
    return self->part;

  bytes = g_bytes_new_from_bytes (level->bytes, offset, size);
  g_clear_object (&self->part);
  self->part = gdk_memory_texture_new (rect[2], rect[3], GDK_MEMORY_DEFAULT, bytes, stride);
  self->part_of = level;
  memcpy (self->part_rect, rect, sizeof (self->part_rect));

  return self->part;
}

/**
 * pen_mipmap_crop:
 * @self: a mipmap
 * @width: how wide the whole picture would be drawn, in pixels of the screen
 * @wanted: what of it is seen, from 0 to 1 in both directions
 * @part: (out caller-allocates): what of it the texture holds, likewise; at least
 *   @wanted
 *
 * The same as pen_mipmap_pick(), but only a part of the picture where that is much
 * less than the whole.  Parts share the memory of the whole.
 *
 * Returns: (transfer none): a texture that is valid until the next call
 */
GdkTexture *
pen_mipmap_crop (PenMipmap             *self,
                 double                 width,
                 const graphene_rect_t *wanted,
                 graphene_rect_t       *part)
{
  Level *level;
  int rect[4];
  float level_width, level_height;

  g_return_val_if_fail (PEN_IS_MIPMAP (self), NULL);
  g_return_val_if_fail (wanted != NULL && part != NULL, NULL);

  level = self->fitted != NULL
          && gdk_texture_get_width (self->fitted->texture) == (int) lround (width)
          ? self->fitted : pick_level (self, width / MAX_ENLARGEMENT);
  level_width = (float) gdk_texture_get_width (level->texture);
  level_height = (float) gdk_texture_get_height (level->texture);
  snap (wanted->origin.x, wanted->size.width, (int) level_width, &rect[0], &rect[2]);
  snap (wanted->origin.y, wanted->size.height, (int) level_height, &rect[1], &rect[3]);

  if (level->bytes == NULL
      || (float) rect[2] * (float) rect[3] > 0.6f * level_width * level_height)
    {
      graphene_rect_init (part, 0, 0, 1, 1);
      return level->texture;
    }

  graphene_rect_init (part,
                      (float) rect[0] / level_width, (float) rect[1] / level_height,
                      (float) rect[2] / level_width, (float) rect[3] / level_height);

  return make_part (self, level, rect);
}
