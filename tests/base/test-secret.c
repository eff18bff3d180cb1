/* test-secret.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-secret"

#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "pen-redact.h"
#include "pen-secret.h"

#define KEY "zQ7/very+secret:canary=19"

static void
test_life (void)
{
  g_autoptr(PenSecret) secret = pen_secret_new (KEY);
  g_autoptr(PenSecret) same = pen_secret_new (KEY);
  g_autoptr(PenSecret) longer = pen_secret_new (KEY "0");
  g_autoptr(PenSecret) empty = pen_secret_new ("");
  g_autoptr(PenSecret) again = pen_secret_ref (secret);

  g_assert_true (again == secret);
  g_assert_cmpstr (pen_secret_peek (secret), ==, KEY);
  g_assert_cmpstr (pen_secret_peek (empty), ==, "");

  g_assert_true (pen_secret_equal (secret, same));
  g_assert_false (pen_secret_equal (secret, longer));
  g_assert_false (pen_secret_equal (secret, NULL));
  g_assert_false (pen_secret_equal (NULL, secret));
  g_assert_true (pen_secret_equal (NULL, NULL));
}

static void
test_boxed (void)
{
  g_auto(GValue) value = G_VALUE_INIT;
  PenSecret *secret = pen_secret_new (KEY);

  g_value_init (&value, PEN_TYPE_SECRET);
  g_value_take_boxed (&value, secret);
  g_assert_true (g_value_get_boxed (&value) == secret);
}

/* The line of flags of the mapping that @address is in. */
static char *
get_flags (const char *address)
{
  g_autofree char *maps = NULL;
  g_auto(GStrv) lines = NULL;
  gboolean inside = FALSE;

  g_assert_true (g_file_get_contents ("/proc/self/smaps", &maps, NULL, NULL));
  lines = g_strsplit (maps, "\n", -1);

  for (gsize i = 0; lines[i] != NULL; i++)
    {
      guint64 from;
      guint64 to;

      if (sscanf (lines[i], "%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x ", &from, &to) == 2)
        inside = from <= (guint64) address && (guint64) address < to;
      else if (inside && g_str_has_prefix (lines[i], "VmFlags:"))
        return g_strdup (lines[i]);
    }

  return NULL;
}

static void
test_pages (void)
{
  PenSecret *secret = pen_secret_new (KEY);
  const char *text = pen_secret_peek (secret);
  gsize page = (gsize) sysconf (_SC_PAGESIZE);
  g_autofree char *flags = get_flags (text);
  unsigned char residency;

  g_assert_cmpuint ((gsize) text % page, ==, 0);
  g_assert_nonnull (flags);
  g_assert_nonnull (strstr (flags, " dd"));

  /* With the secret goes the page */
  pen_secret_unref (secret);
  g_assert_cmpint (mincore ((void *) text, page, &residency), ==, -1);
  g_assert_cmpint (errno, ==, ENOMEM);
}

static void
test_large (void)
{
  g_autofree char *text = g_strnfill (3 * 4096, 'k');
  g_autoptr(PenSecret) secret = pen_secret_new (text);

  g_assert_cmpstr (pen_secret_peek (secret), ==, text);
}

static void
test_wipe (void)
{
  char text[] = "secret";
  const char zeros[sizeof text] = { 0 };

  pen_secret_wipe (text);
  g_assert_cmpmem (text, sizeof text, zeros, sizeof zeros);
  pen_secret_wipe (NULL);
}

static void
assert_gone (const char *before,
             const char *spelling,
             const char *after)
{
  g_autoptr(PenSecret) secret = pen_secret_new (KEY);
  g_autofree char *text = g_strconcat (before, spelling, after, NULL);
  g_autofree char *shown = pen_redact (secret, text);
  g_autofree char *same = pen_secret_redact (secret, text);

  g_test_message ("%s → %s", text, shown);
  g_assert_null (strstr (shown, spelling));
  g_assert_nonnull (strstr (shown, "•••"));
  g_assert_cmpstr (same, ==, shown);
}

static void
test_redact_key (void)
{
  g_autofree char *base64 = g_base64_encode ((const guchar *) KEY, strlen (KEY));
  g_autofree char *basic = g_base64_encode ((const guchar *) ":" KEY, strlen (":" KEY));
  g_autofree char *percent = g_uri_escape_string (KEY, NULL, FALSE);

  assert_gone ("You sent ", KEY, " to us");
  assert_gone ("", KEY, "");
  assert_gone ("a", KEY KEY, "b");
  assert_gone ("You sent ", base64, " to us");
  assert_gone ("Basic: ", basic, ".");
  assert_gone ("/path/", percent, "?x");
  assert_gone ("/path/", "zQ7%2fvery%2bsecret%3acanary%3d19", "?x");
  assert_gone ("{\"detail\": \"", "zQ7\\/very+secret:canary=19", "\"}");
}

