/* test-fal-provider.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-fal-provider"

#include "config.h"

#include <string.h>

#include "pen-fal-provider.h"
#include "pen-test-translator.h"

#define PNG "data:image/png;base64,@"
#define MEGABYTES(n) ((gsize) (n) * 1024 * 1024)

static PenProvider *
provider_new (void)
{
  return g_object_new (PEN_TYPE_FAL_PROVIDER, NULL);
}

static void
set_input (PenRequest *request,
           const char *slot,
           const char *bytes)
{
  g_autoptr(PenBlob) blob = pen_test_blob (bytes);

  pen_request_set_input (request, slot, blob);
}

/* A request with every part that its task needs, and no more. */
static PenRequest *
new_request (PenProvider *provider,
             const char  *id,
             PenTask      task,
             const char  *kind)
{
  PenRequest *request = pen_test_request (provider, id, task);
  PenTaskSpec *spec = pen_request_get_spec (request);

  if (spec->fields[PEN_ROLE_PROMPT] != NULL)
    pen_request_set_prompt (request, "A fox");
  pen_request_set_seed (request, 7);
  pen_request_set_strength (request, 0.625);
  if (spec->fields[PEN_ROLE_SOURCE] != NULL)
    {
      set_input (request, "source", "S");
      pen_request_set_source_path (request, "/nowhere/source.png");
      pen_request_set_source_size (request, 640, 480);
    }
  if (spec->fields[PEN_ROLE_MASK] != NULL)
    set_input (request, "mask", "M");
  if (kind != NULL)
    {
      pen_request_add_control (request, kind, "/nowhere/control.png", -1);
      set_input (request, "control-0", "C");
    }
  if (spec->fields[PEN_ROLE_EXTEND] != NULL)
    pen_request_set_extend (request, (const guint[]) { 256, 0, 128, 64 });

  return request;
}

static PenStep *
begin (PenProvider *provider,
       PenRequest  *request)
{
  g_autoptr(GError) error = NULL;
  PenStep *step;

  g_assert_true (pen_request_check (request, &error));
  g_assert_no_error (error);
  step = pen_provider_begin (provider, request, &error);
  g_assert_no_error (error);

  return step;
}

static void
assert_body (PenProvider *provider,
             PenRequest  *request,
             const char  *expected)
{
  g_autoptr(PenStep) step = begin (provider, request);
  g_autofree char *path = g_strconcat ("/", pen_model_get_id (pen_request_get_model (request)),
                                       NULL);
  g_autofree char *text = NULL;

  g_assert_cmpint (step->kind, ==, PEN_STEP_CALL);
  g_assert_cmpstr (step->call->method, ==, "POST");
  g_assert_cmpstr (step->call->endpoint, ==, "fal-queue");
  g_assert_cmpstr (step->call->path, ==, path);
  g_assert_true (step->call->may_cost);
  g_assert_true (step->call->with_key);
  text = pen_test_json (step->call->body);
  g_assert_cmpstr (text, ==, expected);
}

#define IMG "\"image_url\":\"" PNG "S\""
#define LIST "\"image_urls\":[\"" PNG "S\"]"
#define MASK "\"mask_url\":\"" PNG "M\""
#define FOX "\"prompt\":\"A fox\""
#define FMT "\"output_format\":\"png\""
#define SEED "\"seed\":7"

