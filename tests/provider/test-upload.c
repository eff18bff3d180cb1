/* test-upload.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-upload"

#include "config.h"

#include "pen-sdapi-provider.h"
#include "pen-test-translator.h"
#include "pen-upload.h"

static PenRequest *
request_new (void)
{
  g_autoptr(PenProvider) provider = g_object_new (PEN_TYPE_SDAPI_PROVIDER, NULL);
  GListModel *models = pen_catalogue_get_models (pen_provider_get_catalogue (provider));
  g_autoptr(PenModel) model = g_list_model_get_item (models, 0);
  PenRequest *request = pen_request_new (model, PEN_TASK_IMAGE_TO_IMAGE);
  g_autoptr(PenBlob) small = pen_test_blob ("small");
  g_autoptr(PenBlob) large = pen_test_blob ("a larger one");

  pen_request_set_input (request, "reference-0", large);
  pen_request_set_input (request, "mask", small);
  pen_request_set_input (request, "source", large);

  return request;
}

/* One after the other, in the order in which they are sent; small ones not at all. */
static void
test_order (void)
{
  g_autoptr(PenRequest) request = request_new ();
  g_autoptr(JsonNode) none = NULL;
  g_autoptr(JsonNode) one = NULL;
  g_autoptr(JsonNode) two = NULL;
  g_autoptr(GHashTable) addresses = NULL;

  g_assert_cmpstr (pen_upload_next (request, NULL, 5), ==, "source");
  g_assert_null (pen_upload_next (request, NULL, 100));

  none = pen_upload_note (NULL, NULL, NULL);
  g_assert_true (pen_upload_memo_is (none));
  g_assert_cmpstr (pen_upload_next (request, none, 5), ==, "source");
  one = pen_upload_note (none, "source", "https://s");
  g_assert_cmpstr (pen_upload_next (request, one, 5), ==, "reference-0");
  g_assert_cmpstr (pen_upload_next (request, one, 0), ==, "mask");
  two = pen_upload_note (one, "reference-0", "https://r");
  g_assert_null (pen_upload_next (request, two, 5));

  addresses = pen_upload_get_addresses (two);
  g_assert_cmpuint (g_hash_table_size (addresses), ==, 2);
  g_assert_cmpstr (g_hash_table_lookup (addresses, "source"), ==, "https://s");
  g_assert_cmpstr (g_hash_table_lookup (addresses, "reference-0"), ==, "https://r");
}

/* What was announced is not there yet. */
static void
test_started (void)
{
  g_autoptr(PenRequest) request = request_new ();
  g_autoptr(JsonNode) started = pen_upload_start (NULL, "source", "https://s");
  g_autoptr(JsonNode) there = NULL;
  const char *slot;
  const char *address;

  g_assert_true (pen_upload_memo_is (started));
  g_assert_true (pen_upload_get_started (started, &slot, &address));
  g_assert_cmpstr (slot, ==, "source");
  g_assert_cmpstr (address, ==, "https://s");
  g_assert_cmpstr (pen_upload_next (request, started, 5), ==, "source");

  there = pen_upload_note (started, slot, address);
  g_assert_false (pen_upload_get_started (there, &slot, &address));
  g_assert_cmpstr (pen_upload_next (request, there, 5), ==, "reference-0");
}

static void
test_other_memo (void)
{
  g_autoptr(JsonNode) memo = json_from_string ("{\"id\": \"x\"}", NULL);
  g_autoptr(JsonNode) broken = json_from_string ("{\"uploads\": 5}", NULL);
  g_autoptr(GHashTable) addresses = pen_upload_get_addresses (broken);

  g_assert_false (pen_upload_memo_is (memo));
  g_assert_false (pen_upload_memo_is (NULL));
  g_assert_cmpuint (g_hash_table_size (addresses), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/upload/order", test_order);
  g_test_add_func ("/upload/started", test_started);
  g_test_add_func ("/upload/other-memo", test_other_memo);

  return g_test_run ();
}
