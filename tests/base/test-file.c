/* test-file.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-file"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "pen-error.h"
#include "pen-file.h"

/* The linker puts these in the way of the system calls, so that a test can play a
 * file system that lacks them. */
static int      no_renameat2;           /* an error number */
static gboolean no_link;
static gboolean no_rename;
static gboolean no_copy_file_range;

int     __real_renameat2       (int           from_fd,
                                const char   *from,
                                int           to_fd,
                                const char   *to,
                                unsigned int  flags);
int     __wrap_renameat2       (int           from_fd,
                                const char   *from,
                                int           to_fd,
                                const char   *to,
                                unsigned int  flags);
int     __real_link            (const char   *from,
                                const char   *to);
int     __wrap_link            (const char   *from,
                                const char   *to);
int     __real_rename          (const char   *from,
                                const char   *to);
int     __wrap_rename          (const char   *from,
                                const char   *to);
ssize_t __real_copy_file_range (int           from,
                                off64_t      *from_offset,
                                int           to,
                                off64_t      *to_offset,
                                size_t        length,
                                unsigned int  flags);
ssize_t __wrap_copy_file_range (int           from,
                                off64_t      *from_offset,
                                int           to,
                                off64_t      *to_offset,
                                size_t        length,
                                unsigned int  flags);

static int
fail_with (int number)
{
  errno = number;
  return -1;
}

int
__wrap_renameat2 (int           from_fd,
                  const char   *from,
                  int           to_fd,
                  const char   *to,
                  unsigned int  flags)
{
  return no_renameat2 != 0 ? fail_with (no_renameat2)
                           : __real_renameat2 (from_fd, from, to_fd, to, flags);
}

int
__wrap_link (const char *from,
             const char *to)
{
  return no_link ? fail_with (EPERM) : __real_link (from, to);
}

int
__wrap_rename (const char *from,
               const char *to)
{
  return no_rename ? fail_with (EIO) : __real_rename (from, to);
}

ssize_t
__wrap_copy_file_range (int           from,
                        off64_t      *from_offset,
                        int           to,
                        off64_t      *to_offset,
                        size_t        length,
                        unsigned int  flags)
{
  if (no_copy_file_range)
    return fail_with (EXDEV);

  return __real_copy_file_range (from, from_offset, to, to_offset, length, flags);
}

typedef struct
{
  char *folder;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->folder = g_build_filename (g_get_tmp_dir (), "file-XXXXXX", NULL);
  g_assert_nonnull (g_mkdtemp (fixture->folder));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  no_renameat2 = 0;
  no_link = no_rename = no_copy_file_range = FALSE;
  g_clear_pointer (&fixture->folder, g_free);
}

static guint
count_files (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  guint count = 0;

  while (g_dir_read_name (dir) != NULL)
    count++;

  return count;
}

static char *
make_temporary (const char *folder,
                const char *content)
{
  g_autoptr(GError) error = NULL;
  char *path = NULL;
  int fd = pen_file_create_temporary (folder, ".png", &path, &error);

  g_assert_no_error (error);
  g_assert_cmpint (fd, >=, 0);
  g_assert_true (pen_file_write_all (fd, content, strlen (content), &error));
  g_assert_no_error (error);
  g_close (fd, NULL);

  return path;
}

static void
assert_content (const char *path,
                const char *content)
{
  g_autofree char *found = NULL;
  GStatBuf info;

  g_assert_true (g_file_get_contents (path, &found, NULL, NULL));
  g_assert_cmpstr (found, ==, content);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
}

static void
test_temporary (Fixture       *fixture,
                gconstpointer  data)
{
  g_autofree char *folder = g_build_filename (fixture->folder, "made", "for it", NULL);
  g_autofree char *path = make_temporary (folder, "hello");
  g_autofree char *other = make_temporary (folder, "hello");

  assert_content (path, "hello");
  g_assert_cmpstr (path, !=, other);
  g_assert_true (g_str_has_suffix (path, ".png"));
  g_assert_true (g_str_has_prefix (strrchr (path, '/'), "/.pen-"));
}

