/* test-sim-replicate.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-sim-replicate"

#include "config.h"

#include <locale.h>
#include <string.h>

#include "pen-sim-client.h"
#include "pen-sim-grey.h"

#define ROOT "/replicate"
#define SCHNELL ROOT "/models/black-forest-labs/flux-schnell/predictions"
#define SDXL "7762fd07cf82c948538e41f63f77d685e02b063e37e496e96eefd46c929f9bdc"

static guint
count (PenSimClient *client,
       PenSimCount   which)
{
  return pen_simulator_get_count (client->simulator, "replicate", which);
}

static JsonObject *
get_object (PenSimClient *client)
{
  g_autoptr(JsonNode) node = pen_sim_client_get_json (client);

  g_assert_nonnull (node);
  return json_object_ref (json_node_get_object (node));
}

static char *
make_uri (GBytes     *bytes,
          const char *media_type)
{
  g_autofree char *base64 = g_base64_encode (g_bytes_get_data (bytes, NULL),
                                             g_bytes_get_size (bytes));

  return g_strdup_printf ("data:%s;base64,%s", media_type, base64);
}

/* The path of an address of the simulator. */
static char *
get_path (const char *address)
{
  g_autoptr(GUri) uri = g_uri_parse (address, G_URI_FLAGS_NONE, NULL);

  g_assert_nonnull (uri);
  return g_strdup (g_uri_get_path (uri));
}

/* Makes a prediction; returns its path. */
static char *
create (PenSimClient *client,
        const char   *path,
        const char   *body)
{
  g_autoptr(JsonObject) object = NULL;
  guint status = pen_sim_client_post_json (client, path, body);

  if (status != 201)
    pen_sim_client_assert_says (client, 0, "201");
  object = get_object (client);

  return get_path (json_object_get_string_member (
    json_object_get_object_member (object, "urls"), "get"));
}

/* Asks until it is over; returns what it then says. */
static JsonObject *
finish (PenSimClient *client,
        const char   *path)
{
  g_assert_cmpuint (pen_sim_client_get (client, path), ==, 200);
  g_assert_cmpuint (pen_sim_client_get (client, path), ==, 200);

  return get_object (client);
}

static GdkPixbuf *
fetch (PenSimClient *client,
       const char   *address)
{
  g_autofree char *path = get_path (address);
  const char *key = client->key;
  GdkPixbuf *picture;

  client->key = NULL;
  g_assert_cmpuint (pen_sim_client_get (client, path), ==, 200);
  client->key = key;
  picture = pen_sim_picture_decode (client->body);
  g_assert_nonnull (picture);

  return picture;
}

/* === What works === */

static void
test_life (PenSimClient  *client,
           gconstpointer  data)
{
  g_autofree char *path = create (client, SCHNELL, "{\"input\":{\"prompt\":\"A fox\","
                                  "\"num_outputs\":2,\"output_format\":\"png\"}}");
  g_autoptr(JsonObject) first = get_object (client);
  g_autoptr(JsonObject) last = NULL;
  g_autoptr(GdkPixbuf) picture = NULL;
  g_autofree char *picture_path = NULL;
  JsonArray *output;

  g_assert_cmpstr (json_object_get_string_member (first, "status"), ==, "starting");
  g_assert_cmpstr (json_object_get_string_member (first, "version"), ==, "hidden");
  g_assert_cmpuint (pen_sim_client_get (client, path), ==, 200);
  pen_sim_client_assert_says (client, 0, "\"processing\"");
  pen_sim_client_assert_says (client, 0, "50%|");
  g_assert_cmpuint (pen_sim_client_get (client, path), ==, 200);
  last = get_object (client);
  g_assert_cmpstr (json_object_get_string_member (last, "status"), ==, "succeeded");
  output = json_object_get_array_member (last, "output");
  g_assert_cmpuint (json_array_get_length (output), ==, 2);
  g_assert_cmpuint (count (client, PEN_SIM_COUNT_PAID), ==, 1);

  picture = fetch (client, json_array_get_string_element (output, 1));
  picture_path = get_path (json_array_get_string_element (output, 0));
  g_assert_cmpuint (pen_sim_client_get (client, picture_path), ==, 403);
}

