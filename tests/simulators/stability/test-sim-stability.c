/* test-sim-stability.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-sim-stability"

#include "config.h"

#include <locale.h>
#include <string.h>

#include "pen-sim-client.h"

#define ULTRA "/stability/v2beta/stable-image/generate/ultra"
#define CORE "/stability/v2beta/stable-image/generate/core"
#define SD3 "/stability/v2beta/stable-image/generate/sd3"
#define BALANCE "/stability/v1/user/balance"

/* The error body of version 2: id, name and at least one text. */
static void
assert_refusal (PenSimClient *client,
                guint         status,
                const char   *name,
                const char   *text)
{
  g_autoptr(JsonNode) node = pen_sim_client_get_json (client);
  JsonObject *object = json_node_get_object (node);
  JsonArray *errors = json_object_get_array_member (object, "errors");
  g_autofree char *all = pen_sim_client_get_text (client);

  g_assert_cmpuint (soup_message_get_status (client->message), ==, status);
  g_assert_true (json_object_has_member (object, "id"));
  g_assert_cmpstr (json_object_get_string_member (object, "name"), ==, name);
  g_assert_cmpuint (json_array_get_length (errors), >, 0);
  if (text != NULL && strstr (all, text) == NULL)
    {
      g_test_message ("“%s” is not in %s", text, all);
      g_test_fail ();
    }
  g_assert_cmpuint (pen_simulator_get_count (client->simulator, "stability",
                                             PEN_SIM_COUNT_PAID), ==, 0);
}

static void
test_picture (PenSimClient  *client,
              gconstpointer  data)
{
  static const struct
  {
    const char *path, *fields;
    guint width, height;
    const char *type;
  }
  table[] =
  {
    { CORE, "prompt=a fox;seed=5", 1536, 1536, "image/png" },
    { CORE, "prompt=a fox;aspect_ratio=21:9;negative_prompt=;style_preset=anime", 2368, 1024,
      "image/png" },
    { ULTRA, "prompt=a fox;output_format=jpeg;seed=4294967294", 1024, 1024, "image/jpeg" },
    { ULTRA, "prompt=a fox;output_format=webp;aspect_ratio=9:21", 640, 1536, "image/webp" },
    { SD3, "prompt=a fox", 1024, 1024, "image/png" },
    { SD3, "prompt=a fox;mode=text-to-image;model=sd3.5-flash;cfg_scale=1.5;aspect_ratio=2:3",
      832, 1280, "image/png" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      PenSimPictureInfo info;

      g_assert_cmpuint (pen_sim_client_post_form (client, table[i].path, table[i].fields, NULL),
                        ==, 200);
      pen_sim_client_get_info (client, &info);
      g_assert_cmpuint (info.width, ==, table[i].width);
      g_assert_cmpuint (info.height, ==, table[i].height);
      g_assert_cmpstr (info.media_type, ==, table[i].type);
      g_assert_cmpstr (pen_sim_client_get_header (client, "Content-Type"), ==, table[i].type);
      g_assert_cmpstr (pen_sim_client_get_header (client, "finish-reason"), ==, "SUCCESS");
      g_assert_nonnull (pen_sim_client_get_header (client, "seed"));
      g_assert_nonnull (pen_sim_client_get_header (client, "x-request-id"));
    }

  g_assert_cmpuint (pen_simulator_get_count (client->simulator, "stability", PEN_SIM_COUNT_PAID),
                    ==, G_N_ELEMENTS (table));
  g_assert_cmpuint (pen_simulator_get_count (client->simulator, "stability",
                                             PEN_SIM_COUNT_BOUGHT_TWICE), ==, 0);
}

static void
test_deterministic (PenSimClient  *client,
                    gconstpointer  data)
{
  g_autoptr(GBytes) first = NULL;

  pen_sim_client_post_form (client, SD3, "prompt=a fox;seed=5", NULL);
  g_assert_cmpstr (pen_sim_client_get_header (client, "seed"), ==, "5");
  first = g_bytes_ref (client->body);

  pen_sim_client_post_form (client, SD3, "seed=5;prompt=a fox", NULL);
  g_assert_true (g_bytes_equal (first, client->body));
  g_assert_cmpuint (pen_simulator_get_count (client->simulator, "stability",
                                             PEN_SIM_COUNT_BOUGHT_TWICE), ==, 1);

  pen_sim_client_post_form (client, SD3, "prompt=a fox;seed=6", NULL);
  g_assert_false (g_bytes_equal (first, client->body));
  pen_sim_client_post_form (client, SD3, "prompt=a hen;seed=5", NULL);
  g_assert_false (g_bytes_equal (first, client->body));
}

/* The mean difference of two pictures of the same size, per channel. */
static double
compare (GdkPixbuf *a,
         GdkPixbuf *b)
{
  guint width = gdk_pixbuf_get_width (a), height = gdk_pixbuf_get_height (a);
  guint64 sum = 0;

  g_assert_cmpint (gdk_pixbuf_get_width (b), ==, width);
  g_assert_cmpint (gdk_pixbuf_get_height (b), ==, height);
  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width * 3; x++)
      sum += (guint64) ABS (gdk_pixbuf_read_pixels (a)[y * gdk_pixbuf_get_rowstride (a) + x] -
                            gdk_pixbuf_read_pixels (b)[y * gdk_pixbuf_get_rowstride (b) + x]);

  return (double) sum / (width * height * 3);
}

