/* test-together-replies.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-together-replies"

#include "config.h"

#include <string.h>

#include "pen-test-translator.h"
#include "pen-together-provider.h"

static PenProvider *
provider_new (void)
{
  return g_object_new (PEN_TYPE_TOGETHER_PROVIDER, NULL);
}

static PenStep *
next (PenProvider  *provider,
      const char   *json,
      GError      **error)
{
  g_autoptr(PenRequest) request = pen_test_request (provider, "Qwen/Qwen-Image",
                                                    PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(PenCall) call = pen_call_new ("POST", "together", "/");
  g_autoptr(PenReply) reply = pen_test_reply (200, json);

  return pen_provider_next (provider, request, NULL, call, reply, error);
}

/* “fox”, an address, “hen”: by their index, whatever their order. */
static void
test_pictures (void)
{
  static const char * const bodies[] = {
    "{\"data\":[{\"index\":0,\"b64_json\":\"Zm94\"},{\"index\":1,\"url\":\"https://x/y\"},"
    "{\"index\":2,\"b64_json\":\"aGVu\",\"url\":\"https://x/z\"}]}",
    "{\"data\":[{\"index\":2,\"b64_json\":\"aGVu\",\"type\":\"b64_json\"},7,"
    "{\"index\":0,\"b64_json\":\"Zm94\",\"url\":null},"
    "{\"index\":1,\"url\":\"https://x/y\",\"b64_json\":\"\"}]}",
  };
  g_autoptr(PenProvider) provider = provider_new ();

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(PenStep) step = next (provider, bodies[i], &error);
      PenOutput *first, *second, *third;
      g_autoptr(GBytes) fox = NULL;
      g_autoptr(GBytes) hen = NULL;

      g_assert_no_error (error);
      g_assert_cmpint (step->kind, ==, PEN_STEP_DONE);
      g_assert_cmpuint (step->outputs->len, ==, 3);
      g_assert_cmpfloat (step->cost_usd, <, 0);
      first = g_ptr_array_index (step->outputs, 0);
      second = g_ptr_array_index (step->outputs, 1);
      third = g_ptr_array_index (step->outputs, 2);
      fox = pen_blob_load (first->blob, 100, NULL);
      hen = pen_blob_load (third->blob, 100, NULL);
      g_assert_cmpmem (g_bytes_get_data (fox, NULL), g_bytes_get_size (fox), "fox", 3);
      g_assert_cmpmem (g_bytes_get_data (hen, NULL), g_bytes_get_size (hen), "hen", 3);
      g_assert_cmpstr (second->uri, ==, "https://x/y");
      g_assert_null (second->blob);
    }
}

static void
test_broken (void)
{
  static const char * const bodies[] = {
    "", "null", "[]", "{}", "{\"data\":7}", "{\"data\":[]}", "{\"data\":[7]}", "{\"data\":[{}]}",
    "{\"data\":[{\"b64_json\":7}]}", "{\"data\":[{\"b64_json\":\"no base64!\"}]}",
    "{\"data\":[{\"b64_json\":\"Zm94\"},{}]}",
  };
  g_autoptr(PenProvider) provider = provider_new ();

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (next (provider, bodies[i], &error));
      g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY);
    }
}

#define ERROR(message) "{\"id\":\"x\",\"error\":{\"message\":\"" message "\",\"type\":\"t\"}}"

static const struct { guint status; const char *json; int code; const char *message; } refusals[] =
{
  { 400, ERROR ("width is odd"), PEN_ERROR_INVALID_REQUEST,
    "Together does not take a setting: width is odd" },
  { 400, "{\"message\":\"bare\"}", PEN_ERROR_INVALID_REQUEST,
    "Together does not take a setting: bare" },
  { 400, "[]", PEN_ERROR_INVALID_REQUEST, "Together does not take this request (status 400)" },
  { 401, "{\"error\":{\"message\":\"Unauthorized\"}}", PEN_ERROR_KEY_REJECTED,
    "Together rejected the key: make a new one at https://api.together.ai/settings/api-keys" },
  { 402, ERROR ("x"), PEN_ERROR_QUOTA,
    "The Together account has no credit left, or reached its limit" },
  { 403, ERROR ("x"), PEN_ERROR_KEY_REJECTED,
    "The level of this Together account does not include the model: choose another, or pay in "
    "more" },
  { 404, ERROR ("x"), PEN_ERROR_NOT_FOUND, "Together does not offer this model: choose another" },
  { 422, ERROR ("NSFW"), PEN_ERROR_REFUSED, "Together's safety filter refused this: NSFW" },
  { 422, "", PEN_ERROR_REFUSED,
    "Together's safety filter refused this: change the prompt and try again" },
  { 429, ERROR ("x"), PEN_ERROR_RATE_LIMIT, "Together asks to slow down" },
  { 500, "<html>", PEN_ERROR_SERVICE, "Together has a problem right now: try again later" },
  { 503, ERROR ("x"), PEN_ERROR_SERVICE,
    "This model is overloaded at Together: try again shortly" },
  { 504, ERROR ("x"), PEN_ERROR_SERVICE, "Together has a problem right now: try again later" },
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

      pen_reply_set_header (reply, "x-ratelimit-reset", "7");
      error = pen_provider_read_error (provider, reply, &charged);
      g_assert_error (error, PEN_ERROR, refusals[i].code);
      g_assert_cmpstr (error->message, ==, refusals[i].message);
      g_assert_cmpint (charged, ==, refusals[i].status == 504);
      g_assert_cmpstr (pen_reply_get_header (reply, "Retry-After"), ==,
                       refusals[i].status == 429 || refusals[i].status == 503 ? "7" : NULL);
    }
}

