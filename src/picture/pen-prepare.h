/* pen-prepare.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-blob.h"
#include "pen-decode.h"
#include "pen-placement.h"

G_BEGIN_DECLS

/**
 * PenPrepareLimits:
 *
 * What the receiver takes; zero means: not limited.  The fields are those of a
 * model's limits; formats are media types, the first preferred.
 */
typedef struct
{
  guint64              max_bytes;
  guint64              min_pixels;
  guint64              max_pixels;
  guint                min_side;
  guint                max_side;
  guint                multiple;
  double               min_aspect;
  double               max_aspect;
  const char * const  *formats;
  gboolean             alpha;
  PenFitMode           mode;
} PenPrepareLimits;

/**
 * PenPrepared:
 * @blob: (owned): the file to send
 * @width: of what is sent
 * @height: of what is sent
 * @source_width: of what was seen, orientation applied
 * @source_height: likewise
 * @placement: where the picture lies in what is sent
 * @untouched: whether the very bytes of the source are sent
 * @stripped: whether only metadata was taken out, the picture data untouched
 */
typedef struct
{
  PenBlob      *blob;
  guint         width;
  guint         height;
  guint         source_width;
  guint         source_height;
  PenPlacement  placement;
  gboolean      untouched;
  gboolean      stripped;
} PenPrepared;

void         pen_prepared_free          (PenPrepared             *self);
gboolean     pen_prepare_fit            (const PenPrepareLimits  *limits,
                                         guint                    width,
                                         guint                    height,
                                         guint                   *ret_width,
                                         guint                   *ret_height,
                                         GError                 **error);
PenPrepared *pen_prepare                (const char              *path,
                                         const PenPrepareLimits  *limits,
                                         const char              *folder,
                                         GCancellable            *cancellable,
                                         GError                 **error);
PenPrepared *pen_prepare_pixels         (PenPixels               *pixels,
                                         const char              *name,
                                         gboolean                 lossy,
                                         const PenPrepareLimits  *limits,
                                         const char              *folder,
                                         GCancellable            *cancellable,
                                         GError                 **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PenPrepared, pen_prepared_free)

G_END_DECLS
