/* test-exchange-kie.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-exchange-kie"

#include "config.h"

#include <locale.h>
#include <string.h>

#include "pen-exchange-fixture.h"
#include "pen-kie-provider.h"

#define CANARY "c0ffee7Zq0mX4tKb1vNw9sLr2yHd5fJc8gPe3aUo6iTk0"
#define TOKEN "0123abcd-0000-4000-8000-%012u"

static void
set_up (PenExchangeFixture *self,
        gconstpointer       data)
{
  g_autofree char *address = NULL;
  g_autofree char *upload = NULL;

  pen_exchange_set_up (self, "kie", PEN_TYPE_KIE_PROVIDER, CANARY);
  pen_exchange_tell (self, "\"key\":\"" CANARY "\",\"credits\":100000");
  address = pen_simulator_get_address (self->simulator, "kie");
  upload = g_strconcat (address, "/upload", NULL);
  pen_runner_set_address (self->runner, "kie-upload", upload);
  pen_runner_set_pace (self->runner, 0.001);
}

static void
tear_down (PenExchangeFixture *self,
           gconstpointer       data)
{
  g_autoptr(JsonObject) log = pen_simulator_get_log (self->simulator);
  JsonArray *requests = json_object_get_array_member (log, "requests");

  /* Whatever the test did: the file host has not seen the key, nor anybody else anything. */
  for (guint i = 0; i < json_array_get_length (requests); i++)
    {
      JsonObject *entry = json_array_get_object_element (requests, i);

      if (g_str_has_prefix (json_object_get_string_member (entry, "path"), "/files/"))
        g_assert_false (json_object_has_member (json_object_get_object_member (entry, "headers"),
                                                "authorization"));
    }
  g_assert_cmpuint (pen_simulator_get_count (self->foreign, "kie", PEN_SIM_COUNT_SEEN), ==, 0);
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

/* The left half is to change: black, as the engine prepares it for these models. */
static PenBlob *
mask_new (guint side)
{
  g_autoptr(GdkPixbuf) mask = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, (int) side,
                                              (int) side);
  g_autoptr(GdkPixbuf) left = gdk_pixbuf_new_subpixbuf (mask, 0, 0, (int) side / 2, (int) side);
  g_autoptr(GBytes) bytes = NULL;

  gdk_pixbuf_fill (mask, 0xffffffff);
  gdk_pixbuf_fill (left, 0x000000ff);
  bytes = pen_sim_picture_encode (mask, "png");

  return pen_blob_new_for_bytes (bytes, "image/png");
}

/* A request with every picture that its model takes, and names that nobody had before. */
static PenRequest *
request_new (PenExchangeFixture *self,
             const char         *model,
             PenTask             task)
{
  static guint n_requests;
  PenRequest *request = pen_exchange_new_request (self, model, task);
  PenTaskSpec *spec = pen_request_get_spec (request);
  g_autofree char *token = g_strdup_printf (TOKEN, ++n_requests);
  guint side = spec->limits.min_side > 128 ? 256 : 64;

  pen_request_set_token (request, token);
  if (spec->fields[PEN_ROLE_SOURCE] != NULL)
    {
      set_input (request, "source", pen_exchange_new_source (side, side, "png"));
      pen_request_set_source_size (request, side, side);
    }
  if (spec->fields[PEN_ROLE_MASK] != NULL)
    {
      pen_request_set_mask_path (request, "/nowhere/mask.png");
      set_input (request, "mask", mask_new (side));
    }
  if (spec->fields[PEN_ROLE_REFERENCES] != NULL)
    {
      pen_request_add_reference (request, "/nowhere/reference.jpg");
      set_input (request, "reference-0", pen_exchange_new_source (64, 32, "jpeg"));
    }
  if (spec->fields[PEN_ROLE_EXTEND] != NULL)
    pen_request_set_extend (request, (const guint[]) { 8, 0, 0, 8 });

  return request;
}

