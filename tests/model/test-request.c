/* test-request.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-request"

#include "config.h"

#include <math.h>

#include "pen-error.h"
#include "pen-json.h"
#include "pen-test-catalogue.h"

typedef struct
{
  PenCatalogue *catalogue;
  PenRequest   *text;   /* of “form” */
  PenRequest   *edit;   /* of “owner/json” */
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->catalogue = pen_test_catalogue_new ();
  fixture->text = pen_test_request_new (fixture->catalogue, "form", PEN_TASK_TEXT_TO_IMAGE);
  fixture->edit = pen_test_request_new (fixture->catalogue, "owner/json",
                                        PEN_TASK_IMAGE_TO_IMAGE);
  pen_request_set_prompt (fixture->text, "A fox");
  pen_request_set_source_path (fixture->edit, "/tmp/photo.jpg");
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->text);
  g_assert_finalize_object (fixture->edit);
  g_assert_finalize_object (fixture->catalogue);
}

static void
set_parameter (PenRequest *request,
               const char *name,
               const char *json)
{
  g_autoptr(JsonNode) value = pen_test_json_node (json);

  pen_request_set_parameter (request, name, value);
}

static void
assert_good (PenRequest *request)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (pen_request_check (request, &error));
  g_assert_no_error (error);
}

static void
assert_refused (PenRequest *request,
                const char *message)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (pen_request_check (request, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST);
  g_assert_cmpstr (error->message, ==, message);
}

static void
assert_notes (PenRequest *request,
              const char *joined)
{
  g_auto(GStrv) notes = pen_request_get_notes (request);
  g_autofree char *text = g_strjoinv ("|", notes);

  g_assert_cmpstr (text, ==, joined);
}

static void
test_new (Fixture       *fixture,
          gconstpointer  data)
{
  PenRequest *request = pen_test_request_new (fixture->catalogue, "bare",
                                              PEN_TASK_IMAGE_TO_IMAGE);
  guint width = 1;
  guint height = 1;

  g_assert_cmpstr (pen_request_get_prompt (request), ==, "");
  g_assert_cmpstr (pen_request_get_negative (request), ==, "");
  g_assert_cmpfloat (pen_request_get_strength (request), ==, 0.8);
  g_assert_cmpuint (pen_request_get_count (request), ==, 1);
  g_assert_cmpuint (pen_request_get_seed (request), ==, 0);
  g_assert_cmpint (pen_request_get_parent (request), ==, 0);
  g_assert_null (pen_request_get_aspect (request));
  g_assert_null (pen_request_get_source (request));
  pen_request_get_size (request, &width, &height);
  g_assert_cmpuint (width + height, ==, 0);
  g_assert_cmpint (pen_request_get_task (request), ==, PEN_TASK_IMAGE_TO_IMAGE);
  g_assert_true (pen_request_get_spec (request) ==
                 pen_model_get_spec (pen_request_get_model (request), PEN_TASK_IMAGE_TO_IMAGE));

  g_assert_finalize_object (request);
}

static void
test_texts (Fixture       *fixture,
            gconstpointer  data)
{
  PenRequest *text = fixture->text;

  assert_good (text);

  pen_request_set_prompt (text, "");
  assert_refused (text, "Say in the prompt what the picture is to show");
  pen_request_set_prompt (text, " \n\t  ");
  assert_refused (text, "Say in the prompt what the picture is to show");
  pen_request_set_prompt (text, NULL);
  assert_refused (text, "Say in the prompt what the picture is to show");

  /* Characters, not bytes. */
  pen_request_set_prompt (text, "ÄÖÜäöüßéèê");
  assert_good (text);
  pen_request_set_prompt (text, "ÄÖÜäöüßéèêx");
  assert_refused (text, "The prompt has 11 characters, and this model takes at most 10");
  pen_request_set_prompt (text, "ab");
  assert_refused (text, "The prompt has 2 characters, and this model wants at least 3");
  pen_request_set_prompt (text, "A \xff fox");
  assert_refused (text, "The prompt is not readable as UTF-8 text");

  pen_request_set_prompt (text, "A fox");
  pen_request_set_negative (text, "01234567890");
  assert_refused (text,
                  "The negative prompt has 11 characters, and this model takes at most 10");
}

