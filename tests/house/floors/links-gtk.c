/* links-gtk.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <gtk/gtk.h>

/* A command line that knows the toolkit: check-floors.py has to say so. */
int
main (void)
{
  return gtk_get_major_version () == 4 ? 0 : 1;
}
