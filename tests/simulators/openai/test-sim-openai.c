/* test-sim-openai.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-sim-openai"

#include "config.h"

#include <locale.h>
#include <string.h>

#include "pen-sim-client.h"

#define MODELS "/openai/models"
#define WORDS "/openai/images/generations"
#define EDITS "/openai/images/edits"

#define BASE "{\"model\":\"gpt-image-2.6-flare\",\"prompt\":\"a fox\""
#define SMALL BASE ",\"size\":\"1024x640\""

static guint
count (PenSimClient *client,
       PenSimCount   what)
{
  return pen_simulator_get_count (client->simulator, "openai", what);
}

/* OpenAI's error object, with all its four members. */
static void
assert_refusal (PenSimClient *client,
                guint         status,
                const char   *code,
                const char   *param,
                const char   *text)
{
  g_autoptr(JsonNode) node = pen_sim_client_get_json (client);
  JsonObject *error = json_object_get_object_member (json_node_get_object (node), "error");

  g_assert_cmpuint (soup_message_get_status (client->message), ==, status);
  g_assert_nonnull (pen_sim_client_get_header (client, "x-request-id"));
  g_assert_true (json_object_has_member (error, "type"));
  g_assert_cmpstr (json_object_get_string_member_with_default (error, "code", NULL), ==, code);
  g_assert_cmpstr (json_object_get_string_member_with_default (error, "param", NULL), ==, param);
  if (text != NULL && strstr (json_object_get_string_member (error, "message"), text) == NULL)
    {
      g_test_message ("“%s” is not in “%s”", text,
                      json_object_get_string_member (error, "message"));
      g_test_fail ();
    }
  g_assert_cmpuint (count (client, PEN_SIM_COUNT_PAID), ==, 0);
}

static GBytes *
get_picture (JsonObject *item)
{
  gsize length;
  guchar *data = g_base64_decode (json_object_get_string_member (item, "b64_json"), &length);

  return g_bytes_new_take (data, length);
}

static void
assert_picture (JsonObject *item,
                guint       width,
                guint       height,
                const char *type)
{
  g_autoptr(GBytes) bytes = get_picture (item);
  PenSimPictureInfo info;

  g_assert_true (pen_sim_picture_inspect (bytes, &info));
  g_assert_cmpuint (info.width, ==, width);
  g_assert_cmpuint (info.height, ==, height);
  g_assert_cmpstr (info.media_type, ==, type);
}

static void
test_words (PenSimClient  *client,
            gconstpointer  data)
{
  g_autoptr(JsonNode) node = NULL;
  JsonObject *object;
  JsonArray *pictures;

  g_assert_cmpuint (pen_sim_client_post_json (client, WORDS, BASE ",\"n\":2,"
                                              "\"size\":\"1280x720\",\"quality\":\"low\","
                                              "\"background\":\"opaque\",\"moderation\":\"low\","
                                              "\"output_format\":\"jpeg\","
                                              "\"output_compression\":50}"), ==, 200);
  node = pen_sim_client_get_json (client);
  object = json_node_get_object (node);
  pictures = json_object_get_array_member (object, "data");
  g_assert_cmpuint (json_array_get_length (pictures), ==, 2);
  for (guint i = 0; i < 2; i++)
    assert_picture (json_array_get_object_element (pictures, i), 1280, 720, "image/jpeg");
  g_assert_true (json_object_has_member (object, "created"));
  g_assert_true (json_object_has_member (object, "usage"));
  g_assert_cmpuint (count (client, PEN_SIM_COUNT_PAID), ==, 1);
}

