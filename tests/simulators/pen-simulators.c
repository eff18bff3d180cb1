/* pen-simulators.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * The simulators as a program, for tests that run ours as one too.
 *
 * The first line of the output is the base address.  `POST /_control` takes the commands
 * of pen_simulator_control(), `GET /_log` tells what was seen, and
 * `GET /_wait?service=stability&count=held&least=1` answers as soon as it is so.
 */

#define G_LOG_DOMAIN "pen-simulators"

#include "config.h"

#include <glib-unix.h>
#include <stdio.h>
#include <stdlib.h>

#include "pen-simulator.h"

static gboolean
stop_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GOptionContext) options = g_option_context_new ("- serve the simulated services");
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(PenSimulator) simulator = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *address = NULL;
  gint port = 0;
  const GOptionEntry entries[] =
  {
    { "port", 'p', 0, G_OPTION_ARG_INT, &port, "Port to listen on; 0 for any", "N" },
    { NULL }
  };

  g_option_context_add_main_entries (options, entries, NULL);
  if (g_option_context_parse (options, &argc, &argv, &error))
    simulator = pen_simulator_new ((guint) port, &error);
  if (simulator == NULL)
    {
      fprintf (stderr, "%s\n", error->message);
      return EXIT_FAILURE;
    }

  address = pen_simulator_get_address (simulator, NULL);
  printf ("%s\n", address);
  fflush (stdout);

  g_unix_signal_add (SIGTERM, stop_cb, loop);
  g_unix_signal_add (SIGINT, stop_cb, loop);
  g_main_loop_run (loop);

  return EXIT_SUCCESS;
}
