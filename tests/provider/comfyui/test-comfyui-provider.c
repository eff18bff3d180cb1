/* test-comfyui-provider.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-comfyui-provider"

#include "config.h"

#include <locale.h>
#include <string.h>

#include "pen-comfyui-provider.h"
#include "pen-json.h"
#include "pen-test-translator.h"
#include "pen-upload.h"

#define TOKEN "0b8f2f6e-3c4d-4e5f-8a9b-0c1d2e3f4a5b"

static PenProvider *
new_provider (void)
{
  PenProvider *provider = g_object_new (PEN_TYPE_COMFYUI_PROVIDER, NULL);
  PenCatalogue *catalogue = pen_provider_get_catalogue (provider);
  const char *engine[] = { "0.3.64", NULL };
  const char *checkpoints[] = { "one.safetensors", "two.safetensors", NULL };
  const char *nets[] = { "openpose.pth", "depth.pth", NULL };

  pen_catalogue_set_list (catalogue, "engine", engine);
  pen_catalogue_set_list (catalogue, "checkpoints", checkpoints);
  pen_catalogue_set_list (catalogue, "controlnets", nets);
  return provider;
}

static PenRequest *
new_request (PenProvider *provider,
             const char  *model,
             PenTask      task)
{
  PenRequest *request = pen_test_request (provider, model, task);

  if (pen_task_has_source (task) && task != PEN_TASK_CONTROL)
    {
      g_autoptr(PenBlob) source = pen_test_blob ("source");

      pen_request_set_source (request, source);
    }
  pen_request_set_token (request, TOKEN);
  pen_request_set_prompt (request, "a fox");
  pen_request_set_seed (request, 5);
  return request;
}

static char *
get_text (PenStep *step)
{
  return pen_json_to_text (pen_body_get_root (step->call->body));
}

static JsonObject *
get_graph (PenStep *step)
{
  return json_object_get_object_member (
    json_node_get_object (pen_body_get_root (step->call->body)), "prompt");
}

static JsonObject *
get_inputs (JsonObject *graph,
            const char *id)
{
  g_assert_true (json_object_has_member (graph, id));
  return json_object_get_object_member (json_object_get_object_member (graph, id), "inputs");
}

static void
test_text (void)
{
  g_autoptr(PenProvider) provider = new_provider ();
  g_autoptr(PenRequest) request = new_request (provider, "checkpoint", PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(PenStep) step = pen_provider_begin (provider, request, NULL);
  g_autofree char *text = get_text (step);

  g_assert_cmpstr (step->call->method, ==, "POST");
  g_assert_cmpstr (step->call->path, ==, "/prompt");
  g_assert_true (step->call->may_cost);
  g_assert_null (step->memo);
  g_assert_cmpstr (text, ==,
    "{\"prompt\":{"
    "\"4\":{\"class_type\":\"CheckpointLoaderSimple\",\"inputs\":{\"ckpt_name\":"
    "\"one.safetensors\"}},"
    "\"6\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"text\":\"a fox\",\"clip\":"
    "[\"4\",1]}},"
    "\"7\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"text\":\"\",\"clip\":[\"4\",1]}},"
    "\"5\":{\"class_type\":\"EmptyLatentImage\",\"inputs\":{\"width\":512,\"height\":512,"
    "\"batch_size\":1}},"
    "\"3\":{\"class_type\":\"KSampler\",\"inputs\":{\"model\":[\"4\",0],\"positive\":[\"6\",0],"
    "\"negative\":[\"7\",0],\"latent_image\":[\"5\",0],\"seed\":5,\"steps\":20,\"cfg\":8,"
    "\"sampler_name\":\"euler\",\"scheduler\":\"normal\",\"denoise\":1}},"
    "\"8\":{\"class_type\":\"VAEDecode\",\"inputs\":{\"samples\":[\"3\",0],\"vae\":[\"4\",2]}},"
    "\"9\":{\"class_type\":\"PreviewImage\",\"inputs\":{\"images\":[\"8\",0]}}},"
    "\"client_id\":\"" TOKEN "\",\"prompt_id\":\"" TOKEN "\"}");
}

/* Source and mask go first, one after the other; neither costs. */
static void
test_uploads (void)
{
  g_autoptr(PenProvider) provider = new_provider ();
  g_autoptr(PenRequest) request = new_request (provider, "checkpoint", PEN_TASK_INPAINT);
  g_autoptr(PenBlob) mask = pen_test_blob ("mask");
  g_autoptr(PenReply) first = pen_test_reply (200, "{\"name\":\"a.png\",\"subfolder\":\"\","
                                                   "\"type\":\"input\"}");
  g_autoptr(PenReply) second = pen_test_reply (200, "{\"name\":\"b.png\",\"subfolder\":"
                                                    "\"pasted\",\"type\":\"input\"}");
  g_autoptr(PenStep) one = NULL;
  g_autoptr(PenStep) two = NULL;
  g_autoptr(PenStep) last = NULL;
  g_autofree char *form = NULL;
  JsonObject *graph;

  pen_request_set_input (request, "mask", mask);
  pen_request_set_strength (request, 0.25);
  one = pen_provider_begin (provider, request, NULL);
  form = pen_test_form (one->call->body);
  g_assert_cmpstr (one->call->path, ==, "/upload/image");
  g_assert_false (one->call->may_cost);
  g_assert_true (pen_upload_memo_is (one->memo));
  g_assert_nonnull (strstr (form, "pentimento-" TOKEN "-source."));
  g_assert_nonnull (strstr (form, "overwrite=true"));

  two = pen_provider_next (provider, request, one->memo, one->call, first, NULL);
  g_assert_cmpstr (two->call->path, ==, "/upload/image");
  g_assert_true (pen_upload_memo_is (two->memo));

  last = pen_provider_next (provider, request, two->memo, two->call, second, NULL);
  g_assert_cmpstr (last->call->path, ==, "/prompt");
  g_assert_true (last->call->may_cost);
  graph = get_graph (last);
  g_assert_cmpstr (json_object_get_string_member (get_inputs (graph, "10"), "image"), ==,
                   "a.png");
  g_assert_cmpstr (json_object_get_string_member (get_inputs (graph, "14"), "image"), ==,
                   "pasted/b.png");
  g_assert_cmpstr (json_object_get_string_member (get_inputs (graph, "14"), "channel"), ==,
                   "red");
  g_assert_cmpfloat (json_object_get_double_member (get_inputs (graph, "3"), "denoise"), ==,
                     0.25);
}

