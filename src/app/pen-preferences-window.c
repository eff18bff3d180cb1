/* pen-preferences-window.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-preferences-window"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-preferences-window.h"
#include "pen-provider-row.h"

struct _PenPreferencesWindow
{
  AdwPreferencesWindow  parent_instance;

  PenEngine            *engine;        /* (owned) */
  GCancellable         *cancellable;   /* (owned) */
  GPtrArray            *rows;          /* (element-type PenProviderRow): in the group */

  AdwPreferencesGroup  *providers;
  GtkWidget            *refresh;
  AdwActionRow         *folder_row;
  GtkSwitch            *resume;
  GtkSwitch            *notify;
};

G_DEFINE_FINAL_TYPE (PenPreferencesWindow, pen_preferences_window, ADW_TYPE_PREFERENCES_WINDOW)

static void
refreshed_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(PenPreferencesWindow) self = PEN_PREFERENCES_WINDOW (user_data);
  g_autoptr(GError) error = NULL;

  pen_engine_refresh_finish (PEN_ENGINE (object), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  gtk_widget_set_sensitive (self->refresh, TRUE);
}

static void
refresh_cb (PenPreferencesWindow *self)
{
  gtk_widget_set_sensitive (self->refresh, FALSE);
  pen_engine_refresh_async (self->engine, self->cancellable, refreshed_cb, g_object_ref (self));
}

static void
open_folder_cb (PenPreferencesWindow *self)
{
  const char *folder = pen_engine_get_pictures_folder (self->engine);
  g_autoptr(GFile) file = g_file_new_for_path (folder);
  g_autofree char *uri = g_file_get_uri (file);

  if (!g_file_query_exists (file, NULL))
    {
      AdwToast *toast = adw_toast_new (_("The folder is made with the first picture"));

      adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self), toast);
      return;
    }

  gtk_show_uri (GTK_WINDOW (self), uri, GDK_CURRENT_TIME);
}

static void
pen_preferences_window_dispose (GObject *object)
{
  PenPreferencesWindow *self = PEN_PREFERENCES_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), PEN_TYPE_PREFERENCES_WINDOW);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (pen_preferences_window_parent_class)->dispose (object);
}

static void
pen_preferences_window_finalize (GObject *object)
{
  PenPreferencesWindow *self = PEN_PREFERENCES_WINDOW (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->rows, g_ptr_array_unref);

  G_OBJECT_CLASS (pen_preferences_window_parent_class)->finalize (object);
}

static void
pen_preferences_window_class_init (PenPreferencesWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = pen_preferences_window_dispose;
  object_class->finalize = pen_preferences_window_finalize;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/pen-preferences-window.ui");
  gtk_widget_class_bind_template_child (widget_class, PenPreferencesWindow, providers);
  gtk_widget_class_bind_template_child (widget_class, PenPreferencesWindow, refresh);
  gtk_widget_class_bind_template_child (widget_class, PenPreferencesWindow, folder_row);
  gtk_widget_class_bind_template_child (widget_class, PenPreferencesWindow, resume);
  gtk_widget_class_bind_template_child (widget_class, PenPreferencesWindow, notify);
  gtk_widget_class_bind_template_callback (widget_class, refresh_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_folder_cb);
}

static void
pen_preferences_window_init (PenPreferencesWindow *self)
{
  self->cancellable = g_cancellable_new ();
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
fill (PenPreferencesWindow *self)
{
  GListModel *catalogues = pen_engine_get_catalogues (self->engine);
  GSettings *settings = pen_engine_get_settings (self->engine);

  for (guint i = 0; i < g_list_model_get_n_items (catalogues); i++)
    {
      g_autoptr(PenCatalogue) catalogue = g_list_model_get_item (catalogues, i);
      GtkWidget *row = pen_provider_row_new (self->engine, catalogue);

      adw_preferences_group_add (self->providers, row);
      g_ptr_array_add (self->rows, row);
    }

  adw_action_row_set_subtitle (self->folder_row, pen_engine_get_pictures_folder (self->engine));
  if (settings != NULL)
    {
      g_settings_bind (settings, "resume-queued-jobs", self->resume, "active",
                       G_SETTINGS_BIND_DEFAULT);
      g_settings_bind (settings, "notify", self->notify, "active", G_SETTINGS_BIND_DEFAULT);
    }
}

/**
 * pen_preferences_window_new:
 * @engine: an engine
 * @parent: (nullable): the window it belongs to
 *
 * Returns: (transfer none): a window, not yet shown
 */
GtkWidget *
pen_preferences_window_new (PenEngine *engine,
                            GtkWindow *parent)
{
  PenPreferencesWindow *self = g_object_new (PEN_TYPE_PREFERENCES_WINDOW,
                                             "transient-for", parent,
                                             NULL);

  self->engine = g_object_ref (engine);
  fill (self);

  return GTK_WIDGET (self);
}

/**
 * pen_preferences_window_show_provider:
 * @self: a #PenPreferencesWindow
 * @provider: (nullable): id of a provider
 *
 * Leads to the row of a provider, opened, with the cursor where the key goes.
 */
void
pen_preferences_window_show_provider (PenPreferencesWindow *self,
                                      const char           *provider)
{
  g_return_if_fail (PEN_IS_PREFERENCES_WINDOW (self));

  adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (self), "providers");
  for (guint i = 0; i < self->rows->len; i++)
    {
      PenProviderRow *row = g_ptr_array_index (self->rows, i);

      if (g_strcmp0 (pen_provider_row_get_provider (row), provider) == 0)
        pen_provider_row_reveal (row);
    }
}
