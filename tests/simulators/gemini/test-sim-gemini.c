/* test-sim-gemini.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-sim-gemini"

#include "config.h"

#include <locale.h>
#include <string.h>

#include "pen-sim-client.h"

#define PRO "/gemini/models/gemini-3-pro-image:generateContent"
#define NANO "/gemini/models/gemini-nano-banana-2.1:generateContent"
#define LITE "/gemini/models/gemini-3.1-flash-lite-image:generateContent"
#define CONFIG "\"generationConfig\":{\"responseModalities\":[\"IMAGE\"]"
#define TEXT(config) \
  "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"x\"}]}]," CONFIG config "}}"
#define IMAGE "{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"PICTURE\"}}"
#define PARTS(parts) \
  "{\"contents\":[{\"role\":\"user\",\"parts\":[" parts "]}]," CONFIG "}}"

static void
set_up (PenSimClient  *client,
        gconstpointer  data)
{
  pen_sim_client_set_up (client, data);
  client->key_header = "x-goog-api-key";
}

/* Posts @text, in which PICTURE stands for one. */
static guint
post (PenSimClient *client,
      const char   *path,
      const char   *text)
{
  g_autoptr(GBytes) picture = pen_sim_client_make_picture (32, 32, "png");
  g_autofree char *base64 = g_base64_encode (g_bytes_get_data (picture, NULL),
                                             g_bytes_get_size (picture));
  g_autoptr(GString) body = g_string_new (text);

  g_string_replace (body, "PICTURE", base64, 0);
  return pen_sim_client_post_json (client, path, body->str);
}

