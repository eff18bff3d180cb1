/* test-openai-provider.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-openai-provider"

#include "config.h"

#include <string.h>

#include "pen-openai-provider.h"
#include "pen-test-translator.h"

#define FREE_SIZED "gpt-image-2.6-flare", "gpt-image-2.6-sunburst", "gpt-image-2.5-flare", \
  "gpt-image-2.5-sunburst", "gpt-image-2"

static PenProvider *
provider_new (void)
{
  return g_object_new (PEN_TYPE_OPENAI_PROVIDER, NULL);
}

static void
assert_body (PenProvider *provider,
             PenRequest  *request,
             const char  *expected)
{
  gboolean edit = pen_task_has_source (pen_request_get_task (request));
  g_autoptr(GError) error = NULL;
  g_autoptr(PenStep) step = pen_provider_begin (provider, request, &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (step->kind, ==, PEN_STEP_CALL);
  g_assert_cmpstr (step->call->method, ==, "POST");
  g_assert_cmpstr (step->call->endpoint, ==, "openai");
  g_assert_cmpstr (step->call->path, ==, edit ? "/images/edits" : "/images/generations");
  g_assert_true (step->call->may_cost);
  g_assert_true (step->call->with_key);
  text = edit ? pen_test_form (step->call->body)
              : json_to_string (pen_body_get_root (step->call->body), FALSE);
  g_assert_cmpstr (text, ==, expected);
}

static PenRequest *
request_new (PenProvider *provider,
             const char  *model,
             PenTask      task)
{
  g_autoptr(PenBlob) picture = pen_test_blob ("png");
  PenRequest *request = pen_test_request (provider, model, task);

  pen_request_set_prompt (request, "A fox");
  if (pen_task_has_source (task))
    {
      pen_request_set_source (request, picture);
      pen_request_set_source_size (request, 1280, 720);
    }

  return request;
}

static void
test_text (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = request_new (provider, "gpt-image-2.6-flare",
                                               PEN_TASK_TEXT_TO_IMAGE);

  assert_body (provider, request, "{\"model\":\"gpt-image-2.6-flare\",\"prompt\":\"A fox\"}");

  /* The service has none of these. */
  pen_request_set_negative (request, "dogs");
  pen_request_set_seed (request, 7);
  pen_request_set_strength (request, 0.3);
  assert_body (provider, request, "{\"model\":\"gpt-image-2.6-flare\",\"prompt\":\"A fox\"}");

  pen_request_set_count (request, 3);
  pen_request_set_size (request, 1920, 1080);
  pen_test_set (request, "quality", "high");
  pen_test_set (request, "background", "transparent");
  pen_test_set (request, "output_format", "webp");
  pen_test_set (request, "output_compression", "40");
  pen_test_set (request, "moderation", "low");
  assert_body (provider, request,
               "{\"model\":\"gpt-image-2.6-flare\",\"prompt\":\"A fox\",\"n\":3,"
               "\"size\":\"1920x1088\",\"quality\":\"high\",\"background\":\"transparent\","
               "\"output_format\":\"webp\",\"output_compression\":40,\"moderation\":\"low\"}");
}

static void
test_edit (void)
{
  static const char * const models[] = { FREE_SIZED };
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenBlob) picture = pen_test_blob ("png");

  for (gsize i = 0; i < G_N_ELEMENTS (models); i++)
    {
      g_autoptr(PenRequest) request = request_new (provider, models[i], PEN_TASK_IMAGE_TO_IMAGE);
      g_autofree char *least = g_strdup_printf ("model=%s|prompt=A fox|image[]=@image.png|"
                                                "size=1280x720", models[i]);
      g_autofree char *most = g_strdup_printf ("model=%s|prompt=A fox|image[]=@image.png|"
                                               "image[]=@reference-0.png|image[]=@reference-1.png|"
                                               "n=2|size=1024x1536|quality=low|"
                                               "output_format=jpeg|output_compression=90",
                                               models[i]);

      assert_body (provider, request, least);
      g_assert_null (pen_model_find_parameter (pen_request_get_model (request),
                                               PEN_TASK_IMAGE_TO_IMAGE, "moderation"));

      pen_request_set_input (request, "reference-0", picture);
      pen_request_set_input (request, "reference-1", picture);
      pen_request_set_count (request, 2);
      pen_request_set_size (request, 1024, 1536);
      pen_test_set (request, "quality", "low");
      pen_test_set (request, "output_format", "jpeg");
      pen_test_set (request, "output_compression", "90");
      assert_body (provider, request, most);
    }
}

