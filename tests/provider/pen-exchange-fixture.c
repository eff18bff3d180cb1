/* pen-exchange-fixture.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-exchange-fixture"

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "pen-exchange-fixture.h"
#include "pen-media.h"

static guint
count_seen (gpointer data)
{
  PenExchangeFixture *self = data;

  return pen_exchange_count (self, PEN_SIM_COUNT_SEEN);
}

/* The key of the test that runs, and the handler of messages before ours. */
static const char *canary;
static GLogFunc next_handler;

/* No message, of whatever level and library, may hold the key. */
static void
watch_log (const char     *domain,
           GLogLevelFlags  level,
           const char     *message,
           gpointer        user_data)
{
  if (canary != NULL)
    g_assert_null (strstr (message, canary));

  next_handler (domain, level, message, NULL);
}

/**
 * pen_exchange_set_up:
 * @self: an empty fixture
 * @service: the service's name: the simulator's, and its endpoint's
 * @provider_type: its translator
 * @key: (nullable): the key
 */
void
pen_exchange_set_up (PenExchangeFixture *self,
                     const char         *service,
                     GType               provider_type,
                     const char         *key)
{
  g_autofree char *address = NULL;
  g_autoptr(GError) error = NULL;

  if (next_handler == NULL)
    next_handler = g_log_set_default_handler (watch_log, NULL);

  self->service = service;
  self->simulator = pen_simulator_new (0, &error);
  g_assert_no_error (error);
  self->foreign = pen_simulator_new (0, &error);
  g_assert_no_error (error);

  self->provider = g_object_new (provider_type, NULL);
  self->http = pen_http_new ();
  self->runner = pen_runner_new (self->provider, self->http);
  pen_runner_set_pace (self->runner, 0.01);
  self->journal = pen_test_journal_new (count_seen, self);
  self->cancellable = g_cancellable_new ();
  self->folder = g_dir_make_tmp ("pen-exchange-XXXXXX", &error);
  g_assert_no_error (error);

  address = pen_simulator_get_address (self->simulator, service);
  pen_runner_set_address (self->runner, service, address);
  pen_exchange_set_key (self, key);
}

static void
forget (PenExchangeFixture *self)
{
  g_clear_pointer (&self->outputs, g_ptr_array_unref);
  g_clear_error (&self->error);
  self->done = FALSE;
  self->charged = FALSE;
  self->cost_usd = 0;
}

void
pen_exchange_tear_down (PenExchangeFixture *self)
{
  g_autoptr(GDir) dir = NULL;

  forget (self);
  g_clear_object (&self->cancellable);

  /* A watch that was ended lets go of the runner when the loop has turned. */
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (g_steal_pointer (&self->runner));
  g_assert_finalize_object (g_steal_pointer (&self->http));
  g_assert_finalize_object (g_steal_pointer (&self->provider));
  g_assert_finalize_object (g_steal_pointer (&self->journal));

  /* Whatever came of it, no file stays behind that nobody owns. */
  dir = g_dir_open (self->folder, 0, NULL);
  g_assert_nonnull (dir);
  g_assert_null (g_dir_read_name (dir));
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  g_clear_pointer (&self->folder, g_free);

  g_clear_pointer (&self->simulator, pen_simulator_free);
  g_clear_pointer (&self->foreign, pen_simulator_free);
}

void
pen_exchange_set_key (PenExchangeFixture *self,
                      const char         *key)
{
  g_autoptr(PenSecret) secret = key != NULL ? pen_secret_new (key) : NULL;

  self->key = key;
  canary = key;
  pen_runner_set_key (self->runner, secret);
}

/**
 * pen_exchange_new_request:
 * @self: a fixture
 * @model: a model's id
 * @task: a task
 *
 * Returns: (transfer full): a request for it that is complete but not frozen
 */
PenRequest *
pen_exchange_new_request (PenExchangeFixture *self,
                          const char         *model,
                          PenTask             task)
{
  PenModel *found = pen_catalogue_find_model (pen_provider_get_catalogue (self->provider), model);
  PenRequest *request;

  g_assert_nonnull (found);
  request = pen_request_new (found, task);
  pen_request_set_prompt (request, "A fox in the snow");
  pen_request_set_seed (request, 1234567);

  if (pen_task_has_source (task))
    {
      g_autoptr(PenBlob) source = pen_exchange_new_source (128, 64, "png");

      pen_request_set_source_path (request, "/nowhere/source.png");
      pen_request_set_source (request, source);
      pen_request_set_source_size (request, 128, 64);
      pen_request_set_strength (request, 0.5);
    }

  return request;
}

static void
done_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  PenExchangeFixture *self = user_data;

  self->outputs = pen_runner_run_finish (PEN_RUNNER (object), result, &self->charged,
                                         &self->cost_usd, &self->error);
  self->done = TRUE;
}

/* Begins a run with @request, which it takes and freezes. */
void
pen_exchange_start (PenExchangeFixture *self,
                    PenRequest         *request)
{
  pen_exchange_resume (self, request, NULL);
}

/**
 * pen_exchange_resume:
 * @self: a fixture
 * @request: (transfer full): a request
 * @memo: (nullable): where an earlier run had come to
 *
 * Goes on with a run as after a restart.
 */
