/* test-request-form.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-request-form"

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "pen-engine-fixture.h"
#include "pen-json.h"
#include "pen-prompt-view.h"
#include "pen-request-form.h"
#include "pen-strength-row.h"
#include "widget-helper.h"

typedef struct
{
  PenEngineFixture  base;
  PenEngine        *engine;
  PenRequestForm   *form;
  GtkWidget        *widget;
  GtkWidget        *window;
  GPtrArray        *started;    /* (element-type PenJob) */
  char             *wanted;     /* the source of a draft or a request */
  gint64            wanted_parent;
  const char       *typed;      /* what the draft is to hold */
} Fixture;

static void
started_cb (Fixture *fixture,
            PenJob  *job)
{
  g_ptr_array_add (fixture->started, g_object_ref (job));
}

static void
wanted_cb (Fixture    *fixture,
           const char *path,
           gint64      parent)
{
  g_free (fixture->wanted);
  fixture->wanted = g_strdup (path);
  fixture->wanted_parent = parent;
}

static void
open_form (Fixture    *fixture,
           const char *page,
           const char *model)
{
  GAsyncResult *place = NULL;
  g_autoptr(GAsyncResult) result = NULL;

  fixture->form = g_object_new (PEN_TYPE_REQUEST_FORM, "page", page, NULL);
  fixture->widget = GTK_WIDGET (fixture->form);
  g_signal_connect_swapped (fixture->form, "job-started", G_CALLBACK (started_cb), fixture);
  g_signal_connect_swapped (fixture->form, "source-wanted", G_CALLBACK (wanted_cb), fixture);

  g_settings_set_string (pen_engine_get_settings (fixture->engine),
                         g_str_equal (page, "text") ? "model-text" : "model-image", model);
  pen_request_form_set_engine (fixture->form, fixture->engine);
  fixture->window = widget_show (fixture->widget, 360, 700);

  pen_engine_refresh_async (fixture->engine, NULL, pen_engine_fixture_store, &place);
  result = pen_engine_fixture_await (&place);
  pen_engine_refresh_finish (fixture->engine, result, NULL);
  widget_wait_idle ();
}

static void
close_form (Fixture *fixture)
{
  widget_close (fixture->window);
  fixture->form = NULL;
}

/* A model of the user's own, which takes a prompt and a picture and nothing else. */
static void
write_user_file (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_config_dir (), "pentimento", NULL);
  g_autofree char *path = g_build_filename (folder, "stability.json", NULL);
  g_autofree char *text = g_strdelimit (g_strdup (
    "{'id': 'stability', 'models': [{'id': 'instructed', 'title': 'Instructed',"
    " 'status': 'current', 'tasks': {'image-to-image': {'endpoint': 'stability',"
    " 'method': 'POST', 'path': '/instructed', 'body': 'form',"
    " 'roles': {'prompt': {'field': 'prompt'}, 'source': {'field': 'image'}}}}}]}"), "'", '"');
  g_autoptr(GError) error = NULL;

  g_mkdir_with_parents (folder, 0700);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  write_user_file ();
  pen_engine_fixture_set_up (&fixture->base, NULL);
  fixture->engine = fixture->base.engine;
  fixture->started = g_ptr_array_new_with_free_func (g_object_unref);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  if (fixture->form != NULL)
    close_form (fixture);
  g_clear_pointer (&fixture->started, g_ptr_array_unref);
  g_clear_pointer (&fixture->wanted, g_free);
  fixture->engine = NULL;
  pen_engine_fixture_tear_down (&fixture->base, NULL);
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

static gboolean
shows (Fixture    *fixture,
       const char *text)
{
  return widget_shows_text (fixture->widget, text);
}

static char *
get_prompt (Fixture *fixture)
{
  return pen_prompt_view_dup_text (PEN_PROMPT_VIEW (
    gtk_widget_get_ancestor (find (fixture, GTK_TYPE_TEXT_VIEW, "Prompt"),
                             PEN_TYPE_PROMPT_VIEW)));
}

static gboolean
has_ended (gpointer data)
{
  Fixture *fixture = data;
  guint i;

  for (i = 0; i < fixture->started->len; i++)
    if (!pen_job_has_ended (fixture->started->pdata[i]))
      return FALSE;

  return fixture->started->len > 0
         && widget_find (fixture->widget, GTK_TYPE_BUTTON, "Cancel") == NULL;
}