static void
test_check (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenCall) call = pen_provider_check_key (provider);
  g_autoptr(PenReply) good = pen_test_reply (200, "[]");
  g_autoptr(PenReply) bad = pen_test_reply (200, "{}");
  g_autoptr(GError) error = NULL;
  g_autofree char *sentence = pen_provider_read_check (provider, good, NULL);

  g_assert_cmpstr (call->path, ==, "/models");
  g_assert_true (call->with_key);
  g_assert_false (call->may_cost);
  g_assert_cmpstr (sentence, ==,
                   "Valid; the balance is shown on Together's billing page only");
  g_assert_null (pen_provider_read_check (provider, bad, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY);
}

static void
read_list (PenProvider *provider,
           const char  *json)
{
  g_autoptr(PenReply) reply = pen_test_reply (200, json);

  pen_provider_read_discovery (provider, 0, reply);
}

#define MODEL(id, type, pricing) \
  "{\"id\":\"" id "\",\"type\":\"" type "\",\"display_name\":\"Shown\",\"pricing\":{" pricing "}}"

static void
test_list (void)
{
  static const char * const nothing[] = {
    "", "{}", "[]", "[7]", "[" MODEL ("a/b", "chat", "") "]",
  };
  g_autoptr(PenProvider) provider = provider_new ();
  PenCatalogue *catalogue = pen_provider_get_catalogue (provider);
  PenModel *model;

  for (guint i = 0; i < G_N_ELEMENTS (nothing); i++)
    read_list (provider, nothing[i]);
  model = pen_catalogue_find_model (catalogue, "black-forest-labs/FLUX.2-pro");
  g_assert_cmpint (pen_model_get_status (model), ==, PEN_MODEL_CURRENT);
  g_assert_null (pen_provider_discover (provider, 1));

  read_list (provider, "[" MODEL ("a/words", "chat", "") ","
             MODEL ("a/pixels", "image", "\"image_pixel\":{\"price_per_megapixel\":0.05},"
                                         "\"image\":0") ","
             MODEL ("a/picture", "image", "\"image_pixel\":0,\"image\":{\"example_price\":0.02}")
             "," MODEL ("a/free", "image", "\"image_pixel\":0,\"image\":0") ","
             MODEL ("Qwen/Qwen-Image", "image", "") "]");

  g_assert_null (pen_catalogue_find_model (catalogue, "a/words"));
  model = pen_catalogue_find_model (catalogue, "a/pixels");
  g_assert_cmpstr (pen_model_get_title (model), ==, "Shown");
  g_assert_cmpfloat (pen_model_get_spec (model, PEN_TASK_TEXT_TO_IMAGE)->price_usd, ==, 0.05);
  g_assert_cmpstr (json_object_get_string_member (
                     pen_model_get_spec (model, PEN_TASK_TEXT_TO_IMAGE)->fixed, "model"), ==,
                   "a/pixels");
  model = pen_catalogue_find_model (catalogue, "a/picture");
  g_assert_cmpfloat (pen_model_get_spec (model, PEN_TASK_TEXT_TO_IMAGE)->price_usd, ==, 0.02);
  model = pen_catalogue_find_model (catalogue, "a/free");
  g_assert_cmpfloat (pen_model_get_spec (model, PEN_TASK_TEXT_TO_IMAGE)->price_usd, <, 0);

  model = pen_catalogue_find_model (catalogue, "black-forest-labs/FLUX.2-pro");
  g_assert_cmpint (pen_model_get_status (model), ==, PEN_MODEL_RETIRED);
  model = pen_catalogue_find_model (catalogue, "Qwen/Qwen-Image");
  g_assert_cmpint (pen_model_get_status (model), ==, PEN_MODEL_CURRENT);

  read_list (provider, "[" MODEL ("black-forest-labs/FLUX.2-pro", "image", "") "]");
  model = pen_catalogue_find_model (catalogue, "black-forest-labs/FLUX.2-pro");
  g_assert_cmpint (pen_model_get_status (model), ==, PEN_MODEL_CURRENT);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/provider/together/pictures", test_pictures);
  g_test_add_func ("/provider/together/broken", test_broken);
  g_test_add_func ("/provider/together/refusals", test_refusals);
  g_test_add_func ("/provider/together/check", test_check);
  g_test_add_func ("/provider/together/list", test_list);

  return g_test_run ();
}
