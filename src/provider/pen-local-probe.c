/* pen-local-probe.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-local-probe"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-local-probe.h"

/**
 * Sign:
 * @path: the way into the answer: members, and places in lists, between dots; empty
 *   for the answer itself
 * @shape: what stands there: “object”, “array”, “string”, “true”, “+” for anything, “=”
 *   and the text, “!” and the text that must not stand there, “?” and a text of the list
 *
 * One thing that an answer must hold.
 */
typedef struct
{
  const char *path;
  const char *shape;
} Sign;

/* The ports that the engines choose by themselves, the likeliest first. */
static const char * const addresses[] = {
  "http://127.0.0.1:7860",     /* AUTOMATIC1111, Forge, SD.Next */
  "http://127.0.0.1:7861",     /* AUTOMATIC1111 and Forge with --nowebui */
  "http://127.0.0.1:8188",     /* ComfyUI */
  "http://127.0.0.1:8000",     /* ComfyUI Desktop */
  "http://127.0.0.1:1234",     /* sd-server */
  "http://127.0.0.1:5001",     /* KoboldCpp */
  "http://127.0.0.1:8080",     /* LocalAI, llama-swap */
  "http://127.0.0.1:13305",    /* lemonade */
  NULL
};

#define COMPATIBLE "openai-compatible"

/* The order matters: KoboldCpp answers the questions for ComfyUI and for Ollama too, and
 * SD.Next the one for AUTOMATIC1111. */
static const struct
{
  const char *path;
  const char *title;
  const char *provider;
  const char *other;
  const char *problem;
  gboolean    is_guess;
  Sign        signs[4];
} probes[] = {
  { "/sdcpp/v1/capabilities", "stable-diffusion.cpp", "sdapi", COMPATIBLE, NULL, FALSE,
    { { "supported_modes", "?img_gen" }, { "model", "object" } } },
  { "/api/extra/version", "KoboldCpp", "sdapi", COMPATIBLE, NULL, FALSE,
    { { "result", "=KoboldCpp" }, { "txt2img", "true" } } },
  { "/api/extra/version", "KoboldCpp", "sdapi", COMPATIBLE,
    N_("KoboldCpp has no image model loaded"), FALSE,
    { { "result", "=KoboldCpp" } } },
  { "/system_stats", "ComfyUI", "comfyui", NULL, NULL, FALSE,
    { { "system.comfyui_version", "string" }, { "devices.0.name", "!koboldcpp" } } },
  { "/sdapi/v1/version", "SD.Next", "sdapi", NULL, NULL, FALSE,
    { { "", "object" } } },
  { "/sdapi/v1/sd-modules", "Forge", "sdapi", NULL, NULL, FALSE,
    { { "", "array" } } },
  { "/sdapi/v1/sd-vae", "AUTOMATIC1111", "sdapi", NULL, NULL, FALSE,
    { { "", "array" } } },
  { "/.well-known/localai.json", "LocalAI", COMPATIBLE, NULL, NULL, FALSE,
    { { "version", "string" }, { "endpoints", "+" } } },
  { "/api/version", "llama-swap", COMPATIBLE, NULL, NULL, FALSE,
    { { "version", "string" }, { "commit", "string" }, { "build_date", "string" } } },
  { "/v1/health", "lemonade", COMPATIBLE, NULL, NULL, FALSE,
    { { "status", "=ok" }, { "version", "string" }, { "all_models_loaded", "+" } } },
  { "/api/version", "Ollama", NULL, NULL, N_("Ollama makes no pictures any more"), FALSE,
    { { "version", "string" } } },
  { "/internal/ping", "Stable Diffusion Web UI", "sdapi", NULL,
    N_("The web UI runs without its interface: start it with the option --api"), FALSE,
    { { "", "object" } } },
  { "/v1/models", "OpenAI-compatible server", COMPATIBLE, NULL, NULL, TRUE,
    { { "data", "array" } } },
};

/**
 * pen_local_probe_get_addresses:
 *
 * Returns: (transfer none): where engines listen on this computer unless they are told
 *   otherwise
 */
