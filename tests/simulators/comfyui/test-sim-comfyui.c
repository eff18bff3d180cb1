/* test-sim-comfyui.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-sim-comfyui"

#include "config.h"

#include <locale.h>
#include <string.h>

#include "pen-sim-client.h"

#define ID "0b8f2f6e-3c4d-4e5f-8a9b-0c1d2e3f4a5b"

/* The parts of a small graph, so that each can be spoilt. */
#define LOADER "\"4\":{\"class_type\":\"CheckpointLoaderSimple\",\"inputs\":{\"ckpt_name\":" \
               "\"dreams_15.safetensors\"}},"
#define WORDS "\"6\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"text\":\"a fox\"," \
              "\"clip\":[\"4\",1]}},"
#define LATENT "\"5\":{\"class_type\":\"EmptyLatentImage\",\"inputs\":{\"width\":64," \
               "\"height\":64,\"batch_size\":1}},"
#define SAMPLER(more) "\"3\":{\"class_type\":\"KSampler\",\"inputs\":{\"model\":[\"4\",0]," \
                      "\"positive\":[\"6\",0],\"negative\":[\"6\",0],\"latent_image\":[\"5\",0]," \
                      "\"seed\":5,\"cfg\":8,\"sampler_name\":\"euler\"," \
                      "\"scheduler\":\"normal\",\"denoise\":1," more "}},"
#define END "\"8\":{\"class_type\":\"VAEDecode\",\"inputs\":{\"samples\":[\"3\",0],\"vae\":" \
            "[\"4\",2]}},\"9\":{\"class_type\":\"PreviewImage\",\"inputs\":{\"images\":[\"8\",0]}}"
#define GOOD LOADER WORDS LATENT SAMPLER ("\"steps\":4") END
#define BODY(graph) "{\"prompt\":{" graph "},\"client_id\":\"" ID "\",\"prompt_id\":\"" ID "\"}"

static void
tell (PenSimClient *client,
      const char   *members)
{
  g_autofree char *command = g_strdup_printf ("{\"service\":\"comfyui\",%s}", members);

  pen_simulator_tell (client->simulator, command);
}

