/* test-exchange-replicate.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-exchange-replicate"

#include "config.h"

#include <locale.h>
#include <string.h>

#include "pen-exchange-fixture.h"
#include "pen-exchange-inputs.h"
#include "pen-exchange-runs.h"
#include "pen-json.h"
#include "pen-replicate-provider.h"

#define CANARY "r8_canary7Zq0mX4tKb1vNw9sLr2yHd5fJc8gPe3a"
#define SCHNELL "black-forest-labs/flux-schnell"
#define WIDTH 128
#define HEIGHT 64

static void
set_up (PenExchangeFixture *self,
        gconstpointer       data)
{
  pen_exchange_set_up (self, "replicate", PEN_TYPE_REPLICATE_PROVIDER, CANARY);
  pen_exchange_tell (self, "\"key\":\"" CANARY "\"");
}

static void
tear_down (PenExchangeFixture *self,
           gconstpointer       data)
{
  /* Nothing was sent that the service would merely swallow, and no key to a file host. */
  pen_exchange_assert_no_remarks (self);
  pen_exchange_tear_down (self);
}

static void
run (PenExchangeFixture *self)
{
  pen_exchange_run (self, SCHNELL, PEN_TASK_TEXT_TO_IMAGE);
}

static void
set_mask (PenRequest *request,
          gboolean    left_is_white)
{
  pen_request_set_mask_path (request, "/nowhere/mask.png");
  pen_exchange_take_input (request, "mask", pen_exchange_new_mask (WIDTH, HEIGHT, left_is_white));
}

static void
set_input (PenRequest *request,
           const char *slot)
{
  pen_exchange_take_input (request, slot, pen_exchange_new_source (WIDTH, HEIGHT, "png"));
}

/* Everything that the task needs; with @full, everything that it takes. */
static PenRequest *
new_request (PenExchangeFixture *self,
             const char         *model,
             PenTask             task,
             gboolean            full)
{
  static const guint margins[PEN_N_SIDES] = { 8, 16, 24, 32 };
  PenRequest *request = pen_exchange_new_request (self, model, task);
  PenTaskSpec *spec = pen_request_get_spec (request);
  PenField *references = spec->fields[PEN_ROLE_REFERENCES];
  PenField *control = spec->fields[PEN_ROLE_CONTROL];
  guint n = 0;

  if (g_str_equal (model, "tencentarc/photomaker"))
    pen_request_set_prompt (request, "A woman img in the snow");
  if (spec->fields[PEN_ROLE_MASK] != NULL)
    set_mask (request, TRUE);
  if (spec->fields[PEN_ROLE_EXTEND] != NULL)
    pen_request_set_extend (request, margins);
  if (control != NULL)
    {
      pen_request_add_control (request, control->kinds[0], "/nowhere/control.png",
                               full && control->weight != NULL ? control->weight->maximum : -1);
      set_input (request, "control-0");
    }

  if (references != NULL)
    n = (guint) (full ? references->maximum : references->minimum);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *slot = g_strdup_printf ("reference-%u", i);

      pen_request_add_reference (request, "/nowhere/reference.png");
      set_input (request, slot);
    }

  return request;
}

/* Another value than the one that the service takes anyway. */
static JsonNode *
make_value (PenParameter *parameter)
{
  JsonNode *value = json_node_new (JSON_NODE_VALUE);
  double usual = parameter->fallback != NULL && parameter->kind != PEN_PARAMETER_CHOICE &&
                 parameter->kind != PEN_PARAMETER_BOOLEAN
                 ? json_node_get_double (parameter->fallback) : 0;

  switch ((guint) parameter->kind)
    {
    case PEN_PARAMETER_BOOLEAN:
      json_node_set_boolean (value, parameter->fallback == NULL ||
                                    !json_node_get_boolean (parameter->fallback));
      break;
    case PEN_PARAMETER_INTEGER:
      json_node_set_int (value, usual < parameter->maximum ? (gint64) usual + 1
                                                           : (gint64) parameter->minimum);
      break;
    case PEN_PARAMETER_NUMBER:
      json_node_set_double (value, usual < parameter->maximum && parameter->maximum < G_MAXDOUBLE
                                   ? parameter->maximum : MAX (parameter->minimum, 0.5));
      break;
    case PEN_PARAMETER_STRING:
    case PEN_PARAMETER_CHOICE:
    default:
      json_node_set_string (value, parameter->choices[1]);
      break;
    }

  return value;
}

