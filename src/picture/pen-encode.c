/* pen-encode.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * From pixels to a file.
 *
 * Nothing but pixels is written: no metadata, no profile, since the pixels are sRGB.
 */

#define G_LOG_DOMAIN "pen-encode"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "pen-encode.h"
#include "pen-error.h"
#include "pen-file.h"
#include "pen-media.h"
#include "pen-scale.h"

/* Above this size the last per cent of compression costs seconds. */
#define PNG_SLOW_PIXELS (2 * 1000 * 1000)

/* Without the fourth channel, which PNG would store and JPEG misread. */
static GdkPixbuf *
to_rgb (PenPixels *opaque)
{
  guint width = pen_pixels_get_width (opaque);
  guint height = pen_pixels_get_height (opaque);
  gsize n_pixels = (gsize) width * height;
  const guint8 *from = pen_pixels_get_data (opaque);
  g_autoptr(GBytes) bytes = NULL;
  guint8 *data = g_malloc_n (n_pixels, 3);

  for (gsize i = 0; i < n_pixels; i++)
    for (guint c = 0; c < 3; c++)
      data[i * 3 + c] = from[i * 4 + c];

  bytes = g_bytes_new_take (data, n_pixels * 3);

  return gdk_pixbuf_new_from_bytes (bytes, GDK_COLORSPACE_RGB, FALSE, 8,
                                    (int) width, (int) height, (int) width * 3);
}

static GdkPixbuf *
to_pixbuf (PenPixels *pixels,
           gboolean   keep_alpha)
{
  g_autoptr(GBytes) bytes = NULL;

  if (!keep_alpha || !pen_pixels_has_alpha (pixels))
    {
      g_autoptr(PenPixels) opaque = pen_pixels_flatten (pixels);

      return to_rgb (opaque);
    }

  bytes = pen_pixels_get_bytes (pixels);

  return gdk_pixbuf_new_from_bytes (bytes, GDK_COLORSPACE_RGB, TRUE, 8,
                                    (int) pen_pixels_get_width (pixels),
                                    (int) pen_pixels_get_height (pixels),
                                    (int) pen_pixels_get_stride (pixels));
}

static gboolean
is_writable (const char *name)
{
  g_autoptr(GSList) formats = gdk_pixbuf_get_formats ();

  for (GSList *l = formats; l != NULL; l = l->next)
    {
      g_autofree char *other = gdk_pixbuf_format_get_name (l->data);

      if (g_strcmp0 (other, name) == 0)
        return gdk_pixbuf_format_is_writable (l->data);
    }

  return FALSE;
}

/**
 * pen_picture_can_encode:
 * @media_type: `image/png`
 *
 * Returns: whether this can be written here: always PNG and JPEG, WebP where the
 *   installed loader can
 */
gboolean
pen_picture_can_encode (const char *media_type)
{
  static const char * const known[] = { "image/png", "image/jpeg", "image/webp", NULL };

  g_return_val_if_fail (media_type != NULL, FALSE);

  return g_strv_contains (known, media_type) && is_writable (pen_media_to_format (media_type));
}

typedef struct
{
  int     fd;
  GError *error;        /* (owned) (nullable): what kind of problem writing met */
} Target;

static gboolean
write_cb (const char  *buffer,
          gsize        count,
          GError     **error,
          gpointer     user_data)
{
  Target *target = user_data;

  if (pen_file_write_all (target->fd, buffer, count, &target->error))
    return TRUE;

  /* The saver adds its own words to an error, so the plain one is kept apart. */
  g_set_error_literal (error, PEN_ERROR, PEN_ERROR_STORAGE, target->error->message);

  return FALSE;
}

static gboolean
append_cb (const char  *buffer,
           gsize        count,
           GError     **error,
           gpointer     user_data)
{
  GByteArray *bytes = user_data;

  g_byte_array_append (bytes, (const guint8 *) buffer, count);

  return TRUE;
}

