/* test-exchange-stability-tools.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-exchange-stability-tools"

#include "config.h"

#include "pen-exchange-fixture.h"
#include "pen-stability-provider.h"

#define CANARY "sk-canary7Zq0mX4tKb1vNw9sLr2yHd5fJc8gPe3aUo6iTk0"
#define WIDTH  256
#define HEIGHT 192

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
  pen_exchange_tear_down (self);
}

/* A request with everything that the tool needs. */
static PenRequest *
request_new (PenExchangeFixture *self,
             const char         *model,
             PenTask             task)
{
  PenRequest *request = pen_exchange_new_request (self, model, task);
  PenTaskSpec *spec = pen_request_get_spec (request);
  g_autoptr(PenBlob) source = pen_exchange_new_source (WIDTH, HEIGHT, "png");
  const guint margins[] = { 64, 0, 32, 0 };

  pen_request_set_input (request, "source", source);
  if (spec->fields[PEN_ROLE_MASK] != NULL)
    pen_request_set_input (request, "mask", source);
  if (spec->fields[PEN_ROLE_SEARCH] != NULL)
    pen_request_set_search (request, "the dog");
  if (spec->fields[PEN_ROLE_EXTEND] != NULL)
    pen_request_set_extend (request, margins);
  if (spec->fields[PEN_ROLE_REFERENCES] != NULL)
    {
      pen_request_add_reference (request, "/reference.png");
      pen_request_set_input (request, "reference-0", source);
    }
  if (spec->fields[PEN_ROLE_CONTROL] != NULL)
    {
      pen_request_add_control (request, "light", "/light.png", 0.25);
      pen_request_set_input (request, "control-0", source);
    }

  return request;
}

/* Every tool is taken by a service that refuses what it does not know. */
static void
test_tools (PenExchangeFixture *self,
            gconstpointer       data)
{
  static const struct
  {
    const char *model;
    PenTask     task;
    int         width;
    int         height;
  } tools[] = {
    { "inpaint", PEN_TASK_INPAINT, WIDTH, HEIGHT },
    { "erase", PEN_TASK_ERASE, WIDTH, HEIGHT },
    { "outpaint", PEN_TASK_OUTPAINT, WIDTH + 96, HEIGHT },
    { "search-and-replace", PEN_TASK_SEARCH_REPLACE, WIDTH, HEIGHT },
    { "search-and-recolor", PEN_TASK_RECOLOR, WIDTH, HEIGHT },
    { "remove-background", PEN_TASK_REMOVE_BACKGROUND, WIDTH, HEIGHT },
    { "replace-background-and-relight", PEN_TASK_REPLACE_BACKGROUND, WIDTH, HEIGHT },
    { "sketch", PEN_TASK_CONTROL, WIDTH, HEIGHT },
    { "structure", PEN_TASK_CONTROL, WIDTH, HEIGHT },
    { "style", PEN_TASK_STYLE, 0, 0 },
    { "style-transfer", PEN_TASK_STYLE, 0, 0 },
    { "upscale-fast", PEN_TASK_UPSCALE, 4 * WIDTH, 4 * HEIGHT },
    { "upscale-conservative", PEN_TASK_UPSCALE, 0, 0 },
    { "upscale-creative", PEN_TASK_UPSCALE, 0, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (tools); i++)
    {
      PenRequest *request = request_new (self, tools[i].model, tools[i].task);
      double usd = pen_request_get_spec (request)->price_usd;
      g_autoptr(GdkPixbuf) picture = NULL;

      g_test_message ("%s", tools[i].model);
      pen_exchange_start (self, request);
      pen_exchange_finish (self);
      g_assert_no_error (self->error);
      picture = pen_exchange_get_picture (self, 0);
      g_assert_true (self->charged);
      g_assert_cmpfloat (self->cost_usd, ==, usd);
      if (tools[i].width == 0)
        continue;

      g_assert_cmpint (gdk_pixbuf_get_width (picture), ==, tools[i].width);
      g_assert_cmpint (gdk_pixbuf_get_height (picture), ==, tools[i].height);
    }

  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, G_N_ELEMENTS (tools));
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_BOUGHT_TWICE), ==, 0);
}

static void
start_late (PenExchangeFixture *self)
{
  pen_exchange_start (self, request_new (self, "upscale-creative", PEN_TASK_UPSCALE));
  pen_exchange_finish (self);
}

/* The service is out of order while it works: it is asked again, and not bought again. */
static void
test_late_trouble (PenExchangeFixture *self,
                   gconstpointer       data)
{
  g_autoptr(GdkPixbuf) picture = NULL;

  pen_exchange_tell (self, "\"fault\":\"internal_error\",\"method\":\"GET\",\"times\":2");
  start_late (self);
  picture = pen_exchange_get_picture (self, 0);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 1);
}

/* 200 with an id, 202 as long as it works, 200 with the picture. */
static void
test_late (PenExchangeFixture *self,
           gconstpointer       data)
{
  g_autoptr(GdkPixbuf) picture = NULL;

  pen_exchange_tell (self, "\"polls\":3");
  start_late (self);
  picture = pen_exchange_get_picture (self, 0);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_SEEN), ==, 5);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 1);
}

/* A result that the service has no longer has been paid all the same. */
static void
test_late_gone (PenExchangeFixture *self,
                gconstpointer       data)
{
  pen_exchange_tell (self, "\"fault\":\"generation_not_found\",\"method\":\"GET\"");
  start_late (self);
  pen_exchange_assert_error (self, PEN_ERROR_EXPIRED, "no longer");
  g_assert_true (self->charged);
}

#define ADD(name, function) \
  g_test_add ("/exchange/stability-tools/" name, PenExchangeFixture, NULL, set_up, function, \
              tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("tools", test_tools);
  ADD ("late", test_late);
  ADD ("late-trouble", test_late_trouble);
  ADD ("late-gone", test_late_gone);

  return g_test_run ();
}
