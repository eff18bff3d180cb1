/* test-catalogue.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-catalogue"

#include "config.h"

#include "pen-error.h"
#include "pen-test-catalogue.h"

static void
test_members (void)
{
  PenCatalogue *catalogue = pen_test_catalogue_new ();
  const char * const *endpoints = pen_catalogue_get_endpoints (catalogue);
  g_autofree char *id = NULL;
  g_autofree char *title = NULL;

  g_assert_cmpstr (pen_catalogue_get_id (catalogue), ==, "test");
  g_assert_cmpstr (pen_catalogue_get_title (catalogue), ==, "Test");
  g_assert_cmpstr (pen_catalogue_get_description (catalogue), ==, "For tests");
  g_assert_cmpint (pen_catalogue_get_key_need (catalogue), ==, PEN_KEY_REQUIRED);
  g_assert_true (pen_catalogue_key_is_password (catalogue));
  g_assert_cmpstr (pen_catalogue_get_key_variable (catalogue), ==, "TEST_KEY");
  g_assert_cmpstr (pen_catalogue_get_key_page (catalogue), ==, "https://example.com/keys");
  g_assert_cmpstr (pen_catalogue_get_date (catalogue), ==, "2026-11-23");
  g_assert_cmpuint (pen_catalogue_get_parallel (catalogue), ==, 3);
  g_assert_true (pen_catalogue_is_local (catalogue));
  g_assert_cmpuint (g_strv_length ((char **) endpoints), ==, 2);
  g_assert_cmpstr (endpoints[0], ==, "test");
  g_assert_cmpstr (pen_catalogue_get_address (catalogue, "test"), ==,
                   "https://api.example.com/v1");
  g_assert_null (pen_catalogue_get_address (catalogue, "other"));
  g_assert_cmpuint (g_list_model_get_n_items (pen_catalogue_get_models (catalogue)), ==, 4);
  g_assert_null (pen_catalogue_find_model (catalogue, "no such"));

  g_object_get (catalogue, "id", &id, "title", &title, NULL);
  g_assert_cmpstr (id, ==, "test");
  g_assert_cmpstr (title, ==, "Test");

  g_assert_finalize_object (catalogue);
}

static void
test_model (void)
{
  PenCatalogue *catalogue = pen_test_catalogue_new ();
  PenModel *form = pen_catalogue_find_model (catalogue, "form");
  PenModel *json = pen_catalogue_find_model (catalogue, "owner/json");
  PenModel *less = pen_catalogue_find_model (catalogue, "less");
  GArray *tasks = pen_model_get_tasks (form);
  g_autofree char *id = NULL;
  g_autofree char *title = NULL;

  g_assert_cmpstr (pen_model_get_provider (json), ==, "test");
  g_assert_cmpstr (pen_model_get_id (json), ==, "owner/json");
  g_assert_cmpstr (pen_model_get_full_id (json), ==, "test/owner/json");
  g_assert_cmpstr (pen_model_get_title (json), ==, "Json");
  g_assert_null (pen_model_get_description (json));
  g_assert_cmpint (pen_model_get_status (form), ==, PEN_MODEL_CURRENT);
  g_assert_cmpint (pen_model_get_status (json), ==, PEN_MODEL_RETIRING);
  g_assert_cmpint (pen_model_get_status (less), ==, PEN_MODEL_RETIRED);
  g_assert_cmpstr (pen_model_get_retires (json), ==, "2026-12-31");
  g_assert_cmpstr (pen_model_get_price_text (form), ==, "About $0.065 a picture (6.5 credits)");
  g_assert_cmpstr (pen_model_get_price_text (json), ==, "Free");
  g_assert_null (pen_model_get_price_text (less));
  g_assert_cmpstr (pen_model_get_price_date (form), ==, "2026-11-23");
  g_assert_cmpstr (pen_model_get_price_source (form), ==, "https://example.com/prices");

  g_assert_cmpuint (tasks->len, ==, 2);
  g_assert_cmpint (g_array_index (tasks, PenTask, 0), ==, PEN_TASK_TEXT_TO_IMAGE);
  g_assert_cmpint (g_array_index (tasks, PenTask, 1), ==, PEN_TASK_IMAGE_TO_IMAGE);
  g_assert_true (pen_model_has_task (form, PEN_TASK_IMAGE_TO_IMAGE));
  g_assert_false (pen_model_has_task (form, PEN_TASK_UPSCALE));
  g_assert_null (pen_model_find_parameter (form, PEN_TASK_UPSCALE, "cfg"));
  g_assert_null (pen_model_find_parameter (form, PEN_TASK_TEXT_TO_IMAGE, "other"));
  g_assert_nonnull (pen_model_find_parameter (form, PEN_TASK_TEXT_TO_IMAGE, "cfg"));

  g_object_get (json, "id", &id, "title", &title, NULL);
  g_assert_cmpstr (id, ==, "owner/json");
  g_assert_cmpstr (title, ==, "Json");

  g_assert_finalize_object (catalogue);
}

static void
test_prices (void)
{
  static const struct
  {
    const char *price;
    const char *text;
  } cases[] = {
    { "{'usd': 0.08, 'credits': 8}", "About $0.08 a picture (8 credits)" },
    { "{'usd': 0.01, 'credits': 1}", "About $0.01 a picture (1 credit)" },
    { "{'usd': 0.1}", "About $0.10 a picture" },
    { "{'usd': 12}", "About $12.00 a picture" },
    { "{'usd': 0.0025}", "About $0.0025 a picture" },
    { "{'usd': 0}", "Free" },
    { "{}", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{'id': 'a', 'title': 'A', 'price': %s,"
                                               " 'tasks': {'upscale': {}}}", cases[i].price);
      g_autoptr(JsonNode) node = pen_test_json_node (text);
      g_autoptr(GError) error = NULL;
      g_autoptr(PenModel) model = pen_model_new_from_json ("p", json_node_get_object (node),
                                                           &error);

      g_assert_no_error (error);
      g_assert_cmpstr (pen_model_get_price_text (model), ==, cases[i].text);
    }
}

static void
test_spec (void)
{
  g_autoptr(PenCatalogue) catalogue = pen_test_catalogue_new ();
  PenModel *form = pen_catalogue_find_model (catalogue, "form");
  PenTaskSpec *text = pen_model_get_spec (form, PEN_TASK_TEXT_TO_IMAGE);
  PenTaskSpec *edit = pen_model_get_spec (form, PEN_TASK_IMAGE_TO_IMAGE);
  PenTaskSpec *json = pen_model_get_spec (pen_catalogue_find_model (catalogue, "owner/json"),
                                          PEN_TASK_IMAGE_TO_IMAGE);
  PenTaskSpec *less = pen_model_get_spec (pen_catalogue_find_model (catalogue, "less"),
                                          PEN_TASK_IMAGE_TO_IMAGE);

  g_assert_cmpint (text->task, ==, PEN_TASK_TEXT_TO_IMAGE);
  g_assert_cmpstr (text->method, ==, "POST");
  g_assert_cmpint (text->style, ==, PEN_BODY_STYLE_FORM);
  g_assert_true (text->prompt_required);
  g_assert_cmpuint (text->max_count, ==, 1);
  g_assert_cmpfloat (text->price_usd, ==, 0.065);
  g_assert_cmpfloat (edit->price_usd, ==, 0.1);
  g_assert_cmpfloat (less->price_usd, <, 0);
  g_assert_cmpfloat (text->fields[PEN_ROLE_SEED]->maximum, ==, 4294967294.0);
  g_assert_null (text->fields[PEN_ROLE_STRENGTH]);

  g_assert_cmpuint (edit->limits.max_bytes, ==, 1000);
  g_assert_cmpuint (edit->limits.max_request_bytes, ==, 2000);
  g_assert_cmpuint (edit->limits.min_pixels, ==, 4096);
  g_assert_cmpuint (edit->limits.max_pixels, ==, 9437184);
  g_assert_cmpuint (edit->limits.min_side, ==, 64);
  g_assert_cmpuint (edit->limits.max_side, ==, 16384);
  g_assert_cmpuint (edit->limits.multiple, ==, 8);
  g_assert_cmpfloat (edit->limits.min_aspect, ==, 0.4);
  g_assert_cmpfloat (edit->limits.max_aspect, ==, 2.5);
  g_assert_cmpstr (edit->limits.formats[1], ==, "image/jpeg");
  g_assert_true (edit->limits.alpha);

  g_assert_cmpstr (json->endpoint, ==, "files");
  g_assert_cmpstr (json->method, ==, "PUT");
  g_assert_cmpstr (json->path, ==, "/json");
  g_assert_cmpint (json->style, ==, PEN_BODY_STYLE_JSON);
  g_assert_cmpuint (json->max_count, ==, 4);
  g_assert_cmpuint (json->fields[PEN_ROLE_WIDTH]->multiple, ==, 64);
  g_assert_cmpuint (json->limits.multiple, ==, 1);
  g_assert_false (json->fields[PEN_ROLE_STRENGTH]->inverted);
  g_assert_true (less->fields[PEN_ROLE_STRENGTH]->inverted);
  g_assert_cmpfloat (less->fields[PEN_ROLE_COUNT]->fallback, ==, 4);
}

#define MODEL(task) \
  "{'id': 'p', 'title': 'P', 'endpoints': {'e': 'https://e.example'}, 'models': [" \
  "{'id': 'm', 'title': 'M', 'tasks': {'inpaint': " task "}}]}"
#define IN_TASK "Model “m”: Task “inpaint”: "

static const struct
{
  const char *text;
  const char *message;
} mistakes[] = {
  { "", "The file does not hold a JSON object" },
  { "nonsense", "Line 1 is not JSON" },
  { "// no comments\n{}", "Line 1 is not JSON" },
  { "{'id': 'p',\n'title': }", "Line 2 is not JSON" },
  { "[]", "The file does not hold a JSON object" },
  { "{'title': 'P'}", "“id” is missing" },
  { "{'id': '', 'title': 'P'}", "“id” is empty" },
  { "{'id': 7, 'title': 'P'}", "“id” must be a text" },
  { "{'id': 'p'}", "“title” is missing" },
  { "{'id': 'p', 'title': 'P', 'modles': []}", "“modles” is not known here" },
  { "{'id': 'p', 'title': 'P', 'models': {}}", "“models” must be a list" },
  { "{'id': 'p', 'title': 'P', 'models': [1]}", "“models” must be a list of objects" },
  { "{'id': 'p', 'title': 'P', 'local': 1}", "“local” must be true or false" },
  { "{'id': 'p', 'title': 'P', 'parallel': 1.5}",
    "“parallel” must be a whole number from 0 to 64" },
  { "{'id': 'p', 'title': 'P', 'parallel': 65}",
    "“parallel” must be a whole number from 0 to 64" },
  { "{'id': 'p', 'title': 'P', 'parallel': 'x'}", "“parallel” must be a number" },
  { "{'id': 'p', 'title': 'P', 'endpoints': {'a': 1}}", "Endpoints: “a” must be a text" },
  { "{'id': 'p', 'title': 'P', 'endpoints': 1}", "“endpoints” must be an object" },
  { "{'id': 'p', 'title': 'P', 'key': {'needed': 'maybe'}}",
    "Key: “needed” cannot be “maybe”, only one of: none, optional, required" },
  { "{'id': 'p', 'title': 'P', 'key': {'kind': 'ring'}}",
    "Key: “kind” cannot be “ring”, only one of: token, basic" },
  { "{'id': 'p', 'title': 'P', 'key': {'color': ''}}", "Key: “color” is not known here" },
  { "{'id': 'p', 'title': 'P', 'models': [{'title': 'M'}]}", "A model: “id” is missing" },
  { "{'id': 'p', 'title': 'P', 'models': [{'id': 'm'}]}", "Model “m”: “title” is missing" },
  { "{'id': 'p', 'title': 'P', 'models': [{'id': 'm', 'title': 'M', 'cost': 1}]}",
    "Model “m”: “cost” is not known here" },
  { "{'id': 'p', 'title': 'P', 'models': [{'id': 'm', 'title': 'M'}]}",
    "Model “m”: “tasks” is missing" },
  { "{'id': 'p', 'title': 'P', 'models': [{'id': 'm', 'title': 'M', 'tasks': {}}]}",
    "Model “m”: “tasks” is empty" },
  { "{'id': 'p', 'title': 'P', 'models': [{'id': 'm', 'title': 'M', 'tasks': {'cook': {}}}]}",
    "Model “m”: There is no task “cook”" },
  { "{'id': 'p', 'title': 'P', 'models': [{'id': 'm', 'title': 'M', 'tasks': {'erase': 1}}]}",
    "Model “m”: “erase” must be an object" },
  { "{'id': 'p', 'title': 'P', 'models': [{'id': 'm', 'title': 'M', 'status': 'old',"
    " 'tasks': {'erase': {}}}]}",
    "Model “m”: “status” cannot be “old”, only one of: current, retiring, retired" },
  { "{'id': 'p', 'title': 'P', 'models': [{'id': 'm', 'title': 'M', 'price': {'eur': 1},"
    " 'tasks': {'erase': {}}}]}", "Model “m”: Price: “eur” is not known here" },
  { "{'id': 'p', 'title': 'P', 'models': [{'id': 'm', 'title': 'M', 'tasks': {'erase': {}}},"
    " {'id': 'm', 'title': 'M', 'tasks': {'erase': {}}}]}", "Model “m” is there twice" },
  { MODEL ("{'endpoint': 'x'}"), IN_TASK "There is no endpoint “x”" },
  { MODEL ("{'method': 'DELETE'}"),
    IN_TASK "“method” cannot be “DELETE”, only one of: GET, POST, PUT" },
  { MODEL ("{'body': 'xml'}"),
    IN_TASK "“body” cannot be “xml”, only one of: none, json, form" },
  { MODEL ("{'roles': {'promt': {'field': 'p'}}}"),
    IN_TASK "“roles” cannot be “promt”, only one of: prompt, negative, search, "
    "source, mask, references, control, extend, strength, seed, count, aspect, width, height" },
  { MODEL ("{'roles': {'seed': {'min': 0}}}"), IN_TASK "Role “seed”: “field” is missing" },
  { MODEL ("{'roles': {'seed': {'field': 's', 'direction': 'more'}}}"),
    IN_TASK "Role “seed”: “direction” is not known here" },
  { MODEL ("{'roles': {'seed': {'field': 's', 'min': 9, 'max': 8}}}"),
    IN_TASK "Role “seed”: “min” is greater than “max”" },
  { MODEL ("{'roles': {'count': {'field': 'n', 'max': 1.5}}}"),
    IN_TASK "Role “count”: “max” must be a whole number from 0 to 1000" },
  { MODEL ("{'roles': {'prompt': {'field': 'p', 'required': 'yes'}}}"),
    IN_TASK "Role “prompt”: “required” must be true or false" },
  { MODEL ("{'roles': {'aspect': {'field': 'p', 'values': [1]}}}"),
    IN_TASK "Role “aspect”: “values” must be a list of texts" },
  { MODEL ("{'roles': {'strength': {'field': 'p', 'direction': 'up'}}}"),
    IN_TASK "Role “strength”: “direction” cannot be “up”, only one of: more, less" },
  { MODEL ("{'roles': {'seed': 's'}}"), IN_TASK "“seed” must be an object" },
  { MODEL ("{'limits': {'weight': 1}}"), IN_TASK "Limits: “weight” is not known here" },
  { MODEL ("{'price': {'usd': 'free'}}"), IN_TASK "Price: “usd” must be a number" },
  { MODEL ("{'price': 1}"), IN_TASK "“price” must be an object" },
  { MODEL ("{'parameters': [1]}"), IN_TASK "“parameters” must be a list of objects" },
  { MODEL ("{'parameters': [{}]}"), IN_TASK "A parameter: “name” is missing" },
  { MODEL ("{'parameters': [{'name': 'a', 'type': 'colour'}]}"),
    IN_TASK "Parameter “a”: “type” cannot be “colour”, only one of: boolean, integer, number, "
    "string, texts" },
  { MODEL ("{'parameters': [{'name': 'a', 'type': 'string'}, {'name': 'a', 'type': 'string'}"
           "]}"), IN_TASK "Parameter “a” is there twice" },
  { MODEL ("{'parameters': [{'name': 'a', 'type': 'integer', 'enum': ['1']}]}"),
    IN_TASK "Parameter “a”: “enum” must be a list of values of the type “integer”" },
  { MODEL ("{'parameters': [{'name': 'a', 'type': 'boolean', 'enum': ['1']}]}"),
    IN_TASK "Parameter “a”: Only a text or a number can have “enum”, and only a text “list”" },
  { MODEL ("{'parameters': [{'name': 'a', 'type': 'string', 'enum': []}]}"),
    IN_TASK "Parameter “a”: “enum” is empty" },
  { MODEL ("{'parameters': [{'name': 'a', 'type': 'string', 'enum': ['x'], 'titles': []}]}"),
    IN_TASK "Parameter “a”: “titles” must have as many texts as “enum”" },
  { MODEL ("{'parameters': [{'name': 'a', 'type': 'string', 'maximum': 9}]}"),
    IN_TASK "Parameter “a”: Only a number can have “minimum”, “maximum” or “step”" },
  { MODEL ("{'parameters': [{'name': 'a', 'type': 'number', 'minimum': 2, 'maximum': 1}]}"),
    IN_TASK "Parameter “a”: “minimum” is greater than “maximum”" },
  { MODEL ("{'parameters': [{'name': 'a', 'type': 'number', 'maximum': 1, 'default': 2}]}"),
    IN_TASK "Parameter “a”: “default”: “a” must be at most 1" },
};

static void
test_errors (void)
{

  for (gsize i = 0; i < G_N_ELEMENTS (mistakes); i++)
    {
      g_autoptr(GBytes) bytes = pen_test_json_bytes (mistakes[i].text);
      g_autoptr(GError) error = NULL;

      g_assert_null (pen_catalogue_new_from_bytes (bytes, &error));
      g_assert_error (error, PEN_ERROR, PEN_ERROR_FAILED);
      g_assert_cmpstr (error->message, ==, mistakes[i].message);
    }
}

static void
test_not_utf8 (void)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static ("{\"id\": \"\xff\"}", 12);
  g_autoptr(GError) error = NULL;

  g_assert_null (pen_catalogue_new_from_bytes (bytes, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_FAILED);
}

static gboolean
overlay (PenCatalogue  *catalogue,
         const char    *text,
         GError       **error)
{
  g_autoptr(GBytes) bytes = pen_test_json_bytes (text);

  return pen_catalogue_overlay (catalogue, bytes, error);
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
test_overlay (void)
{
  PenCatalogue *catalogue = pen_test_catalogue_new ();
  GListModel *models = pen_catalogue_get_models (catalogue);
  g_autoptr(PenModel) first = NULL;
  g_autoptr(GError) error = NULL;
  guint changes = 0;
  guint titles = 0;

  g_signal_connect_swapped (models, "items-changed", G_CALLBACK (count_cb), &changes);
  g_signal_connect_swapped (catalogue, "notify::title", G_CALLBACK (count_cb), &titles);

  g_assert_true (overlay (catalogue,
                          "{'id': 'test', 'title': 'Mine', 'description': 'D', 'facts': 'F',"
                          " 'endpoints': {'test': 'http://127.0.0.1:1', 'new': 'http://n'},"
                          " 'parallel': 7, 'local': false,"
                          " 'key': {'needed': 'optional', 'environment': 'OTHER'},"
                          " 'models': [{'id': 'form', 'title': 'New Form', 'tasks':"
                          " {'upscale': {'endpoint': 'files'}}},"
                          " {'id': 'extra', 'title': 'Extra', 'tasks':"
                          " {'upscale': {'endpoint': 'new'}}}]}", &error));
  g_assert_no_error (error);
  g_assert_cmpuint (changes, ==, 2);
  g_assert_cmpuint (titles, ==, 1);

  g_assert_cmpuint (g_list_model_get_n_items (models), ==, 5);
  first = g_list_model_get_item (models, 0);
  g_assert_cmpstr (pen_model_get_title (first), ==, "New Form");
  g_assert_false (pen_model_has_task (first, PEN_TASK_TEXT_TO_IMAGE));
  g_assert_nonnull (pen_catalogue_find_model (catalogue, "extra"));
  g_assert_nonnull (pen_catalogue_find_model (catalogue, "bare"));
  g_assert_cmpstr (pen_catalogue_get_title (catalogue), ==, "Mine");
  g_assert_cmpstr (pen_catalogue_get_description (catalogue), ==, "D");
  g_assert_cmpstr (pen_catalogue_get_date (catalogue), ==, "F");
  g_assert_cmpstr (pen_catalogue_get_address (catalogue, "test"), ==, "http://127.0.0.1:1");
  g_assert_cmpuint (g_strv_length ((char **) pen_catalogue_get_endpoints (catalogue)), ==, 3);
  g_assert_cmpuint (pen_catalogue_get_parallel (catalogue), ==, 7);
  g_assert_false (pen_catalogue_is_local (catalogue));
  g_assert_cmpint (pen_catalogue_get_key_need (catalogue), ==, PEN_KEY_OPTIONAL);
  g_assert_false (pen_catalogue_key_is_password (catalogue));
  g_assert_cmpstr (pen_catalogue_get_key_variable (catalogue), ==, "OTHER");
  g_assert_cmpstr (pen_catalogue_get_key_page (catalogue), ==, "https://example.com/keys");

  g_clear_object (&first);
  g_assert_finalize_object (catalogue);
}

/* A model of the user's can go again, and what it stood over comes back. */
static void
test_remove_model (void)
{
  g_autoptr(PenCatalogue) catalogue = pen_test_catalogue_new ();
  GListModel *models = pen_catalogue_get_models (catalogue);

  g_autoptr(GBytes) bytes =
    pen_test_json_bytes ("{'models': [{'id': 'form', 'title': 'Mine', 'tasks': {'erase': {}}},"
                         " {'id': 'extra', 'title': 'Extra', 'notes': ['N'], 'tasks':"
                         " {'erase': {}}}]}");

  for (guint i = 0; i < 2; i++)
    g_assert_true (pen_catalogue_overlay_users (catalogue, bytes, NULL));
  g_assert_true (overlay (catalogue, "{'models': [{'id': 'found', 'title': 'F', 'tasks':"
                          " {'erase': {}}}]}", NULL));

  g_assert_cmpuint (g_list_model_get_n_items (models), ==, 6);
  g_assert_false (pen_model_is_users (pen_catalogue_find_model (catalogue, "found")));
  g_assert_true (pen_model_is_users (pen_catalogue_find_model (catalogue, "form")));
  g_assert_true (pen_model_is_users (pen_catalogue_find_model (catalogue, "extra")));
  g_assert_false (pen_model_is_users (pen_catalogue_find_model (catalogue, "bare")));
  g_assert_cmpstr (pen_model_get_notes (pen_catalogue_find_model (catalogue, "extra"))[0], ==,
                   "N");
  g_assert_null (pen_model_get_notes (pen_catalogue_find_model (catalogue, "bare")));

  g_assert_true (pen_catalogue_remove_model (catalogue, "found"));
  g_assert_false (pen_catalogue_remove_model (catalogue, "none"));
  g_assert_true (pen_catalogue_remove_model (catalogue, "extra"));
  g_assert_null (pen_catalogue_find_model (catalogue, "extra"));
  g_assert_true (pen_catalogue_remove_model (catalogue, "form"));
  g_assert_cmpstr (pen_model_get_title (pen_catalogue_find_model (catalogue, "form")), ==,
                   "Form");
  g_assert_cmpuint (g_list_model_get_n_items (models), ==, 4);
}

