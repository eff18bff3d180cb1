/* test-sdapi-discovery.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-sdapi-discovery"

#include "config.h"

#include "pen-sdapi-provider.h"
#include "pen-test-translator.h"

typedef struct
{
  const char *path;
  const char *json;
} Answer;

#define MODELS { "/sdapi/v1/sd-models", \
                 "[{\"title\": \"a [1]\", \"model_name\": \"a\"}, {\"title\": \"b\"}]" }
#define SAMPLERS { "/sdapi/v1/samplers", "[{\"name\": \"Euler\"}, {\"name\": \"Heun\"}]" }
#define SCHEDULERS { "/sdapi/v1/schedulers", "[{\"name\": \"karras\", \"label\": \"Karras\"}]" }
#define UPSCALERS { "/sdapi/v1/upscalers", "[{\"name\": \"None\"}, {\"name\": \"Lanczos\"}]" }
#define LATENT { "/sdapi/v1/latent-upscale-modes", "[{\"name\": \"Latent\"}]" }
#define VAE { "/sdapi/v1/sd-vae", "[]" }

static PenProvider *
provider_new (void)
{
  return g_object_new (PEN_TYPE_SDAPI_PROVIDER, NULL);
}

/* Goes through all questions; those that are not in @answers are refused, and as the
 * runner does, refusals are not read. */
static guint
discover (PenProvider  *provider,
          const Answer *answers)
{
  guint index = 0;

  for (;;)
    {
      g_autoptr(PenCall) call = pen_provider_discover (provider, index);

      if (call == NULL)
        return index;

      g_assert_cmpstr (call->method, ==, "GET");
      g_assert_cmpstr (call->endpoint, ==, "sdapi");
      g_assert_true (call->with_key);
      g_assert_false (call->may_cost);

      for (guint i = 0; answers[i].path != NULL; i++)
        if (g_str_equal (answers[i].path, call->path))
          {
            g_autoptr(PenReply) reply = pen_test_reply (200, answers[i].json);

            pen_provider_read_discovery (provider, index, reply);
          }

      index++;
    }
}

static void
assert_list (PenProvider *provider,
             const char  *name,
             const char  *joined)
{
  const char * const *list = pen_catalogue_get_list (pen_provider_get_catalogue (provider), name);
  g_autofree char *text = list != NULL ? g_strjoinv ("|", (char **) list) : NULL;

  g_assert_cmpstr (text, ==, joined);
}

static guint
get_max_count (PenProvider *provider)
{
  PenModel *model = pen_catalogue_find_model (pen_provider_get_catalogue (provider),
                                              "checkpoint");

  return pen_model_get_spec (model, PEN_TASK_TEXT_TO_IMAGE)->max_count;
}

static void
assert_engine (PenProvider *provider,
               const char  *title,
               const char  *schedulers,
               guint        max_count)
{
  g_assert_cmpstr (pen_catalogue_get_title (pen_provider_get_catalogue (provider)), ==, title);
  assert_list (provider, "checkpoints", "a [1]|b");
  assert_list (provider, "samplers", "Euler|Heun");
  assert_list (provider, "schedulers", schedulers);
  g_assert_cmpuint (get_max_count (provider), ==, max_count);
}

static void
test_a1111 (void)
{
  static const Answer answers[] = {
    MODELS, SAMPLERS, SCHEDULERS, UPSCALERS, LATENT, VAE, { NULL, NULL }
  };
  g_autoptr(PenProvider) provider = provider_new ();

  g_assert_cmpuint (discover (provider, answers), ==, 12);
  assert_engine (provider, "AUTOMATIC1111", "karras", 8);
  assert_list (provider, "engine", "AUTOMATIC1111");
  assert_list (provider, "upscalers", "Lanczos|Latent");
}

static void
test_forge (void)
{
  static const Answer answers[] = {
    MODELS, SAMPLERS, SCHEDULERS, { "/sdapi/v1/sd-modules", "[]" }, { NULL, NULL }
  };
  g_autoptr(PenProvider) provider = provider_new ();

  discover (provider, answers);
  assert_engine (provider, "Forge", "karras", 8);
}

/* It has the lists of A1111 too, and schedulers that its calls do not take. */
static void
test_sdnext (void)
{
  static const Answer answers[] = {
    MODELS, SAMPLERS, SCHEDULERS, VAE,
    { "/sdapi/v1/version", "{\"app\": \"sd.next\"}" }, { NULL, NULL }
  };
  g_autoptr(PenProvider) provider = provider_new ();

  discover (provider, answers);
  assert_engine (provider, "SD.Next", NULL, 8);
}

