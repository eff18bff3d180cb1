/* pen-headers.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-headers"

#include "config.h"

#include "pen-headers.h"
#include "pen-secret.h"

/**
 * pen_headers_wipe:
 * @headers: headers, one of which holds the key
 *
 * Overwrites all values with zeros, where they lie: replacing them would leave the
 * old ones behind in freed memory.
 */
void
pen_headers_wipe (SoupMessageHeaders *headers)
{
  SoupMessageHeadersIter iter;
  const char *name;
  const char *value;

  g_return_if_fail (headers != NULL);

  soup_message_headers_iter_init (&iter, headers);
  while (soup_message_headers_iter_next (&iter, &name, &value))
    pen_secret_wipe ((char *) value);
}
