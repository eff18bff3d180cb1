/* test-exchange-sdapi.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-exchange-sdapi"

#include "config.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "pen-exchange-fixture.h"
#include "pen-exchange-inputs.h"
#include "pen-exchange-runs.h"
#include "pen-sdapi-provider.h"

#define MODEL "checkpoint"
#define LOGIN "painter:canary7Zq0mX4t"

static const char *flavours[] = { "a1111", "forge", "sdnext", "koboldcpp" };

static void
set_up (PenExchangeFixture *self,
        gconstpointer       data)
{
  pen_exchange_set_up (self, "sdapi", PEN_TYPE_SDAPI_PROVIDER, NULL);
}

static void
tear_down (PenExchangeFixture *self,
           gconstpointer       data)
{
  /* Whatever the test did, the other server has not been spoken to. */
  pen_exchange_assert_no_strangers (self);
  pen_exchange_tear_down (self);
}

static void
set_flavour (PenExchangeFixture *self,
             const char         *flavour)
{
  g_autofree char *members = g_strdup_printf ("\"flavour\":\"%s\"", flavour);

  pen_exchange_tell (self, members);
}

static void
run (PenExchangeFixture *self)
{
  pen_test_journal_reset (self->journal);
  pen_exchange_run (self, MODEL, PEN_TASK_TEXT_TO_IMAGE);
}

static void
set_number (PenRequest *request,
            const char *name,
            gint64      number)
{
  g_autoptr(JsonNode) value = json_node_init_int (json_node_alloc (), number);

  pen_request_set_parameter (request, name, value);
}

/* === Discovery === */

static void
test_discover (PenExchangeFixture *self,
               gconstpointer       data)
{
  static const char *titles[] = { "AUTOMATIC1111", "Forge", "SD.Next", "KoboldCpp" };
  PenCatalogue *catalogue = pen_provider_get_catalogue (self->provider);

  for (guint i = 0; i < G_N_ELEMENTS (flavours); i++)
    {
      g_autoptr(GError) error = NULL;
      const char * const *list;

      set_flavour (self, flavours[i]);
      g_assert_true (pen_exchange_discover (self, &error));
      g_assert_no_error (error);
      g_assert_cmpstr (pen_catalogue_get_title (catalogue), ==, titles[i]);

      list = pen_catalogue_get_list (catalogue, "checkpoints");
      g_assert_cmpstr (list[0], ==, "landscape_v1.safetensors [0123456789]");
      list = pen_catalogue_get_list (catalogue, "samplers");
      g_assert_true (g_strv_contains (list, "DPM++ 2M"));
    }

  pen_exchange_assert_no_remarks (self);
}

