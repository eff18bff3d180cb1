/* test-exchange-replicate-names.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Models that are asked for by their names, and then run as they describe themselves.
 */

#define G_LOG_DOMAIN "test-exchange-replicate-names"

#include "config.h"

#include <locale.h>
#include <string.h>

#include "pen-exchange-fixture.h"
#include "pen-exchange-inputs.h"
#include "pen-exchange-runs.h"
#include "pen-replicate-provider.h"

#define CANARY "r8_canary7Zq0mX4tKb1vNw9sLr2yHd5fJc8gPe3a"
#define SDXL "7762fd07cf82c948538e41f63f77d685e02b063e37e496e96eefd46c929f9bdc"
#define WIDTH 128
#define HEIGHT 64

static void
set_up (PenExchangeFixture *self,
        gconstpointer       data)
{
  pen_exchange_set_up (self, "replicate", PEN_TYPE_REPLICATE_PROVIDER, CANARY);
  pen_exchange_tell (self, "\"key\":\"" CANARY "\",\"polls\":0");
}

static void
tear_down (PenExchangeFixture *self,
           gconstpointer       data)
{
  pen_exchange_assert_no_strangers (self);
  pen_exchange_tear_down (self);
}

static PenModel *
find (PenExchangeFixture  *self,
      const char          *words,
      GError             **error)
{
  g_autoptr(JsonNode) entry = pen_exchange_find_model (self, words, error);
  g_autoptr(GError) local = NULL;
  PenModel *model;

  if (entry == NULL)
    return NULL;

  model = pen_model_new_from_json ("replicate", json_node_get_object (entry), &local);
  g_assert_no_error (local);

  return model;
}

/* What the task cannot do without. */
static PenRequest *
new_request (PenModel *model,
             PenTask   task)
{
  g_autoptr(PenBlob) picture = pen_exchange_new_source (WIDTH, HEIGHT, "png");
  PenRequest *request = pen_request_new (model, task);
  PenTaskSpec *spec = pen_request_get_spec (request);
  PenField *control = spec->fields[PEN_ROLE_CONTROL];
  PenField *references = spec->fields[PEN_ROLE_REFERENCES];

  pen_request_set_prompt (request, "A woman img");
  if (spec->fields[PEN_ROLE_SOURCE] != NULL)
    {
      pen_request_set_source_path (request, "/nowhere/source.png");
      pen_request_set_source (request, picture);
      pen_request_set_source_size (request, WIDTH, HEIGHT);
    }
  if (spec->fields[PEN_ROLE_MASK] != NULL)
    {
      PenPolarity polarity = spec->fields[PEN_ROLE_MASK]->polarity;
      g_autoptr(PenBlob) mask = pen_exchange_new_mask (WIDTH, HEIGHT,
                                                       polarity == PEN_POLARITY_WHITE);

      pen_request_set_mask_path (request, "/nowhere/mask.png");
      pen_request_set_input (request, "mask", mask);
    }
  if (control != NULL && control->required)
    {
      pen_request_add_control (request, control->kinds[0], "/nowhere/control.png", -1);
      pen_request_set_input (request, "control-0", picture);
    }
  if (references != NULL && references->minimum > 0)
    {
      pen_request_add_reference (request, "/nowhere/reference.png");
      pen_request_set_input (request, "reference-0", picture);
    }

  return request;
}

static void
run (PenExchangeFixture *self,
     PenModel           *model,
     PenTask             task)
{
  PenRequest *request = new_request (model, task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkPixbuf) picture = NULL;

  g_test_message ("%s, %s", pen_model_get_id (model), pen_task_to_nick (task));
  pen_request_check (request, &error);
  g_assert_no_error (error);
  pen_exchange_start (self, request);
  pen_exchange_finish (self);
  picture = pen_exchange_get_picture (self, 0);
}

/* Every model that the simulator knows, without a word of the catalogue. */
static void
test_all (PenExchangeFixture *self,
          gconstpointer       data)
{
  GListModel *models = pen_catalogue_get_models (pen_provider_get_catalogue (self->provider));

  for (guint i = 0; i < g_list_model_get_n_items (models); i++)
    {
      g_autoptr(PenModel) listed = g_list_model_get_item (models, i);
      g_autoptr(GError) error = NULL;
      g_autoptr(PenModel) model = find (self, pen_model_get_id (listed), &error);
      GArray *tasks;

      g_assert_no_error (error);
      g_assert_cmpstr (pen_model_get_id (model), ==, pen_model_get_id (listed));
      tasks = pen_model_get_tasks (model);
      for (guint j = 0; j < tasks->len; j++)
        run (self, model, g_array_index (tasks, PenTask, j));
    }
}

static void
test_version (PenExchangeFixture *self,
              gconstpointer       data)
{
  static const char * const words[] =
  {
    "stability-ai/sdxl:" SDXL, "https://replicate.com/stability-ai/sdxl/versions/" SDXL
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(PenModel) model = find (self, words[i], &error);

      g_assert_no_error (error);
      g_assert_cmpstr (pen_model_get_id (model), ==, "stability-ai/sdxl:" SDXL);
      run (self, model, PEN_TASK_TEXT_TO_IMAGE);
    }
}

static void
test_missing (PenExchangeFixture *self,
              gconstpointer       data)
{
  static const struct { const char *words, *fault; gint code; } table[] =
  {
    { "nobody/nothing", NULL, PEN_ERROR_NOT_FOUND },
    { "stability-ai/sdxl:" "0000000000000000000000000000000000000000000000000000000000000000", NULL,
      PEN_ERROR_NOT_FOUND },
    { "nothing", NULL, PEN_ERROR_USAGE },
    { "stability-ai/sdxl", "no-schema", PEN_ERROR_INVALID_REQUEST },
    { "stability-ai/sdxl", "unauthenticated", PEN_ERROR_KEY_REJECTED },
    { "stability-ai/sdxl", "wrong-json", PEN_ERROR_INVALID_REQUEST },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(PenModel) model = NULL;

      if (table[i].fault != NULL)
        pen_exchange_fault (self, table[i].fault, NULL);
      model = find (self, table[i].words, &error);
      g_assert_null (model);
      g_assert_error (error, PEN_ERROR, table[i].code);
    }
}

#define ADD(name, function) \
  g_test_add ("/exchange/replicate-names/" name, PenExchangeFixture, NULL, set_up, function, \
              tear_down)

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("all", test_all);
  ADD ("version", test_version);
  ADD ("missing", test_missing);

  return g_test_run ();
}
