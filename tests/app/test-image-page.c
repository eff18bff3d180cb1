/* test-image-page.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-image-page"

#include "config.h"

#include <glib/gstdio.h>

#include "pen-app-resources.h"
#include "pen-canvas.h"
#include "pen-encode.h"
#include "pen-engine-fixture.h"
#include "pen-image-page.h"
#include "widget-helper.h"

typedef struct
{
  PenEngineFixture  engine;
  PenImagePage     *page;
  PenCanvas        *canvas;
  GtkWidget        *window;
  char             *folder;
  char             *good;    /* a picture of 300 × 200 */
  char             *other;   /* another one */
} Fixture;

static char *
write_picture (Fixture    *fixture,
               const char *name,
               guint       width,
               guint       height)
{
  g_autoptr(PenPixels) pixels = pen_pixels_new (width, height);
  guint8 *data = pen_pixels_get_data (pixels);
  char *path = g_build_filename (fixture->folder, name, NULL);
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < width * height; i++)
    {
      data[4 * i] = (guint8) (i % width);
      data[4 * i + 1] = (guint8) (i / width);
      data[4 * i + 3] = 255;
    }

  pen_picture_encode (pixels, "image/png", 90, path, &error);
  g_assert_no_error (error);

  return path;
}

static char *
write_bytes (Fixture    *fixture,
             const char *name,
             const char *bytes,
             gssize      length)
{
  char *path = g_build_filename (fixture->folder, name, NULL);
  g_autoptr(GError) error = NULL;

  g_file_set_contents (path, bytes, length, &error);
  g_assert_no_error (error);

  return path;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  pen_engine_fixture_set_up (&fixture->engine, NULL);
  fixture->folder = g_dir_make_tmp ("test-image-page-XXXXXX", NULL);
  fixture->good = write_picture (fixture, "good.png", 300, 200);
  fixture->other = write_picture (fixture, "other.png", 200, 300);

  fixture->page = g_object_new (PEN_TYPE_IMAGE_PAGE, NULL);
  fixture->canvas = PEN_CANVAS (widget_find (GTK_WIDGET (fixture->page), PEN_TYPE_CANVAS, NULL));
  pen_image_page_set_engine (fixture->page, fixture->engine.engine);
  fixture->window = widget_show (GTK_WIDGET (fixture->page), 1000, 700);
}

static void
remove_folder (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      g_assert_cmpint (g_remove (child), ==, 0);
    }

  g_assert_cmpint (g_rmdir (path), ==, 0);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  widget_close (fixture->window);
  pen_engine_fixture_tear_down (&fixture->engine, NULL);
  remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->good);
  g_free (fixture->other);
}

static gboolean
has_loaded (gpointer data)
{
  return !pen_image_page_is_loading (((Fixture *) data)->page);
}

static gboolean
has_job (gpointer data)
{
  return pen_request_form_get_job (pen_image_page_get_form (((Fixture *) data)->page)) != NULL;
}

static gboolean
has_result (gpointer data)
{
  return pen_canvas_get_after (((Fixture *) data)->canvas) != NULL;
}

static void
open_and_wait (Fixture    *fixture,
               const char *path)
{
  pen_image_page_open_path (fixture->page, path, 0);
  g_assert_true (pen_image_page_is_loading (fixture->page));
  widget_wait (has_loaded, fixture);
}

static void
test_open (Fixture       *fixture,
           gconstpointer  data)
{
  GdkTexture *texture;

  g_assert_null (pen_image_page_get_path (fixture->page));
  g_assert_true (gtk_widget_get_mapped (widget_find (GTK_WIDGET (fixture->page),
                                                     ADW_TYPE_STATUS_PAGE, NULL)));
  g_assert_nonnull (widget_find (GTK_WIDGET (fixture->page), GTK_TYPE_BUTTON,
                                 "Open Picture…"));

  open_and_wait (fixture, fixture->good);
  g_assert_cmpstr (pen_image_page_get_path (fixture->page), ==, fixture->good);
  texture = pen_canvas_get_before (fixture->canvas);
  g_assert_cmpint (gdk_texture_get_width (texture), ==, 300);
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (fixture->canvas)));

  /* The size that will be sent stands in the form. */
  widget_wait_idle ();
  g_assert_true (widget_shows_text (GTK_WIDGET (fixture->page), "300 × 200"));
}