static const struct
{
  const char *id;
  PenTask     task;
  const char *kind;
  const char *expected;
} bodies[] = {
  { "fal-ai/flux/schnell", PEN_TASK_TEXT_TO_IMAGE, NULL, "{" FMT "," FOX "," SEED "}" },
  { "fal-ai/flux/dev", PEN_TASK_TEXT_TO_IMAGE, NULL, "{" FMT "," FOX "," SEED "}" },
  { "fal-ai/fast-sdxl", PEN_TASK_TEXT_TO_IMAGE, NULL, "{\"format\":\"png\"," FOX "," SEED "}" },
  { "fal-ai/nano-banana", PEN_TASK_TEXT_TO_IMAGE, NULL, "{" FOX "," SEED "}" },
  { "fal-ai/flux/dev/image-to-image", PEN_TASK_IMAGE_TO_IMAGE, NULL,
    "{" FMT "," FOX "," IMG ",\"strength\":0.625," SEED "}" },
  { "fal-ai/z-image/turbo/image-to-image", PEN_TASK_IMAGE_TO_IMAGE, NULL,
    "{" FOX "," IMG ",\"strength\":0.625," SEED "}" },
  { "fal-ai/fast-sdxl/image-to-image", PEN_TASK_IMAGE_TO_IMAGE, NULL,
    "{\"format\":\"png\"," FOX "," IMG ",\"strength\":0.625," SEED
    ",\"image_size\":{\"width\":640,\"height\":480}}" },
  { "fal-ai/ideogram/v3/remix", PEN_TASK_IMAGE_TO_IMAGE, NULL,
    "{" FOX "," IMG ",\"strength\":0.375," SEED ",\"image_size\":{\"width\":640,\"height\":480}}" },
  { "fal-ai/flux-pro/v1.1-ultra", PEN_TASK_STYLE, NULL,
    "{" FMT "," FOX "," IMG ",\"image_prompt_strength\":0.375," SEED "}" },
  { "fal-ai/flux-pro/kontext", PEN_TASK_IMAGE_TO_IMAGE, NULL,
    "{" FMT "," FOX "," IMG "," SEED "}" },
  { "fal-ai/nano-banana/edit", PEN_TASK_IMAGE_TO_IMAGE, NULL, "{" FOX "," LIST "," SEED "}" },
  { "fal-ai/gpt-image-1.5/edit", PEN_TASK_IMAGE_TO_IMAGE, NULL, "{" FOX "," LIST "}" },
  { "fal-ai/flux-pro/v1/fill", PEN_TASK_INPAINT, NULL,
    "{" FMT "," FOX "," IMG "," MASK "," SEED "}" },
  { "fal-ai/flux-pro/v1/fill", PEN_TASK_OUTPAINT, NULL,
    "{" FMT "," FOX "," IMG "," MASK "," SEED "}" },
  { "fal-ai/flux-lora/inpainting", PEN_TASK_INPAINT, NULL,
    "{" FMT "," FOX "," IMG "," MASK ",\"strength\":0.625," SEED "}" },
  { "fal-ai/z-image/turbo/inpaint", PEN_TASK_INPAINT, NULL,
    "{" FOX "," IMG ",\"mask_image_url\":\"" PNG "M\",\"strength\":0.625," SEED "}" },
  { "fal-ai/bria/eraser", PEN_TASK_ERASE, NULL,
    "{\"mask_type\":\"manual\"," IMG "," MASK "}" },
  { "fal-ai/finegrain-eraser/mask", PEN_TASK_ERASE, NULL, "{" IMG "," MASK "," SEED "}" },
  { "fal-ai/image-apps-v2/outpaint", PEN_TASK_OUTPAINT, NULL,
    "{\"expand_left\":256,\"expand_top\":0,\"expand_right\":128,\"expand_bottom\":64,"
    "\"zoom_out_percentage\":0," FMT "," FOX "," IMG "}" },
  { "fal-ai/flux-2-pro/outpaint", PEN_TASK_OUTPAINT, NULL,
    "{\"expand_left\":256,\"expand_top\":0,\"expand_right\":128,\"expand_bottom\":64," FMT ","
    IMG "}" },
  { "fal-ai/bria/expand", PEN_TASK_OUTPAINT, NULL,
    "{" FOX "," IMG "," SEED ",\"original_image_size\":[640,480],"
    "\"original_image_location\":[256,0],\"canvas_size\":[1024,544]}" },
  { "fal-ai/birefnet/v2", PEN_TASK_REMOVE_BACKGROUND, NULL, "{" FMT "," IMG "}" },
  { "fal-ai/bria/background/remove", PEN_TASK_REMOVE_BACKGROUND, NULL, "{" IMG "}" },
  { "fal-ai/bria/background/replace", PEN_TASK_REPLACE_BACKGROUND, NULL,
    "{" FOX "," IMG "," SEED "}" },
  { "fal-ai/flux-control-lora-canny", PEN_TASK_CONTROL, "canny",
    "{" FMT "," FOX ",\"control_lora_image_url\":\"" PNG "C\"," SEED "}" },
  { "fal-ai/flux-control-lora-canny/image-to-image", PEN_TASK_IMAGE_TO_IMAGE, "canny",
    "{" FMT "," FOX "," IMG ",\"control_lora_image_url\":\"" PNG "C\",\"strength\":0.625,"
    SEED "}" },
  { "fal-ai/sdxl-controlnet-union", PEN_TASK_CONTROL, "pose",
    "{\"format\":\"png\"," FOX ",\"openpose_image_url\":\"" PNG "C\"," SEED "}" },
  { "fal-ai/z-image/turbo/controlnet", PEN_TASK_CONTROL, "depth",
    "{" FOX ",\"image_url\":\"" PNG "C\"," SEED ",\"preprocess\":\"depth\"}" },
  { "fal-ai/flux-pulid", PEN_TASK_FACE, NULL,
    "{" FOX ",\"reference_image_url\":\"" PNG "S\"," SEED "}" },
  { "fal-ai/ideogram/character", PEN_TASK_FACE, NULL,
    "{" FOX ",\"reference_image_urls\":[\"" PNG "S\"]," SEED "}" },
  { "fal-ai/esrgan", PEN_TASK_UPSCALE, NULL, "{" FMT "," IMG "}" },
  { "fal-ai/clarity-upscaler", PEN_TASK_UPSCALE, NULL,
    "{" FOX "," IMG "," SEED "}" },
};

