/* test-exchange-openai.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-exchange-openai"

#include "config.h"

#include <locale.h>
#include <string.h>

#include "pen-exchange-fixture.h"
#include "pen-exchange-runs.h"
#include "pen-openai-provider.h"
#include "pen-test-translator.h"

#define CANARY "sk-proj-canary7Zq0mX4tKb1vNw9sLr2yHd5fJc8gPe3aUo6iTk0"

static void
set_up (PenExchangeFixture *self,
        gconstpointer       data)
{
  pen_exchange_set_up (self, "openai", PEN_TYPE_OPENAI_PROVIDER, CANARY);
  pen_exchange_tell (self, "\"key\":\"" CANARY "\",\"credits\":1000");
}

static void
tear_down (PenExchangeFixture *self,
           gconstpointer       data)
{
  pen_exchange_assert_no_strangers (self);
  pen_exchange_tear_down (self);
}

/* White and opaque on the left, a hole on the right. */
static PenBlob *
new_mask (guint width,
          guint height)
{
  g_autoptr(GdkPixbuf) mask = gdk_pixbuf_new (GDK_COLORSPACE_RGB, TRUE, 8, (int) width,
                                              (int) height);
  g_autoptr(GBytes) bytes = NULL;

  gdk_pixbuf_fill (mask, 0x000000ff);
  for (guint y = 0; y < height; y++)
    memset (gdk_pixbuf_get_pixels (mask) + y * gdk_pixbuf_get_rowstride (mask) + width / 2 * 4, 0,
            (width - width / 2) * 4);
  bytes = pen_sim_picture_encode (mask, "png");

  return pen_blob_new_for_bytes (bytes, "image/png");
}

/* As the engine would prepare it: sides of the steps, and enough of them. */
static PenRequest *
new_request (PenExchangeFixture *self,
             const char         *model,
             PenTask             task)
{
  PenRequest *request = pen_exchange_new_request (self, model, task);
  g_autoptr(PenBlob) source = pen_exchange_new_source (1024, 640, "png");
  g_autoptr(PenBlob) mask = new_mask (1024, 640);

  /* Some tasks send the same otherwise, and would count as bought twice. */
  pen_request_set_prompt (request, pen_task_to_title (task));
  if (!pen_task_has_source (task))
    return request;

  pen_request_set_source (request, source);
  pen_request_set_source_size (request, 1024, 640);
  if (task == PEN_TASK_INPAINT || task == PEN_TASK_OUTPAINT)
    pen_request_set_input (request, "mask", mask);
  if (task == PEN_TASK_CONTROL)
    {
      pen_request_add_control (request, "canny", "/nowhere/edges.png", -1);
      pen_request_set_input (request, "control-0", source);
    }

  return request;
}

static void
run (PenExchangeFixture *self)
{
  pen_exchange_run_request (self, new_request (self, "gpt-image-2.6-flare",
                                               PEN_TASK_TEXT_TO_IMAGE));
}

/* A model that is still there. */
static gboolean
run_model (PenExchangeFixture *self,
           PenModel           *model,
           PenTask             task)
{
  g_autoptr(GdkPixbuf) picture = NULL;

  if (pen_model_get_status (model) == PEN_MODEL_RETIRED)
    return FALSE;

  pen_exchange_run_request (self, new_request (self, pen_model_get_id (model), task));
  picture = pen_exchange_get_picture (self, 0);
  g_assert_true (self->charged);
  if (!g_str_has_prefix (pen_model_get_id (model), "chatgpt"))
    g_assert_cmpfloat (self->cost_usd, >, 0);

  return TRUE;
}

static void
test_models (PenExchangeFixture *self,
             gconstpointer       data)
{
  guint n_runs = pen_exchange_run_everything (self, run_model);

  g_assert_cmpuint (n_runs, ==, 5 * 6 + 3 * 3);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, n_runs);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_BOUGHT_TWICE), ==, 0);
}

static void
test_settings (PenExchangeFixture *self,
               gconstpointer       data)
{
  PenRequest *request = new_request (self, "gpt-image-2.6-sunburst", PEN_TASK_IMAGE_TO_IMAGE);
  g_autoptr(PenBlob) other = pen_exchange_new_source (640, 1024, "jpeg");
  g_autoptr(JsonObject) sent = NULL;
  g_autoptr(GdkPixbuf) picture = NULL;
  JsonObject *fields;

  pen_request_set_input (request, "reference-0", other);
  pen_request_set_count (request, 2);
  pen_request_set_size (request, 1280, 720);
  pen_test_set (request, "quality", "high");
  pen_test_set (request, "background", "transparent");
  pen_test_set (request, "output_format", "webp");
  pen_test_set (request, "output_compression", "80");
  pen_exchange_run_request (self, request);
  g_assert_no_error (self->error);
  g_assert_cmpuint (self->outputs->len, ==, 2);
  picture = pen_exchange_get_picture (self, 1);
  g_assert_cmpint (gdk_pixbuf_get_width (picture), ==, 1280);

  sent = pen_exchange_get_sent (self, 0);
  fields = json_object_get_object_member (sent, "fields");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (fields, "image[]")), ==,
                    2);
  g_assert_cmpstr (json_object_get_string_member (fields, "n"), ==, "2");
  g_assert_cmpstr (json_object_get_string_member (fields, "size"), ==, "1280x720");
}

