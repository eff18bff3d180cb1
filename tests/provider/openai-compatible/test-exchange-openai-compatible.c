/* test-exchange-openai-compatible.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-exchange-openai-compatible"

#include "config.h"

#include <locale.h>
#include <string.h>

#include "pen-exchange-fixture.h"
#include "pen-exchange-runs.h"
#include "pen-openai-compatible-provider.h"

#define SERVICE "openai-compatible"
#define CANARY "sk-canary7Zq0mX4tKb1vNw9sLr2yHd5fJc8gPe3aUo6iTk0"

static void
set_up (PenExchangeFixture *self,
        gconstpointer       data)
{
  pen_exchange_set_up (self, SERVICE, PEN_TYPE_OPENAI_COMPATIBLE_PROVIDER, NULL);
}

static void
tear_down (PenExchangeFixture *self,
           gconstpointer       data)
{
  pen_exchange_tear_down (self);
}

/* The server is @flavour from now on, and has been looked at. */
static void
become (PenExchangeFixture *self,
        const char         *flavour)
{
  g_autofree char *members = g_strdup_printf ("\"flavour\":\"%s\"", flavour);
  g_autoptr(GError) error = NULL;

  pen_exchange_tell (self, members);
  g_assert_true (pen_exchange_discover (self, &error));
  g_assert_no_error (error);
}

/* Right for those that look at the colour and those that look at the alpha: the left half
 * is black and opaque, the right half white and transparent. */
static PenBlob *
new_mask (guint    side,
          gboolean two_way)
{
  g_autoptr(GdkPixbuf) mask = gdk_pixbuf_new (GDK_COLORSPACE_RGB, two_way, 8, (int) side,
                                              (int) side);
  g_autoptr(GBytes) bytes = NULL;
  guint channels = two_way ? 4 : 3;

  gdk_pixbuf_fill (mask, 0x000000ff);
  for (guint y = 0; y < side; y++)
    for (guint x = side / 2; x < side; x++)
      {
        guint8 *pixel = gdk_pixbuf_get_pixels (mask) + y * gdk_pixbuf_get_rowstride (mask) +
                        x * channels;

        memset (pixel, 255, 3);
        if (two_way)
          pixel[3] = 0;
      }
  bytes = pen_sim_picture_encode (mask, "png");

  return pen_blob_new_for_bytes (bytes, "image/png");
}

static PenRequest *
new_request (PenExchangeFixture *self,
             const char         *model,
             PenTask             task)
{
  PenRequest *request = pen_exchange_new_request (self, model, task);
  PenTaskSpec *spec = pen_request_get_spec (request);
  g_autoptr(PenBlob) source = pen_exchange_new_source (512, 512, "png");
  g_autoptr(PenBlob) mask = NULL;

  /* Some tasks send the same otherwise, and would count as bought twice. */
  pen_request_set_prompt (request, pen_task_to_title (task));
  if (!pen_task_has_source (task))
    return request;

  pen_request_set_source (request, source);
  pen_request_set_source_size (request, 512, 512);
  if (task == PEN_TASK_INPAINT)
    {
      mask = new_mask (512, spec->fields[PEN_ROLE_MASK]->polarity == PEN_POLARITY_TWO_WAY);
      pen_request_set_input (request, "mask", mask);
    }

  return request;
}

static void
run (PenExchangeFixture *self,
     const char         *model,
     PenTask             task)
{
  pen_exchange_run_request (self, new_request (self, model, task));
}

static const struct
{
  const char *flavour, *title;
  guint       n_tasks;
} servers[] = {
  { "plain", "OpenAI-Compatible Server", 9 },
  { "sd-server", "stable-diffusion.cpp", 3 },
  { "koboldcpp", "KoboldCpp", 1 },
  { "localai", "LocalAI", 3 },
  { "llama-swap", "llama-swap", 3 },
  { "lemonade", "lemonade", 6 },
};

/* Every task of every model of every server. */
static void
test_servers (PenExchangeFixture *self,
              gconstpointer       data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (servers); i++)
    {
      PenCatalogue *catalogue = pen_provider_get_catalogue (self->provider);
      GListModel *models = pen_catalogue_get_models (catalogue);
      gboolean plain = i == 0;
      guint n_runs = 0;

      become (self, servers[i].flavour);
      g_assert_cmpstr (pen_catalogue_get_title (catalogue), ==, servers[i].title);

      for (guint j = plain ? 0 : 3; j < g_list_model_get_n_items (models); j++)
        {
          g_autoptr(PenModel) model = g_list_model_get_item (models, j);
          GArray *tasks = pen_model_get_tasks (model);

          for (guint k = 0; k < tasks->len; k++, n_runs++)
            {
              PenTask task = g_array_index (tasks, PenTask, k);
              g_autoptr(GdkPixbuf) picture = NULL;

              g_test_message ("%s, %s, %s", servers[i].flavour, pen_model_get_id (model),
                              pen_task_to_nick (task));
              run (self, pen_model_get_id (model), task);
              picture = pen_exchange_get_picture (self, 0);
              g_assert_cmpint (gdk_pixbuf_get_width (picture), ==,
                               task == PEN_TASK_UPSCALE ? 2048 : 512);
            }
        }

      g_assert_cmpuint (n_runs, ==, servers[i].n_tasks);
      pen_exchange_assert_no_remarks (self);
    }
}

