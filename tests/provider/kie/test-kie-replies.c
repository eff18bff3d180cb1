/* test-kie-replies.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-kie-replies"

#include "config.h"

#include <string.h>

#include "pen-kie-provider.h"
#include "pen-test-translator.h"

#define SECOND 1000

static PenProvider *
provider_new (void)
{
  return g_object_new (PEN_TYPE_KIE_PROVIDER, NULL);
}

/* What the answer to a question means; @misses is in the memo. */
static PenStep *
look (PenProvider  *provider,
      guint         misses,
      PenReply     *reply,
      GError      **error)
{
  g_autoptr(PenRequest) request = pen_test_request (provider, "z-image", PEN_TASK_TEXT_TO_IMAGE);
  g_autofree char *text = g_strdup_printf ("{\"task\": \"t\", \"misses\": %u}", misses);
  g_autoptr(JsonNode) memo = json_from_string (text, NULL);
  g_autoptr(PenStep) step = pen_provider_resume (provider, request, memo, NULL);

  g_assert_false (pen_provider_refuses (provider, step->call, reply));
  return pen_provider_next (provider, request, memo, step->call, reply, error);
}

static PenStep *
look_text (PenProvider  *provider,
           const char   *json,
           GError      **error)
{
  g_autofree char *text = g_strdelimit (g_strdup (json), "'", '"');
  g_autoptr(PenReply) reply = pen_test_reply (200, text);

  return look (provider, 0, reply, error);
}

static void
test_created (void)
{
  static const char * const bad[] = {
    "{\"code\": 200, \"data\": null}", "{\"code\": 200, \"data\": {}}",
    "{\"code\": 200, \"data\": {\"taskId\": \"\"}}", "{\"code\": 200, \"data\": {\"taskId\": 7}}",
  };
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = pen_test_request (provider, "z-image", PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(PenReply) reply = pen_test_reply (200, "{\"code\": 200, \"msg\": \"success\", "
                                              "\"data\": {\"taskId\": \"task_17\"}}");
  g_autoptr(PenStep) begun = NULL;
  g_autoptr(PenStep) step = NULL;
  g_autofree char *memo = NULL;

  pen_request_set_prompt (request, "A fox");
  begun = pen_provider_begin (provider, request, NULL);
  g_assert_false (pen_provider_refuses (provider, begun->call, reply));
  step = pen_provider_next (provider, request, NULL, begun->call, reply, NULL);
  memo = json_to_string (step->memo, FALSE);
  g_assert_cmpstr (memo, ==, "{\"task\":\"task_17\"}");
  g_assert_cmpstr (step->call->method, ==, "GET");
  g_assert_cmpstr (step->call->path, ==, "/api/v1/jobs/recordInfo?taskId=task_17");
  g_assert_cmpuint (step->delay_ms, >=, 2 * SECOND);

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(PenReply) odd = pen_test_reply (200, bad[i]);
      g_autoptr(GError) error = NULL;

      g_assert_null (pen_provider_next (provider, request, NULL, begun->call, odd, &error));
      g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY);
    }
}

static void
test_running (void)
{
  static const struct { const char *json; double progress; } cases[] = {
    { "{'code': 200, 'data': {'state': 'waiting'}}", -1 },
    { "{'code': 200, 'data': {'state': 'queuing', 'resultJson': ''}}", -1 },
    { "{'code': 200, 'data': {'state': 'generating', 'progress': 0.25}}", 0.25 },
    { "{'code': 200, 'data': {'state': 'pondering', 'progress': 25}}", -1 },
    { "{'code': 200, 'data': {'successFlag': 0, 'progress': '0.48'}}", 0.48 },
    { "{'code': 200, 'data': {'successFlag': 0, 'progress': '0'}}", -1 },
  };
  g_autoptr(PenProvider) provider = provider_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(PenStep) step = look_text (provider, cases[i].json, &error);

      g_assert_no_error (error);
      g_assert_cmpint (step->kind, ==, PEN_STEP_CALL);
      g_assert_cmpstr (step->call->path, ==, "/api/v1/jobs/recordInfo?taskId=t");
      g_assert_null (step->memo);
      g_assert_cmpfloat (step->progress, ==, cases[i].progress);
    }
}