static gboolean
is_held (gpointer data)
{
  Fixture *fixture = data;

  return pen_engine_fixture_count (&fixture->base, PEN_SIM_COUNT_HELD) > 0;
}

static void
assert_done (Fixture *fixture,
             guint    n_jobs)
{
  guint i;

  widget_wait (has_ended, fixture);
  g_assert_cmpuint (fixture->started->len, ==, n_jobs);
  for (i = 0; i < n_jobs; i++)
    {
      PenJob *job = fixture->started->pdata[i];

      g_assert_no_error (pen_job_get_error (job));
      g_assert_cmpint (pen_job_get_state (job), ==, PEN_JOB_DONE);
      g_assert_cmpuint (g_list_model_get_n_items (pen_job_get_pictures (job)), ==, 1);
    }
}

/* Everything with the keyboard, as a person would. */
static void
test_keyboard (Fixture       *fixture,
               gconstpointer  data)
{
  g_autofree char *prompt = NULL;
  PenRequest *request;

  open_form (fixture, "text", "practice/patterns");
  g_assert_true (shows (fixture, "What the picture shall show"));
  g_assert_true (shows (fixture, "Free"));

  pen_request_form_focus_prompt (fixture->form);
  widget_type (fixture->window, "blue hills");
  g_assert_false (shows (fixture, "What the picture shall show"));
  widget_press_keys (fixture->window, "ctrl+Return");
  assert_done (fixture, 1);

  prompt = get_prompt (fixture);
  g_assert_cmpstr (prompt, ==, "blue hills");
  g_assert_true (pen_request_form_get_job (fixture->form) == fixture->started->pdata[0]);
  request = pen_job_get_request (fixture->started->pdata[0]);
  g_assert_cmpstr (pen_request_get_prompt (request), ==, "blue hills");
  g_assert_null (pen_request_get_source_path (request));

  /* Tab leaves the text, and undo takes back what was typed. */
  widget_press_keys (fixture->window, "ctrl+z");
  g_free (prompt);
  prompt = get_prompt (fixture);
  g_assert_cmpstr (prompt, !=, "blue hills");
  widget_press_keys (fixture->window, "Tab");
  g_assert_false (gtk_widget_has_focus (find (fixture, GTK_TYPE_TEXT_VIEW, "Prompt")));
}

static void
test_edit (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *path = pen_engine_fixture_source (3000, 200);
  PenRequest *request;

  open_form (fixture, "image", "stability/ultra");
  g_assert_true (shows (fixture, "What shall change in the picture"));
  pen_request_form_set_source (fixture->form, path, 3000, 2000, 4100000, 7);
  pen_request_form_set_prompt (fixture->form, "snow");
  pen_strength_row_set_strength (find (fixture, PEN_TYPE_STRENGTH_ROW, NULL), 0.35);
  widget_wait_idle ();
  g_assert_true (shows (fixture, "3000 × 2000, 4.1\302\240MB"));
  g_assert_true (shows (fixture, "About $0.08"));

  pen_request_form_set_source (fixture->form, path, 3000, 200, 1000, 7);
  gtk_widget_activate (find (fixture, GTK_TYPE_BUTTON, "Generate Modified Image"));
  widget_wait (has_ended, fixture);
  request = pen_job_get_request (fixture->started->pdata[0]);
  g_assert_cmpfloat (pen_request_get_strength (request), ==, 0.35);
  g_assert_cmpint (pen_request_get_parent (request), ==, 7);
  g_assert_nonnull (pen_request_get_source_path (request));
}