static void
test_mask (void)
{
  static const PenTask tasks[] = { PEN_TASK_INPAINT, PEN_TASK_OUTPAINT };
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenBlob) picture = pen_test_blob ("png");

  for (gsize i = 0; i < G_N_ELEMENTS (tasks); i++)
    {
      g_autoptr(PenRequest) request = request_new (provider, "gpt-image-2.6-sunburst", tasks[i]);
      PenTaskSpec *spec = pen_request_get_spec (request);
      PenField *mask = spec->fields[PEN_ROLE_MASK];

      pen_request_set_input (request, "mask", picture);
      assert_body (provider, request,
                   "model=gpt-image-2.6-sunburst|prompt=A fox|image[]=@image.png|"
                   "mask=@mask.png|size=1280x720");
      g_assert_cmpint (mask->polarity, ==, PEN_POLARITY_ALPHA);
      g_assert_cmpuint (mask->max_bytes, <, 4000000);
      g_assert_cmpuint (mask->max_bytes, >, 3900000);
      g_assert_cmpstr (spec->limits.formats[0], ==, "image/png");
      g_assert_null (spec->limits.formats[1]);
    }

  {
    g_autoptr(PenRequest) request = request_new (provider, "gpt-image-2", PEN_TASK_OUTPAINT);

    g_assert_cmpint (pen_request_get_spec (request)->fields[PEN_ROLE_EXTEND]->by, ==,
                     PEN_EXTEND_BY_CANVAS);
  }
}

static void
test_control (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = request_new (provider, "gpt-image-2", PEN_TASK_CONTROL);
  g_autoptr(PenBlob) picture = pen_test_blob ("png");

  pen_request_add_control (request, "depth", "/nowhere/depth.png", -1);
  pen_request_add_control (request, "pose", "/nowhere/pose.png", -1);
  pen_request_set_input (request, "control-0", picture);
  pen_request_set_input (request, "control-1", picture);
  assert_body (provider, request,
               "model=gpt-image-2|prompt=A fox\nPicture 2 is a depth map: follow its distances.\n"
               "Picture 3 is a drawing of a pose: give it to the person.|image[]=@image.png|"
               "image[]=@control-0.png|image[]=@control-1.png|size=1280x720");
}

static void
test_variations (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = request_new (provider, "gpt-image-1-mini", PEN_TASK_VARIATIONS);

  pen_request_set_count (request, 4);
  assert_body (provider, request,
               "model=gpt-image-1-mini|size=auto|prompt=A fox|image[]=@image.png|n=4");

  pen_request_set_prompt (request, "");
  g_assert_true (pen_request_check (request, NULL));
  assert_body (provider, request,
               "model=gpt-image-1-mini|size=auto|image[]=@image.png|n=4|prompt=Create a variation "
               "of this picture: the same subject and style, another composition");
}

