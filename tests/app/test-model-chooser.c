/* test-model-chooser.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-model-chooser"

#include "config.h"

#include <glib/gstdio.h>

#include "pen-choice-row.h"
#include "pen-engine-fixture.h"
#include "pen-model-chooser.h"
#include "widget-helper.h"

/* What a user may put beside the built-in catalogue: a model that is gone, and one that
 * does something else. */
static const char user_file[] =
  "{'id': 'stability', 'models': ["
  " {'id': 'old', 'title': 'Old One', 'status': 'retired', 'retires': '2026-03-01',"
  "  'tasks': {'text-to-image': {'endpoint': 'stability', 'method': 'POST', 'path': '/old',"
  "   'body': 'json', 'roles': {'prompt': {'field': 'prompt'}}}}},"
  " {'id': 'going', 'title': 'Going One', 'status': 'retiring', 'retires': '2027-01-31',"
  "  'tasks': {'text-to-image': {'endpoint': 'stability', 'method': 'POST', 'path': '/going',"
  "   'body': 'json', 'roles': {'prompt': {'field': 'prompt'}}}}},"
  " {'id': 'other', 'title': 'Other One', 'status': 'current',"
  "  'tasks': {'upscale': {'endpoint': 'stability', 'method': 'POST', 'path': '/other',"
  "   'body': 'form', 'roles': {'source': {'field': 'image'}}}}}]}";

typedef struct
{
  PenEngineFixture  engine;
  GtkWidget        *widget;
  PenModelChooser  *chooser;
  GtkWidget        *window;
} Fixture;

static void
write_user_file (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_config_dir (), "pentimento", NULL);
  g_autofree char *path = g_build_filename (folder, "stability.json", NULL);
  g_autofree char *text = g_strdelimit (g_strdup (user_file), "'", '"');
  g_autoptr(GError) error = NULL;

  g_mkdir_with_parents (folder, 0700);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static void
refresh (Fixture *fixture)
{
  GAsyncResult *place = NULL;
  g_autoptr(GAsyncResult) result = NULL;

  pen_engine_refresh_async (fixture->engine.engine, NULL, pen_engine_fixture_store, &place);
  result = pen_engine_fixture_await (&place);
  pen_engine_refresh_finish (fixture->engine.engine, result, NULL);
  widget_wait_idle ();
}

static void
open_chooser (Fixture *fixture,
              PenTask  task)
{
  fixture->widget = pen_model_chooser_new ();
  fixture->chooser = PEN_MODEL_CHOOSER (fixture->widget);
  pen_model_chooser_set_engine (fixture->chooser, fixture->engine.engine, task);
  fixture->window = widget_show (fixture->widget, 360, 600);
}

static void
close_chooser (Fixture *fixture)
{
  widget_close (fixture->window);
  fixture->widget = NULL;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  write_user_file ();
  pen_engine_fixture_set_up (&fixture->engine, NULL);
  g_settings_reset (pen_engine_get_settings (fixture->engine.engine), "model-text");
  g_settings_reset (pen_engine_get_settings (fixture->engine.engine), "model-image");
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  pen_engine_fixture_tear_down (&fixture->engine, NULL);
}

static gpointer
find (Fixture    *fixture,
      GType       type,
      const char *name)
{
  GtkWidget *widget = widget_find (fixture->widget, type, name);

  g_assert_nonnull (widget);

  return widget;
}

static void
assert_model (Fixture    *fixture,
              const char *full_id)
{
  PenModel *model = pen_model_chooser_get_model (fixture->chooser);

  g_assert_nonnull (model);
  g_assert_cmpstr (pen_model_get_full_id (model), ==, full_id);
}

/* The row of an open drop-down. */
static PenChoiceRow *
find_row (GtkWidget  *root,
          const char *title)
{
  GtkWidget *child;

  if (PEN_IS_CHOICE_ROW (root)
      && g_str_equal (pen_choice_row_get_title (PEN_CHOICE_ROW (root)), title))
    return PEN_CHOICE_ROW (root);

  for (child = gtk_widget_get_first_child (root);
       child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      PenChoiceRow *row = find_row (child, title);

      if (row != NULL)
        return row;
    }

  return NULL;
}

typedef struct
{
  GtkWidget  *drop;
  const char *title;
} RowShown;

static gboolean
is_row_shown (gpointer data)
{
  RowShown *wanted = data;
  PenChoiceRow *row = find_row (wanted->drop, wanted->title);

  return row != NULL && gtk_widget_get_mapped (GTK_WIDGET (row));
}

static void
assert_row (GtkWidget  *drop,
            const char *title,
            const char *reason)
{
  RowShown wanted = { drop, title };

  widget_wait (is_row_shown, &wanted);
  g_assert_cmpstr (pen_choice_row_get_reason (find_row (drop, title)), ==, reason);
}

/* Without a key, and with nothing chosen before: what works is chosen, and the rest says
 * why it does not. */
