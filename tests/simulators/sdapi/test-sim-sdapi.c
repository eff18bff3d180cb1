/* test-sim-sdapi.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-sim-sdapi"

#include "config.h"

#include <locale.h>
#include <string.h>

#include "pen-sim-client.h"

#define V1 "/sdapi/sdapi/v1/"
#define GOOD "{\"prompt\":\"a fox\",\"seed\":7,\"steps\":4,\"width\":64,\"height\":72}"

static void
tell (PenSimClient *client,
      const char   *members)
{
  g_autofree char *command = g_strdup_printf ("{\"service\":\"sdapi\",%s}", members);

  pen_simulator_tell (client->simulator, command);
}

static guint
count (PenSimClient *client,
       PenSimCount   which)
{
  return pen_simulator_get_count (client->simulator, "sdapi", which);
}

static void
set_up (PenSimClient  *client,
        gconstpointer  data)
{
  pen_sim_client_set_up (client, data);
  client->key = NULL;
  client->accept = NULL;
}

/* The answer as JSON; the node lives as long as the test. */
static JsonObject *
get_object (PenSimClient *client)
{
  JsonNode *node = pen_sim_client_get_json (client);
  JsonObject *object = json_node_get_object (node);

  g_assert_nonnull (object);
  g_test_queue_destroy ((GDestroyNotify) json_node_unref, node);

  return object;
}

static GdkPixbuf *
get_picture (JsonObject *answer,
             guint       index)
{
  JsonArray *images = json_object_get_array_member (answer, "images");
  g_autoptr(GBytes) bytes = NULL;
  GdkPixbuf *picture;
  guchar *data;
  gsize length;

  data = g_base64_decode (json_array_get_string_element (images, index), &length);
  bytes = g_bytes_new_take (data, length);
  picture = pen_sim_picture_decode (bytes);
  g_assert_nonnull (picture);
  g_test_queue_unref (picture);

  return picture;
}

static void
assert_remarks (PenSimClient *client,
                const char   *text)
{
  g_autoptr(JsonObject) log = pen_simulator_get_log (client->simulator);
  JsonArray *requests = json_object_get_array_member (log, "requests");
  JsonObject *last = json_array_get_object_element (requests,
                                                    json_array_get_length (requests) - 1);
  JsonArray *remarks = json_object_get_array_member (last, "remarks");

  if (text == NULL)
    g_assert_cmpuint (json_array_get_length (remarks), ==, 0);
  else
    {
      g_assert_cmpuint (json_array_get_length (remarks), ==, 1);
      g_assert_cmpstr (json_array_get_string_element (remarks, 0), ==, text);
    }
}

static char *
make_edit (guint       width,
           guint       height,
           const char *strength)
{
  g_autoptr(GBytes) image = pen_sim_client_make_picture (width, height, "png");
  g_autofree char *text = g_base64_encode (g_bytes_get_data (image, NULL),
                                           g_bytes_get_size (image));

  return g_strdup_printf ("{\"prompt\":\"a fox\",\"seed\":7,\"steps\":4,\"width\":%u,\"height\":%u,"
                          "\"denoising_strength\":%s,\"init_images\":[\"%s\"]}",
                          width, height, strength, text);
}

static void
test_text (PenSimClient  *client,
           gconstpointer  data)
{
  g_autoptr(JsonNode) info = NULL;
  JsonObject *answer;

  g_assert_cmpuint (pen_sim_client_post_json (client, V1 "txt2img", GOOD), ==, 200);
  answer = get_object (client);
  g_assert_cmpint (gdk_pixbuf_get_width (get_picture (answer, 0)), ==, 64);
  g_assert_cmpint (gdk_pixbuf_get_height (get_picture (answer, 0)), ==, 72);
  g_assert_true (json_object_has_member (json_object_get_object_member (answer, "parameters"),
                                         "steps"));

  info = json_from_string (json_object_get_string_member (answer, "info"), NULL);
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (info), "seed"), ==, 7);
  assert_remarks (client, NULL);
  g_assert_cmpuint (count (client, PEN_SIM_COUNT_PAID), ==, 1);
}

