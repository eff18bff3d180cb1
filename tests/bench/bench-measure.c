/* bench-measure.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Runs a command and prints how many milliseconds it took, and its peak memory in KiB.
 *
 * A program of its own, because the peak of a process counts what its parent had in
 * memory when it was made: so the parent has to be small.
 */

#define G_LOG_DOMAIN "bench-measure"

#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double
get_milliseconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);

  return (double) now.tv_sec * 1000 + (double) now.tv_nsec / 1000000;
}

int
main (int   argc,
      char *argv[])
{
  double started = get_milliseconds ();
  struct rusage usage;
  int status;
  pid_t pid;

  if (argc < 2)
    return EXIT_FAILURE;

  pid = fork ();
  if (pid == 0)
    {
      int null = open ("/dev/null", O_WRONLY);

      dup2 (null, STDOUT_FILENO);
      execvp (argv[1], argv + 1);
      _exit (127);
    }

  if (pid < 0 || wait4 (pid, &status, 0, &usage) != pid || !WIFEXITED (status) ||
      WEXITSTATUS (status) != 0)
    return EXIT_FAILURE;

  printf ("%.2f %ld\n", get_milliseconds () - started, usage.ru_maxrss);

  return EXIT_SUCCESS;
}
