/* test-bfl-replies.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-bfl-replies"

#include "config.h"

#include <string.h>

#include "pen-bfl-provider.h"
#include "pen-test-translator.h"

#define POLLING "https://api.eu4.bfl.ai/v1/get_result?id=a%2Fb"
#define SAMPLE "https://delivery.eu4.bfl.ai/x/sample.jpeg?sig=a%2Bb%3D&sp=r"

static PenProvider *
provider_new (void)
{
  return g_object_new (PEN_TYPE_BFL_PROVIDER, NULL);
}

/* What the answer to a submission leads to. */
static PenStep *
submit (PenProvider  *provider,
        const char   *json,
        GError      **error)
{
  g_autoptr(PenRequest) request = pen_test_request (provider, "flux-2-pro",
                                                    PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(PenCall) call = pen_call_new ("POST", "bfl", "/flux-2-pro");
  g_autoptr(PenReply) reply = pen_test_reply (200, json);

  call->may_cost = TRUE;
  return pen_provider_next (provider, request, NULL, call, reply, error);
}

/* What the state of a task leads to, in the given @round of questions. */
static PenStep *
ask (PenProvider  *provider,
     PenRequest   *request,
     guint         status,
     guint         round,
     const char   *json,
     GError      **error)
{
  g_autoptr(JsonNode) memo = json_from_string ("{\"id\":\"a/b\",\"polling-url\":\"" POLLING "\","
                                               "\"cost-usd\":0.03}", NULL);
  g_autoptr(PenCall) call = pen_call_new_uri ("GET", "bfl", POLLING);
  g_autoptr(PenReply) reply = pen_test_reply (status, json);

  call->round = round;
  g_assert_false (pen_provider_refuses (provider, call, reply));
  return pen_provider_next (provider, request, memo, call, reply, error);
}

static void
test_submitted (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(PenStep) step = NULL;
  g_autoptr(PenStep) resumed = NULL;
  g_autoptr(PenRequest) request = pen_test_request (provider, "flux-2-pro",
                                                    PEN_TASK_TEXT_TO_IMAGE);
  g_autofree char *memo = NULL;

  step = submit (provider, "{\"id\":\"a/b\",\"polling_url\":\"" POLLING "\",\"cost\":4.5,"
                 "\"input_mp\":null,\"output_mp\":1.0}", &error);
  g_assert_no_error (error);
  g_assert_cmpint (step->kind, ==, PEN_STEP_CALL);
  g_assert_cmpstr (step->call->method, ==, "GET");
  g_assert_cmpstr (step->call->uri, ==, POLLING);
  g_assert_true (step->call->with_key);
  g_assert_false (step->call->may_cost);
  g_assert_cmpuint (step->delay_ms, ==, 1000);
  g_assert_cmpfloat_with_epsilon (step->cost_usd, 0.045, 1e-9);
  memo = json_to_string (step->memo, FALSE);
  g_assert_cmpstr (memo, ==, "{\"id\":\"a/b\",\"polling-url\":\"" POLLING "\","
                   "\"cost-usd\":0.044999999999999998}");

  /* The memo is all it takes. */
  resumed = pen_provider_resume (provider, request, step->memo, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (resumed->call->uri, ==, POLLING);
  g_assert_false (resumed->call->may_cost);
  g_assert_cmpfloat_with_epsilon (resumed->cost_usd, 0.045, 1e-9);
}

static void
test_submitted_with_less (void)
{
  static const char * const broken[] = {
    "", "null", "[]", "{}", "{\"id\":7}", "{\"id\":\"\"}", "{\"polling_url\":\"" POLLING "\"}",
  };
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenStep) step = submit (provider, "{\"id\":\"a/b\",\"cost\":null}", NULL);

  g_assert_cmpstr (step->call->path, ==, "/get_result?id=a%2Fb");
  g_assert_null (step->call->uri);
  g_assert_cmpfloat (step->cost_usd, <, 0);

  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (submit (provider, broken[i], &error));
      g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY);
    }
}

static void
test_going_on (void)
{
  static const struct { guint status; const char *json; double progress; } cases[] =
  {
    { 200, "{\"status\":\"Pending\",\"progress\":null}", -1 },
    { 200, "{\"status\":\"Pending\",\"progress\":0.25}", 0.25 },
    { 200, "{\"status\":\"pending\",\"progress\":7}", 1 },
    { 200, "{\"status\":\"Reasoning\"}", -1 },
    { 200, "{\"status\":\"Generating\",\"progress\":0.5}", 0.5 },
    { 200, "{\"status\":\"Something new\"}", -1 },
    { 503, "{\"status\":\"Pending\"}", -1 },
  };
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = pen_test_request (provider, "flux-2-pro",
                                                    PEN_TASK_TEXT_TO_IMAGE);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(PenStep) step = ask (provider, request, cases[i].status, 3, cases[i].json, &error);

      g_assert_no_error (error);
      g_assert_cmpint (step->kind, ==, PEN_STEP_CALL);
      g_assert_cmpstr (step->call->uri, ==, POLLING);
      g_assert_cmpuint (step->call->round, ==, 0);
      g_assert_null (step->memo);
      g_assert_cmpfloat (step->progress, ==, cases[i].progress);
    }
}