static void
test_discover_failures (PenExchangeFixture *self,
                        gconstpointer       data)
{
  PenSimulator *gone = pen_simulator_new (0, NULL);
  g_autofree char *address = pen_simulator_get_address (gone, "sdapi");
  g_autoptr(GError) error = NULL;

  pen_exchange_tell (self, "\"login\":\"" LOGIN "\"");
  g_assert_false (pen_exchange_discover (self, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_KEY_MISSING);
  g_clear_error (&error);

  pen_exchange_set_key (self, LOGIN);
  g_assert_true (pen_exchange_discover (self, &error));
  g_assert_no_error (error);

  pen_simulator_free (gone);
  pen_runner_set_address (self->runner, "sdapi", address);
  g_assert_false (pen_exchange_discover (self, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_NETWORK);
}

/* === What works === */

static void
run_usual (PenExchangeFixture *self,
           PenTask             task)
{
  PenRequest *request = pen_exchange_new_request (self, MODEL, task);
  guint before = pen_exchange_count (self, PEN_SIM_COUNT_SEEN);
  guint sent, landed;
  int end = 0;
  const char *moments;
  g_autoptr(GdkPixbuf) picture = NULL;
  PenOutput *output;

  pen_test_journal_reset (self->journal);
  pen_request_set_negative (request, "snow");
  pen_exchange_start (self, request);
  pen_exchange_finish (self);
  picture = pen_exchange_get_picture (self, 0);
  output = g_ptr_array_index (self->outputs, 0);

  g_assert_cmpuint (self->outputs->len, ==, 1);
  g_assert_cmpuint (output->seed, ==, 1234567);
  g_assert_cmpfloat (self->cost_usd, ==, 0);

  /* On a slow machine the engine is asked for its progress before the answer lands. */
  moments = pen_test_journal_get_moments (self->journal);
  g_assert_cmpint (sscanf (moments, "send:%u land:%u%n", &sent, &landed, &end), ==, 2);
  g_assert_cmpstr (moments + end, ==, "");
  g_assert_cmpuint (sent, ==, before);
  g_assert_cmpuint (landed, >, before);

  if (task == PEN_TASK_IMAGE_TO_IMAGE)
    {
      /* The engine is told the size of the picture that is sent. */
      g_assert_cmpint (gdk_pixbuf_get_width (picture), ==, 128);
      g_assert_cmpint (gdk_pixbuf_get_height (picture), ==, 64);
    }
}

static void
test_engines (PenExchangeFixture *self,
              gconstpointer       data)
{
  for (guint i = 0; i < G_N_ELEMENTS (flavours); i++)
    {
      g_test_message ("%s", flavours[i]);
      set_flavour (self, flavours[i]);
      g_assert_true (pen_exchange_discover (self, NULL));
      run_usual (self, PEN_TASK_TEXT_TO_IMAGE);
      run_usual (self, PEN_TASK_IMAGE_TO_IMAGE);
    }

  pen_exchange_assert_no_remarks (self);
}

static void
test_settings (PenExchangeFixture *self,
               gconstpointer       data)
{
  PenRequest *request;
  g_autoptr(JsonObject) sent = NULL;
  g_autoptr(GdkPixbuf) picture = NULL;
  JsonObject *fields;

  g_assert_true (pen_exchange_discover (self, NULL));
  request = pen_exchange_new_request (self, MODEL, PEN_TASK_TEXT_TO_IMAGE);
  pen_request_set_size (request, 256, 320);
  set_number (request, "steps", 7);
  pen_exchange_set_string (request, "sampler_name", "DPM++ 2M");
  pen_exchange_set_string (request, "scheduler", "karras");
  pen_exchange_set_string (request, "override_settings.sd_model_checkpoint",
            "portrait-xl.safetensors [abcdef0123]");
  pen_exchange_start (self, request);
  pen_exchange_finish (self);

  picture = pen_exchange_get_picture (self, 0);
  g_assert_cmpint (gdk_pixbuf_get_width (picture), ==, 256);
  g_assert_cmpint (gdk_pixbuf_get_height (picture), ==, 320);
  sent = pen_exchange_get_sent (self, 0);
  fields = json_object_get_object_member (sent, "fields");
  g_assert_cmpint (json_object_get_int_member (fields, "steps"), ==, 7);
  g_assert_cmpstr (json_object_get_string_member (fields, "scheduler"), ==, "karras");
  g_assert_false (json_object_get_boolean_member (fields, "override_settings_restore_afterwards"));
  pen_exchange_assert_no_remarks (self);
}

/* What an engine does not have is not sent to it. */
static void
test_lacking (PenExchangeFixture *self,
              gconstpointer       data)
{
  static const char *switches[] = { "restore_faces", "tiling" };

  for (guint i = 0; i < G_N_ELEMENTS (flavours); i++)
    {
      g_autoptr(JsonNode) on = json_node_init_boolean (json_node_alloc (), TRUE);
      PenRequest *request;

      g_test_message ("%s", flavours[i]);
      set_flavour (self, flavours[i]);
      g_assert_true (pen_exchange_discover (self, NULL));
      request = pen_exchange_new_request (self, MODEL, PEN_TASK_TEXT_TO_IMAGE);
      for (guint j = 0; j < G_N_ELEMENTS (switches); j++)
        pen_request_set_parameter (request, switches[j], on);
      pen_exchange_set_string (request, "scheduler", "karras");
      pen_exchange_set_string (request, "override_settings.sd_model_checkpoint",
                "portrait-xl.safetensors [abcdef0123]");
      set_number (request, "distilled_cfg_scale", 2);
      pen_exchange_start (self, request);
      pen_exchange_finish (self);
      g_assert_no_error (self->error);
    }

  pen_exchange_assert_no_remarks (self);
}

static void
test_batch (PenExchangeFixture *self,
            gconstpointer       data)
{
  static const char *faults[] = { "\"fault\":\"none\"", "\"fault\":\"extra-images\"",
                                  "\"fault\":\"grid-first\"" };

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      PenRequest *request = pen_exchange_new_request (self, MODEL, PEN_TASK_TEXT_TO_IMAGE);

      pen_exchange_tell (self, faults[i]);
      pen_request_set_count (request, 3);
      pen_exchange_start (self, request);
      pen_exchange_finish (self);
      g_assert_no_error (self->error);
      g_assert_cmpuint (self->outputs->len, ==, 3);

      for (guint j = 0; j < 3; j++)
        {
          PenOutput *output = g_ptr_array_index (self->outputs, j);
          g_autoptr(GdkPixbuf) picture = pen_exchange_get_picture (self, j);

          g_assert_cmpuint (output->seed, ==, 1234567 + j);
          g_assert_cmpint (gdk_pixbuf_get_width (picture), ==, 512);
        }
    }
}

static void
test_strength (PenExchangeFixture *self,
               gconstpointer       data)
{
  PenRequest *request = pen_exchange_new_request (self, MODEL, PEN_TASK_IMAGE_TO_IMAGE);
  g_autoptr(GdkPixbuf) source = pen_sim_picture_draw ("source", 1, 128, 64);
  g_autoptr(GdkPixbuf) picture = NULL;
  gsize size = gdk_pixbuf_get_byte_length (source);

  pen_request_set_strength (request, 0);
  pen_exchange_start (self, request);
  pen_exchange_finish (self);
  picture = pen_exchange_get_picture (self, 0);
  g_assert_cmpmem (gdk_pixbuf_read_pixels (source), size, gdk_pixbuf_read_pixels (picture), size);
}

static void
test_formats (PenExchangeFixture *self,
              gconstpointer       data)
{
  g_autoptr(GdkPixbuf) picture = NULL;
  PenOutput *output;

  /* By its bytes alone: the engine does not say what it sends. */
  pen_exchange_tell (self, "\"samples_format\":\"jpg\"");
  run (self);
  picture = pen_exchange_get_picture (self, 0);
  output = g_ptr_array_index (self->outputs, 0);
  g_assert_cmpstr (pen_blob_get_media_type (output->blob), ==, "image/jpeg");
}

static void
test_bad_info (PenExchangeFixture *self,
               gconstpointer       data)
{
  g_autoptr(GdkPixbuf) picture = NULL;
  PenOutput *output;

  pen_exchange_tell (self, "\"fault\":\"bad-info\"");
  run (self);
  picture = pen_exchange_get_picture (self, 0);
  output = g_ptr_array_index (self->outputs, 0);
  g_assert_cmpuint (output->seed, ==, 1234567);
}

/* === Progress and interrupting === */

/* The engine makes a step whenever it is looked at. */
static void
test_progress (PenExchangeFixture *self,
               gconstpointer       data)
{
  PenRequest *request = pen_exchange_new_request (self, MODEL, PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(GdkPixbuf) picture = NULL;

  pen_exchange_tell (self, "\"pace\":-1");
  set_number (request, "steps", 2);
  pen_exchange_start (self, request);
  pen_exchange_finish (self);
  picture = pen_exchange_get_picture (self, 0);

  g_assert_cmpuint (pen_test_journal_get_n_previews (self->journal), ==, 1);
  g_assert_cmpfloat_with_epsilon (pen_test_journal_get_progress (self->journal), 0.505, 1e-6);
}

static void
test_interrupt (PenExchangeFixture *self,
                gconstpointer       data)
{
  /* KoboldCpp cannot be stopped; cancelling works all the same. */
  for (guint i = 0; i < G_N_ELEMENTS (flavours); i++)
    {
      guint paid = pen_exchange_count (self, PEN_SIM_COUNT_PAID);

      g_test_message ("%s", flavours[i]);
      set_flavour (self, flavours[i]);
      pen_exchange_tell (self, "\"pace\":-1");
      pen_exchange_start (self, pen_exchange_new_request (self, MODEL, PEN_TASK_TEXT_TO_IMAGE));
      pen_simulator_wait (self->simulator, "sdapi", PEN_SIM_COUNT_PAID, paid + 1);

      g_cancellable_cancel (self->cancellable);
      pen_exchange_finish (self);
      g_assert_error (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_INTERRUPTED), ==, MIN (i + 1, 3));
    }
}

/* Whoever has not sent anything does not stop the work of others. */
static void
test_cancel_early (PenExchangeFixture *self,
                   gconstpointer       data)
{
  pen_test_journal_hold (self->journal, PEN_MOMENT_SENDING);
  pen_exchange_start (self, pen_exchange_new_request (self, MODEL, PEN_TASK_TEXT_TO_IMAGE));
  while (!pen_test_journal_is_holding (self->journal))
    g_main_context_iteration (NULL, TRUE);

  g_cancellable_cancel (self->cancellable);
  pen_test_journal_release (self->journal);
  pen_exchange_finish (self);
  g_assert_error (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_SEEN), ==, 0);
}

