/* test-leonardo-provider.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-leonardo-provider"

#include "config.h"

#include <string.h>

#include "pen-leonardo-provider.h"
#include "pen-test-translator.h"
#include "pen-upload.h"

#define DIFFUSION "'modelId': '1e60896f-3c26-4296-8ecc-53e2afecc132', 'public': false"
#define UP(slot) "{'image': {'type': 'UPLOADED', 'id': 'id-" slot "'}}"
#define UP_AS(slot, strength) \
  "{'image': {'type': 'UPLOADED', 'id': 'id-" slot "'}, 'strength': '" strength "'}"
#define V2(model, parameters) \
  "{'model': '" model "', 'public': false, 'parameters': {" parameters "}}"
#define WORDS "'prompt': 'A fox', 'prompt_enhance': 'OFF', 'quantity': 1"
#define SIZED WORDS ", 'width': 640, 'height': 480"

static PenProvider *
provider_new (void)
{
  return g_object_new (PEN_TYPE_LEONARDO_PROVIDER, NULL);
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

  pen_request_set_token (request, "0123abcd-0000-4000-8000-000000000001");
  if (spec->fields[PEN_ROLE_PROMPT] != NULL)
    pen_request_set_prompt (request, "A fox");
  if (spec->fields[PEN_ROLE_SOURCE] != NULL)
    {
      set_input (request, "source", "image/jpeg");
      pen_request_set_source_path (request, "/nowhere/source.jpg");
      pen_request_set_source_size (request, 640, 480);
    }
  if (spec->fields[PEN_ROLE_MASK] != NULL)
    {
      set_input (request, "mask", "image/png");
      pen_request_set_mask_path (request, "/nowhere/mask.png");
    }
  if (spec->fields[PEN_ROLE_REFERENCES] != NULL)
    {
      set_input (request, "reference-0", "image/png");
      pen_request_add_reference (request, "/nowhere/reference.png");
    }
  if (spec->fields[PEN_ROLE_EXTEND] != NULL)
    pen_request_set_extend (request, (const guint[]) { 64, 0, 0, 32 });

  return request;
}

/* All uploads of @request done: each picture has the name of its slot. */
static JsonNode *
upload_all (PenRequest *request)
{
  g_auto(GStrv) slots = pen_request_get_slots (request);
  g_autoptr(JsonNode) memo = NULL;

  for (guint i = 0; slots[i] != NULL; i++)
    {
      g_autofree char *id = g_strconcat ("id-", slots[i], NULL);
      JsonNode *noted = pen_upload_note (memo, slots[i], id);

      g_clear_pointer (&memo, json_node_unref);
      memo = noted;
    }

  return g_steal_pointer (&memo);
}

