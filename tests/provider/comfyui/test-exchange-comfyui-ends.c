/* test-exchange-comfyui-ends.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * How jobs end otherwise: stopped by the user or somebody else, or found again later.
 */

#define G_LOG_DOMAIN "test-exchange-comfyui-ends"

#include "config.h"

#include <locale.h>

#include "pen-comfyui-provider.h"
#include "pen-exchange-fixture.h"

#define TOKEN "0b8f2f6e-3c4d-4e5f-8a9b-0c1d2e3f4a5b"

static const char *ages[] = { "old", "usual", "new" };

static void
set_up (PenExchangeFixture *self,
        gconstpointer       data)
{
  pen_exchange_set_up (self, "comfyui", PEN_TYPE_COMFYUI_PROVIDER, NULL);
  pen_runner_set_pace (self->runner, 0.01);
}

static void
tear_down (PenExchangeFixture *self,
           gconstpointer       data)
{
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_BOUGHT_TWICE), ==, 0);
  pen_exchange_tear_down (self);
}

static void
tell (PenExchangeFixture *self,
      const char         *name,
      const char         *value)
{
  g_autofree char *members = g_strdup_printf ("\"%s\":\"%s\"", name, value);

  pen_exchange_tell (self, members);
}

static PenRequest *
new_request (PenExchangeFixture *self,
             PenTask             task)
{
  PenRequest *request = pen_exchange_new_request (self, "checkpoint", task);

  pen_request_set_token (request, TOKEN);
  return request;
}

static void
test_interrupted_elsewhere (PenExchangeFixture *self,
                            gconstpointer       data)
{
  g_assert_true (pen_exchange_discover (self, NULL));
  pen_exchange_tell (self, "\"pace\":1000000");
  pen_exchange_start (self, new_request (self, PEN_TASK_TEXT_TO_IMAGE));
  pen_simulator_wait (self->simulator, "comfyui", PEN_SIM_COUNT_PAID, 1);
  pen_exchange_tell (self, "\"interrupt\":true");
  pen_exchange_finish (self);
  pen_exchange_assert_error (self, PEN_ERROR_SERVICE, "stopped");
}

/* The journal of a run that is cancelled once the job has its memo. */
static void
cancel_run (PenExchangeFixture *self)
{
  guint seen;

  pen_exchange_start (self, new_request (self, PEN_TASK_TEXT_TO_IMAGE));
  pen_simulator_wait (self->simulator, "comfyui", PEN_SIM_COUNT_PAID, 1);
  seen = pen_exchange_count (self, PEN_SIM_COUNT_ANSWERED);
  pen_simulator_wait (self->simulator, "comfyui", PEN_SIM_COUNT_ANSWERED, seen + 3);
  g_cancellable_cancel (self->cancellable);
  pen_exchange_finish (self);
  g_assert_error (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_cancel (PenExchangeFixture *self,
             gconstpointer       data)
{
  for (guint i = 0; i < G_N_ELEMENTS (ages); i++)
    {
      g_test_message ("%s", ages[i]);
      pen_exchange_tell (self, "\"reset\":true");
      tell (self, "age", ages[i]);
      pen_exchange_tell (self, "\"pace\":1000000");
      g_assert_true (pen_exchange_discover (self, NULL));
      cancel_run (self);
      g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_INTERRUPTED), ==, 1);
    }
}

/* Ours waits behind another's, which goes on. */
static void
test_cancel_waiting (PenExchangeFixture *self,
                     gconstpointer       data)
{
  for (guint i = 0; i < G_N_ELEMENTS (ages); i++)
    {

      g_test_message ("%s", ages[i]);
      pen_exchange_tell (self, "\"reset\":true");
      tell (self, "age", ages[i]);
      pen_exchange_tell (self, "\"pace\":1000000,\"other_job\":\"another\"");
      g_assert_true (pen_exchange_discover (self, NULL));
      cancel_run (self);
      /* Taken out of the queue, and nothing interrupted that runs. */
      g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_INTERRUPTED), ==, 1);
      pen_exchange_tell (self, "\"only_job\":\"another\"");
    }
}

/* === After a restart === */

static void
done_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GPtrArray *
resume (PenExchangeFixture *self,
        const char         *memo,
        GError            **error)
{
  g_autoptr(PenRequest) request = new_request (self, PEN_TASK_IMAGE_TO_IMAGE);
  g_autoptr(JsonNode) node = json_from_string (memo, NULL);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  GAsyncResult *place = NULL;
  GPtrArray *outputs;

  pen_request_freeze (request);
  pen_runner_run_async (self->runner, request, node, PEN_JOURNAL (self->journal), self->folder,
                        cancellable, done_cb, &place);
  while (place == NULL)
    g_main_context_iteration (NULL, TRUE);
  outputs = pen_runner_run_finish (self->runner, place, NULL, NULL, error);
  g_object_unref (place);

  return outputs;
}

static void
test_resume (PenExchangeFixture *self,
             gconstpointer       data)
{
  g_autoptr(GPtrArray) outputs = NULL;
  g_autoptr(GPtrArray) late = NULL;
  g_autoptr(GPtrArray) gone = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (pen_exchange_discover (self, NULL));
  pen_exchange_start (self, new_request (self, PEN_TASK_IMAGE_TO_IMAGE));
  pen_exchange_finish (self);
  g_assert_no_error (self->error);

  /* From the id of the job: nothing is sent again. */
  outputs = resume (self, "{\"prompt-id\":\"" TOKEN "\"}", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (outputs->len, ==, 1);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 1);

  /* The engine was restarted as well. */
  pen_exchange_tell (self, "\"restart\":true");
  gone = resume (self, "{\"prompt-id\":\"" TOKEN "\"}", &error);
  g_assert_null (gone);
  g_assert_error (error, PEN_ERROR, PEN_ERROR_EXPIRED);
  g_clear_error (&error);

  /* From before the job: the upload that is there is used. */
  pen_exchange_tell (self, "\"reset\":true");
  late = resume (self, "{\"uploads\":{}}", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (late->len, ==, 1);
}

#define ADD(path, function) \
  g_test_add (path, PenExchangeFixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("/exchange/comfyui/interrupted", test_interrupted_elsewhere);
  ADD ("/exchange/comfyui/cancel", test_cancel);
  ADD ("/exchange/comfyui/cancel/waiting", test_cancel_waiting);
  ADD ("/exchange/comfyui/resume", test_resume);

  return g_test_run ();
}