static void
test_strength (PenSimClient  *client,
               gconstpointer  data)
{
  static const char *fields[] =
  {
    "prompt=a fox;seed=5;mode=image-to-image;strength=0",
    "prompt=a fox;seed=5;mode=image-to-image;strength=0.5",
    "prompt=a fox;seed=5;mode=image-to-image;strength=1",
  };
  g_autoptr(GBytes) image = pen_sim_client_make_picture (1024, 1024, "png");
  g_autoptr(GdkPixbuf) source = pen_sim_picture_decode (image);
  double last = -1;

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autoptr(GdkPixbuf) picture = NULL;

      g_assert_cmpuint (pen_sim_client_post_form (client, SD3, fields[i], image), ==, 200);
      picture = pen_sim_picture_decode (client->body);
      g_assert_cmpfloat (compare (source, picture), >, last);
      last = compare (source, picture);
      if (i == 0)
        g_assert_cmpfloat (last, ==, 0);
    }

  g_assert_cmpuint (pen_sim_client_post_form (client, ULTRA, "prompt=x;strength=0.35", image),
                    ==, 200);
}

static void
test_json (PenSimClient  *client,
           gconstpointer  data)
{
  g_autoptr(JsonNode) node = NULL;
  g_autoptr(GBytes) picture = NULL;
  JsonObject *object;
  PenSimPictureInfo info;
  guchar *bytes;
  gsize length;

  client->accept = "application/json";
  g_assert_cmpuint (pen_sim_client_post_form (client, CORE, "prompt=a fox;seed=9", NULL), ==, 200);
  g_assert_cmpstr (pen_sim_client_get_header (client, "Content-Type"), ==,
                   "application/json; type=image/png");
  g_assert_null (pen_sim_client_get_header (client, "seed"));
  g_assert_null (pen_sim_client_get_header (client, "finish-reason"));

  node = pen_sim_client_get_json (client);
  object = json_node_get_object (node);
  g_assert_cmpint (json_object_get_int_member (object, "seed"), ==, 9);
  g_assert_cmpstr (json_object_get_string_member (object, "finish_reason"), ==, "SUCCESS");
  bytes = g_base64_decode (json_object_get_string_member (object, "image"), &length);
  picture = g_bytes_new_take (bytes, length);
  g_assert_true (pen_sim_picture_inspect (picture, &info));
}