static void
test_upload_refused (void)
{
  g_autoptr(PenProvider) provider = new_provider ();
  g_autoptr(PenRequest) request = new_request (provider, "upscaler", PEN_TASK_UPSCALE);
  g_autoptr(PenReply) reply = pen_test_reply (200, "{\"subfolder\":\"\"}");
  g_autoptr(PenStep) step = pen_provider_begin (provider, request, NULL);
  g_autoptr(PenStep) none = NULL;
  g_autoptr(GError) error = NULL;

  none = pen_provider_next (provider, request, step->memo, step->call, reply, &error);
  g_assert_null (none);
  g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY);
}

/* Polling: the history, the queue, the history again. */
static void
test_polling (void)
{
  g_autoptr(PenProvider) provider = new_provider ();
  g_autoptr(PenRequest) request = new_request (provider, "checkpoint", PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(PenStep) send = pen_provider_begin (provider, request, NULL);
  g_autoptr(PenReply) queued = pen_test_reply (200, "{\"prompt_id\":\"id-1\",\"number\":1,"
                                                    "\"node_errors\":{}}");
  g_autoptr(PenReply) nothing = pen_test_reply (200, "{}");
  g_autoptr(PenReply) waiting = pen_test_reply (200, "{\"queue_running\":[[0,\"else\",{},{},[]]],"
                                                     "\"queue_pending\":[[1,\"id-1\",{},{},[]]]}");
  g_autoptr(PenReply) empty = pen_test_reply (200, "{\"queue_running\":[],\"queue_pending\":[]}");
  g_autoptr(PenStep) poll = pen_provider_next (provider, request, NULL, send->call, queued, NULL);
  g_autoptr(PenStep) look = NULL;
  g_autoptr(PenStep) again = NULL;
  g_autoptr(PenStep) last = NULL;
  g_autoptr(PenStep) gone = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_cmpstr (poll->call->path, ==, "/history/id-1");
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (poll->memo),
                                                  "prompt-id"), ==, "id-1");
  g_assert_false (poll->call->may_cost);

  look = pen_provider_next (provider, request, poll->memo, poll->call, nothing, NULL);
  g_assert_cmpstr (look->call->path, ==, "/queue");
  g_assert_cmpstr (look->call->method, ==, "GET");
  again = pen_provider_next (provider, request, poll->memo, look->call, waiting, NULL);
  g_assert_cmpstr (again->call->path, ==, "/history/id-1");
  g_assert_cmpuint (again->delay_ms, ==, 1000);

  /* In no queue, and in the history at the second look neither. */
  last = pen_provider_next (provider, request, poll->memo, look->call, empty, NULL);
  g_assert_cmpstr (last->call->path, ==, "/history/id-1");
  gone = pen_provider_next (provider, request, poll->memo, last->call, nothing, &error);
  g_assert_null (gone);
  g_assert_error (error, PEN_ERROR, PEN_ERROR_EXPIRED);
}

