/* test-net-error.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-net-error"

#include "config.h"

#include <string.h>

#include "pen-error.h"
#include "pen-net-error.h"

/* What becomes of an error at each stage: nothing bought, nothing bought, unknown. */
static void
test_stages (void)
{
  struct
  {
    GQuark   domain;
    int      code;
    PenError expected[3];
  } cases[] = {
    { G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE,
      { PEN_ERROR_NETWORK, PEN_ERROR_NETWORK, PEN_ERROR_UNKNOWN_OUTCOME } },
    { G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE,
      { PEN_ERROR_NETWORK, PEN_ERROR_NETWORK, PEN_ERROR_UNKNOWN_OUTCOME } },
    { G_IO_ERROR, G_IO_ERROR_HOST_NOT_FOUND,
      { PEN_ERROR_NETWORK, PEN_ERROR_NETWORK, PEN_ERROR_UNKNOWN_OUTCOME } },
    { G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT,
      { PEN_ERROR_NETWORK, PEN_ERROR_NETWORK, PEN_ERROR_UNKNOWN_OUTCOME } },
    { G_TLS_ERROR, G_TLS_ERROR_MISC,
      { PEN_ERROR_NETWORK, PEN_ERROR_NETWORK, PEN_ERROR_UNKNOWN_OUTCOME } },
    { PEN_ERROR, PEN_ERROR_NETWORK,
      { PEN_ERROR_NETWORK, PEN_ERROR_NETWORK, PEN_ERROR_UNKNOWN_OUTCOME } },
    { PEN_ERROR, PEN_ERROR_INVALID_REPLY,
      { PEN_ERROR_NETWORK, PEN_ERROR_INVALID_REPLY, PEN_ERROR_UNKNOWN_OUTCOME } },
    { PEN_ERROR, PEN_ERROR_TOO_LARGE,
      { PEN_ERROR_TOO_LARGE, PEN_ERROR_TOO_LARGE, PEN_ERROR_TOO_LARGE } },
    { PEN_ERROR, PEN_ERROR_STORAGE,
      { PEN_ERROR_STORAGE, PEN_ERROR_STORAGE, PEN_ERROR_STORAGE } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (int stage = PEN_NET_CONNECTING; stage <= PEN_NET_SUBMITTED; stage++)
      {
        g_autoptr(GError) cause = g_error_new_literal (cases[i].domain, cases[i].code, "cause");
        g_autoptr(GError) error = pen_net_error_new ((PenNetStage) stage, "a.example", cause);

        g_assert_error (error, PEN_ERROR, (int) cases[i].expected[stage]);
        g_assert_false (g_str_has_suffix (error->message, "."));
        if (strcmp (error->message, "cause") != 0)
          g_assert_nonnull (strstr (error->message, "“a.example”"));
      }
}

static void
test_timeout (void)
{
  g_autoptr(GError) before = pen_net_error_new_timeout (PEN_NET_CONNECTING, "a.example", 15);
  g_autoptr(GError) asked = pen_net_error_new_timeout (PEN_NET_ASKED, "a.example", 60);
  g_autoptr(GError) after = pen_net_error_new_timeout (PEN_NET_SUBMITTED, "a.example", 600);

  g_assert_error (before, PEN_ERROR, PEN_ERROR_NETWORK);
  g_assert_error (asked, PEN_ERROR, PEN_ERROR_NETWORK);
  g_assert_error (after, PEN_ERROR, PEN_ERROR_UNKNOWN_OUTCOME);
  g_assert_nonnull (strstr (before->message, "15 seconds"));
  g_assert_nonnull (strstr (after->message, "may have been charged"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/net-error/stages", test_stages);
  g_test_add_func ("/net-error/timeout", test_timeout);

  return g_test_run ();
}