/* The older models have three sizes, and only some of them take a fidelity. */
static void
test_old_models (void)
{
  static const char * const models[] = { "gpt-image-1.5", "gpt-image-1-mini",
                                         "chatgpt-image-latest" };
  g_autoptr(PenProvider) provider = provider_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (models); i++)
    {
      g_autoptr(PenRequest) request = request_new (provider, models[i], PEN_TASK_IMAGE_TO_IMAGE);
      g_autofree char *high = g_strdup_printf ("model=%s|size=auto|prompt=A fox|"
                                               "image[]=@image.png%s", models[i],
                                               i == 0 ? "|input_fidelity=high" : "");
      g_autofree char *low = g_strdup_printf ("model=%s|prompt=A fox|image[]=@image.png%s|"
                                              "size=1024x1536", models[i],
                                              i == 0 ? "|input_fidelity=low" : "");

      pen_request_set_strength (request, 0.2);
      assert_body (provider, request, high);
      pen_request_set_strength (request, 0.8);
      pen_test_set (request, "size", "1024x1536");
      assert_body (provider, request, low);
      g_assert_cmpint (pen_model_get_status (pen_request_get_model (request)), ==,
                       PEN_MODEL_RETIRING);
      g_assert_cmpstr (pen_model_get_retires (pen_request_get_model (request)), ==,
                       "2026-12-01");
      g_assert_false (pen_model_has_task (pen_request_get_model (request), PEN_TASK_INPAINT));
    }
}

static void
test_previews (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) text = request_new (provider, "gpt-image-2", PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(PenRequest) edit = request_new (provider, "gpt-image-2", PEN_TASK_IMAGE_TO_IMAGE);
  g_autoptr(PenStep) plain = pen_provider_begin (provider, text, NULL);
  g_autoptr(PenStep) step = NULL;

  g_assert_cmpint (plain->call->expect, ==, PEN_EXPECT_JSON);
  g_assert_cmpstr (soup_message_headers_get_one (plain->call->headers, "Accept"), ==,
                   "application/json");

  pen_test_set (text, "partial_images", "2");
  pen_test_set (edit, "partial_images", "3");
  assert_body (provider, text, "{\"model\":\"gpt-image-2\",\"prompt\":\"A fox\","
               "\"partial_images\":2,\"stream\":true}");
  assert_body (provider, edit, "model=gpt-image-2|prompt=A fox|image[]=@image.png|size=1280x720|"
               "partial_images=3|stream=true");
  step = pen_provider_begin (provider, text, NULL);
  g_assert_cmpint (step->call->expect, ==, PEN_EXPECT_EVENTS);

  /* Several at a time come without. */
  pen_request_set_count (text, 2);
  pen_request_set_count (edit, 2);
  assert_body (provider, text, "{\"model\":\"gpt-image-2\",\"prompt\":\"A fox\",\"n\":2}");
  assert_body (provider, edit, "model=gpt-image-2|prompt=A fox|image[]=@image.png|n=2|"
               "size=1280x720");
}

static void
test_exclusive_settings (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = request_new (provider, "gpt-image-2.6-flare",
                                               PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(GError) background = NULL;
  g_autoptr(GError) compression = NULL;

  pen_test_set (request, "output_format", "jpeg");
  pen_test_set (request, "background", "transparent");
  g_assert_null (pen_provider_begin (provider, request, &background));
  g_assert_error (background, PEN_ERROR, PEN_ERROR_INVALID_REQUEST);
  g_assert_nonnull (strstr (background->message, "transparent"));

  pen_test_set (request, "output_format", "png");
  pen_test_set (request, "output_compression", "50");
  g_assert_null (pen_provider_begin (provider, request, &compression));
  g_assert_error (compression, PEN_ERROR, PEN_ERROR_INVALID_REQUEST);
  g_assert_nonnull (strstr (compression->message, "PNG"));
}

/* The rules for free sizes, which count together. */
static void
test_sizes (void)
{
  static const struct { guint width, height; gboolean good; } sizes[] = {
    { 1024, 1024, TRUE }, { 3840, 2160, TRUE }, { 2160, 3840, TRUE }, { 3840, 1280, TRUE },
    { 1280, 3840, TRUE }, { 1024, 640, TRUE }, { 1008, 640, FALSE }, { 512, 512, FALSE },
    { 3840, 1264, FALSE }, { 3840, 3840, FALSE }, { 3856, 2048, FALSE },
  };
  static const char * const models[] = { FREE_SIZED };
  g_autoptr(PenProvider) provider = provider_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (models); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (sizes); j++)
      {
        g_autoptr(PenRequest) request = request_new (provider, models[i], PEN_TASK_TEXT_TO_IMAGE);

        g_test_message ("%s: %u × %u", models[i], sizes[j].width, sizes[j].height);
        pen_request_set_size (request, sizes[j].width, sizes[j].height);
        g_assert_cmpint (pen_request_check (request, NULL), ==, sizes[j].good);
      }
}

