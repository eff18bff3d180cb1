/* pen-save-copy.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-save-copy"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-save-copy.h"

typedef struct
{
  GtkWidget            *widget;         /* (owned): where to tell the outcome */
  PenEngine            *engine;         /* (owned) */
  PenPicture           *picture;        /* (owned) */
  GtkFileChooserNative *dialog;         /* (owned) */
} SaveCopy;

static void
save_copy_free (SaveCopy *save)
{
  g_clear_object (&save->dialog);
  g_clear_object (&save->picture);
  g_clear_object (&save->engine);
  g_clear_object (&save->widget);
  g_free (save);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SaveCopy, save_copy_free)

static void
tell (SaveCopy   *save,
      const char *sentence)
{
  gtk_widget_activate_action (save->widget, "win.toast", "s", sentence);
}

static void
export_cb (GObject      *source_object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(SaveCopy) save = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;
  g_autofree char *name = NULL;
  g_autofree char *sentence = NULL;

  path = pen_engine_export_picture_finish (PEN_ENGINE (source_object), result, &error);
  if (path == NULL)
    {
      tell (save, error->message);
      return;
    }

  name = g_filename_display_basename (path);
  /* TRANSLATORS: %s is the name of a file */
  sentence = g_strdup_printf (_("Saved as “%s”"), name);
  tell (save, sentence);
}

static void
response_cb (SaveCopy *save,
             int       response)
{
  g_autoptr(SaveCopy) owned = save;
  g_autoptr(GFile) file = NULL;
  g_autofree char *path = NULL;

  if (response != GTK_RESPONSE_ACCEPT)
    return;

  file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (save->dialog));
  path = file != NULL ? g_file_get_path (file) : NULL;
  if (path == NULL)
    {
      tell (save, _("A copy can only be saved on this computer"));
      return;
    }

  pen_engine_export_picture_async (save->engine, save->picture, path, export_cb,
                                   g_steal_pointer (&owned));
}

/**
 * pen_save_copy_ask:
 * @widget: a widget of the window
 * @engine: the engine
 * @picture: a picture of the gallery
 *
 * Asks where to, saves a copy of the master there, and tells the outcome in a toast.
 */
void
pen_save_copy_ask (GtkWidget  *widget,
                   PenEngine  *engine,
                   PenPicture *picture)
{
  g_autofree char *name = NULL;
  SaveCopy *save;
  GtkRoot *root;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (PEN_IS_ENGINE (engine));
  g_return_if_fail (PEN_IS_PICTURE (picture));

  root = gtk_widget_get_root (widget);
  name = g_path_get_basename (pen_picture_get_path (picture));

  save = g_new0 (SaveCopy, 1);
  save->widget = g_object_ref (widget);
  save->engine = g_object_ref (engine);
  save->picture = g_object_ref (picture);
  save->dialog = gtk_file_chooser_native_new (_("Save a Copy"),
                                              GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                              GTK_FILE_CHOOSER_ACTION_SAVE,
                                              _("_Save"), _("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (save->dialog), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (save->dialog), name);
  g_signal_connect_swapped (save->dialog, "response", G_CALLBACK (response_cb), save);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (save->dialog));
}
