/* pen-prepare.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * From the picture that was seen to the file that is sent.
 *
 * There are three ways, the first that will do is taken: the very bytes of the source; the
 * source without its metadata; or decoded, fitted and encoded anew.
 */

#define G_LOG_DOMAIN "pen-prepare"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>

#include "pen-decoding.h"
#include "pen-encode.h"
#include "pen-error.h"
#include "pen-file.h"
#include "pen-media.h"
#include "pen-prepare.h"
#include "pen-scale.h"
#include "pen-strip.h"

/* Below the last of these a smaller picture looks better than a rougher one. */
static const int qualities[] = { 95, 90, 85, 75 };

/* What is still safely below a byte limit, and how often to try. */
#define SHRINK_MARGIN   0.9
#define MAX_SHRINKS     8

typedef struct
{
  const PenPrepareLimits *limits;
  const char             *folder;
  GCancellable           *cancellable;
  PenDecoding             decoding;
  PenPixels              *pixels;       /* (owned) (nullable): the source, once decoded */
} Preparation;

static void
preparation_clear (Preparation *self)
{
  pen_decoding_clear (&self->decoding);
  g_clear_pointer (&self->pixels, pen_pixels_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Preparation, preparation_clear)

/**
 * pen_prepared_free:
 * @self: what pen_prepare() returned
 *
 * Frees @self; a temporary file is deleted with its last blob.
 */
void
pen_prepared_free (PenPrepared *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->blob, pen_blob_unref);
  g_free (self);
}

static void
place (Preparation  *self,
       guint         frame_width,
       guint         frame_height,
       PenPlacement *placement)
{
  pen_placement_init (placement, self->limits->mode, self->decoding.info.width,
                      self->decoding.info.height, frame_width, frame_height);
}

static PenPrepared *
prepared_new (Preparation *self,
              PenBlob     *blob,
              guint        width,
              guint        height)
{
  PenPrepared *prepared = g_new0 (PenPrepared, 1);

  prepared->blob = blob;
  prepared->width = width;
  prepared->height = height;
  prepared->source_width = self->decoding.info.width;
  prepared->source_height = self->decoding.info.height;
  place (self, width, height, &prepared->placement);

  return prepared;
}

static gboolean
takes (const PenPrepareLimits *limits,
       const char             *media_type)
{
  if (limits->formats == NULL || limits->formats[0] == NULL)
    return TRUE;

  return media_type != NULL && g_strv_contains (limits->formats, media_type);
}

static gboolean
takes_size (const PenPrepareLimits *limits,
            gsize                   size)
{
  return limits->max_bytes == 0 || size <= limits->max_bytes;
}

/*
 * Whether the compressed picture may stay as it is: everybody reads it the same way, and
 * the way in which it was seen here.
 */
static gboolean
is_plain (Preparation *self)
{
  const PenHeader *header = &self->decoding.header;
  const PenPictureInfo *info = &self->decoding.info;

  if (info->orientation != 1 || info->has_profile || info->animated ||
      info->bit_depth > 8 || header->cmyk)
    return FALSE;
  if (info->has_alpha && !self->limits->alpha)
    return FALSE;
  /* stable-diffusion.cpp takes it for no picture at all, and may say nothing of it. */
  if (header->grey)
    return FALSE;

  /* A format that nobody is sure to take is not sent just because nobody forbids it. */
  return takes (self->limits, info->media_type) &&
         (self->limits->formats != NULL || pen_picture_can_encode (info->media_type) ||
          g_strcmp0 (info->media_type, "image/webp") == 0);
}

static PenBlob *
write_bytes (Preparation  *self,
             GBytes       *bytes,
             const char   *media_type,
             GError      **error)
{
  g_autofree char *suffix = NULL;
  g_autofree char *path = NULL;
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);
  gboolean written;
  int fd;

  suffix = g_strconcat (".", pen_media_to_extension (media_type), NULL);
  fd = pen_file_create_temporary (self->folder, suffix, &path, error);
  if (fd < 0)
    return NULL;

  written = pen_file_write_all (fd, data, size, error);
  if (!g_close (fd, written ? error : NULL) || !written)
    {
      g_unlink (path);
      if (error != NULL)
        pen_error_convert (error);
      return NULL;
    }

  return pen_blob_new_for_temporary (path, size, media_type);
}