static void
assert_choices (PenModel   *model,
                PenTask     task,
                const char *name,
                const char *joined)
{
  PenParameter *parameter = pen_model_find_parameter (model, task, name);
  g_autofree char *text = NULL;

  g_assert_nonnull (parameter);
  text = g_strjoinv ("|", parameter->choices);
  g_assert_cmpstr (text, ==, joined);
}

static void
test_catalogue (void)
{
  static const struct { const char *id; PenModelStatus status; const char *end; guint tasks; }
  models[] = {
    { "gpt-image-2.6-flare", PEN_MODEL_CURRENT, NULL, 6 },
    { "gpt-image-2.6-sunburst", PEN_MODEL_CURRENT, NULL, 6 },
    { "gpt-image-2.5-flare", PEN_MODEL_CURRENT, NULL, 6 },
    { "gpt-image-2.5-sunburst", PEN_MODEL_CURRENT, NULL, 6 },
    { "gpt-image-2", PEN_MODEL_CURRENT, NULL, 6 },
    { "gpt-image-1.5", PEN_MODEL_RETIRING, "2026-12-01", 3 },
    { "gpt-image-1-mini", PEN_MODEL_RETIRING, "2026-12-01", 3 },
    { "chatgpt-image-latest", PEN_MODEL_RETIRING, "2026-12-01", 3 },
    { "gpt-image-1", PEN_MODEL_RETIRED, "2026-10-23", 3 },
    { "dall-e-3", PEN_MODEL_RETIRED, "2026-05-12", 1 },
    { "dall-e-2", PEN_MODEL_RETIRED, "2026-05-12", 1 },
  };
  g_autoptr(PenProvider) provider = provider_new ();
  PenCatalogue *catalogue = pen_provider_get_catalogue (provider);
  GListModel *list = pen_catalogue_get_models (catalogue);

  g_assert_cmpstr (pen_catalogue_get_address (catalogue, "openai"), ==,
                   "https://api.openai.com/v1");
  g_assert_cmpint (pen_catalogue_get_key_need (catalogue), ==, PEN_KEY_REQUIRED);
  g_assert_cmpstr (pen_catalogue_get_key_variable (catalogue), ==, "OPENAI_API_KEY");
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, G_N_ELEMENTS (models));

  for (gsize i = 0; i < G_N_ELEMENTS (models); i++)
    {
      g_autoptr(PenModel) model = g_list_model_get_item (list, (guint) i);
      PenTaskSpec *spec = pen_model_get_spec (model, PEN_TASK_TEXT_TO_IMAGE);

      g_assert_cmpstr (pen_model_get_id (model), ==, models[i].id);
      g_assert_cmpint (pen_model_get_status (model), ==, models[i].status);
      g_assert_cmpstr (pen_model_get_retires (model), ==, models[i].end);
      g_assert_cmpuint (pen_model_get_tasks (model)->len, ==, models[i].tasks);
      if (g_str_has_prefix (models[i].id, "dall-e"))
        continue;

      g_assert_cmpfloat (spec->fields[PEN_ROLE_PROMPT]->maximum, ==, 32000);
      g_assert_cmpuint (spec->max_count, ==, 10);
      assert_choices (model, PEN_TASK_TEXT_TO_IMAGE, "quality", "auto|low|medium|high");
      assert_choices (model, PEN_TASK_TEXT_TO_IMAGE, "output_format", "png|jpeg|webp");
      assert_choices (model, PEN_TASK_TEXT_TO_IMAGE, "moderation", "auto|low");
      assert_choices (model, PEN_TASK_TEXT_TO_IMAGE, "background",
                      g_str_equal (models[i].id, "gpt-image-2") ? "auto|opaque"
                                                                : "auto|opaque|transparent");
    }
}

