/* test-exchange-gemini.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-exchange-gemini"

#include "config.h"

#include <locale.h>
#include <string.h>

#include "pen-exchange-fixture.h"
#include "pen-exchange-inputs.h"
#include "pen-exchange-runs.h"
#include "pen-gemini-provider.h"

#define CANARY "AQ.canary7Zq0mX4tKb1vNw9sLr2yHd5fJc8gPe3aUo6iTk0"
#define NANO "gemini-nano-banana-2.1"

static void
set_up (PenExchangeFixture *self,
        gconstpointer       data)
{
  pen_exchange_set_up (self, "gemini", PEN_TYPE_GEMINI_PROVIDER, CANARY);
  pen_exchange_tell (self, "\"key\":\"" CANARY "\"");
}

static void
tear_down (PenExchangeFixture *self,
           gconstpointer       data)
{
  pen_exchange_assert_no_strangers (self);
  pen_exchange_tear_down (self);
}

/* A request with every input that its model takes. */
static PenRequest *
request_new (PenExchangeFixture *self,
             const char         *model,
             PenTask             task)
{
  static const guint margins[] = { 64, 0, 0, 0 };
  PenRequest *request = pen_exchange_new_request (self, model, task);

  if (task == PEN_TASK_IMAGE_TO_IMAGE)
    {
      pen_request_add_reference (request, "/nowhere/reference.png");
      pen_exchange_take_input (request, "reference-0", pen_exchange_new_source (32, 32, "jpeg"));
    }
  if (task == PEN_TASK_INPAINT)
    pen_request_set_mask_path (request, "/nowhere/mask.png");
  if (task == PEN_TASK_INPAINT || task == PEN_TASK_OUTPAINT)
    pen_exchange_take_input (request, "mask", pen_exchange_new_mask (128, 64, TRUE));
  if (task == PEN_TASK_OUTPAINT)
    pen_request_set_extend (request, margins);

  return request;
}

static void
run (PenExchangeFixture *self)
{
  pen_exchange_run (self, NANO, PEN_TASK_TEXT_TO_IMAGE);
}

/* === What works === */

static gboolean
run_model (PenExchangeFixture *self,
           PenModel           *model,
           PenTask             task)
{
  if (pen_model_get_status (model) == PEN_MODEL_RETIRED)
    return FALSE;

  pen_exchange_run_well (self, request_new (self, pen_model_get_id (model), task));
  g_assert_cmpuint (self->outputs->len, ==, 1);

  return TRUE;
}

static void
test_models (PenExchangeFixture *self,
             gconstpointer       data)
{
  guint n_runs = pen_exchange_run_everything (self, run_model);

  g_assert_cmpuint (n_runs, ==, 15);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, n_runs);
}

static void
test_retired (PenExchangeFixture *self,
              gconstpointer       data)
{
  pen_exchange_run (self, "gemini-2.5-flash-image", PEN_TASK_TEXT_TO_IMAGE);
  pen_exchange_assert_error (self, PEN_ERROR_NOT_FOUND, "choose another");
  g_assert_false (self->charged);
}