/* Often at first, then more slowly, by the clocks of the service. */
static void
test_pace (void)
{
  static const struct { guint age; const char *retry_after; guint least, most; } cases[] = {
    { 0, NULL, 2 * SECOND, 3 * SECOND },
    { 29, NULL, 2 * SECOND, 3 * SECOND },
    { 31, NULL, 5 * SECOND, 10 * SECOND },
    { 119, NULL, 5 * SECOND, 10 * SECOND },
    { 121, NULL, 15 * SECOND, 30 * SECOND },
    { 31, "12", 12 * SECOND, 12 * SECOND },
  };
  g_autoptr(PenProvider) provider = provider_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      /* 2026-11-26 00:00:00 UTC */
      gint64 created = (G_GINT64_CONSTANT (1795651200) - cases[i].age) * 1000;
      g_autofree char *text = g_strdup_printf ("{\"code\": 200, \"data\": {\"state\": "
                                               "\"generating\", \"createTime\": %"
                                               G_GINT64_FORMAT "}}", created);
      g_autoptr(PenReply) reply = pen_test_reply (200, text);
      g_autoptr(PenStep) step = NULL;

      pen_reply_set_header (reply, "Date", "Thu, 26 Nov 2026 00:00:00 GMT");
      if (cases[i].retry_after != NULL)
        pen_reply_set_header (reply, "Retry-After", cases[i].retry_after);
      step = look (provider, 0, reply, NULL);
      g_assert_cmpuint (step->delay_ms, >=, cases[i].least);
      g_assert_cmpuint (step->delay_ms, <=, cases[i].most);
    }
}

static void
test_done (void)
{
  static const struct { const char *json; const char *uris; double usd; } cases[] = {
    { "{\"code\": 200, \"data\": {\"state\": \"success\", \"creditsConsumed\": 4.5, "
      "\"resultJson\": \"{\\\"resultUrls\\\":[\\\"https://f/a.png\\\",\\\"https://f/b\\\"]}\"}}",
      "https://f/a.png https://f/b", 0.0225 },
    { "{\"code\": 200, \"data\": {\"state\": \"success\", "
      "\"resultJson\": \"{\\\"result_urls\\\":[\\\"https://f/a\\\"]}\"}}", "https://f/a", -1 },
    { "{\"code\": 200, \"data\": {\"state\": \"success\", "
      "\"resultJson\": \"{\\\"resultUrl\\\":\\\"https://f/a\\\"}\"}}", "https://f/a", -1 },
    { "{\"code\": 200, \"data\": {\"state\": \"success\", \"resultJson\": "
      "\"{\\\"resultUrls\\\":[],\\\"originUrls\\\":[\\\"https://f/o\\\"]}\"}}",
      "https://f/o", -1 },
    { "{\"code\": 200, \"data\": {\"successFlag\": 1, \"response\": "
      "{\"resultUrls\": [\"https://f/a\", 7, \"file:///etc/passwd\"]}}}", "https://f/a", -1 },
    { "{\"code\": 200, \"data\": {\"successFlag\": 1, \"response\": "
      "{\"result_urls\": [\"https://f/a\"]}}}", "https://f/a", -1 },
    { "{\"code\": 200, \"data\": {\"successFlag\": 1, \"response\": {\"originImageUrl\": "
      "\"https://f/o\", \"resultImageUrl\": \"https://f/r\"}}}", "https://f/r", -1 },
    { "{\"code\": 200, \"data\": {\"state\": \"success\", \"resultJson\": \"\"}}", NULL, 0 },
    { "{\"code\": 200, \"data\": {\"state\": \"success\", \"resultJson\": \"{\"}}", NULL, 0 },
    { "{\"code\": 200, \"data\": {\"state\": \"success\", \"resultJson\": \"[]\"}}", NULL, 0 },
    { "{\"code\": 200, \"data\": {\"state\": \"success\", \"resultJson\": {}}}", NULL, 0 },
    { "{\"code\": 200, \"data\": {\"successFlag\": 1, \"response\": null}}", NULL, 0 },
  };
  g_autoptr(PenProvider) provider = provider_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PenReply) reply = pen_test_reply (200, cases[i].json);
      g_autoptr(GError) error = NULL;
      g_autoptr(PenStep) step = look (provider, 0, reply, &error);
      g_autoptr(GString) uris = g_string_new (NULL);

      if (cases[i].uris == NULL)
        {
          g_assert_error (error, PEN_ERROR, PEN_ERROR_SERVICE);
          g_assert_nonnull (strstr (error->message, "there is no picture"));
          continue;
        }

      g_assert_no_error (error);
      g_assert_cmpint (step->kind, ==, PEN_STEP_DONE);
      for (guint j = 0; j < step->outputs->len; j++)
        g_string_append_printf (uris, "%s%s", j > 0 ? " " : "",
                                ((PenOutput *) step->outputs->pdata[j])->uri);
      g_assert_cmpstr (uris->str, ==, cases[i].uris);
      g_assert_cmpfloat_with_epsilon (step->cost_usd, cases[i].usd, 1e-9);
    }
}

