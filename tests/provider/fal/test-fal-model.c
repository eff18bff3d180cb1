/* test-fal-model.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-fal-model"

#include "config.h"

#include <string.h>

#include "pen-fal-provider.h"
#include "pen-test-translator.h"

static PenProvider *
provider_new (void)
{
  return g_object_new (PEN_TYPE_FAL_PROVIDER, NULL);
}

static void
test_names (void)
{
  static const struct { const char *words, *id; } table[] =
  {
    { "fal-ai/flux/dev", "fal-ai/flux/dev" },
    { "  fal-ai/flux/dev/\n", "fal-ai/flux/dev" },
    { "fal/fal-ai/flux/dev", "fal-ai/flux/dev" },
    { "bria/fibo/generate", "bria/fibo/generate" },
    { "https://fal.ai/models/fal-ai/flux/dev", "fal-ai/flux/dev" },
    { "https://fal.ai/models/fal-ai/flux/dev/api?tab=1#x", "fal-ai/flux/dev" },
    { "https://fal.ai/models/fal-ai/flux/dev/llms.txt", "fal-ai/flux/dev" },
    { "fal.ai/models/fal-ai/flux-pro/v1.1/playground", "fal-ai/flux-pro/v1.1" },
    { "https://queue.fal.run/fal-ai/flux/dev", "fal-ai/flux/dev" },
    { "flux", NULL },
    { "", NULL },
    { "fal-ai/../secret", NULL },
    { "fal-ai/flux dev", NULL },
    { "fal-ai//dev", NULL },
    { "https://evil.example/fal-ai/flux/dev", NULL },
    { "fal-ai/flux?endpoint_id=x", NULL },
    { "a/b/c/d/e/f/g/h/i", NULL },
  };
  g_autoptr(PenProvider) provider = provider_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(PenCall) call = pen_provider_find_model (provider, table[i].words, &error);
      g_autofree char *path = NULL;

      if (table[i].id == NULL)
        {
          g_assert_null (call);
          g_assert_error (error, PEN_ERROR, PEN_ERROR_USAGE);
          continue;
        }

      g_assert_no_error (error);
      path = g_strdup_printf ("/models?endpoint_id=%s&expand=openapi-3.0", table[i].id);
      g_assert_cmpstr (call->method, ==, "GET");
      g_assert_cmpstr (call->endpoint, ==, "fal-api");
      g_assert_cmpstr (call->path, ==, path);
      g_assert_false (call->may_cost);
    }
}

#define REF(name) "{\"$ref\":\"#/components/schemas/" name "\"}"
#define JSON(schema) "{\"content\":{\"application/json\":{\"schema\":" schema "}}}"
#define LISTED(openapi) \
  "{\"models\":[{\"endpoint_id\":\"other/model\"},{\"endpoint_id\":\"painters/over\"," \
  "\"metadata\":{\"display_name\":\"Paint Over\",\"category\":\"image-to-image\"," \
  "\"description\":\"Paints over\"},\"openapi\":" openapi "}],\"has_more\":false}"

/* Sorted so that guessing the input by its name would take the wrong one. */
#define DOCUMENT \
  "{\"openapi\":\"3.0.4\",\"components\":{\"schemas\":{" \
  "\"AnotherInput\":{\"type\":\"object\",\"properties\":{\"video_url\":{\"type\":\"string\"}}}," \
  "\"OverInput\":{\"type\":\"object\",\"required\":[\"prompt\",\"image_url\"]," \
  "\"x-fal-order-properties\":[\"prompt\",\"image_url\",\"strength\",\"seed\",\"sync_mode\"," \
  "\"gloss\"],\"properties\":{" \
  "\"gloss\":{\"type\":\"integer\",\"minimum\":0,\"maximum\":9,\"default\":3," \
  "\"title\":\"Gloss\"}," \
  "\"prompt\":{\"type\":\"string\"},\"image_url\":{\"type\":\"string\"}," \
  "\"strength\":{\"type\":\"number\",\"minimum\":0.01,\"maximum\":1,\"default\":0.85," \
  "\"description\":\"1.0 completely remakes the image\"}," \
  "\"seed\":{\"type\":\"integer\"},\"sync_mode\":{\"type\":\"boolean\",\"default\":false}}}," \
  "\"OverOutput\":{\"type\":\"object\",\"properties\":{\"images\":{\"type\":\"array\"," \
  "\"items\":{\"type\":\"object\",\"properties\":{\"url\":{\"type\":\"string\"}}}}}}}}," \
  "\"paths\":{\"/painters/over\":{\"post\":{\"requestBody\":" JSON (REF ("OverInput")) "}}," \
  "\"/painters/over/requests/{request_id}\":{\"get\":{\"responses\":{\"200\":" \
  JSON (REF ("OverOutput")) "}}}}}"

