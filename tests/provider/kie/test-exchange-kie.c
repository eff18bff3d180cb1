/* test-exchange-kie.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-exchange-kie"

#include "config.h"

#include <locale.h>
#include <string.h>

#include "pen-exchange-fixture.h"
#include "pen-exchange-inputs.h"
#include "pen-exchange-runs.h"
#include "pen-kie-provider.h"

#define CANARY "c0ffee7Zq0mX4tKb1vNw9sLr2yHd5fJc8gPe3aUo6iTk0"
#define TOKEN "0123abcd-0000-4000-8000-%012u"

static void
set_up (PenExchangeFixture *self,
        gconstpointer       data)
{
  g_autofree char *address = NULL;
  g_autofree char *upload = NULL;

  pen_exchange_set_up (self, "kie", PEN_TYPE_KIE_PROVIDER, CANARY);
  pen_exchange_tell (self, "\"key\":\"" CANARY "\",\"credits\":100000");
  address = pen_simulator_get_address (self->simulator, "kie");
  upload = g_strconcat (address, "/upload", NULL);
  pen_runner_set_address (self->runner, "kie-upload", upload);
  pen_runner_set_pace (self->runner, 0.001);
}

static void
tear_down (PenExchangeFixture *self,
           gconstpointer       data)
{
  /* Whatever the test did: the file host has not seen the key, nor anybody else anything. */
  pen_exchange_assert_without (self->simulator, "authorization", "/files/");
  pen_exchange_assert_no_strangers (self);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_BOUGHT_TWICE), ==, 0);
  pen_exchange_tear_down (self);
}

/* A request with every picture that its model takes, and names that nobody had before. */
static PenRequest *
request_new (PenExchangeFixture *self,
             const char         *model,
             PenTask             task)
{
  static guint n_requests;
  PenRequest *request = pen_exchange_new_request (self, model, task);
  PenTaskSpec *spec = pen_request_get_spec (request);
  g_autofree char *token = g_strdup_printf (TOKEN, ++n_requests);
  guint side = spec->limits.min_side > 128 ? 256 : 64;

  pen_request_set_token (request, token);
  if (spec->fields[PEN_ROLE_SOURCE] != NULL)
    {
      pen_exchange_take_input (request, "source", pen_exchange_new_source (side, side, "png"));
      pen_request_set_source_size (request, side, side);
    }
  if (spec->fields[PEN_ROLE_MASK] != NULL)
    {
      pen_request_set_mask_path (request, "/nowhere/mask.png");
      /* The left half is to change: black, as the engine prepares it for these models. */
      pen_exchange_take_input (request, "mask", pen_exchange_new_mask (side, side, FALSE));
    }
  if (spec->fields[PEN_ROLE_REFERENCES] != NULL)
    {
      pen_request_add_reference (request, "/nowhere/reference.jpg");
      pen_exchange_take_input (request, "reference-0", pen_exchange_new_source (64, 32, "jpeg"));
    }
  if (spec->fields[PEN_ROLE_EXTEND] != NULL)
    pen_request_set_extend (request, (const guint[]) { 8, 0, 0, 8 });

  return request;
}

static void
run (PenExchangeFixture *self)
{
  pen_exchange_run_request (self, request_new (self, "nano-banana", PEN_TASK_TEXT_TO_IMAGE));
}

static void
run_edit (PenExchangeFixture *self)
{
  pen_exchange_run_request (self, request_new (self, "qwen", PEN_TASK_IMAGE_TO_IMAGE));
}

static void
fill (PenRequest *request)
{
  PenTaskSpec *spec = pen_request_get_spec (request);

  if (spec->fields[PEN_ROLE_NEGATIVE] != NULL)
    pen_request_set_negative (request, "snow; rain");
  if (spec->fields[PEN_ROLE_ASPECT] != NULL)
    pen_request_set_aspect (request, g_strv_contains ((const char * const *)
                                                      spec->fields[PEN_ROLE_ASPECT]->values,
                                                      "16:9") ? "16:9" : "2:3");
  pen_request_set_count (request, spec->max_count);
  pen_exchange_fill_parameters (request);
}

/* A usual request, and one with every setting. */
static gboolean
run_both (PenExchangeFixture *self,
          PenModel           *model,
          PenTask             task)
{
  for (guint full = 0; full < 2; full++)
    {
      PenRequest *request = request_new (self, pen_model_get_id (model), task);

      pen_exchange_tell (self, "\"reset\":true,\"key\":\"" CANARY "\"");
      if (full)
        fill (request);
      pen_exchange_run_well (self, request);
      g_assert_cmpuint (self->outputs->len, ==,
                        full ? pen_model_get_spec (model, task)->max_count : 1);
      g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 1);
    }

  return TRUE;
}