static void
run (PenExchangeFixture *self)
{
  pen_test_journal_reset (self->journal);
  pen_exchange_start (self, request_new (self, "nano-banana", PEN_TASK_TEXT_TO_IMAGE));
  pen_exchange_finish (self);
}

static void
run_edit (PenExchangeFixture *self)
{
  pen_test_journal_reset (self->journal);
  pen_exchange_start (self, request_new (self, "qwen", PEN_TASK_IMAGE_TO_IMAGE));
  pen_exchange_finish (self);
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
    case PEN_PARAMETER_STRING:
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
  if (spec->fields[PEN_ROLE_ASPECT] != NULL)
    pen_request_set_aspect (request, g_strv_contains ((const char * const *)
                                                      spec->fields[PEN_ROLE_ASPECT]->values,
                                                      "16:9") ? "16:9" : "2:3");
  pen_request_set_count (request, spec->max_count);
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
      PenRequest *request = request_new (self, pen_model_get_id (model), task);
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
      g_assert_cmpuint (self->outputs->len, ==, full ? pen_request_get_spec (request)->max_count
                                                     : 1);
      g_assert_true (self->charged);
      g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 1);
      g_object_unref (request);
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

  g_assert_cmpuint (n_runs, ==, 62);
}

static void
test_steps (PenExchangeFixture *self,
            gconstpointer       data)
{
  g_autoptr(JsonObject) log = NULL;
  g_autoptr(GString) paths = g_string_new (NULL);
  JsonArray *requests;

  run_edit (self);
  g_assert_no_error (self->error);
  g_assert_cmpfloat_with_epsilon (self->cost_usd, 0.02, 1e-9);
  g_assert_cmpstr (pen_test_journal_get_moments (self->journal), ==,
                   "run:0 run:1 send:1 run:2 land:6 land:7");

  log = pen_simulator_get_log (self->simulator);
  requests = json_object_get_array_member (log, "requests");
  for (guint i = 0; i < json_array_get_length (requests); i++)
    g_string_append_printf (paths, "%s ", strrchr (
      json_object_get_string_member (json_array_get_object_element (requests, i), "path"), '/'));
  g_assert_true (g_str_has_prefix (paths->str, "/file-stream-upload /createTask /recordInfo "
                                               "/recordInfo /recordInfo /recordInfo "));
}

/* Where the mask is black something new stands, and where it is white the old. */
static void
test_mask (PenExchangeFixture *self,
           gconstpointer       data)
{
  g_autoptr(PenBlob) source = pen_exchange_new_source (64, 64, "png");
  g_autoptr(GBytes) bytes = pen_blob_load (source, G_MAXUINT32, NULL);
  g_autoptr(GdkPixbuf) before = pen_sim_picture_decode (bytes);
  g_autoptr(GdkPixbuf) after = NULL;
  guint n_changed = 0;

  pen_exchange_start (self, request_new (self, "ideogram-v3", PEN_TASK_INPAINT));
  pen_exchange_finish (self);
  after = pen_exchange_get_picture (self, 0);

  for (int y = 0; y < 64; y++)
    for (int x = 0; x < 64; x++)
      {
        gboolean same = memcmp (gdk_pixbuf_read_pixels (before) +
                                y * gdk_pixbuf_get_rowstride (before) + x * 3,
                                gdk_pixbuf_read_pixels (after) +
                                y * gdk_pixbuf_get_rowstride (after) + x * 3, 3) == 0;

        g_assert_true (same || x < 32);
        n_changed += !same;
      }
  g_assert_cmpuint (n_changed, >, 0);
}

/* Records in all their spellings, and one that nobody has heard of. */
static void
test_variants (PenExchangeFixture *self,
               gconstpointer       data)
{
  static const char * const variants[] = {
    "result_urls", "resultUrl", "message", "odd-state", "fileUrl",
  };

  for (guint i = 0; i < G_N_ELEMENTS (variants); i++)
    {
      g_autofree char *members = g_strdup_printf ("\"variant\":\"%s\"", variants[i]);
      g_autoptr(GdkPixbuf) picture = NULL;

      g_test_message ("%s", variants[i]);
      pen_exchange_tell (self, members);
      run_edit (self);
      picture = pen_exchange_get_picture (self, 0);
      pen_exchange_tell (self, "\"reset\":true,\"key\":\"" CANARY "\",\"credits\":100");
    }

  pen_exchange_tell (self, "\"variant\":\"empty\"");
  run (self);
  pen_exchange_assert_error (self, PEN_ERROR_SERVICE, "there is no picture");
  g_assert_true (self->charged);
}

