/* test-sdapi-native.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * stable-diffusion.cpp's own way, as the translator writes and reads it.
 */

#define G_LOG_DOMAIN "test-sdapi-native"

#include "config.h"

#include <locale.h>
#include <string.h>

#include "pen-json.h"
#include "pen-sdapi-provider.h"
#include "pen-test-translator.h"

#define MEMO "{\"job\":\"job_1\"}"

static PenProvider *
new_provider (void)
{
  PenProvider *provider = g_object_new (PEN_TYPE_SDAPI_PROVIDER, NULL);
  const char *engines[] = { "stable-diffusion.cpp", NULL };

  pen_catalogue_set_list (pen_provider_get_catalogue (provider), "engine", engines);
  return provider;
}

static PenRequest *
new_request (PenProvider *provider,
             PenTask      task)
{
  PenRequest *request = pen_test_request (provider, "checkpoint", task);

  pen_request_set_prompt (request, "a fox");
  pen_request_set_seed (request, 5);
  return request;
}

static void
test_text (void)
{
  g_autoptr(PenProvider) provider = new_provider ();
  g_autoptr(PenRequest) request = new_request (provider, PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(PenStep) step = NULL;
  g_autofree char *text = NULL;

  pen_request_set_negative (request, "snow");
  pen_request_set_size (request, 256, 128);
  pen_request_set_count (request, 2);
  pen_test_set (request, "sampler_name", "euler_a");
  pen_test_set (request, "scheduler", "karras");
  pen_test_set (request, "enable_hr", "true");
  pen_test_set (request, "tiling", "true");
  pen_test_set (request, "override_settings.sd_model_checkpoint", "x");
  step = pen_provider_begin (provider, request, NULL);
  text = pen_json_to_text (pen_body_get_root (step->call->body));
  g_assert_cmpstr (step->call->path, ==, "/sdcpp/v1/img_gen");
  g_assert_true (step->call->may_cost);
  g_assert_cmpstr (text, ==,
                   "{\"prompt\":\"a fox\",\"negative_prompt\":\"snow\",\"seed\":5,"
                   "\"batch_count\":2,\"width\":256,\"height\":128,\"sample_params\":"
                   "{\"sample_method\":\"euler_a\",\"scheduler\":\"karras\",\"sample_steps\":20,"
                   "\"guidance\":{\"txt_cfg\":7}},\"hires\":{\"enabled\":true,\"scale\":2,"
                   "\"steps\":0,\"denoising_strength\":0.75}}");
}

static void
test_pictures (void)
{
  g_autoptr(PenProvider) provider = new_provider ();
  g_autoptr(PenRequest) request = new_request (provider, PEN_TASK_INPAINT);
  g_autoptr(PenBlob) source = pen_test_blob ("source");
  g_autoptr(PenBlob) mask = pen_test_blob ("mask");
  g_autoptr(PenBlob) control = pen_test_blob ("control");
  g_autoptr(PenRequest) led = new_request (provider, PEN_TASK_CONTROL);
  g_autoptr(PenStep) step = NULL;
  g_autoptr(PenStep) other = NULL;
  PenBlob *blob = NULL;
  JsonObject *body;

  pen_request_set_source (request, source);
  pen_request_set_source_size (request, 128, 64);
  pen_request_set_input (request, "mask", mask);
  pen_request_set_strength (request, 0.25);
  step = pen_provider_begin (provider, request, NULL);
  body = json_node_get_object (pen_body_get_root (step->call->body));
  g_assert_true (pen_body_lookup (step->call->body,
                                  json_object_get_string_member (body, "init_image"), &blob,
                                  NULL));
  g_assert_true (blob == source);
  g_assert_true (pen_body_lookup (step->call->body,
                                  json_object_get_string_member (body, "mask_image"), &blob,
                                  NULL));
  g_assert_true (blob == mask);
  g_assert_cmpfloat (json_object_get_double_member (body, "strength"), ==, 0.25);
  g_assert_false (json_object_has_member (body, "hires"));
  g_assert_false (json_object_has_member (body, "inpainting_fill"));

  pen_request_add_control (led, "depth", "/nowhere/depth.png", 0.5);
  pen_request_set_input (led, "control-0", control);
  other = pen_provider_begin (provider, led, NULL);
  body = json_node_get_object (pen_body_get_root (other->call->body));
  g_assert_true (pen_body_lookup (other->call->body,
                                  json_object_get_string_member (body, "control_image"), &blob,
                                  NULL));
  g_assert_true (blob == control);
  g_assert_cmpfloat (json_object_get_double_member (body, "control_strength"), ==, 0.5);
}

static void
test_two_controls (void)
{
  g_autoptr(PenProvider) provider = new_provider ();
  g_autoptr(PenRequest) request = new_request (provider, PEN_TASK_CONTROL);
  g_autoptr(PenBlob) control = pen_test_blob ("control");
  g_autoptr(PenStep) step = NULL;
  g_autoptr(GError) error = NULL;

  pen_request_add_control (request, "depth", "/nowhere/depth.png", -1);
  pen_request_add_control (request, "pose", "/nowhere/pose.png", -1);
  pen_request_set_input (request, "control-0", control);
  pen_request_set_input (request, "control-1", control);
  step = pen_provider_begin (provider, request, &error);
  g_assert_null (step);
  g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST);
}

