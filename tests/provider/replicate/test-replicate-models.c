/* test-replicate-models.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Any model by its name.
 */

#define G_LOG_DOMAIN "test-replicate-models"

#include "config.h"

#include <string.h>

#include "pen-json.h"
#include "pen-replicate-provider.h"
#include "pen-test-translator.h"

#define DIGITS "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define OTHER "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210"

#define SCHEMA \
  "{'openapi':'3.0.2','components':{'schemas':{" \
  "'format':{'title':'output_format','type':'string','enum':['webp','jpg','png']}," \
  "'Input':{'type':'object','required':['prompt'],'properties':{" \
  "'seed':{'type':'integer','x-order':4,'nullable':true}," \
  "'image':{'type':'string','format':'uri','x-order':1,'description':'Input image for img2img'}," \
  "'prompt':{'type':'string','x-order':0}," \
  "'prompt_strength':{'type':'number','minimum':0,'maximum':1,'default':0.8,'x-order':2," \
  "'description':'1.0 corresponds to full destruction of information in image'}," \
  "'output_format':{'allOf':[{'$ref':'#/components/schemas/format'}],'default':'webp'," \
  "'x-order':3}}}," \
  "'Output':{'type':'array','items':{'type':'string','format':'uri'}}}}}"

static PenProvider *
provider_new (void)
{
  return g_object_new (PEN_TYPE_REPLICATE_PROVIDER, NULL);
}

static void
test_words (void)
{
  static const struct { const char *words, *path; } cases[] =
  {
    { "stability-ai/sdxl", "/models/stability-ai/sdxl" },
    { "  fofr/face.to_many \n", "/models/fofr/face.to_many" },
    { "https://replicate.com/fofr/face-to-many", "/models/fofr/face-to-many" },
    { "http://www.replicate.com/fofr/face-to-many/", "/models/fofr/face-to-many" },
    { "replicate.com/fofr/face-to-many/api?x=1#top", "/models/fofr/face-to-many" },
    { "fofr/face:" DIGITS, "/models/fofr/face/versions/" DIGITS },
    { "https://replicate.com/fofr/face/versions/" DIGITS, "/models/fofr/face/versions/" DIGITS },
    { "https://replicate.com/fofr/face:" DIGITS, "/models/fofr/face/versions/" DIGITS },
    { "", NULL },
    { "sdxl", NULL },
    { DIGITS, NULL },
    { "https://example.com/fofr/face", NULL },
    { "https://replicate.com/fofr", NULL },
    { "fofr/face:latest", NULL },
    { "../account", NULL },
    { "a/..", NULL },
    { "fofr/fa ce", NULL },
    { "fofr/\xff", NULL },
  };
  g_autoptr(PenProvider) provider = provider_new ();

  g_assert_true (pen_provider_finds_models (provider));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(PenCall) call = pen_provider_find_model (provider, cases[i].words, &error);

      if (cases[i].path == NULL)
        {
          g_assert_null (call);
          g_assert_error (error, PEN_ERROR, PEN_ERROR_USAGE);
          continue;
        }

      g_assert_no_error (error);
      g_assert_cmpstr (call->method, ==, "GET");
      g_assert_cmpstr (call->endpoint, ==, "replicate");
      g_assert_cmpstr (call->path, ==, cases[i].path);
      g_assert_true (call->with_key);
      g_assert_false (call->may_cost);
    }
}

static JsonNode *
read_model (PenProvider  *provider,
            const char   *words,
            const char   *json,
            GError      **error)
{
  g_autofree char *text = g_strdelimit (g_strdup (json), "'", '"');
  g_autoptr(PenReply) reply = pen_test_reply (200, text);

  return pen_provider_read_model (provider, words, reply, error);
}

