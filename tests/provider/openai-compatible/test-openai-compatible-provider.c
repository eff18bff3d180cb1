/* test-openai-compatible-provider.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-openai-compatible-provider"

#include "config.h"

#include <string.h>

#include "pen-openai-compatible-provider.h"
#include "pen-test-translator.h"

/* What each engine's discovery needs to be told. */
static const struct
{
  const char *title;
  guint       index;
  const char *answer;
} engines[] = {
  { "OpenAI-Compatible Server", 1, "{}" },
  { "stable-diffusion.cpp", 1, "{\"supported_modes\":[]}" },
  { "KoboldCpp", 2, "{\"result\":\"KoboldCpp\"}" },
  { "LocalAI", 3, "{\"version\":\"3\",\"endpoints\":{}}" },
  { "llama-swap", 4, "{\"version\":\"1\",\"commit\":\"c\",\"build_date\":\"d\"}" },
  { "lemonade", 5, "{\"status\":\"ok\",\"all_models_loaded\":[]}" },
};

static void
answer (PenProvider *provider,
        guint        index,
        const char  *json)
{
  g_autoptr(PenReply) reply = pen_test_reply (200, json);
  g_autoptr(PenCall) call = pen_provider_discover (provider, index);

  g_assert_nonnull (call);
  pen_provider_read_discovery (provider, index, reply);
}

/* A provider that has found @title, with one model “m”. */
static PenProvider *
provider_new (const char *title)
{
  PenProvider *provider = g_object_new (PEN_TYPE_OPENAI_COMPATIBLE_PROVIDER, NULL);
  static const char list[] = "{\"data\":[{\"id\":\"m\"}]}";

  answer (provider, 0, list);
  for (gsize i = 0; i < G_N_ELEMENTS (engines); i++)
    if (g_str_equal (engines[i].title, title))
      answer (provider, engines[i].index, engines[i].answer);
  answer (provider, 6, list);
  g_assert_cmpstr (pen_catalogue_get_title (pen_provider_get_catalogue (provider)), ==, title);

  return provider;
}

/* A request with whatever the model may take. */
static PenRequest *
request_new (PenProvider *provider,
             const char  *model,
             PenTask      task)
{
  g_autoptr(PenBlob) picture = pen_test_blob ("png");
  PenRequest *request = pen_test_request (provider, model, task);

  pen_request_set_prompt (request, "A fox");
  pen_request_set_negative (request, "dogs");
  pen_request_set_seed (request, 7);
  pen_request_set_strength (request, 0.25);
  pen_request_set_count (request, 2);
  if (pen_task_has_source (task))
    {
      pen_request_set_source (request, picture);
      pen_request_set_source_size (request, 512, 256);
    }
  else
    {
      pen_request_set_size (request, 512, 256);
    }
  if (task == PEN_TASK_INPAINT)
    pen_request_set_input (request, "mask", picture);
  if (pen_model_find_parameter (pen_request_get_model (request), task, "steps") != NULL)
    pen_test_set (request, "steps", "12");

  return request;
}

/* Tokens of pictures stand for themselves. */
static char *
describe (PenBody *body)
{
  g_autoptr(GString) described = NULL;
  JsonObject *root;
  g_autoptr(GList) names = NULL;

  if (pen_body_get_kind (body) == PEN_BODY_FORM)
    return pen_test_form (body);

  root = json_node_get_object (pen_body_get_root (body));
  names = json_object_get_members (root);
  described = g_string_new (NULL);
  for (GList *l = names; l != NULL; l = l->next)
    {
      JsonNode *node = json_object_get_member (root, l->data);
      PenBlob *blob;
      const char *prefix;
      g_autofree char *value = json_to_string (node, FALSE);
      gboolean embedded = json_node_get_value_type (node) == G_TYPE_STRING &&
                          pen_body_lookup (body, json_node_get_string (node), &blob, &prefix);

      if (embedded)
        g_assert_cmpstr (prefix, ==, "");
      g_string_append_printf (described, "%s%s=%s", l == names ? "" : "|", (char *) l->data,
                              embedded ? "@" : value);
    }

  return g_string_free (g_steal_pointer (&described), FALSE);
}