static void
assert_body (PenProvider *provider,
             PenRequest  *request,
             const char  *path,
             const char  *expected)
{
  g_autoptr(JsonNode) memo = upload_all (request);
  g_autofree char *wanted = g_strdelimit (g_strdup (expected), "'", '"');
  g_autoptr(JsonNode) node = json_from_string (wanted, NULL);
  g_autofree char *text = NULL;
  g_autoptr(PenStep) step = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_nonnull (node);
  g_assert_true (pen_request_check (request, &error));
  g_assert_no_error (error);
  step = memo != NULL ? pen_provider_resume (provider, request, memo, &error)
                      : pen_provider_begin (provider, request, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (step->call->method, ==, "POST");
  g_assert_cmpstr (step->call->path, ==, path);
  g_assert_true (step->call->may_cost);
  g_assert_true (step->call->with_key);
  g_assert_cmpstr (soup_message_headers_get_one (step->call->headers, "Accept"), ==,
                   "application/json");

  text = json_to_string (pen_body_get_root (step->call->body), FALSE);
  if (!json_node_equal (node, pen_body_get_root (step->call->body)))
    {
      g_test_message ("%s instead of %s", text, wanted);
      g_test_fail ();
    }
}

static const struct
{
  const char *model;
  PenTask     task;
  const char *path;
  const char *body;
} least[] =
{
  { "lucid-origin", PEN_TASK_TEXT_TO_IMAGE, "/v2/generations", V2 ("lucid-origin", WORDS) },
  { "lucid-origin", PEN_TASK_STYLE, "/v2/generations",
    V2 ("lucid-origin", SIZED ", 'guidances': {'content': [" UP_AS ("source", "LOW") "], "
        "'style': [" UP_AS ("reference-0", "MID") "]}") },
  { "lucid-realism", PEN_TASK_IMAGE_TO_IMAGE, "/v2/generations",
    V2 ("lucid-realism", SIZED ", 'guidances': {'content': [" UP ("source") "]}") },
  { "phoenix-v1.0", PEN_TASK_IMAGE_TO_IMAGE, "/v2/generations",
    V2 ("phoenix-v1.0", SIZED ", 'guidances': {'image_to_image': [" UP_AS ("source", "LOW")
        "]}") },
  { "phoenix-v1.0", PEN_TASK_FACE, "/v2/generations",
    V2 ("phoenix-v1.0", SIZED ", 'guidances': {'character': [" UP ("source") "]}") },
  { "flux-dev", PEN_TASK_IMAGE_TO_IMAGE, "/v2/generations",
    V2 ("flux-dev", SIZED ", 'guidances': {'content': [" UP_AS ("source", "LOW") "]}") },
  { "flux-kontext-pro", PEN_TASK_IMAGE_TO_IMAGE, "/v2/generations",
    V2 ("flux-kontext-pro", SIZED ", 'guidances': {'image_reference': [" UP ("source") ", "
        UP ("reference-0") "]}") },
  { "nano-banana-2", PEN_TASK_TEXT_TO_IMAGE, "/v2/generations", V2 ("nano-banana-2", WORDS) },
  { "nano-banana-2", PEN_TASK_IMAGE_TO_IMAGE, "/v2/generations",
    V2 ("nano-banana-2", WORDS ", 'width': 0, 'height': 0, 'guidances': {'image_reference': ["
        UP ("source") ", " UP ("reference-0") "]}") },
  { "gpt-image-2", PEN_TASK_TEXT_TO_IMAGE, "/v2/generations", V2 ("gpt-image-2", WORDS) },
  { "openai/gpt-image-2.5-flare", PEN_TASK_TEXT_TO_IMAGE, "/v2/generations",
    V2 ("openai/gpt-image-2.5-flare", WORDS) },
  { "openai/gpt-image-2.5-sunburst", PEN_TASK_IMAGE_TO_IMAGE, "/v2/generations",
    V2 ("openai/gpt-image-2.5-sunburst", WORDS ", 'guidances': {'image_reference': ["
        UP ("source") ", " UP ("reference-0") "]}") },
  { "bfl/flux-3-image", PEN_TASK_IMAGE_TO_IMAGE, "/v2/generations",
    V2 ("bfl/flux-3-image", WORDS ", 'guidances': {'image_reference': [" UP ("source") ", "
        UP ("reference-0") "]}") },
  { "diffusion-xl", PEN_TASK_TEXT_TO_IMAGE, "/v1/generations",
    "{'prompt': 'A fox', 'num_images': 1, " DIFFUSION "}" },
  { "diffusion-xl", PEN_TASK_IMAGE_TO_IMAGE, "/v1/generations",
    "{'prompt': 'A fox', 'num_images': 1, 'width': 640, 'height': 480, " DIFFUSION ", "
    "'init_image_id': 'id-source', 'init_strength': 0.2}" },
  { "diffusion-xl", PEN_TASK_INPAINT, "/v1/generations",
    "{'prompt': 'A fox', 'num_images': 1, 'width': 640, 'height': 480, " DIFFUSION ", "
    "'canvasRequest': true, 'canvasRequestType': 'INPAINT', 'guidance_scale': 7, "
    "'canvasInitId': 'id-source', 'canvasMaskId': 'id-mask', 'init_strength': 0.2}" },
  { "diffusion-xl", PEN_TASK_OUTPAINT, "/v1/generations",
    "{'prompt': 'A fox', 'num_images': 1, 'width': 640, 'height': 480, " DIFFUSION ", "
    "'canvasRequest': true, 'canvasRequestType': 'INPAINT', 'guidance_scale': 7, "
    "'canvasInitId': 'id-source', 'canvasMaskId': 'id-mask', 'init_strength': 0.2}" },
  { "remove-bg", PEN_TASK_REMOVE_BACKGROUND, "/v2/generationssync",
    V2 ("remove-bg", "'format': 'png', 'size': 'auto', 'guidances': {'image_reference': ["
        UP ("source") "]}") },
  { "aurora-upscaler-precise", PEN_TASK_UPSCALE, "/v2/generations",
    V2 ("aurora-upscaler-precise", "'width': 640, 'height': 480, 'upscale_factor': 2, "
        "'upscale_mode': 'clean', 'guidances': {'image_reference': [" UP ("source") "]}") },
  { "universal-upscaler", PEN_TASK_UPSCALE, "/v1/variations/universal-upscaler",
    "{'prompt': 'A fox', 'initImageId': 'id-source', 'upscalerStyle': 'GENERAL'}" },
};

static void
test_least (void)
{
  g_autoptr(PenProvider) provider = provider_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (least); i++)
    {
      g_autoptr(PenRequest) request = request_new (provider, least[i].model, least[i].task);

      assert_body (provider, request, least[i].path, least[i].body);
    }
}