static void
test_job (void)
{
  static const char *waiting[] = { "queued", "generating" };
  g_autoptr(PenProvider) provider = new_provider ();
  g_autoptr(PenRequest) request = new_request (provider, PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(PenStep) step = pen_provider_begin (provider, request, NULL);
  g_autoptr(PenReply) taken = pen_test_reply (202, "{\"id\":\"job_1\",\"status\":"
                                                   "\"generating\"}");
  g_autoptr(PenReply) done = pen_test_reply (200, "{\"status\":\"completed\",\"result\":"
                                                  "{\"images\":[{\"b64_json\":\"iVBORw0KGgo=\"},"
                                                  "{\"b64_json\":\"iVBORw0KGgo=\"}]}}");
  g_autoptr(PenStep) poll = pen_provider_next (provider, request, NULL, step->call, taken, NULL);
  g_autoptr(PenStep) last = NULL;

  g_assert_cmpstr (poll->call->path, ==, "/sdcpp/v1/jobs/job_1");
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (poll->memo), "job"), ==,
                   "job_1");
  g_assert_false (poll->call->may_cost);

  for (guint i = 0; i < G_N_ELEMENTS (waiting); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"status\":\"%s\"}", waiting[i]);
      g_autoptr(PenReply) reply = pen_test_reply (200, text);
      g_autoptr(PenStep) again = pen_provider_next (provider, request, poll->memo, poll->call,
                                                    reply, NULL);

      g_assert_cmpstr (again->call->path, ==, "/sdcpp/v1/jobs/job_1");
      g_assert_cmpuint (again->delay_ms, ==, 1000);
    }

  last = pen_provider_next (provider, request, poll->memo, poll->call, done, NULL);
  g_assert_cmpint (last->kind, ==, PEN_STEP_DONE);
  g_assert_cmpuint (last->outputs->len, ==, 2);
  g_assert_cmpuint (((PenOutput *) last->outputs->pdata[1])->seed, ==, 6);
}