static void
test_reasons (Fixture       *fixture,
              gconstpointer  data)
{
  GtkWidget *drop;
  GtkWidget *button;

  g_unsetenv ("STABILITY_API_KEY");
  refresh (fixture);
  open_chooser (fixture, PEN_TASK_TEXT_TO_IMAGE);
  assert_model (fixture, "practice/patterns");
  g_assert_null (pen_model_chooser_get_explanation (fixture->chooser));
  button = find (fixture, GTK_TYPE_BUTTON, "Settings…");
  g_assert_false (gtk_widget_get_mapped (button));

  /* Opened with the mouse, the row chosen with the keyboard. */
  drop = find (fixture, GTK_TYPE_DROP_DOWN, "Provider");
  widget_click (drop, 1);
  assert_row (drop, "Practice", "");
  assert_row (drop, "Stability AI", "Needs a key");
  widget_press_keys (fixture->window, "Down Return");
  assert_model (fixture, "stability/ultra");

  g_assert_cmpstr (pen_model_chooser_get_explanation (fixture->chooser), ==,
                   "Stability AI needs a key");
  g_assert_true (widget_shows_text (fixture->widget, "Stability AI needs a key"));
  g_assert_true (widget_shows_text (fixture->widget, "as of 2026-"));
  button = find (fixture, GTK_TYPE_BUTTON, "Enter Key…");
  g_assert_true (gtk_widget_get_mapped (button));
  g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (button)), ==,
                   "app.preferences");
  g_assert_cmpstr (g_variant_get_string (
                     gtk_actionable_get_action_target_value (GTK_ACTIONABLE (button)), NULL),
                   ==, "stability");

  drop = find (fixture, GTK_TYPE_DROP_DOWN, "Model");
  widget_click (drop, 1);
  assert_row (drop, "Stable Image Core", "Needs a key");
  assert_row (drop, "Old One", "Retired on 2026-03-01");
  /* What does something else comes last, further down than the list shows. */
  widget_type (fixture->window, "inpaint");
  assert_row (drop, "Inpaint", "Cannot do this task");
  widget_press_keys (fixture->window, "Escape");
  close_chooser (fixture);
}

/* A key that comes later takes the reason away, in an open list as well. */
static void
test_availability (Fixture       *fixture,
                   gconstpointer  data)
{
  GtkWidget *drop;

  g_unsetenv ("STABILITY_API_KEY");
  refresh (fixture);
  open_chooser (fixture, PEN_TASK_TEXT_TO_IMAGE);
  g_assert_true (pen_model_chooser_set_model (fixture->chooser, "stability/core"));
  drop = find (fixture, GTK_TYPE_DROP_DOWN, "Model");
  widget_click (drop, 1);
  assert_row (drop, "Stable Image Ultra", "Needs a key");

  g_setenv ("STABILITY_API_KEY", PEN_SIMULATOR_KEY, TRUE);
  refresh (fixture);
  assert_model (fixture, "stability/core");
  assert_row (drop, "Stable Image Ultra", "");
  assert_row (drop, "Going One", "Retires on 2027-01-31");
  g_assert_null (pen_model_chooser_get_explanation (fixture->chooser));
  g_assert_false (widget_shows_text (fixture->widget, "needs a key"));
  widget_press_keys (fixture->window, "Escape");
  close_chooser (fixture);
}

static void
test_remembered (Fixture       *fixture,
                 gconstpointer  data)
{
  GSettings *settings = pen_engine_get_settings (fixture->engine.engine);
  g_autofree char *stored = NULL;
  GtkDropDown *drop;
  PenModel *model;

  refresh (fixture);
  open_chooser (fixture, PEN_TASK_TEXT_TO_IMAGE);
  stored = g_settings_get_string (settings, "model-text");
  g_assert_cmpstr (stored, ==, "");

  drop = find (fixture, GTK_TYPE_DROP_DOWN, "Provider");
  gtk_drop_down_set_selected (drop, 1);
  drop = find (fixture, GTK_TYPE_DROP_DOWN, "Model");
  gtk_drop_down_set_selected (drop, 2);
  model = pen_model_chooser_get_model (fixture->chooser);
  g_assert_cmpstr (pen_model_get_provider (model), ==, "stability");
  g_free (stored);
  stored = g_settings_get_string (settings, "model-text");
  g_assert_cmpstr (stored, ==, pen_model_get_full_id (model));

  /* Away and back: the model of the provider is chosen again. */
  gtk_drop_down_set_selected (find (fixture, GTK_TYPE_DROP_DOWN, "Provider"), 0);
  assert_model (fixture, "practice/patterns");
  gtk_drop_down_set_selected (find (fixture, GTK_TYPE_DROP_DOWN, "Provider"), 1);
  assert_model (fixture, stored);
  close_chooser (fixture);

  /* The next time as well; the other page has its own. */
  open_chooser (fixture, PEN_TASK_TEXT_TO_IMAGE);
  assert_model (fixture, stored);
  close_chooser (fixture);
  open_chooser (fixture, PEN_TASK_IMAGE_TO_IMAGE);
  assert_model (fixture, "practice/effects");
  close_chooser (fixture);
}

