/* pen-decoding.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * From a file to pixels.
 *
 * The decoders are those of the installed gdk-pixbuf loaders.  These show half a picture
 * for half a file, turn some formats and not others, and leave colours as they are; what
 * they leave out is done here.
 */

#define G_LOG_DOMAIN "pen-decoding"

#include "config.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gi18n-lib.h>
#include <lcms2.h>

#include "pen-colour.h"
#include "pen-decoding.h"
#include "pen-error.h"
#include "pen-media.h"
#include "pen-scale-private.h"

#define CHUNK_SIZE (256 * 1024)
#define MAX_SHRINK 8

/* What the size-prepared handler and the loop that feeds the loader tell each other. */
typedef struct
{
  PenDecoding *decoding;
  gboolean     probing;
  gboolean     has_size;
  gboolean     too_large;
} Loading;

static void
set_not_complete (GError     **error,
                  const char  *name)
{
  g_set_error (error, PEN_ERROR, PEN_ERROR_PICTURE,
               _("“%s” is cut off: the end of the picture is missing"), name);
}

static void
set_too_large (GError     **error,
               const char  *name,
               guint        width,
               guint        height)
{
  g_set_error (error, PEN_ERROR, PEN_ERROR_TOO_LARGE,
               _("“%s” has %u × %u pixels; the most that can be opened are %d megapixels"),
               name, width, height, PEN_DECODE_MAX_PIXELS / 1000 / 1000);
}

static gboolean
is_too_large (guint64 width,
              guint64 height)
{
  return width * height > PEN_DECODE_MAX_PIXELS;
}

static const char *
find_format (const char *media_type)
{
  g_autoptr(GSList) formats = gdk_pixbuf_get_formats ();

  for (GSList *l = formats; l != NULL; l = l->next)
    {
      g_auto(GStrv) types = gdk_pixbuf_format_get_mime_types (l->data);

      if (g_strv_contains ((const char * const *) types, media_type))
        return media_type;
    }

  return NULL;
}

static char *
format_title (const char *media_type)
{
  const char *format = pen_media_to_format (media_type);

  if (g_strcmp0 (format, "webp") == 0)
    return g_strdup ("WebP");
  if (g_strcmp0 (format, "jxl") == 0)
    return g_strdup ("JPEG XL");

  return g_ascii_strup (format != NULL ? format : media_type, -1);
}

static gboolean
check_loader (PenDecoding  *self,
              GError      **error)
{
  const char *media_type = self->header.media_type;
  g_autofree char *title = NULL;

  if (media_type == NULL || find_format (media_type) != NULL)
    return TRUE;

  title = format_title (media_type);
  g_set_error (error, PEN_ERROR, PEN_ERROR_PICTURE,
               /* Translators: a file name, and twice the name of a format: WebP */
               _("“%s” is a %s picture; to open it, install the gdk-pixbuf loader for %s"),
               self->name, title, title);

  return FALSE;
}

static gboolean
check_header (PenDecoding  *self,
              GError      **error)
{
  const PenHeader *header = &self->header;

  if (is_too_large (header->width, header->height))
    {
      set_too_large (error, self->name, header->width, header->height);
      return FALSE;
    }
  if (!header->complete)
    {
      set_not_complete (error, self->name);
      return FALSE;
    }

  return check_loader (self, error);
}

static void
fill_info (PenDecoding *self)
{
  const PenHeader *header = &self->header;
  gboolean across = header->orientation >= 5;

  self->info = (PenPictureInfo) {
    .media_type = header->media_type,
    .width = across ? header->height : header->width,
    .height = across ? header->width : header->height,
    .bytes = self->size,
    .orientation = header->orientation,
    .has_alpha = header->has_alpha,
    .has_profile = header->profile != NULL && !pen_colour_is_srgb (header->profile),
    .has_metadata = header->has_metadata,
    .bit_depth = header->bit_depth,
    .animated = header->animated,
  };
}

/**
 * pen_decoding_init:
 * @self: (out): to be cleared with pen_decoding_clear()
 * @path: a file
 * @outline: whether the pixels of a big file may be left out for now, see
 *   pen_decoding_complete()
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for a #GError
 *
 * Reads the file and what its container says, and checks it against the limits.  Blocks.
 *
 * Returns: %TRUE, or %FALSE with the errors of pen_picture_decode()
 */
