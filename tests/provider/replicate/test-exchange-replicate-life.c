/* test-exchange-replicate-life.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * What takes more than one call: uploads, restarts, waiting, stopping.
 */

#define G_LOG_DOMAIN "test-exchange-replicate-life"

#include "config.h"

#include <locale.h>
#include <string.h>

#include "pen-exchange-fixture.h"
#include "pen-exchange-runs.h"
#include "pen-replicate-provider.h"
#include "pen-sim-grey.h"
#include "pen-upload.h"

#define CANARY "r8_canary7Zq0mX4tKb1vNw9sLr2yHd5fJc8gPe3a"
#define SCHNELL "black-forest-labs/flux-schnell"

/* Too much noise for 256 KiB. */
#define SIDE 640

static void
set_up (PenExchangeFixture *self,
        gconstpointer       data)
{
  pen_exchange_set_up (self, "replicate", PEN_TYPE_REPLICATE_PROVIDER, CANARY);
  pen_exchange_tell (self, "\"key\":\"" CANARY "\"");
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
  pen_exchange_run (self, SCHNELL, PEN_TASK_TEXT_TO_IMAGE);
}

static PenRequest *
new_small_request (PenExchangeFixture *self)
{
  return pen_exchange_new_request (self, SCHNELL, PEN_TASK_TEXT_TO_IMAGE);
}

/* === Uploads === */

static PenRequest *
new_big_request (PenExchangeFixture *self)
{
  PenRequest *request = pen_exchange_new_request (self, "black-forest-labs/flux-fill-pro",
                                                  PEN_TASK_INPAINT);
  g_autofree guint8 *pixels = g_malloc (SIDE * SIDE);
  g_autoptr(GRand) random = g_rand_new_with_seed (1);
  g_autoptr(GBytes) noise = NULL;
  g_autoptr(GBytes) half = pen_sim_grey_new_half (SIDE, SIDE, TRUE);
  g_autoptr(PenBlob) source = NULL;
  g_autoptr(PenBlob) mask = NULL;

  for (gsize i = 0; i < SIDE * SIDE; i++)
    pixels[i] = (guint8) g_rand_int (random);
  noise = pen_sim_grey_encode (pixels, SIDE, SIDE);
  g_assert_cmpuint (g_bytes_get_size (noise), >, 256 * 1024);
  source = pen_blob_new_for_bytes (noise, "image/png");
  mask = pen_blob_new_for_bytes (half, "image/png");
  pen_request_set_source (request, source);
  pen_request_set_source_size (request, SIDE, SIDE);
  pen_request_set_mask_path (request, "/nowhere/mask.png");
  pen_request_set_input (request, "mask", mask);

  return request;
}

static guint
count_calls (PenExchangeFixture *self,
             const char         *method,
             const char         *path)
{
  g_autoptr(JsonObject) log = pen_simulator_get_log (self->simulator);
  JsonArray *requests = json_object_get_array_member (log, "requests");
  guint n = 0;

  for (guint i = 0; i < json_array_get_length (requests); i++)
    {
      JsonObject *request = json_array_get_object_element (requests, i);

      if (g_str_equal (json_object_get_string_member (request, "method"), method) &&
          g_str_equal (json_object_get_string_member (request, "path"), path))
        n++;
    }

  return n;
}

static void
test_upload (PenExchangeFixture *self,
             gconstpointer       data)
{
  g_autoptr(GdkPixbuf) picture = NULL;

  pen_exchange_start (self, new_big_request (self));
  pen_exchange_finish (self);
  picture = pen_exchange_get_picture (self, 0);
  /* The upload, the paid call, what it became. */
  g_assert_cmpstr (pen_test_journal_get_moments (self->journal), ==,
                   "run:0 run:1 send:1 run:2 land:4 land:5");
  g_assert_cmpuint (count_calls (self, "POST", "/files"), ==, 1);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 1);
}

/* Stopped after the upload, and before anything was bought. */
static JsonNode *
stop_after_upload (PenExchangeFixture *self)
{
  pen_exchange_tell (self, "\"fault\":\"insufficient-credit\",\"path\":\"/predictions\"");
  pen_exchange_start (self, new_big_request (self));
  pen_exchange_finish (self);
  pen_exchange_assert_error (self, PEN_ERROR_QUOTA, NULL);
  g_assert_true (pen_upload_memo_is (pen_test_journal_get_memo (self->journal)));

  return json_node_copy (pen_test_journal_get_memo (self->journal));
}

static void
test_upload_resume (PenExchangeFixture *self,
                    gconstpointer       data)
{
  g_autoptr(JsonNode) memo = stop_after_upload (self);
  g_autoptr(GdkPixbuf) picture = NULL;

  pen_exchange_resume (self, new_big_request (self), memo);
  pen_exchange_finish (self);
  picture = pen_exchange_get_picture (self, 0);
  g_assert_cmpuint (count_calls (self, "POST", "/files"), ==, 1);
  g_assert_cmpuint (count_calls (self, "GET", "/files"), ==, 1);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 1);
}

