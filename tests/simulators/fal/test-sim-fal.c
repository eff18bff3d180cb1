/* test-sim-fal.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-sim-fal"

#include "config.h"

#include <locale.h>
#include <string.h>

#include "pen-sim-client.h"

#define KEY "6f1c0f52-0d6e-4c1a-9a7e-5b0000000001:0123456789abcdef0123456789abcdef"
#define QUEUE "/fal/queue/"
#define FIRST "00000000-0000-4000-8000-000000000001"

/* === Helpers === */

static SoupMessage *
new_message (PenSimClient *client,
             const char   *method,
             const char   *path,
             const char   *key,
             const char   *media_type,
             GBytes       *body)
{
  SoupMessage *message;
  g_autofree char *value = key != NULL ? g_strconcat ("Key ", key, NULL) : NULL;

  client->key = NULL;
  client->accept = NULL;
  message = pen_sim_client_new_message (client, method, path, media_type, body);
  if (value != NULL)
    soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization",
                                  value);

  return message;
}

static guint
ask (PenSimClient *client,
     const char   *method,
     const char   *path,
     const char   *key,
     const char   *text)
{
  g_autoptr(GBytes) body = text != NULL ? g_bytes_new (text, strlen (text)) : NULL;

  pen_sim_client_start (client, new_message (client, method, path, key,
                                             text != NULL ? "application/json" : NULL, body));
  return pen_sim_client_finish (client);
}

static void
tell (PenSimClient *client,
      const char   *members)
{
  g_autofree char *command = g_strdup_printf ("{\"service\":\"fal\",%s}", members);

  pen_simulator_tell (client->simulator, command);
}

static char *
get_member (PenSimClient *client,
            const char   *name)
{
  g_autoptr(JsonNode) node = pen_sim_client_get_json (client);

  return g_strdup (json_object_get_string_member_with_default (json_node_get_object (node), name,
                                                               NULL));
}

/* The path of an address of the simulator, which is all that the client wants. */
static char *
get_path (PenSimClient *client,
          const char   *name)
{
  g_autofree char *address = get_member (client, name);
  g_autoptr(GUri) uri = NULL;

  g_assert_nonnull (address);
  uri = g_uri_parse (address, SOUP_HTTP_URI_FLAGS, NULL);
  g_assert_nonnull (uri);
  if (g_uri_get_query (uri) != NULL)
    return g_strconcat (g_uri_get_path (uri), "?", g_uri_get_query (uri), NULL);

  return g_strdup (g_uri_get_path (uri));
}

/* Submits, and looks at the status until it is over. */
static char *
run (PenSimClient *client,
     const char   *endpoint,
     const char   *text)
{
  g_autofree char *path = g_strconcat (QUEUE, endpoint, NULL);
  g_autofree char *status = NULL;
  g_autofree char *result = NULL;

  g_assert_cmpuint (ask (client, "POST", path, KEY, text), ==, 200);
  status = get_path (client, "status_url");
  result = get_path (client, "response_url");
  while (ask (client, "GET", status, KEY, NULL) == 202)
    continue;
  g_assert_cmpuint (soup_message_get_status (client->message), ==, 200);
  ask (client, "GET", result, KEY, NULL);

  return g_steal_pointer (&result);
}

static char *
embed (guint width,
       guint height)
{
  g_autoptr(GBytes) picture = pen_sim_client_make_picture (width, height, "png");
  g_autofree char *base64 = g_base64_encode (g_bytes_get_data (picture, NULL),
                                             g_bytes_get_size (picture));

  return g_strconcat ("data:image/png;base64,", base64, NULL);
}

static guint
count (PenSimClient *client,
       PenSimCount   what)
{
  return pen_simulator_get_count (client->simulator, "fal", what);
}

/* === The queue === */

