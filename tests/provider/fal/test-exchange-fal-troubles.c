/* test-exchange-fal-troubles.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-exchange-fal-troubles"

#include "config.h"

#include <locale.h>
#include <string.h>

#include "pen-exchange-runs.h"
#include "pen-fal-exchange.h"

/* === After a restart === */

static void
resume (PenExchangeFixture *self,
        PenRequest         *request,
        const char         *memo)
{
  g_autoptr(JsonNode) node = json_from_string (memo, NULL);

  g_assert_nonnull (node);
  pen_test_journal_reset (self->journal);
  pen_exchange_resume (self, request, node);
  pen_exchange_finish (self);
}

#define MEMO \
  "{\"status\":\"/fal-ai/flux/requests/" FAL_FIRST "/status\"," \
  "\"result\":\"/fal-ai/flux/requests/" FAL_FIRST "\"," \
  "\"cancel\":\"/fal-ai/flux/requests/" FAL_FIRST "/cancel\"}"

static void
test_resume (PenExchangeFixture *self,
             gconstpointer       data)
{
  g_autoptr(GdkPixbuf) picture = NULL;

  /* The program went away while the request was in the queue. */
  pen_exchange_tell (self, "\"fault\":\"locked\",\"path\":\"/status\"");
  pen_fal_run (self);
  pen_exchange_assert_error (self, PEN_ERROR_QUOTA, NULL);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 1);

  resume (self, pen_fal_new_request (self, FAL_TEXT, PEN_TASK_TEXT_TO_IMAGE, FALSE), MEMO);
  picture = pen_exchange_get_picture (self, 0);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 1);

  /* And once more when the service has forgotten it. */
  pen_exchange_tell (self, "\"forget\":true");
  resume (self, pen_fal_new_request (self, FAL_TEXT, PEN_TASK_TEXT_TO_IMAGE, FALSE), MEMO);
  pen_exchange_assert_error (self, PEN_ERROR_EXPIRED, "keeps it no longer");
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 1);
}

/* With the picture in the storage, only the rest is to do; with it half there, all. */
static void
test_resume_upload (PenExchangeFixture *self,
                    gconstpointer       data)
{
  g_autoptr(JsonObject) sent = NULL;
  g_autofree char *memo = NULL;
  g_autoptr(GdkPixbuf) picture = NULL;
  guint seen;

  pen_exchange_tell (self, "\"fault\":\"locked\",\"path\":\"image-to-image\"");
  pen_fal_start (self, pen_fal_new_big_request (self));
  pen_exchange_finish (self);
  pen_exchange_assert_error (self, PEN_ERROR_QUOTA, "top it up");
  g_assert_false (self->charged);

  memo = g_strdup_printf ("{\"uploads\":{\"source\":\"http://x/fal/files/b/1.png\"}}");
  seen = pen_exchange_count (self, PEN_SIM_COUNT_SEEN);
  resume (self, pen_fal_new_big_request (self), memo);
  picture = pen_exchange_get_picture (self, 0);
  g_clear_object (&picture);
  sent = pen_exchange_get_sent (self, pen_exchange_count (self, PEN_SIM_COUNT_SEEN) - seen - 1);
  g_assert_cmpstr (json_object_get_string_member (sent, "path"), ==, "/queue/" FAL_EDIT);

  pen_fal_reset (self);
  resume (self, pen_fal_new_big_request (self), "{\"uploads\":{},\"upload-started\":"
          "{\"slot\":\"source\",\"address\":\"http://x/fal/files/b/9.png\"}}");
  picture = pen_exchange_get_picture (self, 0);
}

/* === Cancelling === */

static void
test_cancel (PenExchangeFixture *self,
             gconstpointer       data)
{
  pen_exchange_tell (self, "\"waits\":1000");
  pen_fal_start (self, pen_fal_new_request (self, FAL_TEXT, PEN_TASK_TEXT_TO_IMAGE, FALSE));
  while (pen_exchange_count (self, PEN_SIM_COUNT_ANSWERED) < 3)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (self->cancellable);
  pen_exchange_finish (self);

  g_assert_error (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_INTERRUPTED), ==, 1);
}

/* === What the service refuses === */

