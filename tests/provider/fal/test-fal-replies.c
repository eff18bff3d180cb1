/* test-fal-replies.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-fal-replies"

#include "config.h"

#include <string.h>

#include "pen-fal-provider.h"
#include "pen-test-translator.h"

#define ID "764cabcf-b745-4b3e-ae38-1200304cf45b"
#define OWN "https://queue.fal.run/fal-ai/flux/requests/" ID

static PenProvider *
provider_new (void)
{
  return g_object_new (PEN_TYPE_FAL_PROVIDER, NULL);
}

static PenRequest *
request_new (PenProvider *provider,
             const char  *id)
{
  PenRequest *request = pen_test_request (provider, id, PEN_TASK_TEXT_TO_IMAGE);

  pen_request_set_prompt (request, "A fox");

  return request;
}

/* The step after @reply to the paid call. */
static PenStep *
submit (PenProvider  *provider,
        const char   *json,
        GError      **error)
{
  g_autoptr(PenRequest) request = request_new (provider, "fal-ai/flux/dev");
  g_autoptr(PenStep) step = pen_provider_begin (provider, request, NULL);
  g_autoptr(PenReply) reply = pen_test_reply (200, json);

  return pen_provider_next (provider, request, NULL, step->call, reply, error);
}

/* The step after @json to a look at the status, which was reached from a memo. */
static PenStep *
look (PenProvider  *provider,
      guint         status,
      const char   *json)
{
  g_autoptr(PenRequest) request = request_new (provider, "fal-ai/flux/dev");
  g_autoptr(PenStep) first = submit (provider, "{\"request_id\":\"" ID "\"}", NULL);
  g_autoptr(PenStep) resumed = pen_provider_resume (provider, request, first->memo, NULL);
  g_autoptr(PenReply) reply = pen_test_reply (status, json);
  g_autoptr(GError) error = NULL;
  PenStep *step;

  g_assert_null (resumed->memo);
  step = pen_provider_next (provider, request, first->memo, resumed->call, reply, &error);
  g_assert_no_error (error);

  return step;
}

/* The step after @reply to the result. */
static PenStep *
finish (PenProvider  *provider,
        const char   *model,
        PenReply     *reply,
        GError      **error)
{
  g_autoptr(PenRequest) request = request_new (provider, model);
  g_autoptr(PenStep) first = submit (provider, "{\"request_id\":\"" ID "\"}", NULL);
  g_autoptr(PenStep) step = look (provider, 200, "{\"status\":\"COMPLETED\"}");

  g_assert_false (pen_provider_refuses (provider, step->call, reply));

  return pen_provider_next (provider, request, first->memo, step->call, reply, error);
}

/* === The queue === */

