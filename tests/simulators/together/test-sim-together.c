/* test-sim-together.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-sim-together"

#include "config.h"

#include <locale.h>
#include <string.h>

#include "pen-sim-client.h"

#define GENERATIONS "/together/images/generations"
#define BODY(model, more) "{\"model\":\"black-forest-labs/" model "\",\"prompt\":\"x\"" more "}"
#define URI "\"data:image/png;base64,PICTURE\""

static void
set_up (PenSimClient  *client,
        gconstpointer  data)
{
  pen_sim_client_set_up (client, data);
  client->accept = "application/json";
}

/* Posts @text, in which PICTURE stands for one. */
static guint
post (PenSimClient *client,
      const char   *text)
{
  g_autoptr(GBytes) picture = pen_sim_client_make_picture (32, 32, "png");
  g_autofree char *base64 = g_base64_encode (g_bytes_get_data (picture, NULL),
                                             g_bytes_get_size (picture));
  g_autoptr(GString) body = g_string_new (text);
  SoupMessage *message;
  g_autoptr(GBytes) bytes = NULL;

  g_string_replace (body, "PICTURE", base64, 0);
  bytes = g_bytes_new (body->str, body->len);
  message = pen_sim_client_new_message (client, "POST", GENERATIONS, "application/json", bytes);
  soup_message_headers_replace (soup_message_get_request_headers (message), "User-Agent", "test");
  pen_sim_client_start (client, message);

  return pen_sim_client_finish (client);
}

static void
test_good (PenSimClient  *client,
           gconstpointer  data)
{
  static const char * const bodies[] =
  {
    BODY ("FLUX.1-schnell", ",\"n\":4,\"steps\":4,\"width\":256,\"height\":1920"),
    BODY ("FLUX.1-kontext-pro", ",\"image_url\":" URI ",\"aspect_ratio\":\"3:2\""),
    BODY ("FLUX.2-max", ",\"reference_images\":[" URI "," URI "],\"prompt_upsampling\":false"),
    "{\"model\":\"openai/gpt-image-2\",\"prompt\":\"x\",\"response_format\":\"base64\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_assert_cmpuint (post (client, bodies[i]), ==, 200);
      pen_sim_client_assert_says (client, 200, i == 3 ? "\"b64_json\":"
                                                      : "\"url\":\"http://127.0.0.1:");
    }
}

static void
test_strict (PenSimClient  *client,
             gconstpointer  data)
{
  static const struct { const char *body, *words; } table[] =
  {
    { "{\"prompt\":\"x\"}", "model: Field required" },
    { BODY ("FLUX.1-schnell", ",\"n\":5"), "n: Input" },
    { BODY ("FLUX.1-schnell", ",\"width\":260"), "width: Input should be a multiple" },
    { BODY ("FLUX.1-schnell", ",\"mask\":1"), "mask: Extra" },
    { BODY ("FLUX.1-schnell", ",\"image_url\":" URI), "image_url: is not supported" },
    { BODY ("FLUX.2-pro", ",\"image_url\":\"PICTURE\""), "image_url: Invalid base64" },
    { BODY ("FLUX.2-pro", ",\"steps\":4"), "steps: is not supported" },
    { BODY ("FLUX.2-pro", ",\"image_url\":" URI ",\"reference_images\":[" URI "]"), "either" },
    { BODY ("FLUX.1-kontext-max", ",\"width\":512"), "width: is not supported" },
    { BODY ("FLUX.1-schnell", ",\"response_format\":\"b64_json\""), "response_format: Input" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      post (client, table[i].body);
      pen_sim_client_assert_says (client, 400, table[i].words);
    }

  post (client, BODY ("FLUX.1-dev", ""));
  pen_sim_client_assert_says (client, 404, "model_not_available");
  client->key = "wrong";
  post (client, BODY ("FLUX.1-schnell", ""));
  pen_sim_client_assert_says (client, 401, "invalid_api_key");
  g_assert_cmpuint (pen_simulator_get_count (client->simulator, "together",
                                             PEN_SIM_COUNT_PAID), ==, 0);
}

static void
test_list (PenSimClient  *client,
           gconstpointer  data)
{
  g_assert_cmpuint (pen_sim_client_get (client, "/together/models"), ==, 200);
  pen_sim_client_assert_says (client, 200, "[{\"id\":\"somebody/words\"");
  client->key = "wrong";
  g_assert_cmpuint (pen_sim_client_get (client, "/together/models"), ==, 401);
  pen_sim_client_assert_says (client, 401, "{\"error\":{\"message\":\"Unauthorized\"}}");
}

#define ADD(name, function) \
  g_test_add ("/sim/together/" name, PenSimClient, NULL, set_up, function, \
              pen_sim_client_tear_down)

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("good", test_good);
  ADD ("strict", test_strict);
  ADD ("list", test_list);

  return g_test_run ();
}