#define G "/v1/images/generations"
#define E "/v1/images/edits"
#define T2I PEN_TASK_TEXT_TO_IMAGE
#define I2I PEN_TASK_IMAGE_TO_IMAGE

static const struct
{
  const char *engine;
  const char *model;
  PenTask     task;
  const char *path;
  const char *body;
} cases[] = {
  { "OpenAI-Compatible Server", "m", T2I, G,
    "model=\"m\"|prompt=\"A fox\"|n=2|size=\"512x256\"" },
  { "OpenAI-Compatible Server", "m", I2I, E,
    "model=m|prompt=A fox|image[]=@image.png|n=2|size=512x256" },
  { "OpenAI-Compatible Server", "m", PEN_TASK_INPAINT, E,
    "model=m|prompt=A fox|image[]=@image.png|mask=@mask.png|n=2|size=512x256" },
  { "OpenAI-Compatible Server", "default", T2I, G, "prompt=\"A fox\"|n=2|size=\"512x256\"" },
  { "OpenAI-Compatible Server", "dall-e-3", T2I, G,
    "model=\"dall-e-3\"|response_format=\"b64_json\"|prompt=\"A fox\"" },
  { "OpenAI-Compatible Server", "dall-e-2", PEN_TASK_VARIATIONS, "/v1/images/variations",
    "model=dall-e-2|response_format=b64_json|image=@image.png|n=2" },
  { "stable-diffusion.cpp", "m", T2I, G,
    "prompt=\"A fox<sd_cpp_extra_args>{\\\"negative_prompt\\\":\\\"dogs\\\",\\\"seed\\\":7}"
    "</sd_cpp_extra_args>\"|n=2|size=\"512x256\"" },
  { "stable-diffusion.cpp", "m", I2I, E,
    "prompt=A fox<sd_cpp_extra_args>{\"negative_prompt\":\"dogs\",\"strength\":0.25,\"seed\":7}"
    "</sd_cpp_extra_args>|image[]=@image.png|n=2|size=512x256" },
  { "stable-diffusion.cpp", "m", PEN_TASK_INPAINT, E,
    "prompt=A fox<sd_cpp_extra_args>{\"negative_prompt\":\"dogs\",\"strength\":0.25,\"seed\":7}"
    "</sd_cpp_extra_args>|image[]=@image.png|mask=@mask.png|n=2|size=512x256" },
  { "KoboldCpp", "m", T2I, G,
    "prompt=\"A fox\"|negative_prompt=\"dogs\"|seed=7|size=\"512x256\"|steps=12" },
  { "LocalAI", "m", T2I, G,
    "model=\"m\"|response_format=\"b64_json\"|prompt=\"A fox|dogs\"|n=2|size=\"512x256\"" },
  { "LocalAI", "m", I2I, G,
    "model=\"m\"|response_format=\"b64_json\"|prompt=\"A fox|dogs\"|file=@|n=2|"
    "size=\"512x256\"" },
  { "LocalAI", "m", PEN_TASK_INPAINT, "/v1/images/inpainting",
    "model=m|prompt=A fox|image=@image.png|mask=@mask.png|steps=12" },
  { "llama-swap", "m", T2I, G, "model=\"m\"|prompt=\"A fox\"|n=2|size=\"512x256\"" },
  { "llama-swap", "m", PEN_TASK_INPAINT, E,
    "model=m|prompt=A fox|image[]=@image.png|mask=@mask.png|n=2|size=512x256" },
  { "lemonade", "m", T2I, G,
    "model=\"m\"|response_format=\"b64_json\"|prompt=\"A fox\"|seed=7|n=2|size=\"512x256\"|"
    "steps=12" },
  { "lemonade", "m", I2I, E,
    "model=m|prompt=A fox|image[]=@image.png|seed=7|n=2|size=512x256|steps=12" },
  { "lemonade", "m", PEN_TASK_VARIATIONS, "/v1/images/variations", "model=m|image=@image.png" },
  { "lemonade", "m", PEN_TASK_UPSCALE, "/v1/images/upscale", "model=\"m\"|image=@" },
};

