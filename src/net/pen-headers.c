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
 * pen_headers_append:
 * @self: headers
 * @others: headers to add to @self
 */
void
pen_headers_append (SoupMessageHeaders *self,
                    SoupMessageHeaders *others)
{
  SoupMessageHeadersIter iter;
  const char *name;
  const char *value;

  g_return_if_fail (self != NULL && others != NULL);

  soup_message_headers_iter_init (&iter, others);
  while (soup_message_headers_iter_next (&iter, &name, &value))
    soup_message_headers_append (self, name, value);
}

/**
 * pen_headers_introduce:
 * @self: headers of a request
 *
 * Says who we are, unless @self says it already.  The session cannot do it: its name
 * would replace the one that a service insists on.
 */
void
pen_headers_introduce (SoupMessageHeaders *self)
{
  g_return_if_fail (self != NULL);

  if (soup_message_headers_get_one (self, "User-Agent") == NULL)
    soup_message_headers_replace (self, "User-Agent", "Pentimento/" VERSION);
}

/**
 * pen_headers_wipe:
 * @self: headers, one of which holds the key
 *
 * Overwrites all values with zeros, where they lie: replacing them would leave the
 * old ones behind in freed memory.
 */
void
pen_headers_wipe (SoupMessageHeaders *self)
{
  SoupMessageHeadersIter iter;
  const char *name;
  const char *value;

  g_return_if_fail (self != NULL);

  soup_message_headers_iter_init (&iter, self);
  while (soup_message_headers_iter_next (&iter, &name, &value))
    pen_secret_wipe ((char *) value);
}
