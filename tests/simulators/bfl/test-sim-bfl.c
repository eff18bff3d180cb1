/* test-sim-bfl.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-sim-bfl"

#include "config.h"

#include <locale.h>
#include <string.h>

#include "pen-sim-client.h"

static void
set_up (PenSimClient  *client,
        gconstpointer  data)
{
  pen_sim_client_set_up (client, data);
  client->key_header = "x-key";
  client->accept = "application/json";
}

static char *
encode (GBytes *bytes)
{
  return g_base64_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* A mask of 64 × 64 pixels: an 8-bit grey PNG whose left half is white. */
#define MASK \
  "iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAAAAACPAi4CAAAAKklEQVR42u3MQREAAAwCIPuX3iL49yAAuSKNQCAQ" \
  "CAQCgUAgEAgEgvXgAWMe+Gq5ThreAAAAAElFTkSuQmCC"

/* Posts @text, in which IMAGE stands for a picture of 64 × 64 pixels. */
static guint
post (PenSimClient *client,
      const char   *path,
      const char   *text)
{
  g_autoptr(GBytes) picture = pen_sim_client_make_picture (64, 64, "png");
  g_autofree char *base64 = encode (picture);
  g_autoptr(GString) body = g_string_new (text);
  g_autofree char *whole = g_strconcat ("/bfl", path, NULL);

  g_string_replace (body, "IMAGE", base64, 0);
  return pen_sim_client_post_json (client, whole, body->str);
}

static guint
get (PenSimClient *client,
     const char   *address)
{
  SoupMessage *message = soup_message_new ("GET", address);

  g_assert_nonnull (message);
  if (client->key != NULL)
    soup_message_headers_replace (soup_message_get_request_headers (message), "x-key",
                                  client->key);
  pen_sim_client_start (client, message);
  return pen_sim_client_finish (client);
}

static char *
get_member (PenSimClient *client,
            const char   *name)
{
  g_autoptr(JsonNode) node = pen_sim_client_get_json (client);
  JsonObject *object = json_node_get_object (node);

  if (json_object_has_member (object, "result") && strcmp (name, "sample") == 0)
    object = json_object_get_object_member (object, "result");

  return g_strdup (json_object_get_string_member_with_default (object, name, NULL));
}

static void
test_way (PenSimClient  *client,
          gconstpointer  data)
{
  g_autofree char *polling = NULL;
  g_autofree char *sample = NULL;
  g_autofree char *spoilt = NULL;
  PenSimPictureInfo info;

  g_assert_cmpuint (post (client, "/flux-2-pro", "{\"prompt\":\"x\",\"width\":64,\"height\":128}"),
                    ==, 200);
  pen_sim_client_assert_says (client, 200, "\"cost\":3.0");
  polling = get_member (client, "polling_url");
  g_assert_nonnull (strstr (polling, "/bfl/region/eu4/get_result?id=task-1-"));

  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpuint (get (client, polling), ==, 200);
      pen_sim_client_assert_says (client, 200, "\"Pending\"");
      g_assert_cmpstr (pen_sim_client_get_header (client, "Retry-After"), ==, "1");
    }
  g_assert_cmpuint (get (client, polling), ==, 200);
  pen_sim_client_assert_says (client, 200, "\"Ready\"");
  sample = get_member (client, "sample");

  /* Storage takes no key, and no query but its own. */
  g_assert_cmpuint (get (client, sample), ==, 400);
  client->key = NULL;
  g_assert_cmpuint (get (client, sample), ==, 200);
  pen_sim_client_get_info (client, &info);
  g_assert_cmpuint (info.width, ==, 64);
  g_assert_cmpuint (info.height, ==, 128);
  g_assert_cmpstr (info.media_type, ==, "image/jpeg");
  spoilt = g_strdup (sample);
  *strstr (spoilt, "%2F") = '/';
  g_assert_cmpuint (get (client, spoilt), ==, 403);

  pen_simulator_tell (client->simulator, "{\"service\":\"bfl\",\"expired\":true}");
  g_assert_cmpuint (get (client, sample), ==, 403);
  pen_sim_client_assert_says (client, 403, "<Code>AuthenticationFailed</Code>");
}