static void
test_refusals (PenSimClient  *client,
               gconstpointer  data)
{
  static const struct { const char *body; const char *words; } table[] =
  {
    { "{}", "\"no_prompt\"" },
    { "[", "\"no_prompt\"" },
    { BODY (""), "prompt_no_outputs" },
    { BODY (LOADER WORDS LATENT SAMPLER ("\"steps\":4") "\"8\":{\"class_type\":\"Nothing\","
            "\"inputs\":{}}"), "invalid_prompt" },
    { BODY (LOADER WORDS LATENT SAMPLER ("\"x\":4") END), "required_input_missing" },
    { BODY (LOADER WORDS LATENT SAMPLER ("\"steps\":0") END), "value_smaller_than_min" },
    { BODY (LOADER WORDS LATENT SAMPLER ("\"steps\":10001") END), "value_bigger_than_max" },
    { BODY (LOADER WORDS LATENT SAMPLER ("\"steps\":\"4\"") END), "invalid_input_type" },
    { BODY (LOADER WORDS LATENT SAMPLER ("\"steps\":4,\"model\":[\"4\",1]") END),
      "return_type_mismatch" },
    { BODY (LOADER WORDS LATENT SAMPLER ("\"steps\":4,\"model\":\"4\"") END),
      "bad_linked_input" },
    { BODY (LOADER WORDS LATENT SAMPLER ("\"steps\":4,\"model\":[\"44\",0]") END),
      "exception_during_validation" },
    { BODY ("\"4\":{\"class_type\":\"CheckpointLoaderSimple\",\"inputs\":{\"ckpt_name\":"
            "\"gone\"}},\"9\":{\"class_type\":\"PreviewImage\",\"inputs\":{\"images\":"
            "[\"4\",0]}}"), "value_not_in_list" },
    { BODY ("\"1\":{\"class_type\":\"LoadImage\",\"inputs\":{\"image\":\"gone.png\"}},"
            "\"9\":{\"class_type\":\"PreviewImage\",\"inputs\":{\"images\":[\"1\",0]}}"),
      "custom_validation_failed" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_test_message ("%s", table[i].words);
      g_assert_cmpuint (pen_sim_client_post_json (client, "/comfyui/prompt", table[i].body), ==,
                        400);
      pen_sim_client_assert_says (client, 0, table[i].words);
      pen_sim_client_assert_says (client, 0, "node_errors");
    }

  g_assert_cmpuint (pen_simulator_get_count (client->simulator, "comfyui", PEN_SIM_COUNT_PAID),
                    ==, 0);
}

static void
test_ids (PenSimClient  *client,
          gconstpointer  data)
{
  static const char *body = "{\"prompt\":{" GOOD "},\"prompt_id\":\"Not-A-UUID\"}";

  g_assert_cmpuint (pen_sim_client_post_json (client, "/comfyui/prompt", body), ==, 200);
  tell (client, "\"age\":\"new\"");
  g_assert_cmpuint (pen_sim_client_post_json (client, "/comfyui/prompt", body), ==, 400);
  pen_sim_client_assert_says (client, 0, "invalid_prompt_id");
  tell (client, "\"age\":\"old\"");
  g_assert_cmpuint (pen_sim_client_post_json (client, "/comfyui/prompt", BODY (GOOD)), ==, 200);
  g_assert_cmpuint (pen_sim_client_get (client, "/comfyui/history/" ID), ==, 200);
  pen_sim_client_assert_says (client, 0, "{}");
}

/* Nothing in the history while it runs; then the way to the picture. */
static void
test_run (PenSimClient  *client,
          gconstpointer  data)
{
  PenSimPictureInfo info;

  tell (client, "\"pace\":-1");
  g_assert_cmpuint (pen_sim_client_post_json (client, "/comfyui/api/prompt", BODY (GOOD)), ==,
                    200);
  pen_sim_client_assert_says (client, 0, ID);

  g_assert_cmpuint (pen_sim_client_get (client, "/comfyui/queue"), ==, 200);
  pen_sim_client_assert_says (client, 0, "\"queue_running\":[[0,\"" ID);
  for (guint i = 0; i < 3; i++)
    {
      pen_sim_client_get (client, "/comfyui/history/" ID);
      pen_sim_client_assert_says (client, 0, "{}");
    }

  g_assert_cmpuint (pen_sim_client_get (client, "/comfyui/history/" ID), ==, 200);
  pen_sim_client_assert_says (client, 0, "\"status_str\":\"success\"");
  pen_sim_client_assert_says (client, 0, "\"type\":\"temp\"");
  g_assert_cmpuint (pen_sim_client_get (client, "/comfyui/view?filename=ComfyUI_temp_00001_.png"
                                                "&type=temp&subfolder="), ==, 200);
  pen_sim_client_get_info (client, &info);
  g_assert_cmpuint (info.width, ==, 64);
  g_assert_cmpuint (pen_sim_client_get (client, "/comfyui/view?filename=ComfyUI_temp_00001_.png"),
                    ==, 404);
  g_assert_cmpuint (pen_sim_client_get (client, "/comfyui/view?filename=../x&type=temp"), ==,
                    400);
}

static void
test_cancel (PenSimClient  *client,
             gconstpointer  data)
{
  static const char *cancel = "/comfyui/api/jobs/" ID "/cancel";

  tell (client, "\"pace\":1000000");
  pen_sim_client_post_json (client, "/comfyui/prompt", BODY (GOOD));
  g_assert_cmpuint (pen_sim_client_post_json (client, cancel, ""), ==, 404);
  g_assert_cmpuint (pen_sim_client_post_json (client, "/comfyui/interrupt",
                                              "{\"prompt_id\":\"another\"}"), ==, 200);
  pen_sim_client_get (client, "/comfyui/queue");
  pen_sim_client_assert_says (client, 0, ID);
  pen_sim_client_post_json (client, "/comfyui/interrupt", "{\"prompt_id\":\"" ID "\"}");
  pen_sim_client_get (client, "/comfyui/history/" ID);
  pen_sim_client_assert_says (client, 0, "execution_interrupted");

  /* An old one looks at no id. */
  tell (client, "\"age\":\"old\"");
  pen_sim_client_post_json (client, "/comfyui/prompt", BODY (GOOD));
  pen_sim_client_post_json (client, "/comfyui/interrupt", "{\"prompt_id\":\"another\"}");
  pen_sim_client_get (client, "/comfyui/queue");
  pen_sim_client_assert_says (client, 0, "\"queue_running\":[]");

  tell (client, "\"age\":\"new\"");
  pen_sim_client_post_json (client, "/comfyui/prompt", BODY (GOOD));
  g_assert_cmpuint (pen_sim_client_post_json (client, cancel, ""), ==, 200);
  pen_sim_client_assert_says (client, 0, "{\"cancelled\":true}");
  pen_sim_client_post_json (client, cancel, "");
  pen_sim_client_assert_says (client, 0, "{\"cancelled\":false}");
}

static void
test_lists (PenSimClient  *client,
            gconstpointer  data)
{
  g_assert_cmpuint (pen_sim_client_get (client, "/comfyui/models/checkpoints"), ==, 200);
  pen_sim_client_assert_says (client, 0, "[\"dreams_15.safetensors\"");
  g_assert_cmpuint (pen_sim_client_get (client, "/comfyui/models/nothing"), ==, 404);
  pen_sim_client_get (client, "/comfyui/object_info/Nothing");
  pen_sim_client_assert_says (client, 0, "{}");
  pen_sim_client_get (client, "/comfyui/object_info/KSampler");
  pen_sim_client_assert_says (client, 0, "\"sampler_name\":[[\"euler\"");
  pen_sim_client_get (client, "/comfyui/object_info/UpscaleModelLoader");
  pen_sim_client_assert_says (client, 0, "[\"COMBO\",{\"options\":[\"RealESRGAN_x4.pth\"]}]");
  tell (client, "\"classic\":true");
  pen_sim_client_get (client, "/comfyui/object_info/UpscaleModelLoader");
  pen_sim_client_assert_says (client, 0, "[[\"RealESRGAN_x4.pth\"],{}]");
}

static void
test_origin (PenSimClient  *client,
             gconstpointer  data)
{
  SoupMessage *message = pen_sim_client_new_message (client, "GET", "/comfyui/system_stats", NULL,
                                                     NULL);

  soup_message_headers_replace (soup_message_get_request_headers (message), "Origin",
                                "http://elsewhere");
  pen_sim_client_start (client, message);
  g_assert_cmpuint (pen_sim_client_finish (client), ==, 403);
  g_assert_cmpuint (g_bytes_get_size (client->body), ==, 0);
}

static void
test_upload (PenSimClient  *client,
             gconstpointer  data)
{
  g_autoptr(GBytes) picture = pen_sim_client_make_picture (64, 64, "png");

  g_assert_cmpuint (pen_sim_client_post_form (client, "/comfyui/upload/image", "overwrite=true",
                                              picture), ==, 200);
  pen_sim_client_assert_says (client, 0, "\"type\":\"input\"");
  g_assert_cmpuint (pen_sim_client_post_form (client, "/comfyui/upload/image", "overwrite=true",
                                              NULL), ==, 400);
  g_assert_cmpuint (g_bytes_get_size (client->body), ==, 0);
}

/* === The web socket === */

typedef struct
{
  SoupWebsocketConnection *connection;
  guint                    n_texts;
  guint                    n_pictures;
  gboolean                 ended;
} Listener;

static void
connected_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  Listener *listener = user_data;

  listener->connection = soup_session_websocket_connect_finish (SOUP_SESSION (object), result,
                                                                NULL);
  g_assert_nonnull (listener->connection);
}

