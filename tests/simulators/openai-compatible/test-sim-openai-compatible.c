/* test-sim-openai-compatible.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-sim-openai-compatible"

#include "config.h"

#include <locale.h>
#include <string.h>

#include "pen-sim-client.h"

#define BASE "/openai-compatible"
#define WORDS BASE "/v1/images/generations"
#define EDITS BASE "/v1/images/edits"

static void
tell (PenSimClient *client,
      const char   *members)
{
  g_autofree char *command = g_strdup_printf ("{\"service\":\"openai-compatible\",%s}", members);

  pen_simulator_tell (client->simulator, command);
}

static void
become (PenSimClient *client,
        const char   *flavour)
{
  g_autofree char *members = g_strdup_printf ("\"flavour\":\"%s\"", flavour);

  tell (client, members);
}

static void
assert_text (PenSimClient *client,
             guint         status,
             const char   *expected)
{
  g_autofree char *text = pen_sim_client_get_text (client);

  g_assert_cmpuint (soup_message_get_status (client->message), ==, status);
  g_assert_cmpstr (text, ==, expected);
}

/* What the last request was told to have too much of. */
static guint
count_remarks (PenSimClient *client)
{
  g_autoptr(JsonObject) log = pen_simulator_get_log (client->simulator);
  JsonArray *requests = json_object_get_array_member (log, "requests");
  JsonObject *last = json_array_get_object_element (requests, json_array_get_length (requests) - 1);

  return json_array_get_length (json_object_get_array_member (last, "remarks"));
}