static void
fill (PenRequest *request)
{
  PenTaskSpec *spec = pen_request_get_spec (request);

  if (spec->fields[PEN_ROLE_NEGATIVE] != NULL)
    pen_request_set_negative (request, "snow; rain");
  if (spec->fields[PEN_ROLE_ASPECT] != NULL)
    pen_request_set_aspect (request, spec->fields[PEN_ROLE_ASPECT]->values[1]);
  if (spec->fields[PEN_ROLE_WIDTH] != NULL)
    pen_request_set_size (request, (guint) MAX (spec->fields[PEN_ROLE_WIDTH]->minimum, 264),
                          (guint) MAX (spec->fields[PEN_ROLE_WIDTH]->minimum, 528));
  pen_request_set_count (request, spec->max_count);

  for (guint i = 0; i < spec->parameters->len; i++)
    {
      PenParameter *parameter = g_ptr_array_index (spec->parameters, i);
      g_autoptr(JsonNode) value = make_value (parameter);

      pen_request_set_parameter (request, parameter->name, value);
    }
}

/* === What works === */

/* A usual request, and one with everything that can be set. */
static gboolean
run_both (PenExchangeFixture *self,
          PenModel           *model,
          PenTask             task)
{
  guint max_count = pen_model_get_spec (model, task)->max_count;

  for (guint full = 0; full < 2; full++)
    {
      PenRequest *request = new_request (self, pen_model_get_id (model), task, full);
      guint count;

      if (full)
        fill (request);
      count = MIN (pen_request_get_count (request), max_count);
      pen_exchange_run_well (self, request);
      g_assert_cmpuint (self->outputs->len, ==, count);
    }

  return TRUE;
}

static void
test_models (PenExchangeFixture *self,
             gconstpointer       data)
{
  guint n_runs;

  pen_exchange_tell (self, "\"polls\":0");
  n_runs = pen_exchange_run_everything (self, run_both);
  g_assert_cmpuint (n_runs, ==, 77);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 2 * n_runs);
}

static void
test_moments (PenExchangeFixture *self,
              gconstpointer       data)
{
  g_autoptr(GdkPixbuf) picture = NULL;

  run (self);
  picture = pen_exchange_get_picture (self, 0);
  g_assert_cmpstr (pen_test_journal_get_moments (self->journal), ==, "send:0 run:1 land:3 land:4");
  g_assert_cmpfloat_with_epsilon (pen_test_journal_get_progress (self->journal), 0.5, 1e-9);
  g_assert_cmpfloat_with_epsilon (self->cost_usd, 0.003, 1e-9);
  g_assert_cmpuint (((PenOutput *) g_ptr_array_index (self->outputs, 0))->seed, ==, 1234567);
}

static guint
read_pixel (GdkPixbuf *picture,
            int        x)
{
  const guint8 *pixel = gdk_pixbuf_read_pixels (picture) +
                        x * gdk_pixbuf_get_n_channels (picture);

  return (guint) pixel[0] << 16 | (guint) pixel[1] << 8 | pixel[2];
}

