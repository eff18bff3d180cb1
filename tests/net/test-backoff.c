/* test-backoff.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-backoff"

#include "config.h"

#include "pen-backoff.h"

static void
test_next (void)
{
  for (guint attempt = 0; attempt < 40; attempt++)
    {
      guint longest = attempt < 6 ? 1000u << attempt : 60000;
      guint smallest = G_MAXUINT;
      guint largest = 0;

      for (guint i = 0; i < 200; i++)
        {
          guint ms = pen_backoff_next_ms (attempt);

          smallest = MIN (smallest, ms);
          largest = MAX (largest, ms);
        }

      g_assert_cmpuint (smallest, >=, longest / 2);
      g_assert_cmpuint (largest, <=, longest);
      g_assert_cmpuint (smallest, <, largest);
    }

  g_assert_cmpuint (pen_backoff_next_ms (G_MAXUINT), <=, 60000);
}

/* 2026-11-25 20:00:00 UTC */
#define NOW G_GINT64_CONSTANT (1795636800)

static void
test_retry_after (void)
{
  static const struct
  {
    const char *name;
    const char *value;
    gint        expected;
  } cases[] = {
    { "Retry-After", "0", 0 },
    { "Retry-After", "17", 17 },
    { "Retry-After", "1.2", 2 },
    { "Retry-After", "-5", 0 },
    { "Retry-After", "999999999999", 86400 },
    { "Retry-After", "Wed, 25 Nov 2026 20:01:30 GMT", 90 },
    { "Retry-After", "Wed, 25 Nov 2026 19:00:00 GMT", 0 },
    { "Retry-After", "soon", -1 },
    { "Retry-After", "", -1 },
    { "Retry-After", "nan", -1 },
    { "Retry-After", "inf", -1 },
    { "Retry-After", "12 minutes", -1 },
    { "Retry-After-Ms", "1500", 2 },
    { "Other", "3", -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PenReply) reply = pen_reply_new (429);

      g_test_message ("%s: %s", cases[i].name, cases[i].value);
      pen_reply_set_header (reply, cases[i].name, cases[i].value);
      g_assert_cmpint (pen_backoff_retry_after (reply, NOW), ==, cases[i].expected);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/backoff/next", test_next);
  g_test_add_func ("/backoff/retry-after", test_retry_after);

  return g_test_run ();
}