static void
test_source (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(PenRequest) request = pen_test_request_new (fixture->catalogue, "form",
                                                        PEN_TASK_IMAGE_TO_IMAGE);
  g_autoptr(GBytes) bytes = g_bytes_new_static ("x", 1);
  g_autoptr(PenBlob) blob = pen_blob_new_for_bytes (bytes, "image/png");

  pen_request_set_prompt (request, "Red");
  assert_refused (request, "Choose a picture to start from");
  pen_request_set_source (request, blob);
  assert_good (request);
  pen_request_set_source (request, NULL);
  pen_request_set_source_path (request, "/tmp/photo.jpg");
  assert_good (request);

  pen_request_set_prompt (request, "");
  assert_refused (request, "Say in the prompt what is to change");
}

static void
test_strength (Fixture       *fixture,
               gconstpointer  data)
{
  static const double bad[] = { -0.01, 1.01, INFINITY };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *message = g_strdup_printf ("The strength must be from 0 to 1, and is %g",
                                                  bad[i]);

      pen_request_set_strength (fixture->edit, bad[i]);
      assert_refused (fixture->edit, message);
    }

  pen_request_set_strength (fixture->edit, NAN);
  g_assert_false (pen_request_check (fixture->edit, NULL));
  pen_request_set_strength (fixture->edit, 0);
  assert_good (fixture->edit);
  pen_request_set_strength (fixture->edit, 1);
  assert_good (fixture->edit);

  /* From words alone it does not matter. */
  pen_request_set_strength (fixture->text, 7);
  assert_good (fixture->text);
}

static void
test_seed (Fixture       *fixture,
           gconstpointer  data)
{
  pen_request_set_seed (fixture->text, 4294967294);
  assert_good (fixture->text);
  pen_request_set_seed (fixture->text, 4294967295);
  assert_refused (fixture->text, "The seed must be from 1 to 4294967294");
  pen_request_set_seed (fixture->edit, 11);
  assert_refused (fixture->edit, "The seed must be from 1 to 10");
}

static void
test_size (Fixture       *fixture,
           gconstpointer  data)
{
  pen_request_set_size (fixture->edit, 512, 0);
  assert_refused (fixture->edit, "Give both width and height, or neither");
  pen_request_set_size (fixture->edit, 63, 512);
  assert_refused (fixture->edit, "The width must be from 64 to 1024 pixels, and is 63");
  pen_request_set_size (fixture->edit, 512, 1025);
  assert_refused (fixture->edit, "The height must be from 64 to 1024 pixels, and is 1025");
  pen_request_set_size (fixture->edit, 500, 300);
  assert_good (fixture->edit);

  pen_request_set_aspect (fixture->text, "16:9");
  assert_good (fixture->text);
  pen_request_set_aspect (fixture->text, "4:3");
  assert_refused (fixture->text, "The aspect cannot be “4:3”, only one of: 1:1, 16:9");
  pen_request_set_aspect (fixture->text, "");
  g_assert_null (pen_request_get_aspect (fixture->text));
}

