/* test-exchange-stability.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-exchange-stability"

#include "config.h"

#include <locale.h>
#include <string.h>

#include "pen-exchange-fixture.h"
#include "pen-exchange-inputs.h"
#include "pen-exchange-runs.h"
#include "pen-stability-provider.h"

#define CANARY "sk-canary7Zq0mX4tKb1vNw9sLr2yHd5fJc8gPe3aUo6iTk0"

static void
set_up (PenExchangeFixture *self,
        gconstpointer       data)
{
  pen_exchange_set_up (self, "stability", PEN_TYPE_STABILITY_PROVIDER, CANARY);
  pen_exchange_tell (self, "\"key\":\"" CANARY "\",\"credits\":1000,\"rate_limit\":1000");
}

static void
tear_down (PenExchangeFixture *self,
           gconstpointer       data)
{
  /* Whatever the test did, the other server has not been spoken to. */
  pen_exchange_assert_no_strangers (self);
  pen_exchange_tear_down (self);
}

static void
run (PenExchangeFixture *self)
{
  pen_exchange_run (self, "sd3.5-flash", PEN_TASK_TEXT_TO_IMAGE);
}

/* === What works === */

static void
assert_good (PenExchangeFixture *self,
             PenRequest         *request)
{
  g_autoptr(GdkPixbuf) picture = pen_exchange_get_picture (self, 0);
  PenOutput *output = g_ptr_array_index (self->outputs, 0);

  g_assert_nonnull (picture);
  g_assert_cmpuint (self->outputs->len, ==, 1);
  g_assert_null (output->warning);
  g_assert_cmpuint (output->seed, ==, pen_request_get_seed (request));
  g_assert_true (self->charged);
  g_assert_cmpfloat_with_epsilon (self->cost_usd, pen_request_get_spec (request)->price_usd, 1e-9);
  g_assert_cmpstr (pen_test_journal_get_moments (self->journal), ==, "send:0 land:1");
}

/* A usual request, and one with every setting. */
static gboolean
run_both (PenExchangeFixture *self,
          PenModel           *model,
          PenTask             task)
{
  PenTaskSpec *spec = pen_model_get_spec (model, task);

  /* The others are tools of their own. */
  if (task > PEN_TASK_IMAGE_TO_IMAGE)
    return FALSE;

  for (guint full = 0; full < 2; full++)
    {
      g_autoptr(PenRequest) request = pen_exchange_new_request (self, pen_model_get_id (model),
                                                                task);
      g_autoptr(JsonObject) sent = NULL;

      pen_exchange_tell (self, "\"reset\":true,\"key\":\"" CANARY "\",\"credits\":1000");
      if (full && spec->fields[PEN_ROLE_NEGATIVE] != NULL)
        pen_request_set_negative (request, "snow; rain");
      if (full && spec->fields[PEN_ROLE_ASPECT] != NULL)
        pen_request_set_aspect (request, "16:9");
      for (guint i = 0; full && i < spec->parameters->len; i++)
        {
          PenParameter *parameter = g_ptr_array_index (spec->parameters, i);
          g_autoptr(JsonNode) value = json_node_new (JSON_NODE_VALUE);

          if (g_str_equal (parameter->name, "cfg_scale"))
            json_node_set_double (value, 2.5);
          else if (g_str_equal (parameter->name, "style_preset"))
            json_node_set_string (value, "neon-punk");
          else
            json_node_set_string (value, "jpeg");
          pen_request_set_parameter (request, parameter->name, value);
        }

      g_assert_true (pen_request_check (request, NULL));
      pen_exchange_run_request (self, g_object_ref (request));
      assert_good (self, request);

      sent = pen_exchange_get_sent (self, 0);
      g_assert_cmpuint (json_object_get_size (json_object_get_object_member (sent, "fields")), >,
                        full ? 4 : 1);
    }

  return TRUE;
}

static void
test_models (PenExchangeFixture *self,
             gconstpointer       data)
{
  /* Ultra and four of the 3.5 family do both, Core draws from words alone. */
  g_assert_cmpuint (pen_exchange_run_everything (self, run_both), ==, 11);
}

static void
test_formats (PenExchangeFixture *self,
              gconstpointer       data)
{
  static const char *formats[] = { "png", "jpeg", "webp" };

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      PenRequest *request = pen_exchange_new_request (self, "core", PEN_TASK_TEXT_TO_IMAGE);
      g_autofree char *media_type = g_strdup_printf ("image/%s", formats[i]);
      g_autoptr(GdkPixbuf) picture = NULL;
      PenOutput *output;

      pen_exchange_set_string (request, "output_format", formats[i]);
      pen_exchange_start (self, request);
      pen_exchange_finish (self);
      picture = pen_exchange_get_picture (self, 0);
      output = g_ptr_array_index (self->outputs, 0);
      g_assert_cmpstr (pen_blob_get_media_type (output->blob), ==, media_type);
    }
}

