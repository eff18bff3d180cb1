/* bench-composite.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * A picture of 4096 × 4096 laid into another one, with a mask that is soft everywhere.
 * Prints milliseconds, one line a run.
 */

#define G_LOG_DOMAIN "bench-composite"

#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pen-composite.h"

#define SIDE 4096

static PenPixels *
make_pixels (guint factor)
{
  PenPixels *pixels = pen_pixels_new (SIDE, SIDE);
  guint8 *data = pen_pixels_get_data (pixels);

  for (gsize i = 0; i < (gsize) SIDE * SIDE * 4; i++)
    data[i] = i % 4 == 3 ? 255 : (guint8) (i * factor >> 3);

  return pixels;
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(PenPixels) old = make_pixels (7);
  g_autoptr(PenPixels) changed = make_pixels (11);
  g_autoptr(PenMask) mask = pen_mask_new (SIDE, SIDE);

  if (argc != 2)
    {
      fprintf (stderr, "Usage: bench-composite TIMES\n");
      return EXIT_FAILURE;
    }

  for (gsize i = 0; i < (gsize) SIDE * SIDE; i++)
    mask->data[i] = (guint8) (i % 254 + 1);

  for (guint64 left = g_ascii_strtoull (argv[1], NULL, 10); left > 0; left--)
    {
      gint64 started = g_get_monotonic_time ();

      pen_composite_blend (changed, old, mask);
      printf ("%.2f\n", (double) (g_get_monotonic_time () - started) / 1000);
    }

  return EXIT_SUCCESS;
}