static void
test_ready (void)
{
  static const struct { const char *json; guint64 seed; } cases[] =
  {
    { "{\"status\":\"Ready\",\"result\":{\"sample\":\"" SAMPLE "\",\"seed\":123,"
      "\"prompt\":\"x\",\"duration\":4.2}}", 123 },
    { "{\"status\":\"ready\",\"result\":{\"sample\":\"" SAMPLE "\"}}", 0 },
    { "{\"status\":\"Ready\",\"result\":{\"sample\":\"" SAMPLE "\",\"seed\":\"7\"}}", 0 },
  };
  static const char * const broken[] = {
    "{\"status\":\"Ready\"}", "{\"status\":\"Ready\",\"result\":{}}",
    "{\"status\":\"Ready\",\"result\":\"x\"}", "{\"status\":\"Ready\",\"result\":{\"sample\":7}}",
    "{}", "[]", "",
  };
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = pen_test_request (provider, "flux-2-pro",
                                                    PEN_TASK_TEXT_TO_IMAGE);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(PenStep) step = ask (provider, request, 200, 0, cases[i].json, &error);
      PenOutput *output;

      g_assert_no_error (error);
      g_assert_cmpint (step->kind, ==, PEN_STEP_DONE);
      g_assert_cmpfloat (step->cost_usd, ==, 0.03);
      output = g_ptr_array_index (step->outputs, 0);
      g_assert_cmpstr (output->uri, ==, SAMPLE);
      g_assert_cmpuint (output->seed, ==, cases[i].seed);
    }

  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (ask (provider, request, 200, 0, broken[i], &error));
      g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY);
    }
}

#define TOLERATE ". A higher safety tolerance lets more pass"

static const struct
{
  guint       status;
  const char *json;
  int         code;
  gboolean    charged;
  const char *message;
} ends[] = {
  { 200, "{\"status\":\"Request Moderated\",\"details\":{\"Moderation Reasons\":[\"Violence\","
         "7,\"Hate\"]}}", PEN_ERROR_REFUSED, FALSE,
    "BFL's safety filter refused the prompt or the picture (Violence, Hate); nothing was charged"
    TOLERATE },
  { 200, "{\"status\":\"Content Moderated\",\"details\":null}", PEN_ERROR_REFUSED, FALSE,
    "BFL's safety filter withheld the result; nothing was charged" TOLERATE },
  { 422, "{\"status\":\"content moderated\"}", PEN_ERROR_REFUSED, FALSE,
    "BFL's safety filter withheld the result; nothing was charged" TOLERATE },
  { 503, "{\"status\":\"Error\",\"details\":{\"error\":\"no worker\"}}", PEN_ERROR_SERVICE, TRUE,
    "BFL could not finish the picture: no worker" },
  { 200, "{\"status\":\"Error\",\"result\":\"boom\"}", PEN_ERROR_SERVICE, TRUE,
    "BFL could not finish the picture: boom" },
  { 200, "{\"status\":\"Failed\"}", PEN_ERROR_SERVICE, TRUE,
    "BFL could not finish the picture: try again" },
  { 200, "{\"status\":\"Task not found\"}", PEN_ERROR_EXPIRED, TRUE,
    "BFL no longer knows this task: results are kept for 10 minutes" },
  { 404, "{\"detail\":\"Not Found\"}", PEN_ERROR_EXPIRED, TRUE,
    "BFL no longer knows this task: results are kept for 10 minutes" },
};

static void
test_ends (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = pen_test_request (provider, "flux-2-pro",
                                                    PEN_TASK_TEXT_TO_IMAGE);

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(PenStep) step = ask (provider, request, ends[i].status, 4, ends[i].json, &error);

      g_assert_no_error (error);
      g_assert_cmpint (step->kind, ==, PEN_STEP_FAILED);
      g_assert_error (step->error, PEN_ERROR, ends[i].code);
      g_assert_cmpstr (step->error->message, ==, ends[i].message);
      g_assert_cmpint (step->charged, ==, ends[i].charged);
    }
}

