/* test-exchange-leonardo.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-exchange-leonardo"

#include "config.h"

#include <locale.h>
#include <string.h>

#include "pen-exchange-fixture.h"
#include "pen-exchange-inputs.h"
#include "pen-exchange-runs.h"
#include "pen-leonardo-provider.h"

#define CANARY "0ca7a7e0-7c0d-4e0f-8a1b-c2d3e4f5a6b7"
#define WRONG "00000000-0000-4000-8000-000000000000"

static void
set_up (PenExchangeFixture *self,
        gconstpointer       data)
{
  pen_exchange_set_up (self, "leonardo", PEN_TYPE_LEONARDO_PROVIDER, CANARY);
  pen_exchange_tell (self, "\"key\":\"" CANARY "\"");
  pen_runner_set_pace (self->runner, 0.001);
}

static void
tear_down (PenExchangeFixture *self,
           gconstpointer       data)
{
  /* Whatever the test did, no file host has seen the key, nor anybody else anything. */
  pen_exchange_assert_without (self->simulator, "authorization", "!/v");
  pen_exchange_assert_no_strangers (self);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_BOUGHT_TWICE), ==, 0);
  pen_exchange_tear_down (self);
}

/* A request with every picture that its model takes. */
static PenRequest *
request_new (PenExchangeFixture *self,
             const char         *model,
             PenTask             task)
{
  PenRequest *request = pen_exchange_new_request (self, model, task);
  PenTaskSpec *spec = pen_request_get_spec (request);
  guint side = MAX (spec->limits.min_side, 64);

  if (spec->fields[PEN_ROLE_SOURCE] != NULL)
    {
      pen_exchange_take_input (request, "source", pen_exchange_new_source (side, side, "jpeg"));
      pen_request_set_source_size (request, side, side);
    }
  if (spec->fields[PEN_ROLE_MASK] != NULL)
    {
      pen_request_set_mask_path (request, "/nowhere/mask.png");
      /* The left half is to change: white, as the engine prepares it for these models. */
      pen_exchange_take_input (request, "mask", pen_exchange_new_mask (side, side, TRUE));
    }
  if (spec->fields[PEN_ROLE_REFERENCES] != NULL)
    {
      pen_request_add_reference (request, "/nowhere/reference.png");
      pen_exchange_take_input (request, "reference-0", pen_exchange_new_source (64, 32, "png"));
    }
  if (spec->fields[PEN_ROLE_CONTROL] != NULL)
    {
      pen_request_add_control (request, "canny", "/nowhere/edges.png", 0.9);
      pen_exchange_take_input (request, "control-0", pen_exchange_new_source (64, 32, "png"));
    }
  if (spec->fields[PEN_ROLE_EXTEND] != NULL)
    pen_request_set_extend (request, (const guint[]) { 8, 0, 0, 8 });

  return request;
}

static void
run_task (PenExchangeFixture *self,
          const char         *model,
          PenTask             task)
{
  pen_exchange_run_request (self, request_new (self, model, task));
}

static void
run (PenExchangeFixture *self)
{
  run_task (self, "lucid-origin", PEN_TASK_TEXT_TO_IMAGE);
}

/* With version 1 of the service. */
static void
run_old (PenExchangeFixture *self)
{
  run_task (self, "diffusion-xl", PEN_TASK_TEXT_TO_IMAGE);
}

static void
run_tool (PenExchangeFixture *self)
{
  run_task (self, "remove-bg", PEN_TASK_REMOVE_BACKGROUND);
}

static void
fill (PenRequest *request)
{
  PenTaskSpec *spec = pen_request_get_spec (request);

  if (spec->fields[PEN_ROLE_NEGATIVE] != NULL)
    pen_request_set_negative (request, "snow; rain");
  if (spec->fields[PEN_ROLE_WIDTH] != NULL && spec->fields[PEN_ROLE_COUNT] != NULL)
    pen_request_set_size (request, 1024, 776);
  pen_request_set_count (request, MIN (spec->max_count, 2));
  pen_exchange_fill_parameters (request);
}