static void
test_fields (PenSimClient  *client,
             gconstpointer  data)
{
  static const struct { const char *path, *fields; gboolean image; const char *text; } table[] =
  {
    { CORE, "seed=1", FALSE, "prompt: is required" },
    { CORE, "prompt=", FALSE, "prompt: must be" },
    { CORE, "prompt=x;seed=-1", FALSE, "seed: must be" },
    { CORE, "prompt=x;seed=4294967295", FALSE, "seed: must be" },
    { CORE, "prompt=x;seed=1.5", FALSE, "seed: must be an integer" },
    { CORE, "prompt=x;seed=", FALSE, "seed: must be an integer" },
    { CORE, "prompt=x;aspect_ratio=1:2", FALSE, "aspect_ratio: must be one of" },
    { CORE, "prompt=x;output_format=gif", FALSE, "output_format: must be one of" },
    { CORE, "prompt=x;style_preset=Anime", FALSE, "style_preset: must be one of" },
    { CORE, "prompt=x;width=1024", FALSE, "width: is not a known field" },
    { CORE, "prompt=x;strength=0.5", TRUE, "image: is not a known field" },
    { CORE, "prompt=x;strength=0.5", FALSE, "strength: is not a known field" },
    { ULTRA, "prompt=x;strength=0.5", FALSE, "strength: is only allowed with an image" },
    { ULTRA, "prompt=x", TRUE, "strength: is required" },
    { ULTRA, "prompt=x;strength=1.01", TRUE, "strength: must be" },
    { ULTRA, "prompt=x;strength=0,5", TRUE, "strength: must be a number" },
    { ULTRA, "prompt=x;strength=nan", TRUE, "strength: must be a number" },
    { ULTRA, "prompt=x;image=abc;strength=0.5", FALSE, "image: must be a file" },
    { ULTRA, "prompt=x;cfg_scale=4", FALSE, "cfg_scale: is not a known field" },
    { SD3, "prompt=x;mode=inpaint", FALSE, "mode: must be one of" },
    { SD3, "prompt=x;model=sd3-large", FALSE, "model: must be one of" },
    { SD3, "prompt=x;cfg_scale=0.5", FALSE, "cfg_scale: must be" },
    { SD3, "prompt=x;cfg_scale=10.5", FALSE, "cfg_scale: must be" },
    { SD3, "prompt=x;strength=0.5", FALSE, "strength: is not allowed in mode text-to-image" },
    { SD3, "prompt=x", TRUE, "image: is not allowed in mode text-to-image" },
    { SD3, "prompt=x;mode=image-to-image;strength=0.5", FALSE, "image: is required in mode" },
    { SD3, "prompt=x;mode=image-to-image", TRUE, "strength: is required in mode" },
    { SD3, "prompt=x;mode=image-to-image;strength=0.5;aspect_ratio=1:1", TRUE,
      "aspect_ratio: is not allowed in mode" },
  };
  g_autoptr(GBytes) image = pen_sim_client_make_picture (64, 64, "png");

  /* Fields are looked at before the key. */
  client->key = "sk-wrong";
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      pen_sim_client_post_form (client, table[i].path, table[i].fields,
                                table[i].image ? image : NULL);
      assert_refusal (client, 400, "bad_request", table[i].text);
    }
}

static void
test_lengths (PenSimClient  *client,
              gconstpointer  data)
{
  g_autofree char *longest = g_strnfill (10000, 'x');
  g_autofree char *good = g_strdup_printf ("prompt=%s;negative_prompt=%s", longest, longest);
  g_autofree char *bad = g_strdup_printf ("prompt=%sx", longest);
  g_autofree char *bad_negative = g_strdup_printf ("prompt=x;negative_prompt=%sx", longest);

  pen_sim_client_post_form (client, CORE, bad, NULL);
  assert_refusal (client, 400, "bad_request", "prompt: must be");
  pen_sim_client_post_form (client, CORE, bad_negative, NULL);
  assert_refusal (client, 400, "bad_request", "negative_prompt: must be");
  g_assert_cmpuint (pen_sim_client_post_form (client, CORE, good, NULL), ==, 200);
}

static void
test_source (PenSimClient  *client,
             gconstpointer  data)
{
  g_autoptr(GBytes) narrow = pen_sim_client_make_picture (63, 200, "png");
  g_autoptr(GBytes) jpeg = pen_sim_client_make_picture (64, 64, "jpeg");
  g_autoptr(GBytes) webp = pen_sim_client_make_picture (64, 64, "webp");
  g_autoptr(GBytes) wide = pen_sim_client_make_picture (16385, 64, "png");
  g_autoptr(GBytes) text = g_bytes_new_static ("no picture", 10);
  g_autoptr(GBytes) broken = pen_sim_picture_spoil (jpeg, "corrupt-picture");
  const char *fields = "prompt=x;strength=0.5";
  const char *sd3 = "prompt=x;strength=0.5;mode=image-to-image";

  pen_sim_client_post_form (client, ULTRA, fields, narrow);
  assert_refusal (client, 400, "bad_request", "outside the limits");
  pen_sim_client_post_form (client, SD3, sd3, narrow);
  assert_refusal (client, 400, "bad_request", "outside the limits");
  pen_sim_client_post_form (client, ULTRA, fields, wide);
  assert_refusal (client, 400, "bad_request", "outside the limits");
  pen_sim_client_post_form (client, ULTRA, fields, text);
  assert_refusal (client, 400, "bad_request", "image: must be a JPEG, PNG or WebP picture");
  pen_sim_client_post_form (client, ULTRA, fields, broken);
  assert_refusal (client, 400, "bad_request", "image: ");

  g_assert_cmpuint (pen_sim_client_post_form (client, ULTRA, fields, jpeg), ==, 200);
  g_assert_cmpuint (pen_sim_client_post_form (client, SD3, sd3, webp), ==, 200);
}

