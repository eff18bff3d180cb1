/* test-exchange-sdapi-native.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-exchange-sdapi-native"

#include "config.h"

#include <locale.h>

#include "pen-exchange-fixture.h"
#include "pen-exchange-runs.h"
#include "pen-sdapi-provider.h"

#define MODEL "checkpoint"

static void
set_up (PenExchangeFixture *self,
        gconstpointer       data)
{
  pen_exchange_set_up (self, "sdapi", PEN_TYPE_SDAPI_PROVIDER, NULL);
  pen_runner_set_pace (self->runner, 0.01);
  pen_exchange_tell (self, "\"flavour\":\"sdcpp\"");
  g_assert_true (pen_exchange_discover (self, NULL));
  g_assert_cmpstr (pen_catalogue_get_title (pen_provider_get_catalogue (self->provider)), ==,
                   "stable-diffusion.cpp");
}

static void
tear_down (PenExchangeFixture *self,
           gconstpointer       data)
{
  pen_exchange_assert_no_remarks (self);
  pen_exchange_tear_down (self);
}

static void
test_usual (PenExchangeFixture *self,
            gconstpointer       data)
{
  static const PenTask tasks[] = { PEN_TASK_TEXT_TO_IMAGE, PEN_TASK_IMAGE_TO_IMAGE };

  for (guint i = 0; i < G_N_ELEMENTS (tasks); i++)
    {
      PenRequest *request = pen_exchange_new_request (self, MODEL, tasks[i]);
      g_autoptr(GdkPixbuf) picture = NULL;

      pen_request_set_count (request, 2);
      pen_exchange_start (self, request);
      pen_exchange_finish (self);
      picture = pen_exchange_get_picture (self, 1);
      g_assert_cmpuint (self->outputs->len, ==, 2);
      g_assert_cmpint (gdk_pixbuf_get_width (picture), ==, i == 0 ? 512 : 128);
    }
}

static void
test_control (PenExchangeFixture *self,
              gconstpointer       data)
{
  PenRequest *request = pen_exchange_new_request (self, MODEL, PEN_TASK_CONTROL);
  g_autoptr(PenBlob) picture = pen_exchange_new_source (64, 64, "png");

  pen_request_set_input (request, "source", NULL);
  pen_request_add_control (request, "depth", "/nowhere/depth.png", 0.5);
  pen_request_set_input (request, "control-0", picture);
  pen_request_set_size (request, 64, 64);
  pen_exchange_start (self, request);
  pen_exchange_finish (self);
  g_object_unref (pen_exchange_get_picture (self, 0));
}

/* A full queue is waited for. */
static void
test_full (PenExchangeFixture *self,
           gconstpointer       data)
{
  pen_simulator_fail (self->simulator, "sdapi", "queue-full");
  pen_exchange_run (self, MODEL, PEN_TASK_TEXT_TO_IMAGE);
  g_object_unref (pen_exchange_get_picture (self, 0));
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 1);
}

static void
test_troubles (PenExchangeFixture *self,
               gconstpointer       data)
{
  static const struct { const char *fault; gint code; const char *words; } table[] =
  {
    { "\"fault\":\"job-fails\",\"path\":\"/img_gen\"", PEN_ERROR_SERVICE, "no tensor left" },
    { "\"fault\":\"job-cancelled\",\"path\":\"/img_gen\"", PEN_ERROR_SERVICE, "stopped" },
    { "\"fault\":\"job-expired\",\"method\":\"GET\"", PEN_ERROR_EXPIRED, "no longer" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      pen_exchange_tell (self, table[i].fault);
      pen_exchange_run (self, MODEL, PEN_TASK_TEXT_TO_IMAGE);
      pen_exchange_assert_error (self, table[i].code, table[i].words);
    }
}

/* After a restart of the program: nothing is sent again. */
static void
test_resume (PenExchangeFixture *self,
             gconstpointer       data)
{
  g_autoptr(JsonNode) memo = json_from_string ("{\"job\":\"job_6a_00000001\"}", NULL);

  pen_exchange_run (self, MODEL, PEN_TASK_TEXT_TO_IMAGE);
  g_assert_no_error (self->error);

  pen_exchange_resume (self, pen_exchange_new_request (self, MODEL, PEN_TASK_TEXT_TO_IMAGE), memo);
  pen_exchange_finish (self);
  g_assert_no_error (self->error);
  g_assert_cmpuint (self->outputs->len, ==, 1);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 1);
}

#define ADD(path, function) \
  g_test_add (path, PenExchangeFixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("/exchange/sdapi/native/usual", test_usual);
  ADD ("/exchange/sdapi/native/control", test_control);
  ADD ("/exchange/sdapi/native/full", test_full);
  ADD ("/exchange/sdapi/native/troubles", test_troubles);
  ADD ("/exchange/sdapi/native/resume", test_resume);

  return g_test_run ();
}