static void
test_submitted (void)
{
  static const struct { const char *json, *status, *result, *cancel; } table[] =
  {
    { "{\"request_id\":\"" ID "\",\"status_url\":\"" OWN "/status\",\"response_url\":\"" OWN
      "/response\",\"cancel_url\":\"" OWN "/cancel\"}",
      "/fal-ai/flux/requests/" ID "/status?logs=1", "/fal-ai/flux/requests/" ID "/response",
      "/fal-ai/flux/requests/" ID "/cancel" },
    /* Its own, of another shape: as it is. */
    { "{\"request_id\":\"" ID "\",\"status_url\":\"https://queue.fal.run/x/1/status\","
      "\"response_url\":\"https://queue.fal.run/x/1\",\"cancel_url\":\"" OWN "/cancel\"}",
      "https://queue.fal.run/x/1/status?logs=1", "https://queue.fal.run/x/1",
      "/fal-ai/flux/requests/" ID "/cancel" },
    { "{\"request_id\":\"" ID "\"}", "/fal-ai/flux/requests/" ID "/status?logs=1",
      "/fal-ai/flux/requests/" ID, "/fal-ai/flux/requests/" ID "/cancel" },
    /* Whoever else it names: we stay where we are. */
    { "{\"request_id\":\"" ID "\",\"status_url\":\"https://evil.example/s\","
      "\"response_url\":\"http://queue.fal.run/r\",\"cancel_url\":\"file:///etc/passwd\"}",
      "/fal-ai/flux/requests/" ID "/status?logs=1", "/fal-ai/flux/requests/" ID,
      "/fal-ai/flux/requests/" ID "/cancel" },
    { "{\"request_id\":\"a/../b?c\"}", "/fal-ai/flux/requests/a%2F..%2Fb%3Fc/status?logs=1",
      "/fal-ai/flux/requests/a%2F..%2Fb%3Fc", "/fal-ai/flux/requests/a%2F..%2Fb%3Fc/cancel" },
    { "{\"request_id\":\"" ID "\",\"status_url\":\"" OWN "/status?a=b\"}",
      "/fal-ai/flux/requests/" ID "/status?a=b&logs=1", "/fal-ai/flux/requests/" ID,
      "/fal-ai/flux/requests/" ID "/cancel" },
  };
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = request_new (provider, "fal-ai/flux/dev");

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr(PenStep) step = submit (provider, table[i].json, NULL);
      g_autoptr(PenCall) cancel = pen_provider_cancel (provider, request, step->memo);
      g_autoptr(PenReply) reply = pen_test_reply (200, "{\"status\":\"COMPLETED\"}");
      g_autoptr(PenStep) result = pen_provider_next (provider, request, step->memo, step->call,
                                                     reply, NULL);

      g_assert_cmpstr (step->call->method, ==, "GET");
      g_assert_cmpstr (step->call->endpoint, ==, "fal-queue");
      g_assert_cmpuint (step->delay_ms, ==, 1000);
      g_assert_nonnull (step->memo);
      g_assert_false (step->call->may_cost);
      g_assert_cmpstr (step->call->uri != NULL ? step->call->uri : step->call->path, ==,
                       table[i].status);
      g_assert_cmpstr (result->call->uri != NULL ? result->call->uri : result->call->path, ==,
                       table[i].result);
      g_assert_cmpuint (result->delay_ms, ==, 0);
      g_assert_cmpstr (cancel->method, ==, "PUT");
      g_assert_cmpstr (cancel->uri != NULL ? cancel->uri : cancel->path, ==, table[i].cancel);
    }
}

static void
test_not_submitted (void)
{
  static const char * const replies[] = {
    "", "null", "[]", "{}", "{\"request_id\":7}", "{\"request_id\":\"\"}",
    "{\"status_url\":\"https://evil.example/s\"}",
  };
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = request_new (provider, "fal-ai/flux/dev");

  for (gsize i = 0; i < G_N_ELEMENTS (replies); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (submit (provider, replies[i], &error));
      g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY);
    }

  g_assert_null (pen_provider_cancel (provider, request, NULL));
}

/* What was written down is not what we write. */
static void
test_odd_memos (void)
{
  static const char * const memos[] = { "{}", "[]", "{\"status\":7}", "{\"result\":\"/r\"}" };
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = request_new (provider, "fal-ai/flux/dev");
  g_autoptr(JsonNode) half = json_from_string ("{\"status\":\"/s\"}", NULL);
  g_autoptr(PenStep) step = pen_provider_resume (provider, request, half, NULL);
  g_autoptr(PenReply) reply = pen_test_reply (200, "{\"status\":\"COMPLETED\"}");
  g_autoptr(GError) error = NULL;

  g_assert_null (pen_provider_next (provider, request, half, step->call, reply, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY);
  g_assert_null (pen_provider_cancel (provider, request, half));

  for (gsize i = 0; i < G_N_ELEMENTS (memos); i++)
    {
      g_autoptr(JsonNode) memo = json_from_string (memos[i], NULL);

      g_assert_null (pen_provider_resume (provider, request, memo, NULL));
    }
}

static void
test_status (void)
{
  static const struct { guint status; const char *json; double progress; guint round; } table[] =
  {
    { 202, "{\"status\":\"IN_QUEUE\",\"queue_position\":3}", -1, 0 },
    { 202, "{\"status\":\"IN_PROGRESS\",\"logs\":null}", -1, 0 },
    { 202, "{\"status\":\"IN_PROGRESS\",\"logs\":{}}", -1, 0 },
    { 200, "{\"status\":\"IN_PROGRESS\",\"logs\":[{\"message\":\" 10%|#  | 1/10\"},"
      "{\"message\":\" 40%|####   |\"},{\"message\":\"hm\"},7]}", 0.4, 0 },
    { 202, "{\"status\":\"IN_PROGRESS\",\"logs\":[{\"message\":\"100%|####|\"}]}", 1, 0 },
    { 202, "{\"status\":\"IN_PROGRESS\",\"logs\":[{\"message\":\"50% of users\"}]}", -1, 0 },
    { 202, "{\"status\":\"PAUSED\"}", -1, 1 },
    { 200, "{}", -1, 1 },
    { 200, "", -1, 1 },
  };
  g_autoptr(PenProvider) provider = provider_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr(PenStep) step = look (provider, table[i].status, table[i].json);

      g_assert_cmpint (step->kind, ==, PEN_STEP_CALL);
      g_assert_true (g_str_has_suffix (step->call->path, "/status?logs=1"));
      g_assert_cmpuint (step->delay_ms, ==, 1000);
      g_assert_cmpuint (step->call->round, ==, table[i].round);
      g_assert_cmpfloat_with_epsilon (step->progress, table[i].progress, 1e-9);
    }
}

