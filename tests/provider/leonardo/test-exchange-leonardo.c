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
#include "pen-leonardo-provider.h"

#define CANARY "0ca7a7e0-7c0d-4e0f-8a1b-c2d3e4f5a6b7"

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
  g_autoptr(JsonObject) log = pen_simulator_get_log (self->simulator);
  JsonArray *requests = json_object_get_array_member (log, "requests");

  /* Whatever the test did, no file host has seen the key, nor anybody else anything. */
  for (guint i = 0; i < json_array_get_length (requests); i++)
    {
      JsonObject *entry = json_array_get_object_element (requests, i);

      if (!g_str_has_prefix (json_object_get_string_member (entry, "path"), "/v"))
        g_assert_false (json_object_has_member (json_object_get_object_member (entry, "headers"),
                                                "authorization"));
    }
  g_assert_cmpuint (pen_simulator_get_count (self->foreign, "leonardo", PEN_SIM_COUNT_SEEN), ==,
                    0);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_BOUGHT_TWICE), ==, 0);
  pen_exchange_tear_down (self);
}

static void
set_input (PenRequest *request,
           const char *slot,
           PenBlob    *owned)
{
  g_autoptr(PenBlob) blob = owned;

  pen_request_set_input (request, slot, blob);
}

/* The left half is to change: white, as the engine prepares it for these models. */
static PenBlob *
mask_new (guint side)
{
  g_autoptr(GdkPixbuf) mask = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, (int) side,
                                              (int) side);
  g_autoptr(GdkPixbuf) left = gdk_pixbuf_new_subpixbuf (mask, 0, 0, (int) side / 2, (int) side);
  g_autoptr(GBytes) bytes = NULL;

  gdk_pixbuf_fill (mask, 0x000000ff);
  gdk_pixbuf_fill (left, 0xffffffff);
  bytes = pen_sim_picture_encode (mask, "png");

  return pen_blob_new_for_bytes (bytes, "image/png");
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
      set_input (request, "source", pen_exchange_new_source (side, side, "jpeg"));
      pen_request_set_source_size (request, side, side);
    }
  if (spec->fields[PEN_ROLE_MASK] != NULL)
    {
      pen_request_set_mask_path (request, "/nowhere/mask.png");
      set_input (request, "mask", mask_new (side));
    }
  if (spec->fields[PEN_ROLE_REFERENCES] != NULL)
    {
      pen_request_add_reference (request, "/nowhere/reference.png");
      set_input (request, "reference-0", pen_exchange_new_source (64, 32, "png"));
    }
  if (spec->fields[PEN_ROLE_CONTROL] != NULL)
    {
      pen_request_add_control (request, "canny", "/nowhere/edges.png", 0.9);
      set_input (request, "control-0", pen_exchange_new_source (64, 32, "png"));
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
  pen_test_journal_reset (self->journal);
  pen_exchange_start (self, request_new (self, model, task));
  pen_exchange_finish (self);
}

static void
run (PenExchangeFixture *self)
{
  run_task (self, "lucid-origin", PEN_TASK_TEXT_TO_IMAGE);
}

/* A value that is not the one the service takes anyway. */
static JsonNode *
pick_value (PenParameter *parameter)
{
  gboolean fallback = parameter->fallback != NULL &&
                      parameter->kind == PEN_PARAMETER_BOOLEAN &&
                      json_node_get_boolean (parameter->fallback);

  switch ((guint) parameter->kind)
    {
    case PEN_PARAMETER_BOOLEAN:
      return json_node_init_boolean (json_node_alloc (), !fallback);
    case PEN_PARAMETER_INTEGER:
    case PEN_PARAMETER_NUMBER:
      return json_node_init_double (json_node_alloc (), parameter->maximum);
    case PEN_PARAMETER_CHOICE:
      return json_node_init_string (json_node_alloc (),
                                    parameter->choices[g_strv_length (parameter->choices) - 1]);
    default:
      g_assert_not_reached ();
    }
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
  for (guint i = 0; i < spec->parameters->len; i++)
    {
      PenParameter *parameter = g_ptr_array_index (spec->parameters, i);
      g_autoptr(JsonNode) value = pick_value (parameter);

      pen_request_set_parameter (request, parameter->name, value);
    }
}

/* A usual request, and one with every setting. */
static void
run_both (PenExchangeFixture *self,
          PenModel           *model,
          PenTask             task)
{
  for (guint full = 0; full < 2; full++)
    {
      g_autoptr(PenRequest) request = request_new (self, pen_model_get_id (model), task);
      g_autoptr(GdkPixbuf) picture = NULL;
      g_autoptr(GError) error = NULL;

      g_test_message ("%s, %s", pen_model_get_id (model), pen_task_to_nick (task));
      pen_exchange_tell (self, "\"reset\":true,\"key\":\"" CANARY "\"");
      if (full)
        fill (request);
      g_assert_true (pen_request_check (request, &error));
      g_assert_no_error (error);

      pen_exchange_start (self, g_object_ref (request));
      pen_exchange_finish (self);
      picture = pen_exchange_get_picture (self, 0);
      g_assert_cmpuint (self->outputs->len, ==, pen_request_get_count (request));
      g_assert_true (self->charged);
      g_assert_cmpfloat_with_epsilon (self->cost_usd, 0.0147, 1e-9);
      g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 1);
    }
}

