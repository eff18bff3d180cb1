/* test-window.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-window"

#include "config.h"

#include <glib/gstdio.h>

#include "pen-app-resources.h"
#include "pen-application.h"
#include "pen-canvas.h"
#include "pen-error.h"
#include "pen-engine-fixture.h"
#include "pen-gallery-page.h"
#include "pen-image-page.h"
#include "pen-text-page.h"
#include "pen-window.h"
#include "widget-helper.h"

typedef struct
{
  PenEngineFixture  engine;
  PenWindow        *window;
} Fixture;

/* One for the whole run, as in a real program. */
static GtkApplication *
get_application (void)
{
  GApplication *application = g_application_get_default ();
  g_autoptr(GError) error = NULL;

  if (application != NULL)
    return GTK_APPLICATION (application);

  application = g_object_new (ADW_TYPE_APPLICATION,
                              "application-id", APPLICATION_ID ".Test",
                              "flags", G_APPLICATION_NON_UNIQUE,
                              "resource-base-path", RESOURCE_PREFIX,
                              NULL);
  g_application_register (application, NULL, &error);
  g_assert_no_error (error);
  g_application_set_default (application);

  return GTK_APPLICATION (application);
}

static GtkWidget *
find (Fixture    *fixture,
      GType       type,
      const char *name)
{
  return widget_find (GTK_WIDGET (fixture->window), type, name);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autofree char *draft = g_build_filename (g_get_user_data_dir (), "pentimento",
                                             "draft-image.json", NULL);

  /* What the test before has left in the form would come back. */
  g_remove (draft);
  pen_engine_fixture_set_up (&fixture->engine, NULL);
  fixture->window = pen_window_new (get_application (),
                                    pen_engine_get_settings (fixture->engine.engine));
  gtk_window_present (GTK_WINDOW (fixture->window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
}

static gboolean
is_let_go (gpointer engine)
{
  return G_OBJECT (engine)->ref_count == 1;
}

static gboolean
is_null (gpointer data)
{
  return *(gpointer *) data == NULL;
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  const GType types[] = { PEN_TYPE_IMAGE_PAGE, PEN_TYPE_TEXT_PAGE, PEN_TYPE_GALLERY_PAGE };
  gpointer pages[G_N_ELEMENTS (types)] = { NULL, };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      pages[i] = find (fixture, types[i], NULL);
      if (pages[i] != NULL)
        g_object_add_weak_pointer (pages[i], &pages[i]);
    }

  /* Where a hidden widget had the focus, GTK 4.8 keeps it until the next frame has been
   * drawn, and for ever if there is none. */
  gtk_window_set_focus (GTK_WINDOW (fixture->window), NULL);
  widget_wait_idle ();
  gtk_widget_queue_draw (GTK_WIDGET (fixture->window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
  widget_close (GTK_WIDGET (fixture->window));

  /* An animation of libadwaita may hold one until it has noticed. */
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_test_message ("Waiting for page %u to go", i);
      widget_wait (is_null, &pages[i]);
    }

  /* What the pages had asked for is answered. */
  widget_wait (is_let_go, fixture->engine.engine);

  pen_engine_fixture_tear_down (&fixture->engine, NULL);
}

static gboolean
has_picture (gpointer data)
{
  GtkWidget *page = find (data, PEN_TYPE_IMAGE_PAGE, NULL);

  return page != NULL
         && pen_canvas_get_before (PEN_CANVAS (widget_find (page, PEN_TYPE_CANVAS, NULL))) != NULL;
}

/* The window is there before the engine; its pages come with it, and when they are
 * looked at. */
static void
test_pages (Fixture       *fixture,
            gconstpointer  data)
{
  g_assert_null (find (fixture, PEN_TYPE_IMAGE_PAGE, NULL));

  pen_window_set_engine (fixture->window, fixture->engine.engine);
  pen_window_show_page (fixture->window, "image");
  g_assert_nonnull (find (fixture, PEN_TYPE_IMAGE_PAGE, NULL));
  g_assert_null (find (fixture, PEN_TYPE_TEXT_PAGE, NULL));
  g_assert_null (find (fixture, PEN_TYPE_GALLERY_PAGE, NULL));

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.show-page", "s", "text");
  g_assert_true (gtk_widget_get_mapped (find (fixture, PEN_TYPE_TEXT_PAGE, NULL)));
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.search", NULL);
  g_assert_true (gtk_widget_get_mapped (find (fixture, PEN_TYPE_GALLERY_PAGE, NULL)));

  /* There is no such page. */
  pen_window_show_page (fixture->window, "nonsense");
  g_assert_true (gtk_widget_get_mapped (find (fixture, PEN_TYPE_GALLERY_PAGE, NULL)));
  pen_window_show_page (fixture->window, "image");
}

static void
test_toast (Fixture       *fixture,
            gconstpointer  data)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.toast", "s",
                              "Cats & <dogs>");
  widget_wait_idle ();
  g_assert_true (widget_shows_text (GTK_WIDGET (fixture->window), "Cats & <dogs>"));
}

