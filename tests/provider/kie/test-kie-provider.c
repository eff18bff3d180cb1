/* test-kie-provider.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-kie-provider"

#include "config.h"

#include <string.h>

#include "pen-error.h"
#include "pen-kie-provider.h"
#include "pen-test-translator.h"
#include "pen-upload.h"

#define TOKEN "0123abcd-0000-4000-8000-000000000001"
#define JOBS "/api/v1/jobs/createTask"

static PenProvider *
provider_new (void)
{
  return g_object_new (PEN_TYPE_KIE_PROVIDER, NULL);
}

static void
set_input (PenRequest *request,
           const char *slot,
           const char *media_type)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static ("x", 1);
  g_autoptr(PenBlob) blob = pen_blob_new_for_bytes (bytes, media_type);

  pen_request_set_input (request, slot, blob);
}

/* A request with all the pictures that its model takes. */
static PenRequest *
request_new (PenProvider *provider,
             const char  *model,
             PenTask      task)
{
  PenRequest *request = pen_test_request (provider, model, task);
  PenTaskSpec *spec = pen_request_get_spec (request);

  pen_request_set_token (request, TOKEN);
  if (spec->fields[PEN_ROLE_PROMPT] != NULL)
    pen_request_set_prompt (request, "A fox");
  if (spec->fields[PEN_ROLE_SOURCE] != NULL)
    {
      set_input (request, "source", "image/png");
      pen_request_set_source_path (request, "/nowhere/source.png");
      pen_request_set_source_size (request, 640, 480);
    }
  if (spec->fields[PEN_ROLE_MASK] != NULL)
    {
      set_input (request, "mask", "image/png");
      pen_request_set_mask_path (request, "/nowhere/mask.png");
    }
  for (guint i = 0; spec->fields[PEN_ROLE_REFERENCES] != NULL &&
                    i < spec->fields[PEN_ROLE_REFERENCES]->maximum && i < 2; i++)
    {
      g_autofree char *slot = g_strdup_printf ("reference-%u", i);

      set_input (request, slot, "image/jpeg");
      pen_request_add_reference (request, "/nowhere/reference.jpg");
    }
  if (spec->fields[PEN_ROLE_EXTEND] != NULL)
    pen_request_set_extend (request, (const guint[]) { 64, 0, 0, 32 });

  return request;
}

/* All uploads of @request done: each picture is at an address with the name of its slot. */
static JsonNode *
upload_all (PenRequest *request)
{
  g_auto(GStrv) slots = pen_request_get_slots (request);
  g_autoptr(JsonNode) memo = NULL;

  for (guint i = 0; slots[i] != NULL; i++)
    {
      g_autofree char *address = g_strconcat ("https://f.example/", slots[i], NULL);
      JsonNode *noted = pen_upload_note (memo, slots[i], address);

      g_clear_pointer (&memo, json_node_unref);
      memo = noted;
    }

  return g_steal_pointer (&memo);
}

static PenStep *
begin (PenProvider *provider,
       PenRequest  *request)
{
  g_autoptr(JsonNode) memo = upload_all (request);
  g_autoptr(GError) error = NULL;
  PenStep *step;

  g_assert_true (pen_request_check (request, &error));
  g_assert_no_error (error);
  step = memo != NULL ? pen_provider_resume (provider, request, memo, &error)
                      : pen_provider_begin (provider, request, &error);
  g_assert_no_error (error);

  return step;
}

static void
assert_body (PenProvider *provider,
             PenRequest  *request,
             const char  *path,
             const char  *expected)
{
  g_autoptr(PenStep) step = begin (provider, request);
  g_autofree char *text = NULL;
  g_autofree char *wanted = g_strdelimit (g_strdup (expected), "'", '"');
  g_autoptr(JsonNode) node = json_from_string (wanted, NULL);

  g_assert_nonnull (node);
  g_assert_cmpint (step->kind, ==, PEN_STEP_CALL);
  g_assert_cmpstr (step->call->method, ==, "POST");
  g_assert_cmpstr (step->call->endpoint, ==, "kie");
  g_assert_cmpstr (step->call->path, ==, path);
  g_assert_true (step->call->may_cost);
  g_assert_true (step->call->with_key);
  g_assert_cmpint (step->call->expect, ==, PEN_EXPECT_JSON);

  text = json_to_string (pen_body_get_root (step->call->body), FALSE);
  if (!json_node_equal (node, pen_body_get_root (step->call->body)))
    {
      g_test_message ("%s instead of %s", text, wanted);
      g_test_fail ();
    }
}