static void
message_cb (SoupWebsocketConnection *connection,
            SoupWebsocketDataType    type,
            GBytes                  *message,
            gpointer                 user_data)
{
  Listener *listener = user_data;
  gsize size;
  const char *data = g_bytes_get_data (message, &size);

  if (type == SOUP_WEBSOCKET_DATA_BINARY)
    {
      g_assert_cmpuint (data[3], ==, 1);
      listener->n_pictures++;
      return;
    }

  listener->n_texts++;
  listener->ended |= g_strstr_len (data, (gssize) size, "\"node\":null") != NULL;
}

static void
closed_cb (SoupWebsocketConnection *connection,
           gpointer                 user_data)
{
  g_clear_object (&((Listener *) user_data)->connection);
}

static void
test_socket (PenSimClient  *client,
             gconstpointer  data)
{
  g_autofree char *address = pen_simulator_get_address (client->simulator, "comfyui");
  g_autofree char *uri = g_strconcat (address, "/ws?clientId=" ID, NULL);
  g_autoptr(SoupMessage) message = soup_message_new ("GET", uri);
  Listener listener = { NULL };

  soup_session_websocket_connect_async (client->session, message, NULL, NULL,
                                        G_PRIORITY_DEFAULT, NULL, connected_cb, &listener);
  while (listener.connection == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_signal_connect (listener.connection, "message", G_CALLBACK (message_cb), &listener);
  g_signal_connect (listener.connection, "closed", G_CALLBACK (closed_cb), &listener);

  tell (client, "\"pace\":1");
  pen_sim_client_post_json (client, "/comfyui/prompt", BODY (GOOD));
  while (!listener.ended)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (listener.n_pictures, ==, 4);
  g_assert_cmpuint (listener.n_texts, >=, 6);

  soup_websocket_connection_close (listener.connection, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
  while (listener.connection != NULL)
    g_main_context_iteration (NULL, TRUE);
}

#define ADD(path, function) \
  g_test_add (path, PenSimClient, NULL, pen_sim_client_set_up, function, \
              pen_sim_client_tear_down)

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("/comfyui/refusals", test_refusals);
  ADD ("/comfyui/ids", test_ids);
  ADD ("/comfyui/run", test_run);
  ADD ("/comfyui/cancel", test_cancel);
  ADD ("/comfyui/lists", test_lists);
  ADD ("/comfyui/origin", test_origin);
  ADD ("/comfyui/upload", test_upload);
  ADD ("/comfyui/socket", test_socket);

  return g_test_run ();
}
