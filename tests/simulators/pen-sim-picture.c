/* pen-sim-picture.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * The pictures of the simulators: looked at as a service would, and made from the
 * request in such a way that a test can tell what was made from what.
 *
 * A picture from words is a gradient in a colour of its prompt and seed; a picture from
 * a picture is the source, blended with that gradient by the strength.  So strength 0
 * gives the source back and strength 1 has nothing of it, as the services promise.
 */

#define G_LOG_DOMAIN "pen-sim-picture"

#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "pen-sim-picture.h"
#include "pen-sim-webp.h"

#define JPEG_QUALITY "90"

static guint
read_u16 (const guint8 *data)
{
  return data[0] << 8 | data[1];
}

static guint
read_u32 (const guint8 *data)
{
  return read_u16 (data) << 16 | read_u16 (data + 2);
}

static gboolean
inspect_png (const guint8     *data,
             gsize             length,
             PenSimPictureInfo *info)
{
  static const guint8 magic[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
  static const guint channels[] = { 1, 0, 3, 3, 2, 0, 4 };

  if (length < 33 || memcmp (data, magic, sizeof (magic)) != 0 ||
      memcmp (data + 12, "IHDR", 4) != 0)
    return FALSE;

  info->media_type = "image/png";
  info->width = read_u32 (data + 16);
  info->height = read_u32 (data + 20);
  info->channels = data[25] < G_N_ELEMENTS (channels) ? channels[data[25]] : 0;

  return TRUE;
}

/* Walks the segments up to a frame header. */
static gboolean
inspect_jpeg (const guint8      *data,
              gsize              length,
              PenSimPictureInfo *info)
{
  gsize at = 2;

  if (length < 4 || read_u16 (data) != 0xffd8)
    return FALSE;

  while (at + 10 <= length && data[at] == 0xff)
    {
      guint8 marker = data[at + 1];
      gboolean frame = marker >= 0xc0 && marker <= 0xcf &&
                       marker != 0xc4 && marker != 0xc8 && marker != 0xcc;

      if (frame)
        {
          info->media_type = "image/jpeg";
          info->height = read_u16 (data + at + 5);
          info->width = read_u16 (data + at + 7);
          info->channels = data[at + 9];
          return TRUE;
        }

      at += 2 + read_u16 (data + at + 2);
    }

  return FALSE;
}

/**
 * pen_sim_picture_inspect:
 * @bytes: a file
 * @ret_info: (out): what its head says
 *
 * Returns: whether it is a PNG, JPEG or WebP
 */
gboolean
pen_sim_picture_inspect (GBytes            *bytes,
                         PenSimPictureInfo *ret_info)
{
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  memset (ret_info, 0, sizeof (*ret_info));

  return inspect_png (data, length, ret_info) ||
         inspect_jpeg (data, length, ret_info) ||
         pen_sim_webp_inspect (data, length, ret_info);
}

/**
 * pen_sim_picture_check:
 * @bytes: a file
 * @rule: (nullable): the limits of its sides and pixels
 * @error: return location for what is wrong, without the field's name
 */
gboolean
pen_sim_picture_check (GBytes                   *bytes,
                       const PenSimPictureRule  *rule,
                       GError                  **error)
{
  g_autoptr(GdkPixbuf) picture = NULL;
  PenSimPictureInfo info;
  guint64 pixels;
  guint shorter, longer;

  if (!pen_sim_picture_inspect (bytes, &info))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   "must be a JPEG, PNG or WebP picture");
      return FALSE;
    }

  pixels = (guint64) info.width * info.height;
  shorter = MIN (info.width, info.height);
  longer = MAX (info.width, info.height);

  if (rule != NULL &&
      (shorter < rule->min_side || pixels < rule->min_pixels ||
       (rule->max_side > 0 && longer > rule->max_side) ||
       (rule->max_pixels > 0 && pixels > rule->max_pixels)))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   "a picture of %u by %u pixels is outside the limits", info.width, info.height);
      return FALSE;
    }

  picture = pen_sim_picture_decode (bytes);
  if (picture == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "the picture cannot be decoded");
      return FALSE;
    }

  return TRUE;
}

