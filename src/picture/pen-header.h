/* pen-header.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PenHeader:
 * @media_type: by the first bytes
 * @width: as stored, before the orientation is applied; 0 where it is not known
 * @height: likewise
 * @orientation: what the file says, 1 to 8
 * @bit_depth: bits a channel
 * @has_alpha: whether the file can hold transparency
 * @has_metadata: whether there is anything beyond pixels and colour; %TRUE where we
 *   cannot tell
 * @animated: whether there is more than one frame
 * @lossy: whether the picture data lost something already
 * @cmyk: whether the pixels are inks
 * @grey: (PNG) whether there is one channel instead of three
 * @complete: whether the end of the picture is there
 * @profile: (nullable) (owned): the embedded ICC profile
 *
 * What the container of a picture says, read without a decoder.
 */
typedef struct
{
  const char *media_type;
  guint       width;
  guint       height;
  guint       orientation;
  guint       bit_depth;
  gboolean    has_alpha;
  gboolean    has_metadata;
  gboolean    animated;
  gboolean    lossy;
  gboolean    cmyk;
  gboolean    grey;
  gboolean    complete;
  GBytes     *profile;
} PenHeader;

void     pen_header_read  (PenHeader    *self,
                           const guint8 *data,
                           gsize         length);
void     pen_header_clear (PenHeader    *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PenHeader, pen_header_clear)

G_END_DECLS
