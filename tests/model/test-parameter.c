/* test-parameter.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-parameter"

#include "config.h"

#include "pen-error.h"
#include "pen-test-catalogue.h"

static PenParameter *
parameter_new (const char *text)
{
  g_autoptr(JsonNode) node = pen_test_json_node (text);
  g_autoptr(GError) error = NULL;
  PenParameter *parameter = pen_parameter_new_from_json (json_node_get_object (node), &error);

  g_assert_no_error (error);
  g_assert_nonnull (parameter);

  return parameter;
}

static void
test_members (void)
{
  g_autoptr(PenParameter) choice =
    parameter_new ("{'name': 'style', 'title': 'Style', 'description': 'D', 'type': 'string',"
                   " 'enum': ['a', 'b'], 'titles': ['A', ''], 'default': 'b'}");
  g_autoptr(PenParameter) number =
    parameter_new ("{'name': 'cfg', 'type': 'number', 'minimum': 1, 'step': 0.5}");
  g_autoptr(PenParameter) list =
    parameter_new ("{'name': 's', 'type': 'string', 'list': 'samplers'}");

  g_assert_cmpstr (choice->name, ==, "style");
  g_assert_cmpstr (choice->title, ==, "Style");
  g_assert_cmpstr (choice->description, ==, "D");
  g_assert_cmpint (choice->kind, ==, PEN_PARAMETER_CHOICE);
  g_assert_cmpstr (choice->choices[1], ==, "b");
  g_assert_cmpstr (choice->choice_titles[0], ==, "A");
  /* Not the header of the translations. */
  g_assert_cmpstr (choice->choice_titles[1], ==, "");
  g_assert_cmpstr (json_node_get_string (choice->fallback), ==, "b");

  g_assert_cmpstr (number->title, ==, "cfg");
  g_assert_null (number->description);
  g_assert_cmpint (number->kind, ==, PEN_PARAMETER_NUMBER);
  g_assert_cmpfloat (number->minimum, ==, 1);
  g_assert_cmpfloat (number->maximum, ==, G_MAXDOUBLE);
  g_assert_cmpfloat (number->step, ==, 0.5);
  g_assert_null (number->fallback);

  g_assert_cmpint (list->kind, ==, PEN_PARAMETER_CHOICE);
  g_assert_cmpstr (list->list, ==, "samplers");
  g_assert_null (list->choices);
}

#define INTEGER "{'name': 'n', 'type': 'integer', 'minimum': 1, 'maximum': 50}"
#define NUMBER "{'name': 'n', 'type': 'number', 'minimum': 0.5, 'maximum': 9}"
#define BOOLEAN "{'name': 'n', 'type': 'boolean'}"
#define CHOICE "{'name': 'n', 'type': 'string', 'enum': ['a', 'b']}"
#define LIST "{'name': 'n', 'type': 'string', 'list': 'l'}"
#define SIDES "{'name': 'n', 'type': 'integer', 'enum': [64, 128]}"
#define STEPS "{'name': 'n', 'type': 'number', 'enum': [1.5, 2]}"
#define TEXTS "{'name': 'n', 'type': 'texts'}"
#define STRING "{'name': 'n', 'type': 'string'}"
#define LEAST "{'name': 'n', 'type': 'number', 'minimum': 2}"
#define MOST "{'name': 'n', 'type': 'number', 'maximum': 2}"