static void
test_models (PenExchangeFixture *self,
             gconstpointer       data)
{
  g_assert_cmpuint (pen_exchange_run_everything (self, run_both), ==, 62);
}

static void
test_steps (PenExchangeFixture *self,
            gconstpointer       data)
{
  g_autoptr(JsonObject) log = NULL;
  g_autoptr(GString) paths = g_string_new (NULL);
  JsonArray *requests;

  run_edit (self);
  g_assert_no_error (self->error);
  g_assert_cmpfloat_with_epsilon (self->cost_usd, 0.02, 1e-9);
  g_assert_cmpstr (pen_test_journal_get_moments (self->journal), ==,
                   "run:0 run:1 send:1 run:2 land:6 land:7");

  log = pen_simulator_get_log (self->simulator);
  requests = json_object_get_array_member (log, "requests");
  for (guint i = 0; i < json_array_get_length (requests); i++)
    g_string_append_printf (paths, "%s ", strrchr (
      json_object_get_string_member (json_array_get_object_element (requests, i), "path"), '/'));
  g_assert_true (g_str_has_prefix (paths->str, "/file-stream-upload /createTask /recordInfo "
                                               "/recordInfo /recordInfo /recordInfo "));
}

/* Where the mask is black something new stands, and where it is white the old. */
static void
test_mask (PenExchangeFixture *self,
           gconstpointer       data)
{
  g_autoptr(PenBlob) source = pen_exchange_new_source (64, 64, "png");
  g_autoptr(GBytes) bytes = pen_blob_load (source, G_MAXUINT32, NULL);
  g_autoptr(GdkPixbuf) before = pen_sim_picture_decode (bytes);
  g_autoptr(GdkPixbuf) after = NULL;
  guint n_changed = 0;

  pen_exchange_start (self, request_new (self, "ideogram-v3", PEN_TASK_INPAINT));
  pen_exchange_finish (self);
  after = pen_exchange_get_picture (self, 0);

  for (int y = 0; y < 64; y++)
    for (int x = 0; x < 64; x++)
      {
        gboolean same = memcmp (gdk_pixbuf_read_pixels (before) +
                                y * gdk_pixbuf_get_rowstride (before) + x * 3,
                                gdk_pixbuf_read_pixels (after) +
                                y * gdk_pixbuf_get_rowstride (after) + x * 3, 3) == 0;

        g_assert_true (same || x < 32);
        n_changed += !same;
      }
  g_assert_cmpuint (n_changed, >, 0);
}

/* Records in all their spellings, and one that nobody has heard of. */
static void
test_variants (PenExchangeFixture *self,
               gconstpointer       data)
{
  static const char * const variants[] = {
    "result_urls", "resultUrl", "message", "odd-state", "fileUrl",
  };

  for (guint i = 0; i < G_N_ELEMENTS (variants); i++)
    {
      g_autofree char *members = g_strdup_printf ("\"variant\":\"%s\"", variants[i]);
      g_autoptr(GdkPixbuf) picture = NULL;

      g_test_message ("%s", variants[i]);
      pen_exchange_tell (self, members);
      run_edit (self);
      picture = pen_exchange_get_picture (self, 0);
      pen_exchange_tell (self, "\"reset\":true,\"key\":\"" CANARY "\",\"credits\":100");
    }

  pen_exchange_tell (self, "\"variant\":\"empty\"");
  run (self);
  pen_exchange_assert_error (self, PEN_ERROR_SERVICE, "there is no picture");
  g_assert_true (self->charged);
}

static void
test_progress (PenExchangeFixture *self,
               gconstpointer       data)
{
  g_autoptr(GdkPixbuf) picture = NULL;

  pen_exchange_run_request (self, request_new (self, "4o-image", PEN_TASK_TEXT_TO_IMAGE));
  picture = pen_exchange_get_picture (self, 0);
  g_assert_cmpfloat (pen_test_journal_get_progress (self->journal), ==, 0.48);
  /* Its records do not say what it did cost. */
  g_assert_cmpfloat (self->cost_usd, <, 0);
}