gboolean
pen_decoding_init (PenDecoding   *self,
                   const char    *path,
                   gboolean       outline,
                   GCancellable  *cancellable,
                   GError       **error)
{
  gsize length;
  const guint8 *data;

  g_return_val_if_fail (self != NULL, FALSE);

  *self = (PenDecoding) {
    .name = g_filename_display_basename (path),
    .path = g_strdup (path),
  };
  self->bytes = pen_decode_load (path, outline, &self->is_outline, &self->size, cancellable,
                                 error);
  if (self->bytes == NULL)
    return FALSE;

  data = g_bytes_get_data (self->bytes, &length);
  pen_header_read (&self->header, data, length);
  if (!check_header (self, error))
    return FALSE;

  fill_info (self);

  return TRUE;
}

void
pen_decoding_clear (PenDecoding *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  pen_header_clear (&self->header);
}

/* The longest side that is wanted at the end, or 0. */
static guint
wanted_side (PenDecoding *self)
{
  return MAX (self->max_side, MAX (self->width, self->height));
}

/* JPEG can be decoded at a half, a quarter or an eighth in a fraction of the time. */
static void
shrink (PenDecoding     *self,
        GdkPixbufLoader *loader,
        guint            width,
        guint            height)
{
  guint side = wanted_side (self);
  guint by = 1;

  if (side == 0 || g_strcmp0 (self->header.media_type, "image/jpeg") != 0)
    return;

  while (by < MAX_SHRINK && MAX (width, height) / (by * 2) >= side)
    by *= 2;
  if (by > 1)
    gdk_pixbuf_loader_set_size (loader, (int) ((width + by - 1) / by),
                                (int) ((height + by - 1) / by));
}

static void
size_prepared_cb (GdkPixbufLoader *loader,
                  int              width,
                  int              height,
                  gpointer         user_data)
{
  Loading *loading = user_data;
  PenDecoding *self = loading->decoding;

  loading->has_size = TRUE;
  if (self->header.width == 0)
    {
      self->header.width = (guint) width;
      self->header.height = (guint) height;
    }

  loading->too_large = is_too_large ((guint) width, (guint) height);
  if (loading->too_large || loading->probing)
    /* Loaders take this as: go no further. */
    gdk_pixbuf_loader_set_size (loader, 0, 0);
  else
    shrink (self, loader, (guint) width, (guint) height);
}

static void
convert_pixbuf_error (GError     **error,
                      GError      *original,
                      const char  *name)
{
  g_debug ("%s: %s", name, original->message);

  if (g_error_matches (original, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_UNKNOWN_TYPE))
    g_set_error (error, PEN_ERROR, PEN_ERROR_PICTURE, _("“%s” is not a picture"), name);
  else if (g_error_matches (original, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_INSUFFICIENT_MEMORY))
    g_set_error (error, PEN_ERROR, PEN_ERROR_TOO_LARGE,
                 _("There is not enough memory to open “%s”"), name);
  else
    g_set_error (error, PEN_ERROR, PEN_ERROR_PICTURE,
                 _("“%s” is damaged and cannot be opened"), name);
  g_error_free (original);
}

/* Gives the file to the loader, as far as it has to be given. */
static gboolean
feed (Loading          *loading,
      GdkPixbufLoader  *loader,
      GCancellable     *cancellable,
      GError          **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (loading->decoding->bytes, &length);
  gboolean ok = TRUE;

  for (gsize at = 0; ok && at < length; at += CHUNK_SIZE)
    {
      if (loading->too_large || (loading->probing && loading->has_size))
        break;
      ok = !g_cancellable_set_error_if_cancelled (cancellable, error) &&
           gdk_pixbuf_loader_write (loader, data + at, MIN (length - at, CHUNK_SIZE), error);
    }

  /* A loader has to be closed in any case; the first error is the one that counts. */
  return gdk_pixbuf_loader_close (loader, ok ? error : NULL) && ok;
}