/* Whatever is wrong in a user's file: what was there stays, to the last model. */
static void
test_overlay_wrong (void)
{
  static const struct
  {
    const char *text;
    const char *message;
  } cases[] = {
    { "{", "Line 1 is not JSON" },
    { "{'id': 'stability'}", "“id” is “stability”, but this file belongs to “test”" },
    { "{'title': 'X', 'parallel': 9, 'endpoints': {'test': 'http://x'}, 'models': ["
      " {'id': 'good', 'title': 'Good', 'tasks': {'erase': {}}},"
      " {'id': 'bad', 'title': 'Bad', 'tasks': {'erase': {'roles': {'sead': {}}}}}]}",
      "Model “bad”: Task “erase”: “roles” cannot be “sead”, only one of: prompt, negative, search, "
      "source, mask, references, control, extend, strength, seed, count, aspect, width, "
      "height" },
    { "{'title': 'X', 'models': [{'id': 'a', 'title': 'A', 'tasks': {'erase':"
      " {'endpoint': 'nowhere'}}}]}",
      "Model “a”: Task “erase”: There is no endpoint “nowhere”" },
  };
  g_autoptr(PenCatalogue) catalogue = pen_test_catalogue_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_false (overlay (catalogue, cases[i].text, &error));
      g_assert_error (error, PEN_ERROR, PEN_ERROR_FAILED);
      g_assert_cmpstr (error->message, ==, cases[i].message);

      g_assert_cmpstr (pen_catalogue_get_title (catalogue), ==, "Test");
      g_assert_cmpuint (pen_catalogue_get_parallel (catalogue), ==, 3);
      g_assert_cmpstr (pen_catalogue_get_address (catalogue, "test"), ==,
                       "https://api.example.com/v1");
      g_assert_cmpuint (g_list_model_get_n_items (pen_catalogue_get_models (catalogue)), ==, 4);
    }
}