static void
test_bodies (void)
{
  g_autoptr(PenProvider) provider = provider_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr(PenRequest) request = new_request (provider, bodies[i].id, bodies[i].task,
                                                   bodies[i].kind);

      g_test_message ("%s", bodies[i].id);
      assert_body (provider, request, bodies[i].expected);
    }
}

static void
test_settings (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = new_request (provider, "fal-ai/flux/dev",
                                               PEN_TASK_TEXT_TO_IMAGE, NULL);
  g_autoptr(PenRequest) edit = new_request (provider, "fal-ai/nano-banana/edit",
                                            PEN_TASK_IMAGE_TO_IMAGE, NULL);
  g_autoptr(PenRequest) control = new_request (provider, "fal-ai/z-image/turbo/controlnet",
                                               PEN_TASK_CONTROL, NULL);

  pen_request_set_size (request, 1344, 768);
  pen_request_set_count (request, 3);
  pen_test_set (request, "guidance_scale", "5");
  pen_test_set (request, "num_inference_steps", "40");
  pen_test_set (request, "acceleration", "high");
  pen_test_set (request, "output_format", "jpeg");
  pen_test_set (request, "enable_safety_checker", "false");
  assert_body (provider, request,
               "{" FOX "," SEED ",\"num_images\":3,\"image_size\":{\"width\":1344,\"height\":768},"
               "\"guidance_scale\":5.0,\"num_inference_steps\":40,\"acceleration\":\"high\","
               "\"output_format\":\"jpeg\",\"enable_safety_checker\":false}");

  pen_request_add_reference (edit, "/nowhere/hat.png");
  set_input (edit, "reference-0", "R");
  pen_request_set_aspect (edit, "16:9");
  pen_test_set (edit, "safety_tolerance", "2");
  assert_body (provider, edit,
               "{" FOX ",\"image_urls\":[\"" PNG "S\",\"" PNG "R\"]," SEED ","
               "\"aspect_ratio\":\"16:9\",\"safety_tolerance\":\"2\"}");

  /* What the user says of the control picture goes before what its kind says. */
  pen_request_add_control (control, "pose", "/nowhere/pose.png", 0.5);
  set_input (control, "control-0", "C");
  pen_test_set (control, "preprocess", "none");
  assert_body (provider, control,
               "{" FOX ",\"image_url\":\"" PNG "C\",\"control_scale\":0.5," SEED ","
               "\"preprocess\":\"none\"}");
}

/* The ends of a scale that lacks them. */
static void
test_strength (void)
{
  static const struct { const char *id; double strength, sent; } table[] =
  {
    { "fal-ai/flux/dev/image-to-image", 0, 0.01 },
    { "fal-ai/flux/dev/image-to-image", 0.35, 0.35 },
    { "fal-ai/flux/dev/image-to-image", 1, 1 },
    { "fal-ai/fast-sdxl/image-to-image", 0, 0.05 },
    { "fal-ai/ideogram/v3/remix", 0, 1 },
    { "fal-ai/ideogram/v3/remix", 0.3, 0.7 },
    { "fal-ai/ideogram/v3/remix", 1, 0.01 },
  };
  g_autoptr(PenProvider) provider = provider_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr(PenRequest) request = new_request (provider, table[i].id,
                                                   PEN_TASK_IMAGE_TO_IMAGE, NULL);
      g_autoptr(PenStep) step = NULL;
      JsonObject *root;

      pen_request_set_strength (request, table[i].strength);
      step = begin (provider, request);
      root = json_node_get_object (pen_body_get_root (step->call->body));
      g_assert_cmpfloat (json_object_get_double_member (root, "strength"), ==, table[i].sent);
    }
}

