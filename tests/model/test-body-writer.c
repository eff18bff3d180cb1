/* test-body-writer.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-body-writer"

#include "config.h"

#include <locale.h>

#include "pen-body-writer.h"
#include "pen-error.h"
#include "pen-test-catalogue.h"

static PenBlob *
blob_new (const char *media_type)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static ("picture", 7);

  return pen_blob_new_for_bytes (bytes, media_type);
}

static void
set_parameter (PenRequest *request,
               const char *name,
               const char *json)
{
  g_autoptr(JsonNode) value = pen_test_json_node (json);

  pen_request_set_parameter (request, name, value);
}

/* The parts of a form in their order: “a=1|image=@image.png”. */
static char *
describe_form (PenBody *body)
{
  GPtrArray *parts = pen_body_get_parts (body);
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < parts->len; i++)
    {
      PenBodyPart *part = g_ptr_array_index (parts, i);

      g_string_append_printf (text, "%s%s=%s%s", i > 0 ? "|" : "", part->name,
                              part->blob != NULL ? "@" : "",
                              part->blob != NULL ? part->filename : part->text);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
assert_form (PenRequest *request,
             const char *expected)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PenBody) body = pen_body_writer_write (request, &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (pen_body_get_kind (body), ==, PEN_BODY_FORM);
  text = describe_form (body);
  g_assert_cmpstr (text, ==, expected);
}

static void
assert_json (PenRequest *request,
             const char *expected)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PenBody) body = pen_body_writer_write (request, &error);
  g_autoptr(JsonNode) node = pen_test_json_node (expected);

  g_assert_no_error (error);
  g_assert_cmpint (pen_body_get_kind (body), ==, PEN_BODY_JSON);
  g_assert_true (json_node_equal (pen_body_get_root (body), node));
}

static void
test_form_least (void)
{
  g_autoptr(PenCatalogue) catalogue = pen_test_catalogue_new ();
  g_autoptr(PenRequest) request = pen_test_request_new (catalogue, "form",
                                                        PEN_TASK_TEXT_TO_IMAGE);

  pen_request_set_prompt (request, "A fox");
  assert_form (request, "mode=fast|deep=1.5|prompt=A fox");

  /* What the service takes anyway, and what it has no field for. */
  set_parameter (request, "format", "'png'");
  set_parameter (request, "cfg", "4.0");
  set_parameter (request, "safe", "true");
  pen_request_set_strength (request, 0.3);
  pen_request_set_size (request, 64, 64);
  assert_form (request, "mode=fast|deep=1.5|prompt=A fox");
}

static void
test_form_most (void)
{
  g_autoptr(PenCatalogue) catalogue = pen_test_catalogue_new ();
  g_autoptr(PenRequest) request = pen_test_request_new (catalogue, "form",
                                                        PEN_TASK_TEXT_TO_IMAGE);

  pen_request_set_prompt (request, "A fox");
  pen_request_set_negative (request, "dog");
  pen_request_set_seed (request, 4294967294);
  pen_request_set_count (request, 5);
  pen_request_set_aspect (request, "16:9");
  set_parameter (request, "format", "'jpeg'");
  set_parameter (request, "cfg", "4.1");
  set_parameter (request, "steps", "30.0");
  set_parameter (request, "safe", "false");
  assert_form (request,
               "mode=fast|deep=1.5|prompt=A fox|negative_prompt=dog|seed=4294967294|"
               "aspect_ratio=16:9|format=jpeg|cfg=4.1|steps=30|safe=false");
}

static void
test_form_source (void)
{
  static const struct
  {
    const char *media_type;
    const char *expected;
  } cases[] = {
    { "image/png", "prompt=Red|image=@image.png|strength=0.35" },
    { "image/jpeg", "prompt=Red|image=@image.jpg|strength=0.35" },
    { "image/webp", "prompt=Red|image=@image.webp|strength=0.35" },
  };
  g_autoptr(PenCatalogue) catalogue = pen_test_catalogue_new ();
  g_autoptr(PenRequest) request = pen_test_request_new (catalogue, "form",
                                                        PEN_TASK_IMAGE_TO_IMAGE);

  pen_request_set_prompt (request, "Red");
  pen_request_set_source_path (request, "/tmp/secret name\".png");
  pen_request_set_strength (request, 0.35);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PenBlob) blob = blob_new (cases[i].media_type);

      pen_request_set_source (request, blob);
      assert_form (request, cases[i].expected);
    }
}