static void
test_run (PenSimClient  *client,
          gconstpointer  data)
{
  PenSimPictureInfo info;
  g_autofree char *path = NULL;
  g_autofree char *result = NULL;
  g_autoptr(JsonNode) node = NULL;
  JsonObject *image;

  g_assert_cmpuint (ask (client, "POST", QUEUE "fal-ai/flux/schnell", KEY,
                         "{\"prompt\":\"a fox\",\"seed\":5,\"image_size\":"
                         "{\"width\":64,\"height\":48}}"), ==, 200);
  pen_sim_client_assert_says (client, 0, "\"queue_position\":1");
  path = get_path (client, "status_url");
  g_assert_cmpstr (path, ==, QUEUE "fal-ai/flux/requests/" FIRST "/status");

  g_assert_cmpuint (ask (client, "GET", path, KEY, NULL), ==, 202);
  pen_sim_client_assert_says (client, 0, "IN_QUEUE");
  /* Too early for the result. */
  g_assert_cmpuint (ask (client, "GET", QUEUE "fal-ai/flux/requests/" FIRST, KEY, NULL), ==, 400);
  pen_sim_client_assert_says (client, 0, "still in progress");

  g_assert_cmpuint (ask (client, "GET", QUEUE "fal-ai/flux/requests/" FIRST "/status?logs=1", KEY,
                         NULL), ==, 202);
  pen_sim_client_assert_says (client, 0, " 40%|");
  g_assert_cmpuint (ask (client, "GET", path, KEY, NULL), ==, 200);
  pen_sim_client_assert_says (client, 0, "COMPLETED");

  g_assert_cmpuint (ask (client, "GET", QUEUE "fal-ai/flux/requests/" FIRST, KEY, NULL), ==, 200);
  g_assert_cmpstr (pen_sim_client_get_header (client, "X-Fal-Billable-Units"), ==, "1");
  node = pen_sim_client_get_json (client);
  image = json_array_get_object_element (
    json_object_get_array_member (json_node_get_object (node), "images"), 0);
  g_assert_cmpint (json_object_get_int_member (image, "width"), ==, 64);
  result = g_strdup (strstr (json_object_get_string_member (image, "url"), "/fal/files/"));

  g_assert_cmpuint (ask (client, "GET", result, NULL, NULL), ==, 200);
  pen_sim_client_get_info (client, &info);
  g_assert_cmpuint (info.height, ==, 48);
  /* A file host that is shown the key refuses. */
  g_assert_cmpuint (ask (client, "GET", result, KEY, NULL), ==, 400);
  g_assert_cmpuint (count (client, PEN_SIM_COUNT_PAID), ==, 1);
}

static void
test_bought_twice (PenSimClient  *client,
                   gconstpointer  data)
{
  const char *input = "{\"prompt\":\"a fox\",\"image_size\":{\"width\":64,\"height\":48}}";

  g_free (run (client, "fal-ai/flux/dev", input));
  g_free (run (client, "fal-ai/flux/dev", input));
  g_assert_cmpuint (count (client, PEN_SIM_COUNT_BOUGHT_TWICE), ==, 1);
}

