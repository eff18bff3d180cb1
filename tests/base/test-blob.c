/* test-blob.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-blob"

#include "config.h"

#include <glib/gstdio.h>

#include "pen-blob.h"
#include "pen-body.h"
#include "pen-error.h"

static char *
make_file (const char *content)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "blob-XXXXXX", NULL);
  int fd = g_mkstemp (path);

  g_assert_cmpint (fd, >=, 0);
  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path, content, -1, NULL));

  return g_steal_pointer (&path);
}

static gboolean
is_there (const char *path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
assert_content (PenBlob    *blob,
                const char *content)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = pen_blob_load (blob, 100, &error);
  g_autoptr(GInputStream) stream = NULL;
  char buffer[100];
  gsize length;

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                   content, strlen (content));

  stream = pen_blob_open (blob, &error);
  g_assert_no_error (error);
  g_assert_true (g_input_stream_read_all (stream, buffer, sizeof buffer, &length, NULL, NULL));
  g_assert_cmpmem (buffer, length, content, strlen (content));

  g_assert_finalize_object (g_steal_pointer (&stream));
}

static void
test_bytes (void)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static ("hello", 5);
  g_autoptr(PenBlob) blob = pen_blob_new_for_bytes (bytes, "image/png");
  g_autoptr(PenBlob) again = pen_blob_ref (blob);

  g_assert_true (again == blob);
  g_assert_cmpuint (pen_blob_get_size (blob), ==, 5);
  g_assert_cmpstr (pen_blob_get_media_type (blob), ==, "image/png");
  g_assert_true (pen_blob_get_bytes (blob) == bytes);
  g_assert_null (pen_blob_get_path (blob));
  g_assert_null (pen_blob_steal_file (blob));
  assert_content (blob, "hello");
}

static void
test_file (void)
{
  g_autofree char *path = make_file ("hello");
  PenBlob *blob = pen_blob_new_for_file (path, 5, NULL);

  g_assert_cmpuint (pen_blob_get_size (blob), ==, 5);
  g_assert_null (pen_blob_get_media_type (blob));
  g_assert_null (pen_blob_get_bytes (blob));
  g_assert_cmpstr (pen_blob_get_path (blob), ==, path);
  g_assert_null (pen_blob_steal_file (blob));
  assert_content (blob, "hello");

  pen_blob_unref (blob);
  g_assert_true (is_there (path));
}

static void
test_temporary (void)
{
  g_autofree char *path = make_file ("hello");
  PenBlob *blob = pen_blob_new_for_temporary (path, 5, NULL);
  PenBlob *again = pen_blob_ref (blob);

  assert_content (blob, "hello");
  pen_blob_unref (blob);
  g_assert_true (is_there (path));
  pen_blob_unref (again);
  g_assert_false (is_there (path));
}

static void
test_temporary_stolen (void)
{
  g_autofree char *path = make_file ("hello");
  PenBlob *blob = pen_blob_new_for_temporary (path, 5, NULL);
  g_autofree char *stolen = pen_blob_steal_file (blob);

  g_assert_cmpstr (stolen, ==, path);
  g_assert_null (pen_blob_steal_file (blob));
  pen_blob_unref (blob);
  g_assert_true (is_there (path));
}

static void
test_temporary_gone (void)
{
  g_autofree char *path = make_file ("hello");
  g_autoptr(PenBlob) blob = pen_blob_new_for_temporary (path, 5, NULL);
  g_autoptr(GError) error = NULL;

  g_unlink (path);
  g_assert_null (pen_blob_open (blob, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_STORAGE);
  g_clear_error (&error);

  g_assert_null (pen_blob_load (blob, 100, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_STORAGE);
}

static void
test_load_limits (void)
{
  g_autofree char *path = make_file ("hello");
  g_autoptr(PenBlob) blob = pen_blob_new_for_file (path, 5, NULL);
  g_autoptr(PenBlob) shorter = pen_blob_new_for_file (path, 4, NULL);
  g_autoptr(PenBlob) longer = pen_blob_new_for_file (path, 6, NULL);
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;

  bytes = pen_blob_load (blob, 5, &error);
  g_assert_no_error (error);

  g_assert_null (pen_blob_load (blob, 4, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_TOO_LARGE);
  g_clear_error (&error);

  g_assert_null (pen_blob_load (shorter, 100, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_STORAGE);
  g_clear_error (&error);

  g_assert_null (pen_blob_load (longer, 100, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_STORAGE);
}

static void
test_folder (void)
{
  g_autoptr(PenBlob) blob = pen_blob_new_for_file (g_get_tmp_dir (), 5, NULL);
  g_autoptr(GError) error = NULL;

  g_assert_null (pen_blob_load (blob, 100, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_STORAGE);
}

static void
test_body_json (void)
{
  g_autoptr(PenBody) body = pen_body_new_json ();
  g_autoptr(PenBody) other = pen_body_new_json ();
  g_autoptr(GBytes) bytes = g_bytes_new_static ("hello", 5);
  g_autoptr(PenBlob) blob = pen_blob_new_for_bytes (bytes, NULL);
  g_autofree char *token = pen_body_embed (body, blob, "data:image/png;base64,");
  g_autofree char *second = pen_body_embed (body, blob, NULL);
  g_autofree char *foreign = pen_body_embed (other, blob, NULL);
  g_autoptr(JsonNode) root = json_node_init_string (json_node_alloc (), token);
  g_autoptr(PenBody) again = pen_body_ref (body);
  PenBlob *found = NULL;
  const char *prefix = NULL;

  g_assert_true (again == body);
  g_assert_cmpint (pen_body_get_kind (body), ==, PEN_BODY_JSON);
  g_assert_null (pen_body_get_root (body));
  pen_body_set_root (body, root);
  pen_body_set_root (body, root);
  g_assert_true (pen_body_get_root (body) == root);

  g_assert_cmpstr (token, !=, second);
  g_assert_true (pen_body_lookup (body, token, &found, &prefix));
  g_assert_true (found == blob);
  g_assert_cmpstr (prefix, ==, "data:image/png;base64,");
  g_assert_true (pen_body_lookup (body, second, NULL, &prefix));
  g_assert_cmpstr (prefix, ==, "");

  g_assert_false (pen_body_lookup (body, foreign, &found, &prefix));
  g_assert_false (pen_body_lookup (body, "hello", NULL, NULL));
  g_assert_false (pen_body_lookup (body, NULL, NULL, NULL));
}

static void
test_body_form (void)
{
  g_autoptr(PenBody) body = pen_body_new_form ();
  g_autoptr(GBytes) bytes = g_bytes_new_static ("hello", 5);
  g_autoptr(PenBlob) blob = pen_blob_new_for_bytes (bytes, NULL);
  GPtrArray *parts = pen_body_get_parts (body);
  PenBodyPart *part;

  g_assert_cmpint (pen_body_get_kind (body), ==, PEN_BODY_FORM);
  g_assert_cmpuint (parts->len, ==, 0);

  pen_body_add_text (body, "prompt", "");
  pen_body_add_blob (body, "image", "image.png", blob);
  g_assert_cmpuint (parts->len, ==, 2);

  part = g_ptr_array_index (parts, 0);
  g_assert_cmpstr (part->name, ==, "prompt");
  g_assert_cmpstr (part->text, ==, "");
  g_assert_null (part->blob);

  part = g_ptr_array_index (parts, 1);
  g_assert_cmpstr (part->name, ==, "image");
  g_assert_cmpstr (part->filename, ==, "image.png");
  g_assert_null (part->text);
  g_assert_true (part->blob == blob);
}

static void
test_body_blob (void)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static ("hello", 5);
  g_autoptr(PenBlob) blob = pen_blob_new_for_bytes (bytes, NULL);
  g_autoptr(PenBody) body = pen_body_new_blob (blob);

  g_assert_cmpint (pen_body_get_kind (body), ==, PEN_BODY_BLOB);
  g_assert_true (pen_body_get_blob (body) == blob);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/blob/bytes", test_bytes);
  g_test_add_func ("/blob/file", test_file);
  g_test_add_func ("/blob/temporary", test_temporary);
  g_test_add_func ("/blob/temporary-stolen", test_temporary_stolen);
  g_test_add_func ("/blob/temporary-gone", test_temporary_gone);
  g_test_add_func ("/blob/load-limits", test_load_limits);
  g_test_add_func ("/blob/folder", test_folder);
  g_test_add_func ("/body/json", test_body_json);
  g_test_add_func ("/body/form", test_body_form);
  g_test_add_func ("/body/blob", test_body_blob);

  return g_test_run ();
}
