/* test-exchange-bfl.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-exchange-bfl"

#include "config.h"

#include <locale.h>
#include <string.h>

#include "pen-bfl-provider.h"
#include "pen-exchange-fixture.h"
#include "pen-exchange-inputs.h"
#include "pen-exchange-runs.h"

#define CANARY "bfl_canary7Zq0mX4tKb1vNw9sLr2yHd5fJc8gPe3aUo6iTk0"

static void
set_up (PenExchangeFixture *self,
        gconstpointer       data)
{
  pen_exchange_set_up (self, "bfl", PEN_TYPE_BFL_PROVIDER, CANARY);
  pen_exchange_tell (self, "\"key\":\"" CANARY "\",\"credits\":1000");
}

static void
tear_down (PenExchangeFixture *self,
           gconstpointer       data)
{
  /* Whatever the test did, no stranger has seen the key. */
  pen_exchange_assert_without (self->foreign, "x-key", "");
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_BOUGHT_TWICE), ==, 0);
  pen_exchange_tear_down (self);
}

/* A request with every input that its model takes. */
static PenRequest *
request_new (PenExchangeFixture *self,
             const char         *model,
             PenTask             task)
{
  static const guint margins[] = { 64, 0, 32, 16 };
  PenRequest *request = pen_exchange_new_request (self, model, task);
  PenTaskSpec *spec = pen_request_get_spec (request);
  guint side = spec->limits.min_side > 128 ? 256 : 0;

  if (side > 0)
    {
      pen_exchange_take_input (request, "source", pen_exchange_new_source (side, side, "png"));
      pen_request_set_source_size (request, side, side);
    }
  if (spec->fields[PEN_ROLE_REFERENCES] != NULL)
    {
      pen_request_add_reference (request, "/nowhere/reference.png");
      pen_exchange_take_input (request, "reference-0", pen_exchange_new_source (256, 256, "jpeg"));
    }
  if (spec->fields[PEN_ROLE_MASK] != NULL)
    {
      pen_request_set_mask_path (request, "/nowhere/mask.png");
      pen_exchange_take_input (request, "mask", pen_exchange_new_mask (128, 64, TRUE));
    }
  if (spec->fields[PEN_ROLE_EXTEND] != NULL)
    pen_request_set_extend (request, margins);

  return request;
}

static void
run (PenExchangeFixture *self)
{
  pen_exchange_run (self, "flux-2-pro", PEN_TASK_TEXT_TO_IMAGE);
}

/* === What works === */

static gboolean
run_model (PenExchangeFixture *self,
           PenModel           *model,
           PenTask             task)
{
  pen_exchange_run_well (self, request_new (self, pen_model_get_id (model), task));
  g_assert_cmpfloat (self->cost_usd, >, 0.01);

  return TRUE;
}

static void
test_models (PenExchangeFixture *self,
             gconstpointer       data)
{
  guint n_runs;

  pen_exchange_tell (self, "\"pending\":0");
  n_runs = pen_exchange_run_everything (self, run_model);
  g_assert_cmpuint (n_runs, ==, 30);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, n_runs);
}

static void
test_way (PenExchangeFixture *self,
          gconstpointer       data)
{
  g_autoptr(GdkPixbuf) picture = NULL;
  g_autoptr(JsonObject) download = NULL;
  g_autoptr(JsonObject) poll = NULL;
  PenOutput *output;

  run (self);
  picture = pen_exchange_get_picture (self, 0);
  output = g_ptr_array_index (self->outputs, 0);
  g_assert_cmpuint (output->seed, ==, 1234567);
  g_assert_cmpfloat_with_epsilon (self->cost_usd, 0.03, 1e-9);
  g_assert_cmpfloat (pen_test_journal_get_progress (self->journal), >, 0.3);

  /* One submission, two questions in vain, a third, and a download. */
  g_assert_cmpstr (pen_test_journal_get_moments (self->journal), ==,
                   "send:0 run:1 land:4 land:5");
  download = pen_exchange_get_sent (self, 0);
  g_assert_true (g_str_has_prefix (json_object_get_string_member (download, "path"),
                                   "/delivery/"));
  g_assert_false (json_object_has_member (json_object_get_object_member (download, "headers"),
                                          "x-key"));
  poll = pen_exchange_get_sent (self, 1);
  g_assert_cmpstr (json_object_get_string_member (poll, "path"), ==, "/region/eu4/get_result");
}