static void
test_refusals (PenExchangeFixture *self,
               gconstpointer       data)
{
  static const PenExchangeRefusal table[] =
  {
    { "unauthorized", PEN_ERROR_KEY_REJECTED, "key was rejected", FALSE },
    { "invalid-credentials", PEN_ERROR_KEY_REJECTED, "key was rejected", FALSE },
    { "locked", PEN_ERROR_QUOTA, "no credit left", FALSE },
    { "forbidden", PEN_ERROR_KEY_REJECTED, "may not use", FALSE },
    { "no-application", PEN_ERROR_NOT_FOUND, "no such model", FALSE },
    { "bad-gateway", PEN_ERROR_UNKNOWN_OUTCOME, NULL, TRUE },
    { "gateway-timeout", PEN_ERROR_UNKNOWN_OUTCOME, NULL, TRUE },
    { "wrong-json", PEN_ERROR_INVALID_REPLY, "under which number", TRUE },
    { "empty", PEN_ERROR_UNKNOWN_OUTCOME, NULL, TRUE },
    { "cut-after-body", PEN_ERROR_UNKNOWN_OUTCOME, NULL, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      pen_fal_reset (self);
      pen_exchange_run_refusal (self, &table[i], pen_fal_run);
    }
}

/* How a run can end; none of it is asked for twice. */
static void
test_outcomes (PenExchangeFixture *self,
               gconstpointer       data)
{
  static const struct { const char *outcome; gint code; const char *words; gboolean charged; }
  table[] =
  {
    { "content_policy_violation", PEN_ERROR_REFUSED, "safety filter", TRUE },
    { "no_media_generated", PEN_ERROR_SERVICE, "gave no picture", TRUE },
    { "image_too_small", PEN_ERROR_INVALID_REQUEST, "at least 256 × 256", FALSE },
    { "image_too_large", PEN_ERROR_TOO_LARGE, "at most 4096 × 2048", FALSE },
    { "file_too_large", PEN_ERROR_TOO_LARGE, "at most 10.5 MB", FALSE },
    { "image_load_error", PEN_ERROR_PICTURE, "PNG or JPEG", FALSE },
    { "file_download_error", PEN_ERROR_SERVICE, "fetch", FALSE },
    { "face_detection_error", PEN_ERROR_INVALID_REQUEST, "no face", FALSE },
    { "feature_not_supported", PEN_ERROR_INVALID_REQUEST, "combination", FALSE },
    { "internal_server_error", PEN_ERROR_SERVICE, "trouble", FALSE },
    { "downstream_service_error", PEN_ERROR_SERVICE, "trouble", FALSE },
    { "generation_timeout", PEN_ERROR_SERVICE, "too long", FALSE },
    { "startup_timeout", PEN_ERROR_SERVICE, "machine", FALSE },
    { "runner_disconnected", PEN_ERROR_SERVICE, "machine", FALSE },
    { "runner_incomplete_response", PEN_ERROR_SERVICE, "machine", FALSE },
    { "client_cancelled", PEN_ERROR_SERVICE, "cancelled", FALSE },
    { "internal_error", PEN_ERROR_SERVICE, "trouble", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *members = g_strdup_printf ("\"outcome\":\"%s\"", table[i].outcome);

      g_test_message ("%s", table[i].outcome);
      pen_fal_reset (self);
      pen_exchange_tell (self, members);
      pen_fal_run (self);
      pen_exchange_assert_error (self, table[i].code, table[i].words);
      g_assert_cmpint (self->charged, ==, table[i].charged);
      /* One to submit, three looks, and at most one for the result. */
      g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_SEEN), <=, 5);
    }
}

/* Trouble on the way after the paid call: the picture comes all the same. */
static void
test_troubles (PenExchangeFixture *self,
               gconstpointer       data)
{
  static const struct { const char *fault, *path; } table[] =
  {
    { "service-unavailable", "/status" },
    { "bad-gateway", "/status" },
    { "cut-after-body", "/status" },
    { "half-answer", "/status" },
    { "concurrent", "/status" },
    { "bad-gateway", FAL_FIRST },
    { "service-unavailable", FAL_FIRST },
    { "concurrent", FAL_FIRST },
    { "in-progress", FAL_FIRST },
    { "cut-after-body", FAL_FIRST },
    { "service-unavailable", ".png" },
    { "trickle", ".png" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *members = g_strdup_printf ("\"fault\":\"%s\",\"path\":\"%s\"",
                                                  table[i].fault, table[i].path);
      g_autoptr(GdkPixbuf) picture = NULL;

      g_test_message ("%s at %s", table[i].fault, table[i].path);
      pen_fal_reset (self);
      pen_exchange_tell (self, members);
      pen_fal_run (self);
      picture = pen_exchange_get_picture (self, 0);
      g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 1);
    }
}

static void
test_keys (PenExchangeFixture *self,
           gconstpointer       data)
{
  pen_exchange_run_without_key (self, pen_fal_run);
  pen_exchange_run_with_wrong_key (self, "wrong:canary", pen_fal_run);
  pen_exchange_assert_error (self, PEN_ERROR_KEY_REJECTED, "check it in the preferences");
}

#define ADD(name, function) \
  g_test_add ("/exchange/fal-troubles/" name, PenExchangeFixture, NULL, pen_fal_set_up, \
              function, pen_fal_tear_down)

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("resume", test_resume);
  ADD ("resume-upload", test_resume_upload);
  ADD ("cancel", test_cancel);
  ADD ("refusals", test_refusals);
  ADD ("outcomes", test_outcomes);
  ADD ("troubles", test_troubles);
  ADD ("keys", test_keys);

  return g_test_run ();
}
