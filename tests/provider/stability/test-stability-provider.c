/* test-stability-provider.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-stability-provider"

#include "config.h"

#include <string.h>

#include "pen-stability-provider.h"
#include "pen-test-translator.h"

#define ASPECTS "21:9|16:9|3:2|5:4|1:1|4:5|2:3|9:16|9:21"
#define STYLES \
  "enhance|anime|photographic|digital-art|comic-book|fantasy-art|line-art|analog-film|" \
  "neon-punk|isometric|low-poly|origami|modeling-compound|cinematic|3d-model|pixel-art|" \
  "tile-texture"

/* Editing, control and upscaling have tests of their own. */
#define N_TOOLS 14

/* 256 KiB of the 10 MiB are left for texts. */
#define MAX_BYTES (10 * 1024 * 1024 - 256 * 1024)

static const char * const sd3_models[] = {
  "sd3.5-large", "sd3.5-large-turbo", "sd3.5-medium", "sd3.5-flash"
};

static PenProvider *
provider_new (void)
{
  return g_object_new (PEN_TYPE_STABILITY_PROVIDER, NULL);
}

static void
assert_body (PenProvider *provider,
             PenRequest  *request,
             const char  *path,
             const char  *expected)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PenStep) step = NULL;
  g_autofree char *text = NULL;

  g_assert_true (pen_request_check (request, &error));
  g_assert_no_error (error);
  step = pen_provider_begin (provider, request, &error);
  g_assert_no_error (error);
  g_assert_cmpint (step->kind, ==, PEN_STEP_CALL);
  g_assert_cmpstr (step->call->method, ==, "POST");
  g_assert_cmpstr (step->call->endpoint, ==, "stability");
  g_assert_cmpstr (step->call->path, ==, path);
  g_assert_true (step->call->may_cost);
  g_assert_true (step->call->with_key);
  g_assert_cmpint (step->call->expect, ==, PEN_EXPECT_EITHER);

  text = pen_test_form (step->call->body);
  g_assert_cmpstr (text, ==, expected);
}

/* What every request of a kind sends: least, then with all that can be set. */
static void
fill (PenRequest *request)
{
  pen_request_set_prompt (request, "A fox");
  pen_request_set_negative (request, "dogs");
  pen_request_set_seed (request, 4294967294);
  pen_request_set_strength (request, 0.35);
  pen_test_set (request, "style_preset", "neon-punk");
  pen_test_set (request, "output_format", "webp");
}

#define FILLED "prompt=A fox|negative_prompt=dogs|"
#define SETTINGS "style_preset=neon-punk|output_format=webp"

static void
test_text (void)
{
  static const char * const models[] = { "ultra", "core" };
  g_autoptr(PenProvider) provider = provider_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (models); i++)
    {
      g_autoptr(PenRequest) request = pen_test_request (provider, models[i],
                                                        PEN_TASK_TEXT_TO_IMAGE);
      g_autofree char *path = g_strconcat ("/v2beta/stable-image/generate/", models[i], NULL);

      pen_request_set_prompt (request, "A fox");
      pen_test_set (request, "output_format", "png");
      assert_body (provider, request, path, "prompt=A fox");

      fill (request);
      pen_request_set_aspect (request, "21:9");
      assert_body (provider, request, path,
                   FILLED "seed=4294967294|aspect_ratio=21:9|" SETTINGS);
    }
}

