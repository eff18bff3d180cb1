/* fuzz-remote-uri.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Whatever address a reply names: we go to web servers only, never from an encrypted one
 * to a plain one, and the key goes to the provider's own server alone.
 */

#define G_LOG_DOMAIN "fuzz-remote-uri"

#include "config.h"

#include <libsoup/soup.h>
#include <string.h>

#include "pen-fuzz.h"
#include "pen-remote-uri.h"

#define HOST "api.example.com"

static GUri *bases[2];

int
LLVMFuzzerInitialize (int    *argc,
                      char ***argv)
{
  bases[0] = g_uri_parse ("https://" HOST "/v1", SOUP_HTTP_URI_FLAGS, NULL);
  bases[1] = g_uri_parse ("http://127.0.0.1:7860", SOUP_HTTP_URI_FLAGS, NULL);

  return 0;
}

/* Read in another way than the code under test does: what a library would connect to. */
static void
check_with_key (GUri *uri,
                GUri *base)
{
  g_autoptr(SoupMessage) message = soup_message_new_from_uri ("GET", uri);
  GUri *target = soup_message_get_uri (message);

  g_assert_cmpint (g_ascii_strcasecmp (g_uri_get_host (target), g_uri_get_host (base)), ==, 0);
  g_assert_cmpstr (g_uri_get_scheme (target), ==, g_uri_get_scheme (base));
  g_assert_cmpint (g_uri_get_port (target), ==,
                   g_uri_get_port (base) > 0 ? g_uri_get_port (base) : 443);
}

static void
check (const char *text,
       GUri       *base)
{
  g_autoptr(GUri) uri = pen_remote_uri_parse (text, base);
  g_autoptr(GUri) joined = NULL;
  const char *scheme;

  if (uri != NULL)
    {
      scheme = g_uri_get_scheme (uri);
      g_assert_true (g_str_equal (scheme, "https") || g_str_equal (scheme, "http"));
      g_assert_true (g_str_equal (scheme, "https") || base == bases[1]);
      g_assert_true (*g_uri_get_host (uri) != '\0');
      if (pen_remote_uri_is_same_server (uri, base))
        check_with_key (uri, base);
      pen_remote_uri_is_loopback (uri);
    }

  joined = pen_remote_uri_join ("https://" HOST "/v1", text, NULL);
  if (joined != NULL)
    check_with_key (joined, bases[0]);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);

  for (guint i = 0; i < G_N_ELEMENTS (bases); i++)
    check (text, bases[i]);

  return 0;
}