static void
test_sent_size (Fixture       *fixture,
                gconstpointer  data)
{
  static const guint cases[][6] = {
    /* asked for, of the source, sent */
    { 0, 0, 0, 0, 0, 0 },
    { 0, 0, 640, 480, 640, 512 },
    { 500, 300, 640, 480, 512, 320 },
    { 0, 0, 4000, 10, 1024, 64 },
    { 1000, 1024, 0, 0, 1024, 1024 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint width = 1;
      guint height = 1;

      pen_request_set_size (fixture->edit, cases[i][0], cases[i][1]);
      pen_request_set_source_size (fixture->edit, cases[i][2], cases[i][3]);
      pen_request_get_sent_size (fixture->edit, &width, &height);
      g_assert_cmpuint (width, ==, cases[i][4]);
      g_assert_cmpuint (height, ==, cases[i][5]);

      /* A model without fields for it. */
      pen_request_set_size (fixture->text, cases[i][0], cases[i][1]);
      pen_request_get_sent_size (fixture->text, &width, &height);
      g_assert_cmpuint (width + height, ==, 0);
    }
}

static void
test_count (Fixture       *fixture,
            gconstpointer  data)
{
  pen_request_set_count (fixture->text, 0);
  assert_refused (fixture->text, "The number of pictures must be from 1 to 100");
  pen_request_set_count (fixture->text, 101);
  assert_refused (fixture->text, "The number of pictures must be from 1 to 100");
  pen_request_set_count (fixture->text, 100);
  assert_good (fixture->text);
}

static void
test_parameters (Fixture       *fixture,
                 gconstpointer  data)
{
  set_parameter (fixture->text, "cfg", "11");
  assert_refused (fixture->text, "“Guidance” must be from 1 to 10");
  set_parameter (fixture->text, "cfg", "10");
  assert_good (fixture->text);
  set_parameter (fixture->text, "sampler", "'Euler'");
  assert_refused (fixture->text, "Form has no setting “sampler”");
  pen_request_set_parameter (fixture->text, "sampler", NULL);
  pen_request_set_parameter (fixture->text, "never set", NULL);
  assert_good (fixture->text);
}

static void
test_notes (Fixture       *fixture,
            gconstpointer  data)
{
  assert_notes (fixture->text, "");
  assert_notes (fixture->edit, "The service will remove this model on 2026-12-31");

  pen_request_set_source_path (fixture->text, "/tmp/photo.jpg");
  pen_request_set_size (fixture->text, 512, 512);
  pen_request_set_count (fixture->text, 3);
  assert_notes (fixture->text,
                "The picture to start from is not sent: this task works from words alone|"
                "This model ignores the size: it has its own|"
                "Takes 3 calls: this model makes at most 1 at a time");

  pen_request_set_aspect (fixture->edit, "16:9");
  pen_request_set_size (fixture->edit, 500, 320);
  pen_request_set_count (fixture->edit, 4);
  assert_notes (fixture->edit,
                "This model takes no aspect together with a picture|"
                "The size becomes 512 × 320: this model works in steps of 64 pixels|"
                "The service will remove this model on 2026-12-31");
}

static void
test_notes_of_bare (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(PenRequest) edit = pen_test_request_new (fixture->catalogue, "bare",
                                                     PEN_TASK_IMAGE_TO_IMAGE);
  g_autoptr(PenRequest) text = pen_test_request_new (fixture->catalogue, "bare",
                                                     PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(PenRequest) retired = pen_test_request_new (fixture->catalogue, "less",
                                                        PEN_TASK_IMAGE_TO_IMAGE);

  pen_request_set_prompt (edit, "Red");
  pen_request_set_negative (edit, "Blue");
  pen_request_set_seed (edit, 7);
  assert_notes (edit,
                "This model ignores the prompt|"
                "This model ignores the negative prompt|"
                "This model ignores the strength: it decides itself how much to change|"
                "This model ignores the seed: each picture is another");

  pen_request_set_aspect (text, "16:9");
  assert_notes (text, "This model ignores the aspect");
  assert_notes (retired, "The service has removed this model");
}

static void
test_estimate (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(PenRequest) unknown = pen_test_request_new (fixture->catalogue, "bare",
                                                        PEN_TASK_TEXT_TO_IMAGE);

  pen_request_set_count (fixture->text, 4);
  g_assert_cmpfloat (pen_request_estimate_usd (fixture->text), ==, 0.26);
  g_assert_cmpfloat (pen_request_estimate_usd (fixture->edit), ==, 0);
  g_assert_cmpfloat (pen_request_estimate_usd (unknown), <, 0);
}

static void
fill (PenRequest *request)
{
  pen_request_set_prompt (request, "Snow “now”\n");
  pen_request_set_negative (request, "rain");
  pen_request_set_source_path (request, "/tmp/a b.jpg");
  pen_request_set_strength (request, 0.35);
  pen_request_set_seed (request, 9);
  pen_request_set_count (request, 3);
  pen_request_set_size (request, 640, 512);
  pen_request_set_aspect (request, "16:9");
  pen_request_set_parent (request, 12345678901);
  set_parameter (request, "label", "'x'");
  set_parameter (request, "steps", "30");
}

static void
assert_filled (PenRequest *request)
{
  guint width;
  guint height;
  JsonObject *parameters = pen_request_get_parameters (request);

  g_assert_cmpstr (pen_request_get_prompt (request), ==, "Snow “now”\n");
  g_assert_cmpstr (pen_request_get_negative (request), ==, "rain");
  g_assert_cmpstr (pen_request_get_source_path (request), ==, "/tmp/a b.jpg");
  g_assert_cmpfloat (pen_request_get_strength (request), ==, 0.35);
  g_assert_cmpuint (pen_request_get_seed (request), ==, 9);
  g_assert_cmpuint (pen_request_get_count (request), ==, 3);
  pen_request_get_size (request, &width, &height);
  g_assert_cmpuint (width, ==, 640);
  g_assert_cmpuint (height, ==, 512);
  g_assert_cmpstr (pen_request_get_aspect (request), ==, "16:9");
  g_assert_cmpint (pen_request_get_parent (request), ==, 12345678901);
  g_assert_cmpuint (json_object_get_size (parameters), ==, 2);
  g_assert_cmpstr (pen_json_string_or (parameters, "label", NULL), ==, "x");
  g_assert_cmpint (pen_json_int_or (parameters, "steps", 0), ==, 30);
}

static void
test_copy (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static ("x", 1);
  g_autoptr(PenBlob) blob = pen_blob_new_for_bytes (bytes, "image/png");
  g_autoptr(PenRequest) copy = NULL;
  guint width;
  guint height;

  fill (fixture->edit);
  pen_request_set_source (fixture->edit, blob);
  pen_request_set_source_size (fixture->edit, 30, 40);
  pen_request_freeze (fixture->edit);

  copy = pen_request_copy (fixture->edit);
  assert_filled (copy);
  g_assert_true (pen_request_get_source (copy) == blob);
  pen_request_get_source_size (copy, &width, &height);
  g_assert_cmpuint (width * 1000 + height, ==, 30040);

  /* The copy is its own. */
  pen_request_set_prompt (copy, "Other");
  set_parameter (copy, "label", "'y'");
  assert_filled (fixture->edit);
}

static void
test_frozen (void)
{
  if (g_test_subprocess ())
    {
      g_autoptr(PenCatalogue) catalogue = pen_test_catalogue_new ();
      g_autoptr(PenRequest) request = pen_test_request_new (catalogue, "form",
                                                            PEN_TASK_TEXT_TO_IMAGE);

      pen_request_freeze (request);
      pen_request_set_source (request, NULL);
      pen_request_set_prompt (request, "Too late");
      return;
    }

  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*frozen*");
}

static PenRequest *
round_trip (PenRequest *request)
{
  g_autoptr(JsonNode) node = pen_request_to_json (request);
  g_autofree char *text = pen_json_to_text (node);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) back = pen_json_parse (text, -1, &error);
  PenRequest *copy;

  g_assert_no_error (error);
  copy = pen_request_new_from_json (pen_request_get_model (request), back, &error);
  g_assert_no_error (error);

  return copy;
}

static void
test_json (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(PenRequest) copy = NULL;
  g_autoptr(JsonNode) node = NULL;
  JsonObject *object;

  fill (fixture->edit);
  copy = round_trip (fixture->edit);
  assert_filled (copy);
  g_assert_cmpint (pen_request_get_task (copy), ==, PEN_TASK_IMAGE_TO_IMAGE);

  node = pen_request_to_json (copy);
  object = json_node_get_object (node);
  g_assert_cmpstr (pen_json_string_or (object, "provider", NULL), ==, "test");
  g_assert_cmpstr (pen_json_string_or (object, "model", NULL), ==, "owner/json");
  g_assert_cmpstr (pen_json_string_or (object, "task", NULL), ==, "image-to-image");
}

/* What JSON has no room for. */
static void
test_json_odd (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(PenRequest) copy = NULL;

  pen_request_set_seed (fixture->edit, G_MAXUINT64);
  pen_request_set_source_path (fixture->edit, "/tmp/\xff%20 ä.png");
  copy = round_trip (fixture->edit);
  g_assert_cmpuint (pen_request_get_seed (copy), ==, G_MAXUINT64);
  g_assert_cmpstr (pen_request_get_source_path (copy), ==, "/tmp/\xff%20 ä.png");
}

static void
test_json_empty (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(PenRequest) copy = round_trip (fixture->edit);

  g_assert_null (pen_request_get_aspect (copy));
  g_assert_cmpuint (json_object_get_size (pen_request_get_parameters (copy)), ==, 0);
  g_assert_cmpint (pen_request_get_parent (copy), ==, 0);
}

static void
test_json_wrong (Fixture       *fixture,
                 gconstpointer  data)
{
  static const struct
  {
    const char *text;
    int         code;
  } cases[] = {
    { "[]", PEN_ERROR_INVALID_REPLY },
    { "{}", PEN_ERROR_INVALID_REPLY },
    { "{'task': 7}", PEN_ERROR_INVALID_REPLY },
    { "{'task': 'cook'}", PEN_ERROR_NOT_FOUND },
    { "{'task': 'upscale'}", PEN_ERROR_NOT_FOUND },
  };
  PenModel *model = pen_request_get_model (fixture->edit);
  g_autoptr(JsonNode) odd = pen_test_json_node ("{'task': 'image-to-image', 'count': 1000000,"
                                                " 'width': -5, 'height': 'x', 'seed': -3,"
                                                " 'strength': null, 'parameters': 7}");
  g_autoptr(PenRequest) request = NULL;
  guint width;
  guint height;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(JsonNode) node = pen_test_json_node (cases[i].text);
      g_autoptr(GError) error = NULL;

      g_assert_null (pen_request_new_from_json (model, node, &error));
      g_assert_error (error, PEN_ERROR, cases[i].code);
    }

  /* A damaged row gives what can be had of it. */
  request = pen_request_new_from_json (model, odd, NULL);
  g_assert_cmpuint (pen_request_get_count (request), ==, PEN_REQUEST_MAX_COUNT);
  g_assert_cmpuint (pen_request_get_seed (request), ==, 0);
  g_assert_cmpfloat (pen_request_get_strength (request), ==, PEN_DEFAULT_STRENGTH);
  pen_request_get_size (request, &width, &height);
  g_assert_cmpuint (width + height, ==, 0);
}

#define ADD(path, func) \
  g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("/request/new", test_new);
  ADD ("/request/texts", test_texts);
  ADD ("/request/source", test_source);
  ADD ("/request/strength", test_strength);
  ADD ("/request/seed", test_seed);
  ADD ("/request/size", test_size);
  ADD ("/request/sent-size", test_sent_size);
  ADD ("/request/count", test_count);
  ADD ("/request/parameters", test_parameters);
  ADD ("/request/notes", test_notes);
  ADD ("/request/notes-of-bare", test_notes_of_bare);
  ADD ("/request/estimate", test_estimate);
  ADD ("/request/copy", test_copy);
  g_test_add_func ("/request/frozen", test_frozen);
  ADD ("/request/json", test_json);
  ADD ("/request/json-odd", test_json_odd);
  ADD ("/request/json-empty", test_json_empty);
  ADD ("/request/json-wrong", test_json_wrong);

  return g_test_run ();
}