/* Clarity's creativity is a setting: what other tasks change by would redraw the picture. */
static void
test_creativity (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = new_request (provider, "fal-ai/clarity-upscaler",
                                               PEN_TASK_UPSCALE, NULL);

  pen_test_set (request, "creativity", "0.5");
  assert_body (provider, request, "{" FOX "," IMG "," SEED ",\"creativity\":0.5}");
}

/* Seedream counts the pictures that go in and those that come out together. */
static void
test_most_pictures (void)
{
  static const char * const ids[] = {
    "fal-ai/bytedance/seedream/v4/edit", "fal-ai/bytedance/seedream/v4.5/edit",
  };
  g_autoptr(PenProvider) provider = provider_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr(PenRequest) request = new_request (provider, ids[i], PEN_TASK_IMAGE_TO_IMAGE,
                                                   NULL);
      PenTaskSpec *spec = pen_request_get_spec (request);

      g_assert_cmpfloat (1 + spec->fields[PEN_ROLE_REFERENCES]->maximum + spec->max_count, <=,
                         15);
    }
}

static void
test_canvas_too_large (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = new_request (provider, "fal-ai/bria/expand",
                                               PEN_TASK_OUTPAINT, NULL);
  g_autoptr(GError) error = NULL;

  pen_request_set_source_size (request, 4000, 5000);
  pen_request_set_extend (request, (const guint[]) { 1000, 0, 0, 0 });
  g_assert_null (pen_provider_begin (provider, request, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST);
}

/* === The storage === */

static PenRequest *
new_big (PenProvider *provider,
         gsize        size)
{
  PenRequest *request = new_request (provider, "fal-ai/flux-lora/inpainting", PEN_TASK_INPAINT,
                                     NULL);
  g_autoptr(GBytes) bytes = g_bytes_new_take (g_malloc0 (size), size);
  g_autoptr(PenBlob) blob = pen_blob_new_for_bytes (bytes, "image/jpeg");

  pen_request_set_input (request, "source", blob);

  return request;
}

static PenStep *
next (PenProvider *provider,
      PenRequest  *request,
      JsonNode    *memo,
      PenStep     *step,
      guint        status,
      const char  *json)
{
  g_autoptr(PenReply) reply = pen_test_reply (status, json);
  g_autoptr(GError) error = NULL;
  PenStep *following;

  g_assert_false (pen_provider_refuses (provider, step->call, reply));
  following = pen_provider_next (provider, request, memo, step->call, reply, &error);
  g_assert_no_error (error);

  return following;
}

static void
assert_initiates (PenStep *step)
{
  g_autofree char *text = NULL;

  g_assert_cmpstr (step->call->method, ==, "POST");
  g_assert_cmpstr (step->call->endpoint, ==, "fal-rest");
  g_assert_cmpstr (step->call->path, ==, "/storage/upload/initiate?storage_type=fal-cdn-v3");
  g_assert_true (step->call->with_key);
  g_assert_false (step->call->may_cost);
  g_assert_cmpstr (soup_message_headers_get_one (step->call->headers, "X-Fal-Object-Lifecycle"),
                   ==, "{\"expiration_duration_seconds\":86400}");
  text = pen_test_json (step->call->body);
  g_assert_cmpstr (text, ==, "{\"content_type\":\"image/jpeg\",\"file_name\":\"image.jpg\"}");
}

#define INITIATED \
  "{\"upload_url\":\"https://v3.fal.media/u/1?sig=a\",\"file_url\":\"https://v3.fal.media/f/1\"}"

static void
test_upload (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) small = new_big (provider, MEGABYTES (4));
  g_autoptr(PenRequest) request = new_big (provider, MEGABYTES (4) + 1);
  g_autoptr(PenStep) embedded = begin (provider, small);
  g_autoptr(PenStep) initiate = begin (provider, request);
  g_autoptr(PenStep) put = NULL;
  g_autoptr(PenStep) submit = NULL;
  g_autoptr(PenStep) resumed = NULL;
  g_autofree char *text = NULL;

  g_assert_true (embedded->call->may_cost);
  assert_initiates (initiate);

  put = next (provider, request, NULL, initiate, 200, INITIATED);
  g_assert_cmpstr (put->call->method, ==, "PUT");
  g_assert_cmpstr (put->call->uri, ==, "https://v3.fal.media/u/1?sig=a");
  g_assert_false (put->call->with_key);
  g_assert_false (put->call->may_cost);
  g_assert_true (pen_body_get_blob (put->call->body) ==
                 pen_request_get_input (request, "source"));

  /* After a crash with the bytes on their way, the picture goes there once more. */
  resumed = pen_provider_resume (provider, request, put->memo, NULL);
  assert_initiates (resumed);

  submit = next (provider, request, put->memo, put, 200, "");
  g_assert_true (submit->call->may_cost);
  g_assert_cmpstr (submit->call->path, ==, "/fal-ai/flux-lora/inpainting");
  text = pen_test_json (submit->call->body);
  g_assert_cmpstr (text, ==,
                   "{" FMT "," FOX ",\"image_url\":\"https://v3.fal.media/f/1\"," MASK ","
                   "\"strength\":0.625," SEED "}");
  g_clear_pointer (&resumed, pen_step_free);
  resumed = pen_provider_resume (provider, request, submit->memo, NULL);
  g_assert_true (resumed->call->may_cost);
}

