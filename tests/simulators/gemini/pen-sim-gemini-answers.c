/* pen-sim-gemini-answers.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * How Gemini answers: with a picture somewhere among other parts, with reasons why there is
 * none, and with errors in the shape of google.rpc.
 */

#define G_LOG_DOMAIN "pen-sim-gemini-answers"

#include "config.h"

#include "pen-sim-gemini-private.h"

#define TYPE "\"@type\":\"type.googleapis.com/google.rpc."
#define ERROR(code, status, message, details) \
  "{\"error\":{\"code\":" #code ",\"message\":\"" message "\",\"status\":\"" status "\"," \
  "\"details\":[" details "]}}"
#define QUOTA(id) \
  "{" TYPE "QuotaFailure\",\"violations\":[{\"quotaMetric\":\"m\",\"quotaId\":\"" id "\"," \
  "\"quotaDimensions\":{\"model\":\"x\"},\"quotaValue\":\"5\"}]}"

static const struct { const char *name; guint status; const char *body; } refusals[] =
{
  { "api-key-invalid", 400,
    ERROR (400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.",
           "{" TYPE "ErrorInfo\",\"reason\":\"API_KEY_INVALID\",\"domain\":\"googleapis.com\"}") },
  { "bad-request", 400, ERROR (400, "INVALID_ARGUMENT", "The size is odd", "") },
  { "unknown-name", 400,
    ERROR (400, "INVALID_ARGUMENT", "Invalid JSON payload received. Unknown name \\\"x\\\"", "") },
  { "no-billing", 400,
    ERROR (400, "FAILED_PRECONDITION", "User location is not supported", "") },
  { "unauthenticated", 401,
    ERROR (401, "UNAUTHENTICATED", "Request had invalid authentication credentials.",
           "{" TYPE "ErrorInfo\",\"reason\":\"ACCESS_TOKEN_TYPE_UNSUPPORTED\"}") },
  { "permission-denied", 403, ERROR (403, "PERMISSION_DENIED", "Reported as leaked", "") },
  { "model-gone", 404,
    ERROR (404, "NOT_FOUND", "models/x is not found for API version v1beta", "") },
  { "too-large", 413, "" },
  { "limit-zero", 429, ERROR (429, "RESOURCE_EXHAUSTED", "Quota exceeded, limit: 0",
                              "{" TYPE "RetryInfo\",\"retryDelay\":\"37s\"}") },
  { "free-tier", 429, ERROR (429, "RESOURCE_EXHAUSTED", "Quota exceeded",
                             QUOTA ("GenerateRequestsPerMinutePerProject-FreeTier")) },
  { "per-day", 429, ERROR (429, "RESOURCE_EXHAUSTED", "Quota exceeded",
                           QUOTA ("GenerateRequestsPerDayPerProject")) },
  { "rate", 429, ERROR (429, "RESOURCE_EXHAUSTED", "Resource has been exhausted",
                        "{" TYPE "RetryInfo\",\"retryDelay\":\"1.36s\"}") },
  { "array-error", 400, "[" ERROR (400, "INVALID_ARGUMENT", "Wrapped in a list", "") "]" },
  { "cancelled", 499, ERROR (499, "CANCELLED", "The operation was cancelled.", "") },
  { "internal", 500, ERROR (500, "INTERNAL", "An internal error has occurred.", "") },
  { "internal-empty", 500, "" },
  { "unavailable", 503, ERROR (503, "UNAVAILABLE", "The model is overloaded.", "") },
  { "deadline", 504, ERROR (504, "DEADLINE_EXCEEDED", "The deadline expired.", "") },

  /* Answers that look good. */
  { "blocked", 200, "{\"promptFeedback\":{\"blockReason\":\"PROHIBITED_CONTENT\"},"
    "\"usageMetadata\":{\"promptTokenCount\":9,\"totalTokenCount\":9}}" },
  { "no-candidates", 200, "{\"candidates\":[]}" },
  { "no-content", 200, "{\"candidates\":[{\"finishReason\":\"NO_IMAGE\",\"index\":0}]}" },
  { "no-parts", 200,
    "{\"candidates\":[{\"content\":{\"role\":\"model\"},\"finishReason\":\"STOP\"}]}" },
  { "words-only", 200, "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"hmm\","
    "\"thought\":true},{\"text\":\"I would rather not.\"}]},\"finishReason\":\"STOP\"}]}" },
  { NULL }
};

/* Read where the answer is made. */
static const char * const quirks[] =
{
  "finish", "draft-first", "draft-last", "words-first", "no-usage", NULL
};

gboolean
pen_sim_gemini_knows (const char *name)
{
  for (guint i = 0; refusals[i].name != NULL; i++)
    if (g_str_equal (refusals[i].name, name))
      return TRUE;

  return g_strv_contains (quirks, name);
}