static void
test_failures (void)
{
  static const struct { const char *json; gint code; const char *words; } table[] =
  {
    { "{\"status\":\"failed\",\"error\":{\"code\":\"generation_failed\",\"message\":\"no room\"}}",
      PEN_ERROR_SERVICE, "no room" },
    { "{\"status\":\"cancelled\"}", PEN_ERROR_SERVICE, "stopped" },
    { "{\"status\":\"completed\",\"result\":{\"images\":[]}}", PEN_ERROR_INVALID_REPLY, NULL },
    { "{\"status\":\"completed\",\"result\":null}", PEN_ERROR_INVALID_REPLY, NULL },
    { "{\"status\":\"completed\",\"result\":{\"images\":[{\"b64_json\":\"\"}]}}",
      PEN_ERROR_SERVICE, NULL },
    { "{\"status\":\"sleeping\"}", PEN_ERROR_INVALID_REPLY, NULL },
    { "[]", PEN_ERROR_INVALID_REPLY, NULL },
  };
  g_autoptr(PenProvider) provider = new_provider ();
  g_autoptr(PenRequest) request = new_request (provider, PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(JsonNode) memo = json_from_string (MEMO, NULL);
  g_autoptr(PenStep) poll = pen_provider_resume (provider, request, memo, NULL);

  g_assert_cmpstr (poll->call->path, ==, "/sdcpp/v1/jobs/job_1");
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr(PenReply) reply = pen_test_reply (200, table[i].json);
      g_autoptr(PenStep) step = NULL;
      g_autoptr(GError) error = NULL;

      step = pen_provider_next (provider, request, memo, poll->call, reply, &error);
      g_assert_null (step);
      g_assert_error (error, PEN_ERROR, table[i].code);
      g_assert_true (table[i].words == NULL || strstr (error->message, table[i].words) != NULL);
    }
}

static void
test_refusals (void)
{
  static const struct { guint status; const char *json; gint code; } table[] =
  {
    { 404, "{\"error\":\"job not found\"}", PEN_ERROR_EXPIRED },
    { 410, "{\"error\":\"job expired\"}", PEN_ERROR_EXPIRED },
    { 429, "{\"error\":\"job queue is full\"}", PEN_ERROR_RATE_LIMIT },
    { 400, "{\"error\":\"invalid generation parameters\"}", PEN_ERROR_INVALID_REQUEST },
    { 500, "{\"error\":\"server_error\",\"message\":\"[json.exception]\"}", PEN_ERROR_SERVICE },
  };
  g_autoptr(PenProvider) provider = new_provider ();

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr(PenReply) reply = pen_test_reply (table[i].status, table[i].json);
      gboolean charged = TRUE;
      g_autoptr(GError) error = pen_provider_read_error (provider, reply, &charged);

      g_assert_error (error, PEN_ERROR, table[i].code);
      g_assert_false (charged);
    }
}

static void
test_cancel (void)
{
  g_autoptr(PenProvider) provider = new_provider ();
  g_autoptr(PenRequest) request = new_request (provider, PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(JsonNode) memo = json_from_string (MEMO, NULL);
  g_autoptr(PenCall) call = pen_provider_cancel (provider, request, memo);
  guint interval;

  g_assert_cmpstr (call->path, ==, "/sdcpp/v1/jobs/job_1/cancel");
  g_assert_cmpint (call->expect, ==, PEN_EXPECT_NOTHING);
  g_assert_null (pen_provider_watch (provider, request, &interval));
}

/* Only this engine remembers. */
static void
test_no_memo (void)
{
  g_autoptr(PenProvider) provider = new_provider ();
  g_autoptr(PenRequest) request = new_request (provider, PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(JsonNode) memo = json_from_string ("{}", NULL);
  g_autoptr(PenStep) step = NULL;
  g_autoptr(GError) error = NULL;

  step = pen_provider_resume (provider, request, memo, &error);
  g_assert_null (step);
  g_assert_error (error, PEN_ERROR, PEN_ERROR_UNKNOWN_OUTCOME);
}

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/sdapi/native/text", test_text);
  g_test_add_func ("/sdapi/native/pictures", test_pictures);
  g_test_add_func ("/sdapi/native/two-controls", test_two_controls);
  g_test_add_func ("/sdapi/native/job", test_job);
  g_test_add_func ("/sdapi/native/failures", test_failures);
  g_test_add_func ("/sdapi/native/refusals", test_refusals);
  g_test_add_func ("/sdapi/native/cancel", test_cancel);
  g_test_add_func ("/sdapi/native/no-memo", test_no_memo);

  return g_test_run ();
}
