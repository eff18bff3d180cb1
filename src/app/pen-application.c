/* pen-application.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-application"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-app-resources.h"
#include "pen-application.h"
#include "pen-preferences-window.h"
#include "pen-window.h"

#define WEBSITE "https://github.com/pentimento/Pentimento"
#define MAX_NOTIFIED 120

struct _PenApplication
{
  AdwApplication  parent_instance;

  PenEngine      *engine;        /* (owned) */
  gboolean        opened;
  GCancellable   *opening;       /* (owned) (nullable) */
  GPtrArray      *files;         /* (owned) (element-type GFile): to be opened with the engine */
  GtkWindow      *preferences;   /* (nullable): while it is open */
};

G_DEFINE_FINAL_TYPE (PenApplication, pen_application, ADW_TYPE_APPLICATION)

static PenWindow *
get_window (PenApplication *self)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (self));

  for (; windows != NULL; windows = windows->next)
    {
      if (PEN_IS_WINDOW (windows->data))
        return windows->data;
    }

  return NULL;
}

static void
open_files (PenApplication *self)
{
  PenWindow *window = get_window (self);

  if (!self->opened || window == NULL || self->files->len == 0)
    return;

  pen_window_open_file (window, g_ptr_array_index (self->files, 0));
  if (self->files->len > 1)
    pen_window_toast (window, _("The first of these pictures was opened"), NULL, NULL);
  g_ptr_array_set_size (self->files, 0);
}

/* Jobs that were queued when the program ended wait for a word, as they may cost. */
static void
offer_to_resume (PenApplication *self,
                 PenWindow      *window)
{
  GSettings *settings = pen_engine_get_settings (self->engine);
  GListModel *jobs = pen_engine_get_jobs (self->engine);
  guint count = g_list_model_get_n_items (jobs), queued = 0;
  g_autofree char *sentence = NULL;

  if (settings != NULL && g_settings_get_boolean (settings, "resume-queued-jobs"))
    return;

  for (guint i = 0; i < count; i++)
    {
      g_autoptr(PenJob) job = g_list_model_get_item (jobs, i);

      queued += pen_job_get_state (job) == PEN_JOB_QUEUED;
    }

  if (queued == 0)
    return;

  sentence = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                           "%u job of the last time has not been sent",
                                           "%u jobs of the last time have not been sent",
                                           queued),
                              queued);
  pen_window_toast (window, sentence, _("_Resume"), "app.resume-jobs");
}

/* What was wrong in the user's own files of models, where the user looks. */
static void
show_notices (PenApplication *self,
              PenWindow      *window)
{
  const char * const *notices = pen_engine_get_notices (self->engine);

  for (guint i = 0; notices[i] != NULL; i++)
    pen_window_toast (window, notices[i], NULL, NULL);
}

static void
open_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(PenApplication) self = user_data;
  g_autoptr(GError) error = NULL;
  PenWindow *window = get_window (self);

  self->opened = pen_engine_open_finish (PEN_ENGINE (object), result, &error);
  g_clear_object (&self->opening);
  if (window == NULL)
    return;

  if (!self->opened)
    {
      g_debug ("The engine does not open: %s", error->message);
      pen_window_show_failure (window, error);
      return;
    }

  /* The forms tell by it what can be used now, and what each of the others lacks. */
  pen_engine_refresh_async (self->engine, NULL, NULL, NULL);

  pen_window_set_engine (window, self->engine);
  show_notices (self, window);
  offer_to_resume (self, window);
  open_files (self);
}

static void
open_engine (PenApplication *self)
{
  if (self->opened || self->opening != NULL)
    return;

  self->opening = g_cancellable_new ();
  pen_engine_open_async (self->engine, self->opening, open_cb, g_object_ref (self));
}

/* What a notification says of a picture: the first words of what was asked for. */
static char *
describe_job (PenJob *job)
{
  PenRequest *request = pen_job_get_request (job);
  const char *prompt = request != NULL ? pen_request_get_prompt (request) : NULL;

  if (prompt == NULL || *prompt == '\0')
    return NULL;

  return g_utf8_strlen (prompt, -1) <= MAX_NOTIFIED
         ? g_strdup (prompt) : g_utf8_substring (prompt, 0, MAX_NOTIFIED);
}

