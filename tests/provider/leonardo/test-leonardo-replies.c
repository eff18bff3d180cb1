/* test-leonardo-replies.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-leonardo-replies"

#include "config.h"

#include <string.h>

#include "pen-leonardo-provider.h"
#include "pen-test-translator.h"

static PenProvider *
provider_new (void)
{
  return g_object_new (PEN_TYPE_LEONARDO_PROVIDER, NULL);
}

static PenReply *
reply_new (guint       status,
           const char *json)
{
  g_autofree char *text = g_strdelimit (g_strdup (json), "'", '"');

  return pen_test_reply (status, text);
}

/* What the answer to a creation means. */
static PenStep *
create (PenProvider  *provider,
        const char   *model,
        PenTask       task,
        const char   *json,
        GError      **error)
{
  g_autoptr(PenRequest) request = pen_test_request (provider, model, task);
  g_autoptr(PenCall) call = pen_call_new ("POST", "leonardo",
                                          pen_request_get_spec (request)->path);
  g_autoptr(PenReply) reply = reply_new (200, json);

  call->may_cost = TRUE;
  g_assert_false (pen_provider_refuses (provider, call, reply));
  return pen_provider_next (provider, request, NULL, call, reply, error);
}

static void
test_created (void)
{
  static const struct
  {
    const char *model;
    PenTask     task;
    const char *json, *path, *memo;
  } cases[] = {
    { "lucid-origin", PEN_TASK_TEXT_TO_IMAGE, "{'generationId': 'g1', 'apiCreditCost': 24}",
      "/v1/generations/g1", "{\"generation\":\"g1\"}" },
    { "lucid-origin", PEN_TASK_TEXT_TO_IMAGE, "{'generate': {'generationId': 'g1', "
      "'cost': {'amount': '0.02', 'unit': 'DOLLARS'}}}", "/v1/generations/g1",
      "{\"generation\":\"g1\",\"cost\":0.02}" },
    { "diffusion-xl", PEN_TASK_TEXT_TO_IMAGE, "{'sdGenerationJob': {'generationId': 'g/1', "
      "'apiCreditCost': null, 'cost': {'amount': '12', 'unit': 'CREDITS'}}}",
      "/v1/generations/g%2F1", "{\"generation\":\"g/1\"}" },
    { "universal-upscaler", PEN_TASK_UPSCALE, "{'universalUpscaler': {'id': 'v1', "
      "'cost': {'amount': 0.5, 'unit': 'DOLLARS'}}}", "/v1/variations/v1",
      "{\"variation\":\"v1\",\"cost\":0.5}" },
  };
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PenStep) step = create (provider, cases[i].model, cases[i].task, cases[i].json,
                                        NULL);
      g_autofree char *memo = json_to_string (step->memo, FALSE);

      g_assert_cmpstr (step->call->method, ==, "GET");
      g_assert_cmpstr (step->call->path, ==, cases[i].path);
      g_assert_cmpstr (memo, ==, cases[i].memo);
      g_assert_cmpuint (step->delay_ms, >=, 2000);
      g_assert_cmpuint (step->delay_ms, <=, 5000);
    }

  g_assert_null (create (provider, "lucid-origin", PEN_TASK_TEXT_TO_IMAGE, "{'generate': {}}",
                         &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY);
}

/* What the answer to a question means. */
static PenStep *
look (PenProvider  *provider,
      const char   *json,
      GError      **error)
{
  gboolean variation = strstr (json, "variation") != NULL;
  g_autoptr(PenRequest) request = NULL;
  g_autoptr(JsonNode) memo = NULL;
  g_autoptr(PenStep) step = NULL;
  g_autoptr(PenReply) reply = reply_new (200, json);

  request = variation ? pen_test_request (provider, "universal-upscaler", PEN_TASK_UPSCALE)
                      : pen_test_request (provider, "lucid-origin", PEN_TASK_TEXT_TO_IMAGE);
  memo = json_from_string (variation ? "{\"variation\":\"x\",\"cost\":0.5}"
                                     : "{\"generation\":\"x\",\"cost\":0.5}", NULL);
  step = pen_provider_resume (provider, request, memo, NULL);
  g_assert_cmpstr (step->call->path, ==, variation ? "/v1/variations/x" : "/v1/generations/x");
  g_assert_false (pen_provider_refuses (provider, step->call, reply));

  return pen_provider_next (provider, request, memo, step->call, reply, error);
}