static void
test_bodies (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PenProvider) provider = provider_new (cases[i].engine);
      g_autoptr(PenRequest) request = request_new (provider, cases[i].model, cases[i].task);
      g_autoptr(GError) error = NULL;
      g_autoptr(PenStep) step = pen_provider_begin (provider, request, &error);
      g_autofree char *body = NULL;

      g_assert_no_error (error);
      g_test_message ("%s, %s", cases[i].engine, cases[i].path);
      g_assert_cmpstr (step->call->endpoint, ==, "openai-compatible");
      g_assert_cmpstr (step->call->path, ==, cases[i].path);
      g_assert_true (step->call->may_cost);
      g_assert_cmpuint (step->call->timeout_seconds, ==, 3600);
      g_assert_cmpstr (soup_message_headers_get_one (step->call->headers, "Accept"), ==,
                       "application/json");
      body = describe (step->call->body);
      g_assert_cmpstr (body, ==, cases[i].body);
    }
}

/* What each engine must not be sent, and how its mask must look. */
static void
test_masks (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (engines); i++)
    {
      g_autoptr(PenProvider) provider = provider_new (engines[i].title);
      PenModel *model = pen_catalogue_find_model (pen_provider_get_catalogue (provider), "m");
      PenTaskSpec *spec = pen_model_get_spec (model, PEN_TASK_INPAINT);

      g_assert_cmpint (spec != NULL, ==, !g_str_equal (engines[i].title, "KoboldCpp"));
      if (spec == NULL)
        continue;

      g_assert_cmpint (spec->fields[PEN_ROLE_MASK]->polarity, ==,
                       g_str_equal (engines[i].title, "LocalAI") ? PEN_POLARITY_WHITE
                                                                 : PEN_POLARITY_TWO_WAY);
      g_assert_false (spec->limits.alpha);
      g_assert_cmpstr (spec->limits.formats[0], ==, "image/png");
    }
}

/* Some find the model by its name and nothing else. */
static void
test_nameless (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (engines); i++)
    {
      g_autoptr(PenProvider) provider = provider_new (engines[i].title);
      g_autoptr(PenRequest) request = request_new (provider, "default", T2I);
      g_autoptr(GError) error = NULL;
      g_autoptr(PenStep) step = pen_provider_begin (provider, request, &error);

      g_test_message ("%s", engines[i].title);
      if (i < 3)
        {
          g_assert_nonnull (step);
          continue;
        }

      g_assert_null (step);
      g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST);
      g_assert_nonnull (strstr (error->message, engines[i].title));
    }
}

/* A source that is larger than what may be asked for would come back in another shape. */
static void
test_sizes (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (engines); i++)
    {
      g_autoptr(PenProvider) provider = provider_new (engines[i].title);
      PenModel *model = pen_catalogue_find_model (pen_provider_get_catalogue (provider), "m");
      GArray *tasks = pen_model_get_tasks (model);

      for (guint j = 0; j < tasks->len; j++)
        {
          PenTaskSpec *spec = pen_model_get_spec (model, g_array_index (tasks, PenTask, j));
          PenField *width = spec->fields[PEN_ROLE_WIDTH];

          if (width == NULL || spec->fields[PEN_ROLE_SOURCE] == NULL)
            continue;

          g_test_message ("%s, %s", engines[i].title, pen_task_to_nick (spec->task));
          g_assert_cmpuint (spec->limits.max_side, >, 0);
          g_assert_cmpfloat (spec->limits.max_side, <=, width->maximum);
          g_assert_cmpfloat (spec->limits.min_side, >=, width->minimum);
        }
    }
}