/* The least that each model and task sends. */
static const struct
{
  const char *model;
  PenTask     task;
  const char *body;
} least[] =
{
  { "nano-banana", PEN_TASK_TEXT_TO_IMAGE,
    "{'model': 'google/nano-banana', 'input': {'prompt': 'A fox'}}" },
  { "nano-banana", PEN_TASK_IMAGE_TO_IMAGE,
    "{'model': 'google/nano-banana-edit', 'input': {'prompt': 'A fox', 'aspect_ratio': 'auto', "
    "'image_urls': ['https://f.example/source', 'https://f.example/reference-0', "
    "'https://f.example/reference-1']}}" },
  { "nano-banana-2", PEN_TASK_TEXT_TO_IMAGE,
    "{'model': 'nano-banana-2', 'input': {'prompt': 'A fox'}}" },
  { "nano-banana-2", PEN_TASK_IMAGE_TO_IMAGE,
    "{'model': 'nano-banana-2', 'input': {'prompt': 'A fox', 'image_input': ["
    "'https://f.example/source', 'https://f.example/reference-0', "
    "'https://f.example/reference-1']}}" },
  { "nano-banana-2-lite", PEN_TASK_TEXT_TO_IMAGE,
    "{'model': 'nano-banana-2-lite', 'input': {'prompt': 'A fox', 'aspect_ratio': 'auto'}}" },
  { "gpt-image-1.5", PEN_TASK_TEXT_TO_IMAGE,
    "{'model': 'gpt-image/1.5-text-to-image', 'input': {'prompt': 'A fox', "
    "'aspect_ratio': '1:1', 'quality': 'medium'}}" },
  { "gpt-image-1.5", PEN_TASK_IMAGE_TO_IMAGE,
    "{'model': 'gpt-image/1.5-image-to-image', 'input': {'prompt': 'A fox', "
    "'aspect_ratio': '3:2', 'quality': 'medium', 'input_urls': ['https://f.example/source', "
    "'https://f.example/reference-0', 'https://f.example/reference-1']}}" },
  { "seedream-5-pro", PEN_TASK_TEXT_TO_IMAGE,
    "{'model': 'seedream/5-pro-text-to-image', 'input': {'prompt': 'A fox', "
    "'aspect_ratio': '1:1', 'quality': 'basic'}}" },
  { "seedream-5-pro", PEN_TASK_IMAGE_TO_IMAGE,
    "{'model': 'seedream/5-pro-image-to-image', 'input': {'prompt': 'A fox', "
    "'aspect_ratio': '4:3', 'quality': 'basic', 'image_urls': ['https://f.example/source', "
    "'https://f.example/reference-0', 'https://f.example/reference-1']}}" },
  { "seedream-4", PEN_TASK_TEXT_TO_IMAGE,
    "{'model': 'bytedance/seedream-v4-text-to-image', 'input': {'prompt': 'A fox'}}" },
  { "flux-2-pro", PEN_TASK_TEXT_TO_IMAGE,
    "{'model': 'flux-2/pro-text-to-image', 'input': {'prompt': 'A fox', 'aspect_ratio': '1:1', "
    "'resolution': '1K'}}" },
  { "ideogram-v3", PEN_TASK_TEXT_TO_IMAGE,
    "{'model': 'ideogram/v3-text-to-image', 'input': {'prompt': 'A fox'}}" },
  { "ideogram-v3", PEN_TASK_IMAGE_TO_IMAGE,
    "{'model': 'ideogram/v3-remix', 'input': {'prompt': 'A fox', 'strength': 0.2, "
    "'image_url': 'https://f.example/source'}}" },
  { "ideogram-v3", PEN_TASK_INPAINT,
    "{'model': 'ideogram/v3-edit', 'input': {'prompt': 'A fox', "
    "'image_url': 'https://f.example/source', 'mask_url': 'https://f.example/mask'}}" },
  { "ideogram-v3", PEN_TASK_OUTPAINT,
    "{'model': 'ideogram/v3-edit', 'input': {'prompt': 'A fox', "
    "'image_url': 'https://f.example/source', 'mask_url': 'https://f.example/mask'}}" },
  { "ideogram-v3-reframe", PEN_TASK_OUTPAINT,
    "{'model': 'ideogram/v3-reframe', 'input': {'image_size': 'square_hd', "
    "'image_url': 'https://f.example/source'}}" },
  { "ideogram-character", PEN_TASK_FACE,
    "{'model': 'ideogram/character', 'input': {'prompt': 'A fox', "
    "'reference_image_urls': ['https://f.example/source']}}" },
  { "ideogram-character", PEN_TASK_IMAGE_TO_IMAGE,
    "{'model': 'ideogram/character-remix', 'input': {'prompt': 'A fox', 'strength': 0.2, "
    "'image_url': 'https://f.example/source', "
    "'reference_image_urls': ['https://f.example/reference-0']}}" },
  { "ideogram-character", PEN_TASK_INPAINT,
    "{'model': 'ideogram/character-edit', 'input': {'prompt': 'A fox', "
    "'image_url': 'https://f.example/source', 'mask_url': 'https://f.example/mask', "
    "'reference_image_urls': ['https://f.example/reference-0']}}" },
  { "qwen", PEN_TASK_IMAGE_TO_IMAGE,
    "{'model': 'qwen/image-to-image', 'input': {'prompt': 'A fox', 'strength': 0.8, "
    "'image_url': 'https://f.example/source'}}" },
  { "qwen-image-edit", PEN_TASK_IMAGE_TO_IMAGE,
    "{'model': 'qwen/image-edit', 'input': {'prompt': 'A fox', "
    "'image_url': 'https://f.example/source'}}" },
  { "qwen-2", PEN_TASK_IMAGE_TO_IMAGE,
    "{'model': 'qwen2/image-edit', 'input': {'prompt': 'A fox', 'image_size': '4:3', "
    "'image_url': 'https://f.example/source'}}" },
  { "imagen4", PEN_TASK_TEXT_TO_IMAGE,
    "{'model': 'google/imagen4', 'input': {'prompt': 'A fox'}}" },
  { "wan-2.7", PEN_TASK_TEXT_TO_IMAGE,
    "{'model': 'wan/2-7-image', 'input': {'prompt': 'A fox', 'n': 1}}" },
  { "z-image", PEN_TASK_TEXT_TO_IMAGE,
    "{'model': 'z-image', 'input': {'prompt': 'A fox', 'aspect_ratio': '1:1'}}" },
  { "recraft-remove-background", PEN_TASK_REMOVE_BACKGROUND,
    "{'model': 'recraft/remove-background', 'input': {'image': 'https://f.example/source'}}" },
  { "recraft-crisp-upscale", PEN_TASK_UPSCALE,
    "{'model': 'recraft/crisp-upscale', 'input': {'image': 'https://f.example/source'}}" },
  { "topaz-upscale", PEN_TASK_UPSCALE,
    "{'model': 'topaz/image-upscale', 'input': {'upscale_factor': '2', "
    "'image_url': 'https://f.example/source'}}" },
};

