/* test-sdapi-extras.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Masks, ControlNet and upscaling, as the translator writes them.
 */

#define G_LOG_DOMAIN "test-sdapi-extras"

#include "config.h"

#include <locale.h>
#include <string.h>

#include "pen-json.h"
#include "pen-sdapi-provider.h"
#include "pen-test-translator.h"

static PenProvider *
new_provider (const char *engine)
{
  PenProvider *provider = g_object_new (PEN_TYPE_SDAPI_PROVIDER, NULL);
  PenCatalogue *catalogue = pen_provider_get_catalogue (provider);
  const char *engines[] = { engine, NULL };
  const char *nets[] = { "sd15_canny [1]", "sd15_openpose [2]", NULL };
  const char *upscalers[] = { "Lanczos", "Nearest", "R-ESRGAN 4x+", NULL };

  pen_catalogue_set_list (catalogue, "engine", engines);
  pen_catalogue_set_list (catalogue, "controlnets", nets);
  pen_catalogue_set_list (catalogue, "extra-upscalers", upscalers);
  return provider;
}

static PenRequest *
new_request (PenProvider *provider,
             const char  *model,
             PenTask      task)
{
  PenRequest *request = pen_test_request (provider, model, task);
  g_autoptr(PenBlob) picture = pen_test_blob ("picture");

  pen_request_set_prompt (request, "a fox");
  pen_request_set_seed (request, 5);
  if (task != PEN_TASK_TEXT_TO_IMAGE && task != PEN_TASK_CONTROL)
    {
      pen_request_set_source (request, picture);
      pen_request_set_source_size (request, 128, 64);
    }
  if (task == PEN_TASK_INPAINT || task == PEN_TASK_OUTPAINT)
    pen_request_set_input (request, "mask", picture);

  return request;
}

static JsonObject *
get_body (PenStep *step)
{
  return json_node_get_object (pen_body_get_root (step->call->body));
}

static void
add_control (PenRequest *request,
             guint       index,
             const char *kind,
             double      weight)
{
  g_autoptr(PenBlob) picture = pen_test_blob ("map");
  g_autofree char *slot = g_strdup_printf ("control-%u", index);

  pen_request_add_control (request, kind, "/nowhere/map.png", weight);
  pen_request_set_input (request, slot, picture);
}

static void
test_mask (void)
{
  static const PenTask tasks[] = { PEN_TASK_INPAINT, PEN_TASK_OUTPAINT };
  g_autoptr(PenProvider) provider = new_provider ("AUTOMATIC1111");

  for (guint i = 0; i < G_N_ELEMENTS (tasks); i++)
    {
      g_autoptr(PenRequest) request = new_request (provider, "checkpoint", tasks[i]);
      g_autoptr(PenStep) step = pen_provider_begin (provider, request, NULL);
      JsonObject *body = get_body (step);
      PenBlob *blob = NULL;
      const char *prefix = NULL;

      g_assert_cmpstr (step->call->path, ==, "/sdapi/v1/img2img");
      g_assert_true (pen_body_lookup (step->call->body,
                                      json_object_get_string_member (body, "mask"), &blob,
                                      &prefix));
      g_assert_true (blob == pen_request_get_input (request, "mask"));
      g_assert_true (prefix == NULL || *prefix == '\0');
      g_assert_cmpint (json_object_get_int_member (body, "inpainting_fill"), ==, 1);
      g_assert_false (json_object_get_boolean_member (body, "inpaint_full_res"));
      g_assert_false (json_object_has_member (body, "mask_blur"));
      g_assert_cmpint (json_object_get_int_member (body, "width"), ==, 128);
      g_assert_cmpint (json_object_get_int_member (body, "height"), ==, 64);
    }
}