/* A new task is unknown for a while; later there is trouble with its record. */
static void
test_misses (PenExchangeFixture *self,
             gconstpointer       data)
{
  g_autoptr(GdkPixbuf) picture = NULL;

  pen_exchange_tell (self, "\"unknown_looks\":4");
  pen_exchange_tell (self, "\"fault\":\"maintenance\",\"path\":\"recordInfo\",\"times\":2");
  pen_exchange_tell (self, "\"fault\":\"bad-upstream\",\"path\":\"recordInfo\",\"times\":2");
  run (self);
  picture = pen_exchange_get_picture (self, 0);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 1);
}

static void
test_lost (PenExchangeFixture *self,
           gconstpointer       data)
{
  pen_exchange_tell (self, "\"unknown_looks\":1000");
  run (self);
  pen_exchange_assert_error (self, PEN_ERROR_EXPIRED, "does not know this task");
  g_assert_true (self->charged);
}

/* An address that has died gets a second life, once. */
static void
test_dead_link (PenExchangeFixture *self,
                gconstpointer       data)
{
  g_autoptr(GdkPixbuf) picture = NULL;

  pen_exchange_tell (self, "\"links_die\":true");
  run (self);
  picture = pen_exchange_get_picture (self, 0);

  pen_exchange_tell (self, "\"fault\":\"invalid\",\"path\":\"download-url\"");
  pen_exchange_run_request (self, request_new (self, "z-image", PEN_TASK_TEXT_TO_IMAGE));
  pen_exchange_assert_error (self, PEN_ERROR_EXPIRED, "keeps this picture no longer");
}

static void
test_check (PenExchangeFixture *self,
            gconstpointer       data)
{
  g_autofree char *sentence = NULL;

  pen_exchange_tell (self, "\"key\":\"" CANARY "\",\"credits\":42.5");
  sentence = pen_exchange_run_checks (self, "wrongcanary0000000000000000000000");
  g_assert_cmpstr (sentence, ==, "Valid, about 42.5 credits left");
}

static JsonNode *
stop_while_polling (PenExchangeFixture *self,
                    PenRequest         *request)
{
  return pen_exchange_stop_at (self, request,
                               "\"fault\":\"none\",\"hold\":true,\"path\":\"recordInfo\"");
}

static void
test_resume (PenExchangeFixture *self,
             gconstpointer       data)
{
  PenRequest *request = request_new (self, "ideogram-v3", PEN_TASK_INPAINT);
  g_autoptr(JsonNode) memo = stop_while_polling (self, request);
  g_autoptr(GdkPixbuf) picture = NULL;

  pen_exchange_resume (self, request, memo);
  pen_exchange_finish (self);
  picture = pen_exchange_get_picture (self, 0);
  g_assert_cmpfloat_with_epsilon (self->cost_usd, 0.035, 1e-9);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 1);
}

static void
test_resume_too_late (PenExchangeFixture *self,
                      gconstpointer       data)
{
  PenRequest *request = request_new (self, "ideogram-v3", PEN_TASK_INPAINT);
  g_autoptr(JsonNode) memo = stop_while_polling (self, request);

  pen_exchange_tell (self, "\"forget_tasks\":true");
  pen_exchange_resume (self, request, memo);
  pen_exchange_finish (self);
  pen_exchange_assert_error (self, PEN_ERROR_EXPIRED, "no longer");
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 1);
}

/* What was uploaded before is not uploaded again. */
static void
test_resume_upload (PenExchangeFixture *self,
                    gconstpointer       data)
{
  PenRequest *request = request_new (self, "ideogram-v3", PEN_TASK_INPAINT);
  g_autoptr(JsonNode) memo = NULL;
  g_autoptr(GdkPixbuf) picture = NULL;
  guint seen;

  /* The first is let through, and the second waits. */
  pen_exchange_tell (self, "\"fault\":\"none\",\"path\":\"upload\"");
  memo = pen_exchange_stop_at (self, request,
                               "\"fault\":\"none\",\"hold\":true,\"path\":\"upload\"");
  g_assert_false (self->charged);
  seen = pen_exchange_count (self, PEN_SIM_COUNT_SEEN);
  g_assert_cmpuint (seen, ==, 2);

  pen_exchange_resume (self, request, memo);
  pen_exchange_finish (self);
  picture = pen_exchange_get_picture (self, 0);

  /* One upload, one task, four looks, one download. */
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_SEEN) - seen, ==, 7);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 1);
}