static void
test_temporary_fails (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autofree char *in_a_file = make_temporary (fixture->folder, "hello");
  g_autofree char *name = g_strnfill (300, 'x');
  g_autofree char *path = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (pen_file_create_temporary (in_a_file, NULL, &path, &error), ==, -1);
  g_assert_error (error, PEN_ERROR, PEN_ERROR_STORAGE);
  g_assert_null (path);
  g_clear_error (&error);

  g_assert_cmpint (pen_file_create_temporary (fixture->folder, name, &path, &error), ==, -1);
  g_assert_error (error, PEN_ERROR, PEN_ERROR_STORAGE);
}

static void
publish_three (Fixture *fixture)
{
  static const char * const names[] = { "pic.png", "pic-2.png", "pic-3.png" };
  g_autofree char *folder = g_build_filename (fixture->folder, "Pictures", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *temporary = make_temporary (fixture->folder, names[i]);
      g_autofree char *path = NULL;
      g_autofree char *name = NULL;
      g_autoptr(GError) error = NULL;

      pen_file_publish (temporary, folder, "pic", "png", &path, &error);
      g_assert_no_error (error);
      name = g_path_get_basename (path);
      g_assert_cmpstr (name, ==, names[i]);
      assert_content (path, names[i]);
      g_assert_false (g_file_test (temporary, G_FILE_TEST_EXISTS));
    }

  g_assert_cmpuint (count_files (folder), ==, 3);
}

static void
test_publish (Fixture       *fixture,
              gconstpointer  data)
{
  publish_three (fixture);
}

static void
test_publish_by_link (Fixture       *fixture,
                      gconstpointer  data)
{
  no_renameat2 = ENOSYS;
  publish_three (fixture);
}

static void
test_publish_by_name (Fixture       *fixture,
                      gconstpointer  data)
{
  no_renameat2 = EINVAL;
  no_link = TRUE;
  publish_three (fixture);
}

