/* test-gemini-replies.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-gemini-replies"

#include "config.h"

#include <string.h>

#include "pen-gemini-provider.h"
#include "pen-test-translator.h"

static PenProvider *
provider_new (void)
{
  return g_object_new (PEN_TYPE_GEMINI_PROVIDER, NULL);
}

static PenStep *
next (PenProvider  *provider,
      const char   *model,
      const char   *json,
      GError      **error)
{
  g_autoptr(PenRequest) request = pen_test_request (provider, model, PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(PenCall) call = pen_call_new ("POST", "gemini", "/");
  g_autoptr(PenReply) reply = pen_test_reply (200, json);

  return pen_provider_next (provider, request, NULL, call, reply, error);
}

#define PARTS(parts) \
  "{\"candidates\":[{\"content\":{\"parts\":[" parts "]},\"finishReason\":\"STOP\"}]}"
#define FOX "{\"inlineData\":{\"mimeType\":\"image/jpeg\",\"data\":\"Zm94\"}}"
#define HEN "\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"aGVu\"}"

static void
test_picture (void)
{
  static const char * const bodies[] = {
    PARTS (FOX),
    PARTS ("{\"text\":\"Here it is\"}," FOX),
    PARTS ("{\"text\":\"hm\",\"thought\":true},{" HEN ",\"thought\":true}," FOX),
    PARTS (FOX ",{" HEN ",\"thought\":true}"),
    PARTS ("{" HEN "}," FOX),
    PARTS (FOX ",{\"inlineData\":{\"mimeType\":\"audio/wav\",\"data\":\"aGVu\"}}"),
    PARTS ("7,null,{}," FOX),
  };
  g_autoptr(PenProvider) provider = provider_new ();

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(PenStep) step = next (provider, "gemini-3-pro-image", bodies[i], &error);
      g_autoptr(GBytes) bytes = NULL;
      PenOutput *output;

      g_assert_no_error (error);
      g_assert_cmpint (step->kind, ==, PEN_STEP_DONE);
      g_assert_cmpuint (step->outputs->len, ==, 1);
      output = g_ptr_array_index (step->outputs, 0);
      bytes = pen_blob_load (output->blob, 100, NULL);
      g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "fox", 3);
    }
}

#define USAGE(usage) \
  "{\"candidates\":[{\"content\":{\"parts\":[" FOX "]}}],\"usageMetadata\":" usage "}"
#define DETAILS "\"candidatesTokensDetails\":[{\"modality\":\"IMAGE\",\"tokenCount\":1120}"

static void
test_cost (void)
{
  static const struct { const char *model; const char *json; double usd; } cases[] =
  {
    { "gemini-nano-banana-2.1", USAGE ("{" DETAILS "]}"), 0.0336 },
    { "gemini-nano-banana-2.1",
      USAGE ("{\"promptTokenCount\":1000,\"thoughtsTokenCount\":200," DETAILS
             ",{\"modality\":\"TEXT\",\"tokenCount\":100}]}"), 0.0336 + 0.0015 + 0.00225 },
    { "gemini-3-pro-image", USAGE ("{\"promptTokenCount\":1000," DETAILS "]}"), 0.1364 },
    { "gemini-3.1-flash-lite-image", USAGE ("{" DETAILS "]}"), -1 },
    { "gemini-nano-banana-2.1", USAGE ("{\"candidatesTokenCount\":1120}"), -1 },
    { "gemini-nano-banana-2.1", USAGE ("7"), -1 },
  };
  g_autoptr(PenProvider) provider = provider_new ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PenStep) step = next (provider, cases[i].model, cases[i].json, NULL);

      g_assert_cmpfloat_with_epsilon (step->cost_usd, cases[i].usd, 1e-9);
    }
}

#define END(reason) "{\"candidates\":[{\"finishReason\":\"" reason "\"}]}"
#define FILTER "Google's filter refused the picture: change the prompt and try again"
#define CLOSE "The result came too close to a picture that exists: say it in other words"
#define WITHOUT "The model answered without a picture: ask for it in other words"

static const struct { const char *json; int code; const char *message; } ends[] =
{
  { END ("SAFETY"), PEN_ERROR_REFUSED, FILTER },
  { END ("IMAGE_SAFETY"), PEN_ERROR_REFUSED, FILTER },
  { END ("PROHIBITED_CONTENT"), PEN_ERROR_REFUSED, FILTER },
  { END ("IMAGE_PROHIBITED_CONTENT"), PEN_ERROR_REFUSED, FILTER },
  { END ("BLOCKLIST"), PEN_ERROR_REFUSED, FILTER },
  { END ("SPII"), PEN_ERROR_REFUSED, FILTER },
  { END ("RECITATION"), PEN_ERROR_REFUSED, CLOSE },
  { END ("IMAGE_RECITATION"), PEN_ERROR_REFUSED, CLOSE },
  { END ("MAX_TOKENS"), PEN_ERROR_SERVICE, "The answer was cut off: try a smaller size" },
  { END ("NO_IMAGE"), PEN_ERROR_SERVICE, WITHOUT },
  { END ("STOP"), PEN_ERROR_SERVICE, WITHOUT },
  { END ("IMAGE_OTHER"), PEN_ERROR_SERVICE,
    "No picture was made (IMAGE_OTHER): try again, or in other words" },
  { END ("OTHER"), PEN_ERROR_SERVICE,
    "No picture was made (OTHER): try again, or in other words" },
  { END ("LANGUAGE"), PEN_ERROR_SERVICE,
    "No picture was made (LANGUAGE): try again, or in other words" },
  { END ("SOMETHING_NEW"), PEN_ERROR_SERVICE,
    "No picture was made (SOMETHING_NEW): try again, or in other words" },
  { "{\"candidates\":[{}]}", PEN_ERROR_SERVICE,
    "No picture was made (OTHER): try again, or in other words" },
  { "{\"candidates\":[{\"content\":{\"role\":\"model\"},\"finishReason\":\"STOP\"}]}",
    PEN_ERROR_SERVICE, WITHOUT },
  { PARTS ("{\"text\":\"secret\",\"thought\":true},{\"text\":\"I would\\nrather not.\"}"),
    PEN_ERROR_SERVICE, "The model answered without a picture. It says: I would rather not" },
  { "{\"candidates\":[{\"finishReason\":\"NO_IMAGE\",\"finishMessage\":\"So it is.\"}]}",
    PEN_ERROR_SERVICE, "The model answered without a picture. It says: So it is" },
  { "{\"promptFeedback\":{\"blockReason\":\"IMAGE_SAFETY\"}}", PEN_ERROR_REFUSED,
    "Google's filter refused the prompt or a picture (IMAGE_SAFETY): change them and try again" },
  { "{\"candidates\":[],\"promptFeedback\":{\"blockReason\":\"OTHER\"}}", PEN_ERROR_REFUSED,
    "Google's filter refused the prompt or a picture (OTHER): change them and try again" },
};

/* No picture is a usual answer, and may be charged. */
static void
test_ends (void)
{
  g_autoptr(PenProvider) provider = provider_new ();

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(PenStep) step = next (provider, "gemini-3-pro-image", ends[i].json, &error);

      g_assert_no_error (error);
      g_assert_cmpint (step->kind, ==, PEN_STEP_FAILED);
      g_assert_error (step->error, PEN_ERROR, ends[i].code);
      g_assert_cmpstr (step->error->message, ==, ends[i].message);
      g_assert_true (step->charged);
    }
}