static void
test_failure (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(GError) newer = g_error_new_literal (PEN_ERROR, PEN_ERROR_NEWER_DATABASE,
                                                 "A newer one wrote this <here>");
  g_autoptr(GError) storage = g_error_new_literal (PEN_ERROR, PEN_ERROR_STORAGE, "No space");
  GtkWidget *window = GTK_WIDGET (fixture->window);

  pen_window_show_failure (fixture->window, newer);
  g_assert_true (widget_shows_text (window, "A newer one wrote this <here>."));
  g_assert_true (widget_shows_text (window, "untouched"));
  g_assert_true (gtk_widget_get_mapped (find (fixture, GTK_TYPE_BUTTON, "Try Again")));

  pen_window_show_failure (fixture->window, storage);
  g_assert_true (widget_shows_text (window, "No space."));
  g_assert_true (widget_shows_text (window, "the disk is not full"));

  /* When it works at last, the pages are back. */
  pen_window_set_engine (fixture->window, fixture->engine.engine);
  g_assert_false (gtk_widget_get_mapped (find (fixture, GTK_TYPE_BUTTON, "Try Again")));
  g_assert_nonnull (find (fixture, PEN_TYPE_IMAGE_PAGE, NULL));
}

static void
test_open (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *path = pen_engine_fixture_source (120, 80);
  g_autoptr(GFile) file = g_file_new_for_path (path);

  pen_window_set_engine (fixture->window, fixture->engine.engine);
  pen_window_show_page (fixture->window, "text");
  pen_window_open_file (fixture->window, file);
  widget_wait (has_picture, fixture);
  g_assert_true (gtk_widget_get_mapped (find (fixture, PEN_TYPE_IMAGE_PAGE, NULL)));
  g_assert_cmpstr (pen_image_page_get_path (PEN_IMAGE_PAGE (find (fixture, PEN_TYPE_IMAGE_PAGE,
                                                                  NULL))),
                   ==, path);
  g_unlink (path);
}

/* A picture is pasted wherever the cursor is, text into the prompt. */
static void
test_paste (Fixture       *fixture,
            gconstpointer  data)
{
  g_autofree char *path = pen_engine_fixture_source (120, 80);
  g_autofree char *text = NULL;
  g_autoptr(GFile) file = g_file_new_for_path (path);
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (fixture->window));
  GtkWidget *prompt;

  pen_window_set_engine (fixture->window, fixture->engine.engine);
  pen_window_show_page (fixture->window, "image");
  prompt = find (fixture, GTK_TYPE_TEXT_VIEW, "Prompt");
  gtk_widget_grab_focus (prompt);

  gdk_clipboard_set_text (clipboard, "in winter");
  widget_press_keys (GTK_WIDGET (fixture->window), "ctrl+v");
  g_object_get (gtk_text_view_get_buffer (GTK_TEXT_VIEW (prompt)), "text", &text, NULL);
  g_assert_cmpstr (text, ==, "in winter");
  g_assert_false (has_picture (fixture));

  gdk_clipboard_set (clipboard, G_TYPE_FILE, file);
  widget_press_keys (GTK_WIDGET (fixture->window), "ctrl+v");
  widget_wait (has_picture, fixture);
  g_unlink (path);
}

static gboolean
is_held (gpointer data)
{
  return pen_engine_fixture_count (&((Fixture *) data)->engine, PEN_SIM_COUNT_HELD) > 0;
}

