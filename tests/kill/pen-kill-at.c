/* pen-kill-at.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Loaded before a program, this counts its calls that change a file or talk to the
 * network, and kills the program with SIGKILL before the one whose number is in
 * PEN_KILL_AT.  With PEN_KILL_COUNT a file receives the number of calls at the end,
 * so that a test can spread its points over the whole run.
 */

#define G_LOG_DOMAIN "pen-kill-at"

#include "config.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long n_calls;
static long kill_at = -1;

static void __attribute__ ((constructor))
start (void)
{
  const char *number = getenv ("PEN_KILL_AT");

  if (number != NULL)
    kill_at = strtol (number, NULL, 10);
}

static void __attribute__ ((destructor))
stop (void)
{
  const char *path = getenv ("PEN_KILL_COUNT");
  FILE *file = path != NULL ? fopen (path, "w") : NULL;

  if (file == NULL)
    return;

  fprintf (file, "%ld\n", atomic_load (&n_calls));
  fclose (file);
}

static void
count (void)
{
  if (atomic_fetch_add (&n_calls, 1) == kill_at)
    kill (getpid (), SIGKILL);
}

/* Each stands before the function of the C library with the same name. */
#define STAND_BEFORE(type, name, parameters, arguments) \
  type \
  name parameters \
  { \
    static type (*next) parameters; \
    if (next == NULL) \
      next = (type (*) parameters) dlsym (RTLD_NEXT, #name); \
    count (); \
    return next arguments; \
  }

STAND_BEFORE (int, fsync, (int fd), (fd))
STAND_BEFORE (int, fdatasync, (int fd), (fd))
STAND_BEFORE (ssize_t, pwrite64, (int fd, const void *data, size_t size, off64_t offset),
              (fd, data, size, offset))
STAND_BEFORE (ssize_t, write, (int fd, const void *data, size_t size), (fd, data, size))
STAND_BEFORE (int, rename, (const char *from, const char *to), (from, to))
STAND_BEFORE (int, renameat2,
              (int old, const char *from, int new, const char *to, unsigned int flags),
              (old, from, new, to, flags))
STAND_BEFORE (int, link, (const char *from, const char *to), (from, to))
STAND_BEFORE (int, unlink, (const char *path), (path))
STAND_BEFORE (int, ftruncate64, (int fd, off64_t size), (fd, size))
STAND_BEFORE (ssize_t, send, (int fd, const void *data, size_t size, int flags),
              (fd, data, size, flags))
STAND_BEFORE (ssize_t, sendmsg, (int fd, const struct msghdr *message, int flags),
              (fd, message, flags))
STAND_BEFORE (ssize_t, recv, (int fd, void *data, size_t size, int flags),
              (fd, data, size, flags))
STAND_BEFORE (ssize_t, recvmsg, (int fd, struct msghdr *message, int flags),
              (fd, message, flags))
