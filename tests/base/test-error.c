/* test-error.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-error"

#include "config.h"

#include <json-glib/json-glib.h>

#include "pen-error.h"

typedef struct
{
  guint    status;
  PenError expected;
} StatusCase;

static void
test_status (void)
{
  static const StatusCase cases[] = {
    { 200, PEN_ERROR_FAILED },
    { 302, PEN_ERROR_INVALID_REPLY },
    { 400, PEN_ERROR_INVALID_REQUEST },
    { 401, PEN_ERROR_KEY_REJECTED },
    { 402, PEN_ERROR_QUOTA },
    { 403, PEN_ERROR_KEY_REJECTED },
    { 404, PEN_ERROR_NOT_FOUND },
    { 407, PEN_ERROR_NETWORK },
    { 408, PEN_ERROR_SERVICE },
    { 410, PEN_ERROR_EXPIRED },
    { 413, PEN_ERROR_TOO_LARGE },
    { 422, PEN_ERROR_INVALID_REQUEST },
    { 429, PEN_ERROR_RATE_LIMIT },
    { 451, PEN_ERROR_REFUSED },
    { 500, PEN_ERROR_SERVICE },
    { 503, PEN_ERROR_SERVICE },
    { 599, PEN_ERROR_SERVICE },
    { 600, PEN_ERROR_FAILED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (pen_error_from_status (cases[i].status), ==, cases[i].expected);
}

static void
test_nicks (void)
{
  for (int code = PEN_ERROR_FAILED; code <= PEN_ERROR_BUSY; code++)
    {
      const char *nick = pen_error_to_nick ((PenError) code);

      g_assert_cmpint (pen_error_from_nick (nick), ==, code);
    }

  g_assert_cmpstr (pen_error_to_nick (PEN_ERROR_UNKNOWN_OUTCOME), ==, "unknown-outcome");
  g_assert_cmpstr (pen_error_to_nick (PEN_ERROR_USAGE), ==, "usage");
  g_assert_cmpint (pen_error_from_nick ("no such word"), ==, PEN_ERROR_FAILED);
  g_assert_cmpint (pen_error_from_nick (NULL), ==, PEN_ERROR_FAILED);
}

static void
test_convert (void)
{
  struct
  {
    GQuark   domain;
    int      code;
    PenError expected;
  } cases[] = {
    { G_IO_ERROR, G_IO_ERROR_NOT_FOUND, PEN_ERROR_STORAGE },
    { G_IO_ERROR, G_IO_ERROR_NO_SPACE, PEN_ERROR_STORAGE },
    { G_IO_ERROR, G_IO_ERROR_READ_ONLY, PEN_ERROR_STORAGE },
    { G_IO_ERROR, G_IO_ERROR_TIMED_OUT, PEN_ERROR_NETWORK },
    { G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED, PEN_ERROR_NETWORK },
    { G_IO_ERROR, G_IO_ERROR_FAILED, PEN_ERROR_FAILED },
    { G_FILE_ERROR, G_FILE_ERROR_NOSPC, PEN_ERROR_STORAGE },
    { G_FILE_ERROR, G_FILE_ERROR_FAILED, PEN_ERROR_STORAGE },
    { G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, PEN_ERROR_NETWORK },
    { G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE, PEN_ERROR_NETWORK },
    { JSON_PARSER_ERROR, JSON_PARSER_ERROR_PARSE, PEN_ERROR_INVALID_REPLY },
    { G_URI_ERROR, G_URI_ERROR_BAD_HOST, PEN_ERROR_USAGE },
    { G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_PARSE, PEN_ERROR_FAILED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = g_error_new_literal (cases[i].domain, cases[i].code, "words");

      pen_error_convert (&error);
      g_assert_error (error, PEN_ERROR, (int) cases[i].expected);
      g_assert_cmpuint (strlen (error->message), >, 0);
      g_assert_false (g_str_has_suffix (error->message, "."));
    }
}

/* A sentence for people; the name of the file stays in it. */
static void
test_convert_words (void)
{
  g_autoptr(GError) missing = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                                                   "Error opening file /x/y.png");
  g_autoptr(GError) refused = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED,
                                                   "ECONNREFUSED");

  pen_error_convert (&missing);
  g_assert_cmpstr (missing->message, ==,
                   "A file or folder is not there (Error opening file /x/y.png)");

  pen_error_convert (&refused);
  g_assert_null (strstr (refused->message, "ECONN"));
}

static void
test_convert_keeps (void)
{
  g_autoptr(GError) cancelled = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "stop");
  g_autoptr(GError) ours = g_error_new_literal (PEN_ERROR, PEN_ERROR_QUOTA, "no money");
  GError *none = NULL;

  pen_error_convert (&cancelled);
  g_assert_error (cancelled, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  pen_error_convert (&ours);
  g_assert_error (ours, PEN_ERROR, PEN_ERROR_QUOTA);
  g_assert_cmpstr (ours->message, ==, "no money");

  pen_error_convert (&none);
  g_assert_null (none);
  pen_error_convert (NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/error/status", test_status);
  g_test_add_func ("/error/nicks", test_nicks);
  g_test_add_func ("/error/convert", test_convert);
  g_test_add_func ("/error/convert-words", test_convert_words);
  g_test_add_func ("/error/convert-keeps", test_convert_keeps);

  return g_test_run ();
}