static void
test_progress (PenExchangeFixture *self,
               gconstpointer       data)
{
  g_autoptr(GdkPixbuf) picture = NULL;

  pen_test_journal_reset (self->journal);
  pen_exchange_start (self, request_new (self, "4o-image", PEN_TASK_TEXT_TO_IMAGE));
  pen_exchange_finish (self);
  picture = pen_exchange_get_picture (self, 0);
  g_assert_cmpfloat (pen_test_journal_get_progress (self->journal), ==, 0.48);
  /* Its records do not say what it did cost. */
  g_assert_cmpfloat (self->cost_usd, <, 0);
}

/* A new task is unknown for a while; later there is trouble with its record. */
static void
test_misses (PenExchangeFixture *self,
             gconstpointer       data)
{
  g_autoptr(GdkPixbuf) picture = NULL;

  pen_exchange_tell (self, "\"unknown_looks\":4");
  pen_exchange_tell (self, "\"fault\":\"maintenance\",\"path\":\"recordInfo\",\"times\":2");
  pen_exchange_tell (self, "\"fault\":\"bad-upstream\",\"path\":\"recordInfo\",\"times\":2");
  run (self);
  picture = pen_exchange_get_picture (self, 0);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 1);
}

static void
test_lost (PenExchangeFixture *self,
           gconstpointer       data)
{
  pen_exchange_tell (self, "\"unknown_looks\":1000");
  run (self);
  pen_exchange_assert_error (self, PEN_ERROR_EXPIRED, "does not know this task");
  g_assert_true (self->charged);
}

/* An address that has died gets a second life, once. */
static void
test_dead_link (PenExchangeFixture *self,
                gconstpointer       data)
{
  g_autoptr(GdkPixbuf) picture = NULL;

  pen_exchange_tell (self, "\"links_die\":true");
  run (self);
  picture = pen_exchange_get_picture (self, 0);

  pen_exchange_tell (self, "\"fault\":\"invalid\",\"path\":\"download-url\"");
  pen_exchange_start (self, request_new (self, "z-image", PEN_TASK_TEXT_TO_IMAGE));
  pen_exchange_finish (self);
  pen_exchange_assert_error (self, PEN_ERROR_EXPIRED, "keeps this picture no longer");
}

