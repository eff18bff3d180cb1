/* test-exchange-together.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-exchange-together"

#include "config.h"

#include <locale.h>
#include <string.h>

#include "pen-exchange-fixture.h"
#include "pen-exchange-inputs.h"
#include "pen-exchange-runs.h"
#include "pen-together-provider.h"

#define CANARY "tgp_v1_canary7Zq0mX4tKb1vNw9sLr2yHd5fJc8gPe3aUo6iTk0"
#define SCHNELL "black-forest-labs/FLUX.1-schnell"

static void
set_up (PenExchangeFixture *self,
        gconstpointer       data)
{
  pen_exchange_set_up (self, "together", PEN_TYPE_TOGETHER_PROVIDER, CANARY);
  pen_exchange_tell (self, "\"key\":\"" CANARY "\"");
}

static void
tear_down (PenExchangeFixture *self,
           gconstpointer       data)
{
  pen_exchange_assert_no_strangers (self);
  pen_exchange_tear_down (self);
}

static void
run (PenExchangeFixture *self)
{
  pen_exchange_run (self, SCHNELL, PEN_TASK_TEXT_TO_IMAGE);
}

/* A request with every input that its model takes. */
static PenRequest *
request_new (PenExchangeFixture *self,
             const char         *model,
             PenTask             task)
{
  PenRequest *request = pen_exchange_new_request (self, model, task);
  PenTaskSpec *spec = pen_request_get_spec (request);

  if (spec->fields[PEN_ROLE_REFERENCES] != NULL)
    {
      pen_request_add_reference (request, "/nowhere/reference.png");
      pen_exchange_take_input (request, "reference-0", pen_exchange_new_source (32, 32, "jpeg"));
    }
  if (spec->fields[PEN_ROLE_WIDTH] != NULL)
    pen_request_set_size (request, 256, 512);
  if (spec->fields[PEN_ROLE_ASPECT] != NULL)
    pen_request_set_aspect (request, "3:2");

  return request;
}

static gboolean
run_model (PenExchangeFixture *self,
           PenModel           *model,
           PenTask             task)
{
  pen_exchange_run_well (self, request_new (self, pen_model_get_id (model), task));

  return TRUE;
}

static void
test_models (PenExchangeFixture *self,
             gconstpointer       data)
{
  guint n_runs = pen_exchange_run_everything (self, run_model);

  g_assert_cmpuint (n_runs, ==, 38);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, n_runs);
}

/* One call for several, in their order, as base64 or as links. */
static void
test_several (PenExchangeFixture *self,
              gconstpointer       data)
{
  static const char * const faults[] = { "none", "shuffled", "links" };
  g_autoptr(GBytes) expected = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      PenRequest *request = pen_exchange_new_request (self, SCHNELL, PEN_TASK_TEXT_TO_IMAGE);
      g_autoptr(GBytes) bytes = NULL;
      PenOutput *last;

      pen_request_set_count (request, 4);
      pen_exchange_fault (self, faults[i], "\"method\":\"POST\"");
      pen_exchange_start (self, request);
      pen_exchange_finish (self);
      g_assert_no_error (self->error);
      g_assert_cmpuint (self->outputs->len, ==, 4);
      last = g_ptr_array_index (self->outputs, 3);
      bytes = pen_blob_load (last->blob, G_MAXINT, NULL);
      if (expected == NULL)
        expected = g_bytes_ref (bytes);
      g_assert_true (g_bytes_equal (bytes, expected));
    }
}

static void
test_check (PenExchangeFixture *self,
            gconstpointer       data)
{
  g_autofree char *sentence = pen_exchange_run_checks (self, "tgp_v1_wrong");

  g_assert_true (g_str_has_prefix (sentence, "Valid"));
}

static void
test_discovery (PenExchangeFixture *self,
                gconstpointer       data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkPixbuf) picture = NULL;

  g_assert_true (pen_exchange_discover (self, &error));
  g_assert_no_error (error);
  pen_exchange_run (self, "somebody/new-image", PEN_TASK_TEXT_TO_IMAGE);
  picture = pen_exchange_get_picture (self, 0);
}

static void
test_refusals (PenExchangeFixture *self,
               gconstpointer       data)
{
  static const PenExchangeRefusal table[] =
  {
    { "bad-request", PEN_ERROR_INVALID_REQUEST, "width is odd", FALSE },
    { "bare-message", PEN_ERROR_INVALID_REQUEST, "A bare message", FALSE },
    { "invalid-key", PEN_ERROR_KEY_REJECTED, "make a new one", FALSE },
    { "unauthorized", PEN_ERROR_KEY_REJECTED, "make a new one", FALSE },
    { "no-credit", PEN_ERROR_QUOTA, "no credit left", FALSE },
    { "tier", PEN_ERROR_KEY_REJECTED, "does not include the model", FALSE },
    { "not-available", PEN_ERROR_NOT_FOUND, "choose another", FALSE },
    { "safety", PEN_ERROR_REFUSED, "NSFW content detected", FALSE },
    { "server", PEN_ERROR_SERVICE, "has a problem", FALSE },
    { "timeout", PEN_ERROR_SERVICE, "has a problem", TRUE },
    { "no-data", PEN_ERROR_INVALID_REPLY, "without a picture", TRUE },
    { "wrong-json", PEN_ERROR_INVALID_REPLY, "without a picture", TRUE },
    { "bad-gateway", PEN_ERROR_UNKNOWN_OUTCOME, NULL, TRUE },
  };

  pen_exchange_run_refusals (self, table, G_N_ELEMENTS (table), run);
}

/* The wait stands in a header of the service's own. */
static void
test_waits (PenExchangeFixture *self,
            gconstpointer       data)
{
  static const char * const faults[] = { "rate", "overloaded" };

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      pen_exchange_fault (self, faults[i], "\"value\":\"3\"");
      run (self);
      g_assert_no_error (self->error);
      g_assert_nonnull (strstr (pen_test_journal_get_message (self->journal), "in 3 seconds"));
    }

  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 2);
}

static void
test_keys (PenExchangeFixture *self,
           gconstpointer       data)
{
  pen_exchange_run_without_key (self, run);
  pen_exchange_run_with_wrong_key (self, "tgp_v1_wrong", run);
}

#define ADD(name, function) \
  g_test_add ("/exchange/together/" name, PenExchangeFixture, NULL, set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("models", test_models);
  ADD ("several", test_several);
  ADD ("check", test_check);
  ADD ("discovery", test_discovery);
  ADD ("refusals", test_refusals);
  ADD ("waits", test_waits);
  ADD ("keys", test_keys);

  return g_test_run ();
}
