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
 * @bytes: (owned): the whole file
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
  GBytes         *bytes;
  PenHeader       header;
  guint           max_side;
  guint           width;
  guint           height;
  PenPictureInfo  info;
} PenDecoding;

gboolean   pen_decoding_init  (PenDecoding   *self,
                               const char    *path,
                               GCancellable  *cancellable,
                               GError       **error);
void       pen_decoding_clear (PenDecoding   *self);
PenPixels *pen_decoding_run   (PenDecoding   *self,
                               GCancellable  *cancellable,
                               GError       **error);
gboolean   pen_decoding_probe (PenDecoding   *self,
                               GError       **error);

GBytes    *pen_decode_load    (const char    *path,
                               GCancellable  *cancellable,
                               GError       **error);
PenPixels *pen_pixels_orient  (PenPixels     *self,
                               guint          orientation);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PenDecoding, pen_decoding_clear)

G_END_DECLS
