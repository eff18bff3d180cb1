/* pen-sdapi-discovery.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Which engine is listening, and what it offers.  The first question is one that all
 * of them answer, and that is refused where a password is wanted.
 */

#define G_LOG_DOMAIN "pen-sdapi-discovery"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-json.h"
#include "pen-sdapi-provider-private.h"

#define MAX_BATCH 8

typedef enum
{
  ASK_CHECKPOINTS,
  ASK_SDCPP,
  ASK_KOBOLDCPP,
  ASK_SDNEXT,
  ASK_FORGE,
  ASK_A1111,
  ASK_SAMPLERS,
  ASK_SCHEDULERS,
  ASK_UPSCALERS,
  ASK_LATENT_UPSCALERS,
  ASK_CONTROL_NETS,
  ASK_CONTROL_MODULES,
} Question;

static const char * const paths[] = {
  [ASK_CHECKPOINTS] = "/sdapi/v1/sd-models",
  [ASK_SDCPP] = "/sdcpp/v1/capabilities",
  [ASK_KOBOLDCPP] = "/api/extra/version",
  [ASK_SDNEXT] = "/sdapi/v1/version",
  [ASK_FORGE] = "/sdapi/v1/sd-modules",
  [ASK_A1111] = "/sdapi/v1/sd-vae",
  [ASK_SAMPLERS] = "/sdapi/v1/samplers",
  [ASK_SCHEDULERS] = "/sdapi/v1/schedulers",
  [ASK_UPSCALERS] = "/sdapi/v1/upscalers",
  [ASK_LATENT_UPSCALERS] = "/sdapi/v1/latent-upscale-modes",
  [ASK_CONTROL_NETS] = "/controlnet/model_list",
  [ASK_CONTROL_MODULES] = "/controlnet/module_list",
};

static const char * const names[] = {
  [PEN_SDAPI_UNKNOWN] = "",
  [PEN_SDAPI_SDCPP] = "stable-diffusion.cpp",
  [PEN_SDAPI_KOBOLDCPP] = "KoboldCpp",
  [PEN_SDAPI_SDNEXT] = "SD.Next",
  [PEN_SDAPI_FORGE] = "Forge",
  [PEN_SDAPI_A1111] = "AUTOMATIC1111",
};

static const char * const lists[] = {
  "engine", "checkpoints", "samplers", "schedulers", "upscalers", "extra-upscalers",
  "controlnets", "control-modules"
};

/**
 * _pen_sdapi_get_engine:
 * @catalogue: the provider's catalogue
 *
 * Returns: who answered the last discovery
 */
PenSdapiEngine
_pen_sdapi_get_engine (PenCatalogue *catalogue)
{
  const char * const *engine = pen_catalogue_get_list (catalogue, "engine");

  for (guint i = 0; engine != NULL && i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (engine[0], names[i]) == 0)
      return i;

  return PEN_SDAPI_UNKNOWN;
}

/* The first that is recognised counts: some also answer the questions after theirs. */
static void
set_engine (PenCatalogue   *catalogue,
            PenSdapiEngine  engine)
{
  const char *value[] = { names[engine], NULL };
  PenModel *model = pen_catalogue_find_model (catalogue, "checkpoint");
  guint most = engine == PEN_SDAPI_KOBOLDCPP ? 1 : MAX_BATCH;

  if (pen_catalogue_get_list (catalogue, "engine") != NULL)
    return;

  pen_catalogue_set_list (catalogue, "engine", value);
  pen_catalogue_set_title (catalogue, engine != PEN_SDAPI_UNKNOWN
                                      ? names[engine]
                                      : _("Stable Diffusion Web UI"));

  /* KoboldCpp makes one picture a call, whatever the batch. */
  for (PenTask task = 0; model != NULL && task < PEN_N_TASKS; task++)
    if (pen_model_has_task (model, task))
      pen_model_get_spec (model, task)->max_count = most;
}

/* Puts the @member of each item of @array, or the item itself, behind what is in the list
 * @name. */
static void
extend_list (PenCatalogue *catalogue,
             const char   *name,
             JsonArray    *array,
             const char   *member)
{
  const char * const *present = pen_catalogue_get_list (catalogue, name);
  g_autoptr(GPtrArray) values = g_ptr_array_new ();
  g_auto(GStrv) old = g_strdupv ((char **) present);

  if (array == NULL)
    return;

  for (guint i = 0; old != NULL && old[i] != NULL; i++)
    g_ptr_array_add (values, old[i]);

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      const char *value = member != NULL
                          ? pen_json_string_or (pen_json_at_object (array, i, NULL), member, NULL)
                          : pen_json_at_string (array, i, NULL);

      if (value != NULL && *value != '\0' && !g_str_equal (value, "None") &&
          !g_ptr_array_find_with_equal_func (values, value, g_str_equal, NULL))
        g_ptr_array_add (values, (char *) value);
    }

  g_ptr_array_add (values, NULL);
  pen_catalogue_set_list (catalogue, name, (const char **) values->pdata);
}

