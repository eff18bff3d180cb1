/* test-exchange-faults.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * What the runner does when something goes wrong, with Stability AI as the example: it
 * costs money, and knows no way back.
 */

#define G_LOG_DOMAIN "test-exchange-faults"

#include "config.h"

#include <locale.h>
#include <string.h>

#include "pen-exchange-fixture.h"
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
  g_assert_cmpuint (pen_simulator_get_count (self->foreign, "stability", PEN_SIM_COUNT_SEEN),
                    ==, 0);
  pen_exchange_tear_down (self);
}

static void
run (PenExchangeFixture *self)
{
  pen_exchange_run (self, "sd3.5-flash", PEN_TASK_TEXT_TO_IMAGE);
}

static char *
address_of (PenSimulator *simulator,
            const char   *path)
{
  g_autofree char *address = pen_simulator_get_address (simulator, "stability");

  return g_strconcat (address, path, NULL);
}

/* === What may be tried again === */

static void
test_rate_limit (PenExchangeFixture *self,
                 gconstpointer       data)
{
  g_autoptr(GdkPixbuf) picture = NULL;

  pen_exchange_tell (self, "\"fault\":\"rate_limit_exceeded\",\"value\":\"0\",\"times\":2");
  run (self);
  picture = pen_exchange_get_picture (self, 0);
  g_assert_cmpstr (pen_test_journal_get_moments (self->journal), ==,
                   "send:0 wait:1 send:1 wait:2 send:2 land:3");
  g_assert_nonnull (strstr (pen_test_journal_get_message (self->journal), "Trying again in"));
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 1);
}

/* The service does not say how long: the wait is our own. */
static void
test_rate_limit_untold (PenExchangeFixture *self,
                        gconstpointer       data)
{
  g_autoptr(GdkPixbuf) picture = NULL;

  pen_exchange_tell (self, "\"fault\":\"rate_limit_exceeded\"");
  run (self);
  picture = pen_exchange_get_picture (self, 0);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_SEEN), ==, 2);
}

static void
test_rate_limit_lasting (PenExchangeFixture *self,
                         gconstpointer       data)
{
  pen_exchange_tell (self, "\"fault\":\"rate_limit_exceeded\",\"value\":\"0\",\"times\":50");
  run (self);
  pen_exchange_assert_error (self, PEN_ERROR_RATE_LIMIT, "in a minute");
  g_assert_false (self->charged);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_SEEN), <, 10);

  /* Nobody waits for an hour. */
  pen_exchange_tell (self, "\"reset\":true,\"fault\":\"rate_limit_exceeded\","
                     "\"value\":\"3600\"");
  run (self);
  pen_exchange_assert_error (self, PEN_ERROR_RATE_LIMIT, "wait 60 minutes");
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_SEEN), ==, 1);
}

static void
test_unavailable (PenExchangeFixture *self,
                  gconstpointer       data)
{
  g_autoptr(GdkPixbuf) picture = NULL;

  pen_exchange_tell (self, "\"fault\":\"service-unavailable\",\"value\":\"0\"");
  run (self);
  picture = pen_exchange_get_picture (self, 0);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_SEEN), ==, 2);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 1);
}

/* Cancelling does not wait for the wait. */
static void
test_cancel_waiting (PenExchangeFixture *self,
                     gconstpointer       data)
{
  pen_exchange_tell (self, "\"fault\":\"rate_limit_exceeded\",\"value\":\"200\"");
  pen_exchange_start (self, pen_exchange_new_request (self, "core", PEN_TASK_TEXT_TO_IMAGE));
  while (pen_test_journal_get_message (self->journal) == NULL)
    g_main_context_iteration (NULL, TRUE);

  g_cancellable_cancel (self->cancellable);
  pen_exchange_finish (self);
  g_assert_error (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (self->charged);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_SEEN), ==, 1);
}

static void
test_nobody_there (PenExchangeFixture *self,
                   gconstpointer       data)
{
  PenSimulator *gone = pen_simulator_new (0, NULL);
  g_autofree char *address = pen_simulator_get_address (gone, "stability");

  pen_simulator_free (gone);
  pen_runner_set_address (self->runner, "stability", address);
  run (self);
  pen_exchange_assert_error (self, PEN_ERROR_NETWORK, NULL);
  g_assert_false (self->charged);
  g_assert_true (g_str_has_prefix (pen_test_journal_get_moments (self->journal),
                                   "send:0 wait:0 send:0"));
}

/* However it came to be the service's address: the key does not travel in the clear. */
static void
test_plain_address (PenExchangeFixture *self,
                    gconstpointer       data)
{
  pen_runner_set_address (self->runner, "stability", "http://192.0.2.1:9");
  run (self);
  pen_exchange_assert_error (self, PEN_ERROR_USAGE, "https://");
  g_assert_false (self->charged);
}

static void
test_no_address (PenExchangeFixture *self,
                 gconstpointer       data)
{
  const char * const addresses[] = { "", "ftp://example.org", "127.0.0.1:4010" };

  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      pen_runner_set_address (self->runner, "stability", addresses[i]);
      run (self);
      pen_exchange_assert_error (self, PEN_ERROR_USAGE, addresses[i]);
      g_assert_false (self->charged);
    }
}