static void
test_settings (PenExchangeFixture *self,
               gconstpointer       data)
{
  static const char * const names[] = {
    "generationConfig.imageConfig.imageSize", "generationConfig.thinkingConfig.thinkingLevel",
    "safety",
  };
  static const char * const values[] = { "4K", "HIGH", "BLOCK_NONE" };
  PenRequest *request = pen_exchange_new_request (self, NANO, PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(GdkPixbuf) picture = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    pen_exchange_set_string (request, names[i], values[i]);
  pen_request_set_aspect (request, "4:1");
  pen_exchange_start (self, request);
  pen_exchange_finish (self);
  picture = pen_exchange_get_picture (self, 0);
  g_assert_cmpint (gdk_pixbuf_get_width (picture), ==, 819);
  g_assert_cmpfloat_with_epsilon (self->cost_usd, 0.0336 + 0.0015 + 0.0015, 1e-9);
}

/* Where the mask is black, the picture is nearly the old one: it comes as a JPEG. */
static void
test_mask (PenExchangeFixture *self,
           gconstpointer       data)
{
  g_autoptr(PenBlob) source = pen_exchange_new_source (128, 64, "png");
  g_autoptr(GBytes) bytes = pen_blob_load (source, G_MAXINT, NULL);
  g_autoptr(GdkPixbuf) old = pen_sim_picture_decode (bytes);
  g_autoptr(GdkPixbuf) picture = NULL;
  const guint8 *before, *after;

  pen_exchange_start (self, request_new (self, NANO, PEN_TASK_INPAINT));
  pen_exchange_finish (self);
  picture = pen_exchange_get_picture (self, 0);
  before = gdk_pixbuf_read_pixels (old) + 8 * gdk_pixbuf_get_rowstride (old);
  after = gdk_pixbuf_read_pixels (picture) + 8 * gdk_pixbuf_get_rowstride (picture);
  for (guint c = 0; c < 3; c++)
    g_assert_cmpint (ABS (before[100 * 3 + c] - after[100 * 3 + c]), <, 12);
  g_assert_cmpint (ABS (before[20 * 3] - after[20 * 3]) + ABS (before[20 * 3 + 1] -
                   after[20 * 3 + 1]) + ABS (before[20 * 3 + 2] - after[20 * 3 + 2]), >, 12);
}

static void
test_key_place (PenExchangeFixture *self,
                gconstpointer       data)
{
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, CANARY, -1);
  g_autofree char *expected = g_strconcat ("sha256:", digest, NULL);
  g_autoptr(JsonObject) sent = NULL;
  JsonObject *headers;

  run (self);
  sent = pen_exchange_get_sent (self, 0);
  headers = json_object_get_object_member (sent, "headers");
  g_assert_cmpstr (json_object_get_string_member (headers, "x-goog-api-key"), ==, expected);
  g_assert_false (json_object_has_member (headers, "authorization"));
  g_assert_false (json_object_has_member (sent, "query"));
}

static void
test_check (PenExchangeFixture *self,
            gconstpointer       data)
{
  g_autofree char *sentence = pen_exchange_run_checks (self, "AIzawrong");

  g_assert_true (g_str_has_prefix (sentence, "Accepted"));
}

static void
test_discovery (PenExchangeFixture *self,
                gconstpointer       data)
{
  PenCatalogue *catalogue = pen_provider_get_catalogue (self->provider);
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkPixbuf) picture = NULL;

  pen_exchange_tell (self, "\"page_size\":2");
  g_assert_true (pen_exchange_discover (self, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_SEEN), ==, 2);
  g_assert_nonnull (pen_catalogue_find_model (catalogue, "gemini-9-image"));
  g_assert_null (pen_catalogue_find_model (catalogue, "imagen-9"));

  pen_exchange_run (self, "gemini-9-image", PEN_TASK_TEXT_TO_IMAGE);
  picture = pen_exchange_get_picture (self, 0);
}

/* === Quirks === */

static void
test_quirks (PenExchangeFixture *self,
             gconstpointer       data)
{
  static const char * const faults[] = {
    "draft-first", "draft-last", "words-first", "no-usage"
  };

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr(GdkPixbuf) picture = NULL;

      pen_exchange_fault (self, faults[i], NULL);
      run (self);
      picture = pen_exchange_get_picture (self, 0);
      g_assert_cmpint (gdk_pixbuf_get_width (picture), >, 8);
      g_assert_cmpint (self->cost_usd < 0, ==, i == 3);
    }
}

