/* test-gemini-provider.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-gemini-provider"

#include "config.h"

#include <string.h>

#include "pen-gemini-provider.h"
#include "pen-test-translator.h"

#define SIZE "generationConfig.imageConfig.imageSize"
#define LEVEL "generationConfig.thinkingConfig.thinkingLevel"
#define MODALITIES "\"generationConfig\":{\"responseModalities\":[\"IMAGE\"]"
#define CONTENTS(parts) "\"contents\":[{\"role\":\"user\",\"parts\":[" parts "]}]"
#define TEXT(text) "{\"text\":\"" text "\"}"
#define IMAGE(bytes) "{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"@" bytes "\"}}"

#define MASK_PICTURE "This is the picture to edit:"
#define MASK_MASK \
  "This is its mask. White is what is to change, black has to stay exactly as it is:"
#define MASK_TASK "Change nothing but what the mask shows white. There: "
#define EXTEND_TASK \
  "This picture has a blurred border. Replace the border with what would be seen there if " \
  "the picture were larger."
#define VARY_TASK \
  "Draw another version of this picture, with the same subject and style, but composed in " \
  "another way."

static PenProvider *
provider_new (void)
{
  return g_object_new (PEN_TYPE_GEMINI_PROVIDER, NULL);
}

static void
assert_body (PenProvider *provider,
             PenRequest  *request,
             const char  *expected)
{
  g_autofree char *path = g_strdup_printf ("/models/%s:generateContent",
                                           pen_model_get_id (pen_request_get_model (request)));
  g_autoptr(GError) error = NULL;
  g_autoptr(PenStep) step = NULL;
  g_autofree char *text = NULL;

  g_assert_true (pen_request_check (request, &error));
  g_assert_no_error (error);
  step = pen_provider_begin (provider, request, &error);
  g_assert_no_error (error);
  g_assert_cmpint (step->kind, ==, PEN_STEP_CALL);
  g_assert_null (step->memo);
  g_assert_cmpstr (step->call->method, ==, "POST");
  g_assert_cmpstr (step->call->endpoint, ==, "gemini");
  g_assert_cmpstr (step->call->path, ==, path);
  g_assert_true (step->call->may_cost);
  g_assert_true (step->call->with_key);

  text = pen_test_json (step->call->body);
  g_assert_cmpstr (text, ==, expected);
}

static void
set_input (PenRequest *request,
           const char *slot,
           const char *bytes)
{
  g_autoptr(PenBlob) blob = pen_test_blob (bytes);

  pen_request_set_input (request, slot, blob);
}

static PenRequest *
request_new (PenProvider *provider,
             const char  *model,
             PenTask      task)
{
  static const guint margins[] = { 0, 100, 0, 0 };
  PenRequest *request = pen_test_request (provider, model, task);

  pen_request_set_prompt (request, "A fox");
  if (pen_task_has_source (task))
    {
      pen_request_set_source_path (request, "/nowhere/source.png");
      set_input (request, "source", "source");
      pen_request_set_source_size (request, 1600, 900);
    }
  if (task == PEN_TASK_INPAINT)
    pen_request_set_mask_path (request, "/nowhere/mask.png");
  if (task == PEN_TASK_OUTPAINT)
    pen_request_set_extend (request, margins);
  if (task == PEN_TASK_INPAINT || task == PEN_TASK_OUTPAINT)
    set_input (request, "mask", "mask");

  return request;
}

static void
test_text (void)
{
  static const char * const models[] = {
    "gemini-nano-banana-2.1", "gemini-3-pro-image", "gemini-3.1-flash-lite-image"
  };
  g_autoptr(PenProvider) provider = provider_new ();

  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    {
      g_autoptr(PenRequest) request = request_new (provider, models[i], PEN_TASK_TEXT_TO_IMAGE);

      assert_body (provider, request, "{" MODALITIES "}," CONTENTS (TEXT ("A fox")) "}");
      pen_request_set_seed (request, 2147483647);
      pen_request_set_aspect (request, "21:9");
      pen_request_set_negative (request, "dogs");
      assert_body (provider, request,
                   "{" MODALITIES ",\"seed\":2147483647,\"imageConfig\":{\"aspectRatio\":"
                   "\"21:9\"}}," CONTENTS (TEXT ("A fox\\nAvoid: dogs")) "}");
    }
}

static void
test_settings (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = request_new (provider, "gemini-nano-banana-2.1",
                                               PEN_TASK_TEXT_TO_IMAGE);

  pen_test_set (request, SIZE, "4K");
  pen_test_set (request, LEVEL, "MINIMAL");
  pen_request_set_aspect (request, "8:1");
  assert_body (provider, request,
               "{" MODALITIES ",\"imageConfig\":{\"aspectRatio\":\"8:1\",\"imageSize\":\"4K\"},"
               "\"thinkingConfig\":{\"thinkingLevel\":\"MINIMAL\"}}," CONTENTS (TEXT ("A fox"))
               "}");

  /* What the service takes anyway is not sent. */
  pen_test_set (request, SIZE, "1K");
  pen_test_set (request, LEVEL, "MEDIUM");
  pen_request_set_aspect (request, NULL);
  pen_test_set (request, "safety", "BLOCK_ONLY_HIGH");
  assert_body (provider, request,
               "{" MODALITIES "}," CONTENTS (TEXT ("A fox")) ",\"safetySettings\":["
               "{\"category\":\"HARM_CATEGORY_HARASSMENT\",\"threshold\":\"BLOCK_ONLY_HIGH\"},"
               "{\"category\":\"HARM_CATEGORY_HATE_SPEECH\",\"threshold\":\"BLOCK_ONLY_HIGH\"},"
               "{\"category\":\"HARM_CATEGORY_SEXUALLY_EXPLICIT\",\"threshold\":"
               "\"BLOCK_ONLY_HIGH\"},{\"category\":\"HARM_CATEGORY_DANGEROUS_CONTENT\","
               "\"threshold\":\"BLOCK_ONLY_HIGH\"}]}");
}

