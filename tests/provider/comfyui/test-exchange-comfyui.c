/* test-exchange-comfyui.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-exchange-comfyui"

#include "config.h"

#include <locale.h>
#include <string.h>

#include "pen-comfyui-provider.h"
#include "pen-exchange-fixture.h"
#include "pen-exchange-inputs.h"
#include "pen-exchange-runs.h"

#define MODEL "checkpoint"
#define TOKEN "0b8f2f6e-3c4d-4e5f-8a9b-0c1d2e3f4a5b"
#define LOGIN "painter:canary7Zq0mX4t"

static const char *ages[] = { "old", "usual", "new" };

static void
set_up (PenExchangeFixture *self,
        gconstpointer       data)
{
  pen_exchange_set_up (self, "comfyui", PEN_TYPE_COMFYUI_PROVIDER, NULL);
  pen_runner_set_pace (self->runner, 0.01);
}

static void
tear_down (PenExchangeFixture *self,
           gconstpointer       data)
{
  /* Nothing that the engine merely swallows is sent, and nothing twice. */
  pen_exchange_assert_no_remarks (self);
  pen_exchange_assert_no_strangers (self);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_BOUGHT_TWICE), ==, 0);
  pen_exchange_tear_down (self);
}

static void
tell (PenExchangeFixture *self,
      const char         *name,
      const char         *value)
{
  g_autofree char *members = g_strdup_printf ("\"%s\":\"%s\"", name, value);

  pen_exchange_tell (self, members);
}

static void
set_picture (PenRequest *request,
             const char *slot,
             GdkPixbuf  *picture)
{
  g_autoptr(GBytes) bytes = pen_sim_picture_encode (picture, "png");
  g_autoptr(PenBlob) blob = pen_blob_new_for_bytes (bytes, "image/png");

  pen_request_set_input (request, slot, blob);
}

static PenRequest *
new_request (PenExchangeFixture *self,
             const char         *model,
             PenTask             task)
{
  PenRequest *request = pen_exchange_new_request (self, model, task);
  const guint margins[PEN_N_SIDES] = { 64, 0, 0, 0 };

  pen_request_set_token (request, TOKEN);
  if (task == PEN_TASK_INPAINT || task == PEN_TASK_OUTPAINT)
    pen_exchange_take_input (request, "mask", pen_exchange_new_mask (128, 64, TRUE));
  if (task == PEN_TASK_OUTPAINT)
    pen_request_set_extend (request, margins);
  if (task == PEN_TASK_CONTROL)
    {
      g_autoptr(GdkPixbuf) picture = pen_sim_picture_draw ("pose", 1, 64, 64);

      pen_request_set_input (request, "source", NULL);
      pen_request_add_control (request, "canny", "/nowhere/control.png", 0.75);
      set_picture (request, "control-0", picture);
    }

  return request;
}

/* The entry in the log of the only request to a path that ends so. */
static JsonObject *
get_fields (PenExchangeFixture *self,
            const char         *path)
{
  g_autoptr(JsonObject) log = pen_simulator_get_log (self->simulator);
  JsonArray *requests = json_object_get_array_member (log, "requests");

  for (guint i = json_array_get_length (requests); i > 0; i--)
    {
      JsonObject *entry = json_array_get_object_element (requests, i - 1);

      if (g_str_has_suffix (json_object_get_string_member (entry, "path"), path))
        return json_object_ref (json_object_get_object_member (entry, "fields"));
    }

  g_assert_not_reached ();
}

/* === Discovery === */

static void
assert_list (PenExchangeFixture *self,
             const char         *name,
             const char         *value)
{
  PenCatalogue *catalogue = pen_provider_get_catalogue (self->provider);
  const char * const *list = pen_catalogue_get_list (catalogue, name);

  g_test_message ("%s: %s", name, value);
  g_assert_nonnull (list);
  g_assert_true (g_strv_contains (list, value));
}

static void
test_discover (PenExchangeFixture *self,
               gconstpointer       data)
{
  static const char *shapes[] = { "\"classic\":true", "\"classic\":false" };

  for (guint i = 0; i < G_N_ELEMENTS (ages) * G_N_ELEMENTS (shapes); i++)
    {
      tell (self, "age", ages[i / 2]);
      pen_exchange_tell (self, shapes[i % 2]);
      g_assert_true (pen_exchange_discover (self, NULL));
      assert_list (self, "checkpoints", "sd_xl_base.safetensors");
      assert_list (self, "samplers", "uni_pc");
      assert_list (self, "schedulers", "karras");
      assert_list (self, "loras", "ink.safetensors");
      assert_list (self, "controlnets", "control_depth.pth");
      assert_list (self, "upscale-models", "RealESRGAN_x4.pth");
      assert_list (self, "diffusion-models", "flux1-dev.safetensors");
      assert_list (self, "text-encoders", "clip_l.safetensors");
      assert_list (self, "vaes", "ae.safetensors");
    }
}

