/* test-openai-compatible-replies.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-openai-compatible-replies"

#include "config.h"

#include <string.h>

#include "pen-openai-compatible-provider.h"
#include "pen-test-translator.h"

static PenProvider *
provider_new (void)
{
  return g_object_new (PEN_TYPE_OPENAI_COMPATIBLE_PROVIDER, NULL);
}

static PenStep *
next (PenProvider  *provider,
      guint         count,
      const char   *json,
      GError      **error)
{
  g_autoptr(PenRequest) request = pen_test_request (provider, "default", PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(PenCall) call = pen_call_new ("POST", "openai-compatible", "/v1/images/generations");
  g_autoptr(PenReply) reply = pen_test_reply (200, json);

  pen_request_set_count (request, count);
  pen_request_set_seed (request, 7);
  return pen_provider_next (provider, request, NULL, call, reply, error);
}

static void
test_pictures (void)
{
  static const struct { const char *json; guint count, n; } cases[] = {
    { "{\"data\":[{\"b64_json\":\"Zm94\"}]}", 1, 1 },
    { "{\"data\":[{\"b64_json\":\"data:image/png;base64,Zm94\"}]}", 1, 1 },
    { "{\"data\":[{\"b64_json\":\"Zm94\"},{\"b64_json\":\"Zm94\"},{\"b64_json\":\"Zm94\"}]}", 2,
      2 },
    { "{\"data\":[{\"b64_json\":\"Zm94\",\"url\":\"\"}],\"error\":null}", 3, 1 },
  };
  g_autoptr(PenProvider) provider = provider_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(PenStep) step = next (provider, cases[i].count, cases[i].json, &error);
      PenOutput *output;
      g_autoptr(GBytes) bytes = NULL;

      g_assert_no_error (error);
      g_assert_cmpint (step->kind, ==, PEN_STEP_DONE);
      g_assert_cmpuint (step->outputs->len, ==, cases[i].n);
      output = g_ptr_array_index (step->outputs, 0);
      bytes = pen_blob_load (output->blob, 100, NULL);
      g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "fox", 3);
      /* The model of the server takes no seed. */
      g_assert_cmpuint (output->seed, ==, 0);
    }
}

static void
assert_fetch (PenStep    *step,
              const char *uri)
{
  g_assert_cmpint (step->kind, ==, PEN_STEP_CALL);
  g_assert_cmpstr (step->call->method, ==, "GET");
  g_assert_cmpstr (step->call->uri, ==, uri);
  g_assert_cmpstr (step->call->endpoint, ==, "openai-compatible");
  g_assert_cmpint (step->call->expect, ==, PEN_EXPECT_PICTURE);
  g_assert_true (step->call->with_key);
  g_assert_false (step->call->may_cost);
  g_assert_nonnull (step->memo);
}

