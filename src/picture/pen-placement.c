/* pen-placement.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-placement"

#include "config.h"

#include <math.h>

#include "pen-placement.h"

/**
 * pen_placement_init:
 * @self: (out): where the picture lies
 * @mode: inside the frame, or all over it
 * @width: of the picture, at least 1
 * @height: of the picture, at least 1
 * @frame_width: of the frame, at least 1
 * @frame_height: of the frame, at least 1
 *
 * Puts a picture into the middle of a frame, with its aspect kept.
 */
void
pen_placement_init (PenPlacement *self,
                    PenFitMode    mode,
                    guint         width,
                    guint         height,
                    guint         frame_width,
                    guint         frame_height)
{
  double across, down, scale;

  g_return_if_fail (self != NULL);
  g_return_if_fail (width > 0 && height > 0);
  g_return_if_fail (frame_width > 0 && frame_height > 0);

  across = (double) frame_width / width;
  down = (double) frame_height / height;
  scale = mode == PEN_FIT_PAD ? MIN (across, down) : MAX (across, down);

  self->frame_width = frame_width;
  self->frame_height = frame_height;
  self->width = (guint) MAX (floor (width * scale + 0.5), 1.0);
  self->height = (guint) MAX (floor (height * scale + 0.5), 1.0);

  /* Less than a pixel is no reason for a bar or a cut. */
  if (ABS ((int) self->width - (int) frame_width) <= 1)
    self->width = frame_width;
  if (ABS ((int) self->height - (int) frame_height) <= 1)
    self->height = frame_height;

  if (mode == PEN_FIT_PAD)
    {
      self->x = (int) ((frame_width - self->width) / 2);
      self->y = (int) ((frame_height - self->height) / 2);
    }
  else
    {
      self->x = -(int) ((self->width - frame_width) / 2);
      self->y = -(int) ((self->height - frame_height) / 2);
    }
}

/**
 * pen_placement_is_full:
 * @self: where a picture lies
 *
 * Returns: whether the picture is the frame, without bars and cuts
 */
gboolean
pen_placement_is_full (const PenPlacement *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->x == 0 && self->y == 0 && self->width == self->frame_width &&
         self->height == self->frame_height;
}
