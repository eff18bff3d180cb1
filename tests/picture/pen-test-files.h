/* pen-test-files.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-pixels.h"

G_BEGIN_DECLS

/* Picture files as a test needs them, byte by byte. */

typedef struct
{
  guint         width;
  guint         height;
  guint         depth;
  guint         colour_type;
  const guint8 *rows;
  gsize         row_size;
} PenTestPng;

char       *pen_test_folder      (void);
char       *pen_test_sample      (const char       *name);
char       *pen_test_write       (const char       *folder,
                                  const char       *name,
                                  GBytes           *bytes);
GByteArray *pen_test_png         (const PenTestPng *png);
void        pen_test_add_chunk   (GByteArray       *png,
                                  const char       *type,
                                  gconstpointer     data,
                                  gsize             length);
void        pen_test_end_png     (GByteArray       *png,
                                  const PenTestPng *content);
GBytes     *pen_test_exif        (guint             orientation);
GBytes     *pen_test_profile     (gboolean          is_srgb);
GBytes     *pen_test_jpeg        (PenPixels        *pixels,
                                  guint8            marker,
                                  gconstpointer     data,
                                  gsize             length);
GBytes     *pen_test_deflate     (gconstpointer     data,
                                  gsize             length);
PenPixels  *pen_test_pixels      (guint             width,
                                  guint             height,
                                  gboolean          alpha);

void        pen_test_assert_same (PenPixels        *one,
                                  PenPixels        *other,
                                  guint             tolerance);
void        pen_test_assert_pixel
                                 (PenPixels        *pixels,
                                  guint             x,
                                  guint             y,
                                  guint             red,
                                  guint             green,
                                  guint             blue,
                                  guint             alpha,
                                  guint             tolerance);
char       *pen_test_exiftool    (const char       *path);

G_END_DECLS