/* Any error is in the terms of gdk-pixbuf. */
static gboolean
save (PenPixels          *pixels,
      const char         *media_type,
      int                 quality,
      GdkPixbufSaveFunc   func,
      gpointer            data,
      GError            **error)
{
  const char *name = pen_media_to_format (media_type);
  gboolean is_png = g_strcmp0 (name, "png") == 0;
  g_autoptr(GdkPixbuf) pixbuf = NULL;
  g_autofree char *value = NULL;
  const char *keys[2] = { NULL, NULL };
  const char *values[2] = { NULL, NULL };

  if (!pen_picture_can_encode (media_type))
    {
      g_set_error (error, PEN_ERROR, PEN_ERROR_PICTURE,
                   _("Pictures cannot be written as %s here"),
                   name != NULL ? name : media_type);
      return FALSE;
    }

  if (is_png)
    {
      guint64 size = (guint64) pen_pixels_get_width (pixels) * pen_pixels_get_height (pixels);

      keys[0] = "compression";
      value = g_strdup (size > PNG_SLOW_PIXELS ? "3" : "6");
    }
  else
    {
      keys[0] = "quality";
      value = g_strdup_printf ("%d", quality);
    }
  values[0] = value;

  pixbuf = to_pixbuf (pixels, g_strcmp0 (name, "jpeg") != 0);

  return gdk_pixbuf_save_to_callbackv (pixbuf, func, data, name,
                                       (char **) keys, (char **) values, error);
}

static void
convert_save_error (GError **error,
                    GError  *original)
{
  if (original->domain == PEN_ERROR)
    {
      g_propagate_error (error, original);
      return;
    }

  g_debug ("%s", original->message);
  g_set_error_literal (error, PEN_ERROR, PEN_ERROR_FAILED, _("The picture could not be encoded"));
  g_error_free (original);
}

/**
 * pen_picture_encode:
 * @pixels: what to write
 * @media_type: `image/png`, `image/jpeg` or `image/webp`
 * @quality: 1 to 100, for JPEG and WebP; PNG loses nothing
 * @path: the file; one that is there is replaced
 * @error: return location for a #GError
 *
 * Writes the pixels and nothing else.  Formats without transparency get a white ground.
 * Nothing is left behind on failure.  Blocks.
 *
 * Returns: %TRUE, or %FALSE with %PEN_ERROR_STORAGE, %PEN_ERROR_PICTURE where the format
 *   cannot be written, or %PEN_ERROR_FAILED
 */
gboolean
pen_picture_encode (PenPixels    *pixels,
                    const char   *media_type,
                    int           quality,
                    const char   *path,
                    GError      **error)
{
  g_autoptr(GError) problem = NULL;
  Target target = { -1, NULL };

  g_return_val_if_fail (pixels != NULL, FALSE);
  g_return_val_if_fail (media_type != NULL, FALSE);
  g_return_val_if_fail (quality >= 1 && quality <= 100, FALSE);
  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  target.fd = g_open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (target.fd < 0)
    {
      int number = errno;

      g_set_error (error, PEN_ERROR, PEN_ERROR_STORAGE,
                   _("“%s” could not be written (%s)"), path, g_strerror (number));
      return FALSE;
    }

  save (pixels, media_type, quality, write_cb, &target, &problem);
  if (!g_close (target.fd, NULL) && problem == NULL)
    problem = g_error_new (PEN_ERROR, PEN_ERROR_STORAGE, _("“%s” could not be written (%s)"),
                           path, g_strerror (errno));
  if (problem == NULL)
    return TRUE;

  g_unlink (path);
  if (target.error != NULL)
    g_propagate_error (error, target.error);
  else
    convert_save_error (error, g_steal_pointer (&problem));

  return FALSE;
}

/**
 * pen_picture_encode_to_bytes:
 * @pixels: what to write
 * @media_type: `image/png`, `image/jpeg` or `image/webp`
 * @quality: 1 to 100, for JPEG and WebP; PNG loses nothing
 * @error: return location for a #GError
 *
 * The same into memory.
 *
 * Returns: (transfer full): the file, or %NULL with %PEN_ERROR_PICTURE where the format
 *   cannot be written, or %PEN_ERROR_FAILED
 */
GBytes *
pen_picture_encode_to_bytes (PenPixels   *pixels,
                             const char  *media_type,
                             int          quality,
                             GError     **error)
{
  g_autoptr(GByteArray) bytes = NULL;
  GError *problem = NULL;

  g_return_val_if_fail (pixels != NULL, NULL);
  g_return_val_if_fail (media_type != NULL, NULL);
  g_return_val_if_fail (quality >= 1 && quality <= 100, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  bytes = g_byte_array_new ();
  if (!save (pixels, media_type, quality, append_cb, bytes, &problem))
    {
      convert_save_error (error, problem);
      return NULL;
    }

  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}