/* Where the mask is black, the picture is the old one. */
static void
test_mask (PenExchangeFixture *self,
           gconstpointer       data)
{
  PenRequest *request = request_new (self, "flux-pro-1.0-fill", PEN_TASK_INPAINT);
  g_autoptr(PenBlob) source = pen_exchange_new_source (128, 64, "png");
  g_autoptr(GBytes) bytes = pen_blob_load (source, G_MAXINT, NULL);
  g_autoptr(GdkPixbuf) old = pen_sim_picture_decode (bytes);
  g_autoptr(GdkPixbuf) picture = NULL;
  gsize stride;

  pen_exchange_set_string (request, "output_format", "png");
  pen_exchange_start (self, request);
  pen_exchange_finish (self);
  picture = pen_exchange_get_picture (self, 0);
  stride = gdk_pixbuf_get_rowstride (picture);
  g_assert_cmpint (memcmp (gdk_pixbuf_read_pixels (picture) + 8 * stride + 100 * 3,
                           gdk_pixbuf_read_pixels (old) + 8 * stride + 100 * 3, 20 * 3), ==, 0);
  g_assert_cmpint (memcmp (gdk_pixbuf_read_pixels (picture) + 8 * stride + 10 * 3,
                           gdk_pixbuf_read_pixels (old) + 8 * stride + 10 * 3, 20 * 3), !=, 0);
}

/* The old picture lies where the margins say, on a canvas of their size. */
static void
test_extend (PenExchangeFixture *self,
             gconstpointer       data)
{
  static const char * const models[] = { "flux-pro-1.0-expand", "flux-tools/outpainting-v1" };
  g_autoptr(PenBlob) source = pen_exchange_new_source (128, 64, "png");
  g_autoptr(GBytes) bytes = pen_blob_load (source, G_MAXINT, NULL);
  g_autoptr(GdkPixbuf) old = pen_sim_picture_decode (bytes);

  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    {
      PenRequest *request = request_new (self, models[i], PEN_TASK_OUTPAINT);
      g_autoptr(GdkPixbuf) picture = NULL;

      pen_exchange_set_string (request, "output_format", "png");
      pen_exchange_start (self, request);
      pen_exchange_finish (self);
      picture = pen_exchange_get_picture (self, 0);
      g_assert_cmpint (gdk_pixbuf_get_width (picture), ==, 64 + 128 + 32);
      g_assert_cmpint (gdk_pixbuf_get_height (picture), ==, 64 + 16);
      g_assert_cmpint (memcmp (gdk_pixbuf_read_pixels (picture) +
                               5 * gdk_pixbuf_get_rowstride (picture) + 64 * 3,
                               gdk_pixbuf_read_pixels (old) +
                               5 * gdk_pixbuf_get_rowstride (old), 128 * 3), ==, 0);
    }
}

static void
test_check (PenExchangeFixture *self,
            gconstpointer       data)
{
  g_autofree char *sentence = NULL;

  pen_exchange_tell (self, "\"key\":\"" CANARY "\",\"credits\":42.5");
  sentence = pen_exchange_run_checks (self, "bfl_wrongcanary");
  g_assert_nonnull (strstr (sentence, "Valid, 42.5 credits left"));
}

/* === Quirks === */