static void
test_entry (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenReply) reply = pen_test_reply (200, LISTED (DOCUMENT));
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = pen_provider_read_model (provider, "painters/over", reply, &error);
  g_autoptr(PenModel) model = NULL;
  g_autoptr(PenRequest) request = NULL;
  g_autoptr(PenBlob) source = pen_test_blob ("S");
  g_autoptr(PenStep) step = NULL;
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  model = pen_model_new_from_json ("fal", json_node_get_object (node), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (pen_model_get_id (model), ==, "painters/over");
  g_assert_cmpstr (pen_model_get_title (model), ==, "Paint Over");
  g_assert_nonnull (pen_model_find_parameter (model, PEN_TASK_IMAGE_TO_IMAGE, "gloss"));
  g_assert_null (pen_model_find_parameter (model, PEN_TASK_IMAGE_TO_IMAGE, "sync_mode"));

  /* And it can be asked for. */
  request = pen_request_new (model, PEN_TASK_IMAGE_TO_IMAGE);
  pen_request_set_prompt (request, "A fox");
  pen_request_set_seed (request, 7);
  pen_request_set_strength (request, 0.25);
  pen_request_set_input (request, "source", source);
  pen_test_set (request, "gloss", "5");
  step = pen_provider_begin (provider, request, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (step->call->endpoint, ==, "fal-queue");
  g_assert_cmpstr (step->call->path, ==, "/painters/over");
  text = pen_test_json (step->call->body);
  g_assert_cmpstr (text, ==,
                   "{\"prompt\":\"A fox\",\"image_url\":\"data:image/png;base64,@S\","
                   "\"strength\":0.25,\"seed\":7,\"gloss\":5}");
}

static void
test_failures (void)
{
  static const struct { const char *json; int code; } table[] =
  {
    { "", PEN_ERROR_NOT_FOUND },
    { "[]", PEN_ERROR_NOT_FOUND },
    { "{\"models\":[]}", PEN_ERROR_NOT_FOUND },
    { "{\"models\":[7,{\"endpoint_id\":\"other/model\"}]}", PEN_ERROR_NOT_FOUND },
    { LISTED ("{\"error\":{\"code\":\"x\",\"message\":\"y\"}}"), PEN_ERROR_INVALID_REQUEST },
    { LISTED ("null"), PEN_ERROR_INVALID_REQUEST },
    { LISTED ("{\"paths\":{}}"), PEN_ERROR_INVALID_REQUEST },
  };
  g_autoptr(PenProvider) provider = provider_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr(PenReply) reply = pen_test_reply (200, table[i].json);
      g_autoptr(GError) error = NULL;

      g_assert_null (pen_provider_read_model (provider, "painters/over", reply, &error));
      g_assert_error (error, PEN_ERROR, table[i].code);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/fal-model/names", test_names);
  g_test_add_func ("/fal-model/entry", test_entry);
  g_test_add_func ("/fal-model/failures", test_failures);

  return g_test_run ();
}