/* What the first bytes did not say, the loader knows. */
static void
take_media_type (PenDecoding     *self,
                 GdkPixbufLoader *loader)
{
  GdkPixbufFormat *format = gdk_pixbuf_loader_get_format (loader);
  g_auto(GStrv) types = NULL;

  if (self->header.media_type != NULL || format == NULL)
    return;

  types = gdk_pixbuf_format_get_mime_types (format);
  if (types != NULL && types[0] != NULL)
    self->header.media_type = g_intern_string (types[0]);
}

/* Asked for by name where we know the format: then it does not matter whether the
 * system's list of file types is installed, or what it thinks of these bytes. */
static GdkPixbufLoader *
new_loader (PenDecoding *self)
{
  GdkPixbufLoader *loader = NULL;

  if (self->header.media_type != NULL)
    loader = gdk_pixbuf_loader_new_with_mime_type (self->header.media_type, NULL);

  return loader != NULL ? loader : gdk_pixbuf_loader_new ();
}

static GdkPixbuf *
load_pixbuf (Loading       *loading,
             GCancellable  *cancellable,
             GError       **error)
{
  PenDecoding *self = loading->decoding;
  g_autoptr(GdkPixbufLoader) loader = new_loader (self);
  g_autoptr(GError) problem = NULL;
  GdkPixbuf *pixbuf;
  gboolean ok;

  g_signal_connect (loader, "size-prepared", G_CALLBACK (size_prepared_cb), loading);
  ok = feed (loading, loader, cancellable, &problem);
  take_media_type (self, loader);
  pixbuf = gdk_pixbuf_loader_get_pixbuf (loader);

  if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&problem));
  else if (loading->too_large)
    set_too_large (error, self->name, self->header.width, self->header.height);
  else if (loading->probing)
    {
      if (!loading->has_size && problem != NULL)
        convert_pixbuf_error (error, g_steal_pointer (&problem), self->name);
    }
  else if (problem != NULL)
    convert_pixbuf_error (error, g_steal_pointer (&problem), self->name);
  else if (pixbuf == NULL)
    set_not_complete (error, self->name);
  else
    return ok ? g_object_ref (pixbuf) : NULL;

  return NULL;
}

/*
 * Some builds of gdk-pixbuf convert to sRGB themselves, and then hide the profile.  To
 * convert again would spoil the colours, so we look once which kind this one is.
 */