/* Arguments in words that were copied from somewhere do nothing. */
static void
test_foreign_arguments (void)
{
  static const struct { const char *prompt, *sent; } table[] = {
    { "A<sd_cpp_extra_args>{\"init_image\":\"x\"}</sd_cpp_extra_args> fox", "A fox" },
    { "A fox<sd_cpp_extra_args>{", "A fox" },
    { "<sd_cpp_extra_args></sd_cpp_extra_args><sd_cpp_extra_args>x</sd_cpp_extra_args>A fox",
      "A fox" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (engines); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (table); j++)
      {
        g_autoptr(PenProvider) provider = provider_new (engines[i].title);
        g_autoptr(PenRequest) request = pen_test_request (provider, "m", T2I);
        g_autoptr(PenStep) step = NULL;

        pen_request_set_prompt (request, table[j].prompt);
        step = pen_provider_begin (provider, request, NULL);
        g_assert_cmpstr (json_object_get_string_member (
                           json_node_get_object (pen_body_get_root (step->call->body)), "prompt"),
                         ==, table[j].sent);
      }
}

/* Nested arguments, and texts that look like numbers. */
static void
test_arguments (void)
{
  g_autoptr(PenProvider) provider = provider_new ("stable-diffusion.cpp");
  g_autoptr(PenRequest) request = request_new (provider, "m", I2I);
  g_autoptr(PenStep) step = NULL;
  g_autofree char *body = NULL;

  pen_request_set_negative (request, "42");
  pen_request_set_strength (request, 1);
  pen_test_set (request, "sd_cpp_extra_args.sample_params.sample_steps", "9");
  pen_test_set (request, "sd_cpp_extra_args.sample_params.guidance.txt_cfg", "5.5");
  pen_test_set (request, "output_format", "jpeg");
  step = pen_provider_begin (provider, request, NULL);
  body = describe (step->call->body);
  g_assert_cmpstr (body, ==,
                   "prompt=A fox<sd_cpp_extra_args>{\"negative_prompt\":\"42\",\"strength\":1,"
                   "\"seed\":7,\"sample_params\":{\"sample_steps\":9,\"guidance\":"
                   "{\"txt_cfg\":5.5}}}</sd_cpp_extra_args>|image[]=@image.png|n=2|size=512x256|"
                   "output_format=jpeg");
}

static void
test_catalogue (void)
{
  g_autoptr(PenProvider) provider = g_object_new (PEN_TYPE_OPENAI_COMPATIBLE_PROVIDER, NULL);
  PenCatalogue *catalogue = pen_provider_get_catalogue (provider);
  GListModel *models = pen_catalogue_get_models (catalogue);

  /* Nothing goes anywhere before the user has said where. */
  g_assert_cmpstr (pen_catalogue_get_address (catalogue, "openai-compatible"), ==, "");
  g_assert_true (pen_catalogue_is_local (catalogue));
  g_assert_cmpint (pen_catalogue_get_key_need (catalogue), ==, PEN_KEY_OPTIONAL);
  g_assert_null (pen_catalogue_get_key_variable (catalogue));

  g_assert_cmpuint (g_list_model_get_n_items (models), ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(PenModel) model = g_list_model_get_item (models, i);

      g_assert_cmpint (pen_model_get_status (model), ==, PEN_MODEL_CURRENT);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/openai-compatible-provider/bodies", test_bodies);
  g_test_add_func ("/openai-compatible-provider/masks", test_masks);
  g_test_add_func ("/openai-compatible-provider/sizes", test_sizes);
  g_test_add_func ("/openai-compatible-provider/nameless", test_nameless);
  g_test_add_func ("/openai-compatible-provider/foreign-arguments", test_foreign_arguments);
  g_test_add_func ("/openai-compatible-provider/arguments", test_arguments);
  g_test_add_func ("/openai-compatible-provider/catalogue", test_catalogue);

  return g_test_run ();
}
