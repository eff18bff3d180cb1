/* test-together-provider.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-together-provider"

#include "config.h"

#include <string.h>

#include "pen-test-translator.h"
#include "pen-together-provider.h"

#define BFL "black-forest-labs/"
#define HEAD(model) "{\"model\":\"" model "\",\"response_format\":\"base64\",\"prompt\":\"A fox\""

static PenProvider *
provider_new (void)
{
  return g_object_new (PEN_TYPE_TOGETHER_PROVIDER, NULL);
}

static void
assert_body (PenProvider *provider,
             PenRequest  *request,
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
  g_assert_null (step->memo);
  g_assert_cmpstr (step->call->method, ==, "POST");
  g_assert_cmpstr (step->call->endpoint, ==, "together");
  g_assert_cmpstr (step->call->path, ==, "/images/generations");
  g_assert_true (step->call->may_cost);
  g_assert_true (step->call->with_key);
  g_assert_cmpstr (soup_message_headers_get_one (step->call->headers, "Accept"), ==,
                   "application/json");

  text = pen_test_json (step->call->body);
  g_assert_cmpstr (text, ==, expected);
}

static void
set_input (PenRequest *request,
           const char *slot,
           const char *bytes)
{
  g_autoptr(PenBlob) blob = pen_test_blob (bytes);

  pen_request_set_input (request, slot, blob);
}

static PenRequest *
request_new (PenProvider *provider,
             const char  *model,
             PenTask      task)
{
  PenRequest *request = pen_test_request (provider, model, task);

  pen_request_set_prompt (request, "A fox");
  if (pen_task_has_source (task))
    {
      pen_request_set_source_path (request, "/nowhere/source.png");
      set_input (request, "source", "source");
      pen_request_set_source_size (request, 640, 480);
    }

  return request;
}

static void
test_text (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) schnell = request_new (provider, BFL "FLUX.1-schnell",
                                               PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(PenRequest) other = request_new (provider, "openai/gpt-image-2",
                                             PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(PenRequest) xl = request_new (provider, "stabilityai/stable-diffusion-xl-base-1.0",
                                          PEN_TASK_TEXT_TO_IMAGE);

  assert_body (provider, schnell, HEAD (BFL "FLUX.1-schnell") "}");
  pen_request_set_seed (schnell, 42);
  pen_request_set_count (schnell, 4);
  pen_request_set_size (schnell, 1920, 256);
  pen_test_set (schnell, "steps", "8");
  pen_test_set (schnell, "output_format", "png");
  pen_test_set (schnell, "disable_safety_checker", "true");
  assert_body (provider, schnell,
               HEAD (BFL "FLUX.1-schnell") ",\"seed\":42,\"n\":4,\"width\":1920,\"height\":256,"
               "\"steps\":8,\"output_format\":\"png\",\"disable_safety_checker\":true}");

  /* What nobody has written down is not sent. */
  pen_request_set_seed (other, 42);
  pen_request_set_size (other, 512, 512);
  pen_request_set_negative (other, "dogs");
  assert_body (provider, other, HEAD ("openai/gpt-image-2") "}");

  pen_request_set_negative (xl, "dogs");
  pen_test_set (xl, "guidance_scale", "8.5");
  assert_body (provider, xl, HEAD ("stabilityai/stable-diffusion-xl-base-1.0")
               ",\"negative_prompt\":\"dogs\",\"guidance_scale\":8.5}");
}

