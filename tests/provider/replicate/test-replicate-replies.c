/* test-replicate-replies.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-replicate-replies"

#include "config.h"

#include <string.h>

#include "pen-json.h"
#include "pen-replicate-provider.h"
#include "pen-test-translator.h"

#define PREDICTION "https://api.replicate.com/v1/predictions/abc"
#define URLS "\"urls\":{\"get\":\"" PREDICTION "\",\"cancel\":\"" PREDICTION "/cancel\"}"

static PenProvider *
provider_new (void)
{
  return g_object_new (PEN_TYPE_REPLICATE_PROVIDER, NULL);
}

static PenRequest *
request_new (PenProvider *provider)
{
  PenRequest *request = pen_test_request (provider, "black-forest-labs/flux-schnell",
                                          PEN_TASK_TEXT_TO_IMAGE);

  pen_request_set_prompt (request, "A fox");
  return request;
}

/* What the service says next, to the create call, or to the poll after it. */
static PenStep *
read_reply (PenProvider *provider,
            PenRequest  *request,
            gboolean     first,
            PenReply    *reply,
            GError     **error)
{
  g_autoptr(JsonNode) memo = json_from_string ("{\"id\":\"abc\",\"get\":\"" PREDICTION "\"}", NULL);
  g_autoptr(PenStep) asked = first ? pen_provider_begin (provider, request, NULL)
                                   : pen_provider_resume (provider, request, memo, NULL);

  g_assert_false (pen_provider_refuses (provider, asked->call, reply));

  return pen_provider_next (provider, request, first ? NULL : memo, asked->call, reply, error);
}

/* === How far it is === */

static void
test_created (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = request_new (provider);
  g_autoptr(PenReply) reply = pen_test_reply (201, "{\"id\":\"abc\",\"status\":\"starting\","
                                              URLS "}");
  g_autoptr(PenStep) step = read_reply (provider, request, TRUE, reply, NULL);
  g_autoptr(PenCall) cancel = NULL;
  g_autofree char *memo = NULL;

  g_assert_cmpint (step->kind, ==, PEN_STEP_CALL);
  g_assert_cmpstr (step->call->method, ==, "GET");
  g_assert_cmpstr (step->call->uri, ==, PREDICTION);
  g_assert_true (step->call->with_key);
  g_assert_false (step->call->may_cost);
  g_assert_cmpuint (step->delay_ms, ==, 1000);
  memo = pen_json_to_text (step->memo);
  g_assert_cmpstr (memo, ==, "{\"id\":\"abc\",\"get\":\"" PREDICTION "\",\"cancel\":\""
                   PREDICTION "/cancel\"}");

  cancel = pen_provider_cancel (provider, request, step->memo);
  g_assert_cmpstr (cancel->method, ==, "POST");
  g_assert_cmpstr (cancel->uri, ==, PREDICTION "/cancel");
  g_assert_null (cancel->body);
  g_assert_false (cancel->may_cost);
}

/* Without addresses the id is enough. */
static void
test_without_urls (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = request_new (provider);
  g_autoptr(PenReply) reply = pen_test_reply (202, "{\"id\":\"a/c\",\"status\":\"starting\"}");
  g_autoptr(PenStep) step = read_reply (provider, request, TRUE, reply, NULL);

  g_assert_null (step->call->uri);
  g_assert_cmpstr (step->call->path, ==, "/predictions/a%2Fc");
  g_assert_null (pen_provider_cancel (provider, request, step->memo));
  g_assert_null (pen_provider_cancel (provider, request, NULL));
}