#define GENERATION(status, images) \
  "{'generations_by_pk': {'status': '" status "', 'seed': 17, 'generated_images': [" images "]}}"
#define VARIATION(status, url) \
  "{'generated_image_variation_generic': [{'status': '" status "', 'url': " url "}]}"

static void
test_results (void)
{
  static const struct { const char *json; const char *uris; gboolean warned; } cases[] = {
    { GENERATION ("COMPLETE", "{'url': 'https://c/a', 'nsfw': false}, {'url': 'https://c/b'}"),
      "https://c/a https://c/b", FALSE },
    { GENERATION ("COMPLETE", "{'url': 'https://c/a', 'nsfw': true}"), "https://c/a", TRUE },
    { VARIATION ("COMPLETE", "'https://c/v'"), "https://c/v", FALSE },
  };
  g_autoptr(PenProvider) provider = provider_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(PenStep) step = look (provider, cases[i].json, &error);
      g_autoptr(GString) uris = g_string_new (NULL);

      g_assert_no_error (error);
      g_assert_cmpint (step->kind, ==, PEN_STEP_DONE);
      g_assert_cmpfloat (step->cost_usd, ==, 0.5);
      for (guint j = 0; j < step->outputs->len; j++)
        {
          PenOutput *output = g_ptr_array_index (step->outputs, j);

          g_string_append_printf (uris, "%s%s", j > 0 ? " " : "", output->uri);
          g_assert_cmpint (output->warning != NULL, ==, cases[i].warned);
          g_assert_cmpuint (output->seed, ==, strstr (cases[i].json, "seed") != NULL ? 17 : 0);
        }
      g_assert_cmpstr (uris->str, ==, cases[i].uris);
    }
}

static void
test_states (void)
{
  static const struct { const char *json; int code; const char *words; } cases[] = {
    { GENERATION ("PENDING", ""), -1, NULL },
    { GENERATION ("PONDERING", ""), -1, NULL },
    { VARIATION ("PENDING", "null"), -1, NULL },
    { GENERATION ("FAILED", ""), PEN_ERROR_SERVICE, "gives back" },
    { VARIATION ("FAILED", "null"), PEN_ERROR_SERVICE, "gives back" },
    { GENERATION ("COMPLETE", ""), PEN_ERROR_SERVICE, "there is no picture" },
    { VARIATION ("COMPLETE", "null"), PEN_ERROR_SERVICE, "there is no picture" },
    { "{'generations_by_pk': null}", PEN_ERROR_EXPIRED, "no longer" },
    { "{'generated_image_variation_generic': []}", PEN_ERROR_EXPIRED, "no longer" },
    { "{}", PEN_ERROR_EXPIRED, NULL },
  };
  g_autoptr(PenProvider) provider = provider_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(PenStep) step = look (provider, cases[i].json, &error);

      if (cases[i].code < 0)
        {
          g_assert_no_error (error);
          g_assert_cmpint (step->kind, ==, PEN_STEP_CALL);
          g_assert_null (step->memo);
          continue;
        }

      g_assert_null (step);
      g_assert_error (error, PEN_ERROR, cases[i].code);
      if (cases[i].words != NULL)
        g_assert_nonnull (strstr (error->message, cases[i].words));
    }
}

