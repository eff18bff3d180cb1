/* pen-header-gif.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-header-gif"

#include "config.h"

#include "pen-header-private.h"

#define SCREEN_SIZE     13
#define DESCRIPTOR_SIZE 9

#define EXTENSION 0x21
#define IMAGE     0x2c
#define TRAILER   0x3b

#define GRAPHIC_CONTROL 0xf9
#define APPLICATION     0xff

static gsize
colours_size (guint flags)
{
  return flags & 0x80 ? (gsize) 3 << ((flags & 7) + 1) : 0;
}

/* Data come in blocks with their length in front; a length of zero ends them. */
static gsize
skip_blocks (PenSpan span,
             gsize   at)
{
  while (at < span.length && span.data[at] != 0)
    at += 1 + (gsize) span.data[at];

  return at + 1;
}

static void
read_extension (PenHeader *self,
                PenSpan    span,
                gsize      at)
{
  guint label = pen_span_byte (span, at);

  if (label == GRAPHIC_CONTROL)
    self->has_alpha |= pen_span_byte (span, at + 2) & 1;
  else if (label != APPLICATION ||
           (!pen_span_has (span, at + 2, "NETSCAPE2.0", 11) &&
            !pen_span_has (span, at + 2, "ANIMEXTS1.0", 11)))
    self->has_metadata = TRUE;
}

void
pen_header_read_gif (PenHeader *self,
                     PenSpan    span)
{
  gsize at = SCREEN_SIZE + colours_size (pen_span_byte (span, 10));
  guint n_frames = 0;

  self->width = pen_span_le16 (span, 6);
  self->height = pen_span_le16 (span, 8);

  while (at < span.length)
    {
      guint kind = span.data[at++];

      if (kind == TRAILER)
        {
          self->complete = n_frames > 0;
          break;
        }
      else if (kind == EXTENSION)
        {
          read_extension (self, span, at);
          at = skip_blocks (span, at + 1);
        }
      else if (kind == IMAGE)
        {
          n_frames++;
          at += DESCRIPTOR_SIZE + colours_size (pen_span_byte (span, at + 8));
          at = skip_blocks (span, at + 1);
        }
      else
        break;
    }

  self->animated = n_frames > 1;
  self->has_metadata |= at < span.length;
}

void
pen_header_read_bmp (PenHeader *self,
                     PenSpan    span)
{
  guint64 offset = pen_span_le32 (span, 10);
  guint header = pen_span_le32 (span, 14);
  guint bits = header == 12 ? pen_span_le16 (span, 24) : pen_span_le16 (span, 28);
  guint compression = header == 12 ? 0 : pen_span_le32 (span, 30);
  gint32 height = (gint32) pen_span_le32 (span, 22);
  guint64 size;

  self->width = header == 12 ? pen_span_le16 (span, 18) : pen_span_le32 (span, 18);
  self->height = header == 12 ? pen_span_le16 (span, 20)
                              : (guint) (height < 0 ? -(gint64) height : height);
  self->has_alpha = bits == 32;

  /* Only of what is not compressed we know how much there must be. */
  size = ((guint64) self->width * bits + 31) / 32 * 4 * self->height;
  self->complete = compression == 1 || compression == 2 ||
                   (size <= span.length && offset <= span.length - size);
}