/* One mask for those that look at the alpha and those that look at the colour. */
static void
test_masks (PenExchangeFixture *self,
            gconstpointer       data)
{
  static const char * const names[][2] = {
    { "plain", "painter" }, { "sd-server", "sd-cpp-local" }, { "localai", "flux" },
    { "lemonade", "Flux-Kontext" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(PenBlob) source = pen_exchange_new_source (512, 512, "png");
      g_autoptr(GBytes) bytes = pen_blob_load (source, 1 << 24, NULL);
      g_autoptr(GdkPixbuf) before = pen_sim_picture_decode (bytes);
      g_autoptr(GdkPixbuf) after = NULL;

      become (self, names[i][0]);
      run (self, names[i][1], PEN_TASK_INPAINT);
      after = pen_exchange_get_picture (self, 0);
      g_assert_cmpmem (gdk_pixbuf_read_pixels (after), 3 * 256, gdk_pixbuf_read_pixels (before),
                       3 * 256);
      g_assert_cmpint (memcmp (gdk_pixbuf_read_pixels (after) + 3 * 257,
                               gdk_pixbuf_read_pixels (before) + 3 * 257, 3 * 200), !=, 0);
    }
}

/* sd-server makes the same picture again and again unless the seed goes along. */
static void
test_arguments (PenExchangeFixture *self,
                gconstpointer       data)
{
  PenRequest *request;
  g_autoptr(JsonObject) sent = NULL;
  JsonObject *arguments;

  become (self, "sd-server");
  request = new_request (self, "sd-cpp-local", PEN_TASK_IMAGE_TO_IMAGE);
  pen_request_set_negative (request, "dogs");
  pen_request_set_strength (request, 0.25);
  pen_request_set_count (request, 2);
  pen_exchange_run_request (self, request);
  g_assert_no_error (self->error);
  g_assert_cmpuint (((PenOutput *) self->outputs->pdata[0])->seed, ==, 1234567);
  g_assert_cmpuint (((PenOutput *) self->outputs->pdata[1])->seed, ==, 1234568);

  sent = pen_exchange_get_sent (self, 0);
  arguments = json_object_get_object_member (sent, "arguments");
  g_assert_cmpstr (json_object_get_string_member (sent, "prompt"), ==, "Image to Image");
  g_assert_cmpint (json_object_get_int_member (arguments, "seed"), ==, 1234567);
  g_assert_cmpfloat (json_object_get_double_member (arguments, "strength"), ==, 0.25);
  g_assert_cmpstr (json_object_get_string_member (arguments, "negative_prompt"), ==, "dogs");
}

/* === Pictures by their address === */

static void
run_by_address (PenExchangeFixture *self)
{
  run (self, "flux", PEN_TASK_INPAINT);
}

static void
test_address (PenExchangeFixture *self,
              gconstpointer       data)
{
  g_autoptr(GdkPixbuf) picture = NULL;
  g_autoptr(GdkPixbuf) again = NULL;
  g_autoptr(JsonNode) memo = NULL;

  pen_exchange_tell (self, "\"key\":\"" CANARY "\"");
  pen_exchange_set_key (self, CANARY);
  become (self, "localai");
  run_by_address (self);
  picture = pen_exchange_get_picture (self, 0);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 1);

  /* From where it lies, as after a restart, without a second order. */
  memo = json_from_string ("{\"picture\":\"\"}", NULL);
  {
    g_autoptr(JsonObject) sent = pen_exchange_get_sent (self, 0);
    g_autofree char *address = pen_simulator_get_address (self->simulator, SERVICE);
    g_autofree char *uri = g_strconcat (address, json_object_get_string_member (sent, "path"),
                                        NULL);

    g_assert_nonnull (strstr (uri, "/generated-images/"));
    json_object_set_string_member (json_node_get_object (memo), "picture", uri);
  }
  pen_exchange_resume (self, new_request (self, "flux", PEN_TASK_INPAINT), memo);
  pen_exchange_finish (self);
  again = pen_exchange_get_picture (self, 0);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 1);

  pen_exchange_tell (self, "\"forget\":true");
  pen_exchange_resume (self, new_request (self, "flux", PEN_TASK_INPAINT), memo);
  pen_exchange_finish (self);
  pen_exchange_assert_error (self, PEN_ERROR_EXPIRED, "no longer");
}