/* States of a task that are only on its way. */
static void
test_patience (PenExchangeFixture *self,
               gconstpointer       data)
{
  static const char * const faults[] = {
    "task-not-found", "task-not-found-404", "reasoning", "generating", "something-new",
    "pending-503", "lower-case", "internal-error", "too-many-tasks", "service-unavailable",
  };

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      PenRequest *request = pen_exchange_new_request (self, "flux-2-pro",
                                                      PEN_TASK_TEXT_TO_IMAGE);

      g_test_message ("%s", faults[i]);
      pen_request_set_seed (request, 100 + i);
      pen_exchange_tell (self, "\"pending\":0");
      pen_exchange_fault (self, faults[i], "\"method\":\"GET\"");
      pen_exchange_start (self, request);
      pen_exchange_finish (self);
      g_assert_no_error (self->error);
      g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, i + 1);
    }
}

/* The states that end a task, and whether it was paid for. */
static void
test_ends (PenExchangeFixture *self,
           gconstpointer       data)
{
  static const struct { const char *fault; gint code; gboolean charged; const char *words; }
  table[] =
  {
    { "request-moderated", PEN_ERROR_REFUSED, FALSE, "(Sexual Content, Violence)" },
    { "content-moderated", PEN_ERROR_REFUSED, FALSE, "withheld the result" },
    { "moderated-422", PEN_ERROR_REFUSED, FALSE, "(Violence)" },
    { "moderated-503", PEN_ERROR_REFUSED, FALSE, "nothing was charged" },
    { "task-error", PEN_ERROR_SERVICE, TRUE, "The worker died" },
    { "task-error-503", PEN_ERROR_SERVICE, TRUE, "could not finish" },
    { "task-failed", PEN_ERROR_SERVICE, TRUE, "could not finish" },
    { "ready-without-sample", PEN_ERROR_INVALID_REPLY, TRUE, "without a picture" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *members = g_strdup_printf ("\"reset\":true,\"key\":\"" CANARY "\","
                                                  "\"fault\":\"%s\",\"method\":\"GET\"",
                                                  table[i].fault);

      g_test_message ("%s", table[i].fault);
      pen_exchange_tell (self, members);
      run (self);
      pen_exchange_assert_error (self, table[i].code, table[i].words);
      g_assert_cmpint (self->charged, ==, table[i].charged);
      /* A submission and one question: an end is never asked for twice. */
      g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_SEEN), ==, 2);
    }
}

static void
test_unknown (PenExchangeFixture *self,
              gconstpointer       data)
{
  pen_exchange_tell (self, "\"fault\":\"task-not-found\",\"method\":\"GET\",\"times\":9");
  run (self);
  pen_exchange_assert_error (self, PEN_ERROR_EXPIRED, "no longer knows this task");
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_SEEN), ==, 6);
}

/* Without an address the global host is asked. */
static void
test_without_address (PenExchangeFixture *self,
                      gconstpointer       data)
{
  g_autoptr(JsonObject) poll = NULL;

  pen_exchange_tell (self, "\"pending\":-1,\"fault\":\"no-polling-url\",\"method\":\"POST\"");
  run (self);
  g_assert_no_error (self->error);
  poll = pen_exchange_get_sent (self, 1);
  g_assert_cmpstr (json_object_get_string_member (poll, "path"), ==, "/get_result");
}

static void
test_without_cost (PenExchangeFixture *self,
                   gconstpointer       data)
{
  pen_exchange_tell (self, "\"fault\":\"no-cost\",\"method\":\"POST\"");
  run (self);
  g_assert_no_error (self->error);
  g_assert_cmpfloat (self->cost_usd, <, 0);
}

/* An answer that sends us elsewhere with our questions: the key stays here. */
static void
test_foreign (PenExchangeFixture *self,
              gconstpointer       data)
{
  g_autofree char *address = pen_simulator_get_address (self->foreign, "bfl");
  g_autofree char *members = g_strdup_printf ("\"fault\":\"foreign-address\",\"method\":\"POST\","
                                              "\"value\":\"%s/region/eu4/get_result?id=x\"",
                                              address);

  pen_exchange_tell (self, members);
  run (self);
  pen_exchange_assert_error (self, PEN_ERROR_KEY_REJECTED, NULL);
  g_assert_cmpuint (pen_simulator_get_count (self->foreign, "bfl", PEN_SIM_COUNT_SEEN), ==, 1);
}