/* Whoever allows the most is not told to allow more. */
static void
test_tolerance (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = pen_test_request (provider, "flux-2-pro",
                                                    PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(PenStep) step = NULL;

  pen_test_set (request, "safety_tolerance", "5");
  step = ask (provider, request, 200, 0, "{\"status\":\"Request Moderated\"}", NULL);
  g_assert_null (strstr (step->error->message, "tolerance"));
}

/* A task may be unknown for the first seconds. */
static void
test_unknown (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = pen_test_request (provider, "flux-2-pro",
                                                    PEN_TASK_TEXT_TO_IMAGE);

  for (guint round = 0; round < 4; round++)
    {
      g_autoptr(PenStep) step = ask (provider, request, 200, round,
                                     "{\"status\":\"Task not found\"}", NULL);

      g_assert_cmpint (step->kind, ==, PEN_STEP_CALL);
      g_assert_cmpuint (step->call->round, ==, round + 1);
      g_assert_cmpuint (step->delay_ms, ==, 1000);
    }
}

static void
test_pace (void)
{
  static const struct { const char *header; guint delay; } cases[] =
  {
    { "1", 1000 }, { "3", 3000 }, { "0", 1000 }, { "100000", 60000 }, { "soon", 1000 },
  };
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = pen_test_request (provider, "flux-2-pro",
                                                    PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(JsonNode) memo = json_from_string ("{\"id\":\"a\"}", NULL);
  g_autoptr(PenCall) call = pen_call_new ("GET", "bfl", "/get_result?id=a");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PenReply) reply = pen_test_reply (200, "{\"status\":\"Pending\"}");
      g_autoptr(PenStep) step = NULL;

      pen_reply_set_header (reply, "Retry-After", cases[i].header);
      step = pen_provider_next (provider, request, memo, call, reply, NULL);
      g_assert_cmpuint (step->delay_ms, ==, cases[i].delay);
    }
}

static const struct
{
  guint       status;
  const char *json;
  int         code;
  const char *message;
} refusals[] = {
  { 400, "{\"detail\":\"odd\"}", PEN_ERROR_INVALID_REQUEST,
    "BFL did not accept the request: odd" },
  { 400, "{\"message\":\"odd\"}", PEN_ERROR_INVALID_REQUEST,
    "BFL did not accept the request: odd" },
  { 400, "{\"error\":\"odd\"}", PEN_ERROR_INVALID_REQUEST,
    "BFL did not accept the request: odd" },
  { 400, "<html>", PEN_ERROR_INVALID_REQUEST, "BFL did not accept the request (status 400)" },
  { 401, "", PEN_ERROR_KEY_REJECTED, "BFL rejected the key: check it at dashboard.bfl.ai" },
  { 403, "{\"detail\":\"Not authenticated - Invalid Authentication\"}", PEN_ERROR_KEY_REJECTED,
    "BFL rejected the key: check it at dashboard.bfl.ai" },
  { 402, "{}", PEN_ERROR_QUOTA,
    "The BFL account is out of credits: add some at dashboard.bfl.ai" },
  { 404, "{\"detail\":\"Not Found\"}", PEN_ERROR_NOT_FOUND,
    "BFL offers this model no longer: choose another" },
  { 422, "{\"detail\":[{\"loc\":[\"body\",\"width\"],\"msg\":\"too small\",\"type\":\"x\"},"
         "{\"loc\":[\"body\",\"images\",0],\"msg\":\"too large\"},{\"msg\":\"bad\"},{},7]}",
    PEN_ERROR_INVALID_REQUEST,
    "BFL refused a setting: width: too small; images.0: too large; bad" },
  { 422, "{\"detail\":\"Mask is too small\"}", PEN_ERROR_INVALID_REQUEST,
    "BFL refused a setting: Mask is too small" },
  { 422, "{\"detail\":[]}", PEN_ERROR_INVALID_REQUEST,
    "BFL did not accept the request (status 422)" },
  { 429, "{}", PEN_ERROR_RATE_LIMIT, "BFL is busy with other tasks of this account" },
  { 500, "[]", PEN_ERROR_SERVICE, "BFL has a problem right now: try again later" },
  { 502, "<html>", PEN_ERROR_SERVICE, "BFL has a problem right now: try again later" },
  { 503, "{\"detail\":{}}", PEN_ERROR_SERVICE, "BFL has a problem right now: try again later" },
};

static void
test_refusals (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenCall) call = pen_call_new ("POST", "bfl", "/flux-2-pro");

  call->may_cost = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autoptr(PenReply) reply = pen_test_reply (refusals[i].status, refusals[i].json);

      pen_test_refusal (provider, call, reply, refusals[i].code, refusals[i].message);
    }
}

static void
test_check (void)
{
  static const struct { const char *json; const char *sentence; } cases[] =
  {
    { "{\"credits\":123.4}", "Valid, 123.4 credits left, worth $1.23" },
    { "{\"credits\":1}", "Valid, 1 credit left, worth $0.01" },
    { "{\"credits\":\"x\"}", NULL },
    { "[]", NULL },
  };
  g_autoptr(PenProvider) provider = provider_new ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PenReply) reply = pen_test_reply (200, cases[i].json);

      pen_test_check (provider, reply, cases[i].sentence, PEN_ERROR_INVALID_REPLY);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/provider/bfl/submitted", test_submitted);
  g_test_add_func ("/provider/bfl/submitted-with-less", test_submitted_with_less);
  g_test_add_func ("/provider/bfl/going-on", test_going_on);
  g_test_add_func ("/provider/bfl/ready", test_ready);
  g_test_add_func ("/provider/bfl/ends", test_ends);
  g_test_add_func ("/provider/bfl/tolerance", test_tolerance);
  g_test_add_func ("/provider/bfl/unknown", test_unknown);
  g_test_add_func ("/provider/bfl/pace", test_pace);
  g_test_add_func ("/provider/bfl/refusals", test_refusals);
  g_test_add_func ("/provider/bfl/check", test_check);

  return g_test_run ();
}