void
pen_exchange_resume (PenExchangeFixture *self,
                     PenRequest         *request,
                     JsonNode           *memo)
{
  g_autoptr(PenRequest) owned = request;

  forget (self);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();

  pen_request_freeze (owned);
  pen_runner_run_async (self->runner, owned, memo, PEN_JOURNAL (self->journal), self->folder,
                        self->cancellable, done_cb, self);
}

void
pen_exchange_finish (PenExchangeFixture *self)
{
  while (!self->done)
    g_main_context_iteration (NULL, TRUE);

  g_assert_true ((self->outputs != NULL) == (self->error == NULL));
}

/* A whole run with a usual request. */
void
pen_exchange_run (PenExchangeFixture *self,
                  const char         *model,
                  PenTask             task)
{
  pen_test_journal_reset (self->journal);
  pen_exchange_start (self, pen_exchange_new_request (self, model, task));
  pen_exchange_finish (self);
}

/**
 * pen_exchange_assert_error:
 * @self: a fixture
 * @code: a #PenError
 * @words: (nullable): what the sentence says, among other things
 *
 * Asserts how the last run failed: with a sentence, and without the key in it.
 */
void
pen_exchange_assert_error (PenExchangeFixture *self,
                           gint                code,
                           const char         *words)
{
  g_assert_error (self->error, PEN_ERROR, code);
  g_assert_false (g_str_has_suffix (self->error->message, "."));
  if (self->key != NULL)
    g_assert_null (strstr (self->error->message, self->key));

  if (words != NULL && strstr (self->error->message, words) == NULL)
    {
      g_test_message ("“%s” does not say “%s”", self->error->message, words);
      g_test_fail ();
    }
}

/**
 * pen_exchange_get_picture:
 * @self: a fixture
 * @index: which picture
 *
 * Asserts that the last run brought a picture that is a file in its folder.
 *
 * Returns: (transfer full): its pixels
 */
GdkPixbuf *
pen_exchange_get_picture (PenExchangeFixture *self,
                          guint               index)
{
  g_autoptr(GBytes) bytes = NULL;
  PenOutput *output;
  GdkPixbuf *picture;
  const char *path;
  char *data = NULL;
  gsize length;

  g_assert_no_error (self->error);
  g_assert_cmpuint (index, <, self->outputs->len);

  output = g_ptr_array_index (self->outputs, index);
  path = pen_blob_get_path (output->blob);
  g_assert_nonnull (path);
  g_assert_true (g_str_has_prefix (path, self->folder));
  g_assert_true (g_file_get_contents (path, &data, &length, NULL));
  g_assert_cmpuint (length, ==, pen_blob_get_size (output->blob));
  g_assert_cmpstr (pen_media_sniff ((const guint8 *) data, length), ==,
                   pen_blob_get_media_type (output->blob));

  bytes = g_bytes_new_take (data, length);
  picture = pen_sim_picture_decode (bytes);
  g_assert_nonnull (picture);

  return picture;
}

/* Tells the simulator: @members of a command, without the service. */
void
pen_exchange_tell (PenExchangeFixture *self,
                   const char         *members)
{
  g_autofree char *command = g_strdup_printf ("{\"service\":\"%s\",%s}", self->service, members);

  pen_simulator_tell (self->simulator, command);
}

guint
pen_exchange_count (PenExchangeFixture *self,
                    PenSimCount         count)
{
  return pen_simulator_get_count (self->simulator, self->service, count);
}

/**
 * pen_exchange_get_sent:
 * @self: a fixture
 * @index: which request, counted from the last one, which is 0
 *
 * Returns: (transfer full): what the simulator has seen
 */
JsonObject *
pen_exchange_get_sent (PenExchangeFixture *self,
                       guint               index)
{
  g_autoptr(JsonObject) log = pen_simulator_get_log (self->simulator);
  JsonArray *requests = json_object_get_array_member (log, "requests");

  g_assert_cmpuint (index, <, json_array_get_length (requests));

  return json_object_ref (
    json_array_get_object_element (requests, json_array_get_length (requests) - 1 - index));
}

static void
keep_result_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

char *
pen_exchange_check (PenExchangeFixture  *self,
                    GError             **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  pen_runner_check_async (self->runner, NULL, keep_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return pen_runner_check_finish (self->runner, result, error);
}

gboolean
pen_exchange_discover (PenExchangeFixture  *self,
                       GError             **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  pen_runner_discover_async (self->runner, NULL, keep_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return pen_runner_discover_finish (self->runner, result, error);
}

/* Asks the service for a model that only it knows. */
JsonNode *
pen_exchange_find_model (PenExchangeFixture  *self,
                         const char          *words,
                         GError             **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  pen_runner_find_model_async (self->runner, words, NULL, keep_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return pen_runner_find_model_finish (self->runner, result, error);
}

PenBlob *
pen_exchange_new_source (guint       width,
                         guint       height,
                         const char *format)
{
  g_autoptr(GdkPixbuf) picture = pen_sim_picture_draw ("source", 1, width, height);
  g_autoptr(GBytes) bytes = pen_sim_picture_encode (picture, format);
  g_autofree char *media_type = g_strdup_printf ("image/%s", format);

  return pen_blob_new_for_bytes (bytes, media_type);
}
