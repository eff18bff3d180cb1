/* pen-decode.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-pixels.h"

G_BEGIN_DECLS

#define PEN_DECODE_MAX_BYTES  (100 * 1000 * 1000)
#define PEN_DECODE_MAX_PIXELS (200 * 1000 * 1000)

/**
 * PenPictureInfo:
 * @media_type: by the first bytes
 * @width: after the orientation has been applied
 * @height: after the orientation has been applied
 * @bytes: size of the file
 * @orientation: EXIF orientation of the file, 1 to 8
 * @has_alpha: whether the file can hold transparency
 * @has_profile: whether a colour profile that is not sRGB is embedded
 * @has_metadata: whether it holds anything beyond pixels and colour: EXIF, XMP,
 *   IPTC, comments, text chunks, thumbnails
 * @bit_depth: bits a channel in the file
 * @animated: whether there are more frames than the one that is used
 *
 * What is known of a picture file without decoding it.
 */
typedef struct
{
  const char *media_type;
  guint       width;
  guint       height;
  guint64     bytes;
  guint       orientation;
  gboolean    has_alpha;
  gboolean    has_profile;
  gboolean    has_metadata;
  guint       bit_depth;
  gboolean    animated;
} PenPictureInfo;

/* The plain functions block: for worker threads and the command line. */
gboolean   pen_picture_read_info     (const char           *path,
                                      PenPictureInfo       *info,
                                      GError              **error);
PenPixels *pen_picture_decode        (const char           *path,
                                      guint                 max_side,
                                      PenPictureInfo       *info,
                                      GCancellable         *cancellable,
                                      GError              **error);

/* The same in a worker thread. */
void       pen_picture_decode_async  (const char           *path,
                                      guint                 max_side,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
PenPixels *pen_picture_decode_finish (GAsyncResult         *result,
                                      PenPictureInfo       *info,
                                      GError              **error);

G_END_DECLS
