/* base.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* A lowest floor that knows the toolkit: check-floors.py has to say so. */
void gtk_init (void);
void pen_base_bad (void);

void
pen_base_bad (void)
{
  gtk_init ();
}