static void
test_keys (PenSimClient  *client,
           gconstpointer  data)
{
  g_assert_cmpuint (pen_sim_client_get (client, ROOT "/account"), ==, 200);
  pen_sim_client_assert_says (client, 0, "\"painter\"");

  client->key = "r8_wrong";
  g_assert_cmpuint (pen_sim_client_get (client, ROOT "/account"), ==, 401);
  pen_sim_client_assert_says (client, 0, "valid authentication token");
  client->key = NULL;
  g_assert_cmpuint (pen_sim_client_post_json (client, SCHNELL, "{\"input\":{\"prompt\":\"A\"}}"),
                    ==, 401);
}

static void
test_community (PenSimClient  *client,
                gconstpointer  data)
{
  g_autofree char *path = create (client, ROOT "/predictions",
                                  "{\"version\":\"" SDXL "\",\"input\":{\"prompt\":\"A fox\"}}");
  g_autoptr(JsonObject) last = finish (client, path);

  g_assert_cmpstr (json_object_get_string_member (last, "version"), ==, SDXL);
  g_assert_cmpuint (pen_sim_client_post_json (client, ROOT "/models/stability-ai/sdxl/predictions",
                                              "{\"input\":{\"prompt\":\"A\"}}"), ==, 404);
  g_assert_cmpuint (pen_sim_client_post_json (client, ROOT "/predictions",
                                              "{\"version\":\"abc\",\"input\":{}}"), ==, 422);
  pen_sim_client_assert_says (client, 0, "Invalid version");
  g_assert_cmpuint (pen_sim_client_post_json (client, ROOT "/predictions",
                                              "{\"model\":\"stability-ai/sdxl\",\"input\":{}}"),
                    ==, 422);
  pen_sim_client_assert_says (client, 0, "Additional property");
}

/* === What it refuses === */