/**
 * _pen_sdapi_discover:
 * @provider: the provider
 * @index: the number of the question
 *
 * Returns: (transfer full) (nullable): the question; %NULL after the last, or when
 *   nobody answered the first
 */
PenCall *
_pen_sdapi_discover (PenProvider *provider,
                     guint        index)
{
  PenCatalogue *catalogue = pen_provider_get_catalogue (provider);

  if (index >= G_N_ELEMENTS (paths))
    return NULL;

  /* What an engine offered that was here before counts no more. */
  for (guint i = 0; index == 0 && i < G_N_ELEMENTS (lists); i++)
    pen_catalogue_set_list (catalogue, lists[i], NULL);

  if (index > 0 && pen_catalogue_get_list (catalogue, "checkpoints") == NULL)
    return NULL;

  return pen_call_new ("GET", "sdapi", paths[index]);
}

static gboolean
is_sdcpp (JsonNode *root)
{
  JsonObject *object = pen_json_root_object (root, NULL);

  return pen_json_array_or (object, "supported_modes", NULL) != NULL &&
         pen_json_object_or (object, "model", NULL) != NULL;
}

static gboolean
is_koboldcpp (JsonNode *root)
{
  JsonObject *object = pen_json_root_object (root, NULL);

  return g_strcmp0 (pen_json_string_or (object, "result", NULL), "KoboldCpp") == 0;
}

/* The questions after the one who it is. */
static void
read_list (Question      question,
           JsonObject   *object,
           JsonArray    *array,
           PenCatalogue *catalogue)
{
  switch ((guint) question)
    {
    case ASK_SAMPLERS:
      set_engine (catalogue, PEN_SDAPI_UNKNOWN);
      extend_list (catalogue, "samplers", array, "name");
      break;

    case ASK_SCHEDULERS:
      /* SD.Next lists them, but takes none. */
      if (_pen_sdapi_get_engine (catalogue) != PEN_SDAPI_SDNEXT)
        extend_list (catalogue, "schedulers", array, "name");
      break;

    case ASK_CONTROL_NETS:
      extend_list (catalogue, "controlnets", pen_json_array_or (object, "model_list", NULL), NULL);
      break;

    case ASK_CONTROL_MODULES:
      extend_list (catalogue, "control-modules", pen_json_array_or (object, "module_list", NULL),
                   NULL);
      break;

    case ASK_UPSCALERS:
      extend_list (catalogue, "extra-upscalers", array, "name");
      extend_list (catalogue, "upscalers", array, "name");
      break;

    case ASK_LATENT_UPSCALERS:
      extend_list (catalogue, "upscalers", array, "name");
      break;

    default:
      break;
    }
}

/**
 * _pen_sdapi_read_discovery:
 * @provider: the provider
 * @index: the number of the question
 * @reply: its answer
 * @catalogue: where to put what it says
 */
void
_pen_sdapi_read_discovery (PenProvider  *provider,
                           guint         index,
                           PenReply     *reply,
                           PenCatalogue *catalogue)
{
  JsonNode *root = pen_reply_get_json (reply);
  JsonObject *object;
  JsonArray *array;

  if (root == NULL)
    return;

  object = JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  array = JSON_NODE_HOLDS_ARRAY (root) ? json_node_get_array (root) : NULL;
  switch (index)
    {
    case ASK_CHECKPOINTS:
      extend_list (catalogue, "checkpoints", array, "title");
      break;

    case ASK_SDCPP:
      if (is_sdcpp (root))
        set_engine (catalogue, PEN_SDAPI_SDCPP);
      break;

    case ASK_KOBOLDCPP:
      if (is_koboldcpp (root))
        set_engine (catalogue, PEN_SDAPI_KOBOLDCPP);
      break;

    case ASK_SDNEXT:
      if (object != NULL)
        set_engine (catalogue, PEN_SDAPI_SDNEXT);
      break;

    case ASK_FORGE:
      if (array != NULL)
        set_engine (catalogue, PEN_SDAPI_FORGE);
      break;

    case ASK_A1111:
      if (array != NULL)
        set_engine (catalogue, PEN_SDAPI_A1111);
      break;

    default:
      read_list (index, object, array, catalogue);
      break;
    }
}