static void
test_form (PenSimClient  *client,
           gconstpointer  data)
{
#define PART "--b\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\nx\r\n"
  static const struct { const char *type, *body, *text; } table[] =
  {
    { "application/json", "{\"prompt\":\"x\"}", "must be multipart/form-data" },
    { "application/x-www-form-urlencoded", "prompt=x", "must be multipart/form-data" },
    { "multipart/form-data", PART "--b--\r\n", "boundary is missing" },
    { "multipart/form-data; boundary=c", PART "--b--\r\n", "does not begin with the boundary" },
    { "multipart/form-data; boundary=b", PART, "does not end" },
    { "multipart/form-data; boundary=b", PART "--b", "does not end with the boundary" },
    { "multipart/form-data; boundary=b", PART PART "--b--\r\n", "a field is there twice" },
    { "multipart/form-data; boundary=b", PART "--b--\r\nmore", "follows the last boundary" },
    { "multipart/form-data; boundary=b",
      "--b\nContent-Disposition: form-data; name=\"prompt\"\n\nx\n--b--\n", "does not end" },
    { "multipart/form-data; boundary=b",
      "--b\r\nContent-Disposition: attachment; name=\"prompt\"\r\n\r\nx\r\n--b--\r\n",
      "without content-disposition form-data" },
    { "multipart/form-data; boundary=b",
      "--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n", "a part without a name" },
    { "multipart/form-data; boundary=b",
      "--b\r\nContent-Disposition: form-data; name=\"prompt\"\r\nx\r\n--b--\r\n", "blank line" },
    { "multipart/form-data; boundary=b",
      "--b\r\nContent-Disposition: form-data; name=\"prompt\"\r\n"
      "Content-Transfer-Encoding: base64\r\n\r\neA==\r\n--b--\r\n", "transfer encoding" },
    { "multipart/form-data; boundary=b",
      "--b\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\n\xff\r\n--b--\r\n", "UTF-8" },
  };
#undef PART

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr(GBytes) body = g_bytes_new_static (table[i].body, strlen (table[i].body));

      pen_sim_client_start (client, pen_sim_client_new_message (client, "POST", CORE,
                                                                table[i].type, body));
      pen_sim_client_finish (client);
      assert_refusal (client, 400, "bad_request", table[i].text);
    }
}

static void
test_headers (PenSimClient  *client,
              gconstpointer  data)
{
  SoupMessage *message = pen_sim_client_new_form (client, CORE, "prompt=x", NULL);
  g_autofree char *longest = g_strnfill (257, 'x');

  soup_message_headers_replace (soup_message_get_request_headers (message), "stability-client-id",
                                longest);
  pen_sim_client_start (client, message);
  pen_sim_client_finish (client);
  assert_refusal (client, 400, "bad_request", "stability-client-id: must be at most");

  client->accept = "text/html";
  pen_sim_client_post_form (client, CORE, "prompt=x", NULL);
  assert_refusal (client, 400, "bad_request", "accept: must be");

  client->accept = NULL;
  g_assert_cmpuint (pen_sim_client_post_form (client, CORE, "prompt=x", NULL), ==, 200);
  g_assert_cmpstr (pen_sim_client_get_header (client, "Content-Type"), ==, "image/png");
}