/* KoboldCpp answers the first question, too. */
static void
test_discover_fake (PenExchangeFixture *self,
                    gconstpointer       data)
{
  g_autofree char *address = pen_simulator_get_address (self->simulator, "sdapi");
  g_autofree char *sentence = NULL;
  g_autoptr(GError) error = NULL;

  pen_simulator_tell (self->simulator, "{\"service\":\"sdapi\",\"flavour\":\"koboldcpp\"}");
  pen_runner_set_address (self->runner, "comfyui", address);
  pen_exchange_discover (self, NULL);
  g_assert_null (pen_catalogue_get_list (pen_provider_get_catalogue (self->provider),
                                         "checkpoints"));
  sentence = pen_exchange_check (self, &error);
  g_assert_null (sentence);
  g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY);
}

static void
test_check (PenExchangeFixture *self,
            gconstpointer       data)
{
  g_autofree char *sentence = pen_exchange_check (self, NULL);

  g_assert_cmpstr (sentence, ==, "ComfyUI 0.3.64 answers");
}

/* === What works === */

static void
test_tasks (PenExchangeFixture *self,
            gconstpointer       data)
{
  static const struct { const char *model; PenTask task; int width, height; } table[] =
  {
    { "checkpoint", PEN_TASK_TEXT_TO_IMAGE, 512, 512 },
    { "checkpoint", PEN_TASK_IMAGE_TO_IMAGE, 128, 64 },
    { "checkpoint", PEN_TASK_INPAINT, 128, 64 },
    { "checkpoint", PEN_TASK_OUTPAINT, 128, 64 },
    { "checkpoint", PEN_TASK_CONTROL, 512, 512 },
    { "flux", PEN_TASK_TEXT_TO_IMAGE, 1024, 1024 },
    { "flux", PEN_TASK_IMAGE_TO_IMAGE, 128, 64 },
    { "flux", PEN_TASK_INPAINT, 128, 64 },
    { "flux", PEN_TASK_OUTPAINT, 128, 64 },
    { "upscaler", PEN_TASK_UPSCALE, 512, 256 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (ages) * G_N_ELEMENTS (table); i++)
    {
      guint row = i % G_N_ELEMENTS (table);
      PenRequest *request;
      g_autoptr(GdkPixbuf) picture = NULL;

      g_test_message ("%s %s %s", ages[i / G_N_ELEMENTS (table)], table[row].model,
                      pen_task_to_nick (table[row].task));
      pen_exchange_tell (self, "\"reset\":true");
      tell (self, "age", ages[i / G_N_ELEMENTS (table)]);
      g_assert_true (pen_exchange_discover (self, NULL));
      request = new_request (self, table[row].model, table[row].task);
      if (table[row].task == PEN_TASK_CONTROL)
        pen_request_set_size (request, 512, 512);
      pen_exchange_run_request (self, request);
      picture = pen_exchange_get_picture (self, 0);
      g_assert_cmpuint (self->outputs->len, ==, 1);
      g_assert_cmpint (gdk_pixbuf_get_width (picture), ==, table[row].width);
      g_assert_cmpint (gdk_pixbuf_get_height (picture), ==, table[row].height);
      g_assert_cmpfloat (self->cost_usd, ==, 0);
      g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 1);
      pen_exchange_assert_no_remarks (self);
    }
}

