/* pen-show-in-files.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-show-in-files"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-show-in-files.h"

typedef struct
{
  GtkWidget *widget;  /* (owned) */
  GFile     *file;    /* (owned) */
} Show;

static void
show_free (Show *show)
{
  g_clear_object (&show->widget);
  g_clear_object (&show->file);
  g_free (show);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Show, show_free)

static void
show_folder_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(Show) show = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *sentence = NULL;
  g_autoptr(GFile) parent = NULL;

  if (g_app_info_launch_default_for_uri_finish (result, &error))
    return;

  g_debug ("No program for folders: %s", error->message);
  parent = g_file_get_parent (show->file);
  folder = g_file_get_parse_name (parent);
  /* TRANSLATORS: %s is the path of a folder */
  sentence = g_strdup_printf (_("No file manager was found; the picture is in %s"), folder);
  gtk_widget_activate_action (show->widget, "win.toast", "s", sentence);
}

static void
show_items_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(Show) show = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = NULL;
  g_autoptr(GFile) parent = NULL;
  g_autofree char *uri = NULL;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, &error);
  if (reply != NULL)
    return;

  /* Not every desktop has this service; its folder can be opened everywhere. */
  g_debug ("No file manager on the bus: %s", error->message);
  parent = g_file_get_parent (show->file);
  uri = g_file_get_uri (parent);
  g_app_info_launch_default_for_uri_async (uri, NULL, NULL, show_folder_cb,
                                           g_steal_pointer (&show));
}

/**
 * pen_show_in_files:
 * @widget: where it was asked for; the window above it says if it did not work
 * @path: a file
 *
 * Opens the file manager at @path.
 */
void
pen_show_in_files (GtkWidget  *widget,
                   const char *path)
{
  GApplication *application = g_application_get_default ();
  GDBusConnection *bus;
  const char *uris[] = { NULL, NULL };
  g_autofree char *uri = NULL;
  Show *show;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (path != NULL);

  bus = application != NULL ? g_application_get_dbus_connection (application) : NULL;

  show = g_new0 (Show, 1);
  show->widget = g_object_ref (widget);
  show->file = g_file_new_for_path (path);
  uri = g_file_get_uri (show->file);
  uris[0] = uri;

  if (bus == NULL)
    {
      g_autoptr(GFile) parent = g_file_get_parent (show->file);
      g_autofree char *folder = g_file_get_uri (parent);

      g_app_info_launch_default_for_uri_async (folder, NULL, NULL, show_folder_cb, show);
      return;
    }

  g_dbus_connection_call (bus,
                          "org.freedesktop.FileManager1", "/org/freedesktop/FileManager1",
                          "org.freedesktop.FileManager1", "ShowItems",
                          g_variant_new ("(^ass)", uris, ""),
                          NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, show_items_cb, show);
}
