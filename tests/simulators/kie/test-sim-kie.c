/* test-sim-kie.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-sim-kie"

#include "config.h"

#include <locale.h>
#include <string.h>

#include "pen-sim-client.h"

#define CREATE "/kie/api/v1/jobs/createTask"
#define RECORD "/kie/api/v1/jobs/recordInfo?taskId="
#define UPLOAD "/kie/upload/api/file-stream-upload"
#define CREDIT "/kie/api/v1/chat/credit"
#define AGENT "Mozilla/5.0 (X11; Linux x86_64) Test"

/* Sends @message as a browser would; the status must be 200, as nearly always here. */
static JsonObject *
send (PenSimClient *client,
      SoupMessage  *message)
{
  g_autoptr(JsonNode) node = NULL;

  soup_message_headers_replace (soup_message_get_request_headers (message), "User-Agent", AGENT);
  pen_sim_client_start (client, message);
  g_assert_cmpuint (pen_sim_client_finish (client), ==, 200);
  node = pen_sim_client_get_json (client);

  return json_object_ref (json_node_get_object (node));
}

static JsonObject *
get (PenSimClient *client,
     const char   *path)
{
  return send (client, pen_sim_client_new_message (client, "GET", path, NULL, NULL));
}

static JsonObject *
post (PenSimClient *client,
      const char   *path,
      const char   *text)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');
  g_autoptr(GBytes) body = g_bytes_new (json, strlen (json));

  return send (client, pen_sim_client_new_message (client, "POST", path, "application/json", body));
}

static void
assert_code (JsonObject *answer,
             int         code,
             const char *words)
{
  const char *text = json_object_get_string_member_with_default (answer, "msg", "");

  if (json_object_get_int_member (answer, "code") != code ||
      (words != NULL && strstr (text, words) == NULL))
    {
      g_test_message ("%d “%s” expected, not %d “%s”", code, words,
                      (int) json_object_get_int_member (answer, "code"), text);
      g_test_fail ();
    }
}

static SoupMessage *
new_upload (PenSimClient *client,
            const char   *folder,
            const char   *name,
            const char   *field,
            GBytes       *bytes,
            const char   *media_type)
{
  g_autoptr(SoupMultipart) form = soup_multipart_new ("multipart/form-data");
  g_autoptr(SoupMessageHeaders) headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_MULTIPART);
  g_autoptr(GBytes) body = NULL;

  if (folder != NULL)
    soup_multipart_append_form_string (form, "uploadPath", folder);
  if (name != NULL)
    soup_multipart_append_form_string (form, "fileName", name);
  soup_multipart_append_form_file (form, field, "a.png", media_type, bytes);
  soup_multipart_to_message (form, headers, &body);

  return pen_sim_client_new_message (client, "POST", UPLOAD,
                                     soup_message_headers_get_one (headers, "Content-Type"), body);
}

/* Returns: (transfer full): where the picture is now */
static char *
upload (PenSimClient *client,
        const char   *name,
        GBytes       *bytes)
{
  g_autoptr(JsonObject) answer = send (client, new_upload (client, "images/test", name, "file",
                                                           bytes, "image/png"));

  assert_code (answer, 200, NULL);
  return g_strdup (json_object_get_string_member (json_object_get_object_member (answer, "data"),
                                                  "downloadUrl"));
}

static void
test_account (PenSimClient  *client,
              gconstpointer  data)
{
  g_autoptr(JsonObject) good = get (client, CREDIT);
  g_autoptr(JsonObject) bad = NULL;
  g_autoptr(JsonObject) lost = NULL;
  g_autofree char *text = NULL;

  assert_code (good, 200, NULL);
  g_assert_cmpfloat (json_object_get_double_member (good, "data"), ==, 1000);

  client->key = "wrong";
  bad = get (client, CREDIT);
  assert_code (bad, 401, "access permissions");
  lost = get (client, "/kie/api/v1/nothing");
  assert_code (lost, 404, NULL);

  /* Whoever is no browser does not come as far as that. */
  g_assert_cmpuint (pen_sim_client_get (client, CREDIT), ==, 403);
  text = pen_sim_client_get_text (client);
  g_assert_cmpstr (text, ==, "error code: 1010");
}