static void
test_fields (PenSimClient  *client,
             gconstpointer  data)
{
  static const struct { const char *body; guint status; const char *code, *param; } table[] =
  {
    { "{\"prompt\":\"x\"}", 400, "missing_required_parameter", "model" },
    { "{\"model\":\"gpt-image-2\"}", 400, "missing_required_parameter", "prompt" },
    { "{\"model\":\"gpt-image-2\",\"prompt\":\"\"}", 400, "invalid_value", "prompt" },
    { "{\"model\":\"gpt-image-2\",\"prompt\":7}", 400, "invalid_type", "prompt" },
    { "{\"model\":\"dall-e-3\",\"prompt\":\"x\"}", 404, "model_not_found", NULL },
    { "{\"model\":\"gpt-image-1\",\"prompt\":\"x\"}", 404, "model_not_found", NULL },
    { "{\"model\":\"sd\",\"prompt\":\"x\"}", 404, "model_not_found", NULL },
    { BASE ",\"response_format\":\"b64_json\"}", 400, "unknown_parameter", "response_format" },
    { BASE ",\"style\":\"vivid\"}", 400, "unknown_parameter", "style" },
    { BASE ",\"seed\":1}", 400, "unknown_parameter", "seed" },
    { BASE ",\"negative_prompt\":\"x\"}", 400, "unknown_parameter", "negative_prompt" },
    { BASE ",\"n\":0}", 400, "invalid_value", "n" },
    { BASE ",\"n\":11}", 400, "invalid_value", "n" },
    { BASE ",\"n\":\"1\"}", 400, "invalid_type", "n" },
    { BASE ",\"n\":1.5}", 400, "invalid_type", "n" },
    { BASE ",\"quality\":\"hd\"}", 400, "invalid_value", "quality" },
    { BASE ",\"size\":\"square\"}", 400, "invalid_value", "size" },
    { BASE ",\"size\":\"1000x1000\"}", 400, "invalid_value", "size" },
    { BASE ",\"size\":\"512x512\"}", 400, "invalid_value", "size" },
    { BASE ",\"size\":\"3856x2048\"}", 400, "invalid_value", "size" },
    { BASE ",\"size\":\"3840x2176\"}", 400, "invalid_value", "size" },
    { BASE ",\"size\":\"2048x640\"}", 400, "invalid_value", "size" },
    { BASE ",\"output_format\":\"gif\"}", 400, "invalid_value", "output_format" },
    { BASE ",\"output_compression\":50}", 400, "invalid_value", "output_compression" },
    { BASE ",\"output_format\":\"jpeg\",\"output_compression\":101}", 400, "invalid_value",
      "output_compression" },
    { BASE ",\"output_format\":\"jpeg\",\"background\":\"transparent\"}", 400, "invalid_value",
      "background" },
    { BASE ",\"moderation\":\"none\"}", 400, "invalid_value", "moderation" },
    { BASE ",\"stream\":\"true\"}", 400, "invalid_type", "stream" },
    { BASE ",\"partial_images\":2}", 400, "invalid_value", "partial_images" },
    { BASE ",\"stream\":true,\"partial_images\":4}", 400, "invalid_value", "partial_images" },
    { "{\"model\":\"gpt-image-2\",\"prompt\":\"x\",\"background\":\"transparent\"}", 400, NULL,
      "background" },
    { "{\"model\":\"gpt-image-2\",\"prompt\":\"x\",\"quality\":\"max\"}", 400, "invalid_value",
      "quality" },
    { "{\"model\":\"gpt-image-1-mini\",\"prompt\":\"x\",\"size\":\"1280x720\"}", 400,
      "invalid_value", "size" },
    { "[]", 400, NULL, NULL },
    { "nothing", 400, NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_test_message ("%s", table[i].body);
      pen_sim_client_post_json (client, WORDS, table[i].body);
      assert_refusal (client, table[i].status, table[i].code, table[i].param, NULL);
    }
}

static void
test_prompt_length (PenSimClient  *client,
                    gconstpointer  data)
{
  g_autofree char *longest = g_strnfill (32000, 'x');
  g_autofree char *good = g_strdup_printf ("{\"model\":\"gpt-image-2\",\"prompt\":\"%s\"}",
                                           longest);
  g_autofree char *bad = g_strdup_printf ("{\"model\":\"gpt-image-2\",\"prompt\":\"%sx\"}",
                                          longest);

  pen_sim_client_post_json (client, WORDS, bad);
  assert_refusal (client, 400, "string_above_max_length", "prompt", "32000");
  g_assert_cmpuint (pen_sim_client_post_json (client, WORDS, good), ==, 200);
}

/* === Forms === */

typedef struct
{
  const char *name;
  const char *type;
  GBytes     *bytes;
} File;

static guint
post (PenSimClient *client,
      const char   *fields,
      File         *files,
      guint         n_files)
{
  g_autoptr(SoupMultipart) form = soup_multipart_new ("multipart/form-data");
  g_autoptr(SoupMessageHeaders) headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_MULTIPART);
  g_auto(GStrv) list = g_strsplit (fields, ";", -1);
  g_autoptr(GBytes) body = NULL;

  for (guint i = 0; list[i] != NULL; i++)
    {
      g_auto(GStrv) field = g_strsplit (list[i], "=", 2);

      if (field[0] != NULL)
        soup_multipart_append_form_string (form, field[0], field[1]);
    }
  for (guint i = 0; i < n_files; i++)
    soup_multipart_append_form_file (form, files[i].name, "a.png", files[i].type, files[i].bytes);
  soup_multipart_to_message (form, headers, &body);

  pen_sim_client_start (client, pen_sim_client_new_message (
    client, "POST", EDITS, soup_message_headers_get_one (headers, "Content-Type"), body));
  return pen_sim_client_finish (client);
}

