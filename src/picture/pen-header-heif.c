/* pen-header-heif.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-header-heif"

#include "config.h"

#include "pen-header-private.h"

#define MAX_DEPTH 4

/* A box of HEIF or AVIF: its four letters, and what is in it. */
typedef struct
{
  PenSpan type;
  PenSpan content;
  gsize   next;
} Box;

static gboolean
read_box (PenSpan  span,
          gsize    at,
          Box     *box)
{
  guint64 size;
  gsize header = 8;

  if (at + 8 > span.length)
    return FALSE;

  size = pen_span_be32 (span, at);
  if (size == 1)
    {
      size = (guint64) pen_span_be32 (span, at + 8) << 32 | pen_span_be32 (span, at + 12);
      header = 16;
    }
  else if (size == 0)
    size = span.length - at;

  if (size < header || size > span.length - at)
    return FALSE;

  box->type = pen_span_part (span, at + 4, 4);
  box->content = pen_span_part (span, at + header, size - header);
  box->next = at + size;

  return TRUE;
}

static gboolean
is_alpha (PenSpan content)
{
  return pen_span_has (content, 4, "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha", 43) ||
         pen_span_has (content, 4, "urn:mpeg:hevc:2015:auxid:1", 26);
}

/* A property of one of the images in the file; the largest is the one that is meant. */
static void
read_property (PenHeader *self,
               Box       *box,
               gboolean  *turned)
{
  if (pen_span_has (box->type, 0, "ispe", 4))
    {
      guint width = pen_span_be32 (box->content, 4);
      guint height = pen_span_be32 (box->content, 8);

      if ((guint64) width * height > (guint64) self->width * self->height)
        {
          self->width = width;
          self->height = height;
        }
    }
  else if (pen_span_has (box->type, 0, "irot", 4))
    *turned = pen_span_byte (box->content, 0) & 1;
  else if (pen_span_has (box->type, 0, "pixi", 4))
    self->bit_depth = MAX (pen_span_byte (box->content, 5), self->bit_depth);
  else if (pen_span_has (box->type, 0, "auxC", 4))
    self->has_alpha |= is_alpha (box->content);
  else if (pen_span_has (box->type, 0, "colr", 4) && self->profile == NULL &&
           (pen_span_has (box->content, 0, "prof", 4) || pen_span_has (box->content, 0, "rICC", 4)))
    self->profile = g_bytes_new (box->content.data + 4, box->content.length - 4);
}

static void
read_boxes (PenHeader *self,
            PenSpan    span,
            guint      depth,
            gboolean  *turned)
{
  Box box;

  for (gsize at = 0; depth < MAX_DEPTH && read_box (span, at, &box); at = box.next)
    {
      if (pen_span_has (box.type, 0, "meta", 4))
        read_boxes (self, pen_span_part (box.content, 4, box.content.length), depth + 1, turned);
      else if (pen_span_has (box.type, 0, "iprp", 4) || pen_span_has (box.type, 0, "ipco", 4))
        read_boxes (self, box.content, depth + 1, turned);
      else if (depth > 0)
        read_property (self, &box, turned);
    }
}

/* What stands at the top must fill the file to its end. */
static gboolean
is_complete (PenSpan span)
{
  gsize at = 0;
  Box box;

  while (read_box (span, at, &box))
    at = box.next;

  return at == span.length;
}

/*
 * The decoders turn and mirror these formats themselves; so the size is given as they
 * will, and the orientation is 1.  What metadata there are is not looked for: these files
 * are never sent as they are.
 */
void
pen_header_read_heif (PenHeader *self,
                      PenSpan    span)
{
  gboolean turned = FALSE;

  self->lossy = TRUE;
  self->has_metadata = TRUE;
  self->animated = pen_span_has (span, 8, "avis", 4) || pen_span_has (span, 8, "msf1", 4);
  read_boxes (self, span, 0, &turned);
  self->complete = is_complete (span);

  if (turned)
    {
      guint width = self->width;

      self->width = self->height;
      self->height = width;
    }
}
