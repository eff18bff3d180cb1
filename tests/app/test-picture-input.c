/* test-picture-input.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-picture-input"

#include "config.h"

#include "pen-picture-input.h"

typedef struct
{
  PenPictureInput *input;
  GMainLoop       *loop;
  guint            started;
  guint            picked;
  guint            failed;
  char            *path;
  char            *sentence;
  char            *hint;
} Fixture;

static void
started_cb (Fixture *fixture)
{
  fixture->started++;
}

static void
picked_cb (Fixture    *fixture,
           const char *path)
{
  fixture->picked++;
  g_free (fixture->path);
  fixture->path = g_strdup (path);
  g_main_loop_quit (fixture->loop);
}

static void
failed_cb (Fixture    *fixture,
           const char *sentence)
{
  fixture->failed++;
  g_free (fixture->sentence);
  fixture->sentence = g_strdup (sentence);
  g_main_loop_quit (fixture->loop);
}

static void
hint_cb (Fixture    *fixture,
         const char *sentence)
{
  g_free (fixture->hint);
  fixture->hint = g_strdup (sentence);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->loop = g_main_loop_new (NULL, FALSE);
  fixture->input = pen_picture_input_new ();
  g_signal_connect_swapped (fixture->input, "started", G_CALLBACK (started_cb), fixture);
  g_signal_connect_swapped (fixture->input, "picked", G_CALLBACK (picked_cb), fixture);
  g_signal_connect_swapped (fixture->input, "failed", G_CALLBACK (failed_cb), fixture);
  g_signal_connect_swapped (fixture->input, "hint", G_CALLBACK (hint_cb), fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->input);
  g_main_loop_unref (fixture->loop);
  g_free (fixture->path);
  g_free (fixture->sentence);
  g_free (fixture->hint);
}

static void
take_text (Fixture    *fixture,
           const char *text)
{
  g_auto(GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_STRING);
  g_value_set_string (&value, text);
  pen_picture_input_take_value (fixture->input, &value);
}

static void
take_files (Fixture *fixture,
            guint    n_files,
            GFile  **files)
{
  g_auto(GValue) value = G_VALUE_INIT;

  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, gdk_file_list_new_from_array (files, n_files));
  pen_picture_input_take_value (fixture->input, &value);
}

static GdkTexture *
new_texture (void)
{
  g_autoptr(GBytes) bytes = g_bytes_new_take (g_malloc0 (64 * 64 * 4), 64 * 64 * 4);

  return gdk_memory_texture_new (64, 64, GDK_MEMORY_DEFAULT, bytes, 64 * 4);
}

static void
test_files (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(GFile) one = g_file_new_for_path ("/pictures/a b.png");
  g_autoptr(GFile) two = g_file_new_for_path ("/pictures/two.png");
  GFile *files[] = { one, two };

  take_files (fixture, 1, files);
  g_assert_cmpstr (fixture->path, ==, "/pictures/a b.png");
  g_assert_null (fixture->hint);

  /* Of several the first is taken, and it is said. */
  take_files (fixture, 2, files);
  g_assert_cmpstr (fixture->path, ==, "/pictures/a b.png");
  g_assert_cmpstr (fixture->hint, ==, "The first of 2 pictures was opened");

  take_files (fixture, 0, files);
  g_assert_cmpstr (fixture->sentence, ==, "There was no file in it");

  pen_picture_input_take_file (fixture->input, two);
  g_assert_cmpstr (fixture->path, ==, "/pictures/two.png");
  g_assert_cmpuint (fixture->started, ==, 4);
  g_assert_cmpuint (fixture->picked, ==, 3);
  g_assert_cmpuint (fixture->failed, ==, 1);
}

static void
test_text (Fixture       *fixture,
           gconstpointer  data)
{
  static const char * const no_addresses[] = {
    "", "a cat on a mat", "ftp://example.org/a.png", "javascript:alert(1)", "/a.png\n/b.png", "#"
  };

  take_text (fixture, "  file:///pictures/a%20b.png\r\n");
  g_assert_cmpstr (fixture->path, ==, "/pictures/a b.png");
  g_assert_null (fixture->hint);

  take_text (fixture, "# a remark\nfile:///pictures/one.png\nfile:///pictures/two.png\n");
  g_assert_cmpstr (fixture->path, ==, "/pictures/one.png");
  g_assert_cmpstr (fixture->hint, ==, "The first of 2 pictures was opened");

  take_text (fixture, "/pictures/plain.png");
  g_assert_cmpstr (fixture->path, ==, "/pictures/plain.png");

  for (guint i = 0; i < G_N_ELEMENTS (no_addresses); i++)
    {
      take_text (fixture, no_addresses[i]);
      g_assert_cmpuint (fixture->failed, ==, i + 1);
      g_assert_cmpstr (fixture->sentence, ==, "This text is not the address of a picture");
    }

  /* An address needs an engine to fetch it. */
  take_text (fixture, "https://example.org/a.png");
  g_assert_cmpstr (fixture->sentence, ==, "The address cannot be opened now");
  g_assert_cmpuint (fixture->picked, ==, 3);
}

