/* test-openai-replies.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-openai-replies"

#include "config.h"

#include <string.h>

#include "pen-openai-provider.h"
#include "pen-test-translator.h"

static PenProvider *
provider_new (void)
{
  return g_object_new (PEN_TYPE_OPENAI_PROVIDER, NULL);
}

static PenStep *
next (PenProvider  *provider,
      const char   *model,
      const char   *json,
      GError      **error)
{
  g_autoptr(PenRequest) request = pen_test_request (provider, model, PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(PenCall) call = pen_call_new ("POST", "openai", "/images/generations");
  g_autoptr(PenReply) reply = pen_test_reply (200, json);

  return pen_provider_next (provider, request, NULL, call, reply, error);
}

static void
assert_picture (PenStep    *step,
                guint       index,
                const char *bytes)
{
  PenOutput *output = g_ptr_array_index (step->outputs, index);
  g_autoptr(GBytes) data = pen_blob_load (output->blob, 1000, NULL);

  g_assert_cmpmem (g_bytes_get_data (data, NULL), g_bytes_get_size (data), bytes,
                   strlen (bytes));
  g_assert_cmpuint (output->seed, ==, 0);
}

#define USAGE "\"usage\":{\"input_tokens\":50,\"output_tokens\":1056,\"total_tokens\":1106," \
  "\"input_tokens_details\":{\"text_tokens\":10,\"image_tokens\":40}}"

static void
test_pictures (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(PenStep) step = next (provider, "gpt-image-2",
                                  "{\"created\":1,\"data\":[{\"b64_json\":\"Zm94\"},"
                                  "{\"b64_json\":\"aGVu\",\"revised_prompt\":\"x\"}]," USAGE "}",
                                  &error);

  g_assert_no_error (error);
  g_assert_cmpint (step->kind, ==, PEN_STEP_DONE);
  g_assert_cmpuint (step->outputs->len, ==, 2);
  assert_picture (step, 0, "fox");
  assert_picture (step, 1, "hen");
}

/* (10 × 5 + 40 × 8 + 1056 × 30) / 1,000,000 for the newer, and so on. */
static void
test_cost (void)
{
  static const struct { const char *model, *usage; double cost; } cases[] = {
    { "gpt-image-2", USAGE, 0.03205 },
    { "gpt-image-2.6-flare", USAGE, 0.03205 },
    { "gpt-image-1.5", USAGE, 0.034162 },
    { "gpt-image-1-mini", USAGE, 0.008568 },
    { "gpt-image-1", USAGE, 0.04269 },
    { "chatgpt-image-latest", USAGE, -1 },
    { "gpt-image-2", "\"usage\":{\"input_tokens\":0,\"output_tokens\":300,"
      "\"output_tokens_details\":{\"text_tokens\":100,\"image_tokens\":200}}", 0.006 },
    { "gpt-image-2", "\"usage\":{}", -1 },
    { "gpt-image-2", "\"usage\":{\"output_tokens\":-5}", -1 },
    { "gpt-image-2", "\"size\":\"1024x1024\"", -1 },
  };
  g_autoptr(PenProvider) provider = provider_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *json = g_strdup_printf ("{\"data\":[{\"b64_json\":\"Zm94\"}],%s}",
                                               cases[i].usage);
      g_autoptr(GError) error = NULL;
      g_autoptr(PenStep) step = next (provider, cases[i].model, json, &error);

      g_assert_no_error (error);
      g_assert_cmpfloat_with_epsilon (step->cost_usd, cases[i].cost, 1e-9);
    }
}