static void
test_least (void)
{
  g_autoptr(PenProvider) provider = provider_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (least); i++)
    {
      g_autoptr(PenRequest) request = request_new (provider, least[i].model, least[i].task);

      assert_body (provider, request, JOBS, least[i].body);
    }
}

/* The two older interfaces have no envelope. */
static void
test_older (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) text_4o = request_new (provider, "4o-image", PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(PenRequest) edit_4o = request_new (provider, "4o-image", PEN_TASK_IMAGE_TO_IMAGE);
  g_autoptr(PenRequest) text = request_new (provider, "flux-kontext-max", PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(PenRequest) edit = request_new (provider, "flux-kontext-pro",
                                            PEN_TASK_IMAGE_TO_IMAGE);

  assert_body (provider, text_4o, "/api/v1/gpt4o-image/generate",
               "{'prompt': 'A fox', 'size': '1:1'}");
  /* 640 × 480 lies nearer to 3:2 than to a square. */
  assert_body (provider, edit_4o, "/api/v1/gpt4o-image/generate",
               "{'prompt': 'A fox', 'size': '3:2', 'filesUrl': ['https://f.example/source', "
               "'https://f.example/reference-0', 'https://f.example/reference-1']}");

  pen_request_set_aspect (text, "9:16");
  pen_test_set (text, "safetyTolerance", "6");
  pen_test_set (text, "outputFormat", "png");
  assert_body (provider, text, "/api/v1/flux/kontext/generate",
               "{'model': 'flux-kontext-max', 'prompt': 'A fox', 'aspectRatio': '9:16', "
               "'safetyTolerance': 6, 'outputFormat': 'png'}");
  /* Without an aspect the edit keeps that of its picture. */
  assert_body (provider, edit, "/api/v1/flux/kontext/generate",
               "{'model': 'flux-kontext-pro', 'prompt': 'A fox', "
               "'inputImage': 'https://f.example/source'}");
}

/* Numbers that are texts, and one that is not. */
static void
test_types (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) text = request_new (provider, "imagen4-ultra", PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(PenRequest) number = request_new (provider, "imagen4-fast", PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(PenRequest) remix = request_new (provider, "ideogram-v3", PEN_TASK_IMAGE_TO_IMAGE);
  g_autoptr(PenRequest) factor = request_new (provider, "topaz-upscale", PEN_TASK_UPSCALE);
  g_autoptr(PenRequest) four = request_new (provider, "wan-2.7-pro", PEN_TASK_TEXT_TO_IMAGE);

  pen_request_set_seed (text, 17);
  pen_request_set_negative (text, "dogs");
  assert_body (provider, text, JOBS,
               "{'model': 'google/imagen4-ultra', 'input': {'prompt': 'A fox', 'seed': '17', "
               "'negative_prompt': 'dogs'}}");
  pen_request_set_seed (number, 17);
  assert_body (provider, number, JOBS,
               "{'model': 'google/imagen4-fast', 'input': {'prompt': 'A fox', 'seed': 17}}");

  pen_request_set_count (remix, 3);
  pen_request_set_strength (remix, 1);
  pen_test_set (remix, "rendering_speed", "TURBO");
  assert_body (provider, remix, JOBS,
               "{'model': 'ideogram/v3-remix', 'input': {'prompt': 'A fox', 'strength': 0.01, "
               "'num_images': '3', 'rendering_speed': 'TURBO', "
               "'image_url': 'https://f.example/source'}}");

  pen_test_set (factor, "upscale_factor", "4");
  assert_body (provider, factor, JOBS,
               "{'model': 'topaz/image-upscale', 'input': {'upscale_factor': '4', "
               "'image_url': 'https://f.example/source'}}");

  /* Four is its default. */
  pen_request_set_count (four, 4);
  assert_body (provider, four, JOBS,
               "{'model': 'wan/2-7-image-pro', 'input': {'prompt': 'A fox'}}");
}

/* An edit without an aspect gets the one that is nearest, where there is no “auto”. */
static void
test_aspect (void)
{
  static const struct { guint width, height; const char *asked, *sent; } cases[] =
  {
    { 640, 480, NULL, "4:3" }, { 1000, 1000, NULL, "1:1" }, { 900, 1600, NULL, "9:16" },
    { 3000, 1000, NULL, "21:9" }, { 100, 1000, NULL, "9:16" }, { 640, 480, "2:3", "2:3" },
  };
  g_autoptr(PenProvider) provider = provider_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PenRequest) request = request_new (provider, "seedream-4.5",
                                                   PEN_TASK_IMAGE_TO_IMAGE);
      g_autoptr(PenStep) step = NULL;
      JsonObject *input;

      pen_request_set_source_size (request, cases[i].width, cases[i].height);
      pen_request_set_aspect (request, cases[i].asked);
      step = begin (provider, request);
      input = json_object_get_object_member (
        json_node_get_object (pen_body_get_root (step->call->body)), "input");
      g_assert_cmpstr (json_object_get_string_member (input, "aspect_ratio"), ==, cases[i].sent);
    }
}