static void
test_upload (PenSimClient  *client,
             gconstpointer  data)
{
  g_autoptr(GBytes) picture = pen_sim_client_make_picture (32, 16, "png");
  g_autoptr(GBytes) other = pen_sim_client_make_picture (16, 32, "png");
  g_autoptr(GBytes) nonsense = g_bytes_new_static ("nonsense", 8);
  const struct
  {
    const char *folder, *name, *field;
    GBytes     *bytes;
    const char *media_type, *words;
  }
  table[] =
  {
    { NULL, NULL, "file", picture, "image/png", "uploadPath" },
    { "/images", NULL, "file", picture, "image/png", "slashes" },
    { "images/", NULL, "file", picture, "image/png", "slashes" },
    { "images", NULL, "image", picture, "image/png", "unexpected" },
    { "images", NULL, "file", nonsense, "image/png", "not supported" },
    { "images", NULL, "file", picture, "image/jpeg", "media type" },
    { "images", "a", "file", picture, "image/png", "extension" },
    { "images", "a.jpg", "file", picture, "image/png", "another extension" },
  };
  g_autoptr(JsonObject) bad = NULL;
  g_autofree char *first = NULL;
  g_autofree char *again = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr(JsonObject) answer = NULL;

      answer = send (client, new_upload (client, table[i].folder, table[i].name, table[i].field,
                                         table[i].bytes, table[i].media_type));
      assert_code (answer, 400, table[i].words);
      g_assert_false (json_object_get_boolean_member (answer, "success"));
    }

  first = upload (client, "a.png", picture);
  /* The old name: the old picture, for the caches do not notice. */
  again = upload (client, "a.png", other);
  g_assert_cmpstr (first, ==, again);

  client->key = "wrong";
  bad = send (client, new_upload (client, "images", NULL, "file", picture, "image/png"));
  assert_code (bad, 401, NULL);
}

static char *
create (PenSimClient *client,
        const char   *text)
{
  g_autoptr(JsonObject) answer = post (client, CREATE, text);

  assert_code (answer, 200, NULL);
  return g_strdup (json_object_get_string_member (json_object_get_object_member (answer, "data"),
                                                  "taskId"));
}

static JsonObject *
look (PenSimClient *client,
      const char   *task)
{
  g_autofree char *escaped = g_uri_escape_string (task, NULL, FALSE);
  g_autofree char *path = g_strconcat (RECORD, escaped, NULL);

  return get (client, path);
}

static void
test_task (PenSimClient  *client,
           gconstpointer  data)
{
  static const char * const states[] = { "waiting", "queuing", "generating", "success" };
  g_autofree char *task = NULL;
  g_autoptr(JsonObject) unknown = look (client, "nothing");

  assert_code (unknown, 404, NULL);
  task = create (client, "{'model': 'google/nano-banana', 'input': {'prompt': 'a fox'}}");
  pen_simulator_tell (client->simulator, "{\"service\":\"kie\",\"unknown_looks\":1}");

  for (guint i = 0; i < 1 + G_N_ELEMENTS (states); i++)
    {
      g_autoptr(JsonObject) answer = look (client, task);
      JsonObject *record;
      const char *text;

      if (i == 0)
        {
          assert_code (answer, 422, "recordInfo is null");
          continue;
        }

      assert_code (answer, 200, NULL);
      record = json_object_get_object_member (answer, "data");
      text = json_object_get_string_member (record, "resultJson");
      g_assert_cmpstr (json_object_get_string_member (record, "state"), ==, states[i - 1]);
      g_assert_cmpint (*text != '\0', ==, i == G_N_ELEMENTS (states));
      if (*text != '\0')
        {
          g_autoptr(JsonNode) inner = json_from_string (text, NULL);
          JsonArray *list = json_object_get_array_member (json_node_get_object (inner),
                                                          "resultUrls");
          const char *address = json_array_get_string_element (list, 0);
          PenSimPictureInfo info;

          g_assert_cmpfloat (json_object_get_double_member (record, "creditsConsumed"), ==, 4);

          /* The file host is no place for a key. */
          g_assert_cmpuint (pen_sim_client_get (client, strstr (address, "/kie/")), ==, 400);
          client->key = NULL;
          {
            SoupMessage *message = pen_sim_client_new_message (client, "GET",
                                                               strstr (address, "/kie/"), NULL,
                                                               NULL);

            soup_message_headers_replace (soup_message_get_request_headers (message),
                                          "User-Agent", "Anything");
            pen_sim_client_start (client, message);
            g_assert_cmpuint (pen_sim_client_finish (client), ==, 200);
          }
          pen_sim_client_get_info (client, &info);
        }
    }

  g_assert_cmpuint (pen_simulator_get_count (client->simulator, "kie", PEN_SIM_COUNT_PAID), ==, 1);
}

