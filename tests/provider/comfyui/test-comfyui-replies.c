/* test-comfyui-replies.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-comfyui-replies"

#include "config.h"

#include <locale.h>
#include <string.h>

#include "pen-comfyui-provider.h"
#include "pen-test-translator.h"

typedef struct
{
  PenProvider *provider;
} Fixture;

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  self->provider = g_object_new (PEN_TYPE_COMFYUI_PROVIDER, NULL);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  g_assert_finalize_object (self->provider);
}

#define NODE(class_type, problem) \
  "{\"error\":{\"type\":\"prompt_outputs_failed_validation\",\"message\":\"Failed\"," \
  "\"details\":\"\",\"extra_info\":{}},\"node_errors\":{\"4\":{\"errors\":[" problem "]," \
  "\"dependent_outputs\":[\"9\"],\"class_type\":\"" class_type "\"}}}"

static void
test_refusals (Fixture       *self,
               gconstpointer  data)
{
  static const struct
  {
    guint       status;
    const char *json;
    gint        code;
    const char *words;
  } table[] =
  {
    { 400, NODE ("CheckpointLoaderSimple", "{\"type\":\"value_not_in_list\",\"message\":\"Value "
                 "not in list\",\"details\":\"ckpt_name\",\"extra_info\":{\"input_name\":"
                 "\"ckpt_name\",\"received_value\":\"x.ckpt\"}}"),
      PEN_ERROR_INVALID_REQUEST, "x.ckpt" },
    { 400, NODE ("LoadImage", "{\"type\":\"custom_validation_failed\",\"message\":\"Custom\","
                 "\"details\":\"image\",\"extra_info\":{\"input_name\":\"image\","
                 "\"received_value\":\"a.png\"}}"),
      PEN_ERROR_EXPIRED, "uploaded" },
    { 400, NODE ("KSampler", "{\"type\":\"value_bigger_than_max\",\"message\":\"Value 9 bigger "
                 "than max of 1\",\"details\":\"denoise\",\"extra_info\":{}}"),
      PEN_ERROR_INVALID_REQUEST, "bigger than max of 1 (KSampler, denoise)" },
    { 400, "{\"error\":{\"type\":\"missing_node_type\",\"message\":\"Missing\",\"details\":"
           "\"Node ID '#22'\",\"extra_info\":{}},\"node_errors\":{}}",
      PEN_ERROR_INVALID_REQUEST, "#22" },
    { 400, "{\"error\":{\"type\":\"invalid_prompt\",\"message\":\"No node X\",\"details\":\"\","
           "\"extra_info\":{}},\"node_errors\":[]}",
      PEN_ERROR_INVALID_REQUEST, "No node X" },
    { 400, "{\"error\":{\"type\":\"prompt_no_outputs\",\"message\":\"Prompt has no outputs\","
           "\"details\":\"\"},\"node_errors\":{}}",
      PEN_ERROR_INVALID_REQUEST, "no outputs" },
    { 400, "{\"error\":{\"type\":\"invalid_prompt_id\",\"message\":\"No UUID\\nmore\"},"
           "\"node_errors\":{}}",
      PEN_ERROR_INVALID_REQUEST, "No UUID" },
    { 400, "", PEN_ERROR_INVALID_REQUEST, NULL },
    { 400, "[]", PEN_ERROR_INVALID_REQUEST, NULL },
    { 401, "", PEN_ERROR_KEY_REJECTED, "password" },
    { 403, "", PEN_ERROR_SERVICE, "lets nobody in" },
    { 404, "", PEN_ERROR_SERVICE, "too old" },
    { 405, "", PEN_ERROR_SERVICE, "too old" },
    { 413, "", PEN_ERROR_TOO_LARGE, "--max-upload-size" },
    { 500, "", PEN_ERROR_SERVICE, "500" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr(PenReply) reply = pen_test_reply (table[i].status, table[i].json);
      g_autoptr(GError) error = NULL;
      gboolean charged = TRUE;

      error = pen_provider_read_error (self->provider, reply, &charged);
      g_test_message ("%s", error->message);
      g_assert_error (error, PEN_ERROR, table[i].code);
      g_assert_true (table[i].words == NULL || strstr (error->message, table[i].words) != NULL);
      g_assert_null (strstr (error->message, "more"));
      g_assert_false (charged);
    }
}

#define STATUS(messages) \
  "{\"x\":{\"outputs\":{},\"status\":{\"status_str\":\"error\",\"completed\":false," \
  "\"messages\":[[\"execution_start\",{}]" messages "]}}}"

static void
test_failures (Fixture       *self,
               gconstpointer  data)
{
  static const struct { const char *json; gint code; const char *words; } table[] =
  {
    { STATUS (",[\"execution_error\",{\"node_type\":\"VAEDecode\",\"exception_message\":"
              "\"no such thing\\nat line 1\",\"exception_type\":\"ValueError\"}]"),
      PEN_ERROR_SERVICE, "“VAEDecode”: no such thing" },
    { STATUS (",[\"execution_error\",{\"exception_message\":\"Allocation on device\","
              "\"exception_type\":\"torch.OutOfMemoryError\"}]"),
      PEN_ERROR_SERVICE, "ran out of memory" },
    { STATUS (",[\"execution_error\",{\"exception_message\":\"CUDA out of memory.\"}]"),
      PEN_ERROR_SERVICE, "ran out of memory" },
    { STATUS (",[\"execution_interrupted\",{}]"), PEN_ERROR_SERVICE, "stopped" },
    { STATUS (""), PEN_ERROR_SERVICE, "without a picture" },
    { "{\"x\":{}}", PEN_ERROR_SERVICE, "without a picture" },
    { "{\"x\":{\"outputs\":[],\"status\":7}}", PEN_ERROR_SERVICE, "without a picture" },
    { "[]", PEN_ERROR_INVALID_REPLY, NULL },
  };
  g_autoptr(PenRequest) request = pen_test_request (self->provider, "checkpoint",
                                                    PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(JsonNode) memo = json_from_string ("{\"prompt-id\":\"x\"}", NULL);
  g_autoptr(PenStep) poll = pen_provider_resume (self->provider, request, memo, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr(PenReply) reply = pen_test_reply (200, table[i].json);
      g_autoptr(PenStep) step = NULL;
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", table[i].json);
      step = pen_provider_next (self->provider, request, memo, poll->call, reply, &error);
      g_assert_null (step);
      g_assert_error (error, PEN_ERROR, table[i].code);
      g_assert_true (table[i].words == NULL || strstr (error->message, table[i].words) != NULL);
      g_assert_null (strstr (error->message, "line 1"));
    }
}

/* === The web socket === */