static void
test_ends (PenExchangeFixture *self,
           gconstpointer       data)
{
  static const PenExchangeRefusal table[] =
  {
    { "blocked", PEN_ERROR_REFUSED, "PROHIBITED_CONTENT", TRUE },
    { "no-content", PEN_ERROR_SERVICE, "without a picture", TRUE },
    { "no-parts", PEN_ERROR_SERVICE, "without a picture", TRUE },
    { "words-only", PEN_ERROR_SERVICE, "I would rather not", TRUE },
    { "no-candidates", PEN_ERROR_INVALID_REPLY, NULL, TRUE },
    { "finish", PEN_ERROR_REFUSED, "filter", TRUE, "IMAGE_SAFETY" },
    { "finish", PEN_ERROR_REFUSED, "filter", TRUE, "SPII" },
    { "finish", PEN_ERROR_REFUSED, "too close", TRUE, "RECITATION" },
    { "finish", PEN_ERROR_SERVICE, "cut off", TRUE, "MAX_TOKENS" },
    { "finish", PEN_ERROR_SERVICE, "SOMETHING_NEW", TRUE, "SOMETHING_NEW" },
    { "wrong-json", PEN_ERROR_INVALID_REPLY, NULL, TRUE },
    { "html", PEN_ERROR_UNKNOWN_OUTCOME, NULL, TRUE },
  };

  pen_exchange_run_refusals (self, table, G_N_ELEMENTS (table), run);
}

/* === What the service refuses === */

static void
test_refusals (PenExchangeFixture *self,
               gconstpointer       data)
{
  static const PenExchangeRefusal table[] =
  {
    { "api-key-invalid", PEN_ERROR_KEY_REJECTED, "make a new one", FALSE },
    { "bad-request", PEN_ERROR_INVALID_REQUEST, "The size is odd", FALSE },
    { "unknown-name", PEN_ERROR_INVALID_REQUEST, "Unknown name", FALSE },
    { "array-error", PEN_ERROR_INVALID_REQUEST, "Wrapped in a list", FALSE },
    { "no-billing", PEN_ERROR_QUOTA, "billing", FALSE },
    { "unauthenticated", PEN_ERROR_KEY_REJECTED, "make a new one", FALSE },
    { "permission-denied", PEN_ERROR_KEY_REJECTED, "Reported as leaked", FALSE },
    { "model-gone", PEN_ERROR_NOT_FOUND, "choose another", FALSE },
    { "too-large", PEN_ERROR_TOO_LARGE, "fewer or smaller", FALSE },
    { "limit-zero", PEN_ERROR_QUOTA, "paid Google project", FALSE },
    { "free-tier", PEN_ERROR_QUOTA, "paid Google project", FALSE },
    { "per-day", PEN_ERROR_QUOTA, "tomorrow", FALSE },
    { "cancelled", PEN_ERROR_SERVICE, "cancelled", FALSE },
    { "internal", PEN_ERROR_SERVICE, "internal error", FALSE },
    { "internal-empty", PEN_ERROR_SERVICE, "internal error", FALSE },
    { "deadline", PEN_ERROR_SERVICE, "smaller size", TRUE },
    { "gateway-timeout", PEN_ERROR_UNKNOWN_OUTCOME, NULL, TRUE },
  };

  pen_exchange_run_refusals (self, table, G_N_ELEMENTS (table), run);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 0);
}

/* The delay is in the body, and is waited for. */
static void
test_waits (PenExchangeFixture *self,
            gconstpointer       data)
{
  static const char * const faults[] = { "rate", "unavailable" };

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      pen_exchange_fault (self, faults[i], NULL);
      run (self);
      g_assert_no_error (self->error);
      if (i == 0)
        g_assert_nonnull (strstr (pen_test_journal_get_message (self->journal), "in 2 seconds"));
    }

  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 2);
}

static void
test_keys (PenExchangeFixture *self,
           gconstpointer       data)
{
  pen_exchange_run_without_key (self, run);
  pen_exchange_run_with_wrong_key (self, "AQ.wrong", run);
}

#define ADD(name, function) \
  g_test_add ("/exchange/gemini/" name, PenExchangeFixture, NULL, set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("models", test_models);
  ADD ("retired", test_retired);
  ADD ("settings", test_settings);
  ADD ("mask", test_mask);
  ADD ("key-place", test_key_place);
  ADD ("check", test_check);
  ADD ("discovery", test_discovery);
  ADD ("quirks", test_quirks);
  ADD ("ends", test_ends);
  ADD ("refusals", test_refusals);
  ADD ("waits", test_waits);
  ADD ("keys", test_keys);

  return g_test_run ();
}
