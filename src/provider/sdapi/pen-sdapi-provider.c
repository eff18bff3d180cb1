/* pen-sdapi-provider.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/**
 * PenSdapiProvider:
 *
 * Engines on the user's own computer or network that speak the language of the
 * Stable Diffusion web UI: AUTOMATIC1111, Forge, SD.Next, and those that imitate it.
 */

#define G_LOG_DOMAIN "pen-sdapi-provider"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "pen-json.h"
#include "pen-sdapi-provider-private.h"
#include "pen-sdapi-provider.h"
#include "pen-sdapi-resources.h"

#define CHECKPOINT "override_settings"
#define KEEP_CHECKPOINT "override_settings_restore_afterwards"

/* No byte comes before the last step, and a picture may take many minutes. */
#define GENERATION_SECONDS 3600
#define WATCH_MS 1000

#define NATIVE "/sdcpp/"

struct _PenSdapiProvider
{
  PenProvider parent_instance;
};

G_DEFINE_FINAL_TYPE (PenSdapiProvider, pen_sdapi_provider, PEN_TYPE_PROVIDER)

/* Fields that an engine does not have. */
static const struct
{
  PenSdapiEngine  engine;
  const char     *fields[24];
} lacking[] = {
  { PEN_SDAPI_UNKNOWN, { "distilled_cfg_scale" } },
  { PEN_SDAPI_A1111, { "distilled_cfg_scale" } },
  { PEN_SDAPI_SDNEXT,
    { "distilled_cfg_scale", "inpainting_fill", "restore_faces", "scheduler", "tiling" } },
  { PEN_SDAPI_KOBOLDCPP,
    { CHECKPOINT, KEEP_CHECKPOINT, "batch_size", "distilled_cfg_scale", "enable_hr", "hr_scale",
      "hr_second_pass_steps", "hr_upscaler", "inpaint_full_res", "inpaint_full_res_padding",
      "inpainting_fill", "mask_blur", "resize_mode", "restore_faces", "subseed",
      "subseed_strength", "tiling" } },
};

static void
drop_fields (JsonObject     *body,
             PenSdapiEngine  engine)
{
  for (guint i = 0; i < G_N_ELEMENTS (lacking); i++)
    for (guint j = 0; lacking[i].engine == engine && lacking[i].fields[j] != NULL; j++)
      if (json_object_has_member (body, lacking[i].fields[j]))
        json_object_remove_member (body, lacking[i].fields[j]);
}

/* The engines differ in what they do in a second pass when they are not told; what the
 * catalogue promises is sent. */
static void
complete_second_pass (JsonObject *body,
                      PenRequest *request)
{
  static const char * const names[] = {
    "denoising_strength", "hr_scale", "hr_second_pass_steps"
  };

  if (!pen_json_boolean_or (body, "enable_hr", FALSE))
    return;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      PenParameter *parameter = pen_model_find_parameter (pen_request_get_model (request),
                                                          pen_request_get_task (request),
                                                          names[i]);

      if (parameter != NULL && parameter->fallback != NULL &&
          !json_object_has_member (body, names[i]))
        json_object_set_member (body, names[i], json_node_copy (parameter->fallback));
    }
}

/* The call for upscaling exists at the web UI's own engines only. */
static gboolean
complete_upscale (JsonObject    *body,
                  PenCatalogue  *catalogue,
                  GError       **error)
{
  PenSdapiEngine engine = _pen_sdapi_get_engine (catalogue);
  const char * const *upscalers = pen_catalogue_get_list (catalogue, "extra-upscalers");
  const char *chosen = NULL;

  if (engine == PEN_SDAPI_SDCPP || engine == PEN_SDAPI_KOBOLDCPP)
    {
      g_set_error (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                   _("%s does not upscale pictures for other programs"),
                   pen_catalogue_get_title (catalogue));
      return FALSE;
    }

  /* Without one the picture is only stretched; these two do no more. */
  for (guint i = 0; upscalers != NULL && upscalers[i] != NULL && chosen == NULL; i++)
    if (!g_str_equal (upscalers[i], "Lanczos") && !g_str_equal (upscalers[i], "Nearest"))
      chosen = upscalers[i];
  if (chosen != NULL && !json_object_has_member (body, "upscaler_1"))
    json_object_set_string_member (body, "upscaler_1", chosen);

  return TRUE;
}

