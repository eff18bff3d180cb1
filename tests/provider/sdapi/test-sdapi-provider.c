/* test-sdapi-provider.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-sdapi-provider"

#include "config.h"

#include <string.h>

#include "pen-sdapi-provider.h"
#include "pen-test-translator.h"

static PenProvider *
provider_new (void)
{
  return g_object_new (PEN_TYPE_SDAPI_PROVIDER, NULL);
}

/* As if discovery had found this one. */
static void
set_engine (PenProvider *provider,
            const char  *name)
{
  const char *value[] = { name, NULL };

  pen_catalogue_set_list (pen_provider_get_catalogue (provider), "engine", value);
}

/* The body as JSON text, with “@” for the picture. */
static char *
describe_json (PenBody *body)
{
  JsonObject *object;

  g_assert_cmpint (pen_body_get_kind (body), ==, PEN_BODY_JSON);
  object = json_node_get_object (pen_body_get_root (body));

  if (json_object_has_member (object, "init_images"))
    {
      JsonArray *images = json_object_get_array_member (object, "init_images");
      const char *prefix = "unset";

      g_assert_cmpuint (json_array_get_length (images), ==, 1);
      g_assert_true (pen_body_lookup (body, json_array_get_string_element (images, 0), NULL,
                                      &prefix));
      g_assert_cmpstr (prefix, ==, "");
      json_array_remove_element (images, 0);
      json_array_add_string_element (images, "@");
    }

  return json_to_string (pen_body_get_root (body), FALSE);
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
  g_assert_cmpstr (step->call->endpoint, ==, "sdapi");
  g_assert_cmpstr (step->call->path, ==, path);
  g_assert_cmpint (step->call->expect, ==, PEN_EXPECT_JSON);
  g_assert_cmpuint (step->call->timeout_seconds, >=, 1800);

  text = describe_json (step->call->body);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_least (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) text = pen_test_request (provider, "checkpoint",
                                                 PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(PenRequest) edit = pen_test_request (provider, "checkpoint",
                                                 PEN_TASK_IMAGE_TO_IMAGE);
  g_autoptr(PenBlob) source = pen_test_blob ("png");

  pen_request_set_prompt (text, "A fox");
  assert_body (provider, text, "/sdapi/v1/txt2img",
               "{\"steps\":20,\"cfg_scale\":7,\"prompt\":\"A fox\"}");

  /* The size of what is sent, or else the engine would stretch it. */
  pen_request_set_source (edit, source);
  pen_request_set_source_size (edit, 640, 480);
  assert_body (provider, edit, "/sdapi/v1/img2img",
               "{\"steps\":20,\"cfg_scale\":7,\"resize_mode\":1,\"init_images\":[\"@\"],"
               "\"denoising_strength\":0.80000000000000004,\"width\":640,\"height\":480}");
}

/* All that can be set, by the order of the catalogue. */
static void
fill (PenRequest *request)
{
  gboolean edit = pen_request_get_task (request) == PEN_TASK_IMAGE_TO_IMAGE;

  pen_request_set_prompt (request, "A fox");
  pen_request_set_negative (request, "dogs");
  pen_request_set_seed (request, 2147483647);
  pen_request_set_count (request, 8);
  pen_request_set_size (request, 512, 768);
  pen_request_set_strength (request, 0.25);
  pen_test_set (request, "override_settings.sd_model_checkpoint", "v1.safetensors [abc]");
  pen_test_set (request, "sampler_name", "Euler a");
  pen_test_set (request, "scheduler", "Karras");
  pen_test_set (request, "steps", "150");
  pen_test_set (request, "cfg_scale", "7.5");
  pen_test_set (request, "distilled_cfg_scale", "4.5");
  pen_test_set (request, "restore_faces", "true");
  pen_test_set (request, "tiling", "true");
  pen_test_set (request, "subseed", "5");
  pen_test_set (request, "subseed_strength", "0.5");
  if (edit)
    return;

  pen_test_set (request, "enable_hr", "true");
  pen_test_set (request, "hr_scale", "1.5");
  pen_test_set (request, "hr_upscaler", "Latent");
  pen_test_set (request, "hr_second_pass_steps", "10");
  pen_test_set (request, "denoising_strength", "0.5");
}

#define TEXTS "\"prompt\":\"A fox\",\"negative_prompt\":\"dogs\","
#define SEED "\"seed\":2147483647,"
#define BATCH "\"batch_size\":8,"
#define SIZE "\"width\":512,\"height\":768,"
#define CHECKPOINT "\"override_settings\":{\"sd_model_checkpoint\":\"v1.safetensors [abc]\"},"
#define SAMPLER "\"sampler_name\":\"Euler a\","
#define SCHEDULER "\"scheduler\":\"Karras\","
#define STEPS "\"steps\":150,\"cfg_scale\":7.5"
#define DISTILLED ",\"distilled_cfg_scale\":4.5"
#define LOOKS ",\"restore_faces\":true,\"tiling\":true"
#define SUBSEED ",\"subseed\":5,\"subseed_strength\":0.5"
#define HR ",\"enable_hr\":true,\"hr_scale\":1.5,\"hr_upscaler\":\"Latent\""
#define HR_STEPS ",\"hr_second_pass_steps\":10"
#define HR_STRENGTH ",\"denoising_strength\":0.5"
#define KEEP ",\"override_settings_restore_afterwards\":false"
#define SOURCE "\"init_images\":[\"@\"],\"denoising_strength\":0.25,"

static void
test_most (void)
{
  static const struct
  {
    const char *engine;
    const char *text;
    const char *edit;
  } cases[] = {
    { "Forge",
      TEXTS SEED BATCH SIZE CHECKPOINT SAMPLER SCHEDULER STEPS DISTILLED LOOKS SUBSEED HR
      HR_STEPS HR_STRENGTH KEEP,
      "\"resize_mode\":1," TEXTS SOURCE SEED BATCH SIZE CHECKPOINT SAMPLER SCHEDULER STEPS
      DISTILLED LOOKS SUBSEED KEEP },
    { "AUTOMATIC1111",
      TEXTS SEED BATCH SIZE CHECKPOINT SAMPLER SCHEDULER STEPS LOOKS SUBSEED HR HR_STEPS
      HR_STRENGTH KEEP,
      "\"resize_mode\":1," TEXTS SOURCE SEED BATCH SIZE CHECKPOINT SAMPLER SCHEDULER STEPS
      LOOKS SUBSEED KEEP },
    { "SD.Next",
      TEXTS SEED BATCH SIZE CHECKPOINT SAMPLER STEPS SUBSEED HR HR_STEPS HR_STRENGTH KEEP,
      "\"resize_mode\":1," TEXTS SOURCE SEED BATCH SIZE CHECKPOINT SAMPLER STEPS SUBSEED KEEP },
    { "KoboldCpp",
      TEXTS SEED SIZE SAMPLER SCHEDULER STEPS HR_STRENGTH,
      TEXTS SOURCE SEED SIZE SAMPLER SCHEDULER STEPS },
  };
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) text = pen_test_request (provider, "checkpoint",
                                                 PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(PenRequest) edit = pen_test_request (provider, "checkpoint",
                                                 PEN_TASK_IMAGE_TO_IMAGE);
  g_autoptr(PenBlob) source = pen_test_blob ("png");

  fill (text);
  fill (edit);
  pen_request_set_source (edit, source);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text_body = g_strdup_printf ("{%s}", cases[i].text);
      g_autofree char *edit_body = g_strdup_printf ("{%s}", cases[i].edit);

      set_engine (provider, cases[i].engine);
      assert_body (provider, text, "/sdapi/v1/txt2img", text_body);
      assert_body (provider, edit, "/sdapi/v1/img2img", edit_body);
    }

  /* Nobody was asked: what the first of them takes. */
  pen_catalogue_set_list (pen_provider_get_catalogue (provider), "engine", NULL);
  assert_body (provider, text, "/sdapi/v1/txt2img",
               "{" TEXTS SEED BATCH SIZE CHECKPOINT SAMPLER SCHEDULER STEPS LOOKS SUBSEED HR
               HR_STEPS HR_STRENGTH KEEP "}");
}