static void
test_upload_expired (PenExchangeFixture *self,
                     gconstpointer       data)
{
  g_autoptr(JsonNode) memo = stop_after_upload (self);
  g_autoptr(GdkPixbuf) picture = NULL;

  pen_exchange_tell (self, "\"expire\":\"files\"");
  pen_exchange_resume (self, new_big_request (self), memo);
  pen_exchange_finish (self);
  picture = pen_exchange_get_picture (self, 0);
  g_assert_cmpuint (count_calls (self, "POST", "/files"), ==, 2);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 1);
}

static void
test_upload_refused (PenExchangeFixture *self,
                     gconstpointer       data)
{
  static const struct { const char *fault; gint code; } table[] =
  {
    { "too-large", PEN_ERROR_TOO_LARGE },
    { "no-address", PEN_ERROR_INVALID_REPLY },
    { "unauthenticated", PEN_ERROR_KEY_REJECTED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      pen_exchange_fault (self, table[i].fault, NULL);
      pen_exchange_start (self, new_big_request (self));
      pen_exchange_finish (self);
      pen_exchange_assert_error (self, table[i].code, NULL);
      g_assert_false (self->charged);
    }

  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 0);
}

/* === After a restart, and on the way out === */

/* The program ends while the prediction runs. */
static JsonNode *
stop_while_running (PenExchangeFixture *self)
{
  JsonNode *memo;
  g_autofree char *text = NULL;

  pen_exchange_tell (self, "\"fault\":\"unauthenticated\",\"method\":\"GET\"");
  run (self);
  pen_exchange_assert_error (self, PEN_ERROR_KEY_REJECTED, NULL);
  g_assert_true (self->charged);
  memo = json_node_copy (pen_test_journal_get_memo (self->journal));
  text = json_to_string (memo, FALSE);
  g_assert_null (strstr (text, CANARY));

  return memo;
}

static void
test_resume (PenExchangeFixture *self,
             gconstpointer       data)
{
  g_autoptr(JsonNode) memo = stop_while_running (self);
  g_autoptr(GdkPixbuf) picture = NULL;

  pen_exchange_resume (self, new_small_request (self), memo);
  pen_exchange_finish (self);
  picture = pen_exchange_get_picture (self, 0);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 1);
}

static void
test_resume_too_late (PenExchangeFixture *self,
                      gconstpointer       data)
{
  static const struct { const char *gone, *words; } table[] =
  {
    { "outputs", "one hour" }, { "predictions", "no longer knows" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr(JsonNode) memo = stop_while_running (self);
      g_autofree char *members = g_strdup_printf ("\"expire\":\"%s\"", table[i].gone);

      pen_exchange_tell (self, members);
      pen_exchange_resume (self, new_small_request (self), memo);
      pen_exchange_finish (self);
      pen_exchange_assert_error (self, PEN_ERROR_EXPIRED, table[i].words);
    }
}

static void
test_cancel (PenExchangeFixture *self,
             gconstpointer       data)
{
  pen_test_journal_reset (self->journal);
  pen_exchange_tell (self, "\"polls\":1000000");
  pen_exchange_start (self, new_small_request (self));
  while (pen_exchange_count (self, PEN_SIM_COUNT_SEEN) < 3)
    g_main_context_iteration (NULL, TRUE);

  g_cancellable_cancel (self->cancellable);
  pen_exchange_finish (self);
  g_assert_error (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (self->charged);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_INTERRUPTED), ==, 1);
}

/* It waits as long as it was told, and goes on by itself. */
static void
test_rate_limit (PenExchangeFixture *self,
                 gconstpointer       data)
{
  static const struct { const char *fault, *words; } table[] =
  {
    { "throttled", "too many requests" }, { "low-credit", "more credit lifts the limit" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr(GdkPixbuf) picture = NULL;

      pen_exchange_fault (self, table[i].fault, NULL);
      run (self);
      picture = pen_exchange_get_picture (self, 0);
      g_assert_nonnull (strstr (pen_test_journal_get_message (self->journal), table[i].words));
      g_assert_nonnull (strstr (pen_test_journal_get_message (self->journal), "in 2 seconds"));
      g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, i + 1);
    }
}

/* What comes by a poll may be asked for again: it costs nothing. */
static void
test_poll_again (PenExchangeFixture *self,
                 gconstpointer       data)
{
  static const char * const faults[] = { "internal", "throttled", "bad-gateway", "cut-after-body" };

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr(GdkPixbuf) picture = NULL;

      g_test_message ("%s", faults[i]);
      pen_exchange_fault (self, faults[i], "\"method\":\"GET\"");
      run (self);
      picture = pen_exchange_get_picture (self, 0);
      g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, i + 1);
    }
}

#define ADD(name, function) \
  g_test_add ("/exchange/replicate-life/" name, PenExchangeFixture, NULL, set_up, function, \
              tear_down)

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("upload", test_upload);
  ADD ("upload-resume", test_upload_resume);
  ADD ("upload-expired", test_upload_expired);
  ADD ("upload-refused", test_upload_refused);
  ADD ("resume", test_resume);
  ADD ("resume-too-late", test_resume_too_late);
  ADD ("cancel", test_cancel);
  ADD ("rate-limit", test_rate_limit);
  ADD ("poll-again", test_poll_again);

  return g_test_run ();
}