static gboolean
complete (PenProvider  *provider,
          PenRequest   *request,
          PenCall      *call,
          GError      **error)
{
  PenCatalogue *catalogue = pen_provider_get_catalogue (provider);
  JsonObject *root = pen_json_root_object (pen_body_get_root (call->body), NULL);

  if (pen_request_get_task (request) == PEN_TASK_UPSCALE)
    return complete_upscale (root, catalogue, error);

  /* Going back after each picture would load two checkpoints for every one. */
  if (json_object_has_member (root, CHECKPOINT))
    json_object_set_boolean_member (root, KEEP_CHECKPOINT, FALSE);

  complete_second_pass (root, request);
  if (_pen_sdapi_get_engine (catalogue) == PEN_SDAPI_SDCPP)
    return _pen_sdapi_make_native (request, call, error);

  if (!_pen_sdapi_add_controls (request, call->body, root, catalogue, error))
    return FALSE;

  drop_fields (root, _pen_sdapi_get_engine (catalogue));
  return TRUE;
}

static PenStep *
pen_sdapi_provider_begin (PenProvider  *provider,
                          PenRequest   *request,
                          GError      **error)
{
  g_autoptr(PenStep) step = NULL;

  step = PEN_PROVIDER_CLASS (pen_sdapi_provider_parent_class)->begin (provider, request, error);
  if (step == NULL || !complete (provider, request, step->call, error))
    return NULL;

  step->call->timeout_seconds = GENERATION_SECONDS;
  return g_steal_pointer (&step);
}

/* What the engine says of the pictures: a JSON text in the JSON, or nothing. */
static JsonNode *
read_info (JsonObject *object)
{
  const char *text = pen_json_string_or (object, "info", NULL);

  return text != NULL ? pen_json_parse (text, -1, NULL) : NULL;
}

/* The seed of picture @index: from the list, else counted on from the first. */
static guint64
read_seed (JsonObject *info,
           PenRequest *request,
           guint       index)
{
  JsonArray *all = pen_json_array_or (info, "all_seeds", NULL);
  gint64 seed = pen_json_int_or (info, "seed", (gint64) pen_request_get_seed (request));

  if (all != NULL && index < json_array_get_length (all))
    {
      JsonNode *node = json_array_get_element (all, index);

      if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64)
        return MAX (json_node_get_int (node), 0);
    }

  return seed > 0 ? (guint64) seed + index : 0;
}

gboolean
_pen_sdapi_take_picture (PenStep     *step,
                         PenReply    *reply,
                         const char  *text,
                         guint64      seed,
                         GError     **error)
{
  g_autoptr(PenBlob) blob = NULL;
  PenOutput *output;

  /* KoboldCpp's way to say that it failed. */
  if (text == NULL || *text == '\0')
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_SERVICE,
                           _("The engine answered without a picture: its own window may say "
                             "why"));
      return FALSE;
    }

  blob = pen_reply_get_blob (reply, text, error);
  if (blob == NULL)
    return FALSE;

  output = pen_output_new_blob (blob);
  output->seed = seed;
  pen_step_take_output (step, output);
  return TRUE;
}

static PenStep *
read_upscaled (PenReply    *reply,
               JsonObject  *object,
               GError     **error)
{
  g_autoptr(PenStep) step = pen_step_new_done ();

  step->cost_usd = 0;
  if (!_pen_sdapi_take_picture (step, reply, pen_json_string_or (object, "image", NULL), 0, error))
    return NULL;

  return g_steal_pointer (&step);
}

static PenStep *
pen_sdapi_provider_next (PenProvider  *provider,
                         PenRequest   *request,
                         JsonNode     *memo,
                         PenCall      *call,
                         PenReply     *reply,
                         GError      **error)
{
  g_autoptr(PenStep) step = NULL;
  g_autoptr(JsonNode) info_node = NULL;
  JsonNode *root = pen_reply_get_json (reply);
  JsonObject *object = root != NULL ? pen_json_root_object (root, NULL) : NULL;
  JsonArray *images = pen_json_array_or (object, "images", NULL);
  JsonObject *info;
  guint n;
  gint64 first;

  if (g_str_has_prefix (call->path, NATIVE))
    return _pen_sdapi_next_native (request, memo, call, reply, error);
  if (pen_request_get_task (request) == PEN_TASK_UPSCALE)
    return read_upscaled (reply, object, error);

  if (images == NULL || json_array_get_length (images) == 0)
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                           _("The engine answered without a picture"));
      return NULL;
    }

  info_node = read_info (object);
  info = info_node != NULL ? pen_json_root_object (info_node, NULL) : NULL;

  /* A grid may stand before the pictures, and maps of the engine's own behind them. */
  n = json_array_get_length (images);
  first = pen_json_int_or (info, "index_of_first_image", 0);
  if (first < 0 || first >= n)
    first = 0;
  n = MIN (n - (guint) first, pen_request_get_count (request));

  step = pen_step_new_done ();
  step->cost_usd = 0;
  for (guint i = 0; i < n; i++)
    if (!_pen_sdapi_take_picture (step, reply, pen_json_at_string (images, (guint) first + i, NULL),
                       read_seed (info, request, i), error))
      return NULL;

  return g_steal_pointer (&step);
}