/* Numbers, lists and sizes, each in the form that the service wants. */
static void
test_settings (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) lucid = request_new (provider, "lucid-origin", PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(PenRequest) banana = request_new (provider, "nano-banana-2", PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(PenRequest) upscale = request_new (provider, "aurora-upscaler-creative",
                                               PEN_TASK_UPSCALE);

  pen_request_set_size (lucid, 1024, 768);
  pen_request_set_seed (lucid, 17);
  pen_request_set_count (lucid, 4);
  pen_test_set (lucid, "style_ids[]", "dee282d3-891f-4f73-ba02-7f8131e5541b");
  pen_test_set (lucid, "mode", "ULTRA");
  pen_test_set (lucid, "prompt_enhance", "AUTO");
  /* Four is the default of most models, not of all. */
  assert_body (provider, lucid, "/v2/generations",
               V2 ("lucid-origin", "'prompt': 'A fox', 'quantity': 4, 'width': 1024, "
                   "'height': 768, 'seed': 17, "
                   "'style_ids': ['dee282d3-891f-4f73-ba02-7f8131e5541b'], 'mode': 'ULTRA', "
                   "'prompt_enhance': 'AUTO'"));

  pen_test_set (banana, "size", "1696x2528");
  assert_body (provider, banana, "/v2/generations",
               V2 ("nano-banana-2", WORDS ", 'width': 1696, 'height': 2528"));

  pen_test_set (upscale, "upscale_factor", "8");
  pen_test_set (upscale, "creativity", "high");
  assert_body (provider, upscale, "/v2/generations",
               V2 ("aurora-upscaler-creative", "'width': 640, 'height': 480, "
                   "'upscale_factor': 8, 'creativity': 'high', 'guidances': "
                   "{'image_reference': [" UP ("source") "]}"));
}

/* Diffusion XL has some styles with Alchemy and others without, and its usual one is one of the
 * former. */
static void
test_styles (void)
{
  static const struct { const char *alchemy, *style; gboolean good; } cases[] = {
    { NULL, "ANIME", TRUE }, { NULL, "NONE", TRUE }, { NULL, "LEONARDO", FALSE },
    { "true", "LEONARDO", FALSE }, { "false", "LEONARDO", TRUE }, { "false", "NONE", TRUE },
    { "false", "ANIME", FALSE }, { "false", "DYNAMIC", FALSE },
  };
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) plain = request_new (provider, "diffusion-xl", PEN_TASK_TEXT_TO_IMAGE);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PenRequest) request = request_new (provider, "diffusion-xl",
                                                   PEN_TASK_IMAGE_TO_IMAGE);
      g_autoptr(GError) error = NULL;
      g_autoptr(PenStep) step = NULL;

      if (cases[i].alchemy != NULL)
        pen_test_set (request, "alchemy", cases[i].alchemy);
      pen_test_set (request, "presetStyle", cases[i].style);
      step = pen_provider_begin (provider, request, &error);
      g_assert_cmpint (step != NULL, ==, cases[i].good);
      if (!cases[i].good)
        g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST);
    }

  pen_test_set (plain, "alchemy", "false");
  assert_body (provider, plain, "/v1/generations",
               "{'prompt': 'A fox', 'num_images': 1, 'alchemy': false, 'presetStyle': 'NONE', "
               DIFFUSION "}");
}

