/* test-prepare-grey.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-prepare-grey"

#include "config.h"

#include "pen-prepare.h"
#include "pen-test-files.h"

/* Whatever its depth, it is sent with three channels: some engines take a grey PNG for no
 * picture at all. */
static void
test_grey (void)
{
  static const guint depths[] = { 1, 8, 16 };
  static const char * const formats[] = { "image/png", "image/jpeg", NULL };
  PenPrepareLimits limits = { .formats = formats, .alpha = TRUE, .max_side = 4096 };

  for (gsize i = 0; i < G_N_ELEMENTS (depths); i++)
    {
      /* Rows of eight pixels. */
      const gsize row = depths[i];
      g_autofree guint8 *rows = g_malloc0 (8 * row);
      PenTestPng content = { .width = 8, .height = 8, .depth = depths[i], .rows = rows,
                             .row_size = row };
      g_autofree char *folder = pen_test_folder ();
      g_autofree char *path = NULL;
      g_autoptr(PenPrepared) prepared = NULL;
      g_autoptr(GByteArray) png = pen_test_png (&content);
      g_autoptr(GBytes) file = NULL;
      g_autoptr(GBytes) sent = NULL;
      g_autoptr(GError) error = NULL;
      const guint8 *data;

      for (guint y = 0; y < 8; y++)
        rows[y * row] = 0xaa;
      pen_test_end_png (png, &content);
      file = g_byte_array_free_to_bytes (g_steal_pointer (&png));
      path = pen_test_write (folder, "grey.png", file);
      prepared = pen_prepare (path, &limits, folder, NULL, &error);
      g_assert_no_error (error);

      g_assert_false (prepared->untouched || prepared->stripped);
      sent = pen_blob_load (prepared->blob, G_MAXINT, NULL);
      data = g_bytes_get_data (sent, NULL);
      /* Eight bits a channel, and red, green and blue. */
      g_assert_cmpuint (data[24], ==, 8);
      g_assert_cmpuint (data[25], ==, 2);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/prepare/grey", test_grey);

  return g_test_run ();
}