/* What is missing is said in place, and nothing is sent. */
static void
test_missing (Fixture       *fixture,
              gconstpointer  data)
{
  GtkWidget *button;

  open_form (fixture, "image", "stability/ultra");
  pen_request_form_set_prompt (fixture->form, "snow");
  pen_request_form_generate (fixture->form);
  g_assert_true (shows (fixture, "Drop a picture first"));
  button = find (fixture, GTK_TYPE_BUTTON, "Open Picture…");
  g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (button)), ==, "win.open");

  /* With a picture, the sentence has done its work. */
  pen_request_form_set_source (fixture->form, "/nowhere.png", 800, 600, 1000, 0);
  g_assert_false (shows (fixture, "Drop a picture first"));

  pen_request_form_set_prompt (fixture->form, " ");
  pen_request_form_generate (fixture->form);
  g_assert_true (shows (fixture, "Say in the prompt what is to change"));
  g_assert_true (gtk_widget_has_focus (find (fixture, GTK_TYPE_TEXT_VIEW, "Prompt")));

  /* A source that has gone. */
  pen_request_form_set_prompt (fixture->form, "snow");
  pen_request_form_generate (fixture->form);
  while (widget_find (fixture->widget, GTK_TYPE_BUTTON, "Cancel") != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (find (fixture, GTK_TYPE_EXPANDER, NULL));
  g_assert_true (gtk_widget_get_mapped (find (fixture, GTK_TYPE_EXPANDER, NULL)));

  g_assert_cmpuint (fixture->started->len, ==, 0);
  g_assert_null (pen_request_form_get_job (fixture->form));
  g_assert_cmpuint (pen_engine_fixture_count (&fixture->base, PEN_SIM_COUNT_SEEN), ==, 0);
}

static void
test_no_key (Fixture       *fixture,
             gconstpointer  data)
{
  GtkWidget *button;

  g_unsetenv ("STABILITY_API_KEY");
  open_form (fixture, "text", "stability/core");
  pen_request_form_set_prompt (fixture->form, "a lighthouse");
  pen_request_form_generate (fixture->form);

  button = find (fixture, GTK_TYPE_BUTTON, "Preferences");
  g_assert_true (gtk_widget_get_mapped (button));
  g_assert_cmpstr (g_variant_get_string (
                     gtk_actionable_get_action_target_value (GTK_ACTIONABLE (button)), NULL),
                   ==, "stability");
  g_assert_cmpuint (fixture->started->len, ==, 0);
}

typedef struct
{
  const char *fault;
  const char *button;
  const char *words;
} Case;

static const Case cases[] = {
  { "unauthorized", "Preferences", "Check the key in the preferences" },
  { "payment_required", "Try Again", "Add credit" },
  { "content_moderation", NULL, "Change the prompt or the picture" },
  { "internal_error", "Try Again", "It often passes" },
  { "broken-json", NULL, "" },
  { "cut-after-body", "Send Again (may be charged again)", "may have been made and charged" },
};

/* What goes wrong stands over the button, with what to do; nothing typed is lost. */
static void
test_fault (Fixture       *fixture,
            gconstpointer  data)
{
  const Case *test = data;
  g_autofree char *prompt = NULL;
  GtkWidget *button;

  open_form (fixture, "text", "stability/core");
  pen_request_form_set_prompt (fixture->form, "a lighthouse");
  pen_simulator_fail (fixture->base.simulator, "stability", test->fault);
  pen_request_form_generate (fixture->form);
  widget_wait (has_ended, fixture);

  g_assert_true (shows (fixture, pen_job_get_error (fixture->started->pdata[0])->message));
  g_assert_true (shows (fixture, test->words));
  prompt = get_prompt (fixture);
  g_assert_cmpstr (prompt, ==, "a lighthouse");
  g_assert_false (shows (fixture, PEN_SIMULATOR_KEY));
  if (test->button == NULL)
    return;

  button = gtk_widget_get_ancestor (find (fixture, GTK_TYPE_LABEL, test->button),
                                    GTK_TYPE_BUTTON);
  g_assert_true (gtk_widget_get_mapped (button));
  if (g_str_equal (test->button, "Preferences"))
    return;

  /* Once more, and it goes well. */
  g_signal_emit_by_name (button, "clicked");
  while (fixture->started->len < 2)
    g_main_context_iteration (NULL, TRUE);
  widget_wait (has_ended, fixture);
  g_assert_cmpint (pen_job_get_state (fixture->started->pdata[1]), ==, PEN_JOB_DONE);
  g_assert_false (shows (fixture, test->words));
}

