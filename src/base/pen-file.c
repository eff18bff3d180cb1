/* pen-file.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-file"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <gcrypt.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <linux/fs.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "pen-error.h"
#include "pen-file.h"

#define BUFFER_SIZE (256 * 1024)
#define COPY_STEP   (16 * 1024 * 1024)
#define MAX_NAMES   1000

/* Closes on leaving the scope; in GLib only from 2.76 on. */
typedef int Fd;

static void
fd_clear (Fd *fd)
{
  if (*fd >= 0)
    close (*fd);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fd, fd_clear)

static void
set_storage_error (GError     **error,
                   int          number,
                   const char  *path)
{
  switch (number)
    {
    case ENOSPC:
    case EDQUOT:
      g_set_error (error, PEN_ERROR, PEN_ERROR_STORAGE,
                   _("The disk is full: “%s” could not be written"), path);
      break;

    case EACCES:
    case EPERM:
    case EROFS:
      g_set_error (error, PEN_ERROR, PEN_ERROR_STORAGE,
                   _("The system does not allow the use of “%s”"), path);
      break;

    case ENOENT:
    case ENOTDIR:
      g_set_error (error, PEN_ERROR, PEN_ERROR_STORAGE, _("“%s” is not there"), path);
      break;

    default:
      g_set_error (error, PEN_ERROR, PEN_ERROR_STORAGE,
                   _("“%s” could not be read or written (%s)"), path, g_strerror (number));
      break;
    }
}

/**
 * pen_file_create_temporary:
 * @folder: where; made, for the user alone, if it is not there
 * @suffix: (nullable): how the name is to end: `.png`
 * @ret_path: (out) (transfer full): the path of the file
 * @error: return location for a #GError
 *
 * Creates a hidden file that only the user may read.  Blocks.
 *
 * Returns: the open file, to be closed by the caller, or -1 with %PEN_ERROR_STORAGE
 */
int
pen_file_create_temporary (const char  *folder,
                           const char  *suffix,
                           char       **ret_path,
                           GError     **error)
{
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  int fd;

  g_return_val_if_fail (folder != NULL && ret_path != NULL, -1);
  g_return_val_if_fail (error == NULL || *error == NULL, -1);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      set_storage_error (error, errno, folder);
      return -1;
    }

  name = g_strconcat (".pen-XXXXXX", suffix, NULL);
  path = g_build_filename (folder, name, NULL);
  fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      set_storage_error (error, errno, folder);
      return -1;
    }

  *ret_path = g_steal_pointer (&path);
  return fd;
}