/* Opaque on the left, with a hole on the right. */
static GBytes *
make_mask (guint    width,
           guint    height,
           gboolean alpha)
{
  g_autoptr(GdkPixbuf) mask = gdk_pixbuf_new (GDK_COLORSPACE_RGB, alpha, 8, (int) width,
                                              (int) height);
  guint n = alpha ? 4 : 3;

  gdk_pixbuf_fill (mask, 0x000000ff);
  for (guint y = 0; alpha && y < height; y++)
    for (guint x = width / 2; x < width; x++)
      gdk_pixbuf_get_pixels (mask)[y * gdk_pixbuf_get_rowstride (mask) + x * n + 3] = 0;

  return pen_sim_picture_encode (mask, "png");
}

#define EDIT "model=gpt-image-2;prompt=a fox"

static void
test_edit (PenSimClient  *client,
           gconstpointer  data)
{
  g_autoptr(GBytes) picture = pen_sim_client_make_picture (1024, 1024, "png");
  g_autoptr(GBytes) mask = make_mask (1024, 1024, TRUE);
  File files[] = { { "image[]", "image/png", picture }, { "image[]", "image/png", picture },
                   { "mask", "image/png", mask } };
  g_autoptr(JsonNode) node = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GdkPixbuf) before = pen_sim_picture_decode (picture);
  g_autoptr(GdkPixbuf) after = NULL;
  JsonObject *item;

  g_assert_cmpuint (post (client, EDIT ";size=1024x1024", files, 3), ==, 200);
  node = pen_sim_client_get_json (client);
  item = json_array_get_object_element (
    json_object_get_array_member (json_node_get_object (node), "data"), 0);
  assert_picture (item, 1024, 1024, "image/png");

  /* What is opaque in the mask stays, what is transparent does not. */
  bytes = get_picture (item);
  after = pen_sim_picture_decode (bytes);
  g_assert_cmpmem (gdk_pixbuf_read_pixels (after), 3 * 500, gdk_pixbuf_read_pixels (before),
                   3 * 500);
  g_assert_cmpint (memcmp (gdk_pixbuf_read_pixels (after) + 3 * 600,
                           gdk_pixbuf_read_pixels (before) + 3 * 600, 3 * 400), !=, 0);
}