static GNotification *
make_notification (PenJob *job)
{
  g_autoptr(GNotification) notification = NULL;
  g_autoptr(PenPicture) picture = g_list_model_get_item (pen_job_get_pictures (job), 0);
  g_autofree char *body = NULL;

  switch (pen_job_get_state (job))
    {
    case PEN_JOB_DONE:
      notification = g_notification_new (_("The picture is ready"));
      body = describe_job (job);
      break;

    case PEN_JOB_FAILED:
    case PEN_JOB_REFUSED:
    case PEN_JOB_UNKNOWN:
      notification = g_notification_new (_("The picture could not be made"));
      body = g_strdup (pen_job_get_message (job));
      break;

    case PEN_JOB_QUEUED:
    case PEN_JOB_SENDING:
    case PEN_JOB_RUNNING:
    case PEN_JOB_DOWNLOADING:
    case PEN_JOB_CANCELLED:
    default:
      return NULL;
    }

  if (body != NULL)
    g_notification_set_body (notification, body);
  if (picture != NULL)
    g_notification_set_default_action_and_target (notification, "app.show-picture", "x",
                                                  pen_picture_get_id (picture));

  return g_steal_pointer (&notification);
}

static void
job_ended_cb (PenApplication *self,
              PenJob         *job)
{
  GtkWindow *active = gtk_application_get_active_window (GTK_APPLICATION (self));
  GSettings *settings = pen_engine_get_settings (self->engine);
  g_autoptr(GNotification) notification = NULL;
  g_autofree char *id = NULL;

  if ((active != NULL && gtk_window_is_active (active))
      || (settings != NULL && !g_settings_get_boolean (settings, "notify")))
    return;

  notification = make_notification (job);
  if (notification == NULL)
    return;

  id = g_strdup_printf ("job-%" G_GINT64_FORMAT, pen_job_get_id (job));
  g_application_send_notification (G_APPLICATION (self), id, notification);
}

static void
quit_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  PenWindow *window = get_window (PEN_APPLICATION (user_data));

  /* The window has its size to keep, and may have a question. */
  if (window != NULL)
    gtk_window_close (GTK_WINDOW (window));
  else
    g_application_quit (G_APPLICATION (user_data));
}

static void
about_action (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  GtkApplication *application = GTK_APPLICATION (user_data);

  adw_show_about_window (gtk_application_get_active_window (application),
                         "application-name", _("Pentimento"),
                         "application-icon", APPLICATION_ID,
                         "version", VERSION,
                         "developer-name", _("The Pentimento Authors"),
                         "copyright", "© 2026 The Pentimento Authors",
                         "comments", _("Makes and edits pictures with AI services, on your own "
                                       "keys."),
                         "license-type", GTK_LICENSE_GPL_3_0,
                         "website", WEBSITE,
                         "issue-url", WEBSITE "/issues",
                         "translator-credits", _("translator-credits"),
                         NULL);
}

static void
preferences_action (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  PenApplication *self = PEN_APPLICATION (user_data);
  PenWindow *window = get_window (self);
  const char *provider = g_variant_get_string (parameter, NULL);

  if (!self->opened || window == NULL)
    return;

  if (self->preferences == NULL)
    g_set_weak_pointer (&self->preferences,
                        GTK_WINDOW (pen_preferences_window_new (self->engine,
                                                                GTK_WINDOW (window))));
  if (*provider != '\0')
    pen_preferences_window_show_provider (PEN_PREFERENCES_WINDOW (self->preferences), provider);
  gtk_window_present (self->preferences);
}

static void
shortcuts_action (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  PenWindow *window = get_window (PEN_APPLICATION (user_data));

  if (window != NULL)
    gtk_widget_activate_action (GTK_WIDGET (window), "win.show-help-overlay", NULL);
}

static void
open_engine_action (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  open_engine (PEN_APPLICATION (user_data));
}

static void
resume_jobs_action (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  pen_engine_resume_jobs (PEN_APPLICATION (user_data)->engine);
}

