/* test-bfl-provider.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-bfl-provider"

#include "config.h"

#include <string.h>

#include "pen-bfl-provider.h"
#include "pen-test-translator.h"

static PenProvider *
provider_new (void)
{
  return g_object_new (PEN_TYPE_BFL_PROVIDER, NULL);
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
  g_assert_null (step->memo);
  g_assert_cmpstr (step->call->method, ==, "POST");
  g_assert_cmpstr (step->call->endpoint, ==, "bfl");
  g_assert_cmpstr (step->call->path, ==, path);
  g_assert_true (step->call->may_cost);
  g_assert_true (step->call->with_key);
  g_assert_cmpint (step->call->expect, ==, PEN_EXPECT_JSON);
  g_assert_cmpstr (soup_message_headers_get_one (step->call->headers, "Accept"), ==,
                   "application/json");

  text = pen_test_json (step->call->body);
  g_assert_cmpstr (text, ==, expected);
}

/* A request with its pictures prepared: of 640 × 480 pixels. */
static PenRequest *
request_new (PenProvider *provider,
             const char  *model,
             PenTask      task)
{
  PenRequest *request = pen_test_request (provider, model, task);
  g_autoptr(PenBlob) source = pen_test_blob ("source");

  pen_request_set_prompt (request, "A fox");
  if (pen_task_has_source (task))
    {
      pen_request_set_source_path (request, "/nowhere/source.png");
      pen_request_set_source (request, source);
      pen_request_set_source_size (request, 640, 480);
    }

  return request;
}

static void
set_input (PenRequest *request,
           const char *slot,
           const char *bytes)
{
  g_autoptr(PenBlob) blob = pen_test_blob (bytes);

  pen_request_set_input (request, slot, blob);
}

static void
test_flux2 (void)
{
  static const char * const models[] = {
    "flux-2-pro", "flux-2-max", "flux-2-flex", "flux-2-klein-9b", "flux-2-klein-4b",
    "flux-2-pro-preview", "flux-2-klein-9b-preview"
  };
  g_autoptr(PenProvider) provider = provider_new ();

  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    {
      g_autoptr(PenRequest) text = request_new (provider, models[i], PEN_TASK_TEXT_TO_IMAGE);
      g_autoptr(PenRequest) edit = request_new (provider, models[i], PEN_TASK_IMAGE_TO_IMAGE);
      g_autofree char *path = g_strconcat ("/", models[i], NULL);

      assert_body (provider, text, path, "{\"prompt\":\"A fox\"}");
      assert_body (provider, edit, path,
                   "{\"prompt\":\"A fox\",\"input_image\":\"@source\",\"width\":640,"
                   "\"height\":480}");

      pen_request_set_seed (text, 2147483647);
      pen_request_set_size (text, 1024, 2048);
      pen_test_set (text, "safety_tolerance", "5");
      pen_test_set (text, "output_format", "png");
      assert_body (provider, text, path,
                   "{\"prompt\":\"A fox\",\"seed\":2147483647,\"width\":1024,\"height\":2048,"
                   "\"safety_tolerance\":5,\"output_format\":\"png\"}");

      pen_request_add_reference (edit, "/nowhere/one.png");
      pen_request_add_reference (edit, "/nowhere/two.png");
      set_input (edit, "reference-0", "one");
      set_input (edit, "reference-1", "two");
      assert_body (provider, edit, path,
                   "{\"prompt\":\"A fox\",\"input_image\":\"@source\",\"input_image_2\":\"@one\","
                   "\"input_image_3\":\"@two\",\"width\":640,\"height\":480}");
    }
}

static void
test_flex (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = request_new (provider, "flux-2-flex", PEN_TASK_TEXT_TO_IMAGE);

  pen_test_set (request, "steps", "30");
  pen_test_set (request, "guidance", "1.5");
  pen_test_set (request, "prompt_upsampling", "false");
  assert_body (provider, request, "/flux-2-flex",
               "{\"prompt\":\"A fox\",\"steps\":30,\"guidance\":1.5,"
               "\"prompt_upsampling\":false}");
}