static void
test_edit (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) kontext = request_new (provider, BFL "FLUX.1-kontext-pro",
                                               PEN_TASK_IMAGE_TO_IMAGE);
  g_autoptr(PenRequest) max = request_new (provider, BFL "FLUX.2-max", PEN_TASK_IMAGE_TO_IMAGE);
  g_autoptr(PenRequest) google = request_new (provider, "google/flash-image-2.5",
                                              PEN_TASK_IMAGE_TO_IMAGE);

  pen_request_set_aspect (kontext, "3:2");
  assert_body (provider, kontext,
               HEAD (BFL "FLUX.1-kontext-pro") ",\"image_url\":\"data:image/png;base64,@source\","
               "\"aspect_ratio\":\"3:2\"}");

  assert_body (provider, max,
               HEAD (BFL "FLUX.2-max") ",\"reference_images\":[\"data:image/png;base64,@source\"],"
               "\"width\":640,\"height\":480}");
  pen_request_add_reference (google, "/nowhere/one.png");
  set_input (google, "reference-0", "one");
  assert_body (provider, google,
               HEAD ("google/flash-image-2.5") ",\"reference_images\":["
               "\"data:image/png;base64,@source\",\"data:image/png;base64,@one\"]}");
}

/* Either one picture or several, never both members. */
static void
test_either (void)
{
  static const char * const models[] = { BFL "FLUX.2-pro", BFL "FLUX.2-flex" };
  g_autoptr(PenProvider) provider = provider_new ();

  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    {
      g_autoptr(PenRequest) request = request_new (provider, models[i], PEN_TASK_IMAGE_TO_IMAGE);
      g_autoptr(PenStep) one = pen_provider_begin (provider, request, NULL);
      g_autoptr(PenStep) several = NULL;
      g_autofree char *first = pen_test_json (one->call->body);
      g_autofree char *second = NULL;

      g_assert_nonnull (strstr (first, "\"image_url\":\"data:image/png;base64,@source\""));
      g_assert_null (strstr (first, "reference_images"));

      pen_request_add_reference (request, "/nowhere/one.png");
      set_input (request, "reference-0", "one");
      several = pen_provider_begin (provider, request, NULL);
      second = pen_test_json (several->call->body);
      g_assert_nonnull (strstr (second, "\"reference_images\":[\"data:image/png;base64,@source\","
                                        "\"data:image/png;base64,@one\"]"));
      g_assert_null (strstr (second, "image_url"));
    }
}

static void
test_without_source (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = pen_test_request (provider, BFL "FLUX.2-pro",
                                                    PEN_TASK_IMAGE_TO_IMAGE);
  g_autoptr(GError) error = NULL;

  g_assert_null (pen_provider_begin (provider, request, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST);
}

static void
test_catalogue (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  PenCatalogue *catalogue = pen_provider_get_catalogue (provider);
  GListModel *models = pen_catalogue_get_models (catalogue);
  guint n_edits = 0;

  g_assert_cmpstr (pen_provider_get_id (provider), ==, "together");
  g_assert_cmpstr (pen_catalogue_get_address (catalogue, "together"), ==,
                   "https://api.together.ai/v1");
  g_assert_cmpint (pen_catalogue_get_key_need (catalogue), ==, PEN_KEY_REQUIRED);
  g_assert_cmpstr (pen_catalogue_get_key_variable (catalogue), ==, "TOGETHER_API_KEY");
  g_assert_cmpuint (g_list_model_get_n_items (models), ==, 30);

  for (guint i = 0; i < g_list_model_get_n_items (models); i++)
    {
      g_autoptr(PenModel) model = g_list_model_get_item (models, i);
      PenTaskSpec *spec = pen_model_get_spec (model, PEN_TASK_TEXT_TO_IMAGE);

      g_assert_cmpfloat (spec->price_usd, >, 0);
      g_assert_cmpstr (json_object_get_string_member (spec->fixed, "model"), ==,
                       pen_model_get_id (model));
      n_edits += pen_model_has_task (model, PEN_TASK_IMAGE_TO_IMAGE);
    }

  g_assert_cmpuint (n_edits, ==, 8);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/provider/together/text", test_text);
  g_test_add_func ("/provider/together/edit", test_edit);
  g_test_add_func ("/provider/together/either", test_either);
  g_test_add_func ("/provider/together/without-source", test_without_source);
  g_test_add_func ("/provider/together/catalogue", test_catalogue);

  return g_test_run ();
}