static void
test_completed_event (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(PenStep) step = next (provider, "gpt-image-2",
                                  "{\"type\":\"image_edit.completed\",\"b64_json\":\"Zm94\","
                                  USAGE "}", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (step->outputs->len, ==, 1);
  assert_picture (step, 0, "fox");
  g_assert_cmpfloat_with_epsilon (step->cost_usd, 0.03205, 1e-9);
}

static void
test_address (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(PenStep) step = next (provider, "gpt-image-2",
                                  "{\"data\":[{\"url\":\"https://files.example/a.png\"}]}",
                                  &error);

  g_assert_no_error (error);
  g_assert_cmpstr (((PenOutput *) step->outputs->pdata[0])->uri, ==,
                   "https://files.example/a.png");
}

static void
test_broken_replies (void)
{
  static const struct { const char *json; int code; } cases[] = {
    { "", PEN_ERROR_INVALID_REPLY }, { "null", PEN_ERROR_INVALID_REPLY },
    { "[]", PEN_ERROR_INVALID_REPLY }, { "{}", PEN_ERROR_INVALID_REPLY },
    { "{\"data\":[]}", PEN_ERROR_INVALID_REPLY }, { "{\"data\":{}}", PEN_ERROR_INVALID_REPLY },
    { "{\"data\":[7]}", PEN_ERROR_INVALID_REPLY }, { "{\"data\":[{}]}", PEN_ERROR_INVALID_REPLY },
    { "{\"data\":[{\"b64_json\":\"\"}]}", PEN_ERROR_INVALID_REPLY },
    { "{\"data\":[{\"b64_json\":null,\"url\":\"\"}]}", PEN_ERROR_INVALID_REPLY },
    { "{\"data\":[{\"b64_json\":\"no base64!\"}]}", PEN_ERROR_INVALID_REPLY },
    { "{\"data\":[{\"b64_json\":\"Zm94\"},{}]}", PEN_ERROR_INVALID_REPLY },
    { "{\"type\":\"image_generation.completed\"}", PEN_ERROR_INVALID_REPLY },
    { "{\"type\":\"image_generation.partial_image\",\"b64_json\":\"Zm94\"}",
      PEN_ERROR_UNKNOWN_OUTCOME },
  };
  g_autoptr(PenProvider) provider = provider_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", cases[i].json);
      g_assert_null (next (provider, "gpt-image-2", cases[i].json, &error));
      g_assert_error (error, PEN_ERROR, cases[i].code);
    }
}

static void
test_events (void)
{
  static const struct { const char *json; double progress; gboolean shown; } cases[] = {
    { "{\"type\":\"image_generation.partial_image\",\"b64_json\":\"Zm94\","
      "\"partial_image_index\":0}", 1 / 3.0, TRUE },
    { "{\"type\":\"image_edit.partial_image\",\"b64_json\":\"Zm94\",\"partial_image_index\":1}",
      2 / 3.0, TRUE },
    { "{\"type\":\"image_edit.partial_image\",\"b64_json\":\"Zm94\",\"partial_image_index\":9}",
      -1, TRUE },
    { "{\"type\":\"image_edit.partial_image\",\"b64_json\":\"!\",\"partial_image_index\":-1}",
      -1, FALSE },
    { "{\"type\":\"image_edit.partial_image\"}", 1 / 3.0, FALSE },
    { "{\"type\":\"image_generation.completed\",\"b64_json\":\"Zm94\"}", -1, FALSE },
    { "{\"error\":{}}", -1, FALSE }, { "[]", -1, FALSE }, { "", -1, FALSE },
  };
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = pen_test_request (provider, "gpt-image-2",
                                                    PEN_TASK_TEXT_TO_IMAGE);

  pen_test_set (request, "partial_images", "2");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PenReply) reply = pen_test_reply (200, cases[i].json);
      g_autoptr(PenBlob) preview = NULL;
      double progress = -1;

      g_test_message ("%s", cases[i].json);
      pen_provider_read_event (provider, request, reply, &progress, &preview);
      g_assert_cmpfloat_with_epsilon (progress, cases[i].progress, 1e-9);
      g_assert_cmpint (preview != NULL, ==, cases[i].shown);
    }
}

#define ERROR(type, code, param, text) \
  "{\"error\":{\"message\":\"" text "\",\"type\":\"" type "\",\"param\":" param ",\"code\":" code \
  "}}"
#define INVALID "invalid_request_error"
#define NO_CREDIT "Your OpenAI account has no credit left, or its spending limit is reached: see " \
  "https://platform.openai.com/settings/organization/billing"
#define REFUSED "OpenAI's content filter refused the prompt or a picture: change it and try again"
#define UNREADABLE "OpenAI could not read the picture: use a PNG, JPEG or WebP file"
#define TOO_LARGE "The picture is too large for OpenAI: choose a smaller one"
#define REJECTED "OpenAI rejected the key: check it in the preferences"
#define HURRIED "OpenAI gets too many requests from this account"

