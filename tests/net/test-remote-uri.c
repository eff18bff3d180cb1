/* test-remote-uri.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-remote-uri"

#include "config.h"

#include <libsoup/soup.h>

#include "pen-error.h"
#include "pen-remote-uri.h"

#define WEB   "https://api.example.com/v1/"
#define LOCAL "http://127.0.0.1:7860/"

typedef struct
{
  const char *base;
  const char *text;
  gboolean    expected;
} Case;

static GUri *
parse (const char *text)
{
  g_autoptr(GError) error = NULL;
  GUri *uri = g_uri_parse (text, SOUP_HTTP_URI_FLAGS, &error);

  g_assert_no_error (error);

  return uri;
}

static void
test_parse (void)
{
  static const Case cases[] = {
    { WEB, "https://api.example.com/job", TRUE },
    { WEB, "https://cdn.example.net/job?token=1", TRUE },
    { WEB, "HTTPS://api.example.com/job", TRUE },
    { LOCAL, "http://127.0.0.1:7860/job", TRUE },
    { LOCAL, "http://192.168.1.2/job", TRUE },
    { LOCAL, "https://cdn.example.net/job", TRUE },

    /* From an encrypted server to a plain one */
    { WEB, "http://api.example.com/job", FALSE },
    { WEB, "http://api.example.com:443/job", FALSE },
    { WEB, "http://127.0.0.1/job", FALSE },

    /* Not a web server, or no address at all */
    { WEB, "file:///etc/passwd", FALSE },
    { LOCAL, "file://127.0.0.1/etc/passwd", FALSE },
    { LOCAL, "ftp://127.0.0.1:7860/job", FALSE },
    { WEB, "data:text/plain,done", FALSE },
    { WEB, "https:job", FALSE },
    { WEB, "https:///job", FALSE },
    { WEB, "https://[", FALSE },
    { WEB, "//api.example.com/job", FALSE },
    { WEB, "/job", FALSE },
    { WEB, "", FALSE },
    { WEB, NULL, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GUri) base = parse (cases[i].base);
      g_autoptr(GUri) uri = pen_remote_uri_parse (cases[i].text, base);

      g_test_message ("“%s” from %s", cases[i].text != NULL ? cases[i].text : "", cases[i].base);
      g_assert_cmpint (uri != NULL, ==, cases[i].expected);
    }
}

static void
test_same_server (void)
{
  static const Case cases[] = {
    { WEB, "https://api.example.com/elsewhere?on=it", TRUE },
    { WEB, "https://api.example.com:443/", TRUE },
    { LOCAL, "http://127.0.0.1:7860/sdapi/v1/progress", TRUE },

    { WEB, "https://API.example.com/", TRUE },
    { LOCAL, "file:///etc/passwd", FALSE },
    { WEB, "http://api.example.com/", FALSE },
    { WEB, "http://api.example.com:443/", FALSE },
    { WEB, "https://api.example.com:8443/", FALSE },
    { WEB, "https://example.com/", FALSE },
    { WEB, "https://api.example.com.evil.example/", FALSE },
    { WEB, "https://api.example.com@evil.example/", FALSE },
    { LOCAL, "http://localhost:7860/", FALSE },
    { LOCAL, "http://127.0.0.1:7861/", FALSE },
    { LOCAL, "http://127.0.0.1/", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GUri) base = parse (cases[i].base);
      g_autoptr(GUri) uri = parse (cases[i].text);

      g_test_message ("%s and %s", cases[i].text, cases[i].base);
      g_assert_cmpint (pen_remote_uri_is_same_server (uri, base), ==, cases[i].expected);
    }
}

static void
test_default_port (void)
{
  g_autoptr(GUri) with = g_uri_build (G_URI_FLAGS_NONE, "http", NULL, "a", 80, "", NULL, NULL);
  g_autoptr(GUri) without = g_uri_build (G_URI_FLAGS_NONE, "http", NULL, "a", -1, "", NULL, NULL);

  g_assert_true (pen_remote_uri_is_same_server (with, without));
}

static void
test_loopback (void)
{
  static const struct
  {
    const char *text;
    gboolean    expected;
  } cases[] = {
    { "http://127.0.0.1:7860/", TRUE },
    { "http://127.1.2.3/", TRUE },
    { "http://localhost/", TRUE },
    { "http://LocalHost:8188/", TRUE },
    { "http://[::1]:8188/", TRUE },
    { "http://192.168.1.2/", FALSE },
    { "http://localhost.example.com/", FALSE },
    { "http://127.0.0.1.example.com/", FALSE },
    { "https://api.example.com/", FALSE },
    { "data:x", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GUri) uri = g_uri_parse (cases[i].text, G_URI_FLAGS_NONE, NULL);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (pen_remote_uri_is_loopback (uri), ==, cases[i].expected);
    }
}

static void
test_join (void)
{
  static const char * const cases[][3] = {
    { "https://a.example/v1", "/images", "https://a.example/v1/images" },
    { "https://a.example/v1/", "images?n=1", "https://a.example/v1/images?n=1" },
    { "https://a.example", "/images", "https://a.example/images" },
    { " https://a.example/ ", NULL, "https://a.example/" },
    { "https://a.example/v1", "", "https://a.example/v1" },
    { "https://a.example/v1", "?n=1", "https://a.example/v1?n=1" },
    { "http://127.0.0.1:4010", "//evil.example/x", "http://127.0.0.1:4010/evil.example/x" },
    { "https://a.example", "@evil.example/x", "https://a.example/@evil.example/x" },
    { "https://a.example", ".evil.example/x", "https://a.example/.evil.example/x" },
    { "https://a.example", "https://evil.example/x", "https://a.example/https://evil.example/x" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GUri) uri = pen_remote_uri_join (cases[i][0], cases[i][1], &error);
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      text = g_uri_to_string (uri);
      g_assert_cmpstr (text, ==, cases[i][2]);
    }
}

static void
test_join_wrong (void)
{
  static const char * const cases[][2] = {
    { "", "/x" },
    { "a.example", "/x" },
    { "ftp://a.example", "/x" },
    { "https://", "/x" },
    { "https://a.example?key=1", "/x" },
    { "https://a.example#x", "/x" },
    { "https://a.example", "/%zz" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      g_test_message ("%s %s", cases[i][0], cases[i][1]);
      g_assert_null (pen_remote_uri_join (cases[i][0], cases[i][1], &error));
      g_assert_error (error, PEN_ERROR, PEN_ERROR_USAGE);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/remote-uri/parse", test_parse);
  g_test_add_func ("/remote-uri/same-server", test_same_server);
  g_test_add_func ("/remote-uri/default-port", test_default_port);
  g_test_add_func ("/remote-uri/loopback", test_loopback);
  g_test_add_func ("/remote-uri/join", test_join);
  g_test_add_func ("/remote-uri/join-wrong", test_join_wrong);

  return g_test_run ();
}
