/* test-parameter-form.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-parameter-form"

#include "config.h"

#include "pen-json.h"
#include "pen-parameter-form.h"
#include "pen-parameter-row.h"
#include "widget-helper.h"

static const char catalogue_text[] =
  "{'id': 'lab', 'title': 'Laboratory', 'description': 'For tests',"
  " 'endpoints': {'lab': 'https://lab.example'}, 'key': {'needed': 'none'},"
  " 'facts': '2026-11-25', 'parallel': 1, 'models': ["
  "  {'id': 'rich', 'title': 'Rich', 'status': 'current', 'price': {'usd': 0.02},"
  "   'tasks': {'text-to-image': {'endpoint': 'lab', 'method': 'POST', 'path': '/rich',"
  "    'body': 'json', 'roles': {'prompt': {'field': 'prompt'},"
  "     'seed': {'field': 'seed', 'min': 1, 'max': 1000},"
  "     'aspect': {'field': 'aspect', 'values': ['1:1', '16:9', '9:16']}},"
  "    'parameters': ["
  "     {'name': 'steps', 'title': 'Steps', 'type': 'integer', 'minimum': 1,"
  "      'maximum': 50, 'default': 20},"
  "     {'name': 'guidance', 'title': 'Guidance', 'type': 'number', 'minimum': 0,"
  "      'maximum': 10, 'step': 0.5, 'default': 7},"
  "     {'name': 'open', 'title': 'Open Number', 'description': 'A number', 'type': 'number',"
  "      'minimum': 0, 'maximum': 1},"
  "     {'name': 'tiling', 'title': 'Tiling', 'type': 'boolean', 'default': false},"
  "     {'name': 'style', 'title': 'Style', 'type': 'string',"
  "      'enum': ['photo', 'comic'], 'titles': ['Photograph', 'Comic']},"
  "     {'name': 'sampler', 'title': 'Sampler', 'type': 'string', 'list': 'samplers'},"
  "     {'name': 'words', 'title': 'Words', 'type': 'string'}]}}},"
  "  {'id': 'sized', 'title': 'Sized', 'status': 'current',"
  "   'tasks': {'text-to-image': {'endpoint': 'lab', 'method': 'POST', 'path': '/sized',"
  "    'body': 'json', 'roles': {'prompt': {'field': 'prompt'},"
  "     'width': {'field': 'w', 'min': 256, 'max': 2048, 'multiple': 64, 'default': 1024},"
  "     'height': {'field': 'h', 'min': 256, 'max': 2048, 'multiple': 64, 'default': 1024}},"
  "    'parameters': ["
  "     {'name': 'steps', 'title': 'Steps', 'type': 'integer', 'minimum': 1,"
  "      'maximum': 10, 'default': 4},"
  "     {'name': 'guidance', 'title': 'Guidance', 'type': 'number', 'minimum': 0,"
  "      'maximum': 10, 'step': 0.5, 'default': 3}]}}}]}";

typedef struct
{
  PenCatalogue     *catalogue;
  PenModel         *rich;
  PenModel         *sized;
  GtkWidget        *widget;
  PenParameterForm *form;
  guint             changes;
} Fixture;

static void
count_cb (guint *times)
{
  (*times)++;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autofree char *text = g_strdelimit (g_strdup (catalogue_text), "'", '"');
  g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr(GError) error = NULL;

  fixture->catalogue = pen_catalogue_new_from_bytes (bytes, &error);
  g_assert_no_error (error);
  fixture->rich = pen_catalogue_find_model (fixture->catalogue, "rich");
  fixture->sized = pen_catalogue_find_model (fixture->catalogue, "sized");
  fixture->widget = g_object_ref_sink (pen_parameter_form_new ());
  fixture->form = PEN_PARAMETER_FORM (fixture->widget);
  g_signal_connect_swapped (fixture->form, "changed", G_CALLBACK (count_cb), &fixture->changes);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->widget);
  g_assert_finalize_object (fixture->catalogue);
}

static void
show_model (Fixture  *fixture,
            PenModel *model)
{
  pen_parameter_form_set_model (fixture->form, model, PEN_TASK_TEXT_TO_IMAGE,
                                fixture->catalogue);
}

static PenRequest *
make_request (Fixture  *fixture,
              PenModel *model)
{
  PenRequest *request = pen_request_new (model, PEN_TASK_TEXT_TO_IMAGE);

  pen_request_set_prompt (request, "a cat");
  pen_parameter_form_apply (fixture->form, request);
  pen_request_freeze (request);

  return request;
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
assert_parameters (PenRequest *request,
                   const char *expected)
{
  g_autoptr(JsonNode) node = json_node_alloc ();
  g_autofree char *text = NULL;
  g_autofree char *quoted = g_strdelimit (g_strdup (expected), "'", '"');

  json_node_init_object (node, pen_request_get_parameters (request));
  text = json_to_string (node, FALSE);
  g_assert_cmpstr (text, ==, quoted);
}

/* Untouched, nothing is sent but what the user asked for. */
static void
test_defaults (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(PenRequest) request = NULL;
  guint width, height;

  g_assert_false (gtk_widget_get_visible (fixture->widget));
  show_model (fixture, fixture->rich);
  g_assert_true (gtk_widget_get_visible (fixture->widget));
  g_assert_cmpuint (widget_count (fixture->widget, PEN_TYPE_PARAMETER_ROW), ==, 9);

  request = make_request (fixture, fixture->rich);
  assert_parameters (request, "{}");
  g_assert_cmpuint (pen_request_get_count (request), ==, 1);
  g_assert_cmpuint (pen_request_get_seed (request), ==, 0);
  g_assert_null (pen_request_get_aspect (request));
  pen_request_get_size (request, &width, &height);
  g_assert_cmpuint (width, ==, 0);
  g_assert_cmpuint (fixture->changes, ==, 0);
  g_assert_false (gtk_widget_get_visible (find (fixture, GTK_TYPE_BUTTON, "Reset to Defaults")));

  /* A number that nobody has set is the service's own, and says so. */
  g_assert_true (widget_shows_text (find (fixture, PEN_TYPE_PARAMETER_ROW, "Open Number"),
                                    "A number. Left to the service"));

  show_model (fixture, NULL);
  g_assert_false (gtk_widget_get_visible (fixture->widget));
}