/* Cancel is to be seen before anything has answered. */
static void
test_cancel (Fixture       *fixture,
             gconstpointer  data)
{
  GtkWidget *button;

  open_form (fixture, "text", "stability/core");
  pen_request_form_set_prompt (fixture->form, "a lighthouse");
  pen_simulator_fail (fixture->base.simulator, "stability", "hold");
  button = find (fixture, GTK_TYPE_BUTTON, "Generate");
  widget_click (button, 1);
  widget_wait (is_held, fixture);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (button)), ==, "Cancel");
  g_assert_true (gtk_widget_get_mapped (find (fixture, GTK_TYPE_PROGRESS_BAR, NULL)));

  g_signal_emit_by_name (button, "clicked");
  g_assert_true (shows (fixture, "Stopping…"));
  g_assert_false (gtk_widget_get_sensitive (button));

  widget_wait (has_ended, fixture);
  g_assert_cmpint (pen_job_get_state (fixture->started->pdata[0]), ==, PEN_JOB_CANCELLED);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (button)), ==, "Generate");
  g_assert_true (gtk_widget_get_sensitive (button));
  g_assert_true (shows (fixture, "Cancelled, but it may have been charged"));
}

/* A double click starts one job, and does not stop it. */
static void
test_double_click (Fixture       *fixture,
                   gconstpointer  data)
{
  open_form (fixture, "text", "stability/core");
  pen_request_form_set_prompt (fixture->form, "a lighthouse");
  pen_simulator_fail (fixture->base.simulator, "stability", "hold");
  widget_click (find (fixture, GTK_TYPE_BUTTON, "Generate"), 2);
  widget_wait (is_held, fixture);
  pen_request_form_generate (fixture->form);
  pen_simulator_release (fixture->base.simulator, "stability");
  assert_done (fixture, 1);
  g_assert_cmpuint (pen_engine_fixture_count (&fixture->base, PEN_SIM_COUNT_PAID), ==, 1);
}

/* Cancelled on the way to the disk: what was written down does not go out. */
static void
test_cancel_at_once (Fixture       *fixture,
                     gconstpointer  data)
{
  open_form (fixture, "text", "stability/core");
  pen_request_form_set_prompt (fixture->form, "a lighthouse");
  pen_simulator_fail (fixture->base.simulator, "stability", "hold");
  pen_request_form_generate (fixture->form);
  g_signal_emit_by_name (find (fixture, GTK_TYPE_BUTTON, "Cancel"), "clicked");
  g_assert_true (shows (fixture, "Stopping…"));
  widget_wait (has_ended, fixture);
  g_assert_cmpint (pen_job_get_state (fixture->started->pdata[0]), ==, PEN_JOB_CANCELLED);
  g_assert_cmpuint (pen_engine_fixture_count (&fixture->base, PEN_SIM_COUNT_PAID), ==, 0);
}

/* Where the model takes no strength there is no slider, and a note says so; what was
 * typed for another model is not sent, and that is said as well. */
static void
test_ignored (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(PenRequest) request = NULL;

  open_form (fixture, "image", "stability/ultra");
  request = pen_engine_fixture_request (&fixture->base, "stability/ultra",
                                        PEN_TASK_IMAGE_TO_IMAGE);
  pen_request_set_prompt (request, "snow");
  pen_request_set_negative (request, "people");
  pen_request_set_source_path (request, "/tmp/source.png");
  pen_request_set_parent (request, 9);
  pen_request_form_load_request (fixture->form, request);
  widget_wait_idle ();
  g_assert_cmpstr (fixture->wanted, ==, "/tmp/source.png");
  g_assert_cmpint (fixture->wanted_parent, ==, 9);
  g_assert_true (gtk_widget_get_mapped (find (fixture, PEN_TYPE_STRENGTH_ROW, NULL)));
  g_assert_true (gtk_widget_get_mapped (find (fixture, GTK_TYPE_TEXT_VIEW, "Negative prompt")));
  g_assert_false (shows (fixture, "ignores"));

  g_clear_object (&request);
  request = pen_engine_fixture_request (&fixture->base, "stability/instructed",
                                        PEN_TASK_IMAGE_TO_IMAGE);
  pen_request_set_prompt (request, "snow");
  pen_request_set_negative (request, "people");
  pen_request_form_load_request (fixture->form, request);
  widget_wait_idle ();
  g_assert_false (gtk_widget_get_mapped (find (fixture, PEN_TYPE_STRENGTH_ROW, NULL)));
  g_assert_false (gtk_widget_get_mapped (find (fixture, GTK_TYPE_TEXT_VIEW, "Negative prompt")));
  g_assert_true (shows (fixture, "This model ignores the strength"));
  g_assert_true (shows (fixture, "This model ignores the negative prompt"));
}