static void
test_upload_failures (void)
{
  static const char * const bodies_of_initiate[] = {
    "", "{}", "{\"upload_url\":\"https://x/u\"}",
    "{\"upload_url\":\"file:///etc/passwd\",\"file_url\":\"https://x/f\"}",
    "{\"upload_url\":\"https://x/u\",\"file_url\":\"data:x\"}",
  };
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = new_big (provider, MEGABYTES (5));
  g_autoptr(PenStep) step = begin (provider, request);
  g_autoptr(PenReply) refused = pen_test_reply (403, "");
  g_autoptr(PenStep) put = NULL;
  g_autoptr(GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (bodies_of_initiate); i++)
    {
      g_autoptr(PenReply) reply = pen_test_reply (200, bodies_of_initiate[i]);

      g_assert_null (pen_provider_next (provider, request, NULL, step->call, reply, &error));
      g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY);
      g_clear_error (&error);
    }

  /* Two new addresses are asked for, and then no more. */
  for (guint round = 0; round < 2; round++)
    {
      g_autoptr(PenStep) again = NULL;

      g_clear_pointer (&put, pen_step_free);
      put = next (provider, request, NULL, step, 200, INITIATED);
      again = next (provider, request, put->memo, put, 403, "");
      assert_initiates (again);
      g_assert_cmpuint (again->delay_ms, >, 0);
      pen_step_free (g_steal_pointer (&step));
      step = g_steal_pointer (&again);
    }
  g_clear_pointer (&put, pen_step_free);
  put = next (provider, request, NULL, step, 200, INITIATED);
  g_assert_null (pen_provider_next (provider, request, put->memo, put->call, refused, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_SERVICE);
}

/* === The key === */

static void
test_authorise (void)
{
  static const char * const keys[] = {
    "id:secret", "Key id:secret", "FAL_KEY=id:secret", "\"id:secret\"", "FAL_KEY='id:secret'",
  };
  g_autoptr(PenProvider) provider = provider_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr(PenSecret) key = pen_secret_new (keys[i]);
      SoupMessageHeaders *headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);

      pen_provider_authorise (provider, headers, key);
      g_assert_cmpstr (soup_message_headers_get_one (headers, "Authorization"), ==,
                       "Key id:secret");
      soup_message_headers_unref (headers);
    }
}

/* === The catalogue === */