/* === Doors === */

static void
test_login (PenExchangeFixture *self,
            gconstpointer       data)
{
  pen_exchange_tell (self, "\"login\":\"" LOGIN "\"");

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(GdkPixbuf) picture = NULL;

      set_flavour (self, flavours[i]);
      pen_exchange_set_key (self, LOGIN);
      run (self);
      picture = pen_exchange_get_picture (self, 0);

      pen_exchange_set_key (self, "painter:wrong");
      run (self);
      pen_exchange_assert_error (self, PEN_ERROR_KEY_REJECTED, "user name and password");

      pen_exchange_set_key (self, NULL);
      run (self);
      pen_exchange_assert_error (self, i == 2 ? PEN_ERROR_KEY_REJECTED : PEN_ERROR_KEY_MISSING,
                                 "password");
    }
}

static void
test_check (PenExchangeFixture *self,
            gconstpointer       data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *sentence = pen_exchange_check (self, &error);
  g_autofree char *refused = NULL;
  g_autofree char *other = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (sentence, ==, "The engine answers, with 2 checkpoints");

  pen_exchange_tell (self, "\"login\":\"" LOGIN "\"");
  refused = pen_exchange_check (self, &error);
  g_assert_null (refused);
  g_assert_error (error, PEN_ERROR, PEN_ERROR_KEY_MISSING);
  g_clear_error (&error);

  pen_exchange_tell (self, "\"login\":\"\",\"fault\":\"html\"");
  other = pen_exchange_check (self, &error);
  g_assert_null (other);
  g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY);
}

