/* test-sim-leonardo.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-sim-leonardo"

#include "config.h"

#include <locale.h>
#include <string.h>

#include "pen-sim-client.h"

#define V1 "/leonardo/v1/generations"
#define V2 "/leonardo/v2/generations"
#define SYNC "/leonardo/v2/generationssync"
#define DIFFUSION "1e60896f-3c26-4296-8ecc-53e2afecc132"

static void
set_up (PenSimClient  *client,
        gconstpointer  data)
{
  pen_sim_client_set_up (client, data);
  client->accept = "application/json";
}

static guint
post (PenSimClient *client,
      const char   *path,
      const char   *text)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');

  return pen_sim_client_post_json (client, path, json);
}

/* Names a picture; returns: (transfer full): what the service says of it */
static JsonObject *
name_picture (PenSimClient *client,
              const char   *path,
              const char   *body,
              const char   *member)
{
  g_autoptr(JsonNode) node = NULL;

  g_assert_cmpuint (post (client, path, body), ==, 200);
  node = pen_sim_client_get_json (client);
  return json_object_ref (json_object_get_object_member (json_node_get_object (node), member));
}

/* Carries @bytes to where @object says; @spoil: what to do wrong. */
static guint
carry (PenSimClient *client,
       JsonObject   *object,
       const char   *url,
       const char   *fields,
       GBytes       *bytes,
       const char   *spoil)
{
  g_autoptr(SoupMultipart) form = soup_multipart_new ("multipart/form-data");
  g_autoptr(SoupMessageHeaders) headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_MULTIPART);
  g_autoptr(JsonNode) node = json_from_string (json_object_get_string_member (object, fields),
                                               NULL);
  g_autoptr(GList) names = json_object_get_members (json_node_get_object (node));
  const char *path = strstr (json_object_get_string_member (object, url), "/leonardo/");
  const char *key = client->key;
  g_autoptr(GBytes) body = NULL;
  guint status;

  if (g_str_equal (spoil, "first"))
    soup_multipart_append_form_file (form, "file", "a.png", "image/png", bytes);
  for (GList *l = names; l != NULL; l = l->next)
    soup_multipart_append_form_string (form, l->data, g_str_equal (spoil, l->data) ? "x" :
                                       json_object_get_string_member (json_node_get_object (node),
                                                                      l->data));
  if (!g_str_equal (spoil, "first"))
    soup_multipart_append_form_file (form, "file", "a.png", "image/png", bytes);
  soup_multipart_to_message (form, headers, &body);

  if (!g_str_equal (spoil, "key"))
    client->key = NULL;
  pen_sim_client_start (client, pen_sim_client_new_message (
    client, "POST", path, soup_message_headers_get_one (headers, "Content-Type"), body));
  status = pen_sim_client_finish (client);
  client->key = key;

  return status;
}

static char *
upload (PenSimClient *client,
        GBytes       *bytes)
{
  g_autoptr(JsonObject) object = name_picture (client, "/leonardo/v1/init-image",
                                               "{'extension': 'png'}", "uploadInitImage");

  g_assert_cmpuint (carry (client, object, "url", "fields", bytes, ""), ==, 204);
  return g_strdup (json_object_get_string_member (object, "id"));
}

static void
test_account (PenSimClient  *client,
              gconstpointer  data)
{
  g_assert_cmpuint (pen_sim_client_get (client, "/leonardo/v1/me"), ==, 200);
  pen_sim_client_assert_says (client, 200, "\"apiSubscriptionTokens\":1000");

  client->key = "wrong";
  pen_sim_client_get (client, "/leonardo/v1/me");
  pen_sim_client_assert_says (client, 400, "Authentication hook unauthorized");
  post (client, V2, "{}");
  pen_sim_client_assert_says (client, 200, "[{\"message\"");
  pen_sim_client_get (client, "/leonardo/me");
  pen_sim_client_assert_says (client, 403, "<html>");
}

static void
test_upload (PenSimClient  *client,
             gconstpointer  data)
{
  static const char * const wrong[] = { "first", "key", "Policy", "X-Amz-Signature" };
  g_autoptr(GBytes) picture = pen_sim_client_make_picture (32, 16, "png");
  g_autoptr(GBytes) jpeg = pen_sim_client_make_picture (32, 16, "jpeg");
  g_autoptr(JsonObject) object = NULL;
  g_autofree char *body = NULL;

  post (client, "/leonardo/v1/init-image", "{'extension': 'gif'}");
  pen_sim_client_assert_says (client, 400, "invalid file extension");
  object = name_picture (client, "/leonardo/v1/init-image", "{'extension': 'png'}",
                         "uploadInitImage");
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_cmpuint (carry (client, object, "url", "fields", picture, wrong[i]), ==, 403);
  g_assert_cmpuint (carry (client, object, "url", "fields", jpeg, ""), ==, 403);

  /* It has a name, and is not there. */
  body = g_strdup_printf ("{'prompt': 'x', 'public': false, 'init_image_id': '%s', "
                          "'init_strength': 0.5}", json_object_get_string_member (object, "id"));
  post (client, V1, body);
  pen_sim_client_assert_says (client, 400, "init_image_id is invalid");
  g_assert_cmpuint (carry (client, object, "url", "fields", picture, ""), ==, 204);
  g_assert_cmpuint (post (client, V1, body), ==, 200);
}