static void
test_no_source (void)
{
  g_autoptr(PenCatalogue) catalogue = pen_test_catalogue_new ();
  g_autoptr(PenRequest) request = pen_test_request_new (catalogue, "form",
                                                        PEN_TASK_IMAGE_TO_IMAGE);
  g_autoptr(GError) error = NULL;

  pen_request_set_source_path (request, "/tmp/photo.jpg");
  g_assert_null (pen_body_writer_write (request, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST);
}

static void
test_no_body (void)
{
  g_autoptr(PenCatalogue) catalogue = pen_test_catalogue_new ();
  g_autoptr(PenRequest) request = pen_test_request_new (catalogue, "bare",
                                                        PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(PenRequest) empty = pen_test_request_new (catalogue, "bare",
                                                      PEN_TASK_IMAGE_TO_IMAGE);
  g_autoptr(GError) error = NULL;

  g_assert_null (pen_body_writer_write (request, &error));
  g_assert_no_error (error);
  assert_json (empty, "{}");
}

/* A token stands for the picture: looked up, and then out of the way. */
static void
test_json (void)
{
  g_autoptr(PenCatalogue) catalogue = pen_test_catalogue_new ();
  g_autoptr(PenRequest) request = pen_test_request_new (catalogue, "owner/json",
                                                        PEN_TASK_IMAGE_TO_IMAGE);
  g_autoptr(PenBlob) blob = blob_new ("image/jpeg");
  g_autoptr(PenBody) body = NULL;
  g_autoptr(JsonNode) expected = NULL;
  g_autoptr(GError) error = NULL;
  JsonArray *images;
  PenBlob *found = NULL;
  const char *prefix = NULL;

  pen_request_set_prompt (request, "Red “x”\n");
  pen_request_set_negative (request, "blue");
  pen_request_set_source (request, blob);
  pen_request_set_source_size (request, 640, 480);
  pen_request_set_strength (request, 0.355);
  pen_request_set_seed (request, 9);
  pen_request_set_count (request, 3);
  set_parameter (request, "steps", "30");
  set_parameter (request, "options.sampler", "'Euler a'");
  set_parameter (request, "label", "''");

  body = pen_body_writer_write (request, &error);
  g_assert_no_error (error);

  images = json_object_get_array_member (
    json_object_get_object_member (json_node_get_object (pen_body_get_root (body)), "input"),
    "images");
  g_assert_cmpuint (json_array_get_length (images), ==, 1);
  g_assert_true (pen_body_lookup (body, json_array_get_string_element (images, 0), &found,
                                  &prefix));
  g_assert_true (found == blob);
  g_assert_cmpstr (prefix, ==, "data:image/jpeg;base64,");

  json_array_remove_element (images, 0);
  expected = pen_test_json_node ("{'options': {'safe': true, 'sampler': 'Euler a'}, 'steps': 30,"
                                 " 'input': {'prompt': 'Red “x”\\n', 'negative': 'blue',"
                                 " 'images': [], 'strength': 35.5, 'seed': 9, 'width': 640,"
                                 " 'height': 512}, 'n': 3, 'label': ''}");
  g_assert_true (json_node_equal (pen_body_get_root (body), expected));
}

/* A fixed value gives way to the user's, and is sent even where it is the default. */
static void
test_fixed_parameter (void)
{
  g_autoptr(PenCatalogue) catalogue = pen_test_catalogue_new ();
  g_autoptr(PenRequest) request = pen_test_request_new (catalogue, "owner/json",
                                                        PEN_TASK_IMAGE_TO_IMAGE);
  g_autoptr(PenBlob) blob = blob_new ("image/png");
  static const char * const values[] = { "20", "21", NULL };

  pen_request_set_source (request, blob);
  for (guint i = 0; values[i] != NULL; i++)
    {
      g_autoptr(PenBody) body = NULL;

      set_parameter (request, "steps", values[i]);
      body = pen_body_writer_write (request, NULL);
      g_assert_cmpint (json_object_get_int_member (
                         json_node_get_object (pen_body_get_root (body)), "steps"),
                       ==, 20 + i);
    }
}

/* Our “how much may change” on scales of any direction and range. */
static void
test_strength (void)
{
  static const double cases[][3] = {
    /* ours, 0 to 1 the other way, 0 to 100 */
    { 0, 1, 0 },
    { 0.55, 0.45, 55 },
    { 0.8, 0.2, 80 },
    { 1, 0, 100 },
    { 0.333333, 0.6667, 33.3333 },
  };
  g_autoptr(PenCatalogue) catalogue = pen_test_catalogue_new ();
  g_autoptr(PenRequest) less = pen_test_request_new (catalogue, "less",
                                                     PEN_TASK_IMAGE_TO_IMAGE);
  g_autoptr(PenRequest) json = pen_test_request_new (catalogue, "owner/json",
                                                     PEN_TASK_IMAGE_TO_IMAGE);
  g_autoptr(PenBlob) blob = blob_new ("image/png");

  pen_request_set_source (less, blob);
  pen_request_set_source (json, blob);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PenBody) less_body = NULL;
      g_autoptr(PenBody) json_body = NULL;
      JsonObject *input;

      pen_request_set_strength (less, cases[i][0]);
      pen_request_set_strength (json, cases[i][0]);
      less_body = pen_body_writer_write (less, NULL);
      json_body = pen_body_writer_write (json, NULL);
      input = json_object_get_object_member (json_node_get_object (
                                               pen_body_get_root (json_body)), "input");

      g_assert_cmpfloat (json_object_get_double_member (
                           json_node_get_object (pen_body_get_root (less_body)), "keep"),
                         ==, cases[i][1]);
      g_assert_cmpfloat (json_object_get_double_member (input, "strength"), ==, cases[i][2]);
    }
}