/* Returns: whether there is such an answer; @value is a reason to finish */
gboolean
pen_sim_gemini_refuse (PenSimVisit *visit,
                       const char  *name,
                       const char  *value)
{
  if (g_str_equal (name, "finish"))
    {
      g_autofree char *text = NULL;

      text = g_strdup_printf ("{\"candidates\":[{\"index\":0,\"finishReason\":\"%s\","
                              "\"finishMessage\":\"So it is.\"}]}", value);
      pen_sim_visit_answer_text (visit, 200, "application/json", text);
      return TRUE;
    }

  for (guint i = 0; refusals[i].name != NULL; i++)
    if (g_str_equal (refusals[i].name, name))
      {
        if (value != NULL)
          pen_sim_visit_set_header (visit, "Retry-After", value);
        pen_sim_visit_answer_text (visit, refusals[i].status,
                                   *refusals[i].body != '\0' ? "application/json" : "text/html",
                                   refusals[i].body);
        return TRUE;
      }

  return FALSE;
}

static void
add_text (JsonArray  *parts,
          const char *text,
          gboolean    thought)
{
  JsonObject *part = json_object_new ();

  json_object_set_string_member (part, "text", text);
  if (thought)
    json_object_set_boolean_member (part, "thought", TRUE);
  json_array_add_object_element (parts, part);
}

static void
add_picture (JsonArray *parts,
             GBytes    *picture,
             gboolean   thought)
{
  g_autofree char *base64 = g_base64_encode (g_bytes_get_data (picture, NULL),
                                             g_bytes_get_size (picture));
  JsonObject *part = json_object_new ();
  JsonObject *data = json_object_new ();
  PenSimPictureInfo info;

  json_object_set_string_member (data, "mimeType", pen_sim_picture_inspect (picture, &info) ?
                                                   info.media_type : "image/jpeg");
  json_object_set_string_member (data, "data", base64);
  json_object_set_object_member (part, "inlineData", data);
  if (thought)
    json_object_set_boolean_member (part, "thought", TRUE);
  else
    json_object_set_string_member (part, "thoughtSignature", "c2lnbmF0dXJl");
  json_array_add_object_element (parts, part);
}

/* A thought in words and in a picture, which is not to be taken for the result. */
static void
add_draft (JsonArray *parts)
{
  g_autoptr(GdkPixbuf) draft = pen_sim_picture_draw ("draft", 1, 8, 8);
  g_autoptr(GBytes) bytes = pen_sim_picture_encode (draft, "png");

  add_text (parts, "Let me think", TRUE);
  add_picture (parts, bytes, TRUE);
}

static JsonObject *
make_usage (void)
{
  g_autoptr(JsonNode) node = NULL;

  node = json_from_string ("{\"promptTokenCount\":1000,\"candidatesTokenCount\":1120,"
                           "\"thoughtsTokenCount\":200,\"totalTokenCount\":2320,"
                           "\"candidatesTokensDetails\":[{\"modality\":\"IMAGE\","
                           "\"tokenCount\":1120}]}", NULL);
  return json_node_dup_object (node);
}

/**
 * pen_sim_gemini_answer:
 * @visit: a request
 * @model: the model
 * @picture: what it drew
 * @body: what was asked for
 *
 * Answers with @picture, and with whatever else the fault wants.
 */
void
pen_sim_gemini_answer (PenSimVisit *visit,
                       const char  *model,
                       GBytes      *picture,
                       JsonObject  *body)
{
  JsonObject *answer = json_object_new ();
  JsonObject *candidate = json_object_new ();
  JsonObject *content = json_object_new ();
  JsonArray *candidates = json_array_new ();
  JsonArray *parts = json_array_new ();

  if (pen_sim_fault_is (visit->fault, "draft-first"))
    add_draft (parts);
  if (pen_sim_fault_is (visit->fault, "words-first"))
    add_text (parts, "Here is your picture:", FALSE);
  add_picture (parts, picture, FALSE);
  if (pen_sim_fault_is (visit->fault, "draft-last"))
    add_draft (parts);

  json_object_set_string_member (content, "role", "model");
  json_object_set_array_member (content, "parts", parts);
  json_object_set_int_member (candidate, "index", 0);
  json_object_set_object_member (candidate, "content", content);
  json_object_set_string_member (candidate, "finishReason", "STOP");
  json_array_add_object_element (candidates, candidate);
  json_object_set_array_member (answer, "candidates", candidates);
  if (!pen_sim_fault_is (visit->fault, "no-usage"))
    json_object_set_object_member (answer, "usageMetadata", make_usage ());
  json_object_set_string_member (answer, "modelVersion", model);
  json_object_set_string_member (answer, "responseId", "simulated");
  pen_sim_visit_answer_object (visit, 200, answer);
}
