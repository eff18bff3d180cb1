/* pen-sim-picture.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>

G_BEGIN_DECLS

/**
 * PenSimPictureRule:
 * @min_side: in pixels
 * @max_side: in pixels; 0 where not limited
 * @min_pixels: width × height
 * @max_pixels: width × height; 0 where not limited
 *
 * What a service takes as a picture.
 */
typedef struct
{
  guint   min_side;
  guint   max_side;
  guint64 min_pixels;
  guint64 max_pixels;
} PenSimPictureRule;

/**
 * PenSimPictureInfo:
 * @media_type: by the bytes alone
 * @width: in pixels
 * @height: in pixels
 * @channels: 1 grey, 2 grey and alpha, 3 colour, 4 colour and alpha; 0 where unknown
 *
 * What the head of a picture file says.
 */
typedef struct
{
  const char *media_type;
  guint       width;
  guint       height;
  guint       channels;
} PenSimPictureInfo;

gboolean   pen_sim_picture_inspect (GBytes             *bytes,
                                    PenSimPictureInfo  *ret_info);
gboolean   pen_sim_picture_check   (GBytes                   *bytes,
                                    const PenSimPictureRule  *rule,
                                    GError                  **error);
GdkPixbuf *pen_sim_picture_decode  (GBytes             *bytes);
GdkPixbuf *pen_sim_picture_draw    (const char         *prompt,
                                    guint64             seed,
                                    guint               width,
                                    guint               height);
GdkPixbuf *pen_sim_picture_alter   (GdkPixbuf          *source,
                                    const char         *prompt,
                                    guint64             seed,
                                    double              strength,
                                    guint               width,
                                    guint               height);
GdkPixbuf *pen_sim_picture_blur    (GdkPixbuf          *picture);
GBytes    *pen_sim_picture_encode  (GdkPixbuf          *picture,
                                    const char         *format);
GBytes    *pen_sim_picture_spoil   (GBytes             *picture,
                                    const char         *fault);

G_END_DECLS