/* 0 gives the picture back, 1 does not. */
static void
test_strength (PenExchangeFixture *self,
               gconstpointer       data)
{
  static const struct { const char *model; PenTask task; } cases[] =
  {
    { "stability-ai/sdxl", PEN_TASK_IMAGE_TO_IMAGE },
    { "stability-ai/stable-diffusion-3.5-large", PEN_TASK_IMAGE_TO_IMAGE },
    { "black-forest-labs/flux-dev", PEN_TASK_IMAGE_TO_IMAGE },
    { "fofr/face-to-many", PEN_TASK_FACE },
    { "black-forest-labs/flux-1.1-pro-ultra", PEN_TASK_STYLE },
  };
  g_autoptr(PenBlob) blob = pen_exchange_new_source (WIDTH, HEIGHT, "png");
  g_autoptr(GBytes) bytes = pen_blob_load (blob, G_MAXUINT32, NULL);
  g_autoptr(GdkPixbuf) source = pen_sim_picture_decode (bytes);

  for (guint i = 0; i < 2 * G_N_ELEMENTS (cases); i++)
    {
      PenRequest *request = new_request (self, cases[i / 2].model, cases[i / 2].task, FALSE);
      g_autoptr(GdkPixbuf) picture = NULL;

      g_test_message ("%s, %u", cases[i / 2].model, i % 2);
      pen_request_set_strength (request, i % 2);
      pen_exchange_start (self, request);
      pen_exchange_finish (self);
      picture = pen_exchange_get_picture (self, 0);
      g_assert_cmpint (read_pixel (picture, 5) == read_pixel (source, 5), ==, i % 2 == 0);
    }
}

/* What is marked changes, and nothing else, whichever colour the service wants.  The engine
 * makes the mask in that colour; here the test does. */
static void
test_masks (PenExchangeFixture *self,
            gconstpointer       data)
{
  static const struct { const char *model; gboolean white; } cases[] =
  {
    { "black-forest-labs/flux-fill-pro", TRUE },
    { "black-forest-labs/flux-fill-dev", TRUE },
    { "zsxkib/flux-dev-inpainting", TRUE },
    { "stability-ai/sdxl", TRUE },
    { "stability-ai/stable-diffusion-inpainting", TRUE },
    { "ideogram-ai/ideogram-v2", FALSE },
    { "ideogram-ai/ideogram-v3-turbo", FALSE },
  };
  g_autoptr(PenBlob) blob = pen_exchange_new_source (WIDTH, HEIGHT, "png");
  g_autoptr(GBytes) bytes = pen_blob_load (blob, G_MAXUINT32, NULL);
  g_autoptr(GdkPixbuf) source = pen_sim_picture_decode (bytes);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      PenRequest *request = new_request (self, cases[i].model, PEN_TASK_INPAINT, FALSE);
      PenField *mask = pen_request_get_spec (request)->fields[PEN_ROLE_MASK];
      g_autoptr(GdkPixbuf) picture = NULL;

      g_assert_cmpint (mask->polarity == PEN_POLARITY_WHITE, ==, cases[i].white);
      set_mask (request, mask->polarity == PEN_POLARITY_WHITE);
      pen_request_set_strength (request, 1);
      pen_exchange_start (self, request);
      pen_exchange_finish (self);
      picture = pen_exchange_get_picture (self, 0);
      g_assert_cmpuint (read_pixel (picture, 5), !=, read_pixel (source, 5));
      g_assert_cmpuint (read_pixel (picture, WIDTH - 5), ==, read_pixel (source, WIDTH - 5));
    }
}

/* A long log is no reason to fail, nor an unknown word, nor output that is early. */
static void
test_quirks (PenExchangeFixture *self,
             gconstpointer       data)
{
  static const char * const faults[] =
  {
    "long-logs", "odd-status", "output-early", "nested-output", "object-output", "no-urls",
    "trickle",
  };

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr(GdkPixbuf) picture = NULL;

      g_test_message ("%s", faults[i]);
      pen_exchange_fault (self, faults[i], NULL);
      run (self);
      picture = pen_exchange_get_picture (self, 0);
      g_assert_cmpuint (self->outputs->len, ==, 1);
      g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, i + 1);
    }
}

static void
test_check (PenExchangeFixture *self,
            gconstpointer       data)
{
  g_autofree char *sentence = pen_exchange_run_checks (self, "r8_wrongcanary");

  g_assert_cmpstr (sentence, ==, "Valid, the key of “painter”");
}

/* === Addresses === */

/* An address of another server is asked without the key. */
static void
test_foreign (PenExchangeFixture *self,
              gconstpointer       data)
{
  g_autofree char *address = pen_simulator_get_address (self->foreign, "replicate");
  g_autofree char *host = g_strndup (address, strlen (address) - strlen ("/replicate"));
  g_autofree char *members = g_strdup_printf ("\"fault\":\"foreign-get\",\"value\":\"%s\"", host);

  pen_exchange_tell (self, members);
  run (self);
  pen_exchange_assert_error (self, PEN_ERROR_KEY_REJECTED, NULL);
  g_assert_cmpuint (pen_exchange_assert_without (self->foreign, "authorization", ""), >, 0);
}