static void
test_edit (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) edit = request_new (provider, "gemini-3-pro-image",
                                            PEN_TASK_IMAGE_TO_IMAGE);
  g_autoptr(PenRequest) vary = request_new (provider, "gemini-3-pro-image",
                                            PEN_TASK_VARIATIONS);

  /* Alone, the picture keeps its shape. */
  assert_body (provider, edit,
               "{" MODALITIES "}," CONTENTS (TEXT ("A fox") "," IMAGE ("source")) "}");

  /* Among others, its shape is asked for. */
  pen_request_add_reference (edit, "/nowhere/one.png");
  pen_request_add_reference (edit, "/nowhere/two.png");
  set_input (edit, "reference-0", "one");
  set_input (edit, "reference-1", "two");
  assert_body (provider, edit,
               "{" MODALITIES ",\"imageConfig\":{\"aspectRatio\":\"16:9\"}},"
               CONTENTS (TEXT ("A fox") "," IMAGE ("source") "," IMAGE ("one") "," IMAGE ("two"))
               "}");
  pen_request_set_aspect (edit, "1:1");
  assert_body (provider, edit,
               "{" MODALITIES ",\"imageConfig\":{\"aspectRatio\":\"1:1\"}},"
               CONTENTS (TEXT ("A fox") "," IMAGE ("source") "," IMAGE ("one") "," IMAGE ("two"))
               "}");

  pen_request_set_prompt (vary, "");
  assert_body (provider, vary,
               "{" MODALITIES "}," CONTENTS (TEXT (VARY_TASK) "," IMAGE ("source")) "}");
}

/* Picture, mask and task, each with its words, in this order. */
static void
test_inpaint (void)
{
  static const struct { guint side; const char *size; } cases[] = {
    { 500, "1K" }, { 1400, "1K" }, { 1500, "2K" }, { 2800, "2K" }, { 3000, "4K" }, { 9000, "4K" },
  };
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) lite = request_new (provider, "gemini-3.1-flash-lite-image",
                                            PEN_TASK_INPAINT);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PenRequest) request = request_new (provider, "gemini-nano-banana-2.1",
                                                   PEN_TASK_INPAINT);
      g_autofree char *expected = NULL;

      pen_request_set_source_size (request, 300, cases[i].side);
      expected = g_strdup_printf (
        "{" MODALITIES ",\"imageConfig\":{\"imageSize\":\"%s\"}},"
        CONTENTS (TEXT (MASK_PICTURE) "," IMAGE ("source") "," TEXT (MASK_MASK) ","
                  IMAGE ("mask") "," TEXT (MASK_TASK "A fox")) "}", cases[i].size);
      assert_body (provider, request, expected);
      pen_test_set (request, SIZE, "auto");
      assert_body (provider, request, expected);

      pen_test_set (request, SIZE, "1K");
      g_clear_pointer (&expected, g_free);
      expected = g_strdup (
        "{" MODALITIES ",\"imageConfig\":{\"imageSize\":\"1K\"}},"
        CONTENTS (TEXT (MASK_PICTURE) "," IMAGE ("source") "," TEXT (MASK_MASK) ","
                  IMAGE ("mask") "," TEXT (MASK_TASK "A fox")) "}");
      assert_body (provider, request, expected);
    }

  assert_body (provider, lite,
               "{" MODALITIES "}," CONTENTS (TEXT (MASK_PICTURE) "," IMAGE ("source") ","
               TEXT (MASK_MASK) "," IMAGE ("mask") "," TEXT (MASK_TASK "A fox")) "}");
}