/* One picture by its address is fetched with the key, and can be again after a restart. */
static void
test_address (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = pen_test_request (provider, "default", PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(GError) error = NULL;
  g_autoptr(PenStep) step = next (provider, 1, "{\"data\":[{\"url\":\"http://x.example/a.png\"}]}",
                                  &error);
  g_autoptr(PenStep) again = NULL;
  g_autoptr(PenStep) done = NULL;
  g_autoptr(PenStep) lost = NULL;
  g_autoptr(PenReply) reply = pen_reply_new (200);
  g_autoptr(PenReply) gone = pen_reply_new (404);
  g_autoptr(PenBlob) picture = pen_test_blob ("PNG");

  g_assert_no_error (error);
  assert_fetch (step, "http://x.example/a.png");
  again = pen_provider_resume (provider, request, step->memo, &error);
  g_assert_no_error (error);
  assert_fetch (again, "http://x.example/a.png");

  pen_reply_set_picture (reply, picture);
  done = pen_provider_next (provider, request, step->memo, step->call, reply, &error);
  g_assert_no_error (error);
  g_assert_cmpint (done->kind, ==, PEN_STEP_DONE);
  g_assert_cmpuint (done->outputs->len, ==, 1);

  g_assert_false (pen_provider_refuses (provider, step->call, gone));
  lost = pen_provider_next (provider, request, step->memo, step->call, gone, &error);
  g_assert_null (lost);
  g_assert_error (error, PEN_ERROR, PEN_ERROR_EXPIRED);
}

static void
test_addresses (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(PenStep) step = next (provider, 2, "{\"data\":[{\"url\":\"http://x.example/a.png\"},"
                                  "{\"url\":\"http://x.example/b.png\"}]}", &error);

  g_assert_no_error (error);
  g_assert_cmpint (step->kind, ==, PEN_STEP_DONE);
  g_assert_cmpstr (((PenOutput *) step->outputs->pdata[1])->uri, ==, "http://x.example/b.png");
}

static void
test_resume_without_address (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = pen_test_request (provider, "default", PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(JsonNode) memo = json_from_string ("{\"picture\":7}", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_null (pen_provider_resume (provider, request, memo, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_UNKNOWN_OUTCOME);
}

static void
test_broken_replies (void)
{
  static const struct { const char *json; int code; } cases[] = {
    { "", PEN_ERROR_INVALID_REPLY }, { "[]", PEN_ERROR_INVALID_REPLY },
    { "{}", PEN_ERROR_INVALID_REPLY }, { "{\"data\":[]}", PEN_ERROR_INVALID_REPLY },
    { "{\"data\":{}}", PEN_ERROR_INVALID_REPLY },
    { "{\"data\":[{\"b64_json\":\"no base64!\"}]}", PEN_ERROR_INVALID_REPLY },
    { "{\"data\":[{\"b64_json\":\"\"}]}", PEN_ERROR_SERVICE },
    { "{\"data\":[{}]}", PEN_ERROR_SERVICE }, { "{\"data\":[7]}", PEN_ERROR_SERVICE },
  };
  g_autoptr(PenProvider) provider = provider_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (next (provider, 1, cases[i].json, &error));
      g_assert_error (error, PEN_ERROR, cases[i].code);
    }
}

#define WANTS_KEY "The server wants a key, or does not accept this one: check it in the preferences"
#define NO_ROUTE "The server does not have this route: it cannot do this, or its address is " \
  "wrong; the address ends before “/v1”"

static const struct
{
  guint       status;
  const char *json;
  int         code;
  const char *message;
} refusals[] = {
  { 400, "{\"error\":\"prompt required\"}", PEN_ERROR_INVALID_REQUEST,
    "The server does not take this request: prompt required" },
  { 500, "{\"error\":\"server_error\",\"message\":\"parse error\"}", PEN_ERROR_SERVICE,
    "The server failed: parse error" },
  { 400, "{\"error\":{\"message\":\"bad size.\",\"type\":\"invalid_request_error\"}}",
    PEN_ERROR_INVALID_REQUEST, "The server does not take this request: bad size" },
  { 500, "{\"detail\":{\"msg\":\"Error parsing input.\",\"type\":\"bad_input\"}}",
    PEN_ERROR_SERVICE, "The server failed: Error parsing input" },
  { 503, "{\"detail\":{\"msg\":\"Server is busy\",\"type\":\"service_unavailable\"}}",
    PEN_ERROR_SERVICE, "The server failed: Server is busy" },
  { 400, "", PEN_ERROR_INVALID_REQUEST, "The server does not take this request (status 400)" },
  { 502, "<html>", PEN_ERROR_SERVICE, "The server failed (status 502)" },
  { 401, "{\"error\":{\"message\":\"unauthorized\"}}", PEN_ERROR_KEY_REJECTED, WANTS_KEY },
  { 401, "", PEN_ERROR_KEY_REJECTED, WANTS_KEY },
  { 403, "", PEN_ERROR_KEY_REJECTED, WANTS_KEY },
  { 402, "", PEN_ERROR_QUOTA, "The account at this server has no credit left" },
  { 429, "{\"error\":{\"type\":\"insufficient_quota\",\"message\":\"x\"}}", PEN_ERROR_QUOTA,
    "The account at this server has no credit left" },
  { 429, "{\"error\":\"job queue is full\"}", PEN_ERROR_RATE_LIMIT,
    "The server gets too many requests" },
  { 404, "", PEN_ERROR_INVALID_REQUEST, NO_ROUTE },
  { 404, "{\"detail\":\"Not Found\"}", PEN_ERROR_INVALID_REQUEST, NO_ROUTE },
  { 405, "{\"detail\":\"Method Not Allowed\"}", PEN_ERROR_INVALID_REQUEST, NO_ROUTE },
  { 404, "{\"error\":\"no router for requested model\"}", PEN_ERROR_INVALID_REQUEST,
    "The server does not have this: no router for requested model" },
  { 413, "", PEN_ERROR_TOO_LARGE,
    "The request is larger than the server takes: choose a smaller picture" },
  { 400, "{\"error\":{\"code\":\"content_policy_violation\",\"message\":\"x\"}}",
    PEN_ERROR_REFUSED,
    "The server's content filter refused the request: change it and try again" },
  { 200, "{\"error\":\"generation failed\"}", PEN_ERROR_SERVICE,
    "The server failed: generation failed" },
  { 200, "{\"error\":{\"message\":\"out of memory\"},\"data\":[]}", PEN_ERROR_SERVICE,
    "The server failed: out of memory" },
};

static void
test_errors (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenCall) call = pen_call_new ("POST", "openai-compatible", "/v1/images/generations");

  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autoptr(PenReply) reply = pen_test_reply (refusals[i].status, refusals[i].json);

      g_test_message ("%u %s", refusals[i].status, refusals[i].json);
      pen_test_refusal (provider, call, reply, refusals[i].code, refusals[i].message);
    }
}

static void
test_check_key (void)
{
  static const struct { const char *json, *sentence; } cases[] = {
    { "{\"data\":[{\"id\":\"a\"}]}", "The server answers, with 1 model" },
    { "{\"object\":\"list\",\"data\":[{},{}]}", "The server answers, with 2 models" },
    { "{\"data\":[]}", "The server answers, with 0 models" },
    { "{\"models\":[]}", NULL }, { "[]", NULL }, { "", NULL },
  };
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenCall) call = pen_provider_check_key (provider);

  g_assert_cmpstr (call->path, ==, "/v1/models");
  g_assert_false (call->may_cost);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PenReply) reply = pen_test_reply (200, cases[i].json);

      pen_test_check (provider, reply, cases[i].sentence, PEN_ERROR_INVALID_REPLY);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/openai-compatible-replies/pictures", test_pictures);
  g_test_add_func ("/openai-compatible-replies/address", test_address);
  g_test_add_func ("/openai-compatible-replies/addresses", test_addresses);
  g_test_add_func ("/openai-compatible-replies/resume-without-address",
                   test_resume_without_address);
  g_test_add_func ("/openai-compatible-replies/broken-replies", test_broken_replies);
  g_test_add_func ("/openai-compatible-replies/errors", test_errors);
  g_test_add_func ("/openai-compatible-replies/check-key", test_check_key);

  return g_test_run ();
}
