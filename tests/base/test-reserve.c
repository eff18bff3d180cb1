/* test-reserve.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-reserve"

#include "config.h"

#include <glib/gstdio.h>

#include "pen-error.h"
#include "pen-reserve.h"

static char *
make_folder (const char *name)
{
  char *folder = g_build_filename (g_get_user_cache_dir (), name, NULL);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);

  return folder;
}

static void
test_take (void)
{
  g_autofree char *folder = make_folder ("take");
  g_autoptr(GError) error = NULL;

  g_assert_false (pen_reserve_release (folder));
  g_assert_true (pen_reserve_take (folder, 100 * 1024, &error));
  g_assert_no_error (error);
  /* A job that goes on finds its own. */
  g_assert_true (pen_reserve_take (folder, 100 * 1024, &error));
  g_assert_no_error (error);
  g_assert_true (pen_reserve_release (folder));
  g_assert_false (pen_reserve_release (folder));
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_no_room (void)
{
  g_autofree char *folder = make_folder ("no-room");
  g_autoptr(GError) error = NULL;

  g_assert_false (pen_reserve_take (folder, G_GUINT64_CONSTANT (1) << 52, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_STORAGE);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_no_folder (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (pen_reserve_take ("/proc/nowhere", 1024, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_STORAGE);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/reserve/take", test_take);
  g_test_add_func ("/reserve/no-room", test_no_room);
  g_test_add_func ("/reserve/no-folder", test_no_folder);

  return g_test_run ();
}
