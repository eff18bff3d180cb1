/* test-openai-compatible-discovery.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-openai-compatible-discovery"

#include "config.h"

#include "pen-openai-compatible-provider.h"
#include "pen-test-translator.h"

#define LIST "{\"data\":[{\"id\":\"one\"},{\"id\":\"two\"}]}"

static PenProvider *
provider_new (void)
{
  return g_object_new (PEN_TYPE_OPENAI_COMPATIBLE_PROVIDER, NULL);
}

/* Asks all questions; only those with an answer get one.  Returns: the paths. */
static char *
discover (PenProvider *provider,
          const char  *answers[][2],
          guint        n_answers)
{
  g_autoptr(GString) paths = g_string_new (NULL);

  for (guint i = 0;; i++)
    {
      g_autoptr(PenCall) call = pen_provider_discover (provider, i);

      if (call == NULL)
        return g_string_free (g_steal_pointer (&paths), FALSE);

      g_assert_cmpstr (call->method, ==, "GET");
      g_assert_cmpstr (call->endpoint, ==, "openai-compatible");
      g_assert_false (call->may_cost);
      g_string_append_printf (paths, "%s ", call->path);
      for (guint j = 0; j < n_answers; j++)
        if (g_str_equal (answers[j][0], call->path))
          {
            g_autoptr(PenReply) reply = pen_test_reply (200, answers[j][1]);

            pen_provider_read_discovery (provider, i, reply);
          }
    }
}

/* The models that were added to the three of the catalogue, and their tasks. */
static char *
list_models (PenProvider *provider)
{
  GListModel *models = pen_catalogue_get_models (pen_provider_get_catalogue (provider));
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 3; i < g_list_model_get_n_items (models); i++)
    {
      g_autoptr(PenModel) model = g_list_model_get_item (models, i);
      GArray *tasks = pen_model_get_tasks (model);

      g_string_append_printf (text, "%s:", pen_model_get_id (model));
      for (guint j = 0; j < tasks->len; j++)
        g_string_append_printf (text, " %s", pen_task_to_nick (g_array_index (tasks, PenTask, j)));
      g_string_append_c (text, '\n');
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

#define SD_LIST "{\"data\":[{\"id\":\"sd-cpp-local\",\"owned_by\":\"local\"}]}"
#define EDITS "text-to-image image-to-image inpaint"

static const struct
{
  const char *answers[3][2];
  guint       n_answers;
  const char *title;
  const char *models;
} engines[] = {
  { { { "/v1/models", LIST } }, 1, "OpenAI-Compatible Server",
    "one: " EDITS "\ntwo: " EDITS "\n" },
  { { { "/v1/models", SD_LIST } }, 1, "stable-diffusion.cpp", "sd-cpp-local: " EDITS "\n" },
  { { { "/v1/models", LIST }, { "/sdcpp/v1/capabilities", "{\"supported_modes\":[]}" } }, 2,
    "stable-diffusion.cpp", "one: " EDITS "\ntwo: " EDITS "\n" },
  { { { "/v1/models", "{\"data\":[{\"id\":\"k\",\"owned_by\":\"koboldcpp\"}]}" } }, 1,
    "KoboldCpp", "k: text-to-image\n" },
  { { { "/v1/models", LIST }, { "/api/extra/version", "{\"result\":\"KoboldCpp\"}" } }, 2,
    "KoboldCpp", "one: text-to-image\ntwo: text-to-image\n" },
  { { { "/v1/models", LIST }, { "/.well-known/localai.json", "{\"version\":\"3\","
      "\"endpoints\":{}}" }, { "/v1/models/capabilities", "[{\"id\":\"a\",\"output_modalities\":"
      "[\"text\"]},{\"id\":\"b\",\"output_modalities\":[\"text\",\"image\"]}]" } }, 3,
    "LocalAI", "b: " EDITS "\n" },
  { { { "/v1/models", "{\"data\":[{\"id\":\"a\",\"architecture\":{\"output_modalities\":"
      "[\"text\"]}},{\"id\":\"b\",\"architecture\":{\"output_modalities\":[\"image\"]}}]}" },
      { "/api/version", "{\"version\":\"1\",\"commit\":\"c\",\"build_date\":\"d\"}" } }, 2,
    "llama-swap", "b: " EDITS "\n" },
  { { { "/v1/models", "{\"data\":[{\"id\":\"chat\",\"labels\":[\"x\"]},{\"id\":\"draw\","
      "\"labels\":[\"image\"]},{\"id\":\"edit\",\"labels\":[\"edit\"]},{\"id\":\"up\","
      "\"labels\":[\"upscaling\"]}]}" },
      { "/v1/health", "{\"status\":\"ok\",\"all_models_loaded\":[]}" } }, 2, "lemonade",
    "draw: text-to-image\nedit: image-to-image inpaint variations\nup: upscale\n" },
  /* Ollama's version alone is no llama-swap's. */
  { { { "/v1/models", "{\"data\":[]}" }, { "/api/version", "{\"version\":\"0.32\"}" } }, 2,
    "OpenAI-Compatible Server", "" },
};

static void
test_engines (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (engines); i++)
    {
      g_autoptr(PenProvider) provider = provider_new ();
      g_autofree char *paths = discover (provider, (const char *(*)[2]) engines[i].answers,
                                         engines[i].n_answers);
      g_autofree char *models = list_models (provider);
      gboolean localai = g_str_equal (engines[i].title, "LocalAI");
      g_autofree char *expected = g_strconcat ("/v1/models /sdcpp/v1/capabilities "
                                               "/api/extra/version /.well-known/localai.json "
                                               "/api/version /v1/health ",
                                               localai ? "/v1/models/capabilities "
                                                       : "/v1/models ", NULL);

      g_assert_cmpstr (paths, ==, expected);
      g_assert_cmpstr (pen_catalogue_get_title (pen_provider_get_catalogue (provider)), ==,
                       engines[i].title);
      g_assert_cmpstr (models, ==, engines[i].models);
    }
}