/* Moves @from to @to unless there is something: returns 0 or an error number. */
static int
move_without_overwriting (const char *from,
                          const char *to)
{
  Fd fd;

  if (renameat2 (AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
    return 0;
  if (errno != ENOSYS && errno != EINVAL)
    return errno;

  /* Some file systems know no such renaming … */
  if (link (from, to) == 0)
    return unlink (from) == 0 ? 0 : errno;
  if (errno == EEXIST || errno == ENOENT || errno == ENOSPC || errno == EACCES)
    return errno;

  /* … and some no second name: then the name is taken first, and filled after. */
  fd = open (to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0)
    return errno;
  close (fd);

  if (rename (from, to) != 0)
    {
      int number = errno;

      g_unlink (to);
      return number;
    }

  return 0;
}

static gboolean
bring_to_folder (const char  *path,
                 const char  *folder,
                 char       **ret_path,
                 GError     **error)
{
  g_autofree char *copy = NULL;
  g_auto(Fd) fd = pen_file_create_temporary (folder, NULL, &copy, error);

  if (fd < 0)
    return FALSE;

  g_unlink (copy);
  if (!pen_file_copy (path, copy, NULL, error))
    return FALSE;

  if (!pen_file_sync (copy, error))
    {
      g_unlink (copy);
      return FALSE;
    }

  *ret_path = g_steal_pointer (&copy);
  return TRUE;
}

/* Returns: 0 or an error number; @ret_path is set in both cases */
static int
name_in_folder (const char  *temporary,
                const char  *folder,
                const char  *stem,
                const char  *extension,
                char       **ret_path)
{
  int number = EEXIST;

  for (guint i = 1; i <= MAX_NAMES && number == EEXIST; i++)
    {
      g_autofree char *name = i == 1 ? g_strdup_printf ("%s.%s", stem, extension)
                                     : g_strdup_printf ("%s-%u.%s", stem, i, extension);

      g_free (*ret_path);
      *ret_path = g_build_filename (folder, name, NULL);
      number = move_without_overwriting (temporary, *ret_path);
    }

  return number;
}

static gboolean
publish_in_folder (const char  *temporary,
                   const char  *folder,
                   const char  *stem,
                   const char  *extension,
                   char       **ret_path,
                   GError     **error)
{
  g_autofree char *path = NULL;
  g_autofree char *copy = NULL;
  int number = name_in_folder (temporary, folder, stem, extension, &path);

  /* Another file system */
  if (number == EXDEV)
    {
      if (!bring_to_folder (temporary, folder, &copy, error))
        return FALSE;
      number = name_in_folder (copy, folder, stem, extension, &path);
      g_unlink (number == 0 ? temporary : copy);
    }

  if (number != 0)
    {
      set_storage_error (error, number, path);
      return FALSE;
    }

  *ret_path = g_steal_pointer (&path);
  return TRUE;
}

/**
 * pen_file_publish:
 * @temporary: a finished file
 * @folder: where it is to stand
 * @stem: the wanted name, without its end
 * @extension: the end of the name, without the dot
 * @ret_path: (out) (transfer full): where it stands now
 * @error: return location for a #GError
 *
 * Gives a finished file its name, so that after a power cut there is either the
 * whole file or none.  Never overwrites: where the name is taken, a number is added.
 * Blocks.
 *
 * Returns: %TRUE, or %FALSE with %PEN_ERROR_STORAGE; then @temporary is still there
 */
gboolean
pen_file_publish (const char  *temporary,
                  const char  *folder,
                  const char  *stem,
                  const char  *extension,
                  char       **ret_path,
                  GError     **error)
{
  g_autofree char *path = NULL;

  g_return_val_if_fail (temporary != NULL && folder != NULL, FALSE);
  g_return_val_if_fail (stem != NULL && extension != NULL && ret_path != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (!pen_file_sync (temporary, error))
    return FALSE;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      set_storage_error (error, errno, folder);
      return FALSE;
    }

  if (!publish_in_folder (temporary, folder, stem, extension, &path, error))
    return FALSE;

  /* The picture has its name; a folder that cannot be synced is no reason to lose it */
  if (!pen_file_sync (folder, NULL))
    g_debug ("The folder %s could not be synced", folder);

  *ret_path = g_steal_pointer (&path);
  return TRUE;
}

/**
 * pen_file_start_sync:
 * @path: a file
 *
 * Has the system begin to bring @path to the disk, without waiting for it: for what can
 * be made again, and need not hold anybody up.
 */
void
pen_file_start_sync (const char *path)
{
  g_auto(Fd) fd = -1;

  g_return_if_fail (path != NULL);

  fd = open (path, O_RDONLY | O_CLOEXEC);
#ifdef SYNC_FILE_RANGE_WRITE
  if (fd >= 0 && sync_file_range (fd, 0, 0, SYNC_FILE_RANGE_WRITE) != 0)
    g_debug ("%s is not brought to the disk now: %s", path, g_strerror (errno));
#endif
}

/**
 * pen_file_sync:
 * @path: a file or a folder
 * @error: return location for a #GError
 *
 * Makes sure that @path is on the disk.  Blocks.
 *
 * Returns: %TRUE, or %FALSE with %PEN_ERROR_STORAGE
 */
gboolean
pen_file_sync (const char  *path,
               GError     **error)
{
  g_auto(Fd) fd = -1;

  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  fd = open (path, O_RDONLY | O_CLOEXEC);
  if (fd < 0 || (fsync (fd) != 0 && errno != EINVAL))
    {
      set_storage_error (error, errno, path);
      return FALSE;
    }

  return TRUE;
}

/**
 * pen_file_write_all:
 * @fd: an open file
 * @data: (nullable): what to write
 * @length: its length in bytes
 * @error: return location for a #GError
 *
 * Writes the whole of @data.  Blocks.
 *
 * Returns: %TRUE, or %FALSE with %PEN_ERROR_STORAGE
 */
gboolean
pen_file_write_all (int          fd,
                    const void  *data,
                    gsize        length,
                    GError     **error)
{
  const char *rest = data;

  g_return_val_if_fail (data != NULL || length == 0, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  while (length > 0)
    {
      gssize written = write (fd, rest, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        {
          int number = errno;
          g_autofree char *link = g_strdup_printf ("/proc/self/fd/%d", fd);
          g_autofree char *path = g_file_read_link (link, NULL);

          set_storage_error (error, number, path != NULL ? path : link);
          return FALSE;
        }

      rest += written;
      length -= (gsize) written;
    }

  return TRUE;
}

static gboolean
copy_through_memory (int            from,
                     int            to,
                     const char    *path,
                     GCancellable  *cancellable,
                     GError       **error)
{
  g_autofree char *buffer = g_malloc (BUFFER_SIZE);

  while (TRUE)
    {
      gssize length;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;

      length = read (from, buffer, BUFFER_SIZE);
      if (length == 0)
        return TRUE;
      if (length < 0 && errno == EINTR)
        continue;
      if (length < 0)
        {
          set_storage_error (error, errno, path);
          return FALSE;
        }

      if (!pen_file_write_all (to, buffer, (gsize) length, error))
        return FALSE;
    }
}

static gboolean
copy_content (int            from,
              int            to,
              const char    *path,
              GCancellable  *cancellable,
              GError       **error)
{
  gssize length;

  if (ioctl (to, FICLONE, from) == 0)
    return TRUE;

  do
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      length = copy_file_range (from, NULL, to, NULL, COPY_STEP, 0);
    }
  while (length > 0);

  /* Whatever the kernel could not do by itself goes on from where it stopped; this also
   * tells the end of the file from a file whose length nobody knows beforehand. */
  return copy_through_memory (from, to, path, cancellable, error);
}

/**
 * pen_file_copy:
 * @from: a file
 * @to: where its copy is to stand; must not be there yet
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for a #GError
 *
 * Copies the content of a file, for the user alone, without using memory or disk for
 * it where the file system allows that.  Blocks.
 *
 * Returns: %TRUE, or %FALSE with %PEN_ERROR_STORAGE or %G_IO_ERROR_CANCELLED; then
 *   there is no @to, unless it was there before
 */
gboolean
pen_file_copy (const char    *from,
               const char    *to,
               GCancellable  *cancellable,
               GError       **error)
{
  g_auto(Fd) source = -1;
  g_auto(Fd) copy = -1;

  g_return_val_if_fail (from != NULL && to != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  source = open (from, O_RDONLY | O_CLOEXEC);
  if (source < 0)
    {
      set_storage_error (error, errno, from);
      return FALSE;
    }

  copy = open (to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (copy < 0)
    {
      set_storage_error (error, errno, to);
      return FALSE;
    }

  if (!copy_content (source, copy, from, cancellable, error))
    {
      g_unlink (to);
      return FALSE;
    }

  return TRUE;
}

G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gcry_md_hd_t, gcry_md_close, NULL)

/* libsecret uses the same library, and may have set it up in its own way before. */
static void
set_up_hashing (void)
{
  static gsize done = 0;

  if (!g_once_init_enter (&done))
    return;

  if (!gcry_control (GCRYCTL_ANY_INITIALIZATION_P))
    {
      gcry_check_version (NULL);
      gcry_control (GCRYCTL_INITIALIZATION_FINISHED, 0);
    }
  g_once_init_leave (&done, 1);
}

static char *
to_hexadecimal (const guint8 *digest,
                gsize         size)
{
  GString *text = g_string_sized_new (size * 2);

  for (gsize i = 0; i < size; i++)
    g_string_append_printf (text, "%02x", digest[i]);

  return g_string_free (text, FALSE);
}

/**
 * pen_file_digest:
 * @path: a file
 * @ret_size: (out) (optional): its size in bytes
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for a #GError
 *
 * By libgcrypt, which uses the processor's own instructions for it: a big picture takes
 * a sixth of the time that GLib's checksum takes.  Blocks.
 *
 * Returns: (transfer full): the SHA-256 of the content in hexadecimal, or %NULL with
 *   %PEN_ERROR_STORAGE or %G_IO_ERROR_CANCELLED
 */
char *
pen_file_digest (const char    *path,
                 guint64       *ret_size,
                 GCancellable  *cancellable,
                 GError       **error)
{
  g_autofree guchar *buffer = NULL;
  g_auto(gcry_md_hd_t) hash = NULL;
  g_auto(Fd) fd = -1;
  guint64 size = 0;
  gssize length;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  set_up_hashing ();
  buffer = g_malloc (BUFFER_SIZE);
  fd = open (path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    {
      set_storage_error (error, errno, path);
      return NULL;
    }

  /* Fails only where there is no memory, as g_malloc() does not. */
  if (gcry_md_open (&hash, GCRY_MD_SHA256, 0) != 0)
    g_assert_not_reached ();

  do
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;

      length = read (fd, buffer, BUFFER_SIZE);
      if (length < 0 && errno != EINTR)
        {
          set_storage_error (error, errno, path);
          return NULL;
        }

      gcry_md_write (hash, buffer, (gsize) MAX (length, 0));
      size += (guint64) MAX (length, 0);
    }
  while (length != 0);

  if (ret_size != NULL)
    *ret_size = size;

  return to_hexadecimal (gcry_md_read (hash, GCRY_MD_SHA256),
                         gcry_md_get_algo_dlen (GCRY_MD_SHA256));
}

/**
 * pen_file_new_stem:
 *
 * Returns: (transfer full): the beginning of a file name, in local time and with six
 *   letters or digits that no other is likely to have: `20261125-214025-k3x9qz`
 */
char *
pen_file_new_stem (void)
{
  static const char letters[] = "0123456789abcdefghijkmnpqrstuvwxyz";
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%Y%m%d-%H%M%S");
  char random[7] = { 0 };

  for (gsize i = 0; i < 6; i++)
    random[i] = letters[g_random_int_range (0, sizeof letters - 1)];

  return g_strdup_printf ("%s-%s", time, random);
}
