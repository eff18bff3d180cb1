/* pen-header-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <string.h>

#include "pen-header.h"

G_BEGIN_DECLS

/*
 * Numbers in bytes that a stranger wrote: what lies beyond the end reads as zero, so
 * that a reader needs one check of the end, where it matters.
 */

typedef struct
{
  const guint8 *data;
  gsize         length;
} PenSpan;

static inline guint
pen_span_byte (PenSpan span,
               gsize   at)
{
  return at < span.length ? span.data[at] : 0;
}

static inline guint
pen_span_be16 (PenSpan span,
               gsize   at)
{
  return pen_span_byte (span, at) << 8 | pen_span_byte (span, at + 1);
}

static inline guint32
pen_span_be32 (PenSpan span,
               gsize   at)
{
  return pen_span_be16 (span, at) << 16 | pen_span_be16 (span, at + 2);
}

static inline guint
pen_span_le16 (PenSpan span,
               gsize   at)
{
  return pen_span_byte (span, at) | pen_span_byte (span, at + 1) << 8;
}

static inline guint32
pen_span_le32 (PenSpan span,
               gsize   at)
{
  return pen_span_le16 (span, at) | pen_span_le16 (span, at + 2) << 16;
}

/* Whether @text, without its final zero, stands at @at. */
static inline gboolean
pen_span_has (PenSpan     span,
              gsize       at,
              const char *text,
              gsize       length)
{
  return at <= span.length && length <= span.length - at &&
         memcmp (span.data + at, text, length) == 0;
}

/* The part from @at on, at most @length long. */
static inline PenSpan
pen_span_part (PenSpan span,
               gsize   at,
               gsize   length)
{
  at = MIN (at, span.length);

  return (PenSpan) { span.data + at, MIN (length, span.length - at) };
}

guint  pen_header_read_exif (PenSpan     exif);
gsize  pen_jpeg_skip_scan   (PenSpan     span,
                             gsize       at);

void   pen_header_read_jpeg (PenHeader  *self,
                             PenSpan     span);
void   pen_header_read_png  (PenHeader  *self,
                             PenSpan     span);
void   pen_header_read_webp (PenHeader  *self,
                             PenSpan     span);
void   pen_header_read_gif  (PenHeader  *self,
                             PenSpan     span);
void   pen_header_read_bmp  (PenHeader  *self,
                             PenSpan     span);
void   pen_header_read_heif (PenHeader  *self,
                             PenSpan     span);

G_END_DECLS