static void
test_fields (PenSimClient  *client,
             gconstpointer  data)
{
  static const struct { const char *path, *body; guint status; const char *words; } table[] =
  {
    { V1, "{'public': false}", 400, "prompt" },
    { V1, "{'prompt': 'x'}", 400, "public" },
    { V1, "{'prompt': 'x', 'public': true}", 400, "public" },
    { V1, "{'prompt': 'x', 'public': false, 'quantity': 1}", 400, "Unexpected variable quantity" },
    { V1, "{'prompt': 'x', 'public': false, 'width': 1000, 'height': 1001}", 400, "height" },
    { V1, "{'prompt': 'x', 'public': false, 'num_images': 5}", 400, "Too many images" },
    { V1, "{'prompt': 'x', 'public': false, 'alchemy': false}", 400, "presetStyle" },
    { V1, "{'prompt': 'x', 'public': false, 'presetStyle': 'BOKEH'}", 400, "presetStyle" },
    { V1, "{'prompt': 'x', 'public': false, 'width': 1032}", 400, "invalid dimensions" },
    { V1, "{'prompt': 'x', 'public': false, 'alchemy': 'true'}", 400, "alchemy" },
    { V1, "{'prompt': 'x', 'public': false, 'init_strength': 0.5}", 400, "goes with a picture" },
    { V2, "{'model': 'lucid-origin', 'parameters': {'prompt': 'x'}}", 200, "public" },
    { V2, "{'model': 'nothing', 'public': false, 'parameters': {}}", 200, "Production API" },
    { V2, "{'model': 'lucid-origin', 'public': false, 'parameters': {}}", 200, "prompt" },
    { V2, "{'model': 'lucid-origin', 'public': false, 'parameters': {'prompt': 'x', "
      "'negative_prompt': 'y'}}", 200, "Unexpected variable negative_prompt" },
    { V2, "{'model': 'lucid-origin', 'public': false, 'parameters': {'prompt': 'x', "
      "'style_ids': 'dynamic'}}", 200, "style_ids is invalid" },
    { V2, "{'model': 'gpt-image-2', 'public': false, 'parameters': {'prompt': 'x', 'seed': 1}}",
      200, "Unexpected variable seed" },
    { V2, "{'model': 'phoenix-v1.0', 'public': false, 'parameters': {'prompt': 'x', 'guidances': "
      "{'edge': []}}}", 200, "guidances.edge" },
    { V2, "{'model': 'kino-xl', 'public': false, 'parameters': {'prompt': 'x', 'guidances': "
      "{'edge': [{'image': {'type': 'UPLOADED', 'id': 'x'}}]}}}", 200, "couldn't access image" },
    { V2, "{'model': 'remove-bg', 'public': false, 'parameters': {}}", 200, "Production API" },
    { SYNC, "{'model': 'remove-bg', 'public': false, 'parameters': {}}", 200, "image_reference" },
    { "/leonardo/v1/variations/universal-upscaler", "{'upscalerStyle': 'GENERAL'}", 400,
      "initImageId" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      post (client, table[i].path, table[i].body);
      pen_sim_client_assert_says (client, table[i].status, table[i].words);
    }
  g_assert_cmpuint (pen_simulator_get_count (client->simulator, "leonardo", PEN_SIM_COUNT_PAID),
                    ==, 0);
}

static void
test_guidances (PenSimClient  *client,
                gconstpointer  data)
{
  g_autoptr(GBytes) picture = pen_sim_client_make_picture (32, 16, "png");
  g_autofree char *id = upload (client, picture);
  const struct { const char *guide; guint status; const char *words; } table[] =
  {
    { "'edge': [{'image': {'type': 'UPLOADED', 'id': '%s'}, 'strength': 'MID'}]", 200,
      "generationId" },
    { "'edge': [{'image': {'type': 'GENERATED', 'id': '%s'}}]", 200, "type is invalid" },
    { "'edge': [{'image': {'type': 'UPLOADED', 'id': '%s'}, 'strength': 'ULTRA'}]", 200,
      "strength is invalid" },
    { "'edge': ['%s']", 200, "image is required" },
    { "'character': [{'image': {'type': 'UPLOADED', 'id': '%s'}, 'strength': 'MID'}]", 200,
      "strength is invalid" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr(GString) guide = g_string_new (table[i].guide);
      g_autofree char *body = NULL;

      g_string_replace (guide, "%s", id, 0);
      body = g_strdup_printf ("{'model': 'kino-xl', 'public': false, 'parameters': "
                              "{'prompt': 'x', 'guidances': {%s}}}", guide->str);
      post (client, V2, body);
      pen_sim_client_assert_says (client, table[i].status, table[i].words);
    }
}

/* A mask of @width, half of it in @left. */
static GBytes *
make_mask (guint   width,
           guint32 left)
{
  g_autoptr(GdkPixbuf) mask = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, (int) width, 32);
  g_autoptr(GdkPixbuf) half = gdk_pixbuf_new_subpixbuf (mask, 0, 0, (int) width / 2, 32);

  gdk_pixbuf_fill (mask, 0x000000ff);
  gdk_pixbuf_fill (half, left);
  return pen_sim_picture_encode (mask, "png");
}

static void
test_canvas (PenSimClient  *client,
             gconstpointer  data)
{
  static const struct { guint width; guint32 left; guint status; const char *words; } table[] =
  {
    { 64, 0xffffffff, 200, "generationId" },
    { 32, 0xffffffff, 400, "invalid dimensions" },
    { 64, 0x000000ff, 400, "marks nothing" },
  };
  g_autoptr(GBytes) picture = pen_sim_client_make_picture (64, 32, "png");

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr(GBytes) mask = make_mask (table[i].width, table[i].left);
      g_autoptr(JsonObject) pair = name_picture (client, "/leonardo/v1/canvas-init-image",
                                                 "{'initExtension': 'png', "
                                                 "'maskExtension': 'png'}",
                                                 "uploadCanvasInitImage");
      g_autofree char *body = NULL;

      g_assert_cmpuint (carry (client, pair, "initUrl", "initFields", picture, ""), ==, 204);
      g_assert_cmpuint (carry (client, pair, "maskUrl", "maskFields", mask, ""), ==, 204);
      body = g_strdup_printf ("{'prompt': 'x', 'public': false, 'modelId': '" DIFFUSION "', "
                              "'canvasRequest': true, 'canvasRequestType': 'INPAINT', "
                              "'canvasInitId': '%s', 'canvasMaskId': '%s', 'init_strength': 0.2, "
                              "'num_images': 1}",
                              json_object_get_string_member (pair, "initImageId"),
                              json_object_get_string_member (pair, "maskImageId"));
      post (client, V1, body);
      pen_sim_client_assert_says (client, table[i].status, table[i].words);
    }
}