static void
test_outputs (void)
{
  g_autoptr(PenProvider) provider = new_provider ();
  g_autoptr(PenRequest) request = new_request (provider, "checkpoint", PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(JsonNode) memo = json_from_string ("{\"prompt-id\":\"id-1\"}", NULL);
  g_autoptr(PenStep) poll = pen_provider_resume (provider, request, memo, NULL);
  g_autoptr(PenReply) reply = pen_test_reply (200,
    "{\"id-1\":{\"outputs\":{\"9\":{\"images\":[{\"filename\":\"a b_00001_.png\",\"subfolder\":"
    "\"x\",\"type\":\"temp\"}]},\"77\":{\"images\":[{\"filename\":\"no\"}]}},"
    "\"status\":{\"status_str\":\"success\",\"completed\":true,\"messages\":[]}}}");
  g_autoptr(PenStep) step = NULL;
  PenOutput *output;

  g_assert_cmpstr (poll->call->path, ==, "/history/id-1");
  step = pen_provider_next (provider, request, memo, poll->call, reply, NULL);
  g_assert_cmpint (step->kind, ==, PEN_STEP_DONE);
  g_assert_cmpuint (step->outputs->len, ==, 1);
  output = g_ptr_array_index (step->outputs, 0);
  g_assert_cmpstr (output->uri, ==, "/view?filename=a+b_00001_.png&subfolder=x&type=temp");
  g_assert_cmpuint (output->seed, ==, 5);
}

static void
test_cancel (void)
{
  g_autoptr(PenProvider) provider = new_provider ();
  g_autoptr(PenRequest) request = new_request (provider, "checkpoint", PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(JsonNode) memo = json_from_string ("{\"prompt-id\":\"id-1\"}", NULL);
  g_autoptr(PenReply) good = pen_test_reply (200, "");
  g_autoptr(PenReply) ours = pen_test_reply (200, "{\"queue_running\":[[0,\"id-1\"]],"
                                                  "\"queue_pending\":[]}");
  g_autoptr(PenReply) others = pen_test_reply (200, "{\"queue_running\":[[0,\"else\"]]}");
  g_autoptr(PenCall) first = pen_provider_cancel (provider, request, memo);
  g_autoptr(PenCall) none = pen_provider_cancel_next (provider, request, memo, first, good);
  g_autoptr(PenCall) second = pen_provider_cancel_next (provider, request, memo, first, NULL);
  g_autoptr(PenCall) third = pen_provider_cancel_next (provider, request, memo, second, good);
  g_autoptr(PenCall) fourth = pen_provider_cancel_next (provider, request, memo, third, ours);
  g_autoptr(PenCall) nobody = pen_provider_cancel_next (provider, request, memo, third, others);
  g_autoptr(PenCall) fifth = pen_provider_cancel_next (provider, request, memo, fourth, good);
  g_autofree char *delete = pen_json_to_text (pen_body_get_root (second->body));
  g_autofree char *interrupt = pen_json_to_text (pen_body_get_root (fourth->body));

  g_assert_cmpstr (first->path, ==, "/api/jobs/id-1/cancel");
  g_assert_null (none);
  g_assert_cmpstr (second->path, ==, "/queue");
  g_assert_cmpstr (delete, ==, "{\"delete\":[\"id-1\"]}");
  g_assert_cmpstr (third->path, ==, "/queue");
  g_assert_cmpstr (third->method, ==, "GET");
  g_assert_cmpstr (fourth->path, ==, "/interrupt");
  g_assert_cmpstr (interrupt, ==, "{\"prompt_id\":\"id-1\"}");
  g_assert_null (nobody);
  g_assert_null (fifth);
}

static void
test_upscale (void)
{
  g_autoptr(PenProvider) provider = new_provider ();
  g_autoptr(PenRequest) request = new_request (provider, "upscaler", PEN_TASK_UPSCALE);
  g_autoptr(JsonNode) memo = pen_upload_note (NULL, "source", "s.png");
  g_autoptr(JsonNode) file = json_node_init_string (json_node_alloc (), "x4.pth");
  g_autoptr(JsonNode) half = json_node_init_double (json_node_alloc (), 0.5);
  g_autoptr(PenStep) step = NULL;
  JsonObject *graph;

  pen_request_set_parameter (request, "model_name", file);
  pen_request_set_parameter (request, "scale_by", half);
  step = pen_provider_resume (provider, request, memo, NULL);
  graph = get_graph (step);
  g_assert_false (json_object_has_member (graph, "4"));
  g_assert_cmpstr (json_object_get_string_member (get_inputs (graph, "30"), "model_name"), ==,
                   "x4.pth");
  g_assert_cmpfloat (json_object_get_double_member (get_inputs (graph, "32"), "scale_by"), ==,
                     0.5);
  g_assert_cmpstr (json_array_get_string_element (
                     json_object_get_array_member (get_inputs (graph, "9"), "images"), 0),
                   ==, "32");
}

/* The net by its name; where none tells, the user has to say. */
static void
test_control (void)
{
  static const struct { const char *kind; const char *net; } table[] =
  {
    { "pose", "openpose.pth" }, { "depth", "depth.pth" }, { "tile", NULL },
  };
  g_autoptr(PenProvider) provider = new_provider ();

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr(PenRequest) request = new_request (provider, "checkpoint", PEN_TASK_CONTROL);
      g_autoptr(PenBlob) picture = pen_test_blob ("control");
      g_autoptr(JsonNode) memo = pen_upload_note (NULL, "control-0", "c.png");
      g_autoptr(PenStep) step = NULL;
      g_autoptr(GError) error = NULL;

      pen_request_add_control (request, table[i].kind, "/nowhere/c.png", -1);
      pen_request_set_input (request, "control-0", picture);
      step = pen_provider_resume (provider, request, memo, &error);
      if (table[i].net == NULL)
        {
          g_assert_null (step);
          g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST);
          continue;
        }

      g_assert_no_error (error);
      g_assert_cmpstr (json_object_get_string_member (get_inputs (get_graph (step), "20-0"),
                                                      "control_net_name"), ==, table[i].net);
      g_assert_false (json_object_has_member (get_graph (step), "22-0"));
    }
}

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/comfyui/text", test_text);
  g_test_add_func ("/comfyui/uploads", test_uploads);
  g_test_add_func ("/comfyui/uploads/refused", test_upload_refused);
  g_test_add_func ("/comfyui/polling", test_polling);
  g_test_add_func ("/comfyui/outputs", test_outputs);
  g_test_add_func ("/comfyui/cancel", test_cancel);
  g_test_add_func ("/comfyui/upscale", test_upscale);
  g_test_add_func ("/comfyui/control", test_control);

  return g_test_run ();
}
