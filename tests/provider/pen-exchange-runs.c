/* pen-exchange-runs.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-exchange-runs"

#include "config.h"

#include <string.h>

#include "pen-exchange-runs.h"

/* A whole run with @request, which it takes. */
void
pen_exchange_run_request (PenExchangeFixture *self,
                          PenRequest         *request)
{
  pen_test_journal_reset (self->journal);
  pen_exchange_start (self, request);
  pen_exchange_finish (self);
}

/**
 * pen_exchange_run_well:
 * @self: a fixture
 * @request: (transfer full): a request
 *
 * Asserts that it may be sent, and that a run with it brings a picture and is paid for.
 */
void
pen_exchange_run_well (PenExchangeFixture *self,
                       PenRequest         *request)
{
  g_autoptr(GdkPixbuf) picture = NULL;
  g_autoptr(GError) error = NULL;

  pen_request_check (request, &error);
  g_assert_no_error (error);
  pen_exchange_run_request (self, request);
  picture = pen_exchange_get_picture (self, 0);
  g_assert_true (self->charged);
}

/**
 * pen_exchange_run_everything:
 * @self: a fixture
 * @run: runs one task
 *
 * Runs each task of each model.
 *
 * Returns: how many were run
 */
guint
pen_exchange_run_everything (PenExchangeFixture *self,
                             PenExchangeRunTask  run)
{
  GListModel *models = pen_catalogue_get_models (pen_provider_get_catalogue (self->provider));
  guint n_runs = 0;

  for (guint i = 0; i < g_list_model_get_n_items (models); i++)
    {
      g_autoptr(PenModel) model = g_list_model_get_item (models, i);

      for (PenTask task = 0; task < PEN_N_TASKS; task++)
        if (pen_model_has_task (model, task))
          {
            g_test_message ("%s, %s", pen_model_get_id (model), pen_task_to_nick (task));
            n_runs += run (self, model, task);
          }
    }

  return n_runs;
}

/**
 * pen_exchange_fault:
 * @self: a fixture
 * @fault: what the simulator shall do wrong
 * @members: (nullable): further members of the command: when, how often
 *
 * Tells the simulator to do something wrong.
 */
void
pen_exchange_fault (PenExchangeFixture *self,
                    const char         *fault,
                    const char         *members)
{
  g_autofree char *command = g_strdup_printf ("\"fault\":\"%s\"%s%s", fault,
                                              members != NULL ? "," : "",
                                              members != NULL ? members : "");

  pen_exchange_tell (self, command);
}

/* One run that fails as it should, and is not tried again. */
void
pen_exchange_run_refusal (PenExchangeFixture       *self,
                          const PenExchangeRefusal *refusal,
                          PenExchangeRun            run)
{
  g_autofree char *value = refusal->value != NULL
                           ? g_strdup_printf ("\"value\":\"%s\"", refusal->value) : NULL;
  guint seen = pen_exchange_count (self, PEN_SIM_COUNT_SEEN);

  g_test_message ("%s %s", refusal->fault, value != NULL ? value : "");
  pen_exchange_fault (self, refusal->fault, value);
  run (self);
  pen_exchange_assert_error (self, refusal->code, refusal->words);
  /* Whether a gateway gave up before or after the picture was made, nobody knows. */
  g_assert_cmpint (self->charged, ==,
                   refusal->charged || refusal->code == PEN_ERROR_UNKNOWN_OUTCOME);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_SEEN), ==, seen + 1);
}

void
pen_exchange_run_refusals (PenExchangeFixture       *self,
                           const PenExchangeRefusal *table,
                           gsize                     n_rows,
                           PenExchangeRun            run)
{
  for (gsize i = 0; i < n_rows; i++)
    pen_exchange_run_refusal (self, &table[i], run);
}

/**
 * pen_exchange_run_checks:
 * @self: a fixture
 * @wrong_key: another key, with the word "canary" in it if the service repeats it
 *
 * Has the key of the fixture checked, which is good, and @wrong_key, which then is the one
 * to run with.  A service may repeat a wrong key in its answer; we do not.
 *
 * Returns: (transfer full): what is said of the good one
 */
char *
pen_exchange_run_checks (PenExchangeFixture *self,
                         const char         *wrong_key)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *sentence = pen_exchange_check (self, &error);
  g_autofree char *refused = NULL;

  g_assert_no_error (error);
  g_assert_nonnull (sentence);

  pen_exchange_set_key (self, wrong_key);
  refused = pen_exchange_check (self, &error);
  g_assert_null (refused);
  g_assert_error (error, PEN_ERROR, PEN_ERROR_KEY_REJECTED);
  g_assert_null (strstr (error->message, "canary"));

  return g_steal_pointer (&sentence);
}