static const struct
{
  guint       status;
  const char *json;
  int         code;
  const char *message;
} refusals[] = {
  { 400, ERROR (INVALID, "\"unknown_parameter\"", "\"input_fidelity\"", "Unknown parameter"),
    PEN_ERROR_INVALID_REQUEST, "The model does not accept the option “input_fidelity”: set it "
                               "back to its default" },
  { 400, ERROR (INVALID, "\"invalid_value\"", "\"size\"", "Invalid size '1x1'."),
    PEN_ERROR_INVALID_REQUEST, "OpenAI does not take this request: Invalid size '1x1'" },
  { 400, ERROR (INVALID, "null", "\"background\"",
                "Transparent background is not supported for this model."),
    PEN_ERROR_INVALID_REQUEST,
    "This model makes no transparent background: choose another one" },
  { 400, ERROR ("image_generation_user_error", "\"moderation_blocked\"", "null", "rejected"),
    PEN_ERROR_REFUSED, REFUSED },
  { 400, "{\"error\":{\"message\":\"no\",\"type\":\"image_generation_user_error\",\"code\":"
         "\"moderation_blocked\",\"moderation_details\":{\"moderation_stage\":\"input\"}}}",
    PEN_ERROR_REFUSED, "OpenAI's content filter refused what was sent: change the prompt or the "
                       "picture and try again" },
  { 400, "{\"error\":{\"message\":\"no\",\"type\":\"image_generation_user_error\",\"code\":"
         "\"moderation_blocked\",\"moderation_details\":{\"moderation_stage\":\"output\"}}}",
    PEN_ERROR_REFUSED, "OpenAI's content filter refused the picture that came of it: change the "
                       "prompt and try again" },
  { 400, ERROR (INVALID, "\"content_policy_violation\"", "null", "no"), PEN_ERROR_REFUSED,
    REFUSED },
  { 400, ERROR (INVALID, "\"image_content_policy_violation\"", "null", "no"),
    PEN_ERROR_REFUSED, REFUSED },
  { 400, ERROR (INVALID, "null", "\"image\"",
                "Invalid file 'image': unsupported mimetype ('application/octet-stream')."),
    PEN_ERROR_PICTURE, UNREADABLE },
  { 400, ERROR (INVALID, "\"invalid_image\"", "null", "x"), PEN_ERROR_PICTURE, UNREADABLE },
  { 400, ERROR (INVALID, "\"invalid_image_format\"", "null", "x"), PEN_ERROR_PICTURE,
    UNREADABLE },
  { 400, ERROR (INVALID, "\"unsupported_image_media_type\"", "null", "x"), PEN_ERROR_PICTURE,
    UNREADABLE },
  { 400, ERROR (INVALID, "\"image_parse_error\"", "null", "x"), PEN_ERROR_PICTURE, UNREADABLE },
  { 400, ERROR (INVALID, "\"empty_image_file\"", "null", "x"), PEN_ERROR_PICTURE, UNREADABLE },
  { 400, ERROR (INVALID, "\"image_too_large\"", "null", "x"), PEN_ERROR_TOO_LARGE, TOO_LARGE },
  { 400, ERROR (INVALID, "\"image_file_too_large\"", "null", "x"), PEN_ERROR_TOO_LARGE,
    TOO_LARGE },
  { 400, ERROR (INVALID, "\"image_too_small\"", "null", "x"), PEN_ERROR_INVALID_REQUEST,
    "The picture is too small for OpenAI: choose a larger one" },
  { 400, ERROR (INVALID, "\"billing_hard_limit_reached\"", "null", "Billing hard limit"),
    PEN_ERROR_QUOTA, "The spending limit of your OpenAI account is reached: raise it at "
                     "https://platform.openai.com/settings/organization/limits" },
  { 401, ERROR (INVALID, "\"invalid_api_key\"", "null", "Incorrect API key: sk-canary"),
    PEN_ERROR_KEY_REJECTED, REJECTED },
  { 401, ERROR (INVALID, "null", "null", "You must be a member of an organization"),
    PEN_ERROR_KEY_REJECTED,
    "OpenAI does not allow this key to do this: You must be a member of an organization" },
  { 401, "", PEN_ERROR_KEY_REJECTED, REJECTED },
  { 403, ERROR (INVALID, "null", "null", "You have insufficient permissions for this operation. "
                "Missing scopes: api.model.read. Check that you have the correct role."),
    PEN_ERROR_KEY_REJECTED, "This OpenAI key lacks the permission api.model.read: allow it "
                            "“Models: Read” and “Model capabilities: Write”" },
  { 401, ERROR (INVALID, "null", "null", "insufficient permissions"), PEN_ERROR_KEY_REJECTED,
    "This OpenAI key lacks a permission: allow it “Models: Read” and “Model capabilities: "
    "Write”" },
  { 403, ERROR (INVALID, "null", "null",
                "Your organization must be verified to use the model `gpt-image-2`."),
    PEN_ERROR_KEY_REJECTED,
    "OpenAI wants your organization to be verified before it may use this model: see "
    "https://platform.openai.com/settings/organization/general, and allow 15 minutes" },
  { 403, ERROR ("x", "\"unsupported_country_region_territory\"", "null", "Country, region"),
    PEN_ERROR_KEY_REJECTED, "OpenAI is not available in your region" },
  { 403, ERROR (INVALID, "\"model_not_found\"", "null", "No access to gpt-image-9."),
    PEN_ERROR_INVALID_REQUEST, "This model is not available to your key, or was removed: choose "
                               "another one. OpenAI says: No access to gpt-image-9" },
  { 404, ERROR (INVALID, "\"model_not_found\"", "null", "It does not exist"),
    PEN_ERROR_INVALID_REQUEST, "This model is not available to your key, or was removed: choose "
                               "another one. OpenAI says: It does not exist" },
  { 413, "", PEN_ERROR_TOO_LARGE,
    "The request is larger than OpenAI takes: choose a smaller picture" },
  { 429, ERROR ("insufficient_quota", "\"insufficient_quota\"", "null", "x"), PEN_ERROR_QUOTA,
    NO_CREDIT },
  { 429, ERROR ("insufficient_quota", "null", "null", "x"), PEN_ERROR_QUOTA, NO_CREDIT },
  { 429, ERROR ("x", "\"credit_balance_exhausted\"", "null", "x"), PEN_ERROR_QUOTA, NO_CREDIT },
  { 429, ERROR ("x", "\"organization_spend_limit_exceeded\"", "null", "x"), PEN_ERROR_QUOTA,
    NO_CREDIT },
  { 429, ERROR ("x", "\"project_spend_limit_exceeded\"", "null", "x"), PEN_ERROR_QUOTA,
    NO_CREDIT },
  { 429, ERROR ("x", "\"organization_usage_limit_exceeded\"", "null", "x"), PEN_ERROR_QUOTA,
    NO_CREDIT },
  { 429, ERROR ("images", "\"rate_limit_exceeded\"", "null", "x"), PEN_ERROR_RATE_LIMIT,
    HURRIED },
  { 429, ERROR ("requests", "\"slow_down\"", "null", "x"), PEN_ERROR_RATE_LIMIT, HURRIED },
  { 429, "", PEN_ERROR_RATE_LIMIT, HURRIED },
  { 500, ERROR ("server_error", "null", "null", "boom"), PEN_ERROR_SERVICE,
    "OpenAI had an internal error: try again later" },
  { 502, "<html>", PEN_ERROR_SERVICE, "OpenAI had an internal error: try again later" },
  { 503, ERROR ("server_error", "\"server_is_overloaded\"", "null", "x"), PEN_ERROR_SERVICE,
    "OpenAI is overloaded: try again later" },
  { 504, "", PEN_ERROR_SERVICE, "OpenAI had an internal error: try again later" },
  { 200, ERROR ("server_error", "null", "null", "The server had an error. Sorry!"),
    PEN_ERROR_SERVICE,
    "OpenAI failed while it made the picture: The server had an error. Sorry!" },
  { 200, ERROR ("image_generation_user_error", "\"moderation_blocked\"", "null", "no"),
    PEN_ERROR_REFUSED, REFUSED },
  { 409, "{\"error\":\"text\"}", PEN_ERROR_INVALID_REQUEST,
    "OpenAI does not take this request (status 409)" },
  { 400, "{\"error\":{\"message\":7,\"code\":{}}}", PEN_ERROR_INVALID_REQUEST,
    "OpenAI does not take this request (status 400)" },
};

