/* test-text-page.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-text-page"

#include "config.h"

#include "pen-canvas.h"
#include "pen-engine-fixture.h"
#include "pen-page-layout.h"
#include "pen-result-cell.h"
#include "pen-result-view.h"
#include "pen-text-page.h"
#include "widget-helper.h"

typedef struct
{
  PenEngineFixture  base;
  GtkWidget        *page;
  PenRequestForm   *form;
  PenResultView    *results;
  GtkWidget        *window;
  gint64            used;       /* what the window was asked to do with a picture */
  char             *toast;
} Fixture;

static void
use_cb (Fixture    *fixture,
        PenPicture *picture)
{
  fixture->used = pen_picture_get_id (picture);
}

static void
show_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  ((Fixture *) user_data)->used = g_variant_get_int64 (parameter);
}

static void
toast_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  Fixture *fixture = user_data;

  g_free (fixture->toast);
  fixture->toast = g_variant_dup_string (parameter, NULL);
}

static void
add_window_actions (Fixture *fixture)
{
  static const GActionEntry window_entries[] = {
    { "toast", toast_cb, "s" },
  };
  static const GActionEntry application_entries[] = {
    { "show-picture", show_cb, "x" },
  };
  g_autoptr(GSimpleActionGroup) window = g_simple_action_group_new ();
  g_autoptr(GSimpleActionGroup) application = g_simple_action_group_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (window), window_entries,
                                   G_N_ELEMENTS (window_entries), fixture);
  g_action_map_add_action_entries (G_ACTION_MAP (application), application_entries,
                                   G_N_ELEMENTS (application_entries), fixture);
  gtk_widget_insert_action_group (fixture->window, "win", G_ACTION_GROUP (window));
  gtk_widget_insert_action_group (fixture->window, "app", G_ACTION_GROUP (application));
}

static void
open_page (Fixture *fixture,
           int      width)
{
  fixture->page = g_object_new (PEN_TYPE_TEXT_PAGE, NULL);
  fixture->form = pen_text_page_get_form (PEN_TEXT_PAGE (fixture->page));
  fixture->results = PEN_RESULT_VIEW (widget_find (fixture->page, PEN_TYPE_RESULT_VIEW, NULL));
  g_settings_set_string (pen_engine_get_settings (fixture->base.engine), "model-text",
                         "practice/patterns");
  pen_text_page_set_engine (PEN_TEXT_PAGE (fixture->page), fixture->base.engine);
  g_signal_connect_swapped (fixture->page, "use-as-source", G_CALLBACK (use_cb), fixture);
  fixture->window = widget_show (fixture->page, width, 700);
  add_window_actions (fixture);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  pen_engine_fixture_set_up (&fixture->base, NULL);
  open_page (fixture, GPOINTER_TO_INT (data));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  widget_close (fixture->window);
  g_clear_pointer (&fixture->toast, g_free);
  pen_engine_fixture_tear_down (&fixture->base, NULL);
}

static gpointer
find (Fixture    *fixture,
      GType       type,
      const char *name)
{
  GtkWidget *widget = widget_find (fixture->page, type, name);

  g_assert_nonnull (widget);

  return widget;
}

static gboolean
is_shown (gpointer data)
{
  Fixture *fixture = data;
  GtkWidget *canvas = widget_find (fixture->page, PEN_TYPE_CANVAS, NULL);

  return pen_result_view_get_picture (fixture->results) != NULL
         && gtk_widget_get_mapped (canvas)
         && pen_canvas_get_after (PEN_CANVAS (canvas)) != NULL
         && widget_find (fixture->page, GTK_TYPE_BUTTON, "Cancel") == NULL;
}

static PenPicture *
generate (Fixture    *fixture,
          const char *prompt)
{
  pen_request_form_set_prompt (fixture->form, prompt);
  pen_request_form_generate (fixture->form);
  pen_engine_fixture_wait (&fixture->base, fixture->base.ended->len + 1);
  widget_wait (is_shown, fixture);

  return pen_result_view_get_picture (fixture->results);
}

/* The newest is large, earlier ones are in the strip. */
static void
test_results (Fixture       *fixture,
              gconstpointer  data)
{
  GtkWidget *list;
  PenPicture *first;
  PenPicture *second;

  g_assert_true (pen_result_view_is_empty (fixture->results));
  g_assert_true (widget_shows_text (fixture->page, "Describe a Picture"));

  first = generate (fixture, "blue hills");
  g_assert_false (pen_result_view_is_empty (fixture->results));
  g_assert_cmpstr (pen_picture_get_prompt (first), ==, "blue hills");
  g_assert_true (widget_shows_text (fixture->page, "1024 × 1024, seed "));
  list = find (fixture, GTK_TYPE_LIST_VIEW, "Earlier pictures");
  g_assert_false (gtk_widget_get_mapped (list));

  second = generate (fixture, "red sea");
  g_assert_cmpstr (pen_picture_get_prompt (second), ==, "red sea");
  g_assert_true (gtk_widget_get_mapped (list));
  gtk_test_widget_wait_for_draw (fixture->window);
  g_assert_cmpuint (widget_count (list, PEN_TYPE_RESULT_CELL), ==, 2);

  /* Back to the earlier one. */
  gtk_selection_model_select_item (gtk_list_view_get_model (GTK_LIST_VIEW (list)), 1, TRUE);
  g_assert_true (pen_result_view_get_picture (fixture->results) == first);
}

