/* test-json.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-json"

#include "config.h"

#include <string.h>

#include "pen-error.h"
#include "pen-json.h"

#define DOCUMENT \
  "{ \"text\": \"words\", \"int\": 7, \"whole\": 3.0, \"part\": 2.5, \"huge\": 1e300," \
  "  \"beyond\": 1e999," \
  "  \"yes\": true, \"null\": null, \"object\": { \"a\": 1 }, \"array\": [ {}, \"b\", 3 ]," \
  "  \"limit\": 9223372036854775808.0 }"

static JsonNode *
parse (const char *text)
{
  g_autoptr(GError) error = NULL;
  JsonNode *root = pen_json_parse (text, -1, &error);

  g_assert_no_error (error);
  g_assert_nonnull (root);

  return root;
}

static void
test_parse (void)
{
  g_autoptr(JsonNode) object = parse (DOCUMENT);
  g_autoptr(JsonNode) marked = parse ("\xef\xbb\xbf{}");
  g_autoptr(JsonNode) array = parse (" [] ");
  g_autoptr(JsonNode) brackets = NULL;
  g_autofree char *fill = g_strnfill (1000, '[');
  g_autofree char *quoted = g_strdup_printf ("[\"\\\"%s\"]", fill);

  g_assert_true (JSON_NODE_HOLDS_OBJECT (object));
  g_assert_true (JSON_NODE_HOLDS_OBJECT (marked));
  g_assert_true (JSON_NODE_HOLDS_ARRAY (array));

  /* Brackets in a text are no nesting */
  brackets = parse (quoted);
  g_assert_true (JSON_NODE_HOLDS_ARRAY (brackets));
}

static void
test_parse_length (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) root = pen_json_parse ("[1]]]", 3, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (root)), ==, 1);
}

static void
test_parse_wrong (void)
{
  g_autofree char *deep = g_strnfill (1000000, '[');
  g_autofree char *deep_objects = g_strnfill (129, '{');
  g_autofree char *hidden_by_line = g_strconcat ("//\"\n", deep, NULL);
  g_autofree char *hidden_by_block = g_strconcat ("/*\"*/", deep, NULL);
  g_autofree char *hidden_by_hash = g_strconcat ("#\"\n", deep, NULL);
  g_autofree char *hidden_by_quote = g_strconcat ("['\"',", deep, NULL);
  const char *cases[] = {
    "", " \n", "{", "{\"a\":}", "<html>", "\"\xff\"", deep, deep_objects,
    /* What only looks like a string must not hide what follows. */
    hidden_by_line, hidden_by_block, hidden_by_hash, hidden_by_quote,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (pen_json_parse (cases[i], -1, &error));
      g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY);
    }
}