static void
test_second_pass (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = pen_test_request (provider, "checkpoint",
                                                    PEN_TASK_TEXT_TO_IMAGE);
  const char *path = "/sdapi/v1/txt2img";

  pen_request_set_prompt (request, "A fox");
  pen_test_set (request, "hr_scale", "2");
  assert_body (provider, request, path, "{\"steps\":20,\"cfg_scale\":7,\"prompt\":\"A fox\"}");

  pen_test_set (request, "enable_hr", "true");
  assert_body (provider, request, path,
               "{\"steps\":20,\"cfg_scale\":7,\"prompt\":\"A fox\",\"enable_hr\":true,"
               "\"denoising_strength\":0.75,\"hr_scale\":2,\"hr_second_pass_steps\":0}");
}

/* The published fields of the two routes: no other is in the catalogue. */
static void
test_no_foreign_field (void)
{
  static const char * const fields[] = {
    "prompt", "negative_prompt", "styles", "seed", "subseed", "subseed_strength", "sampler_name",
    "scheduler", "batch_size", "n_iter", "steps", "cfg_scale", "distilled_cfg_scale", "width",
    "height", "restore_faces", "tiling", "enable_hr", "denoising_strength", "hr_scale",
    "hr_upscaler", "hr_second_pass_steps", "override_settings.sd_model_checkpoint",
    "init_images[]", "resize_mode", "mask", "mask_blur", "inpainting_fill", "inpaint_full_res",
    "inpaint_full_res_padding", NULL
  };
  g_autoptr(PenProvider) provider = provider_new ();
  PenModel *model = pen_catalogue_find_model (pen_provider_get_catalogue (provider),
                                              "checkpoint");
  GArray *tasks = pen_model_get_tasks (model);

  for (guint i = 0; i < tasks->len; i++)
    {
      PenTaskSpec *spec = pen_model_get_spec (model, g_array_index (tasks, PenTask, i));
      g_autoptr(GList) fixed = json_object_get_members (spec->fixed);

      for (guint role = 0; role < PEN_N_ROLES; role++)
        if (spec->fields[role] != NULL && *spec->fields[role]->name != '\0')
          g_assert_true (g_strv_contains (fields, spec->fields[role]->name));
      for (guint j = 0; j < spec->parameters->len; j++)
        {
          PenParameter *parameter = g_ptr_array_index (spec->parameters, j);

          /* Those of ControlNet go into its units. */
          g_assert_true (g_str_has_prefix (parameter->name, "controlnet.") ||
                         g_strv_contains (fields, parameter->name));
        }
      for (GList *l = fixed; l != NULL; l = l->next)
        g_assert_true (g_strv_contains (fields, l->data));
    }
}