static void
test_progress (void)
{
  static const struct { const char *logs; double progress; } cases[] =
  {
    { "\"\"", -1 },
    { "null", -1 },
    { "\"Using seed: 7\"", -1 },
    { "\"  0%|          | 0/28 [00:00<?, ?it/s]\"", 0 },
    { "\"  0%|    | 0/28\\n 50%|█████     | 14/28 [00:01<00:01]\"", 0.5 },
    { "\"  0%|    | 0/28\\r 75%|███▌  | 21/28\\rSaving\\n\"", 0.75 },
    { "\"100%|██████████| 28/28 [00:02<00:00]\"", 1 },
    { "\"999%|██████████| 28/28\"", 1 },
    { "\"50% of it\"", -1 },
    { "7", -1 },
  };
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = request_new (provider);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *json = g_strdup_printf ("{\"id\":\"abc\",\"status\":\"processing\","
                                               "\"logs\":%s," URLS "}", cases[i].logs);
      g_autoptr(PenReply) reply = pen_test_reply (200, json);
      g_autoptr(PenStep) step = read_reply (provider, request, FALSE, reply, NULL);

      g_test_message ("%s", cases[i].logs);
      g_assert_cmpfloat (step->progress, ==, cases[i].progress);
      /* The memo is written already. */
      g_assert_null (step->memo);
    }
}

/* One second at first, three when it takes long, and what the service asks for. */
static void
test_pace (void)
{
  static const struct { const char *date, *retry; guint delay_ms; } cases[] =
  {
    { NULL, NULL, 1000 },
    { "Mon, 23 Nov 2026 10:00:00 GMT", NULL, 1000 },
    { "Mon, 23 Nov 2026 10:00:10 GMT", NULL, 2000 },
    { "Mon, 23 Nov 2026 10:10:00 GMT", NULL, 3000 },
    { "Mon, 23 Nov 2026 09:00:00 GMT", NULL, 1000 },
    { "yesterday", NULL, 1000 },
    { "Mon, 23 Nov 2026 10:00:10 GMT", "7", 7000 },
    { NULL, "soon", 1000 },
  };
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = request_new (provider);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PenReply) reply = pen_test_reply (200, "{\"id\":\"abc\",\"status\":\"processing\","
                                                  "\"created_at\":\"2026-11-23T10:00:00.5Z\"}");
      g_autoptr(PenStep) step = NULL;

      if (cases[i].date != NULL)
        pen_reply_set_header (reply, "Date", cases[i].date);
      if (cases[i].retry != NULL)
        pen_reply_set_header (reply, "Retry-After", cases[i].retry);
      step = read_reply (provider, request, FALSE, reply, NULL);
      g_assert_cmpint (ABS ((int) step->delay_ms - (int) cases[i].delay_ms), <=, 100);
    }
}

/* The list of words has grown before: what is not known is not the end. */
static void
test_unknown_status (void)
{
  static const char * const words[] = { "starting", "processing", "queued", "" };
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = request_new (provider);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autofree char *json = g_strdup_printf ("{\"id\":\"abc\",\"status\":\"%s\","
                                               "\"output\":[\"https://x/early.png\"]}", words[i]);
      g_autoptr(PenReply) reply = pen_test_reply (200, json);
      g_autoptr(PenStep) step = read_reply (provider, request, FALSE, reply, NULL);

      g_assert_cmpint (step->kind, ==, PEN_STEP_CALL);
    }
}

/* === What came of it === */

static void
test_outputs (void)
{
  static const struct { const char *output, *uris; } cases[] =
  {
    { "\"https://x/1.png\"", "https://x/1.png" },
    { "[\"https://x/1.png\",\"https://x/2.png\"]", "https://x/1.png https://x/2.png" },
    { "[[\"https://x/1.png\"],[\"https://x/2.png\"]]", "https://x/1.png https://x/2.png" },
    { "{\"text\":\"some words\",\"image\":\"https://x/1.png\",\"n\":7,"
      "\"more\":[\"http://x/2.png\"]}",
      "https://x/1.png http://x/2.png" },
    { "[null,7,true,\"https://x/1.png\"]", "https://x/1.png" },
  };
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = request_new (provider);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *json = g_strdup_printf ("{\"id\":\"abc\",\"status\":\"succeeded\","
                                               "\"input\":{\"seed\":7},\"output\":%s}",
                                               cases[i].output);
      g_autoptr(PenReply) reply = pen_test_reply (200, json);
      g_autoptr(PenStep) step = read_reply (provider, request, i % 2 == 0, reply, NULL);
      g_autoptr(GString) uris = g_string_new (NULL);

      g_assert_cmpint (step->kind, ==, PEN_STEP_DONE);
      for (guint j = 0; j < step->outputs->len; j++)
        {
          PenOutput *output = g_ptr_array_index (step->outputs, j);

          g_assert_cmpuint (output->seed, ==, 7);
          g_string_append_printf (uris, "%s%s", j > 0 ? " " : "", output->uri);
        }
      g_assert_cmpstr (uris->str, ==, cases[i].uris);
      g_assert_cmpfloat_with_epsilon (step->cost_usd, 0.003 * step->outputs->len, 1e-9);
    }
}