/* gdk-pixbuf is content with half a PNG; the services are not. */
static gboolean
is_whole (GBytes                  *bytes,
          const PenSimPictureInfo *info)
{
  static const guint8 png_end[] = { 'I', 'E', 'N', 'D', 0xae, 0x42, 0x60, 0x82 };
  static const guint8 jpeg_end[] = { 0xff, 0xd9 };
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  if (g_str_equal (info->media_type, "image/png"))
    return memmem (data, length, png_end, sizeof (png_end)) != NULL;
  if (g_str_equal (info->media_type, "image/jpeg"))
    return memmem (data, length, jpeg_end, sizeof (jpeg_end)) != NULL;

  return TRUE;
}

/**
 * pen_sim_picture_decode:
 * @bytes: a file
 *
 * Returns: (transfer full) (nullable): its pixels
 */
GdkPixbuf *
pen_sim_picture_decode (GBytes *bytes)
{
  g_autoptr(GdkPixbufLoader) loader = NULL;
  PenSimPictureInfo info;
  GdkPixbuf *picture;
  gboolean fed;

  /* By its type: where there is no database of media types, guessing fails. */
  if (!pen_sim_picture_inspect (bytes, &info) || !is_whole (bytes, &info))
    return NULL;
  loader = gdk_pixbuf_loader_new_with_mime_type (info.media_type, NULL);
  if (loader == NULL)
    return NULL;

  fed = gdk_pixbuf_loader_write_bytes (loader, bytes, NULL);
  if (!gdk_pixbuf_loader_close (loader, NULL) || !fed)
    return NULL;

  picture = gdk_pixbuf_loader_get_pixbuf (loader);
  return picture != NULL ? g_object_ref (picture) : NULL;
}

/**
 * pen_sim_picture_draw:
 * @prompt: the words
 * @seed: the seed
 * @width: in pixels
 * @height: in pixels
 *
 * Returns: (transfer full): always the same for the same request, without alpha
 */
GdkPixbuf *
pen_sim_picture_draw (const char *prompt,
                      guint64     seed,
                      guint       width,
                      guint       height)
{
  GdkPixbuf *picture = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);
  guint hash = g_str_hash (prompt) * 2654435761u ^ (guint) (seed * 40503u);
  guint colour[3] = { hash & 0xff, hash >> 8 & 0xff, hash >> 16 & 0xff };
  guint stride = gdk_pixbuf_get_rowstride (picture);
  guint8 *pixels = gdk_pixbuf_get_pixels (picture);

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      {
        guint8 *pixel = pixels + y * stride + x * 3;

        pixel[0] = (colour[0] + x * 128 / width) & 0xff;
        pixel[1] = (colour[1] + y * 128 / height) & 0xff;
        pixel[2] = colour[2];
      }

  return picture;
}

/**
 * pen_sim_picture_alter:
 * @source: the picture to start from
 * @prompt: the words
 * @seed: the seed
 * @strength: how much may change: 0 gives @source back, 1 ignores it
 * @width: of the result
 * @height: of the result
 *
 * Returns: (transfer full): the result, without alpha
 */
GdkPixbuf *
pen_sim_picture_alter (GdkPixbuf  *source,
                       const char *prompt,
                       guint64     seed,
                       double      strength,
                       guint       width,
                       guint       height)
{
  GdkPixbuf *result = pen_sim_picture_draw (prompt, seed, width, height);
  g_autoptr(GdkPixbuf) scaled = NULL;

  scaled = gdk_pixbuf_scale_simple (source, width, height, GDK_INTERP_BILINEAR);
  for (guint y = 0; y < height; y++)
    {
      const guint8 *from = gdk_pixbuf_read_pixels (scaled) + y * gdk_pixbuf_get_rowstride (scaled);
      guint8 *to = gdk_pixbuf_get_pixels (result) + y * gdk_pixbuf_get_rowstride (result);

      for (guint x = 0; x < width; x++)
        for (guint c = 0; c < 3; c++)
          {
            double old = from[x * gdk_pixbuf_get_n_channels (scaled) + c];

            to[x * 3 + c] = (guint8) (old + (to[x * 3 + c] - old) * strength + 0.5);
          }
    }

  return result;
}

