/* pen-settings.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * The settings, by the schema in data/.  Without an installed schema (a broken
 * installation) the defaults hold and nothing is kept; a warning says so once.
 */
GSettings *pen_settings_new (void);

/* Address of a host: the user's override, or the environment's, or %NULL. */
char      *pen_settings_dup_address (GSettings  *settings,
                                     const char *endpoint);
void       pen_settings_set_address (GSettings  *settings,
                                     const char *endpoint,
                                     const char *address);

/* Where an engine of the user's own was found, without the user's word. */
char      *pen_settings_dup_found_address
                                    (GSettings  *settings,
                                     const char *endpoint);
void       pen_settings_set_found_address
                                    (GSettings  *settings,
                                     const char *endpoint,
                                     const char *address);

G_END_DECLS