static void
test_sync (void)
{
  static const struct { const char *json; int code; } cases[] = {
    { "{'id': 's', 'blockedCount': 0, 'cost': {'amount': '0.1047', 'unit': 'DOLLARS'}, "
      "'results': [{'url': 'https://c/a', 'contentType': 'image/png'}]}", -1 },
    { "{'generateSync': {'cost': {'amount': '0.1047', 'unit': 'DOLLARS'}, "
      "'results': [{'url': 'https://c/a'}]}}", -1 },
    { "{'blockedCount': 1, 'results': []}", PEN_ERROR_REFUSED },
    { "{'blockedCount': 0, 'results': []}", PEN_ERROR_INVALID_REPLY },
    { "{}", PEN_ERROR_INVALID_REPLY },
  };
  g_autoptr(PenProvider) provider = provider_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(PenStep) step = create (provider, "remove-bg", PEN_TASK_REMOVE_BACKGROUND,
                                        cases[i].json, &error);

      if (cases[i].code < 0)
        {
          g_assert_no_error (error);
          g_assert_cmpint (step->kind, ==, PEN_STEP_DONE);
          g_assert_cmpfloat (step->cost_usd, ==, 0.1047);
          continue;
        }
      g_assert_null (step);
      g_assert_error (error, PEN_ERROR, cases[i].code);
    }
}

static void
test_upload_broken (void)
{
  static const char * const answers[] = {
    "{}", "{'uploadInitImage': {'id': 'i'}}",
    "{'uploadInitImage': {'id': 'i', 'url': 'https://s3', 'fields': 'no json'}}",
    "{'uploadInitImage': {'id': '', 'url': 'https://s3', 'fields': '{}'}}",
  };
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenBlob) blob = pen_test_blob ("x");

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr(PenRequest) request = pen_test_request (provider, "remove-bg",
                                                        PEN_TASK_REMOVE_BACKGROUND);
      g_autoptr(PenReply) reply = reply_new (200, answers[i]);
      g_autoptr(PenStep) step = NULL;
      g_autoptr(GError) error = NULL;

      pen_request_set_input (request, "source", blob);
      step = pen_provider_begin (provider, request, NULL);
      g_assert_null (pen_provider_next (provider, request, step->memo, step->call, reply, &error));
      g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY);
    }
}

#define V1(text) "{'error': \"" text "\", 'path': '$', 'code': 'bad-request'}"
#define V2(text) \
  "[{'message': 'Outer', 'extensions': {'code': 'VALIDATION_ERROR', 'details': {'errors': " \
  "[{'message': '" text "'}]}}}]"

