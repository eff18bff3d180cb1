/* test-model-actions.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-model-actions"

#include "config.h"

#include "pen-add-model-window.h"
#include "pen-engine-fixture.h"
#include "pen-model-actions.h"
#include "pen-model-chooser.h"
#include "pen-parameter-form.h"
#include "pen-parameter-row.h"
#include "widget-helper.h"

#define SDXL "7762fd07cf82c948538e41f63f77d685e02b063e37e496e96eefd46c929f9bdc"
#define FULL "replicate/stability-ai/sdxl:" SDXL

typedef struct
{
  PenEngineFixture  engine;
  PenModelChooser  *chooser;
  GtkWidget        *window;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_setenv ("REPLICATE_API_TOKEN", PEN_SIMULATOR_KEY, TRUE);
  pen_engine_fixture_set_up (&fixture->engine, NULL);
  g_settings_reset (pen_engine_get_settings (fixture->engine.engine), "model-text");
  fixture->chooser = PEN_MODEL_CHOOSER (pen_model_chooser_new ());
  pen_model_chooser_set_engine (fixture->chooser, fixture->engine.engine,
                                PEN_TASK_TEXT_TO_IMAGE);
  fixture->window = widget_show (GTK_WIDGET (fixture->chooser), 360, 640);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  widget_close (fixture->window);
  pen_engine_fixture_tear_down (&fixture->engine, NULL);
}

static GtkWidget *
find_button (Fixture    *fixture,
             const char *name)
{
  GtkWidget *button = widget_find (GTK_WIDGET (fixture->chooser), GTK_TYPE_BUTTON, name);

  g_assert_nonnull (button);

  return button;
}

/* The window that asks for a name, while it is open. */
static GtkWidget *
find_dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWidget) window = g_list_model_get_item (windows, i);

      if (PEN_IS_ADD_MODEL_WINDOW (window) && gtk_widget_get_mapped (window))
        return window;
    }

  return NULL;
}

static gboolean
is_dialog_open (gpointer data)
{
  return find_dialog () != NULL;
}

static gboolean
is_dialog_closed (gpointer data)
{
  return find_dialog () == NULL;
}

static gboolean
is_text_shown (gpointer data)
{
  GtkWidget *dialog = find_dialog ();

  return dialog != NULL && widget_shows_text (dialog, data);
}

static gboolean
can_add (gpointer data)
{
  GtkWidget *dialog = find_dialog ();

  return dialog != NULL &&
         gtk_widget_get_sensitive (widget_find (dialog, GTK_TYPE_BUTTON, "Add"));
}

static gboolean
is_model_chosen (gpointer data)
{
  Fixture *fixture = data;

  return g_str_equal (pen_model_get_full_id (pen_model_chooser_get_model (fixture->chooser)),
                      FULL);
}

static gboolean
is_model_left (gpointer data)
{
  return !is_model_chosen (data);
}

static void
open_dialog (Fixture *fixture)
{
  g_assert_true (pen_model_chooser_set_model (fixture->chooser,
                                              "replicate/black-forest-labs/flux-dev"));
  gtk_widget_activate (find_button (fixture, "Add a Model by Name…"));
  widget_wait (is_dialog_open, NULL);
}

/* Only where there is something to add, or to remove. */
static void
test_visible (Fixture       *fixture,
              gconstpointer  data)
{
  g_assert_true (pen_model_chooser_set_model (fixture->chooser, "practice/patterns"));
  g_assert_false (gtk_widget_get_mapped (find_button (fixture, "Add a Model by Name…")));

  g_assert_true (pen_model_chooser_set_model (fixture->chooser,
                                              "replicate/black-forest-labs/flux-dev"));
  widget_wait_idle ();
  g_assert_true (gtk_widget_get_visible (find_button (fixture, "Add a Model by Name…")));
  g_assert_false (gtk_widget_get_visible (find_button (fixture, "Remove This Model")));
}

/* With the keyboard alone: a mistake, another name, the model chosen, and gone again. */
static void
test_add (Fixture       *fixture,
          gconstpointer  data)
{
  GtkWidget *dialog;
  GtkWidget *form;
  GtkWidget *window;
  g_autofree char *stored = NULL;

  open_dialog (fixture);
  dialog = find_dialog ();
  g_assert_nonnull (widget_find (dialog, ADW_TYPE_ENTRY_ROW, "Name or Web Address"));
  g_assert_false (gtk_widget_get_sensitive (widget_find (dialog, GTK_TYPE_BUTTON, "Add")));

  widget_type (dialog, "nobody/nothing");
  widget_wait (can_add, NULL);
  widget_press_keys (dialog, "Return");
  widget_wait (is_text_shown, (gpointer) "Replicate has no model “nobody/nothing”");

  gtk_editable_set_text (GTK_EDITABLE (widget_find (dialog, ADW_TYPE_ENTRY_ROW,
                                                    "Name or Web Address")),
                         "stability-ai/sdxl:" SDXL);
  g_assert_false (widget_shows_text (dialog, "has no model"));
  widget_press_keys (dialog, "Return");
  widget_wait (is_dialog_closed, NULL);
  widget_wait (is_model_chosen, fixture);

  stored = g_settings_get_string (pen_engine_get_settings (fixture->engine.engine),
                                  "model-text");
  g_assert_cmpstr (stored, ==, FULL);

  /* Its form: settings that nobody has described by hand. */
  form = pen_parameter_form_new ();
  pen_parameter_form_set_model (PEN_PARAMETER_FORM (form),
                                pen_model_chooser_get_model (fixture->chooser),
                                PEN_TASK_TEXT_TO_IMAGE,
                                pen_engine_find_catalogue (fixture->engine.engine, "replicate"));
  window = widget_show (form, 360, 640);
  g_assert_nonnull (widget_find (form, PEN_TYPE_PARAMETER_ROW, "Scheduler"));
  widget_close (window);

  gtk_widget_activate (find_button (fixture, "Remove This Model"));
  widget_wait (is_model_left, fixture);
  g_assert_null (pen_engine_find_model (fixture->engine.engine, FULL, NULL));
  /* Instead of it comes what does the task, and not its neighbour in the list. */
  g_assert_true (pen_model_has_task (pen_model_chooser_get_model (fixture->chooser),
                                     PEN_TASK_TEXT_TO_IMAGE));
  g_assert_null (pen_model_chooser_get_explanation (fixture->chooser));
}

static void
test_cancel (Fixture       *fixture,
             gconstpointer  data)
{
  open_dialog (fixture);
  widget_press_keys (find_dialog (), "Escape");
  widget_wait (is_dialog_closed, NULL);
  g_assert_cmpstr (pen_model_get_full_id (pen_model_chooser_get_model (fixture->chooser)), ==,
                   "replicate/black-forest-labs/flux-dev");
}

#define ADD(path, function) \
  g_test_add ("/model-actions/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  widget_test_init (&argc, &argv);

  ADD ("visible", test_visible);
  ADD ("add", test_add);
  ADD ("cancel", test_cancel);

  return g_test_run ();
}