static void
test_lists (void)
{
  g_autoptr(PenCatalogue) catalogue = pen_test_catalogue_new ();
  const char *values[] = { "Euler", "Heun", NULL };

  g_assert_null (pen_catalogue_get_list (catalogue, "samplers"));

  pen_catalogue_set_list (catalogue, "samplers", values);
  g_assert_cmpstrv (pen_catalogue_get_list (catalogue, "samplers"), values);

  pen_catalogue_set_list (catalogue, "samplers", values + 1);
  g_assert_cmpstrv (pen_catalogue_get_list (catalogue, "samplers"), values + 1);

  pen_catalogue_set_list (catalogue, "samplers", NULL);
  g_assert_null (pen_catalogue_get_list (catalogue, "samplers"));
}

static void
test_title (void)
{
  g_autoptr(PenCatalogue) catalogue = pen_test_catalogue_new ();
  guint count = 0;

  g_signal_connect_swapped (catalogue, "notify::title", G_CALLBACK (count_cb), &count);
  pen_catalogue_set_title (catalogue, "Test");
  g_assert_cmpuint (count, ==, 0);
  pen_catalogue_set_title (catalogue, "Other");
  g_assert_cmpuint (count, ==, 1);
  g_assert_cmpstr (pen_catalogue_get_title (catalogue), ==, "Other");
}