static void
test_edit_fields (PenSimClient  *client,
                  gconstpointer  data)
{
  g_autoptr(GBytes) picture = pen_sim_client_make_picture (1024, 1024, "png");
  g_autoptr(GBytes) mask = make_mask (1024, 1024, TRUE);
  g_autoptr(GBytes) small = make_mask (512, 512, TRUE);
  g_autoptr(GBytes) flat = make_mask (1024, 1024, FALSE);
  g_autoptr(GBytes) text = g_bytes_new_static ("no picture", 10);
  g_autoptr(GBytes) nothing = g_bytes_new_static ("", 0);
  File good = { "image[]", "image/png", picture };
  struct { const char *fields; File files[2]; const char *code, *param, *words; } table[] =
  {
    { EDIT, { { "mask", "image/png", mask } }, "missing_required_parameter", "image", NULL },
    { EDIT, { good, { "image", "image/png", picture } }, "duplicate_parameter", "image", NULL },
    { EDIT, { { "image[]", "application/octet-stream", picture } }, "invalid_image_format",
      "image", "unsupported mimetype" },
    { EDIT, { { "image[]", "image/jpeg", picture } }, "image_parse_error", "image", NULL },
    { EDIT, { { "image[]", "image/png", text } }, "image_parse_error", "image", NULL },
    { EDIT, { { "image[]", "image/png", nothing } }, "empty_image_file", "image", NULL },
    { EDIT, { good, { "mask", "image/png", small } }, "invalid_value", "mask", "size" },
    { EDIT, { good, { "mask", "image/png", flat } }, "invalid_image_format", "mask", "alpha" },
    { EDIT ";moderation=low", { good }, "unknown_parameter", "moderation", NULL },
    { EDIT ";response_format=url", { good }, "unknown_parameter", "response_format", NULL },
    { EDIT ";input_fidelity=high", { good }, "unknown_parameter", "input_fidelity", NULL },
    { EDIT ";strength=0.5", { good }, "unknown_parameter", "strength", NULL },
    { EDIT ";n=two", { good }, "invalid_type", "n", NULL },
    { EDIT ";n=11", { good }, "invalid_value", "n", NULL },
    { EDIT ";stream=yes", { good }, "invalid_value", "stream", NULL },
    { EDIT ";image=abc", { good }, "invalid_type", "image", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      post (client, table[i].fields, table[i].files, table[i].files[1].name != NULL ? 2 : 1);
      g_test_message ("%u: %s", i, table[i].fields);
      assert_refusal (client, 400, table[i].code, table[i].param, table[i].words);
    }

  g_assert_cmpuint (post (client, "model=gpt-image-1.5;prompt=x;input_fidelity=high", &good, 1), ==,
                    200);
}

/* A mask of 4 MiB and more is too large, however few pixels it has. */
static void
test_mask_bytes (PenSimClient  *client,
                 gconstpointer  data)
{
  g_autoptr(GBytes) picture = pen_sim_client_make_picture (1024, 1024, "png");
  g_autoptr(GdkPixbuf) noise = gdk_pixbuf_new (GDK_COLORSPACE_RGB, TRUE, 8, 1024, 1024);
  g_autoptr(GBytes) mask = NULL;
  guint32 state = 1;

  for (guint i = 0; i < 1024 * 1024 * 4; i++)
    {
      state = state * 1664525 + 1013904223;
      gdk_pixbuf_get_pixels (noise)[i] = (guint8) (state >> 24);
    }
  mask = pen_sim_picture_encode (noise, "png");
  g_assert_cmpuint (g_bytes_get_size (mask), >, 4 * 1024 * 1024);

  {
    File files[] = { { "image[]", "image/png", picture }, { "mask", "image/png", mask } };

    post (client, EDIT, files, 2);
  }
  assert_refusal (client, 400, "image_too_large", "mask", "4MB");
}

static void
test_many_pictures (PenSimClient  *client,
                    gconstpointer  data)
{
  g_autoptr(GBytes) picture = pen_sim_client_make_picture (64, 64, "png");
  File files[17];

  for (guint i = 0; i < 17; i++)
    files[i] = (File) { "image[]", "image/png", picture };

  post (client, EDIT, files, 17);
  assert_refusal (client, 400, "array_above_max_length", "image", NULL);
  g_assert_cmpuint (post (client, EDIT, files, 16), ==, 200);
}

/* === Streams === */

static JsonObject *
read_record (const char *record)
{
  const char *text = strstr (record, "data: ");
  g_autoptr(JsonNode) node = json_from_string (text + strlen ("data: "), NULL);

  return node != NULL ? json_object_ref (json_node_get_object (node)) : NULL;
}

static void
test_stream (PenSimClient  *client,
             gconstpointer  data)
{
  g_autofree char *text = NULL;
  g_auto(GStrv) records = NULL;

  g_assert_cmpuint (pen_sim_client_post_json (client, WORDS,
                                              SMALL ",\"stream\":true,\"partial_images\":2}"),
                    ==, 200);
  g_assert_true (g_str_has_prefix (pen_sim_client_get_header (client, "Content-Type"),
                                   "text/event-stream"));
  text = pen_sim_client_get_text (client);
  records = g_strsplit (text, "\n\n", -1);
  g_assert_cmpuint (g_strv_length (records), ==, 5);
  g_assert_cmpstr (records[3], ==, "data: [DONE]");

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(JsonObject) object = read_record (records[i]);

      g_assert_cmpstr (json_object_get_string_member (object, "type"), ==,
                       i < 2 ? "image_generation.partial_image" : "image_generation.completed");
      g_assert_cmpint (json_object_has_member (object, "usage"), ==, i == 2);
      if (i < 2)
        g_assert_cmpint (json_object_get_int_member (object, "partial_image_index"), ==, i);
      assert_picture (object, 1024, 640, "image/png");
    }
}

static void
test_stream_error (PenSimClient  *client,
                   gconstpointer  data)
{
  g_autofree char *text = NULL;

  pen_simulator_fail (client->simulator, "openai", "stream-error");
  g_assert_cmpuint (pen_sim_client_post_json (client, WORDS,
                                              SMALL ",\"stream\":true,\"partial_images\":1}"),
                    ==, 200);
  text = pen_sim_client_get_text (client);
  g_assert_nonnull (strstr (text, "data: {\"error\":{\"message\":"));
  g_assert_null (strstr (text, "completed"));
}