/* A state that nobody knows is waited for, but not for ever. */
static void
test_status_without_end (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = request_new (provider, "fal-ai/flux/dev");
  g_autoptr(PenStep) first = submit (provider, "{\"request_id\":\"" ID "\"}", NULL);
  g_autoptr(PenStep) step = look (provider, 200, "{\"status\":\"PAUSED\"}");
  g_autoptr(GError) error = NULL;
  guint looks = 0;

  while (step != NULL)
    {
      g_autoptr(PenReply) reply = pen_test_reply (200, "{\"status\":\"PAUSED\"}");
      PenStep *following = pen_provider_next (provider, request, first->memo, step->call, reply,
                                              &error);

      pen_step_free (step);
      step = following;
      g_assert_cmpuint (++looks, <, 1000);
    }

  g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY);
}

/* A run that failed is completed as well; only some say so in the status. */
static void
test_failed_status (void)
{
  static const char * const types[] = {
    "request_timeout", "startup_timeout", "runner_scheduling_failure",
    "runner_connection_timeout", "runner_disconnected", "runner_connection_refused",
    "runner_connection_error", "runner_incomplete_response", "runner_server_error",
    "client_disconnected", "client_cancelled", "internal_error",
  };
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenStep) asked = look (provider, 200, "{\"status\":\"COMPLETED\",\"error\":\"no\"}");

  g_assert_cmpstr (asked->call->path, ==, "/fal-ai/flux/requests/" ID);
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autofree char *json = g_strdup_printf ("{\"status\":\"COMPLETED\",\"error\":\"no\","
                                               "\"error_type\":\"%s\"}", types[i]);
      g_autoptr(PenStep) step = look (provider, 200, json);

      g_assert_cmpint (step->kind, ==, PEN_STEP_FAILED);
      g_assert_error (step->error, PEN_ERROR, PEN_ERROR_SERVICE);
      g_assert_false (step->charged);
    }
}

/* === Results === */

#define URL "\"url\":\"https://v3b.fal.media/files/b/x.png\""
#define SECOND "\"url\":\"https://v3b.fal.media/files/b/y.png\""