/* === Connections that break === */

/* Bytes that no compressor can make smaller, and no socket takes at one go. */
static PenBlob *
new_big_source (void)
{
  g_autoptr(GdkPixbuf) picture = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 1800, 1800);
  g_autoptr(GRand) noise = g_rand_new_with_seed (1);
  g_autoptr(GBytes) bytes = NULL;
  guint8 *pixels = gdk_pixbuf_get_pixels (picture);

  for (gsize i = 0; i + 4 <= gdk_pixbuf_get_byte_length (picture); i += 4)
    {
      guint32 value = g_rand_int (noise);

      memcpy (pixels + i, &value, 4);
    }
  bytes = pen_sim_picture_encode (picture, "png");
  g_assert_cmpuint (g_bytes_get_size (bytes), >, 9 * 1024 * 1024);

  return pen_blob_new_for_bytes (bytes, "image/png");
}

static void
test_cut_before_body (PenExchangeFixture *self,
                      gconstpointer       data)
{
  PenRequest *request = pen_exchange_new_request (self, "ultra", PEN_TASK_IMAGE_TO_IMAGE);
  g_autoptr(PenBlob) source = new_big_source ();
  g_autoptr(GdkPixbuf) picture = NULL;

  /* The service cannot have had all of it, so that it may be sent again. */
  pen_request_set_source (request, source);
  pen_exchange_tell (self, "\"fault\":\"cut-before-body\"");
  pen_exchange_start (self, request);
  pen_exchange_finish (self);
  picture = pen_exchange_get_picture (self, 0);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_SEEN), ==, 2);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 1);
}

static void
test_unknown (PenExchangeFixture *self,
              gconstpointer       data)
{
  static const char *faults[] = { "cut-after-body", "half-answer" };

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autofree char *members = g_strdup_printf ("\"reset\":true,\"fault\":\"%s\","
                                                  "\"key\":\"" CANARY "\",\"credits\":100",
                                                  faults[i]);

      pen_exchange_tell (self, members);
      run (self);
      pen_exchange_assert_error (self, PEN_ERROR_UNKNOWN_OUTCOME, NULL);
      g_assert_true (self->charged);
      g_assert_cmpstr (pen_test_journal_get_moments (self->journal), ==, "send:0");

      /* It was bought, and must not be bought again. */
      g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_SEEN), ==, 1);
      g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 1);
    }
}

/* === Answers that are none === */

/* Where the answer cannot even be read, nobody knows what became of the request. */
static void
test_wrong_answers (PenExchangeFixture *self,
                    gconstpointer       data)
{
  static const struct { const char *fault; gint code; } table[] =
  {
    { "html", PEN_ERROR_UNKNOWN_OUTCOME },
    { "wrong-json", PEN_ERROR_INVALID_REPLY },
    { "broken-json", PEN_ERROR_UNKNOWN_OUTCOME },
    { "empty", PEN_ERROR_UNKNOWN_OUTCOME },
    { "no-picture", PEN_ERROR_UNKNOWN_OUTCOME },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *members = g_strdup_printf ("\"fault\":\"%s\"", table[i].fault);

      g_test_message ("%s", table[i].fault);
      pen_exchange_tell (self, members);
      run (self);
      pen_exchange_assert_error (self, table[i].code, NULL);
      g_assert_true (self->charged);
      g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_SEEN), ==, i + 1);
    }
}

/* An odd picture is still what was paid for: it is kept. */
static void
test_odd_pictures (PenExchangeFixture *self,
                   gconstpointer       data)
{
  static const char *faults[] =
  {
    "tiny-picture", "corrupt-picture", "truncated-picture", "huge-picture",
  };

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autofree char *members = g_strdup_printf ("\"fault\":\"%s\"", faults[i]);
      PenOutput *output;

      pen_exchange_tell (self, members);
      run (self);
      g_assert_no_error (self->error);
      output = g_ptr_array_index (self->outputs, 0);
      g_assert_cmpstr (pen_blob_get_media_type (output->blob), ==, "image/png");
      g_assert_true (g_file_test (pen_blob_get_path (output->blob), G_FILE_TEST_IS_REGULAR));
    }
}

/* tear_down() looks whether the other server was spoken to. */
static void
test_elsewhere (PenExchangeFixture *self,
                gconstpointer       data)
{
  g_autofree char *address = address_of (self->foreign, "/v2beta/stable-image/generate/sd3");
  g_autofree char *redirect = g_strdup_printf ("\"fault\":\"redirect\",\"value\":\"%s\"", address);
  g_autofree char *foreign = g_strdup_printf ("\"fault\":\"foreign-address\",\"value\":\"%s\"",
                                              address);
  g_autofree char *sentence = NULL;
  g_autoptr(GError) error = NULL;

  pen_exchange_tell (self, redirect);
  run (self);
  g_assert_nonnull (self->error);
  g_assert_true (self->error->domain == PEN_ERROR);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_SEEN), ==, 1);

  pen_exchange_tell (self, foreign);
  run (self);
  pen_exchange_assert_error (self, PEN_ERROR_INVALID_REPLY, NULL);

  pen_exchange_tell (self, redirect);
  sentence = pen_exchange_check (self, &error);
  g_assert_null (sentence);
  g_assert_true (error->domain == PEN_ERROR);
}

