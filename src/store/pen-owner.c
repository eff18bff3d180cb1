/* pen-owner.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-owner"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pen-owner.h"

/*
 * An owner is written as PID:START:BOOT:NAMESPACE.  Within one boot and one process
 * namespace, /proc tells whether that very process still runs.  From another
 * namespace, as with two programs of one Flatpak, process numbers mean nothing;
 * there a file answers, which its maker keeps locked as long as it lives.
 */
#define N_PARTS 4

/* Field 22 of /proc/PID/stat; the name in field 2 may hold anything, even “) ”. */
static char *
read_start_time (const char *pid)
{
  g_autofree char *path = g_build_filename ("/proc", pid, "stat", NULL);
  g_autofree char *text = NULL;
  g_auto(GStrv) fields = NULL;
  const char *end;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return NULL;

  end = strrchr (text, ')');
  if (end == NULL)
    return NULL;

  /* The first of these is field 3. */
  fields = g_strsplit (g_strchug ((char *) end + 1), " ", -1);
  if (g_strv_length (fields) < 20)
    return NULL;

  /* A zombie has ended; only nobody has asked it yet. */
  if (g_str_equal (fields[0], "Z") || g_str_equal (fields[0], "X"))
    return NULL;

  return g_strdup (fields[19]);
}

static char *
read_boot_id (void)
{
  g_autofree char *text = NULL;

  if (!g_file_get_contents ("/proc/sys/kernel/random/boot_id", &text, NULL, NULL))
    return g_strdup ("-");

  return g_strdup (g_strstrip (text));
}

static char *
read_namespace (void)
{
  struct stat info;

  if (stat ("/proc/self/ns/pid", &info) != 0)
    return g_strdup ("-");

  return g_strdup_printf ("%" G_GUINT64_FORMAT, (guint64) info.st_ino);
}

static char *
get_lock_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), "pentimento", "owners", NULL);
}

static char *
get_lock_path (const char *owner)
{
  g_autofree char *folder = get_lock_folder ();
  g_autofree char *name = g_strdelimit (g_strdup (owner), ":/", '_');

  return g_build_filename (folder, name, NULL);
}

/* Whether the locked file is still the one at @path: somebody may have taken it for
 * a left-over between our making and locking it. */
static gboolean
is_same_file (int         fd,
              const char *path)
{
  struct stat ours;
  struct stat theirs;

  return fstat (fd, &ours) == 0 && stat (path, &theirs) == 0 &&
         ours.st_ino == theirs.st_ino && ours.st_dev == theirs.st_dev;
}

/* Makes the file of @owner and keeps it locked until the process ends. */
static void
hold_lock (const char *owner)
{
  g_autofree char *folder = get_lock_folder ();
  g_autofree char *path = get_lock_path (owner);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    return;

  for (guint i = 0; i < 10; i++)
    {
      int fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

      if (fd < 0)
        return;
      if (flock (fd, LOCK_EX | LOCK_NB) == 0 && is_same_file (fd, path))
        return;

      close (fd);
    }
}

/* Whether somebody holds the file; a left-over is removed. */
static gboolean
is_locked (const char *path)
{
  int fd = g_open (path, O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0);
  gboolean locked;

  if (fd < 0)
    return FALSE;

  locked = flock (fd, LOCK_EX | LOCK_NB) != 0;
  if (!locked)
    g_unlink (path);
  close (fd);

  return locked;
}

static void
remove_left_overs (void)
{
  g_autofree char *folder = get_lock_folder ();
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      is_locked (path);
    }
}

/**
 * pen_owner_dup:
 *
 * Returns: (transfer full): the text that stands for this process
 */
char *
pen_owner_dup (void)
{
  static GMutex mutex;
  static char *own;
  static pid_t own_pid;
  char *copy;

  g_mutex_lock (&mutex);

  if (own == NULL || own_pid != getpid ())
    {
      g_autofree char *start = read_start_time ("self");
      g_autofree char *boot = read_boot_id ();
      g_autofree char *space = read_namespace ();

      remove_left_overs ();
      g_free (own);
      own_pid = getpid ();
      own = g_strdup_printf ("%d:%s:%s:%s", (int) own_pid, start != NULL ? start : "-",
                             boot, space);
      hold_lock (own);
    }

  copy = g_strdup (own);
  g_mutex_unlock (&mutex);

  return copy;
}

/**
 * pen_owner_is_alive:
 * @owner: (nullable): what pen_owner_dup() gave in some process
 *
 * Returns: whether that process still runs
 */
gboolean
pen_owner_is_alive (const char *owner)
{
  g_autofree char *boot = NULL;
  g_autofree char *space = NULL;
  g_autofree char *start = NULL;
  g_autofree char *path = NULL;
  g_auto(GStrv) parts = NULL;

  if (owner == NULL)
    return FALSE;

  parts = g_strsplit (owner, ":", N_PARTS + 1);
  if (g_strv_length (parts) != N_PARTS || !g_ascii_isdigit (*parts[0]))
    return FALSE;

  boot = read_boot_id ();
  if (!g_str_equal (parts[2], boot))
    return FALSE;

  space = read_namespace ();
  if (g_str_equal (parts[3], space))
    {
      start = read_start_time (parts[0]);
      return start != NULL && g_str_equal (parts[1], start);
    }

  path = get_lock_path (owner);
  return is_locked (path);
}
