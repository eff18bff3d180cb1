/* test-exchange-fal.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-exchange-fal"

#include "config.h"

#include <locale.h>
#include <string.h>

#include "pen-exchange-runs.h"
#include "pen-fal-exchange.h"

/* === What works === */

static gboolean
run_both (PenExchangeFixture *self,
          PenModel           *model,
          PenTask             task)
{
  pen_fal_reset (self);
  for (guint full = 0; full < 2; full++)
    pen_exchange_run_well (self, pen_fal_new_request (self, pen_model_get_id (model), task,
                                                      full));
  pen_exchange_assert_no_remarks (self);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 2);

  return TRUE;
}

static void
test_models (PenExchangeFixture *self,
             gconstpointer       data)
{
  g_assert_cmpuint (pen_exchange_run_everything (self, run_both), >, 0);
}

static void
test_run (PenExchangeFixture *self,
          gconstpointer       data)
{
  g_autoptr(GdkPixbuf) picture = NULL;
  g_autoptr(JsonObject) sent = NULL;
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, FAL_KEY, -1);
  g_autofree char *expected = g_strdup_printf ("Key sha256:%s", digest);
  PenOutput *output;
  JsonObject *headers;

  pen_fal_run (self);
  picture = pen_exchange_get_picture (self, 0);
  output = g_ptr_array_index (self->outputs, 0);
  g_assert_cmpint (gdk_pixbuf_get_width (picture), ==, 96);
  g_assert_cmpuint (output->seed, ==, 123);
  g_assert_true (self->charged);
  g_assert_cmpfloat_with_epsilon (self->cost_usd, 0.003, 1e-9);
  g_assert_cmpfloat_with_epsilon (pen_test_journal_get_progress (self->journal), 0.4, 1e-9);
  g_assert_true (g_str_has_prefix (pen_test_journal_get_moments (self->journal),
                                   "send:0 run:1 "));

  /* The last question but one is the result, with the key; the last is the file, without. */
  sent = pen_exchange_get_sent (self, 1);
  headers = json_object_get_object_member (sent, "headers");
  g_assert_cmpstr (json_object_get_string_member (headers, "authorization"), ==, expected);
  json_object_unref (sent);
  sent = pen_exchange_get_sent (self, 0);
  headers = json_object_get_object_member (sent, "headers");
  g_assert_true (g_str_has_prefix (json_object_get_string_member (sent, "path"), "/files/"));
  g_assert_false (json_object_has_member (headers, "authorization"));
}

static guint
count_changed (GdkPixbuf *before,
               GdkPixbuf *after,
               guint      from,
               guint      to)
{
  guint changed = 0;

  for (guint y = 0; y < (guint) gdk_pixbuf_get_height (after); y++)
    for (guint x = from; x < to; x++)
      {
        const guint8 *a = gdk_pixbuf_read_pixels (before) +
                          y * gdk_pixbuf_get_rowstride (before) +
                          x * gdk_pixbuf_get_n_channels (before);
        const guint8 *b = gdk_pixbuf_read_pixels (after) + y * gdk_pixbuf_get_rowstride (after) +
                          x * gdk_pixbuf_get_n_channels (after);

        changed += memcmp (a, b, 3) != 0;
      }

  return changed;
}

/* White is what changes. */
static void
test_mask (PenExchangeFixture *self,
           gconstpointer       data)
{
  g_autoptr(PenBlob) source = pen_exchange_new_source (128, 64, "png");
  g_autoptr(GBytes) bytes = pen_blob_load (source, G_MAXUINT32, NULL);
  g_autoptr(GdkPixbuf) before = pen_sim_picture_decode (bytes);
  g_autoptr(GdkPixbuf) after = NULL;

  pen_fal_start (self, pen_fal_new_request (self, "fal-ai/flux-lora/inpainting", PEN_TASK_INPAINT,
                                            FALSE));
  pen_exchange_finish (self);
  after = pen_exchange_get_picture (self, 0);
  g_assert_cmpuint (count_changed (before, after, 0, 64), >, 0);
  g_assert_cmpuint (count_changed (before, after, 64, 128), ==, 0);
}