static void
test_good (PenSimClient  *client,
           gconstpointer  data)
{
  static const struct { const char *path, *body; } table[] =
  {
    { NANO, TEXT () },
    { NANO, TEXT (",\"imageConfig\":{\"aspectRatio\":\"8:1\",\"imageSize\":\"4K\"}") },
    { NANO, TEXT (",\"thinkingConfig\":{\"thinkingLevel\":\"HIGH\"},\"seed\":42") },
    { PRO, TEXT (",\"imageConfig\":{\"aspectRatio\":\"21:9\",\"imageSize\":\"2K\"}") },
    { LITE, PARTS ("{\"text\":\"x\"}," IMAGE "," IMAGE) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_assert_cmpuint (post (client, table[i].path, table[i].body), ==, 200);
      pen_sim_client_assert_says (client, 200, "\"mimeType\":\"image/jpeg\"");
      pen_sim_client_assert_says (client, 200, "\"finishReason\":\"STOP\"");
    }

  g_assert_cmpuint (pen_simulator_get_count (client->simulator, "gemini", PEN_SIM_COUNT_PAID),
                    ==, G_N_ELEMENTS (table));
}

static void
test_strict (PenSimClient  *client,
             gconstpointer  data)
{
  static const struct { const char *path, *body, *words; } table[] =
  {
    { NANO, "{}", "contents is not specified" },
    { NANO, "[]", "no JSON object" },
    { NANO, "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"x\"}]}]}", "modalities" },
    { NANO, TEXT (",\"temperature\":1"), "Unknown name \\\"temperature\\\"" },
    { NANO, TEXT (",\"candidateCount\":2"), "Unknown name" },
    { NANO, TEXT (",\"imageConfig\":{\"personGeneration\":\"x\"}"), "Unknown name" },
    { NANO, TEXT (",\"imageConfig\":{\"imageSize\":\"512\"}"), "512 is not supported" },
    { NANO, TEXT (",\"imageConfig\":{\"imageSize\":\"2k\"}"), "2k is not supported" },
    { NANO, TEXT (",\"imageConfig\":{\"aspectRatio\":\"7:5\"}"), "aspect_ratio" },
    { PRO, TEXT (",\"imageConfig\":{\"aspectRatio\":\"8:1\"}"), "aspect_ratio" },
    { LITE, TEXT (",\"imageConfig\":{\"imageSize\":\"1K\"}"), "1K is not supported" },
    { PRO, TEXT (",\"thinkingConfig\":{\"thinkingLevel\":\"HIGH\"}"), "Thinking level" },
    { NANO, TEXT (",\"seed\":4294967296"), "TYPE_INT32" },
    { NANO, PARTS (""), "must not be empty" },
    { NANO, PARTS ("{\"text\":\"\"}"), "Empty text" },
    { NANO, PARTS ("{\"text\":\"x\",\"inlineData\":{}}"), "exactly one" },
    { NANO, PARTS ("{\"inlineData\":{\"mimeType\":\"image/gif\",\"data\":\"PICTURE\"}}"),
      "MIME type" },
    { NANO, PARTS ("{\"inlineData\":{\"mimeType\":\"image/jpeg\",\"data\":\"PICTURE\"}}"),
      "Unable to process" },
    { NANO, PARTS ("{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"data:,PICTURE\"}}"),
      "Base64 decoding failed" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      post (client, table[i].path, table[i].body);
      pen_sim_client_assert_says (client, 400, table[i].words);
    }

  post (client, "/gemini/models/gemini-2.5-flash-image:generateContent", TEXT ());
  pen_sim_client_assert_says (client, 404, "NOT_FOUND");
  g_assert_cmpuint (pen_simulator_get_count (client->simulator, "gemini", PEN_SIM_COUNT_PAID),
                    ==, 0);
}

static void
test_key (PenSimClient  *client,
          gconstpointer  data)
{
  g_autofree char *path = g_strconcat (NANO, "?key=", PEN_SIMULATOR_KEY, NULL);

  post (client, path, TEXT ());
  pen_sim_client_assert_says (client, 400, "API_KEY_INVALID");
  client->key = "AQ.wrong";
  post (client, NANO, TEXT ());
  pen_sim_client_assert_says (client, 400, "API_KEY_INVALID");
  client->key = PEN_SIMULATOR_KEY;
  client->key_header = NULL;
  post (client, NANO, TEXT ());
  pen_sim_client_assert_says (client, 401, "ACCESS_TOKEN_TYPE_UNSUPPORTED");
}

static void
test_models (PenSimClient  *client,
             gconstpointer  data)
{
  pen_sim_client_get (client, "/gemini/models?pageSize=1000");
  pen_sim_client_assert_says (client, 200, "models/gemini-9-image");
  pen_sim_client_assert_says (client, 200, "models/imagen-9");
  pen_simulator_tell (client->simulator, "{\"service\":\"gemini\",\"page_size\":1}");
  pen_sim_client_get (client, "/gemini/models?pageSize=1000");
  pen_sim_client_assert_says (client, 200, "\"nextPageToken\":\"page two\"");
  pen_sim_client_get (client, "/gemini/models?pageSize=1000&pageToken=page%20two");
  pen_sim_client_assert_says (client, 200, "models/gemini-9-image");
  pen_sim_client_get (client, "/gemini/models/gemini-9-image");
  pen_sim_client_assert_says (client, 200, "Nano Banana 9");
  pen_sim_client_get (client, "/gemini/models/gemini-8-image");
  pen_sim_client_assert_says (client, 404, "NOT_FOUND");
}

static void
test_answers (PenSimClient  *client,
              gconstpointer  data)
{
  static const struct { const char *name; guint status; const char *words; } table[] =
  {
    { "rate", 429, "\"retryDelay\":\"1.36s\"" },
    { "limit-zero", 429, "limit: 0" },
    { "array-error", 400, "[{\"error\"" },
    { "blocked", 200, "PROHIBITED_CONTENT" },
    { "draft-first", 200, "\"thought\":true" },
    { "internal-empty", 500, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      pen_simulator_fail (client->simulator, "gemini", table[i].name);
      post (client, NANO, TEXT ());
      pen_sim_client_assert_says (client, table[i].status, table[i].words);
    }

  pen_simulator_tell (client->simulator,
                      "{\"service\":\"gemini\",\"fault\":\"finish\",\"value\":\"IMAGE_SAFETY\"}");
  post (client, NANO, TEXT ());
  pen_sim_client_assert_says (client, 200, "\"finishReason\":\"IMAGE_SAFETY\"");
}

#define ADD(name, function) \
  g_test_add ("/sim/gemini/" name, PenSimClient, NULL, set_up, function, \
              pen_sim_client_tear_down)

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("good", test_good);
  ADD ("strict", test_strict);
  ADD ("key", test_key);
  ADD ("models", test_models);
  ADD ("answers", test_answers);

  return g_test_run ();
}