static void
touch_all (Fixture *fixture)
{
  gtk_spin_button_set_value (find (fixture, GTK_TYPE_SPIN_BUTTON, "Steps"), 8);
  gtk_spin_button_set_value (find (fixture, GTK_TYPE_SPIN_BUTTON, "Guidance"), 5.5);
  gtk_spin_button_set_value (find (fixture, GTK_TYPE_SPIN_BUTTON, "Open Number"), 0.25);
  gtk_switch_set_active (find (fixture, GTK_TYPE_SWITCH, "Tiling"), TRUE);
  gtk_drop_down_set_selected (find (fixture, GTK_TYPE_DROP_DOWN, "Style"), 2);
  gtk_editable_set_text (find (fixture, GTK_TYPE_ENTRY, "Words"), "soft light");
  gtk_spin_button_set_value (find (fixture, GTK_TYPE_SPIN_BUTTON, "Pictures"), 3);
  gtk_drop_down_set_selected (find (fixture, GTK_TYPE_DROP_DOWN, "Shape"), 2);
  gtk_editable_set_text (find (fixture, GTK_TYPE_ENTRY, "Seed"), "77");
}

static void
assert_touched (PenRequest *request)
{
  g_autoptr(GError) error = NULL;

  assert_parameters (request, "{'steps':8,'guidance':5.5,'open':0.25,'tiling':true,"
                              "'style':'comic','words':'soft light'}");
  g_assert_cmpuint (pen_request_get_count (request), ==, 3);
  g_assert_cmpuint (pen_request_get_seed (request), ==, 77);
  g_assert_cmpstr (pen_request_get_aspect (request), ==, "16:9");
  pen_request_check (request, &error);
  g_assert_no_error (error);
}

static void
test_values (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(PenRequest) request = NULL;
  g_autoptr(PenRequest) after = NULL;
  GtkWidget *reset;

  show_model (fixture, fixture->rich);
  touch_all (fixture);
  g_assert_cmpuint (fixture->changes, ==, 9);
  request = make_request (fixture, fixture->rich);
  assert_touched (request);
  g_assert_false (widget_shows_text (find (fixture, PEN_TYPE_PARAMETER_ROW, "Open Number"),
                                     "Left to the service"));

  reset = find (fixture, GTK_TYPE_BUTTON, "Reset to Defaults");
  g_assert_true (gtk_widget_get_visible (reset));
  g_assert_true (widget_shows_text (fixture->widget, "9 changed"));
  g_signal_emit_by_name (reset, "clicked");
  g_assert_false (gtk_widget_get_visible (reset));

  after = make_request (fixture, fixture->rich);
  assert_parameters (after, "{}");
  g_assert_cmpuint (pen_request_get_count (after), ==, 1);
  g_assert_cmpuint (pen_request_get_seed (after), ==, 0);

  /* What was sent before is as it was. */
  assert_touched (request);
}