static void
test_canvas (PenExchangeFixture *self,
             gconstpointer       data)
{
  static const char *ids[] = {
    "fal-ai/bria/expand", "fal-ai/image-apps-v2/outpaint", "fal-ai/flux-2-pro/outpaint",
  };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr(GdkPixbuf) picture = NULL;

      pen_fal_start (self, pen_fal_new_request (self, ids[i], PEN_TASK_OUTPAINT, FALSE));
      pen_exchange_finish (self);
      picture = pen_exchange_get_picture (self, 0);
      g_assert_cmpint (gdk_pixbuf_get_width (picture), ==, 128 + 32 + 16);
      g_assert_cmpint (gdk_pixbuf_get_height (picture), ==, 64 + 8);
    }
}

static void
test_check (PenExchangeFixture *self,
            gconstpointer       data)
{
  g_autofree char *sentence = pen_exchange_run_checks (self, "wrong:canary");

  g_assert_true (g_str_has_prefix (sentence, "Valid"));
}

/* A model of which only the service knew: its form is asked for, and it runs. */
static void
test_find_model (PenExchangeFixture *self,
                 gconstpointer       data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) entry = NULL;
  g_autofree char *entry_text = NULL;
  g_autofree char *overlay = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GdkPixbuf) picture = NULL;

  entry = pen_exchange_find_model (self, "https://fal.ai/models/painters/paint-over/api", &error);
  g_assert_no_error (error);
  entry_text = json_to_string (entry, FALSE);
  overlay = g_strdup_printf ("{\"models\":[%s]}", entry_text);
  bytes = g_bytes_new (overlay, strlen (overlay));
  g_assert_true (pen_catalogue_overlay (pen_provider_get_catalogue (self->provider), bytes,
                                        &error));
  g_assert_no_error (error);

  pen_fal_start (self, pen_fal_new_request (self, "painters/paint-over", PEN_TASK_IMAGE_TO_IMAGE,
                                            TRUE));
  pen_exchange_finish (self);
  picture = pen_exchange_get_picture (self, 0);
  g_assert_cmpfloat (self->cost_usd, <, 0);

  g_assert_null (pen_exchange_find_model (self, "painters/nobody", &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_NOT_FOUND);
}

/* === Answers with a turn of their own === */

static void
test_shapes (PenExchangeFixture *self,
             gconstpointer       data)
{
  static const char *shapes[] = {
    "response", "no-addresses", "foreign", "logs-object", "unknown-state", "early", "data-uri",
    "bare", "odd", "no-units",
  };

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autofree char *members = g_strdup_printf ("\"shape\":\"%s\"", shapes[i]);
      g_autoptr(GdkPixbuf) picture = NULL;

      g_test_message ("%s", shapes[i]);
      pen_fal_reset (self);
      pen_exchange_tell (self, members);
      pen_fal_run (self);
      picture = pen_exchange_get_picture (self, 0);
      g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 1);
    }
}

static void
test_blacked_out (PenExchangeFixture *self,
                  gconstpointer       data)
{
  PenRequest *request;
  g_autoptr(GdkPixbuf) picture = NULL;
  PenOutput *output;

  pen_exchange_tell (self, "\"shape\":\"nsfw\"");
  pen_fal_run (self);
  pen_exchange_assert_error (self, PEN_ERROR_REFUSED, "blacked the picture out");
  g_assert_true (self->charged);

  pen_fal_reset (self);
  pen_exchange_tell (self, "\"shape\":\"half-nsfw\"");
  request = pen_fal_new_request (self, FAL_TEXT, PEN_TASK_TEXT_TO_IMAGE, FALSE);
  pen_request_set_count (request, 2);
  pen_fal_start (self, request);
  pen_exchange_finish (self);
  picture = pen_exchange_get_picture (self, 0);
  g_assert_cmpuint (self->outputs->len, ==, 1);
  output = g_ptr_array_index (self->outputs, 0);
  g_assert_nonnull (strstr (output->warning, "blacked out"));
  g_assert_cmpfloat_with_epsilon (self->cost_usd, 0.006, 1e-9);

  pen_fal_reset (self);
  pen_exchange_tell (self, "\"shape\":\"empty\"");
  pen_fal_run (self);
  pen_exchange_assert_error (self, PEN_ERROR_SERVICE, "gave no picture");
  g_assert_true (self->charged);
}