static double
read_text (Fixture    *self,
           const char *json)
{
  g_autoptr(PenReply) reply = pen_test_reply (200, json);
  PenBlob *preview = NULL;
  double progress = 7;

  pen_provider_read_watch (self->provider, reply, &progress, &preview);
  g_assert_null (preview);

  return progress;
}

static void
test_progress (Fixture       *self,
               gconstpointer  data)
{
  g_assert_cmpfloat (read_text (self, "{\"type\":\"progress\",\"data\":{\"value\":5,\"max\":20,"
                                      "\"prompt_id\":\"x\",\"node\":\"3\"}}"), ==, 0.25);
  g_assert_cmpfloat (read_text (self, "{\"type\":\"progress\",\"data\":{\"value\":30,"
                                      "\"max\":20}}"), ==, 1);
  g_assert_cmpfloat (read_text (self, "{\"type\":\"progress\",\"data\":{\"value\":1,"
                                      "\"max\":0}}"), <, 0);
  g_assert_cmpfloat (read_text (self, "{\"type\":\"executing\",\"data\":{\"node\":null}}"), <, 0);
  g_assert_cmpfloat (read_text (self, "{\"type\":\"status\",\"data\":7}"), <, 0);
  g_assert_cmpfloat (read_text (self, "[]"), <, 0);
}

static PenBlob *
read_frame (Fixture    *self,
            const char *frame,
            gsize       size)
{
  g_autoptr(PenReply) reply = pen_reply_new (200);
  g_autoptr(GBytes) bytes = g_bytes_new (frame, size);
  PenBlob *preview = NULL;
  double progress;

  pen_reply_set_bytes (reply, bytes);
  pen_provider_read_watch (self->provider, reply, &progress, &preview);
  g_assert_cmpfloat (progress, <, 0);

  return preview;
}

#define FRAME(text) text, sizeof (text) - 1

static void
test_previews (Fixture       *self,
               gconstpointer  data)
{
  g_autoptr(PenBlob) jpeg = read_frame (self, FRAME ("\0\0\0\1\0\0\0\1picture"));
  g_autoptr(PenBlob) png = read_frame (self, FRAME ("\0\0\0\1\0\0\0\2picture"));
  g_autoptr(PenBlob) rich = read_frame (self, FRAME ("\0\0\0\4\0\0\0\2{}\x89PNG\r\n\x1a\nmore"));

  g_assert_cmpstr (pen_blob_get_media_type (jpeg), ==, "image/jpeg");
  g_assert_cmpuint (pen_blob_get_size (jpeg), ==, 7);
  g_assert_cmpstr (pen_blob_get_media_type (png), ==, "image/png");
  g_assert_cmpstr (pen_blob_get_media_type (rich), ==, "image/png");
  g_assert_cmpuint (pen_blob_get_size (rich), ==, 12);

  /* Text, something unknown, lengths that lie, and nothing at all */
  g_assert_null (read_frame (self, FRAME ("\0\0\0\3\0\0\0\1" "3word")));
  g_assert_null (read_frame (self, FRAME ("\0\0\0\x9\0\0\0\1word")));
  g_assert_null (read_frame (self, FRAME ("\0\0\0\4\xff\xff\xff\xff{}")));
  g_assert_null (read_frame (self, FRAME ("\0\0\0\4\0\0\0\2{}")));
  g_assert_null (read_frame (self, FRAME ("\0\0\0\1\0\0\0\1")));
  g_assert_null (read_frame (self, FRAME ("\0\0")));
}

