/* pen-window.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-window"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-error.h"
#include "pen-picture-input.h"
#include "pen-window-private.h"

G_DEFINE_FINAL_TYPE (PenWindow, pen_window, ADW_TYPE_APPLICATION_WINDOW)

static void
show_page_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  pen_window_show_page (PEN_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
toast_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  pen_window_toast (PEN_WINDOW (widget), g_variant_get_string (parameter, NULL), NULL, NULL);
}

static void
open_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  PenWindow *self = PEN_WINDOW (widget);

  pen_window_show_page (self, "image");
  if (self->image_page != NULL)
    pen_image_page_open_file_dialog (self->image_page);
}

static void
paste_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  PenWindow *self = PEN_WINDOW (widget);

  if (self->image_page != NULL)
    pen_image_page_paste (self->image_page);
}

static void
generate_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  PenRequestForm *form = pen_window_get_visible_form (PEN_WINDOW (widget));

  if (form != NULL)
    pen_request_form_generate (form);
}

static void
cancel_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  PenRequestForm *form = pen_window_get_visible_form (PEN_WINDOW (widget));

  if (form != NULL)
    pen_request_form_cancel (form);
}

static void
search_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  PenWindow *self = PEN_WINDOW (widget);

  pen_window_show_page (self, "gallery");
  if (self->gallery_page != NULL)
    pen_gallery_page_focus_search (self->gallery_page);
}

static void
undo_trash_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  pen_gallery_page_undo_trash (PEN_WINDOW (widget)->gallery_page);
}

static void
jobs_show_picture_cb (PenWindow *self,
                      gint64     id)
{
  pen_window_show_picture (self, id);
}

static void
visible_child_cb (PenWindow *self)
{
  pen_window_make_visible_page (self);
  if (self->settings != NULL)
    g_settings_set_string (self->settings, "page",
                           adw_view_stack_get_visible_child_name (self->pages));
}

/* What is only queued loses nothing by waiting for the next time. */
static gboolean
has_running_jobs (PenWindow *self)
{
  GListModel *jobs = self->engine != NULL ? pen_engine_get_jobs (self->engine) : NULL;
  guint count = jobs != NULL ? g_list_model_get_n_items (jobs) : 0;

  for (guint i = 0; i < count; i++)
    {
      g_autoptr(PenJob) job = g_list_model_get_item (jobs, i);

      if (pen_job_is_active (job) && pen_job_get_state (job) != PEN_JOB_QUEUED)
        return TRUE;
    }

  return FALSE;
}

static void
close_response_cb (PenWindow  *self,
                   const char *response)
{
  if (!g_str_equal (response, "close"))
    return;

  self->may_close = TRUE;
  gtk_window_close (GTK_WINDOW (self));
}