/* What has the same name stays, as far as the other model takes it; what it does not
 * take comes back with the first model. */
static void
test_switch (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(PenRequest) sized = NULL;
  g_autoptr(PenRequest) rich = NULL;
  guint width, height;

  show_model (fixture, fixture->rich);
  touch_all (fixture);
  gtk_spin_button_set_value (find (fixture, GTK_TYPE_SPIN_BUTTON, "Steps"), 40);

  show_model (fixture, fixture->sized);
  sized = make_request (fixture, fixture->sized);
  assert_parameters (sized, "{'guidance':5.5}");
  g_assert_cmpuint (pen_request_get_count (sized), ==, 3);
  g_assert_cmpuint (pen_request_get_seed (sized), ==, 0);

  gtk_drop_down_set_selected (find (fixture, GTK_TYPE_DROP_DOWN, "Size"), 4);
  g_clear_object (&sized);
  sized = make_request (fixture, fixture->sized);
  pen_request_get_size (sized, &width, &height);
  g_assert_cmpuint (width, ==, 1344);
  g_assert_cmpuint (height, ==, 768);

  show_model (fixture, fixture->rich);
  rich = make_request (fixture, fixture->rich);
  assert_parameters (rich, "{'steps':40,'guidance':5.5,'open':0.25,'tiling':true,"
                           "'style':'comic','words':'soft light'}");
  g_assert_cmpuint (pen_request_get_seed (rich), ==, 77);
  pen_request_get_size (rich, &width, &height);
  g_assert_cmpuint (width, ==, 0);

  /* What was set back to its default is not remembered otherwise. */
  gtk_spin_button_set_value (find (fixture, GTK_TYPE_SPIN_BUTTON, "Steps"), 20);
  show_model (fixture, fixture->sized);
  show_model (fixture, fixture->rich);
  g_assert_cmpfloat (gtk_spin_button_get_value (find (fixture, GTK_TYPE_SPIN_BUTTON, "Steps")),
                     ==, 20);
}

static void
test_size (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(PenRequest) request = NULL;
  g_autoptr(PenRequest) loaded = pen_request_new (fixture->sized, PEN_TASK_TEXT_TO_IMAGE);
  GtkDropDown *drop;
  guint width, height;

  show_model (fixture, fixture->sized);
  drop = find (fixture, GTK_TYPE_DROP_DOWN, "Size");
  g_assert_cmpuint (g_list_model_get_n_items (gtk_drop_down_get_model (drop)), ==, 9);
  gtk_drop_down_set_selected (drop, 8);
  gtk_spin_button_set_value (find (fixture, GTK_TYPE_SPIN_BUTTON, "Width in pixels"), 512);
  gtk_spin_button_set_value (find (fixture, GTK_TYPE_SPIN_BUTTON, "Height in pixels"), 9999);

  request = make_request (fixture, fixture->sized);
  pen_request_get_size (request, &width, &height);
  g_assert_cmpuint (width, ==, 512);
  g_assert_cmpuint (height, ==, 2048);

  /* Numbers that are a shape of the list are shown as that. */
  pen_request_set_size (loaded, 1024, 1024);
  pen_parameter_form_load_request (fixture->form, loaded);
  g_assert_cmpuint (gtk_drop_down_get_selected (drop), ==, 1);
  pen_request_set_size (loaded, 320, 640);
  pen_parameter_form_load_request (fixture->form, loaded);
  g_assert_cmpuint (gtk_drop_down_get_selected (drop), ==, 8);
  g_clear_object (&request);
  request = make_request (fixture, fixture->sized);
  pen_request_get_size (request, &width, &height);
  g_assert_cmpuint (width, ==, 320);
  g_assert_cmpuint (height, ==, 640);
}

/* A running engine fills a list; without it, what fits can be typed. */
static void
test_lists (Fixture       *fixture,
            gconstpointer  data)
{
  const char *samplers[] = { "Euler", "DPM++ 2M", NULL };
  g_autoptr(PenRequest) request = NULL;
  GtkWidget *row;

  show_model (fixture, fixture->rich);
  g_assert_null (widget_find (fixture->widget, GTK_TYPE_DROP_DOWN, "Sampler"));
  gtk_editable_set_text (find (fixture, GTK_TYPE_ENTRY, "Sampler"), "DPM++ 2M");

  /* The same again makes no new rows. */
  row = find (fixture, PEN_TYPE_PARAMETER_ROW, "Sampler");
  show_model (fixture, fixture->rich);
  g_assert_true (row == find (fixture, PEN_TYPE_PARAMETER_ROW, "Sampler"));

  pen_catalogue_set_list (fixture->catalogue, "samplers", samplers);
  show_model (fixture, fixture->rich);
  g_assert_cmpuint (gtk_drop_down_get_selected (find (fixture, GTK_TYPE_DROP_DOWN, "Sampler")),
                    ==, 2);
  request = make_request (fixture, fixture->rich);
  assert_parameters (request, "{'sampler':'DPM++ 2M'}");
}