static void
test_watch (Fixture       *self,
            gconstpointer  data)
{
  g_autoptr(PenRequest) request = pen_test_request (self->provider, "checkpoint",
                                                    PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(PenCall) call = NULL;
  guint interval;

  pen_request_set_token (request, "0b8f2f6e-3c4d-4e5f-8a9b-0c1d2e3f4a5b");
  call = pen_provider_watch (self->provider, request, &interval);
  g_assert_cmpstr (call->path, ==, "/ws?clientId=0b8f2f6e-3c4d-4e5f-8a9b-0c1d2e3f4a5b");
  g_assert_cmpint (call->expect, ==, PEN_EXPECT_SOCKET);
  g_assert_null (call->headers);
}

/* === Discovery === */

static guint
find_question (Fixture    *self,
               const char *path,
               const char *after)
{
  const char *engine[] = { "0.3.64", NULL };
  gboolean passed = after == NULL;

  for (guint i = 0;; i++)
    {
      g_autoptr(PenCall) call = pen_provider_discover (self->provider, i);

      g_assert_nonnull (call);
      /* As the first answer does. */
      pen_catalogue_set_list (pen_provider_get_catalogue (self->provider), "engine", engine);
      if (passed && g_str_equal (call->path, path))
        return i;
      passed |= g_strcmp0 (call->path, after) == 0;
    }
}

/* Choices in both shapes, and what is none. */
static void
test_shapes (Fixture       *self,
             gconstpointer  data)
{
  static const struct { const char *json; const char *first; } table[] =
  {
    { "{\"UpscaleModelLoader\":{\"input\":{\"required\":{\"model_name\":[[\"a\",\"b\"],{}]}}}}",
      "a" },
    { "{\"UpscaleModelLoader\":{\"input\":{\"required\":{\"model_name\":[\"COMBO\",{\"options\":"
      "[\"c\",7,\"\"]}]}}}}", "c" },
    { "{\"UpscaleModelLoader\":{\"input\":{\"optional\":{\"model_name\":[[\"d\"]]}}}}", "d" },
    { "{\"UpscaleModelLoader\":{\"input\":{\"required\":{\"model_name\":[\"COMBO\"]}}}}", NULL },
    { "{\"UpscaleModelLoader\":{\"input\":{\"required\":{\"model_name\":[]}}}}", NULL },
    { "{}", NULL },
    { "[]", NULL },
  };
  PenCatalogue *catalogue = pen_provider_get_catalogue (self->provider);
  guint question = find_question (self, "/object_info/UpscaleModelLoader", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr(PenReply) reply = pen_test_reply (200, table[i].json);
      const char * const *list;

      g_test_message ("%s", table[i].json);
      pen_catalogue_set_list (catalogue, "upscale-models", NULL);
      pen_provider_read_discovery (self->provider, question, reply);
      list = pen_catalogue_get_list (catalogue, "upscale-models");
      g_assert_cmpstr (list != NULL ? list[0] : NULL, ==, table[i].first);
    }
}

static void
test_no_comfyui (Fixture       *self,
                 gconstpointer  data)
{
  static const char *answers[] = {
    "{\"system\":{\"comfyui_version\":\"0.3.0\"},\"devices\":[{\"name\":\"koboldcpp\"}]}",
    "{\"system\":{}}", "[]", "{\"devices\":7}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr(PenReply) reply = pen_test_reply (200, answers[i]);
      g_autoptr(PenCall) first = pen_provider_discover (self->provider, 0);

      g_assert_cmpstr (first->path, ==, "/system_stats");
      pen_provider_read_discovery (self->provider, 0, reply);
      g_assert_null (pen_provider_discover (self->provider, 1));
    }
}

#define ADD(path, function) \
  g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("/comfyui/replies/refusals", test_refusals);
  ADD ("/comfyui/replies/failures", test_failures);
  ADD ("/comfyui/replies/progress", test_progress);
  ADD ("/comfyui/replies/previews", test_previews);
  ADD ("/comfyui/replies/watch", test_watch);
  ADD ("/comfyui/replies/shapes", test_shapes);
  ADD ("/comfyui/replies/no-comfyui", test_no_comfyui);

  return g_test_run ();
}