/* A usual request, and one with every setting. */
static gboolean
run_both (PenExchangeFixture *self,
          PenModel           *model,
          PenTask             task)
{
  for (guint full = 0; full < 2; full++)
    {
      PenRequest *request = request_new (self, pen_model_get_id (model), task);
      guint count;

      pen_exchange_tell (self, "\"reset\":true,\"key\":\"" CANARY "\"");
      if (full)
        fill (request);
      count = pen_request_get_count (request);
      pen_exchange_run_well (self, request);
      g_assert_cmpuint (self->outputs->len, ==, count);
      g_assert_cmpfloat_with_epsilon (self->cost_usd, 0.0147, 1e-9);
      g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 1);
    }

  return TRUE;
}

static void
test_models (PenExchangeFixture *self,
             gconstpointer       data)
{
  g_assert_cmpuint (pen_exchange_run_everything (self, run_both), ==, 103);
}

/* The order of things, and what is written down before each. */
static void
test_steps (PenExchangeFixture *self,
            gconstpointer       data)
{
  static const char * const paths[] = {
    "/v1/canvas-init-image", "/s3/", "/s3/", "/v1/generations", "/v1/generations/",
    "/v1/generations/", "/v1/generations/", "/cdn/",
  };
  g_autoptr(JsonObject) log = NULL;
  JsonArray *requests;

  run_task (self, "diffusion-xl", PEN_TASK_INPAINT);
  g_assert_no_error (self->error);
  g_assert_cmpstr (pen_test_journal_get_moments (self->journal), ==,
                   "run:0 run:1 run:2 run:3 send:3 run:4 land:7 land:8");

  log = pen_simulator_get_log (self->simulator);
  requests = json_object_get_array_member (log, "requests");
  g_assert_cmpuint (json_array_get_length (requests), ==, G_N_ELEMENTS (paths));
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    g_assert_true (g_str_has_prefix (json_object_get_string_member (
      json_array_get_object_element (requests, i), "path"), paths[i]));
}

/* Where the mask is white something new stands, and where it is black the old. */
static void
test_mask (PenExchangeFixture *self,
           gconstpointer       data)
{
  PenRequest *request = request_new (self, "diffusion-xl", PEN_TASK_INPAINT);
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GdkPixbuf) before = NULL;
  g_autoptr(GdkPixbuf) after = NULL;
  guint64 left = 0;
  guint64 right = 0;

  pen_exchange_take_input (request, "source", pen_exchange_new_source (64, 64, "png"));
  bytes = pen_blob_load (pen_request_get_input (request, "source"), G_MAXUINT32, NULL);
  before = pen_sim_picture_decode (bytes);
  pen_exchange_start (self, request);
  pen_exchange_finish (self);
  after = pen_exchange_get_picture (self, 0);

  /* The result is a JPEG, so that the kept half is only nearly the same. */
  for (int y = 0; y < 64; y++)
    for (int x = 0; x < 64; x++)
      {
        int difference = ABS (gdk_pixbuf_read_pixels (before)[
                                y * gdk_pixbuf_get_rowstride (before) + x * 3] -
                              gdk_pixbuf_read_pixels (after)[
                                y * gdk_pixbuf_get_rowstride (after) + x * 3]);

        if (x < 32)
          left += (guint64) difference;
        else
          right += (guint64) difference;
      }
  g_assert_cmpuint (left, >, 4 * right);
}

/* Other spellings of the same. */
static void
test_variants (PenExchangeFixture *self,
               gconstpointer       data)
{
  g_autoptr(GdkPixbuf) flat = NULL;
  g_autoptr(GdkPixbuf) wrapped = NULL;
  g_autoptr(GdkPixbuf) masks = NULL;

  pen_exchange_tell (self, "\"variant\":\"flat\"");
  run (self);
  flat = pen_exchange_get_picture (self, 0);
  g_assert_cmpfloat (self->cost_usd, <, 0);

  pen_exchange_tell (self, "\"variant\":\"wrapped\"");
  run_tool (self);
  wrapped = pen_exchange_get_picture (self, 0);

  pen_exchange_tell (self, "\"variant\":\"masks\"");
  run_task (self, "diffusion-xl", PEN_TASK_OUTPAINT);
  masks = pen_exchange_get_picture (self, 0);
}