/* The host that it was sent to does not know what became of it. */
static void
test_regions (PenSimClient  *client,
              gconstpointer  data)
{
  g_autofree char *id = NULL;
  g_autofree char *path = NULL;

  g_assert_cmpuint (post (client, "/flux-2-pro", "{\"prompt\":\"x\"}"), ==, 200);
  id = get_member (client, "id");
  path = g_strconcat ("/bfl/get_result?id=", id, NULL);
  g_assert_cmpuint (pen_sim_client_get (client, path), ==, 200);
  pen_sim_client_assert_says (client, 200, "Task not found");
  pen_simulator_tell (client->simulator, "{\"service\":\"bfl\",\"pending\":-1}");
  g_assert_cmpuint (pen_sim_client_get (client, path), ==, 200);
  pen_sim_client_assert_says (client, 200, "Ready");
}

static void
test_good (PenSimClient  *client,
           gconstpointer  data)
{
  static const struct { const char *path, *body; } table[] =
  {
    { "/flux-2-max", "{\"prompt\":\"x\",\"input_image\":\"IMAGE\",\"input_image_2\":\"IMAGE\"}" },
    { "/flux-2-flex", "{\"prompt\":\"x\",\"guidance\":1.5,\"steps\":50}" },
    { "/flux-2-klein-4b", "{\"prompt\":\"x\",\"safety_tolerance\":5}" },
    { "/flux-3-image", "{\"prompt\":\"x\",\"images\":[],\"resolution\":\"4k\"}" },
    { "/flux-pro-1.1", "{\"image_prompt\":\"IMAGE\",\"width\":1440,\"height\":256}" },
    { "/flux-pro-1.1-ultra", "{\"prompt\":\"x\",\"aspect_ratio\":\"9:21\",\"raw\":true}" },
    { "/flux-dev", "{\"prompt\":\"x\",\"output_format\":\"webp\"}" },
    { "/flux-kontext-max", "{\"prompt\":\"x\",\"aspect_ratio\":\"21:9\"}" },
    { "/flux-pro-1.0-fill", "{\"image\":\"IMAGE\",\"mask\":\"" MASK "\",\"steps\":15}" },
    { "/flux-pro-1.0-expand", "{\"image\":\"IMAGE\",\"left\":2048,\"top\":1}" },
    { "/flux-tools/outpainting-v1",
      "{\"input_image\":\"IMAGE\",\"width\":128,\"height\":64,\"reference_offset_x\":64}" },
    { "/flux-tools/erase-v1", "{\"image\":\"IMAGE\",\"mask\":\"" MASK "\"}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      guint status = post (client, table[i].path, table[i].body);

      g_test_message ("%s", table[i].path);
      /* An empty list is no list of pictures. */
      g_assert_cmpuint (status, ==, i == 3 ? 422 : 200);
    }

  g_assert_cmpuint (pen_simulator_get_count (client->simulator, "bfl", PEN_SIM_COUNT_PAID), ==,
                    G_N_ELEMENTS (table) - 1);
}

static void
test_strict (PenSimClient  *client,
             gconstpointer  data)
{
  static const struct { const char *path, *body, *words; } table[] =
  {
    { "/flux-2-pro", "{}", "[\"body\",\"prompt\"]" },
    { "/flux-2-pro", "no JSON", "json_invalid" },
    { "/flux-2-pro", "{\"prompt\":\"x\",\"steps\":5}", "extra_forbidden" },
    { "/flux-2-pro", "{\"prompt\":\"x\",\"width\":0,\"height\":0}", "greater_than_equal" },
    { "/flux-2-pro", "{\"prompt\":\"x\",\"width\":72,\"height\":64}", "multiple_of" },
    { "/flux-2-pro", "{\"prompt\":\"x\",\"width\":4096,\"height\":4096}", "4 megapixels" },
    { "/flux-2-pro", "{\"prompt\":\"x\",\"safety_tolerance\":6}", "less_than_equal" },
    { "/flux-2-pro", "{\"prompt\":\"x\",\"seed\":\"7\"}", "type_error" },
    { "/flux-2-pro", "{\"prompt\":\"x\",\"input_image_2\":\"IMAGE\"}", "before is missing" },
    { "/flux-2-pro", "{\"prompt\":\"x\",\"input_image\":\"data:image/png;base64,IMAGE\"}",
      "Invalid base64" },
    { "/flux-2-pro", "{\"prompt\":\"x\",\"input_image\":\"IMAGE\\n\"}", "Invalid base64" },
    { "/flux-2-klein-4b", "{\"prompt\":\"x\",\"input_image_5\":\"IMAGE\"}", "extra_forbidden" },
    { "/flux-3-image", "{\"prompt\":\"x\",\"seed\":7}", "extra_forbidden" },
    { "/flux-3-image", "{\"prompt\":\"x\",\"images\":[\"IMAGE\"]}", "outside the limits" },
    { "/flux-pro-1.1", "{\"prompt\":\"x\",\"width\":1024,\"height\":272}", "multiple_of" },
    { "/flux-pro-1.1-ultra", "{\"prompt\":\"x\",\"aspect_ratio\":\"3:1\"}", "21:9" },
    { "/flux-kontext-pro", "{\"prompt\":\"x\",\"output_format\":\"gif\"}", "enum" },
    { "/flux-pro-1.0-fill", "{\"mask\":\"" MASK "\"}", "[\"body\",\"image\"]" },
    { "/flux-pro-1.0-fill", "{\"image\":\"IMAGE\",\"mask\":\"IMAGE\"}", "Mask must be" },
    { "/flux-pro-1.0-expand", "{\"image\":\"IMAGE\",\"left\":2049}", "less_than_equal" },
    { "/flux-tools/erase-v1", "{\"image\":\"IMAGE\"}", "[\"body\",\"mask\"]" },
    { "/flux-tools/erase-v1", "{\"image\":\"IMAGE\",\"mask\":\"" MASK "\",\"prompt\":\"x\"}",
      "extra_forbidden" },
    { "/flux-tools/outpainting-v1", "{\"input_image\":\"IMAGE\",\"width\":64}", "missing" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      post (client, table[i].path, table[i].body);
      pen_sim_client_assert_says (client, 422, table[i].words);
    }

  post (client, "/flux-pro-1.0-canny", "{\"prompt\":\"x\"}");
  pen_sim_client_assert_says (client, 404, "{\"detail\":\"Not Found\"}");
  g_assert_cmpuint (pen_simulator_get_count (client->simulator, "bfl", PEN_SIM_COUNT_PAID), ==, 0);
}

static void
test_key (PenSimClient  *client,
          gconstpointer  data)
{
  pen_simulator_tell (client->simulator, "{\"service\":\"bfl\",\"key\":\"mine\",\"credits\":4}");
  client->key = "mine";
  g_assert_cmpuint (pen_sim_client_get (client, "/bfl/credits"), ==, 200);
  pen_sim_client_assert_says (client, 200, "{\"credits\":4.0}");
  post (client, "/flux-2-max", "{\"prompt\":\"x\"}");
  pen_sim_client_assert_says (client, 402, "Insufficient credits");

  client->key_header = NULL;
  g_assert_cmpuint (pen_sim_client_get (client, "/bfl/credits"), ==, 403);
  pen_sim_client_assert_says (client, 403, "Not authenticated - Invalid Authentication");
  client->key_header = "x-key";
  client->key = "other";
  g_assert_cmpuint (post (client, "/flux-2-max", "{\"prompt\":\"x\"}"), ==, 403);
}

static void
test_outcomes (PenSimClient  *client,
               gconstpointer  data)
{
  static const struct { const char *name; guint status; const char *words; } table[] =
  {
    { "request-moderated", 200, "Moderation Reasons" },
    { "content-moderated", 200, "\"Content Moderated\"" },
    { "moderated-422", 422, "\"Request Moderated\"" },
    { "moderated-503", 503, "\"Content Moderated\"" },
    { "task-error", 200, "The worker died" },
    { "task-not-found", 200, "\"Task not found\"" },
    { "pending-503", 503, "\"Pending\"" },
    { "too-many-tasks", 429, "active tasks" },
    { "internal-error", 500, "Internal Server Error" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      pen_simulator_fail (client->simulator, "bfl", table[i].name);
      pen_sim_client_get (client, "/bfl/region/eu4/get_result?id=x");
      pen_sim_client_assert_says (client, table[i].status, table[i].words);
    }
}

#define ADD(name, function) \
  g_test_add ("/sim/bfl/" name, PenSimClient, NULL, set_up, function, pen_sim_client_tear_down)

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("way", test_way);
  ADD ("regions", test_regions);
  ADD ("good", test_good);
  ADD ("strict", test_strict);
  ADD ("key", test_key);
  ADD ("outcomes", test_outcomes);

  return g_test_run ();
}