/* The queue takes everything; the model says what is wrong. */
static void
test_fields (PenSimClient  *client,
             gconstpointer  data)
{
  static const struct { const char *endpoint, *input, *words; } table[] =
  {
    { "fal-ai/flux/dev", "{}", "Field required" },
    { "fal-ai/flux/dev", "{\"prompt\":7}", "type_error" },
    { "fal-ai/flux/dev", "{\"prompt\":\"x\",\"negative_prompt\":\"y\"}", "extra_forbidden" },
    { "fal-ai/flux/dev", "{\"prompt\":\"x\",\"num_images\":5}", "less_than_equal" },
    { "fal-ai/flux/dev", "{\"prompt\":\"x\",\"num_images\":0}", "greater_than_equal" },
    { "fal-ai/flux/dev", "{\"prompt\":\"x\",\"num_images\":1.5}", "type_error" },
    { "fal-ai/flux/dev", "{\"prompt\":\"x\",\"output_format\":\"jpg\"}", "literal_error" },
    { "fal-ai/flux/dev", "{\"prompt\":\"x\",\"image_size\":\"huge\"}", "literal_error" },
    { "fal-ai/flux/dev", "{\"prompt\":\"x\",\"image_size\":{\"width\":64}}", "model_type" },
    { "fal-ai/flux/dev", "{\"prompt\":\"x\",\"image_size\":{\"width\":0,\"height\":9}}",
      "int_type" },
    { "fal-ai/flux/dev", "{\"prompt\":\"x\",\"guidance_scale\":20.5}", "less_than_equal" },
    { "fal-ai/flux-pro/v1.1", "{\"prompt\":\"x\",\"safety_tolerance\":2}", "type_error" },
    { "fal-ai/nano-banana", "{\"prompt\":\"x\"}", "string_too_short" },
    { "fal-ai/flux/dev/image-to-image", "{\"prompt\":\"x\",\"image_url\":\"data:text/plain,x\"}",
      "image_load_error" },
    { "fal-ai/flux/dev/image-to-image",
      "{\"prompt\":\"x\",\"image_url\":\"https://example.com/x.png\"}", "file_download_error" },
    { "fal-ai/nano-banana/edit", "{\"prompt\":\"fox\",\"image_urls\":[]}", "type_error" },
    { "fal-ai/flux-lora/inpainting", "{\"prompt\":\"x\"}", "mask_url" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_free (run (client, table[i].endpoint, table[i].input));
      g_assert_cmpuint (soup_message_get_status (client->message), ==, 422);
      pen_sim_client_assert_says (client, 0, table[i].words);
    }

  g_assert_cmpuint (count (client, PEN_SIM_COUNT_PAID), ==, 0);
}

/* A mask has the size of its picture, and no holes. */
static void
test_mask (PenSimClient  *client,
           gconstpointer  data)
{
  g_autofree char *source = embed (64, 48);
  g_autofree char *other = embed (48, 48);
  g_autofree char *good = g_strdup_printf ("{\"image_url\":\"%s\",\"mask_url\":\"%s\"}", source,
                                           source);
  g_autofree char *bad = g_strdup_printf ("{\"image_url\":\"%s\",\"mask_url\":\"%s\"}", source,
                                          other);
  g_autoptr(GdkPixbuf) clear = gdk_pixbuf_new (GDK_COLORSPACE_RGB, TRUE, 8, 64, 48);
  g_autoptr(GBytes) bytes = pen_sim_picture_encode (clear, "png");
  g_autofree char *base64 = g_base64_encode (g_bytes_get_data (bytes, NULL),
                                             g_bytes_get_size (bytes));
  g_autofree char *holes = g_strdup_printf ("{\"image_url\":\"%s\",\"mask_url\":"
                                            "\"data:image/png;base64,%s\"}", source, base64);

  g_free (run (client, "fal-ai/bria/eraser", good));
  g_assert_cmpuint (soup_message_get_status (client->message), ==, 200);
  pen_sim_client_assert_says (client, 0, "\"image\":{");
  g_free (run (client, "fal-ai/bria/eraser", bad));
  pen_sim_client_assert_says (client, 0, "same dimensions");
  g_free (run (client, "fal-ai/bria/eraser", holes));
  pen_sim_client_assert_says (client, 0, "not white on black");
}

static void
test_addresses (PenSimClient  *client,
                gconstpointer  data)
{
  const char *input = "{\"prompt\":\"x\",\"image_size\":{\"width\":64,\"height\":48}}";

  ask (client, "POST", QUEUE "fal-ai/flux/dev", KEY, input);
  /* The whole id is wrong there, and so is another method. */
  g_assert_cmpuint (ask (client, "GET", QUEUE "fal-ai/flux/dev/requests/" FIRST "/status", KEY,
                         NULL), ==, 405);
  g_assert_cmpuint (ask (client, "POST", QUEUE "fal-ai/flux/requests/" FIRST "/status", KEY,
                         "{}"), ==, 405);
  g_assert_cmpuint (ask (client, "GET", QUEUE "fal-ai/flux/requests/none/status", KEY, NULL), ==,
                    404);
  pen_sim_client_assert_says (client, 0, "NOT_FOUND");
  g_assert_cmpuint (ask (client, "POST", QUEUE "fal-ai/nothing", KEY, input), ==, 404);
  pen_sim_client_assert_says (client, 0, "Application");
  g_assert_cmpuint (ask (client, "POST", QUEUE "fal-ai/flux/dev", KEY, "[]"), ==, 400);
}

static void
test_keys (PenSimClient  *client,
           gconstpointer  data)
{
  static const char *keys[] = { NULL, "wrong", "Bearer " KEY };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_assert_cmpuint (ask (client, "POST", QUEUE "fal-ai/flux/dev", keys[i],
                             "{\"prompt\":\"x\"}"), ==, 401);
      g_assert_cmpuint (ask (client, "GET", "/fal/api/models/pricing?endpoint_id=fal-ai/flux/dev",
                             keys[i], NULL), ==, 401);
      g_assert_cmpuint (ask (client, "POST",
                             "/fal/rest/storage/upload/initiate?storage_type=fal-cdn-v3", keys[i],
                             "{\"content_type\":\"image/png\",\"file_name\":\"a.png\"}"), ==, 401);
    }

  g_assert_cmpuint (ask (client, "GET", "/fal/api/models/pricing?endpoint_id=fal-ai/flux/dev", KEY,
                         NULL), ==, 200);
  pen_sim_client_assert_says (client, 0, "\"unit_price\":0.025");
  g_assert_cmpuint (ask (client, "GET", "/fal/api/models/pricing?endpoint_id=fal-ai/none", KEY,
                         NULL), ==, 404);
}

static void
test_cancel (PenSimClient  *client,
             gconstpointer  data)
{
  const char *input = "{\"prompt\":\"x\",\"image_size\":{\"width\":64,\"height\":48}}";
  const char *path = QUEUE "fal-ai/flux/requests/" FIRST "/cancel";

  ask (client, "POST", QUEUE "fal-ai/flux/dev", KEY, input);
  g_assert_cmpuint (ask (client, "PUT", path, KEY, NULL), ==, 200);
  g_assert_cmpuint (ask (client, "GET", path, KEY, NULL), ==, 405);
  g_free (run (client, "fal-ai/flux/dev", input));
  g_assert_cmpuint (ask (client, "PUT", QUEUE "fal-ai/flux/requests/"
                         "00000000-0000-4000-8000-000000000003/cancel", KEY, NULL), ==, 400);
  pen_sim_client_assert_says (client, 0, "ALREADY_COMPLETED");
  g_assert_cmpuint (count (client, PEN_SIM_COUNT_INTERRUPTED), ==, 1);
}