static void
test_refusals (PenExchangeFixture *self,
               gconstpointer       data)
{
  static const PenExchangeRefusal table[] =
  {
    { "bad-request", PEN_ERROR_INVALID_REQUEST, "malformed" },
    { "unauthorized", PEN_ERROR_KEY_REJECTED, "kie.ai/api-key" },
    { "no-credits", PEN_ERROR_QUOTA, "not enough credits" },
    { "not-found", PEN_ERROR_EXPIRED, "withdrawn" },
    { "timeout", PEN_ERROR_SERVICE, "in time" },
    { "invalid", PEN_ERROR_INVALID_REQUEST, "aspect_ratio is not within" },
    { "unfetched", PEN_ERROR_INVALID_REQUEST, "send the request again" },
    { "key-limit", PEN_ERROR_QUOTA, "limit that was set" },
    { "cannot-fetch", PEN_ERROR_INVALID_REQUEST, "send the request again" },
    { "maintenance", PEN_ERROR_SERVICE, "maintenance" },
    { "server-error", PEN_ERROR_SERVICE, "This field is required" },
    { "generation-failed", PEN_ERROR_SERVICE, "Generation failed" },
    { "disabled", PEN_ERROR_INVALID_REQUEST, "switched this off" },
    { "queue-full", PEN_ERROR_SERVICE, "queue" },
    { "firewall", PEN_ERROR_SERVICE, "firewall" },
    { "key-echo", PEN_ERROR_SERVICE, "is odd" },
    { "bad-gateway", PEN_ERROR_UNKNOWN_OUTCOME, NULL },
  };

  pen_exchange_run_refusals (self, table, G_N_ELEMENTS (table), run);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 0);
}

/* The same with a true status, as a gateway would have it. */
static void
test_statuses (PenExchangeFixture *self,
               gconstpointer       data)
{
  pen_exchange_tell (self, "\"fault\":\"unauthorized\",\"value\":\"401\"");
  run (self);
  pen_exchange_assert_error (self, PEN_ERROR_KEY_REJECTED, "kie.ai/api-key");

  pen_exchange_tell (self, "\"fault\":\"maintenance\",\"value\":\"455\",\"path\":\"recordInfo\"");
  run (self);
  g_assert_no_error (self->error);
}

/* Turned away unread: tried again, and bought once. */
static void
test_rate_limit (PenExchangeFixture *self,
                 gconstpointer       data)
{
  g_autoptr(GdkPixbuf) picture = NULL;

  pen_exchange_tell (self, "\"fault\":\"rate-limit\",\"times\":2");
  run (self);
  picture = pen_exchange_get_picture (self, 0);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 1);
}

static void
test_failed (PenExchangeFixture *self,
             gconstpointer       data)
{
  pen_exchange_tell (self, "\"fail_code\":\"422\",\"fail_text\":\"Flagged by Safety Policy\"");
  run (self);
  pen_exchange_assert_error (self, PEN_ERROR_REFUSED, "Flagged by Safety Policy");
  /* Whether the credits come back, the service does not say. */
  g_assert_true (self->charged);

  pen_exchange_tell (self, "\"fail_code\":\"500\",\"fail_text\":\"Out of luck\"");
  pen_exchange_run_request (self, request_new (self, "flux-kontext-pro", PEN_TASK_TEXT_TO_IMAGE));
  pen_exchange_assert_error (self, PEN_ERROR_SERVICE, "Out of luck");
}

static void
test_keys (PenExchangeFixture *self,
           gconstpointer       data)
{
  pen_exchange_run_without_key (self, run_edit);
  pen_exchange_run_with_wrong_key (self, "wrong", run_edit);
}

#define ADD(name, function) \
  g_test_add ("/exchange/kie/" name, PenExchangeFixture, NULL, set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("models", test_models);
  ADD ("steps", test_steps);
  ADD ("mask", test_mask);
  ADD ("variants", test_variants);
  ADD ("progress", test_progress);
  ADD ("misses", test_misses);
  ADD ("lost", test_lost);
  ADD ("dead-link", test_dead_link);
  ADD ("check", test_check);
  ADD ("resume", test_resume);
  ADD ("resume-too-late", test_resume_too_late);
  ADD ("resume-upload", test_resume_upload);
  ADD ("refusals", test_refusals);
  ADD ("statuses", test_statuses);
  ADD ("rate-limit", test_rate_limit);
  ADD ("failed", test_failed);
  ADD ("keys", test_keys);

  return g_test_run ();
}