/* How its image to image is asked, as the engine would do it with the stored entry. */
static void
assert_asked (PenProvider *provider,
              JsonNode    *entry,
              const char  *id,
              const char  *path,
              const char  *version)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PenModel) model = pen_model_new_from_json ("replicate", json_node_get_object (entry),
                                                       &error);
  g_autoptr(PenRequest) request = NULL;
  g_autoptr(PenBlob) source = pen_test_blob ("source");
  g_autoptr(PenStep) step = NULL;
  g_autofree char *text = NULL;
  g_autofree char *expected = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (pen_model_get_id (model), ==, id);
  g_assert_true (pen_model_has_task (model, PEN_TASK_TEXT_TO_IMAGE));

  request = pen_request_new (model, PEN_TASK_IMAGE_TO_IMAGE);
  pen_request_set_prompt (request, "A fox");
  pen_request_set_source (request, source);
  pen_request_set_strength (request, 0.5);
  pen_request_set_seed (request, 7);
  g_assert_true (pen_request_check (request, &error));
  g_assert_no_error (error);

  step = pen_provider_begin (provider, request, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (step->call->path, ==, path);
  text = pen_test_json (step->call->body);
  expected = g_strdup_printf ("{%s%s%s\"input\":{\"output_format\":\"png\",\"prompt\":\"A fox\","
                              "\"image\":\"data:image/png;base64,@source\","
                              "\"prompt_strength\":0.5,\"seed\":7}}",
                              version != NULL ? "\"version\":\"" : "",
                              version != NULL ? version : "", version != NULL ? "\"," : "");
  g_assert_cmpstr (text, ==, expected);
}

static void
test_entries (void)
{
  static const struct { const char *words, *json, *id, *path, *version; } cases[] =
  {
    { "me/mine", "{'is_official':true,'description':'Mine','latest_version':{'id':'hidden',"
      "'openapi_schema':" SCHEMA "}}", "me/mine", "/models/me/mine/predictions", NULL },
    { "https://replicate.com/me/mine", "{'is_official':false,'latest_version':{'id':'" DIGITS "',"
      "'openapi_schema':" SCHEMA "}}", "me/mine", "/predictions", DIGITS },
    { "me/mine", "{'latest_version':{'id':'" DIGITS "','openapi_schema':" SCHEMA "}}", "me/mine",
      "/predictions", DIGITS },
    { "me/mine:" OTHER, "{'id':'" OTHER "','openapi_schema':" SCHEMA "}", "me/mine:" OTHER,
      "/predictions", OTHER },
  };
  g_autoptr(PenProvider) provider = provider_new ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(JsonNode) entry = read_model (provider, cases[i].words, cases[i].json, &error);

      g_assert_no_error (error);
      assert_asked (provider, entry, cases[i].id, cases[i].path, cases[i].version);
    }
}

static void
test_not_served (void)
{
  static const struct { const char *json, *words; } cases[] =
  {
    { "{'latest_version':null}", "no version" },
    { "{}", "no version" },
    { "[]", "no version" },
    { "{'latest_version':{'id':'" DIGITS "'}}", "no version" },
    { "{'latest_version':{'id':'short','openapi_schema':" SCHEMA "}}", "no version" },
    { "{'latest_version':{'openapi_schema':" SCHEMA "}}", "no version" },
    { "{'latest_version':{'id':'" DIGITS "','openapi_schema':{}}}", "me/mine" },
    { "{'latest_version':{'id':'" DIGITS "','openapi_schema':{'components':{'schemas':{"
      "'Input':{'type':'object','required':['clip'],'properties':{'prompt':{'type':'string'},"
      "'clip':{'type':'object','title':'Clip'}}},"
      "'Output':{'type':'string','format':'uri'}}}}}}", "Clip" },
    { "{'latest_version':{'id':'" DIGITS "','openapi_schema':{'components':{'schemas':{"
      "'Input':{'type':'object','properties':{'prompt':{'type':'string'}}},"
      "'Output':{'type':'array','items':{'type':'string'}}}}}}}", "no pictures" },
  };
  g_autoptr(PenProvider) provider = provider_new ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(JsonNode) entry = read_model (provider, "me/mine", cases[i].json, &error);

      g_test_message ("%s: %s", cases[i].json, error != NULL ? error->message : "accepted");
      g_assert_null (entry);
      g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST);
      g_assert_nonnull (strstr (error->message, cases[i].words));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/replicate-models/words", test_words);
  g_test_add_func ("/replicate-models/entries", test_entries);
  g_test_add_func ("/replicate-models/not-served", test_not_served);

  return g_test_run ();
}
