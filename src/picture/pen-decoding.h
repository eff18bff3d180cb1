/* pen-decoding.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-decode.h"
#include "pen-header.h"

G_BEGIN_DECLS

/**
 * PenDecoding:
 * @name: the file's name, for messages
 * @path: (owned): where it is
 * @bytes: (owned): the whole file; or, if @is_outline, the file without its pixels
 * @is_outline: whether @bytes has to be completed before it is decoded
 * @size: of the file, in bytes
 * @header: (owned): what its container says
 * @max_side: scale down to fit into this; 0 for no limit
 * @width: (with @height) scale to exactly this, orientation applied; 0 for no such wish
 * @height: see @width
 * @info: what is known of the picture, more after decoding than before
 *
 * One picture file on its way to pixels.
 */
typedef struct
{
  char           *name;
  char           *path;
  GBytes         *bytes;
  gboolean        is_outline;
  guint64         size;
  PenHeader       header;
  guint           max_side;
  guint           width;
  guint           height;
  PenPictureInfo  info;
} PenDecoding;

gboolean   pen_decoding_init  (PenDecoding   *self,
                               const char    *path,
                               gboolean       outline,
                               GCancellable  *cancellable,
                               GError       **error);
void       pen_decoding_clear (PenDecoding   *self);
PenPixels *pen_decoding_run   (PenDecoding   *self,
                               GCancellable  *cancellable,
                               GError       **error);
gboolean   pen_decoding_probe (PenDecoding   *self,
                               GError       **error);

gboolean   pen_decoding_complete
                              (PenDecoding   *self,
                               GCancellable  *cancellable,
                               GError       **error);

GBytes    *pen_png_outline    (const char    *path);
GBytes    *pen_decode_load    (const char    *path,
                               gboolean       outline,
                               gboolean      *is_outline,
                               guint64       *size,
                               GCancellable  *cancellable,
                               GError       **error);
PenPixels *pen_pixels_orient  (PenPixels     *self,
                               guint          orientation);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PenDecoding, pen_decoding_clear)

G_END_DECLS