/* How much may change: words that count the other way, and numbers that do. */
static void
test_strength (void)
{
  static const struct { double ours; const char *word; double number; } cases[] = {
    { 0, "HIGH", 0.9 }, { 0.3, "HIGH", 0.7 }, { 0.5, "MID", 0.5 }, { 0.7, "LOW", 0.3 },
    { 1, "LOW", 0.1 },
  };
  g_autoptr(PenProvider) provider = provider_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PenRequest) words = request_new (provider, "phoenix-v1.0",
                                                 PEN_TASK_IMAGE_TO_IMAGE);
      g_autoptr(PenRequest) numbers = request_new (provider, "diffusion-xl",
                                                   PEN_TASK_IMAGE_TO_IMAGE);
      g_autofree char *number = g_strdup_printf (
        "{'prompt': 'A fox', 'num_images': 1, 'width': 640, 'height': 480, " DIFFUSION ", "
        "'init_image_id': 'id-source', 'init_strength': %.1f}", cases[i].number);
      g_autofree char *word = g_strdup_printf (
        V2 ("phoenix-v1.0", SIZED ", 'guidances': {'image_to_image': [{'image': {'type': "
            "'UPLOADED', 'id': 'id-source'}, 'strength': '%s'}]}"), cases[i].word);

      pen_request_set_strength (words, cases[i].ours);
      pen_request_set_strength (numbers, cases[i].ours);
      assert_body (provider, words, "/v2/generations", word);
      assert_body (provider, numbers, "/v1/generations", number);
    }
}

/* Each control goes to the guidance of its kind, with a word for its weight. */
static void
test_controls (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = request_new (provider, "kino-xl", PEN_TASK_CONTROL);
  g_autoptr(PenRequest) twice = request_new (provider, "kino-xl", PEN_TASK_CONTROL);
  g_autoptr(GError) error = NULL;

  g_assert_false (pen_request_check (request, &error));
  pen_request_add_control (request, "canny", "/nowhere/edges.png", -1);
  set_input (request, "control-0", "image/png");
  pen_request_add_control (request, "depth", "/nowhere/depth.png", 0.1);
  set_input (request, "control-1", "image/png");
  pen_request_add_control (request, "pose", "/nowhere/pose.png", 1);
  set_input (request, "control-2", "image/png");
  assert_body (provider, request, "/v2/generations",
               V2 ("kino-xl", WORDS ", 'guidances': {'edge': [" UP_AS ("control-0", "MID") "], "
                   "'depth': [" UP_AS ("control-1", "LOW") "], 'pose': ["
                   UP_AS ("control-2", "HIGH") "]}"));

  /* Each guidance takes one picture. */
  pen_request_add_control (twice, "depth", "/nowhere/depth.png", -1);
  pen_request_add_control (twice, "depth", "/nowhere/other.png", -1);
  g_clear_error (&error);
  g_assert_false (pen_request_check (twice, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST);
}

/* A name first, then the form, in its order and without the key. */
static void
test_upload (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = request_new (provider, "phoenix-v1.0", PEN_TASK_FACE);
  g_autoptr(PenReply) named = pen_test_reply (200, "{\"uploadInitImage\": {\"id\": \"i1\", "
                                              "\"url\": \"https://s3.example/up\", \"key\": \"k\","
                                              "\"fields\": \"{\\\"b\\\":\\\"1\\\","
                                              "\\\"a\\\":\\\"2\\\"}\"}}");
  g_autoptr(PenReply) taken = pen_reply_new (204);
  g_autoptr(PenStep) name = pen_provider_begin (provider, request, NULL);
  g_autoptr(PenStep) form = NULL;
  g_autoptr(PenStep) creation = NULL;
  g_autoptr(PenStep) again = NULL;
  g_autofree char *body = json_to_string (pen_body_get_root (name->call->body), FALSE);
  g_autofree char *parts = NULL;

  g_assert_cmpstr (name->call->path, ==, "/v1/init-image");
  g_assert_cmpstr (body, ==, "{\"extension\":\"jpg\"}");
  g_assert_false (name->call->may_cost);
  g_assert_true (pen_upload_memo_is (name->memo));

  form = pen_provider_next (provider, request, name->memo, name->call, named, NULL);
  parts = pen_test_form (form->call->body);
  g_assert_cmpstr (form->call->uri, ==, "https://s3.example/up");
  g_assert_false (form->call->with_key);
  g_assert_null (form->call->headers);
  g_assert_cmpstr (parts, ==, "b=1|a=2|file=@image.jpg");
  g_assert_true (pen_upload_memo_is (form->memo));

  /* The form does not live long: a restart asks for another. */
  again = pen_provider_resume (provider, request, form->memo, NULL);
  g_assert_cmpstr (again->call->path, ==, "/v1/init-image");

  creation = pen_provider_next (provider, request, form->memo, form->call, taken, NULL);
  g_assert_true (creation->call->may_cost);
  g_assert_cmpstr (creation->call->path, ==, "/v2/generations");
}

/* Picture and mask are named together; the mask waits until the picture is there. */
static void
test_canvas (void)
{
  static const char * const spellings[] = { "mask", "masks" };
  g_autoptr(PenProvider) provider = provider_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (spellings); i++)
    {
      g_autoptr(PenRequest) request = request_new (provider, "diffusion-xl", PEN_TASK_INPAINT);
      g_autofree char *text = g_strdup_printf (
        "{\"uploadCanvasInitImage\": {\"initImageId\": \"i1\", \"initUrl\": \"https://s3/i\", "
        "\"initFields\": \"{\\\"a\\\":\\\"1\\\"}\", \"%sImageId\": \"m1\", "
        "\"%sUrl\": \"https://s3/m\", \"%sFields\": \"{\\\"b\\\":\\\"2\\\"}\"}}",
        spellings[i], spellings[i], spellings[i]);
      g_autoptr(PenReply) named = pen_test_reply (200, text);
      g_autoptr(PenReply) taken = pen_reply_new (204);
      g_autoptr(PenStep) name = pen_provider_begin (provider, request, NULL);
      g_autoptr(PenStep) first = pen_provider_next (provider, request, name->memo, name->call,
                                                    named, NULL);
      g_autoptr(PenStep) second = pen_provider_next (provider, request, first->memo, first->call,
                                                     taken, NULL);
      g_autoptr(PenStep) creation = pen_provider_next (provider, request, second->memo,
                                                       second->call, taken, NULL);
      g_autoptr(PenStep) again = pen_provider_resume (provider, request, second->memo, NULL);
      g_autofree char *names = json_to_string (pen_body_get_root (name->call->body), FALSE);
      g_autofree char *picture = pen_test_form (first->call->body);
      g_autofree char *mask = pen_test_form (second->call->body);
      g_autofree char *body = json_to_string (pen_body_get_root (creation->call->body), FALSE);

      g_assert_cmpstr (names, ==, "{\"initExtension\":\"jpg\",\"maskExtension\":\"png\"}");
      g_assert_cmpstr (picture, ==, "a=1|file=@image.jpg");
      g_assert_cmpstr (mask, ==, "b=2|file=@image.png");
      g_assert_cmpstr (second->call->uri, ==, "https://s3/m");
      g_assert_nonnull (strstr (body, "\"canvasInitId\":\"i1\",\"canvasMaskId\":\"m1\""));
      /* Half of a pair is none. */
      g_assert_cmpstr (again->call->path, ==, "/v1/canvas-init-image");
    }
}