/* === What goes wrong === */

static void
test_refusals (PenExchangeFixture *self,
               gconstpointer       data)
{
  static const struct { const char *flavour, *fault; gint code; const char *words; } table[] =
  {
    { "a1111", "out-of-memory", PEN_ERROR_SERVICE, "ran out of memory" },
    { "forge", "out-of-memory", PEN_ERROR_SERVICE, "ran out of memory" },
    { "sdnext", "out-of-memory", PEN_ERROR_SERVICE, "ran out of memory" },
    { "sdnext", "internal", PEN_ERROR_SERVICE, "unsupported operand" },
    { "sdnext", "sampler-not-found", PEN_ERROR_INVALID_REQUEST, "Sampler not found" },
    { "a1111", "validation", PEN_ERROR_INVALID_REQUEST, "steps: value is not a valid integer" },
    { "a1111", "not-found", PEN_ERROR_SERVICE, "--api" },
    { "forge", "not-found", PEN_ERROR_SERVICE, "--api" },
    { "a1111", "bad-gateway", PEN_ERROR_UNKNOWN_OUTCOME, NULL },
    { "a1111", "gateway-timeout", PEN_ERROR_UNKNOWN_OUTCOME, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_test_message ("%s: %s", table[i].flavour, table[i].fault);
      set_flavour (self, table[i].flavour);
      pen_exchange_fault (self, table[i].fault, "\"method\":\"POST\"");
      run (self);
      pen_exchange_assert_error (self, table[i].code, table[i].words);
      g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_SEEN), ==, i + 1);
    }

  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 0);
}

