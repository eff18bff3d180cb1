/* test-sim-program.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-sim-program"

#include "config.h"

#include <gio/gio.h>
#include <locale.h>
#include <signal.h>
#include <string.h>

#include "pen-sim-client.h"

static GSubprocess *
spawn (const char *port)
{
  g_autofree char *path = g_test_build_filename (G_TEST_BUILT, "simulators", "pen-simulators",
                                                 NULL);
  g_autoptr(GError) error = NULL;
  GSubprocess *program = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                           G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error,
                                           path, "--port", port, NULL);

  g_assert_no_error (error);

  return program;
}

/* It says where it is, serves, and goes when it is told. */
static void
test_serve (void)
{
  g_autoptr(GSubprocess) program = spawn ("0");
  g_autoptr(GDataInputStream) output = NULL;
  g_autoptr(SoupSession) session = soup_session_new ();
  g_autoptr(SoupMessage) message = NULL;
  g_autoptr(GBytes) body = NULL;
  g_autofree char *address = NULL;
  g_autofree char *log = NULL;
  g_autoptr(GError) error = NULL;

  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (program));
  address = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (address, "http://127.0.0.1:"));

  log = g_strconcat (address, "/_log", NULL);
  message = soup_message_new ("GET", log);
  body = soup_session_send_and_read (session, message, NULL, &error); /* nocheck: blocked: a test */
  g_assert_no_error (error);
  g_assert_cmpuint (soup_message_get_status (message), ==, 200);

  g_subprocess_send_signal (program, SIGTERM);
  g_assert_true (g_subprocess_wait_check (program, NULL, &error));
  g_assert_no_error (error);
}

/* A port that is taken is an error that is told. */
static void
test_taken (void)
{
  g_autoptr(PenSimulator) simulator = pen_simulator_new (0, NULL);
  g_autofree char *address = pen_simulator_get_address (simulator, NULL);
  g_autoptr(GSubprocess) program = spawn (strrchr (address, ':') + 1);

  g_assert_false (g_subprocess_wait_check (program, NULL, NULL));
  g_assert_cmpint (g_subprocess_get_exit_status (program), ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/simulators/program/serve", test_serve);
  g_test_add_func ("/simulators/program/taken", test_taken);

  return g_test_run ();
}
