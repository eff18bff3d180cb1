/* pen-sdapi-native.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * stable-diffusion.cpp's own way: a job that is asked after.  Its imitation of the web UI
 * swallows pictures that it cannot read, keeps the caller waiting, and forgets the result
 * when the connection breaks; this one does none of it.
 */

#define G_LOG_DOMAIN "pen-sdapi-native"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-json.h"
#include "pen-sdapi-provider-private.h"

#define JOBS "/sdcpp/v1/jobs/"
#define POLL_MS 1000

/* The web UI's fields, and where the same goes; all others have no counterpart. */
static const struct
{
  const char *from;
  const char *group;   /* (nullable): the object it is in */
  const char *to;
} fields[] = {
  { "prompt", NULL, "prompt" },
  { "negative_prompt", NULL, "negative_prompt" },
  { "seed", NULL, "seed" },
  { "batch_size", NULL, "batch_count" },
  { "width", NULL, "width" },
  { "height", NULL, "height" },
  { "mask", NULL, "mask_image" },
  { "sampler_name", "sample_params", "sample_method" },
  { "scheduler", "sample_params", "scheduler" },
  { "steps", "sample_params", "sample_steps" },
  { "enable_hr", "hires", "enabled" },
  { "hr_scale", "hires", "scale" },
  { "hr_upscaler", "hires", "upscaler" },
  { "hr_second_pass_steps", "hires", "steps" },
};

static JsonObject *
enter (JsonObject *object,
       const char *name)
{
  JsonObject *inner = pen_json_object_or (object, name, NULL);

  if (inner == NULL)
    {
      inner = json_object_new ();
      json_object_set_object_member (object, name, inner);
    }

  return inner;
}

/* Strength is the first pass's with a picture, the second pass's without. */
static void
put_strength (JsonObject *native,
              JsonObject *old,
              gboolean    with_source)
{
  if (!json_object_has_member (old, "denoising_strength"))
    return;

  json_object_set_member (with_source ? native : enter (native, "hires"),
                          with_source ? "strength" : "denoising_strength",
                          json_node_copy (json_object_get_member (old, "denoising_strength")));
}

static JsonObject *
translate (JsonObject *old)
{
  JsonObject *native = json_object_new ();
  JsonArray *sources = pen_json_array_or (old, "init_images", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (json_object_has_member (old, fields[i].from))
      json_object_set_member (fields[i].group != NULL ? enter (native, fields[i].group) : native,
                              fields[i].to,
                              json_node_copy (json_object_get_member (old, fields[i].from)));

  if (json_object_has_member (old, "cfg_scale"))
    json_object_set_member (enter (enter (native, "sample_params"), "guidance"), "txt_cfg",
                            json_node_copy (json_object_get_member (old, "cfg_scale")));
  if (sources != NULL && json_array_get_length (sources) > 0)
    json_object_set_string_member (native, "init_image", pen_json_at_string (sources, 0, NULL));
  put_strength (native, old, sources != NULL);

  return native;
}

static gboolean
put_control (PenRequest  *request,
             PenBody     *body,
             JsonObject  *native,
             GError     **error)
{
  GPtrArray *controls = pen_request_get_controls (request);
  PenBlob *blob = pen_request_get_input (request, "control-0");
  g_autofree char *token = NULL;
  PenControl *control;

  if (controls->len == 0 || blob == NULL)
    return TRUE;

  if (controls->len > 1)
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                           _("stable-diffusion.cpp takes one control picture"));
      return FALSE;
    }

  control = g_ptr_array_index (controls, 0);
  token = pen_body_embed (body, blob, "");
  json_object_set_string_member (native, "control_image", token);
  if (control->weight >= 0)
    json_object_set_double_member (native, "control_strength", control->weight);

  return TRUE;
}

/**
 * _pen_sdapi_make_native:
 * @request: what is wanted
 * @call: the call as the web UI takes it; changed
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with %PEN_ERROR_INVALID_REQUEST
 */
gboolean
_pen_sdapi_make_native (PenRequest  *request,
                        PenCall     *call,
                        GError     **error)
{
  JsonObject *old = pen_json_root_object (pen_body_get_root (call->body), NULL);
  g_autoptr(JsonObject) native = translate (old);
  g_autoptr(JsonNode) root = NULL;

  if (!put_control (request, call->body, native, error))
    return FALSE;

  root = json_node_init_object (json_node_alloc (), native);
  pen_body_set_root (call->body, root);
  g_free (call->path);
  call->path = g_strdup ("/sdcpp/v1/img_gen");

  return TRUE;
}

/* === The job === */