/* The key stays with the server that it belongs to. */
static void
test_foreign_address (PenExchangeFixture *self,
                      gconstpointer       data)
{
  g_autofree char *foreign = pen_simulator_get_address (self->foreign, SERVICE);
  g_autofree char *members = g_strdup_printf ("\"fault\":\"foreign-address\",\"value\":"
                                              "\"%s/generated-images/x.png\",\"method\":\"POST\"",
                                              foreign);

  pen_exchange_tell (self, "\"key\":\"" CANARY "\"");
  pen_exchange_set_key (self, CANARY);
  become (self, "localai");
  pen_exchange_tell (self, members);
  run_by_address (self);
  pen_exchange_assert_error (self, PEN_ERROR_EXPIRED, NULL);

  g_assert_cmpuint (pen_exchange_assert_without (self->foreign, "authorization", ""), ==, 1);
}

/* === What goes wrong === */

static void
test_refusals (PenExchangeFixture *self,
               gconstpointer       data)
{
  static const struct { const char *flavour, *model, *fault; gint code; const char *words; }
  table[] =
  {
    { "koboldcpp", "koboldcpp/sd", "empty-picture", PEN_ERROR_SERVICE, "without a picture" },
    { "koboldcpp", "koboldcpp/sd", "server_error", PEN_ERROR_SERVICE, "The backend crashed" },
    { "sd-server", "sd-cpp-local", "server_error", PEN_ERROR_SERVICE, "The backend crashed" },
    { "sd-server", "sd-cpp-local", "empty-list", PEN_ERROR_INVALID_REPLY, "without a picture" },
    { "localai", "flux", "error-in-200", PEN_ERROR_SERVICE, "generation failed" },
    { "localai", "flux", "forbidden", PEN_ERROR_KEY_REJECTED, "wants a key" },
    { "llama-swap", "sdxl", "unknown-model", PEN_ERROR_INVALID_REQUEST, "no router" },
    { "plain", "painter", "payment", PEN_ERROR_QUOTA, "no credit" },
    { "plain", "painter", "too-large", PEN_ERROR_TOO_LARGE, "smaller picture" },
    { "plain", "painter", "bad-gateway", PEN_ERROR_UNKNOWN_OUTCOME, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_test_message ("%s: %s", table[i].flavour, table[i].fault);
      become (self, table[i].flavour);
      pen_exchange_fault (self, table[i].fault, "\"method\":\"POST\"");
      run (self, table[i].model, PEN_TASK_TEXT_TO_IMAGE);
      pen_exchange_assert_error (self, table[i].code, table[i].words);
    }
}

static void
test_busy (PenExchangeFixture *self,
           gconstpointer       data)
{
  static const char * const faults[] = { "busy", "too-many" };

  become (self, "sd-server");
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr(GdkPixbuf) picture = NULL;

      pen_exchange_fault (self, faults[i], "\"value\":\"0\",\"method\":\"POST\"");
      run (self, "sd-cpp-local", PEN_TASK_TEXT_TO_IMAGE);
      picture = pen_exchange_get_picture (self, 0);
    }
}

/* Some make more than was asked for. */
static void
test_more (PenExchangeFixture *self,
           gconstpointer       data)
{
  become (self, "koboldcpp");
  pen_exchange_tell (self, "\"fault\":\"more\",\"method\":\"POST\"");
  run (self, "koboldcpp/sd", PEN_TASK_TEXT_TO_IMAGE);
  g_assert_no_error (self->error);
  g_assert_cmpuint (self->outputs->len, ==, 1);
}

static void
test_check (PenExchangeFixture *self,
            gconstpointer       data)
{
  g_autofree char *open = NULL;
  g_autofree char *good = NULL;
  g_autoptr(GError) error = NULL;

  open = pen_exchange_check (self, NULL);
  g_assert_cmpstr (open, ==, "The server answers, with 2 models");

  pen_exchange_tell (self, "\"key\":\"" CANARY "\"");
  g_assert_null (pen_exchange_check (self, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_KEY_REJECTED);
  g_clear_error (&error);
  g_assert_false (pen_exchange_discover (self, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_KEY_REJECTED);

  pen_exchange_set_key (self, CANARY);
  good = pen_exchange_check (self, NULL);
  g_assert_cmpstr (good, ==, "The server answers, with 2 models");
}

/* Before the user has said where, nothing goes anywhere. */
static void
test_no_address (PenExchangeFixture *self,
                 gconstpointer       data)
{
  g_autoptr(GError) error = NULL;

  pen_runner_set_address (self->runner, SERVICE, NULL);
  run (self, "default", PEN_TASK_TEXT_TO_IMAGE);
  pen_exchange_assert_error (self, PEN_ERROR_USAGE, "enter one in the preferences");
  g_assert_false (self->charged);
  g_assert_false (pen_exchange_discover (self, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_USAGE);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_SEEN), ==, 0);
}

#define ADD(name, function) \
  g_test_add ("/exchange/openai-compatible/" name, PenExchangeFixture, NULL, set_up, function, \
              tear_down)

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("servers", test_servers);
  ADD ("masks", test_masks);
  ADD ("arguments", test_arguments);
  ADD ("address", test_address);
  ADD ("foreign-address", test_foreign_address);
  ADD ("refusals", test_refusals);
  ADD ("busy", test_busy);
  ADD ("more", test_more);
  ADD ("check", test_check);
  ADD ("no-address", test_no_address);

  return g_test_run ();
}