static void
test_outcomes (PenExchangeFixture *self,
               gconstpointer       data)
{
  g_autoptr(GdkPixbuf) picture = NULL;
  PenOutput *output;

  pen_exchange_tell (self, "\"variant\":\"nsfw\"");
  run (self);
  picture = pen_exchange_get_picture (self, 0);
  output = g_ptr_array_index (self->outputs, 0);
  g_assert_nonnull (strstr (output->warning, "not safe for work"));

  pen_exchange_tell (self, "\"variant\":\"failed\"");
  run_task (self, "lucid-realism", PEN_TASK_TEXT_TO_IMAGE);
  pen_exchange_assert_error (self, PEN_ERROR_SERVICE, "gives back");

  pen_exchange_tell (self, "\"variant\":\"empty\"");
  run_task (self, "flux-dev", PEN_TASK_TEXT_TO_IMAGE);
  pen_exchange_assert_error (self, PEN_ERROR_SERVICE, "there is no picture");

  pen_exchange_tell (self, "\"variant\":\"blocked\"");
  run_tool (self);
  pen_exchange_assert_error (self, PEN_ERROR_REFUSED, "withheld");
}

/* Nothing is lost: whoever goes on later gets another form. */
static void
test_expired_form (PenExchangeFixture *self,
                   gconstpointer       data)
{
  pen_exchange_tell (self, "\"variant\":\"expired\"");
  run_tool (self);
  pen_exchange_assert_error (self, PEN_ERROR_NETWORK, "could not be uploaded");
  g_assert_false (self->charged);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 0);
}

static void
test_check (PenExchangeFixture *self,
            gconstpointer       data)
{
  g_autofree char *sentence = NULL;

  pen_exchange_tell (self, "\"key\":\"" CANARY "\",\"tokens\":42");
  sentence = pen_exchange_run_checks (self, WRONG);
  g_assert_cmpstr (sentence, ==, "Valid, the key of painter, with 42 tokens left");
}

static JsonNode *
stop_while_polling (PenExchangeFixture *self,
                    PenRequest         *request)
{
  return pen_exchange_stop_at (self, request,
                               "\"fault\":\"none\",\"hold\":true,\"method\":\"GET\"");
}

static void
test_resume (PenExchangeFixture *self,
             gconstpointer       data)
{
  PenRequest *request = request_new (self, "phoenix-v1.0", PEN_TASK_IMAGE_TO_IMAGE);
  g_autoptr(JsonNode) memo = stop_while_polling (self, request);
  g_autoptr(GdkPixbuf) picture = NULL;

  pen_exchange_resume (self, request, memo);
  pen_exchange_finish (self);
  picture = pen_exchange_get_picture (self, 0);
  /* The price is known from before the restart. */
  g_assert_cmpfloat_with_epsilon (self->cost_usd, 0.0147, 1e-9);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 1);
}

static void
test_resume_too_late (PenExchangeFixture *self,
                      gconstpointer       data)
{
  static const char * const models[] = { "phoenix-v1.0", "universal-upscaler" };
  static const PenTask tasks[] = { PEN_TASK_TEXT_TO_IMAGE, PEN_TASK_UPSCALE };

  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    {
      PenRequest *request = request_new (self, models[i], tasks[i]);
      g_autoptr(JsonNode) memo = stop_while_polling (self, request);

      pen_exchange_tell (self, "\"forget_jobs\":true");
      pen_exchange_resume (self, request, memo);
      pen_exchange_finish (self);
      pen_exchange_assert_error (self, PEN_ERROR_EXPIRED, "no longer");
      g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, i + 1);
    }
}