const char * const *
pen_local_probe_get_addresses (void)
{
  return addresses;
}

/**
 * pen_local_probe_get_path:
 * @index: the number of the probe
 *
 * Several probes in a row, or apart, may have the same path.
 *
 * Returns: (nullable): what to GET; %NULL after the last
 */
const char *
pen_local_probe_get_path (guint index)
{
  return index < G_N_ELEMENTS (probes) ? probes[index].path : NULL;
}

/* What stands at @path; %NULL if nothing does. */
static JsonNode *
find (JsonNode   *node,
      const char *path)
{
  g_auto(GStrv) parts = g_strsplit (path, ".", -1);

  for (guint i = 0; node != NULL && parts[i] != NULL; i++)
    {
      guint64 place = g_ascii_strtoull (parts[i], NULL, 10);

      if (JSON_NODE_HOLDS_OBJECT (node))
        node = json_object_get_member (json_node_get_object (node), parts[i]);
      else if (JSON_NODE_HOLDS_ARRAY (node) &&
               place < json_array_get_length (json_node_get_array (node)))
        node = json_array_get_element (json_node_get_array (node), (guint) place);
      else
        node = NULL;
    }

  return node;
}

static const char *
get_text (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
           ? json_node_get_string (node) : NULL;
}

static gboolean
lists (JsonNode   *node,
       const char *text)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (g_strcmp0 (get_text (json_array_get_element (array, i)), text) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
has_sign (JsonNode   *root,
          const Sign *sign)
{
  JsonNode *node = find (root, sign->path);

  switch (sign->shape[0])
    {
    case '!':
      return node == NULL || g_strcmp0 (get_text (node), sign->shape + 1) != 0;
    case '+':
      return node != NULL;
    case '=':
      return node != NULL && g_strcmp0 (get_text (node), sign->shape + 1) == 0;
    case '?':
      return node != NULL && lists (node, sign->shape + 1);
    case 'o':
      return node != NULL && JSON_NODE_HOLDS_OBJECT (node);
    case 'a':
      return node != NULL && JSON_NODE_HOLDS_ARRAY (node);
    case 's':
      return node != NULL && get_text (node) != NULL;
    case 't':
    default:
      return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
             json_node_get_value_type (node) == G_TYPE_BOOLEAN && json_node_get_boolean (node);
    }
}

/* Only one family of engines has passwords, and says so before anything else. */
static gboolean
wants_key (guint  index,
           guint  status)
{
  return status == SOUP_STATUS_UNAUTHORIZED && g_str_has_prefix (probes[index].path, "/sdapi/");
}

/**
 * pen_local_probe_read:
 * @index: the number of the probe
 * @reply: the answer to a GET of its path
 * @ret_engine: (out): who answered
 *
 * Returns: whether the engine of this probe, or one behind a password, was recognised
 */
gboolean
pen_local_probe_read (guint           index,
                      PenReply       *reply,
                      PenLocalEngine *ret_engine)
{
  guint status = pen_reply_get_status (reply);
  JsonNode *root = pen_reply_get_json (reply);

  g_return_val_if_fail (index < G_N_ELEMENTS (probes), FALSE);
  g_return_val_if_fail (ret_engine != NULL, FALSE);

  if (wants_key (index, status))
    {
      *ret_engine = (PenLocalEngine) {
        .title = "Stable Diffusion Web UI", .provider = "sdapi", .wants_key = TRUE,
      };
      return TRUE;
    }

  if (status != SOUP_STATUS_OK || root == NULL)
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (probes[index].signs); i++)
    if (probes[index].signs[i].path != NULL && !has_sign (root, &probes[index].signs[i]))
      return FALSE;

  *ret_engine = (PenLocalEngine) {
    probes[index].title, probes[index].provider, probes[index].other,
    probes[index].problem != NULL ? _(probes[index].problem) : NULL,
    FALSE, probes[index].is_guess,
  };
  return TRUE;
}