static void
test_catalogue (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  PenCatalogue *catalogue = pen_provider_get_catalogue (provider);
  GListModel *models = pen_catalogue_get_models (catalogue);
  gboolean seen[PEN_N_TASKS] = { FALSE };

  g_assert_cmpstr (pen_provider_get_id (provider), ==, "fal");
  g_assert_cmpstr (pen_catalogue_get_address (catalogue, "fal-queue"), ==,
                   "https://queue.fal.run");
  g_assert_cmpstr (pen_catalogue_get_address (catalogue, "fal-run"), ==, "https://fal.run");
  g_assert_cmpstr (pen_catalogue_get_address (catalogue, "fal-rest"), ==, "https://rest.fal.ai");
  g_assert_cmpstr (pen_catalogue_get_address (catalogue, "fal-api"), ==,
                   "https://api.fal.ai/v1");
  g_assert_cmpstr (pen_catalogue_get_key_variable (catalogue), ==, "FAL_KEY");

  for (guint i = 0; i < g_list_model_get_n_items (models); i++)
    {
      g_autoptr(PenModel) model = g_list_model_get_item (models, i);
      g_autofree char *path = g_strconcat ("/", pen_model_get_id (model), NULL);
      GArray *tasks = pen_model_get_tasks (model);

      for (guint j = 0; j < tasks->len; j++)
        {
          PenTask task = g_array_index (tasks, PenTask, j);
          PenTaskSpec *spec = pen_model_get_spec (model, task);

          seen[task] = TRUE;
          g_assert_cmpstr (spec->path, ==, path);
          g_assert_cmpint (spec->style, ==, PEN_BODY_STYLE_JSON);
          /* Every mask of this service is white where something changes. */
          if (spec->fields[PEN_ROLE_MASK] != NULL)
            g_assert_cmpint (spec->fields[PEN_ROLE_MASK]->polarity, ==, PEN_POLARITY_WHITE);
          if (task != PEN_TASK_TEXT_TO_IMAGE)
            g_assert_cmpuint (spec->limits.max_bytes, ==, 50000000);
        }
    }

  for (PenTask task = 0; task < PEN_N_TASKS; task++)
    g_assert_cmpint (seen[task], ==, task != PEN_TASK_SEARCH_REPLACE &&
                                     task != PEN_TASK_RECOLOR && task != PEN_TASK_VARIATIONS);
}

/* Prices in US dollars for a unit, each with the time at which it was seen. */
static void
test_prices (void)
{
  static const struct { const char *id; double usd; const char *date; } prices[] =
  {
    { "fal-ai/flux/schnell", 0.003, "2026" },
    { "fal-ai/flux/dev", 0.025, "2026" },
    { "fal-ai/flux/dev/image-to-image", 0.03, "2026" },
    { "fal-ai/flux-pro/v1.1", 0.04, "2025" },
    { "fal-ai/flux-pro/v1.1-ultra", 0.06, "2025" },
    { "fal-ai/flux-pro/kontext", 0.04, "2026" },
    { "fal-ai/flux-pro/kontext/max", 0.08, "2025" },
    { "fal-ai/flux-2-pro", 0.03, "2026-05" },
    { "fal-ai/flux-2-pro/edit", 0.03, "2026-09" },
    { "fal-ai/nano-banana", 0.039, "2026" },
    { "fal-ai/nano-banana/edit", 0.039, "2026" },
    { "fal-ai/nano-banana-2/edit", 0.08, "2026-09" },
    { "fal-ai/qwen-image", 0.02, "2026" },
    { "fal-ai/recraft/v3/text-to-image", 0.04, "2026-05" },
    { "fal-ai/bria/background/remove", 0.018, "2026-05" },
    { "fal-ai/topaz/upscale/image", 0.08, "2026-09" },
    { "fal-ai/birefnet/v2", -1, NULL },
    { "fal-ai/esrgan", -1, NULL },
  };
  g_autoptr(PenProvider) provider = provider_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (prices); i++)
    {
      PenModel *model = pen_catalogue_find_model (pen_provider_get_catalogue (provider),
                                                  prices[i].id);
      PenTask task = g_array_index (pen_model_get_tasks (model), PenTask, 0);

      g_assert_cmpfloat (pen_model_get_spec (model, task)->price_usd, ==, prices[i].usd);
      g_assert_cmpstr (pen_model_get_price_date (model), ==, prices[i].date);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/fal-provider/bodies", test_bodies);
  g_test_add_func ("/fal-provider/settings", test_settings);
  g_test_add_func ("/fal-provider/strength", test_strength);
  g_test_add_func ("/fal-provider/creativity", test_creativity);
  g_test_add_func ("/fal-provider/most-pictures", test_most_pictures);
  g_test_add_func ("/fal-provider/canvas-too-large", test_canvas_too_large);
  g_test_add_func ("/fal-provider/upload", test_upload);
  g_test_add_func ("/fal-provider/upload-failures", test_upload_failures);
  g_test_add_func ("/fal-provider/authorise", test_authorise);
  g_test_add_func ("/fal-provider/catalogue", test_catalogue);
  g_test_add_func ("/fal-provider/prices", test_prices);

  return g_test_run ();
}