/* As a content filter would: nothing can be recognised, but it is a picture. */
GdkPixbuf *
pen_sim_picture_blur (GdkPixbuf *picture)
{
  int width = gdk_pixbuf_get_width (picture);
  int height = gdk_pixbuf_get_height (picture);
  g_autoptr(GdkPixbuf) small = gdk_pixbuf_scale_simple (picture, 2, 2, GDK_INTERP_BILINEAR);

  return gdk_pixbuf_scale_simple (small, width, height, GDK_INTERP_BILINEAR);
}

/**
 * pen_sim_picture_encode:
 * @picture: the pixels
 * @format: `png`, `jpeg` or `webp`
 *
 * Returns: (transfer full): the file.  There is no writer of WebP in gdk-pixbuf: such a
 *   picture has the right size, and the average colour all over
 */
GBytes *
pen_sim_picture_encode (GdkPixbuf  *picture,
                        const char *format)
{
  g_autoptr(GError) error = NULL;
  char *data = NULL;
  gsize length = 0;

  if (g_str_equal (format, "webp"))
    return pen_sim_webp_encode (picture);

  if (g_str_equal (format, "png"))
    gdk_pixbuf_save_to_buffer (picture, &data, &length, "png", &error, "compression", "1", NULL);
  else
    gdk_pixbuf_save_to_buffer (picture, &data, &length, "jpeg", &error,
                               "quality", JPEG_QUALITY, NULL);
  g_assert_no_error (error);

  return g_bytes_new_take (data, length);
}

/* The head of a PNG of 50,000 × 50,000 pixels, and the end of it. */
static GBytes *
make_huge (GBytes *picture)
{
  static const guint8 head[] =
  {
    0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n',
    0, 0, 0, 13, 'I', 'H', 'D', 'R', 0, 0, 0xc3, 0x50, 0, 0, 0xc3, 0x50, 8, 2, 0, 0, 0,
    0xc4, 0xcd, 0xaa, 0x9d,
    0, 0, 0, 0, 'I', 'E', 'N', 'D', 0xae, 0x42, 0x60, 0x82,
  };

  return g_bytes_new_static (head, sizeof (head));
}

/**
 * pen_sim_picture_spoil:
 * @picture: a good picture
 * @fault: what to do to it
 *
 * Returns: (transfer full) (nullable): the bytes to send in its place; %NULL if @fault is
 *   not about pictures
 */
GBytes *
pen_sim_picture_spoil (GBytes     *picture,
                       const char *fault)
{
  gsize length = g_bytes_get_size (picture);

  if (g_str_equal (fault, "tiny-picture"))
    {
      g_autoptr(GdkPixbuf) tiny = pen_sim_picture_draw ("tiny", 1, 1, 1);

      return pen_sim_picture_encode (tiny, "png");
    }

  if (g_str_equal (fault, "corrupt-picture"))
    {
      guint8 *data = g_memdup2 (g_bytes_get_data (picture, NULL), length);

      /* The head stays, so that only a decoder finds out. */
      for (gsize i = 64; i < length; i++)
        data[i] = (guint8) (data[i] ^ 0x5a);

      return g_bytes_new_take (data, length);
    }

  if (g_str_equal (fault, "truncated-picture"))
    return g_bytes_new_from_bytes (picture, 0, length / 2);
  if (g_str_equal (fault, "huge-picture"))
    return make_huge (picture);
  if (g_str_equal (fault, "no-picture"))
    return g_bytes_new_static ("This is no picture at all.\n", 27);

  return NULL;
}
