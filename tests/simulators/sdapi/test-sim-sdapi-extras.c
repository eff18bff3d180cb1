/* test-sim-sdapi-extras.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-sim-sdapi-extras"

#include "config.h"

#include <locale.h>
#include <string.h>

#include "pen-sim-client.h"

#define V1 "/sdapi/sdapi/v1/"
#define NATIVE "/sdapi/sdcpp/v1/"
#define PNG "iVBORw0KGgoAAAANSUhEUgAAAIAAAABACAAAAAD3vsYfAAAA"

static void
tell (PenSimClient *client,
      const char   *members)
{
  g_autofree char *command = g_strdup_printf ("{\"service\":\"sdapi\",%s}", members);

  pen_simulator_tell (client->simulator, command);
}

static void
assert_says (PenSimClient *client,
             const char   *words)
{
  g_autofree char *text = pen_sim_client_get_text (client);

  g_test_message ("%s in %s", words, text);
  g_assert_nonnull (strstr (text, words));
}

/* Whether the log of the last request holds @words. */
static void
assert_remarks (PenSimClient *client,
                const char   *words)
{
  g_autoptr(JsonObject) log = pen_simulator_get_log (client->simulator);
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), log);
  g_autofree char *text = json_to_string (node, FALSE);

  g_assert_nonnull (strstr (text, words));
}

#define UNIT(members) \
  "{\"seed\":5,\"steps\":4,\"alwayson_scripts\":{\"controlnet\":{\"args\":[{" members "}]}}}"
#define NET "\"model\":\"control_v11p_sd15_canny [d14c016b]\""

static void
test_units (PenSimClient  *client,
            gconstpointer  data)
{
  static const struct { const char *body; const char *words; } table[] =
  {
    { UNIT ("\"enabled\":true,\"input_image\":\"\""), "does not take" },
    { UNIT ("\"weight\":\"1\""), "does not take" },
    { UNIT ("\"enabled\":true"), "no such ControlNet model" },
    { UNIT (NET ",\"module\":\"oil\""), "no such preprocessor" },
    { UNIT (NET ",\"weight\":2.5"), "weight out of range" },
    { UNIT (NET ",\"image\":\"bm90aGluZw==\""), "cannot be decoded" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_assert_cmpuint (pen_sim_client_post_json (client, V1 "txt2img", table[i].body), ==, 422);
      assert_says (client, table[i].words);
    }
  assert_remarks (client, "the unit is not enabled");
  assert_remarks (client, "the map will come back");

  g_assert_cmpuint (pen_sim_client_get (client, "/sdapi/controlnet/model_list"), ==, 200);
  assert_says (client, "canny");
  tell (client, "\"bare\":true");
  g_assert_cmpuint (pen_sim_client_get (client, "/sdapi/controlnet/model_list"), ==, 404);
  tell (client, "\"bare\":false,\"flavour\":\"sdnext\"");
  g_assert_cmpuint (pen_sim_client_get (client, "/sdapi/controlnet/module_list"), ==, 404);
}

static void
test_mask (PenSimClient  *client,
           gconstpointer  data)
{
  g_autoptr(GBytes) picture = pen_sim_client_make_picture (64, 64, "png");
  g_autofree char *source = g_base64_encode (g_bytes_get_data (picture, NULL),
                                             g_bytes_get_size (picture));
  g_autofree char *body = NULL;

  body = g_strdup_printf ("{\"seed\":5,\"steps\":4,\"width\":64,\"height\":64,\"init_images\":"
                          "[\"%s\"],\"mask\":\"%s\"}", source, source);
  g_assert_cmpuint (pen_sim_client_post_json (client, V1 "img2img", body), ==, 200);
  assert_remarks (client, "the mask is not plain grey");
  assert_remarks (client, "inpainting_fill is not set");
  assert_remarks (client, "inpaint_full_res is not set");
}

static void
test_upscale (PenSimClient  *client,
              gconstpointer  data)
{
  g_assert_cmpuint (pen_sim_client_post_json (client, V1 "extra-single-image",
                                              "{\"image\":\"" PNG "\",\"scale\":2}"), ==, 500);
  assert_says (client, "Invalid encoded image");
  assert_remarks (client, "scale is not a field");
  assert_remarks (client, "only stretched");
  tell (client, "\"flavour\":\"koboldcpp\"");
  g_assert_cmpuint (pen_sim_client_post_json (client, V1 "extra-single-image", "{}"), ==, 404);
}

static void
test_native (PenSimClient  *client,
             gconstpointer  data)
{
  static const char *good = "{\"prompt\":\"a fox\",\"seed\":5,\"width\":64,\"height\":64}";

  tell (client, "\"flavour\":\"sdcpp\"");
  g_assert_cmpuint (pen_sim_client_get (client, V1 "progress"), ==, 404);
  g_assert_cmpuint (g_bytes_get_size (client->body), ==, 0);
  g_assert_cmpuint (pen_sim_client_get (client, NATIVE "capabilities"), ==, 200);
  assert_says (client, "supported_modes");

  g_assert_cmpuint (pen_sim_client_post_json (client, NATIVE "img_gen",
                                              "{\"seed\":5,\"strength\":2}"), ==, 400);
  g_assert_cmpuint (pen_sim_client_post_json (client, NATIVE "img_gen",
                                              "{\"seed\":5,\"init_image\":\"bm90\"}"), ==, 400);
  assert_says (client, "invalid generation parameters");
  pen_sim_client_post_json (client, NATIVE "img_gen", "{\"width\":\"64\",\"steps_\":1}");
  assert_remarks (client, "width is of the wrong type");
  assert_remarks (client, "steps_ is not a field");

  g_assert_cmpuint (pen_sim_client_post_json (client, NATIVE "img_gen", good), ==, 202);
  assert_says (client, "job_6a_00000002");
  pen_sim_client_get (client, NATIVE "jobs/job_6a_00000002");
  assert_says (client, "\"status\":\"queued\"");
  g_assert_cmpuint (pen_sim_client_post_json (client, NATIVE "jobs/job_6a_00000002/cancel", ""),
                    ==, 409);
  pen_sim_client_get (client, NATIVE "jobs/job_6a_00000002");
  pen_sim_client_get (client, NATIVE "jobs/job_6a_00000002");
  assert_says (client, "\"status\":\"completed\"");
  g_assert_cmpuint (pen_sim_client_get (client, NATIVE "jobs/job_x"), ==, 404);

  pen_sim_client_post_json (client, NATIVE "img_gen", good);
  g_assert_cmpuint (pen_sim_client_post_json (client, NATIVE "jobs/job_6a_00000003/cancel", ""),
                    ==, 200);
  assert_says (client, "\"status\":\"cancelled\"");
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

  ADD ("/sdapi/extras/units", test_units);
  ADD ("/sdapi/extras/mask", test_mask);
  ADD ("/sdapi/extras/upscale", test_upscale);
  ADD ("/sdapi/extras/native", test_native);

  return g_test_run ();
}