/* What is typed, and what becomes of it: a value, or a sentence. */
static const struct
{
  const char *parameter;
  const char *text;
  const char *json;
  const char *message;
} typed[] = {
  { INTEGER, "7", "7", NULL },
  { INTEGER, "50", "50", NULL },
  { INTEGER, "51", NULL, "“n” must be from 1 to 50" },
  { INTEGER, "0", NULL, "“n” must be from 1 to 50" },
  { INTEGER, "7.5", NULL, "“n” must be a whole number" },
  { INTEGER, "seven", NULL, "“n” must be a number" },
  { INTEGER, "", NULL, "“n” must be a number" },
  { INTEGER, "7 ", NULL, "“n” must be a number" },
  { INTEGER, "99999999999999999999", NULL, "“n” must be from 1 to 50" },
  { NUMBER, "0.5", "0.5", NULL },
  { NUMBER, "9", "9.0", NULL },
  { NUMBER, "0,5", NULL, "“n” must be a number" },
  { NUMBER, "inf", NULL, "“n” must be a number" },
  { NUMBER, "nan", NULL, "“n” must be a number" },
  { NUMBER, "9.01", NULL, "“n” must be from 0.5 to 9" },
  { LEAST, "1", NULL, "“n” must be at least 2" },
  { LEAST, "1e9", "1000000000.0", NULL },
  { MOST, "3", NULL, "“n” must be at most 2" },
  { MOST, "-1e9", "-1000000000.0", NULL },
  { BOOLEAN, "true", "true", NULL },
  { BOOLEAN, "ON", "true", NULL },
  { BOOLEAN, "no", "false", NULL },
  { BOOLEAN, "0", "false", NULL },
  { BOOLEAN, "maybe", NULL, "“n” must be true or false" },
  { CHOICE, "b", "\"b\"", NULL },
  { CHOICE, "B", NULL, "“n” cannot be “B”, only one of: a, b" },
  { LIST, "Euler a", "\"Euler a\"", NULL },
  { LIST, "", NULL, "“n” must not be empty" },
  { SIDES, "128", "128", NULL },
  { SIDES, "100", NULL, "“n” cannot be “100”, only one of: 64, 128" },
  { SIDES, "wide", NULL, "“n” cannot be “wide”, only one of: 64, 128" },
  { STEPS, "1.5", "1.5", NULL },
  { STEPS, "2", "2", NULL },
  { TEXTS, "a, b c ,", "[\"a\",\"b c\"]", NULL },
  { TEXTS, "[\"a,b\"]", "[\"a,b\"]", NULL },
  { TEXTS, "", "[]", NULL },
  { TEXTS, "[1]", NULL, "“n” must be a list of texts" },
  { STRING, "", "\"\"", NULL },
  { STRING, "7", "\"7\"", NULL },
  { STRING, "\xff", NULL, "“n” must be a text" },
};

static void
test_parse (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      g_autoptr(PenParameter) parameter = parameter_new (typed[i].parameter);
      g_autoptr(GError) error = NULL;
      g_autoptr(JsonNode) value = pen_parameter_parse (parameter, typed[i].text, &error);
      g_autofree char *json = value != NULL ? json_to_string (value, FALSE) : NULL;

      g_assert_cmpstr (json, ==, typed[i].json);
      if (typed[i].message != NULL)
        {
          g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST);
          g_assert_cmpstr (error->message, ==, typed[i].message);
        }
      else
        {
          g_assert_no_error (error);
        }
    }
}

/* Values of another type, as a file or a program may hold them. */
static void
test_check_types (void)
{
  static const char * const parameters[] = {
    INTEGER, NUMBER, BOOLEAN, CHOICE, STRING, TEXTS,
    "{'name': 'n', 'type': 'integer', 'enum': [5, 6]}",
  };
  static const char * const values[] = { "null", "{}", "[]", "true", "5", "5.5", "\"a\"" };
  /* Which of @values each of @parameters takes. */
  static const gboolean good[7][7] = {
    { 0, 0, 0, 0, 1, 0, 0 },
    { 0, 0, 0, 0, 1, 1, 0 },
    { 0, 0, 0, 1, 0, 0, 0 },
    { 0, 0, 0, 0, 0, 0, 1 },
    { 0, 0, 0, 0, 0, 0, 1 },
    { 0, 0, 1, 0, 0, 0, 0 },
    { 0, 0, 0, 0, 1, 0, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (parameters); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (values); j++)
      {
        g_autoptr(PenParameter) parameter = parameter_new (parameters[i]);
        g_autoptr(JsonNode) value = pen_test_json_node (values[j]);
        g_autoptr(GError) error = NULL;

        g_assert_cmpint (pen_parameter_check (parameter, value, &error), ==, good[i][j]);
        if (!good[i][j])
          g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST);
      }
}

static void
test_is_default (void)
{
  g_autoptr(PenParameter) number =
    parameter_new ("{'name': 'n', 'type': 'number', 'default': 4}");
  g_autoptr(PenParameter) choice =
    parameter_new ("{'name': 'n', 'type': 'string', 'enum': ['a', 'b'], 'default': 'a'}");
  g_autoptr(PenParameter) none = parameter_new (NUMBER);
  g_autoptr(JsonNode) four = pen_test_json_node ("4.0");
  g_autoptr(JsonNode) five = pen_test_json_node ("5");
  g_autoptr(JsonNode) a = pen_test_json_node ("'a'");
  g_autoptr(JsonNode) b = pen_test_json_node ("'b'");

  g_assert_true (pen_parameter_is_default (number, four));
  g_assert_false (pen_parameter_is_default (number, five));
  g_assert_true (pen_parameter_is_default (choice, a));
  g_assert_false (pen_parameter_is_default (choice, b));
  g_assert_false (pen_parameter_is_default (none, four));
}