/* Which routes each server has. */
static void
test_routes (PenSimClient  *client,
             gconstpointer  data)
{
  static const struct { const char *flavour, *path; gboolean there; } table[] =
  {
    { "plain", "/v1/models", TRUE }, { "plain", "/sdcpp/v1/capabilities", FALSE },
    { "plain", "/api/extra/version", FALSE }, { "plain", "/v1/health", FALSE },
    { "sd-server", "/sdcpp/v1/capabilities", TRUE }, { "sd-server", "/v1/models", TRUE },
    { "koboldcpp", "/api/extra/version", TRUE }, { "koboldcpp", "/.well-known/x", FALSE },
    { "localai", "/.well-known/localai.json", TRUE },
    { "localai", "/v1/models/capabilities", TRUE },
    { "localai", "/generated-images/x.png", FALSE },
    { "llama-swap", "/api/version", TRUE }, { "llama-swap", "/v1/health", FALSE },
    { "lemonade", "/v1/health", TRUE }, { "lemonade", "/api/version", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *path = g_strconcat (BASE, table[i].path, NULL);

      become (client, table[i].flavour);
      g_test_message ("%s %s", table[i].flavour, table[i].path);
      g_assert_cmpuint (pen_sim_client_get (client, path), ==, table[i].there ? 200 : 404);
    }
}

/* How each server says no. */
static void
test_shapes (PenSimClient  *client,
             gconstpointer  data)
{
  client->accept = "application/json";

  become (client, "sd-server");
  pen_sim_client_post_json (client, WORDS, "{\"n\":1}");
  assert_text (client, 400, "{\"error\":\"prompt required\"}");
  pen_sim_client_post_json (client, WORDS, "{\"prompt\":\"<sd_cpp_extra_args>{"
                            "</sd_cpp_extra_args>\"}");
  assert_text (client, 400, "{\"error\":\"invalid sd_cpp_extra_args\"}");
  pen_sim_client_post_json (client, EDITS, "{}");
  assert_text (client, 400, "{\"error\":\"Content-Type must be multipart/form-data\"}");
  pen_sim_client_post_form (client, EDITS, "prompt=x", NULL);
  assert_text (client, 400, "{\"error\":\"at least one image[] required\"}");
  pen_simulator_fail (client->simulator, "openai-compatible", "server_error");
  pen_sim_client_post_json (client, WORDS, "{\"prompt\":\"x\"}");
  assert_text (client, 500, "{\"error\":\"server_error\",\"message\":\"The backend crashed\"}");
  pen_sim_client_get (client, BASE "/nowhere");
  assert_text (client, 404, "");

  become (client, "koboldcpp");
  pen_sim_client_post_json (client, WORDS, "{\"prompt\":7}");
  assert_text (client, 400, "{\"detail\":{\"code\":400,\"message\":\"prompt must be a string\","
               "\"msg\":\"prompt must be a string\",\"type\":\"invalid_request_error\"}}");
  pen_sim_client_post_json (client, EDITS, "{}");
  assert_text (client, 404, "{\"detail\":\"Not Found\"}");

  become (client, "llama-swap");
  pen_sim_client_post_json (client, WORDS, "{\"prompt\":\"x\"}");
  assert_text (client, 400, "{\"error\":\"model required\"}");
  client->accept = NULL;
  pen_sim_client_post_json (client, WORDS, "{\"prompt\":\"x\"}");
  assert_text (client, 400, "model required");
}

static void
test_key (PenSimClient  *client,
          gconstpointer  data)
{
  tell (client, "\"key\":\"mine\"");
  become (client, "localai");
  client->key = NULL;
  g_assert_cmpuint (pen_sim_client_get (client, BASE "/v1/models"), ==, 401);
  g_assert_cmpuint (pen_sim_client_get (client, BASE "/.well-known/localai.json"), ==, 200);
  g_assert_cmpuint (pen_sim_client_post_json (client, WORDS, "{}"), ==, 401);
  client->key = "mine";
  g_assert_cmpuint (pen_sim_client_get (client, BASE "/v1/models"), ==, 200);

  /* Those that never look at it. */
  client->key = NULL;
  become (client, "sd-server");
  g_assert_cmpuint (pen_sim_client_get (client, BASE "/v1/models"), ==, 200);
}

/* Swallowed, but noticed. */
static void
test_remarks (PenSimClient  *client,
              gconstpointer  data)
{
  become (client, "sd-server");
  g_assert_cmpuint (pen_sim_client_post_json (client, WORDS, "{\"prompt\":\"x\",\"n\":1}"), ==,
                    200);
  g_assert_cmpuint (count_remarks (client), ==, 0);
  g_assert_cmpuint (pen_sim_client_post_json (client, WORDS, "{\"prompt\":\"x\",\"seed\":1,"
                                              "\"model\":\"y\"}"), ==, 200);
  g_assert_cmpuint (count_remarks (client), ==, 2);
}

static GBytes *
get_picture (PenSimClient *client)
{
  g_autoptr(JsonNode) node = pen_sim_client_get_json (client);
  JsonObject *item = json_array_get_object_element (
    json_object_get_array_member (json_node_get_object (node), "data"), 0);
  gsize length;
  guchar *data = g_base64_decode (json_object_get_string_member (item, "b64_json"), &length);

  return g_bytes_new_take (data, length);
}

/* Two requests in a row bring the same picture, unless the prompt brings a seed. */
static void
test_arguments (PenSimClient  *client,
                gconstpointer  data)
{
  static const char * const prompts[] =
  {
    "a fox", "a fox", "a fox<sd_cpp_extra_args>{\\\"seed\\\":7}</sd_cpp_extra_args>",
    "a fox<sd_cpp_extra_args>{\\n\\\"seed\\\":7}</sd_cpp_extra_args>",
  };
  g_autoptr(GPtrArray) pictures = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  become (client, "sd-server");
  for (guint i = 0; i < G_N_ELEMENTS (prompts); i++)
    {
      g_autofree char *body = g_strdup_printf ("{\"prompt\":\"%s\",\"size\":\"100x72\"}",
                                               prompts[i]);
      PenSimPictureInfo info;

      g_assert_cmpuint (pen_sim_client_post_json (client, WORDS, body), ==, 200);
      g_ptr_array_add (pictures, get_picture (client));
      g_assert_true (pen_sim_picture_inspect (pictures->pdata[i], &info));
      g_assert_cmpuint (info.width, ==, 128);
      g_assert_cmpuint (info.height, ==, 128);
    }

  g_assert_true (g_bytes_equal (pictures->pdata[0], pictures->pdata[1]));
  g_assert_false (g_bytes_equal (pictures->pdata[0], pictures->pdata[2]));
  g_assert_false (g_bytes_equal (pictures->pdata[2], pictures->pdata[3]));
}

/* By address unless base64 is asked for, and only with the key. */
static void
test_address (PenSimClient  *client,
              gconstpointer  data)
{
  g_autoptr(JsonNode) node = NULL;
  JsonObject *item;
  const char *path;
  PenSimPictureInfo info;

  become (client, "localai");
  tell (client, "\"key\":\"mine\"");
  client->key = "mine";
  g_assert_cmpuint (pen_sim_client_post_json (client, WORDS,
                                              "{\"model\":\"flux\",\"prompt\":\"x\"}"), ==, 200);
  node = pen_sim_client_get_json (client);
  item = json_array_get_object_element (
    json_object_get_array_member (json_node_get_object (node), "data"), 0);
  path = strstr (json_object_get_string_member (item, "url"), BASE "/generated-images/");
  g_assert_nonnull (path);

  g_assert_cmpuint (pen_sim_client_get (client, path), ==, 200);
  pen_sim_client_get_info (client, &info);
  client->key = NULL;
  g_assert_cmpuint (pen_sim_client_get (client, path), ==, 401);
  tell (client, "\"forget\":true");
  client->key = "mine";
  g_assert_cmpuint (pen_sim_client_get (client, path), ==, 404);
}

static void
test_faults (PenSimClient  *client,
             gconstpointer  data)
{
  g_autofree char *text = NULL;

  become (client, "koboldcpp");
  pen_simulator_fail (client->simulator, "openai-compatible", "empty-picture");
  pen_sim_client_post_json (client, WORDS, "{\"prompt\":\"x\"}");
  assert_text (client, 200, "{\"created\":1776000000,\"data\":[{\"b64_json\":\"\"}]}");
  pen_simulator_fail (client->simulator, "openai-compatible", "empty-list");
  pen_sim_client_post_json (client, WORDS, "{\"prompt\":\"x\"}");
  assert_text (client, 200, "{\"created\":1776000000,\"data\":[]}");
  pen_simulator_fail (client->simulator, "openai-compatible", "error-in-200");
  g_assert_cmpuint (pen_sim_client_post_json (client, WORDS, "{\"prompt\":\"x\"}"), ==, 200);
  text = pen_sim_client_get_text (client);
  g_assert_nonnull (strstr (text, "\"error\":\"generation failed\""));
}

#define ADD(name, function) \
  g_test_add ("/simulators/openai-compatible/" name, PenSimClient, NULL, pen_sim_client_set_up, \
              function, pen_sim_client_tear_down)

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("routes", test_routes);
  ADD ("shapes", test_shapes);
  ADD ("key", test_key);
  ADD ("remarks", test_remarks);
  ADD ("arguments", test_arguments);
  ADD ("address", test_address);
  ADD ("faults", test_faults);

  return g_test_run ();
}