static void
test_embedded (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = request_new (provider);
  g_autoptr(PenReply) reply = pen_test_reply (200, "{\"id\":\"abc\",\"status\":\"succeeded\","
                                              "\"output\":[\"text\",\"data:image/png;base64,"
                                              "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA=\"]}");
  g_autoptr(PenStep) step = read_reply (provider, request, FALSE, reply, NULL);
  PenOutput *output;

  g_assert_cmpuint (step->outputs->len, ==, 1);
  output = g_ptr_array_index (step->outputs, 0);
  g_assert_null (output->uri);
  g_assert_cmpstr (pen_blob_get_media_type (output->blob), ==, "image/png");
}

/* The machine's seconds are not known beforehand: no cost is better than a wrong one. */
static void
test_community_cost (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = pen_test_request (provider, "stability-ai/sdxl",
                                                    PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(PenReply) reply = pen_test_reply (200, "{\"id\":\"abc\",\"status\":\"succeeded\","
                                              "\"output\":[\"https://x/1.png\"]}");
  g_autoptr(PenStep) step = NULL;

  pen_request_set_prompt (request, "A fox");
  step = read_reply (provider, request, FALSE, reply, NULL);
  g_assert_cmpfloat (step->cost_usd, <, 0);
}

static const struct
{
  const char *members;
  PenError    code;
  const char *words;
  gboolean    charged;
} ends[] = {
  { "\"status\":\"failed\",\"error\":\"NSFW content detected. Try running it again, or try a "
    "different prompt.\",\"started_at\":\"x\"", PEN_ERROR_REFUSED, "safety filter", TRUE },
  { "\"status\":\"failed\",\"error\":\"All generated images contained NSFW content\","
    "\"metrics\":{\"predict_time\":1.5}", PEN_ERROR_REFUSED, "safety filter", TRUE },
  { "\"status\":\"failed\",\"error\":\"The input was flagged as sensitive. (E005)\"",
    PEN_ERROR_REFUSED, "safety filter", FALSE },
  { "\"status\":\"failed\",\"error\":\"CUDA out of memory. Tried to\",\"started_at\":\"x\"",
    PEN_ERROR_TOO_LARGE, "smaller size", TRUE },
  { "\"status\":\"failed\",\"error\":\"No face detected\",\"started_at\":\"x\"",
    PEN_ERROR_INVALID_REQUEST, "one clear face", TRUE },
  { "\"status\":\"failed\",\"error\":\"\\nIt broke\\nTraceback\",\"started_at\":\"x\"",
    PEN_ERROR_SERVICE, "The model failed: It broke", TRUE },
  { "\"status\":\"failed\",\"error\":null", PEN_ERROR_SERVICE, "does not say why", FALSE },
  { "\"status\":\"failed\",\"error\":{\"a\":1}", PEN_ERROR_SERVICE, "does not say why", FALSE },
  { "\"status\":\"aborted\"", PEN_ERROR_SERVICE, "did not start in time", FALSE },
  { "\"status\":\"canceled\",\"metrics\":{\"predict_time\":0.2}", PEN_ERROR_SERVICE,
    "was stopped", TRUE },
  { "\"status\":\"succeeded\",\"output\":null", PEN_ERROR_SERVICE, "gave no picture", TRUE },
  { "\"status\":\"succeeded\",\"output\":[]", PEN_ERROR_SERVICE, "gave no picture", TRUE },
  { "\"status\":\"succeeded\"", PEN_ERROR_SERVICE, "gave no picture", TRUE },
  { "\"status\":\"succeeded\",\"output\":\"only words\"", PEN_ERROR_SERVICE, "gave no picture",
    TRUE },
  { "\"status\":\"succeeded\",\"data_removed\":true,\"output\":null", PEN_ERROR_EXPIRED,
    "one hour", TRUE },
};

static void
test_ends (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = request_new (provider);

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *json = g_strdup_printf ("{\"id\":\"abc\",%s}", ends[i].members);
      g_autoptr(PenReply) reply = pen_test_reply (200, json);
      g_autoptr(PenStep) step = read_reply (provider, request, i % 2 == 0, reply, NULL);

      g_test_message ("%s", json);
      g_assert_cmpint (step->kind, ==, PEN_STEP_FAILED);
      g_assert_error (step->error, PEN_ERROR, (int) ends[i].code);
      g_assert_nonnull (strstr (step->error->message, ends[i].words));
      g_assert_cmpint (step->charged, ==, ends[i].charged);
    }
}

