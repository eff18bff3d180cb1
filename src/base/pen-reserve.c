/* pen-reserve.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-reserve"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/statvfs.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "pen-error.h"
#include "pen-reserve.h"

#define NAME ".reserve"

/* Some file systems cannot set room aside; there a look at what is free has to do. */
static gboolean
is_roomy (const char *folder,
          guint64     size)
{
  struct statvfs status;

  return statvfs (folder, &status) != 0 ||
         (guint64) status.f_bavail * status.f_frsize >= size;
}

/**
 * pen_reserve_take:
 * @folder: an existing folder
 * @size: in bytes
 * @error: return location for a #GError
 *
 * Sets room aside in @folder.  Blocks shortly.
 *
 * Returns: %TRUE, or %FALSE with %PEN_ERROR_STORAGE where there is not enough
 */
gboolean
pen_reserve_take (const char  *folder,
                  guint64      size,
                  GError     **error)
{
  g_autofree char *path = g_build_filename (folder, NAME, NULL);
  int fd = g_open (path, O_CREAT | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0600);
  int number = 0;

  if (fd < 0)
    number = errno;
  else if (fallocate (fd, 0, 0, (off_t) size) != 0)
    number = errno == EOPNOTSUPP || errno == ENOSYS ? (is_roomy (folder, size) ? 0 : ENOSPC)
                                                    : errno;
  if (fd >= 0)
    g_close (fd, NULL);
  if (number == 0)
    return TRUE;

  g_unlink (path);
  if (number == ENOSPC || number == EDQUOT)
    g_set_error (error, PEN_ERROR, PEN_ERROR_STORAGE,
                 _("The disk that holds %s is full: there would be no room for the picture"),
                 folder);
  else
    g_set_error (error, PEN_ERROR, PEN_ERROR_STORAGE,
                 _("Nothing can be written into the folder %s: %s"), folder, g_strerror (number));

  return FALSE;
}

/**
 * pen_reserve_release:
 * @folder: a folder
 *
 * Gives back what pen_reserve_take() has set aside in @folder.
 *
 * Returns: whether there was anything, so that it is worth trying again to write
 */
gboolean
pen_reserve_release (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, NAME, NULL);

  return g_unlink (path) == 0;
}