/* Nothing is sent. */
void
pen_exchange_run_without_key (PenExchangeFixture *self,
                              PenExchangeRun      run)
{
  guint seen = pen_exchange_count (self, PEN_SIM_COUNT_SEEN);

  pen_exchange_set_key (self, NULL);
  run (self);
  pen_exchange_assert_error (self, PEN_ERROR_KEY_MISSING, "enter one in the preferences");
  g_assert_false (self->charged);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_SEEN), ==, seen);
}

/* It is sent once, and buys nothing. */
void
pen_exchange_run_with_wrong_key (PenExchangeFixture *self,
                                 const char         *wrong_key,
                                 PenExchangeRun      run)
{
  guint seen = pen_exchange_count (self, PEN_SIM_COUNT_SEEN);

  pen_exchange_set_key (self, wrong_key);
  run (self);
  pen_exchange_assert_error (self, PEN_ERROR_KEY_REJECTED, NULL);
  g_assert_false (self->charged);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_SEEN), ==, seen + 1);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 0);
}

/**
 * pen_exchange_stop_at:
 * @self: a fixture
 * @request: a request, which it does not take
 * @members: members of a command that holds a call back
 *
 * Comes as far as the call that is held back, and is cancelled there, as if the program went
 * away.
 *
 * Returns: (transfer full): what the journal has of it by then, without the key
 */
JsonNode *
pen_exchange_stop_at (PenExchangeFixture *self,
                      PenRequest         *request,
                      const char         *members)
{
  JsonNode *memo;
  g_autofree char *text = NULL;

  pen_test_journal_reset (self->journal);
  pen_exchange_tell (self, members);
  pen_exchange_start (self, g_object_ref (request));
  pen_simulator_wait (self->simulator, self->service, PEN_SIM_COUNT_HELD, 1);
  g_cancellable_cancel (self->cancellable);
  pen_exchange_finish (self);
  g_assert_error (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  pen_exchange_tell (self, "\"release\":true");

  memo = json_node_copy (pen_test_journal_get_memo (self->journal));
  text = json_to_string (memo, FALSE);
  g_assert_null (strstr (text, self->key));

  return memo;
}

/**
 * pen_exchange_assert_without:
 * @simulator: the service's own, or another server
 * @header: the header that carries the key, in lower case
 * @prefix: how the paths begin; with a "!" before, how they do not; "" for all
 *
 * Asserts that no key came with any of these requests.
 *
 * Returns: how many they were
 */
guint
pen_exchange_assert_without (PenSimulator *simulator,
                             const char   *header,
                             const char   *prefix)
{
  g_autoptr(JsonObject) log = pen_simulator_get_log (simulator);
  JsonArray *requests = json_object_get_array_member (log, "requests");
  gboolean others = prefix[0] == '!';
  guint number = 0;

  for (guint i = 0; i < json_array_get_length (requests); i++)
    {
      JsonObject *entry = json_array_get_object_element (requests, i);
      const char *path = json_object_get_string_member (entry, "path");

      if (g_str_has_prefix (path, prefix + others) == others)
        continue;

      g_assert_false (json_object_has_member (json_object_get_object_member (entry, "headers"),
                                              header));
      number++;
    }

  return number;
}

/* The other server has not been spoken to. */
void
pen_exchange_assert_no_strangers (PenExchangeFixture *self)
{
  g_assert_cmpuint (pen_simulator_get_count (self->foreign, self->service, PEN_SIM_COUNT_SEEN),
                    ==, 0);
}

/* Nothing was sent that the service does not know, and would merely swallow. */
void
pen_exchange_assert_no_remarks (PenExchangeFixture *self)
{
  g_autoptr(JsonObject) log = pen_simulator_get_log (self->simulator);
  JsonArray *requests = json_object_get_array_member (log, "requests");

  for (guint i = 0; i < json_array_get_length (requests); i++)
    {
      JsonObject *entry = json_array_get_object_element (requests, i);
      JsonArray *remarks = json_object_get_array_member (entry, "remarks");

      for (guint j = 0; j < json_array_get_length (remarks); j++)
        {
          g_test_message ("%s: %s", json_object_get_string_member (entry, "path"),
                          json_array_get_string_element (remarks, j));
          g_test_fail ();
        }
    }
}