/* A strict one: no seed, no size, no format. */
static void
test_flux3 (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) text = request_new (provider, "flux-3-image", PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(PenRequest) edit = request_new (provider, "flux-3-image", PEN_TASK_IMAGE_TO_IMAGE);

  pen_request_set_seed (text, 7);
  pen_request_set_size (text, 1024, 1024);
  pen_request_set_aspect (text, "7:5");
  pen_test_set (text, "resolution", "4k");
  pen_test_set (text, "grounding", "false");
  assert_body (provider, text, "/flux-3-image",
               "{\"prompt\":\"A fox\",\"aspect_ratio\":\"7:5\",\"resolution\":\"4k\","
               "\"grounding\":false}");

  pen_request_add_reference (edit, "/nowhere/one.png");
  set_input (edit, "reference-0", "one");
  assert_body (provider, edit, "/flux-3-image",
               "{\"prompt\":\"A fox\",\"images\":[\"@source\",\"@one\"]}");
}

static void
test_flux1 (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) pro = request_new (provider, "flux-pro-1.1", PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(PenRequest) dev = request_new (provider, "flux-dev", PEN_TASK_VARIATIONS);
  g_autoptr(PenRequest) ultra = request_new (provider, "flux-pro-1.1-ultra", PEN_TASK_VARIATIONS);

  /* The size that the service takes anyway is not sent. */
  pen_request_set_size (pro, 1024, 768);
  assert_body (provider, pro, "/flux-pro-1.1", "{\"prompt\":\"A fox\"}");
  pen_request_set_size (pro, 1440, 256);
  assert_body (provider, pro, "/flux-pro-1.1",
               "{\"prompt\":\"A fox\",\"width\":1440,\"height\":256}");

  pen_request_set_prompt (dev, "");
  pen_test_set (dev, "guidance", "5");
  assert_body (provider, dev, "/flux-dev",
               "{\"image_prompt\":\"@source\",\"width\":640,\"height\":480,\"guidance\":5.0}");

  /* Their number is how much is kept, ours how much may change. */
  pen_request_set_strength (ultra, 0.75);
  pen_request_set_aspect (ultra, "4:3");
  pen_test_set (ultra, "raw", "true");
  assert_body (provider, ultra, "/flux-pro-1.1-ultra",
               "{\"prompt\":\"A fox\",\"image_prompt\":\"@source\","
               "\"image_prompt_strength\":0.25,\"aspect_ratio\":\"4:3\",\"raw\":true}");
}

static void
test_kontext (void)
{
  static const char * const models[] = { "flux-kontext-pro", "flux-kontext-max" };
  g_autoptr(PenProvider) provider = provider_new ();

  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    {
      g_autoptr(PenRequest) request = request_new (provider, models[i], PEN_TASK_IMAGE_TO_IMAGE);
      g_autofree char *path = g_strconcat ("/", models[i], NULL);

      pen_request_set_aspect (request, "16:9");
      assert_body (provider, request, path,
                   "{\"prompt\":\"A fox\",\"input_image\":\"@source\","
                   "\"aspect_ratio\":\"16:9\"}");
      g_assert_cmpint (pen_model_get_status (pen_request_get_model (request)), ==,
                       PEN_MODEL_RETIRING);
    }
}

static void
test_masks (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) fill = request_new (provider, "flux-pro-1.0-fill", PEN_TASK_INPAINT);
  g_autoptr(PenRequest) erase = request_new (provider, "flux-tools/erase-v1", PEN_TASK_ERASE);
  PenField *mask = pen_request_get_spec (fill)->fields[PEN_ROLE_MASK];

  g_assert_cmpint (mask->polarity, ==, PEN_POLARITY_WHITE);
  g_assert_true (mask->required);

  pen_request_set_mask_path (fill, "/nowhere/mask.png");
  set_input (fill, "mask", "mask");
  pen_test_set (fill, "steps", "15");
  pen_test_set (fill, "guidance", "100");
  assert_body (provider, fill, "/flux-pro-1.0-fill",
               "{\"prompt\":\"A fox\",\"image\":\"@source\",\"mask\":\"@mask\",\"steps\":15,"
               "\"guidance\":100.0}");

  pen_request_set_mask_path (erase, "/nowhere/mask.png");
  set_input (erase, "mask", "mask");
  pen_request_set_seed (erase, 5);
  pen_test_set (erase, "dilate_pixels", "0");
  assert_body (provider, erase, "/flux-tools/erase-v1",
               "{\"image\":\"@source\",\"mask\":\"@mask\",\"seed\":5,\"dilate_pixels\":0}");
}