static void
test_fields (PenSimClient  *client,
             gconstpointer  data)
{
  static const struct { const char *body; int code; const char *words; } table[] =
  {
    { "[]", 400, "JSON object" },
    { "{'model': 'z-image'}", 422, "input" },
    { "{'model': 'nothing', 'input': {}}", 404, "not supported" },
    { "{'model': 'z-image', 'input': {}, 'seed': 1}", 422, "nothing else" },
    { "{'model': 'z-image', 'input': {'prompt': 'x'}}", 422, "aspect_ratio is required" },
    { "{'model': 'z-image', 'input': {'prompt': '', 'aspect_ratio': '1:1'}}", 422, "prompt" },
    { "{'model': 'z-image', 'input': {'prompt': 'x', 'aspect_ratio': '5:4'}}", 422, "aspect" },
    { "{'model': 'z-image', 'input': {'prompt': 'x', 'aspect_ratio': '1:1', 'seed': 1}}", 422,
      "seed is not a field" },
    { "{'model': 'z-image', 'input': {'prompt': 'x', 'aspect_ratio': '1:1', "
      "'nsfw_checker': 'true'}}", 422, "nsfw_checker" },
    { "{'model': 'google/imagen4', 'input': {'prompt': 'x', 'seed': 1}}", 422, "seed" },
    { "{'model': 'google/imagen4-fast', 'input': {'prompt': 'x', 'seed': '1'}}", 422, "seed" },
    { "{'model': 'nano-banana-2', 'input': {'prompt': 'x', 'output_format': 'jpeg'}}", 422,
      "output_format" },
    { "{'model': 'google/nano-banana', 'input': {'prompt': 'x', 'output_format': 'jpg'}}", 422,
      "output_format" },
    { "{'model': 'qwen3/text-to-image', 'input': {'prompt': 'x', 'seed': 2147483648}}", 422,
      "seed" },
    { "{'model': 'qwen/image-to-image', 'input': {'prompt': 'x', 'image_url': "
      "'https://example.com/a.png'}}", 422, "image_url" },
    { "{'model': 'google/nano-banana-edit', 'input': {'prompt': 'x', 'image_urls': []}}", 422,
      "image_urls" },
    { "{'model': 'gpt-image-2-text-to-image', 'input': {'prompt': 'x', 'resolution': '2K'}}", 422,
      "auto goes with 1K" },
    { "{'model': 'gpt-image-2-text-to-image', 'input': {'prompt': 'x', 'resolution': '4K', "
      "'aspect_ratio': '3:1'}}", 422, "3:1 goes with 1K" },
    { "{'model': 'wan/2-7-image', 'input': {'prompt': 'x', 'n': 5}}", 422, "n is not" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr(JsonObject) answer = post (client, CREATE, table[i].body);

      assert_code (answer, table[i].code, table[i].words);
    }

  g_assert_cmpuint (pen_simulator_get_count (client->simulator, "kie", PEN_SIM_COUNT_PAID), ==, 0);
}

/* A mask of @width, half of it in @left. */
static GBytes *
make_mask (guint   width,
           guint32 left,
           guint32 right)
{
  g_autoptr(GdkPixbuf) mask = gdk_pixbuf_new (GDK_COLORSPACE_RGB, TRUE, 8, (int) width, 32);
  g_autoptr(GdkPixbuf) half = gdk_pixbuf_new_subpixbuf (mask, 0, 0, (int) width / 2, 32);

  gdk_pixbuf_fill (mask, right);
  gdk_pixbuf_fill (half, left);
  return pen_sim_picture_encode (mask, "png");
}

static void
test_mask (PenSimClient  *client,
           gconstpointer  data)
{
  static const struct { guint width; guint32 left, right; int code; const char *words; } table[] =
  {
    { 64, 0x000000ff, 0xffffffff, 200, NULL },
    { 32, 0x000000ff, 0xffffffff, 422, "size" },
    { 64, 0x00000000, 0xffffffff, 422, "opaque" },
    { 64, 0xff0000ff, 0xffffffff, 422, "colour" },
    { 64, 0xffffffff, 0xffffffff, 422, "nothing" },
    { 64, 0x000000ff, 0x000000ff, 422, "everything" },
  };
  g_autoptr(GBytes) picture = pen_sim_client_make_picture (64, 32, "png");
  g_autofree char *source = upload (client, "source.png", picture);

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *name = g_strdup_printf ("mask-%u.png", i);
      g_autoptr(GBytes) bytes = make_mask (table[i].width, table[i].left, table[i].right);
      g_autofree char *mask = upload (client, name, bytes);
      g_autofree char *body = g_strdup_printf ("{'model': 'ideogram/v3-edit', 'input': {"
                                               "'prompt': 'x', 'image_url': '%s', "
                                               "'mask_url': '%s'}}", source, mask);
      g_autoptr(JsonObject) answer = post (client, CREATE, body);

      assert_code (answer, table[i].code, table[i].words);
    }
}