static void
test_shapes (void)
{
  static const struct { const char *json; guint pictures; guint64 seed; } table[] =
  {
    { "{\"images\":[{" URL ",\"width\":1024,\"height\":768}],\"seed\":42,"
      "\"has_nsfw_concepts\":[false],\"prompt\":\"A fox\"}", 1, 42 },
    { "{\"images\":[{" URL "},{" SECOND "}],\"description\":\"\"}", 2, 0 },
    { "{\"images\":[{" URL ",\"width\":null}],\"has_nsfw_concepts\":null}", 1, 0 },
    { "{\"image\":{" URL "},\"mask_image\":{" SECOND ",\"content_type\":\"image/png\"}}", 1, 0 },
    { "{\"image\":{" URL "},\"used_seed\":9}", 1, 9 },
    { "{\"result\":{\"files\":[{" URL ",\"content_type\":\"image/webp\"},"
      "{" SECOND ",\"content_type\":\"application/json\"}]}}", 1, 0 },
    { "{\"images\":[{" URL "}],\"seed\":-1}", 1, 0 },
  };
  g_autoptr(PenProvider) provider = provider_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr(PenReply) reply = pen_test_reply (200, table[i].json);
      g_autoptr(GError) error = NULL;
      g_autoptr(PenStep) step = finish (provider, "fal-ai/flux/dev", reply, &error);
      PenOutput *output;

      g_assert_no_error (error);
      g_assert_cmpint (step->kind, ==, PEN_STEP_DONE);
      g_assert_cmpuint (step->outputs->len, ==, table[i].pictures);
      output = g_ptr_array_index (step->outputs, 0);
      g_assert_cmpstr (output->uri, ==, "https://v3b.fal.media/files/b/x.png");
      g_assert_cmpuint (output->seed, ==, table[i].seed);
      g_assert_null (output->warning);
    }
}

static void
test_embedded (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenReply) reply = pen_test_reply (200, "{\"images\":[{\"url\":"
                                              "\"data:image/png;base64,Zm94\"}]}");
  g_autoptr(PenReply) damaged = pen_test_reply (200, "{\"images\":[{\"url\":\"no address!\"}]}");
  g_autoptr(PenStep) step = finish (provider, "fal-ai/flux/dev", reply, NULL);
  PenOutput *output = g_ptr_array_index (step->outputs, 0);
  g_autoptr(GBytes) bytes = pen_blob_load (output->blob, 100, NULL);
  g_autoptr(GError) error = NULL;

  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "fox", 3);
  g_assert_null (finish (provider, "fal-ai/flux/dev", damaged, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY);
}

/* What was blacked out is no result, and costs all the same. */
static void
test_blacked_out (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenReply) all = pen_test_reply (200, "{\"images\":[{" URL "}],"
                                            "\"has_nsfw_concepts\":[true]}");
  g_autoptr(PenReply) some = pen_test_reply (200, "{\"images\":[{" URL "},{" SECOND "}],"
                                             "\"has_nsfw_concepts\":[true,false]}");
  g_autoptr(PenStep) refused = finish (provider, "fal-ai/flux/dev", all, NULL);
  g_autoptr(PenStep) done = finish (provider, "fal-ai/flux/dev", some, NULL);
  PenOutput *output;

  g_assert_cmpint (refused->kind, ==, PEN_STEP_FAILED);
  g_assert_error (refused->error, PEN_ERROR, PEN_ERROR_REFUSED);
  g_assert_nonnull (strstr (refused->error->message, "charged all the same"));
  g_assert_true (refused->charged);

  g_assert_cmpuint (done->outputs->len, ==, 1);
  output = g_ptr_array_index (done->outputs, 0);
  g_assert_cmpstr (output->uri, ==, "https://v3b.fal.media/files/b/y.png");
  g_assert_true (g_str_has_prefix (output->warning, "1 picture was blacked out"));
  /* Both are paid. */
  g_assert_cmpfloat_with_epsilon (done->cost_usd, 2 * 0.025, 1e-9);
}

static void
test_empty (void)
{
  static const char * const shapes[] = { "{\"images\":[]}", "{}", "{\"image\":null}" };
  static const char * const broken[] = { "", "null", "[]", "7" };
  g_autoptr(PenProvider) provider = provider_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autoptr(PenReply) reply = pen_test_reply (200, shapes[i]);
      g_autoptr(PenStep) step = finish (provider, "fal-ai/flux/dev", reply, NULL);

      g_assert_cmpint (step->kind, ==, PEN_STEP_FAILED);
      g_assert_error (step->error, PEN_ERROR, PEN_ERROR_SERVICE);
      g_assert_true (step->charged);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr(PenReply) reply = pen_test_reply (200, broken[i]);
      g_autoptr(GError) error = NULL;

      g_assert_null (finish (provider, "fal-ai/flux/dev", reply, &error));
      g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY);
    }
}