/* Only stable-diffusion.cpp remembers. */
static PenStep *
pen_sdapi_provider_resume (PenProvider  *provider,
                           PenRequest   *request,
                           JsonNode     *memo,
                           GError      **error)
{
  PenStep *step = _pen_sdapi_ask_native (memo, 0);

  if (step == NULL)
    g_set_error (error, PEN_ERROR, PEN_ERROR_UNKNOWN_OUTCOME,
                 _("%s cannot say what became of an earlier request"),
                 pen_catalogue_get_title (pen_provider_get_catalogue (provider)));

  return step;
}

static PenCall *
pen_sdapi_provider_cancel (PenProvider *provider,
                           PenRequest  *request,
                           JsonNode    *memo)
{
  PenCall *call = _pen_sdapi_cancel_native (memo);

  if (call != NULL)
    return call;

  call = pen_call_new ("POST", "sdapi", "/sdapi/v1/interrupt");

  /* SD.Next answers 204, without a body. */
  call->expect = PEN_EXPECT_NOTHING;
  return call;
}

static PenCall *
pen_sdapi_provider_watch (PenProvider *provider,
                          PenRequest  *request,
                          guint       *interval_ms)
{
  *interval_ms = WATCH_MS;

  /* It has no such thing. */
  if (_pen_sdapi_get_engine (pen_provider_get_catalogue (provider)) == PEN_SDAPI_SDCPP)
    return NULL;

  return pen_call_new ("GET", "sdapi", "/sdapi/v1/progress");
}

static void
pen_sdapi_provider_read_watch (PenProvider  *provider,
                               PenReply     *reply,
                               double       *progress,
                               PenBlob     **preview)
{
  JsonNode *root = pen_reply_get_json (reply);
  JsonObject *object = root != NULL ? pen_json_root_object (root, NULL) : NULL;
  const char *image = pen_json_string_or (object, "current_image", NULL);
  double value = pen_json_double_or (object, "progress", -1);

  /* Just after the start the engine counts its jobs wrongly; when it has finished, and
   * the answer is still on its way, it says 0 again. */
  *progress = isfinite (value) && value > 0 ? MIN (value, 1) : -1;
  *preview = image != NULL && *image != '\0' ? pen_reply_get_blob (reply, image, NULL) : NULL;
}

static PenCall *
pen_sdapi_provider_check_key (PenProvider *provider)
{
  return pen_call_new ("GET", "sdapi", "/sdapi/v1/sd-models");
}

static char *
pen_sdapi_provider_read_check (PenProvider  *provider,
                               PenReply     *reply,
                               GError      **error)
{
  JsonNode *root = pen_reply_get_json (reply);
  guint n;

  if (root == NULL || !JSON_NODE_HOLDS_ARRAY (root))
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                           _("Something else than an image engine answers at this address"));
      return NULL;
    }

  n = json_array_get_length (json_node_get_array (root));
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                       "The engine answers, with %u checkpoint",
                                       "The engine answers, with %u checkpoints", n),
                          n);
}

static void
pen_sdapi_provider_authorise (PenProvider        *provider,
                              SoupMessageHeaders *headers,
                              PenSecret          *key)
{
  pen_provider_authorise_basic (headers, key);
}

static void
pen_sdapi_provider_class_init (PenSdapiProviderClass *klass)
{
  PenProviderClass *provider_class = PEN_PROVIDER_CLASS (klass);

  /* Keeps the catalogue when the program is linked. */
  pen_sdapi_get_resource ();

  provider_class->catalogue_path = RESOURCE_PREFIX "/catalogue/sdapi.json";
  provider_class->begin = pen_sdapi_provider_begin;
  provider_class->next = pen_sdapi_provider_next;
  provider_class->resume = pen_sdapi_provider_resume;
  provider_class->cancel = pen_sdapi_provider_cancel;
  provider_class->watch = pen_sdapi_provider_watch;
  provider_class->read_watch = pen_sdapi_provider_read_watch;
  provider_class->check_key = pen_sdapi_provider_check_key;
  provider_class->read_check = pen_sdapi_provider_read_check;
  provider_class->authorise = pen_sdapi_provider_authorise;
  provider_class->read_error = _pen_sdapi_read_error;
  provider_class->discover = _pen_sdapi_discover;
  provider_class->read_discovery = _pen_sdapi_read_discovery;
}

static void
pen_sdapi_provider_init (PenSdapiProvider *self)
{
}