static void
test_errors (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenCall) call = pen_call_new ("POST", "openai", "/images/generations");

  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autoptr(PenReply) reply = pen_test_reply (refusals[i].status, refusals[i].json);

      g_test_message ("%u %s", refusals[i].status, refusals[i].json);
      pen_test_refusal (provider, call, reply, refusals[i].code, refusals[i].message);
    }
}

/* What OpenAI's own support asks for. */
static void
test_request_id (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenReply) reply = pen_test_reply (500, "");
  gboolean charged;
  g_autoptr(GError) error = NULL;

  pen_reply_set_header (reply, "x-request-id", "req_42");
  error = pen_provider_read_error (provider, reply, &charged);
  g_assert_cmpstr (error->message, ==,
                   "OpenAI had an internal error: try again later (request req_42)");
}

static void
test_refuses (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenCall) call = pen_call_new ("POST", "openai", "/images/generations");
  g_autoptr(PenReply) good = pen_test_reply (200, "{\"data\":[]}");
  g_autoptr(PenReply) null = pen_test_reply (200, "{\"data\":[],\"error\":null}");

  g_assert_false (pen_provider_refuses (provider, call, good));
  g_assert_false (pen_provider_refuses (provider, call, null));
}

static void
test_check_key (void)
{
  static const struct { const char *json, *sentence; } cases[] = {
    { "{\"data\":[{\"id\":\"gpt-image-2\"},{\"id\":\"gpt-4o\"},{\"id\":\"chatgpt-image-latest\"}]}",
      "Valid, with 2 models for pictures" },
    { "{\"data\":[{\"id\":\"gpt-image-2\"}]}", "Valid, with 1 model for pictures" },
    { "{\"data\":[{\"id\":\"gpt-4o\"},7,{\"id\":7}]}",
      "Valid, but this key shows no model for pictures" },
    { "{\"data\":{}}", NULL }, { "[]", NULL }, { "", NULL },
  };
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenCall) call = pen_provider_check_key (provider);

  g_assert_cmpstr (call->method, ==, "GET");
  g_assert_cmpstr (call->path, ==, "/models");
  g_assert_true (call->with_key);
  g_assert_false (call->may_cost);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PenReply) reply = pen_test_reply (200, cases[i].json);

      pen_test_check (provider, reply, cases[i].sentence, PEN_ERROR_INVALID_REPLY);
    }
}