static void
test_models (PenExchangeFixture *self,
             gconstpointer       data)
{
  PenCatalogue *catalogue = pen_provider_get_catalogue (self->provider);
  GListModel *models = pen_catalogue_get_models (catalogue);
  guint n_runs = 0;

  for (guint i = 0; i < g_list_model_get_n_items (models); i++)
    {
      g_autoptr(PenModel) model = g_list_model_get_item (models, i);

      for (PenTask task = 0; task < PEN_N_TASKS; task++)
        if (pen_model_has_task (model, task))
          {
            run_both (self, model, task);
            n_runs++;
          }
    }

  g_assert_cmpuint (n_runs, ==, 103);
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

  set_input (request, "source", pen_exchange_new_source (64, 64, "png"));
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
  run_task (self, "remove-bg", PEN_TASK_REMOVE_BACKGROUND);
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
  run_task (self, "remove-bg", PEN_TASK_REMOVE_BACKGROUND);
  pen_exchange_assert_error (self, PEN_ERROR_REFUSED, "withheld");
}

/* Nothing is lost: whoever goes on later gets another form. */
static void
test_expired_form (PenExchangeFixture *self,
                   gconstpointer       data)
{
  pen_exchange_tell (self, "\"variant\":\"expired\"");
  run_task (self, "remove-bg", PEN_TASK_REMOVE_BACKGROUND);
  pen_exchange_assert_error (self, PEN_ERROR_NETWORK, "could not be uploaded");
  g_assert_false (self->charged);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 0);
}

static void
test_check (PenExchangeFixture *self,
            gconstpointer       data)
{
  g_autofree char *sentence = NULL;
  g_autofree char *refused = NULL;
  g_autoptr(GError) error = NULL;

  pen_exchange_tell (self, "\"key\":\"" CANARY "\",\"tokens\":42");
  sentence = pen_exchange_check (self, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (sentence, ==, "Valid, the key of painter, with 42 tokens left");

  pen_exchange_set_key (self, "00000000-0000-4000-8000-000000000000");
  refused = pen_exchange_check (self, &error);
  g_assert_null (refused);
  g_assert_error (error, PEN_ERROR, PEN_ERROR_KEY_REJECTED);
}

/* Comes as far as the request whose path ends in @path, and stops there. */
static void
start_and_stop (PenExchangeFixture *self,
                PenRequest         *request,
                const char         *path)
{
  g_autofree char *members = g_strdup_printf ("\"fault\":\"none\",\"hold\":true,"
                                              "\"method\":\"%s\"%s%s%s",
                                              path != NULL ? "POST" : "GET",
                                              path != NULL ? ",\"path\":\"" : "",
                                              path != NULL ? path : "", path != NULL ? "\"" : "");

  pen_test_journal_reset (self->journal);
  pen_exchange_tell (self, members);
  pen_exchange_start (self, g_object_ref (request));
  pen_simulator_wait (self->simulator, "leonardo", PEN_SIM_COUNT_HELD, 1);
  g_cancellable_cancel (self->cancellable);
  pen_exchange_finish (self);
  g_assert_error (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  pen_exchange_tell (self, "\"release\":true");
}

static void
test_resume (PenExchangeFixture *self,
             gconstpointer       data)
{
  PenRequest *request = request_new (self, "phoenix-v1.0", PEN_TASK_IMAGE_TO_IMAGE);
  g_autoptr(JsonNode) memo = NULL;
  g_autofree char *text = NULL;
  g_autoptr(GdkPixbuf) picture = NULL;

  start_and_stop (self, request, NULL);
  memo = json_node_copy (pen_test_journal_get_memo (self->journal));
  text = json_to_string (memo, FALSE);
  g_assert_null (strstr (text, CANARY));

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
      g_autoptr(JsonNode) memo = NULL;

      start_and_stop (self, request, NULL);
      memo = json_node_copy (pen_test_journal_get_memo (self->journal));
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
  start_and_stop (self, request, "init-image");
  g_assert_false (self->charged);
  seen = pen_exchange_count (self, PEN_SIM_COUNT_SEEN);
  g_assert_cmpuint (seen, ==, 3);

  memo = json_node_copy (pen_test_journal_get_memo (self->journal));
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
  static const struct { const char *fault; gint code; const char *words; } table[] =
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
      guint row = i / 2;
      g_autofree char *members = g_strdup_printf ("\"fault\":\"%s\"", table[row].fault);

      g_test_message ("%s", table[row].fault);
      pen_exchange_tell (self, members);
      run_task (self, i % 2 == 0 ? "lucid-origin" : "diffusion-xl", PEN_TASK_TEXT_TO_IMAGE);
      pen_exchange_assert_error (self, table[row].code, table[row].words);
      g_assert_cmpint (self->charged, ==, table[row].code == PEN_ERROR_UNKNOWN_OUTCOME);
      g_assert_null (strstr (self->error->message, "0f1e2d3c"));

      /* A refusal is never tried again. */
      g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_SEEN), ==, i + 1);
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
  pen_exchange_set_key (self, NULL);
  run (self);
  pen_exchange_assert_error (self, PEN_ERROR_KEY_MISSING, "enter one in the preferences");
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_SEEN), ==, 0);

  pen_exchange_set_key (self, "00000000-0000-4000-8000-000000000000");
  run_task (self, "remove-bg", PEN_TASK_REMOVE_BACKGROUND);
  pen_exchange_assert_error (self, PEN_ERROR_KEY_REJECTED, NULL);
  g_assert_false (self->charged);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_SEEN), ==, 1);
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