/* Nobody there, or somebody else: one question is enough. */
static void
test_nobody (void)
{
  static const char * const bodies[] = { "", "[]", "{}", "{\"data\":{}}", "7" };
  g_autoptr(PenProvider) provider = provider_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      const char *answers[1][2] = { { "/v1/models", bodies[i] } };
      g_autofree char *paths = discover (provider, answers, 1);
      g_autofree char *models = list_models (provider);

      g_assert_cmpstr (paths, ==, "/v1/models ");
      g_assert_cmpstr (models, ==, "");
    }
}

/* Another server is there now, or another model. */
static void
test_change (void)
{
  const char *first[1][2] = { { "/v1/models", LIST } };
  const char *second[1][2] = { { "/v1/models", "{\"data\":[{\"id\":\"two\"},{\"id\":\"x\","
                                 "\"owned_by\":\"me\"},{\"id\":\"dall-e-2\"},{\"id\":\"\"},7]}" } };
  g_autoptr(PenProvider) provider = provider_new ();
  PenCatalogue *catalogue = pen_provider_get_catalogue (provider);
  g_autofree char *one = discover (provider, first, 1);
  g_autofree char *two = discover (provider, second, 1);
  g_autofree char *models = list_models (provider);

  g_assert_nonnull (one);
  g_assert_nonnull (two);
  g_assert_cmpstr (models, ==, "two: " EDITS "\nx: " EDITS "\n");
  /* What is in the catalogue is described better there. */
  g_assert_cmpstr (pen_model_get_title (pen_catalogue_find_model (catalogue, "dall-e-2")), ==,
                   "DALL·E 2");
}

static void
test_own_name (void)
{
  const char *answers[1][2] = { { "/v1/models", LIST } };
  g_autoptr(PenProvider) provider = provider_new ();
  g_autofree char *paths = discover (provider, answers, 1);
  g_autoptr(PenRequest) request = pen_test_request (provider, "two", PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(PenStep) step = NULL;
  g_autofree char *text = NULL;

  g_assert_nonnull (paths);
  pen_request_set_prompt (request, "A fox");
  step = pen_provider_begin (provider, request, NULL);
  text = json_to_string (pen_body_get_root (step->call->body), FALSE);
  g_assert_cmpstr (text, ==, "{\"model\":\"two\",\"prompt\":\"A fox\"}");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/openai-compatible-discovery/engines", test_engines);
  g_test_add_func ("/openai-compatible-discovery/nobody", test_nobody);
  g_test_add_func ("/openai-compatible-discovery/change", test_change);
  g_test_add_func ("/openai-compatible-discovery/own-name", test_own_name);

  return g_test_run ();
}