static void
test_key (PenSimClient  *client,
          gconstpointer  data)
{
  client->key = NULL;
  pen_sim_client_post_form (client, CORE, "prompt=x", NULL);
  assert_refusal (client, 401, "unauthorized", "invalid or missing header value");

  client->key = "sk-wrong";
  pen_sim_client_post_form (client, CORE, "prompt=x", NULL);
  assert_refusal (client, 401, "unauthorized", "invalid or missing header value");
}

static void
test_account (PenSimClient  *client,
              gconstpointer  data)
{
  g_autofree char *text = NULL;
  g_autofree char *account = NULL;
  g_autofree char *refused = NULL;

  client->accept = NULL;
  pen_simulator_tell (client->simulator,
                      "{\"service\":\"stability\",\"key\":\"sk-mine\",\"credits\":42.5}");

  client->key = "sk-mine";
  g_assert_cmpuint (pen_sim_client_get (client, BALANCE), ==, 200);
  text = pen_sim_client_get_text (client);
  g_assert_cmpstr (text, ==, "{\"credits\":42.5}");
  g_assert_cmpuint (pen_sim_client_get (client, "/stability/v1/user/account"), ==, 200);
  account = pen_sim_client_get_text (client);
  g_assert_nonnull (strstr (account, "\"organizations\""));

  /* The live service repeats the key. */
  client->key = "sk-wrong";
  g_assert_cmpuint (pen_sim_client_get (client, BALANCE), ==, 401);
  refused = pen_sim_client_get_text (client);
  g_assert_nonnull (strstr (refused, "\"message\":\"Incorrect API key provided: sk-wrong\""));

  g_assert_cmpuint (pen_sim_client_post_form (client, BALANCE, "a=b", NULL), ==, 405);
}

static void
test_credits (PenSimClient  *client,
              gconstpointer  data)
{
  g_autofree char *text = NULL;

  pen_simulator_tell (client->simulator,
                      "{\"service\":\"stability\",\"key\":\"sk-mine\",\"credits\":5}");
  client->key = "sk-mine";

  pen_sim_client_post_form (client, ULTRA, "prompt=x", NULL);
  assert_refusal (client, 402, "payment_required", "account/credits");
  pen_sim_client_post_form (client, SD3, "prompt=x", NULL);
  assert_refusal (client, 402, "payment_required", NULL);
  g_assert_cmpuint (pen_sim_client_post_form (client, SD3, "prompt=x;model=sd3.5-flash", NULL),
                    ==, 200);
  pen_sim_client_get (client, BALANCE);
  text = pen_sim_client_get_text (client);
  g_assert_cmpstr (text, ==, "{\"credits\":2.5}");
}