static void
test_failed (void)
{
  static const struct { const char *json; int code; const char *message; } cases[] = {
    { "{'code': 200, 'data': {'state': 'fail', 'failCode': '500', 'failMsg': 'Out of luck'}}",
      PEN_ERROR_SERVICE, "KIE could not make the picture: Out of luck" },
    { "{'code': 200, 'data': {'state': 'fail', 'failCode': '', 'failMsg': ''}}",
      PEN_ERROR_SERVICE, "KIE could not make the picture: it does not say why" },
    { "{'code': 200, 'data': {'state': 'fail', 'failCode': '422', 'failMsg': "
      "'Your prompt was flagged by Content Policy'}}", PEN_ERROR_REFUSED,
      "The model refused the request by its content rules: Your prompt was flagged by Content "
      "Policy" },
    { "{'code': 200, 'data': {'state': 'fail', 'failMsg': 'media file is unavailable'}}",
      PEN_ERROR_SERVICE,
      "KIE could not fetch the picture it was sent: send the request again" },
    { "{'code': 200, 'data': {'successFlag': 2, 'errorCode': 400, 'errorMessage': 'Bad'}}",
      PEN_ERROR_SERVICE, "KIE could not make the picture: Bad" },
    { "{'code': 200, 'data': {'successFlag': 3, 'errorCode': 501, 'errorMessage': null}}",
      PEN_ERROR_SERVICE, "KIE could not make the picture: it does not say why" },
    { "{'code': 408, 'msg': 'silent'}", PEN_ERROR_SERVICE,
      "The model did not answer KIE in time: try again later" },
    { "{'code': 501, 'message': 'boom'}", PEN_ERROR_SERVICE,
      "KIE could not make the picture: boom" },
    { "{'code': 401, 'msg': 'no'}", PEN_ERROR_KEY_REJECTED,
      "KIE rejected the key: check it, and the addresses it is limited to, at "
      "https://kie.ai/api-key" },
    { "{'code': 402, 'msg': 'no'}", PEN_ERROR_QUOTA,
      "The KIE account has not enough credits: buy more at https://kie.ai" },
  };
  g_autoptr(PenProvider) provider = provider_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (look_text (provider, cases[i].json, &error));
      g_assert_error (error, PEN_ERROR, cases[i].code);
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

/* There is no code for it, so that each word must do alone. */
static void
test_moderated (void)
{
  static const char * const texts[] = {
    "Stopped by MODERATION", "Against our policy", "Against our Policies", "NSFW content",
    "Sensitive input", "prohibited words", "Safety system", "It was flagged",
  };
  g_autoptr(PenProvider) provider = provider_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *json = g_strdup_printf ("{'code': 200, 'data': {'state': 'fail', "
                                               "'failMsg': '%s'}}", texts[i]);
      g_autoptr(GError) error = NULL;

      g_assert_null (look_text (provider, json, &error));
      g_assert_error (error, PEN_ERROR, PEN_ERROR_REFUSED);
      g_assert_nonnull (strstr (error->message, texts[i]));
    }
}

/* Records that are not there, or not to be had: counted in the memo, and not for ever. */
static void
test_misses (void)
{
  static const struct { const char *json; guint most; int code; } cases[] = {
    { "{\"code\": 404, \"msg\": \"nothing\"}", 10, PEN_ERROR_EXPIRED },
    { "{\"code\": 422, \"message\": \"recordInfo is null\"}", 10, PEN_ERROR_EXPIRED },
    { "{\"code\": 200, \"data\": null}", 10, PEN_ERROR_EXPIRED },
    { "{\"code\": 429, \"msg\": \"slowly\"}", 20, PEN_ERROR_NETWORK },
    { "{\"code\": 455, \"msg\": \"maintenance\"}", 20, PEN_ERROR_NETWORK },
    { "{\"code\": 500, \"msg\": \"trouble\"}", 20, PEN_ERROR_NETWORK },
    { "{\"code\": 504, \"msg\": \"trouble\"}", 20, PEN_ERROR_NETWORK },
  };
  g_autoptr(PenProvider) provider = provider_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PenReply) reply = pen_test_reply (200, cases[i].json);
      g_autoptr(PenStep) step = look (provider, cases[i].most - 1, reply, NULL);
      g_autofree char *memo = json_to_string (step->memo, FALSE);
      g_autofree char *expected = g_strdup_printf ("{\"task\":\"t\",\"misses\":%u}",
                                                   cases[i].most);
      g_autoptr(GError) error = NULL;

      g_assert_cmpstr (memo, ==, expected);
      g_assert_cmpuint (step->delay_ms, >=, 3 * SECOND);
      g_assert_cmpuint (step->delay_ms, <=, 60 * SECOND);
      g_assert_null (look (provider, cases[i].most, reply, &error));
      g_assert_error (error, PEN_ERROR, cases[i].code);
    }
}