static void
test_check (PenExchangeFixture *self,
            gconstpointer       data)
{
  g_autofree char *sentence = NULL;
  g_autofree char *refused = NULL;
  g_autoptr(GError) error = NULL;

  pen_exchange_tell (self, "\"key\":\"" CANARY "\",\"credits\":42.5");
  sentence = pen_exchange_check (self, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (sentence, ==, "Valid, about 42.5 credits left");

  pen_exchange_set_key (self, "wrongcanary0000000000000000000000");
  refused = pen_exchange_check (self, &error);
  g_assert_null (refused);
  g_assert_error (error, PEN_ERROR, PEN_ERROR_KEY_REJECTED);
}

/* Comes as far as the request whose path ends in @path, and stops there. */
static PenRequest *
start_and_stop (PenExchangeFixture *self,
                const char         *path)
{
  PenRequest *request = request_new (self, "ideogram-v3", PEN_TASK_INPAINT);
  g_autofree char *members = g_strdup_printf ("\"fault\":\"none\",\"hold\":true,"
                                              "\"path\":\"%s\"", path);

  pen_test_journal_reset (self->journal);
  pen_exchange_tell (self, members);
  pen_exchange_start (self, g_object_ref (request));
  pen_simulator_wait (self->simulator, "kie", PEN_SIM_COUNT_HELD, 1);
  g_cancellable_cancel (self->cancellable);
  pen_exchange_finish (self);
  g_assert_error (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  pen_exchange_tell (self, "\"release\":true");

  return request;
}

static void
test_resume (PenExchangeFixture *self,
             gconstpointer       data)
{
  PenRequest *request = start_and_stop (self, "recordInfo");
  g_autoptr(JsonNode) memo = json_node_copy (pen_test_journal_get_memo (self->journal));
  g_autofree char *text = json_to_string (memo, FALSE);
  g_autoptr(GdkPixbuf) picture = NULL;

  g_assert_null (strstr (text, CANARY));
  pen_exchange_resume (self, request, memo);
  pen_exchange_finish (self);
  picture = pen_exchange_get_picture (self, 0);
  g_assert_cmpfloat_with_epsilon (self->cost_usd, 0.035, 1e-9);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 1);
}

static void
test_resume_too_late (PenExchangeFixture *self,
                      gconstpointer       data)
{
  PenRequest *request = start_and_stop (self, "recordInfo");
  g_autoptr(JsonNode) memo = json_node_copy (pen_test_journal_get_memo (self->journal));

  pen_exchange_tell (self, "\"forget_tasks\":true");
  pen_exchange_resume (self, request, memo);
  pen_exchange_finish (self);
  pen_exchange_assert_error (self, PEN_ERROR_EXPIRED, "no longer");
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 1);
}

/* What was uploaded before is not uploaded again. */
static void
test_resume_upload (PenExchangeFixture *self,
                    gconstpointer       data)
{
  PenRequest *request = request_new (self, "ideogram-v3", PEN_TASK_INPAINT);
  g_autoptr(JsonNode) memo = NULL;
  g_autoptr(GdkPixbuf) picture = NULL;
  guint seen;

  /* The first is let through, and the second waits. */
  pen_exchange_tell (self, "\"fault\":\"none\",\"path\":\"upload\"");
  pen_exchange_tell (self, "\"fault\":\"none\",\"hold\":true,\"path\":\"upload\"");
  pen_exchange_start (self, g_object_ref (request));
  pen_simulator_wait (self->simulator, "kie", PEN_SIM_COUNT_HELD, 1);
  g_cancellable_cancel (self->cancellable);
  pen_exchange_finish (self);
  g_assert_false (self->charged);
  pen_exchange_tell (self, "\"release\":true");
  seen = pen_exchange_count (self, PEN_SIM_COUNT_SEEN);
  g_assert_cmpuint (seen, ==, 2);

  memo = json_node_copy (pen_test_journal_get_memo (self->journal));
  pen_exchange_resume (self, request, memo);
  pen_exchange_finish (self);
  picture = pen_exchange_get_picture (self, 0);

  /* One upload, one task, four looks, one download. */
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_SEEN) - seen, ==, 7);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 1);
}

static void
test_refusals (PenExchangeFixture *self,
               gconstpointer       data)
{
  static const struct { const char *fault; gint code; const char *words; } table[] =
  {
    { "bad-request", PEN_ERROR_INVALID_REQUEST, "malformed" },
    { "unauthorized", PEN_ERROR_KEY_REJECTED, "kie.ai/api-key" },
    { "no-credits", PEN_ERROR_QUOTA, "not enough credits" },
    { "not-found", PEN_ERROR_EXPIRED, "withdrawn" },
    { "timeout", PEN_ERROR_SERVICE, "in time" },
    { "invalid", PEN_ERROR_INVALID_REQUEST, "aspect_ratio is not within" },
    { "unfetched", PEN_ERROR_INVALID_REQUEST, "send the request again" },
    { "key-limit", PEN_ERROR_QUOTA, "limit that was set" },
    { "cannot-fetch", PEN_ERROR_INVALID_REQUEST, "send the request again" },
    { "maintenance", PEN_ERROR_SERVICE, "maintenance" },
    { "server-error", PEN_ERROR_SERVICE, "This field is required" },
    { "generation-failed", PEN_ERROR_SERVICE, "Generation failed" },
    { "disabled", PEN_ERROR_INVALID_REQUEST, "switched this off" },
    { "queue-full", PEN_ERROR_SERVICE, "queue" },
    { "firewall", PEN_ERROR_SERVICE, "firewall" },
    { "key-echo", PEN_ERROR_SERVICE, "is odd" },
    { "bad-gateway", PEN_ERROR_UNKNOWN_OUTCOME, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *members = g_strdup_printf ("\"fault\":\"%s\"", table[i].fault);

      g_test_message ("%s", table[i].fault);
      pen_exchange_tell (self, members);
      run (self);
      pen_exchange_assert_error (self, table[i].code, table[i].words);
      g_assert_cmpint (self->charged, ==, table[i].code == PEN_ERROR_UNKNOWN_OUTCOME);

      /* A refusal is never tried again. */
      g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_SEEN), ==, i + 1);
    }

  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 0);
}