static void
test_extend (void)
{
  static const guint margins[] = { 256, 0, 128, 32 };
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) expand = request_new (provider, "flux-pro-1.0-expand",
                                              PEN_TASK_OUTPAINT);
  g_autoptr(PenRequest) tools = request_new (provider, "flux-tools/outpainting-v1",
                                             PEN_TASK_OUTPAINT);
  g_autofree char *text = NULL;
  g_autoptr(PenStep) step = NULL;

  pen_request_set_extend (expand, margins);
  pen_request_set_prompt (expand, "");
  step = pen_provider_begin (provider, expand, NULL);
  g_assert_nonnull (step);
  text = pen_test_json (step->call->body);
  g_assert_nonnull (strstr (text, "\"image\":\"@source\""));
  g_assert_nonnull (strstr (text, "\"left\":256"));
  g_assert_nonnull (strstr (text, "\"right\":128"));
  g_assert_nonnull (strstr (text, "\"bottom\":32"));
  g_assert_null (strstr (text, "prompt"));

  /* The whole canvas, and where the old picture lies on it. */
  pen_request_set_extend (tools, margins);
  pen_test_set (tools, "mode", "fast");
  assert_body (provider, tools, "/flux-tools/outpainting-v1",
               "{\"prompt\":\"A fox\",\"input_image\":\"@source\",\"mode\":\"fast\","
               "\"width\":1024,\"height\":512,\"reference_offset_x\":256,"
               "\"reference_offset_y\":0}");
}

/* The canvas has a limit of its own, which no limit of the source can keep. */
static void
test_canvas (void)
{
  static const guint margins[] = { 500, 500, 500, 500 };
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = request_new (provider, "flux-tools/outpainting-v1",
                                               PEN_TASK_OUTPAINT);
  g_autoptr(PenStep) step = NULL;
  g_autoptr(PenStep) none = NULL;
  g_autoptr(GError) error = NULL;

  pen_request_set_extend (request, margins);
  pen_request_set_source_size (request, 1000, 1000);
  step = pen_provider_begin (provider, request, NULL);
  g_assert_nonnull (step);

  pen_request_set_source_size (request, 1001, 1000);
  none = pen_provider_begin (provider, request, &error);
  g_assert_null (none);
  g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST);
  g_assert_nonnull (strstr (error->message, "2001 × 2000"));
}

/* The large ones count what they are sent together with what they make. */
static void
test_megapixels (void)
{
  static const struct { const char *model; guint64 pixels; } models[] = {
    { "flux-2-pro", 8800000 }, { "flux-2-pro-preview", 8800000 }, { "flux-2-max", 8800000 },
    { "flux-2-flex", 0 }, { "flux-2-klein-4b", 0 },
  };
  g_autoptr(PenProvider) provider = provider_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (models); i++)
    {
      g_autoptr(PenRequest) request = request_new (provider, models[i].model,
                                                   PEN_TASK_IMAGE_TO_IMAGE);

      g_assert_cmpuint (pen_request_get_spec (request)->limits.max_all_pixels, ==,
                        models[i].pixels);
    }
}

