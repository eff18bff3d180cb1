/* test-exchange-sdapi-extras.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Masks, ControlNet and upscaling, against the simulated engines.
 */

#define G_LOG_DOMAIN "test-exchange-sdapi-extras"

#include "config.h"

#include <locale.h>
#include <string.h>

#include "pen-exchange-fixture.h"
#include "pen-exchange-inputs.h"
#include "pen-exchange-runs.h"
#include "pen-sdapi-provider.h"

static const char *flavours[] = { "a1111", "forge", "sdnext", "koboldcpp" };

static void
set_up (PenExchangeFixture *self,
        gconstpointer       data)
{
  pen_exchange_set_up (self, "sdapi", PEN_TYPE_SDAPI_PROVIDER, NULL);
  pen_runner_set_pace (self->runner, 0.01);
}

static void
tear_down (PenExchangeFixture *self,
           gconstpointer       data)
{
  /* Nothing that the engines merely swallow is sent. */
  pen_exchange_assert_no_remarks (self);
  pen_exchange_tear_down (self);
}

static void
meet (PenExchangeFixture *self,
      const char         *flavour)
{
  g_autofree char *members = g_strdup_printf ("\"flavour\":\"%s\"", flavour);

  g_test_message ("%s", flavour);
  pen_exchange_tell (self, members);
  g_assert_true (pen_exchange_discover (self, NULL));
}

/* White changes and black stays, with every engine. */
static void
test_mask (PenExchangeFixture *self,
           gconstpointer       data)
{
  static const char *engines[] = { "a1111", "forge", "sdnext", "koboldcpp", "sdcpp" };
  static const PenTask tasks[] = { PEN_TASK_INPAINT, PEN_TASK_OUTPAINT };
  static const guint margins[PEN_N_SIDES] = { 64, 0, 0, 0 };
  g_autoptr(GdkPixbuf) source = pen_sim_picture_draw ("source", 1, 128, 64);
  g_autoptr(PenBlob) mask = pen_exchange_new_mask (128, 64, TRUE);
  gsize row = (gsize) gdk_pixbuf_get_rowstride (source) * 30;

  for (guint i = 0; i < G_N_ELEMENTS (engines) * G_N_ELEMENTS (tasks); i++)
    {
      PenTask task = tasks[i % G_N_ELEMENTS (tasks)];
      PenRequest *request;
      g_autoptr(GdkPixbuf) picture = NULL;
      const guint8 *old, *new;

      meet (self, engines[i / G_N_ELEMENTS (tasks)]);
      request = pen_exchange_new_request (self, "checkpoint", task);
      pen_request_set_input (request, "mask", mask);
      if (task == PEN_TASK_OUTPAINT)
        pen_request_set_extend (request, margins);
      pen_exchange_run_request (self, request);
      picture = pen_exchange_get_picture (self, 0);
      old = gdk_pixbuf_read_pixels (source) + row;
      new = gdk_pixbuf_read_pixels (picture) + row;
      g_assert_cmpint (memcmp (old, new, 3 * 60), !=, 0);
      g_assert_cmpmem (old + 3 * 66, 3 * 60, new + 3 * 66, 3 * 60);
    }
}

static PenRequest *
new_control (PenExchangeFixture *self)
{
  PenRequest *request = pen_exchange_new_request (self, "checkpoint", PEN_TASK_CONTROL);
  g_autoptr(PenBlob) picture = pen_exchange_new_source (64, 64, "png");

  pen_request_set_input (request, "source", NULL);
  pen_request_add_control (request, "pose", "/nowhere/pose.png", 0.5);
  pen_request_set_input (request, "control-0", picture);
  pen_request_set_size (request, 64, 64);

  return request;
}

static void
test_control (PenExchangeFixture *self,
              gconstpointer       data)
{
  for (guint i = 0; i < 2; i++)
    {
      meet (self, flavours[i]);
      pen_exchange_run_request (self, new_control (self));
      g_object_unref (pen_exchange_get_picture (self, 0));
    }

  for (guint i = 2; i < G_N_ELEMENTS (flavours); i++)
    {
      meet (self, flavours[i]);
      pen_exchange_run_request (self, new_control (self));
      pen_exchange_assert_error (self, PEN_ERROR_INVALID_REQUEST, "ComfyUI");
    }
}

/* The extension has gone since the engine was asked, or was never there. */
static void
test_no_control (PenExchangeFixture *self,
                 gconstpointer       data)
{
  meet (self, "a1111");
  pen_exchange_tell (self, "\"bare\":true");
  pen_exchange_run_request (self, new_control (self));
  pen_exchange_assert_error (self, PEN_ERROR_INVALID_REQUEST, "Script 'ControlNet' not found");

  meet (self, "a1111");
  pen_exchange_run_request (self, new_control (self));
  pen_exchange_assert_error (self, PEN_ERROR_INVALID_REQUEST, "pose");
}

static void
test_upscale (PenExchangeFixture *self,
              gconstpointer       data)
{
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(GdkPixbuf) picture = NULL;

      meet (self, flavours[i]);
      pen_exchange_run (self, "upscaler", PEN_TASK_UPSCALE);
      picture = pen_exchange_get_picture (self, 0);
      g_assert_cmpint (gdk_pixbuf_get_width (picture), ==, 256);
      g_assert_cmpint (gdk_pixbuf_get_height (picture), ==, 128);
    }

  pen_simulator_fail (self->simulator, "sdapi", "empty-image");
  pen_exchange_run (self, "upscaler", PEN_TASK_UPSCALE);
  pen_exchange_assert_error (self, PEN_ERROR_SERVICE, "without a picture");

  meet (self, "koboldcpp");
  pen_exchange_run (self, "upscaler", PEN_TASK_UPSCALE);
  pen_exchange_assert_error (self, PEN_ERROR_INVALID_REQUEST, "KoboldCpp");
}

#define ADD(path, function) \
  g_test_add (path, PenExchangeFixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("/exchange/sdapi/mask", test_mask);
  ADD ("/exchange/sdapi/control", test_control);
  ADD ("/exchange/sdapi/control/missing", test_no_control);
  ADD ("/exchange/sdapi/upscale", test_upscale);

  return g_test_run ();
}