static void
test_cost (void)
{
  static const struct { const char *model, *units; double cost; } table[] =
  {
    { "fal-ai/flux/dev", "2.5", 0.0625 },
    { "fal-ai/flux/dev", NULL, 0.025 },
    { "fal-ai/flux/dev", "many", 0.025 },
    { "fal-ai/flux/dev", "-1", 0.025 },
    { "fal-ai/flux-2/turbo", "1", -1 },
  };
  g_autoptr(PenProvider) provider = provider_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr(PenReply) reply = pen_test_reply (200, "{\"images\":[{" URL "}]}");
      g_autoptr(PenStep) step = NULL;

      if (table[i].units != NULL)
        pen_reply_set_header (reply, "X-Fal-Billable-Units", table[i].units);
      step = finish (provider, table[i].model, reply, NULL);
      g_assert_cmpfloat_with_epsilon (step->cost_usd, table[i].cost, 1e-9);
    }
}

/* Too early, or a gateway's trouble: the picture is still there. */
static void
test_not_the_result (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenReply) accepted = pen_test_reply (202, "{}");
  g_autoptr(PenReply) early = pen_test_reply (400, "{\"detail\":\"Request is still in "
                                              "progress\"}");
  g_autoptr(PenReply) gateway = pen_test_reply (502, "");
  g_autoptr(PenReply) limit = pen_test_reply (429, "{\"detail\":\"slow\"}");
  g_autoptr(PenReply) key = pen_test_reply (401, "{\"detail\":\"no\"}");
  g_autoptr(PenStep) first = finish (provider, "fal-ai/flux/dev", accepted, NULL);
  g_autoptr(PenStep) second = finish (provider, "fal-ai/flux/dev", early, NULL);
  g_autoptr(PenStep) third = finish (provider, "fal-ai/flux/dev", gateway, NULL);
  g_autoptr(PenStep) fourth = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (g_str_has_suffix (first->call->path, "logs=1"));
  g_assert_true (g_str_has_suffix (second->call->path, "logs=1"));
  g_assert_cmpstr (third->call->path, ==, "/fal-ai/flux/requests/" ID);
  g_assert_cmpuint (third->call->round, ==, 1);
  g_assert_cmpuint (third->delay_ms, >, 0);

  pen_reply_set_header (limit, "Retry-After", "7");
  fourth = finish (provider, "fal-ai/flux/dev", limit, NULL);
  g_assert_cmpuint (fourth->delay_ms, ==, 7000);

  /* No word of the picture, for which the runner goes on believing that it was paid. */
  g_assert_null (finish (provider, "fal-ai/flux/dev", key, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_KEY_REJECTED);
}

/* === Refusals === */

#define MODEL(type, more) \
  "{\"detail\":[{\"loc\":[\"body\",\"image_url\"],\"msg\":\"m\",\"type\":\"" type "\"" more "}]}"