/* === Cancelling, and the journal === */

static void
test_cancel (PenExchangeFixture *self,
             gconstpointer       data)
{
  pen_exchange_tell (self, "\"fault\":\"hold\"");
  pen_exchange_start (self, pen_exchange_new_request (self, "core", PEN_TASK_TEXT_TO_IMAGE));
  pen_simulator_wait (self->simulator, "stability", PEN_SIM_COUNT_HELD, 1);

  g_cancellable_cancel (self->cancellable);
  pen_exchange_finish (self);
  g_assert_error (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  /* The service knows no way back: it may well charge for it. */
  g_assert_true (self->charged);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_SEEN), ==, 1);
  pen_simulator_release (self->simulator, "stability");
}

static void
test_cancel_early (PenExchangeFixture *self,
                   gconstpointer       data)
{
  pen_test_journal_hold (self->journal, PEN_MOMENT_SENDING);
  pen_exchange_start (self, pen_exchange_new_request (self, "core", PEN_TASK_TEXT_TO_IMAGE));
  while (!pen_test_journal_is_holding (self->journal))
    g_main_context_iteration (NULL, TRUE);

  g_cancellable_cancel (self->cancellable);
  pen_test_journal_release (self->journal);
  pen_exchange_finish (self);
  g_assert_error (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (self->charged);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_SEEN), ==, 0);
}

/* What has arrived by then is not thrown away. */
static void
test_cancel_late (PenExchangeFixture *self,
                  gconstpointer       data)
{
  g_autoptr(GdkPixbuf) picture = NULL;

  pen_test_journal_hold (self->journal, PEN_MOMENT_DOWNLOADING);
  pen_exchange_start (self, pen_exchange_new_request (self, "core", PEN_TASK_TEXT_TO_IMAGE));
  while (!pen_test_journal_is_holding (self->journal))
    g_main_context_iteration (NULL, TRUE);

  g_cancellable_cancel (self->cancellable);
  pen_test_journal_release (self->journal);
  pen_exchange_finish (self);
  picture = pen_exchange_get_picture (self, 0);
}

static void
test_journal_first (PenExchangeFixture *self,
                    gconstpointer       data)
{
  pen_test_journal_hold (self->journal, PEN_MOMENT_SENDING);
  pen_exchange_start (self, pen_exchange_new_request (self, "core", PEN_TASK_TEXT_TO_IMAGE));
  while (!pen_test_journal_is_holding (self->journal))
    g_main_context_iteration (NULL, TRUE);

  /* Nothing goes out, however long the disk takes. */
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_SEEN), ==, 0);
  pen_test_journal_release (self->journal);
  pen_exchange_finish (self);
  g_assert_no_error (self->error);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_SEEN), ==, 1);
}

static void
test_journal_full (PenExchangeFixture *self,
                   gconstpointer       data)
{
  pen_test_journal_refuse (self->journal, PEN_MOMENT_SENDING);
  pen_exchange_start (self, pen_exchange_new_request (self, "core", PEN_TASK_TEXT_TO_IMAGE));
  pen_exchange_finish (self);
  pen_exchange_assert_error (self, PEN_ERROR_STORAGE, NULL);
  g_assert_false (self->charged);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_SEEN), ==, 0);

  pen_test_journal_reset (self->journal);
  pen_test_journal_refuse (self->journal, PEN_MOMENT_DOWNLOADING);
  pen_exchange_start (self, pen_exchange_new_request (self, "core", PEN_TASK_TEXT_TO_IMAGE));
  pen_exchange_finish (self);
  pen_exchange_assert_error (self, PEN_ERROR_STORAGE, NULL);
  g_assert_true (self->charged);
}

#define ADD(name, function) \
  g_test_add ("/exchange/faults/" name, PenExchangeFixture, NULL, set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("rate-limit", test_rate_limit);
  ADD ("rate-limit-untold", test_rate_limit_untold);
  ADD ("rate-limit-lasting", test_rate_limit_lasting);
  ADD ("unavailable", test_unavailable);
  ADD ("cancel-waiting", test_cancel_waiting);
  ADD ("nobody-there", test_nobody_there);
  ADD ("cut-before-body", test_cut_before_body);
  ADD ("unknown", test_unknown);
  ADD ("wrong-answers", test_wrong_answers);
  ADD ("odd-pictures", test_odd_pictures);
  ADD ("elsewhere", test_elsewhere);
  ADD ("plain-address", test_plain_address);
  ADD ("no-address", test_no_address);
  ADD ("cancel", test_cancel);
  ADD ("cancel-early", test_cancel_early);
  ADD ("cancel-late", test_cancel_late);
  ADD ("journal-first", test_journal_first);
  ADD ("journal-full", test_journal_full);

  return g_test_run ();
}