static void
test_gone (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = request_new (provider);
  g_autoptr(PenReply) reply = pen_test_reply (404, "{\"detail\":\"Not found\",\"status\":404}");
  g_autoptr(PenStep) step = read_reply (provider, request, FALSE, reply, NULL);
  g_autoptr(PenStep) create = pen_provider_begin (provider, request, NULL);

  g_assert_error (step->error, PEN_ERROR, PEN_ERROR_EXPIRED);
  g_assert_true (step->charged);
  g_assert_true (pen_provider_refuses (provider, create->call, reply));
}

static void
test_broken (void)
{
  static const char * const replies[] = {
    "", "[]", "{}", "{\"id\":\"abc\"}", "{\"status\":\"starting\"}", "{\"id\":7,\"status\":8}"
  };
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = request_new (provider);

  for (guint i = 0; i < G_N_ELEMENTS (replies); i++)
    {
      g_autoptr(PenReply) reply = pen_test_reply (200, replies[i]);
      g_autoptr(GError) error = NULL;
      g_autoptr(PenStep) step = read_reply (provider, request, TRUE, reply, &error);

      g_assert_null (step);
      g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY);
    }
}

/* === Refusals === */

static const struct
{
  guint       status;
  const char *json;
  PenError    code;
  const char *words;
  const char *wait;
} refusals[] = {
  { 401, "{\"title\":\"Unauthenticated\",\"detail\":\"You did not\",\"status\":401}",
    PEN_ERROR_KEY_REJECTED, "wrong or revoked", NULL },
  { 402, "{\"title\":\"Insufficient credit\",\"status\":402}", PEN_ERROR_QUOTA,
    "https://replicate.com/account/billing", NULL },
  { 403, "{}", PEN_ERROR_KEY_REJECTED, "may not use the model", NULL },
  { 404, "{\"detail\":\"No\",\"status\":404}", PEN_ERROR_NOT_FOUND, "check its name", NULL },
  { 413, "{\"detail\":\"Files must be less than 100MB in size\"}", PEN_ERROR_TOO_LARGE, "100 MB",
    NULL },
  { 422, "{\"title\":\"Input validation failed\",\"detail\":\"- input.x: odd\",\"status\":422,"
    "\"invalid_fields\":[{\"type\":\"enum\",\"field\":\"input.aspect_ratio\","
    "\"description\":\"must be one of\"},{\"field\":\"input.seed\",\"description\":\"too big\"}]}",
    PEN_ERROR_INVALID_REQUEST, ": aspect_ratio: must be one of; seed: too big", NULL },
  { 422, "{\"title\":\"Invalid version or not permitted\",\"detail\":\"x\",\"status\":422}",
    PEN_ERROR_INVALID_REQUEST, "add the model again", NULL },
  { 422, "{\"detail\":[{\"loc\":[\"body\",\"input\",\"seed\"],\"msg\":\"not an integer\"}]}",
    PEN_ERROR_INVALID_REQUEST, ": seed: not an integer", NULL },
  { 422, "{\"detail\":\"- input is required\\n\",\"status\":422}", PEN_ERROR_INVALID_REQUEST,
    ": - input is required", NULL },
  { 422, "", PEN_ERROR_INVALID_REQUEST, "does not take this request", NULL },
  { 429, "{\"detail\":\"Request was throttled. Your rate limit resets in ~30s.\"}",
    PEN_ERROR_RATE_LIMIT, "too many requests", "30" },
  { 429, "{\"detail\":\"Reduced while you have less than $5.0 in credit.\",\"retry_after\":5}",
    PEN_ERROR_RATE_LIMIT, "more credit lifts the limit", "5" },
  { 429, "{\"detail\":\"Request was throttled.\"}", PEN_ERROR_RATE_LIMIT, "too many requests",
    "10" },
  { 429, "", PEN_ERROR_RATE_LIMIT, "too many requests", "10" },
  { 400, "{\"detail\":\"why\"}", PEN_ERROR_INVALID_REQUEST, ": why", NULL },
  { 409, "[]", PEN_ERROR_INVALID_REQUEST, "(status 409)", NULL },
  { 500, "{\"detail\":\"Internal server error\"}", PEN_ERROR_SERVICE, "try again later", NULL },
  { 503, "", PEN_ERROR_SERVICE, "try again later", NULL },
};

