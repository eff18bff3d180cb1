/* test-registry.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * What the program was made for is on offer, by these names, for pages and scripts refer
 * to them.
 */

#define G_LOG_DOMAIN "test-registry"

#include "config.h"

#include <string.h>

#include "pen-registry.h"

static const char * const order[] = {
  "practice", "stability", "openai", "replicate", "fal", "leonardo", "kie", "gemini",
  "together", "bfl", "sdapi", "comfyui", "openai-compatible",
};

static PenProvider *
find_provider (GListModel *providers,
               const char *id)
{
  for (guint i = 0; i < g_list_model_get_n_items (providers); i++)
    {
      g_autoptr(PenProvider) provider = g_list_model_get_item (providers, i);

      if (g_str_equal (pen_provider_get_id (provider), id))
        return g_steal_pointer (&provider);
    }

  return NULL;
}

static void
test_order (void)
{
  g_autoptr(GListModel) providers = pen_registry_new_providers ();

  g_assert_cmpuint (g_list_model_get_n_items (providers), ==, G_N_ELEMENTS (order));
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      g_autoptr(PenProvider) provider = g_list_model_get_item (providers, i);

      g_assert_cmpstr (pen_provider_get_id (provider), ==, order[i]);
    }
}

static void
test_promises (void)
{
  static const struct
  {
    const char *provider;
    const char *model;
    PenTask     task;
    PenRole     role;      /* what makes it worth offering */
  } promises[] = {
    { "openai", "gpt-image-2", PEN_TASK_IMAGE_TO_IMAGE, PEN_ROLE_REFERENCES },
    { "openai", "gpt-image-2", PEN_TASK_INPAINT, PEN_ROLE_MASK },
    { "openai", "gpt-image-2", PEN_TASK_VARIATIONS, PEN_ROLE_COUNT },
    { "stability", "sd3.5-large", PEN_TASK_IMAGE_TO_IMAGE, PEN_ROLE_STRENGTH },
    { "stability", "inpaint", PEN_TASK_INPAINT, PEN_ROLE_MASK },
    { "stability", "outpaint", PEN_TASK_OUTPAINT, PEN_ROLE_EXTEND },
    { "replicate", "stability-ai/sdxl", PEN_TASK_IMAGE_TO_IMAGE, PEN_ROLE_STRENGTH },
    { "replicate", "zsxkib/instant-id", PEN_TASK_FACE, PEN_ROLE_SOURCE },
    { "replicate", "lucataco/sdxl-controlnet", PEN_TASK_CONTROL, PEN_ROLE_PROMPT },
    { "replicate", "black-forest-labs/flux-dev", PEN_TASK_IMAGE_TO_IMAGE, PEN_ROLE_STRENGTH },
    { "replicate", "google/nano-banana", PEN_TASK_IMAGE_TO_IMAGE, PEN_ROLE_SOURCE },
    { "fal", "fal-ai/flux/dev/image-to-image", PEN_TASK_IMAGE_TO_IMAGE, PEN_ROLE_STRENGTH },
    { "fal", "fal-ai/birefnet/v2", PEN_TASK_REMOVE_BACKGROUND, PEN_ROLE_SOURCE },
    { "fal", "fal-ai/bria/background/replace", PEN_TASK_REPLACE_BACKGROUND, PEN_ROLE_PROMPT },
    { "fal", "fal-ai/nano-banana/edit", PEN_TASK_IMAGE_TO_IMAGE, PEN_ROLE_SOURCE },
    { "leonardo", "phoenix-v1.0", PEN_TASK_IMAGE_TO_IMAGE, PEN_ROLE_STRENGTH },
    { "leonardo", "diffusion-xl", PEN_TASK_INPAINT, PEN_ROLE_MASK },
    { "kie", "z-image", PEN_TASK_TEXT_TO_IMAGE, PEN_ROLE_PROMPT },
    { "kie", "qwen", PEN_TASK_IMAGE_TO_IMAGE, PEN_ROLE_STRENGTH },
    { "kie", "nano-banana", PEN_TASK_IMAGE_TO_IMAGE, PEN_ROLE_SOURCE },
    { "gemini", "gemini-nano-banana-2.1", PEN_TASK_IMAGE_TO_IMAGE, PEN_ROLE_REFERENCES },
    { "bfl", "flux-pro-1.0-fill", PEN_TASK_INPAINT, PEN_ROLE_MASK },
    { "sdapi", "checkpoint", PEN_TASK_INPAINT, PEN_ROLE_STRENGTH },
    { "comfyui", "checkpoint", PEN_TASK_IMAGE_TO_IMAGE, PEN_ROLE_STRENGTH },
  };
  g_autoptr(GListModel) providers = pen_registry_new_providers ();

  for (gsize i = 0; i < G_N_ELEMENTS (promises); i++)
    {
      g_autoptr(PenProvider) provider = find_provider (providers, promises[i].provider);
      PenModel *model = pen_catalogue_find_model (pen_provider_get_catalogue (provider),
                                                  promises[i].model);

      g_test_message ("%s/%s", promises[i].provider, promises[i].model);
      g_assert_nonnull (model);
      g_assert_true (pen_model_has_task (model, promises[i].task));
      g_assert_nonnull (pen_model_get_spec (model, promises[i].task)->fields[promises[i].role]);
    }
}

/* Every price has a date and a source, or the window could not say how old it is. */
static void
test_prices (void)
{
  g_autoptr(GListModel) providers = pen_registry_new_providers ();

  for (guint i = 0; i < g_list_model_get_n_items (providers); i++)
    {
      g_autoptr(PenProvider) provider = g_list_model_get_item (providers, i);
      PenCatalogue *catalogue = pen_provider_get_catalogue (provider);
      GListModel *models = pen_catalogue_get_models (catalogue);

      for (guint j = 0; j < g_list_model_get_n_items (models); j++)
        {
          g_autoptr(PenModel) model = g_list_model_get_item (models, j);
          PenTask task = g_array_index (pen_model_get_tasks (model), PenTask, 0);

          if (pen_model_get_spec (model, task)->price_usd <= 0)
            continue;

          g_test_message ("%s", pen_model_get_full_id (model));
          g_assert_nonnull (pen_model_get_price_date (model));
          g_assert_nonnull (pen_model_get_price_source (model));
        }
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/registry/order", test_order);
  g_test_add_func ("/registry/promises", test_promises);
  g_test_add_func ("/registry/prices", test_prices);

  return g_test_run ();
}