static const struct
{
  guint       status;
  const char *json;
  int         code;
  gboolean    charged;
  const char *words;
} refusals[] = {
  { 401, "{\"detail\":\"invalid key credentials\"}", PEN_ERROR_KEY_REJECTED, FALSE, "colon" },
  { 401, "{\"error\":{\"type\":\"authorization_error\",\"message\":\"x\"}}",
    PEN_ERROR_KEY_REJECTED, FALSE, "key was rejected" },
  { 403, "{\"detail\":\"User is locked. Reason: Exhausted balance. Top up\"}", PEN_ERROR_QUOTA,
    FALSE, "https://fal.ai/dashboard/billing" },
  { 403, "{\"detail\":\"Forbidden\"}", PEN_ERROR_KEY_REJECTED, FALSE, "may not use" },
  { 404, "{\"detail\":\"Application \\\"x\\\" not found\"}", PEN_ERROR_NOT_FOUND, FALSE,
    "no such model" },
  { 404, "{\"status\":\"NOT_FOUND\"}", PEN_ERROR_EXPIRED, FALSE, "keeps it no longer" },
  { 405, "{\"detail\":\"Method Not Allowed\"}", PEN_ERROR_FAILED, FALSE, "address" },
  { 413, "", PEN_ERROR_TOO_LARGE, FALSE, "smaller" },
  { 422, "{\"detail\":[{\"loc\":[\"body\",\"prompt\"],\"msg\":\"Field required\","
    "\"type\":\"missing\"},{\"loc\":[\"body\",\"loras\",0,\"path\"],\"msg\":\"too long\","
    "\"type\":\"string_too_long\"}]}", PEN_ERROR_INVALID_REQUEST, FALSE,
    "prompt: Field required; loras.path: too long" },
  { 422, "{\"detail\":\"odd\"}", PEN_ERROR_INVALID_REQUEST, FALSE, "odd" },
  { 422, "{\"detail\":[7,null,{}]}", PEN_ERROR_INVALID_REQUEST, FALSE, "status 422" },
  { 422, MODEL ("content_policy_violation", ""), PEN_ERROR_REFUSED, TRUE, "safety filter" },
  { 422, MODEL ("no_media_generated", ""), PEN_ERROR_SERVICE, TRUE, "gave no picture" },
  { 422, MODEL ("image_too_small", ",\"ctx\":{\"min_width\":256,\"min_height\":128}"),
    PEN_ERROR_INVALID_REQUEST, FALSE, "at least 256 × 128 pixels" },
  { 422, MODEL ("image_too_large", ",\"ctx\":{\"max_width\":4096,\"max_height\":2048}"),
    PEN_ERROR_TOO_LARGE, FALSE, "at most 4096 × 2048 pixels" },
  { 422, MODEL ("image_too_large", ""), PEN_ERROR_TOO_LARGE, FALSE, "make it smaller" },
  { 422, MODEL ("file_too_large", ",\"ctx\":{\"max_size\":10000000}"), PEN_ERROR_TOO_LARGE, FALSE,
    "at most 10.0 MB" },
  { 422, MODEL ("image_load_error", ""), PEN_ERROR_PICTURE, FALSE, "PNG or JPEG" },
  { 422, MODEL ("file_download_error", ""), PEN_ERROR_SERVICE, FALSE, "fetch" },
  { 422, MODEL ("face_detection_error", ""), PEN_ERROR_INVALID_REQUEST, FALSE, "no face" },
  { 422, MODEL ("feature_not_supported", ""), PEN_ERROR_INVALID_REQUEST, FALSE, "combination" },
  { 401, MODEL ("invalid_api_key", ""), PEN_ERROR_INVALID_REQUEST, FALSE, "maker" },
  { 429, MODEL ("concurrent_requests_limit", ""), PEN_ERROR_RATE_LIMIT, FALSE, "as many" },
  { 429, "{\"error\":{\"type\":\"rate_limited\",\"message\":\"x\"}}", PEN_ERROR_RATE_LIMIT, FALSE,
    "too many" },
  { 500, MODEL ("internal_server_error", ""), PEN_ERROR_SERVICE, FALSE, "trouble" },
  { 500, MODEL ("downstream_service_error", ""), PEN_ERROR_SERVICE, FALSE, "trouble" },
  { 500, MODEL ("downstream_service_unavailable", ""), PEN_ERROR_SERVICE, FALSE, "trouble" },
  { 504, MODEL ("generation_timeout", ""), PEN_ERROR_SERVICE, FALSE, "too long" },
  { 504, "{\"detail\":\"x\",\"error_type\":\"startup_timeout\"}", PEN_ERROR_SERVICE, FALSE,
    "machine" },
  { 499, "{\"detail\":\"x\",\"error_type\":\"client_cancelled\"}", PEN_ERROR_SERVICE, FALSE,
    "cancelled" },
  { 400, "{\"detail\":\"x\",\"error_type\":\"bad_request\"}", PEN_ERROR_INVALID_REQUEST, FALSE,
    "does not take" },
  { 500, "<html>", PEN_ERROR_SERVICE, FALSE, "trouble" },
  { 400, "", PEN_ERROR_INVALID_REQUEST, FALSE, "status 400" },
};

static void
test_errors (void)
{
  g_autoptr(PenProvider) provider = provider_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autoptr(PenReply) reply = pen_test_reply (refusals[i].status, refusals[i].json);
      gboolean charged = !refusals[i].charged;
      g_autoptr(GError) error = pen_provider_read_error (provider, reply, &charged);

      g_assert_error (error, PEN_ERROR, refusals[i].code);
      g_assert_cmpint (charged, ==, refusals[i].charged);
      g_assert_false (g_str_has_suffix (error->message, "."));
      if (strstr (error->message, refusals[i].words) == NULL)
        {
          g_test_message ("“%s” does not say “%s”", error->message, refusals[i].words);
          g_test_fail ();
        }
    }
}