static void
test_several (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(PenRequest) request = NULL;

  open_form (fixture, "text", "stability/core");
  request = pen_engine_fixture_request (&fixture->base, "stability/core",
                                        PEN_TASK_TEXT_TO_IMAGE);
  pen_request_set_prompt (request, "three boats");
  pen_request_set_negative (request, "people");
  pen_request_set_count (request, 3);
  pen_request_set_seed (request, 11);
  pen_request_set_aspect (request, "16:9");
  pen_request_form_load_request (fixture->form, request);
  widget_wait_idle ();
  g_assert_true (shows (fixture, "for 3 pictures"));
  g_assert_true (shows (fixture, "Takes 3 calls"));

  pen_request_form_generate (fixture->form);
  assert_done (fixture, 3);
  g_assert_true (pen_request_form_get_job (fixture->form) == fixture->started->pdata[2]);
  g_assert_cmpstr (pen_request_get_negative (pen_job_get_request (fixture->started->pdata[0])),
                   ==, "people");
  g_assert_cmpstr (pen_request_get_aspect (pen_job_get_request (fixture->started->pdata[1])),
                   ==, "16:9");
}

static gboolean
has_draft (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr(JsonNode) draft = pen_engine_load_draft (fixture->engine, "image");

  return draft != NULL
         && g_strcmp0 (pen_json_string_or (json_node_get_object (draft), "prompt", NULL),
                       fixture->typed) == 0;
}

/* What was typed and not sent is there the next time. */
static void
test_draft (Fixture       *fixture,
            gconstpointer  data)
{
  g_autofree char *prompt = NULL;
  g_autofree char *last = NULL;

  open_form (fixture, "image", "stability/ultra");
  pen_request_form_set_source (fixture->form, "/tmp/source.png", 800, 600, 1000, 5);
  pen_strength_row_set_strength (find (fixture, PEN_TYPE_STRENGTH_ROW, NULL), 0.2);
  pen_request_form_focus_prompt (fixture->form);
  fixture->typed = "half a sen";
  widget_type (fixture->window, fixture->typed);
  widget_wait (has_draft, fixture);
  close_form (fixture);

  open_form (fixture, "image", "");
  prompt = get_prompt (fixture);
  g_assert_cmpstr (prompt, ==, "half a sen");
  g_assert_cmpfloat (pen_strength_row_get_strength (find (fixture, PEN_TYPE_STRENGTH_ROW, NULL)),
                     ==, 0.2);
  g_assert_cmpstr (fixture->wanted, ==, "/tmp/source.png");
  g_assert_cmpint (fixture->wanted_parent, ==, 5);

  /* Closed before the delay is over. */
  fixture->typed = "closed at once";
  pen_request_form_set_prompt (fixture->form, fixture->typed);
  close_form (fixture);
  widget_wait (has_draft, fixture);
  open_form (fixture, "image", "");
  last = get_prompt (fixture);
  g_assert_cmpstr (last, ==, "closed at once");
}

#define ADD(path, data, function) \
  g_test_add ("/request-form/" path, Fixture, data, set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  gsize i;

  widget_test_init (&argc, &argv);

  ADD ("keyboard", NULL, test_keyboard);
  ADD ("edit", NULL, test_edit);
  ADD ("missing", NULL, test_missing);
  ADD ("no-key", NULL, test_no_key);
  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/request-form/fault/", cases[i].fault, NULL);

      g_test_add (path, Fixture, &cases[i], set_up, test_fault, tear_down);
    }
  ADD ("cancel", NULL, test_cancel);
  ADD ("double-click", NULL, test_double_click);
  ADD ("cancel-at-once", NULL, test_cancel_at_once);
  ADD ("ignored", NULL, test_ignored);
  ADD ("several", NULL, test_several);
  ADD ("draft", NULL, test_draft);

  return g_test_run ();
}