static void
test_picture (PenSimClient  *client,
              gconstpointer  data)
{
  g_autofree char *keep = make_edit (64, 64, "0");
  g_autofree char *change = make_edit (64, 64, "1");
  g_autoptr(GdkPixbuf) source = pen_sim_picture_draw ("source", 1, 64, 64);
  gsize size = gdk_pixbuf_get_byte_length (source);

  g_assert_cmpuint (pen_sim_client_post_json (client, V1 "img2img", keep), ==, 200);
  g_assert_cmpmem (gdk_pixbuf_read_pixels (source), size,
                   gdk_pixbuf_read_pixels (get_picture (get_object (client), 0)), size);
  assert_remarks (client, NULL);

  g_assert_cmpuint (pen_sim_client_post_json (client, V1 "img2img", change), ==, 200);
  g_assert_cmpint (memcmp (gdk_pixbuf_read_pixels (source),
                           gdk_pixbuf_read_pixels (get_picture (get_object (client), 0)), size),
                   !=, 0);
}

static void
test_batch (PenSimClient  *client,
            gconstpointer  data)
{
  JsonObject *answer;

  tell (client, "\"samples_format\":\"jpg\"");
  pen_sim_client_post_json (client, V1 "txt2img", "{\"prompt\":\"x\",\"seed\":7,\"steps\":4,"
                            "\"width\":64,\"height\":64,\"batch_size\":2,\"n_iter\":2}");
  answer = get_object (client);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (answer, "images")), ==, 4);
  g_assert_true (g_str_has_prefix (
    json_array_get_string_element (json_object_get_array_member (answer, "images"), 0), "/9j/"));
}

static void
test_types (PenSimClient  *client,
            gconstpointer  data)
{
  static const struct { const char *body, *text; } table[] =
  {
    { "{\"prompt\":7}", "{\"loc\":[\"body\",\"prompt\"],\"msg\":\"str type expected\"" },
    { "{\"steps\":\"4\"}", "\"body\",\"steps\"],\"msg\":\"value is not a valid integer\"" },
    { "{\"steps\":4.5}", "value is not a valid integer" },
    { "{\"cfg_scale\":\"7\"}", "value is not a valid float" },
    { "{\"send_images\":\"yes\"}", "value could not be parsed to a boolean" },
    { "{\"styles\":\"x\"}", "value is not a valid list" },
    { "{\"override_settings\":[]}", "value is not a valid dict" },
    { "{\"prompt\":", "value_error.jsondecode" },
    { "[]", "value_error.jsondecode" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *text = NULL;

      g_assert_cmpuint (pen_sim_client_post_json (client, V1 "txt2img", table[i].body), ==, 422);
      text = pen_sim_client_get_text (client);
      g_assert_nonnull (strstr (text, table[i].text));
    }

  g_assert_cmpuint (pen_sim_client_post_form (client, V1 "txt2img", "prompt=x", NULL), ==, 422);
  g_assert_cmpuint (count (client, PEN_SIM_COUNT_PAID), ==, 0);
}

static void
test_remarks (PenSimClient  *client,
              gconstpointer  data)
{
#define SIZE "\"width\":64,\"height\":64"
  static const struct { const char *body, *remark; } table[] =
  {
    { "{\"seed\":7,\"steps\":4," SIZE ",\"strength\":1}", "strength is not a field" },
    { "{\"seed\":7,\"steps\":4," SIZE ",\"init_images\":[]}", "init_images is not a field" },
    { "{\"seed\":7,\"steps\":4," SIZE ",\"styles\":null}", "styles is null" },
    { "{\"steps\":4," SIZE "}", "seed is not set, or out of range" },
    { "{\"seed\":2147483648,\"steps\":4," SIZE "}", "seed is not set, or out of range" },
    { "{\"seed\":7," SIZE "}", "steps are not set" },
    { "{\"seed\":7,\"steps\":4,\"width\":63,\"height\":64}", "width is not a multiple of 8" },
    { "{\"seed\":7,\"steps\":4," SIZE ",\"n_iter\":0}", "no picture is asked for" },
    { "{\"seed\":7,\"steps\":4," SIZE ",\"sampler_name\":\"Oil\"}", "there is no sampler Oil" },
    { "{\"seed\":7,\"steps\":4," SIZE ",\"denoising_strength\":1.5}",
      "denoising_strength is out of range" },
    { "{\"seed\":7,\"steps\":4," SIZE ",\"override_settings\":{\"sd_model_checkpoint\":\"no\"}}",
      "there is no model no" },
  };
#undef SIZE

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_assert_cmpuint (pen_sim_client_post_json (client, V1 "txt2img", table[i].body), ==, 200);
      assert_remarks (client, table[i].remark);
    }
}