static void
test_gallery (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(PenRequest) request = NULL;
  g_autoptr(PenPicture) picture = NULL;
  GtkWidget *prompt;
  g_autofree char *text = NULL;
  PenJob *job;

  request = pen_engine_fixture_request (&fixture->engine, "practice/patterns",
                                        PEN_TASK_TEXT_TO_IMAGE);
  pen_request_set_prompt (request, "blue hills");
  job = pen_engine_fixture_run (&fixture->engine, request);
  picture = g_list_model_get_item (pen_job_get_pictures (job), 0);

  pen_window_set_engine (fixture->window, fixture->engine.engine);
  pen_window_show_picture (fixture->window, pen_picture_get_id (picture));
  g_assert_true (gtk_widget_get_mapped (find (fixture, PEN_TYPE_GALLERY_PAGE, NULL)));

  g_signal_emit_by_name (find (fixture, PEN_TYPE_GALLERY_PAGE, NULL), "reuse-settings", picture);
  g_assert_true (gtk_widget_get_mapped (find (fixture, PEN_TYPE_TEXT_PAGE, NULL)));
  prompt = widget_find (find (fixture, PEN_TYPE_TEXT_PAGE, NULL), GTK_TYPE_TEXT_VIEW, "Prompt");
  g_object_get (gtk_text_view_get_buffer (GTK_TEXT_VIEW (prompt)), "text", &text, NULL);
  g_assert_cmpstr (text, ==, "blue hills");

  /* As a user does next; the grid, which is hidden now, had the focus. */
  g_assert_true (gtk_widget_grab_focus (prompt));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
}

/* Closing while something is being made asks first. */
static void
test_close (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(PenRequest) request = NULL;
  g_autoptr(GPtrArray) jobs = NULL;
  g_autoptr(GError) error = NULL;
  GtkWindow *dialog = NULL;
  GList *windows;

  pen_simulator_fail (fixture->engine.simulator, "stability", "hold");
  request = pen_engine_fixture_request (&fixture->engine, "stability/core",
                                        PEN_TASK_TEXT_TO_IMAGE);
  pen_request_set_prompt (request, "stars");
  pen_window_set_engine (fixture->window, fixture->engine.engine);
  jobs = pen_engine_fixture_submit (&fixture->engine, request, &error);
  g_assert_no_error (error);
  widget_wait (is_held, fixture);
  g_assert_true (pen_job_is_active (g_ptr_array_index (jobs, 0)));

  gtk_window_close (GTK_WINDOW (fixture->window));
  windows = gtk_window_list_toplevels ();
  for (GList *l = windows; l != NULL; l = l->next)
    if (ADW_IS_MESSAGE_DIALOG (l->data))
      dialog = l->data;
  g_list_free (windows);
  g_assert_nonnull (dialog);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (fixture->window)));

  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  gtk_window_destroy (dialog);
  pen_simulator_release (fixture->engine.simulator, "stability");
  pen_engine_fixture_wait (&fixture->engine, 1);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (fixture->window)));
}

#define ADD(path, function) \
  g_test_add ("/window/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_autofree char *home = g_dir_make_tmp ("test-window-XXXXXX", NULL);
  g_autofree char *command = g_strdup_printf ("rm -r '%s'", home);
  int status;

  /* Folders of our own, but not those that describe the kinds of pictures: gdk-pixbuf
   * needs them. */
  g_setenv ("HOME", home, TRUE);
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_setenv ("XDG_CONFIG_HOME", home, TRUE);
  g_setenv ("XDG_CACHE_HOME", home, TRUE);
  g_setenv ("XDG_STATE_HOME", home, TRUE);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "disabled:", TRUE);

  g_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
  adw_init ();
  pen_app_get_resource ();

  ADD ("pages", test_pages);
  ADD ("toast", test_toast);
  ADD ("failure", test_failure);
  ADD ("open", test_open);
  ADD ("paste", test_paste);
  ADD ("gallery", test_gallery);
  ADD ("close", test_close);

  status = g_test_run ();
  g_object_unref (get_application ());
  g_spawn_command_line_async (command, NULL);

  return status;
}