/* A scale without the ends of ours is cut off, and only a shorter one is stretched. */
static void
test_strength_ends (void)
{
  static const struct { const char *scale; double ours; double theirs; } cases[] = {
    { "'min': 0.1, 'max': 0.9, 'direction': 'less'", 0.5, 0.5 },
    { "'min': 0.1, 'max': 0.9, 'direction': 'less'", 0.8, 0.2 },
    { "'min': 0.1, 'max': 0.9, 'direction': 'less'", 1, 0.1 },
    { "'min': 0.1, 'max': 0.9, 'direction': 'less'", 0, 0.9 },
    { "'min': 0.01, 'max': 1", 0.35, 0.35 },
    { "'min': 0.01, 'max': 1", 0, 0.01 },
    { "'min': 0.2, 'max': 0.5", 0.5, 0.35 },
    { "'min': 0.2, 'max': 0.5", 1, 0.5 },
  };
  g_autoptr(PenBlob) blob = blob_new ("image/png");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{'id': 'm', 'title': 'M', 'tasks': {"
                                               "'image-to-image': {'body': 'json', 'roles': {"
                                               "'source': {'field': 'image'}, 'strength': "
                                               "{'field': 'strength', %s}}}}}", cases[i].scale);
      g_autoptr(JsonNode) node = pen_test_json_node (text);
      g_autoptr(PenModel) model = pen_model_new_from_json ("test", json_node_get_object (node),
                                                           NULL);
      g_autoptr(PenRequest) request = pen_request_new (model, PEN_TASK_IMAGE_TO_IMAGE);
      g_autoptr(PenBody) body = NULL;

      pen_request_set_source (request, blob);
      pen_request_set_strength (request, cases[i].ours);
      body = pen_body_writer_write (request, NULL);
      g_assert_cmpfloat (json_object_get_double_member (
                           json_node_get_object (pen_body_get_root (body)), "strength"),
                         ==, cases[i].theirs);
    }
}

static void
test_big_seed (void)
{
  static const guint64 seeds[] = { 9007199254740993, G_MAXINT64 };
  g_autoptr(PenCatalogue) catalogue = pen_test_catalogue_new ();
  g_autoptr(PenRequest) request = pen_test_request_new (catalogue, "less",
                                                        PEN_TASK_IMAGE_TO_IMAGE);
  g_autoptr(PenBlob) blob = blob_new ("image/png");

  pen_request_set_source (request, blob);
  for (gsize i = 0; i < G_N_ELEMENTS (seeds); i++)
    {
      g_autoptr(PenBody) body = NULL;

      pen_request_set_seed (request, seeds[i]);
      g_assert_true (pen_request_check (request, NULL));
      body = pen_body_writer_write (request, NULL);
      g_assert_cmpint (json_object_get_int_member (
                         json_node_get_object (pen_body_get_root (body)), "seed"),
                       ==, (gint64) seeds[i]);
    }
}