static void
test_expired (PenExchangeFixture *self,
              gconstpointer       data)
{
  pen_exchange_tell (self, "\"expired\":true");
  run (self);
  pen_exchange_assert_error (self, PEN_ERROR_EXPIRED, "keeps this picture no longer");
  g_assert_true (self->charged);
}

/* === A restart === */

static JsonNode *
stop_while_polling (PenExchangeFixture *self,
                    PenRequest         *request)
{
  return pen_exchange_stop_at (self, request, "\"fault\":\"hold\",\"method\":\"GET\"");
}

static void
test_resume (PenExchangeFixture *self,
             gconstpointer       data)
{
  PenRequest *request = pen_exchange_new_request (self, "flux-2-pro", PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(JsonNode) memo = stop_while_polling (self, request);
  g_autoptr(GdkPixbuf) picture = NULL;

  pen_exchange_resume (self, request, memo);
  pen_exchange_finish (self);
  picture = pen_exchange_get_picture (self, 0);
  g_assert_cmpfloat_with_epsilon (self->cost_usd, 0.03, 1e-9);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 1);
}

static void
test_resume_too_late (PenExchangeFixture *self,
                      gconstpointer       data)
{
  PenRequest *request = pen_exchange_new_request (self, "flux-2-pro", PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(JsonNode) memo = stop_while_polling (self, request);

  pen_exchange_tell (self, "\"forget\":true");
  pen_exchange_resume (self, request, memo);
  pen_exchange_finish (self);
  pen_exchange_assert_error (self, PEN_ERROR_EXPIRED, "10 minutes");
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 1);
}

/* === What the service refuses === */

static void
test_refusals (PenExchangeFixture *self,
               gconstpointer       data)
{
  static const PenExchangeRefusal table[] =
  {
    { "bad-request", PEN_ERROR_INVALID_REQUEST, "The request is odd" },
    { "error-member", PEN_ERROR_INVALID_REQUEST, "Something is odd" },
    { "not-authenticated", PEN_ERROR_KEY_REJECTED, "dashboard.bfl.ai" },
    { "unauthorized", PEN_ERROR_KEY_REJECTED, "dashboard.bfl.ai" },
    { "out-of-credits", PEN_ERROR_QUOTA, "out of credits" },
    { "withdrawn", PEN_ERROR_NOT_FOUND, "choose another" },
    { "internal-error", PEN_ERROR_SERVICE, "has a problem" },
    { "bad-gateway", PEN_ERROR_UNKNOWN_OUTCOME, NULL },
  };

  pen_exchange_run_refusals (self, table, G_N_ELEMENTS (table), run);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 0);
}

static void
test_busy (PenExchangeFixture *self,
           gconstpointer       data)
{
  pen_exchange_tell (self, "\"fault\":\"too-many-tasks\",\"value\":\"1\"");
  run (self);
  g_assert_no_error (self->error);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 1);
}

static void
test_keys (PenExchangeFixture *self,
           gconstpointer       data)
{
  pen_exchange_run_without_key (self, run);
  pen_exchange_run_with_wrong_key (self, "bfl_wrong", run);
}

#define ADD(name, function) \
  g_test_add ("/exchange/bfl/" name, PenExchangeFixture, NULL, set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("models", test_models);
  ADD ("way", test_way);
  ADD ("mask", test_mask);
  ADD ("extend", test_extend);
  ADD ("check", test_check);
  ADD ("patience", test_patience);
  ADD ("ends", test_ends);
  ADD ("unknown", test_unknown);
  ADD ("without-address", test_without_address);
  ADD ("without-cost", test_without_cost);
  ADD ("foreign", test_foreign);
  ADD ("expired", test_expired);
  ADD ("resume", test_resume);
  ADD ("resume-too-late", test_resume_too_late);
  ADD ("refusals", test_refusals);
  ADD ("busy", test_busy);
  ADD ("keys", test_keys);

  return g_test_run ();
}
