/* test-stability-replies.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-stability-replies"

#include "config.h"

#include <string.h>

#include "pen-stability-provider.h"
#include "pen-test-translator.h"

static PenProvider *
provider_new (void)
{
  return g_object_new (PEN_TYPE_STABILITY_PROVIDER, NULL);
}

static PenStep *
next (PenProvider  *provider,
      PenReply     *reply,
      GError      **error)
{
  g_autoptr(PenRequest) request = pen_test_request (provider, "core", PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(PenCall) call = pen_call_new ("POST", "stability", "/");

  return pen_provider_next (provider, request, NULL, call, reply, error);
}

static void
assert_output (PenStep    *step,
               const char *bytes,
               guint64     seed,
               gboolean    warned)
{
  PenOutput *output;
  g_autoptr(GBytes) data = NULL;

  g_assert_cmpint (step->kind, ==, PEN_STEP_DONE);
  g_assert_cmpuint (step->outputs->len, ==, 1);
  g_assert_cmpfloat (step->cost_usd, ==, 0.03);
  output = g_ptr_array_index (step->outputs, 0);
  data = pen_blob_load (output->blob, 1000, NULL);
  g_assert_cmpmem (g_bytes_get_data (data, NULL), g_bytes_get_size (data),
                   bytes, strlen (bytes));
  g_assert_cmpuint (output->seed, ==, seed);
  g_assert_cmpstr (output->warning, ==,
                   warned ? "The result was blurred by the content filter, and is charged all "
                            "the same" : NULL);
}

static void
test_picture (void)
{
  static const struct
  {
    const char *reason;
    const char *seed;
    guint64     expected;
    gboolean    warned;
  } cases[] = {
    { "SUCCESS", "343940597", 343940597, FALSE },
    { "CONTENT_FILTERED", "4294967294", 4294967294, TRUE },
    { "SUCCESS", NULL, 0, FALSE },
    { NULL, "-1", 0, FALSE },
    { "SOMETHING_NEW", "12 monkeys", 0, FALSE },
  };
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenBlob) picture = pen_test_blob ("PNG");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PenReply) reply = pen_reply_new (200);
      g_autoptr(PenStep) step = NULL;
      g_autoptr(GError) error = NULL;

      pen_reply_set_picture (reply, picture);
      if (cases[i].reason != NULL)
        pen_reply_set_header (reply, "finish-reason", cases[i].reason);
      if (cases[i].seed != NULL)
        pen_reply_set_header (reply, "seed", cases[i].seed);

      step = next (provider, reply, &error);
      g_assert_no_error (error);
      assert_output (step, "PNG", cases[i].expected, cases[i].warned);
    }
}

static void
test_json_picture (void)
{
  static const struct
  {
    const char *json;
    guint64     seed;
    gboolean    warned;
  } cases[] = {
    { "{\"image\": \"Zm94\", \"seed\": 7, \"finish_reason\": \"SUCCESS\"}", 7, FALSE },
    { "{\"image\": \"Zm94\", \"finish_reason\": \"CONTENT_FILTERED\"}", 0, TRUE },
    { "{\"image\": \"Zm94\", \"seed\": \"4294967294\"}", 4294967294, FALSE },
    { "{\"image\": \"Zm94\", \"seed\": null, \"finish_reason\": 3}", 0, FALSE },
  };
  g_autoptr(PenProvider) provider = provider_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PenReply) reply = pen_test_reply (200, cases[i].json);
      g_autoptr(GError) error = NULL;
      g_autoptr(PenStep) step = next (provider, reply, &error);

      g_assert_no_error (error);
      assert_output (step, "fox", cases[i].seed, cases[i].warned);
    }
}

static void
test_broken_replies (void)
{
  static const char * const bodies[] = {
    "", "null", "[]", "{}", "7", "{\"image\": null}", "{\"image\": 7}", "{\"image\": \"\"}",
    "{\"image\": {}}", "{\"image\": \"no base64!\"}", "{\"id\": \"01/23\"}",
    "{\"id\": \"0123\", \"errors\": [\"x\"]}", "{\"errors\": [\"x\"]}",
  };
  g_autoptr(PenProvider) provider = provider_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr(PenReply) reply = pen_test_reply (200, bodies[i]);
      g_autoptr(GError) error = NULL;

      g_assert_null (next (provider, reply, &error));
      g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY);
    }
}

#define BODY(name, text) \
  "{\"id\": \"0f1e\", \"name\": \"" name "\", \"errors\": [\"" text "\"]}"

static const struct
{
  guint       status;
  const char *json;
  int         code;
  const char *message;
} refusals[] = {
  { 400, "{\"id\": \"a\", \"name\": \"bad_request\", \"errors\": [\"some-field: is required\","
         " \"seed: too big\"]}", PEN_ERROR_INVALID_REQUEST,
    "Stability does not take this request: some-field: is required; seed: too big" },
  { 400, "", PEN_ERROR_INVALID_REQUEST,
    "Stability does not take this request (status 400)" },
  { 401, BODY ("unauthorized", "authorization: invalid or missing header value"),
    PEN_ERROR_KEY_REJECTED,
    "The Stability key was rejected: check it in the preferences" },
  { 401, "{\"id\": \"a\", \"name\": \"unauthorized\", \"message\": \"Incorrect API key "
         "provided: sk-canary\"}", PEN_ERROR_KEY_REJECTED,
    "The Stability key was rejected: check it in the preferences" },
  { 402, BODY ("payment_required", "You lack sufficient credits"), PEN_ERROR_QUOTA,
    "The Stability account has not enough credits: buy more at "
    "https://platform.stability.ai/account/credits" },
  { 403, BODY ("content_moderation", "Your request was flagged"), PEN_ERROR_REFUSED,
    "The content filter refused this request; nothing was charged" },
  { 403, "{\"id\": \"a\", \"name\": \"permission_denied\", \"message\": \"no\"}",
    PEN_ERROR_KEY_REJECTED, "This Stability key has no permission for this" },
  { 403, "<html>", PEN_ERROR_KEY_REJECTED, "This Stability key has no permission for this" },
  { 404, BODY ("generation_not_found", "expired"), PEN_ERROR_EXPIRED,
    "Stability does not have the result, or has it no longer" },
  { 413, BODY ("payload_too_large", "over 10 MiB"), PEN_ERROR_TOO_LARGE,
    "The request is larger than the 10 MiB that Stability takes: choose a smaller picture" },
  { 422, BODY ("invalid_language", "English only"), PEN_ERROR_INVALID_REQUEST,
    "Stability understands prompts in English only" },
  { 422, BODY ("public_figure", "likeness"), PEN_ERROR_REFUSED,
    "Stability does not work on pictures that show a public figure" },
  { 422, BODY ("something", "is odd"), PEN_ERROR_INVALID_REQUEST,
    "Stability does not take this request: is odd" },
  { 422, "{}", PEN_ERROR_INVALID_REQUEST, "Stability does not take this request (status 422)" },
  { 429, BODY ("rate_limit_exceeded", "150 per 10 s"), PEN_ERROR_RATE_LIMIT,
    "Stability gets too many requests from this account: try again in a minute" },
  { 500, BODY ("internal_error", "boom"), PEN_ERROR_SERVICE,
    "Stability had an internal error: try again later" },
  { 502, "<html>Bad Gateway</html>", PEN_ERROR_SERVICE,
    "Stability had an internal error: try again later" },
  { 503, "[]", PEN_ERROR_SERVICE, "Stability had an internal error: try again later" },
  { 504, "", PEN_ERROR_SERVICE, "Stability had an internal error: try again later" },
  { 409, BODY ("conflict", "why"), PEN_ERROR_INVALID_REQUEST,
    "Stability does not take this request: why" },
  { 400, "{\"errors\": [1, null, {}], \"message\": 7}", PEN_ERROR_INVALID_REQUEST,
    "Stability does not take this request (status 400)" },
};

static void
test_errors (void)
{
  g_autoptr(PenProvider) provider = provider_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autoptr(PenReply) reply = pen_test_reply (refusals[i].status, refusals[i].json);
      gboolean charged = TRUE;
      g_autoptr(GError) error = pen_provider_read_error (provider, reply, &charged);

      g_assert_error (error, PEN_ERROR, refusals[i].code);
      g_assert_cmpstr (error->message, ==, refusals[i].message);
      g_assert_false (charged);
    }
}

static void
test_check_key (void)
{
  static const struct
  {
    const char *json;
    const char *sentence;
  } cases[] = {
    { "{\"credits\": 42.5}", "Valid, about 42.5 credits left" },
    { "{\"credits\": 25}", "Valid, about 25 credits left" },
    { "{\"credits\": 0}", "Valid, about 0 credits left" },
    { "{\"credits\": 1}", "Valid, about 1 credit left" },
    { "{\"credits\": 123456.789}", "Valid, about 123456.8 credits left" },
    { "{\"credits\": \"many\"}", NULL },
    { "{}", NULL },
    { "[]", NULL },
    { "", NULL },
  };
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenCall) call = pen_provider_check_key (provider);

  g_assert_cmpstr (call->method, ==, "GET");
  g_assert_cmpstr (call->endpoint, ==, "stability");
  g_assert_cmpstr (call->path, ==, "/v1/user/balance");
  g_assert_true (call->with_key);
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

  g_test_add_func ("/stability-replies/picture", test_picture);
  g_test_add_func ("/stability-replies/json-picture", test_json_picture);
  g_test_add_func ("/stability-replies/broken-replies", test_broken_replies);
  g_test_add_func ("/stability-replies/errors", test_errors);
  g_test_add_func ("/stability-replies/check-key", test_check_key);

  return g_test_run ();
}