static void
test_redact_likely (void)
{
  static const char * const cases[][2] = {
    { "Incorrect API key provided: sk-ab12*****wxyz.", "sk-ab12" },
    { "sk-proj-Abc_d3f", "Abc_d3f" },
    { "Authorization: Bearer 0123456789abcdef", "0123456789abcdef" },
    { "authorization: bearer abcdefghijklmnopqrstuvwxyzabcdefgh", "abcdefghijklmnop" },
    { "token r8_AbCdEf123456 is wrong", "AbCdEf" },
    { "hf_abcdefghijkl", "abcdefghijkl" },
    { "Key 01234567-89ab-cdef-0123-456789abcdef:0123456789abcdef", "89ab-cdef" },
    { "x 01234567-89ab-cdef-0123-456789abcdef:0123456789abcdef", "0123456789abcdef" },
    { "AIzaSyA1234567890abcdefghij-KLmno is invalid", "SyA1234" },
    { "{\"api_key\": \"4f3c2b1a4f3c2b1a4f3c2b1a\"}", "4f3c2b1a" },
    { "X-Api-Key: 4f3c2b1a4f3c2b1a4f3c2b1a", "4f3c2b1a" },
    { "The key “4f3c2b1a4f3c2b1a4f3c2b1a” is wrong", "4f3c2b1a" },
    { "eyJhbGciOiJI.eyJzdWIiOiIx.SflKxwRJSM", "SflKxw" },
    { "http://user:pass@host.example/x", "user:pass" },
    { "https://b.example/p.png?X-Amz-Signature=abcdef&x=1", "=abcdef" },
    { "https://b.example/p.png?a=1&token=qwerty#x", "qwerty" },
    { "https://b.example/p.png?sv=1&sig=qwerty%3D", "qwerty" },
    { "https://b.example/p.png?Key-Pair-Id=APKA&Policy=ey", "APKA" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *shown = pen_redact (NULL, cases[i][0]);

      g_test_message ("%s → %s", cases[i][0], shown);
      g_assert_null (strstr (shown, cases[i][1]));
      g_assert_nonnull (strstr (shown, "•••"));
    }
}

/* What people are to read stays. */
static void
test_redact_harmless (void)
{
  static const char * const cases[] = {
    "",
    "The model “flux-1.1-pro” does not take this size",
    "Token authentication failed",
    "Key verification failed: the key is missing",
    "Bearer authentication required",
    "Prediction 01234567-89ab-cdef-0123-456789abcdef failed",
    "https://api.example.com/v1/images?size=1024x1024&n=1",
    "risk-assessment, task-oriented, ask-anything",
    "The keyword argument “image” is needed",
    "日本語の文",
  };
  g_autoptr(PenSecret) secret = pen_secret_new (KEY);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *shown = pen_redact (secret, cases[i]);

      g_assert_cmpstr (shown, ==, cases[i]);
    }
}

static void
test_redact_edges (void)
{
  g_autoptr(PenSecret) tiny = pen_secret_new ("a");
  g_autoptr(PenSecret) empty = pen_secret_new ("");
  g_autofree char *by_tiny = pen_redact (tiny, "a banana");
  g_autofree char *by_empty = pen_redact (empty, "a banana");
  g_autofree char *broken = pen_redact (NULL, "a \xff b");
  g_autofree char *many = g_strnfill (1024 * 1024, '1');
  g_autofree char *long_text = g_strconcat ("key ", many, NULL);
  g_autofree char *long_shown = pen_redact (NULL, long_text);

  g_assert_null (pen_redact (tiny, NULL));
  g_assert_cmpstr (by_tiny, ==, "a banana");
  g_assert_cmpstr (by_empty, ==, "a banana");
  g_assert_true (g_utf8_validate (broken, -1, NULL));
  g_assert_cmpuint (strlen (long_shown), <, 100);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/secret/life", test_life);
  g_test_add_func ("/secret/boxed", test_boxed);
  g_test_add_func ("/secret/pages", test_pages);
  g_test_add_func ("/secret/large", test_large);
  g_test_add_func ("/secret/wipe", test_wipe);
  g_test_add_func ("/redact/key", test_redact_key);
  g_test_add_func ("/redact/likely", test_redact_likely);
  g_test_add_func ("/redact/harmless", test_redact_harmless);
  g_test_add_func ("/redact/edges", test_redact_edges);

  return g_test_run ();
}