static void
assert_model (PenProvider    *provider,
              const char     *id,
              PenModelStatus  status,
              const char     *end)
{
  PenModel *model = pen_catalogue_find_model (pen_provider_get_catalogue (provider), id);

  g_assert_nonnull (model);
  g_assert_cmpint (pen_model_get_status (model), ==, status);
  g_assert_cmpstr (pen_model_get_retires (model), ==, end);
}

static void
discover (PenProvider *provider,
          const char  *json)
{
  g_autoptr(PenReply) reply = pen_test_reply (200, json);

  pen_provider_read_discovery (provider, 0, reply);
}

/* New models come with the rules of their family; announced ends are noted. */
static void
test_discovery (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  PenCatalogue *catalogue = pen_provider_get_catalogue (provider);
  PenModel *model;

  discover (provider, "{\"data\":[{\"id\":\"gpt-4o\"},{\"id\":\"gpt-image-2\"},"
            "{\"id\":\"gpt-image-3\"},{\"id\":\"gpt-image-1-nano\",\"shutdown_date\":"
            "\"2027-05-06\"},{\"id\":\"gpt-image-2.5-flare\",\"shutdown_date\":\"2027-01-02\"},"
            "{\"id\":\"gpt-image-1.5\",\"shutdown_date\":null},7]}");

  assert_model (provider, "gpt-image-2", PEN_MODEL_CURRENT, NULL);
  assert_model (provider, "gpt-image-3", PEN_MODEL_CURRENT, NULL);
  assert_model (provider, "gpt-image-1-nano", PEN_MODEL_RETIRING, "2027-05-06");
  assert_model (provider, "gpt-image-2.5-flare", PEN_MODEL_RETIRING, "2027-01-02");
  assert_model (provider, "gpt-image-1.5", PEN_MODEL_RETIRING, "2026-12-01");
  /* Announced, and no longer on the list. */
  assert_model (provider, "gpt-image-1-mini", PEN_MODEL_RETIRED, "2026-12-01");
  g_assert_null (pen_catalogue_find_model (catalogue, "gpt-4o"));

  model = pen_catalogue_find_model (catalogue, "gpt-image-3");
  g_assert_cmpstr (pen_model_get_title (model), ==, "gpt-image-3");
  g_assert_true (pen_model_has_task (model, PEN_TASK_INPAINT));
  g_assert_cmpstr (json_object_get_string_member (
                     pen_model_get_spec (model, PEN_TASK_INPAINT)->fixed, "model"), ==,
                   "gpt-image-3");
  g_assert_null (pen_model_get_price_text (model));
  model = pen_catalogue_find_model (catalogue, "gpt-image-1-nano");
  g_assert_false (pen_model_has_task (model, PEN_TASK_INPAINT));
}

