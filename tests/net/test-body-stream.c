/* test-body-stream.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-body-stream"

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "pen-body-stream.h"
#include "pen-error.h"
#include "pen-json.h"
#include "pen-test-server.h"

static PenBlob *
make_blob (const char *text,
           gsize       length,
           const char *media_type)
{
  g_autoptr(GBytes) bytes = g_bytes_new (text, length);

  return pen_blob_new_for_bytes (bytes, media_type);
}

static PenBlob *
make_file (gsize size)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "body-XXXXXX", NULL);
  g_autofree char *data = g_malloc (size);
  int fd = g_mkstemp (path);

  for (gsize i = 0; i < size; i++)
    data[i] = (char) (i * 7 + i / 251);
  g_assert_cmpint (fd, >=, 0);
  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path, data, (gssize) size, NULL));

  return pen_blob_new_for_temporary (path, size, "image/png");
}

static void
append_read (GInputStream *stream,
             GByteArray   *all,
             gsize         step,
             gboolean      is_async)
{
  g_autofree guint8 *buffer = g_malloc (step);
  gssize length = 1;

  while (length > 0)
    {
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GError) error = NULL;

      if (is_async)
        {
          g_input_stream_read_async (stream, buffer, step, G_PRIORITY_DEFAULT, NULL,
                                     pen_test_store_result, &result);
          pen_test_wait_for (&result);
          length = g_input_stream_read_finish (stream, result, &error);
        }
      else
        length = g_input_stream_read (stream, buffer, step, NULL, &error);

      g_assert_no_error (error);
      g_byte_array_append (all, buffer, (guint) length);
    }
}

/* All that @body makes, checked against the announced size. */
static char *
read_body (PenBody  *body,
           gsize     step,
           gboolean  is_async)
{
  g_autoptr(PenBodyStream) stream = pen_body_stream_new (body);
  g_autoptr(GByteArray) all = g_byte_array_new ();

  append_read (G_INPUT_STREAM (stream), all, step, is_async);
  g_assert_cmpuint (all->len, ==, pen_body_stream_get_size (stream));
  pen_test_wait_for_last_ref (stream);
  g_assert_finalize_object (g_steal_pointer (&stream));

  return g_strndup ((const char *) all->data, all->len);
}

