/* pen-fuzz-replay.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * A fuzz target without the fuzzer: it reads each file of its corpus once.
 */

#define G_LOG_DOMAIN "pen-fuzz-replay"

#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "pen-fuzz.h"

static int
compare (gconstpointer a,
         gconstpointer b)
{
  return g_strcmp0 (*(const char * const *) a, *(const char * const *) b);
}

static GPtrArray *
list_files (const char *folder)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (paths, compare);

  return paths;
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GPtrArray) paths = NULL;

  if (argc != 2)
    return EXIT_FAILURE;

  LLVMFuzzerInitialize (&argc, &argv);
  paths = list_files (argv[1]);
  printf ("1..%u\n", MAX (paths->len, 1));
  if (paths->len == 0)
    printf ("not ok 1 %s is empty\n", argv[1]);

  for (guint i = 0; i < paths->len; i++)
    {
      g_autofree char *text = NULL;
      gsize length;

      if (g_file_get_contents (paths->pdata[i], &text, &length, NULL))
        LLVMFuzzerTestOneInput ((const guint8 *) text, length);
      printf ("%s %u %s\n", text != NULL ? "ok" : "not ok", i + 1, (char *) paths->pdata[i]);
      fflush (stdout);
    }

  return EXIT_SUCCESS;
}