/* What is no picture changes nothing, and says why. */
static void
test_no_picture (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autofree char *empty = write_bytes (fixture, "empty.png", "", 0);
  g_autofree char *text = write_bytes (fixture, "text.png", "not a picture at all", -1);
  g_autofree char *contents = NULL;
  g_autofree char *cut = NULL;
  g_autofree char *missing = g_build_filename (fixture->folder, "missing.png", NULL);
  GdkTexture *before;
  gsize length;

  g_assert_true (g_file_get_contents (fixture->good, &contents, &length, NULL));
  cut = write_bytes (fixture, "cut.png", contents, (gssize) length / 2);

  open_and_wait (fixture, fixture->good);
  before = pen_canvas_get_before (fixture->canvas);

  {
    const char * const bad[] = { fixture->folder, empty, text, cut, missing };

    for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
      {
        g_autofree char *name = g_path_get_basename (bad[i]);

        open_and_wait (fixture, bad[i]);
        g_assert_cmpstr (pen_image_page_get_path (fixture->page), ==, fixture->good);
        g_assert_true (pen_canvas_get_before (fixture->canvas) == before);
        g_assert_true (widget_shows_text (GTK_WIDGET (fixture->page), name));
      }
  }

  /* The next good one takes the message away. */
  open_and_wait (fixture, fixture->other);
  g_assert_cmpstr (pen_image_page_get_path (fixture->page), ==, fixture->other);
  g_assert_false (gtk_revealer_get_reveal_child
                    (GTK_REVEALER (widget_find (GTK_WIDGET (fixture->page),
                                                GTK_TYPE_REVEALER, NULL))));
}

/* The picture that came last is the one that is shown, however long the first takes. */
static void
test_replaced (Fixture       *fixture,
               gconstpointer  data)
{
  g_autofree char *large = write_picture (fixture, "large.png", 3000, 2000);

  pen_image_page_open_path (fixture->page, large, 0);
  open_and_wait (fixture, fixture->good);
  widget_wait_idle ();
  g_assert_cmpstr (pen_image_page_get_path (fixture->page), ==, fixture->good);
}

static void
test_starter (Fixture       *fixture,
              gconstpointer  data)
{
  GtkWidget *prompt = widget_find (GTK_WIDGET (fixture->page), GTK_TYPE_TEXT_VIEW, "Prompt");
  g_autofree char *text = NULL;

  open_and_wait (fixture, fixture->good);
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "image.starter", "s", "restyle");
  g_object_get (gtk_text_view_get_buffer (GTK_TEXT_VIEW (prompt)), "text", &text, NULL);
  g_assert_cmpstr (text, ==, "Make it an oil painting with visible brush strokes");
}

/* The whole way: source, words, result beside it, result as the next source. */
static void
test_generate (Fixture       *fixture,
               gconstpointer  data)
{
  PenRequestForm *form = pen_image_page_get_form (fixture->page);
  g_autoptr(PenPicture) picture = NULL;
  PenJob *job;

  open_and_wait (fixture, fixture->good);
  pen_request_form_set_prompt (form, "an oil painting");
  pen_request_form_generate (form);
  widget_wait (has_result, fixture);

  job = pen_request_form_get_job (form);
  g_assert_cmpint (pen_job_get_state (job), ==, PEN_JOB_DONE);
  picture = g_list_model_get_item (pen_job_get_pictures (job), 0);
  g_assert_true (g_file_test (pen_picture_get_path (picture), G_FILE_TEST_IS_REGULAR));
  g_assert_true (gtk_widget_get_sensitive (widget_find (GTK_WIDGET (fixture->page),
                                                        GTK_TYPE_TOGGLE_BUTTON,
                                                        "Compare before and after")));

  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "image.use-result", NULL);
  widget_wait (has_loaded, fixture);
  g_assert_cmpstr (pen_image_page_get_path (fixture->page), ==, pen_picture_get_path (picture));
  g_assert_null (pen_canvas_get_after (fixture->canvas));
}