static void
test_broken (void)
{
  static const char * const bodies[] = {
    "", "null", "[]", "7", "{}", "{\"candidates\":7}", "{\"candidates\":[]}",
    "{\"candidates\":[7]}", PARTS ("{\"inlineData\":{\"mimeType\":\"image/png\","
    "\"data\":\"no base64!\"}}"),
  };
  g_autoptr(PenProvider) provider = provider_new ();

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (next (provider, "gemini-3-pro-image", bodies[i], &error));
      g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY);
    }
}

#define ERROR(status, message, details) \
  "{\"error\":{\"code\":1,\"message\":\"" message "\",\"status\":\"" status "\",\"details\":[" \
  details "]}}"
#define TYPE "\"@type\":\"type.googleapis.com/google.rpc."
#define BAD_KEY "Google does not accept this key: make a new one at " \
  "https://aistudio.google.com/apikey; old ones that begin with AIza are being switched off"
#define NO_QUOTA "Image models need a paid Google project, and this key has no quota for them: " \
  "turn on billing in Google AI Studio"
#define BUSY "Google gets too many requests from this project"

static const struct
{
  guint       status;
  const char *json;
  int         code;
  const char *message;
  const char *retry;
} refusals[] = {
  { 400, ERROR ("INVALID_ARGUMENT", "x", "{" TYPE "ErrorInfo\",\"reason\":\"API_KEY_INVALID\"}"),
    PEN_ERROR_KEY_REJECTED, BAD_KEY },
  { 400, ERROR ("INVALID_ARGUMENT", "API key not valid. Please", ""), PEN_ERROR_KEY_REJECTED,
    BAD_KEY },
  { 400, ERROR ("INVALID_ARGUMENT", "Unknown name", ""), PEN_ERROR_INVALID_REQUEST,
    "Google does not take this request: Unknown name" },
  { 400, "[" ERROR ("INVALID_ARGUMENT", "In a list", "") "]", PEN_ERROR_INVALID_REQUEST,
    "Google does not take this request: In a list" },
  { 400, ERROR ("FAILED_PRECONDITION", "x", ""), PEN_ERROR_QUOTA,
    "Google does not offer this free of charge where you are: turn on billing for this key in "
    "Google AI Studio" },
  { 400, "{\"error\":{\"code\":\"invalid_request\"}}", PEN_ERROR_INVALID_REQUEST,
    "Google does not take this request (status 400)" },
  { 400, "[]", PEN_ERROR_INVALID_REQUEST, "Google does not take this request (status 400)" },
  { 401, ERROR ("UNAUTHENTICATED", "x", ""), PEN_ERROR_KEY_REJECTED, BAD_KEY },
  { 403, ERROR ("PERMISSION_DENIED", "leaked", ""), PEN_ERROR_KEY_REJECTED,
    "This key may not use Google's image models: it is blocked, restricted or without billing. "
    "Google says: leaked" },
  { 403, "<html>", PEN_ERROR_KEY_REJECTED,
    "This key may not use Google's image models: it is blocked, restricted or without billing" },
  { 404, ERROR ("NOT_FOUND", "x", ""), PEN_ERROR_NOT_FOUND,
    "Google has this model no longer: choose another" },
  { 413, "", PEN_ERROR_TOO_LARGE,
    "The pictures are too large together for one request to Google: send fewer or smaller ones" },
  { 429, ERROR ("RESOURCE_EXHAUSTED", "quota, limit: 0", "{" TYPE "RetryInfo\","
         "\"retryDelay\":\"3s\"}"), PEN_ERROR_QUOTA, NO_QUOTA },
  { 429, ERROR ("RESOURCE_EXHAUSTED", "x", "{" TYPE "QuotaFailure\",\"violations\":[{},"
         "{\"quotaId\":\"PerMinute-FreeTier\"}]}"), PEN_ERROR_QUOTA, NO_QUOTA },
  { 429, ERROR ("RESOURCE_EXHAUSTED", "x", "{" TYPE "QuotaFailure\",\"violations\":["
         "{\"quotaId\":\"RequestsPerDay\"}]}"), PEN_ERROR_QUOTA,
    "The daily limit of this key is reached: try again tomorrow" },
  { 429, ERROR ("RESOURCE_EXHAUSTED", "x", "{" TYPE "RetryInfo\",\"retryDelay\":\"37.36s\"}"),
    PEN_ERROR_RATE_LIMIT, BUSY, "37.36" },
  { 429, ERROR ("RESOURCE_EXHAUSTED", "x", "{" TYPE "RetryInfo\",\"retryDelay\":\"soon\"}"),
    PEN_ERROR_RATE_LIMIT, BUSY },
  { 429, "", PEN_ERROR_RATE_LIMIT, BUSY },
  { 499, ERROR ("CANCELLED", "x", ""), PEN_ERROR_SERVICE, "The request was cancelled" },
  { 500, ERROR ("INTERNAL", "x", ""), PEN_ERROR_SERVICE,
    "Google had an internal error, often because of very large pictures: try again later" },
  { 502, "<html>", PEN_ERROR_SERVICE,
    "Google had an internal error, often because of very large pictures: try again later" },
  { 503, ERROR ("UNAVAILABLE", "x", ""), PEN_ERROR_SERVICE,
    "The model is overloaded: try again later" },
  { 504, ERROR ("DEADLINE_EXCEEDED", "x", ""), PEN_ERROR_SERVICE,
    "The request took Google too long: try a smaller size" },
};