static void
test_job (PenSimClient  *client,
          gconstpointer  data)
{
  g_autoptr(JsonNode) node = NULL;
  g_autoptr(JsonNode) done = NULL;
  g_autofree char *path = NULL;
  JsonArray *images;
  PenSimPictureInfo info;
  const char *address;

  pen_sim_client_get (client, "/leonardo/v1/generations/nothing");
  pen_sim_client_assert_says (client, 200, "{\"generations_by_pk\":null}");
  post (client, V2, "{'model': 'lucid-origin', 'public': false, 'parameters': {'prompt': 'x'}}");
  node = pen_sim_client_get_json (client);
  path = g_strconcat ("/leonardo/v1/generations/", json_object_get_string_member (
    json_object_get_object_member (json_node_get_object (node), "generate"), "generationId"), NULL);

  for (guint i = 0; i < 2; i++)
    {
      pen_sim_client_get (client, path);
      pen_sim_client_assert_says (client, 200, "\"status\":\"PENDING\"");
    }
  pen_sim_client_get (client, path);
  pen_sim_client_assert_says (client, 200, "\"status\":\"COMPLETE\"");

  done = pen_sim_client_get_json (client);
  images = json_object_get_array_member (
    json_object_get_object_member (json_node_get_object (done), "generations_by_pk"),
    "generated_images");
  /* Nobody has said how many. */
  g_assert_cmpuint (json_array_get_length (images), ==, 4);
  address = strstr (json_object_get_string_member (json_array_get_object_element (images, 0),
                                                   "url"), "/leonardo/");
  g_assert_cmpuint (pen_sim_client_get (client, address), ==, 403);
  client->key = NULL;
  g_assert_cmpuint (pen_sim_client_get (client, address), ==, 200);
  pen_sim_client_get_info (client, &info);
  g_assert_cmpstr (info.media_type, ==, "image/jpeg");
}

#define ADD(name, function) \
  g_test_add ("/simulators/leonardo/" name, PenSimClient, NULL, set_up, function, \
              pen_sim_client_tear_down)

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("account", test_account);
  ADD ("upload", test_upload);
  ADD ("fields", test_fields);
  ADD ("guidances", test_guidances);
  ADD ("canvas", test_canvas);
  ADD ("job", test_job);

  return g_test_run ();
}