static void
test_fields (PenSimClient  *client,
             gconstpointer  data)
{
  static const struct { const char *model, *input, *field, *type; } table[] =
  {
    { "black-forest-labs/flux-schnell", "{}", "prompt", "required" },
    { "black-forest-labs/flux-schnell", "{\"prompt\":7}", "prompt", "invalid_type" },
    { "black-forest-labs/flux-schnell", "{\"prompt\":null}", "prompt", "invalid_type" },
    { "black-forest-labs/flux-schnell", "{\"prompt\":\"A\",\"seed\":1.5}", "seed",
      "invalid_type" },
    { "black-forest-labs/flux-schnell", "{\"prompt\":\"A\",\"num_outputs\":5}", "num_outputs",
      "number_lte" },
    { "black-forest-labs/flux-schnell", "{\"prompt\":\"A\",\"num_outputs\":0}", "num_outputs",
      "number_gte" },
    { "black-forest-labs/flux-schnell", "{\"prompt\":\"A\",\"megapixels\":1}", "megapixels",
      "invalid_type" },
    { "black-forest-labs/flux-schnell", "{\"prompt\":\"A\",\"megapixels\":\"2\"}", "megapixels",
      "enum" },
    { "black-forest-labs/flux-schnell", "{\"prompt\":\"A\",\"negative_prompt\":\"B\"}",
      "negative_prompt", "additional_property_not_allowed" },
    { "black-forest-labs/flux-schnell", "{\"prompt\":\"A\",\"go_fast\":\"true\"}", "go_fast",
      "invalid_type" },
    { "black-forest-labs/flux-dev", "{\"prompt\":\"A\",\"image\":\"https://example.com/a.png\"}",
      "image", "format" },
    { "black-forest-labs/flux-dev", "{\"prompt\":\"A\",\"image\":\"data:image/png;base64,AAAA\"}",
      "image", "format" },
    { "black-forest-labs/flux-kontext-pro",
      "{\"prompt\":\"A\",\"output_format\":\"webp\"}", "output_format", "enum" },
    { "black-forest-labs/flux-2-pro", "{\"prompt\":\"A\",\"width\":512,\"height\":512}", "width",
      "ignored" },
    { "black-forest-labs/flux-2-pro",
      "{\"prompt\":\"A\",\"aspect_ratio\":\"custom\",\"width\":520,\"height\":512}", "width",
      "multiple_of" },
    { "black-forest-labs/flux-2-pro", "{\"prompt\":\"A\",\"width\":512}", "width", "ignored" },
    { "google/nano-banana", "{\"prompt\":\"A\",\"image_input\":\"x\"}", "image_input",
      "invalid_type" },
    { "google/nano-banana", "{\"prompt\":\"A\",\"image_input\":[7]}", "image_input",
      "invalid_type" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *path = g_strdup_printf (ROOT "/models/%s/predictions", table[i].model);
      g_autofree char *body = g_strdup_printf ("{\"input\":%s}", table[i].input);
      g_autofree char *field = g_strdup_printf ("\"field\":\"input.%s\"", table[i].field);
      g_autofree char *type = g_strdup_printf ("\"type\":\"%s\"", table[i].type);

      g_test_message ("%s", body);
      g_assert_cmpuint (pen_sim_client_post_json (client, path, body), ==, 422);
      pen_sim_client_assert_says (client, 0, "Input validation failed");
      pen_sim_client_assert_says (client, 0, field);
      pen_sim_client_assert_says (client, 0, type);
    }

  g_assert_cmpuint (count (client, PEN_SIM_COUNT_PAID), ==, 0);
}

static void
test_bodies (PenSimClient  *client,
             gconstpointer  data)
{
  static const struct { const char *path, *body; guint status; } table[] =
  {
    { SCHNELL, "[]", 400 },
    { SCHNELL, "{", 400 },
    { SCHNELL, "{}", 422 },
    { SCHNELL, "{\"input\":[]}", 422 },
    { SCHNELL, "{\"input\":{\"prompt\":\"A\"},\"version\":\"1\"}", 422 },
    { SCHNELL, "{\"input\":{\"prompt\":\"A\"},\"stream\":true}", 422 },
    { ROOT "/models/nobody/nothing/predictions", "{\"input\":{}}", 404 },
    { ROOT "/elsewhere", "{}", 404 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_test_message ("%s %s", table[i].path, table[i].body);
      g_assert_cmpuint (pen_sim_client_post_json (client, table[i].path, table[i].body), ==,
                        table[i].status);
    }
}

/* === Pictures === */

static char *
build_fill (GBytes *image,
            GBytes *mask)
{
  g_autofree char *image_uri = make_uri (image, "image/png");
  g_autofree char *mask_uri = make_uri (mask, "image/png");

  return g_strdup_printf ("{\"input\":{\"prompt\":\"A hat\",\"image\":\"%s\",\"mask\":\"%s\"}}",
                          image_uri, mask_uri);
}

static gboolean
is_same (GdkPixbuf *a,
         GdkPixbuf *b,
         guint      x)
{
  const guint8 *pixel_a = gdk_pixbuf_read_pixels (a) + x * (guint) gdk_pixbuf_get_n_channels (a);
  const guint8 *pixel_b = gdk_pixbuf_read_pixels (b) + x * (guint) gdk_pixbuf_get_n_channels (b);

  return memcmp (pixel_a, pixel_b, 3) == 0;
}

/* One wants white to change, the other black. */
static void
test_masks (PenSimClient  *client,
            gconstpointer  data)
{
  static const char * const models[] =
  {
    "black-forest-labs/flux-fill-pro", "ideogram-ai/ideogram-v2"
  };
  g_autoptr(GBytes) image = pen_sim_client_make_picture (64, 32, "png");
  g_autoptr(GdkPixbuf) source = pen_sim_picture_decode (image);
  g_autoptr(GBytes) mask = pen_sim_grey_new_half (64, 32, TRUE);
  g_autofree char *body = build_fill (image, mask);

  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    {
      g_autofree char *path = g_strdup_printf (ROOT "/models/%s/predictions", models[i]);
      g_autofree char *own = create (client, path, body);
      g_autoptr(JsonObject) last = finish (client, own);
      g_autoptr(GdkPixbuf) result = NULL;

      result = fetch (client, json_object_get_string_member (last, "output"));
      g_assert_cmpint (is_same (source, result, 2), ==, i == 1);
      g_assert_cmpint (is_same (source, result, 60), ==, i == 0);
    }
}

static void
test_wrong_masks (PenSimClient  *client,
                  gconstpointer  data)
{
  const char *path = ROOT "/models/black-forest-labs/flux-fill-pro/predictions";
  g_autoptr(GBytes) image = pen_sim_client_make_picture (64, 32, "png");
  g_autoptr(GBytes) small = pen_sim_grey_new_half (32, 32, TRUE);
  g_autofree char *wrong_size = build_fill (image, small);
  g_autofree char *wrong_mode = build_fill (image, image);

  g_assert_cmpuint (pen_sim_client_post_json (client, path, wrong_size), ==, 422);
  pen_sim_client_assert_says (client, 0, "the size of the picture");
  g_assert_cmpuint (pen_sim_client_post_json (client, path, wrong_mode), ==, 422);
  pen_sim_client_assert_says (client, 0, "grey PNG");
}

static char *
upload (PenSimClient *client,
        GBytes       *bytes,
        const char   *field,
        guint         status)
{
  g_autoptr(SoupMultipart) form = soup_multipart_new ("multipart/form-data");
  g_autoptr(SoupMessageHeaders) headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  g_autoptr(GBytes) body = NULL;
  g_autoptr(JsonObject) object = NULL;

  soup_multipart_append_form_file (form, field, "source.png", "image/png", bytes);
  soup_multipart_to_message (form, headers, &body);
  pen_sim_client_start (client,
                        pen_sim_client_new_message (client, "POST", ROOT "/files",
                                                    soup_message_headers_get_one (headers,
                                                                                  "Content-Type"),
                                                    body));
  g_assert_cmpuint (pen_sim_client_finish (client), ==, status);
  if (status != 201)
    return NULL;

  object = get_object (client);
  return g_strdup (json_object_get_string_member (
    json_object_get_object_member (object, "urls"), "get"));
}

static void
test_files (PenSimClient  *client,
            gconstpointer  data)
{
  const char *path = ROOT "/models/black-forest-labs/flux-dev/predictions";
  g_autoptr(GBytes) image = pen_sim_client_make_picture (64, 32, "png");
  g_autofree char *address = upload (client, image, "content", 201);
  g_autofree char *file_path = get_path (address);
  g_autofree char *body = g_strdup_printf ("{\"input\":{\"prompt\":\"A\",\"image\":\"%s\"}}",
                                           address);
  g_autofree char *own = create (client, path, body);

  g_assert_nonnull (own);
  g_assert_cmpuint (pen_sim_client_get (client, ROOT "/files"), ==, 200);
  pen_sim_client_assert_says (client, 0, "expires_at");
  g_assert_cmpuint (pen_sim_client_get (client, file_path), ==, 200);
  upload (client, image, "image", 400);

  pen_simulator_tell (client->simulator, "{\"service\":\"replicate\",\"expire\":\"files\"}");
  g_assert_cmpuint (pen_sim_client_get (client, file_path), ==, 404);
  g_assert_cmpuint (pen_sim_client_post_json (client, path, body), ==, 422);
}

/* More than 256 KiB have to be uploaded. */
static void
test_inline_limit (PenSimClient  *client,
                   gconstpointer  data)
{
  const char *path = ROOT "/models/black-forest-labs/flux-dev/predictions";
  g_autofree guint8 *pixels = g_malloc0 (1024 * 1024);
  g_autoptr(GRand) random = g_rand_new_with_seed (1);
  g_autoptr(GBytes) image = NULL;
  g_autofree char *uri = NULL;
  g_autofree char *body = NULL;

  for (guint i = 0; i < 1024 * 1024; i++)
    pixels[i] = (guint8) g_rand_int (random);
  image = pen_sim_grey_encode (pixels, 1024, 1024);
  uri = make_uri (image, "image/png");
  body = g_strdup_printf ("{\"input\":{\"prompt\":\"A\",\"image\":\"%s\"}}", uri);

  g_assert_cmpuint (pen_sim_client_post_json (client, path, body), ==, 422);
  pen_sim_client_assert_says (client, 0, "format 'uri'");
}

/* === Ends === */

static void
test_ends (PenSimClient  *client,
           gconstpointer  data)
{
  static const struct { const char *fault, *status, *words; } table[] =
  {
    { "nsfw", "failed", "NSFW content detected" },
    { "sensitive", "failed", "(E005)" },
    { "out-of-memory", "failed", "CUDA" },
    { "no-face", "failed", "No face" },
    { "aborted", "aborted", "\"error\":null" },
    { "canceled", "canceled", "\"output\":null" },
    { "no-output", "succeeded", "\"output\":null" },
    { "empty-output", "succeeded", "\"output\":[]" },
    { "nested-output", "succeeded", "\"output\":[[\"" },
    { "object-output", "succeeded", "\"images\":[\"" },
    { "data-removed", "succeeded", "\"data_removed\":true" },
    { "odd-status", "succeeded", "out-0.png" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *path = NULL;
      g_autoptr(JsonObject) last = NULL;

      g_test_message ("%s", table[i].fault);
      pen_simulator_fail (client->simulator, "replicate", table[i].fault);
      path = create (client, SCHNELL, "{\"input\":{\"prompt\":\"A fox\"}}");
      last = finish (client, path);
      g_assert_cmpstr (json_object_get_string_member (last, "status"), ==, table[i].status);
      pen_sim_client_assert_says (client, 0, table[i].words);
    }
}

static void
test_refusals (PenSimClient  *client,
               gconstpointer  data)
{
  static const struct { const char *fault; guint status; } table[] =
  {
    { "insufficient-credit", 402 }, { "forbidden", 403 }, { "not-found", 404 },
    { "version-invalid", 422 }, { "cog-invalid", 422 }, { "throttled", 429 },
    { "low-credit", 429 }, { "internal", 500 }, { "key-echo", 422 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      pen_simulator_fail (client->simulator, "replicate", table[i].fault);
      g_assert_cmpuint (pen_sim_client_post_json (client, SCHNELL,
                                                  "{\"input\":{\"prompt\":\"A fox\"}}"),
                        ==, table[i].status);
    }

  g_assert_cmpuint (count (client, PEN_SIM_COUNT_PAID), ==, 0);
}

static void
test_cancel (PenSimClient  *client,
             gconstpointer  data)
{
  g_autofree char *path = create (client, SCHNELL, "{\"input\":{\"prompt\":\"A fox\"}}");
  g_autofree char *cancel = g_strconcat (path, "/cancel", NULL);

  pen_sim_client_start (client, pen_sim_client_new_message (client, "POST", cancel, NULL, NULL));
  g_assert_cmpuint (pen_sim_client_finish (client), ==, 200);
  g_assert_cmpuint (count (client, PEN_SIM_COUNT_INTERRUPTED), ==, 1);
  g_assert_cmpuint (pen_sim_client_get (client, path), ==, 200);
  pen_sim_client_assert_says (client, 0, "\"canceled\"");
}

static void
test_models (PenSimClient  *client,
             gconstpointer  data)
{
  g_assert_cmpuint (pen_sim_client_get (client, ROOT "/models/stability-ai/sdxl"), ==, 200);
  pen_sim_client_assert_says (client, 0, SDXL);
  pen_sim_client_assert_says (client, 0, "\"is_official\":false");
  pen_sim_client_assert_says (client, 0, "\"#/components/schemas/scheduler\"");
  g_assert_cmpuint (pen_sim_client_get (client, ROOT "/models/nobody/nothing"), ==, 404);
  g_assert_cmpuint (pen_sim_client_get (client, ROOT "/models/stability-ai/sdxl/versions/" SDXL),
                    ==, 200);
  pen_sim_client_assert_says (client, 0, "\"openapi_schema\"");
  g_assert_cmpuint (pen_sim_client_get (client, ROOT "/models/stability-ai/sdxl/versions/0"), ==,
                    404);
}

#define ADD(name, function) \
  g_test_add ("/sim-replicate/" name, PenSimClient, NULL, pen_sim_client_set_up, function, \
              pen_sim_client_tear_down)

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("life", test_life);
  ADD ("keys", test_keys);
  ADD ("community", test_community);
  ADD ("fields", test_fields);
  ADD ("bodies", test_bodies);
  ADD ("masks", test_masks);
  ADD ("wrong-masks", test_wrong_masks);
  ADD ("files", test_files);
  ADD ("inline-limit", test_inline_limit);
  ADD ("ends", test_ends);
  ADD ("refusals", test_refusals);
  ADD ("cancel", test_cancel);
  ADD ("models", test_models);

  return g_test_run ();
}