/* Another picture came while the service worked: its result is not of this one. */
static void
test_other_source (Fixture       *fixture,
                   gconstpointer  data)
{
  PenRequestForm *form = pen_image_page_get_form (fixture->page);
  guint n_ended = fixture->engine.ended->len;

  open_and_wait (fixture, fixture->good);
  pen_request_form_set_prompt (form, "an oil painting");
  pen_request_form_generate (form);
  widget_wait (has_job, fixture);
  open_and_wait (fixture, fixture->other);
  pen_engine_fixture_wait (&fixture->engine, n_ended + 1);
  widget_wait_idle ();
  g_assert_null (pen_canvas_get_after (fixture->canvas));
}

/* And even before its job was written down. */
static void
test_other_source_at_once (Fixture       *fixture,
                           gconstpointer  data)
{
  PenRequestForm *form = pen_image_page_get_form (fixture->page);
  guint n_ended = fixture->engine.ended->len;

  open_and_wait (fixture, fixture->good);
  pen_request_form_set_prompt (form, "an oil painting");
  pen_request_form_generate (form);
  g_assert_false (has_job (fixture));
  pen_image_page_open_path (fixture->page, fixture->other, 0);
  widget_wait (has_loaded, fixture);
  pen_engine_fixture_wait (&fixture->engine, n_ended + 1);
  widget_wait_idle ();
  g_assert_null (pen_canvas_get_after (fixture->canvas));
}

/* Several at once: each can be looked at. */
static void
test_several (Fixture       *fixture,
              gconstpointer  data)
{
  PenRequestForm *form = pen_image_page_get_form (fixture->page);
  g_autoptr(PenRequest) request = NULL;
  GtkWidget *next;
  guint n_ended = fixture->engine.ended->len;

  open_and_wait (fixture, fixture->good);
  request = pen_engine_fixture_request (&fixture->engine, "practice/effects",
                                        PEN_TASK_IMAGE_TO_IMAGE);
  pen_request_set_prompt (request, "sepia");
  pen_request_set_count (request, 3);
  pen_request_set_source_path (request, fixture->good);
  pen_request_form_load_request (form, request);
  widget_wait (has_loaded, fixture);
  pen_request_form_generate (form);
  widget_wait (has_result, fixture);
  while (pen_request_form_get_job (form) == NULL
         || !pen_job_has_ended (pen_request_form_get_job (form)))
    g_main_context_iteration (NULL, TRUE);
  widget_wait_idle ();

  g_assert_cmpuint (fixture->engine.ended->len, >, n_ended);
  g_assert_true (widget_shows_text (GTK_WIDGET (fixture->page), "1 of 3"));
  next = widget_find (GTK_WIDGET (fixture->page), GTK_TYPE_BUTTON, "Next result");
  g_assert_true (gtk_widget_get_mapped (next));
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "image.next-result", NULL);
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "image.next-result", NULL);
  g_assert_true (widget_shows_text (GTK_WIDGET (fixture->page), "3 of 3"));
  g_assert_false (gtk_widget_get_sensitive (next));
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "image.previous-result", NULL);
  g_assert_true (widget_shows_text (GTK_WIDGET (fixture->page), "2 of 3"));
}

#define ADD(path, function) \
  g_test_add ("/image-page/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_autofree char *home = g_dir_make_tmp ("test-image-page-home-XXXXXX", NULL);
  g_autofree char *command = g_strdup_printf ("rm -r '%s'", home);
  int status;

  /* Folders of our own, but not those that describe the kinds of pictures: gdk-pixbuf
   * needs them. */
  g_setenv ("HOME", home, TRUE);
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_setenv ("XDG_CONFIG_HOME", home, TRUE);
  g_setenv ("XDG_CACHE_HOME", home, TRUE);
  g_setenv ("XDG_STATE_HOME", home, TRUE);

  g_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
  adw_init ();
  pen_app_get_resource ();

  ADD ("open", test_open);
  ADD ("no-picture", test_no_picture);
  ADD ("replaced", test_replaced);
  ADD ("starter", test_starter);
  ADD ("generate", test_generate);
  ADD ("other-source", test_other_source);
  ADD ("other-source-at-once", test_other_source_at_once);
  ADD ("several", test_several);

  status = g_test_run ();
  g_spawn_command_line_async (command, NULL);

  return status;
}