/* === The storage === */

static void
test_upload (PenExchangeFixture *self,
             gconstpointer       data)
{
  g_autoptr(GdkPixbuf) picture = NULL;
  g_autoptr(JsonObject) log = NULL;
  JsonArray *requests;
  JsonObject *entry;
  const char *address;

  pen_fal_start (self, pen_fal_new_big_request (self));
  pen_exchange_finish (self);
  picture = pen_exchange_get_picture (self, 0);
  g_assert_cmpint (gdk_pixbuf_get_width (picture), ==, 1536);

  log = pen_simulator_get_log (self->simulator);
  requests = json_object_get_array_member (log, "requests");
  entry = json_array_get_object_element (requests, 0);
  g_assert_cmpstr (json_object_get_string_member (entry, "path"), ==,
                   "/rest/storage/upload/initiate");
  entry = json_array_get_object_element (requests, 1);
  g_assert_cmpstr (json_object_get_string_member (entry, "method"), ==, "PUT");
  g_assert_false (json_object_has_member (json_object_get_object_member (entry, "headers"),
                                          "authorization"));
  entry = json_array_get_object_element (requests, 2);
  address = json_object_get_string_member (json_object_get_object_member (entry, "fields"),
                                           "image_url");
  g_assert_nonnull (strstr (address, "/fal/files/b/"));
}

static void
test_upload_failures (PenExchangeFixture *self,
                      gconstpointer       data)
{
  g_autoptr(GdkPixbuf) picture = NULL;

  /* One address that is refused; the next is good. */
  pen_exchange_tell (self, "\"fault\":\"forbidden\",\"method\":\"PUT\"");
  pen_fal_start (self, pen_fal_new_big_request (self));
  pen_exchange_finish (self);
  picture = pen_exchange_get_picture (self, 0);

  pen_fal_reset (self);
  pen_exchange_tell (self, "\"fault\":\"forbidden\",\"method\":\"PUT\",\"times\":3");
  pen_fal_start (self, pen_fal_new_big_request (self));
  pen_exchange_finish (self);
  pen_exchange_assert_error (self, PEN_ERROR_SERVICE, "could not be uploaded");
  g_assert_false (self->charged);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 0);

  pen_fal_reset (self);
  pen_exchange_tell (self, "\"fault\":\"unauthorized\",\"path\":\"initiate\"");
  pen_fal_start (self, pen_fal_new_big_request (self));
  pen_exchange_finish (self);
  pen_exchange_assert_error (self, PEN_ERROR_KEY_REJECTED, NULL);
  g_assert_false (self->charged);
}

#define ADD(name, function) \
  g_test_add ("/exchange/fal/" name, PenExchangeFixture, NULL, pen_fal_set_up, \
              function, pen_fal_tear_down)

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("models", test_models);
  ADD ("run", test_run);
  ADD ("mask", test_mask);
  ADD ("canvas", test_canvas);
  ADD ("check", test_check);
  ADD ("find-model", test_find_model);
  ADD ("shapes", test_shapes);
  ADD ("blacked-out", test_blacked_out);
  ADD ("upload", test_upload);
  ADD ("upload-failures", test_upload_failures);

  return g_test_run ();
}