static void
test_key (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = request_new (provider, "flux-2-pro", PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(PenStep) step = pen_provider_begin (provider, request, NULL);
  g_autoptr(PenSecret) key = pen_secret_new ("bfl_test");
  g_autoptr(PenCall) check = pen_provider_check_key (provider);

  pen_provider_authorise (provider, step->call->headers, key);
  g_assert_cmpstr (soup_message_headers_get_one (step->call->headers, "x-key"), ==, "bfl_test");
  g_assert_null (soup_message_headers_get_one (step->call->headers, "Authorization"));

  g_assert_cmpstr (check->method, ==, "GET");
  g_assert_cmpstr (check->path, ==, "/credits");
  g_assert_false (check->may_cost);
}

static void
test_begin_without_inputs (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = pen_test_request (provider, "flux-2-pro",
                                                    PEN_TASK_IMAGE_TO_IMAGE);
  g_autoptr(GError) error = NULL;

  g_assert_null (pen_provider_begin (provider, request, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST);
}

static void
test_catalogue (void)
{
  static const struct { const char *id; PenTask task; double usd; } prices[] =
  {
    { "flux-2-pro", PEN_TASK_TEXT_TO_IMAGE, 0.03 },
    { "flux-2-pro", PEN_TASK_IMAGE_TO_IMAGE, 0.045 },
    { "flux-2-max", PEN_TASK_TEXT_TO_IMAGE, 0.07 },
    { "flux-2-flex", PEN_TASK_IMAGE_TO_IMAGE, 0.1 },
    { "flux-2-klein-9b", PEN_TASK_IMAGE_TO_IMAGE, 0.017 },
    { "flux-2-klein-4b", PEN_TASK_TEXT_TO_IMAGE, 0.014 },
    { "flux-3-image", PEN_TASK_TEXT_TO_IMAGE, 0.048 },
    { "flux-pro-1.0-fill", PEN_TASK_INPAINT, 0.05 },
    { "flux-kontext-max", PEN_TASK_IMAGE_TO_IMAGE, 0.08 },
    { "flux-pro-1.1", PEN_TASK_VARIATIONS, 0.04 },
    { "flux-tools/erase-v1", PEN_TASK_ERASE, -1 },
    { "flux-dev", PEN_TASK_TEXT_TO_IMAGE, -1 },
  };
  g_autoptr(PenProvider) provider = provider_new ();
  PenCatalogue *catalogue = pen_provider_get_catalogue (provider);
  GListModel *models = pen_catalogue_get_models (catalogue);

  g_assert_cmpstr (pen_provider_get_id (provider), ==, "bfl");
  g_assert_cmpstr (pen_catalogue_get_address (catalogue, "bfl"), ==, "https://api.bfl.ai/v1");
  g_assert_cmpstr (pen_catalogue_get_key_hosts (catalogue)[0], ==, ".bfl.ai");
  g_assert_null (pen_catalogue_get_key_hosts (catalogue)[1]);
  g_assert_cmpint (pen_catalogue_get_key_need (catalogue), ==, PEN_KEY_REQUIRED);
  g_assert_cmpuint (g_list_model_get_n_items (models), ==, 17);

  for (guint i = 0; i < G_N_ELEMENTS (prices); i++)
    {
      PenModel *model = pen_catalogue_find_model (catalogue, prices[i].id);

      g_assert_nonnull (model);
      g_assert_cmpfloat_with_epsilon (pen_model_get_spec (model, prices[i].task)->price_usd,
                                      prices[i].usd, 1e-9);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/provider/bfl/flux2", test_flux2);
  g_test_add_func ("/provider/bfl/flex", test_flex);
  g_test_add_func ("/provider/bfl/flux3", test_flux3);
  g_test_add_func ("/provider/bfl/flux1", test_flux1);
  g_test_add_func ("/provider/bfl/kontext", test_kontext);
  g_test_add_func ("/provider/bfl/masks", test_masks);
  g_test_add_func ("/provider/bfl/extend", test_extend);
  g_test_add_func ("/provider/bfl/canvas", test_canvas);
  g_test_add_func ("/provider/bfl/megapixels", test_megapixels);
  g_test_add_func ("/provider/bfl/key", test_key);
  g_test_add_func ("/provider/bfl/begin-without-inputs", test_begin_without_inputs);
  g_test_add_func ("/provider/bfl/catalogue", test_catalogue);

  return g_test_run ();
}