/* What is written reads back as the same. */
static void
test_to_json (void)
{
  static const char * const texts[] = {
    "{'name': 'a', 'title': 'A', 'description': 'D', 'type': 'string', 'default': 'y',"
    " 'enum': ['x', 'y'], 'titles': ['X', 'Y']}",
    "{'name': 'a', 'title': 'A', 'type': 'number', 'minimum': 1.0, 'maximum': 2.5,"
    " 'step': 0.5, 'default': 2}",
    "{'name': 'a', 'title': 'A', 'type': 'integer'}",
    "{'name': 'a', 'title': 'A', 'type': 'boolean', 'default': false}",
    "{'name': 'a', 'title': 'A', 'type': 'string', 'list': 'l'}",
    "{'name': 'a', 'title': 'A', 'type': 'string'}",
    "{'name': 'a', 'title': 'A', 'type': 'integer', 'enum': [1, 2], 'default': 2}",
    "{'name': 'a', 'title': 'A', 'type': 'number', 'enum': [1.5, 2.5]}",
    "{'name': 'a', 'title': 'A', 'type': 'texts', 'required': true, 'default': ['x']}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(JsonNode) node = pen_test_json_node (texts[i]);
      g_autoptr(PenParameter) parameter = parameter_new (texts[i]);
      g_autoptr(JsonNode) written = json_node_new (JSON_NODE_OBJECT);

      json_node_take_object (written, pen_parameter_to_json (parameter));
      g_assert_true (json_node_equal (node, written));
    }
}

/* What is shown can be typed again. */
static void
test_to_text (void)
{
  static const struct
  {
    const char *parameter;
    const char *value;
    const char *text;
  } cases[] = {
    { STRING, "'a, b'", "a, b" },
    { BOOLEAN, "false", "false" },
    { NUMBER, "2.5", "2.5" },
    { SIDES, "64", "64" },
    { STEPS, "1.5", "1.5" },
    { TEXTS, "['a', 'b c']", "a, b c" },
    { TEXTS, "['a,b', 'c']", "[\"a,b\",\"c\"]" },
    { TEXTS, "[]", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PenParameter) parameter = parameter_new (cases[i].parameter);
      g_autoptr(JsonNode) value = pen_test_json_node (cases[i].value);
      g_autofree char *text = pen_parameter_to_text (parameter, value);
      g_autoptr(JsonNode) back = pen_parameter_parse (parameter, text, NULL);

      g_assert_cmpstr (text, ==, cases[i].text);
      g_assert_true (json_node_equal (value, back));
    }
}

static void
test_tasks (void)
{
  for (PenTask task = 0; task < PEN_N_TASKS; task++)
    {
      PenTask back = PEN_N_TASKS;

      g_assert_true (pen_task_from_nick (pen_task_to_nick (task), &back));
      g_assert_cmpint (back, ==, task);
      g_assert_true (pen_task_from_nick (pen_task_to_nick (task), NULL));
      g_assert_cmpstr (pen_task_to_title (task), !=, "");
      g_assert_cmpint (pen_task_has_source (task), ==, task != PEN_TASK_TEXT_TO_IMAGE);
    }

  g_assert_cmpstr (pen_task_to_nick (PEN_TASK_REMOVE_BACKGROUND), ==, "remove-background");
  g_assert_false (pen_task_from_nick ("Inpaint", NULL));
  g_assert_false (pen_task_from_nick ("", NULL));
  g_assert_false (pen_task_from_nick (NULL, NULL));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/parameter/members", test_members);
  g_test_add_func ("/parameter/parse", test_parse);
  g_test_add_func ("/parameter/check-types", test_check_types);
  g_test_add_func ("/parameter/is-default", test_is_default);
  g_test_add_func ("/parameter/to-json", test_to_json);
  g_test_add_func ("/parameter/to-text", test_to_text);
  g_test_add_func ("/parameter/tasks", test_tasks);

  return g_test_run ();
}