static void
show_picture_action (GSimpleAction *action,
                     GVariant      *parameter,
                     gpointer       user_data)
{
  PenApplication *self = PEN_APPLICATION (user_data);
  PenWindow *window;

  g_application_activate (G_APPLICATION (self));
  window = get_window (self);
  if (window != NULL && self->opened)
    pen_window_show_picture (window, g_variant_get_int64 (parameter));
}

static void
set_accels (PenApplication *self)
{
  static const struct
  {
    const char *action;
    const char *accels[3];
  } keys[] = {
    { "app.quit", { "<Ctrl>q" } },
    { "app.preferences('')", { "<Ctrl>comma" } },
    { "window.close", { "<Ctrl>w" } },
    { "win.open", { "<Ctrl>o" } },
    { "win.generate", { "<Ctrl>Return", "<Ctrl>KP_Enter" } },
    { "win.search", { "<Ctrl>f" } },
    { "win.show-page('text')", { "<Alt>1" } },
    { "win.show-page('image')", { "<Alt>2" } },
    { "win.show-page('gallery')", { "<Alt>3" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), keys[i].action,
                                           (const char * const *) keys[i].accels);
}

static void
pen_application_startup (GApplication *application)
{
  static const GActionEntry actions[] = {
    { "quit", quit_action },
    { "about", about_action },
    { "preferences", preferences_action, "s" },
    { "shortcuts", shortcuts_action },
    { "open-engine", open_engine_action },
    { "resume-jobs", resume_jobs_action },
    { "show-picture", show_picture_action, "x" },
  };
  PenApplication *self = PEN_APPLICATION (application);

  G_APPLICATION_CLASS (pen_application_parent_class)->startup (application);

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  set_accels (self);

  self->engine = pen_engine_new ();
  pen_engine_set_auto_resume (self->engine, TRUE);
  g_signal_connect_object (self->engine, "job-ended", G_CALLBACK (job_ended_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
pen_application_activate (GApplication *application)
{
  PenApplication *self = PEN_APPLICATION (application);
  PenWindow *window = get_window (self);

  if (window == NULL)
    {
      window = pen_window_new (GTK_APPLICATION (self), pen_engine_get_settings (self->engine));
      if (self->opened)
        pen_window_set_engine (window, self->engine);
    }

  gtk_window_present (GTK_WINDOW (window));
  open_engine (self);
}

static void
pen_application_open (GApplication  *application,
                      GFile        **files,
                      int            n_files,
                      const char    *hint)
{
  PenApplication *self = PEN_APPLICATION (application);

  for (int i = 0; i < n_files; i++)
    g_ptr_array_add (self->files, g_object_ref (files[i]));

  g_application_activate (application);
  open_files (self);
}

static void
pen_application_shutdown (GApplication *application)
{
  PenApplication *self = PEN_APPLICATION (application);

  if (self->opening != NULL)
    g_cancellable_cancel (self->opening);
  if (self->engine != NULL)
    pen_engine_close (self->engine);

  G_APPLICATION_CLASS (pen_application_parent_class)->shutdown (application);
}

static void
pen_application_dispose (GObject *object)
{
  PenApplication *self = PEN_APPLICATION (object);

  g_clear_weak_pointer (&self->preferences);
  g_clear_object (&self->opening);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->files, g_ptr_array_unref);

  G_OBJECT_CLASS (pen_application_parent_class)->dispose (object);
}

static void
pen_application_class_init (PenApplicationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  object_class->dispose = pen_application_dispose;
  application_class->startup = pen_application_startup;
  application_class->activate = pen_application_activate;
  application_class->open = pen_application_open;
  application_class->shutdown = pen_application_shutdown;

  /* They are in a static library: without a word the linker would leave them out. */
  pen_app_get_resource ();
}

static void
pen_application_init (PenApplication *self)
{
  self->files = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * pen_application_new:
 *
 * Returns: (transfer full): the program
 */
PenApplication *
pen_application_new (void)
{
  return g_object_new (PEN_TYPE_APPLICATION,
                       "application-id", APPLICATION_ID,
                       "flags", G_APPLICATION_HANDLES_OPEN,
                       "resource-base-path", RESOURCE_PREFIX,
                       NULL);
}