static void
test_error_headers (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenReply) named = pen_test_reply (503, "{\"detail\":\"x\"}");
  g_autoptr(PenReply) paid = pen_test_reply (422, MODEL ("image_load_error", ""));
  g_autoptr(PenReply) free_of_charge = pen_test_reply (422, MODEL ("no_media_generated", ""));
  g_autoptr(GError) first = NULL;
  g_autoptr(GError) second = NULL;
  g_autoptr(GError) third = NULL;
  gboolean charged;

  pen_reply_set_header (named, "X-Fal-Error-Type", "runner_scheduling_failure");
  first = pen_provider_read_error (provider, named, &charged);
  g_assert_nonnull (strstr (first->message, "machine"));

  /* What the service counts goes before what we expect. */
  pen_reply_set_header (paid, "X-Fal-Billable-Units", "1");
  second = pen_provider_read_error (provider, paid, &charged);
  g_assert_true (charged);
  pen_reply_set_header (free_of_charge, "X-Fal-Billable-Units", "0");
  third = pen_provider_read_error (provider, free_of_charge, &charged);
  g_assert_false (charged);
}

/* A model's refusal is the end; only the questions before it are asked again. */
static void
test_refuses (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = request_new (provider, "fal-ai/flux/dev");
  g_autoptr(PenStep) paid = pen_provider_begin (provider, request, NULL);
  g_autoptr(PenStep) status = submit (provider, "{\"request_id\":\"" ID "\"}", NULL);
  g_autoptr(PenStep) result = look (provider, 200, "{\"status\":\"COMPLETED\"}");
  g_autoptr(PenReply) reply = pen_test_reply (500, "{}");

  g_assert_true (pen_provider_refuses (provider, paid->call, reply));
  g_assert_true (pen_provider_refuses (provider, status->call, reply));
  g_assert_false (pen_provider_refuses (provider, result->call, reply));
}

static void
test_check_key (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenCall) call = pen_provider_check_key (provider);
  g_autoptr(PenReply) good = pen_test_reply (200, "{\"prices\":[],\"has_more\":false}");
  g_autoptr(PenReply) bad = pen_test_reply (200, "{\"models\":[]}");
  g_autoptr(GError) error = NULL;
  g_autofree char *sentence = pen_provider_read_check (provider, good, NULL);

  g_assert_cmpstr (call->method, ==, "GET");
  g_assert_cmpstr (call->endpoint, ==, "fal-api");
  g_assert_cmpstr (call->path, ==, "/models/pricing?endpoint_id=fal-ai/flux/dev");
  g_assert_true (call->with_key);
  g_assert_false (call->may_cost);
  g_assert_true (g_str_has_prefix (sentence, "Valid"));
  g_assert_null (pen_provider_read_check (provider, bad, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/fal-replies/submitted", test_submitted);
  g_test_add_func ("/fal-replies/not-submitted", test_not_submitted);
  g_test_add_func ("/fal-replies/odd-memos", test_odd_memos);
  g_test_add_func ("/fal-replies/status", test_status);
  g_test_add_func ("/fal-replies/status-without-end", test_status_without_end);
  g_test_add_func ("/fal-replies/failed-status", test_failed_status);
  g_test_add_func ("/fal-replies/shapes", test_shapes);
  g_test_add_func ("/fal-replies/embedded", test_embedded);
  g_test_add_func ("/fal-replies/blacked-out", test_blacked_out);
  g_test_add_func ("/fal-replies/empty", test_empty);
  g_test_add_func ("/fal-replies/cost", test_cost);
  g_test_add_func ("/fal-replies/not-the-result", test_not_the_result);
  g_test_add_func ("/fal-replies/errors", test_errors);
  g_test_add_func ("/fal-replies/error-headers", test_error_headers);
  g_test_add_func ("/fal-replies/refuses", test_refuses);
  g_test_add_func ("/fal-replies/check-key", test_check_key);

  return g_test_run ();
}