/* What was missed is forgotten with the first good record. */
static void
test_found_again (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenReply) reply = pen_test_reply (200, "{\"code\": 200, \"data\": {\"state\": "
                                              "\"waiting\"}}");
  g_autoptr(PenStep) step = look (provider, 3, reply, NULL);
  g_autofree char *memo = json_to_string (step->memo, FALSE);

  g_assert_cmpstr (memo, ==, "{\"task\":\"t\"}");
}

#define REFUSES(words) "KIE does not take this request: " words

static const struct
{
  guint       status;
  const char *json;
  int         code;
  const char *message;
} refusals[] = {
  { 200, "{\"code\": 400, \"msg\": \"odd JSON\"}", PEN_ERROR_INVALID_REQUEST,
    REFUSES ("odd JSON") },
  { 200, "{\"code\": 401, \"msg\": \"You do not have access permissions\"}",
    PEN_ERROR_KEY_REJECTED, "KIE rejected the key: check it, and the addresses it is limited to, "
    "at https://kie.ai/api-key" },
  { 401, "{\"code\": 401, \"message\": \"no\"}", PEN_ERROR_KEY_REJECTED, NULL },
  { 401, "", PEN_ERROR_KEY_REJECTED, NULL },
  { 200, "{\"code\": 402, \"msg\": \"poor\"}", PEN_ERROR_QUOTA,
    "The KIE account has not enough credits: buy more at https://kie.ai" },
  { 200, "{\"code\": 404, \"msg\": \"no\"}", PEN_ERROR_EXPIRED,
    "KIE does not know this model or task: it may have been withdrawn" },
  { 200, "{\"code\": 408, \"msg\": \"late\"}", PEN_ERROR_SERVICE,
    "The model did not answer KIE in time: try again later" },
  { 200, "{\"code\": 422, \"message\": \"size is odd\"}", PEN_ERROR_INVALID_REQUEST,
    REFUSES ("size is odd") },
  { 200, "{\"code\": 422, \"msg\": \"media file is unavailable\"}", PEN_ERROR_INVALID_REQUEST,
    "KIE could not fetch the picture it was sent: send the request again" },
  { 200, "{\"code\": 429, \"msg\": \"fast\"}", PEN_ERROR_RATE_LIMIT,
    "KIE gets too many new requests from this account: try again in a few seconds" },
  { 200, "{\"code\": 433, \"msg\": \"cap\"}", PEN_ERROR_QUOTA,
    "The limit that was set for this KIE key is used up: raise it at https://kie.ai/api-key" },
  { 200, "{\"code\": 451, \"msg\": \"lost\"}", PEN_ERROR_INVALID_REQUEST,
    "KIE could not fetch the picture it was sent: send the request again" },
  { 200, "{\"code\": 455, \"msg\": \"closed\"}", PEN_ERROR_SERVICE,
    "KIE is under maintenance: try again later" },
  { 200, "{\"code\": 500, \"msg\": \"This field is required\"}", PEN_ERROR_SERVICE,
    "KIE reports an error: This field is required" },
  { 200, "{\"code\": 501, \"msg\": \"boom\"}", PEN_ERROR_SERVICE,
    "KIE could not make the picture: boom" },
  { 200, "{\"code\": 505, \"msg\": \"off\"}", PEN_ERROR_INVALID_REQUEST,
    "KIE has switched this off" },
  { 200, "{\"code\": 550, \"msg\": \"full\"}", PEN_ERROR_SERVICE,
    "The queue of KIE is full: try again in a minute" },
  { 200, "{\"code\": 599, \"msg\": \"?\"}", PEN_ERROR_SERVICE,
    "KIE failed (code 599): try again later" },
  { 200, "{\"success\": false, \"code\": 200}", PEN_ERROR_INVALID_REPLY,
    "The answer of KIE was not understood" },
  { 200, "{}", PEN_ERROR_INVALID_REPLY, "The answer of KIE was not understood" },
  { 200, "[]", PEN_ERROR_INVALID_REPLY, "The answer of KIE was not understood" },
  { 500, "<html>", PEN_ERROR_SERVICE, "KIE reports an error: it does not say why" },
  { 403, "error code: 1010", PEN_ERROR_SERVICE,
    "The firewall of KIE turned the program away; the key has nothing to do with it: try again "
    "later" },
};