static void
test_discovery_of_nothing (void)
{
  static const char * const lists[] = { "", "[]", "{}", "{\"data\":7}", "{\"data\":[]}",
                                        "{\"data\":[{\"id\":\"gpt-4o\"}]}" };
  g_autoptr(PenProvider) provider = provider_new ();
  GListModel *models = pen_catalogue_get_models (pen_provider_get_catalogue (provider));
  guint n = g_list_model_get_n_items (models);

  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    discover (provider, lists[i]);

  g_assert_cmpuint (g_list_model_get_n_items (models), ==, n);
  assert_model (provider, "gpt-image-1-mini", PEN_MODEL_RETIRING, "2026-12-01");
}

/* A model that is not in the catalogue, by its name. */
static void
test_find_model (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenReply) reply = pen_test_reply (200, "{\"data\":[{\"id\":\"gpt-4o\"},"
                                              "{\"id\":\"gpt-image-2.6-moon\"}]}");
  g_autoptr(GError) chat = NULL;
  g_autoptr(GError) absent = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(PenCall) call = pen_provider_find_model (provider, "gpt-image-2.6-moon", &error);
  g_autoptr(JsonNode) entry = pen_provider_read_model (provider, "gpt-image-2.6-moon", reply,
                                                       &error);
  g_autoptr(PenModel) model = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (call->path, ==, "/models");
  g_assert_false (call->may_cost);
  model = pen_model_new_from_json ("openai", json_node_get_object (entry), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (pen_model_get_id (model), ==, "gpt-image-2.6-moon");
  g_assert_true (pen_model_has_task (model, PEN_TASK_OUTPAINT));

  g_assert_null (pen_provider_find_model (provider, "gpt-4o", &chat));
  g_assert_error (chat, PEN_ERROR, PEN_ERROR_USAGE);
  g_assert_null (pen_provider_read_model (provider, "gpt-image-9", reply, &absent));
  g_assert_error (absent, PEN_ERROR, PEN_ERROR_NOT_FOUND);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/openai-replies/pictures", test_pictures);
  g_test_add_func ("/openai-replies/cost", test_cost);
  g_test_add_func ("/openai-replies/completed-event", test_completed_event);
  g_test_add_func ("/openai-replies/address", test_address);
  g_test_add_func ("/openai-replies/broken-replies", test_broken_replies);
  g_test_add_func ("/openai-replies/events", test_events);
  g_test_add_func ("/openai-replies/errors", test_errors);
  g_test_add_func ("/openai-replies/request-id", test_request_id);
  g_test_add_func ("/openai-replies/refuses", test_refuses);
  g_test_add_func ("/openai-replies/check-key", test_check_key);
  g_test_add_func ("/openai-replies/discovery", test_discovery);
  g_test_add_func ("/openai-replies/discovery-of-nothing", test_discovery_of_nothing);
  g_test_add_func ("/openai-replies/find-model", test_find_model);

  return g_test_run ();
}