static void
test_refusals (PenSimClient  *client,
               gconstpointer  data)
{
  static const struct { const char *name; guint status; } table[] =
  {
    { "unauthorized", 401 }, { "payment_required", 402 }, { "content_moderation", 403 },
    { "permission_denied", 403 }, { "payload_too_large", 413 }, { "invalid_language", 422 },
    { "public_figure", 422 }, { "rate_limit_exceeded", 429 }, { "internal_error", 500 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      pen_simulator_fail (client->simulator, "stability", table[i].name);
      pen_sim_client_post_form (client, CORE, "prompt=x", NULL);
      assert_refusal (client, table[i].status, table[i].name, NULL);
      g_assert_null (pen_sim_client_get_header (client, "Retry-After"));
    }

  pen_simulator_fail (client->simulator, "stability", "key-echo");
  pen_sim_client_post_form (client, CORE, "prompt=x", NULL);
  assert_refusal (client, 400, "bad_request", PEN_SIMULATOR_KEY);

  pen_simulator_tell (client->simulator, "{\"service\":\"stability\",\"value\":\"7\","
                      "\"fault\":\"rate_limit_exceeded\"}");
  pen_sim_client_post_form (client, CORE, "prompt=x", NULL);
  assert_refusal (client, 429, "rate_limit_exceeded", NULL);
  g_assert_cmpstr (pen_sim_client_get_header (client, "Retry-After"), ==, "7");
}

static void
test_own_refusals (PenSimClient  *client,
                   gconstpointer  data)
{
  g_autoptr(GByteArray) big = g_byte_array_new ();
  g_autoptr(GBytes) image = NULL;

  pen_sim_client_post_form (client, CORE, "prompt=лиса", NULL);
  assert_refusal (client, 422, "invalid_language", NULL);

  g_byte_array_set_size (big, 10 * 1024 * 1024);
  memset (big->data, 'x', big->len);
  image = g_byte_array_free_to_bytes (g_steal_pointer (&big));
  pen_sim_client_post_form (client, ULTRA, "prompt=x;strength=0.5", image);
  assert_refusal (client, 413, "payload_too_large", "10MiB");

  pen_sim_client_get (client, "/stability/v2beta/results/0123");
  assert_refusal (client, 404, "generation_not_found", NULL);
  pen_sim_client_get (client, "/stability/v2beta/nothing");
  assert_refusal (client, 404, "not_found", NULL);
  pen_sim_client_get (client, CORE);
  assert_refusal (client, 405, "method_not_allowed", NULL);
}

static void
test_rate_limit (PenSimClient  *client,
                 gconstpointer  data)
{
  pen_simulator_tell (client->simulator, "{\"service\":\"stability\",\"rate_limit\":2}");

  g_assert_cmpuint (pen_sim_client_get (client, BALANCE), ==, 200);
  g_assert_cmpuint (pen_sim_client_get (client, BALANCE), ==, 200);
  g_assert_cmpuint (pen_sim_client_get (client, BALANCE), ==, 429);
  pen_sim_client_post_form (client, CORE, "prompt=x", NULL);
  assert_refusal (client, 429, "rate_limit_exceeded", "timed out for 60 seconds");
}

static void
test_filtered (PenSimClient  *client,
               gconstpointer  data)
{
  PenSimPictureInfo info;

  pen_simulator_fail (client->simulator, "stability", "content-filtered");
  g_assert_cmpuint (pen_sim_client_post_form (client, CORE, "prompt=x", NULL), ==, 200);
  g_assert_cmpstr (pen_sim_client_get_header (client, "finish-reason"), ==, "CONTENT_FILTERED");
  pen_sim_client_get_info (client, &info);
  g_assert_cmpuint (pen_simulator_get_count (client->simulator, "stability", PEN_SIM_COUNT_PAID),
                    ==, 1);
}

static void
test_log (PenSimClient  *client,
          gconstpointer  data)
{
  g_autoptr(GBytes) image = pen_sim_client_make_picture (80, 64, "png");
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256,
                                                           PEN_SIMULATOR_KEY, -1);
  g_autofree char *expected = g_strdup_printf ("Bearer sha256:%s", digest);
  g_autoptr(JsonObject) log = NULL;
  JsonObject *entry, *fields, *file;

  pen_sim_client_post_form (client, ULTRA, "prompt=a fox;strength=0.5", image);
  log = pen_simulator_get_log (client->simulator);
  entry = json_array_get_object_element (json_object_get_array_member (log, "requests"), 0);
  fields = json_object_get_object_member (entry, "fields");
  file = json_object_get_object_member (fields, "image");

  g_assert_cmpstr (json_object_get_string_member (fields, "prompt"), ==, "a fox");
  g_assert_cmpint (json_object_get_int_member (file, "width"), ==, 80);
  g_assert_cmpint (json_object_get_int_member (file, "height"), ==, 64);
  g_assert_cmpint (json_object_get_int_member (file, "length"), ==, g_bytes_get_size (image));
  g_assert_true (json_object_get_boolean_member (entry, "paid"));
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (entry, "headers"),
                                                  "authorization"), ==, expected);
}

#define ADD(name, function) \
  g_test_add ("/simulators/stability/" name, PenSimClient, NULL, pen_sim_client_set_up, function, \
              pen_sim_client_tear_down)

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("picture", test_picture);
  ADD ("deterministic", test_deterministic);
  ADD ("strength", test_strength);
  ADD ("json", test_json);
  ADD ("fields", test_fields);
  ADD ("lengths", test_lengths);
  ADD ("source", test_source);
  ADD ("form", test_form);
  ADD ("headers", test_headers);
  ADD ("key", test_key);
  ADD ("account", test_account);
  ADD ("credits", test_credits);
  ADD ("refusals", test_refusals);
  ADD ("own-refusals", test_own_refusals);
  ADD ("rate-limit", test_rate_limit);
  ADD ("filtered", test_filtered);
  ADD ("log", test_log);

  return g_test_run ();
}