static void
test_sd3 (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenBlob) source = pen_test_blob ("png");
  const char *path = "/v2beta/stable-image/generate/sd3";

  for (gsize i = 0; i < G_N_ELEMENTS (sd3_models); i++)
    {
      g_autoptr(PenRequest) text = pen_test_request (provider, sd3_models[i],
                                                     PEN_TASK_TEXT_TO_IMAGE);
      g_autoptr(PenRequest) edit = pen_test_request (provider, sd3_models[i],
                                                     PEN_TASK_IMAGE_TO_IMAGE);
      g_autofree char *least = g_strdup_printf ("model=%s|prompt=A fox", sd3_models[i]);
      g_autofree char *most = g_strdup_printf ("model=%s|" FILLED "seed=4294967294|"
                                               "aspect_ratio=9:21|cfg_scale=7.5|" SETTINGS,
                                               sd3_models[i]);
      g_autofree char *edit_least = g_strdup_printf ("mode=image-to-image|model=%s|prompt=A fox|"
                                                     "image=@image.png|strength=0.8",
                                                     sd3_models[i]);
      g_autofree char *edit_most = g_strdup_printf ("mode=image-to-image|model=%s|" FILLED
                                                    "image=@image.png|strength=0.35|"
                                                    "seed=4294967294|cfg_scale=7.5|" SETTINGS,
                                                    sd3_models[i]);

      pen_request_set_prompt (text, "A fox");
      pen_request_set_prompt (edit, "A fox");
      pen_request_set_source (edit, source);
      assert_body (provider, text, path, least);
      assert_body (provider, edit, path, edit_least);

      fill (text);
      fill (edit);
      pen_test_set (text, "cfg_scale", "7.5");
      pen_test_set (edit, "cfg_scale", "7.5");
      pen_request_set_aspect (text, "9:21");
      pen_request_set_aspect (edit, "9:21");
      assert_body (provider, text, path, most);
      assert_body (provider, edit, path, edit_most);
    }
}

static void
test_ultra_edit (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = pen_test_request (provider, "ultra", PEN_TASK_IMAGE_TO_IMAGE);
  g_autoptr(PenBlob) source = pen_test_blob ("png");
  const char *path = "/v2beta/stable-image/generate/ultra";

  pen_request_set_prompt (request, "A fox");
  pen_request_set_source (request, source);
  assert_body (provider, request, path, "prompt=A fox|image=@image.png|strength=0.8");
  fill (request);
  assert_body (provider, request, path,
               FILLED "image=@image.png|strength=0.35|seed=4294967294|" SETTINGS);
}