/* The name that was taken is given back, and the picture is still there. */
static void
test_publish_by_name_fails (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autofree char *temporary = make_temporary (fixture->folder, "hello");
  g_autofree char *path = NULL;
  g_autoptr(GError) error = NULL;

  no_renameat2 = EINVAL;
  no_link = no_rename = TRUE;
  g_assert_false (pen_file_publish (temporary, fixture->folder, "pic", "png", &path, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_STORAGE);
  g_assert_null (path);
  g_assert_cmpuint (count_files (fixture->folder), ==, 1);
  assert_content (temporary, "hello");
}

/* Another file system everywhere, as it were: tried once, and given up. */
static void
test_publish_elsewhere_fails (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autofree char *temporary = make_temporary (fixture->folder, "hello");
  g_autofree char *folder = g_build_filename (fixture->folder, "Pictures", NULL);
  g_autofree char *path = NULL;
  g_autoptr(GError) error = NULL;

  no_renameat2 = EXDEV;
  g_assert_false (pen_file_publish (temporary, folder, "pic", "png", &path, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_STORAGE);
  g_assert_null (path);
  g_assert_cmpuint (count_files (folder), ==, 0);
  assert_content (temporary, "hello");
}

static void
test_publish_not_allowed (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autofree char *temporary = make_temporary (fixture->folder, "hello");
  g_autofree char *path = NULL;
  g_autoptr(GError) error = NULL;

  no_renameat2 = EROFS;
  g_assert_false (pen_file_publish (temporary, fixture->folder, "pic", "png", &path, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_STORAGE);
  g_assert_nonnull (strstr (error->message, "does not allow"));
  assert_content (temporary, "hello");
}

/* To another file system, where there is one. */
static void
test_publish_elsewhere (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autofree char *temporary = make_temporary (fixture->folder, "hello");
  g_autofree char *folder = g_strdup ("/dev/shm/pen-file-XXXXXX");
  g_autofree char *path = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_nonnull (g_mkdtemp (folder));
  pen_file_publish (temporary, folder, "pic", "png", &path, &error);
  g_assert_no_error (error);
  assert_content (path, "hello");
  g_assert_false (g_file_test (temporary, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (count_files (folder), ==, 1);

  g_unlink (path);
  g_rmdir (folder);
}

static void
test_publish_fails (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autofree char *temporary = make_temporary (fixture->folder, "hello");
  g_autofree char *missing = g_build_filename (fixture->folder, "missing", NULL);
  g_autofree char *path = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_false (pen_file_publish (missing, fixture->folder, "a", "png", &path, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_STORAGE);
  g_clear_error (&error);

  g_assert_false (pen_file_publish (temporary, temporary, "a", "png", &path, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_STORAGE);
  g_clear_error (&error);

  g_assert_false (pen_file_publish (temporary, fixture->folder, "no/such", "png",
                                    &path, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_STORAGE);
  assert_content (temporary, "hello");
}

static void
test_write_fails (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  int fd = open ("/dev/full", O_WRONLY | O_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  g_assert_true (pen_file_write_all (fd, NULL, 0, &error));
  g_assert_no_error (error);
  g_assert_false (pen_file_write_all (fd, "hello", 5, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_STORAGE);
  g_assert_nonnull (strstr (error->message, "/dev/full"));
  g_assert_nonnull (strstr (error->message, "disk is full"));
  g_close (fd, NULL);
}

static void
test_copy (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *content = g_strnfill (1000000, 'x');
  g_autofree char *from = make_temporary (fixture->folder, content);
  g_autofree char *to = g_build_filename (fixture->folder, "copy", NULL);
  g_autofree char *slow = g_build_filename (fixture->folder, "slow", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_true (pen_file_copy (from, to, NULL, &error));
  g_assert_no_error (error);
  assert_content (to, content);

  no_copy_file_range = TRUE;
  g_assert_true (pen_file_copy (from, slow, NULL, &error));
  g_assert_no_error (error);
  assert_content (slow, content);
}

static void
test_copy_fails (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autofree char *from = make_temporary (fixture->folder, "hello");
  g_autofree char *taken = make_temporary (fixture->folder, "old");
  g_autofree char *to = g_build_filename (fixture->folder, "copy", NULL);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  g_assert_false (pen_file_copy (from, taken, NULL, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_STORAGE);
  assert_content (taken, "old");
  g_clear_error (&error);

  g_assert_false (pen_file_copy (to, taken, NULL, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_STORAGE);
  g_clear_error (&error);

  g_assert_false (pen_file_copy (fixture->folder, to, NULL, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_STORAGE);
  g_assert_false (g_file_test (to, G_FILE_TEST_EXISTS));
  g_clear_error (&error);

  g_cancellable_cancel (cancellable);
  no_copy_file_range = TRUE;
  g_assert_false (pen_file_copy (from, to, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (g_file_test (to, G_FILE_TEST_EXISTS));
}

static void
test_digest (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *path = make_temporary (fixture->folder, "abc");
  g_autofree char *empty = make_temporary (fixture->folder, "");
  g_autofree char *missing = g_build_filename (fixture->folder, "missing", NULL);
  g_autofree char *digest = NULL;
  g_autofree char *empty_digest = NULL;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  guint64 size;

  digest = pen_file_digest (path, &size, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (digest, ==,
                   "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  g_assert_cmpuint (size, ==, 3);

  empty_digest = pen_file_digest (empty, NULL, NULL, &error);
  g_assert_cmpstr (empty_digest, ==,
                   "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");

  g_assert_null (pen_file_digest (missing, NULL, NULL, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_STORAGE);
  g_clear_error (&error);

  g_assert_null (pen_file_digest (fixture->folder, NULL, NULL, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_STORAGE);
  g_clear_error (&error);

  g_cancellable_cancel (cancellable);
  g_assert_null (pen_file_digest (path, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_stem (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 100; i++)
    {
      char *stem = pen_file_new_stem ();

      g_assert_true (g_regex_match_simple ("^\\d{8}-\\d{6}-[0-9a-z]{6}$", stem, 0, 0));
      g_assert_true (g_hash_table_add (seen, stem));
    }
}

#define ADD(path, func) \
  g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("/file/temporary", test_temporary);
  ADD ("/file/temporary-fails", test_temporary_fails);
  ADD ("/file/publish", test_publish);
  ADD ("/file/publish-by-link", test_publish_by_link);
  ADD ("/file/publish-by-name", test_publish_by_name);
  ADD ("/file/publish-by-name-fails", test_publish_by_name_fails);
  ADD ("/file/publish-elsewhere", test_publish_elsewhere);
  ADD ("/file/publish-elsewhere-fails", test_publish_elsewhere_fails);
  ADD ("/file/publish-not-allowed", test_publish_not_allowed);
  ADD ("/file/publish-fails", test_publish_fails);
  ADD ("/file/write-fails", test_write_fails);
  ADD ("/file/copy", test_copy);
  ADD ("/file/copy-fails", test_copy_fails);
  ADD ("/file/digest", test_digest);
  ADD ("/file/stem", test_stem);

  return g_test_run ();
}