/* === Models, keys and refusals === */

static void
test_models (PenSimClient  *client,
             gconstpointer  data)
{
  g_autofree char *text = NULL;

  pen_simulator_tell (client->simulator, "{\"service\":\"openai\",\"model\":\"gpt-image-3\","
                      "\"end\":\"2030-01-02\"}");
  pen_simulator_tell (client->simulator, "{\"service\":\"openai\",\"gone\":\"gpt-image-1.5\"}");
  g_assert_cmpuint (pen_sim_client_get (client, MODELS), ==, 200);
  text = pen_sim_client_get_text (client);
  g_assert_nonnull (strstr (text, "\"id\":\"gpt-image-3\",\"object\":\"model\""));
  g_assert_nonnull (strstr (text, "\"shutdown_date\":\"2030-01-02\""));
  g_assert_nonnull (strstr (text, "\"shutdown_date\":null"));
  g_assert_null (strstr (text, "gpt-image-1.5"));
}

static void
test_key (PenSimClient  *client,
          gconstpointer  data)
{
  client->key = NULL;
  pen_sim_client_post_json (client, WORDS, BASE "}");
  assert_refusal (client, 401, NULL, NULL, "didn't provide");

  client->key = "sk-wrong";
  pen_sim_client_post_json (client, WORDS, BASE "}");
  assert_refusal (client, 401, "invalid_api_key", NULL, "sk-wrong");
  pen_sim_client_get (client, MODELS);
  assert_refusal (client, 401, "invalid_api_key", NULL, NULL);
}

static void
test_credits (PenSimClient  *client,
              gconstpointer  data)
{
  pen_simulator_tell (client->simulator,
                      "{\"service\":\"openai\",\"key\":\"sk-poor\",\"credits\":0.01}");
  client->key = "sk-poor";
  pen_sim_client_post_json (client, WORDS, BASE "}");
  assert_refusal (client, 429, "insufficient_quota", NULL, NULL);
}

static void
test_refusals (PenSimClient  *client,
               gconstpointer  data)
{
  static const struct { const char *name; guint status; } table[] =
  {
    { "moderation_blocked", 400 }, { "missing_scopes", 403 }, { "not_verified", 403 },
    { "model_not_found", 403 }, { "too_large", 413 }, { "project_spend_limit_exceeded", 429 },
    { "rate_limit_exceeded", 429 }, { "server_error", 500 }, { "server_is_overloaded", 503 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      pen_simulator_fail (client->simulator, "openai", table[i].name);
      g_assert_cmpuint (pen_sim_client_post_json (client, WORDS, BASE "}"), ==, table[i].status);
    }

  pen_simulator_tell (client->simulator, "{\"service\":\"openai\",\"value\":\"1500\","
                      "\"fault\":\"rate_limit_exceeded\"}");
  pen_sim_client_post_json (client, WORDS, BASE "}");
  g_assert_cmpstr (pen_sim_client_get_header (client, "retry-after-ms"), ==, "1500");
  g_assert_cmpuint (count (client, PEN_SIM_COUNT_PAID), ==, 0);
}

/* Among others the route that was taken away. */
static void
test_routes (PenSimClient  *client,
             gconstpointer  data)
{
  pen_sim_client_post_json (client, "/openai/images/variations", "{}");
  assert_refusal (client, 404, "unknown_url", NULL, NULL);
  pen_sim_client_get (client, WORDS);
  assert_refusal (client, 405, "method_not_supported", NULL, NULL);
}

#define ADD(name, function) \
  g_test_add ("/simulators/openai/" name, PenSimClient, NULL, pen_sim_client_set_up, function, \
              pen_sim_client_tear_down)

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("words", test_words);
  ADD ("fields", test_fields);
  ADD ("prompt-length", test_prompt_length);
  ADD ("edit", test_edit);
  ADD ("edit-fields", test_edit_fields);
  ADD ("mask-bytes", test_mask_bytes);
  ADD ("many-pictures", test_many_pictures);
  ADD ("stream", test_stream);
  ADD ("stream-error", test_stream_error);
  ADD ("models", test_models);
  ADD ("key", test_key);
  ADD ("credits", test_credits);
  ADD ("refusals", test_refusals);
  ADD ("routes", test_routes);

  return g_test_run ();
}