static void
test_defaults_of_roles (void)
{
  g_autoptr(PenCatalogue) catalogue = pen_test_catalogue_new ();
  g_autoptr(PenRequest) text = pen_test_request_new (catalogue, "less",
                                                     PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(PenRequest) edit = pen_test_request_new (catalogue, "less",
                                                     PEN_TASK_IMAGE_TO_IMAGE);
  g_autoptr(PenBlob) blob = blob_new ("image/png");
  g_autoptr(PenBody) one = NULL;
  g_autoptr(PenBody) four = NULL;

  pen_request_set_size (text, 512, 512);
  assert_json (text, "{}");
  pen_request_set_size (text, 512, 513);
  assert_json (text, "{'w': 512, 'h': 513}");

  /* This service makes four unless it is told. */
  pen_request_set_source (edit, blob);
  one = pen_body_writer_write (edit, NULL);
  pen_request_set_count (edit, 9);
  four = pen_body_writer_write (edit, NULL);
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (pen_body_get_root (one)),
                                               "n"), ==, 1);
  g_assert_false (json_object_has_member (json_node_get_object (pen_body_get_root (four)), "n"));
}

/* Makes a locale with a decimal comma in a folder of the test's, and enters it. */
static void
enter_comma_locale (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "de_DE.UTF-8", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) localedef =
    g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error,
                      "localedef", "-i", "de_DE", "-f", "UTF-8", path, NULL);

  g_assert_no_error (error);
  g_subprocess_wait_check (localedef, NULL, &error);
  g_assert_no_error (error);

  g_setenv ("LOCPATH", folder, TRUE);
  g_assert_nonnull (setlocale (LC_ALL, "de_DE.UTF-8"));
}

static void
test_locale (void)
{
  g_autofree char *folder = g_dir_make_tmp ("pen-locale-XXXXXX", NULL);
  g_autofree char *number = NULL;
  g_autoptr(PenCatalogue) catalogue = pen_test_catalogue_new ();
  g_autoptr(PenRequest) request = pen_test_request_new (catalogue, "form",
                                                        PEN_TASK_IMAGE_TO_IMAGE);
  g_autoptr(PenRequest) text = pen_test_request_new (catalogue, "form",
                                                     PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(PenBlob) blob = blob_new ("image/png");
  g_autoptr(JsonNode) value = NULL;
  g_autoptr(GSubprocess) remove = NULL;
  PenParameter *cfg;

  enter_comma_locale (folder);
  number = g_strdup_printf ("%.1f", 0.5);
  g_assert_cmpstr (number, ==, "0,5");

  pen_request_set_prompt (request, "Red");
  pen_request_set_source (request, blob);
  pen_request_set_strength (request, 0.35);
  assert_form (request, "prompt=Red|image=@image.png|strength=0.35");

  pen_request_set_prompt (text, "A fox");
  cfg = pen_model_find_parameter (pen_request_get_model (text), PEN_TASK_TEXT_TO_IMAGE, "cfg");
  value = pen_parameter_parse (cfg, "7.25", NULL);
  g_assert_nonnull (value);
  pen_request_set_parameter (text, "cfg", value);
  assert_form (text, "mode=fast|deep=1.5|prompt=A fox|cfg=7.25");

  g_assert_nonnull (setlocale (LC_ALL, "C.UTF-8"));
  g_unsetenv ("LOCPATH");
  remove = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, "rm", "-r", "--", folder, NULL);
  g_assert_true (g_subprocess_wait_check (remove, NULL, NULL));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/body-writer/form-least", test_form_least);
  g_test_add_func ("/body-writer/form-most", test_form_most);
  g_test_add_func ("/body-writer/form-source", test_form_source);
  g_test_add_func ("/body-writer/no-source", test_no_source);
  g_test_add_func ("/body-writer/no-body", test_no_body);
  g_test_add_func ("/body-writer/json", test_json);
  g_test_add_func ("/body-writer/fixed-parameter", test_fixed_parameter);
  g_test_add_func ("/body-writer/strength", test_strength);
  g_test_add_func ("/body-writer/strength-ends", test_strength_ends);
  g_test_add_func ("/body-writer/big-seed", test_big_seed);
  g_test_add_func ("/body-writer/defaults-of-roles", test_defaults_of_roles);
  g_test_add_func ("/body-writer/locale", test_locale);

  return g_test_run ();
}