/* Each engine lacks some fields of the others. */
static void
test_lacking (PenSimClient  *client,
              gconstpointer  data)
{
  static const struct { const char *flavour, *member, *remark; } table[] =
  {
    { "\"flavour\":\"a1111\"", "\"distilled_cfg_scale\":3", "distilled_cfg_scale is not a field" },
    { "\"flavour\":\"forge\"", "\"distilled_cfg_scale\":3", NULL },
    { "\"flavour\":\"sdnext\"", "\"scheduler\":\"karras\"", "scheduler is not a field" },
    { "\"flavour\":\"koboldcpp\"", "\"scheduler\":\"karras\"", NULL },
    { "\"flavour\":\"koboldcpp\"", "\"batch_size\":2", "batch_size is not a field" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *body = g_strdup_printf ("{\"seed\":7,\"steps\":4,%s}", table[i].member);

      tell (client, table[i].flavour);
      g_assert_cmpuint (pen_sim_client_post_json (client, V1 "txt2img", body), ==, 200);
      assert_remarks (client, table[i].remark);
    }
}

static void
test_sources (PenSimClient  *client,
              gconstpointer  data)
{
  g_autofree char *text = NULL;
  g_autofree char *of_sdnext = NULL;

  g_assert_cmpuint (pen_sim_client_post_json (client, V1 "img2img", GOOD), ==, 404);
  text = pen_sim_client_get_text (client);
  g_assert_nonnull (strstr (text, "\"detail\":\"Init image not found\""));
  g_assert_cmpuint (pen_sim_client_post_json (client, V1 "img2img",
                                              "{\"init_images\":[\"AAAA\"]}"), ==, 500);

  tell (client, "\"flavour\":\"sdnext\"");
  g_assert_cmpuint (pen_sim_client_post_json (client, V1 "img2img", GOOD), ==, 400);
  of_sdnext = pen_sim_client_get_text (client);
  g_assert_cmpstr (of_sdnext, ==, "{\"error\":\"Init image is none\"}");
}

static void
test_names (PenSimClient  *client,
            gconstpointer  data)
{
  g_autofree char *text = NULL;

  tell (client, "\"bare\":true");
  g_assert_cmpuint (pen_sim_client_post_json (client, V1 "txt2img",
                                              "{\"alwayson_scripts\":{\"ControlNet\":{}}}"),
                    ==, 422);
  text = pen_sim_client_get_text (client);
  g_assert_nonnull (strstr (text, "Script 'ControlNet' not found"));

  tell (client, "\"flavour\":\"sdnext\"");
  g_assert_cmpuint (pen_sim_client_post_json (client, V1 "txt2img", "{\"sampler_name\":\"Oil\"}"),
                    ==, 404);
  g_assert_cmpuint (pen_sim_client_get (client, V1 "nothing"), ==, 404);
  g_assert_cmpuint (pen_sim_client_get (client, V1 "txt2img"), ==, 405);
}

/* Each step waits for somebody to look, so that the order is certain. */
static void
test_progress (PenSimClient  *client,
               gconstpointer  data)
{
  PenSimClient other = { client->simulator, client->session };
  g_autoptr(GBytes) body = g_bytes_new_static (GOOD, strlen (GOOD));
  double last = -1;

  tell (client, "\"pace\":-1");
  pen_sim_client_start (&other, pen_sim_client_new_message (&other, "POST", V1 "txt2img",
                                                            "application/json", body));
  pen_simulator_wait (client->simulator, "sdapi", PEN_SIM_COUNT_PAID, 1);

  for (guint i = 0; i < 4; i++)
    {
      JsonObject *answer;
      gboolean preview;

      g_assert_cmpuint (pen_sim_client_get (client, i == 3 ?
                                            V1 "progress?skip_current_image=true" :
                                            V1 "progress"), ==, 200);
      answer = get_object (client);
      g_assert_cmpfloat (json_object_get_double_member (answer, "progress"), >, last);
      last = json_object_get_double_member (answer, "progress");
      preview = !JSON_NODE_HOLDS_NULL (json_object_get_member (answer, "current_image"));
      g_assert_true (preview == (i > 0 && i < 3));
    }

  g_assert_null (other.body);
  pen_sim_client_get (client, V1 "progress");
  g_assert_cmpuint (pen_sim_client_finish (&other), ==, 200);
  pen_sim_client_drop (&other);
  g_assert_cmpfloat (json_object_get_double_member (get_object (client), "progress"), ==, 0);
}

static void
test_interrupt (PenSimClient  *client,
                gconstpointer  data)
{
  PenSimClient other = { client->simulator, client->session };
  g_autoptr(GBytes) body = g_bytes_new_static (GOOD, strlen (GOOD));

  tell (client, "\"pace\":-1");
  pen_sim_client_start (&other, pen_sim_client_new_message (&other, "POST", V1 "txt2img",
                                                            "application/json", body));
  pen_simulator_wait (client->simulator, "sdapi", PEN_SIM_COUNT_PAID, 1);
  g_assert_cmpuint (pen_sim_client_post_json (client, V1 "interrupt", ""), ==, 200);
  g_assert_cmpuint (pen_sim_client_finish (&other), ==, 200);
  pen_sim_client_drop (&other);
  g_assert_cmpuint (count (client, PEN_SIM_COUNT_INTERRUPTED), ==, 1);

  /* Nothing runs: the answer is the same. */
  tell (client, "\"flavour\":\"sdnext\"");
  g_assert_cmpuint (pen_sim_client_post_json (client, V1 "interrupt", ""), ==, 204);
  g_assert_cmpuint (count (client, PEN_SIM_COUNT_INTERRUPTED), ==, 1);
}

/* One at a time: the second one waits. */
static void
test_queue (PenSimClient  *client,
            gconstpointer  data)
{
  PenSimClient first = { client->simulator, client->session };
  PenSimClient second = { client->simulator, client->session };
  g_autoptr(GBytes) body = g_bytes_new_static (GOOD, strlen (GOOD));

  tell (client, "\"pace\":-1");
  pen_sim_client_start (&first, pen_sim_client_new_message (&first, "POST", V1 "txt2img",
                                                            "application/json", body));
  pen_simulator_wait (client->simulator, "sdapi", PEN_SIM_COUNT_PAID, 1);
  pen_sim_client_start (&second, pen_sim_client_new_message (&second, "POST", V1 "txt2img",
                                                             "application/json", body));
  pen_simulator_wait (client->simulator, "sdapi", PEN_SIM_COUNT_PAID, 2);

  g_assert_cmpuint (pen_sim_client_post_json (client, V1 "interrupt", ""), ==, 200);
  g_assert_cmpuint (pen_sim_client_finish (&first), ==, 200);
  g_assert_null (second.body);

  tell (client, "\"pace\":1");
  g_assert_cmpuint (pen_sim_client_finish (&second), ==, 200);
  pen_sim_client_drop (&first);
  pen_sim_client_drop (&second);
}

/* KoboldCpp sends the second one away. */
static void
test_busy (PenSimClient  *client,
           gconstpointer  data)
{
  PenSimClient other = { client->simulator, client->session };
  g_autoptr(GBytes) body = g_bytes_new_static (GOOD, strlen (GOOD));
  g_autofree char *text = NULL;

  tell (client, "\"flavour\":\"koboldcpp\",\"pace\":-1");
  pen_sim_client_start (&other, pen_sim_client_new_message (&other, "POST", V1 "txt2img",
                                                            "application/json", body));
  pen_simulator_wait (client->simulator, "sdapi", PEN_SIM_COUNT_PAID, 1);

  g_assert_cmpuint (pen_sim_client_post_json (client, V1 "txt2img", GOOD), ==, 503);
  text = pen_sim_client_get_text (client);
  g_assert_nonnull (strstr (text, "\"type\":\"service_unavailable\""));

  soup_session_abort (client->session);
  g_assert_cmpuint (pen_sim_client_finish (&other), ==, 0);
  pen_sim_client_drop (&other);
}

static void
test_flavours (PenSimClient  *client,
               gconstpointer  data)
{
  static const char *probes[] =
  {
    "/sdapi/sdcpp/v1/capabilities", "/sdapi/api/extra/version", "/sdapi/system_stats",
    V1 "version", V1 "sd-modules", V1 "sd-vae", "/sdapi/internal/ping", V1 "progress",
    V1 "sd-models", V1 "samplers", V1 "schedulers", V1 "upscalers", V1 "options",
  };
  static const struct { const char *flavour, *answers; } table[] =
  {
    { "\"flavour\":\"a1111\"", "0000011111111" },
    { "\"flavour\":\"forge\"", "0000101111111" },
    { "\"flavour\":\"sdnext\"", "0001010111111" },
    { "\"flavour\":\"koboldcpp\"", "0110000011011" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      tell (client, table[i].flavour);
      for (guint j = 0; j < G_N_ELEMENTS (probes); j++)
        {
          guint status = pen_sim_client_get (client, probes[j]);

          g_test_message ("%s %s", table[i].flavour, probes[j]);
          g_assert_cmpuint (status, ==, table[i].answers[j] == '1' ? 200 : 404);
        }
    }
}

static void
test_kobold (PenSimClient  *client,
             gconstpointer  data)
{
  JsonObject *answer;
  g_autofree char *text = NULL;

  tell (client, "\"flavour\":\"koboldcpp\"");
  g_assert_cmpuint (pen_sim_client_post_json (client, V1 "txt2img", GOOD), ==, 200);
  answer = get_object (client);
  g_assert_cmpstr (json_object_get_string_member (answer, "info"), ==, "");
  g_assert_false (json_object_get_boolean_member (answer, "animated"));

  g_assert_cmpuint (pen_sim_client_post_json (client, V1 "txt2img", "{"), ==, 500);
  text = pen_sim_client_get_text (client);
  g_assert_nonnull (strstr (text, "\"type\":\"bad_input\""));
  g_assert_cmpuint (pen_sim_client_post_json (client, V1 "interrupt", ""), ==, 404);
}

static void
test_login (PenSimClient  *client,
            gconstpointer  data)
{
  static const struct { const char *flavour, *none; gboolean header; } table[] =
  {
    { "\"flavour\":\"a1111\"", "\"detail\":\"Not authenticated\"", FALSE },
    { "\"flavour\":\"forge\"", "\"detail\":\"Not authenticated\"", TRUE },
    { "\"flavour\":\"sdnext\"", "\"detail\":\"Unauthorized\"", FALSE },
  };

  tell (client, "\"login\":\"me:secret\"");
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *text = NULL;
      SoupMessage *message;

      tell (client, table[i].flavour);
      g_assert_cmpuint (pen_sim_client_get (client, V1 "samplers"), ==, 401);
      text = pen_sim_client_get_text (client);
      g_assert_nonnull (strstr (text, table[i].none));
      g_assert_true (table[i].header ==
                     (pen_sim_client_get_header (client, "WWW-Authenticate") != NULL));

      message = pen_sim_client_new_message (client, "GET", V1 "samplers", NULL, NULL);
      soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization",
                                    "Basic bWU6c2VjcmV0");
      pen_sim_client_start (client, message);
      g_assert_cmpuint (pen_sim_client_finish (client), ==, 200);
    }

  tell (client, "\"flavour\":\"koboldcpp\"");
  g_assert_cmpuint (pen_sim_client_get (client, V1 "samplers"), ==, 200);
}

