/* pen-orient.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-orient"

#include "config.h"

#include <string.h>

#include "pen-decoding.h"
#include "pen-worker.h"

typedef struct
{
  PenPixels *from;
  PenPixels *to;
  guint      orientation;
} Turn;

/* Row by row of the upright picture: where it begins in the stored one, and the step. */
static void
turn_rows (guint    first,
           guint    last,
           gpointer data)
{
  Turn *turn = data;
  gssize width = pen_pixels_get_width (turn->from);
  gssize height = pen_pixels_get_height (turn->from);
  const guint32 *from = (const guint32 *) pen_pixels_get_data (turn->from);
  guint32 *to = (guint32 *) pen_pixels_get_data (turn->to);
  guint length = pen_pixels_get_width (turn->to);

  for (gssize y = first; y < (gssize) last; y++)
    {
      gssize starts[9] = {
        0,
        y * width,                              /* 1: as it is */
        y * width + width - 1,                  /* 2: mirrored */
        (height - 1 - y) * width + width - 1,   /* 3: upside down */
        (height - 1 - y) * width,               /* 4: mirrored upside down */
        y,                                      /* 5: transposed */
        (height - 1) * width + y,               /* 6: to be turned right */
        (height - 1) * width + width - 1 - y,   /* 7: transposed the other way */
        width - 1 - y,                          /* 8: to be turned left */
      };
      const gssize steps[9] = { 0, 1, -1, -1, 1, width, -width, -width, width };
      const guint32 *at = from + starts[turn->orientation];

      for (guint x = 0; x < length; x++, at += steps[turn->orientation])
        to[(gsize) y * length + x] = *at;
    }
}

/**
 * pen_pixels_orient:
 * @self: a picture as it is stored
 * @orientation: what EXIF says of it, 1 to 8
 *
 * Returns: (transfer full): the picture as it is meant to be seen
 */
PenPixels *
pen_pixels_orient (PenPixels *self,
                   guint      orientation)
{
  PenWorker worker = { NULL, };
  Turn turn = { self, NULL, orientation };
  gboolean across = orientation >= 5;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (orientation >= 1 && orientation <= 8, NULL);

  if (orientation == 1)
    return pen_pixels_ref (self);

  turn.to = pen_pixels_new (across ? pen_pixels_get_height (self) : pen_pixels_get_width (self),
                            across ? pen_pixels_get_width (self) : pen_pixels_get_height (self));
  pen_worker_rows (&worker, pen_pixels_get_height (turn.to), 1.0, turn_rows, &turn);

  return turn.to;
}