/* The first two ways: %NULL without an error means that the third has to be gone. */
static PenPrepared *
prepare_plain (Preparation  *self,
               const char   *path,
               GError      **error)
{
  const PenPictureInfo *info = &self->decoding.info;
  g_autoptr(GBytes) stripped = NULL;
  PenPrepared *prepared;
  PenBlob *blob;

  if (!info->has_metadata && takes_size (self->limits, info->bytes))
    {
      blob = pen_blob_new_for_file (path, info->bytes, info->media_type);
      prepared = prepared_new (self, blob, info->width, info->height);
      prepared->untouched = TRUE;
      return prepared;
    }

  if (!pen_decoding_complete (&self->decoding, self->cancellable, error))
    return NULL;

  stripped = pen_strip (&self->decoding.header, self->decoding.bytes);
  if (stripped == NULL || !takes_size (self->limits, g_bytes_get_size (stripped)))
    return NULL;

  blob = write_bytes (self, stripped, info->media_type, error);
  if (blob == NULL)
    return NULL;

  prepared = prepared_new (self, blob, info->width, info->height);
  prepared->stripped = TRUE;

  return prepared;
}

/* The source, scaled and put into a frame of this size. */
static PenPixels *
frame (Preparation *self,
       guint        frame_width,
       guint        frame_height)
{
  g_autoptr(PenPixels) scaled = NULL;
  PenPlacement placement;

  place (self, frame_width, frame_height, &placement);
  scaled = pen_pixels_scale (self->pixels, placement.width, placement.height);
  if (self->limits->mode == PEN_FIT_PAD)
    return pen_pixels_pad (scaled, frame_width, frame_height);

  return pen_pixels_crop (scaled, (guint) -placement.x, (guint) -placement.y,
                          frame_width, frame_height);
}

/*
 * The formats to try, the best first.  What was lossy already loses nothing that matters as a
 * good JPEG, which is much smaller than a PNG of it; everything else is worth a PNG.
 */
static void
choose_formats (Preparation  *self,
                PenPixels    *pixels,
                const char  **formats)
{
  gboolean alpha = self->limits->alpha && pen_pixels_has_alpha (pixels);
  gboolean png_first = alpha || !self->decoding.header.lossy;
  const char *order[3] = { "image/jpeg", "image/png", "image/webp" };
  guint n = 0;

  if (png_first)
    {
      order[0] = "image/png";
      order[1] = alpha ? "image/webp" : "image/jpeg";
      order[2] = alpha ? "image/jpeg" : "image/webp";
    }

  for (gsize i = 0; i < G_N_ELEMENTS (order); i++)
    if (takes (self->limits, order[i]) && pen_picture_can_encode (order[i]) &&
        !(alpha && n > 0 && g_strcmp0 (order[i], "image/jpeg") == 0))
      formats[n++] = order[i];
}

/* The picture in the first format and quality that is small enough; @smallest is the size
 * of the smallest that was not. */
static GBytes *
encode (Preparation  *self,
        PenPixels    *pixels,
        const char  **ret_format,
        gsize        *smallest,
        GError      **error)
{
  const char *formats[4] = { NULL, };

  choose_formats (self, pixels, formats);
  if (formats[0] == NULL)
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                           _("This model takes no picture format that can be written here"));
      return NULL;
    }

  *smallest = G_MAXSIZE;
  for (guint i = 0; formats[i] != NULL; i++)
    {
      gboolean is_png = g_strcmp0 (formats[i], "image/png") == 0;

      for (gsize j = 0; j < (is_png ? 1 : G_N_ELEMENTS (qualities)); j++)
        {
          g_autoptr(GBytes) bytes = NULL;

          if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
            return NULL;
          bytes = pen_picture_encode_to_bytes (pixels, formats[i], qualities[j], error);
          if (bytes == NULL)
            return NULL;

          *ret_format = formats[i];
          if (takes_size (self->limits, g_bytes_get_size (bytes)))
            return g_steal_pointer (&bytes);
          *smallest = MIN (*smallest, g_bytes_get_size (bytes));
        }
    }

  return NULL;
}

/* A frame that should bring @size bytes below the limit. */
static gboolean
shrink_frame (Preparation  *self,
              gsize         size,
              guint        *width,
              guint        *height,
              GError      **error)
{
  PenPrepareLimits limits = *self->limits;
  double share = (double) limits.max_bytes / (double) size * SHRINK_MARGIN;
  guint64 pixels = (guint64) ((double) *width * *height * share);

  limits.max_pixels = MAX (pixels, 1);
  if (pixels >= 1 &&
      pen_prepare_fit (&limits, self->decoding.info.width, self->decoding.info.height,
                       width, height, NULL))
    return TRUE;

  g_set_error (error, PEN_ERROR, PEN_ERROR_TOO_LARGE,
               _("“%s” cannot be made small enough for this model without becoming too small"),
               self->decoding.name);

  return FALSE;
}

static void
take_pixels (Preparation *self,
             PenPixels   *pixels)
{
  self->pixels = self->limits->alpha ? pen_pixels_ref (pixels) : pen_pixels_flatten (pixels);
}