static gboolean
loaders_leave_colours (void)
{
  static gsize answer = 0;

  if (g_once_init_enter (&answer))
    {
      g_autoptr(GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 1, 1);
      g_autoptr(GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_type ("jpeg", NULL);
      g_autofree char *base64 = NULL;
      g_autofree char *file = NULL;
      guint8 profile[8192] = { 0, };
      cmsUInt32Number size = sizeof profile;
      cmsHPROFILE srgb = cmsCreate_sRGBProfile ();
      gsize length = 0;
      gboolean leave = FALSE;

      gdk_pixbuf_fill (pixbuf, 0);
      if (cmsSaveProfileToMem (srgb, profile, &size))
        base64 = g_base64_encode (profile, size);
      cmsCloseProfile (srgb);

      if (base64 != NULL &&
          gdk_pixbuf_save_to_buffer (pixbuf, &file, &length, "jpeg", NULL,
                                     "icc-profile", base64, NULL) &&
          gdk_pixbuf_loader_write (loader, (const guchar *) file, length, NULL) &&
          gdk_pixbuf_loader_close (loader, NULL))
        leave = gdk_pixbuf_get_option (gdk_pixbuf_loader_get_pixbuf (loader),
                                       "icc-profile") != NULL;
      else
        gdk_pixbuf_loader_close (loader, NULL);

      g_once_init_leave (&answer, leave ? 1 : 2);
    }

  return answer == 1;
}

static GBytes *
find_profile (PenDecoding *self,
              GdkPixbuf   *pixbuf)
{
  const char *option = gdk_pixbuf_get_option (pixbuf, "icc-profile");
  gsize length;

  if (option != NULL)
    {
      guchar *data = g_base64_decode (option, &length);

      return g_bytes_new_take (data, length);
    }
  if (self->header.profile != NULL && loaders_leave_colours ())
    return g_bytes_ref (self->header.profile);

  return NULL;
}

/* The final size, in the orientation in which the pixels are stored. */
static void
final_size (PenDecoding *self,
            guint       *width,
            guint       *height)
{
  gboolean across = self->header.orientation >= 5;
  guint side = MAX (self->header.width, self->header.height);

  if (self->width > 0)
    {
      *width = across ? self->height : self->width;
      *height = across ? self->width : self->height;
    }
  else if (self->max_side > 0 && side > self->max_side)
    {
      guint64 half = side / 2;

      *width = (guint) MAX (((guint64) self->header.width * self->max_side + half) / side, 1);
      *height = (guint) MAX (((guint64) self->header.height * self->max_side + half) / side, 1);
    }
  else
    {
      *width = self->header.width;
      *height = self->header.height;
    }
}

static void
complete_info (PenDecoding *self,
               GdkPixbuf   *pixbuf,
               GBytes      *profile)
{
  const char *option = gdk_pixbuf_get_option (pixbuf, "orientation");
  guint64 orientation;

  if (option != NULL && g_ascii_string_to_unsigned (option, 10, 1, 8, &orientation, NULL))
    self->header.orientation = (guint) orientation;
  if (self->header.width == 0)
    {
      self->header.width = (guint) gdk_pixbuf_get_width (pixbuf);
      self->header.height = (guint) gdk_pixbuf_get_height (pixbuf);
    }
  self->header.has_alpha |= gdk_pixbuf_get_has_alpha (pixbuf);
  if (self->header.profile == NULL && profile != NULL)
    self->header.profile = g_bytes_ref (profile);

  fill_info (self);
}

/**
 * pen_decoding_run:
 * @self: a #PenDecoding
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for a #GError
 *
 * Decodes the picture.  Blocks.
 *
 * Returns: (transfer full): the pixels, or %NULL with the errors of pen_picture_decode()
 */
PenPixels *
pen_decoding_run (PenDecoding   *self,
                  GCancellable  *cancellable,
                  GError       **error)
{
  Loading loading = { .decoding = self };
  PenWorker worker = { .cancellable = cancellable };
  g_autoptr(GdkPixbuf) pixbuf = NULL;
  g_autoptr(GBytes) profile = NULL;
  g_autoptr(PenPixels) stored = NULL;
  PenRaster raster;
  guint width, height;

  g_return_val_if_fail (self != NULL, NULL);

  if (!pen_decoding_complete (self, cancellable, error))
    return NULL;

  pixbuf = load_pixbuf (&loading, cancellable, error);
  if (pixbuf == NULL)
    return NULL;

  profile = find_profile (self, pixbuf);
  complete_info (self, pixbuf, profile);
  final_size (self, &width, &height);

  raster = (PenRaster) {
    .data = gdk_pixbuf_read_pixels (pixbuf),
    .stride = (gsize) gdk_pixbuf_get_rowstride (pixbuf),
    .channels = (guint) gdk_pixbuf_get_n_channels (pixbuf),
    .width = (guint) gdk_pixbuf_get_width (pixbuf),
    .height = (guint) gdk_pixbuf_get_height (pixbuf),
  };
  stored = raster.width == width && raster.height == height
             ? pen_raster_copy (&raster)
             : pen_raster_scale (&raster, width, height);
  g_clear_object (&pixbuf);

  if (profile != NULL && self->info.has_profile)
    pen_colour_to_srgb (stored, profile, &worker);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  return pen_pixels_orient (stored, self->header.orientation);
}

/**
 * pen_decoding_probe:
 * @self: a #PenDecoding
 * @error: return location for a #GError
 *
 * Asks the loader for the size where the container was not read here.  Blocks.
 *
 * Returns: %TRUE, or %FALSE with the errors of pen_picture_decode()
 */
gboolean
pen_decoding_probe (PenDecoding  *self,
                    GError      **error)
{
  Loading loading = { .decoding = self, .probing = TRUE };
  g_autoptr(GError) problem = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  if (self->header.width == 0)
    load_pixbuf (&loading, NULL, &problem);
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  if (self->header.width == 0)
    {
      set_not_complete (error, self->name);
      return FALSE;
    }

  fill_info (self);

  return TRUE;
}