static void
test_texture (Fixture       *fixture,
              gconstpointer  data)
{
  g_auto(GValue) value = G_VALUE_INIT;

  g_value_init (&value, GDK_TYPE_TEXTURE);
  g_value_take_object (&value, new_texture ());
  pen_picture_input_take_value (fixture->input, &value);
  g_main_loop_run (fixture->loop);

  /* Without an engine there is nowhere to keep it. */
  g_assert_cmpstr (fixture->sentence, ==, "There was no picture in it");
}

static void
test_nothing (Fixture       *fixture,
              gconstpointer  data)
{
  g_auto(GValue) value = G_VALUE_INIT;

  g_value_init (&value, GDK_TYPE_TEXTURE);
  pen_picture_input_take_value (fixture->input, &value);
  g_assert_cmpuint (fixture->failed, ==, 1);
}

/* What comes later wins, whatever is still on the way. */
static void
test_replaced (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(GFile) file = g_file_new_for_uri ("resource:///nothing/here.png");
  g_auto(GValue) value = G_VALUE_INIT;

  g_value_init (&value, GDK_TYPE_TEXTURE);
  g_value_take_object (&value, new_texture ());
  pen_picture_input_take_value (fixture->input, &value);

  /* A file that has no path is read, and this one is not there. */
  pen_picture_input_take_file (fixture->input, file);
  g_main_loop_run (fixture->loop);
  while (g_main_context_iteration (NULL, FALSE))
    continue;

  g_assert_cmpuint (fixture->started, ==, 2);
  g_assert_cmpuint (fixture->failed, ==, 1);
  g_assert_true (g_str_has_prefix (fixture->sentence, "The file could not be read"));
}

static void
test_clipboard (Fixture       *fixture,
                gconstpointer  data)
{
  GdkClipboard *clipboard = gdk_display_get_clipboard (gdk_display_get_default ());
  g_autoptr(GFile) file = g_file_new_for_path ("/pictures/pasted.png");
  g_autoptr(GdkTexture) texture = new_texture ();

  gdk_clipboard_set (clipboard, G_TYPE_FILE, file);
  g_assert_true (pen_picture_input_clipboard_has_picture (clipboard));
  pen_picture_input_take_clipboard (fixture->input, clipboard);
  g_main_loop_run (fixture->loop);
  g_assert_cmpstr (fixture->path, ==, "/pictures/pasted.png");

  gdk_clipboard_set_text (clipboard, "no address");
  g_assert_false (pen_picture_input_clipboard_has_picture (clipboard));
  pen_picture_input_take_clipboard (fixture->input, clipboard);
  g_main_loop_run (fixture->loop);
  g_assert_cmpstr (fixture->sentence, ==, "This text is not the address of a picture");

  gdk_clipboard_set_texture (clipboard, texture);
  g_assert_true (pen_picture_input_clipboard_has_picture (clipboard));
  pen_picture_input_take_clipboard (fixture->input, clipboard);
  g_main_loop_run (fixture->loop);
  g_assert_cmpstr (fixture->sentence, ==, "There was no picture in it");

  gdk_clipboard_set (clipboard, G_TYPE_INT, 5);
  g_assert_false (pen_picture_input_clipboard_has_picture (clipboard));
  pen_picture_input_take_clipboard (fixture->input, clipboard);
  g_assert_cmpstr (fixture->sentence, ==, "There is no picture in the clipboard");
}

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv);

#define ADD(path, function) \
  g_test_add (path, Fixture, NULL, set_up, function, tear_down)

  ADD ("/picture-input/files", test_files);
  ADD ("/picture-input/text", test_text);
  ADD ("/picture-input/texture", test_texture);
  ADD ("/picture-input/nothing", test_nothing);
  ADD ("/picture-input/replaced", test_replaced);
  ADD ("/picture-input/clipboard", test_clipboard);

  return g_test_run ();
}