/* What goes with what is for the provider, not for the service. */
static void
assert_plain (PenStep *step)
{
  g_autofree char *text = json_to_string (pen_body_get_root (step->call->body), FALSE);

  g_assert_null (strchr (text, '@'));
}

/* GPT Image 2 does not make every aspect in every resolution, and says so after the uploads. */
static void
test_resolution (void)
{
  static const struct { PenTask task; const char *resolution, *aspect; gboolean good; } cases[] =
  {
    { PEN_TASK_TEXT_TO_IMAGE, "1K", NULL, TRUE }, { PEN_TASK_TEXT_TO_IMAGE, "1K", "9:21", TRUE },
    { PEN_TASK_TEXT_TO_IMAGE, "2K", "1:1", TRUE }, { PEN_TASK_TEXT_TO_IMAGE, "2K", NULL, FALSE },
    { PEN_TASK_TEXT_TO_IMAGE, "2K", "auto", FALSE }, { PEN_TASK_TEXT_TO_IMAGE, "2K", "5:4", FALSE },
    { PEN_TASK_TEXT_TO_IMAGE, "4K", "3:1", FALSE }, { PEN_TASK_TEXT_TO_IMAGE, "4K", "1:1", FALSE },
    { PEN_TASK_TEXT_TO_IMAGE, "4K", "16:9", TRUE }, { PEN_TASK_IMAGE_TO_IMAGE, "4K", "3:1", TRUE },
    { PEN_TASK_IMAGE_TO_IMAGE, "2K", "4:5", FALSE }, { PEN_TASK_IMAGE_TO_IMAGE, "4K", NULL, FALSE },
  };
  g_autoptr(PenProvider) provider = provider_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PenRequest) request = request_new (provider, "gpt-image-2", cases[i].task);
      g_autoptr(GError) error = NULL;
      g_autoptr(PenStep) step = NULL;

      pen_request_set_aspect (request, cases[i].aspect);
      pen_test_set (request, "resolution", cases[i].resolution);
      step = pen_provider_begin (provider, request, &error);
      g_assert_cmpint (step != NULL, ==, cases[i].good);
      if (cases[i].good && cases[i].task == PEN_TASK_TEXT_TO_IMAGE)
        assert_plain (step);
      if (!cases[i].good)
        g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST);
    }
}