static void
test_catalogue (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  PenCatalogue *catalogue = pen_provider_get_catalogue (provider);
  PenModel *model = pen_catalogue_find_model (catalogue, "checkpoint");
  PenTaskSpec *edit = pen_model_get_spec (model, PEN_TASK_IMAGE_TO_IMAGE);

  g_assert_cmpstr (pen_provider_get_id (provider), ==, "sdapi");
  g_assert_true (pen_catalogue_is_local (catalogue));
  g_assert_cmpint (pen_catalogue_get_key_need (catalogue), ==, PEN_KEY_OPTIONAL);
  g_assert_true (pen_catalogue_key_is_password (catalogue));
  g_assert_cmpstr (pen_catalogue_get_address (catalogue, "sdapi"), ==, "http://127.0.0.1:7860");
  g_assert_cmpuint (pen_catalogue_get_parallel (catalogue), ==, 1);
  g_assert_cmpstr (pen_model_get_price_text (model), ==, "Free");
  g_assert_false (edit->fields[PEN_ROLE_STRENGTH]->inverted);
  g_assert_cmpuint (edit->limits.multiple, ==, 8);
  g_assert_cmpstr (pen_model_find_parameter (model, PEN_TASK_IMAGE_TO_IMAGE,
                                             "sampler_name")->list, ==, "samplers");
}