static void
test_options (PenSimClient  *client,
              gconstpointer  data)
{
  g_assert_cmpuint (pen_sim_client_post_json (client, V1 "options",
                                              "{\"sd_model_checkpoint\":\"portrait-xl\"}"),
                    ==, 200);
  assert_remarks (client, "changes the settings of everybody");
  pen_sim_client_get (client, V1 "options");
  g_assert_cmpstr (json_object_get_string_member (get_object (client), "sd_model_checkpoint"), ==,
                   "portrait-xl");
  g_assert_cmpuint (pen_sim_client_post_json (client, V1 "options",
                                              "{\"sd_model_checkpoint\":\"nothing\"}"), ==, 500);
  g_assert_cmpstr (json_object_get_string_member (get_object (client), "errors"), ==,
                   "model 'nothing' not found");
  g_assert_cmpuint (pen_sim_client_post_json (client, V1 "refresh-checkpoints", ""), ==, 200);
}

static void
test_refusals (PenSimClient  *client,
               gconstpointer  data)
{
  static const struct { const char *flavour, *fault; guint status; const char *text; } table[] =
  {
    { "a1111", "out-of-memory", 500, "\"errors\":\"CUDA out of memory" },
    { "forge", "out-of-memory", 500, "\"message\":\"CUDA out of memory" },
    { "sdnext", "out-of-memory", 500, "\"code\":500" },
    { "sdnext", "internal", 500, "\"unsupported operand\"" },
    { "a1111", "validation", 422, "\"loc\":[\"body\",\"steps\"]" },
    { "a1111", "not-found", 404, "\"error\":\"HTTPException\",\"detail\":\"Not Found\"" },
    { "forge", "not-found", 404, "{\"detail\":\"Not Found\"}" },
    { "sdnext", "sampler-not-found", 404, "Sampler not found" },
    { "a1111", "unauthorized", 401, "Not authenticated" },
    { "koboldcpp", "busy", 503, "service_unavailable" },
    { "a1111", "login-echo", 422, "is odd" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *members = g_strdup_printf ("\"flavour\":\"%s\",\"fault\":\"%s\","
                                                  "\"method\":\"POST\"",
                                                  table[i].flavour, table[i].fault);
      g_autofree char *text = NULL;

      tell (client, members);
      g_assert_cmpuint (pen_sim_client_post_json (client, V1 "txt2img", GOOD), ==,
                        table[i].status);
      text = pen_sim_client_get_text (client);
      g_assert_nonnull (strstr (text, table[i].text));
    }

  g_assert_cmpuint (count (client, PEN_SIM_COUNT_PAID), ==, 0);
}

static void
test_oddities (PenSimClient  *client,
               gconstpointer  data)
{
  static const struct { const char *fault; guint n_images; } table[] =
  {
    { "\"fault\":\"no-images\"", 0 }, { "\"fault\":\"empty-image\"", 1 },
    { "\"fault\":\"extra-images\"", 2 }, { "\"fault\":\"grid-first\"", 2 },
    { "\"fault\":\"bad-info\"", 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      JsonObject *answer;

      tell (client, table[i].fault);
      g_assert_cmpuint (pen_sim_client_post_json (client, V1 "txt2img", GOOD), ==, 200);
      answer = get_object (client);
      g_assert_cmpuint (json_array_get_length (json_object_get_array_member (answer, "images")),
                        ==, table[i].n_images);
    }

  tell (client, "\"fault\":\"foreign-address\",\"value\":\"http://a.example/x.png\"");
  pen_sim_client_post_json (client, V1 "txt2img", GOOD);
  g_assert_cmpstr (json_array_get_string_element (
                     json_object_get_array_member (get_object (client), "images"), 0), ==,
                   "http://a.example/x.png");
}

#define ADD(name, function) \
  g_test_add ("/simulators/sdapi/" name, PenSimClient, NULL, set_up, function, \
              pen_sim_client_tear_down)

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("text", test_text);
  ADD ("picture", test_picture);
  ADD ("batch", test_batch);
  ADD ("types", test_types);
  ADD ("remarks", test_remarks);
  ADD ("lacking", test_lacking);
  ADD ("sources", test_sources);
  ADD ("names", test_names);
  ADD ("progress", test_progress);
  ADD ("interrupt", test_interrupt);
  ADD ("queue", test_queue);
  ADD ("busy", test_busy);
  ADD ("flavours", test_flavours);
  ADD ("kobold", test_kobold);
  ADD ("login", test_login);
  ADD ("options", test_options);
  ADD ("refusals", test_refusals);
  ADD ("oddities", test_oddities);

  return g_test_run ();
}