static void
test_actions (Fixture       *fixture,
              gconstpointer  data)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (fixture->page);
  GdkContentFormats *formats;
  gint64 id = pen_picture_get_id (generate (fixture, "green stars"));

  g_signal_emit_by_name (find (fixture, GTK_TYPE_BUTTON, "Use as Source"), "clicked");
  g_assert_cmpint (fixture->used, ==, id);

  fixture->used = 0;
  g_signal_emit_by_name (find (fixture, GTK_TYPE_BUTTON, "Show in Gallery"), "clicked");
  g_assert_cmpint (fixture->used, ==, id);

  g_signal_emit_by_name (find (fixture, GTK_TYPE_BUTTON, "Copy"), "clicked");
  formats = gdk_clipboard_get_formats (clipboard);
  g_assert_true (gdk_content_formats_contain_gtype (formats, GDK_TYPE_TEXTURE));
  g_assert_true (gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST));
  g_assert_cmpstr (fixture->toast, ==, "Picture copied");
  gdk_clipboard_set_content (clipboard, NULL);
}

static void
trashed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  pen_engine_trash_picture_finish (PEN_ENGINE (object), result, &error);
  g_assert_no_error (error);
}

static gboolean
is_empty (gpointer data)
{
  return pen_result_view_is_empty (data);
}

/* What goes to the trash elsewhere is not offered here any more. */
static void
test_removed (Fixture       *fixture,
              gconstpointer  data)
{
  PenPicture *picture = generate (fixture, "grey glass");

  pen_engine_trash_picture_async (fixture->base.engine, picture, trashed_cb, NULL);
  widget_wait (is_empty, fixture->results);
  g_assert_null (pen_result_view_get_picture (fixture->results));
  g_assert_true (widget_shows_text (fixture->page, "Describe a Picture"));
}

static gboolean
is_narrow (gpointer data)
{
  return pen_page_layout_is_narrow (data);
}

/* A narrow window has room for the form alone until there is something to show. */
static void
test_narrow (Fixture       *fixture,
             gconstpointer  data)
{
  GtkWidget *layout = find (fixture, PEN_TYPE_PAGE_LAYOUT, NULL);
  GtkWidget *results = GTK_WIDGET (fixture->results);
  graphene_rect_t form, content;

  widget_wait (is_narrow, layout);
  g_assert_cmpint (gtk_widget_get_width (fixture->window), ==, 360);
  g_assert_false (gtk_widget_get_mapped (results));

  generate (fixture, "blue hills");
  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (fixture->form), layout, &form));
  g_assert_true (gtk_widget_compute_bounds (results, layout, &content));
  g_assert_cmpfloat (content.origin.y + content.size.height, <=, form.origin.y);
  g_assert_cmpfloat (form.size.width, ==, 360);
  g_assert_cmpfloat (content.size.height, >, 200);
  g_assert_true (gtk_widget_get_mapped (find (fixture, GTK_TYPE_BUTTON, "Generate")));
}

static void
test_wide (Fixture       *fixture,
           gconstpointer  data)
{
  GtkWidget *layout = find (fixture, PEN_TYPE_PAGE_LAYOUT, NULL);
  graphene_rect_t form, content;

  g_assert_false (pen_page_layout_is_narrow (PEN_PAGE_LAYOUT (layout)));
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (fixture->results)));
  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (fixture->form), layout, &form));
  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (fixture->results), layout, &content));
  g_assert_cmpfloat (form.origin.x + form.size.width, <=, content.origin.x);
  g_assert_cmpfloat (form.size.width, <=, 420);
  g_assert_cmpfloat (content.size.width, >, 500);

  /* Where people read from right to left, the form is on the right. */
  gtk_widget_set_direction (layout, GTK_TEXT_DIR_RTL);
  gtk_test_widget_wait_for_draw (fixture->window);
  gtk_widget_queue_allocate (layout);
  gtk_test_widget_wait_for_draw (fixture->window);
  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (fixture->form), layout, &form));
  g_assert_cmpfloat (form.origin.x, >, 500);
}

#define ADD(path, width, function) \
  g_test_add ("/text-page/" path, Fixture, GINT_TO_POINTER (width), set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  widget_test_init (&argc, &argv);

  ADD ("results", 1000, test_results);
  ADD ("actions", 1000, test_actions);
  ADD ("removed", 1000, test_removed);
  ADD ("narrow", 360, test_narrow);
  ADD ("wide", 1000, test_wide);

  return g_test_run ();
}