/* What a service says of a model does not undo what the user says of it. */
static void
test_take_entry (void)
{
  g_autoptr(PenCatalogue) catalogue = pen_test_catalogue_new ();
  g_autoptr(GBytes) bytes = pen_test_json_bytes ("{'models': [{'id': 'bare', 'title': 'Mine',"
                                                 " 'tasks': {'text-to-image': {}}}]}");
  static const char * const ids[] = { "bare", "new" };
  g_autoptr(GError) error = NULL;

  g_assert_true (pen_catalogue_overlay_users (catalogue, bytes, &error));
  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autofree char *text = g_strdup_printf ("{'id': '%s', 'title': 'Theirs',"
                                               " 'tasks': {'text-to-image': {}}}", ids[i]);
      g_autoptr(JsonNode) node = pen_test_json_node (text);

      pen_catalogue_take_entry (catalogue, json_node_dup_object (node));
    }

  g_assert_cmpstr (pen_model_get_title (pen_catalogue_find_model (catalogue, "bare")), ==, "Mine");
  g_assert_cmpstr (pen_model_get_title (pen_catalogue_find_model (catalogue, "new")), ==,
                   "Theirs");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/catalogue/members", test_members);
  g_test_add_func ("/catalogue/model", test_model);
  g_test_add_func ("/catalogue/prices", test_prices);
  g_test_add_func ("/catalogue/spec", test_spec);
  g_test_add_func ("/catalogue/errors", test_errors);
  g_test_add_func ("/catalogue/not-utf8", test_not_utf8);
  g_test_add_func ("/catalogue/overlay", test_overlay);
  g_test_add_func ("/catalogue/remove-model", test_remove_model);
  g_test_add_func ("/catalogue/overlay-wrong", test_overlay_wrong);
  g_test_add_func ("/catalogue/lists", test_lists);
  g_test_add_func ("/catalogue/title", test_title);
  g_test_add_func ("/catalogue/take-entry", test_take_entry);

  return g_test_run ();
}