static void
test_unknown (Fixture       *fixture,
              gconstpointer  data)
{
  open_chooser (fixture, PEN_TASK_TEXT_TO_IMAGE);
  assert_model (fixture, "practice/patterns");
  g_assert_false (pen_model_chooser_set_model (fixture->chooser, "nobody/nothing"));
  g_assert_false (pen_model_chooser_set_model (fixture->chooser, "nonsense"));
  assert_model (fixture, "practice/patterns");

  g_assert_true (pen_model_chooser_set_model (fixture->chooser, "stability/old"));
  g_assert_cmpstr (pen_model_chooser_get_explanation (fixture->chooser), ==,
                   "Retired by the service on 2026-03-01");
  g_assert_false (gtk_widget_get_mapped (find (fixture, GTK_TYPE_BUTTON, "Settings…")));
  close_chooser (fixture);
}

/* What the window cannot do is said where the model is chosen, with who can. */
static void
test_elsewhere (Fixture       *fixture,
                gconstpointer  data)
{
  static const struct
  {
    const char *full_id;
    const char *explanation;
  } cases[] =
  {
    { "stability/inpaint", "Cannot do “Image to Image”, but “Repaint a Part”; for this the window "
      "has no tools yet, pentimento-cli edit has" },
    { "stability/core", "Cannot do “Image to Image”, but “Text to Image”: see that page" },
    { "kie/ideogram-character", "Needs what this window cannot give yet; pentimento-cli edit can, "
      "with --reference" },
  };

  open_chooser (fixture, PEN_TASK_IMAGE_TO_IMAGE);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_true (pen_model_chooser_set_model (fixture->chooser, cases[i].full_id));
      g_assert_cmpstr (pen_model_chooser_get_explanation (fixture->chooser), ==,
                       cases[i].explanation);
      g_assert_true (widget_shows_text (fixture->widget, cases[i].explanation));
    }
  close_chooser (fixture);
}

static void
test_retires (Fixture       *fixture,
              gconstpointer  data)
{
  open_chooser (fixture, PEN_TASK_TEXT_TO_IMAGE);
  g_assert_true (pen_model_chooser_set_model (fixture->chooser, "stability/core"));
  g_assert_false (widget_shows_text (fixture->widget, "Retires on"));
  g_assert_true (pen_model_chooser_set_model (fixture->chooser, "stability/going"));
  g_assert_true (widget_shows_text (fixture->widget, "Retires on 2027-01-31"));
  close_chooser (fixture);
}

static gboolean
is_model_taken (gpointer data)
{
  Fixture *fixture = data;
  PenModel *model = pen_model_chooser_get_model (fixture->chooser);

  return g_str_equal (pen_model_get_full_id (model), "fal/fal-ai/nano-banana-pro/edit");
}

static gboolean
is_list_closed (gpointer data)
{
  return !gtk_widget_get_mapped (widget_find (data, GTK_TYPE_LIST_VIEW, NULL));
}

/* A long list is searched with the keyboard alone, also for what stands within an id. */
static void
test_search (Fixture       *fixture,
             gconstpointer  data)
{
  GtkWidget *drop;

  refresh (fixture);
  open_chooser (fixture, PEN_TASK_IMAGE_TO_IMAGE);
  drop = find (fixture, GTK_TYPE_DROP_DOWN, "Model");
  g_assert_false (gtk_drop_down_get_enable_search (GTK_DROP_DOWN (drop)));

  g_assert_true (pen_model_chooser_set_model (fixture->chooser, "fal/fal-ai/nano-banana/edit"));
  g_assert_true (gtk_drop_down_get_enable_search (GTK_DROP_DOWN (drop)));
  widget_click (drop, 1);
  assert_row (drop, "Ideogram 3 Remix", "Needs a key");
  widget_press_keys (fixture->window, "Escape");
  widget_wait (is_list_closed, drop);

  widget_click (drop, 1);
  assert_row (drop, "Ideogram 3 Remix", "Needs a key");
  widget_type (fixture->window, "banana-pro/");
  widget_press_keys (fixture->window, "Return");
  widget_wait (is_model_taken, fixture);
  close_chooser (fixture);
}

#define ADD(path, function) \
  g_test_add ("/model-chooser/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  widget_test_init (&argc, &argv);

  ADD ("reasons", test_reasons);
  ADD ("availability", test_availability);
  ADD ("remembered", test_remembered);
  ADD ("unknown", test_unknown);
  ADD ("elsewhere", test_elsewhere);
  ADD ("retires", test_retires);
  ADD ("search", test_search);

  return g_test_run ();
}