static void
test_root (void)
{
  g_autoptr(JsonNode) object = parse ("{}");
  g_autoptr(JsonNode) array = parse ("[]");
  g_autoptr(GError) error = NULL;

  g_assert_nonnull (pen_json_root_object (object, &error));
  g_assert_no_error (error);

  g_assert_null (pen_json_root_object (array, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY);
  g_clear_error (&error);

  g_assert_null (pen_json_root_object (NULL, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY);
}

#define ASSERT_WRONG(expression) \
  G_STMT_START { \
    g_autoptr(GError) error = NULL; \
    gpointer error_address = &error; \
    GError **at = error_address; \
    g_assert_null ((expression)); \
    g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY); \
  } G_STMT_END

static void
test_strict (void)
{
  g_autoptr(JsonNode) root = parse (DOCUMENT);
  JsonObject *object = json_node_get_object (root);
  JsonArray *array = pen_json_get_array (object, "array", NULL);

  g_assert_cmpstr (pen_json_get_string (object, "text", NULL), ==, "words");
  g_assert_nonnull (pen_json_get_object (object, "object", NULL));
  g_assert_cmpuint (json_array_get_length (array), ==, 3);
  g_assert_nonnull (pen_json_at_object (array, 0, NULL));
  g_assert_cmpstr (pen_json_at_string (array, 1, NULL), ==, "b");

  ASSERT_WRONG (pen_json_get_string (object, "int", at));
  ASSERT_WRONG (pen_json_get_string (object, "null", at));
  ASSERT_WRONG (pen_json_get_string (object, "array", at));
  ASSERT_WRONG (pen_json_get_string (object, "absent", at));
  ASSERT_WRONG (pen_json_get_object (object, "array", at));
  ASSERT_WRONG (pen_json_get_object (object, "absent", at));
  ASSERT_WRONG (pen_json_get_array (object, "object", at));
  ASSERT_WRONG (pen_json_get_array (object, "absent", at));
  ASSERT_WRONG (pen_json_at_object (array, 1, at));
  ASSERT_WRONG (pen_json_at_object (array, 3, at));
  ASSERT_WRONG (pen_json_at_string (array, 0, at));
  ASSERT_WRONG (pen_json_at_string (array, 2, at));
  ASSERT_WRONG (pen_json_at_string (array, G_MAXUINT, at));
  ASSERT_WRONG (pen_json_at_string (NULL, 0, at));
}

static void
test_fallback (void)
{
  g_autoptr(JsonNode) root = parse (DOCUMENT);
  JsonObject *object = json_node_get_object (root);

  g_assert_cmpstr (pen_json_string_or (object, "text", "no"), ==, "words");
  g_assert_cmpstr (pen_json_string_or (object, "int", "no"), ==, "no");
  g_assert_cmpstr (pen_json_string_or (object, "null", "no"), ==, "no");
  g_assert_cmpstr (pen_json_string_or (object, "absent", NULL), ==, NULL);
  g_assert_cmpstr (pen_json_string_or (NULL, "text", "no"), ==, "no");

  g_assert_cmpfloat (pen_json_double_or (object, "int", -1), ==, 7);
  g_assert_cmpfloat (pen_json_double_or (object, "part", -1), ==, 2.5);
  g_assert_cmpfloat (pen_json_double_or (object, "huge", -1), ==, 1e300);
  g_assert_cmpfloat (pen_json_double_or (object, "beyond", -1), ==, -1);
  g_assert_cmpfloat (pen_json_double_or (object, "text", -1), ==, -1);
  g_assert_cmpfloat (pen_json_double_or (object, "absent", -1), ==, -1);

  g_assert_cmpint (pen_json_int_or (object, "int", -1), ==, 7);
  g_assert_cmpint (pen_json_int_or (object, "whole", -1), ==, 3);
  g_assert_cmpint (pen_json_int_or (object, "part", -1), ==, -1);
  g_assert_cmpint (pen_json_int_or (object, "huge", -1), ==, -1);
  g_assert_cmpint (pen_json_int_or (object, "beyond", -1), ==, -1);
  g_assert_cmpint (pen_json_int_or (object, "limit", -1), ==, -1);
  g_assert_cmpint (pen_json_int_or (object, "yes", -1), ==, -1);
  g_assert_cmpint (pen_json_int_or (object, "absent", -1), ==, -1);

  g_assert_true (pen_json_boolean_or (object, "yes", FALSE));
  g_assert_true (pen_json_boolean_or (object, "int", TRUE));
  g_assert_false (pen_json_boolean_or (object, "absent", FALSE));

  g_assert_nonnull (pen_json_object_or (object, "object", NULL));
  g_assert_null (pen_json_object_or (object, "array", NULL));
  g_assert_true (pen_json_object_or (object, "absent", object) == object);
  g_assert_nonnull (pen_json_array_or (object, "array", NULL));
  g_assert_null (pen_json_array_or (object, "object", NULL));
}

static void
test_to_text (void)
{
  g_autoptr(JsonNode) root = parse ("{ \"a\" : [ 1, \"\\u00e9\" ] }");
  g_autofree char *text = pen_json_to_text (root);

  g_assert_cmpstr (text, ==, "{\"a\":[1,\"é\"]}");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/json/parse", test_parse);
  g_test_add_func ("/json/parse-length", test_parse_length);
  g_test_add_func ("/json/parse-wrong", test_parse_wrong);
  g_test_add_func ("/json/root", test_root);
  g_test_add_func ("/json/strict", test_strict);
  g_test_add_func ("/json/fallback", test_fallback);
  g_test_add_func ("/json/to-text", test_to_text);

  return g_test_run ();
}