static void
test_refusals (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenCall) call = pen_call_new ("POST", "kie", "/");

  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autoptr(PenReply) reply = pen_test_reply (refusals[i].status, refusals[i].json);

      pen_test_refusal (provider, call, reply, refusals[i].code, refusals[i].message);
      if (refusals[i].code == PEN_ERROR_RATE_LIMIT)
        g_assert_cmpstr (pen_reply_get_header (reply, "Retry-After"), ==, "10");
    }
}

static void
test_upload_broken (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = pen_test_request (provider, "qwen", PEN_TASK_IMAGE_TO_IMAGE);
  g_autoptr(PenReply) reply = pen_test_reply (200, "{\"code\": 200, \"data\": {}}");
  g_autoptr(PenBlob) blob = pen_test_blob ("x");
  g_autoptr(PenStep) step = NULL;
  g_autoptr(GError) error = NULL;

  pen_request_set_token (request, "0123abcd-0000-4000-8000-000000000001");
  pen_request_set_input (request, "source", blob);
  step = pen_provider_begin (provider, request, NULL);
  g_assert_null (pen_provider_next (provider, request, step->memo, step->call, reply, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY);
}

static void
test_renew (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenCall) call = pen_provider_renew (provider, "https://f/a.png");
  g_autoptr(PenReply) good = pen_test_reply (200, "{\"code\": 200, \"data\": \"https://f/b\"}");
  g_autoptr(PenReply) bad = pen_test_reply (200, "{\"code\": 422, \"msg\": \"not ours\"}");
  g_autofree char *body = json_to_string (pen_body_get_root (call->body), FALSE);
  g_autofree char *uri = pen_provider_read_renewed (provider, good, NULL);
  g_autoptr(GError) error = NULL;

  g_assert_cmpstr (call->method, ==, "POST");
  g_assert_cmpstr (call->path, ==, "/api/v1/common/download-url");
  g_assert_cmpstr (body, ==, "{\"url\":\"https://f/a.png\"}");
  g_assert_false (call->may_cost);
  g_assert_cmpstr (uri, ==, "https://f/b");
  g_assert_null (pen_provider_read_renewed (provider, bad, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST);
}

static void
test_check_key (void)
{
  static const struct { const char *json; const char *sentence; int code; } cases[] = {
    { "{\"code\": 200, \"data\": 100}", "Valid, about 100 credits left", 0 },
    { "{\"code\": 200, \"data\": 42.55}", "Valid, about 42.6 credits left", 0 },
    { "{\"code\": 200, \"data\": 1}", "Valid, about 1 credit left", 0 },
    { "{\"code\": 401, \"msg\": \"no\"}", NULL, PEN_ERROR_KEY_REJECTED },
    { "{\"code\": 200, \"data\": \"many\"}", NULL, PEN_ERROR_INVALID_REPLY },
    { "[]", NULL, PEN_ERROR_INVALID_REPLY },
  };
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenCall) call = pen_provider_check_key (provider);

  g_assert_cmpstr (call->method, ==, "GET");
  g_assert_cmpstr (call->path, ==, "/api/v1/chat/credit");
  g_assert_true (call->with_key);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PenReply) reply = pen_test_reply (200, cases[i].json);

      pen_test_check (provider, reply, cases[i].sentence, cases[i].code);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/kie-replies/created", test_created);
  g_test_add_func ("/kie-replies/running", test_running);
  g_test_add_func ("/kie-replies/pace", test_pace);
  g_test_add_func ("/kie-replies/done", test_done);
  g_test_add_func ("/kie-replies/failed", test_failed);
  g_test_add_func ("/kie-replies/moderated", test_moderated);
  g_test_add_func ("/kie-replies/misses", test_misses);
  g_test_add_func ("/kie-replies/found-again", test_found_again);
  g_test_add_func ("/kie-replies/refusals", test_refusals);
  g_test_add_func ("/kie-replies/upload-broken", test_upload_broken);
  g_test_add_func ("/kie-replies/renew", test_renew);
  g_test_add_func ("/kie-replies/check-key", test_check_key);

  return g_test_run ();
}