static PenBody *
make_json (PenBlob    *blob,
           const char *prefix)
{
  PenBody *body = pen_body_new_json ();
  g_autofree char *token = pen_body_embed (body, blob, prefix);
  g_autoptr(JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  g_autoptr(JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "prompt", "\"pen-embed:x:0\" “é” \\ pen-embed:");
  json_object_set_string_member (object, "image", token);
  json_object_set_string_member (object, "again", token);
  json_object_set_string_member (object, "pen-embed:y", "z");
  json_node_set_object (root, object);
  pen_body_set_root (body, root);

  return body;
}

static void
assert_embedded (JsonObject *object,
                 const char *member,
                 const char *prefix,
                 PenBlob    *blob)
{
  const char *text = pen_json_string_or (object, member, "");
  g_autoptr(GBytes) bytes = pen_blob_load (blob, G_MAXINT, NULL);
  g_autofree guchar *data = NULL;
  gsize length;

  g_assert_true (g_str_has_prefix (text, prefix));
  data = g_base64_decode (text + strlen (prefix), &length);
  g_assert_cmpmem (data, length, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
test_json (void)
{
  static const gsize sizes[] = { 0, 1, 2, 3, 49151, 49152, 49153, 300000 };
  static const char * const prefixes[] = { "", "data:image/png;base64,", "a\"b\\" };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (prefixes); j++)
      {
        g_autoptr(PenBlob) blob = make_file (sizes[i]);
        g_autoptr(PenBody) body = make_json (blob, prefixes[j]);
        g_autofree char *text = read_body (body, j == 0 ? 1000 : 8192, j != 1);
        g_autoptr(GError) error = NULL;
        g_autoptr(JsonNode) root = pen_json_parse (text, -1, &error);
        JsonObject *object;

        g_assert_no_error (error);
        object = json_node_get_object (root);
        g_assert_cmpstr (pen_json_string_or (object, "prompt", ""), ==,
                         "\"pen-embed:x:0\" “é” \\ pen-embed:");
        g_assert_cmpstr (pen_json_string_or (object, "pen-embed:y", ""), ==, "z");
        assert_embedded (object, "image", prefixes[j], blob);
        assert_embedded (object, "again", prefixes[j], blob);
      }
}

static void
test_json_type (void)
{
  g_autoptr(PenBody) body = pen_body_new_json ();
  g_autoptr(PenBodyStream) stream = pen_body_stream_new (body);
  g_autofree char *text = read_body (body, 100, FALSE);

  g_assert_cmpstr (pen_body_stream_get_content_type (stream), ==, "application/json");
  g_assert_cmpstr (text, ==, "null");
  g_assert_finalize_object (g_steal_pointer (&stream));
}

static void
test_form (void)
{
  g_autoptr(PenBody) body = pen_body_new_form ();
  g_autoptr(PenBlob) png = make_blob ("PNG", 3, "image/png");
  g_autoptr(PenBlob) unknown = make_blob ("?", 1, NULL);
  g_autoptr(PenBodyStream) stream = NULL;
  g_autoptr(GByteArray) all = g_byte_array_new ();
  g_autofree char *expected = NULL;
  const char *boundary;

  pen_body_add_text (body, "prompt", "a “cat”\r\n");
  pen_body_add_text (body, "na\"me\r\n", "");
  pen_body_add_blob (body, "image", NULL, png);
  pen_body_add_blob (body, "mask", "my \"mask\".png", unknown);

  stream = pen_body_stream_new (body);
  append_read (G_INPUT_STREAM (stream), all, 10, TRUE);
  boundary = strstr (pen_body_stream_get_content_type (stream), "; boundary=");
  g_assert_true (g_str_has_prefix (pen_body_stream_get_content_type (stream),
                                   "multipart/form-data; boundary="));
  boundary += strlen ("; boundary=");

  expected = g_strdup_printf (
    "--%1$s\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\na “cat”\r\n\r\n"
    "--%1$s\r\nContent-Disposition: form-data; name=\"na%%22me%%0D%%0A\"\r\n\r\n\r\n"
    "--%1$s\r\nContent-Disposition: form-data; name=\"image\"; filename=\"file.png\"\r\n"
    "Content-Type: image/png\r\n\r\nPNG\r\n"
    "--%1$s\r\nContent-Disposition: form-data; name=\"mask\"; filename=\"my %%22mask%%22.png\"\r\n"
    "Content-Type: application/octet-stream\r\n\r\n?\r\n"
    "--%1$s--\r\n", boundary);
  g_assert_cmpmem (all->data, all->len, expected, strlen (expected));
  g_assert_cmpuint (pen_body_stream_get_size (stream), ==, all->len);
  pen_test_wait_for_last_ref (stream);
  g_assert_finalize_object (g_steal_pointer (&stream));
}

static void
test_blob (void)
{
  g_autoptr(PenBlob) blob = make_blob ("hello", 5, NULL);
  g_autoptr(PenBlob) jpeg = make_blob ("hello", 5, "image/jpeg");
  g_autoptr(PenBody) body = pen_body_new_blob (blob);
  g_autoptr(PenBody) jpeg_body = pen_body_new_blob (jpeg);
  g_autoptr(PenBodyStream) stream = pen_body_stream_new (body);
  g_autoptr(PenBodyStream) jpeg_stream = pen_body_stream_new (jpeg_body);
  g_autofree char *text = read_body (body, 2, FALSE);

  g_assert_cmpstr (text, ==, "hello");
  g_assert_cmpstr (pen_body_stream_get_content_type (stream), ==, "application/octet-stream");
  g_assert_cmpstr (pen_body_stream_get_content_type (jpeg_stream), ==, "image/jpeg");
  g_assert_finalize_object (g_steal_pointer (&stream));
  g_assert_finalize_object (g_steal_pointer (&jpeg_stream));
}

static void
assert_fails (PenBlob      *blob,
              GCancellable *cancellable,
              GQuark        domain,
              int           code)
{
  g_autoptr(PenBody) body = pen_body_new_blob (blob);
  g_autoptr(PenBodyStream) stream = pen_body_stream_new (body);
  g_autoptr(PenBodyStream) other = pen_body_stream_new (body);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  char buffer[100];

  g_assert_cmpint (g_input_stream_read (G_INPUT_STREAM (stream), buffer, sizeof buffer,
                                        cancellable, &error), ==, -1);
  g_assert_true (g_error_matches (error, domain, code));
  g_clear_error (&error);

  g_input_stream_read_async (G_INPUT_STREAM (other), buffer, sizeof buffer, G_PRIORITY_DEFAULT,
                             cancellable, pen_test_store_result, &result);
  pen_test_wait_for (&result);
  g_assert_cmpint (g_input_stream_read_finish (G_INPUT_STREAM (other), result, &error), ==, -1);
  g_assert_true (g_error_matches (error, domain, code));

  g_clear_object (&result);
  pen_test_wait_for_last_ref (other);
  g_assert_finalize_object (g_steal_pointer (&stream));
  g_assert_finalize_object (g_steal_pointer (&other));
}

static void
test_fails (void)
{
  g_autoptr(PenBlob) file = make_file (100);
  g_autoptr(PenBlob) longer = pen_blob_new_for_file (pen_blob_get_path (file), 101, NULL);
  g_autoptr(PenBlob) missing = pen_blob_new_for_file ("/nowhere/at-all", 100, NULL);
  g_autoptr(PenBlob) folder = pen_blob_new_for_file (g_get_tmp_dir (), 100, NULL);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();

  assert_fails (longer, NULL, PEN_ERROR, PEN_ERROR_STORAGE);
  assert_fails (missing, NULL, PEN_ERROR, PEN_ERROR_STORAGE);
  assert_fails (folder, NULL, PEN_ERROR, PEN_ERROR_STORAGE);

  g_cancellable_cancel (cancellable);
  assert_fails (file, cancellable, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/body-stream/json", test_json);
  g_test_add_func ("/body-stream/json-type", test_json_type);
  g_test_add_func ("/body-stream/form", test_form);
  g_test_add_func ("/body-stream/blob", test_blob);
  g_test_add_func ("/body-stream/fails", test_fails);

  return g_test_run ();
}
