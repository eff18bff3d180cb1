/* pen-drag-source.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * A small window full of something to drag, to drop it on another program.
 *
 * Usage: pen-drag-source FILE…          the files
 *        pen-drag-source --text TEXT    plain text
 *        pen-drag-source --texture FILE the picture itself, without a file
 *
 * With --copy in front the same is put into the clipboard.
 */

#define G_LOG_DOMAIN "pen-drag-source"

#include "config.h"

#include <gtk/gtk.h>

#define SIDE 200

static GdkContentProvider *
new_files_provider (char  **paths,
                    guint   n_paths)
{
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  g_auto(GValue) value = G_VALUE_INIT;

  for (guint i = 0; i < n_paths; i++)
    g_ptr_array_add (files, g_file_new_for_commandline_arg (paths[i]));

  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value,
                      gdk_file_list_new_from_array ((GFile **) files->pdata, files->len));

  return gdk_content_provider_new_for_value (&value);
}

static GdkContentProvider *
new_provider (char  **arguments,
              guint   n_arguments)
{
  g_autoptr(GdkTexture) texture = NULL;
  g_autoptr(GError) error = NULL;

  if (n_arguments == 2 && g_str_equal (arguments[0], "--text"))
    return gdk_content_provider_new_typed (G_TYPE_STRING, arguments[1]);

  if (n_arguments != 2 || !g_str_equal (arguments[0], "--texture"))
    return new_files_provider (arguments, n_arguments);

  texture = gdk_texture_new_from_filename (arguments[1], &error);
  if (texture == NULL)
    {
      g_printerr ("%s\n", error->message);
      return NULL;
    }

  return gdk_content_provider_new_typed (GDK_TYPE_TEXTURE, texture);
}

static void
end_cb (GtkDragSource *source,
        GdkDrag       *drag,
        gboolean       delete_data)
{
  g_print ("dropped\n");
}

static gboolean
cancel_cb (GtkDragSource       *source,
           GdkDrag             *drag,
           GdkDragCancelReason  reason)
{
  g_print ("not taken\n");

  return FALSE;
}

static GtkWidget *
new_window (GdkContentProvider *content)
{
  GtkWidget *window = gtk_window_new ();
  GtkDragSource *source = gtk_drag_source_new ();

  gtk_drag_source_set_content (source, content);
  gtk_drag_source_set_actions (source, GDK_ACTION_COPY);
  g_signal_connect (source, "drag-end", G_CALLBACK (end_cb), NULL);
  g_signal_connect (source, "drag-cancel", G_CALLBACK (cancel_cb), NULL);

  gtk_window_set_title (GTK_WINDOW (window), "pen-drag-source");
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), SIDE, SIDE);
  gtk_window_set_child (GTK_WINDOW (window), gtk_label_new ("⤓"));
  gtk_widget_add_controller (window, GTK_EVENT_CONTROLLER (source));

  return window;
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GMainLoop) loop = NULL;
  g_autoptr(GdkContentProvider) content = NULL;
  GtkWidget *window;
  int first = 1;
  gboolean copy;

  gtk_init ();

  copy = argc > 1 && g_str_equal (argv[1], "--copy");
  if (copy)
    first++;
  if (argc <= first)
    {
      g_printerr ("Usage: pen-drag-source [--copy] FILE… | --text TEXT | --texture FILE\n");
      return 2;
    }

  content = new_provider (argv + first, (guint) (argc - first));
  if (content == NULL)
    return 1;

  window = new_window (content);
  gtk_window_present (GTK_WINDOW (window));
  if (copy)
    gdk_clipboard_set_content (gtk_widget_get_clipboard (window), content);

  /* Whoever starts this program ends it, with a signal or by closing the window. */
  setvbuf (stdout, NULL, _IOLBF, 0);
  g_print ("ready\n");
  loop = g_main_loop_new (NULL, FALSE);
  g_signal_connect_swapped (window, "close-request", G_CALLBACK (g_main_loop_quit), loop);
  g_main_loop_run (loop);

  return 0;
}