static void
test_catalogue (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  PenCatalogue *catalogue = pen_provider_get_catalogue (provider);
  GListModel *models = pen_catalogue_get_models (catalogue);
  g_autoptr(PenRequest) request = request_new (provider, "lucid-origin", PEN_TASK_TEXT_TO_IMAGE);
  guint interval_ms;

  g_assert_cmpstr (pen_provider_get_id (provider), ==, "leonardo");
  g_assert_cmpstr (pen_catalogue_get_address (catalogue, "leonardo"), ==,
                   "https://cloud.leonardo.ai/api/rest");
  g_assert_cmpint (pen_catalogue_get_key_need (catalogue), ==, PEN_KEY_REQUIRED);
  g_assert_cmpuint (g_list_model_get_n_items (models), ==, 37);

  for (guint i = 0; i < g_list_model_get_n_items (models); i++)
    {
      g_autoptr(PenModel) model = g_list_model_get_item (models, i);
      GArray *tasks = pen_model_get_tasks (model);

      for (guint j = 0; j < tasks->len; j++)
        {
          PenTaskSpec *spec = pen_model_get_spec (model, g_array_index (tasks, PenTask, j));

          /* There is no list of prices: each answer tells its own. */
          g_assert_cmpfloat (spec->price_usd, <, 0);
          if (spec->fields[PEN_ROLE_MASK] != NULL)
            g_assert_cmpint (spec->fields[PEN_ROLE_MASK]->polarity, ==, PEN_POLARITY_WHITE);
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

  g_test_add_func ("/leonardo-provider/least", test_least);
  g_test_add_func ("/leonardo-provider/settings", test_settings);
  g_test_add_func ("/leonardo-provider/styles", test_styles);
  g_test_add_func ("/leonardo-provider/strength", test_strength);
  g_test_add_func ("/leonardo-provider/controls", test_controls);
  g_test_add_func ("/leonardo-provider/upload", test_upload);
  g_test_add_func ("/leonardo-provider/canvas", test_canvas);
  g_test_add_func ("/leonardo-provider/catalogue", test_catalogue);

  return g_test_run ();
}