/* The strength goes through as it is: 0 keeps the picture. */
static void
test_strength (PenExchangeFixture *self,
               gconstpointer       data)
{
  static const double strengths[] = { 0, 0.35, 1 };
  static const char *texts[] = { "0", "0.35", "1" };

  for (guint i = 0; i < G_N_ELEMENTS (strengths); i++)
    {
      PenRequest *request = pen_exchange_new_request (self, "ultra", PEN_TASK_IMAGE_TO_IMAGE);
      g_autoptr(JsonObject) sent = NULL;
      JsonObject *fields;

      pen_request_set_strength (request, strengths[i]);
      pen_exchange_start (self, request);
      pen_exchange_finish (self);
      g_assert_no_error (self->error);

      sent = pen_exchange_get_sent (self, 0);
      fields = json_object_get_object_member (sent, "fields");
      g_assert_cmpstr (json_object_get_string_member (fields, "strength"), ==, texts[i]);
    }
}

static void
test_headers (PenExchangeFixture *self,
              gconstpointer       data)
{
  g_autoptr(JsonObject) sent = NULL;
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, CANARY, -1);
  g_autofree char *expected = g_strdup_printf ("Bearer sha256:%s", digest);
  JsonObject *headers;

  run (self);
  sent = pen_exchange_get_sent (self, 0);
  headers = json_object_get_object_member (sent, "headers");

  g_assert_cmpstr (json_object_get_string_member (headers, "accept"), ==, "image/*");
  g_assert_cmpstr (json_object_get_string_member (headers, "authorization"), ==, expected);
  g_assert_cmpstr (json_object_get_string_member (headers, "stability-client-id"), ==,
                   "pentimento");
  g_assert_true (json_object_has_member (headers, "stability-client-version"));
  g_assert_false (json_object_has_member (headers, "stability-client-user-id"));
}

static void
test_filtered (PenExchangeFixture *self,
               gconstpointer       data)
{
  g_autoptr(GdkPixbuf) picture = NULL;
  PenOutput *output;

  pen_exchange_tell (self, "\"fault\":\"content-filtered\"");
  run (self);
  picture = pen_exchange_get_picture (self, 0);
  output = g_ptr_array_index (self->outputs, 0);
  g_assert_nonnull (strstr (output->warning, "blurred by the content filter"));
  g_assert_true (self->charged);
}

static void
test_trickle (PenExchangeFixture *self,
              gconstpointer       data)
{
  g_autoptr(GdkPixbuf) picture = NULL;

  pen_exchange_tell (self, "\"fault\":\"trickle\"");
  run (self);
  picture = pen_exchange_get_picture (self, 0);
}

static void
test_check (PenExchangeFixture *self,
            gconstpointer       data)
{
  g_autofree char *sentence = NULL;

  pen_exchange_tell (self, "\"key\":\"" CANARY "\",\"credits\":42.5");
  /* The service repeats a wrong key in its answer; we do not. */
  sentence = pen_exchange_run_checks (self, "sk-wrongcanary0000000000000000000000000000000000000");
  g_assert_cmpstr (sentence, ==, "Valid, about 42.5 credits left");
}

/* === What the service refuses === */

static void
test_refusals (PenExchangeFixture *self,
               gconstpointer       data)
{
  static const PenExchangeRefusal table[] =
  {
    { "bad_request", PEN_ERROR_INVALID_REQUEST, "prompt: is required" },
    { "unauthorized", PEN_ERROR_KEY_REJECTED, "key was rejected" },
    { "key-echo", PEN_ERROR_INVALID_REQUEST, "is odd" },
    { "payment_required", PEN_ERROR_QUOTA, "not enough credits" },
    { "content_moderation", PEN_ERROR_REFUSED, "nothing was charged" },
    { "permission_denied", PEN_ERROR_KEY_REJECTED, "no permission" },
    { "generation_not_found", PEN_ERROR_EXPIRED, NULL },
    { "payload_too_large", PEN_ERROR_TOO_LARGE, "10 MiB" },
    { "invalid_language", PEN_ERROR_INVALID_REQUEST, "English" },
    { "public_figure", PEN_ERROR_REFUSED, "public figure" },
    { "internal_error", PEN_ERROR_SERVICE, "internal error" },
    { "bad-gateway", PEN_ERROR_UNKNOWN_OUTCOME, NULL },
    { "gateway-timeout", PEN_ERROR_UNKNOWN_OUTCOME, NULL },
  };

  pen_exchange_run_refusals (self, table, G_N_ELEMENTS (table), run);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 0);
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
  g_test_add ("/exchange/stability/" name, PenExchangeFixture, NULL, set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("models", test_models);
  ADD ("formats", test_formats);
  ADD ("strength", test_strength);
  ADD ("headers", test_headers);
  ADD ("filtered", test_filtered);
  ADD ("trickle", test_trickle);
  ADD ("check", test_check);
  ADD ("refusals", test_refusals);
  ADD ("keys", test_keys);

  return g_test_run ();
}