static void
test_busy (PenExchangeFixture *self,
           gconstpointer       data)
{
  g_autoptr(GdkPixbuf) picture = NULL;

  set_flavour (self, "koboldcpp");
  pen_exchange_tell (self, "\"fault\":\"busy\",\"value\":\"0\",\"times\":2,\"method\":\"POST\"");
  run (self);
  picture = pen_exchange_get_picture (self, 0);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_SEEN), ==, 3);
}

static void
test_wrong_answers (PenExchangeFixture *self,
                    gconstpointer       data)
{
  static const struct { const char *fault; gint code; const char *words; } table[] =
  {
    { "no-images", PEN_ERROR_INVALID_REPLY, "without a picture" },
    { "empty-image", PEN_ERROR_SERVICE, "without a picture" },
    { "wrong-json", PEN_ERROR_INVALID_REPLY, "without a picture" },
    { "no-picture", PEN_ERROR_INVALID_REPLY, NULL },
    { "broken-json", PEN_ERROR_UNKNOWN_OUTCOME, NULL },
    { "html", PEN_ERROR_UNKNOWN_OUTCOME, NULL },
    { "empty", PEN_ERROR_UNKNOWN_OUTCOME, NULL },
    { "cut-after-body", PEN_ERROR_UNKNOWN_OUTCOME, NULL },
    { "half-answer", PEN_ERROR_UNKNOWN_OUTCOME, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_test_message ("%s", table[i].fault);
      pen_exchange_fault (self, table[i].fault, "\"method\":\"POST\"");
      run (self);
      pen_exchange_assert_error (self, table[i].code, table[i].words);
      g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_SEEN), ==, i + 1);
    }
}

/* A user's password is in no sentence, whatever the engine says, and in no form of it. */
static void
test_echo (PenExchangeFixture *self,
           gconstpointer       data)
{
  g_autofree char *encoded = g_base64_encode ((const guchar *) LOGIN, strlen (LOGIN));

  pen_exchange_tell (self, "\"login\":\"" LOGIN "\",\"fault\":\"login-echo\"");
  pen_exchange_set_key (self, LOGIN);
  run (self);
  pen_exchange_assert_error (self, PEN_ERROR_INVALID_REQUEST, "is odd");
  g_assert_null (strstr (self->error->message, "canary"));
  g_assert_null (strstr (self->error->message, encoded));
}

/* tear_down() looks whether the other server was spoken to. */
static void
test_elsewhere (PenExchangeFixture *self,
                gconstpointer       data)
{
  g_autofree char *address = pen_simulator_get_address (self->foreign, "sdapi");
  g_autofree char *redirect = g_strdup_printf ("\"fault\":\"redirect\",\"method\":\"POST\","
                                               "\"value\":\"%s/sdapi/v1/txt2img\"", address);
  g_autofree char *foreign = g_strdup_printf ("\"fault\":\"foreign-address\","
                                              "\"value\":\"%s/x.png\"", address);

  pen_exchange_tell (self, "\"login\":\"" LOGIN "\"");
  pen_exchange_set_key (self, LOGIN);

  pen_exchange_tell (self, redirect);
  run (self);
  g_assert_nonnull (self->error);
  g_assert_true (self->error->domain == PEN_ERROR);

  pen_exchange_tell (self, foreign);
  run (self);
  pen_exchange_assert_error (self, PEN_ERROR_INVALID_REPLY, NULL);
}

#define ADD(name, function) \
  g_test_add ("/exchange/sdapi/" name, PenExchangeFixture, NULL, set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("discover", test_discover);
  ADD ("discover-failures", test_discover_failures);
  ADD ("engines", test_engines);
  ADD ("settings", test_settings);
  ADD ("lacking", test_lacking);
  ADD ("batch", test_batch);
  ADD ("strength", test_strength);
  ADD ("formats", test_formats);
  ADD ("bad-info", test_bad_info);
  ADD ("progress", test_progress);
  ADD ("interrupt", test_interrupt);
  ADD ("cancel-early", test_cancel_early);
  ADD ("login", test_login);
  ADD ("check", test_check);
  ADD ("refusals", test_refusals);
  ADD ("busy", test_busy);
  ADD ("wrong-answers", test_wrong_answers);
  ADD ("echo", test_echo);
  ADD ("elsewhere", test_elsewhere);

  return g_test_run ();
}