static void
test_sdcpp (void)
{
  static const Answer answers[] = {
    MODELS, SAMPLERS, SCHEDULERS,
    { "/sdcpp/v1/capabilities", "{\"supported_modes\": [\"img_gen\"], \"model\": {}}" },
    { NULL, NULL }
  };
  g_autoptr(PenProvider) provider = provider_new ();

  discover (provider, answers);
  assert_engine (provider, "stable-diffusion.cpp", "karras", 8);
}

/* It plays others: only the first answer counts. */
static void
test_koboldcpp (void)
{
  static const Answer answers[] = {
    MODELS, SAMPLERS, SCHEDULERS, VAE,
    { "/api/extra/version", "{\"result\": \"KoboldCpp\", \"version\": \"1.9\"}" },
    { "/sdapi/v1/version", "{}" }, { NULL, NULL }
  };
  g_autoptr(PenProvider) provider = provider_new ();

  discover (provider, answers);
  assert_engine (provider, "KoboldCpp", "karras", 1);
}

static void
test_unknown (void)
{
  static const Answer answers[] = {
    MODELS, SAMPLERS, SCHEDULERS,
    { "/sdcpp/v1/capabilities", "{\"model\": {}}" }, { "/api/extra/version", "[]" },
    { "/sdapi/v1/version", "[]" }, { "/sdapi/v1/sd-modules", "{}" },
    { "/sdapi/v1/sd-vae", "7" }, { NULL, NULL }
  };
  g_autoptr(PenProvider) provider = provider_new ();

  discover (provider, answers);
  assert_engine (provider, "Stable Diffusion Web UI", "karras", 8);
}

/* Behind a password, or without its interface: one question is enough. */
static void
test_nobody (void)
{
  static const Answer nothing[] = { { NULL, NULL } };
  static const Answer forge[] = {
    MODELS, SAMPLERS, { "/sdapi/v1/sd-modules", "[]" }, { NULL, NULL }
  };
  g_autoptr(PenProvider) provider = provider_new ();

  discover (provider, forge);
  assert_list (provider, "engine", "Forge");

  g_assert_cmpuint (discover (provider, nothing), ==, 1);
  assert_list (provider, "engine", NULL);
  assert_list (provider, "checkpoints", NULL);
  assert_list (provider, "samplers", NULL);
}

/* Another engine at the same address: nothing of the first is left. */
static void
test_change (void)
{
  static const Answer kobold[] = {
    MODELS, SAMPLERS, { "/api/extra/version", "{\"result\": \"KoboldCpp\"}" }, { NULL, NULL }
  };
  static const Answer forge[] = {
    { "/sdapi/v1/sd-models", "[]" }, { "/sdapi/v1/sd-modules", "[]" },
    { "/sdapi/v1/samplers", "[{\"name\": \"LCM\"}]" }, { NULL, NULL }
  };
  g_autoptr(PenProvider) provider = provider_new ();

  discover (provider, kobold);
  discover (provider, forge);
  assert_list (provider, "engine", "Forge");
  assert_list (provider, "checkpoints", "");
  assert_list (provider, "samplers", "LCM");
  g_assert_cmpuint (get_max_count (provider), ==, 8);
}

static void
test_broken_lists (void)
{
  static const Answer answers[] = {
    { "/sdapi/v1/sd-models", "[1, null, {}, {\"title\": 7}, {\"title\": \"\"}, {\"title\":"
                             " \"a\"}, {\"title\": \"a\"}]" },
    { "/sdapi/v1/samplers", "{\"detail\": \"Not Found\"}" },
    { "/sdapi/v1/schedulers", "" }, { NULL, NULL }
  };
  g_autoptr(PenProvider) provider = provider_new ();

  discover (provider, answers);
  assert_list (provider, "checkpoints", "a");
  assert_list (provider, "samplers", NULL);
  assert_list (provider, "schedulers", NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/sdapi-discovery/a1111", test_a1111);
  g_test_add_func ("/sdapi-discovery/forge", test_forge);
  g_test_add_func ("/sdapi-discovery/sdnext", test_sdnext);
  g_test_add_func ("/sdapi-discovery/sdcpp", test_sdcpp);
  g_test_add_func ("/sdapi-discovery/koboldcpp", test_koboldcpp);
  g_test_add_func ("/sdapi-discovery/unknown", test_unknown);
  g_test_add_func ("/sdapi-discovery/nobody", test_nobody);
  g_test_add_func ("/sdapi-discovery/change", test_change);
  g_test_add_func ("/sdapi-discovery/broken-lists", test_broken_lists);

  return g_test_run ();
}