static void
test_authorise (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenSecret) key = pen_secret_new ("user:pass:word");
  SoupMessageHeaders *headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);

  pen_provider_authorise (provider, headers, key);
  g_assert_cmpstr (soup_message_headers_get_one (headers, "Authorization"), ==,
                   "Basic dXNlcjpwYXNzOndvcmQ=");
  soup_message_headers_unref (headers);
}

static void
test_cancel (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = pen_test_request (provider, "checkpoint",
                                                    PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(PenCall) call = pen_provider_cancel (provider, request, NULL);

  g_assert_cmpstr (call->method, ==, "POST");
  g_assert_cmpstr (call->path, ==, "/sdapi/v1/interrupt");
  g_assert_cmpint (call->expect, ==, PEN_EXPECT_NOTHING);
  g_assert_null (call->body);
  g_assert_false (call->may_cost);
}

static void
test_watch (void)
{
  static const struct
  {
    const char *json;
    double      progress;
    const char *preview;
  } cases[] = {
    { "{\"progress\": 0.25, \"current_image\": \"Zm94\"}", 0.25, "fox" },
    { "{\"progress\": 1, \"current_image\": null}", 1, NULL },
    { "{\"progress\": 7.5, \"current_image\": \"\"}", 1, NULL },
    { "{\"progress\": -0.5}", -1, NULL },
    { "{\"progress\": 0.5, \"current_image\": \"no base64!\"}", 0.5, NULL },
    { "{\"progress\": \"x\", \"current_image\": 7}", -1, NULL },
    { "[]", -1, NULL },
    { "", -1, NULL },
  };
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = pen_test_request (provider, "checkpoint",
                                                    PEN_TASK_TEXT_TO_IMAGE);
  guint interval_ms = 0;
  g_autoptr(PenCall) call = pen_provider_watch (provider, request, &interval_ms);

  g_assert_cmpstr (call->method, ==, "GET");
  g_assert_cmpstr (call->path, ==, "/sdapi/v1/progress");
  g_assert_cmpuint (interval_ms, >=, 500);
  g_assert_cmpuint (interval_ms, <=, 1000);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PenReply) reply = pen_test_reply (200, cases[i].json);
      g_autoptr(PenBlob) preview = NULL;
      double progress = 77;

      pen_provider_read_watch (provider, reply, &progress, &preview);
      g_assert_cmpfloat (progress, ==, cases[i].progress);
      g_assert_cmpint (preview != NULL, ==, cases[i].preview != NULL);
      if (preview != NULL)
        {
          g_autoptr(GBytes) data = pen_blob_load (preview, 100, NULL);

          g_assert_cmpmem (g_bytes_get_data (data, NULL), g_bytes_get_size (data),
                           cases[i].preview, strlen (cases[i].preview));
        }
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/sdapi-provider/least", test_least);
  g_test_add_func ("/sdapi-provider/most", test_most);
  g_test_add_func ("/sdapi-provider/second-pass", test_second_pass);
  g_test_add_func ("/sdapi-provider/no-foreign-field", test_no_foreign_field);
  g_test_add_func ("/sdapi-provider/catalogue", test_catalogue);
  g_test_add_func ("/sdapi-provider/authorise", test_authorise);
  g_test_add_func ("/sdapi-provider/cancel", test_cancel);
  g_test_add_func ("/sdapi-provider/watch", test_watch);

  return g_test_run ();
}
