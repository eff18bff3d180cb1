/* pen-loop-timer.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Preloaded into a program, tells how long its main loop was away from waiting for the
 * next event: no callback took longer than that.
 *
 * Each time of at least 20 milliseconds goes as a line to the file PEN_LOOP_FILE: its end
 * by the monotonic clock, and its length, both in microseconds.  The first line, of length
 * 0, tells that the main loop runs.
 */

#define G_LOG_DOMAIN "pen-loop-timer"

#include "config.h"

#include <dlfcn.h>
#include <glib.h>
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#define LEAST_US 20000

typedef int (*PollFunc) (struct pollfd *fds, nfds_t n_fds, int timeout);

/* XCB polls as well, in the midst of a callback; only the main loop's waiting counts. */
static gboolean
is_glib (void *caller)
{
  static void *glib_base;
  Dl_info info;

  if (glib_base == NULL && dladdr ((void *) g_main_context_iteration, &info) != 0)
    glib_base = info.dli_fbase;

  return dladdr (caller, &info) != 0 && info.dli_fbase == glib_base;
}

static void
tell (gint64 now,
      gint64 length)
{
  const char *path = g_getenv ("PEN_LOOP_FILE");
  FILE *file;

  if (path == NULL || (length != 0 && length < LEAST_US))
    return;

  file = fopen (path, "ae");
  if (file == NULL)
    return;

  fprintf (file, "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", now, length);
  fclose (file);
}

int
poll (struct pollfd *fds,
      nfds_t         n_fds,
      int            timeout)
{
  static PollFunc real_poll;
  static gint64 returned;
  gboolean ours = gettid () == getpid () && is_glib (__builtin_return_address (0));
  gint64 now;
  int result;

  if (real_poll == NULL)
    real_poll = (PollFunc) dlsym (RTLD_NEXT, "poll");
  if (!ours)
    return real_poll (fds, n_fds, timeout);

  now = g_get_monotonic_time ();
  tell (now, returned != 0 ? now - returned : 0);
  result = real_poll (fds, n_fds, timeout);
  returned = g_get_monotonic_time ();

  return result;
}