static const struct
{
  guint       status;
  const char *json;
  int         code;
  const char *message;
} refusals[] = {
  { 200, V1 ("Invalid response from authorization hook"), PEN_ERROR_KEY_REJECTED,
    "The Leonardo key was rejected: check it in the preferences" },
  { 500, V1 ("Authentication hook unauthorized this request"), PEN_ERROR_KEY_REJECTED,
    "The Leonardo key was rejected: check it in the preferences" },
  { 401, "", PEN_ERROR_KEY_REJECTED,
    "The Leonardo key was rejected: check it in the preferences" },
  { 400, V1 ("content moderation filter: weapon"), PEN_ERROR_REFUSED,
    "Leonardo's content filter refused this prompt because of: weapon" },
  { 403, V1 ("Your prompt appears to contain inappropriate content."), PEN_ERROR_REFUSED,
    "Leonardo's content filter refused this prompt" },
  { 400, V1 ("not enough api tokens userId: 0f1e2d3c"), PEN_ERROR_QUOTA,
    "The balance of the Leonardo API is empty: top it up at "
    "https://app.leonardo.ai/api-access" },
  { 400, V1 ("Too many images"), PEN_ERROR_INVALID_REQUEST,
    "Leonardo makes fewer pictures at a time in this size: ask for fewer, or smaller ones" },
  { 200, V2 ("invalid dimensions"), PEN_ERROR_INVALID_REQUEST,
    "This model of Leonardo does not make this size" },
  { 400, V1 ("invalid file extension"), PEN_ERROR_INVALID_REQUEST,
    "Leonardo did not take the picture: send the request again" },
  { 400, V1 ("failed to find init variation"), PEN_ERROR_INVALID_REQUEST,
    "Leonardo cannot find the picture it was sent: send the request again" },
  { 400, V1 ("invalid init image id"), PEN_ERROR_INVALID_REQUEST,
    "Leonardo cannot find the picture it was sent: send the request again" },
  { 400, V1 ("Invalid prompt, maximum length of 1500 characters exceeded."),
    PEN_ERROR_INVALID_REQUEST,
    "The prompt is too long for this model of Leonardo: at most 1500 characters" },
  { 200, V2 ("x is not supported within the Production API"), PEN_ERROR_INVALID_REQUEST,
    "Leonardo does not offer this model to programs, or no longer: choose another" },
  { 400, V1 ("Unexpected variable seed"), PEN_ERROR_INVALID_REQUEST,
    "Leonardo does not take this request: Unexpected variable seed" },
  { 200, V2 ("quantity is odd"), PEN_ERROR_INVALID_REQUEST,
    "Leonardo does not take this request: quantity is odd" },
  { 200, "[{'message': 'Only this'}]", PEN_ERROR_INVALID_REQUEST,
    "Leonardo does not take this request: Only this" },
  { 200, "{'errors': [{'message': 'So', 'extensions': {'path': '$', 'code': 'x'}}]}",
    PEN_ERROR_INVALID_REQUEST, "Leonardo does not take this request: So" },
  { 200, "[]", PEN_ERROR_INVALID_REPLY, "The answer of Leonardo was not understood" },
  { 400, V1 ("Service Error"), PEN_ERROR_SERVICE,
    "Leonardo had an internal error: try again later" },
  { 429, V1 ("slowly"), PEN_ERROR_RATE_LIMIT, "Leonardo is busy: try again in a minute" },
  { 500, "<html>", PEN_ERROR_SERVICE, "Leonardo had an internal error: try again later" },
  { 403, "<html>", PEN_ERROR_KEY_REJECTED, "Leonardo does not take this request (status 403)" },
};

static void
test_refusals (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenCall) call = pen_call_new ("POST", "leonardo", "/v2/generations");

  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autoptr(PenReply) reply = reply_new (refusals[i].status, refusals[i].json);

      pen_test_refusal (provider, call, reply, refusals[i].code, refusals[i].message);
    }
}

static void
test_check_key (void)
{
  static const struct { const char *json; const char *sentence; int code; } cases[] = {
    { "{'user_details': [{'user': {'username': 'ann'}, 'apiPaidTokens': 100, "
      "'apiSubscriptionTokens': 25}]}", "Valid, the key of ann, with 125 tokens left", 0 },
    { "{'user_details': [{'user': {'username': 'ann'}, 'apiPaidTokens': null, "
      "'apiSubscriptionTokens': 1}]}", "Valid, the key of ann, with 1 token left", 0 },
    { "{'user_details': [{'user': {'username': 'ann'}, 'apiPaidTokens': null}]}",
      "Valid, the key of ann", 0 },
    { "{'user_details': []}", NULL, PEN_ERROR_INVALID_REPLY },
    { "{'error': 'Invalid response from authorization hook'}", NULL, PEN_ERROR_KEY_REJECTED },
  };
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenCall) call = pen_provider_check_key (provider);

  g_assert_cmpstr (call->method, ==, "GET");
  g_assert_cmpstr (call->path, ==, "/v1/me");
  g_assert_true (call->with_key);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PenReply) reply = reply_new (200, cases[i].json);

      pen_test_check (provider, reply, cases[i].sentence, cases[i].code);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/leonardo-replies/created", test_created);
  g_test_add_func ("/leonardo-replies/results", test_results);
  g_test_add_func ("/leonardo-replies/states", test_states);
  g_test_add_func ("/leonardo-replies/sync", test_sync);
  g_test_add_func ("/leonardo-replies/upload-broken", test_upload_broken);
  g_test_add_func ("/leonardo-replies/refusals", test_refusals);
  g_test_add_func ("/leonardo-replies/check-key", test_check_key);

  return g_test_run ();
}