/* === The storage === */

static void
test_upload (PenSimClient  *client,
             gconstpointer  data)
{
  g_autoptr(GBytes) picture = pen_sim_client_make_picture (64, 48, "png");
  const char *initiate = "/fal/rest/storage/upload/initiate?storage_type=fal-cdn-v3";
  const char *described = "{\"content_type\":\"image/png\",\"file_name\":\"a.png\"}";
  g_autofree char *upload = NULL;
  g_autofree char *file = NULL;
  g_autofree char *input = NULL;

  g_assert_cmpuint (ask (client, "POST", "/fal/rest/storage/upload/initiate", KEY, described), ==,
                    404);
  g_assert_cmpuint (ask (client, "POST", initiate, KEY, "{\"file_name\":\"a.png\"}"), ==, 422);
  g_assert_cmpuint (ask (client, "POST", initiate, KEY, described), ==, 200);
  upload = get_path (client, "upload_url");
  file = get_member (client, "file_url");
  input = g_strdup_printf ("{\"image_url\":\"%s\"}", file);

  /* Not there yet. */
  g_free (run (client, "fal-ai/imageutils/rembg", input));
  pen_sim_client_assert_says (client, 0, "file_download_error");

  pen_sim_client_start (client, new_message (client, "PUT", upload, KEY, "image/png", picture));
  g_assert_cmpuint (pen_sim_client_finish (client), ==, 400);
  pen_sim_client_start (client, new_message (client, "PUT", upload, NULL, "image/jpeg", picture));
  g_assert_cmpuint (pen_sim_client_finish (client), ==, 403);
  pen_sim_client_start (client, new_message (client, "PUT", upload, NULL, "image/png", picture));
  g_assert_cmpuint (pen_sim_client_finish (client), ==, 200);

  g_free (run (client, "fal-ai/imageutils/rembg", input));
  g_assert_cmpuint (soup_message_get_status (client->message), ==, 200);
}

/* === What can go wrong === */

static void
test_outcomes (PenSimClient  *client,
               gconstpointer  data)
{
  const char *input = "{\"prompt\":\"x\",\"image_size\":{\"width\":64,\"height\":48}}";

  tell (client, "\"outcome\":\"content_policy_violation\"");
  g_free (run (client, "fal-ai/flux/dev", input));
  g_assert_cmpuint (soup_message_get_status (client->message), ==, 422);
  pen_sim_client_assert_says (client, 0, "content_policy_violation");

  tell (client, "\"outcome\":\"startup_timeout\"");
  g_free (run (client, "fal-ai/flux/dev", input));
  g_assert_cmpuint (soup_message_get_status (client->message), ==, 504);
  g_assert_cmpstr (pen_sim_client_get_header (client, "X-Fal-Error-Type"), ==, "startup_timeout");
  g_assert_cmpuint (count (client, PEN_SIM_COUNT_PAID), ==, 0);

  tell (client, "\"shape\":\"nsfw\"");
  g_free (run (client, "fal-ai/flux/dev", input));
  pen_sim_client_assert_says (client, 0, "\"has_nsfw_concepts\":[true]");
  tell (client, "\"shape\":\"empty\"");
  g_free (run (client, "fal-ai/flux/dev", input));
  pen_sim_client_assert_says (client, 0, "\"images\":[]");
  tell (client, "\"shape\":\"data-uri\"");
  g_free (run (client, "fal-ai/flux/dev", input));
  pen_sim_client_assert_says (client, 0, "data:image/jpeg;base64,");

  pen_simulator_fail (client->simulator, "fal", "locked");
  g_assert_cmpuint (ask (client, "POST", QUEUE "fal-ai/flux/dev", KEY, input), ==, 403);
}

#define ADD(name, function) \
  g_test_add ("/sim/fal/" name, PenSimClient, NULL, pen_sim_client_set_up, function, \
              pen_sim_client_tear_down)

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  ADD ("run", test_run);
  ADD ("bought-twice", test_bought_twice);
  ADD ("fields", test_fields);
  ADD ("mask", test_mask);
  ADD ("addresses", test_addresses);
  ADD ("keys", test_keys);
  ADD ("cancel", test_cancel);
  ADD ("upload", test_upload);
  ADD ("outcomes", test_outcomes);

  return g_test_run ();
}