static void
ask_before_closing (PenWindow *self)
{
  GtkWidget *dialog;

  dialog = adw_message_dialog_new (GTK_WINDOW (self), _("Pictures Are Still Being Made"),
                                   _("What a service is working on is fetched when the program "
                                     "is opened again, where the service can do that; the rest "
                                     "stops."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog),
                                    "cancel", _("_Keep Open"),
                                    "close", _("_Close"),
                                    NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "close",
                                              ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (close_response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static gboolean
pen_window_close_request (GtkWindow *window)
{
  PenWindow *self = PEN_WINDOW (window);
  int width, height;

  if (!self->may_close && has_running_jobs (self))
    {
      ask_before_closing (self);
      return TRUE;
    }

  if (self->settings != NULL)
    {
      gtk_window_get_default_size (window, &width, &height);
      g_settings_set_boolean (self->settings, "window-maximized",
                              gtk_window_is_maximized (window));
      g_settings_set_int (self->settings, "window-width", width);
      g_settings_set_int (self->settings, "window-height", height);
    }

  return GTK_WINDOW_CLASS (pen_window_parent_class)->close_request (window);
}

static void
pen_window_dispose (GObject *object)
{
  PenWindow *self = PEN_WINDOW (object);

  if (self->pages != NULL)
    g_signal_handlers_disconnect_by_func (self->pages, visible_child_cb, self);

  g_clear_object (&self->engine);
  g_clear_object (&self->settings);

  adw_application_window_set_content (ADW_APPLICATION_WINDOW (self), NULL);

  G_OBJECT_CLASS (pen_window_parent_class)->dispose (object);
}

static void
pen_window_class_init (PenWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GtkWindowClass *window_class = GTK_WINDOW_CLASS (klass);

  object_class->dispose = pen_window_dispose;
  window_class->close_request = pen_window_close_request;

  g_type_ensure (PEN_TYPE_JOBS_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PREFIX "/pen-window.ui");
  gtk_widget_class_bind_template_child (widget_class, PenWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, PenWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, PenWindow, failed);
  gtk_widget_class_bind_template_child (widget_class, PenWindow, try_again);
  gtk_widget_class_bind_template_child (widget_class, PenWindow, switcher_title);
  gtk_widget_class_bind_template_child (widget_class, PenWindow, switcher_bar);
  gtk_widget_class_bind_template_child (widget_class, PenWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, PenWindow, text_place);
  gtk_widget_class_bind_template_child (widget_class, PenWindow, image_place);
  gtk_widget_class_bind_template_child (widget_class, PenWindow, gallery_place);
  gtk_widget_class_bind_template_child (widget_class, PenWindow, jobs_button);

  gtk_widget_class_install_action (widget_class, "win.show-page", "s", show_page_action);
  gtk_widget_class_install_action (widget_class, "win.toast", "s", toast_action);
  gtk_widget_class_install_action (widget_class, "win.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "win.paste", NULL, paste_action);
  gtk_widget_class_install_action (widget_class, "win.generate", NULL, generate_action);
  gtk_widget_class_install_action (widget_class, "win.cancel", NULL, cancel_action);
  gtk_widget_class_install_action (widget_class, "win.search", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "win.undo-trash", NULL, undo_trash_action);

  /* As an accelerator of the application it would come before the widgets that have their
   * own use for it. */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "win.cancel", NULL);
}

/* Ctrl+V: text goes to where text is written, a picture to the image page wherever the
 * cursor is. */
static gboolean
paste_key_cb (GtkWidget *widget,
              GVariant  *arguments,
              gpointer   user_data)
{
  PenWindow *self = PEN_WINDOW (widget);
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));
  gboolean writing = GTK_IS_EDITABLE (focus) || GTK_IS_TEXT_VIEW (focus);

  if (self->image_page == NULL
      || (writing && !pen_picture_input_clipboard_has_picture (gtk_widget_get_clipboard (widget))))
    return GDK_EVENT_PROPAGATE;

  pen_image_page_paste (self->image_page);

  return GDK_EVENT_STOP;
}

static void
add_paste_key (PenWindow *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();
  GtkShortcutTrigger *trigger = gtk_keyval_trigger_new (GDK_KEY_v, GDK_CONTROL_MASK);
  GtkShortcutAction *action = gtk_callback_action_new (paste_key_cb, NULL, NULL);

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                        gtk_shortcut_new (trigger, action));
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

static void
pen_window_init (PenWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  add_paste_key (self);

  g_signal_connect_object (self->jobs_button, "show-picture",
                           G_CALLBACK (jobs_show_picture_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (self->pages, "notify::visible-child",
                            G_CALLBACK (visible_child_cb), self);
}

static void
restore (PenWindow *self)
{
  g_autofree char *page = g_settings_get_string (self->settings, "page");

  gtk_window_set_default_size (GTK_WINDOW (self),
                               MAX (g_settings_get_int (self->settings, "window-width"), 360),
                               MAX (g_settings_get_int (self->settings, "window-height"), 294));
  if (g_settings_get_boolean (self->settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));

  pen_window_show_page (self, page);
}

/**
 * pen_window_new:
 * @application: the program
 * @settings: (nullable): where size and page are kept
 *
 * Returns: (transfer none): a window, not shown yet
 */
PenWindow *
pen_window_new (GtkApplication *application,
                GSettings      *settings)
{
  PenWindow *self;

  g_return_val_if_fail (GTK_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (settings == NULL || G_IS_SETTINGS (settings), NULL);

  self = g_object_new (PEN_TYPE_WINDOW, "application", application, NULL);
  if (settings != NULL)
    {
      self->settings = g_object_ref (settings);
      restore (self);
    }

  return self;
}

/* Without an engine there is nothing to switch to. */
static void
set_failed (PenWindow *self,
            gboolean   failed)
{
  gtk_stack_set_visible_child_name (self->stack, failed ? "failed" : "pages");
  gtk_widget_set_visible (self->switcher_title, !failed);
  gtk_widget_set_visible (self->switcher_bar, !failed);
  gtk_widget_set_visible (GTK_WIDGET (self->jobs_button), !failed);
}

/**
 * pen_window_set_engine:
 * @self: a window
 * @engine: the engine, open
 *
 * Brings the window to life.
 */
void
pen_window_set_engine (PenWindow *self,
                       PenEngine *engine)
{
  PenRequestForm *form;

  g_return_if_fail (PEN_IS_WINDOW (self));
  g_return_if_fail (PEN_IS_ENGINE (engine));

  if (!g_set_object (&self->engine, engine))
    return;

  set_failed (self, FALSE);
  pen_window_make_visible_page (self);
  pen_jobs_button_set_engine (self->jobs_button, engine);

  form = pen_window_get_visible_form (self);
  if (form != NULL)
    pen_request_form_focus_prompt (form);
}

/**
 * pen_window_show_page:
 * @self: a window
 * @page: “text”, “image” or “gallery”; others are ignored
 */
void
pen_window_show_page (PenWindow  *self,
                      const char *page)
{
  g_return_if_fail (PEN_IS_WINDOW (self));
  g_return_if_fail (page != NULL);

  if (adw_view_stack_get_child_by_name (self->pages, page) != NULL)
    adw_view_stack_set_visible_child_name (self->pages, page);
}

/**
 * pen_window_show_picture:
 * @self: a window
 * @id: of a picture
 *
 * Shows a picture of the gallery.  Needs an engine.
 */
void
pen_window_show_picture (PenWindow *self,
                         gint64     id)
{
  g_return_if_fail (PEN_IS_WINDOW (self));

  g_return_if_fail (self->engine != NULL);

  pen_window_show_page (self, "gallery");
  pen_gallery_page_show_picture (self->gallery_page, id);
}

/**
 * pen_window_open_file:
 * @self: a window
 * @file: a picture, or its address
 *
 * Makes @file the source of the image page.  Needs an engine.
 */
void
pen_window_open_file (PenWindow *self,
                      GFile     *file)
{
  g_return_if_fail (PEN_IS_WINDOW (self));
  g_return_if_fail (G_IS_FILE (file));
  g_return_if_fail (self->engine != NULL);

  pen_window_show_page (self, "image");
  pen_image_page_open_file (self->image_page, file);
}

/**
 * pen_window_toast:
 * @self: a window
 * @sentence: what to say
 * @button: (nullable): label of a button
 * @action: (nullable): what the button does, as a detailed action name
 *
 * Says something that is no error.  With a button it stays until it is answered.
 */
void
pen_window_toast (PenWindow  *self,
                  const char *sentence,
                  const char *button,
                  const char *action)
{
  AdwToast *toast;
  g_autofree char *markup = NULL;

  g_return_if_fail (PEN_IS_WINDOW (self));
  g_return_if_fail (sentence != NULL);
  g_return_if_fail ((button == NULL) == (action == NULL));

  /* A toast of libadwaita 1.2 reads its title as markup. */
  markup = g_markup_escape_text (sentence, -1);
  toast = adw_toast_new (markup);
  if (button != NULL)
    {
      adw_toast_set_button_label (toast, button);
      adw_toast_set_detailed_action_name (toast, action);
      adw_toast_set_timeout (toast, 0);
    }

  adw_toast_overlay_add_toast (self->toasts, toast);
}


/* What to do about it. */
static const char *
explain_failure (const GError *error)
{
  if (g_error_matches (error, PEN_ERROR, PEN_ERROR_NEWER_DATABASE))
    return _("Your pictures and the gallery are untouched.");

  if (g_error_matches (error, PEN_ERROR, PEN_ERROR_STORAGE))
    return _("Check that the disk is not full and that the folder may be written to, then try "
             "again. Nothing has been changed.");

  return _("Nothing has been changed. Try again; if that does not help, start the program from a "
           "terminal to see details.");
}

/**
 * pen_window_show_failure:
 * @self: a window
 * @error: why the engine could not be opened
 *
 * Says that the program cannot work, why, and what helps.
 */
void
pen_window_show_failure (PenWindow    *self,
                         const GError *error)
{
  g_autofree char *description = NULL;
  g_autofree char *markup = NULL;

  g_return_if_fail (PEN_IS_WINDOW (self));
  g_return_if_fail (error != NULL);

  description = g_strdup_printf ("%s.\n\n%s", error->message, explain_failure (error));
  markup = g_markup_escape_text (description, -1);
  adw_status_page_set_title (self->failed, _("The Gallery Cannot Be Opened"));
  adw_status_page_set_description (self->failed, markup);
  set_failed (self, TRUE);
  gtk_widget_grab_focus (self->try_again);
}