static void
test_unsafe_output (PenExchangeFixture *self,
                    gconstpointer       data)
{
  pen_exchange_tell (self, "\"fault\":\"foreign-address\",\"value\":\"http://\"");
  run (self);
  pen_exchange_assert_error (self, PEN_ERROR_INVALID_REPLY, NULL);
  g_assert_true (self->charged);
}

/* === What goes wrong === */

static void
test_ends (PenExchangeFixture *self,
           gconstpointer       data)
{
  static const struct
  {
    const char *fault;
    gint        code;
    const char *words;
    gboolean    charged;
  }
  table[] =
  {
    { "nsfw", PEN_ERROR_REFUSED, "safety filter", TRUE },
    { "nsfw-all", PEN_ERROR_REFUSED, "safety filter", TRUE },
    { "sensitive", PEN_ERROR_REFUSED, "safety filter", TRUE },
    { "out-of-memory", PEN_ERROR_TOO_LARGE, "smaller", TRUE },
    { "no-face", PEN_ERROR_INVALID_REQUEST, "face", TRUE },
    { "model-failed", PEN_ERROR_SERVICE, "the weights are odd", TRUE },
    { "failed-at-once", PEN_ERROR_SERVICE, "E6716", TRUE },
    { "aborted", PEN_ERROR_SERVICE, "in time", FALSE },
    { "canceled", PEN_ERROR_SERVICE, "stopped", TRUE },
    { "no-output", PEN_ERROR_SERVICE, "no picture", TRUE },
    { "empty-output", PEN_ERROR_SERVICE, "no picture", TRUE },
    { "data-removed", PEN_ERROR_EXPIRED, "one hour", TRUE },
    { "wrong-json", PEN_ERROR_INVALID_REPLY, NULL, TRUE },
    { "html", PEN_ERROR_UNKNOWN_OUTCOME, NULL, TRUE },
    { "cut-after-body", PEN_ERROR_UNKNOWN_OUTCOME, NULL, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_test_message ("%s", table[i].fault);
      pen_exchange_fault (self, table[i].fault, "\"method\":\"POST\"");
      run (self);
      pen_exchange_assert_error (self, table[i].code, table[i].words);
      g_assert_cmpint (self->charged, ==, table[i].charged);
    }
}

static void
test_refusals (PenExchangeFixture *self,
               gconstpointer       data)
{
  static const PenExchangeRefusal table[] =
  {
    { "unauthenticated", PEN_ERROR_KEY_REJECTED, "preferences" },
    { "insufficient-credit", PEN_ERROR_QUOTA, "account/billing" },
    { "forbidden", PEN_ERROR_KEY_REJECTED, "may not use" },
    { "not-found", PEN_ERROR_NOT_FOUND, "check its name" },
    { "version-invalid", PEN_ERROR_INVALID_REQUEST, "add the model again" },
    { "cog-invalid", PEN_ERROR_INVALID_REQUEST, "seed: value is not" },
    { "key-echo", PEN_ERROR_INVALID_REQUEST, "is odd" },
    { "internal", PEN_ERROR_SERVICE, "try again later" },
    { "bad-gateway", PEN_ERROR_UNKNOWN_OUTCOME, NULL },
  };

  pen_exchange_run_refusals (self, table, G_N_ELEMENTS (table), run);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 0);
}

#define ADD(name, function) \
  g_test_add ("/exchange/replicate/" name, PenExchangeFixture, NULL, set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("models", test_models);
  ADD ("moments", test_moments);
  ADD ("strength", test_strength);
  ADD ("masks", test_masks);
  ADD ("quirks", test_quirks);
  ADD ("check", test_check);
  ADD ("foreign", test_foreign);
  ADD ("unsafe-output", test_unsafe_output);
  ADD ("ends", test_ends);
  ADD ("refusals", test_refusals);

  return g_test_run ();
}