/* What was uploaded before is not uploaded again; what was only named is named anew. */
static void
test_resume_upload (PenExchangeFixture *self,
                    gconstpointer       data)
{
  PenRequest *request = request_new (self, "phoenix-v1.0", PEN_TASK_STYLE);
  g_autoptr(JsonNode) memo = NULL;
  g_autoptr(GdkPixbuf) picture = NULL;
  guint seen;

  /* The first name is let through, and the second waits. */
  pen_exchange_tell (self, "\"fault\":\"none\",\"path\":\"init-image\"");
  memo = pen_exchange_stop_at (self, request, "\"fault\":\"none\",\"hold\":true,"
                               "\"method\":\"POST\",\"path\":\"init-image\"");
  g_assert_false (self->charged);
  seen = pen_exchange_count (self, PEN_SIM_COUNT_SEEN);
  g_assert_cmpuint (seen, ==, 3);

  pen_exchange_resume (self, request, memo);
  pen_exchange_finish (self);
  picture = pen_exchange_get_picture (self, 0);

  /* One name, one form, one creation, three looks, one download. */
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_SEEN) - seen, ==, 7);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 1);
}

static void
test_refusals (PenExchangeFixture *self,
               gconstpointer       data)
{
  static const PenExchangeRefusal table[] =
  {
    { "hook", PEN_ERROR_KEY_REJECTED, "key was rejected" },
    { "unauthorized", PEN_ERROR_KEY_REJECTED, "key was rejected" },
    { "moderation", PEN_ERROR_REFUSED, "weapon" },
    { "inappropriate", PEN_ERROR_REFUSED, "filter" },
    { "no-tokens", PEN_ERROR_QUOTA, "api-access" },
    { "too-many", PEN_ERROR_INVALID_REQUEST, "fewer" },
    { "dimensions", PEN_ERROR_INVALID_REQUEST, "size" },
    { "extension", PEN_ERROR_INVALID_REQUEST, "send the request again" },
    { "no-image", PEN_ERROR_INVALID_REQUEST, "send the request again" },
    { "no-variation", PEN_ERROR_INVALID_REQUEST, "send the request again" },
    { "bad-image", PEN_ERROR_INVALID_REQUEST, "send the request again" },
    { "long-prompt", PEN_ERROR_INVALID_REQUEST, "1500" },
    { "gone", PEN_ERROR_INVALID_REQUEST, "choose another" },
    { "unexpected", PEN_ERROR_INVALID_REQUEST, "Unexpected variable seed" },
    { "service", PEN_ERROR_SERVICE, "internal error" },
    { "internal", PEN_ERROR_SERVICE, "internal error" },
    { "key-echo", PEN_ERROR_INVALID_REQUEST, "is odd" },
    { "bad-gateway", PEN_ERROR_UNKNOWN_OUTCOME, NULL },
  };

  /* Version 2 says most of it with status 200, and version 1 with another. */
  for (guint i = 0; i < 2 * G_N_ELEMENTS (table); i++)
    {
      pen_exchange_run_refusal (self, &table[i / 2], i % 2 == 0 ? run : run_old);
      g_assert_null (strstr (self->error->message, "0f1e2d3c"));
    }

  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 0);
}

/* Turned away unread: tried again, and bought once. */
static void
test_busy (PenExchangeFixture *self,
           gconstpointer       data)
{
  g_autoptr(GdkPixbuf) picture = NULL;

  pen_exchange_tell (self, "\"fault\":\"busy\",\"value\":\"5\",\"times\":2");
  run (self);
  picture = pen_exchange_get_picture (self, 0);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 1);
}

static void
test_keys (PenExchangeFixture *self,
           gconstpointer       data)
{
  pen_exchange_run_without_key (self, run);
  pen_exchange_run_with_wrong_key (self, WRONG, run_tool);
}

#define ADD(name, function) \
  g_test_add ("/exchange/leonardo/" name, PenExchangeFixture, NULL, set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("models", test_models);
  ADD ("steps", test_steps);
  ADD ("mask", test_mask);
  ADD ("variants", test_variants);
  ADD ("outcomes", test_outcomes);
  ADD ("expired-form", test_expired_form);
  ADD ("check", test_check);
  ADD ("resume", test_resume);
  ADD ("resume-too-late", test_resume_too_late);
  ADD ("resume-upload", test_resume_upload);
  ADD ("refusals", test_refusals);
  ADD ("busy", test_busy);
  ADD ("keys", test_keys);

  return g_test_run ();
}