/* The service's own lists of fields: no other is ever sent, whatever was set. */
static void
test_no_foreign_field (void)
{
  static const char words[] = " prompt model n size quality background output_format "
                              "output_compression moderation stream partial_images ";
  static const char pictures[] = " prompt image[] mask model n size quality background "
                                 "output_format output_compression stream partial_images ";
  g_autoptr(PenProvider) provider = provider_new ();
  GListModel *models = pen_catalogue_get_models (pen_provider_get_catalogue (provider));
  g_autoptr(PenBlob) picture = pen_test_blob ("png");

  for (guint i = 0; i < 5; i++)
    for (PenTask task = 0; task < PEN_N_TASKS; task++)
      {
        g_autoptr(PenModel) model = g_list_model_get_item (models, i);
        g_autoptr(PenRequest) request = NULL;
        g_autoptr(PenStep) step = NULL;
        g_autoptr(GList) names = NULL;

        if (!pen_model_has_task (model, task))
          continue;

        request = request_new (provider, pen_model_get_id (model), task);
        pen_request_set_negative (request, "dogs");
        pen_request_set_seed (request, 7);
        pen_request_set_aspect (request, "1:1");
        pen_request_add_control (request, "canny", "/nowhere/c.png", 0.5);
        pen_request_set_input (request, "mask", picture);
        pen_request_set_input (request, "reference-0", picture);
        pen_request_set_input (request, "control-0", picture);
        pen_request_set_extend (request, (const guint[]) { 1, 2, 3, 4 });
        pen_test_set (request, "partial_images", "1");
        step = pen_provider_begin (provider, request, NULL);

        if (task == PEN_TASK_TEXT_TO_IMAGE)
          names = json_object_get_members (
            json_node_get_object (pen_body_get_root (step->call->body)));
        else
          for (guint j = 0; j < pen_body_get_parts (step->call->body)->len; j++)
            names = g_list_prepend (
              names, ((PenBodyPart *) pen_body_get_parts (step->call->body)->pdata[j])->name);

        for (GList *l = names; l != NULL; l = l->next)
          {
            g_autofree char *name = g_strdup_printf (" %s ", (char *) l->data);

            g_assert_nonnull (strstr (task == PEN_TASK_TEXT_TO_IMAGE ? words : pictures, name));
          }
      }
}

static void
test_no_more_calls (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = request_new (provider, "gpt-image-2", PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(PenCall) call = pen_provider_discover (provider, 0);
  guint interval_ms;

  g_assert_cmpstr (call->path, ==, "/models");
  g_assert_true (call->with_key);
  g_assert_false (call->may_cost);
  g_assert_null (pen_provider_discover (provider, 1));
  g_assert_null (pen_provider_cancel (provider, request, NULL));
  g_assert_null (pen_provider_watch (provider, request, &interval_ms));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/openai-provider/text", test_text);
  g_test_add_func ("/openai-provider/edit", test_edit);
  g_test_add_func ("/openai-provider/mask", test_mask);
  g_test_add_func ("/openai-provider/control", test_control);
  g_test_add_func ("/openai-provider/variations", test_variations);
  g_test_add_func ("/openai-provider/old-models", test_old_models);
  g_test_add_func ("/openai-provider/previews", test_previews);
  g_test_add_func ("/openai-provider/exclusive-settings", test_exclusive_settings);
  g_test_add_func ("/openai-provider/sizes", test_sizes);
  g_test_add_func ("/openai-provider/catalogue", test_catalogue);
  g_test_add_func ("/openai-provider/no-foreign-field", test_no_foreign_field);
  g_test_add_func ("/openai-provider/no-more-calls", test_no_more_calls);

  return g_test_run ();
}