static void
test_draft (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(JsonNode) draft = NULL;
  g_autoptr(JsonNode) nonsense = json_from_string ("[1]", NULL);
  g_autoptr(JsonNode) odd = json_from_string ("{\"values\": {\"steps\": \"many\"},"
                                              " \"seed\": 5, \"width\": -4}", NULL);
  g_autoptr(PenRequest) request = NULL;
  g_autoptr(PenRequest) empty = NULL;

  show_model (fixture, fixture->rich);
  touch_all (fixture);
  draft = pen_parameter_form_dup_draft (fixture->form);
  pen_parameter_form_reset (fixture->form);
  pen_parameter_form_load_draft (fixture->form, draft);
  request = make_request (fixture, fixture->rich);
  assert_touched (request);

  /* A draft that makes no sense does no harm. */
  pen_parameter_form_load_draft (fixture->form, NULL);
  pen_parameter_form_load_draft (fixture->form, nonsense);
  pen_parameter_form_load_draft (fixture->form, odd);
  empty = make_request (fixture, fixture->rich);
  assert_parameters (empty, "{}");
}

static void
test_load_request (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(PenRequest) request = NULL;
  g_autoptr(PenRequest) again = NULL;

  show_model (fixture, fixture->rich);
  touch_all (fixture);
  request = make_request (fixture, fixture->rich);
  pen_parameter_form_reset (fixture->form);
  gtk_spin_button_set_value (find (fixture, GTK_TYPE_SPIN_BUTTON, "Steps"), 3);

  pen_parameter_form_load_request (fixture->form, request);
  again = make_request (fixture, fixture->rich);
  assert_touched (again);
}

static void
test_seed (Fixture       *fixture,
           gconstpointer  data)
{
  GtkEditable *entry;
  guint i;

  show_model (fixture, fixture->rich);
  entry = find (fixture, GTK_TYPE_ENTRY, "Seed");

  /* Only digits go in. */
  gtk_editable_set_text (entry, "12");
  gtk_editable_set_text (entry, "-3x");
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "");

  for (i = 0; i < 50; i++)
    {
      g_autoptr(PenRequest) request = NULL;

      g_assert_true (gtk_widget_activate_action (GTK_WIDGET (entry), "seed.new", NULL));
      request = make_request (fixture, fixture->rich);
      g_assert_cmpuint (pen_request_get_seed (request), >=, 1);
      g_assert_cmpuint (pen_request_get_seed (request), <=, 1000);
    }

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (entry), "seed.random", NULL));
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "");
}

/* Opened in a narrow window: everything fits, and the wheel changes no number. */
static void
test_shown (void)
{
  Fixture fixture = { NULL };
  GtkWidget *window;
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *spin;

  set_up (&fixture, NULL);
  show_model (&fixture, fixture.rich);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), fixture.widget);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  adw_expander_row_set_expanded (find (&fixture, ADW_TYPE_EXPANDER_ROW, NULL), TRUE);
  window = widget_show (scrolled, 340, 900);
  g_assert_cmpint (gtk_widget_get_width (window), ==, 340);

  spin = find (&fixture, GTK_TYPE_SPIN_BUTTON, "Steps");
  widget_scroll (spin, 3);
  g_assert_cmpfloat (gtk_spin_button_get_value (GTK_SPIN_BUTTON (spin)), ==, 20);

  gtk_window_set_child (GTK_WINDOW (window), NULL);
  widget_close (window);
  tear_down (&fixture, NULL);
}

#define ADD(path, function) \
  g_test_add ("/parameter-form/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  widget_test_init (&argc, &argv);

  ADD ("defaults", test_defaults);
  ADD ("values", test_values);
  ADD ("switch", test_switch);
  ADD ("size", test_size);
  ADD ("lists", test_lists);
  ADD ("draft", test_draft);
  ADD ("load-request", test_load_request);
  ADD ("seed", test_seed);
  g_test_add_func ("/parameter-form/shown", test_shown);

  return g_test_run ();
}