static void
test_refusals (void)
{
  g_autoptr(PenProvider) provider = provider_new ();

  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autoptr(PenReply) reply = pen_test_reply (refusals[i].status, refusals[i].json);
      gboolean charged = TRUE;
      g_autoptr(GError) error = pen_provider_read_error (provider, reply, &charged);

      g_test_message ("%u %s: %s", refusals[i].status, refusals[i].json, error->message);
      g_assert_error (error, PEN_ERROR, (int) refusals[i].code);
      g_assert_nonnull (strstr (error->message, refusals[i].words));
      g_assert_false (g_str_has_suffix (error->message, "."));
      g_assert_false (charged);
      g_assert_cmpstr (pen_reply_get_header (reply, "Retry-After"), ==, refusals[i].wait);
    }
}

/* The header wins over the text. */
static void
test_wait_header (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenReply) reply = pen_test_reply (429, "{\"detail\":\"resets in ~30s.\"}");
  g_autoptr(GError) error = NULL;
  gboolean charged;

  pen_reply_set_header (reply, "Retry-After", "3");
  error = pen_provider_read_error (provider, reply, &charged);
  g_assert_error (error, PEN_ERROR, PEN_ERROR_RATE_LIMIT);
  g_assert_cmpstr (pen_reply_get_header (reply, "Retry-After"), ==, "3");
}

static void
test_check_key (void)
{
  static const struct { const char *json, *sentence; } cases[] =
  {
    { "{\"type\":\"user\",\"username\":\"painter\"}", "Valid, the key of “painter”" },
    { "{\"type\":\"organization\",\"username\":\"\"}", NULL },
    { "{\"username\":7}", NULL },
    { "[]", NULL },
    { "", NULL },
  };
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenCall) call = pen_provider_check_key (provider);

  g_assert_cmpstr (call->method, ==, "GET");
  g_assert_cmpstr (call->endpoint, ==, "replicate");
  g_assert_cmpstr (call->path, ==, "/account");
  g_assert_true (call->with_key);
  g_assert_false (call->may_cost);

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
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/replicate-replies/created", test_created);
  g_test_add_func ("/replicate-replies/without-urls", test_without_urls);
  g_test_add_func ("/replicate-replies/progress", test_progress);
  g_test_add_func ("/replicate-replies/pace", test_pace);
  g_test_add_func ("/replicate-replies/unknown-status", test_unknown_status);
  g_test_add_func ("/replicate-replies/outputs", test_outputs);
  g_test_add_func ("/replicate-replies/embedded", test_embedded);
  g_test_add_func ("/replicate-replies/community-cost", test_community_cost);
  g_test_add_func ("/replicate-replies/ends", test_ends);
  g_test_add_func ("/replicate-replies/gone", test_gone);
  g_test_add_func ("/replicate-replies/broken", test_broken);
  g_test_add_func ("/replicate-replies/refusals", test_refusals);
  g_test_add_func ("/replicate-replies/wait-header", test_wait_header);
  g_test_add_func ("/replicate-replies/check-key", test_check_key);

  return g_test_run ();
}