static void
test_count (PenExchangeFixture *self,
            gconstpointer       data)
{
  static const PenTask tasks[] = { PEN_TASK_TEXT_TO_IMAGE, PEN_TASK_IMAGE_TO_IMAGE };

  g_assert_true (pen_exchange_discover (self, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (tasks); i++)
    {
      PenRequest *request = new_request (self, MODEL, tasks[i]);

      pen_request_set_count (request, 3);
      pen_exchange_run_request (self, request);
      g_assert_no_error (self->error);
      g_assert_cmpuint (self->outputs->len, ==, 3);
      for (guint j = 0; j < 3; j++)
        g_object_unref (pen_exchange_get_picture (self, j));
    }
}

static GdkPixbuf *
run_with_strength (PenExchangeFixture *self,
                   double              strength)
{
  PenRequest *request = new_request (self, MODEL, PEN_TASK_IMAGE_TO_IMAGE);

  pen_request_set_strength (request, strength);
  pen_exchange_run_request (self, request);

  return pen_exchange_get_picture (self, 0);
}

static void
test_strength (PenExchangeFixture *self,
               gconstpointer       data)
{
  g_autoptr(GdkPixbuf) source = pen_sim_picture_draw ("source", 1, 128, 64);
  g_autoptr(GdkPixbuf) kept = NULL;
  g_autoptr(GdkPixbuf) changed = NULL;
  gsize size = gdk_pixbuf_get_byte_length (source);

  g_assert_true (pen_exchange_discover (self, NULL));
  kept = run_with_strength (self, 0);
  g_assert_cmpmem (gdk_pixbuf_read_pixels (source), size, gdk_pixbuf_read_pixels (kept), size);
  changed = run_with_strength (self, 1);
  g_assert_cmpint (memcmp (gdk_pixbuf_read_pixels (source), gdk_pixbuf_read_pixels (changed),
                           size), !=, 0);
}

/* White changes, black stays, whatever the method. */
static void
test_mask (PenExchangeFixture *self,
           gconstpointer       data)
{
  static const char *methods[] = { "noise-mask", "replace", "inpaint-model" };
  static const char *classes[] = {
    "SetLatentNoiseMask", "VAEEncodeForInpaint", "InpaintModelConditioning"
  };
  g_autoptr(GdkPixbuf) source = pen_sim_picture_draw ("source", 1, 128, 64);
  gsize stride = (gsize) gdk_pixbuf_get_rowstride (source);

  g_assert_true (pen_exchange_discover (self, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      PenRequest *request = new_request (self, MODEL, PEN_TASK_INPAINT);
      g_autoptr(GdkPixbuf) picture = NULL;
      g_autoptr(JsonObject) sent = NULL;
      g_autofree char *graph = NULL;
      const guint8 *old, *new;

      pen_exchange_set_string (request, "method", methods[i]);
      pen_exchange_run_request (self, request);
      picture = pen_exchange_get_picture (self, 0);
      old = gdk_pixbuf_read_pixels (source);
      new = gdk_pixbuf_read_pixels (picture);
      g_assert_cmpint (memcmp (old + stride * 30, new + stride * 30, 3 * 60), !=, 0);
      g_assert_cmpmem (old + stride * 30 + 3 * 66, 3 * 60, new + stride * 30 + 3 * 66, 3 * 60);

      sent = get_fields (self, "/prompt");
      graph = json_to_string (json_object_get_member (sent, "prompt"), FALSE);
      g_assert_nonnull (strstr (graph, classes[i]));
    }
}

static void
test_settings (PenExchangeFixture *self,
               gconstpointer       data)
{
  PenRequest *request = new_request (self, MODEL, PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(JsonObject) sent = NULL;
  g_autofree char *graph = NULL;

  g_assert_true (pen_exchange_discover (self, NULL));
  pen_request_set_negative (request, "snow");
  pen_exchange_set_string (request, "ckpt_name", "sd_xl_base.safetensors");
  pen_exchange_set_string (request, "sampler_name", "uni_pc");
  pen_exchange_set_string (request, "scheduler", "karras");
  pen_exchange_set_string (request, "lora_name", "ink.safetensors");
  pen_exchange_run_request (self, request);
  g_assert_no_error (self->error);

  sent = get_fields (self, "/prompt");
  graph = json_to_string (json_object_get_member (sent, "prompt"), FALSE);
  g_assert_cmpstr (json_object_get_string_member (sent, "client_id"), ==, TOKEN);
  g_assert_cmpstr (json_object_get_string_member (sent, "prompt_id"), ==, TOKEN);
  g_assert_nonnull (strstr (graph, "sd_xl_base"));
  g_assert_nonnull (strstr (graph, "uni_pc"));
  g_assert_nonnull (strstr (graph, "karras"));
  g_assert_nonnull (strstr (graph, "LoraLoader"));
  g_assert_nonnull (strstr (graph, "\"text\":\"snow\""));
}

/* Two of a kind each find the net whose name speaks of it. */
static void
test_controls (PenExchangeFixture *self,
               gconstpointer       data)
{
  PenRequest *request = new_request (self, MODEL, PEN_TASK_CONTROL);
  g_autoptr(GdkPixbuf) depth = pen_sim_picture_draw ("depth", 1, 64, 64);
  g_autoptr(JsonObject) sent = NULL;
  g_autofree char *graph = NULL;

  g_assert_true (pen_exchange_discover (self, NULL));
  pen_request_add_control (request, "depth", "/nowhere/depth.png", -1);
  set_picture (request, "control-1", depth);
  pen_request_set_size (request, 64, 64);
  pen_exchange_run_request (self, request);
  g_assert_no_error (self->error);

  sent = get_fields (self, "/prompt");
  graph = json_to_string (json_object_get_member (sent, "prompt"), FALSE);
  g_assert_nonnull (strstr (graph, "control_canny.pth"));
  g_assert_nonnull (strstr (graph, "control_depth.pth"));
  g_assert_nonnull (strstr (graph, "\"strength\":0.75"));
  g_assert_nonnull (strstr (graph, "\"class_type\":\"Canny\""));
}

static void
test_password (PenExchangeFixture *self,
               gconstpointer       data)
{
  tell (self, "login", LOGIN);
  pen_exchange_run_request (self, new_request (self, MODEL, PEN_TASK_IMAGE_TO_IMAGE));
  pen_exchange_assert_error (self, PEN_ERROR_KEY_REJECTED, "password");

  pen_exchange_set_key (self, LOGIN);
  g_assert_true (pen_exchange_discover (self, NULL));
  pen_exchange_run_request (self, new_request (self, MODEL, PEN_TASK_IMAGE_TO_IMAGE));
  g_object_unref (pen_exchange_get_picture (self, 0));
}

/* === Progress === */

static void
test_progress (PenExchangeFixture *self,
               gconstpointer       data)
{
  static const char *previews[] = { "\"metadata\":false", "\"metadata\":true" };

  g_assert_true (pen_exchange_discover (self, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (previews); i++)
    {
      pen_exchange_tell (self, "\"reset\":true,\"pace\":-1");
      pen_exchange_tell (self, previews[i]);
      pen_exchange_run_request (self, new_request (self, MODEL, PEN_TASK_TEXT_TO_IMAGE));
      g_object_unref (pen_exchange_get_picture (self, 0));
      g_assert_cmpuint (pen_test_journal_get_n_previews (self->journal), >, 0);
      g_assert_cmpfloat (pen_test_journal_get_progress (self->journal), >, 0);
    }
}

/* === Troubles === */

static void
test_refusals (PenExchangeFixture *self,
               gconstpointer       data)
{
  static const struct { const char *fault; gint code; const char *words; } table[] =
  {
    { "model-gone", PEN_ERROR_INVALID_REQUEST, "gone.safetensors" },
    { "upload-gone", PEN_ERROR_EXPIRED, "uploaded" },
    { "missing-node", PEN_ERROR_INVALID_REQUEST, "#22" },
    { "internal", PEN_ERROR_SERVICE, "500" },
    { "too-large", PEN_ERROR_TOO_LARGE, "--max-upload-size" },
    { "execution-error", PEN_ERROR_SERVICE, "mat1" },
    { "out-of-memory", PEN_ERROR_SERVICE, "memory" },
    { "no-output", PEN_ERROR_SERVICE, "without a picture" },
    { "forget", PEN_ERROR_EXPIRED, "restarted" },
    { "wrong-json", PEN_ERROR_INVALID_REPLY, NULL },
  };

  g_assert_true (pen_exchange_discover (self, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *fault = g_strdup_printf ("\"fault\":\"%s\",\"path\":\"/prompt\"",
                                                table[i].fault);

      g_test_message ("%s", table[i].fault);
      pen_exchange_tell (self, fault);
      pen_exchange_run_request (self, new_request (self, MODEL, PEN_TASK_IMAGE_TO_IMAGE));
      pen_exchange_assert_error (self, table[i].code, table[i].words);
      pen_exchange_tell (self, "\"reset\":true");
    }
}

static void
test_nothing_to_choose (PenExchangeFixture *self,
                        gconstpointer       data)
{
  const char *engine[] = { "0.3.64", NULL };

  /* Nobody has asked the engine what it has. */
  pen_exchange_run_request (self, new_request (self, MODEL, PEN_TASK_TEXT_TO_IMAGE));
  pen_exchange_assert_error (self, PEN_ERROR_NETWORK, "not running");

  pen_catalogue_set_list (pen_provider_get_catalogue (self->provider), "engine", engine);
  pen_exchange_run_request (self, new_request (self, MODEL, PEN_TASK_TEXT_TO_IMAGE));
  pen_exchange_assert_error (self, PEN_ERROR_INVALID_REQUEST, "models/checkpoints");
  pen_exchange_run_request (self, new_request (self, "upscaler", PEN_TASK_UPSCALE));
  pen_exchange_assert_error (self, PEN_ERROR_INVALID_REQUEST, "models/upscale_models");
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 0);
}

#define ADD(path, function) \
  g_test_add (path, PenExchangeFixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("/exchange/comfyui/discover", test_discover);
  ADD ("/exchange/comfyui/discover/fake", test_discover_fake);
  ADD ("/exchange/comfyui/check", test_check);
  ADD ("/exchange/comfyui/tasks", test_tasks);
  ADD ("/exchange/comfyui/count", test_count);
  ADD ("/exchange/comfyui/strength", test_strength);
  ADD ("/exchange/comfyui/mask", test_mask);
  ADD ("/exchange/comfyui/settings", test_settings);
  ADD ("/exchange/comfyui/controls", test_controls);
  ADD ("/exchange/comfyui/password", test_password);
  ADD ("/exchange/comfyui/progress", test_progress);
  ADD ("/exchange/comfyui/refusals", test_refusals);
  ADD ("/exchange/comfyui/nothing-to-choose", test_nothing_to_choose);

  return g_test_run ();
}
