/* pen-gallery-model.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-engine.h"

G_BEGIN_DECLS

#define PEN_TYPE_GALLERY_MODEL (pen_gallery_model_get_type ())

/**
 * PenGalleryModel:
 *
 * The pictures that match a search, newest first, read in pages as they are needed.
 *
 * Properties: "loading" (boolean), "complete" (boolean: there are no more).
 */
G_DECLARE_FINAL_TYPE (PenGalleryModel, pen_gallery_model, PEN, GALLERY_MODEL, GObject)

PenGalleryModel *pen_gallery_model_new        (PenEngine       *engine);
void             pen_gallery_model_search     (PenGalleryModel *self,
                                               const char      *text,
                                               const char      *provider,
                                               const char      *task,
                                               gboolean         starred);
void             pen_gallery_model_load_more  (PenGalleryModel *self);
gboolean         pen_gallery_model_is_loading (PenGalleryModel *self);
gboolean         pen_gallery_model_is_search  (PenGalleryModel *self);
guint            pen_gallery_model_find       (PenGalleryModel *self,
                                               gint64           id);
const GError    *pen_gallery_model_get_error  (PenGalleryModel *self);

G_END_DECLS