/* The same with a true status, as a gateway would have it. */
static void
test_statuses (PenExchangeFixture *self,
               gconstpointer       data)
{
  pen_exchange_tell (self, "\"fault\":\"unauthorized\",\"value\":\"401\"");
  run (self);
  pen_exchange_assert_error (self, PEN_ERROR_KEY_REJECTED, "kie.ai/api-key");

  pen_exchange_tell (self, "\"fault\":\"maintenance\",\"value\":\"455\",\"path\":\"recordInfo\"");
  run (self);
  g_assert_no_error (self->error);
}

/* Turned away unread: tried again, and bought once. */
static void
test_rate_limit (PenExchangeFixture *self,
                 gconstpointer       data)
{
  g_autoptr(GdkPixbuf) picture = NULL;

  pen_exchange_tell (self, "\"fault\":\"rate-limit\",\"times\":2");
  run (self);
  picture = pen_exchange_get_picture (self, 0);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_PAID), ==, 1);
}

static void
test_failed (PenExchangeFixture *self,
             gconstpointer       data)
{
  pen_exchange_tell (self, "\"fail_code\":\"422\",\"fail_text\":\"Flagged by Safety Policy\"");
  run (self);
  pen_exchange_assert_error (self, PEN_ERROR_REFUSED, "Flagged by Safety Policy");
  /* Whether the credits come back, the service does not say. */
  g_assert_true (self->charged);

  pen_exchange_tell (self, "\"fail_code\":\"500\",\"fail_text\":\"Out of luck\"");
  pen_exchange_start (self, request_new (self, "flux-kontext-pro", PEN_TASK_TEXT_TO_IMAGE));
  pen_exchange_finish (self);
  pen_exchange_assert_error (self, PEN_ERROR_SERVICE, "Out of luck");
}

static void
test_keys (PenExchangeFixture *self,
           gconstpointer       data)
{
  pen_exchange_set_key (self, NULL);
  run_edit (self);
  pen_exchange_assert_error (self, PEN_ERROR_KEY_MISSING, "enter one in the preferences");
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_SEEN), ==, 0);

  pen_exchange_set_key (self, "wrong");
  run_edit (self);
  pen_exchange_assert_error (self, PEN_ERROR_KEY_REJECTED, NULL);
  g_assert_false (self->charged);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_SEEN), ==, 1);
}

#define ADD(name, function) \
  g_test_add ("/exchange/kie/" name, PenExchangeFixture, NULL, set_up, function, tear_down)

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
  ADD ("progress", test_progress);
  ADD ("misses", test_misses);
  ADD ("lost", test_lost);
  ADD ("dead-link", test_dead_link);
  ADD ("check", test_check);
  ADD ("resume", test_resume);
  ADD ("resume-too-late", test_resume_too_late);
  ADD ("resume-upload", test_resume_upload);
  ADD ("refusals", test_refusals);
  ADD ("statuses", test_statuses);
  ADD ("rate-limit", test_rate_limit);
  ADD ("failed", test_failed);
  ADD ("keys", test_keys);

  return g_test_run ();
}