/* No larger than it is needed, which is faster. */
static gboolean
decode (Preparation  *self,
        guint         width,
        guint         height,
        GError      **error)
{
  g_autoptr(PenPixels) decoded = NULL;
  PenPlacement placement;

  place (self, width, height, &placement);
  if (placement.width <= self->decoding.info.width &&
      placement.height <= self->decoding.info.height)
    {
      self->decoding.width = placement.width;
      self->decoding.height = placement.height;
    }
  decoded = pen_decoding_run (&self->decoding, self->cancellable, error);
  if (decoded == NULL)
    return FALSE;

  take_pixels (self, decoded);

  return TRUE;
}

/* The third way. */
static PenPrepared *
prepare_anew (Preparation  *self,
              guint         width,
              guint         height,
              GError      **error)
{
  if (self->pixels == NULL && !decode (self, width, height, error))
    return NULL;

  for (guint i = 0; i < MAX_SHRINKS; i++)
    {
      g_autoptr(PenPixels) framed = frame (self, width, height);
      g_autoptr(GBytes) bytes = NULL;
      const char *format = NULL;
      g_autoptr(GError) problem = NULL;
      gsize smallest = 0;

      bytes = encode (self, framed, &format, &smallest, &problem);
      if (problem != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return NULL;
        }
      if (bytes != NULL)
        {
          PenBlob *blob = write_bytes (self, bytes, format, error);

          return blob != NULL ? prepared_new (self, blob, width, height) : NULL;
        }
      if (!shrink_frame (self, smallest, &width, &height, error))
        return NULL;
    }

  g_set_error (error, PEN_ERROR, PEN_ERROR_TOO_LARGE,
               _("“%s” cannot be made small enough for this model without becoming too small"),
               self->decoding.name);

  return NULL;
}

/**
 * pen_prepare:
 * @path: a picture file
 * @limits: what the receiver takes
 * @folder: where a temporary file may be written
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for a #GError
 *
 * Makes the file to send of a picture: within @limits, upright, in sRGB, without metadata.  A
 * source that is all that already is not touched; from one that is not except for its
 * metadata only these are taken.  Blocks.
 *
 * Returns: (transfer full): what to send, or %NULL with the errors of pen_picture_decode(),
 *   %PEN_ERROR_INVALID_REQUEST if there is no allowed size or format,
 *   %PEN_ERROR_TOO_LARGE if no allowed size is small enough, or %PEN_ERROR_STORAGE
 */
PenPrepared *
pen_prepare (const char              *path,
             const PenPrepareLimits  *limits,
             const char              *folder,
             GCancellable            *cancellable,
             GError                 **error)
{
  g_auto(Preparation) self = { limits, folder, cancellable, };
  g_autoptr(GError) problem = NULL;
  PenPrepared *prepared;
  guint width, height;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (limits != NULL, NULL);
  g_return_val_if_fail (folder != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (!pen_decoding_init (&self.decoding, path, TRUE, cancellable, error) ||
      !pen_decoding_probe (&self.decoding, error) ||
      !pen_prepare_fit (limits, self.decoding.info.width, self.decoding.info.height,
                        &width, &height, error))
    return NULL;

  if (width == self.decoding.info.width && height == self.decoding.info.height &&
      is_plain (&self))
    {
      prepared = prepare_plain (&self, path, &problem);
      if (prepared != NULL || problem != NULL)
        {
          if (problem != NULL)
            g_propagate_error (error, g_steal_pointer (&problem));
          return prepared;
        }
    }

  return prepare_anew (&self, width, height, error);
}

/**
 * pen_prepare_pixels:
 * @pixels: a picture
 * @name: what it is called in messages
 * @lossy: whether it comes from a file that had lost something already, so that losing a
 *   little more does not matter
 * @limits: what the receiver takes
 * @folder: where a temporary file may be written
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for a #GError
 *
 * Does what pen_prepare() does for a picture that is no file.  Blocks.
 *
 * Returns: (transfer full): what to send, or %NULL with the errors of pen_prepare()
 */
PenPrepared *
pen_prepare_pixels (PenPixels               *pixels,
                    const char              *name,
                    gboolean                 lossy,
                    const PenPrepareLimits  *limits,
                    const char              *folder,
                    GCancellable            *cancellable,
                    GError                 **error)
{
  g_auto(Preparation) self = { limits, folder, cancellable, };
  guint width, height;

  g_return_val_if_fail (pixels != NULL && name != NULL, NULL);
  g_return_val_if_fail (limits != NULL, NULL);
  g_return_val_if_fail (folder != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  self.decoding.name = g_strdup (name);
  self.decoding.header.lossy = lossy;
  self.decoding.info.width = pen_pixels_get_width (pixels);
  self.decoding.info.height = pen_pixels_get_height (pixels);
  take_pixels (&self, pixels);
  if (!pen_prepare_fit (limits, self.decoding.info.width, self.decoding.info.height,
                        &width, &height, error))
    return NULL;

  return prepare_anew (&self, width, height, error);
}