static void
test_refusals (PenSimClient  *client,
               gconstpointer  data)
{
  static const struct { const char *name; int code; } table[] =
  {
    { "bad-request", 400 }, { "unauthorized", 401 }, { "no-credits", 402 }, { "timeout", 408 },
    { "invalid", 422 }, { "unfetched", 422 }, { "rate-limit", 429 }, { "key-limit", 433 },
    { "cannot-fetch", 451 }, { "maintenance", 455 }, { "server-error", 500 },
    { "generation-failed", 501 }, { "disabled", 505 }, { "queue-full", 550 },
  };
  g_autoptr(JsonObject) poor = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr(JsonObject) answer = NULL;

      pen_simulator_fail (client->simulator, "kie", table[i].name);
      answer = post (client, CREATE, "{'model': 'google/nano-banana', 'input': {'prompt': 'x'}}");
      assert_code (answer, table[i].code, NULL);
    }

  pen_simulator_tell (client->simulator, "{\"service\":\"kie\",\"key\":\"poor\",\"credits\":3.5}");
  client->key = "poor";
  poor = post (client, CREATE, "{'model': 'google/nano-banana', 'input': {'prompt': 'x'}}");
  assert_code (poor, 402, "insufficient");
}

static void
test_older (PenSimClient  *client,
            gconstpointer  data)
{
  g_autoptr(JsonObject) no_size = post (client, "/kie/api/v1/gpt4o-image/generate",
                                        "{'prompt': 'x'}");
  g_autoptr(JsonObject) good = post (client, "/kie/api/v1/gpt4o-image/generate",
                                     "{'prompt': 'x', 'size': '1:1'}");
  g_autoptr(JsonObject) ratio = post (client, "/kie/api/v1/flux/kontext/generate",
                                      "{'prompt': 'x', 'aspectRatio': '3:2'}");
  g_autoptr(JsonObject) max = post (client, "/kie/api/v1/flux/kontext/generate",
                                    "{'prompt': 'x', 'model': 'flux-kontext-max', "
                                    "'safetyTolerance': 6}");

  assert_code (no_size, 422, "size is required");
  assert_code (good, 200, NULL);
  assert_code (ratio, 422, "aspectRatio");
  assert_code (max, 200, NULL);
}

#define ADD(name, function) \
  g_test_add ("/simulators/kie/" name, PenSimClient, NULL, pen_sim_client_set_up, function, \
              pen_sim_client_tear_down)

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("account", test_account);
  ADD ("upload", test_upload);
  ADD ("task", test_task);
  ADD ("fields", test_fields);
  ADD ("mask", test_mask);
  ADD ("refusals", test_refusals);
  ADD ("older", test_older);

  return g_test_run ();
}