/* What is opaque in the mask stays. */
static void
test_mask (PenExchangeFixture *self,
           gconstpointer       data)
{
  PenRequest *request = new_request (self, "gpt-image-2", PEN_TASK_INPAINT);
  g_autoptr(GBytes) bytes = pen_blob_load (pen_request_get_source (request), 1 << 24, NULL);
  g_autoptr(GdkPixbuf) before = pen_sim_picture_decode (bytes);
  g_autoptr(GdkPixbuf) after = NULL;

  pen_exchange_run_request (self, request);
  after = pen_exchange_get_picture (self, 0);
  g_assert_cmpint (gdk_pixbuf_get_width (after), ==, 1024);
  g_assert_cmpmem (gdk_pixbuf_read_pixels (after), 3 * 512, gdk_pixbuf_read_pixels (before),
                   3 * 512);
  g_assert_cmpint (memcmp (gdk_pixbuf_read_pixels (after) + 3 * 513,
                           gdk_pixbuf_read_pixels (before) + 3 * 513, 3 * 400), !=, 0);
}

/* === Previews === */

static void
run_stream (PenExchangeFixture *self,
            PenTask             task,
            const char         *fault)
{
  PenRequest *request = new_request (self, "gpt-image-2.6-flare", task);

  if (fault != NULL)
    pen_exchange_fault (self, fault, NULL);
  pen_test_set (request, "partial_images", "3");
  pen_exchange_run_request (self, request);
}

static void
test_previews (PenExchangeFixture *self,
               gconstpointer       data)
{
  static const PenTask tasks[] = { PEN_TASK_TEXT_TO_IMAGE, PEN_TASK_INPAINT };
  static const char * const ways[] = { NULL, "trickle", "stream-bare" };

  for (gsize i = 0; i < G_N_ELEMENTS (tasks) * G_N_ELEMENTS (ways); i++)
    {
      g_autoptr(GdkPixbuf) picture = NULL;

      run_stream (self, tasks[i % 2], ways[i / 2]);
      picture = pen_exchange_get_picture (self, 0);
      g_assert_cmpuint (self->outputs->len, ==, 1);
      g_assert_cmpuint (pen_test_journal_get_n_previews (self->journal), ==, 3);
      g_assert_cmpfloat (self->cost_usd, >, 0);
    }

  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 6);
}

/* The status was good, and the end is not. */
static void
test_stream_faults (PenExchangeFixture *self,
                    gconstpointer       data)
{
  run_stream (self, PEN_TASK_TEXT_TO_IMAGE, "stream-error");
  pen_exchange_assert_error (self, PEN_ERROR_SERVICE, "while it made the picture");

  run_stream (self, PEN_TASK_TEXT_TO_IMAGE, "stream-cut");
  pen_exchange_assert_error (self, PEN_ERROR_UNKNOWN_OUTCOME, "may have been charged");
  g_assert_true (self->charged);

  run_stream (self, PEN_TASK_TEXT_TO_IMAGE, "half-answer");
  pen_exchange_assert_error (self, PEN_ERROR_UNKNOWN_OUTCOME, NULL);
  g_assert_true (self->charged);

  /* None was bought again by itself. */
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 3);
}

/* === Quirks and refusals === */

static void
test_late_faults (PenExchangeFixture *self,
                  gconstpointer       data)
{
  PenRequest *request = new_request (self, "gpt-image-2", PEN_TASK_TEXT_TO_IMAGE);

  pen_exchange_tell (self, "\"fault\":\"empty-data\"");
  run (self);
  pen_exchange_assert_error (self, PEN_ERROR_INVALID_REPLY, "without a picture");
  g_assert_true (self->charged);

  pen_exchange_tell (self, "\"fault\":\"no-usage\"");
  run (self);
  g_assert_no_error (self->error);
  g_assert_cmpfloat (self->cost_usd, <, 0);

  /* Fewer than were asked for are better than none. */
  pen_exchange_tell (self, "\"fault\":\"fewer\"");
  pen_request_set_count (request, 4);
  pen_exchange_run_request (self, request);
  g_assert_no_error (self->error);
  g_assert_cmpuint (self->outputs->len, ==, 2);
}

