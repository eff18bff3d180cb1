/* test-patience.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-patience"

#include "config.h"

#include "pen-patience.h"

typedef struct
{
  PenPatience *patience;
  guint        left;
} Renewing;

static gboolean
renew_cb (gpointer user_data)
{
  Renewing *renewing = user_data;

  pen_patience_renew (renewing->patience);

  return --renewing->left > 0;
}

static void
wait_until_cancelled (PenPatience *patience)
{
  while (!g_cancellable_is_cancelled (pen_patience_get_cancellable (patience)))
    g_main_context_iteration (NULL, TRUE);
}

static void
test_lost (void)
{
  g_autoptr(PenPatience) patience = pen_patience_new (NULL, NULL);

  pen_patience_start (patience, 1);
  g_assert_cmpuint (pen_patience_get_seconds (patience), ==, 1);
  g_assert_false (pen_patience_is_lost (patience));
  wait_until_cancelled (patience);
  g_assert_true (pen_patience_is_lost (patience));
}

/* A server that is slow but alive. */
static void
test_renewed (void)
{
  g_autoptr(PenPatience) patience = pen_patience_new (NULL, NULL);
  Renewing renewing = { patience, 5 };
  gint64 start = g_get_monotonic_time ();

  pen_patience_start (patience, 1);
  g_timeout_add (300, renew_cb, &renewing);
  wait_until_cancelled (patience);
  g_assert_cmpuint (renewing.left, ==, 0);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 2400 * 1000);
}

static gboolean
quit_cb (gpointer user_data)
{
  gboolean *is_over = user_data;

  *is_over = TRUE;

  return G_SOURCE_REMOVE;
}

/* Neither while it rests, nor if it has no end. */
static void
test_not_lost (void)
{
  g_autoptr(PenPatience) paused = pen_patience_new (NULL, NULL);
  g_autoptr(PenPatience) endless = pen_patience_new (NULL, NULL);
  gboolean is_over = FALSE;

  pen_patience_start (paused, 1);
  pen_patience_pause (paused);
  pen_patience_start (endless, 1);
  pen_patience_start (endless, 0);

  g_timeout_add (1500, quit_cb, &is_over);
  while (!is_over)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (pen_patience_is_lost (paused));
  g_assert_false (pen_patience_is_lost (endless));
}

static void
test_relayed (void)
{
  g_autoptr(GCancellable) other = g_cancellable_new ();
  g_autoptr(PenPatience) patience = pen_patience_new (other, NULL);

  g_cancellable_cancel (other);
  wait_until_cancelled (patience);
  g_assert_false (pen_patience_is_lost (patience));

  g_clear_pointer (&patience, pen_patience_free);
  g_assert_finalize_object (g_steal_pointer (&other));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/patience/lost", test_lost);
  g_test_add_func ("/patience/renewed", test_renewed);
  g_test_add_func ("/patience/not-lost", test_not_lost);
  g_test_add_func ("/patience/relayed", test_relayed);

  return g_test_run ();
}