static void
assert_upload (PenStep    *step,
               const char *slot,
               const char *extension)
{
  g_autofree char *name = g_strdup_printf (TOKEN "-%s.%s", slot, extension);
  g_autofree char *expected = g_strdup_printf ("uploadPath=images/pentimento|fileName=%s|file=@%s",
                                               name, name);
  g_autofree char *text = pen_test_form (step->call->body);

  g_assert_cmpstr (step->call->method, ==, "POST");
  g_assert_cmpstr (step->call->endpoint, ==, "kie-upload");
  g_assert_cmpstr (step->call->path, ==, "/api/file-stream-upload");
  g_assert_true (step->call->with_key);
  g_assert_false (step->call->may_cost);
  g_assert_true (pen_upload_memo_is (step->memo));
  g_assert_cmpstr (text, ==, expected);
}

/* One picture after the other, and each way to be interrupted. */
static void
test_uploads (void)
{
  static const char * const answers[] = {
    "{\"success\": true, \"code\": 200, \"data\": {\"downloadUrl\": \"https://f/source\"}}",
    "{\"success\": true, \"code\": 200, \"data\": {\"fileUrl\": \"https://f/mask\"}}",
    "{\"code\": 200, \"data\": {\"downloadUrl\": \"https://f/reference\", \"fileUrl\": \"f\"}}",
  };
  static const char * const slots[] = { "source", "mask", "reference-0" };
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = request_new (provider, "ideogram-character", PEN_TASK_INPAINT);
  g_autoptr(PenStep) step = pen_provider_begin (provider, request, NULL);
  g_autofree char *text = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (slots); i++)
    {
      g_autoptr(PenReply) reply = pen_test_reply (200, answers[i]);
      g_autoptr(PenStep) resumed = pen_provider_resume (provider, request, step->memo, NULL);
      g_autoptr(GError) error = NULL;
      PenStep *next;

      assert_upload (step, slots[i], i < 2 ? "png" : "jpg");
      assert_upload (resumed, slots[i], i < 2 ? "png" : "jpg");

      next = pen_provider_next (provider, request, step->memo, step->call, reply, &error);
      g_assert_no_error (error);
      pen_step_free (step);
      step = next;
    }

  g_assert_true (step->call->may_cost);
  g_assert_true (pen_upload_memo_is (step->memo));
  text = json_to_string (pen_body_get_root (step->call->body), FALSE);
  g_assert_nonnull (strstr (text, "\"image_url\":\"https://f/source\""));
  g_assert_nonnull (strstr (text, "\"mask_url\":\"https://f/mask\""));
  g_assert_nonnull (strstr (text, "\"reference_image_urls\":[\"https://f/reference\"]"));
}