static void
test_refusals (PenExchangeFixture *self,
               gconstpointer       data)
{
  static const PenExchangeRefusal table[] =
  {
    { "unknown_parameter", PEN_ERROR_INVALID_REQUEST, "“user”" },
    { "invalid_value", PEN_ERROR_INVALID_REQUEST, "Invalid value for 'size'" },
    { "moderation_blocked", PEN_ERROR_REFUSED, "content filter" },
    { "content_policy_violation", PEN_ERROR_REFUSED, "content filter" },
    { "unsupported_mimetype", PEN_ERROR_PICTURE, "PNG, JPEG or WebP" },
    { "invalid_image", PEN_ERROR_PICTURE, "PNG, JPEG or WebP" },
    { "image_too_large", PEN_ERROR_TOO_LARGE, "too large" },
    { "image_too_small", PEN_ERROR_INVALID_REQUEST, "too small" },
    { "billing_hard_limit_reached", PEN_ERROR_QUOTA, "spending limit" },
    { "not_a_member", PEN_ERROR_KEY_REJECTED, "member of an organization" },
    { "missing_scopes", PEN_ERROR_KEY_REJECTED, "permission api.model.read:" },
    { "not_verified", PEN_ERROR_KEY_REJECTED, "settings/organization/general" },
    { "region", PEN_ERROR_KEY_REJECTED, "your region" },
    { "model_not_found", PEN_ERROR_INVALID_REQUEST, "choose another one" },
    { "too_large", PEN_ERROR_TOO_LARGE, "smaller picture" },
    { "insufficient_quota", PEN_ERROR_QUOTA, "no credit left" },
    { "credit_balance_exhausted", PEN_ERROR_QUOTA, "no credit left" },
    { "project_spend_limit_exceeded", PEN_ERROR_QUOTA, "no credit left" },
    { "server_error", PEN_ERROR_SERVICE, "(request req_5d0b7f1c)" },
    { "bad_gateway_json", PEN_ERROR_SERVICE, "internal error" },
    { "bad-gateway", PEN_ERROR_UNKNOWN_OUTCOME, NULL },
    { "gateway-timeout", PEN_ERROR_UNKNOWN_OUTCOME, NULL },
  };

  pen_exchange_run_refusals (self, table, G_N_ELEMENTS (table), run);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 0);
}

static void
test_retries (PenExchangeFixture *self,
              gconstpointer       data)
{
  static const char * const faults[] = { "rate_limit_exceeded", "slow_down" };

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr(GdkPixbuf) picture = NULL;

      pen_exchange_tell (self, "\"reset\":true,\"key\":\"" CANARY "\"");
      pen_exchange_fault (self, faults[i], "\"value\":\"1\"");
      run (self);
      picture = pen_exchange_get_picture (self, 0);
      g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_SEEN), ==, 2);
      g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 1);
      g_assert_nonnull (strstr (pen_test_journal_get_message (self->journal), "Trying again in"));
    }
}

/* An hour, given in milliseconds. */
static void
test_long_wait (PenExchangeFixture *self,
                gconstpointer       data)
{
  pen_exchange_tell (self, "\"fault\":\"rate_limit_exceeded\",\"value\":\"3600000\"");
  run (self);
  pen_exchange_assert_error (self, PEN_ERROR_RATE_LIMIT, "wait 60 minutes");
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_SEEN), ==, 1);
}

static void
test_check (PenExchangeFixture *self,
            gconstpointer       data)
{
  g_autofree char *sentence = NULL;
  g_autoptr(GError) restricted = NULL;
  g_autoptr(GError) wrong = NULL;

  sentence = pen_exchange_check (self, NULL);
  g_assert_cmpstr (sentence, ==, "Valid, with 9 models for pictures");

  pen_exchange_tell (self, "\"fault\":\"missing_scopes\"");
  g_assert_null (pen_exchange_check (self, &restricted));
  g_assert_error (restricted, PEN_ERROR, PEN_ERROR_KEY_REJECTED);
  g_assert_nonnull (strstr (restricted->message, "Models: Read"));

  /* The service repeats a wrong key in its answer; we do not. */
  pen_exchange_set_key (self, "sk-proj-wrongcanary00000000000000000000000000000000");
  g_assert_null (pen_exchange_check (self, &wrong));
  g_assert_error (wrong, PEN_ERROR, PEN_ERROR_KEY_REJECTED);
  g_assert_null (strstr (wrong->message, "wrongcanary"));
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 0);
}

static void
test_discovery (PenExchangeFixture *self,
                gconstpointer       data)
{
  g_autoptr(GdkPixbuf) picture = NULL;

  pen_exchange_tell (self, "\"model\":\"gpt-image-3-moonlight\"");
  g_assert_true (pen_exchange_discover (self, NULL));
  pen_exchange_run_request (self, new_request (self, "gpt-image-3-moonlight", PEN_TASK_INPAINT));
  picture = pen_exchange_get_picture (self, 0);
}

static void
test_keys (PenExchangeFixture *self,
           gconstpointer       data)
{
  pen_exchange_run_without_key (self, run);
  pen_exchange_run_with_wrong_key (self, "sk-wrong", run);
  pen_exchange_assert_error (self, PEN_ERROR_KEY_REJECTED, "check it in the preferences");
}

#define ADD(name, function) \
  g_test_add ("/exchange/openai/" name, PenExchangeFixture, NULL, set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("models", test_models);
  ADD ("settings", test_settings);
  ADD ("mask", test_mask);
  ADD ("previews", test_previews);
  ADD ("stream-faults", test_stream_faults);
  ADD ("late-faults", test_late_faults);
  ADD ("refusals", test_refusals);
  ADD ("retries", test_retries);
  ADD ("long-wait", test_long_wait);
  ADD ("check", test_check);
  ADD ("discovery", test_discovery);
  ADD ("keys", test_keys);

  return g_test_run ();
}