static char *
get_path (JsonNode   *memo,
          const char *end)
{
  const char *id = pen_json_string_or (memo != NULL ? pen_json_root_object (memo, NULL) : NULL,
                                       "job", NULL);
  g_autofree char *escaped = id != NULL ? g_uri_escape_string (id, NULL, FALSE) : NULL;

  return escaped != NULL ? g_strconcat (JOBS, escaped, end, NULL) : NULL;
}

/**
 * _pen_sdapi_ask_native:
 * @memo: (nullable): the memo of a job
 * @delay_ms: how long to wait before
 *
 * Returns: (transfer full) (nullable): the question after the job; %NULL if @memo has none
 */
PenStep *
_pen_sdapi_ask_native (JsonNode *memo,
                       guint     delay_ms)
{
  g_autofree char *path = get_path (memo, "");

  return path != NULL ? pen_step_new_call (pen_call_new ("GET", "sdapi", path), delay_ms, NULL)
                      : NULL;
}

/* (transfer full) (nullable): stops a job that waits; one that runs cannot be stopped */
PenCall *
_pen_sdapi_cancel_native (JsonNode *memo)
{
  g_autofree char *path = get_path (memo, "/cancel");
  PenCall *call = path != NULL ? pen_call_new ("POST", "sdapi", path) : NULL;

  if (call != NULL)
    call->expect = PEN_EXPECT_NOTHING;
  return call;
}

static PenStep *
take_job (JsonObject  *object,
          GError     **error)
{
  const char *id = pen_json_string_or (object, "id", NULL);
  g_autoptr(JsonObject) memo = NULL;
  g_autoptr(JsonNode) node = NULL;
  PenStep *step;

  if (id == NULL || *id == '\0')
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                           _("The engine answered without naming the job"));
      return NULL;
    }

  memo = json_object_new ();
  json_object_set_string_member (memo, "job", id);
  node = json_node_init_object (json_node_alloc (), memo);
  step = _pen_sdapi_ask_native (node, POLL_MS / 4);
  step->memo = g_steal_pointer (&node);

  return step;
}

static PenStep *
take_pictures (PenRequest  *request,
               PenReply    *reply,
               JsonObject  *object,
               GError     **error)
{
  JsonArray *images = pen_json_array_or (pen_json_object_or (object, "result", NULL), "images",
                                         NULL);
  g_autoptr(PenStep) step = pen_step_new_done ();

  step->cost_usd = 0;
  for (guint i = 0; images != NULL && i < json_array_get_length (images); i++)
    if (!_pen_sdapi_take_picture (step, reply,
                                  pen_json_string_or (pen_json_at_object (images, i, NULL),
                                                      "b64_json", NULL),
                                  pen_request_get_seed (request) + i, error))
      return NULL;

  if (step->outputs->len == 0)
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                           _("The engine answered without a picture"));
      return NULL;
    }

  return g_steal_pointer (&step);
}

static PenStep *
refuse_job (JsonObject  *object,
            gboolean     cancelled,
            GError     **error)
{
  const char *words = pen_json_string_or (pen_json_object_or (object, "error", NULL), "message",
                                          "");

  if (cancelled)
    g_set_error_literal (error, PEN_ERROR, PEN_ERROR_SERVICE,
                         _("Somebody stopped the work in the engine"));
  else
    g_set_error (error, PEN_ERROR, PEN_ERROR_SERVICE, _("The engine failed: %s"), words);

  return NULL;
}

/**
 * _pen_sdapi_next_native:
 * @request: what is wanted
 * @memo: (nullable): the memo of the job
 * @call: the call that was made
 * @reply: its answer
 * @error: return location for a #GError
 *
 * Returns: (transfer full): what follows, or %NULL with @error set
 */
PenStep *
_pen_sdapi_next_native (PenRequest  *request,
                        JsonNode    *memo,
                        PenCall     *call,
                        PenReply    *reply,
                        GError     **error)
{
  JsonNode *root = pen_reply_get_json (reply);
  JsonObject *object = root != NULL ? pen_json_root_object (root, NULL) : NULL;
  const char *status = pen_json_string_or (object, "status", "");

  if (!g_str_has_prefix (call->path, JOBS))
    return take_job (object, error);

  if (g_str_equal (status, "completed"))
    return take_pictures (request, reply, object, error);
  if (g_str_equal (status, "failed") || g_str_equal (status, "cancelled"))
    return refuse_job (object, g_str_equal (status, "cancelled"), error);
  if (g_str_equal (status, "queued") || g_str_equal (status, "generating"))
    return _pen_sdapi_ask_native (memo, POLL_MS);

  g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                       _("The engine's answer was not understood"));
  return NULL;
}