static void
test_refusals (void)
{
  g_autoptr(PenProvider) provider = provider_new ();

  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autoptr(PenReply) reply = pen_test_reply (refusals[i].status, refusals[i].json);
      g_autoptr(GError) error = NULL;
      gboolean charged = TRUE;

      error = pen_provider_read_error (provider, reply, &charged);
      g_assert_error (error, PEN_ERROR, refusals[i].code);
      g_assert_cmpstr (error->message, ==, refusals[i].message);
      g_assert_cmpint (charged, ==, refusals[i].status == 504);
      g_assert_cmpstr (pen_reply_get_header (reply, "Retry-After"), ==, refusals[i].retry);
    }
}

/* A header that is there counts more than the body. */
static void
test_header (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenReply) reply = pen_test_reply (429, ERROR ("RESOURCE_EXHAUSTED", "x", "{" TYPE
                                              "RetryInfo\",\"retryDelay\":\"37s\"}"));
  g_autoptr(GError) error = NULL;
  gboolean charged;

  pen_reply_set_header (reply, "Retry-After", "5");
  error = pen_provider_read_error (provider, reply, &charged);
  g_assert_error (error, PEN_ERROR, PEN_ERROR_RATE_LIMIT);
  g_assert_cmpstr (pen_reply_get_header (reply, "Retry-After"), ==, "5");
}

static void
test_check (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenReply) good = pen_test_reply (200, "{\"models\":[]}");
  g_autoptr(PenReply) bad = pen_test_reply (200, "{}");
  g_autoptr(GError) error = NULL;
  g_autofree char *sentence = pen_provider_read_check (provider, good, NULL);

  g_assert_cmpstr (sentence, ==, "Accepted; only the first picture shows whether it may make any");
  g_assert_null (pen_provider_read_check (provider, bad, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/provider/gemini/picture", test_picture);
  g_test_add_func ("/provider/gemini/cost", test_cost);
  g_test_add_func ("/provider/gemini/ends", test_ends);
  g_test_add_func ("/provider/gemini/broken", test_broken);
  g_test_add_func ("/provider/gemini/refusals", test_refusals);
  g_test_add_func ("/provider/gemini/header", test_header);
  g_test_add_func ("/provider/gemini/check", test_check);

  return g_test_run ();
}