/* The firewall looks at the name of the program in each call. */
static void
test_agent (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = request_new (provider, "qwen", PEN_TASK_IMAGE_TO_IMAGE);
  g_autoptr(PenRequest) words = request_new (provider, "qwen", PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(PenStep) upload = pen_provider_begin (provider, request, NULL);
  g_autoptr(PenStep) task = pen_provider_begin (provider, words, NULL);
  g_autoptr(JsonNode) memo = json_from_string ("{\"task\": \"a/b\"}", NULL);
  g_autoptr(PenStep) record = pen_provider_resume (provider, words, memo, NULL);
  g_autoptr(PenCall) check = pen_provider_check_key (provider);
  g_autoptr(PenCall) renew = pen_provider_renew (provider, "https://f/a.png");
  PenCall *calls[] = { upload->call, task->call, record->call, check, renew };

  for (gsize i = 0; i < G_N_ELEMENTS (calls); i++)
    g_assert_true (g_str_has_prefix (soup_message_headers_get_one (calls[i]->headers,
                                                                   "User-Agent"),
                                     "Mozilla/5.0 (X11; Linux x86_64)"));

  g_assert_null (task->memo);
  g_assert_cmpstr (record->call->path, ==, "/api/v1/jobs/recordInfo?taskId=a%2Fb");
  g_assert_false (record->call->may_cost);
}

static void
test_catalogue (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  PenCatalogue *catalogue = pen_provider_get_catalogue (provider);
  GListModel *models = pen_catalogue_get_models (catalogue);
  guint interval_ms;
  g_autoptr(PenRequest) request = request_new (provider, "z-image", PEN_TASK_TEXT_TO_IMAGE);

  g_assert_cmpstr (pen_provider_get_id (provider), ==, "kie");
  g_assert_cmpstr (pen_catalogue_get_address (catalogue, "kie"), ==, "https://api.kie.ai");
  g_assert_cmpstr (pen_catalogue_get_address (catalogue, "kie-upload"), ==,
                   "https://kieai.redpandaai.co");
  g_assert_cmpint (pen_catalogue_get_key_need (catalogue), ==, PEN_KEY_REQUIRED);
  g_assert_cmpuint (g_list_model_get_n_items (models), ==, 35);

  for (guint i = 0; i < g_list_model_get_n_items (models); i++)
    {
      g_autoptr(PenModel) model = g_list_model_get_item (models, i);
      GArray *tasks = pen_model_get_tasks (model);

      for (guint j = 0; j < tasks->len; j++)
        {
          PenTaskSpec *spec = pen_model_get_spec (model, g_array_index (tasks, PenTask, j));

          g_assert_cmpint (spec->style, ==, PEN_BODY_STYLE_JSON);
          /* Addresses travel, never pictures. */
          if (spec->fields[PEN_ROLE_SOURCE] != NULL)
            g_assert_null (spec->fields[PEN_ROLE_SOURCE]->prefix);
          /* The vendor of Ideogram says that black is what changes. */
          if (spec->fields[PEN_ROLE_MASK] != NULL)
            g_assert_cmpint (spec->fields[PEN_ROLE_MASK]->polarity, ==, PEN_POLARITY_BLACK);
        }
    }

  g_assert_null (pen_provider_cancel (provider, request, NULL));
  g_assert_null (pen_provider_watch (provider, request, &interval_ms));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/kie-provider/least", test_least);
  g_test_add_func ("/kie-provider/older", test_older);
  g_test_add_func ("/kie-provider/types", test_types);
  g_test_add_func ("/kie-provider/aspect", test_aspect);
  g_test_add_func ("/kie-provider/resolution", test_resolution);
  g_test_add_func ("/kie-provider/uploads", test_uploads);
  g_test_add_func ("/kie-provider/agent", test_agent);
  g_test_add_func ("/kie-provider/catalogue", test_catalogue);

  return g_test_run ();
}