static void
test_mask_settings (void)
{
  static const struct { const char *engine; gboolean has; } table[] =
  {
    { "Forge", TRUE }, { "SD.Next", TRUE }, { "KoboldCpp", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr(PenProvider) provider = new_provider (table[i].engine);
      g_autoptr(PenRequest) request = new_request (provider, "checkpoint", PEN_TASK_INPAINT);
      g_autoptr(PenStep) step = NULL;

      pen_test_set (request, "mask_blur", "8");
      step = pen_provider_begin (provider, request, NULL);
      g_assert_nonnull (step);
      g_assert_cmpint (json_object_has_member (get_body (step), "mask_blur"), ==, table[i].has);
    }
}

static void
test_units (void)
{
  g_autoptr(PenProvider) provider = new_provider ("Forge");
  g_autoptr(PenRequest) request = new_request (provider, "checkpoint", PEN_TASK_CONTROL);
  g_autoptr(PenStep) step = NULL;
  JsonObject *body, *first, *second;
  JsonArray *units;
  PenBlob *blob = NULL;

  add_control (request, 0, "canny", 0.5);
  add_control (request, 1, "pose", -1);
  pen_test_set (request, "controlnet.guidance_end", "0.5");
  step = pen_provider_begin (provider, request, NULL);
  body = get_body (step);
  g_assert_cmpstr (step->call->path, ==, "/sdapi/v1/txt2img");
  g_assert_false (json_object_has_member (body, "controlnet"));

  units = json_object_get_array_member (
    json_object_get_object_member (json_object_get_object_member (body, "alwayson_scripts"),
                                   "ControlNet"), "args");
  g_assert_cmpuint (json_array_get_length (units), ==, 2);
  first = json_array_get_object_element (units, 0);
  second = json_array_get_object_element (units, 1);
  g_assert_true (json_object_get_boolean_member (first, "enabled"));
  g_assert_false (json_object_get_boolean_member (first, "save_detected_map"));
  g_assert_cmpstr (json_object_get_string_member (first, "module"), ==, "canny");
  g_assert_cmpstr (json_object_get_string_member (first, "model"), ==, "sd15_canny [1]");
  g_assert_cmpfloat (json_object_get_double_member (first, "weight"), ==, 0.5);
  g_assert_cmpfloat (json_object_get_double_member (first, "guidance_end"), ==, 0.5);
  g_assert_false (json_object_has_member (first, "control_mode"));
  g_assert_true (pen_body_lookup (step->call->body,
                                  json_object_get_string_member (first, "image"), &blob, NULL));
  g_assert_true (blob == pen_request_get_input (request, "control-0"));
  /* The engines do not agree on how "none" is written. */
  g_assert_false (json_object_has_member (second, "module"));
  g_assert_cmpstr (json_object_get_string_member (second, "model"), ==, "sd15_openpose [2]");
  g_assert_cmpfloat (json_object_get_double_member (second, "weight"), ==, 1);
}

static void
test_units_refused (void)
{
  static const struct { const char *engine; const char *kind; const char *words; } table[] =
  {
    { "AUTOMATIC1111", "depth", "depth" },
    { "SD.Next", "canny", "SD.Next" },
    { "KoboldCpp", "canny", "ComfyUI" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr(PenProvider) provider = new_provider (table[i].engine);
      g_autoptr(PenRequest) request = new_request (provider, "checkpoint", PEN_TASK_CONTROL);
      g_autoptr(PenStep) step = NULL;
      g_autoptr(GError) error = NULL;

      pen_catalogue_set_title (pen_provider_get_catalogue (provider), table[i].engine);
      add_control (request, 0, table[i].kind, -1);
      step = pen_provider_begin (provider, request, &error);
      g_assert_null (step);
      g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST);
      g_assert_nonnull (strstr (error->message, table[i].words));
    }
}

static void
test_upscale (void)
{
  g_autoptr(PenProvider) provider = new_provider ("Forge");
  g_autoptr(PenRequest) request = new_request (provider, "upscaler", PEN_TASK_UPSCALE);
  g_autoptr(PenStep) step = pen_provider_begin (provider, request, NULL);
  g_autoptr(PenReply) reply = pen_test_reply (200, "{\"image\":\"iVBORw0KGgo=\","
                                                   "\"html_info\":\"\"}");
  g_autoptr(PenReply) empty = pen_test_reply (200, "{\"image\":\"\"}");
  g_autoptr(PenStep) done = NULL;
  g_autoptr(PenStep) failed = NULL;
  g_autoptr(GError) error = NULL;
  JsonObject *body = get_body (step);
  g_autoptr(GList) names = json_object_get_members (body);

  g_assert_cmpstr (step->call->path, ==, "/sdapi/v1/extra-single-image");
  g_assert_cmpuint (g_list_length (names), ==, 4);
  g_assert_cmpint (json_object_get_int_member (body, "resize_mode"), ==, 0);
  g_assert_cmpint (json_object_get_int_member (body, "upscaling_resize"), ==, 2);
  g_assert_cmpstr (json_object_get_string_member (body, "upscaler_1"), ==, "R-ESRGAN 4x+");

  done = pen_provider_next (provider, request, NULL, step->call, reply, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (done->outputs->len, ==, 1);
  failed = pen_provider_next (provider, request, NULL, step->call, empty, &error);
  g_assert_null (failed);
  g_assert_error (error, PEN_ERROR, PEN_ERROR_SERVICE);
}

static void
test_upscale_refused (void)
{
  static const char *engines[] = { "KoboldCpp", "stable-diffusion.cpp" };

  for (guint i = 0; i < G_N_ELEMENTS (engines); i++)
    {
      g_autoptr(PenProvider) provider = new_provider (engines[i]);
      g_autoptr(PenRequest) request = new_request (provider, "upscaler", PEN_TASK_UPSCALE);
      g_autoptr(PenStep) step = NULL;
      g_autoptr(GError) error = NULL;

      step = pen_provider_begin (provider, request, &error);
      g_assert_null (step);
      g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST);
    }
}

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/sdapi/mask", test_mask);
  g_test_add_func ("/sdapi/mask/settings", test_mask_settings);
  g_test_add_func ("/sdapi/units", test_units);
  g_test_add_func ("/sdapi/units/refused", test_units_refused);
  g_test_add_func ("/sdapi/upscale", test_upscale);
  g_test_add_func ("/sdapi/upscale/refused", test_upscale_refused);

  return g_test_run ();
}