static void
test_headers (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = pen_test_request (provider, "core", PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(PenStep) step = NULL;
  g_autoptr(PenSecret) key = pen_secret_new ("sk-test");
  SoupMessageHeaders *headers;

  pen_request_set_prompt (request, "A fox");
  step = pen_provider_begin (provider, request, NULL);
  headers = step->call->headers;
  g_assert_cmpstr (soup_message_headers_get_one (headers, "Accept"), ==, "image/*");
  g_assert_cmpstr (soup_message_headers_get_one (headers, "stability-client-id"), ==,
                   "pentimento");
  g_assert_cmpstr (soup_message_headers_get_one (headers, "stability-client-version"), ==,
                   VERSION);
  g_assert_null (soup_message_headers_get_one (headers, "stability-client-user-id"));
  g_assert_null (soup_message_headers_get_one (headers, "Authorization"));

  pen_provider_authorise (provider, headers, key);
  g_assert_cmpstr (soup_message_headers_get_one (headers, "Authorization"), ==,
                   "Bearer sk-test");
}

static void
test_begin_without_source (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = pen_test_request (provider, "ultra", PEN_TASK_IMAGE_TO_IMAGE);
  g_autoptr(GError) error = NULL;

  g_assert_null (pen_provider_begin (provider, request, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST);
}

static void
assert_choices (char       **values,
                const char  *joined)
{
  g_autofree char *text = g_strjoinv ("|", values);

  g_assert_cmpstr (text, ==, joined);
}

/* The rules of each model and task, as the service publishes them. */
static void
assert_rules (PenModel *model,
              PenTask   task)
{
  PenTaskSpec *spec = pen_model_get_spec (model, task);
  PenParameter *style = pen_model_find_parameter (model, task, "style_preset");
  PenParameter *format = pen_model_find_parameter (model, task, "output_format");
  gboolean edit = task == PEN_TASK_IMAGE_TO_IMAGE;

  g_assert_cmpfloat (spec->fields[PEN_ROLE_PROMPT]->minimum, ==, 1);
  g_assert_cmpfloat (spec->fields[PEN_ROLE_PROMPT]->maximum, ==, 10000);
  g_assert_cmpfloat (spec->fields[PEN_ROLE_NEGATIVE]->maximum, ==, 10000);
  g_assert_cmpfloat (spec->fields[PEN_ROLE_SEED]->minimum, ==, 0);
  g_assert_cmpfloat (spec->fields[PEN_ROLE_SEED]->maximum, ==, 4294967294.0);
  g_assert_true (spec->prompt_required);
  g_assert_cmpuint (spec->max_count, ==, 1);
  g_assert_null (spec->fields[PEN_ROLE_WIDTH]);
  g_assert_null (spec->fields[PEN_ROLE_COUNT]);
  assert_choices (style->choices, STYLES);
  assert_choices (format->choices, "png|jpeg|webp");
  g_assert_cmpstr (json_node_get_string (format->fallback), ==, "png");
  g_assert_cmpint (spec->fields[PEN_ROLE_SOURCE] != NULL, ==, edit);
  g_assert_cmpint (spec->fields[PEN_ROLE_STRENGTH] != NULL, ==, edit);
  g_assert_cmpint (spec->fields[PEN_ROLE_ASPECT] != NULL, ==, !edit);

  if (!edit)
    {
      assert_choices (spec->fields[PEN_ROLE_ASPECT]->values, ASPECTS);
      return;
    }

  g_assert_false (spec->fields[PEN_ROLE_STRENGTH]->inverted);
  g_assert_cmpuint (spec->limits.min_side, ==, 64);
  g_assert_cmpuint (spec->limits.max_bytes, ==, MAX_BYTES);
  g_assert_cmpuint (spec->limits.max_request_bytes, ==, 10 * 1024 * 1024);
  assert_choices (spec->limits.formats, "image/png|image/jpeg|image/webp");
}

static void
test_catalogue (void)
{
  static const struct
  {
    const char *id;
    double      usd;
    guint       tasks;
    double      cfg;
  } models[] = {
    { "ultra", 0.08, 2, 0 },
    { "core", 0.03, 1, 0 },
    { "sd3.5-large", 0.065, 2, 4 },
    { "sd3.5-large-turbo", 0.04, 2, 1 },
    { "sd3.5-medium", 0.035, 2, 4 },
    { "sd3.5-flash", 0.025, 2, 1 },
  };
  g_autoptr(PenProvider) provider = provider_new ();
  PenCatalogue *catalogue = pen_provider_get_catalogue (provider);

  g_assert_cmpstr (pen_provider_get_id (provider), ==, "stability");
  g_assert_cmpstr (pen_catalogue_get_address (catalogue, "stability"), ==,
                   "https://api.stability.ai");
  g_assert_cmpint (pen_catalogue_get_key_need (catalogue), ==, PEN_KEY_REQUIRED);
  g_assert_cmpstr (pen_catalogue_get_key_variable (catalogue), ==, "STABILITY_API_KEY");
  g_assert_cmpuint (g_list_model_get_n_items (pen_catalogue_get_models (catalogue)), ==,
                    G_N_ELEMENTS (models) + N_TOOLS);

  for (gsize i = 0; i < G_N_ELEMENTS (models); i++)
    {
      PenModel *model = pen_catalogue_find_model (catalogue, models[i].id);
      GArray *tasks = pen_model_get_tasks (model);

      g_assert_cmpuint (tasks->len, ==, models[i].tasks);
      g_assert_cmpint (pen_model_get_status (model), ==, PEN_MODEL_CURRENT);
      g_assert_cmpstr (pen_model_get_price_date (model), ==, "2026-11-23");

      for (guint j = 0; j < tasks->len; j++)
        {
          PenTask task = g_array_index (tasks, PenTask, j);
          PenParameter *cfg = pen_model_find_parameter (model, task, "cfg_scale");

          assert_rules (model, task);
          g_assert_cmpfloat (pen_model_get_spec (model, task)->price_usd, ==, models[i].usd);
          g_assert_cmpint (cfg != NULL, ==, models[i].cfg > 0);
          if (cfg == NULL)
            continue;

          g_assert_cmpfloat (cfg->minimum, ==, 1);
          g_assert_cmpfloat (cfg->maximum, ==, 10);
          g_assert_cmpfloat (json_node_get_double (cfg->fallback), ==, models[i].cfg);
        }
    }
}

/* The fields of each route, out of the service's own rules: no other is ever sent. */
static void
test_no_foreign_field (void)
{
  static const struct
  {
    const char *path;
    const char *fields;
  } routes[] = {
    { "/v2beta/stable-image/generate/ultra",
      " prompt negative_prompt aspect_ratio seed output_format image style_preset strength " },
    { "/v2beta/stable-image/generate/core",
      " prompt aspect_ratio negative_prompt seed style_preset output_format " },
    { "/v2beta/stable-image/generate/sd3",
      " prompt mode image strength aspect_ratio model seed output_format style_preset "
      "negative_prompt cfg_scale " },
  };
  g_autoptr(PenProvider) provider = provider_new ();
  GListModel *models = pen_catalogue_get_models (pen_provider_get_catalogue (provider));
  g_autoptr(PenBlob) source = pen_test_blob ("png");

  for (guint i = 0; i < 2 * g_list_model_get_n_items (models); i++)
    {
      g_autoptr(PenModel) model = g_list_model_get_item (models, i / 2);
      PenTask task = i % 2 == 0 ? PEN_TASK_TEXT_TO_IMAGE : PEN_TASK_IMAGE_TO_IMAGE;
      g_autoptr(PenRequest) request = NULL;
      g_autoptr(PenStep) step = NULL;
      const char *fields = NULL;

      if (!pen_model_has_task (model, task))
        continue;

      request = pen_request_new (model, task);
      fill (request);
      pen_request_set_source (request, source);
      pen_request_set_source_size (request, 640, 480);
      pen_request_set_size (request, 640, 480);
      pen_request_set_aspect (request, "1:1");
      pen_request_set_count (request, 4);
      step = pen_provider_begin (provider, request, NULL);

      for (gsize j = 0; j < G_N_ELEMENTS (routes); j++)
        if (g_str_equal (routes[j].path, step->call->path))
          fields = routes[j].fields;
      g_assert_nonnull (fields);

      for (guint j = 0; j < pen_body_get_parts (step->call->body)->len; j++)
        {
          PenBodyPart *part = g_ptr_array_index (pen_body_get_parts (step->call->body), j);
          g_autofree char *name = g_strdup_printf (" %s ", part->name);

          g_assert_nonnull (strstr (fields, name));
          /* Pictures belong to the task with one. */
          g_assert_true (part->blob == NULL || task == PEN_TASK_IMAGE_TO_IMAGE);
        }
    }
}

/* The service has none of these. */
static void
test_no_more_calls (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = pen_test_request (provider, "core", PEN_TASK_TEXT_TO_IMAGE);
  guint interval_ms;

  g_assert_null (pen_provider_cancel (provider, request, NULL));
  g_assert_null (pen_provider_watch (provider, request, &interval_ms));
  g_assert_null (pen_provider_discover (provider, 0));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/stability-provider/text", test_text);
  g_test_add_func ("/stability-provider/sd3", test_sd3);
  g_test_add_func ("/stability-provider/ultra-edit", test_ultra_edit);
  g_test_add_func ("/stability-provider/headers", test_headers);
  g_test_add_func ("/stability-provider/begin-without-source", test_begin_without_source);
  g_test_add_func ("/stability-provider/catalogue", test_catalogue);
  g_test_add_func ("/stability-provider/no-foreign-field", test_no_foreign_field);
  g_test_add_func ("/stability-provider/no-more-calls", test_no_more_calls);

  return g_test_run ();
}