/* The canvas alone, with the nearest legal shape. */
static void
test_outpaint (void)
{
  static const struct { guint width, height; const char *aspect; } cases[] = {
    { 1000, 1000, "1:1" }, { 1600, 900, "16:9" }, { 850, 1000, "4:5" }, { 3000, 700, "4:1" },
    { 900, 1000, "1:1" }, { 5000, 500, "8:1" },
  };
  g_autoptr(PenProvider) provider = provider_new ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PenRequest) request = request_new (provider, "gemini-nano-banana-2.1",
                                                   PEN_TASK_OUTPAINT);
      g_autofree char *expected = NULL;

      pen_request_set_source_size (request, cases[i].width, cases[i].height);
      pen_request_set_prompt (request, "");
      pen_test_set (request, SIZE, "2K");
      expected = g_strdup_printf (
        "{" MODALITIES ",\"imageConfig\":{\"imageSize\":\"2K\",\"aspectRatio\":\"%s\"}},"
        CONTENTS (TEXT (EXTEND_TASK) "," IMAGE ("source")) "}", cases[i].aspect);
      assert_body (provider, request, expected);
    }
}

static void
test_too_large (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = request_new (provider, "gemini-nano-banana-2.1",
                                               PEN_TASK_IMAGE_TO_IMAGE);
  g_autoptr(PenBlob) big = pen_blob_new_for_file ("/nowhere/big.png", 7 * 1000 * 1000,
                                                  "image/png");
  g_autoptr(PenStep) step = NULL;
  g_autoptr(GError) error = NULL;

  pen_request_set_input (request, "source", big);
  pen_request_set_input (request, "reference-0", big);
  step = pen_provider_begin (provider, request, NULL);
  g_assert_nonnull (step);
  set_input (request, "reference-1", "one more");
  g_assert_null (pen_provider_begin (provider, request, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_TOO_LARGE);
}

static void
test_key (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenSecret) key = pen_secret_new ("AQ.test");
  g_autoptr(PenCall) check = pen_provider_check_key (provider);
  SoupMessageHeaders *headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);

  pen_provider_authorise (provider, headers, key);
  g_assert_cmpstr (soup_message_headers_get_one (headers, "x-goog-api-key"), ==, "AQ.test");
  g_assert_null (soup_message_headers_get_one (headers, "Authorization"));
  soup_message_headers_unref (headers);

  g_assert_cmpstr (check->method, ==, "GET");
  g_assert_cmpstr (check->path, ==, "/models?pageSize=1000");
  g_assert_true (check->with_key);
  g_assert_false (check->may_cost);
}

static void
test_catalogue (void)
{
  static const struct { const char *id; PenModelStatus status; double usd; guint references; }
  models[] =
  {
    { "gemini-nano-banana-2.1", PEN_MODEL_CURRENT, 0.0336, 13 },
    { "gemini-3-pro-image", PEN_MODEL_CURRENT, 0.134, 13 },
    { "gemini-3.1-flash-lite-image", PEN_MODEL_CURRENT, 0.0336, 13 },
    { "gemini-3.1-flash-image", PEN_MODEL_RETIRED, -1, 13 },
    { "gemini-2.5-flash-image", PEN_MODEL_RETIRED, -1, 2 },
    { "gemini-3.1-flash-image-preview", PEN_MODEL_RETIRED, -1, 13 },
    { "gemini-3-pro-image-preview", PEN_MODEL_RETIRED, -1, 13 },
    { "gemini-2.5-flash-image-preview", PEN_MODEL_RETIRED, -1, 2 },
  };
  g_autoptr(PenProvider) provider = provider_new ();
  PenCatalogue *catalogue = pen_provider_get_catalogue (provider);

  g_assert_cmpstr (pen_provider_get_id (provider), ==, "gemini");
  g_assert_cmpstr (pen_catalogue_get_address (catalogue, "gemini"), ==,
                   "https://generativelanguage.googleapis.com/v1beta");
  g_assert_cmpint (pen_catalogue_get_key_need (catalogue), ==, PEN_KEY_REQUIRED);
  g_assert_cmpuint (g_list_model_get_n_items (pen_catalogue_get_models (catalogue)), ==,
                    G_N_ELEMENTS (models));

  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    {
      PenModel *model = pen_catalogue_find_model (catalogue, models[i].id);
      PenTaskSpec *edit = pen_model_get_spec (model, PEN_TASK_IMAGE_TO_IMAGE);

      g_assert_cmpint (pen_model_get_status (model), ==, models[i].status);
      g_assert_cmpuint (pen_model_get_tasks (model)->len, ==, 5);
      g_assert_cmpfloat (edit->price_usd, ==, models[i].usd);
      g_assert_cmpfloat (edit->fields[PEN_ROLE_REFERENCES]->maximum, ==, models[i].references);
      g_assert_cmpuint (edit->max_count, ==, 1);
      g_assert_null (edit->fields[PEN_ROLE_STRENGTH]);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/provider/gemini/text", test_text);
  g_test_add_func ("/provider/gemini/settings", test_settings);
  g_test_add_func ("/provider/gemini/edit", test_edit);
  g_test_add_func ("/provider/gemini/inpaint", test_inpaint);
  g_test_add_func ("/provider/gemini/outpaint", test_outpaint);
  g_test_add_func ("/provider/gemini/too-large", test_too_large);
  g_test_add_func ("/provider/gemini/key", test_key);
  g_test_add_func ("/provider/gemini/catalogue", test_catalogue);

  return g_test_run ();
}
